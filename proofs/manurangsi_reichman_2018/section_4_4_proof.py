"""Section 4.4: the chain of inequalities that ends the proof of Theorem 7, and the theorem."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import for_all, judged
from exactrelu.learning import Distribution, ReluSum, learn, squared_risk

from .classes import distributions, holds_or_shows, relu_sums
from .evidence import asserting_numbers
from .paper import training
from .section_4_4 import size_depends_on_epsilon_alone

__all__ = ["chain_ends_in_the_sample", "learned_functions_are_almost_best", "learning_cases"]

ACCURACY = Fraction(1, 1000)


ONE_OR_TWO = st.integers(1, 2)


@st.composite
def learning_cases(draw, *, n=ONE_OR_TWO, k=ONE_OR_TWO):
    """Draw (D, S, c): a distribution on the ball, a sample of its atoms, a function c of the class.

    S is a distribution as well, the empirical one: how often each atom is drawn.
    """
    n = draw(n)
    k = draw(k) if n == 1 else 1
    atoms = draw(distributions(n, k, most=3))
    counts = draw(st.lists(st.integers(0, 3), min_size=len(atoms), max_size=len(atoms)))
    if not any(counts):
        counts[0] = 1
    drawn = [Fraction(c, sum(counts)) for c in counts]
    return atoms, Distribution(atoms.points, atoms.labels, drawn), draw(relu_sums(n, k))


def learned(sample, k):
    """Return the function that is learned from a sample, and how far it may be from the best."""
    found = learn(sample.samples, k, accuracy=ACCURACY)
    return found.hypothesis, found.excess


@training.claim("eq17", label="(17), end of the proof", kind="proof step")
@for_all(case=learning_cases(), epsilon=st.sampled_from([Fraction(1, 4), Fraction(1, 50)]), cost=3)
def chain_ends_in_the_sample(case, epsilon):
    """For any c in ReLU(n, k), since h minimizes the training error, L^(h; S) <= L^(c; S). As a result,
    L(h; S) <= L^(h; S) + eps/2 <= L^(c; S) + eps/2 <= L(c; S) + eps, which concludes the proof.

    As printed, L(.; S) is the mean over S, as L^ is: then the chain holds, but says nothing of D. The
    function is trained up to its excess, which the paper lets be 0.
    """
    _, sample, c = case
    h, excess = learned(sample, c.width)
    of_h, of_c = squared_risk(h, sample), squared_risk(c, sample)
    return of_h <= of_h + epsilon / 2 <= of_c + excess + epsilon / 2 <= of_c + excess + epsilon


@chain_ends_in_the_sample.step("the chain for S concludes the proof")
@for_all(case=learning_cases(n=st.just(1), k=st.just(1)), epsilon=st.just(Fraction(1, 8)))
def chain_for_the_sample_concludes(case, epsilon):
    """That L(h; D) <= L(c; D) + eps follows: false, S need not be like D. D has to stand for S."""
    distribution, sample, c = case
    h, excess = learned(sample, c.width)
    of_h, of_c = squared_risk(h, distribution), squared_risk(c, distribution)
    return holds_or_shows(
        of_h <= of_c + excess + epsilon,
        lambda of_h, of_c, excess: [of_h > of_c + excess + epsilon],
        of_h=of_h,
        of_c=of_c,
        excess=excess,
    )


def largest_deviation(case, h):
    """Return the larger one of |L(f; D) - L^(f; S)| for f = h and f = c."""
    distribution, sample, c = case
    return max(abs(squared_risk(f, distribution) - squared_risk(f, sample)) for f in (h, c))


@chain_ends_in_the_sample.confirmed
@for_all(case=learning_cases(), cost=3)
def chain_for_the_distribution(case):
    """With D for S, L(h; D) <= L^(h; S) + eps/2 <= L^(c; S) + eps/2 <= L(c; D) + eps wherever (16) holds
    for h and c.
    """
    distribution, sample, c = case
    h, excess = learned(sample, c.width)
    half = largest_deviation(case, h)
    terms = [
        squared_risk(h, distribution),
        squared_risk(h, sample) + half,
        squared_risk(c, sample) + excess + half,
        squared_risk(c, distribution) + excess + 2 * half,
    ]
    return terms == sorted(terms)


@training.cited(
    "thm7",
    label="Theorem 7",
    kind="theorem",
    consequence="for finite distributions the learned h is as good as every c up to two deviations",
)
@for_all(case=learning_cases(), cost=3)
def learned_functions_are_almost_best(case):
    """For any n, k, ReLU(n, k) can be agnostically properly learned for the squared loss function in
    time 2^{O(k^5/eps^2)} (n/delta)^{O(1)}.

    Labels are in [0, 2k]. The generalization bounds are cited. Checked is what the proof makes of
    them: h is in the class, and L(h; D) <= L(c; D) + |L(h; D) - L^(h; S)| + |L(c; D) - L^(c; S)|. The
    running time of the algorithm as printed is not the claimed one, but that of many runs with
    delta = 1/2 is.
    """
    distribution, sample, c = case
    h, excess = learned(sample, c.width)
    deviations = [abs(squared_risk(f, distribution) - squared_risk(f, sample)) for f in (h, c)]
    good = squared_risk(h, distribution) <= squared_risk(c, distribution) + sum(deviations) + excess
    return good and h.is_in_class


learned_functions_are_almost_best.step("2^{km} poly(n, m) = 2^{O(k^5/eps^2)} poly(n, 1/delta)")(
    size_depends_on_epsilon_alone.parts[0].check
)


@learned_functions_are_almost_best.companion("h = 0")
@for_all(case=learning_cases())
def zero_is_almost_best(case):
    """The same for the function h = 0: false."""
    distribution, sample, c = case
    h = ReluSum([[0] * distribution.dimension] * c.width, [0] * c.width)
    of_h, of_c = squared_risk(h, distribution), squared_risk(c, distribution)
    rest = [of_h - squared_risk(h, sample), of_c - squared_risk(c, sample)]
    return judged(of_h <= of_c + sum(map(abs, rest))).proved_by(
        lambda: asserting_numbers(
            lambda of_h, of_c, first, second: [
                of_h - of_c > s * first + t * second for s in (1, -1) for t in (1, -1)
            ],
            of_h=of_h,
            of_c=of_c,
            first=rest[0],
            second=rest[1],
        )
    )
