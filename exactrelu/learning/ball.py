"""Training sums of ReLUs whose weights lie in the unit ball, by certified rational brackets.

The least Σ_j c_j (h(x_j) - y_j)² over h in ReLU(n, k), perhaps with h = 0 at some samples, need not
be rational: the constraint ||w_i||_2 <= 1 is a square. So the answer is a bracket, a function of
the class and a bound that no function of the class is below.

First comes the branch and bound of `exactrelu.training`, with a box around the ball. If its
optimum lies in the ball, it is the answer; for n = 1 the box is the ball. Otherwise the algorithm
is that of Lemma 14 of Manurangsi and Reichman: one convex program for each choice of the sides of
the units at the samples. The ball is replaced by half-spaces u·w <= r with a rational
r >= ||u||_2, where u is a rounded weight that was found outside (Kelley's cutting planes); the
programs are solved exactly, the one with the least bound first. A unit outside is shrunk,
(w, b) ↦ t (w, b), into the ball: the sides stay as they are, so that zeros remain zeros; or its
weights alone, if zeros remain zeros. At last weights are rounded towards 0, if the bracket stays
narrow enough.

>>> samples = Samples([["3/5", "3/5"], [0, 0]], [1, 0])
>>> found = train_in_ball(samples, 1, gap="1/10000")
>>> found.hypothesis.is_in_class, found.is_optimal, found.upper - found.lower <= Fraction(1, 10000)
(True, False, True)
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, count
from math import ceil, comb, isqrt
from time import monotonic_ns
from typing import TYPE_CHECKING, TypeAlias

from exactrelu.errors import DomainError
from exactrelu.learning.hypotheses import ReluSum, squared_norm
from exactrelu.lp import Row
from exactrelu.rational import Vector, as_rational, as_text
from exactrelu.training.cells import Candidate, best_in_cell
from exactrelu.training.enumeration import Partition, partitions
from exactrelu.training.problem import Problem, Samples, sum_of_relus
from exactrelu.training.search import Trained, train

if TYPE_CHECKING:
    from exactrelu.rational import Matrix

__all__ = ["MOST_CELLS", "InBall", "box_problem", "train_in_ball"]

MOST_CELLS = 100_000
"""With more choices of sides than this the bracket is that of the box."""

_FEW_BITS = (4, 8, 16, 32, 64)
"""Of rounded weights, where many functions are almost the best."""


@dataclass(frozen=True, slots=True)
class InBall:
    """The best function found in the class, and what no function of it is below.

    Attributes:
        samples: the data.
        hypothesis: a function in ReLU(n, k), which meets the zeros that were asked for.
        upper: its sum of squared errors.
        lower: no function in the class that meets the zeros has a smaller sum.
        boxed: the search in the box, whose certificate proves what no function is below there.
        programs: how many convex programs were solved after that.
    """

    samples: Samples
    hypothesis: ReluSum
    upper: Fraction
    lower: Fraction
    boxed: Trained
    programs: int

    @property
    def is_optimal(self) -> bool:
        """Whether the function is proved to be the best."""
        return self.upper == self.lower


def box_problem(samples: Samples, width: int, *, zero_on: Iterable[int] = ()) -> Problem:
    """Return the training problem of sums of ReLUs with all |w_ij| <= 1 and |b_i| <= 1.

    >>> box_problem(Samples([[0]], [1]), 2).signs
    (1, 1)
    """
    box = (-1, 1)
    return sum_of_relus(samples, width, weight_bounds=box, bias_bounds=box, zero_on=zero_on)


def train_in_ball(
    samples: Samples,
    width: int,
    *,
    gap: object,
    zero_on: Iterable[int] = (),
    time_limit: object = None,
) -> InBall:
    """Return a bracket, not wider than `gap`, of the least sum of squared errors in ReLU(n, k).

    `zero_on` are the indices of samples at which the function must be 0. After `time_limit` seconds
    the bracket is what is proved by then, and may be wider; so it is with more than `MOST_CELLS`
    choices of sides. Raises DomainError for a gap that is not above 0, for a negative time, and as
    `Problem` does.

    >>> train_in_ball(Samples([[0], [1]], [0, 3]), 1, gap=1).upper
    Fraction(2, 1)
    """
    width_allowed = as_rational(gap, name="gap")
    if width_allowed <= 0:
        raise DomainError(f"gap must be above 0, not {as_text(width_allowed)}")
    problem = box_problem(samples, width, zero_on=zero_on)
    search = _Search.of(problem, width_allowed, _end_of(time_limit))
    boxed = train(problem, time_limit=time_limit)
    search.lower = max(search.lower, boxed.lower or search.lower)
    if boxed.best is not None:
        search.take(boxed.best.units)
    if not search.is_narrow and samples.dimension > 1:
        search.run()
    if search.is_narrow and search.upper > search.lower:
        search.shorten()
    return InBall(samples, search.hypothesis, search.upper, search.lower, boxed, search.programs)


_Open: TypeAlias = tuple[Fraction, int, tuple[Partition, ...], tuple[Row, ...]]
"""A bound, a number in the order of making, the sides of each unit, and half-spaces."""


@dataclass(slots=True)
class _Search:
    """The bracket so far, and how wide it may be."""

    problem: Problem
    gap: Fraction
    ends: int | None
    hypothesis: ReluSum
    upper: Fraction
    lower: Fraction
    programs: int = 0

    @classmethod
    def of(cls, problem: Problem, gap: Fraction, ends: int | None) -> _Search:
        """Return the bracket before anything is known, but that losses are not negative."""
        nothing = ReluSum.of_units([[0] * (problem.samples.dimension + 1)] * problem.width)
        return cls(problem, gap, ends, nothing, problem.objective(nothing.network), Fraction(0))

    @property
    def is_narrow(self) -> bool:
        """Whether the bracket is narrow enough."""
        return self.upper - self.lower <= self.gap

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return self.ends is not None and monotonic_ns() >= self.ends

    def take(self, units: Matrix) -> None:
        """Keep a function of the class made of these units if it is the best so far."""
        for near in (_shrunk(units, self.bits), _with_short_weights(units, self.bits)):
            hypothesis = ReluSum.of_units(near)
            value = self.problem.objective(hypothesis.network)
            if value < self.upper and self.meets_zeros(hypothesis):
                self.hypothesis, self.upper = hypothesis, value

    def meets_zeros(self, hypothesis: ReluSum) -> bool:
        """Return whether a function is 0 at the samples where it must be."""
        points = self.problem.samples.points
        return all(hypothesis(points[j]) == 0 for j in self.problem.zero_on)

    def run(self) -> None:
        """Divide the class into cells, and refine the one with the least bound."""
        if _most_cells(self.problem) > MOST_CELLS:
            return
        sides = partitions(self.problem)
        cells = combinations_with_replacement(sides, self.problem.width)
        order = count()
        # Invariant: no function of the class in an open cell is below the bound of the cell.
        heap: list[_Open] = [(self.lower, next(order), cell, ()) for cell in cells]
        proved = self.lower
        while heap and not self.is_over:
            proved = max(proved, min(heap[0][0], self.upper))
            self.lower = proved
            if self.is_narrow:
                return
            bound, _, cell, cuts = heapq.heappop(heap)
            best = best_in_cell(self.problem, (1,) * self.problem.width, cell, rows=cuts)
            self.programs += 1
            if best is None:
                continue
            self.take(best.units)
            further = tuple(_half_spaces(self.problem, best, self.bits))
            if further and best.value < self.upper:
                value = max(bound, best.value)
                heapq.heappush(heap, (value, next(order), cell, (*cuts, *further)))
        if not heap:
            self.lower = self.upper

    def shorten(self) -> None:
        """Round the weights towards 0, to as few bits as the gap and the zeros allow."""
        for bits in _FEW_BITS:
            rounded = [
                [Fraction(int(v * 2**bits), 2**bits) for v in u] for u in self.hypothesis.units
            ]
            shorter = ReluSum.of_units(rounded)
            value = self.problem.objective(shorter.network)
            if value <= self.lower + self.gap and self.meets_zeros(shorter):
                self.hypothesis, self.upper = shorter, value
                return

    @property
    def bits(self) -> int:
        """To how many bits weights are rounded: enough for the gap, whatever the sizes are."""
        samples, k = self.problem.samples, self.problem.width
        sizes = [k * (sum(map(abs, x)) + 1) + abs(y) for x, y in _pairs(samples)]
        scale = sum([w * v * v for w, v in zip(samples.weights, sizes, strict=True)], Fraction(1))
        return 24 + ceil(scale / self.gap).bit_length()


def _most_cells(problem: Problem) -> int:
    """At most so many choices of sides: hyperplanes divide D points in 2 Σ_i C(D - 1, i) ways."""
    points = len(set(problem.samples.points))
    sides = 2 * sum([comb(points - 1, i) for i in range(problem.samples.dimension + 1)])
    return comb(sides + problem.width - 1, problem.width)


def _pairs(samples: Samples) -> Iterator[tuple[Vector, Fraction]]:
    return zip(samples.points, samples.labels, strict=True)


def _shrunk(units: Matrix, bits: int) -> Matrix:
    """The units, those outside of the ball multiplied by t <= 1/||w||_2, almost equal to it."""
    return tuple([tuple([_inverse_norm(unit[:-1], bits) * v for v in unit]) for unit in units])


def _with_short_weights(units: Matrix, bits: int) -> Matrix:
    """The units, the weights multiplied by such a t, the biases as they are."""
    return tuple(
        [(*[_inverse_norm(unit[:-1], bits) * v for v in unit[:-1]], unit[-1]) for unit in units]
    )


def _inverse_norm(weights: Vector, bits: int) -> Fraction:
    """A rational number of at most 1/max(1, ||w||_2), rounded down to so many bits."""
    square = squared_norm(weights)
    if square <= 1:
        return Fraction(1)
    return Fraction(isqrt((square.denominator << 2 * bits) // square.numerator), 1 << bits)


def _half_spaces(problem: Problem, found: Candidate, bits: int) -> Iterator[Row]:
    """For each unit outside of the ball u·w <= r with r >= ||u||_2, which it breaks."""
    length = problem.samples.dimension + 1
    for i, unit in enumerate(found.units):
        if squared_norm(unit[:-1]) <= 1:
            continue
        direction = [round(v * 2**bits) for v in unit[:-1]]
        bound = isqrt(sum([u * u for u in direction])) + 1
        before, after = [0] * i * length, [0] * (problem.width - 1 - i) * length
        yield Row([*before, *direction, 0, *after], "<=", bound)


def _end_of(time_limit: object) -> int | None:
    """When so many seconds are over, in nanoseconds."""
    if time_limit is None:
        return None
    return monotonic_ns() + int(10**9 * as_rational(time_limit, name="time_limit"))
