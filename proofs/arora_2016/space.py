"""Functions on R^n: strategies for them, bounds on their pieces, and what points show of them."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import comb, prod

from hypothesis import strategies as st

from exactrelu.arrangement import Arrangement, Zonotope
from exactrelu.claims import asserting
from exactrelu.constructions.one_hidden_layer import HingeSum
from exactrelu.linalg import rank
from exactrelu.network import AffineMap, Network, as_pwl
from exactrelu.regions import (
    Slice,
    beside_both_points,
    representability_certificate,
    restricted,
)
from exactrelu.strategies import networks, rationals

from .ties import has_shape, some_points

__all__ = [
    "as_facts",
    "bends_that_differ",
    "curved_generators",
    "generator_tuples",
    "in_general_position",
    "inner",
    "largest_number_of_regions",
    "line_across_all",
    "many_affine_functions",
    "many_vertices",
    "pieces_shown_on_a_line",
    "points_of",
    "product_bound",
    "small_networks",
    "small_rationals",
    "smaller_zonotope_network",
    "vertices_in_general_position",
]


def small_rationals():
    """Return a strategy for small integers, and now and then another rational number."""
    return st.integers(-3, 3).map(Fraction) | rationals()


def points_of(dimension):
    """Return a strategy for points of R^dimension."""
    return st.tuples(*[small_rationals()] * dimension)


@st.composite
def small_networks(draw, *, dimensions=(1, 2, 3), layers=2, width=3):
    """Draw networks R^n -> R, most of them with small integers, where much coincides."""
    n = draw(st.sampled_from(dimensions))
    hidden = draw(st.lists(st.integers(1, width), min_size=1, max_size=layers))
    if draw(st.integers(0, 3)) == 3:
        return draw(networks(hidden, input_dimension=n))
    entry = st.integers(-2, 2)
    maps = []
    for before, after in pairwise([n, *hidden, 1]):
        weights = draw(st.lists(st.tuples(*[entry] * before), min_size=after, max_size=after))
        bias = draw(st.lists(st.integers(-1, 1), min_size=after, max_size=after))
        maps.append(AffineMap(weights, bias))
    return Network(maps)


@st.composite
def generator_tuples(draw, *, dimensions=(1, 2, 3), most=4):
    """Draw (b^1, ..., b^m) in R^n, among them tuples with 0 and with parallel vectors."""
    n = draw(st.sampled_from(dimensions))
    b = st.tuples(*[st.integers(-3, 3).map(Fraction)] * n)
    return tuple(draw(st.lists(b | points_of(n), min_size=1, max_size=most)))


def curved_generators(n, m, base=None):
    """Return m vectors of R^n in general position: (1, t, ..., t^(n-1)) for different t."""
    ts = [base**i for i in range(1, m + 1)] if base else range(1, m + 1)
    return tuple(tuple(Fraction(t) ** i for i in range(n)) for t in ts)


def smaller_zonotope_network(generators):
    """Return the network of 2 max{0, <r, b^1>} + ... - <r, b^1 + ... + b^m>, of size m + 2."""
    zero, total_of_all = (
        [0] * (len(generators) + 2),
        [sum(c) for c in zip(*generators, strict=True)],
    )
    hidden = [*generators, [-entry for entry in total_of_all], total_of_all]
    return Network.of((hidden, zero), ([[2] * len(generators) + [1, -1]], [0]))


def in_general_position(generators):
    """Decide whether any n of the vectors, or all of them if they are fewer, are independent."""
    size = min(len(generators), len(generators[0]))
    return all(rank(chosen) == size for chosen in combinations(generators, size))


def vertices_in_general_position(n, m):
    """Return 2 (C(m-1, 0) + ... + C(m-1, n-1)), the regions of m hyperplanes through 0."""
    return 2 * sum(comb(m - 1, i) for i in range(n))


def largest_number_of_regions(n, w):
    """Return C(w, 0) + ... + C(w, n), into which at most w hyperplanes cut R^n."""
    return sum(comb(w, i) for i in range(n + 1))


def product_bound(n, widths):
    """Return the product over the layers of the largest number of regions that w_i units make.

    In each region of the layers before, the inputs of a layer's units are affine.
    """
    return prod(largest_number_of_regions(n, w) for w in widths)


def many_vertices(generators, conclusion):
    """Assert that points r make different signs of the <r, b^i>, and what follows from their number.

    With all signs s_i strict, r has its maximum over the zonotope in the vertex s_1 b^1 + ... alone.
    That is not the vertex of other signs t_i, at which r has a smaller value.
    """
    n, zero = len(generators[0]), [0] * len(generators)
    forms = Network([AffineMap(generators, zero)])
    units = [[int(i == j) for i in range(n)] for j in range(n)]
    points = [region.point for region in Arrangement(generators, dimension=n).regions()]
    signs = [[value > 0 for value in forms(r)] for r in points]

    def asserted(forms, vertices):
        for j, unit in enumerate(units):
            yield from (forms(*unit, coordinate=i) == b[j] for i, b in enumerate(generators))
        yield vertices == len(points)
        for r, positive in zip(points, signs, strict=True):
            for i, is_positive in enumerate(positive):
                value = forms(*r, coordinate=i)
                yield value > 0 if is_positive else value < 0
        yield conclusion(vertices)

    return asserting(asserted, forms=forms, vertices=len(points))


def many_affine_functions(network, origin, direction, conclusion, *, tied=lambda _: ()):
    """Assert what a function R^n -> R is on a line, and what follows from its affine functions there.

    `line` is the network on the points origin + t direction, and `graph` its function, with all
    slopes and intercepts to be read. Pieces of the line with different ones are in different pieces.
    What `tied` asserts of f says which function it is.
    """
    line = restricted(network, Slice(origin, [direction]))
    graph = as_pwl(line)
    ends = [Fraction(0), *graph.breakpoints]
    ts = sorted({min(ends) - 1, *ends, *((s + t) / 2 for s, t in pairwise(ends)), max(ends) + 1})
    points = [tuple(p + t * d for p, d in zip(origin, direction, strict=True)) for t in ts]

    def asserted(f, line, graph, different):
        yield from tied(f)
        yield line.depth == network.depth
        yield line.size == network.size
        yield different == number
        yield from (f(*point) == line(t) for t, point in zip(ts, points, strict=True))
        yield line.same(graph)
        yield graph.pieces >= different
        yield conclusion(different)

    number = len(set(graph.pieces))
    return asserting(asserted, f=network, line=line, graph=graph, different=number)


def pieces_shown_on_a_line(f, generators, printed, *, tied):
    """Return what proves that f has more pieces than printed, if the pieces on a line show it.

    The line passes 0 at a short distance, and meets all the hyperplanes <r, b^i> = 0. What `tied`
    asserts of f says which function it is.
    """
    if not any(map(any, generators)):
        return ()
    p, d = line_across_all(generators)
    origin = tuple(x / 64 for x in p)
    if len(set(as_pwl(restricted(f, Slice(origin, [d]))).pieces)) <= printed:
        return ()
    return (lambda: many_affine_functions(f, origin, d, lambda p: p > printed, tied=tied),)


def line_across_all(generators):
    """Return (p, d) so that p + t d meets the hyperplanes <r, b^i> = 0 one by one, for n >= 2."""
    different = Zonotope(generators).generators
    n = len(generators[0])
    curve = [tuple(Fraction(t) ** i for i in range(n)) for t in range(-1, 3 * n * len(generators))]
    return next(
        (p, d) for p in curve for d in curve if len(crossings(different, p, d)) == len(different)
    )


def crossings(generators, p, d):
    """Return the t at which p + t d meets hyperplanes that do not contain d."""
    values = [(inner(p, b), inner(d, b)) for b in generators]
    return {-value / slope for value, slope in values if slope}


def inner(u, v):
    """Return the inner product."""
    return sum(a * b for a, b in zip(u, v, strict=True))


def as_facts(obstruction):
    """Return the line and two points on it where the gradient jumps differently, with their boxes."""
    if isinstance(obstruction, HingeSum):
        return {}
    first, second = obstruction.first, obstruction.second
    return {
        "form": obstruction.form,
        "points": (first.point, second.point),
        "jumps": (first.jump, second.jump),
        "gradients_below": (first.gradient, second.gradient),
        "half_widths_of_boxes": (first.radius, second.radius),
    }


def bends_that_differ(f, found, *, tied=lambda _: ()):
    """Return what proves that f is no sum of hinges and an affine function, if it is none.

    The first certificate says of a network `rest` that it is f(p + u) - f(q + u) - l(u) - k max{0, cu}
    for two points of the hyperplane c_0 + cx = 0, k != 0 and l affine. The second shows that `rest` is
    0 in a box around 0. For a sum f of hinges l(u) + k max{0, cu} would not bend in cu = 0. What the first
    says is about values at points: it shows which networks are meant. That `rest` is this remainder for
    all u is read off its layers, which hold those of f twice (docs/certificates.md, `regions`).
    """
    if isinstance(found, HingeSum):
        return ()
    return (
        lambda: remainder(f, found, tied=tied),
        lambda: representability_certificate(f, found),
    )


def remainder(f, obstruction, *, tied):
    """Assert the shape of `rest`, and its values at some points, in the box and outside of it."""
    first, second = obstruction.first, obstruction.second
    made = beside_both_points(f, obstruction)
    c = obstruction.form[1:]
    slopes = [a - b for a, b in zip(first.gradient, second.gradient, strict=True)]
    size = min(first.radius, second.radius)
    points = [
        tuple(scale * x for x in u) for u in some_points(len(c)) for scale in (size / 2, 1, 8)
    ]

    def asserted(f, rest, k):
        yield from tied(f)
        yield k == first.jump - second.jump
        yield k != 0
        yield from has_shape(rest, depth=made.depth, size=made.size)
        for u in points:
            both = f(*moved(first.point, 1, u)) - f(*moved(second.point, 1, u))
            at_0 = f(*first.point) - f(*second.point)
            yield rest(*u) == both - at_0 - inner(slopes, u) - k * max(0, inner(c, u))

    return asserting(asserted, f=f, rest=made, k=first.jump - second.jump)


def moved(point, step, direction):
    """Return point + step direction."""
    return tuple(x + step * d for x, d in zip(point, direction, strict=True))
