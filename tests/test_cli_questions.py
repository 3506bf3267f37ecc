"""The commands extrema and equal on R^n."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu.cli import cli
from exactrelu.constructions import max_network
from exactrelu.formats import write_json
from exactrelu.network import Network

X, Y, ZERO = (Network.of((w, [0])) for w in ([[1, 0]], [[0, 1]], [[0, 0]]))
SIDES = ("min", "max")
MAXIMUM = max_network(X, Y, ZERO)
NETWORKS = {
    "maximum": MAXIMUM,
    "again": max_network(ZERO, Y, X),
    "of-two": max_network(X, Y),
    "line": Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0])),
    "two": Network.of(([[1, 0], [0, 1]], [0, 0]), ([[1, 0], [0, -1]], [0, 5])),
}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, network in NETWORKS.items():
        write_json(f"{name}.json", network.as_json())
    pwl = {"schema": "exactrelu-pwl/1", "breakpoints": ["0"], "pieces": [["-1", "0"], ["1", "0"]]}
    write_json("pwl.json", pwl)
    write_json("flat.json", {**pwl, "breakpoints": [], "pieces": [["0", "0"]]})


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def answer(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_extrema_over_a_box():
    assert answer("extrema", "maximum.json", "--box", "-1,1/2;-2,3") == {
        "min": "0",
        "argmin": ["-1", "-2"],
        "min_ray": None,
        "max": "3",
        "argmax": ["-1", "3"],
        "max_ray": None,
    }
    words = run("extrema", "maximum.json", "--box", "-1,1/2;-2,3").stdout
    assert words == "min 0 at -1,-2\nmax 3 at -1,3\n"


def test_extrema_over_the_whole_space():
    found = answer("extrema", "line.json")
    assert (found["min"], found["argmin"], found["max"], found["argmax"]) == (
        "0",
        ["0"],
        None,
        None,
    )
    ray = found["max_ray"]
    assert NETWORKS["line"]([Fraction(ray["start"][0]) + 5 * Fraction(ray["direction"][0])]) == (
        5 * Fraction(ray["slope"]),
    )
    assert run("extrema", "line.json").stdout.splitlines()[1].startswith("max unbounded from 0 in")


def test_extrema_of_one_of_several_outputs():
    assert answer("extrema", "two.json", "--box", "0,1;0,2", "--output", "2")["min"] == "3"
    assert answer("extrema", "two.json", "--box", "0,1;0,2", "--output", "1")["max"] == "1"


def test_equal_networks_of_the_plane():
    equal = {"equal": True, "witness": None, "values": None}
    assert answer("equal", "maximum.json", "again.json") == equal
    assert answer("equal", "maximum.json", "of-two.json", "--box", "0,1;-1,1") == equal
    assert run("equal", "maximum.json", "again.json").stdout == "equal\n"


def test_different_networks_of_the_plane():
    found = answer("equal", "maximum.json", "of-two.json")
    assert found["equal"] is False
    x = [Fraction(entry) for entry in found["witness"]]
    values = [[Fraction(entry) for entry in value] for value in found["values"]]
    assert values == [list(NETWORKS[name](x)) for name in ("maximum", "of-two")]
    assert values[0] != values[1]
    words = run("equal", "maximum.json", "of-two.json", "--box", "-2,-1;-4,-3").stdout
    assert words == "different at -3/2,-7/2: 0 and -3/2\n"


def test_long_numbers_are_told_approximately_as_well():
    third = Fraction(10**30, 3 * 10**30 + 1)
    bent = Network.of(([[third]], [0]), ([[1]], [0]))
    write_json("bent.json", bent.as_json())
    words = run("extrema", "bent.json", "--box", "-1,2").stdout.splitlines()
    assert words[:2] == ["min 0 at -1", f"max {2 * third} at 2"]
    assert words[2:] == ["  ≈ 0.666667 at 2"]
    write_json("flat.json", Network.of(([[1]], [0]), ([["1/3"]], [0])).as_json())
    words = run("equal", "bent.json", "flat.json", "--box", "1,3").stdout.splitlines()
    assert words == [f"different at 2: {2 * third} and 2/3", "  ≈ different by 2.22222E-31 at 2"]


def test_networks_of_the_line_on_a_box():
    assert answer("equal", "line.json", "line.json", "--box", "0,1")["equal"] is True
    assert answer("equal", "line.json", "pwl.json")["equal"] is True


def test_extrema_have_certificates_each_in_a_file():
    box = ["--box", "-1,1/2;-2,3"]
    found = answer("extrema", "maximum.json", *box, "--certificate", "c.json", "--check")
    assert found["certificates"] == [
        {"file": "c.min.json", "verdict": "VALID"},
        {"file": "c.max.json", "verdict": "VALID"},
    ]
    least, greatest = (json.loads(Path(f"c.{side}.json").read_text())["claim"] for side in SIDES)
    assert least == {"point": ["-1", "-2"], "value": "0"}  # of the negated network
    assert greatest == {"point": found["argmax"], "value": found["max"]}


def test_what_is_unbounded_has_no_certificate():
    words = run("extrema", "line.json", "--certificate", "c.json").stdout.splitlines()
    assert words[2:] == ["certificate c.min.json, not replayed"]
    assert not Path("c.max.json").exists()


CERTIFIED = {
    "equal networks of the plane": (["maximum.json", "again.json"], "the network is 0"),
    "equal networks on a box": (
        ["maximum.json", "of-two.json", "--box", "0,1;-1,1"],
        "the network is 0",
    ),
    "different networks": (["maximum.json", "of-two.json"], "the 3 assertions hold"),
    "networks of two outputs": (["two.json", "two.json"], "the network is 0"),
    "functions on the line": (["line.json", "pwl.json"], "the 1 assertions hold"),
    "different functions on the line": (["pwl.json", "flat.json"], "the 1 assertions hold"),
    "networks of the line on a box": (
        ["line.json", "line.json", "--box", "0,1"],
        "the network is 0",
    ),
}


@pytest.mark.parametrize("case", CERTIFIED)
def test_comparisons_have_certificates(case):
    arguments, reason = CERTIFIED[case]
    plain = run("equal", *arguments).stdout
    words = run("equal", *arguments, "--certificate", "c.json", "--check").stdout
    assert words == f"{plain}certificate c.json, VALID: {reason}\n"
    assert answer("equal", *arguments, "--certificate", "c.json")["certificate"] == {
        "file": "c.json",
        "verdict": None,
    }


BAD = {
    "a certificate over a network": (
        ["equal", "line.json", "two.json", "--certificate", "two.json"],
        "--certificate must not be another file of the command: two.json",
    ),
    "a certificate of a minimum over the network": (
        ["extrema", "least.min.json", "--certificate", "least.json"],
        "--certificate must not be another file of the command: least.min.json",
    ),
    "a replay of nothing": (
        ["extrema", "line.json", "--check"],
        "--check must come with --certificate",
    ),
    "another number of ranges": (
        ["extrema", "maximum.json", "--box", "0,1"],
        "--box must have 2 ranges, one an input, not 1",
    ),
    "an empty range": (
        ["extrema", "line.json", "--box", "1,0"],
        "--box must have lower < upper, not 1,0",
    ),
    "no output named": (
        ["extrema", "two.json", "--box", "0,1;0,1"],
        "--output must be one of the outputs 1 to 2, not nothing",
    ),
    "no such output": (
        ["extrema", "two.json", "--output", "3"],
        "--output must be one of the outputs 1 to 2, not 3",
    ),
    "a function in a box": (
        ["equal", "line.json", "pwl.json", "--box", "0,1"],
        "--box must come with two networks, not with a function on the line",
    ),
    "networks of other shapes": (
        ["equal", "maximum.json", "line.json"],
        "both networks must have the same shape, not R^2 -> R^1 and R^1 -> R^1",
    ),
    "a network of the plane and a function": (
        ["equal", "maximum.json", "pwl.json"],
        "maximum.json: a network R -> R is required",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_in_one_line_and_status_2(case):
    arguments, message = BAD[case]
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"exactrelu: [^\n]*\n", result.stderr)
    assert message in result.stderr
