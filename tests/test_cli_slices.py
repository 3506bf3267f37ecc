"""The commands equal and extrema on slices through the inputs of a network."""

import json
import re
from fractions import Fraction as Q
from pathlib import Path

import pytest
import test_formats_nnet
import test_formats_onnx
from click.testing import CliRunner
from test_formats_onnx import needs_onnx

from exactrelu.cli import cli
from exactrelu.formats import write_json
from exactrelu.formats.nnet import write_nnet
from exactrelu.network import Network

ACAS = Path(__file__).parent / "data" / "ACASXU_experimental_v2a_2_3"
ONNX, NNET = f"{ACAS}.onnx", f"{ACAS}.nnet"

SUM = Network.of(([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0]), ([[1, 2, 3]], [0]))
NETWORKS = {
    "sum": SUM,
    "sum of two": Network.of(([[1, 0, 0], [0, 1, 0]], [0, 0]), ([[1, 2]], [0])),
    "plane": Network.of(([[1, 1]], [0]), ([[1]], [0])),
    "line": Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0])),
}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, network in NETWORKS.items():
        write_json(f"{name}.json", network.as_json())
    write_nnet("stated.nnet", SUM, input_ranges=[(-1, 1), (0, 4), (-2, 6)])
    pwl = {"schema": "exactrelu-pwl/1", "breakpoints": ["0"], "pieces": [["-1", "0"], ["1", "0"]]}
    write_json("pwl.json", pwl)


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def answer(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def numbers(texts):
    return tuple(Q(text) for text in texts)


# Two files of one trained network.


def header():
    """The means and the ranges, which the file states in its lines 6 and 7 after the comments."""
    lines = [line for line in Path(NNET).read_text().splitlines() if line[:2] != "//"]
    return [numbers(line.rstrip(",").split(",")) for line in lines[5:7]]


def layers_by_hand(point):
    """The layers of the .nnet at normalised inputs: the file's own units, and back."""
    means, ranges = header()
    raw = [x * width + mean for x, width, mean in zip(point, ranges, means, strict=False)]
    values = test_formats_nnet.by_hand(Path(NNET).read_text(), raw)
    return tuple((value - means[-1]) / ranges[-1] for value in values)


def tensors_by_hand(point):
    return test_formats_onnx.by_hand(ONNX, test_formats_onnx.ACAS_TENSORS, point)


@needs_onnx
@pytest.mark.parametrize(("inputs", "varying"), [("x1,x2", 2), ("x5", 1)])
def test_two_readings_of_a_trained_network_differ_by_the_rounding_of_its_weights(inputs, varying):
    found = answer("equal", ONNX, NNET, "--nnet", "normalised", "--slice", inputs)
    assert (found["equal"], found["readings"]) == (False, ["dyadic", "decimal"])
    assert (len(found["inputs"]), len(found["box"])) == (varying, varying)
    x, values = numbers(found["witness"]), [numbers(value) for value in found["values"]]
    assert values == [tensors_by_hand(x), layers_by_hand(x)]
    gap = max(abs(a - b) for a, b in zip(*values, strict=True))
    assert 0 < gap < Q(1, 10**8)
    means, ranges = header()
    for j, middle in enumerate((30380, 0, 0, 650, 600)):
        assert f"x{j + 1}" in inputs or x[j] == (middle - means[j]) / ranges[j]


@needs_onnx
def test_the_layers_alone_are_not_the_network_in_the_units_of_the_header():
    found = answer("equal", ONNX, NNET, "--slice", "x1")
    assert found["witness"] == ["30380", "0", "0", "650", "600"]
    first, second = (numbers(value) for value in found["values"])
    assert first == tensors_by_hand(numbers(found["witness"]))
    text = Path(NNET).read_text()
    assert second == test_formats_nnet.by_hand(text, numbers(found["witness"]))


def test_a_trained_network_is_equal_to_itself_on_a_slice():
    assert answer("equal", NNET, NNET, "--slice", "x1")["equal"] is True


def test_normalised_layers_have_the_extrema_of_the_network_but_for_the_normalisation():
    chosen = ("--slice", "x1", "--output", "1")
    raw = answer("extrema", NNET, *chosen)
    layers = answer("extrema", NNET, *chosen, "--nnet", "normalised")
    means, ranges = header()
    for side in ("min", "max"):
        assert Q(raw[side]) == Q(layers[side]) * ranges[-1] + means[-1]
        x = numbers(raw[f"arg{side}"])
        moved = [(v - m) / r for v, m, r in zip(x, means, ranges, strict=False)]
        assert numbers(layers[f"arg{side}"]) == tuple(moved)


# Small ones.

EQUAL = {
    # name: (arguments, equal)
    "they differ": (["sum.json", "sum of two.json"], False),
    "the third input is not positive": (
        ["sum.json", "sum of two.json", "--slice", "x1,x2", "--at", "0,0,-1"],
        True,
    ),
    "the third input is positive": (
        ["sum.json", "sum of two.json", "--slice", "x1,x2", "--at", "0,0,1"],
        False,
    ),
    "it varies, but is not positive": (
        ["sum.json", "sum of two.json", "--slice", "x3", "--at", "1,1,0", "--box", "-5,0"],
        True,
    ),
    "it varies freely": (
        ["sum.json", "sum of two.json", "--slice", "x3,x1", "--at", "0,-7,0"],
        False,
    ),
    "ranges of the first file": (["stated.nnet", "sum of two.json", "--slice", "x2"], False),
    "ranges of the second file": (["sum of two.json", "stated.nnet", "--slice", "x2"], False),
    "a box instead of the ranges": (
        ["stated.nnet", "sum of two.json", "--slice", "x2", "--box", "0,1;0,1;-8,-6"],
        True,
    ),
    "a network on the line": (["line.json", "line.json", "--slice", "x1", "--at", "0"], True),
}


@pytest.mark.parametrize("case", EQUAL)
def test_equality_on_a_slice(case):
    arguments, expected = EQUAL[case]
    found = answer("equal", *arguments)
    assert found["equal"] is expected
    if not expected:
        x = numbers(found["witness"])
        values = [value(name, x) for name in arguments[:2]]
        assert [numbers(value) for value in found["values"]] == values
        assert values[0] != values[1]


def value(file, x):
    return NETWORKS[file.removesuffix(".json").replace("stated.nnet", "sum")](x)


def test_the_slice_and_the_readings_are_told():
    found = answer("equal", "sum.json", "stated.nnet", "--slice", "x1,x2")
    assert found == {
        "equal": True,
        "witness": None,
        "values": None,
        "inputs": ["x1", "x2"],
        "box": [["-1", "1"], ["0", "4"]],
        "at": ["0", "0", "2"],
        "readings": ["exact", "decimal"],
    }
    words = ["equal", "sum.json", "sum of two.json", "--slice", "x1", "--at", "9,5,1"]
    assert run(*words).stdout == "different at 0,5,1: 13 and 10\n"


EXTREMA = {
    # name: (arguments, min, argmin, max, argmax); by hand, from max{0, x1} + 2 max{0, x2} + ...
    "stated ranges": (
        ["stated.nnet", "--slice", "x1"],
        ("10", ["-1", "2", "2"], "11", ["1", "2", "2"]),
    ),
    "a box of the inputs that vary": (
        ["sum.json", "--slice", "x3,x1", "--at", "0,1,0", "--box", "1,2;3,4"],
        ("8", ["3", "1", "1"], "12", ["4", "1", "2"]),
    ),
    "a box of all inputs": (
        ["sum.json", "--slice", "x2", "--box", "-3,1;1,5;2,4"],
        ("11", ["-1", "1", "3"], "19", ["-1", "5", "3"]),
    ),
}


@pytest.mark.parametrize("case", EXTREMA)
def test_extrema_on_a_slice(case):
    arguments, expected = EXTREMA[case]
    found = answer("extrema", *arguments)
    assert (found["min"], found["argmin"], found["max"], found["argmax"]) == expected


def test_a_slice_of_all_inputs_needs_no_place():
    slice_of_all = ("regions", "sum.json", "--slice", "x3,x1,x2")
    assert answer(*slice_of_all) == answer(*slice_of_all, "--at", "0,0,0")
    assert answer(*slice_of_all)["activation_regions"] == 8


def test_a_ray_on_a_slice_is_one_in_all_inputs():
    found = answer("extrema", "sum.json", "--slice", "x2", "--at", "4,0,-1")
    assert (found["min"], found["max"]) == ("4", None)
    assert Q(found["argmin"][1]) <= 0
    assert (found["argmin"][0], found["argmin"][2]) == ("4", "-1")
    ray = found["max_ray"]
    start, direction = numbers(ray["start"]), numbers(ray["direction"])
    assert (start[0], start[2], direction[0], direction[2]) == (4, -1, 0, 0)
    for t in (1, 7):
        (before,), (after,) = (
            SUM([s + u * d for s, d in zip(start, direction, strict=True)]) for u in (t, 2 * t)
        )
        assert after - before == t * Q(ray["slope"]) > 0


BAD = {
    "a place without a slice": (["--at", "0,0,0"], "--at must come with --slice, which says what"),
    "an unknown input": (
        ["--slice", "x0", "--at", "0,0,0"],
        "--slice must name inputs from x1 to x3, not 'x0'",
    ),
    "no input": (
        ["--slice", "", "--at", "0,0,0"],
        "--slice must name inputs from x1 to x3, not ''",
    ),
    "an input twice": (["--slice", "x1,x1", "--at", "0,0,0"], "--slice must name different inputs"),
    "nowhere": (["--slice", "x1"], "--at must say where the other inputs stay: the file states no"),
    "a place of two coordinates": (
        ["--slice", "x1", "--at", "0,0"],
        "--at must have 3 coordinates, not 2",
    ),
    "a float as a place": (["--slice", "x1", "--at", "0,zero,0"], "zero"),
    "a box of two for three": (["--box", "0,1;0,1"], "--box must have 3 ranges, one an input"),
    "an empty box": (["--box", ""], "--box must have 3 ranges, one an input, not 1"),
    "a box of two for one": (
        ["--slice", "x1", "--at", "0,0,0", "--box", "0,1;0,1"],
        "--box must have 3 ranges, one an input, not 2",
    ),
    "an empty range": (
        ["--slice", "x1", "--at", "0,0,0", "--box", "1,0"],
        "--box must have lower < upper, not 1,0",
    ),
    "other units": (["--nnet", "metres"], "'metres' is not one of 'raw', 'normalised'"),
}


@pytest.mark.parametrize("command", [["extrema", "sum.json"], ["equal", "sum.json", "sum.json"]])
@pytest.mark.parametrize("case", BAD)
def test_bad_options_end_in_one_line_and_status_2(case, command):
    options, message = BAD[case]
    refused([*command, *options], message)


SHAPES = {
    "another space": (
        ["equal", "sum.json", "plane.json", "--slice", "x1,x2", "--at", "0,0,0"],
        "both networks must have the same shape, not R^3 -> R^1 and R^2 -> R^1",
    ),
    "a function on the line, sliced": (
        ["equal", "line.json", "pwl.json", "--slice", "x1"],
        "--slice must come with two networks, not with a function on the line",
    ),
    "a function on the line at a place": (
        ["equal", "pwl.json", "pwl.json", "--at", "0"],
        "--at must come with two networks, not with a function on the line",
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_what_has_no_such_slice_is_refused(case):
    refused(*SHAPES[case])


def refused(arguments, message):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"exactrelu: [^\n]*\n", result.stderr)
    assert message in result.stderr
