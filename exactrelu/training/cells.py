"""The best network whose units are active on given samples: one convex program.

Where each unit i is known to be active (z_ij = a_i·x_j + b_i >= 0) or inactive (z_ij <= 0) at each
sample j, the prediction ``f_j = Σ_{i active} s_i z_ij + c`` is linear in the weights, and the least
loss over this *cell*, a closed polyhedron of weights, is a regression. A unit with z_ij = 0 belongs
to both sides, so that the cells cover all weights.

>>> from exactrelu.training.problem import Samples
>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 1]), 1, loss="squared", output="linear")
>>> best_in_cell(problem, (1,), [{1, 2}]).value
Fraction(1, 5)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exactrelu.errors import DimensionError
from exactrelu.lp import Row
from exactrelu.rational import Matrix, Vector
from exactrelu.training.arguments import as_indices, as_signs
from exactrelu.training.losses import total_loss
from exactrelu.training.problem import Interval, Problem, Signs
from exactrelu.training.regression import solve_regression

__all__ = [
    "Candidate",
    "active_samples",
    "best_in_cell",
    "bounds_of_unknowns",
    "candidate_at",
    "rows_of_zeros",
]

Pattern = Collection[int]
"""The indices of the samples at which a unit is active."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network in the form of a training problem, with its loss.

    `units` has a row (a_i, b_i) for each unit, or a_i without hidden biases; `offset` is c.
    """

    value: Fraction
    signs: Signs
    units: Matrix
    offset: Fraction


def best_in_cell(
    problem: Problem, signs: Signs, active: Sequence[Pattern], *, rows: Iterable[Row] = ()
) -> Candidate | None:
    """Return a network of least loss with z_ij >= 0 at the samples `active[i]`, else z_ij <= 0.

    `rows` are further constraints on the units and the offset, one after the other. None if these,
    the bounds or the zeros of the problem leave no such network. Raises DimensionError for
    another number of signs or patterns than units, DomainError for a sign that is not 1 or -1 and
    an index of no sample.
    """
    _require_cell(problem, signs, active)
    forms = _forms(problem, signs, active)
    constraints = [*_rows_of_sides(problem, active), *rows_of_zeros(problem, forms), *rows]
    bounds = bounds_of_unknowns(problem)
    fit = solve_regression(problem.loss, problem.samples, forms, rows=constraints, bounds=bounds)
    return None if fit is None else candidate_at(problem, signs, fit.point)


def _require_cell(problem: Problem, signs: Signs, active: Sequence[Pattern]) -> None:
    as_signs(signs, problem.width)
    if len(active) != problem.width:
        raise DimensionError(
            f"active must have {problem.width} patterns, one for each unit, not {len(active)}"
        )
    for i, pattern in enumerate(active):
        as_indices(pattern, len(problem.samples), f"active[{i}]")


def candidate_at(problem: Problem, signs: Signs, unknowns: Vector) -> Candidate:
    """Return the network whose units and offset stand one after the other in `unknowns`."""
    width = len(problem.forms[0])
    units = tuple([tuple(unknowns[i * width : (i + 1) * width]) for i in range(problem.width)])
    offset = unknowns[problem.width * width] if problem.output == "affine" else Fraction(0)
    samples, predictions = problem.samples, list(_predictions(problem, signs, units, offset))
    value = total_loss(problem.loss, predictions, samples.labels, samples.weights)
    return Candidate(value, signs, units, offset)


def active_samples(problem: Problem, units: Matrix) -> list[set[int]]:
    """Return for each unit the samples at which it is positive.

    >>> from exactrelu.training.problem import Samples
    >>> problem = Problem(Samples([[0], [1]], [0, 1]), 1, loss="max", output="linear")
    >>> active_samples(problem, ((Fraction(1), Fraction(0)),))
    [{1}]
    """
    return [{j for j, form in enumerate(problem.forms) if _dot(form, unit) > 0} for unit in units]


def bounds_of_unknowns(problem: Problem) -> list[Interval]:
    """Return the bounds of all units and of the offset, one after the other."""
    bias = [problem.bias_bounds] if problem.hidden_bias == "free" else []
    unit = [problem.weight_bounds] * problem.samples.dimension + bias
    offset = [problem.bias_bounds] if problem.output == "affine" else []
    return unit * problem.width + offset


def rows_of_zeros(problem: Problem, forms: Matrix) -> list[Row]:
    """Return the equations f_j = 0 of the problem, for predictions with the given forms."""
    return [Row(forms[j], "=", 0) for j in problem.zero_on]


def _forms(problem: Problem, signs: Signs, active: Sequence[Pattern]) -> Matrix:
    """The prediction at each sample, as a form in all units and the offset."""
    last = (Fraction(1),) if problem.output == "affine" else ()
    rows = []
    for j, form in enumerate(problem.forms):
        parts = [
            [s * v if j in pattern else Fraction(0) for v in form]
            for s, pattern in zip(signs, active, strict=True)
        ]
        rows.append((*[v for part in parts for v in part], *last))
    return tuple(rows)


def _rows_of_sides(problem: Problem, active: Sequence[Pattern]) -> Iterator[Row]:
    inputs = problem.forms
    last = (0,) if problem.output == "affine" else ()
    for i, pattern in enumerate(active):
        before, after = (0,) * i * len(inputs[0]), (0,) * (len(active) - 1 - i) * len(inputs[0])
        for j, form in enumerate(inputs):
            relation = ">=" if j in pattern else "<="
            yield Row((*before, *form, *after, *last), relation, 0)


def _predictions(
    problem: Problem, signs: Signs, units: Matrix, offset: Fraction
) -> Iterator[Fraction]:
    active = [(s, a) for s, a in zip(signs, units, strict=True) if any(a)]
    for form in problem.forms:
        outputs = [s * max(Fraction(0), _dot(form, a)) for s, a in active]
        yield sum(outputs, offset)


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum([x * y for x, y in zip(a, b, strict=True) if x and y], Fraction(0))
