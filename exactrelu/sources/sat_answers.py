"""The answers to whether a formula is satisfiable: neither can be made unless it is right.

>>> Unsatisfiable(Formula(1, [[1], [-1]]), []).refutation
((),)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import TypeAlias

from exactrelu.certificates import Certificate
from exactrelu.errors import DomainError
from exactrelu.lp.integer import BoundLeaf, IntegerInfeasible, IntegerOptimal
from exactrelu.rational import as_vector
from exactrelu.sources.arguments import Assignment, as_assignment
from exactrelu.sources.branching import Refuted, branch
from exactrelu.sources.cnf import Clause, Formula
from exactrelu.sources.programs import formula_program
from exactrelu.sources.refutations import first_gap

__all__ = ["SatAnswer", "Satisfied", "Unsatisfiable"]


@dataclass(frozen=True, slots=True, init=False)
class Satisfied:
    """A formula with an `assignment` that satisfies it: the i-th truth value is that of X_i.

    Raises DomainError if the assignment does not satisfy the formula.

    >>> Satisfied(Formula(1, [[1], [-1]]), [True])
    Traceback (most recent call last):
    exactrelu.errors.DomainError: assignment must satisfy the formula, but clauses[1] is FALSE
    """

    formula: Formula
    assignment: Assignment

    def __init__(self, formula: Formula, assignment: Iterable[bool]) -> None:
        values = as_assignment(assignment, formula.variables)
        falsified = formula.falsified(values)
        if falsified:
            raise DomainError(
                f"assignment must satisfy the formula, but clauses[{falsified[0]}] is FALSE"
            )
        object.__setattr__(self, "formula", formula)
        object.__setattr__(self, "assignment", values)

    @property
    def certificate(self) -> Certificate:
        """The assignment as a feasible point of the `formula_program`, of kind ``branch-tree``."""
        program = formula_program(self.formula)
        point = as_vector([int(value) for value in self.assignment])
        leaf = BoundLeaf(as_vector([0] * len(self.formula.clauses)))
        return IntegerOptimal(program, point, Fraction(0), (leaf,)).certificate


@dataclass(frozen=True, slots=True, init=False)
class Unsatisfiable:
    """A formula that nothing satisfies, and clauses that follow one by one, the last one empty.

    Raises DomainError if `refutation` is none; see `exactrelu.sources.refutations`.

    >>> Unsatisfiable(Formula(1, [[1]]), [[-1]])
    Traceback (most recent call last):
    exactrelu.errors.DomainError: refutation[0] must follow by unit propagation from what is before
    """

    formula: Formula
    refutation: tuple[Clause, ...]

    def __init__(self, formula: Formula, refutation: Iterable[Iterable[int]]) -> None:
        # The doors of a formula are those of the clauses of its refutation.
        clauses = Formula(formula.variables, refutation).clauses
        gap = first_gap(formula, clauses)
        if gap is not None:
            what = f"refutation[{gap}]" if gap < len(clauses) else "the empty clause"
            raise DomainError(f"{what} must follow by unit propagation from what is before")
        before = takewhile(bool, clauses)  # a clause without literals ends it
        object.__setattr__(self, "formula", formula)
        object.__setattr__(self, "refutation", (*before, ()))

    @property
    def certificate(self) -> Certificate:
        """That the `formula_program` is infeasible, as a certificate of the kind ``branch-tree``.

        It is found by branching on its own, not made from the refutation, which is in general
        shorter by far: BudgetError if there are too many cases.
        """
        found = branch(self.formula)
        assert isinstance(found, Refuted)  # noqa: S101 - the refutation was checked
        return IntegerInfeasible(formula_program(self.formula), found.tree).certificate


SatAnswer: TypeAlias = Satisfied | Unsatisfiable
