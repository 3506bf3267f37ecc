"""Section 2.2.3: circuit lower bounds for R -> R ReLU DNNs."""

from fractions import Fraction

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.constructions import represent
from exactrelu.gallery import hard_composition, hard_network
from exactrelu.network import as_pwl
from exactrelu.pwl import restrict
from exactrelu.strategies import hard_parameters, positive_rationals, pwl_functions, simplex_points

from .counting import is_at_least_root, smallest_size
from .evidence import count_allows_less, lies_between_integers, size_exceeds
from .paper import arora
from .shapes import about_hard_composition, is_hard_function

__all__ = [
    "corollary_2_8",
    "corollary_2_9",
    "distinct_parameters_give_distinct_functions",
    "hard_functions_have_w_to_the_k_pieces",
    "hard_functions_have_width_w",
    "parameter_set_of_corollary_2_8",
    "parameter_set_of_corollary_2_9",
    "shallow_networks_need_many_nodes",
]


def depths_in_words(profile):
    """The range of `depths`."""
    return f"w, k up to {4 + profile.scale}, all k' <= k, by the product bound of lemA.5"


def depths(profile):
    """All w and k up to 4 + scale, and all k' <= k."""
    largest = 4 + profile.scale
    return (
        {"w": w, "k": k, "hidden_layers": j}
        for w in range(2, largest + 1)
        for k in range(1, largest + 1)
        for j in range(1, k + 1)
    )


@arora.claim("thm2.6", label="Theorem 2.6", kind="theorem")
@for_every(depths, over=depths_in_words)
def shallow_networks_need_many_nodes(w, k, hidden_layers):
    """For every k >= 1, w >= 2, there exists a family of hard functions representable by a
    (k+1)-layer ReLU DNN of width w such that if it is also representable by a (k'+1)-layer ReLU DNN
    for any k' <= k, then this (k'+1)-layer ReLU DNN has size at least (1/2) k' w^(k/k') - 1.

    The hard functions have at least w^k pieces (Theorem 2.7). Checked for the smallest size that
    the sharp piece count leaves possible.
    """
    size = smallest_size(w**k, hidden_layers)
    bound = Fraction(hidden_layers, 2)
    return judged(is_at_least_root(size + 1, bound, w**k, hidden_layers), smallest_size=size)


@shallow_networks_need_many_nodes.sharper
@for_every(depths, over=depths_in_words)
def shallow_networks_need_more_nodes(w, k, hidden_layers):
    """The size is at least k' (w^k + 1)^(1/k') - k'.

    A hard function has at least w^k + 1 pieces on R, and the inequality of means applies to
    (w_1 + 1) ... (w_k' + 1). With x = w^(k/k') >= 2 it is at least the printed bound, since
    k' x - k' >= k' x/2 - 1.
    """
    size = smallest_size(w**k + 1, hidden_layers)
    return is_at_least_root(size + hidden_layers, hidden_layers, w**k + 1, hidden_layers)


@shallow_networks_need_many_nodes.confirmed
@for_all(parameters=hard_parameters(max_width=3, max_layers=3), cost=3)
def two_layer_networks_of_hard_functions_are_large(parameters):
    """For k' = 1, where the smallest size is computed, it is at least w^k / 2 - 1."""
    points, M = parameters
    w, k = len(points[0]) + 1, len(points)
    size = represent(hard_composition(points, M=M), output="affine").size
    return judged(2 * (size + 1) >= w**k, smallest_size=size)


@shallow_networks_need_many_nodes.companion("without the factor 1/2, and twice as much")
@for_every(grid(w=range(2, 4), k=range(1, 4)), over="w <= 3, k <= 3")
def networks_of_the_same_depth_need_twice_the_width(w, k):
    """The size is at least 2 k' w^(k/k') - 1: false for k' = k, where w k nodes suffice."""
    points = ((Fraction(1, 2),) * 1,) * k if w == 2 else ((Fraction(1, 3), Fraction(2, 3)),) * k
    network = hard_network(points, M=1)
    return judged(network.size >= 2 * k * w - 1).proved_by(
        lambda: about_hard_composition(
            lambda H, w, k, network: [
                w == len(points[0]) + 1,
                k == len(points),
                network.same(H),
                network.depth == k + 1,
                network.size == k * w,
                network.size < 2 * k * w - 1,
            ],
            points,
            1,
            w=w,
            k=k,
            network=network,
        )
    )


@arora.claim("thm2.7.pieces", label="Theorem 2.7", kind="theorem", reading="pieces on [0, M]")
@for_all(parameters=hard_parameters(), cost=2)
def hard_functions_have_w_to_the_k_pieces(parameters):
    """Every member of the family of hard functions in Theorem 2.6 has w^k pieces."""
    points, M = parameters
    pieces = restrict(hard_composition(points, M=M), 0, M).piece_count
    return judged(pieces == (len(points[0]) + 1) ** len(points), pieces=pieces)


@hard_functions_have_w_to_the_k_pieces.reading("pieces on R, as Definition 2 counts them")
@for_all(parameters=hard_parameters())
def hard_functions_have_w_to_the_k_pieces_on_the_line(parameters):
    """The same, with the pieces outside of [0, M]."""
    points, M = parameters
    w, k = len(points[0]) + 1, len(points)
    H, expected = hard_composition(points, M=M), w**k
    return judged(
        H.piece_count == expected, pieces=H.piece_count, expected=expected, H=H
    ).proved_by(
        lambda: about_hard_composition(
            lambda H, w: [w == len(points[0]) + 1, H.pieces != w**k], points, M, w=w
        )
    )


@hard_functions_have_w_to_the_k_pieces.sharper
@for_all(parameters=hard_parameters(), cost=2)
def exact_number_of_pieces_on_the_line(parameters):
    """On R there are w^k + 2 pieces if w is even and k >= 2, and w^k + 1 otherwise."""
    points, M = parameters
    w, k = len(points[0]) + 1, len(points)
    pieces = hard_composition(points, M=M).piece_count
    return judged(pieces == w**k + (2 if w % 2 == 0 and k >= 2 else 1), pieces=pieces)


def recovered(H, w, k):
    """Return the parameters ((a^1, ..., a^k), M) of a hard function from its breakpoints.

    The breakpoints t_0 = 0 < t_1 < ... on [0, M] cut the line so that a^1 = (t_j) for the
    multiples j of w^(k-1), and within [0, a^1_1] the function H is a copy of the one with
    parameters a^2, ..., a^k. M is the value at t_1.
    """
    t, M = H.breakpoints, H.values[1]
    points, scale = [], Fraction(1)
    for layer in range(1, k + 1):
        point = tuple(t[i * w ** (k - layer)] / scale for i in range(1, w))
        points.append(point)
        scale *= point[0] / M
    return tuple(points), M


@arora.claim(
    "thm2.7.param", label="Theorem 2.7", kind="theorem", reading="M is part of the parameter"
)
@for_all(parameters=hard_parameters(), cost=2)
def distinct_parameters_give_distinct_functions(parameters):
    """This family can be parametrized by the union over M > 0 of (Delta^(w-1)_M)^k, i.e., for every
    point in the set above, there exists a distinct function with the stated properties.

    Checked by a left inverse: the parameters are read off the breakpoints of the function.
    """
    points, M = parameters
    H = hard_composition(points, M=M)
    return judged(recovered(H, len(points[0]) + 1, len(points)) == parameters)


@distinct_parameters_give_distinct_functions.reading("the point alone determines the function")
@for_all(pair=simplex_points(1), growth=positive_rationals())
def point_determines_the_function(pair, growth):
    """The same for the union as a set, so that a point stands for one function: it lies in Delta_M
    for every M above its largest coordinate, and each of these M gives another function.
    """
    a, M = pair
    first, second = (hard_composition((a,), M=size) for size in (M, M + growth))
    return judged(first == second, sizes=(M, M + growth), functions=(first, second)).proved_by(
        lambda: asserting(
            lambda a_1, M_1, M_2, first, second: [
                M_1 != M_2,
                *is_hard_function(first, [a_1], M_1),
                *is_hard_function(second, [a_1], M_2),
                first.differs(second),
            ],
            a_1=a[0],
            M_1=M,
            M_2=M + growth,
            first=first,
            second=second,
        )
    )


@arora.claim("thm2.7.size", label="Theorem 2.7, proof", kind="theorem")
@for_all(parameters=hard_parameters(), cost=2)
def hard_functions_have_width_w(parameters):
    """H_{a^1, ..., a^k} can be represented by a (k+1)-layer DNN with size wk; in fact, each hidden
    layer has exactly w nodes.

    The network has a linear output map, so that both readings of Definition 1 agree.
    """
    points, M = parameters
    w, k = len(points[0]) + 1, len(points)
    network = hard_network(points, M=M)
    shape = network.depth == k + 1 and network.widths == (w,) * k and network.output == "linear"
    return shape and as_pwl(network) == hard_composition(points, M=M)


@hard_functions_have_width_w.companion("without the leftmost flat piece")
@for_all(f=pwl_functions(min_pieces=3, max_pieces=3))
def every_function_with_three_pieces_has_width_two(f):
    """Every function with w + 1 pieces has w nodes, flat on the left or not: false for w = 2."""
    smallest = represent(f, output="affine")
    return judged(smallest.size <= 2, smallest_size=smallest.size).proved_by(
        *size_exceeds(2, smallest, f)
    )


def integral_powers(profile):
    """Return all k >= 2 and L = k^(1 + epsilon) > k up to a bound: every epsilon with L integral."""
    largest = 6 + 2 * profile.scale
    return ({"k": k, "L": L} for k in range(2, largest) for L in range(k + 1, largest + 1))


@arora.claim(
    "cor2.8.size", label="Corollary 2.8", kind="corollary", reading="k^(1+epsilon) is an integer"
)
@for_every(
    integral_powers,
    over=lambda profile: f"2 <= k < L = k^(1+epsilon) <= {6 + 2 * profile.scale}, by piece counts",
)
def corollary_2_8(k, L):
    """For every natural k and epsilon > 0, there is a family of functions defined on the real line
    such that every f from this family can be represented by a (k^(1+epsilon)) + 1-layer DNN with
    size k^(2+epsilon) and if f is represented by a k+1-layer DNN, then this DNN must have size at
    least (1/2) k k^(k^epsilon) - 1.

    Theorem 2.6 with w = k, L = k^(1+epsilon) hidden layers and k' = k, where k^epsilon = L/k. The
    size is k L. For k = 1, where w >= 2 fails, the bound is negative and one node is enough.
    """
    shallow = smallest_size(k**L, k)
    bound = is_at_least_root(shallow + 1, Fraction(k, 2), k**L, k)
    return judged(bound, smallest_size=shallow)


def exact_power(base, exponent):
    """Return base^exponent for a natural base, or None when it is irrational."""
    radicand = base**exponent.numerator
    root = next(r for r in range(radicand + 1) if r**exponent.denominator >= radicand)
    return root if root**exponent.denominator == radicand else None


@corollary_2_8.reading("every epsilon > 0")
@for_every(grid(k=range(1, 4), epsilon=[Fraction(1), Fraction(1, 2), Fraction(2)]), over="k <= 3")
def depth_of_corollary_2_8_is_an_integer(k, epsilon):
    """The same for every epsilon > 0, where the depth k^(1+epsilon) + 1 must be an integer."""
    depth = 1 + epsilon
    return judged(exact_power(k, depth) is not None).proved_by(
        lambda: lies_between_integers(k, depth.numerator, depth.denominator)
    )


@corollary_2_8.companion("a bound eight times as large")
@for_every(grid(k=range(2, 4)), over="k = 2, 3, epsilon = 1")
def shallow_networks_of_corollary_2_8_are_larger_still(k):
    """The k+1-layer DNN must have size at least 4 k k^(k^epsilon): false for epsilon = 1, where
    the functions that are k-fold compositions of ones with k^k pieces need only k k^k nodes.
    """
    size = smallest_size(k ** (k * k), k)
    return judged(size >= 4 * k * k**k, size=size).proved_by(
        count_allows_less(k, size, pieces=lambda n: n ** (k * k), bound=lambda n: 4 * n * n**k)
    )


def parameters_in_all(w, layers):
    """Return the number of coordinates of a point of (Delta^(w-1)_M)^layers."""
    points = tuple(tuple(Fraction(i, w) for i in range(1, w)) for _ in range(layers))
    return sum(len(point) for point in points)


def compare_dimensions(k, epsilon, claimed):
    """Compare the dimension claimed for the parameter set, a function of k, with the family's own.

    The family has k^(1+epsilon) points with k - 1 coordinates each. There is no certificate: that
    a count of dimensions decides is the invariance of domain, which the checker has no terms for.
    """
    layers = int(1 + epsilon)
    own = parameters_in_all(k, k**layers)
    return judged(own == claimed(k), dimension_of_the_family=own, dimension_claimed=claimed(k))


@arora.claim(
    "cor2.8.param",
    label="Corollary 2.8",
    kind="corollary",
    reading="a parametrization is continuous and one-to-one",
)
@for_every(grid(k=range(2, 4), epsilon=[Fraction(1), Fraction(2)]), over="k = 2, 3, epsilon = 1, 2")
def parameter_set_of_corollary_2_8(k, epsilon):
    """Moreover, this family can be parametrized as the union over M > 0 of
    Delta_M^(k^(2+epsilon) - 1).

    "This family" is that of Theorems 2.6 and 2.7, of which the corollary is said to be immediate. It
    is parametrized, one-to-one, by (Delta^(k-1)_M)^(k^(1+epsilon)), and an open set of another
    dimension has no continuous one-to-one map onto it, by the invariance of domain. (A map that is
    not continuous exists between any two such sets. That some other family of hard functions
    has the printed parameter set is not excluded. For k = 1, w = 1 is not allowed.)
    """
    return compare_dimensions(k, epsilon, lambda k: k ** int(2 + epsilon) - 1)


@parameter_set_of_corollary_2_8.corrected
@for_every(grid(k=range(2, 4), epsilon=[Fraction(1), Fraction(2)]), over="k = 2, 3, epsilon = 1, 2")
def corrected_parameter_set_of_corollary_2_8(k, epsilon):
    """The parameter set is the union over M > 0 of (Delta^(k-1)_M)^(k^(1+epsilon)), of dimension
    k^(2+epsilon) - k^(1+epsilon) for each M.
    """
    return compare_dimensions(k, epsilon, lambda k: k ** int(2 + epsilon) - k ** int(1 + epsilon))


@arora.claim("cor2.9.size", label="Corollary 2.9", kind="corollary")
@for_every(
    grid(k=lambda profile: range(1, 6 + profile.scale)),
    over=lambda profile: f"k up to {5 + profile.scale}, by piece counts",
)
def corollary_2_9(k):
    """For every natural number k there is a family of functions such that any f from this family
    can be represented by a k^2 + 1-layer DNN with k^3 nodes, and every k + 1-layer DNN that
    represents f needs at least (1/2) k^(k+1) - 1 nodes.
    """
    shallow = smallest_size(k ** (k * k), k)
    return judged(2 * (shallow + 1) >= k ** (k + 1), smallest_size=shallow)


@corollary_2_9.companion("k k^k nodes are always needed, plus one")
@for_every(grid(k=range(2, 4)), over="k = 2, 3")
def corollary_2_9_without_its_constant(k):
    """Every k + 1-layer DNN needs at least k^(k+1) + 1 nodes: false."""
    size = smallest_size(k ** (k * k), k)
    return judged(size >= k ** (k + 1) + 1, size=size).proved_by(
        count_allows_less(k, size, pieces=lambda n: n ** (k * k), bound=lambda n: n ** (k + 1) + 1)
    )


@arora.claim(
    "cor2.9.param",
    label="Corollary 2.9",
    kind="corollary",
    reading="a parametrization is continuous and one-to-one",
)
@for_every(grid(k=range(2, 4)), over="k = 2, 3")
def parameter_set_of_corollary_2_9(k):
    """The family is parameterized by the set union over M > 0 of Delta_M^(k^3 - 1).

    The family is that of Theorem 2.7; see Corollary 2.8.
    """
    return compare_dimensions(k, 1, lambda k: k**3 - 1)


@parameter_set_of_corollary_2_9.corrected
@for_every(grid(k=range(2, 4)), over="k = 2, 3")
def corrected_parameter_set_of_corollary_2_9(k):
    """The parameter set is the union over M > 0 of (Delta^(k-1)_M)^(k^2), of dimension k^3 - k^2
    for each M.
    """
    return compare_dimensions(k, 1, lambda k: k**3 - k**2)
