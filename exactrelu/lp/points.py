"""Feasible points of an integer program, made of proposals of whatever quality.

>>> from exactrelu.lp import LinearProgram
>>> program = IntegerProgram.of([1, 1], [([2, 4], ">=", 7)], bounds=[(0, 9)] * 2)
>>> Points(program).from_outside([0.1, "2", None]), Points(program).from_outside(["1/9", 1.9])
(None, (Fraction(0, 1), Fraction(2, 1)))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from exactrelu.errors import NumberError
from exactrelu.lp.integer import IntegerProgram
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.multipliers import Box, Duality
from exactrelu.lp.pivots import Vertex
from exactrelu.lp.roundings import Roundings
from exactrelu.lp.solver import DEFAULT_GUIDE, decide
from exactrelu.rational import Vector, as_rational, over_common_denominator

__all__ = ["Points"]


class Points:
    """A program, and what helps to find points of it; `box` has rounded ends."""

    __slots__ = ("box", "integral", "roundings", "whole")

    def __init__(
        self,
        program: IntegerProgram,
        integral: IntegralProgram | None = None,
        box: Box | None = None,
        duality: Duality | None = None,
    ) -> None:
        self.integral = integral or IntegralProgram.of(program.program)
        self.box = box or Box.of(self.integral)
        self.whole = program.integers
        all_are_integers = len(program.integers) == self.integral.dimension
        duality = duality or Duality.of(self.integral)
        self.roundings = Roundings(duality, self.box) if all_are_integers else None

    def from_outside(self, values: Iterable[object]) -> Vector | None:
        """Return a feasible point near the values, which may be rubbish; None if none is found."""
        try:
            point = [as_rational(value, floats="dyadic") for value in values]
        except (NumberError, TypeError):
            return None
        if len(point) != self.integral.dimension:
            return None
        return self.near(*over_common_denominator(point), nearest=True)

    def near(
        self, numerators: Sequence[int], denominator: int, *, nearest: bool = False
    ) -> Vector | None:
        """Return a feasible point near the quotients; None if none is found."""
        if self.roundings is None:
            return self._completed(numerators, denominator)
        found = self._improved([(2 * p + denominator) // (2 * denominator) for p in numerators])
        if found is None and not nearest:
            found = self._improved(self.roundings.near(numerators, denominator))
        return found

    def _improved(self, point: list[int]) -> Vector | None:
        assert self.roundings is not None  # noqa: S101 - asked only then
        if not self.roundings.is_feasible(point):
            return None
        return tuple([Fraction(entry) for entry in self.roundings.improved(point)])

    def _completed(self, numerators: Sequence[int], denominator: int) -> Vector | None:
        """Fix the integers at the nearest ones, and solve for the others."""
        box = self.box
        for j in self.whole:
            value = (2 * numerators[j] + denominator) // (2 * denominator)
            low, high = box.ends(j)
            if (low is not None and value < low) or (high is not None and value > high):
                return None
            box = box.with_lower(j, value).with_upper(j, value)
        lower, upper = box.quotients()
        outcome = decide(replace(self.integral, lower=lower, upper=upper), DEFAULT_GUIDE)
        if not isinstance(outcome, Vertex):
            return None
        return tuple([Fraction(entry, outcome.denominator) for entry in outcome.point])
