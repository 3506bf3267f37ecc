"""The losses, their conjugates, and the bounds that follow from them.

With predictions f_j, labels y_j and weights w_j >= 0 the loss of a data set is

- ``squared``: Σ w_j (f_j - y_j)²;
- ``absolute``: Σ w_j |f_j - y_j|;
- ``hinge``: Σ w_j max(0, 1 - y_j f_j);
- ``max``: the largest w_j |f_j - y_j|.

Labels of the hinge loss are 1 and -1. Others mean what the formula says: y_j asks for f_j >= 1/y_j,
or <= if y_j < 0, and a label 0 costs w_j whatever f_j is.

Each is a convex function L of the predictions, so that by Fenchel's inequality L(f) >= u·f - L*(u)
for all u, with the conjugate L*. All of them are closed and bounded below, so that over a finite
union of polyhedra, as the predictions of all networks of a width are, each has a minimum.

>>> total_loss("squared", [1, 2], [0, 0], [1, "1/2"])
Fraction(3, 1)
>>> conjugate("squared", [2, 0], [0, 0], [1, "1/2"])
Fraction(1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from flint import fmpq

from exactrelu.errors import DimensionError
from exactrelu.rational import Vector, as_fmpq, as_vector, from_fmpq
from exactrelu.training.arguments import require_word

__all__ = ["Loss", "conjugate", "conjugate_in_flint", "require_loss", "total_loss"]

Loss: TypeAlias = Literal["squared", "absolute", "hinge", "max"]


def require_loss(loss: object) -> None:
    """Raise FormatError unless that is the word for a loss.

    >>> require_loss("abs")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: loss must be one of squared, absolute, hinge, max, not 'abs'
    """
    require_word("loss", loss, get_args(Loss))


def total_loss(loss: Loss, predictions: object, labels: object, weights: object) -> Fraction:
    """Return the loss of predictions on labels, with a weight for each sample.

    Raises FormatError for an unknown loss, DimensionError where lengths differ.

    >>> total_loss("hinge", [2, "1/2"], [1, -1], [1, 1])
    Fraction(3, 2)
    >>> total_loss("max", [2, "1/2"], [1, -1], [1, 1])
    Fraction(3, 2)
    """
    require_loss(loss)
    terms = list(
        zip(*_vectors(predictions=predictions, labels=labels, weights=weights), strict=True)
    )
    match loss:
        case "squared":
            return sum([w * (f - y) ** 2 for f, y, w in terms], Fraction(0))
        case "absolute":
            return sum([w * abs(f - y) for f, y, w in terms], Fraction(0))
        case "hinge":
            return sum([w * max(Fraction(0), 1 - y * f) for f, y, w in terms], Fraction(0))
        case "max":
            return max([w * abs(f - y) for f, y, w in terms], default=Fraction(0))


def conjugate(loss: Loss, slopes: object, labels: object, weights: object) -> Fraction | None:
    """Return ``sup_f slopes·f - L(f)``, the conjugate of the loss; None where it is infinite.

    Raises FormatError for an unknown loss, DimensionError where lengths differ.

    >>> conjugate("absolute", ["1/2"], [3], [1]), conjugate("absolute", [2], [3], [1])
    (Fraction(3, 2), None)
    >>> conjugate("hinge", ["-1/2"], [1], [1])
    Fraction(-1, 2)
    """
    require_loss(loss)
    numbers = [
        [as_fmpq(v) for v in vector]
        for vector in _vectors(slopes=slopes, labels=labels, weights=weights)
    ]
    found = conjugate_in_flint(loss, *numbers)
    return None if found is None else from_fmpq(found)


def conjugate_in_flint(
    loss: Loss, u: Sequence[fmpq], y: Sequence[fmpq], w: Sequence[fmpq]
) -> fmpq | None:
    """Return the conjugate for slopes, labels and weights in FLINT's numbers.

    >>> conjugate_in_flint("squared", [fmpq(2)], [fmpq(0)], [fmpq(3)])
    1/3
    """
    if loss == "max":
        return _of_the_largest(u, y, w)
    single = {"squared": _of_square, "absolute": _of_absolute, "hinge": _of_hinge}[loss]
    total = fmpq(0)
    for terms in zip(u, y, w, strict=True):
        value = single(*terms)
        if value is None:
            return None
        total += value
    return total


def _of_square(u: fmpq, y: fmpq, w: fmpq) -> fmpq | None:
    if w == 0:
        return None if u != 0 else fmpq(0)
    return u * y + u * u / (4 * w)


def _of_absolute(u: fmpq, y: fmpq, w: fmpq) -> fmpq | None:
    return u * y if abs(u) <= w else None


def _of_hinge(u: fmpq, y: fmpq, w: fmpq) -> fmpq | None:
    # For u = -t w y with t in [0, 1] the value is -t w.
    if y == 0:
        return None if u != 0 else -w
    return u / y if 0 <= -u / y <= w else None


def _of_the_largest(u: Sequence[fmpq], y: Sequence[fmpq], w: Sequence[fmpq]) -> fmpq | None:
    terms = [(a, b, c) for a, b, c in zip(u, y, w, strict=True) if a != 0]
    if any(c == 0 for _, _, c in terms):
        return None
    if sum([abs(a) / c for a, _, c in terms], fmpq(0)) > 1:
        return None
    return sum([a * b for a, b, _ in terms], fmpq(0))


def _vectors(**values: object) -> Sequence[Vector]:
    vectors = [as_vector(value, name=name) for name, value in values.items()]
    if len({len(vector) for vector in vectors}) > 1:
        counts = ", ".join([str(len(vector)) for vector in vectors])
        raise DimensionError(f"{', '.join(values)} must be of one length, not {counts}")
    return vectors
