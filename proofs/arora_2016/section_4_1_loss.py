"""Section 4.1: the loss (11) over the functions of a guess."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, judged
from exactrelu.lp import solve
from exactrelu.pwl import PWL, relu
from exactrelu.training import Samples

from .paper import arora
from .shapes import bends_at
from .training import (
    PRINTED,
    corrected_classes,
    guesses_on_the_line,
    has_absolute_loss,
    line_program,
    optimum,
    printed_classes,
    small_samples,
)

__all__ = ["loss_of_a_class_as_printed"]


@st.composite
def guesses_with_samples(draw):
    """Draw samples in order, and one of the (I, S) for w = 2 or 3."""
    samples = draw(small_samples(most=4, places="increasing"))
    listed = guesses_on_the_line(len(samples), draw(st.integers(2, 3)))
    return samples, draw(st.sampled_from(listed or guesses_on_the_line(len(samples), 1)))


@arora.claim("eq11", label="(11)", kind="proof step")
@for_all(case=guesses_with_samples())
def loss_of_a_class_as_printed(case):
    """min{sum over i of l(f(x_i) - y_i): f in PWL_{I,S}} = min{sum over j of the sum over D_j of
    l(a_j x_i + b_j - y_i): (a_j, b_j) satisfy (10)}.

    On the left the breakpoints are in the intervals, on the right stand (10) and D_j as printed.
    The loss is l(e) = |e|.
    """
    samples, guess = case
    left = line_program(samples, guess)
    right = line_program(samples, guess, classes=printed_classes, relations=PRINTED)
    values = optimum(left), optimum(right)
    return judged(values[0] == values[1], left=values[0], right=values[1]).proved_by(
        lambda: smaller_side(samples, guess, left, right),
        lambda: solve(left).certificate,
        lambda: solve(right).certificate,
    )


def function_of(program, guess):
    """Return the function with the first piece and the kinks of the best point of a program."""
    point, (_, signs) = solve(program).point, guess
    f = PWL.affine(*point[:2])
    for j, sign in enumerate(signs):
        a, b, c, d = point[2 * j : 2 * j + 4]
        f += sign * relu(sign * PWL.affine(c - a, d - b))
    return f


def smaller_side(samples, guess, left, right):
    """Assert the loss of the best function of the smaller side, that of the samples which it counts.

    On the left the function bends in the intervals only; on the right it is a line, as (10) leaves
    no other, and some samples are in no class.
    """
    sides = [optimum(left), optimum(right)]
    is_left = sides[0] < sides[1]
    f = function_of(left if is_left else right, guess)
    classes = (corrected_classes if is_left else printed_classes)(len(samples), guess[0])
    numbers = [i - 1 for some in classes for i in some]
    counted = Samples([samples.points[i] for i in numbers], [samples.labels[i] for i in numbers])
    values = [f(x) for (x,) in counted.points]

    def asserted(f, smaller, larger):
        yield from bends_at(f, f_breakpoints)
        yield from (larger == max(sides), smaller < larger)
        yield from has_absolute_loss(f, smaller, counted, values)

    f_breakpoints = f.breakpoints
    return asserting(asserted, f=f, smaller=min(sides), larger=max(sides))


@st.composite
def functions_of_a_guess(draw):
    """Draw samples in order, a guess, and a function with one kink in each of its intervals."""
    samples, (gaps, signs) = draw(guesses_with_samples())
    f = PWL.affine(draw(st.integers(-2, 2)), draw(st.integers(-2, 2)))
    for i, sign in zip(gaps, signs, strict=True):
        (low,), (high,) = samples.points[i - 1 : i + 1]
        t = low + draw(st.sampled_from([0, Fraction(1, 3), 1])) * (high - low)
        f += sign * draw(st.integers(0, 3)) * relu(PWL.affine(1, -t))
    return samples, (gaps, signs), f


def absolute_loss(f, samples):
    """Return the sum of the |f(x_i) - y_i|."""
    return sum(abs(f(x) - y) for (x,), y in zip(samples.points, samples.labels, strict=True))


@loss_of_a_class_as_printed.corrected
@for_all(case=functions_of_a_guess())
def loss_of_a_class(case):
    """(11) holds with D_j = {x_i: i_{j-1} < i <= i_j}, and the relations of (10) exchanged: the right
    side is at most the loss of each function in the class, and one of them has it.
    """
    samples, guess, f = case
    program = line_program(samples, guess)
    least, best = optimum(program), function_of(program, guess)
    intervals = [samples.points[i - 1] + samples.points[i] for i in guess[0]]
    inside = all(any(s <= t <= u for s, u in intervals) for t in best.breakpoints)
    return inside and absolute_loss(best, samples) == least <= absolute_loss(f, samples)


@st.composite
def guesses_of_three_pieces(draw):
    """Draw four samples at 0, 1, 2, 3, and an (I, S) with i_1 < i_2."""
    labels = draw(st.lists(st.integers(-2, 2), min_size=4, max_size=4))
    gaps = draw(st.sampled_from([(1, 2), (1, 3), (2, 3)]))
    return Samples([[0], [1], [2], [3]], labels), (gaps, draw(st.tuples(*[SIGNS] * 2)))


SIGNS = st.sampled_from([1, -1])


@loss_of_a_class_as_printed.companion("the printed classes")
@for_all(case=guesses_of_three_pieces())
def loss_of_a_class_with_the_printed_classes(case):
    """The same with the relations of (10) exchanged, and D_j as printed: false for w >= 3."""
    samples, guess = case
    left, right = (
        line_program(samples, guess),
        line_program(samples, guess, classes=printed_classes),
    )
    values = optimum(left), optimum(right)
    return judged(values[0] == values[1], left=values[0], right=values[1]).proved_by(
        lambda: class_is_left_out(samples, guess, values),
        lambda: solve(left).certificate,
        lambda: solve(right).certificate,
    )


def class_is_left_out(samples, guess, values):
    """Assert the two values, and that some sample is in none of the printed classes."""
    gaps, size = guess[0], len(samples)
    listed = [i for some in printed_classes(size, gaps) for i in some]
    missing = next((i for i in range(1, size + 1) if i not in listed), 0)

    def asserted(i, left, right):
        yield from (left == values[0], right == values[1], right < left)
        yield from (i == missing, i > gaps[0], i <= gaps[-1])

    return asserting(asserted, i=missing, left=values[0], right=values[1])
