"""Corners of which the signs of all forms are known, and the exact coordinates when asked for.

A corner (q, p, z) has coordinates and the values of the forms of a group, as in
`exactrelu.polyhedron.complexes`. Here, the signs of the values at a new corner follow from those at
the ends of its edge, or from floats with bounds of their errors (`exactrelu.filters`), and only
where neither tells them from the integers. These are computed from those of the ends, back to the
corners that were there first, and kept.

>>> segment = CornerTable.of(1, np.array([[1, 0, -1], [1, 4, 3]], dtype=object))
>>> new = segment.between(np.array([1]), np.array([0]), 0)
>>> segment.exact(new).tolist()
[[1, 1, 0]]
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exactrelu.filters import Enclosures, certain_sides, combined, enclosed

__all__ = ["WORD", "CornerTable", "Growing", "Integers", "Numbers", "Words", "as_words"]

Numbers: TypeAlias = NDArray[np.int64]
Integers: TypeAlias = NDArray[np.object_]
Words: TypeAlias = NDArray[np.uint64]

WORD = 64


class Growing:
    """An array that grows at its end; entries beyond `size` mean nothing."""

    __slots__ = ("data", "size")

    def __init__(self, start: NDArray[Any]) -> None:
        self.data = start
        self.size = len(start)

    @property
    def view(self) -> NDArray[Any]:
        """The entries so far."""
        return self.data[: self.size]

    def append(self, entries: NDArray[Any]) -> None:
        """Put entries at the end."""
        end = self.size + len(entries)
        if end > len(self.data):
            shape = (max(end, 2 * len(self.data)), *self.data.shape[1:])
            wider = np.empty(shape, dtype=self.data.dtype)
            wider[: self.size] = self.view
            self.data = wider
        self.data[self.size : end] = entries
        self.size = end


def as_words(bits: NDArray[np.bool_], words: int) -> Words:
    """Return rows of bits as so many words of 64 bits, the first bit the lowest.

    >>> as_words(np.array([[True, False, True]]), 1).tolist()
    [[5]]
    """
    full = np.zeros((*bits.shape[:-1], words * WORD), dtype=bool)
    full[..., : bits.shape[-1]] = bits
    return np.packbits(full, axis=-1, bitorder="little").view("<u8")


class CornerTable:
    """Corners with the signs of `width` forms; `source` tells the first of them exactly.

    `sides` has two sets of forms for each corner, in words: those that are positive, and those that
    are negative. The source gets numbers of corners and a table of what of z is wanted, and returns
    rows (q, p, z), where the rest may be anything. The values z are q times `scale` times what the
    forms are; a common factor of (q, p) divides them.
    """

    __slots__ = (
        "_depths",
        "_ends",
        "_is_known",
        "_rows",
        "dimension",
        "first",
        "floats",
        "scale",
        "sides",
        "source",
        "width",
        "words",
    )

    def __init__(
        self,
        dimension: int,
        width: int,
        floats: Enclosures,
        source: Callable[[Numbers, NDArray[np.bool_]], Integers],
        *,
        scale: int = 1,
    ) -> None:
        self.dimension, self.width, self.source, self.scale = dimension, width, source, scale
        self.words = max(1, -(-width // WORD))
        self.first = size = len(floats)
        self.floats = Growing(floats)
        self._ends = Growing(np.zeros((size, 3), dtype=np.int64))
        self._depths = Growing(np.zeros(size, dtype=np.int64))
        self._is_known = np.zeros((size, 1 + width), dtype=bool)
        self._rows = np.zeros((size, 1 + dimension + width), dtype=object)
        sides = certain_sides(floats[:, :, 1:])
        self.sides = Growing(as_words(sides, self.words))
        is_decided = sides[:, 0] | sides[:, 1]
        self._decide(np.flatnonzero(~is_decided.all(axis=1)))

    @classmethod
    def of(cls, dimension: int, rows: Integers, *, scale: int = 1) -> CornerTable:
        """Return the table that starts with rows (q, p, z)."""
        values = np.concatenate([rows[:, :1] * scale, rows[:, 1 + dimension :]], axis=1)
        width = values.shape[1] - 1
        return cls(dimension, width, enclosed(values), lambda k, _: rows[k], scale=scale)

    def __len__(self) -> int:
        return self.sides.size

    def positive(self) -> NDArray[np.bool_]:
        """Return for each corner that q counts, and which values are positive."""
        above = np.ascontiguousarray(self.sides.view[:, 0])
        bits = np.unpackbits(above.view(np.uint8), axis=1, bitorder="little")
        kept = np.ones((len(bits), 1 + self.width), dtype=bool)
        kept[:, 1:] = bits[:, : self.width]
        return kept

    def between(self, positive: Numbers, negative: Numbers, form: int) -> Numbers:
        """Return the numbers of new corners, on the edges between pairs of others, where z = 0."""
        ends = np.array([positive, negative])
        floats = combined(self.floats.data[ends], 1 + form)
        sides = np.bitwise_or(*self.sides.data[ends])
        open_forms = sides[:, :1] & sides[:, 1:]
        sides ^= open_forms
        open_forms[:, 0, form // WORD] ^= np.uint64(1 << form % WORD)
        found = as_words(certain_sides(floats[:, :, 1:]), self.words) & open_forms
        new = np.arange(len(self), len(self) + len(positive))
        self.sides.append(sides | found)
        self.floats.append(floats)
        self._ends.append(np.array([positive, negative, np.full_like(new, form)]).T)
        self._depths.append(1 + np.maximum(*self._depths.data[ends]))
        undecided = found[:, 0] | found[:, 1] != open_forms[:, 0]
        if undecided.any():
            self._decide(new[undecided.any(axis=1)])
        return new

    def _decide(self, corners: Numbers) -> None:
        """Find the signs at some corners by integers, and better floats at them."""
        if not corners.size:
            return
        rows = self.exact(corners)
        values = rows[:, 1 + self.dimension :]
        sides = np.stack([values > 0, values < 0], axis=1).astype(bool)
        self.sides.data[corners] = as_words(sides, self.words)
        self.floats.data[corners] = enclosed(
            np.concatenate([rows[:, :1] * self.scale, values], axis=1)
        )

    def exact(self, corners: Numbers) -> Integers:
        """Return the rows (q, p, z) of some corners."""
        return self._exact(corners, np.ones((len(corners), 1 + self.width), dtype=bool))

    def outputs(self, corners: Numbers) -> Integers:
        """Return the rows (q, p, y) of some corners, y = max(0, z)."""
        positive = self.positive()[corners]
        rows = self._exact(corners, positive)
        rows[:, 1 + self.dimension :][~positive[:, 1:]] = 0
        return rows

    def _exact(self, corners: Numbers, wanted: NDArray[np.bool_]) -> Integers:
        """The rows of some corners; what is not wanted of (1, z) may be missing."""
        self._rows = _longer(self._rows, len(self))
        self._is_known = _longer(self._is_known, len(self))
        needed = np.zeros_like(self._is_known)
        needed[corners] = wanted
        groups = self._by_depth(self._with_ends(corners))
        for group in reversed(groups):
            self._need_ends(group, needed)
        for group in groups:
            todo = needed[group] & ~self._is_known[group]
            if group[0] < self.first:
                self._start(group, todo)
            else:
                self._interpolate(group, todo)
        return self._rows[corners]

    def _with_ends(self, corners: Numbers) -> Numbers:
        """The corners, the ends of the edges on which they lie, and so on."""
        is_new = np.ones(len(self), dtype=bool)
        found: list[Numbers] = []
        while corners.size:
            corners = np.unique(corners[is_new[corners]])
            is_new[corners] = False
            found.append(corners)
            corners = self._ends.data[corners[corners >= self.first], :2].ravel()
        return np.concatenate(found) if found else corners

    def _by_depth(self, corners: Numbers) -> list[Numbers]:
        """Groups of corners, each with the ends of its edges in groups before."""
        depths = self._depths.data[corners]
        order = depths.argsort(kind="stable")
        return np.split(corners[order], np.flatnonzero(np.diff(depths[order])) + 1)

    def _need_ends(self, group: Numbers, needed: NDArray[np.bool_]) -> None:
        """Note which values at the ends of edges are needed for those at corners on them."""
        if not group.size or group[0] < self.first:
            return
        more = needed[group] & ~self._is_known[group]
        more[np.arange(len(group)), 1 + self._ends.data[group, 2]] |= more.any(axis=1)
        for end in self._ends.data[group, :2].T:
            order = end.argsort(kind="stable")
            starts = np.flatnonzero(np.diff(end[order], prepend=-1))
            needed[end[order][starts]] |= np.logical_or.reduceat(more[order], starts)

    def _start(self, corners: Numbers, todo: NDArray[np.bool_]) -> None:
        """Get what is to be done of the rows of corners that were there first."""
        is_open = todo.any(axis=1)
        corners, todo = corners[is_open], todo[is_open]
        if corners.size:
            wanted = todo[:, 1:] | self._is_known[corners, 1:]
            self._rows[corners] = self.source(corners, wanted)
            self._is_known[corners] |= todo

    def _interpolate(self, corners: Numbers, todo: NDArray[np.bool_]) -> None:
        """Compute the coordinates of corners on edges, and what is to be done of the values."""
        is_open = todo.any(axis=1)
        corners, todo = corners[is_open], todo[is_open]
        u, v, form = self._ends.data[corners].T
        rows, head = self._rows, 1 + self.dimension
        s, t = -rows[v, head + form], rows[u, head + form]
        points = s[:, None] * rows[u, :head] + t[:, None] * rows[v, :head]
        common = np.array([type(row[0])(gcd(*row)) for row in points.tolist()], dtype=object)
        rows[corners, :head] = points // common[:, None]
        k, column = todo[:, 1:].nonzero()
        values = s[k] * rows[u[k], head + column] + t[k] * rows[v[k], head + column]
        rows[corners[k], head + column] = values // common[k]
        self._is_known[corners] |= todo


def _longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    """The array with at least so many rows, new ones of 0."""
    more = np.zeros((max(0, size - len(array)), *array.shape[1:]), dtype=array.dtype)
    return np.concatenate([array, more]) if len(more) else array
