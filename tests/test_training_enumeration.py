"""The enumeration of Theorem 2.5, against z3, which is asked for a better network."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_training import has_better
from training_problems import is_allowed, problems

from exactrelu.arrangement import dichotomies
from exactrelu.errors import DomainError
from exactrelu.training import Problem, Samples, train_by_enumeration
from exactrelu.training.enumeration import partitions

F = Fraction
TENT = Samples([[0], [1], [2]], [0, 1, 0])
CONFLICT = Samples([[0], [0]], [0, 1])
STEPS = Samples([[0], [1], [2], [3]], [0, 0, 1, 1])
SQUARE = Samples([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
ORIGIN = Samples([[0, 0], [1, 0], [0, 0]], [3, 1, 1])


def problem(samples, width, loss="squared", output="linear", **words):
    return Problem(samples, width, loss=loss, output=output, **words)


NAMED = {
    "one sample": (problem(Samples([[5]], [-7]), 1), F(0)),
    "one sample, the wrong sign": (problem(Samples([[5]], [-7]), 1, signs=[1]), F(49)),
    "conflicting samples": (problem(CONFLICT, 2), F(1, 2)),
    "conflicting samples of other weights": (
        problem(Samples([[0], [0]], [0, 1], [1, 2]), 1),
        F(2, 3),
    ),
    "a tent needs more than one unit": (problem(TENT, 1), F(2, 3)),
    "an affine output map lowers the tent": (problem(TENT, 1, output="affine"), F(1, 2)),
    "two units make the tent": (problem(TENT, 2), F(0)),
    "steps with two units": (problem(STEPS, 2), F(0)),
    "steps with one unit, largest loss": (problem(STEPS, 1, "max"), F(1, 4)),
    "the exclusive or": (problem(SQUARE, 1, "absolute"), F(1)),
    "the exclusive or with two units": (problem(SQUARE, 2, "absolute"), F(0)),
    "at the origin all is 0 without biases": (problem(ORIGIN, 2, hidden_bias="none"), F(10)),
    "an offset helps there": (problem(ORIGIN, 1, "max", "affine", hidden_bias="none"), F(1)),
    "all samples at the origin": (
        problem(Samples([[0], [0]], [1, 2]), 2, hidden_bias="none"),
        F(5),
    ),
    "three collinear points": (
        problem(Samples([[0, 0], [1, 1], [2, 2]], [0, 1, 0]), 2, "max"),
        F(0),
    ),
    "weights of at least 1 on all samples": (
        problem(TENT, 1, weight_bounds=(1, 2), bias_bounds=(0, 0), signs=[1]),
        F(4),
    ),
    "zero where the label is not": (problem(TENT, 2, zero_on=[1]), F(1)),
    "hinge loss of a separable problem": (
        problem(Samples([[0], [1]], [-1, 1]), 1, "hinge", "affine"),
        F(0),
    ),
    "hinge loss of labels 0": (problem(Samples([[0], [1]], [0, 0]), 1, "hinge"), F(2)),
    "all weights 0": (problem(Samples([[0], [1]], [1, -1], [0, 0]), 1, "max"), F(0)),
}


@pytest.mark.parametrize(("asked", "value"), NAMED.values(), ids=NAMED.keys())
def test_named_problems(asked, value):
    answer = train_by_enumeration(asked)
    assert answer.objective == value
    assert is_allowed(asked, answer.best)
    assert not has_better(asked, value)


def test_no_network_is_allowed():
    asked = problem(TENT, 1, signs=[1], weight_bounds=(1, 2), bias_bounds=(1, 2), zero_on=[0])
    answer = train_by_enumeration(asked)
    assert answer.best is None
    with pytest.raises(DomainError, match="must allow a network, but they allow none"):
        _ = answer.objective


@settings(max_examples=40)
@given(problems(widths=(1,), most=3) | problems(widths=(2,), dimensions=(1, 2), most=2))
def test_z3_finds_nothing_better(asked):
    best = train_by_enumeration(asked).best
    assert best is None or is_allowed(asked, best)
    assert not has_better(asked, None if best is None else best.value)


@given(problems(widths=(1,)))
def test_partitions_are_those_of_strict_hyperplanes(asked):
    found = partitions(asked)
    assert len(set(found)) == len(found)
    if asked.hidden_bias == "free":
        assert len(found) == dichotomies(asked.samples.points).count
        assert {(), tuple(range(len(asked.samples)))} <= set(found)
    divided = {j for j, form in enumerate(asked.forms) if any(form)}
    assert {tuple(sorted(divided - set(active))) for active in found} == set(found)


@settings(max_examples=30)
@given(problems(widths=(1, 2, 3), dimensions=(1,), most=2, signs=None))
def test_programs_are_the_choices_up_to_exchanges(asked):
    answer, count, w = train_by_enumeration(asked), len(partitions(asked)), asked.width
    assert answer.guesses == (2 * count) ** w
    # Multisets of w pairs of a sign and a partition.
    multisets = 1
    for i in range(w):
        multisets = multisets * (2 * count + i) // (i + 1)
    assert answer.programs == multisets


@settings(max_examples=20)
@given(problems(widths=(1, 2), most=2), st.integers(1, 3), st.integers(-2, 2))
def test_moved_and_stretched_points_have_the_same_loss(asked, scale, shift):
    if asked.weight_bounds != (None, None) or asked.bias_bounds != (None, None):
        return
    shift = shift if asked.hidden_bias == "free" else 0
    samples = asked.samples
    points = [[scale * v + shift for v in x] for x in samples.points]
    moved = Problem(
        Samples(points, samples.labels, samples.weights),
        asked.width,
        **{
            name: getattr(asked, name)
            for name in ("loss", "output", "signs", "hidden_bias", "zero_on")
        },
    )
    first, second = train_by_enumeration(asked).best, train_by_enumeration(moved).best
    assert (first and first.value) == (second and second.value)
