"""Bounds of the outputs of a network, by intervals from layer to layer.

They hold for all inputs in the given ranges, and are seldom attained: what the units of a layer
have to do with each other is forgotten.

>>> from exactrelu.network import Network
>>> absolute_value = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
>>> output_ranges(absolute_value, [(Fraction(-1), Fraction(2))])
[(Fraction(0, 1), Fraction(3, 1))]
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.network.value import AffineMap, Network

__all__ = ["Ends", "output_ranges"]

Ends: TypeAlias = tuple[Fraction | None, Fraction | None]
"""A lower and an upper bound; None where there is none."""


def output_ranges(network: Network, inputs: Sequence[Ends]) -> list[Ends]:
    """Return bounds of each output, for inputs in ranges of which an end may be None.

    >>> from exactrelu.network import Network
    >>> output_ranges(Network.of(([[1]], [0]), ([[1]], [5])), [(None, None)])
    [(Fraction(5, 1), None)]
    """
    *hidden, output = network.layers
    found = list(inputs)
    for layer in hidden:
        found = [_positive_part(ends) for ends in _image(layer, found)]
    return _image(output, found)


def _image(layer: AffineMap, inputs: Sequence[Ends]) -> list[Ends]:
    return [
        (_end(row, bias, inputs, 0), _end(row, bias, inputs, 1))
        for row, bias in zip(layer.weights, layer.bias, strict=True)
    ]


def _end(
    row: Sequence[Fraction], bias: Fraction, inputs: Sequence[Ends], side: int
) -> Fraction | None:
    """The lower end (side 0) or the upper end: of each input the one that the weight asks for."""
    total = bias
    for weight, ends in zip(row, inputs, strict=True):
        if weight:
            end = ends[side if weight > 0 else 1 - side]
            if end is None:
                return None
            total += weight * end
    return total


def _positive_part(ends: Ends) -> Ends:
    low, high = ends
    zero = Fraction(0)
    return zero if low is None else max(low, zero), None if high is None else max(high, zero)
