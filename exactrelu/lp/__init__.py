"""Linear programs over the rationals: exact answers, each with a certificate.

`solve` answers a `LinearProgram` with an `Optimal`, an `Infeasible` or an `Unbounded`, of which
`fault` and `is_proved` check the proof from the program alone. `solve_integer` answers an
`IntegerProgram`. `ExactSolver` is a solver for PuLP's models; `from_mps` and `from_lp` read model
files, `as_mps` and `as_lp` write them.

>>> program = LinearProgram.of([3, 2], [([1, 1], "<=", 4), ([1, 3], "<=", 8)], sense="max",
...                            bounds=[(0, 3), (0, None)])
>>> answer = solve(program)
>>> answer.value, answer.point, answer.duals
(Fraction(11, 1), (Fraction(3, 1), Fraction(1, 1)), (Fraction(2, 1), Fraction(0, 1)))
>>> is_proved(program, answer), answer.certificate.verdict().status
(True, 'VALID')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exactrelu.lp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.lp.branching import solve_integer
from exactrelu.lp.incumbents import IncumbentSource, PulpIncumbents
from exactrelu.lp.integer import (
    IntegerAnswer,
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
    IntegerUnbounded,
)
from exactrelu.lp.lp_format import from_lp
from exactrelu.lp.mps import from_mps
from exactrelu.lp.program import LinearProgram, Relation, Row, Sense
from exactrelu.lp.questions import (
    Bound,
    InteriorPoint,
    NoInterior,
    Unproved,
    farkas_test,
    interior_point,
    safe_bound,
)
from exactrelu.lp.solver import solve
from exactrelu.lp.verify import fault, is_proved
from exactrelu.lp.warm import State, add_row, start
from exactrelu.lp.writing import as_lp, as_mps

if TYPE_CHECKING:
    from exactrelu.lp.modelling import ExactSolver, exact_sum, from_pulp, to_pulp

__all__ = [
    "Answer",
    "Bound",
    "ExactSolver",
    "IncumbentSource",
    "Infeasible",
    "IntegerAnswer",
    "IntegerInfeasible",
    "IntegerOptimal",
    "IntegerProgram",
    "IntegerUnbounded",
    "InteriorPoint",
    "LinearProgram",
    "NoInterior",
    "Optimal",
    "PulpIncumbents",
    "Relation",
    "Row",
    "Sense",
    "State",
    "Unbounded",
    "Unproved",
    "add_row",
    "as_lp",
    "as_mps",
    "exact_sum",
    "farkas_test",
    "fault",
    "from_lp",
    "from_mps",
    "from_pulp",
    "interior_point",
    "is_proved",
    "safe_bound",
    "solve",
    "solve_integer",
    "start",
    "to_pulp",
]

_FROM_MODELLING = frozenset({"ExactSolver", "exact_sum", "from_pulp", "to_pulp"})


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PuLP has no types
    """Import what needs PuLP when it is asked for: PuLP is slow to load."""
    if name in _FROM_MODELLING:
        from exactrelu.lp import modelling  # noqa: PLC0415

        return getattr(modelling, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
