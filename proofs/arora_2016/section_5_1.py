"""Section 5.1: L1-norm gap analysis, the proof of Theorem 2.10."""

from fractions import Fraction
from itertools import product

import sympy
from hypothesis import strategies as st

from exactrelu.claims import asserting, decided, for_all, for_every, grid, judged
from exactrelu.gallery import hard_function, sawtooth, sawtooth_network
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, integral, l1_distance, level_set, restrict
from exactrelu.strategies import networks, rationals

from .counting import most_pieces
from .evidence import few_triangles_see_an_affine_function
from .paper import arora
from .shapes import is_sawtooth, runs_through

__all__ = [
    "best_affine_function_of_a_triangle_is_one_half",
    "integral_over_a_triangle",
    "many_triangles_see_an_affine_function",
    "sawtooth_is_far_from_small_networks",
    "sawtooth_network_has_w_nodes_per_layer",
    "sum_over_the_triangles",
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


def triangles_seen_as_affine(g, q):
    """Return on how many of the intervals [2i/q, (2i + 2)/q] inside [0, 1] g is affine."""
    ends = [(Fraction(2 * i, q), Fraction(2 * i + 2, q)) for i in range(q // 2)]
    return sum(not any(a < t < b for t in g.breakpoints) for a, b in ends)


@st.composite
def functions_bending_in_the_unit_interval(draw):
    """Draw a zigzag with breakpoints in [0, 1], many of them in or at the ends of triangles."""
    ends = st.builds(Fraction, st.integers(0, 12), st.integers(2, 12)).filter(lambda t: t <= 1)
    ts = draw(st.lists(ends | st.fractions(0, 1, max_denominator=50), min_size=1, unique=True))
    points = [(t, i % 2) for i, t in enumerate(sorted(ts))]
    return PWL.from_points(points, left_slope=-1, right_slope=3)


@arora.claim("thm2.10.tri", label="Theorem 2.10, proof", kind="proof step")
@for_all(q=st.integers(2, 12), g=functions_bending_in_the_unit_interval())
def many_triangles_see_an_affine_function(q, g):
    """The function s_q contains floor(q/2) triangles of width 2/q and unit height. A p-piecewise
    linear function has p - 1 breakpoints in the interval [0, 1]. So that in at least
    floor(q/2) - (p - 1) triangles, g_p has to be affine.

    Of the p - 1 breakpoints some may lie outside of [0, 1]: at most p - 1 lie inside.
    """
    s = sawtooth(q)
    tops = [s(Fraction(2 * i + 1, q)) == 1 for i in range(q // 2)]
    feet = [s(Fraction(2 * i, q)) == 0 for i in range(q // 2 + 1)]
    enough = triangles_seen_as_affine(g, q) >= q // 2 - (g.piece_count - 1)
    return all(tops) and all(feet) and enough


@many_triangles_see_an_affine_function.companion("one triangle more")
@for_all(q=st.integers(2, 12), g=functions_bending_in_the_unit_interval())
def one_more_triangle_sees_an_affine_function(q, g):
    """In at least floor(q/2) - (p - 2) triangles, g_p is affine: false."""
    seen = triangles_seen_as_affine(g, q)
    return judged(seen >= q // 2 - (g.piece_count - 2), triangles=seen).proved_by(
        lambda: few_triangles_see_an_affine_function(g, q)
    )


TRIANGLE = PWL.from_points([(0, 0), (1, 1), (2, 0)], left_slope=0, right_slope=0)
"""The triangle of the proof after the substitution z = w^k x."""


def is_triangle(f):
    """Assert that f is this triangle."""
    yield f.pieces == 4
    yield from runs_through(f, [(0, 0), (1, 1), (2, 0)], left_slope=0, right_slope=0)


def printed_integral(y1, y2):
    """The printed value, times w^k, of the integral over one triangle."""
    return -3 + y1 + 2 * y1**2 / (2 + y1 - y2) + y2 + 2 * (-2 + y1) ** 2 / (2 - y1 + y2)


def line_through(y1, y2):
    """The affine function with the values y1 at 0 and y2 at 2."""
    return PWL.affine((y2 - y1) / 2, y1)


def compare_integrals(y1, y2):
    """Compare the printed value with the exact integral."""
    exact = l1_distance(TRIANGLE, line_through(y1, y2), 0, 2)
    printed = printed_integral(y1, y2)
    return judged(exact == printed, exact=exact, printed=printed).proved_by(
        lambda: asserting(
            lambda y1, y2, triangle, g: [
                *is_triangle(triangle),
                g.pieces == 1,
                g(0) == y1,
                g(2) == y2,
                triangle.distance(g, 0, 2) != printed_integral(y1, y2),
            ],
            y1=y1,
            y2=y2,
            triangle=TRIANGLE,
            g=line_through(y1, y2),
        )
    )


@arora.claim("thm2.10.int", label="Theorem 2.10, proof", kind="proof step")
@for_all(y1=rationals(), y2=rationals())
def integral_over_a_triangle(y1, y2):
    """The integral over one triangle of |s_q - g_p|, for the affine g_p with the values y1 and y2 at
    its ends, is (1/w^k) (-3 + y1 + 2 y1^2/(2 + y1 - y2) + y2 + 2 (-2 + y1)^2/(2 - y1 + y2)).

    The formula takes for granted that g_p crosses both sides of the triangle.
    """
    if abs(y1 - y2) == 2:
        return judged(holds=False, printed="division by zero").proved_by(
            lambda: asserting(lambda y1, y2: [(2 + y1 - y2) * (2 - y1 + y2) == 0], y1=y1, y2=y2)
        )
    return compare_integrals(y1, y2)


def crossing_segment(start, end):
    """Return the integral over [0, 1] of |linear|, with the value start <= 0 at 0, end >= 0 at 1."""
    return (start**2 + end**2) / (2 * (end - start))


@integral_over_a_triangle.corrected
@decided(by="sympy, for all y1, y2 >= 0 with y1 + y2 <= 2 and |y1 - y2| < 2")
def integral_over_a_triangle_that_is_crossed():
    """The integral has the printed value when y1, y2 >= 0, y1 + y2 <= 2 and |y1 - y2| < 2.

    Then triangle - g is -y1 <= 0 at 0, 1 - (y1 + y2)/2 >= 0 at 1 and -y2 <= 0 at 2, and linear in
    between: the integral is that of two segments with a zero each.
    """
    y1, y2 = sympy.symbols("y1 y2", nonnegative=True)
    middle = 1 - (y1 + y2) / 2
    exact = crossing_segment(-y1, middle) + crossing_segment(-y2, middle)
    return sympy.simplify(exact - printed_integral(y1, y2)) == 0


@st.composite
def crossing_values(draw):
    """Draw y1, y2 >= 0 with y1 + y2 <= 2, other than (2, 0) and (0, 2)."""
    y1 = draw(st.fractions(0, 1, max_denominator=50))
    y2 = draw(st.fractions(0, 2 - y1, max_denominator=50).filter(lambda y: y < 2))
    return draw(st.permutations([y1, y2]))


@integral_over_a_triangle.confirmed
@for_all(values=crossing_values())
def integral_agrees_with_exact_integration(values):
    """The printed value is the exact integral in this region."""
    return compare_integrals(*values)


def sign_of_triangle_minus_one_half():
    """Return the zeros of triangle - 1/2 in [0, 2], between which its sign is -, +, -."""
    return [interval.lower for interval in level_set(TRIANGLE, Fraction(1, 2))]


def weighted_by_signs(f):
    """Return the integral over [0, 2] of sgn(triangle - 1/2) f."""
    a, b = sign_of_triangle_minus_one_half()
    return integral(f, a, b) - integral(f, 0, a) - integral(f, b, 2)


@arora.claim("thm2.10.min", label="Theorem 2.10, proof", kind="proof step")
@decided(by="L1 duality: sgn(triangle - 1/2) is orthogonal to all affine functions")
def best_affine_function_of_a_triangle_is_one_half():
    """The above integral attains its minimum of 1/(2 w^k) at y1 = y2 = 1/2.

    The integral does, over all y1 and y2; the printed expression is unbounded below where it is not
    the integral.

    With s = sgn(triangle - 1/2), of absolute value 1, the integral of |triangle - g| is at least
    that of s (triangle - g), which is that of s triangle = 1/2 for every affine g.
    """
    orthogonal = [weighted_by_signs(PWL.constant(1)), weighted_by_signs(PWL.affine(1, 0))]
    bound = weighted_by_signs(TRIANGLE)
    attained = l1_distance(TRIANGLE, line_through(Fraction(1, 2), Fraction(1, 2)), 0, 2)
    half = Fraction(1, 2)
    return judged(orthogonal == [0, 0] and bound == attained == half, bound=bound).proved_by(
        # That it is attained; that it is a bound is the duality.
        lambda: asserting(
            lambda triangle, g: [
                *is_triangle(triangle),
                g.pieces == 1,
                g(0) == half,
                g(2) == half,
                triangle.distance(g, 0, 2) == half,
            ],
            triangle=TRIANGLE,
            g=line_through(half, half),
        )
    )


@best_affine_function_of_a_triangle_is_one_half.confirmed
@for_all(y1=rationals(), y2=rationals())
def no_line_is_nearer_to_the_triangle(y1, y2):
    """The exact integral is at least 1/2 for all y1, y2."""
    return l1_distance(TRIANGLE, line_through(y1, y2), 0, 2) >= Fraction(1, 2)


@best_affine_function_of_a_triangle_is_one_half.companion("a minimum of 3/5")
@for_all(y1=st.fractions(0, 1, max_denominator=4), y2=st.fractions(0, 1, max_denominator=4))
def every_line_costs_three_fifths(y1, y2):
    """The minimum is 3/5: false."""
    distance = l1_distance(TRIANGLE, line_through(y1, y2), 0, 2)
    return judged(distance >= Fraction(3, 5), distance=distance).proved_by(
        lambda: asserting(
            lambda triangle, g: [
                *is_triangle(triangle),
                g.pieces == 1,
                triangle.distance(g, 0, 2) < Fraction(3, 5),
            ],
            triangle=TRIANGLE,
            g=line_through(y1, y2),
        )
    )


@arora.claim("thm2.10.sum", label="Theorem 2.10, proof", kind="proof step")
@decided(by="sympy, for even and for odd q and a slack t >= 0")
def sum_over_the_triangles():
    """(floor(q/2) - (p - 1)) / (2q) >= (q - 1 - 2(p - 1)) / (4q) = 1/4 - (2p - 1)/(4q). Thus, for any
    delta > 0, p <= (q - 4 q delta + 1)/2 implies that the distance is >= delta.

    For Theorem 2.10, which says > delta, use p <= (q - 4 q delta)/2 as Lemma A.6 gives it.
    """
    m, p, delta = sympy.symbols("m p delta", positive=True)
    t = sympy.Symbol("t", nonnegative=True)
    bound = {q: sympy.Rational(1, 4) - (2 * p - 1) / (4 * q) for q in (2 * m, 2 * m + 1)}
    middle = all(sympy.simplify((q - 1 - 2 * (p - 1)) / (4 * q) - b) == 0 for q, b in bound.items())
    gains = [sympy.simplify((m - (p - 1)) / (2 * q) - b) for q, b in bound.items()]
    largest = {q: (q - 4 * q * delta + 1) / 2 - t for q in bound}
    slacks = [sympy.simplify(b.subs(p, largest[q]) - delta) for q, b in bound.items()]
    return (
        middle
        and all(gain.is_nonnegative for gain in gains)
        and all(slack.is_nonnegative for slack in slacks)
    )


@sum_over_the_triangles.companion("p one larger")
@for_all(q=st.integers(2, 12), delta=st.fractions(Fraction(1, 100), Fraction(3, 8)))
def sum_over_the_triangles_with_one_more_piece(q, delta):
    """p <= (q - 4 q delta + 1)/2 + 1 is enough: false for p = 1 and some delta > 1/4.

    It is then allowed up to delta = 1/4 + 1/(4q), and 1/2 has the distance 1/4 from s_q.
    """
    g, s = PWL.constant(Fraction(1, 2)), sawtooth(q)
    allowed = g.piece_count <= (q - 4 * q * delta + 1) / 2 + 1
    distance = l1_distance(s, g, 0, 1)
    return judged(not allowed or distance >= delta, distance=distance).proved_by(
        lambda: asserting(
            lambda n, delta, f, g: [
                *is_sawtooth(f, n, q),
                g.pieces <= (n - 4 * n * delta + 1) / 2 + 1,
                f.distance(g, 0, 1) < delta,
            ],
            n=q,
            delta=delta,
            f=s,
            g=g,
        )
    )
