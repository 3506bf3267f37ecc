"""Realizability of samples by one ReLU: Lemma 13 of Manurangsi and Reichman (2018).

Samples (x_i, y_i) are *realizable* by one unit if some a and b have

    max(0, a·x_i + b) = y_i   for all i.

That is a system of linear constraints: ``a·x_i + b = y_i`` where y_i > 0, ``a·x_i + b <= 0`` where
y_i = 0, and a contradiction where y_i < 0. For the last the program has an unknown t_i >= 0, the
value of the unit, with ``t_i = y_i``, so that multipliers of its rows refute these labels too.

>>> from exactrelu.training.problem import Samples
>>> realize_unit(Samples([[-1], [0], [1], [2]], [0, 0, 1, 2]))
Realized(weights=(Fraction(1, 1),), bias=Fraction(0, 1))
>>> realize_unit(Samples([[0], [1], [2]], [1, 0, 1])).certificate.kind
'farkas'
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu import lp
from exactrelu.network import Network
from exactrelu.training.problem import HiddenBias, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.rational import Vector
    from exactrelu.training.problem import Samples

__all__ = ["Realized", "realizability_program", "realize_unit"]


@dataclass(frozen=True, slots=True)
class Realized:
    """The `weights` a and the `bias` b of a unit that has all labels as its values.

    It needs no certificate: the samples are put into the network.
    """

    weights: Vector
    bias: Fraction

    @property
    def network(self) -> Network:
        """The unit as a network with one node.

        >>> Realized((Fraction(2),), Fraction(-1)).network([1])
        (Fraction(1, 1),)
        """
        return Network.of(([self.weights], [self.bias]), ([[1]], [0]))


def realize_unit(samples: Samples, *, hidden_bias: HiddenBias = "free") -> Realized | lp.Infeasible:
    """Return a unit with ``max(0, a·x_i + b) = y_i`` for all samples, or a proof that none exists.

    The proof refutes `realizability_program`. The weights of the samples play no part. Raises
    FormatError for an unknown word.

    >>> from exactrelu.training.problem import Samples
    >>> realize_unit(Samples([[1]], [-1])).row_multipliers
    (Fraction(-1, 1),)
    """
    answer = lp.solve(realizability_program(samples, hidden_bias=hidden_bias))
    if isinstance(answer, lp.Infeasible):
        return answer
    n = samples.dimension
    bias = answer.point[n] if hidden_bias == "free" else Fraction(0)
    return Realized(answer.point[:n], bias)


def realizability_program(
    samples: Samples, *, hidden_bias: HiddenBias = "free"
) -> lp.LinearProgram:
    """Return the linear program that is feasible iff one unit realizes the samples.

    The unknowns are a, then b if it is free, then a t_i >= 0 for each negative label; there is one
    row for each sample, and no objective.

    >>> from exactrelu.training.problem import Samples
    >>> program = realizability_program(Samples([[1], [2]], [3, 0]))
    >>> [(row.coefficients, row.relation) for row in program.rows]
    [((Fraction(1, 1), Fraction(1, 1)), '='), ((Fraction(2, 1), Fraction(1, 1)), '<=')]
    """
    forms = Problem(samples, 1, loss="max", output="linear", hidden_bias=hidden_bias).forms
    negative = [j for j, y in enumerate(samples.labels) if y < 0]
    rows = [
        _row(form, y, [int(j == i) for j in negative])
        for i, (form, y) in enumerate(zip(forms, samples.labels, strict=True))
    ]
    bounds = [(None, None)] * len(forms[0]) + [(0, None)] * len(negative)
    return lp.LinearProgram.of([0] * len(bounds), rows, bounds=bounds)


def _row(form: Vector, label: Fraction, values: Sequence[int]) -> lp.Row:
    if label < 0:
        return lp.Row((*[0] * len(form), *values), "=", label)
    return lp.Row((*form, *[0] * len(values)), "=" if label else "<=", label)
