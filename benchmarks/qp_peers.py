"""Other solvers on the same least squares: minimise ½ xᵀQx + c·x + d over rows ``A x <= b``.

Each peer is a function from a `QuadraticProgram` to the least value; building the peer's model from
the program's Fractions is part of the work, as it is for the library. Those in doubles return a
float and no certificate. A peer that is not installed is left out by name.
"""

from __future__ import annotations

import importlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers import importable

if TYPE_CHECKING:
    from collections.abc import Callable

    from exactrelu.qp import QuadraticProgram

    Peer = Callable[[QuadraticProgram], Fraction | float]

__all__ = ["installed_peers"]


def by_daqp(program: QuadraticProgram) -> float:
    """Return the least value that DAQP finds, a dual active set method in doubles."""
    daqp = importlib.import_module("daqp")
    hessian, cost, rows, right = _arrays(program)
    lower = np.full(len(right), -1e30)
    _, value, status, _ = daqp.solve(hessian, cost, rows, right, lower)
    return value + float(program.constant) if status > 0 else float("nan")


def by_highs(program: QuadraticProgram) -> float:
    """Return the least value that HiGHS finds, an active set method in doubles."""
    highspy: Any = importlib.import_module("highspy")
    hessian, cost, rows, right = _arrays(program)
    m, n = rows.shape
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - its own interface
    solver.setOptionValue("threads", 1)
    model = highspy.HighsModel()
    linear = model.lp_
    linear.num_col_, linear.num_row_ = n, m
    linear.col_cost_ = cost
    linear.col_lower_ = np.full(n, -highspy.kHighsInf)
    linear.col_upper_ = np.full(n, highspy.kHighsInf)
    linear.row_lower_ = np.full(m, -highspy.kHighsInf)
    linear.row_upper_ = right
    linear.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    linear.a_matrix_.start_ = np.arange(0, m * n + 1, n, dtype=np.int32)
    linear.a_matrix_.index_ = np.tile(np.arange(n, dtype=np.int32), m)
    linear.a_matrix_.value_ = rows.ravel()
    columns = [np.arange(j, n, dtype=np.int32) for j in range(n)]
    model.hessian_.dim_ = n
    model.hessian_.format_ = highspy.HessianFormat.kTriangular
    model.hessian_.start_ = np.cumsum([0, *map(len, columns)], dtype=np.int32)
    model.hessian_.index_ = np.concatenate(columns)
    model.hessian_.value_ = np.concatenate([hessian[j:, j] for j in range(n)])
    solver.passModel(model)
    solver.run()
    return solver.getInfo().objective_function_value + float(program.constant)


def by_z3(program: QuadraticProgram) -> Fraction:
    """Return the least value by z3, from a linear problem with a choice for each row.

    The program itself, put to ``Optimize``, was answered in 8 s for two of three programs of 2
    variables and 4 rows, and for none of 3 and 6 or of 4 and 10. So z3 is asked for x and
    multipliers y <= 0 with Qx + c = Aᵀy, where for each row the multiplier or the slack is 0.
    """
    z3 = importlib.import_module("z3")
    x = [z3.Real(f"x{j}") for j in range(program.dimension)]
    y = [z3.Real(f"y{i}") for i in range(len(program.rows))]

    def number(value: Fraction) -> object:
        return z3.Q(value.numerator, value.denominator)

    def total(coefficients: Any, variables: Any) -> Any:  # noqa: ANN401 - z3 ships no types
        pairs = zip(coefficients, variables, strict=True)
        return z3.Sum([z3.RealVal(0), *(number(a) * v for a, v in pairs if a)])

    solver = z3.SolverFor("QF_LRA")
    for j, row in enumerate(program.hessian):
        column = [r.coefficients[j] for r in program.rows]
        solver.add(total(row, x) + number(program.objective[j]) == total(column, y))
    for multiplier, row in zip(y, program.rows, strict=True):
        slack = number(row.bound) - total(row.coefficients, x)
        solver.add(multiplier <= 0, slack >= 0, z3.Or(multiplier == 0, slack == 0))
    solver.check()
    model = solver.model()
    point = [Fraction(model.eval(v, model_completion=True).as_string()) for v in x]
    image = [sum((a * v for a, v in zip(row, point, strict=True))) for row in program.hessian]
    pairs = zip(image, program.objective, point, strict=True)
    return program.constant + sum(((q / 2 + c) * v for q, c, v in pairs), Fraction(0))


def installed_peers() -> tuple[dict[str, Peer], list[str]]:
    """Return the peers that can be imported, by name, and the names of the others."""
    return importable(
        [
            ("z3, the conditions of Karush, Kuhn and Tucker", "z3", by_z3),
            ("DAQP, doubles only", "daqp", by_daqp),
            ("HiGHS, doubles only", "highspy", by_highs),
        ]
    )


def _arrays(program: QuadraticProgram) -> tuple[Any, Any, Any, Any]:
    hessian = np.array([[float(v) for v in row] for row in program.hessian])
    rows = np.array([[float(v) for v in row.coefficients] for row in program.rows])
    right = np.array([float(row.bound) for row in program.rows])
    return hessian, np.array([float(v) for v in program.objective]), rows, right
