"""Solve a convex quadratic program exactly: a guide proposes an active set, integers decide.

1. Rows, bounds and the Hessian are brought to integers; the Hessian is shown to be convex.
2. A guide proposes an active set, in doubles. One integer system gives its point and multipliers;
   where all signs are right, they are the answer.
3. If not, exact pivots lead from that active set to one that is right (`exactrelu.qp.pivots`). They
   end from every start, so a wrong guess, or none, costs time only.

>>> solve(QuadraticProgram([[2]], [-3], [([3], "<=", 1)])).value
Fraction(-8, 9)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from operator import mul

from exactrelu import lp
from exactrelu.guides import (
    FloatQuadraticProgram,
    NumpyDualDictionary,
    Proposal,
    QuadraticGuide,
    default_quadratic_guide,
)
from exactrelu.lp.kinds import require_program
from exactrelu.lp.pivots import Contradiction, Ray, Vertex
from exactrelu.lp.solver import answer_of, decide
from exactrelu.lp.solver import as_floats as linear_as_floats
from exactrelu.qp.active import (
    contradiction_of_equations,
    first_active,
    line_that_changes_the_cost,
)
from exactrelu.qp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.qp.convexity import squares_of
from exactrelu.qp.frame import Frame
from exactrelu.qp.integral import IntegralQuadratic
from exactrelu.qp.pivots import FlatRay, Outcome, contradiction, settle
from exactrelu.qp.program import QuadraticProgram

__all__ = ["DEFAULT_GUIDE", "as_floats", "real_numbers", "solve"]

DEFAULT_GUIDE: QuadraticGuide = default_quadratic_guide()


def solve(program: QuadraticProgram, *, guide: QuadraticGuide | None = DEFAULT_GUIDE) -> Answer:
    """Return the exact answer to a convex quadratic program, with its certificate.

    `guide` proposes where to look; with None there are exact pivots only. The answer is right
    whatever a guide does, but which of several optimal points is returned may depend on it.

    Raises NonConvexError, with a direction of negative curvature, if the Hessian is not positive
    semidefinite, even if the constraints leave no room for that direction.

    >>> flat = QuadraticProgram([[2, 0], [0, 0]], [0, 1], [([1, 1], ">=", 1)], lower=[None, 0])
    >>> solve(flat).point
    (Fraction(1, 2), Fraction(1, 2))
    >>> type(solve(QuadraticProgram([[0]], [1]))).__name__
    'Unbounded'
    """
    require_program(program, QuadraticProgram)
    squares_of(program)
    integral = IntegralQuadratic.of(program)
    outcome = _outcome(integral, guide)
    return _answer_of(program, integral, outcome)


def _outcome(program: IntegralQuadratic, guide: QuadraticGuide | None) -> Outcome:
    proposal = guide.propose(as_floats(program)) if guide else None
    wanted = real_numbers(program, proposal.basis) if proposal else []
    found = _from_proposal(program, wanted, proposal)
    if isinstance(found, FlatRay):
        return _ray(program, found, guide)
    return found


def as_floats(program: IntegralQuadratic) -> FloatQuadraticProgram:
    """Return the program as guides see it.

    >>> as_floats(IntegralQuadratic.of(QuadraticProgram([[2]], [1]))).hessian
    array([[0.5]])
    """
    return FloatQuadraticProgram.of(linear_as_floats(program.linear), program.hessian, program.cost)


def real_numbers(program: IntegralQuadratic, numbers: Sequence[int]) -> list[int]:
    """Return those of the proposed numbers that are numbers of constraints, each once.

    >>> real_numbers(IntegralQuadratic.of(QuadraticProgram([[2]], [1], lower=[0])), [0, 0, 1, 7])
    [0]
    """
    # A guide is free to answer rubbish.
    linear = program.linear
    integers = [number for number in numbers if type(number) is int]
    return [number for number in dict.fromkeys(integers) if linear.has_constraint(number)]


def _from_proposal(
    program: IntegralQuadratic, wanted: list[int], proposal: Proposal | None
) -> Vertex | Contradiction | FlatRay:
    """The answer from the proposed active set on, or from one that is as near to it as can be."""
    active = list(dict.fromkeys([*program.linear.equations, *wanted]))
    try:
        if proposal and proposal.violated is not None:
            for number in real_numbers(program, [proposal.violated]):
                found = contradiction(Frame.of(program, active), number)
                if found:
                    return found
        return settle(program, active)
    except ZeroDivisionError:
        # Nothing is decided while a system is singular.
        return _from_another(program, wanted)


def _from_another(
    program: IntegralQuadratic, wanted: list[int]
) -> Vertex | Contradiction | FlatRay:
    first = first_active(program, wanted)
    if not set(program.linear.equations) <= set(first.numbers):
        found = contradiction_of_equations(program)
        if found:
            return found
    if len(first.columns) < program.dimension:
        line = line_that_changes_the_cost(program)
        if line:
            return FlatRay(line, None)
    return settle(program.on_columns(first.columns), first.numbers)


def _ray(program: IntegralQuadratic, found: FlatRay, guide: QuadraticGuide | None) -> Outcome:
    """The ray from a feasible point, or the contradiction if there is no such point."""
    if found.start:
        return Ray(*found.start, found.ray)
    zero = program.linear.with_cost([0] * program.dimension)
    feasible = decide(zero, NumpyDualDictionary() if guide else None)
    if isinstance(feasible, Vertex):
        return Ray(feasible.point, feasible.denominator, found.ray)
    return feasible


def _answer_of(program: QuadraticProgram, integral: IntegralQuadratic, outcome: Outcome) -> Answer:
    """The outcome as an answer in Fractions, in the program's own rows."""
    # The rows, their scales and signs are those of the linear program.
    answer = answer_of(program.linear, integral.linear, outcome)
    match answer:
        case lp.Optimal():
            assert isinstance(outcome, Vertex)  # noqa: S101 - the kinds are the same
            return Optimal(
                program,
                answer.point,
                _value(integral, outcome) + program.constant,
                answer.duals,
                answer.reduced_costs,
                squares_of(program),
            )
        case lp.Infeasible():
            return Infeasible(
                program,
                answer.row_multipliers,
                answer.lower_multipliers,
                answer.upper_multipliers,
            )
        case lp.Unbounded():
            return Unbounded(program, answer.point, answer.ray)


def _value(program: IntegralQuadratic, vertex: Vertex) -> Fraction:
    """``½ xᵀQx + c·x``, which is ``½ (c·x + y·h)``: Qx + c = Gᵀy, and g·x = h where y is not 0."""
    linear = program.linear
    total = sum(map(mul, program.cost, vertex.point))
    bounds = [(y, linear.right(i)) for i, y in vertex.cost_coordinates.items() if y]
    scale = lcm(*[q for _, (_, q) in bounds])
    total = total * scale + sum([y * p * (scale // q) for y, (p, q) in bounds])
    return Fraction(total, 2 * scale * vertex.denominator * linear.scale)
