"""Section 2.2.4, Theorem 2.11 (iii), and the measure comp_F."""

from fractions import Fraction
from itertools import count, product
from typing import NamedTuple

from hypothesis import strategies as st

from exactrelu.arrangement import Zonotope
from exactrelu.claims import Term, asserting, for_all, for_every, grid, judged
from exactrelu.constructions import Obstruction, one_hidden_layer, represent
from exactrelu.gallery import hard_zonotope_network
from exactrelu.network import as_pwl
from exactrelu.regions import Equal, equal, regions
from exactrelu.strategies import HardParameters, hard_parameters, positive_rationals

from .counting import smallest_size
from .evidence import TWO, total
from .paper import arora
from .section_2_2_4 import evenly_spaced, member
from .shapes import named
from .space import generator_tuples, in_general_position, vertices_in_general_position
from .ties import is_member

__all__ = [
    "parameters_are_one_to_one",
    "pieces_grow_exponentially_with_the_dimension",
    "pieces_grow_like_a_power_of_the_size",
]


class Member(NamedTuple):
    """Parameters of a function of the family."""

    b: tuple[tuple[Fraction, ...], ...]
    parameters: HardParameters

    @property
    def function(self):
        """The network of H o gamma."""
        return hard_zonotope_network(self.parameters.points, self.b, M=self.parameters.M)


def general_generators(n, most=3):
    """Return a strategy for tuples in general position, none of them 0."""
    b = generator_tuples(dimensions=(n,), most=most)
    return b.filter(lambda b: all(map(any, b)) and in_general_position(b))


@st.composite
def member_pairs(draw, n, parameters=hard_parameters(max_width=3, max_layers=2)):  # noqa: B008
    """Draw two members; the second has all, some or none of its parameters from the first.

    Its b^i may be those of the first in another order, with other signs, or doubled.
    """
    b, chosen = draw(general_generators(n)), draw(parameters)
    other = draw(general_generators(n)) if draw(st.booleans()) else draw(st.permutations(b))
    factors = [draw(st.sampled_from([1, 1, -1, 2])) for _ in other]
    other = tuple(tuple(s * x for x in g) for s, g in zip(factors, other, strict=True))
    return Member(b, chosen), Member(other, draw(st.just(chosen) | parameters))


def compare_members(pair, same):
    """Return whether two members are the same function if and only if `same`."""
    f, g = (each.function for each in pair)
    found = isinstance(equal(f, g), Equal)
    return judged(found == same).proved_by(lambda: one_function(pair))


def one_function(pair):
    """Assert that f and g, on the line, are one function, with some b_i that is not c_i."""
    first, second = pair
    lengths = [[x for (x,) in each.b] for each in pair]
    place = next(i for i, (x, y) in enumerate(zip(*lengths, strict=True)) if x != y)

    def asserted(f, g, **given):
        b, c = (
            [x for name, x in given.items() if name.startswith(letter)] for letter in ("b", "c")
        )
        for h, each, numbers in ((f, first, b), (g, second, c)):
            yield from is_member(h, each.b, each.parameters.points, M=each.parameters.M)
            yield from (x == value for x, (value,) in zip(numbers, each.b, strict=True))
        yield b[place] != c[place]
        yield f.same(g)

    objects = {"f": first.function, "g": second.function}
    return asserting(asserted, **objects, **named("b", lengths[0]), **named("c", lengths[1]))


@arora.claim(
    "thm2.11.iii",
    label="Theorem 2.11 (iii)",
    kind="theorem",
    reading="up to order and signs of the b^i, n >= 2, b in general position, M given",
)
@for_all(pair=st.sampled_from([2, 2, 3]).flatmap(member_pairs), cost=6)
def parameters_are_one_to_one(pair):
    """The family ZONOTOPE^n_{k,w,m} is in one-to-one correspondence with S(n,m) x (the union over M > 0
    of (Delta^(w-1)_M)^k).

    A zonotope determines its generators up to order and sign if no two are parallel.
    """
    first, second = pair
    same = first.parameters == second.parameters and Zonotope(first.b) == Zonotope(second.b)
    return compare_members(pair, same)


@parameters_are_one_to_one.reading("as printed")
@for_all(pair=member_pairs(1))
def parameters_are_one_to_one_as_printed(pair):
    """The same: different (b^1, ..., b^m) and (a^1, ..., a^k) give different functions."""
    return compare_members(pair, pair[0] == pair[1])


@parameters_are_one_to_one.companion("n = 1, up to order and signs")
@for_all(
    x=positive_rationals(),
    y=positive_rationals(),
    parameters=hard_parameters(max_width=2, max_layers=1),
)
def parameters_on_the_line_are_one_to_one(x, y, parameters):
    """The same up to order and signs for n = m - 1 = 1, say for (x, y) and (x + y/2, y/2): false, only
    |b^1| + ... + |b^m| counts.
    """
    pair = [Member(b, parameters) for b in (((x,), (y,)), ((x + y / 2,), (y / 2,)))]
    lengths = [sorted(each.b) for each in pair]
    same = isinstance(equal(*(each.function for each in pair)), Equal)
    return judged(same == (lengths[0] == lengths[1])).proved_by(
        lambda: one_function_of_lengths(pair, x, y)
    )


def one_function_of_lengths(pair, x, y):
    """Assert that f of (x, y) and g of (x + y/2, y/2) are one function, and that these differ."""

    def asserted(f, g, x, y):
        for h, each in zip((f, g), pair, strict=True):
            yield from is_member(h, each.b, each.parameters.points, M=each.parameters.M)
        for (value,), term in zip(pair[0].b + pair[1].b, (x, y, x + y / 2, y / 2), strict=True):
            yield term == value
        yield y > 0
        yield x != y / 2
        yield f.same(g)

    return asserting(asserted, f=pair[0].function, g=pair[1].function, x=x, y=y)


def size_of_members(m, w, k):
    """Return 2m + wk."""
    return 2 * m + w * k


def pieces_of_family(n, s, k):
    """Return (s, pieces) of a member of depth k + 1 and size at most s, as the text chooses it.

    The text has k in place of k - 1, and w^(k-1) in place of 2 w^(k-1) in the size: w is the largest
    one with 2 w^(k-1) + w (k-1) <= s, and m = w^(k-1).
    """
    w = next(w for w in count(2) if size_of_members((w + 1) ** (k - 1), w + 1, k - 1) > s)
    m = w ** (k - 1)
    return vertices_in_general_position(n, m) * m if size_of_members(m, w, k - 1) <= s else 0


def inverse_constant(n, k):
    """Return 1/c for c = 2 / (n^(n-1) (k+1)^n (3/2)^((k-1) n))."""
    return Fraction(n ** (n - 1) * (k + 1) ** n, 2) * Fraction(3, 2) ** ((k - 1) * n)


@arora.asymptotic(
    "compF",
    label="after Theorem 2.11",
    kind="remark",
    consequence="comp_F(n, k, s) >= c s^n for n >= 2 and s >= 2^k + 2k - 2, with "
    "1/c = n^(n-1) (k+1)^n (3/2)^((k-1) n) / 2",
)
@for_every(
    grid(n=range(2, 6), k=range(1, 6), extra=lambda profile: range(0, 200 * profile.scale, 7)),
    over=lambda profile: (
        f"2 <= n <= 5, k <= 5, s below 2^k + 2k + {200 * profile.scale}, for k = 1 "
        "by the bound s + 1"
    ),
)
def pieces_grow_like_a_power_of_the_size(n, k, extra):
    """We construct a class of functions for which comp_F(n, k, s) = Omega(s^n), comp_F the largest
    number of pieces of a function R^n -> R of the family with depth at most k + 1 and size at most s.
    We find w with s >= w^(k-1) + w (k-1) and set m = w^(k-1). Then the functions in
    ZONOTOPE^n_{k,w,m} have ~ s^n pieces.

    False for k = 1 and n >= 2, whatever the constant: comp_F(n, 1, s) <= s + 1, as if n were 1. Let H
    have its first bend at a. If two generators are not parallel, f bends across the facets of
    gamma <= a, but not in their hyperplanes outside of it. Then no 2-layer DNN represents f. If all
    are multiples of b, f(r) depends on <r, b> only. It has as many pieces as on the line along b,
    where a 2-layer DNN of size s has at most s + 1.
    """
    s = 2**k + 2 * (k - 1) + extra
    most = s + 1 if k == 1 else pieces_of_family(n, s, k)
    return judged(most * inverse_constant(n, k) >= s**n, s=s, most_pieces=most)


@pieces_grow_like_a_power_of_the_size.corrected
@for_every(
    grid(n=range(1, 6), k=range(2, 6), extra=lambda profile: range(0, 200 * profile.scale, 7)),
    over=lambda profile: f"n <= 5, 2 <= k <= 5, s below 2^k + 2k + {200 * profile.scale}",
)
def pieces_grow_like_a_power_of_the_size_with_two_layers(n, k, extra):
    """For k >= 2, comp_F(n, k, s) = Omega(s^n): with k - 1 in place of k there are at least c s^n pieces
    for s >= 2^k + 2k - 2, 1/c = n^(n-1) (k+1)^n (3/2)^((k-1) n) / 2.

    For fixed n and k. A member of ZONOTOPE^n_{k-1,w,m} has 2 (C(m-1, 0) + ... + C(m-1, n-1)) m pieces,
    at least 2 m^n / n^(n-1), and s < (k+1) (w+1)^(k-1) for the largest w.
    """
    s = 2**k + 2 * (k - 1) + extra
    pieces = pieces_of_family(n, s, k)
    return judged(pieces * inverse_constant(n, k) >= s**n, s=s, pieces=pieces)


@pieces_grow_like_a_power_of_the_size.corrected
@for_every(grid(w=range(2, 10)), over="n = k = 1, s <= 19, H(|x|) with evenly spaced a")
def pieces_on_the_line_are_as_many_as_nodes(w):
    """For n = k = 1, comp_F(1, 1, s) >= s - 1 for s >= 4: the function of width w has 2w pieces, and a
    2-layer DNN of size 2w represents it.
    """
    _, f = member(1, 1, w, 1)
    line = as_pwl(f)
    return line.piece_count == 2 * w == represent(line, output="linear").size


def small_members(_):
    """Members for k = 1 with m <= 3 generators of the plane, entries -1, 0, 1, and w = 2, 3."""
    for m in (1, 2, 3):
        for b in product(product((0, 1, -1), repeat=2), repeat=m):
            if b == tuple(sorted(b)):
                yield from ({"b": b, "w": w} for w in (2, 3))


@pieces_grow_like_a_power_of_the_size.confirmed
@for_every(small_members, over="n = 2, m <= 3, entries -1, 0, 1, w = 2, 3, evenly spaced a")
def two_layers_make_few_members(b, w):
    """For k = 1 a member with generators that are not parallel has no 2-layer DNN, and the others have
    at most one piece more than the smallest has nodes.
    """
    f = regions(hard_zonotope_network([evenly_spaced(w)], b))
    found = one_hidden_layer(f.function, output="linear")
    if Zonotope(b).dimension == 2:
        return judged(isinstance(found, Obstruction), pieces=f.pieces)
    return judged(f.pieces <= found.size + 1, pieces=f.pieces, size=found.size)


@pieces_grow_like_a_power_of_the_size.step("members of ZONOTOPE^n_{k,w,m} have size at most s")
@for_every(grid(k=range(1, 5), w=range(2, 5)), over="k, w <= 4, s = w^(k-1) + w (k-1), n = 1")
def members_have_size_s(k, w):
    """ZONOTOPE^n_{k,w,m} with m = w^(k-1) has functions of depth at most k + 1 and size at most s, for
    s = w^(k-1) + w (k-1): Theorem 2.11 gives depth k + 2 and size 2m + wk.

    For k = 1 no function of the family will do: it has at least 2w pieces on some line.
    """
    m = w ** (k - 1)
    s = m + w * (k - 1)
    b, f = member(1, m, w, k)
    return judged(f.size <= s and f.depth <= k + 1, s=s, size=f.size, depth=f.depth).proved_by(
        lambda: is_deeper_and_larger(f, b, w, k)
    )


def is_deeper_and_larger(member, generators, width, k):
    """Assert that a member for m = w^(k-1) has a larger size than s, and a depth above k + 1."""

    def asserted(f, w, s, layers):
        yield from is_member(f, generators, [evenly_spaced(width)] * k)
        yield layers == k
        yield f.size == 2 * w ** (k - 1) + w * layers
        yield s == w ** (k - 1) + w * (layers - 1)
        yield f.size > s
        yield f.depth > layers + 1

    s = width ** (k - 1) + width * (k - 1)
    return asserting(asserted, f=member, w=width, s=s, layers=k)


@pieces_grow_like_a_power_of_the_size.step("there is such a function for all n, k and s")
@for_every(grid(k=range(1, 3), s=range(1, 4)), over="k <= 2, s <= 3, n = 1, w = 2")
def family_has_small_functions(k, s):
    """For every n, k, s the family contains a function with depth at most k + 1 and size at most s.

    On the line every member has at least 4 pieces (w = 2, k = 1), a 2-layer DNN of size s at most
    s + 1.
    """
    smallest = smallest_size(4, k)
    b, f = member(1, 1, 2, 1)
    return judged(smallest <= s, smallest_size=smallest).proved_by(
        lambda: has_more_pieces_than_allowed(f, b, k, s)
    )


def has_more_pieces_than_allowed(member, generators, k, size):
    """Assert that a member for w = 2 has more pieces than any k layers of this size in all."""

    def asserted(f, s, layers):
        yield from is_member(f, generators, [evenly_spaced(2)])
        yield layers == k
        yield s == size
        yield (s / layers + 1) ** k < f.pieces

    return asserting(asserted, f=member, s=size, layers=k)


@pieces_grow_like_a_power_of_the_size.companion("s^(n+1)")
@for_every(grid(n=range(1, 4), k=[2], extra=range(0, 2000, 100)), over="n <= 3, k = 2, s < 2010")
def pieces_grow_like_a_higher_power(n, k, extra):
    """With the same c, and s >= 2^k + 2k - 2, at least c s^(n+1): false."""
    s = 2**k + 2 * (k - 1) + extra
    pieces = pieces_of_family(n, s, k)
    return judged(pieces * inverse_constant(n, k) >= s ** (n + 1), s=s, pieces=pieces).proved_by(
        lambda: fewer_than_a_power(n, s, pieces)
    )


def fewer_than_a_power(n, s, pieces):
    """Assert that for k = 2 the largest w with 2w + w <= s makes too few pieces, 2 (...) w.

    The sum in the bracket is C(w-1, 0) + ... + C(w-1, n-1), n <= 3.
    """

    def asserted(n, s, w, pieces):
        yield n == dimension
        yield 3 * w <= s
        yield s < 3 * (w + 1)
        binomials = [Term("1"), w - 1, (w - 1) * (w - 2) / 2][:dimension]
        yield pieces == 2 * w * total(binomials)
        yield pieces * dimension ** (dimension - 1) * Fraction(9, 2) ** dimension < 2 * s ** (
            dimension + 1
        )

    dimension = n
    return asserting(asserted, n=n, s=s, w=s // 3, pieces=pieces)


@arora.claim("compF.exp", label="Abstract and before Theorem 2.11", kind="remark")
@for_every(
    grid(m=range(1, 6), w=[2, 3], k=[1, 2], n=range(1, 40)),
    over="m <= 5, w = 2, 3, k = 1, 2, n < 40, by the formula (m-1)^(n-1) w^k",
)
def pieces_grow_exponentially_with_the_dimension(m, w, k, n):
    """We construct a family of R^n -> R piecewise linear functions for n >= 2, whose number of affine
    pieces scales exponentially with the dimension n at any fixed size and depth.

    A network of size s has at most 2^s activation patterns, so at most 2^s pieces, whatever n is: no
    family of a fixed size scales so. The printed formula (m-1)^(n-1) w^k does, if m >= 3, and so it
    cannot be the number of pieces.
    """
    size, printed = size_of_members(m, w, k), (m - 1) ** (n - 1) * w**k
    return judged(printed <= 2**size, printed=printed, size=size, most_pieces=2**size).proved_by(
        lambda: formula_exceeds_the_patterns(*member(n, m, w, k), m, w, k)
    )


def formula_exceeds_the_patterns(generators, member, number, width, k):
    """Assert that (m-1)^(n-1) w^k is more than 2^(2m + wk), for a member of the family."""
    n = len(generators[0])

    def asserted(f, m, w, patterns):
        yield from is_member(f, generators, [evenly_spaced(width)] * k)
        yield m == number
        yield f.size == 2 * m + w * k
        yield patterns == TWO ** size_of_members(number, width, k)
        yield patterns < (m - 1) ** (n - 1) * w**k

    patterns = 2 ** size_of_members(number, width, k)
    return asserting(asserted, f=member, m=number, w=width, patterns=patterns)


@pieces_grow_exponentially_with_the_dimension.corrected
@for_every(
    grid(m=range(1, 5), k=[1, 2], n=range(1, 6)),
    over="m <= 4, w = 2, k = 1, 2, n <= 5, by counting",
)
def pieces_stay_the_same_beyond_m_dimensions(m, k, n):
    """At fixed size and depth, that is m, w and k, the number of pieces grows with n up to n = m, where
    it is 2^m w^k (and one or two more if w is even and k >= 2), and then it stays the same.
    """
    pieces = [regions(member(i, m, 2, k)[1]).pieces for i in (n, n + 1)]
    if n < m:
        return pieces[0] < pieces[1]
    beyond = (k >= 2) * (1 if m >= 2 else 2)
    return pieces == [2**m * 2**k + beyond] * 2
