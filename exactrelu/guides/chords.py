"""Proposals of chords: samples between others, where convexity bounds the output of a unit.

The output max(0, z) of a unit is a convex function of z, and positively homogeneous. Where the
form of a sample is made up of others with shares μ_k >= 0, ``max(0, z) <= Σ μ_k max(0, z_k)``.
Samples with one form make up each other; if the forms span a plane, as they do on the line, a
sample is made up of its two neighbours. Elsewhere few samples are between others, and none are
proposed.

>>> chords_of(np.array([[0.0, 1.0], [2.0, 1.0], [1.0, 1.0], [2.0, 1.0]]), (0, 1, 2, 1))
((3, (1,)), (1, (3,)), (2, (1, 0)))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from exactrelu.filters import FloatArray

__all__ = ["Chord", "bends_of", "chords_of", "in_order"]

IntArray: TypeAlias = NDArray[np.int_]
Chord: TypeAlias = tuple[int, tuple[int, ...]]
"""A sample, and the samples that make it up with shares of at least 0."""

_PLANE = 2
_SINGULAR = 1e-9


def chords_of(places: FloatArray, twins: Sequence[int]) -> tuple[Chord, ...]:
    """Return chords of samples at these places (D x rank); `twins` are the first ones with a form.

    Each sample with others of its form has one of them; in the plane each of the first ones has its
    neighbours by the angle, if it is between them.
    """
    present = np.flatnonzero(np.abs(places).max(axis=1, initial=0.0) > 0).tolist()
    firsts = [j for j in present if twins[j] == j]
    between = _between(places, firsts) if places.shape[1] == _PLANE else ()
    return (*_of_twins(present, twins), *between)


def bends_of(places: FloatArray, chords: Sequence[Chord]) -> FloatArray:
    """Return rows with ``Σ μ_k h_k - h_j`` for the chords, as forms in the outputs h of a unit.

    >>> bends_of(np.array([[0.0, 1.0], [2.0, 1.0], [1.0, 1.0]]), [(2, (0, 1))]).round(6)
    array([[ 0.5,  0.5, -1. ]])
    """
    rows = np.zeros((len(chords), len(places)))
    rows[range(len(chords)), [j for j, _ in chords]] = -1.0
    alone = [c for c, (_, basis) in enumerate(chords) if len(basis) == 1]
    rows[alone, [chords[c][1][0] for c in alone]] = 1.0
    between = [c for c, (_, basis) in enumerate(chords) if len(basis) == _PLANE]
    if between:
        ends = np.array([chords[c][1] for c in between])
        shares = _shares(places, ends, np.array([chords[c][0] for c in between]))
        for c, basis, values in zip(between, ends, shares, strict=True):
            rows[c, basis] = values
    return rows


def _shares(places: FloatArray, ends: IntArray, samples: IntArray) -> FloatArray:
    """The shares of two ends each in samples of the plane."""
    matrices, right = places[ends].transpose(0, 2, 1), places[samples][..., None]
    return np.asarray(np.linalg.solve(matrices, right)[..., 0], dtype=np.float64)


def _of_twins(present: Sequence[int], twins: Sequence[int]) -> Iterator[Chord]:
    """Each of the samples with one form is at most another, all around."""
    last: dict[int, int] = {}
    for j in present:
        if twins[j] in last:
            yield j, (last[twins[j]],)
        last[twins[j]] = j
    for first, j in last.items():
        if j != first:
            yield first, (j,)


def _between(places: FloatArray, firsts: list[int]) -> Iterator[Chord]:
    """The samples between their neighbours in order of the angle."""
    if len(firsts) <= _PLANE:
        return
    order = np.array(firsts)[in_order(places[firsts])]
    ends = np.column_stack((np.roll(order, 1), np.roll(order, -1)))
    regular = np.abs(np.linalg.det(places[ends])) > _SINGULAR
    samples, ends = order[regular], ends[regular]
    for j, basis, shares in zip(samples, ends, _shares(places, ends, samples), strict=True):
        if shares.min() > 0:
            yield int(j), (int(basis[0]), int(basis[1]))


def in_order(places: FloatArray) -> list[int]:
    """Return the places of the plane in order of the angle, beginning after the widest gap.

    >>> in_order(np.array([[0.0, 1.0], [2.0, 1.0], [1.0, 1.0]]))
    [1, 2, 0]
    """
    angles = np.arctan2(places[:, 1], places[:, 0])
    order = np.argsort(angles, kind="stable")
    gaps = np.diff(angles[order], prepend=angles[order[-1]] - 2 * np.pi)
    return [int(k) for k in np.roll(order, -int(gaps.argmax()))]
