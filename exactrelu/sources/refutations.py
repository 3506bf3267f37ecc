"""Refutations of formulas: sequences of clauses, each of which follows by unit propagation.

A clause follows from others by *reverse unit propagation* if assuming all of its literals FALSE and
then, again and again, what a clause with a single literal left forces, makes some clause FALSE. A
refutation adds clauses to a formula, each of which follows from the formula and the clauses before;
the last one, the empty clause, follows at the end. (Goldberg and Novikov, *Verification of proofs
of unsatisfiability for CNF formulas*, 2003.) SAT solvers write such proofs as DRUP files. Their
lines ``d`` delete clauses, which saves a checker time and proves nothing; here there are none.

Propagation watches two literals of each clause (Moskewicz et al., *Chaff*, 2001).

>>> formula = Formula(2, [[1, 2], [1, -2], [-1, 2], [-1, -2]])
>>> first_gap(formula, [[1]]) is None, first_gap(formula, [])
(True, 0)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from exactrelu.sources.cnf import Clause, Formula

__all__ = ["UnitPropagation", "first_gap"]


def first_gap(formula: Formula, clauses: Iterable[Clause | list[int]]) -> int | None:
    """Return the position of the first clause that does not follow, None if there is none.

    The empty clause comes last and need not be written; its position is the number of the clauses.
    What comes after it is not read.

    >>> first_gap(Formula(2, [[1, 2]]), [[1]])
    0
    """
    known = UnitPropagation(formula.clauses)
    count = 0
    for clause in clauses:
        if known.is_refuted:
            return None
        if not known.implies(clause):
            return count
        known.add(clause)
        count += 1
    return None if known.is_refuted else count


class UnitPropagation:
    """Clauses, and the literals that they force by unit propagation.

    Attributes:
        is_refuted: whether some clause has become FALSE for good.

    >>> known = UnitPropagation([[1, 2], [-2]])
    >>> known.implies([1]), known.implies([2]), known.is_refuted
    (True, False, False)
    """

    def __init__(self, clauses: Iterable[Iterable[int]]) -> None:
        self.is_refuted = False
        self._true: set[int] = set()
        self._trail: list[int] = []  # the literals in _true, in the order in which they came
        # Invariant: a watched literal, one of the first two, is FALSE only if the other is TRUE.
        self._watching: defaultdict[int, list[list[int]]] = defaultdict(list)
        for clause in clauses:
            self.add(clause)

    def add(self, clause: Iterable[int]) -> None:
        """Add a clause for good, with what it forces."""
        literals = list(dict.fromkeys(clause))
        if not self._true.isdisjoint(literals):
            return
        possible = [literal for literal in literals if -literal not in self._true]
        if len(possible) > 1:
            for literal in possible[:2]:
                self._watching[literal].append(possible)
        elif not self._assume(possible) or not possible:
            self.is_refuted = True

    def implies(self, clause: Iterable[int]) -> bool:
        """Whether the clause follows by reverse unit propagation."""
        mark = len(self._trail)
        follows = self.is_refuted or not self._assume([-literal for literal in clause])
        self._true.difference_update(self._trail[mark:])
        del self._trail[mark:]
        return follows

    def _assume(self, literals: Iterable[int]) -> bool:
        """Make literals TRUE and all that they force; False if they, or a clause, contradict it."""
        done = len(self._trail)
        consistent = all(map(self._make_true, literals))
        while consistent and done < len(self._trail):
            consistent = self._visit(-self._trail[done])
            done += 1
        return consistent

    def _make_true(self, literal: int) -> bool:
        if literal not in self._true and -literal not in self._true:
            self._true.add(literal)
            self._trail.append(literal)
        return literal in self._true

    def _visit(self, false: int) -> bool:
        """Find the clauses that watch a FALSE literal another one, or what they force."""
        true, watching = self._true, self._watching
        clauses = watching[false]
        kept: list[list[int]] = []
        watching[false] = kept
        for place, clause in enumerate(clauses):
            if clause[0] == false:
                clause[0], clause[1] = clause[1], clause[0]
            other = clause[0]
            if other not in true and (k := _not_false(clause, true)):
                clause[1], clause[k] = clause[k], clause[1]
                watching[clause[1]].append(clause)
                continue
            kept.append(clause)
            if not self._make_true(other):
                kept += clauses[place + 1 :]
                return False
        return True


def _not_false(clause: list[int], true: set[int]) -> int:
    """The place of a literal that is not watched and not FALSE; 0 if there is none."""
    for k in range(2, len(clause)):
        if -clause[k] not in true:
            return k
    return 0
