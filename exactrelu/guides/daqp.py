"""DAQP as a guide for quadratic programs; needs the extra ``qp``.

DAQP is asked for the signs of its multipliers only; what it calls optimal is so within tolerances.
Where it finds no optimum, `NumpyDualActiveSet` is asked, which may find a contradiction.

>>> from exactrelu.guides import daqp_guide  # doctest: +SKIP
>>> solve(program, guide=daqp_guide())  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import daqp
import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.active_set import NumpyDualActiveSet
from exactrelu.guides.interface import FloatQuadraticProgram, Proposal

__all__ = ["DaqpGuide"]

_TOLERANCES = (1e-9, 1e-6)
"""Degenerate programs may seem infeasible within the first; then the second is tried."""

_EQUATION = 5
_OPTIMAL = 1


@dataclass(frozen=True, slots=True)
class DaqpGuide:
    """Proposes the active set at which DAQP ends, else what `NumpyDualActiveSet` does."""

    def propose(self, problem: FloatQuadraticProgram) -> Proposal | None:
        """Return the constraints to which DAQP gives multipliers."""
        m, n = problem.linear.matrix.shape
        if n:
            for tolerance in _TOLERANCES:
                point, status, multipliers = _solved(problem, tolerance)
                if status >= _OPTIMAL:
                    return Proposal(_tight(multipliers, m, n), None, point)
        return NumpyDualActiveSet().propose(problem)


def _solved(problem: FloatQuadraticProgram, tolerance: float) -> tuple[FloatArray, int, FloatArray]:
    """The point, the status and the multipliers, those of the variables' bounds first."""
    linear = problem.linear
    m, n = linear.matrix.shape
    lower = np.concatenate((linear.lower, linear.right))
    upper = np.concatenate((linear.upper, np.full(m, np.inf)))
    sense = np.zeros(n + m, dtype=np.int32)
    if linear.equations:
        equations = [n + i for i in linear.equations]
        upper[equations] = lower[equations]
        sense[equations] = _EQUATION
    found: tuple[Any, ...] = daqp.solve(
        np.array(problem.hessian, order="C"),
        np.array(linear.cost),
        np.ascontiguousarray(linear.matrix),
        upper,
        lower,
        sense,
        primal_tol=tolerance,
    )
    point, _, status, info = found
    return point, status, info["lam"]


def _tight(multipliers: FloatArray, m: int, n: int) -> list[int]:
    """The numbers of the constraints with a multiplier, negative ones at the lower end."""
    rows: list[int] = np.flatnonzero(multipliers[n:]).tolist()
    ends = enumerate(multipliers[:n].tolist())
    return rows + [m + 2 * j + (y > 0) for j, y in ends if y]
