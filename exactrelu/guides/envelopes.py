"""Proposals of envelopes: linear bounds of the output of a unit, from samples of known sides.

`exactrelu.training.parts` has the mathematics.

>>> implied_side(np.array([0.5, 0.5])), implied_side(np.array([-0.5, 1.5]))
(1, 0)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.samples import FloatSamples

__all__ = ["implied_side", "shares_of", "tightest"]

_NEAR = 8
_SINGULAR = 1e-9
_VIOLATED = 1e-7


def shares_of(data: FloatSamples, basis: tuple[int, ...], j: int) -> FloatArray:
    """Return the μ with x_j = Σ μ_k x_k over a basis; they are computed once.

    >>> from fractions import Fraction
    >>> zero, one = Fraction(0), Fraction(1)
    >>> data = FloatSamples.of([[zero, one], [one, one]], [zero, one], [one, one], "max")
    >>> shares_of(data, (0,), 0).round(6)
    array([1.])
    """
    key = basis, j
    if key not in data.shares:
        places = data.coordinates
        data.shares[key] = np.linalg.lstsq(places[list(basis)].T, places[j], rcond=None)[0]
    return data.shares[key]


def implied_side(signed: FloatArray) -> int:
    """Return the side that the σμ imply: 1 if all are at least 0, -1 if at most 0."""
    if (signed <= _SINGULAR).all():
        return -1
    return int((signed >= -_SINGULAR).all())


def tightest(
    data: FloatSamples, sides: Mapping[int, int], inputs: FloatArray, heights: Mapping[int, float]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield samples with the bases, of the nearest known samples, whose U is least at a unit.

    The unit has these `inputs` z at all samples, and the `heights` h at those that are looked at. A
    basis is given if it implies a side, or if the height is above U.

    >>> from fractions import Fraction
    >>> zero, one, two = map(Fraction, range(3))
    >>> forms = [[zero, one], [one, one], [two, one]]
    >>> data = FloatSamples.of(forms, [zero] * 3, [one] * 3, "max")
    >>> list(tightest(data, {0: -1, 2: 1}, np.array([-1.0, 0.0, 1.0]), {1: 3.0}))
    [(1, (0, 2))]
    """
    places, samples = data.coordinates, list(heights)
    rank = places.shape[1]
    known = np.array(list(sides), dtype=int)
    signs = np.array(list(sides.values()), dtype=float)
    levels_known = np.maximum(signs * inputs[known], 0.0)
    nearest = np.argsort(levels_known, kind="stable")[:_NEAR]
    bases = np.array(list(combinations(nearest, rank)), dtype=int).reshape(-1, rank)
    matrices = places[known[bases]].transpose(0, 2, 1)
    regular = np.abs(np.linalg.det(matrices)) > _SINGULAR
    if not regular.any():
        return
    bases, matrices = bases[regular], matrices[regular]
    right = np.broadcast_to(places[samples].T, (len(bases), rank, len(samples)))
    shares = signs[bases][:, :, None] * np.linalg.solve(matrices, right)
    levels = np.einsum("bk,bks->bs", levels_known[bases], np.maximum(shares, 0.0))
    implied = (shares <= _SINGULAR).all(axis=1) | (shares >= -_SINGULAR).all(axis=1)
    best = np.where(implied, -1.0, levels).argmin(axis=0)
    for s, j in enumerate(samples):
        b = best[s]
        if implied[b, s] or heights[j] > levels[b, s] + _VIOLATED:
            yield j, tuple(int(k) for k in known[bases[b]])
