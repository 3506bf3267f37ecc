"""What counterexamples show, put as assertions for certificates."""

from fractions import Fraction
from functools import reduce
from itertools import count, pairwise
from operator import add, mul

from exactrelu.claims import Term, asserting
from exactrelu.constructions import represent
from exactrelu.network import AffineMap, Network
from exactrelu.pwl import PWL, maximum, relu

from .counting import printed_bound
from .flaps import sum_of
from .shapes import bends_at, named, points_inside, runs_through

__all__ = [
    "TWO",
    "activated_network",
    "bends_right_of_1",
    "count_allows_less",
    "differs_from_formula",
    "few_triangles_see_an_affine_function",
    "is_activated",
    "is_larger_of",
    "levelled_widths_are_larger",
    "lies_between_integers",
    "no_sum_is",
    "product",
    "size_exceeds",
    "solution_is_not_h",
    "total",
]

TWO = Term("2")
"""The number 2, of which the checker computes powers."""


def product(terms):
    """Return the product of one or more terms."""
    return reduce(mul, terms)


def total(terms):
    """Return the sum of one or more terms."""
    return reduce(add, terms)


def size_exceeds(bound, smallest, f):
    """Return what proves that the smallest 2-layer network of f has more nodes than the bound."""
    p = f.piece_count
    return (
        lambda: smallest.certificate,
        lambda: asserting(
            lambda f, net: [f.pieces == p, net.same(f), net.depth == 2, net.size > bound],
            f=f,
            net=smallest.network,
        ),
    )


def count_allows_less(k, size, *, pieces, bound):
    """Return what proves that k hidden layers of this size pass the count of pieces.

    There are widths w_1, ..., w_k whose sum is below the bound, and whose (w_1 + 1) ... (w_k + 1)
    is at least the number of pieces; both are functions of k.
    """
    width, larger = divmod(size, k)
    widths = [width + 1] * larger + [width] * (k - larger)

    def allowed(k, **w):
        pieces_of_w = product(width + 1 for width in w.values())
        return [k == len(w), pieces_of_w >= pieces(k), total(w.values()) < bound(k)]

    return lambda: asserting(allowed, k=k, **named("w", widths))


def turns(h, s, t, u):
    """Assert that h is on no line at s < t < u."""
    return (h(t) - h(s)) / (t - s) != (h(u) - h(t)) / (u - t)


def no_sum_is(h, sums, alike):
    """Assert that h bends at its breakpoints a_j and there alone, and that none of the sums is h.

    A sum is a list of flaps (side, slope, breakpoint) and a constant to be added; f_i is its value.
    What h and each f_i have in common is asserted by `alike`.
    """
    bends = list(h.breakpoints)

    def asserted(h, **f):
        yield from bends_at(h, bends)
        for g, (flaps, constant) in zip(f.values(), sums, strict=True):
            yield g.pieces == len(bends) + 1
            yield from (g(x) == value_of_flaps(flaps, x) + constant for x in points_inside(bends))
            yield from alike(h, g)
            yield g.differs(h)

    functions = [sum_of(flaps) + constant for flaps, constant in sums]
    return asserting(asserted, h=h, **named("f", functions))


def value_of_flaps(flaps, x):
    """Return the value at x of a sum of flaps: slope (x - a) on the side of a that is named."""
    there = [(s, a) for side, s, a in flaps if (x > a if side == "right" else x <= a)]
    return total([Term("0"), *(slope * (x - a) for slope, a in there)])


def differs_from_formula(side, slope, a, *, sign, inner):
    """Assert that a flap is not the function sign max{0, inner (x - a)}.

    The flap is slope (x - a) on one side of a and 0 on the other; the formula is computed with
    the function max{0, x}.
    """
    flap, formula = sum_of([(side, slope, a)]), sign * relu(inner * PWL.affine(1, -a))

    def asserted(flap, formula, rectifier, slope, a):
        slopes = (slope, 0) if side == "left" else (0, slope)
        yield rectifier.pieces == 2
        yield from runs_through(rectifier, [(0, 0)], left_slope=0, right_slope=1)
        yield from (g.pieces == 2 for g in (flap, formula))
        yield from runs_through(flap, [(a, Term("0"))], left_slope=slopes[0], right_slope=slopes[1])
        offsets = (-2, -1, 1, 2)
        yield from (formula(a + x) == sign * rectifier(slope * ratio * x) for x in offsets)
        yield flap.differs(formula)

    ratio = Fraction(inner) / slope
    rectifier = relu(PWL.affine(1, 0))
    return asserting(asserted, flap=flap, formula=formula, rectifier=rectifier, slope=slope, a=a)


def solution_is_not_h(h, r, *slopes):
    """Assert that r and t_j solve the printed system, and that the sum of the flaps is not h.

    The sum is a network with one node for each flap; its output weights are r and the -t_j.
    """
    a, m = h.breakpoints, h.piece_count
    hidden = [[1]] + [[-1]] * len(a), [-a[-1], *a]
    flaps = Network.of(hidden, ([[r, *(-t for t in slopes)]], [0]))

    def system(h, flaps, r, **t):
        t = list(t.values())
        sums = [total(t[j] * (a[j - 1] - a[j]) for j in range(i, len(a))) for i in range(1, len(a))]
        flap_slopes = [("right", r, a[-1]), *(("left", s, x) for s, x in zip(t, a, strict=True))]
        return [
            h.pieces == m,
            h(a[-1]) == 0,
            flaps.depth == 2,
            flaps.size == m,
            *(flaps(x) == value_of_flaps(flap_slopes, x) for x in points_inside(a)),
            h(a[-1] + 1) - h(a[-1]) == r,
            h(a[0]) - h(a[0] - 1) == total(t),
            *(h(x) == b for x, b in zip(a, sums, strict=False)),
            flaps.differs(h),
        ]

    return asserting(system, h=h, flaps=flaps, r=r, **named("t", slopes))


def few_triangles_see_an_affine_function(g, q):
    """Assert that g bends in some triangles, and that too few others are left."""
    bends = []
    for i in range(q // 2):
        a, b = Fraction(2 * i, q), Fraction(2 * i + 2, q)
        inside = [a, *(t for t in g.breakpoints if a < t < b), b]
        bends += [(i, s, t) for s, t in pairwise(inside[1:])][:1]

    def asserted(g, n, triangles):
        yield n == q
        yield 2 * triangles <= n
        yield n < 2 * triangles + 2
        for i, s, t in bends:
            r, end = 2 * i / n, (2 * i + 2) / n
            yield r < s
            yield t <= end
            yield turns(g, r, s, t)
        yield triangles - len(bends) < triangles - (g.pieces - 2)

    return asserting(asserted, g=g, n=q, triangles=q // 2)


def lies_between_integers(k, power, root):
    """Assert that k^(power/root) is larger than some integer r and smaller than r + 1."""
    below = next(r for r in count() if (r + 1) ** root > k**power)
    return asserting(lambda k, r: [r**root < k**power, k**power < (r + 1) ** root], k=k, r=below)


def bends_right_of_1(f, tail):
    """Assert that two of the prescribed points right of 1 are on no line with that at 1."""
    triples = zip(tail, tail[1:], tail[2:], strict=False)
    s, t, u = (x for x, _ in next(three for three in triples if not is_straight(*three)))
    return turns(f, s, t, u)


def is_straight(first, second, third):
    """Decide whether three points with increasing x lie on a line."""
    (r, x), (s, y), (t, z) = first, second, third
    return (y - x) * (t - s) == (z - y) * (s - r)


def is_larger_of(f, f_1, f_2, *, first, second):
    """Assert that f is the larger one at all breakpoints, and once on either side of them.

    All three are affine in between, so that f is the maximum if it bends where they cross.
    """
    crossing = maximum(first, second).breakpoints
    ts = sorted({*first.breakpoints, *second.breakpoints, *crossing})
    for t in (ts[0] - 1, *ts, ts[-1] + 1):
        larger, smaller = (f_1, f_2) if first(t) >= second(t) else (f_2, f_1)
        yield f(t) == larger(t)
        yield f(t) >= smaller(t)


def activated_network(f):
    """Return f, a network net of f, and the same network with one more activation: max{0, f}."""
    net = represent(f, output="affine").network
    return {"f": f, "net": net, "activated": Network([*net.layers, AffineMap([[1]], [0])])}


def is_activated(f, net, activated, *, function):
    """Assert that f is given by net, and that activated is max{0, f}; f is the `function`."""
    positive = relu(function)
    yield f.pieces == function.piece_count
    yield net.same(f)
    yield activated.depth == net.depth + 1
    yield activated.size == net.size + 1
    yield activated.pieces == positive.piece_count
    for x in points_inside(positive.breakpoints):
        yield activated(x) == (f(x) if positive(x) > 0 else 0)
        yield f(x) >= 0 if positive(x) > 0 else f(x) <= 0


def levelled_widths_are_larger(widths, p):
    """Assert that these widths satisfy (12), and that those with w_1 + 1 = ... = w_k = u do not.

    Or they have a larger sum; the smallest u that there is, 2, makes w_1 = 1.
    """
    k = len(widths)
    u = next(u for u in count(2) if printed_bound((u - 1, *[u] * (k - 1))) >= p)

    def asserted(p, u, w_1, **w):
        yield from (width >= 1 for width in (w_1, *w.values()))
        yield TWO ** (k - 1) * product([w_1 + 1, *w.values()]) >= p
        yield total([w_1, *w.values()]) < k * u - 1
        yield TWO ** (k - 1) * (u - 1) ** k < p if smaller else u == 2

    smaller = u > 2
    return asserting(asserted, p=p, u=u, **named("w", widths))
