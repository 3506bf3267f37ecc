"""Flaps, the functions (5) and (6), and the systems of equations for their slopes."""

from fractions import Fraction
from itertools import product

from exactrelu.pwl import PWL, relu

__all__ = [
    "corrected_solution",
    "flap_lists",
    "flaps_of",
    "left_flap",
    "printed_solution",
    "right_flap",
    "sum_of",
    "total",
]


def right_flap(slope, breakpoint):
    """The function (5): 0 for x <= a and r (x - a) for x > a."""
    return slope * relu(PWL.affine(1, -breakpoint))


def left_flap(slope, breakpoint):
    """The function (6): t (x - a) for x <= a and 0 for x > a."""
    return -slope * relu(PWL.affine(-1, breakpoint))


def total(functions):
    """The sum of functions, the zero function if there are none."""
    return sum(functions, start=PWL.constant(0))


def flap_lists(h):
    """Yield all lists of p flaps at the p - 1 breakpoints of h whose sums bend as h does.

    Every breakpoint needs a flap, so that one of them, j, has two: a left one that makes the
    leftmost slope right, and a right one. The others are left or right flaps. Without a breakpoint
    there is one flap that bends nowhere: 0. A flap is (side, slope, breakpoint).
    """
    if not h.breakpoints:
        yield [("right", Fraction(0), Fraction(0))]
    changes = list(zip(h.breakpoints, h.slope_changes, strict=True))
    for j, (a, change) in enumerate(changes):
        others = changes[:j] + changes[j + 1 :]
        for on_left in product([False, True], repeat=len(others)):
            flaps = [
                ("left", -d, t) if left else ("right", d, t)
                for left, (t, d) in zip(on_left, others, strict=True)
            ]
            slope = h.left_slope - sum(s for side, s, _ in flaps if side == "left")
            yield [*flaps, ("left", slope, a), ("right", change + slope, a)]


def sum_of(flaps):
    """Return the sum of flaps (side, slope, breakpoint) as a function."""
    make = {"left": left_flap, "right": right_flap}
    return total(make[side](slope, a) for side, slope, a in flaps)


def back_substitution(h, weight):
    """Return (r, t_1, ..., t_{m-1}) from s_R = r, s_L = sum t_j and b_i = sum_{j>i} weight t_j.

    h has breakpoints a_1 < ... < a_{m-1} and h(a_{m-1}) = 0; weight(a, i, j) is the coefficient of
    t_j in the equation of b_i (indices from 0).
    """
    a, b = h.breakpoints, h.values
    t = [Fraction(0)] * len(a)
    for i in reversed(range(len(a) - 1)):
        known = sum(t[j] * weight(a, i, j) for j in range(i + 2, len(a)))
        t[i + 1] = (b[i] - known) / weight(a, i, i + 1)
    t[0] = h.left_slope - sum(t[1:])
    return [h.right_slope, *t]


def corrected_solution(h):
    """Solve b_i = sum_{j>i} t_j (a_i - a_j)."""
    return back_substitution(h, lambda a, i, j: a[i] - a[j])


def printed_solution(h):
    """Solve b_i = sum_{j>i} t_j (a_{j-1} - a_j)."""
    return back_substitution(h, lambda a, _, j: a[j - 1] - a[j])


def flaps_of(h, slopes):
    """Return the right flap of slope r at the last breakpoint and the left flaps of slopes t_j."""
    r, *t = slopes
    lefts = [left_flap(slope, a) for slope, a in zip(t, h.breakpoints, strict=True)]
    return [right_flap(r, h.breakpoints[-1]), *lefts]
