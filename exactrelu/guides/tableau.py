"""A dual simplex tableau for branch and bound: boxes change, the basis stays dual feasible.

The variables are the n of the program and the m values of its rows, each in an interval. The n
nonbasic ones are at an end of theirs; the m basic ones are linear in them, ``x_B = T x_N``, and so
is the cost, ``d·x_N``. If d_j >= 0 at lower ends and d_j <= 0 at upper ends, the basis is dual
feasible, whatever the intervals are: every box starts from where the last one ended.

The leaving value is chosen by the dual steepest edge rule; a nonbasic value may go from one end to
the other on the way (the ratio test with bound flipping; Maros, *Computational Techniques of the
Simplex Method*, 2003, chapter 10). Rounding errors are swept out by computing the tableau anew now
and then. An infinite end that is needed is taken far away.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatProgram

__all__ = ["BoundedTableau", "Places"]

Places: TypeAlias = NDArray[np.intp]

_SLACK = 1e-9
_PIVOT = 1e-9
_FAR = 1e7
_STALE = 150


class BoundedTableau:
    """T, d, and which values are basic; `visit` leads to an optimum of the box.

    Values 0 to n - 1 are the variables, value n + i is that of row i.

    >>> one = np.ones(1)
    >>> tableau = BoundedTableau(FloatProgram(one[None], one / 2, (), one, -one, one))
    >>> tableau.visit(-one, one), tableau.point()
    (True, array([0.5]))
    """

    __slots__ = (
        *("at_upper", "basic", "costs", "high", "low", "nonbasic", "problem", "stale", "table"),
        *("values", "violated"),
    )

    table: FloatArray
    costs: FloatArray
    basic: Places
    nonbasic: Places
    at_upper: NDArray[np.bool_]
    values: FloatArray
    violated: tuple[int, bool] | None

    def __init__(self, problem: FloatProgram) -> None:
        self.problem = problem
        m, n = problem.matrix.shape
        self.low = np.concatenate((problem.lower, problem.right))
        self.high = np.concatenate((problem.upper, np.full(m, np.inf)))
        equations = [n + i for i in problem.equations]
        self.high[equations] = self.low[equations]
        self._reset()

    def _reset(self) -> None:
        m, n = self.problem.matrix.shape
        self.table, self.costs = self.problem.matrix.copy(), self.problem.cost.copy()
        self.basic, self.nonbasic = np.arange(n, n + m), np.arange(n)
        self.at_upper = np.zeros(n, dtype=bool)
        self.stale, self.violated = 0, None
        self.values = np.zeros(m)

    def copy(self) -> BoundedTableau:
        """Return a tableau to try things on."""
        new = object.__new__(BoundedTableau)
        new.problem, new.stale, new.violated = self.problem, self.stale, None
        for name in ("table", "costs", "basic", "nonbasic", "at_upper", "values", "low", "high"):
            setattr(new, name, getattr(self, name).copy())
        return new

    def visit(self, lower: FloatArray, upper: FloatArray) -> bool | None:
        """Whether the box seems to be feasible; None if that took too long to find out."""
        n = len(lower)
        self.low[:n], self.high[:n] = lower, upper
        with np.errstate(all="ignore"):
            found = self.run(50 + 4 * (len(self.basic) + n))
            if found is None:
                self._reset()
                found = self.run(50 + 4 * (len(self.basic) + n))
        return found

    def run(self, limit: int) -> bool | None:
        """Exchange until the basis is feasible or a row contradicts the box."""
        self._place()
        for _ in range(limit):
            if self.stale > _STALE:
                self._refresh()
            ends = self._ends()
            np.dot(self.table, ends, out=self.values)
            low, high = self.low[self.basic], self.high[self.basic]
            deficits = np.maximum(low - self.values, self.values - high)
            k = self._leaving(deficits)
            if k is None:
                return True
            above = bool(self.values[k] > high[k])
            j = self._entering(k, above, deficits[k])
            if j is None:
                self.violated = k, above
                return False
            self._exchange(k, j, above)
        return None

    def _place(self) -> None:
        """Put each nonbasic value at the end that its cost pulls it to."""
        self.at_upper[self.costs > _SLACK] = False
        self.at_upper[self.costs < -_SLACK] = True
        low, high = self.low[self.nonbasic], self.high[self.nonbasic]
        loose = np.abs(self.costs) <= _SLACK
        self.at_upper[loose & (high == np.inf)] = False
        self.at_upper[loose & (low == -np.inf) & (high < np.inf)] = True

    def _ends(self) -> FloatArray:
        low, high = self.low[self.nonbasic], self.high[self.nonbasic]
        ends: FloatArray = np.clip(np.where(self.at_upper, high, low), -_FAR, _FAR)
        free = (low == -np.inf) & (high == np.inf) & (np.abs(self.costs) <= _SLACK)
        if free.any():
            ends[free] = 0.0
        return ends

    def _leaving(self, deficits: FloatArray) -> int | None:
        wanting = np.flatnonzero(deficits > _SLACK)
        if not len(wanting):
            return None
        slopes = self.table[wanting]
        sizes = np.einsum("ij,ij->i", slopes, slopes)
        return int(wanting[(deficits[wanting] ** 2 / np.maximum(sizes, _SLACK)).argmax()])

    def _entering(self, k: int, above: bool, deficit: float) -> int | None:  # noqa: FBT001
        """The column at which the slope of the dual objective turns; those before it flip."""
        row = self.table[k]
        gains = np.where(self.at_upper != above, -row, row)
        widths = self.high[self.nonbasic] - self.low[self.nonbasic]
        columns = np.flatnonzero((gains > _PIVOT) & (widths > 0))
        if not len(columns):
            return None
        gains, widths = gains[columns], widths[columns]
        order = np.lexsort((-gains, np.abs(self.costs[columns]) / gains))
        slopes = deficit - np.cumsum((gains * widths)[order])
        turning = np.flatnonzero(slopes <= _SLACK)
        if not len(turning):
            return None
        passed = columns[order[: turning[0]]]
        self.at_upper[passed] = ~self.at_upper[passed]
        return int(columns[order[turning[0]]])

    def _exchange(self, k: int, j: int, above: bool) -> None:  # noqa: FBT001
        """Basic value k and nonbasic value j change places."""
        table, pivot = self.table, self.table[k, j]
        row, column = table[k] / pivot, table[:, j].copy()
        row[j] = 0.0
        cost = self.costs[j] / pivot
        self.costs -= self.costs[j] * row
        self.costs[j] = cost
        column[k] = 0.0
        touched = np.flatnonzero(column)
        if 2 * len(touched) < len(column):
            table[touched] -= np.dot(column[touched, None], row[None])
        else:
            table -= np.dot(column[:, None], row[None])
        table[:, j] = column / pivot
        table[k] = -row
        table[k, j] = 1 / pivot
        self.basic[k], self.nonbasic[j] = self.nonbasic[j], self.basic[k]
        self.at_upper[j] = above
        self.stale += 1

    def _refresh(self) -> None:
        """Compute T and d anew from the basis."""
        matrix, cost, n = self.problem.matrix, self.problem.cost, len(self.problem.cost)
        rows, columns = self.nonbasic >= n, self.basic < n
        tight, inside = self.nonbasic[rows] - n, self.basic[columns]
        loose, outside = self.basic[~columns] - n, self.nonbasic[~rows]
        try:
            inverse = np.linalg.inv(matrix[np.ix_(tight, inside)])
        except np.linalg.LinAlgError:
            self._reset()
            self._place()
            return
        table = np.empty_like(self.table)
        solved = np.empty((len(inside), n))
        solved[:, rows] = inverse
        solved[:, ~rows] = -inverse @ matrix[np.ix_(tight, outside)]
        table[columns] = solved
        part = matrix[np.ix_(loose, inside)] @ solved
        part[:, ~rows] += matrix[np.ix_(loose, outside)]
        table[~columns] = part
        self.costs = cost[inside] @ solved
        self.costs[~rows] += cost[outside]
        self.table, self.stale = table, 0
        self._place()

    def objective(self) -> float:
        """The cost at the basis."""
        return float(self.costs @ self._ends())

    def point(self) -> FloatArray:
        """The values of the variables."""
        n = len(self.problem.cost)
        every = np.empty(n + len(self.basic))
        every[self.nonbasic], every[self.basic] = self._ends(), self.values
        return every[:n]

    def multipliers(self) -> FloatArray:
        """The multipliers of the rows: of the cost, or of the contradiction found last."""
        n = len(self.problem.cost)
        found = np.zeros(n + len(self.basic))
        if self.violated is None:
            found[self.nonbasic] = self.costs
        else:
            k, above = self.violated
            sign = -1.0 if above else 1.0
            found[self.nonbasic] = -sign * self.table[k]
            found[self.basic[k]] = sign
        return found[n:]
