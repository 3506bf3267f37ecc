"""Equations in sums of ReLUs of a few unknowns, decided over all reals.

Each choice of the ReLUs that are active makes the equations linear, so that a linear program for
each choice decides them. A choice is given up as soon as the equations chosen so far contradict one
another, which Farkas multipliers prove.
"""

from dataclasses import dataclass
from itertools import product

from exactrelu.claims import Term
from exactrelu.lp import Infeasible, LinearProgram, Optimal, Row, solve

__all__ = ["Cells", "Equation", "cells_of", "is_solved", "proofs_of"]


@dataclass(frozen=True, slots=True)
class Equation:
    """The equation s_1 max{0, <form_1, x>} + s_2 max{0, <form_2, x>} + ... = label."""

    forms: tuple
    label: int
    signs: tuple = (1, 1)

    def rows(self, active):
        """Return what it says where exactly these ReLUs are active, or 0."""
        for form, on in zip(self.forms, active, strict=True):
            yield Row(form, ">=" if on else "<=", 0)
        terms = list(zip(self.signs, self.forms, active, strict=True))
        unknowns = range(len(self.forms[0]))
        total = [sum(s * form[j] for s, form, on in terms if on) for j in unknowns]
        yield Row(total, "=", self.label)


@dataclass(frozen=True, slots=True)
class Cells:
    """The solutions of equations: a polyhedron for each choice that has some, and what refutes others."""

    unknowns: int
    cells: tuple
    refutations: tuple

    def best(self, objective, sense):
        """Return the answers of the linear programs with this objective, one for each cell."""
        return [solve(LinearProgram.of(objective, rows, sense=sense)) for rows in self.cells]

    def ranges(self):
        """Return for each cell the answers (least, largest) for each of the unknowns."""
        units = [[int(i == j) for i in range(self.unknowns)] for j in range(self.unknowns)]
        pairs = [zip(self.best(e, "min"), self.best(e, "max"), strict=True) for e in units]
        return list(zip(*pairs, strict=True))

    def points(self):
        """Return the set of all solutions, or None if it is not finite."""
        found = set()
        for ranges in self.ranges():
            if any(
                not isinstance(low, Optimal) or value(low) != value(high) for low, high in ranges
            ):
                return None
            found.add(tuple([low.value for low, _ in ranges]))
        return found

    def proofs(self):
        """Return what proves that there are no solutions but `points`, as certificates."""
        answers = [answer for ranges in self.ranges() for pair in ranges for answer in pair]
        return proofs_of([*self.refutations, *answers])

    def point_beyond(self, form, allowed):
        """Return a solution where the linear form has a value that is not among the allowed ones."""
        programs = (
            LinearProgram.of(form, rows, sense=sense)
            for rows in self.cells
            for sense in ("min", "max")
        )
        found = (x for program in programs for x in some_points(solve(program)))
        return next((x for x in found if at(form, x) not in allowed), None)


def some_points(answer):
    """Return the best point, or two points on the ray along which the objective is unbounded."""
    if isinstance(answer, Optimal):
        return [answer.point]
    return [answer.point, tuple([p + r for p, r in zip(answer.point, answer.ray, strict=True)])]


def at(form, point):
    """Return the value of a linear form at a point."""
    return sum(c * x for c, x in zip(form, point, strict=True))


def value(answer):
    """Return the optimal value, None where there is none."""
    return answer.value if isinstance(answer, Optimal) else None


def cells_of(equations, rows=()):
    """Return the cells of all solutions of the equations that satisfy the linear rows as well."""
    unknowns = len(equations[0].forms[0])
    cells, refutations = [tuple(rows)], []
    for equation in equations:
        sides = list(product([True, False], repeat=len(equation.forms)))
        divided = [(*cell, *equation.rows(active)) for cell in cells for active in sides]
        answers = [solve(LinearProgram.of([0] * unknowns, cell)) for cell in divided]
        refutations += [answer for answer in answers if isinstance(answer, Infeasible)]
        found = zip(divided, answers, strict=True)
        cells = [cell for cell, answer in found if not isinstance(answer, Infeasible)]
    return Cells(unknowns, tuple(cells), tuple(refutations))


def proofs_of(answers):
    """Return the certificates of answers of linear programs, as functions that make them."""
    return [lambda answer=answer: answer.certificate for answer in answers]


def is_solved(equations, point, unknowns):
    """Assert that the unknowns, whose values are those of the point, solve the equations."""
    for equation in equations:
        total = Term("0")
        for sign, form in zip(equation.signs, equation.forms, strict=True):
            term = Term("0")
            for c, x in zip(form, unknowns, strict=True):
                term = term + c * x
            active = at(form, point) > 0
            yield term >= 0 if active else term <= 0
            total = total + sign * term if active else total
        yield total == equation.label
