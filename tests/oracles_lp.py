"""Oracles for linear programs that share no code with the solver: elimination, and z3.

An oracle returns the optimal value as a Fraction, or "infeasible", or "unbounded".
"""

from fractions import Fraction
from itertools import product

import z3

INFEASIBLE, UNBOUNDED = "infeasible", "unbounded"


def name_of_answer(answer):
    """What an oracle would have said."""
    kind = type(answer).__name__
    return answer.value if kind == "Optimal" else kind.lower()


def by_elimination(program):
    """Fourier and Motzkin: eliminate all x from the rows and t >= c·x; bounds on t are left.

    The number of rows squares with each variable; meant for at most 3 of them.
    """
    sign = -1 if program.sense == "max" else 1
    # Rows (coefficients of x, coefficient of t, right side) mean ... <= right side.
    rows = {((*(sign * v for v in program.objective), Fraction(-1)), Fraction(0))}
    for row in program.rows:
        a, b = (*row.coefficients, Fraction(0)), row.bound
        if row.relation in {"<=", "="}:
            rows.add((a, b))
        if row.relation in {">=", "="}:
            rows.add((tuple(-v for v in a), -b))
    for j, (low, high) in enumerate(zip(program.lower, program.upper, strict=True)):
        unit = tuple(Fraction(int(i == j)) for i in range(program.dimension + 1))
        if high is not None:
            rows.add((unit, high))
        if low is not None:
            rows.add((tuple(-v for v in unit), -low))
    for j in range(program.dimension):
        rows = eliminated(rows, j)
    if any(b < 0 for a, b in rows if not a[-1]):
        return INFEASIBLE
    bounds = [b / a[-1] for a, b in rows if a[-1]]
    return sign * max(bounds) + program.constant if bounds else UNBOUNDED


def eliminated(rows, j):
    up = [(a, b) for a, b in rows if a[j] > 0]
    down = [(a, b) for a, b in rows if a[j] < 0]
    combined = (
        (
            tuple(u / a[j] - v / c[j] for u, v in zip(a, c, strict=True)),
            b / a[j] - d / c[j],
        )
        for (a, b), (c, d) in product(up, down)
    )
    return {row for row in rows if not row[0][j]} | set(map(tidied, combined))


def tidied(row):
    a, b = row
    size = max(map(abs, a))
    return (tuple(v / size for v in a), b / size) if size else (a, min(b, Fraction(0)))


def by_z3(program, *, milliseconds=2000):
    """z3's answer, or None if it has none in time."""
    x = [z3.Real(f"x{j}") for j in range(program.dimension)]
    optimizer = z3.Optimize()
    optimizer.set("timeout", milliseconds)
    for row in program.rows:
        left, right = z3_sum(row.coefficients, x), z3_number(row.bound)
        optimizer.add({"<=": left <= right, "=": left == right, ">=": left >= right}[row.relation])
    for variable, low, high in zip(x, program.lower, program.upper, strict=True):
        optimizer.add(*([variable >= z3_number(low)] if low is not None else []))
        optimizer.add(*([variable <= z3_number(high)] if high is not None else []))
    cost = z3_sum(program.objective, x)
    goal = optimizer.maximize(cost) if program.sense == "max" else optimizer.minimize(cost)
    status = optimizer.check()
    if status == z3.unknown:
        return None
    if status == z3.unsat:
        return INFEASIBLE
    value = goal.value()
    if not (z3.is_rational_value(value) or z3.is_int_value(value)):
        return UNBOUNDED
    return Fraction(value.as_string()) + program.constant


def z3_number(number):
    return z3.Q(number.numerator, number.denominator)


def z3_sum(coefficients, x):
    return z3.Sum(
        [z3.RealVal(0), *(z3_number(a) * v for a, v in zip(coefficients, x, strict=True))]
    )
