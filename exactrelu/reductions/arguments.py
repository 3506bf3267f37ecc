"""What the functions of reductions take: a number ε, an instance, an answer of the trainer.

>>> as_epsilon("1/8", Fraction(1))
Fraction(1, 8)
"""

from __future__ import annotations

from fractions import Fraction

from exactrelu.errors import DomainError, KindError
from exactrelu.lp.kinds import require
from exactrelu.rational import as_rational, as_text
from exactrelu.reductions.instance import Source, TrainingInstance
from exactrelu.training import Candidate, Trained

__all__ = [
    "as_epsilon",
    "epsilon_of",
    "proved_best",
    "require_instance",
    "require_same_samples",
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


def require_same_samples(trained: object, instance: TrainingInstance[Source]) -> None:
    """Raise DomainError unless the training was on the samples of the instance, merged or not."""
    require(trained, Trained, "trained")
    assert isinstance(trained, Trained)  # noqa: S101 - it was required above
    if trained.problem not in (instance.merged(), instance.problem):
        raise DomainError("trained must be an answer for this instance, not for other samples")


def proved_best(trained: Trained, instance: TrainingInstance[Source]) -> Candidate:
    """Return the best weights of an instance, and the least error as their value.

    Raises DomainError if the training has not found the minimum, or is about other samples.

    >>> from exactrelu.reductions import set_cover, solve
    >>> from exactrelu.sources import SetCover
    >>> instance = set_cover.reduce(SetCover(0, []))
    >>> proved_best(solve(instance), instance).value
    Fraction(0, 1)
    """
    require_same_samples(trained, instance)
    if trained.best is None or not trained.is_optimal:
        raise DomainError("the least error must be known, not only a bracket of it")
    return trained.best
