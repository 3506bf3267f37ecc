"""Exact integer arrays: int64 while a bound proves that nothing overflows, Python integers beyond.

An *integer array* is a numpy array of dtype ``int64`` or ``object`` (of Python integers); both hold
integers exactly, and a value never depends on which of the two it is stored in. Every operation
below first bounds its result by the magnitudes of its arguments. If the bound fits a machine word,
numpy computes in machine words; otherwise Python integers do, slower and without limit.

>>> square = product(as_integers([2**40]), as_integers([2**40]))
>>> square.dtype, int(square[0]) == 2**80
(dtype('O'), True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "IntegerArray",
    "as_integers",
    "combination",
    "cross",
    "difference",
    "dot",
    "gcd",
    "insert_columns",
    "magnitude",
    "narrow",
    "product",
    "quotient",
    "select",
    "stack",
    "total",
    "widen",
]

IntegerArray: TypeAlias = NDArray[Any]

WORD = 2**63 - 1


def as_integers(values: Iterable[Any]) -> IntegerArray:
    """Return a nested list of integers as an integer array, in machine words if they fit.

    >>> as_integers([[1, 2], [3, 4]]).dtype
    dtype('int64')
    """
    return narrow(np.array(values, dtype=object))


def magnitude(array: IntegerArray) -> int:
    """Return the largest absolute value in the array, 0 if it is empty.

    >>> magnitude(as_integers([3, -5]))
    5
    """
    if array.size == 0:
        return 0
    return max(int(array.max()), -int(array.min()))


def narrow(array: IntegerArray) -> IntegerArray:
    """Store the array in machine words if every entry fits.

    >>> narrow(np.array([2**70], dtype=object)).dtype
    dtype('O')
    """
    if array.dtype == object and magnitude(array) <= WORD:
        return array.astype(np.int64)
    return array


def widen(array: IntegerArray) -> IntegerArray:
    """Store the array as Python integers.

    >>> type(widen(as_integers([7]))[0])
    <class 'int'>
    """
    return array.astype(object)


def product(a: IntegerArray, b: IntegerArray) -> IntegerArray:
    """Return the entrywise product.

    >>> product(as_integers([2, 3]), as_integers([5, 7]))
    array([10, 21])
    """
    if _both_words(a, b) and magnitude(a) * magnitude(b) <= WORD:
        return np.asarray(a * b)
    return np.asarray(widen(a) * b)


def total(a: IntegerArray, b: IntegerArray) -> IntegerArray:
    """Return the entrywise sum.

    >>> total(as_integers([2, 3]), as_integers([5, 7]))
    array([ 7, 10])
    """
    if _both_words(a, b) and magnitude(a) + magnitude(b) <= WORD:
        return np.asarray(a + b)
    return np.asarray(widen(a) + b)


def difference(a: IntegerArray, b: IntegerArray) -> IntegerArray:
    """Return the entrywise difference a - b.

    >>> difference(as_integers([2, 3]), as_integers([5, 7]))
    array([-3, -4])
    """
    if _both_words(a, b) and magnitude(a) + magnitude(b) <= WORD:
        return np.asarray(a - b)
    return np.asarray(widen(a) - b)


def dot(a: IntegerArray, b: IntegerArray) -> int:
    """Return the sum of the products of the entries of two vectors.

    >>> dot(as_integers([2, 3]), as_integers([2**40, -5]))
    2199023255537
    """
    if _both_words(a, b) and a.size * magnitude(a) * magnitude(b) <= WORD:
        return int(a @ b)
    return sum(p * q for p, q in zip(a.tolist(), b.tolist(), strict=True))


def combination(weights: IntegerArray, matrix: IntegerArray) -> IntegerArray:
    """Return the sum of the rows of a matrix times their weights.

    >>> combination(as_integers([2, -1]), as_integers([[1, 0], [3, 1]]))
    array([-1, -1])
    """
    bound = weights.size * magnitude(weights) * magnitude(matrix)
    if _both_words(weights, matrix) and bound <= WORD:
        return np.asarray(weights @ matrix)
    places = np.flatnonzero(weights)
    return np.asarray(widen(weights[places]) @ matrix[places])


def cross(a: IntegerArray, b: IntegerArray, c: IntegerArray, d: IntegerArray) -> IntegerArray:
    """Return the entrywise determinants a d - b c.

    >>> cross(as_integers([1]), as_integers([2]), as_integers([3]), as_integers([4]))
    array([-2])
    """
    return difference(product(a, d), product(b, c))


def gcd(a: IntegerArray, b: IntegerArray) -> IntegerArray:
    """Return the entrywise greatest common divisor: at least 0, and 0 for two zeros.

    >>> gcd(as_integers([12, -4, 0]), as_integers([18, 6, 0]))
    array([6, 2, 0])
    """
    if _both_words(a, b):
        return np.asarray(np.gcd(a, b))
    return np.asarray(np.gcd(widen(a), widen(b)))


def quotient(a: IntegerArray, b: IntegerArray) -> IntegerArray:
    """Return the entrywise quotient of an exact division.

    >>> quotient(as_integers([6, -8]), as_integers([3, 4]))
    array([ 2, -2])
    """
    return np.asarray(a // b)


def select(condition: NDArray[np.bool_], a: IntegerArray, b: IntegerArray) -> IntegerArray:
    """Return the entries of a where the condition holds and those of b elsewhere.

    >>> select(np.array([True, False]), as_integers([1, 2]), as_integers([3, 4]))
    array([1, 4])
    """
    if _both_words(a, b):
        return np.where(condition, a, b)
    return np.where(condition, widen(a), widen(b))


def stack(*rows: IntegerArray) -> IntegerArray:
    """Return the matrix with the given rows.

    >>> stack(as_integers([1, 2]), as_integers([3, 4])).shape
    (2, 2)
    """
    if _both_words(*rows):
        return np.vstack(rows)
    return np.vstack([widen(row) for row in rows])


def insert_columns(matrix: IntegerArray, at: IntegerArray, columns: IntegerArray) -> IntegerArray:
    """Insert ``columns[:, j]`` before column ``at[j]`` of the matrix, keeping their order.

    >>> insert_columns(as_integers([[1, 4]]), np.array([1, 1]), as_integers([[2, 3]]))
    array([[1, 2, 3, 4]])
    """
    if _both_words(matrix, columns):
        return np.insert(matrix, at, columns, axis=1)
    return np.insert(widen(matrix), at, widen(columns), axis=1)


def _both_words(*arrays: IntegerArray) -> bool:
    return all(array.dtype != object for array in arrays)
