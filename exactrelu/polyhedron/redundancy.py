"""The rows of a polyhedron that are not implied by its other rows.

Clarkson's algorithm (*More output-sensitive geometric algorithms*, 1994): a ray from a point inside
leaves the polyhedron through a facet, so the row that it meets first is needed, unless it meets
several at once. A row that is implied by those known to be needed is dropped; that takes a linear
program over these only. If it is not implied, the program has a point beyond the row, and the ray
to that point meets a row that is needed and was not known to be.

>>> irredundant([(0, 1), (1, 1), (1, -1)], inside=(2, 1))         # x >= 0, x >= -1, x <= 1
((0, 1), (1, -1))
"""

from __future__ import annotations

from collections.abc import Iterable

from exactrelu.linalg import dot, primitive
from exactrelu.lp import LinearProgram, Optimal, Row, solve
from exactrelu.polyhedron.homogeneous import Integers, as_row, of_point

__all__ = ["irredundant"]


def irredundant(rows: Iterable[Integers], *, inside: Integers) -> tuple[Integers, ...]:
    """Return the primitive rows (-b, a) that are not implied by the others, sorted.

    `inside` is a point (q, p) at which all rows hold strictly.

    >>> irredundant([(1, 0), (0, 2), (0, 1)], inside=(1, 1))
    ((0, 1),)
    """
    candidates = {primitive(row): dot(row, inside) for row in rows if any(row[1:])}
    needed: dict[Integers, Row] = {}
    for row in sorted(candidates):
        _meet(candidates, needed, (0, *[-entry for entry in row[1:]]))
        while row in candidates and row not in needed:
            _decide(row, candidates, needed)
    return tuple(sorted(needed))


def _decide(row: Integers, candidates: dict[Integers, int], needed: dict[Integers, Row]) -> None:
    """Drop the row, or learn that it is needed, or find another row that is."""
    beyond = _point_beyond(row, needed.values())
    if beyond is None:
        del candidates[row]
    elif not _meet(candidates, needed, beyond):
        # Several rows are met at once: ask whether this one follows from all that are left.
        others = [as_row(other, ">=") for other in candidates if other != row]
        if _point_beyond(row, others) is None:
            del candidates[row]
        else:
            needed[row] = as_row(row, ">=")


def _meet(candidates: dict[Integers, int], needed: dict[Integers, Row], target: Integers) -> bool:
    """Add the row that the ray to a point or in a direction meets first; False if there are more.

    At z + t w a row that is h > 0 at z and s < 0 at w is 0 for t = h / -s.
    """
    best: list[Integers] = []
    height, slope = 0, 1
    for row, h in candidates.items():
        s = -dot(row, target)
        if s > 0:
            difference = h * slope - height * s if best else -1
            if difference < 0:
                best, height, slope = [row], h, s
            elif difference == 0:
                best.append(row)
    if len(best) == 1:
        needed.setdefault(best[0], as_row(best[0], ">="))
    return len(best) == 1


def _point_beyond(row: Integers, others: Iterable[Row]) -> Integers | None:
    """A point (q, p) that satisfies the other rows and breaks this one, if there is any."""
    cost = row[1:]
    relaxed = Row(cost, ">=", -row[0] - 1)
    answer = solve(LinearProgram(cost, [*others, relaxed]))
    assert isinstance(answer, Optimal)  # noqa: S101 - there are points, and a bound from below
    return of_point(answer.point) if answer.value < -row[0] else None
