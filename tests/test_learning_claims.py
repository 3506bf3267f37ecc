"""What the claims about learning notice: wrong learners, shifts and sample sizes have to fail."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from exactrelu.audit.discovery import load, shipped_folder
from exactrelu.learning import Distribution, ReluSum, learner
from exactrelu.learning.ball import InBall, train_in_ball
from exactrelu.training import Samples


@cache
def checks():
    """The checks of all claims, by the claim and the name of the check's function."""
    return {
        (claim.id, part.check.name): part.check
        for claim in load(shipped_folder()).claims
        for part in claim.parts
    }


LINE = Distribution([["1/2"], [1]], [0, 1], ["1/2", "1/2"])
NEAR = Distribution([["1/2"], [1]], [0, 1], ["1/4", "3/4"])
BEST = ReluSum([[1]], ["-1/2"])
CASE = (LINE, NEAR, BEST)
SAMPLES = (Samples([["1/2"], [1]], [0, 1]), BEST, LINE)
HALF = Fraction(1, 2)


def zero_in_ball(samples, width, **words):
    """Claim that the function 0 is the best one."""
    found = train_in_ball(samples, width, **words)
    zero = ReluSum([[0] * samples.dimension] * width, [0] * width)
    error = sum([y * y * w for y, w in zip(samples.labels, samples.weights, strict=True)])
    return InBall(samples, zero, error, error, found.boxed, found.programs)


def without_zeros(samples, width, *, zero_on, **words):
    """Train, and forget the zeros."""
    return train_in_ball(samples, width, **words)


LEARNING = {
    ("training.eq17", "chain_ends_in_the_sample"): {"case": CASE, "epsilon": HALF},
    ("training.thm7", "learned_functions_are_almost_best"): {"case": CASE},
    ("training.eq23", "trained_functions_beat_all_without_false_positives"): {"case": CASE},
    ("training.thm8", "reliable_functions_are_almost_best"): {
        "case": CASE,
        "epsilon": Fraction(1, 100),
    },
    ("training.fn2", "learners_train"): {
        "case": (LINE, LINE, BEST),
    },
}


@pytest.mark.parametrize("name", LEARNING, ids=lambda name: name[0])
def test_learning_the_function_0_is_noticed(monkeypatch, name):
    check, arguments = checks()[name], LEARNING[name]
    assert check(**arguments).holds
    monkeypatch.setattr(learner, "train_in_ball", zero_in_ball)
    assert not check(**arguments).holds


@pytest.mark.parametrize(
    "name",
    [
        ("training.lem14", "guesses_find_the_minimum"),
        ("training.lem12", "guesses_find_the_minimum_for_few_samples"),
    ],
    ids=lambda name: name[0],
)
def test_a_wrong_minimum_is_noticed(monkeypatch, name):
    check = checks()[name]
    assert check(case=SAMPLES).holds
    monkeypatch.setitem(check.body.__globals__, "train_in_ball", zero_in_ball)
    assert not check(case=SAMPLES).holds


def test_forgotten_zeros_are_noticed(monkeypatch):
    few = checks()["training.eq20", "few_false_positives"]
    noisy = Distribution([[1], [1]], [0, 1], ["1/2", "1/2"])
    arguments = {"case": (noisy, noisy, BEST), "epsilon": HALF}
    assert few(**arguments).holds
    monkeypatch.setattr(learner, "train_in_ball", without_zeros)
    assert not few(**arguments).holds


def lowered_without_bound(self, shift):
    return ReluSum(self.weights, [b - shift for b in self.biases])


def raised(self, shift):
    return ReluSum(self.weights, [b + shift for b in self.biases])


def test_biases_below_minus_1_are_noticed(monkeypatch):
    reliable = checks()["training.thm8", "reliable_functions_are_almost_best"]
    zeros = Distribution([[1], [0]], [0, 0], ["1/2", "1/2"])
    arguments = {"case": (zeros, zeros, ReluSum([[0]], [0])), "epsilon": Fraction(1)}
    assert reliable(**arguments).holds
    found = train_in_ball(zeros.samples, 1, gap=1)
    down = replace(found, hypothesis=ReluSum([[0]], [-1]))
    monkeypatch.setattr(learner, "train_in_ball", lambda *_, **__: down)
    assert reliable(**arguments).holds
    monkeypatch.setattr(ReluSum, "lowered", lowered_without_bound)
    assert not reliable(**arguments).holds


def test_raised_biases_are_noticed(monkeypatch):
    bounds = checks()["training.eq19", "gamma_bounds_false_positives"]
    arguments = {"case": (BEST, LINE), "gamma": Fraction(1, 4)}
    assert bounds(**arguments).holds
    monkeypatch.setattr(ReluSum, "lowered", raised)
    assert not bounds(**arguments).holds


@pytest.mark.parametrize(
    ("name", "size"),
    [
        (("training.eq16", "bound_of_theorem_9_is_at_most_half"), "agnostic_sample_size"),
        (("training.thm8.m", "size_is_enough_for_both"), "reliable_sample_size"),
        (("training.eq18", "bound_for_gamma_is_at_most_epsilon"), "reliable_sample_size"),
        (("training.thm7.time", "size_is_a_product"), None),
        (("training.thm8.time", "reliable_size_is_a_product"), None),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_wrong_sizes_are_noticed(monkeypatch, name, size):
    check, arguments = checks()[name], {"k": 2, "epsilon": HALF, "delta": Fraction(1, 20)}
    assert check(**arguments).holds
    if size is None:
        size, wrong = {
            "training.thm7.time": ("agnostic_sample_size", 10**15),
            "training.thm8.time": ("reliable_sample_size", 10**15),
        }[name[0]]
    else:
        wrong = 1000
    monkeypatch.setitem(check.body.__globals__, size, lambda *_: wrong)
    assert not check(**arguments).holds


def test_averages_that_are_too_large_are_noticed(monkeypatch):
    units = checks()["training.rad1", "averages_of_units"]
    points = ((Fraction(1),), (Fraction(1, 2),))
    assert units(points=points).holds
    monkeypatch.setitem(units.body.__globals__, "unit_values", lambda p: [[4] * len(p), [-4] * 2])
    assert not units(points=points).holds
