"""The kernel that checks answers: it accepts what is proved and names what is wrong."""

from dataclasses import fields, replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles_lp import by_elimination, name_of_answer
from strategies_lp import few, programs, with_another_bound

from exactrelu.lp import Infeasible, LinearProgram, Optimal, Unbounded, fault, is_proved, solve

F = Fraction
PROGRAM = LinearProgram.of([1, 1], [([1, 2], ">=", 3), ([1, 0], "<=", 5)], bounds=[(0, None)] * 2)
OPTIMUM = solve(PROGRAM)
EMPTY = PROGRAM.with_rows(([1, 1], "<=", 1))
CONTRADICTION = solve(EMPTY)
OPEN = LinearProgram.of([-1, 0], [([1, -1], "=", 0)], bounds=[(0, None), (None, None)])
RAY = solve(OPEN)
CROSSED = LinearProgram.of([0], bounds=[(1, 0)])


def vector(*entries):
    return tuple(map(F, entries))


REFUSED = {
    "row 0 does not hold at the point": (PROGRAM, replace(OPTIMUM, point=vector(0, 1))),
    "row 1 does not hold at the point": (PROGRAM, replace(OPTIMUM, point=vector(6, 0))),
    "the point leaves the bounds of variable 0": (PROGRAM, replace(OPTIMUM, point=vector(-1, 2))),
    "the value is not that of the point": (PROGRAM, replace(OPTIMUM, value=F(1))),
    "the multiplier of row 0 has the wrong sign": (
        PROGRAM,
        replace(OPTIMUM, duals=vector("-1/2", 0)),
    ),
    "the multiplier of row 1 has the wrong sign": (
        PROGRAM,
        replace(OPTIMUM, duals=vector("1/2", 1)),
    ),
    "the combination of the rows is another one": (
        PROGRAM,
        replace(OPTIMUM, duals=vector("1/3", 0)),
    ),
    "variable 1 has no such bound": (
        PROGRAM,
        replace(OPTIMUM, duals=vector(1, 0), reduced_costs=vector(0, -1)),
    ),
    "the duals prove another value": (
        PROGRAM,
        Optimal(PROGRAM, vector(3, 0), F(3), OPTIMUM.duals, OPTIMUM.reduced_costs),
    ),
    "a vector does not have an entry for each variable": (
        PROGRAM,
        replace(OPTIMUM, point=vector(0)),
    ),
    "the multipliers do not have an entry for each row": (
        PROGRAM,
        replace(OPTIMUM, duals=vector("1/2")),
    ),
    "a multiplier of a bound is negative": (
        EMPTY,
        replace(CONTRADICTION, lower_multipliers=vector(-1, 0)),
    ),
    "the combination is no contradiction": (
        EMPTY,
        Infeasible(EMPTY, vector(0, 0, 0), vector(0, 0), vector(0, 0)),
    ),
    "row 0 does not hold along the ray": (OPEN, replace(RAY, ray=vector(1, 0))),
    "the ray leaves the bounds of variable 0": (OPEN, replace(RAY, ray=vector(-1, -1))),
    "the objective does not improve along the ray": (OPEN, replace(RAY, ray=vector(0, 0))),
}


@pytest.mark.parametrize(("message", "case"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_wrong_is_named(message, case):
    program, answer = case
    assert fault(program, answer) == message
    assert not is_proved(program, answer)


def test_kinds_of_answers():
    assert [type(a) for a in (OPTIMUM, CONTRADICTION, RAY)] == [Optimal, Infeasible, Unbounded]


def test_crossed_bounds_are_a_contradiction_of_both():
    answer = solve(CROSSED)
    assert (answer.lower_multipliers, answer.upper_multipliers) == (vector(1), vector(1))
    assert answer.bound_multipliers == vector(0)
    assert is_proved(CROSSED, answer)


@given(programs(), st.integers(0, 10**6), few)
@settings(max_examples=200)
def test_an_altered_answer_that_is_accepted_states_the_truth(program, seed, number):
    """The value and the kind stay right; another proof or another optimal point is no lie."""
    answer = solve(program)
    rng = Random(seed)
    names = [f.name for f in fields(answer) if f.name != "program"]
    name = rng.choice(names)
    old = getattr(answer, name)
    if isinstance(old, tuple):
        assume(old)
        place = rng.randrange(len(old))
        new = (*old[:place], number, *old[place + 1 :])
    else:
        new = number
    altered = replace(answer, **{name: new})
    if is_proved(program, altered):
        assert name_of_answer(altered) == by_elimination(program)


@given(programs(), st.integers(0, 9), few)
@settings(max_examples=200)
def test_an_answer_that_is_accepted_after_a_row_has_moved_is_right(program, place, bound):
    assume(program.rows)
    moved = with_another_bound(program, place, bound)
    answer = solve(program)
    if is_proved(moved, answer):
        assert name_of_answer(answer) == by_elimination(moved)


def test_a_row_moves_freely_only_where_the_proof_does_not_use_it():
    # The optimum is (0, 3/2): x <= 5 may move down to 0, and x + 2 y >= 3 may not move.
    assert [is_proved(with_another_bound(PROGRAM, 1, b), OPTIMUM) for b in (9, 0, -1)] == [
        True,
        True,
        False,
    ]
    assert not any(is_proved(with_another_bound(PROGRAM, 0, b), OPTIMUM) for b in (2, 4))
