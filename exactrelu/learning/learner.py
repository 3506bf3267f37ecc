"""The learners of Theorems 7 and 8 of Manurangsi and Reichman (2018), on samples.

`learn` returns a function of ReLU(n, k) with almost the least mean of squared errors; with
`agnostic_sample_size` samples that is proper agnostic learning. `learn_reliably` asks for h = 0 at
the samples with label 0, and lowers the biases to max(-1, b_j - ε/(12 k²)), so that false positives
are rare. Samples must be as the theorems have them: points in the unit ball, labels in [0, 2k].

>>> samples = Samples([[0], [1], [1]], [0, 1, "1/2"])
>>> found = learn(samples, 1, accuracy="1/100")
>>> found.mean_error, found.excess, found.hypothesis.is_in_class
(Fraction(1, 24), Fraction(0, 1), True)
>>> learn_reliably(samples, 1, epsilon="1/2", accuracy="1/100").hypothesis([1])
Fraction(17, 24)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from exactrelu.errors import DomainError
from exactrelu.learning.ball import InBall, train_in_ball
from exactrelu.learning.hypotheses import ReluSum, squared_norm
from exactrelu.learning.sizes import bias_shift
from exactrelu.rational import as_rational, as_text
from exactrelu.training.arguments import as_whole
from exactrelu.training.problem import Samples

__all__ = ["Learned", "learn", "learn_reliably", "require_domain"]


@dataclass(frozen=True, slots=True)
class Learned:
    """A function of ReLU(n, k), and the training that it comes from.

    Attributes:
        hypothesis: the function that is learned.
        trained: the bracket of the least sum of squared errors, with its function.
        shift: by how much the biases of that function have been lowered; 0 for `learn`.
    """

    hypothesis: ReluSum
    trained: InBall
    shift: Fraction

    @property
    def mean_error(self) -> Fraction:
        """The mean squared error of the trained function, before its biases are lowered."""
        return self.trained.upper / self._total

    @property
    def excess(self) -> Fraction:
        """By how much that mean can be above the least one."""
        return (self.trained.upper - self.trained.lower) / self._total

    @property
    def _total(self) -> Fraction:
        return sum(self.trained.samples.weights, Fraction(0))


def learn(samples: Samples, width: int, *, accuracy: object, time_limit: object = None) -> Learned:
    """Return a function of ReLU(n, k) with almost the least mean of squared errors.

    It is at most `accuracy` above the least, which the paper calls β. After `time_limit` seconds
    `excess` may be more. Raises DomainError for points outside of the unit ball, labels outside of
    [0, 2k], and an accuracy that is not above 0.
    """
    gap = _gap(samples, width, accuracy)
    found = train_in_ball(samples, width, gap=gap, time_limit=time_limit)
    return Learned(found.hypothesis, found, Fraction(0))


def learn_reliably(
    samples: Samples, width: int, *, epsilon: object, accuracy: object, time_limit: object = None
) -> Learned:
    """Return the function of the proof of Theorem 8: trained with zeros, its biases lowered.

    Arguments and errors are those of `learn`; `epsilon` > 0 is the error allowed.
    """
    gap, shift = _gap(samples, width, accuracy), bias_shift(width, epsilon)
    weighted = zip(samples.labels, samples.weights, strict=True)
    zeros = [j for j, (y, w) in enumerate(weighted) if y == 0 and w > 0]
    found = train_in_ball(samples, width, gap=gap, zero_on=zeros, time_limit=time_limit)
    return Learned(found.hypothesis.lowered(shift), found, shift)


def require_domain(samples: Samples, width: int) -> None:
    """Raise DomainError unless points lie in the unit ball, and labels in [0, 2k].

    >>> require_domain(Samples([[1]], [3]), 1)
    Traceback (most recent call last):
    exactrelu.errors.DomainError: labels must lie in [0, 2], as all values of 1 unit do, not be 3
    """
    most = 2 * as_whole(width, least=1, name="width")
    for x, y in zip(samples.points, samples.labels, strict=True):
        if squared_norm(x) > 1:
            point = ", ".join(map(as_text, x))
            raise DomainError(
                f"points must lie in the unit ball, but the squares of ({point}) add up to "
                f"{as_text(squared_norm(x))}"
            )
        if not 0 <= y <= most:
            units = "1 unit" if width == 1 else f"{width} units"
            raise DomainError(
                f"labels must lie in [0, {most}], as all values of {units} do, not be {as_text(y)}"
            )


def _gap(samples: Samples, width: int, accuracy: object) -> Fraction:
    """The gap of the sum that is the accuracy of the mean."""
    require_domain(samples, width)
    total = sum(samples.weights, Fraction(0))
    if total == 0:
        raise DomainError("weights must not all be 0")
    beta = as_rational(accuracy, name="accuracy")
    if beta <= 0:
        raise DomainError(f"accuracy must be above 0, not {as_text(beta)}")
    return total * beta
