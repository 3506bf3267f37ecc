"""Sums of ReLU gates on R^n, and where they are not differentiable."""

from fractions import Fraction
from math import gcd

from hypothesis import strategies as st

from exactrelu.claims import asserting
from exactrelu.constructions import affine_network, max_network
from exactrelu.network import AffineMap, Network, as_pwl
from exactrelu.rational import over_common_denominator
from exactrelu.regions import (
    Slice,
    beside_both_points,
    regions,
    representability_certificate,
    restricted,
)

__all__ = [
    "MAXIMUM_WITH_ZERO",
    "SAMPLE",
    "circuit",
    "different_bends",
    "gates",
    "is_maximum",
    "is_one_layer",
    "line_of",
    "no_bend_where_a_gate_has_its_line",
]

MAXIMUM_WITH_ZERO = max_network(
    *(affine_network(AffineMap([c], [0])) for c in ([0, 0], [1, 0], [0, 1]))
)
"""max{0, x_1, x_2}, by maxima of two."""


def is_maximum(f, forms):
    """Decide whether f is the maximum of affine functions (c_0, c), if no region of f holds a line.

    In each region f has to be one of them, and the largest one at the vertices; along the directions
    of the region no other may rise more.
    """
    found = regions(f)
    return not found.complex.lines and all(is_largest_in(region, forms) for region in found)


def is_largest_in(region, forms):
    """Decide whether the affine function of a region is the largest of some in all of the region."""
    (constant,), (c,) = region.affine_map.bias, region.affine_map.weights
    corners = [(1, *x) for x in region.vertices] + [(0, *d) for d in region.directions]
    mine = (constant, *c)
    return mine in forms and all(
        value_of(mine, corner) >= value_of(form, corner) for form in forms for corner in corners
    )


def value_of(form, corner):
    """Return the value at a point (1, x), or the slope along a direction (0, d)."""
    return sum(a * x for a, x in zip(form, corner, strict=True))


def gates(*, most=4):
    """Return a strategy for lists of gates (c, a, b), c != 0 and a != 0 in R^2, of small integers."""
    a = st.tuples(st.just(0), st.integers(1, 2)) | st.tuples(st.integers(1, 2), st.integers(-2, 2))
    gate = st.tuples(st.sampled_from([1, -1, 2, -2]), a, st.integers(-1, 1), st.booleans())
    return st.lists(gate.map(turned), min_size=1, max_size=most).map(tuple)


def turned(gate):
    """Return the gate, or the one that faces the other way."""
    c, (x, y), b, is_turned = gate
    sign = -1 if is_turned else 1
    return c, (sign * x, sign * y), sign * b


def circuit(listed):
    """Return the network x -> sum of the c max{0, <a, x> + b}."""
    weights, a, b = zip(*listed, strict=True)
    return Network.of((a, b), ([weights], [0]))


def line_of(a, b):
    """Return the line <a, x> + b = 0 as integers (b, a) without a common factor, first a positive."""
    integers, _ = over_common_denominator([b, *a])
    leading = next(entry for entry in integers[1:] if entry)
    factor = gcd(*integers) * (1 if leading > 0 else -1)
    return tuple(entry // factor for entry in integers)


def different_bends(obstruction):
    """Return what proves that max{0, x_1, x_2} is no sum of gates and an affine function.

    The first certificate says of a network `rest` that it is f(p + u) - f(q + u) - l(u) - k max{0, cu}
    for two points of the line c_0 + cx = 0, k != 0 and l affine. The second shows that `rest` is 0 in
    a box around 0. For a sum f of gates l(u) + k max{0, cu} would not bend in cu = 0.
    """
    return (
        lambda: remainder(obstruction),
        lambda: representability_certificate(MAXIMUM_WITH_ZERO, obstruction),
    )


def remainder(obstruction):
    """Assert that `rest` has its values, calculated by the maximum itself, at some points."""
    first, second = obstruction.first, obstruction.second
    made = beside_both_points(MAXIMUM_WITH_ZERO, obstruction)
    slopes = [a - b for a, b in zip(first.gradient, second.gradient, strict=True)]

    def difference(u):
        f_p, f_q = (
            max(0, *(x + t for x, t in zip(bend.point, u, strict=True))) for bend in (first, second)
        )
        return f_p - f_q

    def asserted(rest, k):
        yield k != 0
        yield rest.depth == made.depth
        yield rest.size == made.size
        for u in SAMPLE:
            straight = difference((0, 0)) + sum(a * t for a, t in zip(slopes, u, strict=True))
            h = sum(c * t for c, t in zip(obstruction.form[1:], u, strict=True))
            yield rest(*u) == difference(u) - straight - k * max(0, h)

    return asserting(asserted, rest=made, k=first.jump - second.jump)


SAMPLE = [(x, y) for x in (-2, -1, 0, 3) for y in (-1, 0, 1, Fraction(5, 2))]
"""Points of all the cells of max{0, x_1, x_2}, its lines included."""


def is_one_layer(f, sum_of_gates):
    """Assert that a circuit with one layer of gates has the values of f at points of every cell.

    The vertices of the cells are among them, and points on their unbounded edges.
    """
    points = points_of_cells(f)

    def asserted(f, circuit):
        yield circuit.depth == 2
        yield circuit.size == sum_of_gates.size
        yield from (f(*x) == circuit(*x) for x in points)

    return asserting(asserted, f=f, circuit=sum_of_gates)


def points_of_cells(f):
    """Return points in each cell of f, at its vertices, and along its directions from them."""
    points = {(Fraction(x), Fraction(y)) for x, y in SAMPLE}
    for region in regions(f):
        start = region.interior_point
        points |= {start, *region.vertices}
        points |= {
            tuple(p + t * d for p, d in zip(start, direction, strict=True))
            for direction in region.directions
            for t in (1, 2)
        }
    return sorted(points)


def no_bend_where_a_gate_has_its_line(f, listed, form):
    """Assert that f has no kink at a point of a gate's line that is on no other gate's line.

    `across` is f on a line through this point, t = 0, that leaves the gate's line.
    """
    constant, *c = form
    foot = tuple(Fraction(-constant * x, sum(y * y for y in c)) for x in c)
    lines = {line_of(a, b) for _, a, b in listed}
    origin, direction = next(
        (p, d)
        for p, d in starts(foot, c)
        if all(meets_elsewhere(p, line) for line in lines - {form})
    )
    across = restricted(f, Slice(origin, [direction]))
    graph = as_pwl(across)
    later = [abs(t) for t in graph.breakpoints if t]
    step = min([Fraction(1), *later]) / 2

    def asserted(across, f, graph):
        yield from is_sum_of(f, listed)
        yield across.depth == f.depth
        yield across.size == f.size
        yield across.same(graph)
        yield from (
            f(*(p + t * d for p, d in zip(origin, direction, strict=True))) == across(t)
            for t in (-step, 0, step)
        )
        yield across(step) - 2 * across(0) + across(-step) == 0

    return asserting(asserted, across=across, f=f, graph=graph)


def is_sum_of(f, listed):
    """Assert that f has a node for each gate, and the values of their sum at some points."""
    yield f.depth == 2
    yield f.size == len(listed)
    for x, y in SAMPLE:
        gates_there = ((c, a * x + d * y + b) for c, (a, d), b in listed)
        yield f(x, y) == sum(c * max(0, value) for c, value in gates_there)


def starts(foot, normal):
    """Yield points of a line, and directions that leave it."""
    along = (Fraction(-normal[1]), Fraction(normal[0]))
    for k in range(100):
        for tilt in range(3):
            p = tuple(x + Fraction(k, 7) * u for x, u in zip(foot, along, strict=True))
            yield p, tuple(Fraction(x) + tilt * u for x, u in zip(normal, along, strict=True))


def meets_elsewhere(origin, line):
    """Decide whether a point is not on a line."""
    constant, *c = line
    return constant + sum(x * y for x, y in zip(c, origin, strict=True)) != 0
