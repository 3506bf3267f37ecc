"""Quadratic programs as values: what goes in, what is refused, JSON in and out, least squares."""

import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies_lp import few, wild
from strategies_qp import quadratics

from exactrelu.errors import DimensionError, DomainError, FloatError, FormatError
from exactrelu.qp import QuadraticProgram, Row, fault, least_squares, solve

QP, F = QuadraticProgram.of, Fraction


@given(quadratics(wild, most_variables=4))
@settings(max_examples=30)
def test_json_repr_and_pickle_give_the_program_back(program):
    assert QuadraticProgram.from_json(program.as_json()) == program
    assert pickle.loads(pickle.dumps(program)) == program
    assert eval(repr(program), {"QuadraticProgram": QuadraticProgram}) == program


def test_the_parts_are_those_that_were_given():
    program = QuadraticProgram(
        [[2, 1], [1, 3]],
        [4, 5],
        [([1, 1], "<=", 6)],
        lower=[0, None],
        upper=[None, 7],
        constant=8,
        names=["x", "y"],
    )
    assert program.hessian == ((2, 1), (1, 3))
    assert (program.objective, program.constant) == ((4, 5), 8)
    assert program.rows == (Row([1, 1], "<=", 6),)
    assert (program.lower, program.upper) == ((0, None), (None, 7))
    assert program.names == ("x", "y")
    assert eval(repr(program), {"QuadraticProgram": QuadraticProgram}) == program
    assert QuadraticProgram.from_json(program.as_json()) == program


def test_equality_is_that_of_what_was_written():
    program = QP([[2]], [1], [([1], ">=", 0)])
    assert program == QuadraticProgram([["4/2"]], [1], [Row([1], ">=", 0)])
    assert program != QP([[3]], [1], [([1], ">=", 0)])
    assert program != QP([[2]], [2], [([1], ">=", 0)])
    assert program != QP([[2]], [1], [([1], ">=", 1)])
    solve(program)
    assert program == QP([[2]], [1], [([1], ">=", 0)])
    assert hash(program) == hash(QP([[2]], [1], [([1], ">=", 0)]))


def test_further_rows_share_all_that_is_known():
    program = least_squares([[1, 2]], [3], rows=[([1, 0], ">=", 5)])
    solve(program)
    longer = program.with_rows(([0, 1], ">=", 2))
    assert longer.rows[0] is program.rows[0]
    assert longer.squares is program.squares
    assert longer.integers is program.integers
    assert longer == least_squares([[1, 2]], [3], rows=[([1, 0], ">=", 5), ([0, 1], ">=", 2)])
    assert fault(longer, solve(longer)) == ""


REFUSED = {
    "a float": (
        lambda: QP([[0.5]], [1]),
        FloatError,
        (
            "hessian[0][0] must be an exact rational number, not the float 0.5 (which holds 1/2); "
            'write "1/2", or ask for floats="dyadic" or "decimal"'
        ),
    ),
    "not symmetric": (
        lambda: QP([[1, 2], ["1/2", 1]], [0, 0]),
        FormatError,
        "hessian must be symmetric, but hessian[1][0] is 1/2 and hessian[0][1] is 2",
    ),
    "too small": (
        lambda: QP([[1]], [0, 0]),
        DimensionError,
        "hessian must be 2 by 2, as there are 2 variables, not 1 by 1",
    ),
    "not square": (
        lambda: QP([[1, 2]], [0]),
        DimensionError,
        "hessian must be 1 by 1, as there are 1 variables, not 1 by 2",
    ),
    "no hessian": (
        lambda: QP([], [0]),
        DimensionError,
        "hessian must be 1 by 1, as there are 1 variables, not 0 by 0",
    ),
    "ragged": (
        lambda: QP([[1, 2], [2]], [0, 0]),
        DimensionError,
        "hessian[1] must have 2 entries like hessian[0], not 1",
    ),
    "a short row": (
        lambda: QP([[1, 0], [0, 1]], [0, 0], [([1], "<=", 0)]),
        DimensionError,
        "rows[0] must have 2 coefficients, one for each variable, not 1",
    ),
    "a bound too many": (
        lambda: QP([[1]], [0], bounds=[(0, 1)] * 2),
        DimensionError,
        "lower must have 1 entries, one for each variable, not 2",
    ),
    "samples without values": (
        lambda: least_squares([[1], [2]], [1]),
        DimensionError,
        "right must have 2 entries, one for each row of the matrix, not 1",
    ),
    "samples without weights": (
        lambda: least_squares([[1], [2]], [1, 2], weights=[1]),
        DimensionError,
        "weights must have 2 entries, one for each row of the matrix, not 1",
    ),
    "a negative weight": (
        lambda: least_squares([[1], [2]], [1, 2], weights=[1, "-1/2"]),
        DomainError,
        "weights[1] must be at least 0, not -1/2",
    ),
    "JSON of another schema": (
        lambda: QuadraticProgram.from_json({"schema": "exactrelu-lp/1", "hessian": []}),
        FormatError,
        "schema must be 'exactrelu-qp/1', not 'exactrelu-lp/1'",
    ),
    "JSON with a sense": (
        lambda: QuadraticProgram.from_json({**QP([[1]], [0]).as_json(), "sense": "max"}),
        FormatError,
        "program must not have the unknown field 'sense'",
    ),
    "JSON with an unknown field": (
        lambda: QuadraticProgram.from_json({**QP([[1]], [0]).as_json(), "squares": []}),
        FormatError,
        "program must not have the unknown field 'squares'",
    ),
    "JSON without a hessian": (
        lambda: QuadraticProgram.from_json({"schema": "exactrelu-qp/1"}),
        FormatError,
        "program must have the field 'hessian'",
    ),
    "JSON without rows": (
        lambda: QuadraticProgram.from_json({"schema": "exactrelu-qp/1", "hessian": []}),
        FormatError,
        "program must have the field 'objective'",
    ),
    "JSON that is a list": (
        lambda: QuadraticProgram.from_json([]),
        FormatError,
        "program must be an object with the fields of a quadratic program",
    ),
    "JSON whose hessian is a text": (
        lambda: QuadraticProgram.from_json({**QP([[1]], [0]).as_json(), "hessian": "1"}),
        FormatError,
        "hessian must be a list of lists",
    ),
    "JSON that is not symmetric": (
        lambda: QuadraticProgram.from_json(
            {**QP([[1, 0], [0, 1]], [0, 0]).as_json(), "hessian": [["1", "2"], ["0", "1"]]}
        ),
        FormatError,
        "hessian must be symmetric, but hessian[1][0] is 0 and hessian[0][1] is 2",
    ),
}


@pytest.mark.parametrize(("make", "kind", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_named(make, kind, message):
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value) == message


samples = st.integers(1, 3).flatmap(
    lambda n: st.lists(
        st.tuples(st.lists(few, min_size=n, max_size=n), few, st.integers(0, 3)),
        min_size=1,
        max_size=5,
    )
)


@given(samples, st.lists(few, min_size=3, max_size=3))
def test_least_squares_are_the_weighted_sum_of_squares(data, point):
    matrix, right, weights = (list(part) for part in zip(*data, strict=True))
    program = least_squares(matrix, right, weights=weights)
    x = point[: program.dimension]

    def dot(u, v):
        return sum((a * b for a, b in zip(u, v, strict=True)), F(0))

    image = [dot(row, x) for row in program.hessian]
    value = dot(image, x) / 2 + dot(program.objective, x) + program.constant
    residuals = [dot(a, x) - b for a, b in zip(matrix, right, strict=True)]
    assert value == sum((w * r * r for w, r in zip(weights, residuals, strict=True)), F(0))


@given(samples)
def test_least_squares_know_their_squares(data):
    matrix, right, weights = (list(part) for part in zip(*data, strict=True))
    program = least_squares(matrix, right, weights=weights)
    squares = program.squares
    assert squares == tuple((2 * F(w), tuple(a)) for a, w in zip(matrix, weights, strict=True) if w)
    answer = solve(program)
    assert answer.squares is squares
    assert fault(program, answer) == ""


def test_without_samples_bounds_and_rows_tell_the_number_of_variables():
    assert least_squares([], []).dimension == 0
    assert least_squares([], [], bounds=[(0, 1)] * 3).dimension == 3
    assert least_squares([], [], rows=[([1, 2], "<=", 3)]).dimension == 2
