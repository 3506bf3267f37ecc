"""The commands about arrangements of hyperplanes: dichotomies, zonotope."""

import json
from math import comb
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu.cli import cli
from exactrelu.formats import write_json

FILES = {
    "square.json": {"points": [["0", "0"], ["0", "1"], ["1", "0"], ["1", "1"]]},
    "line.json": {"points": [[-1], ["1/2"], [2]]},
    "middle.json": {"points": [["1/2", "1/2"]]},
    "hexagon.json": {"generators": [["1", "0"], ["0", "1"], ["1", "1"]]},
    "zero.json": {"generators": [["0"], [0]]},
    "empty.json": {"points": []},
    "none.json": {"generators": []},
    "nothing.json": {"generators": [[]]},
    "ragged.json": {"generators": [["1"], ["1", "2"]]},
}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in FILES.items():
        write_json(name, value)
    Path("floats.json").write_text('{"generators": [[0.5, 1]]}')
    Path("cut.json").write_text('{"generators": [[1')


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_dichotomies_counts_ordered_pairs_with_the_trivial_ones():
    assert answer("dichotomies", "square.json") == {"count": 14}
    assert answer("dichotomies", "line.json") == {"count": 6}
    assert answer("dichotomies", "line.json", "--homogeneous") == {"count": 2}
    assert answer("dichotomies", "square.json", "--homogeneous") == {"count": 0}
    assert answer("dichotomies", "square.json", "--through", "middle.json") == {"count": 4}
    assert run("dichotomies", "square.json").stdout == "14 dichotomies\n"


def test_dichotomies_are_listed_on_request():
    found = answer("dichotomies", "line.json", "--list")
    assert found["count"] == len(found["dichotomies"]) == 6
    signs = {"".join("-0+"[s + 1] for s in d["signs"]) for d in found["dichotomies"]}
    assert signs == {"+++", "++-", "+--", "--+", "-++", "---"}
    assert all(isinstance(text, str) for d in found["dichotomies"] for text in d["weights"])
    lines = run("dichotomies", "line.json", "--homogeneous", "--list").stdout.splitlines()
    assert lines == ["2 dichotomies", "-++  w = 1  b = 0", "+--  w = -1  b = 0"]


def test_zonotope_lists_the_vertices():
    expected = [(-2, -2), (-2, 0), (0, -2), (0, 2), (2, 0), (2, 2)]
    assert answer("zonotope", "hexagon.json") == {
        "dimension": 2,
        "vertices": [[str(x), str(y)] for x, y in expected],
    }
    lines = run("zonotope", "hexagon.json").stdout.splitlines()
    assert lines == ["6 vertices, dimension 2", *(f"{x},{y}" for x, y in expected)]
    assert run("zonotope", "zero.json").stdout == "1 vertex, dimension 0\n0\n"


def test_floats_are_read_only_when_asked_for():
    found = answer("zonotope", "floats.json", "--floats", "dyadic")
    assert found["vertices"] == [["-1/2", "-1"], ["1/2", "1"]]


def test_too_many_vertices_are_one_line_and_status_3():
    result = run("zonotope", "hexagon.json", "--max-vertices", "5")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == (
        "exactrelu: --max-vertices must be more than 5: there are at least 6 vertices and at most "
        "6\n"
    )
    assert run("zonotope", "hexagon.json", "--max-vertices", "6").exit_code == 0


def test_too_many_dichotomies_are_one_line_and_status_3():
    count = int(run("dichotomies", "line.json").stdout.split()[0])
    for listing in ([], ["--list"], ["--json"]):
        result = run("dichotomies", "line.json", "--max-dichotomies", str(count - 1), *listing)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr == (
            f"exactrelu: --max-dichotomies must be more than {count - 1}: there are at least "
            f"{count} dichotomies and at most {count}\n"
        )
    assert run("dichotomies", "line.json", "--max-dichotomies", str(count)).exit_code == 0
    assert run("dichotomies", "line.json", "--max-dichotomies", "0").exit_code == 2


def test_a_large_zonotope_is_given_up():
    rows = [[str(t**k) for k in range(12)] for t in range(1, 41)]
    write_json("large.json", {"generators": rows})
    result = run("zonotope", "large.json", "--max-vertices", "5000")
    assert (result.exit_code, result.stdout) == (3, "")
    at_most = 2 * sum(comb(39, k) for k in range(12))
    assert result.stderr.endswith(f"vertices and at most {at_most}\n")
    assert run("zonotope", "large.json", "--max-vertices", "0").exit_code == 2


REFUSED = {
    "no such file": (
        ("zonotope", "missing.json"),
        "missing.json: the file must be readable, but: No such file or directory",
    ),
    "points for a zonotope": (
        ("zonotope", "square.json"),
        "square.json: the file must hold an object with the only field 'generators'",
    ),
    "generators for dichotomies": (
        ("dichotomies", "hexagon.json"),
        "hexagon.json: the file must hold an object with the only field 'points'",
    ),
    "no points": (
        ("dichotomies", "empty.json"),
        "empty.json: points must hold at least 1 point with at least 1 coordinate",
    ),
    "no generators": (
        ("zonotope", "none.json"),
        "none.json: generators must have a row, or center must be given",
    ),
    "generators of nothing": (
        ("zonotope", "nothing.json"),
        "nothing.json: generators must have at least 1 entry each",
    ),
    "ragged generators": (
        ("zonotope", "ragged.json"),
        "ragged.json: generators[1] must have 1 entry like generators[0], not 2",
    ),
    "through points of another dimension": (
        ("dichotomies", "line.json", "--through", "middle.json"),
        "middle.json: through[0] must be of dimension 1 like points[0], not 2",
    ),
    "a float": (
        ("zonotope", "floats.json"),
        (
            "floats.json: generators[0][0] must be an exact rational number, not the float 0.5 "
            '(which holds 1/2); write "1/2", or ask for --floats dyadic or decimal'
        ),
    ),
    "a cut file": (
        ("zonotope", "cut.json"),
        (
            "cut.json: the JSON value must be complete, but the text ends too early (line 1, "
            "column 19)"
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("json_flag", [(), ("--json",)])
def test_bad_input_is_one_line_and_status_2(arguments, message, json_flag):
    result = run(*arguments, *json_flag)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"exactrelu: {message}\n"
