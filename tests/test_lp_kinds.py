"""What is of another kind than the one asked for is refused in one line, whatever it is."""

from fractions import Fraction

import pytest

from exactrelu import lp, qp
from exactrelu.errors import DimensionError, DomainError, FloatError, KindError
from exactrelu.lp import IntegerProgram, LinearProgram, Row
from exactrelu.qp import QuadraticProgram, least_squares

LINEAR = LinearProgram.of([1], [([2], ">=", 1)])
WHOLE = IntegerProgram(LINEAR, [0])
QUADRATIC = QuadraticProgram([[2]], [0])
EVERY = "; exactrelu.models.solve takes every kind of program"

WRONG_KINDS = {
    "solve": (
        lambda: lp.solve(WHOLE),
        f"program must be a LinearProgram, not an IntegerProgram{EVERY}",
    ),
    "solve a quadratic program": (
        lambda: lp.solve(QUADRATIC),
        f"program must be a LinearProgram, not a QuadraticProgram{EVERY}",
    ),
    "solve_integer": (
        lambda: lp.solve_integer(LINEAR),
        f"program must be an IntegerProgram, not a LinearProgram{EVERY}",
    ),
    "qp.solve": (
        lambda: qp.solve(LINEAR),
        f"program must be a QuadraticProgram, not a LinearProgram{EVERY}",
    ),
    "start": (
        lambda: lp.start(WHOLE),
        f"program must be a LinearProgram, not an IntegerProgram{EVERY}",
    ),
    "safe_bound": (
        lambda: lp.safe_bound(WHOLE, [1]),
        f"program must be a LinearProgram, not an IntegerProgram{EVERY}",
    ),
    "farkas_test": (lambda: lp.farkas_test(5, [1]), "program must be a LinearProgram, not an int"),
    "add_row": (
        lambda: lp.add_row(LINEAR, ([1], ">=", 0)),
        "state must be a State, not a LinearProgram; start(program) makes one",
    ),
    "interior_point": (
        lambda: lp.interior_point(LINEAR),
        "rows must be a sequence of rows, not a LinearProgram; take program.rows",
    ),
    "fault of an integer answer": (
        lambda: lp.fault(LINEAR, lp.solve_integer(WHOLE)),
        "answer must be an Optimal or an Infeasible or an Unbounded, not an IntegerOptimal",
    ),
    "is_proved of an integer answer": (
        lambda: lp.is_proved(LINEAR, lp.solve_integer(WHOLE)),
        "answer must be an Optimal or an Infeasible or an Unbounded, not an IntegerOptimal",
    ),
    "fault of a number": (
        lambda: lp.fault(LINEAR, 5),
        "answer must be an Optimal or an Infeasible or an Unbounded, not an int",
    ),
    "fault for an integer program": (
        lambda: lp.fault(WHOLE, lp.solve(LINEAR)),
        f"program must be a LinearProgram, not an IntegerProgram{EVERY}",
    ),
    "fault of a linear answer to a quadratic program": (
        lambda: qp.fault(QUADRATIC, None),
        "answer must be an Optimal or an Infeasible or an Unbounded, not None",
    ),
    "as_mps": (
        lambda: lp.as_mps(QUADRATIC),
        "program must be a LinearProgram or an IntegerProgram, not a QuadraticProgram",
    ),
    "as_lp": (
        lambda: lp.as_lp(None),
        "program must be a LinearProgram or an IntegerProgram, not None",
    ),
    "to_pulp": (
        lambda: lp.to_pulp(5),
        "program must be a LinearProgram or an IntegerProgram, not an int",
    ),
    "from_pulp": (lambda: lp.from_pulp(5), "problem must be a LpProblem, not an int"),
    "from_lp": (lambda: lp.from_lp(None), "text must be a str, not None"),
    "from_mps": (lambda: lp.from_mps(b"abc"), "text must be a str, not a bytes"),
    "rows": (lambda: LinearProgram.of([1], 5), "rows must be a sequence of rows, not an int"),
    "bounds": (
        lambda: LinearProgram.of([1], bounds=5),
        "bounds must be a sequence of pairs (lower, upper), not an int",
    ),
    "lower": (
        lambda: LinearProgram([1], lower=0),
        "lower must be a sequence of numbers and Nones, not an int",
    ),
    "names": (
        lambda: LinearProgram.of([1], names="x"),
        "names must be a sequence of texts, not a str",
    ),
    "a name": (
        lambda: LinearProgram.of([1, 1], names=["x", 2]),
        "names[1] must be a text, not int",
    ),
    "an integer program of numbers": (
        lambda: IntegerProgram([1], [0]),
        "program must be a LinearProgram, not a list",
    ),
    "integers": (
        lambda: IntegerProgram(LINEAR, 0),
        "integers must be a sequence of positions, not an int",
    ),
    "rows of least squares": (
        lambda: least_squares([[1]], [1], rows=5),
        "rows must be a sequence of rows, not an int",
    ),
    "bounds of least squares": (
        lambda: least_squares([[1]], [1], bounds=5),
        "bounds must be a sequence of pairs (lower, upper), not an int",
    ),
}


@pytest.mark.parametrize(("call", "message"), WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_another_kind_is_refused_in_one_line(call, message):
    with pytest.raises(KindError) as caught:
        call()
    assert str(caught.value) == message


BAD_ARGUMENTS = {
    "a dimension below 0": (
        lambda: lp.interior_point([], dimension=-1),
        DimensionError,
        "dimension must be an integer, at least 0, not -1",
    ),
    "a dimension that is no integer": (
        lambda: lp.interior_point([], dimension="1"),
        DimensionError,
        "dimension must be an integer, at least 0, not '1'",
    ),
    "numbers of an LP file": (
        lambda: lp.as_lp(LINEAR, numbers="foo"),
        DomainError,
        "numbers must be 'decimal' or 'rational', not 'foo'",
    ),
    "numbers of an MPS file": (
        lambda: lp.as_mps(LINEAR, numbers="foo"),
        DomainError,
        "numbers must be 'decimal' or 'rational', not 'foo'",
    ),
    "the form of an MPS file": (
        lambda: lp.from_mps("ROWS\n N c\nENDATA", form="loose"),
        DomainError,
        "form must be 'free' or 'fixed', not 'loose'",
    ),
    "half a node": (
        lambda: lp.solve_integer(WHOLE, node_limit=1.5),
        DomainError,
        "node_limit must be an integer, at least 0, not 1.5",
    ),
    "a way to read floats": (
        lambda: lp.safe_bound(LINEAR, [0.3], floats="exact"),
        DomainError,
        "floats must be 'refuse', 'dyadic' or 'decimal', not 'exact'",
    ),
    "a way to read the float of a row": (
        lambda: Row([1], "<=", 1.5, floats="foo"),
        DomainError,
        "floats must be 'refuse', 'dyadic' or 'decimal', not 'foo'",
    ),
    "an infinite bound": (
        lambda: LinearProgram.of([1], bounds=[(float("-inf"), None)]),
        FloatError,
        "lower[0] must be finite, or None for no bound, not -inf",
    ),
    "multipliers of too few rows": (
        lambda: lp.farkas_test(LinearProgram.of([1]), [1]),
        DimensionError,
        "multipliers must have 0 entries, one for each row, not 1",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), BAD_ARGUMENTS.values(), ids=BAD_ARGUMENTS)
def test_a_bad_argument_is_refused_in_one_line(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


HALF = Fraction(1, 2)
READ = {
    "a linear program": lambda floats: LinearProgram.of(
        [0.5], [([0.5], ">=", 0.5)], bounds=[(0.5, 0.5)], constant=0.5, floats=floats
    ),
    "by its ends": lambda floats: LinearProgram(
        [0.5], [([0.5], ">=", 0.5)], lower=[0.5], upper=[0.5], constant=0.5, floats=floats
    ),
    "by its rows": lambda floats: LinearProgram.of(
        ["1/2"], bounds=[("1/2", "1/2")], constant="1/2"
    ).with_rows(([0.5], ">=", 0.5), floats=floats),
    "its JSON": lambda floats: LinearProgram.from_json(
        {
            **EXPECTED.as_json(),
            "objective": [0.5],
            "rows": [{"coefficients": [0.5], "relation": ">=", "bound": 0.5}],
            "lower": [0.5],
        },
        floats=floats,
    ),
    "an integer program": lambda floats: (
        IntegerProgram.of(
            [0.5], [([0.5], ">=", 0.5)], bounds=[(0.5, 0.5)], constant=0.5, floats=floats
        ).program
    ),
    "a quadratic program": lambda floats: (
        QuadraticProgram.of(
            [[0.5]], [0.5], [([0.5], ">=", 0.5)], bounds=[(0.5, 0.5)], constant=0.5, floats=floats
        ).linear
    ),
    "a quadratic program by its ends": lambda floats: (
        QuadraticProgram(
            [[0.5]],
            [0.5],
            [([0.5], ">=", 0.5)],
            lower=[0.5],
            upper=[0.5],
            constant=0.5,
            floats=floats,
        ).linear
    ),
    "a warm start": lambda floats: (
        lp.add_row(
            lp.start(LinearProgram.of(["1/2"], bounds=[("1/2", "1/2")], constant="1/2")),
            ([0.5], ">=", 0.5),
            floats=floats,
        ).program
    ),
}
EXPECTED = LinearProgram.of(
    ["1/2"], [(["1/2"], ">=", "1/2")], bounds=[("1/2", "1/2")], constant="1/2"
)


@pytest.mark.parametrize("make", READ.values(), ids=READ)
def test_floats_are_read_where_the_message_says_so(make):
    assert make("dyadic") == make("decimal") == EXPECTED
    with pytest.raises(FloatError, match='ask for floats="dyadic" or "decimal"'):
        make("refuse")


def test_floats_of_other_programs_are_read():
    assert IntegerProgram.binary([0.5], floats="decimal").program.objective == (HALF,)
    squares = least_squares([[0.5]], [0.5], weights=[0.5], floats="decimal")
    assert squares == least_squares([[HALF]], [HALF], weights=[HALF])
    point = lp.interior_point([([0.5], ">=", 0.5), ([0.5], "<=", 0.6)], floats="decimal").point
    assert 1 < point[0] < Fraction(6, 5)


def test_reprs_of_integer_answers_leave_out_the_tree():
    program = IntegerProgram.of([0, 0], [([2, 2], "=", 7)], bounds=[(0, 9)] * 2)
    answer = lp.solve_integer(program)
    assert len(answer.tree) > 1
    assert repr(answer) == f"IntegerInfeasible(program={program!r})"
