"""Every network is a difference of two convex ones, of twice its widths at most.

For a unit with the input z = w·y + b, y the outputs of the layer before, y_i = M_i - Q_i with M_i
and Q_i convex, and with w = w⁺ - w⁻,

    z = P - Q,   P = w⁺·M + w⁻·Q + b,   Q = w⁺·Q + w⁻·M,   both convex,
    max{0, z} = max{P, Q} - Q.

So M = max{P, Q} is convex again, and M - Q is the unit's own output R. In the first layer Q = 0; by
induction M >= Q >= 0. Hence, from M = Q + R, one more unit keeps Q:

    Q = max{0, |w|·Q + w⁻·R}.

The outputs are f = g - h with g = w⁺·R + |w|·Q + b and h = w⁻·R + |w|·Q.

>>> from exactrelu.network import Network
>>> hat = Network.of(([[1], [1], [1]], [1, 0, -1]), ([[1, -2, 1]], [0]))
>>> g, h = difference_of_convex(hat)
>>> g(5), h(5), g.widths
((Fraction(10, 1),), (Fraction(10, 1),), (3,))
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from exactrelu.lp.kinds import require
from exactrelu.network import AffineMap, Network

if TYPE_CHECKING:
    from exactrelu.rational import Matrix

__all__ = ["ConvexParts", "difference_of_convex"]


class ConvexParts(NamedTuple):
    """Two networks, convex in each output, whose difference is the function."""

    g: Network
    h: Network


def difference_of_convex(network: Network) -> ConvexParts:
    """Return networks g and h, convex in each output, with f = g - h.

    Both have the same hidden layers: the first one as it is, the others twice as wide.

    >>> from exactrelu.network import Network
    >>> g, h = difference_of_convex(Network.of(([[1]], [0]), ([[-1]], [3])))
    >>> g(2), h(2)
    ((Fraction(3, 1),), (Fraction(2, 1),))
    """
    require(network, Network, "network")
    *hidden, last = network.layers
    layers = [_keeping_parts(layer, index) for index, layer in enumerate(hidden)]
    index, zero = len(hidden), (Fraction(0),) * network.output_dimension
    g = AffineMap(_on_parts(last.weights, _positive(last.weights), index), last.bias)
    h = AffineMap(_on_parts(last.weights, _negative(last.weights), index), zero)
    if not hidden:
        return ConvexParts(network, Network((h,)))
    return ConvexParts(Network((*layers, g)), Network((*layers, h)))


def _keeping_parts(layer: AffineMap, index: int) -> AffineMap:
    """The layer of the inputs z of the units, and from the second layer on of Q after them."""
    if index == 0:
        return layer
    nothing = (Fraction(0),) * (layer.input_dimension if index > 1 else 0)
    z = tuple([row + nothing for row in layer.weights])
    q = _on_parts(layer.weights, _negative(layer.weights), index)
    return AffineMap(z + q, layer.bias + (Fraction(0),) * layer.output_dimension)


def _on_parts(weights: Matrix, on_units: Matrix, index: int) -> Matrix:
    """The rows (u, |w|) that act on (R, Q), or (u) where there is no Q, behind the first layer."""
    if index == 0:
        return tuple([(Fraction(0),) * len(row) for row in weights])
    sizes = [tuple(map(abs, row)) if index > 1 else () for row in weights]
    return tuple([u + size for u, size in zip(on_units, sizes, strict=True)])


def _positive(weights: Matrix) -> Matrix:
    return tuple([tuple([max(entry, Fraction(0)) for entry in row]) for row in weights])


def _negative(weights: Matrix) -> Matrix:
    return tuple([tuple([max(-entry, Fraction(0)) for entry in row]) for row in weights])
