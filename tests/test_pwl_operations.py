"""Maxima, minima, ReLU, composition and restriction."""

from fractions import Fraction

import oracles_line as oracle
import pytest
from hypothesis import example, given, settings
from oracles_line import Line
from strategies_line import (
    as_pwl,
    functions,
    intervals,
    lines,
    moderate,
    moderate_functions,
    numbers,
)

from exactrelu.errors import DomainError, FloatError, NumberError
from exactrelu.pwl import PWL, absolute, compose, maximum, minimum, relu, restrict

F = Fraction
TINY = F(1, 2**50)
HUGE = 2**300

ZERO = PWL.constant(0)
LINE = PWL.affine(1, 0)
ABSOLUTE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)
TENT = PWL.from_pieces([0, "1/2", 1], [(0, 0), (2, 0), (-2, 2), (0, 0)])
NEEDLE = PWL.from_points([(0, -1), (TINY, 1), (2 * TINY, -1)], left_slope=0, right_slope=0)


def plain(f):
    return f.breakpoints, f.pieces


# name: (f, relu(f), |f|), the latter two as (breakpoints, pieces)
CLIPPED = {
    "zero": (ZERO, ((), ((0, 0),)), ((), ((0, 0),))),
    "a negative constant": (PWL.constant(-2), ((), ((0, 0),)), ((), ((0, 2),))),
    "a positive constant": (PWL.constant(2), ((), ((0, 2),)), ((), ((0, 2),))),
    "a rising line": (LINE, ((0,), ((0, 0), (1, 0))), ((0,), ((-1, 0), (1, 0)))),
    "a falling line": (-LINE, ((0,), ((-1, 0), (0, 0))), ((0,), ((-1, 0), (1, 0)))),
    "a touching zero from above": (ABSOLUTE, plain(ABSOLUTE), plain(ABSOLUTE)),
    "a touching zero from below": (-ABSOLUTE, ((), ((0, 0),)), plain(ABSOLUTE)),
    "flat ends at zero": (HAT, plain(HAT), plain(HAT)),
    "a flat end below zero": (
        PWL.from_pieces([0], [(0, -1), (1, -1)]),
        ((1,), ((0, 0), (1, -1))),
        ((0, 1), ((0, 1), (-1, 1), (1, -1))),
    ),
    "zeros in both ends": (
        ABSOLUTE - 1,
        ((-1, 1), ((-1, -1), (0, 0), (1, -1))),
        ((-1, 0, 1), ((-1, -1), (1, 1), (-1, 1), (1, -1))),
    ),
    "zeros 2^-50 apart": (
        NEEDLE,
        (
            (TINY / 2, TINY, TINY * 3 / 2),
            ((0, 0), (2 / TINY, -1), (-2 / TINY, 3), (0, 0)),
        ),
        (
            (0, TINY / 2, TINY, TINY * 3 / 2, 2 * TINY),
            ((0, 1), (-2 / TINY, 1), (2 / TINY, -1), (-2 / TINY, 3), (2 / TINY, -3), (0, 1)),
        ),
    ),
    "slopes of 2^300": (
        PWL.from_pieces([0], [(HUGE, 1), (F(1, HUGE), 1)]),
        ((F(-1, HUGE), 0), ((0, 0), (HUGE, 1), (F(1, HUGE), 1))),
        ((F(-1, HUGE), 0), ((-HUGE, -1), (HUGE, 1), (F(1, HUGE), 1))),
    ),
}


@pytest.mark.parametrize(("f", "clipped", "folded"), CLIPPED.values(), ids=CLIPPED)
def test_relu_and_absolute_value(f, clipped, folded):
    assert plain(relu(f)) == clipped
    assert plain(absolute(f)) == folded


def test_the_absolute_value_is_the_sum_of_two_relus():
    assert relu(LINE) + relu(-LINE) == ABSOLUTE
    assert relu(LINE) - relu(-LINE) == LINE


MAXIMA = {
    "one function": ([LINE], LINE),
    "the same function twice": ([ABSOLUTE, ABSOLUTE], ABSOLUTE),
    "two lines": ([LINE, -LINE], ABSOLUTE),
    "three": ([LINE, -LINE, ZERO], ABSOLUTE),
    "parallel lines": ([LINE, LINE + TINY], LINE + TINY),
    "touching at one point": ([ABSOLUTE, PWL.affine(1, 0)], ABSOLUTE),
    "crossing far out": (
        [PWL.affine(1, 0), PWL.affine(1 + F(1, HUGE), -1)],
        PWL.from_pieces([HUGE], [(1, 0), (1 + F(1, HUGE), -1)]),
    ),
}


@pytest.mark.parametrize(("functions_", "expected"), MAXIMA.values(), ids=MAXIMA)
def test_maxima_and_minima(functions_, expected):
    assert maximum(*functions_) == expected
    assert minimum(*(-f for f in functions_)) == -expected


# name: (outer, inner, outer after inner)
COMPOSED = {
    "with the identity inside": (HAT, LINE, HAT),
    "with the identity outside": (LINE, HAT, HAT),
    "a constant inside": (HAT, PWL.constant("1/2"), PWL.constant("1/2")),
    "a constant inside, at a breakpoint": (HAT, PWL.constant(1), PWL.constant(0)),
    "a constant outside": (PWL.constant(7), HAT, PWL.constant(7)),
    "affine maps": (PWL.affine(2, 1), PWL.affine(3, -1), PWL.affine(6, -1)),
    "a reflection": (TENT, PWL.affine(-1, 1), TENT),
    "|x| twice": (ABSOLUTE, ABSOLUTE, ABSOLUTE),
    "a flat end that meets a breakpoint": (ABSOLUTE, relu(LINE), relu(LINE)),
    "a touching level": (relu(LINE - 1), HAT, ZERO),
    "two tents": (
        TENT,
        TENT,
        PWL.from_points(
            [(0, 0), ("1/4", 1), ("1/2", 0), ("3/4", 1), (1, 0)], left_slope=0, right_slope=0
        ),
    ),
    "slopes of 2^300 and back": (PWL.affine(F(1, HUGE), 0), HUGE * ABSOLUTE, ABSOLUTE),
    "steep steps": (
        PWL.from_pieces([HUGE], [(0, 0), (1, -HUGE)]),
        HUGE * LINE,
        PWL.from_pieces([1], [(0, 0), (HUGE, -HUGE)]),
    ),
}


@pytest.mark.parametrize(("outer", "inner", "expected"), COMPOSED.values(), ids=COMPOSED)
def test_composition(outer, inner, expected):
    assert compose(outer, inner) == expected
    assert outer @ inner == expected


def test_the_tent_after_itself_has_two_to_the_k_pieces_on_the_unit_interval():
    f = LINE
    for k in range(1, 11):
        f = TENT @ f
        assert restrict(f, 0, 1).piece_count == 2**k
        assert f.piece_count == 2**k + 2


RESTRICTED = {
    "around everything": (HAT, -2, 2, HAT),
    "from breakpoint to breakpoint": (HAT, -1, 1, PWL.from_pieces([0], [(1, 1), (-1, 1)])),
    "within one piece": (HAT, "-3/4", "-1/4", PWL.affine(1, 1)),
    "within an end": (ABSOLUTE, 1, 2, LINE),
    "left of everything": (HAT, -5, -3, ZERO),
    "over one breakpoint": (HAT, "-1/2", "1/2", PWL.from_pieces([0], [(1, 1), (-1, 1)])),
    "to a breakpoint": (HAT, -3, 0, PWL.from_pieces([-1], [(0, 0), (1, 1)])),
    "2^-50 wide": (ABSOLUTE, -TINY, TINY, ABSOLUTE),
    "2^300 wide": (HAT, -HUGE, HUGE, HAT),
    "an affine function": (PWL.affine(2, 3), 4, 5, PWL.affine(2, 3)),
}


@pytest.mark.parametrize(("f", "lower", "upper", "expected"), RESTRICTED.values(), ids=RESTRICTED)
def test_restriction_continues_the_end_pieces(f, lower, upper, expected):
    assert restrict(f, lower, upper) == expected


REFUSED = {
    "a reversed interval": (
        lambda: restrict(HAT, 1, "1/2"),
        DomainError,
        "an interval must have lower < upper, not [1, 1/2]",
    ),
    "a single point": (
        lambda: restrict(HAT, 1, 1),
        DomainError,
        "an interval must have lower < upper, not [1, 1]",
    ),
    "a float": (
        lambda: restrict(HAT, 0, 0.5),
        FloatError,
        (
            "upper must be an exact rational number, not the float 0.5 (which holds 1/2); "
            'write "1/2", or ask for floats="dyadic" or "decimal"'
        ),
    ),
    "no number": (
        lambda: restrict(HAT, None, 1),
        NumberError,
        "lower must be a rational number, not None",
    ),
    "composition with a number": (
        lambda: compose(HAT, 3),
        TypeError,
        "unsupported operand type(s) for @: 'PWL' and 'int'",
    ),
}


@pytest.mark.parametrize(("act", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_in_one_line(act, kind, message):
    with pytest.raises(kind) as refused:
        act()
    assert str(refused.value) == message
    assert type(refused.value) is kind


# Laws, against the oracle in plain Fractions.


@given(lines())
@example(Line(((F(0), F(0)),), F(0), F(-1)))
@example(Line(((F(0), F(1)),), F(-1), F(0)))
def test_relu_and_absolute_value_are_those_of_the_oracle(line):
    f = as_pwl(line)
    assert plain(relu(f)) == oracle.plain(oracle.relu(line))
    assert plain(absolute(f)) == oracle.plain(oracle.magnitude(line))


@given(lines(max_points=4), lines(max_points=4))
def test_maxima_and_minima_are_those_of_the_oracle(line, other):
    f, g = as_pwl(line), as_pwl(other)
    assert plain(maximum(f, g)) == oracle.plain(oracle.larger(line, other))
    negative = [oracle.scaled(each, F(-1)) for each in (line, other)]
    assert plain(-minimum(f, g)) == oracle.plain(oracle.larger(*negative))


@given(lines(max_points=4), lines(max_points=4))
@example(Line(((F(0), F(0)),), F(0), F(1)), Line(((F(0), F(0)),), F(0), F(0)))
def test_compositions_are_those_of_the_oracle(outer, inner):
    composed = as_pwl(outer) @ as_pwl(inner)
    assert plain(composed) == oracle.plain(oracle.composed(outer, inner))


@given(lines(), intervals())
def test_restrictions_are_those_of_the_oracle(line, interval):
    restricted = restrict(as_pwl(line), *interval)
    assert plain(restricted) == oracle.plain(oracle.restricted(line, *interval))


@settings(max_examples=40)
@given(functions, functions)
def test_maximum_and_minimum_are_made_of_relus(f, g):
    assert relu(f) == maximum(PWL.constant(0), f)
    assert maximum(f, g) + minimum(f, g) == f + g
    assert maximum(f, g) - minimum(f, g) == absolute(f - g)
    assert relu(f) - relu(-f) == f
    assert relu(f) + relu(-f) == absolute(f)


@settings(max_examples=40)
@given(functions, functions, functions)
def test_maximum_and_minimum_form_a_distributive_lattice(f, g, h):
    assert maximum(f, g) == maximum(g, f)
    assert maximum(f, maximum(g, h)) == maximum(f, g, h) == maximum(maximum(f, g), h)
    assert minimum(f, minimum(g, h)) == minimum(f, g, h)
    assert maximum(f, f) == f == minimum(f, f)
    assert maximum(f, minimum(f, g)) == f
    assert minimum(f, maximum(g, h)) == maximum(minimum(f, g), minimum(f, h))
    assert maximum(f, g) + h == maximum(f + h, g + h)


@settings(max_examples=40)
@given(moderate_functions, moderate_functions, moderate_functions)
def test_composition_is_associative_and_distributes_from_the_right(f, g, h):
    assert (f @ g) @ h == f @ (g @ h)
    assert (f + g) @ h == f @ h + g @ h
    assert maximum(f, g) @ h == maximum(f @ h, g @ h)
    assert f @ LINE == f == LINE @ f


@given(functions, functions, numbers)
def test_composition_evaluates_the_outer_at_the_value_of_the_inner(f, g, x):
    assert compose(f, g)(x) == f(g(x))


@given(functions, intervals(), moderate.map(abs))
def test_a_restriction_agrees_inside_and_is_its_own_restriction(f, interval, share):
    lower, upper = interval
    inside = restrict(f, lower, upper)
    share = share / (share + 1)
    for x in (lower, upper, lower + share * (upper - lower), (lower + upper) / 2):
        assert inside(x) == f(x)
    assert restrict(inside, lower, upper) == inside
    assert all(lower < t < upper for t in inside.breakpoints)
    assert inside.breakpoints == tuple(t for t in f.breakpoints if lower < t < upper)
