"""Bounds of the outputs of networks by intervals."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactrelu.network import Network, output_ranges

ABSOLUTE = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
CASES = {
    "an affine map": (Network.of(([[2, -1]], [3])), [(0, 1), (-1, 5)], [(-2, 6)]),
    "one end": (Network.of(([[2, -1]], [3])), [(0, None), (None, 5)], [(-2, None)]),
    "no end": (Network.of(([[2]], [3])), [(None, None)], [(None, None)]),
    "an input that is not used": (Network.of(([[2, 0]], [3])), [(0, 1), (None, None)], [(3, 5)]),
    "a sum of units": (ABSOLUTE, [(-1, 2)], [(0, 3)]),
    "units without bounds": (ABSOLUTE, [(None, None)], [(0, None)]),
    "a dead unit": (Network.of(([[1]], [-9]), ([[5]], [1])), [(0, 1)], [(1, 1)]),
}


@pytest.mark.parametrize("case", CASES)
def test_ranges(case):
    network, inputs, expected = CASES[case]
    assert output_ranges(network, inputs) == expected


small = st.integers(-4, 4)


@given(
    st.lists(st.tuples(small, small, small), min_size=1, max_size=4),
    st.lists(small, min_size=4, max_size=4),
    st.lists(st.tuples(small, st.integers(0, 3), st.fractions(0, 1)), min_size=2, max_size=2),
)
def test_all_values_lie_in_the_ranges(units, out, inputs):
    weights, biases = [unit[:2] for unit in units], [unit[2] for unit in units]
    network = Network.of((weights, biases), ([out[: len(units)]], [1]))
    ranges = [(Fraction(low), Fraction(low + width)) for low, width, _ in inputs]
    point = [low + width * part for low, width, part in inputs]
    ((low, high),) = output_ranges(network, ranges)
    assert low <= network(point)[0] <= high
