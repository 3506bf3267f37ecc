"""Section 4.1 on the line: functions against z3, networks against the enumeration of units."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracles_training import has_better_function
from training_problems import is_allowed, problems, samples_in

from exactrelu.errors import DimensionError, DomainError
from exactrelu.pwl import PWL
from exactrelu.training import (
    Problem,
    Samples,
    best_function,
    total_loss,
    train_by_enumeration,
    train_on_the_line,
)

F = Fraction
TENT = Samples([[0], [1], [2]], [0, 1, 0])
JUMP = Samples([[0], [1], [2], [3]], [0, 0, 5, 5])
LOSSES = ["squared", "absolute", "hinge", "max"]

FUNCTIONS = {
    "one sample": (Samples([[3]], [4]), 1, "squared", F(0)),
    "one place, more pieces than samples": (Samples([[3], [3]], [0, 1]), 5, "max", F(1, 2)),
    "a line through a tent": (TENT, 1, "squared", F(2, 3)),
    "two pieces make the tent": (TENT, 2, "squared", F(0)),
    "a jump needs three pieces": (JUMP, 3, "absolute", F(0)),
    "two kinks in one gap": (JUMP, 3, "squared", F(0)),
    "a jump in two pieces": (JUMP, 2, "max", F(5, 4)),
    "samples out of order": (Samples([[2], [0], [1]], [0, 0, 1]), 2, "squared", F(0)),
    "a sample of weight 0 is a place": (
        Samples([[0], [1], [2]], [0, 9, 0], [1, 0, 1]),
        1,
        "max",
        F(0),
    ),
}


@pytest.mark.parametrize(("samples", "pieces", "loss", "value"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_named_functions(samples, pieces, loss, value):
    best = best_function(samples, pieces, loss=loss)
    assert best.value == value == loss_of(best.function, samples, loss)
    assert best.function.piece_count <= pieces
    assert not has_better_function(samples, pieces, loss, value)


def loss_of(function, samples, loss):
    values = [function(x) for (x,) in samples.points]
    return total_loss(loss, values, samples.labels, samples.weights)


@settings(max_examples=40)
@given(samples_in(1, 4), st.integers(1, 3), st.sampled_from(LOSSES))
def test_z3_finds_no_better_function(samples, pieces, loss):
    best = best_function(samples, pieces, loss=loss)
    assert best.function.piece_count <= pieces
    assert best.value == loss_of(best.function, samples, loss)
    if loss != "squared" or len(samples) <= 3:
        assert not has_better_function(samples, pieces, loss, best.value)


def check_agreement(asked):
    by_units, by_functions = train_by_enumeration(asked).best, train_on_the_line(asked).best
    assert (by_units is None) == (by_functions is None)
    if by_functions is not None:
        assert is_allowed(asked, by_functions)
        assert by_units.value == by_functions.value


SAME = {
    "one sample at the origin without biases": ([[0]], [1], {"hidden_bias": "none"}),
    "one sample and bounds that need a dead unit": ([[0]], [0], {"weight_bounds": (1, 2)}),
    "conflicts at one place": ([[1], [1], [1]], [0, 1, 1], {}),
    "a unit that is constant": ([[0], [1]], [2, 2], {"weight_bounds": (0, 0)}),
    "labels of both signs": ([[0], [1]], [-1, 1], {}),
    "a function that one unit cannot see from both sides": ([[0], [1], [2], [3]], [1, 0, 0, 1], {}),
    "zeros and biases of one sign": (
        [[-1], [0], [1]],
        [1, 1, -1],
        {"zero_on": [1], "bias_bounds": (0, None)},
    ),
}


@pytest.mark.parametrize("output", ["linear", "affine"])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("points", "labels", "words"), SAME.values(), ids=SAME.keys())
def test_named_problems_on_both_ways(points, labels, words, loss, output):
    check_agreement(Problem(Samples(points, labels), 1, loss=loss, output=output, **words))


@settings(max_examples=60)
@given(problems(dimensions=(1,), widths=(1,)) | problems(dimensions=(1,), widths=(2,), most=3))
@example(Problem(TENT, 2, loss="squared", output="linear"))
def test_units_and_functions_agree(asked):
    check_agreement(asked)


def test_units_and_functions_agree_deep(request):
    if not request.config.getoption("--deep"):
        pytest.skip("--deep")
    settings(max_examples=1000)(given(problems(dimensions=(1,)))(check_agreement))()


@settings(max_examples=25)
@given(samples_in(1, 4), st.integers(1, 2), st.sampled_from(LOSSES))
def test_networks_lie_between_functions(samples, width, loss):
    asked = Problem(samples, width, loss=loss, output="affine")
    objective = train_on_the_line(asked).objective
    assert best_function(samples, width + 1, loss=loss).value <= objective
    if width >= 2:
        assert objective <= best_function(samples, width, loss=loss).value


def test_the_function_of_a_fit_is_exact():
    assert best_function(TENT, 2, loss="max").function == PWL.from_pieces([1], [(1, 0), (-1, 2)])


def test_samples_must_be_on_the_line():
    plane = Samples([[0, 0]], [1])
    with pytest.raises(DimensionError, match=r"samples must be on the line, not in R\^2"):
        best_function(plane, 1, loss="max")
    with pytest.raises(DimensionError, match=r"samples must be on the line, not in R\^2"):
        train_on_the_line(Problem(plane, 1, loss="max", output="linear"))


def test_a_function_has_a_piece():
    with pytest.raises(DomainError, match="pieces must be a whole number of at least 1, not 0"):
        best_function(TENT, 0, loss="max")


def test_no_network_is_allowed():
    asked = Problem(
        *(TENT, 1), loss="max", output="linear", signs=[1], bias_bounds=(1, 2), zero_on=[0]
    )
    answer = train_on_the_line(asked)
    assert answer.best is None
    with pytest.raises(DomainError, match="must allow a network, but they allow none"):
        _ = answer.objective
