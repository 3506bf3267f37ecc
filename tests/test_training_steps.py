"""Steps of the training search: no network that was found is lost, and none is divided in vain."""

from fractions import Fraction
from typing import get_args

import pytest

from exactrelu.network import OutputMap
from exactrelu.training import Loss, Problem, Samples, train, train_by_enumeration
from exactrelu.training.parts import Part
from exactrelu.training.steps import take_step

POINTS = [
    *([-2, 4], [3, -3], [0, 4], [2, 5], [4, -4], [4, -5]),
    *([2, -1], [3, -2], [-2, 2], [3, 3], [2, 1], [5, -3]),
]
LABELS = [10, 6, 10, 15, 8, 7, 5, 7, 6, 12, 7, 12]
PATH = [
    *((0, 11, -1), (1, 11, 1), (0, 4, -1), (0, 5, -1), (0, 1, -1)),
    *((0, 9, -1), (0, 3, 1), (1, 9, 1), (1, 4, 1), (0, 0, 1)),
]


def test_a_network_that_attains_the_bound_comes_with_the_step():
    # The optimum is found from the proposal, before the relaxed problem is solved exactly.
    problem = Problem(Samples(POINTS, LABELS), 2, loss="absolute", output="linear", signs=[1, 1])
    step = take_step(problem, Part((1, 1), tuple(PATH)), 1)
    assert (step.bound, step.candidate.value, step.pair) == (0, 0, None)


LABELS_AT_THE_ORIGIN = [1, -1, 2, 0, 1, 1, -2, 3, 0, 2] * 3


@pytest.mark.parametrize("loss", get_args(Loss))
@pytest.mark.parametrize("output", get_args(OutputMap))
def test_samples_whose_forms_are_0_divide_nothing(loss, output):
    samples = Samples([[0, 0]] * 30, LABELS_AT_THE_ORIGIN)
    asked = Problem(samples, 3, loss=loss, output=output, hidden_bias="none")
    found = train(asked, time_limit=20)
    assert found.objective == train_by_enumeration(asked).objective
    assert found.steps <= 2 * len(asked.sign_patterns)
    assert found.certificate.verdict().status == "VALID"


@pytest.mark.parametrize(
    "points", [[[0, 0], [1, 2], [0, 0], [0, 0]], [[0], [0], [2], [-1]]], ids=["plane", "line"]
)
@pytest.mark.parametrize("box", [(None, None), (-1, 2)], ids=["free", "bounded"])
@pytest.mark.parametrize("zero_on", [(), (0,)])
def test_samples_whose_forms_are_0_stand_beside_others(points, box, zero_on):
    words = {"hidden_bias": "none", "weight_bounds": box, "zero_on": zero_on}
    asked = Problem(Samples(points, [1, -2, 3, 0]), 2, loss="squared", output="affine", **words)
    found = train(asked)
    assert found.objective == train_by_enumeration(asked).objective
    assert found.certificate.verdict().status == "VALID"


DEPENDENT = {
    "collinear": ([[k, 2 * k] for k in range(10)], {"weight_bounds": (-10, 10)}),
    "constant column": ([[k, 1] for k in range(10)], {"weight_bounds": (-10, 10)}),
    "column of zeros": ([[0, k] for k in range(10)], {"bias_bounds": (-50, None)}),
}


@pytest.mark.parametrize(("points", "bounds"), DEPENDENT.values(), ids=DEPENDENT)
def test_dependent_columns_cost_no_steps_where_there_are_bounds(points, bounds):
    samples, words = Samples(points, LABELS_AT_THE_ORIGIN[:10]), {"loss": "absolute"}
    free = train(Problem(samples, 2, output="linear", **words))
    found = train(Problem(samples, 2, output="linear", **words, **bounds), time_limit=20)
    assert found.objective == free.objective
    assert found.steps <= 2 * free.steps
    assert found.certificate.verdict().status == "VALID"


@pytest.mark.parametrize("loss", get_args(Loss))
@pytest.mark.parametrize("exponent", [1100, -1100])
def test_points_beyond_the_doubles_are_fitted_where_there_are_bounds(loss, exponent):
    samples = Samples([[k * Fraction(2) ** exponent, k] for k in range(4)], [1, -1, 2, 0])
    asked = Problem(samples, 1, loss=loss, output="linear", weight_bounds=(-10, 10))
    found = train(asked, time_limit=20)
    assert found.objective == train_by_enumeration(asked).objective
    assert found.certificate.verdict().status == "VALID"
