"""Regions of networks: against all sign patterns by linear programs, and on known families."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from math import comb
from random import Random

import oracles_regions
import pytest

from exactrelu.errors import DimensionError, DomainError
from exactrelu.gallery import (
    maximal_pieces_network,
    sawtooth_network,
    telgarsky_network,
    zigzag_network,
)
from exactrelu.network import AffineMap, Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import regions

F = Fraction
TWO = F(2)


def net(*layers):
    return Network(list(layers))


def counts(found):
    return found.activation_regions, found.pieces, found.distinct_affine_maps


ABSOLUTE = net(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
MAX_OF_TWO = net(([[1, -1], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]))
CASES = {
    "an affine map": (net(([[2, 3]], [1])), (1, 1, 1)),
    "a constant on the line": (net(([[0]], [1])), (1, 1, 1)),
    "a dead layer": (net(([[0, 0]], [-1]), ([[1]], [3])), (1, 1, 1)),
    "a layer of zeros": (net(([[0, 0]], [0]), ([[1]], [3])), (1, 1, 1)),
    "a unit that is always on": (net(([[0, 0]], [1]), ([[1]], [3])), (1, 1, 1)),
    "one unit": (net(([[1]], [0]), ([[1]], [0])), (2, 2, 2)),
    "one unit of two inputs": (net(([[1, 1]], [0]), ([[1]], [0])), (2, 2, 2)),
    "|x|, which three tools get wrong": (ABSOLUTE, (2, 2, 2)),
    "the same unit twice": (net(([[1], [1]], [0, 0]), ([[1, -1]], [0])), (2, 1, 1)),
    "max of two": (MAX_OF_TWO, (4, 2, 2)),
    "an identity of two units": (net(([[1], [-1]], [0, 0]), ([[1, -1]], [0])), (2, 1, 1)),
    "three lines through one point": (
        net(([[1, 0], [0, 1], [1, 1]], [0, 0, 0]), ([[1, 1, 1]], [0])),
        (6, 6, 6),
    ),
    "parallel lines": (net(([[1, 0], [1, 0], [-2, 0]], [0, 1, 5]), ([[1, 1, 1]], [0])), (4, 4, 4)),
    "a second layer that is dead": (
        net(([[1], [-1]], [0, 0]), ([[1, 1]], [1]), ([[0]], [5])),
        (2, 1, 1),
    ),
    "an input that is zero on half of the line": (
        net(([[1]], [0]), ([[1]], [0]), ([[1]], [0])),
        (2, 2, 2),
    ),
    "one map on two pieces": (
        # The hat is 0 on both sides.
        net(([[1], [1], [1]], [0, -1, -2]), ([[1, -2, 1]], [0])),
        (4, 4, 3),
    ),
    "scales of 2^300 and 2^-300": (
        net(([[TWO**300, 0], [0, TWO**-300]], [1, 1]), ([[TWO**-300, TWO**300]], [0])),
        (4, 4, 4),
    ),
    "a triangle of width 2^-50": (
        net(([[1, 0], [0, 1], [1, 1]], [0, 0, -(TWO**-50)]), ([[1, 1, -1]], [0])),
        (7, 7, 7),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_counts_of(name):
    network, expected = CASES[name]
    assert counts(regions(network)) == expected
    if network.depth > 1:
        assert oracles_regions.counts(network) == expected


def random_network(rng, *, most=4):
    n = rng.randint(1, 3)
    hidden = [rng.randint(1, 3 if n == 3 else most) for _ in range(rng.randint(0, 2))]
    sizes = [n, *hidden, rng.randint(1, 2)]
    few = [-2, -1, -1, 0, 0, 1, 1, 2, F(1, 3)]

    def numbers(count):
        return [rng.choice(few) for _ in range(count)]

    return Network([([numbers(a) for _ in range(b)], numbers(b)) for a, b in pairwise(sizes)])


def random_box(rng, n):
    return [(-rng.randint(0, 2), rng.randint(1, 3)) for _ in range(n)]


def rows_of(box):
    units = [[int(i == j) for i in range(len(box))] for j in range(len(box))]
    lower = [[-low, *unit] for unit, (low, _) in zip(units, box, strict=True)]
    return lower + [[high, *(-u for u in unit)] for unit, (_, high) in zip(units, box, strict=True)]


def test_random_networks_with_small_integers_against_all_sign_patterns(request):
    for seed in range(1000 if request.config.getoption("--deep") else 150):
        rng = Random(seed)
        network = random_network(rng)
        box = random_box(rng, network.input_dimension) if rng.random() < 0.4 else None
        found = regions(network, domain=Polyhedron.box(box) if box else None)
        assert counts(found) == oracles_regions.counts(network, rows_of(box) if box else ()), seed
        check(found, network)
        if box:
            whole = F(1)
            for low, high in box:
                whole *= high - low
            assert sum(region.volume for region in found) == whole


def check(found, network):
    """What each region says of itself agrees with the network."""
    for region in found:
        x = region.interior_point
        assert network(x) == region.affine_map(x)
        assert found.locate(x) == region
        assert signs_at(network, x) == region.pattern
        for vertex in region.vertices:
            assert network(vertex) == region.affine_map(vertex)
            for direction in region.directions:
                far = tuple(v + 7 * d for v, d in zip(vertex, direction, strict=True))
                assert network(far) == region.affine_map(far)
        for other in region.neighbours:
            assert region.index in found[other].neighbours


def signs_at(network, x):
    signs = []
    for layer in network.layers[:-1]:
        inputs = layer(x)
        signs.append(tuple((value > 0) - (value < 0) for value in inputs))
        x = tuple(max(value, F(0)) for value in inputs)
    return tuple(signs)


@pytest.mark.parametrize(("n", "m"), [(1, 5), (2, 6), (2, 17), (3, 8), (4, 8), (5, 7)])
def test_one_generic_layer_has_the_binomial_sum(n, m):
    rng = Random(m)
    weights = [[F(rng.gauss(0, 1)) for _ in range(n)] for _ in range(m)]
    network = net((weights, [F(rng.gauss(0, 1)) for _ in range(m)]), ([[1] * m], [0]))
    assert len(regions(network)) == sum(comb(m, i) for i in range(n + 1))


@pytest.mark.parametrize(
    "network",
    [
        zigzag_network(4),
        sawtooth_network(3, 3),
        telgarsky_network(5),
        maximal_pieces_network([4, 3]),
    ],
)
def test_on_the_line_the_pieces_are_those_of_the_function(network):
    assert regions(network).pieces == as_pwl(network).piece_count


def test_faces_satisfy_euler_in_the_plane():
    rng = Random(3)
    weights = [[F(rng.gauss(0, 1)) for _ in range(2)] for _ in range(9)]
    first = weights, [F(rng.gauss(0, 1)) for _ in range(9)]
    second = [[F(rng.gauss(0, 1)) for _ in range(9)] for _ in range(5)], [1] * 5
    found = regions(net(first, second, ([[1] * 5], [0])), domain=Polyhedron.box([(-2, 2)] * 2))
    vertices = {vertex for region in found for vertex in region.vertices}
    edges = {frozenset(f.vertices) for region in found for f in region.facets}
    assert len(vertices) - len(edges) + len(found) == 1


def test_the_answer_does_not_depend_on_how_the_work_is_shared():
    rng = Random(8)
    network = Network(
        [
            ([[rng.randint(-5, 5) for _ in range(a)] for _ in range(b)], [rng.randint(-3, 3)] * b)
            for a, b in ((2, 7), (7, 7), (7, 1))
        ]
    )
    alone = regions(network)
    with ThreadPoolExecutor(2) as executor:
        shared = regions(network, executor=executor, cells_per_task=3)
    assert shared.complex.corners == alone.complex.corners
    assert shared.complex.cells == alone.complex.cells
    assert shared.function.values == alone.function.values


def test_slices_of_the_affine_part_along_lines():
    network = net(([[2, 4, 0]], [1]), ([[3]], [5]))
    found = regions(network)
    maps = {region.pattern: region.affine_map for region in found}
    assert maps[((1,),)] == AffineMap([[6, 12, 0]], [8])
    assert maps[((-1,),)] == AffineMap([[0, 0, 0]], [5])
    assert len(found.complex.lines) == 2
    assert regions(net(([[2, 4, 0], [0, 0, 1]], [1, 2])))[0].affine_map == AffineMap(
        [[2, 4, 0], [0, 0, 1]], [1, 2]
    )


def test_bad_domains():
    with pytest.raises(DimensionError, match=r"^domain must lie in R\^1, .*, not in R\^2$"):
        regions(ABSOLUTE, domain=Polyhedron.box([(0, 1)] * 2))
    with pytest.raises(DomainError, match=r"^domain must have interior points"):
        regions(ABSOLUTE, domain=Polyhedron.box([(1, 1)]))
    with pytest.raises(DomainError, match=r"^domain must have interior points"):
        regions(ABSOLUTE, domain=Polyhedron.box([(1, 0)]))


def test_a_point_outside_of_the_domain_or_of_another_space():
    found = regions(ABSOLUTE, domain=Polyhedron.box([(0, 1)]))
    assert found.locate([2]) is None
    with pytest.raises(DimensionError, match=r"^point must have 1 coordinates, not 2$"):
        found.locate([1, 2])
