"""The relaxation of an integer program as its guide sees it, and what it answers as integers.

Each row of the integer form is divided by a power of two, and so is the cost; multipliers that come
back are rounded to dyadic numbers and multiplied out again.

>>> from exactrelu.lp import LinearProgram
>>> integral = IntegralProgram.of(LinearProgram.of([5], [([4], ">=", 1)]))
>>> scaled = ScaledRelaxation.of(integral)
>>> scaled.floats.matrix, scaled.floats.cost
(array([[0.5]]), array([0.625]))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exactrelu import filters
from exactrelu.guides import FloatProgram
from exactrelu.guides.nodes import Choice, NodeProposal
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.multipliers import Box, Multipliers

__all__ = ["ScaledRelaxation"]

_BITS = 36
_POINT_BITS = 30


@dataclass(frozen=True, slots=True, eq=False)
class ScaledRelaxation:
    """The program in doubles, with the exponents of the powers of two."""

    floats: FloatProgram
    row_bits: tuple[int, ...]
    cost_bits: int

    @classmethod
    def of(cls, program: IntegralProgram) -> ScaledRelaxation:
        """Return the scaled program."""
        rows = [program.row(i) for i in range(len(program.rows))]
        bits = [max(map(abs, row.coefficients), default=0).bit_length() for row in rows]
        scaled = [
            filters.as_floats((*row.coefficients, row.bound), 1 << b)
            for row, b in zip(rows, bits, strict=True)
        ]
        matrix = filters.FloatRows.of(scaled) if scaled else None
        bounds = program.lower, program.upper
        floats = FloatProgram.of(matrix, program.equations, program.cost, bounds)
        cost_bits = max(map(abs, program.cost), default=0).bit_length()
        return cls(floats, tuple(bits), cost_bits)

    def ends(self, box: Box) -> tuple[filters.FloatArray, filters.FloatArray]:
        """Return the ends of a box in doubles."""
        return (
            filters.ends_as_floats(box.lower, box.scale, box.has_lower, missing=-1),
            filters.ends_as_floats(box.upper, box.scale, box.has_upper, missing=1),
        )

    def multipliers(self, proposal: NodeProposal) -> Multipliers | None:
        """Return the proposed multipliers for rows of the integer form; None if they are none."""
        values = filters.as_dyadics(proposal.multipliers, _BITS)
        if len(values) != len(self.row_bits):
            return None
        most = max(self.row_bits, default=0)
        exponent = _BITS + most
        if not proposal.is_contradiction:
            exponent -= self.cost_bits
        up = max(-exponent, 0)
        pairs = zip(values, self.row_bits, strict=True)
        numerators = [value << (most - bits + up) for value, bits in pairs]
        return Multipliers(tuple(numerators), 1 << max(exponent, 0))

    def point(self, proposal: NodeProposal) -> tuple[list[int], int] | None:
        """Return the proposed point over a common denominator; None if it is none."""
        values = filters.as_dyadics(proposal.point, _POINT_BITS)
        return (values, 1 << _POINT_BITS) if len(values) == len(self.floats.cost) else None


def is_branching(choice: Any, box: Box, whole: frozenset[int]) -> bool:  # noqa: ANN401
    """Whether a guide's choice splits the box into two smaller ones at an integer variable.

    >>> from exactrelu.lp import LinearProgram
    >>> box = Box.of(IntegralProgram.of(LinearProgram.of([1], bounds=[(0, 1)])))
    >>> [is_branching(Choice(0, at), box, frozenset([0])) for at in (-1, 0, 1)]
    [False, True, False]
    """
    if not isinstance(choice, Choice) or type(choice.variable) is not int:
        return False
    if choice.variable not in whole or type(choice.at) is not int:
        return False
    low, high = box.ends(choice.variable)
    return (low is None or low <= choice.at) and (high is None or choice.at < high)
