"""Multipliers of constraints that are said to be active, from doubles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exactrelu.filters import scaled_floats, short_dyadics

__all__ = ["closest_multipliers"]


def closest_multipliers(
    normals: Sequence[Sequence[int]], gradient: Sequence[int]
) -> tuple[list[int], int]:
    """Return about the y of least ``|gradient - Σ y_i normal_i|``, over a power of 2.

    They solve the normal equations; all are 0 where these are singular.

    >>> numerators, denominator = closest_multipliers([[0, 2], [1, 0]], [3, 5])
    >>> [v / denominator for v in numerators]
    [2.5, 3.0]
    """
    if not normals:
        return [], 1
    entries = [entry for normal in normals for entry in normal]
    table = scaled_floats(entries).reshape(len(normals), -1)
    try:
        found = np.linalg.solve(table @ table.T, table @ scaled_floats(gradient))
    except np.linalg.LinAlgError:
        return [0] * len(normals), 1
    numerators, denominator = short_dyadics(found.astype(np.float64))
    # Each side has been scaled by a power of 2.
    return [p << _bits(gradient) for p in numerators], denominator << _bits(entries)


def _bits(values: Sequence[int]) -> int:
    return max(map(abs, values), default=0).bit_length()
