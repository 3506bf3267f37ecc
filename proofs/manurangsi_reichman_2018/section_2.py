"""Section 2: hardness of training a single ReLU; Theorem 1 and its reduction from set cover."""

from fractions import Fraction
from itertools import combinations

from exactrelu.claims import for_all, for_every, grid, judged
from exactrelu.reductions import set_cover
from exactrelu.sources import SetCover

from .covers import (
    cases,
    covers,
    drawn_covers,
    fewest_sets,
    number_of_samples,
    paper_epsilon,
    printed_samples,
    range_of_cases,
    yes_weights,
)
from .evidence import asserting_error, asserting_numbers, error, least_error, trained
from .paper import training

__all__ = [
    "error_decides_set_cover",
    "least_error_is_the_optimum",
    "negative_coefficient_exceeds_the_target",
    "numbers_of_unknowns_and_samples",
    "union_is_the_family",
    "yes_weights_attain_the_target",
]


def reduced(source, k):
    """Return the printed samples, with the number of samples for m, and epsilon."""
    epsilon = paper_epsilon(number_of_samples(source, k))
    return printed_samples(source, k, epsilon), epsilon


def small_covers(profile):
    """Yield all small set covers, also those in which elements are in no set, with k <= 3."""
    yield from ({"source": source, "k": k} for source in covers(profile) for k in range(4))


@training.claim("thm1.setcover-def", label="Theorem 1, proof", kind="definition")
@for_every(small_covers, over="all set covers of at most 2, or 3, elements and sets, k <= 3")
def union_is_the_family(source, k):
    """Our goal is to determine if one can choose k subsets from S whose union equals S.

    S is the family, U the set of elements: the union of subsets of U is no family. The two are
    taken for equal only if both are empty.
    """
    chosen = [
        c for c in combinations(source.sets, k) if frozenset().union(*c) == frozenset(source.sets)
    ]
    as_meant = any(source.is_cover(c) for c in combinations(range(len(source.sets)), k))
    return bool(chosen) == as_meant


@union_is_the_family.corrected
@for_every(cases, over=range_of_cases)
def union_is_everything(source, k):
    """Choose at most k subsets from S whose union equals U: this is what the reduction decides."""
    samples, epsilon = reduced(source, k)
    sizes = range(min(k, len(source.sets)) + 1)
    is_possible = any(
        source.is_cover(c) for size in sizes for c in combinations(range(len(source.sets)), size)
    )
    return (least_error(samples) <= k * epsilon**2) == is_possible


@union_is_the_family.companion("exactly k, also for k > M")
@for_every(cases, over=range_of_cases)
def union_of_exactly_k(source, k):
    """Choose exactly k subsets whose union equals U: false for k > M, when there are not so many."""
    samples, epsilon = reduced(source, k)
    is_possible = any(source.is_cover(c) for c in combinations(range(len(source.sets)), k))
    agree = (least_error(samples) <= k * epsilon**2) == is_possible
    cover = range(len(source.sets))
    if agree:
        return agree
    return judged(agree).proved_by(
        lambda: asserting_error(
            lambda error: error <= k * epsilon**2,
            samples=samples,
            weights=yes_weights(source, cover, epsilon),
        )
    )


@training.claim("thm1.counts", label="Theorem 1, proof", kind="proof step")
@for_every(small_covers, over="all set covers of at most 2, or 3, elements and sets, k <= 3")
def numbers_of_unknowns_and_samples(source, k):
    """We consider a ReLU with n = M + 2 variables. For each i in U add a vector (2), for every j in [M]
    a vector (3), then a vector (4), and (k + 1) vectors (5).

    So there are N + M + 1 + (k + 1) samples. The library's reduction makes the same ones for k <= M.
    """
    n, m = source.size, len(source.sets)
    samples, epsilon = reduced(source, k)
    library = set_cover.reduce(source, k=min(k, m), epsilon=epsilon).problem.samples
    same = k > m or library == samples
    return judged(
        samples.dimension == m + 2 and len(samples) == n + m + 1 + (k + 1) and same,
        unknowns=samples.dimension,
        samples=len(samples),
    )


@numbers_of_unknowns_and_samples.companion("N + M + 1 + k samples")
@for_every(small_covers, over="all set covers of at most 2, or 3, elements and sets, k <= 3")
def numbers_of_samples_with_k_copies(source, k):
    """There are N + M + 1 + k samples: false, there is one copy of (5) more."""
    made, n, m = len(reduced(source, k)[0]), source.size, len(source.sets)
    return judged(made == n + m + 1 + k, samples=made).proved_by(
        lambda: asserting_numbers(
            lambda samples, n, m, k: [samples == n + m + 1 + (k + 1), samples != n + m + 1 + k],
            samples=made,
            n=n,
            m=m,
            k=k,
        )
    )


@training.claim("thm1.yes", label="Theorem 1, proof, YES case", kind="proof step")
@for_every(cases, over=range_of_cases)
def yes_weights_attain_the_target(source, k):
    """Assume that there is a set cover of size k consisting of the subsets S_j1, ..., S_jk. Assigning
    w_Sj1 = ... = w_Sjk = -1, w_1 = 1, w_eps = eps and 0 to all other variables results in an error of
    eps^2 k.

    All covers of k different sets are tried.
    """
    samples, epsilon = reduced(source, k)
    sets = range(len(source.sets))
    covers_of_k = [c for c in combinations(sets, k) if source.is_cover(c)]
    errors = [error(samples, yes_weights(source, c, epsilon)) for c in covers_of_k]
    return all(e == k * epsilon**2 for e in errors)


@yes_weights_attain_the_target.companion("no cover")
@for_every(cases, over=range_of_cases)
def any_weights_attain_the_target(source, k):
    """The same for k sets that are no cover: false, the elements that are left cost 1 in (2)."""
    samples, epsilon = reduced(source, k)
    sets = range(len(source.sets))
    weights = [yes_weights(source, c, epsilon) for c in combinations(sets, k)]
    failing = [w for w in weights if error(samples, w) != k * epsilon**2]
    if not failing:
        return True
    return judged(not failing, weights=failing[0]).proved_by(
        lambda: asserting_error(
            lambda error: error != k * epsilon**2, samples=samples, weights=failing[0]
        )
    )


# The minimum.


@training.claim("thm1.minerr", label="Theorem 1, proof", kind="proof step")
@for_every(cases, over=range_of_cases)
def least_error_is_the_optimum(source, k):
    """The minimum training error of the reduced instance is eps^2 times the fewest sets of a cover.

    That is what both cases of the proof show for k = OPT. Here it is asked of every k, with the
    number of samples for m.
    """
    samples, epsilon = reduced(source, k)
    minimum, optimum = least_error(samples), fewest_sets(source)
    return judged(minimum == optimum * epsilon**2, minimum=minimum, optimum=optimum)


@least_error_is_the_optimum.confirmed
@for_all(source=drawn_covers(), cost=10)
def least_error_is_the_optimum_of_larger_covers(source):
    """The same for drawn set covers of up to 5 elements and 5 sets."""
    samples, epsilon = reduced(source, len(source.sets))
    return least_error(samples) == fewest_sets(source) * epsilon**2


@least_error_is_the_optimum.confirmed
@for_every(small_covers, over="all set covers of at most 2, or 3, elements and sets, k <= 3")
def least_error_with_elements_in_no_set(source, k):
    """If u elements are in no set and OPT sets cover the others, the minimum is u/(1 + u) + OPT eps^2."""
    samples, epsilon = reduced(source, k)
    u = len(source.uncovered(range(len(source.sets))))
    optimum = fewest_sets(set_cover.coverable(source))
    return least_error(samples) == Fraction(u, 1 + u) + optimum * epsilon**2


def copies_of_one_set(count):
    """Return the samples for k = 0, eps = 0.01 and so many copies of {1} that cover U = {1}."""
    source, epsilon = SetCover(1, [[0]] * count), paper_epsilon(1)
    return printed_samples(source, 0, epsilon), epsilon


@least_error_is_the_optimum.companion("m is the number of elements")
@for_every(grid(sets=range(98, 102)), over="U = {1}, k = 0 and 98 to 101 sets {1}")
def least_error_if_m_is_the_number_of_elements(sets):
    """The same with m = N: false, the sums over many sets are small all the same.

    For f sets {1} and one copy of (5) the weights 1 - V, eps - f V and f V - V + ... that share the
    error evenly have the error V = 1/(2 + f + f^2), less than eps^2 = 10^-4 from f = 100 on.
    """
    samples, epsilon = copies_of_one_set(sets)
    share = Fraction(1, 2 + sets + sets**2)
    w_eps = epsilon + sets * share
    weights = (1 - share, w_eps, *[epsilon - share - w_eps] * sets)
    found = error(samples, weights)
    return judged(found >= epsilon**2, error=found).proved_by(
        lambda: asserting_error(lambda error: error < epsilon**2, samples=samples, weights=weights)
    )


@training.cited(
    "thm1",
    label="Theorem 1",
    kind="theorem",
    consequence="the least error is at most k eps^2 iff k sets are a cover",
)
@for_every(small_covers, over="all set covers of at most 2, or 3, elements and sets, k <= 3")
def error_decides_set_cover(source, k):
    """ReLU training problem for a neural network consisting of a single ReLU is NP-hard.

    That set cover is NP-hard is cited. The reduction is checked in both directions, for elements in
    no set as well.
    """
    samples, epsilon = reduced(source, k)
    optimum = fewest_sets(source)
    return (least_error(samples) <= k * epsilon**2) == (optimum is not None and optimum <= k)


@error_decides_set_cover.companion("eps = 1")
@for_every(small_covers, over="all set covers of at most 2, or 3, elements and sets, k <= 3")
def large_error_decides_set_cover(source, k):
    """The same with eps = 1: false, an error of 1 in (4) costs no more than a set."""
    samples, optimum = printed_samples(source, k, Fraction(1)), fewest_sets(source)
    answer = trained(samples)
    agree = (answer.objective <= k) == (optimum is not None and optimum <= k)
    if agree:
        return agree
    weights = answer.best.units[0]
    return judged(agree, error=answer.objective).proved_by(
        lambda: asserting_error(lambda error: error <= k, samples=samples, weights=weights)
    )


@training.claim("thm1.alpha", label="Section 2, remark after Theorem 1", kind="remark")
@for_every(cases, over=range_of_cases)
def negative_coefficient_exceeds_the_target(source, k):
    """The above proof also works for the case where alpha_1 is treated as an unknown. This is because,
    if alpha_1 = -1, then the error incurred in (4) already exceeds the target error.

    Other coefficients are these by normalisation; 0 is as bad as -1. k is at most M here.
    """
    samples, epsilon = reduced(source, k)
    return least_error(samples, sign=-1) >= 1 > k * epsilon**2


@negative_coefficient_exceeds_the_target.sharper
@for_every(cases, over=range_of_cases)
def least_error_of_a_negative_coefficient(source, k):
    """With alpha_1 = -1 the minimum is 1 + (M + k + 1) eps^2: no label but 0 is approached."""
    samples, epsilon = reduced(source, k)
    return least_error(samples, sign=-1) == 1 + (len(source.sets) + k + 1) * epsilon**2


@negative_coefficient_exceeds_the_target.companion("the error in (3)")
@for_every(cases, over=range_of_cases)
def negative_coefficient_is_seen_at_the_sets(source, k):
    """With alpha_1 = -1 the error incurred in (3) already exceeds the target: false for k >= M."""
    m, epsilon = len(source.sets), reduced(source, k)[1]
    return judged(m * epsilon**2 > k * epsilon**2, sets=m).proved_by(
        lambda: asserting_numbers(
            lambda sets, k, eps: [sets * eps**2 <= k * eps**2], sets=m, k=k, eps=epsilon
        )
    )
