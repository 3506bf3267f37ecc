r"""Linear and integer programs from MPS files, read exactly.

The format is that of MPSX with the extensions that all programs of today share: negative numbers in
RANGES, OBJSENSE, integer columns between markers. It is described in the manuals of CPLEX and
Gurobi; where programs disagree, this is what holds here.

- Fields are separated by blanks (``form="free"``), which reads fixed files, too, unless names have
  blanks: ``form="fixed"`` takes fields by their columns.
- The first N row is the objective; further ones are left out. The right-hand side of the objective
  is minus its constant.
- ``OBJSENSE`` gives the sense, on its own line or the next one, and so does the comment
  ``*SENSE:Maximize`` by which alone PuLP's files tell it. Otherwise it is a minimum.
- A range r on a row with right-hand side b means [b - |r|, b] for L, [b, b + |r|] for G, and for E
  [b, b + r] if r >= 0 and [b + r, b] if r < 0. It becomes two rows, ``>=`` and ``<=``.
- Variables are >= 0 by default. A negative UP without a stated lower bound removes that bound, as
  in CPLEX; HiGHS keeps it. MI leaves the upper bound as it is. ``inf`` is the only infinity: 1e30
  is a number.
- An integer column between markers without any bound is in [0, 1], as in HiGHS and CBC. BV, LI and
  UI make a column an integer, too.
- Semi-continuous variables, special ordered sets and quadratic parts are refused.

>>> text = "ROWS\n N cost\n G r\nCOLUMNS\n x cost 1 r 0.1\nRHS\n r 1/3\nENDATA"
>>> from_mps(text)
LinearProgram.of(['1'], [(['1/10'], '>=', '1/3')], bounds=[('0', None)], names=('x',))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from exactrelu.errors import DomainError, ExactReluError, FormatError
from exactrelu.lp.drafts import Draft, Program
from exactrelu.lp.kinds import require
from exactrelu.lp.program import Relation, Sense
from exactrelu.rational import as_rational

__all__ = ["Form", "from_mps"]

Form: TypeAlias = Literal["free", "fixed"]
Kind: TypeAlias = Relation | Literal["N"]

_KINDS: dict[str, Kind] = {"N": "N", "L": "<=", "G": ">=", "E": "="}
_SENSES: dict[str, Sense] = {
    **dict.fromkeys(("MIN", "MINIMIZE", "MINIMISE"), "min"),
    **dict.fromkeys(("MAX", "MAXIMIZE", "MAXIMISE"), "max"),
}
_FIXED_FIELDS = [
    slice(1, 3),
    slice(4, 12),
    slice(14, 22),
    slice(24, 36),
    slice(39, 47),
    slice(49, 61),
]
_WITHOUT_NUMBER = {"FR", "MI", "PL", "BV"}
_WITH_NUMBER = {"UP", "LO", "FX", "UI", "LI"}
_REFUSED = {"SC": "semi-continuous", "SI": "semi-integer"}
_INFINITY = re.compile(r"([+-]?)inf(inity)?", re.IGNORECASE)


def from_mps(text: str, *, form: Form = "free", source: str = "text") -> Program:
    r"""Return the program in the text of an MPS file, an `IntegerProgram` if it has integers.

    Names of variables are kept, those of rows are not.

    Raises FormatError or NumberError, with `source` and the line, for what is no such file.

    >>> from_mps("ROWS\n N cost\n X r\n", source="a.mps")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: a.mps: line 3: the type of a row must be N, L, G or E, not 'X'
    """
    require(text, str, "text")
    if form not in get_args(Form):
        raise DomainError(f"form must be 'free' or 'fixed', not {form!r:.80}")
    reader, where = _Reader(form), ""
    try:
        for number, line in enumerate(text.split("\n"), start=1):
            where = f"line {number}: "
            reader.read(line.rstrip())
        where = ""
        return reader.program()
    except ExactReluError as error:
        raise type(error)(f"{source}: {where}{error}") from None


@dataclass(slots=True)
class _Row:
    kind: Kind
    entries: dict[int, Fraction] = field(default_factory=dict)
    bound: Fraction | None = None
    span: Fraction | None = None


@dataclass(slots=True)
class _Reader:
    """What has been read so far."""

    form: Form
    section: str = ""
    draft: Draft = field(default_factory=Draft)
    rows: dict[str, _Row] = field(default_factory=dict)
    objective: str | None = None
    is_integer: bool = False
    sets: dict[str, str] = field(default_factory=dict)
    bounded: set[int] = field(default_factory=set)
    bounded_below: set[int] = field(default_factory=set)

    def read(self, line: str) -> None:
        if line.startswith("*"):
            self.read_comment(line)
        elif self.section == "ENDATA" and line.strip():
            raise FormatError(f"nothing must follow ENDATA, but {line.strip()!r:.40} does")
        elif line and line[0] not in " \t":
            self.open_section(line.split())
        elif words := self.fields(line):
            readers: dict[str, Callable[[list[str]], None]] = {
                "OBJSENSE": self.read_sense,
                "ROWS": self.read_row,
                "COLUMNS": self.read_column,
                "RHS": self.read_right_hand_side,
                "RANGES": self.read_range,
                "BOUNDS": self.read_bound,
            }
            if self.section not in readers:
                raise FormatError(f"a section must be opened before {words[0]!r:.40}")
            readers[self.section](words)

    def fields(self, line: str) -> list[str]:
        if self.form == "free" or self.section == "OBJSENSE":
            return line.split()
        return [word for part in _FIXED_FIELDS if (word := line[part].strip())]

    def read_comment(self, line: str) -> None:
        name, _, word = line[1:].partition(":")
        if name == "SENSE" and word.strip().upper() in _SENSES:
            self.draft.sense = _SENSES[word.strip().upper()]

    def open_section(self, words: list[str]) -> None:
        name = words[0].upper()
        if name not in {"NAME", "OBJSENSE", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS", "ENDATA"}:
            raise FormatError(
                "a section must be NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS or ENDATA, "
                f"not {words[0]!r:.40}"
            )
        self.section = name
        if name == "OBJSENSE" and len(words) > 1:
            self.read_sense(words[1:])

    def read_sense(self, words: list[str]) -> None:
        if len(words) != 1 or words[0].upper() not in _SENSES:
            raise FormatError(f"OBJSENSE must be MIN or MAX, not {' '.join(words)!r:.40}")
        self.draft.sense = _SENSES[words[0].upper()]

    def read_row(self, words: list[str]) -> None:
        if words[0].upper() not in _KINDS:
            raise FormatError(f"the type of a row must be N, L, G or E, not {words[0]!r:.40}")
        _require(len(words) == 2, "a row must be its type and its name", words)
        kind, name = _KINDS[words[0].upper()], words[1]
        if not name.isprintable():
            raise FormatError(f"names must have printable characters only, not {name!r:.60}")
        if name in self.rows:
            raise FormatError(f"names of rows must differ, but {name!r:.40} is there twice")
        self.rows[name] = _Row(kind)
        if kind == "N" and self.objective is None:
            self.objective = name

    def read_column(self, words: list[str]) -> None:
        if len(words) == 3 and words[1].strip("'") == "MARKER":
            self.read_marker(words[2].strip("'"))
            return
        _require(len(words) in {3, 5}, "a column must be its name, a row and a number", words)
        is_new = words[0] not in self.draft.positions
        column = self.draft.position(words[0])
        if self.is_integer and is_new:
            self.draft.integers.add(column)
        for name, number in _pairs(words[1:]):
            entries = self.row(name).entries
            if column in entries:
                raise FormatError(f"{words[0]!r:.40} must not be in row {name!r:.40} twice")
            entries[column] = as_rational(
                number, name=f"coefficient of {words[0]!r:.40} in {name!r:.40}"
            )

    def read_marker(self, word: str) -> None:
        if word not in {"INTORG", "INTEND"}:
            raise FormatError(f"a marker must be 'INTORG' or 'INTEND', not {word!r:.40}")
        self.is_integer = word == "INTORG"

    def read_right_hand_side(self, words: list[str]) -> None:
        for name, number in self.pairs_of_one_set(words):
            row = self.row(name)
            if row.bound is not None:
                raise FormatError(f"row {name!r:.40} must have one right-hand side, not two")
            row.bound = as_rational(number, name=f"right-hand side of {name!r:.40}")

    def read_range(self, words: list[str]) -> None:
        for name, number in self.pairs_of_one_set(words):
            row = self.row(name)
            if row.kind == "N" or row.span is not None:
                raise FormatError(f"row {name!r:.40} must be an L, G or E row with one range")
            row.span = as_rational(number, name=f"range of {name!r:.40}")

    def pairs_of_one_set(self, words: list[str]) -> Iterator[tuple[str, str]]:
        _require(2 <= len(words) <= 5, "an entry must be a row and a number", words)
        if len(words) % 2:
            self.require_one_set(words[0])
        return _pairs(words[len(words) % 2 :])

    def require_one_set(self, name: str) -> None:
        if self.sets.setdefault(self.section, name) != name:
            raise FormatError(
                f"{self.section} must be one set, {self.sets[self.section]!r:.40}, not {name!r:.40}"
            )

    def row(self, name: str) -> _Row:
        if name not in self.rows:
            raise FormatError(f"the row must be one of ROWS, not {name!r:.40}")
        return self.rows[name]

    def read_bound(self, words: list[str]) -> None:
        kind = words[0].upper()
        if kind in _REFUSED:
            raise FormatError(f"variables must be continuous or integers, not {_REFUSED[kind]}")
        if kind not in _WITH_NUMBER | _WITHOUT_NUMBER:
            raise FormatError(
                "the type of a bound must be UP, LO, FX, FR, MI, PL, BV, LI or UI, "
                f"not {words[0]!r:.40}"
            )
        column, number = self.bounded_column(words)
        self.set_bound(kind, column, number)
        self.bounded.add(column)

    def bounded_column(self, words: list[str]) -> tuple[int, str]:
        """The column that a line of BOUNDS is about, and its number; the set may have no name."""
        needed = 2 if words[0].upper() in _WITHOUT_NUMBER else 3
        _require(needed <= len(words) <= 4, "a bound must be type, set, column, number", words)
        # The second of three words is the set or the column; of four, it is the set.
        is_named = len(words) == 4 or (
            len(words) > needed
            and (words[2] in self.draft.positions or words[1] not in self.draft.positions)
        )
        if is_named:
            self.require_one_set(words[1])
        column, *rest = words[2:] if is_named else words[1:]
        if column not in self.draft.positions:
            raise FormatError(f"the column must be one of COLUMNS, not {column!r:.40}")
        return self.draft.positions[column], rest[0] if rest else ""

    def set_bound(self, kind: str, column: int, text: str) -> None:
        lower, upper = self.draft.lower, self.draft.upper
        if kind in {"LO", "LI", "FX"}:
            lower[column] = _bound(text, "-", kind)
        if kind in {"UP", "UI", "FX"}:
            upper[column] = _bound(text, "+", kind)
        if kind in {"FR", "MI"}:
            lower[column] = None
        if kind in {"FR", "PL"}:
            upper[column] = None
        if kind == "BV":
            lower[column], upper[column] = Fraction(0), Fraction(1)
        if kind in {"BV", "LI", "UI"}:
            self.draft.integers.add(column)
        if kind in {"LO", "LI", "FX", "FR", "MI", "BV"}:
            self.bounded_below.add(column)

    def program(self) -> Program:
        if self.section != "ENDATA":
            raise FormatError("the file must end with ENDATA, but the text ends too early")
        if self.objective is None:
            raise FormatError("ROWS must have an N row, the objective")
        draft, objective = self.draft, self.rows[self.objective]
        draft.objective = objective.entries
        draft.constant = -(objective.bound or Fraction(0))
        draft.rows = [line for row in self.rows.values() for line in _rows(row)]
        for column, bound in draft.upper.items():
            if bound is not None and bound < 0 and column not in self.bounded_below:
                draft.lower[column] = None
        for column in draft.integers - self.bounded:
            draft.upper[column] = Fraction(1)
        return draft.program()


def _rows(row: _Row) -> list[tuple[dict[int, Fraction], Relation, Fraction]]:
    bound = row.bound or Fraction(0)
    if row.kind == "N":
        return []
    if row.span is None:
        return [(row.entries, row.kind, bound)]
    ends = {
        "<=": (bound - abs(row.span), bound),
        ">=": (bound, bound + abs(row.span)),
        "=": (min(bound, bound + row.span), max(bound, bound + row.span)),
    }
    low, high = ends[row.kind]
    return [(row.entries, ">=", low), (row.entries, "<=", high)]


def _bound(text: str, sign: str, kind: str) -> Fraction | None:
    infinite = _INFINITY.fullmatch(text)
    if infinite and (infinite[1] or "+") == sign:
        return None
    return as_rational(text, name=f"the number of a bound {kind}")


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(words[::2], words[1::2], strict=True)


def _require(condition: object, what: str, words: list[str]) -> None:
    if not condition:
        raise FormatError(f"{what}, not {' '.join(words)!r:.60}")
