"""Minima, maxima, roots and level sets; convexity and monotonicity."""

from fractions import Fraction
from itertools import pairwise

import oracles_line as oracle
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracles_line import Line
from strategies_line import as_pwl, functions, intervals, lines, numbers

from exactrelu.errors import DomainError, FloatError, NumberError
from exactrelu.pwl import (
    PWL,
    Extremum,
    Interval,
    Unbounded,
    is_concave,
    is_convex,
    is_nondecreasing,
    level_set,
    maximum_of,
    minimum_of,
    roots,
)

F = Fraction
TINY = F(1, 2**50)
HUGE = 2**300

ZERO = PWL.constant(0)
LINE = PWL.affine(1, 0)
ABSOLUTE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
RELU = PWL.from_pieces([0], [(0, 0), (1, 0)])
STEP = PWL.from_pieces([0, 1], [(0, 0), (1, 0), (0, 1)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)
TOUCH = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=-1, right_slope=1)
TWO_MINIMA = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=-2, right_slope=2)
NEEDLE = PWL.from_points([(0, 0), (TINY, -HUGE), (2 * TINY, 0)], left_slope=0, right_slope=0)

MINIMA = {
    "a constant on the line": (PWL.constant(3), None, None, Extremum(F(3), F(0))),
    "a constant on a left half-line": (PWL.constant(3), None, 5, Extremum(F(3), F(5))),
    "a constant on a right half-line": (PWL.constant(3), 5, None, Extremum(F(3), F(5))),
    "a constant on an interval": (PWL.constant(3), 5, 7, Extremum(F(3), F(5))),
    "|x| on the line": (ABSOLUTE, None, None, Extremum(F(0), F(0))),
    "|x| to the left of its minimum": (ABSOLUTE, None, -2, Extremum(F(2), F(-2))),
    "|x| to the right of its minimum": (ABSOLUTE, 2, None, Extremum(F(2), F(2))),
    "|x| on both sides": (ABSOLUTE, -1, 2, Extremum(F(0), F(0))),
    "a flat end, cut off behind it": (RELU, None, 5, Extremum(F(0), F(0))),
    "a flat end, cut off within it": (RELU, None, -5, Extremum(F(0), F(-5))),
    "a flat end on the right": (-STEP, 5, None, Extremum(F(-1), F(5))),
    "a breakpoint at the end": (STEP, None, 1, Extremum(F(0), F(0))),
    "the leftmost of two": (TWO_MINIMA, None, None, Extremum(F(0), F(-1))),
    "the leftmost of two in reach": (TWO_MINIMA, 0, None, Extremum(F(0), F(1))),
    "a needle": (NEEDLE, None, None, Extremum(F(-HUGE), TINY)),
    "falling to the left": (LINE, None, None, Unbounded("-infinity")),
    "falling to the left of 5": (LINE, None, 5, Unbounded("-infinity")),
    "bounded by its end": (LINE, 5, None, Extremum(F(5), F(5))),
    "falling to the right": (-LINE, None, None, Unbounded("+infinity")),
    "falling to the right of 5": (-LINE, 5, None, Unbounded("+infinity")),
    "falling on both sides": (-ABSOLUTE, None, None, Unbounded("-infinity")),
    "an end given as text": (LINE, "-1/3", "1/3", Extremum(F(-1, 3), F(-1, 3))),
}


@pytest.mark.parametrize(("f", "lower", "upper", "expected"), MINIMA.values(), ids=MINIMA)
def test_a_minimum_names_its_value_and_its_leftmost_point(f, lower, upper, expected):
    assert minimum_of(f, lower, upper) == expected
    largest = maximum_of(-f, lower, upper)
    if isinstance(expected, Unbounded):
        assert largest == expected
    else:
        assert largest == Extremum(-expected.value, expected.argument)
        assert type(largest.value) is type(largest.argument) is Fraction


FLOAT = (
    " must be an exact rational number, not the float 0.5 (which holds 1/2); "
    'write "1/2", or ask for floats="dyadic" or "decimal"'
)
REFUSED = {
    "a reversed interval": (
        lambda: minimum_of(ABSOLUTE, 1, "-1/2"),
        DomainError,
        "an interval must have lower < upper, not [1, -1/2]",
    ),
    "an interval of one point": (
        lambda: maximum_of(ABSOLUTE, 1, 1),
        DomainError,
        "an interval must have lower < upper, not [1, 1]",
    ),
    "a float as lower end": (lambda: minimum_of(ABSOLUTE, 0.5), FloatError, "lower" + FLOAT),
    "a float as upper end": (lambda: minimum_of(ABSOLUTE, None, 0.5), FloatError, "upper" + FLOAT),
    "a float as lower of two": (lambda: minimum_of(ABSOLUTE, 0.5, 1), FloatError, "lower" + FLOAT),
    "a float as upper of two": (lambda: minimum_of(ABSOLUTE, 0, 0.5), FloatError, "upper" + FLOAT),
    "a float as level": (lambda: level_set(ABSOLUTE, 0.5), FloatError, "level" + FLOAT),
    "a level over zero": (
        lambda: level_set(ABSOLUTE, "1/0"),
        NumberError,
        "level must be a rational number, but '1/0' divides by zero",
    ),
}


@pytest.mark.parametrize(("act", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_in_one_line(act, kind, message):
    with pytest.raises(kind) as refused:
        act()
    assert str(refused.value) == message
    assert type(refused.value) is kind


def points(*ends):
    return tuple(Interval(F(end), F(end)) for end in ends)


LEVELS = {
    "everywhere": (ZERO, 0, (Interval(None, None),)),
    "nowhere": (ZERO, 1, ()),
    "one point": (PWL.affine(2, -1), 0, points(F(1, 2))),
    "a touching zero": (ABSOLUTE, 0, points(0)),
    "below a touching zero": (ABSOLUTE, -TINY, ()),
    "two points a hair apart": (ABSOLUTE, TINY, points(-TINY, TINY)),
    "two touching zeros": (TWO_MINIMA, 0, points(-1, 1)),
    "a flat left end": (RELU, 0, (Interval(None, F(0)),)),
    "a flat right end": (STEP, 1, (Interval(F(1), None),)),
    "two flat ends": (HAT, 0, (Interval(None, F(-1)), Interval(F(1), None))),
    "a point between flat ends": (HAT, 1, points(0)),
    "a flat middle": (
        PWL.from_points([(0, 5), (1, 5)], left_slope=-1, right_slope=1),
        5,
        (Interval(F(0), F(1)),),
    ),
    "two flat pieces that meet at a breakpoint of nothing": (
        PWL.from_points([(0, 5), (1, 5), (2, 5)], left_slope=-1, right_slope=-1),
        5,
        (Interval(F(0), F(2)),),
    ),
    "in the ends only": (TOUCH, 2, points(-3, 3)),
    "a needle": (NEEDLE, -HUGE, points(TINY)),
    "halfway up a needle": (NEEDLE, F(-HUGE, 2), points(TINY / 2, TINY * 3 / 2)),
}


@pytest.mark.parametrize(("f", "level", "expected"), LEVELS.values(), ids=LEVELS)
def test_level_sets_are_disjoint_closed_intervals(f, level, expected):
    assert level_set(f, level) == expected
    assert roots(f - level) == expected


# name: (function, convex, concave, nondecreasing)
SHAPES = {
    "zero": (ZERO, True, True, True),
    "a rising line": (LINE, True, True, True),
    "a falling line": (-LINE, True, True, False),
    "|x|": (ABSOLUTE, True, False, False),
    "-|x|": (-ABSOLUTE, False, True, False),
    "relu": (RELU, True, False, True),
    "a step": (STEP, False, False, True),
    "a hat": (HAT, False, False, False),
    "a fall of 2^-300": (PWL.affine(F(-1, HUGE), 0), True, True, False),
    "a bend of 2^-300": (PWL.from_pieces([0], [(1, 0), (1 + F(1, HUGE), 0)]), True, False, True),
}


@pytest.mark.parametrize(("f", "convex", "concave", "rising"), SHAPES.values(), ids=SHAPES)
def test_shapes_are_told_by_the_slopes(f, convex, concave, rising):
    assert (is_convex(f), is_concave(f), is_nondecreasing(f)) == (convex, concave, rising)


# Laws, against the oracle in plain Fractions.

ends = st.one_of(
    intervals(), numbers.map(lambda x: (x, None)), numbers.map(lambda x: (None, x)),
    st.just((None, None)),
)  # fmt: skip


@given(lines(), ends)
@example(Line(((F(0), F(0)),), F(0), F(1)), (None, F(5)))
def test_minima_are_those_of_the_oracle(line, interval):
    lower, upper = interval
    value = oracle.least(line, lower, upper)
    found = minimum_of(as_pwl(line), lower, upper)
    assert isinstance(found, Unbounded) == (value is None)
    if value is not None:
        assert found.value == value == line(found.argument)
        assert found.argument in {0, lower, upper, *oracle.plain(line)[0]}
        assert _leftmost(line, found, lower, upper)


def _leftmost(line, found, lower, upper):
    """Tell whether no breakpoint and no end further left has the same value."""
    others = [t for t in (lower, *oracle.plain(line)[0]) if t is not None]
    inside = [t for t in others if (lower is None or lower <= t) and (upper is None or t <= upper)]
    return all(line(t) > found.value for t in inside if t < found.argument)


@given(functions, ends)
def test_an_unbounded_function_falls_in_the_direction_named(f, interval):
    found = minimum_of(f, *interval)
    if isinstance(found, Unbounded):
        falling = f.left_slope > 0 if found.direction == "-infinity" else f.right_slope < 0
        assert falling
        assert interval[0 if found.direction == "-infinity" else 1] is None


@given(lines(), numbers)
@example(Line(((F(0), F(0)), (F(1), F(0))), F(0), F(1)), F(0))
def test_level_sets_are_those_of_the_oracle(line, level):
    for wanted in (level, *(line(x) for x in line.kinks)):
        found = level_set(as_pwl(line), wanted)
        assert [(each.lower, each.upper) for each in found] == oracle.level_set(line, wanted)


@given(lines())
def test_shapes_are_those_of_the_oracle(line):
    slopes = [slope for slope, _ in oracle.plain(line)[1]]
    f = as_pwl(line)
    assert is_convex(f) == (slopes == sorted(slopes))
    assert is_concave(f) == (slopes == sorted(slopes, reverse=True))
    assert is_nondecreasing(f) == (min(slopes) >= 0)


@given(lines())
def test_a_convex_function_lies_below_its_chords(line):
    f = as_pwl(line)
    xs = [min(line.kinks) - 1, *line.kinks, max(line.kinks) + 1]
    middles = [(f(a) + f(b)) / 2 >= f((a + b) / 2) for a, b in pairwise(xs)]
    middles += [(f(a) + f(b)) / 2 >= f((a + b) / 2) for a, b in zip(xs, xs[2:], strict=False)]
    assert all(middles) or not is_convex(f)
