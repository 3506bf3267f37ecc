"""Appendix D: the running time of Arora et al.'s algorithm."""

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


@training.claim("lem14.patterns", label="Lemma 14, proof", kind="proof step")
@for_all(samples=small_samples(), k=st.integers(1, 4))
def number_of_guesses(samples, k):
    """For each ReLU term guess whether it equals 0 or <w_j, x_i> + b_j, and add the linear constraint
    <= 0 or >= 0. After all guesses are made we get a convex quadratically constrained quadratic
    program. The number of guesses is at most (2^m)^k.

    Of all 2^(km) guesses those count that a hyperplane makes for each unit. That the programs are
    convex is checked beside: squares of linear forms, linear rows, and a ball.
    """
    guesses = feasible_guesses(samples, k)
    return judged(guesses <= 2 ** (k * len(samples)), guesses=guesses)


@number_of_guesses.confirmed
@for_all(samples=small_samples(most=3), k=st.integers(1, 2), choice=st.integers(0, 10**6))
def errors_of_a_guess_are_convex(samples, k, choice):
    """For a fixed guess the least error is attained at weights where all guesses hold, and between two
    such choices of weights they hold as well, with an error no larger than between the two errors.
    """
    asked = Problem(samples, k, loss="squared", output="linear", signs=[1] * k)
    sides = partitions(asked)
    guess = [sides[choice // 16**i % len(sides)] for i in range(k)]
    best = best_in_cell(asked, (1,) * k, guess)
    doubled = Samples(samples.points, [2 * y for y in samples.labels])
    other = best_in_cell(
        Problem(doubled, k, loss="squared", output="linear", signs=[1] * k), (1,) * k, guess
    )
    middle = [
        [(u + v) / 2 for u, v in zip(p, q, strict=True)]
        for p, q in zip(best.units, other.units, strict=True)
    ]
    errors = [
        asked.objective(asked.network((1,) * k, units)) for units in (best.units, other.units)
    ]
    between = asked.objective(asked.network((1,) * k, middle))
    return errors[0] == best.value <= between <= sum(errors) / 2


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
