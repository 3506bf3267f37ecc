"""The commands about claims: audit, explain, refute; what they write, print and return."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu.cli import cli
from exactrelu.formats import read_json

TOYS = Path(__file__).parent / "toy_claims"

GOOD = """
from hypothesis import strategies as st

from exactrelu.claims import Paper, asserting, for_all, for_every, grid, judged
from exactrelu.network import Network
from exactrelu.pwl import PWL

paper = Paper("good", title="A < B", authors=("A. Author", "B. Author"), year=1999)


@paper.claim("small", label="Lemma 1", kind="lemma")
@for_every(grid(n=range(5)), over="n <= 4")
def small_numbers_are_small(n):
    '''n < 5.'''
    return n < 5


@paper.claim("kinks", label="Lemma 2", kind="lemma")
@for_all(n=st.integers(1, 50))
def functions_have_no_kinks(n):
    '''Functions are affine.'''
    f = PWL.from_points([(0, 0)], left_slope=0, right_slope=n)
    deep = Network.of(*[([[1]] * 12, [0] * 12)], ([[1] * 12], [0]))
    answer = judged(f.piece_count == 1, f=f, net=Network.of(([[n]], [0]), ([[1]], [0])), wide=deep)
    return answer.proved_by(lambda: asserting(lambda f: [f.pieces > 1], f=f))


@functions_have_no_kinks.corrected
@for_every(grid(n=range(5)), over="n <= 4")
def functions_have_kinks(n):
    '''Functions have kinks.'''
    return True
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "good.py").write_text(GOOD)
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


def audit(run, *arguments):
    return run("audit", *arguments, "--profile", "quick", "--jobs", "1")


def test_an_audit_fails_until_its_verdicts_are_recorded(run, folder):
    first = audit(run, folder)
    assert first.exit_code == 1
    assert "verdicts.json: no verdict is recorded yet" in first.stdout
    assert audit(run, folder, "--record").exit_code == 0
    again = audit(run, folder)
    assert (again.exit_code, again.stderr) == (0, "")
    assert "2 claims: 1 holds, 1 refuted" in again.stdout
    assert again.stdout.endswith(f"report: {Path('audit', 'report.html')}\n")


def test_an_audit_fails_when_a_verdict_is_not_the_recorded_one(run, folder):
    audit(run, folder, "--record")
    record = folder / "verdicts.json"
    record.write_text(record.read_text().replace('"refuted"', '"holds"'))
    result = audit(run, folder)
    assert result.exit_code == 1
    assert "good.kinks: recorded as holds (certified), found refuted (certified)" in result.stdout


def test_a_recorded_claim_must_still_be_claimed(run, folder):
    audit(run, folder, "--record")
    source = folder / "good.py"
    renamed = folder.parent / "renamed"
    renamed.mkdir()
    (renamed / "good.py").write_text(source.read_text().replace('"small"', '"tiny"'))
    (renamed / "verdicts.json").write_text((folder / "verdicts.json").read_text())
    result = audit(run, renamed)
    assert "good.small: recorded as holds (exhausted), not claimed" in result.stdout
    assert audit(run, renamed, "good.kinks").exit_code == 0
    audit(run, renamed, "--record")
    assert list(read_json(renamed / "verdicts.json")["verdicts"]) == ["good.tiny", "good.kinks"]


def test_recording_one_claim_keeps_the_others(run, folder):
    audit(run, folder, "--record")
    audit(run, folder, "good.kinks", "--record")
    assert audit(run, folder).exit_code == 0


def test_defects_fail_an_audit_even_when_recorded(run):
    record = TOYS / "verdicts.json"
    try:
        result = audit(run, TOYS, "--record")
    finally:
        record.unlink()
    assert result.exit_code == 1
    assert "zoo.toothless: the companion" in result.stdout
    assert "zoo.raises: the reading 'as printed' raised: ZeroDivisionError" in result.stdout


def test_json_is_all_that_goes_to_stdout(run, folder):
    result = audit(run, folder, "good", "--json")
    document = json.loads(result.stdout)
    assert document == read_json("audit/audit.json")
    assert document["schema"] == "exactrelu-audit/1"
    assert [claim["id"] for claim in document["claims"]] == ["good.small", "good.kinks"]
    wanted = "id paper label statement verdict evidence instances convention counterexample corrected sharper certificates seconds"  # noqa: E501
    assert set(wanted.split()) <= set(document["claims"][0])


def test_the_report_needs_nothing_beside_it(run, folder):
    audit(run, folder)
    page = Path("audit/report.html").read_text(encoding="utf-8")
    assert "A &lt; B" in page
    assert "A. Author, B. Author (1999)" in page
    assert "<svg" in page
    assert "src=" not in page
    assert "<script" not in page
    assert "exactrelu refute " in page
    outside = set(re.findall(r'(?:href|url)\W+(https?:[^"\s]*)', page))
    assert outside == set()


def test_certificates_are_named_in_the_audit_and_valid(run, folder):
    audit(run, folder)
    (entry,) = (c for c in read_json("audit/audit.json")["claims"] if c["verdict"] == "refuted")
    assert entry["certificates"] == ["certificates/good.kinks/reading-1.json"]
    path = Path("audit", entry["certificates"][0])
    assert json.loads(path.read_text())["problem"]["statement"] == (
        "refutes good.kinks, reading 'as printed': Functions are affine."
    )
    result = run("check", path)
    assert (result.exit_code, result.stdout.split()[0]) == (0, "VALID")


def without_seconds(path):
    document = read_json(path)
    for claim in document["claims"]:
        claim["seconds"] = ""
    return document


def test_results_do_not_depend_on_the_number_of_workers(run):
    run("audit", TOYS, "--profile", "quick", "--jobs", "1", "--output", "one")
    run("audit", TOYS, "--profile", "quick", "--jobs", "2", "--output", "two")
    assert without_seconds("one/audit.json") == without_seconds("two/audit.json")
    assert Path("one/report.html").read_text() == Path("two/report.html").read_text()


SLOW = """
import time
from pathlib import Path

from exactrelu.claims import Paper, for_every, grid

paper = Paper("slow", title="Slow")

for index in range(4):

    @paper.claim(f"c{index}", label="", kind="lemma")
    @for_every(grid(n=range(1)), over="one case")
    def waits(n, index=index):
        '''Waiting ends.'''
        counter = Path(__file__).with_name("runs.log")
        with counter.open("a") as log:
            log.write(f"{index}\\n")
        gate = Path(__file__).with_name("gate")
        while index > 1 and not gate.exists():
            time.sleep(0.02)
        return True
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_resume_goes_on_after_a_kill(tmp_path, run, number):
    (tmp_path / "slow.py").write_text(SLOW)
    command = [sys.executable, "-m", "exactrelu", "audit", "slow.py", "--jobs", "1"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    log = tmp_path / "runs.log"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (log.exists() and "2" in log.read_text()):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert errors.strip().startswith("exactrelu: interrupted;")
        assert errors.strip().count("\n") == 0
    assert not (tmp_path / "audit" / "audit.json").exists()
    (tmp_path / "gate").touch()
    result = run("audit", "slow.py", "--jobs", "1", "--resume")
    assert "4 claims: 4 holds" in result.stdout
    assert sorted(log.read_text().split()) == ["0", "1", "2", "2", "3"]


def test_explain_tells_statement_verdict_and_evidence(run, folder):
    audit(run, folder, "--record")
    result = run("explain", folder, "good.kinks")
    assert result.exit_code == 0
    for words in ("Functions are affine.", "refuted  certified", "n = 1", "f = 0 if x <= 0; x if"):
        assert words in result.stdout
    assert "recorded: refuted (certified)" in result.stdout
    document = json.loads(run("explain", folder, "good.small", "--json").stdout)
    assert document["verdict"] == "holds"
    assert document["recorded"] == {"verdict": "holds", "evidence": "exhausted"}


def test_explain_fills_no_lines_with_blanks(run, folder):
    lines = run("explain", folder, "good.kinks").stdout.splitlines()
    assert lines == [line.rstrip() for line in lines]
    assert any(line.startswith("  ") for line in lines)


def test_explain_shows_readings_and_defects(run):
    shown = run("explain", TOYS, "zoo.convention").stdout
    assert "under the reading: n > 0" in shown
    assert "recorded: nothing" in shown
    assert "defect: the companion" in run("explain", TOYS, "zoo.toothless").stdout
    assert "? reading: as printed" in run("explain", TOYS, "zoo.raises").stdout


def test_refute_finds_the_smallest_counterexample_again(run):
    document = json.loads(run("refute", TOYS, "zoo.refuted", "--json").stdout)
    assert document["found"] is True
    assert document["parts"][0]["counterexample"]["arguments"] == {"n": 101}
    options = ("--examples", "20", "--seed", "5", "--json")
    document = json.loads(run("refute", TOYS, "zoo.holds", *options).stdout)
    assert (document["found"], document["seed"], document["examples"]) == (False, 5, 20)
    assert document["parts"][0]["instances"] == 21
    assert "✗ reading: as printed  counterexample" in run("refute", TOYS, "zoo.refuted").stdout


BAD = {
    "no command": ([], "Missing command."),
    "an unknown command": (["audits"], "No such command 'audits'"),
    "an unknown option": (["audit", "--jbos", "2"], "No such option '--jbos'"),
    "no jobs": (["audit", "--jobs", "0"], "Invalid value for '--jobs': 0 is not in the range"),
    "an unknown profile": (["audit", "--profile", "slow"], "Invalid value for '--profile'"),
    "an empty name": (["audit", "{toys}", ""], "claim must be one of the 7 known ids, not ''"),
    "an unknown claim": (
        ["audit", "{toys}", "zoo.hold"],
        "claim must be one of the 7 known ids, not 'zoo.hold'; try 'zoo.holds'",
    ),
    "an unknown paper": (["audit", "{toys}", "abc"], "not 'abc'; try 'zoo'"),
    "an unknown claim to explain": (
        ["explain", "{toys}", "zoo.gpa"],
        "not 'zoo.gpa'; try 'zoo.gap'",
    ),
    "an unknown claim to refute": (["refute", "{toys}", "x"], "not 'x'; try 'zoo'"),
    "no claim to explain": (["explain"], "Missing argument"),
    "a folder to explain": (["explain", "{toys}"], "CLAIM must be exactly one claim id, not 0"),
    "two claims to explain": (["explain", "a", "b"], "CLAIM must be exactly one claim id, not 2"),
    "no examples": (["refute", "x", "--examples", "0"], "Invalid value for '--examples'"),
    "a folder that is not there": (
        ["audit", "./nowhere"],
        "claims must be a folder or a Python file, but",
    ),
    "a folder without claims": (["audit", "{tmp}"], "must define at least one claim"),
    "a broken file": (["audit", "{tmp}/broken.py"], "broken.py:1: SyntaxError: invalid syntax"),
    "the same claims twice": (["audit", "{toys}", "{toys}/zoo"], "is given twice"),
    "an output that is a file": (["audit", "{toys}", "--output", "{tmp}/file"], "File exists"),
    "an output below a file": (["audit", "{toys}", "--output", "{tmp}/file/x"], "Not a directory"),
    "an empty output": (["audit", "{toys}", "--output", ""], "--output must name a folder"),
    "a broken record": (["audit", "{bad}", "--profile", "quick"], "must be a record of schema"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_in_one_line_and_status_2(case, run, tmp_path):
    arguments, message = BAD[case]
    (tmp_path / "file").write_text("")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "good.py").write_text(GOOD)
    (tmp_path / "bad" / "verdicts.json").write_text('{"schema": "other", "verdicts": {}}')
    if "{tmp}/broken.py" in arguments:
        (tmp_path / "broken.py").write_text("1 +")
    places = {"toys": TOYS, "tmp": tmp_path, "bad": tmp_path / "bad"}
    result = run(*(argument.format(**places) for argument in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.fullmatch(r"exactrelu: [^\n]*\n", result.stderr)
    assert message in result.stderr


def test_the_version_is_told(run):
    assert re.fullmatch(r"exactrelu \d+\.\d+\S*\n", run("--version").stdout)


def test_help_is_no_error(run):
    for command in ("audit", "explain", "refute", "represent", "evaluate", "equal", "convert"):
        assert run(command, "--help").exit_code == 0


def test_a_reader_that_stops_early_causes_no_traceback():
    command = f"{sys.executable} -m exactrelu explain {TOYS} zoo.holds | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert os.linesep not in done.stdout
