"""The losses, their conjugates, and the bounds that follow from them.

With predictions f_j, labels y_j and weights w_j >= 0 the loss of a data set is

- ``squared``: Σ w_j (f_j - y_j)²;
- ``absolute``: Σ w_j |f_j - y_j|;
- ``hinge``: Σ w_j max(0, 1 - y_j f_j);
- ``max``: the largest w_j |f_j - y_j|.

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
from typing import Literal, TypeAlias

from exactrelu.rational import Vector, as_vector

__all__ = ["Loss", "conjugate", "total_loss"]

Loss: TypeAlias = Literal["squared", "absolute", "hinge", "max"]


def total_loss(loss: Loss, predictions: object, labels: object, weights: object) -> Fraction:
    """Return the loss of predictions on labels, with a weight for each sample.

    >>> total_loss("hinge", [2, "1/2"], [1, -1], [1, 1])
    Fraction(3, 2)
    >>> total_loss("max", [2, "1/2"], [1, -1], [1, 1])
    Fraction(3, 2)
    """
    terms = list(zip(*_vectors(predictions, labels, weights), strict=True))
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

    >>> conjugate("absolute", ["1/2"], [3], [1]), conjugate("absolute", [2], [3], [1])
    (Fraction(3, 2), None)
    >>> conjugate("hinge", ["-1/2"], [1], [1])
    Fraction(-1, 2)
    """
    u, y, w = _vectors(slopes, labels, weights)
    if loss == "max":
        return _of_the_largest(u, y, w)
    single = {"squared": _of_square, "absolute": _of_absolute, "hinge": _of_hinge}[loss]
    total = Fraction(0)
    for terms in zip(u, y, w, strict=True):
        value = single(*terms)
        if value is None:
            return None
        total += value
    return total


def _of_square(u: Fraction, y: Fraction, w: Fraction) -> Fraction | None:
    if not w:
        return None if u else Fraction(0)
    return u * y + u * u / (4 * w)


def _of_absolute(u: Fraction, y: Fraction, w: Fraction) -> Fraction | None:
    return u * y if abs(u) <= w else None


def _of_hinge(u: Fraction, y: Fraction, w: Fraction) -> Fraction | None:
    # For u = -t w y with t in [0, 1] the value is -t w.
    if not y:
        return None if u else -w
    return u / y if 0 <= -u / y <= w else None


def _of_the_largest(u: Vector, y: Vector, w: Vector) -> Fraction | None:
    terms = [(a, b, c) for a, b, c in zip(u, y, w, strict=True) if a]
    if any(not c for _, _, c in terms) or sum([abs(a) / c for a, _, c in terms]) > 1:
        return None
    return sum([a * b for a, b, _ in terms], Fraction(0))


def _vectors(*values: object) -> Sequence[Vector]:
    return [as_vector(value) for value in values]
