"""Strategies build what they promise, reach degenerate cases, and shrink to small values."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from exactrelu import strategies
from exactrelu.errors import DomainError
from exactrelu.network import as_pwl


def smallest(strategy, condition=lambda _: True):
    """Return the value that the search shrinks to."""
    return find(strategy, condition, settings=settings(max_examples=1000, database=None))


def some(strategy, condition):
    """Return a value with the condition, as it was drawn."""
    drawn = settings(max_examples=2000, database=None, phases=[Phase.generate])
    return find(strategy, condition, settings=drawn)


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(lambda f: f.piece_count == 1, id="affine"),
        pytest.param(lambda f: len(set(f.slopes)) < f.piece_count, id="a slope comes back"),
        pytest.param(lambda f: f.left_slope == 0 and f.piece_count > 1, id="flat on the left"),
        pytest.param(lambda f: f.right_slope == 0 and f.piece_count > 1, id="flat on the right"),
        pytest.param(
            lambda f: any(
                b - a < Fraction(1, 2**40)
                for a, b in zip(f.breakpoints, f.breakpoints[1:], strict=False)
            ),
            id="tiny gap",
        ),
        pytest.param(lambda f: f.piece_count == 6, id="many pieces"),
    ],
)
def test_functions_of_every_kind_are_found(condition):
    assert condition(some(strategies.pwl_functions(), condition))


def test_functions_shrink_to_few_pieces():
    f = smallest(strategies.pwl_functions(), lambda f: f.left_slope == 0 and f.piece_count > 1)
    assert f.piece_count == 2


@given(st.data())
def test_functions_have_the_number_of_pieces_asked_for(data):
    fewest = data.draw(st.integers(1, 4))
    most = data.draw(st.integers(fewest, 5))
    f = data.draw(strategies.pwl_functions(min_pieces=fewest, max_pieces=most))
    assert fewest <= f.piece_count <= most


def test_functions_shrink_to_small_integers():
    f = smallest(strategies.pwl_functions(), lambda f: f.piece_count >= 3 and f(10) > 20)
    assert all(abs(number) <= 50 and number.denominator == 1 for number in f.values + f.slopes)


@given(strategies.positive_rationals(), strategies.nonzero_rationals(), strategies.intervals())
def test_numbers_keep_their_promises(positive, nonzero, interval):
    assert positive > 0
    assert nonzero != 0
    assert interval[0] < interval[1]
    assert all(type(x) is Fraction for x in (positive, nonzero, *interval))


@pytest.mark.parametrize(
    ("condition", "name"),
    [
        (lambda net: len({*net.layers[0].weights}) < net.widths[0], "a neuron comes twice"),
        (lambda net: any(not any(row) for row in net.layers[0].weights), "a dead direction"),
        (lambda net: net.output == "affine", "an output bias"),
        (lambda net: as_pwl(net).piece_count >= 3, "several pieces"),
    ],
)
def test_networks_of_every_kind_are_found(condition, name):
    assert some(strategies.networks([2]), condition).widths == (2,), name


@given(strategies.networks([2, 1], input_dimension=3, output_dimension=2, linear_output=True))
def test_networks_have_the_shape_asked_for(network):
    assert (network.input_dimension, network.widths, network.output_dimension) == (3, (2, 1), 2)
    assert network.output == "linear"


@pytest.mark.parametrize("hidden", [[0], [2, -1]])
def test_widths_below_one_are_refused(hidden):
    with pytest.raises((DomainError, InvalidArgument), match="hidden widths must be at least 1"):
        smallest(strategies.networks(hidden))


@given(st.integers(1, 5).flatmap(strategies.simplex_points))
def test_simplex_points_lie_in_the_open_simplex(pair):
    point, size = pair
    chain = [Fraction(0), *point, size]
    assert all(a < b for a, b in itertools.pairwise(chain))


@given(strategies.hard_parameters(max_width=4, max_layers=3))
def test_hard_parameters_share_one_simplex(parameters):
    points, size = parameters
    assert 1 <= len(points) <= 3
    assert len({len(point) for point in points}) == 1
    assert 1 <= len(points[0]) <= 3
    for point in points:
        chain = [Fraction(0), *point, size]
        assert all(a < b for a, b in itertools.pairwise(chain))
