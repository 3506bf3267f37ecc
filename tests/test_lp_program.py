"""Linear programs as values: what goes in, what is refused, JSON in and out."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from strategies_lp import programs, wild

from exactrelu.errors import DimensionError, FloatError, FormatError, NumberError
from exactrelu.lp import LinearProgram, Row, solve

LP = LinearProgram.of


@given(programs(wild, most_variables=4))
def test_json_repr_and_pickle_give_the_program_back(program):
    assert LinearProgram.from_json(program.as_json()) == program
    assert pickle.loads(pickle.dumps(program)) == program
    assert eval(repr(program), {"LinearProgram": LinearProgram}) == program


def test_names_are_kept():
    program = LP([1, 2], names=["x", "y"])
    assert LinearProgram.from_json(program.as_json()).names == ("x", "y")
    assert eval(repr(program), {"LinearProgram": LinearProgram}) == program


def test_solving_changes_neither_equality_nor_what_is_pickled():
    program, other = (LP([1], [([2], ">=", 1)]) for _ in range(2))
    solve(program)
    assert program == other
    assert hash(program) == hash(other)
    assert pickle.dumps(program) == pickle.dumps(other)
    assert pickle.loads(pickle.dumps(program.rows[0])).floats is None


def test_programs_share_the_work_on_shared_rows():
    row = Row([2, 3], "<=", 1)
    solve(LP([1, 1], [row], bounds=[(0, 1)] * 2))
    first = row.floats
    solve(LP([-1, -1], [row, ([1, 0], "<=", 1)], bounds=[(0, 1)] * 2))
    assert row.floats is first
    assert row.integers is not None


REFUSED = {
    "a float": (
        lambda: LP([0.5]),
        FloatError,
        (
            "objective[0] must be an exact rational number, not the float 0.5 (which holds 1/2); "
            'write "1/2", or ask for floats="dyadic" or "decimal"'
        ),
    ),
    "NaN in a row": (
        lambda: LP([1], [([float("nan")], "<=", 1)]),
        FloatError,
        "rows[0].coefficients[0] must be a finite rational number, not nan",
    ),
    "a bound that is no number": (
        lambda: LP([1], bounds=[("a", None)]),
        NumberError,
        'lower[0] must be a rational number such as "3", "-1/2" or "0.25", not \'a\'',
    ),
    "a row too long": (
        lambda: LP([1], [([1, 2], "<=", 1)]),
        DimensionError,
        "rows[0] must have 1 coefficients, one for each variable, not 2",
    ),
    "too few bounds": (
        lambda: LP([1, 1], bounds=[(0, 1)]),
        DimensionError,
        "lower must have 2 entries, one for each variable, not 1",
    ),
    "a bound that is no pair": (
        lambda: LP([1], bounds=[3]),
        FormatError,
        "bounds[0] must be a pair (lower, upper), not 3",
    ),
    "too few names": (
        lambda: LP([1, 1], names=["x"]),
        DimensionError,
        "names must have 2 entries, one for each variable, not 1",
    ),
    "a strict row": (
        lambda: LP([1], [([1], "<", 1)]),
        FormatError,
        "rows[0].relation must be '<=', '=' or '>=', not '<'",
    ),
    "a row that is no triple": (
        lambda: LP([1], [([1], "<=")]),
        FormatError,
        "rows[0] must be a Row or a triple (coefficients, relation, bound), not ([1], '<=')",
    ),
    "another sense": (
        lambda: LP([1], sense="least"),
        FormatError,
        "sense must be 'min' or 'max', not 'least'",
    ),
    "JSON that is no object": (
        lambda: LinearProgram.from_json([]),
        FormatError,
        (
            "program must be an object with the fields schema, sense, objective, constant, rows, "
            "lower, upper, not []"
        ),
    ),
    "JSON of another schema": (
        lambda: LinearProgram.from_json(LP([1]).as_json() | {"schema": "exactrelu-lp/2"}),
        FormatError,
        "schema must be 'exactrelu-lp/1', not 'exactrelu-lp/2'",
    ),
    "JSON with a field too many": (
        lambda: LinearProgram.from_json(LP([1]).as_json() | {"extra": 1}),
        FormatError,
        "program must not have the unknown field 'extra'",
    ),
    "JSON with a field too few": (
        lambda: LinearProgram.from_json({"schema": "exactrelu-lp/1"}),
        FormatError,
        "program must have the field 'sense'",
    ),
    "JSON whose rows are no list": (
        lambda: LinearProgram.from_json(LP([1]).as_json() | {"rows": {}}),
        FormatError,
        "rows must be a list, not dict",
    ),
    "JSON whose sense is no text": (
        lambda: LinearProgram.from_json(LP([1]).as_json() | {"sense": 1}),
        FormatError,
        "sense must be a text, not int",
    ),
}


@pytest.mark.parametrize(("make", "kind", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_input_is_refused_in_one_line(make, kind, message):
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value) == message


def test_numbers_of_other_libraries_are_taken():
    assert LP(np.array([1, 2])).objective == (Fraction(1), Fraction(2))
