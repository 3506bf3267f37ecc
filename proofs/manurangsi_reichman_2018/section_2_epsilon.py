"""Section 2, proof of Theorem 1: how small eps has to be, and what m is."""

from fractions import Fraction

import sympy

from exactrelu.claims import decided, for_every, grid, judged
from exactrelu.sources import SetCover

from .covers import (
    cases,
    covers,
    fewest_sets,
    number_of_samples,
    paper_epsilon,
    printed_samples,
    range_of_cases,
)
from .evidence import (
    asserting_error,
    asserting_numbers,
    error,
    is_nonnegative,
    is_positive,
    is_the_minimum,
    least_error,
    values,
)
from .paper import training
from .thresholds import largest_square_for_cover, near_root

__all__ = ["constants_allow_the_error", "reduction_is_polynomial"]

M = 1 + sympy.Symbol("s", nonnegative=True)
"""Any real number m of at least 1."""
EPSILON = 1 / (100 * M**2)


def constants_fit(m, k, f):
    """Return whether the inequalities of the proof hold, for an element that is in f sets."""
    eps = paper_epsilon(m)
    target = eps**2 * k
    first = Fraction(1, 100) >= target
    second = (Fraction(1, 5) / m - eps) ** 2 >= (Fraction(1, 10) / m) ** 2 > target
    third = -f * Fraction(1, 5) / m >= -Fraction(1, 5) and Fraction(7, 10) ** 2 > target
    return first and second and third


def fits(m, k, f):
    """Return the same, with what fails: there is no eps for m = 0, or f sets add up to too much."""
    if m == 0:
        return judged(m != 0, m=m).proved_by(lambda: asserting_numbers(lambda m: [m**2 == 0], m=m))
    return judged(constants_fit(m, k, f), m=m).proved_by(
        lambda: asserting_numbers(
            lambda m, f: [f * (Fraction(1, 5) / m) > Fraction(1, 5)], m=m, f=f
        )
    )


SIZES = {"elements": range(5), "sets": range(5), "k": range(7)}


@training.claim(
    "thm1.eps",
    label="Theorem 1, proof",
    kind="proof step",
    reading="m is the number of samples, as in (1)",
)
@for_every(grid(**SIZES), over="N <= 4, M <= 4, k <= 6, elements that are in all sets")
def constants_allow_the_error(elements, sets, k):
    """Let eps = 0.01/m^2. Then (0.1)^2 >= eps^2 k, (0.2/m - eps)^2 >= (0.1/m)^2 > eps^2 k,
    -w_eps m >= -0.2 for w_eps <= 0.2/m, and (0.7)^2 > eps^2 k.

    The proof does not say what m is. It needs m >= 1, m >= k, and that no element is in more than m
    sets.
    """
    return fits(elements + sets + k + 2, k, sets if elements else 0)


@constants_allow_the_error.reading("m is the number of sets")
@for_every(grid(**SIZES), over="N <= 4, M <= 4, k <= min(6, M)")
def constants_allow_the_error_by_sets(elements, sets, k):
    """The same with m = M: false only for M = 0, where there is no eps."""
    return fits(sets, min(k, sets), sets if elements else 0)


@constants_allow_the_error.reading("m is the number of elements")
@for_every(
    grid(elements=range(1, 5), sets=range(5), k=range(5)), over="1 <= N <= 4, M <= 4, k <= 4"
)
def constants_allow_the_error_by_elements(elements, sets, k):
    """The same with m = N: false, an element may be in more than N sets."""
    return fits(elements, min(k, elements), sets)


@constants_allow_the_error.confirmed
@decided(by="polynomials without negative coefficients in m - 1, at k = m and f = m, the worst")
def constants_fit_for_all_larger_numbers():
    """The inequalities hold for all real m >= 1 and 0 <= k <= m, and elements in at most m sets."""
    target = EPSILON**2 * M
    fifth, tenth = 1 / (5 * M), 1 / (10 * M)
    first = is_nonnegative(sympy.Rational(1, 100) - target)
    second = is_nonnegative((fifth - EPSILON) ** 2 - tenth**2) and is_positive(tenth**2 - target)
    return first and second and is_positive(sympy.Rational(49, 100) - target)


@constants_allow_the_error.sharper
@for_every(cases, over=range_of_cases)
def half_of_the_reciprocal_is_enough(source, k):
    """eps = 1/(2m) is small enough, for any m of at least M, k and 1: the minimum is at most k eps^2 iff k
    sets are a cover, and OPT eps^2 then.

    Weights that miss an element in f sets have an error of at least W = 1/(2 + f + f^2/(k + 1)), by
    Cauchy and Schwarz. It is k eps^2 < W, as k (2 + f + f^2/(k + 1)) < 4m^2: the left side grows with k
    and f, and k = f = m is the worst. So an error of at most k eps^2 makes a cover, and each of its at
    least OPT sets costs eps^2. For k < OPT the minimum may be less than OPT eps^2.
    """
    m, optimum = max(len(source.sets), k, 1), fewest_sets(source)
    epsilon = Fraction(1, 2 * m)
    found = least_error(printed_samples(source, k, epsilon))
    every = is_positive(4 * M**2 - M * (2 + M + M**2 / (M + 1)))
    right = found == optimum * epsilon**2 if optimum <= k else found > k * epsilon**2
    return every and right


@constants_allow_the_error.companion("eps = 1/(2M), and the minimum is OPT eps^2 for k < OPT, too")
@for_every(
    lambda _: ({"sets": m, "homes": f} for m in range(1, 24) for f in range(1, m + 1)),
    over="k = 0, M <= 23 sets, an element for each choice of f of them, which is in just these",
)
def half_of_the_reciprocal_is_enough_for_any_target(sets, homes):
    """The minimum is OPT eps^2 for k = 0 and eps = 1/(2M): false for M = 23 sets.

    A choice of M - f sets misses the element of the others, so that OPT = M - f + 1. All w_S are equal,
    and so all constraints (2), of which one is enough here. The weights are those of the least error
    that meet (2) and choose no set: the error s = 1/(1 + f^2 + f^2/M).
    """
    epsilon, optimum = Fraction(1, 2 * sets), sets - homes + 1
    samples = printed_samples(element_of_sets(homes, sets), 0, epsilon)
    weights = weights_without_a_set(homes, sets, epsilon)
    assert values(samples, weights)[0] == 0
    found, target = error(samples, weights), optimum * epsilon**2
    return judged(found >= target, error=found, target=target).proved_by(
        lambda: asserting_error(lambda error: error < target, samples=samples, weights=weights)
    )


def element_of_sets(homes, sets):
    """Return the set cover of one element, which is in the first sets."""
    return SetCover(1, [[0]] * homes + [[]] * (sets - homes))


def weights_without_a_set(homes, sets, epsilon):
    """Return w_1 = 1 - s, w_eps = eps + fs and w_S = eps - fs/M - w_eps, so that w_1 + f w_S = 0."""
    s = 1 / (1 + homes**2 + Fraction(homes**2, sets))
    w_eps = epsilon + homes * s
    return (1 - s, w_eps, *[epsilon - homes * s / sets - w_eps] * sets)


@constants_allow_the_error.sharper
@for_every(
    grid(sets=range(1, 4), k=range(3), percent=range(30, 80, 10)),
    over="U = {1}, up to 3 sets {1}, k <= 2, eps = 0.3, 0.4, ..., 0.7",
)
def largest_epsilon_for_one_element(sets, k, percent):
    """For U = {1} and M sets {1} the minimum is OPT eps^2 iff eps^2 <= 1/(2 + M + M^2/(k + 1)), for
    eps < 1.

    So of the constants c none larger than sqrt(2) allows eps = c/m for m = M and k = 1, all m.
    """
    epsilon = Fraction(percent, 100)
    found = least_error(printed_samples(SetCover(1, [[0]] * sets), k, epsilon))
    limit = 1 / (2 + sets + Fraction(sets**2, k + 1))
    return found == min(epsilon**2, limit)


def undecided_cases(profile):
    """Yield small set covers with each k from 1 on for which k sets are no cover, up to M."""
    for source in covers(profile):
        optimum, m = fewest_sets(source), len(source.sets)
        largest = m if optimum is None else optimum - 1
        yield from ({"source": source, "k": k} for k in range(1, largest + 1))


@constants_allow_the_error.sharper
@for_every(undecided_cases, over="all small set covers and 1 <= k < OPT, eps 1% off the largest")
def largest_epsilon_for_each_cover(source, k):
    """For k < OPT the error tells that k sets are no cover iff eps^2 is less than the least W/(k - c) over
    all choices of c < k sets, W the least error of a convex program.

    For k = 1 it is 2/5 for the sets {1}, {2}, 3/14 for the three pairs of {1, 2, 3}. For k = 0 and for
    k >= OPT every eps is small enough.
    """
    limit, right = largest_square_for_cover(source, k), []
    for percent in (99, 101):
        eps = near_root(limit, percent)
        right.append(least_error(printed_samples(source, k, eps)) > k * eps**2)
    return right == [True, False]


@constants_allow_the_error.companion("eps = 1/m")
@for_every(cases, over=range_of_cases)
def reciprocal_is_enough(source, k):
    """eps = 1/m is small enough: false, for one set and m = 1."""
    epsilon = Fraction(1, max(len(source.sets), k, 1))
    samples, optimum = printed_samples(source, k, epsilon), fewest_sets(source)
    return is_the_minimum(samples, optimum * epsilon**2)


@training.asymptotic(
    "thm1.poly",
    label="Theorem 1, proof",
    kind="proof step",
    consequence="for k <= M at most (N + 2M + 2)(M + 3) numbers, of O(log m) bits",
)
@for_every(cases, over=range_of_cases)
def reduction_is_polynomial(source, k):
    """Clearly, this reduction runs in polynomial time.

    The numbers are 0, 1 and eps = 1/(100 m^2). A larger k may be replaced by M, as no choice has more
    sets; the k + 1 copies of (5) are not polynomial in the length of k in binary.
    """
    k = min(k, len(source.sets))
    m = number_of_samples(source, k)
    samples = printed_samples(source, k, paper_epsilon(m))
    numbers = [y for x, y in zip(samples.points, samples.labels, strict=True) for y in (*x, y)]
    is_short = all(y.denominator.bit_length() <= 7 + 2 * m.bit_length() for y in numbers)
    return is_short and len(numbers) <= allowed(source)


def allowed(source):
    """Return (N + 2M + 2)(M + 3)."""
    return (source.size + 2 * len(source.sets) + 2) * (len(source.sets) + 3)


@reduction_is_polynomial.companion("k is not bounded")
@for_every(grid(bits=range(8)), over="no element, no set, k = 2^b for b <= 7")
def reduction_is_polynomial_for_any_target(bits):
    """The same for k > M: false, k = 2^b has b + 1 bits and makes 2^b + 1 copies."""
    k, source = 2**bits, SetCover(0, [])
    made = 3 * len(printed_samples(source, k, Fraction(1)))
    return judged(made <= allowed(source), numbers=made).proved_by(
        lambda: asserting_numbers(
            lambda k, made: [made == 3 * (k + 2), made > 2 * 3], k=k, made=made
        )
    )
