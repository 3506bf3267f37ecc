"""Signs of exact numbers, decided by floats where these are certain, and left open where not.

A row (g, h) of rationals becomes one of doubles, scaled by a power of two to about 1; rounding to
nearest changes each entry by a factor 1 + d with |d| <= u = 2^-53, underflow by at most 2^-1010.
For a point x of doubles, themselves within the factor 1 + d of the exact coordinates, the product
of (g, h) and (x, -1), as it is computed, then differs from the exact ``g·x - h`` by less than

    2 (n + 8) u (|g|·|x| + |h|) + 2^-1000 (2 + Σ|x_j|),

in any order of summation (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.1).
A computed value beyond this bound has the sign of the exact one. Overflow makes an infinity or a
NaN, which is beyond nothing, so that the sign is left open.

>>> row = (Fraction(3), Fraction(-1)), Fraction(2)
>>> certain_signs(FloatRows.from_table(float_table([row])), as_floats([1, 5], 3)).tolist()
[-1]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

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
    "ends_as_floats",
    "float_table",
    "places_not_positive",
    "scaled_floats",
    "short_dyadics",
]

FloatArray: TypeAlias = NDArray[np.float64]
Signs: TypeAlias = NDArray[np.int8]

_UNIT = 2.0**-53
_TINY = 2.0**-1000


def float_table(
    rows: Sequence[tuple[Sequence[Fraction], Fraction]], signs: Sequence[int] | None = None
) -> FloatArray:
    """Return a row (a_1, …, a_n, b) of doubles for each (a, b), scaled so that max |a_j| is near 1.

    With `signs`, 1 or -1 for each, the rows are multiplied by them.

    >>> float_table([((Fraction(6), Fraction(-8)), Fraction(2))], [-1]).tolist()
    [[-0.375, 0.5, -0.125]]
    """
    weights = np.array(signs or [1] * len(rows), dtype=np.float64)
    try:
        # The slots of a Fraction are read faster than its properties.
        entries = [v._numerator / v._denominator for a, b in rows for v in (*a, b)]  # type: ignore[attr-defined]  # noqa: SLF001
    except OverflowError:
        return weights[:, None] * [_float_row(a, b) for a, b in rows]
    table: FloatArray = np.fromiter(entries, np.float64, len(entries)).reshape(len(rows), -1)
    sizes = np.abs(table[:, :-1]).max(axis=1, initial=0.0)
    far = [k for k, size in enumerate(sizes.tolist()) if not 2.0**-60 <= size <= 2.0**60]
    if far:
        sizes[far] = 1.0
    with np.errstate(over="ignore"):
        table *= np.ldexp(weights, -np.frexp(sizes)[1])[:, None]
    # An underflow before the scaling must not matter after it.
    for k in far:
        table[k] = weights[k] * _float_row(*rows[k])
    return table


def _float_row(coefficients: Sequence[Fraction], bound: Fraction) -> FloatArray:
    """One row of the table, scaled before it is rounded."""
    size = max(map(abs, coefficients), default=Fraction(1)) or Fraction(1)
    scale = size.numerator.bit_length() - size.denominator.bit_length()
    up, down = 1 << max(-scale, 0), 1 << max(scale, 0)
    return np.array(
        [as_float(v.numerator * up, v.denominator * down) for v in (*coefficients, bound)]
    )


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


def ends_as_floats(
    numerators: NDArray[Any], denominator: int, present: NDArray[np.bool_], *, missing: int
) -> FloatArray:
    """Return the doubles nearest to quotients, and infinity times `missing` where none is present.

    >>> ends_as_floats(np.array([1, 0]), 2, np.array([True, False]), missing=-1).tolist()
    [0.5, -inf]
    """
    if numerators.dtype != object and denominator == 1:
        values = numerators.astype(np.float64)
    else:
        values = as_floats(numerators.tolist(), denominator)
    return np.where(present, values, missing * np.inf)


def scaled_floats(values: Sequence[int]) -> FloatArray:
    """Return the integers as doubles times one power of two, the largest near 1.

    >>> scaled_floats([3, -4]).tolist()
    [0.375, -0.5]
    """
    if len(values) > _MANY:
        try:
            found = np.fromiter(values, np.float64, len(values))
        except OverflowError:
            pass
        else:
            scaled: FloatArray = np.ldexp(found, -np.frexp(np.abs(found).max())[1])
            return scaled
    bits = max(max(values, default=0).bit_length(), min(values, default=0).bit_length())
    return as_floats(values, 1 << bits)


_MANY = 64
"""As many integers make it faster to round them before they are scaled (measured)."""


def as_dyadics(values: FloatArray, bits: int) -> list[int]:
    """Return round(value · 2^bits) for each value, 0 for an infinity or a NaN.

    >>> as_dyadics(np.array([0.3, np.nan]), 2)
    [1, 0]
    """
    with np.errstate(all="ignore"):
        scaled = np.rint(np.ldexp(values, bits))
    return [int(entry) for entry in np.where(np.isfinite(scaled), scaled, 0.0).tolist()]


def short_dyadics(values: FloatArray) -> tuple[list[int], int]:
    """Return integers over a power of 2 that are near the values, the largest having 48 bits.

    An infinity or a NaN becomes 0.

    >>> numerators, denominator = short_dyadics(np.array([0.5, -3.0, np.nan]))
    >>> [v / denominator for v in numerators]
    [0.5, -3.0, 0.0]
    """
    finite = np.where(np.isfinite(values), values, 0.0)
    bits = _SHORT - int(np.frexp(np.abs(finite).max(initial=0.0))[1])
    return [p << max(-bits, 0) for p in as_dyadics(finite, bits)], 1 << max(bits, 0)


_SHORT = 48


@dataclass(frozen=True, slots=True)
class FloatRows:
    """Rows (g, h) of doubles in one `table`, and what bounds the errors of its products, `margins`.

    >>> FloatRows.from_table(np.array([[3.0, 1.0]])).right
    array([1.])
    """

    table: FloatArray
    margins: FloatArray

    @property
    def matrix(self) -> FloatArray:
        """The g of the rows."""
        return self.table[:, :-1]

    @property
    def right(self) -> FloatArray:
        """The h of the rows."""
        return self.table[:, -1]

    @classmethod
    def of(cls, rows: Sequence[FloatArray]) -> FloatRows:
        """Return the rows (g, h) stacked; there must be at least one."""
        return cls.from_table(np.concatenate(rows).reshape(len(rows), -1))

    @classmethod
    def from_table(cls, table: FloatArray) -> FloatRows:
        """Return the rows of a matrix whose last column is the right side."""
        margins = np.abs(table)
        margins *= 2 * (table.shape[1] + 7) * _UNIT
        margins += _TINY
        return cls(table, margins)

    def with_row(self, row: FloatArray) -> FloatRows:
        """Return the rows with one more at the end."""
        return FloatRows.from_table(np.concatenate((self.table, row[None])))


def certain_signs(rows: FloatRows, point: FloatArray) -> Signs:
    """Return the signs of G x - h that are certain, 0 for those that are not.

    >>> third = as_floats([1], 3)
    >>> certain_signs(FloatRows.from_table(np.array([[3.0, 1.0], [3.0, 2.0]])), third).tolist()
    [0, -1]
    """
    return _signs(rows.table, rows.margins, np.concatenate((point, _MINUS_ONE)))


def certain_direction_signs(rows: FloatRows, direction: FloatArray) -> Signs:
    """Return the signs of G r that are certain, 0 for those that are not.

    >>> certain_direction_signs(FloatRows.from_table(np.array([[3.0, 1.0]])), np.ones(1)).tolist()
    [1]
    """
    return _signs(rows.matrix, rows.margins[:, :-1], direction)


def places_not_positive(signs: Signs) -> list[int]:
    """Return the places of the signs that are not 1, in order.

    >>> places_not_positive(np.array([1, 0, -1]))
    [1, 2]
    """
    places: list[int] = (signs <= 0).nonzero()[0].tolist()
    return places


def _signs(table: FloatArray, margins: FloatArray, vector: FloatArray) -> Signs:
    with np.errstate(all="ignore"):
        values = table.dot(vector)
        errors = margins.dot(np.abs(vector)) + _TINY
        # A NaN is neither.
        found: Signs = (values > errors).view(np.int8) - (values < -errors).view(np.int8)
        return found


_MINUS_ONE = np.array([-1.0])
