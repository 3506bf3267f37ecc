"""The kernel that checks answers to quadratic programs: it names what is not proved."""

from dataclasses import fields, replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles_lp import name_of_answer
from oracles_qp import by_enumeration
from strategies_lp import few, with_another_bound
from strategies_qp import quadratics

from exactrelu.qp import (
    Infeasible,
    Optimal,
    QuadraticProgram,
    Unbounded,
    fault,
    is_proved,
    solve,
)

F = Fraction
ROWS = [([1, 2], ">=", 3), ([1, 0], "<=", 5)]
PROGRAM = QuadraticProgram.of([[2, 0], [0, 2]], [0, 0], ROWS, bounds=[(0, None)] * 2)
OPTIMUM = solve(PROGRAM)
EMPTY = PROGRAM.with_rows(([1, 1], "<=", 1))
CONTRADICTION = solve(EMPTY)
OPEN = QuadraticProgram.of(
    [[1, -1], [-1, 1]], [-1, 0], [([2, -1], ">=", 0)], bounds=[(0, None), (None, None)]
)
RAY = solve(OPEN)


def vector(*entries):
    return tuple(map(F, entries))


REFUSED = {
    "row 0 does not hold at the point": (
        PROGRAM,
        replace(OPTIMUM, point=vector(0, 0), value=F(0)),
    ),
    "the value is not that of the point": (PROGRAM, replace(OPTIMUM, value=F(1))),
    "the multiplier of row 0 has the wrong sign": (PROGRAM, replace(OPTIMUM, duals=vector(-1, 0))),
    "the multiplier of row 1 has the wrong sign": (
        PROGRAM,
        replace(OPTIMUM, duals=(OPTIMUM.duals[0], F(1))),
    ),
    "the combination of the rows is another one": (PROGRAM, replace(OPTIMUM, duals=vector(1, 0))),
    "the squares do not add up to the hessian": (
        PROGRAM,
        replace(OPTIMUM, squares=OPTIMUM.squares[:1]),
    ),
    "a square has a negative weight": (
        PROGRAM,
        replace(OPTIMUM, squares=(*OPTIMUM.squares, (F(-1), vector(0, 0)))),
    ),
    "a vector does not have an entry for each variable": (
        PROGRAM,
        replace(OPTIMUM, point=vector(0)),
    ),
    "the multipliers do not have an entry for each row": (
        PROGRAM,
        replace(OPTIMUM, duals=OPTIMUM.duals[:1]),
    ),
    "a multiplier of a bound is negative": (
        EMPTY,
        replace(CONTRADICTION, lower_multipliers=vector(-1, 0)),
    ),
    "the combination is no contradiction": (
        EMPTY,
        Infeasible(EMPTY, vector(0, 0, 0), vector(0, 0), vector(0, 0)),
    ),
    "row 0 does not hold along the ray": (OPEN, replace(RAY, ray=vector(1, 3))),
    "the ray leaves the bounds of variable 0": (OPEN, replace(RAY, ray=vector(-1, -2))),
    "the objective does not improve along the ray": (OPEN, replace(RAY, ray=vector(0, 0))),
    "the hessian does not vanish along the ray": (OPEN, replace(RAY, ray=vector(1, 0))),
}


def test_kinds_of_answers():
    assert [type(a) for a in (OPTIMUM, CONTRADICTION, RAY)] == [Optimal, Infeasible, Unbounded]
    for answer in (OPTIMUM, CONTRADICTION, RAY):
        assert is_proved(answer.program, answer)


@pytest.mark.parametrize(("message", "case"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_wrong_is_named(message, case):
    program, answer = case
    assert fault(program, answer) == message
    assert not is_proved(program, answer)


def test_forms_of_the_wrong_length_are_refused():
    squares = ((F(2), vector(1)), (F(2), vector(0, 1)))
    answer = replace(OPTIMUM, squares=squares)
    assert fault(PROGRAM, answer) == "a vector does not have an entry for each variable"


def test_an_optimum_that_is_none_is_refused():
    """The point (3, 0) is feasible; no multipliers make it optimal."""
    answer = Optimal(PROGRAM, vector(3, 0), F(9), vector(6, 0), vector(0, -12), OPTIMUM.squares)
    assert fault(PROGRAM, answer) == "variable 1 has no such bound"


def test_crossed_bounds_are_a_contradiction_of_both():
    program = QuadraticProgram.of([[2]], [0], bounds=[(1, 0)])
    answer = solve(program)
    assert answer.bound_multipliers == vector(0)
    assert is_proved(program, answer)
    assert answer.certificate.evidence == {"variable": 0}


@given(quadratics(), st.integers(0, 10**6), few)
@settings(max_examples=60)
def test_an_altered_answer_that_is_accepted_states_the_truth(program, seed, number):
    """The value and the kind stay right; another proof or another optimal point is no lie."""
    answer = solve(program)
    rng = Random(seed)
    name = rng.choice([f.name for f in fields(answer) if f.name not in {"program", "squares"}])
    old = getattr(answer, name)
    if isinstance(old, tuple):
        assume(old)
        place = rng.randrange(len(old))
        new = (*old[:place], number, *old[place + 1 :])
    else:
        new = number
    altered = replace(answer, **{name: new})
    if is_proved(program, altered):
        assert name_of_answer(altered) == by_enumeration(program)


@given(quadratics(), st.integers(0, 9), few)
@settings(max_examples=100)
def test_an_answer_that_is_accepted_after_a_row_has_moved_is_right(program, place, bound):
    assume(program.rows)
    moved = with_another_bound(program, place, bound)
    answer = solve(program)
    if is_proved(moved, answer):
        assert name_of_answer(answer) == by_enumeration(moved)
