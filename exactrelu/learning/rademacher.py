"""Rademacher averages of classes of functions at given points, exactly, over all 2^m signs.

The average is the mean of sup_f (1/m) Σ_i σ_i f(x_i) over all signs σ_i = ±1; it needs no absolute
values. Others take sup_f |…| instead, which has a function of its own here, or 2/m instead of 1/m
(Bartlett and Mendelson, 2002). The average depends on the points; R_m is its mean over random ones.

A class of finitely many functions is given by their vectors of values. Over the unit ball of linear
functions the supremum is the norm of Σ_i σ_i x_i, so that the average is a sum of square roots. One
ReLU with n = 1 has its suprema among finitely many units.

>>> rademacher_average([[1, 1], [0, 0]])
Fraction(1, 4)
>>> rademacher_average_of_linear([[1, 0], [0, 1]])
RootSum({2: '1/2'})
>>> rademacher_average(unit_values([[1], [1]]))
Fraction(1, 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError, DomainError
from exactrelu.learning.hypotheses import squared_norm
from exactrelu.learning.root_sums import RootSum
from exactrelu.rational import Matrix, Vector, as_matrix

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "MOST_POINTS",
    "extreme_units",
    "rademacher_average",
    "rademacher_average_of_absolute_values",
    "rademacher_average_of_affine",
    "rademacher_average_of_linear",
    "unit_values",
]

MOST_POINTS = 20
"""With more points than this there are too many signs."""


def rademacher_average(values: object) -> Fraction:
    """Return the mean over all signs of the largest (1/m) Σ_i σ_i v_i, v the vectors of values.

    `values` has a row of m >= 1 values for each function. Raises DimensionError if there is none,
    DomainError for more than `MOST_POINTS` points.
    """
    return _mean_supremum(values, _dot)


def rademacher_average_of_absolute_values(values: object) -> Fraction:
    """Return the mean over all signs of the largest (1/m) |Σ_i σ_i v_i|.

    >>> rademacher_average_of_absolute_values([[1, 1], [0, 0]])
    Fraction(1, 2)
    """
    return _mean_supremum(values, lambda signs, row: abs(_dot(signs, row)))


def rademacher_average_of_linear(points: object) -> RootSum:
    """Return the average of the class of all x ↦ w·x with ||w||_2 <= 1, a sum of square roots."""
    rows = _points(points)
    norms = [squared_norm(_signed_sum(signs, rows)) for signs in _signs(len(rows))]
    return RootSum.of(norms).times(Fraction(1, len(rows) * len(norms)))


def rademacher_average_of_affine(points: object) -> RootSum:
    """Return the average of the class of all x ↦ w·x + b with ||w||_2 <= 1 and |b| <= 1.

    >>> rademacher_average_of_affine([[1]])
    RootSum({1: '2'})
    """
    m = len(_points(points))
    offsets = sum([abs(sum(signs, Fraction(0))) for signs in _signs(m)], Fraction(0))
    constant = RootSum.of([1]).times(Fraction(offsets, m * 2**m))
    return rademacher_average_of_linear(points).plus(constant)


def unit_values(points: object) -> Matrix:
    """Return the values of `extreme_units`: their average is that of ReLU(1, 1) at the points.

    `points` are of one coordinate. Raises DimensionError for others.
    """
    rows = _points(points)
    units = extreme_units(rows)
    return tuple([tuple([max(Fraction(0), w * x + b) for (x,) in rows]) for w, b in units])


def extreme_units(points: object) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return units (w, b) in [-1, 1]² among which Σ_i c_i max(0, w x_i + b) has a maximum.

    On each cell of the lines w x_i + b = 0 the sum is linear in (w, b), so it has a maximum at the
    origin, at a corner of the square, or where one of the lines meets its boundary.

    >>> extreme_units([["1/2"]])[1:]
    ((Fraction(-1, 1), Fraction(-1, 1)), (Fraction(-1, 1), Fraction(1, 2)), \
(Fraction(-1, 1), Fraction(1, 1)), (Fraction(1, 1), Fraction(-1, 1)), \
(Fraction(1, 1), Fraction(-1, 2)), (Fraction(1, 1), Fraction(1, 1)))
    """
    rows = _points(points)
    if len(rows[0]) != 1:
        raise DimensionError(f"points must have 1 coordinate, not {len(rows[0])}")
    corners = {(Fraction(w), Fraction(b)) for w, b in product((-1, 1), repeat=2)}
    ends = {end for (x,) in rows for end in _ends(x)}
    origin = (Fraction(0), Fraction(0))
    return (origin, *sorted(corners | ends))


def _ends(x: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Where the line w x + b = 0 meets the boundary of the square."""
    scale = 1 / max(Fraction(1), abs(x))
    for sign in (-1, 1):
        yield sign * scale, -sign * scale * x


def _mean_supremum(values: object, score: Callable[[Vector, Vector], Fraction]) -> Fraction:
    rows = as_matrix(values, name="values")
    if not rows or not rows[0]:
        raise DimensionError("values must have at least one function at one point")
    m = len(rows[0])
    suprema = [max([score(signs, row) for row in rows]) for signs in _signs(m)]
    return Fraction(1, m * 2**m) * sum(suprema, Fraction(0))


def _points(points: object) -> Matrix:
    rows = as_matrix(points, name="points")
    if not rows or not rows[0]:
        raise DimensionError("points must be at least one point of at least one coordinate")
    return rows


def _signs(m: int) -> Iterable[Vector]:
    if m > MOST_POINTS:
        raise DomainError(f"there must be at most {MOST_POINTS} points, not {m}")
    return list(product((Fraction(1), Fraction(-1)), repeat=m))


def _signed_sum(signs: Vector, rows: Matrix) -> Vector:
    return tuple([_dot(signs, column) for column in zip(*rows, strict=True)])


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum([s * v for s, v in zip(a, b, strict=True)], Fraction(0))
