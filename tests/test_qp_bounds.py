"""Bounds from rounded numbers: never above the least value, and next to it where the guess is."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lp_families import dense, dyadic, small
from oracles_qp import by_enumeration
from qp_families import HARD, RANDOM
from strategies_lp import wild
from strategies_qp import quadratics

from exactrelu.errors import DimensionError, FloatError, NonConvexError
from exactrelu.guides import NumpyDualActiveSet, Proposal
from exactrelu.qp import (
    Bound,
    Optimal,
    QuadraticProgram,
    Unproved,
    curvature_of,
    least_squares,
    quick_bound,
    safe_bound,
    solve,
)
from exactrelu.qp.convexity import squares_of

F = Fraction
QP = QuadraticProgram.of
TINY = F(1, 10**300)

# The program, the point, the duals, and the bound by hand.
NAMED = {
    "no variables": (QP([], [], constant=7), [], [], 7),
    "no variables, a row": (QP([], [], [([], ">=", 1)]), [], [5], 5),
    "at the optimum": (QP([[2]], [0], [([1], ">=", 1)]), [1], [2], 1),
    "no multipliers": (QP([[2]], [0], [([1], ">=", 1)]), [0], [0], 0),
    "a wrong sign is 0": (QP([[2]], [0], [([1], "<=", 1)]), [0], [3], 0),
    "any sign for an equation": (QP([[2]], [0], [([2], "=", -2)]), [-1], [-1], 1),
    # z = 4, and 1 is a power of 2 not above 1 / tr(1/2): 1 + 4 s + s²/2 >= 1 - 8.
    "the hessian absorbs": (QP([[2]], [2]), [1], [], 3 - 8),
    # z = 2, s >= -1: 1 - 2 + 1/2.
    "a bound absorbs before": (QP([[2]], [0], bounds=[(0, None)]), [1], [], F(-1, 2)),
    "the bound above": (QP([[2]], [0], bounds=[(None, 0)]), [-1], [], F(-1, 2)),
    "only a bound absorbs": (QP([[0]], [1], bounds=[(3, 4)]), [100], [], 3),
    "a constant": (QP([[2]], [0], constant=F(1, 3)), [0], [], F(1, 3)),
    "bounds that contradict": (QP([[2]], [0], bounds=[(1, 0)]), [0], [], 0),
}


@pytest.mark.parametrize(("program", "point", "duals", "expected"), NAMED.values(), ids=NAMED)
def test_named_bounds(program, point, duals, expected):
    found = safe_bound(program, point, duals)
    assert isinstance(found, Bound)
    assert found.value == expected
    assert type(found.value) is F


UNPROVED = {
    "a flat hessian": (QP([[0]], [1]), [0], []),
    "a bound on the other side": (QP([[0]], [1], bounds=[(None, 5)]), [0], []),
    "a flat direction": (QP([[2, 0], [0, 0]], [0, 1], bounds=[(0, 1), (None, None)]), [0, 0], []),
}


@pytest.mark.parametrize(("program", "point", "duals"), UNPROVED.values(), ids=UNPROVED)
def test_what_is_not_absorbed_proves_nothing(program, point, duals):
    assert isinstance(safe_bound(program, point, duals), Unproved)


@given(program=quadratics(), data=st.data())
def test_no_bound_is_above_the_least_value(program, data):
    n, m = program.dimension, len(program.rows)
    point = data.draw(st.lists(wild, min_size=n, max_size=n))
    duals = data.draw(st.lists(wild, min_size=m, max_size=m))
    expected = by_enumeration(program)
    for found in (safe_bound(program, point, duals), quick_bound(program)):
        if isinstance(found, Bound):
            assert expected != "unbounded"
            assert expected == "infeasible" or found.value <= expected


@given(program=quadratics())
def test_the_proof_of_an_optimum_proves_it_as_a_bound(program):
    answer = solve(program)
    if isinstance(answer, Optimal):
        assert safe_bound(program, answer.point, answer.duals).value == answer.value


@given(program=quadratics())
def test_what_a_bound_says_proves_it_again(program):
    found = quick_bound(program)
    if isinstance(found, Bound):
        assert safe_bound(program, found.point, found.duals) == found


@pytest.mark.parametrize("entry", [small, dyadic])
@pytest.mark.parametrize("box", [None, (-3, 3)], ids=["free", "boxed"])
def test_quick_bounds_are_near_on_regular_programs(entry, box):
    for seed in range(4):
        rng = Random(seed)
        n = 2 + 2 * seed
        a = [[entry(rng) for _ in range(n)] for _ in range(2 * n)]
        rows = dense(rng, n=n, m=5 * n, entry=entry).rows
        values = [10 * entry(rng) for _ in a]
        program = least_squares(a, values, rows=rows, bounds=box and [box] * n)
        answer = solve(program)
        if isinstance(answer, Optimal):
            for guide in (NumpyDualActiveSet(), None):
                options = {"guide": guide} if guide else {}
                error = answer.value - quick_bound(program, **options).value
                assert 0 <= error <= answer.value / 10**9


@pytest.mark.parametrize("name", [*RANDOM, *HARD])
def test_quick_bounds_of_families_are_below(name):
    rng = Random(name)
    for _ in range(3):
        program = (RANDOM | HARD)[name](rng)
        found, answer = quick_bound(program), solve(program)
        if isinstance(found, Bound) and isinstance(answer, Optimal):
            assert found.value <= answer.value


class Given:
    """A guide that proposes what it is told."""

    def __init__(self, proposal):
        self.proposal = proposal

    def propose(self, _problem):
        return self.proposal


PROPOSALS = {
    "nothing": None,
    "no point": Proposal([0]),
    "a contradiction": Proposal([0], 0, np.zeros(2)),
    "a point of another length": Proposal([0], None, np.zeros(3)),
    "a point of NaN": Proposal([0], None, np.full(2, np.nan)),
    "a point of infinities": Proposal([0], None, np.full(2, -np.inf)),
    "far away": Proposal([0], None, np.full(2, 1e300)),
    "very near": Proposal([0], None, np.full(2, 1e-300)),
    "not numbers of rows": Proposal([7, -1, 10**9, "x", 0, 0], None, np.ones(2)),
}


@pytest.mark.parametrize("proposal", PROPOSALS.values(), ids=PROPOSALS)
def test_a_hostile_guide_makes_no_false_bound(proposal):
    program = QP([[2, 0], [0, 2]], [0, 0], [([1, 1], ">=", 2)])
    found = quick_bound(program, guide=Given(proposal))
    assert isinstance(found, Unproved) or found.value <= 2


CURVATURES = {
    "nothing": ([], 0),
    "zero": ([[0]], 0),
    "a number": ([[3]], 2),
    "of rank 1": ([[1, 1], [1, 1]], 0),
    "a small eigenvalue": ([[1, 0], [0, TINY]], None),
    "near rank 1": ([[1, 1], [1, 1 + TINY]], None),
}


@pytest.mark.parametrize(("hessian", "most"), CURVATURES.values(), ids=CURVATURES)
def test_the_curvature_is_that_of_every_direction(hessian, most):
    n = len(hessian)
    found = curvature_of(QuadraticProgram(hessian, [0] * n))
    rest = [[v - found * (i == j) for j, v in enumerate(row)] for i, row in enumerate(hessian)]
    squares_of(QuadraticProgram(rest, [0] * n))
    assert (found > 0) == (most is None or most > 0)
    assert most is None or found <= most


def test_the_curvature_is_computed_once_and_shared():
    program = QP([[2]], [0])
    curvature_of(program)
    assert program.with_rows(([1], ">=", 1)).curvature == program.curvature
    assert program.curvature > 0


def test_bad_input_is_named():
    program = QP([[2]], [0], [([1], ">=", 1)])
    with pytest.raises(DimensionError, match="point must have 1 entries, one for each variable"):
        safe_bound(program, [1, 2], [1])
    with pytest.raises(DimensionError, match="duals must have 1 entries, one for each row"):
        safe_bound(program, [1], [])
    with pytest.raises(FloatError, match="point"):
        safe_bound(program, [0.5], [1])
    for bound in (lambda p: safe_bound(p, [0], []), quick_bound, curvature_of):
        with pytest.raises(NonConvexError):
            bound(QP([[-1]], [0]))


def test_floats_may_be_asked_for():
    program = QP([[2]], [0], [([3], ">=", 1)])
    found = safe_bound(program, [1 / 3], [2 / 9], floats="dyadic")
    assert 0 <= F(1, 9) - found.value < F(1, 10**15)
    assert replace(found, value=F(0)) != found
