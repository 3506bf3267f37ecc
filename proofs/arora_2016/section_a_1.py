"""Appendix A, Lemmas A.1 and A.2: compositions and sums."""

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, judged
from exactrelu.constructions import add_networks, compose_networks
from exactrelu.network import as_pwl
from exactrelu.pwl import PWL
from exactrelu.strategies import networks, rationals

from .paper import arora
from .shapes import is_composition, points_inside

__all__ = [
    "networks_compose",
    "networks_of_equal_depth",
    "networks_sum",
    "points",
]


def points(dimension):
    """Return a strategy for points of R^dimension."""
    return st.tuples(*[rationals()] * dimension)


@st.composite
def composable_networks(draw):
    """Draw networks R^d -> R^m and R^m -> R^n, and a point of R^d."""
    d, m, n = (draw(st.integers(1, 3)) for _ in range(3))
    inner = draw(networks(input_dimension=d, output_dimension=m))
    outer = draw(networks(input_dimension=m, output_dimension=n))
    return inner, outer, draw(points(d))


@arora.claim("lemA.1", label="Lemma A.1", kind="lemma")
@for_all(pair=composable_networks())
def networks_compose(pair):
    """If f_1: R^d -> R^m is represented by a ReLU DNN with depth k_1 + 1 and size s_1, and
    f_2: R^m -> R^n by one with depth k_2 + 1 and size s_2, then f_2 o f_1 can be represented by a
    ReLU DNN with depth k_1 + k_2 + 1 and size s_1 + s_2.
    """
    inner, outer, x = pair
    network = compose_networks(outer, inner)
    depth, size = inner.depth + outer.depth - 1, inner.size + outer.size
    return (network.depth, network.size) == (depth, size) and network(x) == outer(inner(x))


@networks_compose.confirmed
@for_all(inner=networks(), outer=networks())
def composed_functions_are_equal_on_the_line(inner, outer):
    """For d = m = n = 1 the functions are equal at every point."""
    return as_pwl(compose_networks(outer, inner)) == as_pwl(outer) @ as_pwl(inner)


@networks_compose.companion("size max{s_1, s_2}")
@for_all(inner=networks(), outer=networks())
def networks_compose_without_adding_sizes(inner, outer):
    """f_2 o f_1 is represented with size max{s_1, s_2}: not by the construction."""
    network = compose_networks(outer, inner)
    return judged(network.size <= max(inner.size, outer.size), size=network.size).proved_by(
        lambda: asserting(
            lambda inner, outer, composed: [
                *is_composition(composed, inner, outer, breakpoints=as_pwl(network).breakpoints),
                composed.depth == inner.depth + outer.depth - 1,
                composed.size == inner.size + outer.size,
                composed.size > inner.size,
                composed.size > outer.size,
            ],
            inner=inner,
            outer=outer,
            composed=network,
        )
    )


@st.composite
def networks_of_equal_depth(draw, largest=5):
    """Draw one or more networks R -> R with the same number of hidden layers."""
    layers = draw(st.integers(1, 2))
    hidden = st.lists(st.integers(1, 3), min_size=layers, max_size=layers)
    return tuple(draw(st.lists(networks(hidden), min_size=1, max_size=largest)))


@st.composite
def summable_networks(draw):
    """Draw two networks R^n -> R^m with the same number of hidden layers, and a point of R^n."""
    n, m, layers = (draw(st.integers(1, 3)) for _ in range(3))
    hidden = st.lists(st.integers(1, 3), min_size=layers, max_size=layers)
    pair = networks(hidden, input_dimension=n, output_dimension=m)
    return draw(pair), draw(pair), draw(points(n))


@arora.claim("lemA.2", label="Lemma A.2", kind="lemma")
@for_all(pair=summable_networks())
def networks_sum(pair):
    """If f_1 and f_2: R^n -> R^m are represented by ReLU DNNs with depth k + 1 and sizes s_1 and s_2,
    then f_1 + f_2 can be represented by a ReLU DNN with depth k + 1 and size s_1 + s_2.
    """
    first, second, x = pair
    network = add_networks(first, second)
    shape = (network.depth, network.size) == (first.depth, first.size + second.size)
    values = tuple(a + b for a, b in zip(first(x), second(x), strict=True))
    return shape and network(x) == values


@networks_sum.confirmed
@for_all(pair=networks_of_equal_depth(largest=2))
def sums_are_equal_on_the_line(pair):
    """For n = m = 1 the functions are equal at every point."""
    return as_pwl(add_networks(*pair)) == sum(map(as_pwl, pair), start=PWL.constant(0))


@networks_sum.companion("different depths")
@for_all(first=networks(), second=networks())
def networks_of_different_depth_sum(first, second):
    """The construction gives size s_1 + s_2 for different depths as well: false."""
    network = add_networks(first, second)
    shallow, deep = sorted((first, second), key=lambda net: net.depth)
    breakpoints = as_pwl(network).breakpoints
    return judged(network.size <= first.size + second.size, size=network.size).proved_by(
        # The shallower one is prolonged by identities, of two nodes each.
        lambda: asserting(
            lambda shallow, deep, added: [
                shallow.depth < deep.depth,
                added.depth == deep.depth,
                added.size == shallow.size + deep.size + 2 * (deep.depth - shallow.depth),
                added.pieces == len(breakpoints) + 1,
                *(added(x) == shallow(x) + deep(x) for x in points_inside(breakpoints)),
                added.size > shallow.size + deep.size,
            ],
            shallow=shallow,
            deep=deep,
            added=network,
        )
    )
