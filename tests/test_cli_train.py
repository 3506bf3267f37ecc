"""The command train: answers, brackets, files, refusals, and runs that are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu import checker
from exactrelu.cli import cli
from exactrelu.cli.training import WORK_FOLDER
from exactrelu.formats import read_network
from exactrelu.training import Problem, read_samples
from exactrelu.training.search import train

TABLE = "x1,y\n0,0\n1,1.5\n2,0.5\n3,3\n4,2\n5,7\n"
PLANE = {"x": [["0", "0"], ["1", "1/2"], ["1", "0"]], "y": ["1", "0", "3"]}
FIT = ("--width", "2", "--loss", "squared", "--output", "linear")
IMPOSSIBLE = ("--signs", "1,1", "--zero-on", "5")
LONG = "x1,y\n" + "".join(f"{k},{k * k * 31 % 17}\n" for k in range(14))
"""Samples whose best fit takes some hundred rounds."""


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text(TABLE)
    Path("plane.json").write_text(json.dumps(PLANE))
    Path("long.csv").write_text(LONG)


def run(*arguments):
    return CliRunner().invoke(cli, ("train", *arguments))


def answer(*arguments, status=0):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (status, "")
    return json.loads(result.stdout)


def refusal(*arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("exactrelu: ").rstrip("\n")


def test_an_optimal_network_is_told_with_its_proof():
    found = answer("data.csv", *FIT)
    expected = train(Problem(read_samples("data.csv"), 2, loss="squared", output="linear"))
    assert found == {
        "status": "optimal",
        "objective": "107/40",
        "lower": "107/40",
        "network": expected.network.as_json(),
        "steps": expected.steps,
        "programs": expected.programs,
    }
    assert not Path(WORK_FOLDER).exists()


def test_people_are_told_in_lines():
    result = run("data.csv", *FIT)
    assert (result.exit_code, result.stderr) == (0, "")
    first, second, *network = result.stdout.splitlines()
    assert first == "optimal, objective 107/40"
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
    words = ("data.csv", "--width", "1", "--loss", "hinge", "--output", "affine", *options)
    found = answer(*words, "--network", "net.json", "--plot", "fit.svg")
    assert found["status"] == "infeasible"
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
    assert found["reason"] == "--time-limit must be more than 0 for a proof"
    assert found["status"] == "unanswered"
    assert Fraction(found["lower"]) <= Fraction(107, 40) <= Fraction(found["upper"])
    assert found["upper"] == found["objective"]
    assert read_network("net.json").as_json() == found["network"]
    result = run("data.csv", *FIT, "--time-limit", "0")
    assert result.exit_code == 3
    assert result.stdout.splitlines()[1] == "the least loss is from 0 to 387/40"


def test_a_bracket_may_have_no_network():
    options = (*IMPOSSIBLE, "--weights", "0,1", "--biases", "1,", "--time-limit", "0")
    words = ("data.csv", *FIT, *options)
    found = answer(*words, status=3)
    assert (found["upper"], "network" in found) == (None, False)
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
        '--signs must be a rational number such as "3", "-1/2" or "0.25", not \'+\'',
    ),
    "half a sample": (
        ("data.csv", *FIT, "--zero-on", "1/2"),
        "--zero-on must be whole numbers, not 1/2",
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
    "no folder for the network": (
        ("data.csv", *FIT, "--network", "no/net.json"),
        "no/net.json: the file must be writable, but: no is no folder",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_in_a_line(case):
    words, message = REFUSED[case]
    assert refusal(*words) == message


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
    ended_after(process, 4, signal.SIGKILL)
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
    (journal,) = Path(WORK_FOLDER).glob("*.jsonl")
    journal.write_text("rubbish")
    assert answer("data.csv", *FIT)["objective"] == "107/40"


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
