"""The generators of a polyhedral cone in R^d from its inequalities, and the other way round.

A cone {x : g·x >= 0 for all inequalities g, h·x = 0 for all equations h} is spanned by *lines* and
*rays*: it consists of the sums of any multiples of the lines and nonnegative multiples of the rays.
The double description method (Motzkin, Raiffa, Thompson and Thrall 1953; Fukuda and Prodon, *Double
description method revisited*, 1996) adds one inequality g after the other:

- If some line is not orthogonal to g, it becomes a ray, and all others are moved along it to where
  g is 0.
- If all are, the rays with g < 0 are given up for new ones: where g is 0 on the edges from these to
  the rays with g > 0. Two rays span an edge if no third one lies on all facets that they share.

The inequalities are added in lexicographic order, which is good on most of the inputs known to be
hard. Rays are kept primitive; the inequalities that are 0 on a ray are kept as the bits of an
integer.

By duality the same serves for the converse: the inequalities that hold on a cone with given
generators are themselves a cone, whose inequalities are the generators.

>>> cone = generators_of_cone([(1, 0), (1, 1)], dimension=2)
>>> cone.rays, cone.lines
(((1, -1), (0, 1)), ())
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TypeAlias

from exactrelu.errors import BudgetError
from exactrelu.linalg import dot, primitive
from exactrelu.polyhedron.homogeneous import Integers, nullspace

__all__ = [
    "BUDGET",
    "ConeGenerators",
    "edges_between",
    "facets_of_cone",
    "generators_of_cone",
    "most_generators",
    "rays_on",
]

BUDGET = 250_000
"""As many rays the method may hold at a time, unless the caller says otherwise."""

Ray: TypeAlias = tuple[Integers, int]
"""A ray and the inequalities that are 0 on it, as bits."""


@dataclass(frozen=True, slots=True)
class ConeGenerators:
    """Lines and rays that span a cone; each ray is extreme modulo the lines, none is there twice.

    `incidence` has for each ray the numbers of the inequalities that are 0 on it, as bits.
    """

    rays: tuple[Integers, ...]
    lines: tuple[Integers, ...]
    incidence: tuple[int, ...]


def generators_of_cone(
    inequalities: Sequence[Integers],
    *,
    equations: Sequence[Integers] = (),
    dimension: int,
    budget: int | None = BUDGET,
) -> ConeGenerators:
    """Return what spans the cone of the inequalities ``g·x >= 0`` and the equations ``h·x = 0``.

    `dimension` is d, the length of all vectors. Raises BudgetError where more than `budget` rays
    are needed on the way; None is no limit.

    >>> generators_of_cone([(1, 0, 0)], dimension=3)
    ConeGenerators(rays=((1, 0, 0),), lines=((0, 1, 0), (0, 0, 1)), incidence=(0,))
    >>> generators_of_cone([], equations=[(1, 1)], dimension=2).lines
    ((-1, 1),)
    """
    cone = _Cone(nullspace(equations, dimension))
    order = sorted(range(len(inequalities)), key=inequalities.__getitem__)
    for step, number in enumerate(order, start=1):
        cone.add(inequalities[number], 1 << number)
        if budget is not None and len(cone.rays) > budget:
            raise _over_budget(budget, step, len(inequalities), dimension)
    rays, incidence = zip(*cone.rays, strict=True) if cone.rays else ((), ())
    return ConeGenerators(rays, tuple(cone.lines), incidence)


def _over_budget(budget: int, step: int, count: int, dimension: int) -> BudgetError:
    most = most_generators(count, dimension)
    return BudgetError(
        f"generators must be at most {budget}, but {step} of {count} inequalities have more; "
        f"all have at most {most}",
        upper=Fraction(most),
    )


def most_generators(count: int, dimension: int) -> int:
    """Return the largest number of rays that so many inequalities in R^d can make, modulo lines.

    This is McMullen's upper bound theorem (1970), for cones over polytopes of dimension below d; it
    is attained over the polars of cyclic polytopes.

    >>> most_generators(6, 4), most_generators(8, 4)      # 6 is the number of facets of the cube
    (8, 12)
    """
    return max([_most_vertices(count, d) for d in range(min(count, dimension))], default=0)


def _most_vertices(count: int, d: int) -> int:
    """How many vertices a polytope of dimension d < count with so many facets can have."""
    if d == 0:
        return 1
    return comb(count - (d + 1) // 2, d // 2) + comb(count - d // 2 - 1, (d - 1) // 2)


class _Cone:
    """The cone of the inequalities added so far."""

    def __init__(self, lines: Iterable[Integers]) -> None:
        self.lines = list(lines)
        self.rays: list[Ray] = []
        self.added = 0
        self.span = len(self.lines)

    def add(self, row: Integers, bit: int) -> None:
        """Keep what satisfies one more inequality."""
        for index, line in enumerate(self.lines):
            value = dot(row, line)
            if value:
                del self.lines[index]
                self._cut_a_line(row, bit, line if value > 0 else tuple([-x for x in line]))
                break
        else:
            self._cut_rays(row, bit)
        self.added |= bit

    def _cut_a_line(self, row: Integers, bit: int, pivot: Integers) -> None:
        """Move all others along the pivot to where the row is 0, and keep half of the pivot."""
        height = dot(row, pivot)
        self.lines = [_combined(height, x, -dot(row, x), pivot) for x in self.lines]
        self.rays = [
            (_combined(height, x, -dot(row, x), pivot), incidence | bit)
            for x, incidence in self.rays
        ]
        self.rays.append((pivot, self.added))

    def _cut_rays(self, row: Integers, bit: int) -> None:
        """Give up the rays where the row is negative for new ones on the edges to the others."""
        values = [dot(row, x) for x, _ in self.rays]
        up = [k for k, value in enumerate(values) if value > 0]
        down = [k for k, value in enumerate(values) if value < 0]
        kept = [
            (x, incidence if value else incidence | bit)
            for (x, incidence), value in zip(self.rays, values, strict=True)
            if value >= 0
        ]
        least = self.span - len(self.lines) - 2
        for u, v, common in edges_between([ray[1] for ray in self.rays], up, down, least):
            ray = _combined(-values[v], self.rays[u][0], values[u], self.rays[v][0])
            kept.append((ray, common | bit))
        self.rays = kept


def _combined(s: int, x: Integers, t: int, y: Integers) -> Integers:
    """The primitive vector along s x + t y."""
    return primitive([s * a + t * b for a, b in zip(x, y, strict=True)])


def edges_between(
    incidence: Sequence[int], first: Iterable[int], second: Sequence[int], least: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs of rays, one of each set, that span an edge, and what is 0 on the edge.

    `least` is a number of inequalities that an edge lies on at least: d - 2 without lines.

    >>> list(edges_between([0b011, 0b110, 0b101], [0], [1, 2], 1))
    [(0, 1, 2), (0, 2, 1)]
    """
    on = rays_on(incidence)
    everything = (1 << len(incidence)) - 1
    for u in first:
        on_u = incidence[u]
        for v in second:
            common = on_u & incidence[v]
            if common.bit_count() >= least and _are_alone(common, on, everything):
                yield u, v, common


def _are_alone(common: int, on: dict[int, int], everything: int) -> bool:
    """Whether only two rays lie on all these facets."""
    while common:
        bit = common & -common
        everything &= on[bit]
        common ^= bit
    return everything.bit_count() == 2


def rays_on(incidence: Sequence[int]) -> dict[int, int]:
    """Return, for the bit of each inequality, the rays on which it is 0, as bits.

    >>> rays_on([0b01, 0b11])
    {1: 3, 2: 2}
    """
    on: dict[int, int] = {}
    ray = 1
    for bits in incidence:
        rest = bits
        while rest:
            bit = rest & -rest
            on[bit] = on.get(bit, 0) | ray
            rest ^= bit
        ray <<= 1
    return on


def facets_of_cone(incidence: Sequence[int], count: int) -> dict[int, int]:
    """Return the facets of a cone as sets of rays, each with the first inequality that makes it.

    >>> facets_of_cone([0b011, 0b110, 0b101], 3)
    {0: 5, 1: 3, 2: 6}
    """
    on = rays_on(incidence)
    every = (1 << len(incidence)) - 1
    first: dict[int, int] = {}
    for number in range(count):
        first.setdefault(on.get(1 << number, 0), number)
    first.pop(every, None)
    candidates = sum([1 << number for number in first.values()])
    return {
        number: rays
        for rays, number in first.items()
        if _on_all(rays, incidence, candidates) == 1 << number
    }


def _on_all(rays: int, incidence: Sequence[int], candidates: int) -> int:
    """Those of the inequalities that are 0 on all these rays."""
    while rays and candidates & (candidates - 1):
        ray = rays & -rays
        candidates &= incidence[ray.bit_length() - 1]
        rays ^= ray
    return candidates
