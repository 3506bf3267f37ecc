"""Global optimality by branch and bound over the sides of units at samples.

The weights are divided into parts, best first: the part with the least proved bound is divided by
the side of a unit at a sample, until no bound is below the loss of the best network. Work goes in
rounds of a fixed number of parts, so that the result does not depend on the number of workers, and
a search that takes its first rounds from a journal goes on as if it had never ended.

>>> from exactrelu.training.problem import Problem, Samples
>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 2, loss="squared", output="linear")
>>> trained = train(problem)
>>> trained.objective, trained.is_optimal
(Fraction(0, 1), True)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from exactrelu.errors import BudgetError, DomainError
from exactrelu.rational import as_rational, as_text
from exactrelu.training.frontier import Frontier, OpenPart
from exactrelu.training.incumbents import best_of_descents, best_of_regressions, zero_network
from exactrelu.training.journal import Journal, fingerprint
from exactrelu.training.proofs import certificate_of
from exactrelu.training.roots import root_of
from exactrelu.training.rounds import Rounds, TimeIsOver
from exactrelu.training.sketches import quick_network
from exactrelu.training.steps import Step, take_step

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from exactrelu.certificates import Certificate
    from exactrelu.formats import FilePath
    from exactrelu.network import Network
    from exactrelu.training.bounds import DualBound, Pair
    from exactrelu.training.cells import Candidate
    from exactrelu.training.parts import Part
    from exactrelu.training.problem import Problem, Signs

__all__ = [
    "MOST_OPEN",
    "MOST_PAIRS",
    "MOST_UNITS",
    "Progress",
    "Trained",
    "is_large",
    "search_fingerprint",
    "train",
]

Path: TypeAlias = tuple[tuple[int, int, int], ...]
Key: TypeAlias = "tuple[Signs, Path]"

MOST_OPEN = 100_000
"""With more open parts than this, the newest are divided first."""

MOST_PAIRS = 4_000
"""With more pairs of a unit and a sample than this, no part is divided: programs would be large."""

_MOST_PAIRS_OF_REGRESSIONS = 20_000
"""With more pairs than this there are no descents either."""

_MOST_UNITS_OF_REGRESSIONS = 16
"""So it is with more units than this."""

MOST_UNITS = 200
"""So it is with more units than this; with more than `MOST_PAIRS` there is no answer."""

_ROUND = 8
"""Parts divided in a round."""

_STARTS = ((1, 1, 1), (2, 8, 26), (3, 4, 9))
"""Descents for each choice of the signs of 1, 2, and more units: at first, then, and later."""

_FIRST_SEARCHES = 2
_FIRST_STEPS = 16
"""After so many steps, and whenever their number has doubled, there are more descents."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands: the least loss found, what is proved of all networks, open parts."""

    least: Fraction | None
    lower: Fraction | None
    open_parts: int
    steps: int


@dataclass(frozen=True, slots=True)
class Trained:
    """The best network found, and a proof of how good it is.

    Attributes:
        problem: what was asked.
        best: the network in the form of the problem, None if no network is known.
        lower: no network has a smaller loss; None if there is no network.
        divisions: for each part that was divided the unit and the sample.
        leaves: for each other part what proves a bound of at least `lower` in it. Of a problem that
            `is_large` only some of the choices of signs are there; `dual_of_root`
            has the bounds of the others.
        steps: how many parts were bounded.
        programs: how many convex programs were solved.
        target: the loss at which the search was to end.
    """

    problem: Problem
    best: Candidate | None
    lower: Fraction | None
    divisions: dict[Key, Pair]
    leaves: dict[Key, DualBound]
    steps: int
    programs: int
    target: Fraction | None = None

    @property
    def objective(self) -> Fraction:
        """The loss of the best network."""
        return self._candidate.value

    @property
    def is_optimal(self) -> bool:
        """Whether the best network is proved to be optimal."""
        return self.best is not None and self.lower == self.best.value

    @property
    def is_infeasible(self) -> bool:
        """Whether it is proved that the bounds and the zeros of the problem allow no network."""
        return self.best is None and self.lower is None

    @property
    def network(self) -> Network:
        """The best network."""
        best = self._candidate
        return self.problem.network(best.signs, best.units, best.offset)

    @property
    def certificate(self) -> Certificate:
        """The certificate of the bracket, or of the optimum, for `exactrelu.checker`."""
        return certificate_of(self)

    @property
    def _candidate(self) -> Candidate:
        if self.is_infeasible:
            raise DomainError("no network is allowed by the bounds and the zeros of the problem")
        if self.best is None and self.lower is not None and self.lower == self.target:
            target = as_text(self.lower)
            raise DomainError(
                f"no network has a loss below the target {target}, and none was found"
            )
        if self.best is None:
            raise DomainError("no network has been found in the time allowed")
        return self.best


def train(  # noqa: PLR0913 - each of them is a limit or a place
    problem: Problem,
    *,
    executor: Executor | None = None,
    time_limit: object = None,
    target: object = None,
    most_open: int = MOST_OPEN,
    journal: FilePath | None = None,
    report: Callable[[Progress], object] | None = None,
) -> Trained:
    """Return a network of least loss with a proof, or after `time_limit` seconds a bracket.

    Steps run on the `executor`, in this process if there is none; there the time is looked at
    between steps. The answer, the proof included, does not depend on the workers. With a `target`
    parts without a network of a smaller loss than that are not divided. With more than `most_open`
    open parts the newest are divided first. Finished rounds are kept in the file `journal`; those
    that it holds already are not run again. `report` is called after each round.

    If the time is over before the first descents are, the best network is one that is found at
    once, perhaps a constant. A problem that `is_large` soon gets a wide bracket: the best network
    of that kind or of a few descents, and what is proved of all weights of some signs.

    Raises BudgetError for a width above `MOST_PAIRS`, DomainError for a negative time or
    `most_open`, WorkerError if a worker ends before its task, FormatError if the journal cannot be
    written.
    """
    if problem.width > MOST_PAIRS:
        raise BudgetError(f"width must be at most {MOST_PAIRS}, not {problem.width}")
    rounds = Rounds.of(executor, time_limit)
    wanted = None if target is None else as_rational(target, name="target")
    search = _Search(problem, Frontier(most_open), wanted)
    if journal is None:
        search.run(rounds, report)
    else:
        digest = search_fingerprint(problem, most_open=most_open, target=wanted)
        with closing(Journal(journal, digest)) as kept:
            search.run(replace(rounds, journal=kept), report)
    return search.result()


def search_fingerprint(
    problem: Problem, *, most_open: int = MOST_OPEN, target: Fraction | None = None
) -> str:
    """Return a digest of all that a search depends on, the version of this library included.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> problem = Problem(Samples([[0]], [1]), 1, loss="squared", output="linear")
    >>> len(search_fingerprint(problem))
    64
    """
    return fingerprint(problem, most_open, target, _ROUND, _STARTS, _FIRST_STEPS)


@dataclass(slots=True)
class _Search:
    """The state: parts by their bounds, what has been divided, and what is proved."""

    problem: Problem
    frontier: Frontier
    target: Fraction | None = None
    best: Candidate | None = None
    searched: int = 0
    divisions: dict[Key, Pair] = field(default_factory=dict)
    leaves: dict[Key, DualBound] = field(default_factory=dict)
    steps: int = 0
    programs: int = 0
    is_empty: bool = True  # as far as parts are finished, they are proved to be empty

    @property
    def least(self) -> Fraction | None:
        return None if self.best is None else self.best.value

    @property
    def enough(self) -> Fraction | None:
        """The bound at which a part need not be divided."""
        ends = [end for end in (self.least, self.target) if end is not None]
        return min(ends, default=None)

    @property
    def next_descents(self) -> int:
        """The steps after which descents are next."""
        more = self.searched - _FIRST_SEARCHES
        return _FIRST_STEPS << more if more >= 0 else 0

    @property
    def lower(self) -> Fraction | None:
        """What is proved of all networks; None if there are none."""
        if not self.frontier and self.best is None and self.is_empty:
            return None
        ends = (self.frontier.lower, self.enough)
        return min([bound for bound in ends if bound is not None], default=None)

    def run(self, rounds: Rounds, report: Callable[[Progress], object] | None) -> None:
        """Divide parts until the best network is optimal, or the time is over."""
        try:
            self._begin()
            if is_large(self.problem):
                self._regress(rounds)
            while self.frontier and not is_large(self.problem):
                while self.frontier and self.steps >= self.next_descents:
                    self._descend(rounds)
                self._divide(rounds)
                if report is not None:
                    report(Progress(self.least, self.lower, len(self.frontier), self.steps))
        except TimeIsOver as over:
            # The state is that after the last whole round, but networks found since then count.
            for found in over.finished:
                self._take_candidate(found.candidate if isinstance(found, Step) else found[0])
        if self.frontier and not self.searched:
            self._take_candidate(quick_network(self.problem))

    def result(self) -> Trained:
        """What has been found and proved; open parts are leaves, with the bounds they have."""
        leaves = self.leaves | {key_of(entry.part): entry.dual for entry in self.frontier.parts}
        return Trained(
            self.problem,
            self.best,
            self.lower,
            self.divisions,
            leaves,
            self.steps,
            self.programs,
            self.target,
        )

    def _begin(self) -> None:
        """Begin with the network 0, and with the parts that are all weights of some signs."""
        self.best = zero_network(self.problem)
        for positive in _roots(self.problem):
            self.frontier.add(root_of(self.problem, self.problem.signs_with(positive)))
        self._close()

    def _descend(self, rounds: Rounds) -> None:
        """Look for a better network with the signs of each open part.

        At first one choice of signs comes after the other: what is found may close the others.
        """
        table = _STARTS[min(self.searched, _FIRST_SEARCHES)]
        starts = table[min(self.problem.width, 3) - 1]
        signs = self._open_signs()
        for group in [signs] if self.searched >= _FIRST_SEARCHES else [[s] for s in signs]:
            still_open = [s for s in group if s in self._open_signs()]
            tasks = [(self.problem, s, self.least, starts, self.searched) for s in still_open]
            if tasks:
                self._take_candidates(rounds.results(best_of_descents, tasks))
        self.searched += 1

    def _open_signs(self) -> list[Signs]:
        return list(dict.fromkeys([entry.part.signs for entry in self.frontier.parts]))

    def _regress(self, rounds: Rounds) -> None:
        """Look for a good network of a problem that is too large for bounds of parts."""
        width, count = self.problem.width, len(self.problem.samples)
        if width <= _MOST_UNITS_OF_REGRESSIONS and width * count <= _MOST_PAIRS_OF_REGRESSIONS:
            tasks = [(self.problem, entry.part.signs) for entry in self.frontier.parts]
            self._take_candidates(rounds.results(best_of_regressions, tasks))

    def _take_candidates(self, found: list[tuple[Candidate | None, int]]) -> None:
        for candidate, programs in found:
            self.programs += programs
            self._take_candidate(candidate)
        self._close()

    def _divide(self, rounds: Rounds) -> None:
        """Divide the next parts by a side each; until all is bounded they stay as they are."""
        chosen = self.frontier.taken(_ROUND)
        children = [e.part.with_side(*e.pair, side) for e in chosen for side in (1, -1)]
        try:
            self._bound(children, rounds)
        except TimeIsOver:
            for entry in reversed(chosen):
                self.frontier.add(entry)
            raise
        self.divisions |= {key_of(entry.part): entry.pair for entry in chosen}

    def _bound(self, parts: list[Part], rounds: Rounds) -> None:
        """Bound the parts, and keep what comes out in their order."""
        enough = self.enough
        tasks = [(self.problem, part, enough) for part in parts]
        for part, step in zip(parts, rounds.results(step_of, tasks), strict=True):
            self._keep(part, step)
        if self.enough != enough:
            self._close()

    def _close(self) -> None:
        """Finish the parts whose bounds are enough."""
        if self.enough is not None:
            closed = self.frontier.closed(self.enough)
            self.is_empty = self.is_empty and not closed
            self.leaves |= {key_of(entry.part): entry.dual for entry in closed}

    def _keep(self, part: Part, step: Step) -> None:
        self.steps += 1
        self.programs += step.programs
        self._take_candidate(step.candidate)
        if step.pair is None or step.bound is None:
            self.leaves[key_of(part)] = step.dual
            self.is_empty = self.is_empty and step.bound is None
            return
        part = replace(part, envelopes=step.envelopes)
        self.frontier.add(OpenPart(part, step.bound, step.dual, step.pair))

    def _take_candidate(self, found: Candidate | None) -> None:
        if found is not None and (self.least is None or found.value < self.least):
            self.best = found


def is_large(problem: Problem) -> bool:
    """Whether a problem has more than `MOST_PAIRS` pairs, or `MOST_UNITS` units.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> is_large(Problem(Samples([[0]], [1]), 201, loss="max", output="linear"))
    True
    """
    return problem.width > MOST_UNITS or problem.width * len(problem.samples) > MOST_PAIRS


def _roots(problem: Problem) -> Sequence[int]:
    """The numbers of positive units to look at; of a large problem the least bounds suffice.

    Where both signs are among the units, the bound is the same for all of them.
    """
    counts = problem.positive_units
    if not is_large(problem):
        return counts
    return sorted({counts[0], counts[len(counts) // 2], counts[-1]}, reverse=True)


def key_of(part: Part) -> Key:
    """Return what names a part in a tree."""
    return part.signs, part.path


def step_of(task: tuple[Problem, Part, Fraction | None]) -> Step:
    """Return the step of a part; a pure function, for workers."""
    return take_step(*task)
