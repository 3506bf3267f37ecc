"""Integer programs: every answer is right by other oracles and replayed from its certificate."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_integer import by_enumeration, by_z3_integers, name_of_integer_answer
from oracles_lp import name_of_answer
from strategies_lp import programs
from vipr_replayer import replay

from exactrelu.errors import BudgetError, DimensionError, DomainError, FormatError
from exactrelu.exports import as_vipr
from exactrelu.guides.lookahead import LookaheadGuide
from exactrelu.guides.nodes import Choice, NodeProposal
from exactrelu.integers import as_integers
from exactrelu.lp import (
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
    IntegerUnbounded,
    LinearProgram,
    Optimal,
    PulpIncumbents,
    solve,
    solve_integer,
)
from exactrelu.lp import search as branch_search
from exactrelu.lp.branch_trees import Node, Place
from exactrelu.lp.cuts import cut_by_costs
from exactrelu.lp.integer import Branch
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.multipliers import Box, Duality, Multipliers, Rest
from exactrelu.lp.relaxations import ScaledRelaxation
from exactrelu.lp.search import Limits, Search

IP, F = IntegerProgram.of, Fraction
BINARY = IntegerProgram.binary


def jeroslow(n):
    return BINARY([0] * n, [([2] * n, "=", n)])


NAMED = {
    "no variables": (IP([], constant=5), F(5)),
    "no variables, a false row": (IP([], [([], ">=", 1)]), "infeasible"),
    "no rows, a cost": (IP([1]), "unbounded"),
    "no rows, no cost": (IP([0]), F(0)),
    "no rows, bounds": (IP([1, -1], bounds=[("3/2", None), (None, "7/2")]), F(-1)),
    "an odd multiple": (IP([1], [([2], "=", 1)]), "infeasible"),
    "an even multiple": (IP([1], [([2], "=", -6)]), F(-3)),
    "no integer between the bounds": (IP([1], bounds=[("1/3", "2/3")]), "infeasible"),
    "one integer between the bounds": (IP([1], bounds=[("1/3", "4/3")]), F(1)),
    "no integer between rows": (IP([0], [([3], ">=", 1), ([3], "<=", 2)]), "infeasible"),
    "crossing bounds": (IP([1], bounds=[(1, 0)]), "infeasible"),
    "crossing bounds of another": (IP([1], bounds=[(0, 1)]), F(0)),
    "negative numbers": (IP([1], [([-2], "<=", 7)]), F(-3)),
    "rounding towards zero is wrong": (IP([-1], [([2], "<=", -1)]), F(1)),
    "a maximum": (BINARY([5, 4, 3], [([2, 3, 1], "<=", 5)], sense="max"), F(9)),
    "a maximum of fractions": (
        BINARY(["1/2", "1/3"], [([1, 1], "<=", 1)], sense="max", constant="1/7"),
        F(1, 2) + F(1, 7),
    ),
    "one row three times": (IP([1], [([2], ">=", 1)] * 3), F(1)),
    "a zero row that fails": (BINARY([1], [([0], ">=", 1)]), "infeasible"),
    "an infeasible relaxation": (BINARY([1], [([1], ">=", 2)]), "infeasible"),
    "an equality knapsack": (
        IP([1, 1], [([12, 15], "=", 99)], bounds=[(0, None)] * 2),
        F(7),
    ),
    "an equality knapsack without solution": (
        IP([0, 0], [([3, 5], "=", 7)], bounds=[(0, None)] * 2),
        "infeasible",
    ),
    "Jeroslow's, 7 variables": (jeroslow(7), "infeasible"),
    "free integers": (IP([3, 2], [([2, 1], ">=", 1), ([1, 2], ">=", 1)]), F(2)),
    "a cost on another variable only": (
        IP([0, 1], [([2, 2], "=", 1)], integers=[0], bounds=[(0, 1), (0, None)]),
        F(1, 2),
    ),
    "mixed, one integer": (
        IP([1, "1/2"], [([2, 1], ">=", "7/2")], integers=[0], bounds=[(0, None), (0, 2)]),
        F(7, 4),
    ),
    "mixed, unbounded by the other": (
        IP([0, -1], integers=[0], bounds=[(0, 1), (0, None)]),
        "unbounded",
    ),
    "unbounded with an integer point": (IP([-1, 0], [([1, -2], "=", 1)]), "unbounded"),
    "unbounded along a ray of fractions": (
        IP([-1, 0], [([7, -3], "=", 0)], bounds=[(0, None)] * 2),
        "unbounded",
    ),
    "unbounded relaxation, no integer point": (
        IP([-1, 0], integers=[0, 1], bounds=[(None, None), ("1/3", "2/3")]),
        "infeasible",
    ),
    "a huge coefficient": (BINARY([2**300, 1], [([2**300, 1], ">=", 1)]), F(1)),
    "a tiny one": (BINARY([1, 1], [([F(1, 2**300), F(1, 2**301)], ">=", F(1, 2**301))]), F(1)),
}


def answered(program, **options):
    """The name of the answer, whose certificate has been replayed."""
    answer = solve_integer(program, **options)
    verdict = answer.certificate.verdict()
    assert verdict.status == "VALID", verdict
    if isinstance(answer, IntegerUnbounded):
        assert all(entry.denominator == 1 for entry in answer.ray)
    if not isinstance(answer, IntegerInfeasible):
        assert all(type(entry) is Fraction for entry in answer.point)
        assert all(answer.point[j].denominator == 1 for j in program.integers)
    return name_of_integer_answer(answer)


@pytest.mark.parametrize("guide", [LookaheadGuide(), None], ids=["guided", "exact nodes"])
@pytest.mark.parametrize("name", NAMED)
def test_named_programs(name, guide):
    program, expected = NAMED[name]
    assert answered(program, guide=guide) == expected


@pytest.mark.parametrize("name", [name for name in NAMED if NAMED[name][1] != "unbounded"])
def test_another_program_replays_the_certificates(name):
    replay(as_vipr(solve_integer(NAMED[name][0]).certificate))


@given(programs())
@settings(max_examples=60)
def test_without_integers_it_is_the_linear_program(program):
    assert answered(IntegerProgram(program, [])) == name_of_answer(solve(program))


small = st.integers(-4, 4).map(F)
halves = st.builds(F, st.integers(-7, 7), st.sampled_from([1, 1, 2, 3]))


@st.composite
def boxed(draw, *, numbers=small, most_variables=4, continuous=0):
    """Programs with integers in finite boxes, and up to some other variables."""
    n = draw(st.integers(1, most_variables))
    k = draw(st.integers(0, continuous))
    vector = st.lists(numbers, min_size=n + k, max_size=n + k)
    row = st.tuples(vector, st.sampled_from(["<=", "<=", ">=", ">=", "="]), numbers)
    low = st.lists(
        st.builds(F, st.integers(-5, 0), st.sampled_from([1, 2])), min_size=n, max_size=n
    )
    ends = [(end, end + draw(st.integers(0, 4))) for end in draw(low)]
    others = [(0, draw(st.sampled_from([None, 1, F(5, 2)]))) for _ in range(k)]
    places = draw(st.permutations(range(n + k)))
    bounds = [(*ends, *others)[place] for place in places]
    return IntegerProgram.of(
        draw(vector),
        draw(st.lists(row, max_size=4)),
        sense=draw(st.sampled_from(["min", "max"])),
        bounds=bounds,
        constant=draw(numbers),
        integers=[j for j, place in enumerate(places) if place < n],
    )


@given(boxed())
@settings(max_examples=100)
def test_it_agrees_with_enumeration(program):
    assert answered(program) == by_enumeration(program)


@given(boxed(numbers=halves, most_variables=3, continuous=2))
@settings(max_examples=60)
def test_mixed_programs_agree_with_enumeration(program):
    assert answered(program) == by_enumeration(program)


@given(boxed(numbers=halves, most_variables=3, continuous=1))
@settings(max_examples=50)
def test_without_a_guide_the_answer_is_the_same(program):
    assert answered(program, guide=None, incumbents=None) == by_enumeration(program)


def test_permuting_rows_or_negating_the_objective_changes_no_value():
    program = cover(12, 30, Random(3))
    linear = program.program
    value = answered(program)
    turned = LinearProgram(
        [-c for c in linear.objective],
        reversed(linear.rows),
        sense="max",
        lower=linear.lower,
        upper=linear.upper,
    )
    assert answered(IntegerProgram(turned, program.integers)) == -value


def cover(rows, columns, rng, *, most=20):
    """Random set cover: each row is covered by some 4 columns."""
    table = [[0] * columns for _ in range(rows)]
    for row in table:
        for j in rng.sample(range(columns), 4):
            row[j] = 1
    return BINARY([rng.randint(1, most) for _ in range(columns)], [(row, ">=", 1) for row in table])


def knapsack(n, rng):
    weights = [rng.randint(5, 30) for _ in range(n)]
    values = [w + rng.randint(-4, 4) for w in weights]
    return BINARY(values, [(weights, "<=", sum(weights) // 2)], sense="max")


def general(n, rng):
    rows = [([rng.randint(-5, 9) for _ in range(n)], ">=", rng.randint(1, 40)) for _ in range(n)]
    return IP([rng.randint(1, 9) for _ in range(n)], rows, bounds=[(0, 50)] * n)


FAMILIES = {
    "set cover": lambda rng: cover(15, 30, rng),
    "unicost set cover": lambda rng: cover(15, 25, rng, most=1),
    "knapsack": lambda rng: knapsack(12, rng),
    "general": lambda rng: general(4, rng),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_families_agree_with_z3(name, request):
    count = 40 if request.config.getoption("--deep") else 3
    rng = Random(name)
    decided = 0
    for _ in range(count):
        program = FAMILIES[name](rng)
        expected = by_z3_integers(program)
        decided += expected is not None
        assert expected in (None, answered(program))
    assert decided


@dataclass(frozen=True)
class Rubbish:
    """An incumbent source that proposes whatever it is told to."""

    points: Any
    patience: int = 0

    def propose(self, program, *, seconds):  # noqa: ARG002
        return self.points


RUBBISH = {
    "nothing": [],
    "words": ["no", None, 7, [[]], {}],
    "wrong lengths": [[], [1] * 99],
    "not finite": [[float("nan")] * 30, [float("inf")] * 30],
    "infeasible": [[0] * 30, [-1] * 30, [10**30] * 30],
    "feasible and bad": [[1] * 30],
    "half": [[0.5] * 30],
}


@pytest.mark.parametrize("name", RUBBISH)
def test_hostile_incumbents_change_no_value(name):
    program = cover(15, 30, Random(5))
    expected = answered(program, incumbents=None)
    assert answered(program, incumbents=Rubbish(RUBBISH[name])) == expected


def test_a_good_proposal_is_taken():
    program = knapsack(12, Random(1))
    best = solve_integer(program).point
    with pytest.raises(BudgetError) as caught:
        solve_integer(program, incumbents=Rubbish([best]), node_limit=0)
    assert caught.value.point is None
    with pytest.raises(BudgetError) as caught:
        solve_integer(program, guide=None, incumbents=Rubbish([best]), node_limit=1)
    assert caught.value.point == best


@pytest.mark.parametrize("mixed", [False, True])
def test_pulp_proposes_a_best_point(mixed):
    program = cover(15, 30, Random(8))
    if mixed:
        program = IntegerProgram(program.program, range(20))
    points = list(PulpIncumbents().propose(program, seconds=None))
    assert len(points) == 1
    cost = sum(c * round(v) for c, v in zip(program.program.objective, points[0], strict=True))
    assert mixed or cost == answered(program)
    assert answered(program, incumbents=Rubbish(points)) == answered(program, incumbents=None)


def test_a_program_beyond_all_doubles_gets_no_proposal():
    huge = BINARY([10**400, 1], [([10**400, 10**400], ">=", 1)])
    assert list(PulpIncumbents().propose(huge, seconds=None)) == []
    assert answered(huge, incumbents=PulpIncumbents(patience=0)) == 1


class Hostile:
    """A guide whose every visit is answered by a function of the size of the program."""

    def __init__(self, answer):
        self.answer = answer

    def start(self, problem, integers):
        self.problem, self.integers = problem, integers
        return self

    def visit(self, lower, upper, *, trace):  # noqa: ARG002
        return self.answer(len(self.problem.right), len(lower))


def noise(rng):
    def answer(m, n):
        return NodeProposal(
            rng.normal(size=m) * 10.0 ** rng.integers(-5, 20),
            rng.normal(size=n),
            Choice(int(rng.integers(0, n)), int(rng.integers(-2, 3)), int(rng.integers(0, 2))),
            is_contradiction=bool(rng.integers(0, 2)),
        )

    return answer


HOSTILE = {
    "silence": lambda m, n: None,  # noqa: ARG005
    "not a number": lambda m, n: NodeProposal(np.full(m, np.nan), np.full(n, np.nan)),
    "infinite": lambda m, n: NodeProposal(np.full(m, np.inf), np.full(n, -np.inf), Choice(0, 0)),
    "a false contradiction": lambda m, n: NodeProposal(
        np.ones(m), np.zeros(n), is_contradiction=True
    ),
    "wrong sizes": lambda m, n: NodeProposal(np.ones(m + 1), np.ones(n + 3), Choice(n, 0)),
    "choices that split nothing": lambda m, n: NodeProposal(
        np.zeros(m), np.zeros(n), Choice(0, 99)
    ),
    "no choice": lambda m, n: NodeProposal(np.zeros(m), np.ones(n)),
    "a choice of another type": lambda m, n: NodeProposal(np.zeros(m), np.ones(n), "x0"),
    "always the last": lambda m, n: NodeProposal(np.ones(m), np.ones(n), Choice(n - 1, 0)),
}


@pytest.mark.parametrize("name", [*HOSTILE, "noise"])
@pytest.mark.parametrize("family", [lambda rng: knapsack(7, rng), lambda rng: general(3, rng)])
def test_hostile_guides_change_no_value(name, family):
    program = family(Random(11))
    answer = HOSTILE.get(name) or noise(np.random.default_rng(5))
    assert answered(program, guide=Hostile(answer), incumbents=None) == answered(program)


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.parametrize("limit", [0, 1, 2, 5, 20])
def test_a_budget_error_has_a_proved_bracket(sense, limit):
    base = cover(40, 25, Random(3), most=1).program
    sign = 1 if sense == "min" else -1
    linear = LinearProgram(
        [sign * c for c in base.objective],
        base.rows,
        sense=sense,
        lower=base.lower,
        upper=base.upper,
        constant="1/2",
    )
    program = IntegerProgram(linear, range(25))
    value = answered(program)
    with pytest.raises(BudgetError) as caught:
        solve_integer(program, guide=None, node_limit=limit)
    error = caught.value
    assert error.lower is None or error.lower <= value
    assert error.upper is None or error.upper >= value
    assert (error.lower, error.upper)[sense == "max"] is not None or not limit
    if error.point is not None:
        attained = sum(c * x for c, x in zip(linear.objective, error.point, strict=True))
        assert attained + F(1, 2) == (error.upper if sense == "min" else error.lower)


@pytest.mark.parametrize("program", [knapsack(14, Random(1)), general(6, Random(1))])
def test_the_worst_open_case_makes_the_bracket(program):
    value = answered(program)
    for limit in range(1, 40, 4):
        with pytest.raises(BudgetError) as caught:
            solve_integer(program, guide=None, incumbents=None, node_limit=limit)
        assert caught.value.upper is None or caught.value.upper >= value
        assert caught.value.lower is None or caught.value.lower <= value


def bracket(*, here, waiting=(), best=None):
    """The ends of the bracket of a search with these bounds of open nodes and this best cost."""
    program = IP([1], [([2], ">=", 1)], bounds=[(0, 99)])
    search = Search(program, None, None, Limits.of(None, None))
    nodes = [Node(Place(), Box.of(search.integral), {}, bound=bound) for bound in (here, *waiting)]
    search.waiting = [(True, F(0), k, node) for k, node in enumerate(nodes[1:])]
    if best is not None:
        search._consider((F(best),))
    error = search._budget_error(nodes[0], "no answer")
    return error.lower, error.upper


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"here": None}, (None, None)),
        ({"here": F(5)}, (5, None)),
        ({"here": F(5), "waiting": [F(7)]}, (5, None)),
        ({"here": F(7), "waiting": [F(5)]}, (5, None)),
        ({"here": None, "waiting": [F(5)]}, (None, None)),
        ({"here": F(5), "waiting": [None]}, (None, None)),
        ({"here": F(9, 2)}, (5, None)),
        ({"here": F(5), "best": 8}, (5, 8)),
        ({"here": F(9), "waiting": [F(10)], "best": 8}, (8, 8)),
    ],
)
def test_the_bracket_is_that_of_all_open_cases_and_the_best_point(case, expected):
    assert bracket(**case) == expected


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-5, 0), st.integers(0, 30)), min_size=1),
    st.integers(1, 5),
    st.fractions(min_value=0, max_value=40, max_denominator=6),
)
def test_cuts_close_exactly_what_costs_too_much(variables, denominator, gap):
    z, low, high = zip(*variables, strict=True)
    linear = LinearProgram(z, lower=low, upper=high)
    node = Node(Place(), Box.of(IntegralProgram.of(linear)), {})
    whole = node.box.has_lower
    rest = Rest(as_integers(z), 0, denominator)
    cut_by_costs(node, Multipliers((), 1), rest, gap=gap, whole=whole)
    for j, (cost, first, last) in enumerate(variables):
        unit = F(abs(cost), denominator)
        ends = range(first, last + 1)
        kept = [t for t in ends if unit * (t - first if cost > 0 else last - t) <= gap]
        assert node.box.ends(j) == (min(kept), max(kept))


def test_trees_may_be_hundreds_of_cases_deep():
    program = IP([1, 0], [([2, -2], "=", 1)], bounds=[(0, 220)] * 2)
    answer = solve_integer(program)
    assert name_of_integer_answer(answer) == "infeasible"
    assert deepest(answer.tree) > 200
    assert answer.certificate.verdict().status == "VALID"


def deepest(tree):
    depth, waiting = 0, [0]
    for node in tree:
        here = waiting.pop()
        depth = max(depth, here)
        if isinstance(node, Branch):
            waiting += [here + 1, here + 1]
    return depth


def test_useless_cases_are_left_out_of_the_tree():
    # With the best point known from the start, nothing is split that its bound would have closed.
    program = cover(40, 25, Random(3), most=1)
    late = solve_integer(program, incumbents=None)
    early = solve_integer(program, incumbents=Rubbish([late.point]))
    for tree in (late.tree, early.tree):
        assert sum(isinstance(node, Branch) for node in tree) == len(tree) // 2
    assert len(late.tree) <= 99


@given(boxed(most_variables=4))
@settings(max_examples=50)
def test_the_bounds_of_the_default_guide_are_those_of_the_linear_program(program):
    """What the doubles propose is nearly optimal, so that exact linear programs are rare."""
    relaxed = solve(program.program)
    if not isinstance(relaxed, Optimal):
        return
    integral = IntegralProgram.of(program.program)
    scaled, box = ScaledRelaxation.of(integral), Box.of(integral)
    relaxation = LookaheadGuide().start(scaled.floats, program.integers)
    proposal = relaxation.visit(*scaled.ends(box), trace=None)
    bound = Duality.of(integral).bound(scaled.multipliers(proposal), box)
    sign = -1 if program.program.sense == "max" else 1
    cost = sign * (relaxed.value - program.program.constant) * integral.scale
    assert bound <= cost <= bound + F(1, 10**6)


def test_a_time_limit_is_kept():
    with pytest.raises(BudgetError, match=r"^no answer within the time limit; the optimum"):
        solve_integer(jeroslow(31), time_limit="1/10")


def test_an_endless_search_is_given_up(monkeypatch):
    monkeypatch.setattr(branch_search, "_ENDLESS", 50)
    with pytest.raises(BudgetError, match=r"^no answer after 50 nodes; the optimum, if"):
        solve_integer(IP([0, 0], [([2, -2], "=", 1)]))


@pytest.mark.parametrize(("high", "is_given_up"), [(2**70, True), (2**33, True), (40, False)])
def test_a_search_of_huge_ranges_is_given_up(high, is_given_up, monkeypatch):
    monkeypatch.setattr(branch_search, "_ENDLESS", 50)
    program = IP([0, 0], [([2, -2], "=", 1)], bounds=[(0, high)] * 2)
    if is_given_up:
        with pytest.raises(BudgetError, match=r"^no answer after 50 nodes; "):
            solve_integer(program)
    else:
        assert answered(program) == "infeasible"


def test_unbounded_integers_in_a_bounded_relaxation_are_not_given_up(monkeypatch):
    monkeypatch.setattr(branch_search, "_ENDLESS", 5)
    # 2 x + 2 y = 4 z + 1 has no solution; the rows alone bound the variables.
    rows = [([2, 2, -4], "=", 1), *(([int(i == j) for i in range(3)], "<=", 9) for j in range(3))]
    rows += [([int(i == j) for i in range(3)], ">=", 0) for j in range(3)]
    assert answered(IP([0, 0, 0], rows)) == "infeasible"


def test_a_source_is_told_how_much_time_is_left():
    told = []

    class Patient:
        patience = 0

        def propose(self, program, *, seconds):  # noqa: ARG002
            told.append(seconds)
            return []

    for limit in (None, 100):
        solve_integer(jeroslow(3), incumbents=Patient(), time_limit=limit)
    assert told == [None, 100]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"node_limit": -1}, "node_limit must be an integer, at least 0, not -1"),
        ({"time_limit": -1}, "time_limit must be at least 0, not -1"),
    ],
)
def test_negative_limits_are_refused(options, message):
    with pytest.raises(DomainError) as caught:
        solve_integer(jeroslow(3), **options)
    assert str(caught.value) == message


LINEAR = LinearProgram.of([1, 1])


@pytest.mark.parametrize(
    ("integers", "message"),
    [
        ([2], "integers[0] must be a position from 0 to 1, not 2"),
        ([0, -1], "integers[1] must be a position from 0 to 1, not -1"),
        ([True], "integers[0] must be a position from 0 to 1, not True"),
        (["0"], "integers[0] must be a position from 0 to 1, not '0'"),
        ([1.0], "integers[0] must be a position from 0 to 1, not 1.0"),
        ([1, 1], "integers must be different positions, not [1, 1]"),
    ],
)
def test_bad_positions_are_refused(integers, message):
    with pytest.raises(DimensionError) as caught:
        IntegerProgram(LINEAR, integers)
    assert str(caught.value) == message


def test_programs_are_values():
    program = IntegerProgram(LINEAR, [1, 0])
    assert program == IntegerProgram(LINEAR, range(2)) != IntegerProgram(LINEAR, [0])
    assert eval(repr(program)) == program
    assert IntegerProgram.from_json(program.as_json()) == program
    assert program.integers == (0, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": "exactrelu-ip/2"}, "schema must be 'exactrelu-ip/1', not 'exactrelu-ip/2'"),
        ({"integers": 0}, "integers must be a list of positions"),
        ({"more": 0}, "integer program must have the fields schema, program, integers"),
    ],
)
def test_bad_json_is_refused(change, message):
    with pytest.raises(FormatError) as caught:
        IntegerProgram.from_json(IntegerProgram(LINEAR, [1]).as_json() | change)
    assert str(caught.value) == message


def test_no_file_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = solve_integer(cover(30, 60, Random(4)), incumbents=PulpIncumbents(patience=0))
    assert isinstance(answer, IntegerOptimal)
    assert list(tmp_path.iterdir()) == []
