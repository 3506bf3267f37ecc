"""Every exception that the library raises on purpose.

Each one is an `ExactReluError` and also the builtin a caller would expect, so that
``except ValueError`` keeps working. A message is one line: what was required, what came, where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = [
    "BudgetError",
    "ClaimError",
    "DimensionError",
    "DomainError",
    "ExactReluError",
    "FloatError",
    "FormatError",
    "FunctionError",
    "KindError",
    "MissingExtraError",
    "NonConvexError",
    "NumberError",
    "UnknownClaimError",
    "WorkerError",
]


class ExactReluError(Exception):
    """The base of all errors of this library.

    >>> issubclass(DimensionError, ExactReluError)
    True
    """


class NumberError(ExactReluError, ValueError):
    """A value is not an exact rational number.

    >>> from exactrelu.rational import as_rational
    >>> as_rational("1/0", name="slope")
    Traceback (most recent call last):
    exactrelu.errors.NumberError: slope must be a rational number, but '1/0' divides by zero
    """


class FloatError(NumberError, TypeError):
    """A float came where only exact numbers are allowed.

    >>> from exactrelu.rational import as_rational
    >>> as_rational(0.5)
    Traceback (most recent call last):
    exactrelu.errors.FloatError: value must be an exact rational number, not the float 0.5 \
(which holds 1/2); write "1/2", or ask for floats="dyadic" or "decimal"
    """


class DimensionError(ExactReluError, ValueError):
    """Shapes do not fit: a ragged matrix, a point with too few coordinates, an empty layer.

    >>> from exactrelu.rational import as_matrix
    >>> as_matrix([[1, 2], [3]])
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: matrix[1] must have 2 entries like matrix[0], not 1
    """


class FormatError(ExactReluError, ValueError):
    """A file or a JSON value does not follow its format.

    >>> raise FormatError("net.json must have the field 'layers'")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.json must have the field 'layers'
    """


class KindError(FormatError, TypeError):
    """An argument is of another kind than the one that is asked for.

    >>> from exactrelu.lp import IntegerProgram, solve
    >>> solve(IntegerProgram.of([1]))
    Traceback (most recent call last):
    exactrelu.errors.KindError: program must be a LinearProgram, not an IntegerProgram; \
exactrelu.models.solve takes every kind of program
    """


class FunctionError(ExactReluError, ValueError):
    """Pieces do not make a continuous function: unsorted breakpoints, a jump.

    >>> raise FunctionError("pieces must agree at the breakpoint 0, not be 1 and 2 there")
    Traceback (most recent call last):
    exactrelu.errors.FunctionError: pieces must agree at the breakpoint 0, not be 1 and 2 there
    """


class DomainError(ExactReluError, ValueError):
    """An argument lies outside of where the question makes sense, as an empty interval does.

    >>> raise DomainError("upper must be at least lower = 1, not 0")
    Traceback (most recent call last):
    exactrelu.errors.DomainError: upper must be at least lower = 1, not 0
    """


class BudgetError(ExactReluError, RuntimeError):
    """The work allowed is used up; the answer is proved to lie in [`lower`, `upper`].

    A bound is None where nothing has been proved on that side. `point` is the best point found, if
    the search was one for points.

    >>> from fractions import Fraction
    >>> error = BudgetError("nodes must be at most 100", lower=Fraction(3), upper=None)
    >>> str(error), error.lower, error.upper
    ('nodes must be at most 100', Fraction(3, 1), None)
    """

    def __init__(
        self,
        message: str,
        *,
        lower: Fraction | None = None,
        upper: Fraction | None = None,
        point: tuple[Fraction, ...] | None = None,
    ) -> None:
        super().__init__(message)
        self.lower = lower
        self.upper = upper
        self.point = point

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions pickle by their positional arguments alone; the bounds must cross processes.
        state = {"lower": self.lower, "upper": self.upper, "point": self.point}
        return type(self), self.args, state


class NonConvexError(ExactReluError, ValueError):
    """A quadratic form is negative along `direction`, where a convex one is asked for.

    >>> from exactrelu.qp import QuadraticProgram, solve
    >>> solve(QuadraticProgram([[1, 2], [2, 1]], [0, 0]))
    Traceback (most recent call last):
    exactrelu.errors.NonConvexError: hessian must be positive semidefinite, but dᵀQd = -3 for \
d = (-2, 1)
    """

    def __init__(self, message: str, *, direction: tuple[Fraction, ...] = ()) -> None:
        super().__init__(message)
        self.direction = direction

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self.args, {"direction": self.direction}


class UnknownClaimError(ExactReluError, LookupError):
    """No claim or paper has the id that was asked for.

    >>> raise UnknownClaimError("claim must be one of the 40 known ids, not 'arora.thm9'")
    Traceback (most recent call last):
    exactrelu.errors.UnknownClaimError: claim must be one of the 40 known ids, not 'arora.thm9'
    """


class ClaimError(ExactReluError, ValueError):
    """A claim is badly formed: two claims of one id, a statement without words.

    >>> raise ClaimError("claim ids must differ, but 'arora.eq5' is given twice")
    Traceback (most recent call last):
    exactrelu.errors.ClaimError: claim ids must differ, but 'arora.eq5' is given twice
    """


class MissingExtraError(ExactReluError, ImportError):
    """An optional dependency is needed and not installed.

    >>> raise MissingExtraError("reading ONNX needs the extra 'onnx': pip install exactrelu[onnx]")
    Traceback (most recent call last):
    exactrelu.errors.MissingExtraError: reading ONNX needs the extra 'onnx': pip install \
exactrelu[onnx]
    """


class WorkerError(ExactReluError, RuntimeError):
    """A worker process has ended before its work was done: it was killed, or out of memory.

    >>> raise WorkerError("worker processes must not end before their tasks")
    Traceback (most recent call last):
    exactrelu.errors.WorkerError: worker processes must not end before their tasks
    """
