"""The default guide: a dictionary of doubles, and the simplex methods on it.

With n constraints at their bounds (the *nonbasic* ones, of slacks s_N), all other slacks, all x_j
and the cost are affine functions of s_N; the dictionary T holds their coefficients and, in its last
column, their values at s_N = 0 (Chvátal, *Linear Programming*, chapters 2 and 10). All rows stay in
T, also those of the nonbasic constraints, so that exchanging two is one update of rank 1.

First the dual simplex method with the cost clipped to be dual feasible, which leads to a feasible
point; then, if something was clipped, the primal one with the cost itself. Tolerances are those of
rounding, not of feasibility, and there is no safeguard against cycling but a limit on the number of
pivots: a wrong guess costs exact pivots, nothing else.

>>> from exactrelu.guides.interface import FloatProgram
>>> one = np.array([1.0])
>>> problem = FloatProgram(one[None], np.array([0.5]), (), one, -one, one)
>>> NumpyDualDictionary().propose(problem).basis
[0]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatProgram, Proposal

__all__ = ["Dictionary", "NumpyDualDictionary"]

_SLACK = 1e-12
_PIVOT = 1e-11
_LARGE = 4000
_COST, _CLIPPED, _POINT = 0, 1, 2
"""The first rows of T: the cost, the clipped cost, the n coordinates of the point."""


@dataclass(frozen=True, slots=True)
class NumpyDualDictionary:
    """Proposes the basis at which the simplex methods in doubles end."""

    def propose(self, problem: FloatProgram) -> Proposal | None:
        """Return the last basis, with the constraint that contradicts it if there is one.

        >>> from exactrelu.guides.interface import infinite_bounds
        >>> rows, right = np.array([[1.0], [-1.0]]), np.array([1.0, 0.0])
        >>> free = FloatProgram(rows, right, (), np.array([0.0]), *infinite_bounds(1))
        >>> proposal = NumpyDualDictionary().propose(free)
        >>> proposal.basis, proposal.violated
        ([0], 1)
        """
        with np.errstate(all="ignore"):
            return Dictionary.of(problem).run()


class Dictionary:
    """The table T with its nonbasic constraints; `run` changes it, `with_row` copies it.

    `codes` names the constraint of each row of T after the first n + 2: i for row i, -1-2j for the
    lower bound of x_j and -2-2j for its upper bound. `nonbasic` has a row of T for each column, or
    -1 where the column is a free variable, and `active` tells which columns may leave.
    """

    __slots__ = (
        *("active", "codes", "first", "nonbasic", "row_count", "scratch", "table", "violated"),
    )

    table: FloatArray
    scratch: FloatArray
    codes: list[int]
    nonbasic: list[int]
    active: NDArray[np.bool_]
    first: int
    row_count: int
    violated: int | None

    @classmethod
    def of(cls, problem: FloatProgram) -> Dictionary:
        """Return the dictionary at the bounds that the cost pulls towards, free variables at 0."""
        self = cls()
        m, n = problem.matrix.shape
        has_lower, has_upper = problem.lower > -np.inf, problem.upper < np.inf
        at_upper = has_upper & ((problem.cost < 0) | ~has_lower)
        start = np.where(at_upper, problem.upper, np.where(has_lower, problem.lower, 0.0))
        sign = np.where(at_upper, -1.0, 1.0)
        low, high = np.flatnonzero(has_lower), np.flatnonzero(has_upper)
        first = n + _POINT
        middle, last = first + len(low), first + len(low) + len(high)
        table = np.zeros((last + m, n + 1))
        table[_COST, :n] = problem.cost * sign
        table[_COST, n] = problem.cost @ start
        table[np.arange(_POINT, first), np.arange(n)] = sign
        table[_POINT:first, n] = start
        table[np.arange(first, middle), low] = sign[low]
        table[first:middle, n] = (start - problem.lower)[low]
        table[np.arange(middle, last), high] = -sign[high]
        table[middle:last, n] = (problem.upper - start)[high]
        np.multiply(problem.matrix, sign, out=table[last:, :n])
        table[last:, n] = problem.matrix @ start - problem.right
        self.table, self.first, self.row_count, self.violated = table, first, m, None
        self.scratch = np.empty_like(table)
        lower, upper = low.tolist(), high.tolist()
        self.codes = [-1 - 2 * j for j in lower] + [-2 - 2 * j for j in upper] + [*range(m)]
        place = dict(zip(self.codes, range(first, last), strict=False))
        self.nonbasic = [
            place.get(-2 - 2 * j if up else -1 - 2 * j, -1)
            for j, up in enumerate(at_upper.tolist())
        ]
        self.active = np.ones(n, dtype=bool)
        self._enter_equations([last + i for i in problem.equations])
        self._enter_for_free_columns()
        return self

    def with_row(self, row: FloatArray, *, is_equation: bool = False) -> Dictionary:
        """Return a copy with one more row (g, h): ``g·x >= h``, or ``=``."""
        new = Dictionary()
        size, width = self.table.shape
        new.table = np.empty((size + 1, width))
        new.table[:size] = self.table
        with np.errstate(all="ignore"):
            new.table[size] = row[:-1] @ self.table[_POINT : self.first]
            new.table[size, -1] -= row[-1]
        new.scratch = np.empty_like(new.table)
        new.first, new.row_count = self.first, self.row_count + 1
        new.codes = [*self.codes, self.row_count]
        new.nonbasic, new.active = self.nonbasic.copy(), self.active.copy()
        new.violated = None
        if is_equation:
            new._enter_equations([size])
        return new

    def run(self) -> Proposal:
        """Exchange constraints until the basis seems to be an answer, and propose it."""
        with np.errstate(all="ignore"):
            clipped = self.table[_CLIPPED]
            np.copyto(clipped, self.table[_COST])
            clipped[:-1][(clipped[:-1] < 0) & self.active] = 0.0
            self.violated = None
            budget = 50 + 6 * len(self.table)
            if self._dual_simplex(budget):
                self._primal_simplex(budget)
            return self._proposal()

    def _dual_simplex(self, budget: int) -> bool:
        """Whether a feasible point was reached."""
        table, first = self.table, self.first
        values, costs = table[first:, -1], table[_CLIPPED, :-1]
        ratios = np.empty(len(costs))
        for _ in range(budget):
            k = int(self._prices().argmin()) if len(values) else -1
            if k < 0 or not values[k] < -_SLACK:
                return True
            slopes = table[first + k, :-1]
            ratios.fill(np.inf)
            np.divide(costs, slopes, out=ratios, where=(slopes > _PIVOT) & self.active)
            if not len(ratios) or not ratios[j := int(ratios.argmin())] < np.inf:
                self.violated = first + k
                return False
            self._exchange(first + k, j)
        return False

    def _prices(self) -> FloatArray:
        """How far each constraint is violated; in large tables, relative to its row there.

        The latter is the dual steepest edge rule, which takes about half as many exchanges.
        """
        values: FloatArray = self.table[self.first :, -1]
        if self.table.size < _LARGE:
            return values
        slopes = self.table[self.first :, :-1]
        deficits = np.minimum(values + _SLACK, 0.0)
        sizes: FloatArray = np.einsum("ij,ij->i", slopes, slopes)
        return deficits * -deficits / np.maximum(sizes, _SLACK)

    def _primal_simplex(self, budget: int) -> None:
        table, first = self.table, self.first
        values = table[first:, -1]
        ratios = np.empty(len(values))
        for _ in range(budget):
            costs = np.where(self.active, table[_COST, :-1], 0.0)
            if not len(costs) or not costs[j := int(costs.argmin())] < -_SLACK:
                return
            slopes = table[first:, j]
            ratios.fill(np.inf)
            np.divide(values, -slopes, out=ratios, where=slopes < -_PIVOT)
            if not len(ratios) or not ratios[k := int(ratios.argmin())] < np.inf:
                return
            self._exchange(first + k, j)

    def _exchange(self, k: int, j: int) -> None:
        """Row k of T becomes nonbasic in place of column j."""
        table = self.table
        row = table[k].copy()
        column = table[:, j] / row[j]
        row[j] -= 1.0
        table -= np.multiply(column[:, None], row, out=self.scratch)
        self.nonbasic[j] = k

    def _enter_equations(self, rows: list[int]) -> None:
        for k in rows:
            sizes = np.abs(self.table[k, :-1]) * self.active
            # A free variable leaves first, since something must replace it anyway.
            sizes[[place < 0 for place in self.nonbasic]] *= 1024.0
            if len(sizes) and sizes[j := int(sizes.argmax())] > _PIVOT:
                self._exchange(k, j)
                self.active[j] = False

    def _enter_for_free_columns(self) -> None:
        for j, place in enumerate(self.nonbasic):
            if place >= 0:
                continue
            sizes = np.abs(self.table[self.first :, j])
            sizes[[i - self.first for i in self.nonbasic if i >= 0]] = 0.0
            if len(sizes) and sizes[k := int(sizes.argmax())] > _PIVOT:
                self._exchange(self.first + k, j)
            else:
                self.active[j] = False

    def _proposal(self) -> Proposal:
        basis = [self._number(place) for place in self.nonbasic if place >= 0]
        violated = None if self.violated is None else self._number(self.violated)
        return Proposal(basis, violated, self.table[_POINT : self.first, -1])

    def _number(self, place: int) -> int:
        code = self.codes[place - self.first]
        return code if code >= 0 else self.row_count - 1 - code
