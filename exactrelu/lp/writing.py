"""Linear and integer programs as model files, MPS and the LP format of CPLEX, written exactly.

Numbers are written as decimals. A row with a number that has no finite decimal expansion is
multiplied by the least common denominator of its numbers, which leaves the same set. The objective
and the bounds cannot be multiplied, so such a number there is refused. With ``numbers="rational"``
nothing is multiplied or refused: such numbers are written as ``p/q``, which `from_mps` and
`from_lp` read, and other programs do not.

Rows are called R0, R1, ..., variables by their names, or x0, x1, ... if they have none.

>>> program = LinearProgram.of([1, 2], [([1, "1/3"], ">=", "0.1")], bounds=[(0, None)] * 2)
>>> print(as_lp(program), end="")
Minimize
 OBJ: x0 + 2 x1
Subject To
 R0: 30 x0 + 10 x1 >= 3
Bounds
End
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from exactrelu.errors import DomainError, FormatError, NumberError
from exactrelu.lp.drafts import Program, linear_part
from exactrelu.lp.lp_format import WORDS
from exactrelu.lp.program import LinearProgram, Row
from exactrelu.rational import as_text

__all__ = ["Numbers", "as_decimal", "as_lp", "as_mps"]

Numbers: TypeAlias = Literal["decimal", "rational"]

_LONGEST_PLAIN = 24
"""Digits beyond which an exponent is easier to read."""

_LINE = 78
_LETTERS = {"<=": "L", ">=": "G", "=": "E"}
_NAME_IN_MPS = re.compile(r"[^\s*$'][^\s]*")
_WORDS = "|".join(map(re.escape, sorted(WORDS)))
# Other programs may take e5 for the exponent of the number before it.
_NAME_IN_LP = re.compile(
    rf"(?!(?:{_WORDS})$)(?!e(?:[0-9]|$))[A-Z_!#$%&(),;?@'`{{}}~|\"][A-Z0-9_!#$%&(),.;?@'`{{}}~|\"]*",
    re.IGNORECASE | re.ASCII,
)


def as_mps(program: Program, *, numbers: Numbers = "decimal") -> str:
    """Return the program as the text of an MPS file in free form.

    Raises NumberError for a number of the objective or a bound that has no finite decimal
    expansion, unless ``numbers="rational"``, FormatError for a name with blanks, or one twice,
    KindError for a quadratic program, DomainError for other `numbers`.

    >>> as_mps(LinearProgram.of(["1/3"]))
    Traceback (most recent call last):
    exactrelu.errors.NumberError: coefficient of x0 in the objective must have a finite decimal \
expansion to be written in a model file, not 1/3; numbers="rational" writes p/q
    """
    _require_numbers(numbers)
    linear, integers = linear_part(program)
    names = _names(linear, _NAME_IN_MPS, "an MPS file")
    rows = [_row(row, numbers) for row in linear.rows]
    lines = ["OBJSENSE", "    MAX"] if linear.sense == "max" else []
    lines += ["NAME exactrelu", "ROWS", " N OBJ"]
    lines += [f" {_LETTERS[row.relation]} R{index}" for index, row in enumerate(linear.rows)]
    lines += ["COLUMNS", *_columns(linear, integers, names, [row for row, _ in rows], numbers)]
    lines += ["RHS"]
    if linear.constant:
        constant = _text(-linear.constant, numbers, "constant of the objective")
        lines += [f"    RHS OBJ {constant}"]
    lines += [f"    RHS R{i} {bound}" for i, (_, bound) in enumerate(rows) if bound != "0"]
    lines += ["BOUNDS"]
    for j, name in enumerate(names):
        lines += [f" {line}" for line in _bounds_in_mps(linear, integers, j, name, numbers)]
    return "\n".join([*lines, "ENDATA", ""])


def _require_numbers(numbers: Numbers) -> None:
    if numbers not in get_args(Numbers):
        raise DomainError(f"numbers must be 'decimal' or 'rational', not {numbers!r:.80}")


def _columns(
    linear: LinearProgram,
    integers: frozenset[int],
    names: Sequence[str],
    rows: list[list[str]],
    numbers: Numbers,
) -> Iterator[str]:
    is_integer = False
    for j, (name, cost) in enumerate(zip(names, linear.objective, strict=True)):
        if (j in integers) != is_integer:
            is_integer = j in integers
            yield f"    MARK 'MARKER' '{'INTORG' if is_integer else 'INTEND'}'"
        text = _text(cost, numbers, f"coefficient of {name} in the objective")
        entries = [("OBJ", text), *((f"R{i}", row[j]) for i, row in enumerate(rows))]
        # A column without entries still has to be named once.
        present = [entry for entry in entries if entry[1] != "0"] or entries[:1]
        yield from (f"    {name} {row} {number}" for row, number in present)
    if is_integer:
        yield "    MARK 'MARKER' 'INTEND'"


def _bounds_in_mps(
    linear: LinearProgram, integers: frozenset[int], j: int, name: str, numbers: Numbers
) -> Iterator[str]:
    lower, upper = linear.lower[j], linear.upper[j]
    if lower is None and upper is None:
        yield f"FR BND {name}"
        return
    low = _text(lower or Fraction(0), numbers, f"lower bound of {name}")
    if lower is not None and lower == upper:
        yield f"FX BND {name} {low}"
        return
    # Without a bound other programs take an integer column for binary. PL stands in front, since
    # PuLP takes it for a lower bound, too.
    if j in integers and upper is None:
        yield f"PL BND {name}"
    if lower is None:
        yield f"MI BND {name}"
    elif lower or (upper is not None and upper < 0):
        yield f"LO BND {name} {low}"
    if upper is not None:
        yield f"UP BND {name} {_text(upper, numbers, f'upper bound of {name}')}"


def as_lp(program: Program, *, numbers: Numbers = "decimal") -> str:
    """Return the program as the text of a file in the LP format.

    The objective names every variable, which keeps their order.

    Raises NumberError for a number of the objective or a bound that has no finite decimal
    expansion, unless ``numbers="rational"``, FormatError for a name that the format cannot hold.

    >>> as_lp(LinearProgram.of([1], names=["2x"]))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: names of variables must be such as an LP file can hold, not '2x'
    """
    _require_numbers(numbers)
    linear, integers = linear_part(program)
    names = _names(linear, _NAME_IN_LP, "an LP file")
    lines = ["Maximize" if linear.sense == "max" else "Minimize"]
    lines += _wrapped(" OBJ:", _objective(linear, names, numbers))
    lines += ["Subject To"]
    for index, row in enumerate(linear.rows):
        coefficients, bound = _row(row, numbers)
        present = [(a, name) for a, name in zip(coefficients, names, strict=True) if a != "0"]
        terms = _terms(present or [("0", name) for name in names[:1]]) or ["0"]
        lines += _wrapped(f" R{index}:", [*terms, f"{row.relation} {bound}"])
    lines += ["Bounds"]
    for j, name in enumerate(names):
        lines += [f" {line}" for line in _bounds_in_lp(linear, j, name, numbers)]
    if integers:
        lines += ["General", *_wrapped("", [names[j] for j in sorted(integers)])]
    return "\n".join([*lines, "End", ""])


def _objective(linear: LinearProgram, names: Sequence[str], numbers: Numbers) -> list[str]:
    texts = [
        (_text(c, numbers, f"coefficient of {name} in the objective"), name)
        for c, name in zip(linear.objective, names, strict=True)
    ]
    if not linear.constant:
        return _terms(texts)
    constant = _text(linear.constant, numbers, "constant of the objective")
    return _terms([*texts, (constant, "")])


def _terms(numbers: Sequence[tuple[str, str]]) -> list[str]:
    """The terms of a sum as texts, each with its sign but for a first ``+``."""
    terms = []
    for text, name in numbers:
        sign, size = ("- ", text[1:]) if text.startswith("-") else ("+ ", text)
        body = name if size == "1" and name else f"{size} {name}".rstrip()
        terms.append(sign + body)
    return [terms[0].removeprefix("+ "), *terms[1:]] if terms else []


def _wrapped(start: str, parts: Sequence[str]) -> list[str]:
    """The parts in lines of bounded length; continued lines begin with a sign or a relation."""
    lines = [start]
    for part in parts:
        if len(lines[-1]) + len(part) >= _LINE and lines[-1].strip():
            lines.append("")
        lines[-1] += f" {part}"
    return lines


def _bounds_in_lp(linear: LinearProgram, j: int, name: str, numbers: Numbers) -> Iterator[str]:
    lower, upper = linear.lower[j], linear.upper[j]
    if lower is None and upper is None:
        yield f"{name} free"
    elif lower is not None and lower == upper:
        yield f"{name} = {_text(lower, numbers, f'lower bound of {name}')}"
    else:
        if lower is None:
            yield f"{name} >= -inf"
        elif lower:
            yield f"{name} >= {_text(lower, numbers, f'lower bound of {name}')}"
        if upper is not None:
            yield f"{name} <= {_text(upper, numbers, f'upper bound of {name}')}"


def _names(program: LinearProgram, allowed: re.Pattern[str], where: str) -> Sequence[str]:
    """Return a name for each variable, x0, x1, ... if they have none.

    Raises FormatError for a name that the pattern does not allow or that is there twice.

    >>> _names(LinearProgram.of([1, 2]), re.compile("x.*"), "an MPS file")
    ['x0', 'x1']
    """
    names = program.names or [f"x{index}" for index in range(program.dimension)]
    seen: set[str] = set()
    for name in names:
        if not allowed.fullmatch(name):
            raise FormatError(
                f"names of variables must be such as {where} can hold, not {name!r:.80}"
            )
        if name in seen:
            raise FormatError(
                f"names of variables must differ in {where}, but {name!r:.80} is twice"
            )
        seen.add(name)
    return names


def as_decimal(number: Fraction) -> str | None:
    """Return the number as an exact decimal, or None if its expansion is infinite.

    >>> as_decimal(Fraction(-3, 8)), as_decimal(Fraction(10) ** -400), as_decimal(Fraction(1, 3))
    ('-0.375', '1e-400', None)
    """
    twos, rest = _factors(number.denominator, 2)
    fives, rest = _factors(rest, 5)
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = as_text(number * 10**places)
    if max(len(digits), places) <= _LONGEST_PLAIN:
        return _plain(digits, places)
    short = digits.rstrip("0")
    exponent = len(digits) - len(short) - places
    return f"{short}e{exponent}" if exponent else short


def _factors(number: int, prime: int) -> tuple[int, int]:
    """The multiplicity of a prime in a number, and what remains."""
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count, number


def _plain(digits: str, places: int) -> str:
    sign, figures = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    if not places:
        return digits
    figures = figures.zfill(places + 1)
    return f"{sign}{figures[:-places]}.{figures[-places:]}"


def _text(number: Fraction, numbers: Numbers, name: str) -> str:
    """Return the number as it is written in a file.

    Raises NumberError for an infinite decimal, unless `numbers` asks for rationals.

    >>> _text(Fraction(1, 3), "rational", "bound"), _text(Fraction(1, 4), "decimal", "")
    ('1/3', '0.25')
    """
    text = as_decimal(number)
    if text is not None:
        return text
    if numbers == "rational":
        return as_text(number)
    raise NumberError(
        f"{name} must have a finite decimal expansion to be written in a model file, "
        f'not {as_text(number):.60}; numbers="rational" writes p/q'
    )


def _row(row: Row, numbers: Numbers) -> tuple[list[str], str]:
    """Return the coefficients and the bound of a row as texts, multiplied by an integer if needed.

    >>> _row(Row(["1/3", 1], "<=", "1/2"), "decimal")
    (['2', '6'], '3')
    >>> _row(Row(["1/3", 1], "<=", "1/2"), "rational")
    (['1/3', '1'], '0.5')
    """
    entries = [*row.coefficients, row.bound]
    if numbers == "decimal" and any(as_decimal(entry) is None for entry in entries):
        factor = math.lcm(*(entry.denominator for entry in entries))
        entries = [entry * factor for entry in entries]
    texts = [_text(entry, numbers, "row") for entry in entries]
    return texts[:-1], texts[-1]
