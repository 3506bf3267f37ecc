"""Section 2.1: threshold networks, and the regions of arrangements of hyperplanes."""

from itertools import combinations
from math import comb

from hypothesis import strategies as st

from exactrelu.arrangement import Arrangement
from exactrelu.claims import Term, asserting, for_all, for_every, grid, judged
from exactrelu.linalg import nullspace, rank
from exactrelu.network import AffineMap, Network
from exactrelu.regions import regions

from .paper import pan

__all__ = ["general_arrangements_have_the_number_of_regions"]


def number_of_regions(n, d):
    """Return the sum of C(n, s) for s from 0 to d."""
    return sum(comb(n, s) for s in range(d + 1))


def is_general(rows):
    """Decide whether hyperplanes (a, b), a·x = b, are in general position.

    Any k <= d of them meet in a flat of dimension d - k, any d + 1 in no point.
    """
    d = len(rows[0]) - 1 if rows else 0
    few = all(
        rank([row[:-1] for row in chosen]) == k
        for k in range(1, min(d, len(rows)) + 1)
        for chosen in combinations(rows, k)
    )
    return few and all(rank(chosen) == d + 1 for chosen in combinations(rows, d + 1))


def general_rows(n, d):
    """Return n hyperplanes of R^d in general position: t x_1 + ... + t^d x_d = t^(d+1), t <= n."""
    return [tuple(t**i for i in range(1, d + 2)) for t in range(1, n + 1)]


def regions_by_cells(rows):
    """Return the number of activation regions of units with these hyperplanes, cell by cell."""
    if not rows:
        return 1
    hidden = [row[:-1] for row in rows], [-row[-1] for row in rows]
    return len(regions(Network.of(hidden, ([[1] * len(rows)], [0]))))


@st.composite
def hyperplanes(draw):
    """Draw at most 5 different hyperplanes of R^d, d <= 3, with small integers, general or not."""
    d = draw(st.integers(1, 3))
    leading = st.integers(0, d - 1)
    entries = st.tuples(*[st.integers(-2, 2)] * d, st.integers(-3, 3))
    rows = draw(st.lists(st.tuples(leading, entries), max_size=5))
    normal = {(*([0] * i), 1, *row[i + 1 :]) for i, row in rows}
    return d, tuple(sorted(normal))


@pan.claim("zaslavsky", label="Section 2.1", kind="remark")
@for_every(grid(n=range(9), d=range(1, 6)), over="n <= 8, d <= 5, one general arrangement for all")
def general_arrangements_have_the_number_of_regions(n, d):
    """For a general arrangement of n hyperplanes in d dimensions, the space is divided into the sum over
    s from 0 to d of C(n, s) regions.

    Counted by the characteristic polynomial, and for d <= 3 by cells. General is: any k <= d of the
    hyperplanes meet in a flat of dimension d - k, and any d + 1 in no point. One arrangement for
    each n and d is enough: the number of regions depends on the flats alone (Zaslavsky), and in all
    general arrangements these are one for each set of at most d hyperplanes, ordered as the sets.
    """
    rows = general_rows(n, d)
    found = Arrangement.of_rows(rows, dimension=d).region_count
    cells = regions_by_cells(rows) if d <= 3 else found
    return judged(is_general(rows) and found == cells == number_of_regions(n, d), regions=found)


@general_arrangements_have_the_number_of_regions.sharper
@for_all(drawn=hyperplanes(), cost=2)
def arrangements_have_at_most_as_many_regions(drawn):
    """Any n hyperplanes have at most as many regions, and exactly as many if and only if they are in
    general position.
    """
    d, rows = drawn
    found, largest = regions_by_cells(rows), number_of_regions(len(rows), d)
    return judged((found == largest) == is_general(rows) and found <= largest, regions=found)


@general_arrangements_have_the_number_of_regions.companion("any hyperplanes")
@for_all(drawn=hyperplanes())
def arrangements_have_the_number_of_regions(drawn):
    """The same for any n different hyperplanes: false if two are parallel, say."""
    d, rows = drawn
    found, largest = regions_by_cells(rows), number_of_regions(len(rows), d)
    return judged(found == largest, rows=rows, regions=found, largest=largest).proved_by(
        *dependent_rows(rows, d)
    )


@general_arrangements_have_the_number_of_regions.companion("hyperplanes through 0")
@for_every(grid(n=range(1, 6), d=[2, 3]), over="n <= 5, d = 2, 3")
def central_arrangements_have_the_number_of_regions(n, d):
    """The same for hyperplanes with d_k = 0, any d of them independent: false for n > d."""
    rows = [(*row[:-1], 0) for row in general_rows(n, d)]
    found, largest = regions_by_cells(rows), number_of_regions(n, d)
    return judged(found == largest, rows=rows, regions=found, largest=largest).proved_by(
        *dependent_rows(rows, d)
    )


def dependent_rows(rows, d):
    """Return what proves that hyperplanes are not in general position, if they are not.

    Some k <= d of them have dependent normals, or some d + 1 have dependent rows (a, b): then, by the
    sharper claim, there are fewer regions.
    """
    for k in range(2, d + 2):
        for chosen in combinations(rows, k):
            vectors = chosen if k == d + 1 else [row[:-1] for row in chosen]
            if rank(vectors) < k:
                return (lambda: linear_relation(vectors),)  # noqa: B023 - it returns here
    return ()


def linear_relation(vectors):
    """Assert that the combination of the vectors with these weights, not all 0, is 0."""
    columns = tuple(zip(*vectors, strict=True))
    weights = nullspace(columns)[0]

    def asserted(combination, **weight):
        for i, vector in enumerate(vectors):
            unit = [int(i == j) for j in range(len(vectors))]
            yield from (combination(*unit, coordinate=j) == x for j, x in enumerate(vector))
        yield from (combination(*weight.values(), coordinate=j) == 0 for j in range(len(columns)))
        yield sum((w * w for w in weight.values()), Term("0")) > 0

    combination = Network([AffineMap(columns, [0] * len(columns))])
    names = [f"weight_{i}" for i in range(1, len(weights) + 1)]
    return asserting(asserted, combination=combination, **dict(zip(names, weights, strict=True)))
