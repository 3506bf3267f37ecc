"""Slow and simple answers that share no code with what the tests check."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.network import AffineMap, Network


def value(network: Network, point: Sequence[Fraction]) -> list[Fraction]:
    """The definition, by loops."""
    x = list(point)
    for layer in network.layers[:-1]:
        x = [max(Fraction(0), entry) for entry in _image(layer, x)]
    return _image(network.layers[-1], x)


def breakpoints_of_network(network: Network) -> list[Fraction]:
    """Where a network R -> R has its breakpoints: the kinks of all units, tried one by one."""
    kinks: set[Fraction] = set()
    for layer in range(1, network.depth):
        kinks |= _zeros(network, layer, kinks)
    return [x for x in sorted(kinks) if _bends(network, x, kinks)]


def pieces_of_network(network: Network) -> int:
    """The number of pieces of a network R -> R on the whole line."""
    return len(breakpoints_of_network(network)) + 1


def _image(layer: AffineMap, x: Sequence[Fraction]) -> list[Fraction]:
    return [
        sum((w * c for w, c in zip(row, x, strict=True)), start=offset)
        for row, offset in zip(layer.weights, layer.bias, strict=True)
    ]


def _units(network: Network, layer: int, x: Fraction) -> list[Fraction]:
    held = [x]
    for number, each in enumerate(network.layers[:layer]):
        held = _image(each, held if number == 0 else [max(Fraction(0), h) for h in held])
    return held


def _zeros(network: Network, layer: int, kinks: set[Fraction]) -> set[Fraction]:
    """The zeros of the pre-activations of a layer, which are affine between the kinks."""
    zeros = set()
    ends = sorted(kinks) or [Fraction(0)]
    intervals = [(ends[0] - 1, ends[0], "left"), (ends[-1], ends[-1] + 1, "right")]
    intervals += [(a, b, "inner") for a, b in pairwise(ends)]
    for a, b, side in intervals:
        at_a, at_b = _units(network, layer, a), _units(network, layer, b)
        for u, v in zip(at_a, at_b, strict=True):
            if u != v:
                zero = a - u * (b - a) / (v - u)
                if (a <= zero or side == "left") and (zero <= b or side == "right"):
                    zeros.add(zero)
    return zeros


def _bends(network: Network, x: Fraction, kinks: set[Fraction]) -> bool:
    gap = min((abs(x - y) for y in kinks if y != x), default=Fraction(1)) / 2
    left, middle, right = (value(network, [x + shift])[0] for shift in (-gap, 0, gap))
    return left + right != 2 * middle
