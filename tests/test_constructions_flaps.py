from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import functions, rationals

from exactrelu.constructions.flaps import (
    Flaps,
    flap_decomposition,
    flat_end_network,
    left_flap,
    right_flap,
    two_layer_network_of_theorem,
)
from exactrelu.errors import FloatError, FunctionError
from exactrelu.network import as_pwl
from exactrelu.pwl import PWL

ABSOLUTE_VALUE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)


def bent(**ends):
    return functions(**ends).filter(lambda f: f.piece_count > 1)


@given(rationals, rationals, rationals)
def test_flaps_are_equations_5_and_6(a, slope, x):
    assert right_flap(a, slope)(x) == (slope * (x - a) if x > a else 0)
    assert left_flap(a, slope)(x) == (slope * (x - a) if x <= a else 0)


@given(bent())
def test_a_function_is_the_sum_of_its_flaps(f):
    assert flap_decomposition(f).as_pwl() == f


@given(bent())
def test_flaps_solve_the_corrected_system(f):
    flaps = flap_decomposition(f)
    a, t, b = f.breakpoints, flaps.left_slopes, [y - f.values[-1] for y in f.values]
    assert flaps.right_slope == f.right_slope
    assert sum(t) == f.left_slope
    for i in range(len(a)):
        assert b[i] == sum(t[j] * (a[i] - a[j]) for j in range(i + 1, len(a)))


@given(bent())
def test_the_network_of_the_theorem_has_a_unit_for_each_piece_or_one_less(f):
    net = two_layer_network_of_theorem(f)
    at_last = (f.slopes[-2], f.slopes[-1])
    assert as_pwl(net) == f
    assert net.depth == 2
    assert net.size == f.piece_count - (0 in at_last)
    assert {abs(w) for w in net.layers[1].weights[0]} == {1}


def test_the_hat_and_the_absolute_value():
    assert flap_decomposition(HAT) == Flaps((-1, 0, 1), (-1, 2, -1), Q(0), Q(0))
    assert flap_decomposition(ABSOLUTE_VALUE + 3) == Flaps((Q(0),), (Q(-1),), Q(1), Q(3))
    assert two_layer_network_of_theorem(HAT).size == 3
    assert two_layer_network_of_theorem(HAT).output == "linear"


@given(bent(right_slopes=st.just(Q(0))))
def test_a_flat_right_end_saves_a_unit(f):
    net = flat_end_network(f)
    assert as_pwl(net) == f
    assert net.size == f.piece_count - 1
    assert (net.output == "linear") == (f.values[-1] == 0)


@given(bent(left_slopes=st.just(Q(0))))
def test_a_flat_left_end_saves_a_unit(f):
    net = flat_end_network(f)
    flat = f.values[-1] if f.right_slope == 0 else f.values[0]
    assert as_pwl(net) == f
    assert net.size == f.piece_count - 1
    assert (net.output == "linear") == (flat == 0)


def test_functions_without_the_asked_shape_are_refused():
    for construction in (flap_decomposition, two_layer_network_of_theorem, flat_end_network):
        with pytest.raises(FunctionError, match=r"^f must have at least 1 breakpoint, not 0$"):
            construction(PWL.constant(1))
    with pytest.raises(FunctionError, match="the first or the last slope must be 0, not -1 and 1"):
        flat_end_network(ABSOLUTE_VALUE)


@pytest.mark.parametrize("flap", [left_flap, right_flap])
def test_numbers_that_are_refused_are_named(flap):
    with pytest.raises(FloatError, match=r"^kink must be"):
        flap(0.5, 0)
    with pytest.raises(FloatError, match=r"^slope must be"):
        flap(0, 0.5)
