"""The command solve, and convert for optimisation models."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu import checker
from exactrelu.cli import cli
from exactrelu.formats import write_json
from exactrelu.lp import IntegerProgram, LinearProgram
from exactrelu.models import read_model
from exactrelu.qp import QuadraticProgram

LINEAR = LinearProgram.of(
    [1, 2], [(["1/3", 1], ">=", 1)], bounds=[(0, None)] * 2, names=["pig", "cow"]
)
WHOLE = IntegerProgram(LINEAR, [1])
QUADRATIC = QuadraticProgram([[2]], ["-2/3"])
MODELS = {"linear": LINEAR, "whole": WHOLE, "quadratic": QUADRATIC}
FLOATS = json.dumps({**LinearProgram.of([1]).as_json(), "objective": [1], "lower": ["@"]})


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, model in MODELS.items():
        write_json(f"{name}.json", model.as_json())
    write_json("infeasible.json", LinearProgram.of([1], bounds=[(1, 0)]).as_json())
    write_json("unbounded.json", LinearProgram.of([1], bounds=[(None, 0)]).as_json())
    Path("floats.json").write_text(FLOATS.replace('"@"', "0.1"))


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def verdict(certificate):
    return checker.check(json.dumps(certificate, sort_keys=True, separators=(",", ":"))).status


def test_solve_tells_the_optimum_with_its_multipliers():
    found = answer("solve", "linear.json")
    assert verdict(found.pop("certificate")) == "VALID"
    assert found == {
        "status": "optimal",
        "value": "2",
        "point": {"pig": "0", "cow": "1"},
        "duals": ["2"],
        "reduced_costs": {"pig": "1/3", "cow": "0"},
    }
    assert run("solve", "linear.json").stdout.splitlines() == [
        "optimal, value 2",
        "pig = 0",
        "cow = 1",
        "dual of row 0 = 2",
        "reduced cost of pig = 1/3",
        "reduced cost of cow = 0",
    ]


def test_solve_integers():
    found = answer("solve", "whole.json", "--time-limit", "60")
    assert verdict(found["certificate"]) == "VALID"
    assert (found["status"], found["value"], found["point"]["cow"]) == ("optimal", "2", "1")
    assert "duals" not in found


def test_solve_a_quadratic_program():
    found = answer("solve", "quadratic.json")
    assert verdict(found["certificate"]) == "VALID"
    assert (found["value"], found["point"]) == ("-1/9", {"x0": "1/3"})


def test_solve_says_when_there_is_no_optimum():
    assert answer("solve", "infeasible.json")["status"] == "infeasible"
    assert run("solve", "infeasible.json").stdout == "infeasible\n"
    found = answer("solve", "unbounded.json")
    assert verdict(found["certificate"]) == "VALID"
    assert (found["status"], found["ray"]) == ("unbounded", {"x0": "-1"})
    assert run("solve", "unbounded.json").stdout == "unbounded\nx0 = 0\nray: x0 = -1\n"


@pytest.mark.parametrize("name", [*MODELS, "infeasible", "unbounded"])
def test_the_certificate_that_solve_writes_is_valid(name):
    assert run("solve", f"{name}.json", "--certificate", "proof.json").exit_code == 0
    assert run("check", "proof.json").exit_code == 0


def test_floats_in_json_are_read_only_when_asked_for():
    assert answer("solve", "floats.json", "--floats", "decimal")["value"] == "1/10"
    dyadic = answer("solve", "floats.json", "--floats", "dyadic")["value"]
    assert Fraction(dyadic) == Fraction(*(0.1).as_integer_ratio())
    refused = run("solve", "floats.json")
    assert refused.exit_code == 2
    assert refused.stderr.startswith(
        "exactrelu: floats.json: model.lower[0] must be an exact rational number, not the float 0.1"
    )


@pytest.mark.parametrize("name", ["linear", "whole"])
@pytest.mark.parametrize("ending", ["mps", "lp", "json"])
def test_convert_keeps_the_model(name, ending):
    source = f"{name}.json"
    shown = run("convert", source, f"out.{ending}", "--numbers", "rational")
    assert (shown.exit_code, shown.stdout) == (0, f"out.{ending}: {ending}\n")
    assert run("convert", f"out.{ending}", "back.json").exit_code == 0
    assert read_model("back.json") == read_model(source) == MODELS[name]


def test_convert_multiplies_rows_by_default():
    assert answer("convert", "linear.json", "out.txt", "--to", "lp") == {
        "file": "out.txt",
        "format": "lp",
    }
    assert " R0: pig + 3 cow >= 3\n" in Path("out.txt").read_text()


BAD = {
    "no such file": (
        ("solve", "none.mps"),
        "none.mps: the file must be readable, but: No such file or directory",
    ),
    "bytes that are no text": (
        ("solve", "bytes.lp"),
        "bytes.lp: the file must be text in UTF-8, but byte 0 is not",
    ),
    "a broken file": (
        ("solve", "broken.lp"),
        "broken.lp: line 4: a number must stand here, not 'end of the section'",
    ),
    "another schema": (
        ("solve", "net.json"),
        (
            "net.json: schema must be 'exactrelu-lp/1' or 'exactrelu-ip/1' or 'exactrelu-qp/1', "
            "not 'exactrelu-network/1'"
        ),
    ),
    "a list": (
        ("solve", "list.json"),
        (
            "list.json: schema must be 'exactrelu-lp/1' or 'exactrelu-ip/1' or 'exactrelu-qp/1', "
            "not None"
        ),
    ),
    "deep nesting": (
        ("solve", "deep.json"),
        "deep.json: the value must not be nested so deeply",
    ),
    "names that are not told apart": (
        ("solve", "names.json"),
        "names.json: names of variables must differ",
    ),
    "a time limit that is no number": (
        ("solve", "whole.json", "--time-limit", "soon"),
        'time_limit must be a rational number such as "3", "-1/2" or "0.25", not \'soon\'',
    ),
    "a quadratic program as MPS": (
        ("convert", "quadratic.json", "out.mps"),
        "out.mps: a quadratic program can be written as json only",
    ),
    "a model as a picture": (
        ("convert", "linear.json", "out.svg"),
        "out.svg: the format must be mps, lp or json, not 'svg'",
    ),
    "a function as a model": (
        ("convert", "line.json", "out.x", "--to", "mps"),
        (
            "out.x: a function cannot be written as mps, only as network, pwl, csv, tex, sympy, "
            "svg, png, onnx, nnet, npz, safetensors"
        ),
    ),
    "a third in a bound": (
        ("convert", "third.json", "out.lp"),
        (
            "lower bound of x0 must have a finite decimal expansion to be written in a model file, "
            'not 1/3; numbers="rational" writes p/q'
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_line_and_leaves_no_file(arguments, message):
    Path("bytes.lp").write_bytes(b"\xff\xfe")
    Path("broken.lp").write_text("min\n x\nst\n x >=")
    write_json("net.json", {"schema": "exactrelu-network/1", "layers": []})
    write_json("list.json", [1])
    deep = '{"schema": "exactrelu-lp/1", "rows": ' + "[" * 900 + "]" * 900 + "}"
    Path("deep.json").write_text(deep)
    write_json("names.json", LinearProgram.of([1, 1], names=["x", "x"]).as_json())
    write_json("third.json", LinearProgram.of([1], bounds=[("1/3", None)]).as_json())
    line = {"schema": "exactrelu-pwl/1", "breakpoints": [], "pieces": [["1", "0"]]}
    write_json("line.json", line)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"exactrelu: {message}\n"
    assert not list(Path().glob("*out*"))
