"""Arrangements of hyperplanes as values, and how many regions they have.

An arrangement is a finite set of hyperplanes ``a·x = b`` in R^n. Its *regions* are the connected
components of what the hyperplanes leave of R^n. Zaslavsky's theorem counts them by the
characteristic polynomial χ: there are ``(-1)^n χ(-1)`` regions, and ``(-1)^r χ(1)`` of them are
bounded, where r is the rank of the normals. If r < n, no region is bounded in R^n; *bounded* then
means relatively bounded, within the space that the normals span.

>>> lines = Arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1])
>>> lines.region_count, lines.bounded_region_count, lines.characteristic_polynomial
(7, 1, (1, -3, 3))
>>> lines == Arrangement([[-2, -2], ["1/2", 0], [0, 3], [1, 1]], [-2, 0, 0, 1])
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from exactrelu import linalg
from exactrelu.arrangement import flats
from exactrelu.arrangement.hyperplanes import Row, normal_form
from exactrelu.arrangement.regions import Region, regions
from exactrelu.errors import DimensionError, DomainError
from exactrelu.linalg import dot
from exactrelu.rational import (
    Floats,
    Matrix,
    Vector,
    as_matrix,
    as_text,
    as_vector,
    over_common_denominator,
)

__all__ = ["Arrangement"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Arrangement:
    """The set of the hyperplanes ``normals[i] · x = offsets[i]`` in R^n.

    Without `offsets` all of them pass through the origin. `dimension`, n, is needed only where
    there are no hyperplanes.

    `hyperplanes` holds each hyperplane once, as the integer row (a_1, ..., a_n, b) in normal form
    (no common divisor, first entry not 0 positive), in increasing order. Signs refer to these rows.

    Raises NumberError for inexact numbers, DimensionError where lengths differ, DomainError for a
    normal that is 0.

    >>> Arrangement([[0, 0]], [1])
    Traceback (most recent call last):
    exactrelu.errors.DomainError: normals[0] must not be zero
    """

    hyperplanes: tuple[Row, ...]
    dimension: int

    def __init__(
        self,
        normals: object,
        offsets: object = None,
        *,
        dimension: int | None = None,
        floats: Floats = "refuse",
    ) -> None:
        a = as_matrix(normals, floats=floats, name="normals")
        b = as_vector([0] * len(a) if offsets is None else offsets, floats=floats, name="offsets")
        if len(a) != len(b):
            raise DimensionError(f"offsets must have {len(a)} entries, like normals, not {len(b)}")
        rows = {_row(*pair, index) for index, pair in enumerate(zip(a, b, strict=True))}
        object.__setattr__(self, "hyperplanes", tuple(sorted(rows)))
        object.__setattr__(self, "dimension", _dimension(a, dimension))

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[object]], *, dimension: int) -> Arrangement:
        """Return the arrangement of the hyperplanes (a_1, ..., a_n, b) in R^n.

        >>> Arrangement.of_rows([(1, 2, 3)], dimension=2)
        Arrangement([['1', '2']], ['3'])
        """
        listed = [tuple(row) for row in rows]
        return cls([row[:-1] for row in listed], [row[-1] for row in listed], dimension=dimension)

    @property
    def normals(self) -> tuple[Row, ...]:
        """The normals a of the hyperplanes a·x = b, in normal form and order."""
        return tuple([row[:-1] for row in self.hyperplanes])

    @property
    def offsets(self) -> Row:
        """The right sides b of the hyperplanes a·x = b."""
        return tuple([row[-1] for row in self.hyperplanes])

    @property
    def is_central(self) -> bool:
        """Whether all hyperplanes pass through the origin."""
        return flats.is_central(self.hyperplanes)

    @property
    def rank(self) -> int:
        """The dimension r of the space that the normals span."""
        return linalg.rank(self.normals)

    @property
    def essentialization(self) -> Arrangement:
        """The arrangement in R^r that is left on r of the coordinates, with the same regions.

        The r coordinates are the first ones on which the normals have full rank; the others are
        set to 0, which leaves out a complement of the directions that lie in all hyperplanes.

        >>> Arrangement([[1, -1, 0], [0, 1, -1]]).essentialization
        Arrangement([['0', '1'], ['1', '-1']], ['0', '0'])
        """
        kept = _independent_columns(self.normals, self.dimension)
        rows = [(*(row[place] for place in kept), row[-1]) for row in self.hyperplanes]
        return Arrangement.of_rows(rows, dimension=len(kept))

    @property
    def characteristic_polynomial(self) -> tuple[int, ...]:
        """The coefficients of χ from that of t^n down to the constant: n + 1 integers.

        >>> Arrangement([], dimension=2).characteristic_polynomial              # t^2
        (1, 0, 0)
        """
        return _characteristic_polynomial(self)

    @property
    def region_count(self) -> int:
        """The number of connected components of the complement: the sum of |coefficients| of χ."""
        return sum(map(abs, self.characteristic_polynomial))

    @property
    def bounded_region_count(self) -> int:
        """The number of regions that are bounded within the span of the normals.

        >>> Arrangement([[1, 1], [1, 1]], [0, 1]).bounded_region_count          # a strip
        1
        """
        return abs(sum(self.characteristic_polynomial))

    @property
    def flat_counts(self) -> tuple[int, ...]:
        """The number of flats (intersections that are not empty) of each codimension, from 0 up.

        >>> Arrangement([[1, 0], [1, 0], [0, 1]], [0, 1, 0]).flat_counts
        (1, 3, 2)
        """
        return flats.flat_counts(self.hyperplanes)

    def regions(self) -> Iterator[Region]:
        """Yield the regions one by one, in a fixed order, each with its signs and a point.

        They are found by cutting cells, without the characteristic polynomial.

        >>> [region.signs for region in Arrangement([[1], [1]], [0, 1]).regions()]
        [(1, 1), (1, -1), (-1, -1)]
        """
        return regions(self.hyperplanes, self.dimension)

    def restriction(self, index: int) -> Arrangement:
        """Return what the other hyperplanes cut in ``hyperplanes[index]``, in R^(n-1).

        The coordinate that is left out is the first in which that hyperplane's normal is not 0.
        Raises DomainError if there is no such hyperplane.

        >>> Arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, 1]).restriction(2)
        Arrangement([['1'], ['1']], ['0', '1'])
        """
        last = len(self.hyperplanes) - 1
        if type(index) is not int or not 0 <= index <= last:
            raise DomainError(f"index must be an integer from 0 to {last}, not {index!r:.80}")
        rows = flats.restriction(self.hyperplanes, self.hyperplanes[index])
        return Arrangement.of_rows(rows, dimension=self.dimension - 1)

    def signs(self, point: object) -> tuple[int, ...]:
        """Return the sign of a·x - b at the point x for each hyperplane: -1, 0 or 1.

        >>> Arrangement([[1, 0], [0, 1]]).signs(["-1/2", 0])
        (0, -1)
        """
        x = as_vector(point, name="point")
        if len(x) != self.dimension:
            raise DimensionError(f"point must be of dimension {self.dimension}, not {len(x)}")
        p, q = over_common_denominator(x)
        values = [dot(row, (*p, -q)) for row in self.hyperplanes]
        return tuple([(value > 0) - (value < 0) for value in values])

    def __repr__(self) -> str:
        normals = [[as_text(entry) for entry in row] for row in self.normals]
        offsets = [as_text(entry) for entry in self.offsets]
        return (
            f"Arrangement({normals}, {offsets})"
            if normals
            else f"Arrangement([], dimension={self.dimension})"
        )


def _row(normal: Vector, offset: Fraction, index: int) -> Row:
    if not any(normal):
        raise DomainError(f"normals[{index}] must not be zero")
    return normal_form(over_common_denominator((*normal, offset))[0])


def _dimension(normals: Matrix, dimension: int | None) -> int:
    if not normals and dimension is None:
        raise DimensionError("normals must have a row, or dimension must be given")
    if dimension is not None and (type(dimension) is not int or dimension < 0):
        raise DomainError(f"dimension must be an integer, at least 0, not {dimension!r:.80}")
    if normals and dimension not in (None, len(normals[0])):
        raise DimensionError(f"normals[0] must have {dimension} entries, not {len(normals[0])}")
    return len(normals[0]) if dimension is None else dimension


def _independent_columns(rows: Sequence[Row], width: int) -> list[int]:
    """The first columns that span all; each other one is the last in a relation of the columns."""
    relations = linalg.nullspace(rows, columns=width)
    others = {max(j for j, entry in enumerate(vector) if entry) for vector in relations}
    return sorted(set(range(width)) - others)


@lru_cache(maxsize=256)
def _characteristic_polynomial(arrangement: Arrangement) -> tuple[int, ...]:
    return flats.characteristic_coefficients(arrangement.hyperplanes, arrangement.dimension)
