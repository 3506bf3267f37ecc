"""The proof in an answer, checked from the program alone: the kernel that the rest need not be.

Every check is a handful of sums of products of Fractions, in the words of `exactrelu.lp.answers`;
nothing is shared with the solver, and nothing is solved here.

>>> from exactrelu.lp import LinearProgram, solve
>>> answer = solve(LinearProgram.of([1], [([2], ">=", 1)]))
>>> fault(answer.program, answer)
''
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from exactrelu.lp.answers import Answer, Infeasible, Optimal, Unbounded
from exactrelu.lp.kinds import require, require_program
from exactrelu.lp.program import LinearProgram
from exactrelu.rational import Vector

__all__ = ["fault", "is_proved"]


def is_proved(program: LinearProgram, answer: Answer) -> bool:
    """Whether the answer is right for this program, by its own certificate.

    >>> from dataclasses import replace
    >>> from exactrelu.lp import solve
    >>> answer = solve(LinearProgram.of([1], [([2], ">=", 1)]))
    >>> is_proved(answer.program, answer)
    True
    >>> is_proved(answer.program, replace(answer, value=Fraction(0)))
    False
    """
    return not fault(program, answer)


def fault(program: LinearProgram, answer: Answer) -> str:
    """Return the first thing that is wrong with the certificate, or the empty text.

    Raises KindError for what is no linear program, or no answer to one: the answer to an integer
    program has ``answer.certificate.verdict()``.

    >>> program = LinearProgram.of([1], [([2], ">=", 1)])
    >>> zero, one = Fraction(0), Fraction(1)
    >>> fault(program, Optimal(program, (zero,), zero, (zero,), (one,)))
    'row 0 does not hold at the point'
    """
    require_program(program, LinearProgram)
    require(answer, (Optimal, Infeasible, Unbounded), "answer")
    faults: Iterator[str]
    match answer:
        case Optimal():
            faults = _faults_of_optimum(program, answer)
        case Infeasible():
            faults = _faults_of_farkas(program, answer)
        case Unbounded():
            faults = _faults_of_ray(program, answer)
    return next(faults, "")


def _faults_of_optimum(program: LinearProgram, answer: Optimal) -> Iterator[str]:
    """Primal feasible, dual feasible, and of one value (weak duality)."""
    yield from _wrong_lengths(program, answer.point, answer.reduced_costs, answer.duals)
    yield from _violations(program, answer.point)
    if answer.value != _dot(program.objective, answer.point) + program.constant:
        yield "the value is not that of the point"
    # For a maximum, the negated multipliers prove the minimum of the negated objective.
    sign = -1 if program.sense == "max" else 1
    y = [sign * entry for entry in answer.duals]
    z = [sign * entry for entry in answer.reduced_costs]
    lower, upper = [max(entry, _ZERO) for entry in z], [max(-entry, _ZERO) for entry in z]
    target = [sign * entry for entry in program.objective]
    yield from _wrong_combination(program, y, lower, upper, target)
    bound = _bound_proved(program, y, lower, upper)
    if sign * bound + program.constant != answer.value:
        yield "the duals prove another value"


def _faults_of_farkas(program: LinearProgram, answer: Infeasible) -> Iterator[str]:
    """A combination of rows and bounds that reads 0 >= a positive number."""
    y, lower, upper = answer.row_multipliers, answer.lower_multipliers, answer.upper_multipliers
    yield from _wrong_lengths(program, lower, upper, y)
    if any(entry < 0 for entry in (*lower, *upper)):
        yield "a multiplier of a bound is negative"
    yield from _wrong_combination(program, y, lower, upper, [_ZERO] * program.dimension)
    if _bound_proved(program, y, lower, upper) <= 0:
        yield "the combination is no contradiction"


def _faults_of_ray(program: LinearProgram, answer: Unbounded) -> Iterator[str]:
    """A feasible point, and a direction that stays feasible and improves for ever."""
    yield from _wrong_lengths(program, answer.point, answer.ray, None)
    yield from _violations(program, answer.point)
    for index, row in enumerate(program.rows):
        if not _holds(_dot(row.coefficients, answer.ray), row.relation, _ZERO):
            yield f"row {index} does not hold along the ray"
    for j, (low, entry, high) in enumerate(
        zip(program.lower, answer.ray, program.upper, strict=True)
    ):
        if (low is not None and entry < 0) or (high is not None and entry > 0):
            yield f"the ray leaves the bounds of variable {j}"
    slope = _dot(program.objective, answer.ray)
    if not (slope > 0 if program.sense == "max" else slope < 0):
        yield "the objective does not improve along the ray"


_ZERO = Fraction(0)


def _wrong_lengths(
    program: LinearProgram, first: Vector, second: Vector, duals: Vector | None
) -> Iterator[str]:
    if not len(first) == len(second) == program.dimension:
        yield "a vector does not have an entry for each variable"
    if duals is not None and len(duals) != len(program.rows):
        yield "the multipliers do not have an entry for each row"


def _violations(program: LinearProgram, point: Vector) -> Iterator[str]:
    for index, row in enumerate(program.rows):
        if not _holds(_dot(row.coefficients, point), row.relation, row.bound):
            yield f"row {index} does not hold at the point"
    for j, (low, entry, high) in enumerate(zip(program.lower, point, program.upper, strict=True)):
        if (low is not None and entry < low) or (high is not None and entry > high):
            yield f"the point leaves the bounds of variable {j}"


def _wrong_combination(
    program: LinearProgram,
    y: Iterable[Fraction],
    lower: Sequence[Fraction],
    upper: Sequence[Fraction],
    target: list[Fraction],
) -> Iterator[str]:
    """What keeps ``Aᵀy + lower - upper`` from being the target, or a sign from being allowed."""
    total = [low - high for low, high in zip(lower, upper, strict=True)]
    for index, (row, entry) in enumerate(zip(program.rows, y, strict=True)):
        if (row.relation == ">=" and entry < 0) or (row.relation == "<=" and entry > 0):
            yield f"the multiplier of row {index} has the wrong sign"
        if entry:
            total = [t + entry * a for t, a in zip(total, row.coefficients, strict=True)]
    for j in range(program.dimension):
        if (lower[j] and program.lower[j] is None) or (upper[j] and program.upper[j] is None):
            yield f"variable {j} has no such bound"
    if total != target:
        yield "the combination of the rows is another one"


def _bound_proved(
    program: LinearProgram,
    y: Iterable[Fraction],
    lower: Sequence[Fraction],
    upper: Sequence[Fraction],
) -> Fraction:
    """``y·b + lower·(lower bounds) - upper·(upper bounds)``."""
    total = _dot(y, (row.bound for row in program.rows))
    total += sum((m * b for m, b in zip(lower, program.lower, strict=True) if m and b), _ZERO)
    return total - sum((m * b for m, b in zip(upper, program.upper, strict=True) if m and b), _ZERO)


def _holds(left: Fraction, relation: str, right: Fraction) -> bool:
    match relation:
        case "<=":
            return left <= right
        case ">=":
            return left >= right
        case "=":
            return left == right
    return False


def _dot(first: Iterable[Fraction], second: Iterable[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(first, second, strict=True) if a and b), _ZERO)
