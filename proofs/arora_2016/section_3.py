"""Section 3: every R -> R CPWL function is representable by 2-layer ReLU DNNs, by sums of flaps."""

from fractions import Fraction
from itertools import pairwise, product
from math import ceil
from typing import NamedTuple

import sympy
from hypothesis import strategies as st

from exactrelu.claims import asserting, decided, for_all, for_every, grid, judged
from exactrelu.constructions import represent
from exactrelu.network import as_pwl
from exactrelu.pwl import PWL, maximum, relu
from exactrelu.strategies import networks, pwl_functions, rationals

from .counting import printed_bound
from .evidence import differs_from_formula, no_sum_is
from .flaps import corrected_solution, flap_lists, flaps_of, sum_of, total
from .paper import arora
from .shapes import named, points_inside, runs_through

__all__ = [
    "left_flap_is_one_node",
    "lower_bound_follows_from_lemma_a6",
    "right_flap_is_one_node",
    "sum_of_flaps_exists",
    "tuples_are_functions",
]


@arora.claim("thm2.3.lowerproof", label="Section 3, proof of Theorem 2.3", kind="proof step")
@for_all(network=networks(st.lists(st.integers(1, 6), min_size=1, max_size=1)))
def lower_bound_follows_from_lemma_a6(network):
    """The lower bound of p - 1 on the size for any 2-layer ReLU DNN that expresses a p piece
    function follows from Lemma A.6.

    The bound is right and is Lemma A.5 with k = 1. Lemma A.6 gives p/2 - 1, or p/2 by its second part.
    """
    return network.size >= as_pwl(network).piece_count - 1


@lower_bound_follows_from_lemma_a6.step("Lemma A.6 with k = 1 gives p - 1")
@for_every(grid(p=range(1, 10)), over="p <= 9")
def lemma_a6_gives_p_minus_1(p):
    """For k = 1 the bounds (1/2) k p^(1/k) - 1 <= size and p <= (2 size/k)^k of Lemma A.6 give, for
    the integer size, at least p - 1.
    """
    size = max(ceil(Fraction(p, 2) - 1), ceil(Fraction(p, 2)), 1)
    return judged(size >= p - 1, size_by_lemma_A6=size, needed=p - 1).proved_by(
        lambda: asserting(
            lambda p, size: [p / 2 - 1 <= size, p <= 2 * size, size < p - 1], p=p, size=size
        )
    )


@lower_bound_follows_from_lemma_a6.confirmed
@for_every(grid(p=range(3, 50)), over="3 <= p < 50")
def lemma_a5_gives_p_minus_1(p):
    """For k = 1 Lemma A.5 gives it: a network of size p - 2 has too few pieces, one of size p - 1
    may have enough.
    """
    return printed_bound((p - 2,)) < p <= printed_bound((p - 1,))


class Tuple(NamedTuple):
    """(s_L, s_R, ((a_1, b_1), ...)) with increasing a_i: slopes and points."""

    left_slope: Fraction
    right_slope: Fraction
    points: tuple[tuple[Fraction, Fraction], ...]


@st.composite
def tuples(draw, min_points=0):
    """Draw a tuple."""
    xs = draw(st.lists(rationals(), min_size=min_points, max_size=3, unique=True))
    points = tuple((x, draw(rationals())) for x in sorted(xs))
    return Tuple(draw(rationals()), draw(rationals()), points)


def functions_of(data):
    """Return functions that the tuple specifies: one, or some of many if there is no point."""
    left, right, points = data
    if points:
        return [PWL.from_points(points, left_slope=left, right_slope=right)]
    return [PWL.affine(left, 0), PWL.affine(left, 1)] if left == right else []


@arora.claim("thm2.3.tuple", label="Section 3, proof of Theorem 2.3", kind="proof step")
@for_all(data=tuples(min_points=1))
def tuples_are_functions(data):
    """A tuple (s_L, s_R, (a_1, b_1), ..., (a_{m-1}, b_{m-1})) uniquely specifies a m piecewise
    linear function from R -> R and vice versa.

    Checked for m >= 2. For m = 1 the tuple (s_L, s_R) does not say what the function is.
    """
    functions = functions_of(data)
    pieces = len(data[2]) + 1
    unique = len(functions) == 1 and functions[0].piece_count == pieces
    return judged(
        unique, functions=functions, pieces=[f.piece_count for f in functions], m=pieces
    ).proved_by(
        lambda: asserting(
            is_tuples_function_with_fewer_pieces,
            m=pieces,
            f=functions[0],
            s_L=data.left_slope,
            s_R=data.right_slope,
            **named("a", (a for a, _ in data.points)),
            **named("b", (b for _, b in data.points)),
        )
    )


def is_tuples_function_with_fewer_pieces(m, f, s_L, s_R, **points):
    """Assert that f runs through the m - 1 points, and straight on in between and beyond them."""
    number = len(points) // 2
    corners = [(points[f"a_{i}"], points[f"b_{i}"]) for i in range(1, number + 1)]
    yield m == number + 1
    yield from (a < x for (a, _), (x, _) in pairwise(corners))
    yield from runs_through(f, corners, left_slope=s_L, right_slope=s_R)
    yield f.pieces < m


def tuple_of(f):
    """Return (s_L, s_R, ((a_1, b_1), ...)) of a function."""
    return f.left_slope, f.right_slope, tuple(zip(f.breakpoints, f.values, strict=True))


@tuples_are_functions.corrected
@for_all(f=pwl_functions(min_pieces=2))
def functions_with_two_pieces_are_tuples(f):
    """A function with m >= 2 pieces is specified by its tuple; one with one piece is not, its
    value at some point is missing.
    """
    return functions_of(tuple_of(f)) == [f]


@tuples_are_functions.corrected
@for_all(data=tuples(min_points=1))
def tuples_without_straight_points_are_functions(data):
    """A tuple with m - 1 >= 1 points specifies a function with m pieces iff consecutive ones of the
    slopes s_L, (b_2 - b_1)/(a_2 - a_1), ..., s_R differ.
    """
    left, right, points = data
    inner = [(y - b) / (x - a) for (a, b), (x, y) in pairwise(points)]
    bends = all(s != t for s, t in pairwise([left, *inner, right]))
    (f,) = functions_of(data)
    return bends == (f.piece_count == len(points) + 1)


def compare(side, slope, a, *, sign, inner):
    """Return whether a flap is the function sign max{0, inner (x - a)}."""
    flap, formula = sum_of([(side, slope, a)]), sign * relu(inner * PWL.affine(1, -a))
    return judged(flap == formula, flap=flap, formula=formula).proved_by(
        lambda: differs_from_formula(side, slope, a, sign=sign, inner=inner)
    )


def signed_cases(name, other):
    """Return symbols for all sign cases: a slope below, at or above 0, and x - a <= 0 or > 0."""
    size = sympy.Symbol(name, positive=True)
    distance = sympy.Symbol(other, positive=True)
    return product([-size, sympy.Integer(0), size], [-distance, sympy.Integer(0), distance])


@arora.claim("eq5", label="(5)", kind="equation")
@decided(by="sympy, all cases of the signs of r and x - a")
def right_flap_is_one_node():
    """The function 0 for x <= a, r(x - a) for x > a is equal to sgn(r) max{|r|(x - a), 0}, for any
    a, r; it can be implemented by a 2-layer ReLU DNN with size 1.
    """
    return all(
        sympy.sign(r) * sympy.Max(abs(r) * d, 0) - (r * d if d.is_positive else 0) == 0
        for r, d in signed_cases("rho", "xi")
    )


@right_flap_is_one_node.confirmed
@for_all(r=rationals(), a=rationals())
def right_flap_has_size_one(r, a):
    """The smallest 2-layer network of the function (5) has size 1, with a linear output map."""
    f = PWL.from_pieces([a], [(0, 0), (r, -r * a)]) if r else PWL.constant(0)
    sign = (r > 0) - (r < 0)
    formula = sign * maximum(PWL.affine(abs(r), -abs(r) * a), PWL.constant(0))
    return f == formula and represent(f, output="linear").size == 1


@right_flap_is_one_node.companion("without the absolute value")
@for_all(r=rationals(), a=rationals())
def right_flap_without_absolute_value(r, a):
    """It is equal to sgn(r) max{r (x - a), 0}: false for r < 0."""
    sign = (r > 0) - (r < 0)
    return compare("right", r, a, sign=sign, inner=r)


@arora.claim("eq6", label="(6)", kind="equation")
@decided(by="sympy, all cases of the signs of t and x - a")
def left_flap_is_one_node():
    """The function t(x - a) for x <= a, 0 for x > a is equal to -sgn(t) max{-|t|(x - a), 0}; it can
    be implemented by a 2-layer ReLU DNN with size 1.
    """
    return all(
        -sympy.sign(t) * sympy.Max(-abs(t) * d, 0) - (0 if d.is_positive else t * d) == 0
        for t, d in signed_cases("tau", "xi")
    )


@left_flap_is_one_node.confirmed
@for_all(t=rationals(), a=rationals())
def left_flap_has_size_one(t, a):
    """The smallest 2-layer network of the function (6) has size 1, with a linear output map."""
    f = PWL.from_pieces([a], [(t, -t * a), (0, 0)]) if t else PWL.constant(0)
    sign = (t > 0) - (t < 0)
    formula = -sign * maximum(PWL.affine(-abs(t), abs(t) * a), PWL.constant(0))
    return f == formula and represent(f, output="linear").size == 1


@left_flap_is_one_node.companion("without the leading minus")
@for_all(t=rationals(), a=rationals())
def left_flap_without_minus(t, a):
    """It is equal to sgn(t) max{-|t| (x - a), 0}: false."""
    sign = (t > 0) - (t < 0)
    return compare("left", t, a, sign=sign, inner=-abs(t))


@arora.claim("s3.flaps", label="Section 3, proof of Theorem 2.3", kind="proof step")
@for_all(h=pwl_functions(min_pieces=2, max_pieces=4))
def sum_of_flaps_exists(h):
    """A decomposition of any p piece PWL function h: R -> R as a sum of p flaps can always be
    arranged where the breakpoints of the p flaps are all contained in the p - 1 breakpoints of h.

    As printed, before constants are set aside; checked for p >= 2. The sums of flaps that bend as h
    does differ from it by constants.
    """
    inside = points_inside(h.breakpoints)
    return judged(
        any(sum_of(flaps) == h for flaps in flap_lists(h)), pieces=h.piece_count
    ).proved_by(
        lambda: no_sum_is(
            h,
            [(flaps, 0) for flaps in flap_lists(h)],
            lambda h, f: [h(x) - f(x) == h(0) - f(0) for x in inside],
        )
    )


@sum_of_flaps_exists.reading("up to an additive constant")
@for_all(h=pwl_functions(max_pieces=4))
def sum_of_flaps_exists_up_to_a_constant(h):
    """The same up to an additive constant, which the proof goes on to set aside, and for p >= 1. For
    p = 1 there is no breakpoint, so that the flap is 0, and h may be x -> x.
    """
    # Equal up to a constant are those that are equal once they agree at 0.
    return judged(
        any((sum_of(flaps) - h).slopes == (0,) for flaps in flap_lists(h)), pieces=h.piece_count
    ).proved_by(
        lambda: no_sum_is(
            h,
            [(flaps, h(0) - sum_of(flaps)(0)) for flaps in flap_lists(h)],
            lambda h, f: [h(0) == f(0)],
        )
    )


@sum_of_flaps_exists.corrected
@for_all(h=pwl_functions(min_pieces=2, max_pieces=4))
def sum_of_flaps_exists_for_two_pieces(h):
    """For p >= 2, h minus its value at its last breakpoint is a sum of p flaps at the breakpoints
    of h: one right flap at the last breakpoint, and a left one at each.
    """
    g = h - h.values[-1]
    slopes = corrected_solution(g)
    return total(flaps_of(g, slopes)) == g
