"""The commands about functions and networks: represent, evaluate, equal, convert."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from exactrelu.cli import cli
from exactrelu.cli.expressions import read_expression
from exactrelu.errors import ExactReluError, FloatError, FormatError, FunctionError
from exactrelu.formats import read_function, write_json
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, absolute, maximum, minimum

HAT = PWL.from_points([(0, 0), ("1/2", 1), (1, 0)], left_slope=0, right_slope=0)
HAT_NET = Network.of(([[1], [1], [1]], [0, "-1/2", -1]), ([[2, -4, 2]], [0]))
PLANE = Network.of(([[1, 2], [3, 4]], [0, 1]), ([[1, -1]], ["1/2"]))
FLOATS = '{"schema": "exactrelu-pwl/1", "breakpoints": [], "pieces": [[0.1, "0"]]}'


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_json("hat.json", HAT.as_json())
    write_json("net.json", HAT_NET.as_json())
    write_json("plane.json", PLANE.as_json())
    write_json("line.json", PWL.affine(2, -1).as_json())
    Path("floats.json").write_text(FLOATS)
    Path("cut.json").write_text(json.dumps(HAT_NET.as_json())[:40])
    Path("latin.csv").write_bytes(b"\xe9")
    Path("file").write_text("")


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.mark.parametrize("output", ["linear", "affine"])
@pytest.mark.parametrize("source", ["hat.json", "net.json"])
def test_represent_gives_a_smallest_network_of_the_function(source, output):
    found = answer("represent", source, "--output", output)
    network = Network.from_json(found["network"])
    assert (found["size"], network.size, network.depth) == (3, 3, 2)
    assert as_pwl(network) == HAT
    assert found["certificate"]["claim"]["size"] == 3


def test_represent_prints_the_network():
    shown = run("represent", "line.json", "--output", "affine").stdout.splitlines()
    assert shown[0] == "size 2, affine output map, 1 piece"
    assert len(shown) == 3
    assert run("represent", "hat.json", "--output", "linear").stdout.startswith(
        "size 3, linear output map, 4 pieces\n"
    )


def test_evaluate_is_exact():
    assert answer("evaluate", "net.json", "--at", "1/3") == {"at": ["1/3"], "value": ["2/3"]}
    assert answer("evaluate", "hat.json", "--at", "0.25")["value"] == ["1/2"]
    assert answer("evaluate", "plane.json", "--at", "1/2, -1")["value"] == ["1/2"]
    assert run("evaluate", "hat.json", "--at", "-7").stdout == "0\n"


def test_floats_are_read_only_when_asked_for():
    dyadic = answer("evaluate", "floats.json", "--at", "1", "--floats", "dyadic")["value"]
    assert dyadic == ["3602879701896397/36028797018963968"]
    assert answer("evaluate", "floats.json", "--at", "1", "--floats", "decimal")["value"] == [
        "1/10"
    ]


def test_equal_networks_and_functions():
    assert answer("equal", "net.json", "hat.json") == {
        "equal": True,
        "witness": None,
        "values": None,
    }
    assert run("equal", "net.json", "hat.json").stdout == "equal\n"


DIFFERENT = {
    "at zero": (PWL.constant(1), PWL.constant(0)),
    "far to the right": (maximum(PWL.constant(0), PWL.affine(1, -9)), PWL.constant(0)),
    "far to the left": (minimum(PWL.constant(0), PWL.affine(1, 9)), PWL.constant(0)),
    "between": (HAT, PWL.constant(0)),
    "lines": (PWL.affine(1, 0), PWL.affine(2, 0)),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_a_witness_is_a_point_where_they_differ(case):
    f, g = DIFFERENT[case]
    write_json("f.json", f.as_json())
    write_json("g.json", g.as_json())
    found = answer("equal", "f.json", "g.json")
    assert found["equal"] is False
    x = Fraction(found["witness"])
    assert [Fraction(value) for value in found["values"]] == [f(x), g(x)]
    assert f(x) != g(x)


def test_equal_prints_the_witness():
    assert run("equal", "hat.json", "line.json").stdout == "different at 0: 0 and -1\n"


FUNCTIONS = [HAT, PWL.affine("-1/3", 2), PWL.constant(0), absolute(HAT - "1/3")]


@pytest.mark.parametrize("ending", ["csv", "sympy", "json"])
@pytest.mark.parametrize("f", FUNCTIONS)
def test_formats_that_hold_a_function_give_it_back(f, ending):
    write_json("f.json", f.as_json())
    answer("convert", "f.json", f"g.{ending}")
    answer("convert", f"g.{ending}", "h.json", "--to", "pwl")
    assert read_function("h.json") == f


def test_json_becomes_the_other_kind_of_json():
    assert answer("convert", "hat.json", "a.json") == {"file": "a.json", "format": "network"}
    assert answer("convert", "net.json", "b.json") == {"file": "b.json", "format": "pwl"}
    assert as_pwl(read_function("a.json")) == read_function("b.json") == HAT
    assert answer("convert", "net.json", "c.json", "--to", "network")["format"] == "network"
    assert read_function("c.json") == HAT_NET


def test_the_output_map_of_a_converted_function_is_chosen():
    write_json("f.json", PWL.constant(1).as_json())
    for output in ("linear", "affine"):
        run("convert", "f.json", f"{output}.json", "--output", output)
    assert read_function("linear.json").output == "linear"
    assert as_pwl(read_function("affine.json")) == PWL.constant(1)


def test_texts_are_written():
    run("convert", "hat.json", "hat.tex")
    run("convert", "hat.json", "hat.csv")
    assert r"\begin{cases}" in Path("hat.tex").read_text()
    assert Path("hat.csv").read_text().splitlines() == [
        "lower,upper,slope,intercept",
        ",0,0,0",
        "0,1/2,2,0",
        "1/2,1,-2,2",
        "1,,0,0",
    ]


def test_plots_are_written():
    run("convert", "hat.json", "hat.svg")
    run("convert", "net.json", "hat.png")
    run("convert", "hat.json", "drawing.svg", "--to", "svg")
    assert Path("hat.svg").read_text().startswith("<?xml")
    assert Path("hat.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_is_left_beside_what_is_written():
    before = set(Path().iterdir())
    for name in ("x.json", "x.csv", "x.tex", "x.sympy", "x.svg", "x.png"):
        assert run("convert", "hat.json", name).exit_code == 0
    assert {path.name for path in set(Path().iterdir()) - before} == {
        "x.json", "x.csv", "x.tex", "x.sympy", "x.svg", "x.png",
    }  # fmt: skip


CUT = "cut.json: the JSON value must be complete"
BAD = {
    "a cut file": (["evaluate", "cut.json", "--at", "1"], CUT),
    "a cut file to represent": (["represent", "cut.json", "--output", "linear"], CUT),
    "a cut file to compare": (["equal", "hat.json", "cut.json"], CUT),
    "a cut file to convert": (["convert", "cut.json", "x.csv"], CUT),
    "no file": (["evaluate", "none.json", "--at", "1"], "none.json: the file must be readable"),
    "no table": (["convert", "none.csv", "x.json"], "none.csv: the file must be readable"),
    "an empty name": (["evaluate", "", "--at", "1"], "must have a name, not ''"),
    "a folder": (["evaluate", ".", "--at", "1"], ".: the file must be readable"),
    "a float": (["evaluate", "floats.json", "--at", "1"], "not the float 0.1"),
    "no point": (["evaluate", "hat.json"], "Missing option '--at'"),
    "an empty point": (["evaluate", "hat.json", "--at", ""], "--at must be"),
    "a division by zero": (["evaluate", "hat.json", "--at", "1/0"], "'1/0' divides by zero"),
    "too many coordinates": (["evaluate", "hat.json", "--at", "1,2"], "1 coordinate, not 2"),
    "too few coordinates": (["evaluate", "plane.json", "--at", "1"], "2 coordinates, not 1"),
    "a network of the plane": (
        ["equal", "hat.json", "plane.json"],
        "plane.json: a network R -> R is required",
    ),
    "a network of the plane to represent": (
        ["represent", "plane.json", "--output", "linear"],
        "plane.json: a network R -> R is required",
    ),
    "a network of the plane as a table": (
        ["convert", "plane.json", "x.csv"],
        "plane.json: a network R -> R",
    ),
    "no output map": (["represent", "hat.json"], "Missing option '--output'"),
    "an unknown output map": (
        ["represent", "hat.json", "--output", "cubic"],
        "'cubic' is not one of 'linear', 'affine'",
    ),
    "an unknown ending": (["convert", "hat.json", "x.doc"], "x.doc: OUT must end in one of .json"),
    "no ending": (["convert", "hat.json", "x"], "x: OUT must end in one of"),
    "an empty output name": (["convert", "hat.json", ""], "OUT must end in one of"),
    "a plot of another ending": (["convert", "hat.json", "x.doc", "--to", "svg"], "x.doc: a plot"),
    "an output in no folder": (["convert", "hat.json", "no/x.json"], "no/x.json: the file must be"),
    "an output below a file": (["convert", "hat.json", "file/x.png"], "file/x.png: the file must"),
    "bytes that are no text": (["convert", "latin.csv", "x.json"], "latin.csv: the file must be"),
    "a missing argument": (["equal", "hat.json"], "Missing argument 'B'"),
    "an unknown way with floats": (
        ["evaluate", "hat.json", "--at", "1", "--floats", "round"],
        "Invalid value for '--floats'",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_in_one_line_and_status_2(case):
    arguments, message = BAD[case]
    before = sorted(Path().rglob("*"))
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"exactrelu: [^\n]*\n", result.stderr)
    assert message in result.stderr
    assert sorted(Path().rglob("*")) == before


HEADER = "lower,upper,slope,intercept\n"
BAD_TABLES = {
    "no header": ("", "bad.csv: the first line must be lower,upper,slope,intercept"),
    "another header": ("x,y\n", "the first line must be"),
    "no piece": (HEADER, "the table must hold at least one piece"),
    "a short row": (HEADER + ",,1\n", "line 2 must have 4 cells, not 3"),
    "a gap": (HEADER + ",0,0,0\n1,,0,0\n", "line 3: lower must be '0', the upper end above"),
    "an end that is not infinite": (HEADER + "0,,1,0\n", "the first lower and the last upper"),
    "a jump": (HEADER + ",0,0,0\n0,,0,1\n", "bad.csv: "),
    "no number": (HEADER + ",,x,0\n", "line 2: slope must be"),
    "no slope": (HEADER + ",,,0\n", "line 2: slope must be"),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_bad_tables_are_refused(case):
    text, message = BAD_TABLES[case]
    Path("bad.csv").write_text(text)
    result = run("convert", "bad.csv", "x.json")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("x.json").exists()


@pytest.mark.parametrize(
    ("text", "f"),
    [
        ("Max(0, x)", maximum(PWL.constant(0), PWL.affine(1, 0))),
        ("2*Abs(t - 1/2) - 0", 2 * absolute(PWL.affine(1, "-1/2"))),
        ("Piecewise((0, x < 0), (x, True))", maximum(PWL.constant(0), PWL.affine(1, 0))),
        ("Piecewise((0, (x <= 0) & (x > -9)), (-x/3, x <= -9), (x, x > 0))", None),
        ("Min(+x, Rational(1, 3), 7)", minimum(PWL.affine(1, 0), PWL.constant("1/3"))),
        (" 3\n", PWL.constant(3)),
        ("100000000000000000000000000000001*x", PWL.affine(10**32 + 1, 0)),
    ],
)
def test_expressions_are_read(text, f):
    if f is None:
        with pytest.raises(FunctionError):
            read_expression(text)
    else:
        assert read_expression(text) == f


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", FormatError, "must be well formed"),
        ("Max(0, x", FormatError, "must be well formed"),
        ("x^2", FormatError, "must not hold 'x ^ 2'"),
        ("x**2", FormatError, "must not hold"),
        ("x*x", FunctionError, " "),
        ("x/0", ExactReluError, " "),
        ("x + y", FunctionError, "one symbol"),
        ("__import__('os')", FormatError, "must not hold"),
        ("x.args", FormatError, "must not hold"),
        ("Max(0, key=x)", FormatError, "must not hold"),
        ("'x'", FormatError, "must not hold"),
        ("1j", FormatError, "must not hold"),
        ("0 < x < 1", FormatError, "must not hold"),
        ("0.1*x", FloatError, "not the float 0.1"),
        ("Abs(x, x)", FormatError, "must have a value"),
        ("(" * 300 + ")" * 300, FormatError, "an expression must"),
        ("-" * 5000 + "x", FormatError, "an expression must"),
        ("(x, 1)", ExactReluError, " "),
        ("x < 1", ExactReluError, " "),
        ("True", ExactReluError, " "),
    ],
)
def test_other_texts_are_refused(text, kind, message):
    with pytest.raises(kind, match=re.escape(message)):
        read_expression(text)


def test_floats_in_expressions_are_read_from_their_digits():
    f = read_expression("0.1*x + 1e-1", floats="decimal")
    assert f == PWL.affine("1/10", "1/10")
    assert read_expression("0.5*x", floats="dyadic") == PWL.affine("1/2", 0)
