"""What a guide is asked, and what it may answer.

A guide gets a linear program in doubles and proposes a basis. It is never trusted: a proposal that
is right saves pivots, a wrong one costs pivots, and no proposal can change an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from exactrelu.filters import FloatArray, FloatRows, as_float, scaled_floats

__all__ = ["FloatProgram", "Guide", "Proposal"]

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
            np.array([-np.inf if bound is None else as_float(*bound) for bound in lower]),
            np.array([np.inf if bound is None else as_float(*bound) for bound in upper]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A basis by its numbers: optimal, unless `violated` names a constraint that contradicts it.

    The basis may be incomplete, dependent, or not a basis at all. `point` may be where it is tight.
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
