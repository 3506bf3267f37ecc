from fractions import Fraction as Q
from math import ceil, log2

import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import affine_maps, networks, points

from exactrelu.constructions.composition import (
    MAXIMUM_OF_TWO,
    MINIMUM_OF_TWO,
    add_networks,
    affine_network,
    compose_networks,
    deepen,
    max_network,
    min_network,
)
from exactrelu.errors import DimensionError
from exactrelu.network import AffineMap, Network, parallel

RELU = Network.of(([[1]], [0]), ([[1]], [0]))


def values(nets, x):
    return [oracles.value(net, x) for net in nets]


@pytest.mark.parametrize("point", [(0, 0), (1, 0), (0, 1), (-1, -2), (Q(1, 3), Q(1, 2)), (-5, 5)])
def test_the_extremes_of_two_numbers_have_4_units(point):
    assert MAXIMUM_OF_TWO(point) == (max(point),)
    assert MINIMUM_OF_TWO(point) == (min(point),)
    assert MAXIMUM_OF_TWO.widths == MINIMUM_OF_TWO.widths == (4,)
    assert MAXIMUM_OF_TWO.output == MINIMUM_OF_TWO.output == "linear"


@given(networks(2, 3), networks(3, 1), points(2))
def test_composition_has_depth_and_size_of_lemma_a1(inner, outer, x):
    net = compose_networks(outer, inner)
    assert list(net(x)) == oracles.value(outer, oracles.value(inner, x))
    assert net.depth == inner.depth + outer.depth - 1
    assert net.size == inner.size + outer.size


@given(st.data(), st.integers(1, 3), points(2))
def test_sums_have_depth_and_size_of_lemma_a2(data, depth, x):
    nets = [data.draw(networks(2, 2, depth)) for _ in range(data.draw(st.integers(1, 3)))]
    net = add_networks(*nets)
    assert list(net(x)) == [sum(column) for column in zip(*values(nets, x), strict=True)]
    assert net.depth == depth
    assert net.size == sum(each.size for each in nets)


@given(st.lists(networks(2, 2), min_size=1, max_size=3), points(2))
def test_sums_of_networks_of_several_depths_are_padded(nets, x):
    net = add_networks(*nets)
    missing = sum(net.depth - each.depth for each in nets)
    assert list(net(x)) == [sum(column) for column in zip(*values(nets, x), strict=True)]
    assert net.depth == max(each.depth for each in nets)
    assert net.size == sum(each.size for each in nets) + 4 * missing


@settings(max_examples=50)
@given(st.lists(networks(2, 1), min_size=1, max_size=5), points(2))
def test_extremes_of_networks_have_the_depth_of_lemma_a3(nets, x):
    column = [value for (value,) in values(nets, x)]
    for net, extreme in ((max_network(*nets), max), (min_network(*nets), min)):
        assert oracles.value(net, x) == [extreme(column)]
        assert net.depth <= max(each.depth for each in nets) + ceil(log2(len(nets)))


@given(st.data(), st.integers(2, 3), st.integers(0, 2), points(1))
def test_extremes_of_a_power_of_two_of_networks_need_no_padding(data, depth, levels, x):
    nets = [data.draw(networks(1, 1, depth)) for _ in range(2**levels)]
    net = max_network(*nets)
    assert net.depth == depth + levels
    assert net.size == sum(each.size for each in nets) + 4 * (len(nets) - 1)
    assert net(x) == (max(each(x)[0] for each in nets),)


def test_the_maximum_of_three_is_built_from_halves_as_in_the_paper():
    # The first network is alone in its half and waits one layer as an identity of 2 units.
    net = max_network(RELU, RELU, RELU)
    assert net.widths == (3, 2 + 4, 4)


def test_the_maximum_of_one_function_is_its_network():
    assert max_network(RELU) == min_network(RELU) == RELU


@given(affine_maps(3, 2), points(3))
def test_affine_maps_have_the_size_of_lemma_a4(transformation, x):
    net = affine_network(transformation)
    assert net(x) == transformation(x)
    assert (net.depth, net.size, net.output) == (2, 4, "linear")


@given(networks(2, 2), st.integers(0, 3), points(2))
def test_deepening_changes_nothing_but_the_depth(net, more, x):
    deeper = deepen(net, net.depth + more)
    assert deeper(x) == net(x)
    assert deeper.depth == net.depth + more
    assert deeper.size == net.size + 4 * more


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (lambda: deepen(RELU, 1), "depth must be at least 2, not 1"),
        (add_networks, "networks must have at least 1 entry, not 0"),
        (max_network, "networks must have at least 1 entry, not 0"),
        (min_network, "networks must have at least 1 entry, not 0"),
        (
            lambda: max_network(RELU, parallel(RELU, RELU)),
            "networks[1] must have output dimension 1, not 2",
        ),
        (
            lambda: add_networks(parallel(RELU, RELU), RELU),
            "networks[1] must have output dimension 2, not 1",
        ),
        (
            lambda: add_networks(RELU, Network.of(([[1, 1]], [0]))),
            "networks[1] must have input dimension 1 like networks[0], not 2",
        ),
        (
            lambda: compose_networks(affine_network(AffineMap([[1, 1]], [0])), RELU),
            "the second map must take 1 inputs, not 2",
        ),
    ],
)
def test_networks_that_do_not_fit_are_refused(operation, message):
    with pytest.raises(DimensionError) as error:
        operation()
    assert str(error.value) == message
