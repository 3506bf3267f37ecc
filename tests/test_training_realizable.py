"""Realizability of samples by one unit, against the enumeration, with certificates replayed."""

import pytest
from hypothesis import given, settings
from training_problems import samples_in

from exactrelu.checker import check
from exactrelu.errors import BudgetError
from exactrelu.training import (
    Problem,
    Realized,
    Samples,
    Unrealizable,
    realize_network,
    realize_unit,
    train_by_enumeration,
)

NAMED = {
    "one sample": ([[0]], [1], True),
    "a negative label": ([[0], [1]], [0, -1], False),
    "a label 0": ([[0]], [0], True),
    "a hinge": ([[-1], [0], [1], [2]], [0, 0, 1, 2], True),
    "a wrong slope": ([[1], [2], [3]], [1, 2, 4], False),
    "a valley": ([[0], [1], [2]], [1, 0, 1], False),
    "conflicting labels": ([[1], [1]], [1, 2], False),
    "a positive label beside a label 0 at one place": ([[1], [1]], [1, 0], False),
    "the same sample twice": ([[1, 2], [1, 2]], [3, 3], True),
    "the exclusive or": ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], False),
    "the conjunction": ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], True),
}


@pytest.mark.parametrize(("points", "labels", "is_realizable"), NAMED.values(), ids=NAMED.keys())
def test_named_systems(points, labels, is_realizable):
    samples = Samples(points, labels)
    assert isinstance(realize_unit(samples), Realized) == is_realizable
    check_answer(samples, "free")


def test_the_origin_has_the_value_0_without_a_bias():
    assert not isinstance(realize_unit(Samples([[0]], [1]), hidden_bias="none"), Realized)
    assert isinstance(realize_unit(Samples([[0]], [0]), hidden_bias="none"), Realized)


def check_answer(samples, hidden_bias):
    answer = realize_unit(samples, hidden_bias=hidden_bias)
    if isinstance(answer, Realized):
        values = [answer.network(x)[0] for x in samples.points]
        assert values == list(samples.labels)
        assert hidden_bias == "free" or answer.bias == 0
    else:
        assert check(answer.certificate.text).status == "VALID"
    return answer


@settings(max_examples=60)
@given(samples_in(1, 4) | samples_in(2, 4) | samples_in(3, 4))
def test_realizable_means_that_the_least_loss_is_0(samples):
    unweighted = Samples(samples.points, samples.labels)
    for hidden_bias in ("free", "none"):
        words = {"output": "linear", "signs": [1], "hidden_bias": hidden_bias}
        least = train_by_enumeration(Problem(unweighted, 1, loss="max", **words)).objective
        assert isinstance(check_answer(samples, hidden_bias), Realized) == (least == 0)


OF_TWO_UNITS = {
    "one sample": ([[0]], [-1], {}, True),
    "all labels 0": ([[0], [1]], [0, 0], {}, True),
    "a valley": ([[0], [1], [2]], [1, 0, 1], {"signs": [1, 1]}, True),
    "a peak": ([[0], [1], [2]], [0, 1, 0], {"signs": [1, 1]}, False),
    "a peak of two signs": ([[0], [1], [2]], [0, 1, 0], {"signs": [1, -1]}, True),
    "a zigzag": ([[0], [1], [2], [3]], [0, 1, 0, 1], {}, False),
    "the exclusive or": ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], {}, True),
    "a constant without biases": ([[0], [1]], [1, 1], {"hidden_bias": "none"}, False),
    "conflicting labels": ([[1], [1]], [1, 2], {}, False),
}


@pytest.mark.parametrize(
    ("points", "labels", "words", "is_realizable"), OF_TWO_UNITS.values(), ids=OF_TWO_UNITS.keys()
)
def test_named_systems_for_two_units(points, labels, words, is_realizable):
    samples = Samples(points, labels, [0] * len(labels))
    assert check_network(samples, 2, **words) == is_realizable


def check_network(samples, width, **words):
    answer = realize_network(samples, width, **words)
    if isinstance(answer, Unrealizable):
        claim = answer.certificate.claim
        assert check(answer.certificate.text).status == "VALID"
        assert claim == {"infeasible": True} or claim["lower"] > "0"
        return False
    assert [answer(x)[0] for x in samples.points] == list(samples.labels)
    return True


@settings(max_examples=20)
@given(samples_in(1, 4) | samples_in(2, 3))
def test_one_unit_is_a_network(samples):
    is_realizable = isinstance(realize_unit(samples), Realized)
    assert check_network(samples, 1, signs=[1]) == is_realizable


def test_the_time_is_limited():
    samples = Samples([[k] for k in range(6)], [0, 1, 0, 1, 0, 1])
    with pytest.raises(BudgetError, match="realizability"):
        realize_network(samples, 2, time_limit=0)
