"""Cells in arrays, as the operations on many cells at a time need them.

>>> table = CellTable.of([Cell((0, 1), (2, 1)), Cell((0, 2), (2, 1), 2)])
>>> table.lengths.tolist(), table.positive.tolist(), list(table.cells())[1].corners
([2, 2], [[0], [2]], (0, 2))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from exactrelu.polyhedron.complexes import Cell
from exactrelu.polyhedron.corner_tables import WORD, Numbers, Words

__all__ = ["CellTable", "shifted"]


@dataclass(frozen=True, slots=True)
class CellTable:
    """What `Cell` has, for all cells one after the other, the sets in words of 64 bits.

    `lengths` are the numbers of corners of the cells; `corners` and `incidence` have an entry for
    each corner of each cell, `positive` and `zero` one for each cell.
    """

    lengths: Numbers
    corners: Numbers
    incidence: Words
    positive: Words
    zero: Words

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> CellTable:
        """Return the table of some cells."""
        incidence = [facets for cell in cells for facets in cell.incidence]
        signs = [cell.positive | cell.zero for cell in cells]
        words = -(-max(map(int.bit_length, [*incidence, *signs, 1])) // WORD)
        return cls(
            np.array([len(cell.corners) for cell in cells], dtype=np.int64),
            np.array([corner for cell in cells for corner in cell.corners], dtype=np.int64),
            _in_words(incidence, words),
            _in_words([cell.positive for cell in cells], words),
            _in_words([cell.zero for cell in cells], words),
        )

    def __len__(self) -> int:
        return len(self.lengths)

    def cells(self) -> Iterator[Cell]:
        """Yield the cells."""
        corners, incidence = self.corners.tolist(), _from_words(self.incidence)
        signs = zip(_from_words(self.positive), _from_words(self.zero), strict=True)
        end = 0
        for length, (positive, zero) in zip(self.lengths.tolist(), signs, strict=True):
            start, end = end, end + length
            yield Cell(tuple(corners[start:end]), tuple(incidence[start:end]), positive, zero)

    def widened(self, bits: int) -> CellTable:
        """Return the table with words enough for so many bits."""
        more = -(-bits // WORD) - self.incidence.shape[1]
        if more <= 0:
            return self
        sets = [
            np.pad(each, [(0, 0), (0, more)]) for each in (self.incidence, self.positive, self.zero)
        ]
        return CellTable(self.lengths, self.corners, *sets)


def _in_words(sets: Iterable[int], words: int) -> Words:
    data = b"".join([each.to_bytes(8 * words, "little") for each in sets])
    return np.frombuffer(data, dtype="<u8").reshape(-1, words)


def _from_words(table: Words) -> list[int]:
    if table.shape[1] == 1:
        short: list[int] = table[:, 0].tolist()
        return short
    data, size = table.astype("<u8").tobytes(), 8 * table.shape[1]
    return [int.from_bytes(data[k : k + size], "little") for k in range(0, len(data), size)]


def shifted(sets: Words, width: int, by: int, words: int) -> Words:
    """Return sets of the bits below `width`, moved up, in so many words.

    >>> shifted(np.array([[7]], dtype=np.uint64), 2, 1, 1).tolist()
    [[6]]
    """
    bits = np.unpackbits(sets.view(np.uint8), axis=1, bitorder="little")
    full = np.zeros((len(sets), words * WORD), dtype=np.uint8)
    full[:, by : by + width] = bits[:, :width]
    return np.packbits(full, axis=1, bitorder="little").view("<u8")
