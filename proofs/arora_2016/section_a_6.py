"""Appendix A, Lemma A.6: the number of pieces and the size, for functions on R^d."""

from fractions import Fraction
from math import floor, prod

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.constructions import add_networks
from exactrelu.gallery import sawtooth_network
from exactrelu.network import AffineMap, Network, affine_before, as_pwl
from exactrelu.regions import regions
from exactrelu.strategies import networks, positive_rationals

from .counting import compositions, is_at_least_root, most_pieces, printed_bound
from .evidence import TWO, levelled_widths_are_larger
from .lines import many_regions, regions_of_lines, sum_of_nodes
from .paper import arora
from .space import largest_number_of_regions, product_bound, small_networks

__all__ = ["means_minimise_the_size", "pieces_follow_from_size", "size_follows_from_pieces"]


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


@size_follows_from_pieces.corrected
@for_all(network=small_networks(width=4), cost=2)
def size_follows_from_pieces_on_the_space(network):
    """For any d it must have size at least (1/2) k p^(1/(kd)) - 1: the d-th root of p is missing.

    Theorem 2.11 (ii) has it, in its first bound.
    """
    d, k, p = network.input_dimension, network.depth - 1, regions(network).pieces
    return judged(is_at_least_root(network.size + 1, Fraction(k, 2), p, k * d), pieces=p)


@size_follows_from_pieces.corrected
@for_every(
    lambda _: ({"d": d, "k": k} for d, k in ((2, 1), (2, 2), (3, 1), (3, 2), (4, 1))),
    over="d = 2, 3 with k <= 2, and d = 4 with k = 1, a sum of sawtooths in each coordinate",
)
def both_bounds_fail_in_every_dimension_and_depth(d, k):
    """Without the root both bounds are false for all d >= 2 and k: the sum of one sawtooth in each
    coordinate, w nodes in each layer, has at least w^(kd) pieces and size d w k, and
    w^(kd) > (2 d w)^k as soon as w^(d-1) > 2d.

    Counted for the smallest such w, in two dimensions by cells, and elsewhere coordinate by
    coordinate: the pieces are boxes.
    """
    w = next(w for w in range(2, 2 * d + 2) if w ** (d - 1) > 2 * d)
    network, one = sum_of_sawtooths(d, w, k), as_pwl(sawtooth_network(w, k)).piece_count
    pieces = regions(network).pieces if (d, k) == (2, 1) else one**d
    shape = (network.size, network.depth) == (d * w * k, k + 1)
    fails = not is_at_least_root(network.size + 1, Fraction(k, 2), pieces, k)
    return judged(shape and one**d == pieces > Fraction(2 * network.size, k) ** k and fails)


def sum_of_sawtooths(d, w, k):
    """Return the network of s(x_1) + ... + s(x_d), s the sawtooth with w nodes in each of k layers."""
    coordinates = [AffineMap([[int(i == j) for j in range(d)]], [0]) for i in range(d)]
    return add_networks(*(affine_before(sawtooth_network(w, k), x) for x in coordinates))


@size_follows_from_pieces.sharper
@for_all(network=small_networks(width=4), cost=2)
def size_follows_from_pieces_by_the_sharp_count_on_the_space(network):
    """For any d the pieces are at most the product of C(w_i, 0) + ... + C(w_i, d) over the layers, and
    the size is at least k p^(1/(kd)) - k.
    """
    d, k, p = network.input_dimension, network.depth - 1, regions(network).pieces
    few = p <= product_bound(d, network.widths)
    return judged(few and is_at_least_root(network.size + k, k, p, k * d), pieces=p)


@size_follows_from_pieces.sharper
@for_all(network=small_networks(width=4), cost=2)
def size_is_at_least_half_the_root(network):
    """For any d the size is at least (1/2) k p^(1/(kd)), without the -1, since p <= (2s/k)^(kd)."""
    d, k, p = network.input_dimension, network.depth - 1, regions(network).pieces
    return judged(is_at_least_root(network.size, Fraction(k, 2), p, k * d), pieces=p)


@size_follows_from_pieces.companion("the root of order d, and twice the size")
@for_all(network=small_networks(dimensions=(1,), width=2))
def size_is_twice_as_large(network):
    """It must have size at least k p^(1/(kd)): false."""
    k, p = network.depth - 1, as_pwl(network).piece_count
    return judged(is_at_least_root(network.size, k, p, k), pieces=p).proved_by(
        lambda: asserting(
            lambda f, layers: [f.depth == layers + 1, (f.size / layers) ** k < f.pieces],
            f=network,
            layers=k,
        )
    )


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


@pieces_follow_from_size.corrected
@for_all(network=small_networks(width=4), cost=2)
def pieces_follow_from_size_on_the_space(network):
    """A function R^d -> R that is represented with depth k + 1 and size at most s has at most
    (2s/k)^(kd) pieces.
    """
    d, k, p = network.input_dimension, network.depth - 1, regions(network).pieces
    return judged(p <= Fraction(2 * network.size, k) ** (k * d), pieces=p)


@pieces_follow_from_size.corrected
@for_every(
    grid(d=range(1, 5), k=range(1, 6), extra=range(6)),
    over="d <= 4, k <= 5, all widths of total size up to k + 5",
)
def pieces_follow_from_the_regions_of_each_layer(d, k, extra):
    """The product of C(w_i, 0) + ... + C(w_i, d) over the layers is at most (1 + s/k)^(kd), and so at
    most (2s/k)^(kd).
    """
    s = k + extra
    largest = max(product_bound(d, widths) for widths in compositions(s, k))
    return largest <= (1 + Fraction(s, k)) ** (k * d) <= Fraction(2 * s, k) ** (k * d)


@pieces_follow_from_size.sharper
@for_every(grid(d=range(1, 5), w=range(1, 6)), over="d <= 4, w <= 5, one layer")
def one_layer_attains_the_number_of_regions(d, w):
    """For k = 1 there are at most C(s, 0) + ... + C(s, d) pieces, and this is attained for all d and s."""
    normals = [[t**i for i in range(1, d + 1)] for t in range(1, w + 1)]
    offsets = [(-1) ** t * (t + 2) ** 9 for t in range(w)]
    network = Network.of((normals, offsets), ([[1] * w], [0]))
    return regions(network).pieces == largest_number_of_regions(d, w)


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
@for_all(
    t=positive_rationals(),
    ratios=st.lists(positive_rationals(), max_size=4),
    slack=st.just(Fraction(0)) | positive_rationals(),
)
def means_minimise_the_size(t, ratios, slack):
    """Minimizing the size w_1 + w_2 + ... + w_k subject to 2^(k-1) (w_1 + 1) w_2 ... w_k >= p means
    setting w_1 + 1 = w_2 = ... = w_k; this implies that they are >= (1/2) p^(1/k).

    For p = 2^(k-1) t^k, t > 0, that is w_1 + 1 = w_2 = ... = w_k = t: all other u with u_1 = w_1 + 1,
    u_i = w_i and the product t^k, or a larger one, have a sum above k t.
    """
    k = len(ratios) + 1
    p = 2 ** (k - 1) * t**k
    u = [(1 + slack) * t / prod(ratios), *(t * ratio for ratio in ratios)]
    allowed_by_12 = 2 ** (k - 1) * prod(u) >= p
    least = sum(u) >= k * t and (sum(u) == k * t) == (set(u) == {t})
    return judged(allowed_by_12 and least and is_at_least_root(t, Fraction(1, 2), p, k), p=p)


@means_minimise_the_size.companion("p^(1/k)")
@for_every(grid(k=range(1, 5), t=range(1, 4)), over="k <= 4, p = 2^(k-1) t^k, t <= 3")
def means_are_at_least_the_root(k, t):
    """w_1 + 1 = w_2 = ... = w_k implies that they are >= p^(1/k): false for k >= 2."""
    p = 2 ** (k - 1) * t**k
    return judged(is_at_least_root(t, 1, p, k), p=p, common_value=t).proved_by(
        lambda: asserting(
            lambda t, p, layers: [
                layers == k,
                t > 0,
                p == TWO ** (k - 1) * t**k,
                t**k < p,
            ],
            t=t,
            p=p,
            layers=k,
        )
    )


@means_minimise_the_size.companion("w_1 as well")
@for_every(grid(k=range(1, 5), t=range(1, 4)), over="k <= 4, p = 2^(k-1) t^k, t <= 3")
def first_width_is_at_least_half_the_root(k, t):
    """It implies that w_1 >= (1/2) p^(1/k): false for k = p = 1, say, where w_1 = 0."""
    p = 2 ** (k - 1) * t**k
    return judged(is_at_least_root(t - 1, Fraction(1, 2), p, k), p=p, w_1=t - 1).proved_by(
        lambda: asserting(
            lambda w_1, p, layers: [
                layers == k,
                w_1 > -1,
                p == TWO ** (k - 1) * (w_1 + 1) ** k,
                (2 * w_1) ** k < p,
            ],
            w_1=t - 1,
            p=p,
            layers=k,
        )
    )


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
