"""The kind regions: hand-made false claims, degenerate inputs, limits, and random networks."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutants import MAX_OF_TWO, TRIANGLE, ZERO, canonical, count, network, optimum, regions
from oracles_certificates import is_true

from exactrelu import checker
from exactrelu.checker import check

RELU = network((["1"], "0"), (["1"], "0"))
FLAT = network((["0 0"], "0"), (["1"], "0"))
HINGES = network((["1 0", "0 1"], "0 0"), (["-1 -1"], "0"))
SLOPE = network((["1 1"], "0"))
CONCURRENT = network((["1 0", "0 1", "1 1", "2 2"], "0 0 0 0"), (["1 1 1 1"], "0"))
LIFTED = network((["1"], "0"), (["1"], "0"), (["-1"], "0"), (["1"], "5"))
TWO_OUTPUTS = network((["1", "-1"], "0 0"))
QUADRANT = [("1 0", ">=", "0"), ("0 1", ">=", "0")]
NOWHERE = [("1 0", ">=", "1"), ("1 0", "<=", "0")]

CLAIMS = {
    "lines through one point, one of them twice": (CONCURRENT, count(6), [], "VALID"),
    "each line once more": (CONCURRENT, count(7), [], "INVALID"),
    "parts of orthants for regions": (
        network((["1 1"], "0"), (["1"], "0")),
        count(4),
        [],
        "INVALID",
    ),
    "one hyperplane across all orthants": (
        network((["1 1"], "0"), (["1"], "0")),
        count(2),
        [],
        "VALID",
    ),
    "a dead network": (FLAT, count(1), [], "VALID"),
    "a network without hidden layers": (SLOPE, count(1), TRIANGLE, "VALID"),
    "layers whose inputs are never positive": (LIFTED, count(2), [], "VALID"),
    "a row twice": (MAX_OF_TWO, count(3), [*TRIANGLE, *TRIANGLE], "VALID"),
    "a row through a vertex only": (MAX_OF_TWO, count(2), [*QUADRANT, ("1 1", ">=", "0")], "VALID"),
    "a row of zeros that holds": (MAX_OF_TWO, count(4), [("0 0", "<=", "0")], "VALID"),
    "a row of zeros that does not": (MAX_OF_TWO, count(0), [("0 0", ">=", "1")], "VALID"),
    "an equation of zeros": (MAX_OF_TWO, count(4), [("0 0", "=", "0")], "VALID"),
    "an empty domain": (MAX_OF_TWO, count(0), NOWHERE, "VALID"),
    "regions of a line in the plane": (MAX_OF_TWO, count(2), [("0 1", "=", "1")], "INVALID"),
    "a negative number": (MAX_OF_TWO, count(-4), [], "INVALID"),
    "true for one": (FLAT, count(True), [], "INVALID"),
    "a float": (FLAT, count(1.0), [], "INVALID"),
    "a text": (FLAT, count("1"), [], "INVALID"),
    "zero on all vertices, with a slope": (RELU, ZERO, [("1", ">=", "0")], "INVALID"),
    "zero where the unit is off": (RELU, ZERO, [("1", "<=", "0")], "VALID"),
    "zero a little too far": (RELU, ZERO, [("1", "<=", "1/1000000000000")], "INVALID"),
    "zero of a constant": (network((["0"], "1/7")), ZERO, [], "INVALID"),
    "zero along one axis only": (SLOPE, ZERO, [("1 1", "=", "0")], "UNSUPPORTED"),
    "zero on no point": (SLOPE, ZERO, NOWHERE, "UNSUPPORTED"),
    "zero of one output of two": (
        network((["1"], "0"), (["1", "0"], "0 0")),
        ZERO,
        [("1", ">=", "1")],
        "INVALID",
    ),
    "one for true": (FLAT, {"zero": 1}, [], "INVALID"),
    "false": (RELU, {"zero": False}, [], "INVALID"),
    "two claims at once": (FLAT, {**ZERO, **count(1)}, [], "INVALID"),
    "a greatest value that a ray exceeds": (RELU, optimum("0", "0"), [], "INVALID"),
    "a greatest value of a cone": (HINGES, optimum("-3 -2", "0"), [], "VALID"),
    "a greatest value outside": (RELU, optimum("2", "2"), [("1", "<=", "1")], "INVALID"),
    "a greatest value of a wrong point": (RELU, optimum("1/2", "1"), [("1", "<=", "1")], "INVALID"),
    "a greatest value at the end of a ray": (RELU, optimum("1", "1"), [("1", "<=", "1")], "VALID"),
    "a greatest value of a smaller one": (
        RELU,
        optimum("1/2", "1/2"),
        [("1", "<=", "1")],
        "INVALID",
    ),
    "a greatest value of two outputs": (TWO_OUTPUTS, optimum("0", "0"), [], "INVALID"),
    "a greatest value at a point of the plane": (RELU, optimum("0 0", "0"), [], "INVALID"),
    "a greatest value of a point": (
        RELU,
        optimum("1", "1"),
        [("1", "=", "1")],
        "UNSUPPORTED",
    ),
}


@pytest.mark.parametrize("case", CLAIMS)
def test_claims_about_degenerate_networks_and_domains(case):
    net, claim, triples, status = CLAIMS[case]
    document = regions(net, claim, *triples)
    verdict = check(canonical(document))
    assert verdict.status == status, verdict
    assert "not understood" not in verdict.reason
    if status == "VALID":
        assert is_true(document)


def box(n):
    rows = [" ".join(str(int(i == j)) for i in range(n)) for j in range(n)]
    return [
        (row, relation, bound) for row in rows for relation, bound in ((">=", "-1"), ("<=", "1"))
    ]


def doubling(depth):
    """A network of 2^depth regions."""
    layers = [(["2", "4"], "0 -2")] + [(["2 -2", "4 -4"], "0 -2")] * (depth - 1)
    return network(*layers, (["1 -1"], "0"))


def plane(n):
    return network(([" ".join(["1"] * n)], "0"), (["1"], "0"))


ATTACKS = {
    "an input of many coordinates": (plane(1500), [], {}, "there are too many inputs"),
    "too many cells": (doubling(40), [], {"MAX_CELLS": 2**12}, "there are too many cells"),
    "too many corners": (doubling(40), [], {}, "there are too many pieces"),
    "cells with too many corners": (plane(13), box(13), {}, "there is too much to compute"),
    "a wide layer": (
        network((["1 -1"] * 400, " ".join(map(str, range(400)))), ([" ".join(["1"] * 400)], "0")),
        [],
        {},
        "there are too many pieces",
    ),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_what_needs_too_much_is_refused_in_time(case, monkeypatch):
    net, triples, limits, reason = ATTACKS[case]
    monkeypatch.setattr(checker, "MAX_STEPS", 2**20)
    monkeypatch.setattr(checker, "MAX_ENTRIES", 2**17)
    for name, limit in limits.items():
        monkeypatch.setattr(checker, name, limit)
    start = time.process_time()
    assert check(canonical(regions(net, count(1), *triples))) == ("UNSUPPORTED", reason)
    assert time.process_time() - start < 20


ENTRIES = st.sampled_from(
    [
        Fraction(0),
        Fraction(0),
        Fraction(1),
        Fraction(-1),
        Fraction(2),
        Fraction(1, 2),
        Fraction(-1, 3),
    ]
)


@st.composite
def problems(draw):
    n, widths = draw(st.integers(1, 2)), draw(st.lists(st.integers(1, 2), max_size=2))
    shape = [n, *widths, 1]

    def texts(length):
        return " ".join(str(draw(ENTRIES)) for _ in range(length))

    net = network(*(([texts(a) for _ in range(b)], texts(b)) for a, b in zip(shape, shape[1:])))  # noqa: B905, RUF007
    relations = st.sampled_from(["<=", ">=", "<=", ">=", "="])
    triples = [
        (texts(n), draw(relations), str(draw(ENTRIES))) for _ in range(draw(st.integers(0, 3)))
    ]
    return net, triples, texts(n)


@given(problems())
@settings(max_examples=60, deadline=None)
def test_of_random_claims_the_true_ones_are_valid(problem):
    net, triples, point = problem
    value = str(checker._Network.read(net).at([Fraction(t) for t in point.split()])[0])
    has_interior = not is_true(regions(net, count(0), *triples))
    for claim in (*map(count, range(9)), ZERO, optimum(point, value)):
        document = regions(net, claim, *triples)
        verdict = check(canonical(document))
        if verdict.status == "UNSUPPORTED":
            assert not has_interior
        else:
            assert (verdict.status == "VALID") == is_true(document)
