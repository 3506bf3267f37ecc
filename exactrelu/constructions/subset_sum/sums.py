"""Which subset of positive integers has a given sum: two ways to look at all the sums there are.

*By bits.* The reachable sums up to the target are the ones among the bits of one integer, and
taking another weight w into account is ``bits |= bits << w``. The work is the target times the
number of weights: for small numbers, however many.

*By residues.* The weights are split into two sides; the sums of each are listed modulo the prime
2^61 - 1, sorted, without repetitions (Horowitz and Sahni, "Computing partitions with applications
to the knapsack problem", 1974). If no residue of the left completes one of the right to the
target's, then no subset has the sum: that is a proof. A pair that does is only a candidate, and
counts once its subset is summed in integers; should all candidates fail, another prime decides.
The work is the number of different sums: for large numbers, up to about 40, or many alike.

>>> subset_by_bits([3, 5, 9], 12), subset_by_residues([3, 5, 9], 13, limit=100)
((0, 2), None)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from flint import fmpz

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["TooManySums", "subset_by_bits", "subset_by_residues", "sums_at_most"]

# Sums of two residues must fit into 64 bits.
_FIRST_PRIME = 2**61 - 1
_PRIMES = 8
_CANDIDATES = 64

# So many different sums without one coincidence: more weights will hardly bring any.
_HOPELESS = 2**16


class TooManySums(Exception):  # noqa: N818 - it never leaves this package
    """The reachable sums are more than the limit."""


def sums_at_most(weights: Sequence[int]) -> int:
    """Return a bound on the number of different subset sums: that of equal weights is their count.

    >>> sums_at_most([5, 5, 5, 7])
    8
    """
    bound = 1
    for indices in _equal_weights(weights).values():
        bound *= len(indices) + 1
    return bound


def subset_by_bits(weights: Sequence[int], target: int) -> tuple[int, ...] | None:
    """Return the indices of a subset of positive weights with the given sum, None if none has it.

    >>> subset_by_bits([2, 4, 6], 7) is None
    True
    """
    total = sum(weights)
    if not 0 <= target <= total:
        return None
    if 2 * target > total:
        return _complement(subset_by_bits(weights, total - target), len(weights))
    if not _reachable(weights, target) >> target & 1:
        return None
    return tuple(_witness(weights, 0, target))


def subset_by_residues(
    weights: Sequence[int], target: int, *, limit: int
) -> tuple[int, ...] | None:
    """Return the indices of a subset of weights with the given sum, None if no subset has it.

    Raises TooManySums if a side would list more than `limit` sums.

    >>> subset_by_residues([10**30, 3, 10**30], 2 * 10**30 + 3, limit=100)
    (0, 1, 2)
    """
    for prime in islice(_primes(), _PRIMES):
        left, right = _two_sides(weights, prime, limit)
        candidates = left.completions(right, target % prime)
        if not candidates:
            return None
        for residue in candidates[:_CANDIDATES]:
            other = (target - residue) % prime
            subset = left.subset_with(residue) + right.subset_with(other)
            if sum(weights[index] for index in subset) == target:
                return tuple(sorted(subset))
    raise TooManySums


def _reachable(weights: Sequence[int], target: int) -> int:
    mask = (1 << target + 1) - 1
    bits = 1
    for weight in weights:
        bits |= bits << weight & mask
    return bits


def _witness(weights: Sequence[int], first: int, target: int) -> list[int]:
    """The subset, found in halves: a sum of the first that the second completes to the target.

    The indices start at `first`. Keeping the bits of every step would take much more memory.
    """
    if target == 0:
        return []
    if len(weights) == 1:
        return [first]
    middle = len(weights) // 2
    completed = 1 << target
    for weight in weights[middle:]:
        completed |= completed >> weight
    common = _reachable(weights[:middle], target) & completed
    share = (common & -common).bit_length() - 1
    return _witness(weights[:middle], first, share) + _witness(
        weights[middle:], first + middle, target - share
    )


def _complement(subset: tuple[int, ...] | None, count: int) -> tuple[int, ...] | None:
    if subset is None:
        return None
    return tuple(sorted(set(range(count)) - set(subset)))


@dataclass(slots=True)
class _Side:
    """The sums of some items modulo a prime; layer k has those of the first k items, sorted."""

    prime: int
    items: list[tuple[int, list[int]]] = field(default_factory=list)
    layers: list[NDArray[np.uint64]] = field(default_factory=lambda: [np.zeros(1, dtype=np.uint64)])

    def extend(self, weight: int, indices: list[int]) -> None:
        """Let the item, all of its indices or none, take part in the sums."""
        sums = self.layers[-1]
        shift, wrap = np.uint64(weight), np.uint64(self.prime - weight)
        wrapped = int(np.searchsorted(sums, wrap))
        self.items.append((weight, indices))
        self.layers.append(_union(sums, sums[wrapped:] - wrap, sums[:wrapped] + shift))

    def completions(self, other: _Side, target: int) -> list[int]:
        """The sums of this side that a sum of the other completes to the target."""
        sums, goal = other.layers[-1], np.uint64(target)
        direct = int(np.searchsorted(sums, goal, side="right"))
        around = np.uint64(self.prime) - sums[direct:] + goal
        wanted = np.concatenate([(goal - sums[:direct])[::-1], around[::-1]])
        both = _sorted(self.layers[-1], wanted)
        return [int(residue) for residue in both[1:][both[1:] == both[:-1]]]

    def subset_with(self, residue: int) -> list[int]:
        """The indices of one subset whose sum has the residue, which is among the last layer."""
        subset: list[int] = []
        for (weight, indices), before in zip(
            reversed(self.items), reversed(self.layers[:-1]), strict=True
        ):
            if not _contains(before, residue):
                subset += indices
                residue = (residue - weight) % self.prime
        return subset

    @property
    def size(self) -> int:
        return len(self.layers[-1])


def _two_sides(weights: Sequence[int], prime: int, limit: int) -> tuple[_Side, _Side]:
    """Both sides, each item given to the smaller one."""
    sides = _Side(prime), _Side(prime)
    for weight, indices in _items(weights):
        side = min(sides, key=lambda each: each.size)
        side.extend(weight % prime, indices)
        if side.size > limit or _is_hopeless(side, weights, limit):
            raise TooManySums
    return sides


def _is_hopeless(side: _Side, weights: Sequence[int], limit: int) -> bool:
    return side.size == 2 ** len(side.items) >= _HOPELESS and sums_at_most(weights) > limit**2


def _items(weights: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Items of 1, 2, 4, ... and the rest of each set of equal weights: all counts are sums."""
    for weight, indices in _equal_weights(weights).items():
        count = 1
        while indices:
            taken, indices = indices[:count], indices[count:]  # noqa: PLW2901 - the rest of them
            yield weight * len(taken), taken
            count *= 2


def _equal_weights(weights: Sequence[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for index, weight in enumerate(weights):
        places.setdefault(weight, []).append(index)
    return places


def _primes() -> Iterator[int]:
    candidate = _FIRST_PRIME
    while True:
        if fmpz(candidate).is_prime():
            yield candidate
        candidate -= 2


def _sorted(*runs: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # The stable sort merges what is sorted already, in linear time.
    joined = np.concatenate(runs)
    joined.sort(kind="stable")
    return joined


def _union(*runs: NDArray[np.uint64]) -> NDArray[np.uint64]:
    joined = _sorted(*runs)
    distinct: NDArray[np.uint64] = joined[np.concatenate([[True], joined[1:] != joined[:-1]])]
    return distinct


def _contains(ordered: NDArray[np.uint64], residue: int) -> bool:
    place = int(np.searchsorted(ordered, np.uint64(residue)))
    return place < len(ordered) and int(ordered[place]) == residue
