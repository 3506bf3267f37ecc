"""What ties the objects of a certificate to what a statement says that they are.

A function on the line with m breakpoints is known by its number of pieces, m + 1, and by its values
at two points inside each piece: it needs a breakpoint between the points inside of neighbouring
pieces, so that each of its own pieces contains both points inside one of these.
"""

from fractions import Fraction
from itertools import pairwise

from exactrelu.claims import Term, asserting
from exactrelu.gallery import hard_composition, hard_function

__all__ = [
    "about_hard_composition",
    "bends_at",
    "is_composition",
    "is_hard_function",
    "is_sawtooth",
    "is_straight_between",
    "named",
    "points_inside",
    "runs_through",
]


THIRD = Fraction(1, 3)


def named(name, values):
    """Return the values under the names name_1, name_2, and so on."""
    return {f"{name}_{i}": value for i, value in enumerate(values, start=1)}


def points_inside(breakpoints):
    """Return two points inside each piece of a function with these breakpoints, from the left."""
    if not breakpoints:
        return [0, 1]
    inner = [
        x for s, t in pairwise(breakpoints) for x in ((2 * s + t) * THIRD, (s + 2 * t) * THIRD)
    ]
    first, last = breakpoints[0], breakpoints[-1]
    return [first - 2, first - 1, *inner, last + 1, last + 2]


def is_straight_between(corners):
    """Yield pairs of two points inside each segment between corners (x, y), and the values there."""
    for (s, x), (t, y) in pairwise(corners):
        yield (2 * s + t) * THIRD, (2 * x + y) * THIRD
        yield (s + 2 * t) * THIRD, (x + 2 * y) * THIRD


def bends_at(f, breakpoints):
    """Assert that these are the breakpoints of f."""
    yield f.pieces == len(breakpoints) + 1
    if breakpoints:
        s, t = breakpoints[0], breakpoints[-1]
        yield f(s) - f(s - 1) == f(s - 1) - f(s - 2)
        yield from (f(x) == y for x, y in is_straight_between([(t, f(t)) for t in breakpoints]))
        yield f(t + 1) - f(t) == f(t + 2) - f(t + 1)


def runs_through(f, corners, *, left_slope, right_slope):
    """Assert that f runs straight between corners (x, y), and beyond them with these slopes."""
    (first, left), (last, right) = corners[0], corners[-1]
    yield f(first - 2) == left - 2 * left_slope
    yield f(first - 1) == left - left_slope
    yield from (f(x) == y for x, y in corners)
    yield from (f(x) == y for x, y in is_straight_between(corners))
    yield f(last + 1) == right + right_slope
    yield f(last + 2) == right + 2 * right_slope


def is_hard_function(h, a, M):
    """Assert that a lies in Delta^p_M, and that h is h_a of Definition 4, as it is meant."""
    ends = [Term("0"), *a, M]
    heights = [M * (i % 2) for i in range(len(ends))]
    yield from (s < t for s, t in pairwise(ends))
    yield h.pieces == len(a) + 2
    last = (heights[-1] - heights[-2]) / (M - a[-1])
    corners = list(zip(ends, heights, strict=True))[:-1]
    yield from runs_through(h, corners, left_slope=0, right_slope=last)


def is_sawtooth(f, q, number):
    """Assert that f is s_q; q is a term and `number` what it is."""
    yield q == number
    yield from is_hard_function(f, [i / q for i in range(1, number)], Term("1"))


def is_composition(f, *steps, breakpoints):
    """Assert that f, with these breakpoints, is the composition of functions; the first one acts first.

    A network, of which the checker knows no breakpoints, is told by its number of pieces as well.
    """
    yield f.pieces == len(breakpoints) + 1
    for x in points_inside(breakpoints):
        value = x
        for step in steps:
            value = step(value)
        yield f(x) == value


def about_hard_composition(conclusion, points, M, **objects):
    """Assert a conclusion, and that H is the function H_{a^1, ..., a^k} of Lemma 5.1.

    The objects are M, the coordinates a_i_j, the functions h_i of Definition 4, and H, besides
    those that the conclusion is about. It gets H, and these by their names.
    """
    hard = named("h", [hard_function(a, M=M) for a in points])
    coordinates = {
        f"a_{i}_{j}": x for i, a in enumerate(points, start=1) for j, x in enumerate(a, start=1)
    }
    composed = hard_composition(points, M=M)

    def asserted(H, M, **given):
        h = [given[name] for name in hard]
        for i, (function, a) in enumerate(zip(h, points, strict=True), start=1):
            names = [f"a_{i}_{j}" for j in range(1, len(a) + 1)]
            yield from is_hard_function(function, [given[name] for name in names], M)
        yield from is_composition(H, *h, breakpoints=composed.breakpoints)
        yield from conclusion(H, **{name: given[name] for name in objects})

    return asserting(asserted, H=composed, M=M, **hard, **coordinates, **objects)
