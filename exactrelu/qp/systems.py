"""The integer systems of an active set: ``Qx - Gᵀy = u`` and ``Gx = h``.

They can be solved at once. Where the rows of G leave few directions z with Gz = 0, the *null space
method* is faster (Nocedal and Wright, *Numerical Optimization*, 2006, section 16.2): with a point
x0 that has ``G x0 = h`` and the directions as the columns of Z, the point is x = x0 - Zw for the w
with ``ZᵀQZ w = Zᵀ(Q x0 - u)``, and y is determined by ``Gᵀy = Qx - u``.

>>> solved([[2, 0], [0, 2]], [[1, 1]], [0, 0], [1])
([1, 1, 2], 2)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from flint import fmpq_mat, fmpz, fmpz_mat

__all__ = ["solved"]

_Vector: TypeAlias = Sequence[int]
_Matrix: TypeAlias = Sequence[Sequence[int]]

_FEW = 100
"""As many entries of Z as make the null space method faster, on dense rows (measured)."""


def solved(hessian: _Matrix, rows: _Matrix, u: _Vector, h: _Vector) -> tuple[list[int], int]:
    """Return x and y in one list, over a positive common denominator.

    Raises ZeroDivisionError if the system is singular.

    >>> solved([[0]], [[3]], [-1], [2])
    ([2, 1], 3)
    """
    if not u:
        return [], 1
    directions = len(u) - len(h)
    if directions <= len(h) and len(u) * directions <= _FEW:
        return _in_null_space(hessian, rows, u, h)
    return _at_once(hessian, rows, u, h)


def _at_once(hessian: _Matrix, rows: _Matrix, u: _Vector, h: _Vector) -> tuple[list[int], int]:
    size, zeros = len(u) + len(h), [0] * len(h)
    entries: list[int] = []
    for i, line in enumerate(hessian):
        entries += line
        entries += [-row[i] for row in rows]
    for row in rows:
        entries += row
        entries += zeros
    found, scale = _quotients(fmpz_mat(size, size, entries), _column([*u, *h]))
    return _integers(found), int(scale)


def _in_null_space(
    hessian: _Matrix, rows: _Matrix, u: _Vector, h: _Vector
) -> tuple[list[int], int]:
    Q, cost = _matrix(hessian), _column(u)
    flat = _Flat.of(rows, h)
    x, scale, Z = flat.point, flat.scale, flat.directions
    if Z.ncols():
        Zt = Z.transpose()
        w, divisor = _quotients(Zt * Q * Z, Zt * (Q * x - cost * scale))
        x, scale = x * divisor - Z * w, scale * divisor
    x, scale = _reduced(x, scale)
    gradient = Q * x - cost * scale
    y, divisor = _quotients(flat.square, _column([gradient[j, 0] for j in flat.columns]))
    return _integers(x * divisor) + _integers(y), int(scale * divisor)


@dataclass(frozen=True, slots=True, eq=False)
class _Flat:
    """The x with Gx = h: `point` / `scale`, and as columns of `directions` a basis of Gz = 0.

    The `columns` of G are independent; `square` are these, transposed.
    """

    point: fmpz_mat
    scale: fmpz
    directions: fmpz_mat
    columns: list[int]
    square: fmpz_mat

    @classmethod
    def of(cls, rows: _Matrix, h: _Vector) -> _Flat:
        """Return the x from the echelon form of (G | h); ZeroDivisionError if G is dependent."""
        n = len(rows[0])
        table = _matrix([(*row, bound) for row, bound in zip(rows, h, strict=True)])
        echelon, scale, _ = table.rref()
        columns = _pivots(echelon)
        if len(columns) < len(rows) or columns[-1] == n:
            raise ZeroDivisionError
        point, others = fmpz_mat(n, 1), sorted(set(range(n)) - set(columns))
        directions, selection = fmpz_mat(n, len(others)), fmpz_mat(len(rows), n + 1)
        for k, j in enumerate(others):
            directions[j, k] = -scale
        for i, p in enumerate(columns):
            selection[i, p] = 1
            point[p, 0] = echelon[i, n]
            for k, j in enumerate(others):
                directions[p, k] = echelon[i, j]
        return cls(point, scale, directions, columns, selection * table.transpose())


def _pivots(echelon: fmpz_mat) -> list[int]:
    """The columns of the first entries of the rows of an echelon form."""
    found: list[int] = []
    for j in range(echelon.ncols()):
        if len(found) < echelon.nrows() and echelon[len(found), j] != 0:
            found.append(j)
    return found


def _reduced(x: fmpz_mat, scale: fmpz) -> tuple[fmpz_mat, fmpz]:
    """The same quotients over their least positive common denominator."""
    common = scale
    for entry in x.entries():
        common = common.gcd(entry)
    if scale < 0:
        common = -common
    return x / common, scale // common


def _quotients(matrix: fmpz_mat, right: fmpz_mat) -> tuple[fmpz_mat, fmpz]:
    """The solution over its positive common denominator."""
    return cast("fmpq_mat", matrix.solve(right)).numer_denom()


def _matrix(rows: _Matrix) -> fmpz_mat:
    return fmpz_mat(len(rows), len(rows[0]), [entry for row in rows for entry in row])


def _column(entries: Sequence[int | fmpz]) -> fmpz_mat:
    return fmpz_mat(len(entries), 1, entries)


def _integers(column: fmpz_mat) -> list[int]:
    return [int(entry) for entry in column.entries()]
