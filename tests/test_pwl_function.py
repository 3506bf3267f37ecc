"""Functions on the line as values: making, reading, adding and showing them."""

import copy
import json
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import oracles_line as oracle
import pytest
import sympy
from flint import fmpq, fmpz
from hypothesis import example, given
from hypothesis import strategies as st
from oracles_line import Line
from strategies_line import as_pwl, fractions, functions, lines, numbers

from exactrelu.errors import (
    DimensionError,
    DomainError,
    ExactReluError,
    FloatError,
    FormatError,
    FunctionError,
    NumberError,
)
from exactrelu.pwl import PWL

F = Fraction
HUGE = 2**300
TINY = F(1, 2**50)
SCHEMA = "exactrelu-pwl/1"


def plain(f):
    return f.breakpoints, f.pieces


ABSOLUTE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)

# name: (breakpoints, pieces, [(x, f(x)), ...])
NAMED = {
    "zero": ([], [(0, 0)], [(0, 0), (7, 0), (-HUGE, 0)]),
    "a constant": ([], [(0, F(1, 3))], [(5, F(1, 3))]),
    "the identity": ([], [(1, 0)], [(-4, -4), (0, 0), (TINY, TINY)]),
    "one breakpoint at 0": ([0], [(-1, 0), (1, 0)], [(-3, 3), (0, 0), (F(1, 7), F(1, 7))]),
    "one breakpoint elsewhere": ([5], [(0, 0), (1, -5)], [(0, 0), (5, 0), (6, 1)]),
    "flat ends": ([0, 1], [(0, 0), (1, 0), (0, 1)], [(-9, 0), (F(1, 2), F(1, 2)), (9, 1)]),
    "a gap of 2^-50": (
        [1, 1 + TINY],
        [(0, 0), (2**50, -(2**50)), (0, 1)],
        [(1, 0), (1 + TINY / 2, F(1, 2)), (1 + TINY, 1), (2, 1)],
    ),
    "slopes of 2^300 and 2^-300": (
        [0],
        [(F(1, HUGE), 0), (HUGE, 0)],
        [(-HUGE, -1), (F(1, HUGE), 1), (-1, -F(1, HUGE))],
    ),
    "breakpoints at 2^300": (
        [-HUGE, HUGE],
        [(0, -1), (F(1, HUGE), 0), (0, 1)],
        [(0, 0), (-2 * HUGE, -1), (HUGE, 1)],
    ),
    "the same slope twice": ([0, 1, 2], [(1, 0), (2, 0), (1, 1), (2, -1)], [(3, 5), (-1, -1)]),
}


@pytest.mark.parametrize(("breakpoints", "pieces", "values"), NAMED.values(), ids=NAMED)
def test_a_function_is_what_its_pieces_say(breakpoints, pieces, values):
    f = PWL.from_pieces(breakpoints, pieces)
    assert plain(f) == (tuple(breakpoints), tuple(pieces))
    assert f.piece_count == len(pieces)
    assert f.slopes == tuple(slope for slope, _ in pieces)
    assert (f.left_slope, f.right_slope) == (pieces[0][0], pieces[-1][0])
    assert [f(x) for x, _ in values] == [y for _, y in values]
    assert f.values == tuple(f(t) for t in breakpoints)
    assert len(f.slope_changes) == len(breakpoints)


@pytest.mark.parametrize(("breakpoints", "pieces", "values"), NAMED.values(), ids=NAMED)
def test_every_number_that_comes_out_is_a_fraction(breakpoints, pieces, values):
    f = PWL.from_pieces(breakpoints, pieces)
    shown = [*f.breakpoints, *f.values, *f.slopes, *f.slope_changes, f.left_slope, f.right_slope]
    shown += [number for piece in f.pieces for number in piece] + [f(x) for x, _ in values]
    assert {type(number) for number in shown} == {Fraction}
    assert type(f.piece_count) is int


def test_points_on_a_line_are_no_breakpoints():
    straight = PWL.from_points([(-1, -1), (3, 3), (4, 4)], left_slope=1, right_slope=1)
    assert straight == PWL.affine(1, 0)
    assert straight.piece_count == 1
    bent = PWL.from_points([(-1, 0), (0, 0), (1, 1), (2, 2)], left_slope=0, right_slope=1)
    assert bent.breakpoints == (0,)


@pytest.mark.parametrize("x", [-HUGE, F(-7, 3), 0, TINY, 1, HUGE])
def test_an_affine_function_does_not_remember_the_point_it_was_made_from(x):
    f = PWL.from_points([(x, 2 * x + 1)], left_slope=2, right_slope=2)
    assert f == PWL.affine(2, 1)
    assert hash(f) == hash(PWL.affine(2, 1))


NUMBERS = [2, "2", "4/2", "2.0", F(2), Decimal(2), fmpz(2), fmpq(2), sympy.Integer(2), np.int64(2)]


@pytest.mark.parametrize("two", NUMBERS, ids=lambda two: type(two).__name__)
def test_every_kind_of_rational_number_may_come_in(two):
    assert PWL.affine(two, two) == PWL.affine(2, 2)
    assert ABSOLUTE(two) == 2
    assert ABSOLUTE + two == ABSOLUTE + 2
    assert ABSOLUTE - two == ABSOLUTE + -2
    assert ABSOLUTE * two == ABSOLUTE + ABSOLUTE
    assert (ABSOLUTE / two) * 2 == ABSOLUTE
    if not isinstance(two, str):
        assert two + ABSOLUTE == ABSOLUTE + 2
        assert two - ABSOLUTE == -ABSOLUTE + 2
        assert two * ABSOLUTE == ABSOLUTE * 2


def test_a_generator_may_hold_the_points_and_the_pieces():
    assert PWL.from_pieces((t for t in [0]), (p for p in [(-1, 0), (1, 0)])) == ABSOLUTE
    points = ((x, abs(x)) for x in (-1, 0, 1))
    assert PWL.from_points(points, left_slope=-1, right_slope=1) == ABSOLUTE


# What is refused, with the message in full: what was required, what came, where.

JSON = {"schema": SCHEMA, "breakpoints": ["0"], "pieces": [["-1", "0"], ["1", "0"]]}
FLOAT = (
    " must be an exact rational number, not the float 0.5 (which holds 1/2); "
    'write "1/2", or ask for floats="dyadic" or "decimal"'
)
REFUSED = {
    "no points": (
        lambda: PWL.from_points([], left_slope=0, right_slope=0),
        FunctionError,
        "a function from points needs at least one point, not 0",
    ),
    "a point of three coordinates": (
        lambda: PWL.from_points([(0, 0), (1, 2, 3)], left_slope=0, right_slope=0),
        DimensionError,
        "point 1 must have 2 coordinates (x, y), not 3",
    ),
    "unsorted points": (
        lambda: PWL.from_points([(1, 0), ("1/2", 0)], left_slope=0, right_slope=0),
        FunctionError,
        "x-coordinates of the points must increase strictly, but 1 comes before 1/2",
    ),
    "one point with two values": (
        lambda: PWL.from_points([(0, 1), (0, 2)], left_slope=0, right_slope=0),
        FunctionError,
        "x-coordinates of the points must increase strictly, but 0 comes before 0",
    ),
    "a float in a point": (
        lambda: PWL.from_points([(0, 0.5)], left_slope=0, right_slope=0),
        FloatError,
        "point 0[1]" + FLOAT,
    ),
    "a float as left slope": (
        lambda: PWL.from_points([(0, 0)], left_slope=0.5, right_slope=0),
        FloatError,
        "left_slope" + FLOAT,
    ),
    "a float as right slope": (
        lambda: PWL.from_points([(0, 0)], left_slope=0, right_slope=0.5),
        FloatError,
        "right_slope" + FLOAT,
    ),
    "unsorted breakpoints": (
        lambda: PWL.from_pieces([1, 0], [(0, 0), (0, 0), (0, 0)]),
        FunctionError,
        "breakpoints must increase strictly, but 1 comes before 0",
    ),
    "a repeated breakpoint": (
        lambda: PWL.from_pieces([1, 1], [(0, 0), (1, 0), (2, 0)]),
        FunctionError,
        "breakpoints must increase strictly, but 1 comes before 1",
    ),
    "pieces that do not meet": (
        lambda: PWL.from_pieces(["1/3"], [(0, 0), (1, 0)]),
        FunctionError,
        "the pieces must agree at the breakpoint 1/3, but their values are 0 and 1/3",
    ),
    "the second pair does not meet": (
        lambda: PWL.from_pieces([0, 1], [(0, 0), (1, 0), (1, 1)]),
        FunctionError,
        "the pieces must agree at the breakpoint 1, but their values are 1 and 2",
    ),
    "too few pieces": (
        lambda: PWL.from_pieces([0, 1], [(0, 0), (0, 0)]),
        DimensionError,
        "2 breakpoints need 3 pieces, not 2",
    ),
    "too many pieces": (
        lambda: PWL.from_pieces([], [(0, 0), (0, 0)]),
        DimensionError,
        "0 breakpoints need 1 pieces, not 2",
    ),
    "no pieces": (
        lambda: PWL.from_pieces([], []),
        DimensionError,
        "0 breakpoints need 1 pieces, not 0",
    ),
    "a piece of one number": (
        lambda: PWL.from_pieces([0], [(0, 0), (0,)]),
        DimensionError,
        "piece 1 must have 2 numbers (slope, intercept), not 1",
    ),
    "a float as breakpoint": (
        lambda: PWL.from_pieces([0, 0.5], [(0, 0)] * 3),
        FloatError,
        "breakpoints[1]" + FLOAT,
    ),
    "a float in a piece": (
        lambda: PWL.from_pieces([], [(0.5, 0)]),
        FloatError,
        "piece 0[0]" + FLOAT,
    ),
    "a text as breakpoints": (
        lambda: PWL.from_pieces("01", [(0, 0)] * 3),
        NumberError,
        "breakpoints must be a sequence of rational numbers, not '01'",
    ),
    "a number as breakpoints": (
        lambda: PWL.from_pieces(0, [(0, 0)] * 2),
        NumberError,
        "breakpoints must be a sequence of rational numbers, not int",
    ),
    "a point that is not finite": (
        lambda: ABSOLUTE(float("nan")),
        FloatError,
        "point must be a finite rational number, not nan",
    ),
    "a float as point": (lambda: ABSOLUTE(0.5), FloatError, "point" + FLOAT),
    "a point over zero": (
        lambda: ABSOLUTE("1/0"),
        NumberError,
        "point must be a rational number, but '1/0' divides by zero",
    ),
    "a float as slope": (lambda: PWL.affine(0.5, 0), FloatError, "slope" + FLOAT),
    "a float as intercept": (lambda: PWL.affine(0, 0.5), FloatError, "intercept" + FLOAT),
    "a float as constant": (lambda: PWL.constant(0.5), FloatError, "value" + FLOAT),
    "a float as summand": (lambda: ABSOLUTE + 0.5, FloatError, "summand" + FLOAT),
    "a float as first summand": (lambda: 0.5 + ABSOLUTE, FloatError, "summand" + FLOAT),
    "a float taken away": (lambda: ABSOLUTE - 0.5, FloatError, "summand" + FLOAT),
    "a float taken from": (lambda: 0.5 - ABSOLUTE, FloatError, "summand" + FLOAT),
    "a float as factor": (lambda: ABSOLUTE * 0.5, FloatError, "factor" + FLOAT),
    "a float as divisor": (lambda: ABSOLUTE / 0.5, FloatError, "divisor" + FLOAT),
    "a truth value as factor": (
        lambda: ABSOLUTE * True,
        NumberError,
        "factor must be a rational number, not the truth value True",
    ),
    "a product of functions": (
        lambda: ABSOLUTE * ABSOLUTE,
        NumberError,
        "factor must be a rational number, not exactrelu.pwl.function.PWL",
    ),
    "division by zero": (
        lambda: ABSOLUTE / 0,
        DomainError,
        "divisor must not be 0",
    ),
    "a function after a number": (
        lambda: ABSOLUTE @ 3,
        TypeError,
        "unsupported operand type(s) for @: 'PWL' and 'int'",
    ),
    "no JSON object": (
        lambda: PWL.from_json([]),
        FormatError,
        "a function must be a JSON object, not list",
    ),
    "no schema": (
        lambda: PWL.from_json({}),
        FormatError,
        'schema must be "exactrelu-pwl/1", not None',
    ),
    "another schema": (
        lambda: PWL.from_json(JSON | {"schema": "exactrelu-pwl/2"}),
        FormatError,
        "schema must be \"exactrelu-pwl/1\", not 'exactrelu-pwl/2'",
    ),
    "an unknown field": (
        lambda: PWL.from_json(JSON | {"name": "f"}),
        FormatError,
        "a function has the fields ['breakpoints', 'pieces', 'schema']; \"name\" is unknown",
    ),
    "a missing field": (
        lambda: PWL.from_json({"schema": SCHEMA, "pieces": []}),
        FormatError,
        "a function has the fields ['breakpoints', 'pieces', 'schema']; \"breakpoints\" is missing",
    ),
    "breakpoints that are no array": (
        lambda: PWL.from_json(JSON | {"breakpoints": "0"}),
        FormatError,
        "breakpoints must be a JSON array, not str",
    ),
    "pieces that are no array": (
        lambda: PWL.from_json(JSON | {"pieces": {}}),
        FormatError,
        "pieces must be a JSON array, not dict",
    ),
    "a piece that is no array": (
        lambda: PWL.from_json(JSON | {"pieces": [["-1", "0"], 1]}),
        FormatError,
        "piece 1 must be a JSON array, not int",
    ),
    "a piece of three numbers": (
        lambda: PWL.from_json(JSON | {"pieces": [["-1", "0"], ["1", "0", "0"]]}),
        DimensionError,
        "piece 1 must have 2 numbers (slope, intercept), not 3",
    ),
    "JSON with a float as breakpoint": (
        lambda: PWL.from_json(JSON | {"breakpoints": [0.5]}),
        FloatError,
        "breakpoints[0]" + FLOAT,
    ),
    "JSON with a float in a piece": (
        lambda: PWL.from_json(JSON | {"pieces": [["-1", "0"], [1, 0.5]]}),
        FloatError,
        "piece 1[1]" + FLOAT,
    ),
    "JSON with a jump": (
        lambda: PWL.from_json(JSON | {"pieces": [["-1", "0"], ["1", "1"]]}),
        FunctionError,
        "the pieces must agree at the breakpoint 0, but their values are 0 and 1",
    ),
}


@pytest.mark.parametrize(("act", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_in_one_line(act, kind, message):
    with pytest.raises(kind) as refused:
        act()
    assert str(refused.value) == message
    assert type(refused.value) is kind
    assert issubclass(kind, ExactReluError) or kind is TypeError


def test_a_function_is_no_equal_of_other_things():
    assert PWL.constant(3) != 3
    assert ABSOLUTE != "PWL"
    assert ABSOLUTE.__eq__(3) is NotImplemented
    assert PWL.affine(1, 0) != ABSOLUTE
    assert ABSOLUTE + TINY != ABSOLUTE


def test_different_functions_have_different_hashes_as_a_rule():
    assert len({hash(PWL.affine(slope, 0)) for slope in range(100)}) > 90
    assert len({ABSOLUTE, HAT, PWL.from_pieces([0], [(-1, 0), (1, 0)])}) == 2


def test_a_function_cannot_be_changed():
    with pytest.raises(AttributeError):
        ABSOLUTE.graph = HAT.graph
    with pytest.raises(ValueError, match="read-only"):
        ABSOLUTE.graph[0, 0] = 1


def test_a_function_keeps_its_graph_when_its_maker_changes_the_array():
    array = HAT.graph.copy()
    f = PWL(array)
    array[:] = 7
    assert f == HAT


def test_functions_are_kept_in_machine_words_up_to_2_to_63_minus_1():
    fits, does_not = PWL.affine(2**63 - 1, 0), PWL.affine(2**63, 0)
    assert (fits.graph.dtype, does_not.graph.dtype) == (np.dtype(np.int64), np.dtype(object))
    assert fits + PWL.affine(1, 0) == does_not
    assert (does_not - PWL.affine(1, 0)).graph.dtype == np.int64
    assert fits * 2 - fits == fits
    assert (fits * HUGE) / HUGE == fits


def test_the_zero_multiple_is_the_zero_function():
    assert PWL.constant(0) == 0 * HAT == HAT - HAT
    assert sum([HAT, HAT, HAT]) == 3 * HAT


def test_a_function_shows_itself_as_code():
    assert repr(PWL.affine("1/3", 0)) == "PWL.from_pieces([], [('1/3', '0')])"
    assert repr(ABSOLUTE) == "PWL.from_pieces(['0'], [('-1', '0'), ('1', '0')])"


def test_json_holds_rational_numbers_as_text():
    assert ABSOLUTE.as_json() == JSON
    assert PWL.from_json(JSON) == ABSOLUTE


@pytest.mark.parametrize(
    ("floats", "tenth"), [("dyadic", F(*(0.1).as_integer_ratio())), ("decimal", F(1, 10))]
)
def test_json_may_hold_floats_if_one_says_how_to_read_them(floats, tenth):
    document = JSON | {"breakpoints": [0.1], "pieces": [[0, 0], [0.0, 0]]}
    assert PWL.from_json(document, floats=floats) == PWL.constant(0)
    document = JSON | {"breakpoints": [], "pieces": [[0.1, 3]]}
    assert PWL.from_json(document, floats=floats) == PWL.affine(tenth, 3)
    document = JSON | {"breakpoints": [0.1], "pieces": [[1, 0], [0, 0.1]]}
    assert PWL.from_json(document, floats=floats).breakpoints == (tenth,)


# Laws, against the oracle in plain Fractions.


@given(lines())
def test_pieces_breakpoints_and_values_are_those_of_the_oracle(line):
    f = as_pwl(line)
    breakpoints, pieces = oracle.plain(line)
    assert plain(f) == (breakpoints, pieces)
    assert f.values == tuple(line(t) for t in breakpoints)
    assert f.piece_count == len(pieces)
    assert f.slopes == tuple(slope for slope, _ in pieces)
    assert (f.left_slope, f.right_slope) == (line.left, line.right)
    changes = zip(f.slopes, f.slopes[1:], strict=False)
    assert f.slope_changes == tuple(right - left for left, right in changes)
    assert all(f.slope_changes)


@given(lines(), numbers)
def test_values_are_those_of_the_oracle(line, x):
    f = as_pwl(line)
    for point in [x, *line.kinks, *(t + x for t in line.kinks)]:
        assert f(point) == line(point)


@given(lines())
def test_a_function_is_made_again_from_its_pieces_points_json_pickle_and_repr(line):
    f = as_pwl(line)
    assert PWL.from_pieces(f.breakpoints, f.pieces) == f
    points = [(x, f(x)) for x in [*f.breakpoints, max(line.kinks) + 1]]
    assert PWL.from_points(points, left_slope=f.left_slope, right_slope=f.right_slope) == f
    assert PWL.from_json(json.loads(json.dumps(f.as_json()))) == f
    assert eval(repr(f)) == f
    for again in (pickle.loads(pickle.dumps(f)), copy.copy(f), copy.deepcopy(f)):
        assert again == f
        assert not again.graph.flags.writeable


@given(lines(), st.lists(fractions, min_size=1, max_size=4))
def test_equal_functions_are_equal_values_with_equal_hashes(line, more):
    """Points on the graph, added to those that define it, change nothing."""
    points = {x: line(x) for x in [*line.kinks, *more]}
    same = as_pwl(Line(tuple(sorted(points.items())), line.left, line.right))
    assert same == as_pwl(line)
    assert hash(same) == hash(as_pwl(line))
    assert (same.graph == as_pwl(line).graph).all()
    assert same.graph.dtype == as_pwl(line).graph.dtype


@given(lines(), lines())
@example(Line(((F(0), F(0)),), F(0), F(1)), Line(((F(0), F(0)),), F(0), F(-1)))
@example(Line(((F(0), F(0)),), F(0), F(1)), Line(((F(0), F(0)),), F(1), F(0)))
def test_two_functions_are_equal_iff_the_oracle_says_so(line, other):
    f, g = as_pwl(line), as_pwl(other)
    assert (f == g) == (oracle.plain(line) == oracle.plain(other))
    assert f != g or hash(f) == hash(g)


@given(lines(), lines())
def test_sums_and_differences_are_those_of_the_oracle(line, other):
    f, g = as_pwl(line), as_pwl(other)
    assert plain(f + g) == oracle.plain(oracle.added(line, other))
    assert plain(f - g) == oracle.plain(oracle.added(line, oracle.scaled(other, F(-1))))


@given(lines(), numbers, numbers)
def test_multiples_and_shifts_are_those_of_the_oracle(line, factor, shift):
    f = as_pwl(line)
    assert plain(factor * f + shift) == oracle.plain(oracle.scaled(line, factor, shift))
    assert plain(shift - f) == oracle.plain(oracle.scaled(line, F(-1), shift))
    assert plain(-f) == oracle.plain(oracle.scaled(line, F(-1)))
    if factor:
        assert plain(f / factor) == oracle.plain(oracle.scaled(line, 1 / factor))


@given(functions, functions, functions, numbers)
def test_functions_form_a_vector_space(f, g, h, c):
    assert f + g - g == f
    assert f + g == g + f
    assert (f + g) + h == f + (g + h)
    assert c * (f + g) == c * f + c * g
    assert f - f == PWL.constant(0)
    assert -(0 - f) == f
    assert f + c - c == f
