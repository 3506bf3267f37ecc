"""Appendix D: the running time of Arora et al.'s algorithm."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, judged
from exactrelu.network import AffineMap, Network
from exactrelu.training import Problem
from exactrelu.training.cells import best_in_cell
from exactrelu.training.enumeration import partitions
from exactrelu.training.problem import Samples

from .paper import training
from .samples import small_samples

__all__ = ["number_of_guesses"]


def feasible_guesses(samples, k):
    """Return the number of guesses that some units make, one partition for each."""
    asked = Problem(samples, 1, loss="squared", output="linear")
    return len(partitions(asked)) ** k


@st.composite
def samples_with_weights(draw):
    """Draw samples, and for some units a row (w_j, b_j) of small integers."""
    samples = draw(small_samples())
    row = st.tuples(*[st.integers(-2, 2)] * (samples.dimension + 1))
    return samples, draw(st.lists(row, min_size=1, max_size=4))


def in_the_ball(row):
    """Return the multiple of (w, b) with absolute values that add up to 1, or 0."""
    size = sum(map(abs, row))
    return tuple(Fraction(v) / size for v in row) if size else row


def is_feasible(row, active, samples):
    """Decide the constraints of a guess for one unit: the signs of <w, x_i> + b, the ball and |b| <= 1."""
    *w, b = row
    inputs = [sum(u * v for u, v in zip(w, x, strict=True)) + b for x in samples.points]
    signs = all(z >= 0 if i in active else z <= 0 for i, z in enumerate(inputs))
    return signs and sum(v * v for v in w) <= 1 and -1 <= b <= 1


@training.claim("lem14.patterns", label="Lemma 14, proof", kind="proof step")
@for_all(case=samples_with_weights())
def number_of_guesses(case):
    """For each ReLU term guess whether it equals 0 or <w_j, x_i> + b_j, and add the linear constraint
    <= 0 or >= 0. Finally add the constraints -1 <= b_j <= 1, |w_j| <= 1. After all guesses are made we
    get a convex quadratically constrained quadratic program. The number of guesses is at most (2^m)^k.

    Of all 2^(km) guesses those count that a hyperplane makes for each unit. They are enough: all
    weights that are drawn, scaled into the ball, satisfy the constraints of one. That the programs
    are convex is checked beside.
    """
    samples, rows = case
    listed = partitions(Problem(samples, 1, loss="squared", output="linear"))
    found = [
        [active for active in listed if is_feasible(in_the_ball(row), active, samples)]
        for row in rows
    ]
    guesses = feasible_guesses(samples, len(rows))
    is_small = guesses <= 2 ** (len(rows) * len(samples))
    return judged(is_small and all(found), guesses=guesses)


@number_of_guesses.confirmed
@for_all(samples=small_samples(most=3), k=st.integers(1, 2), choice=st.integers(0, 10**6))
def errors_of_a_guess_are_convex(samples, k, choice):
    """For a fixed guess the least error is attained at weights where all guesses hold. Between two such
    choices of weights in the ball they hold as well, in the ball, with an error no larger than
    between the two errors.
    """
    asked = Problem(samples, k, loss="squared", output="linear", signs=[1] * k)
    sides = partitions(asked)
    guess = [sides[choice // 16**i % len(sides)] for i in range(k)]
    best = best_in_cell(asked, asked.signs, guess)
    other = best_in_cell(doubled(asked), asked.signs, guess)
    ends = [[in_the_ball(row) for row in found.units] for found in (best, other)]
    middle = [
        tuple((u + v) / 2 for u, v in zip(p, q, strict=True)) for p, q in zip(*ends, strict=True)
    ]
    feasible = all(
        is_feasible(row, active, samples)
        for rows in (*ends, middle)
        for row, active in zip(rows, guess, strict=True)
    )
    errors = [error(asked, rows) for rows in ends]
    is_attained = error(asked, best.units) == best.value
    return is_attained and feasible and error(asked, middle) <= sum(errors) / 2


def doubled(asked):
    """Return the problem with labels twice as large."""
    labels = [2 * y for y in asked.samples.labels]
    samples = Samples(asked.samples.points, labels)
    return Problem(samples, asked.width, loss="squared", output="linear", signs=asked.signs)


def error(asked, rows):
    """Return the loss of the sum of the units with these weights."""
    return asked.objective(asked.network(asked.signs, rows))


@number_of_guesses.sharper
@for_all(samples=small_samples(), k=st.integers(1, 4))
def number_of_guesses_of_hyperplanes(samples, k):
    """At most (2 (C(m-1, 0) + ... + C(m-1, n)))^k guesses are made by hyperplanes."""
    n, m = samples.dimension, len(samples)
    binomials = [1]
    for i in range(n):
        binomials.append(binomials[-1] * (m - 1 - i) // (i + 1))
    return feasible_guesses(samples, k) <= (2 * sum(binomials)) ** k


@number_of_guesses.companion("2^(k (m-1))")
@for_all(samples=small_samples(most=1), k=st.integers(1, 2))
def number_of_guesses_of_fewer_samples(samples, k):
    """At most 2^(k (m-1)) guesses: false, one sample may be active or not."""
    m, listed = len(samples), partitions(Problem(samples, 1, loss="max", output="linear"))
    found = len(listed) ** k
    return judged(found <= 2 ** (k * (m - 1)), guesses=found).proved_by(
        lambda: constant_units_differ(samples, k)
    )


def constant_units_differ(samples, k):
    """Assert that a unit may be active at all samples and at none, which makes 2^k guesses for m = 1."""
    n, m = samples.dimension, len(samples)
    forms = Network([AffineMap([[0] * n] * 2, [1, -1])])

    def asserted(forms, guesses):
        yield forms.depth == 1
        for x in samples.points:
            yield forms(*x, coordinate=0) == 1
            yield forms(*x, coordinate=1) == -1
        yield guesses == 2**k
        yield guesses > 2 ** (k * (m - 1))

    return asserting(asserted, forms=forms, guesses=2**k)
