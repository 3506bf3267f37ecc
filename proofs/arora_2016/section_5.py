"""Section 5: constructing a continuum of hard functions for R -> R ReLU DNNs."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from exactrelu.claims import Term, asserting, for_all, judged
from exactrelu.constructions import compose_networks
from exactrelu.gallery import hard_composition, hard_function, hard_network
from exactrelu.pwl import PWL, maximum_of, minimum_of, restrict
from exactrelu.strategies import hard_parameters, simplex_points

from .evidence import bends_right_of_1
from .paper import arora
from .shapes import (
    about_hard_composition,
    is_composition,
    is_hard_function,
    is_straight_between,
    named,
)

__all__ = [
    "figure_1_has_six_pieces",
    "hard_function_has_p_plus_2_pieces",
    "hard_functions_compose",
    "printed_definition_is_consistent",
]


def some_simplex_points():
    """Return a strategy for points of Delta^p_M, p <= 4."""
    return st.integers(1, 4).flatmap(simplex_points)


def prescribed_points(a, M):
    """Return the points (0, 0), (a_1, M), (a_2, 0), ... that Definition 4 prescribes."""
    return [(Fraction(0), Fraction(0)), *((x, M * (i % 2)) for i, x in enumerate(a, start=1))]


def heights_of(a, M):
    """Return the same for terms."""
    return [(Term("0"), Term("0")), *((x, M * (i % 2)) for i, x in enumerate(a, start=1))]


@arora.claim("def4", label="Definition 4", kind="definition")
@for_all(point=some_simplex_points())
def printed_definition_is_consistent(point):
    """Let M > 0 and a in Delta^p_M. h_a is piecewise linear over (-infinity, 0], [0, a_1], ...,
    [a_p, M], [M, infinity): h_a(x) = 0 for all x <= 0, h_a(a_i) = M (i mod 2), and h_a(1) = M - h_a(a_p)
    and for x >= 1, h_a(x) is a linear continuation of the piece over the interval [a_p, M].

    Where 1 <= a_p, the values at the a_i already say what h_a is at 1 and beyond. Where a_p < 1 there
    is such a function, but for M != 1 it does not end at 0 or M in M, and Lemma 5.1 fails for it.
    """
    a, M = point
    points = prescribed_points(a, M)
    prescribed, p = M - points[-1][1], len(a)
    if a[-1] < 1:
        return True
    f = PWL.from_points(points, left_slope=0, right_slope=0)
    value = f(1)
    tail = [(Fraction(1), prescribed), *((x, y) for x, y in points if x > 1)]
    slopes = {(v - y) / (u - x) for (x, y), (u, v) in pairwise(tail)}
    facts = {"a": a, "M": M, "value_at_1": value, "prescribed_value_at_1": prescribed}
    return judged(value == prescribed and len(slopes) <= 1, **facts).proved_by(
        lambda: asserting(
            # Where 1 <= a_p, f follows the straight pieces between the points at 1 already.
            lambda f, M, **a: [
                a[f"a_{p}"] >= 1,
                *(s < t for s, t in pairwise([Term("0"), *a.values(), M])),
                *(f(x) == M * (i % 2) for i, x in enumerate(a.values(), start=1)),
                *(f(x) == y for x, y in is_straight_between(heights_of(a.values(), M))),
                f(1) != M - f(a[f"a_{p}"]) if value != prescribed else bends_right_of_1(f, tail),
            ],
            f=f,
            M=M,
            **named("a", a),
        )
    )


@printed_definition_is_consistent.corrected
@for_all(point=some_simplex_points())
def corrected_definition_is_consistent(point):
    """With M in place of 1, h_a(M) = M - h_a(a_p), and a linear continuation for x >= M, there is
    exactly one such function, for every M > 0.
    """
    a, M = point
    h, points = hard_function(a, M=M), prescribed_points(a, M)
    end = (M, M - points[-1][1])
    agrees = all(h(x) == y for x, y in [*points, end]) and h.left_slope == 0
    slopes = [(v - y) / (u - x) for (x, y), (u, v) in pairwise([*points, end])]
    return agrees and h.slopes == (0, *slopes)


@arora.claim("def4.pieces", label="Definition 4", kind="remark")
@for_all(point=some_simplex_points())
def hard_function_has_p_plus_2_pieces(point):
    """Note that the function has p + 2 pieces, with the leftmost piece having slope 0.

    For the corrected definition. Its first slope is 0 and the others alternate in sign.
    """
    a, M = point
    h = hard_function(a, M=M)
    alternate = all(s * t < 0 for s, t in pairwise(h.slopes[1:]))
    return judged(h.piece_count == len(a) + 2 and h.left_slope == 0 and alternate)


@hard_function_has_p_plus_2_pieces.companion("p + 1 pieces")
@for_all(point=some_simplex_points())
def hard_function_has_p_plus_1_pieces(point):
    """It has p + 1 pieces: false, that is the number on [0, M]."""
    a, M = point
    return compare_pieces([a], M, len(a) + 1)


def compare_pieces(points, M, number):
    """Return whether the function of the points has this number of pieces."""
    pieces = hard_composition(points, M=M).piece_count
    return judged(pieces == number, pieces=pieces).proved_by(
        lambda: about_hard_composition(lambda H: [H.pieces != number], points, M)
    )


@arora.claim("lem5.1", label="Lemma 5.1", kind="lemma")
@for_all(parameters=hard_parameters(), cost=2)
def hard_functions_compose(parameters):
    """H_{a^1, ..., a^k} = h_{a^k} o ... o h_{a^1} is piecewise linear with at most (p+1)^k + 2
    pieces, with (p+1)^k of these pieces in the range [0, M]. Moreover, in each piece in the range
    [0, M], the function is affine with minimum value 0 and maximum value M.
    """
    points, M = parameters
    H, most = hard_composition(points, M=M), (len(points[0]) + 1) ** len(points)
    inside = restrict(H, 0, M)
    ends = [Fraction(0), *inside.breakpoints, M]
    extremes = ({H(a), H(b)} == {0, M} for a, b in pairwise(ends))
    counts = H.piece_count <= most + 2 and inside.piece_count == most
    return judged(counts and all(extremes), pieces=H.piece_count, pieces_inside=inside.piece_count)


@hard_functions_compose.sharper
@for_all(parameters=hard_parameters(), cost=2)
def exact_number_of_pieces(parameters):
    """On R there are exactly (p+1)^k + 2 pieces if p is odd and k >= 2, and (p+1)^k + 1 otherwise.

    Left of 0 there is one more piece. Right of M, H goes on in its last piece if it ends at M, or
    if k = 1; otherwise the inner function becomes negative there, and H is 0.
    """
    points, M = parameters
    p, k = len(points[0]), len(points)
    outside = 2 if p % 2 == 1 and k >= 2 else 1
    return hard_composition(points, M=M).piece_count == (p + 1) ** k + outside


@hard_functions_compose.confirmed
@for_all(parameters=hard_parameters(), cost=2)
def hard_functions_stay_inside(parameters):
    """On [0, M] the minimum and the maximum are 0 and M."""
    points, M = parameters
    H = hard_composition(points, M=M)
    return (minimum_of(H, 0, M).value, maximum_of(H, 0, M).value) == (0, M)


@hard_functions_compose.companion("(p + 1)^k pieces on R")
@for_all(parameters=hard_parameters())
def hard_functions_have_only_the_inner_pieces(parameters):
    """It has at most (p+1)^k pieces on R: false."""
    points, M = parameters
    H, p, k = hard_composition(points, M=M), len(points[0]), len(points)
    return judged(H.piece_count <= (p + 1) ** k, pieces=H.piece_count).proved_by(
        lambda: about_hard_composition(
            lambda H, p: [p == len(points[0]), H.pieces > (p + 1) ** k], points, M, p=p
        )
    )


@hard_functions_compose.companion("parameters of different M")
@for_all(first=simplex_points(1), second=simplex_points(1))
def hard_functions_of_different_size_compose(first, second):
    """Even when a^1 and a^2 are taken from simplices of different size: false.

    H, which goes on straight left of 0 and right of the first M, has at least the pieces on [0, M].
    """
    inner, outer = (hard_function(a, M=M) for a, M in (first, second))
    composed = outer @ inner
    H = restrict(composed, 0, first.M)
    return judged(H.piece_count >= 4, H=H).proved_by(
        lambda: asserting(
            lambda H, network, h_1, h_2, a_1, a_2, M_1, M_2: [
                *is_hard_function(h_1, [a_1], M_1),
                *is_hard_function(h_2, [a_2], M_2),
                *is_composition(network, h_1, h_2, breakpoints=composed.breakpoints),
                network.depth == 2 + 1,
                network.size == 2 * 2,
                H.distance(network, 0, M_1) == 0,
                H.pieces < 4,
            ],
            H=H,
            network=compose_networks(*(hard_network([a], M=M) for a, M in (second, first))),
            h_1=inner,
            h_2=outer,
            a_1=first.a[0],
            a_2=second.a[0],
            M_1=first.M,
            M_2=second.M,
        )
    )


@arora.claim("fig1", label="Figure 1", kind="figure")
@for_all(first=simplex_points(2), second=simplex_points(1))
def figure_1_has_six_pieces(first, second):
    """h_{a^1} with a^1 in Delta^2_1 has 3 pieces in the range [0, 1], h_{a^2} with a^2 in Delta^1_1
    has 2 pieces, and H_{a^1, a^2} = h_{a^2} o h_{a^1} has 2 * 3 = 6 pieces in the range [0, 1].
    """
    a, b = (tuple(x / M for x in point) for point, M in (first, second))
    functions = hard_function(a), hard_function(b), hard_composition((a, b))
    return [restrict(f, 0, 1).piece_count for f in functions] == [3, 2, 6]


@figure_1_has_six_pieces.companion("six pieces on R")
@for_all(first=simplex_points(2), second=simplex_points(1))
def figure_1_has_six_pieces_on_the_line(first, second):
    """It has 6 pieces on R: false, there are 7."""
    a, b = (tuple(x / M for x in point) for point, M in (first, second))
    return compare_pieces((a, b), 1, 6)
