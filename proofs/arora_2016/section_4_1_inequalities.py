"""Section 4.1: the inequalities (10) for breakpoints in given intervals."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, judged
from exactrelu.pwl import PWL
from exactrelu.strategies import pwl_functions
from exactrelu.training import best_function

from .paper import arora
from .shapes import bends_at, named
from .training import CORRECTED, PRINTED, guesses_on_the_line, line_program, optimum, small_samples

__all__ = ["breakpoints_satisfy_the_inequalities", "inequalities_describe_breakpoints"]


def around(f):
    """Return two points for each breakpoint of f, on either side of it and of no other one."""
    ends = [f.breakpoints[0] - 1, *f.breakpoints, f.breakpoints[-1] + 1]
    return [
        ((s + 2 * t) / 3, (2 * t + u) / 3)
        for s, t, u in zip(ends, ends[1:], ends[2:], strict=False)
    ]


def change_at(f, j):
    """Return the next piece minus piece j, as an affine function; j counts from 0."""
    (a, b), (c, d) = f.pieces[j], f.pieces[j + 1]
    return PWL.affine(c - a, d - b)


def satisfies_10(f, relations):
    """Return whether the pieces satisfy (10) with samples around the breakpoints of f."""
    for j, ends in enumerate(around(f)):
        g = change_at(f, j)
        sign = 1 if g.left_slope > 0 else -1
        for x, relation in zip(ends, relations, strict=True):
            value = sign * g(x)
            if value < 0 if relation == ">=" else value > 0:
                return False
    return True


def violates_10(f):
    """Assert that f has these breakpoints, each between two points, and where (10) is false.

    The affine function of a piece is that through two points of it.
    """
    ends = around(f)
    left, t, right = ends[0][0], f.breakpoints[0], ends[0][1]
    sign = 1 if f.slopes[1] > f.slopes[0] else -1

    def asserted(f, x_1, x_2):
        yield from bends_at(f, breakpoints)
        yield from (x_1 == left, x_2 == right, x_1 < t, x_2 > t)
        before = (f(x_1) - f(x_1 - 1)) / 1
        after = (f(x_2) - f(t)) / (x_2 - t)
        yield sign * (after - before) > 0
        # b_2 - b_1 - (a_1 - a_2) x_1, the second piece minus the first one at x_1.
        yield sign * (f(t) + after * (x_1 - t) - f(x_1)) < 0

    breakpoints = f.breakpoints
    return asserting(asserted, f=f, x_1=left, x_2=right)


@arora.claim("eq10", label="(10)", kind="proof step")
@for_all(f=pwl_functions(min_pieces=2, max_pieces=4))
def breakpoints_satisfy_the_inequalities(f):
    """For every I and S, requiring a piecewise linear function that respects the conditions imposed by I
    and S is easily seen to be equivalent to imposing S_j (b_{j+1} - b_j - (a_j - a_{j+1}) x_{i_j}) >= 0,
    S_j (b_{j+1} - b_j - (a_j - a_{j+1}) x_{i_j + 1}) <= 0, S_j (a_{j+1} - a_j) >= 0.

    Left of a breakpoint of a convex function the next piece is below, not above: the two relations
    are exchanged. As printed they leave a_j = a_{j+1}, b_j = b_{j+1} only, if x_{i_j} < x_{i_j + 1}.
    For i_j = D, which I admits, there is no x_{i_j + 1}: either i_j <= D - 1, or the second line is
    left out, as if x_{D+1} were infinite.
    """
    return judged(satisfies_10(f, PRINTED)).proved_by(lambda: violates_10(f))


@breakpoints_satisfy_the_inequalities.corrected
@for_all(f=pwl_functions(min_pieces=2, max_pieces=5))
def breakpoints_satisfy_the_corrected_inequalities(f):
    """The same with <= 0 in the first line, and >= 0 in the second one."""
    return satisfies_10(f, CORRECTED)


@breakpoints_satisfy_the_inequalities.corrected
@for_all(samples=small_samples(most=4, places="increasing"), w=st.integers(2, 3))
def printed_inequalities_leave_lines(samples, w):
    """As printed, (10) leaves a line: with it the program has the least loss of one piece."""
    guesses = guesses_on_the_line(len(samples), w)
    line = best_function(samples, 1, loss="absolute").value
    values = [optimum(line_program(samples, guess, relations=PRINTED)) for guess in guesses]
    return all(value == line for value in values)


@arora.claim("eq10.equiv", label="(10)", kind="proof step")
@for_all(f=pwl_functions(min_pieces=2, max_pieces=4))
def inequalities_describe_breakpoints(f):
    """Requiring that the breakpoints, in order, appear in the intervals (x_{i_1}, x_{i_1 + 1}), ...,
    (x_{i_{w-1}}, x_{i_{w-1} + 1}), with the signs S_j, is equivalent to imposing (10).

    Functions with such breakpoints do not satisfy (10) as it is printed.
    """
    return judged(satisfies_10(f, PRINTED)).proved_by(lambda: violates_10(f))


def satisfies_corrected_10(lines, intervals):
    """Return whether some signs S_j satisfy the corrected (10), with these intervals."""
    for ((a, b), (c, d)), (low, high) in zip(pairwise(lines), intervals, strict=True):
        slope, intercept = c - a, d - b
        values = [slope * x + intercept for x in (low, high)]
        if not any(s * slope >= 0 and s * values[0] <= 0 <= s * values[1] for s in (1, -1)):
            return False
    return True


def crossings(lines):
    """Return where each of the lines meets the next one; None if they are parallel."""
    return [Fraction(b - d, c - a) if a != c else None for (a, b), (c, d) in pairwise(lines)]


def breakpoints_are_in_order(lines, intervals):
    """Return whether the lines, of different slopes, are the pieces of a function, as (10) means it."""
    ts = crossings(lines)
    inside = all(low <= t <= high for t, (low, high) in zip(ts, intervals, strict=True))
    return inside and all(s <= t for s, t in pairwise(ts))


@st.composite
def lines_of_different_slopes(draw):
    """Draw three affine functions (a_j, b_j), neighbours not parallel."""
    slopes = [draw(st.integers(-2, 2))]
    for _ in range(2):
        slopes.append(slopes[-1] + draw(st.sampled_from([1, -1, 2, -2])))
    return tuple((a, draw(st.integers(-3, 3))) for a in slopes)


@inequalities_describe_breakpoints.corrected
@for_all(
    lines=lines_of_different_slopes(),
    ends=st.tuples(*[st.integers(1, 3)] * 3),
    start=st.integers(-4, 1),
)
def corrected_inequalities_describe_breakpoints(lines, ends, start):
    """With the relations exchanged, i_1 < ... < i_{w-1} and a_j != a_{j+1}, (10) is equivalent to
    breakpoints, in order, in the closed intervals [x_{i_j}, x_{i_j + 1}].
    """
    low, middle, high = start + ends[0], start + ends[0] + ends[1], start + sum(ends)
    intervals = [(start, low), (middle, high)]
    return satisfies_corrected_10(lines, intervals) == breakpoints_are_in_order(lines, intervals)


@inequalities_describe_breakpoints.companion("both breakpoints in one interval")
@for_all(lines=lines_of_different_slopes(), low=st.integers(-4, 0), length=st.integers(1, 4))
def corrected_inequalities_order_breakpoints_of_one_interval(lines, low, length):
    """The same for i_1 = i_2: false, the lines may meet in the other order.

    Then no function has them as its pieces; that with the same kinks in order has other pieces, and
    the same values outside of the interval, so that the least loss is the same.
    """
    high = low + length
    intervals = [(low, high)] * 2
    stated = satisfies_corrected_10(lines, intervals) == breakpoints_are_in_order(lines, intervals)
    return judged(stated).proved_by(lambda: lines_meet_in_the_other_order(lines, low, high))


def lines_meet_in_the_other_order(lines, low, high):
    """Assert the corrected (10) for lines g_j, and that the second breakpoint is left of the first."""
    signs = [1 if c > a else -1 for (a, _), (c, _) in pairwise(lines)]

    def asserted(g_1, g_2, g_3):
        g = (g_1, g_2, g_3)
        yield from (h.pieces == 1 for h in g)
        for h, (a, b) in zip(g, lines, strict=True):
            yield h(0) == b
            yield h(1) == a + b
        for sign, (h, k) in zip(signs, pairwise(g), strict=True):
            yield sign * (k(low) - h(low)) <= 0
            yield sign * (k(high) - h(high)) >= 0
            yield sign * (k(1) - k(0) - h(1) + h(0)) >= 0
        first, second = ((h(0) - k(0)) / (k(1) - k(0) - h(1) + h(0)) for h, k in pairwise(g))
        yield second < first

    return asserting(asserted, **named("g", [PWL.affine(*line) for line in lines]))
