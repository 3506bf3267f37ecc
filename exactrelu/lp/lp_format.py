r"""Linear and integer programs from files in the LP format of CPLEX, read exactly.

A file has the sections ``Minimize`` or ``Maximize``, ``Subject To``, ``Bounds``, ``General`` (names
of integer variables), ``Binary`` and ``End``, each optional but the first and the last, under any
of their usual names. Where programs disagree, this is what holds here.

- A constraint is ``expression relation number``, ``number relation expression`` or a range ``-1 <=
  x + y <= 3``, which becomes two rows, ``>=`` and ``<=``. It may have a label, which is not kept. A
  constant in the expression goes to the other side. Variables on both sides are refused.
- ``<`` is ``<=``. A variable that occurs twice in an expression is added up.
- The objective may have a constant. There may be no terms at all.
- Variables are >= 0 by default, and keep that bound if an upper bound is negative. ``inf`` and
  ``infinity`` are the only infinities: 1e30 is a number. A bound stands on a line of its own.
- Binary sets the bounds 0 and 1. General leaves bounds as they are.
- Names begin with no digit, sign or dot. Section names are known at the beginning of a line only.
- ``\`` begins a comment. Quadratic parts, special ordered sets, semi-continuous variables and
  conditional constraints are refused.
- What programs read in several ways is refused: a variable called e, or e and a digit, as ``2e1``
  is 20 or 2 times e1; two rows of one name; and anything after End.

>>> program = from_lp("Maximize\n x + 0.1 y\nSubject To\n -1 <= x - 2 y <= 3\nEnd\n")
>>> program.objective, [row.relation for row in program.rows]
((Fraction(1, 1), Fraction(1, 10)), ['>=', '<='])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from exactrelu.errors import ExactReluError, FormatError
from exactrelu.lp.drafts import Draft, Program
from exactrelu.lp.kinds import require
from exactrelu.lp.program import Relation
from exactrelu.rational import as_rational

__all__ = ["WORDS", "from_lp"]

Section: TypeAlias = Literal["min", "max", "rows", "bounds", "general", "binary", "refused", "end"]

_SECTIONS: dict[str, Section] = {
    **dict.fromkeys(("minimize", "minimise", "minimum", "min"), "min"),
    **dict.fromkeys(("maximize", "maximise", "maximum", "max"), "max"),
    **dict.fromkeys(("subject to", "such that", "st", "s.t.", "st."), "rows"),
    **dict.fromkeys(("bounds", "bound"), "bounds"),
    **dict.fromkeys(("general", "generals", "gen", "integer", "integers", "int"), "general"),
    **dict.fromkeys(("binary", "binaries", "bin"), "binary"),
    **dict.fromkeys(("semi-continuous", "semis", "semi", "sos", "sos1", "sos2"), "refused"),
    "end": "end",
}
_RELATIONS: dict[str, Relation] = {
    **dict.fromkeys(("<", "<=", "=<"), "<="),
    **dict.fromkeys((">", ">=", "=>"), ">="),
    "=": "=",
}
_FLIPPED: dict[Relation, Relation] = {"<=": ">=", "=": "=", ">=": "<="}
_INFINITIES = {"inf", "infinity"}
_TOKEN = re.compile(
    r"(?P<newline>\n)|(?P<blank>[^\S\n]+)|(?P<comment>\\[^\n]*)"
    r"|(?P<relation><=|=<|>=|=>|[<>=])"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?:/[0-9]+)?)"
    r"|(?P<sign>[+-])|(?P<colon>:)"
    r"|(?P<name>[^\s<>=+\-:\\*^\[\]0-9.][^\s<>=+\-:\\*^\[\]]*)"
    r"|(?P<other>.)"
)

_EXPONENT = re.compile(r"e([0-9]|$)", re.IGNORECASE)

WORDS = frozenset({*_SECTIONS, *_INFINITIES, "free", "subject", "such"})
"""What no variable may be called."""


class _Token(NamedTuple):
    kind: str
    text: str
    line: int
    is_first: bool


_Terms: TypeAlias = dict[int, Fraction]
_NOTHING = _Token("end of the section", "", 0, is_first=True)


def from_lp(text: str, *, source: str = "text") -> Program:
    r"""Return the program in the text of an LP file, an `IntegerProgram` if it has integers.

    Names of variables are kept, those of rows are not. Variables come in the order in which the
    file names them.

    Raises FormatError or NumberError, with `source` and the line, for what is no such file.

    >>> from_lp("Minimize\n x\nSubject To\n x >= y\nEnd", source="a.lp")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: a.lp: line 4: a number must stand here, not 'y'
    """
    require(text, str, "text")
    reader = _Reader(list(_tokens(text)))
    try:
        return reader.program()
    except ExactReluError as error:
        raise type(error)(f"{source}: {reader.where()}{error}") from None


def _tokens(text: str) -> Iterator[_Token]:
    line, is_first = 1, True
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "newline":
            line, is_first = line + 1, True
        elif kind not in {"blank", "comment"}:
            yield _Token(kind, match[0], line, is_first)
            is_first = False


@dataclass(slots=True)
class _Reader:
    """The tokens, and how many of them have been read."""

    tokens: list[_Token]
    place: int = 0
    fault: int | None = None
    is_done: bool = False
    labels: set[str] = field(default_factory=set)
    draft: Draft = field(default_factory=Draft)

    def where(self) -> str:
        """The line of the token that is at fault: by default the one that was read last."""
        if self.is_done or not self.tokens:
            return ""
        place = max(self.place - 1, 0) if self.fault is None else self.fault
        return f"line {self.tokens[min(place, len(self.tokens) - 1)].line}: "

    def program(self) -> Program:
        section = self.open_section()
        if section not in {"min", "max"}:
            raise FormatError("the file must begin with Minimize or Maximize")
        self.draft.sense = "max" if section == "max" else "min"
        self.read_objective()
        while (section := self.open_section()) != "end":
            while not self.at_section():
                self.read_entry(section)
        if self.place < len(self.tokens):
            self.fault = self.place
            raise FormatError(
                f"nothing must follow End, but {self.tokens[self.place].text!r:.40} does"
            )
        self.is_done = True
        return self.draft.program()

    def peek(self) -> _Token:
        """The token that comes next in this section."""
        return _NOTHING if self.at_section() else self.tokens[self.place]

    def take(self, kind: str) -> str | None:
        """The text of the next token, which is passed, or None if it is of another kind."""
        token = self.peek()
        if token.kind != kind:
            return None
        self.place += 1
        return token.text

    def at_section(self) -> bool:
        return self.place >= len(self.tokens) or self.header() is not None

    def header(self) -> tuple[Section, int] | None:
        """The section that opens at this place, and how many tokens its name has."""
        token = self.tokens[self.place]
        if token.kind != "name" or not token.is_first:
            return None
        for length in (3, 2, 1):
            words = self.tokens[self.place : self.place + length]
            name = ("" if length == 3 else " ").join(word.text for word in words).lower()
            after = self.tokens[self.place + length : self.place + length + 1]
            if name in _SECTIONS and not (after and after[0].kind in {"colon", "relation"}):
                return _SECTIONS[name], length
        return None

    def open_section(self) -> Section:
        if self.place >= len(self.tokens):
            raise FormatError("the file must end with End, but the text ends too early")
        found = self.header()
        if found is None:
            raise self.unexpected("the name of a section")
        self.place += found[1]
        return found[0]

    def unexpected(self, what: str) -> FormatError:
        token, self.fault = self.peek(), self.place
        return FormatError(f"{what} must stand here, not {token.text or token.kind!r:.40}")

    def read_entry(self, section: Section) -> None:
        match section:
            case "rows":
                self.read_constraint()
            case "bounds":
                self.read_bound()
            case "general":
                self.draft.integers.add(self.read_name())
            case "binary":
                position = self.read_name()
                self.draft.integers.add(position)
                self.draft.lower[position], self.draft.upper[position] = Fraction(0), Fraction(1)
            case "min" | "max":
                raise FormatError("there must be one objective, not two")
            case _:
                raise FormatError("variables must be continuous or integers, in no ordered sets")

    def read_name(self) -> int:
        name = self.take("name")
        if name is None:
            raise self.unexpected("the name of a variable")
        return self.position(name)

    def position(self, name: str) -> int:
        """The position of the variable whose name has been read."""
        if _EXPONENT.match(name):
            raise FormatError(
                f"a variable must not be called e or e and a digit, not {name!r:.40}: other "
                "programs may take it for the exponent of the number before it"
            )
        return self.draft.position(name)

    def skip_label(self) -> str | None:
        if not self.at_label():
            return None
        label = self.take("name")
        self.place += 1
        return label

    def read_objective(self) -> None:
        self.skip_label()
        if not self.at_section():
            self.draft.objective, self.draft.constant = self.read_expression()
        if not self.at_section():
            raise self.unexpected("a sign + or -, or the next section,")

    def read_expression(self) -> tuple[_Terms, Fraction]:
        """Terms ``sign number name``, of which a part may be missing, until one has no sign."""
        terms: _Terms = {}
        constant = Fraction(0)
        # HiGHS writes a row without terms as nothing at all.
        is_first = self.peek().kind != "relation"
        while is_first or self.peek().kind == "sign":
            number, name = self.read_term()
            if name is None:
                constant += number
            else:
                position = self.position(name)
                terms[position] = terms.get(position, Fraction(0)) + number
            is_first = False
        return terms, constant

    def read_term(self) -> tuple[Fraction, str | None]:
        sign = self.read_signs()
        text = self.take("number")
        name = None if text and self.peek().is_first and self.at_label() else self.take("name")
        if text is None and name is None:
            raise self.unexpected("a number or the name of a variable")
        number = Fraction(1) if text is None else as_rational(text, name="number")
        return sign * number, name

    def at_label(self) -> bool:
        following = self.tokens[self.place + 1 : self.place + 2]
        return self.peek().kind == "name" and bool(following) and following[0].kind == "colon"

    def read_signs(self) -> int:
        sign = 1
        while text := self.take("sign"):
            sign = -sign if text == "-" else sign
        return sign

    def read_number(self) -> Fraction:
        sign = self.read_signs()
        text = self.take("number")
        if text is None:
            raise self.unexpected("a number")
        return sign * as_rational(text, name="number")

    def read_relation(self) -> Relation:
        text = self.take("relation")
        if text is None:
            raise self.unexpected("a sign + or -, or a relation <=, = or >=,")
        return _RELATIONS[text]

    def read_same(self, relation: Relation) -> None:
        """The second relation of a range, which is the first one again."""
        if self.read_relation() != relation or relation == "=":
            raise FormatError("the relations of a range must both be <=, or both >=")

    def read_constraint(self) -> None:
        label = self.skip_label()
        if label in self.labels:
            raise FormatError(f"names of rows must differ, but {label!r:.40} is there twice")
        self.labels.update([] if label is None else [label])
        terms, constant = self.read_expression()
        relation = self.read_relation()
        if terms:
            self.draft.rows.append((terms, relation, self.read_number() - constant))
        else:
            self.read_reversed(constant, relation)
        if not self.peek().is_first:
            raise self.unexpected("a new line")

    def read_reversed(self, left: Fraction, relation: Relation) -> None:
        """What stands after ``number relation``: an expression, and possibly a second relation."""
        terms, constant = self.read_expression()
        if not terms:
            self.draft.rows.append((terms, relation, constant - left))
            return
        self.draft.rows.append((terms, _FLIPPED[relation], left - constant))
        if self.peek().kind != "relation":
            return
        self.read_same(relation)
        self.draft.rows.append((terms, relation, self.read_number() - constant))

    def read_bound(self) -> None:
        """``x free``, ``x relation number``, ``number relation x``, or that and a second one."""
        if self.peek().kind == "name" and self.peek().text.lower() not in _INFINITIES:
            position = self.read_name()
            if self.peek().text.lower() == "free" and not self.peek().is_first:
                self.place += 1
                self.draft.lower[position] = self.draft.upper[position] = None
            else:
                relation = self.read_relation()
                self.set_bound(position, relation, self.read_end())
        else:
            end, relation = self.read_end(), self.read_relation()
            position = self.read_name()
            self.set_bound(position, _FLIPPED[relation], end)
            if self.peek().kind == "relation":
                self.read_same(relation)
                self.set_bound(position, relation, self.read_end())
        if not self.peek().is_first:
            raise self.unexpected("a new line")

    def read_end(self) -> Fraction | Literal["inf", "-inf"]:
        start = self.place
        sign = self.read_signs()
        if self.peek().kind == "name" and self.peek().text.lower() in _INFINITIES:
            self.place += 1
            return "inf" if sign > 0 else "-inf"
        self.place = start
        return self.read_number()

    def set_bound(self, position: int, relation: Relation, end: Fraction | str) -> None:
        infinity = {"<=": "inf", ">=": "-inf", "=": None}[relation]
        if isinstance(end, str) and end != infinity:
            raise FormatError(f"a bound {relation} must be finite, not {end}")
        bound = None if isinstance(end, str) else end
        if relation != "<=":
            self.draft.lower[position] = bound
        if relation != ">=":
            self.draft.upper[position] = bound
