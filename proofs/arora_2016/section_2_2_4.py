"""Section 2.2.4, Theorem 2.11 (i): a continuum of hard functions R^n -> R."""

from fractions import Fraction
from itertools import product

from exactrelu.arrangement import Zonotope
from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.constructions import compose_networks, hinge_sum
from exactrelu.constructions.one_hidden_layer import HingeSum
from exactrelu.gallery import (
    hard_composition,
    hard_network,
    hard_zonotope_network,
)
from exactrelu.regions import Equal, equal, regions
from exactrelu.strategies import hard_parameters

from .paper import arora
from .space import (
    as_facts,
    bends_that_differ,
    curved_generators,
    generator_tuples,
    pieces_shown_on_a_line,
    points_of,
    smaller_zonotope_network,
    vertices_in_general_position,
)
from .ties import is_member

__all__ = [
    "evenly_spaced",
    "family_has_the_printed_depth_and_size",
    "family_has_the_printed_number_of_pieces",
    "member",
]


def evenly_spaced(w):
    """Return (1/w, ..., (w-1)/w), a point of Delta^(w-1)_1."""
    return tuple(Fraction(i, w) for i in range(1, w))


def member(n, m, w, k):
    """Return b^1, ..., b^m in general position, and the network of H o gamma, M = 1."""
    b = curved_generators(n, m)
    return b, hard_zonotope_network([evenly_spaced(w)] * k, b)


def number_of_pieces(b, w, k):
    """Return V w^k, V the number of vertices, and where H ends with 0 those beyond gamma = M.

    There are none if gamma = 0. If w is even and k >= 2, H is 0 beyond M: this is one piece more, or
    two where the zonotope is a segment.
    """
    zonotope = Zonotope(b)
    if zonotope.dimension == 0:
        return 1
    beyond = (w % 2 == 0 and k >= 2) * (1 if zonotope.dimension >= 2 else 2)
    return zonotope.vertex_count * w**k + beyond


def compare_pieces(b, w, k, printed):
    """Return whether the member of the family with evenly spaced a^i has the printed number of pieces."""
    points = [evenly_spaced(w)] * k
    f = hard_zonotope_network(points, b)
    pieces = regions(f).pieces
    answer = judged(pieces == printed, b=b, pieces=pieces, printed=printed)

    def tied(f):
        return is_member(f, b, points)

    if len(b[0]) == 1:
        return answer.proved_by(lambda: asserting(lambda f: [*tied(f), f.pieces != printed], f=f))
    return answer.proved_by(*pieces_shown_on_a_line(f, b, printed, tied=tied))


def compare_member(n, m, w, k):
    """Return whether a member of the family, in general position, has (m-1)^(n-1) w^k pieces."""
    return compare_pieces(curved_generators(n, m), w, k, (m - 1) ** (n - 1) * w**k)


@arora.claim(
    "thm2.11.i",
    label="Theorem 2.11 (i) and Proposition 6.3",
    kind="theorem",
    reading="S(n,m) has a complement of measure 0",
)
@for_every(
    grid(n=range(1, 4), m=range(1, 5), w=[2, 3], k=[1, 2]),
    over="n <= 3, m <= 4, w = 2, 3, k = 1, 2, one tuple in general position",
)
def family_has_the_printed_number_of_pieces(n, m, w, k):
    """Every f in ZONOTOPE^n_{k,w,m}, H_{a^1, ..., a^k} o gamma_Z(b^1, ..., b^m) for (b^1, ..., b^m) in
    S(n,m), has (m-1)^(n-1) w^k pieces.
    """
    return compare_member(n, m, w, k)


@family_has_the_printed_number_of_pieces.reading("the same for n, m >= 2")
@for_every(
    grid(n=[2, 3], m=range(2, 5), w=[2, 3], k=[1, 2]),
    over="n = 2, 3, m = 2, 3, 4, w = 2, 3, k = 1, 2, one tuple in general position",
)
def family_has_the_printed_number_of_pieces_for_larger_n(n, m, w, k):
    """The same for n, m >= 2."""
    return compare_member(n, m, w, k)


def small_extremal_tuples(_):
    """Tuples of m <= 3 vectors with entries -1, 0, 1 in R or R^2 that have (m-1)^(n-1) vertices."""
    for n, m in ((1, 1), (1, 2), (2, 2), (2, 3)):
        for b in product(product((0, 1, -1), repeat=n), repeat=m):
            if Zonotope(b).vertex_count == (m - 1) ** (n - 1):
                yield {"b": b, "w": 2, "k": 1}
                yield {"b": b, "w": 2, "k": 2}


@family_has_the_printed_number_of_pieces.reading("S(n,m) as Definition 6 prints it")
@for_every(
    small_extremal_tuples, over="n, m <= 2 and n = 2, m = 3, entries -1, 0, 1, w = 2, k <= 2"
)
def family_of_definition_6_has_the_printed_number_of_pieces(b, w, k):
    """The same for all b with |vert(Z)| = (m-1)^(n-1)."""
    return compare_pieces(b, w, k, (len(b) - 1) ** (len(b[0]) - 1) * w**k)


@family_has_the_printed_number_of_pieces.corrected
@for_every(
    grid(n=range(1, 4), m=range(1, 5), w=[2, 3], k=[1, 2]),
    over="n <= 3, m <= 4, w = 2, 3, k = 1, 2, one tuple in general position",
)
def family_has_its_number_of_pieces(n, m, w, k):
    """For b in general position there are 2 (C(m-1, 0) + ... + C(m-1, n-1)) w^k pieces. If w is even and
    k >= 2 there is one more, and for n = 1 or m = 1 two, where gamma > M.
    """
    _, f = member(n, m, w, k)
    beyond = (w % 2 == 0 and k >= 2) * (1 if n >= 2 and m >= 2 else 2)
    return regions(f).pieces == vertices_in_general_position(n, m) * w**k + beyond


@family_has_the_printed_number_of_pieces.corrected
@for_all(
    b=generator_tuples(dimensions=(1, 2), most=3),
    parameters=hard_parameters(max_width=3, max_layers=2),
    cost=4,
)
def family_has_as_many_pieces_as_vertices_times_w_to_the_k(b, parameters):
    """For any b there are V w^k pieces, V the number of vertices, besides those where gamma > M."""
    points, M = parameters
    found = regions(hard_zonotope_network(points, b, M=M)).pieces
    return judged(found == number_of_pieces(b, len(points[0]) + 1, len(points)), pieces=found)


@arora.claim("thm2.11.size", label="Theorem 2.11 (i) and Proposition 6.3", kind="theorem")
@for_all(b=generator_tuples(), parameters=hard_parameters(), r=points_of(3), cost=2)
def family_has_the_printed_depth_and_size(b, parameters, r):
    """Every f in ZONOTOPE^n_{k,w,m} is representable by a ReLU DNN of depth k + 2 and size 2m + wk.

    The output map is linear. The value is compared with H(|<r, b^1>| + ... + |<r, b^m>|).
    """
    points, M = parameters
    r, w, k = r[: len(b[0])], len(points[0]) + 1, len(points)
    f = hard_zonotope_network(points, b, M=M)
    gamma = sum(abs(sum(x * y for x, y in zip(r, g, strict=True))) for g in b)
    shape = (f.depth, f.size, f.output) == (k + 2, 2 * len(b) + w * k, "linear")
    return judged(shape and f(r) == (hard_composition(points, M=M)(gamma),))


@family_has_the_printed_depth_and_size.sharper
@for_all(
    b=generator_tuples(dimensions=(1, 2)),
    parameters=hard_parameters(max_width=3, max_layers=2),
    cost=6,
)
def family_has_size_m_plus_2(b, parameters):
    """Depth k + 2 and size min{2m, m + 2} + wk are enough, with a linear output map: m + 2 nodes for
    gamma, as in Lemma 6.2.
    """
    points, M = parameters
    m, w, k = len(b), len(points[0]) + 1, len(points)
    f = hard_zonotope_network(points, b, M=M)
    smaller = compose_networks(hard_network(points, M=M), smaller_zonotope_network(b))
    shape = (smaller.depth, smaller.size, smaller.output) == (k + 2, m + 2 + w * k, "linear")
    return shape and isinstance(equal(smaller, f), Equal)


@family_has_the_printed_depth_and_size.companion("depth k + 1")
@for_every(grid(n=[2], m=range(2, 5), w=[2, 3]), over="n = 2, k = 1, m = 2, 3, 4, w = 2, 3")
def family_has_depth_k_plus_1(n, m, w):
    """It is representable with depth k + 1: false, for k = 1 and n, m >= 2 no 2-layer DNN represents
    it, of whatever size. Across one line the gradient does not jump by the same multiple everywhere.
    """
    b, f = member(n, m, w, 1)
    found = hinge_sum(regions(f).function)
    return judged(isinstance(found, HingeSum), b=b, obstruction=as_facts(found)).proved_by(
        *bends_that_differ(f, found, tied=lambda f: is_member(f, b, [evenly_spaced(w)]))
    )
