"""Networks for compositions, sums, maxima and affine maps: Lemmas A.1 to A.4 as they are proved.

Arora, Basu, Mianjy and Mukherjee, "Understanding Deep Neural Networks with Rectified Linear Units"
(2016), Appendix A. Where a proof needs networks of one depth, a shallower one is prolonged by
identities, each written as a network of Lemma A.4: 2 units for each output and missing layer.

>>> identity = affine_network(AffineMap([[1]], [0]))
>>> identity.size, max_network(identity, identity, identity).widths
(2, (6, 6, 4))
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError
from exactrelu.network import AffineMap, Network, affine_after, parallel, serial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.rational import Matrix

__all__ = [
    "MAXIMUM_OF_TWO",
    "MINIMUM_OF_TWO",
    "add_networks",
    "affine_network",
    "compose_networks",
    "deepen",
    "max_network",
    "min_network",
]

_SUMS_AND_DIFFERENCES = AffineMap([[1, 1], [-1, -1], [1, -1], [-1, 1]], [0, 0, 0, 0])

MAXIMUM_OF_TWO = Network.of(_SUMS_AND_DIFFERENCES, ([["1/2", "-1/2", "1/2", "1/2"]], [0]))
"""max{x, y} = (x + y)/2 + |x - y|/2 with 4 units: Figure 3."""

MINIMUM_OF_TWO = Network.of(_SUMS_AND_DIFFERENCES, ([["1/2", "-1/2", "-1/2", "-1/2"]], [0]))
"""min{x, y} = (x + y)/2 - |x - y|/2 with 4 units."""


def compose_networks(outer: Network, inner: Network) -> Network:
    """Return the network of x -> outer(inner(x)): Lemma A.1.

    Depths k1 + 1 and k2 + 1 give depth k1 + k2 + 1, sizes s1 and s2 give size s1 + s2.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> compose_networks(relu, relu).depth
    3
    """
    return serial(inner, outer)


def add_networks(*networks: Network) -> Network:
    """Return the network of the sum of the functions: Lemma A.2.

    Networks of one depth keep it, and their sizes add. Shallower ones are first prolonged to the
    largest depth by `deepen`, which adds 2 units for each output and missing layer.

    Raises DimensionError unless input and output dimensions agree.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> add_networks(relu, relu)(3)
    (Fraction(6, 1),)
    """
    _require_outputs(networks, networks[0].output_dimension if networks else 1)
    joined = parallel(*_at_one_depth(networks))
    rows = [row * len(networks) for row in _identity(networks[0].output_dimension)]
    return affine_after(joined, AffineMap(rows, [0] * len(rows)))


def max_network(*networks: Network) -> Network:
    """Return the network of the pointwise maximum of functions R^n -> R: Lemma A.3.

    The maximum of the first half (rounded down) and that of the second half, prolonged to one
    depth, meet in `MAXIMUM_OF_TWO`. For m networks with at most k hidden layers the depth is at
    most k + ceil(log2 m) + 1, and the size is the sum of the sizes, plus 4 (m - 1), plus 2 for
    each layer by which one side of a maximum is prolonged.

    Raises DimensionError unless all have one input dimension, and the output dimension 1.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> half = Network.of(([[1]], [0]), ([["1/2"]], [1]))
    >>> [max_network(relu, half)(x)[0] for x in (0, 4)]
    [Fraction(1, 1), Fraction(4, 1)]
    """
    _require_outputs(networks, 1)
    return _by_halves(networks, MAXIMUM_OF_TWO)


def min_network(*networks: Network) -> Network:
    """Return the network of the pointwise minimum of functions R^n -> R: Lemma A.3.

    Depth and size are those of `max_network`.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> half = Network.of(([[1]], [0]), ([["1/2"]], [1]))
    >>> [min_network(relu, half)(x)[0] for x in (0, 4)]
    [Fraction(0, 1), Fraction(3, 1)]
    """
    _require_outputs(networks, 1)
    return _by_halves(networks, MINIMUM_OF_TWO)


def affine_network(transformation: AffineMap) -> Network:
    """Return the 2-layer network T(x) = σ(T(x)) - σ(-T(x)) of size 2 m, T: R^n -> R^m: Lemma A.4.

    >>> affine_network(AffineMap([[2]], [-1]))(-3)
    (Fraction(-7, 1),)
    """
    weights, bias = transformation.weights, transformation.bias
    negated = tuple(tuple(-entry for entry in row) for row in weights)
    hidden = AffineMap(weights + negated, bias + tuple(-entry for entry in bias))
    identity = _identity(transformation.output_dimension)
    output = [row + tuple(-entry for entry in row) for row in identity]
    return Network((hidden, AffineMap(output, [0] * len(output))))


def deepen(network: Network, depth: int) -> Network:
    """Return a network of the same function and the given depth, prolonged by identities.

    Each missing layer is an identity in the form of Lemma A.4, composed by Lemma A.1: it adds 2
    units for each output. Raises DimensionError if the network is deeper already.

    >>> deepen(Network.of(([[3]], [1])), 3).widths
    (2, 2)
    """
    if depth < network.depth:
        raise DimensionError(f"depth must be at least {network.depth}, not {depth}")
    size = network.output_dimension
    identity = affine_network(AffineMap(_identity(size), [0] * size))
    while network.depth < depth:
        network = compose_networks(identity, network)
    return network


def _by_halves(networks: Sequence[Network], pair: Network) -> Network:
    if len(networks) == 1:
        return networks[0]
    half = len(networks) // 2
    sides = _by_halves(networks[:half], pair), _by_halves(networks[half:], pair)
    return compose_networks(pair, parallel(*_at_one_depth(sides)))


def _at_one_depth(networks: Sequence[Network]) -> list[Network]:
    depth = max(network.depth for network in networks)
    return [deepen(network, depth) for network in networks]


def _identity(size: int) -> Matrix:
    return tuple(tuple(Fraction(i == j) for j in range(size)) for i in range(size))


def _require_outputs(networks: Sequence[Network], dimension: int) -> None:
    if not networks:
        raise DimensionError("networks must have at least 1 entry, not 0")
    for index, network in enumerate(networks):
        if network.output_dimension != dimension:
            raise DimensionError(
                f"networks[{index}] must have output dimension {dimension}, "
                f"not {network.output_dimension}"
            )
