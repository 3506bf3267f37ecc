"""Appendix A, Lemmas A.5 and A.6: the number of pieces and the size."""

from fractions import Fraction
from math import floor, prod

from hypothesis import strategies as st

from exactrelu.claims import asserting, certified, for_all, for_every, grid, judged
from exactrelu.gallery import maximal_pieces_network, sawtooth_network
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, relu
from exactrelu.strategies import networks, positive_rationals, pwl_functions, rationals

from .counting import compositions, is_at_least_root, most_pieces, printed_bound
from .evidence import (
    TWO,
    activated_network,
    is_activated,
    levelled_widths_are_larger,
    product,
    total,
)
from .lines import many_regions, regions_of_lines, sum_of_nodes
from .paper import arora
from .shapes import named

__all__ = [
    "activation_at_most_doubles_the_pieces",
    "means_minimise_the_size",
    "networks_have_few_pieces",
    "pieces_follow_from_size",
    "size_follows_from_pieces",
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


def lines_in_the_plane():
    """Return a strategy for lists of distinct lines a x + y = c or x = c with small integers."""
    slanted = st.tuples(st.integers(-3, 3), st.just(1), st.integers(-3, 3))
    upright = st.tuples(st.just(1), st.just(0), st.integers(-3, 3))
    return st.lists(slanted | upright, min_size=1, max_size=6, unique=True)


@arora.claim("lemA.6.first", label="Lemma A.6", kind="lemma")
@for_all(lines=lines_in_the_plane())
def size_follows_from_pieces(lines):
    """Let f: R^d -> R be a piecewise linear function with p pieces. If f is represented by a ReLU DNN
    with depth k + 1, then it must have size at least (1/2) k p^(1/k) - 1.

    Checked for d = 2 and k = 1, where the pieces are counted by lines. The proof rests on Lemma
    A.5, which is about d = 1.
    """
    p, network = regions_of_lines(lines), sum_of_nodes(lines)
    return judged(
        network.size >= Fraction(p, 2) - 1, pieces=p, size=network.size, network=network
    ).proved_by(lambda: many_regions(network, lines, lambda p, size: size < p / 2 - 1))


@size_follows_from_pieces.corrected
@for_all(network=networks())
def size_follows_from_pieces_on_the_line(network):
    """For d = 1 it must have size at least (1/2) k p^(1/k) - 1."""
    k, p = network.depth - 1, as_pwl(network).piece_count
    return is_at_least_root(network.size + 1, Fraction(k, 2), p, k)


@size_follows_from_pieces.sharper
@for_all(network=networks())
def size_follows_from_pieces_by_the_sharp_count(network):
    """For d = 1 the size is at least k p^(1/k) - k, and at least k (p/2^(k-1))^(1/k) - 1."""
    k, p, s = network.depth - 1, as_pwl(network).piece_count, network.size
    return is_at_least_root(s + k, k, p, k) and is_at_least_root(
        s + 1, k, Fraction(p, 2 ** (k - 1)), k
    )


@arora.claim("lemA.6.second", label="Lemma A.6", kind="lemma")
@for_all(lines=lines_in_the_plane())
def pieces_follow_from_size(lines):
    """Conversely, any piecewise linear function f that represented by a ReLU DNN of depth k + 1 and
    size at most s, can have at most (2s/k)^k pieces.

    Checked for f: R^2 -> R and k = 1.
    """
    p, network = regions_of_lines(lines), sum_of_nodes(lines)
    return judged(p <= 2 * network.size, pieces=p, size=network.size, network=network).proved_by(
        lambda: many_regions(network, lines, lambda p, size: p > 2 * size)
    )


@pieces_follow_from_size.step("the AM-GM inequality for (w_1 + 1) w_2 ... w_k gives (2s/k)^k")
@for_every(grid(k=range(1, 6), extra=range(4)), over="k <= 5, k <= s <= k + 3")
def means_give_the_second_bound(k, extra):
    """With w_1 + ... + w_k <= s the inequality of means bounds 2^(k-1) (w_1 + 1) w_2 ... w_k by
    2^(k-1) ((s + 1)/k)^k, rounded down at most (2s/k)^k.
    """
    s = k + extra
    means = floor(2 ** (k - 1) * Fraction(s + 1, k) ** k)
    return judged(means <= Fraction(2 * s, k) ** k, s=s, bound_by_the_means=means).proved_by(
        lambda: asserting(
            lambda s, bound, layers: [
                layers == k,
                bound <= TWO ** (k - 1) * ((s + 1) / layers) ** k,
                TWO ** (k - 1) * ((s + 1) / layers) ** k < bound + 1,
                bound > (2 * s / layers) ** k,
            ],
            s=s,
            bound=means,
            layers=k,
        )
    )


@pieces_follow_from_size.corrected
@for_all(network=networks())
def pieces_follow_from_size_on_the_line(network):
    """A function R -> R that is represented with depth k + 1 and size at most s has at most (2s/k)^k
    pieces.
    """
    k = network.depth - 1
    return as_pwl(network).piece_count <= Fraction(2 * network.size, k) ** k


@pieces_follow_from_size.corrected
@for_every(grid(k=range(1, 7), extra=range(8)), over="k <= 6, all widths of total size up to k + 7")
def pieces_follow_from_the_printed_bound(k, extra):
    """For f: R -> R the bound (2s/k)^k follows from Lemma A.5.

    Since w_1 + 1 <= 2 w_1, 2^(k-1) (w_1 + 1) w_2 ... w_k <= 2^k w_1 ... w_k <= (2s/k)^k for all k.
    """
    s = k + extra
    return max(map(printed_bound, compositions(s, k))) <= Fraction(2 * s, k) ** k


@pieces_follow_from_size.sharper
@for_every(grid(k=range(1, 7), extra=range(8)), over="k <= 6, all widths of total size up to k + 7")
def pieces_follow_from_size_by_the_sharp_count(k, extra):
    """For f: R -> R there are at most (1 + s/k)^k <= (2s/k)^k pieces, and, the widths being
    integers, at most the product (w_1 + 1) ... (w_k + 1) for widths as equal as possible.
    """
    s = k + extra
    largest = max(prod(w + 1 for w in widths) for widths in compositions(s, k))
    return largest == most_pieces(s, k) <= (1 + Fraction(s, k)) ** k <= Fraction(2 * s, k) ** k


@arora.claim(
    "lemA.6.amgm", label="Lemma A.6, proof", kind="proof step", reading="real w_1 > -1, w_i > 0"
)
@for_all(u=st.lists(positive_rationals(), min_size=1, max_size=5))
def means_minimise_the_size(u):
    """Minimizing the size w_1 + w_2 + ... + w_k subject to 2^(k-1) (w_1 + 1) w_2 ... w_k >= p means
    setting w_1 + 1 = w_2 = ... = w_k; this implies that they are >= (1/2) p^(1/k).

    With u_1 = w_1 + 1, u_i = w_i this is the inequality of means: no u with the same product has a
    smaller sum than k times the k-th root of the product, and equality forces equal u_i. Equal u_i
    with 2^(k-1) u^k = p satisfy (2u)^k = 2p >= p.
    """
    k, product_of_u = len(u), prod(u)
    means = (sum(u) / k) ** k
    return means >= product_of_u and (means == product_of_u) == (len(set(u)) == 1)


@means_minimise_the_size.reading("integer widths")
@for_every(grid(k=range(1, 4), p=range(1, 20)), over="k <= 3, p < 20")
def means_minimise_the_size_over_integers(k, p):
    """The same for widths, which are positive integers."""
    sizes = (s for s in range(k, 4 * k * p) if any(allowed(w, p) for w in compositions(s, k)))
    best = [w for w in compositions(next(sizes), k) if allowed(w, p)]
    return judged(any(is_levelled(w) for w in best), smallest_widths=best).proved_by(
        lambda: levelled_widths_are_larger(best[0], p)
    )


def allowed(widths, p):
    """Decide (12): 2^(k-1) (w_1 + 1) w_2 ... w_k >= p."""
    return printed_bound(widths) >= p


def is_levelled(widths):
    """Decide w_1 + 1 = w_2 = ... = w_k."""
    return len({widths[0] + 1, *widths[1:]}) == 1
