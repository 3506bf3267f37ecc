"""Zonotopes, against the hull of all sums, which linear programs decide."""

from fractions import Fraction as Q
from itertools import combinations, product
from math import comb
from random import Random

import oracles_arrangement as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactrelu.arrangement import Zonotope
from exactrelu.errors import DimensionError, FloatError

# generators, center; dimension, vertices, edges, facets.
CASES = {
    "a point": (([], [1, 2]), 0, 1, 0, 0),
    "the point of R^0": (([], []), 0, 1, 0, 0),
    "a zero generator": (([[0, 0]], None), 0, 1, 0, 0),
    "a segment": (([[2, 4]], None), 1, 2, 1, 2),
    "a segment by parallel generators": (([[1, 2], [-1, -2], ["1/2", 1]], [3, 0]), 1, 2, 1, 2),
    "a segment of the line": (([[1], [-3]], [5]), 1, 2, 1, 2),
    "a square": (([[1, 0], [0, 1]], None), 2, 4, 4, 4),
    "a square in R^3": (([[1, 0, 0], [0, 1, 0], [0, 0, 0]], None), 2, 4, 4, 4),
    "a hexagon": (([[1, 0], [0, 1], [1, 1]], None), 2, 6, 6, 6),
    "a cube": (([[1, 0, 0], [0, 1, 0], [0, 0, 1]], None), 3, 8, 12, 6),
    "a rhombic dodecahedron": (
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], None),
        *(3, 14, 24, 12),
    ),
    "a permutohedron of R^4": (
        (
            [[int(k == i) - int(k == j) for k in range(4)] for i, j in combinations(range(4), 2)],
            None,
        ),
        *(3, 24, 36, 14),
    ),
    "lengths 2^-300 and 2^300": (([[Q(2) ** -300, 0], [0, Q(2) ** 300]], None), 2, 4, 4, 4),
}


@pytest.mark.parametrize(
    ("given", "dimension", "vertices", "edges", "facets"), CASES.values(), ids=CASES
)
def test_named_zonotopes(given, dimension, vertices, edges, facets):
    Z = Zonotope(*given)
    assert Z.dimension == dimension
    assert len(Z.vertices) == len(set(Z.vertices)) == Z.vertex_count == vertices
    assert (Z.edge_count, Z.facet_count) == (edges, facets)


def random_generators(index):
    """(generators, center) with zero, parallel, repeated and dependent ones, n from 1 to 4."""
    rng = Random(index)
    n, m = rng.randint(1, 4), rng.randint(0, 5)
    numbers = rng.choice([(-1, 0, 0, 1), (-2, -1, 0, 1, 2), (Q(1, 2), 0, Q(-5, 3))])
    generators = [[rng.choice(numbers) for _ in range(n)] for _ in range(m)]
    if m > 1 and index % 3 == 0:
        generators[0] = [rng.choice((-2, 1)) * x for x in generators[-1]]
    if m > 2 and index % 4 == 0:
        generators[0] = [x + y for x, y in zip(generators[-1], generators[1], strict=True)]
    return generators, [Q(rng.randint(-3, 3), 2) for _ in range(n)]


def test_vertices_are_the_extreme_sums(request):
    for index in range(300 if request.config.getoption("--deep") else 70):
        generators, center = random_generators(index)
        sums = oracle.zonotope_sums(generators, center)
        Z = Zonotope(generators, center)
        assert list(Z.vertices) == oracle.extreme_points(sums), (generators, center)
        assert Z.vertex_count == len(Z.vertices)
        assert all(type(x) is Q for vertex in Z.vertices for x in vertex)


def test_the_support_function_is_the_maximum_over_the_sums():
    for index in range(100):
        generators, center = random_generators(index)
        rng = Random(index)
        u = [Q(rng.randint(-3, 3), rng.randint(1, 3)) for _ in center]
        sums = oracle.zonotope_sums(generators, center)
        values = [sum(a * x for a, x in zip(u, point, strict=True)) for point in sums]
        found = Zonotope(generators, center).support(u)
        assert found == max(values)
        assert type(found) is Q


def test_membership_is_that_of_the_hull_of_the_sums():
    answers = set()
    for index in range(60):
        generators, center = random_generators(index)
        rng = Random(-index - 1)
        sums = oracle.zonotope_sums(generators, center)
        Z = Zonotope(generators, center)
        first, second = rng.choice(sums), rng.choice(sums)
        t = rng.choice([Q(1, 2), Q(1, 3), Q(3, 2), Q(1), 1 + Q(2) ** -50])
        point = [x + t * (y - x) for x, y in zip(first, second, strict=True)]
        expected = oracle.in_hull(point, sums)
        assert Z.contains(point) == expected
        answers.add(expected)
    assert answers == {False, True}


def test_vertices_of_generic_zonotopes_have_the_number_of_schlaefli():
    for n, m in [(2, 7), (3, 6), (4, 7)]:
        Z = Zonotope([[t**k for k in range(n)] for t in range(m)])
        assert Z.vertex_count == len(Z.vertices) == 2 * sum(comb(m - 1, k) for k in range(n))
        assert Z.facet_count == 2 * comb(m, n - 1)


def test_euler_characteristic_in_three_dimensions():
    for index in range(300):
        Z = Zonotope(*random_generators(index))
        if Z.dimension == 3:
            assert Z.vertex_count - Z.edge_count + Z.facet_count == 2


@given(seed=st.integers(0, 10**6))
def test_equality_is_that_of_sets(seed):
    generators, center = random_generators(seed)
    Z = Zonotope(generators, center)
    halves = [[sign * Q(x) / 2 for x in g] for g in generators for sign in (1, -1)]
    assert Zonotope(halves[::-1], center) == Z
    assert hash(Zonotope(halves, center)) == hash(Z)
    assert eval(repr(Z)) == Z
    assert Zonotope([*generators, [1] * len(center)], center) != Z


def test_vertices_are_sorted_and_symmetric():
    vertices = Zonotope(list(product((0, 1), repeat=3)), [1, 2, 3]).vertices
    assert list(vertices) == sorted(vertices)
    mirrored = [tuple(2 * c - x for x, c in zip(v, (1, 2, 3), strict=True)) for v in vertices]
    assert sorted(mirrored) == list(vertices)
    assert len(vertices) == 32


REFUSED = {
    "nothing": (lambda: Zonotope([]), "generators must have a row, or center must be given"),
    "a center of another dimension": (
        lambda: Zonotope([[1, 2]], [1]),
        "center must be of dimension 2, not 1",
    ),
    "ragged generators": (
        lambda: Zonotope([[1, 2], [1]]),
        "generators[1] must have 2 entries like generators[0], not 1",
    ),
    "a point of another dimension": (
        lambda: Zonotope([[1, 2]]).contains([1]),
        "point must be of dimension 2, not 1",
    ),
    "a direction of another dimension": (
        lambda: Zonotope([[1, 2]]).support([1, 2, 3]),
        "direction must be of dimension 2, not 3",
    ),
}


@pytest.mark.parametrize(("ask", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals(ask, message):
    with pytest.raises(DimensionError) as caught:
        ask()
    assert str(caught.value) == message


def test_floats_are_refused_unless_asked_for():
    with pytest.raises(FloatError):
        Zonotope([[0.5]])
    assert Zonotope([[0.5]], floats="dyadic") == Zonotope([["1/2"]])
