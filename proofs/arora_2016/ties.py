"""What ties the networks R^n -> R of a certificate to what a statement says that they are.

The checker evaluates networks of several inputs at points, and counts their layers and nodes. A
network is tied to its definition by its depth, its size and its values at some points, which are
calculated from the definition and not by the network.
"""

from fractions import Fraction
from functools import reduce

from exactrelu.claims import asserting
from exactrelu.gallery import hard_function
from exactrelu.linalg import nullspace
from exactrelu.network import AffineMap, Network
from exactrelu.regions import regions

from .shapes import named

__all__ = [
    "composed",
    "form_at",
    "gamma",
    "has_shape",
    "is_largest_of",
    "is_member",
    "linear_relation",
    "points_of_cells",
    "some_points",
]

PLACES = (Fraction(1, 5), Fraction(1, 2), Fraction(1), Fraction(7, 3))


def some_points(n):
    """Return points of R^n: 0, units and their negatives, and some with different coordinates."""
    units = [tuple(Fraction(int(i == j)) for j in range(n)) for i in range(min(n, 4))]
    rising = tuple(Fraction(i + 2, 3) for i in range(n))
    mixed = tuple((-1) ** i * Fraction(i + 1, i + 2) for i in range(n))
    listed = [*units, rising, mixed]
    return [(Fraction(0),) * n, *listed, *(tuple(-x for x in point) for point in listed)]


def has_shape(f, *, depth, size):
    """Assert the depth and the size of a network."""
    yield f.depth == depth
    yield f.size == size


def points_of_cells(f):
    """Return points of each cell of a network: inside, at its vertices, and along its directions."""
    found = set()
    for region in regions(f):
        start = region.interior_point
        found |= {start, *region.vertices}
        found |= {tuple(a + b for a, b in zip(start, d, strict=True)) for d in region.directions}
    return sorted(found)


def is_largest_of(f, forms):
    """Assert that f has the values of the maximum of affine functions (c_0, c) at some points."""
    for x in some_points(len(forms[0]) - 1):
        yield f(*x) == max(form_at(form, x) for form in forms)


def form_at(form, x):
    """Return c_0 + <c, x>."""
    return form[0] + sum((c * t for c, t in zip(form[1:], x, strict=True)), Fraction(0))


def is_member(f, b, points, M=1):
    """Assert depth k + 2, size 2m + wk, and the values of H_{a^1, ..., a^k}(sum of the |<r, b^i>|).

    They are taken where the sum is a small part of M, at M, beyond it and at 0.
    """
    k, w = len(points), len(points[0]) + 1
    yield from has_shape(f, depth=k + 2, size=2 * len(b) + w * k)
    steps = [hard_function(a, M=M) for a in points]
    for r in some_points(len(b[0])):
        scale = gamma(b, r)
        for place in PLACES if scale else [Fraction(1)]:
            x = tuple(t * place * M / (scale or 1) for t in r)
            yield f(*x) == composed(steps, gamma(b, x))


def composed(steps, x):
    """Return the value at x of the composition of functions, of which the first one acts first."""
    return reduce(lambda value, step: step(value), steps, x)


def gamma(b, r):
    """Return |<r, b^1>| + ... + |<r, b^m>|."""
    return sum((abs(sum(x * y for x, y in zip(g, r, strict=True))) for g in b), Fraction(0))


def linear_relation(chosen):
    """Assert that a combination of some vectors is 0, its weights not all 0.

    Then no r has the signs of the weights, or any other ones where the weight is 0: the sum of the
    weight_i <r, b^i> would be positive. So the sum with these signs is no vertex.
    """
    columns = tuple(zip(*chosen, strict=True))
    weights = nullspace(columns)[0]
    place = next(i for i, weight in enumerate(weights) if weight)

    def asserted(combination, **weight):
        for i, b in enumerate(chosen):
            unit = [int(i == j) for j in range(len(chosen))]
            yield from (combination(*unit, coordinate=j) == x for j, x in enumerate(b))
        yield weight[f"weight_{place + 1}"] != 0
        yield from (combination(*weight.values(), coordinate=i) == 0 for i in range(len(columns)))

    combination = Network([AffineMap(columns, [0] * len(columns))])
    return asserting(asserted, combination=combination, **named("weight", weights))
