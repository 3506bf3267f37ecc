"""Other objects to put in the place of those of a certificate."""

from fractions import Fraction

from exactrelu.constructions import affine_network, compose_networks
from exactrelu.network import AffineMap, Network
from exactrelu.pwl import PWL


def numbers_beside(value):
    others = (value + 1, value - 1, 2 * value, -value, value / 3 + 7, Fraction(10**6), Fraction(0))
    return {f"the number {other}": other for other in others if other != value}


def functions_beside(f):
    line = PWL.affine(1, 0)
    others = {
        "+ 1": f + 1,
        "times 2": 2 * f,
        "+ x": f + line,
        "at x - 1": f @ PWL.affine(1, -1),
        "zero": PWL.constant(0),
        "x": line,
        "a zigzag": PWL.from_points([(i, i % 2) for i in range(9)], left_slope=3, right_slope=-3),
    }
    return {words: other for words, other in others.items() if other != f}


def networks_beside(network):
    """Other networks with as many inputs and outputs; the last two have the same function."""
    *inner, (weights, bias) = ((layer.weights, layer.bias) for layer in network.layers)
    others = {
        "+ 1": [*inner, (weights, [b + 1 for b in bias])],
        "times 2": [*inner, ([[2 * w for w in row] for row in weights], [2 * b for b in bias])],
        "zero": [*inner, ([[0] * len(row) for row in weights], [0] * len(bias))],
    }
    if inner:
        first, offsets = inner[0]
        following, last = [*inner, (weights, bias)][1:][0]
        others["moved"] = [(first, [b + 1 for b in offsets]), *inner[1:], (weights, bias)]
        wider = ([*first, [0] * len(first[0])], [*offsets, 0])
        after = ([[*row, 0] for row in following], last)
        others["with an idle node"] = [wider, after, *[*inner, (weights, bias)][2:]]
    made = {words: Network([AffineMap(*layer) for layer in o]) for words, o in others.items()}
    if inner:
        dimension = network.output_dimension
        identity = [[int(i == j) for j in range(dimension)] for i in range(dimension)]
        made["with another layer"] = compose_networks(
            affine_network(AffineMap(identity, [0] * dimension)), network
        )
    return {words: other for words, other in made.items() if other != network}


def others(value):
    if isinstance(value, Network):
        return networks_beside(value)
    return functions_beside(value) if isinstance(value, PWL) else numbers_beside(Fraction(value))
