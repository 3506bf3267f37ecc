"""An oracle for convex quadratic programs that shares no code with the solver: try everything.

It returns the least value as a Fraction, or "infeasible", or "unbounded".
"""

from fractions import Fraction
from itertools import combinations

from oracles_lp import INFEASIBLE, UNBOUNDED


def by_enumeration(program):
    """Ask each set of inequalities, as equations, for a point with multipliers of the right signs.

    If the least value is attained, then at the only such point of some set, but for lines along
    which nothing changes. The distance from 0 has a least value if anything is feasible. Meant for
    at most 3 variables and some 10 inequalities.
    """
    point = optimum(program, program.hessian, program.objective)
    if point is not None:
        return value(program, point)
    n = program.dimension
    identity = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    return INFEASIBLE if optimum(program, identity, [Fraction(0)] * n) is None else UNBOUNDED


def optimum(program, hessian, cost):
    """A point where the least value over the program's constraints is attained, or None."""
    equations, inequalities = constraints(program)
    for k in range(program.dimension + 1):
        for chosen in combinations(inequalities, k):
            found = stationary(hessian, cost, [*equations, *chosen])
            if found is None:
                continue
            x, y = found
            if all(v >= 0 for v in y[len(equations) :]) and is_feasible(program, x):
                return x
    return None


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


def stationary(hessian, cost, active):
    """Some x, y with ``Qx + c = Σ y_i g_i`` and ``g_i·x = h_i``; None if there are none."""
    n, k = len(cost), len(active)
    system = [[*hessian[i], *[-g[i] for g, _ in active], -cost[i]] for i in range(n)]
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
