"""MPS files: what each line means, what is refused, and other programs that read and write them."""

from fractions import Fraction

import pulp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from model_files import assert_read_or_refused_in_one_line
from strategies_lp import programs, whole_or_linear

from exactrelu.errors import ExactReluError, FormatError, NumberError
from exactrelu.lp import IntegerProgram, LinearProgram, as_mps, from_mps, from_pulp, solve
from exactrelu.lp.writing import as_decimal

LP = LinearProgram.of
F = Fraction


def text(columns, *, rows=(" L r",), rhs=(), ranges=(), bounds=(), head=()):
    """A file with the objective c and these lines; what is left out is empty."""
    lines = [*head, "NAME test", "ROWS", " N c", *rows, "COLUMNS", *columns]
    for section, entries in (("RHS", rhs), ("RANGES", ranges), ("BOUNDS", bounds)):
        lines += [section, *entries] if entries else []
    return "\n".join([*lines, "ENDATA", ""])


def one(kind="L", **parts):
    """The program in one variable x, with the row x  kind  4."""
    return from_mps(text([" x c 1 r 1"], rows=[f" {kind} r"], rhs=[" RHS r 4"], **parts))


def with_rows(*rows):
    return LP([1], [([1], *row) for row in rows], bounds=[(0, None)], names=["x"])


def with_bounds(low, high):
    return LP([1], [([1], "<=", 4)], bounds=[(low, high)], names=["x"])


MARKED = [" M 'MARKER' 'INTORG'", " x c 1 r 1", " M 'MARKER' 'INTEND'"]
READ = {
    "the smallest file": (
        lambda: from_mps("ROWS\n N c\nENDATA"),
        LP([]),
    ),
    "rows of each type": (
        lambda: from_mps(text([" x c 1 a 1", " x b 2 d 3"], rows=[" L a", " G b", " E d"])),
        LP([1], [([1], "<=", 0), ([2], ">=", 0), ([3], "=", 0)], bounds=[(0, None)], names=["x"]),
    ),
    "decimals are exact": (
        lambda: from_mps(text([" x c .1 r 1e-400"], rhs=[" RHS r -2.50E+1"])),
        LP(["1/10"], [([F(10) ** -400], "<=", -25)], bounds=[(0, None)], names=["x"]),
    ),
    "rationals are an extension": (
        lambda: from_mps(text([" x c 1/3 r -2/7"])),
        LP(["1/3"], [(["-2/7"], "<=", 0)], bounds=[(0, None)], names=["x"]),
    ),
    "a maximum": (lambda: one(head=["OBJSENSE", "    MAX"]).sense, "max"),
    "a maximum on one line": (lambda: one(head=["OBJSENSE MAXIMIZE"]).sense, "max"),
    "a maximum as PuLP says it": (lambda: one(head=["*SENSE:Maximize"]).sense, "max"),
    "a comment": (lambda: one(head=["* SENSE is no word here"]).sense, "min"),
    "the constant is minus the right-hand side": (
        lambda: from_mps(text([" x c 1"], rhs=[" RHS c -5"])).constant,
        5,
    ),
    "a right-hand side without a set": (
        lambda: from_mps(text([" x c 1 r 1"], rhs=[" r 4"])),
        with_rows(("<=", 4)),
    ),
    "two N rows": (
        lambda: from_mps(text([" x c 1 n 9", " x r 1"], rows=[" N n", " L r"])),
        with_rows(("<=", 0)),
    ),
    "a range on L": (lambda: one("L", ranges=[" R r 3"]), with_rows((">=", 1), ("<=", 4))),
    "a range on G": (lambda: one("G", ranges=[" R r -3"]), with_rows((">=", 4), ("<=", 7))),
    "a range on E": (lambda: one("E", ranges=[" R r 3"]), with_rows((">=", 4), ("<=", 7))),
    "a negative range on E": (lambda: one("E", ranges=[" r -3"]), with_rows((">=", 1), ("<=", 4))),
    "UP": (lambda: one(bounds=[" UP B x 2"]), with_bounds(0, 2)),
    "UP of zero": (lambda: one(bounds=[" UP B x 0"]), with_bounds(0, 0)),
    "a negative UP removes the default": (
        lambda: one(bounds=[" UP B x -2"]),
        with_bounds(None, -2),
    ),
    "a negative UP below a stated zero": (
        lambda: one(bounds=[" UP B x -2", " LO B x 0"]),
        with_bounds(0, -2),
    ),
    "LO": (lambda: one(bounds=[" LO B x -7/3"]), with_bounds("-7/3", None)),
    "FX": (lambda: one(bounds=[" FX B x 2"]), with_bounds(2, 2)),
    "FR": (lambda: one(bounds=[" FR B x"]), with_bounds(None, None)),
    "MI leaves the upper bound": (
        lambda: one(bounds=[" UP B x 3", " MI B x"]),
        with_bounds(None, 3),
    ),
    "PL": (lambda: one(bounds=[" UP B x 3", " PL B x"]), with_bounds(0, None)),
    "a bound without a set": (lambda: one(bounds=[" UP x 3", " MI x"]), with_bounds(None, 3)),
    "a useless number": (lambda: one(bounds=[" FR B x 0"]), with_bounds(None, None)),
    "infinite bounds": (
        lambda: one(bounds=[" LO B x -inf", " UP B x Infinity"]),
        with_bounds(None, None),
    ),
    "1e30 is a number": (lambda: one(bounds=[" UP B x 1e30"]), with_bounds(0, 10**30)),
    "BV": (lambda: one(bounds=[" BV B x"]), IntegerProgram(with_bounds(0, 1), [0])),
    "LI": (lambda: one(bounds=[" LI B x 1"]), IntegerProgram(with_bounds(1, None), [0])),
    "UI": (lambda: one(bounds=[" UI B x 5"]), IntegerProgram(with_bounds(0, 5), [0])),
    "an integer without bounds is binary": (
        lambda: from_mps(text(MARKED, rhs=[" R r 4"])),
        IntegerProgram(with_bounds(0, 1), [0]),
    ),
    "an integer with PL": (
        lambda: from_mps(text(MARKED, rhs=[" R r 4"], bounds=[" PL B x"])),
        IntegerProgram(with_bounds(0, None), [0]),
    ),
    "columns after the marker are continuous": (
        lambda: from_mps(text([*MARKED, " y c 1"], rhs=[" R r 4"])).integers,
        (0,),
    ),
    "the other line ends": (
        lambda: from_mps(text([" x c 1 r 1"]).replace("\n", "\r\n")),
        with_rows(("<=", 0)),
    ),
    "a comment after the end": (lambda: from_mps("ROWS\n N c\nENDATA\n\n* whatever\n"), LP([])),
    "fixed columns, where names have blanks": (
        lambda: from_mps(
            "ROWS\n N  the cost\n L  row one\nCOLUMNS\n"
            "    a col     the cost           1.0   row one            2.5\n"
            "RHS\n              row one            4.0\n"
            "BOUNDS\n UP           a col              3.0\nENDATA\n",
            form="fixed",
        ),
        LP([1], [(["5/2"], "<=", 4)], bounds=[(0, 3)], names=["a col"]),
    ),
}


@pytest.mark.parametrize(("read", "expected"), READ.values(), ids=READ)
def test_what_a_file_means(read, expected):
    assert read() == expected


REFUSED = {
    "nothing": ("", "the file must end with ENDATA, but the text ends too early"),
    "no objective": ("ROWS\n L r\nENDATA", "ROWS must have an N row, the objective"),
    "a truncated file": (
        text([" x c 1"])[:-8],
        "the file must end with ENDATA, but the text ends too early",
    ),
    "data before a section": (" x c 1", "line 1: a section must be opened before 'x'"),
    "an unknown section": (
        "ROWS\n N c\nQUADOBJ",
        (
            "line 3: a section must be NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS or "
            "ENDATA, not 'QUADOBJ'"
        ),
    ),
    "an unknown row": (
        text([" x c 1 s 1"]),
        "line 6: the row must be one of ROWS, not 's'",
    ),
    "an unknown type": ("ROWS\n X c", "line 2: the type of a row must be N, L, G or E, not 'X'"),
    "a row of one word": ("ROWS\n N", "line 2: a row must be its type and its name, not 'N'"),
    "a row twice": (
        "ROWS\n N c\n L c",
        "line 3: names of rows must differ, but 'c' is there twice",
    ),
    "an entry twice": (
        text([" x c 1", " x c 2"]),
        "line 7: 'x' must not be in row 'c' twice",
    ),
    "no number": (
        text([" x c one"]),
        (
            "line 6: coefficient of 'x' in 'c' must be a rational number such as "
            '"3", "-1/2" or "0.25", '
            "not 'one'"
        ),
    ),
    "infinity in a row": (
        text([" x c inf"]),
        (
            "line 6: coefficient of 'x' in 'c' must be a rational number such as "
            '"3", "-1/2" or "0.25", '
            "not 'inf'"
        ),
    ),
    "a column of two words": (
        text([" x c"]),
        "line 6: a column must be its name, a row and a number, not 'x c'",
    ),
    "an unknown marker": (
        text([" M 'MARKER' 'SOSORG'"]),
        "line 6: a marker must be 'INTORG' or 'INTEND', not 'SOSORG'",
    ),
    "two right-hand sides": (
        text([" x r 1"], rhs=[" R r 1", " R r 2"]),
        "line 9: row 'r' must have one right-hand side, not two",
    ),
    "two sets": (
        text([" x r 1"], rhs=[" R r 1", " S c 2"]),
        "line 9: RHS must be one set, 'R', not 'S'",
    ),
    "a range on the objective": (
        text([" x r 1"], ranges=[" R c 1"]),
        "line 8: row 'c' must be an L, G or E row with one range",
    ),
    "an unknown column": (
        text([" x r 1"], bounds=[" UP B y 1"]),
        "line 8: the column must be one of COLUMNS, not 'y'",
    ),
    "an unknown free column": (
        text([" x r 1"], bounds=[" FR B y"]),
        "line 8: the column must be one of COLUMNS, not 'y'",
    ),
    "an unknown column of a set without a name": (
        text([" x r 1"], bounds=[" UP y 1"]),
        "line 8: the column must be one of COLUMNS, not 'y'",
    ),
    "text after the end": (
        "ROWS\n N c\nENDATA\nwhatever",
        "line 4: nothing must follow ENDATA, but 'whatever' does",
    ),
    "a NUL in the name of a column": (
        text([" x\0 r 1"]),
        "line 6: names must have printable characters only, not 'x\\x00'",
    ),
    "a blank of no width in the name of a row": (
        "ROWS\n N c\n L r\u200b\nENDATA",
        "line 3: names must have printable characters only, not 'r\\u200b'",
    ),
    "an unknown bound": (
        text([" x r 1"], bounds=[" XX B x 1"]),
        "line 8: the type of a bound must be UP, LO, FX, FR, MI, PL, BV, LI or UI, not 'XX'",
    ),
    "semi-continuous": (
        text([" x r 1"], bounds=[" SC B x 1"]),
        "line 8: variables must be continuous or integers, not semi-continuous",
    ),
    "an upper bound of minus infinity": (
        text([" x r 1"], bounds=[" UP B x -inf"]),
        (
            'line 8: the number of a bound UP must be a rational number such as "3", "-1/2" or '
            "\"0.25\", not '-inf'"
        ),
    ),
    "an unknown sense": ("OBJSENSE\n BEST", "line 2: OBJSENSE must be MIN or MAX, not 'BEST'"),
    "a number of a million digits": (
        text([" x c 1" + "0" * 10**6]),
        "line 6: coefficient of 'x' in 'c' must have at most 100000 digits, not 1000001",
    ),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_bad_files_get_one_line(content, message):
    with pytest.raises(ExactReluError) as caught:
        from_mps(content, source="bad.mps")
    assert str(caught.value) == f"bad.mps: {message}"


def test_a_file_that_asks_for_too_much_is_refused():
    rows = "".join(f" L r{index}\n" for index in range(5000))
    columns = "".join(f" x{index} c 1\n" for index in range(5000))
    with pytest.raises(FormatError, match=r"rows times variables must be at most .*5000 \* 5000"):
        from_mps(f"ROWS\n N c\n{rows}COLUMNS\n{columns}ENDATA")


KEYWORDS = (
    "ROWS COLUMNS RHS RANGES BOUNDS ENDATA NAME OBJSENSE MAX N L G E c r x y 1 -2/3 1e9 inf UP LO "
    "FX FR MI PL BV LI UI SC 'MARKER' 'INTORG' 'INTEND' * B"
)
WORDS = st.sampled_from(KEYWORDS.split())
LINES = st.lists(st.tuples(st.sampled_from(["", " "]), st.lists(WORDS, max_size=6)), max_size=12)


@given(st.one_of(st.text(), LINES.map(lambda ls: "\n".join(a + " ".join(b) for a, b in ls))))
@example("\0")
@example("ROWS\n N c\n" + " x" * 10**6)
@example("ROWS\n N c\nCOLUMNS\n " + "x" * 10**6 + " c one")
@example("ROWS\n N  c\u2028c\nCOLUMNS\n    x\u2028x       c\u2028c       one")
@example("ROWS\n N c\nCOLUMNS\n x c 1" + "9" * 10**6)
@pytest.mark.parametrize("form", ["free", "fixed"])
def test_any_text_is_read_or_refused_in_one_line(form, content):
    assert_read_or_refused_in_one_line(lambda: from_mps(content, form=form))


@given(whole_or_linear())
def test_reading_undoes_writing(program):
    assert from_mps(as_mps(program, numbers="rational")) == program


@given(programs(st.fractions(max_denominator=12)))
def test_without_rationals_rows_are_multiplied_by_the_common_denominator(program):
    if any(
        as_decimal(number) is None
        for number in (*program.objective, program.constant, *program.lower, *program.upper)
        if number is not None
    ):
        with pytest.raises(NumberError, match="must have a finite decimal expansion"):
            as_mps(program)
        return
    again = from_mps(as_mps(program))
    assert (again.objective, again.constant) == (program.objective, program.constant)
    assert (again.lower, again.upper) == (program.lower, program.upper)
    for row, other in zip(program.rows, again.rows, strict=True):
        pairs = zip((*row.coefficients, row.bound), (*other.coefficients, other.bound), strict=True)
        factors = {new / old for old, new in pairs if old}
        assert row.relation == other.relation
        assert len(factors) <= 1
        assert all(factor >= 1 and factor.denominator == 1 for factor in factors)


@given(st.integers(-(10**30), 10**30), st.integers(0, 60), st.integers(0, 400))
def test_decimals_are_exact(number, twos, fives):
    value = F(number, 2**twos * 5**fives)
    assert F(as_decimal(value)) == value
    assert as_decimal(value + F(1, 3)) is None


CANNOT = {
    "a third in the objective": (
        LP(["1/3"]),
        (
            "coefficient of x0 in the objective must have a finite decimal expansion to be written "
            'in a model file, not 1/3; numbers="rational" writes p/q'
        ),
    ),
    "a third in a bound": (
        LP([1], bounds=[(None, "1/3")], names=["y"]),
        (
            "upper bound of y must have a finite decimal expansion to be written in a model "
            'file, not 1/3; numbers="rational" writes p/q'
        ),
    ),
    "a name with a blank": (
        LP([1], names=["a b"]),
        "names of variables must be such as an MPS file can hold, not 'a b'",
    ),
    "a name twice": (
        LP([1, 1], names=["a", "a"]),
        "names of variables must differ in an MPS file, but 'a' is twice",
    ),
}


@pytest.mark.parametrize(("program", "message"), CANNOT.values(), ids=CANNOT)
def test_what_a_file_cannot_hold_is_refused(program, message):
    with pytest.raises(ExactReluError) as caught:
        as_mps(program)
    assert str(caught.value) == message


def plain():
    """A program that doubles hold, with each relation, each pair of bounds and an integer."""
    rows = [([1, 2, 3, 0, 1], ">=", "-1.5"), ([0, 1, 0, 4, 0], "<=", 8), ([1, 0, 0, 0, -1], "=", 0)]
    bounds = [(0, None), (None, None), ("-2.5", 4), (None, "-0.25"), (3, 3)]
    return LP([1, "-0.5", 0, 2, 8], rows, bounds=bounds, names=["a", "b", "c", "d", "e"])


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pulp_reads_what_we_write_and_we_what_it_writes(tmp_path, sense):
    program = LinearProgram.from_json({**plain().as_json(), "sense": sense})
    whole = IntegerProgram(program, [0, 2])
    path = str(tmp_path / "model.mps")
    (tmp_path / "model.mps").write_text(as_mps(whole))
    _, problem = pulp.LpProblem.fromMPS(path, sense=-1 if sense == "max" else 1)
    # PuLP reads floats; those of this model are exact.
    assert from_pulp(problem, floats="dyadic") == whole
    problem.writeMPS(path)
    assert from_mps((tmp_path / "model.mps").read_text()) == whole


@pytest.mark.parametrize("sense", ["min", "max"])
def test_highs_reads_what_we_write_and_we_what_it_writes(tmp_path, sense):
    highspy = pytest.importorskip("highspy")
    program = LinearProgram.from_json({**plain().as_json(), "sense": sense, "constant": "-7/4"})
    whole = IntegerProgram(program, [0, 2])
    (tmp_path / "ours.mps").write_text(as_mps(whole))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - theirs
    highs.readModel(str(tmp_path / "ours.mps"))
    highs.writeModel(str(tmp_path / "theirs.mps"))
    assert from_mps((tmp_path / "theirs.mps").read_text()) == whole


def test_the_example_of_the_format_has_its_known_optimum():
    """The example TESTPROB that many manuals print; its optimum, too."""
    source = """NAME          TESTPROB
ROWS
 N  COST
 L  LIM1
 G  LIM2
 E  MYEQN
COLUMNS
    XONE      COST         1   LIM1         1
    XONE      LIM2         1
    YTWO      COST         4   LIM1         1
    YTWO      MYEQN       -1
    ZTHREE    COST         9   LIM2         1
    ZTHREE    MYEQN        1
RHS
    RHS       LIM1         5   LIM2        10
    RHS       MYEQN        7
BOUNDS
 UP BND       XONE         4
 LO BND       YTWO        -1
 UP BND       YTWO         1
ENDATA
"""
    answer = solve(from_mps(source))
    assert (answer.value, answer.point) == (54, (4, -1, 6))
