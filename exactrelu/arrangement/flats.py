"""The flats of an arrangement and its characteristic polynomial.

A *flat* is an intersection of hyperplanes that is not empty, R^n included. Ordered by reversed
inclusion the flats are a semilattice, graded by the codimension, with the Möbius function

    μ(R^n) = 1,   μ(F) = -Σ μ(G) over the flats G that properly contain F,

and the characteristic polynomial is ``χ(t) = Σ μ(F) t^dim(F)``. Below a flat the lattice is
geometric, and Weisner's theorem shortens the sum: with any hyperplane a that contains F,

    μ(F) = -Σ μ(G) over the flats G that cover F and are not contained in a.

Here a is the first hyperplane that contains F. The flats are made level by level: each one carries
the arrangement that the hyperplanes cut in it, whose hyperplanes are the flats of the next level
(Zaslavsky, *Facing up to arrangements*, 1975; Stanley, *An introduction to hyperplane
arrangements*, 2007, sections 1 and 2; Rota, *On the foundations of combinatorial theory I*, 1964).

>>> characteristic_coefficients([(1, 0, 0), (0, 1, 0), (1, 1, 1)], 2)       # three lines in R^2
(1, -3, 3)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from exactrelu import linalg
from exactrelu.arrangement.hyperplanes import Row, restricted

__all__ = ["characteristic_coefficients", "flat_counts", "is_central", "restriction"]

Cut: TypeAlias = dict[Row, int]
"""Distinct hyperplanes, each with the set of those of the first arrangement that cut it out."""


@dataclass(slots=True)
class Flat:
    """A flat, with the hyperplanes in it, and its value of the Möbius function."""

    cut: Cut
    moebius: int


def characteristic_coefficients(hyperplanes: Sequence[Row], dimension: int) -> tuple[int, ...]:
    """Return the coefficients of χ, from that of t^n down to the constant.

    The hyperplanes are distinct rows in normal form. Where all contain a common linear subspace,
    the first is put at infinity: ``χ(t) = (t - 1) χ'(t)`` with the affine arrangement χ' that is
    left in R^(n-1).

    >>> characteristic_coefficients([(1, 0, 0), (0, 1, 0), (1, 1, 0)], 2)
    (1, -3, 2)
    """
    if not hyperplanes or not is_central(hyperplanes):
        sums = _level_sums(hyperplanes)
        return (*sums, *[0] * (dimension + 1 - len(sums)))
    first, *others = hyperplanes
    rest = [decone(row, first) for row in others]
    below = characteristic_coefficients(rest, dimension - 1)
    return tuple([a - b for b, a in pairwise((0, *below, 0))])


def is_central(hyperplanes: Iterable[Row]) -> bool:
    """Return whether all hyperplanes pass through the origin.

    >>> is_central([(1, 2, 0), (0, 1, 0)])
    True
    """
    return not any(row[-1] for row in hyperplanes)


def decone(row: Row, infinite: Row) -> Row:
    """Return the hyperplane through the origin where the form of another one is 1, in R^(n-1).

    >>> decone((1, 1, 0), (1, 0, 0))                            # x + y = 0 where x = 1
    (1, -1)
    """
    return restricted(row, to=(*infinite[:-1], 1))


def restriction(hyperplanes: Iterable[Row], to: Row) -> tuple[Row, ...]:
    """Return the hyperplanes that the others cut in the hyperplane `to`, each once.

    >>> restriction([(1, 0, 0), (0, 1, 0), (1, 1, 1)], (1, 0, 0))
    ((1, 0), (1, 1))
    """
    return tuple(_cut(dict.fromkeys(hyperplanes, 0), to))


def flat_counts(hyperplanes: Sequence[Row]) -> tuple[int, ...]:
    """Return the number of flats of each codimension, from 0 up (Whitney numbers).

    >>> flat_counts([(1, 0, 0), (0, 1, 0), (1, 1, 0)])
    (1, 3, 1)
    """
    return tuple([len(level) for level in _levels(hyperplanes)])


def _level_sums(hyperplanes: Sequence[Row]) -> list[int]:
    """The sum of μ over the flats of each codimension.

    Each sum is that of what the flats above pass on; the flats of the last level are not made.
    """
    level = {0: Flat(_numbered(hyperplanes), 1)}
    sums = [1]
    for _ in range(linalg.rank([row[:-1] for row in hyperplanes])):
        if len(sums) > 1:
            level = _next(level)
        sums.append(sum([_passed_on(bits, flat) for bits, flat in level.items()]))
    return sums


def _levels(hyperplanes: Sequence[Row]) -> Iterator[Mapping[int, Flat]]:
    level = {0: Flat(_numbered(hyperplanes), 1)}
    while level:
        yield level
        level = _next(level)


def _numbered(hyperplanes: Iterable[Row]) -> Cut:
    return {row: 1 << index for index, row in enumerate(hyperplanes)}


def _passed_on(bits: int, flat: Flat) -> int:
    """What the flat adds to the sum of μ over the next level."""
    return -flat.moebius * sum([_is_first(new, bits) for new in flat.cut.values()])


def _is_first(new: int, bits: int) -> bool:
    """Whether the first hyperplane that contains the smaller flat does not contain the larger."""
    return not bits or new & -new < bits & -bits


def _next(level: Mapping[int, Flat]) -> dict[int, Flat]:
    """The flats of one codimension more; each is known by the hyperplanes that contain it.

    One that is covered by several is met from each that does not lie in its first hyperplane.
    """
    found: dict[int, Flat] = {}
    for bits, flat in level.items():
        for row, new in flat.cut.items():
            if _is_first(new, bits):
                known = found.get(bits | new)
                if known is None:
                    found[bits | new] = Flat(_cut(flat.cut, row), -flat.moebius)
                else:
                    known.moebius -= flat.moebius
    return found


def _cut(cut: Cut, to: Row) -> Cut:
    """The hyperplanes that others cut in one of them; it and its parallels cut nothing."""
    parts: Cut = {}
    for row, bits in cut.items():
        part = restricted(row, to=to)
        if any(part[:-1]):
            parts[part] = parts.get(part, 0) | bits
    return parts
