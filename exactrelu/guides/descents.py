"""Proposals for good networks: descents from random weights, in doubles.

A descent alternates between the pattern of the weights (which units are positive at which samples)
and the best weights of that pattern, as long as the loss falls.

>>> from fractions import Fraction
>>> zero, one, two = map(Fraction, range(3))
>>> forms = [[zero, one], [one, one], [two, one]]
>>> data = FloatSamples.of(forms, [zero, zero, one], [one] * 3, "squared")
>>> descents(data, (1,), starts=5)[0]
((1, 2),)
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from exactrelu.guides.relaxations import FloatPart, FloatSamples, Relaxed, relax

__all__ = ["Patterns", "descents"]

Patterns: TypeAlias = tuple[tuple[int, ...], ...]
"""For each unit the samples at which it is positive."""

_STEPS = 20
_LESS = 1 - 1e-9


def descents(data: FloatSamples, signs: tuple[int, ...], *, starts: int) -> list[Patterns]:
    """Return the patterns in which descents end, those of the least loss first."""
    random = np.random.default_rng(starts)
    ends: dict[Patterns, object] = {}
    for _ in range(starts):
        inputs = data.forms @ random.normal(size=(data.forms.shape[1], len(signs)))
        found = _descent(data, signs, inputs)
        if found is not None:
            ends.setdefault(found.active, found.loss)
    return sorted(ends, key=lambda patterns: ends[patterns])  # type: ignore[arg-type, return-value]


def _descent(
    data: FloatSamples, signs: tuple[int, ...], inputs: np.typing.NDArray[np.float64]
) -> Relaxed | None:
    """The last of the best networks of patterns, each of which is that of the one before."""
    patterns: Patterns = tuple([tuple(np.flatnonzero(z > 0).tolist()) for z in inputs.T])
    best: Relaxed | None = None
    for _ in range(_STEPS):
        found = relax(data, FloatPart(signs, tuple(_sides(p, len(data.labels)) for p in patterns)))
        if found is None or (best is not None and found.loss >= _LESS * best.loss):
            break
        best, patterns = found, found.active
    return best


def _sides(pattern: tuple[int, ...], count: int) -> dict[int, int]:
    active = set(pattern)
    return {j: 1 if j in active else -1 for j in range(count)}
