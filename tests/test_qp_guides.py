"""Guides for quadratic programs: on regular programs the active set is right at once."""

import sys
from random import Random

import pytest
from lp_families import dense, dense_infeasible, dyadic, small

from exactrelu.errors import MissingExtraError
from exactrelu.guides import NumpyDualActiveSet, daqp_guide
from exactrelu.qp import Infeasible, Optimal, fault, least_squares, pivots, solve


@pytest.fixture
def no_pivots(monkeypatch):
    """Every way from one active set to another is closed."""

    def refuse(*_args, **_options):
        raise AssertionError("the proposal was wrong")

    for name in ("_raised", "_released", "_least_step"):
        monkeypatch.setattr(pivots, name, refuse)


def regression(seed, *, n, samples, m, entry=small, bounds=None):
    rng = Random(seed)
    a = [[entry(rng) for _ in range(n)] for _ in range(samples)]
    rows = dense(rng, n=n, m=m, entry=entry).rows
    return least_squares(a, [10 * entry(rng) for _ in a], rows=rows, bounds=bounds)


def assert_optimal(program, **options):
    answer = solve(program, **options)
    assert isinstance(answer, Optimal)
    assert fault(program, answer) == ""


@pytest.mark.parametrize("entry", [small, dyadic])
@pytest.mark.parametrize("bounds", [None, (-1, 1)], ids=["free", "boxed"])
@pytest.mark.parametrize(("n", "m"), [(2, 0), (5, 20), (8, 50), (20, 60)])
def test_the_dual_active_set_is_right_on_regular_programs(no_pivots, n, m, bounds, entry):
    box = bounds and [(-5 * n, 5 * n)] * n
    for seed in range(2):
        assert_optimal(regression(seed, n=n, samples=2 * n, m=m, entry=entry, bounds=box))


@pytest.mark.parametrize("bounds", [None, (-10, 10)], ids=["free", "boxed"])
@pytest.mark.parametrize(("n", "rank"), [(2, 1), (6, 3), (12, 6), (12, 1)])
def test_the_dual_active_set_is_right_on_singular_hessians(no_pivots, n, rank, bounds):
    for seed in range(2):
        box = bounds and [bounds] * n
        assert_optimal(regression(seed, n=n, samples=rank, m=4 * n, bounds=box))


def test_the_dual_active_set_finds_contradictions_of_regular_programs(no_pivots):
    for n, m in ((3, 12), (8, 40)):
        rng = Random(n)
        rows = dense_infeasible(rng, n=n, m=m).rows
        a = [[small(rng) for _ in range(n)] for _ in range(2 * n)]
        program = least_squares(a, [small(rng) for _ in a], rows=rows)
        answer = solve(program)
        assert isinstance(answer, Infeasible)
        assert fault(program, answer) == ""


def test_equations_are_active(no_pivots):
    program = regression(5, n=6, samples=12, m=10)
    rows = [([1] * 6, "=", "1/3"), ([1, -1, 1, -1, 1, -1], "=", 0)]
    assert_optimal(program.with_rows(*rows))


@pytest.mark.parametrize(("n", "rank"), [(6, 3), (12, 6), (12, 1), (12, 0)])
def test_exact_pivots_alone_need_no_criss_cross_on_singular_hessians(monkeypatch, n, rank):
    """All multipliers are 0 for long; without care for ties there would be no progress."""

    def refuse(*_args, **_options):
        raise AssertionError("the criss-cross method was needed")

    monkeypatch.setattr(pivots, "criss_cross", refuse)
    for seed in range(2):
        program = regression(seed, n=n, samples=rank, m=3 * n, bounds=[(-10, 10)] * n)
        assert_optimal(program, guide=None)


def test_daqp_is_right_on_regular_programs(no_pivots):
    pytest.importorskip("daqp")
    for seed in range(3):
        assert_optimal(regression(seed, n=8, samples=16, m=50), guide=daqp_guide())
        equation = regression(seed, n=8, samples=16, m=0).with_rows(([1] * 8, "=", 0))
        assert_optimal(equation, guide=daqp_guide())
        boxed = regression(seed, n=8, samples=16, m=50, bounds=[(-5, 5)] * 8)
        assert_optimal(boxed, guide=daqp_guide())


def test_a_missing_daqp_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "exactrelu.guides.daqp", None)
    with pytest.raises(MissingExtraError) as caught:
        daqp_guide()
    assert str(caught.value) == "the guide DAQP needs the extra 'qp': pip install exactrelu[qp]"


def test_guides_are_values():
    assert NumpyDualActiveSet() == NumpyDualActiveSet()
