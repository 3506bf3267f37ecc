"""Claims of papers as functions, and the rule that turns their checks into a verdict.

A `Paper` collects `Claim` objects. A claim is a function whose docstring is the statement and
whose body decides one instance; a quantifier (`for_all`, `for_every`, `decided`, `certified`)
says which instances. Further parts hang on a claim: other readings, steps of the printed proof,
corrected and sharper versions, and companions, which are false variants that must fail. What a
check shows carries certificates (`Outcome.proved_by`, `asserting`), which the checker replays.

This module holds data and pure logic only. `exactrelu.audit` runs the checks.

>>> paper = Paper("demo", title="A demonstration", authors=("A. Author",), year=2024)
>>> @paper.claim("sum.even", label="Lemma 1", kind="lemma")
... @for_every(grid(m=range(4), n=range(4)), over="all m, n <= 3")
... def sum_of_two_evens_is_even(m, n):
...     \"\"\"2m + 2n is even.\"\"\"
...     return (2 * m + 2 * n) % 2 == 0
>>> sum_of_two_evens_is_even.id, sum_of_two_evens_is_even.statement
('demo.sum.even', '2m + 2n is even.')
"""

from exactrelu.claims.assertions import Assertion, Assertions, Term, asserting
from exactrelu.claims.checks import (
    PROFILES,
    Body,
    Cases,
    Certified,
    Check,
    Decided,
    ForAll,
    ForEvery,
    Outcome,
    Profile,
    Proof,
    Quantifier,
    certified,
    decided,
    for_all,
    for_every,
    grid,
    judged,
)
from exactrelu.claims.papers import AS_PRINTED, Claim, Paper, Part
from exactrelu.claims.verdicts import Evidence, Finding, Judgement, Role, Verdict, judge

__all__ = [
    "AS_PRINTED",
    "PROFILES",
    "Assertion",
    "Assertions",
    "Body",
    "Cases",
    "Certified",
    "Check",
    "Claim",
    "Decided",
    "Evidence",
    "Finding",
    "ForAll",
    "ForEvery",
    "Judgement",
    "Outcome",
    "Paper",
    "Part",
    "Profile",
    "Proof",
    "Quantifier",
    "Role",
    "Term",
    "Verdict",
    "asserting",
    "certified",
    "decided",
    "for_all",
    "for_every",
    "grid",
    "judge",
    "judged",
]
