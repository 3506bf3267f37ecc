"""A program in the making: what readers of model files fill, entry by entry.

A file names variables where they first occur; a `Draft` collects that and becomes a program at the
end. Numbers in model files are decimals, which are read as what their digits say: ``0.1`` is 1/10.
Further than the standards, ``p/q`` is a number, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from exactrelu.errors import FormatError
from exactrelu.lp.integer import IntegerProgram
from exactrelu.lp.kinds import require
from exactrelu.lp.program import LinearProgram, Relation, Sense

__all__ = ["MAX_ENTRIES", "Draft", "Program", "linear_part"]

Program: TypeAlias = LinearProgram | IntegerProgram

MAX_ENTRIES = 20_000_000
"""The most rows times variables that a file may ask for: programs hold their zeros, too."""


@dataclass(slots=True)
class Draft:
    """A program in the making: variables by name, sparse rows, bounds that are 0 and None so far.

    >>> draft = Draft()
    >>> draft.objective[draft.position("x")] = Fraction(1)
    >>> draft.rows.append(({draft.position("y"): Fraction(2)}, ">=", Fraction(1)))
    >>> draft.program()
    LinearProgram.of(['1', '0'], [(['0', '2'], '>=', '1')], \
bounds=[('0', None), ('0', None)], names=('x', 'y'))
    """

    sense: Sense = "min"
    positions: dict[str, int] = field(default_factory=dict)
    objective: dict[int, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)
    rows: list[tuple[dict[int, Fraction], Relation, Fraction]] = field(default_factory=list)
    lower: dict[int, Fraction | None] = field(default_factory=dict)
    upper: dict[int, Fraction | None] = field(default_factory=dict)
    integers: set[int] = field(default_factory=set)

    def position(self, name: str) -> int:
        r"""Return the position of the variable of this name, which may be new.

        Raises FormatError for a name with a character that cannot be seen, as two names that look
        alike would be two variables.

        >>> Draft().position("x\u200b")
        Traceback (most recent call last):
        exactrelu.errors.FormatError: names must have printable characters only, not 'x\u200b'
        """
        if not name.isprintable():
            raise FormatError(f"names must have printable characters only, not {name!r:.60}")
        return self.positions.setdefault(name, len(self.positions))

    def program(self) -> Program:
        """Return the program, an `IntegerProgram` if there are integer variables.

        Raises FormatError if it has more than `MAX_ENTRIES` entries.
        """
        n = len(self.positions)
        if n * len(self.rows) > MAX_ENTRIES:
            raise FormatError(
                f"rows times variables must be at most {MAX_ENTRIES}, not {len(self.rows)} * {n}"
            )
        linear = LinearProgram(
            _dense(self.objective, n),
            [(_dense(row, n), relation, bound) for row, relation, bound in self.rows],
            sense=self.sense,
            lower=[self.lower.get(j, _ZERO) for j in range(n)],
            upper=[self.upper.get(j) for j in range(n)],
            constant=self.constant,
            names=[*self.positions],
        )
        return IntegerProgram(linear, sorted(self.integers)) if self.integers else linear


_ZERO = Fraction(0)


def _dense(entries: dict[int, Fraction], n: int) -> list[Fraction]:
    vector = [_ZERO] * n
    for position, number in entries.items():
        vector[position] = number
    return vector


def linear_part(program: Program) -> tuple[LinearProgram, frozenset[int]]:
    """Return the linear program and the positions of its integer variables.

    >>> linear_part(LinearProgram.of([1]))[1]
    frozenset()
    """
    require(program, (LinearProgram, IntegerProgram), "program")
    if isinstance(program, IntegerProgram):
        return program.program, frozenset(program.integers)
    return program, frozenset()
