"""The regions of a network: its cells, the affine map on each, and the three counts.

- `activation_regions`: the cells of one activation pattern, with interior. An input of a unit that
  is 0 all over a cell cuts nothing.
- `pieces`: connected components of the open set on which the function is locally affine. Two cells
  are in one piece if a chain of cells with the same affine map leads from one to the other across
  common facets.
- `distinct_affine_maps`: how many affine maps there are on the cells.

>>> from exactrelu.network import Network
>>> absolute_value = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
>>> found = regions(absolute_value)
>>> found.activation_regions, found.pieces, found.distinct_affine_maps
(2, 2, 2)
>>> [(region.interior_point, region.affine_map) for region in found]
[((Fraction(1, 1),), AffineMap([['1']], ['0'])), ((Fraction(-1, 1),), AffineMap([['-1']], ['0']))]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpz_mat

from exactrelu.errors import DimensionError, DomainError
from exactrelu.linalg import nullspace
from exactrelu.network import AffineMap, Network
from exactrelu.polyhedron import INFINITY, Cell, Form, Polyhedron, volume_of_cell
from exactrelu.rational import as_vector, over_common_denominator
from exactrelu.regions.subdivision import Part, cut_by_a_layer, divided, first_part, joined, refined

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from exactrelu.rational import Vector

__all__ = ["Facet", "Region", "Regions", "regions"]


def regions(
    network: Network,
    *,
    domain: Polyhedron | None = None,
    executor: Executor | None = None,
    cells_per_task: int = 500,
) -> Regions:
    """Return the regions of a network on R^n, or on a polyhedron with interior.

    With an executor, the cells are shared out in tasks of about `cells_per_task` cells of an early
    layer; the answer is the same. Raises DimensionError if the domain is one of another space,
    DomainError if it has no interior.

    >>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
    >>> regions(relu, domain=Polyhedron.box([(1, 2), (0, 1)])).activation_regions
    1
    """
    bounding = _bounding(domain, network.input_dimension)
    columns, part = first_part(network, bounding)
    if not part.cells:
        raise DomainError("the domain must have interior points; for a lower-dimensional one, slice")
    if executor is None:
        parts = [refined(part)]
    else:
        parts = [*executor.map(refined, _shared_out(part, cells_per_task))]
    lines = nullspace(
        [form[1:] for form in (*bounding, *_first_forms(network))], columns=network.input_dimension
    )
    return Regions(network, domain, columns, lines, len(bounding), joined(parts))


def _shared_out(part: Part, most: int) -> list[Part]:
    """The part, cut by layers until it has enough cells to be divided."""
    while len(part.cells) < most and len(part.layers) > 1:
        part = cut_by_a_layer(part)
    return divided(part, most)


def _bounding(domain: Polyhedron | None, dimension: int) -> list[Form]:
    """The forms that are not negative on the domain."""
    if domain is None:
        return []
    if domain.ambient_dimension != dimension:
        raise DimensionError(
            f"domain must lie in R^{dimension}, as the network's inputs do, "
            f"not in R^{domain.ambient_dimension}"
        )
    forms = []
    for row in domain.rows:
        sign = -1 if row.relation == "<=" else 1
        flat, _ = over_common_denominator([-row.bound, *row.coefficients])
        forms.append([sign * entry for entry in flat])
        if row.relation == "=":
            forms.append([-entry for entry in flat])
    return forms


def _bounding_values(domain: Polyhedron | None, x: Vector) -> list[Fraction]:
    """The values of the forms that are not negative on the domain."""
    forms = _bounding(domain, len(x))
    return [form[0] + sum((a * v for a, v in zip(form[1:], x, strict=True)), Fraction(0)) for form in forms]


def _first_forms(network: Network) -> list[Sequence[Fraction]]:
    layer = network.layers[0]
    return [(b, *w) for b, w in zip(layer.bias, layer.weights, strict=True)]


class Facet(NamedTuple):
    """A facet of a region: what makes it, its vertices and directions, and who is beyond it.

    `unit` is (layer, unit), both from 0 on, of the hidden unit whose input is 0 on the facet, or
    None where it is the row `bound` of the domain. `neighbour` is the index of the region beyond, or
    None on the boundary of the domain.
    """

    unit: tuple[int, int] | None
    bound: int | None
    vertices: tuple[Vector, ...]
    directions: tuple[Vector, ...]
    neighbour: int | None


@dataclass(frozen=True, eq=False)
class Regions:
    """The regions of a network, in an order that does not depend on how they were found.

    `columns` are the coordinates in which the cells are kept: along the `lines`, with the other
    coordinates, nothing changes. `bounds` is the number of rows of the domain.
    """

    network: Network
    domain: Polyhedron | None
    columns: tuple[int, ...]
    lines: tuple[Vector, ...]
    bounds: int
    part: Part = field(repr=False)

    def __len__(self) -> int:
        return len(self.part.cells)

    def __iter__(self) -> Iterator[Region]:
        return (Region(self, index) for index in range(len(self)))

    def __getitem__(self, index: int) -> Region:
        return Region(self, range(len(self))[index])

    @property
    def activation_regions(self) -> int:
        """The number of cells of one activation pattern."""
        return len(self)

    @cached_property
    def pieces(self) -> int:
        """The number of connected components of the open set on which f is locally affine."""
        return len(set(self.piece_of))

    @cached_property
    def distinct_affine_maps(self) -> int:
        """The number of affine maps."""
        return len(set(self._maps))

    @cached_property
    def piece_of(self) -> tuple[int, ...]:
        """For each region the least index of a region in the same piece."""
        leader = list(range(len(self)))

        def find(index: int) -> int:
            while leader[index] != index:
                leader[index] = index = leader[leader[index]]
            return index

        for pair in self._sharing.values():
            if len(pair) == 2 and self._maps[pair[0]] == self._maps[pair[1]]:
                first, second = sorted(map(find, pair))
                leader[second] = first
        return tuple(map(find, leader))

    @cached_property
    def _sharing(self) -> dict[tuple[int, ...], list[int]]:
        """For each facet, by its corners, the one or two cells that have it."""
        found: dict[tuple[int, ...], list[int]] = {}
        for index, cell in enumerate(self.part.cells):
            for _, corners in _facets(cell):
                found.setdefault(corners, []).append(index)
        return found

    @cached_property
    def _maps(self) -> list[tuple[int, ...]]:
        """The affine map on each cell, in the kept coordinates: its entries and denominator."""
        return [self._map_of(cell) for cell in self.part.cells]

    def _map_of(self, cell: Cell) -> tuple[int, ...]:
        size = self.part.dimension + 1
        corners = [self.part.corners[c] for c in cell.corners]
        if size > 3 and len(corners) > size:
            corners = _independent([corner[:size] for corner in corners], corners)
        matrix = fmpz_mat(size, size, [x for c in corners[:size] for x in c[:size]])
        m = len(corners[0]) - size
        values = fmpz_mat(size, m, [y for c in corners[:size] for y in c[size:]])
        numerators, denominator = matrix.solve(values).numer_denom()
        return (*(int(entry) for entry in numerators.entries()), int(denominator))

    def affine_map(self, index: int) -> AffineMap:
        """The affine map R^n -> R^m that the network is on a region."""
        if self.network.depth == 1:
            return self.network.layers[0]
        *entries, denominator = self._maps[index]
        m, scale = self.network.output_dimension, denominator * self.part.scale
        table = [[Fraction(e, scale) for e in entries[k : k + m]] for k in range(0, len(entries), m)]
        bias, kept = table[0], dict(zip(self.columns, table[1:], strict=True))
        weights = [
            [self._slope(kept, j, i) for j in range(self.network.input_dimension)] for i in range(m)
        ]
        return AffineMap(weights, bias)

    def _slope(self, kept: dict[int, list[Fraction]], column: int, output: int) -> Fraction:
        """The slope along a coordinate, which for those left out follows from the lines."""
        if column in kept:
            return kept[column][output]
        line = next(line for line in self.lines if line[column])
        total = sum((line[j] * slopes[output] for j, slopes in kept.items()), Fraction(0))
        return -total / line[column]

    def point(self, corner: Sequence[int]) -> Vector:
        """A corner's vertex in R^n, or its direction."""
        q = corner[0] or 1
        values = dict(zip(self.columns, corner[1:], strict=False))
        return tuple([Fraction(values.get(j, 0), q) for j in range(self.network.input_dimension)])

    def locate(self, point: object) -> Region | None:
        """Return a region whose closure contains the point, None if it is not in the domain.

        >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
        >>> regions(relu).locate([-3]).pattern
        ((-1,),)
        """
        x = as_vector(point, name="point")
        if len(x) != self.network.input_dimension:
            raise DimensionError(
                f"point must have {self.network.input_dimension} coordinates, not {len(x)}"
            )
        if any(value < 0 for value in _bounding_values(self.domain, x)):
            return None
        positive, negative = self._signs_at(x)
        for index, cell in enumerate(self.part.cells):
            if not negative & cell.positive and not positive & ~(cell.positive | cell.zero):
                return Region(self, index)
        raise AssertionError  # pragma: no cover - the cells cover the domain

    def _signs_at(self, x: Vector) -> tuple[int, int]:
        """The sets of the units whose inputs are positive, and negative, at a point."""
        positive = negative = 0
        bit = 2 << self.bounds
        for layer in self.network.layers[:-1]:
            inputs = layer(x)
            for value in inputs:
                positive |= bit if value > 0 else 0
                negative |= bit if value < 0 else 0
                bit <<= 1
            x = tuple([max(value, Fraction(0)) for value in inputs])
        return positive, negative


@dataclass(frozen=True, slots=True)
class Region:
    """One cell: a pattern, an affine map, a polyhedron with its vertices and neighbours.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> region = regions(relu)[1]
    >>> region.pattern, region.vertices, region.directions, region.is_bounded
    (((1,),), ((Fraction(0, 1),),), ((Fraction(1, 1),),), False)
    """

    regions: Regions
    index: int

    @property
    def _cell(self) -> Cell:
        return self.regions.part.cells[self.index]

    @property
    def pattern(self) -> tuple[tuple[int, ...], ...]:
        """For each hidden layer the signs of its units' inputs inside the cell, 0 for all over 0."""
        positive, zero = self._cell.positive, self._cell.zero
        signs, bit = [], 2 << self.regions.bounds
        for width in self.regions.network.widths:
            layer = []
            for _ in range(width):
                layer.append(1 if positive & bit else 0 if zero & bit else -1)
                bit <<= 1
            signs.append(tuple(layer))
        return tuple(signs)

    @property
    def affine_map(self) -> AffineMap:
        """The affine map R^n -> R^m that the network is on the region."""
        return self.regions.affine_map(self.index)

    @property
    def vertices(self) -> tuple[Vector, ...]:
        """The vertices, up to the lines along which nothing changes."""
        return self._points(self._cell.corners, vertices=True)

    @property
    def directions(self) -> tuple[Vector, ...]:
        """The extreme directions in which the region is unbounded, besides the lines."""
        return self._points(self._cell.corners, vertices=False)

    def _points(self, corners: Sequence[int], *, vertices: bool) -> tuple[Vector, ...]:
        every = (self.regions.part.corners[corner] for corner in corners)
        return tuple([self.regions.point(c) for c in every if (c[0] > 0) == vertices])

    @property
    def interior_point(self) -> Vector:
        """A point inside: the mean of the vertices, moved along the directions."""
        vertices, directions = self.vertices, self.directions
        return tuple(
            sum((v[j] for v in vertices), Fraction(0)) / len(vertices)
            + sum((d[j] for d in directions), Fraction(0))
            for j in range(self.regions.network.input_dimension)
        )

    @property
    def is_bounded(self) -> bool:
        """Whether the region lies in some box."""
        return not self.directions and not self.regions.lines

    @property
    def volume(self) -> Fraction | None:
        """The exact volume in R^n, None if it is infinite."""
        if not self.is_bounded:
            return None
        return volume_of_cell(self._cell, self.regions.part.corners, self.regions.part.dimension)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets, in the order of what makes them."""
        return tuple(self._facet(bit, corners) for bit, corners in _facets(self._cell))

    def _facet(self, bit: int, corners: tuple[int, ...]) -> Facet:
        number = bit - 1
        others = [other for other in self.regions._sharing[corners] if other != self.index]
        unit = self._unit(number - self.regions.bounds) if number >= self.regions.bounds else None
        return Facet(
            unit,
            number if unit is None else None,
            self._points(corners, vertices=True),
            self._points(corners, vertices=False),
            others[0] if others else None,
        )

    def _unit(self, number: int) -> tuple[int, int]:
        for layer, width in enumerate(self.regions.network.widths):
            if number < width:
                return layer, number
            number -= width
        raise AssertionError  # pragma: no cover - every other bit belongs to a unit

    @property
    def neighbours(self) -> tuple[int, ...]:
        """The indices of the regions beyond its facets, in increasing order."""
        return tuple(sorted({f.neighbour for f in self.facets if f.neighbour is not None}))


def _facets(cell: Cell) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The bit and the corners of each facet but the one at infinity."""
    present = 0
    for incidence in cell.incidence:
        present |= incidence
    present &= ~INFINITY
    while present:
        bit = present & -present
        present ^= bit
        pairs = zip(cell.corners, cell.incidence, strict=True)
        yield bit.bit_length() - 1, tuple(sorted([c for c, inc in pairs if inc & bit]))


def _independent(
    vectors: Sequence[Sequence[int]], items: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """The first items whose vectors are independent and span the others."""
    matrix = fmpz_mat([list(vector) for vector in vectors]).transpose()
    reduced, _, rank = matrix.rref()
    columns = range(matrix.ncols())
    return [items[next(j for j in columns if reduced[i, j])] for i in range(rank)]
