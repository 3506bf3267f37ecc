"""Certificates of what an audit shows: made, written, replayed from the disk, and found wanting."""

import io
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from rich.console import Console

from exactrelu.audit import certificate_files
from exactrelu.audit.attached import attached, replayed
from exactrelu.audit.certificate_files import from_entry, write_certificates
from exactrelu.audit.discovery import load, shipped_folder
from exactrelu.audit.results import ClaimResult, as_json_value
from exactrelu.audit.runner import audit_claim, run_claim, search_claim
from exactrelu.certificates import evaluation
from exactrelu.claims import (
    PROFILES,
    ForAll,
    Paper,
    Role,
    asserting,
    certified,
    decided,
    for_every,
    grid,
    judged,
)
from exactrelu.cli import cli, tables
from exactrelu.constructions import represent
from exactrelu.pwl import PWL, absolute
from exactrelu.strategies import SimplexPoint

# Checks are tables of truth values here.
# ruff: noqa: FBT003

ROOT = Path(__file__).parent.parent
TOYS = Path(__file__).parent / "toy_claims"
QUICK = PROFILES["quick"]
LINE = PWL.affine(2, 1)


def claim_of(check):
    return Paper("toy", title="Toys").claim("a", label="", kind="lemma")(check)


def result_of(body, quantifier=None):
    """Audit a claim whose one check has this body."""
    check = (quantifier or decided(by="computation"))(said(body))
    return audit_claim(claim_of(check), QUICK, folder=ROOT)


def said(body, words="A statement."):
    """Return the body with a docstring."""

    def function():
        return body()

    function.__doc__ = words
    return function


SHOWN = certified(by="a function")


def value_at_3(value):
    return lambda: evaluation(LINE.as_json(), [3], [value])


def nothing_at_all():
    return 3


def not_a_certificate():
    return LINE


def assertion_of_the_wrong_kind():
    return asserting(lambda f: [f.pieces(3)], f=LINE)


def divides_by_zero():
    return asserting(lambda n: [n / 0 == 1], n=1)


def unknown_word():
    document = value_at_3(7)().as_json()
    return type("Odd", (), {"as_json": lambda _: {**document, "kind": "a guess"}})()


DEFECTS = {
    "a false certificate": (
        lambda: judged(True).proved_by(value_at_3(8)),
        SHOWN,
        "certificate certificates/toy.a/reading-1.json is INVALID: the value is another",
    ),
    "a false certificate beside a true one": (
        lambda: judged(False).proved_by(value_at_3(7), value_at_3(8)),
        None,
        "certificate certificates/toy.a/reading-1-2.json is INVALID: the value is another",
    ),
    "a false assertion": (
        lambda: judged(False).proved_by(lambda: asserting(lambda f: [f.pieces > 1], f=LINE)),
        None,
        "certificate certificates/toy.a/reading-1.json is INVALID: assertion 0 does not hold",
    ),
    "an assertion that cannot be computed": (
        lambda: judged(False).proved_by(divides_by_zero),
        None,
        "is INVALID: a term is unknown, or divides by 0",
    ),
    "a certificate of no known kind": (
        lambda: judged(False).proved_by(unknown_word),
        None,
        "is UNSUPPORTED: unknown kind",
    ),
    "certified without certificates": (
        lambda: judged(True, f=LINE),
        SHOWN,
        "the reading 'as printed' is declared certified, but was not replayed by the checker",
    ),
    "certified without anything": (
        lambda: True,
        SHOWN,
        "the reading 'as printed' is declared certified, but was not replayed by the checker",
    ),
    "a certificate that is a number": (
        lambda: judged(False).proved_by(nothing_at_all),
        None,
        "proved_by must be given functions that return certificates, not a int",
    ),
    "a certificate that is a function": (
        lambda: judged(False).proved_by(not_a_certificate),
        None,
        "proved_by must be given functions that return certificates, not a PWL",
    ),
    "a certificate that raises": (
        lambda: judged(False).proved_by(lambda: 1 // 0),
        None,
        "raised: ZeroDivisionError",
    ),
    "an assertion that is none": (
        lambda: judged(False).proved_by(assertion_of_the_wrong_kind),
        None,
        "raised: TypeError: 'Term' object is not callable",
    ),
}


@pytest.mark.parametrize("case", DEFECTS)
def test_a_certificate_that_is_not_valid_is_a_defect(case):
    body, quantifier, defect = DEFECTS[case]
    defects = result_of(body, quantifier).judgement.defects
    assert any(defect in words for words in defects), defects


def test_a_defect_of_a_certificate_fails_the_audit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("claims.py").write_text(
        "from exactrelu.claims import Paper, asserting, certified, judged\n"
        "paper = Paper('p', title='P')\n"
        "@paper.claim('a', label='', kind='lemma')\n"
        "@certified(by='a number')\n"
        "def two_is_three():\n"
        "    '''2 = 3.'''\n"
        "    return judged(True).proved_by(lambda: asserting(lambda n: [n == 3], n=2))\n"
    )
    arguments = ["audit", "claims.py", "--jobs", "1", "--record"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 1
    assert "is INVALID: assertion 0 does not hold" in " ".join(result.stdout.split())
    assert "INVALID" in Path("audit/report.html").read_text()


EVIDENCE = {
    "a decision that is only computed": (lambda: False, None, "proved", "computed"),
    "a decision whose certificate is replayed": (
        lambda: judged(False).proved_by(value_at_3(7)),
        None,
        "certified",
        "replayed by the checker",
    ),
    "a decision with one certificate of two": (
        lambda: judged(False).proved_by(value_at_3(7), value_at_3(6)),
        None,
        "proved",
        "computed",
    ),
    "objects with their certificates": (
        lambda: judged(True).proved_by(value_at_3(7)),
        SHOWN,
        "certified",
        "replayed by the checker",
    ),
    "objects without certificates": (lambda: judged(True, f=LINE), SHOWN, "sampled", "computed"),
}


@pytest.mark.parametrize("case", EVIDENCE)
def test_only_what_was_replayed_counts_as_certified(case):
    body, quantifier, evidence, assurance = EVIDENCE[case]
    result = result_of(body, quantifier)
    (witness,) = result.parts[0].witnesses
    assert (result.judgement.evidence, witness.assurance) == (evidence, assurance)
    assert ClaimResult.from_json(result.as_json()) == result


def test_a_certified_range_needs_a_certificate_for_every_case():
    def odd_ones_have_none(n):
        """A statement."""
        answer = judged(True, n=n)
        return answer if n % 2 else answer.proved_by(value_at_3(7))

    for last, evidence in ((1, "certified"), (2, "sampled")):
        check = certified(by="cases", cases=grid(n=range(last)))(odd_ones_have_none)
        result = audit_claim(claim_of(check), QUICK, folder=ROOT)
        assert result.judgement.evidence == evidence


def test_certificates_are_made_for_what_is_shown_alone():
    made = []

    def check(n):
        """A statement."""

        def proof():
            made.append(n)
            return asserting(lambda n: [n >= 3], n=n)

        return judged(n < 3).proved_by(proof)

    result = audit_claim(
        claim_of(for_every(grid(n=range(9)), over="n < 9")(check)), QUICK, folder=ROOT
    )
    assert made == [3]
    assert [c.status for c in result.certificates] == ["VALID"]


def test_certificates_of_several_parts_and_kinds_have_files_of_their_own():
    smallest = represent(LINE, output="affine")
    claim = claim_of(SHOWN(said(lambda: judged(True).proved_by(value_at_3(7)))))
    both = decided(by="x")(
        lambda: judged(False).proved_by(
            lambda: smallest.certificate, lambda: asserting(lambda f: [f.pieces == 1], f=LINE)
        )
    )
    claim.companion("x")(both)
    claim.companion("y")(decided(by="x")(lambda: judged(False).proved_by(value_at_3(7))))
    result = audit_claim(claim, QUICK, folder=ROOT)
    found = {c.path.removeprefix("certificates/toy.a/"): c.kind for c in result.certificates}
    assert found == {
        "reading-1.json": "evaluation",
        "companion-1-1.json": "minimal-representation",
        "companion-1-2.json": "counterexample",
        "companion-2.json": "evaluation",
    }
    assert result.judgement.defects == ()


def toys():
    entries = [run_claim(str(TOYS), name, "quick") for name in ("zoo.refuted", "zoo.cited")]
    return [from_entry(entry) for entry in entries]


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


def test_files_are_replayed_from_the_disk(tmp_path, monkeypatch):
    def damaged(path, text):
        path.write_text(text.replace('"101"', '"100"'))

    refuted, cited = write_certificates(toys(), tmp_path)
    assert files_below(tmp_path) == [
        "certificates/zoo.cited/consequence-1-1.json",
        "certificates/zoo.cited/consequence-1-2.json",
        "certificates/zoo.refuted/reading-1.json",
    ]
    assert refuted.judgement.defects == cited.judgement.defects == ()
    monkeypatch.setattr(certificate_files, "write_text", damaged)
    refuted, cited = write_certificates(toys(), tmp_path)
    (defect,) = refuted.judgement.defects
    assert "reading-1.json is INVALID: problem_sha256 is not the hash of the problem" in defect
    assert (refuted.judgement.evidence, cited.judgement.evidence) == ("sampled", "certified")


def test_what_a_damaged_store_brings_back_is_not_certified(tmp_path):
    entry = run_claim(str(TOYS), "zoo.refuted", "quick")
    (path,) = entry["texts"]
    (result,) = write_certificates([from_entry({**entry, "texts": {path: "{}"}})], tmp_path)
    assert "UNSUPPORTED: unknown schema" in result.judgement.defects[0]
    (result,) = write_certificates([from_entry({**entry, "texts": {}})], tmp_path)
    assert "INVALID: the file is not JSON" in result.judgement.defects[0]


def test_what_an_earlier_run_left_behind_is_removed_and_nothing_else(tmp_path):
    stale = ["zoo.refuted/step-2.json", "other.claim/reading-1-3.json", "gone/sharper-1.json"]
    kept = ["other.claim/notes.json", "other.claim/reading-1.txt", "reading-1.json"]
    for name in stale + kept:
        path = tmp_path / "certificates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    write_certificates(toys(), tmp_path)
    left = {path for path in (tmp_path / "certificates").rglob("*") if path.is_file()}
    names = {path.relative_to(tmp_path / "certificates").as_posix() for path in left}
    assert names == {
        *kept,
        *("zoo.refuted/reading-1.json", "zoo.cited/consequence-1-1.json"),
        "zoo.cited/consequence-1-2.json",
    }
    assert not (tmp_path / "certificates" / "gone").exists()


def test_a_resumed_audit_writes_and_replays_all_certificates_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = [
        "audit",
        str(TOYS),
        "zoo.refuted",
        "zoo.cited",
        "--profile",
        "quick",
        "--jobs",
        "1",
    ]
    CliRunner().invoke(cli, arguments)
    texts = {path: path.read_text() for path in Path("audit/certificates").rglob("*.json")}
    page = Path("audit/report.html").read_text()
    damaged, lost, _ = texts
    damaged.write_text("{}")
    lost.unlink()
    assert CliRunner().invoke(cli, ["check", str(damaged)]).exit_code == 2
    CliRunner().invoke(cli, [*arguments, "--resume"])
    assert {path: path.read_text() for path in texts} == texts
    assert Path("audit/report.html").read_text() == page


def isolated(*paths):
    command = [sys.executable, "-I", str(ROOT / "exactrelu" / "checker.py"), *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


QUICK_CLAIMS = ("abs", "cor2.8", "s2.5", "thm2.4", "def4", "thm2.10.nodes", "thm2.10.min", "lemA.4")


def test_an_audit_of_the_proofs_writes_certificates_that_the_checker_alone_finds_valid(
    request, tmp_path, monkeypatch
):
    """Some claims, for each kind of certificate; with --deep all of them."""
    monkeypatch.chdir(tmp_path)
    deep = request.config.getoption("--deep")
    names = ["arora"] if deep else [f"arora.{name}" for name in QUICK_CLAIMS]
    options = ["--profile", "quick", "--jobs", "1"]
    for folder in ("one", "two"):
        result = CliRunner().invoke(cli, ["audit", *names, *options, "--output", folder])
        assert result.exit_code == 0, result.stdout
    paths = sorted(Path("one/certificates").rglob("*.json"))
    done = isolated(*paths)
    assert done.returncode == 0, done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["VALID"] * len(paths)
    claims = json.loads(Path("one/audit.json").read_text())["claims"]
    listed = {Path("one", path) for claim in claims for path in claim["certificates"]}
    assert listed == set(paths)
    assert len({json.loads(path.read_text())["kind"] for path in paths}) > 2
    for path in paths:
        again = Path("two", path.relative_to("one"))
        assert path.read_bytes() == again.read_bytes()
    paths[0].write_text(paths[0].read_text().replace("refutes arora", "refutes Arora"))
    damaged = [line for line in isolated(*paths).stdout.splitlines() if "INVALID" in line]
    assert damaged == [f"INVALID {paths[0]}: problem_sha256 is not the hash of the problem"]


def test_explain_and_refute_tell_the_assurance(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ("explain", "refute"):
        shown = CliRunner().invoke(cli, [command, str(TOYS), "zoo.refuted"])
        assert "replayed by the checker: n^2 > 100 n" in shown.stdout
        assert shown.stderr == ""
        shown = CliRunner().invoke(cli, [command, str(TOYS), "zoo.convention"])
        assert "    computed" in shown.stdout
    shown = CliRunner().invoke(cli, ["explain", str(TOYS), "zoo.cited"]).stdout
    assert "certified: an explicit function, 2 shown, replayed by the checker" in shown


@pytest.mark.parametrize("is_terminal", [True, False])
def test_refute_shows_on_a_terminal_alone_what_it_searches(monkeypatch, is_terminal):
    written = io.StringIO()
    console = Console(file=written, force_terminal=is_terminal, width=120)
    monkeypatch.setattr(tables, "Console", lambda **_: console)
    proofs = load(TOYS)
    (claim,) = (claim for claim in proofs.claims if claim.id == "zoo.refuted")
    with tables.searching(claim.id) as starts:
        started = []
        search_claim(
            claim,
            QUICK,
            folder=TOYS,
            seed=0,
            starts=lambda part: (started.append(part), starts(part)),
        )
        starts(started[0])
    assert [part.role for part in started] == ["reading", "corrected"]
    assert ("searching zoo.refuted" in written.getvalue()) == is_terminal


def test_tuples_with_names_are_shown_by_their_names():
    point = SimplexPoint((Fraction(1), Fraction(2)), Fraction(3))
    assert as_json_value(point) == {"a": ["1", "2"], "M": "3"}


def test_the_statement_of_a_counterexample_names_the_claim_and_what_it_is_the_same_as():
    claim = claim_of(decided(by="x")(said(asserts(1))))
    claim.reading("another")(decided(by="x")(said(asserts(2), "The same, differently.")))
    result = audit_claim(claim, QUICK, folder=ROOT)
    statements = [json.loads(c.text)["problem"]["statement"] for c in result.certificates]
    assert statements == [
        "refutes toy.a, reading 'as printed': A statement.",
        "refutes toy.a, reading 'another': The same, differently. [A statement.]",
    ]


def asserts(n):
    return lambda: judged(False).proved_by(lambda: asserting(lambda n: [n > 0], n=n))


def generated(examples):
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def failing_cases(check, examples):
    """Some cases at which a check fails, as they are drawn, not shrunk."""
    found = []

    def instance(**arguments):
        outcome = check(**arguments)
        if not outcome.holds:
            found.append(outcome)

    quantifier = check.quantifier
    if isinstance(quantifier, ForAll):
        strategies = {n: s() if callable(s) else s for n, s in quantifier.strategies.items()}
        generated(examples)(given(**strategies)(instance))()
    else:
        cases = getattr(quantifier, "cases", None) or (lambda _: [{}])
        for arguments in cases(QUICK):
            instance(**arguments)
    return found


def is_only_computed(claim, part):
    """Of functions on R^n few statements have a kind of certificate; the smallest failures do."""
    on_the_space = claim.id.startswith(("boolean.", "pan.")) or claim.id in COMPUTED
    counted = claim.id in COUNTED
    return counted or (on_the_space and part.role is Role.COMPANION)


COMPUTED = {
    f"arora.{name}"
    for name in (
        "compF",
        "def2.count",
        "pwl.conv",
        "thm2.11.ii.a",
        "thm6.1.2",
    )
}
COUNTED = {"arora.thm2.11.i", "arora.fig2", "arora.cor2.8.param", "arora.cor2.9.param"}
"""Refuted by counts of pieces in space or of dimensions, for which the checker has no terms."""


def test_certificates_are_valid_at_whatever_case_fails(request):
    """Some claims; with --deep all of them, and more cases."""
    deep = request.config.getoption("--deep")
    chosen = None if deep else {f"arora.{name}" for name in ("def3", "def4", "eq5", "thm2.10.int")}
    statuses = []
    for claim in load(shipped_folder()).claims:
        for part in claim.parts if chosen is None or claim.id in chosen else ():
            for outcome in failing_cases(part.check, 60 if deep else 20):
                assert outcome.proofs or is_only_computed(claim, part), (claim, part)
                statuses += [replayed(attached(proof, "x")).status for proof in outcome.proofs]
    assert set(statuses) == {"VALID"}


def outcome_of(claim_id, **arguments):
    (claim,) = (claim for claim in load(shipped_folder()).claims if claim.id == claim_id)
    return claim.parts[0].check(**arguments)


RARE = {
    "two slopes beyond 1": ("arora.def4", {"point": SimplexPoint((1, 2, 3, 4), Fraction(5))}),
    "division by zero": ("arora.thm2.10.int", {"y1": Fraction(2), "y2": Fraction(0)}),
    "several breakpoints": ("arora.s3.flaps", {"h": absolute(LINE) + 1}),
}


@pytest.mark.parametrize("case", RARE)
def test_certificates_are_valid_at_cases_that_a_search_does_not_end_at(case):
    claim, arguments = RARE[case]
    outcome = outcome_of(claim, **arguments)
    assert not outcome.holds
    assert [replayed(attached(proof, "x")).status for proof in outcome.proofs] == ["VALID"]
