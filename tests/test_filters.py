"""A certain sign is the exact sign, whatever the sizes of the numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies_lp import wild

from exactrelu import filters
from exactrelu.filters import FloatRows, certain_direction_signs, certain_signs, float_table

extreme = st.one_of(wild, wild.map(lambda v: v * Fraction(2) ** 800), wild.map(lambda v: v**5))


@st.composite
def rows_and_points(draw):
    n = draw(st.integers(1, 5))
    vector = st.lists(extreme, min_size=n, max_size=n)
    rows = draw(st.lists(st.tuples(vector, extreme), min_size=1, max_size=4))
    denominator = draw(st.integers(1, 10**6)) * 2 ** draw(st.sampled_from([0, 0, 300, 1200]))
    point = draw(
        st.lists(st.integers(-(10**9), 10**9), min_size=n, max_size=n).map(
            lambda p: [v * 2 ** draw(st.sampled_from([0, 300, 1100])) for v in p]
        )
    )
    if draw(st.booleans()):
        # A row through the point, or very near to it.
        a = rows[0][0]
        exact = sum(Fraction(v) * p / denominator for v, p in zip(a, point, strict=True))
        rows[0] = (a, exact + draw(st.sampled_from([0, Fraction(1, 2**200), Fraction(-1, 10**17)])))
    return rows, point, denominator


def sign(number):
    return (number > 0) - (number < 0)


@given(rows_and_points())
@settings(max_examples=200)
@example(([([Fraction(1, 2**225)], Fraction(2) ** 800)], [0], 1))
@example(([([Fraction(1, 3)], Fraction(2) ** 1023)], [0], 1))
def test_certain_signs_are_exact(case):
    rows, point, denominator = case
    floats = FloatRows.from_table(float_table(rows))
    x = filters.as_floats(point, denominator)
    dots = [
        sum((v * p for v, p in zip(a, point, strict=True)), Fraction(0)) / denominator
        for a, _ in rows
    ]
    for found, value, (_, b) in zip(certain_signs(floats, x), dots, rows, strict=True):
        assert found in (0, sign(value - b))
    for found, value in zip(certain_direction_signs(floats, x), dots, strict=True):
        assert found in (0, sign(value))


def test_clear_signs_are_found():
    rows = FloatRows.from_table(float_table([((Fraction(1, 3), Fraction(2)), Fraction(1))]))
    assert certain_signs(rows, np.array([1.0, 1.0])).tolist() == [1]
    assert certain_signs(rows, np.array([1.0, 0.0])).tolist() == [-1]


@pytest.mark.parametrize("number", [Fraction(10) ** 400, Fraction(1, 10**400)])
def test_rows_beyond_all_doubles_are_scaled_before_they_are_rounded(number):
    table = float_table([((number, -number), number), ((Fraction(1), Fraction(1)), Fraction(1))])
    assert np.all(np.isfinite(table))
    assert np.all(np.abs(table) >= 0.25)


def test_infinities_and_nan_decide_nothing():
    rows = FloatRows.from_table(np.array([[1.0, np.inf], [np.nan, 0.0], [1.0, 0.0]]))
    assert certain_signs(rows, np.array([1.0])).tolist() == [0, 0, 1]
    assert certain_signs(rows, np.array([np.inf])).tolist() == [0, 0, 0]


def test_dyadics_of_what_is_no_number_are_zero():
    assert filters.as_dyadics(np.array([np.nan, np.inf, -1.25]), 2) == [0, 0, -5]


def test_a_table_without_columns_has_right_sides_only():
    assert float_table([((), Fraction(1, 2))]).tolist() == [[0.5]]


@pytest.mark.parametrize("count", [0, 1, 64, 65, 200])
@pytest.mark.parametrize("size", [0, 1, 2**60 - 1, 10**30, 10**400])
def test_integers_are_scaled_by_one_power_of_two_and_rounded_once(count, size):
    values = [(-1) ** k * (size - k) for k in range(count)]
    found = filters.scaled_floats(values).tolist()
    largest = max(map(abs, values), default=0)
    bits = largest.bit_length()
    scales = [1 << bits, 2 << bits]
    assert any(
        all(
            abs(Fraction(x) * scale - v) <= abs(v) * Fraction(1, 2**53)
            for x, v in zip(found, values, strict=True)
        )
        for scale in scales
    )
    assert len(found) == count
