"""Section 5.1: L1-norm gap analysis, Theorem 2.10."""

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.gallery import hard_function, sawtooth, sawtooth_network
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import l1_distance, restrict
from exactrelu.strategies import networks

from .counting import most_pieces
from .paper import arora
from .shapes import is_sawtooth

__all__ = [
    "sawtooth_is_far_from_small_networks",
    "sawtooth_network_has_w_nodes_per_layer",
]


def largest_delta(w, k, hidden_layers, size):
    """Return the delta at which the size bound S of Theorem 2.10 is the given integer.

    S = k' w^(k/k') (1 - 4 delta)^(1/k') / 2^(1 + 1/k'), so that the theorem speaks of networks of
    this size for every delta up to this one, and delta is rational.
    """
    return Fraction(1, 4) - Fraction(2 * size, hidden_layers) ** hidden_layers / (2 * w**k)


def instances(profile):
    """All w, k, k' <= k and sizes for which Theorem 2.10 says something about delta > 0."""
    for w, k in product(range(2, 4), range(1, 5 + profile.scale)):
        for hidden_layers in range(1, k + 1):
            for size in range(1, w**k):
                if largest_delta(w, k, hidden_layers, size) <= 0:
                    break
                yield {"w": w, "k": k, "hidden_layers": hidden_layers, "size": size}


def small_network(q, size, output):
    """Return a small 2-layer network near the sawtooth: at most `size` nodes, even q; or None.

    It follows the last fall of the sawtooth below 1/2. With an affine output map it has one node.
    """
    if q % 2 or size < (1 if output == "affine" else 2):
        return None
    half = Fraction(1, 2)
    if output == "affine":
        return Network.of(([[q]], [half - q]), ([[-1]], [half]))
    return Network.of(([[q], [0]], [half - q, half]), ([[-1, 1]], [0]))


def by_number_of_pieces(cases):
    """Order the cases by w^k, then by size."""
    return sorted(cases, key=lambda case: (case["w"] ** case["k"], case["size"], *case.values()))


def sawtooth_instances(profile):
    """The instances with w = 2, the smallest sawtooth first."""
    return by_number_of_pieces(case for case in instances(profile) if case["w"] == 2)


def compare_with_a_small_network(w, k, hidden_layers, size, output):
    """Compare the distance of a small network from the sawtooth with delta."""
    delta, q = largest_delta(w, k, hidden_layers, size), w**k
    g = small_network(q, size, output)
    if g is None:
        return judged(holds=True)
    distance = l1_distance(sawtooth(q), as_pwl(g), 0, 1)
    return judged(distance > delta, delta=delta, distance=distance, g=g, f=sawtooth(q)).proved_by(
        # g is in G_{k',delta}, by the k'-th power of the bound on its size, and near f.
        lambda: asserting(
            lambda w, layers, delta, f, g: [
                *is_sawtooth(f, w**k, q),
                w >= 2,
                layers == hidden_layers,
                delta > 0,
                g.depth <= layers + 1,
                (2 * g.size / layers) ** hidden_layers * 2 <= w**k * (1 - 4 * delta),
                f.distance(g, 0, 1) <= delta,
            ],
            w=w,
            layers=hidden_layers,
            delta=delta,
            f=sawtooth(q),
            g=g,
        )
    )


def largest_size(w, k, hidden_layers):
    """Return the integer part of the size bound S of Theorem 2.10 for delta = 0.

    S^k' = (k'/2)^k' w^k / 2; for larger delta the bound is smaller.
    """
    sizes = range(w**k + 1)
    return max(s for s in sizes if largest_delta(w, k, hidden_layers, s) >= 0)


@arora.claim("thm2.10", label="Theorem 2.10", kind="theorem")
@for_every(
    lambda profile: (
        {"w": w, "k": k, "hidden_layers": j}
        for w, k in product(range(2, 5), range(1, 4 + profile.scale))
        for j in range(1, k + 1)
    ),
    over=lambda profile: (
        f"w <= 4, k up to {3 + profile.scale}, all k' <= k and all delta, by piece counts"
    ),
)
def sawtooth_is_far_from_small_networks(w, k, hidden_layers):
    """For every k >= 1, w >= 2, there exists a function f_{k,w} that can be represented by a
    (k+1)-layer ReLU DNN with w nodes in each layer, such that for all delta > 0 and k' <= k the
    infimum over g in G_{k',delta} of the L1 distance of f_{k,w} from g on [0, 1] is > delta, where
    G_{k',delta} is the family of functions representable by ReLU DNNs with depth at most k' + 1 and
    size at most k' w^(k/k') (1 - 4 delta)^(1/k') / 2^(1 + 1/k').

    As printed it asks for some function, of any height: (q/2 + 1) s_q with q = w^k will do. A network
    in any G_{k',delta} has P <= q/2 pieces, so that one triangle or more of (q/2 + 1) s_q, of height
    q/2 + 1, sees an affine function. The distance is at least 1/4 + 1/(2q) > delta. (For a size s >= k'
    the product bound gives P <= (1 + s/k')^k' <= (2s/k')^k' <= q/2, for s < k' it gives
    P <= 2^s <= q/2.) For delta >= 1/4 the size bound is 0, negative or no real number, and there is
    no such network.

    The proof takes s_q itself, of height 1. With this function the theorem fails: the proof applies
    Lemma A.6 to the depth k' + 1, and there are shallower networks with fewer than k' nodes.
    """
    q, size = w**k, largest_size(w, k, hidden_layers)
    pieces = max((most_pieces(size, layers) for layers in range(1, hidden_layers + 1)), default=0)
    height = Fraction(q, 2) + 1
    distance = height * Fraction(q // 2 - (pieces - 1), 2 * q)
    return judged(distance > Fraction(1, 4), pieces=pieces, distance=distance)


@sawtooth_is_far_from_small_networks.step("f_{k,w} = s_q, affine output map")
@for_every(
    sawtooth_instances,
    over=lambda profile: f"w = 2, k up to {4 + profile.scale}, against small networks",
)
def sawtooth_of_height_1_is_far_from_small_networks(w, k, hidden_layers, size):
    """The infimum is > delta for f_{k,w} = s_q, as the proof has it."""
    return compare_with_a_small_network(w, k, hidden_layers, size, "affine")


@sawtooth_is_far_from_small_networks.step("f_{k,w} = s_q, linear output map")
@for_every(
    lambda profile: by_number_of_pieces(
        {"w": 2, "k": k, "hidden_layers": k, "size": 2} for k in range(2, 6 + profile.scale)
    ),
    over=lambda profile: (
        f"w = 2, k = k' up to {5 + profile.scale}, size 2, against a small network"
    ),
)
def sawtooth_of_height_1_is_far_from_networks_with_linear_output(w, k, hidden_layers, size):
    """The same with the linear output map of Definition 1."""
    if largest_delta(w, k, hidden_layers, size) <= 0:
        return True
    return compare_with_a_small_network(w, k, hidden_layers, size, "linear")


@sawtooth_is_far_from_small_networks.corrected
@for_every(
    lambda profile: (case for case in instances(profile) if case["size"] >= case["hidden_layers"]),
    over=lambda profile: (
        f"w = 2, 3, k up to {4 + profile.scale}, all k' <= k, all sizes >= k', by piece counts"
    ),
)
def sawtooth_is_far_from_networks_of_one_depth(w, k, hidden_layers, size):
    """For f_{k,w} = s_q it is > delta if the networks in G have depth exactly k' + 1; and for all of
    depth at most k' + 1 when the size bound is at least k'. For 0 < delta < 1/4.

    With P the largest number of pieces of these networks, the distance is at least
    (floor(q/2) - (P - 1)) / (2q) for q = w^k (the proof's count of triangles).
    """
    delta, q = largest_delta(w, k, hidden_layers, size), w**k
    pieces = max(most_pieces(size, layers) for layers in range(1, hidden_layers + 1))
    return judged(Fraction(q // 2 - (pieces - 1), 2 * q) > delta, delta=delta, pieces=pieces)


@st.composite
def small_networks(draw):
    """Draw k, k' and a network with k' hidden layers that is small enough for some delta > 0."""
    k = draw(st.integers(2, 4))
    hidden_layers = draw(st.integers(1, k))
    sizes = [s for s in range(hidden_layers, 2**k) if largest_delta(2, k, hidden_layers, s) > 0]
    widths = [1] * hidden_layers
    for _ in range(draw(st.sampled_from(sizes or [hidden_layers])) - hidden_layers):
        widths[draw(st.integers(0, hidden_layers - 1))] += 1
    return k, draw(networks(widths))


@sawtooth_is_far_from_small_networks.confirmed
@for_all(pair=small_networks())
def drawn_networks_are_far_from_the_sawtooth(pair):
    """Networks of depth k' + 1 that were drawn are farther from the sawtooth than delta."""
    k, g = pair
    delta = largest_delta(2, k, g.depth - 1, g.size)
    return delta <= 0 or l1_distance(sawtooth(2**k), as_pwl(g), 0, 1) > delta


@arora.claim("thm2.10.nodes", label="Theorem 2.10 and its proof", kind="proof step")
@for_every(grid(w=range(2, 6), k=range(1, 4)), over="w <= 5, k <= 3")
def sawtooth_network_has_w_nodes_per_layer(w, k):
    """f_{k,w} can be represented by a (k+1)-layer ReLU DNN with w nodes in each layer.

    This is right (Theorem 2.7). The proof takes a = (1/w, ..., (w-1)/w) from Delta^(q-1)_1 with
    q = w^k, but the point has w - 1 coordinates; and it says that the width w + 1 suffices, which
    is true and not enough: w suffices.
    """
    network = sawtooth_network(w, k)
    same = restrict(as_pwl(network), 0, 1) == restrict(sawtooth(w**k), 0, 1)
    return same and network.widths == (w,) * k


@sawtooth_network_has_w_nodes_per_layer.step("a = (1/w, ..., (w-1)/w) lies in Delta^(q-1)_1")
@for_every(grid(w=range(2, 4), k=range(1, 3)), over="w <= 3, k <= 2")
def point_of_the_proof_lies_in_the_simplex(w, k):
    """The point a = (1/w, ..., (w-1)/w) lies in Delta^(q-1)_1 for q = w^k."""
    a = [Fraction(i, w) for i in range(1, w)]
    # By Definition 4 the function of a point in Delta^(q-1)_1 has (q - 1) + 2 pieces.
    return judged(
        len(a) == w**k - 1, coordinates_of_a=len(a), dimension_printed=w**k - 1
    ).proved_by(
        lambda: asserting(
            lambda w, h: [*is_sawtooth(h, w, len(a) + 1), h.pieces != (w**k - 1) + 2],
            w=w,
            h=hard_function(a),
        )
    )
