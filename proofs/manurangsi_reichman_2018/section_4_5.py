"""Section 4.5: properly reliably learning ReLUs; what lowering the biases does."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid
from exactrelu.learning import (
    Distribution,
    ReluSum,
    bias_shift,
    false_positive_probability,
    gamma_loss,
    gamma_risk,
    learn,
    learn_reliably,
    reliable_sample_size,
    squared_risk,
)
from exactrelu.learning.enclosures import is_less, logarithm

from .classes import (
    ball_points,
    chances,
    distributions,
    errors,
    holds_or_shows,
    is_at_most,
    printed_deviation,
    relu_sums,
)
from .paper import training
from .section_4_4_proof import ACCURACY, learning_cases

__all__ = [
    "deviations_of_gamma_are_at_most_epsilon",
    "few_false_positives",
    "gamma_bounds_false_positives",
    "gamma_is_lipschitz",
    "lowered_functions_are_near",
    "trained_functions_beat_all_without_false_positives",
]

GAMMAS = st.fractions(Fraction(1, 20), 2, max_denominator=20)
QUARTERS = st.integers(0, 8).map(lambda v: Fraction(v, 4))


def changes_at_most(change, distance, gamma):
    """Return whether |change| <= distance/gamma."""
    return holds_or_shows(
        abs(change) <= distance / gamma,
        lambda change, distance, gamma: [change**2 > (distance / gamma) ** 2, gamma > 0],
        change=change,
        distance=distance,
        gamma=gamma,
    )


@training.claim(
    "lgamma", label="Theorem 8, proof", kind="proof step", reading="in the first argument"
)
@for_all(a=QUARTERS, b=QUARTERS, y=st.sampled_from([0, 0, Fraction(1, 8), 2]), gamma=GAMMAS)
def gamma_is_lipschitz(a, b, y, gamma):
    """l_{gamma-cont} is (1/gamma)-Lipschitz and 1-bounded on [0, 2k]^2.

    As Theorem 9 asks for it, in the prediction.
    """
    loss = gamma_loss(gamma)
    bounded = all(0 <= loss(v, y) <= 1 for v in (a, b))
    return bounded and changes_at_most(loss(a, y) - loss(b, y), abs(a - b), gamma).holds


@gamma_is_lipschitz.reading("in both arguments")
@for_all(a=QUARTERS, y=st.sampled_from([Fraction(1, d) for d in (1, 2, 8, 64)]), gamma=GAMMAS)
def gamma_is_lipschitz_in_the_label(a, y, gamma):
    """The same in the label: false, the loss jumps at y = 0."""
    loss = gamma_loss(gamma)
    return changes_at_most(loss(a, Fraction(0)) - loss(a, y), y, gamma)


@gamma_is_lipschitz.companion("1/(2 gamma)")
@for_all(a=QUARTERS, b=QUARTERS, gamma=GAMMAS)
def gamma_is_less_steep(a, b, gamma):
    """It is 1/(2 gamma)-Lipschitz in the prediction: false."""
    loss = gamma_loss(gamma)
    change = loss(a, Fraction(0)) - loss(b, Fraction(0))
    return changes_at_most(change, abs(a - b), 2 * gamma)


# How many samples (18) and (22) need: with l^2 = ln(2/delta) the bounds of Theorem 9 are
# (96 k^3/eps + 2 l)/sqrt(m) and 8 k^2 (4 + l)/sqrt(m).

LEAST_LOGARITHM = Fraction(69, 100)
"""Less than ln 2, and so than ln(2/delta)."""

LEAST_ROOT = Fraction(83, 100)


def least_root_is_right():
    """Return whether (83/100)^2 < 69/100 < ln 2."""
    below = not is_less(lambda: logarithm(2), LEAST_LOGARITHM)
    return below and LEAST_ROOT**2 < LEAST_LOGARITHM


@training.claim("eq18", label="(18)", kind="proof step")
@decided(by="ln 2 > 0.69; for eps >= 1 the losses are at most eps")
def deviations_of_gamma_are_at_most_epsilon():
    """Since l_{gamma-cont} is (1/gamma)-Lipschitz and 1-bounded on [0, 2k]^2, Theorem 9 implies that
    |L_gamma(f; D) - L^_gamma(f; S)| <= eps for all f in ReLU(n, k) with probability at least 1 - delta/2.

    With sqrt(m) >= 10^5 k^3 l/eps^2 the bound is at most eps if 96/l + 2 eps/k^3 <= 10^5; for eps <= 1 and
    l >= 0.83 it is. For eps >= 1 there is nothing to show, as losses are in [0, 1].
    """
    return least_root_is_right() and 96 / LEAST_ROOT + 2 <= 10**5


@deviations_of_gamma_are_at_most_epsilon.confirmed
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def bound_for_gamma_is_at_most_epsilon(k, epsilon, delta):
    """For the exact m, and the bound of Theorem 9 in balls."""
    m, slope = reliable_sample_size(k, epsilon, delta), 1 / bias_shift(k, epsilon)
    return is_at_most(printed_deviation(slope, 1, 2 * k, chance=delta / 2, count=m), epsilon)


@deviations_of_gamma_are_at_most_epsilon.sharper
@decided(by="ln 2 > 0.69")
def constant_for_gamma():
    """118^2 may stand for 10^10."""
    return least_root_is_right() and 96 / LEAST_ROOT + 2 <= 118


@deviations_of_gamma_are_at_most_epsilon.companion("96^2 instead of 10^10")
@for_every(grid(root=(Fraction(5, 6), 1, 2)), over="l = 5/6, 1, 2; eps = k = 1")
def smaller_constant_for_gamma(root):
    """96/l + 2 eps/k^3 <= 96 for all l >= sqrt(ln 2): false."""
    return holds_or_shows(
        96 / Fraction(root) + 2 <= 96, lambda root: [96 / root + 2 > 96], root=root
    )


def lowered_is_zero(h, x, gamma):
    """Return whether h(x) <= gamma makes the lowered function 0 at x."""
    lowered = h.lowered(gamma)
    before, after = h(x), lowered(x)
    return holds_or_shows(
        before > gamma or after == 0,
        lambda before, after, gamma: [before <= gamma, after > 0],
        before=before,
        after=after,
        gamma=gamma,
    )


@st.composite
def functions_at_points(draw, *, reach=1):
    """Draw (h, x) with h in ReLU(n, k), n <= 3, k <= 3; points may be up to `reach` times as far."""
    n, k = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    x = draw(ball_points(n))
    return draw(relu_sums(n, k)), tuple([reach * v for v in x])


@st.composite
def functions_and_distributions(draw):
    """Draw (h, D) with h in ReLU(n, k), n <= 3, k <= 3."""
    n, k = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return draw(relu_sums(n, k)), draw(distributions(n, k))


@training.claim("eq19", label="(19)", kind="proof step")
@for_all(case=functions_and_distributions(), gamma=GAMMAS)
def gamma_bounds_false_positives(case, gamma):
    """If h(x) <= gamma, then the bias shifts ensure that h_shifted(x) = 0. As a result,
    L_{=0}(h_shifted; D) <= L_{gamma-cont}(h; D).

    Where b_j - gamma < -1 the new bias is -1, and <w_j, x> - 1 <= 0 on the unit ball.
    """
    h, distribution = case
    zeros = [lowered_is_zero(h, x, gamma).holds for x in distribution.points]
    false_positives = false_positive_probability(h.lowered(gamma), distribution)
    return all(zeros) and false_positives <= gamma_risk(h, distribution, gamma)


@gamma_bounds_false_positives.companion("points outside of the ball")
@for_all(case=functions_at_points(reach=2), gamma=GAMMAS)
def far_points_become_zero(case, gamma):
    """If h(x) <= gamma, then h_shifted(x) = 0, for x of norm up to 2: false, by the maximum with -1."""
    return lowered_is_zero(*case, gamma)


def signed_value(h, signs, x):
    return sum(
        [s * max(Fraction(0), z) for s, z in zip(signs, h.activations(x), strict=True)], Fraction(0)
    )


@gamma_bounds_false_positives.companion("coefficients -1")
@for_all(case=functions_at_points(), gamma=GAMMAS, signs=st.tuples(*[st.sampled_from([1, -1])] * 3))
def signed_sums_become_zero(case, gamma, signs):
    """If h(x) <= gamma, then h_shifted(x) = 0, for coefficients 1 and -1: false."""
    h, x = case
    signs = signs[: h.width]
    before, after = signed_value(h, signs, x), signed_value(h.lowered(gamma), signs, x)
    return holds_or_shows(
        before > gamma or after == 0,
        lambda before, after, gamma: [before <= gamma, after != 0],
        before=before,
        after=after,
        gamma=gamma,
    )


@training.claim("eq20", label="(20)", kind="proof step")
@for_all(case=learning_cases(), epsilon=errors, cost=3)
def few_false_positives(case, epsilon):
    """L_{=0}(h_shifted; D) <= L_gamma(h; D) <= eps, where the last inequality comes from (18) and from
    the fact that h(x_i) = 0 for all i with y_i = 0, i.e., L^_gamma(h; S) = 0.

    Checked with the deviation of (18) in the place of eps: the learned function has
    L_{=0}(h_shifted; D) <= |L_gamma(h; D) - L^_gamma(h; S)|.
    """
    distribution, sample, c = case
    found = learn_reliably(sample.samples, c.width, epsilon=epsilon, accuracy=ACCURACY)
    h = found.trained.hypothesis
    on_sample = gamma_risk(h, sample, found.shift)
    deviation = abs(gamma_risk(h, distribution, found.shift) - on_sample)
    return (
        on_sample == 0 and false_positive_probability(found.hypothesis, distribution) <= deviation
    )


@few_false_positives.companion("without h(x_i) = 0")
@for_all(case=learning_cases(), epsilon=errors)
def few_false_positives_of_any_function(case, epsilon):
    """The same for any h in the class, without zeros: false."""
    distribution, sample, h = case
    gamma = bias_shift(h.width, epsilon)
    rate = false_positive_probability(h.lowered(gamma), distribution)
    change = gamma_risk(h, distribution, gamma) - gamma_risk(h, sample, gamma)
    return holds_or_shows(
        rate <= abs(change), lambda rate, change: [rate**2 > change**2], rate=rate, change=change
    )


def is_near(h, distribution, gamma, k):
    """Return whether lowering changes the risk by at most 4 k^2 gamma."""
    change = squared_risk(h, distribution) - squared_risk(h.lowered(gamma), distribution)
    return holds_or_shows(
        abs(change) <= 4 * k**2 * gamma,
        lambda change, gamma: [change**2 > (4 * k**2 * gamma) ** 2],
        change=change,
        gamma=gamma,
    )


@training.claim("eq21", label="(21)", kind="proof step")
@for_all(case=functions_and_distributions(), epsilon=st.fractions(Fraction(1, 9), 40))
def lowered_functions_are_near(case, epsilon):
    """For any x in B^n, |h(x) - h_shifted(x)| <= k gamma. Since the squared loss function is
    (4k)-Lipschitz in [0, 2k]^2, |L(h; D) - L(h_shifted; D)| <= (4k) k gamma = eps/3.
    """
    h, distribution = case
    k, gamma = h.width, bias_shift(h.width, epsilon)
    lowered = h.lowered(gamma)
    near = all(0 <= h(x) - lowered(x) <= k * gamma for x in distribution.points)
    return near and 4 * k * k * gamma == epsilon / 3 and is_near(h, distribution, gamma, k).holds


@lowered_functions_are_near.sharper
@for_all(case=functions_and_distributions(), gamma=GAMMAS)
def lowered_functions_are_nearer(case, gamma):
    """|L(h; D) - L(h_shifted; D)| <= k^2 gamma (4 - gamma) for gamma <= 2.

    With d = h(x) - h_shifted(x) <= k gamma the change is d |2 h(x) - d - 2y| <= d (4k - d).
    """
    h, distribution = case
    change = squared_risk(h, distribution) - squared_risk(h.lowered(gamma), distribution)
    return abs(change) <= h.width**2 * gamma * (4 - gamma)


@lowered_functions_are_near.confirmed
@for_every(grid(k=range(1, 5), tenths=range(1, 21)), over="k <= 4, gamma = 0.1, 0.2, ..., 2")
def lowered_functions_are_as_far_as_that(k, tenths):
    """The sharper bound is attained: by h(x) = 2k at x = w = 1, with b = 1 and y = 0."""
    gamma, one = Fraction(tenths, 10), Distribution([[1]], [0], [1])
    h = ReluSum([[1]] * k, [1] * k)
    change = squared_risk(h, one) - squared_risk(h.lowered(gamma), one)
    return change == k**2 * gamma * (4 - gamma)


@lowered_functions_are_near.companion("labels above 2k")
@for_all(case=functions_and_distributions(), epsilon=errors)
def lowered_functions_are_near_for_larger_labels(case, epsilon):
    """The same for labels up to 8k: false."""
    h, distribution = case
    larger = Distribution(
        distribution.points, [4 * y for y in distribution.labels], distribution.probabilities
    )
    return is_near(h, larger, bias_shift(h.width, epsilon), h.width)


@training.claim("eq23", label="(23)", kind="proof step")
@for_all(case=learning_cases(), cost=3)
def trained_functions_beat_all_without_false_positives(case):
    """Let c be any function in ReLU(n, k) such that c(x) = 0 for all (x, y) in the support of D such
    that y = 0. From how h is computed, we must have L^(h; S) <= L^(c; S).

    Up to the excess of training. For distributions with infinite support, c in C^+(D) is enough,
    with probability 1.
    """
    distribution, sample, c = case
    c = without_false_positives(c, distribution)
    found = learn_reliably(sample.samples, c.width, epsilon=1, accuracy=ACCURACY)
    h = found.trained.hypothesis
    return squared_risk(h, sample) <= squared_risk(c, sample) + found.excess


def without_false_positives(c, distribution):
    """Return the function with such biases that it is 0 where y = 0, or else 0 everywhere."""
    zeros = [x for x, y in zip(distribution.points, distribution.labels, strict=True) if y == 0]
    largest = [max([z - b for z in h_j] or [-b]) for h_j, b in activations_at(c, zeros)]
    biases = [min(b, -top) for top, b in zip(largest, c.biases, strict=True)]
    lowered = ReluSum(c.weights, biases)
    return lowered if lowered.is_in_class else ReluSum([[0] * c.dimension] * c.width, [0] * c.width)


def activations_at(c, points):
    """Return for each unit its activations at the points, and its bias."""
    rows = [c.activations(x) for x in points]
    return [([row[j] for row in rows], b) for j, b in enumerate(c.biases)]


@trained_functions_beat_all_without_false_positives.companion("c with false positives")
@for_all(case=learning_cases(), cost=3)
def trained_functions_beat_all(case):
    """The same for any c in ReLU(n, k), as the one that is learned without zeros: false."""
    _, sample, c = case
    c = learn(sample.samples, c.width, accuracy=ACCURACY).hypothesis
    found = learn_reliably(sample.samples, c.width, epsilon=1, accuracy=ACCURACY)
    of_h, of_c = squared_risk(found.trained.hypothesis, sample), squared_risk(c, sample)
    return holds_or_shows(
        of_h <= of_c + found.excess,
        lambda of_h, of_c, excess: [of_h > of_c + excess],
        of_h=of_h,
        of_c=of_c,
        excess=found.excess,
    )
