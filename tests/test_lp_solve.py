"""Every answer of `solve` is proved, right by other oracles, and independent of guides."""

from fractions import Fraction
from itertools import combinations, islice
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lp_families import HARD, RANDOM, beale
from oracles_lp import by_elimination, by_z3, name_of_answer
from strategies_lp import programs, wild

from exactrelu.guides import NumpyDualDictionary, Proposal, daqp_linear_guide, highs_guide
from exactrelu.lp import Infeasible, LinearProgram, Optimal, Unbounded, fault, solve, solver

F = Fraction

LP, F = LinearProgram.of, Fraction
TINY = F(1, 2**300)

NAMED = {
    "no variables, no rows": (LP([], constant=5), F(5)),
    "no variables, a true row": (LP([], [([], "<=", 0)]), F(0)),
    "no variables, a false row": (LP([], [([], ">=", 1)]), "infeasible"),
    "no rows, a cost": (LP([1]), "unbounded"),
    "no rows, no cost": (LP([0]), F(0)),
    "no rows, bounds": (LP([1, -1], bounds=[(2, None), (None, 3)]), F(-1)),
    "no rows, the other bound": (LP([1], bounds=[(None, 3)]), "unbounded"),
    "bounds that meet": (LP([1], bounds=[("1/3", "1/3")]), F(1, 3)),
    "contradictory bounds": (LP([1], bounds=[(1, 0)]), "infeasible"),
    "contradictory bounds and a ray": (LP([0, 1], bounds=[(1, 0), (None, None)]), "infeasible"),
    "a zero row that holds": (LP([1], [([0], "<=", 1)], bounds=[(0, 1)]), F(0)),
    "a zero row that is tight": (LP([1], [([0], "=", 0)], bounds=[(0, 1)]), F(0)),
    "a zero row that fails": (LP([1], [([0], ">=", 1)], bounds=[(0, 1)]), "infeasible"),
    "a zero equation that fails": (LP([1], [([0], "=", -1)]), "infeasible"),
    "a duplicate row": (LP([1], [([2], ">=", 1)] * 3), F(1, 2)),
    "one equation twice": (LP([1, 1], [([1, 1], "=", 1), ([2, 2], "=", 2)]), F(1)),
    "two equations that contradict": (
        LP([1, 1], [([1, 1], "=", 1), ([2, 2], "=", 3)]),
        "infeasible",
    ),
    "as many equations as variables": (
        LP([1, 1], [([1, 1], "=", 3), ([1, -1], "=", 1)]),
        F(3),
    ),
    "a line, the cost constant on it": (LP([1, 1], [([1, 1], ">=", 2)], sense="min"), F(2)),
    "a line along which the cost falls": (LP([1, 0], [([1, 1], ">=", 2)]), "unbounded"),
    "a line, and nothing feasible": (
        LP([1, 0], [([1, 1], ">=", 2), ([1, 1], "<=", 1)]),
        "infeasible",
    ),
    "unbounded from a vertex": (LP([-1], [([1], ">=", 0)]), "unbounded"),
    "largest": (LP([1], [([3], "<=", 1)], sense="max", constant=1), F(4, 3)),
    "largest, unbounded": (LP([1], [([1], ">=", 0)], sense="max"), "unbounded"),
    "rows of 2^-300": (LP([1], [([TINY], ">=", TINY / 3)]), F(1, 3)),
    "a bound of 2^300": (LP([1], bounds=[(1 / TINY, None)]), 1 / TINY),
    "a cost beyond all doubles": (LP([F(10) ** 400], bounds=[(1, 2)]), F(10) ** 400),
    "a bound beyond all doubles": (LP([1], bounds=[(F(10) ** 400, None)]), F(10) ** 400),
    "infeasible by 1e-40": (
        LP([0], [([1], ">=", F(1, 10**40)), ([1], "<=", 0)]),
        "infeasible",
    ),
    "Beale's cycle": (beale(None), F(-1, 20)),
}


GUIDES = {"no guide": None, "numpy": NumpyDualDictionary(), "default": solver.DEFAULT_GUIDE}


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES.keys())
@pytest.mark.parametrize(("program", "expected"), NAMED.values(), ids=NAMED.keys())
def test_named_programs(program, expected, guide):
    answer = solve(program, guide=guide)
    assert fault(program, answer) == ""
    assert answer.certificate.verdict().status == "VALID"
    assert name_of_answer(answer) == expected


def test_the_numbers_of_an_answer_are_fractions():
    answer = solve(LP([1, 1], [([1, 2], ">=", 3)], bounds=[(0, None)] * 2))
    numbers = (*answer.point, answer.value, *answer.duals, *answer.reduced_costs)
    assert {type(number) for number in numbers} == {F}


def proved(program, guide=None):
    """The answer as the oracles say it, after its proof has been checked."""
    answer = solve(program, guide=guide) if guide else solve(program)
    assert fault(program, answer) == ""
    return name_of_answer(answer)


@given(programs())
@settings(max_examples=200)
@example(LP([0, 1], [([0, 1], "=", 0)], bounds=[(1, 0), (None, None)]))
def test_answers_agree_with_elimination(program):
    assert proved(program) == by_elimination(program)


@given(programs(wild, most_variables=2, most_rows=4))
@settings(max_examples=100)
def test_answers_on_wild_numbers_agree_with_elimination(program):
    assert proved(program) == by_elimination(program)


@given(programs(wild, most_variables=6, most_rows=12))
@settings(max_examples=100)
def test_answers_do_not_depend_on_the_guide(program):
    cold = solve(program, guide=None)
    assert fault(program, cold) == ""
    assert proved(program) == name_of_answer(cold)


@given(programs(most_variables=5, most_rows=8), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_scale_and_copies_of_rows_change_no_value(program, rng):
    rows = [
        ([scale * a for a in row.coefficients], row.relation, scale * row.bound)
        for row in [*program.rows, *program.rows[:1]]
        for scale in [F(rng.randint(1, 9), rng.randint(1, 9))]
    ]
    rng.shuffle(rows)
    bounds = [*zip(program.lower, program.upper, strict=True)]
    other = LP(
        program.objective, rows, sense=program.sense, bounds=bounds, constant=program.constant
    )
    assert proved(other) == proved(program)


@given(programs(most_variables=4, most_rows=6))
@settings(max_examples=60)
def test_the_largest_is_minus_the_least_of_the_negated(program):
    negated = LP(
        [-c for c in program.objective],
        program.rows,
        sense="max" if program.sense == "min" else "min",
        bounds=[*zip(program.lower, program.upper, strict=True)],
        constant=-program.constant,
    )
    value, other = proved(program), proved(negated)
    assert other == (value if isinstance(value, str) else -value)


class RandomBases:
    def __init__(self, seed):
        self.rng = Random(seed)

    def propose(self, problem):
        m, n = problem.matrix.shape
        ends = [*problem.lower, *(-end for end in problem.upper)]
        bounds = [m + 2 * (k % n) + k // n for k, end in enumerate(ends) if end > -np.inf]
        numbers = [*range(m), *bounds]
        numbers = self.rng.sample(numbers, min(n, len(numbers)))
        return Proposal(numbers, self.rng.choice([None, *range(m)]))


class Proposing:
    def __init__(self, basis):
        self.basis = basis

    def propose(self, _problem):
        return Proposal(self.basis)


WITHOUT_AN_EQUATION = {
    # The equation holds at the points of these bases, but not along their edges.
    "an edge that leaves an equation upwards": LinearProgram.of(
        [-1, 0], [([1, -1], "=", 0)], bounds=[(0, None), (0, 5)]
    ),
    "two equations, one of them hidden by a tiny coefficient": LinearProgram.of(
        [0, 0, -1, 0],
        [([1, -1, 0, 0], "=", 0), ([1, -1, F(1, 10**14), -F(1, 10**14)], "=", 0)],
        bounds=[(0, 1), (0, 1), (0, None), (0, 5)],
    ),
}


@pytest.mark.parametrize("name", WITHOUT_AN_EQUATION)
def test_no_basis_leads_away_from_an_equation(name):
    program = WITHOUT_AN_EQUATION[name]
    check_all_bases(program)
    assert solve(program).value == -5


@pytest.mark.parametrize("name", ["anything", "equations", "lineality", "free_cone"])
def test_every_choice_of_constraints_as_a_basis_gives_the_same_answer(name):
    rng = Random(name)
    for _ in range(12):
        check_all_bases(RANDOM[name](rng))


def check_all_bases(program):
    """Propose every set of n constraints, and all smaller answers must be proved and agree."""
    numbers = range(len(program.rows) + 2 * program.dimension)
    expected = solve(program, guide=None)
    for basis in islice(combinations(numbers, program.dimension), 150):
        answer = solve(program, guide=Proposing(basis))
        assert fault(program, answer) == "", basis
        assert name_of_answer(answer) == name_of_answer(expected)
        if isinstance(answer, Optimal):
            assert answer.value == expected.value


class Altered:
    """The usual proposal, spoilt."""

    def __init__(self, change):
        self.change = change

    def propose(self, problem):
        return self.change(NumpyDualDictionary().propose(problem))


class SwappedSigns:
    def propose(self, problem):
        flipped = type(problem)(
            -problem.matrix,
            -problem.right,
            problem.equations,
            -problem.cost,
            problem.lower,
            problem.upper,
        )
        return NumpyDualDictionary().propose(flipped)


class OnNaN:
    def propose(self, problem):
        broken = type(problem)(
            problem.matrix * np.nan,
            problem.right,
            problem.equations,
            problem.cost * np.nan,
            problem.lower,
            problem.upper,
        )
        return NumpyDualDictionary().propose(broken)


SILENT = Altered(lambda _: None)
HOSTILE = {
    "random bases": RandomBases(1),
    "swapped signs": SwappedSigns(),
    "computed on NaN": OnNaN(),
    "numbers out of range": Altered(lambda p: Proposal([*p.basis[1:], 10**9, -7], 10**9)),
    "no numbers": Altered(lambda _: Proposal([float("nan"), "x", None, 1.5, True, []], "y")),
    "repeated": Altered(lambda p: Proposal([*p.basis[:1]] * len(p.basis), 0)),
    "shortened": Altered(lambda p: Proposal(p.basis[:-1], p.violated)),
    "false contradictions": Altered(lambda p: Proposal(p.basis, 0)),
    "a point of NaN": Altered(lambda p: Proposal(p.basis, p.violated, p.point * np.nan)),
    "silent": SILENT,
}


@pytest.mark.parametrize("guide", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("family", [*RANDOM.values(), *list(HARD.values())[::5]])
def test_a_hostile_guide_changes_no_answer(guide, family):
    rng = Random(7)
    for _ in range(3):
        program = family(rng)
        assert proved(program, guide) == proved(program)


@pytest.mark.parametrize("name", [*RANDOM, "equations that differ by 1e-14"])
def test_random_bases_change_no_answer(name, monkeypatch):
    """Most of what is proposed is a basis, some of them without an equation of the program."""
    given = []
    from_basis = solver._from_basis

    def spied(program, basis, proposal):
        given.append(set(program.equations) - set(basis))
        return from_basis(program, basis, proposal)

    monkeypatch.setattr(solver, "_from_basis", spied)
    rng, guide = Random(name), RandomBases(3)
    for _ in range(20):
        program = (RANDOM | HARD)[name](rng)
        assert proved(program, guide) == proved(program, SILENT)
    assert len(given) >= 20 or name in {"free_cone", "lineality", "boxed_infeasible"}
    assert any(given) or "equations" not in name


@pytest.mark.parametrize(
    ("package", "guide"), [("highspy", highs_guide), ("daqp", daqp_linear_guide)]
)
def test_other_guides_lead_to_the_same_answers(package, guide):
    pytest.importorskip(package)
    for name, family in (RANDOM | HARD).items():
        rng = Random(name)
        for _ in range(2):
            program = family(rng)
            assert proved(program, guide()) == proved(program, NumpyDualDictionary())


@pytest.mark.parametrize("name", [*RANDOM, *HARD])
def test_families_agree_with_exact_pivots_and_z3(name, request):
    """Some of each family; with --deep at least 3,000 random and 600 hard ones."""
    deep = request.config.getoption("--deep")
    count = (450 if name in RANDOM else 36) if deep else 5
    rng = Random(name)
    for index in range(count):
        program = (RANDOM | HARD)[name](rng)
        answer = solve(program)
        assert fault(program, answer) == ""
        assert answer.certificate.verdict().status == "VALID"
        for guide in (None, NumpyDualDictionary()):
            other = solve(program, guide=guide)
            assert fault(program, other) == ""
            assert name_of_answer(other) == name_of_answer(answer)
        if deep or index < 2:
            assert by_z3(program) in (name_of_answer(answer), None)


def test_answers_have_three_kinds():
    kinds = {type(solve(family(Random(k)))) for family in RANDOM.values() for k in range(8)}
    assert kinds == {Optimal, Infeasible, Unbounded}
