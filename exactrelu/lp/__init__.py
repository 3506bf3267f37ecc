"""Linear programs over the rationals: exact answers, each with a certificate.

`solve` answers a `LinearProgram` with an `Optimal`, an `Infeasible` or an `Unbounded`, of which
`fault` and `is_proved` check the proof from the program alone.

>>> program = LinearProgram.of([3, 2], [([1, 1], "<=", 4), ([1, 3], "<=", 6)], sense="max",
...                            bounds=[(0, 3), (0, None)])
>>> answer = solve(program)
>>> answer.value, answer.point, answer.duals
(Fraction(11, 1), (Fraction(3, 1), Fraction(1, 1)), (Fraction(2, 1), Fraction(0, 1)))
>>> is_proved(program, answer), answer.certificate.verdict().status
(True, 'VALID')
"""

from __future__ import annotations

from exactrelu.lp.answers import Answer, Infeasible, Optimal, Unbounded
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

__all__ = [
    "Answer",
    "Bound",
    "Infeasible",
    "InteriorPoint",
    "LinearProgram",
    "NoInterior",
    "Optimal",
    "Relation",
    "Row",
    "Sense",
    "State",
    "Unbounded",
    "Unproved",
    "add_row",
    "farkas_test",
    "fault",
    "interior_point",
    "is_proved",
    "safe_bound",
    "solve",
    "start",
]
