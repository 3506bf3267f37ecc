"""The function of a network on the line, against propagation in plain Fractions."""

from fractions import Fraction
from math import gcd

import oracles_line as oracle
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies_line import fractions, layers, numbers

from exactrelu.errors import DimensionError
from exactrelu.integers import magnitude
from exactrelu.network import Network
from exactrelu.network import line as of_line
from exactrelu.network.line import MODERATE, as_pwl
from exactrelu.pwl import PWL, absolute, relu, restrict

F = Fraction
TINY = F(1, 2**50)
HUGE = 2**300

ZERO = PWL.constant(0)
LINE = PWL.affine(1, 0)
ABSOLUTE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
RELU = PWL.from_pieces([0], [(0, 0), (1, 0)])


def plain(f):
    return f.breakpoints, f.pieces


# name: (layers, function)
NAMED = {
    "an affine map": ([([[2]], [3])], PWL.affine(2, 3)),
    "a constant": ([([[0]], [3])], PWL.constant(3)),
    "a rational affine map": ([([["2/3"]], ["1/2"])], PWL.affine("2/3", "1/2")),
    "a relu": ([([[1]], [0]), ([[1]], [0])], RELU),
    "|x|": ([([[1], [-1]], [0, 0]), ([[1, 1]], [0])], ABSOLUTE),
    "x": ([([[1], [-1]], [0, 0]), ([[1, -1]], [0])], LINE),
    "an output bias": ([([[1], [-1]], [0, 0]), ([[1, 1]], [-1])], ABSOLUTE - 1),
    "a repeated neuron": ([([[1]] * 3, [0] * 3), ([[1, 1, 1]], [0])], 3 * RELU),
    "repeated neurons that cancel": ([([[1]] * 2, [0] * 2), ([[1, -1]], [0])], ZERO),
    "neurons with one kink": ([([[1], [2], [-3]], [1, 2, -3]), ([[1, 1, 1]], [0])],
                              PWL.from_pieces([-1], [(-3, -3), (3, 3)])),
    "a neuron without input": ([([[0], [1]], [5, 0]), ([[1, 1]], [0])], RELU + 5),
    "a dead neuron without input": ([([[0], [1]], [-5, 0]), ([[7, 1]], [0])], RELU),
    "a dead second layer": ([([[1]], [0]), ([[-1]], [-1]), ([[9]], [4])], PWL.constant(4)),
    "a dead second layer that touches": ([([[1]], [0]), ([[-1]], [0]), ([[9]], [4])],
                                         PWL.constant(4)),
    "everything dead at once": ([([[0], [0]], [-1, 0]), ([[1, 1]], [0]), ([[1]], [2])],
                                PWL.constant(2)),
    "a unit that is dead on one side": ([([[1]], [-5]), ([[1]], [-1]), ([[1]], [0])],
                                        relu(LINE - 6)),
    "a touching zero": ([([[1], [-1]], [0, 0]), ([[1, 1]], [0]), ([[1]], [0])], ABSOLUTE),
    "kinks 2^-50 apart": ([([[1], [1]], [0, -TINY]), ([[1, -1]], [0])],
                          PWL.from_pieces([0, TINY], [(0, 0), (1, 0), (0, TINY)])),
    "weights of 2^300": ([([[HUGE]], [1]), ([[HUGE]], [0])],
                         HUGE * relu(PWL.affine(HUGE, 1))),
    "weights of 2^300 and 2^-300": ([([[HUGE], [-HUGE]], [0, 0]), ([[F(1, HUGE)] * 2], [0])],
                                    ABSOLUTE),
    "2^63 - 1": ([([[2**63 - 1]], [0]), ([[1]], [0])], (2**63 - 1) * RELU),
    "2^63": ([([[2**62]], [0]), ([[2]], [0])], 2**63 * RELU),
    "three hidden layers": ([([[1]], [0])] * 4, RELU),
}  # fmt: skip


@pytest.mark.parametrize(("network", "expected"), NAMED.values(), ids=NAMED)
def test_the_named_networks(network, expected):
    assert as_pwl(Network(network)) == expected


WRONG = {
    "two inputs": ([([[1, 1]], [0])], "a network R -> R is required, not R^2 -> R^1"),
    "two outputs": ([([[1], [1]], [0, 0])], "a network R -> R is required, not R^1 -> R^2"),
    "neither": ([([[1, 0], [0, 1]], [0, 0])], "a network R -> R is required, not R^2 -> R^2"),
}


@pytest.mark.parametrize(("network", "message"), WRONG.values(), ids=WRONG)
def test_a_network_on_other_spaces_is_refused(network, message):
    with pytest.raises(DimensionError) as refused:
        as_pwl(Network(network))
    assert str(refused.value) == message


def tent(k):
    """The tent map on [0, 1], k times."""
    return Network(
        [([[1], [1]], [0, "-1/2"]), *[([[2, -4]] * 2, [0, "-1/2"])] * (k - 1), ([[2, -4]], [0])]
    )


def zigzag(k):
    """Up, down and up again in thirds of [0, 1], k times."""
    bends = [0, "-1/3", "-2/3"]
    inner = ([[3, -6, 6]] * 3, bends)
    return Network([([[1]] * 3, bends), *[inner] * (k - 1), ([[3, -6, 6]], [0])])


@pytest.mark.parametrize("k", [1, 2, 3, 10])
def test_the_tent_has_two_to_the_k_pieces_on_the_unit_interval(k):
    f = restrict(as_pwl(tent(k)), 0, 1)
    assert f.piece_count == 2**k
    assert f.breakpoints == tuple(F(j, 2**k) for j in range(1, 2**k))
    assert f.values == tuple(F(j % 2) for j in range(1, 2**k))


@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_the_zigzag_has_three_to_the_k_pieces_where_floats_see_more(k):
    f = as_pwl(zigzag(k))
    assert restrict(f, 0, 1).piece_count == 3**k
    assert f.piece_count == 3**k + 1
    assert f.breakpoints == tuple(F(j, 3**k) for j in range(3**k))


def test_big_columns_are_made_small_between_layers(monkeypatch):
    """Without it the denominators would multiply up from layer to layer."""
    seen = []
    kept = of_line._relu_layer
    monkeypatch.setattr(of_line, "_relu_layer", lambda graph: (seen.append(graph), kept(graph))[1])
    third = [([["1/3"], ["-1/3"]], ["1/7", "1/7"])]
    inner = [([["1/3", "1/5"], ["-1/7", "1/11"]], ["1/13", "1/17"])] * 12
    as_pwl(Network([*third, *inner, ([[1, 1]], [0])]))
    assert any(magnitude(graph) > MODERATE for graph in seen)
    big = [graph for graph in seen if magnitude(graph) > MODERATE]
    assert all(_is_primitive(graph) for graph in big)


def _is_primitive(graph):
    return all(gcd(*map(int, column)) == 1 for column in graph.T)


# Laws, against the oracle in plain Fractions.


@settings(max_examples=200)
@given(layers())
@example([([[F(1)], [F(1)]], [F(0), F(0)]), ([[F(1), F(-1)]], [F(0)])])
@example([([[F(0)]], [F(0)]), ([[F(0)]], [F(0)]), ([[F(0)]], [F(0)])])
def test_the_function_is_that_of_the_oracle(network):
    assert plain(as_pwl(Network(network))) == oracle.plain(oracle.of_network(network))


@given(layers(), numbers)
def test_the_function_has_the_values_of_the_network(network, point):
    made = Network(network)
    f = as_pwl(made)
    for x in (point, *f.breakpoints):
        assert (f(x),) == made(x)


@given(layers(), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(network, generator):
    assert as_pwl(Network(permuted(network, generator))) == as_pwl(Network(network))


def permuted(network, generator):
    made = [(list(weights), list(bias)) for weights, bias in network]
    for position in range(len(made) - 1):
        one, other = made[position : position + 2]
        order = list(range(len(one[0])))
        generator.shuffle(order)
        made[position] = [one[0][i] for i in order], [one[1][i] for i in order]
        made[position + 1] = [[row[i] for i in order] for row in other[0]], other[1]
    return made


@given(layers(), st.sampled_from([F(2), F(1, 3), TINY, F(HUGE)]))
def test_positive_rescaling_of_units_does_not_matter(network, factor):
    made = [(list(weights), list(bias)) for weights, bias in network]
    if len(made) > 1:
        first, then = made[0], made[1]
        made[0] = [[factor * w for w in row] for row in first[0]], [factor * b for b in first[1]]
        made[1] = [[w / factor for w in row] for row in then[0]], then[1]
    assert as_pwl(Network(made)) == as_pwl(Network(network))


@given(layers())
def test_a_unit_split_into_two_halves_does_not_matter(network):
    made = [(list(weights), list(bias)) for weights, bias in network]
    if len(made) > 1:
        (rows, bias), (then, after) = made[0], made[1]
        made[0] = [*rows, rows[0]], [*bias, bias[0]]
        made[1] = [[row[0] / 2, *row[1:], row[0] / 2] for row in then], after
    assert as_pwl(Network(made)) == as_pwl(Network(network))


@given(layers(), fractions)
def test_translating_all_kinks_translates_the_function(network, shift):
    (rows, bias), *rest = network
    moved = [b - row[0] * shift for row, b in zip(rows, bias, strict=True)]
    assert as_pwl(Network([(rows, moved), *rest])) == as_pwl(Network(network)) @ (LINE - shift)


@given(layers(max_depth=2), layers(max_depth=2))
def test_a_serial_network_is_the_composition(network, other):
    """The maps between are merged by hand: W' (W h + b) + b'."""
    (outer_rows, outer_bias), *outer = other
    *inner, (inner_rows, inner_bias) = network
    rows = [[row[0] * w for w in inner_rows[0]] for row in outer_rows]
    bias = [row[0] * inner_bias[0] + b for row, b in zip(outer_rows, outer_bias, strict=True)]
    serial = as_pwl(Network([*inner, (rows, bias), *outer]))
    assert serial == as_pwl(Network(other)) @ as_pwl(Network(network))


@given(layers(max_depth=2))
def test_one_more_layer_takes_the_absolute_value(network):
    *hidden, (rows, bias) = network
    folded = [*hidden, ([rows[0], [-w for w in rows[0]]], [bias[0], -bias[0]]), ([[1, 1]], [0])]
    assert as_pwl(Network(folded)) == absolute(as_pwl(Network(network)))
