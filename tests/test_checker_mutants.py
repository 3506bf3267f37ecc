"""No mutant that states something false is accepted, and none crashes the checker."""

import json

import pytest
from false_certificates import FALSE, NO_PROBLEM
from mutants import PAGE, VALID, canonical, counts, mutants, written
from oracles_certificates import is_true

from exactrelu.certificates import KINDS
from exactrelu.checker import STATUSES, check

NEVER_ACCEPTED = {
    *("deep nesting", "duplicate key", "hash", "kind", "missing field", "not canonical"),
    *("number syntax", "truncation", "unknown field", "version"),
}


@pytest.mark.parametrize("case", VALID)
def test_the_certificate_is_valid_and_states_what_is_true(case):
    verdict = check(canonical(VALID[case]))
    assert verdict.status == "VALID", verdict
    assert is_true(VALID[case])


@pytest.mark.parametrize("case", VALID)
def test_no_mutant_that_states_something_false_is_accepted(case):
    for what, text in mutants(VALID[case]):
        verdict = check(text)
        assert verdict.status in STATUSES
        assert verdict.reason.isprintable()
        # The last resort of the checker is for what nobody thought of.
        assert what == "deep nesting" or "is not understood" not in verdict.reason, (what, text)
        if verdict.status == "VALID":
            assert what not in NEVER_ACCEPTED, (what, text)
            assert is_true(json.loads(text)), (what, text)


def test_there_are_five_thousand_mutants_and_many_of_every_kind():
    found = counts()
    assert sum(found.values()) >= 5000
    for name in KINDS:
        assert sum(n for (kind, _), n in found.items() if kind == name) >= 1000


def test_the_table_in_the_documentation_is_current():
    page = PAGE.read_text("utf-8")
    assert written(page) == page, "run: python tests/mutants.py"


@pytest.mark.parametrize("case", FALSE)
def test_a_false_certificate_is_refused(case):
    assert not is_true(FALSE[case])
    verdict = check(canonical(FALSE[case]))
    assert verdict.status == "INVALID"
    assert "is not understood" not in verdict.reason


@pytest.mark.parametrize("case", NO_PROBLEM)
def test_what_is_no_problem_is_refused(case):
    verdict = check(canonical(NO_PROBLEM[case]))
    assert verdict.status == "INVALID"
    assert "is not understood" not in verdict.reason
