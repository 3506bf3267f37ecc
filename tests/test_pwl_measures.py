"""Integrals and distances on an interval."""

from fractions import Fraction

import oracles_line as oracle
import pytest
from hypothesis import example, given, settings
from oracles_line import Line
from strategies_line import as_pwl, fractions, functions, intervals, lines, numbers

from exactrelu.errors import DomainError, FloatError, NumberError
from exactrelu.pwl import (
    PWL,
    Extremum,
    absolute,
    integral,
    l1_distance,
    l2_squared_distance,
    relu,
    restrict,
    sup_distance,
)

F = Fraction
TINY = F(1, 2**50)
HUGE = 2**300

ZERO = PWL.constant(0)
LINE = PWL.affine(1, 0)
ABSOLUTE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)
NEEDLE = PWL.from_points([(0, 0), (TINY, HUGE), (2 * TINY, 0)], left_slope=0, right_slope=0)

# name: (function, lower, upper, integral, L1 norm, squared L2 norm, sup norm, where)
NAMED = {
    "zero": (ZERO, 0, 1, 0, 0, 0, 0, 0),
    "a constant": (PWL.constant(-3), 2, 4, -6, 6, 18, 3, 2),
    "a line through zero": (LINE, -1, 1, 0, 1, F(2, 3), 1, -1),
    "a line on one side": (LINE, 1, 3, 4, 4, F(26, 3), 3, 3),
    "|x|": (ABSOLUTE, -1, 2, F(5, 2), F(5, 2), 3, 2, 2),
    "a hat": (HAT, -5, 5, 1, 1, F(2, 3), 1, 0),
    "a part of a hat": (HAT, "-1/2", 0, F(3, 8), F(3, 8), F(7, 24), 1, 0),
    "a needle of width 2^-49": (
        NEEDLE, -1, 1, TINY * HUGE, TINY * HUGE, TINY * HUGE**2 * F(2, 3), HUGE, TINY,
    ),
    "a tiny interval": (LINE, 1, 1 + TINY, TINY + TINY**2 / 2, TINY + TINY**2 / 2,
                        TINY + TINY**2 + TINY**3 / 3, 1 + TINY, 1 + TINY),
    "a huge interval": (LINE, 0, HUGE, F(HUGE**2, 2), F(HUGE**2, 2), F(HUGE**3, 3), HUGE, HUGE),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMED.values(), ids=NAMED)
def test_the_named_measures(case):
    f, lower, upper, area, l1, l2_squared, sup, where = case
    assert integral(f, lower, upper) == area
    assert l1_distance(f, ZERO, lower, upper) == l1
    assert l2_squared_distance(f, ZERO, lower, upper) == l2_squared
    assert sup_distance(f, ZERO, lower, upper) == Extremum(F(sup), F(where))
    assert {type(m(f, ZERO, lower, upper)) for m in (l1_distance, l2_squared_distance)} == {F}
    assert type(integral(f, lower, upper)) is F


@pytest.mark.parametrize(
    "scale", [1, 2**20, 2**31, 2**62, 2**64], ids=lambda s: f"{s.bit_length()}"
)
def test_measures_leave_the_machine_words_without_a_trace(scale):
    f = scale * HAT
    assert integral(f, -1, 1) == scale
    assert l2_squared_distance(f, ZERO, -1, 1) == F(2, 3) * scale**2
    assert integral(f, F(-1, scale), F(1, scale)) == 2 - F(1, scale)
    assert integral(PWL.constant(1), 0, scale) == scale


FLOAT = (
    " must be an exact rational number, not the float 0.5 (which holds 1/2); "
    'write "1/2", or ask for floats="dyadic" or "decimal"'
)
MEASURES = {
    "integral": integral,
    "l1": lambda f, lower, upper: l1_distance(f, ZERO, lower, upper),
    "l2": lambda f, lower, upper: l2_squared_distance(f, ZERO, lower, upper),
    "sup": lambda f, lower, upper: sup_distance(f, ZERO, lower, upper),
}
REFUSED = {
    "reversed": (1, 0, DomainError, "an interval must have lower < upper, not [1, 0]"),
    "empty": ("1/3", "2/6", DomainError, "an interval must have lower < upper, not [1/3, 1/3]"),
    "a float below": (0.5, 1, FloatError, "lower" + FLOAT),
    "a float above": (0, 0.5, FloatError, "upper" + FLOAT),
    "over zero": (
        0,
        "1/0",
        NumberError,
        "upper must be a rational number, but '1/0' divides by zero",
    ),
    "not finite": (0, float("inf"), FloatError, "upper must be a finite rational number, not inf"),
}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@pytest.mark.parametrize(("lower", "upper", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_an_interval_that_is_none_is_named_in_one_line(measure, lower, upper, kind, message):
    with pytest.raises(kind) as refused:
        measure(ABSOLUTE, lower, upper)
    assert str(refused.value) == message
    assert type(refused.value) is kind


# Laws, against the oracle in plain Fractions.


@given(lines(), intervals())
def test_integrals_are_those_of_the_oracle(line, interval):
    assert integral(as_pwl(line), *interval) == oracle.integral(line, *interval)


@given(lines(max_points=3), lines(max_points=3), intervals())
@example(Line(((F(0), F(0)),), F(1), F(1)), Line(((F(0), F(0)),), F(0), F(0)), (F(-1), F(1)))
def test_distances_are_those_of_the_oracle(line, other, interval):
    f, g = as_pwl(line), as_pwl(other)
    gap = oracle.added(line, oracle.scaled(other, F(-1)))
    lower, upper = interval
    assert l1_distance(f, g, *interval) == oracle.integral(oracle.magnitude(gap), *interval)
    assert l2_squared_distance(f, g, *interval) == oracle.integral_of_square(gap, *interval)
    found = sup_distance(f, g, *interval)
    assert found.value == -oracle.least(oracle.scaled(oracle.magnitude(gap), F(-1)), *interval)
    assert found.value == abs(f(found.argument) - g(found.argument))
    assert lower <= found.argument <= upper


@given(functions, functions, intervals(), fractions, fractions)
def test_the_integral_is_linear_and_monotone(f, g, interval, a, b):
    area = integral(a * f + b * g, *interval)
    assert area == a * integral(f, *interval) + b * integral(g, *interval)
    assert integral(relu(f), *interval) >= integral(f, *interval)
    assert abs(integral(f, *interval)) <= integral(absolute(f), *interval)


@given(functions, intervals(), intervals())
def test_the_integral_adds_up_over_intervals(f, interval, other):
    lower, middle = interval
    upper = middle + other[1] - other[0]
    assert integral(f, lower, upper) == integral(f, lower, middle) + integral(f, middle, upper)


@given(functions, numbers, intervals())
def test_the_integral_does_not_see_what_lies_outside(f, c, interval):
    assert integral(restrict(f, *interval), *interval) == integral(f, *interval)
    shifted = f @ PWL.affine(1, -c)
    assert integral(shifted, interval[0] + c, interval[1] + c) == integral(f, *interval)


@settings(max_examples=40)
@given(functions, functions, functions, intervals())
def test_distances_are_metrics(f, g, h, interval):
    for distance in (l1_distance, lambda *args: sup_distance(*args).value):
        assert distance(f, h, *interval) <= distance(f, g, *interval) + distance(g, h, *interval)
        assert distance(f, g, *interval) == distance(g, f, *interval)
        same = restrict(f, *interval) == restrict(g, *interval)
        assert (distance(f, g, *interval) == 0) == same
    squares = l2_squared_distance(f, g, *interval), l2_squared_distance(g, h, *interval)
    # |f - h|^2 <= 2 |f - g|^2 + 2 |g - h|^2, the triangle inequality without roots
    assert l2_squared_distance(f, h, *interval) <= 2 * sum(squares)
    assert (squares[0] == 0) == (restrict(f, *interval) == restrict(g, *interval))


@given(functions, functions, intervals())
def test_the_norms_are_ordered(f, g, interval):
    """L1 <= length sup, and L1^2 <= length L2^2 by Cauchy and Schwarz."""
    length = interval[1] - interval[0]
    l1, squared = l1_distance(f, g, *interval), l2_squared_distance(f, g, *interval)
    sup = sup_distance(f, g, *interval).value
    assert l1 <= length * sup
    assert l1**2 <= length * squared
    assert squared <= l1 * sup
