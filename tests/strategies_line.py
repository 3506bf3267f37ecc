"""Inputs for the tests of functions on the line: plain data, from which both sides are built."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st
from oracles_line import Line

from exactrelu.pwl import PWL

TINY = Fraction(1, 2**50)
HUGE = Fraction(2**300)

small = st.integers(-4, 4).map(Fraction)
fractions = st.builds(Fraction, st.integers(-9, 9), st.integers(1, 6))
extreme = st.sampled_from([TINY, -TINY, 1 + TINY, HUGE, -HUGE, 1 / HUGE, -1 / HUGE, HUGE + TINY])
words = st.integers(2**31 - 2, 2**32 + 2).map(Fraction)
numbers = small | fractions | extreme | words
moderate = small | fractions


def positive(number):
    return number.map(lambda value: abs(value) or Fraction(1))


@st.composite
def lines(draw, *, max_points=5, number=numbers):
    """Slopes come from a small pool, so that equal, opposite and flat neighbours are common."""
    pool = [*draw(st.lists(number, min_size=1, max_size=3)), Fraction(0)]
    slope = st.sampled_from(pool)
    gaps = draw(st.lists(positive(number), max_size=max_points - 1))
    points = [(draw(number), draw(number))]
    for gap in gaps:
        x, y = points[-1]
        points.append((x + gap, y + draw(slope) * gap))
    return Line(tuple(points), draw(slope), draw(slope))


def as_pwl(line):
    return PWL.from_points(line.points, left_slope=line.left, right_slope=line.right)


functions = lines().map(as_pwl)
moderate_functions = lines(number=moderate).map(as_pwl)


@st.composite
def intervals(draw, *, number=numbers):
    lower = draw(number)
    return lower, lower + draw(positive(number))


@st.composite
def layers(draw, *, max_depth=3, max_width=3):
    """Layers (weights, bias) of a network R -> R; rows repeat and vanish often."""
    widths = [1, *draw(st.lists(st.integers(1, max_width), max_size=max_depth - 1)), 1]
    weight = st.sampled_from([*draw(st.lists(numbers, min_size=1, max_size=4)), Fraction(0)])
    return [_layer(draw, m, n, weight) for n, m in pairwise(widths)]


def _layer(draw, m, n, weight):
    rows = draw(st.lists(st.lists(weight, min_size=n, max_size=n), min_size=m, max_size=m))
    return rows, draw(st.lists(weight, min_size=m, max_size=m))
