"""A first basis: independent constraints, as many as there are, equations first.

Where fewer than n constraints are independent, the feasible set contains lines. Some variables can
then be set to 0 without losing a value of any constraint, and the others have a basis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpz_mat

from exactrelu.lp.integral import IntegralProgram

__all__ = ["FirstBasis", "first_basis", "line_that_changes_the_cost"]


@dataclass(frozen=True, slots=True)
class FirstBasis:
    """Independent constraints `numbers`, and as many `columns` in which they are independent.

    >>> from exactrelu.lp import LinearProgram
    >>> first_basis(IntegralProgram.of(LinearProgram.of([0, 0], [([1, 1], "=", 1)])), ())
    FirstBasis(numbers=(0,), columns=(0,))
    """

    numbers: tuple[int, ...]
    columns: tuple[int, ...]


def first_basis(program: IntegralProgram, wanted: Sequence[int]) -> FirstBasis:
    """Return a maximal independent set of constraints: equations, then wanted ones, then others.

    Of the bounds of a variable, those come first that the cost pulls towards.

    >>> from exactrelu.lp import LinearProgram
    >>> program = IntegralProgram.of(LinearProgram.of([1], [([1], ">=", 0), ([2], ">=", 1)]))
    >>> first_basis(program, [1]).numbers
    (1,)
    """
    n = program.dimension
    wanted = [*program.equations, *wanted]
    numbers = _independent(program, wanted)
    if len(numbers) < n:
        others = [*_pulling_bounds(program), *program.bound_numbers(), *range(len(program.rows))]
        numbers = _independent(program, [*numbers, *others])
    if len(numbers) == n:
        return FirstBasis(numbers, tuple(range(n)))
    return FirstBasis(numbers, _pivot_columns(_matrix(program, numbers)))


def line_that_changes_the_cost(program: IntegralProgram, numbers: Sequence[int]) -> list[int]:
    """A v with ``g·v = 0`` for these constraints and ``c·v < 0``; empty if there is none.

    >>> from exactrelu.lp import LinearProgram
    >>> line_that_changes_the_cost(IntegralProgram.of(LinearProgram.of([1, 0])), [])
    [-1, 0]
    """
    n = program.dimension
    # In the reduced echelon form of (Gᵀ | c), the kernel of G meets c where c is no combination:
    # equivalently some vector v of a basis of the kernel has c·v != 0.
    vectors, count = _matrix(program, numbers).nullspace() if numbers else (_identity(n), n)
    for k in range(count):
        vector = [int(vectors[j, k]) for j in range(n)]
        slope = sum(c * v for c, v in zip(program.cost, vector, strict=True))
        if slope:
            return [-v if slope > 0 else v for v in vector]
    return []


def _pulling_bounds(program: IntegralProgram) -> list[int]:
    first = len(program.rows)
    return [
        first + 2 * j + (c < 0)
        for j, c in enumerate(program.cost)
        if (program.upper if c < 0 else program.lower)[j] is not None
    ]


def _independent(program: IntegralProgram, numbers: Sequence[int]) -> tuple[int, ...]:
    """The constraints that are not combinations of those before them."""
    numbers = list(dict.fromkeys(numbers))
    if not numbers or not program.dimension:
        return ()
    pivots = _pivot_columns(_matrix(program, numbers).transpose())
    return tuple([numbers[k] for k in pivots])


def _matrix(program: IntegralProgram, numbers: Sequence[int]) -> fmpz_mat:
    entries = [entry for i in numbers for entry in program.coefficients(i)]
    return fmpz_mat(len(numbers), program.dimension, entries)


def _pivot_columns(matrix: fmpz_mat) -> tuple[int, ...]:
    reduced, _, count = matrix.rref()
    rows = reduced.tolist()[:count]
    return tuple([next(j for j, entry in enumerate(row) if entry != 0) for row in rows])


def _identity(n: int) -> fmpz_mat:
    return fmpz_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
