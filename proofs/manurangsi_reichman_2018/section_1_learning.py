"""Section 1 and footnote 2: what the learners are said to give."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import for_all
from exactrelu.learning import ReluSum, absolute_loss, learn, risk, squared_risk
from exactrelu.training import Problem, train

from .classes import holds_or_shows
from .paper import training
from .section_4_4_proof import ACCURACY, learning_cases

__all__ = ["learners_train", "learners_work_for_the_absolute_loss"]

ONE = st.just(1)
EPSILON = Fraction(1, 8)


def sum_of_squares(h, samples):
    """Return the squared training error (1); weights are numbers of copies."""
    rows = zip(samples.points, samples.labels, samples.weights, strict=True)
    return sum([w * (h(x) - y) ** 2 for x, y, w in rows], Fraction(0))


@training.claim(
    "fn2", label="Footnote 2", kind="remark", reading="the error is the mean over the samples"
)
@for_all(case=learning_cases(), cost=3)
def learners_train(case):
    """A proper learning algorithm immediately yields a polynomial time training algorithm with eps
    additive error for any constant eps > 0 (i.e., an additive PTAS).

    Draw from the samples themselves: L(h; D) of the uniform distribution on them is (1) divided by
    their number m, and no function of the class is better by more than eps m in (1). Weights and
    samples lie in the unit ball, labels in [0, 2k]; the algorithm is randomized.
    """
    _, sample, c = case
    found = learn(sample.samples, c.width, accuracy=EPSILON)
    m = len(sample)
    copies = [m * p for p in sample.probabilities]
    samples = type(sample.samples)(sample.points, sample.labels, copies)
    h = found.hypothesis
    is_mean = sum_of_squares(h, samples) == m * squared_risk(h, sample)
    return is_mean and sum_of_squares(h, samples) <= sum_of_squares(c, samples) + EPSILON * m


@learners_train.reading("the error is the sum (1)")
@for_all(case=learning_cases(n=ONE, k=ONE), copies=st.integers(1, 64))
def learners_train_for_the_sum(case, copies):
    """The same for (1): false. A function that is within eps for the mean need not be for the sum.

    To learn up to eps/m takes time 2^{O(k^5 m^2/eps^2)}, which is not polynomial.
    """
    _, sample, c = case
    h = learn(sample.samples, 1, accuracy=ACCURACY).hypothesis
    excess = squared_risk(c, sample) - squared_risk(h, sample)
    return holds_or_shows(
        excess > EPSILON or copies * excess <= EPSILON,
        lambda copies, excess: [excess <= EPSILON, copies * excess > EPSILON],
        copies=copies,
        excess=excess,
    )


def trained_for(loss, sample, k):
    """Return the function of ReLU(1, k) of the least loss; for n = 1 the ball is a box."""
    asked = Problem(
        sample.samples,
        k,
        loss=loss,
        output="linear",
        signs=[1] * k,
        weight_bounds=(-1, 1),
        bias_bounds=(-1, 1),
    )
    return ReluSum.of_units(train(asked).best.units)


@training.cited(
    "intro.otherloss",
    label="Section 1",
    kind="remark",
    consequence="the proofs of Theorems 7 and 8 for the absolute loss, n = 1",
)
@for_all(case=learning_cases(n=ONE), gamma=st.fractions(Fraction(1, 20), 1), cost=2)
def learners_work_for_the_absolute_loss(case, gamma):
    """Our algorithms work also for more general loss functions, as long as they are convex and
    O_k(1)-Lipschitz.

    For a loss that is L-Lipschitz in the prediction: l(h(x), y) - l(0, y) is at most 2kL in absolute
    value, which is what the bounds need; lowered biases change the risk by at most k gamma L; and
    the trained function is as good as every c up to two deviations. Convexity makes the programs
    of all guesses convex. Checked for |h(x) - y|, L = 1.
    """
    distribution, sample, c = case
    k, h = c.width, trained_for("absolute", sample, c.width)
    of_h, of_c = [risk(f, distribution, loss=absolute_loss) for f in (h, c)]
    on_h, on_c = [risk(f, sample, loss=absolute_loss) for f in (h, c)]
    is_good = of_h <= of_c + abs(of_h - on_h) + abs(of_c - on_c)
    lowered = risk(h.lowered(gamma), distribution, loss=absolute_loss)
    pairs = zip(distribution.points, distribution.labels, strict=True)
    bounded = all(abs(abs(h(x) - y) - abs(y)) <= 2 * k for x, y in pairs)
    return is_good and bounded and abs(lowered - of_h) <= k * gamma


def is_wrong(prediction, label):
    """Return the loss that counts predictions that are not the label; it is not Lipschitz."""
    return Fraction(prediction != label)


@learners_work_for_the_absolute_loss.companion("a loss that is not Lipschitz")
@for_all(case=learning_cases(n=ONE), gamma=st.fractions(Fraction(1, 20), Fraction(1, 4)))
def lowering_hardly_changes_the_number_of_errors(case, gamma):
    """For the loss 1 where h(x) != y, lowered biases change the risk by at most k gamma: false."""
    distribution, _, c = case
    change = risk(c.lowered(gamma), distribution, loss=is_wrong) - risk(
        c, distribution, loss=is_wrong
    )
    k = c.width
    return holds_or_shows(
        abs(change) <= k * gamma,
        lambda change, gamma: [change**2 > (k * gamma) ** 2],
        change=change,
        gamma=gamma,
    )
