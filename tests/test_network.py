import json
import pickle
from fractions import Fraction as Q

import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import affine_maps, networks, points

from exactrelu.errors import DimensionError, FloatError, FormatError, NumberError
from exactrelu.network import (
    AffineMap,
    Network,
    affine_after,
    affine_before,
    as_pwl,
    compose_maps,
    parallel,
    serial,
)

RELU = Network.of(([[1]], [0]), ([[1]], [0]))
ABSOLUTE_VALUE = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))


def test_absolute_value_has_the_numbers_of_definition_1():
    net = ABSOLUTE_VALUE
    assert (net.input_dimension, net.output_dimension) == (1, 1)
    assert (net.depth, net.widths, net.width, net.size) == (2, (2,), 2, 2)
    assert [net(x) for x in (-3, "1/2", Q(0))] == [(3,), (Q(1, 2),), (0,)]
    assert net.preactivations(-3) == ((-3, 3),)


def test_one_layer_is_an_affine_map_without_hidden_units():
    net = Network.of(([[1, 2]], [5]))
    assert (net.depth, net.widths, net.width, net.size) == (1, (), 0, 0)
    assert net([1, 1]) == (8,)
    assert net.preactivations([1, 1]) == ()


@pytest.mark.parametrize(
    ("bias", "output"), [([0], "linear"), ([1], "affine"), ([0, 0], "linear"), ([0, -1], "affine")]
)
def test_output_says_whether_the_last_bias_is_zero(bias, output):
    assert Network.of(([[1]], [7]), ([[1]] * len(bias), bias)).output == output


@pytest.mark.parametrize("point", [2, "2", Q(2), [2], (2,), ["2"], np.array([2]), np.int64(2)])
def test_a_point_of_the_line_may_be_a_number_or_a_sequence(point):
    assert RELU(point) == (2,)


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ([1, 2], "point must have 1 coordinate, not 2"),
        ([], "point must have 1 coordinate, not 0"),
    ],
)
def test_a_point_of_another_dimension_is_refused(point, message):
    with pytest.raises(DimensionError) as error:
        RELU(point)
    assert str(error.value) == message


def test_a_number_is_no_point_of_the_plane():
    plane = Network.of(([[1, 1]], [0]))
    with pytest.raises(NumberError, match="point must be a sequence"):
        plane(3)
    with pytest.raises(DimensionError, match="point must have 2 coordinates, not 3"):
        plane([1, 2, 3])


def test_a_float_is_refused_where_it_stands():
    with pytest.raises(FloatError, match=r"^weights\[0\]\[1\] must be .* not the float 0.1"):
        AffineMap([[1, 0.1]], [0])
    with pytest.raises(FloatError, match=r"^layers\[0\].bias\[0\] must be"):
        Network.of(([[1]], [0.5]))
    with pytest.raises(FloatError, match=r"^point"):
        RELU(0.5)
    assert AffineMap([[0.1]], [0.5], floats="decimal") == AffineMap([["1/10"]], ["1/2"])


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "layers must have at least 1 entry, not 0"),
        ([([], [])], "layers[0].weights must have at least 1 row, not 0"),
        ([([[]], [0])], "layers[0].weights must have at least 1 column, not 0"),
        ([([[1, 2], [3]], [0, 0])], "layers[0].weights[1] must have 2 entries"),
        ([([[1], [2]], [0])], "layers[0].bias must have 2 entries, one for each row"),
        ([([[1], [2]], [0, 0]), ([[1]], [0])], "layers[1].weights must have 2 columns"),
        ([[[1]]], "layers[0] must be an AffineMap or a pair (weights, bias)"),
        (["WB"], "layers[0] must be an AffineMap or a pair (weights, bias)"),
    ],
)
def test_layers_that_do_not_fit_are_refused(layers, message):
    with pytest.raises(DimensionError) as error:
        Network(layers)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_equal_networks_are_equal_objects():
    again = Network.of(([["1"], [Q(-2, 2)]], [0, 0]), ([[1, "2/2"]], ["0/5"]))
    assert again == ABSOLUTE_VALUE
    assert hash(again) == hash(ABSOLUTE_VALUE)
    assert pickle.loads(pickle.dumps(ABSOLUTE_VALUE)) == ABSOLUTE_VALUE


def test_values_cannot_be_changed():
    with pytest.raises(AttributeError):
        RELU.layers = ()
    with pytest.raises(AttributeError):
        RELU.layers[0].bias = ()


@given(networks(2, 2))
def test_repr_evaluates_back(net):
    assert eval(repr(net)) == net


@given(networks(2, 2))
def test_json_goes_and_comes_back(net):
    assert Network.from_json(json.loads(json.dumps(net.as_json()))) == net


def json_of(**changes):
    return {**RELU.as_json(), **changes}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "network must be an object with 'schema' and 'layers'"),
        ({"layers": []}, "network must have the field 'schema'"),
        (json_of(schema="exactrelu-network/2"), "schema must be 'exactrelu-network/1', not"),
        (json_of(name="x"), "network must not have the unknown field 'name'"),
        (json_of(layers={}), "layers must be a list, not dict"),
        (json_of(layers=[3]), "layers[0] must be an object with 'weights' and 'bias'"),
        (json_of(layers=[{"weights": [["1"]]}]), "layers[0] must have the field 'bias'"),
        (
            json_of(layers=[{"weights": [["1"]], "bias": ["0"], "activation": "relu"}]),
            "layers[0] must not have the unknown field 'activation'",
        ),
    ],
)
def test_json_that_is_no_network_is_refused(value, message):
    with pytest.raises(FormatError) as error:
        Network.from_json(value)
    assert str(error.value).startswith(message)


def test_json_with_floats_is_read_only_on_request():
    value = json_of(layers=[{"weights": [[0.1]], "bias": [0]}])
    with pytest.raises(FloatError, match=r"^layers\[0\].weights\[0\]\[0\] must be"):
        Network.from_json(value)
    assert Network.from_json(value, floats="decimal")(1) == (Q(1, 10),)
    assert Network.from_json(value, floats="dyadic")(1) == (Q(0.1),)


@given(networks(2, 2), points(2))
def test_value_agrees_with_the_definition(net, x):
    assert list(net(x)) == oracles.value(net, x)


@given(networks(2, 3), networks(3, 1), points(2))
def test_serial_composes_and_adds_sizes(first, second, x):
    both = serial(first, second)
    assert both(x) == second(first(x))
    assert both.widths == first.widths + second.widths
    assert both.depth == first.depth + second.depth - 1


@given(st.data(), st.integers(1, 3), points(2))
def test_parallel_joins_the_values(data, depth, x):
    nets = [data.draw(networks(2, outputs, depth)) for outputs in (1, 2, 1)]
    joined = parallel(*nets)
    assert joined(x) == sum((net(x) for net in nets), start=())
    assert joined.depth == depth
    assert joined.size == sum(net.size for net in nets)


@given(affine_maps(3, 2), networks(2, 2), affine_maps(2, 1), points(3))
def test_affine_maps_before_and_after_keep_the_widths(before, net, after, x):
    assert affine_before(net, before)(x) == net(before(x))
    assert affine_after(net, after)(before(x)) == after(net(before(x)))
    assert affine_before(net, before).widths == affine_after(net, after).widths == net.widths


@given(affine_maps(2, 3), affine_maps(3, 2), points(2))
def test_composed_maps_compose(inner, outer, x):
    assert compose_maps(outer, inner)(x) == outer(inner(x))


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (lambda: serial(parallel(RELU, RELU), RELU), "the second map must take 2 inputs, not 1"),
        (parallel, "networks must have at least 1 entry, not 0"),
        (
            lambda: parallel(RELU, serial(RELU, RELU)),
            "networks[1] must have depth 2 like networks[0], not 3",
        ),
        (
            lambda: parallel(RELU, Network.of(([[1, 1]], [0]), ([[1]], [0]))),
            "networks[1] must have input dimension 1 like networks[0], not 2",
        ),
    ],
)
def test_networks_that_do_not_fit_are_refused(operation, message):
    with pytest.raises(DimensionError) as error:
        operation()
    assert str(error.value) == message


@given(networks(1, 1))
def test_the_function_of_a_network_agrees_with_the_kinks_of_its_units(net):
    f = as_pwl(net)
    assert list(f.breakpoints) == oracles.breakpoints_of_network(net)
    for x in [*f.breakpoints, Q(-1000), Q(1000)]:
        assert [f(x)] == oracles.value(net, [x])
