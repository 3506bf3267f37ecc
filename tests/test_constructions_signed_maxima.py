"""Theorem 2.1 for given functions, and the networks of Corollary 2.2 built from it."""

from fractions import Fraction
from random import Random

import oracles_cpwl as oracles
import pytest

from exactrelu.constructions import max_network, maxima_of_convex, min_network, signed_maxima
from exactrelu.errors import BudgetError, DimensionError, DomainError
from exactrelu.gallery import sawtooth_network
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import Equal, equal, regions

F = Fraction


def linear(*weights, bias=0):
    return Network.of(([list(weights)], [bias]))


def decomposed(network):
    return signed_maxima(regions(network).function)


SADDLE = max_network(min_network(linear(1, 0), linear(0, 1)), linear(0, 0))
CASES = {
    # name: (network, number of terms, size of the largest maximum, depth of the network)
    "zero": (linear(0), 1, 1, 1),
    "an affine function": (linear(1, 2, bias=3), 1, 1, 1),
    "a unit": (Network.of(([[1, 1]], [2]), ([[3]], [0])), 1, 2, 2),
    "minus a unit": (Network.of(([[1, 1]], [2]), ([[-3]], [0])), 1, 2, 2),
    "max{x, y, 0}": (max_network(linear(1, 0), linear(0, 1), linear(0, 0)), 1, 3, 3),
    "max{|x|, |y|}, which is |x + y|/2 + |x - y|/2": (
        max_network(linear(1, 0), linear(-1, 0), linear(0, 1), linear(0, -1)),
        3,
        2,
        2,
    ),
    "max{x, -x, y, -y, 1}": (
        max_network(
            *(linear(*w) for w in ((1, 0), (-1, 0), (0, 1), (0, -1))), linear(0, 0, bias=1)
        ),
        # Four triangles, with a vertex of their own inside, and its four edges.
        9,
        3,
        3,
    ),
    "min{x, y, 0}": (min_network(linear(1, 0), linear(0, 1), linear(0, 0)), 1, 3, 3),
    "max of four on the line": (
        max_network(*(linear(k, bias=-k * k) for k in range(4))),
        # Three hinges, and their rest is 0.
        3,
        2,
        2,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_decomposition_of(case):
    network, terms, largest, depth = CASES[case]
    found = decomposed(network)
    assert (len(found.terms), found.largest, found.network.depth) == (terms, largest, depth)
    assert equal(found.network, network) == Equal()


def check(network, seed):
    found = decomposed(network)
    n = network.input_dimension
    assert found.largest <= n + 1
    assert {term.sign for term in found.terms} <= {1, -1}
    assert all(len(set(term.forms)) == len(term.forms) for term in found.terms)
    for x in oracles.random_points(seed, n):
        # The maxima are evaluated here, without the code of the library.
        value = sum(
            term.sign * max(c[0] + sum(map(F.__mul__, c[1:], x)) for c in term.forms)
            for term in found.terms
        )
        assert value == found(x) == network(x)[0]
    return found


def depth_of_corollary(n):
    """ceil(log2(n + 1)) + 1."""
    return n.bit_length() + 1


def test_random_networks_are_signed_sums_of_small_maxima(request):
    for seed in range(300 if request.config.getoption("--deep") else 60):
        network = oracles.random_network(seed)
        found = check(network, seed)
        built = found.network
        assert found.widths == built.widths
        assert built.depth <= depth_of_corollary(network.input_dimension)
        if built.size <= 150 and network.input_dimension < 3:
            assert equal(built, network) == Equal()


def test_a_function_with_a_saddle():
    found = check(SADDLE, 0)
    assert {term.sign for term in found.terms} == {1, -1}


def test_sawtooth_on_the_line_needs_maxima_of_two_only():
    found = check(sawtooth_network(3, 2), 1)
    assert found.largest == 2
    assert found.network.depth == 2


@pytest.mark.parametrize(("n", "count"), [(1, 12), (2, 4), (2, 9), (3, 5), (3, 8), (4, 7)])
def test_maxima_of_many_affine_functions(n, count):
    for seed in range(5):
        rng = Random(seed)
        forms = [[F(rng.randint(-5, 5)) for _ in range(n + 1)] for _ in range(count)]
        found = maxima_of_convex(forms)
        assert found.largest <= n + 1
        for x in oracles.random_points(seed, n):
            value = max(c[0] + sum(map(F.__mul__, c[1:], x)) for c in forms)
            assert found(x) == value


def test_parallel_and_repeated_functions_have_small_maxima():
    assert len(maxima_of_convex([(0, 1), (5, 1), (0, 1)]).terms) == 1
    # Gradients on a line in the plane: maxima of two are enough.
    found = maxima_of_convex([(0, 0, 0), (-1, 1, 1), (-4, 2, 2), (-9, 3, 3)])
    assert found.largest == 2
    # A square with all four lifted points in one plane, which has two triangulations.
    found = maxima_of_convex([(0, x, y) for x in (0, 1) for y in (0, 1)])
    assert [len(term.forms) for term in found.terms] == [3, 3, 2]
    assert found([3, -5]) == 3


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_largest_absolute_coordinate(n):
    # All lifted points lie in one hyperplane, as the vertices of a cross-polytope.
    forms = [[0, *(sign * int(i == j) for i in range(n))] for j in range(n) for sign in (1, -1)]
    found = maxima_of_convex(forms)
    assert found.largest == n + 1
    assert all(len(set(term.forms)) == len(term.forms) for term in found.terms)
    for x in oracles.random_points(n, n):
        assert found(x) == max(map(abs, x))


def test_refusals():
    with pytest.raises(DimensionError, match=r"^forms must have a row \(c_0, c_1, ..., c_n\)"):
        maxima_of_convex([])
    with pytest.raises(DimensionError, match=r"^forms must have a row \(c_0, c_1, ..., c_n\)"):
        maxima_of_convex([[1]])
    with pytest.raises(DomainError, match=r"^function must be given on all of R\^n"):
        signed_maxima(regions(linear(1), domain=Polyhedron.box([(0, 1)])).function)
    with pytest.raises(DimensionError, match=r"^function must have 1 output, not 2;"):
        decomposed(Network.of(([[1], [1]], [0, 0])))
    f = regions(max_network(linear(1, 0), linear(0, 1), linear(0, 0))).function
    assert signed_maxima(f, budget=3).largest == 3
    with pytest.raises(BudgetError, match=r"^the convex part must have at most 2 pieces, not 3$"):
        signed_maxima(f, budget=2)
