"""Convex quadratic programs and least squares over the rationals: exact answers with certificates.

`solve` answers a `QuadraticProgram` with an `Optimal`, an `Infeasible` or an `Unbounded`, of which
`fault` and `is_proved` check the proof from the program alone. `quick_bound` and `safe_bound` prove
lower bounds from rounded numbers. `least_squares` makes the program of a regression, with linear
inequalities if there are any.

The example of Nocedal and Wright, *Numerical Optimization*, 16.4:

>>> rows = [([1, -2], ">=", -2), ([-1, -2], ">=", -6), ([-1, 2], ">=", -2)]
>>> program = least_squares([[1, 0], [0, 1]], [1, "5/2"], rows=rows, bounds=[(0, None)] * 2)
>>> answer = solve(program)
>>> answer.point, answer.value, answer.duals
((Fraction(7, 5), Fraction(17, 10)), Fraction(4, 5), (Fraction(4, 5), Fraction(0, 1), \
Fraction(0, 1)))
>>> is_proved(program, answer), answer.certificate.verdict().status
(True, 'VALID')
"""

from __future__ import annotations

from exactrelu.lp import Relation, Row, Unproved
from exactrelu.qp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.qp.bounds import Bound, curvature_of, quick_bound, safe_bound
from exactrelu.qp.program import QuadraticProgram, Squares, least_squares
from exactrelu.qp.solver import solve
from exactrelu.qp.verify import fault, is_proved

__all__ = [
    "Answer",
    "Bound",
    "Infeasible",
    "Optimal",
    "QuadraticProgram",
    "Relation",
    "Row",
    "Squares",
    "Unbounded",
    "Unproved",
    "curvature_of",
    "fault",
    "is_proved",
    "least_squares",
    "quick_bound",
    "safe_bound",
    "solve",
]
