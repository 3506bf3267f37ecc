"""The regions of a network: its cells, the affine map on each, and the three counts.

- `activation_regions`: the cells of one activation pattern, with interior. An input of a unit that
  is 0 all over a cell cuts nothing.
- `pieces`: connected components of the open set on which the function is locally affine. Two cells
  are in one piece if a chain of cells with the same affine map leads from one to the other across
  common facets.
- `distinct_affine_maps`: how many affine maps there are on the cells.

>>> from exactrelu.network import Network
>>> from exactrelu.regions import regions
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
from typing import TYPE_CHECKING, NamedTuple, overload

from exactrelu.certificates import region_count
from exactrelu.cpwl import CPWL
from exactrelu.errors import DimensionError
from exactrelu.linalg import affine_value, nullspace
from exactrelu.network import AffineMap
from exactrelu.polyhedron import Complex, facets_of
from exactrelu.rational import as_vector
from exactrelu.regions.domains import bounding_forms, problem_of
from exactrelu.regions.subdivision import joined

if TYPE_CHECKING:
    from exactrelu.certificates import Certificate
    from exactrelu.network import Network
    from exactrelu.polyhedron import Polyhedron
    from exactrelu.rational import Vector
    from exactrelu.regions.subdivision import Part, Refinement

__all__ = ["Facet", "Region", "Regions"]


class Facet(NamedTuple):
    """A facet of a region: what makes it, its vertices and directions, and who is beyond it.

    `unit` is (layer, unit), both from 0 on, of the hidden unit whose input is 0 on the facet, or
    None where the facet is the domain's. `neighbour` is the index of the region beyond, if any.
    """

    unit: tuple[int, int] | None
    vertices: tuple[Vector, ...]
    directions: tuple[Vector, ...]
    neighbour: int | None


@dataclass(frozen=True, eq=False, repr=False)
class Regions(Sequence["Region"]):
    """The regions of a network, in an order that does not depend on how they were found.

    They come in `parts`, of cells in the coordinates of some `columns`. Their number is known from
    the start; their exact corners are computed when something else is asked for.
    """

    network: Network
    domain: Polyhedron | None
    columns: tuple[int, ...] = field(repr=False)
    parts: tuple[Part | Refinement, ...] = field(repr=False)

    def __len__(self) -> int:
        return sum(len(part.cells) for part in self.parts)

    @cached_property
    def function(self) -> CPWL:
        """What the network computes, on its cells."""
        whole, head = joined([part.finished() for part in self.parts]), len(self.columns) + 1
        lines, slopes = self._along_lines()
        corners = tuple([corner[:head] for corner in whole.corners])
        cells = Complex(self.network.input_dimension, self.columns, lines, corners, whole.cells)
        values = tuple([corner[head:] for corner in whole.corners])
        return CPWL(cells, values, whole.scale, slopes)

    def _along_lines(self) -> tuple[tuple[Vector, ...], tuple[Vector, ...]]:
        """The lines along which no unit changes, and the slopes of the network along them."""
        first, n = self.network.layers[0], self.network.input_dimension
        dividing = first.weights if self.network.depth > 1 else ()
        bounding = [form[1:] for form in bounding_forms(self.domain, n)]
        lines = nullspace([*bounding, *dividing], columns=n)
        # Only the output map can change along the lines, where it is the whole network.
        affine = AffineMap(first.weights, [0] * first.output_dimension)
        return lines, tuple(map(affine, lines)) if self.network.depth == 1 else ()

    def __iter__(self) -> Iterator[Region]:
        return (Region(self, index) for index in range(len(self)))

    @overload
    def __getitem__(self, index: int) -> Region: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Region, ...]: ...

    def __getitem__(self, index: int | slice) -> Region | tuple[Region, ...]:
        """Return a region, or those of a slice."""
        numbers = range(len(self))[index]
        if isinstance(numbers, int):
            return Region(self, numbers)
        return tuple([Region(self, number) for number in numbers])

    def __repr__(self) -> str:
        n, m = self.network.input_dimension, self.network.output_dimension
        where = "" if self.domain is None else ", in a polyhedron"
        return f"<Regions of a network R^{n} -> R^{m}{where}: {len(self)}>"

    @property
    def complex(self) -> Complex:
        """The cells, with their geometry."""
        return self.function.complex

    @property
    def activation_regions(self) -> int:
        """The number of cells of one activation pattern."""
        return len(self)

    @property
    def pieces(self) -> int:
        """The number of connected components of the open set on which f is locally affine."""
        return self.function.pieces

    @property
    def distinct_affine_maps(self) -> int:
        """The number of affine maps on the cells."""
        return self.function.distinct_affine_maps

    @property
    def certificate(self) -> Certificate:
        """The certificate, of the kind ``regions``, of `activation_regions`, made anew each time.

        >>> from exactrelu.network import Network
        >>> from exactrelu.regions import regions
        >>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
        >>> regions(relu).certificate.verdict()
        Verdict(status='VALID', reason='there are 2 activation regions')
        """
        return region_count(problem_of(self.network, self.domain), self.activation_regions)

    @property
    def first_unit(self) -> int:
        """The bit of the first hidden unit among the facets, which follows those of the domain."""
        return 1 + len(bounding_forms(self.domain, self.network.input_dimension))

    def locate(self, point: object) -> Region | None:
        """Return a region whose closure contains the point, None if it is not in the domain.

        >>> from exactrelu.network import Network
        >>> from exactrelu.regions import regions
        >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
        >>> regions(relu).locate([-3]).pattern
        ((-1,),)
        """
        x = as_vector(point, name="point")
        if len(x) != self.network.input_dimension:
            raise DimensionError(
                f"point must have {self.network.input_dimension} coordinates, not {len(x)}"
            )
        if any(affine_value(form, x) < 0 for form in bounding_forms(self.domain, len(x))):
            return None
        positive, negative = self._signs_at(x)
        for index, cell in enumerate(self.complex.cells):
            if not negative & cell.positive and not positive & ~(cell.positive | cell.zero):
                return Region(self, index)
        raise AssertionError  # pragma: no cover - the cells cover the domain

    def _signs_at(self, x: Vector) -> tuple[int, int]:
        """The sets of the units whose inputs are positive, and negative, at a point."""
        positive = negative = 0
        bit = 1 << self.first_unit
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

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> region = regions(relu)[1]
    >>> region.pattern, region.vertices, region.directions, region.is_bounded
    (((1,),), ((Fraction(0, 1),),), ((Fraction(1, 1),),), False)
    """

    regions: Regions
    index: int

    @property
    def pattern(self) -> tuple[tuple[int, ...], ...]:
        """For each hidden layer the signs of its units' inputs inside the cell; 0 is 0 all over."""
        cell = self.regions.complex.cells[self.index]
        signs, bit = [], 1 << self.regions.first_unit
        for width in self.regions.network.widths:
            layer = []
            for _ in range(width):
                layer.append(1 if cell.positive & bit else 0 if cell.zero & bit else -1)
                bit <<= 1
            signs.append(tuple(layer))
        return tuple(signs)

    @property
    def affine_map(self) -> AffineMap:
        """The affine map R^n -> R^m that the network is on the region."""
        return self.regions.function.affine_map(self.index)

    @property
    def vertices(self) -> tuple[Vector, ...]:
        """The vertices, up to the lines along which nothing changes."""
        return self.regions.complex.vertices(self.regions.complex.cells[self.index].corners)

    @property
    def directions(self) -> tuple[Vector, ...]:
        """The extreme directions in which the region is unbounded, besides the lines."""
        return self.regions.complex.directions(self.regions.complex.cells[self.index].corners)

    @property
    def interior_point(self) -> Vector:
        """A point inside: the mean of the vertices, moved along the directions."""
        return self.regions.complex.interior_point(self.index)

    @property
    def is_bounded(self) -> bool:
        """Whether the region lies in some box."""
        return self.regions.complex.is_bounded(self.index)

    @property
    def volume(self) -> Fraction | None:
        """The exact volume in R^n, None if it is infinite."""
        return self.regions.complex.volume(self.index)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets: first those of the domain, then those of the units, layer by layer."""
        every = facets_of(self.regions.complex.cells[self.index])
        return tuple(self._facet(number, corners) for number, corners in every)

    def _facet(self, number: int, corners: tuple[int, ...]) -> Facet:
        cells = self.regions.complex
        return Facet(
            self._unit(number - self.regions.first_unit),
            cells.vertices(corners),
            cells.directions(corners),
            cells.beyond(self.index, corners),
        )

    def _unit(self, number: int) -> tuple[int, int] | None:
        if number < 0:
            return None
        for layer, width in enumerate(self.regions.network.widths):
            if number < width:
                return layer, number
            number -= width
        raise AssertionError  # pragma: no cover - every other facet belongs to a unit

    @property
    def neighbours(self) -> tuple[int, ...]:
        """The indices of the regions beyond its facets, in increasing order."""
        return self.regions.complex.neighbours(self.index)
