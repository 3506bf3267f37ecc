"""Lines a x + b y = c in the plane: how many regions they make, and a point in each of them."""

from fractions import Fraction
from functools import partial, reduce
from itertools import combinations, count, pairwise
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


def triangle_at(lines, point):
    """Return the corners (x, y), (x + e, y), (x, y + e) of a triangle inside the region of a point."""
    (x, y), there = point, signs_at(lines, point)
    triangles = (((x, y), (x + e, y), (x, y + e)) for e in (Fraction(1, 2**n) for n in count()))
    return next(t for t in triangles if all(signs_at(lines, corner) == there for corner in t))


def affine_map(function, triangle):
    """Return the slopes in x and y and the value at the origin of a function affine on a triangle."""
    (x, y), (right, _), _ = triangle
    value, in_x, in_y = (function(*corner) for corner in triangle)
    slope, rise = (in_x - value) / (right - x), (in_y - value) / (right - x)
    return slope, rise, value - slope * x - rise * y


def maps_differ(network, f, *triangles):
    """Assert that f, which is the network, has other affine maps on two triangles.

    What differs is asserted: a slope, or the value at the origin.
    """
    exact = zip(*(affine_map(network, triangle) for triangle in triangles), strict=True)
    terms = zip(*(affine_map(f, triangle) for triangle in triangles), strict=True)
    return next(s != t for (s, t), (a, b) in zip(terms, exact, strict=True) if a != b)


def many_regions(network, lines, conclusion):
    """Assert that the network is affine on p regions, in no two alike, and what follows from p.

    The lines are its first layer, given once more by themselves. A small triangle lies in each
    region, where its corners are on the same sides of all lines. There the network is the sum of
    the lines that are positive, and its slopes or its value at the origin are others than in the
    other triangles.
    """
    regions = points_in_regions(lines)
    triangles = {signs: triangle_at(lines, point) for signs, point in regions.items()}
    differ = partial(maps_differ, lambda x, y: network((x, y))[0])

    def asserted(f, lines, p):
        yield f.depth == 2
        for signs, corners in triangles.items():
            for x, y in corners:
                values = [lines(x, y, coordinate=i) for i in range(len(signs))]
                yield from (v > 0 if s > 0 else v < 0 for v, s in zip(values, signs, strict=True))
                active = [v for v, s in zip(values, signs, strict=True) if s > 0]
                yield f(x, y) == reduce(add, active, Term("0"))
        yield from (differ(f, *pair) for pair in combinations(triangles.values(), 2))
        yield p == len(triangles)
        yield conclusion(p, f.size)

    first_layer = Network([network.layers[0]])
    return asserting(asserted, f=network, lines=first_layer, p=len(regions))
