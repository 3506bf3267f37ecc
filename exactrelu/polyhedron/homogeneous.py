"""Integer vectors that stand for points, directions and rows, up to a positive factor.

In homogeneous coordinates the point p/q of R^n is the vector (q, p) with q > 0, the direction p is
(0, p), and the row ``a·x >= b`` is (-b, a): it holds at a point where the product of the two
vectors is at least 0. A vector is *primitive* if its entries have no common factor; then it is the
only one on its ray.

>>> from exactrelu.linalg import dot
>>> row, point = of_row(Row([1, 1], ">=", "1/2")), of_point((Fraction(1, 3), Fraction(0)))
>>> row, point, dot(row, point)
((-1, 2, 2), (3, 1, 0), -1)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from flint import fmpz_mat

from exactrelu.linalg import primitive
from exactrelu.lp.integral import prepare
from exactrelu.lp.program import Relation, Row
from exactrelu.rational import Vector, over_common_denominator

__all__ = [
    "Echelon",
    "Integers",
    "as_point",
    "as_row",
    "echelon",
    "nullspace",
    "of_point",
    "of_row",
]

Integers: TypeAlias = tuple[int, ...]


def of_point(point: Vector) -> Integers:
    """Return the primitive vector (q, p) of a point.

    >>> of_point((Fraction(1, 2), Fraction(1, 3)))
    (6, 3, 2)
    """
    numerators, denominator = over_common_denominator(point)
    return (denominator, *numerators)


def as_point(vector: Integers) -> Vector:
    """Return the point that (q, p) stands for, q > 0.

    >>> as_point((6, 3, 2))
    (Fraction(1, 2), Fraction(1, 3))
    """
    denominator = vector[0]
    return tuple([Fraction(entry, denominator) for entry in vector[1:]])


def of_row(row: Row) -> Integers:
    """Return the primitive vector (-b, a) of a row, turned to ``>=`` where it is ``<=``.

    >>> of_row(Row([2, 4], "<=", 6))
    (3, -1, -2)
    """
    prepared = prepare(row)
    return (-prepared.bound, *prepared.coefficients)


def as_row(vector: Integers, relation: Relation) -> Row:
    """Return the row that (-b, a) stands for.

    >>> as_row((3, -1, -2), ">=")
    Row(['-1', '-2'], '>=', '-3')
    """
    return Row(vector[1:], relation, -vector[0])


class Echelon(NamedTuple):
    """The reduced basis of a space: primitive vectors, each positive in a column of its own.

    In these columns, the `pivots`, the other vectors are 0. A space has only one such basis.
    """

    basis: tuple[Integers, ...]
    pivots: tuple[int, ...]

    def reduced(self, vector: Sequence[int]) -> Integers:
        """Return the primitive vector on the same ray modulo the space that is 0 in the pivots.

        >>> echelon([(0, 2, 2)], 3).reduced((5, 1, 3))
        (5, 0, 2)
        """
        for row, column in zip(self.basis, self.pivots, strict=True):
            if vector[column]:
                scale, entry = row[column], vector[column]
                vector = [scale * v - entry * r for v, r in zip(vector, row, strict=True)]
        return primitive(vector)


def echelon(vectors: Sequence[Sequence[int]], width: int) -> Echelon:
    """Return the reduced basis of the space that the vectors span.

    >>> echelon([(1, 2, 3), (2, 4, 6), (0, 0, 5)], 3)
    Echelon(basis=((1, 2, 0), (0, 0, 1)), pivots=(0, 2))
    """
    entries = [entry for vector in vectors for entry in vector]
    reduced, _, count = fmpz_mat(len(vectors), width, entries).rref()
    basis, pivots = [], []
    for row in reduced.tolist()[:count]:
        vector = [int(entry) for entry in row]
        column = next(j for j, entry in enumerate(vector) if entry)
        sign = 1 if vector[column] > 0 else -1
        basis.append(primitive([sign * entry for entry in vector]))
        pivots.append(column)
    return Echelon(tuple(basis), tuple(pivots))


def nullspace(vectors: Sequence[Sequence[int]], width: int) -> tuple[Integers, ...]:
    """Return primitive vectors that span the space of those with product 0 with all the given ones.

    >>> nullspace([(1, 2, 0)], 3)
    ((-2, 1, 0), (0, 0, 1))
    """
    basis, pivots = echelon(vectors, width)
    return tuple(
        [_null_vector(basis, pivots, free, width) for free in range(width) if free not in pivots]
    )


def _null_vector(
    basis: Sequence[Integers], pivots: Sequence[int], free: int, width: int
) -> Integers:
    vector = [Fraction(0)] * width
    vector[free] = Fraction(1)
    for row, column in zip(basis, pivots, strict=True):
        vector[column] = Fraction(-row[free], row[column])
    return primitive(over_common_denominator(vector)[0])
