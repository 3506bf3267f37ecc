"""Section 5.1, proof of Theorem 2.10: the distance of a triangle from affine functions."""

from fractions import Fraction

import sympy
from hypothesis import strategies as st

from exactrelu.claims import asserting, decided, for_all, judged
from exactrelu.gallery import sawtooth
from exactrelu.pwl import PWL, integral, l1_distance, level_set
from exactrelu.strategies import rationals

from .evidence import few_triangles_see_an_affine_function
from .paper import arora
from .shapes import is_sawtooth, runs_through

__all__ = [
    "best_affine_function_of_a_triangle_is_one_half",
    "integral_over_a_triangle",
    "many_triangles_see_an_affine_function",
    "sum_over_the_triangles",
]


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
