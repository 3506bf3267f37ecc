"""Cut all cells of a complex by one form after the other, all cells that a form cuts together.

This is the method of `exactrelu.polyhedron.complexes`, with the same corners, facets and edges, by
operations on arrays. A form cuts an edge in all cells that have it at the same time, so that the
new corner is made once.

>>> from exactrelu.polyhedron.complexes import Cell
>>> corners = [[1, 0, 0, -1], [1, 1, 0, 1], [1, 1, 1, 3], [1, 0, 1, 1]]
>>> square = CornerTable.of(2, np.array(corners, dtype=object))
>>> whole = CellTable.of([Cell((0, 1, 2, 3), (0b10010, 0b00110, 0b01100, 0b11000))])
>>> parts = cut(square, whole, first=5)              # by 2 x + 2 y - 1, which cuts a corner off
>>> parts.lengths.tolist(), square.exact(np.array([4, 5])).tolist()
([3, 5], [[2, 1, 0, 0], [2, 0, 1, 0]])
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from exactrelu.polyhedron.budgets import CORNERS_PER_CELL, require_cells, require_corners
from exactrelu.polyhedron.cell_tables import CellTable, shifted
from exactrelu.polyhedron.corner_tables import WORD, CornerTable, Growing, Numbers, Words

__all__ = ["cut"]

Sides: TypeAlias = NDArray[np.bool_]

PAIRS = 1 << 16
"""About the most pairs of corners that are looked at together."""


def cut(
    corners: CornerTable, cells: CellTable, *, first: int, most: int | None = None
) -> CellTable:
    """Return the parts into which the forms of the corners cut the cells.

    The forms make the facets from bit `first` on. New corners are added to the table. Raises
    BudgetError for more than `most` parts, or if these have too many corners together.
    """
    cutting = _Cutting(corners, cells.widened(first + corners.width), first, most)
    for form in range(corners.width):
        cutting.cut(form)
    return cutting.parts()


class _Cutting:
    """Cells that are being cut; those that have been cut stay in the arrays, with length 0.

    `ranges` has for each cell where its corners start, how many they are, and the number of the
    cell from which it comes; `open_forms` the forms by which it is still to be cut. `count` is how
    many cells there are, without those that have been cut.
    """

    __slots__ = (
        "corners",
        "count",
        "facets",
        "first",
        "most",
        "open_forms",
        "origin",
        "ranges",
        "slots",
    )

    def __init__(
        self, corners: CornerTable, cells: CellTable, first: int, most: int | None
    ) -> None:
        self.corners, self.origin, self.first = corners, cells, first
        self.count, self.most = len(cells), most
        starts = _starts(cells.lengths)
        self.slots, self.facets = Growing(cells.corners), Growing(cells.incidence)
        self.ranges = Growing(np.stack([starts, cells.lengths, np.arange(len(cells))], axis=1))
        self.open_forms = Growing(np.bitwise_and(*self._sides(cells.corners, starts)))

    def _sides(self, corners: Numbers, starts: Numbers) -> Words:
        """The forms that are positive somewhere on cells, and those that are negative."""
        return _union(self.corners.sides.data[corners], starts).swapaxes(0, 1)

    def cut(self, form: int) -> None:
        """Cut all cells that a form cuts."""
        word, bit = form // WORD, np.uint64(1 << form % WORD)
        chosen = (self.open_forms.view[:, word] & bit).nonzero()[0]
        if not chosen.size:
            return
        self._count(len(chosen))
        starts, lengths, roots = self.ranges.data[chosen].T
        self.ranges.data[chosen, 1] = 0
        self.open_forms.data[chosen] = 0
        slots = _ranges(starts, lengths)
        corner = self.slots.data[slots]
        split = _Split(
            self.corners.dimension,
            lengths,
            corner,
            self.facets.data[slots],
            sides=(self.corners.sides.data[corner, :, word] & bit).astype(bool).T,
        )
        self._replace(split, form, roots)

    def _count(self, more: int) -> None:
        """Add to the number of cells, while it and the memory for corners stay in the budget."""
        self.count += more
        if self.most is not None:
            require_cells(self.count, most=self.most)
            corners = CORNERS_PER_CELL * self.most
            require_corners(self.slots.size, most=corners, cells=self.count)

    def _replace(self, split: _Split, form: int, roots: Numbers) -> None:
        """Put two parts in the place of each cell: where the form is negative, and positive."""
        u, v, common = split.edges()
        new = self._between(split.corner[u], split.corner[v], form)
        number = self.first + form
        facet = np.zeros(common.shape[1], dtype=np.uint64)
        facet[number // WORD] = 1 << number % WORD
        lengths, corners, facets = split.parts(split.owner[u], new, common, facet)
        starts = _starts(lengths)
        self.open_forms.append(np.bitwise_and(*self._sides(corners, starts)))
        self.ranges.append(np.array([starts + self.slots.size, lengths, roots.repeat(2)]).T)
        self.slots.append(corners)
        self.facets.append(facets)

    def _between(self, u: Numbers, v: Numbers, form: int) -> Numbers:
        """The new corners between pairs of others, one for each edge."""
        order = (u * len(self.corners) + v).argsort()
        u, v = u[order], v[order]
        is_new = np.ones(len(order), dtype=bool)
        is_new[1:] = (u[1:] != u[:-1]) | (v[1:] != v[:-1])
        new = np.empty_like(order)
        new[order] = self.corners.between(u[is_new], v[is_new], form)[is_new.cumsum() - 1]
        return new

    def parts(self) -> CellTable:
        """The cells that are left."""
        starts, lengths, roots = self.ranges.view[self.ranges.view[:, 1] > 0].T
        slots = _ranges(starts, lengths)
        corners = self.slots.data[slots]
        above, below = self._sides(corners, _starts(lengths))
        width, words = self.corners.width, self.origin.positive.shape[1]
        return CellTable(
            lengths,
            corners,
            self.facets.data[slots],
            self.origin.positive[roots] | shifted(above, width, self.first, words),
            self.origin.zero[roots] | shifted(~(above | below), width, self.first, words),
        )


class _Split:
    """The cells that a form cuts, with their corners one cell after the other.

    `sides` says where the form is positive, and where it is negative. `up`, `down` and `on` are the
    places of the corners where it is so, and of those where it is 0; `owner` the cell of a place.
    """

    __slots__ = (
        "corner",
        "dimension",
        "down",
        "facets",
        "first_down",
        "lengths",
        "lengths_down",
        "on",
        "owner",
        "up",
    )

    def __init__(
        self,
        dimension: int,
        lengths: Numbers,
        corner: Numbers,
        facets: Words,
        *,
        sides: Sides,
    ) -> None:
        self.dimension, self.lengths, self.corner, self.facets = dimension, lengths, corner, facets
        self.owner = np.arange(len(lengths)).repeat(lengths)
        above, below = sides
        self.up, self.down = above.nonzero()[0], below.nonzero()[0]
        self.on = (above == below).nonzero()[0]
        self.lengths_down = np.bincount(self.owner[self.down])
        self.first_down = _starts(self.lengths_down)

    def edges(self) -> tuple[Numbers, Numbers, Words]:
        """The places of the ends of the edges that the form cuts, and the facets of the edges.

        An edge lies on n - 1 facets at least.
        """
        owner = self.owner[self.up]
        starts, counts = self.first_down[owner], self.lengths_down[owner]
        ends = counts.cumsum()
        if ends[-1] <= PAIRS:
            return self._edges_from(self.up, starts, counts)
        cuts = np.searchsorted(ends, np.arange(PAIRS, ends[-1], PAIRS)).tolist()
        found = [
            self._edges_from(self.up[i:j], starts[i:j], counts[i:j])
            for i, j in zip([0, *cuts], [*cuts, len(ends)], strict=True)
        ]
        u, v, common = (np.concatenate(each) for each in zip(*found, strict=True))
        return u, v, common

    def _edges_from(
        self, up: Numbers, starts: Numbers, counts: Numbers
    ) -> tuple[Numbers, Numbers, Words]:
        u, v = up.repeat(counts), self.down[_ranges(starts, counts)]
        common = self.facets[u] & self.facets[v]
        if self.dimension < 2:
            return u, v, common
        size = np.bitwise_count(common).sum(axis=1)
        close = (size >= self.dimension - 1).nonzero()[0]
        u, v, common = u[close], v[close], common[close]
        if self.dimension > 2:
            is_edge = self._are_edges(u, common, size[close])
            return u[is_edge], v[is_edge], common[is_edge]
        return u, v, common

    def _are_edges(self, u: Numbers, common: Words, size: Numbers) -> Sides:
        """Whether pairs of corners span edges: no third corner lies on all their common facets.

        Any n - 1 of the facets of a corner that is on n of them only make an edge.
        """
        on = np.bitwise_count(self.facets).sum(axis=1)
        found: Sides = (on[u] == self.dimension) & (size == self.dimension - 1)
        doubtful = (~found).nonzero()[0]
        for k in range(0, len(doubtful), PAIRS):
            places = doubtful[k : k + PAIRS]
            found[places] = self._corners_on(self.owner[u[places]], common[places]) == 2
        return found

    def _corners_on(self, cells: Numbers, facets: Words) -> Numbers:
        """How many corners of cells lie on all of some facets."""
        lengths = self.lengths[cells]
        places = _ranges(_starts(self.lengths)[cells], lengths)
        wanted = facets.repeat(lengths, axis=0)
        is_on = (self.facets[places] & wanted == wanted).all(axis=1)
        return np.add.reduceat(is_on, _starts(lengths), dtype=np.int64)

    def parts(
        self, owner: Numbers, new: Numbers, common: Words, facet: Words
    ) -> tuple[Numbers, Numbers, Words]:
        """Lengths, corners and their facets, of the negative part of each cell and the positive.

        A facet is one of a part, too, if it has a corner on that side of the form.
        """
        owner_up, owner_down = self.owner[self.up], self.owner[self.down]
        on_up, on_down = self.facets[self.up], self.facets[self.down]
        middle = np.concatenate([self.owner[self.on], owner])
        corners = np.concatenate([self.corner[self.on], new])
        facets = np.concatenate([self.facets[self.on], common])
        above = facets & _union(on_up, _starts(np.bincount(owner_up)))[middle] | facet
        below = facets & _union(on_down, self.first_down)[middle] | facet
        owners = np.concatenate([2 * owner_down, 2 * owner_up + 1, 2 * middle, 2 * middle + 1])
        order = owners.argsort(kind="stable")
        every = [self.corner[self.down], self.corner[self.up], corners, corners]
        return (
            np.bincount(owners),
            np.concatenate(every)[order],
            np.concatenate([on_down, on_up, below, above])[order],
        )


def _union(sets: Words, starts: Numbers) -> Words:
    """The unions of the sets from each start to the next."""
    return np.bitwise_or.reduceat(sets, starts) if len(starts) else sets[:0]


def _starts(lengths: Numbers) -> Numbers:
    starts: Numbers = lengths.cumsum() - lengths
    return starts


def _ranges(starts: Numbers, lengths: Numbers) -> Numbers:
    """The ranges of some lengths, one after the other."""
    ends = lengths.cumsum()
    total = ends[-1] if ends.size else 0
    places: Numbers = np.arange(total) + (starts - ends + lengths).repeat(lengths)
    return places
