"""Continuous piecewise affine functions R^n -> R^m on a complex of cells.

The function is given by its values at the corners of the cells, along a direction by its slope; it
is affine on each cell. The *pieces* are the connected components of the open set on which it is
locally affine: cells with the same affine map, joined across common facets.

>>> half_lines = Complex(1, (0,), (), ((1, 0), (0, 1), (0, -1)), (Cell((0, 1), (2, 1)),
...                                                              Cell((0, 2), (2, 1))))
>>> absolute_value = CPWL(half_lines, ((0,), (1,), (1,)))
>>> absolute_value.pieces, absolute_value.affine_map(1)
(2, AffineMap([['-1']], ['0']))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, cast

from flint import fmpq_mat, fmpz_mat

from exactrelu.cpwl.fingerprints import fingerprints
from exactrelu.errors import DomainError
from exactrelu.network import AffineMap
from exactrelu.network.value import as_point
from exactrelu.polyhedron import Cell, Complex
from exactrelu.rational import as_text

if TYPE_CHECKING:
    from exactrelu.rational import Vector

__all__ = ["CPWL"]


@dataclass(frozen=True, eq=False, repr=False)
class CPWL:
    """A function on a complex: `values` has at each corner q times `scale` times the m values.

    `slopes` has the m slopes along each line of the complex; by default the function is constant
    along the lines. Two functions are equal as values only if they are one; `is_zero` of a
    difference, or `exactrelu.regions.equal` for networks, compares what they compute.
    """

    complex: Complex
    values: tuple[tuple[int, ...], ...] = field(repr=False)
    scale: int = 1
    slopes: tuple[Vector, ...] = ()

    def __call__(self, point: object) -> Vector:
        """Return the values at a point, given as a sequence or, if n = 1, as a number.

        The cell with the point is looked for among all of them; a network is faster. Raises
        DimensionError for a point of another dimension, DomainError for one in no cell.

        >>> half_line = Complex(1, (0,), (), ((1, 0), (0, 1)), (Cell((0, 1), (2, 1)),))
        >>> CPWL(half_line, ((0,), (2,)))(3)
        (Fraction(6, 1),)
        """
        x = as_point(point, self.input_dimension)
        index = self.complex.locate(x)
        if index is None:
            text = ",".join(map(as_text, x))
            raise DomainError(f"point must lie in a cell of the function, not be {text:.80}")
        return self.affine_map(index)(x)

    def __repr__(self) -> str:
        n, m, cells = self.input_dimension, self.output_dimension, len(self.complex.cells)
        return f"<CPWL R^{n} -> R^{m}, cells: {cells}>"

    @property
    def input_dimension(self) -> int:
        """The dimension n of the points."""
        return self.complex.ambient_dimension

    @property
    def output_dimension(self) -> int:
        """The dimension m of the values."""
        return len(self.values[0])

    def value(self, corner: int) -> Vector:
        """The values at a vertex, or the slopes along a direction."""
        q = self.complex.corners[corner][0] or 1
        return tuple([Fraction(entry, q * self.scale) for entry in self.values[corner]])

    @cached_property
    def pieces(self) -> int:
        """The number of connected components of the open set on which f is locally affine."""
        return len(set(self.piece_of))

    @cached_property
    def distinct_affine_maps(self) -> int:
        """The number of affine maps on the cells."""
        return len(set(self.class_of))

    @cached_property
    def piece_of(self) -> tuple[int, ...]:
        """For each cell the least index of a cell in the same piece."""
        leader = list(range(len(self.complex.cells)))

        def find(index: int) -> int:
            while leader[index] != index:
                leader[index] = index = leader[leader[index]]
            return index

        for pair in self.complex.sharing.values():
            if len(pair) == 2 and self.class_of[pair[0]] == self.class_of[pair[1]]:
                first, second = sorted(map(find, pair))
                leader[second] = first
        return tuple(map(find, leader))

    def affine_map(self, index: int) -> AffineMap:
        """The affine map R^n -> R^m that the function is on a cell."""
        *entries, denominator = self._map_of(self.complex.cells[index])
        m, scale = self.output_dimension, denominator * self.scale
        table = [
            [Fraction(e, scale) for e in entries[k : k + m]] for k in range(0, len(entries), m)
        ]
        slopes = dict(zip(self.complex.columns, table[1:], strict=True))
        weights = [
            [self._slope(slopes, j, i) for j in range(self.input_dimension)] for i in range(m)
        ]
        return AffineMap(weights, table[0])

    def _slope(self, slopes: dict[int, list[Fraction]], column: int, output: int) -> Fraction:
        """The slope along a coordinate; for those that are not kept, the lines say it."""
        if column in slopes:
            return slopes[column][output]
        # The basis of the lines has a 1 in this coordinate, once, and 0 in the others not kept.
        number = next(k for k, line in enumerate(self.complex.lines) if line[column])
        line = self.complex.lines[number]
        along = self.slopes[number][output] if self.slopes else Fraction(0)
        return along - sum((line[j] * slope[output] for j, slope in slopes.items()), Fraction(0))

    @cached_property
    def class_of(self) -> tuple[int, ...]:
        """For each cell the least index of a cell with the same affine map.

        Maps are compared if their remainders modulo a prime are equal, or if one is not known.
        """
        cells, size = self.complex.cells, self.complex.dimension + 1
        points = [corner[:size] for corner in self.complex.corners]
        found = fingerprints(points, self.values, [cell.corners for cell in cells])
        alike = Counter([None] * len(found) if None in found else found)
        least: dict[tuple[int, ...], int] = {}
        return tuple(
            [
                least.setdefault(self._map_of(cells[k]), k) if alike[found[k]] != 1 else k
                for k in range(len(cells))
            ]
        )

    def _map_of(self, cell: Cell) -> tuple[int, ...]:
        """The affine map on a cell, in the kept coordinates: its entries and denominator."""
        size = self.complex.dimension + 1
        corners = _independent(cell, size) if size > 3 else cell.corners[:size]
        points = [self.complex.corners[c][:size] for c in corners]
        values = [self.values[c] for c in corners]
        matrix = fmpz_mat(size, size, [entry for point in points for entry in point])
        right = fmpz_mat(size, len(values[0]), [entry for value in values for entry in value])
        numerators, denominator = cast("fmpq_mat", matrix.solve(right)).numer_denom()
        return (*(int(entry) for entry in numerators.entries()), int(denominator))


def _independent(cell: Cell, size: int) -> Sequence[int]:
    """So many corners that are linearly independent; any three corners of a polygon are.

    The corners chosen so far lie in a smallest face, on the facets that they have in common.
    Outside of it, a corner with the most of these facets leads to a face of one dimension more.
    """
    if len(cell.corners) == size:
        return cell.corners
    chosen, common = [cell.corners[0]], cell.incidence[0]
    while len(chosen) < size:
        meets = [
            ((facets & common).bit_count(), corner, facets)
            for corner, facets in zip(cell.corners, cell.incidence, strict=True)
            if facets & common != common
        ]
        _, corner, facets = max(meets)
        chosen.append(corner)
        common &= facets
    return chosen
