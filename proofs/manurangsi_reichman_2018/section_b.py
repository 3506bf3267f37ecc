"""Appendix B: training a single ReLU in the realizable case."""

from exactrelu.claims import asserting, for_all, judged
from exactrelu.lp import Infeasible, LinearProgram, solve
from exactrelu.training import Problem, Realized, realize_unit, train_by_enumeration

from .paper import training
from .samples import has_the_labels, realizable_samples, small_samples

__all__ = ["realizable_samples_are_fitted", "system_is_a_linear_program"]


def is_feasible(samples, hidden_bias):
    """Return whether the least error of one unit is 0, by the enumeration of its partitions."""
    words = {"signs": [1], "hidden_bias": hidden_bias}
    asked = Problem(samples, 1, loss="max", output="linear", **words)
    return train_by_enumeration(asked).objective == 0


@training.cited(
    "lem13",
    label="Lemma 13",
    kind="lemma",
    consequence="one linear program of m rows decides the system",
)
@for_all(samples=small_samples())
def system_is_a_linear_program(samples):
    """Consider a system of m equalities of the form [<v_i, x>]_+ = c_i. Then there is a polynomial time
    algorithm to determine if it is feasible, and, in the feasible case, output an assignment to the
    x_i's satisfying all equalities.

    If c_i < 0 there is no solution, c_i > 0 makes <v_i, x> = c_i, and c_i = 0 makes <v_i, x> <= 0: one
    linear program of m rows. It agrees with the search of the least error over all partitions. That
    linear programs are polynomial is cited.
    """
    answer = realize_unit(samples, hidden_bias="none")
    if isinstance(answer, Realized):
        values = [answer.network(x)[0] for x in samples.points]
        return values == list(samples.labels)
    return not is_feasible(samples, "none")


def program_with_equations(samples):
    """Return the system with <v_i, x> = c_i also where c_i = 0."""
    rows = [(x, "=", y) for x, y in zip(samples.points, samples.labels, strict=True)]
    return LinearProgram.of([0] * samples.dimension, rows)


@system_is_a_linear_program.companion("equations for c = 0")
@for_all(samples=realizable_samples())
def system_is_a_system_of_equations(samples):
    """The same with <v_i, x> = 0 where c_i = 0: false, a unit that is 0 may be inactive."""
    answer, equations = realize_unit(samples, hidden_bias="none"), program_with_equations(samples)
    found = solve(equations)
    agree = isinstance(found, Infeasible) == isinstance(answer, Infeasible)
    if agree:
        return judged(agree)
    unit = answer.network
    return judged(agree, unit=unit).proved_by(
        lambda: asserting(lambda unit: has_the_labels(unit, samples), unit=unit),
        lambda: found.certificate,
    )


@training.cited(
    "lem13.train",
    label="Appendix B, after Lemma 13",
    kind="corollary",
    consequence="one linear program of m rows finds a unit",
)
@for_all(samples=realizable_samples())
def realizable_samples_are_fitted(samples):
    """A training sample of a single ReLU is called realizable if there exists a choice of weights and a
    bias b such that [<x_i, w> + b]_+ = y_i for all i. The training problem for a single ReLU can be
    solved in polynomial time for realizable samples.

    The program of Lemma 13, with a coordinate 1 for the bias, finds a unit with these values. That
    linear programs are polynomial is cited.
    """
    answer = realize_unit(samples)
    fits = isinstance(answer, Realized) and [answer.network(x)[0] for x in samples.points]
    return fits == list(samples.labels)


@realizable_samples_are_fitted.confirmed
@for_all(samples=small_samples())
def other_samples_are_refused(samples):
    """Samples that are not realizable are refused: those whose least error is not 0."""
    return isinstance(realize_unit(samples), Realized) == is_feasible(samples, "free")


@realizable_samples_are_fitted.companion("without a bias")
@for_all(samples=realizable_samples())
def realizable_samples_are_fitted_without_a_bias(samples):
    """The program without the coordinate for the bias finds a unit as well: false."""
    biased, answer = realize_unit(samples), realize_unit(samples, hidden_bias="none")
    fits = isinstance(answer, Realized)
    if fits:
        return judged(fits)
    return judged(fits, unit=biased.network).proved_by(
        lambda: asserting(lambda unit: has_the_labels(unit, samples), unit=biased.network),
        lambda: answer.certificate,
    )
