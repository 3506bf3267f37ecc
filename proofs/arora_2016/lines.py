"""Lines a x + b y = c in the plane: how many regions they make, and a point in each of them."""

from fractions import Fraction
from functools import reduce
from itertools import count, pairwise
from operator import add

from exactrelu.claims import Term, asserting
from exactrelu.linalg import determinant
from exactrelu.network import Network

__all__ = ["many_regions", "regions_of_lines", "sum_of_nodes"]


def crossing(first, second):
    """Return the point in which two lines a x + b y = c meet, or None if they are parallel."""
    (a, b, c), (d, e, f) = first, second
    base = determinant([[a, b], [d, e]])
    if base == 0:
        return None
    return determinant([[c, b], [f, e]]) / base, determinant([[a, c], [d, f]]) / base


def regions_of_lines(lines):
    """Return into how many regions distinct lines a x + b y = c cut the plane.

    Each line adds one region, and one more for each point in which it meets the lines before it.
    """
    regions = 1
    for i, line in enumerate(lines):
        regions += 1 + len({crossing(line, other) for other in lines[:i]} - {None})
    return regions


def sum_of_nodes(lines):
    """Return the network (x, y) -> sum of max{0, a x + b y - c}, one node for each line.

    It bends along each line, everywhere by the same jump of the gradient, and nowhere else: its
    pieces are the regions of the lines.
    """
    hidden = [[a, b] for a, b, _ in lines], [-c for *_, c in lines]
    return Network.of(hidden, ([[1] * len(lines)], [0]))


def signs_at(lines, point):
    """Return the signs of a x + b y - c."""
    x, y = point
    values = (a * x + b * y - c for a, b, c in lines)
    return tuple((value > 0) - (value < 0) for value in values)


def points_in_regions(lines):
    """Return a point in each region of the lines.

    Every region has an edge. On each line the points between and beyond those in which it meets
    the others are on edges; from there it is a small step to either side.
    """
    found = {}
    for a, b, c in lines:
        foot = Fraction(a * c, a * a + b * b), Fraction(b * c, a * a + b * b)
        # Points of the line are foot + t (-b, a), and t = (-b, a) (point - foot) / (a^2 + b^2).
        meeting = {crossing((a, b, c), other) for other in lines} - {None}
        ts = sorted((a * (y - foot[1]) - b * (x - foot[0])) / (a * a + b * b) for x, y in meeting)
        between = [(s + t) / 2 for s, t in pairwise(ts)]
        for t in [ts[0] - 1, *between, ts[-1] + 1] if ts else [Fraction(0)]:
            x, y = foot[0] - b * t, foot[1] + a * t
            for side in (Fraction(-1), Fraction(1)):
                point = beside(lines, (x, y), (side * a, side * b))
                found.setdefault(signs_at(lines, point), point)
    return found


def beside(lines, point, direction):
    """Return a point near `point` in the direction, on the same side of all lines not through it."""
    (x, y), (u, v) = point, direction
    there = signs_at(lines, point)
    nearer = ((x + u / 2**n, y + v / 2**n) for n in count(1))
    return next(
        moved
        for moved in nearer
        if all(s in (t, 0) for s, t in zip(there, signs_at(lines, moved), strict=True))
    )


def many_regions(network, lines, conclusion):
    """Assert that points lie on different sides of the lines, and what follows from their number.

    The network bends along all the lines, which are its first layer and given once more by
    themselves, so that points in different regions of the lines are in different pieces. At each
    of them it is the sum of the lines that are positive there.
    """
    regions = points_in_regions(lines)

    def asserted(network, lines, p):
        for signs, (x, y) in regions.items():
            for i, sign in enumerate(signs):
                value = lines(x, y, coordinate=i)
                yield value > 0 if sign > 0 else value < 0
            active = [lines(x, y, coordinate=i) for i, sign in enumerate(signs) if sign > 0]
            yield network(x, y) == reduce(add, active, Term("0"))
        yield conclusion(p, network.size)

    first_layer = Network([network.layers[0]])
    return asserting(asserted, network=network, lines=first_layer, p=len(regions))
