"""Polyhedra: the sets of points of R^n that satisfy finitely many linear rows.

    P = {x in R^n : a_i·x <= b_i,  a_i·x = b_i  or  a_i·x >= b_i  for each row i}
      = conv(vertices) + cone(directions) + span(lines)

A polyhedron may be empty, unbounded, of lower dimension, or contain lines; rows may be zero,
repeated or contradictory. It is written by its rows; everything else is computed when it is first
asked for (`exactrelu.polyhedron.descriptions`), and kept.

>>> triangle = Polyhedron([([1, 0], ">=", 0), ([0, 1], ">=", 0), ([1, 2], "<=", 2)])
>>> [tuple(map(str, vertex)) for vertex in triangle.vertices]
[('0', '0'), ('0', '1'), ('2', '0')]
>>> triangle.volume, triangle.is_bounded, ("1/2", "1/2") in triangle
(Fraction(1, 1), True, True)
>>> triangle == Polyhedron.hull([(0, 0), (2, 0), (0, 1), ("1/2", "1/2")])
True
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from exactrelu.errors import DimensionError, DomainError
from exactrelu.linalg import dot
from exactrelu.lp import Answer, LinearProgram, Row, solve
from exactrelu.lp.program import as_row
from exactrelu.polyhedron.descriptions import Descriptions
from exactrelu.polyhedron.double_description import BUDGET
from exactrelu.polyhedron.generators import MinimalRows, hull_of
from exactrelu.polyhedron.homogeneous import as_point, of_point, of_row
from exactrelu.polyhedron.homogeneous import as_row as row_of
from exactrelu.polyhedron.reading import (
    SCHEMA,
    common_width,
    direction_of,
    require_length,
    rows_of_box,
    rows_of_json,
    rows_with_width,
)
from exactrelu.polyhedron.volume import volume_of_polytope
from exactrelu.rational import Vector, as_matrix, as_text, as_vector

__all__ = ["Direction", "Facet", "Polyhedron"]

Direction: TypeAlias = tuple[int, ...]
"""A direction of R^n as the integer vector without a common factor."""


class Facet(NamedTuple):
    """A facet: the row ``>=`` that makes it, and the indices of the vertices and directions on it.

    >>> Polyhedron.box([(0, None)]).facets
    (Facet(row=Row(['1'], '>=', '0'), vertices=(0,), directions=()),)
    """

    row: Row
    vertices: tuple[int, ...]
    directions: tuple[int, ...]


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Polyhedron:
    """The set of the points of R^n that satisfy all rows: Rows, or triples that make them.

    `dimension` is n, needed only where there are no rows. `budget` is how many generators may be
    held at a time while they are computed, None for no limit; what needs more raises BudgetError,
    with a proved upper bound on their number. Two polyhedra are equal if they are the same set.

    Raises DimensionError where lengths differ, NumberError for inexact numbers, FormatError for an
    unknown relation.

    >>> half_line = Polyhedron([([2], ">=", 1)])
    >>> half_line.vertices, half_line.directions, half_line.dimension
    (((Fraction(1, 2),),), ((1,),), 1)
    >>> half_line
    Polyhedron([(['2'], '>=', '1')])
    """

    rows: tuple[Row, ...]
    ambient_dimension: int
    budget: int | None

    def __init__(
        self,
        rows: Iterable[object],
        *,
        dimension: int | None = None,
        budget: int | None = BUDGET,
    ) -> None:
        checked, n = rows_with_width(rows, dimension)
        object.__setattr__(self, "rows", checked)
        object.__setattr__(self, "ambient_dimension", n)
        object.__setattr__(self, "budget", budget)

    @classmethod
    def whole(cls, dimension: int) -> Polyhedron:
        """Return R^n.

        >>> Polyhedron.whole(2).lines
        ((1, 0), (0, 1))
        """
        return cls([], dimension=dimension)

    @classmethod
    def box(cls, bounds: Iterable[object], *, budget: int | None = BUDGET) -> Polyhedron:
        """Return the points with lower_j <= x_j <= upper_j for each j; a bound of None is none.

        >>> Polyhedron.box([(0, "1/2"), (None, 3)]).directions
        ((0, -1),)
        """
        rows, n = rows_of_box(bounds)
        return cls(rows, dimension=n, budget=budget)

    @classmethod
    def hull(
        cls,
        points: object,
        *,
        directions: object = (),
        lines: object = (),
        dimension: int | None = None,
        budget: int | None = BUDGET,
    ) -> Polyhedron:
        """Return conv(points) + cone(directions) + span(lines), which is empty without points.

        `dimension` is n, needed only where nothing else tells it.

        >>> Polyhedron.hull([(0, 0), (1, 1)])
        Polyhedron([(['1', '-1'], '=', '0'), (['0', '1'], '>=', '0'), (['0', '-1'], '>=', '-1')])
        """
        parts = {"points": points, "directions": directions, "lines": lines}
        given = {name: as_matrix(part, name=name) for name, part in parts.items()}
        n = common_width(given, dimension)
        generators = hull_of(
            [of_point(point) for point in given["points"]],
            directions=[direction_of(vector) for vector in given["directions"]],
            lines=[direction_of(vector) for vector in given["lines"]],
            dimension=n,
            budget=budget,
        )
        if generators is None:
            return cls([([0] * n, ">=", 1)], budget=budget)
        rows = [row_of(vector, "=") for vector in generators.rows.equations]
        rows += [row_of(vector, ">=") for vector in generators.rows.facets]
        found = cls(rows, dimension=n, budget=budget)
        # A cached property looks here first.
        vars(found)["_known"] = Descriptions(rows, n, budget=budget, generators=generators)
        return found

    @classmethod
    def cone(
        cls, generators: object, *, dimension: int | None = None, budget: int | None = BUDGET
    ) -> Polyhedron:
        """Return the cone of the sums of nonnegative multiples of the generators.

        >>> Polyhedron.cone([(1, 0), (1, 1)]).facets[1].row
        Row(['1', '-1'], '>=', '0')
        """
        matrix = as_matrix(generators, name="generators")
        n = common_width({"generators": matrix}, dimension)
        return cls.hull([[0] * n], directions=matrix, dimension=n, budget=budget)

    @property
    def is_empty(self) -> bool:
        """Whether there is no point; the answer to `maximum` of any objective then has the proof.

        >>> Polyhedron.box([(1, 0)]).is_empty
        True
        """
        return self._known.is_empty

    @property
    def dimension(self) -> int:
        """The dimension of the affine hull; -1 if there are no points.

        >>> Polyhedron([([1, 1], "=", 1)]).dimension
        1
        """
        equations = self._known.equations
        return -1 if equations is None else self.ambient_dimension - len(equations)

    @property
    def is_bounded(self) -> bool:
        """Whether the coordinates of all points are bounded, as they are if there are no points.

        >>> Polyhedron.whole(0).is_bounded, Polyhedron.whole(1).is_bounded
        (True, False)
        """
        return self._known.is_bounded

    @property
    def interior_point(self) -> Vector:
        """A point of the relative interior; DomainError if there are no points.

        >>> Polyhedron([([1], ">=", 2)]).interior_point
        (Fraction(3, 1),)
        """
        point = self._known.interior_point
        if point is None:
            raise DomainError("polyhedron must have points to have an interior point")
        return point

    @cached_property
    def equations(self) -> tuple[Row, ...]:
        """Rows ``=`` that define the affine hull, solved for its first coordinates.

        >>> Polyhedron([([1, 1], ">=", 2), ([2, 2], "<=", 4)]).equations
        (Row(['1', '1'], '=', '2'),)
        """
        equations = self._known.equations
        if equations is None:
            return (Row([0] * self.ambient_dimension, "=", 1),)
        return tuple([row_of(vector, "=") for vector in equations])

    @cached_property
    def inequalities(self) -> tuple[Row, ...]:
        """One row ``>=`` for each facet, reduced by the equations; `facets` tells what lies on it.

        >>> Polyhedron([([1], ">=", 0), ([2], ">=", 0), ([1], ">=", -1)]).inequalities
        (Row(['1'], '>=', '0'),)
        """
        facets = self._known.minimal.facets if self._known.minimal else ()
        return tuple([row_of(vector, ">=") for vector in facets])

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The facets, in the order of `inequalities`.

        >>> Polyhedron.box([(0, 1), (0, None)]).facets[1]
        Facet(row=Row(['1', '0'], '>=', '0'), vertices=(0,), directions=(0,))
        """
        if self._known.generators is None:
            return ()
        count = len(self._known.generators.vertices)
        return tuple(
            [
                Facet(row, _numbers(on & (1 << count) - 1), _numbers(on >> count))
                for row, on in zip(self.inequalities, self._known.generators.incidence, strict=True)
            ]
        )

    @cached_property
    def vertices(self) -> tuple[Vector, ...]:
        """The vertices in lexicographic order; where there are lines, a point on each minimal face.

        Of the points of a minimal face it is the one that is 0 in the first coordinates in which
        the lines are independent.

        >>> Polyhedron([([1, 1], ">=", 2)]).vertices
        ((Fraction(0, 1), Fraction(2, 1)),)
        """
        return (
            tuple(map(as_point, self._known.generators.vertices)) if self._known.generators else ()
        )

    @cached_property
    def directions(self) -> tuple[Direction, ...]:
        """The extreme directions of the recession cone, modulo the lines, in lexicographic order.

        >>> Polyhedron([([1, 2], ">=", 0), ([1, 0], ">=", 0)]).directions
        ((0, 1), (2, -1))
        """
        generators = self._known.generators
        return tuple([vector[1:] for vector in generators.directions]) if generators else ()

    @cached_property
    def lines(self) -> tuple[Direction, ...]:
        """The reduced basis of the space of the directions in which there are whole lines.

        >>> Polyhedron([([1, 1], ">=", 0)]).lines
        ((1, -1),)
        """
        return (
            tuple([vector[1:] for vector in self._known.generators.lines])
            if self._known.generators
            else ()
        )

    @cached_property
    def adjacency(self) -> tuple[tuple[int, int], ...]:
        """The pairs of indices of vertices between which there is an edge (modulo the lines).

        >>> Polyhedron.box([(0, 1), (0, 1)]).adjacency
        ((0, 1), (0, 2), (1, 3), (2, 3))
        """
        return tuple([pair for pair in self._known.edges if pair[1] < len(self.vertices)])

    @cached_property
    def unbounded_edges(self) -> tuple[tuple[int, int], ...]:
        """The edges from a vertex to infinity: its index, and that of the direction.

        >>> Polyhedron.box([(0, 1), (0, None)]).unbounded_edges
        ((0, 0), (1, 0))
        """
        count = len(self.vertices)
        return tuple([(u, v - count) for u, v in self._known.edges if v >= count])

    @cached_property
    def volume(self) -> Fraction | None:
        """The n-dimensional volume, None if it is infinite.

        It is 0 if the dimension is below n, bounded or not, and 1 for the point of R^0.

        >>> Polyhedron.hull([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]).volume
        Fraction(1, 6)
        """
        if self.dimension < self.ambient_dimension or self._known.generators is None:
            return Fraction(0)
        if not self.is_bounded:
            return None
        return volume_of_polytope(self._known.generators.vertices, self._known.generators.incidence)

    def contains(self, point: object) -> bool:
        """Return whether a point satisfies all rows; so does ``point in polyhedron``.

        >>> Polyhedron([([1, 1], "<=", 1)]).contains(["1/3", "2/3"])
        True
        """
        x = as_vector(point, name="point")
        require_length(x, self.ambient_dimension, "point must have {} coordinates")
        vector = of_point(x)
        values = [(dot(of_row(row), vector), row.relation) for row in self.rows]
        return all(value == 0 if relation == "=" else value >= 0 for value, relation in values)

    __contains__ = contains

    def intersection(self, other: Polyhedron) -> Polyhedron:
        """Return the points that are in both polyhedra.

        >>> Polyhedron.box([(0, 2)]).intersection(Polyhedron.box([(1, 3)])).vertices
        ((Fraction(1, 1),), (Fraction(2, 1),))
        """
        n = self.ambient_dimension
        if other.ambient_dimension != n:
            raise DimensionError(
                f"other must be a polyhedron of R^{n}, not of R^{other.ambient_dimension}"
            )
        return Polyhedron([*self.rows, *other.rows], dimension=n, budget=self.budget)

    def split(self, row: object) -> tuple[Polyhedron, Polyhedron]:
        """Return the parts where ``a·x >= b`` and where ``a·x <= b``, for a row of any relation.

        >>> [part.volume for part in Polyhedron.box([(0, 1)]).split(([3], "=", 1))]
        [Fraction(2, 3), Fraction(1, 3)]
        """
        cut = as_row(row, "row")
        require_length(cut.coefficients, self.ambient_dimension, "row must have {} coefficients")
        return self._with(cut, ">="), self._with(cut, "<=")

    def _with(self, row: Row, relation: str) -> Polyhedron:
        rows = [*self.rows, Row(row.coefficients, relation, row.bound)]
        return Polyhedron(rows, dimension=self.ambient_dimension, budget=self.budget)

    def maximum(self, objective: object) -> Answer:
        """Return the largest value of ``objective · x`` with its proof, from `exactrelu.lp.solve`.

        The answer is Optimal, Unbounded or, if there are no points, Infeasible. The value is that
        of the support function.

        >>> Polyhedron.box([(0, 1), (0, 1)]).maximum([1, "1/2"]).value
        Fraction(3, 2)
        """
        vector = as_vector(objective, name="objective")
        require_length(vector, self.ambient_dimension, "objective must have {} coefficients")
        return solve(LinearProgram(vector, self.rows, sense="max"))

    def as_json(self) -> dict[str, Any]:
        """Return the rows as a JSON value, in the form that linear programs have.

        >>> Polyhedron([(["1/2"], ">=", 1)]).as_json()["rows"]
        [{'coefficients': ['1/2'], 'relation': '>=', 'bound': '1'}]
        """
        rows = LinearProgram([0] * self.ambient_dimension, self.rows).as_json()["rows"]
        return {"schema": SCHEMA, "dimension": self.ambient_dimension, "rows": rows}

    @classmethod
    def from_json(cls, value: object) -> Polyhedron:
        """Return the polyhedron that a JSON value holds; the converse of `as_json`.

        Raises FormatError for an unknown schema or field, and what the constructor raises.

        >>> Polyhedron.from_json(Polyhedron.whole(2).as_json())
        Polyhedron.whole(2)
        """
        rows, n = rows_of_json(value)
        return cls(rows, dimension=n)

    @cached_property
    def _known(self) -> Descriptions:
        return Descriptions(self.rows, self.ambient_dimension, budget=self.budget)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Polyhedron):
            return NotImplemented
        return self._normal_form == other._normal_form

    def __hash__(self) -> int:
        return hash(self._normal_form)

    @property
    def _normal_form(self) -> tuple[int, MinimalRows | None]:
        return self.ambient_dimension, self._known.minimal

    def __repr__(self) -> str:
        if not self.rows:
            return f"Polyhedron.whole({self.ambient_dimension})"
        rows = [
            ([as_text(entry) for entry in row.coefficients], row.relation, as_text(row.bound))
            for row in self.rows
        ]
        return f"Polyhedron({rows})"


def _numbers(bits: int) -> tuple[int, ...]:
    return tuple([k for k in range(bits.bit_length()) if bits >> k & 1])
