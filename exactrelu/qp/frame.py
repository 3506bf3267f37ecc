"""An active set of constraints: the point that is optimal on it, and how that point moves.

An active set W is a set of constraints for which the matrix

    K = [ Q  -Gᵀ ]
        [ G   0  ]       (the rows g_i of G are those of W)

is nonsingular: the g_i are independent, and Q is positive definite on the x with G x = 0. Then the
least value of ``½ xᵀQx + c·x`` over ``g_i·x = h_i`` has one point and one vector y of multipliers,
``K (x, y) = (-c, h)``. Bounds in W fix their variables at once, so that K is needed only for the
general rows and the other variables (`exactrelu.qp.systems`).

>>> from exactrelu.qp import QuadraticProgram
>>> program = IntegralQuadratic.of(QuadraticProgram([[2, 0], [0, 2]], [0, 0], [([1, 1], ">=", 1)]))
>>> Frame.of(program, [0]).solution()
Solution(vector=[1, 1], multipliers={0: 2}, denominator=2)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from operator import mul

from exactrelu.lp.integral import PreparedRow
from exactrelu.qp.integral import IntegralQuadratic
from exactrelu.qp.systems import solved

__all__ = ["Frame", "Solution"]


@dataclass(frozen=True, slots=True)
class Solution:
    """The x and y of a system with the matrix K, over one positive denominator."""

    vector: list[int]
    multipliers: dict[int, int]
    denominator: int


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An active set, split into general `rows` and bounds `fixed`: (number, column, sign).

    `prepared` are the rows in integers, `free` the variables that nothing fixes.
    """

    program: IntegralQuadratic
    active: tuple[int, ...]
    rows: tuple[int, ...]
    prepared: tuple[PreparedRow, ...]
    fixed: tuple[tuple[int, int, int], ...]
    free: tuple[int, ...]

    @classmethod
    def of(cls, program: IntegralQuadratic, active: Sequence[int]) -> Frame:
        """Return the frame of some constraints; whether K is singular shows when it is used."""
        linear, m = program.linear, len(program.linear.rows)
        rows = tuple([i for i in active if i < m])
        fixed = tuple([(i, *linear.bound_number(i)) for i in active if i >= m])
        taken = {column for _, column, _ in fixed}
        free = tuple([j for j in program.columns if j not in taken])
        if len(taken) < len(fixed) or len(rows) > len(free):
            # Two bounds of one variable, or more constraints than variables.
            raise ZeroDivisionError
        prepared = tuple([linear.row(i) for i in rows])
        return cls(program, tuple(active), rows, prepared, fixed, free)

    def solution(self) -> Solution:
        """The optimal point on the active set, and its multipliers: ``K (x, y) = (-c, h)``.

        Raises ZeroDivisionError if K is singular, as do the others.
        """
        ends = [(column, self._end(column, sign)) for _, column, sign in self.fixed]
        scale = lcm(*[q for _, (_, q) in ends])
        fixed = [(column, p * (scale // q)) for column, (p, q) in ends]
        found = self._completed(
            fixed,
            [-scale * c for c in self.program.cost],
            [row.bound * scale for row in self.prepared],
        )
        return Solution(found.vector, found.multipliers, found.denominator * scale)

    def step(self, number: int) -> Solution:
        """How x and y move as a constraint outside gets a multiplier: ``K (p, η) = (g, 0)``."""
        coefficients = self.program.linear.coefficients(number)
        return self._completed([], coefficients, [0] * len(self.rows))

    def pull(self, cost: Sequence[int]) -> Solution:
        """How they move as a cost is added to the objective: ``K (x, y) = (-cost, 0)``."""
        return self._completed([], [-c for c in cost], [0] * len(self.rows))

    def edge(self, number: int) -> Solution:
        """How they move away from an active constraint: ``K (r, η) = (0, e)``."""
        fixed = [(column, sign) for i, column, sign in self.fixed if i == number]
        right = [int(i == number) for i in self.rows]
        return self._completed(fixed, (0,) * self.program.dimension, right)

    def _completed(
        self, fixed: Sequence[tuple[int, int]], gradient: Sequence[int], tight: Sequence[int]
    ) -> Solution:
        """The solution with these entries, 0 at other bounds, and ``Qx - Gᵀy``, ``Gx`` given."""
        hessian, moved = self.program.hessian, [(j, x) for j, x in fixed if x]
        upper = [gradient[i] - sum([hessian[i][j] * x for j, x in moved]) for i in self.free]
        lower = [
            right - sum([row.coefficients[j] * x for j, x in moved])
            for right, row in zip(tight, self.prepared, strict=True)
        ]
        values, denominator = solved(*self._core(), upper, lower)
        vector = [0] * self.program.dimension
        for column, value in moved:
            vector[column] = value * denominator
        for column, value in zip(self.free, values, strict=False):
            vector[column] = value
        y = values[len(self.free) :]
        multipliers = dict(zip(self.rows, y, strict=True))
        for number, j, sign in self.fixed:
            rest = sum(map(mul, hessian[j], vector)) - gradient[j] * denominator
            rest -= sum([row.coefficients[j] * v for row, v in zip(self.prepared, y, strict=True)])
            multipliers[number] = sign * rest
        return Solution(vector, multipliers, denominator)

    def _core(self) -> tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]]:
        """Q and G in the free variables."""
        hessian, free = self.program.hessian, self.free
        rows = [row.coefficients for row in self.prepared]
        if len(free) == self.program.dimension:
            return hessian, rows
        block = [[hessian[i][j] for j in free] for i in free]
        return block, [[row[j] for j in free] for row in rows]

    def _end(self, column: int, sign: int) -> tuple[int, int]:
        bounds = self.program.linear.lower if sign > 0 else self.program.linear.upper
        bound = bounds[column]
        assert bound is not None  # noqa: S101 - only bounds that there are have numbers
        return bound
