"""Risks of a function under a distribution of finitely many atoms, as rational numbers.

With the empirical distribution of samples in place of the distribution these are the means over the
samples, not the sums.

>>> from exactrelu.learning.distributions import Distribution
>>> from exactrelu.learning.hypotheses import ReluSum
>>> coin = Distribution([["1/2"], ["1/2"]], [0, 1], ["1/4", "3/4"])
>>> h = ReluSum([[1]], [0])
>>> squared_risk(h, coin), false_positive_probability(h, coin), gamma_risk(h, coin, 2)
(Fraction(1, 4), Fraction(1, 4), Fraction(1, 16))
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from exactrelu.errors import DomainError
from exactrelu.rational import Vector, as_rational, as_text

if TYPE_CHECKING:
    from exactrelu.learning.distributions import Distribution

__all__ = [
    "Function",
    "Loss",
    "absolute_loss",
    "false_positive_probability",
    "gamma_loss",
    "gamma_risk",
    "risk",
    "squared_loss",
    "squared_risk",
]

Function: TypeAlias = Callable[[Any], Fraction]
"""A function of a point, such as a `ReluSum`."""

Loss: TypeAlias = Callable[[Fraction, Fraction], Fraction]
"""A loss ℓ(y', y) of the prediction y' at the label y."""


def squared_loss(prediction: Fraction, label: Fraction) -> Fraction:
    """Return (y' - y)²."""
    return (prediction - label) ** 2


def absolute_loss(prediction: Fraction, label: Fraction) -> Fraction:
    """Return |y' - y|."""
    return abs(prediction - label)


def gamma_loss(gamma: object) -> Loss:
    """Return ℓ_γ-cont, with γ > 0: for y = 0 it is y'/γ kept in [0, 1], for other labels 0.

    It stands for false positives in the proof of Theorem 8 of Manurangsi and Reichman.

    >>> loss = gamma_loss("1/2")
    >>> [loss(Fraction(v, 4), Fraction(0)) for v in (-1, 1, 3)], loss(Fraction(1), Fraction(1, 9))
    ([Fraction(0, 1), Fraction(1, 2), Fraction(1, 1)], Fraction(0, 1))
    """
    width = as_rational(gamma, name="gamma")
    if width <= 0:
        raise DomainError(f"gamma must be above 0, not {as_text(width)}")

    def loss(prediction: Fraction, label: Fraction) -> Fraction:
        if label != 0:
            return Fraction(0)
        return min(Fraction(1), max(Fraction(0), prediction / width))

    return loss


def risk(function: Function, distribution: Distribution, *, loss: Loss) -> Fraction:
    """Return the expected loss E ℓ(f(x), y)."""

    def of_atom(x: Vector, y: Fraction) -> Fraction:
        return loss(function(x), y)

    return distribution.expectation(of_atom)


def squared_risk(function: Function, distribution: Distribution) -> Fraction:
    """Return the expected squared loss."""
    return risk(function, distribution, loss=squared_loss)


def gamma_risk(function: Function, distribution: Distribution, gamma: object) -> Fraction:
    """Return the expected ℓ_γ-cont."""
    return risk(function, distribution, loss=gamma_loss(gamma))


def false_positive_probability(function: Function, distribution: Distribution) -> Fraction:
    """Return the probability that f(x) > 0 and y = 0."""

    def is_false_positive(prediction: Fraction, label: Fraction) -> Fraction:
        return Fraction(prediction > 0 and label == 0)

    return risk(function, distribution, loss=is_false_positive)
