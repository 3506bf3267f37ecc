"""The enumeration of Theorem 2.5: one convex program for every choice of signs and partitions.

A unit divides the samples into those where it is active and the others. For every sign vector, and
for every unit all partitions of the samples by hyperplanes, the algorithm solves one convex program
(`exactrelu.training.cells.best_in_cell`) and keeps the best network. Where it differs from the
printed one (Arora et al., 2016, Section 4):

- the loss of a sample is that of the sum over its active units; the printed sum of one loss for
  each active unit is 0 once no unit is active;
- the partitions are counted as they are, 2 (C(D-1, 0) + ... + C(D-1, n)) at most; trivial ones,
  where a unit is active everywhere or nowhere, and n = 1 need no exception;
- units of one sign can be exchanged, so their partitions are taken in one order only.

Every choice of weights is met. Without a sample of the form z_j = 0, the strict dichotomies are the
open regions that the hyperplanes {(a, b): a·x_j + b = 0} leave of the space of all (a, b). They are
finitely many, and what they miss is a finite union of hyperplanes, without interior. So the union
of their closures is the whole space. The closure of a region, as it is not empty, is where the
strict inequalities hold weakly: the cell of the convex program. Bounds and zeros cut from the cells
what they cut from the space, so faces need no programs of their own. A sample with z_j = 0 for all
weights, at the origin without hidden biases, belongs to both sides, and is left out of the
dichotomies.

>>> from exactrelu.training.problem import Problem, Samples
>>> samples = Samples([[0], [1], [2]], [0, 1, 0])
>>> answer = train_by_enumeration(Problem(samples, 1, loss="squared", output="linear"))
>>> answer.objective, answer.guesses, answer.programs
(Fraction(2, 3), 12, 12)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING, TypeAlias

from exactrelu.arrangement import dichotomies, homogeneous_dichotomies
from exactrelu.errors import DomainError
from exactrelu.training.cells import Candidate, best_in_cell

if TYPE_CHECKING:
    from exactrelu.training.problem import Problem, Signs

__all__ = ["Enumerated", "partitions", "train_by_enumeration"]

Partition: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Enumerated:
    """The best network of all cells.

    Attributes:
        best: the network in the form of the problem, None if no network is allowed.
        guesses: how many choices of a sign vector and of a partition for each unit there are.
        programs: how many convex programs were solved: one for each choice, up to exchanges.
    """

    best: Candidate | None
    guesses: int
    programs: int

    @property
    def objective(self) -> Fraction:
        """The least loss. Raises DomainError if no network is allowed."""
        if self.best is None:
            raise DomainError("the bounds and zeros must allow a network, but they allow none")
        return self.best.value


def train_by_enumeration(problem: Problem) -> Enumerated:
    """Return a network of least loss, the best of all cells.

    At most (2 M)^w programs for M partitions: polynomial in D for fixed n and w.
    """
    cells = list(_cells(problem))
    found = [best_in_cell(problem, signs, active) for signs, active in cells]
    best = min([one for one in found if one], key=lambda one: one.value, default=None)
    return Enumerated(best, _guesses(problem), len(cells))


def partitions(problem: Problem) -> list[Partition]:
    """Return the sets of samples on which a unit can be active, one for each strict dichotomy.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> samples = Samples([[0], [1], [1]], [0, 0, 0])
    >>> partitions(Problem(samples, 1, loss="max", output="linear"))
    [(0, 1, 2), (), (0,), (1, 2)]
    >>> partitions(Problem(samples, 1, loss="max", output="linear", hidden_bias="none"))
    [(1, 2), ()]
    """
    divided = [j for j, form in enumerate(problem.forms) if any(form)]
    if not divided:
        return [()]
    points = [problem.samples.points[j] for j in divided]
    ways = dichotomies if problem.hidden_bias == "free" else homogeneous_dichotomies
    return [tuple([divided[i] for i in way.positive]) for way in ways(points)]


def _cells(problem: Problem) -> Iterator[tuple[Signs, Sequence[Partition]]]:
    sides = partitions(problem)
    for signs in problem.sign_patterns:
        positive = combinations_with_replacement(sides, signs.count(1))
        negative = list(combinations_with_replacement(sides, signs.count(-1)))
        for first, second in product(positive, negative):
            yield signs, (*first, *second)


def _guesses(problem: Problem) -> int:
    vectors = 2**problem.width if problem.signs is None else 1
    return int(vectors * len(partitions(problem)) ** problem.width)
