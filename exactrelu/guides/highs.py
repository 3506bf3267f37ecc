"""HiGHS as a guide, for large sparse programs; needs the extra ``highs``.

HiGHS is asked for its basis only; what it calls optimal is so within tolerances.

>>> from exactrelu.guides import highs_guide  # doctest: +SKIP
>>> solve(program, guide=highs_guide())  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from exactrelu.guides.interface import FloatProgram, Proposal

__all__ = ["HighsGuide"]

_TOLERANCE = 1e-10
"""The smallest that HiGHS takes."""


@dataclass(frozen=True, slots=True)
class HighsGuide:
    """Proposes the basis at which HiGHS ends, by the dual simplex method without presolve."""

    def propose(self, problem: FloatProgram) -> Proposal | None:
        """Return the basis of HiGHS; None if HiGHS reports an error."""
        solver: Any = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("presolve", "off"),
            ("threads", 1),
            ("primal_feasibility_tolerance", _TOLERANCE),
            ("dual_feasibility_tolerance", _TOLERANCE),
        ):
            solver.setOptionValue(option, value)
        if solver.passModel(_model(problem)) == highspy.HighsStatus.kError:
            return None
        if solver.run() == highspy.HighsStatus.kError:
            return None
        return Proposal(_tight(solver.getBasis(), len(problem.right)))


def _model(problem: FloatProgram) -> Any:  # noqa: ANN401 - highspy ships no types
    m, n = problem.matrix.shape
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = n, m
    model.col_cost_ = problem.cost
    model.col_lower_, model.col_upper_ = problem.lower, problem.upper
    upper = np.full(m, highspy.kHighsInf)
    equations = list(problem.equations)
    upper[equations] = problem.right[equations]
    model.row_lower_, model.row_upper_ = problem.right, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.arange(0, m * n + 1, max(n, 1), dtype=np.int32)[: m + 1]
    model.a_matrix_.index_ = np.tile(np.arange(n, dtype=np.int32), m)
    model.a_matrix_.value_ = problem.matrix.ravel()
    # An empty integrality makes passModel fail now and then.
    model.integrality_ = [highspy.HighsVarType.kContinuous] * n
    return model


def _tight(basis: Any, m: int) -> list[int]:  # noqa: ANN401
    """The numbers of the constraints at their bounds."""
    lower, upper = highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kUpper
    rows = [i for i, status in enumerate(basis.row_status) if status in (lower, upper)]
    low = [m + 2 * j for j, status in enumerate(basis.col_status) if status == lower]
    return rows + low + [m + 2 * j + 1 for j, s in enumerate(basis.col_status) if s == upper]
