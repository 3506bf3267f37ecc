"""Formulas in conjunctive normal form, written as DIMACS writes them.

The variables are X_1, …, X_N; the literal i is X_i and -i is its negation. A clause is the
disjunction of its literals, a formula the conjunction of its clauses. Literals and clauses are kept
in order and as often as they are given, so formulas are equal if they are written equally. A clause
may be empty, which is FALSE, hold a literal several times, or hold both literals of a variable,
which makes it TRUE. The formula without clauses is TRUE. Clauses may have any length; `width` tells
whether a formula is a 3CNF.

>>> formula = Formula(3, [[1, -2, 3], [-1, 2]])
>>> formula.value([True, True, False]), formula.width
(True, 3)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from exactrelu.errors import DimensionError
from exactrelu.lp.kinds import require_items
from exactrelu.sources.arguments import as_assignment, as_count, as_integer, shown

__all__ = ["Clause", "Formula", "is_tautology"]

Clause: TypeAlias = tuple[int, ...]
"""Literals: i for X_i, -i for its negation."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Formula:
    """A formula in conjunctive normal form.

    Attributes:
        variables: N; the variables are 1, …, N, whether they occur or not.
        clauses: the clauses, each a tuple of literals.

    Raises DomainError for a negative number of variables, DimensionError for a literal that is 0 or
    of no variable, NumberError for one that is no integer.

    >>> Formula(2, [[1, -3]])
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: clauses[0][1] must be a literal of the variables 1 to 2, not -3
    """

    variables: int
    clauses: tuple[Clause, ...]

    def __init__(self, variables: int, clauses: Iterable[Iterable[int]]) -> None:
        n = as_count(variables, "variables")
        require_items(clauses, "clauses", "clauses")
        checked = [_as_clause(clause, n, f"clauses[{j}]") for j, clause in enumerate(clauses)]
        object.__setattr__(self, "variables", n)
        object.__setattr__(self, "clauses", tuple(checked))

    @property
    def width(self) -> int:
        """The greatest number of literals in a clause, repeated ones counted; 0 without clauses."""
        return max(map(len, self.clauses), default=0)

    def falsified(self, assignment: Iterable[bool]) -> tuple[int, ...]:
        """Return the positions of the clauses that an assignment makes FALSE, in order.

        The i-th truth value is that of X_i, counted from 1.

        >>> Formula(1, [[1], [-1], []]).falsified([True])
        (1, 2)
        """
        values = as_assignment(assignment, self.variables)
        true = {i if value else -i for i, value in enumerate(values, start=1)}
        return tuple([j for j, clause in enumerate(self.clauses) if true.isdisjoint(clause)])

    def value(self, assignment: Iterable[bool]) -> bool:
        """Return the value of the formula: whether the assignment satisfies it.

        >>> Formula(0, []).value([])
        True
        """
        return not self.falsified(assignment)

    def __repr__(self) -> str:
        return f"Formula({self.variables}, {[list(clause) for clause in self.clauses]})"


def is_tautology(clause: Iterable[int]) -> bool:
    """Whether a clause holds both literals of a variable, so that it is always TRUE.

    >>> is_tautology([1, 2, -1]), is_tautology([])
    (True, False)
    """
    literals = {*clause}
    return any(-literal in literals for literal in literals)


def _as_clause(literals: object, variables: int, name: str) -> Clause:
    require_items(literals, name, "literals")
    assert isinstance(literals, Iterable)  # noqa: S101 - it was required above
    # Files have millions of literals, for which no names are made up while all is well.
    return tuple(
        [
            v
            if type(v) is int and 1 <= abs(v) <= variables
            else _as_literal(v, variables, f"{name}[{k}]")
            for k, v in enumerate(literals)
        ]
    )


def _as_literal(value: object, variables: int, name: str) -> int:
    literal = as_integer(value, name)
    if not 1 <= abs(literal) <= variables:
        allowed = f"a literal of the variables 1 to {variables}"
        if not variables:
            allowed = "absent, as there are no variables"
        raise DimensionError(f"{name} must be {allowed}, not {shown(literal)}")
    return literal
