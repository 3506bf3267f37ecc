"""Exact pivots: from any active set to an answer, in finitely many steps.

With the point x and the multipliers y of an active set W (`exactrelu.qp.frame`), a constraint k
outside of W may be violated (``g_k·x < h_k``), and an inequality k in W may be *negative*, y_k < 0.

- Neither: x is optimal, y proves it.
- k violated: let p be the step of k, ``Qp = Σ η_i g_i + g_k`` and ``g_i·p = 0`` on W. Its curvature
  is pᵀQp = g_k·p. If that is positive, W + k is an active set. If it is 0, then p = 0 and
  g_k = -Σ η_i g_i: if η_i >= 0 for all inequalities i in W, they contradict k (Farkas); otherwise
  W - i + k is an active set for each i with η_i < 0.
- k negative: let r be the edge of k, ``g_k·r = 1``, ``g_i·r = 0`` on W - k, Qr a combination of the
  g_i. If its curvature rᵀQr is positive, W - k is an active set. If it is 0, then Qr = 0, and the
  objective falls along r for ever: if no constraint has ``g_i·r < 0``, r is a ray; otherwise
  W - k + i is an active set for each such i.

These are the principal pivots of a linear complementarity problem, that of the conditions of
Karush, Kuhn and Tucker with x and the multipliers of the equations eliminated: active sets are its
complementary bases, its pairs are (y_i, ``g_i·x - h_i``), and its matrix M is positive
semidefinite, zᵀMz = xᵀQx for the x that belongs to z, hence sufficient. Where M_kk = 0, row k is
minus column k, so that the signs above are those of both. The *criss-cross method* takes the least
number k of all that are violated or negative, and the least i that may: it is finite from every
complementary basis if the matrix is sufficient (Chang 1979; Klafszky and Terlaky 1992; den Hertog,
Roos and Terlaky, *The linear complementarity problem, sufficient matrices, and the criss-cross
method*, 1993).

Before it, some steps are chosen to be good: negative inequalities leave W, and then the dual
method of Goldfarb and Idnani (1983) enters the most violated constraint, with the steps in between
in which others leave. Ties are broken as if the objective had a little of a cost for which none
occurs, since with a singular Q most multipliers may be 0. The number of these steps is bounded;
the criss-cross method ends on what they reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from exactrelu.lp.pivots import Contradiction, Ray, Vertex
from exactrelu.qp.frame import Frame, Solution
from exactrelu.qp.integral import IntegralQuadratic

__all__ = ["FlatRay", "Outcome", "contradiction", "criss_cross", "settle"]


@dataclass(frozen=True, slots=True, eq=False)
class FlatRay:
    """A ray with Qr = 0 along which the objective falls for ever, from a feasible point if any.

    `start` is the point and its denominator if it is known to be feasible, None if that is open.
    """

    ray: list[int]
    start: tuple[list[int], int] | None


Outcome: TypeAlias = Vertex | Contradiction | Ray
_Found: TypeAlias = Vertex | Contradiction | FlatRay
_Active: TypeAlias = tuple[int, ...]


def settle(program: IntegralQuadratic, active: Sequence[int]) -> _Found:
    """Return the answer to a program, from any active set that has all equations.

    Raises ZeroDivisionError if K is singular.

    >>> from exactrelu.qp import QuadraticProgram
    >>> quadratic = QuadraticProgram([[2]], [0], [([1], ">=", 1), ([1], ">=", 2)])
    >>> settle(IntegralQuadratic.of(quadratic), [0]).basis
    (1,)
    """
    found: _Found | _Active = tuple(active)
    steps = 16 + 2 * (len(program.linear.rows) + program.dimension)
    tilt: list[int] = []
    for _ in range(steps):
        if not isinstance(found, tuple):
            return found
        state = _State.of(program, found)
        if state.negative:
            tilt = []
        elif state.violated and not tilt:
            tilt = _tilt(state)
        found = _good_step(state, tilt)
    return criss_cross(program, found) if isinstance(found, tuple) else found


def criss_cross(program: IntegralQuadratic, active: Sequence[int]) -> _Found:
    """Return the answer by the least-index criss-cross method alone.

    >>> from exactrelu.qp import QuadraticProgram
    >>> quadratic = QuadraticProgram([[2]], [0], [([1], ">=", 1), ([1], ">=", 2)])
    >>> criss_cross(IntegralQuadratic.of(quadratic), []).point
    [2]
    """
    found: _Found | _Active = tuple(active)
    while isinstance(found, tuple):
        found = _least_step(_State.of(program, found))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """An active set with its solution, and the numbers of what is wrong with it, in order."""

    frame: Frame
    solution: Solution
    violated: list[int]
    negative: list[int]

    @classmethod
    def of(cls, program: IntegralQuadratic, active: _Active) -> _State:
        frame = Frame.of(program, active)
        solution = frame.solution()
        linear, y = program.linear, solution.multipliers
        # Equations outside of W are combinations of those inside.
        tight = (*active, *linear.equations)
        violated = linear.violations(solution.vector, solution.denominator, tight)
        negative = sorted([i for i, v in y.items() if v < 0 and not linear.is_equation(i)])
        return cls(frame, solution, violated, negative)

    @property
    def program(self) -> IntegralQuadratic:
        return self.frame.program

    @property
    def active(self) -> _Active:
        return self.frame.active

    @property
    def is_optimal(self) -> bool:
        return not self.violated and not self.negative

    def vertex(self) -> Vertex:
        x, y, q = self.solution.vector, self.solution.multipliers, self.solution.denominator
        return Vertex(self.active, x, q, y, q)

    def slack(self, number: int) -> Fraction:
        return self.program.linear.slack(number, self.solution.vector, self.solution.denominator)

    def flat_ray(self, ray: list[int]) -> FlatRay:
        start = self.solution.vector, self.solution.denominator
        return FlatRay(ray, None if self.violated else start)


def _least_step(state: _State) -> _Found | _Active:
    """One step of the criss-cross method."""
    if state.is_optimal:
        return state.vertex()
    number = min(state.violated + state.negative)
    if number in state.active:
        return _leave(state, number)
    return _enter(state, number)


def _enter(state: _State, number: int) -> Contradiction | _Active:
    frame, active = state.frame, state.active
    step = frame.step(number)
    if any(step.vector):
        return (*active, number)
    opposed = _falling(frame, step)
    if not opposed:
        return _contradiction(active, number, step)
    return _exchanged(active, min(opposed), number)


def _leave(state: _State, number: int) -> FlatRay | _Active:
    edge = state.frame.edge(number)
    if edge.multipliers[number]:
        return _without(state.active, number)
    blocking = state.program.linear.blocking(edge.vector)
    if not blocking:
        return state.flat_ray(edge.vector)
    return _exchanged(state.active, number, min(blocking))


def _tilt(state: _State) -> list[int]:
    """A cost, of which a little makes all multipliers of the inequalities in W positive: Σ g_i."""
    linear = state.program.linear
    inequalities = [linear.coefficients(i) for i in state.active if not linear.is_equation(i)]
    return [sum(column) for column in zip(*inequalities, strict=True)] or [0] * linear.dimension


def _good_step(state: _State, tilt: list[int]) -> _Found | _Active:
    """A step that is better as a rule: the most negative leaves, or the most violated enters."""
    if state.is_optimal:
        return state.vertex()
    linear = state.program.linear
    if state.negative:
        y = state.solution.multipliers
        return _released(state, min(state.negative, key=lambda i: y[i] * linear.size(i)))
    worst = min(state.violated, key=lambda i: state.slack(i) / linear.size(i))
    return _raised(state, worst, tilt)


def _released(state: _State, number: int) -> FlatRay | _Active:
    """As `_leave`, but from a feasible point no farther than to the first that blocks."""
    edge = state.frame.edge(number)
    if state.violated or edge.multipliers[number]:
        return _leave(state, number)
    linear = state.program.linear
    blocking = linear.blocking(edge.vector)
    if not blocking:
        return state.flat_ray(edge.vector)
    nearest = min(blocking, key=lambda i: state.slack(i) / -linear.slope(i, edge.vector))
    return _exchanged(state.active, number, nearest)


def _raised(state: _State, number: int, tilt: list[int]) -> Contradiction | _Active:
    """Raise the multiplier of a violated constraint until it is tight (Goldfarb and Idnani).

    Inequalities whose multiplier falls to 0 on the way leave W. All multipliers stay >= 0. Of those
    that do so together, that one leaves which would be first if a little of the tilt were added to
    the objective, without which nothing might be gained for a long time.
    """
    linear = state.program.linear
    frame, base, slack = state.frame, state.solution, state.slack(number)
    while True:
        step = frame.step(number)
        slope = Fraction(linear.slope(number, step.vector), step.denominator)
        falling = _falling(frame, step)
        if not slope and not falling:
            return _contradiction(frame.active, number, step)
        first, partial = _first_to_leave(frame, base, step, falling, tilt)
        if slope and (first < 0 or -slack / slope <= partial):
            return (*frame.active, number)
        if not frame.edge(first).multipliers[first]:
            return _exchanged(frame.active, first, number)
        frame = Frame.of(state.program, _without(frame.active, first))
        base = frame.solution()
        slack = linear.slack(number, base.vector, base.denominator)


def _first_to_leave(
    frame: Frame, base: Solution, step: Solution, falling: list[int], tilt: list[int]
) -> tuple[int, Fraction]:
    """The inequality whose multiplier falls to 0 first, and the length of the step until then."""
    if not falling:
        return -1, Fraction(0)
    ratios = _ratios(base, step, falling)
    least = min(ratios.values())
    together = [i for i in falling if ratios[i] == least]
    if len(together) > 1:
        ratios = _ratios(frame.pull(tilt), step, together)
    return min(together, key=lambda i: (ratios[i], i)), least


def _ratios(base: Solution, step: Solution, numbers: list[int]) -> dict[int, Fraction]:
    y, fall = base.multipliers, step.multipliers
    scale = Fraction(step.denominator, base.denominator)
    return {i: scale * Fraction(y[i], -fall[i]) for i in numbers}


def _falling(frame: Frame, step: Solution) -> list[int]:
    """The inequalities of W whose multipliers fall along a step."""
    linear = frame.program.linear
    return [i for i, v in step.multipliers.items() if v < 0 and not linear.is_equation(i)]


def _contradiction(active: _Active, number: int, step: Solution) -> Contradiction:
    """``g_k + Σ η_i g_i = 0``, while all h add up to a positive number."""
    multipliers = {i: v for i, v in step.multipliers.items() if v}
    return Contradiction(active, {**multipliers, number: step.denominator})


def contradiction(frame: Frame, number: int) -> Contradiction | None:
    """Return the contradiction between an inequality and an active set, if they make one.

    >>> from exactrelu.qp import QuadraticProgram
    >>> quadratic = QuadraticProgram([[2]], [0], [([1], ">=", 3)], upper=[2])
    >>> contradiction(Frame.of(IntegralQuadratic.of(quadratic), [2]), 0).multipliers
    {2: 1, 0: 1}
    """
    linear, step = frame.program.linear, frame.step(number)
    if any(step.vector) or linear.is_equation(number) or _falling(frame, step):
        return None
    found = _contradiction(frame.active, number, step)
    return found if sum(_terms(frame.program, found)) > 0 else None


def _terms(program: IntegralQuadratic, found: Contradiction) -> Iterator[Fraction]:
    for i, m in found.multipliers.items():
        p, q = program.linear.right(i)
        yield Fraction(m * p, q)


def _without(active: _Active, leaving: int) -> _Active:
    return tuple([i for i in active if i != leaving])


def _exchanged(active: _Active, leaving: int, entering: int) -> _Active:
    return tuple([entering if i == leaving else i for i in active])
