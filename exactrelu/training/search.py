"""Global optimality by branch and bound over the sides of units at samples.

The weights are divided into parts, best first: the part with the least proved bound is divided by
the side of a unit at a sample, until no bound is below the loss of the best network. Work goes in
rounds of a fixed number of parts, so that the result does not depend on the number of workers.

>>> from exactrelu.training.problem import Problem, Samples
>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 2, loss="squared", output="linear")
>>> trained = train(problem)
>>> trained.objective, trained.is_optimal
(Fraction(0, 1), True)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from exactrelu.guides.descents import descents
from exactrelu.training.cells import Candidate, best_in_cell
from exactrelu.training.parts import Part
from exactrelu.training.steps import Step, float_samples, take_step

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from exactrelu.network import Network
    from exactrelu.training.bounds import DualBound, Pair
    from exactrelu.training.problem import Problem, Signs

__all__ = ["Progress", "Trained", "train"]

Path: TypeAlias = tuple[tuple[int, int, int], ...]
Key: TypeAlias = "tuple[Signs, Path]"
Task: TypeAlias = "tuple[Problem, tuple[Part, ...], Fraction | None]"
Mapper: TypeAlias = "Callable[[Sequence[Task]], Iterator[list[Step]]]"

_ROUND = 8
"""Parts divided in a round."""

_STARTS = 30
_TRIED = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands: the least loss found, what is proved of all networks, open parts."""

    least: Fraction | None
    lower: Fraction
    open_parts: int
    steps: int


@dataclass(frozen=True, slots=True)
class Trained:
    """The best network found, and a proof of how good it is.

    Attributes:
        problem: what was asked.
        best: the network in the form of the problem, None if no network is allowed.
        lower: no network has a smaller loss.
        divisions: for each part that was divided the unit and the sample.
        leaves: for each other part what proves a bound of at least `lower` in it.
        steps: how many parts were bounded.
        programs: how many convex programs were solved.
    """

    problem: Problem
    best: Candidate | None
    lower: Fraction | None
    divisions: dict[Key, Pair]
    leaves: dict[Key, DualBound]
    steps: int
    programs: int

    @property
    def objective(self) -> Fraction:
        """The loss of the best network."""
        return self._candidate.value

    @property
    def is_optimal(self) -> bool:
        """Whether the best network is proved to be optimal."""
        return self.best is not None and self.lower == self.best.value

    @property
    def network(self) -> Network:
        """The best network."""
        best = self._candidate
        return self.problem.network(best.signs, best.units, best.offset)

    @property
    def _candidate(self) -> Candidate:
        if self.best is None:
            raise ValueError("no network is allowed by the bounds and the zeros of the problem")
        return self.best


def train(
    problem: Problem,
    *,
    executor: Executor | None = None,
    time_limit: Fraction | int | None = None,
    report: Callable[[Progress], object] | None = None,
) -> Trained:
    """Return a network of least loss with a proof, or after `time_limit` seconds a bracket.

    Steps run on the `executor`, in this process if there is none. `report` is called after each
    round.
    """
    search = _Search(problem)
    search.run(_mapper(executor), None if time_limit is None else Fraction(time_limit), report)
    return search.result()


def take_steps(task: Task) -> list[Step]:
    """Return the steps of some parts; a pure function, for workers."""
    problem, parts, least = task
    return [take_step(problem, part, least) for part in parts]


def _mapper(executor: Executor | None) -> Mapper:
    if executor is None:
        return lambda tasks: map(take_steps, tasks)
    return lambda tasks: executor.map(take_steps, tasks)


@dataclass(slots=True)
class _Open:
    """A part that may hold a better network, and where it will be divided."""

    part: Part
    bound: Fraction
    dual: DualBound
    pair: Pair


@dataclass(slots=True)
class _Search:
    """The state: parts by their bounds, what has been divided, and what is proved."""

    problem: Problem
    best: Candidate | None = None
    heap: list[tuple[Fraction, int, _Open]] = field(default_factory=list)
    divisions: dict[Key, Pair] = field(default_factory=dict)
    leaves: dict[Key, DualBound] = field(default_factory=dict)
    number: count[int] = field(default_factory=count)
    steps: int = 0
    programs: int = 0

    @property
    def least(self) -> Fraction | None:
        return None if self.best is None else self.best.value

    @property
    def lower(self) -> Fraction | None:
        """What is proved of all networks; None if there are none."""
        bounds = [self.heap[0][0]] if self.heap else []
        return min([*bounds, *([] if self.least is None else [self.least])], default=None)

    def run(
        self,
        mapper: Mapper,
        time_limit: Fraction | None,
        report: Callable[[Progress], object] | None,
    ) -> None:
        """Divide parts until the best network is optimal, or the time is over."""
        started = time.monotonic()
        self.best = best_of_descents(self.problem)
        self._take([Part(signs) for signs in self.problem.sign_patterns], mapper)
        while self._is_open():
            if time_limit is not None and time.monotonic() - started > time_limit:
                return
            self._take(list(self._children()), mapper)
            if report is not None and self.lower is not None:
                report(Progress(self.least, self.lower, len(self.heap), self.steps))

    def result(self) -> Trained:
        """What has been found and proved; open parts are leaves, with the bounds they have."""
        leaves = self.leaves | {key_of(entry.part): entry.dual for _, _, entry in self.heap}
        return Trained(
            self.problem,
            self.best,
            self.lower,
            self.divisions,
            leaves,
            self.steps,
            self.programs,
        )

    def _is_open(self) -> bool:
        return bool(self.heap) and (self.least is None or self.heap[0][0] < self.least)

    def _children(self) -> Iterator[Part]:
        """The two sides of each of the parts with the least bounds, which leave the heap."""
        for _ in range(_ROUND):
            if not self._is_open():
                return
            entry = heappop(self.heap)[2]
            self.divisions[key_of(entry.part)] = entry.pair
            for side in (1, -1):
                yield entry.part.with_side(*entry.pair, side)

    def _take(self, parts: list[Part], mapper: Mapper) -> None:
        """Bound the parts, and keep what comes out in their order."""
        tasks = [(self.problem, (part,), self.least) for part in parts]
        steps = [step for found in mapper(tasks) for step in found]
        for part, step in zip(parts, steps, strict=True):
            self._keep(part, step)

    def _keep(self, part: Part, step: Step) -> None:
        self.steps += 1
        self.programs += step.programs
        found = step.candidate
        if found is not None and (self.least is None or found.value < self.least):
            self.best = found
        if step.pair is None or step.bound is None:
            self.leaves[key_of(part)] = step.dual
            return
        kept = _Open(replace(part, envelopes=step.envelopes), step.bound, step.dual, step.pair)
        heappush(self.heap, (step.bound, next(self.number), kept))


def key_of(part: Part) -> Key:
    """Return what names a part in a tree."""
    return part.signs, part.path


def best_of_descents(problem: Problem) -> Candidate | None:
    """Return the best network, exactly, of the patterns in which descents end."""
    best: Candidate | None = None
    for signs in problem.sign_patterns:
        for patterns in descents(float_samples(problem), signs, starts=_STARTS)[:_TRIED]:
            found = best_in_cell(problem, signs, patterns)
            if found is not None and (best is None or found.value < best.value):
                best = found
    return best
