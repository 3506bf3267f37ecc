"""Arrangements, dichotomies and zonotopes by definition, in plain Fractions: slow and simple.

The characteristic polynomial is that of deletion and restriction. Everything else asks the exact
linear programs whether something exists, for all sign vectors or all subsets.
"""

from fractions import Fraction
from itertools import product

from exactrelu.lp import InteriorPoint, LinearProgram, Optimal, interior_point, solve


def distinct(hyperplanes):
    """Each pair (normal, offset) once, scaled so that its last entry of the normal but 0 is 1."""
    scaled = []
    for normal, offset in hyperplanes:
        last = next(a for a in reversed(normal) if a)
        row = tuple(Fraction(a) / last for a in normal), Fraction(offset) / last
        if row not in scaled:
            scaled.append(row)
    return scaled


def characteristic_polynomial(hyperplanes, n):
    """χ(A) = χ(A without H) - χ(A in H), coefficients from that of t^n down."""
    rows = distinct(hyperplanes)
    if not rows:
        return [1] + [0] * n
    deleted = characteristic_polynomial(rows[1:], n)
    restricted = [0, *characteristic_polynomial(in_hyperplane(rows[1:], rows[0]), n - 1)]
    return [a - b for a, b in zip(deleted, restricted, strict=True)]


def in_hyperplane(rows, hyperplane):
    """What the rows are on a hyperplane, without the last coordinate that it determines."""
    h, c = hyperplane
    place = max(k for k, a in enumerate(h) if a)
    parts = []
    for a, b in rows:
        ratio = a[place] / h[place]
        normal = tuple(x - ratio * y for k, (x, y) in enumerate(zip(a, h, strict=True)))
        normal = normal[:place] + normal[place + 1 :]
        if any(normal):
            parts.append((normal, b - ratio * c))
    return parts


def region_signs(hyperplanes, n):
    """All sign vectors of points on none of the hyperplanes, by a linear program for each."""
    return {
        signs
        for signs in product((1, -1), repeat=len(hyperplanes))
        if isinstance(interior_point(sides(hyperplanes, signs), dimension=n), InteriorPoint)
    }


def sides(hyperplanes, signs):
    return [
        (normal, ">=" if sign > 0 else "<=", offset)
        for (normal, offset), sign in zip(hyperplanes, signs, strict=True)
    ]


def is_relatively_bounded(hyperplanes, signs, n):
    """Whether all directions in which the region is unbounded lie in all hyperplanes."""
    outward = [[s * x for x in a] for (a, _), s in zip(hyperplanes, signs, strict=True)]
    total = [sum(row[k] for row in outward) for k in range(n)]
    rows = [(row, relation, bound) for row in outward for relation, bound in ((">=", 0), ("<=", 1))]
    return solve(LinearProgram.of(total, rows, sense="max")).value == 0


def separable(points, *, through=(), homogeneous=False):
    """The sign vectors of the points that some hyperplane has, by a linear program for each."""
    last = () if homogeneous else (1,)
    passing = [((*x, *last), "=", 0) for x in through]
    width = len(points[0]) + len(last)
    return {
        signs
        for signs in product((1, -1), repeat=len(points))
        if isinstance(
            interior_point(
                [*sides([((*x, *last), 0) for x in points], signs), *passing], dimension=width
            ),
            InteriorPoint,
        )
    }


def zonotope_sums(generators, center):
    """The distinct sums c ± g_1 ± ... ± g_m."""
    return sorted(
        {
            tuple(
                Fraction(c)
                + sum(s * Fraction(g[k]) for s, g in zip(signs, generators, strict=True))
                for k, c in enumerate(center)
            )
            for signs in product((1, -1), repeat=len(generators))
        }
    )


def extreme_points(points):
    """Those of the distinct points that are no convex combination of the others."""
    return [p for p in points if not in_hull(p, [q for q in points if q != p])]


def in_hull(point, points):
    """Whether the point is a convex combination of the points."""
    if not points:
        return False
    rows = [([q[k] for q in points], "=", entry) for k, entry in enumerate(point)]
    rows.append(([1] * len(points), "=", 1))
    program = LinearProgram.of([0] * len(points), rows, bounds=[(0, None)] * len(points))
    return isinstance(solve(program), Optimal)
