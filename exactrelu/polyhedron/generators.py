"""The two descriptions of a polyhedron that is not empty, in homogeneous integer coordinates.

By rows: equations of the affine hull in reduced form, and one inequality for each facet, reduced by
the equations. By generators: a vertex on each minimal face, extreme directions, a basis of the
lines, all reduced by the lines. A polyhedron has only one description of each kind.

>>> found = generators_of([(0, 1, 0), (1, 0, -1)], dimension=2)        # x >= 0, y <= 1
>>> found.vertices, found.directions, found.rows.facets
(((1, 0, 1),), ((0, 0, -1), (0, 1, 0)), ((0, 1, 0), (1, 0, -1)))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from exactrelu.polyhedron.double_description import (
    BUDGET,
    edges_between,
    facets_of_cone,
    generators_of_cone,
    rays_on,
)
from exactrelu.polyhedron.homogeneous import Integers, echelon
from exactrelu.rational import Vector

__all__ = ["Generators", "MinimalRows", "generators_of", "reduced_rows", "rows_of_hull"]


class MinimalRows(NamedTuple):
    """The equations and the facets (-b, a) of a polyhedron that is not empty."""

    equations: tuple[Integers, ...]
    facets: tuple[Integers, ...]


def reduced_rows(
    equations: Sequence[Integers], facets: Iterable[Integers], width: int
) -> MinimalRows:
    """Return the rows in the form that depends on the polyhedron only.

    >>> reduced_rows([(0, 1, 1)], [(1, 1, 0)], 3)
    MinimalRows(equations=((0, 1, 1),), facets=((1, 0, -1),))
    """
    # The bound is put last, so that the equations are solved for coordinates.
    space = echelon([(*row[1:], row[0]) for row in equations], width)
    facets = [space.reduced((*row[1:], row[0])) for row in facets]
    return MinimalRows(
        tuple([(row[-1], *row[:-1]) for row in space.basis]),
        tuple([(row[-1], *row[:-1]) for row in facets]),
    )


@dataclass(frozen=True, slots=True)
class Generators:
    """Vertices (q, p), directions and lines (0, p), and the minimal rows of a polyhedron.

    `incidence` has for each facet the numbers of the generators on it, as bits: the vertices come
    first, then the directions.
    """

    vertices: tuple[Integers, ...]
    directions: tuple[Integers, ...]
    lines: tuple[Integers, ...]
    rows: MinimalRows
    incidence: tuple[int, ...]

    def edges(self) -> list[tuple[int, int]]:
        """Return the pairs of generators that span an edge, the first of which is a vertex.

        >>> generators_of([(0, 1), (1, -1)], dimension=1).edges()
        [(0, 1)]
        """
        first, count = len(self.vertices), len(self.vertices) + len(self.directions)
        at_infinity = (1 << count) - (1 << first)
        on = rays_on([*self.incidence, at_infinity])
        facets = [on.get(1 << ray, 0) for ray in range(count)]
        least = len(self.vertices[0]) - len(self.rows.equations) - len(self.lines) - 2
        return [
            (u, v)
            for u in range(first)
            for _, v, _ in edges_between(facets, [u], range(u + 1, count), least)
        ]


def generators_of(
    inequalities: Iterable[Integers],
    *,
    equations: Sequence[Integers] = (),
    dimension: int,
    budget: int | None = BUDGET,
) -> Generators | None:
    """Return both descriptions of {x in R^n : the rows hold}, or None where it is empty.

    >>> generators_of([(-2, 1), (1, -1)], dimension=1) is None
    True
    """
    width = dimension + 1
    rows = [(1, *[0] * dimension), *dict.fromkeys(row for row in inequalities if any(row))]
    cone = generators_of_cone(rows, equations=equations, dimension=width, budget=budget)
    if not any(ray[0] for ray in cone.rays):
        return None
    lines = echelon(cone.lines, width)
    rays = [(lines.reduced(ray), on) for ray, on in zip(cone.rays, cone.incidence, strict=True)]
    rays.sort(key=_place)
    vertices = [ray for ray, _ in rays if ray[0]]
    minimal, incidence = _minimal(rows, equations, [on for _, on in rays], len(vertices))
    directions = [ray for ray, _ in rays[len(vertices) :]]
    return Generators(tuple(vertices), tuple(directions), lines.basis, minimal, incidence)


def _place(ray: tuple[Integers, int]) -> tuple[bool, Vector]:
    """Vertices come first, in lexicographic order, then the directions."""
    q, *p = ray[0]
    return not q, tuple([Fraction(entry, q or 1) for entry in p])


def _minimal(
    rows: Sequence[Integers], equations: Sequence[Integers], incidence: Sequence[int], vertices: int
) -> tuple[MinimalRows, tuple[int, ...]]:
    """The minimal rows, and the generators on each facet, the vertices being the first ones."""
    everything = -1
    for on in incidence:
        everything &= on
    implicit = [row for k, row in enumerate(rows) if everything >> k & 1]
    finite = (1 << vertices) - 1
    facets = facets_of_cone(incidence, len(rows))
    found = {k: rays for k, rays in facets.items() if rays & finite}
    minimal = reduced_rows([*equations, *implicit], [rows[k] for k in found], len(rows[0]))
    pairs = sorted(zip(minimal.facets, found.values(), strict=True))
    sorted_rows = minimal._replace(facets=tuple([row for row, _ in pairs]))
    return sorted_rows, tuple([rays for _, rays in pairs])


def rows_of_hull(
    points: Iterable[Integers],
    *,
    directions: Iterable[Integers] = (),
    lines: Sequence[Integers] = (),
    dimension: int,
    budget: int | None = BUDGET,
) -> MinimalRows | None:
    """Return the minimal rows of conv(points) + cone(directions) + span(lines), None if no points.

    >>> rows_of_hull([(1, 0), (2, 1)], dimension=1)
    MinimalRows(equations=(), facets=((0, 1), (1, -2)))
    """
    finite = list(dict.fromkeys(points))
    if not finite:
        return None
    given = [*finite, *dict.fromkeys(v for v in directions if any(v))]
    dual = generators_of_cone(given, equations=lines, dimension=dimension + 1, budget=budget)
    first = (1 << len(finite)) - 1
    facets = [row for row, on in zip(dual.rays, dual.incidence, strict=True) if on & first]
    minimal = reduced_rows(dual.lines, facets, dimension + 1)
    return minimal._replace(facets=tuple(sorted(minimal.facets)))
