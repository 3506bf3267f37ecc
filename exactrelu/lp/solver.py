"""Solve a linear program exactly: a guide proposes a basis, two integer solves prove or refute it.

1. The rows are brought to integers and to doubles, once for each Row.
2. A guide proposes a basis, in doubles. The point and the multipliers of the basis are computed
   exactly; where all signs are right, they are the answer.
3. If not, exact pivots lead from that basis to one that is right (`exactrelu.lp.pivots`). They end
   from every start, so a wrong guess, or none, costs time only.

>>> solve(LinearProgram.of([-1], [([3], "<=", 1)], bounds=[(0, None)])).value
Fraction(-1, 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from operator import mul

from exactrelu.guides import FloatProgram, Guide, Proposal, default_guide
from exactrelu.lp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.lp.bases import FirstBasis, first_basis, line_that_changes_the_cost
from exactrelu.lp.frame import Frame
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.kinds import require_program
from exactrelu.lp.pivots import Contradiction, Outcome, Ray, Vertex, contradiction, settle
from exactrelu.lp.program import LinearProgram
from exactrelu.rational import Vector, quotient, quotients

__all__ = ["DEFAULT_GUIDE", "decide", "solve"]

DEFAULT_GUIDE: Guide = default_guide()


def solve(program: LinearProgram, *, guide: Guide | None = DEFAULT_GUIDE) -> Answer:
    """Return the exact answer to a linear program, with its certificate.

    Integer programs have `solve_integer`, and quadratic ones `exactrelu.qp.solve`;
    `exactrelu.models.solve` takes every kind.

    `guide` proposes where to look; with None there are exact pivots only. The answer is right
    whatever a guide does, but which of several optimal points is returned may depend on it.

    >>> solve(LinearProgram.of([1, 1], [([1, 0], ">=", "1/3"), ([0, 1], ">=", "1/3")])).value
    Fraction(2, 3)
    >>> type(solve(LinearProgram.of([1]))).__name__
    'Unbounded'
    """
    require_program(program, LinearProgram)
    integral = IntegralProgram.of(program)
    return answer_of(program, integral, decide(integral, guide))


def decide(program: IntegralProgram, guide: Guide | None) -> Outcome:
    """Return the answer in integers.

    >>> decide(IntegralProgram.of(LinearProgram.of([1], bounds=[(2, 3)])), None).point
    [2]
    """
    return follow(program, guide.propose(as_floats(program)) if guide else None)


def as_floats(program: IntegralProgram) -> FloatProgram:
    """Return the program as guides see it.

    >>> as_floats(IntegralProgram.of(LinearProgram.of([1]))).lower
    array([-inf])
    """
    bounds = program.lower, program.upper
    return FloatProgram.of(program.floats, program.equations, program.cost, bounds)


def follow(program: IntegralProgram, proposal: Proposal | None) -> Outcome:
    """Return the answer, trying the proposal first and starting from it if it is wrong.

    >>> follow(IntegralProgram.of(LinearProgram.of([1], bounds=[(2, 3)])), Proposal([1])).point
    [2]
    """
    wanted = _real_numbers(program, proposal.basis) if proposal else []
    if len(wanted) == program.dimension:
        try:
            return _from_basis(program, wanted, proposal)
        except ZeroDivisionError:
            # The constraints are dependent.
            pass
    first = first_basis(program, wanted)
    if len(first.columns) == program.dimension:
        return settle(program, first.numbers)
    return _with_lines(program, first)


def _from_basis(
    program: IntegralProgram, basis: Sequence[int], proposal: Proposal | None
) -> Outcome:
    if proposal and proposal.violated is not None:
        for number in _real_numbers(program, [proposal.violated]):
            found = contradiction(Frame.of(program, basis), number)
            if found:
                return found
    return settle(program, basis)


def _real_numbers(program: IntegralProgram, numbers: Sequence[int]) -> list[int]:
    """Those of the proposed numbers that are numbers of constraints, each once."""
    # A guide is free to answer rubbish.
    integers = dict.fromkeys([number for number in numbers if type(number) is int])
    m = len(program.rows)
    return [i for i in integers if 0 <= i < m or program.has_constraint(i)]


def _with_lines(program: IntegralProgram, first: FirstBasis) -> Outcome:
    """The answer where the feasible set, if it is not empty, contains lines."""
    line = line_that_changes_the_cost(program, first.numbers)
    part = program.on_columns(first.columns)
    if line:
        part = part.with_cost([0] * part.dimension)
    outcome = _embedded(program, first.columns, settle(part, _renumbered(program, first)))
    if line and isinstance(outcome, Vertex):
        return Ray(outcome.point, outcome.denominator, line)
    return outcome


def _renumbered(program: IntegralProgram, first: FirstBasis) -> list[int]:
    """The numbers of the basis in the program on its columns."""
    m, place = len(program.rows), {column: k for k, column in enumerate(first.columns)}
    return [i if i < m else m + 2 * place[(i - m) // 2] + (i - m) % 2 for i in first.numbers]


def _embedded(program: IntegralProgram, columns: Sequence[int], outcome: Outcome) -> Outcome:
    """The outcome in some of the variables as one in all of them."""
    m, n = len(program.rows), program.dimension

    def number(i: int) -> int:
        return i if i < m else m + 2 * columns[(i - m) // 2] + (i - m) % 2

    def vector(entries: list[int]) -> list[int]:
        found = dict(zip(columns, entries, strict=True))
        return [found.get(j, 0) for j in range(n)]

    basis = tuple(map(number, outcome.basis)) if not isinstance(outcome, Ray) else ()
    match outcome:
        case Vertex():
            coordinates = {number(i): y for i, y in outcome.cost_coordinates.items()}
            return replace(
                outcome, basis=basis, point=vector(outcome.point), cost_coordinates=coordinates
            )
        case Contradiction():
            return Contradiction(basis, {number(i): y for i, y in outcome.multipliers.items()})
        case Ray():
            return replace(outcome, point=vector(outcome.point), ray=vector(outcome.ray))


def answer_of(program: LinearProgram, integral: IntegralProgram, outcome: Outcome) -> Answer:
    """Return an answer in integers as one in Fractions, in the program's own rows.

    >>> program = LinearProgram.of([2], bounds=[("1/2", None)])
    >>> integral = IntegralProgram.of(program)
    >>> answer_of(program, integral, decide(integral, None)).value
    Fraction(1, 1)
    """
    match outcome:
        case Vertex():
            return _optimal(program, integral, outcome)
        case Contradiction():
            rows, lower, upper = _by_constraint(integral, outcome.multipliers, 1)
            return Infeasible(program, rows, lower, upper)
        case Ray():
            point = quotients(outcome.point, outcome.denominator)
            return Unbounded(program, point, quotients(outcome.ray, 1))


def _optimal(program: LinearProgram, integral: IntegralProgram, vertex: Vertex) -> Optimal:
    cost = sum(map(mul, integral.cost, vertex.point))
    sign = -1 if program.sense == "max" else 1
    value = quotient(sign * cost, integral.scale * vertex.denominator)
    if program.constant:
        value += program.constant
    scale = sign * vertex.cost_denominator * integral.scale
    rows, lower, upper = _by_constraint(integral, vertex.cost_coordinates, scale)
    pairs = zip(lower, upper, strict=True)
    reduced = tuple([low if high is _ZERO else low - high for low, high in pairs])
    return Optimal(program, quotients(vertex.point, vertex.denominator), value, rows, reduced)


def _by_constraint(
    program: IntegralProgram, multipliers: dict[int, int], denominator: int
) -> tuple[Vector, Vector, Vector]:
    """The multipliers of the user's rows, lower and upper bounds."""
    m = len(program.rows)
    rows, lower, upper = [_ZERO] * m, [_ZERO] * program.dimension, [_ZERO] * program.dimension
    numbers = [i for i, y in multipliers.items() if y]
    for i, value in zip(numbers, _scaled(program, numbers, multipliers, denominator), strict=True):
        if i < m:
            rows[i] = value
        else:
            column, sign = program.bound_number(i)
            (lower if sign > 0 else upper)[column] = value
    return tuple(rows), tuple(lower), tuple(upper)


def _scaled(
    program: IntegralProgram, numbers: list[int], multipliers: dict[int, int], denominator: int
) -> Vector:
    """The multipliers of these constraints as they were written, before rows became integers."""
    m = len(program.rows)
    factors = [program.row(i).factor if i < m else _ONE for i in numbers]
    scale = lcm(*[q for _, q in factors])
    pairs = zip(numbers, factors, strict=True)
    return quotients(
        [multipliers[i] * p * (scale // q) for i, (p, q) in pairs], scale * denominator
    )


_ZERO, _ONE = Fraction(0), (1, 1)
