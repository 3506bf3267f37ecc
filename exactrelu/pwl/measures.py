"""Exact integrals and distances on an interval."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from exactrelu import integers
from exactrelu.integers import IntegerArray, difference, product, quotient, total
from exactrelu.pwl.function import PWL
from exactrelu.pwl.levels import Extremum, maximum_of
from exactrelu.pwl.operations import absolute, on_interval
from exactrelu.rational import RationalLike

__all__ = ["integral", "l1_distance", "l2_squared_distance", "sup_distance"]


def integral(f: PWL, lower: RationalLike, upper: RationalLike) -> Fraction:
    """Return the integral of f from lower to upper; raise DomainError unless lower < upper.

    >>> integral(absolute(PWL.affine(1, 0)), -1, 1)
    Fraction(1, 1)
    """
    x, y, denominator = _over_one_denominator(on_interval(f.graph, lower, upper))
    trapezoids = product(difference(x[1:], x[:-1]), total(y[1:], y[:-1]))
    return Fraction(_sum(trapezoids), 2 * denominator**2)


def l1_distance(f: PWL, g: PWL, lower: RationalLike, upper: RationalLike) -> Fraction:
    """Return the integral of |f - g| from lower to upper.

    >>> l1_distance(PWL.affine(1, 0), PWL.constant(0), -1, 1)
    Fraction(1, 1)
    """
    return integral(absolute(f - g), lower, upper)


def l2_squared_distance(f: PWL, g: PWL, lower: RationalLike, upper: RationalLike) -> Fraction:
    """Return the integral of (f - g)^2 from lower to upper: the square of the L2 distance.

    >>> l2_squared_distance(PWL.affine(1, 0), PWL.constant(0), -1, 1)
    Fraction(2, 3)
    """
    x, y, denominator = _over_one_denominator(on_interval((f - g).graph, lower, upper))
    left, right = y[:-1], y[1:]
    squares = total(product(left, left), total(product(left, right), product(right, right)))
    return Fraction(_sum(product(difference(x[1:], x[:-1]), squares)), 3 * denominator**3)


def sup_distance(f: PWL, g: PWL, lower: RationalLike, upper: RationalLike) -> Extremum:
    """Return the maximum of |f - g| on [lower, upper], and a point at which it is attained.

    >>> sup_distance(PWL.affine(1, 0), PWL.constant(0), -1, 2)
    Extremum(value=Fraction(2, 1), argument=Fraction(2, 1))
    """
    largest = maximum_of(absolute(f - g), lower, upper)
    assert isinstance(largest, Extremum)  # noqa: S101 - a bounded interval has a maximum
    return largest


def _over_one_denominator(columns: IntegerArray) -> tuple[IntegerArray, IntegerArray, int]:
    """Return points and values of finite columns as integers over one common denominator."""
    denominator = math.lcm(*(int(q) for q in np.unique(columns[0])))
    scale = quotient(integers.as_integers([denominator]), columns[0])
    return product(columns[1], scale), product(columns[2], scale), denominator


def _sum(terms: IntegerArray) -> int:
    return sum(terms.tolist())
