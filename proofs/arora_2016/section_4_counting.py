"""Section 4: how many partitions and guesses there are."""

from math import comb

from hypothesis import strategies as st

from exactrelu.arrangement import dichotomies
from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.network import AffineMap, Network
from exactrelu.training import Problem

from .paper import arora
from .space import curved_generators
from .training import cell_program, guesses, small_samples

__all__ = [
    "number_of_guesses",
    "number_of_partitions_as_printed",
    "twice_the_binomial_is_at_most_the_power",
]


def compare_partitions(n, D, *, ordered, trivial):
    """Return whether D points in general position have at most 2 C(D, n) partitions.

    `ordered` is 1 if (P_+, P_-) and (P_-, P_+) are counted once, and 2 otherwise; `trivial` is 1 if
    the partitions with an empty part count.
    """
    points = curved_points(n, D)
    sides = list(dichotomies(points))
    kept = [d for d in sides if trivial or 0 < len(d.positive) < D]
    kept = [d for d in kept if ordered == 2 or d.signs[0] > 0]
    found, printed = len(kept), 2 * comb(D, n)
    return judged(found <= printed, points=points, partitions=found, printed=printed).proved_by(
        lambda: many_partitions(points, kept, lambda count: count > printed)
    )


def curved_points(n, D):
    """Return D points of R^n in general position: (t, ..., t^n)."""
    return tuple(b[1:] for b in curved_generators(n + 1, D))


def many_partitions(points, listed, conclusion):
    """Assert that affine forms divide the points in different ways, and what follows of their number."""
    n, zero = len(points[0]), [0] * len(points[0])
    forms = Network([AffineMap([d.weights for d in listed], [d.bias for d in listed])])
    units = [[int(i == k) for i in range(n)] for k in range(n)]

    def asserted(forms, count):
        yield forms.depth == 1
        yield count == len({d.positive for d in listed})
        for i, d in enumerate(listed):
            yield forms(*zero, coordinate=i) == d.bias
            for unit, weight in zip(units, d.weights, strict=True):
                yield forms(*unit, coordinate=i) == d.bias + weight
            for x, sign in zip(points, d.signs, strict=True):
                yield sign * forms(*x, coordinate=i) > 0
        yield conclusion(count)

    return asserting(asserted, forms=forms, count=len(listed))


def enough_points(_):
    """Yield n and D with D >= n + 1."""
    yield from ({"n": n, "D": D} for n in range(2, 5) for D in range(n + 1, 8))


def few_points(_):
    """Yield n and D with 2 <= D < n, where C(D, n) = 0."""
    yield from ({"n": n, "D": D} for n in range(3, 5) for D in range(2, n))


RANGE = "2 <= n <= 4, n + 1 <= D <= 7, one set in general position"


@arora.claim(
    "s4.count",
    label="Section 4, the number of partitions",
    kind="proof step",
    reading="all of them",
)
@for_every(enough_points, over=RANGE)
def number_of_partitions_as_printed(n, D):
    """It is well-known that the total number of possible hyperplane partitions of a set of size D in R^n
    is at most 2 C(D, n) <= D^n whenever n >= 2.

    All (P_+, P_-) that the algorithm guesses, for D >= n + 1 points in general position.
    """
    return compare_partitions(n, D, ordered=2, trivial=1)


@number_of_partitions_as_printed.reading("without order")
@for_every(enough_points, over=RANGE)
def number_of_partitions_without_order(n, D):
    """The same, if (P_+, P_-) and (P_-, P_+) are one partition: right for n = 2 and 3 only."""
    return compare_partitions(n, D, ordered=1, trivial=1)


@number_of_partitions_as_printed.reading("without empty parts")
@for_every(enough_points, over=RANGE)
def number_of_partitions_without_empty_parts(n, D):
    """The same, if both parts must have a point: right for n = 2 only."""
    return compare_partitions(n, D, ordered=2, trivial=0)


@number_of_partitions_as_printed.reading("without order and empty parts")
@for_every(enough_points, over=RANGE)
def number_of_partitions_without_order_and_empty_parts(n, D):
    """The same, if both parts must have a point, and their order does not count: false for n = 4."""
    return compare_partitions(n, D, ordered=1, trivial=0)


@number_of_partitions_as_printed.reading("D < n, without order and empty parts")
@for_every(few_points, over="n <= 4, 2 <= D < n, one set in general position")
def number_of_partitions_of_few_points(n, D):
    """The same for D < n, where C(D, n) = 0 and two points have a partition: false however it is counted."""
    return compare_partitions(n, D, ordered=1, trivial=0)


def sets_of_points(n):
    """Return a strategy for lists of points of R^n, with small integers."""
    return st.lists(st.tuples(*[st.integers(-2, 2)] * n), min_size=1, max_size=6)


@number_of_partitions_as_printed.corrected
@for_all(points=st.integers(1, 3).flatmap(sets_of_points), cost=2)
def most_partitions(points):
    """There are at most 2 (C(D-1, 0) + ... + C(D-1, n)) partitions, ordered and with empty parts."""
    n, D = len(points[0]), len(set(points))
    return dichotomies(points).count <= partitions_in_general_position(n, D)


def partitions_in_general_position(n, D):
    """Return 2 (C(D-1, 0) + ... + C(D-1, n))."""
    return 2 * sum(comb(D - 1, i) for i in range(n + 1))


@number_of_partitions_as_printed.corrected
@for_every(grid(n=range(1, 5), D=range(1, 8)), over="n <= 4, D <= 7")
def most_partitions_are_attained(n, D):
    """There are so many for points in general position."""
    return dichotomies(curved_points(n, D)).count == partitions_in_general_position(n, D)


@number_of_partitions_as_printed.corrected
@for_every(
    lambda _: ({"n": n, "D": D} for n in (2, 3) for D in range(n + 1, 9)),
    over="n = 2 and 3, n + 1 <= D <= 8",
)
def most_partitions_without_order(n, D):
    """At most 2 C(D, n) partitions if their order does not count, for n = 2 and 3 and D >= n + 1. With
    order, but without empty parts, there are 2 C(D, 2) for n = 2 in general position.
    """
    count = dichotomies(curved_points(n, D)).count
    return count // 2 <= 2 * comb(D, n) and (n > 2 or count - 2 == 2 * comb(D, 2))


@arora.claim("s4.Dn", label="Section 4, the number of partitions", kind="proof step")
@for_every(grid(n=range(2, 13), D=range(1, 61)), over="2 <= n <= 12, D <= 60")
def twice_the_binomial_is_at_most_the_power(n, D):
    """2 C(D, n) <= D^n whenever n >= 2.

    n! C(D, n) is a product of n numbers, none of which is larger than D, and n! >= 2.
    """
    return 2 * comb(D, n) <= D**n


@twice_the_binomial_is_at_most_the_power.companion("n = 1")
@for_every(grid(D=range(1, 4)), over="D <= 3")
def twice_the_binomial_is_at_most_the_number(D):
    """The same for n = 1: false, 2D > D."""
    return judged(2 * comb(D, 1) <= D).proved_by(
        lambda: asserting(lambda number: [number == D, 2 * number > number**1], number=D)
    )


def compare_guesses(n, D, w):
    """Return whether there are at most 2^w D^(nw) guesses for points in general position."""
    points = curved_points(n, D)
    listed = list(dichotomies(points))
    found, printed = 2**w * len(listed) ** w, 2**w * D ** (n * w)
    return judged(found <= printed, points=points, guesses=found, printed=printed).proved_by(
        lambda: many_partitions(points, listed, lambda count: 2**w * count**w > printed)
    )


@arora.claim(
    "s4.guesses", label="Section 4, the number of guesses", kind="proof step", reading="D >= 1"
)
@for_every(grid(n=range(2, 5), D=range(1, 6), w=range(1, 4)), over="2 <= n <= 4, D <= 5, w <= 3")
def number_of_guesses(n, D, w):
    """This gives us a total of 2^w D^(nw) guesses for the partitions and vectors s. For each such guess,
    we have a convex optimization problem with (n+1) w decision variables and D w constraints.
    """
    return compare_guesses(n, D, w)


@number_of_guesses.reading("D >= 2")
@for_every(
    grid(n=range(2, 5), D=range(2, 7), w=range(1, 4)), over="2 <= n <= 4, 2 <= D <= 6, w <= 3"
)
def number_of_guesses_for_two_samples_and_more(n, D, w):
    """The same for D >= 2. One sample has the two partitions with an empty part."""
    return compare_guesses(n, D, w)


@number_of_guesses.confirmed
@for_all(samples=st.integers(1, 3).flatmap(lambda n: small_samples(dimension=n, most=2)))
def sizes_of_the_programs(samples):
    """Each program has (n+1) w decision variables and D w constraints, for w = 2."""
    asked = Problem(samples, 2, loss="squared", output="linear")
    programs = [cell_program(asked, *guess) for guess in guesses(asked)[:5]]
    return all(
        program.dimension == 2 * (samples.dimension + 1) and len(program.rows) == 2 * len(samples)
        for program in programs
    )
