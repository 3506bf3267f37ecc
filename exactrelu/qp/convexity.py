"""Whether a symmetric matrix is positive semidefinite: its squares, or a direction that shows not.

Fraction-free elimination of an integer matrix Q gives its leading minors d_1, d_2, … and rows u_k,
the k-th one with u_kk = d_k and 0 before it, such that

    Q = Σ_k u_k u_kᵀ / (d_{k-1} d_k),      d_0 = 1,

as long as no minor is 0 (Bareiss 1968). Q is positive definite iff all are positive (Sylvester),
and then these are its squares. If Q has the rank r < n, let J be r columns that span the others: Q
is positive semidefinite iff its block on J, which is nonsingular, is positive definite, and then
the rows J of Q, with the columns J first, have the same elimination.

>>> as_squares(((4, 2), (2, 1)), 1)
((Fraction(1, 1), (Fraction(2, 1), Fraction(1, 1))),)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from operator import mul
from typing import TypeAlias, cast

from flint import fmpq_mat, fmpz_mat

from exactrelu.errors import NonConvexError
from exactrelu.qp.integral import prepared_hessian
from exactrelu.qp.program import QuadraticProgram, Squares
from exactrelu.rational import as_text

__all__ = ["as_squares", "negative_direction", "squares_of"]

IntegerMatrix: TypeAlias = Sequence[Sequence[int]]


def squares_of(program: QuadraticProgram) -> Squares:
    """Return the hessian as a sum of squares, computed when it is first asked for.

    Raises NonConvexError, with a direction of negative curvature, if it is none.

    >>> squares_of(QuadraticProgram([["1/2"]], [0]))
    ((Fraction(1, 2), (Fraction(1, 1),)),)
    """
    if program.squares is None:
        hessian = prepared_hessian(program)
        object.__setattr__(program, "squares", as_squares(hessian.entries, hessian.scale))
    return program.squares  # type: ignore[return-value]


def as_squares(matrix: IntegerMatrix, scale: int) -> Squares:
    """Return squares with the sum matrix / scale; NonConvexError if there are none.

    >>> as_squares(((0,),), 1)
    ()
    """
    n = len(matrix)
    if not n:
        return ()
    whole = fmpz_mat(n, n, [v for row in matrix for v in row])
    rows = _eliminated(whole)
    if rows is None:
        columns = _spanning_columns(whole)
        order = [*columns, *sorted(set(range(n)) - set(columns))]
        part = [matrix[i][j] for i in columns for j in order]
        rows = _eliminated(fmpz_mat(len(columns), n, part)) if columns else []
        if rows is None:
            raise _non_convex(matrix, columns, scale)
        rows = [[row[order.index(j)] for j in range(n)] for row in rows]
        pivots = [row[i] for i, row in zip(columns, rows, strict=True)]
    else:
        pivots = [row[k] for k, row in enumerate(rows)]
    before = [1, *pivots]
    return tuple(
        [_square(row, scale * d * e) for row, d, e in zip(rows, before, pivots, strict=False)]
    )


def _square(row: list[int], divisor: int) -> tuple[Fraction, tuple[Fraction, ...]]:
    """``row rowᵀ / divisor`` with a form without common factors."""
    common = gcd(*row)
    return Fraction(common * common, divisor), tuple([Fraction(v // common) for v in row])


def _eliminated(matrix: fmpz_mat) -> list[list[int]] | None:
    """The rows u_k; None unless all leading minors are positive."""
    permutation, _, _, upper = matrix.fflu()
    rows = [[int(v) for v in row] for row in upper.tolist()]
    if all(row[k] > 0 for k, row in enumerate(rows)) and permutation.is_one():
        return rows
    return None


def _spanning_columns(matrix: fmpz_mat) -> list[int]:
    reduced, _, rank = matrix.rref()
    return [next(j for j, entry in enumerate(row) if entry != 0) for row in reduced.tolist()[:rank]]


def _non_convex(matrix: IntegerMatrix, columns: Sequence[int], scale: int) -> NonConvexError:
    direction = tuple([Fraction(v) for v in negative_direction(matrix, columns)])
    curvature = sum(
        v * w * matrix[i][j] for i, v in enumerate(direction) for j, w in enumerate(direction)
    )
    shown = ", ".join(map(as_text, direction))
    return NonConvexError(
        "hessian must be positive semidefinite, but dᵀQd = "
        f"{_shortened(as_text(Fraction(curvature) / scale))} for d = ({_shortened(shown)})",
        direction=direction,
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:100]}…{text[-99:]}"


def negative_direction(matrix: IntegerMatrix, columns: Sequence[int]) -> list[int]:
    """Return a d with dᵀQd < 0, where the block of Q on some columns is nonsingular and indefinite.

    Let k be the first whose leading minor is not positive, and v the vector with ``(Qv)_j = 0`` for
    the j before k and v_k > 0. Then ``vᵀQv <= 0``. If it is 0, some ``(Qv)_j`` is not, as Q is
    nonsingular, and ``t v ± e_j`` will do for t large enough.

    >>> negative_direction(((0, 1), (1, 0)), [0, 1])
    [1, -1]
    """
    block = [[matrix[i][j] for j in columns] for i in columns]
    v = _first_not_positive(block)
    image = [sum(map(mul, row, v)) for row in block]
    if not sum(map(mul, image, v)):
        j = next(j for j, entry in enumerate(image) if entry)
        # (t v ± e_j)ᵀQ(t v ± e_j) = Q_jj ± 2 t (Qv)_j
        t = abs(block[j][j]) + 1
        v = [t * entry for entry in v]
        v[j] += -1 if image[j] > 0 else 1
    common = gcd(*v)
    found = dict(zip(columns, v, strict=True))
    return [found.get(j, 0) // common for j in range(len(matrix))]


def _first_not_positive(block: IntegerMatrix) -> list[int]:
    for k in range(len(block)):
        leading = fmpz_mat(k, k, [block[i][j] for i in range(k) for j in range(k)])
        if k == 0:
            solved, denominator = [], 1
        else:
            right = fmpz_mat(k, 1, [-block[i][k] for i in range(k)])
            numerators, divisor = cast("fmpq_mat", leading.solve(right)).numer_denom()
            solved, denominator = [int(v) for v in numerators.entries()], int(divisor)
        v = [*solved, denominator, *[0] * (len(block) - k - 1)]
        if sum(map(mul, block[k], v)) <= 0:
            return v
    raise AssertionError  # pragma: no cover - some leading minor is not positive
