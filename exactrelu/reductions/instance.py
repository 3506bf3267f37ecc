"""Training instances that other problems are reduced to, and what their solutions mean.

A reduction writes constraints: that a sum of ReLUs of a linear form has a label as its value. Each
is a sample, whose point holds the coefficients of the form. The instance keeps what each coordinate
and each sample stands for, so that weights can be read as a solution of the source.

>>> constraints = [Constraint({0: 1}, Fraction(1), "w_1 = 1"), Constraint({1: 1}, Fraction(0), "")]
>>> instance = instance_of("a source", constraints, coordinates=["w_1", "w_2"], width=1)
>>> problem = instance.problem
>>> problem.samples.labels, problem.objective(network=problem.network((1,), [[1, 2]]))
((Fraction(1, 1), Fraction(0, 1)), Fraction(4, 1))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from exactrelu.errors import DimensionError
from exactrelu.exports import realizability_as_smtlib
from exactrelu.lp.kinds import require
from exactrelu.rational import Matrix, as_matrix
from exactrelu.training import Problem, Samples, train
from exactrelu.training.problem import HiddenBias, sum_of_relus
from exactrelu.training.realizable import enough_to_refute

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from exactrelu.network import Network
    from exactrelu.training import Trained
    from exactrelu.training.search import Progress

__all__ = [
    "Constraint",
    "TrainingInstance",
    "Units",
    "as_smtlib",
    "as_units",
    "instance_of",
    "network_of",
    "solve",
]

Source = TypeVar("Source")
Units: TypeAlias = Matrix
"""For each unit its weights, and after them its bias if biases are trained."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """That the units sum up to `label` at the point with these coordinates, 0 elsewhere."""

    coefficients: Mapping[int, int]
    label: Fraction
    meaning: str


@dataclass(frozen=True, slots=True)
class TrainingInstance(Generic[Source]):
    """A training problem made from a `source`, for which small errors are solutions of that.

    Attributes:
        source: the set cover, circuit or formula.
        problem: the samples as the paper prints them, with repeated ones, and one or two units.
        epsilon: the number ε of the reduction; None for 3SAT, which asks for error 0.
        k: how many sets or TRUE inputs are allowed; None for 3SAT.
        target: the error to be reached; kε², or 0.
        coordinates: the name of each coordinate, as in the paper.
        meanings: for each sample what it asks for, which weights may fail to do. With trained
            biases b, w_1 and w_eps stand in them for the sums with b.
    """

    source: Source
    problem: Problem
    epsilon: Fraction | None
    k: int | None
    target: Fraction
    coordinates: tuple[str, ...]
    meanings: tuple[str, ...]

    def merged(self) -> Problem:
        """Return the same problem with equal samples merged, their weights added.

        >>> from exactrelu.reductions import set_cover
        >>> from exactrelu.sources import SetCover
        >>> instance = set_cover.reduce(SetCover(2, [{0, 1}]), k=1)
        >>> len(instance.problem.samples), instance.merged().samples.weights
        (6, (Fraction(2, 1), Fraction(1, 1), Fraction(1, 1), Fraction(2, 1)))
        """
        samples = self.problem.samples
        weights: dict[tuple[tuple[Fraction, ...], Fraction], Fraction] = {}
        for x, y, w in zip(samples.points, samples.labels, samples.weights, strict=True):
            weights[x, y] = weights.get((x, y), Fraction(0)) + w
        points, labels = zip(*weights, strict=True)
        merged = Samples(points, labels, list(weights.values()))
        return sum_of_relus(merged, self.problem.width, hidden_bias=self.problem.hidden_bias)


def instance_of(  # noqa: PLR0913 - an instance has that many parts
    source: Source,
    constraints: Iterable[Constraint],
    *,
    coordinates: Sequence[str],
    width: int,
    hidden_bias: HiddenBias = "none",
    epsilon: Fraction | None = None,
    k: int | None = None,
) -> TrainingInstance[Source]:
    """Return the instance whose samples are these constraints on a sum of `width` ReLUs.

    >>> constraint = Constraint({1: -1}, Fraction(2), "w_2 = -2")
    >>> instance = instance_of("a source", [constraint], coordinates=["w_1", "w_2"], width=2)
    >>> instance.problem.samples.points, instance.target
    (((Fraction(0, 1), Fraction(-1, 1)),), Fraction(0, 1))
    """
    asked = tuple(constraints)
    points = [_point(one.coefficients, len(coordinates)) for one in asked]
    samples = Samples(points, [one.label for one in asked])
    return TrainingInstance(
        source=source,
        problem=sum_of_relus(samples, width, hidden_bias=hidden_bias),
        epsilon=epsilon,
        k=k,
        target=(k or 0) * (epsilon or Fraction(0)) ** 2,
        coordinates=tuple(coordinates),
        meanings=tuple([one.meaning for one in asked]),
    )


def _point(coefficients: Mapping[int, int], dimension: int) -> list[Fraction]:
    """The point with few coordinates that are not 0, which are the same object, as most are 0."""
    point = [_ZERO] * dimension
    for j, coefficient in coefficients.items():
        point[j] = Fraction(coefficient)
    return point


_ZERO = Fraction(0)


def solve(
    instance: TrainingInstance[Source],
    *,
    executor: Executor | None = None,
    time_limit: object = None,
    report: Callable[[Progress], object] | None = None,
) -> Trained:
    """Return the least error of an instance, or a bracket of it.

    The keyword arguments are those of `exactrelu.training.train`. For 3SAT the search ends as
    soon as error 0 is found or refuted.

    >>> from exactrelu.reductions import set_cover
    >>> from exactrelu.sources import SetCover
    >>> instance = set_cover.reduce(SetCover(2, [{0}, {1}]), epsilon="1/100")
    >>> solve(instance).objective == 2 * instance.epsilon**2
    True
    """
    require(instance, TrainingInstance, "instance")
    problem = instance.merged()
    target = enough_to_refute(problem.samples) if instance.epsilon is None else None
    return train(problem, executor=executor, time_limit=time_limit, target=target, report=report)


def network_of(instance: TrainingInstance[Source], weights: object) -> Network:
    """Return the network with these weights, as `lift` gives them.

    >>> from exactrelu.reductions import set_cover
    >>> from exactrelu.sources import SetCover
    >>> instance = set_cover.reduce(SetCover(1, [{0}]), epsilon="1/4")
    >>> network = network_of(instance, set_cover.lift([0], instance))
    >>> instance.problem.objective(network)
    Fraction(1, 16)
    """
    require(instance, TrainingInstance, "instance")
    units = as_units(weights, instance.problem)
    return instance.problem.network((1,) * instance.problem.width, units)


def as_smtlib(instance: TrainingInstance[Source]) -> str:
    """Return the question whether error 0 can be reached, in SMT-LIB's QF_LRA.

    Comments say which weight of which unit each variable is, and what each sample asks for. With
    ``(get-model)`` at the end solvers print the weights.

    >>> from exactrelu.reductions import three_sat
    >>> from exactrelu.sources import Formula
    >>> as_smtlib(three_sat.reduce(Formula(1, [[1]]))).splitlines()[0]
    '(set-logic QF_LRA)'
    """
    require(instance, TrainingInstance, "instance")
    problem = instance.merged()
    biases = ["the bias"] if problem.hidden_bias == "free" else []
    return realizability_as_smtlib(
        problem.forms,
        problem.samples.labels,
        width=problem.width,
        names=[*instance.coordinates, *biases],
        meanings=_merged_meanings(instance),
    )


def _merged_meanings(instance: TrainingInstance[Source]) -> list[str]:
    """What the merged samples mean: for equal ones all that they ask for."""
    samples = instance.problem.samples
    meanings: dict[object, list[str]] = {}
    for x, y, meaning in zip(samples.points, samples.labels, instance.meanings, strict=True):
        meanings.setdefault((x, y), []).append(meaning)
    return [", ".join(equal) for equal in meanings.values()]


def as_units(weights: object, problem: Problem) -> Units:
    """Return weights as one row for each unit; DimensionError if their shape is another one."""
    rows = as_matrix(weights, name="weights")
    height, width = problem.width, len(problem.forms[0])
    if len(rows) != height or len(rows[0]) != width:
        shape = f"{len(rows)} of {len(rows[0]) if rows else 0}"
        unit = "1 row" if height == 1 else f"{height} rows"
        raise DimensionError(f"weights must be {unit} of {width} numbers, not {shape}")
    return rows
