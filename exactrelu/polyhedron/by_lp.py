"""Questions to the rows of a polyhedron that need no generators, answered by exact linear programs.

- Is it empty, and which inequalities hold with equality at all its points? A strictly feasible
  point answers both; where there is none, Motzkin's multipliers name such inequalities, which
  become equations, and the question is asked again.
- Is it bounded? If the rows have full rank, unless the sum of the ``a_i·y`` can be positive while
  all of them are at least 0.
- Which rows are redundant? See `exactrelu.polyhedron.redundancy`.

>>> point, rows = relative_interior([Row([1], ">=", 1), Row([2], "<=", 2)], 1)
>>> point, rows
((Fraction(1, 1),), (Row(['1'], '=', '1'), Row(['2'], '=', '2')))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import mul

from exactrelu.lp import InteriorPoint, LinearProgram, Optimal, Relation, Row, interior_point, solve
from exactrelu.polyhedron.generators import MinimalRows, reduced_rows
from exactrelu.polyhedron.homogeneous import as_row, echelon, of_point, of_row
from exactrelu.polyhedron.redundancy import irredundant
from exactrelu.rational import Vector

__all__ = ["is_bounded", "minimal_rows", "relative_interior"]


def relative_interior(rows: Iterable[Row], dimension: int) -> tuple[Vector, tuple[Row, ...]] | None:
    """Return a point of the relative interior, and the rows with their implicit equations as ``=``.

    The point satisfies all other rows strictly. None if no point satisfies the rows.

    >>> relative_interior([Row([1], ">=", 1), Row([1], "<=", 0)], 1) is None
    True
    """
    known = list(rows)
    while True:
        answer = interior_point(known, dimension=dimension)
        if isinstance(answer, InteriorPoint):
            return answer.point, tuple(known)
        if sum(map(mul, answer.multipliers, [row.bound for row in known])) > 0:
            return None
        for k, multiplier in enumerate(answer.multipliers):
            if multiplier and known[k].relation != "=":
                known[k] = Row(known[k].coefficients, "=", known[k].bound)


def is_bounded(rows: Sequence[Row], dimension: int) -> bool:
    """Return whether {x in R^n : the rows hold}, which must not be empty, is bounded.

    >>> is_bounded([Row([1, 0], ">=", 0), Row([0, 1], "=", 0)], 2)
    False
    """
    # The recession cone: the same rows with the bound 0.
    homogeneous = [as_row((0, *of_row(row)[1:]), _relation(row)) for row in rows]
    normals = [of_row(row)[1:] for row in homogeneous]
    if len(echelon(normals, dimension).pivots) < dimension:
        return False
    total = [sum(column) for column in zip(*normals, strict=True)]
    answer = solve(LinearProgram(total, [*homogeneous, Row(total, "<=", 1)], sense="max"))
    return isinstance(answer, Optimal) and answer.value == 0


def minimal_rows(rows: Sequence[Row], inside: Vector) -> MinimalRows:
    """Return the equations and one inequality for each facet.

    The rows and the point inside are those of `relative_interior`.

    >>> minimal_rows([Row([1], ">=", 0), Row([2], ">=", -1)], (1,))
    MinimalRows(equations=(), facets=((0, 1),))
    """
    equations = [of_row(row) for row in rows if row.relation == "="]
    inequalities = [of_row(row) for row in rows if row.relation != "="]
    reduced = reduced_rows(equations, inequalities, len(inside) + 1)
    return reduced._replace(facets=irredundant(reduced.facets, inside=of_point(inside)))


def _relation(row: Row) -> Relation:
    return "=" if row.relation == "=" else ">="
