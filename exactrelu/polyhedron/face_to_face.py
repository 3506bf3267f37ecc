"""A finished complex: cells of full dimension, face to face, with their exact geometry.

Cells are kept in those coordinates along which they are pointed (`exactrelu.polyhedron.starts`);
everything is said in R^n, where each cell is what is kept plus the `lines`.

>>> half_lines = Complex(1, (0,), (), ((1, 0), (0, 1), (0, -1)), (Cell((0, 1), (2, 1)),
...                                                              Cell((0, 2), (2, 1))))
>>> half_lines.interior_point(0), half_lines.neighbours(0)
((Fraction(1, 1),), (1,))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from exactrelu.linalg import nullspace, scalar_product
from exactrelu.polyhedron.complexes import INFINITY, Cell
from exactrelu.polyhedron.volume import volume_of_polytope

if TYPE_CHECKING:
    from exactrelu.rational import Vector

__all__ = ["Complex", "facets_of"]


@dataclass(frozen=True, eq=False)
class Complex:
    """Cells with common corners in R^n, n the `ambient_dimension`.

    A corner is a point p/q or a direction p, as integers (q, p), with one coordinate for each of
    the `columns`; the other coordinates are 0. Every cell contains the `lines`.
    """

    ambient_dimension: int
    columns: tuple[int, ...]
    lines: tuple[Vector, ...]
    corners: tuple[tuple[int, ...], ...] = field(repr=False)
    cells: tuple[Cell, ...] = field(repr=False)

    @property
    def dimension(self) -> int:
        """The number of coordinates in which cells are kept."""
        return len(self.columns)

    def point(self, corner: int) -> Vector:
        """The coordinates in R^n of a vertex, or the entries of a direction."""
        q, *p = self.corners[corner][: self.dimension + 1]
        values = dict(zip(self.columns, p, strict=True))
        return tuple([Fraction(values.get(j, 0), q or 1) for j in range(self.ambient_dimension)])

    def vertices(self, corners: Sequence[int]) -> tuple[Vector, ...]:
        """Those of the corners that are points."""
        return tuple([self.point(c) for c in corners if self.corners[c][0]])

    def directions(self, corners: Sequence[int]) -> tuple[Vector, ...]:
        """Those of the corners that are directions."""
        return tuple([self.point(c) for c in corners if not self.corners[c][0]])

    def interior_point(self, index: int) -> Vector:
        """A point inside a cell: the mean of its vertices, moved along its directions."""
        return self.middle_of(self.cells[index].corners)

    def middle_of(self, corners: Sequence[int]) -> Vector:
        """The mean of the vertices among corners of a face, moved along the directions.

        It lies in the relative interior of the face.
        """
        vertices, directions = self.vertices(corners), self.directions(corners)
        mean = [
            sum(entries, Fraction(0)) / len(vertices) for entries in zip(*vertices, strict=True)
        ]
        moves = [sum(entries, Fraction(0)) for entries in zip(*directions, strict=True)]
        return tuple([m + d for m, d in zip(mean, moves, strict=True)]) if moves else tuple(mean)

    def is_bounded(self, index: int) -> bool:
        """Whether a cell lies in some box."""
        return not self.lines and all(self.corners[c][0] for c in self.cells[index].corners)

    def volume(self, index: int) -> Fraction | None:
        """The volume of a cell in R^n, None if it is unbounded."""
        if not self.is_bounded(index):
            return None
        cell = self.cells[index]
        place = {corner: k for k, corner in enumerate(cell.corners)}
        facets = [sum(1 << place[c] for c in corners) for _, corners in facets_of(cell)]
        vertices = [self.corners[corner][: self.dimension + 1] for corner in cell.corners]
        return volume_of_polytope(vertices, facets)

    def sides(self, index: int) -> Iterator[Vector]:
        """For each facet of a cell the form (c_0, c) that is 0 on it, and positive inside."""
        lines = [(Fraction(0), *line) for line in self.lines]
        inside = (Fraction(1), *self.interior_point(index))
        for _, corners in facets_of(self.cells[index]):
            points = [(Fraction(bool(self.corners[c][0])), *self.point(c)) for c in corners]
            (form,) = nullspace([*points, *lines])
            sign = 1 if scalar_product(form, inside) > 0 else -1
            yield tuple([sign * c for c in form])

    def locate(self, point: Vector) -> int | None:
        """The first cell that contains a point, None if there is none.

        >>> right = Complex(1, (0,), (), ((1, 0), (0, 1)), (Cell((0, 1), (2, 1)),))
        >>> right.locate((Fraction(3),)), right.locate((Fraction(-3),))
        (0, None)
        """
        x = (Fraction(1), *point)
        for index in range(len(self.cells)):
            if all(scalar_product(form, x) >= 0 for form in self.sides(index)):
                return index
        return None

    @cached_property
    def sharing(self) -> dict[tuple[int, ...], list[int]]:
        """For each facet, by its corners, the one or two cells that have it."""
        found: dict[tuple[int, ...], list[int]] = {}
        for index, cell in enumerate(self.cells):
            for _, corners in facets_of(cell):
                found.setdefault(corners, []).append(index)
        return found

    def beyond(self, index: int, facet: tuple[int, ...]) -> int | None:
        """The cell on the other side of a facet, None on the boundary of the complex."""
        return next((other for other in self.sharing[facet] if other != index), None)

    def neighbours(self, index: int) -> tuple[int, ...]:
        """The cells beyond the facets of a cell, in increasing order."""
        beyond = (self.beyond(index, facet) for _, facet in facets_of(self.cells[index]))
        return tuple(sorted({other for other in beyond if other is not None}))


def facets_of(cell: Cell) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The number and the corners of each facet of a cell but the one at infinity.

    >>> list(facets_of(Cell((7, 4), (2, 1))))
    [(1, (7,))]
    """
    found: dict[int, list[int]] = {}
    for corner, incidence in zip(cell.corners, cell.incidence, strict=True):
        rest = incidence & ~INFINITY
        while rest:
            bit = rest & -rest
            rest ^= bit
            found.setdefault(bit, []).append(corner)
    for bit in sorted(found):
        yield bit.bit_length() - 1, tuple(sorted(found[bit]))
