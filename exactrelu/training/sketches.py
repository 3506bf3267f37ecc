"""Networks that are found at once, whatever the size of a problem, and may be far from optimal.

They are for a search that ends before it has begun: constants, and the end of descents with a few
of the units on a few of the samples, whose loss is then taken on all of them.

>>> from exactrelu.training.problem import Problem, Samples
>>> line = Samples([[k] for k in range(5000)], range(5000))
>>> quick_network(Problem(line, 2, loss="squared", output="affine")).value
Fraction(0, 1)
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from exactrelu.training.cells import Candidate, bounds_of_unknowns, candidate_at
from exactrelu.training.incumbents import best_of_descents, zero_network
from exactrelu.training.problem import Problem, Samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exactrelu.rational import Vector

__all__ = ["quick_network"]

_FEW_SAMPLES = 32
_FEW_UNITS = 3
_FEW_UNKNOWNS = 48


def quick_network(problem: Problem) -> Candidate | None:
    """Return the best of a few networks, None if none of them is allowed.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> problem = Problem(Samples([[0], [0]], [3, 4]), 1, loss="max", output="affine")
    >>> quick_network(problem).value
    Fraction(1, 2)
    """
    zero = zero_network(problem)
    found = [zero, _of_few(problem, has_zero=zero is not None)]
    if zero is not None and not problem.zero_on:
        found += _constants(problem)
    return min([one for one in found if one], key=lambda one: one.value, default=None)


def _constants(problem: Problem) -> Iterator[Candidate]:
    """The networks with the mean of the labels, their median, and the middle of their ends."""
    samples = problem.samples
    labels, total = samples.labels, sum(samples.weights)
    mean = sum(w * y for w, y in zip(samples.weights, labels, strict=True)) / (total or 1)
    for value in (mean, sorted(labels)[len(labels) // 2], (min(labels) + max(labels)) / 2):
        yield from _constant(problem, Fraction(value))


def _constant(problem: Problem, value: Fraction) -> Iterator[Candidate]:
    """The network of this value, by the offset or by the bias of a unit, if it has one of them."""
    unknowns = [Fraction(0)] * len(bounds_of_unknowns(problem))
    positive = problem.positive_units[0 if value > 0 else -1]
    if problem.output == "affine":
        unknowns[-1] = _within(problem, value)
    elif problem.hidden_bias == "free" and (
        positive > 0 if value > 0 else positive < problem.width
    ):
        unit = 0 if value > 0 else positive
        unknowns[(unit + 1) * len(problem.forms[0]) - 1] = _within(problem, abs(value))
    else:
        return
    yield candidate_at(problem, problem.signs_with(positive), tuple(unknowns))


def _within(problem: Problem, value: Fraction) -> Fraction:
    low, high = problem.bias_bounds
    value = value if low is None else max(low, value)
    return value if high is None else min(high, value)


def _of_few(problem: Problem, *, has_zero: bool) -> Candidate | None:
    """The network that descents find for a few units and samples, with weights 0 elsewhere."""
    few = _fewer(problem)
    if few is None or (few.width < problem.width and not has_zero):
        return None
    ends = [best_of_descents((few, signs, None, 1, 0))[0] for signs in few.sign_patterns]
    best = min([end for end in ends if end], key=lambda end: end.value, default=None)
    return None if best is None else _widened(problem, best)


def _fewer(problem: Problem) -> Problem | None:
    """The problem with a few units and samples; None if that is large, too."""
    width = len(problem.forms[0])
    most = min(_FEW_UNITS, _FEW_UNKNOWNS // width)
    if most < 1 or len(problem.zero_on) > _FEW_SAMPLES:
        return None
    signs = problem.signs
    if signs is not None and len(signs) > most:
        signs = (*signs[: most - 1], signs[-1])
    chosen = _chosen(problem)
    samples = problem.samples
    columns: list[Sequence[object]] = [samples.points, samples.labels, samples.weights]
    return Problem(
        Samples(*[[column[j] for j in chosen] for column in columns]),
        min(problem.width, most),
        loss=problem.loss,
        output=problem.output,
        signs=signs,
        hidden_bias=problem.hidden_bias,
        weight_bounds=problem.weight_bounds,
        bias_bounds=problem.bias_bounds,
        zero_on=[chosen.index(j) for j in problem.zero_on],
    )


def _chosen(problem: Problem) -> list[int]:
    """The samples with the prediction 0, and others in equal steps."""
    count = len(problem.samples)
    steps = [k * count // _FEW_SAMPLES for k in range(_FEW_SAMPLES)]
    return sorted({*problem.zero_on, *steps})


def _widened(problem: Problem, found: Candidate) -> Candidate:
    """The network with more units, of weights 0."""
    more = problem.width - len(found.signs)
    negative = found.signs.count(-1)
    positive = problem.width - negative
    if problem.signs is not None:
        positive = problem.signs.count(1)
    nothing = (Fraction(0),) * len(problem.forms[0])
    first = found.units[: found.signs.count(1)]
    units = (*first, *[nothing] * (positive - len(first)), *found.units[len(first) :])
    units += (nothing,) * (len(found.signs) + more - len(units))
    return candidate_at(problem, problem.signs_with(positive), _unknowns(problem, units, found))


def _unknowns(problem: Problem, units: tuple[Vector, ...], found: Candidate) -> Vector:
    last = (found.offset,) if problem.output == "affine" else ()
    return (*chain.from_iterable(units), *last)
