"""Section 4.1: the tuples I, the signs S and the classes D_j."""

from itertools import combinations_with_replacement, product
from math import comb

from exactrelu.claims import asserting, for_every, grid, judged

from .evidence import TWO
from .paper import arora
from .shapes import named
from .training import corrected_classes, guesses_on_the_line, printed_classes

__all__ = ["classes_as_printed", "number_of_sign_vectors", "number_of_tuples_as_printed"]


@arora.claim("s4.I", label="Section 4.1, |I|", kind="proof step")
@for_every(grid(D=range(1, 7), w=range(1, 6)), over="D <= 6, w <= 5")
def number_of_tuples_as_printed(D, w):
    """I is the set of all (w-1)-tuples of natural numbers such that 1 <= i_1 <= ... <= i_{w-1} <= D, and
    |I| = C(D, w) = O(D^w).

    The range of i_j is as printed. It contains i_j = D, for which (10) has no x_{D+1}; a kink right of
    all samples changes no loss.
    """
    found = len(list(combinations_with_replacement(range(1, D + 1), w - 1)))
    return judged(found == comb(D, w), size=found, printed=comb(D, w)).proved_by(
        lambda: tuples_are_counted(D, w, found)
    )


def tuples_are_counted(D, w, size):
    """Assert the number of increasing tuples, w - 1 out of D with repetition, and the printed one."""
    D_, w_ = D, w

    def asserted(D, w, size, zero):
        yield D == D_
        yield w == w_
        yield zero == 0
        # C(D+w-2, w-1) and C(D, w), as products of fractions.
        yield size == falling(D + w - 2, w_ - 1)
        yield size != falling(D, w_)

    return asserting(asserted, D=D, w=w, size=size, zero=0)


def falling(top, count):
    """Return top (top - 1) ... (top - count + 1) / count! as a term."""
    value = TWO / 2
    for i in range(count):
        value = value * (top - i) / (i + 1)
    return value


@number_of_tuples_as_printed.corrected
@for_every(grid(D=range(1, 9), w=range(1, 6)), over="D <= 8, w <= 5")
def number_of_tuples(D, w):
    """|I| = C(D+w-2, w-1), which is O(D^(w-1)) for fixed w: at most D^(w-1), one for each tuple."""
    found = len(list(combinations_with_replacement(range(1, D + 1), w - 1)))
    return found == comb(D + w - 2, w - 1) and found <= D ** (w - 1)


@number_of_tuples_as_printed.corrected
@for_every(grid(D=range(2, 9), w=range(1, 6)), over="2 <= D <= 8, w <= 5")
def number_of_tuples_of_intervals(D, w):
    """With i_{w-1} <= D - 1, so that all intervals (x_{i_j}, x_{i_j + 1}) have both ends, there are
    C(D+w-3, w-1) tuples.
    """
    listed = {gaps for gaps, _ in guesses_on_the_line(D, w)}
    return len(listed) == comb(D + w - 3, w - 1)


@arora.claim("s4.S", label="Section 4.1, |S|", kind="proof step")
@for_every(grid(w=range(1, 13)), over="w <= 12")
def number_of_sign_vectors(w):
    """S = {-1, 1}^(w-1), and |S| = 2^(w-1)."""
    return len(set(product((-1, 1), repeat=w - 1))) == 2 ** (w - 1)


@number_of_sign_vectors.companion("2^w")
@for_every(grid(w=range(1, 4)), over="w <= 3")
def number_of_sign_vectors_of_all_pieces(w):
    """|S| = 2^w: false, there is a sign for each breakpoint."""
    size = len(set(product((-1, 1), repeat=w - 1)))
    return judged(size == 2**w, size=size).proved_by(
        lambda: asserting(lambda size: [size == TWO ** (w - 1), size != TWO**w], size=size)
    )


@arora.claim("s4.Dj", label="Section 4.1, the classes", kind="proof step")
@for_every(
    lambda _: (
        {"D": D, "gaps": gaps}
        for D in range(1, 6)
        for w in range(1, 5)
        for gaps in combinations_with_replacement(range(1, D + 1), w - 1)
    ),
    over="D <= 5, w <= 4, all I",
)
def classes_as_printed(D, gaps):
    """Given I, D_1 = {x_i: i <= i_1}, D_j = {x_i: i_{j-1} < i <= i_1} for j = 2, ..., w-1,
    D_w = {x_i: i > i_{w-1}}.

    They should be a partition of the data, one class for each piece. D_j is empty as printed.
    """
    listed = sorted(i for some in printed_classes(D, gaps) for i in some)
    missing = sorted(set(range(1, D + 1)) - set(listed))
    return judged(listed == list(range(1, D + 1)), missing=tuple(missing)).proved_by(
        lambda: point_is_missing(D, gaps, missing)
    )


def point_is_missing(D, gaps, missing):
    """Assert that some i is in no class: right of i_1, where no D_j goes, and not in D_w."""
    place = missing[0] if missing else D

    def asserted(number, i, **ends):
        listed = list(ends.values())
        first, last = listed[0], listed[-1]
        yield from (end == value for end, value in zip(ends.values(), gaps, strict=True))
        yield number == D
        yield i == place
        yield i <= number
        yield i > first
        yield i <= last

    return asserting(asserted, number=D, i=place, **named("i", gaps))


@classes_as_printed.corrected
@for_every(
    lambda _: (
        {"D": D, "gaps": gaps}
        for D in range(1, 7)
        for w in range(1, 5)
        for gaps in combinations_with_replacement(range(1, D + 1), w - 1)
    ),
    over="D <= 6, w <= 4, all I",
)
def corrected_classes_are_a_partition(D, gaps):
    """D_j = {x_i: i_{j-1} < i <= i_j} for j = 2, ..., w-1."""
    return [i for some in corrected_classes(D, gaps) for i in some] == list(range(1, D + 1))
