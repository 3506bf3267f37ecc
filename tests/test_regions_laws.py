"""What may not change the regions of a network, and what changes them only as defined.

The pieces and the affine maps are those of the function; the activation regions depend on the
network, but not on the order of its units, on positive factors, or on units that repeat others.
"""

from fractions import Fraction
from itertools import count as count_up
from itertools import islice
from random import Random

import pytest
from test_regions import counts, random_network

from exactrelu.arrangement import families
from exactrelu.network import Network
from exactrelu.regions import regions

F = Fraction


def layers_of(network):
    return [([list(row) for row in layer.weights], list(layer.bias)) for layer in network.layers]


def chosen(rng, network):
    """A hidden layer and one of its units."""
    layer = rng.randrange(network.depth - 1)
    return layer, rng.randrange(network.widths[layer])


def permuted(rng, network):
    layers = layers_of(network)
    for k, width in enumerate(network.widths):
        order = rng.sample(range(width), width)
        weights, bias = layers[k]
        layers[k] = [weights[i] for i in order], [bias[i] for i in order]
        after, later = layers[k + 1]
        layers[k + 1] = [[row[i] for i in order] for row in after], later
    return Network(layers)


def with_unit(layers, k, unit, outgoing):
    """One more unit (weights, bias) in hidden layer k, with these weights in the next layer."""
    (weights, bias), (after, later) = layers[k], layers[k + 1]
    layers[k] = [*weights, unit[0]], [*bias, unit[1]]
    layers[k + 1] = [[*row, w] for row, w in zip(after, outgoing, strict=True)], later
    return Network(layers)


def split(rng, network, *, factors):
    """A unit z becomes two, with the inputs a z and b z, which give half of it each."""
    k, i = chosen(rng, network)
    layers = layers_of(network)
    (weights, bias), (after, _) = layers[k], layers[k + 1]
    row, shift = weights[i], bias[i]
    first, second = factors
    weights[i], bias[i] = [first * w for w in row], first * shift
    outgoing = [line[i] / (2 * second) for line in after]
    for line in after:
        line[i] /= 2 * first
    return with_unit(layers, k, ([second * w for w in row], second * shift), outgoing)


def duplicated(rng, network):
    return split(rng, network, factors=(F(1), F(1)))


def split_unevenly(rng, network):
    return split(rng, network, factors=(F(3), F(1, 7)))


def paired_with_its_negative(rng, network):
    """The unit of -z says no more about signs than z does."""
    k, i = chosen(rng, network)
    layers = layers_of(network)
    weights, bias = layers[k]
    unit = [-w for w in weights[i]], -bias[i]
    return with_unit(layers, k, unit, [F(0)] * len(layers[k + 1][0]))


def rescaled(rng, network):
    layers = layers_of(network)
    for k, width in enumerate(network.widths):
        for i in range(width):
            factor = F(2) ** rng.choice([-300, 0, 300])
            weights, bias = layers[k]
            weights[i], bias[i] = [factor * w for w in weights[i]], factor * bias[i]
            for row in layers[k + 1][0]:
                row[i] /= factor
    return Network(layers)


def translated(rng, network):
    """x -> f(x + t)."""
    layers = layers_of(network)
    t = [F(rng.randint(-9, 9), rng.randint(1, 5)) for _ in range(network.input_dimension)]
    weights, bias = layers[0]
    moved = [
        b + sum(w * s for w, s in zip(row, t, strict=True))
        for row, b in zip(weights, bias, strict=True)
    ]
    return Network([(weights, moved), *layers[1:]])


def with_a_layer_more(rng, network):
    """What follows a ReLU is not negative, so that a layer of the identity changes nothing."""
    k = rng.randrange(network.depth - 1)
    width = network.widths[k]
    identity = [[F(int(i == j)) for j in range(width)] for i in range(width)], [F(0)] * width
    layers = layers_of(network)
    return Network([*layers[: k + 1], identity, *layers[k + 1 :]])


def with_a_dead_unit(rng, network):
    k, _ = chosen(rng, network)
    layers = layers_of(network)
    zeros = [F(0)] * len(layers[k][0][0])
    return with_unit(layers, k, (zeros, F(rng.randint(-1, 0))), [F(5)] * len(layers[k + 1][0]))


SAME_REGIONS = [
    permuted,
    duplicated,
    split_unevenly,
    paired_with_its_negative,
    rescaled,
    translated,
    with_a_layer_more,
]


def networks(request, count):
    """So many networks with a hidden layer, and with --deep 1000."""
    total = 1000 if request.config.getoption("--deep") else count
    with_a_hidden_layer = (
        (rng, network)
        for rng in map(Random, count_up())
        if (network := random_network(rng)).depth > 1
    )
    yield from islice(with_a_hidden_layer, total)


@pytest.mark.parametrize("change", SAME_REGIONS, ids=lambda change: change.__name__)
def test_all_counts_stay(request, change):
    for rng, network in networks(request, 60):
        assert counts(regions(change(rng, network))) == counts(regions(network)), network


def test_a_dead_unit_changes_nothing(request):
    for rng, network in networks(request, 60):
        assert counts(regions(with_a_dead_unit(rng, network))) == counts(regions(network))


def test_a_unit_that_nobody_reads_can_only_add_activation_regions(request):
    for rng, network in networks(request, 60):
        layers = layers_of(network)
        unit = [F(rng.randint(-3, 3)) for _ in layers[0][0][0]], F(rng.randint(-3, 3))
        found = regions(with_unit(layers, 0, unit, [F(0)] * len(layers[1][0])))
        before = regions(network)
        assert counts(found)[1:] == counts(before)[1:]
        assert found.activation_regions >= before.activation_regions


DEEP = {
    "resonance": 5,
    "threshold": 5,
    "braid": 6,
    "shi": 5,
    "catalan": 5,
    "linial": 7,
    "type_b": 5,
}
"""Larger members of the families, which wait for --deep."""


def members(card):
    deep = [(DEEP[card.name],)] if card.name in DEEP else []
    return [(card, each) for each in (*card.examples, *deep) if card.make(*each).normals]


@pytest.mark.parametrize(
    ("card", "arguments"),
    [pair for card in families() for pair in members(card)],
    ids=lambda value: value.name if hasattr(value, "name") else str(value),
)
def test_named_arrangements_as_networks_with_one_hidden_layer(request, card, arguments):
    if arguments == (DEEP.get(card.name),) and not request.config.getoption("--deep"):
        pytest.skip("a larger member: --deep")
    arrangement = card.make(*arguments)
    normals, offsets = arrangement.normals, arrangement.offsets
    hidden = [list(normal) for normal in normals], [-offset for offset in offsets]
    found = regions(Network([hidden, ([[1] * len(normals)], [0])]))
    assert found.activation_regions == found.pieces == card.regions(*arguments)
    bounded = sum(
        all(found.complex.corners[c][0] for c in cell.corners) for cell in found.complex.cells
    )
    assert bounded == arrangement.bounded_region_count
