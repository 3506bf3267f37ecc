"""Exact pivots: from any basis to an answer, in finitely many steps.

With the point x of a basis B and the coordinates y of the cost (``c = Σ y_i g_i``), a constraint k
outside of B may be violated (``g_k·x < h_k``), and an inequality k in B may be *negative*, y_k < 0.

- Neither: x is optimal, y proves it.
- k violated: with ``g_k = Σ α_i g_i``, if α_i <= 0 for all inequalities i of B, then k and the
  others contradict each other (Farkas). Otherwise some i with α_i > 0 may leave for k.
- k negative: along the edge r of k the cost falls. If no constraint has ``g_i·r < 0``, r is a ray.
  Otherwise some such i may enter for k.

If no inequality is negative, i is the one of least y_i / α_i and none becomes negative: the dual
simplex method. If none is violated, the ratio of slacks gives the primal one. Both take the least
number wherever they have a choice, so that they do not cycle (Bland 1977); only in its first steps,
as many as there are rows, the dual one takes the most violated, which is faster as a rule. If some
are violated and some negative, the least number of all is taken for k, the least that may for i:
the least-index criss-cross method, finite from any basis (Terlaky 1985; Fukuda and Terlaky,
*Criss-cross methods: a fresh view on pivot algorithms*, 1997). It is left for one of the others at
most once. Before all that, the equations enter the basis, in at most n exchanges; an equation that
stays outside is implied by those inside, at every point and along every edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import TypeAlias

from exactrelu.lp.frame import Frame
from exactrelu.lp.integral import IntegralProgram

__all__ = ["Contradiction", "Outcome", "Ray", "Vertex", "contradiction", "settle"]


@dataclass(frozen=True, slots=True, eq=False)
class Vertex:
    """An optimal basis: its point over `denominator`, and the coordinates of the cost over theirs.

    `cost_coordinates` has an entry for each constraint of the basis.
    """

    basis: tuple[int, ...]
    point: list[int]
    denominator: int
    cost_coordinates: dict[int, int]
    cost_denominator: int


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """Multipliers with which the constraints combine to 0 >= a positive number."""

    basis: tuple[int, ...]
    multipliers: dict[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Ray:
    """A feasible point over `denominator`, and a ray along which the cost falls for ever."""

    point: list[int]
    denominator: int
    ray: list[int]


Outcome: TypeAlias = Vertex | Contradiction | Ray


def settle(program: IntegralProgram, basis: Sequence[int]) -> Outcome:
    """Return the answer to a program, from any independent basis on.

    Equations enter first and never leave. Raises ZeroDivisionError if the basis is dependent.

    >>> from exactrelu.lp import LinearProgram
    >>> program = IntegralProgram.of(LinearProgram.of([1], [([1], ">=", 3), ([2], ">=", 7)]))
    >>> settle(program, [0]).basis
    (1,)
    """
    entered = _with_equations(program, tuple(basis))
    if isinstance(entered, Contradiction):
        return entered
    basis = entered
    for step in count():
        frame = Frame.of(program, basis)
        point, denominator = frame.point()
        violated = program.violations(point, denominator, frame.basis)
        y, y_denominator = frame.coordinates(program.cost)
        negative = sorted([i for i in y if y[i] < 0 and not program.is_equation(i)])
        if not violated and not negative:
            return Vertex(frame.basis, point, denominator, y, y_denominator)
        if step < len(program.rows) and len(violated) > 1 and not negative:
            violated = [_most_violated(program, violated, (point, denominator))]
        found = _step(frame, violated, negative, costs=y, point=(point, denominator))
        if isinstance(found, Contradiction):
            return found
        if isinstance(found, list):
            return _ray(program, frame.basis, found)
        basis = _exchanged(frame.basis, *found)
    raise AssertionError  # pragma: no cover - the loop has no end of its own


def _most_violated(
    program: IntegralProgram, violated: list[int], point: tuple[list[int], int]
) -> int:
    """The constraint of least slack, each scaled by the sum of its |g_j|."""
    return min(violated, key=lambda i: program.slack(i, *point) / program.size(i))


_Exchange: TypeAlias = tuple[int, int]
"""The constraint that leaves and the one that enters."""


def _step(
    frame: Frame,
    violated: list[int],
    negative: list[int],
    *,
    costs: dict[int, int],
    point: tuple[list[int], int],
) -> Contradiction | list[int] | _Exchange:
    """The next exchange, or what ends the search: a contradiction or an edge that is a ray."""
    if not negative:
        return _enter(frame, violated[0], costs)
    if not violated:
        return _leave(frame, negative[0], point)
    if violated[0] < negative[0]:
        return _enter(frame, violated[0], None)
    return _leave(frame, negative[0], None)


def _with_equations(
    program: IntegralProgram, basis: tuple[int, ...]
) -> tuple[int, ...] | Contradiction:
    """The basis after all equations have entered, but for those that others in it imply.

    One that is out must enter even if it holds at the point: only then does it hold along edges.
    """
    for number in program.equations:
        if number in basis:
            continue
        frame = Frame.of(program, basis)
        alpha, denominator = frame.coordinates(program.coefficients(number))
        may_leave = sorted([i for i in alpha if alpha[i] and not program.is_equation(i)])
        if may_leave:
            basis = _exchanged(basis, may_leave[0], number)
        elif slack := program.slack(number, *frame.point()):
            return _contradiction(frame, number, alpha, denominator, -1 if slack > 0 else 1)
    return basis


def _enter(frame: Frame, number: int, costs: dict[int, int] | None) -> Contradiction | _Exchange:
    """Bring in a violated inequality; with costs, by the ratio test of the dual simplex method."""
    program = frame.program
    alpha, denominator = frame.coordinates(program.coefficients(number))
    may_leave = sorted([i for i in alpha if alpha[i] > 0 and not program.is_equation(i)])
    if not may_leave:
        return _contradiction(frame, number, alpha, denominator, 1)
    if costs is None:
        return may_leave[0], number
    return min(may_leave, key=lambda i: Fraction(costs[i], alpha[i])), number


def _leave(frame: Frame, number: int, point: tuple[list[int], int] | None) -> list[int] | _Exchange:
    """Let a negative inequality go; from a feasible point, up to the first that the edge meets."""
    program = frame.program
    edge = frame.edge(number)
    may_enter = program.blocking(edge)
    if not may_enter:
        return edge
    if point is None:
        return number, may_enter[0]
    return number, min(may_enter, key=lambda i: program.slack(i, *point) / -program.slope(i, edge))


def _contradiction(
    frame: Frame, number: int, alpha: dict[int, int], denominator: int, sign: int
) -> Contradiction:
    multipliers = {i: -sign * entry for i, entry in alpha.items() if entry}
    return Contradiction(frame.basis, {**multipliers, number: sign * denominator})


def contradiction(frame: Frame, number: int) -> Contradiction | None:
    """Return the contradiction between an inequality and a basis, if they make one.

    >>> from exactrelu.lp import LinearProgram
    >>> program = IntegralProgram.of(LinearProgram.of([0], [([1], ">=", 3)], bounds=[(None, 2)]))
    >>> contradiction(Frame.of(program, [2]), 0).multipliers
    {2: 1, 0: 1}
    """
    program = frame.program
    if program.is_equation(number):
        return None
    found = _enter(frame, number, None)
    if isinstance(found, Contradiction) and _excess(program, found.multipliers) > 0:
        return found
    return None


def _excess(program: IntegralProgram, multipliers: dict[int, int]) -> Fraction:
    """The positive number of the contradiction ``0 >= Σ m_i h_i``."""
    terms = [(m * p, q) for i, m in multipliers.items() for p, q in (program.right(i),)]
    return sum(
        (Fraction(p, q) for p, q in terms if q != 1), Fraction(sum(p for p, q in terms if q == 1))
    )


def _ray(program: IntegralProgram, basis: tuple[int, ...], ray: list[int]) -> Ray | Contradiction:
    """The ray from a feasible point, or the contradiction if there is no such point."""
    feasible = settle(program.with_cost([0] * program.dimension), basis)
    if isinstance(feasible, Vertex):
        return Ray(feasible.point, feasible.denominator, ray)
    assert isinstance(feasible, Contradiction)  # noqa: S101 - a zero cost does not fall
    return feasible


def _exchanged(basis: tuple[int, ...], leaving: int, entering: int) -> tuple[int, ...]:
    return tuple([entering if i == leaving else i for i in basis])
