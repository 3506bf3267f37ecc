"""Guides: what they propose is right on regular programs, so that no exact pivot is needed."""

import sys
from random import Random

import pytest
from lp_families import LARGE_AND_HARD, dense, dense_infeasible, dyadic, small

from exactrelu.errors import MissingExtraError
from exactrelu.guides import NumpyDualDictionary, highs_guide
from exactrelu.lp import (
    Infeasible,
    LinearProgram,
    Optimal,
    fault,
    pivots,
    solve,
)


@pytest.fixture
def no_pivots(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the proposal was wrong")

    monkeypatch.setattr(pivots, "_step", refuse)


@pytest.mark.parametrize("entry", [small, dyadic])
@pytest.mark.parametrize(("n", "m"), [(5, 20), (10, 50), (20, 100), (30, 150)])
def test_the_dictionary_finds_the_basis_of_regular_programs(no_pivots, n, m, entry):
    for seed in range(3):
        program = dense(Random(seed), n=n, m=m, entry=entry)
        answer = solve(program)
        assert isinstance(answer, Optimal)
        assert fault(program, answer) == ""


@pytest.mark.parametrize(("n", "m"), [(5, 20), (20, 100)])
def test_the_dictionary_finds_contradictions_of_regular_programs(no_pivots, n, m):
    for seed in range(3):
        program = dense_infeasible(Random(seed), n=n, m=m)
        answer = solve(program)
        assert isinstance(answer, Infeasible)
        assert fault(program, answer) == ""


def test_the_dictionary_finds_the_basis_with_free_variables_and_equations(no_pivots):
    rows = [([1, 1, 1], "=", 3), ([1, -1, 0], ">=", 0), ([0, 1, -1], ">=", 0), ([1, 0, 0], "<=", 5)]
    for cost in ([-1, 0, 1], [0, 0, -1], [-3, 1, 1]):
        program = LinearProgram.of(cost, rows, bounds=[(None, None)] * 3)
        answer = solve(program)
        assert fault(program, answer) == ""


def test_the_dictionary_finds_the_basis_on_scales_of_their_own(no_pivots):
    for seed in range(4):
        program = LARGE_AND_HARD["scales up to 2^300"](Random(seed))
        answer = solve(program)
        assert fault(program, answer) == ""


def test_a_missing_highs_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "exactrelu.guides.highs", None)
    with pytest.raises(MissingExtraError) as caught:
        highs_guide()
    assert str(caught.value) == (
        "the guide HiGHS needs the extra 'highs': pip install exactrelu[highs]"
    )


def test_guides_are_values():
    assert NumpyDualDictionary() == NumpyDualDictionary()
