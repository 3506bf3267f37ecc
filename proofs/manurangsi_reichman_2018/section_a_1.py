"""Appendix A.1: Theorem 1 for a unit with a trained bias."""

from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, judged

from .covers import (
    cases,
    chosen,
    drawn_covers,
    fewest_sets,
    number_of_samples,
    paper_epsilon,
    printed_samples,
    range_of_cases,
    yes_weights,
)
from .evidence import (
    asserting_unit,
    error,
    error_term,
    has_the_values,
    least_error,
    network,
)
from .paper import training

__all__ = ["bias_moves_into_the_weights", "least_error_with_bias_is_the_optimum"]


def biased_cases(profile):
    """Yield the small set covers that k sets cover, k, and biases of both signs."""
    for case in cases(profile):
        if fewest_sets(case["source"]) <= case["k"]:
            yield from ({**case, "bias": Fraction(i, 4)} for i in (1, -1, 2, -2))


BIASED = "small set covers, k <= 3, k >= OPT, a least cover, biases of 1/4 and 1/2, -1/4 and -1/2"


def moved(weights, *, first, second):
    """Return the weights with these numbers added to w_1 and w_eps."""
    w_1, w_eps, *sets = weights
    return (w_1 + first, w_eps + second, *sets)


def keeps_the_error(source, k, bias, *, first, second):
    """Return whether weights with a bias have the error of the moved ones without it.

    They are those of a least cover less the bias, so that the error is OPT eps^2. The NO case is
    about weights of an error of at most k eps^2.
    """
    eps = paper_epsilon(number_of_samples(source, k))
    samples, target = printed_samples(source, k, eps), k * eps**2
    cover = yes_weights(source, smallest_cover(source), eps)
    weights = moved(cover, first=-bias, second=-bias)
    other = moved(weights, first=first, second=second)
    errors = (error(samples, weights, bias=bias), error(samples, other))
    assert errors[0] <= target

    def differ(f, g):
        yield error_term(f, samples) <= target
        yield from has_the_values(f, samples, weights, bias=bias)
        yield from has_the_values(g, samples, other)
        yield error_term(f, samples) != error_term(g, samples)

    return judged(errors[0] == errors[1], errors=errors).proved_by(
        lambda: asserting(differ, f=network(weights, bias=bias), g=network(other))
    )


@training.claim("A1.sign", label="Appendix A.1", kind="proof step")
@for_every(biased_cases, over=BIASED)
def bias_moves_into_the_weights(source, k, bias):
    """In the NO case, we can get an assignment with the same squared error and no bias by replacing w_eps
    by w_eps - b_1 and w_1 by w_1 - b_1.

    The NO case has weights of an error of at most k eps^2.
    """
    return keeps_the_error(source, k, bias, first=-bias, second=-bias)


@bias_moves_into_the_weights.corrected
@for_all(
    source=drawn_covers(),
    drawn=st.lists(st.fractions(-2, 2, max_denominator=6), min_size=7, max_size=7),
    k=st.integers(0, 3),
    bias=st.fractions(-2, 2, max_denominator=6),
)
def bias_is_added_to_the_weights(source, drawn, k, bias):
    """The same with w_eps + b_1 and w_1 + b_1: each constraint has one of the two, once."""
    samples = printed_samples(source, k, paper_epsilon(number_of_samples(source, k)))
    weights = drawn[: samples.dimension]
    other = moved(weights, first=bias, second=bias)
    return error(samples, weights, bias=bias) == error(samples, other)


@bias_moves_into_the_weights.companion("w_1 alone")
@for_every(biased_cases, over=BIASED)
def bias_is_added_to_the_first_weight(source, k, bias):
    """The same with w_1 + b_1, w_eps unchanged: false, (5) has the bias, too."""
    return keeps_the_error(source, k, bias, first=bias, second=Fraction(0))


@training.cited(
    "A1",
    label="Appendix A.1",
    kind="remark",
    consequence="the least error is OPT eps^2 with a bias, too",
)
@for_every(cases, over=range_of_cases)
def least_error_with_bias_is_the_optimum(source, k):
    """For Theorem 1, the same reduction establishes NP-hardness result when there is a bias variable b_1
    in the ReLU.

    The minimum is OPT eps^2 with a bias, too, and so at most k eps^2 iff k sets are a cover. That set
    cover is NP-hard is cited.
    """
    eps = paper_epsilon(number_of_samples(source, k))
    minimum = least_error(printed_samples(source, k, eps), hidden_bias="free")
    return judged(minimum == fewest_sets(source) * eps**2, minimum=minimum)


@least_error_with_bias_is_the_optimum.confirmed
@for_all(source=drawn_covers(size=4, sets=4), cost=10)
def least_error_with_bias_of_larger_covers(source):
    """The same for drawn set covers of up to 4 elements and 4 sets."""
    eps = paper_epsilon(number_of_samples(source, 1))
    minimum = least_error(printed_samples(source, 1, eps), hidden_bias="free")
    return minimum == fewest_sets(source) * eps**2


@least_error_with_bias_is_the_optimum.companion("S_{<-w_eps} with a bias")
@for_every(cases, over=range_of_cases)
def sets_below_the_second_weight_are_a_cover(source, k):
    """The sets with w_S < -w_eps are a cover if the error is at most OPT eps^2: false with a bias, for
    which -w_eps - b_1 is the limit.

    The weights of a cover, 2 added to w_1 and w_eps, and b_1 = -2.
    """
    eps = paper_epsilon(number_of_samples(source, k))
    samples = printed_samples(source, k, eps)
    sets = smallest_cover(source)
    weights = moved(yes_weights(source, sets, eps), first=2, second=2)
    target = len(sets) * eps**2
    assert error(samples, weights, bias=-2) == target

    def none_is_chosen(f, error):
        yield error <= target
        for j in range(len(source.sets)):
            # f(10 x) = 10 (w_eps + w_S) - 2, so that w_eps + w_S is positive.
            yield f(0, 10, *[10 * int(i == j) for i in range(len(source.sets))]) > 0

    is_cover = source.is_cover(chosen(weights))
    if is_cover:
        return is_cover
    return judged(is_cover, optimum=len(sets)).proved_by(
        lambda: asserting_unit(none_is_chosen, samples=samples, weights=weights, bias=-2)
    )


def smallest_cover(source):
    """Return the positions of the sets of a least cover."""
    sets = range(len(source.sets))
    return next(
        c for size in range(len(sets) + 1) for c in combinations(sets, size) if source.is_cover(c)
    )
