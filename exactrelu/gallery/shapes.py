"""The small functions that every text on ReLU networks begins with."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from exactrelu.errors import DomainError
from exactrelu.gallery.cards import on_card
from exactrelu.pwl import PWL
from exactrelu.rational import RationalLike, as_rational, as_text

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["absolute_value", "clip", "hat", "ramp", "rectifier", "trapezoid"]


@on_card(
    source="Arora et al. (2016), Section 1",
    parameters="none",
    known=("It is σ, one hidden unit with linear output.",),
)
def rectifier() -> PWL:
    """Return σ(x) = max(0, x).

    >>> rectifier()(-3), rectifier()(3)
    (Fraction(0, 1), Fraction(3, 1))
    """
    return PWL.from_points([(0, 0)], left_slope=0, right_slope=1)


@on_card(
    source="folklore",
    parameters="none",
    known=(
        "2 hidden units are needed and suffice, |x| = σ(x) + σ(-x), with linear output.",
        "|x| + 1 needs 3 with linear output: Theorem 2.3 of Arora et al. needs the affine one.",
    ),
)
def absolute_value() -> PWL:
    """Return |x|.

    >>> absolute_value()(-3)
    Fraction(3, 1)
    """
    return PWL.from_points([(0, 0)], left_slope=-1, right_slope=1)


@on_card(
    source="finite elements; sums of hats are dense, as Theorem 2.4 of Arora et al. (2016) needs",
    parameters="left < top < right",
    known=("3 hidden units are needed and suffice, with linear output.",),
)
def hat(left: RationalLike = -1, top: RationalLike = 0, *, right: RationalLike = 1) -> PWL:
    """Return the function that is 0 outside of [left, right], 1 at the top, and affine between.

    >>> hat()("1/2")
    Fraction(1, 2)
    """
    a, b, c = _increasing(left=left, top=top, right=right)
    return PWL.from_points([(a, 0), (b, 1), (c, 0)], left_slope=0, right_slope=0)


@on_card(
    source="folklore",
    parameters="lower < upper",
    known=(
        "2 hidden units are needed and suffice with affine output.",
        "With linear output they suffice iff one of the bounds is 0; else 3 do.",
    ),
    example=(0, 1),
)
def clip(lower: RationalLike, upper: RationalLike) -> PWL:
    """Return min(max(x, lower), upper).

    >>> [clip(0, 1)(x) for x in (-3, "1/3", 3)]
    [Fraction(0, 1), Fraction(1, 3), Fraction(1, 1)]
    """
    a, b = _increasing(lower=lower, upper=upper)
    return PWL.from_points([(a, a), (b, b)], left_slope=0, right_slope=0)


@on_card(
    source="folklore",
    parameters="lower < upper",
    known=(
        "2 hidden units are needed and suffice, with linear output.",
        "Its L1 distance from the step at the middle is (upper - lower)/4.",
    ),
    example=(0, 1),
)
def ramp(lower: RationalLike, upper: RationalLike) -> PWL:
    """Return the function that is 0 below lower, 1 above upper, and affine between.

    >>> ramp(0, 2)(1)
    Fraction(1, 2)
    """
    a, b = _increasing(lower=lower, upper=upper)
    return PWL.from_points([(a, 0), (b, 1)], left_slope=0, right_slope=0)


@on_card(
    source="folklore; sums of trapezoids come close to step functions, and so to all of Lq",
    parameters="foot < left < right < end",
    known=(
        "4 hidden units are needed and suffice, with linear output.",
        "Its L1 distance from the indicator of [left, right] is (left - foot + end - right)/2.",
    ),
    example=(0, 1, 2, 3),
)
def trapezoid(
    foot: RationalLike, left: RationalLike, right: RationalLike, end: RationalLike
) -> PWL:
    """Return the function that is 1 on [left, right], 0 outside of [foot, end], affine between.

    >>> trapezoid(0, 1, 2, 3)("1/2")
    Fraction(1, 2)
    """
    a, b, c, d = _increasing(foot=foot, left=left, right=right, end=end)
    points = [(a, 0), (b, 1), (c, 1), (d, 0)]
    return PWL.from_points(points, left_slope=0, right_slope=0)


def _increasing(**numbers: RationalLike) -> list[Fraction]:
    exact = [as_rational(number, name=name) for name, number in numbers.items()]
    if any(a >= b for a, b in pairwise(exact)):
        raise DomainError(
            f"{' < '.join(numbers)} is required, not {', '.join(map(as_text, exact))}"
        )
    return exact
