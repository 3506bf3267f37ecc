"""The proof in an answer, checked from the program alone: the kernel that the rest need not be.

That a point is optimal for a convex program is that it is optimal for the linear program with its
gradient in place of the objective; that nothing is feasible is about rows and bounds only; and a
ray with Qr = 0 is one of the linear objective. So each answer becomes one of a linear program,
which `exactrelu.lp.verify` checks, and what is left is here. Nothing is shared with the solver.

>>> from exactrelu.qp import QuadraticProgram, solve
>>> answer = solve(QuadraticProgram([[2]], [0], [([1], ">=", 3)]))
>>> fault(answer.program, answer)
''
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from exactrelu import lp
from exactrelu.lp import LinearProgram
from exactrelu.lp.kinds import require, require_program
from exactrelu.qp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.qp.program import QuadraticProgram, Squares
from exactrelu.rational import Matrix

__all__ = ["fault", "is_proved"]


def is_proved(program: QuadraticProgram, answer: Answer) -> bool:
    """Whether the answer is right for this program, by its own certificate.

    >>> from dataclasses import replace
    >>> from exactrelu.qp import QuadraticProgram, solve
    >>> answer = solve(QuadraticProgram([[2]], [0], [([1], ">=", 3)]))
    >>> is_proved(answer.program, answer)
    True
    >>> is_proved(answer.program, replace(answer, squares=()))
    False
    """
    return not fault(program, answer)


def fault(program: QuadraticProgram, answer: Answer) -> str:
    """Return the first thing that is wrong with the certificate, or the empty text.

    >>> program = QuadraticProgram([[2]], [0], [([1], ">=", 3)])
    >>> zero = Fraction(0)
    >>> fault(program, Optimal(program, (zero,), zero, (zero,), (zero,), ((Fraction(2), (1,)),)))
    'row 0 does not hold at the point'
    """
    require_program(program, QuadraticProgram)
    require(answer, (Optimal, Infeasible, Unbounded), "answer")
    faults: Iterator[str]
    match answer:
        case Optimal():
            faults = _faults_of_optimum(program, answer)
        case Infeasible():
            faults = iter([lp.fault(program.linear, answer.as_linear)])
        case Unbounded():
            faults = _faults_of_ray(program, answer)
    return next((found for found in faults if found), "")


def _faults_of_optimum(program: QuadraticProgram, answer: Optimal) -> Iterator[str]:
    """Convex, of this value, and optimal for the gradient (Karush, Kuhn and Tucker)."""
    n = program.dimension
    if len(answer.point) != n or any(len(form) != n for _, form in answer.squares):
        yield "a vector does not have an entry for each variable"
    if any(weight < 0 for weight, _ in answer.squares):
        yield "a square has a negative weight"
    if _sum_of_squares(answer.squares, n) != program.hessian:
        yield "the squares do not add up to the hessian"
    image = [_dot(row, answer.point) for row in program.hessian]
    gradient = tuple([q + c for q, c in zip(image, program.objective, strict=True)])
    value = _dot(image, answer.point) / 2 + _dot(program.objective, answer.point)
    if answer.value != value + program.constant:
        yield "the value is not that of the point"
    tangent = LinearProgram(gradient, program.rows, lower=program.lower, upper=program.upper)
    slope = _dot(gradient, answer.point)
    yield lp.fault(
        tangent, lp.Optimal(tangent, answer.point, slope, answer.duals, answer.reduced_costs)
    )


def _faults_of_ray(program: QuadraticProgram, answer: Unbounded) -> Iterator[str]:
    yield lp.fault(program.linear, lp.Unbounded(program.linear, answer.point, answer.ray))
    if any(_dot(row, answer.ray) for row in program.hessian):
        yield "the hessian does not vanish along the ray"


def _sum_of_squares(squares: Squares, n: int) -> Matrix:
    columns = [[weight * form[i] for weight, form in squares] for i in range(n)]
    forms = [[form[j] for _, form in squares] for j in range(n)]
    return tuple([tuple([_dot(left, right) for right in forms]) for left in columns])


def _dot(first: Iterable[Fraction], second: Iterable[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(first, second, strict=True) if a and b), Fraction(0))
