"""Points and multipliers, in doubles, of constraints that are tight, given by their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatProgram

__all__ = ["duals_of", "point_of"]


def duals_of(
    program: FloatProgram, numbers: Sequence[int], gradient: FloatArray
) -> dict[int, float]:
    """Return the multipliers y with Nᵀy = gradient, by the numbers of the constraints N x >= r.

    >>> one = np.array([1.0])
    >>> program = FloatProgram(2 * one[None], one, (), one, -one, one)
    >>> duals_of(program, [0], one)
    {0: 0.5}
    """
    normals, _ = _tight(program, numbers)
    values = np.linalg.lstsq(normals.T, gradient, rcond=None)[0]
    return dict(zip(numbers, values.tolist(), strict=True))


def point_of(program: FloatProgram, numbers: Sequence[int]) -> FloatArray:
    """Return a point at which the constraints with these numbers are tight.

    >>> one = np.array([1.0])
    >>> point_of(FloatProgram(2 * one[None], one, (), one, -one, one), [0])
    array([0.5])
    """
    normals, right = _tight(program, numbers)
    return np.asarray(np.linalg.lstsq(normals, right, rcond=None)[0], dtype=np.float64)


def _tight(program: FloatProgram, numbers: Sequence[int]) -> tuple[FloatArray, FloatArray]:
    """Rows (N, r) of the constraints with these numbers, as N x >= r."""
    m, n = program.matrix.shape
    normals, right = np.zeros((len(numbers), n)), np.zeros(len(numbers))
    for k, number in enumerate(numbers):
        if number < m:
            normals[k], right[k] = program.matrix[number], program.right[number]
            continue
        v, is_upper = divmod(number - m, 2)
        normals[k, v] = -1.0 if is_upper else 1.0
        right[k] = -program.upper[v] if is_upper else program.lower[v]
    return normals, right
