"""Floats with bounds of their errors, many at a time: signs that are certain, or left open.

An *enclosure* of a row of m exact numbers is a pair of rows of doubles: middles and radii. Some
positive multiple of the exact row lies within the radii around the middles; which multiple is not
known, and does not matter to signs. Enclosures of N rows are an array of shape (N, 2, m).

With u = 2^-53, every operation rounds by a factor 1 + d, |d| <= u, or by less than 2^-1074 where it
underflows (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.1). The radii have
more than enough room for this and for their own rounding. Overflow ends in an infinity or a NaN,
and a comparison with it leaves the sign open.

>>> rows = enclosed(np.array([[3, -1], [-1, 1]], dtype=object))
>>> certain_sides(rows)[:, 1].tolist()
[[False, True], [True, False]]
>>> certain_sides(combined(rows[:, None], 0))[:, 0].tolist()     # 1 (3, -1) + 3 (-1, 1)
[[False, True]]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Enclosures", "certain_sides", "combined", "enclosed", "scaled_matrix", "transformed"]

Enclosures: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.object_]
Sides: TypeAlias = NDArray[np.bool_]

_UNIT = 2.0**-53
_TINY = 2.0**-1000
_ROOM = 1 + 2.0**-30


def enclosed(rows: Integers) -> Enclosures:
    """Return enclosures of rows of integers, the largest of each row scaled to about 1.

    >>> enclosed(np.array([[8, -4]], dtype=object))[:, 0].tolist()
    [[0.5, -0.25]]
    """
    found = np.empty((rows.shape[0], 2, rows.shape[1]))
    for row, middles in zip(rows.tolist(), found[:, 0], strict=True):
        middles[:] = _scaled(row, row)
    found[:, 1] = 2 * _UNIT * np.abs(found[:, 0]) + _TINY
    return found


def _scaled(entries: Sequence[int], largest: Sequence[int]) -> list[float]:
    scale = 1 << max(max(largest).bit_length(), min(largest).bit_length())
    return [int(entry) / scale for entry in entries]


def certain_sides(rows: Enclosures) -> Sides:
    """Return where numbers are certainly positive, and where they are certainly negative.

    The shape is (N, 2, m), as that of the enclosures.

    >>> certain_sides(np.array([[[1.0, -1.0, 1.0], [0.5, 0.5, 2.0]]])).tolist()
    [[[True, False, False], [False, True, False]]]
    """
    middles, radii = rows[:, 0], rows[:, 1]
    found = np.empty(rows.shape, dtype=bool)
    np.greater(middles, radii, out=found[:, 0])
    np.less(middles, -radii, out=found[:, 1])
    return found


def combined(ends: Enclosures, column: int) -> Enclosures:
    """Return the positive combinations of two rows each that are 0 in a column.

    The `ends` are of shape (2, N, 2, m); the two exact numbers of the column have opposite signs.

    >>> rows = enclosed(np.array([[1, 3], [-1, 3]], dtype=object))
    >>> combined(rows[:, None], 0)[0, 0].tolist()
    [0.0, 0.75]
    """
    # Rows: the middles and radii of the first, those of the second, the sizes of both.
    rows = np.concatenate([ends[0], ends[1], np.abs(ends[:, :, 0]).swapaxes(0, 1)], axis=1)
    factors = np.zeros((len(rows), 2, 6))
    with np.errstate(all="ignore"):
        # The weight of an end is the number at the other end; a common factor changes nothing.
        weights = np.abs(ends[::-1, :, 0, column])
        total = weights[0] + weights[1]
        weights /= total
        errors = (ends[::-1, :, 1, column] / total + 8 * _UNIT * weights) * _ROOM
        factors[:, 0, 0:4:2] = weights.T
        factors[:, 1, 1:4:2] = (weights * _ROOM + errors).T
        factors[:, 1, 4:] = errors.T
        found: Enclosures = factors @ rows
        found[:, 1] += _TINY
    return found


def scaled_matrix(matrix: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return a matrix of integers as doubles, all times one power of two, the largest near 1.

    >>> scaled_matrix([[3, 0], [0, -4]]).tolist()
    [[0.375, 0.0], [0.0, -0.5]]
    """
    flat = [entry for row in matrix for entry in row]
    return np.array([_scaled(row, flat) for row in matrix])


def transformed(rows: Enclosures, kept: Sides, matrix: NDArray[np.float64]) -> Enclosures:
    """Return the products of a `scaled_matrix` and the rows, with 0 for what is not kept of them.

    >>> rows, kept = enclosed(np.array([[2, 3]], dtype=object)), np.array([[True, False]])
    >>> transformed(rows, kept, scaled_matrix([[1, 3], [-1, 3]]))[0, 0].tolist()
    [0.5, -0.5]
    """
    middles, radii = np.where(kept[:, None], rows, 0.0).swapaxes(0, 1)
    sizes, m = np.abs(middles), rows.shape[2]
    with np.errstate(all="ignore"):
        found = np.empty((len(rows), 2, len(matrix)))
        found[:, 0] = middles @ matrix.T
        found[:, 1] = (2 * (m + 8) * _UNIT * sizes + _ROOM * radii) @ np.abs(matrix.T) * _ROOM
        found[:, 1] += _TINY * (1 + sizes.sum(axis=1))[:, None]
        exponents = np.frexp(np.abs(found[:, 0]).max(axis=1))[1]
        scaled: Enclosures = np.ldexp(found, -exponents[:, None, None])
        scaled[:, 1] += _TINY
    return scaled
