"""Warm starts: rows added one by one give the answers of the whole program."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lp_families import HARD, RANDOM
from oracles_lp import name_of_answer
from strategies_lp import programs, wild

from exactrelu.errors import DimensionError
from exactrelu.lp import LinearProgram, add_row, fault, solve, start


def check(state, program):
    assert state.program == program
    assert fault(program, state.answer) == ""
    assert name_of_answer(state.answer) == name_of_answer(solve(program))
    assert state.is_infeasible == (name_of_answer(state.answer) == "infeasible")


def grown(program):
    base = LinearProgram(
        program.objective,
        sense=program.sense,
        lower=program.lower,
        upper=program.upper,
        constant=program.constant,
    )
    state = start(base)
    for count, row in enumerate(program.rows, start=1):
        state = add_row(state, row)
        check(state, base.with_rows(*program.rows[:count]))


@given(st.one_of(programs(), programs(wild, most_variables=4, most_rows=6)))
@settings(max_examples=100)
def test_rows_one_by_one_give_the_answers_of_the_whole(program):
    grown(program)


@pytest.mark.parametrize("name", [*RANDOM, *HARD])
def test_families_row_by_row(name):
    grown((RANDOM | HARD)[name](Random(name)))


def test_the_old_state_is_left_as_it_was():
    state = start(LinearProgram.of([1, 1], [([1, 2], ">=", 3)], bounds=[(0, 9)] * 2))
    before = state.answer
    rows = [([1, 1], ">=", 2 + k) for k in range(4)]
    values = [add_row(state, row).answer.value for row in rows]
    assert values == [2, 3, 4, 5]
    assert state.answer == before
    assert [add_row(state, row).answer.value for row in reversed(rows)] == values[::-1]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(DimensionError, match=r"^row must have 1 coefficients, "):
        add_row(start(LinearProgram.of([1])), ([1, 1], "<=", 1))
