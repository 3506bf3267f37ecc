"""The checker: what it says about text, numbers and files, and that it stands alone."""

import ast
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from mutants import VALID, canonical, certificate, line, lp, multipliers, network

from exactrelu import checker
from exactrelu.checker import STATUSES, Verdict, check
from exactrelu.cli import cli
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL

GOOD = canonical(VALID["two rows"])
BAD = canonical({**VALID["two rows"], "evidence": {"multipliers": ["1/4", "0"]}})
UNKNOWN = canonical({**VALID["two rows"], "kind": "oracle"})

TEXTS = {
    "nothing": ("", "INVALID", "the file is not JSON in UTF-8"),
    "a list": ("[]", "UNSUPPORTED", "unknown schema"),
    "a number": ("7", "UNSUPPORTED", "unknown schema"),
    "not a number": ("NaN", "UNSUPPORTED", "unknown schema"),
    "another version": (
        GOOD.replace("certificate/1", "certificate/2"),
        "UNSUPPORTED",
        "unknown schema",
    ),
    "another kind": (UNKNOWN, "UNSUPPORTED", "unknown kind"),
    "wrong multipliers": (BAD, "INVALID", "the multipliers do not prove"),
    "another hash": (
        GOOD.replace('"problem_sha256":"', '"problem_sha256":"0'),
        "INVALID",
        "problem_sha256 is not the hash of the problem",
    ),
    "white space": (GOOD.replace(",", ", ", 1), "INVALID", "the JSON is not canonical"),
    "two keys alike": (GOOD.replace("{", '{"claim":1,', 1), "INVALID", "the JSON is not canonical"),
    "half of it": (GOOD[: len(GOOD) // 2], "INVALID", "the file is not JSON in UTF-8"),
    "a lone surrogate": ('"\ud800"', "INVALID", "the file is not JSON in UTF-8"),
    "bytes of Latin-1": (b'{"\xe9":1}', "INVALID", "the file is not JSON in UTF-8"),
    "deep nesting": ("[" * 100_000, "UNSUPPORTED", "the certificate is too large, or nested"),
    "a huge integer": ("9" * 10_000, "UNSUPPORTED", "a number is too long"),
    "a huge file": (b" " * (2**26 + 1), "UNSUPPORTED", "the text has over 67108864 bytes"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_bad_text_gets_a_clear_answer(case):
    text, status, reason = TEXTS[case]
    verdict = check(text)
    assert verdict.status == status
    assert verdict.reason.startswith(reason)


def test_bytes_and_a_last_newline_change_nothing():
    assert check(GOOD) == check(GOOD.encode()) == check(GOOD + "\n")
    assert check(GOOD) == Verdict("VALID", "the point is optimal, with the value 11/6")


def at_most(number):
    """That a variable of that upper bound has that maximum."""
    program = lp("1", [], "*", number, sense="max")
    return canonical(
        certificate("lp-optimum", program, {"point": [number], "value": number}, multipliers(""))
    )


NUMBERS = {
    **dict.fromkeys(["0", "1", "-1", "10", "1/2", "-7/3", "9" * 50_000], "VALID"),
    f"-{'7' * 1234}/{'8' * 1234}1": "VALID",
    **dict.fromkeys(["-0", "+1", "01", "1/1", "2/4", "0/2", "1/0", "1.0", "1e3", "١"], "INVALID"),
    **dict.fromkeys(["", " ", "1 ", "/2", "1/", "1/-2", "--1", "0x1", "1_0", "inf"], "INVALID"),
    "9" * 50_001: "UNSUPPORTED",
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: repr(number)[:20])
def test_numbers_are_canonical_rationals(number):
    # The hash is that of the problem with this number, so that nothing else is wrong.
    assert check(at_most(number)).status == NUMBERS[number]


@pytest.mark.parametrize("place", ["point", "value", "multiplier"])
@pytest.mark.parametrize("number", ["2/2", "01", "+1", "1/1", " 1"])
def test_numbers_of_claims_and_evidence_are_canonical_too(number, place):
    numbers = {"point": "1", "value": "1", "multiplier": "1", place: number}
    program = lp("1", [("1", "<=", "1")], "*", "*", sense="max")
    claim = {"point": [numbers["point"]], "value": numbers["value"]}
    evidence = {"multipliers": [numbers["multiplier"]]}
    verdict = check(canonical(certificate("lp-optimum", program, claim, evidence)))
    assert verdict.status == "INVALID"
    assert verdict.reason.startswith("a rational number must be")


def test_long_numbers_do_not_depend_on_how_python_is_set_up():
    command = [sys.executable, "-X", "int_max_str_digits=640", checker.__file__, "/dev/stdin"]
    done = subprocess.run(
        command, input=at_most("3" * 5000), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@given(st.fractions())
def test_every_fraction_is_a_canonical_number(number):
    assert check(at_most(str(number))).status == "VALID"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
@settings(max_examples=50)
def test_arbitrary_parts_crash_nothing(value):
    for part in ("problem", "claim", "evidence"):
        document = {**VALID["a cover"], part: value}
        assert (
            check(
                canonical(
                    certificate(
                        document["kind"],
                        *(document[name] for name in ("problem", "claim", "evidence")),
                    )
                )
            ).status
            == "INVALID"
        )


LAYERS = st.lists(st.integers(-3, 3), min_size=2, max_size=4)


@given(LAYERS, LAYERS, st.integers(-2, 2))
@settings(max_examples=60)
def test_networks_on_the_line_are_those_of_the_engine(first, second, constant):
    weights, biases = [[w] for w in first], [b * Fraction(1, 3) for b in second]
    biases = [*biases, *[Fraction(1)] * len(first)][: len(first)]
    inner = [[(i * j) % 3 - 1 for j in range(len(first))] for i in range(2)]
    net = Network.of((weights, biases), (inner, [constant, -1]), ([[1, -2]], [constant]))
    objects = {"N": net.as_json(), "f": as_pwl(net).as_json()}
    problem = {"schema": "exactrelu-objects/1", "objects": objects, "statement": ""}
    pieces = str(as_pwl(net).piece_count)
    claim = {"assertions": [["same", "N", "f"], ["=", ["pieces", "N"], pieces]]}
    assert check(canonical(certificate("counterexample", problem, claim, {}))).status == "VALID"


def doubling(depth):
    """A network of 2^depth pieces."""
    layers = [(["2", "4"], "0 -2")] + [(["2 -2", "4 -4"], "0 -2")] * (depth - 1)
    return network(*layers, (["1 -1"], "0"))


@pytest.mark.parametrize(
    ("term", "status", "reason"),
    [
        (["pieces", "N"], "UNSUPPORTED", "there are too many pieces"),
        (["^", "3/2", 10**9], "INVALID", "a position must be below 262144"),
        (["^", "3/2", 10**5], "UNSUPPORTED", "a value is too big"),
        (["/", "1", "0"], "INVALID", "a term is unknown, or divides by 0"),
        (["value", "N", 0], "INVALID", "the point has another dimension"),
        (["value", "M", 0, "1"], "INVALID", "a function of that name is missing"),
        (["number", "N"], "INVALID", "a term is unknown, or divides by 0"),
        (["size", "f"], "INVALID", "a function of that name is missing"),
        (["l1", "f", "f", "1", "0"], "INVALID", "an interval must not end before it starts"),
        ([], "INVALID", "a term is unknown, or divides by 0"),
        (["+"], "INVALID", "a term is unknown, or divides by 0"),
        (None, "INVALID", "a term is unknown, or divides by 0"),
    ],
)
def test_terms_have_limits(term, status, reason, monkeypatch):
    monkeypatch.setattr(checker, "MAX_ENTRIES", 2**9)
    objects = {"N": doubling(40), "f": line("", "0 0")}
    problem = {"schema": "exactrelu-objects/1", "objects": objects, "statement": ""}
    claim = {"assertions": [["=", term, "0"]]}
    assert check(canonical(certificate("counterexample", problem, claim, {}))) == (status, reason)


def test_a_network_of_many_pieces_has_values_all_the_same():
    claim = {"point": ["1/3"], "value": [str(net_value(30))]}
    assert check(canonical(certificate("evaluation", doubling(30), claim, {}))).status == "VALID"


def net_value(depth):
    return Network.from_json(doubling(depth))([Fraction(1, 3)])[0]


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("good", GOOD), ("bad", BAD), ("unknown", UNKNOWN)):
        Path(name).write_text(text)


RUNS = [
    (["good"], 0),
    (["good", "good"], 0),
    (["good", "bad"], 1),
    (["unknown", "bad", "good"], 2),
    (["missing"], 2),
]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("names", "status"), RUNS)
def test_the_program_and_the_command_say_the_same(names, status):
    command = [sys.executable, "-I", checker.__file__, *names]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    within = CliRunner().invoke(cli, ["check", *names])
    assert (alone.returncode, alone.stderr) == (status, "")
    assert (within.exit_code, within.output) == (status, alone.stdout)
    lines = alone.stdout.splitlines()
    assert [line.split(" ")[1] for line in lines] == [f"{name}:" for name in names]
    assert max(STATUSES.index(line.split(" ")[0]) for line in lines) == status


@pytest.mark.usefixtures("files")
def test_the_command_prints_json():
    done = CliRunner().invoke(cli, ["check", "good", "bad", "--json"])
    assert done.exit_code == 1
    assert '"verdict": "VALID"' in done.stdout
    assert '"verdict": "INVALID"' in done.stdout


@pytest.mark.usefixtures("files")
def test_a_folder_stands_for_the_certificates_in_it_for_the_command(tmp_path):
    assert checker.check_file(".").status == "UNSUPPORTED"
    for name, original in (("b.json", "bad"), ("deep/a.json", "good"), ("deep/notes.txt", "bad")):
        path = tmp_path / "kept" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Path(original).read_bytes())
    done = CliRunner().invoke(cli, ["check", "good", "kept"])
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        *("VALID good", "INVALID kept/b.json", "VALID kept/deep/a.json"),
    ]
    assert done.exit_code == 1
    (tmp_path / "empty").mkdir()
    refused = CliRunner().invoke(cli, ["check", "empty"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.endswith("a folder of certificates must have files .json in it: empty\n")


@pytest.mark.usefixtures("files")
def test_names_of_files_cannot_forge_lines(capsys):
    assert checker.main(["x\nVALID y: z"]) == 2
    assert capsys.readouterr().out == "UNSUPPORTED 'x\\nVALID y: z': the file cannot be read\n"


def test_without_files_there_is_nothing_valid():
    assert checker.main([]) == 2


def test_the_checker_has_no_floats():
    source = Path(checker.__file__).read_text("utf-8")
    constants = [
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)
    ]
    assert not any(isinstance(constant, float) for constant in constants)


def test_functions_may_be_given_with_breakpoints_that_are_none():
    f = line("0 1", "0 0", "1 0", "1 0")
    problem = {"schema": "exactrelu-objects/1", "objects": {"f": f}, "statement": ""}
    claim = {"assertions": [["=", ["pieces", "f"], "2"]]}
    assert check(canonical(certificate("counterexample", problem, claim, {}))).status == "VALID"
    assert PWL.from_pieces([0], [(0, 0), (1, 0)]).piece_count == 2
