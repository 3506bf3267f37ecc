"""The three answers to a convex quadratic program, each with its reason in the program's own rows.

The signs of the multipliers are those of a minimum in `exactrelu.lp.answers`.

- an `Optimal` states that the Hessian is the sum of its squares, so that the objective f is
  convex, and that with the gradient g = Qx + c at the point, ``g = Aᵀy + z``: the conditions of
  Karush, Kuhn and Tucker. Then every feasible x' has ``f(x') >= f(x) + g·(x' - x) >= f(x)``.
- an `Infeasible` is that of a linear program.
- an `Unbounded` shows a feasible point x and a ray r that stays feasible, with Qr = 0 and
  ``c·r < 0``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from exactrelu import certificates, lp
from exactrelu.certificates import Certificate
from exactrelu.qp.program import QuadraticProgram, Squares
from exactrelu.rational import Vector

__all__ = ["Answer", "Infeasible", "Optimal", "Unbounded", "problem_of"]


@dataclass(frozen=True, slots=True)
class Optimal:
    """An optimal `point`, the optimal `value`, `duals` y, `reduced_costs` z, and the `squares`.

    Several points may be optimal if the Hessian is singular; several y if rows are dependent.

    >>> from exactrelu.qp import solve
    >>> answer = solve(QuadraticProgram([[2]], [0], [([1], ">=", 3)]))
    >>> answer.value, answer.point, answer.duals, answer.squares
    (Fraction(9, 1), (Fraction(3, 1),), (Fraction(6, 1),), ((Fraction(2, 1), (Fraction(1, 1),)),))
    """

    program: QuadraticProgram
    point: Vector
    value: Fraction
    duals: Vector
    reduced_costs: Vector
    squares: Squares

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``qp-optimum``, made anew each time."""
        return certificates.qp_optimum(
            problem_of(self.program),
            self.point,
            self.value,
            multipliers=self.duals,
            squares=self.squares,
        )


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No point satisfies the program: Farkas multipliers of its rows and of its finite bounds.

    >>> from exactrelu.qp import solve
    >>> answer = solve(QuadraticProgram([[1]], [0], [([2], ">=", 1), ([1], "<=", 0)]))
    >>> answer.row_multipliers
    (Fraction(1, 1), Fraction(-2, 1))
    """

    program: QuadraticProgram
    row_multipliers: Vector
    lower_multipliers: Vector
    upper_multipliers: Vector

    @property
    def as_linear(self) -> lp.Infeasible:
        """The same for the linear program that is left without the Hessian."""
        return lp.Infeasible(
            self.program.linear,
            self.row_multipliers,
            self.lower_multipliers,
            self.upper_multipliers,
        )

    @property
    def bound_multipliers(self) -> Vector:
        """The multipliers of the bounds in one vector, z = l - u."""
        return self.as_linear.bound_multipliers

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``farkas``, made anew each time."""
        # The evidence is about the rows and bounds, whichever problem has them.
        evidence = self.as_linear.certificate.evidence
        problem = problem_of(self.program)
        if "variable" in evidence:
            return certificates.contradictory_bounds(problem, evidence["variable"])
        return certificates.farkas(problem, self.row_multipliers)


@dataclass(frozen=True, slots=True)
class Unbounded:
    """The objective is unbounded along `ray`, from the feasible `point` on.

    >>> from exactrelu.qp import solve
    >>> solve(QuadraticProgram([[1, 1], [1, 1]], [1, 0])).ray
    (Fraction(-1, 1), Fraction(1, 1))
    """

    program: QuadraticProgram
    point: Vector
    ray: Vector

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``unbounded-ray``, made anew each time."""
        return certificates.unbounded_ray(problem_of(self.program), self.point, self.ray)


def problem_of(program: QuadraticProgram) -> dict[str, Any]:
    """Return the program as certificates embed it: as JSON, without names.

    >>> sorted(problem_of(QuadraticProgram([[1]], [1], names=["x"])))
    ['constant', 'hessian', 'lower', 'objective', 'rows', 'schema', 'upper']
    """
    value = program.as_json()
    value.pop("names", None)
    return value


Answer: TypeAlias = Optimal | Infeasible | Unbounded
