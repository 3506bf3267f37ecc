"""Cells that share their corners: a polyhedral complex, refined by one affine form after the other.

A point p/q of R^n is the integer vector (q, p) with q > 0, a direction p is (0, p). A cell of full
dimension without lines is then a pointed cone in R^(n+1), spanned by its *corners*: its vertices
and its extreme directions. Beside its coordinates a corner carries the values, times q, of forms
that are continuous and affine on every cell, such as the pre-activations of a layer of a network
(along a direction: their slopes, which do not depend on the cell either).

A form cuts a cell if it is positive at one corner and negative at another. The new corners lie on
the edges between such pairs, where everything is interpolated: no equation is solved. Two corners
span an edge if no third one lies on all facets that they have in common (the double description
method: Motzkin et al. 1953; Fukuda and Prodon 1996). All cells are cut by the forms in one order,
and a corner is made once for each edge, so that neighbours have the same corners: the cells stay
face to face.

>>> square = Corners(2, [[1, 0, 0, -1], [1, 1, 0, 1], [1, 1, 1, 3], [1, 0, 1, 1]], first=5)
>>> whole = Cell((0, 1, 2, 3), (0b10010, 0b00110, 0b01100, 0b11000))
>>> above, below = square.refined([whole])      # 2 x + 2 y - 1 on the square with corners 0 and 1
>>> [square.rows[corner][:3] for corner in below.corners]
[[1, 0, 0], [2, 1, 0], [2, 0, 1]]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import gcd
from typing import NamedTuple, TypeAlias

from exactrelu.polyhedron.budgets import require_corners

__all__ = ["INFINITY", "Cell", "Corners"]

INFINITY = 1
"""The bit of the facet at infinity, on which q = 0."""

Vector: TypeAlias = list[int]


class Cell(NamedTuple):
    """The numbers of a cell's corners, and for each the set of facets on which it lies, as bits.

    `positive` is the set of the forms that are positive inside the cell, `zero` that of those that
    are 0 all over it, both as bits.
    """

    corners: tuple[int, ...]
    incidence: tuple[int, ...]
    positive: int = 0
    zero: int = 0


class Corners:
    """The corners of a complex in R^n: coordinates (q, p), then the values of the forms of a group.

    Forms are numbered through all groups; `first` is the number of the first one of the current
    group. Their numbers are those of the facets that they make, from 1 on: bit 0 is at infinity.
    More than `most` corners raise BudgetError.
    """

    __slots__ = ("dimension", "edges", "first", "most", "negative", "positive", "rows")

    def __init__(
        self, dimension: int, rows: Iterable[Vector], *, first: int = 1, most: int | None = None
    ) -> None:
        self.dimension, self.most = dimension, most
        self.rows: list[Vector] = list(rows)
        self.first = first
        self.positive: list[int] = []
        self.negative: list[int] = []
        self.edges: dict[tuple[int, int, int], int] = {}
        for row in self.rows:
            positive = negative = 0
            bit = 1 << first
            for value in row[dimension + 1 :]:
                if value > 0:
                    positive |= bit
                elif value < 0:
                    negative |= bit
                bit <<= 1
            self.positive.append(positive)
            self.negative.append(negative)

    def refined(self, cells: Iterable[Cell]) -> Iterator[Cell]:
        """Cut each cell by the forms of the group; yield the parts, in a fixed order."""
        positive, negative = self.positive, self.negative
        waiting = list(cells)
        waiting.reverse()
        every = (1 << len(self.rows[0]) - self.dimension - 1) - 1 << self.first if waiting else 0
        while waiting:
            cell = waiting.pop()
            above = below = 0
            for corner in cell.corners:
                above |= positive[corner]
                below |= negative[corner]
            cutting = above & below
            if cutting:
                waiting += self._cut(cell, (cutting & -cutting).bit_length() - 1)
            else:
                zero = every & ~(above | below)
                yield Cell(cell.corners, cell.incidence, cell.positive | above, cell.zero | zero)

    def clipped(self, cells: Iterable[Cell]) -> Iterator[Cell]:
        """Yield the part of each cell where no form is negative, if it has interior."""
        for cell in cells:
            part: Cell | None = cell
            while part is not None:
                above = below = 0
                for corner in part.corners:
                    above |= self.positive[corner]
                    below |= self.negative[corner]
                cutting = above & below
                if below & ~above:
                    part = None
                elif cutting:
                    part = self._cut(part, (cutting & -cutting).bit_length() - 1)[1]
                else:
                    yield part
                    part = None

    def _cut(self, cell: Cell, form: int) -> tuple[Cell, Cell]:
        """The parts of a cell where the form is negative and where it is positive."""
        bit = 1 << form
        positive, negative = self.positive, self.negative
        up: list[tuple[int, int]] = []
        down: list[tuple[int, int]] = []
        on: list[tuple[int, int]] = []
        for pair in zip(cell.corners, cell.incidence, strict=True):
            corner = pair[0]
            if positive[corner] & bit:
                up.append(pair)
            elif negative[corner] & bit:
                down.append(pair)
            else:
                on.append(pair)
        for u, v, common in self._edges(cell, up, down):
            on.append((self._between(u, v, form), common))
        return self._part(cell, down, on, bit), self._part(cell, up, on, bit)

    def _edges(
        self, cell: Cell, up: list[tuple[int, int]], down: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int, int]]:
        """The pairs of corners on the two sides that span edges, with the facets of the edge.

        An edge lies on n - 1 facets at least. Any n - 1 of the facets of a corner that is on n of
        them only make an edge, and so does the facet that two corners of a polygon share.
        """
        least = self.dimension - 1
        for u, on_u in up:
            is_simple = least < 2 or on_u.bit_count() == least + 1
            for v, on_v in down:
                common = on_u & on_v
                size = common.bit_count()
                if size >= least and (
                    (is_simple and size == least)
                    or sum([facets & common == common for facets in cell.incidence]) == 2
                ):
                    yield u, v, common

    def _between(self, u: int, v: int, form: int) -> int:
        """The corner on the edge from u to v where the form is 0."""
        key = (u, v, form)
        found = self.edges.get(key)
        if found is None:
            place = self.dimension + 1 + form - self.first
            first, second = self.rows[u], self.rows[v]
            s, t = first[place], -second[place]
            row = [t * x + s * y for x, y in zip(first, second, strict=True)]
            common = gcd(*row)
            if common > 1:
                row = [x // common for x in row]
            self.edges[key] = found = len(self.rows)
            self.rows.append(row)
            require_corners(len(self.rows), most=self.most)
            self._sign_between(u, v, row)
        return found

    def _sign_between(self, u: int, v: int, row: Vector) -> None:
        """Note the signs at a new corner: those at the ends, where these do not contradict."""
        above, below = self.positive[u] | self.positive[v], self.negative[u] | self.negative[v]
        open_forms = above & below
        above &= ~open_forms
        below &= ~open_forms
        skip = self.dimension + 1 - self.first
        while open_forms:
            bit = open_forms & -open_forms
            open_forms ^= bit
            value = row[skip + bit.bit_length() - 1]
            if value > 0:
                above |= bit
            elif value < 0:
                below |= bit
        self.positive.append(above)
        self.negative.append(below)

    def _part(
        self, cell: Cell, side: list[tuple[int, int]], on: list[tuple[int, int]], bit: int
    ) -> Cell:
        """The cell of the corners on one side and of those where the form is 0.

        A facet is one of this part, too, if it has a corner on that side of the form.
        """
        facets = 0
        for _, incidence in side:
            facets |= incidence
        corners = [corner for corner, _ in side]
        corners += [corner for corner, _ in on]
        incidences = [incidence for _, incidence in side]
        incidences += [incidence & facets | bit for _, incidence in on]
        return Cell(tuple(corners), tuple(incidences), cell.positive, cell.zero)
