"""Signs of exact numbers, decided by floats where these are certain, and left open where not.

A row (g, h) of integers becomes a row of doubles, scaled by a power of two to about 1; rounding to
nearest changes each entry by a factor 1 + d with |d| <= u = 2^-53, underflow by at most 2^-1074.
For a point x of doubles, themselves within the factor 1 + d of the exact coordinates, the computed
``g·x - h`` then differs from the exact one by less than

    2 (n + 8) u (|g|·|x| + |h|) + 2^-1000 (1 + Σ|x_j|),

in any order of summation (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.1).
A computed value beyond this bound has the sign of the exact one. Overflow makes an infinity or a
NaN, which is beyond nothing, so that the sign is left open.

>>> signs = certain_signs(FloatRows.of([float_row((3, -1), 2)]), as_floats([1, 5], 3))
>>> signs.tolist()
[-1]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FloatArray",
    "FloatRows",
    "Signs",
    "as_dyadics",
    "as_float",
    "as_floats",
    "certain_direction_signs",
    "certain_signs",
    "float_row",
    "places_not_positive",
]

FloatArray: TypeAlias = NDArray[np.float64]
Signs: TypeAlias = NDArray[np.int8]

_UNIT = 2.0**-53
_TINY = 2.0**-1000


def float_row(coefficients: Sequence[int], bound: int) -> FloatArray:
    """Return (g_1, …, g_n, h) as doubles times one power of two, the largest |g_j| near 1.

    >>> float_row((6, -8), 2).tolist()
    [0.375, -0.5, 0.125]
    """
    bits = max(max(coefficients, default=0).bit_length(), min(coefficients, default=0).bit_length())
    if bits <= 53 and bound.bit_length() <= 53:
        # Integers below 2^53 are doubles already.
        row = np.array((*coefficients, bound), dtype=np.float64)
        row *= 2.0**-bits
        return row
    return np.array([as_float(entry, 1 << bits) for entry in (*coefficients, bound)])


def as_float(numerator: int, denominator: int) -> float:
    """Return the double nearest to the quotient, or an infinity if it is beyond all doubles.

    >>> as_float(1, 3), as_float(-10**400, 1)
    (0.3333333333333333, -inf)
    """
    try:
        return numerator / denominator
    except OverflowError:
        return np.inf if (numerator > 0) == (denominator > 0) else -np.inf


def as_floats(numerators: Sequence[int], denominator: int) -> FloatArray:
    """Return the doubles nearest to the quotients.

    >>> as_floats([1, 2], 4).tolist()
    [0.25, 0.5]
    """
    try:
        return np.array([entry / denominator for entry in numerators], dtype=np.float64)
    except OverflowError:
        return np.array([as_float(entry, denominator) for entry in numerators])


def as_dyadics(values: FloatArray, bits: int) -> list[int]:
    """Return round(value · 2^bits) for each value, 0 for an infinity or a NaN.

    >>> as_dyadics(np.array([0.3, np.nan]), 2)
    [1, 0]
    """
    with np.errstate(all="ignore"):
        scaled = np.rint(np.ldexp(values, bits))
    return [int(entry) for entry in np.where(np.isfinite(scaled), scaled, 0.0).tolist()]


@dataclass(frozen=True, slots=True)
class FloatRows:
    """Rows of doubles: `matrix` G, `right` h and `sizes` |G|.

    >>> FloatRows.of([float_row((1, 1), 1)]).matrix.shape
    (1, 2)
    """

    matrix: FloatArray
    right: FloatArray
    sizes: FloatArray

    @classmethod
    def of(cls, rows: Sequence[FloatArray]) -> FloatRows:
        """Return the rows stacked; there must be at least one."""
        table = np.concatenate(rows).reshape(len(rows), -1)
        return cls.from_table(table)

    @classmethod
    def from_table(cls, table: FloatArray) -> FloatRows:
        """Return the rows of a matrix whose last column is the right side."""
        matrix = table[:, :-1]
        return cls(matrix, table[:, -1], np.abs(matrix))

    def with_row(self, row: FloatArray) -> FloatRows:
        """Return the rows with one more at the end."""
        table = np.empty((len(self.right) + 1, len(row)), dtype=np.float64)
        table[:-1, :-1] = self.matrix
        table[:-1, -1] = self.right
        table[-1] = row
        return FloatRows.from_table(table)


def certain_signs(rows: FloatRows, point: FloatArray) -> Signs:
    """Return the signs of G x - h that are certain, 0 for those that are not.

    >>> third = as_floats([1], 3)
    >>> certain_signs(FloatRows.of([float_row((3,), 1), float_row((3,), 2)]), third).tolist()
    [0, -1]
    """
    return _signs(rows, point, rows.right)


def certain_direction_signs(rows: FloatRows, direction: FloatArray) -> Signs:
    """Return the signs of G r that are certain, 0 for those that are not.

    >>> certain_direction_signs(FloatRows.of([float_row((3,), 1)]), as_floats([1], 3)).tolist()
    [1]
    """
    return _signs(rows, direction, np.zeros_like(rows.right))


def places_not_positive(signs: Signs) -> list[int]:
    """Return the places of the signs that are not 1, in order.

    >>> places_not_positive(np.array([1, 0, -1], dtype=np.int8))
    [1, 2]
    """
    places: list[int] = np.flatnonzero(signs <= 0).tolist()
    return places


def _signs(rows: FloatRows, point: FloatArray, right: FloatArray) -> Signs:
    with np.errstate(all="ignore"):
        size = np.abs(point)
        value = rows.matrix @ point - right
        error = rows.sizes @ size
        error += np.abs(right)
        error *= 2 * (len(point) + 8) * _UNIT
        error += _TINY * (1 + size.sum())
        return (value > error).astype(np.int8) - (value < -error).astype(np.int8)
