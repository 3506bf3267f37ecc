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
from typing import Any, TypeAlias

from exactrelu import certificates
from exactrelu.certificates import Certificate
from exactrelu.lp.program import LinearProgram
from exactrelu.rational import Vector

__all__ = ["Answer", "Infeasible", "Optimal", "Unbounded", "problem_of"]


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

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``lp-optimum``, made anew each time."""
        problem = problem_of(self.program)
        return certificates.lp_optimum(problem, self.point, self.value, multipliers=self.duals)


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

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``farkas``, made anew each time.

        Where bounds contradict each other, they are all that it needs.
        """
        problem = problem_of(self.program)
        for j, (low, high) in enumerate(zip(self.program.lower, self.program.upper, strict=True)):
            if low is not None and high is not None and low > high:
                return certificates.contradictory_bounds(problem, j)
        return certificates.farkas(problem, self.row_multipliers)


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

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``unbounded-ray``, made anew each time."""
        return certificates.unbounded_ray(problem_of(self.program), self.point, self.ray)


def problem_of(program: LinearProgram) -> dict[str, Any]:
    """Return the program as certificates embed it: as JSON, without names.

    >>> sorted(problem_of(LinearProgram.of([1], names=["x"])))
    ['constant', 'lower', 'objective', 'rows', 'schema', 'sense', 'upper']
    """
    value = program.as_json()
    value.pop("names", None)
    return value


Answer: TypeAlias = Optimal | Infeasible | Unbounded
