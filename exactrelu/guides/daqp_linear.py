"""DAQP as a guide for linear programs; needs the extra ``qp``.

DAQP solves a linear program by the proximal point method, each step of which is a quadratic program
for its dual active set method. Where it ends at no vertex (an infeasible or unbounded program, an
optimal face of more than one point) it has no basis to propose, and the numpy dictionary is asked,
at once where there are many variables: a step of DAQP costs the square of the active constraints,
and at a vertex most of these are bounds, which cost the dictionary nothing.

>>> from exactrelu.guides import daqp_linear_guide  # doctest: +SKIP
>>> solve(program, guide=daqp_linear_guide())  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import daqp
import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.dictionary import NumpyDualDictionary
from exactrelu.guides.interface import FloatProgram, Proposal

__all__ = ["DaqpLinearGuide"]

_TOLERANCE = 1e-12
_EQUATION = 5
_OPTIMAL = 1
_MANY = 200


@dataclass(frozen=True, slots=True)
class DaqpLinearGuide:
    """Proposes the vertex at which DAQP ends, else what `NumpyDualDictionary` does."""

    def propose(self, problem: FloatProgram) -> Proposal | None:
        """Return the constraints to which DAQP gives multipliers, if they are a whole basis."""
        m, n = problem.matrix.shape
        if 0 < n <= _MANY:
            point, status, multipliers = _solved(problem)
            basis = _tight(multipliers, m, n) if status == _OPTIMAL else []
            if len(basis) == n:
                return Proposal(basis, None, point)
        return NumpyDualDictionary().propose(problem)


def _solved(problem: FloatProgram) -> tuple[FloatArray, int, FloatArray]:
    """The point, the status and the multipliers, those of the variables' bounds first."""
    m, n = problem.matrix.shape
    lower = np.concatenate((problem.lower, problem.right))
    upper = np.empty(n + m)
    upper[:n], upper[n:] = problem.upper, np.inf
    sense = np.zeros(n + m, dtype=np.int32)
    if problem.equations:
        equations = [n + i for i in problem.equations]
        upper[equations] = lower[equations]
        sense[equations] = _EQUATION
    limits = {"primal_tol": _TOLERANCE, "iter_limit": 50 + 10 * (n + m)}
    matrix = np.ascontiguousarray(problem.matrix)
    found: tuple[Any, ...] = daqp.solve(None, problem.cost, matrix, upper, lower, sense, **limits)
    point, _, status, info = found
    return point, status, info["lam"]


def _tight(multipliers: FloatArray, m: int, n: int) -> list[int]:
    """The numbers of the constraints with a multiplier, negative ones at the lower end."""
    rows: list[int] = multipliers[n:].nonzero()[0].tolist()
    ends = enumerate(multipliers[:n].tolist())
    return rows + [m + 2 * j + (y > 0) for j, y in ends if y]
