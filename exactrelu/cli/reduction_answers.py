"""What the command reduce tells: an instance, its least error, and the optimum of its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType
from typing import Any, TypeAlias

from exactrelu.cli.lines import counted
from exactrelu.cli.training import why_open
from exactrelu.rational import as_text
from exactrelu.reductions import (
    Correspondence,
    TrainingInstance,
    monotone_circuit,
    set_cover,
    three_sat,
)
from exactrelu.sources import (
    Cover,
    Formula,
    MonotoneCircuit,
    Satisfied,
    Satisfying,
    SetCover,
    minimum_cover,
    minimum_satisfying,
    read_circuit,
    read_formula,
    read_set_cover,
    satisfying_assignment,
)
from exactrelu.training import Trained

__all__ = [
    "CIRCUIT",
    "SET_COVER",
    "THREE_SAT",
    "Instance",
    "Kind",
    "SourceAnswer",
    "answer_lines",
    "compared_parts",
    "instance_parts",
    "is_decided",
    "open_parts",
    "trained_parts",
]

Instance: TypeAlias = TrainingInstance[Any]
Json: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """The exact answer to a source problem.

    Attributes:
        solution: a best one, None if there is none.
        optimum: what `corresponds` takes: the fewest sets, or TRUE inputs and None if nothing
            satisfies the circuit; for a formula whether it is satisfiable.
    """

    solution: Json
    optimum: int | bool | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What the command does with one kind of sources.

    Attributes:
        name: how people call the source.
        reduction: the module of `exactrelu.reductions`.
        read: the source in a file.
        answer: the exact answer to a source, within so many seconds.
        is_solution: whether what weights decode to is a solution of the source.
        as_json: how a solution is told.
    """

    name: str
    reduction: ModuleType
    read: Callable[[str], Any]
    answer: Callable[[Any, str | None], SourceAnswer]
    is_solution: Callable[[Any, Any], bool]
    as_json: Callable[[Any], list[int]]


def instance_parts(kind: Kind, instance: Instance) -> dict[str, Json]:
    """Return what is told about an instance, numbers as texts."""
    problem = instance.problem
    bound = None if instance.epsilon is None else kind.reduction.decodable_below(instance)
    return {
        "problem": kind.name,
        "epsilon": _text(instance.epsilon),
        "paper_epsilon": _text(_paper_epsilon(instance)),
        "k": instance.k,
        "target": as_text(instance.target),
        "decodable_below": _text(bound),
        "samples": len(problem.samples),
        "dimension": problem.samples.dimension,
        "units": problem.width,
        "hidden_bias": problem.hidden_bias,
        "coordinates": list(instance.coordinates),
        "meanings": list(instance.meanings),
    }


def _paper_epsilon(instance: Instance) -> Fraction | None:
    match instance.source:
        case SetCover():
            return set_cover.paper_epsilon(instance.source, k=instance.k or 0)
        case MonotoneCircuit():
            return monotone_circuit.paper_epsilon(instance.source)
    return None


def is_decided(instance: Instance, found: Trained) -> bool:
    """Whether the least error is known; for 3SAT whether it is 0."""
    if found.is_optimal or instance.epsilon is not None:
        return found.is_optimal
    return found.lower is not None and found.lower > 0


def open_parts(found: Trained, time_limit: str | None) -> dict[str, Json]:
    """Return what is told about a least error of which there is a bracket alone."""
    return {
        "status": "unanswered",
        "reason": why_open(found, time_limit),
        "lower": "0" if found.lower is None else as_text(found.lower),
        "upper": None if found.best is None else as_text(found.objective),
    }


def trained_parts(kind: Kind, instance: Instance, found: Trained) -> dict[str, Json]:
    """Return what is told about the least error, while the optimum of the source is unknown."""
    assert found.best is not None  # noqa: S101 - without bounds and zeros there is a network
    decoded = kind.reduction.decode(found.best.units, instance)
    told = kind.as_json(decoded)
    values: dict[str, Json]
    if instance.epsilon is None:
        values = {"realizable": found.objective == 0, "satisfiable": None}
    else:
        values = {"min_error": as_text(found.objective), "optimum": None}
    return {
        "status": "uncompared",
        **values,
        "solution": told if kind.is_solution(instance.source, decoded) else None,
        "decoded": told,
        "corresponds": None,
        "statements": {},
        "weights": [[as_text(entry) for entry in row] for row in found.best.units],
    }


def compared_parts(instance: Instance, answer: SourceAnswer, told: Correspondence) -> Json:
    """Return what is told further when the source is answered, too."""
    optimum = answer.optimum
    if instance.epsilon is None:
        value = {"satisfiable": optimum}
    else:
        value = {"optimum": None if answer.solution is None else optimum}
    return {
        "status": "solved",
        **value,
        "corresponds": told.holds,
        "statements": dict(told.statements),
    }


def answer_lines(parts: dict[str, Json]) -> list[str]:
    """Return the same in lines for people."""
    sizes = counted(parts["samples"], "samples"), counted(parts["dimension"], "coordinates")
    bias = "with biases" if parts["hidden_bias"] == "free" else "without biases"
    lines = [f"{' of '.join(sizes)}, {counted(parts['units'], 'units')} {bias}"]
    if parts["epsilon"] is not None:
        lines.append(f"epsilon {_epsilon(parts)}, target {parts['target']} for k = {parts['k']}")
    match parts.get("status"):
        case "unanswered":
            upper = parts["upper"] or "infinity"
            lines += [parts["reason"], f"the least error is from {parts['lower']} to {upper}"]
        case "uncompared":
            lines += [_least_error(parts), *_decoded(parts), parts["reason"]]
        case "solved":
            lines += [_least_error(parts), *_decoded(parts), *_statements(parts)]
    return lines


def _epsilon(parts: dict[str, Json]) -> str:
    epsilon, printed = parts["epsilon"], parts["paper_epsilon"]
    return str(epsilon) if epsilon == printed else f"{epsilon} in place of the paper's {printed}"


def _least_error(parts: dict[str, Json]) -> str:
    if "min_error" not in parts:
        return "realizable" if parts["realizable"] else "not realizable"
    optimum = parts["optimum"]
    best = "no solution" if optimum is None else f"optimum {optimum}"
    if parts["status"] == "uncompared":
        best = "optimum unknown"
    return f"least error {parts['min_error']}, {best}"


def _decoded(parts: dict[str, Json]) -> list[str]:
    told = " ".join(map(str, parts["decoded"])) or "empty"
    if parts["solution"] is not None:
        return [f"solution {told}"]
    return [f"decoded {told}, which is no solution"]


def _statements(parts: dict[str, Json]) -> list[str]:
    statements = parts["statements"].items()
    return [f"{'yes' if truth else 'NO'}: {statement}" for statement, truth in statements]


def _text(number: Fraction | None) -> str | None:
    return None if number is None else as_text(number)


def _best_cover(source: SetCover, time_limit: str | None) -> SourceAnswer:
    """The fewest sets that cover what can be covered; they are a solution if that is everything."""
    answer = minimum_cover(set_cover.coverable(source), time_limit=time_limit)
    assert isinstance(answer, Cover)  # noqa: S101 - each element that is kept is in a set
    return SourceAnswer(answer.chosen if source.is_cover(answer.chosen) else None, answer.size)


def _best_inputs(source: MonotoneCircuit, time_limit: str | None) -> SourceAnswer:
    answer = minimum_satisfying(source, time_limit=time_limit)
    if isinstance(answer, Satisfying):
        return SourceAnswer(answer.assignment, answer.size)
    return SourceAnswer(None, None)


def _best_assignment(source: Formula, _: str | None) -> SourceAnswer:
    answer = satisfying_assignment(source)
    if isinstance(answer, Satisfied):
        return SourceAnswer(answer.assignment, optimum=True)
    return SourceAnswer(None, optimum=False)


def _true_positions(assignment: Json) -> list[int]:
    return [i for i, value in enumerate(assignment) if value]


def _literals(assignment: Json) -> list[int]:
    return [i if value else -i for i, value in enumerate(assignment, start=1)]


SET_COVER = Kind("set cover", set_cover, read_set_cover, _best_cover, SetCover.is_cover, list)
CIRCUIT = Kind(
    "monotone circuit",
    monotone_circuit,
    read_circuit,
    _best_inputs,
    MonotoneCircuit.value,
    _true_positions,
)
THREE_SAT = Kind("formula", three_sat, read_formula, _best_assignment, Formula.value, _literals)
