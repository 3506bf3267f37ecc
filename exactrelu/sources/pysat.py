"""What python-sat, an interface to SAT solvers, says about a formula, checked.

The solver is Glucose 4 (Audemard and Simon), which writes down the clauses that it learns. The
extra ``sat`` is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exactrelu.errors import MissingExtraError
from exactrelu.sources.cnf import Clause, Formula
from exactrelu.sources.sat_answers import SatAnswer, Satisfied, Unsatisfiable

__all__ = ["answer_of_pysat", "clauses_of_drup"]

SOLVER = "glucose4"


def answer_of_pysat(formula: Formula) -> SatAnswer:
    """Return the solver's model or refutation.

    Raises MissingExtraError without python-sat, and DomainError or DimensionError if the model does
    not satisfy the formula or the refutation does not refute it.

    >>> answer_of_pysat(Formula(2, [[1], [-2]])).assignment
    (True, False)
    """
    with _solver(formula) as solver:
        if solver.solve():
            true = {*solver.get_model()}
            return Satisfied(formula, [i in true for i in range(1, formula.variables + 1)])
        return Unsatisfiable(formula, clauses_of_drup(solver.get_proof()))


def clauses_of_drup(lines: list[str]) -> Iterator[Clause]:
    """Yield the clauses that the lines of a DRUP proof add; those with ``d`` delete some.

    >>> list(clauses_of_drup(["1 -2 0", "d 1 2 0", "0"]))
    [(1, -2), ()]
    """
    for line in lines:
        words = line.split()
        if words[:1] != ["d"]:
            yield tuple([int(word) for word in words if word != "0"])


def _solver(formula: Formula) -> Any:  # noqa: ANN401 - python-sat has no types
    try:
        from pysat.solvers import Solver  # noqa: PLC0415 - it is an extra
    except ImportError:
        raise MissingExtraError(
            "python-sat needs the extra 'sat': pip install exactrelu[sat]"
        ) from None
    clauses = [list(clause) for clause in formula.clauses]
    return Solver(name=SOLVER, bootstrap_with=clauses, with_proof=True)
