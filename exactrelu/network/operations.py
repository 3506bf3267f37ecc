"""Networks from networks without new units: in a row, side by side, with affine maps around.

What Lemmas A.1 and A.2 of Arora et al. (2016) rest on: affine maps compose to affine maps, and
networks of one depth can be put in parallel.

>>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
>>> both = parallel(relu, affine_before(relu, AffineMap([[-1]], [0])))
>>> affine_after(both, AffineMap([[1, 1]], [0]))(-5)
(Fraction(5, 1),)
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError
from exactrelu.linalg import scalar_product
from exactrelu.network.value import AffineMap, Network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.rational import Vector

__all__ = ["affine_after", "affine_before", "compose_maps", "parallel", "serial"]


def compose_maps(outer: AffineMap, inner: AffineMap) -> AffineMap:
    """Return the affine map x -> outer(inner(x)).

    Raises DimensionError if `outer` does not take what `inner` gives.

    >>> compose_maps(AffineMap([[2]], [1]), AffineMap([[3]], [5]))
    AffineMap([['6']], ['11'])
    """
    _require_fit(outer.input_dimension, inner.output_dimension)
    columns = tuple(zip(*inner.weights, strict=True))
    weights = tuple(
        tuple(scalar_product(row, column) for column in columns) for row in outer.weights
    )
    return AffineMap(weights, outer(inner.bias))


def serial(first: Network, second: Network) -> Network:
    """Return the network of x -> second(first(x)); Lemma A.1 of Arora et al. (2016).

    The output map of `first` and the first map of `second` merge: with k1 and k2 hidden layers the
    result has k1 + k2, and its size is the sum of the sizes.

    Raises DimensionError if `second` does not take what `first` gives.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> serial(relu, relu).widths
    (1, 1)
    """
    *before, last = first.layers
    head, *after = second.layers
    return Network((*before, compose_maps(head, last), *after))


def parallel(*networks: Network) -> Network:
    """Return the network of x -> (f_1(x), ..., f_r(x)), all values in one vector.

    Layer by layer the units stand side by side; the weights between them are block diagonal.

    Raises DimensionError unless all have one input dimension and one depth.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> parallel(relu, relu)(2)
    (Fraction(2, 1), Fraction(2, 1))
    """
    _require_networks(networks)
    first, *others = zip(*(network.layers for network in networks), strict=True)
    return Network((_stacked(first), *map(_block_diagonal, others)))


def affine_before(network: Network, transformation: AffineMap) -> Network:
    """Return the network of x -> network(transformation(x)), of the same widths.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> affine_before(relu, AffineMap([[1]], [-3]))(5)
    (Fraction(2, 1),)
    """
    return serial(Network((transformation,)), network)


def affine_after(network: Network, transformation: AffineMap) -> Network:
    """Return the network of x -> transformation(network(x)), of the same widths.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> affine_after(relu, AffineMap([[-1]], [3]))(5)
    (Fraction(-2, 1),)
    """
    return serial(network, Network((transformation,)))


def _stacked(maps: Sequence[AffineMap]) -> AffineMap:
    """The map x -> (T_1(x), ..., T_r(x))."""
    weights = tuple(row for each in maps for row in each.weights)
    return AffineMap(weights, _joined_biases(maps))


def _block_diagonal(maps: Sequence[AffineMap]) -> AffineMap:
    """The map (x_1, ..., x_r) -> (T_1(x_1), ..., T_r(x_r))."""
    columns = sum(each.input_dimension for each in maps)
    weights: list[Vector] = []
    left = 0
    for each in maps:
        before = (Fraction(0),) * left
        left += each.input_dimension
        after = (Fraction(0),) * (columns - left)
        weights.extend(before + row + after for row in each.weights)
    return AffineMap(tuple(weights), _joined_biases(maps))


def _joined_biases(maps: Sequence[AffineMap]) -> Vector:
    return tuple(entry for each in maps for entry in each.bias)


def _require_networks(networks: Sequence[Network]) -> None:
    if not networks:
        raise DimensionError("networks must have at least 1 entry, not 0")
    for index, network in enumerate(networks):
        if network.input_dimension != networks[0].input_dimension:
            raise DimensionError(
                f"networks[{index}] must have input dimension {networks[0].input_dimension} like "
                f"networks[0], not {network.input_dimension}"
            )
        if network.depth != networks[0].depth:
            raise DimensionError(
                f"networks[{index}] must have depth {networks[0].depth} like networks[0], "
                f"not {network.depth}"
            )


def _require_fit(taken: int, given: int) -> None:
    if taken != given:
        raise DimensionError(f"the second map must take {given} inputs, not {taken}")
