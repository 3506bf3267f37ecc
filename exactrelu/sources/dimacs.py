r"""Formulas in conjunctive normal form in the DIMACS format.

Lines that begin with the word ``c`` are comments. The first other line is ``p cnf VARIABLES
CLAUSES``; then come the literals, each clause ended by 0, however they are broken into lines. A
word ``%``, as the files of SATLIB have it, ends the formula; only zeros may follow. There must be
as many clauses as stated. (*Satisfiability: suggested format*, DIMACS challenge, 1993.)

>>> from_dimacs("c two clauses\np cnf 3 2\n1 -3 0 2\n0\n")
Formula(3, [[1, -3], [2]])
>>> print(as_dimacs(Formula(3, [[1, -3], []])), end="")
p cnf 3 2
1 -3 0
0
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.sources.cnf import Formula
from exactrelu.sources.words import as_integer_word, require_few

__all__ = ["as_dimacs", "from_dimacs"]

_Lines: TypeAlias = Iterable[tuple[int, list[str]]]


def from_dimacs(text: str) -> Formula:
    r"""Return the formula that a text holds.

    Raises FormatError for another header, other words than integers, an unfinished last clause or
    another number of clauses than stated; DimensionError for a literal of no variable; DomainError
    for too many variables.

    >>> from_dimacs("p cnf 1 2\n1 0\n")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: the formula must have 2 clauses, as line 1 says, not 1
    """
    lines = _lines(text)
    at, variables, count = _header(lines)
    clauses = _clauses(_literals(lines, variables))
    if len(clauses) != count:
        stated = "1 clause" if count == 1 else f"{count} clauses"
        raise FormatError(f"the formula must have {stated}, as line {at} says, not {len(clauses)}")
    return Formula(variables, clauses)


def as_dimacs(formula: Formula) -> str:
    r"""Return the text of a formula, a line for each clause.

    >>> as_dimacs(Formula(0, []))
    'p cnf 0 0\n'
    """
    lines = [f"p cnf {formula.variables} {len(formula.clauses)}"]
    lines += [" ".join(map(str, (*clause, 0))) for clause in formula.clauses]
    return "".join(f"{line}\n" for line in lines)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The words of the lines that are neither empty nor comments, with their numbers."""
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        if words and words[0] != "c":
            yield number, words


def _header(lines: Iterator[tuple[int, list[str]]]) -> tuple[int, int, int]:
    """The number of the line ``p``, and what it says of variables and clauses."""
    number, words = next(lines, (0, []))
    if not number:
        raise FormatError("the file must hold a line 'p cnf VARIABLES CLAUSES', but has none")
    if words[:2] != ["p", "cnf"] or len(words) != 4:
        raise FormatError(
            f"line {number} must be 'p cnf VARIABLES CLAUSES', not {' '.join(words)!r:.40}"
        )
    counts = [as_integer_word(word, f"line {number}: each number") for word in words[2:]]
    for name, value in zip(("variables", "clauses"), counts, strict=True):
        if value < 0:
            raise DomainError(f"line {number}: {name} must be at least 0, not {value}")
    require_few(counts[0], f"line {number}: variables")
    return number, counts[0], counts[1]


def _literals(lines: _Lines, variables: int) -> Iterator[tuple[int, int]]:
    """The literals and the zeros, each with its line."""
    has_ended = False
    for number, words in lines:
        for word in words:
            has_ended = has_ended or word == "%"
            if not has_ended:
                yield number, _literal(word, variables, f"line {number}")
            elif word not in ("%", "0"):
                raise FormatError(
                    f"line {number}: only zeros may follow the word '%', not {word!r:.40}"
                )


def _literal(word: str, variables: int, where: str) -> int:
    literal = as_integer_word(word, f"{where}: each literal")
    if abs(literal) > variables or (literal == 0 and word != "0"):
        allowed = f"a literal of the variables 1 to {variables}, or 0"
        if not variables:
            allowed = "0, as there are no variables"
        raise DimensionError(f"{where}: each literal must be {allowed}, not {word!s:.40}")
    return literal


def _clauses(literals: Iterable[tuple[int, int]]) -> list[list[int]]:
    clauses: list[list[int]] = []
    clause: list[int] = []
    last = 0
    for line, literal in literals:
        last = line
        if literal:
            clause.append(literal)
        else:
            clauses.append(clause)
            clause = []
    if clause:
        raise FormatError(f"line {last}: the last clause must end with 0, not {clause[-1]}")
    return clauses
