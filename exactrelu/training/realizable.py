"""Realizability of samples: by one ReLU, Lemma 13 of Manurangsi and Reichman (2018), and by more.

Samples (x_i, y_i) are *realizable* by one unit if some a and b have

    max(0, a·x_i + b) = y_i   for all i.

That is a system of linear constraints: ``a·x_i + b = y_i`` where y_i > 0, ``a·x_i + b <= 0`` where
y_i = 0, and a contradiction where y_i < 0. For the last the program has an unknown t_i >= 0, the
value of the unit, with ``t_i = y_i``, so that multipliers of its rows refute these labels too.

Several units can be switched on and off in many ways, so that for them a search decides: a network
of squared loss 0, or a proof that each loss is larger.

>>> from exactrelu.training.problem import Samples
>>> realize_unit(Samples([[-1], [0], [1], [2]], [0, 0, 1, 2]))
Realized(weights=(Fraction(1, 1),), bias=Fraction(0, 1))
>>> valley = Samples([[0], [1], [2]], [1, 0, 1])
>>> realize_unit(valley).certificate.kind
'farkas'
>>> [str(realize_network(valley, 2)([x])[0]) for x in (0, 1, 2)]
['1', '0', '1']
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu import lp
from exactrelu.errors import BudgetError
from exactrelu.network import Network, OutputMap
from exactrelu.training.problem import HiddenBias, Problem, Samples
from exactrelu.training.search import train

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from exactrelu.certificates import Certificate
    from exactrelu.rational import Vector

__all__ = [
    "Realized",
    "Unrealizable",
    "enough_to_refute",
    "realizability_program",
    "realize_network",
    "realize_unit",
]

_SMALL = Fraction(1, 2**20)
"""A loss of this, relative to the sum of the squares of all labels, is enough to be refuted."""


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


@dataclass(frozen=True, slots=True)
class Unrealizable:
    """That no network has all labels as its values, with the proof.

    The `certificate` states that Σ (f - y)^2 is at least a positive number for each network.
    """

    certificate: Certificate


def realize_network(  # noqa: PLR0913 - a question of that many parts
    samples: Samples,
    width: int,
    *,
    output: OutputMap = "linear",
    signs: Sequence[int] | None = None,
    hidden_bias: HiddenBias = "free",
    executor: Executor | None = None,
    time_limit: object = None,
) -> Network | Unrealizable:
    """Return a network of that width with ``f(x_i) = y_i`` for all samples, or that there is none.

    The other words are those of `Problem` and `train`; the weights of the samples play no part.
    Raises BudgetError if the time ends before.

    >>> from exactrelu.training.problem import Samples
    >>> zigzag = Samples([[0], [1], [2], [3]], [0, 1, 0, 1])
    >>> realize_network(zigzag, 2, signs=[1, 1]).certificate.claim["lower"] > "0"
    True
    """
    problem = Problem(
        Samples(samples.points, samples.labels),
        width,
        loss="squared",
        output=output,
        signs=signs,
        hidden_bias=hidden_bias,
    )
    target = enough_to_refute(samples)
    trained = train(problem, target=target, executor=executor, time_limit=time_limit)
    if trained.best is not None and trained.objective == 0:
        return trained.network
    if trained.lower == 0:
        raise BudgetError("to decide realizability takes more than the time allowed")
    return Unrealizable(trained.certificate)


def enough_to_refute(samples: Samples) -> Fraction:
    """Return a loss so small that a search for loss 0 need not tell losses above it apart.

    >>> from exactrelu.training.problem import Samples
    >>> enough_to_refute(Samples([[1]], [1024]))
    Fraction(1, 1)
    """
    return _SMALL * sum([y * y for y in samples.labels], Fraction(0))


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
