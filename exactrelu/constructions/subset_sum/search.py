"""The search for a subset: reduce, enumerate, and split what is too long to enumerate."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.constructions.subset_sum import sums
from exactrelu.constructions.subset_sum.reduction import Case, halves, reach, reduced, whole
from exactrelu.constructions.subset_sum.sums import TooManySums
from exactrelu.constructions.subset_sum.values import (
    NoSubset,
    Row,
    Step,
    Subset,
    SubsetSum,
    Undecided,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["BUDGET", "find_subset"]

BUDGET = 2**24
"""The work allowed for one question, in sums listed; enough for about 44 weights of any size."""

# How many sums one side may list, and how many bits one integer may have.
_LONGEST_LIST = 2**22
_LONGEST_INTEGER = 2**28

# What a sum costs in words of such an integer; and in sums: what a case may cost that is not
# split, and what it costs to split.
_WORDS_OF_A_SUM = 32
_SHORT = 2**22
_SPLIT = 2**11

# How often to try one's luck, and with how many open items.
_ATTEMPTS = 4
_CORE = 38


def find_subset(problem: SubsetSum, *, budget: int = BUDGET) -> Subset | NoSubset | Undecided:
    """Return a subset that solves the question, or the reason why there is none.

    The cost is about 2^(m/2) sums for m different weights; equal weights, and small ones, cost
    much less. If the work that is left exceeds the budget, the answer is Undecided, soon.

    >>> find_subset(SubsetSum(((1, 2, 4), (1, 1, 1)), (5, 2)))
    Subset(items=(0, 2))
    """
    steps: list[Step] = []
    case = reduced(problem, whole(problem), steps)
    if case is None:
        return NoSubset(tuple(steps))
    try:
        found = _enumerated(problem, case, budget)
    except TooManySums:
        return _lucky(problem, case, budget) or _by_cases(problem, case, steps, budget)
    return found or NoSubset((*steps, Step("enumerated")))


def _lucky(problem: SubsetSum, case: Case, budget: int) -> Subset | None:
    """A subset found by enumerating a few items, the others settled by the way.

    Many items with sums in a narrow range have many solutions, and a few items reach all of the
    sums near the middle of their range. Not finding one proves nothing.
    """
    cores = _cores(problem, case) if budget >= _SHORT else ()
    found = _first_found(problem, cores, budget)
    return found if isinstance(found, Subset) else None


def _cores(problem: SubsetSum, case: Case) -> Iterator[Case]:
    for attempt in range(_ATTEMPTS):
        start = attempt * len(case.open) // _ATTEMPTS
        order = case.open[start:] + case.open[:start]
        core = reduced(problem, _settled_all_but(_CORE, problem, replace(case, open=order)), [])
        if core is not None and _JointEquation.of(problem, core).cost <= _SHORT:
            yield core


def _settled_all_but(count: int, problem: SubsetSum, case: Case) -> Case:
    """Settle items, each so that the targets stay in the middle of what the open ones reach."""
    while len(case.open) > count:
        case = min(halves(problem, case, []), key=lambda half: _eccentricity(problem, half))
    return case


def _eccentricity(problem: SubsetSum, case: Case) -> Fraction:
    """How far the targets are from the middle, in shares of what all items together reach."""
    return sum(
        (
            Fraction(abs(2 * target - sum(row[item] for item in case.open)), reach(row))
            for row, target in zip(problem.weights, case.target, strict=True)
        ),
        start=Fraction(0),
    )


def _by_cases(
    problem: SubsetSum, case: Case, steps: list[Step], budget: int
) -> Subset | NoSubset | Undecided:
    """Split until every case is short, then enumerate; give up before that if it is too much."""
    leaves: list[Case] = []
    cases = halves(problem, case, steps)
    work = 0
    while cases:
        part = reduced(problem, cases.pop(), steps)
        if part is None:
            continue
        if not any(part.target):
            return _subset(part)
        cost = _JointEquation.of(problem, part).cost
        if cost <= _SHORT:
            leaves.append(part)
            steps.append(Step("enumerated"))
        else:
            cases += halves(problem, part, steps)
        work += cost if cost <= _SHORT else _SPLIT
        if work > budget:
            return Undecided(budget)
    return _first_found(problem, leaves, budget) or NoSubset(tuple(steps))


def _first_found(
    problem: SubsetSum, cases: Iterable[Case], budget: int
) -> Subset | Undecided | None:
    try:
        return next(filter(None, (_enumerated(problem, case, budget) for case in cases)), None)
    except TooManySums:
        return Undecided(budget)


def _enumerated(problem: SubsetSum, case: Case, budget: int) -> Subset | None:
    if not any(case.target):
        return _subset(case)
    joint = _JointEquation.of(problem, case)
    counted = joint.subset(budget)
    return None if counted is None else _subset(case, joint.taken(case, counted))


def _subset(case: Case, more: Sequence[int] = ()) -> Subset:
    return Subset(tuple(sorted((*case.taken, *more))))


@dataclass(frozen=True, slots=True)
class _JointEquation:
    """All equations of a case in one, with positive weights.

    An item of negative weight is counted when it is left out, one of positive weight when taken.
    """

    weights: Row
    target: int
    negative: frozenset[int]

    @classmethod
    def of(cls, problem: SubsetSum, case: Case) -> _JointEquation:
        rows = [[row[item] for item in case.open] for row in problem.weights]
        radix = _mixed_radix(rows, case.target)
        weights = [_dot(radix, column) for column in zip(*rows, strict=True)]
        negative = frozenset(place for place, weight in enumerate(weights) if weight < 0)
        target = _dot(radix, case.target) - sum(weights[place] for place in negative)
        return cls(tuple(map(abs, weights)), target, negative)

    def taken(self, case: Case, counted: Sequence[int]) -> list[int]:
        return [case.open[place] for place in self.negative.symmetric_difference(counted)]

    @property
    def bits(self) -> int:
        """The length of the integer whose bits are the reachable sums."""
        return 1 + min(self.target, sum(self.weights) - self.target)

    @property
    def cost_by_bits(self) -> int:
        return len(self.weights) * self.bits // (64 * _WORDS_OF_A_SUM)

    @property
    def cost_by_residues(self) -> int:
        return 4 * math.isqrt(sums.sums_at_most(self.weights))

    @property
    def cost(self) -> int:
        if self.bits > _LONGEST_INTEGER:
            return self.cost_by_residues
        return min(self.cost_by_bits, self.cost_by_residues)

    def subset(self, budget: int) -> tuple[int, ...] | None:
        if self.bits <= _LONGEST_INTEGER and self.cost_by_bits <= min(self.cost, budget):
            return sums.subset_by_bits(self.weights, self.target)
        limit = min(_LONGEST_LIST, budget)
        return sums.subset_by_residues(self.weights, self.target, limit=limit)


def _mixed_radix(rows: Sequence[Sequence[int]], targets: Row) -> Row:
    """Factors 1, B, B C such that u = v = w = 0 iff u + B v + B C w = 0.

    u, v, w are what the sums over any one subset differ by from the targets.
    """
    radix = [1]
    for row, target in zip(rows, targets, strict=True):
        most = sum(weight for weight in row if weight > 0) - target
        least = sum(weight for weight in row if weight < 0) - target
        radix.append(radix[-1] * (max(most, -least) + 1))
    return tuple(radix[:-1])


def _dot(left: Sequence[int], right: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(left, right, strict=True))
