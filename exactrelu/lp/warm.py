"""Warm starts: the same program with one more row, from where the last answer was found.

A `State` is a value: `add_row` returns a new one and leaves the old one as it was, so that a search
can go back up its tree at no cost. What is kept is the guide's dictionary in doubles, in which few
exchanges repair the basis; the new answer is proved from the rows, as every answer is.

>>> state = start(LinearProgram.of([1], [([1], ">=", 0)]))
>>> more = add_row(state, ([2], ">=", 3))
>>> state.answer.value, more.answer.value
(Fraction(0, 1), Fraction(3, 2))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exactrelu.errors import DimensionError
from exactrelu.guides import Dictionary
from exactrelu.lp.answers import Answer
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.kinds import require, require_program
from exactrelu.lp.pivots import Contradiction, Outcome, Vertex
from exactrelu.lp.program import LinearProgram, Row, as_row
from exactrelu.lp.solver import answer_of, as_floats, follow
from exactrelu.rational import Floats

__all__ = ["State", "add_row", "start"]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A program that has been solved: `base` with the rows `added`.

    `is_infeasible` needs no Fractions; `answer` makes them, with the certificate.

    >>> start(LinearProgram.of([1], [([1], ">=", 0)])).is_infeasible
    False
    """

    base: LinearProgram
    added: tuple[Row, ...]
    integral: IntegralProgram
    dictionary: Dictionary | None
    outcome: Outcome

    @property
    def program(self) -> LinearProgram:
        """The program with all rows."""
        return self.base.with_rows(*self.added) if self.added else self.base

    @property
    def answer(self) -> Answer:
        """The answer, whose multipliers are in the order of the rows of `program`."""
        return answer_of(self.program, self.integral, self.outcome)

    @property
    def is_infeasible(self) -> bool:
        """Whether no point satisfies all rows and bounds."""
        return isinstance(self.outcome, Contradiction)


def start(program: LinearProgram) -> State:
    """Solve a program, keeping what helps to solve it again with more rows.

    >>> start(LinearProgram.of([1], bounds=[(2, 3)])).answer.value
    Fraction(2, 1)
    """
    require_program(program, LinearProgram)
    integral = IntegralProgram.of(program)
    return _solved(program, (), integral, Dictionary.of(as_floats(integral)))


def add_row(state: State, row: object, *, floats: Floats = "refuse") -> State:
    """Return the state with one more row, a Row or a triple (coefficients, relation, bound).

    Raises KindError for what is no state, DimensionError unless the row has a coefficient for each
    variable.

    >>> state = start(LinearProgram.of([1], bounds=[(2, 3)]))
    >>> add_row(state, ([1], ">=", 4)).is_infeasible
    True
    """
    require(state, State, "state", hint="start(program) makes one")
    new = as_row(row, "row", floats=floats)
    if len(new.coefficients) != state.integral.dimension:
        raise DimensionError(
            f"row must have {state.integral.dimension} coefficients, one for each variable, "
            f"not {len(new.coefficients)}"
        )
    integral = state.integral.with_row(new)
    if state.dictionary is None:
        dictionary = Dictionary.of(as_floats(integral))
    else:
        dictionary = state.dictionary.with_row(new.floats, is_equation=new.relation == "=")
    return _solved(state.base, (*state.added, new), integral, dictionary)


def _solved(
    base: LinearProgram, added: tuple[Row, ...], integral: IntegralProgram, dictionary: Dictionary
) -> State:
    proposal = dictionary.run()
    outcome = follow(integral, proposal)
    # A dictionary that has led astray is made anew when it is needed again.
    kept = dictionary if _is_confirmed(outcome, proposal.basis) else None
    return State(base, added, integral, kept, outcome)


def _is_confirmed(outcome: Outcome, basis: Sequence[int]) -> bool:
    return isinstance(outcome, Vertex | Contradiction) and outcome.basis == tuple(basis)
