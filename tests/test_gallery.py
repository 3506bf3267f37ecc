from fractions import Fraction as Q
from itertools import pairwise, product
from math import prod
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import pieces_of_network

from exactrelu import gallery
from exactrelu.arrangement import Zonotope
from exactrelu.constructions import represent
from exactrelu.errors import DimensionError, DomainError, FloatError
from exactrelu.network import Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.pwl import PWL, compose, integral, l1_distance, maximum, minimum, restrict
from exactrelu.regions import regions

X = PWL.affine(1, 0)


def sizes(f):
    return tuple(represent(f, output=output).size for output in ("linear", "affine"))


@st.composite
def simplex_points(draw, p, M):
    parts = draw(st.lists(st.integers(1, 9), min_size=p + 1, max_size=p + 1))
    return tuple(M * Q(sum(parts[: i + 1]), sum(parts)) for i in range(p))


@st.composite
def hard_parameters(draw):
    """Points of several simplices, and M."""
    M = draw(st.builds(Q, st.integers(1, 5), st.integers(1, 3)))
    ps = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    return tuple(draw(simplex_points(p, M)) for p in ps), M


def test_every_function_of_the_gallery_is_on_a_card_and_shown():
    names = {card.name for card in gallery.cards()}
    assert names == set(gallery.__all__) - {"Card", "cards"}
    assert len(names) == len(gallery.cards())
    for card in gallery.cards():
        assert card.make is getattr(gallery, card.name)
        assert card.summary.startswith("Return ")
        assert card.source
        assert card.parameters
        assert card.known
        assert isinstance(card.shown(), (PWL, Network))


def test_the_rectifier_and_the_absolute_value():
    assert gallery.rectifier() == maximum(PWL.constant(0), X)
    assert gallery.absolute_value() == maximum(X, -X)
    assert sizes(gallery.rectifier()) == (1, 1)
    assert sizes(gallery.absolute_value()) == (2, 2)
    assert sizes(gallery.absolute_value() + 1) == (3, 2)


def test_hats_have_three_units():
    f = gallery.hat(1, "3/2", right=4)
    assert [f(x) for x in (0, 1, "5/4", "3/2", 4, 5)] == [0, 0, Q(1, 2), 1, 0, 0]
    assert sizes(f) == (3, 3)
    assert gallery.hat() == maximum(PWL.constant(0), 1 - gallery.absolute_value())


@pytest.mark.parametrize(
    ("bounds", "linear"), [((0, 1), 2), ((-1, 0), 2), ((1, 2), 3), ((-2, 5), 3)]
)
def test_clipping_needs_a_third_unit_unless_a_bound_is_zero(bounds, linear):
    f = gallery.clip(*bounds)
    assert f == minimum(maximum(X, PWL.constant(bounds[0])), PWL.constant(bounds[1]))
    assert sizes(f) == (linear, 2)


@pytest.mark.parametrize(("lower", "upper"), [(0, 1), (-3, Q(1, 2))])
def test_ramps_have_two_units_and_come_close_to_steps(lower, upper):
    f = gallery.ramp(lower, upper)
    middle = Q(lower + upper) / 2
    error = integral(f, lower, middle) + integral(1 - f, middle, upper)
    assert (f(lower - 1), f(middle), f(upper + 1)) == (0, Q(1, 2), 1)
    assert error == Q(upper - lower) / 4
    assert sizes(f) == (2, 2)


def test_trapezoids_have_four_units_and_come_close_to_indicators():
    foot, left, right, end = 0, 1, 3, 7
    f = gallery.trapezoid(foot, left, right, end)
    error = integral(f, foot, left) + integral(1 - f, left, right) + integral(f, right, end)
    assert error == Q(left - foot + end - right, 2)
    assert sizes(f) == (4, 4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gallery.hat(0, 0, right=1), "left < top < right is required, not 0, 0, 1"),
        (lambda: gallery.clip(1, 0), "lower < upper is required, not 1, 0"),
        (lambda: gallery.ramp(1, 1), "lower < upper is required, not 1, 1"),
        (
            lambda: gallery.trapezoid(0, 2, 1, 3),
            "foot < left < right < end is required, not 0, 2, 1, 3",
        ),
        (
            lambda: gallery.hard_function([2, 1], M=3),
            "a must have 0 < a_1 < ... < a_p < M = 3 and p >= 1, not be (2, 1)",
        ),
        (
            lambda: gallery.hard_function([]),
            "a must have 0 < a_1 < ... < a_p < M = 1 and p >= 1, not be ()",
        ),
        (
            lambda: gallery.hard_function([1]),
            "a must have 0 < a_1 < ... < a_p < M = 1 and p >= 1, not be (1)",
        ),
        (lambda: gallery.hard_composition([]), "points must hold at least 1 point, not 0"),
        (lambda: gallery.hard_network([]), "points must hold at least 1 point, not 0"),
        (lambda: gallery.sawtooth(1), "q must be an integer, at least 2, not 1"),
        (lambda: gallery.sawtooth(4.0), "q must be an integer, at least 2, not 4.0"),
        (lambda: gallery.sawtooth_network(1, 1), "w must be an integer, at least 2, not 1"),
        (lambda: gallery.sawtooth_network(2, 0), "k must be an integer, at least 1, not 0"),
        (lambda: gallery.zigzag(0), "k must be an integer, at least 1, not 0"),
        (lambda: gallery.telgarsky_function(0), "k must be an integer, at least 1, not 0"),
        (lambda: gallery.telgarsky_network("2"), "k must be an integer, at least 1, not '2'"),
    ],
)
def test_parameters_out_of_range_are_refused(make, message):
    with pytest.raises(DomainError) as error:
        make()
    assert str(error.value) == message


def test_floats_are_refused():
    with pytest.raises(FloatError, match=r"a\[0\] must be"):
        gallery.hard_function([0.5])


@given(st.data(), st.integers(1, 5), st.builds(Q, st.integers(1, 5), st.integers(1, 3)))
def test_hard_functions_are_the_corrected_definition_4(data, p, M):
    a = data.draw(simplex_points(p, M))
    h = gallery.hard_function(a, M=M)
    assert h.piece_count == p + 2
    assert h.left_slope == h(0) == h(-1) == 0
    assert [h(x) for x in a] == [M * (i % 2) for i in range(1, p + 1)]
    assert h(M) == M - h(a[-1])
    assert h.right_slope == (h(M) - h(a[-1])) / (M - a[-1])
    assert sizes(h) == (p + 1, p + 1)


def most_pieces(ps):
    """On [0, M], and on the line."""
    inside = prod(p + 1 for p in ps)
    return inside, inside + 1 + any(p % 2 for p in ps[:-1])


@given(hard_parameters())
def test_compositions_have_exactly_as_many_pieces_as_known(parameters):
    points, M = parameters
    H = gallery.hard_composition(points, M=M)
    inside = restrict(H, 0, M)
    assert (inside.piece_count, H.piece_count) == most_pieces([len(a) for a in points])
    ends = [0, *inside.breakpoints, M]
    assert {inside(x) for x in ends[::2]} <= {0, M}
    assert all({inside(x), inside(y)} == {0, M} for x, y in pairwise(ends))


@pytest.mark.parametrize(("p", "k"), [*product(range(1, 5), repeat=2)])
def test_compositions_of_one_p_have_the_pieces_of_lemma_5_1_made_exact(p, k):
    a = [Q(i, p + 2) for i in range(1, p + 1)]
    H = gallery.hard_composition([a] * k)
    assert restrict(H, 0, 1).piece_count == (p + 1) ** k
    assert H.piece_count == (p + 1) ** k + (2 if p % 2 and k >= 2 else 1)


def test_compositions_apply_the_first_point_first():
    first, second = ("1/3", "2/3"), ("1/2",)
    h, g = gallery.hard_function(first), gallery.hard_function(second)
    assert gallery.hard_composition([first, second]) == compose(g, h)
    assert gallery.hard_composition([second, first]) == compose(h, g) != compose(g, h)


@given(hard_parameters())
def test_hard_networks_have_the_shape_of_theorem_2_7(parameters):
    points, M = parameters
    net = gallery.hard_network(points, M=M)
    assert net.widths == tuple(len(a) + 1 for a in points)
    assert net.output == "linear"
    assert as_pwl(net) == gallery.hard_composition(points, M=M)


@pytest.mark.parametrize("q", [2, 3, 4, 7])
def test_sawtooths_have_triangles_of_height_1_and_width_2_over_q(q):
    s = gallery.sawtooth(q)
    assert [s(Q(i, q)) for i in range(-1, q + 1)] == [0, *(i % 2 for i in range(q + 1))]
    inside = restrict(s, 0, 1)
    assert inside.slopes == tuple(q * (-1) ** i for i in range(q))
    assert integral(s, 0, 1) == Q(1, 2)


@pytest.mark.parametrize(("w", "k"), [(2, 1), (2, 4), (3, 3), (4, 2), (5, 2)])
def test_sawtooth_networks_have_w_nodes_per_layer(w, k):
    net = gallery.sawtooth_network(w, k)
    assert (net.widths, net.output) == ((w,) * k, "linear")
    assert l1_distance(as_pwl(net), gallery.sawtooth(w**k), 0, 1) == 0


@pytest.mark.parametrize("k", [1, 2, 3])
def test_zigzags_are_three_pieces_composed(k):
    z = gallery.hard_function(["1/3", "2/3"])
    power = X
    for _ in range(k):
        power = compose(z, power)
    assert gallery.zigzag(k) == power == as_pwl(gallery.zigzag_network(k))
    assert (restrict(power, 0, 1).piece_count, power.piece_count) == (3**k, 3**k + 1)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_telgarskys_functions_are_the_tent_composed(k):
    power = X
    for _ in range(k):
        power = compose(gallery.tent(), power)
    net = gallery.telgarsky_network(k)
    assert gallery.telgarsky_function(k) == power == as_pwl(net)
    assert (restrict(power, 0, 1).piece_count, power.piece_count) == (2**k, 2**k + 2)
    assert set(restrict(power, 0, 1).slopes) == {2**k, -(2**k)}
    assert (net.widths, net.output) == ((2, 1) * k, "linear")


def test_the_tent_has_three_units_in_one_layer_and_in_two():
    tent = gallery.tent()
    assert [tent(x) for x in (-1, "1/4", "1/2", "3/4", 2)] == [0, Q(1, 2), 1, Q(1, 2), 0]
    assert sizes(tent) == (3, 3)
    assert as_pwl(gallery.tent_network()) == tent


WIDTHS = [
    *[(w,) for w in range(1, 8)],
    *product(range(3, 8), range(2, 8)),
    *product((3, 4, 5), (3, 4, 6), (2, 3, 4)),
    (3, 3, 3, 3, 2),
]


@pytest.mark.parametrize("widths", WIDTHS)
def test_maximal_networks_have_as_many_pieces_as_their_widths_allow(widths):
    net = gallery.maximal_pieces_network(widths)
    assert net.widths == widths
    assert net.output == "linear"
    assert as_pwl(net).piece_count == prod(w + 1 for w in widths)


@pytest.mark.parametrize("widths", [(1,), (2,), (4,), (3, 2), (4, 3), (5, 2)])
def test_the_pieces_of_maximal_networks_are_counted_independently(widths):
    net = gallery.maximal_pieces_network(widths)
    assert pieces_of_network(net) == prod(w + 1 for w in widths)


@pytest.mark.parametrize("widths", [(), (0,), (2, 2), (3, 1), (1, 1), (3, 2, 3), (3.0, 2)])
def test_widths_without_such_a_network_are_refused(widths):
    with pytest.raises(DomainError, match="widths must be at least 3, the last at least 2, or be"):
        gallery.maximal_pieces_network(widths)


GENERATORS = {
    "a point": [[0, 0]],
    "a segment": [[1, 1], [2, 2]],
    "a square": [[1, 0], [0, 1]],
    "a hexagon": [[1, 0], [0, 1], [1, 1]],
    "a cube": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "on the line": [[1], [-3]],
}


@pytest.mark.parametrize("name", GENERATORS)
def test_support_functions_have_as_many_pieces_as_vertices(name):
    generators = GENERATORS[name]
    net, zonotope = gallery.zonotope_network(generators), Zonotope(generators)
    assert (net.widths, net.output) == ((2 * len(generators),), "linear")
    assert regions(net).pieces == len(zonotope.vertices)
    for r in product((-2, Q(1, 3), 5), repeat=len(generators[0])):
        assert net(r) == (max(sum(map(mul, r, vertex)) for vertex in zonotope.vertices),)


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize(("w", "k"), [(2, 1), (3, 1), (2, 2), (3, 2)])
def test_hard_functions_of_zonotopes_have_as_many_pieces_as_is_known(name, w, k):
    generators, a = GENERATORS[name], [Q(i, w) for i in range(1, w)]
    net, vertices = (
        gallery.hard_zonotope_network([a] * k, generators),
        Zonotope(generators).vertices,
    )
    assert (net.widths, net.output) == ((2 * len(generators), *[w] * k), "linear")
    found = regions(net)
    if len(vertices) == 1:
        assert found.pieces == 1
        return
    inside = Polyhedron([(vertex, "<=", 1) for vertex in vertices])
    assert regions(net, domain=inside).pieces == len(vertices) * w**k
    beyond = [cell for cell in found if cell.interior_point not in inside]
    values = {net(cell.interior_point) for cell in beyond}
    assert found.pieces == len(vertices) * w**k or values == {(0,)}
    assert (w % 2 == 0 and k >= 2) == (found.pieces > len(vertices) * w**k)


def test_zonotopes_without_generators_are_refused():
    with pytest.raises(DimensionError, match="generators must have a row"):
        gallery.zonotope_network([])
