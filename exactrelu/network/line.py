"""The function of a network R -> R, exactly.

The layers act one after the other on the graph of the identity, in homogeneous integer coordinates
(`exactrelu.pwl.graph`). An affine map is an integer matrix product. A ReLU inserts the points at
which its input changes sign and clips the values between them; other rows of the layer stay
affine between the columns, so that the units of a layer can be treated one at a time. The cost is
proportional to the number of breakpoints of the hidden units, times the square of the width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from exactrelu import integers
from exactrelu.errors import DimensionError
from exactrelu.pwl import PWL
from exactrelu.pwl import graph as graphs
from exactrelu.rational import over_common_denominator

if TYPE_CHECKING:
    from exactrelu.integers import IntegerArray
    from exactrelu.network.value import AffineMap, Network

__all__ = ["as_pwl"]

MODERATE = 2**31
"""Columns with larger entries are made primitive, so that products stay in machine words."""


def as_pwl(network: Network) -> PWL:
    """Return the piecewise linear function R -> R that a network computes.

    Raises DimensionError unless the network has one input and one output.

    >>> from exactrelu.network import Network
    >>> as_pwl(Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0])))
    PWL.from_pieces(['0'], [('-1', '0'), ('1', '0')])
    """
    shape = network.input_dimension, network.output_dimension
    if shape != (1, 1):
        raise DimensionError(f"a network R -> R is required, not R^{shape[0]} -> R^{shape[1]}")
    graph = PWL.affine(1, 0).graph
    for layer in network.layers[:-1]:
        graph = _relu_layer(_affine_layer(graph, layer))
    return PWL(_affine_layer(graph, network.layers[-1]))


def _affine_layer(graph: IntegerArray, layer: AffineMap) -> IntegerArray:
    rows = [(bias, *weights) for bias, weights in zip(layer.bias, layer.weights, strict=True)]
    flat, denominator = over_common_denominator([entry for row in rows for entry in row])
    matrix = integers.as_integers(flat).reshape(len(rows), -1)
    image = graphs.transform(graph, matrix[:, 1:], matrix[:, 0], denominator)
    return graphs.primitive(image) if integers.magnitude(image) > MODERATE else image


def _relu_layer(graph: IntegerArray) -> IntegerArray:
    rows = range(graphs.Y, len(graph))
    for row in rows:
        graph = graphs.cut(graph, row)
    for row in rows:
        graph = graphs.clip(graph, row)
    return _without_dead_columns(graph)


def _without_dead_columns(graph: IntegerArray) -> IntegerArray:
    """Drop the finite columns around which every unit is 0, but keep one finite column."""
    alive = (graph[graphs.Y :] != 0).any(axis=0)
    needed = alive[:-2] | alive[1:-1] | alive[2:]
    if not needed.any():
        needed[0] = True
    return graph[:, np.concatenate([[True], needed, [True]])]
