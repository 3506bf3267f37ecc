"""The integer form of a quadratic program, in which it is solved.

Rows, bounds and their numbers are those of `exactrelu.lp.integral`; the hessian and the cost are
`scale` times the user's, so that all of them are integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lcm
from typing import Any, TypeAlias

from exactrelu.lp.integral import IntegralProgram
from exactrelu.qp.program import QuadraticProgram

__all__ = ["IntegralHessian", "IntegralQuadratic", "prepared_hessian"]

IntegerMatrix: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class IntegralHessian:
    """Integer `entries`, which are `scale` times the user's hessian."""

    entries: IntegerMatrix
    scale: int

    def times(self, factor: int) -> IntegerMatrix:
        """The entries, multiplied."""
        if factor == 1:
            return self.entries
        return tuple([tuple([factor * v for v in row]) for row in self.entries])


def prepared_hessian(program: QuadraticProgram) -> IntegralHessian:
    """Return the integer form of the hessian, computed when it is first asked for.

    >>> prepared_hessian(QuadraticProgram([["1/2", 1], [1, 3]], [0, 0])).entries
    ((1, 2), (2, 6))
    """
    if program.integers is None:
        object.__setattr__(program, "integers", _prepared(program))
    return program.integers  # type: ignore[no-any-return]


def _prepared(program: QuadraticProgram) -> IntegralHessian:
    # The slots of a Fraction are read faster than its properties.
    rows: Sequence[Sequence[Any]] = program.hessian
    scale = lcm(*{v._denominator for row in rows for v in row})  # noqa: SLF001
    entries = [tuple([v._numerator * (scale // v._denominator) for v in row]) for row in rows]  # noqa: SLF001
    return IntegralHessian(tuple(entries), scale)


@dataclass(frozen=True, slots=True, eq=False)
class IntegralQuadratic:
    """Minimise ``½ xᵀ hessian x + cost · x`` subject to the constraints of `linear`.

    Variables outside of `columns` stay at 0: there are lines along which nothing changes, and these
    variables choose among the points of such lines.

    >>> program = IntegralQuadratic.of(QuadraticProgram([["1/2"]], ["1/3"]))
    >>> program.hessian, program.cost, program.linear.scale
    (((3,),), (2,), 6)
    """

    linear: IntegralProgram
    hessian: IntegerMatrix
    columns: tuple[int, ...]

    @classmethod
    def of(cls, program: QuadraticProgram) -> IntegralQuadratic:
        """Return the integer form of a program."""
        hessian = prepared_hessian(program)
        linear = IntegralProgram.of(program.linear, scale=hessian.scale)
        entries = hessian.times(linear.scale // hessian.scale)
        return cls(linear, entries, tuple(range(linear.dimension)))

    @property
    def dimension(self) -> int:
        """The number of variables."""
        return self.linear.dimension

    @property
    def cost(self) -> tuple[int, ...]:
        """The linear part of the objective."""
        return self.linear.cost

    def on_columns(self, columns: tuple[int, ...]) -> IntegralQuadratic:
        """Return the program with the variables outside of `columns` at 0."""
        return replace(self, columns=columns)
