"""What theorems say about a trained instance and its source, and the answers they are about.

>>> Correspondence((("1 = 1", True),)).holds
True
"""

from __future__ import annotations

from dataclasses import dataclass

from exactrelu.errors import DomainError
from exactrelu.lp.kinds import require
from exactrelu.reductions.instance import Source, TrainingInstance
from exactrelu.training import Candidate, Trained

__all__ = ["Correspondence", "proved_best", "require_same_samples"]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a theorem says about an instance and its source, each sentence with its truth."""

    statements: tuple[tuple[str, bool], ...]

    @property
    def holds(self) -> bool:
        """Whether all of the sentences are true.

        >>> Correspondence((("1 = 1", True), ("1 = 2", False))).holds
        False
        """
        return all(truth for _, truth in self.statements)


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
