"""Numbers of numpy arrays as rationals, and rationals as arrays of doubles, both exactly.

A float of an array is taken for the number that it holds, a dyadic rational. No calculation is done
with it.

>>> import numpy as np
>>> exact_vector(np.array([0.5, -3.0], "f4"), "bias")
(Fraction(1, 2), Fraction(-3, 1))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from exactrelu.errors import DimensionError, FloatError, FormatError
from exactrelu.rational import as_matrix, as_text, as_vector

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from exactrelu.rational import Matrix, Vector

Array: TypeAlias = "NDArray[Any]"

__all__ = ["Array", "as_doubles", "exact_matrix", "exact_vector", "from_bfloat16", "known"]

BINARY_FLOATS = ("float16", "float32", "float64")
DOUBLE = "<f8"


def known(array: Array, name: str) -> Array:
    """Return the array if it holds numbers that can be read: floats or integers.

    A bfloat16, which numpy does not know, becomes the float of four bytes that holds the same.

    Raises FormatError for truth values, texts, complex numbers, quarter-precision floats, and
    FloatError for NaN and infinity.

    >>> known(np.array([True]), "mask")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: mask must hold integers or floats of 2, 4 or 8 bytes, not bool
    """
    if array.dtype.kind in "iu":
        return array
    if array.dtype.name == "bfloat16":
        array = from_bfloat16(array.view("u2"))
    if array.dtype.name in BINARY_FLOATS:
        _require_finite(array, name)
        return array
    raise FormatError(
        f"{name} must hold integers or floats of 2, 4 or 8 bytes, not {array.dtype.name}"
    )


def _require_finite(array: Array, name: str) -> None:
    for place in np.argwhere(~np.isfinite(array))[:1]:
        index = "".join(f"[{i}]" for i in place)
        value = array[tuple(place)]
        raise FloatError(f"{name}{index} must be a finite rational number, not {value}")


def from_bfloat16(bits: Array) -> Array:
    """Return the floats of four bytes that hold what bfloat16s of these 16 bits hold.

    >>> from_bfloat16(np.array([0x3FC0], "u2")).item()
    1.5
    """
    return (bits.astype("u4") << np.uint32(16)).view("f4")


def exact_vector(array: Array, name: str) -> Vector:
    """Return the entries of an array of one dimension.

    Raises DimensionError for another number of dimensions, NumberError for NaN and infinity.

    >>> exact_vector(np.array([1, float("nan")]), "bias")
    Traceback (most recent call last):
    exactrelu.errors.FloatError: bias[1] must be a finite rational number, not nan
    """
    if array.ndim != 1:
        raise DimensionError(f"{name} must have 1 dimension, not shape {array.shape}")
    return as_vector(known(array, name).tolist(), floats="dyadic", name=name)


def exact_matrix(array: Array, name: str) -> Matrix:
    """Return the rows of an array of two dimensions; it raises as `exact_vector` does.

    >>> exact_matrix(np.array([[1, 2]]), "weights")
    ((Fraction(1, 1), Fraction(2, 1)),)
    >>> exact_matrix(np.zeros((2, 0, 3)), "weights")
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: weights must have 2 dimensions, a row for each node, not \
shape (2, 0, 3)
    """
    if array.ndim != 2:
        raise DimensionError(
            f"{name} must have 2 dimensions, a row for each node, not shape {array.shape}"
        )
    if 0 in array.shape:
        rows, columns = array.shape
        raise DimensionError(
            f"{name} must have at least 1 row and 1 column, not {rows} and {columns}"
        )
    return as_matrix(known(array, name).tolist(), floats="dyadic", name=name)


def as_doubles(numbers: Sequence[Any], name: str) -> Array:
    """Return a vector or a matrix of rationals as an array of doubles that hold exactly these.

    Raises FormatError, naming the first number that no double holds.

    >>> from fractions import Fraction
    >>> as_doubles([[Fraction(1, 2)], [Fraction(1, 3)]], "weights")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: weights[1][0] must be a number that a double holds, not 1/3
    """
    return np.array(_doubles(numbers, name), dtype=np.dtype(DOUBLE))


def _doubles(numbers: Sequence[Any], name: str) -> list[Any]:
    return [
        _double(entry, f"{name}[{index}]")
        if hasattr(entry, "numerator")
        else _doubles(entry, f"{name}[{index}]")
        for index, entry in enumerate(numbers)
    ]


def _double(number: Fraction, name: str) -> Any:  # noqa: ANN401 - a double, which leaves for a file
    above, below = number.numerator, number.denominator
    try:
        nearest = above / below  # rounded once, and correctly, by Python
    except OverflowError:
        nearest = None
    if nearest is None or nearest.as_integer_ratio() != (above, below):
        shown = as_text(number)
        shown = shown if len(shown) <= 60 else f"{shown[:50]}..."
        raise FormatError(f"{name} must be a number that a double holds, not {shown}")
    return nearest
