"""Section 2, proof of Theorem 1: the weights of an error of at most eps^2 k."""

from fractions import Fraction

import sympy

from exactrelu import lp, qp
from exactrelu.claims import decided, for_all, for_every, grid, judged
from exactrelu.sources import SetCover
from exactrelu.training import Samples

from .covers import (
    cases,
    chosen,
    elements_in_sets,
    fewest_sets,
    least_error_of_an_uncovered_element,
    near_choices,
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
)
from .paper import training

__all__ = [
    "chosen_sets_are_a_cover",
    "first_weight_is_at_least_nine_tenths",
    "number_of_chosen_sets",
    "second_weight_is_at_most_one_fifth",
    "second_weight_is_not_negative",
]

S, T = sympy.Symbol("s", nonnegative=True), sympy.Symbol("t", positive=True)
M = 1 + S
"""Any real number m of at least 1."""
EPSILON = 1 / (100 * M**2)


@training.claim("thm1.w1", label="Theorem 1, proof, NO case", kind="proof step")
@decided(by="polynomials without negative coefficients, in m - 1 and 0.9 - w_1, at k = m")
def first_weight_is_at_least_nine_tenths():
    """First, observe that w_1 >= 0.9; otherwise, the squared error from (4) is more than
    (0.1)^2 >= eps^2 k.

    For w_1 = 0.9 - t; where that is negative, the error is 1. For all real m >= 1 and k <= m.
    """
    tenth = sympy.Rational(1, 10)
    more = is_positive((tenth + T) ** 2 - tenth**2)
    return more and is_nonnegative(tenth**2 - EPSILON**2 * M)


@first_weight_is_at_least_nine_tenths.sharper
@decided(by="polynomials without negative coefficients, in m - 1 and 0.99 - w_1, at k = m")
def first_weight_is_at_least_ninety_nine_hundredths():
    """w_1 >= 0.99, with equality for m = k = 1 only; and w_1 >= 1 - eps sqrt(k) for any eps."""
    hundredth = sympy.Rational(1, 100)
    more = is_positive((hundredth + T) ** 2 - hundredth**2)
    return more and is_nonnegative(hundredth**2 - EPSILON**2 * M)


@first_weight_is_at_least_nine_tenths.companion("w_1 >= 1")
@for_every(grid(m=range(1, 4)), over="m <= 3, k = 1")
def first_weight_is_at_least_one(m):
    """w_1 >= 1; otherwise the squared error from (4) is more than eps^2 k: false for w_1 = 1 - eps."""
    eps = paper_epsilon(m)
    return judged((1 - (1 - eps)) ** 2 > eps**2, w_1=1 - eps).proved_by(
        lambda: asserting_numbers(
            lambda w_1, eps: [w_1 < 1, (1 - w_1) ** 2 <= eps**2 * 1], w_1=1 - eps, eps=eps
        )
    )


@training.claim("thm1.weps", label="Theorem 1, proof, NO case", kind="proof step")
@decided(by="polynomials without negative coefficients, in m - 1 and w_eps - 0.2/m, at k = m")
def second_weight_is_at_most_one_fifth():
    """Observe also that w_eps <= 0.2/m; otherwise, the squared error from (5) must be more than
    (0.2/m - eps)^2 >= (0.1/m)^2 > eps^2 k.

    For all real m >= 1 and k <= m, and a single copy of (5).
    """
    w_eps = 1 / (5 * M) + T
    more = is_positive((w_eps - EPSILON) ** 2 - (1 / (5 * M) - EPSILON) ** 2)
    larger = is_nonnegative((1 / (5 * M) - EPSILON) ** 2 - 1 / (10 * M) ** 2)
    return more and larger and is_positive(1 / (10 * M) ** 2 - EPSILON**2 * M)


@second_weight_is_at_most_one_fifth.sharper
@decided(by="a polynomial without negative coefficients, in k, eps and w_eps - 2 eps")
def second_weight_is_less_than_twice_epsilon():
    """w_eps < 2 eps = 0.02/m^2, for all eps > 0 and k >= 0; otherwise the k + 1 copies of (5) have an
    error of (k + 1) (w_eps - eps)^2 > eps^2 k.
    """
    k, eps = sympy.Symbol("k", nonnegative=True), sympy.Symbol("eps", positive=True)
    return is_positive((k + 1) * (eps + S) ** 2 - k * eps**2)


@second_weight_is_at_most_one_fifth.companion("w_eps <= eps")
@for_every(grid(k=range(1, 4)), over="1 <= k <= 3, m = 3")
def second_weight_is_at_most_epsilon(k):
    """w_eps <= eps; otherwise the error from (5) is more than eps^2 k: false for w_eps = 1.5 eps."""
    eps = paper_epsilon(3)
    w_eps = Fraction(3, 2) * eps
    return judged((k + 1) * (w_eps - eps) ** 2 > eps**2 * k, w_eps=w_eps).proved_by(
        lambda: asserting_numbers(
            lambda w, eps, k: [w > eps, (k + 1) * (w - eps) ** 2 <= eps**2 * k],
            w=w_eps,
            eps=eps,
            k=k,
        )
    )


@training.claim("thm1.copies", label="Theorem 1, proof, NO case", kind="proof step")
@decided(by="a polynomial without negative coefficients, for all eps > 0 and k >= 0")
def second_weight_is_not_negative():
    """Moreover, notice that w_eps must be non-negative, since otherwise the (k + 1) copies of (5) must
    incur total error of (k + 1) eps^2 > eps^2 k.
    """
    k, eps = sympy.Symbol("k", nonnegative=True), sympy.Symbol("eps", positive=True)
    return is_positive((k + 1) * eps**2 - k * eps**2)


@second_weight_is_not_negative.sharper
@for_every(cases, over=range_of_cases)
def one_copy_is_enough(source, k):
    """A single copy of (5) is enough, for the same eps: the minimum is OPT eps^2.

    A negative w_eps makes the sums in (2) larger only, and w_eps <= 0.2/m needs no second copy.
    """
    epsilon = paper_epsilon(number_of_samples(source, k))
    return least_error(printed_samples(source, 0, epsilon)) == fewest_sets(source) * epsilon**2


@second_weight_is_not_negative.companion("no copy")
@for_every(cases, over=range_of_cases)
def no_copy_is_enough(source, k):
    """Without (5) the minimum is OPT eps^2: false, w_eps and all w_S may be large."""
    epsilon = paper_epsilon(number_of_samples(source, k))
    full = printed_samples(source, 0, epsilon)
    samples = Samples(full.points[:-1], full.labels[:-1])
    return is_the_minimum(samples, fewest_sets(source) * epsilon**2)


def least_first_sum(m, f):
    """Return the program of the least w_1 + w_S_1 + ... + w_S_f that the proof's bounds allow."""
    rows = [((0, 1, *[int(i == j) for i in range(f)]), ">=", 0) for j in range(f)]
    bounds = [("9/10", None), (0, Fraction(1, 5 * m)), *[(None, None)] * f]
    return lp.LinearProgram.of((1, 0, *[1] * f), rows, bounds=bounds)


@training.claim("thm1.cover", label="Theorem 1, proof, NO case", kind="proof step")
@for_every(elements_in_sets(7), over="m <= 7, elements in at most m sets, k <= m")
def chosen_sets_are_a_cover(m, f):
    """If there is an element i in U that is not covered by S_{<-w_eps}, then the sum of the w_S_j with
    i in S_j is >= -w_eps m >= -0.2, which means that the corresponding constraint (2) for i will incur
    already a squared error of at least (0.7)^2 > eps^2 k (recall that k is no larger than m).

    A linear program, for w_1 >= 0.9, 0 <= w_eps <= 0.2/m and w_S >= -w_eps.
    """
    answer = lp.solve(least_first_sum(m, f))
    found = answer.value >= Fraction(7, 10) and Fraction(49, 100) > paper_epsilon(m) ** 2 * m
    return judged(found, least=answer.value)


@chosen_sets_are_a_cover.confirmed
@for_every(elements_in_sets(6), over="m <= 6, elements in at most m sets, k <= m")
def uncovered_elements_cost_more(m, f):
    """The least error with an element that is not covered is more than eps^2 k: a convex program.

    One copy of (5) is taken and k = m, which is the worst.
    """
    eps, k = paper_epsilon(m), m
    program = least_error_of_an_uncovered_element(0, f, eps)
    return qp.solve(program).value > k * eps**2


@chosen_sets_are_a_cover.confirmed
@for_all(drawn=near_choices())
def small_errors_are_covers(drawn):
    """Weights near those of a choice of sets, of an error of at most eps^2 k, give a cover of k sets."""
    source, k, eps, weights = drawn
    found = chosen(weights)
    is_small = error(printed_samples(source, k, eps), weights) <= k * eps**2
    return not is_small or (source.is_cover(found) and len(found) <= k)


@chosen_sets_are_a_cover.sharper
@for_every(elements_in_sets(12), over="m <= 12, elements in at most m sets, k = m, the worst")
def uncovered_elements_cost_nearly_one(m, f):
    """Constraint (2) for i incurs at least (0.98)^2, for an error of at most eps^2 k in the others.

    With errors x in (4), d in (5) and r_j in (3) the sum in (2) is at least 1 - x - f d - r_1 - ... -
    r_f. By Cauchy and Schwarz what is subtracted is at most eps sqrt(k (1 + f^2/(k + 1) + f)).
    """
    squared = m * (1 + Fraction(f**2, m + 1) + f) * paper_epsilon(m) ** 2
    return squared <= Fraction(1, 50) ** 2


@chosen_sets_are_a_cover.companion("more than m sets")
@for_every(grid(m=range(1, 4), f=range(8)), over="m <= 3, elements in up to 7 sets")
def uncovered_elements_in_more_sets(m, f):
    """The same for an element in more than m sets: false, the sum may be less than 0.7."""
    program = least_first_sum(m, f)
    least = Fraction(9, 10) - Fraction(f, 5 * m)
    return judged(least >= Fraction(7, 10), least=least).proved_by(
        lambda: asserting_numbers(
            lambda m, f: [Fraction(9, 10) - f * (Fraction(1, 5) / m) < Fraction(7, 10)], m=m, f=f
        ),
        lambda: lp.solve(program).certificate,
    )


@training.claim("thm1.size", label="Theorem 1, proof, NO case", kind="proof step")
@for_all(drawn=near_choices())
def number_of_chosen_sets(drawn):
    """For every S_j in S_{<-w_eps}, we have [w_eps + w_S_j]_+ = 0, meaning that the corresponding
    constraint (3) incurs a squared error of eps^2. Since the total squared error is at most eps^2 k, at
    most k subsets belong to S_{<-w_eps}.

    For any weights the number of these sets times eps^2 is at most the error.
    """
    source, k, eps, weights = drawn
    return len(chosen(weights)) * eps**2 <= error(printed_samples(source, k, eps), weights)


@number_of_chosen_sets.sharper
@for_all(drawn=near_choices())
def number_of_sets_at_most(drawn):
    """At most k subsets have w_S_j <= -w_eps: those with equality incur eps^2 as well."""
    source, k, eps, weights = drawn
    sets = [w for w in weights[2:] if w <= -weights[1]]
    return len(sets) * eps**2 <= error(printed_samples(source, k, eps), weights)


@number_of_chosen_sets.companion("S_{<0}")
@for_every(grid(sets=range(1, 4), eps=[Fraction(1, 100)]), over="up to 3 sets, none chosen")
def number_of_negative_weights(sets, eps):
    """At most k subsets have w_S_j < 0: false, w_S_j = -eps/2 costs only eps^2/4."""
    samples = printed_samples(SetCover(0, [[]] * sets), 0, eps)
    weights = (1, eps, *[-eps / 2] * sets)
    return judged(sets * eps**2 <= error(samples, weights)).proved_by(
        lambda: asserting_error(
            lambda error: error < sets * eps**2, samples=samples, weights=weights
        )
    )
