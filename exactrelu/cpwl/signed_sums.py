"""The greatest 1-norm of a sum of vectors with signs, by branch and bound in integers.

For v_1, ..., v_k the maximum of |s_1 v_1 + ... + s_k v_k|_1 over all signs s is the norm of their
matrix from the sup-norm to the 1-norm; it is NP-hard to compute. The signs are chosen one by one,
those of long vectors first. With some of them chosen, and the sum u, no choice of the others gives
more than |u|_1 + sum of |v_i|_1 over the vectors left: a branch in which this is not more than a
sum known is left out. The first sign is +, since -s has the same norm as s.

>>> greatest_signed_sum([(1, 1), (1, -1)], budget=10)
SignedSum(value=2, signs=(1, 1), bound=2)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

__all__ = ["SignedSum", "greatest_signed_sum"]


class SignedSum(NamedTuple):
    """A sum with the norm `value` and its signs; no sum has a greater one than `bound`."""

    value: int
    signs: tuple[int, ...]
    bound: int


class _Branch(NamedTuple):
    """The sum with the first signs, and a bound of the norms of the sums that go on from it."""

    bound: int
    signs: tuple[int, ...]
    total: tuple[int, ...]


def greatest_signed_sum(vectors: Sequence[Sequence[int]], *, budget: int) -> SignedSum:
    """Return the greatest |s_1 v_1 + ... + s_k v_k|_1 of at least one vector.

    After `budget` branches the search ends, with a bound that is greater than the value.
    """
    order = sorted(range(len(vectors)), key=lambda i: -_norm(vectors[i]))
    listed = [tuple(vectors[i]) for i in order]
    room = _room(listed)
    best = _first(listed)
    waiting = [_branch((1,), listed[0], room)]
    while waiting and budget > 0:
        branch, budget = waiting.pop(), budget - 1
        if branch.bound > best.bound:
            if len(branch.signs) == len(listed):
                best = branch
            else:
                waiting += _continued(branch, listed, room)
    signs = dict(zip(order, best.signs, strict=True))
    bound = max([best.bound, *(branch.bound for branch in waiting)])
    return SignedSum(best.bound, tuple([signs[i] for i in range(len(order))]), bound)


def _first(vectors: Sequence[tuple[int, ...]]) -> _Branch:
    """The sum of which each sign is the better one, after those before."""
    room = [0] * (len(vectors) + 1)
    branch = _branch((1,), vectors[0], room)
    while len(branch.signs) < len(vectors):
        branch = _continued(branch, vectors, room)[1]
    return branch


def _continued(
    branch: _Branch, vectors: Sequence[tuple[int, ...]], room: Sequence[int]
) -> list[_Branch]:
    """Both signs of the next vector, the better one last."""
    vector = vectors[len(branch.signs)]
    found = []
    for sign in (-1, 1):
        total = tuple([u + sign * v for u, v in zip(branch.total, vector, strict=True)])
        found.append(_branch((*branch.signs, sign), total, room))
    return sorted(found, key=lambda each: each.bound)


def _branch(signs: tuple[int, ...], total: tuple[int, ...], room: Sequence[int]) -> _Branch:
    return _Branch(_norm(total) + room[len(signs)], signs, total)


def _room(vectors: Sequence[tuple[int, ...]]) -> list[int]:
    """The sums of the |v_i|_1 over i >= k, for k = 0, 1, ...."""
    return list(accumulate(map(_norm, reversed(vectors)), initial=0))[::-1]


def _norm(vector: Sequence[int]) -> int:
    return sum(map(abs, vector))
