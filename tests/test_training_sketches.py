"""Networks that are found at once: allowed, and no worse than constants."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from training_problems import is_allowed, problems

from exactrelu.training import Problem, Samples
from exactrelu.training.incumbents import zero_network
from exactrelu.training.sketches import quick_network

LABELS = [k * k % 7 for k in range(50)]
NAMED = {
    "the mean": ("squared", LABELS, 1, sum((y - Fraction(sum(LABELS), 50)) ** 2 for y in LABELS)),
    "the median": ("absolute", LABELS, 1, sum(abs(y - 2) for y in LABELS)),
    "the middle": ("max", LABELS, 1, 2),
    "more units than samples": ("squared", [0, 1, 2], 70, 0),
}


@pytest.mark.parametrize("case", NAMED)
def test_the_loss_is_at_most_that_of_a_constant(case):
    loss, labels, width, most = NAMED[case]
    points = [[k] for k in range(len(labels))]
    problem = Problem(Samples(points, labels), width, loss=loss, output="affine")
    assert quick_network(problem).value <= most


def test_the_signs_are_those_of_the_problem():
    samples = Samples([[k] for k in range(4)], [0, 3, -1, 2])
    for signs in ([1] * 5, [1, -1, -1, -1, -1], [1, 1, 1, 1, -1], [-1] * 5):
        problem = Problem(samples, 5, loss="squared", output="linear", signs=signs)
        assert quick_network(problem).signs == tuple(signs)


def test_with_many_inputs_there_are_constants():
    points = [[int(k == j) for k in range(60)] for j in range(60)]
    problem = Problem(Samples(points, [3] * 60), 2, loss="squared", output="affine")
    assert quick_network(problem).value == 0


@settings(max_examples=40, deadline=None)
@given(problems(dimensions=(1, 2), widths=(1, 2, 3), most=6))
def test_it_is_a_network_of_the_problem_with_the_loss_that_it_tells(problem):
    found, zero = quick_network(problem), zero_network(problem)
    assert zero is None or found.value <= zero.value
    if found is not None:
        assert is_allowed(problem, found)
        network = problem.network(found.signs, found.units, found.offset)
        assert problem.objective(network) == found.value
