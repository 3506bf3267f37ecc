"""Files in the LP format: what each line means, what is refused, and other programs' files."""

import re
from fractions import Fraction

import pulp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from model_files import assert_read_or_refused_in_one_line
from strategies_lp import whole_or_linear

from exactrelu.errors import ExactReluError
from exactrelu.lp import IntegerProgram, LinearProgram, as_lp, from_lp, from_pulp, to_pulp

LP = LinearProgram.of
F = Fraction


def rows(*lines):
    """The rows of a file in x and y with these constraints."""
    return from_lp("\n".join(["min", "x + y", "st", *lines, "end"])).rows


def bounds(*lines):
    """The bounds of x in a file with these lines of Bounds."""
    program = from_lp("\n".join(["min", "x", "bounds", *lines, "end"]))
    return program.lower[0], program.upper[0]


def row(coefficients, relation, bound):
    return LP([0, 0], [(coefficients, relation, bound)]).rows[0]


def whole(*names):
    program = LP([1, 1], bounds=[(0, None)] * 2, names=["x", "y"])
    return IntegerProgram(program, [program.names.index(name) for name in names])


READ = {
    "the smallest file": (lambda: from_lp("min\nend"), LP([])),
    "an objective without terms": (lambda: from_lp("Maximize\n obj:\nEnd"), LP([], sense="max")),
    "an objective with a constant": (
        lambda: from_lp("MINIMISE obj: 2x - 0.1 y - 3.5 + 1e-2\nEND"),
        LP([2, "-0.1"], bounds=[(0, None)] * 2, constant="-3.49", names=["x", "y"]),
    ),
    "signs": (
        lambda: from_lp("min\n - x + - 2 y\n - - 3 x\nend").objective,
        (2, -2),
    ),
    "decimals are exact": (
        lambda: from_lp("min\n .1 x + 1e-400 y\nend").objective,
        (F(1, 10), F(10) ** -400),
    ),
    "rationals are an extension": (lambda: from_lp("min\n -1/3 x\nend").objective, (F(-1, 3),)),
    "comments": (lambda: from_lp("\\ min\nmin \\ it\n x \\* + y *\\\nend").names, ("x",)),
    "each relation": (
        lambda: [r.relation for r in rows("x<1", "x=<1", "x<=1", "x>1", "x=>1", "x>=1", "x=1")],
        ["<="] * 3 + [">="] * 3 + ["="],
    ),
    "a label": (lambda: rows("a row (1): x >= 1".replace(" row ", "_")), (row([1, 0], ">=", 1),)),
    "over two lines": (lambda: rows("c: x", "+ 2 y", "<= - 3"), (row([1, 2], "<=", -3),)),
    "two rows without labels": (
        lambda: rows("x >= 1", "y >= 2"),
        (row([1, 0], ">=", 1), row([0, 1], ">=", 2)),
    ),
    "the number in front": (lambda: rows("3 >= x - y"), (row([1, -1], "<=", 3),)),
    "a range": (
        lambda: rows("-1 <= x + y <= 3", "c: 5 >= x >= 4"),
        (
            row([1, 1], ">=", -1),
            row([1, 1], "<=", 3),
            row([1, 0], "<=", 5),
            row([1, 0], ">=", 4),
        ),
    ),
    "a constant on the left": (lambda: rows("x + 3 <= 5"), (row([1, 0], "<=", 2),)),
    "constants in a range": (
        lambda: rows("1 <= x + 3 <= 5"),
        (row([1, 0], ">=", -2), row([1, 0], "<=", 2)),
    ),
    "a variable twice": (lambda: rows("x + y + 2 x <= 5"), (row([3, 1], "<=", 5),)),
    "a row of zeros": (lambda: rows("0 x >= 1"), (row([0, 0], ">=", 1),)),
    "a row of nothing": (
        lambda: rows("0 <= 3", "c: >= -1"),
        (row([0, 0], "<=", 3), row([0, 0], ">=", -1)),
    ),
    "no bounds": (bounds, (0, None)),
    "free": (lambda: bounds("x free"), (None, None)),
    "a lower bound": (lambda: bounds("x >= -2"), (-2, None)),
    "a lower bound in front": (lambda: bounds("-2 <= x"), (-2, None)),
    "an upper bound": (lambda: bounds("x <= 1/3"), (0, F(1, 3))),
    "a negative upper bound leaves the zero": (lambda: bounds("x <= -5"), (0, -5)),
    "both": (lambda: bounds("-1 <= x <= 2.5"), (-1, F(5, 2))),
    "both, the other way round": (lambda: bounds("2 >= x >= 1"), (1, 2)),
    "fixed": (lambda: bounds("x = 3"), (3, 3)),
    "infinities": (lambda: bounds("-Inf <= x <= +infinity"), (None, None)),
    "infinities behind": (lambda: bounds("x <= 4", "x >= -inf"), (None, 4)),
    "the last bound counts": (lambda: bounds("x <= 4", "x <= 5"), (0, 5)),
    "1e30 is a number": (lambda: bounds("x <= 1e30"), (0, 10**30)),
    "general": (lambda: from_lp("min\n x + y\ngeneral\n y\nend"), whole("y")),
    "integers on one line": (
        lambda: from_lp("min\n x + y\nInts\nEnd".replace("Ints", "int x y")),
        whole("x", "y"),
    ),
    "binary": (
        lambda: from_lp("min\n x\nbinaries\n x\nend"),
        IntegerProgram(LP([1], bounds=[(0, 1)], names=["x"]), [0]),
    ),
    "a variable that only Bounds names": (
        lambda: from_lp("min\nbounds\n z free\nend"),
        LP([0], names=["z"]),
    ),
    "sections that are empty": (lambda: from_lp("min\nst\nbounds\nbin\ngen\nsemi\nend"), LP([])),
    "such that": (
        lambda: from_lp("min\n x\nsuch that\n x >= 1\nend").rows,
        LP([1], [([1], ">=", 1)]).rows,
    ),
    "the other line ends": (lambda: from_lp("min\r\n x\r\nend\r\n").names, ("x",)),
    "a comment after the end": (lambda: from_lp("min\nend\n\\ whatever <\n"), LP([])),
    "names that begin with e": (
        lambda: from_lp("min\n 2 ex + 3 e_1 + 4ee\nend").objective,
        (2, 3, 4),
    ),
    "labels like exponents": (lambda: from_lp("min\n e: 2\nst\n e1: x >= 1\nend").objective, (0,)),
    "names of section words inside a line": (
        lambda: from_lp("min\n 2 st + 3 bin\nend").names,
        ("st", "bin"),
    ),
}


@pytest.mark.parametrize(("read", "expected"), READ.values(), ids=READ)
def test_what_a_file_means(read, expected):
    assert read() == expected


REFUSED = {
    "nothing": ("", "the file must end with End, but the text ends too early"),
    "a name like an exponent": (
        "Minimize\n e1 + E2\nSubject To\n c: 2e1 + 3 E2 >= 1\nEnd",
        (
            "line 2: a variable must not be called e or e and a digit, not 'e1': other programs "
            "may take it for the exponent of the number before it"
        ),
    ),
    "the name e": (
        "min\n x\nst\n x >= 1\ngeneral\n E\nend",
        (
            "line 6: a variable must not be called e or e and a digit, not 'E': other programs "
            "may take it for the exponent of the number before it"
        ),
    ),
    "a NUL in a name": (
        "Minimize\n x\0\nSubject To\n c: x>=1\nEnd",
        "line 2: names must have printable characters only, not 'x\\x00'",
    ),
    "a blank of no width in a name": (
        "min\n x\nst\n x\u200b >= 1\nend",
        "line 4: names must have printable characters only, not 'x\\u200b'",
    ),
    "text after the end": (
        "min\nend\nwhatever <",
        "line 3: nothing must follow End, but 'whatever' does",
    ),
    "two rows of one name": (
        "min\n x\nst\n c: x >= 1\n c: x >= 2\nend",
        "line 5: names of rows must differ, but 'c' is there twice",
    ),
    "no objective": ("st\n x >= 1\nend", "line 1: the file must begin with Minimize or Maximize"),
    "no section": ("x >= 1", "line 1: the name of a section must stand here, not 'x'"),
    "a truncated file": (
        "min\n x\nst\n x >= 1",
        "line 4: the file must end with End, but the text ends too early",
    ),
    "a truncated row": (
        "min\n x\nst\n x >=\nend",
        "line 5: a number must stand here, not 'end of the section'",
    ),
    "variables on both sides": (
        "min\n x\nst\n x >= y\nend",
        "line 4: a number must stand here, not 'y'",
    ),
    "a term on the right": (
        "min\n x\nst\n x >= 2 y\nend",
        "line 4: a new line must stand here, not 'y'",
    ),
    "a quadratic part": (
        "min\n x + [ x ^ 2 ] / 2\nend",
        "line 2: a number or the name of a variable must stand here, not '['",
    ),
    "a product": (
        "min\n 2 * x\nend",
        "line 2: a sign + or -, or the next section, must stand here, not '*'",
    ),
    "two terms without a sign": (
        "min\n x y\nend",
        "line 2: a sign + or -, or the next section, must stand here, not 'y'",
    ),
    "no relation": (
        "min\n x\nst\n x 3\nend",
        "line 4: a sign + or -, or a relation <=, = or >=, must stand here, not '3'",
    ),
    "a range in two directions": (
        "min\n x\nst\n 1 <= x >= 3\nend",
        "line 4: the relations of a range must both be <=, or both >=",
    ),
    "a bound in two directions": (
        "min\n x\nbounds\n 1 <= x >= 3\nend",
        "line 4: the relations of a range must both be <=, or both >=",
    ),
    "a bound and a value": (
        "min\n x\nbounds\n 1 <= x = 3\nend",
        "line 4: the relations of a range must both be <=, or both >=",
    ),
    "two values": (
        "min\n x\nbounds\n 3 = x = 3\nend",
        "line 4: the relations of a range must both be <=, or both >=",
    ),
    "a chain of relations": (
        "min\n x\nst\n x <= 3 <= 4\nend",
        "line 4: a new line must stand here, not '<='",
    ),
    "an upper bound of minus infinity": (
        "min\n x\nbounds\n x <= -inf\nend",
        "line 4: a bound <= must be finite, not -inf",
    ),
    "fixed to infinity": (
        "min\n x\nbounds\n x = inf\nend",
        "line 4: a bound = must be finite, not inf",
    ),
    "a bound on a sum": (
        "min\n x\nbounds\n x + y <= 3\nend",
        "line 4: a sign + or -, or a relation <=, = or >=, must stand here, not '+'",
    ),
    "two bounds on a line": (
        "min\n x\nbounds\n x <= 3 y >= 2\nend",
        "line 4: a new line must stand here, not 'y'",
    ),
    "a number among the integers": (
        "min\n x\ngen\n 3\nend",
        "line 4: the name of a variable must stand here, not '3'",
    ),
    "two objectives": ("min\n x\nmax\n x\nend", "line 3: there must be one objective, not two"),
    "ordered sets": (
        "min\n x\nsos\n s1: S1:: x:1\nend",
        "line 3: variables must be continuous or integers, in no ordered sets",
    ),
    "semi-continuous": (
        "min\n x\nsemi-continuous\n x\nend",
        "line 3: variables must be continuous or integers, in no ordered sets",
    ),
    "a number of a million digits": (
        f"min\n 1{'0' * 10**6} x\nend",
        "line 2: number must have at most 100000 digits, not 1000001",
    ),
    "division by zero": (
        "min\n 1/0 x\nend",
        "line 2: number must be a rational number, but '1/0' divides by zero",
    ),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_bad_files_get_one_line(content, message):
    with pytest.raises(ExactReluError) as caught:
        from_lp(content, source="bad.lp")
    assert str(caught.value) == f"bad.lp: {message}"


KEYWORDS = (
    "min max st subject to bounds general binary end free inf x y 2x 1 -2/3 .5 1e9 + - < <= = >= : "
    "[ ] ^ * \\ semi -> c: \u2028 é"
)
LINES = st.lists(st.lists(st.sampled_from(KEYWORDS.split(" ")), max_size=6), max_size=12)


@given(st.one_of(st.text(), LINES.map(lambda lines: "min\n" + "\n".join(map(" ".join, lines)))))
@example("\0")
@example("min\n" + "x" * 10**6 + " y")
@example("min\n" + "+" * 10**6)
@example("min\n" + "x + " * 10**4)
@example("min\n 1" + "9" * 10**6)
def test_any_text_is_read_or_refused_in_one_line(content):
    assert_read_or_refused_in_one_line(lambda: from_lp(content))


@given(whole_or_linear())
def test_reading_undoes_writing(program):
    assert from_lp(as_lp(program, numbers="rational")) == program


def test_long_sums_are_broken_into_lines_that_are_read_again():
    names = [f"quite_a_long_name_{index}" for index in range(60)]
    program = LP(range(60), [([*range(60)], "<=", 3)], names=names, bounds=[(0, None)] * 60)
    text = as_lp(IntegerProgram(program, range(60)))
    assert max(map(len, text.splitlines())) < 100
    assert from_lp(text) == IntegerProgram(program, range(60))


def test_a_row_without_a_finite_decimal_is_multiplied():
    program = LP([1], [(["1/3"], "<=", "-1/7")], names=["x"])
    assert from_lp(as_lp(program)).rows == LP([1], [([7], "<=", -3)]).rows
    assert from_lp(as_lp(program, numbers="rational")) == program


NAMES = ["x", "x.1", "a(1,2)", "_", "free_", "Ends", "e_1", "x|y"]
NO_NAMES = ["", "2x", ".x", "x y", "x+y", "x:y", "x^2", "end", "FREE", "st", "Inf", "e", "E12", "é"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_kept(name):
    program = LP([1, 2], [([3, 1], ">=", 4)], names=[name, "other"])
    assert from_lp(as_lp(program)) == program


@pytest.mark.parametrize("name", NO_NAMES)
def test_names_that_cannot_be_written(name):
    message = f"names of variables must be such as an LP file can hold, not {name!r}"
    with pytest.raises(ExactReluError, match=re.escape(message)):
        as_lp(LP([1], names=[name]))


def plain(sense):
    """A program that doubles hold, with each relation, each pair of bounds and integers."""
    rows = [([1, 2, 3, 0, 1], ">=", "-1.5"), ([0, 1, 0, 4, 0], "<=", 8), ([1, 0, 0, 0, -1], "=", 0)]
    bounds = [(0, None), (None, None), ("-2.5", 4), (None, "-0.25"), (3, 3)]
    names = ["a", "b", "c", "d", "f"]
    costs = [1, "-0.5", 1, 2, 8]
    return IntegerProgram(LP(costs, rows, bounds=bounds, names=names, sense=sense), [0, 2])


@pytest.mark.parametrize("sense", ["min", "max"])
def test_we_read_what_pulp_writes(tmp_path, sense):
    problem = in_doubles(to_pulp(plain(sense)))
    problem.writeLP(str(tmp_path / "model.lp"))
    read = from_lp((tmp_path / "model.lp").read_text())
    # PuLP sorts the rows by their names, which are those of to_pulp here, in order.
    assert read == plain(sense) == from_pulp(to_pulp(plain(sense)))


def in_doubles(problem):
    for variable in problem.variables():
        # PuLP formats numbers as floats.
        variable.bounds(in_double(variable.lowBound), in_double(variable.upBound))
    for expression in (problem.objective, *(c.expr for c in problem.constraints())):
        for variable, number in expression.items():
            expression[variable] = float(number)
    for constraint in problem.constraints():
        constraint.constant = float(constraint.constant)
    return problem


def in_double(number):
    return None if number is None else float(number)


@pytest.mark.parametrize("sense", ["min", "max"])
def test_highs_reads_what_we_write_and_we_what_it_writes(tmp_path, sense):
    highspy = pytest.importorskip("highspy")
    (tmp_path / "ours.lp").write_text(as_lp(plain(sense)))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - theirs
    assert highs.readModel(str(tmp_path / "ours.lp")) != highspy.HighsStatus.kError
    highs.writeModel(str(tmp_path / "theirs.lp"))
    assert from_lp((tmp_path / "theirs.lp").read_text()) == plain(sense)


def test_a_model_of_pulp_with_no_objective_and_a_row_of_nothing(tmp_path):
    problem = pulp.LpProblem("model")
    problem += problem.add_variable("x", None, 4) >= 1
    problem += pulp.LpAffineExpression() >= -1
    problem.writeLP(str(tmp_path / "model.lp"))
    read = from_lp((tmp_path / "model.lp").read_text())
    assert dict(zip(read.names, zip(read.lower, read.upper, strict=True), strict=True)) == {
        "__dummy": (0, 0),
        "x": (None, 4),
    }
    assert {r.bound for r in read.rows} == {1, 0, -1}
