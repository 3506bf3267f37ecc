"""Appendix A, Lemmas A.3 and A.4: maxima and affine maps."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import strategies as st

from exactrelu.claims import asserting, decided, for_all, for_every, grid, judged
from exactrelu.constructions import (
    MAXIMUM_OF_TWO,
    affine_network,
    max_network,
    min_network,
    represent,
)
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, absolute, maximum, minimum, relu
from exactrelu.strategies import affine_maps, networks, rationals, widths

from .evidence import TWO, is_larger_of, product, size_exceeds
from .paper import arora
from .section_a_1 import networks_of_equal_depth, points
from .shapes import named, runs_through

__all__ = [
    "affine_maps_have_size_2m",
    "depth_of_a_maximum",
    "maximum_of_two_has_size_4",
    "printed_induction_for_the_maximum",
    "size_of_a_maximum",
]


def is_maximum(network, parts):
    """Decide exactly that a network R -> R is the maximum of others."""
    return as_pwl(network) == maximum(*(as_pwl(part) for part in parts))


@arora.claim(
    "lemA.3.depth",
    label="Lemma A.3",
    kind="lemma",
    reading="log(m) is rounded up, as for the minimum",
)
@for_all(parts=st.lists(networks(widths(max_width=2)), min_size=1, max_size=4), cost=4)
def depth_of_a_maximum(parts):
    """max{f_1, ..., f_m} can be represented by a ReLU DNN of depth at most
    max{k_1, ..., k_m} + log(m) + 1, if the f_i are represented with depths k_i + 1.

    For the minimum the paper prints the ceiling of log(m).
    """
    network, k = max_network(*parts), max(part.depth for part in parts) - 1
    bound = k + (len(parts) - 1).bit_length() + 1
    smallest = min_network(*parts)
    both = is_maximum(network, parts) and as_pwl(smallest) == minimum(*map(as_pwl, parts))
    return judged(both and network.depth <= bound and smallest.depth <= bound)


@depth_of_a_maximum.step("the network of the proof keeps to log2(m) without rounding")
@for_every(
    lambda _: ({"parts": (ONE_NODE,) * m} for m in range(1, 9)),
    over="m <= 8 networks with one node",
)
def depth_of_a_maximum_without_rounding(parts):
    """The same for log2(m): the network that the proof builds has a depth d with 2^(d-k-1) <= m."""
    k, built = parts[0].depth - 1, max_network(*parts)
    rounds = built.depth - k - 1
    return judged(2**rounds <= len(parts), m=len(parts), k=k, depth=built.depth).proved_by(
        lambda: asserting(
            # The parts are equal, and so is their maximum.
            lambda m, network, **f: [
                m == len(f),
                *(part.depth == k + 1 for part in f.values()),
                *(network.same(part) for part in f.values()),
                network.depth == k + 1 + rounds,
                network.size == built.size,
                TWO**rounds > m,
            ],
            m=len(parts),
            network=built,
            **named("f", parts),
        )
    )


ONE_NODE = Network.of(([[1]], [0]), ([[1]], [0]))
"""x -> max{0, x}."""


def inscribed(n, first):
    """Return the chords of -x^2 between n integers of one parity, from `first` on, continued."""
    xs = [first + 2 * i for i in range(n)]
    points = [(x, -x * x) for x in xs]
    return PWL.from_points(points, left_slope=2 - 2 * first, right_slope=-2 - 2 * xs[-1])


@depth_of_a_maximum.reading("log(m) is the natural logarithm")
@for_every(grid(n=range(1, 16)), over="m = 2, two inscribed polygons of -x^2 with n corners")
def depth_of_a_maximum_with_the_natural_logarithm(n):
    """The same for ln(m). For m = 2 and k = 1 the depth is then at most floor(1 + ln 2 + 1) = 2, and
    by the size bound of the lemma the maximum has a 2-layer network of size s_1 + s_2 + 12. The
    polygons cross between any two neighbouring corners.
    """
    first, second = inscribed(n, 0), inscribed(n, 1)
    networks = [represent(f, output="affine").network for f in (first, second)]
    sizes, f = [network.size for network in networks], maximum(first, second)
    smallest = represent(f, output="affine")
    return judged(
        smallest.size <= sum(sizes) + 12, sizes=sizes, smallest_size_of_the_maximum=smallest.size
    ).proved_by(
        lambda: smallest.certificate,
        lambda: asserting(
            lambda f, net, f_1, f_2: [
                f.pieces == maximum(first, second).piece_count,
                *is_larger_of(f, f_1, f_2, first=first, second=second),
                net.same(f),
                *(each.depth == 2 for each in (net, f_1, f_2)),
                net.size > f_1.size + f_2.size + 4 * (2 * 2 - 1),
            ],
            f=f,
            net=smallest.network,
            f_1=networks[0],
            f_2=networks[1],
        ),
    )


@arora.claim("lemA.3.size", label="Lemma A.3", kind="lemma")
@for_all(parts=networks_of_equal_depth(), cost=2)
def size_of_a_maximum(parts):
    """max{f_1, ..., f_m} can be represented by a ReLU DNN of size at most
    s_1 + ... + s_m + 4 (2m - 1), and so can min{f_1, ..., f_m}.

    Checked for networks of one depth. For different depths the proof does not give it.
    """
    network, bound = (
        max_network(*parts),
        sum(part.size for part in parts) + 4 * (2 * len(parts) - 1),
    )
    smallest = min_network(*parts)
    both = is_maximum(network, parts) and as_pwl(smallest) == minimum(*map(as_pwl, parts))
    return judged(both and max(network.size, smallest.size) <= bound, size=network.size)


@size_of_a_maximum.step("the network of the proof keeps to it for different depths")
@for_every(
    grid(k=range(1, 12)), over="max{x -> max{0, x}, a network with k hidden layers}, k <= 11"
)
def size_of_a_maximum_of_networks_of_different_depth(k):
    """G(x) = (g_1(x), g_2(x)) can be implemented with the sizes of g_1 and g_2 together. For different
    depths, which Lemma A.2 excludes, the shallower one has to be prolonged by identities. (The
    network is the one that the proof builds; that the maximum has no smaller one is not said.)
    """
    deep = Network([*ONE_NODE.layers[:1] * k, ONE_NODE.layers[1]])
    network, bound = max_network(ONE_NODE, deep), 1 + k + 4 * 3
    return judged(network.size <= bound, size=network.size, bound=bound).proved_by(
        lambda: asserting(
            # The two functions are equal, and so is their maximum.
            lambda m, f_1, f_2, network: [
                m == 2,
                f_1.depth < f_2.depth,
                f_1.same(f_2),
                network.same(f_1),
                network.depth == f_2.depth + 1,
                network.size == f_1.size + f_2.size + 2 * (f_2.depth - f_1.depth) + 4,
                network.size > f_1.size + f_2.size + 4 * (2 * m - 1),
            ],
            m=2,
            f_1=ONE_NODE,
            f_2=deep,
            network=network,
        )
    )


def maxima_of_parts(values, halves):
    """Return max{g_1, g_2} for the two lists of values that `halves` cuts out."""
    return max(max(half) for half in halves(values) if half)


@arora.claim("lemA.3.proof", label="Lemma A.3, proof", kind="proof step")
@for_all(parts=networks_of_equal_depth(), cost=2)
def printed_induction_for_the_maximum(parts):
    """Depth and size of max{f_1, ..., f_m} follow by induction on m from
    g_1 = max{f_1, ..., f_floor(m/2)} and g_2 = max{f_1, ..., f_ceil(m/2)}.

    The statement holds for networks of one depth. The second list must start after the first.
    """
    network, m = max_network(*parts), len(parts)
    bound = sum(part.size for part in parts) + 4 * (2 * m - 1)
    return is_maximum(network, parts) and network.size <= bound


@printed_induction_for_the_maximum.step("f = max{g_1, g_2} for the printed g_1 and g_2")
@for_all(values=st.lists(st.integers(0, 9), min_size=2, max_size=6))
def printed_halves_cover_all(values):
    """max{f_1, ..., f_m} is the maximum of f_1, ..., f_floor(m/2) and of f_1, ..., f_ceil(m/2)."""
    m = len(values)
    both = maxima_of_parts(values, lambda v: (v[: m // 2], v[: ceil(m / 2)]))
    return judged(both == max(values), maximum_of_g1_and_g2=both, maximum=max(values)).proved_by(
        lambda: asserting(
            halves_miss_the_maximum,
            f=PWL.constant(max(values)),
            g_1=PWL.constant(max(values[: m // 2])),
            g_2=PWL.constant(max(values[: ceil(m / 2)])),
            **named("f", map(PWL.constant, values)),
        )
    )


def halves_miss_the_maximum(f, g_1, g_2, **parts):
    """Assert that f is the maximum of f_1, ..., f_m, which are constants, but not that of g_1 and g_2.

    These are the maxima of f_1, ..., f_floor(m/2) and of f_1, ..., f_ceil(m/2).
    """
    parts, m = list(parts.values()), len(parts)
    yield from (part.pieces == 1 for part in (f, g_1, g_2, *parts))
    yield from (part(0) == part(1) for part in (f, g_1, g_2, *parts))
    yield from (f(0) >= part(0) for part in parts)
    yield product(f(0) - part(0) for part in parts) == 0
    for g, half in ((g_1, parts[: m // 2]), (g_2, parts[: ceil(m / 2)])):
        yield from (g(0) >= part(0) for part in half)
        yield product(g(0) - part(0) for part in half) == 0
        yield f(0) > g(0)


@printed_induction_for_the_maximum.confirmed
@for_all(values=st.lists(st.integers(0, 9), min_size=2, max_size=6))
def halves_cover_all(values):
    """With g_2 = max{f_{floor(m/2)+1}, ..., f_m} it is."""
    m = len(values)
    return maxima_of_parts(values, lambda v: (v[: m // 2], v[m // 2 :])) == max(values)


printed_induction_for_the_maximum.step("G can be implemented with the sizes of g_1 and g_2")(
    size_of_a_maximum_of_networks_of_different_depth
)


@printed_induction_for_the_maximum.step("the size of g_2 is at most ... + 4 (2 floor(m/2) - 1)")
@for_every(grid(m=range(2, 10)), over="m <= 9")
def printed_size_of_the_second_half(m):
    """The induction hypothesis gives at most 4 (2 floor(m/2) - 1) more nodes for g_2."""
    hypothesis, printed = 4 * (2 * ceil(m / 2) - 1), 4 * (2 * floor(m / 2) - 1)
    return judged(hypothesis <= printed, from_the_hypothesis=hypothesis, printed=printed).proved_by(
        lambda: asserting(
            # For odd m; otherwise they are equal.
            lambda m, low, high: [
                low + high == m,
                high == low + 1,
                4 * (2 * high - 1) > 4 * (2 * low - 1),
            ],
            m=m,
            low=floor(m / 2),
            high=ceil(m / 2),
        )
    )


CONES = [((1, 1), (1, -1)), ((1, -1), (-1, -1)), ((-1, -1), (-1, 1)), ((-1, 1), (1, 1))]
"""The cones into which the lines x = y and x = -y cut the plane, by their two rays."""


@arora.claim("lemA.3.T", label="Lemma A.3, proof, and Figure 3", kind="proof step")
@decided(by="linearity on the four cones between the lines x = y and x = -y")
def maximum_of_two_has_size_4():
    """T(x, y) = max{x, y} = (x + y)/2 + |x - y|/2 is represented by a 2-layer ReLU DNN of size 4.

    All sides are linear on each of the four cones, so that it suffices to compare two rays each.
    """
    rays = {ray for cone in CONES for ray in cone}
    homogeneous = all(layer.bias == (0,) * len(layer.bias) for layer in MAXIMUM_OF_TWO.layers)
    formula = all(max(x, y) == Fraction(x + y, 2) + Fraction(abs(x - y), 2) for x, y in rays)
    kinks = {(abs(a), b if a > 0 else -b) for a, b in MAXIMUM_OF_TWO.layers[0].weights}
    normals = kinks == {(Fraction(1), Fraction(1)), (Fraction(1), Fraction(-1))}
    values = all(MAXIMUM_OF_TWO(ray) == (max(ray),) for ray in rays)
    shape = (MAXIMUM_OF_TWO.depth, MAXIMUM_OF_TWO.size, MAXIMUM_OF_TWO.output) == (2, 4, "linear")
    return formula and homogeneous and normals and values and shape


MAXIMUM_WITH_THREE_NODES = Network.of(([[1, -1], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]))


@maximum_of_two_has_size_4.sharper
@decided(by="linearity on the four cones between the lines x = y and y = 0")
def maximum_of_two_has_size_3():
    """Size 3 suffices: max{x, y} = max{0, x - y} + max{0, y} - max{0, -y}.

    Two nodes do not: one has to bend along x = y, and so does the other, or it is constant; their
    sum is then constant on that line.
    """
    rays = [(1, 1), (1, 0), (-1, -1), (-1, 0)]
    return judged(all(MAXIMUM_WITH_THREE_NODES(ray) == (max(ray),) for ray in rays)).proved_by(
        # Its size, and its values on the rays; that it is linear between them is to be seen.
        lambda: asserting(
            lambda T: [T.size == 3, T.depth == 2, *(T(*ray) == max(ray) for ray in rays)],
            T=MAXIMUM_WITH_THREE_NODES,
        )
    )


@maximum_of_two_has_size_4.companion("the minus sign left out")
@for_all(x=rationals(), y=rationals())
def maximum_of_two_without_minus(x, y):
    """max{x, y} = (x + y)/2 + |x + y|/2: false."""
    formula = (x + y) / 2 + abs(x + y) / 2
    return judged(max(x, y) == formula, formula=formula).proved_by(
        lambda: asserting(
            lambda larger, smaller, modulus: [
                modulus.pieces == 2,
                *runs_through(modulus, [(0, 0)], left_slope=-1, right_slope=1),
                larger >= smaller,
                (larger + smaller) / 2 + modulus(larger + smaller) / 2 != larger,
            ],
            larger=max(x, y),
            smaller=min(x, y),
            modulus=absolute(PWL.affine(1, 0)),
        )
    )


@st.composite
def maps_and_points(draw):
    """Draw an affine map R^n -> R^m and a point of R^n."""
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return draw(affine_maps(n, m)), draw(points(n))


@arora.claim("lemA.4", label="Lemma A.4", kind="lemma")
@decided(by="equality of the functions z and max{0, z} - max{0, -z} on R, in each coordinate of T")
def affine_maps_have_size_2m():
    """Any affine transformation T: R^n -> R^m is representable by a 2-layer ReLU DNN of size 2m.

    T = (I o sigma o T) + (-I o sigma o (-T)), with a linear output map.
    """
    z = PWL.affine(1, 0)
    return z == relu(z) - relu(-z)


@affine_maps_have_size_2m.confirmed
@for_all(pair=maps_and_points())
def affine_network_has_size_2m(pair):
    """The network that is built has depth 2, size 2m, a linear output map, and the values of T."""
    T, x = pair
    network = affine_network(T)
    shape = (network.depth, network.size, network.output) == (2, 2 * T.output_dimension, "linear")
    return shape and network(x) == T(x)


@affine_maps_have_size_2m.companion("size m")
@for_all(T=affine_maps(1, 1))
def affine_maps_have_size_m(T):
    """Size m suffices: false for n = m = 1 and T(x) = x, by the smallest network."""
    f = PWL.affine(T.weights[0][0], T.bias[0])
    smallest = represent(f, output="linear")
    return judged(smallest.size <= 1, smallest_size=smallest.size).proved_by(
        *size_exceeds(1, smallest, f)
    )
