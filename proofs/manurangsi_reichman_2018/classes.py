"""Functions of ReLU(n, k), points of the unit ball and finite distributions, drawn at random."""

from fractions import Fraction
from math import isqrt

from hypothesis import strategies as st

from exactrelu.claims import judged
from exactrelu.learning import Distribution, ReluSum
from exactrelu.learning.enclosures import as_ball, is_less, logarithm, root

from .evidence import asserting_numbers

__all__ = [
    "ball_points",
    "chances",
    "distributions",
    "errors",
    "holds_or_shows",
    "in_ball",
    "is_at_most",
    "printed_deviation",
    "relu_sums",
    "square",
]


def square(vector):
    """Return the squared norm."""
    return sum([v * v for v in vector], Fraction(0))


def in_ball(vector):
    """Return a vector divided by an integer that is at least its norm, exactly it if possible."""
    norm = isqrt(int(square(vector)))
    norm += norm**2 < square(vector)
    return tuple([Fraction(v) / max(norm, 1) for v in vector])


@st.composite
def ball_points(draw, n):
    """Draw a rational point of the unit ball, often one of the sphere or the origin."""
    entries = draw(st.tuples(*[st.integers(-4, 4)] * n))
    scale = draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(0)]))
    return tuple([scale * v for v in in_ball(entries)])


BIASES = st.integers(-4, 4).map(lambda b: Fraction(b, 4))


@st.composite
def relu_sums(draw, n, k, *, biases=BIASES):
    """Draw a function of ReLU(n, k)."""
    weights = [draw(ball_points(n)) for _ in range(k)]
    return ReluSum(weights, [draw(biases) for _ in range(k)])


@st.composite
def distributions(draw, n, k, *, most=4):
    """Draw a distribution on the unit ball with labels in [0, 2k], many of them 0."""
    count = draw(st.integers(1, most))
    points = [draw(ball_points(n)) for _ in range(count)]
    labels = [
        draw(st.sampled_from([Fraction(v, 2) for v in (0, 0, 0, *range(1, 4 * k + 1))]))
        for _ in range(count)
    ]
    parts = [draw(st.integers(1, 4)) for _ in range(count)]
    return Distribution(points, labels, [Fraction(p, sum(parts)) for p in parts])


errors = st.fractions(Fraction(1, 100), 1, max_denominator=100)
"""Errors eps in (0, 1]."""

chances = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)
"""Probabilities delta in (0, 1)."""


def holds_or_shows(holds, body, **numbers):
    """Return the outcome; if it does not hold, `body` says why of the numbers."""
    return judged(holds, **numbers).proved_by(lambda: asserting_numbers(body, **numbers))


def is_at_most(real, bound):
    """Return whether an irrational number, a ball at any precision, is at most a rational one."""
    return is_less(real, bound)


def printed_deviation(slope, bound, complexity, *, chance, count):
    """Return 4 L c/sqrt(m) + 2 b sqrt(ln(1/delta)/m), Theorem 9 for R_m <= c/sqrt(m)."""

    def real():
        top = as_ball(4 * slope * complexity) + 2 * as_ball(bound) * root(logarithm(1 / chance))
        return top / root(as_ball(count))

    return real
