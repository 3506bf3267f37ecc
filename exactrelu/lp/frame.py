"""A basis of constraints: the point where they are tight, and how it combines other vectors.

A basis B of a program in n variables is a set of n constraints whose g_i are linearly independent.
Three linear systems belong to it: its point x with ``g_i·x = h_i``, the coordinates y of a vector v
with ``v = Σ y_i g_i``, and its edges r with ``g_k·r = 1`` and ``g_i·r = 0`` for the other i. Bounds
in the basis fix their variables at once, so that only the k general rows remain, a k x k system in
the k other variables, which FLINT solves in integers.

>>> from exactrelu.lp import LinearProgram
>>> program = IntegralProgram.of(LinearProgram.of([1, 1], [([1, 2], ">=", 3)], bounds=[(0, 1)] * 2))
>>> frame = Frame.of(program, [0, 1])
>>> frame.point(), frame.coordinates((1, 1))
(([0, 3], 2), ({0: 1, 1: 1}, 2))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import cast

from flint import fmpq_mat, fmpz_mat

from exactrelu.lp.integral import IntegralProgram, PreparedRow

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A basis, split into general `rows` and bounds `fixed`: (number, column, sign).

    `prepared` are the rows in integers, `free` the variables that no bound fixes, `core` the rows
    in these variables.
    """

    program: IntegralProgram
    basis: tuple[int, ...]
    rows: tuple[int, ...]
    prepared: tuple[PreparedRow, ...]
    fixed: tuple[tuple[int, int, int], ...]
    free: tuple[int, ...]
    core: fmpz_mat

    @classmethod
    def of(cls, program: IntegralProgram, basis: Sequence[int]) -> Frame:
        """Return the frame of n constraints; whether they are independent shows when it is used."""
        m = len(program.rows)
        rows = tuple([i for i in basis if i < m])
        fixed = tuple([(i, *program.bound_number(i)) for i in basis if i >= m])
        taken = {column for _, column, _ in fixed}
        free = tuple([j for j in range(program.dimension) if j not in taken])
        if len(free) != len(rows):
            # Two bounds of one variable.
            raise ZeroDivisionError
        prepared = tuple([program.row(i) for i in rows])
        entries = [row.coefficients[j] for row in prepared for j in free]
        core = fmpz_mat(len(rows), len(rows), entries)
        return cls(program, tuple(basis), rows, prepared, fixed, free, core)

    def point(self) -> tuple[list[int], int]:
        """The x with ``g_i·x = h_i`` on the basis, over a positive common denominator.

        Raises ZeroDivisionError if the basis is dependent, as do the other two.
        """
        ends = [(column, self._end(column, sign)) for _, column, sign in self.fixed]
        scale = lcm(*[q for _, (_, q) in ends])
        fixed = [(column, p * (scale // q)) for column, (p, q) in ends]
        right = [row.bound * scale for row in self.prepared]
        for j, x in fixed:
            pairs = zip(right, self.prepared, strict=True)
            right = [h - row.coefficients[j] * x for h, row in pairs]
        point, denominator = self._completed(fixed, right)
        return point, denominator * scale

    def coordinates(self, vector: Sequence[int]) -> tuple[dict[int, int], int]:
        """The y with ``v = Σ y_i g_i``, over a positive common denominator."""
        values, denominator = _solved(
            self.core.transpose(), [vector[column] for column in self.free]
        )
        found = dict(zip(self.rows, values, strict=True))
        pairs = zip(values, self.prepared, strict=True)
        combined = [(y, row.coefficients) for y, row in pairs if y]
        for i, column, sign in self.fixed:
            rest = vector[column] * denominator - sum([y * g[column] for y, g in combined])
            found[i] = sign * rest
        return found, denominator

    def edge(self, number: int) -> list[int]:
        """A positive multiple of the r with ``g·r = 1`` on this constraint, 0 on the others."""
        fixed = [(column, sign) for i, column, sign in self.fixed if i == number]
        right = [
            int(i == number) - sum([row.coefficients[j] * r for j, r in fixed])
            for i, row in zip(self.rows, self.prepared, strict=True)
        ]
        return self._completed(fixed, right)[0]

    def _completed(
        self, fixed: Sequence[tuple[int, int]], right: list[int]
    ) -> tuple[list[int], int]:
        """The vector with these entries, 0 at other bounds, and ``core x = right`` elsewhere."""
        values, denominator = _solved(self.core, right)
        vector = [0] * self.program.dimension
        for column, value in fixed:
            vector[column] = value * denominator
        for column, value in zip(self.free, values, strict=True):
            vector[column] = value
        return vector, denominator

    def _end(self, column: int, sign: int) -> tuple[int, int]:
        bound = self.program.lower[column] if sign > 0 else self.program.upper[column]
        assert bound is not None  # noqa: S101 - only bounds that there are have numbers
        return bound


def _solved(matrix: fmpz_mat, right: list[int]) -> tuple[list[int], int]:
    """The solution over its positive common denominator."""
    size = len(right)
    if size == 0:
        return [], 1
    solution = cast("fmpq_mat", matrix.solve(fmpz_mat(size, 1, right)))
    numerators, denominator = solution.numer_denom()
    return [int(entry) for entry in numerators.entries()], int(denominator)
