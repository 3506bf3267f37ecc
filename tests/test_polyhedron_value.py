"""Polyhedra: a table of named ones, then laws, against subsets of rows and elimination."""

import pickle
from fractions import Fraction
from itertools import combinations, product
from math import comb

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from oracles_lp import INFEASIBLE, UNBOUNDED, by_elimination, name_of_answer
from oracles_polyhedron import (
    are_adjacent,
    directions_by_subsets,
    rank,
    satisfies,
    vertices_by_subsets,
)
from strategies_polyhedron import bounded_rows, box_rows, hulls, rows, small, unimodular

from exactrelu.errors import BudgetError, DimensionError, DomainError, FloatError, FormatError
from exactrelu.lp import LinearProgram, Row
from exactrelu.polyhedron import Polyhedron

HUGE, TINY = Fraction(2) ** 300, Fraction(1, 2**300)
CLOSE = 1 + Fraction(1, 10**20)


def cube(n):
    return Polyhedron.box([(0, 1)] * n)


def cross_polytope(n):
    return Polyhedron([(signs, "<=", 1) for signs in product((1, -1), repeat=n)], dimension=n)


def simplex(n):
    units = [[int(i == j) for i in range(n)] for j in range(n)]
    return Polyhedron([*((u, ">=", 0) for u in units), ([1] * n, "<=", 1)], dimension=n)


def cyclic_polytope(n, m):
    return Polyhedron.hull([[k**i for i in range(1, n + 1)] for k in range(m)])


def pyramid(base_points):
    return Polyhedron.hull([*((*point, 0) for point in base_points), (0, 0, 1)])


# name: polyhedron, dimension, vertices, directions, lines, facets, bounded edges, volume
TABLE = {
    "the point of R^0": (Polyhedron.whole(0), 0, 1, 0, 0, 0, 0, 1),
    "the point of R^0 by true rows": (Polyhedron([([], ">=", -1)]), 0, 1, 0, 0, 0, 0, 1),
    "nothing in R^0": (Polyhedron([([], ">=", 1)]), -1, 0, 0, 0, 0, 0, 0),
    "the line": (Polyhedron.whole(1), 1, 1, 0, 1, 0, 0, None),
    "a half-line": (Polyhedron([([2], ">=", 1)]), 1, 1, 1, 0, 1, 0, None),
    "a segment": (Polyhedron([([2], ">=", 1), ([1], "<=", 1)]), 1, 2, 0, 0, 2, 1, Fraction(1, 2)),
    "a point of the line": (Polyhedron([([1], "=", 3)]), 0, 1, 0, 0, 0, 0, 0),
    "a point by two inequalities": (Polyhedron.box([(1, 1)]), 0, 1, 0, 0, 0, 0, 0),
    "an empty box": (Polyhedron.box([(1, 0), (None, None)]), -1, 0, 0, 0, 0, 0, 0),
    "the space": (Polyhedron.whole(3), 3, 1, 0, 3, 0, 0, None),
    "zero rows that hold": (
        Polyhedron([([0, 0], ">=", -1), ([0, 0], "=", 0), ([0, 0], "<=", 0)]),
        *(2, 1, 0, 2, 0, 0, None),
    ),
    "a zero row that fails": (Polyhedron([([0, 0], "=", 1)]), -1, 0, 0, 0, 0, 0, 0),
    "contradictory rows": (
        Polyhedron([([1, 1], ">=", 1), ([1, 1], "<=", 0)]),
        *(-1, 0, 0, 0, 0, 0, 0),
    ),
    "contradictory only together": (
        Polyhedron([([1, 0], ">=", 0), ([0, 1], ">=", 0), ([1, 1], "<=", -1)]),
        *(-1, 0, 0, 0, 0, 0, 0),
    ),
    "contradictory equations": (
        Polyhedron([([1, 1], "=", 1), ([2, 2], "=", 1)]),
        *(-1, 0, 0, 0, 0, 0, 0),
    ),
    "a hyperplane": (Polyhedron([([1, 2, 3], "=", 4)]), 2, 1, 0, 2, 0, 0, 0),
    "a half-space": (Polyhedron([([1, 2, 3], "<=", 4)]), 3, 1, 1, 2, 1, 0, None),
    "a strip": (
        Polyhedron([([1, 1], ">=", 0), ([1, 1], "<=", 2)]),
        *(2, 2, 0, 1, 2, 1, None),
    ),
    "a strip without width": (
        Polyhedron([([1, 1], ">=", 2), ([1, 1], "<=", 2)]),
        *(1, 1, 0, 1, 0, 0, 0),
    ),
    "a wedge": (Polyhedron([([1, 0, 0], ">=", 0), ([0, 1, 0], ">=", 1)]), 3, 1, 2, 1, 2, 0, None),
    "a cone at 0": (Polyhedron.cone([(1, 0), (1, 1), (2, 1)]), 2, 1, 2, 0, 2, 0, None),
    "a cone elsewhere": (
        Polyhedron([([1, 0], ">=", "1/3"), ([1, -1], "<=", 2)]),
        *(2, 1, 2, 0, 2, 0, None),
    ),
    "a cone without generators": (Polyhedron.cone([], dimension=2), 0, 1, 0, 0, 0, 0, 0),
    "a cone that is a plane": (
        Polyhedron.cone([(1, 0, 0), (0, 1, 0), (-1, -1, 0)]),
        *(2, 1, 0, 2, 0, 0, 0),
    ),
    "a cone with the generator 0": (Polyhedron.cone([(0, 0), (1, 0)]), 1, 1, 1, 0, 1, 0, 0),
    "a point": (Polyhedron.hull([(1, "1/2", 3)]), 0, 1, 0, 0, 0, 0, 0),
    "a point given twice": (Polyhedron.hull([(1, 2), (1, 2)]), 0, 1, 0, 0, 0, 0, 0),
    "no points": (Polyhedron.hull([], directions=[(1, 0)]), -1, 0, 0, 0, 0, 0, 0),
    "a segment in R^3": (Polyhedron.hull([(0, 0, 0), (1, 1, 1), (2, 2, 2)]), 1, 2, 0, 0, 2, 1, 0),
    "a half-line in R^3": (
        Polyhedron.hull([(0, 0, 0), (1, 1, 1)], directions=[(2, 2, 2)]),
        *(1, 1, 1, 0, 1, 0, 0),
    ),
    "a line by two directions": (
        Polyhedron.hull([(0, 1)], directions=[(1, 0), (-2, 0)]),
        *(1, 1, 0, 1, 0, 0, 0),
    ),
    "a half-plane by its hull": (
        Polyhedron.hull([(0, 1), (5, 0)], directions=[(3, 1)], lines=[(1, 0)]),
        *(2, 1, 1, 1, 1, 0, None),
    ),
    "an orthant": (Polyhedron.box([(0, None)] * 4), 4, 1, 4, 0, 4, 0, None),
    "a cube": (cube(3), 3, 8, 0, 0, 6, 12, 1),
    "a cube of dimension 5": (cube(5), 5, 32, 0, 0, 10, 80, 1),
    "an octahedron": (cross_polytope(3), 3, 6, 0, 0, 8, 12, Fraction(4, 3)),
    "a cross-polytope": (cross_polytope(5), 5, 10, 0, 0, 32, 40, Fraction(4, 15)),
    "a simplex": (simplex(6), 6, 7, 0, 0, 7, 21, Fraction(1, 720)),
    "a neighbourly polytope": (
        cyclic_polytope(4, 8),
        *(4, 8, 0, 0, comb(6, 2) + comb(5, 1), comb(8, 2), None),
    ),
    "a pyramid": (
        pyramid([(1, 1), (1, -1), (-1, 1), (-1, -1)]),
        *(3, 5, 0, 0, 5, 8, Fraction(4, 3)),
    ),
    "a pyramid over ten points": (
        pyramid([(k, k * k) for k in range(-5, 5)]),
        *(3, 11, 0, 0, 11, 20, None),
    ),
    "six rows through one vertex": (
        Polyhedron(
            [([a, b, 2], "<=", 2) for a, b in [(2, 0), (-2, 0), (0, 2), (0, -2), (1, 1), (-1, 1)]]
            + [([0, 0, 1], ">=", 0)]
        ),
        *(3, 5, 0, 0, 5, 8, Fraction(4, 3)),
    ),
    "repeated rows": (
        Polyhedron([([1], ">=", 0)] * 3 + [([-2], "<=", 0), ([1], "<=", 1), ([3], "<=", 3)]),
        *(1, 2, 0, 0, 2, 1, 1),
    ),
    "rows scaled by 2^±300": (
        Polyhedron(
            [
                ([HUGE, 0], ">=", 0),
                ([0, TINY], ">=", 0),
                ([TINY, TINY], "<=", TINY),
                ([HUGE, HUGE], "<=", HUGE),
            ]
        ),
        *(2, 3, 0, 0, 3, 3, Fraction(1, 2)),
    ),
    "sides of 2^300 and 2^-300": (Polyhedron.box([(0, HUGE), (0, TINY)]), 2, 4, 0, 0, 4, 4, 1),
    "rows 1e-20 apart": (
        Polyhedron(
            [([1, 0], ">=", 0), ([1, 1], "<=", 1), ([CLOSE, 1], "<=", CLOSE), ([0, 1], ">=", 0)]
        ),
        *(2, 3, 0, 0, 3, 3, Fraction(1, 2)),
    ),
    "a needle 1e-20 wide": (
        Polyhedron([([1, 1], ">=", 1), ([CLOSE, 1], "<=", CLOSE), ([1, 0], ">=", 0)]),
        *(2, 3, 0, 0, 3, 3, (CLOSE - 1) / 2),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name):
    polyhedron, dimension, vertices, directions, lines, facets, edges, volume = TABLE[name]
    assert polyhedron.dimension == dimension
    assert polyhedron.is_empty == (dimension < 0)
    assert len(polyhedron.vertices) == vertices
    assert len(polyhedron.directions) == directions
    assert len(polyhedron.lines) == lines
    assert len(polyhedron.facets) == len(polyhedron.inequalities) == facets
    assert len(polyhedron.adjacency) == edges
    assert polyhedron.is_bounded == (directions == lines == 0)
    if volume is not None or not polyhedron.is_bounded:
        assert polyhedron.volume == volume


@pytest.mark.parametrize("name", TABLE)
def test_the_table_has_no_floats(name):
    polyhedron = TABLE[name][0]
    numbers = {type(x) for vertex in polyhedron.vertices for x in vertex}
    assert numbers <= {Fraction}
    assert {type(x) for v in (*polyhedron.directions, *polyhedron.lines) for x in v} <= {int}
    assert type(polyhedron.volume) in {Fraction, type(None)}


@pytest.mark.parametrize("name", TABLE)
def test_values_can_be_written_down(name):
    polyhedron = TABLE[name][0]
    for other in (
        eval(repr(polyhedron)),
        Polyhedron.from_json(polyhedron.as_json()),
        pickle.loads(pickle.dumps(polyhedron)),
    ):
        assert other.rows == polyhedron.rows
        assert other.ambient_dimension == polyhedron.ambient_dimension
        assert other == polyhedron
        assert hash(other) == hash(polyhedron)


def test_sets_are_compared_and_not_rows():
    assert cube(2) == Polyhedron.hull([(0, 0), (1, 0), (0, 1), (1, 1), ("1/2", 1)])
    assert cube(2) != cube(3)
    assert cube(2) != Polyhedron.box([(0, 1), (0, CLOSE)])
    assert Polyhedron.box([(1, 0)]) == Polyhedron([([3], ">=", 2), ([1], "=", 0)])
    assert Polyhedron.box([(1, 0)]) != Polyhedron.box([(1, 0), (0, 0)])
    assert cube(2) != "cube"
    assert len({cube(3), Polyhedron.hull(cube(3).vertices), cross_polytope(3)}) == 2


def test_equations_are_in_reduced_form():
    plane = Polyhedron([([2, 2, 4], ">=", 6), ([-1, -1, -2], ">=", -3), ([1, 0, 0], "=", "1/2")])
    assert plane.equations == (Row([2, 0, 0], "=", 1), Row([0, 2, 4], "=", 5))
    assert Polyhedron.box([(1, 0)]).equations == (Row([0], "=", 1),)


def test_what_lies_on_the_facets():
    prism = Polyhedron.box([(0, 1), (0, None)])
    on = {facet.row: (facet.vertices, facet.directions) for facet in prism.facets}
    assert prism.vertices == ((0, 0), (1, 0))
    assert on == {
        Row([1, 0], ">=", 0): ((0,), (0,)),
        Row([-1, 0], ">=", -1): ((1,), (0,)),
        Row([0, 1], ">=", 0): ((0, 1), ()),
    }
    assert prism.adjacency == ((0, 1),)
    assert prism.unbounded_edges == ((0, 0), (1, 0))


def test_the_parts_of_a_split():
    above, below = cube(2).split(Row([1, 1], "<=", "1/2"))
    assert (above.volume, below.volume) == (Fraction(7, 8), Fraction(1, 8))
    assert [part.is_empty for part in cube(2).split(([1, 1], "=", 3))] == [True, False]
    assert [part.dimension for part in cube(2).split(([1, 0], "=", 0))] == [2, 1]
    assert [part.dimension for part in Polyhedron.whole(2).split(([0, 0], "=", 0))] == [2, 2]


def test_many_dimensions_go_to_linear_programs():
    n = 30
    box = Polyhedron([*cube(n).rows, ([1] * n, "<=", 40), ([1] * n, ">=", -1)])
    assert (box.dimension, box.is_bounded, len(box.inequalities)) == (n, True, 2 * n)
    assert box == cube(n)
    assert box.interior_point in box
    assert not box.split(([1] * n, ">=", 29))[0].is_empty
    assert box.split(([1] * n, ">=", 30))[0].dimension == 0
    assert box.split(([1] * n, ">=", 31))[0].is_empty
    assert not Polyhedron.box([(0, None)] * n).is_bounded
    assert not Polyhedron.whole(n).is_bounded


def test_the_vertices_in_many_dimensions():
    assert len(simplex(20).vertices) == 21
    assert len(Polyhedron([*cube(9).rows, ([1] * 9, "<=", 8)]).vertices) == 2**9 - 1
    assert Polyhedron.hull(simplex(12).vertices) == simplex(12)


def test_too_many_generators_give_a_proved_bound():
    polyhedron = Polyhedron.box([(0, 1)] * 6, budget=20)
    with pytest.raises(BudgetError, match="generators must be at most 20, but") as caught:
        _ = polyhedron.vertices
    # A cyclic polytope of dimension 6 with 13 vertices has 13/10 * comb(10, 3) facets.
    assert caught.value.upper == 156
    assert caught.value.lower is None
    with pytest.raises(BudgetError):
        Polyhedron.hull(cross_polytope(6).vertices, budget=20)
    assert len(Polyhedron.box([(0, 1)] * 6, budget=64).vertices) == 64
    assert len(Polyhedron.box([(0, 1)] * 6, budget=None).vertices) == 64


REFUSALS = {
    "a ragged row": (
        lambda: Polyhedron([([1], ">=", 0), ([1, 2], ">=", 0)]),
        DimensionError,
        "rows[1] must have 1 coefficients, not 2",
    ),
    "no rows": (
        lambda: Polyhedron([]),
        DimensionError,
        "rows must not be empty, or dimension must be given",
    ),
    "a dimension that is none": (
        lambda: Polyhedron.whole(-1),
        DimensionError,
        "dimension must be a natural number, not -1",
    ),
    "no points": (
        lambda: Polyhedron.hull([]),
        DimensionError,
        "points or directions or lines must not be empty, or dimension must be given",
    ),
    "directions of another space": (
        lambda: Polyhedron.hull([(0, 0)], directions=[(1,)]),
        DimensionError,
        "directions must have 2 coordinates, not 1",
    ),
    "a float": (
        lambda: Polyhedron([([0.5], ">=", 0)]),
        FloatError,
        (
            "rows[0].coefficients[0] must be an exact rational number, not the float 0.5 "
            '(which holds 1/2); write "1/2", or ask for floats="dyadic" or "decimal"'
        ),
    ),
    "a strict row": (
        lambda: Polyhedron([([1], ">", 0)]),
        FormatError,
        "rows[0].relation must be '<=', '=' or '>=', not '>'",
    ),
    "a row that is none": (
        lambda: Polyhedron([3]),
        FormatError,
        "rows[0] must be a Row or a triple (coefficients, relation, bound), not 3",
    ),
    "bounds that are none": (
        lambda: Polyhedron.box([(0, 1, 2)]),
        FormatError,
        "bounds[0] must be a pair (lower, upper), not (0, 1, 2)",
    ),
    "a point of another space": (
        lambda: (1, 2) in cube(3),
        DimensionError,
        "point must have 3 coordinates, not 2",
    ),
    "a polyhedron of another space": (
        lambda: cube(2).intersection(cube(3)),
        DimensionError,
        "other must be a polyhedron of R^2, not of R^3",
    ),
    "a cut of another space": (
        lambda: cube(2).split(([1], "=", 0)),
        DimensionError,
        "row must have 2 coefficients, not 1",
    ),
    "an objective of another space": (
        lambda: cube(2).maximum([1]),
        DimensionError,
        "objective must have 2 coefficients, not 1",
    ),
    "the interior of nothing": (
        lambda: Polyhedron.box([(1, 0)]).interior_point,
        DomainError,
        "polyhedron must have points to have an interior point",
    ),
    "JSON that is no object": (
        lambda: Polyhedron.from_json([]),
        FormatError,
        "polyhedron must be an object with the fields schema, dimension, rows, not []",
    ),
    "JSON without rows": (
        lambda: Polyhedron.from_json({"schema": "exactrelu-polyhedron/1", "dimension": 1}),
        FormatError,
        "polyhedron must have the field 'rows'",
    ),
    "JSON with more": (
        lambda: Polyhedron.from_json({**cube(1).as_json(), "name": "P"}),
        FormatError,
        "polyhedron must not have the unknown field 'name'",
    ),
    "JSON of another schema": (
        lambda: Polyhedron.from_json({**cube(1).as_json(), "schema": "exactrelu-lp/1"}),
        FormatError,
        "schema must be 'exactrelu-polyhedron/1', not 'exactrelu-lp/1'",
    ),
    "JSON with a dimension that is none": (
        lambda: Polyhedron.from_json({**cube(1).as_json(), "dimension": True}),
        DimensionError,
        "dimension must be a natural number, not True",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(name):
    question, error, message = REFUSALS[name]
    with pytest.raises(error) as caught:
        question()
    assert str(caught.value) == message


@given(rows())
def test_emptiness_and_maxima_agree_with_elimination(case):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    for objective in ([0] * n, [1] * n, [(-2) ** k for k in range(n)]):
        program = LinearProgram(objective, triples, sense="max")
        expected = by_elimination(program)
        assert polyhedron.is_empty == (expected == INFEASIBLE)
        assert name_of_answer(polyhedron.maximum(objective)) == expected
        assert largest_over_generators(polyhedron, objective) == expected


def largest_over_generators(polyhedron, objective):
    def value(x):
        return sum((a * b for a, b in zip(objective, x, strict=True)), Fraction(0))

    if polyhedron.is_empty:
        return INFEASIBLE
    if any(value(d) > 0 for d in polyhedron.directions) or any(map(value, polyhedron.lines)):
        return UNBOUNDED
    return max(map(value, polyhedron.vertices))


@given(rows())
@example((1, [((Fraction(1),), "=", Fraction(0))]))
def test_the_vertices_and_directions_are_those_of_subsets_of_rows(case):
    n, triples = case
    assume(rank([a for a, _, _ in triples]) == n)
    polyhedron = Polyhedron(triples, dimension=n)
    assert list(polyhedron.vertices) == sorted(vertices_by_subsets(triples, n))
    if n and not polyhedron.is_empty:
        assert polyhedron.lines == ()
        scaled = {tuple(Fraction(x, sum(map(abs, d))) for x in d) for d in polyhedron.directions}
        assert scaled == directions_by_subsets(triples, n)


@given(rows())
def test_the_generators_describe_the_polyhedron(case):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    again = Polyhedron.hull(
        polyhedron.vertices,
        directions=polyhedron.directions,
        lines=polyhedron.lines,
        dimension=n,
    )
    assert again == polyhedron
    assert (again.vertices, again.directions, again.lines) == (
        polyhedron.vertices,
        polyhedron.directions,
        polyhedron.lines,
    )
    assert again.facets == polyhedron.facets
    assert again.adjacency == polyhedron.adjacency
    assert again.unbounded_edges == polyhedron.unbounded_edges


@given(hulls())
def test_a_hull_is_the_smallest_polyhedron_with_these_generators(case):
    n, points, directions, lines = case
    hull = Polyhedron.hull(points, directions=directions, lines=lines, dimension=n)
    assert hull.is_empty == (not points)
    # The same rows, solved again without knowledge of the hull.
    again = Polyhedron(hull.rows, dimension=n)
    assert again == hull
    assert again.vertices == hull.vertices
    assert again.directions == hull.directions
    assert again.lines == hull.lines
    for point in points:
        assert point in hull
    for row in hull.rows if points else ():
        values = [sum(a * x for a, x in zip(row.coefficients, p, strict=True)) for p in points]
        assert row.bound in values
        ends = [*directions, *lines, *(tuple(-x for x in line) for line in lines)]
        assert all(sum(a * x for a, x in zip(row.coefficients, d, strict=True)) >= 0 for d in ends)


@given(bounded_rows(), st.data())
def test_a_point_is_inside_where_the_rows_hold(case, data):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    point = tuple(data.draw(st.lists(small, min_size=n, max_size=n)))
    assert (point in polyhedron) == satisfies(triples, point)
    if not polyhedron.is_empty:
        inside = polyhedron.interior_point
        assert inside in polyhedron
        for row in polyhedron.inequalities:
            assert sum(a * x for a, x in zip(row.coefficients, inside, strict=True)) > row.bound


@given(bounded_rows())
def test_edges_are_where_the_common_rows_leave_a_line(case):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    pairs = combinations(enumerate(polyhedron.vertices), 2)
    expected = {(i, j) for (i, u), (j, v) in pairs if are_adjacent(triples, u, v)}
    assert set(polyhedron.adjacency) == expected
    if polyhedron.dimension == 3:
        assert len(polyhedron.vertices) - len(expected) + len(polyhedron.facets) == 2


@given(rows(), st.data())
def test_nothing_depends_on_how_the_rows_are_written(case, data):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    turn = {"<=": ">=", "=": "=", ">=": "<="}
    others = []
    for a, relation, b in data.draw(st.permutations(triples)):
        factor = data.draw(st.sampled_from([1, -1, 3, HUGE, -TINY]))
        others += [
            ([factor * v for v in a], relation if factor > 0 else turn[relation], factor * b)
        ] * data.draw(st.integers(1, 2))
    assert Polyhedron(others, dimension=n) == polyhedron
    assert Polyhedron(others, dimension=n).vertices == polyhedron.vertices


@given(rows(), st.data())
def test_unimodular_maps_change_coordinates_only(case, data):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    matrix, inverse = data.draw(unimodular(n))
    shift = data.draw(st.lists(small, min_size=n, max_size=n))

    def image(x, offset):
        return tuple(
            sum(u * v for u, v in zip(r, x, strict=True)) + t
            for r, t in zip(matrix, offset, strict=True)
        )

    moved = []
    for a, relation, b in triples:
        # a·x = (a U^-1)·(y - t) for y = U x + t.
        row = [sum(v * r[j] for v, r in zip(a, inverse, strict=True)) for j in range(n)]
        moved.append((row, relation, b + sum(v * t for v, t in zip(row, shift, strict=True))))
    found = Polyhedron(moved, dimension=n)
    expected = Polyhedron.hull(
        [image(x, shift) for x in polyhedron.vertices],
        directions=[image(x, [0] * n) for x in polyhedron.directions],
        lines=[image(x, [0] * n) for x in polyhedron.lines],
        dimension=n,
    )
    assert found == expected
    assert found.volume == polyhedron.volume
    assert len(found.adjacency) == len(polyhedron.adjacency)


@given(rows(), rows())
def test_intersections_hold_what_both_hold(first, second):
    n = min(first[0], second[0])
    pair = [[(a[:n], relation, b) for a, relation, b in triples] for _, triples in (first, second)]
    polyhedra = [Polyhedron(triples, dimension=n) for triples in pair]
    both = polyhedra[0].intersection(polyhedra[1])
    assert both == Polyhedron([*pair[0], *pair[1]], dimension=n)
    assert both == polyhedra[1].intersection(polyhedra[0])


def test_boxes_are_what_their_bounds_say():
    assert Polyhedron.box([]) == Polyhedron.whole(0)
    assert Polyhedron(box_rows(3, 0, 1)) == cube(3)
