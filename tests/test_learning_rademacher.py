"""Rademacher averages and sums of roots, against decimals, grids of units and closed forms."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactrelu.errors import DimensionError, DomainError
from exactrelu.learning import (
    RootSum,
    rademacher_average,
    rademacher_average_of_absolute_values,
    rademacher_average_of_affine,
    rademacher_average_of_linear,
    unit_values,
)

QUARTERS = st.integers(-4, 4).map(lambda v: Fraction(v, 4))
RADICANDS = st.lists(st.fractions(0, 40, max_denominator=12), max_size=5)


def decimal(number):
    return Decimal(number.numerator) / Decimal(number.denominator)


@settings(max_examples=40)
@given(RADICANDS, RADICANDS, st.fractions(-3, 3, max_denominator=4))
def test_sums_of_roots_are_those_of_decimals(first, second, factor):
    total = RootSum.of(first).plus(RootSum.of(second).times(factor))
    lower, upper = total.bracket("1/1000000000000")
    with localcontext(prec=60):
        value = sum([decimal(r).sqrt() for r in first], Decimal(0))
        value += decimal(factor) * sum([decimal(r).sqrt() for r in second], Decimal(0))
        slack = Decimal(10) ** -40  # of the decimals, which are rounded
        assert decimal(lower) - slack <= value <= decimal(upper) + slack
    assert upper - lower <= Fraction(1, 10**12)


@settings(max_examples=40)
@given(RADICANDS)
def test_sums_that_cancel_are_0(radicands):
    total = RootSum.of(radicands).plus(RootSum.of([4 * r for r in radicands]).times("-1/2"))
    assert total == RootSum.of([])
    assert total.is_at_most(0)
    assert not total.is_at_most("-1/1000")


@given(st.integers(2, 10**6), st.integers(1, 30))
def test_comparisons_are_decided_beside_equality(n, digits):
    tiny = Fraction(1, 10**digits)
    assert RootSum.of([n * n]).is_at_most(n)
    assert not RootSum.of([n * n]).is_at_most(n - tiny)
    assert RootSum.of([n]).is_at_most_root_of(n)
    assert not RootSum.of([n + tiny]).is_at_most_root_of(n)


def average(values, score):
    """The mean of the suprema by its definition."""
    m = len(values[0])
    suprema = [
        max(score(sum([s * v for s, v in zip(signs, row, strict=True)])) for row in values)
        for signs in product((1, -1), repeat=m)
    ]
    return Fraction(sum(suprema), m * len(suprema))


@given(st.integers(1, 4).flatmap(lambda m: st.lists(st.tuples(*[QUARTERS] * m), min_size=1)))
def test_finite_classes_by_the_definition(values):
    assert rademacher_average(values) == average(values, lambda v: v)
    assert rademacher_average_of_absolute_values(values) == average(values, abs)


@settings(max_examples=40)
@given(st.lists(st.tuples(QUARTERS, QUARTERS), min_size=1, max_size=4))
def test_linear_functions_by_decimals(points):
    m, lower_upper = len(points), rademacher_average_of_linear(points).bracket("1/10000000000")
    with localcontext(prec=50):
        total = Decimal(0)
        for signs in product((1, -1), repeat=m):
            x = [sum(s * p[i] for s, p in zip(signs, points, strict=True)) for i in (0, 1)]
            total += decimal(Fraction(x[0] ** 2 + x[1] ** 2)).sqrt()
        value, slack = total / (m * 2**m), Decimal(10) ** -40
        assert decimal(lower_upper[0]) - slack <= value <= decimal(lower_upper[1]) + slack


@given(st.lists(st.tuples(QUARTERS), min_size=1, max_size=4))
def test_the_unit_interval_has_its_suprema_at_its_ends(points):
    values = [[w * x for (x,) in points] for w in (-1, 1)]
    assert rademacher_average_of_linear(points).bracket(1)[0] == rademacher_average(values)
    affine = [[w * x + b for (x,) in points] for w, b in product((-1, 1), repeat=2)]
    assert rademacher_average_of_affine(points).bracket(1)[0] == rademacher_average(affine)


GRID = list(product([Fraction(v, 4) for v in range(-4, 5)], repeat=2))


@settings(max_examples=30)
@given(st.lists(st.tuples(QUARTERS), min_size=1, max_size=3))
def test_units_on_the_line_by_a_grid_with_all_corners(points):
    # The lines w x + b = 0 meet the boundary of the square in points of the grid.
    values = [[max(Fraction(0), w * x + b) for (x,) in points] for w, b in GRID]
    assert rademacher_average(unit_values(points)) == rademacher_average(values)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.fractions(-3, 3, max_denominator=5)), min_size=1, max_size=3))
def test_no_unit_of_a_grid_is_better_for_any_points(points):
    values = [[max(Fraction(0), w * x + b) for (x,) in points] for w, b in GRID]
    extreme = unit_values(points)
    assert rademacher_average(extreme) == rademacher_average([*extreme, *values])


def test_what_is_no_class_is_refused():
    with pytest.raises(DimensionError, match="at least one function at one point"):
        rademacher_average([])
    with pytest.raises(DimensionError, match="points must have 1 coordinate, not 2"):
        unit_values([[1, 2]])
    with pytest.raises(DomainError, match="at most 20 points, not 21"):
        rademacher_average_of_linear([[1]] * 21)
    with pytest.raises(DomainError, match="radicand must be at least 0, not -1"):
        RootSum.of([-1])
