"""Other exact solvers on the same programs: minimise c·x, A x <= b, all variables in an interval.

Each peer is a function from a `LinearProgram` to the optimal value; building the peer's model from
the program's Fractions is part of the work, as it is for the library. A peer that is not installed
is left out by name.
"""

from __future__ import annotations

import importlib
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from benchmarks.peers import importable
from benchmarks.qsopt_ex import QSoptEx

if TYPE_CHECKING:
    from collections.abc import Callable

    from exactrelu.lp import LinearProgram

    Peer = Callable[[LinearProgram], Fraction]

__all__ = ["installed_peers"]


def by_cdd(program: LinearProgram) -> Fraction:
    """Return the optimum of cddlib with GMP, by pycddlib, from rows of fractions."""
    table = [[row.bound, *(-entry for entry in row.coefficients)] for row in _with_bounds(program)]
    return _by_cdd(table, program)


def by_cdd_in_integers(program: LinearProgram) -> Fraction:
    """Return the same from rows of integers, which cddlib finds much harder as they grow."""
    table = [
        _integers((row.bound, *(-entry for entry in row.coefficients)))
        for row in _with_bounds(program)
    ]
    return _by_cdd(table, program)


def _by_cdd(table: list[Any], program: LinearProgram) -> Fraction:
    cdd = importlib.import_module("cdd")
    gmp = importlib.import_module("cdd.gmp")
    lp = gmp.linprog_from_array([*table, [0, *program.objective]], cdd.LPObjType.MIN)
    gmp.linprog_solve(lp)
    return Fraction(lp.obj_value)


def by_ppl(program: LinearProgram) -> Fraction:
    """Return the optimum of the Parma Polyhedra Library, by its Python binding."""
    ppl = importlib.import_module("ppl")
    n = program.dimension
    mip = ppl.MIP_Problem(n)
    for row in _with_bounds(program):
        *a, b = _integers((*row.coefficients, row.bound))
        mip.add_constraint(ppl.Linear_Expression(a, 0) <= b)
    cost = _integers((*program.objective, Fraction(1)))
    mip.set_objective_function(ppl.Linear_Expression(cost[:-1], 0))
    mip.set_optimization_mode("minimization")
    value = mip.optimal_value()
    return Fraction(int(value.numerator), int(value.denominator)) / cost[-1]


def by_z3(program: LinearProgram) -> Fraction:
    """Return the optimum of z3's Optimize."""
    z3 = importlib.import_module("z3")
    x = [z3.Real(f"x{j}") for j in range(program.dimension)]
    optimizer = z3.Optimize()

    def total(coefficients: tuple[Fraction, ...]) -> object:
        terms = zip(coefficients, x, strict=True)
        return z3.Sum([z3.Q(a.numerator, a.denominator) * v for a, v in terms])

    for row in _with_bounds(program):
        optimizer.add(total(row.coefficients) <= z3.Q(row.bound.numerator, row.bound.denominator))
    goal = optimizer.minimize(total(program.objective))
    optimizer.check()
    return Fraction(goal.value().as_string())


def installed_peers() -> tuple[dict[str, Peer], list[str]]:
    """Return the peers that can be imported, by name, and the names of the others."""
    found, missing = importable(
        [
            ("cddlib with GMP, fractions", "cdd.gmp", by_cdd),
            ("cddlib with GMP, integers", "cdd.gmp", by_cdd_in_integers),
            ("PPL", "ppl", by_ppl),
            ("z3", "z3", by_z3),
        ]
    )
    try:
        found["QSopt_ex, with its file"] = QSoptEx().value
    except ImportError:
        missing.append("QSopt_ex, with its file")
    return found, missing


def _with_bounds(program: LinearProgram) -> list[_Row]:
    """All constraints as rows ``<=``."""
    rows = [_Row(row.coefficients, row.bound) for row in program.rows]
    for j, (low, high) in enumerate(zip(program.lower, program.upper, strict=True)):
        unit = tuple(Fraction(int(i == j)) for i in range(program.dimension))
        assert low is not None  # noqa: S101 - the programs here are bounded
        assert high is not None  # noqa: S101
        rows += [_Row(unit, high), _Row(tuple(-entry for entry in unit), -low)]
    return rows


class _Row:
    def __init__(self, coefficients: tuple[Fraction, ...], bound: Fraction) -> None:
        self.coefficients, self.bound = coefficients, bound


def _integers(values: tuple[Fraction, ...]) -> list[int]:
    scale = math.lcm(*(value.denominator for value in values))
    return [int(value * scale) for value in values]
