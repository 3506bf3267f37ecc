"""Guides for quadratic programs: on regular programs the active set is right at once."""

import sys
from random import Random

import pytest
from lp_families import dense, dense_infeasible, dyadic, small

from exactrelu.errors import MissingExtraError
from exactrelu.guides import NumpyDualActiveSet, daqp_guide, default_quadratic_guide
from exactrelu.qp import Infeasible, Optimal, fault, least_squares, pivots, solve


@pytest.fixture
def no_pivots(monkeypatch):
    """Every way from one active set to another is closed."""

    def refuse(*_args, **_options):
        raise AssertionError("the proposal was wrong")

    for name in ("_raised", "_released", "_least_step"):
        monkeypatch.setattr(pivots, name, refuse)


@pytest.fixture(params=["numpy", "daqp"])
def guide(request):
    if request.param == "numpy":
        return NumpyDualActiveSet()
    pytest.importorskip("daqp")
    return daqp_guide()


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
def test_active_sets_are_right_on_regular_programs(no_pivots, guide, n, m, bounds, entry):
    box = bounds and [(-5 * n, 5 * n)] * n
    for seed in range(2):
        program = regression(seed, n=n, samples=2 * n, m=m, entry=entry, bounds=box)
        assert_optimal(program, guide=guide)


@pytest.mark.parametrize("bounds", [None, (-10, 10)], ids=["free", "boxed"])
@pytest.mark.parametrize(("n", "rank"), [(2, 1), (6, 3), (12, 6)])
def test_active_sets_are_right_on_singular_hessians(no_pivots, guide, n, rank, bounds):
    for seed in range(2):
        box = bounds and [bounds] * n
        program = regression(seed, n=n, samples=rank, m=4 * n, bounds=box)
        assert_optimal(program, guide=guide)


@pytest.mark.parametrize("bounds", [None, (-10, 10)], ids=["free", "boxed"])
def test_the_dual_active_set_is_right_on_hessians_of_rank_1(no_pivots, bounds):
    """Where DAQP stops before the end of flat directions."""
    for seed in range(2):
        program = regression(seed, n=12, samples=1, m=48, bounds=bounds and [bounds] * 12)
        assert_optimal(program, guide=NumpyDualActiveSet())


def test_contradictions_of_regular_programs_are_found(no_pivots, guide):
    for n, m in ((3, 12), (8, 40)):
        rng = Random(n)
        rows = dense_infeasible(rng, n=n, m=m).rows
        a = [[small(rng) for _ in range(n)] for _ in range(2 * n)]
        program = least_squares(a, [small(rng) for _ in a], rows=rows)
        answer = solve(program, guide=guide)
        assert isinstance(answer, Infeasible)
        assert fault(program, answer) == ""


def test_equations_are_active(no_pivots, guide):
    program = regression(5, n=6, samples=12, m=10)
    rows = [([1] * 6, "=", "1/3"), ([1, -1, 1, -1, 1, -1], "=", 0)]
    assert_optimal(program.with_rows(*rows), guide=guide)


@pytest.mark.parametrize(("n", "rank"), [(6, 3), (12, 6), (12, 1), (12, 0)])
def test_exact_pivots_alone_need_no_criss_cross_on_singular_hessians(monkeypatch, n, rank):
    """All multipliers are 0 for long; without care for ties there would be no progress."""

    def refuse(*_args, **_options):
        raise AssertionError("the criss-cross method was needed")

    monkeypatch.setattr(pivots, "criss_cross", refuse)
    for seed in range(2):
        program = regression(seed, n=n, samples=rank, m=3 * n, bounds=[(-10, 10)] * n)
        assert_optimal(program, guide=None)


def test_a_missing_daqp_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "exactrelu.guides.daqp", None)
    with pytest.raises(MissingExtraError) as caught:
        daqp_guide()
    assert str(caught.value) == "the guide DAQP needs the extra 'qp': pip install exactrelu[qp]"
    assert default_quadratic_guide() == NumpyDualActiveSet()


def test_daqp_is_the_default_where_it_is_installed():
    pytest.importorskip("daqp")
    assert default_quadratic_guide() == daqp_guide()


def test_guides_are_values():
    assert NumpyDualActiveSet() == NumpyDualActiveSet()
