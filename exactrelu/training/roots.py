"""All weights of some signs: what is proved of them at once, and where to divide them.

Without an offset, networks of positive units alone have ``f >= 0``, and of negative units alone
``f <= 0``. So at samples with labels on the other side no loss is less than that of f = 0.

>>> from exactrelu.training.problem import Problem, Samples
>>> problem = Problem(Samples([[0], [1]], [3, -2]), 1, loss="squared", output="linear")
>>> [(int(root.bound), root.pair) for root in (root_of(problem, (1,)), root_of(problem, (-1,)))]
[(4, (0, 0)), (9, (0, 1))]
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.rational import as_fmpq
from exactrelu.training.bounds import DualBound, value_of
from exactrelu.training.frontier import OpenPart
from exactrelu.training.steps import frame_of

if TYPE_CHECKING:
    from exactrelu.training.bounds import Pair
    from exactrelu.training.problem import Problem, Signs

__all__ = ["dual_of_root", "root_of"]


def root_of(problem: Problem, signs: Signs) -> OpenPart:
    """Return the part of all weights with these signs."""
    frame = frame_of(problem)
    part = frame.root(signs)
    dual = dual_of_root(problem, signs)
    bound = value_of(frame, part, dual)
    if bound is None:
        raise AssertionError("each output is bounded by 0")
    return OpenPart(part, bound, dual, _pair(problem, signs))


def dual_of_root(problem: Problem, signs: Signs) -> DualBound:
    """Return what proves a bound of all weights with these signs.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> problem = Problem(Samples([[0]], [3]), 1, loss="squared", output="linear")
    >>> dual_of_root(problem, (-1,)).slopes
    {0: -6}
    """
    return DualBound({j: as_fmpq(u) for j, u in _slopes(problem, signs).items()})


def _slopes(problem: Problem, signs: Signs) -> dict[int, Fraction]:
    """The derivatives of the losses at f = 0 where no prediction has the sign of its label."""
    if problem.output == "affine" or len(set(signs)) > 1:
        return {}
    samples = problem.samples
    wrong = [
        j
        for j, (y, w) in enumerate(zip(samples.labels, samples.weights, strict=True))
        if w * signs[0] * y < 0 and j not in problem.zero_on
    ]
    if problem.loss == "max" and wrong:
        wrong = [max(wrong, key=lambda j: samples.weights[j] * abs(samples.labels[j]))]
    return {j: -samples.weights[j] * _slope(problem, samples.labels[j]) for j in wrong}


def _slope(problem: Problem, label: Fraction) -> Fraction:
    """What the loss of weight 1 falls by where f = 0 comes nearer to the label."""
    match problem.loss:
        case "squared":
            return 2 * label
        case "hinge":
            return label
    return Fraction(1 if label > 0 else -1)


def _pair(problem: Problem, signs: Signs) -> Pair:
    """The largest label, and a unit that can come near to it."""
    labels = problem.samples.labels
    pairs = [
        (i, j)
        for i, sign in enumerate(signs)
        for j, form in enumerate(problem.forms)
        if any(form) and sign * labels[j] > 0
    ]
    return max(pairs, key=lambda pair: abs(labels[pair[1]]), default=(0, 0))
