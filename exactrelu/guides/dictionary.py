"""The default guide: a dictionary of doubles, and the simplex methods on it.

The n variables and the m values of rows each lie in an interval, which may be infinite. With n of
them at an end of theirs (the *nonbasic* ones, at distances s_N >= 0 from it), all of them and the
cost are affine functions of s_N; the dictionary T holds the coefficients and, in its last column,
the values at s_N = 0 (Chvátal, *Linear Programming*, chapters 2, 8 and 10). The nonbasic ones keep
their rows in T, so that exchanging two is one update of rank 1.

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
from exactrelu.guides.interface import FloatProgram, Proposal, Scale

__all__ = ["Dictionary", "NumpyDualDictionary"]

_SLACK = 1e-12
_PIVOT = 1e-11
_LARGE = 4000
_INFINITE = np.array([np.inf])
_COST, _CLIPPED, _FIRST = 0, 1, 2
"""The first rows of T: the cost, the clipped cost, the first variable."""


@dataclass(frozen=True, slots=True)
class NumpyDualDictionary:
    """Proposes the basis at which the simplex methods in doubles end."""

    def propose(self, problem: FloatProgram) -> Proposal | None:
        """Return the last basis, with the constraint that contradicts it if there is one.

        >>> rows, right, end = np.array([[1.0], [-1.0]]), np.array([1.0, 0.0]), np.array([np.inf])
        >>> free = FloatProgram(rows, right, (), np.array([0.0]), -end, end)
        >>> proposal = NumpyDualDictionary().propose(free)
        >>> proposal.basis, proposal.violated
        ([0], 1)
        """
        return Dictionary.of(problem).run()


class Dictionary:
    """The table T with its nonbasic values; `run` changes it, `with_row` copies it.

    Values 0 to n - 1 are the variables, value n + i that of row i; `low` and `high` are the ends of
    their intervals. `nonbasic` has a value for each column, or -1 where the column is that of a
    free variable, `upper` tells at which end it is, and `active` which columns may leave. Where the
    columns of a program are of very different sizes, its variables are on a `scale` of their own.
    """

    __slots__ = (
        *(
            "active",
            "high",
            "low",
            "nonbasic",
            "scale",
            "scratch",
            "table",
            "upper",
            "variables",
            "violated",
        ),
    )

    table: FloatArray
    scratch: FloatArray
    low: FloatArray
    high: FloatArray
    nonbasic: list[int]
    scale: Scale | None
    upper: list[bool]
    active: NDArray[np.bool_]
    variables: int
    violated: int | None

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, problem: FloatProgram) -> Dictionary:
        """Return the dictionary at the bounds that the cost pulls towards, free variables at 0."""
        self = cls()
        self.scale = Scale.of(problem)
        if self.scale:
            problem = problem.on(self.scale)
        m, n = problem.matrix.shape
        self.variables, self.violated = n, None
        self.low = np.concatenate((problem.lower, problem.right))
        self.high = np.concatenate((problem.upper, np.full(m, np.inf)))
        equations = [n + i for i in problem.equations]
        self.high[equations] = self.low[equations]
        bounded_below, bounded_above = problem.lower > -np.inf, problem.upper < np.inf
        upper = bounded_above & ((problem.cost < 0) | ~bounded_below)
        start = np.where(upper, problem.upper, np.where(bounded_below, problem.lower, 0.0))
        sign = np.where(upper, -1.0, 1.0)
        self.table = table = np.zeros((_FIRST + n + m, n + 1))
        self.scratch = np.empty_like(table)
        table[_COST, :n] = problem.cost * sign
        table[_COST, n] = problem.cost @ start
        # The diagonal of the rows of the variables.
        table[_FIRST : _FIRST + n].reshape(-1)[:: n + 2] = sign
        table[_FIRST : _FIRST + n, n] = start
        np.multiply(problem.matrix, sign, out=table[_FIRST + n :, :n])
        table[_FIRST + n :, n] = problem.matrix @ start
        free = ~(bounded_below | bounded_above)
        self.nonbasic = np.where(free, -1, np.arange(n)).tolist()
        self.upper = upper.tolist()
        self.active = np.ones(n, dtype=bool)
        self._enter_equations(equations)
        self._enter_for_free_columns()
        return self

    @np.errstate(all="ignore")
    def with_row(self, row: FloatArray, *, is_equation: bool = False) -> Dictionary:
        """Return a copy with one more row (g, h): ``g·x >= h``, or ``=``."""
        new = Dictionary()
        new.scale = self.scale
        size, width = self.table.shape
        new.table = np.empty((size + 1, width))
        new.table[:size] = self.table
        new.scratch = np.empty_like(new.table)
        points = self.table[_FIRST : _FIRST + self.variables]
        row = self.scale.rows(row) if self.scale else row
        new.table[size] = row[:-1] @ points
        ends = row[-1:], row[-1:] if is_equation else _INFINITE
        new.low, new.high = (
            np.concatenate((self.low, ends[0])),
            np.concatenate((self.high, ends[1])),
        )
        new.variables, new.violated = self.variables, None
        new.nonbasic, new.upper = self.nonbasic.copy(), self.upper.copy()
        new.active = self.active.copy()
        if is_equation:
            new._enter_equations([size - _FIRST])
        return new

    @np.errstate(all="ignore")
    def run(self) -> Proposal:
        """Exchange values until the basis seems to be an answer, and propose it."""
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
        table, low, high = self.table, self.low, self.high
        values, costs = table[_FIRST:, -1], table[_CLIPPED, :-1]
        ratios = np.empty(len(costs))
        if not len(costs):
            return True
        for _ in range(budget):
            deficits = np.maximum(low - values, values - high)
            k = int(self._prices(deficits).argmax())
            if not deficits[k] > _SLACK:
                return True
            above = bool(values[k] > high[k])
            slopes = -table[_FIRST + k, :-1] if above else table[_FIRST + k, :-1]
            ratios.fill(np.inf)
            np.divide(costs, slopes, out=ratios, where=(slopes > _PIVOT) & self.active)
            j = int(ratios.argmin())
            if not ratios[j] < np.inf:
                self.violated = self._number(k, above)
                return False
            self._exchange(k, j, above)
        return False

    def _prices(self, deficits: FloatArray) -> FloatArray:
        """How far each value is out of its interval; in large tables, relative to its row of T.

        The latter is the dual steepest edge rule, which takes about half as many exchanges.
        """
        if self.table.size < _LARGE:
            return deficits
        slopes = self.table[_FIRST:, :-1]
        sizes = np.vecdot(slopes, slopes)
        wanting = np.maximum(deficits - _SLACK, 0.0)
        prices: FloatArray = wanting * wanting / np.maximum(sizes, _SLACK)
        return prices

    def _primal_simplex(self, budget: int) -> None:
        table, low, high = self.table, self.low, self.high
        values = table[_FIRST:, -1]
        ratios = np.empty(len(values))
        for _ in range(budget):
            costs = np.where(self.active, table[_COST, :-1], 0.0)
            if not len(costs) or not costs[j := int(costs.argmin())] < -_SLACK:
                return
            slopes = table[_FIRST:, j]
            steps = np.abs(slopes)
            room = np.where(slopes < 0, values - low, high - values)
            ratios.fill(np.inf)
            np.divide(room, steps, out=ratios, where=steps > _PIVOT)
            k = int(ratios.argmin())
            if not ratios[k] < np.inf:
                return
            self._exchange(k, j, bool(slopes[k] > 0))

    def _exchange(self, k: int, j: int, above: bool) -> None:  # noqa: FBT001 - which end it is at
        """Value k becomes nonbasic in place of that of column j."""
        table = self.table
        row = table[_FIRST + k].copy()
        if above:
            row[-1] -= self.high[k]
            np.negative(row, out=row)
        else:
            row[-1] -= self.low[k]
        column = table[:, j] / row[j]
        row[j] -= 1.0
        # For an outer product, dot is several times as fast as multiply.
        table -= np.dot(column[:, None], row[None], out=self.scratch)
        self.nonbasic[j], self.upper[j] = k, above

    def _enter_equations(self, values: list[int]) -> None:
        for k in values:
            sizes = np.abs(self.table[_FIRST + k, :-1]) * self.active
            # A free variable leaves first, since something must replace it anyway.
            sizes[[value < 0 for value in self.nonbasic]] *= 1024.0
            if len(sizes) and sizes[j := int(sizes.argmax())] > _PIVOT:
                self._exchange(k, j, above=False)
                self.active[j] = False

    def _enter_for_free_columns(self) -> None:
        for j, value in enumerate(self.nonbasic):
            if value >= 0:
                continue
            sizes = np.abs(self.table[_FIRST:, j])
            sizes[(self.low == -np.inf) & (self.high == np.inf)] = 0.0
            sizes[[k for k in self.nonbasic if k >= 0]] = 0.0
            k = int(sizes.argmax())
            if sizes[k] > _PIVOT:
                self._exchange(k, j, above=bool(self.low[k] == -np.inf))
            else:
                self.active[j] = False

    def _proposal(self) -> Proposal:
        ends = zip(self.nonbasic, self.upper, strict=True)
        basis = [self._number(k, above) for k, above in ends if k >= 0]
        point = self.table[_FIRST : _FIRST + self.variables, -1]
        if self.scale:
            point = self.scale.point(point)
        return Proposal(basis, self.violated, point)

    def _number(self, k: int, above: bool) -> int:  # noqa: FBT001
        """The number of the constraint that a value is at an end of its interval."""
        n = self.variables
        return k - n if k >= n else len(self.low) - n + 2 * k + above
