"""DAQP as a guide for quadratic programs; needs the extra ``qp``.

DAQP is asked for the signs of its multipliers only; what it calls optimal is so within tolerances.

>>> from exactrelu.guides import daqp_guide  # doctest: +SKIP
>>> solve(program, guide=daqp_guide())  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import daqp
import numpy as np

from exactrelu.filters import FloatArray
from exactrelu.guides.interface import FloatQuadraticProgram, Proposal

__all__ = ["DaqpGuide"]

_TOLERANCE = 1e-9
_INFINITE = 1e30
_EQUATION = 5


@dataclass(frozen=True, slots=True)
class DaqpGuide:
    """Proposes the active set at which DAQP ends."""

    def propose(self, problem: FloatQuadraticProgram) -> Proposal | None:
        """Return the constraints to which DAQP gives multipliers; None if it finds no optimum."""
        linear = problem.linear
        m, n = linear.matrix.shape
        if not n:
            return None
        lower = np.clip(np.concatenate((linear.lower, linear.right)), -_INFINITE, _INFINITE)
        upper = np.clip(np.concatenate((linear.upper, np.full(m, np.inf))), -_INFINITE, _INFINITE)
        equations = [n + i for i in linear.equations]
        upper[equations] = lower[equations]
        sense = np.zeros(n + m, dtype=np.int32)
        sense[equations] = _EQUATION
        found: tuple[Any, ...] = daqp.solve(
            np.array(problem.hessian, order="C"),
            np.array(linear.cost),
            np.array(linear.matrix, order="C"),
            upper,
            lower,
            sense,
            primal_tol=_TOLERANCE,
        )
        point, _, status, info = found
        if status < 1:
            return None
        return Proposal(_tight(np.asarray(info["lam"]), m, n), None, np.asarray(point))


def _tight(multipliers: FloatArray, m: int, n: int) -> list[int]:
    """The numbers of the constraints with a multiplier, negative ones at the lower end."""
    low = [m + 2 * j for j in range(n) if multipliers[j] < 0]
    high = [m + 2 * j + 1 for j in range(n) if multipliers[j] > 0]
    return [i for i in range(m) if multipliers[n + i] != 0] + low + high
