"""Proposals for good networks: descents from random weights, in doubles.

A descent alternates between the pattern of the weights (which units are positive at which samples)
and the best weights of that pattern, as long as the loss falls and the pattern is new.

>>> from fractions import Fraction
>>> from exactrelu.guides.samples import FloatSamples
>>> zero, one, two = map(Fraction, range(3))
>>> forms = [[zero, one], [one, one], [two, one]]
>>> data = FloatSamples.of(forms, [zero, zero, one], [one] * 3, "squared")
>>> descents(data, (1,), starts=5)[0]
((1, 2),)
"""

from __future__ import annotations

import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.relaxations import Patterns, best_of_pattern
from exactrelu.guides.samples import FloatPart, FloatSamples

__all__ = ["descents"]

_LESS = 1 - 1e-9
_NOTHING = 1e-20
"""A loss this small beside that of the network 0 ends the search."""


def descents(data: FloatSamples, signs: tuple[int, ...], *, starts: int) -> list[Patterns]:
    """Return the patterns in which descents end, those of the least loss first."""
    random = np.random.default_rng(starts)
    losses: dict[Patterns, float] = {}
    enough = _NOTHING * float(data.weights @ data.labels**2)
    for _ in range(starts):
        inputs = data.forms @ random.normal(size=(data.forms.shape[1], len(signs)))
        _descend(data, signs, inputs, losses)
        if losses and min(losses.values()) <= enough:
            break
    return sorted(losses, key=lambda patterns: losses[patterns])


def _descend(
    data: FloatSamples, signs: tuple[int, ...], inputs: FloatArray, losses: dict[Patterns, float]
) -> None:
    """Put the losses of the patterns on the way into `losses`."""
    patterns: Patterns = tuple([tuple(np.flatnonzero(z > 0).tolist()) for z in inputs.T])
    best = np.inf
    while patterns not in losses:
        sides = tuple([_sides(pattern, len(data.labels)) for pattern in patterns])
        found = best_of_pattern(data, FloatPart(signs, sides))
        if found is None:
            return
        losses[patterns] = found[1]
        if found[1] >= _LESS * best:
            return
        patterns, best = found


def _sides(pattern: tuple[int, ...], count: int) -> dict[int, int]:
    active = set(pattern)
    return {j: 1 if j in active else -1 for j in range(count)}
