"""Satisfiability of formulas: an assignment, or a refutation, each checked before it is an answer.

A SAT solver proposes; a model counts once the formula is TRUE in it, and a refutation once each of
its clauses follows by unit propagation (`exactrelu.sources.refutations`). Where there is no solver,
or what it says does not hold, `exactrelu.sources.branching` decides.

>>> satisfying_assignment(Formula(2, [[1, 2], [-1]])).assignment
(False, True)
>>> satisfying_assignment(Formula(1, [[1], [-1]])).certificate.verdict().status
'VALID'
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from exactrelu.errors import ExactReluError
from exactrelu.lp.kinds import require
from exactrelu.sources.branching import NODE_LIMIT, Refuted, branch
from exactrelu.sources.cnf import Formula
from exactrelu.sources.pysat import answer_of_pysat
from exactrelu.sources.sat_answers import SatAnswer, Satisfied, Unsatisfiable

__all__ = ["DEFAULT_SAT_GUIDE", "SatGuide", "satisfying_assignment"]

SatGuide: TypeAlias = Callable[[Formula], SatAnswer]
"""What answers by itself; an error of this library is no answer."""

DEFAULT_SAT_GUIDE: SatGuide = answer_of_pysat


def satisfying_assignment(
    formula: Formula,
    *,
    guide: SatGuide | None = DEFAULT_SAT_GUIDE,
    node_limit: int = NODE_LIMIT,
) -> SatAnswer:
    """Return an assignment that satisfies the formula, or a refutation of it.

    `guide` is asked first, by default python-sat if the extra ``sat`` is installed; with None, or
    if it has no answer, the formula is decided by branching.

    Raises BudgetError if branching has more than `node_limit` cases.

    >>> satisfying_assignment(Formula(1, [[], [1]]))
    Unsatisfiable(formula=Formula(1, [[], [1]]), refutation=((),))
    """
    require(formula, Formula, "formula")
    if guide is not None:
        with suppress(ExactReluError):
            answer = guide(formula)
            if answer.formula == formula:
                return answer
    found = branch(formula, node_limit=node_limit)
    if isinstance(found, Refuted):
        return Unsatisfiable(formula, found.refutation)
    return Satisfied(formula, found)
