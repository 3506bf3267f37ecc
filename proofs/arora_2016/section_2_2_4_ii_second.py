"""Section 2.2.4, Theorem 2.11 (ii): the second lower bound on the size of shallower networks."""

from fractions import Fraction
from functools import reduce
from itertools import combinations

from exactrelu.claims import asserting, for_every, grid, judged
from exactrelu.constructions import compose_networks, represent
from exactrelu.gallery import (
    absolute_value,
    hard_composition,
    hard_function,
    hard_zonotope_network,
    rectifier,
    zonotope_network,
)
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import maximum_of, minimum_of, restrict
from exactrelu.regions import Equal, equal

from .counting import is_at_least_root, smallest_size
from .paper import arora
from .section_2_2_4 import evenly_spaced
from .section_2_2_4_ii import pieces_on_a_line, shapes, shapes_in_words
from .ties import composed, is_member

__all__ = ["second_lower_bound"]


def layers_on_the_interval(a, k):
    """Return networks of h_a: one that is 0 left of 0, and k - 1 that are h_a on [0, 1] only.

    Continued beyond [0, 1] by their outer pieces, these may need a node less.
    """
    h = hard_function(a)
    flat = represent(h, output="affine").network
    steep = represent(restrict(h, 0, 1), output="affine").network
    return [flat] + [steep] * (k - 1)


def network_on_the_line(a, k):
    """Return a network with k hidden layers for H_{a, ..., a}(|x|).

    Its first layer is h_a(|x|). If H is 0 beyond 1, the second must be 0 left of 0.
    """
    first = represent(hard_function(a) @ absolute_value(), output="affine")
    flat, *steep = layers_on_the_interval(a, k)
    rest = [flat, *steep[1:]] if len(a) % 2 == 1 else steep
    return reduce(lambda inner, outer: compose_networks(outer, inner), rest[: k - 1], first.network)


def parameters_on_a_grid(profile):
    """All k <= 7 and points a of Delta^(w-1)_1 with coordinates i/6, w <= 4."""
    sixths = [Fraction(i, 6) for i in range(1, 6)]
    largest = 5 + profile.scale
    cases = (
        {"a": a, "k": k}
        for k in range(1, largest + 1)
        for w in (2, 3, 4)
        for a in combinations(sixths, w - 1)
    )
    return sorted(cases, key=lambda case: (len(case["a"]) + 1) ** case["k"])


@arora.claim(
    "thm2.11.ii.b",
    label="Theorem 2.11 (ii)",
    kind="theorem",
    reading="S(n,m) holds the tuples in general position",
)
@for_every(
    parameters_on_a_grid,
    over=lambda p: f"n = m = 1, b = 1, k' = k <= {5 + p.scale}, w <= 4, M = 1, one a in sixths",
)
def second_lower_bound(a, k):
    """Consider any f in ZONOTOPE^n_{k,w,m}. If f is represented by a (k'+1)-layer DNN for any k' <= k,
    then this DNN has size at least k' w^(k/k') / n^(1/k').

    Checked for n = m = 1, k' = k against a network that is built layer by layer: h_a(|x|), with
    2w - 1 kinks, in the first, and from the third on h_a with w - 1 nodes in place of w, which on
    [0, 1] is enough for some a.
    """
    w = len(a) + 1
    network = network_on_the_line(a, k)
    if network.size >= k * w:
        return True
    f = hard_zonotope_network([a] * k, [[1]])
    return judged(as_pwl(network) != as_pwl(f), w=w, size=network.size, network=network).proved_by(
        lambda: asserting(
            lambda f, network, w, layers: [
                *is_member(f, [[1]], [a] * k),
                f.size == 2 + w * layers,
                network.depth == layers + 1,
                network.size < layers * w,
                *(network(x) == f(x) for x in (-2, -1, 0, Fraction(1, 97), *a, 1, 2)),
                network.same(f),
            ],
            f=f,
            network=network,
            w=w,
            layers=k,
        )
    )


def stages_are_right(a, merged, steep):
    """Decide that `merged` is h_a o h_a, with values in [0, 1] from 0 on, where `steep` is h_a.

    gamma >= 0, so that H_{a, ..., a} o gamma is merged o gamma with steep as often as needed.
    """
    two = hard_composition([a, a])
    from_0 = two @ rectifier()
    stays = (minimum_of(from_0).value, maximum_of(from_0).value) == (0, 1)
    on_interval = restrict(as_pwl(steep), 0, 1) == restrict(hard_function(a), 0, 1)
    return stays and as_pwl(merged) == two and on_interval


@second_lower_bound.reading("n = m = 2")
@for_every(grid(k=range(3, 25)), over="n = m = 2, k' = k <= 24, w = 4, a = (1/3, 2/3, 5/6), M = 1")
def second_lower_bound_in_the_plane(k):
    """The same for n = m = 2, b^1 = (1, 0), b^2 = (0, 1).

    gamma takes the first hidden layer, h_a o h_a the second, and k - 2 times h_a the others.
    """
    a, w = (Fraction(1, 3), Fraction(2, 3), Fraction(5, 6)), 4
    merged = represent(hard_composition([a, a]), output="affine").network
    _, steep = layers_on_the_interval(a, 2)
    stages = [zonotope_network([[1, 0], [0, 1]]), merged, *[steep] * (k - 2)]
    network = reduce(lambda inner, outer: compose_networks(outer, inner), stages)
    if 2 * network.size**k >= (k * w) ** k:
        return True
    return judged(
        not stages_are_right(a, merged, steep), size=network.size, network=network
    ).proved_by(lambda: shorter_network(a, k, merged, steep, network))


def shorter_network(a, k, merged, steep, network):
    """Assert that the stages are h_a o h_a, and h_a on [0, 1], and what depth and size are.

    The network has the nodes of gamma, 4, and those of its stages, and its values are H(|x| + |y|).
    """
    h, two = hard_function(a), hard_composition([a, a])

    h_a = h

    def asserted(h, two, merged, middle, steep, **short):
        yield short["w"] == len(a) + 1
        yield short["layers"] == k
        yield short["network"].size == 4 + merged.size + (short["layers"] - 2) * steep.size
        yield from (stage.depth == 2 for stage in (merged, steep))
        for x in ((0, 0), *((t / 3, 2 * t / 3) for t in (*a, Fraction(1, 7), Fraction(-1)))):
            yield short["network"](*x) == composed([h_a] * k, sum(map(abs, x)))
        yield merged.same(two)
        yield steep.same(middle)
        yield from (middle(x) == h(x) for x in (0, *a, 1))
        yield short["network"].depth == short["layers"] + 1
        yield 2 * short["network"].size ** k < (short["layers"] * short["w"]) ** k

    return asserting(
        asserted,
        network=network,
        h=h,
        two=two,
        merged=merged,
        middle=restrict(h, 0, 1),
        steep=steep,
        w=len(a) + 1,
        layers=k,
    )


@second_lower_bound.reading("S(n,m) as Definition 6 prints it")
@for_every(grid(k=range(1, 4), w=[2, 3]), over="n = m = 1, k' = k <= 3, w = 2, 3")
def second_lower_bound_for_definition_6(k, w):
    """The same for all b with |vert(Z)| = (m-1)^(n-1): for n = m = 1 that is b^1 = 0, with f = 0, and one
    node in each hidden layer is enough.
    """
    points = [evenly_spaced(w)] * k
    f, zero = hard_zonotope_network(points, [[0]]), Network([([[0]], [0])] * (k + 1))
    larger = isinstance(equal(f, zero), Equal) and zero.size < k * w
    return judged(not larger, size=zero.size).proved_by(
        lambda: asserting(
            lambda f, network, layers, w: [
                *is_member(f, [[0]], points),
                f.size == 2 + w * layers,
                network.depth == layers + 1,
                network.same(f),
                network.size < layers * w,
            ],
            f=f,
            network=zero,
            layers=k,
            w=w,
        )
    )


def more_layers(profile):
    """The `shapes`, and with k = k' up to 24, as where the printed bound fails, few n, m and w."""
    yield from shapes(profile)
    for case in grid(n=[1, 2], m=[1, 2], w=[2, 3, 4], k=range(3 + profile.scale, 25))(profile):
        yield {**case, "hidden_layers": case["k"]}


def more_layers_in_words(profile):
    """The range of `more_layers`."""
    return f"{shapes_in_words(profile)}; and n, m <= 2, w <= 4, k' = k <= 24"


@second_lower_bound.corrected
@for_every(more_layers, over=more_layers_in_words)
def lower_bound_without_the_n_th_root(n, m, w, k, hidden_layers):
    """For b in general position the size is at least k' (2 w^k)^(1/k') - k', for all n."""
    size = smallest_size(pieces_on_a_line(n, m, w, k), hidden_layers)
    return is_at_least_root(size + hidden_layers, hidden_layers, 2 * w**k, hidden_layers)


@second_lower_bound.corrected
@for_every(more_layers, over=more_layers_in_words)
def half_of_the_second_lower_bound(n, m, w, k, hidden_layers):
    """For b in general position the size is at least (1/2) k' (2 w^k)^(1/k') - 1, for all n."""
    size = smallest_size(pieces_on_a_line(n, m, w, k), hidden_layers)
    return is_at_least_root(size + 1, Fraction(hidden_layers, 2), 2 * w**k, hidden_layers)
