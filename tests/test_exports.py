"""Certificates in VIPR and SMT-LIB, replayed by programs that know nothing of ours."""

import re

import pytest
import z3
from mutants import VALID, canonical, certificate, ip, lp, multipliers
from vipr_replayer import Refused, replay

from exactrelu.certificates import Certificate
from exactrelu.errors import FormatError
from exactrelu.exports import as_smtlib, as_vipr, feasibility_as_smtlib

LINEAR = [
    case
    for case, document in VALID.items()
    if document["kind"] in ("farkas", "lp-optimum", "safe-bound", "branch-tree")
    and "hessian" not in document["problem"]
]
ASKED = [case for case in LINEAR if VALID[case]["kind"] != "branch-tree"] + ["a QP without points"]


def read(document):
    return Certificate.from_text(canonical(document))


def answer(script):
    """What z3 says, given the script alone."""
    solver = z3.Solver()
    solver.add(z3.parse_smt2_string(script))
    return str(solver.check())


@pytest.mark.parametrize("case", LINEAR)
def test_a_vipr_file_is_replayed(case):
    replay(as_vipr(read(VALID[case])))


@pytest.mark.parametrize("case", LINEAR)
def test_a_damaged_vipr_file_is_refused_or_as_strong(case):
    text = as_vipr(read(VALID[case]))
    head, derivations = text.split("DER", 1)
    refused = 0
    for found in re.finditer(r"-?[0-9]+(/[0-9]+)?", derivations):
        damaged = derivations[: found.start()] + "987" + derivations[found.end() :]
        try:
            replay(head + "DER" + damaged)
        except (Refused, ValueError, ZeroDivisionError):
            refused += 1
    assert refused


EQUATIONS = ip(lp("2 2", [("1 1", "=", "3/2")], "0 0", "1 1", constant="1/2"), [0, 1])
DUE = ip(lp("4 6", [("4 6", "<=", "7")], "0 0", "3 3", sense="max"), [0, 1])


@pytest.mark.parametrize(
    "document",
    [
        certificate("branch-tree", EQUATIONS, {"bound": "9/2"}, {"nodes": [multipliers("2")]}),
        certificate(
            "branch-tree",
            DUE,
            {"point": ["0", "1"], "value": "6"},
            {"nodes": [multipliers("1")]},
        ),
        certificate(
            "farkas", lp("1", [("0", "=", "-1")], "*", "*"), {"infeasible": True}, multipliers("-1")
        ),
    ],
    ids=["an equation is rounded up", "a maximum is rounded down", "equations alone"],
)
def test_rounded_bounds_and_equations_are_replayed(document):
    replay(as_vipr(read(document)))


@pytest.mark.parametrize("case", ASKED)
def test_z3_agrees_that_nothing_is_better(case):
    assert answer(as_smtlib(read(VALID[case]))) == "unsat"


@pytest.mark.parametrize("case", [case for case in VALID if "lower" in VALID[case]["problem"]])
def test_z3_agrees_about_feasibility(case):
    document = VALID[case]
    expected = "unsat" if document["kind"] == "farkas" else "sat"
    assert answer(feasibility_as_smtlib(document["problem"])) == expected


@pytest.mark.parametrize("case", [case for case in VALID if VALID[case]["kind"] == "lp-optimum"])
def test_z3_finds_the_optimum_itself(case):
    document = VALID[case]
    close = {
        **document["claim"],
        "value": "1000" if document["problem"]["sense"] == "min" else "-9",
    }
    assert answer(as_smtlib(read({**document, "claim": close}))) == "sat"


def test_other_kinds_are_refused():
    curved, network = read(VALID["a bowl"]), read(VALID["network on the line"])
    for certificate_ in (curved, network, read(VALID["a bound of a QP"])):
        with pytest.raises(FormatError, match=r"^a certificate in VIPR must be farkas"):
            as_vipr(certificate_)
        with pytest.raises(FormatError, match=r"^a certificate in SMT-LIB must be farkas"):
            as_smtlib(certificate_)


def test_what_is_not_valid_is_not_exported_to_vipr():
    document = VALID["two rows"]
    wrong = read({**document, "evidence": multipliers("1 0")})
    with pytest.raises(FormatError, match=r"^a certificate must be valid to be exported, but "):
        as_vipr(wrong)
