"""Realizability of samples by one unit, against the enumeration, with certificates replayed."""

import pytest
from hypothesis import given, settings
from training_problems import samples_in

from exactrelu.checker import check
from exactrelu.training import Problem, Realized, Samples, realize_unit, train_by_enumeration

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
