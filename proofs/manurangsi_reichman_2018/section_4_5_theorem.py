"""Section 4.5: the number of samples of Theorem 8, its running time, and the theorem."""

from fractions import Fraction
from math import factorial

import sympy
from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid
from exactrelu.learning import (
    ReluSum,
    bias_shift,
    false_positive_probability,
    gamma_risk,
    learn_reliably,
    reliable_sample_size,
    squared_risk,
)
from exactrelu.learning.enclosures import as_ball, is_less, logarithm

from .classes import chances, errors, holds_or_shows, is_at_most, printed_deviation
from .evidence import is_positive
from .paper import training
from .section_4_4_proof import ACCURACY, learning_cases
from .section_4_5 import LEAST_ROOT, least_root_is_right, without_false_positives

__all__ = [
    "deviations_are_at_most_a_third",
    "reliable_functions_are_almost_best",
    "reliable_size_depends_on_epsilon_alone",
    "size_is_enough_for_both",
]


def bound_is_at_most_a_third(k, epsilon, delta):
    """Return whether the bound of Theorem 9 for the squared loss is at most eps/3, in balls."""
    m = reliable_sample_size(k, epsilon, delta)
    bound = printed_deviation(4 * k, 4 * k**2, 2 * k, chance=delta / 2, count=m)
    return is_at_most(bound, Fraction(epsilon) / 3)


def exponential_exceeds(exponent, number):
    """Assert that e^b > x, by a part of its series: then ln x < b."""
    return sum((exponent**i / factorial(i) for i in range(1, 8)), Fraction(1)) > number


def exponential_is_below(exponent, number):
    """Assert that e^a < x, for 0 < a < 1, by its series and a geometric rest: then ln x > a."""
    head = sum((exponent**i / factorial(i) for i in range(1, 8)), Fraction(1))
    return head + 2 * exponent**8 / factorial(8) < number


def bound_is_above_a_third(k):
    """Return what is asserted: l >= r, and (8 k^2 (4 + r))^2 > (eps/3)^2 m for the largest possible m.

    The logarithm l^2 = ln(2/delta) lies between a and b, r^2 <= a, and m < 10^10 k^6 b/eps^4 + 1.
    """

    def asserted(epsilon, delta, a, b, r):
        yield from (a < 1, b > a, r > 0, r**2 <= a)
        yield exponential_is_below(a, 2 / delta)
        yield exponential_exceeds(b, 2 / delta)
        yield (8 * k**2 * (4 + r)) ** 2 > (epsilon / 3) ** 2 * (10**10 * k**6 * b / epsilon**4 + 1)

    return asserted


def third_or_shows(k, epsilon, delta):
    """Return the outcome of the bound; if it is too large, with numbers around ln(2/delta)."""
    ends = {"a": Fraction(79, 100), "b": Fraction(80, 100), "r": Fraction(88, 100)}
    return holds_or_shows(
        bound_is_at_most_a_third(k, epsilon, delta),
        bound_is_above_a_third(k),
        epsilon=Fraction(epsilon),
        delta=delta,
        **ends,
    )


SHARES = (Fraction(1), Fraction(3), Fraction(159, 40))
"""Errors as multiples of k^2, below 4: the losses are at most 4 k^2."""


@training.claim("eq22", label="(22)", kind="proof step", reading="eps <= 1")
@decided(by="ln 2 > 0.69")
def deviations_are_at_most_a_third():
    """Since l is (4k)-Lipschitz and (4k^2)-bounded on [0, 2k]^2, Theorem 9 implies that, with
    probability 1 - delta/2, |L(f; D) - L^(f; S)| <= eps/3 for all f in ReLU(n, k).

    With l^2 = ln(2/delta) the bound is 8 k^2 (4 + l)/sqrt(m), and sqrt(m) >= 10^5 k^3 l/eps^2. So it is at
    most eps/3 if 24 eps (4/l + 1) <= 10^5 k. For eps <= 1 that is so, as l >= 0.83.
    """
    return least_root_is_right() and 24 * (4 / LEAST_ROOT + 1) <= 10**5


@deviations_are_at_most_a_third.reading("any eps > 0")
@for_every(
    grid(k=(1, 10, 100, 200), share=SHARES, delta=(Fraction(9, 10),)),
    over="k = 1, 10, 100, 200, eps = k^2, 3 k^2, 3.975 k^2, delta = 0.9",
)
def deviations_are_at_most_a_third_for_large_errors(k, share, delta):
    """The same for any eps > 0: false for k = 200, eps = 159000, where losses are up to 4k^2 = 160000. As
    m falls with eps^4, the bound grows with eps^2.
    """
    return third_or_shows(k, share * k**2, delta)


@deviations_are_at_most_a_third.confirmed
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def bound_for_squares_is_at_most_a_third(k, epsilon, delta):
    """For the exact m, and the bound of Theorem 9 in balls."""
    return bound_is_at_most_a_third(k, epsilon, delta)


@deviations_are_at_most_a_third.sharper
@decided(by="ln 2 > 0.69")
def errors_up_to_716_k():
    """It is enough that eps <= 716 k."""
    return least_root_is_right() and 24 * 716 * (4 / LEAST_ROOT + 1) <= 10**5


@training.claim("thm8.m", label="Theorem 8, proof", kind="proof step", reading="eps <= 1")
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def size_is_enough_for_both(k, epsilon, delta):
    """m = ceil(10^10 k^6 log(2/delta)/eps^4).

    That this many samples are enough for (18) and (22), by the bound of Theorem 9, with the natural
    logarithm.
    """
    m, slope = reliable_sample_size(k, epsilon, delta), 1 / bias_shift(k, epsilon)
    of_gamma = printed_deviation(slope, 1, 2 * k, chance=delta / 2, count=m)
    return is_at_most(of_gamma, epsilon) and bound_is_at_most_a_third(k, epsilon, delta)


@size_is_enough_for_both.reading("any eps > 0")
@for_every(
    grid(k=(1, 200), share=SHARES, delta=(Fraction(9, 10),)),
    over="k = 1, 200, eps = k^2, 3 k^2, 3.975 k^2, delta = 0.9",
)
def size_is_enough_for_large_errors(k, share, delta):
    """The same for any eps > 0: false, see (22)."""
    return third_or_shows(k, share * k**2, delta)


@size_is_enough_for_both.sharper
@decided(by="ln 2 > 0.69")
def constant_of_theorem_8():
    """For eps <= 1, 140^2 may stand for 10^10, in (18) and in (22)."""
    squares, gamma = 24 * (4 / LEAST_ROOT + 1), 96 / LEAST_ROOT + 2
    return least_root_is_right() and max(squares, gamma) <= 140


@size_is_enough_for_both.companion("120^2 instead of 10^10")
@for_every(grid(root=(1, Fraction(84, 100))), over="l = 1, 0.84; eps = k = 1")
def smaller_constant_of_theorem_8(root):
    """24 eps (4/l + 1) <= 120 k for all l >= sqrt(ln 2), eps <= 1: false."""
    return holds_or_shows(
        24 * (4 / Fraction(root) + 1) <= 120,
        lambda root: [24 * (4 / root + 1) > 120],
        root=root,
    )


def lack_of_constants(a, b, c):
    """Return what A k^7/eps^4 + B log2(n/delta) + C lacks to k m, at least, for k = n = 1 and eps =
    1/t, delta = 2^-t, t = A + B + C + 1.

    m is at least 10^10 t^4 (1 + t) ln 2, and ln 2 > 1/2.
    """
    t = a + b + c + 1
    return 10**10 * t**4 * (1 + t) * Fraction(1, 2) - (a * t**4 + b * t + c)


@training.claim("thm8.time", label="Theorem 8, proof", kind="proof step")
@for_every(
    grid(a=(1, 10**6, 10**12), b=(1, 10**6, 10**12), c=(0, 10**12)),
    over="constants A, B, C up to 10^12, of the exponents and of the factor",
)
def reliable_size_depends_on_epsilon_alone(a, b, c):
    """It runs in 2^{km} poly(nm) = 2^{O(k^7/eps^4)} poly(n/delta) time.

    That 2^{km} <= 2^C 2^{A k^7/eps^4} (n/delta)^B for all k, n, eps, delta: false for all A, B, C, as for
    Theorem 7.
    """
    return holds_or_shows(
        lack_of_constants(a, b, c) <= 0,
        lambda a, b, c: [lack_of_constants(a, b, c) > 0],
        a=a,
        b=b,
        c=c,
    )


@reliable_size_depends_on_epsilon_alone.confirmed
@decided(by="a polynomial without negative coefficients, and ln 2 > 1/2")
def no_constants_are_enough():
    """For all A, B, C >= 0 something is lacking."""
    lacks = sympy.expand(lack_of_constants(*sympy.symbols("A B C", nonnegative=True)))
    return is_positive(lacks) and not is_less(lambda: logarithm(2), Fraction(1, 2))


@reliable_size_depends_on_epsilon_alone.corrected
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def reliable_size_is_a_product(k, epsilon, delta):
    """The time is 2^{km} poly(n, m) with k m <= k + 10^10 k^7 ln(2/delta)/eps^4."""
    m, scale = reliable_sample_size(k, epsilon, delta), 10**10 * k**6 / epsilon**4
    return not is_less(lambda: as_ball(scale) * logarithm(2 / delta), m - 1)


@reliable_size_depends_on_epsilon_alone.corrected
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def reliable_runs_with_chance_one_half(k, epsilon, delta):
    """For eps <= 1 the time is 2^{O(k^7/eps^4)} poly(n, 1/delta) if r = ceil(log2(2/delta)) functions are
    learned with the probability of failure 1/2 each, and of those with few false positives on new
    samples the best one there is taken.

    All fail with probability 2^-r <= delta/2, and k m <= k + 2 10^10 k^7/eps^4 in each run.
    """
    r = next(r for r in range(1, 200) if 2**r * delta >= 2)
    m = reliable_sample_size(k, epsilon, Fraction(1, 2))
    is_small = m <= 1 + 2 * 10**10 * k**6 / epsilon**4
    return is_small and Fraction(1, 2**r) <= delta / 2 and r * delta <= 3


@training.cited(
    "thm8",
    label="Theorem 8",
    kind="theorem",
    consequence="for eps <= 1 and finite distributions both promises hold up to the deviations",
)
@for_all(case=learning_cases(), epsilon=errors, cost=3)
def reliable_functions_are_almost_best(case, epsilon):
    """For any n, k, ReLU(n, k) can be agnostically reliably properly learned for the squared loss
    function in time 2^{O(k^7/eps^4)} (n/delta)^{O(1)}.

    Labels are in [0, 2k], and eps <= 1. For larger eps the proof needs eps = O(k), see (22); to learn with
    eps = 1 instead takes time 2^{O(k^7)}, which is more than is claimed. The generalization bounds are
    cited. Checked is what the proof makes of them, for c without false positives: h_shifted is in the
    class, L_{=0}(h_shifted; D) <= |L_gamma(h; D) - L^_gamma(h; S)|, and L(h_shifted; D) <= L(c; D) +
    eps/3 + |L(h; D) - L^(h; S)| + |L(c; D) - L^(c; S)|.
    """
    distribution, sample, c = case
    c = without_false_positives(c, distribution)
    found = learn_reliably(sample.samples, c.width, epsilon=epsilon, accuracy=ACCURACY)
    h, lowered, gamma = found.trained.hypothesis, found.hypothesis, found.shift
    pairs = [[squared_risk(f, d) for d in (distribution, sample)] for f in (h, c)]
    deviations = sum([abs(a - b) for a, b in pairs])
    of_c = pairs[1][0]
    is_reliable = false_positive_probability(lowered, distribution) <= abs(
        gamma_risk(h, distribution, gamma) - gamma_risk(h, sample, gamma)
    )
    bound = of_c + epsilon / 3 + deviations + found.excess
    return lowered.is_in_class and is_reliable and squared_risk(lowered, distribution) <= bound


reliable_functions_are_almost_best.step("2^{km} poly(nm) = 2^{O(k^7/eps^4)} poly(n/delta)")(
    reliable_size_depends_on_epsilon_alone.parts[0].check
)
reliable_functions_are_almost_best.step("(22) for any eps > 0")(
    deviations_are_at_most_a_third_for_large_errors
)


@reliable_functions_are_almost_best.companion("h = 0")
@for_all(case=learning_cases(), epsilon=errors)
def zero_is_reliable_and_almost_best(case, epsilon):
    """The same for the function h = 0, which is reliable: false, L(h; D) is too large."""
    distribution, sample, c = case
    c = without_false_positives(c, distribution)
    h = ReluSum([[0] * distribution.dimension] * c.width, [0] * c.width)
    of_h, of_c = squared_risk(h, distribution), squared_risk(c, distribution)
    first, second = of_h - squared_risk(h, sample), of_c - squared_risk(c, sample)
    return holds_or_shows(
        of_h <= of_c + epsilon / 3 + abs(first) + abs(second),
        lambda of_h, of_c, first, second, epsilon: [
            of_h - of_c - epsilon / 3 > s * first + t * second for s in (1, -1) for t in (1, -1)
        ],
        of_h=of_h,
        of_c=of_c,
        first=first,
        second=second,
        epsilon=epsilon,
    )
