"""Steps of the training search: a network that a step has found is not lost."""

from exactrelu.training import Problem, Samples
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
