"""The dichotomies of a finite point set: all ways in which hyperplanes divide it.

A *dichotomy* of the points x_1, ..., x_m is a choice of signs such that some (w, b) has

    s_i (w·x_i + b) > 0   for all i;

the hyperplane passes through none of the points. Dichotomies are ordered: exchanging the two sides
makes another one. Those with all points on one side are included. In the space of all (w, b) the
points are hyperplanes through the origin, and the dichotomies are the regions of this arrangement.
That the hyperplane passes through further points restricts (w, b) to a subspace. *Homogeneous*
dichotomies have b = 0 (Cover, *Geometrical and statistical properties of systems of linear
inequalities with applications in pattern recognition*, 1965).

>>> square = dichotomies([[0, 0], [0, 1], [1, 0], [1, 1]])
>>> square.count                                    # 16 subsets, all but the two diagonals
14
>>> next(iter(square))
Dichotomy(signs=(1, 1, 1, 1), weights=(Fraction(1, 1), Fraction(0, 1)), bias=Fraction(2, 1))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd

from exactrelu import linalg
from exactrelu.arrangement.flats import central_bounds, characteristic_coefficients
from exactrelu.arrangement.hyperplanes import Row, normal_form, reversing
from exactrelu.arrangement.value import Arrangement
from exactrelu.errors import BudgetError, DimensionError
from exactrelu.linalg import dot
from exactrelu.rational import Floats, Matrix, Vector, as_matrix, over_common_denominator

__all__ = [
    "MAX_DICHOTOMIES",
    "Dichotomies",
    "Dichotomy",
    "dichotomies",
    "homogeneous_dichotomies",
]

MAX_DICHOTOMIES = 250_000
"""As many dichotomies as are counted or listed by a command, unless its user says otherwise."""


@dataclass(frozen=True, slots=True)
class Dichotomy:
    """A dichotomy and a hyperplane that makes it.

    Attributes:
        signs: for each point in the order given the sign, -1 or 1, of w·x + b there.
        weights: w, integers, not all 0, that have no common divisor with b.
        bias: b, an integer.

    >>> [d.signs for d in dichotomies([[0], [1]])]
    [(1, 1), (-1, -1), (1, -1), (-1, 1)]
    """

    signs: tuple[int, ...]
    weights: Vector
    bias: Fraction

    @property
    def positive(self) -> tuple[int, ...]:
        """The indices of the points where w·x + b is positive.

        >>> [d.positive for d in dichotomies([[0], [1], [1]])]
        [(0, 1, 2), (), (0,), (1, 2)]
        """
        return tuple([index for index, sign in enumerate(self.signs) if sign > 0])


@dataclass(frozen=True, slots=True)
class Dichotomies:
    """All dichotomies of `points` by hyperplanes through the points `through`, in a fixed order.

    `count` needs no listing; iteration makes them one by one. If `is_homogeneous`, the hyperplanes
    also pass through the origin.

    >>> line = dichotomies([[0], [1], [2]])
    >>> line.count, sum(1 for _ in line)
    (6, 6)
    """

    points: Matrix
    through: Matrix
    is_homogeneous: bool

    @property
    def count(self) -> int:
        """The number of ordered dichotomies, trivial ones included."""
        forms = self._forms(self._basis())
        return Arrangement(forms).region_count if all(map(any, forms)) else 0

    def limited_count(self, *, max_dichotomies: int | None = MAX_DICHOTOMIES) -> int:
        """Return the number of dichotomies, if there are not too many.

        Raises BudgetError, with a proved bracket of their number, for more than `max_dichotomies`;
        None is no limit. The time is about that of listing so many.

        >>> dichotomies([[0], [1], [2]]).limited_count(max_dichotomies=5)
        Traceback (most recent call last):
        exactrelu.errors.BudgetError: max_dichotomies must be more than 5: there are at least 6 \
dichotomies and at most 6
        """
        forms = self._forms(self._basis())
        if not all(map(any, forms)):
            return 0
        dual = Arrangement(forms)
        try:
            sums = characteristic_coefficients(
                dual.hyperplanes, dual.dimension, most=max_dichotomies
            )
        except BudgetError as error:
            raise _over_budget(dual, int(error.lower or 0), max_dichotomies) from None
        return sum(map(abs, sums))

    def __iter__(self) -> Iterator[Dichotomy]:
        basis = self._basis()
        forms = self._forms(basis)
        # A point that all allowed hyperplanes pass through is on no side.
        if not all(map(any, forms)):
            return
        dual = Arrangement(forms)
        place = {row: index for index, row in enumerate(dual.normals)}
        sides = [(place[normal_form(form)], reversing(form)) for form in forms]
        for region in dual.regions():
            signs = tuple([side * region.signs[index] for index, side in sides])
            p, _ = over_common_denominator(region.point)
            weights, bias = self._split([dot(column, p) for column in zip(*basis, strict=True)])
            yield Dichotomy(signs, weights, bias)

    def _basis(self) -> tuple[Row, ...]:
        """A basis of the (w, b) that are allowed, as integers."""
        width = len(self.points[0]) + (not self.is_homogeneous)
        basis = linalg.nullspace(self._dual(self.through), columns=width)
        return tuple([over_common_denominator(vector)[0] for vector in basis])

    def _dual(self, points: Matrix) -> list[Row]:
        """For each point x the multiple of (x, 1), or of x, that is integral."""
        last = () if self.is_homogeneous else (Fraction(1),)
        return [over_common_denominator((*x, *last))[0] for x in points]

    def _forms(self, basis: Sequence[Row]) -> list[Row]:
        """w·x_i + b in terms of the basis of the allowed (w, b)."""
        return [tuple([dot(row, x) for row in basis]) for x in self._dual(self.points)]

    def _split(self, total: Sequence[int]) -> tuple[Vector, Fraction]:
        """The weights and the bias; where all weights are 0, others with the same signs."""
        divisor = gcd(*total)
        w = [Fraction(entry // divisor) for entry in total]
        bias = Fraction(0) if self.is_homogeneous else w.pop()
        if any(w):
            return tuple(w), bias
        far = 1 + max(floor(abs(x[0])) for x in self.points)
        return (Fraction(1), *w[1:]), far * bias


def _over_budget(dual: Arrangement, found: int, most: int | None) -> BudgetError:
    """More than are allowed; at most as many as if the points were in general position."""
    least, upper = central_bounds(len(dual.hyperplanes), dual.rank)
    lower = max(found, least, 0 if most is None else most + 1)
    # With each dichotomy there is the opposite one.
    lower += lower % 2
    return BudgetError(
        f"max_dichotomies must be more than {most}: there are at least {lower} dichotomies and at "
        f"most {upper}",
        lower=Fraction(lower),
        upper=Fraction(upper),
    )


def dichotomies(points: object, *, through: object = (), floats: Floats = "refuse") -> Dichotomies:
    """Return the dichotomies of the points by hyperplanes, which pass through given points.

    Points may be repeated. Raises NumberError for inexact numbers, DimensionError if there is no
    point, or no coordinate, or if the dimensions differ.

    >>> dichotomies([[0, 0], [0, 1], [1, 0], [1, 1]], through=[["1/2", "1/2"]]).count
    4
    >>> dichotomies([[0, 0], [1, 1]], through=[["1/2", "1/2"], [2, 2]]).count     # on the line
    0
    """
    return Dichotomies(*_read(points, through, floats), is_homogeneous=False)


def homogeneous_dichotomies(
    points: object, *, through: object = (), floats: Floats = "refuse"
) -> Dichotomies:
    """Return the dichotomies of the points by hyperplanes through the origin.

    The origin is on no side: if it is one of the points, there are none. Otherwise as
    `dichotomies`.

    >>> homogeneous_dichotomies([[1, 0], [0, 1], [-1, -1]]).count
    6
    """
    return Dichotomies(*_read(points, through, floats), is_homogeneous=True)


def _read(points: object, through: object, floats: Floats) -> tuple[Matrix, Matrix]:
    listed = as_matrix(points, floats=floats, name="points")
    passed = as_matrix(through, floats=floats, name="through")
    if not listed or not listed[0]:
        raise DimensionError("points must hold at least 1 point with at least 1 coordinate")
    if passed and len(passed[0]) != len(listed[0]):
        raise DimensionError(
            f"through[0] must be of dimension {len(listed[0])} like points[0], not {len(passed[0])}"
        )
    return listed, passed
