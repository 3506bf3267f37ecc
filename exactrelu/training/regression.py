"""Regression with linear forms: the least loss of predictions that are linear in the unknowns.

Given for each sample the form f_j of its prediction in some unknowns, and linear constraints on
them, the least loss is the optimum of a convex program: of a least-squares problem for the squared
loss, of a linear program with the losses t_j as further unknowns for the others.

>>> from exactrelu.training.problem import Samples
>>> samples = Samples([[0], [1], [2]], [0, 1, 5])
>>> answer = solve_regression("max", samples, [[0, 1], [1, 1], [2, 1]])
>>> answer.value, answer.point
(Fraction(3, 4), (Fraction(5, 2), Fraction(-3, 4)))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu import lp, qp
from exactrelu.rational import Vector, as_matrix
from exactrelu.training.losses import require_loss

if TYPE_CHECKING:
    from exactrelu.training.losses import Loss
    from exactrelu.training.problem import Samples

__all__ = ["Fit", "regression_program", "solve_regression"]

Ends = Sequence[Fraction | None]
Program = qp.QuadraticProgram | lp.LinearProgram


@dataclass(frozen=True, slots=True)
class Fit:
    """The least loss, and the unknowns at which it is attained."""

    value: Fraction
    point: Vector


def regression_program(
    loss: Loss,
    samples: Samples,
    forms: object,
    *,
    rows: Iterable[lp.Row] = (),
    bounds: Sequence[tuple[object, object]] | None = None,
) -> Program:
    """Return the program of the least loss; its unknowns are those of the forms, then the t_j.

    `forms` is a D x k matrix, `rows` are constraints on the k unknowns, `bounds` is a pair for each
    unknown. There is one t_j per sample, but one t in all for the loss ``max``. The rows of the
    losses come first. Raises FormatError for an unknown loss.
    """
    require_loss(loss)
    matrix = as_matrix(forms, name="forms")
    width = len(matrix[0])
    ends = [(None, None)] * width if bounds is None else list(bounds)
    if loss == "squared":
        return qp.least_squares(
            matrix, samples.labels, weights=samples.weights, rows=rows, bounds=ends
        )
    count = 1 if loss == "max" else len(samples)
    of_losses = _rows_of_losses(loss, samples, matrix, count)
    others = [lp.Row((*row.coefficients, *(0,) * count), row.relation, row.bound) for row in rows]
    objective = [0] * width + [1] * count
    return lp.LinearProgram.of(
        objective, [*of_losses, *others], bounds=[*ends, *[(0, None)] * count]
    )


def solve_regression(
    loss: Loss,
    samples: Samples,
    forms: object,
    *,
    rows: Iterable[lp.Row] = (),
    bounds: Sequence[tuple[object, object]] | None = None,
) -> Fit | None:
    """Return the least loss with a point that attains it, None if no point meets the constraints.

    Arguments are those of `regression_program`.
    """
    matrix = as_matrix(forms, name="forms")
    program = regression_program(loss, samples, matrix, rows=rows, bounds=bounds)
    if isinstance(program, lp.LinearProgram):
        linear = lp.solve(program)
        if isinstance(linear, lp.Optimal):
            return Fit(linear.value, linear.point[: len(matrix[0])])
        return None
    convex = qp.solve(program)
    return Fit(convex.value, convex.point) if isinstance(convex, qp.Optimal) else None


def _rows_of_losses(
    loss: Loss, samples: Samples, forms: Sequence[Vector], count: int
) -> list[lp.Row]:
    """``t_j >= w_j (f_j - y_j)`` and ``t_j >= w_j (y_j - f_j)``; of the hinge, one row each."""
    rows = []
    for index, form in enumerate(forms):
        y, w = samples.labels[index], samples.weights[index]
        unit = [0] * count
        unit[index if count > 1 else 0] = 1
        if loss == "hinge":
            rows.append(lp.Row((*[w * y * v for v in form], *unit), ">=", w))
            continue
        rows.append(lp.Row((*[-w * v for v in form], *unit), ">=", -w * y))
        rows.append(lp.Row((*[w * v for v in form], *unit), ">=", w * y))
    return rows
