"""3SAT as the training of two ReLUs, with satisfiability by brute force."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_reductions import formula_error, is_satisfiable, satisfies
from reduction_cases import ALL_SIGNS, formulas, random_formulas
from strategies_sources import formulas as drawn_formulas

from exactrelu.errors import DomainError, ExactReluError
from exactrelu.reductions import as_smtlib, network_of, set_cover, solve, three_sat
from exactrelu.sources import Formula, SetCover
from exactrelu.training import Unrealizable, realize_network, train

BIASES = ("none", "free")

CASES = {
    "no variables and no clauses": (0, ()),
    "a variable and no clauses": (1, ()),
    "an empty clause and no variables": (0, ((),)),
    "an empty clause beside another one": (1, ((1,), ())),
    "a clause of one literal": (1, ((-1,),)),
    "a variable and its negation": (1, ((1,), (-1,))),
    "a literal three times": (1, ((1, 1, 1),)),
    "a literal twice": (2, ((1, 1, -2), (-1, -1), (2, 2, 2))),
    "a literal four times": (2, ((-1, 2, -1, 2), (1,))),
    "a clause that is always true": (2, ((1, -1, 2), (-2,))),
    "a clause of a literal twice and its negation": (1, ((1, 1, -1), (-1, -1, 1))),
    "the same clause twice": (3, ((1, 2, 3), (1, 2, 3))),
    "all clauses of two variables": (2, ((1, 2), (1, -2), (-1, 2), (-1, -2))),
    "all eight clauses of three variables": (3, ALL_SIGNS),
    "seven of the eight": (3, ALL_SIGNS[1:]),
}


def require_correspondence(variables, clauses, hidden_bias):
    """Decide Theorem 6 for one formula: error 0, the decoded assignment, the lifted one."""
    instance = three_sat.reduce(Formula(variables, clauses), hidden_bias=hidden_bias)
    trained = solve(instance)
    satisfiable = is_satisfiable(variables, clauses)
    assert (trained.objective == 0) == satisfiable
    assert satisfiable or trained.lower > 0
    if satisfiable:
        assignment = three_sat.decode(trained.best.units, instance)
        assert satisfies(clauses, assignment)
        lifted = network_of(instance, three_sat.lift(assignment, instance))
        assert instance.problem.objective(lifted) == 0
    assert three_sat.corresponds(satisfiable, trained, instance=instance).holds
    return trained


@pytest.mark.parametrize("hidden_bias", BIASES)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_error_0_and_satisfiability_correspond(case, hidden_bias):
    trained = require_correspondence(*case, hidden_bias)
    assert trained.certificate.verdict().status == "VALID"


@pytest.mark.parametrize("hidden_bias", BIASES)
def test_error_0_and_satisfiability_correspond_for_random_formulas(request, hidden_bias):
    number = 100 if request.config.getoption("--deep") else 3
    for case in random_formulas(number):
        require_correspondence(*case, hidden_bias)


@pytest.mark.parametrize("hidden_bias", BIASES)
def test_error_0_and_satisfiability_correspond_for_all_small_formulas(request, hidden_bias):
    deep = request.config.getoption("--deep")
    for variables, count in [(3, m) for m in range(4)] if deep else [(1, 2)]:
        for clauses in formulas(variables, count):
            require_correspondence(variables, clauses, hidden_bias)


@pytest.mark.parametrize("hidden_bias", BIASES)
def test_an_assignment_that_does_not_satisfy_has_an_error(hidden_bias):
    for case in CASES.values():
        instance = three_sat.reduce(Formula(*case), hidden_bias=hidden_bias)
        for values in product([False, True], repeat=case[0]):
            error = instance.problem.objective(
                network_of(instance, three_sat.lift(values, instance))
            )
            assert (error == 0) == satisfies(case[1], values)


rationals = st.fractions(-4, 4, max_denominator=4)


def pairs(size):
    return st.lists(st.lists(rationals, min_size=size, max_size=size), min_size=2, max_size=2)


@settings(max_examples=50)
@given(drawn_formulas(), st.sampled_from(BIASES), st.data())
def test_samples_are_the_constraints_of_the_paper(formula, hidden_bias, data):
    clauses = [one for one in formula.clauses if one]
    instance = three_sat.reduce(Formula(formula.variables, clauses), hidden_bias=hidden_bias)
    w = data.draw(pairs(formula.variables))
    (v, v_dummy, b), gadget = data.draw(st.tuples(*[st.tuples(rationals, rationals)] * 3)), {}
    rows = [[*w[u], v[u]] for u in (0, 1)]
    if hidden_bias == "free":
        gadget = {"b": b, "v_dummy": v_dummy}
        rows = [[*row, v_dummy[u], b[u]] for u, row in enumerate(rows)]
    filled = [(*one, *[one[-1]] * (3 - len(one))) for one in clauses]
    expected = formula_error(filled, w=w, v=v, **gadget)
    assert instance.problem.objective(network_of(instance, rows)) == expected


def test_either_unit_may_be_the_one_that_is_read():
    instance = three_sat.reduce(Formula(2, [[1, 2], [-1]]))
    units = three_sat.lift([False, True], instance)
    assert three_sat.decode(units, instance) == (False, True)
    assert three_sat.decode(units[::-1], instance) == (False, True)


def test_the_other_unit_is_read_where_only_that_satisfies_the_formula():
    """The least error with which the unit with the smaller v, or the first one, is no solution."""
    instance = three_sat.reduce(Formula(1, [[1, 1, 1]]))
    units = [[Fraction(-29, 41), Fraction(83, 41)], [1, Fraction(83, 41)]]
    assert instance.problem.objective(network_of(instance, units)) == Fraction(4, 41)
    assert three_sat.decode(units, instance) == (True,)
    assert three_sat.decode(units[::-1], instance) == (True,)


def test_least_errors_of_unsatisfiable_formulas():
    twice = three_sat.reduce(Formula(1, ((1,), (-1,))))
    eight = three_sat.reduce(Formula(3, ALL_SIGNS))
    least = [train(instance.merged()).objective for instance in (twice, eight)]
    assert least == [Fraction(4, 21), Fraction(4, 9)]


@settings(max_examples=150)
@given(drawn_formulas(variables=3, width=3), st.data())
def test_an_error_below_4_21_is_read_as_a_solution(formula, data):
    instance = three_sat.reduce(formula)
    n = formula.variables
    nearly = st.fractions(-Fraction(1, 3), Fraction(1, 3), max_denominator=8)
    values = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    v = data.draw(st.sampled_from([(1, 3), (2, 2), (3, 1)]))
    units = [
        [*[side * (1 if x else -1) + data.draw(nearly) for x in values], v_i + data.draw(nearly)]
        for side, v_i in zip((1, -1), v, strict=True)
    ]
    if instance.problem.objective(network_of(instance, units)) < Fraction(4, 21):
        assert formula.value(three_sat.decode(units, instance))


def test_the_constraints_of_a_2_make_biases_0():
    z3 = pytest.importorskip("z3")
    text = as_smtlib(three_sat.reduce(Formula(0, []), hidden_bias="free"))
    for more, answer in (("", z3.sat), ("(assert (or (< w0_2 0.0) (< w1_2 0.0)))", z3.unsat)):
        solver = z3.Solver()
        solver.from_string(text.replace("(check-sat)", more))
        assert solver.check() == answer


def test_realizability_is_asked_of_two_units():
    problem = three_sat.reduce(Formula(1, [[1], [-1]])).problem
    answer = realize_network(problem.samples, 2, signs=[1, 1], hidden_bias="none")
    assert isinstance(answer, Unrealizable)


def test_the_instance_keeps_what_its_parts_mean():
    instance = three_sat.reduce(Formula(1, [[-1], []]), hidden_bias="free")
    assert instance.coordinates == ("w_1", "v", "v_dummy")
    assert instance.meanings == (
        "(12) the positive parts of v have the sum 4, v <= 2 in one unit",
        "(13) X_1 is TRUE in one unit and FALSE in the other",
        "(14) X_1 is TRUE in one unit and FALSE in the other",
        "(15) clause 1 has a TRUE literal: -1",
        "clause 2 is empty, and never TRUE",
        "(A.2) the positive parts of 0 v_dummy + b have the sum 0",
        "(A.2) the positive parts of 1 v_dummy + b have the sum 1",
        "(A.2) the positive parts of -1 v_dummy + b have the sum 1",
        "(A.2) the positive parts of 2 v_dummy + b have the sum 2",
        "(A.2) the positive parts of -2 v_dummy + b have the sum 2",
    )
    assert (instance.epsilon, instance.k, instance.target) == (None, None, 0)
    assert instance.problem.samples.points[3] == (3, -1, 0)


def test_thousands_of_samples_are_the_few_numbers_of_their_constraints():
    n = 1000
    instance = three_sat.reduce(Formula(n, [[1, -n], [n]]))
    points = [{j: c for j, c in enumerate(point) if c} for point in instance.problem.samples.points]
    signed = [{i: sign} for i in range(n) for sign in (1, -1)]
    assert points == [{n: 1}, *signed, {0: -1, n - 1: 2, n: -1}, {n - 1: -3, n: -1}]


@pytest.mark.parametrize("case", ["a variable and its negation", "a clause of one literal"])
@pytest.mark.parametrize("hidden_bias", BIASES)
def test_another_solver_agrees_about_error_0(case, hidden_bias):
    z3 = pytest.importorskip("z3")
    solver = z3.Solver()
    solver.from_string(as_smtlib(three_sat.reduce(Formula(*CASES[case]), hidden_bias=hidden_bias)))
    assert solver.check() == (z3.sat if is_satisfiable(*CASES[case]) else z3.unsat)


REFUSED = {
    "a clause of four literals": (
        lambda: three_sat.reduce(Formula(4, [[1, 2, 3, -4]])),
        "clause 1 must have at most 3 different literals, not 4: 1 2 3 -4",
    ),
    "one unit where there are two": (
        lambda: three_sat.decode([[1, 1]], three_sat.reduce(Formula(1, []))),
        "weights must be 2 rows of 2 numbers, not 1 of 2",
    ),
    "an instance of another problem": (
        lambda: three_sat.decode([[0, 0]], set_cover.reduce(SetCover(0, []))),
        "instance must be made from a Formula, not from a SetCover",
    ),
    "a text for a truth value": (
        lambda: three_sat.corresponds("yes", None, instance=three_sat.reduce(Formula(1, []))),
        "satisfiable must be a truth value, not 'yes'",
    ),
    "more samples than fit into memory": (
        lambda: three_sat.reduce(Formula(10**6, [])),
        "samples times coordinates must be at most 20000000, not 2000001 * 1000001",
    ),
    "a truth value too few": (
        lambda: three_sat.lift([], three_sat.reduce(Formula(1, []))),
        "assignment must have 1 truth value, not 0",
    ),
}


@pytest.mark.parametrize(("ask", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(ask, message):
    with pytest.raises(ExactReluError) as refusal:
        ask()
    assert str(refusal.value) == message


def test_the_wrong_truth_does_not_correspond():
    for case in ("a clause of one literal", "a variable and its negation"):
        instance = three_sat.reduce(Formula(*CASES[case]))
        wrong = not is_satisfiable(*CASES[case])
        told = three_sat.corresponds(wrong, solve(instance), instance=instance)
        assert told.statements[0] == ("error 0 is reached iff the formula is satisfiable", False)


def test_an_open_search_decides_nothing():
    instance = three_sat.reduce(Formula(3, ALL_SIGNS))
    some = train(instance.merged(), time_limit=0)
    assert some.lower == 0
    assert some.best is None or some.objective > Fraction(0)
    with pytest.raises(DomainError, match="found or refuted"):
        three_sat.corresponds(0, some, instance=instance)
