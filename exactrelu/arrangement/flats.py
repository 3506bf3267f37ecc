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
arrangements*, 2007, lectures 1 and 2; Rota, *On the foundations of combinatorial theory I*, 1964).

>>> characteristic_coefficients([(1, 0, 0), (0, 1, 0), (1, 1, 1)], 2)       # three lines in R^2
(1, -3, 3)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TypeAlias

from exactrelu import linalg
from exactrelu.arrangement.hyperplanes import Row, restricted
from exactrelu.errors import BudgetError

__all__ = [
    "blocks",
    "central_bounds",
    "characteristic_coefficients",
    "decone",
    "flat_counts",
    "is_central",
    "restriction",
]

Cut: TypeAlias = dict[Row, int]
"""Distinct hyperplanes, each with the set of those of the first arrangement that cut it out."""


@dataclass(slots=True)
class _Flat:
    """A flat, with the hyperplanes in it, and its value of the Möbius function."""

    cut: Cut
    moebius: int


def characteristic_coefficients(
    hyperplanes: Sequence[Row], dimension: int, *, most: int | None = None
) -> tuple[int, ...]:
    """Return the coefficients of χ, from that of t^n down to the constant.

    The hyperplanes are distinct rows in normal form. The sum of their absolute values is the number
    of regions. BudgetError, with a lower bound of it, is raised for more than `most`: no more flats
    than that are made, since each of them has a value of μ that is not 0.

    >>> characteristic_coefficients([(1, 0, 0), (0, 1, 0), (1, 1, 0)], 2)
    (1, -3, 2)
    """
    sums = _product([_block_sums(part, most) for part in blocks(hyperplanes)])
    _require_regions(sums, most)
    return (*sums, *[0] * (dimension + 1 - len(sums)))


def _require_regions(sums: Sequence[int], most: int | None) -> None:
    """Raise BudgetError if the sums of μ so far belong to more than `most` regions."""
    found = sum(map(abs, sums))
    if most is not None and found > most:
        raise BudgetError(f"there are more than {most} regions", lower=Fraction(found))


def central_bounds(count: int, rank: int) -> tuple[int, int]:
    """Return bounds of the number of regions of distinct hyperplanes through the origin.

    There are at least those of as many independent hyperplanes as the rank says, and at most those
    of general position, 2 (C(count-1, 0) + ... + C(count-1, rank-1)).

    >>> central_bounds(3, 2), central_bounds(0, 0)
    ((4, 6), (1, 1))
    """
    most = 2 * sum(comb(count - 1, k) for k in range(rank)) if count else 1
    return 2**rank, most


def _block_sums(hyperplanes: Sequence[Row], most: int | None) -> list[int]:
    """The sum of μ over the flats of each codimension.

    Where all hyperplanes pass through the origin, the first of them is put at infinity:
    ``χ(t) = (t - 1) χ'(t)`` with the arrangement that is left in R^(n-1).
    """
    if not is_central(hyperplanes):
        return _level_sums(hyperplanes, most)
    first, *others = hyperplanes
    rest = [decone(row, first) for row in others]
    return _product([[1, -1], *[_block_sums(part, most) for part in blocks(rest)]])


def blocks(hyperplanes: Sequence[Row]) -> list[list[Row]]:
    """Return the finest parts of the arrangement whose normals span a direct sum.

    The arrangement is the product of the parts, and so are χ and the lattice of flats. Two normals
    are in one part if a chain of minimal linear relations leads from one to the other, for which
    those of the reduced basis of all relations suffice, the fundamental circuits of a basis of
    normals (Oxley, *Matroid theory*, 2011, chapter 4).

    >>> blocks([(1, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 1), (0, 0, 1, 0)])
    [[(1, 0, 0, 0)], [(0, 1, 0, 0), (0, 1, 0, 1)], [(0, 0, 1, 0)]]
    """
    columns = list(zip(*[row[:-1] for row in hyperplanes], strict=True))
    parts = [{index} for index in range(len(hyperplanes))]
    for relation in linalg.nullspace(columns, columns=len(hyperplanes)):
        related = {index for index, entry in enumerate(relation) if entry}
        apart = [part for part in parts if part.isdisjoint(related)]
        joined = [part for part in parts if not part.isdisjoint(related)]
        parts = [*apart, set().union(*joined)]
    return [[hyperplanes[index] for index in sorted(part)] for part in sorted(parts, key=min)]


def _product(polynomials: Iterable[Sequence[int]]) -> list[int]:
    """The coefficients of the product of polynomials."""
    total = [1]
    for factor in polynomials:
        before = total
        total = [0] * (len(before) + len(factor) - 1)
        for i, x in enumerate(before):
            for j, y in enumerate(factor):
                total[i + j] += x * y
    return total


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
    sizes = [[len(level) for level in _levels(part)] for part in blocks(hyperplanes)]
    return tuple(_product(sizes))


def _level_sums(hyperplanes: Sequence[Row], most: int | None) -> list[int]:
    """The sums, level by level.

    Each is that of what the flats above pass on; the flats of the last level are not made.
    """
    level = {0: _Flat(_numbered(hyperplanes), 1)}
    sums = [1]
    for _ in range(linalg.rank([row[:-1] for row in hyperplanes])):
        if len(sums) > 1:
            level = _next(level)
        sums.append(sum([_passed_on(bits, flat) for bits, flat in level.items()]))
        _require_regions(sums, most)
    return sums


def _levels(hyperplanes: Sequence[Row]) -> Iterator[Mapping[int, _Flat]]:
    level = {0: _Flat(_numbered(hyperplanes), 1)}
    while level:
        yield level
        level = _next(level)


def _numbered(hyperplanes: Iterable[Row]) -> Cut:
    return {row: 1 << index for index, row in enumerate(hyperplanes)}


def _passed_on(bits: int, flat: _Flat) -> int:
    """What the flat adds to the sum of μ over the next level."""
    return -flat.moebius * sum([_is_first(new, bits) for new in flat.cut.values()])


def _is_first(new: int, bits: int) -> bool:
    """Whether the first hyperplane that contains the smaller flat does not contain the larger."""
    return not bits or new & -new < bits & -bits


def _next(level: Mapping[int, _Flat]) -> dict[int, _Flat]:
    """The flats of one codimension more; each is known by the hyperplanes that contain it.

    One that is covered by several is met from each that does not lie in its first hyperplane.
    """
    found: dict[int, _Flat] = {}
    for bits, flat in level.items():
        for row, new in flat.cut.items():
            if _is_first(new, bits):
                known = found.get(bits | new)
                if known is None:
                    found[bits | new] = _Flat(_cut(flat.cut, row), -flat.moebius)
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
