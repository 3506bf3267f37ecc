"""The smallest size of a 2-layer network on the line, by trying all sets of units.

A unit is right of t, left of t, or constant. Its weight after σ is unknown, so that a set of units
represents f iff a linear system has a solution: the units' slope changes at all points, their
slopes on the far left, and their intercepts there, must sum to those of f.
"""

from fractions import Fraction
from itertools import combinations


def smallest_size(f, output):
    """The least number of units, found from below among kinks at some candidate points."""
    t = list(f.breakpoints)
    points = sorted({*t, *_more_points(f)})
    units = [_unit(points, p, side) for p in points for side in ("left", "right")]
    units.append(_constant_unit(points))
    free = [_constant_unit(points)] if output == "affine" else []
    goal = _goal(points, f)
    for size in range(1, len(t) + 3):
        for chosen in combinations(units, size):
            if _is_combination(goal, [*chosen, *free]):
                return size
    raise AssertionError


def _more_points(f):
    """The root of the first piece, and a point outside: kinks there must be cancelled."""
    slope, intercept = f.pieces[0]
    roots = {-intercept / slope} if slope else set()
    return {*roots, max([*f.breakpoints, Fraction(0)]) + 1}


def _unit(points, t, side):
    """Slope changes at the points, slope and intercept on the far left."""
    changes = [Fraction(p == t) for p in points]
    return [*changes, Fraction(0), Fraction(0)] if side == "right" else [*changes, Fraction(-1), t]


def _constant_unit(points):
    return [Fraction(0)] * (len(points) + 1) + [Fraction(1)]


def _goal(points, f):
    slope = dict(zip(f.breakpoints, zip(f.slopes, f.slopes[1:], strict=False), strict=True))
    changes = [slope[p][1] - slope[p][0] if p in slope else Fraction(0) for p in points]
    return [*changes, *f.pieces[0]]


def _is_combination(goal, vectors):
    """Whether the goal is in the span, by eliminating one vector after the other."""
    rest = list(goal)
    vectors = [list(vector) for vector in vectors]
    while vectors:
        pivot_vector = vectors.pop()
        pivot = next((i for i, entry in enumerate(pivot_vector) if entry), None)
        if pivot is None:
            continue
        for other in (rest, *vectors):
            factor = other[pivot] / pivot_vector[pivot]
            if factor:
                for i, entry in enumerate(pivot_vector):
                    other[i] -= factor * entry
    return not any(rest)
