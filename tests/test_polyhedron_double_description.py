"""Generators of cones: smallest cones, degenerate ones, the bound on their number, and budgets."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracles_polyhedron import product, rank

from exactrelu.errors import BudgetError
from exactrelu.linalg import primitive
from exactrelu.polyhedron.double_description import (
    facets_of_cone,
    generators_of_cone,
    most_generators,
)
from exactrelu.polyhedron.homogeneous import echelon, nullspace

CASES = {
    "no space": ([], [], 0, set(), 0),
    "a line": ([], [], 1, set(), 1),
    "a half-line": ([(2,)], [], 1, {(1,)}, 0),
    "a point": ([(1,), (-1,)], [], 1, set(), 0),
    "a point by an equation": ([], [(3,)], 1, set(), 0),
    "zero rows": ([(0, 0)], [(0, 0)], 2, set(), 2),
    "a half-plane": ([(0, 5)], [], 2, {(0, 1)}, 1),
    "a line by two rows": ([(1, 1), (-1, -1)], [], 2, set(), 1),
    "a quadrant, each row twice": ([(1, 0), (0, 1), (2, 0), (0, 3)], [], 2, {(1, 0), (0, 1)}, 0),
    "a half-line by three rows": ([(1, 0), (0, 1), (-1, 0)], [], 2, {(0, 1)}, 0),
    "over a square": (
        [(1, 1, 0), (1, -1, 0), (1, 0, 1), (1, 0, -1)],
        *([], 3, {(1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1)}, 0),
    ),
    "over a square, with a row that touches it at a corner": (
        [(1, 1, 0), (1, -1, 0), (1, 0, 1), (1, 0, -1), (2, 1, 1)],
        *([], 3, {(1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1)}, 0),
    ),
    "over the diagonal of a square": (
        [(1, 1, 0), (1, -1, 0), (1, 0, 1), (1, 0, -1)],
        *([(0, 1, -1)], 3, {(1, 1, 1), (1, -1, -1)}, 0),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_generators_of_named_cones(name):
    inequalities, equations, dimension, rays, lines = CASES[name]
    cone = generators_of_cone(inequalities, equations=equations, dimension=dimension)
    assert set(cone.rays) == rays or lines
    assert (len(cone.rays), len(cone.lines)) == (len(rays), lines)


@st.composite
def cones(draw):
    d = draw(st.integers(1, 4))
    vector = st.tuples(*[st.integers(-2, 2)] * d)
    return d, draw(st.lists(vector, max_size=7)), draw(st.lists(vector, max_size=1))


@given(cones())
@example((3, [(1, 0, 0), (0, 1, 0), (0, 0, 1), (-1, -1, 0)], []))
def test_the_generators_satisfy_the_definition(case):
    """Lines are the lineality; rays lie on subsets of rows that leave one direction beside it."""
    d, inequalities, equations = case
    cone = generators_of_cone(inequalities, equations=equations, dimension=d)
    assert len(cone.lines) == rank(cone.lines) == d - rank([*inequalities, *equations])
    for line in cone.lines:
        assert not any(product(g, line) for g in (*inequalities, *equations))
    for ray, on in zip(cone.rays, cone.incidence, strict=True):
        values = [product(g, ray) for g in inequalities]
        assert min(values, default=0) >= 0
        assert not any(product(g, ray) for g in equations)
        tight = [g for g, value in zip(inequalities, values, strict=True) if not value]
        assert rank([*tight, *equations]) == d - len(cone.lines) - 1
        assert on == sum(1 << k for k, value in enumerate(values) if not value)
        assert primitive(ray) == ray
    assert len(set(cone.incidence)) == len(cone.incidence)
    assert len(cone.rays) == number_of_extreme_rays(d, inequalities, equations)


def number_of_extreme_rays(d, inequalities, equations):
    """Faces one dimension above the lineality: the sets of all rows tight at some such point."""
    lineality = d - rank([*inequalities, *equations])
    found = set()
    for size in range(len(inequalities) + 1):
        for chosen in combinations(range(len(inequalities)), size):
            normals = [*(inequalities[k] for k in chosen), *equations]
            if d - rank(normals) != lineality + 1:
                continue
            for x in nullspace(normals, d):
                for ray in (x, tuple(-v for v in x)):
                    values = [product(g, ray) for g in inequalities]
                    if min(values, default=0) >= 0 and any(values):
                        found.add(tuple(value == 0 for value in values))
    return len(found)


@given(cones())
def test_the_dual_of_the_dual_is_the_cone(case):
    d, inequalities, equations = case
    cone = generators_of_cone(inequalities, equations=equations, dimension=d)
    dual = generators_of_cone(cone.rays, equations=cone.lines, dimension=d)
    again = generators_of_cone(dual.rays, equations=dual.lines, dimension=d)
    space = echelon(cone.lines, d)
    assert echelon(again.lines, d) == space
    assert set(map(space.reduced, again.rays)) == set(map(space.reduced, cone.rays))


@given(cones())
def test_facets_of_a_cone_have_the_rank_of_facets(case):
    d, inequalities, equations = case
    cone = generators_of_cone(inequalities, equations=equations, dimension=d)
    span = rank([*cone.rays, *cone.lines])
    facets = facets_of_cone(cone.incidence, len(inequalities))
    for k, g in enumerate(inequalities):
        on = [ray for ray in cone.rays if product(g, ray) == 0]
        is_facet = len(on) < len(cone.rays) and rank([*on, *cone.lines]) == span - 1
        bits = sum(1 << i for i, ray in enumerate(cone.rays) if product(g, ray) == 0)
        assert is_facet == (bits in facets.values())
        assert k not in facets or facets[k] == bits


@given(cones())
def test_there_are_never_more_rays_than_the_upper_bound(case):
    d, inequalities, equations = case
    cone = generators_of_cone(inequalities, equations=equations, dimension=d)
    assert len(cone.rays) <= most_generators(len(inequalities), d)


def test_the_upper_bound_is_attained_over_polars_of_cyclic_polytopes():
    for count in range(1, 9):
        most = 0
        for d in range(1, min(count, 6) + 1):
            # Their cones, times lines, are the largest ones in spaces of more dimensions.
            curve = [tuple(k**i for i in range(d)) for k in range(count)]
            most = max(most, len(generators_of_cone(curve, dimension=d).rays))
            assert most_generators(count, d) == most
    assert most_generators(0, 3) == most_generators(3, 0) == 0


def test_a_budget_is_on_the_rays_on_the_way():
    cube = [(1, *(s * (i == j) for i in range(4))) for j in range(4) for s in (1, -1)]
    assert len(generators_of_cone(cube, dimension=5, budget=16).rays) == 16
    with pytest.raises(BudgetError) as caught:
        generators_of_cone(cube, dimension=5, budget=15)
    assert str(caught.value) == (
        "generators must be at most 15, but 8 of 8 inequalities have more; all have at most 20"
    )
    assert (caught.value.lower, caught.value.upper) == (None, 20)
