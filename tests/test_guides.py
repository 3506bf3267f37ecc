"""Guides: what they propose is right on regular programs, so that no exact pivot is needed."""

import sys
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from lp_families import LARGE_AND_HARD, beale, dense, dense_infeasible, dyadic, small

from exactrelu.errors import MissingExtraError
from exactrelu.guides import (
    FloatProgram,
    NumpyDualDictionary,
    daqp_linear_guide,
    default_guide,
    highs_guide,
)
from exactrelu.lp import (
    Infeasible,
    LinearProgram,
    Optimal,
    fault,
    pivots,
    solve,
)
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.solver import as_floats


@pytest.fixture
def no_pivots(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the proposal was wrong")

    monkeypatch.setattr(pivots, "_step", refuse)


@pytest.fixture(params=["numpy", "daqp"])
def guide(request):
    if request.param == "numpy":
        return NumpyDualDictionary()
    pytest.importorskip("daqp")
    return daqp_linear_guide()


@pytest.mark.parametrize("entry", [small, dyadic])
@pytest.mark.parametrize(("n", "m"), [(5, 20), (10, 50), (20, 100), (30, 150)])
def test_the_basis_of_regular_programs_is_found(no_pivots, guide, n, m, entry):
    for seed in range(3):
        program = dense(Random(seed), n=n, m=m, entry=entry)
        answer = solve(program, guide=guide)
        assert isinstance(answer, Optimal)
        assert fault(program, answer) == ""


@pytest.mark.parametrize(("n", "m"), [(5, 20), (20, 100)])
def test_contradictions_of_regular_programs_are_found(no_pivots, guide, n, m):
    for seed in range(3):
        program = dense_infeasible(Random(seed), n=n, m=m)
        answer = solve(program, guide=guide)
        assert isinstance(answer, Infeasible)
        assert fault(program, answer) == ""


def test_the_basis_is_found_with_free_variables_and_equations(no_pivots, guide):
    rows = [([1, 1, 1], "=", 3), ([1, -1, 0], ">=", 0), ([0, 1, -1], ">=", 0), ([1, 0, 0], "<=", 5)]
    for cost in ([-1, 0, 1], [0, 0, -1], [-3, 1, 1]):
        program = LinearProgram.of(cost, rows, bounds=[(None, None)] * 3)
        answer = solve(program, guide=guide)
        assert fault(program, answer) == ""


def test_the_basis_is_found_on_scales_of_their_own(no_pivots, guide):
    for seed in range(4):
        program = LARGE_AND_HARD["scales up to 2^300"](Random(seed))
        answer = solve(program, guide=guide)
        assert fault(program, answer) == ""


@pytest.fixture
def no_dictionary(monkeypatch):
    daqp_linear = pytest.importorskip("exactrelu.guides.daqp_linear")

    def refuse(*_args):
        raise AssertionError("DAQP has found no vertex")

    monkeypatch.setattr(daqp_linear.NumpyDualDictionary, "propose", refuse)


@pytest.mark.parametrize("entry", [small, dyadic])
@pytest.mark.parametrize(("n", "m"), [(1, 3), (5, 20), (20, 100)])
def test_daqp_finds_the_basis_of_regular_programs_alone(no_pivots, no_dictionary, n, m, entry):
    for seed in range(3):
        program = dense(Random(seed), n=n, m=m, entry=entry)
        assert isinstance(solve(program, guide=daqp_linear_guide()), Optimal)


@pytest.mark.parametrize("name", ["degenerate vertex 8", "degenerate vertex 20", "Hilbert rows 10"])
def test_daqp_finds_the_basis_of_hard_programs_alone(no_pivots, no_dictionary, name):
    for seed in range(3):
        program = LARGE_AND_HARD[name](Random(seed))
        assert isinstance(solve(program, guide=daqp_linear_guide()), Optimal)


def test_daqp_does_not_cycle_on_beales_program(no_pivots, no_dictionary):
    assert solve(beale(None), guide=daqp_linear_guide()).value == Fraction(-1, 20)


@pytest.mark.parametrize(
    "program",
    [
        LinearProgram.of([]),
        LinearProgram.of([0, 0], bounds=[(0, 1)] * 2),
        LinearProgram.of([1, 1], [([1, 1], ">=", 1)], bounds=[(0, 1)] * 2),
        LinearProgram.of([1], [([1], ">=", 1), ([1], "<=", 0)]),
        LinearProgram.of([-1], [([1], ">=", 1)]),
    ],
    ids=["no variables", "no cost", "an edge is optimal", "infeasible", "unbounded"],
)
def test_without_a_vertex_daqp_leaves_it_to_the_dictionary(program):
    pytest.importorskip("daqp")
    floats = as_floats(IntegralProgram.of(program))
    expected = NumpyDualDictionary().propose(floats)
    proposal = daqp_linear_guide().propose(floats)
    assert (proposal.basis, proposal.violated) == (expected.basis, expected.violated)


def test_daqp_is_not_asked_about_many_variables(monkeypatch):
    daqp_linear = pytest.importorskip("exactrelu.guides.daqp_linear")
    asked = []
    solved = daqp_linear._solved
    monkeypatch.setattr(daqp_linear, "_solved", lambda p: asked.append(len(p.cost)) or solved(p))
    for n in (200, 201):
        program = LinearProgram.of(range(1, n + 1), bounds=[(-1, 1)] * n)
        assert solve(program, guide=daqp_linear_guide()).value == -sum(range(1, n + 1))
    assert asked == [200]


@pytest.mark.parametrize("entry", [np.nan, np.inf, -np.inf, 1e308, 5e-324])
@pytest.mark.parametrize("field", ["matrix", "right", "cost", "lower", "upper"])
def test_guides_take_any_doubles_and_leave_them_as_they_are(guide, field, entry):
    parts = {
        "matrix": np.array([[1.0, 2.0], [2.0, -1.0], [0.0, 0.0]]),
        "right": np.array([1.0, 0.5, -1.0]),
        "cost": np.array([1.0, -0.5]),
        "lower": np.array([0.0, -np.inf]),
        "upper": np.array([3.0, 2.0]),
    }
    parts[field].flat[0] = entry
    before = {name: part.copy() for name, part in parts.items()}
    for equations in ((), (0,)):
        proposal = guide.propose(FloatProgram(equations=equations, **parts))
        assert proposal is None or len(proposal.basis) <= 2
    for name, part in parts.items():
        np.testing.assert_array_equal(part, before[name])


def test_daqp_is_the_default_where_it_is_installed():
    pytest.importorskip("daqp")
    assert default_guide() == daqp_linear_guide()


def test_the_dictionary_is_the_default_without_daqp(monkeypatch):
    monkeypatch.setitem(sys.modules, "exactrelu.guides.daqp_linear", None)
    assert default_guide() == NumpyDualDictionary()
    with pytest.raises(MissingExtraError) as caught:
        daqp_linear_guide()
    assert str(caught.value) == "the guide DAQP needs the extra 'qp': pip install exactrelu[qp]"


def test_a_missing_highs_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "exactrelu.guides.highs", None)
    with pytest.raises(MissingExtraError) as caught:
        highs_guide()
    assert str(caught.value) == (
        "the guide HiGHS needs the extra 'highs': pip install exactrelu[highs]"
    )


def test_guides_are_values():
    assert NumpyDualDictionary() == NumpyDualDictionary()
