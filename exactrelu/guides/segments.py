"""Proposals of patterns on the line: kinks between the segments of the best piecewise linear fit.

The samples are divided in order into segments, each with a least-squares line of its own, by
dynamic programming. A unit has its kink between two segments. Its sign is that of the change of
slope there; it may be active on either side. Forms that span a plane are in order of the angle.

>>> from fractions import Fraction
>>> one = Fraction(1)
>>> forms, labels = [[x * one, one] for x in range(5)], [max(0, x - 2) * one for x in range(5)]
>>> data = FloatSamples.of(forms, labels, [one] * 5, "max")
>>> patterns_of_segments(data, (1,))[0]
((3, 4),)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import TypeAlias

import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.chords import in_order
from exactrelu.guides.samples import FloatSamples

__all__ = ["patterns_of_segments"]

Patterns: TypeAlias = tuple[tuple[int, ...], ...]
"""For each unit the samples at which it is positive."""

_PLANE = 2
_MOST = 3
"""With more units than this there are too many choices of the sides."""
_RIDGE = 1e-13
_KEPT = 3


def patterns_of_segments(data: FloatSamples, signs: tuple[int, ...]) -> list[Patterns]:
    """Return patterns of units with these signs whose kinks are between segments, the best first.

    Units without a kink are positive everywhere. There are none if the forms span no plane.
    """
    if data.coordinates.shape[1] != _PLANE or not 0 < len(signs) <= _MOST:
        return []
    with np.errstate(all="ignore"):
        try:
            found = _misfits(data, signs)
        except np.linalg.LinAlgError:
            return []
    return sorted(found, key=lambda patterns: found[patterns])[:_KEPT]


def _misfits(data: FloatSamples, signs: tuple[int, ...]) -> dict[Patterns, float]:
    """The patterns with as many kinks as units, or fewer, and their least squares."""
    order = in_order(data.coordinates)
    costs = _costs(data, order)
    return {
        patterns: _misfit(data, patterns)
        for kinks in range(min(len(signs) + 1, len(order)))
        for patterns in _patterns(data, order, _ends(costs, kinks + 1), signs)
    }


def _costs(data: FloatSamples, order: list[int]) -> FloatArray:
    """The least squares of a line through the samples from a on and before b, as a table."""
    forms, y, w = data.coordinates[order], data.labels[order], data.weights[order]
    table = np.column_stack((forms, y))
    terms = np.einsum("d,di,dj->dij", w, table, table)
    sums = np.concatenate((np.zeros((1, 3, 3)), terms.cumsum(axis=0)))
    moments = sums[None, :] - sums[:, None]
    squares, right = moments[..., :2, :2], moments[..., :2, 2]
    size = 1 + sums[-1].max()
    fitted = np.linalg.solve(squares + _RIDGE * size * np.eye(2), right[..., None])[..., 0]
    costs = np.maximum(moments[..., 2, 2] - np.einsum("abi,abi->ab", fitted, right), 0.0)
    costs[np.tril_indices(len(costs))] = np.inf
    return np.asarray(costs, dtype=np.float64)


def _ends(costs: FloatArray, segments: int) -> list[int]:
    """Where the segments of the least total cost begin, and where the last one ends."""
    best, choices = costs[0], []
    for _ in range(segments - 1):
        totals = best[:, None] + costs
        choices.append(totals.argmin(axis=0))
        best = totals.min(axis=0)
    ends = [len(costs) - 1]
    for choice in reversed(choices):
        ends.append(int(choice[ends[-1]]))
    return [0, *reversed(ends)]


def _patterns(
    data: FloatSamples, order: list[int], ends: list[int], signs: tuple[int, ...]
) -> Iterator[Patterns]:
    """The patterns of units with kinks between these segments, if they have such signs."""
    segments = [order[a:b] for a, b in pairwise(ends)]
    changes = [_change(data, left, right) for left, right in pairwise(segments)]
    free, units = list(range(len(signs))), []
    for change in changes:
        unit = next((i for i in free if signs[i] * change > 0), None)
        if unit is None:
            return
        free.remove(unit)
        units.append(unit)
    everywhere = tuple(sorted(order))
    for sides in product((1, -1), repeat=len(units)):
        patterns = [everywhere] * len(signs)
        for unit, end, side in zip(units, ends[1:-1], sides, strict=True):
            patterns[unit] = tuple(sorted(order[end:] if side > 0 else order[:end]))
        yield tuple(patterns)


def _change(data: FloatSamples, left: list[int], right: list[int]) -> float:
    """How much the slope grows from one segment to the next; one sample alone has no line."""
    places, last = data.coordinates, right[-1]
    if len(left) > 1 and len(right) > 1:
        return float(places[last] @ (_line(data, right) - _line(data, left)))
    if len(left) > 1:
        return float(data.labels[last] - places[last] @ _line(data, left))
    if len(right) > 1:
        return float(data.labels[left[0]] - places[left[0]] @ _line(data, right))
    return 0.0


def _line(data: FloatSamples, samples: list[int]) -> FloatArray:
    roots = np.sqrt(data.weights[samples])
    found = np.linalg.lstsq(
        data.coordinates[samples] * roots[:, None], data.labels[samples] * roots, rcond=None
    )
    return np.asarray(found[0], dtype=np.float64)


def _misfit(data: FloatSamples, patterns: Patterns) -> float:
    """The least squares of the patterns, whatever the sides of the units are."""
    count = len(data.labels)
    blocks = [np.ones((count, data.offset))]
    for pattern in patterns:
        rows = np.zeros((count, _PLANE))
        rows[list(pattern)] = data.coordinates[list(pattern)]
        blocks.append(rows)
    table, roots = np.hstack(blocks), np.sqrt(data.weights)
    found = np.linalg.lstsq(table * roots[:, None], data.labels * roots, rcond=None)[0]
    return float(data.weights @ (table @ found - data.labels) ** 2)
