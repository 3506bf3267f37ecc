"""A first active set: the proposed constraints that are independent, and what makes K nonsingular.

Equations come first and stay. If they depend on each other, they contradict each other, or some of
them say nothing new and may be forgotten. Where Q and all constraints together leave lines along
which none of them changes, some variables can be set to 0 without loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpz_mat

from exactrelu import linalg
from exactrelu.lp.pivots import Contradiction
from exactrelu.qp.integral import IntegralQuadratic
from exactrelu.rational import over_common_denominator

__all__ = [
    "FirstActive",
    "contradiction_of_equations",
    "first_active",
    "line_that_changes_the_cost",
]


@dataclass(frozen=True, slots=True)
class FirstActive:
    """An active set `numbers`, and the `columns` in which K is nonsingular with it."""

    numbers: tuple[int, ...]
    columns: tuple[int, ...]


def first_active(program: IntegralQuadratic, wanted: Sequence[int]) -> FirstActive:
    """Return an active set of equations, wanted constraints, and others where Q is flat on these.

    >>> from exactrelu.qp import QuadraticProgram
    >>> rows = [([1, 1], ">=", 0), ([2, 2], ">=", 0), ([0, 1], ">=", 0)]
    >>> program = IntegralQuadratic.of(QuadraticProgram([[1, 0], [0, 0]], [0, 0], rows))
    >>> first_active(program, [0, 1]), first_active(program, [])
    (FirstActive(numbers=(0,), columns=(0, 1)), FirstActive(numbers=(0,), columns=(0, 1)))
    """
    linear, n = program.linear, program.dimension
    first = list(dict.fromkeys([*linear.equations, *wanted]))
    others = [*linear.bound_numbers(), *range(len(linear.rows))]
    lines = [linear.coefficients(i) for i in first]
    lines += program.hessian
    lines += [linear.coefficients(i) for i in others]
    numbers = [*first, *[None] * n, *others]
    independent = _pivot_columns(_matrix(lines, n).transpose())
    found = tuple([i for k in independent if (i := numbers[k]) is not None])
    if len(independent) == n:
        return FirstActive(found, tuple(range(n)))
    kept = [lines[k] for k in independent]
    return FirstActive(found, _pivot_columns(_matrix(kept, n)))


def contradiction_of_equations(program: IntegralQuadratic) -> Contradiction | None:
    """Return the multipliers with which the equations contradict each other, if they do.

    >>> from exactrelu.qp import QuadraticProgram
    >>> rows = [([1], "=", 0), ([2], "=", 1)]
    >>> contradiction_of_equations(IntegralQuadratic.of(QuadraticProgram([[1]], [0], rows)))
    Contradiction(basis=(), multipliers={0: -2, 1: 1})
    """
    linear = program.linear
    rows = [linear.row(i) for i in linear.equations]
    solved = linalg.solve(
        [row.coefficients for row in rows], [row.bound for row in rows], columns=program.dimension
    )
    if isinstance(solved, linalg.Solution):
        return None
    multipliers, _ = over_common_denominator(solved.multipliers)
    pairs = zip(linear.equations, multipliers, strict=True)
    return Contradiction((), {i: y for i, y in pairs if y})


def line_that_changes_the_cost(program: IntegralQuadratic) -> list[int]:
    """A v with ``Qv = 0``, ``g·v = 0`` for all constraints and ``c·v < 0``; empty if there is none.

    >>> from exactrelu.qp import QuadraticProgram
    >>> line_that_changes_the_cost(IntegralQuadratic.of(QuadraticProgram([[0]], [2])))
    [-1]
    """
    linear, n = program.linear, program.dimension
    numbers = [*range(len(linear.rows)), *linear.bound_numbers()]
    lines = [*program.hessian, *[linear.coefficients(i) for i in numbers]]
    vectors, count = _matrix(lines, n).nullspace()
    for k in range(count):
        vector = [int(vectors[j, k]) for j in range(n)]
        slope = sum([c * v for c, v in zip(program.cost, vector, strict=True)])
        if slope:
            return [-v if slope > 0 else v for v in vector]
    return []


def _matrix(lines: Sequence[Sequence[int]], n: int) -> fmpz_mat:
    return fmpz_mat(len(lines), n, [entry for line in lines for entry in line])


def _pivot_columns(matrix: fmpz_mat) -> tuple[int, ...]:
    reduced, _, rank = matrix.rref()
    return tuple(
        [next(j for j, entry in enumerate(row) if entry != 0) for row in reduced.tolist()[:rank]]
    )
