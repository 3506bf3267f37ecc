"""Section 2.2.4, Theorem 2.11 (ii): the first lower bound on the size of shallower networks."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.constructions import represent
from exactrelu.gallery import (
    hard_zonotope_network,
)
from exactrelu.network import as_pwl
from exactrelu.regions import Slice, restricted
from exactrelu.strategies import hard_parameters

from .counting import is_at_least_root, smallest_size
from .evidence import product, total
from .paper import arora
from .section_2_2_4 import evenly_spaced, member
from .shapes import named
from .space import (
    generator_tuples,
    in_general_position,
    line_across_all,
)
from .ties import is_member

__all__ = ["first_lower_bound", "pieces_on_a_line", "shapes", "shapes_in_words"]


def pieces_on_a_line(n, m, w, k):
    """Return a number of pieces that a member in general position has on some line.

    Near 0 the line passes all m hyperplanes, so that gamma has m + 1 pieces there, in the first
    piece of H. On both sides the other w^k - 1 pieces of H follow. For n = 1 gamma has two pieces.
    """
    return 2 * w**k + (m - 1 if n >= 2 else 0)


def is_at_least_first_bound(size, *, n, m, w, k, hidden_layers):
    """Decide size >= (1/2) k' w^(k/(k' n)) (m-1)^((1 - 1/n)/k') - 1."""
    base = w**k * (m - 1) ** (n - 1)
    return is_at_least_root(size + 1, Fraction(hidden_layers, 2), base, n * hidden_layers)


def shapes(profile):
    """All n, m, w, k and k' <= k up to small bounds."""
    largest = 2 + profile.scale
    cases = grid(
        n=range(1, largest + 3),
        m=range(1, 3 * largest),
        w=range(2, largest + 2),
        k=range(1, largest + 1),
        hidden_layers=range(1, largest + 1),
    )
    return (case for case in cases(profile) if case["hidden_layers"] <= case["k"])


def shapes_in_words(profile):
    """The range of `shapes`."""
    largest = 2 + profile.scale
    return (
        f"n <= {largest + 2}, m < {3 * largest}, w <= {largest + 1}, k' <= k <= {largest}, "
        "by pieces on a line"
    )


def members_in_general_position():
    """Return a strategy for (b^1, ..., b^m) in general position, none of them 0."""
    return generator_tuples(most=3).filter(in_general_position).filter(lambda b: all(map(any, b)))


def pieces_near_0(b, parameters):
    """Return the number of pieces of a member on a line at a short distance from 0."""
    f = hard_zonotope_network(parameters.points, b, M=parameters.M)
    if len(b[0]) == 1:
        return as_pwl(f).piece_count
    p, d = line_across_all(b)
    near = Slice([x * Fraction(1, 2**400) for x in p], [d])
    return as_pwl(restricted(f, near)).piece_count


@arora.claim(
    "thm2.11.ii.a",
    label="Theorem 2.11 (ii)",
    kind="theorem",
    reading="S(n,m) holds the tuples in general position",
)
@for_all(
    b=members_in_general_position(),
    parameters=hard_parameters(max_width=3, max_layers=2),
    fewer=st.integers(0, 1),
    cost=3,
)
def first_lower_bound(b, parameters, fewer):
    """Consider any f in ZONOTOPE^n_{k,w,m}. If f is represented by a (k'+1)-layer DNN for any k' <= k,
    then this DNN has size at least (1/2) (k' w^(k/(k'n))) (m-1)^((1 - 1/n)/k') - 1.

    Lemma A.6, which the paper uses, is false for n >= 2. On a line it holds: there f has at least
    2 w^k + m - 1 pieces (2 w^k for n = 1), more than w^(k/n) (m-1)^(1 - 1/n), which lies between
    w^k and m - 1. Checked for the smallest size that the sharp count on the line leaves possible.
    """
    n, m, w, k = len(b[0]), len(b), len(parameters.points[0]) + 1, len(parameters.points)
    hidden_layers, pieces = max(1, k - fewer), pieces_near_0(b, parameters)
    size = smallest_size(pieces, hidden_layers)
    return judged(
        pieces >= pieces_on_a_line(n, m, w, k)
        and is_at_least_first_bound(size, n=n, m=m, w=w, k=k, hidden_layers=hidden_layers),
        pieces_on_a_line=pieces,
        smallest_possible_size=size,
    )


@first_lower_bound.confirmed
@for_every(shapes, over=shapes_in_words)
def pieces_on_a_line_need_the_size(n, m, w, k, hidden_layers):
    """The printed bound follows from 2 w^k + m - 1 pieces on a line, 2 w^k for n = 1."""
    size = smallest_size(pieces_on_a_line(n, m, w, k), hidden_layers)
    return is_at_least_first_bound(size, n=n, m=m, w=w, k=k, hidden_layers=hidden_layers)


@first_lower_bound.reading("S(n,m) as Definition 6 prints it")
@for_every(
    grid(n=[1], m=[1], k=range(1, 4), w=range(2, 7)), over="n = m = 1, k' = 1, k <= 3, w <= 6"
)
def first_lower_bound_for_definition_6(n, m, k, w):
    """The same for all b with |vert(Z)| = (m-1)^(n-1): for n = m = 1 that is b^1 = 0, with f = 0."""
    points, b = [evenly_spaced(w)] * k, [[0] * n] * m
    f = hard_zonotope_network(points, b)
    smallest = represent(as_pwl(f), output="linear").network
    bound = Fraction(w**k, 2) - 1
    return judged(smallest.size >= bound, f=f, smallest_size=smallest.size, bound=bound).proved_by(
        lambda: asserting(
            lambda f, network, w: [
                *is_member(f, b, points),
                f.size == 2 + w * k,
                network.same(f),
                network.depth == 2,
                network.size < w**k / 2 - 1,
            ],
            f=f,
            network=smallest,
            w=w,
        )
    )


@first_lower_bound.sharper
@for_every(shapes, over=shapes_in_words)
def lower_bound_by_pieces_on_a_line(n, m, w, k, hidden_layers):
    """For b in general position the size is at least k' (2 w^k + m - 1)^(1/k') - k', for n = 1 at least
    k' (2 w^k)^(1/k') - k'.
    """
    pieces = pieces_on_a_line(n, m, w, k)
    size = smallest_size(pieces, hidden_layers)
    return is_at_least_root(size + hidden_layers, hidden_layers, pieces, hidden_layers)


@first_lower_bound.companion("all pieces, as Lemma A.6 prints it")
@for_every(grid(m=range(1, 12)), over="n = m <= 11, w = 2, k = 1, k' = 2, the network of the paper")
def lower_bound_of_lemma_a6(m):
    """With p = 2^m w^k pieces in R^m, the size of a (k'+1)-layer DNN is at least
    (1/2) k' p^(1/k') - 1: false for the network of size 2m + wk itself, with k' = k + 1.
    """
    (b, f), p = member(m, m, 2, 1), 2 ** (m + 1)
    return judged(is_at_least_root(f.size + 1, 1, p, 2), size=f.size, pieces=p).proved_by(
        lambda: asserting(
            lambda f, m: [
                *is_member(f, b, [evenly_spaced(2)]),
                f.size == 2 * m + 2,
                (f.size + 1) ** 2 < p,
            ],
            f=f,
            m=m,
        )
    )


@first_lower_bound.companion("m^(n-1) without the n-th root")
@for_every(shapes, over=shapes_in_words)
def lower_bound_with_all_pieces(n, m, w, k, hidden_layers):
    """The line leaves no size below k' (2 w^k m^(n-1))^(1/k') - k': false, it has not so many pieces."""
    size = smallest_size(pieces_on_a_line(n, m, w, k), hidden_layers)
    wanted = 2 * w**k * m ** (n - 1)
    large = is_at_least_root(size + hidden_layers, hidden_layers, wanted, hidden_layers)
    return judged(large, size=size).proved_by(
        lambda: line_allows_less(size, hidden_layers, n=n, m=m, w=w, k=k)
    )


def line_allows_less(size, hidden_layers, **numbers):
    """Assert that some widths pass the count on a line, and that their sum is below the bound.

    They are as equal as possible, and positive; s is their sum, p the number of pieces on the line.
    """
    dimension, exponent = numbers["n"], numbers["k"]
    width, larger = divmod(size, hidden_layers)
    widths = [width + 1] * larger + [width] * (hidden_layers - larger)

    def asserted(n, m, w, k, p, s, **given):
        wanted = 2 * w**exponent * m ** (dimension - 1)
        yield n == dimension
        yield k == exponent
        yield p == 2 * w**exponent + (m - 1 if dimension >= 2 else 0)
        yield from (each >= 1 for each in (w - 1, *given.values()))
        yield product([each + 1 for each in given.values()]) >= p
        yield s == total(given.values())
        yield (s + hidden_layers) ** hidden_layers < hidden_layers**hidden_layers * wanted

    pieces = pieces_on_a_line(**numbers)
    return asserting(asserted, **numbers, p=pieces, s=size, **named("w", widths))
