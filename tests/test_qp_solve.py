"""Answers to convex quadratic programs: named cases, laws, hostile guides, and sweeps."""

from dataclasses import replace
from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracles_lp import by_elimination, name_of_answer
from oracles_qp import by_enumeration, constraints
from qp_families import HARD, RANDOM
from strategies_lp import programs, wild
from strategies_qp import quadratics

from exactrelu import lp
from exactrelu.guides import NumpyDualActiveSet, Proposal
from exactrelu.lp.pivots import Contradiction, Vertex
from exactrelu.qp import (
    Infeasible,
    Optimal,
    QuadraticProgram,
    Unbounded,
    fault,
    least_squares,
    solve,
)
from exactrelu.qp.integral import IntegralQuadratic
from exactrelu.qp.pivots import FlatRay, criss_cross

QP, F = QuadraticProgram.of, Fraction
TINY, HUGE = F(1, 10**300), F(2) ** 300

NAMED = {
    "no variables, no rows": (QP([], [], constant=5), F(5)),
    "no variables, a true row": (QP([], [], [([], "<=", 0)]), F(0)),
    "no variables, a false row": (QP([], [], [([], ">=", 1)]), "infeasible"),
    "no rows": (QP([[2]], [-2]), F(-1)),
    "no rows, flat, no cost": (QP([[0]], [0], constant="1/3"), F(1, 3)),
    "no rows, flat, a cost": (QP([[0]], [1]), "unbounded"),
    "no rows, a cost outside of the range": (QP([[1, 1], [1, 1]], [1, 0]), "unbounded"),
    "no rows, a cost in the range": (QP([[1, 1], [1, 1]], [1, 1]), F(-1, 2)),
    "no rows, bounds": (QP([[2]], [0], bounds=[(3, None)]), F(9)),
    "no rows, the other bound": (QP([[2]], [0], bounds=[(None, -3)]), F(9)),
    "linear": (QP([[0] * 2] * 2, [1, 1], [([1, 2], ">=", 3)], bounds=[(0, None)] * 2), F(3, 2)),
    "all variables fixed": (QP([[2, 0], [0, 2]], [1, 1], bounds=[(1, 1), (2, 2)]), F(8)),
    "contradictory bounds": (QP([[2]], [0], bounds=[(1, 0)]), "infeasible"),
    "contradictory bounds and a ray": (
        QP([[2, 0], [0, 0]], [0, 1], bounds=[(1, 0), (None, None)]),
        "infeasible",
    ),
    "a row active": (QP([[2]], [0], [([3], ">=", 1)]), F(1, 9)),
    "a row not active": (QP([[2]], [0], [([3], ">=", -1)]), F(0)),
    "a row just active": (QP([[2]], [0], [([3], ">=", 0)]), F(0)),
    "a zero row that holds": (QP([[2]], [2], [([0], "<=", 1)]), F(-1)),
    "a zero equation that holds": (QP([[2]], [2], [([0], "=", 0)]), F(-1)),
    "a zero row that fails": (QP([[2]], [2], [([0], ">=", 1)]), "infeasible"),
    "a zero equation that fails": (QP([[2]], [2], [([0], "=", -1)]), "infeasible"),
    "duplicate rows": (QP([[2]], [0], [([2], ">=", 1)] * 3), F(1, 4)),
    "an equation": (QP([[2, 0], [0, 2]], [0, 0], [([1, 1], "=", 1)]), F(1, 2)),
    "one equation twice": (
        QP([[2, 0], [0, 2]], [0, 0], [([1, 1], "=", 1), ([-2, -2], "=", -2)]),
        F(1, 2),
    ),
    "equations that contradict": (
        QP([[2, 0], [0, 2]], [0, 0], [([1, 1], "=", 1), ([2, 2], "=", 3)]),
        "infeasible",
    ),
    "equations only, as many as variables": (
        QP([[2, 0], [0, 2]], [0, 0], [([1, 1], "=", 3), ([1, -1], "=", 1)]),
        F(5),
    ),
    "an equation against a bound": (QP([[2]], [0], [([1], "=", 3)], bounds=[(0, 2)]), "infeasible"),
    "flat, held by a row": (QP([[0, 0], [0, 2]], [1, 0], [([1, 1], ">=", 1)]), F(3, 4)),
    "flat, held by nothing": (QP([[0, 0], [0, 2]], [1, 0], [([1, 1], "<=", 1)]), "unbounded"),
    "flat, and nothing feasible": (
        QP([[0, 0], [0, 2]], [1, 0], [([1, 1], "<=", 1), ([1, 1], ">=", 2)]),
        "infeasible",
    ),
    "a ray from an infeasible start": (QP([[0]], [-1], [([1], ">=", 5)]), "unbounded"),
    "a line, no cost on it": (QP([[1, 1], [1, 1]], [0, 0], [([1, 1], ">=", 2)]), F(2)),
    "a line, a cost on it": (QP([[1, 1], [1, 1]], [1, 0], [([1, 1], ">=", 2)]), "unbounded"),
    "a line, a cost on it, nothing feasible": (
        QP([[1, 1], [1, 1]], [1, 0], [([1, 1], ">=", 2), ([1, 1], "<=", 1)]),
        "infeasible",
    ),
    "no samples": (least_squares([], [], bounds=[(1, 2)]), F(0)),
    "repeated samples": (least_squares([[1]] * 3, [0, 0, 1]), F(2, 3)),
    "a weighted mean": (least_squares([[1]] * 2, [0, 1], weights=[1, 2]), F(2, 3)),
    "one sample, two variables": (least_squares([[1, 2]], [3]), F(0)),
    "one sample against a row": (least_squares([[1, 2]], [3], rows=[([1, 2], "<=", 1)]), F(4)),
    "a hessian of 1e-300": (QP([[2 * TINY]], [0], [([TINY], ">=", TINY)]), TINY),
    "a hessian of 2^300": (QP([[2 * HUGE]], [-HUGE], [([1], ">=", 1)]), F(0)),
    "scales of 1e-300 and 2^300": (
        QP([[2 * TINY, 0], [0, 2 * HUGE]], [0, 0], [([1, 1], ">=", 1)]),
        HUGE * TINY / (HUGE + TINY),
    ),
    "a bound beyond all doubles": (QP([[2]], [0], bounds=[(F(10) ** 400, None)]), F(10) ** 800),
    "a cost beyond all doubles": (QP([[2]], [F(10) ** 400]), -(F(10) ** 800) / 4),
    "infeasible by 1e-40": (
        QP([[2]], [0], [([1], ">=", F(1, 10**40)), ([1], "<=", 0)]),
        "infeasible",
    ),
}


@pytest.mark.parametrize("guide", [None, NumpyDualActiveSet()], ids=["no guide", "numpy"])
@pytest.mark.parametrize(("program", "expected"), NAMED.values(), ids=NAMED.keys())
def test_named_programs(program, expected, guide):
    answer = solve(program, guide=guide)
    assert fault(program, answer) == ""
    assert answer.certificate.verdict().status == "VALID"
    assert name_of_answer(answer) == expected


def test_the_numbers_of_an_answer_are_fractions():
    answer = solve(QP([[2, 1], [1, 2]], [1, 1], [([1, 2], ">=", 3)], bounds=[(0, None)] * 2))
    numbers = [*answer.point, answer.value, *answer.duals, *answer.reduced_costs]
    numbers += [v for weight, form in answer.squares for v in (weight, *form)]
    assert {type(number) for number in numbers} == {F}


def test_the_duals_have_the_signs_of_a_minimum():
    rows = [([1, 0], ">=", 1), ([0, 1], "<=", -1)]
    answer = solve(QP([[2, 0], [0, 2]], [0, 0], rows))
    assert answer.duals == (2, -2)
    answer = solve(QP([[2, 0], [0, 2]], [0, 0], bounds=[(1, None), (None, -1)]))
    assert answer.reduced_costs == (2, -2)


def proved(program, **options):
    """The answer as the oracles say it, after its proof has been checked."""
    answer = solve(program, **options)
    assert fault(program, answer) == ""
    return name_of_answer(answer)


@given(quadratics())
@settings(max_examples=150)
@example(QP([[1, 0], [0, 0]], [0, 0], bounds=[(1, 0), (None, None)]))
def test_answers_agree_with_the_enumeration_of_active_sets(program):
    assert proved(program) == by_enumeration(program)


@given(quadratics(wild, most_variables=2, most_rows=3))
@settings(max_examples=60)
def test_answers_on_wild_numbers_agree_with_the_enumeration(program):
    assert proved(program) == by_enumeration(program)


@given(quadratics(wild, most_variables=5, most_rows=8))
@settings(max_examples=60)
def test_answers_do_not_depend_on_the_guide(program):
    assert proved(program) == proved(program, guide=None)


@given(programs(most_variables=4, most_rows=6))
@settings(max_examples=60)
def test_a_hessian_of_zero_gives_the_answer_of_the_linear_program(linear):
    linear = lp.LinearProgram(linear.objective, linear.rows, lower=linear.lower, upper=linear.upper)
    n = linear.dimension
    program = QuadraticProgram(
        [[0] * n] * n, linear.objective, linear.rows, lower=linear.lower, upper=linear.upper
    )
    assert proved(program) == name_of_answer(lp.solve(linear))


@given(quadratics(most_variables=4, most_rows=6), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_order_scale_and_copies_of_rows_change_no_value(program, rng):
    rows = [
        ([scale * a for a in row.coefficients], row.relation, scale * row.bound)
        for row in [*program.rows, *program.rows[:1]]
        for scale in [F(rng.randint(1, 9), rng.randint(1, 9))]
    ]
    rng.shuffle(rows)
    other = QuadraticProgram(
        program.hessian,
        program.objective,
        rows,
        lower=program.lower,
        upper=program.upper,
        constant=program.constant,
    )
    assert proved(other) == proved(program)


@given(quadratics(most_variables=3, most_rows=5), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_moving_the_origin_changes_no_value(program, rng):
    n = program.dimension
    shift = [F(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(n)]

    def dot(u, v):
        return sum((a * b for a, b in zip(u, v, strict=True)), F(0))

    image = [dot(row, shift) for row in program.hessian]
    constant = program.constant + dot(image, shift) / 2 - dot(program.objective, shift)
    moved = QuadraticProgram(
        program.hessian,
        [c - v for c, v in zip(program.objective, image, strict=True)],
        [
            (row.coefficients, row.relation, row.bound + dot(row.coefficients, shift))
            for row in program.rows
        ],
        lower=[None if b is None else b + s for b, s in zip(program.lower, shift, strict=True)],
        upper=[None if b is None else b + s for b, s in zip(program.upper, shift, strict=True)],
        constant=constant,
    )
    assert proved(moved) == proved(program)


@given(quadratics(most_variables=4, most_rows=6), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_criss_cross_method_ends_from_every_active_set(program, rng):
    integral = IntegralQuadratic.of(program)
    linear = integral.linear
    numbers = [*range(len(linear.rows)), *linear.bound_numbers()]
    active = dict.fromkeys([*linear.equations, *rng.sample(numbers, rng.randint(0, len(numbers)))])
    try:
        found = criss_cross(integral, list(active))
    except ZeroDivisionError:
        # The matrix K of these constraints is singular: no active set.
        return
    kinds = {Vertex: "optimal", Contradiction: "infeasible", FlatRay: "flat"}
    expected = proved(program)
    if kinds[type(found)] == "flat":
        assert expected in {"infeasible", "unbounded"}
    else:
        assert kinds[type(found)] == (expected if expected == "infeasible" else "optimal")


class RandomSets:
    def __init__(self, seed):
        self.rng = Random(seed)

    def propose(self, problem):
        m, n = problem.linear.matrix.shape
        count = self.rng.randint(0, 2 * n)
        numbers = [self.rng.randrange(m + 2 * n) for _ in range(count)] if m + n else []
        return Proposal(numbers, self.rng.choice([None, *range(m)]))


class Altered:
    """The usual proposal, spoilt."""

    def __init__(self, change):
        self.change = change

    def propose(self, problem):
        return self.change(NumpyDualActiveSet().propose(problem))


class OnOther:
    """The usual proposal to another problem."""

    def __init__(self, change):
        self.change = change

    def propose(self, problem):
        return NumpyDualActiveSet().propose(self.change(problem))


def with_constraints(problem, change):
    linear = problem.linear
    changed = replace(linear, matrix=change(linear.matrix), right=change(linear.right))
    return replace(problem, linear=changed)


HOSTILE = {
    "random sets": RandomSets(1),
    "swapped signs": OnOther(lambda p: with_constraints(p, np.negative)),
    "constraints of NaN": OnOther(lambda p: with_constraints(p, lambda v: v * np.nan)),
    "a hessian of NaN": OnOther(lambda p: replace(p, hessian=p.hessian * np.nan)),
    "a negative hessian": OnOther(lambda p: replace(p, hessian=-p.hessian)),
    "numbers out of range": Altered(lambda p: Proposal([*p.basis[1:], 10**9, -7], 10**9)),
    "no numbers": Altered(lambda _: Proposal([float("nan"), "x", None, 1.5, True, []], "y")),
    "repeated": Altered(lambda p: Proposal([*p.basis[:1]] * 5, 0)),
    "shortened": Altered(lambda p: Proposal(p.basis[:-1], p.violated)),
    "everything": Altered(lambda _: Proposal(range(40))),
    "false contradictions": Altered(lambda p: Proposal(p.basis, 0)),
    "a point of NaN": Altered(lambda p: Proposal(p.basis, p.violated, p.point * np.nan)),
    "silent": Altered(lambda _: None),
}


@pytest.mark.parametrize("guide", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("family", [*list(RANDOM.values())[::2], *list(HARD.values())[::3]])
def test_a_hostile_guide_changes_no_answer(guide, family):
    rng = Random(7)
    for _ in range(2):
        program = family(rng)
        assert proved(program, guide=guide) == proved(program)


def test_an_equation_that_a_guide_calls_contradictory_is_not():
    program = QP([[2]], [0], [([1], "=", 3)])
    for proposal in (Proposal([], 0), Proposal([0], 0)):
        assert proved(program, guide=Altered(lambda _, given=proposal: given)) == 9


def test_daqp_guides_to_the_same_answers():
    pytest.importorskip("daqp")
    from exactrelu.guides import daqp_guide

    for name, family in (RANDOM | HARD).items():
        rng = Random(name)
        for _ in range(2):
            program = family(rng)
            expected = proved(program, guide=NumpyDualActiveSet())
            assert proved(program, guide=daqp_guide()) == expected
    for program, expected in NAMED.values():
        assert proved(program, guide=daqp_guide()) == expected


@pytest.mark.parametrize("name", [*RANDOM, *HARD])
def test_families_agree_with_exact_pivots_and_the_enumeration(name, request):
    """Some of each family; with --deep 40 of each, some 1,200 in all."""
    deep = request.config.getoption("--deep")
    rng = Random(name)
    for _ in range(40 if deep else 3):
        program = (RANDOM | HARD)[name](rng)
        answer = solve(program)
        assert fault(program, answer) == ""
        assert answer.certificate.verdict().status == "VALID"
        for guide in (None, NumpyDualActiveSet()):
            assert proved(program, guide=guide) == name_of_answer(answer)
        if few_active_sets(program, 1200 if deep else 120):
            assert by_enumeration(program) == name_of_answer(answer)


def few_active_sets(program, most):
    count = len(constraints(program)[1])
    return sum(comb(count, k) for k in range(program.dimension + 1)) <= most


def test_answers_have_three_kinds():
    kinds = {type(solve(family(Random(k)))) for family in RANDOM.values() for k in range(4)}
    assert kinds == {Optimal, Infeasible, Unbounded}


def test_the_enumeration_knows_what_elimination_knows():
    """The oracle on programs with a Hessian of zero, whose answers another oracle gives."""
    rng = Random(3)
    for _ in range(40):
        program = RANDOM["curved anything"](rng)
        n = program.dimension
        if n > 2:
            continue
        linear = lp.LinearProgram(
            program.objective, program.rows, lower=program.lower, upper=program.upper
        )
        flat = QuadraticProgram(
            [[0] * n] * n, linear.objective, linear.rows, lower=linear.lower, upper=linear.upper
        )
        assert by_enumeration(flat) == by_elimination(linear)
