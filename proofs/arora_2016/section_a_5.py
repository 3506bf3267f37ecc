"""Appendix A, Lemma A.5: the number of pieces."""

from math import prod

from hypothesis import strategies as st

from exactrelu.claims import asserting, certified, for_all, grid, judged
from exactrelu.gallery import maximal_pieces_network, sawtooth_network
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, relu
from exactrelu.strategies import networks, pwl_functions, rationals

from .counting import compositions, printed_bound
from .evidence import activated_network, is_activated, product, total
from .paper import arora
from .shapes import named

__all__ = [
    "activation_at_most_doubles_the_pieces",
    "networks_have_few_pieces",
]


def many_widths():
    """Return a strategy for hidden widths for which the product of the w_i + 1 is attained."""
    return st.lists(st.integers(3, 4), min_size=1, max_size=3)


def networks_with_many_pieces():
    """Return a strategy for networks R -> R: any, sawtooths, and ones with as many pieces as can be."""
    sawtooths = st.builds(sawtooth_network, st.integers(2, 4), st.integers(1, 3))
    return networks() | sawtooths | many_widths().map(maximal_pieces_network)


@arora.claim("lemA.5", label="Lemma A.5", kind="lemma")
@for_all(network=networks_with_many_pieces())
def networks_have_few_pieces(network):
    """A function R -> R represented by a ReLU DNN with widths w_1, ..., w_k of the k hidden layers has
    at most 2^(k-1) (w_1 + 1) w_2 ... w_k pieces.
    """
    pieces = as_pwl(network).piece_count
    return judged(pieces <= printed_bound(network.widths), pieces=pieces)


@networks_have_few_pieces.sharper
@for_all(network=networks_with_many_pieces())
def networks_have_at_most_the_product_of_pieces(network):
    """There are at most (w_1 + 1)(w_2 + 1) ... (w_k + 1) pieces: all nodes of a layer bend at the
    breakpoints that the layers before share, and each of them cuts a piece at most once.
    """
    return as_pwl(network).piece_count <= prod(w + 1 for w in network.widths)


@networks_have_few_pieces.sharper
@certified(
    by="a network for each list of widths",
    cases=lambda profile: (
        {"widths": widths}
        for k in range(1, 3 + profile.scale)
        for size in range(3 * k - 1, 3 * k + 3)
        for widths in compositions(size, k)
        if widths[-1] >= 2 and min(widths[:-1], default=3) >= 3
    ),
)
def product_of_pieces_is_attained(widths):
    """The product is attained if w_1, ..., w_{k-1} >= 3 and w_k >= 2 (and by one hidden layer)."""
    network = maximal_pieces_network(widths)
    pieces = as_pwl(network).piece_count
    return judged(pieces == prod(w + 1 for w in widths), pieces=pieces).proved_by(
        lambda: asserting(
            lambda network, **w: [
                network.depth == len(widths) + 1,
                network.size == total(w.values()),
                network.width == list(w.values())[widths.index(max(widths))],
                network.pieces == product(width + 1 for width in w.values()),
            ],
            network=network,
            **named("w", widths),
        )
    )


@networks_have_few_pieces.sharper
@for_all(network=networks(st.tuples(st.integers(1, 2), st.integers(1, 4)).map(list)))
def few_pieces_after_a_narrow_layer(network):
    """For two hidden layers and w_1 = 1 there are at most w_2 + 2 pieces, for w_1 = 2 at most
    2 w_2 + 3. With one node every function after the first layer is flat on one side, and with two
    none can rise, fall and rise, so that a node of the second layer cuts one or two pieces.
    """
    w_1, w_2 = network.widths
    return as_pwl(network).piece_count <= (w_2 + 2 if w_1 == 1 else 2 * w_2 + 3)


def network_after_one_node(w):
    """Return a network with widths 1 and w and w + 2 pieces: max{0, x}, cut at w heights.

    One node of the second layer is active at height 0 and keeps the breakpoint of the first.
    """
    second = [[-1], *[[1]] * (w - 1)], [1, *(-j for j in range(2, w + 1))]
    return Network.of(([[1]], [0]), second, ([[3**j for j in range(w)]], [0]))


def network_after_two_nodes(w):
    """Return a network with widths 2 and w and 2w + 3 pieces: a trough, cut at w heights."""
    first = [[-1], [1]], [-1, -1]
    second = [[-1, -1], *[[1, 1]] * (w - 1)], [1, *(-j - 1 for j in range(1, w))]
    return Network.of(first, second, ([[3**j for j in range(w)]], [0]))


@networks_have_few_pieces.sharper
@certified(by="two networks for each width", cases=grid(w=range(1, 8)))
def narrow_bounds_are_attained(w):
    """Both bounds for a first layer with one or two nodes are attained for every w_2."""
    one, two = network_after_one_node(w), network_after_two_nodes(w)
    pieces = [as_pwl(network).piece_count for network in (one, two)]
    return judged(pieces == [w + 2, 2 * w + 3], pieces=pieces).proved_by(
        lambda: asserting(
            lambda w, one, two: [
                one.depth == 3,
                one.size == 1 + w,
                one.pieces == w + 2,
                two.depth == 3,
                two.size == 2 + w,
                two.pieces == 2 * w + 3,
            ],
            w=w,
            one=one,
            two=two,
        )
    )


@networks_have_few_pieces.companion("one breakpoint for each node")
@for_all(network=networks_with_many_pieces())
def networks_have_as_many_pieces_as_nodes(network):
    """There are at most w_1 + ... + w_k + 1 pieces: false."""
    pieces = as_pwl(network).piece_count
    return judged(pieces <= network.size + 1, pieces=pieces).proved_by(
        lambda: asserting(lambda network: [network.pieces > network.size + 1], network=network)
    )


@networks_have_few_pieces.companion("without the power of 2")
@for_all(network=networks_with_many_pieces())
def networks_have_few_pieces_without_the_power_of_two(network):
    """There are at most (w_1 + 1) w_2 ... w_k pieces: false."""
    pieces, widths = as_pwl(network).piece_count, network.widths
    return judged(pieces <= (widths[0] + 1) * prod(widths[1:]), pieces=pieces).proved_by(
        lambda: asserting(
            lambda network, w_1, **w: [
                network.depth == len(widths) + 1,
                network.size == total([w_1, *w.values()]),
                network.width == [w_1, *w.values()][widths.index(max(widths))],
                network.pieces > product([w_1 + 1, *w.values()]),
            ],
            network=network,
            **named("w", widths),
        )
    )


@arora.claim("lemA.5.twice", label="Lemma A.5, proof, and Figure 4", kind="proof step")
@for_all(f=pwl_functions(), b=rationals())
def activation_at_most_doubles_the_pieces(f, b):
    """g = max{0, f + b} has at most twice the number of pieces as f for any bias b in R."""
    return relu(f + b).piece_count <= 2 * f.piece_count


@activation_at_most_doubles_the_pieces.sharper
@for_all(f=pwl_functions(), b=rationals())
def activation_gives_half_as_many_pieces_again(f, b):
    """With p pieces of f there are at most floor(3p/2) + 1: between two cuts with f + b < 0 there is
    a breakpoint of f, which disappears.
    """
    return relu(f + b).piece_count <= 3 * f.piece_count // 2 + 1


@activation_at_most_doubles_the_pieces.sharper
@certified(by="zigzags cut at half their height", cases=grid(p=range(1, 16)))
def half_as_many_pieces_again_are_attained(p):
    """This is attained for every p (checked to 15)."""
    function = cut_zigzag(p)
    attained = relu(function).piece_count == 3 * p // 2 + 1 and function.piece_count == p
    return judged(attained, f=function).proved_by(
        lambda: asserting(
            lambda f, net, activated: [
                *is_activated(f, net, activated, function=function),
                f.pieces == p,
                activated.pieces == 3 * p // 2 + 1,
            ],
            **activated_network(function),
        )
    )


def cut_zigzag(p):
    """Return a zigzag with p pieces, all of which pass 0, the leftmost one upwards."""
    if p == 1:
        return PWL.affine(1, 0)
    tops = [(t, 1 if t % 2 == 0 else -1) for t in range(p - 1)]
    return PWL.from_points(tops, left_slope=2, right_slope=-2 if p % 2 == 0 else 2)


@activation_at_most_doubles_the_pieces.companion("floor(3p/2) pieces")
@for_all(f=pwl_functions(), b=rationals())
def activation_gives_fewer_pieces(f, b):
    """There are at most floor(3p/2) pieces: false."""
    function = f + b
    pieces, p = relu(function).piece_count, f.piece_count
    return judged(pieces <= 3 * p // 2, pieces=pieces).proved_by(
        lambda: asserting(
            lambda f, net, activated: [
                *is_activated(f, net, activated, function=function),
                f.pieces == p,
                activated.pieces > 3 * p // 2,
            ],
            **activated_network(function),
        )
    )
