"""Equality, extrema, distances and slices of networks, with witnesses; against z3 and the line."""

from fractions import Fraction
from random import Random

import oracles_cpwl as oracles
import pytest

from exactrelu.constructions import add_networks, deepen, max_network
from exactrelu.cpwl import Extremum, Unbounded
from exactrelu.errors import DimensionError, DomainError
from exactrelu.gallery import telgarsky_network, zigzag_network
from exactrelu.network import AffineMap, Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.pwl import l1_distance as l1_on_the_line
from exactrelu.pwl import l2_squared_distance as l2_on_the_line
from exactrelu.pwl import sup_distance as sup_on_the_line
from exactrelu.regions import (
    Different,
    Equal,
    Slice,
    difference,
    equal,
    extrema,
    is_concave,
    is_convex,
    l1_distance,
    l2_squared_distance,
    lipschitz_constant,
    nonconvex_segment,
    regions,
    restricted,
    sup_distance,
)

F = Fraction


def net(*layers):
    return Network(list(layers))


ABSOLUTE = net(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
RELU = net(([[1]], [0]), ([[1]], [0]))
IDENTITY = net(([[1]], [0]))
X, Y, NOTHING = (net((w, [0])) for w in ([[1, 0]], [[0, 1]], [[0, 0]]))

PAIRS = {
    # name: (f, g, domain as a box, are equal)
    "a network and itself": (ABSOLUTE, ABSOLUTE, None, True),
    "other depths": (ABSOLUTE, deepen(ABSOLUTE, 4), None, True),
    "an affine map and its prolongation": (IDENTITY, deepen(IDENTITY, 2), None, True),
    "two affine maps": (IDENTITY, net(([[2]], [0])), None, False),
    "two constants": (net(([[0]], [1])), net(([[0]], [2])), None, False),
    "affine maps that differ along one line": (X, net(([[1, 1]], [0])), None, False),
    "equal on one side of 0": (ABSOLUTE, IDENTITY, [(0, 7)], True),
    "different on the other side": (ABSOLUTE, IDENTITY, [(-1, 7)], False),
    "different in a cell of width 2^-50": (
        RELU,
        add_networks(
            RELU, net(([[1], [1], [1]], [0, -(F(2) ** -50), -(F(2) ** -49)]), ([[1, -2, 1]], [0]))
        ),
        None,
        False,
    ),
    "different far out only": (
        RELU,
        net(([[1], [1]], [0, -(2**60)]), ([[1, 1]], [0])),
        None,
        False,
    ),
    "far out of the domain": (
        RELU,
        net(([[1], [1]], [0, -(2**60)]), ([[1, 1]], [0])),
        [(-(2**60), 2**60)],
        True,
    ),
    "a maximum in two orders": (max_network(X, Y, NOTHING), max_network(NOTHING, Y, X), None, True),
    "a maximum without one": (max_network(X, Y, NOTHING), max_network(X, Y), None, False),
    "the second output": (
        net(([[1], [1]], [0, 0])),
        net(([[1], [1]], [0, 1])),
        None,
        False,
    ),
    "a half-plane": (max_network(X, NOTHING), X, [(0, None), (None, None)], True),
}


@pytest.mark.parametrize("case", PAIRS)
def test_equality_of(case):
    f, g, box, expected = PAIRS[case]
    domain = Polyhedron.box(box) if box else None
    for first, second in ((f, g), (g, f)):
        answer = equal(first, second, domain=domain)
        assert isinstance(answer, Equal) == expected
        show(answer, first, second, domain)


def show(answer, f, g, domain):
    if isinstance(answer, Different):
        assert answer.first == f(answer.point)
        assert answer.second == g(answer.point)
        assert answer.first != answer.second
        assert domain is None or answer.point in domain


def rewritten(network, rng):
    """Another network of the same function: units permuted, rescaled and one of them split."""
    layers = list(network.layers)
    for k in range(len(layers) - 1):
        inner, outer = layers[k], layers[k + 1]
        units = [
            (row, b, col)
            for row, b, col in zip(
                inner.weights, inner.bias, zip(*outer.weights, strict=True), strict=True
            )
        ]
        row, b, col = units.pop(rng.randrange(len(units)))
        units += [(row, b, [c / 3 for c in col]), (row, b, [c * F(2, 3) for c in col])]
        rng.shuffle(units)
        scales = [F(2) ** rng.randint(-9, 9) for _ in units]
        scaled = [
            ([s * w for w in row], s * b, [c / s for c in col])
            for s, (row, b, col) in zip(scales, units, strict=True)
        ]
        layers[k] = AffineMap([row for row, _, _ in scaled], [b for _, b, _ in scaled])
        columns = [col for _, _, col in scaled]
        layers[k + 1] = AffineMap(list(zip(*columns, strict=True)), outer.bias)
    return Network(layers)


def test_rewritten_networks_are_equal_and_changed_ones_are_what_z3_says(request):
    changed = set()
    for seed in range(300 if request.config.getoption("--deep") else 40):
        rng = Random(seed)
        f = oracles.random_network(seed, outputs=2)
        g = rewritten(f, rng)
        assert equal(f, g) == Equal()
        layers = list(g.layers)
        place = rng.randrange(len(layers))
        bias = [b + rng.randint(0, 1) for b in layers[place].bias]
        layers[place] = AffineMap(layers[place].weights, bias)
        answer = equal(f, Network(layers))
        assert isinstance(answer, Equal) == oracles.are_equal(f, Network(layers))
        show(answer, f, Network(layers), None)
        changed.add(type(answer))
    assert changed == {Equal, Different}


def test_the_difference_is_a_network_of_the_larger_depth():
    gap = difference(zigzag_network(3), ABSOLUTE)
    assert gap.depth == 4
    for x in (F(-1, 3), F(2, 7), 5):
        assert gap(x)[0] == zigzag_network(3)(x)[0] - abs(x)


def test_extrema_are_one_answer():
    found = extrema(
        net(([[1, 0], [0, 1]], [0, 0]), ([[1, -1]], [0])), Polyhedron.box([(-1, 2), (0, 3)])
    )
    assert (found.min, found.argmin) == (-3, (-1, 3))
    assert (found.max, found.argmax) == (2, (2, 0))
    unbounded = extrema(RELU)
    assert (unbounded.min, unbounded.argmin, unbounded.max, unbounded.argmax) == (
        0,
        (0,),
        None,
        None,
    )
    assert unbounded.maximum == Unbounded((F(0),), (F(1),), F(1))


def test_extrema_against_z3():
    for seed in range(20):
        network = oracles.random_network(seed)
        box = [(-1, 1)] * network.input_dimension
        found = extrema(network, Polyhedron.box(box))
        # A network that is cut off at its extrema is the network itself, and not a bit inside.
        flat = [Network([([[0] * len(box)], [level])]) for level in (found.min, found.max)]
        low, high = (max_network(network, level) for level in flat)
        assert oracles.are_equal(deepen(network, low.depth), low, box)
        assert oracles.are_equal(deepen(flat[1], high.depth), high, box)


LINE_PAIRS = [
    (telgarsky_network(2), zigzag_network(2)),
    (ABSOLUTE, IDENTITY),
    (RELU, telgarsky_network(3)),
]


@pytest.mark.parametrize(("f", "g"), LINE_PAIRS)
def test_distances_on_the_line(f, g):
    interval = Polyhedron.box([("-1/2", "5/3")])
    p, q = as_pwl(f), as_pwl(g)
    assert l1_distance(f, g, domain=interval) == l1_on_the_line(p, q, "-1/2", "5/3")
    assert l2_squared_distance(f, g, domain=interval) == l2_on_the_line(p, q, "-1/2", "5/3")
    farthest = sup_distance(f, g, domain=interval)
    assert farthest.value == sup_on_the_line(p, q, "-1/2", "5/3").value
    x = farthest.argument
    assert abs(f(x)[0] - g(x)[0]) == farthest.value


def test_distances_of_several_outputs():
    f, g = net(([[1, 0], [0, 1]], [0, 0])), net(([[0, 0], [0, 0]], [0, 3]))
    square = Polyhedron.box([(0, 1)] * 2)
    assert sup_distance(f, g, domain=square) == Extremum(F(3), (F(0), F(0)))
    assert l1_distance(f, g, domain=square) == F(1, 2) + F(5, 2)
    assert l2_squared_distance(f, g, domain=square) == F(1, 3) + F(19, 3)
    assert isinstance(sup_distance(f, g), Unbounded)


def test_convexity_and_lipschitz_constants_of_networks():
    saddle = net(([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[1, 1, -1, -1]], [0]))
    assert not is_convex(saddle)
    assert not is_concave(saddle)
    assert nonconvex_segment(saddle) is not None
    assert is_convex(saddle, Polyhedron.box([(None, None), (0, None)]))
    assert lipschitz_constant(saddle, "1", "1").constant == 1
    assert lipschitz_constant(saddle, domain=Polyhedron.box([(1, 2), (1, 2)])).constant == 2


def test_a_slice_lifts_its_points_and_pulls_domains_back():
    where = Slice([1, 2, 3], [[1, 0, 1], [0, "1/2", 0]])
    assert (where.dimension, where.ambient_dimension) == (2, 3)
    assert where.lifted([2, 4]) == (3, 4, 5)
    box = where.preimage(Polyhedron.box([(0, 2), (0, 2), (0, 10)]))
    assert box == Polyhedron.box([(-1, 1), (-4, 0)])
    for vertex in box.vertices:
        assert where.lifted(vertex) in Polyhedron.box([(0, 2), (0, 2), (0, 10)])
    assert eval(repr(where)) == where


def test_restricted_networks_agree_on_the_slice():
    for seed in range(30):
        network = oracles.random_network(seed, outputs=2)
        n = network.input_dimension
        rng = Random(seed)
        directions = [[int(i == j) for i in range(n)] for j in range(rng.randint(1, n))]
        where = Slice([rng.randint(-2, 2) for _ in range(n)], directions)
        part = restricted(network, where)
        assert part.widths == network.widths
        for t in oracles.random_points(seed, where.dimension, 5):
            assert part(t) == network(where.lifted(t))


def test_networks_that_differ_may_agree_on_a_slice():
    f, g = max_network(X, Y), X
    diagonal, line = Slice([0, 0], [[1, 1]]), Slice([0, 1], [[1, 0]])
    assert equal(restricted(f, diagonal), restricted(g, diagonal)) == Equal()
    answer = equal(restricted(f, line), restricted(g, line))
    point = line.lifted(answer.point)
    assert f(point) != g(point)


BAD = {
    "other shapes": (
        lambda: equal(X, IDENTITY),
        DimensionError,
        "both networks must have the same shape, not R^2 -> R^1 and R^1 -> R^1",
    ),
    "a domain of another space": (
        lambda: equal(X, Y, domain=Polyhedron.box([(0, 1)])),
        DimensionError,
        "domain must lie in R^2, as the network's inputs do, not in R^1",
    ),
    "a flat domain": (
        lambda: equal(X, X, domain=Polyhedron.box([(0, 1), (0, 0)])),
        DomainError,
        "domain must have interior points; for a lower-dimensional one, slice",
    ),
    "a flat domain on which they differ": (
        lambda: equal(X, Y, domain=Polyhedron.box([(0, 0), (1, 1)])),
        DomainError,
        "domain must have interior points; for a lower-dimensional one, slice",
    ),
    "an empty domain": (
        lambda: extrema(X, Polyhedron.box([(0, 1), (1, 0)])),
        DomainError,
        "domain must have interior points; for a lower-dimensional one, slice",
    ),
    "dependent directions": (
        lambda: Slice([0, 0], [[1, 1], [2, 2]]),
        DomainError,
        "directions must be linearly independent, but 2 have rank 1",
    ),
    "a direction of zeros": (
        lambda: Slice([0, 0], [[0, 0]]),
        DomainError,
        "directions must be linearly independent, but 1 have rank 0",
    ),
    "no direction": (
        lambda: Slice([0, 0], []),
        DimensionError,
        "directions must have at least 1 entry, not 0",
    ),
    "a direction of another length": (
        lambda: Slice([0, 0], [[1, 2, 3]]),
        DimensionError,
        "directions must have 2 entries like the origin, not 3",
    ),
    "a slice of another space": (
        lambda: restricted(IDENTITY, Slice([0, 0], [[1, 0]])),
        DimensionError,
        "slice must lie in R^1, as the network's inputs do, not in R^2",
    ),
    "a domain that is not in the slice's space": (
        lambda: Slice([0, 0], [[1, 0]]).preimage(Polyhedron.whole(1)),
        DimensionError,
        "domain must lie in R^2, as the slice does, not in R^1",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_refusals(case):
    ask, error, message = BAD[case]
    with pytest.raises(error) as caught:
        ask()
    assert str(caught.value) == message


def test_answers_have_certificates_that_the_checker_replays():
    right = Polyhedron.box([(0, 3)])
    same, other = equal(ABSOLUTE, RELU, domain=right), equal(ABSOLUTE, RELU)
    found = extrema(ABSOLUTE, right)
    made = (
        *(same.certificate, other.certificate, regions(ABSOLUTE, domain=right).certificate),
        *(found.minimum_certificate, found.maximum_certificate),
    )
    assert [certificate.verdict().status for certificate in made] == ["VALID"] * 5
    assert (same.certificate.problem["rows"], found.maximum_certificate.claim) == (
        right.as_json()["rows"],
        {"point": ["3"], "value": "3"},
    )
    assert extrema(RELU).maximum_certificate is None


def test_answers_about_no_networks_have_no_certificate():
    for answer in (Equal(), Different((F(0),), (F(0),), (F(1),))):
        with pytest.raises(DomainError, match="must be about two networks"):
            _ = answer.certificate
