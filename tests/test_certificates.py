"""Certificates as values, and that the functions that make them make valid ones."""

import json

import pytest
from mutants import VALID, canonical

from exactrelu import certificates, checker
from exactrelu.certificates import Certificate, canonical_text, sha256
from exactrelu.errors import FormatError
from exactrelu.network import Network
from exactrelu.pwl import PWL


@pytest.mark.parametrize("case", VALID)
def test_a_certificate_survives_its_text(case):
    document = VALID[case]
    read = Certificate.from_text(canonical(document) + "\n")
    assert read.as_json() == document
    parts = {name: document[name] for name in ("problem", "claim", "evidence")}
    assert Certificate.of(document["kind"], **parts) == read
    assert (read.kind, read.problem, read.claim, read.evidence) == (
        document["kind"],
        *parts.values(),
    )
    assert read.verdict().status == "VALID"
    assert eval(repr(read)) == read


def part(case, name):
    return VALID[case][name]


MADE = {
    "network in the plane": lambda problem, claim, _: certificates.evaluation(
        problem, claim["point"], claim["value"]
    ),
    "rows against rows": lambda problem, _, evidence: certificates.farkas(
        problem, evidence["multipliers"]
    ),
    "crossed bounds": lambda problem, *_: certificates.contradictory_bounds(problem, 1),
    "two rows": lambda problem, claim, evidence: certificates.lp_optimum(
        problem, claim["point"], claim["value"], multipliers=evidence["multipliers"]
    ),
    "a bound of an LP": lambda problem, claim, evidence: certificates.safe_bound(
        problem, claim["bound"], multipliers=evidence["multipliers"]
    ),
    "a bound of a QP": lambda problem, claim, evidence: certificates.safe_bound(
        problem,
        claim["bound"],
        multipliers=evidence["multipliers"],
        point=evidence["point"],
        squares=[(square["weight"], square["form"]) for square in evidence["squares"]],
    ),
    "a ray": lambda problem, _, evidence: certificates.unbounded_ray(
        problem, evidence["point"], evidence["ray"]
    ),
    "a bowl": lambda problem, claim, evidence: certificates.qp_optimum(
        problem,
        claim["point"],
        claim["value"],
        multipliers=evidence["multipliers"],
        squares=[(square["weight"], square["form"]) for square in evidence["squares"]],
    ),
    "parity": lambda problem, claim, _: certificates.branch_tree(
        problem["program"],
        problem["integers"],
        claim,
        nodes=[
            certificates.branch(0, 0),
            certificates.branch(1, 0),
            certificates.infeasible_leaf(multipliers=[1]),
            certificates.infeasible_leaf(multipliers=[-1]),
            certificates.branch(0, 1),
            certificates.infeasible_leaf(multipliers=[-1]),
            certificates.infeasible_leaf(variable=0),
        ],
    ),
    "a cover": lambda problem, *_: certificates.branch_tree(
        problem["program"],
        problem["integers"],
        {"point": [1, 1, 0], "value": 2},
        nodes=[certificates.bound_leaf(["1/2"] * 3)],
    ),
    "one unit more, linear": lambda problem, claim, evidence: certificates.minimal_representation(
        problem["function"],
        problem["output"],
        claim["network"],
        refutations=[[node.get("branch") for node in evidence["refutations"][0]]],
    ),
    "pieces and size": lambda problem, claim, _: certificates.counterexample(
        problem["statement"], {**problem["objects"], "w": 3}, claim["assertions"]
    ),
    "regions of a triangle": lambda problem, *_: certificates.region_count(
        certificates.regions_problem(problem["network"], problem["rows"]), 3
    ),
    "an identity without the identity": lambda problem, *_: certificates.zero_network(
        certificates.regions_problem(problem["network"])
    ),
    "a greatest value over a triangle": lambda problem, *_: certificates.maximum_of_network(
        problem, ["3/2", "-1/2"], "3/2"
    ),
    "one unit for a peak": lambda problem, claim, evidence: certificates.training(
        problem, "2/3", network=claim["network"], objective="2/3", trees=evidence["trees"]
    ),
}


@pytest.mark.parametrize("case", MADE)
def test_a_certificate_that_is_made_is_the_one_written_by_hand(case):
    made = MADE[case](*(part(case, name) for name in ("problem", "claim", "evidence")))
    assert made.text == canonical(VALID[case])


def test_every_kind_can_be_made():
    assert {part(case, "kind") for case in MADE} == set(certificates.KINDS)
    assert set(certificates.KINDS) == set(checker._KINDS)


def test_a_qp_without_variables_needs_no_squares():
    problem = {"schema": "exactrelu-qp/1", "hessian": [], "objective": [], "constant": "3"}
    problem |= {"rows": [], "lower": [], "upper": []}
    made = certificates.qp_optimum(problem, [], 3, multipliers=[], squares=[])
    assert made.verdict().status == "VALID"


def test_the_library_reads_the_objects_in_certificates():
    net = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
    assert certificates.evaluation(net.as_json(), ["-7/2"], net("-7/2")).verdict().status == "VALID"
    f = PWL.from_points([(0, 1)], left_slope=-1, right_slope=2)
    assert certificates.evaluation(f.as_json(), [3], [f(3)]).verdict().status == "VALID"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"kind":"farkas"}', "[" * 100_000])
def test_what_is_no_certificate_is_a_format_error(text):
    with pytest.raises(FormatError, match=r"^a certificate must "):
        Certificate.from_text(text)


def test_equal_problems_have_equal_hashes():
    first, second = {"a": 1, "é": ["1/2"]}, {"é": ["1/2"], "a": 1}
    assert sha256(first) == sha256(second) != sha256({**first, "a": 2})
    assert json.loads(canonical_text(first)) == second
