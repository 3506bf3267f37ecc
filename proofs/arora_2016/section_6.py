"""Section 6: zonotopes, and functions R^n -> R with many pieces."""

from fractions import Fraction
from itertools import combinations, product

import sympy

from exactrelu.arrangement import Zonotope
from exactrelu.claims import asserting, decided, for_all, for_every, grid, judged
from exactrelu.constructions import one_hidden_layer
from exactrelu.cpwl import minimum_of
from exactrelu.gallery import zonotope_network
from exactrelu.linalg import determinant, rank
from exactrelu.lp import LinearProgram, Optimal, solve
from exactrelu.network import AffineMap, Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import Equal, equal, regions

from .evidence import total
from .figure_2 import FIGURE_2, pictured, unit_ball
from .paper import arora
from .shapes import named
from .space import (
    curved_generators,
    generator_tuples,
    in_general_position,
    inner,
    many_vertices,
    pieces_shown_on_a_line,
    points_of,
    smaller_zonotope_network,
    vertices_in_general_position,
)
from .ties import has_shape, is_member, linear_relation

__all__ = [
    "extremal_set_has_a_null_complement",
    "figure_2_has_the_printed_number_of_pieces",
    "maximum_is_at_the_vertices",
    "support_function_has_size_2m",
    "support_function_is_a_sum_of_absolute_values",
    "vertices_as_printed",
]


def compare_vertices(n, m):
    """Return whether m vectors of R^n in general position make (m-1)^(n-1) vertices."""
    b = curved_generators(n, m)
    vertices, printed = Zonotope(b).vertex_count, (m - 1) ** (n - 1)
    return judged(vertices == printed, b=b, vertices=vertices, printed=printed).proved_by(
        lambda: many_vertices(b, lambda p: p != printed)
    )


@arora.claim("thm6.1.1", label="Theorem 6.1, 1", kind="theorem")
@for_every(grid(n=range(1, 5), m=range(1, 7)), over="n <= 4, m <= 6, one tuple in general position")
def vertices_as_printed(n, m):
    """|vert(Z(b^1, ..., b^m))| <= (m-1)^(n-1). The set of (b^1, ..., b^m) in R^n x ... x R^n such that
    this DOES NOT hold at equality is a 0 measure set.

    All tuples in general position have the same number of vertices, and the others are a null set.
    So one tuple in general position decides for n and m.
    """
    return compare_vertices(n, m)


@vertices_as_printed.reading("m >= n >= 2")
@for_every(
    lambda _: ({"n": n, "m": m} for n in range(2, 5) for m in range(n, 7)),
    over="2 <= n <= 4, n <= m <= 6, one tuple in general position",
)
def vertices_as_printed_for_many_generators(n, m):
    """The same for m >= n >= 2."""
    return compare_vertices(n, m)


@vertices_as_printed.corrected
@for_all(b=generator_tuples(most=5), cost=2)
def number_of_vertices(b):
    """There are at most 2 (C(m-1, 0) + ... + C(m-1, n-1)) vertices. For n >= 2 there are as many if and
    only if the b^i are in general position: any n of them, or all if m < n, are linearly
    independent. For n = 1 there are 2 unless all b^i are 0.

    The vertices are found as those of the hull of all 2^m sums of the b^i and -b^i.
    """
    largest = vertices_in_general_position(len(b[0]), len(b))
    vertices = len(hull_of_sums(b).vertices)
    return judged((vertices == largest) == is_extremal(b) and vertices <= largest)


def is_extremal(generators):
    """Decide whether the b^i are in general position, or, for n = 1, not all of them 0."""
    if len(generators[0]) == 1:
        return any(map(any, generators))
    return in_general_position(generators)


def hull_of_sums(generators):
    """Return the zonotope as the hull of the sums of s_i b^i over all signs s_i."""
    columns = list(zip(*generators, strict=True))
    signs = product((-1, 1), repeat=len(generators))
    return Polyhedron.hull([[inner(column, s) for column in columns] for s in signs])


@vertices_as_printed.corrected
@for_every(grid(n=range(1, 7), m=range(1, 7)), over="n, m <= 6")
def tuples_in_general_position_have_a_null_complement(n, m):
    """The tuples that are not in general position are a null set.

    They are the zeros of a polynomial, the product of the minors of order min{n, m} for any n of the
    vectors (of the first m coordinates if m < n), which is not 0: Vandermonde's determinants.
    """
    size = min(n, m)
    rows = [row[:size] for row in curved_generators(n, m)]
    some = [rows[i : i + size] for i in range(m - size + 1)]
    return all(determinant(minor) for minor in some) and in_general_position(rows)


@vertices_as_printed.corrected
@for_every(grid(n=range(1, 21), m=range(1, 41)), over="n <= 20, m <= 40")
def printed_number_is_right_once(n, m):
    """In general position there are (m-1)^(n-1) vertices for n = 4, m = 3 only; for n <= 3 there are
    always more, and for n >= 5 and m >= 3 always fewer.
    """
    vertices, printed = vertices_in_general_position(n, m), (m - 1) ** (n - 1)
    if m <= 2 or n <= 3:
        return vertices > printed
    if n == 4:
        return vertices == printed if m == 3 else vertices < printed
    return vertices < printed


@vertices_as_printed.companion("any tuple")
@for_all(b=generator_tuples(dimensions=(2, 3)))
def every_tuple_has_the_generic_number_of_vertices(b):
    """Every tuple has 2 (C(m-1, 0) + ... + C(m-1, n-1)) vertices: false."""
    largest, vertices = vertices_in_general_position(len(b[0]), len(b)), Zonotope(b).vertex_count
    size = min(len(b), len(b[0]))
    return judged(vertices == largest, vertices=vertices, largest=largest).proved_by(
        lambda: linear_relation(next(c for c in combinations(b, size) if rank(c) < size))
    )


@arora.claim("thm6.1.2", label="Theorem 6.1, 2", kind="theorem")
@for_all(b=generator_tuples(), r=points_of(3), cost=2)
def maximum_is_at_the_vertices(b, r):
    """gamma(r) = max over x in Z of <r, x> = max over x in vert(Z) of <r, x>, and gamma is therefore
    a piecewise linear function with |vert(Z)| pieces.

    Vertices are those of the hull of all sums of the b^i and -b^i; pieces, components of the open
    set on which gamma is locally affine, are counted in the cells of a network of gamma.
    """
    vertices, r = hull_of_sums(b).vertices, r[: len(b[0])]
    pieces = regions(zonotope_network(b)).pieces
    largest = max(inner(r, x) for x in vertices)
    return judged(pieces == len(vertices) and largest == largest_on_the_zonotope(b, r))


def largest_on_the_zonotope(generators, r):
    """Return the maximum of <r, l_1 b^1 + ... + l_m b^m> over -1 <= l_i <= 1, a linear program."""
    weights = [inner(r, b) for b in generators]
    answer = solve(LinearProgram.of(weights, [], sense="max", bounds=[(-1, 1)] * len(weights)))
    return answer.value if isinstance(answer, Optimal) else None


@maximum_is_at_the_vertices.companion("as many pieces as sums of the b^i and -b^i")
@for_all(b=generator_tuples(dimensions=(1, 2), most=3))
def every_sum_of_signs_is_a_vertex(b):
    """gamma has 2^m pieces, one for each choice of the signs: false."""
    pieces, m = regions(zonotope_network(b)).pieces, len(b)
    return judged(pieces == 2**m, pieces=pieces).proved_by(lambda: linear_relation(b))


@arora.claim("thm6.1.3", label="Theorem 6.1, 3", kind="theorem")
@decided(by="the affine function l -> l t on [-1, 1], for each sign of t = <r, b^i>")
def support_function_is_a_sum_of_absolute_values():
    """gamma(r) = |<r, b^1>| + ... + |<r, b^m>|.

    The maximum of <r, l_1 b^1 + ... + l_m b^m> over all l_i in [-1, 1] is the sum of those of
    l_i <r, b^i>, which are at the ends, -1 and 1, as l -> l t is affine.
    """
    size = sympy.Symbol("tau", positive=True)
    return all(sympy.Max(-t, t) == abs(t) for t in (-size, sympy.Integer(0), size))


@support_function_is_a_sum_of_absolute_values.confirmed
@for_all(b=generator_tuples(), r=points_of(3), cost=2)
def sum_of_absolute_values_is_the_maximum(b, r):
    """The sum is the value of the linear program: maximise <r, x> over the zonotope."""
    r = r[: len(b[0])]
    return sum(abs(inner(r, g)) for g in b) == largest_on_the_zonotope(b, r)


@support_function_is_a_sum_of_absolute_values.companion("0 <= l_i <= 1")
@for_all(b=generator_tuples(dimensions=(1, 2), most=2), r=points_of(2))
def zonotope_of_segments_from_zero(b, r):
    """The same for the sum of the segments from 0 to b^i: false, its support function is the sum of
    the max{0, <r, b^i>}.
    """
    r = r[: len(b[0])]
    maximum, values = sum(max(0, inner(r, g)) for g in b), [inner(r, g) for g in b]
    network = zonotope_network(b)

    def paired(t):
        return zip(t.values(), values, strict=True)

    return judged(network(r) == (maximum,), maximum=maximum).proved_by(
        lambda: asserting(
            lambda gamma, maximum, **t: [
                *has_shape(gamma, depth=2, size=2 * len(b)),
                *(x == value for x, value in paired(t)),
                gamma(*r) == total(x if v > 0 else -1 * x for x, v in paired(t)),
                maximum == total(x if v > 0 else 0 * x for x, v in paired(t)),
                gamma(*r) != maximum,
            ],
            gamma=network,
            maximum=maximum,
            **named("t", values),
        )
    )


def compare_generic(n, m):
    """Return whether the tuples with (m-1)^(n-1) vertices have a complement of measure 0."""
    b = curved_generators(n, m)
    vertices, wanted = Zonotope(b).vertex_count, (m - 1) ** (n - 1)
    return judged(vertices == wanted, b=b, vertices=vertices, wanted=wanted).proved_by(
        lambda: many_vertices(b, lambda p: p != wanted)
    )


@arora.claim("def6", label="Definition 6 and Theorem 2.11 (iii)", kind="definition")
@for_every(grid(n=range(1, 5), m=range(1, 7)), over="n <= 4, m <= 6, one tuple in general position")
def extremal_set_has_a_null_complement(n, m):
    """The set S(n,m) will denote the set of (b^1, ..., b^m) in R^n x ... x R^n such that
    |vert(Z(b^1, ..., b^m))| = (m-1)^(n-1). Its complement has zero Lebesgue measure in R^(nm).

    All tuples in general position have the same number of vertices, and their complement is a null
    set. If they are not in S(n,m), then S(n,m) is the null set: S(1,m) holds the zeros only, and
    S(n,1) is empty for n >= 2.
    """
    return compare_generic(n, m)


@extremal_set_has_a_null_complement.reading("m >= n >= 2")
@for_every(
    lambda _: ({"n": n, "m": m} for n in range(2, 5) for m in range(n, 7)),
    over="2 <= n <= 4, n <= m <= 6, one tuple in general position",
)
def extremal_set_of_many_generators_has_a_null_complement(n, m):
    """The same for m >= n >= 2."""
    return compare_generic(n, m)


@extremal_set_has_a_null_complement.corrected
@for_all(b=generator_tuples(most=5))
def corrected_extremal_set_is_general_position(b):
    """The set of the tuples with 2 (C(m-1, 0) + ... + C(m-1, n-1)) vertices is that of the tuples in
    general position, for n = 1 that of all but 0; the complement is a null set (see Theorem 6.1, 1).
    """
    vertices = Zonotope(b).vertex_count
    wanted = vertices_in_general_position(len(b[0]), len(b))
    return (vertices == wanted) == is_extremal(b)


@extremal_set_has_a_null_complement.corrected
@for_every(
    lambda _: ({"b": b} for m in (1, 2) for b in product(product((-1, 0, 1), repeat=2), repeat=m)),
    over="n = 2, m <= 2, entries -1, 0, 1",
)
def printed_extremal_set_may_be_empty(b):
    """S(2,1), as printed, is empty, and S(2,2) holds nothing but (0, 0)."""
    is_extremal = Zonotope(b).vertex_count == len(b) - 1
    return is_extremal == (len(b) == 2 and not any(map(any, b)))


@arora.claim("lem6.2", label="Lemma 6.2", kind="lemma")
@for_all(b=generator_tuples(), r=points_of(3))
def support_function_has_size_2m(b, r):
    """Given any b^1, ..., b^m in R^n, there exists a 2-layer ReLU DNN with size 2m which represents the
    function gamma.

    Its output map is linear. The value is compared with the largest <r, x> over the sums of signs.
    """
    network, r = zonotope_network(b), r[: len(b[0])]
    signs = product((-1, 1), repeat=len(b))
    largest = max(sum(s * inner(r, g) for s, g in zip(choice, b, strict=True)) for choice in signs)
    shape = (network.depth, network.size, network.output) == (2, 2 * len(b), "linear")
    return judged(shape and network(r) == (largest,))


@support_function_has_size_2m.sharper
@for_all(b=generator_tuples(), cost=2)
def support_function_has_size_m_plus_2(b):
    """m + 2 nodes are enough: |t| = 2 max{0, t} - t, and the sum of the t_i needs two nodes."""
    return isinstance(equal(smaller_zonotope_network(b), zonotope_network(b)), Equal)


@support_function_has_size_2m.sharper
@for_every(
    grid(n=range(2, 4), m=range(1, 6), output=["linear", "affine"]),
    over="n = 2, 3, m <= 5, one tuple for each",
)
def size_m_plus_2_is_attained(n, m, output):
    """For n >= 2 there are b^1, ..., b^m for which min{2m, m + 2} is the smallest size of a 2-layer DNN,
    with a linear and with an affine output map.
    """
    f = regions(zonotope_network(curved_generators(n, m, base=3))).function
    return one_hidden_layer(f, output=output).size == min(2 * m, m + 2)


@support_function_has_size_2m.companion("size m + 1")
@for_every(grid(m=range(1, 5)), over="n = 2, m <= 4")
def support_function_has_size_m_plus_1(m):
    """m + 1 nodes are always enough: false, but for m = 1.

    gamma bends by 2 b^i in each line <r, b^i> = 0, so that there is a node on each. One more does not
    have a line of its own: it is a constant, or on the line of some b^j. Of the other lines each has one
    node, 2 max{0, s <r, b^i>} = |<r, b^i>| + s <r, b^i> with a sign s, and what the nodes add to gamma has
    to be undone on the line of b^j: the sum of the s_i b^i, i not j, has to be a multiple of b^j.
    """
    b = curved_generators(2, m, base=3)
    smallest = one_hidden_layer(regions(zonotope_network(b)).function, output="affine").size
    return judged(smallest <= m + 1, smallest_size=smallest).proved_by(
        lambda: no_signed_sum_is_a_multiple(b)
    )


def no_signed_sum_is_a_multiple(b):
    """Assert of vectors of the plane, no two parallel, that no b^j is parallel to a sum of the +-b^i.

    The sums are those over all i but j; the first sign is +, since opposite sums are parallel. A form of
    `forms` is r -> <r, b^i>.
    """

    def asserted(forms):
        x, y = ([forms(*r, coordinate=i) for i in range(len(b))] for r in ((1, 0), (0, 1)))
        yield forms.depth == 1
        yield from (forms(0, 0, coordinate=i) == 0 for i in range(len(b)))
        for j in range(len(b)):
            first, *others = [x[j] * y[i] - x[i] * y[j] for i in range(len(b)) if i != j]
            yield from (area != 0 for area in (first, *others))
            for signs in product((1, -1), repeat=len(others)) if others else ():
                yield sum((s * area for s, area in zip(signs, others, strict=True)), first) != 0

    return asserting(asserted, forms=Network([AffineMap(b, [0] * len(b))]))


def panels(_):
    """The panels of Figure 2: the number k of hidden layers of H, and the generators."""
    return ({"panel": name, "k": k, "b": b} for name, k, b in FIGURE_2)


@arora.claim("fig2", label="Figure 2", kind="figure", reading="all of R^2")
@for_every(panels, over="the three functions of the figure")
def figure_2_has_the_printed_number_of_pieces(panel, k, b):
    """a^1 = a^2 = (1/2) in Delta^1_1. Left: ZONOTOPE^2_{2,2,2} with b^1 = (0,1), b^2 = (1,0), which is
    H_{a^1,a^2} o the 1-norm. Middle: ZONOTOPE^2_{2,2,4} with c^1 = (1/4,1/2), c^2 = (-1/2,0),
    c^3 = (0,-1/4), c^4 = (-1/4,-1/4). Right: ZONOTOPE^2_{3,2,4} with the same generators. They have
    (m-1)^(n-1) w^k pieces each, as Theorem 2.11 (i) says.
    """
    printed, pieces = (len(b) - 1) * 2**k, regions(pictured(k, b)).pieces
    return compare_figure(panel, k, b, (pieces, printed))


def compare_figure(panel, k, b, numbers):
    """Return whether a function of the figure has the printed number of pieces."""
    pieces, printed = numbers
    proofs = pieces_shown_on_a_line(
        pictured(k, b), b, printed, tied=lambda f: is_member(f, b, [[Fraction(1, 2)]] * k)
    )
    return judged(pieces == printed, panel=panel, pieces=pieces, printed=printed).proved_by(*proofs)


@figure_2_has_the_printed_number_of_pieces.reading("the part above zero, which is plotted")
@for_every(panels, over="the three functions of the figure")
def figure_2_has_the_printed_number_of_pieces_above_zero(panel, k, b):
    """The same for the part of the function which lies above zero, where gamma < 1."""
    printed, pieces = (len(b) - 1) * 2**k, regions(pictured(k, b), domain=unit_ball(b)).pieces
    return compare_figure(panel, k, b, (pieces, printed))


@figure_2_has_the_printed_number_of_pieces.corrected
@for_every(panels, over="the three functions of the figure")
def figure_2_has_its_number_of_pieces(panel, k, b):
    """They have 17, 33 and 65 pieces on R^2, of which 16, 32 and 64 lie above zero: 2m w^k, and one
    where the function is 0.
    """
    everywhere, wanted = regions(pictured(k, b)), {"left": 17, "middle": 33, "right": 65}[panel]
    inside = regions(pictured(k, b), domain=unit_ball(b))
    counts = everywhere.pieces == wanted == 2 * len(b) * 2**k + 1 and inside.pieces == wanted - 1
    # No piece inside is below 0, and outside of gamma <= 1 there is one piece alone, with f = 0.
    outside = {
        region.affine_map for region in everywhere if Zonotope(b).support(region.interior_point) > 1
    }
    return (
        counts and outside == {AffineMap([[0, 0]], [0])} and minimum_of(inside.function).value == 0
    )


@figure_2_has_the_printed_number_of_pieces.confirmed
@decided(by="the cells of the difference")
def left_function_is_that_of_the_1_norm():
    """The zonotope of (0, 1) and (1, 0) has the support function |x| + |y|, the 1-norm."""
    one_norm = Network.of(([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[1] * 4], [0]))
    return isinstance(equal(zonotope_network(FIGURE_2[0][2]), one_norm), Equal)
