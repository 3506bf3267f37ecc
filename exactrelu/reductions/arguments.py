"""What the functions of reductions take: a number ε and an instance, checked.

>>> as_epsilon("1/8", Fraction(1))
Fraction(1, 8)
"""

from __future__ import annotations

from fractions import Fraction

from exactrelu.errors import DomainError, KindError
from exactrelu.lp.kinds import require
from exactrelu.rational import as_rational, as_text
from exactrelu.reductions.instance import Source, TrainingInstance

__all__ = [
    "as_epsilon",
    "epsilon_of",
    "require_instance",
]


def as_epsilon(value: object, default: Fraction) -> Fraction:
    """Return the positive number ε, the default for None; DomainError if it is not positive.

    >>> as_epsilon(0, Fraction(1))
    Traceback (most recent call last):
    exactrelu.errors.DomainError: epsilon must be greater than 0, not 0
    """
    if value is None:
        return default
    epsilon = as_rational(value, name="epsilon")
    if epsilon <= 0:
        raise DomainError(f"epsilon must be greater than 0, not {as_text(epsilon)}")
    return epsilon


def epsilon_of(instance: TrainingInstance[Source]) -> Fraction:
    """Return the number ε of an instance that has one."""
    assert instance.epsilon is not None  # noqa: S101 - reduce has set it
    return instance.epsilon


def require_instance(instance: object, kind: type) -> None:
    """Raise KindError unless this is an instance that was made from a source of this kind.

    >>> from exactrelu.reductions import three_sat
    >>> from exactrelu.sources import Formula, SetCover
    >>> require_instance(three_sat.reduce(Formula(1, [])), SetCover)
    Traceback (most recent call last):
    exactrelu.errors.KindError: instance must be made from a SetCover, not from a Formula
    """
    require(instance, TrainingInstance, "instance")
    assert isinstance(instance, TrainingInstance)  # noqa: S101 - it was required above
    if not isinstance(instance.source, kind):
        came = type(instance.source).__name__
        raise KindError(f"instance must be made from a {kind.__name__}, not from a {came}")
