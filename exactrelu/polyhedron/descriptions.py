"""What is found out about a polyhedron, each thing when it is first asked for.

There are two ways. Double description finds vertices, directions and lines, from which everything
else is read off; it is the first choice where this is cheap (`is_by_generators`). Elsewhere exact
linear programs decide emptiness, dimension and boundedness, and find an interior point and the
minimal rows; the generators are computed from these only for what cannot be said without them.

>>> square = Descriptions([Row([s, t], "<=", 1) for s in (1, -1) for t in (1, -1)], 2)
>>> square.is_bounded, len(square.generators.vertices)
(True, 4)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from exactrelu.lp import Row
from exactrelu.polyhedron import by_lp
from exactrelu.polyhedron.double_description import BUDGET, most_generators
from exactrelu.polyhedron.generators import Generators, MinimalRows, generators_of, reduced_rows
from exactrelu.polyhedron.homogeneous import Integers, as_point, of_row
from exactrelu.rational import Vector

__all__ = ["Descriptions", "is_by_generators"]

LARGEST_DIMENSION = 8
GENERATORS_A_ROW = 200


def is_by_generators(rows: int, dimension: int) -> bool:
    """Return whether a polyhedron of so many rows is described by its generators first.

    So it is in dimensions up to 8, unless the upper bound theorem allows more than 200 generators
    for each row: linear programs are then much faster, and a little already from 50 on, but they
    find no vertices.

    >>> is_by_generators(16, 8), is_by_generators(40, 8), is_by_generators(18, 9)
    (True, False, False)
    """
    if dimension > LARGEST_DIMENSION:
        return False
    return most_generators(rows + 1, dimension + 1) <= GENERATORS_A_ROW * (rows + 1)


class Descriptions:
    """The descriptions of {x in R^n : the rows hold}, kept once they have been computed.

    Where `generators` are given, as those of a hull are, nothing is left to linear programs.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        dimension: int,
        *,
        budget: int | None = BUDGET,
        generators: Generators | None = None,
    ) -> None:
        self.rows = tuple(rows)
        self.dimension = dimension
        self.budget = budget
        self.by_generators = generators is not None or is_by_generators(len(self.rows), dimension)
        if generators:
            # A cached property looks here first.
            vars(self)["generators"] = generators

    @cached_property
    def generators(self) -> Generators | None:
        """Both descriptions by double description; None if there are no points."""
        if self.by_generators:
            equations = [of_row(row) for row in self.rows if row.relation == "="]
            inequalities = [of_row(row) for row in self.rows if row.relation != "="]
        elif self.minimal is None:
            return None
        else:
            # To remove the redundant rows first is cheaper than to carry them along.
            equations, inequalities = map(list, self.minimal)
        return generators_of(
            inequalities, equations=equations, dimension=self.dimension, budget=self.budget
        )

    @cached_property
    def inside(self) -> tuple[Vector, tuple[Row, ...]] | None:
        """A point of the relative interior, and the rows with the implicit equations, by programs.

        None if there are no points.
        """
        return by_lp.relative_interior(self.rows, self.dimension)

    @cached_property
    def equations(self) -> tuple[Integers, ...] | None:
        """The equations of the affine hull; None if there are no points."""
        if self.by_generators:
            return self.generators.rows.equations if self.generators else None
        if self.inside is None:
            return None
        equations = [of_row(row) for row in self.inside[1] if row.relation == "="]
        return reduced_rows(equations, (), self.dimension + 1).equations

    @cached_property
    def minimal(self) -> MinimalRows | None:
        """The equations and the facets; None if there are no points."""
        if self.by_generators:
            return self.generators.rows if self.generators else None
        return by_lp.minimal_rows(self.inside[1], self.inside[0]) if self.inside else None

    @property
    def is_empty(self) -> bool:
        """Whether there are no points."""
        return (self.generators if self.by_generators else self.inside) is None

    @cached_property
    def is_bounded(self) -> bool:
        """Whether there is no direction and no line."""
        if self.by_generators:
            return not (self.generators and (self.generators.directions or self.generators.lines))
        return self.inside is None or by_lp.is_bounded(self.inside[1], self.dimension)

    @cached_property
    def interior_point(self) -> Vector | None:
        """A point of the relative interior; None if there are no points."""
        if self.by_generators:
            return _middle(self.generators) if self.generators else None
        return self.inside[0] if self.inside else None

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """The pairs of numbers of generators that span an edge, the vertices being first."""
        return self.generators.edges() if self.generators else []


def _middle(generators: Generators) -> Vector:
    """The mean of the vertices, moved along all directions."""
    points = [as_point(vertex) for vertex in generators.vertices]
    mean = [sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True)]
    for _, *direction in generators.directions:
        mean = [x + d for x, d in zip(mean, direction, strict=True)]
    return tuple(mean)
