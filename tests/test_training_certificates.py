"""Certificates of training: valid for every kind of problem, and refused where they are false."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutants import canonical, changed, places, sealed
from oracles_certificates import is_true
from training_problems import problems

from exactrelu.checker import check
from exactrelu.training import Problem, Samples
from exactrelu.training.proofs import problem_as_json
from exactrelu.training.search import train

PEAK = Samples([[0], [1], [2]], [0, 1, 0])
ON_THE_PLANE = Samples([[0, 0], [1, 0], [0, 1], [1, 1]], [1, -1, 0, 1], [1, 2, 0, "1/2"])
VARIANTS = {
    "plain": {},
    "no biases": {"hidden_bias": "none"},
    "bounds": {"weight_bounds": (-1, 1), "bias_bounds": ("-1/2", None)},
    "zeros": {"zero_on": [0, 2]},
    "zeros in bounds": {"zero_on": [1], "weight_bounds": (0, 1), "hidden_bias": "none"},
    "bounds without 0": {"zero_on": [2], "bias_bounds": (1, 2)},
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("loss", ["squared", "absolute", "hinge", "max"])
def test_every_search_gives_a_valid_certificate(loss, variant):
    for (samples, width), output in product(((PEAK, 2), (ON_THE_PLANE, 1)), ("linear", "affine")):
        check_search(Problem(samples, width, loss=loss, output=output, **VARIANTS[variant]))


def check_search(problem):
    trained = train(problem)
    certificate = trained.certificate
    assert certificate.verdict().status == "VALID"
    if trained.is_infeasible:
        assert certificate.claim == {"infeasible": True}
    else:
        assert certificate.claim["lower"] == certificate.claim["objective"]
    return certificate


@settings(max_examples=15)
@given(problems(dimensions=(1, 2), widths=(1, 2), hidden_bias="free"))
def test_the_certificate_of_a_random_problem_is_valid(problem):
    check_search(problem)


def test_a_search_without_time_has_a_certificate_of_its_bracket():
    words = {"loss": "squared", "output": "linear", "bias_bounds": (1, None)}
    for restrictions, fields in (({}, 3), ({"signs": [1, 1], "zero_on": [0]}, 1)):
        problem = Problem(PEAK, 2, **words, **restrictions)
        certificate = train(problem, time_limit=0).certificate
        assert (certificate.claim["lower"], len(certificate.claim)) == ("0", fields)
        assert certificate.verdict().status == "VALID"


SAID = {
    "an optimum": ({"output": "affine"}, {}, "the least loss is 2/3"),
    "a bracket": ({"output": "affine"}, {"time_limit": 0}, "the least loss is 0 to "),
    "no network": ({"output": "affine", **VARIANTS["zeros"]}, {}, "no network is allowed"),
    "a bound": ({"output": "affine", **VARIANTS["zeros"]}, {"time_limit": 0}, " to infinity"),
}


@pytest.mark.parametrize("case", SAID)
def test_the_checker_says_what_is_valid(case):
    words, limits, said = SAID[case]
    bounds = {"weight_bounds": (1, 2), "bias_bounds": (1, 2)} if "zero_on" in words else {}
    problem = Problem(PEAK, 1, loss="squared", signs=[1], **words, **bounds)
    verdict = train(problem, **limits).certificate.verdict()
    assert verdict.status == "VALID"
    assert said in verdict.reason


def test_a_search_with_a_target_proves_no_more():
    problem = Problem(PEAK, 1, loss="squared", output="affine")
    whole, certificate = train(problem), train(problem, target="1/4").certificate
    assert certificate.claim["lower"] == "1/4"
    assert certificate.claim["objective"] >= whole.certificate.claim["objective"]
    assert certificate.verdict().status == "VALID"


def test_the_problem_is_embedded_as_it_is():
    written = problem_as_json(Problem(ON_THE_PLANE, 2, loss="max", output="affine", zero_on=[3]))
    assert (written["weights"], written["zero_on"]) == (["1", "2", "0", "1/2"], [3])
    assert (written["width"], written["positive_units"]) == (2, [2, 1, 0])
    assert written["bounds"] == [[None, None]] * 3


@settings(max_examples=20)
@given(
    problems(dimensions=(1,), widths=(1,), most=3, loss="absolute", hidden_bias="free"), st.data()
)
def test_what_is_accepted_after_a_change_is_true(problem, data):
    document = json.loads(train(problem).certificate.text)
    parts = ("problem", "claim", "evidence")
    found = [
        pair for part in parts for pair in places(document[part], (part,)) if is_number(pair[1])
    ]
    path, value = data.draw(st.sampled_from(found))
    others = ["0", "1", "-1", "1/2", "2"] if isinstance(value, str) else [0, 1, 2, 3]
    other = sealed(changed(document, path, data.draw(st.sampled_from(others))))
    if check(canonical(other)).status == "VALID":
        assert is_true(other)


def is_number(value):
    return isinstance(value, str | int) and str(value).lstrip("-").replace("/", "").isdigit()
