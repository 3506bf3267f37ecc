"""Running claims: each verdict from the toy paper, searches that find and shrink, defects."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from exactrelu.audit.discovery import load
from exactrelu.audit.results import ClaimResult
from exactrelu.audit.runner import audit_claim, run_claim
from exactrelu.audit.search import MOST_EXHIBITS, run_part
from exactrelu.claims import (
    PROFILES,
    Part,
    Role,
    certified,
    decided,
    for_all,
    for_every,
    grid,
    judged,
)
from exactrelu.errors import UnknownClaimError

TOYS = Path(__file__).parent / "toy_claims"
QUICK = PROFILES["quick"]


@pytest.fixture(scope="module")
def results():
    proofs = load(TOYS)
    return {c.id: audit_claim(c, QUICK, folder=TOYS) for c in proofs.claims}


VERDICTS = {
    "zoo.holds": ("holds", "sampled"),
    "zoo.refuted": ("refuted", "certified"),
    "zoo.convention": ("holds-with-convention", "exhausted"),
    "zoo.gap": ("gap", "proved"),
    "zoo.cited": ("cited", "certified"),
    "zoo.raises": ("undecided", None),
    "zoo.toothless": ("holds", "sampled"),
}


@pytest.mark.parametrize("claim", VERDICTS)
def test_each_toy_claim_gets_its_verdict(claim, results):
    entry = results[claim].as_json()
    assert (entry["verdict"], entry["evidence"]) == VERDICTS[claim]


def test_claims_keep_the_order_of_the_paper(results):
    assert list(results) == list(VERDICTS)


def test_the_smallest_counterexample_is_found_by_search_although_one_is_written_down(results):
    entry = results["zoo.refuted"].as_json()
    assert entry["counterexample"] == {
        "to": "reading: as printed",
        "arguments": {"n": 101},
        "facts": {"square": 10201, "ratio": "101/100"},
        "found_by": "search",
        "assurance": "replayed by the checker",
        "certificates": [
            {
                "kind": "counterexample",
                "path": "certificates/zoo.refuted/reading-1.json",
                "status": "VALID",
                "reason": "the 1 assertions hold",
            }
        ],
    }
    assert entry["corrected"] == [
        {
            "statement": "n^2 <= 100 n for 0 <= n <= 100.",
            "holds": True,
            "evidence": "exhausted",
            "instances": 101,
        }
    ]


def test_a_convention_names_the_reading_and_refutes_the_other(results):
    entry = results["zoo.convention"].as_json()
    assert entry["convention"] == "n > 0"
    assert entry["counterexample"]["to"] == "reading: n >= 0"
    assert entry["counterexample"]["arguments"] == {"n": 0}
    assert entry["instances"] == 8


def test_a_gap_shows_the_step(results):
    entry = results["zoo.gap"].as_json()
    assert entry["counterexample"]["to"] == "step: the middle term is ab"


def test_certified_objects_are_exhibited(results):
    (part,) = results["zoo.cited"].parts
    assert [exhibit.arguments for exhibit in part.exhibits] == [{"scale": 1}, {"scale": 2}]
    assert part.exhibits[0].facts["function"]["pieces"] == [["-1", "0"], ["1", "0"]]


def test_defects_name_what_is_wrong(results):
    defects = {claim: result.judgement.defects for claim, result in results.items()}
    assert defects.pop("zoo.toothless") == (
        "the companion 'with 4 in the place of 3' holds, so the claim's check is toothless",
    )
    (raised,) = defects.pop("zoo.raises")
    assert raised == (
        "the reading 'as printed' raised: ZeroDivisionError: integer modulo by zero "
        "(section_10.py:14 at n=0)"
    )
    assert set(defects.values()) == {()}


def test_results_go_to_json_and_back(results):
    for result in results.values():
        assert ClaimResult.from_json(result.as_json()) == result


def test_locations_do_not_depend_on_where_the_folder_stands(results):
    assert results["zoo.holds"].location == "zoo/section_1.py:13"


def test_a_task_returns_the_entry_of_one_claim(results):
    entry = run_claim(str(TOYS), "zoo.refuted", "quick")["result"]
    expected = results["zoo.refuted"].as_json()
    assert {**entry, "seconds": ""} == {**expected, "seconds": ""}
    with pytest.raises(UnknownClaimError, match=r"not 'zoo\.none'"):
        run_claim(str(TOYS), "zoo.none", "quick")


def run(check, seed=0, profile=QUICK):
    return run_part(Part(Role.READING, "r", check), "toy.a/reading/r", profile, seed=seed)


def test_a_search_depends_on_its_name_and_seed_alone():
    drawn = []

    @for_all(n=st.integers)
    def remember(n):
        drawn.append(n)
        return True

    run(remember)
    first, drawn[:] = drawn[:], []
    run(remember)
    again, drawn[:] = drawn[:], []
    run(remember, seed=1)
    assert first == again != drawn


def test_cost_divides_the_number_of_cases():
    check = for_all(cost=10, n=st.integers)(lambda n: n == n)  # noqa: PLR0124
    assert run(check).instances == QUICK.examples // 10


def test_a_counterexample_by_hand_is_marked():
    check = for_all(n=st.integers(), examples=[{"n": 10**40}])(lambda n: n != 10**40)
    result = run(check)
    assert result.holds is False
    assert result.counterexample.found_by == "hand"
    assert result.counterexample.arguments == {"n": str(10**40)}
    assert result.instances == QUICK.examples + 1


def test_the_first_failing_case_ends_a_range():
    check = for_every(grid(n=range(10)), over="n < 10")(lambda n: judged(n < 4, n_is=n))
    result = run(check)
    assert (result.instances, result.counterexample.arguments) == (5, {"n": 4})
    assert result.counterexample.found_by == "range"


def test_a_certified_check_shows_every_case():
    cases = grid(n=range(MOST_EXHIBITS))
    result = run(certified(by="itself", cases=cases)(lambda n: n >= 0))
    assert [e.arguments["n"] for e in result.exhibits] == list(range(MOST_EXHIBITS))


def test_a_decision_that_fails_shows_its_facts():
    result = run(decided(by="algebra")(lambda: judged(1 > 2, left=1)))  # noqa: PLR0133
    assert result.counterexample.facts == {"left": 1}
    failing = certified(by="x", cases=grid(n=range(9)))(lambda n: judged(n < 3, n=n))
    assert run(failing).counterexample.arguments == {"n": 3}


RAISING = {
    "more than can be shown": (
        certified(by="itself", cases=grid(n=range(MOST_EXHIBITS + 1)))(lambda n: n >= 0),
        f"ClaimError: <lambda> must have at most {MOST_EXHIBITS} cases: for_every takes any number",
    ),
    "an empty range": (
        for_every(grid(n=range(0)), over="nothing")(lambda n: n == 0),
        "ClaimError: <lambda> must have at least one case, but its range is empty",
    ),
    "an impossible strategy": (
        for_all(n=st.nothing)(lambda n: n == 0),
        "Unsatisfiable: Cannot generate",
    ),
    "no strategy": (
        for_all(n=lambda: 3)(lambda n: n == 0),
        "ClaimError: a quantifier must be a Hypothesis strategy or return one, not int",
    ),
    "no answer": (
        decided(by="x")(lambda: None),
        "ClaimError: <lambda> must return a bool or an Outcome, not NoneType",
    ),
    "a float among the facts": (
        decided(by="x")(lambda: judged(1 > 2, ratio=0.5)),  # noqa: PLR0133
        "must be exact values, not the float 0.5",
    ),
    "an object among the facts": (
        decided(by="x")(lambda: judged(1 > 2, ratio=object)),  # noqa: PLR0133
        "must be exact values, not the type <class 'object'>",
    ),
    "an error in a search": (
        for_all(n=st.integers(0, 100))(lambda n: 1 // min(n - 7, 0) < 0),
        " at n=7)",
    ),
}


@pytest.mark.parametrize("case", RAISING)
def test_whatever_a_check_raises_is_a_finding_in_one_line(case):
    check, message = RAISING[case]
    result = run(check)
    assert result.holds is None
    assert message in result.error
    assert "\n" not in result.error


def test_the_shortest_of_several_counterexamples_is_kept():
    # Shrinking alone cannot pass from a pair of one residue class to another.
    check = for_all(n=st.integers(0, 999), m=st.integers(0, 999))(
        lambda n, m: n < 100 or m < 100 or (n * 7 + m * 3) % 11 > 2
    )
    reading = run(check)
    companion = run_part(Part(Role.COMPANION, "r", check), "toy.a/reading/r", QUICK)
    size = [sum(r.counterexample.arguments.values()) for r in (reading, companion)]
    assert size[0] <= size[1]
    assert reading.instances > companion.instances
