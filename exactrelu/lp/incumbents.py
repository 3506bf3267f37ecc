"""Where integer points come from that branch and bound starts with; none of them is believed.

PuLP's solver is asked, if there is one: what it answers is rounded, completed by an exact linear
program where there are other variables, and tested. PuLP's texts cut digits of the data, which is
good enough for a proposal.

>>> from exactrelu.lp import IntegerProgram
>>> program = IntegerProgram.binary([1, 1], [([1, 2], ">=", 1)])
>>> found = PulpIncumbents().propose(program, seconds=None)
>>> [[round(value) for value in point] for point in found] in ([[1, 0]], [[0, 1]])
True
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from exactrelu.lp.integer import IntegerProgram
from exactrelu.lp.integral import IntegralProgram

__all__ = ["DEFAULT_INCUMBENTS", "IncumbentSource", "PulpIncumbents", "as_pulp"]


class IncumbentSource(Protocol):
    """Whatever proposes points; it is asked once, after `patience` nodes."""

    @property
    def patience(self) -> int:
        """How many nodes are visited before it is asked."""

    def propose(
        self, program: IntegerProgram, *, seconds: int | None
    ) -> Iterable[Sequence[object]]:
        """Return points with a number for each variable, of any exactness.

        `seconds` are left until the time limit; None if there is none.
        """


@dataclass(frozen=True, slots=True)
class PulpIncumbents:
    """Asks HiGHS, if it is installed, or else CBC, through PuLP, for at most some seconds."""

    seconds: int = 10
    patience: int = 30

    def propose(
        self, program: IntegerProgram, *, seconds: int | None
    ) -> Iterable[Sequence[object]]:
        """Return the best point that the solver has found, or nothing."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _asked(
                    program, self.seconds if seconds is None else min(seconds, self.seconds)
                )
        except Exception:  # noqa: BLE001 - whatever goes wrong outside, there is no proposal
            return []


DEFAULT_INCUMBENTS: IncumbentSource = PulpIncumbents()


def _asked(program: IntegerProgram, seconds: int) -> list[list[object]]:
    # PuLP takes half a second to import, which nobody else should pay for.
    import pulp  # noqa: PLC0415

    available = pulp.listSolvers(onlyAvailable=True)
    names = [name for name in ("HiGHS", "PULP_CBC_CMD") if name in available]
    if not names:
        return []
    problem, variables = as_pulp(pulp, program)
    problem.solve(pulp.getSolver(names[0], msg=False, timeLimit=seconds))
    point = [variable.value() for variable in variables]
    return [] if any(value is None for value in point) else [point]


def as_pulp(pulp: Any, program: IntegerProgram) -> tuple[Any, list[Any]]:  # noqa: ANN401
    """Return the integer form of the program as a problem of PuLP's, and its variables.

    `pulp` is the module, which is not loaded here.
    """
    integral = IntegralProgram.of(program.program)
    whole = set(program.integers)
    problem = pulp.LpProblem("proposal", pulp.LpMinimize)
    variables = [
        pulp.LpVariable(f"x{j}", *_ends(integral, j, is_integer=j in whole), _category(j in whole))
        for j in range(integral.dimension)
    ]
    problem += pulp.LpAffineExpression(_terms(variables, integral.cost))
    for i, row in enumerate(integral.rows):
        form = integral.row(i)
        relation = pulp.LpConstraintEQ if row.relation == "=" else pulp.LpConstraintGE
        left = pulp.LpAffineExpression(_terms(variables, form.coefficients))
        problem += pulp.LpConstraint(left, relation, f"r{i}", form.bound)
    return problem, variables


def _category(is_integer: bool) -> str:  # noqa: FBT001 - a word for yes and a word for no
    return "Integer" if is_integer else "Continuous"


def _terms(variables: Sequence[Any], coefficients: Sequence[int]) -> list[tuple[Any, int]]:
    return [(x, a) for x, a in zip(variables, coefficients, strict=True) if a]


def _ends(integral: IntegralProgram, j: int, *, is_integer: bool) -> tuple[Any, Any]:
    low, high = integral.lower[j], integral.upper[j]
    if is_integer:
        return low and -(-low[0] // low[1]), high and high[0] // high[1]
    return low and Fraction(*low), high and Fraction(*high)
