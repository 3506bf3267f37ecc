"""Safe bounds, Farkas tests and interior points, against solving and against elimination."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_lp import INFEASIBLE, by_elimination
from strategies_lp import few, programs, wild

from exactrelu.errors import DimensionError
from exactrelu.guides import NumpyDualDictionary, Proposal
from exactrelu.lp import (
    Bound,
    Infeasible,
    InteriorPoint,
    LinearProgram,
    NoInterior,
    Optimal,
    Unproved,
    farkas_test,
    interior_point,
    is_proved,
    safe_bound,
    solve,
)

LP, F = LinearProgram.of, Fraction


@given(programs(), st.data())
@settings(max_examples=200)
def test_a_safe_bound_is_on_the_right_side(program, data):
    m = len(program.rows)
    found = safe_bound(program, data.draw(st.lists(few, min_size=m, max_size=m)))
    value = by_elimination(program)
    if isinstance(found, Bound) and value != INFEASIBLE:
        assert isinstance(value, Fraction)
        assert found.certificate.verdict().status == "VALID"
        assert found.value <= value if program.sense == "min" else found.value >= value


@given(programs(wild, most_variables=5, most_rows=8))
@settings(max_examples=60)
def test_the_duals_of_an_optimum_prove_its_value(program):
    answer = solve(program)
    if isinstance(answer, Optimal):
        assert safe_bound(program, answer.duals).value == answer.value
    if isinstance(answer, Infeasible) and all(
        low is None or high is None or low <= high
        for low, high in zip(program.lower, program.upper, strict=True)
    ):
        assert is_proved(program, farkas_test(program, answer.row_multipliers))


def test_rounded_duals_prove_a_bound_nearby():
    program = LP([1, 1], [([3, 1], ">=", 1), ([1, 3], ">=", 1)], bounds=[(-10, 10)] * 2)
    rounded = [float(y) for y in solve(program).duals]
    gap = solve(program).value - safe_bound(program, rounded, floats="dyadic").value
    assert 0 <= gap < Fraction(1, 10**14)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (safe_bound(LP([1]), []), "variable 0 has no lower bound to absorb 1"),
        (safe_bound(LP([-1]), []), "variable 0 has no upper bound to absorb -1"),
        (safe_bound(LP([1], sense="max"), []), "variable 0 has no upper bound to absorb 1"),
        (farkas_test(LP([1], bounds=[(0, 1)]), []), "the combination is no contradiction"),
        (farkas_test(LP([1], [([1], ">=", 1)]), [1]), "variable 0 has no upper bound to absorb -1"),
    ],
)
def test_what_multipliers_do_not_prove_is_said(answer, reason):
    assert answer == Unproved(reason)


def test_multipliers_of_the_wrong_number_are_refused():
    with pytest.raises(
        DimensionError, match=r"^duals must have 0 entries, one for each row, not 1$"
    ):
        safe_bound(LP([1]), [1])


def is_strict(rows, point):
    for row in rows:
        left = sum((a * x for a, x in zip(row.coefficients, point, strict=True)), Fraction(0))
        if row.relation == "=":
            assert left == row.bound
        else:
            assert left < row.bound if row.relation == "<=" else left > row.bound


def excludes_strict_points(rows, multipliers):
    n = len(rows[0].coefficients)
    pairs = [*zip(rows, multipliers, strict=True)]
    assert all(sum(y * row.coefficients[j] for row, y in pairs) == 0 for j in range(n))
    assert all(y >= 0 for row, y in pairs if row.relation == ">=")
    assert all(y <= 0 for row, y in pairs if row.relation == "<=")
    value = sum(y * row.bound for row, y in pairs)
    assert value >= 0
    assert value > 0 or any(y for row, y in pairs if row.relation != "=")


class Wrong:
    """Says that the origin is interior."""

    def propose(self, problem):
        found = NumpyDualDictionary().propose(problem)
        return Proposal(found.basis, found.violated, np.zeros_like(found.point))


@pytest.mark.parametrize("guide", [None, NumpyDualDictionary(), Wrong()])
@given(program=programs(wild, most_variables=4, most_rows=6))
@settings(max_examples=80)
def test_an_interior_point_is_one_and_its_absence_is_proved(guide, program):
    answer = interior_point(program.rows, dimension=program.dimension, guide=guide)
    if isinstance(answer, InteriorPoint):
        is_strict(program.rows, answer.point)
    else:
        excludes_strict_points(program.rows, answer.multipliers)


def test_the_whole_space_is_open():
    assert interior_point([], dimension=2) == InteriorPoint((F(0), F(0)))


def test_a_short_point_is_returned_where_there_is_room():
    rows = [([3, 1], "<=", 7), ([-1, 3], "<=", 7), ([0, -1], "<=", F(1, 3))]
    assert all(4096 % entry.denominator == 0 for entry in interior_point(rows).point)


def test_a_sliver_is_open_and_a_flat_set_is_not():
    width = F(1, 10**30)
    sliver = [([3, 1], ">=", 1), ([3, 1], "<=", 1 + width)]
    assert isinstance(interior_point(sliver), InteriorPoint)
    assert isinstance(interior_point([*sliver, ([1, 0], "=", 0)]), InteriorPoint)
    flat = [([3, 1], ">=", 1), ([3, 1], "<=", 1)]
    assert isinstance(interior_point(flat), NoInterior)
    assert isinstance(interior_point([([0], "<=", 0)]), NoInterior)


def test_a_missing_dimension_and_ragged_rows_are_refused():
    with pytest.raises(
        DimensionError, match=r"^rows must not be empty, or dimension must be given$"
    ):
        interior_point([])
    with pytest.raises(DimensionError, match=r"^rows\[1\] must have 1 coefficients, not 2$"):
        interior_point([([1], "<=", 1), ([1, 1], "<=", 1)])
