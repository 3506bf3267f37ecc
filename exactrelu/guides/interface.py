"""What a guide is asked, and what it may answer.

A guide gets a linear program in doubles and proposes a basis, or a convex quadratic program and
proposes an active set. It is never trusted: a proposal that
is right saves pivots, a wrong one costs pivots, and no proposal can change an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exactrelu.filters import FloatArray, FloatRows, as_float, scaled_floats

__all__ = ["FloatProgram", "FloatQuadraticProgram", "Guide", "Proposal", "QuadraticGuide"]

Quotients: TypeAlias = Sequence[tuple[int, int] | None]
"""Numerators and positive denominators; None for a bound that there is not."""


@dataclass(frozen=True, slots=True, eq=False)
class FloatProgram:
    """Minimise ``cost · x`` over ``matrix x >= right``, ``=`` for `equations`, and the bounds.

    Each row is scaled by a power of two, the cost too. Missing bounds are infinite. Constraints are
    numbered: row i is i, the lower bound of x_j is m + 2j, its upper bound m + 2j + 1, where m is
    the number of rows. An entry beyond all doubles is infinite.
    """

    matrix: FloatArray
    right: FloatArray
    equations: tuple[int, ...]
    cost: FloatArray
    lower: FloatArray
    upper: FloatArray

    @classmethod
    def of(
        cls,
        rows: FloatRows | None,
        equations: tuple[int, ...],
        cost: Sequence[int],
        bounds: tuple[Quotients, Quotients],
    ) -> FloatProgram:
        """Return the program of these rows, with the lower and the upper bounds as quotients.

        >>> FloatProgram.of(None, (), [3], ([(0, 1)], [None])).upper
        array([inf])
        """
        if rows is None:
            rows = FloatRows.from_table(np.empty((0, len(cost) + 1)))
        lower, upper = bounds
        return cls(
            rows.matrix,
            rows.right,
            equations,
            scaled_floats(cost),
            _ends(lower, -np.inf),
            _ends(upper, np.inf),
        )

    def on(self, scale: Scale) -> FloatProgram:
        """Return the program in the variables of a scale, each row of size about 1 there.

        >>> wide = FloatProgram(np.array([[1.0, 2.0**-300]]), np.ones(1), (), np.ones(2),
        ...                     np.zeros(2), np.full(2, np.inf))
        >>> wide.on(Scale.of(wide)).matrix
        array([[0.5, 0.5]])
        """
        table = scale.rows(np.column_stack((self.matrix, self.right)))
        cost = np.ldexp(self.cost, scale.columns)
        size = np.abs(cost).max(initial=0.0)
        return replace(
            self,
            matrix=table[:, :-1],
            right=table[:, -1],
            cost=np.ldexp(cost, -np.frexp(size)[1]) if 0 < size < np.inf else cost,
            lower=np.ldexp(self.lower, -scale.columns - scale.level),
            upper=np.ldexp(self.upper, -scale.columns - scale.level),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The variables x_j / 2^(columns_j + level), in rows divided by powers of two."""

    columns: NDArray[np.intc]
    level: int

    @classmethod
    def of(cls, problem: FloatProgram) -> Scale | None:
        """Return a scale on which the entries are near 1, if some are far from it; else None.

        Columns and rows are brought in turn to a geometric mean of 1.

        >>> wide = FloatProgram(np.array([[1.0, 2.0**-300]]), np.ones(1), (), np.ones(2),
        ...                     np.zeros(2), np.full(2, np.inf))
        >>> Scale.of(wide).columns
        array([  0, 300], dtype=int32)
        """
        sizes = np.abs(problem.matrix)
        present = sizes > 0
        if not (present & (sizes < _FAR)).any():
            return None
        exponents = np.where(present, np.frexp(sizes)[1], 0).astype(np.float64)
        columns = np.zeros(sizes.shape[1])
        for _ in range(_PASSES):
            rows = -_means(exponents + columns, present, axis=1)[:, None]
            columns = -_means(exponents + rows, present, axis=0)
        whole = np.rint(columns - columns[0]).astype(np.intc)
        return cls(whole, _level(problem, whole))

    def rows(self, table: FloatArray) -> FloatArray:
        """Return rows (g, h) in the new variables, the largest entry of each g near 1."""
        scaled: FloatArray = np.ldexp(table, np.append(self.columns, -self.level))
        size = np.abs(scaled[..., :-1]).max(axis=-1, keepdims=True)
        return np.ldexp(scaled, -np.frexp(size)[1])  # type: ignore[no-any-return]

    def point(self, point: FloatArray) -> FloatArray:
        """Return a point of the new variables in the old ones."""
        old: FloatArray = np.ldexp(point, self.columns + self.level)
        return old


def _ends(bounds: Quotients, missing: float) -> FloatArray:
    try:
        return np.array([missing if bound is None else bound[0] / bound[1] for bound in bounds])
    except OverflowError:
        return np.array([missing if bound is None else as_float(*bound) for bound in bounds])


_FAR = 2.0**-100
"""Entries smaller than this look like 0 beside the others."""

_PASSES = 4


def _means(values: FloatArray, present: NDArray[np.bool_], *, axis: int) -> FloatArray:
    """The means of the values that are present, 0 where none is."""
    total = np.where(present, values, 0.0).sum(axis=axis)
    means: FloatArray = total / np.maximum(present.sum(axis=axis), 1)
    return means


def _level(problem: FloatProgram, columns: NDArray[np.intc]) -> int:
    """The exponent of the largest finite bound in the scaled columns."""
    ends = np.ldexp(np.concatenate((problem.lower, problem.upper)), -np.tile(columns, 2))
    sizes = np.abs(ends)
    size = sizes[np.isfinite(sizes)].max(initial=0.0)
    return int(np.frexp(size)[1])


@dataclass(frozen=True, slots=True, eq=False)
class FloatQuadraticProgram:
    """Minimise ``½ xᵀ hessian x + cost · x`` over the constraints of `linear`, whose cost it is.

    Hessian and cost are scaled by the same power of two.
    """

    hessian: FloatArray
    linear: FloatProgram

    @classmethod
    def of(
        cls, linear: FloatProgram, hessian: Sequence[Sequence[int]], cost: Sequence[int]
    ) -> FloatQuadraticProgram:
        """Return the program with the constraints of another.

        >>> linear = FloatProgram.of(None, (), [0], ([None], [None]))
        >>> FloatQuadraticProgram.of(linear, [[2]], [1]).hessian
        array([[0.5]])
        """
        n = len(cost)
        scaled = scaled_floats([*cost, *[v for row in hessian for v in row]])
        constraints = linear.matrix, linear.right, linear.equations
        own = FloatProgram(*constraints, scaled[:n], linear.lower, linear.upper)
        return cls(scaled[n:].reshape(n, n), own)


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A basis by its numbers: optimal, unless `violated` names a constraint that contradicts it.

    The basis may be incomplete, dependent, or not a basis at all. `point` may be where it is tight.
    For a quadratic program it is an active set, and `point` where that is optimal.
    """

    basis: Sequence[int]
    violated: int | None = None
    point: FloatArray | None = None


class Guide(Protocol):
    """Whatever proposes bases.

    >>> class Silent:
    ...     def propose(self, problem):
    ...         return None
    >>> from exactrelu.lp import LinearProgram, solve
    >>> solve(LinearProgram.of([1], [([2], ">=", 1)]), guide=Silent()).value
    Fraction(1, 2)
    """

    def propose(self, problem: FloatProgram) -> Proposal | None:
        """Return what may be an optimal or a contradictory basis; None for no idea."""


class QuadraticGuide(Protocol):
    """Whatever proposes active sets.

    >>> class Silent:
    ...     def propose(self, problem):
    ...         return None
    >>> from exactrelu.qp import QuadraticProgram, solve
    >>> solve(QuadraticProgram([[2]], [-1]), guide=Silent()).value
    Fraction(-1, 4)
    """

    def propose(self, problem: FloatQuadraticProgram) -> Proposal | None:
        """Return what may be the constraints active at the optimum; None for no idea."""
