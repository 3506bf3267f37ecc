"""Integrals over cells: the line, closed forms for units on a box, additivity, refusals."""

from fractions import Fraction
from random import Random

import oracles_cpwl as oracles
import pytest

from exactrelu.cpwl import (
    cut_where_zero,
    integral,
    integral_of_absolute,
    integral_of_square,
)
from exactrelu.errors import DimensionError, DomainError
from exactrelu.gallery import sawtooth_network, telgarsky_network
from exactrelu.network import Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.polyhedron.triangulation import ridges_of, simplices
from exactrelu.pwl import PWL
from exactrelu.pwl import integral as integral_on_the_line
from exactrelu.pwl import l1_distance as l1_on_the_line
from exactrelu.pwl import l2_squared_distance as l2_on_the_line
from exactrelu.regions import regions

F = Fraction
ZERO = PWL.constant(0)


def function(network, domain=None):
    return regions(network, domain=domain).function


def all_three(f):
    return integral(f), integral_of_absolute(f), integral_of_square(f)


UNIT_SQUARE = [(0, 1), (0, 1)]
CASES = {
    # name: (layers, box, integral of f, |f| and f²)
    "1 on an interval": ([([[0]], [1])], [(0, 3)], (3, 3, 3)),
    "x on [-1, 1]": ([([[1]], [0])], [(-1, 1)], (0, 1, F(2, 3))),
    "x on the unit square": ([([[1, 0]], [0])], UNIT_SQUARE, (F(1, 2), F(1, 2), F(1, 3))),
    "x - y on the unit square": ([([[1, -1]], [0])], UNIT_SQUARE, (0, F(1, 3), F(1, 6))),
    "max{0, x - y} on the unit square": (
        [([[1, -1]], [0]), ([[1]], [0])],
        UNIT_SQUARE,
        (F(1, 6), F(1, 6), F(1, 12)),
    ),
    "x + y + z - 3/2 on the cube": (
        [([[1, 1, 1]], ["-3/2"])],
        [(0, 1)] * 3,
        (0, F(13, 32), F(1, 4)),
    ),
    "2^-300 on a box of volume 2^300": (
        [([[0, 0]], [F(2) ** -300])],
        [(0, F(2) ** 150)] * 2,
        (1, 1, F(2) ** -300),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_integrals_of(case):
    layers, box, expected = CASES[case]
    assert all_three(function(Network(layers), Polyhedron.box(box))) == expected


@pytest.mark.parametrize("network", [telgarsky_network(3), sawtooth_network(3, 2)])
def test_on_the_line_integrals_are_those_of_the_line(network):
    f = as_pwl(network)
    found = all_three(function(network, Polyhedron.box([(-1, 2)])))
    assert found == (
        integral_on_the_line(f, -1, 2),
        l1_on_the_line(f, ZERO, -1, 2),
        l2_on_the_line(f, ZERO, -1, 2),
    )


def test_random_networks_on_the_line():
    for seed in range(60):
        network = oracles.random_network(seed, inputs=1)
        f = as_pwl(network)
        assert all_three(function(network, Polyhedron.box([(-2, "7/3")]))) == (
            integral_on_the_line(f, -2, "7/3"),
            l1_on_the_line(f, ZERO, -2, "7/3"),
            l2_on_the_line(f, ZERO, -2, "7/3"),
        )


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_sums_of_units_on_a_box_against_the_closed_form(n):
    for seed in range(6):
        rng = Random(seed)
        box = [(-rng.randint(0, 2), rng.randint(1, 3)) for _ in range(n)]
        rows = [[rng.randint(-2, 2) for _ in range(n)] for _ in range(3)]
        bias, outer = [rng.randint(-2, 2) for _ in range(3)], [rng.randint(-3, 3) for _ in range(3)]
        network = Network.of((rows, bias), ([outer], [0]))
        expected = sum(
            c * oracles.relu_moment(w, b, box) for c, w, b in zip(outer, rows, bias, strict=True)
        )
        assert integral(function(network, Polyhedron.box(box))) == expected


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_one_form_on_a_box_against_the_closed_form(n):
    for seed in range(6):
        rng = Random(seed)
        box = [(-rng.randint(0, 2), rng.randint(1, 3)) for _ in range(n)]
        w, b = [rng.randint(-2, 2) for _ in range(n)], rng.randint(-2, 2)
        negative = [-entry for entry in w]
        f = function(Network.of(([w], [b])), Polyhedron.box(box))
        up, down = (
            [oracles.relu_moment(*side, box, power) for power in (1, 2)]
            for side in ((w, b), (negative, -b))
        )
        assert all_three(f) == (up[0] - down[0], up[0] + down[0], up[1] + down[1])


def test_integrals_add_over_the_parts_of_a_polytope():
    for seed in range(20):
        network = oracles.random_network(seed)
        n = network.input_dimension
        whole = Polyhedron.box([(-1, 1)] * n)
        rng = Random(seed)
        row = ([rng.choice([-2, -1, 1, 3]) for _ in range(n)], ">=", F(rng.randint(-1, 1), 2))
        parts = [all_three(function(network, part)) for part in whole.split(row)]
        assert all_three(function(network, whole)) == tuple(map(sum, zip(*parts, strict=True)))


def test_outputs_are_summed_up():
    box = Polyhedron.box([(-1, 1)])
    f = function(Network.of(([[1], [2]], [0, 1])), box)
    alone = [function(Network.of(([[w]], [b])), box) for w, b in ((1, 0), (2, 1))]
    assert integral_of_absolute(f) == sum(map(integral_of_absolute, alone))
    assert integral_of_square(f) == sum(map(integral_of_square, alone))
    with pytest.raises(DimensionError, match=r"^function must have 1 output, not 2;"):
        integral(f)


def test_a_function_that_is_zero_far_out_has_an_integral_on_the_whole_line():
    tent = Network.of(([[1], [1], [1]], [1, 0, -1]), ([[1, -2, 1]], [0]))
    assert all_three(function(tent)) == (1, 1, F(2, 3))


def test_zero_has_the_integral_zero_everywhere():
    assert all_three(function(Network.of(([[1, 1]], [0]), ([[0]], [0])))) == (0, 0, 0)
    assert all_three(function(Network.of(([[0, 0]], [0])))) == (0, 0, 0)


@pytest.mark.parametrize("ask", [integral, integral_of_absolute, integral_of_square])
def test_unbounded_domains_are_refused_in_one_line(ask):
    with pytest.raises(DomainError, match=r"^an integral needs a function that is 0 on unbounded"):
        ask(function(Network.of(([[1]], [0]), ([[1]], [0]))))
    with pytest.raises(DomainError, match=r"^an integral needs a bounded domain, or 0 on all"):
        ask(function(Network.of(([[1, 1]], [0]), ([[1]], [0]))))
    # Its integral would be 0 by symmetry, but the integral of |x| is infinite.
    with pytest.raises(DomainError, match=r"^an integral needs"):
        ask(function(Network.of(([[1]], [0]))))


def test_no_output_changes_its_sign_on_a_cell_cut_at_zeros():
    for seed in range(30):
        network = oracles.random_network(seed, outputs=2)
        domain = Polyhedron.box([(-1, 1)] * network.input_dimension)
        f = cut_where_zero(function(network, domain))
        for index, cell in enumerate(f.complex.cells):
            for values in zip(*map(f.value, cell.corners), strict=True):
                assert min(values) >= 0 or max(values) <= 0
            x = f.complex.interior_point(index)
            assert f.affine_map(index)(x) == network(x)
        assert sum(f.complex.volume(k) for k in range(len(f.complex.cells))) == domain.volume


@pytest.mark.parametrize(("n", "expected"), [(1, 1), (2, 2), (3, 6), (4, 24)])
def test_a_cube_has_n_factorial_pulled_simplices(n, expected):
    corners = range(1 << n)
    facets = [
        sum(1 << c for c in corners if c >> j & 1 == side) for j in range(n) for side in (0, 1)
    ]
    found = list(simplices((1 << (1 << n)) - 1, facets, n))
    assert len(found) == len(set(found)) == expected


def test_facets_that_meet_in_a_vertex_only_have_no_ridge_there():
    # A pyramid over the square 0, 1, 2, 3 with the apex 4.
    facets = [0b01111, 0b10011, 0b10110, 0b11100, 0b11001]
    assert ridges_of(0b10011, facets) == [0b00011, 0b10001, 0b10010]
    assert sorted(simplices(0b11111, facets, 3)) == [0b10111, 0b11101]
