"""Zonotopes: sums of segments.

The zonotope of generators g_1, ..., g_m with the center c is

    Z = {c + λ_1 g_1 + ... + λ_m g_m : -1 <= λ_i <= 1}.

(Arora, Basu, Mianjy and Mukherjee 2016, definition 6, have c = 0.) A vertex maximises some u·x, and
lies where λ_i is the sign of u·g_i, which is not 0 then for any i. So the vertices are the regions
of the arrangement of the hyperplanes orthogonal to the generators, the edges those of what it cuts
in each of its hyperplanes, and the pairs of opposite facets its flats of dimension one above the
least (McMullen, *On zonotopes*, 1971).

>>> hexagon = Zonotope([[1, 0], [0, 1], [1, 1]])
>>> hexagon.vertex_count, hexagon.edge_count, hexagon.support([1, 0]), hexagon.contains([2, 1])
(6, 6, Fraction(2, 1), True)
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from exactrelu.arrangement.flats import central_bounds
from exactrelu.arrangement.hyperplanes import Row, normal_form
from exactrelu.arrangement.regions import signs_of_regions
from exactrelu.arrangement.value import Arrangement
from exactrelu.errors import BudgetError, DimensionError
from exactrelu.linalg import dot, scalar_product
from exactrelu.lp import LinearProgram, Optimal, solve
from exactrelu.rational import (
    Floats,
    Matrix,
    Vector,
    as_matrix,
    as_text,
    as_vector,
    over_common_denominator,
)

__all__ = ["MAX_VERTICES", "Zonotope"]

MAX_VERTICES = 250_000
"""As many vertices as are listed, unless the caller says otherwise."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Zonotope:
    """The zonotope of the generators around the center, which is 0 unless it is given.

    `generators` holds the normal form, which the set determines: no generator is 0, no two are
    parallel, the first entry of each that is not 0 is positive, and they increase by direction.

    Raises NumberError for inexact numbers, DimensionError where lengths differ, and where there is
    neither a generator nor a center.

    >>> Zonotope([[1, 0], [0, 0], [-2, 0], [0, 3]]) == Zonotope([[0, 3], [3, 0]])
    True
    """

    generators: Matrix
    center: Vector

    def __init__(
        self, generators: object, center: object = None, *, floats: Floats = "refuse"
    ) -> None:
        rows = as_matrix(generators, floats=floats, name="generators")
        if not rows and center is None:
            raise DimensionError("generators must have a row, or center must be given")
        middle = [0] * len(rows[0]) if center is None else center
        c = as_vector(middle, floats=floats, name="center")
        if rows and len(rows[0]) != len(c):
            raise DimensionError(f"center must be of dimension {len(rows[0])}, not {len(c)}")
        object.__setattr__(self, "generators", _merged(rows))
        object.__setattr__(self, "center", c)

    @property
    def dimension(self) -> int:
        """The dimension of the zonotope, the rank of the generators.

        >>> Zonotope([[1, 1, 0], [2, 2, 0]]).dimension
        1
        """
        return self.arrangement.rank

    @property
    def arrangement(self) -> Arrangement:
        """The hyperplanes through the origin that are orthogonal to the generators.

        >>> Zonotope([[2, 4]]).arrangement
        Arrangement([['1', '2']], ['0'])
        """
        return Arrangement(self.generators, dimension=len(self.center))

    @property
    def vertices(self) -> tuple[Vector, ...]:
        """The vertices in increasing order.

        >>> [[int(x) for x in vertex] for vertex in Zonotope([[1, 0], [1, 2]]).vertices]
        [[-2, -2], [0, -2], [0, 2], [2, 2]]
        """
        return self.listed_vertices(max_vertices=None)

    def listed_vertices(self, *, max_vertices: int | None = MAX_VERTICES) -> tuple[Vector, ...]:
        """Return the vertices in increasing order, if they are not too many.

        Raises BudgetError, with a proved bracket of their number, for more than `max_vertices`, or
        where the cones of their arrangement have too many rays; None is no limit.

        >>> Zonotope([[1, 0], [0, 1]]).listed_vertices(max_vertices=3)
        Traceback (most recent call last):
        exactrelu.errors.BudgetError: max_vertices must be more than 3: there are at least 4 \
vertices and at most 4
        """
        entries = [entry for row in (self.center, *self.generators) for entry in row]
        integers, q = over_common_denominator(entries)
        width = len(self.center)
        columns = [integers[k::width] for k in range(width)]
        weights = [(1, *signs) for signs in self._signs(max_vertices)]
        corners = sorted([tuple([dot(column, row) for column in columns]) for row in weights])
        return tuple([tuple([Fraction(entry, q) for entry in corner]) for corner in corners])

    def _signs(self, most: int | None) -> list[tuple[int, ...]]:
        """For each vertex the signs with which the generators add up to it."""
        hyperplanes = self.arrangement.hyperplanes
        try:
            return signs_of_regions(hyperplanes, len(self.center), most=most)
        except BudgetError as error:
            raise self._over_budget(int(error.lower or 0), most) from None

    def _over_budget(self, found: int, most: int | None) -> BudgetError:
        """At least those found, or those of a cube; at most as many as in general position."""
        least, upper = central_bounds(len(self.generators), self.dimension)
        lower = max(found, least)
        return BudgetError(
            f"max_vertices must be more than {most}: there are at least {lower} vertices and at "
            f"most {upper}",
            lower=Fraction(lower),
            upper=Fraction(upper),
        )

    @property
    def vertex_count(self) -> int:
        """The number of vertices, counted without listing them."""
        return self.arrangement.region_count

    @property
    def edge_count(self) -> int:
        """The number of edges; a segment has one, a polygon as many as vertices."""
        arrangement = self.arrangement
        hyperplanes = range(len(arrangement.hyperplanes))
        return sum(arrangement.restriction(index).region_count for index in hyperplanes)

    @property
    def facet_count(self) -> int:
        """The number of faces of one dimension less; a point has none.

        >>> Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1]]).facet_count
        6
        """
        counts = self.arrangement.flat_counts
        return 2 * counts[-2] if len(counts) > 1 else 0

    def support(self, direction: object) -> Fraction:
        """Return the largest value of ``direction · x`` on the zonotope.

        >>> Zonotope([[1, 0], [0, 1]], ["1/2", 0]).support([1, -1])
        Fraction(5, 2)
        """
        u = self._point(direction, "direction")
        return scalar_product(u, self.center) + sum(
            abs(scalar_product(u, g)) for g in self.generators
        )

    def contains(self, point: object) -> bool:
        """Return whether the point lies in the zonotope, decided by a linear program.

        >>> Zonotope([[1, 1]]).contains([1, 1]), Zonotope([[1, 1]]).contains([1, 0])
        (True, False)
        """
        x = self._point(point, "point")
        weights = [[g[k] for g in self.generators] for k in range(len(x))]
        wanted = [entry - middle for entry, middle in zip(x, self.center, strict=True)]
        rows = [(row, "=", right) for row, right in zip(weights, wanted, strict=True)]
        count = len(self.generators)
        program = LinearProgram.of([0] * count, rows, bounds=[(-1, 1)] * count)
        return isinstance(solve(program), Optimal)

    def _point(self, values: object, name: str) -> Vector:
        vector = as_vector(values, name=name)
        if len(vector) != len(self.center):
            raise DimensionError(
                f"{name} must be of dimension {len(self.center)}, not {len(vector)}"
            )
        return vector

    def __repr__(self) -> str:
        generators = [[as_text(entry) for entry in row] for row in self.generators]
        return f"Zonotope({generators}, {[as_text(entry) for entry in self.center]})"


def _merged(generators: Matrix) -> Matrix:
    """One generator for each direction, the sum of those along it turned the same way.

    The order of the directions is that of the hyperplanes of an arrangement.
    """
    lengths: dict[Row, Fraction] = defaultdict(Fraction)
    for generator in generators:
        if any(generator):
            direction = normal_form(over_common_denominator(generator)[0])
            place = next(k for k, entry in enumerate(direction) if entry)
            lengths[direction] += abs(generator[place] / direction[place])
    return tuple([tuple([length * k for k in row]) for row, length in sorted(lengths.items())])
