"""What counterexamples show, put as assertions for certificates."""

from fractions import Fraction
from functools import reduce
from itertools import count
from operator import add, mul

from exactrelu.claims import Term, asserting
from exactrelu.constructions import represent
from exactrelu.network import AffineMap, Network
from exactrelu.pwl import maximum

from .counting import printed_bound

__all__ = [
    "TWO",
    "activated_network",
    "bends_right_of_1",
    "count_allows_less",
    "few_triangles_see_an_affine_function",
    "is_larger_of",
    "levelled_widths_are_larger",
    "lies_between_integers",
    "named",
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


def named(name, values):
    """Return the values under the names name_1, name_2, and so on."""
    return {f"{name}_{i}": value for i, value in enumerate(values, start=1)}


def size_exceeds(bound, smallest, f):
    """Return what proves that the smallest 2-layer network of f has more nodes than the bound."""
    p = f.piece_count
    return (
        lambda: smallest.certificate,
        lambda: asserting(
            lambda f, net: [f.pieces == p, net.same(f), net.size > bound], f=f, net=smallest.network
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
        return [pieces_of_w >= pieces(k), total(w.values()) < bound(k)]

    return lambda: asserting(allowed, k=k, **named("w", widths))


def no_sum_is(h, sums):
    """Assert that none of the sums is h, which has as many breakpoints as it has.

    Without a breakpoint there is no sum: then the number of breakpoints is all to be seen.
    """
    breakpoints = len(h.breakpoints)
    return asserting(
        lambda h, **f: [h.pieces - 1 == breakpoints, *(g.differs(h) for g in f.values())],
        h=h,
        **named("f", sums),
    )


def solution_is_not_h(h, r, *slopes):
    """Assert that r and t_j solve the printed system, and that the sum of the flaps is not h.

    The sum is a network with one node for each flap; its output weights are r and the -t_j.
    """
    a = h.breakpoints
    hidden = [[1]] + [[-1]] * len(a), [-a[-1], *a]
    flaps = Network.of(hidden, ([[r, *(-t for t in slopes)]], [0]))

    def system(h, flaps, r, **t):
        t = list(t.values())
        sums = [total(t[j] * (a[j - 1] - a[j]) for j in range(i, len(a))) for i in range(1, len(a))]
        return [
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
        bends += [inside[:3]] * (len(inside) > 2)

    def on_no_line(g, r, s, t):
        return (g(s) - g(r)) / (s - r) != (g(t) - g(s)) / (t - s)

    return asserting(
        lambda g, triangles, bent: [
            *(on_no_line(g, *points) for points in bends),
            triangles - bent < triangles - (g.pieces - 2),
        ],
        g=g,
        triangles=q // 2,
        bent=len(bends),
    )


def lies_between_integers(k, power, root):
    """Assert that k^(power/root) is larger than some integer r and smaller than r + 1."""
    below = next(r for r in count() if (r + 1) ** root > k**power)
    return asserting(lambda k, r: [r**root < k**power, k**power < (r + 1) ** root], k=k, r=below)


def bends_right_of_1(f, tail):
    """Assert that two of the prescribed points right of 1 are on no line with that at 1."""
    triples = zip(tail, tail[1:], tail[2:], strict=False)
    s, t, u = (x for x, _ in next(three for three in triples if not is_straight(*three)))
    return (f(t) - f(s)) / (t - s) != (f(u) - f(t)) / (u - t)


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


def levelled_widths_are_larger(widths, p):
    """Assert that these widths satisfy (12), and that those with w_1 + 1 = ... = w_k = u do not.

    Or they have a larger sum; the smallest u that there is, 2, makes w_1 = 1.
    """
    k = len(widths)
    u = next(u for u in count(2) if printed_bound((u - 1, *[u] * (k - 1))) >= p)

    def asserted(p, u, w_1, **w):
        yield TWO ** (k - 1) * product([w_1 + 1, *w.values()]) >= p
        yield total([w_1, *w.values()]) < k * u - 1
        yield TWO ** (k - 1) * (u - 1) ** k < p if smaller else u == 2

    smaller = u > 2
    return asserting(asserted, p=p, u=u, **named("w", widths))
