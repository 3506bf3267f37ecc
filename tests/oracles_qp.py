"""An oracle for convex quadratic programs that shares no code with the solver: try everything.

It returns the least value as a Fraction, or "infeasible", or "unbounded".
"""

from fractions import Fraction
from itertools import chain, combinations

from oracles_lp import INFEASIBLE, UNBOUNDED, by_elimination

from exactrelu.lp import LinearProgram


def by_enumeration(program):
    """Ask each set of inequalities, as equations, for a point with multipliers of the right signs.

    If the least value is attained, then at the only such point of some set, but for lines along
    which nothing changes. Meant for at most 3 variables and some 10 inequalities.
    """
    equations, inequalities = constraints(program)
    n = program.dimension
    for chosen in chain.from_iterable(combinations(inequalities, k) for k in range(n + 1)):
        found = stationary(program, [*equations, *chosen])
        if found is None:
            continue
        x, y = found
        if all(v >= 0 for v in y[len(equations) :]) and is_feasible(program, x):
            return value(program, x)
    zero = LinearProgram(
        [0] * n, program.rows, lower=program.lower, upper=program.upper, sense="min"
    )
    return INFEASIBLE if by_elimination(zero) == INFEASIBLE else UNBOUNDED


def constraints(program):
    """Equations and inequalities ``>=`` as pairs (coefficients, bound)."""
    n, equations, inequalities = program.dimension, [], []
    for row in program.rows:
        sign = -1 if row.relation == "<=" else 1
        pair = tuple(sign * v for v in row.coefficients), sign * row.bound
        (equations if row.relation == "=" else inequalities).append(pair)
    for j in range(n):
        unit = tuple(Fraction(int(i == j)) for i in range(n))
        if program.lower[j] is not None:
            inequalities.append((unit, program.lower[j]))
        if program.upper[j] is not None:
            inequalities.append((tuple(-v for v in unit), -program.upper[j]))
    return equations, inequalities


def stationary(program, active):
    """Some x, y with ``Qx + c = Σ y_i g_i`` and ``g_i·x = h_i``; None if there are none."""
    n, k = program.dimension, len(active)
    system = [
        [*program.hessian[i], *[-g[i] for g, _ in active], -program.objective[i]] for i in range(n)
    ]
    system += [[*g, *[Fraction(0)] * k, h] for g, h in active]
    solution = gauss(system, n + k)
    return None if solution is None else (solution[:n], solution[n:])


def gauss(rows, width):
    rows, pivots = [list(row) for row in rows], []
    for column in range(width):
        r = len(pivots)
        place = next((i for i in range(r, len(rows)) if rows[i][column]), None)
        if place is None:
            continue
        rows[r], rows[place] = rows[place], rows[r]
        rows[r] = [v / rows[r][column] for v in rows[r]]
        for i, row in enumerate(rows):
            if i != r and row[column]:
                rows[i] = [v - row[column] * w for v, w in zip(row, rows[r], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    solution = [Fraction(0)] * width
    for row, column in zip(rows, pivots, strict=False):
        solution[column] = row[-1]
    return solution


def is_feasible(program, x):
    equations, inequalities = constraints(program)
    return all(dot(g, x) == h for g, h in equations) and all(
        dot(g, x) >= h for g, h in inequalities
    )


def value(program, x):
    image = [dot(row, x) for row in program.hessian]
    return dot(image, x) / 2 + dot(program.objective, x) + program.constant


def dot(u, v):
    return sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0))
