"""Linear programs and double description give the same answers about a polyhedron."""

import random
from fractions import Fraction

import pytest
from hypothesis import example, given
from strategies_polyhedron import rows

from exactrelu.lp import Row
from exactrelu.polyhedron import Polyhedron
from exactrelu.polyhedron.descriptions import Descriptions, is_by_generators
from exactrelu.polyhedron.redundancy import irredundant

ONE = Fraction(1)


def both(triples, n):
    """The two ways, whatever the rule says."""
    ways = [Descriptions([Row(*triple) for triple in triples], n) for _ in range(2)]
    ways[0].by_generators, ways[1].by_generators = True, False
    return ways


def require_agreement(triples, n):
    generators, programs = both(triples, n)
    assert programs.is_empty == generators.is_empty
    assert programs.minimal == generators.minimal
    assert programs.is_bounded == generators.is_bounded
    assert programs.generators == generators.generators
    assert programs.edges == generators.edges
    for way in (generators, programs):
        if way.is_empty:
            assert way.interior_point is None
            continue
        for _, *a in way.minimal.equations:
            assert len(a) == n
        assert all(value(row, way.interior_point) == 0 for row in way.minimal.equations)
        assert all(value(row, way.interior_point) > 0 for row in way.minimal.facets)


def value(row, point):
    return row[0] + sum(a * x for a, x in zip(row[1:], point, strict=True))


@given(rows(most_variables=3, most_rows=6))
@example((0, []))
@example((0, [((), ">=", ONE)]))
@example((1, [((0,), "=", ONE)]))
@example((2, [((1, 0), ">=", ONE), ((1, 0), "<=", ONE), ((0, 1), ">=", ONE)]))
def test_the_two_ways_agree(case):
    n, triples = case
    require_agreement(triples, n)


@pytest.mark.parametrize("n", [4, 5, 6])
def test_the_two_ways_agree_on_random_polyhedra(n, request):
    draw = random.Random(n)
    for _ in range(200 if request.config.getoption("--deep") else 8):
        count = draw.randint(1, 2 * n + 2)
        triples = [
            (
                [draw.randint(-2, 2) for _ in range(n)],
                draw.choice(["<=", "<=", "<=", "<=", "="]),
                draw.choice([0, 0, 1, 2, 3]),
            )
            for _ in range(count)
        ]
        require_agreement(triples, n)


def test_the_two_ways_agree_on_redundant_rows():
    cube = Polyhedron.box([(0, 1)] * 4).rows
    triples = [(row.coefficients, row.relation, row.bound) for row in cube]
    touching = [([1, 1, 1, 1], "<=", 4), ([1, 1, 0, 0], "<=", 2), ([1, 0, 0, 0], "<=", 5)]
    require_agreement([*triples, *touching, *triples], 4)


NEEDED = {
    "nothing": ([], (1, 0, 0), []),
    "rows that hold everywhere": ([(1, 0, 0), (7, 0, 0)], (1, 0, 0), []),
    "one row in two scales": ([(0, 2, 0), (0, 1, 0)], (1, 1, 0), [(0, 1, 0)]),
    "parallel rows": ([(1, 1, 0), (0, 1, 0), (2, 3, 0)], (1, 1, 0), [(0, 1, 0)]),
    "a row that touches at a corner, met together with those it follows from": (
        [(1, 0, 1), (2, 1, 2), (2, -1, 2)],
        *((1, 0, 0), [(2, -1, 2), (2, 1, 2)]),
    ),
    "a row that is needed, met together with another": (
        [(1, 0, 1), (2, -1, 2)],
        *((1, 0, 0), [(1, 0, 1), (2, -1, 2)]),
    ),
    "the corner of a square, met from its middle": (
        [(2, -1, -1), (1, -1, 0), (1, 0, -1), (0, 1, 0), (0, 0, 1)],
        *((2, 1, 1), [(0, 0, 1), (0, 1, 0), (1, -1, 0), (1, 0, -1)]),
    ),
}


@pytest.mark.parametrize("name", NEEDED)
def test_the_rows_that_are_needed(name):
    given_rows, inside, needed = NEEDED[name]
    assert irredundant(given_rows, inside=inside) == tuple(needed)
    assert irredundant(given_rows[::-1], inside=inside) == tuple(needed)


def test_the_rule_looks_at_the_dimension_and_the_number_of_rows():
    assert is_by_generators(0, 0)
    assert is_by_generators(0, 8)
    assert not is_by_generators(0, 9)
    assert is_by_generators(1000, 3)
    assert not is_by_generators(10_000, 4)


def test_a_hull_needs_no_programs():
    hull = Polyhedron.hull([[k**i for i in range(1, 11)] for k in range(12)])
    assert hull.ambient_dimension == 10
    assert len(hull.vertices) == 12
    assert "inside" not in vars(hull._known)
