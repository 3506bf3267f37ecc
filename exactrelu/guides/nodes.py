"""What a guide of branch and bound is asked, and what it may answer.

It sees the relaxation of an integer program in doubles, once, and then one box after the other. As
with every guide, nothing that it answers is believed: multipliers are rounded to rationals before
they prove anything, and a variable to branch on is only a choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatProgram

__all__ = ["BranchGuide", "Choice", "NodeProposal", "Relaxation"]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Branch on `variable` between `at` and `at` + 1; the more promising side comes `first`.

    `traces` are handed back when the left or the right side is visited, so that a guide can learn.
    """

    variable: int
    at: int
    first: int = 0
    traces: tuple[Any, Any] = (None, None)


@dataclass(frozen=True, slots=True, eq=False)
class NodeProposal:
    """Multipliers of the rows for the cost or, if `is_contradiction`, for 0, and a best point.

    The choice is None where the point seems to be integral.
    """

    multipliers: FloatArray
    point: FloatArray
    choice: Choice | None = None
    is_contradiction: bool = False


class Relaxation(Protocol):
    """The relaxation of one integer program, which may keep what makes the next visit fast."""

    def visit(self, lower: FloatArray, upper: FloatArray, *, trace: object) -> NodeProposal | None:
        """Return what may be true in this box; None for no idea."""


class BranchGuide(Protocol):
    """Whatever guides branch and bound.

    >>> class Silent:
    ...     def start(self, problem, integers):
    ...         return None
    >>> from exactrelu.lp import IntegerProgram, solve_integer
    >>> solve_integer(IntegerProgram.of([1], [([2], ">=", 1)]), guide=Silent()).value
    Fraction(1, 1)
    """

    def start(self, problem: FloatProgram, integers: Sequence[int]) -> Relaxation | None:
        """Return the relaxation of a program, of which these variables are integers."""
