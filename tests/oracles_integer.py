"""Oracles for integer programs that share no code with the solver: enumeration, and z3.

An oracle returns the optimal value as a Fraction, or "infeasible", or "unbounded".
"""

from fractions import Fraction
from itertools import product
from math import ceil, floor

import z3
from oracles_lp import INFEASIBLE, UNBOUNDED, by_elimination, z3_number, z3_sum

from exactrelu.lp import LinearProgram


def name_of_integer_answer(answer):
    """What an oracle would have said."""
    kind = type(answer).__name__
    return answer.value if kind == "IntegerOptimal" else kind.removeprefix("Integer").lower()


def by_enumeration(program):
    """The best over all values of the integer variables, whose bounds must be finite."""
    linear, whole = program.program, program.integers
    others = [j for j in range(linear.dimension) if j not in whole]
    ranges = [range(ceil(linear.lower[j]), floor(linear.upper[j]) + 1) for j in whole]
    found = [by_elimination(fixed(linear, others, whole, point)) for point in product(*ranges)]
    values = [value for value in found if value != INFEASIBLE]
    if UNBOUNDED in values:
        return UNBOUNDED
    best = max if linear.sense == "max" else min
    return best(values, default=INFEASIBLE)


def fixed(linear, others, whole, point):
    """The program in the other variables."""

    def value(coefficients):
        return sum((coefficients[j] * t for j, t in zip(whole, point, strict=True)), Fraction(0))

    return LinearProgram.of(
        [linear.objective[j] for j in others],
        [
            (
                [row.coefficients[j] for j in others],
                row.relation,
                row.bound - value(row.coefficients),
            )
            for row in linear.rows
        ],
        sense=linear.sense,
        bounds=[(linear.lower[j], linear.upper[j]) for j in others],
        constant=linear.constant + value(linear.objective),
    )


def by_z3_integers(program, *, milliseconds=5000):
    """z3's answer, or None if it has none in time."""
    linear = program.program
    x = [
        z3.ToReal(z3.Int(f"x{j}")) if j in program.integers else z3.Real(f"x{j}")
        for j in range(linear.dimension)
    ]
    optimizer = z3.Optimize()
    optimizer.set("timeout", milliseconds)
    for row in linear.rows:
        left, right = z3_sum(row.coefficients, x), z3_number(row.bound)
        optimizer.add({"<=": left <= right, "=": left == right, ">=": left >= right}[row.relation])
    for variable, low, high in zip(x, linear.lower, linear.upper, strict=True):
        optimizer.add(*([variable >= z3_number(low)] if low is not None else []))
        optimizer.add(*([variable <= z3_number(high)] if high is not None else []))
    cost = z3_sum(linear.objective, x)
    goal = optimizer.maximize(cost) if linear.sense == "max" else optimizer.minimize(cost)
    status = optimizer.check()
    if status == z3.unknown:
        return None
    if status == z3.unsat:
        return INFEASIBLE
    value = optimizer.upper(goal) if linear.sense == "min" else optimizer.lower(goal)
    if not (z3.is_rational_value(value) or z3.is_int_value(value)):
        return UNBOUNDED
    return (
        value.as_fraction() + linear.constant
        if z3.is_rational_value(value)
        else Fraction(value.as_long()) + linear.constant
    )
