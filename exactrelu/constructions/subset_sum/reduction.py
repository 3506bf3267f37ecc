"""Cases of a subset sum question: some items taken, some left out, the others open.

In one equation, the target lies between the sum of the negative open weights and that of the
positive ones, and every common divisor of the open weights divides it; else no subset will do. An
item that breaks this when it is taken is left out, and conversely.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from exactrelu.constructions.subset_sum.values import Row, Step, SubsetSum

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Case", "halves", "reach", "reduced", "whole"]


@dataclass(frozen=True, slots=True)
class Case:
    """Some items are taken, some are open, the others left out; `target` is what is still to come.

    The open items come in the order in which they are split.
    """

    open: tuple[int, ...]
    target: Row
    taken: tuple[int, ...]


def whole(problem: SubsetSum) -> Case:
    """Return the case in which all items are open, those of weight 0 left out.

    The largest come first, each measured by the equation of which it is the largest share.
    """
    reaches = list(map(reach, problem.weights))
    columns = list(zip(*problem.weights, strict=True))
    share = [max(map(Fraction, map(abs, column), reaches)) for column in columns]
    items = sorted((item for item, size in enumerate(share) if size), key=lambda i: -share[i])
    return Case(tuple(items), problem.target, ())


def halves(problem: SubsetSum, case: Case, steps: list[Step]) -> list[Case]:
    """Return the cases with and without the first open item, the one without it to be popped."""
    item, *others = case.open
    steps.append(Step("split", item=item))
    rest = tuple(total - row[item] for row, total in zip(problem.weights, case.target, strict=True))
    return [
        Case(tuple(others), rest, (*case.taken, item)),
        Case(tuple(others), case.target, case.taken),
    ]


def reduced(problem: SubsetSum, case: Case, steps: list[Step]) -> Case | None:
    """Settle the items that an equation forces, until there is none; None if the case is closed."""
    while True:
        fault = _impossible(problem, case)
        if fault is not None:
            steps.append(fault)
            return None
        smaller = _with_forced_items(problem, case, steps)
        if len(smaller.open) == len(case.open):
            return case
        case = smaller


def _impossible(problem: SubsetSum, case: Case) -> Step | None:
    for equation, (row, total) in enumerate(zip(problem.weights, case.target, strict=True)):
        weights = [row[item] for item in case.open]
        if not _low(weights) <= total <= _high(weights):
            return Step("impossible", equation=equation)
        divisor = math.gcd(*weights)
        if divisor > 1 and total % divisor:
            return Step("impossible", equation=equation, divisor=divisor)
    return None


def _with_forced_items(problem: SubsetSum, case: Case, steps: list[Step]) -> Case:
    """Settle, in one pass, the items for which an equation leaves one choice."""
    equations = [
        _Equation.of([row[item] for item in case.open], total)
        for row, total in zip(problem.weights, case.target, strict=True)
    ]
    still_open: list[int] = []
    taken = list(case.taken)
    for place, item in enumerate(case.open):
        step = _forced(equations, place, item)
        if step is None:
            still_open.append(item)
            continue
        steps.append(step)
        for equation in equations:
            equation.settle(place, taken=bool(step.taken))
        if step.taken:
            taken.append(item)
    return Case(tuple(still_open), tuple(each.total for each in equations), tuple(taken))


@dataclass(slots=True)
class _Equation:
    """One equation of a pass: what is still to come, and what the open weights reach."""

    weights: list[int]
    total: int
    low: int
    high: int
    divisors: list[int]
    """Common divisors of all the other weights; they still are when some are settled."""

    @classmethod
    def of(cls, weights: list[int], total: int) -> _Equation:
        before = [0, *accumulate(weights, math.gcd)]
        after = [*accumulate(reversed(weights), math.gcd, initial=0)][::-1]
        divisors = [math.gcd(*pair) for pair in zip(before, after[1:], strict=False)]
        return cls(weights, total, _low(weights), _high(weights), divisors)

    def settle(self, place: int, *, taken: bool) -> None:
        weight = self.weights[place]
        self.total -= weight * taken
        self.low -= min(weight, 0)
        self.high -= max(weight, 0)

    def is_out_of_reach(self, place: int, *, taken: bool) -> bool:
        weight = self.weights[place]
        rest = self.total - weight * taken
        return not self.low - min(weight, 0) <= rest <= self.high - max(weight, 0)

    def is_indivisible(self, place: int, *, taken: bool) -> bool:
        divisor = self.divisors[place]
        return divisor > 1 and (self.total - self.weights[place] * taken) % divisor != 0


def _forced(equations: Sequence[_Equation], place: int, item: int) -> Step | None:
    for index, equation in enumerate(equations):
        for other in (True, False):
            if equation.is_out_of_reach(place, taken=other):
                return Step("forced", item, not other, index)
            if equation.is_indivisible(place, taken=other):
                return Step("forced", item, not other, index, equation.divisors[place])
    return None


def reach(weights: Sequence[int]) -> int:
    """Return the length of the range of their subset sums, at least 1."""
    return max(1, sum(map(abs, weights)))


def _low(weights: Sequence[int]) -> int:
    return sum(weight for weight in weights if weight < 0)


def _high(weights: Sequence[int]) -> int:
    return sum(weight for weight in weights if weight > 0)
