"""Section 4.3 and Appendix D: Lemmas 12 and 14, training in the unit ball."""

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from exactrelu.claims import for_all, for_every
from exactrelu.learning import train_in_ball
from exactrelu.learning.ball import box_problem
from exactrelu.training import Samples
from exactrelu.training.cells import best_in_cell
from exactrelu.training.enumeration import partitions

from .classes import distributions, holds_or_shows, relu_sums
from .paper import training
from .section_4_5 import without_false_positives

__all__ = [
    "constraint_as_printed_is_that_of_zero_labels",
    "constraints_of_zero_labels_are_linear",
    "guesses_find_the_minimum",
    "guesses_find_the_minimum_for_few_samples",
    "number_of_programs",
]

BETA = Fraction(1, 1000)


@st.composite
def samples_and_functions(draw, *, most=4):
    """Draw samples on the unit ball with labels in [0, 2k], and a function of ReLU(n, k)."""
    n = draw(st.integers(1, 2))
    k = draw(st.integers(1, 2)) if n == 1 else 1
    atoms = draw(distributions(n, k, most=most))
    return Samples(atoms.points, atoms.labels), draw(relu_sums(n, k)), atoms


def sum_of_squares(h, samples):
    """Return the squared training error (1)."""
    pairs = zip(samples.points, samples.labels, strict=True)
    return sum([(h(x) - y) ** 2 for x, y in pairs], Fraction(0))


def zero_labels(samples):
    """Return the places of the labels 0."""
    return [i for i, y in enumerate(samples.labels) if y == 0]


def is_almost_least(samples, h, *, zeros):
    """Return whether training gives a function of the class, zero there, with h not BETA better."""
    found = train_in_ball(samples, h.width, gap=BETA, zero_on=zeros)
    best = found.hypothesis
    is_allowed = best.is_in_class and all(best(samples.points[i]) == 0 for i in zeros)
    error = sum_of_squares(best, samples)
    return is_allowed and error <= found.lower + BETA and found.lower <= sum_of_squares(h, samples)


@training.cited(
    "lem14",
    label="Lemma 14",
    kind="lemma",
    consequence="one program for each guess finds the minimum to within delta",
)
@for_all(case=samples_and_functions(), cost=3)
def guesses_find_the_minimum(case):
    """There is a 2^{km} poly(n, m, 1/delta, C)-time algorithm that finds the weights w_1, ..., w_k in B^n
    and biases in [-1, 1] that minimize the squared training error up to an additive error of delta.
    Furthermore, there is one that finds them subject to h(x_i) = 0 for all i such that y_i = 0.

    For the second part see lem14.index. That convex programs with a ball are solved in polynomial
    time is cited. Here they are solved to within delta = 0.001 by half-spaces, with a proved lower
    bound, below which no function of the class is found.
    """
    samples, h, atoms = case
    zero = without_false_positives(h, atoms)
    freely = is_almost_least(samples, h, zeros=[])
    return freely and is_almost_least(samples, zero, zeros=zero_labels(samples))


def is_beaten(least, error):
    """Return whether no error is below the least one."""
    return holds_or_shows(
        error >= least, lambda least, error: [error < least], least=least, error=error
    )


@guesses_find_the_minimum.companion("one guess: all units are active at all samples")
@for_all(case=samples_and_functions(), cost=2)
def one_guess_finds_the_minimum(case):
    """The program of the guess in which no term is 0 finds the minimum: false."""
    samples, h, _ = case
    asked = box_problem(samples, h.width)
    guess = [range(len(samples))] * h.width
    least = best_in_cell(asked, (1,) * h.width, guess).value
    found = train_in_ball(samples, h.width, gap=BETA).hypothesis
    return is_beaten(least, sum_of_squares(found, samples))


@training.cited(
    "lem12",
    label="Lemma 12",
    kind="lemma",
    consequence="the minimum to within beta, by at most min(2^{km}, (2 m^n)^k) guesses",
)
@for_all(case=samples_and_functions(), cost=3)
def guesses_find_the_minimum_for_few_samples(case):
    """There is a 2^{km} poly(n, m, 1/beta, C)-time algorithm that finds w_1, ..., w_k in B^n and b in
    [-1, 1]^k that minimize the squared training error up to an additive error of beta. Furthermore,
    there is one with the same running time subject to h(x_i) = 0 for all i such that y_i = 0.

    As Lemma 14, with beta for delta. The algorithm that runs in time m^{O(kn)} is the same one: it
    needs only the guesses that hyperplanes make, for each unit at most 2 m^n.
    """
    samples, h, _ = case
    m, n, k = len(samples), samples.dimension, h.width
    guesses = len(partitions(box_problem(samples, 1))) ** k
    few = guesses <= min(2 ** (k * m), (2 * m**n) ** k)
    return few and is_almost_least(samples, h, zeros=[])


@guesses_find_the_minimum_for_few_samples.companion("m^{kn} guesses")
@for_all(case=samples_and_functions(most=2))
def guesses_are_powers_of_the_number_of_samples(case):
    """There are at most m^(kn) guesses: false for one sample, where there are 2^k."""
    samples, h, _ = case
    m, n, k = len(samples), samples.dimension, h.width
    guesses = len(partitions(box_problem(samples, 1))) ** k
    return holds_or_shows(
        guesses <= m ** (k * n), lambda guesses, m: [guesses > m ** (k * n)], guesses=guesses, m=m
    )


@training.claim("lem14.index", label="Lemmas 12 and 14", kind="lemma")
@for_all(case=samples_and_functions().filter(lambda case: case[1].width <= len(case[0])))
def constraint_as_printed_is_that_of_zero_labels(case):
    """An additional constraint that sum_j [<w_j, x_j> + b_j]_+ = 0 for all i such that y_i = 0.

    That it says h(x_i) = 0 for these i: false, i does not occur in it, and it is about the first k
    samples, whatever their labels. For k > m there is no x_k.
    """
    samples, h, _ = case
    zeros = zero_labels(samples)
    values = [h(samples.points[i]) for i in zeros]
    activations = [h.activations(x)[j] for j, x in enumerate(samples.points[: h.width])]
    printed = sum([max(Fraction(0), z) for z in activations], Fraction(0))
    largest = max(values, default=Fraction(0))
    agree = not zeros or (printed == 0) == (largest == 0)
    return holds_or_shows(
        agree,
        lambda zeros, printed, largest: [
            zeros > 0,
            printed * largest == 0,
            printed + largest > 0,
        ],
        zeros=len(zeros),
        printed=printed,
        largest=largest,
    )


@constraint_as_printed_is_that_of_zero_labels.corrected
@for_all(case=samples_and_functions())
def constraint_with_the_right_index(case):
    """With x_i for x_j it is h(x_i) = 0, and holds iff no unit is active at x_i; the proof of Lemma 14
    has it so.
    """
    samples, h, _ = case
    points = [samples.points[i] for i in zero_labels(samples)]
    return all((h(x) == 0) == (max(h.activations(x)) <= 0) for x in points)


def is_a_guess(h, active, samples):
    """Return whether the units are active or not at the samples as is guessed."""
    rows = [h.activations(x) for x in samples.points]
    return all(
        z >= 0 if i in active[j] else z <= 0
        for i, row in enumerate(rows)
        for j, z in enumerate(row)
    )


def strict_guess(h, samples):
    """Return the guess that the function makes, on the active side where a unit is just 0."""
    rows = [h.activations(x) for x in samples.points]
    return [{i for i, row in enumerate(rows) if row[j] >= 0} for j in range(h.width)]


def agrees_with_a_linear_equation(h, active, samples):
    """Return whether h(x_i) is the sum of the linear terms that are guessed, at all zero labels."""
    sums = []
    for i in zero_labels(samples):
        row = h.activations(samples.points[i])
        linear = sum([z for j, z in enumerate(row) if i in active[j]], Fraction(0))
        sums.append((linear, h(samples.points[i])))
    linear, value = next(((a, b) for a, b in sums if (a == 0) != (b == 0)), (0, 0))
    return holds_or_shows(
        all((a == 0) == (b == 0) for a, b in sums),
        lambda linear, value: [linear * value == 0, linear != value],
        linear=linear,
        value=value,
    )


@training.claim("lem14.zero", label="Lemma 14, proof", kind="proof step")
@for_all(case=samples_and_functions())
def constraints_of_zero_labels_are_linear(case):
    """For the second part of the lemma, simply substitute the constraint sum_j [<w_j, x_i> + b_j]_+ = 0
    according to the guesses made and add the resulting linear constraint.

    For weights that satisfy the guess, the sum of the terms <w_j, x_i> + b_j that are not guessed to
    be 0 is 0 iff h(x_i) = 0.
    """
    samples, h, atoms = case
    for function in (h, without_false_positives(h, atoms)):
        guess = strict_guess(function, samples)
        equation = agrees_with_a_linear_equation(function, guess, samples)
        if not (is_a_guess(function, guess, samples) and equation.holds):
            return False
    return True


@constraints_of_zero_labels_are_linear.companion("all terms, whatever is guessed")
@for_all(case=samples_and_functions())
def constraints_without_guesses_are_linear(case):
    """The sum of all <w_j, x_i> + b_j is 0 iff h(x_i) = 0: false where a unit is not active."""
    samples, h, _ = case
    return agrees_with_a_linear_equation(h, [set(range(len(samples)))] * h.width, samples)


def moment_curve(*dimensions):
    """Samples (i, i^2, ..., i^n) in general position, and k."""

    def cases(profile):
        for total in range(3, 6 + 2 * profile.scale):
            for n, k in product(dimensions, (1, 2)):
                if (m := total - n - k) >= 1:
                    yield {"n": n, "k": k, "m": m}

    return cases


def in_general_position(profile):
    """Return the range of `moment_curve` in words."""
    return f"points in general position, n + m + k <= {5 + 2 * profile.scale}, n <= 3, k <= 2"


def guesses_on_the_moment_curve(n, k, m):
    """Return the number of guesses that hyperplanes make."""
    points = [[Fraction(i) ** j for j in range(1, n + 1)] for i in range(m)]
    return len(partitions(box_problem(Samples(points, [0] * m), 1))) ** k


def is_a_power_of_n(n, k, m, *, divisor=1):
    """Return whether there are at most n^{km/divisor} guesses, with the numbers if not."""
    guesses = guesses_on_the_moment_curve(n, k, m)
    return holds_or_shows(
        guesses**divisor <= n ** (k * m),
        lambda n, guesses: [guesses**divisor > n ** (k * m)],
        n=n,
        guesses=guesses,
    )


@training.claim("appD.time", label="Appendix D", kind="remark", reading="n >= 2")
@for_every(moment_curve(2, 3), over=in_general_position)
def number_of_programs(n, k, m):
    """[ABMM18] gives a simple algorithm that runs in time n^{O(km)} and outputs the optimal training
    error (to within arbitrarily small accuracy).

    There are at most 2^{km} guesses, so for n >= 2 at most n^{km} programs to solve, and a polynomial
    in n, m and k is n^{O(km)}. In Section 4.3 the time is m^{O(kn)}, as in [ABMM18]: there m and n are
    exchanged.
    """
    return is_a_power_of_n(n, k, m)


@number_of_programs.reading("n = 1")
@for_every(moment_curve(1), over=in_general_position)
def number_of_programs_on_the_line(n, k, m):
    """The same for n = 1: false, n^{O(km)} = 1 whatever the constant is."""
    return is_a_power_of_n(n, k, m)


@number_of_programs.confirmed
@for_every(moment_curve(1, 2, 3), over=in_general_position)
def number_of_programs_is_polynomial(n, k, m):
    """It runs in time 2^k m^{kn} poly(n, m, k): for each unit hyperplanes make at most 2 m^n guesses."""
    return guesses_on_the_moment_curve(n, k, m) <= (2 * m**n) ** k


@number_of_programs.companion("n^{km/2} programs")
@for_every(moment_curve(2, 3), over=in_general_position)
def number_of_programs_is_a_smaller_power(n, k, m):
    """There are at most n^{km/2} programs for n >= 2: false for one sample in the plane."""
    return is_a_power_of_n(n, k, m, divisor=2)
