"""The regions of an arrangement, one by one, each with its signs and a point inside.

The cells of R^n are cut by one hyperplane after the other (`exactrelu.polyhedron`). Along the lines
that lie in all hyperplanes nothing changes; the points are those of a complement of these lines.
Where all hyperplanes pass through the origin, the regions come in opposite pairs: those on the
positive side of the first hyperplane are cones, and are found in one dimension less, as the cells
in which they meet the parallel hyperplane at distance 1.

>>> [region.signs for region in regions([(1, 0, 0), (0, 1, 0)], 2)]
[(1, 1), (-1, -1), (1, -1), (-1, 1)]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from exactrelu.arrangement.hyperplanes import Row
from exactrelu.errors import BudgetError
from exactrelu.linalg import dot
from exactrelu.polyhedron import Cell, Corners, first_cells, patterns
from exactrelu.rational import Vector

__all__ = ["Region", "regions", "signs_of_regions"]

Form: TypeAlias = tuple[int, ...]
"""The affine form c_0 + c·x as (c_0, c_1, ..., c_n)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region of an arrangement.

    Attributes:
        signs: for each hyperplane a·x = b in order the sign of a·x - b on the region, -1 or 1.
        point: a point of the region.
        is_bounded: whether the region is bounded within the span of the normals.

    >>> next(regions([(1, 3)], 1))
    Region(signs=(1,), point=(Fraction(4, 1),), is_bounded=False)
    """

    signs: tuple[int, ...]
    point: Vector
    is_bounded: bool


class _Inside(NamedTuple):
    """A cell by the forms that are positive in it, as bits, and a point p/q of it as (q, p)."""

    positive: int
    point: list[int]
    is_bounded: bool


def regions(hyperplanes: Sequence[Row], dimension: int) -> Iterator[Region]:
    """Yield the regions that the distinct hyperplanes leave of R^n, in a fixed order.

    >>> [region.is_bounded for region in regions([(1, 0), (1, 1)], 1)]
    [False, True, False]
    """
    if hyperplanes and not any(row[-1] for row in hyperplanes):
        yield from _central(hyperplanes)
        return
    forms = [(-row[-1], *row[:-1]) for row in hyperplanes]
    for inside in _cells(forms, dimension):
        yield Region(_signs(inside.positive, len(forms)), _affine(inside.point), inside.is_bounded)


def signs_of_regions(
    hyperplanes: Sequence[Row], dimension: int, *, most: int | None = None
) -> list[tuple[int, ...]]:
    """Return the signs of all regions, found together: faster than one by one, with more memory.

    Raises BudgetError, with a lower bound of their number, for more than `most` regions, or if they
    have too many corners together.

    >>> sorted(signs_of_regions([(1, 0), (1, 1)], 1))
    [(-1, -1), (1, -1), (1, 1)]
    """
    if not hyperplanes or any(row[-1] for row in hyperplanes):
        forms = [(-row[-1], *row[:-1]) for row in hyperplanes]
        return [_signs(each, len(forms)) for each in patterns(forms, dimension, most=most)]
    halves = _half_of_central(hyperplanes)
    try:
        found = patterns(halves, dimension - 1, most=None if most is None else most // 2)
    except BudgetError as error:
        # These are the regions on one side of the first hyperplane; the others are opposite.
        raise BudgetError(str(error), lower=error.lower and 2 * error.lower) from None
    upper = [(1, *_signs(each, len(halves))) for each in found]
    return upper + [tuple([-sign for sign in signs]) for signs in upper]


def _half_of_central(hyperplanes: Sequence[Row]) -> list[Form]:
    """The forms of the others where the first one is at distance 1."""
    first = hyperplanes[0][:-1]
    place = next(place for place, entry in enumerate(first) if entry)
    return [_at_distance_one(row[:-1], first, place) for row in hyperplanes[1:]]


def _central(hyperplanes: Sequence[Row]) -> Iterator[Region]:
    """The regions of a central arrangement, each followed by its opposite."""
    first = hyperplanes[0][:-1]
    place = next(place for place, entry in enumerate(first) if entry)
    forms = _half_of_central(hyperplanes)
    for inside in _cells(forms, len(first) - 1):
        signs = (1, *_signs(inside.positive, len(forms)))
        point = _affine(_raised(inside.point, first, place))
        yield Region(signs, point, is_bounded=False)
        yield Region(
            tuple([-sign for sign in signs]), tuple([-entry for entry in point]), is_bounded=False
        )


def _at_distance_one(normal: Row, first: Row, place: int) -> Form:
    """The form of the hyperplane where ``first · x = 1``, without that coordinate; times a > 0."""
    a, b = first[place], normal[place]
    pairs = zip(normal, first, strict=True)
    return (b, *[a * x - b * y for j, (x, y) in enumerate(pairs) if j != place])


def _raised(point: list[int], first: Row, place: int) -> list[int]:
    """The point with the coordinate that was left out, from ``first · x = 1``."""
    q, *x = point
    x.insert(place, 0)
    missing = q - dot(first, x)
    a = first[place]
    raised = [a * entry for entry in x]
    raised[place] = missing
    return [a * q, *raised]


def _cells(forms: Sequence[Form], dimension: int) -> Iterator[_Inside]:
    """The cells into which the forms divide R^n."""
    start = first_cells([], forms, dimension)
    kept = [(form[0], *[form[1 + column] for column in start.columns]) for form in forms]
    rows = [[*corner, *[dot(form, corner) for form in kept]] for corner in start.corners]
    corners = Corners(len(start.columns), rows)
    for cell in corners.refined(start.cells):
        yield _inside(cell, corners, start.columns, dimension)


def _inside(cell: Cell, corners: Corners, columns: Sequence[int], dimension: int) -> _Inside:
    """The sum of the corners (q, p) lies inside their cone."""
    chosen = [corners.rows[corner] for corner in cell.corners]
    width = len(columns) + 1
    total = [sum(column) for column in zip(*[row[:width] for row in chosen], strict=True)]
    point = [0] * (dimension + 1)
    point[0] = total[0]
    for column, entry in zip(columns, total[1:], strict=True):
        point[1 + column] = entry
    return _Inside(cell.positive >> corners.first, point, all(row[0] for row in chosen))


def _signs(positive: int, count: int) -> tuple[int, ...]:
    return tuple([1 if positive >> index & 1 else -1 for index in range(count)])


def _affine(point: list[int]) -> Vector:
    q, *p = point
    return tuple([Fraction(entry, q) for entry in p])
