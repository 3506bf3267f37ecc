"""Linear algebra over the rationals: rank, determinant, nullspace and linear systems.

Every row is multiplied by its common denominator, which changes neither the solutions of a system
nor a rank, and the integer matrix is eliminated by FLINT; no inverse is ever formed. A system
``A x = b`` has an answer in both cases (Fredholm's alternative): all its solutions, or multipliers
``y`` with ``y A = 0`` and ``y b = 1`` that show that there are none.

>>> solve([[1, 1], [1, -1]], [3, "1/2"])
Solution(point=(Fraction(7, 4), Fraction(5, 4)), nullspace=())
>>> solve([[1, 1], [2, 2]], [1, 3])
Inconsistent(multipliers=(Fraction(-2, 1), Fraction(1, 1)))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod
from operator import mul
from typing import TypeAlias

from flint import fmpz_mat

from exactrelu.errors import DimensionError
from exactrelu.rational import Matrix, Vector, as_matrix, as_vector, over_common_denominator

__all__ = [
    "Inconsistent",
    "Solution",
    "affine_value",
    "determinant",
    "dot",
    "nullspace",
    "primitive",
    "rank",
    "scalar_product",
    "scaled",
    "solve",
]

Rows: TypeAlias = object
"""A matrix in any form that `as_matrix` reads."""


@dataclass(frozen=True, slots=True)
class Solution:
    """All solutions of ``A x = b``: `point` plus the span of the basis `nullspace`.

    >>> solve([[2, 4]], [1])
    Solution(point=(Fraction(1, 2), Fraction(0, 1)), nullspace=((Fraction(-2, 1), Fraction(1, 1)),))
    """

    point: Vector
    nullspace: tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Inconsistent:
    """A proof that ``A x = b`` has no solution: `multipliers` y with ``y A = 0`` and ``y b = 1``.

    >>> solve([[0]], [2])
    Inconsistent(multipliers=(Fraction(1, 2),))
    """

    multipliers: Vector


def dot(a: Iterable[int], b: Iterable[int]) -> int:
    """Return the sum of the products of the entries of two integer vectors, up to the shorter one.

    >>> dot((1, 2), (3, 4))
    11
    """
    return sum(map(mul, a, b))


def primitive(vector: Sequence[int]) -> tuple[int, ...]:
    """Return an integer vector without the common factor of its entries; 0 stays 0.

    >>> primitive((-4, 6))
    (-2, 3)
    """
    common = gcd(*vector)
    return tuple([entry // common for entry in vector]) if common > 1 else tuple(vector)


def scalar_product(u: Sequence[Fraction | int], v: Sequence[Fraction]) -> Fraction:
    """Return u·v for two rational vectors of one length.

    >>> scalar_product([2, 1], [Fraction(1, 2), Fraction(3)])
    Fraction(4, 1)
    """
    return sum([a * b for a, b in zip(u, v, strict=True) if a and b], Fraction(0))


def scaled(factor: Fraction, vector: Sequence[Fraction | int]) -> Vector:
    """Return the multiple of a vector.

    >>> scaled(Fraction(1, 2), [2, 3])
    (Fraction(1, 1), Fraction(3, 2))
    """
    return tuple([factor * entry for entry in vector])


def affine_value(form: Sequence[Fraction | int], x: Sequence[Fraction]) -> Fraction:
    """Return c_0 + c·x for the form (c_0, c).

    >>> affine_value([1, 2], [Fraction(3)])
    Fraction(7, 1)
    """
    return form[0] + scalar_product(form[1:], x)


def rank(A: Rows) -> int:
    """Return the dimension of the space that the rows of `A` span.

    >>> rank([["1/2", 1], [1, 2]])
    1
    """
    rows = as_matrix(A, name="A")
    return _over_integers(rows, len(rows[0]) if rows else 0)[0].rank()


def determinant(A: Rows) -> Fraction:
    """Return the determinant of the square matrix `A`; that of the empty matrix is 1.

    >>> determinant([["1/2", 1], [1, 4]])
    Fraction(1, 1)
    """
    rows = as_matrix(A, name="A")
    if rows and len(rows) != len(rows[0]):
        raise DimensionError(f"A must be square, not {len(rows)} by {len(rows[0])}")
    integers, denominators = _over_integers(rows, len(rows))
    return Fraction(int(integers.det()), prod(denominators))


def nullspace(A: Rows, *, columns: int | None = None) -> tuple[Vector, ...]:
    """Return the reduced basis of ``{x : A x = 0}``.

    Each vector is 1 in one column without a pivot and 0 in the others, in the order of these
    columns, so that equal spaces have equal bases. `columns` is the dimension of x, needed only
    where `A` has no rows.

    >>> nullspace([[1, 2, 3]])
    ((Fraction(-2, 1), Fraction(1, 1), Fraction(0, 1)), (Fraction(-3, 1), Fraction(0, 1), \
Fraction(1, 1)))
    """
    rows = as_matrix(A, name="A")
    width = _width(rows, columns)
    return _Echelon.of(_over_integers(rows, width)[0]).nullspace(width)


def solve(A: Rows, b: object, *, columns: int | None = None) -> Solution | Inconsistent:
    """Return all solutions of ``A x = b``, or the proof that there are none.

    The point of a Solution is 0 in the columns without a pivot. `columns` is the dimension of x,
    needed only where `A` has no rows. Raises DimensionError unless b has one entry for each row.

    >>> solve([[1, 1]], [1])
    Solution(point=(Fraction(1, 1), Fraction(0, 1)), nullspace=((Fraction(-1, 1), Fraction(1, 1)),))
    """
    rows, right = as_matrix(A, name="A"), as_vector(b, name="b")
    if len(rows) != len(right):
        raise DimensionError(f"b must have {len(rows)} entries, one for each row, not {len(right)}")
    width = _width(rows, columns)
    echelon = _augmented(rows, right, width)
    if width in echelon.pivots:
        return Inconsistent(_multipliers(rows, right))
    return Solution(echelon.last_column(width), echelon.nullspace(width))


def _multipliers(rows: Matrix, right: Vector) -> Vector:
    """The y with ``y A = 0`` and ``y b = 1``, which exists where ``A x = b`` has no solution."""
    columns = [*zip(*rows, strict=True), right]
    unit = (*(Fraction(0) for _ in columns[1:]), Fraction(1))
    return _augmented(tuple(columns), unit, len(rows)).last_column(len(rows))


@dataclass(frozen=True, slots=True)
class _Echelon:
    """A reduced row echelon form: `rows` over the denominator `pivot`, the value of each pivot."""

    rows: list[list[int]]
    pivot: int
    pivots: tuple[int, ...]

    @classmethod
    def of(cls, integers: fmpz_mat) -> _Echelon:
        reduced, pivot, count = integers.rref()
        rows = [[int(entry) for entry in row] for row in reduced.tolist()[:count]]
        pivots = tuple(next(j for j, entry in enumerate(row) if entry) for row in rows)
        return cls(rows, int(pivot), pivots)

    def last_column(self, width: int) -> Vector:
        """The solution in which the columns without a pivot are 0; the right side is last."""
        point = [Fraction(0)] * width
        for row, column in zip(self.rows, self.pivots, strict=True):
            point[column] = Fraction(row[width], self.pivot)
        return tuple(point)

    def nullspace(self, width: int) -> tuple[Vector, ...]:
        free = sorted(set(range(width)) - set(self.pivots))
        return tuple(self._null_vector(column, width) for column in free)

    def _null_vector(self, free: int, width: int) -> Vector:
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for row, column in zip(self.rows, self.pivots, strict=True):
            vector[column] = Fraction(-row[free], self.pivot)
        return tuple(vector)


def _augmented(rows: Matrix, right: Vector, width: int) -> _Echelon:
    joined = tuple((*row, entry) for row, entry in zip(rows, right, strict=True))
    return _Echelon.of(_over_integers(joined, width + 1)[0])


def _over_integers(rows: Matrix, width: int) -> tuple[fmpz_mat, list[int]]:
    """The matrix with each row times its common denominator, and these denominators."""
    scaled = [over_common_denominator(row) for row in rows]
    entries = [entry for row, _ in scaled for entry in row]
    return fmpz_mat(len(rows), width, entries), [denominator for _, denominator in scaled]


def _width(rows: Matrix, columns: int | None) -> int:
    if rows and columns not in (None, len(rows[0])):
        raise DimensionError(f"A must have {columns} columns, not {len(rows[0])}")
    if rows:
        return len(rows[0])
    if columns is None:
        raise DimensionError("A must have a row, or columns must be given")
    return columns
