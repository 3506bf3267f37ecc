"""Deciding formulas by cases, with proofs: unit propagation and branching on variables.

The procedure is that of Davis, Logemann and Loveland (*A machine program for theorem-proving*,
1962), on the branch with the variable FALSE first. It is meant for formulas of up to a hundred
variables or so. Where unit propagation makes a clause FALSE, a sum of the clauses that it used is a
Farkas proof that the rows of the `formula_program` contradict the branch, so the tree of cases is a
proof about that integer program, which the checker of this library replays.

Why. Let v be the value of a literal, so that v(l) + v(-l) = 1, and read a clause as
``Σ v(l) >= 1``. Start with the clause that is FALSE, and go back through the literals l that were
forced, the last one first. If -l has the coefficient c in the sum so far, add c times the clause
that forced l: it brings c v(l), and c v(l) + c v(-l) = c cancels. At the end there are only
literals that the branch makes FALSE, whose sum is at least 1.

>>> refuted = branch(Formula(1, [[1], [-1]]))
>>> refuted.tree, refuted.refutation
((InfeasibleLeaf(multipliers=(Fraction(1, 1), Fraction(1, 1))),), ((),))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from exactrelu.errors import BudgetError
from exactrelu.lp.integer import Branch, InfeasibleLeaf, Tree, TreeNode
from exactrelu.rational import as_vector
from exactrelu.sources.arguments import Assignment
from exactrelu.sources.cnf import Clause, Formula, is_tautology

__all__ = ["NODE_LIMIT", "Refuted", "branch"]

NODE_LIMIT = 20_000
"""How many cases are tried unless something else is asked for."""

_Clauses: TypeAlias = Mapping[int, frozenset[int]]
"""The literals of each clause that is no tautology, by its position."""

_Forced: TypeAlias = dict[int, int | None]
"""The literals that are TRUE, in order, with the clause that forced each; None for a decision."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """A formula without solution: the `tree` of its integer program, and the clauses of the cases.

    The `refutation` is one by unit propagation, see `exactrelu.sources.refutations`: each clause
    says that a case, given by its decisions, is impossible.
    """

    tree: Tree
    refutation: tuple[Clause, ...]


def branch(formula: Formula, *, node_limit: int = NODE_LIMIT) -> Assignment | Refuted:
    """Return a satisfying assignment, or the proofs that there is none.

    Raises BudgetError if there are more cases than `node_limit`.

    >>> branch(Formula(2, [[1, 2], [-1]]))
    (False, True)
    """
    clauses = {j: frozenset(c) for j, c in enumerate(formula.clauses) if not is_tautology(c)}
    nodes: list[TreeNode] = []
    refutation: list[Clause] = []
    waiting: list[Clause] = [()]
    while waiting:
        decisions = waiting.pop()
        _require_budget(len(nodes), node_limit)
        forced, falsified = _propagate(clauses, decisions)
        if falsified is not None:
            taken = _taken(clauses, forced, falsified)
            nodes.append(InfeasibleLeaf(as_vector([taken[j] for j in range(len(formula.clauses))])))
            refutation += _impossible(decisions)
            continue
        variable = _choice(clauses, forced)
        if variable is None:
            return tuple([i in forced for i in range(1, formula.variables + 1)])
        nodes.append(Branch(variable - 1, 0))
        waiting += [(*decisions, variable), (*decisions, -variable)]
    return Refuted(tuple(nodes), tuple(refutation))


def _require_budget(nodes: int, node_limit: int) -> None:
    if nodes >= node_limit:
        raise BudgetError(
            f"cases must be at most {node_limit} to decide the formula by branching; the extra "
            "'sat' decides larger formulas: pip install exactrelu[sat]"
        )


def _propagate(clauses: _Clauses, decisions: Clause) -> tuple[_Forced, int | None]:
    """All literals that the decisions force, and a clause that becomes FALSE, None if none does."""
    forced: _Forced = dict.fromkeys(decisions)
    known = -1
    while known < len(forced):
        known = len(forced)
        for j, clause in clauses.items():
            if forced.keys().isdisjoint(clause):
                possible = [literal for literal in clause if -literal not in forced]
                if not possible:
                    return forced, j
                if len(possible) == 1:
                    forced[possible[0]] = j
    return forced, None


def _taken(clauses: _Clauses, forced: _Forced, falsified: int) -> Counter[int]:
    """How often each clause is taken in the sum that is impossible; see the module."""
    taken = Counter({falsified: 1})
    coefficients = Counter(clauses[falsified])
    for literal, reason in reversed(forced.items()):
        if reason is not None and (count := coefficients[-literal]):
            taken[reason] += count
            for other in clauses[reason]:
                coefficients[other] += count
    return taken


def _impossible(decisions: Clause) -> Iterator[Clause]:
    """The clauses of a case that is impossible and of those that it was the last part of."""
    yield tuple([-literal for literal in decisions])
    while decisions and decisions[-1] > 0:
        decisions = decisions[:-1]
        yield tuple([-literal for literal in decisions])


def _choice(clauses: _Clauses, forced: _Forced) -> int | None:
    """The variable in the most of the shortest open clauses; None if no clause is open."""
    possible = [
        [literal for literal in clause if -literal not in forced]
        for clause in clauses.values()
        if forced.keys().isdisjoint(clause)
    ]
    if not possible:
        return None
    shortest = min(map(len, possible))
    counts = Counter(abs(x) for literals in possible if len(literals) == shortest for x in literals)
    return min(counts, key=lambda variable: (-counts[variable], variable))
