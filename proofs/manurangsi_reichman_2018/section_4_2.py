"""Section 4.2: generalization bounds and Rademacher averages."""

from fractions import Fraction
from itertools import combinations, product
from math import isqrt

from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid
from exactrelu.learning import (
    RootSum,
    rademacher_average,
    rademacher_average_of_absolute_values,
    rademacher_average_of_linear,
)
from exactrelu.learning.enclosures import is_less, logarithm

from .classes import ball_points, holds_or_shows, square
from .paper import training

__all__ = [
    "averages_of_sums",
    "averages_under_contraction",
    "linear_functions_have_small_averages",
    "two_sided_bound_for_all_chances",
]

# Theorem 9. A problem is a list of equally likely (x, y), x = 0, 1, ..., and the functions f of a
# class as the tuples of their values f(x); the loss is |f(x) - y|, L = 1 and b = 1 on [0, 1].

HALF = Fraction(1, 2)
COIN = ((0, Fraction(0)), (0, Fraction(1)))
SKEWED = ((0, Fraction(0)), (0, Fraction(0)), (0, Fraction(1)))
PAIR = ((0, Fraction(0)), (1, Fraction(1)))
NOISY = ((0, Fraction(0)), (1, Fraction(1)), (1, HALF))
PROBLEMS = {
    "a coin and the function 0": (COIN, ((0,),)),
    "a skewed coin and the function 0": (SKEWED, ((0,),)),
    "a coin and two constants": (COIN, ((0,), (1,))),
    "two points and all functions to {0, 1}": (PAIR, tuple(product((0, 1), repeat=2))),
    "two points, a noisy label and three functions": (NOISY, ((0, 0), (0, 1), (HALF, HALF))),
}


def complexity(atoms, functions, m):
    """Return R_m of the class: the mean of the averages at m random points."""
    averages = [
        rademacher_average([[f[x] for x, _ in drawn] for f in functions])
        for drawn in product(atoms, repeat=m)
    ]
    return sum(averages, Fraction(0)) / len(averages)


def largest_deviations(atoms, functions, m):
    """Return for each of the samples of m, equally likely, the largest |L(f) - L(f; S)|."""

    def mean(f, drawn):
        return sum([abs(f[x] - y) for x, y in drawn], Fraction(0)) / len(drawn)

    return [
        max(abs(mean(f, atoms) - mean(f, drawn)) for f in functions)
        for drawn in product(atoms, repeat=m)
    ]


def is_within(rest, factor, argument):
    """Return whether rest <= sqrt(factor ln(argument)), for argument != 1."""
    return rest <= 0 or not is_less(lambda: logarithm(argument), rest**2 / factor)


def printed(deviation, average, delta, m):
    """Return whether a deviation is at most 4 L R_m + 2 b sqrt(ln(1/delta)/m)."""
    return is_within(deviation - 4 * average, Fraction(4, m), 1 / delta)


def sharper(deviation, average, delta, m):
    """Return whether a deviation is at most 2 L R_m + b sqrt(ln(2/delta)/(2m))."""
    return is_within(deviation - 2 * average, Fraction(1, 2 * m), 2 / delta)


def probability(problem, m, delta, bound):
    """Return R_m, the largest deviations, and the probability that all functions keep the bound."""
    atoms, functions = PROBLEMS[problem]
    average = complexity(atoms, functions, m)
    deviations = largest_deviations(atoms, functions, m)
    kept = {d: bound(d, average, delta, m) for d in set(deviations)}
    return average, deviations, Fraction(sum(kept[d] for d in deviations), len(deviations))


CHANCES = tuple(Fraction(i, 100) for i in (95, 94, 90, 75, 50, 25, 10, 1))
SMALL = {"m": (1, 2, 3), "problem": tuple(PROBLEMS)}


def exceeds(m):
    """Return what is asserted: that too many deviations are above the bound.

    ln(1/delta) is at most 1/delta - 1.
    """

    def asserted(delta, average, chance, least):
        yield (1 / delta - 1) * Fraction(4, m) < (least - 4 * average) ** 2
        yield least > 4 * average
        yield chance < 1 - delta

    return asserted


@training.claim("thm9", label="Theorem 9", kind="theorem")
@for_every(
    grid(delta=CHANCES, **SMALL),
    over="five classes with at most 2 points and 3 labels, m <= 3, delta = 0.95, ..., 0.01",
)
def two_sided_bound_for_all_chances(delta, m, problem):
    """For any delta > 0, with probability at least 1 - delta, |L(f; D) - L(f; S)| <= 4 L R_m(F) + 2 b
    sqrt(log(1/delta)/m) for all f in F, for a loss that is b-bounded and L-Lipschitz in its first
    argument.

    False for delta near 1: the fluctuation of a single function, R_m = 0, is not small with any
    probability. The logarithm must be that of 2/delta, or delta at most 0.9. For delta > 1 the root
    is of a negative number. The logarithm is natural.
    """
    average, deviations, chance = probability(problem, m, delta, printed)
    outside = [d for d in deviations if not printed(d, average, delta, m)]
    return holds_or_shows(
        chance >= 1 - delta,
        exceeds(m),
        delta=delta,
        average=average,
        chance=chance,
        least=min(outside, default=Fraction(0)),
    )


@two_sided_bound_for_all_chances.corrected
@for_every(
    grid(delta=CHANCES, **SMALL),
    over="five classes with at most 2 points and 3 labels, m <= 3, delta = 0.95, ..., 0.01",
)
def two_sided_bound(delta, m, problem):
    """With probability at least 1 - delta, |L(f; D) - L(f; S)| <= 2 L R_m(F) + b sqrt(ln(2/delta)/(2m))
    for all f in F, for a loss in [0, b]. R_m is without absolute values.

    McDiarmid's inequality on both sides, symmetrization, and contraction with the factor L; cited.
    """
    return probability(problem, m, delta, sharper)[2] >= 1 - delta


@two_sided_bound_for_all_chances.corrected
@decided(by="monotonicity in delta, and 2 * 9^7 <= 10^7")
def printed_bound_for_small_chances():
    """For delta <= 0.9 the printed bound follows: b sqrt(ln(2/delta)/(2m)) <= 2 b sqrt(ln(1/delta)/m).

    Squared it says ln 2 <= 7 ln(1/delta), or delta^7 <= 1/2.
    """
    return 2 * 9**7 <= 10**7


# Theorem 10.


@st.composite
def some_points(draw, *, most=4, scale=1):
    """Draw up to `most` points of the unit ball of R^n, n <= 3; they may be multiplied."""
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, most))
    return tuple([tuple([scale * v for v in draw(ball_points(n))]) for _ in range(m)])


def averages_are_at_most(points, factor):
    """Return whether `factor` times the average of linear functions is at most 1/sqrt(m).

    Otherwise it is shown by vectors u of the unit ball: the norm of v is at least <u, v>.
    """
    m = len(points)
    average = rademacher_average_of_linear(points).times(factor)
    holds = average.is_at_most_root_of(Fraction(1, m))
    entries = {f"x_{i}_{j}": v for i, x in enumerate(points) for j, v in enumerate(x)}
    return holds_or_shows(holds, lambda **x: too_large(points, factor, x), **entries)


def too_large(points, factor, x):
    """Assert that the average is too large, from below by vectors near the best ones."""
    m, n = len(points), len(points[0])
    terms = []
    for signs in product((1, -1), repeat=m):
        values = [sum(s * p[j] for s, p in zip(signs, points, strict=True)) for j in range(n)]
        u = shortened(values)
        terms += [
            s * u[j] * x[f"x_{i}_{j}"] for i, s in enumerate(signs) for j in range(n) if u[j] != 0
        ]
    total = sum(terms, Fraction(0))
    yield total > 0
    yield (Fraction(factor, m * 2**m) * total) ** 2 > Fraction(1, m)


def shortened(vector):
    """Return a rational vector of the unit ball almost in the direction of a vector."""
    norm = square(vector)
    if norm == 0:
        return vector
    bits = 40
    inverse = Fraction(isqrt((norm.denominator << 2 * bits) // norm.numerator), 1 << bits)
    return [inverse * v for v in vector]


@training.claim(
    "thm10",
    label="Theorem 10",
    kind="theorem",
    reading="R_m is the mean of sup (1/m) sum, with absolute values or without",
)
@for_all(points=some_points())
def linear_functions_have_small_averages(points):
    """Let X be a subset of B^n and W = {x -> <x, w> : ||w||_2 <= 1}. Then R_m(W) <= sqrt(1/m).

    The paper does not define R_m. The class is symmetric, so that absolute values do not matter.
    """
    return averages_are_at_most(points, 1)


@linear_functions_have_small_averages.reading("R_m is that of [BM02], the mean of sup |(2/m) sum|")
@for_all(points=some_points(most=2))
def linear_functions_have_small_averages_with_2(points):
    """The same for twice the average: false for one point of norm 1."""
    return averages_are_at_most(points, 2)


@linear_functions_have_small_averages.confirmed
@for_all(points=some_points())
def mean_of_squares_is_the_sum(points):
    """The mean of ||sum sigma_i x_i||^2 over all signs is sum ||x_i||^2 <= m: with Jensen's inequality
    this is the proof.
    """
    m = len(points)
    sums = [
        square(
            [
                sum(s * v for s, v in zip(signs, column, strict=True))
                for column in zip(*points, strict=True)
            ]
        )
        for signs in product((1, -1), repeat=m)
    ]
    return sum(sums, Fraction(0)) / 2**m == sum(map(square, points)) <= m


@linear_functions_have_small_averages.confirmed
@for_every(grid(m=range(1, 7)), over="m <= 6")
def orthogonal_points_have_this_average(m):
    """Equality holds for m orthogonal points of norm 1."""
    average = rademacher_average_of_linear([[int(i == j) for j in range(m)] for i in range(m)])
    return average == RootSum.of([Fraction(1, m)])


@linear_functions_have_small_averages.companion("points of norm 2")
@for_all(points=some_points(most=2, scale=2))
def linear_functions_have_small_averages_at_far_points(points):
    """The same for points of norm at most 2: false."""
    return averages_are_at_most(points, 1)


# Fact 1 and Theorem 11, for finite classes: lists of the values at m points.


@st.composite
def classes(draw, count=1, *, most=3):
    """Draw finite classes at the same points: vectors of m <= 3 small integers."""
    m = draw(st.integers(1, 3))
    vectors = st.tuples(*[st.integers(-2, 2)] * m)
    return tuple([tuple(draw(st.lists(vectors, min_size=1, max_size=most))) for _ in range(count)])


def sums(first, second):
    """Return all f_1 + f_2."""
    return [[a + b for a, b in zip(f, g, strict=True)] for f, g in product(first, second)]


AVERAGES = {
    "without absolute values": rademacher_average,
    "with absolute values": rademacher_average_of_absolute_values,
}


@training.claim("fact1", label="Fact 1", kind="fact")
@for_all(pair=classes(2))
def averages_of_sums(pair):
    """Let F = {f_1 + f_2 : f_1 in F_1, f_2 in F_2}. Then R_m(F) <= R_m(F_1) + R_m(F_2).

    Checked at all points, with absolute values and without.
    """
    return all(
        average(sums(*pair)) <= average(pair[0]) + average(pair[1]) for average in AVERAGES.values()
    )


@averages_of_sums.sharper
@for_all(pair=classes(2))
def averages_of_sums_are_sums(pair):
    """Without absolute values, R_m(F) = R_m(F_1) + R_m(F_2)."""
    return rademacher_average(sums(*pair)) == sum(map(rademacher_average, pair))


@averages_of_sums.companion("R_m(F) <= max(R_m(F_1), R_m(F_2))")
@for_all(pair=classes(2))
def averages_of_sums_are_maxima(pair):
    """The average of the sum is at most the larger one: false."""
    first, second = map(rademacher_average, pair)
    whole = rademacher_average(sums(*pair))
    return holds_or_shows(
        whole <= max(first, second),
        lambda first, second, whole: [whole > first, whole > second],
        first=first,
        second=second,
        whole=whole,
    )


MAPS = {
    "max(0, t)": (lambda t: max(0, t), 1),
    "|t|": (abs, 1),
    "t": (lambda t: t, 1),
    "2 max(-1, min(t, 1))": (lambda t: 2 * max(-1, min(t, 1)), 2),
    "max(0, t) - 3 max(0, -t)": (lambda t: max(0, t) - 3 * max(0, -t), 3),
}


def contracts(functions, name, *, factor, average):
    """Return whether R_m(psi o F) <= factor L R_m(F)."""
    psi, slope = MAPS[name]
    inner = average(functions)
    outer = average([[psi(v) for v in f] for f in functions])
    return holds_or_shows(
        outer <= factor * slope * inner,
        lambda inner, outer: [outer > factor * slope * inner],
        inner=inner,
        outer=outer,
    )


@training.claim("thm11", label="Theorem 11", kind="theorem")
@for_all(functions=classes(), name=st.sampled_from(list(MAPS)))
def averages_under_contraction(functions, name):
    """Suppose that psi: R -> R is L-Lipschitz and psi(0) = 0. Then R_m({psi o f : f in F}) <= 2 L R_m(F).

    Checked for five piecewise linear psi, with absolute values and without.
    """
    return all(
        contracts(functions[0], name, factor=2, average=average).holds
        for average in AVERAGES.values()
    )


@averages_under_contraction.sharper
@for_all(functions=classes(), name=st.sampled_from(list(MAPS)))
def averages_under_contraction_without_absolute_values(functions, name):
    """Without absolute values, R_m({psi o f}) <= L R_m(F); psi(0) need not be 0."""
    return contracts(functions[0], name, factor=1, average=rademacher_average)


def pairs_of_functions(_):
    """Yield the classes of two functions at three points, by the sum of their absolute values."""
    pairs = combinations(product(range(-2, 3), repeat=3), 2)
    for pair in sorted(pairs, key=lambda pair: sum(abs(v) for f in pair for v in f)):
        yield {"functions": pair}


@averages_under_contraction.companion("L instead of 2 L, with absolute values")
@for_every(pairs_of_functions, over="two functions at three points, values -2, ..., 2, psi = |t|")
def averages_of_absolute_values_under_contraction(functions):
    """With absolute values, R_m({psi o f}) <= L R_m(F): false, but not for values -1, 0, 1."""
    average = rademacher_average_of_absolute_values
    return contracts(functions, "|t|", factor=1, average=average)


@averages_under_contraction.companion("psi(0) = 1, with absolute values")
@for_all(functions=classes())
def averages_of_absolute_values_after_a_shift(functions):
    """With absolute values and psi(t) = t + 1, R_m({psi o f}) <= 2 R_m(F): false."""
    inner = rademacher_average_of_absolute_values(functions[0])
    outer = rademacher_average_of_absolute_values([[v + 1 for v in f] for f in functions[0]])
    return holds_or_shows(
        outer <= 2 * inner,
        lambda inner, outer: [outer > 2 * inner],
        inner=inner,
        outer=outer,
    )
