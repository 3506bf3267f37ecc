"""The default guide of branch and bound: a dual simplex tableau, and a look ahead.

Each side of a branch raises the least cost; the variable is taken for which the product of both
rises is largest. How much a side costs for each unit that a variable is moved, its *pseudo-cost*,
is learnt from the sides that have been visited, and by trying some exchanges on both sides where
little is known (reliability branching: Achterberg, Koch and Martin, *Branching rules revisited*,
2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import TypeAlias

import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatProgram
from exactrelu.guides.nodes import Choice, NodeProposal, Relaxation
from exactrelu.guides.tableau import BoundedTableau, Places

__all__ = ["LookaheadGuide", "LookaheadRelaxation"]

_INTEGRAL = 1e-6
_TINY = 1e-6
_RELIABLE = 3
_TRIED = 8
_EXCHANGES = 20

Trace: TypeAlias = tuple[int, int, float, float]
"""Variable, side, how far it is moved, and the objective before."""


@dataclass(frozen=True, slots=True)
class LookaheadGuide:
    """Starts a `LookaheadRelaxation`.

    >>> one = np.ones(1)
    >>> problem = FloatProgram(one[None], one / 2, (), one, -one, one)
    >>> LookaheadGuide().start(problem, [0]).visit(-one, one, trace=None).choice.at
    0
    """

    def start(self, problem: FloatProgram, integers: Sequence[int]) -> Relaxation | None:
        """Return the relaxation of a program."""
        return LookaheadRelaxation(problem, integers)


class LookaheadRelaxation:
    """A tableau, and the sums and counts of the rises for each unit, by side and variable."""

    __slots__ = ("counts", "integers", "sums", "tableau")

    def __init__(self, problem: FloatProgram, integers: Sequence[int]) -> None:
        self.tableau = BoundedTableau(problem)
        self.integers = np.array(integers, dtype=np.intp)
        self.sums = np.zeros((2, len(problem.cost)))
        self.counts = np.zeros((2, len(problem.cost)))

    def visit(self, lower: FloatArray, upper: FloatArray, *, trace: object) -> NodeProposal | None:
        """Return an optimum of the box in doubles, or a contradiction, and where to branch."""
        tableau = self.tableau
        tableau.violated = None
        found = tableau.visit(lower, upper)
        if found is None:
            return None
        multipliers = tableau.multipliers()
        if not found:
            return NodeProposal(multipliers, tableau.problem.lower, is_contradiction=True)
        if isinstance(trace, tuple):
            self._learn(trace, tableau.objective())
        with np.errstate(all="ignore"):
            point = tableau.point()
            return NodeProposal(multipliers, point, self._choice(point))

    def _learn(self, trace: Trace, objective: float) -> None:
        variable, side, distance, before = trace
        self.sums[side, variable] += max(objective - before, 0.0) / distance
        self.counts[side, variable] += 1

    def _choice(self, point: FloatArray) -> Choice | None:
        values = point[self.integers]
        parts = values - np.floor(values)
        open_ = (parts > _INTEGRAL) & (parts < 1 - _INTEGRAL)
        columns, parts = self.integers[open_], parts[open_]
        if not len(columns):
            return None
        order = np.argsort(-self._scores(columns, parts), kind="stable")
        objective = self.tableau.objective()
        for k in order[:_TRIED].tolist():
            if self.counts[:, columns[k]].min() < _RELIABLE:
                self._try(int(columns[k]), point[columns[k]], objective)
        best = int(self._scores(columns, parts).argmax())
        j, part, at = int(columns[best]), float(parts[best]), floor(point[columns[best]])
        traces = (j, 0, part, objective), (j, 1, 1 - part, objective)
        return Choice(j, at, int(part > 0.5), traces)

    def _scores(self, columns: Places, parts: FloatArray) -> FloatArray:
        """The products of the rises that are expected; of those unknown, the mean of the known."""
        known = self.counts > 0
        mean = self.sums.sum() / max(self.counts.sum(), 1.0)
        units = np.where(known, self.sums / np.maximum(self.counts, 1.0), mean)[:, columns]
        down, up = units[0] * parts, units[1] * (1 - parts)
        score: FloatArray = np.maximum(down, _TINY) * np.maximum(up, _TINY)
        return score * (1 + _TINY * np.minimum(parts, 1 - parts))

    def _try(self, j: int, value: float, objective: float) -> None:
        """Look a few exchanges ahead on both sides of a variable."""
        for side, end in enumerate((np.floor(value), np.ceil(value))):
            trial = self.tableau.copy()
            (trial.high if side == 0 else trial.low)[j] = end
            if trial.run(_EXCHANGES) is False:
                rise = max(1.0, abs(objective))
            else:
                rise = max(trial.objective() - objective, 0.0)
            self._learn((j, side, abs(value - end), objective), objective + rise)
