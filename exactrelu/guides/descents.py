"""Proposals for good networks: descents from random weights, in doubles.

A descent alternates between the pattern of the weights (which units are positive at which samples)
and the best weights of that pattern, as long as the loss falls and the pattern is new. The first
unit of each sign begins where labels have that sign: if one unit has all labels as its values, that
is its pattern. On the line, patterns of a piecewise linear fit come before it.

>>> from exactrelu.guides.samples import FloatSamples
>>> zero, one, two = map(Fraction, range(3))
>>> forms = [[zero, one], [one, one], [two, one]]
>>> data = FloatSamples.of(forms, [zero, zero, one], [one] * 3, "squared")
>>> ((2,),) in [patterns for patterns, loss in descents(data, (1,), starts=5)]
True
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np

from exactrelu.guides.relaxations import Patterns, best_of_pattern
from exactrelu.guides.samples import FloatPart, FloatSamples
from exactrelu.guides.segments import patterns_of_segments

__all__ = ["descents"]

_MOST = 10_000
_LESS = 1 - 1e-9
_NOTHING = 1e-20
"""A loss this small beside that of the network 0 ends the search."""


def descents(
    data: FloatSamples, signs: tuple[int, ...], *, starts: int, seed: int = 0, most: int = _MOST
) -> list[tuple[Patterns, Fraction]]:
    """Return the patterns on the way of descents with their losses, the least loss first.

    Each of them is a convex program that was solved; there are about `most` of them at most.
    Another seed gives other starts, all of them random.
    """
    random = Random(seed)  # noqa: S311 - starts need not be secret
    losses: dict[Patterns, float] = {}
    for start in range(starts):
        patterns = [_random_pattern(data, random) for _ in signs]
        proposed = [tuple(patterns)]
        if start == seed == 0:
            proposed = [
                tuple(_with_signs_of_labels(data, signs, patterns)),
                *patterns_of_segments(data, signs),
            ]
        for one in proposed:
            if not losses or min(losses.values()) > _enough(data):
                _descend(data, signs, one, losses, most)
        if losses and (min(losses.values()) <= _enough(data) or len(losses) >= most):
            break
    unit = Fraction(2) ** data.value_exponent
    return [(p, Fraction(losses[p]) * unit) for p in sorted(losses, key=lambda p: losses[p])]


def _enough(data: FloatSamples) -> float:
    return _NOTHING * float(data.weights @ data.labels**2)


def _random_pattern(data: FloatSamples, random: Random) -> tuple[int, ...]:
    weights = [random.gauss(0, 1) for _ in range(data.coordinates.shape[1])]
    return tuple(np.flatnonzero(data.coordinates @ weights > 0).tolist())


def _with_signs_of_labels(
    data: FloatSamples, signs: tuple[int, ...], patterns: list[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """The patterns, but that of the first unit of a sign is where labels have the sign."""
    firsts = {sign: signs.index(sign) for sign in signs}
    known = {i: np.flatnonzero(sign * data.labels > 0).tolist() for sign, i in firsts.items()}
    return [tuple(known.get(i, pattern)) for i, pattern in enumerate(patterns)]


def _descend(
    data: FloatSamples,
    signs: tuple[int, ...],
    patterns: Patterns,
    losses: dict[Patterns, float],
    most: int,
) -> None:
    """Put the losses of the patterns on the way into `losses`, while it holds fewer than `most`."""
    best = np.inf
    while patterns not in losses and len(losses) < most:
        sides = tuple([_sides(pattern, len(data.labels)) for pattern in patterns])
        found = best_of_pattern(data, FloatPart(signs, sides, is_ordered=False))
        if found is None:
            return
        losses[patterns] = found[1]
        if found[1] >= _LESS * best or found[1] <= _enough(data):
            return
        patterns, best = found


def _sides(pattern: tuple[int, ...], count: int) -> dict[int, int]:
    active = set(pattern)
    return {j: 1 if j in active else -1 for j in range(count)}
