"""Set covers, all small ones and drawn ones, and the samples that Theorem 1 makes of them."""

from fractions import Fraction
from itertools import combinations, combinations_with_replacement, permutations

from hypothesis import strategies as st

from exactrelu import qp
from exactrelu.sources import SetCover
from exactrelu.training import Samples

__all__ = [
    "cases",
    "chosen",
    "covers",
    "drawn_covers",
    "elements_in_sets",
    "families",
    "fewest_sets",
    "least_error_of_an_uncovered_element",
    "near_choices",
    "number_of_samples",
    "paper_epsilon",
    "printed_samples",
    "range_of_cases",
    "yes_weights",
]


def printed_samples(source, k, epsilon):
    """Return the samples of (2) to (5) as printed, for the unknowns w_1, w_eps, w_S_1, w_S_2, ..."""
    m = len(source.sets)
    rows = [((1, 0, *[int(i in s) for s in source.sets]), 0) for i in range(source.size)]
    rows += [((0, 1, *[int(i == j) for i in range(m)]), epsilon) for j in range(m)]
    rows += [((1, 0, *[0] * m), 1)] + [((0, 1, *[0] * m), epsilon)] * (k + 1)
    points, labels = zip(*rows, strict=True)
    return Samples(points, labels)


def number_of_samples(source, k):
    """Return the m of (1): N + M + 1 + (k + 1)."""
    return source.size + len(source.sets) + k + 2


def paper_epsilon(m):
    """Return 0.01/m^2."""
    return Fraction(1, 100 * m**2)


def yes_weights(source, sets, epsilon):
    """Return the weights of the YES case for these positions of sets."""
    return (1, epsilon, *[-1 if j in sets else 0 for j in range(len(source.sets))])


def chosen(weights, *, bias=0):
    """Return the positions j with w_S_j < -w_eps, or -(w_eps + bias)."""
    _, w_eps, *sets = weights
    return [j for j, w in enumerate(sets) if w < -(w_eps + bias)]


def fewest_sets(source):
    """Return OPT by trying all choices; None if there is no cover."""
    for count in range(len(source.sets) + 1):
        if any(source.is_cover(c) for c in combinations(range(len(source.sets)), count)):
            return count
    return None


def subsets(size):
    """Return all subsets of 0, ..., size - 1."""
    return [c for count in range(size + 1) for c in combinations(range(size), count)]


def is_first(size, family):
    """Return whether no renaming of the elements makes an earlier family of this one."""
    order = {s: i for i, s in enumerate(subsets(size))}
    own = [order[s] for s in family]
    return all(
        own <= sorted(order[tuple(sorted(renamed[i] for i in s))] for s in family)
        for renamed in permutations(range(size))
    )


def families(size, count):
    """Yield all families of `count` subsets, up to the names of elements and the order of sets."""
    for family in combinations_with_replacement(subsets(size), count):
        if is_first(size, family):
            yield SetCover(size, family)


LARGEST = {"quick": (2, 2), "standard": (3, 2), "deep": (3, 3)}


def covers(profile):
    """Return all small set covers, the smallest first, among them those without a cover."""
    most, count = LARGEST[profile.name]
    sizes = sorted(((n, m) for n in range(most + 1) for m in range(count + 1)), key=sum)
    return [source for n, m in sizes for source in families(n, m)]


def cases(profile):
    """Yield all small set covers that have a cover, each with each k up to 4, or 3."""
    most = 4 if profile.name == "deep" else 3
    for source in covers(profile):
        if fewest_sets(source) is not None:
            yield from ({"source": source, "k": k} for k in range(most + 1))


def range_of_cases(profile):
    """Return the range of `cases` in words."""
    most, count = LARGEST[profile.name]
    return (
        f"all set covers of at most {most} elements and {count} sets that have a cover, up to "
        f"names, and all k <= {4 if profile.name == 'deep' else 3}"
    )


def elements_in_sets(most):
    """Return the cases of an element in f <= m sets, m at most `most`."""
    return lambda _: ({"m": m, "f": f} for m in range(1, most + 1) for f in range(m + 1))


def least_error_of_an_uncovered_element(k, f, epsilon):
    """Return the program of the least error at (2), (3), (4) and (5) for an element in f sets that are
    not in S_{<-w_eps}, for w_1 >= 0 and w_eps >= 0.

    The unknowns are w_1, w_eps, the w_S, and a bound p >= 0 of the sum in (2).
    """
    units = [[int(i == j) for i in range(f + 3)] for j in range(f + 3)]
    sums = [[0, 1, *[int(i == j) for i in range(f)], 0] for j in range(f)]
    forms = [units[0], *[units[1]] * (k + 1), *sums, units[-1]]
    labels = [1, *[epsilon] * (k + 1 + f), 0]
    rows = [(row, ">=", 0) for row in sums] + [((1, 0, *[1] * f, -1), "<=", 0)]
    bounds = [(0, None), (0, None), *[(None, None)] * f, (0, None)]
    return qp.least_squares(forms, labels, rows=rows, bounds=bounds)


@st.composite
def drawn_covers(draw, *, size=5, sets=5):
    """Draw a set cover, of which each element is in a set."""
    n = draw(st.integers(0, size))
    m = draw(st.integers(1, sets))
    homes = [draw(st.sets(st.integers(0, m - 1), min_size=1)) for _ in range(n)]
    return SetCover(n, [[i for i in range(n) if j in homes[i]] for j in range(m)])


@st.composite
def near_choices(draw):
    """Draw a set cover, k, eps and weights near those of a choice of sets, often these themselves."""
    source, k = draw(drawn_covers()), draw(st.integers(0, 4))
    eps = paper_epsilon(number_of_samples(source, k))
    sets = draw(st.sets(st.integers(0, len(source.sets) - 1)))
    steps = st.lists(st.integers(-3, 3), min_size=7, max_size=7) | st.just([0] * 7)
    near = zip(yes_weights(source, sets, eps), draw(steps), strict=False)
    return source, k, eps, [w + eps * s / 4 for w, s in near]
