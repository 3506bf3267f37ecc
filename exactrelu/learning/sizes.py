"""How many samples suffice to learn ReLU(n, k): exact integers (Manurangsi and Reichman, 2018).

Theorem 7 takes m = ⌈10^10 k^4 (1 + ln(1/δ)) / ε²⌉ samples, Theorem 8, for reliable learning,
m = ⌈10^10 k^6 ln(2/δ) / ε^4⌉. Logarithms are natural. For rational δ ≠ 1 the logarithm of δ is
transcendental (Lindemann), so that no number before the ceiling is an integer, and ball arithmetic
finds the ceiling.

The constants are generous. With a loss in [0, b] that is L-Lipschitz in the prediction, and a class
whose Rademacher complexity, without absolute values, is at most c/√m, McDiarmid's inequality and
the contraction of Ledoux and Talagrand give, with probability 1 - δ for all functions of the class,

    |risk - mean loss of m samples| <= (2 L c + b √(ln(2/δ)/2)) / √m.

For ReLU(n, k), c = 2k. `least_agnostic_sample_size` and `least_reliable_sample_size` are the least
m for which this makes the two proofs work.

>>> agnostic_sample_size(1, "1/10", "1/20")
3995732273554
>>> least_agnostic_sample_size(1, "1/10", "1/20")
183740
>>> reliable_sample_size(2, "1/2", "1/20")
37774125610127
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil

from flint import arb

from exactrelu.errors import DomainError
from exactrelu.learning.enclosures import as_ball, ceiling, logarithm, root
from exactrelu.rational import as_rational, as_text
from exactrelu.training.arguments import as_whole

__all__ = [
    "agnostic_sample_size",
    "as_probability",
    "bias_shift",
    "deviation",
    "least_agnostic_sample_size",
    "least_reliable_sample_size",
    "reliable_sample_size",
]

_CONSTANT = 10**10
"""The constant of Theorems 7 and 8."""


def agnostic_sample_size(width: int, epsilon: object, delta: object) -> int:
    """Return m = ⌈10^10 k^4 (1 + ln(1/δ)) / ε²⌉, the number of samples of Theorem 7.

    `width` is k, `epsilon` > 0 the error allowed, 0 < `delta` <= 1 the probability of failure.
    Raises DomainError for other numbers.

    >>> agnostic_sample_size(1, 1, 1)
    10000000000
    """
    k, eps, d = _parameters(width, epsilon, delta)
    scale = _CONSTANT * k**4 / eps**2
    # ln(1/δ) is 0 for δ = 1, and irrational otherwise.
    return ceil(scale) if d == 1 else ceiling(lambda: as_ball(scale) * (1 + logarithm(1 / d)))


def reliable_sample_size(width: int, epsilon: object, delta: object) -> int:
    """Return m = ⌈10^10 k^6 ln(2/δ) / ε^4⌉, the number of samples of Theorem 8.

    Arguments and errors are those of `agnostic_sample_size`.
    """
    k, eps, d = _parameters(width, epsilon, delta)
    scale = _CONSTANT * k**6 / eps**4
    return ceiling(lambda: as_ball(scale) * logarithm(2 / d))


def bias_shift(width: int, epsilon: object) -> Fraction:
    """Return γ = ε/(12 k²), by which the reliable learner lowers biases.

    >>> bias_shift(2, "1/2")
    Fraction(1, 96)
    """
    k, eps, _ = _parameters(width, epsilon, 1)
    return eps / (12 * k**2)


def deviation(slope: object, bound: object, complexity: object, delta: object) -> Callable[[], arb]:
    """Return 2 L c + b √(ln(2/δ)/2): with probability 1 - δ, √m |risk - mean loss| is at most this.

    `slope` is L, `bound` is b of losses in [0, b], `complexity` is c >= √m R_m. Raises DomainError
    for a probability outside (0, 1].

    >>> from exactrelu.learning.enclosures import ceiling
    >>> ceiling(deviation(4, 4, 2, "1/20"))
    22
    """
    slope, bound = as_rational(slope, name="slope"), as_rational(bound, name="bound")
    linear = 2 * slope * as_rational(complexity, name="complexity")
    d = as_probability(delta, name="delta")
    return lambda: as_ball(linear) + as_ball(bound) * root(logarithm(2 / d) / 2)


def least_agnostic_sample_size(width: int, epsilon: object, delta: object) -> int:
    """Return the least m for which `deviation` is at most ε/2, which proves Theorem 7.

    >>> least_agnostic_sample_size(1, 1, 1) < agnostic_sample_size(1, 1, 1)
    True
    """
    k, eps, d = _parameters(width, epsilon, delta)
    return _least(deviation(4 * k, 4 * k**2, 2 * k, d), eps / 2)


def least_reliable_sample_size(width: int, epsilon: object, delta: object) -> int:
    """Return the least m for which `deviation` proves (18) and (22), and with them Theorem 8.

    That is at most ε for the loss that stands for false positives, and at most ε/3 for the squared
    loss, each with probability 1 - δ/2.

    >>> least_reliable_sample_size(2, "1/2", "1/20") < reliable_sample_size(2, "1/2", "1/20")
    True
    """
    k, eps, d = _parameters(width, epsilon, delta)
    slope = 1 / bias_shift(k, eps)
    of_false_positives = _least(deviation(slope, 1, 2 * k, d / 2), eps)
    return max(of_false_positives, _least(deviation(4 * k, 4 * k**2, 2 * k, d / 2), eps / 3))


def as_probability(value: object, *, name: str) -> Fraction:
    """Return a probability of failure: above 0, and at most 1. Raises DomainError for others."""
    number = as_rational(value, name=name)
    if not 0 < number <= 1:
        raise DomainError(f"{name} must be above 0 and at most 1, not {as_text(number)}")
    return number


def _least(at_one: Callable[[], arb], error: Fraction) -> int:
    """The least m with at_one/√m <= error. The square of a + b √(ln r), r ≠ 1, is irrational."""
    return ceiling(lambda: (at_one() / as_ball(error)) ** 2)


def _parameters(width: object, epsilon: object, delta: object) -> tuple[int, Fraction, Fraction]:
    k = as_whole(width, least=1, name="width")
    eps = as_rational(epsilon, name="epsilon")
    if eps <= 0:
        raise DomainError(f"epsilon must be above 0, not {as_text(eps)}")
    return k, eps, as_probability(delta, name="delta")
