"""Certificates of training: what a search has proved, for the checker.

`exactrelu.checker` knows nothing of searches. It gets the tree of divisions for each choice of the
signs, and at each leaf the numbers of the `DualBound` in the form of ``docs/certificates.md``.

- Slopes are told by the losses: u = w t q, where the loss is w times that of the error p + q f, and
  t e - t²/4 <= e², t e <= |e| for |t| <= 1, or t e <= max(0, e) for t in [0, 1]. Where f is 0, u
  itself is told.
- A mixture of envelopes, Σ λ_e μ_e, is one combination μ of known sides. Its bound is at least as
  good, and the difference is a sum of forms of known sides.
- Multipliers ω of chords of one output are told as ω μ at the samples of their bases, and -ω there.

>>> from exactrelu.training.problem import Problem, Samples
>>> from exactrelu.training.search import train
>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear")
>>> certificate_of(train(problem)).verdict()
Verdict(status='VALID', reason='the least loss is 2/3')
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import fmpq

from exactrelu import certificates
from exactrelu.checker import MAX_ENTRIES
from exactrelu.errors import BudgetError
from exactrelu.rational import as_text, from_fmpq
from exactrelu.training.bounds import factors_of_outputs
from exactrelu.training.parts import Frame, Part
from exactrelu.training.roots import dual_of_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exactrelu.certificates import Certificate
    from exactrelu.training.bounds import DualBound, Mixture, Pair
    from exactrelu.training.problem import Interval, Problem
    from exactrelu.training.search import Trained

__all__ = ["certificate_of", "problem_as_json", "require_certifiable"]

Json: TypeAlias = Any


def certificate_of(trained: Trained) -> Certificate:
    """Return the certificate of the bracket of a search: an optimum if its ends are equal.

    Without an allowed network it states that there is none, or, after too little time, what is
    proved of all of them. Raises BudgetError for more units than `require_certifiable` allows.
    """
    require_certifiable(trained.problem)
    frame = Frame(trained.problem)
    patterns = map(trained.problem.signs_with, trained.problem.positive_units)
    trees = (list(_nodes(frame, trained, Part(signs))) for signs in patterns)
    problem = problem_as_json(trained.problem)
    network = None if trained.best is None else trained.network.as_json()
    objective = None if trained.best is None else trained.objective
    return certificates.training(
        problem, trained.lower, network=network, objective=objective, trees=trees
    )


def require_certifiable(problem: Problem) -> None:
    """Raise BudgetError for a problem with more units and samples than the checker takes.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> require_certifiable(Problem(Samples([[1]], [2]), 2000, loss="max", output="linear"))
    Traceback (most recent call last):
    exactrelu.errors.BudgetError: a certificate must have w (w + n + D + 1) <= 2097152, not 4006000
    """
    w, n, count = problem.width, problem.samples.dimension, len(problem.samples)
    numbers = w * (w + n + 1 + count)
    if numbers > MAX_ENTRIES:
        raise BudgetError(
            f"a certificate must have w (w + n + D + 1) <= {MAX_ENTRIES}, not {numbers}"
        )


def problem_as_json(problem: Problem) -> dict[str, Json]:
    """Return a training problem as certificates embed it.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> problem = Problem(Samples([[1]], [2]), 1, loss="max", output="linear")
    >>> written = problem_as_json(problem)
    >>> written["bounds"], written["positive_units"]
    ([[None, None], [None, None], ['0', '0']], [1, 0])
    """
    samples, zero = problem.samples, (Fraction(0), Fraction(0))
    bias = problem.bias_bounds if problem.hidden_bias == "free" else zero
    offset = problem.bias_bounds if problem.output == "affine" else zero
    return {
        "schema": "exactrelu-training/1",
        "loss": problem.loss,
        "points": [_texts(x) for x in samples.points],
        "labels": _texts(samples.labels),
        "weights": _texts(samples.weights),
        "zero_on": list(problem.zero_on),
        "width": problem.width,
        "positive_units": [*problem.positive_units],
        "bounds": [_ends(ends) for ends in (problem.weight_bounds, bias, offset)],
    }


def _nodes(frame: Frame, trained: Trained, root: Part) -> Iterator[Json]:
    """The tree below a part, in preorder, without recursion."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        key = part.signs, part.path
        pair = trained.divisions.get(key)
        if pair is None:
            dual = trained.leaves.get(key) or dual_of_root(trained.problem, part.signs)
            yield _Leaf(frame, part, dual).as_json()
        else:
            yield {"branch": pair[0] * len(frame.forms) + pair[1]}
            waiting += [part.with_side(*pair, side) for side in (-1, 1)]


@dataclass(frozen=True)
class _Leaf:
    """A part with what proves its bound."""

    frame: Frame
    part: Part
    dual: DualBound

    @cached_property
    def factors(self) -> dict[Pair, fmpq]:
        """The factors of the outputs."""
        dual = self.dual
        return factors_of_outputs(self.frame, self.part.signs, dual.slopes, dual.chords)

    def as_json(self) -> dict[str, Json]:
        """Return the leaf as the checker reads it."""
        dual, sides = self.dual, dict(self.dual.sides)
        outputs = [[self._place(pair), _table(terms)] for pair, terms in self._outputs(sides)]
        return {
            "slopes": _table(self._slopes()),
            "outputs": outputs,
            "sides": _table({self._place(pair): m for pair, m in sides.items()}),
            "order": _table(dual.order),
            "chords": [[self._place(pair), _table(c)] for pair, c in self._chords().items()],
        }

    def _chords(self) -> dict[Pair, dict[int, fmpq]]:
        """What is taken from the factors of outputs, by the outputs that are bounded."""
        found: dict[Pair, dict[int, fmpq]] = {}
        for (unit, sample, basis), multiplier in self.dual.chords.items():
            row = found.setdefault((unit, sample), _zeros_by_default())
            row[sample] -= multiplier
            for k, share in zip(basis, self.frame.shares(basis, sample) or (), strict=True):
                row[k] += multiplier * share
        return found

    def _place(self, pair: Pair) -> int:
        return pair[0] * len(self.frame.forms) + pair[1]

    def _slopes(self) -> dict[int, fmpq]:
        """The slopes t of the losses by the errors; where f must be 0, the slopes u themselves.

        The hinge loss of the label 0 is its error 1, whatever f is.
        """
        frame, found = self.frame, {}
        for j, u in self.dual.slopes.items():
            if u != 0:
                found[j] = u if j in frame.zero_on else u / self._weight(j)
        if frame.problem.loss == "hinge":
            labels = enumerate(frame.labels)
            found |= {j: fmpq(1) for j, y in labels if y == 0 and j not in frame.zero_on}
        return found

    def _weight(self, j: int) -> fmpq:
        """The factor w q of the error in the loss."""
        w = self.frame.weights[j]
        return -w * self.frame.labels[j] if self.frame.problem.loss == "hinge" else w

    def _outputs(self, sides: dict[Pair, fmpq]) -> Iterator[tuple[Pair, dict[int, fmpq]]]:
        """The shares of open pairs; what sums of envelopes prove more goes to the sides."""
        for pair, t in self.dual.lower.items():
            if self._is_open(pair) and t != 0 and self._towards(pair) > 0:
                yield pair, {pair[1]: t}
        for pair, mixture in self.dual.upper.items():
            if self._is_open(pair) and self._towards(pair) < 0:
                yield pair, self._combination(pair, mixture, sides, -self._towards(pair))

    def _is_open(self, pair: Pair) -> bool:
        return pair[1] not in self.part.sides[pair[0]]

    def _towards(self, pair: Pair) -> fmpq:
        return self.factors.get(pair, fmpq(0))

    def _combination(
        self, pair: Pair, mixture: Mixture, sides: dict[Pair, fmpq], size: fmpq
    ) -> dict[int, fmpq]:
        """Return the mean μ of the shares, and add to the sides what its bound is better by."""
        unit, sample = pair
        known, mean, heights = self.part.sides[unit], _zeros_by_default(), _zeros_by_default()
        for basis, weight in mixture:
            for k, share in zip(basis, self.frame.shares(basis, sample) or (), strict=True):
                mean[k] += weight * share
                heights[k] += weight * max(fmpq(0), known[k] * share)
        for k, height in heights.items():
            more = height - max(fmpq(0), known[k] * mean[k])
            sides[unit, k] = sides.get((unit, k), fmpq(0)) + size * more
        return dict(mean)


def _zeros_by_default() -> defaultdict[int, fmpq]:
    return defaultdict(fmpq)


def _table(numbers: Mapping[int, fmpq]) -> list[list[Json]]:
    """The numbers that are not 0, with what they belong to."""
    return [[at, as_text(from_fmpq(v))] for at, v in sorted(numbers.items()) if v != 0]


def _texts(numbers: Iterable[Fraction]) -> list[str]:
    return [as_text(v) for v in numbers]


def _ends(interval: Interval) -> list[str | None]:
    return [None if end is None else as_text(end) for end in interval]
