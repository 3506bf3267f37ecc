"""The three answers to a linear program, each with its reason in the program's own rows.

Signs of the multipliers. With the rows a_i and the bounds of the program,

- an `Optimal` of a minimum states ``c = Aᵀy + z`` with y_i >= 0 on rows ``>=``, y_i <= 0 on rows
  ``<=``, y_i free on rows ``=``; z_j > 0 only if lower_j is finite, z_j < 0 only if upper_j is.
  Then every feasible x has ``c·x >= y·b + Σ_{z_j>0} z_j lower_j + Σ_{z_j<0} z_j upper_j``, and the
  point attains it. For a maximum all signs are the other way round: y_i <= 0 on rows ``>=``,
  z_j > 0 only if upper_j is finite, and the bound is from above.
- an `Infeasible` states ``0 = Aᵀy + l - u`` with the signs of a minimum for y, l >= 0 on finite
  lower bounds and u >= 0 on finite upper bounds, and ``y·b + l·lower - u·upper > 0`` (Farkas). The
  multipliers of the two bounds are kept apart, since bounds may contradict each other.
- an `Unbounded` shows a feasible point x and a ray r: x + t r is feasible for all t >= 0, and
  ``c·r < 0`` for a minimum, ``c·r > 0`` for a maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from exactrelu.lp.program import LinearProgram
from exactrelu.rational import Vector

__all__ = ["Answer", "Infeasible", "Optimal", "Unbounded"]


@dataclass(frozen=True, slots=True)
class Optimal:
    """An optimal `point`, the optimal `value`, and the `duals` y and `reduced_costs` z as proof.

    >>> from exactrelu.lp import solve
    >>> answer = solve(LinearProgram.of([1, 1], [([1, 2], ">=", 3)], bounds=[(0, None)] * 2))
    >>> answer.value, answer.point, answer.duals, answer.reduced_costs
    (Fraction(3, 2), (Fraction(0, 1), Fraction(3, 2)), (Fraction(1, 2),), \
(Fraction(1, 2), Fraction(0, 1)))
    """

    program: LinearProgram
    point: Vector
    value: Fraction
    duals: Vector
    reduced_costs: Vector


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No point satisfies the program: Farkas multipliers of its rows and of its finite bounds.

    >>> from exactrelu.lp import solve
    >>> answer = solve(LinearProgram.of([0], [([2], ">=", 1), ([1], "<=", 0)]))
    >>> answer.row_multipliers
    (Fraction(1, 1), Fraction(-2, 1))
    """

    program: LinearProgram
    row_multipliers: Vector
    lower_multipliers: Vector
    upper_multipliers: Vector

    @property
    def bound_multipliers(self) -> Vector:
        """The multipliers of the bounds in one vector, z = l - u."""
        pairs = zip(self.lower_multipliers, self.upper_multipliers, strict=True)
        return tuple(lower - upper for lower, upper in pairs)


@dataclass(frozen=True, slots=True)
class Unbounded:
    """The objective is unbounded along `ray`, from the feasible `point` on.

    >>> from exactrelu.lp import solve
    >>> solve(LinearProgram.of([1, -1], [([1, -2], ">=", 1)])).ray
    (Fraction(-2, 1), Fraction(-1, 1))
    """

    program: LinearProgram
    point: Vector
    ray: Vector


Answer: TypeAlias = Optimal | Infeasible | Unbounded
