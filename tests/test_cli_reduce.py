"""The command reduce: files in and out, answers, refusals."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from cli_runs import command
from oracles_reductions import fewest_sets, satisfies
from test_reductions_set_cover import STEINER

from exactrelu.errors import BudgetError
from exactrelu.formats import read_network
from exactrelu.training import Problem, read_samples

run, answer, refusal = command("reduce")

COVER = {"elements": 3, "sets": [[0, 1], [1, 2], [2]]}
CIRCUIT = {"inputs": 3, "gates": [["OR", [0, 1]], ["AND", [3, 2]]], "output": 4}
FORMULA = "c two clauses\np cnf 3 2\n1 -2 3 0\n-1 2 0\n"
TWENTY = (
    *((2, 4, -1), (3, 5, 6), (-2, -3, 1), (-4, -5, 6), (1, 2, -6), (-1, -2, -3), (4, 5, -6)),
    *((1, -4, 5), (-5, 2, 3), (-6, -1, 4), (3, -4, 2), (-3, 6, 1), (5, -2, -1), (2, -5, -6)),
    *((-4, -3, 5), (1, 3, 5), (-6, 5, 2), (4, -2, 6), (-1, 3, -4), (6, 2, -3)),
)
"""Clauses on six variables."""

NEVER = (
    *[(a, 2 * b, 3 * c) for a in (1, -1) for b in (1, -1) for c in (1, -1)],
    *TWENTY[:12],
)


def dimacs(clauses):
    lines = [" ".join(map(str, (*clause, 0))) for clause in clauses]
    return "\n".join([f"p cnf 6 {len(clauses)}", *lines, ""])


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("cover.json").write_text(json.dumps(COVER))
    Path("steiner.json").write_text(json.dumps({"elements": 9, "sets": STEINER}))
    Path("uncovered.json").write_text('{"elements": 2, "sets": [[0]]}')
    Path("circuit.json").write_text(json.dumps(CIRCUIT))
    Path("never.json").write_text('{"inputs": 1, "gates": [["OR", []]], "output": 1}')
    Path("formula.cnf").write_text(FORMULA)
    Path("contradiction.cnf").write_text("p cnf 1 2\n1 0\n-1 0\n")
    Path("twenty.cnf").write_text(dimacs(TWENTY))
    Path("never.cnf").write_text(dimacs(NEVER))


def test_an_instance_is_described():
    assert answer("set-cover", "cover.json", "--k", "1") == {
        "problem": "set cover",
        "epsilon": "1/8100",
        "paper_epsilon": "1/8100",
        "k": 1,
        "target": "1/65610000",
        "decodable_below": "1/6",
        "samples": 9,
        "dimension": 5,
        "units": 1,
        "hidden_bias": "none",
        "coordinates": ["w_1", "w_eps", "w_S0", "w_S1", "w_S2"],
        "meanings": [
            "(2) element 0 is covered",
            "(2) element 1 is covered",
            "(2) element 2 is covered",
            "(3) set 0 is not chosen",
            "(3) set 1 is not chosen",
            "(3) set 2 is not chosen",
            "(4) w_1 is 1",
            "(5) w_eps is eps, copy 1 of 2",
            "(5) w_eps is eps, copy 2 of 2",
        ],
    }


@pytest.mark.parametrize("bias", [(), ("--with-bias",)])
def test_a_set_cover_is_solved(bias):
    found = answer("set-cover", "cover.json", "--k", "1", "--solve", *bias)
    assert found["status"] == "solved"
    assert Fraction(found["min_error"]) == 2 * Fraction(found["epsilon"]) ** 2
    assert (found["optimum"], found["corresponds"]) == (2, True)
    assert found["solution"] in ([0, 1], [0, 2])
    assert [*found["statements"].values()] == [True, True, True]
    assert len(found["weights"][0]) == 5 + len(bias)


def test_a_steiner_triple_system_is_solved_with_a_certificate():
    found = answer("set-cover", "steiner.json", "--solve", "--certificate", "proof.json", "--check")
    assert (found["optimum"], found["corresponds"]) == (fewest_sets(9, STEINER)[0], True)
    assert found["certificate"] == {"file": "proof.json", "verdict": "VALID"}


def test_elements_in_no_set_leave_no_solution():
    found = answer("set-cover", "uncovered.json", "--solve")
    assert (found["solution"], found["optimum"], found["corresponds"]) == (None, None, True)
    assert Fraction(found["min_error"]) == Fraction(1, 2) + Fraction(found["epsilon"]) ** 2


@pytest.mark.parametrize("bias", [(), ("--with-bias",)])
def test_a_circuit_is_solved(bias):
    found = answer("monotone-circuit", "circuit.json", "--solve", *bias)
    assert Fraction(found["min_error"]) == 2 * Fraction(1, 50**3) ** 2
    assert (found["optimum"], found["corresponds"]) == (2, True)
    assert found["solution"] in ([0, 2], [1, 2])


def test_a_circuit_that_is_never_true_has_no_solution():
    found = answer("monotone-circuit", "never.json", "--solve")
    assert (found["solution"], found["optimum"], found["corresponds"]) == (None, None, True)


@pytest.mark.parametrize("bias", [(), ("--with-bias",)])
def test_a_satisfying_assignment_is_read_off_the_weights(bias):
    found = answer("3sat", "twenty.cnf", "--solve", *bias)
    assert (found["realizable"], found["satisfiable"], found["corresponds"]) == (True, True, True)
    assert satisfies(TWENTY, [literal > 0 for literal in found["solution"]])


def test_six_variables_and_twenty_clauses_are_refuted_with_a_certificate():
    found = answer("3sat", "never.cnf", "--solve", "--certificate", "proof.json", "--check")
    assert (found["realizable"], found["satisfiable"], found["corresponds"]) == (False, False, True)
    assert (found["solution"], found["epsilon"], found["target"]) == (None, None, "0")
    assert found["certificate"]["verdict"] == "VALID"


def test_people_are_told_in_lines():
    result = run("set-cover", "cover.json", "--k", "1", "--solve")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "9 samples of 5 coordinates, 1 unit without biases",
        "epsilon 1/8100, target 1/65610000 for k = 1",
        "least error 1/32805000, optimum 2",
    ]
    assert lines[4] == "yes: minimum error = OPT eps^2"
    formula = run("3sat", "formula.cnf", "--with-bias").stdout
    assert formula == "14 samples of 5 coordinates, 2 units with biases\n"
    assert "not realizable" in run("3sat", "contradiction.cnf", "--solve").stdout.splitlines()
    Path("one.cnf").write_text("p cnf 0 0\n")
    assert run("3sat", "one.cnf").stdout.startswith("1 sample of 1 coordinate, 2 units")


def test_another_epsilon_than_that_of_the_paper_is_told():
    told = run("set-cover", "cover.json", "--k", "1", "--epsilon", "1/64").stdout
    expected = "epsilon 1/64 in place of the paper's 1/8100, target 1/4096 for k = 1"
    assert told.splitlines()[1] == expected


def test_optima_that_do_not_correspond_have_another_status():
    """With epsilon 1 three elements are cheaper than the sets that cover them."""
    found = answer("set-cover", "cover.json", "--solve", "--epsilon", "1", status=1)
    assert (found["optimum"], found["corresponds"], found["solution"]) == (2, False, None)
    assert Fraction(found["min_error"]) < 2
    told = run("set-cover", "cover.json", "--solve", "--epsilon", "1")
    assert told.exit_code == 1
    decoded = " ".join(map(str, found["decoded"])) or "empty"
    assert told.stdout.splitlines()[3] == f"decoded {decoded}, which is no solution"
    assert "NO: minimum error = OPT eps^2" in told.stdout.splitlines()


def test_weights_that_decode_to_no_solution_are_told_where_there_is_none():
    told = run("set-cover", "uncovered.json", "--solve").stdout.splitlines()
    assert told[3] == "decoded 0, which is no solution"


def too_late(*_, **__):
    raise BudgetError("no answer within the time limit; the number of sets is in [1, 3]")


def test_the_least_error_is_told_if_the_source_is_not_solved_in_time(monkeypatch):
    monkeypatch.setattr("exactrelu.cli.reduction_answers.minimum_cover", too_late)
    asked = ("set-cover", "cover.json", "--solve", "--certificate", "proof.json", "--check")
    found = answer(*asked, status=3)
    assert (found["status"], found["optimum"], found["corresponds"]) == ("uncompared", None, None)
    assert Fraction(found["min_error"]) == 2 * Fraction(found["epsilon"]) ** 2
    assert found["solution"] in ([0, 1], [0, 2])
    assert found["certificate"]["verdict"] == "VALID"
    assert found["reason"].startswith("the set cover is not solved: no answer within")
    lines = run(*asked).stdout.splitlines()
    assert lines[2].endswith(", optimum unknown")
    assert lines[4] == found["reason"]


def test_a_source_that_needs_no_time_is_solved_in_none():
    Path("nothing.json").write_text('{"elements": 0, "sets": []}')
    found = answer("set-cover", "nothing.json", "--solve", "--time-limit", "0")
    assert (found["min_error"], found["optimum"], found["corresponds"]) == ("0", 0, True)


def test_samples_can_be_trained_by_the_other_command():
    answer("set-cover", "cover.json", "--output", "data.csv")
    words = ("--width", "1", "--loss", "squared", "--output", "linear", "--signs", "1", "--no-bias")
    trained = command("train")[1]("data.csv", *words)
    solved = answer("set-cover", "cover.json", "--solve")
    assert trained["objective"] == solved["min_error"]


def test_the_documented_command_trains_the_samples_of_a_formula():
    answer("3sat", "formula.cnf", "--output", "data.csv")
    words = "--width 2 --loss squared --output linear --signs 1,1 --no-bias"
    page = Path(__file__).parent.parent / "docs" / "reductions.md"
    assert f"$ exactrelu train data.csv {words}\n" in page.read_text()
    assert command("train")[1]("data.csv", *words.split())["objective"] == "0"


@pytest.mark.parametrize("name", ["network.onnx", "network.json"])
@pytest.mark.parametrize(
    ("kind", "file"),
    [("set-cover", "cover.json"), ("monotone-circuit", "circuit.json"), ("3sat", "formula.cnf")],
)
def test_the_network_of_a_best_solution_is_written(kind, file, name):
    if name.endswith(".onnx"):
        pytest.importorskip("onnx")
    found = answer(kind, file, "--solve", "--output", "data.json", "--onnx", name)
    samples = read_samples("data.json")
    problem = Problem(samples, found["units"], loss="squared", output="linear")
    expected = found.get("min_error", "0")
    assert problem.objective(read_network(name)) == Fraction(expected)


LONG_DYADIC = f"{2**60 + 1}/{2**61}"

LEAVES_NO_FILE = {
    "a network of an unknown format": (
        ("set-cover", "cover.json", "--output", "new.csv", "--onnx", "net.foo"),
        2,
        "net.foo: a network is written as ",
    ),
    "samples of an unknown format": (
        ("set-cover", "cover.json", "--output", "new.npz", "--smtlib", "new.smt2"),
        2,
        "new.npz: samples are written as .csv or .json",
    ),
    "samples without an ending": (
        ("set-cover", "cover.json", "--output", "csv"),
        2,
        "csv: samples are written as .csv or .json",
    ),
    "a time that is no number": (
        ("set-cover", "cover.json", "--output", "new.csv", "--solve", "--time-limit", "x"),
        2,
        "--time-limit must be a rational number",
    ),
    "a negative time": (
        ("set-cover", "cover.json", "--output", "new.csv", "--solve", "--time-limit", "-1"),
        2,
        "--time-limit must be at least 0, not -1",
    ),
    "an epsilon that no double holds": (
        ("set-cover", "cover.json", "--epsilon", "1/3", "--output", "new.csv", "--onnx", "n.onnx"),
        2,
        "--epsilon must be a number that a double holds, as 1/4, or --onnx a file .json, not 1/3",
    ),
    "an epsilon with too many digits for a double": (
        (
            "set-cover",
            "cover.json",
            "--epsilon",
            LONG_DYADIC,
            "--output",
            "a.csv",
            "--onnx",
            "net.npz",
        ),
        2,
        "net.npz: W1[0][1] must be a number that a double holds",
    ),
    "the network of a formula without solution": (
        (
            "3sat",
            "contradiction.cnf",
            "--output",
            "a.csv",
            "--smtlib",
            "a.smt2",
            "--onnx",
            "a.json",
        ),
        2,
        "--onnx must have a formula with a solution, but there is none",
    ),
    "the network of a cover that is not found in time": (
        ("set-cover", "steiner.json", "--output", "a.csv", "--onnx", "a.json", "--time-limit", "0"),
        3,
        "no answer within the time limit; the number of sets of a least cover is in [",
    ),
}


@pytest.mark.parametrize(
    ("arguments", "status", "message"), LEAVES_NO_FILE.values(), ids=LEAVES_NO_FILE
)
def test_a_command_that_fails_writes_nothing(arguments, status, message):
    before = {path.name for path in Path().iterdir()}
    assert refusal(*arguments, status=status).startswith(message)
    assert {path.name for path in Path().iterdir()} == before


def test_epsilon_is_a_power_of_2_where_a_file_holds_doubles():
    pytest.importorskip("onnx")
    assert answer("set-cover", "cover.json", "--onnx", "net.onnx")["epsilon"] == "1/16384"
    assert answer("set-cover", "cover.json", "--onnx", "net.json")["epsilon"] == "1/12100"
    assert answer("set-cover", "cover.json", "--epsilon", "1/64")["epsilon"] == "1/64"


def test_the_question_of_error_0_is_written_for_other_solvers():
    z3 = pytest.importorskip("z3")
    for file, expected in (("formula.cnf", z3.sat), ("contradiction.cnf", z3.unsat)):
        answer("3sat", file, "--smtlib", "question.smt2")
        solver = z3.Solver()
        solver.from_file("question.smt2")
        assert solver.check() == expected
    lines = Path("question.smt2").read_text().splitlines()
    assert "; w_1 of unit 2 is w1_0" in lines
    assert "; (15) clause 1 has a TRUE literal: 1" in lines
    answer("set-cover", "cover.json", "--smtlib", "question.smt2", "--with-bias", "--k", "1")
    lines = Path("question.smt2").read_text().splitlines()
    assert "; the bias of unit 1 is w0_5" in lines
    assert "; (5) w_eps is eps, copy 1 of 2, (5) w_eps is eps, copy 2 of 2" in lines


def test_more_workers_have_the_same_answer():
    assert answer("3sat", "formula.cnf", "--solve", "--jobs", "2") == answer(
        "3sat", "formula.cnf", "--solve"
    )


def test_too_little_time_leaves_a_bracket():
    found = answer("3sat", "never.cnf", "--solve", "--time-limit", "0", status=3)
    assert (found["status"], found["lower"]) == ("unanswered", "0")
    assert found["reason"] == "the time limit of 0 seconds was over before there was a proof"
    told = run("3sat", "never.cnf", "--solve", "--time-limit", "0")
    assert "the least error is from 0 to " in told.stdout


OR_LIBRARY = "3 3\n1 1 1\n1\n1\n2\n1 2\n2\n2 3\n"
"""Rows are elements, columns are sets, both counted from 1."""

BLIF = """.model two
.inputs a b c
.outputs y
.names a b d
1- 1
-1 1
.names d c y
11 1
.end
"""


@pytest.mark.parametrize(("kind", "text"), [("set-cover", OR_LIBRARY), ("monotone-circuit", BLIF)])
def test_files_of_other_programs_are_read(kind, text):
    Path("source").write_text(text)
    found = answer(kind, "source", "--solve")
    assert (found["optimum"], found["corresponds"]) == (2, True)
    assert found["solution"] in ([0, 1], [0, 2], [1, 2])


def test_people_are_told_that_there_is_no_solution():
    told = run("set-cover", "uncovered.json", "--solve").stdout.splitlines()
    assert told[2].endswith(", no solution")


REFUSED = {
    "no kind": ((), "Missing command."),
    "no file": (("3sat", "no.cnf"), "no.cnf: the file must be readable"),
    "a file without a name": (("3sat", ""), "a file that is to be read must have a name, not ''"),
    "an empty file": (("set-cover", "empty"), "empty: "),
    "a cyclic circuit": (("monotone-circuit", "cyclic.json"), "cyclic.json: "),
    "an element out of range": (("set-cover", "far.json"), "far.json: "),
    "bad DIMACS": (("3sat", "bad.cnf"), "bad.cnf: "),
    "a clause of four literals": (
        ("3sat", "wide.cnf"),
        "wide.cnf: clause 2 must have at most 3 different literals, not 4: 1 2 3 4",
    ),
    "epsilon 0": (
        ("set-cover", "cover.json", "--epsilon", "0"),
        "epsilon must be greater than 0, not 0",
    ),
    "a certificate of nothing": (
        ("3sat", "formula.cnf", "--certificate", "proof.json"),
        "--certificate must come with --solve: it is about the least error",
    ),
    "workers for nothing": (
        ("3sat", "formula.cnf", "--jobs", "2"),
        "--jobs must come with --solve: they are for the training",
    ),
    "a time for nothing": (
        ("set-cover", "cover.json", "--time-limit", "1"),
        "--time-limit must come with --solve or --onnx",
    ),
    "a formula too large to write its samples down": (
        ("3sat", "large.cnf"),
        "large.cnf: samples times coordinates must be at most 20000000, not 9001 * 4501",
    ),
    "a check of nothing": (
        ("3sat", "formula.cnf", "--solve", "--check"),
        "--check must come with --certificate",
    ),
    "two files of one name": (
        ("3sat", "formula.cnf", "--smtlib", "a", "--output", "a"),
        "files of the command must differ, but a comes twice",
    ),
    "the network of no solution": (
        ("set-cover", "uncovered.json", "--onnx", "net.json"),
        "--onnx must have a set cover with a solution, but there is none",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_told_in_one_line(arguments, message):
    Path("empty").write_text("")
    Path("cyclic.json").write_text('{"inputs": 1, "gates": [["AND", [0, 1]]], "output": 1}')
    Path("far.json").write_text('{"elements": 1, "sets": [[1]]}')
    Path("bad.cnf").write_text("p cnf 2 1\n1 x 0\n")
    Path("wide.cnf").write_text("p cnf 4 2\n1 0\n1 2 3 4 0\n")
    Path("large.cnf").write_text("p cnf 4500 0\n")
    status = 3 if "large.cnf" in arguments else 2
    assert refusal(*arguments, status=status).startswith(message)


def test_the_command_runs_as_a_program():
    command = [sys.executable, "-m", "exactrelu", "reduce", "3sat", "formula.cnf", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["samples"] == 9
