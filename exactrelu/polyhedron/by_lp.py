"""Questions to the rows of a polyhedron that need no generators, answered by exact linear programs.

- Is it empty, and which inequalities hold with equality at all its points? A strictly feasible
  point answers both; where there is none, Motzkin's multipliers name such inequalities, which
  become equations, and the question is asked again.
- Is it bounded? If the rows have full rank, unless the sum of the ``a_i·y`` can be positive while
  all of them are at least 0.
- Which rows are redundant? One whose left side stays at its bound when the row itself is relaxed.

>>> point, rows = relative_interior([Row([1], ">=", 1), Row([2], "<=", 2)], 1)
>>> point, rows
((Fraction(1, 1),), (Row(['1'], '=', '1'), Row(['2'], '=', '2')))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import mul

from exactrelu.lp import InteriorPoint, LinearProgram, Optimal, Relation, Row, interior_point, solve
from exactrelu.polyhedron.generators import MinimalRows, reduced_rows
from exactrelu.polyhedron.homogeneous import Integers, as_row, echelon, of_row
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


def minimal_rows(rows: Sequence[Row], dimension: int) -> MinimalRows:
    """Return the equations and one inequality for each facet.

    The rows are those of `relative_interior`: no inequality holds with equality at all points.

    >>> minimal_rows([Row([1], ">=", 0), Row([2], ">=", -1)], 1)
    MinimalRows(equations=(), facets=((0, 1),))
    """
    equations = [of_row(row) for row in rows if row.relation == "="]
    inequalities = [of_row(row) for row in rows if row.relation != "="]
    reduced = reduced_rows(equations, inequalities, dimension + 1)
    return reduced._replace(facets=_irredundant(reduced.facets))


def _irredundant(facets: Iterable[Integers]) -> tuple[Integers, ...]:
    """The inequalities that do not follow from the others."""
    kept = {facet: as_row(facet, ">=") for facet in sorted(set(facets)) if any(facet[1:])}
    for facet, row in list(kept.items()):
        del kept[facet]
        if not _follows(row, kept.values()):
            kept[facet] = row
    return tuple(sorted(kept))


def _follows(row: Row, others: Iterable[Row]) -> bool:
    """Whether ``a·x >= b`` at all points that satisfy the other rows."""
    relaxed = Row(row.coefficients, ">=", row.bound - 1)
    answer = solve(LinearProgram(row.coefficients, [*others, relaxed]))
    assert isinstance(answer, Optimal)  # noqa: S101 - there are points, and a bound from below
    return answer.value >= row.bound


def _relation(row: Row) -> Relation:
    return "=" if row.relation == "=" else ">="
