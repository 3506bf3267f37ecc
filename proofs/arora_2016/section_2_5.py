"""Section 2.5: comparing the hardness results with previous work."""

from fractions import Fraction

from exactrelu.claims import asserting, for_every, grid, judged
from exactrelu.constructions import represent
from exactrelu.gallery import hard_composition, hard_function
from exactrelu.network import as_pwl, serial
from exactrelu.pwl import restrict

from .counting import is_at_least_root, smallest_size
from .evidence import TWO
from .paper import arora
from .shapes import about_hard_composition

__all__ = ["shallower_network_has_size_at_least_w_to_the_k_over_k", "telgarskys_pair_is_far_apart"]

DELTAS = [Fraction(1, 5), Fraction(1, 100), Fraction(6, 25)]


@arora.asymptotic(
    "s2.5.i",
    label="Section 2.5 (i)",
    kind="remark",
    consequence="the bound of Theorem 2.10 is at least (1 - 4 delta)/4 times 2^(k^2)",
)
@for_every(
    grid(k=lambda profile: range(1, 10 * profile.scale), delta=DELTAS),
    over=lambda profile: f"k below {10 * profile.scale}, three values of delta",
)
def telgarskys_pair_is_far_apart(k, delta):
    """If we use our Theorem 2.10 to the pair of neural nets considered by Telgarsky which are at
    depths k^3 and k, then we get a size lower bound for the shallower net which scales as
    Omega(2^(k^2)).

    With k^3 hidden layers and w = 2 the bound is k 2^(k^2) (1 - 4 delta)^(1/k) / 2^(1 + 1/k). The
    constant (1 - 4 delta)/4 does for all k, since u^(1/k) >= u for 0 < u <= 1 and 2^(1 + 1/k) <= 4.
    """
    u = 1 - 4 * delta
    bound_to_the_k = (k * Fraction(2) ** (k * k)) ** k * u / Fraction(2) ** (k + 1)
    return bound_to_the_k >= (u / 4 * Fraction(2) ** (k * k)) ** k


@telgarskys_pair_is_far_apart.companion("the same with 2^(k^3)")
@for_every(grid(k=range(1, 6)), over="k <= 5")
def telgarskys_pair_is_even_farther_apart(k):
    """The bound is at least 2^(k^3): false."""
    bound_to_the_k = (k * Fraction(2) ** (k * k)) ** k / Fraction(2) ** (k + 1)
    return judged(bound_to_the_k >= Fraction(2) ** (k**3 * k)).proved_by(
        lambda: asserting(
            lambda n: [n == k, (n * TWO ** (k * k)) ** k / TWO ** (k + 1) < TWO ** (k**3 * k)], n=k
        )
    )


def unfolded(points, M):
    """Return the function that is H_{a^1..a^k} on [0, M] with its end pieces continued.

    As the inner function of h_a it does the same as H: where H is 0 or leaves [0, M] upwards it
    is at most 0 or goes on in the same way, and h_a is 0 below 0.
    """
    return restrict(hard_composition(points, M=M), 0, M)


def three_layer_network(points, M):
    """Return a network of depth 3 for H: h of the last point after the unfolded rest."""
    inner = represent(unfolded(points[:-1], M), output="affine").network
    outer = represent(hard_function(points[-1], M=M), output="linear").network
    return serial(inner, outer)


def pairs_of_sixths():
    """Return the parameters with M = 1, w = 2 and k = 2, of coordinates i/6."""
    sixths = [Fraction(i, 6) for i in range(1, 6)]
    return [((a,), (b,)) for a in sixths for b in sixths]


def triples_on_a_grid(_):
    """Parameters with M = 1, w = 2 and k = 3: the first two points are sixths, the third is 1/2."""
    return ({"points": (*points, (Fraction(1, 2),))} for points in pairs_of_sixths())


def points_on_a_grid(profile):
    """The same for k = 2, 3."""
    yield from ({"points": points} for points in pairs_of_sixths())
    yield from triples_on_a_grid(profile)


def compare_with_three_layers(points, *, depth, k_prime):
    """Compare the size of the network for H with w^(k/k') k', where k' has to do with its depth."""
    k, H, network = len(points), hard_composition(points, M=1), three_layer_network(points, 1)
    large = is_at_least_root(network.size, k_prime, 2**k, k_prime)
    return judged(
        as_pwl(network) == H and large,
        widths=network.widths,
        H=H,
        network=network,
    ).proved_by(
        lambda: about_hard_composition(
            lambda H, network, w: [
                w == len(points[0]) + 1,
                network.same(H),
                network.depth == depth,
                (network.size / k_prime) ** k_prime < w**k,
            ],
            points,
            1,
            network=network,
            w=2,
        )
    )


@arora.claim(
    "s2.5.ii", label="Section 2.5 (ii)", kind="remark", reading="the depth of Definition 1"
)
@for_every(triples_on_a_grid, over="w = 2, k = k' = 3, M = 1, the first two coordinates sixths")
def shallower_network_has_size_at_least_w_to_the_k_over_k(points):
    """For every pair of natural numbers w and k, and a point from the set in equation 4, there
    exists a "hard" function which to be represented by a depth k' network would need a size of at
    least w^(k/k') k'.

    The function that exists for a point is H of this point.
    Checked against a network of depth 3, with two hidden layers, that is built for the function:
    k' = 3 and k = 3, where w^(k/k') k' = 6.
    """
    return compare_with_three_layers(points, depth=3, k_prime=3)


@shallower_network_has_size_at_least_w_to_the_k_over_k.reading("k' hidden layers")
@for_every(
    points_on_a_grid, over="w = 2, k = 2, 3, k' = 2, M = 1, the first two coordinates sixths"
)
def network_with_fewer_layers_has_size_at_least_w_to_the_k_over_k(points):
    """The same for k' hidden layers, of depth k' + 1: the network has k' = 2 of them."""
    return compare_with_three_layers(points, depth=2 + 1, k_prime=2)


@shallower_network_has_size_at_least_w_to_the_k_over_k.corrected
@for_every(
    grid(w=range(2, 6), k=range(1, 6), hidden_layers=range(1, 6)),
    over="w, k <= 5 and all k' <= k, by the product bound of lemA.5",
)
def shallower_network_has_size_at_least_half_of_it_minus_1(w, k, hidden_layers):
    """A (k'+1)-layer network for it, k' <= k, needs a size of at least (1/2) k' w^(k/k') - 1 (Theorem
    2.6), and of at least k' (w^k + 1)^(1/k') - k' by the sharp piece count.
    """
    if hidden_layers > k:
        return True
    size = smallest_size(w**k + 1, hidden_layers)
    printed = is_at_least_root(size + 1, Fraction(hidden_layers, 2), w**k, hidden_layers)
    return printed and is_at_least_root(
        size + hidden_layers, hidden_layers, w**k + 1, hidden_layers
    )
