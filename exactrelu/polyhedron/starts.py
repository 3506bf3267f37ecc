"""Where a subdivision of R^n or of a polyhedron starts: cells without lines, cut by a basis.

A set of affine forms does not change along the lines on which all their linear parts are 0. In r of
the coordinates, r the rank of the linear parts, there are no such lines; the other coordinates may
be 0. There, r independent forms divide the space into 2^r cones with one apex and one direction on
each side of each form, a form that bounds the polyhedron having one side only. The other bounding
forms clip these cones; what is left is the polyhedron, divided by the dividing forms of the basis.

A form is an integer vector (c_0, c_1, ..., c_n), standing for c_0 + c·x. The facets get the bits 1,
2, ... in the order of the bounding forms and then of the dividing ones.

>>> start = first_cells([[0, 1, 0]], [[0, 0, 1]], 2)      # x >= 0, and y on both sides
>>> len(start.cells), start.corners
(2, [[1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from operator import mul
from typing import NamedTuple, TypeAlias, cast

from flint import fmpq_mat, fmpz_mat

from exactrelu.errors import BudgetError
from exactrelu.polyhedron.budgets import require_cells
from exactrelu.polyhedron.complexes import INFINITY, Cell, Corners

__all__ = ["Form", "Start", "first_cells", "value"]

Form: TypeAlias = Sequence[int]


class Start(NamedTuple):
    """The coordinates that are kept, the corners (q, p) in these coordinates, and the cells.

    There are no cells if no point satisfies all bounding forms strictly.
    """

    columns: tuple[int, ...]
    corners: list[list[int]]
    cells: list[Cell]


def value(form: Form, corner: Sequence[int]) -> int:
    """Return q times the value of a form at the point p/q, or its slope along a direction.

    >>> value([1, 2], [3, 5])                        # 1 + 2 x at x = 5/3
    13
    """
    return sum(map(mul, form, corner))


def first_cells(
    bounding: Sequence[Form],
    dividing: Sequence[Form],
    dimension: int,
    *,
    most: int | None = None,
) -> Start:
    """Return the cells into which a basis of the forms divides the polyhedron.

    Raises BudgetError for more than `most` cells or corners.

    >>> first_cells([], [[1, 2, 2], [0, 1, 1]], 2).columns
    (0,)
    """
    forms = [*bounding, *dividing]
    columns = tuple(_pivots([form[1:] for form in forms], dimension))
    kept = [[form[0], *(form[1 + j] for j in columns)] for form in forms]
    basis = _pivots(list(zip(*(form[1:] for form in kept), strict=True)), len(kept))
    _require_few_cones(basis, len(bounding), most)
    corners, cells = _cones(kept, basis, len(bounding))
    if bounding:
        corners, cells = _clipped(corners, cells, kept[: len(bounding)], most)
    return Start(columns, corners, cells)


def _pivots(rows: Sequence[Sequence[int]], width: int) -> list[int]:
    """The first columns that are independent and span the others."""
    matrix = fmpz_mat(len(rows), width, [entry for row in rows for entry in row])
    reduced, _, rank = matrix.rref()
    return [next(j for j in range(width) if reduced[i, j] != 0) for i in range(rank)]


def _require_few_cones(basis: Sequence[int], bounding: int, most: int | None) -> None:
    """There are two cones for each form of the basis that divides and does not bound."""
    count = 2 ** sum(i >= bounding for i in basis)
    try:
        require_cells(count, most=most)
    except BudgetError as error:
        if bounding:  # Not all of the cones need meet the polyhedron.
            raise BudgetError(str(error)) from None
        raise


def _cones(
    forms: Sequence[Form], basis: Sequence[int], bounding: int
) -> tuple[list[list[int]], list[Cell]]:
    """The cones with one apex into which the forms of the basis divide the space.

    Corner 0 is the apex; 2k + 1 and 2k + 2 are the directions up and down the k-th form.
    """
    r = len(basis)
    matrix = fmpz_mat(r, r, [entry for i in basis for entry in forms[i][1:]])
    apex, q = _solution(matrix, [-forms[i][0] for i in basis])
    corners = [[q, *apex]]
    for k in range(r):
        direction, _ = _solution(matrix, [int(i == k) for i in range(r)])
        corners += [[0, *direction], [0, *(-entry for entry in direction)]]
    bits = [2 << i for i in basis]
    every = sum(bits)
    sides = [(0,) if i < bounding else (0, 1) for i in basis]
    cells = [
        Cell(
            (0, *(2 * k + 1 + side for k, side in enumerate(chosen))),
            (every, *(INFINITY | every & ~bit for bit in bits)),
        )
        for chosen in product(*sides)
    ]
    return corners, cells


def _solution(matrix: fmpz_mat, right: list[int]) -> tuple[list[int], int]:
    """The x with ``matrix x = right``, as integers over their positive common denominator."""
    if not right:
        return [], 1
    solution = cast("fmpq_mat", matrix.solve(fmpz_mat(len(right), 1, right)))
    numerators, denominator = solution.numer_denom()
    return [int(entry) for entry in numerators.entries()], int(denominator)


def _clipped(
    corners: list[list[int]], cells: list[Cell], forms: Sequence[Form], most: int | None
) -> tuple[list[list[int]], list[Cell]]:
    width = len(corners[0])
    rows = [[*c, *(value(form, c) for form in forms)] for c in corners]
    table = Corners(width - 1, rows, most=most)
    kept = list(table.clipped(cells))
    return [row[:width] for row in table.rows], kept
