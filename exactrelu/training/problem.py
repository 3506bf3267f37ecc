"""Training problems: the data, the networks that may be chosen, and the loss.

The networks are those of Theorem 2.5 of Arora et al. (2016), with w units and one output,

    f(x) = Σ_i s_i max(0, a_i·x + b_i) + c,   s_i = ±1,

to which every network of width w can be brought, as max(0, t z) = t max(0, z) for t >= 0. The
output map is `linear` (c = 0) or `affine`. Units of one sign can be exchanged, so a choice of the
signs is a number of positive units.

>>> samples = Samples([[0], [1], [2]], [0, 1, 0])
>>> problem = Problem(samples, 1, loss="squared", output="linear")
>>> problem.sign_patterns
((1,), (-1,))
>>> problem.objective(problem.network((1,), [["-1/2", 1]]))
Fraction(5, 4)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from exactrelu.errors import DimensionError, DomainError, KindError
from exactrelu.network import Network, OutputMap
from exactrelu.rational import Floats, Matrix, Vector, as_matrix, as_text, as_vector
from exactrelu.training.arguments import (
    Interval,
    Signs,
    as_indices,
    as_interval,
    as_signs,
    as_whole,
    require_word,
)
from exactrelu.training.losses import Loss, require_loss, total_loss

__all__ = ["HiddenBias", "Interval", "Problem", "Samples", "Signs", "sum_of_relus"]

HiddenBias: TypeAlias = Literal["free", "none"]


@dataclass(frozen=True, slots=True, init=False)
class Samples:
    """Points x_j in R^n with labels y_j and weights w_j >= 0 of their losses, 1 by default.

    `points` is a D x n matrix, D and n at least 1. `floats` says how to read floats.

    Raises DimensionError where lengths differ or nothing is left, DomainError for a negative
    weight, NumberError for inexact numbers.

    >>> samples = Samples([["1/2", 0], [1, 1]], [1, 2])
    >>> len(samples), samples.dimension, samples.weights
    (2, 2, (Fraction(1, 1), Fraction(1, 1)))
    """

    points: Matrix
    labels: Vector
    weights: Vector

    def __init__(
        self, points: object, labels: object, weights: object = None, *, floats: Floats = "refuse"
    ) -> None:
        rows = as_matrix(points, floats=floats, name="points")
        if not rows or not rows[0]:
            raise DimensionError("points must be at least one sample of at least one coordinate")
        values = as_vector(labels, floats=floats, name="labels")
        scales = [1] * len(rows) if weights is None else weights
        checked = as_vector(scales, floats=floats, name="weights")
        for name, vector in (("labels", values), ("weights", checked)):
            if len(vector) != len(rows):
                raise DimensionError(
                    f"{name} must have {len(rows)} entries, one for each point, not {len(vector)}"
                )
        for index, weight in enumerate(checked):
            if weight < 0:
                raise DomainError(f"weights[{index}] must be at least 0, not {as_text(weight)}")
        object.__setattr__(self, "points", rows)
        object.__setattr__(self, "labels", values)
        object.__setattr__(self, "weights", checked)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def dimension(self) -> int:
        """n, the number of coordinates of each point."""
        return len(self.points[0])


@dataclass(frozen=True, slots=True, init=False)
class Problem:
    """Find the network of the given `width` with the least loss on the samples.

    Attributes:
        samples: the data.
        width: w >= 1, the number of hidden units.
        loss: ``squared``, ``absolute``, ``hinge`` or ``max``; see `exactrelu.training.losses`.
        output: ``linear`` for c = 0, ``affine`` for any c.
        signs: the signs s_i, sorted, positive ones first; None if all signs are allowed.
        hidden_bias: ``free``, or ``none`` for b_i = 0.
        weight_bounds: the interval for all coordinates of all a_i.
        bias_bounds: the interval for all b_i and c.
        zero_on: the indices of samples at which f must be 0.

    Raises KindError for samples of another class, DomainError for a width below 1, a sign that is
    not 1 or -1, an index of no sample and bounds that cross, FormatError for unknown words and for
    what is no sequence, DimensionError for another number of signs than the width.

    >>> Problem(Samples([[0]], [1]), 2, loss="max", output="affine").sign_patterns
    ((1, 1), (1, -1), (-1, -1))
    """

    samples: Samples
    width: int
    loss: Loss
    output: OutputMap
    signs: Signs | None
    hidden_bias: HiddenBias
    weight_bounds: Interval
    bias_bounds: Interval
    zero_on: tuple[int, ...]

    def __init__(  # noqa: PLR0913 - a problem has that many parts
        self,
        samples: Samples,
        width: int,
        *,
        loss: Loss,
        output: OutputMap,
        signs: Sequence[int] | None = None,
        hidden_bias: HiddenBias = "free",
        weight_bounds: tuple[object, object] = (None, None),
        bias_bounds: tuple[object, object] = (None, None),
        zero_on: Iterable[int] = (),
    ) -> None:
        if not isinstance(samples, Samples):
            raise KindError(f"samples must be Samples, not {type(samples).__name__}")
        width = as_whole(width, least=1, name="width")
        require_loss(loss)
        require_word("output", output, get_args(OutputMap))
        require_word("hidden_bias", hidden_bias, get_args(HiddenBias))
        fields = {
            "samples": samples,
            "width": width,
            "loss": loss,
            "output": output,
            "signs": None if signs is None else as_signs(signs, width),
            "hidden_bias": hidden_bias,
            "weight_bounds": as_interval(weight_bounds, "weight_bounds"),
            "bias_bounds": as_interval(bias_bounds, "bias_bounds"),
            "zero_on": as_indices(zero_on, len(samples), "zero_on"),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def sign_patterns(self) -> tuple[Signs, ...]:
        """The choices of the signs, up to the order of the units: at most w + 1, of w signs."""
        return tuple([self.signs_with(k) for k in self.positive_units])

    @property
    def positive_units(self) -> Sequence[int]:
        """How many units may be positive, one number for each choice of the signs."""
        return range(self.width, -1, -1) if self.signs is None else [self.signs.count(1)]

    def signs_with(self, positive: int) -> Signs:
        """Return the signs of so many positive units, and of the negative ones.

        >>> Problem(Samples([[0]], [1]), 3, loss="max", output="linear").signs_with(1)
        (1, -1, -1)
        """
        return (1,) * positive + (-1,) * (self.width - positive)

    @property
    def forms(self) -> Matrix:
        """For each sample the form z of a unit there: (x_j, 1), or x_j without hidden biases."""
        last = (Fraction(1),) if self.hidden_bias == "free" else ()
        return tuple([(*x, *last) for x in self.samples.points])

    def network(self, signs: Signs, units: object, offset: object = 0) -> Network:
        """Return the network with the given signs, a row (a_i, b_i) or a_i per unit, and c.

        >>> problem = Problem(Samples([[0]], [1]), 1, loss="squared", output="affine")
        >>> problem.network((-1,), [[2, 3]], 5)([1])
        (Fraction(0, 1),)
        """
        n = self.samples.dimension
        rows = as_matrix(units, name="units")
        weights = [row[:n] for row in rows]
        biases = [sum(row[n:], Fraction(0)) for row in rows]
        return Network.of((weights, biases), ([signs], [offset]))

    def objective(self, network: Network) -> Fraction:
        """Return the total loss of a network on the samples."""
        predictions = [network(x)[0] for x in self.samples.points]
        samples = self.samples
        return total_loss(self.loss, predictions, samples.labels, samples.weights)


def sum_of_relus(
    samples: Samples,
    width: int,
    *,
    hidden_bias: HiddenBias = "free",
    weight_bounds: tuple[object, object] = (None, None),
    bias_bounds: tuple[object, object] = (None, None),
    zero_on: Iterable[int] = (),
) -> Problem:
    """Return the problem of fitting a plain sum of ReLUs, all s_i = 1 and c = 0, by least squares.

    Raises what `Problem` raises.

    >>> sum_of_relus(Samples([[0]], [1]), 2).sign_patterns
    ((1, 1),)
    """
    width = as_whole(width, least=1, name="width")
    return Problem(
        samples,
        width,
        loss="squared",
        output="linear",
        signs=[1] * width,
        hidden_bias=hidden_bias,
        weight_bounds=weight_bounds,
        bias_bounds=bias_bounds,
        zero_on=zero_on,
    )
