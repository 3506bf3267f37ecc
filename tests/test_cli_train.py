"""The command train: answers, brackets, files, refusals, and runs that are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path

import pytest
from cli_runs import command

from exactrelu import checker
from exactrelu.cli.journals import WORK_FOLDER, journal_of
from exactrelu.formats import read_network
from exactrelu.training import Problem, read_samples
from exactrelu.training.search import MOST_OPEN, search_fingerprint, train

run, answer, refusal = command("train")

TABLE = "x1,y\n0,0\n1,1.5\n2,0.5\n3,3\n4,2\n5,7\n"
PLANE = {"x": [["0", "0"], ["1", "1/2"], ["1", "0"]], "y": ["1", "0", "3"]}
FIT = ("--width", "2", "--loss", "squared", "--output", "linear")
IMPOSSIBLE = ("--signs", "1,1", "--zero-on", "5")
LONG = "x1,y\n" + "".join(f"{k},{k * k * 31 % 17}\n" for k in range(24))
"""Samples whose best fit takes some hundred rounds."""


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text(TABLE)
    Path("plane.json").write_text(json.dumps(PLANE))
    Path("long.csv").write_text(LONG)


def test_an_optimal_network_is_told_with_its_proof():
    found = answer("data.csv", *FIT)
    expected = train(Problem(read_samples("data.csv"), 2, loss="squared", output="linear"))
    assert found == {
        "status": "optimal",
        "reason": None,
        "objective": "107/40",
        "lower": "107/40",
        "upper": "107/40",
        "network": expected.network.as_json(),
        "steps": expected.steps,
        "programs": expected.programs,
    }
    assert not Path(WORK_FOLDER).exists()


def test_people_are_told_in_lines():
    result = run("data.csv", *FIT)
    assert (result.exit_code, result.stderr) == (0, "")
    first, second, *network = result.stdout.splitlines()
    assert first == "optimal, objective 107/40 (≈ 2.675)"
    assert second.endswith(" convex programs")
    assert [line[:4] for line in network] == ["W1 =", "W2 ="]


CHOICES = {
    "signs": ("--signs", "-1"),
    "no biases": ("--no-bias",),
    "weights": ("--weights", "-1/2,0.5"),
    "an open end": ("--weights", ",0"),
    "biases": ("--biases", "0,1"),
    "zeros": ("--zero-on", "0,2"),
    "jobs": ("--jobs", "2"),
    "few open parts": ("--max-open", "1"),
}
WORDS = {
    "signs": {"signs": [-1]},
    "no biases": {"hidden_bias": "none"},
    "weights": {"weight_bounds": ("-1/2", "1/2")},
    "an open end": {"weight_bounds": (None, 0)},
    "biases": {"bias_bounds": (0, 1)},
    "zeros": {"zero_on": [0, 2]},
}


@pytest.mark.parametrize("choice", CHOICES)
def test_options_are_what_the_problem_says(choice):
    found = answer(
        "data.csv", "--width", "1", "--loss", "max", "--output", "affine", *CHOICES[choice]
    )
    problem = Problem(
        read_samples("data.csv"), 1, loss="max", output="affine", **WORDS.get(choice, {})
    )
    assert Fraction(found["objective"]) == Fraction(found["lower"]) == train(problem).objective


def test_a_problem_without_a_network_is_infeasible():
    options = ("--signs", "1", "--weights", "0,1", "--biases", "1,2", "--zero-on", "5")
    words = ("data.csv", "--width", "1", "--loss", "max", "--output", "affine", *options)
    outputs = ("--network", "net.json", "--plot", "fit.svg")
    found = answer(*words, *outputs)
    assert {**found, "programs": 0, "steps": 0} == {
        "status": "infeasible",
        "reason": None,
        "objective": None,
        "lower": None,
        "upper": None,
        "network": None,
        "steps": 0,
        "programs": 0,
    }
    assert run(*words, *outputs).stdout.endswith(
        "no network, so nothing is written to net.json, fit.svg\n"
    )
    assert not Path("net.json").exists()
    assert not Path("fit.svg").exists()
    assert run(*words).stdout.startswith(
        "infeasible: no network keeps the bounds and is 0 on the samples of --zero-on\n"
    )


def test_the_network_and_a_picture_are_written():
    found = answer("data.csv", *FIT, "--network", "net.json", "--plot", "fit.svg")
    assert read_network("net.json").as_json() == found["network"]
    assert "<svg" in Path("fit.svg").read_text()


CERTIFIED = {
    "an optimum": (FIT, 0),
    "a bracket": ((*FIT, "--time-limit", "0"), 3),
    "a problem without a network": ((*FIT, "--weights", "0,1", "--biases", "1,", *IMPOSSIBLE), 0),
}


@pytest.mark.parametrize("case", CERTIFIED)
def test_a_certificate_is_written_and_replayed(case):
    words, status = CERTIFIED[case]
    found = answer("data.csv", *words, "--certificate", "c.json", "--check", status=status)
    assert found["certificate"] == {"file": "c.json", "verdict": "VALID"}
    assert checker.check_file("c.json").status == "VALID"
    result = run("data.csv", *words, "--certificate", "d.json")
    assert result.exit_code == status
    assert result.stdout.splitlines()[-1] == "certificate d.json, not replayed"
    assert Path("c.json").read_bytes() == Path("d.json").read_bytes()


def test_when_the_time_is_over_a_bracket_is_told():
    found = answer("data.csv", *FIT, "--time-limit", "0", "--network", "net.json", status=3)
    assert found["reason"] == "the time limit of 0 seconds was over before there was a proof"
    assert found["status"] == "unanswered"
    assert Fraction(found["lower"]) <= Fraction(107, 40) <= Fraction(found["upper"])
    assert found["upper"] == found["objective"]
    assert read_network("net.json").as_json() == found["network"]
    result = run("data.csv", *FIT, "--time-limit", "0")
    assert result.exit_code == 3
    assert result.stdout.splitlines()[1] == "the least loss is from 0 to 107/40 (≈ 0 to 2.675)"


def test_a_bracket_may_have_no_network():
    options = (*IMPOSSIBLE, "--weights", "0,1", "--biases", "1,", "--time-limit", "0")
    words = ("data.csv", *FIT, *options)
    found = answer(*words, status=3)
    assert (found["upper"], found["network"]) == (None, None)
    assert run(*words).stdout.splitlines()[1] == "the least loss is from 49 to infinity"


def test_a_large_problem_gets_a_bracket():
    Path("large.csv").write_text("x1,y\n" + "".join(f"{k},{k % 2}\n" for k in range(3000)))
    found = answer("large.csv", *FIT, status=3)
    assert found["reason"] == "samples times units must be at most 4000 for a proof, not 6000"
    # The best constant has 1/4 at each sample.
    assert found["lower"] == "0"
    assert Fraction(found["upper"]) <= 750
    assert not Path(WORK_FOLDER).exists()


def test_a_network_without_loss_is_optimal_in_a_large_problem_too():
    Path("large.csv").write_text("x1,y\n" + "".join(f"{k},1\n" for k in range(3000)))
    found = answer("large.csv", *FIT)
    assert (found["status"], found["objective"]) == ("optimal", "0")


REFUSED = {
    "a file that is not there": (
        ("none.csv", *FIT),
        "none.csv: the file must be readable, but: No such file or directory",
    ),
    "a width of 0": (
        ("data.csv", *FIT, "--width", "0"),
        "Invalid value for '--width': 0 is not in the range x>=1.",
    ),
    "an unknown loss": (
        ("data.csv", *FIT, "--loss", "mean"),
        "Invalid value for '--loss': 'mean' is not one of 'squared', 'absolute', 'hinge', 'max'.",
    ),
    "signs of another number": (
        ("data.csv", *FIT, "--signs", "1"),
        "--signs must have 2 entries, one for each unit, not 1",
    ),
    "a sign of 2": (("data.csv", *FIT, "--signs", "1,2"), "--signs[1] must be 1 or -1, not 2"),
    "signs in words": (
        ("data.csv", *FIT, "--signs", "+,-"),
        "--signs must be 1 and -1, as \"1,-1\", not '+'",
    ),
    "half a sample": (
        ("data.csv", *FIT, "--zero-on", "1/2"),
        "--zero-on must be whole numbers, as \"0,3\", not '1/2'",
    ),
    "a sample that is not there": (
        ("data.csv", *FIT, "--zero-on", "6"),
        "--zero-on must hold indices from 0 to 5, not 6",
    ),
    "bounds that cross": (
        ("data.csv", *FIT, "--weights", "2,1"),
        "--weights must have lower <= upper, not 2,1",
    ),
    "one bound": (
        ("data.csv", *FIT, "--biases", "2"),
        "--biases must be \"lower,upper\", not '2'",
    ),
    "a negative time": (
        ("data.csv", *FIT, "--time-limit", "-1"),
        "--time-limit must be at least 0, not -1",
    ),
    "a picture of the plane": (
        ("plane.json", *FIT, "--plot", "f.svg"),
        "--plot must have 1 input to draw, not 2",
    ),
    "one file for two things": (
        ("plane.json", *FIT, "--network", "./plane.json"),
        "files of the command must differ, but ./plane.json comes twice",
    ),
    "the certificate in place of the data": (
        ("data.csv", *FIT, "--certificate", "data.csv"),
        "--certificate must not be another file of the command: data.csv",
    ),
    "nothing to check": (("data.csv", *FIT, "--check"), "--check must come with --certificate"),
    "no folder for the certificate": (
        ("data.csv", *FIT, "--certificate", "no/c.json"),
        "no/c.json: the file must be writable, but: no is no folder",
    ),
    "no name for the certificate": (
        ("data.csv", *FIT, "--certificate", "", "--check"),
        "--certificate must be the name of a file, not ''",
    ),
    "no name for the network": (
        ("data.csv", *FIT, "--network", ""),
        "a file that is to be written must have a name, not ''",
    ),
    "no name for the picture": (
        ("data.csv", *FIT, "--plot", ""),
        "a file that is to be written must have a name, not ''",
    ),
    "a folder for the network": (
        ("data.csv", *FIT, "--network", "."),
        ".: the file must be writable, but: Is a directory",
    ),
    "no folder for the network": (
        ("data.csv", *FIT, "--network", "no/net.json"),
        "no/net.json: the file must be writable, but: no is no folder",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_in_a_line_before_the_work(case, monkeypatch):
    monkeypatch.setattr("exactrelu.cli.training.trained_on", None)
    words, message = REFUSED[case]
    assert refusal(*words) == message
    assert not Path(WORK_FOLDER).exists()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder where nobody may write")
def test_a_place_where_nothing_can_be_written_is_refused_before_the_work(monkeypatch):
    monkeypatch.setattr("exactrelu.cli.training.trained_on", None)
    for option, name in (("--network", "x.json"), ("--certificate", "x.json"), ("--plot", "x.svg")):
        message = refusal("data.csv", *FIT, option, f"/proc/{name}")
        assert message.startswith(f"/proc/{name}: the file must be writable, but: ")


@pytest.mark.parametrize("width", ["4001", "100000", "1000000000"])
def test_widths_beyond_all_limits_get_a_line(width):
    result = run("data.csv", *FIT, "--width", width)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == f"exactrelu: width must be at most 4000, not {width}\n"


def test_more_units_than_a_certificate_can_have_get_a_line(monkeypatch):
    monkeypatch.setattr("exactrelu.cli.training.trained_on", None)
    result = run("data.csv", *FIT, "--width", "2000", "--certificate", "c.json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.endswith("must have w (w + n + D + 1) <= 2097152, not 4016000\n")


@pytest.mark.parametrize("limit", ["1e10", "1e400"])
def test_a_time_limit_may_be_of_any_size(limit):
    assert answer("data.csv", *FIT, "--time-limit", limit)["status"] == "optimal"


# Runs that are killed.


def started(*words):
    command = [sys.executable, "-m", "exactrelu", "train", "long.csv", *FIT, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended_after(process, lines, number):
    """End a run by a signal as soon as its journal has so many lines."""
    while process.poll() is None:
        journals = [*Path(WORK_FOLDER).glob("*.jsonl")]
        if journals and journals[0].read_bytes().count(b"\n") >= lines:
            process.send_signal(number)
            break
        time.sleep(0.005)
    return process.communicate()[1].decode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_goes_on(jobs):
    process = started("--jobs", jobs)
    ended_after(process, 8, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    (journal,) = Path(WORK_FOLDER).glob("*.jsonl")
    content = journal.read_bytes()
    # A kill may come in the middle of a line.
    journal.write_bytes(content + b'["0123')
    kept = answer("long.csv", *FIT, "--resume", "--time-limit", "0", status=3)
    assert kept["steps"] > 0
    assert journal.read_bytes() == content
    resumed = answer("long.csv", *FIT, "--resume", "--certificate", "resumed.json")
    assert kept["steps"] < resumed["steps"]
    undisturbed = answer("long.csv", *FIT, "--certificate", "undisturbed.json")
    assert {**resumed, "certificate": None} == {**undisturbed, "certificate": None}
    assert Path("resumed.json").read_bytes() == Path("undisturbed.json").read_bytes()
    assert not Path(WORK_FOLDER).exists()


def test_without_resume_a_run_begins_anew():
    answer("data.csv", *FIT, "--time-limit", "0", status=3)
    assert not Path(WORK_FOLDER).exists()
    problem = Problem(read_samples("data.csv"), 2, loss="squared", output="linear")
    Path(WORK_FOLDER).mkdir()
    journal = Path(WORK_FOLDER, f"{search_fingerprint(problem)[:16]}.jsonl")
    journal.write_text("rubbish")
    assert answer("data.csv", *FIT)["objective"] == "107/40"
    assert not Path(WORK_FOLDER).exists()


def test_labels_0_of_the_hinge_loss_are_told():
    Path("classes.csv").write_text("x1,y\n0,0\n1,1\n2,1\n")
    words = ("--width", "1", "--loss", "hinge", "--output", "affine")
    result = run("classes.csv", *words)
    assert result.stderr == "for the hinge loss labels are 1 and -1: a label 0 costs its weight\n"
    assert result.stdout.startswith("optimal, objective 1\n")
    assert run("long.csv", *FIT).stderr == ""


def test_resuming_without_rounds_is_told():
    result = run("data.csv", *FIT, "--resume")
    assert (result.exit_code, result.stdout.splitlines()[0][:7]) == (0, "optimal")
    assert result.stderr == "nothing to resume in training-work/, beginning anew\n"


def test_two_runs_of_one_problem_do_not_touch_each_other():
    problem = Problem(read_samples("data.csv"), 2, loss="squared", output="linear")
    with journal_of(problem, resume=False, most_open=MOST_OPEN) as journal:
        journal.write_text('["a header"]\n["a round"]\n')
        result = run("data.csv", *FIT)
        assert result.exit_code == 0
        assert (
            result.stderr == f"another run writes to {journal}: rounds of this one are not kept\n"
        )
        message = f"{journal} must not be in use, but another run writes to it"
        assert refusal("data.csv", *FIT, "--resume") == message
        assert journal.read_text() == '["a header"]\n["a round"]\n'
        journal.unlink()
        # As after a run that has ended: the next one has a file of its own.
        with journal_of(problem, resume=False, most_open=MOST_OPEN) as other:
            assert other == journal
    assert not Path(WORK_FOLDER).exists()


def test_that_work_is_kept_is_told_when_the_time_is_over(monkeypatch):
    ticks = iter(range(0, 10**13, 10**9))
    monkeypatch.setattr("exactrelu.training.rounds.time.monotonic_ns", lambda: next(ticks))
    monkeypatch.setattr("exactrelu.cli.training.worker_processes", lambda _: nullcontext())
    result = run("long.csv", *FIT, "--time-limit", "16")
    assert result.exit_code == 3
    last = result.stdout.splitlines()[-1]
    assert last == "finished rounds are kept in training-work/, --resume goes on from there"
    assert len([*Path(WORK_FOLDER).glob("*.jsonl")]) == 1


def test_ctrl_c_says_how_to_go_on():
    process = started()
    words = ended_after(process, 2, signal.SIGINT)
    assert process.returncode == 130
    assert words.strip() == (
        "exactrelu: interrupted; finished rounds are kept, --resume goes on from there"
    )
    assert [*Path(WORK_FOLDER).glob("*.jsonl")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    tmp_path.chmod(0o500)
    assert answer("data.csv", *FIT)["objective"] == "107/40"


def test_where_nothing_can_be_kept_there_is_an_answer_all_the_same():
    Path(WORK_FOLDER).write_text("a file")
    assert answer("data.csv", *FIT)["objective"] == "107/40"
    assert refusal("data.csv", *FIT, "--resume").endswith("must be writable, but: File exists")
