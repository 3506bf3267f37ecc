"""Networks to begin a search with: that of weights 0, and the ends of descents, made exact.

>>> from exactrelu.training.problem import Problem, Samples
>>> problem = Problem(Samples([[0], [1], [2]], [0, 0, 3]), 1, loss="squared", output="linear")
>>> best, _ = best_of_descents((problem, (1,), zero_network(problem).value, 1, 0))
>>> best.value, best.units
(Fraction(0, 1), ((Fraction(3, 1), Fraction(-3, 1)),))
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from exactrelu.guides.descents import descents
from exactrelu.training.cells import Candidate, best_in_cell, bounds_of_unknowns, candidate_at
from exactrelu.training.problem import Problem, Signs
from exactrelu.training.steps import float_samples, may_be_less

__all__ = ["Descents", "best_of_descents", "best_of_regressions", "zero_network"]

Descents: TypeAlias = tuple[Problem, Signs, Fraction | None, int, int]
"""A problem, signs, the least loss that is known, how many descents there are, and their seed."""

_WORK = 1_000_000
"""Programs times pairs of a unit and a sample in the descents of a large problem, about."""

_TRIED = 2
"""Patterns that are looked at exactly, should the first have no network."""


def best_of_descents(task: Descents) -> tuple[Candidate | None, int]:
    """Return a network better than those known, in the best pattern on the way of descents.

    None if there is none. The second is how many convex programs were solved, exactly or not; a
    pure function, for workers.
    """
    problem, signs, least, starts, seed = task
    ends = descents(float_samples(problem), signs, starts=starts, seed=seed)
    best, programs = None, len(ends)
    for patterns, loss in ends[:_TRIED]:
        if not may_be_less(loss, least):
            break
        found = best_in_cell(problem, signs, patterns)
        programs += 1
        if found is not None and (least is None or found.value < least):
            best, least = found, found.value
    return best, programs


def best_of_regressions(task: tuple[Problem, Signs]) -> tuple[Candidate | None, int]:
    """Return a network of a large problem, by a few descents for the squared loss.

    Programs of that loss have no further unknown for each sample. The second is how many were
    solved.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> samples = Samples([[0], [1], [2], [3]], [0, 0, 3, 5])
    >>> problem = Problem(samples, 1, loss="max", output="linear")
    >>> best_of_regressions((problem, (1,)))[0].value
    Fraction(1, 3)
    """
    problem, signs = task
    squared = _with_squared_loss(problem)
    most = 1 + _WORK // (len(problem.samples) * problem.width)
    ends = descents(float_samples(squared), signs, starts=3, most=most)
    found = best_in_cell(squared, signs, ends[0][0]) if ends else None
    if found is None:
        return None, len(ends)
    unknowns = [v for unit in found.units for v in unit]
    unknowns += [found.offset] if problem.output == "affine" else []
    return candidate_at(problem, signs, tuple(unknowns)), len(ends) + 1


def _with_squared_loss(problem: Problem) -> Problem:
    return Problem(
        problem.samples,
        problem.width,
        loss="squared",
        output=problem.output,
        signs=problem.signs,
        hidden_bias=problem.hidden_bias,
        weight_bounds=problem.weight_bounds,
        bias_bounds=problem.bias_bounds,
        zero_on=problem.zero_on,
    )


def zero_network(problem: Problem) -> Candidate | None:
    """Return the network with weights 0, None if the bounds do not allow it.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> problem = Problem(Samples([[0]], [3]), 1, loss="squared", output="affine")
    >>> zero_network(problem).value
    Fraction(9, 1)
    """
    bounds = bounds_of_unknowns(problem)
    for low, high in bounds:
        if (low is not None and low > 0) or (high is not None and high < 0):
            return None
    signs = problem.signs_with(problem.positive_units[0])
    return candidate_at(problem, signs, (Fraction(0),) * len(bounds))
