"""The default guide for quadratic programs: the dual active set method, in doubles.

With N the matrix whose rows are the g_i of the active constraints, the table T stacks

- H, which takes v to the x with ``Qx - Nᵀy = v`` and Nx = 0 for some y, and
- the rows of P, which takes v to the -y of that system;

the transposed rows of P are the x with ``Nx = e_i`` and ``Qx`` a combination of the rows of N. A
constraint enters or leaves by one update of rank 1 (Goldfarb and Idnani, *A numerically stable dual
method for solving strictly convex quadratic programs*, 1983, sections 3 and 4; the plain form with
inverses). A Hessian that is nearly singular is made definite by a small multiple of 1. There is
no safeguard but a limit on the number of steps: a wrong guess costs exact pivots, nothing else.

>>> from exactrelu.guides.interface import FloatProgram
>>> one = np.array([1.0])
>>> linear = FloatProgram(one[None], np.array([0.5]), (), one, -one, one)
>>> NumpyDualActiveSet().propose(FloatQuadraticProgram(one[None], linear)).basis
[0]
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatProgram, FloatQuadraticProgram, Proposal

__all__ = ["NumpyDualActiveSet"]

_SLACK = 1e-12
_FLAT = 1e-13
_FALLING = 1e-12
_NEARLY_SINGULAR = 1e-11
_REGULAR = 1e-8
_LONG = 1e-2 / _REGULAR
_REFRESHED = 4


@dataclass(frozen=True, slots=True)
class NumpyDualActiveSet:
    """Proposes the active set at which the dual method in doubles ends."""

    def propose(self, problem: FloatQuadraticProgram) -> Proposal | None:
        """Return the last active set, with the constraint that contradicts it if there is one.

        >>> rows, right, end = np.array([[1.0], [-1.0]]), np.array([1.0, 0.0]), np.array([np.inf])
        >>> free = FloatProgram(rows, right, (), np.array([0.0]), -end, end)
        >>> proposal = NumpyDualActiveSet().propose(FloatQuadraticProgram(np.eye(1), free))
        >>> proposal.basis, proposal.violated
        ([0], 1)
        """
        try:
            with np.errstate(all="ignore"):
                return _Search(problem).run()
        except np.linalg.LinAlgError:
            return None


class _Search:
    """The table T, the active constraints with their multipliers, and the point.

    Invariant: the equations that are active come first, so that the others are a slice.
    """

    def __init__(self, problem: FloatQuadraticProgram) -> None:
        linear = problem.linear
        n = len(linear.cost)
        self.normals, self.right, self.numbers = _constraints(linear)
        self.equations = list(linear.equations)
        self.entered = 0
        self.cost = linear.cost
        self.hessian, inverse = _definite(problem.hessian)
        self.is_regularised = self.hessian is not problem.hessian
        self.table = np.empty((2 * n + 1, n))
        self.table[:n] = inverse
        self.point = -(inverse @ linear.cost)
        self.multipliers = np.zeros(n + 1)
        self.active: list[int] = []
        self.violated: int | None = None

    def run(self) -> Proposal:
        """Enter violated constraints, equations first, until none is left or one contradicts."""
        budget = 20 + 4 * (len(self.right) + len(self.point))
        for k in self.equations:
            self._enter_equation(k)
        self.entered = len(self.active)
        budget = self._enter_all(budget)
        if self.is_regularised:
            # A system that has become singular ends this; what is active is proposed all the same.
            with suppress(np.linalg.LinAlgError):
                self._refine(budget)
        return self._proposal()

    def _refine(self, budget: int) -> None:
        """Repeat the end of the search with fresh tables, as the updates lose digits."""
        for _ in range(_REFRESHED):
            before = self.active.copy()
            self._refresh()
            budget = self._enter_all(budget)
            if self.active == before:
                break
        if self.violated is None:
            self._leave_flat_directions()

    def _enter_all(self, budget: int) -> int:
        """Enter the most violated constraint again and again; return what is left of the budget."""
        self.violated = None
        if not len(self.right):
            return budget
        while budget and self.violated is None:
            slacks = self.normals @ self.point
            slacks -= self.right
            slacks[self.active] = 0.0
            if self.equations:
                slacks[self.equations] = 0.0
            k = int(slacks.argmin())
            if not slacks[k] < -_SLACK * (1.0 + abs(self.right[k])):
                break
            budget = self._enter(k, budget - 1)
        return budget

    def _refresh(self) -> None:
        """Compute all anew from the active constraints, without those of negative multipliers."""
        n, e = len(self.point), self.entered
        while True:
            q = len(self.active)
            active = self.normals[self.active]
            system = np.block([[self.hessian, -active.T], [active, np.zeros((q, q))]])
            inverse = np.linalg.inv(system)
            found = inverse @ np.concatenate((-self.cost, self.right[self.active]))
            self.table[:n] = inverse[:n, :n]
            self.table[n : n + q] = inverse[:n, n:].T
            self.point, self.multipliers[:q] = found[:n], found[n:]
            y = found[n + e :]
            if not len(y) or y.min() >= 0:
                return
            del self.active[e + int(y.argmin())]

    def _leave_flat_directions(self) -> None:
        """Move in directions without curvature to where they end, so that the point is unique."""
        n = len(self.point)
        for _ in range(n - len(self.active)):
            sizes = np.diagonal(self.table[:n])
            j = int(sizes.argmax())
            if not sizes[j] * np.abs(self.hessian).max() > _LONG or not len(self.right):
                return
            direction = self.table[:n, j] / sizes[j]
            slopes = self.normals @ direction
            slopes[self.active] = 0.0
            slacks = np.maximum(self.normals @ self.point - self.right, 0.0)
            steps = np.where(np.abs(slopes) > _FALLING, slacks / np.abs(slopes), np.inf)
            k = int(steps.argmin())
            if not steps[k] < np.inf:
                return
            self.point = self.point - np.sign(slopes[k]) * steps[k] * direction
            moves, slope = self._moves(self.normals[k])
            self._add(k, moves, slope, 0.0)

    def _enter_equation(self, k: int) -> None:
        normal = self.normals[k]
        moves, slope = self._moves(normal)
        if slope > _FLAT:
            step = (self.right[k] - normal @ self.point) / slope
            self._advance(moves, step)
            self._add(k, moves, slope, step)

    def _enter(self, k: int, budget: int) -> int:
        """Raise the multiplier of k until k is tight; return what is left of the budget."""
        n, normal = len(self.point), self.normals[k]
        raised = 0.0
        while budget:
            moves, slope = self._moves(normal)
            full = np.inf
            if slope > _FLAT:
                full = (self.right[k] - float(normal @ self.point)) / slope
            place, partial = self._first_to_leave(moves)
            if full == partial == np.inf:
                self.violated = k
                return budget
            step = min(full, partial)
            raised += step
            if full < np.inf:
                self._advance(moves, step)
            else:
                self.multipliers[: len(self.active)] -= step * moves[n:]
            if full <= partial:
                self._add(k, moves, slope, raised)
                return budget
            self._drop(place)
            budget -= 1
        return budget

    def _moves(self, normal: FloatArray) -> tuple[FloatArray, float]:
        """How the point rises and the multipliers fall with the new one; the slope of ``g·x``."""
        n, q = len(self.point), len(self.active)
        moves: FloatArray = self.table[: n + q] @ normal
        # Where n constraints are active, what is left of the slope is rounding.
        return moves, float(normal @ moves[:n]) if q < n else 0.0

    def _first_to_leave(self, moves: FloatArray) -> tuple[int, float]:
        """The place of the inequality whose multiplier falls to 0 first, and when it does."""
        e, q = self.entered, len(self.active)
        if e == q:
            return -1, np.inf
        falls = moves[len(self.point) + e :]
        ratios = np.where(falls > _FALLING, self.multipliers[e:q] / falls, np.inf)
        place = int(ratios.argmin())
        return e + place, max(float(ratios[place]), 0.0)

    def _advance(self, moves: FloatArray, step: float) -> None:
        n, q = len(self.point), len(self.active)
        moved = step * moves
        self.point += moved[:n]
        self.multipliers[:q] -= moved[n:]

    def _add(self, k: int, moves: FloatArray, slope: float, multiplier: float) -> None:
        size = len(moves)
        row = moves[: len(self.point)] / slope
        self.table[:size] -= moves[:, None] * row
        self.table[size] = row
        self.multipliers[len(self.active)] = multiplier
        self.active.append(k)

    def _drop(self, place: int) -> None:
        n, size = len(self.point), len(self.point) + len(self.active)
        row = self.table[n + place].copy()
        image = self.hessian @ row
        moves = self.table[:size] @ image
        moves[:n] = -row
        self.table[:size] -= moves[:, None] * (row / (row @ image))
        self.table[n + place : size - 1] = self.table[n + place + 1 : size]
        q = len(self.active)
        self.multipliers[place : q - 1] = self.multipliers[place + 1 : q]
        del self.active[place]

    def _proposal(self) -> Proposal:
        violated = None if self.violated is None else self.numbers[self.violated]
        return Proposal([self.numbers[k] for k in self.active], violated, self.point)


def _constraints(linear: FloatProgram) -> tuple[FloatArray, FloatArray, list[int]]:
    """The rows, of length 1, then the bounds that there are, as ``g·x >= h``; and their numbers."""
    m, n = linear.matrix.shape
    sizes = np.sqrt((linear.matrix * linear.matrix).sum(axis=1))
    scales = 1.0 / np.where(sizes > 0.0, sizes, 1.0)
    matrix, right = linear.matrix * scales[:, None], linear.right * scales
    low, high = np.flatnonzero(linear.lower > -np.inf), np.flatnonzero(linear.upper < np.inf)
    if not len(low) and not len(high):
        return matrix, right, list(range(m))
    unit = np.eye(n)
    normals = np.concatenate((matrix, unit[low], -unit[high]))
    right = np.concatenate((right, linear.lower[low], -linear.upper[high]))
    numbers = [*range(m), *(m + 2 * low).tolist(), *(m + 2 * high + 1).tolist()]
    return normals, right, numbers


def _definite(hessian: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The Hessian, made definite if it is nearly singular, and its inverse."""
    n = len(hessian)
    size = float(np.abs(np.diagonal(hessian)).max(initial=0.0)) or 1.0
    try:
        pivots = np.diagonal(np.linalg.cholesky(hessian))
        is_definite = bool((pivots * pivots > _NEARLY_SINGULAR * size).all())
    except np.linalg.LinAlgError:
        is_definite = False
    regular = hessian if is_definite else hessian + _REGULAR * size * np.eye(n)
    return regular, np.linalg.inv(regular).astype(np.float64)
