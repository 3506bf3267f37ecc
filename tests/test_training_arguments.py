"""What training refuses, each in one line: unknown losses, and arguments of another kind."""

import numpy as np
import pytest

from exactrelu.errors import DimensionError, DomainError, ExactReluError, FormatError, KindError
from exactrelu.training import Problem, Samples, best_function, best_in_cell, total_loss, train
from exactrelu.training.losses import conjugate
from exactrelu.training.regression import solve_regression

SAMPLES = Samples([[0], [1], [2]], [0, 1, 0])
PROBLEM = Problem(SAMPLES, 1, loss="squared", output="linear")

TAKES_A_LOSS = {
    "best_function": lambda loss: best_function(SAMPLES, 1, loss=loss),
    "total_loss": lambda loss: total_loss(loss, [1], [1], [1]),
    "conjugate": lambda loss: conjugate(loss, [1], [1], [1]),
    "solve_regression": lambda loss: solve_regression(loss, SAMPLES, [[1], [1], [1]]),
    "Problem": lambda loss: Problem(SAMPLES, 1, loss=loss, output="linear"),
}


@pytest.mark.parametrize("loss", ["abs", "foo", "", "Squared", None, 1, ["squared"]])
@pytest.mark.parametrize("name", TAKES_A_LOSS)
def test_an_unknown_loss_is_refused(name, loss):
    words = "^loss must be one of squared, absolute, hinge, max, not "
    with pytest.raises(FormatError, match=words):
        TAKES_A_LOSS[name](loss)


def test_vectors_of_other_lengths_are_refused():
    with pytest.raises(DimensionError, match="predictions, labels, weights must be of one length"):
        total_loss("max", [1, 2], [1], [1])


def problem(width=1, samples=SAMPLES, **words):
    return Problem(samples, width, **({"loss": "max", "output": "affine"} | words))


REFUSED = {
    "points in place of samples": (
        {"samples": [[0]]},
        KindError,
        "samples must be Samples, not list",
    ),
    "half a unit": ({"width": 0.5}, DomainError, "width must be a whole number"),
    "a truth value": ({"width": True}, DomainError, "width must be a whole number"),
    "half an index": (
        {"zero_on": [0.5]},
        DomainError,
        "zero_on must hold indices from 0 to 2, not",
    ),
    "a letter": ({"zero_on": ["a"]}, DomainError, "zero_on must hold indices from 0 to 2, not 'a'"),
    "one index": ({"zero_on": 5}, FormatError, "zero_on must be a collection of indices, not 5"),
    "no indices": ({"zero_on": None}, FormatError, "zero_on must be a collection of indices"),
    "one sign": ({"signs": 1}, FormatError, "signs must be a sequence of 1 and -1, not 1"),
    "a sign of 1.0": ({"signs": [1.0]}, DomainError, r"signs\[0\] must be 1 or -1, not 1.0"),
    "one bound": ({"weight_bounds": 1}, FormatError, "weight_bounds must be a sequence of two"),
    "one end": ({"bias_bounds": (0,)}, FormatError, "bias_bounds must be a sequence of two ends"),
    "an end in words": ({"bias_bounds": ("low", 1)}, ExactReluError, "bias_bounds must be a rat"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_problems_refuse_arguments_of_another_kind(case):
    words, error, message = REFUSED[case]
    with pytest.raises(error, match=message):
        problem(**words)


def test_numbers_of_numpy_are_numbers():
    one, two = np.arange(1, 3)
    assert problem(two) == problem(2)
    assert problem(two, signs=np.array([-1, 1])) == problem(2, signs=[1, -1])
    assert type(problem(two).width) is int
    assert problem(zero_on={one}).zero_on == (1,)


CELLS = {
    "too many signs": ((1, 1), [{1}], DimensionError, "signs must have 1 entries"),
    "too many patterns": ((1,), [{1}, {1}], DimensionError, "active must have 1 patterns"),
    "an index of no sample": ((1,), [{9}], DomainError, r"active\[0\] must hold indices from 0 to"),
}


@pytest.mark.parametrize("case", CELLS)
def test_cells_that_are_none_are_refused(case):
    signs, active, error, message = CELLS[case]
    with pytest.raises(error, match=message):
        best_in_cell(PROBLEM, signs, active)


@pytest.mark.parametrize("most", [-1, "a", 0.5, None])
def test_a_limit_of_open_parts_is_a_whole_number(most):
    with pytest.raises(DomainError, match="most_open must be a whole number of at least 0, not"):
        train(PROBLEM, most_open=most)
