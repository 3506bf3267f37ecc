"""Which functions have one hidden layer: tables, certificates by evaluation, the smallest sizes."""

from fractions import Fraction
from itertools import combinations, pairwise
from random import Random

import oracles_cpwl as oracles
import oracles_regions
import pytest
from oracles_regions import dot

from exactrelu.constructions import (
    HingeSum,
    Obstruction,
    hinge_sum,
    max_network,
    min_network,
    one_hidden_layer,
    represent,
)
from exactrelu.errors import BudgetError, DimensionError, DomainError
from exactrelu.network import Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import Equal, equal, regions

F = Fraction


def linear(*weights, bias=0):
    return Network.of(([list(weights)], [bias]))


def ask(network, output="linear"):
    return one_hidden_layer(regions(network).function, output=output)


def units(*rows, outer=None, bias=0):
    """The network of units (b, w) with outer weights, by default 1."""
    return Network.of(
        ([w for _, *w in rows], [b for b, *_ in rows]), ([outer or [1] * len(rows)], [bias])
    )


X, Y, O = linear(1, 0), linear(0, 1), linear(0, 0)
ABSOLUTES = units((0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))
REPRESENTABLE = {
    # name: (network, smallest size with a linear and with an affine output map)
    "zero": (O, 1, 1),
    "a constant": (linear(0, 0, bias=3), 1, 1),
    "an affine function": (linear(1, 2, bias=3), 2, 2),
    "a linear function": (linear(1, 2), 2, 2),
    "a unit": (units((3, 1, 2)), 1, 1),
    "a unit and a constant": (units((3, 1, 2), bias=1), 2, 1),
    "max{x, y}": (max_network(X, Y), 3, 3),
    "|x| + |y|": (ABSOLUTES, 4, 4),
    "|x| + |y| + 1": (units((0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1), bias=1), 4, 4),
    "|x| + y": (
        Network.of(([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[1, 1, 1, -1]], [0])),
        3,
        3,
    ),
    "max{|x|, |y|}, which is |x + y|/2 + |x - y|/2": (
        max_network(X, Y, linear(-1, 0), linear(0, -1)),
        4,
        4,
    ),
    "three lines, turned": (units((0, 1, 0), (0, 0, 1), (0, -1, -1)), 3, 3),
    "a tent of the plane": (units((1, 1, 1), (0, 1, 1), (-1, 1, 1), outer=[1, -2, 1]), 3, 3),
    "a unit within a unit that is always on": (
        Network.of(([[1, 1]], [0]), ([[2]], [1]), ([[1]], [0])),
        2,
        1,
    ),
}


@pytest.mark.parametrize("case", REPRESENTABLE)
def test_smallest_network_of(case):
    network, with_linear, with_affine = REPRESENTABLE[case]
    for output, size in (("linear", with_linear), ("affine", with_affine)):
        found = ask(network, output)
        assert found.size == size
        assert found.network.depth == 2
        assert output == "affine" or found.network.output == "linear"
        assert equal(found.network, network) == Equal()


HAT = max_network(min_network(X, Y), O)
NOT_REPRESENTABLE = {
    "max{0, x, y}": max_network(O, X, Y),
    "min{0, x, y}": min_network(O, X, Y),
    "max{0, min{x, y}}": HAT,
    "max{x, y, z}": max_network(*(linear(*(int(i == j) for i in range(3))) for j in range(3))),
    "max{0, max{0, x} + y}": Network.of(
        ([[1, 0], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]), ([[1]], [0])
    ),
    "two jumps on one line": Network.of(
        # max{0, x} - max{0, x - max{0, y}} + max{0, x} / 2: on x = 0 the jump is 3/2 or 1/2.
        ([[1, 0], [0, 1]], [0, 0]),
        ([[1, 0], [1, -1]], [0, 0]),
        ([["3/2", -1]], [0]),
    ),
    "a segment of width 2^-40": Network.of(
        ([[1, 0], [0, 1], [0, 1], [0, 1]], [0, 0, -(F(2) ** -40), -(F(2) ** -39)]),
        ([[1, 1, -2, 1], [1, 0, 0, 0]], [-(F(2) ** -41), -(F(2) ** -41)]),
        ([[1, -1]], [0]),
    ),
}


def show(found, network):
    """Around two points of one hyperplane f bends in this hyperplane alone, by different jumps."""
    constant, *normal = found.form
    assert found.first.jump != found.second.jump
    for bend in (found.first, found.second):
        point, jump, step, *_ = bend
        assert constant + dot(normal, point) == 0
        assert bends_only_in_the_hyperplane(network, normal, bend)
        for t in (step, step / 2, step / 7):
            up, middle, down = (
                network([x + sign * t * c for x, c in zip(point, normal, strict=True)])[0]
                for sign in (1, 0, -1)
            )
            assert up - 2 * middle + down == t * jump * sum(c * c for c in normal)


def bends_only_in_the_hyperplane(network, normal, bend):
    """f(p + u) is f(p) + gradient·u + jump max{0, c·u} on all cells of the box, as forms."""
    p, r = bend.point, bend.radius
    assert r > 0
    for sign in (1, -1):
        gradient = [
            g + bend.jump * c * (sign > 0) for g, c in zip(bend.gradient, normal, strict=True)
        ]
        wanted = [network(p)[0] - dot(gradient, p), *gradient]
        side = [-sign * dot(normal, p), *(sign * c for c in normal)]
        rows = [*oracles.rows_of_box([(x - r, x + r) for x in p]), side]
        found = [list(form) for _, _, (form,) in oracles_regions.cells(network, rows)]
        if not found or any(form != wanted for form in found):
            return False
    return True


def test_values_at_points_do_not_show_that_one_hidden_layer_is_not_enough():
    # Between the six points of the obstruction there is room for other hyperplanes.
    deep = NOT_REPRESENTABLE["max{0, x, y}"]
    found = ask(deep)
    normal = found.form[1:]
    points = [
        tuple(x + s * bend.step * c for x, c in zip(bend.point, normal, strict=True))
        for bend in (found.first, found.second)
        for s in (-1, 0, 1)
    ]
    flat = through(points, [deep(x)[0] for x in points])
    assert [flat(x) for x in points] == [deep(x) for x in points]
    assert flat.depth == 2
    assert not all(
        bends_only_in_the_hyperplane(flat, normal, bend) for bend in (found.first, found.second)
    )


def through(points, values):
    """The network of units max{0, a·x + b_i} with these values at points, b_i between the a·x."""
    a = (7, 3)
    order = sorted(range(len(points)), key=lambda i: dot(a, points[i]))
    heights = [dot(a, points[i]) for i in order]
    offsets = [1 - heights[0], *(-(s + t) / 2 for s, t in pairwise(heights))]
    weights = []
    for height, i in zip(heights, order, strict=True):
        reached = sum(w * max(0, height + b) for w, b in zip(weights, offsets, strict=False))
        weights.append((values[i] - reached) / (height + offsets[len(weights)]))
    return Network.of(([a] * len(points), offsets), ([weights], [0]))


@pytest.mark.parametrize("case", NOT_REPRESENTABLE)
def test_no_hidden_layer_makes(case):
    network = NOT_REPRESENTABLE[case]
    for output in ("linear", "affine"):
        found = ask(network, output)
        assert isinstance(found, Obstruction)
        show(found, network)


def test_networks_of_one_hidden_layer_are_representable_by_no_more_units(request):
    for seed in range(300 if request.config.getoption("--deep") else 60):
        network = oracles.random_network(seed, hidden=1)
        found = ask(network, "affine")
        assert equal(found.network, network) == Equal()
        if network.depth == 2:
            assert found.size <= network.size
            without = Network([network.layers[0], (network.layers[1].weights, [0])])
            assert ask(without, "linear").size <= network.size


def test_deeper_networks_are_decided_with_a_network_or_with_a_certificate(request):
    answers = set()
    for seed in range(300 if request.config.getoption("--deep") else 80):
        network = oracles.random_network(seed)
        found = ask(network)
        if isinstance(found, Obstruction):
            show(found, network)
        else:
            assert equal(found.network, network) == Equal()
        answers.add(type(found))
    assert len(answers) == 2


def test_on_the_line_the_size_is_that_of_the_smallest_network_of_the_line():
    for seed in range(60):
        network = oracles.random_network(seed, inputs=1)
        for output in ("linear", "affine"):
            assert ask(network, output).size == represent(as_pwl(network), output=output).size


def least(found, output):
    """The number of units by trying all sets of turned hinges, in Fractions."""
    skip = int(output == "affine")
    vectors = [[h.jump * c for c in h.form][skip:] for h in found.hinges]
    rest = list(found.affine)[skip:]
    k = len(vectors)
    sums = [
        [r + sum(v[i] for v in chosen) for i, r in enumerate(rest)]
        for size in range(k + 1)
        for chosen in combinations(vectors, size)
    ]
    if any(not any(total) for total in sums):
        return max(k, 1)
    helpers = vectors + ([[1] + [0] * (len(rest) - 1)] if output == "linear" else [])
    if any(is_multiple(total, helper) for total in sums for helper in helpers):
        return k + 1
    return k + 2


def is_multiple(u, v):
    return all(a * d == b * c for a, b in zip(u, v, strict=True) for c, d in zip(u, v, strict=True))


def test_the_number_of_units_is_least_among_all_choices():
    seen = set()
    for seed in range(40):
        rng = Random(seed)
        n, k = rng.randint(2, 3), rng.randint(1, 5)
        rows = [[rng.randint(-1, 1) for _ in range(n + 1)] for _ in range(k)]
        network = units(*rows, outer=[rng.choice([1, -1, 2]) for _ in rows], bias=rng.randint(0, 1))
        for output in ("linear", "affine"):
            found = ask(network, output)
            assert found.size == least(found.hinge_sum, output)
            seen.add(found.size - max(1, len(found.hinge_sum.hinges)))
    assert seen == {0, 1, 2}


def test_many_units_need_no_search_if_all_or_none_of_them_are_turned():
    rows = [(k, 1, 0) for k in range(40)]
    for sign in (1, -1):
        network = units(*[tuple(sign * entry for entry in row) for row in rows], bias=3)
        assert ask(network, "affine").size == 40
        assert equal(ask(network, "affine").network, network) == Equal()


def test_hinges_are_told_without_a_network():
    found = hinge_sum(regions(ABSOLUTES).function)
    assert isinstance(found, HingeSum)
    assert [(hinge.form, hinge.jump) for hinge in found.hinges] == [((0, 0, 1), 2), ((0, 1, 0), 2)]
    assert found.affine == (0, -1, -1)


def test_refusals():
    with pytest.raises(DomainError, match=r"^function must be given on all of R\^n"):
        hinge_sum(regions(X, domain=Polyhedron.box([(0, 1), (0, 1)])).function)
    with pytest.raises(DimensionError, match=r"^function must have 1 output, not 2;"):
        ask(Network.of(([[1], [1]], [0, 0])))
    f = regions(units(*[((-1) ** k * k, (-1) ** k, 0) for k in range(6)])).function
    with pytest.raises(
        BudgetError, match=r"^the choice of units to turn .* 7 sums, not 8$"
    ) as error:
        one_hidden_layer(f, output="linear", budget=7)
    assert (error.value.lower, error.value.upper) == (6, 8)
