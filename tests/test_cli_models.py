"""The command solve, and convert for optimisation models."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu import checker
from exactrelu.cli import cli
from exactrelu.errors import BudgetError, KindError
from exactrelu.formats import write_json
from exactrelu.lp import IntegerProgram, LinearProgram
from exactrelu.models import read_model, solve
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
    assert run("solve", "infeasible.json").stdout.splitlines() == [
        "infeasible",
        "multiplier of the lower bound of x0 = 1",
        "multiplier of the upper bound of x0 = 1",
    ]
    found = answer("solve", "unbounded.json")
    assert verdict(found["certificate"]) == "VALID"
    assert (found["status"], found["ray"]) == ("unbounded", {"x0": "-1"})
    assert run("solve", "unbounded.json").stdout == "unbounded\nx0 = 0\nray: x0 = -1\n"


def test_solve_shows_which_rows_contradict_each_other():
    rows = [([1, 0], "<=", 9), ([2, 1], ">=", 1), ([1, 0], "<=", 0)]
    program = LinearProgram.of([0, 0], rows, bounds=[(None, None), (None, 0)], names=["x", "y"])
    write_json("conflict.json", program.as_json())
    found = answer("solve", "conflict.json")
    y = [Fraction(entry) for entry in found["row_multipliers"]]
    assert y == [0, y[1], -2 * y[1]]
    assert y[1] > 0
    assert Fraction(found["upper_multipliers"]["y"]) == y[1]
    assert run("solve", "conflict.json").stdout.splitlines() == [
        "infeasible",
        f"multiplier of row 1 = {y[1]}",
        f"multiplier of row 2 = {y[2]}",
        f"multiplier of the upper bound of y = {y[1]}",
    ]


def knapsack():
    """Of Chvátal's kind: its answer needs many cases, and a feasible point needs none."""
    weights = [1000 + 37 * k + (k * k * 91) % 113 for k in range(40)]
    row = (weights, "<=", sum(weights) // 2)
    values = [w + (k * 7) % 5 for k, w in enumerate(weights)]
    return IntegerProgram.binary(values, [row], sense="max")


@pytest.mark.parametrize("limit", [("--node-limit", "3"), ("--time-limit", "0")])
def test_solve_tells_what_is_proved_when_a_limit_is_reached(limit):
    program = knapsack()
    write_json("hard.json", program.as_json())
    result = run("solve", "hard.json", *limit, "--json", "--certificate", "proof.json")
    assert (result.exit_code, result.stderr) == (3, "")
    assert not Path("proof.json").exists()
    found = json.loads(result.stdout)
    assert found["status"] == "unanswered"
    assert found["reason"].startswith("no answer ")
    if "point" in found:
        point = [Fraction(entry) for entry in found["point"].values()]
        value = sum(c * x for c, x in zip(program.program.objective, point, strict=True))
        assert value == Fraction(found["lower"]) <= Fraction(found["upper"])
        assert f"[{found['lower']}, {found['upper']}]" in found["reason"]
    plain = run("solve", "hard.json", *limit)
    assert (plain.exit_code, plain.stderr) == (3, "")
    assert plain.stdout.splitlines()[0].startswith("no answer ")


def test_a_bracket_and_a_point_are_among_what_is_told():
    write_json("hard.json", knapsack().as_json())
    found = json.loads(run("solve", "hard.json", "--node-limit", "3", "--json").stdout)
    assert {*found} == {"status", "reason", "lower", "upper", "point"}


def test_one_function_solves_every_kind_of_program():
    assert [solve(model).value for model in MODELS.values()] == [2, 2, Fraction(-1, 9)]
    with pytest.raises(BudgetError, match=r"^no answer after 3 nodes; the optimum is in \["):
        solve(knapsack(), node_limit=3)
    with pytest.raises(KindError) as caught:
        solve(5)
    assert str(caught.value) == (
        "model must be a LinearProgram or an IntegerProgram or a QuadraticProgram, not an int"
    )


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
        "exactrelu: floats.json: lower[0] must be an exact rational number, not the float 0.1"
    )
    assert refused.stderr.endswith('write "1/10", or ask for --floats dyadic or decimal\n')


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
        "list.json: the JSON of a model must be a dict, not a list",
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
        '--time-limit must be a rational number such as "3", "-1/2" or "0.25", not \'soon\'',
    ),
    "a time limit of a linear program that is no number": (
        ("solve", "linear.json", "--time-limit", "x"),
        '--time-limit must be a rational number such as "3", "-1/2" or "0.25", not \'x\'',
    ),
    "a negative time limit of a linear program": (
        ("solve", "linear.json", "--time-limit", "-1"),
        "--time-limit must be at least 0, not -1",
    ),
    "an unknown ending": (
        ("solve", "names.foo"),
        "names.foo: the ending must be .mps, .lp or .json, not '.foo'",
    ),
    "no ending": (
        ("solve", "/dev/stdin"),
        "/dev/stdin: the ending must be .mps, .lp or .json, not ''",
    ),
    "no name of the certificate": (
        ("solve", "linear.json", "--certificate", ""),
        "--certificate must be the name of a file, not ''",
    ),
    "the model as its certificate": (
        ("solve", "linear.json", "--certificate", "./linear.json"),
        "--certificate must be another file than the model, not ./linear.json",
    ),
    "a hessian that is not convex": (
        ("solve", "concave.json"),
        ("concave.json: hessian must be positive semidefinite, but dᵀQd = -1 for d = (1)"),
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
            "not 1/3; --numbers rational writes p/q"
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_line_and_leaves_no_file(arguments, message):
    Path("bytes.lp").write_bytes(b"\xff\xfe")
    Path("broken.lp").write_text("min\n x\nst\n x >=")
    write_json("net.json", {"schema": "exactrelu-network/1", "layers": []})
    write_json("list.json", [1])
    write_json("concave.json", QuadraticProgram([[-1]], [0]).as_json())
    deep = '{"schema": "exactrelu-lp/1", "rows": ' + "[" * 100_000 + "]" * 100_000 + "}"
    Path("deep.json").write_text(deep)
    write_json("names.json", LinearProgram.of([1, 1], names=["x", "x"]).as_json())
    write_json("third.json", LinearProgram.of([1], bounds=[("1/3", None)]).as_json())
    line = {"schema": "exactrelu-pwl/1", "breakpoints": [], "pieces": [["1", "0"]]}
    write_json("line.json", line)
    before = read_model("linear.json")
    result = run(*arguments)
    assert read_model("linear.json") == before
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"exactrelu: {message}\n"
    assert not list(Path().glob("*out*"))
