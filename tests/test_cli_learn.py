"""The command learn: samples and distributions, exact risks, refusals."""

from fractions import Fraction
from pathlib import Path

import pytest
from cli_runs import command

from exactrelu.formats import read_network

run, answer, refusal = command("learn")

COIN = "x1,y,p\n1,1,1/2\n1,2,1/4\n0,0,1/4\n"
TABLE = "x1,y,w\n1,1,3\n0,0,1\n0,1,1\n"
PLANE = '{"x": [["3/5", "3/5"], ["0", "0"]], "y": ["2", "0"], "p": ["1/2", "1/2"]}'
ASKED = ("--width", "1", "--epsilon", "1/2", "--delta", "1/20")


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("coin.csv").write_text(COIN)
    Path("data.csv").write_text(TABLE)
    Path("plane.json").write_text(PLANE)
    Path("far.csv").write_text("x1,y\n2,1\n")


def test_samples_are_learned_with_their_weights():
    found = answer("data.csv", *ASKED, "--network", "net.json")
    network = read_network("net.json")
    assert found.pop("network") == network.as_json()
    assert found == {
        "status": "learned",
        "epsilon": "1/2",
        "sample_size": 159829290943,
        "least_sample_size": 7350,
        "samples": "5",
        "mean_error": "1/10",
        "lower": "1/10",
        "shift": "0",
    }
    assert [network([x])[0] for x in (0, 1)] == [Fraction(1, 2), 1]


def test_the_risks_of_a_distribution_are_exact():
    found = answer("coin.csv", *ASKED)
    # With h(0) = b, h(1) = 1 + b it is (1/2) b^2 + (1/4) (b - 1)^2 + (1/4) b^2, least at b = 1/4.
    assert found["risk"] == found["mean_error"] == "3/16"
    assert found["least_risk"] == ["3/16", "3/16"]
    assert (found["samples"], found["is_within_epsilon"]) == (None, True)


def test_the_reliable_learner_has_no_false_positives():
    found = answer("coin.csv", *ASKED, "--reliable")
    # With h(0) = 0 the largest value at 1 is 1; the shift of 1/24 makes it 23/24.
    value = Fraction(23, 24)
    risk = Fraction(1, 2) * (value - 1) ** 2 + Fraction(1, 4) * (value - 2) ** 2
    assert (found["shift"], found["risk"]) == ("1/24", str(risk))
    assert found["mean_error"] == "1/4"
    assert (found["false_positive_probability"], found["is_reliable"]) == ("0", True)


def test_random_samples_come_from_the_seed():
    first = answer("coin.csv", *ASKED, "--draw", "100")
    assert first == answer("coin.csv", *ASKED, "--draw", "100", "--seed", "0")
    assert first["samples"] == "100"
    assert first["least_risk"] == ["3/16", "3/16"]
    assert Fraction(first["risk"]) >= Fraction(3, 16)
    assert first != answer("coin.csv", *ASKED, "--draw", "100", "--seed", "1")


def test_the_accuracy_is_kept():
    found = answer("plane.json", *ASKED, "--accuracy", "1/1000000")
    assert Fraction(found["mean_error"]) - Fraction(found["lower"]) <= Fraction(1, 10**6)


def test_the_time_may_be_over():
    found = answer("plane.json", *ASKED, "--accuracy", "1/1000000", "--time-limit", "0", status=3)
    assert found["status"] == "unanswered"
    assert Fraction(found["lower"]) < Fraction(found["mean_error"])


def test_the_answer_is_told_in_words():
    result = run("coin.csv", *ASKED)
    assert result.exit_code == 0
    assert "least risk: 3/16, 3/16\n" in result.stdout
    assert "is within epsilon: yes\n" in result.stdout
    assert "W1 = " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("far.csv", *ASKED),
            "far.csv: points must lie in the unit ball, but the squares of (2) add up to 4",
        ),
        (("data.csv", *ASKED, "--draw", "3"), "--draw must have a distribution, but data.csv has"),
        (("none.csv", *ASKED), "none.csv: the file must be readable"),
        (("data.csv", "--width", "1", "--epsilon", "0", "--delta", "1"), "epsilon must be above 0"),
        (
            ("data.csv", "--width", "1", "--epsilon", "1", "--delta", "2"),
            "delta must be above 0 and at most 1, not 2",
        ),
        (("data.csv", *ASKED, "--accuracy", "0"), "accuracy must be above 0, not 0"),
        (("data.csv", *ASKED, "--network", "data.csv"), "files of the command must differ"),
        (
            ("data.csv", "--width", "1", "--epsilon", "x", "--delta", "1"),
            "--epsilon must be a rational",
        ),
    ],
)
def test_bad_input_is_told_in_one_line(arguments, message):
    assert refusal(*arguments).startswith(message)
