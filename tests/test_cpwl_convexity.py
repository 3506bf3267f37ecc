"""Kinks, convexity and concavity: tables, and linear programs on all sign patterns."""

from fractions import Fraction

import oracles_cpwl as oracles
import pytest

from exactrelu.constructions import difference_of_convex
from exactrelu.cpwl import (
    gradients,
    is_affine,
    is_concave,
    is_convex,
    is_zero,
    kinks,
    nonconvex_segment,
)
from exactrelu.errors import DimensionError
from exactrelu.network import Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.pwl import is_convex as is_convex_on_the_line
from exactrelu.regions import regions

F = Fraction


def function(*layers, box=None):
    domain = None if box is None else Polyhedron.box(box)
    return regions(Network(list(layers)), domain=domain).function


TENT = [([[1], [1], [1]], [1, 0, -1]), ([[1, -2, 1]], [0])]
CASES = {
    # name: (function, is convex, is concave)
    "an affine function": (function(([[1, 2]], [3])), True, True),
    "a unit": (function(([[1, 2]], [3]), ([[1]], [0])), True, False),
    "minus a unit": (function(([[1, 2]], [3]), ([[-1]], [0])), False, True),
    "an identity of two units": (function(([[1], [-1]], [0, 0]), ([[1, -1]], [0])), True, True),
    "a tent": (function(*TENT), False, False),
    "a tent, left of its top": (function(*TENT, box=[(-2, 0)]), True, False),
    "a tent at its top": (function(*TENT, box=[("-1/2", "1/2")]), False, True),
    "a saddle": (
        function(([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[1, 1, -1, -1]], [0])),
        False,
        False,
    ),
    "a kink of 2^-300": (function(([[F(2) ** -300]], [0]), ([[-1]], [0])), False, True),
    "a kink that a cell of width 2^-50 hides": (
        function(([[1], [1]], [0, -(F(2) ** -50)]), ([[2, -1]], [0])),
        False,
        False,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_convexity_of(case):
    f, convex, concave = CASES[case]
    assert (is_convex(f), is_concave(f)) == (convex, concave)
    assert is_affine(f) == (convex and concave)


def middle(segment):
    return [(a + b) / 2 for a, b in zip(*segment, strict=True)]


def test_convexity_against_linear_programs_on_all_patterns(request):
    answers = set()
    for seed in range(400 if request.config.getoption("--deep") else 40):
        network = oracles.random_network(seed)
        box = [(-1, 1)] * network.input_dimension if seed % 2 else None
        rows = oracles.rows_of_box(box) if box else ()
        f = regions(network, domain=Polyhedron.box(box) if box else None).function
        expected = oracles.is_convex(network, rows)
        assert is_convex(f) == expected
        segment = nonconvex_segment(f)
        assert (segment is None) == expected
        if segment is not None:
            mean = (network(segment.start)[0] + network(segment.end)[0]) / 2
            assert network(middle(segment))[0] > mean
            assert box is None or all(-1 <= x <= 1 for end in segment for x in end)
        if network.input_dimension == 1 and box is None:
            assert is_convex_on_the_line(as_pwl(network)) == expected
        answers.add(expected)
    assert answers == {True, False}


def test_a_kink_tells_both_sides():
    network = Network.of(([[2, -4]], [6]), ([[3]], [1]))
    found = regions(network)
    (kink,) = kinks(found.function)
    assert (kink.form, kink.jump) == ((3, 1, -2), 6)
    above, below = found[kink.above], found[kink.below]
    assert above.affine_map.weights == ((6, -12),)
    assert below.affine_map.weights == ((0, 0),)
    assert found.complex.vertices(kink.corners) == found[0].vertices
    assert gradients(found.function) == ((0, 0), (6, -12))


def test_kinks_may_lie_on_half_of_a_line():
    # max{0, max{0, x} + y}.
    network = Network.of(([[1, 0], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]), ([[1]], [0]))
    jumps = {(kink.form, kink.jump) for kink in kinks(regions(network).function)}
    assert jumps == {((0, 1, 0), 1), ((0, 0, 1), 1), ((0, 1, 1), 1)}


def test_zero_and_affine():
    assert is_zero(function(([[1]], [0]), ([[0]], [0])))
    assert not is_zero(function(([[1]], [0])))
    assert not is_zero(function(([[0]], [1])))
    assert not is_affine(function(([[1]], [0]), ([[1]], [0])))


def test_several_outputs_are_refused():
    with pytest.raises(DimensionError, match=r"^function must have 1 output, not 2;"):
        is_convex(function(([[1], [2]], [0, 0])))


def test_convex_parts_are_convex_and_their_difference_is_the_network(request):
    for seed in range(300 if request.config.getoption("--deep") else 60):
        network = oracles.random_network(seed, hidden=3, most=3)
        g, h = difference_of_convex(network)
        assert is_convex(regions(g).function)
        assert is_convex(regions(h).function)
        assert (
            g.widths
            == h.widths
            == tuple(width * (1 if index == 0 else 2) for index, width in enumerate(network.widths))
        )
        for x in oracles.random_points(seed, network.input_dimension):
            assert g(x)[0] - h(x)[0] == network(x)[0]


def test_convex_parts_of_several_outputs():
    network = Network.of(([[1]], [0]), ([[-1]], [1]), ([[1], [-2]], [3, 4]))
    g, h = difference_of_convex(network)
    for x in range(-3, 4):
        assert tuple(a - b for a, b in zip(g(x), h(x), strict=True)) == network(x)
