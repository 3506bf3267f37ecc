"""PuLP models, solved exactly: a solver for PuLP, and conversion from and to its problems.

A coefficient, bound or constant of a PuLP model that is an int, a Fraction or a Decimal is taken
as it is. A float is refused unless the solver is told how to read it, with two exceptions, which
are PuLP's own doing. ``lpSum`` starts its sum at 0.0, and ``0 * x`` has the constant 0.0, so

- the constant 0.0 of an expression is 0, and
- the constant -3.0 of a constraint whose expression has the constant 0.0 is what PuLP makes of the
  int in ``lpSum(...) >= 3``, without loss below 2^53.

A Fraction does not survive there: ``lpSum(...) >= Fraction(1, 3)`` holds a float once PuLP has
built it, and is refused. One below 10^-324, which is 0.0 as a float, cannot be told from PuLP's
zero and is lost. `exact_sum` keeps them all.

Multipliers have the signs of PuLP's default solver CBC, which are those of `exactrelu.lp.answers`:
``pi`` is the change of the optimal value for one unit more on the right-hand side, ``dj`` that for
one unit more of a variable, for a minimum and for a maximum. ``slack`` is the right-hand side minus
the left one.

>>> problem = pulp.LpProblem("thirds", pulp.LpMaximize)
>>> x = problem.add_variable("x", 0)
>>> problem += 2 * x
>>> problem += Fraction(1, 3) * x <= Fraction(1, 7), "cap"
>>> solver = ExactSolver()
>>> pulp.LpStatus[problem.solve(solver)], x.varValue, pulp.value(problem.objective)
('Optimal', Fraction(3, 7), Fraction(6, 7))
>>> problem.get_constraint_by_name("cap").pi, solver.answer.certificate.verdict().status
(Fraction(6, 1), 'VALID')
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import mul
from typing import Any, TypeAlias, get_args

import pulp

from exactrelu.errors import DomainError, FloatError, FormatError
from exactrelu.lp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.lp.branching import solve_integer
from exactrelu.lp.drafts import Program, linear_part
from exactrelu.lp.integer import (
    IntegerAnswer,
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
    IntegerUnbounded,
)
from exactrelu.lp.kinds import require
from exactrelu.lp.program import LinearProgram, Relation
from exactrelu.lp.solver import solve
from exactrelu.rational import Floats, Vector, as_rational, as_text

__all__ = ["ExactSolver", "exact_sum", "from_pulp", "to_pulp"]

# PuLP ships no types.
Problem: TypeAlias = Any
Variable: TypeAlias = Any
Constraint: TypeAlias = Any
Expression: TypeAlias = Any

_RELATIONS: dict[int, Relation] = {
    pulp.LpConstraintLE: "<=",
    pulp.LpConstraintEQ: "=",
    pulp.LpConstraintGE: ">=",
}
_SENSES = {"min": pulp.LpMinimize, "max": pulp.LpMaximize}
_HINT = "(pulp.lpSum and 0 * x make floats of constants, exact_sum does not)"
_WITH_EFFECT = ("mip", "msg", "timeLimit", "maxNodes", "floats")
_WITHOUT_EFFECT = ("gapRel", "gapAbs", "threads", "warmStart", "keepFiles")
_MOST_EXACT = 2**53
"""Below this size every integer is a float of its own."""


class ExactSolver(pulp.LpSolver):  # type: ignore[misc]
    """A solver for PuLP that answers linear and integer programs exactly, with a certificate.

    After ``problem.solve(ExactSolver())`` the values, ``pi``, ``dj`` and ``slack`` are Fractions,
    the status is PuLP's, and `answer` (also ``problem.solverModel``) is the answer of this library
    with its certificate. Of an infeasible or unbounded problem there are no values, and of one with
    integer variables no ``pi`` and ``dj``.

    `floats` says how floats in the model are read, ``msg=True`` prints the answer in one line,
    ``mip=False`` leaves out that variables are integers. `timeLimit` in seconds and `maxNodes` are
    for integer variables only; where an integer variable is unbounded in the relaxation, or its
    bounds are more than 2^32 apart, and `maxNodes` is not given, it is 10,000. The options
    `gapRel`, `gapAbs`, `threads`, `warmStart` and `keepFiles` of other solvers are accepted and do
    nothing: no gap is left, and an exact answer is the same with any number of threads.

    Raises FloatError for a float that was not asked for, FormatError for what a program cannot
    hold, BudgetError with a proved bracket of the optimal value when time or nodes are used up, and
    DomainError for an unknown option or way to read floats. After an error the problem is as
    unsolved.

    >>> problem = pulp.LpProblem("half")
    >>> x = problem.add_variable("x", 0.5)
    >>> problem += x
    >>> problem.solve(ExactSolver())
    Traceback (most recent call last):
    exactrelu.errors.FloatError: lower bound of x must be an exact rational number, not the float \
0.5 (which holds 1/2); write "1/2", or ask for floats="dyadic" or "decimal"
    >>> problem.solve(ExactSolver(floats="decimal")), x.varValue
    (1, Fraction(1, 2))
    """

    name = "ExactSolver"

    answer: Answer | IntegerAnswer | None
    """The answer to the problem that was solved last, with its certificate."""

    def __init__(
        self,
        *,
        mip: bool = True,
        msg: bool = False,
        timeLimit: object = None,
        maxNodes: int | None = None,
        floats: Floats = "refuse",
        **without_effect: object,
    ) -> None:
        for option in without_effect:
            if option not in _WITHOUT_EFFECT:
                known = ", ".join([*_WITH_EFFECT, *_WITHOUT_EFFECT])
                raise DomainError(f"an option must be one of {known}, not {option!r:.80}")
        if floats not in get_args(Floats):
            raise DomainError(f"floats must be 'refuse', 'dyadic' or 'decimal', not {floats!r:.80}")
        # PuLP exports the options of a solver from here.
        named: dict[str, object] = {**without_effect, "maxNodes": maxNodes}
        if floats != "refuse":
            named["floats"] = floats
        super().__init__(mip=mip, msg=msg, timeLimit=timeLimit, **named)
        self.floats: Floats = floats
        self.maxNodes = maxNodes
        self.answer = None

    def available(self) -> bool:
        """Return True: nothing has to be installed besides."""
        return True

    def copy(self) -> ExactSolver:
        """Return a solver of the same settings."""
        named = {"mip": self.mip, "msg": self.msg, "timeLimit": self.timeLimit}
        return type(self)(**{**self.optionsDict, **named})

    def actualSolve(self, lp: Problem) -> int:  # noqa: N802 - PuLP's name
        """Solve the problem, write the answer into it, and return its status; PuLP calls this."""
        self.answer = None
        _forget(lp)
        model = _Model.of(lp, self.floats)
        if self.mip and model.integers:
            whole = IntegerProgram(model.program, model.integers)
            self.answer = solve_integer(whole, time_limit=self.timeLimit, node_limit=self.maxNodes)
        else:
            self.answer = solve(model.program)
        lp.solverModel = self.answer
        _keep_exact(model)
        status = _assigned(model, self.answer)
        lp.assignStatus(status)
        if self.msg:
            sys.stdout.write(f"{self.name}: {_in_words(self.answer)}\n")
        return status


def exact_sum(terms: Iterable[object]) -> Expression:
    """Return the sum of terms, as ``pulp.lpSum`` does, without floats that are not in them.

    >>> x = pulp.LpProblem().add_variable("x")
    >>> exact_sum([x, 0 * x, Fraction(1, 3)]).constant, pulp.lpSum([x, Fraction(1, 3)]).constant
    (Fraction(1, 3), 0.3333333333333333)
    """
    total = pulp.LpAffineExpression(0)
    for term in terms:
        total.addInPlace(_without_zero_of_pulp(term))
    return total


def _without_zero_of_pulp(term: object) -> object:
    if isinstance(term, pulp.LpAffineExpression) and _is_zero_of_pulp(term.constant):
        return pulp.LpAffineExpression(dict(term), constant=0)
    return term


def from_pulp(problem: Problem, *, floats: Floats = "refuse") -> Program:
    """Return the program that a PuLP problem holds, its variables sorted by name.

    It is an `IntegerProgram` if there are integer variables.

    Raises FloatError for a float, unless `floats` says how to read it, FormatError for special
    ordered sets and unknown categories, KindError for what is no problem of PuLP.

    >>> problem = pulp.LpProblem("p")
    >>> x = problem.add_variable("x", 0)
    >>> problem += Fraction(1, 3) * x >= 1
    >>> from_pulp(problem)
    LinearProgram.of(['0'], [(['1/3'], '>=', '1')], bounds=[('0', None)], names=('x',))
    """
    require(problem, pulp.LpProblem, "problem")
    model = _Model.of(problem, floats)
    return IntegerProgram(model.program, model.integers) if model.integers else model.program


def to_pulp(program: Program) -> Problem:
    """Return the program as a PuLP problem whose numbers are Fractions.

    PuLP sorts variables by name; those without names become x0, x1, ... with as many digits as
    keep their order. Its rules for names apply: blanks and signs become underscores.

    >>> program = LinearProgram.of([1], [(["1/3"], ">=", 1)], bounds=[(0, None)])
    >>> list(to_pulp(program).constraints())
    [1/3*x0 + -1 >= 0]
    """
    linear, _ = linear_part(program)
    problem = pulp.LpProblem("exactrelu", _SENSES[linear.sense])
    variables = _variables(problem, program)
    # Zeros are kept: they are how PuLP knows of the variables.
    costs = list(zip(variables, linear.objective, strict=True))
    problem.setObjective(pulp.LpAffineExpression(costs, constant=linear.constant))
    senses = {relation: sense for sense, relation in _RELATIONS.items()}
    for name, row in zip(_numbered("row", len(linear.rows)), linear.rows, strict=True):
        present = [(v, a) for v, a in zip(variables, row.coefficients, strict=True) if a]
        left = pulp.LpAffineExpression(present, constant=-row.bound)
        problem += pulp.LpConstraint(left, senses[row.relation], name)
    return problem


def _variables(problem: Problem, program: Program) -> list[Variable]:
    linear, integers = linear_part(program)
    names = linear.names or _numbered("x", linear.dimension)
    bounds = zip(names, linear.lower, linear.upper, strict=True)
    return [
        problem.add_variable(
            name, low, high, pulp.LpInteger if index in integers else pulp.LpContinuous
        )
        for index, (name, low, high) in enumerate(bounds)
    ]


def _numbered(letter: str, count: int) -> list[str]:
    digits = len(str(max(count - 1, 0)))
    return [f"{letter}{index:0{digits}}" for index in range(count)]


@dataclass(frozen=True, slots=True)
class _Model:
    """A PuLP problem, its variables and constraints in order, and what they mean."""

    problem: Problem
    variables: tuple[Variable, ...]
    constraints: tuple[Constraint, ...]
    program: LinearProgram
    integers: tuple[int, ...]

    @classmethod
    def of(cls, problem: Problem, floats: Floats) -> _Model:
        _refuse_sets(problem)
        # The variable that PuLP adds to a constant objective is fixed at zero.
        variables = tuple(v for v in problem.variables() if v is not problem.dummyVar)
        constraints = dict(problem._constraints)  # noqa: SLF001 - the public view warns
        place = {id(variable): index for index, variable in enumerate(variables)}
        rows = [_row(name, row, place, floats) for name, row in constraints.items()]
        objective, constant = _objective(problem, place, floats)
        program = LinearProgram(
            objective,
            rows,
            sense="max" if problem.sense == pulp.LpMaximize else "min",
            lower=[
                _bound(v.lowBound, f"lower bound of {v.name}", "-inf", floats) for v in variables
            ],
            upper=[_bound(v.upBound, f"upper bound of {v.name}", "inf", floats) for v in variables],
            constant=constant,
            names=[str(variable.name) for variable in variables],
        )
        integers = tuple(j for j, variable in enumerate(variables) if _is_integer(variable))
        return cls(problem, variables, tuple(constraints.values()), program, integers)


def _refuse_sets(problem: Problem) -> None:
    for kind in ("sos1", "sos2"):
        if getattr(problem, kind):
            raise FormatError(
                f"a linear program must not have special ordered sets, but {kind} has"
            )


def _is_integer(variable: Variable) -> bool:
    # PuLP makes a binary variable an integer in [0, 1] when it is created; what is called Binary
    # later, it silently takes as continuous.
    if variable.cat not in (pulp.LpContinuous, pulp.LpInteger):
        raise FormatError(
            f"category of {variable.name} must be Continuous or Integer, not {variable.cat!r:.80}"
        )
    return bool(variable.cat == pulp.LpInteger)


def _objective(
    problem: Problem, place: dict[int, int], floats: Floats
) -> tuple[list[Fraction], Fraction]:
    expression = problem.objective
    if expression is None:
        return [Fraction(0)] * len(place), Fraction(0)
    constant = _constant(expression.constant, "constant of the objective", floats)
    return _coefficients(expression, place, floats, "the objective"), constant


def _row(
    name: str, constraint: Constraint, place: dict[int, int], floats: Floats
) -> tuple[list[Fraction], str, Fraction]:
    coefficients = _coefficients(constraint, place, floats, name)
    return coefficients, _RELATIONS[constraint.sense], _right_hand_side(constraint, name, floats)


def _coefficients(
    expression: Expression, place: dict[int, int], floats: Floats, where: str
) -> list[Fraction]:
    numbers = [Fraction(0)] * len(place)
    for variable, number in expression.items():
        if id(variable) in place:
            what = f"coefficient of {variable.name} in {where}"
            numbers[place[id(variable)]] = as_rational(number, floats=floats, name=what)
    return numbers


def _right_hand_side(constraint: Constraint, name: str, floats: Floats) -> Fraction:
    # PuLP keeps it on the left, with the other sign.
    number, what = constraint.constant, f"right-hand side of {name}"
    if _is_zero_of_pulp(constraint.expr.constant) and _is_small_integer(number):
        return Fraction(-int(number))
    if isinstance(number, float):
        return _constant(-number, what, floats)
    return -_constant(number, what, floats)


def _constant(number: object, what: str, floats: Floats) -> Fraction:
    if _is_zero_of_pulp(number):
        return Fraction(0)
    try:
        return as_rational(number, floats=floats, name=what)
    except FloatError as error:
        raise FloatError(f"{error} {_HINT}") from None


def _is_zero_of_pulp(number: object) -> bool:
    return isinstance(number, float) and number == 0


def _is_small_integer(number: object) -> bool:
    return isinstance(number, float) and number.is_integer() and abs(number) < _MOST_EXACT


def _bound(number: object, what: str, infinite: str, floats: Floats) -> Fraction | None:
    # PuLP refuses infinite bounds when a variable is created, but takes them later.
    if number is None or (isinstance(number, float) and str(number) == infinite):
        return None
    return as_rational(number, floats=floats, name=what)


def _forget(problem: Problem) -> None:
    """Remove what an earlier solve has left."""
    for variable in problem.variables():
        variable.varValue = variable.dj = None
    for constraint in problem._constraints.values():  # noqa: SLF001 - the public view warns
        constraint.pi = constraint.slack = None
    problem.solverModel = None
    problem.assignStatus(pulp.LpStatusNotSolved)


def _keep_exact(model: _Model) -> None:
    """Write the floats that PuLP made of ints as ints, and Decimals as Fractions.

    So PuLP's sums of values stay exact: it does not add Decimals to Fractions.
    """
    objective = model.problem.objective
    for expression in (*([] if objective is None else [objective]), *model.constraints):
        # An objective may be a constraint, too, where it was set column by column.
        inner = getattr(expression, "expr", expression)
        for variable, number in inner.items():
            inner[variable] = _as_pulp_can_add(number)
        inner.constant = _as_pulp_can_add(inner.constant)
        expression.constant = _as_pulp_can_add(expression.constant)


def _as_pulp_can_add(number: object) -> object:
    if isinstance(number, Decimal):
        return Fraction(number)
    return int(number) if isinstance(number, float) and _is_small_integer(number) else number


def _assigned(model: _Model, answer: Answer | IntegerAnswer) -> int:
    """Write the values of an answer into the problem; PuLP's status for it."""
    match answer:
        case Infeasible() | IntegerInfeasible():
            return int(pulp.LpStatusInfeasible)
        case Unbounded() | IntegerUnbounded():
            return int(pulp.LpStatusUnbounded)
        case Optimal():
            _assign_multipliers(model, answer)
    _assign_point(model, answer.point)
    return int(pulp.LpStatusOptimal)


def _assign_point(model: _Model, point: Vector) -> None:
    # Not by name, as PuLP does it: names may be repeated.
    for variable, value in zip(model.variables, point, strict=True):
        variable.varValue = value
    if model.problem.dummyVar is not None:
        model.problem.dummyVar.varValue = Fraction(0)
    for constraint, row in zip(model.constraints, model.program.rows, strict=True):
        constraint.slack = row.bound - sum(map(mul, row.coefficients, point))


def _assign_multipliers(model: _Model, answer: Optimal) -> None:
    for constraint, y in zip(model.constraints, answer.duals, strict=True):
        constraint.pi = y
    for variable, z in zip(model.variables, answer.reduced_costs, strict=True):
        variable.dj = z


def _in_words(answer: Answer | IntegerAnswer) -> str:
    match answer:
        case Optimal() | IntegerOptimal():
            return f"optimal, value {as_text(answer.value)}"
        case Infeasible() | IntegerInfeasible():
            return "infeasible"
        case Unbounded() | IntegerUnbounded():
            return "unbounded"
