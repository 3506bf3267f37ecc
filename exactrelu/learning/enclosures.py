"""Real numbers that are computed to any precision, and what is certain about them.

A `Real` is a function that encloses one real number in a ball of FLINT's arb at the working
precision. Precision is raised until the answer is certain; floats play no part.

>>> from exactrelu.learning.enclosures import bracket, ceiling, logarithm, square_root
>>> ceiling(lambda: 1000 * logarithm(2))
694
>>> bracket(lambda: square_root(2), "1/100")
(Fraction(46339, 32768), Fraction(46341, 32768))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TypeAlias

from flint import arb, ctx

from exactrelu.errors import DomainError
from exactrelu.rational import as_fmpq, as_rational, as_text

__all__ = ["Real", "as_ball", "bracket", "ceiling", "is_less", "logarithm", "root", "square_root"]

Real: TypeAlias = Callable[[], arb]
"""Encloses a real number in a ball, the smaller the higher the working precision is."""

_FIRST_BITS = 16


def as_ball(number: Fraction | int) -> arb:
    """Return a ball around a rational number."""
    return arb(as_fmpq(number))


def logarithm(number: Fraction | int) -> arb:
    """Return a ball around the natural logarithm of a positive rational number."""
    if number <= 0:
        raise DomainError(f"a logarithm must be of a number above 0, not of {as_text(number)}")
    return as_ball(number).log()


def square_root(number: Fraction | int) -> arb:
    """Return a ball around the square root of a rational number of at least 0."""
    if number < 0:
        raise DomainError(f"a root must be of a number of at least 0, not of {as_text(number)}")
    return root(as_ball(number))


def root(ball: arb) -> arb:
    """Return a ball around the square roots of the numbers in a ball, none below 0."""
    return ball.sqrt()


def ceiling(real: Real) -> int:
    """Return the least integer that is not below a real number.

    It does not end for an integer of which no ball shrinks to a point: the caller must know that
    the number is irrational, or settle that case before.
    """
    for ball in _balls(real):
        found = ball.ceil().unique_fmpz()
        if found is not None:
            return int(found)
    raise AssertionError  # there is always a higher precision


def is_less(real: Real, bound: object) -> bool:
    """Return whether a real number is less than a rational one, from which it must differ.

    >>> is_less(lambda: logarithm(2), "7/10")
    True
    """
    limit = as_rational(bound, name="bound")
    for ball in _balls(real):
        difference = ball - as_ball(limit)
        if difference < 0 or difference > 0:
            return bool(difference < 0)
    raise AssertionError  # there is always a higher precision


def bracket(real: Real, width: object) -> tuple[Fraction, Fraction]:
    """Return rational numbers with a real number between them, not farther apart than `width`.

    Raises DomainError unless the width is above 0.
    """
    most = as_rational(width, name="width")
    if most <= 0:
        raise DomainError(f"width must be above 0, not {as_text(most)}")
    for ball in _balls(real):
        lower, upper = _dyadic(ball.lower()), _dyadic(ball.upper())
        if upper - lower <= most:
            return lower, upper
    raise AssertionError  # there is always a higher precision


def _balls(real: Real) -> Iterator[arb]:
    bits = _FIRST_BITS
    while True:
        with ctx.workprec(bits):
            yield real()
        bits *= 2


def _dyadic(end: arb) -> Fraction:
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
