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
from exactrelu.polyhedron.homogeneous import Integers, echelon, nullspace
from exactrelu.rational import Vector

__all__ = ["Generators", "MinimalRows", "generators_of", "hull_of", "reduced_rows"]


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
        on = rays_on(self.incidence)
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
    everywhere = -1
    for on in cone.incidence:
        everywhere &= on
    implicit = [row for k, row in enumerate(rows) if everywhere >> k & 1]
    facets = facets_of_cone(cone.incidence, len(rows))
    rays = list(zip(cone.rays, cone.incidence, strict=True))
    pairs = [(k, rows[k]) for k in facets]
    return _in_normal_form(rays, cone.lines, pairs, [*equations, *implicit])


def hull_of(
    points: Iterable[Integers],
    *,
    directions: Iterable[Integers] = (),
    lines: Sequence[Integers] = (),
    dimension: int,
    budget: int | None = BUDGET,
) -> Generators | None:
    """Return both descriptions of conv(points) + cone(directions) + span(lines), None if no points.

    >>> hull_of([(1, 0), (2, 1), (1, 1)], dimension=1).vertices
    ((1, 0), (1, 1))
    """
    finite = list(dict.fromkeys(points))
    if not finite:
        return None
    width = dimension + 1
    given = [*finite, *dict.fromkeys(vector for vector in directions if any(vector))]
    dual = generators_of_cone(given, equations=lines, dimension=width, budget=budget)
    # The facets of the dual cone are the extreme rays of this one.
    extreme = facets_of_cone(dual.incidence, len(given))
    rays = [(given[k], on) for k, on in extreme.items()]
    all_lines = nullspace([*dual.rays, *dual.lines], width)
    return _in_normal_form(rays, all_lines, list(enumerate(dual.rays)), dual.lines)


def _in_normal_form(
    rays: Sequence[tuple[Integers, int]],
    lines: Sequence[Integers],
    facets: Iterable[tuple[int, Integers]],
    equations: Sequence[Integers],
) -> Generators:
    """Both descriptions, reduced and sorted; with each ray come the facets on it, as bits."""
    space = echelon(lines, len(rays[0][0]))
    placed = sorted([(space.reduced(ray), on) for ray, on in rays], key=_place)
    vertices = [ray for ray, _ in placed if ray[0]]
    finite, on = (1 << len(vertices)) - 1, rays_on([on for _, on in placed])
    found = [(row, on.get(1 << k, 0)) for k, row in facets if on.get(1 << k, 0) & finite]
    minimal = reduced_rows(equations, [row for row, _ in found], len(vertices[0]))
    pairs = sorted(zip(minimal.facets, [rays for _, rays in found], strict=True))
    return Generators(
        vertices=tuple(vertices),
        directions=tuple([ray for ray, _ in placed[len(vertices) :]]),
        lines=space.basis,
        rows=minimal._replace(facets=tuple([row for row, _ in pairs])),
        incidence=tuple([rays for _, rays in pairs]),
    )


def _place(ray: tuple[Integers, int]) -> tuple[bool, Vector]:
    """Vertices come first, in lexicographic order, then the directions."""
    q, *p = ray[0]
    return not q, tuple([Fraction(entry, q or 1) for entry in p])
