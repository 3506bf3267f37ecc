"""Remainders of affine maps modulo a prime: where these differ, so do the maps.

The map of a cell is the solution of linear equations, one for each corner. Modulo a prime they are
solved for many cells at a time, in machine words. A cell has no fingerprint if the prime divides
what would have to be inverted.

>>> fingerprints([[1, 0], [0, 1], [0, -1]], [[0], [5], [5]], [(0, 1), (0, 2)])
[(0, 5), (0, 2147483642)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows: TypeAlias = Sequence[Sequence[int]]

__all__ = ["PRIME", "fingerprints"]

PRIME = 2**31 - 1
"""Products of two remainders fit into a machine word."""

Remainders: TypeAlias = NDArray[np.int64]


def fingerprints(
    points: Rows, values: Rows, cells: Sequence[Sequence[int]]
) -> list[tuple[int, ...] | None]:
    """Return the matrix X mod `PRIME` with ``point X = value`` at all corners, for each cell.

    >>> fingerprints([[1, 0], [1, PRIME]], [[0], [1]], [(0, 1)])
    [None]
    """
    size = len(points[0])
    rows = np.array(
        [[x % PRIME for x in (*p, *v)] for p, v in zip(points, values, strict=True)],
        dtype=np.int64,
    )
    found: list[tuple[int, ...] | None] = [None] * len(cells)
    for length in sorted({len(corners) for corners in cells}):
        chosen = [k for k, corners in enumerate(cells) if len(corners) == length]
        table = rows[np.array([cells[k] for k in chosen])]
        is_solved = _solve(table, size)
        solutions = table[:, :size, size:].reshape(len(chosen), -1).tolist()
        for k, solution, is_known in zip(chosen, solutions, is_solved.tolist(), strict=True):
            found[k] = tuple(solution) if is_known else None
    return found


def _solve(table: Remainders, size: int) -> NDArray[Any]:
    """Reduce the first columns of each matrix to the identity; return where that was possible."""
    here = np.arange(len(table))
    is_solved = np.ones(len(table), dtype=bool)
    for k in range(size):
        pivot = k + (table[:, k:, k] != 0).argmax(axis=1)
        table[here, pivot], table[:, k] = table[:, k].copy(), table[here, pivot]
        is_solved &= table[:, k, k] != 0
        inverses = [pow(x, -1, PRIME) if x else 0 for x in table[:, k, k].tolist()]
        table[:, k] = table[:, k] * np.array(inverses)[:, None] % PRIME
        factors = table[:, :, k].copy()
        factors[:, k] = 0
        table -= factors[:, :, None] * table[:, None, k] % PRIME
        table %= PRIME
    return is_solved
