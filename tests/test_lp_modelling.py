"""PuLP's models, solved exactly: what survives, what is refused, and PuLP's own conventions."""

import math
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_lp import programs, wild

from exactrelu import checker
from exactrelu.errors import BudgetError, DomainError, ExactReluError, FloatError, FormatError
from exactrelu.lp import (
    ExactSolver,
    Infeasible,
    IntegerProgram,
    LinearProgram,
    Optimal,
    Unbounded,
    exact_sum,
    from_pulp,
    solve,
    to_pulp,
)

F = Fraction
MIN, MAX = pulp.LpMinimize, pulp.LpMaximize


def model(sense=MIN):
    return pulp.LpProblem("model", sense)


def solved(problem, **settings):
    solver = ExactSolver(**settings)
    status = problem.solve(solver)
    assert status == problem.status
    assert problem.solverModel is solver.answer
    assert checker.check(solver.answer.certificate.text).status == "VALID"
    return pulp.LpStatus[status]


def values(problem):
    return {variable.name: variable.varValue for variable in problem.variables()}


def is_exact(number):
    return type(number) in {int, Fraction}


def test_fractions_decimals_and_ints_survive():
    problem = model(MAX)
    x = problem.add_variable("x", F(1, 7), Decimal("2.5"))
    y = problem.add_variable("y", 0)
    problem += F(1, 3) * x + y + F(1, 11), "value"
    problem += 3 * x + F(1, 10**30) * y <= 10**20, "cap"
    assert solved(problem) == "Optimal"
    y_value = (10**20 - F(3, 7)) * 10**30
    assert values(problem) == {"x": F(1, 7), "y": y_value}
    assert pulp.value(problem.objective) == F(1, 21) + y_value + F(1, 11)
    assert type(pulp.value(problem.objective)) is Fraction
    cap = problem.get_constraint_by_name("cap")
    assert (cap.pi, cap.slack) == (10**30, 0)
    assert (x.dj, y.dj) == (F(1, 3) - 3 * 10**30, 0)
    assert all(type(n) is Fraction for n in (x.varValue, x.dj, cap.pi, cap.slack))


def transport(problem):
    x, y, z = (
        problem.add_variable("x", 0, 3),
        problem.add_variable("y", 0),
        problem.add_variable("z", 1),
    )
    problem += 3 * x + 2 * y - z + 7 if problem.sense == MAX else z - 3 * x - 2 * y + 7
    problem += x + y <= 5, "c1"
    problem += x + 3 * y <= 7, "c2"
    problem += x + z >= 2, "c3"
    problem += y - x == -2, "c4"
    return problem


def diet(problem):
    x, y = problem.add_variable("x", 0), problem.add_variable("y", None, 5)
    problem += 2 * x + 3 * y if problem.sense == MIN else -2 * x - 3 * y
    problem += 2 * x + y >= 7, "c1"
    problem += x + 3 * y >= 11, "c2"
    return problem


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD:DeprecationWarning")
@pytest.mark.parametrize("sense", [MIN, MAX])
@pytest.mark.parametrize("build", [transport, diet])
def test_multipliers_and_slacks_have_the_signs_of_pulps_default_solver(build, sense):
    ours, theirs = build(model(sense)), build(model(sense))
    assert solved(ours) == "Optimal"
    assert theirs.solve(pulp.PULP_CBC_CMD(msg=0)) == pulp.LpStatusOptimal
    for one, other in zip(ours.variables(), theirs.variables(), strict=True):
        assert (one.varValue, one.dj) == pytest.approx((other.varValue, other.dj))
    for one, other in zip(ours.constraints(), theirs.constraints(), strict=True):
        assert (one.pi, one.slack) == pytest.approx((other.pi, other.slack))
    assert any(c.pi for c in theirs.constraints())
    assert pulp.value(ours.objective) == pytest.approx(pulp.value(theirs.objective))


@pytest.mark.parametrize("sense", [MIN, MAX])
def test_pi_is_what_one_unit_more_on_the_right_brings(sense):
    """Against a second exact solve, so that the convention does not rest on another program."""

    def optimum(step):
        problem = transport(model(sense))
        problem.get_constraint_by_name("c4").changeRHS(-2 + step)
        assert solved(problem) == "Optimal"
        return pulp.value(problem.objective), problem.get_constraint_by_name("c4").pi

    (value, pi), (moved, _) = optimum(0), optimum(F(1, 100))
    assert (moved - value) * 100 == pi != 0


def no_objective(problem):
    problem += problem.add_variable("x", 2, 3) >= F(5, 2)
    return "Optimal", {"x": F(5, 2)}


def constant_objective(problem):
    problem += problem.add_variable("x", 2, 2) >= 1
    problem += pulp.LpAffineExpression(F(1, 3))
    return "Optimal", {"x": 2}


def column_by_column(problem):
    objective, row = pulp.LpConstraintVar("objective"), pulp.LpConstraintVar("row", 1, 5)
    problem.setObjective(objective)
    problem += row
    pulp.LpVariable("x", 0, None, "Continuous", F(7, 3) * objective + 3 * row)
    pulp.LpVariable("y", 0, None, "Continuous", objective + row)
    return "Optimal", {"x": F(5, 3), "y": 0}


def nothing_at_all(problem):
    return "Optimal", {}


def a_variable_only_in_the_objective(problem):
    problem += problem.add_variable("x", 0) + problem.add_variable("y", F(1, 3))
    problem += problem.add_variable("z", 1, 1) >= 0
    return "Optimal", {"x": 0, "y": F(1, 3), "z": 1}


def a_zero_row_that_holds(problem):
    x = problem.add_variable("x", 1)
    problem += x
    problem += 0 * x <= 3
    return "Optimal", {"x": 1}


def a_zero_row_that_fails(problem):
    x = problem.add_variable("x", 1)
    problem += x
    problem += pulp.LpAffineExpression([(x, 0)], constant=0) >= F(1, 10**40)
    return "Infeasible", None


def an_empty_row_that_fails(problem):
    problem += pulp.LpAffineExpression() >= 1
    return "Infeasible", None


def a_fixed_variable(problem):
    x = problem.add_variable("x", 0, 9)
    x.setInitialValue(F(7, 3))
    x.fixValue()
    problem += -x
    return "Optimal", {"x": F(7, 3)}


def contradictory_bounds(problem):
    problem += problem.add_variable("x", 1, 0)
    return "Infeasible", None


def infinite_bounds_set_later(problem):
    x = problem.add_variable("x")
    x.bounds(-math.inf, math.inf)
    problem += x
    problem += x >= -4
    return "Optimal", {"x": -4}


def an_unbounded_ray(problem):
    x, y = problem.add_variable("x", 0), problem.add_variable("y", 0)
    problem += -x
    problem += x - y <= 1
    return "Unbounded", None


def two_variables_of_one_name(problem):
    first, second = problem.add_variable("x", 1), problem.add_variable("x", 2)
    problem += first + 2 * second
    return "Optimal", {"x": None}


def an_elastic_constraint(problem):
    x = problem.add_variable("x", 0, 1)
    problem += x
    problem.extend((x >= 3).makeElasticSubProblem(penalty=F(10, 3), proportionFreeBound=F(1, 3)))
    return "Optimal", {"x": 1}


def a_fraction_constraint(problem):
    x, y = problem.add_variable("x", 0), problem.add_variable("y", 3)
    problem += x
    problem += pulp.LpFractionConstraint(x, x + y, pulp.LpConstraintGE, F(1, 4), name="share")
    return "Optimal", {"x": 1}


def an_int_on_the_right_of_lpsum(problem):
    x, y = problem.add_variable("x", 0), problem.add_variable("y", 0)
    problem += pulp.lpSum([x, 2 * y])
    problem += pulp.lpSum([F(1, 3) * x, y]) >= 3
    return "Optimal", {"x": 0, "y": 3}


def a_fraction_in_an_exact_sum(problem):
    x, y = problem.add_variable("x", 0), problem.add_variable("y", 0)
    problem += exact_sum([x, 2 * y])
    problem += exact_sum([0 * y, x, 0 * y, F(1, 3), y - y, 0 * y]) >= 1 + F(1, 10**20)
    return "Optimal", {"x": F(2, 3) + F(1, 10**20), "y": 0}


CASES = [
    no_objective,
    constant_objective,
    column_by_column,
    nothing_at_all,
    a_variable_only_in_the_objective,
    a_zero_row_that_holds,
    a_zero_row_that_fails,
    an_empty_row_that_fails,
    a_fixed_variable,
    contradictory_bounds,
    infinite_bounds_set_later,
    an_unbounded_ray,
    two_variables_of_one_name,
    an_elastic_constraint,
    a_fraction_constraint,
    an_int_on_the_right_of_lpsum,
    a_fraction_in_an_exact_sum,
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_named_models(case):
    problem = model()
    status, expected = case(problem)
    assert solved(problem) == status
    if expected is None:
        assert {*values(problem).values()} - {0} <= {None}
        assert all(c.pi is None and c.slack is None for c in problem.constraints())
    else:
        found = values(problem)
        assert all(found[name] == value for name, value in expected.items() if value is not None)
        assert all(is_exact(c.value()) for c in problem.constraints())
        objective = problem.objective
        assert objective is None or is_exact(pulp.value(objective))


def test_variables_of_one_name_are_told_apart():
    problem = model()
    first, second = problem.add_variable("x", 1), problem.add_variable("x", 2)
    problem += first + 2 * second
    assert solved(problem) == "Optimal"
    assert (first.varValue, second.varValue, first.dj, second.dj) == (1, 2, 1, 2)


def test_solving_again_forgets_what_was_found():
    problem = model()
    x = problem.add_variable("x", 0)
    problem += x
    problem += x >= 1, "row"
    assert solved(problem) == "Optimal"
    problem += x <= 0
    assert solved(problem) == "Infeasible"
    assert (x.varValue, x.dj, problem.get_constraint_by_name("row").pi) == (None, None, None)
    assert pulp.LpSolution[problem.sol_status] == "No Solution Exists"
    assert isinstance(problem.solverModel, Infeasible)


def test_an_unbounded_problem_has_its_ray():
    problem = model(MAX)
    problem += problem.add_variable("x", F(1, 3))
    solver = ExactSolver()
    assert pulp.LpStatus[problem.solve(solver)] == "Unbounded"
    assert pulp.LpSolution[problem.sol_status] == "Solution is Unbounded"
    assert isinstance(solver.answer, Unbounded)
    assert (solver.answer.point, solver.answer.ray) == ((F(1, 3),), (1,))


def test_objectives_one_after_the_other_stay_exact():
    problem = model()
    x, y = problem.add_variable("x", 0), problem.add_variable("y", 0)
    problem += x + y >= F(1, 3)
    statuses = problem.sequentialSolve([x + y, x - y], solver=ExactSolver())
    assert statuses == [1, 1]
    assert values(problem) == {"x": 0, "y": F(1, 3)}


def knapsack(sense=MAX):
    problem = model(sense)
    items = [problem.add_variable(f"x{k}", cat="Binary") for k in range(4)]
    problem += exact_sum(F(k + 2, 3) * item for k, item in enumerate(items))
    problem += exact_sum((2 * k + 3) * item for k, item in enumerate(items)) <= F(31, 2), "weight"
    return problem


def test_integers_are_solved_with_a_tree_of_cases():
    problem = knapsack()
    assert solved(problem) == "Optimal"
    best = max(
        (F(sum(k + 2 for k in range(4) if bits >> k & 1), 3))
        for bits in range(16)
        if sum(2 * k + 3 for k in range(4) if bits >> k & 1) <= F(31, 2)
    )
    assert pulp.value(problem.objective) == best
    assert problem.solverModel.certificate.kind == "branch-tree"
    assert {*values(problem).values()} == {0, 1}
    assert all(v.dj is None for v in problem.variables())
    weight = problem.get_constraint_by_name("weight")
    used = sum((2 * k + 3) * value for k, value in enumerate(values(problem).values()))
    assert (weight.pi, weight.slack) == (None, F(31, 2) - used)


def test_without_mip_integers_are_left_out():
    problem = knapsack()
    assert solved(problem, mip=False) == "Optimal"
    assert isinstance(problem.solverModel, Optimal)
    assert any(value.denominator > 1 for value in values(problem).values())


def test_no_integer_point():
    problem = model()
    problem += 2 * problem.add_variable("x", 0, 5, "Integer") == 3
    assert solved(problem) == "Infeasible"


def test_an_unbounded_integer_program():
    problem = model(MAX)
    problem += problem.add_variable("x", 0, None, "Integer")
    assert solved(problem) == "Unbounded"


def a_model(change):
    def refused():
        problem = model()
        x, y = problem.add_variable("x", 0), problem.add_variable("y", 0)
        problem += x + y
        return change(problem, x, y)

    return refused


def add(problem, constraint):
    problem += constraint, "row"
    return problem


def bounded(problem, variable, low, high):
    variable.bounds(low, high)
    return problem


def with_category(problem, variable):
    variable.cat = "Binary"
    return problem


def with_sets(problem, x, y):
    problem.sos1 = {0: {x: 1, y: 2}}
    return problem


HALF = (
    "an exact rational number, not the float 0.5 (which holds 1/2); "
    'write "1/2", or ask for floats="dyadic" or "decimal"'
)
LPSUM = "(pulp.lpSum and 0 * x make floats of constants, exact_sum does not)"
REFUSED = {
    "a float coefficient": (
        a_model(lambda p, x, _: add(p, 0.5 * x >= 1)),
        FloatError,
        f"coefficient of x in row must be {HALF}",
    ),
    "a float in the objective": (
        a_model(lambda p, x, _: p.setObjective(0.5 * x) or p),
        FloatError,
        f"coefficient of x in the objective must be {HALF}",
    ),
    "a float on the right": (
        a_model(lambda p, x, _: add(p, x >= 0.5)),
        FloatError,
        f"right-hand side of row must be {HALF} {LPSUM}",
    ),
    "a float bound": (
        a_model(lambda p, x, _: bounded(p, x, 0.5, None)),
        FloatError,
        f"lower bound of x must be {HALF}",
    ),
    "an upper bound of minus infinity": (
        a_model(lambda p, x, _: bounded(p, x, None, -math.inf)),
        FloatError,
        "upper bound of x must be a finite rational number, not -inf",
    ),
    "a category that PuLP ignores": (
        a_model(lambda p, x, _: with_category(p, x)),
        FormatError,
        "category of x must be Continuous or Integer, not 'Binary'",
    ),
    "special ordered sets": (
        a_model(with_sets),
        FormatError,
        "a linear program must not have special ordered sets, but sos1 has",
    ),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_exact_is_refused_in_one_line(make, error, message):
    problem = make()
    with pytest.raises(ExactReluError) as caught:
        problem.solve(ExactSolver())
    assert (type(caught.value), str(caught.value)) == (error, message)
    with pytest.raises(error):
        from_pulp(problem)


@pytest.mark.parametrize(
    ("right", "shown"),
    [(F(1, 3), "0.3333333333333333"), (1 + F(1, 10**20), "1.0"), (2**53, "9007199254740992.0")],
    ids=["a third", "nearly an integer", "an int too large to be sure"],
)
def test_what_lpsum_has_rounded_is_refused(right, shown):
    problem = model()
    problem += pulp.lpSum([problem.add_variable("x")]) >= right, "row"
    with pytest.raises(FloatError, match=f"right-hand side of row .* the float {shown} .*lpSum"):
        problem.solve(ExactSolver())


@pytest.mark.parametrize(("add", "least"), [(pulp.lpSum, 0), (exact_sum, F(1, 10**400))])
def test_what_lpsum_has_rounded_to_zero_is_zero(add, least):
    """Nothing is left of the Fraction when the solver sees the model; `exact_sum` keeps it."""
    problem = pulp.LpProblem()
    x = problem.add_variable("x")
    problem += add([x, F(1, 10**400)])
    problem += add([x]) >= F(1, 10**400)
    problem.solve(ExactSolver())
    assert (x.varValue, pulp.value(problem.objective)) == (least, 2 * least)


@pytest.mark.parametrize(
    ("floats", "tenth"), [("dyadic", F(*(0.1).as_integer_ratio())), ("decimal", F(1, 10))]
)
def test_floats_are_read_when_asked_for(floats, tenth):
    problem = model()
    x = problem.add_variable("x", 0.1)
    y = problem.add_variable("y")
    problem += 0.1 * x + y + 0.1
    problem += 0.1 * y >= 0.1
    assert solved(problem, floats=floats) == "Optimal"
    assert values(problem) == {"x": tenth, "y": 1}
    assert problem.solverModel.value == tenth * tenth + 1 + tenth


def test_a_solver_is_one_of_pulps(capsys):
    solver = ExactSolver(msg=True, floats="decimal", timeLimit=60)
    assert solver.available()
    assert isinstance(solver, pulp.LpSolver)
    assert solver.toDict() == {
        "solver": "ExactSolver",
        "mip": True,
        "msg": True,
        "timeLimit": 60,
        "floats": "decimal",
    }
    other = solver.copy()
    assert other.toDict() == solver.toDict()
    problem = model()
    problem += problem.add_variable("x", 0.5)
    problem.setSolver(other)
    assert problem.solve() == problem.resolve() == 1
    assert capsys.readouterr().out == "ExactSolver: optimal, value 1/2\n" * 2
    assert solver.solve(problem) == 1


@pytest.mark.parametrize(
    ("category", "low", "high", "words"),
    [
        ("Continuous", 1, 0, "infeasible"),
        ("Continuous", None, 0, "unbounded"),
        ("Integer", 1, 0, "infeasible"),
        ("Integer", None, 0, "unbounded"),
        ("Integer", F(1, 3), 4, "optimal, value 1"),
    ],
)
def test_the_answer_in_one_line(category, low, high, words, capsys):
    problem = model()
    problem += 1 * problem.add_variable("x", low, high, category)
    problem.solve(ExactSolver(msg=True))
    assert capsys.readouterr().out == f"ExactSolver: {words}\n"


def test_a_program_without_an_objective():
    problem = model()
    problem += problem.add_variable("x") <= F(1, 3)
    assert from_pulp(problem) == LinearProgram.of([0], [([1], "<=", "1/3")], names=["x"])


def test_unknown_settings_are_refused():
    with pytest.raises(DomainError) as caught:
        ExactSolver(time_limit=1)
    assert str(caught.value) == (
        "an option must be one of mip, msg, timeLimit, maxNodes, floats, gapRel, gapAbs, threads, "
        "warmStart, keepFiles, not 'time_limit'"
    )
    with pytest.raises(DomainError) as caught:
        ExactSolver(floats="exact")
    assert str(caught.value) == "floats must be 'refuse', 'dyadic' or 'decimal', not 'exact'"


def test_options_of_other_solvers_change_no_answer():
    solver = ExactSolver(gapRel=F(1, 2), gapAbs=9, threads=2, warmStart=True, keepFiles=False)
    problem = knapsack()
    assert problem.solve(solver.copy()) == pulp.LpStatusOptimal
    assert solver.copy().toDict() == solver.toDict()
    assert solver.answer is None
    fresh = knapsack()
    fresh.solve(ExactSolver())
    assert fresh.solverModel == problem.solverModel


def test_nodes_without_end_are_given_up_after_as_many_as_were_asked_for():
    problem = model()
    x, y = (problem.add_variable(name, 0, None, pulp.LpInteger) for name in "xy")
    problem += 2 * x - 2 * y == 1
    with pytest.raises(BudgetError, match=r"^no answer after 20 nodes; the optimum, if"):
        problem.solve(ExactSolver(maxNodes=20))


def test_values_of_a_model_with_decimals_are_exact():
    problem = model()
    x = problem.add_variable("x", Decimal("0.1"))
    problem += Decimal("0.3") * x + Decimal("0.2")
    problem += 3 * x >= Decimal("2.2"), "row"
    solved(problem)
    assert x.varValue == Fraction(11, 15)
    assert pulp.value(problem.objective) == Fraction(21, 50)
    assert problem.get_constraint_by_name("row").value() == 0
    assert problem.valid()


def test_an_error_leaves_nothing_of_an_earlier_answer():
    problem = model()
    x = problem.add_variable("x", 1)
    problem += 1 * x
    solved(problem)
    problem += 0.5 * x >= 1
    with pytest.raises(FloatError):
        problem.solve(ExactSolver())
    assert (x.varValue, problem.solverModel) == (None, None)
    assert problem.status == pulp.LpStatusNotSolved


def test_a_time_limit_ends_in_a_proved_bracket():
    problem = knapsack()
    with pytest.raises(BudgetError) as caught:
        problem.solve(ExactSolver(timeLimit=0))
    assert "\n" not in str(caught.value)


def test_a_solved_problem_can_be_pickled():
    problem = knapsack()
    solved(problem)
    assert pickle.loads(pickle.dumps(problem)).solverModel == problem.solverModel


@given(programs(wild, most_variables=4))
def test_pulp_gives_the_program_back(program):
    problem = to_pulp(program)
    again = LinearProgram.from_pulp(problem)
    assert again == LinearProgram.from_json({**program.as_json(), "names": list(again.names)})
    solver = ExactSolver()
    problem.solve(solver)
    assert type(solver.answer) is type(solve(program))
    if isinstance(solver.answer, Optimal):
        assert solver.answer.value == solve(program).value


@given(programs(wild, most_variables=3), st.data())
def test_pulp_gives_integer_programs_back(program, data):
    integers = (
        data.draw(st.sets(st.integers(0, program.dimension - 1))) if program.dimension else ()
    )
    whole = IntegerProgram(program, sorted(integers))
    again = from_pulp(to_pulp(whole))
    assert isinstance(again, IntegerProgram) == bool(integers)
    if integers:
        assert again.integers == whole.integers
        with pytest.raises(FormatError, match="must be continuous, not integers"):
            LinearProgram.from_pulp(to_pulp(whole))


def test_pulp_is_loaded_only_when_it_is_needed():
    code = "import sys, exactrelu.lp; print('pulp' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"
