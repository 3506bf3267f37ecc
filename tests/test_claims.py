"""Claims: how they are written, and the rule that turns findings into verdicts."""

# Findings are tables of truth values here.
# ruff: noqa: FBT003, ARG005

from functools import partial

import pytest

from exactrelu.claims import (
    PROFILES,
    Evidence,
    Finding,
    Outcome,
    Paper,
    Role,
    Verdict,
    certified,
    decided,
    for_all,
    for_every,
    grid,
    judge,
    judged,
)
from exactrelu.errors import ClaimError

PROVED, EXHAUSTED, CERTIFIED, SAMPLED = Evidence


def finding(role, holds, evidence=SAMPLED, name="x", **replay):
    return Finding(role, name, holds, evidence, error="" if holds is not None else "boom", **replay)


def reading(holds, evidence=SAMPLED, name="as printed", **replay):
    return finding(Role.READING, holds, evidence, name, **replay)


VERDICTS = {
    "one reading": ([reading(True)], "holds", "sampled", ()),
    "the weakest reading gives the evidence": (
        [reading(True, PROVED), reading(True, EXHAUSTED, "b")],
        "holds",
        "exhausted",
        (),
    ),
    "a sample is weaker than a proof": (
        [reading(True, PROVED), reading(True, name="b")],
        "holds",
        "sampled",
        (),
    ),
    "a confirmation does not change the evidence": (
        [reading(True, PROVED), finding(Role.CONFIRMED, True)],
        "holds",
        "proved",
        (),
    ),
    "a step of the proof fails": (
        [reading(True, PROVED), finding(Role.STEP, True), finding(Role.STEP, False, name="y")],
        "gap",
        "proved",
        (),
    ),
    "one of two readings": (
        [reading(False, PROVED, "a"), reading(True, CERTIFIED, "b", replayed=True)],
        "holds-with-convention",
        "certified",
        ("b",),
    ),
    "one of two readings, and a step fails": (
        [reading(True, name="a"), reading(False, name="b"), finding(Role.STEP, False)],
        "holds-with-convention",
        "sampled",
        ("a",),
    ),
    "no reading, replayed and corrected": (
        [reading(False, replayed=True), finding(Role.CORRECTED, True)],
        "refuted",
        "certified",
        (),
    ),
    "no reading out of two, both replayed": (
        [
            reading(False, PROVED, replayed=True),
            reading(False, name="b", replayed=True),
            finding(Role.CORRECTED, True),
        ],
        "refuted",
        "certified",
        (),
    ),
    "a refutation that is computed counts as it was found": (
        [reading(False, PROVED), finding(Role.CORRECTED, True)],
        "refuted",
        "proved",
        (),
    ),
    "a computed refutation beside a replayed one": (
        [
            reading(False, EXHAUSTED),
            reading(False, name="b", replayed=True),
            finding(Role.CORRECTED, True),
        ],
        "refuted",
        "exhausted",
        (),
    ),
    "two computed refutations": (
        [reading(False, PROVED), reading(False, name="b"), finding(Role.CORRECTED, True)],
        "refuted",
        "sampled",
        (),
    ),
    "certificates of what is decided": (
        [reading(True, PROVED, replayed=True)],
        "holds",
        "proved",
        (),
    ),
    "a companion fails as it must": (
        [reading(True), finding(Role.COMPANION, False)],
        "holds",
        "sampled",
        (),
    ),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_findings_without_defect_give_the_verdict(case):
    findings, verdict, evidence, convention = VERDICTS[case]
    judgement = judge(findings)
    assert (judgement.verdict, judgement.evidence) == (verdict, evidence)
    assert judgement.convention == convention
    assert judgement.defects == ()


DEFECTS = {
    "a toothless companion": (
        [reading(True), finding(Role.COMPANION, True, name="without w")],
        "holds",
        "the companion 'without w' holds, so the claim's check is toothless",
    ),
    "a correction fails": (
        [reading(False), finding(Role.CORRECTED, False)],
        "refuted",
        "the corrected 'x' fails, but must hold",
    ),
    "a sharper claim fails": (
        [reading(True), finding(Role.SHARPER, False)],
        "holds",
        "the sharper 'x' fails, but must hold",
    ),
    "a confirmation fails": (
        [reading(True, PROVED), finding(Role.CONFIRMED, False)],
        "holds",
        "the confirmed 'x' fails, but must hold",
    ),
    "certified without certificates": (
        [reading(True, CERTIFIED)],
        "holds",
        "the reading 'as printed' is declared certified, but was not replayed by the checker",
    ),
    "a certified companion without certificates": (
        [reading(True), finding(Role.COMPANION, False, CERTIFIED)],
        "holds",
        "the companion 'x' is declared certified, but was not replayed by the checker",
    ),
    "a false certificate": (
        [reading(True), finding(Role.STEP, True, faults=("certificate c.json is INVALID: no",))],
        "holds",
        "the step 'x': certificate c.json is INVALID: no",
    ),
    "no correction": (
        [reading(False)],
        "refuted",
        "the claim is refuted, but no corrected claim is given",
    ),
    "a reading raised": (
        [reading(None), reading(True, name="b")],
        "undecided",
        "the reading 'as printed' raised: boom",
    ),
    "a step raised": (
        [reading(True), finding(Role.STEP, None)],
        "undecided",
        "the step 'x' raised: boom",
    ),
    "a companion raised": (
        [reading(True), finding(Role.COMPANION, None)],
        "holds",
        "the companion 'x' raised: boom",
    ),
}


@pytest.mark.parametrize("case", DEFECTS)
def test_defects_are_reported_beside_the_verdict(case):
    findings, verdict, defect = DEFECTS[case]
    judgement = judge(findings)
    assert judgement.verdict == verdict
    assert judgement.defects == (defect,)
    assert (judgement.evidence is None) == (verdict == "undecided")


@pytest.mark.parametrize("declared", [Verdict.ASYMPTOTIC, Verdict.CITED])
def test_a_declared_verdict_stands_while_its_consequence_holds(declared):
    consequence = finding(Role.CONSEQUENCE, True, EXHAUSTED)
    assert judge([consequence], declared=declared).verdict is declared
    assert judge([consequence], declared=declared).evidence is EXHAUSTED
    failing = finding(Role.CONSEQUENCE, False)
    assert judge([failing], declared=declared).verdict is Verdict.REFUTED


def test_no_finding_decides_nothing():
    assert judge([]).verdict is Verdict.UNDECIDED


def test_evidence_is_ordered_from_proved_to_sampled():
    assert [kind.strength for kind in Evidence] == [3, 2, 1, 0]


@pytest.fixture
def paper():
    return Paper("toy", title="Toys")


@for_all(n=lambda: None)
def holds_for_all_n(n):
    """n is n."""
    return n == n  # noqa: PLR0124


def test_a_claim_collects_its_parts_in_order(paper):
    that = paper.claim("a.b", label="Lemma 1", kind="lemma")(holds_for_all_n)
    assert that.reading("another")(holds_for_all_n) is holds_for_all_n
    that.step("first")(holds_for_all_n)
    that.confirmed(holds_for_all_n)
    that.corrected(holds_for_all_n)
    that.sharper(holds_for_all_n)
    that.companion("without n")(holds_for_all_n)
    assert [part.role for part in that.parts] == [
        "reading", "reading", "step", "confirmed", "corrected", "sharper", "companion",
    ]  # fmt: skip
    name = holds_for_all_n.name
    assert [part.name for part in that.parts] == [
        "as printed", "another", "first", name, name, name, "without n",
    ]  # fmt: skip
    assert all(part.check is holds_for_all_n for part in that.parts)
    assert that.paper is paper
    assert (that.id, that.label, that.kind) == ("toy.a.b", "Lemma 1", "lemma")
    assert (that.statement, that.declared) == ("n is n.", None)
    assert that.location.split("/")[-1].startswith("test_claims.py:")
    assert repr(that) == "<Claim toy.a.b>"
    assert paper.claims == (that,)


def test_declared_claims_carry_their_consequence(paper):
    cited = paper.cited("c", label="[1]", kind="theorem", consequence="small n")
    asymptotic = paper.asymptotic("d", label="T", kind="theorem", consequence="n <= 3")
    claims = [cited(holds_for_all_n), asymptotic(holds_for_all_n)]
    assert [claim.declared for claim in claims] == ["cited", "asymptotic"]
    facts = [(claim.id, claim.label, claim.kind) for claim in claims]
    assert facts == [("toy.c", "[1]", "theorem"), ("toy.d", "T", "theorem")]
    parts = [(part.role, part.name) for claim in claims for part in claim.parts]
    assert parts == [("consequence", "small n"), ("consequence", "n <= 3")]


def test_ids_may_have_capital_letters(paper):
    assert paper.claim("lemA.2-b", label="", kind="")(holds_for_all_n).id == "toy.lemA.2-b"


def test_papers_do_not_share_their_claims(paper):
    paper.claim("a", label="", kind="lemma")(holds_for_all_n)
    assert Paper("toy", title="Toys").claims == ()


def test_outcomes_are_normalised():
    assert decided(by="x")(lambda: True)() == Outcome(holds=True)
    assert certified(by="x")(lambda: judged(False, n=3))() == Outcome(False, {"n": 3})


def test_a_body_must_answer():
    with pytest.raises(ClaimError, match="must return a bool or an Outcome, not NoneType"):
        decided(by="x")(lambda: None)()
    with pytest.raises(ClaimError, match="must return a bool or an Outcome, not int"):
        decided(by="x")(lambda: 1)()


def basis(check, profile="quick"):
    return check.quantifier.basis(PROFILES[profile])


def test_quantifiers_say_what_their_evidence_rests_on():
    check = for_every(grid(n=range(2)), over="n < 2")(lambda n: True)
    assert (check.quantifier.evidence, basis(check)) == (EXHAUSTED, "n < 2")
    assert basis(holds_for_all_n) == "search over n"
    assert basis(decided(by="sympy")(lambda: True)) == "sympy"
    exhibited = certified(by="a network", cases=grid(n=range(2)))(lambda n: True)
    assert (exhibited.quantifier.evidence, basis(exhibited)) == (CERTIFIED, "a network")


def test_the_range_in_words_follows_the_profile():
    check = for_every(grid(n=range(2)), over=lambda profile: f"n < {profile.scale}")(lambda n: True)
    assert [basis(check, name) for name in PROFILES] == ["n < 1", "n < 2", "n < 3"]


def test_grid_visits_every_case_once_smallest_first():
    cases = list(grid(w=range(3), k=lambda p: range(p.scale + 1))(PROFILES["standard"]))
    assert len(cases) == len({(c["w"], c["k"]) for c in cases}) == 9
    sums = [c["w"] + c["k"] for c in cases]
    assert sums == sorted(sums)


def unstated(n):
    return True


BADLY_FORMED = {
    "wrong argument": (
        lambda paper: for_all(m=None)(unstated),
        "unstated must be quantified over n, not over m",
    ),
    "wrong example": (
        lambda paper: for_all(n=None, examples=[{}])(unstated),
        "unstated must be quantified over n, not over nothing",
    ),
    "several arguments": (
        lambda paper: for_all(q=None, p=None)(unstated),
        f"unstated must be quantified over n, not over p, q ({__file__}:",
    ),
    "a check of a check": (
        lambda paper: for_all(n=None)(holds_for_all_n),
        "a check's body must be a function, not a Check",
    ),
    "a function with an argument filled in": (
        lambda paper: for_every(grid(), over="")(partial(unstated, 1)),
        "a check's body must be a function, not a partial",
    ),
    "decided with arguments": (
        lambda paper: decided(by="x")(unstated),
        "must be quantified over n, not over nothing",
    ),
    "no statement": (
        lambda paper: paper.claim("a", label="", kind="")(for_all(n=None)(unstated)),
        "toy.a must have a docstring that states it",
    ),
    "no quantifier": (
        lambda paper: paper.claim("a", label="", kind="")(unstated),
        "toy.a must be a check under for_all, for_every, decided or certified, not a function",
    ),
    "a range that is no function of the profile": (
        lambda paper: for_every(range(3), over=""),
        "for_every needs a function of the profile, such as grid(k=range(3)), not a range",
    ),
    "no quantifier on a consequence": (
        lambda paper: paper.cited("a", label="", kind="", consequence="")(unstated),
        "toy.a must be a check",
    ),
    "no quantifier on a part": (
        lambda paper: paper.claim("a", label="", kind="")(holds_for_all_n).step("s")(unstated),
        "toy.a: step must be a check",
    ),
    "bad id": (
        lambda paper: paper.claim("a/b", label="", kind="")(holds_for_all_n),
        "claim id must be words joined by dots, not 'toy.a/b'",
    ),
    "two readings of one name": (
        lambda paper: paper.claim("a", label="", kind="")(holds_for_all_n).reading("as printed")(
            holds_for_all_n
        ),
        "reading names must differ in toy.a, but 'as printed' is given twice",
    ),
    "correction without words": (
        lambda paper: paper.claim("a", label="", kind="")(holds_for_all_n).corrected(
            for_all(n=None)(unstated)
        ),
        "toy.a: corrected must have a docstring",
    ),
    "sharper without words": (
        lambda paper: paper.claim("a", label="", kind="")(holds_for_all_n).sharper(
            for_all(n=None)(unstated)
        ),
        "toy.a: sharper must have a docstring",
    ),
}


@pytest.mark.parametrize("case", BADLY_FORMED)
def test_badly_formed_claims_are_refused_with_the_reason(case, paper):
    build, message = BADLY_FORMED[case]
    with pytest.raises(ClaimError) as error:
        build(paper)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(message) or message.startswith("must be")


def test_an_id_is_given_once(paper):
    decorate = paper.claim("a", label="", kind="lemma")
    decorate(holds_for_all_n)
    with pytest.raises(ClaimError, match=r"'toy\.a' is given twice \(.*test_claims\.py:\d+ and"):
        decorate(holds_for_all_n)


def test_the_first_paragraph_is_the_statement_and_the_others_are_remarks(paper):
    def body(m, n):
        """A statement
        on two lines.

        A remark.

        Another one.
        """

    check = for_all(m=None, n=None)(body)
    assert check.statement == "A statement on two lines."
    assert check.remarks == ("A remark.", "Another one.")
    assert (check.name, basis(check)) == ("body", "search over m, n")
    assert check.quantifier.cost == 1


def test_a_claim_is_stated_by_its_first_reading(paper):
    @for_all(n=lambda: None)
    def another(n):
        """Another statement."""

    that = paper.claim("a", label="", kind="lemma")(holds_for_all_n)
    that.reading("another")(another)
    assert that.statement == "n is n."
    with pytest.raises(ClaimError, match="'another' is given twice"):
        that.reading("another")(another)


def test_values_cannot_be_changed(paper):
    values = {
        "evidence": reading(True),
        "verdict": judge([reading(True)]),
        "holds": Outcome(True),
        "examples": PROFILES["quick"],
        "body": holds_for_all_n,
        "cost": holds_for_all_n.quantifier,
        "key": paper,
    }
    for name, value in values.items():
        with pytest.raises(AttributeError):
            setattr(value, name, None)
