"""Solve an integer program by branch and bound, with a tree of cases as the proof.

At each node a guide proposes multipliers of the rows in doubles. Rounded to integers, they prove a
bound on the cost in the box of the node (`exactrelu.lp.multipliers`), which is rounded up to the
next value that the cost can have. If that reaches the best point known, or if there is a proof that
the box is empty, the node is closed; otherwise it is split. Where the doubles do not decide, the
linear program of the node is solved exactly. Nodes are visited best bound first, but a child of the
last one before others, since it is solved fast from there.

References: Land and Doig (1960); Neumaier and Shcherbina, *Safe bounds in linear and mixed-integer
linear programming* (2004); Cook, Koch, Steffy and Wolter, *A hybrid branch-and-bound approach for
exact rational mixed-integer programming* (2013).

>>> program = IntegerProgram.of([1, 1], [([2, 4], ">=", 7)], bounds=[(0, None)] * 2)
>>> answer = solve_integer(program)
>>> answer.value, answer.certificate.verdict().status
(Fraction(2, 1), 'VALID')
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from exactrelu.errors import BudgetError
from exactrelu.guides.lookahead import LookaheadGuide
from exactrelu.guides.nodes import BranchGuide
from exactrelu.lp.incumbents import DEFAULT_INCUMBENTS, IncumbentSource
from exactrelu.lp.integer import (
    IntegerAnswer,
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
    IntegerUnbounded,
)
from exactrelu.lp.kinds import require_program
from exactrelu.lp.program import LinearProgram
from exactrelu.lp.search import Limits, RelaxationIsUnboundedError, Search
from exactrelu.rational import Vector, as_text

__all__ = ["DEFAULT_BRANCH_GUIDE", "solve_integer"]

DEFAULT_BRANCH_GUIDE: BranchGuide = LookaheadGuide()


def solve_integer(
    program: IntegerProgram,
    *,
    guide: BranchGuide | None = DEFAULT_BRANCH_GUIDE,
    incumbents: IncumbentSource | None = DEFAULT_INCUMBENTS,
    node_limit: int | None = None,
    time_limit: object = None,
) -> IntegerAnswer:
    """Return the exact answer to an integer program, with its certificate.

    `guide` proposes multipliers and variables to branch on; with None each node is a linear program
    that is solved exactly. `incumbents` proposes points; None for no such source. The answer is
    right whatever these two do; which of several optimal points is returned may depend on them.

    Raises BudgetError after `node_limit` nodes or `time_limit` seconds, with a proved bracket of
    the optimal value and the best point found. Where an integer variable is unbounded in the
    relaxation, or its bounds are more than 2^32 apart, branch and bound need not end soon, or at
    all; there `node_limit` is 10,000 unless it is given. That 2x - 2y = 1 has no solution is found
    by trying all values: there are no arguments with common divisors, as a `branch-tree` has none.
    A BudgetError and its bracket have no certificate.

    >>> solve_integer(IntegerProgram.binary([1, 1], [([1, 1], ">=", "1/2")])).value
    Fraction(1, 1)
    >>> type(solve_integer(IntegerProgram.of([1]))).__name__
    'IntegerUnbounded'
    """
    require_program(program, IntegerProgram)
    limits = Limits.of(node_limit, time_limit)
    try:
        return _answer(program, (guide, incumbents, limits))
    except BudgetError as error:
        lower, upper, point = error.lower, error.upper, error.point
        message = f"{error}; {_bracket(lower, upper)}"
        raise BudgetError(message, lower=lower, upper=upper, point=point) from None


_Options: TypeAlias = tuple[BranchGuide | None, IncumbentSource | None, Limits]


def _answer(program: IntegerProgram, options: _Options) -> IntegerAnswer:
    try:
        return Search(program, *options).run()
    except RelaxationIsUnboundedError as found:
        return _unbounded_or_infeasible(program, found.ray, options)


def _bracket(lower: Fraction | None, upper: Fraction | None) -> str:
    """What is proved, in words."""
    if lower is None and upper is None:
        return "nothing is proved of the optimum"
    if upper is None:
        return f"the optimum, if there is one, is at least {as_text(lower or Fraction(0))}"
    if lower is None:
        return f"the optimum, if there is one, is at most {as_text(upper)}"
    return f"the optimum is in [{as_text(lower)}, {as_text(upper)}]"


def _unbounded_or_infeasible(
    program: IntegerProgram, ray: Vector, options: _Options
) -> IntegerAnswer:
    """With a feasible integer point, an integral ray of the relaxation is one of the program.

    So the question is whether there is such a point, which the objective 0 answers.
    """
    linear = program.program
    any_point = LinearProgram(
        [0] * linear.dimension, linear.rows, lower=linear.lower, upper=linear.upper
    )
    try:
        answer = Search(IntegerProgram(any_point, program.integers), *options).run()
    except BudgetError as error:
        raise BudgetError(str(error)) from None
    if isinstance(answer, IntegerOptimal):
        return IntegerUnbounded(program, answer.point, ray)
    assert isinstance(answer, IntegerInfeasible)  # noqa: S101 - 0 is not unbounded
    return IntegerInfeasible(program, answer.tree)
