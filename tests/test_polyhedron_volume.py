"""Volumes, against closed forms, determinants and Lasserre's recursion over the rows."""

from fractions import Fraction
from itertools import product
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles_polyhedron import determinant, volume_by_lasserre
from strategies_polyhedron import bounded_rows, small

from exactrelu.polyhedron import Polyhedron

CASES = {
    "the point of R^0": (Polyhedron.whole(0), 1),
    "an interval": (Polyhedron.box([("1/3", "1/2")]), Fraction(1, 6)),
    "a cube of dimension 7": (Polyhedron.box([(0, 2)] * 7), 2**7),
    "a box with long denominators": (
        Polyhedron.box([(0, Fraction(1, p)) for p in (10007, 10009, 10037)]),
        Fraction(1, 10007 * 10009 * 10037),
    ),
    "a cross-polytope of dimension 6": (
        Polyhedron([(signs, "<=", 1) for signs in product((1, -1), repeat=6)]),
        Fraction(2**6, factorial(6)),
    ),
    "the middle slice of a cube": (
        # Eulerian numbers: 1, 11, 11, 1 are 4! times the slices of the cube of dimension 4.
        Polyhedron([*Polyhedron.box([(0, 1)] * 4).rows, ([1] * 4, ">=", 1), ([1] * 4, "<=", 2)]),
        Fraction(11, 24),
    ),
    "the simplex of ordered coordinates": (
        Polyhedron(
            [([1, -1, 0], "<=", 0), ([0, 1, -1], "<=", 0), ([1, 0, 0], ">=", 0)]
        ).intersection(Polyhedron([([0, 0, 1], "<=", 1)])),
        Fraction(1, 6),
    ),
    "doubly stochastic matrices of size 3 in their first four entries": (
        Polyhedron(
            [
                *Polyhedron.box([(0, None)] * 4).rows,
                *(([1, 1, 0, 0], "<=", 1), ([0, 0, 1, 1], "<=", 1)),
                *(([1, 0, 1, 0], "<=", 1), ([0, 1, 0, 1], "<=", 1)),
                ([1, 1, 1, 1], ">=", 1),
            ]
        ),
        Fraction(1, 8),
    ),
    "nothing": (Polyhedron.box([(1, 0)] * 3), 0),
    "a square in space": (Polyhedron.box([(0, 1), (0, 1), (3, 3)]), 0),
    "a line in the plane": (Polyhedron.box([(None, None), (3, 3)]), 0),
    "a strip": (Polyhedron.box([(None, None), (3, 4)]), None),
}


@pytest.mark.parametrize("name", CASES)
def test_named_volumes(name):
    polyhedron, volume = CASES[name]
    assert polyhedron.volume == volume


def test_the_volumes_of_cyclic_polytopes_in_the_plane():
    for m in range(3, 9):
        polygon = Polyhedron.hull([(k, k * k) for k in range(m)])
        # Below the chord and above the parabola, summed over the unit steps.
        chord = Fraction((m - 1) ** 3, 2)
        pieces = sum(Fraction(k * k + (k + 1) ** 2, 2) for k in range(m - 1))
        assert polygon.volume == chord - pieces


@given(bounded_rows())
def test_volumes_agree_with_lasserre(case):
    n, triples = case
    assert Polyhedron(triples, dimension=n).volume == volume_by_lasserre(triples, n)


@given(bounded_rows(most_rows=2), st.data())
def test_a_split_divides_the_volume(case, data):
    n, triples = case
    whole = Polyhedron(triples, dimension=n)
    cut = (data.draw(st.lists(small, min_size=n, max_size=n)), "=", data.draw(small))
    above, below = whole.split(cut)
    seam = above.intersection(below)
    if any(cut[0]):
        assert above.volume + below.volume == whole.volume
        assert seam.volume == 0
    assert above.intersection(whole) == above
    assert seam == whole.intersection(Polyhedron([cut]))


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(small, min_size=n, max_size=n), min_size=n + 1, max_size=n + 1)
    )
)
def test_the_volume_of_a_simplex_is_a_determinant(points):
    n = len(points) - 1
    edges = [[x - y for x, y in zip(p, points[0], strict=True)] for p in points[1:]]
    assert Polyhedron.hull(points).volume == abs(determinant(edges)) / factorial(n)


@given(bounded_rows(most_rows=3), st.fractions(max_denominator=50, min_value=-50, max_value=50))
def test_the_volume_of_a_multiple(case, factor):
    n, triples = case
    polyhedron = Polyhedron(triples, dimension=n)
    vertices = [[factor * x for x in vertex] for vertex in polyhedron.vertices]
    multiple = Polyhedron.hull(vertices, dimension=n)
    assert multiple.volume == abs(factor) ** n * polyhedron.volume


def test_hypersimplices_have_eulerian_volumes():
    n = 6
    cube = Polyhedron.box([(0, 1)] * n)
    for k in range(n):
        piece = cube.split(([1] * n, ">=", k))[0].split(([1] * n, "<=", k + 1))[1]
        eulerian = sum((-1) ** i * comb(n + 1, i) * (k + 1 - i) ** n for i in range(k + 1))
        assert piece.volume == Fraction(eulerian, factorial(n))
