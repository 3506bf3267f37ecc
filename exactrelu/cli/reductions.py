"""The command reduce: set covers, monotone circuits and formulas as samples for one or two ReLUs.

The answer has the sizes and numbers of the instance; with ``--solve`` also its least error, the
solution that the best weights are, and whether the source's own optimum corresponds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from exactrelu.cli.certificates import (
    Written,
    certificate_option,
    replay_option,
    require_new_files,
)
from exactrelu.cli.lines import UNANSWERED, json_option, print_json
from exactrelu.cli.training import require_places, shown, why_open
from exactrelu.errors import DomainError
from exactrelu.formats import write_network, write_text
from exactrelu.parallel import worker_processes
from exactrelu.rational import as_text
from exactrelu.reductions import (
    Correspondence,
    TrainingInstance,
    as_smtlib,
    monotone_circuit,
    network_of,
    set_cover,
    solve,
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
from exactrelu.training import Trained, write_samples

if TYPE_CHECKING:
    from exactrelu.training.problem import HiddenBias

__all__ = ["reduce"]

Instance: TypeAlias = TrainingInstance[Any]
Reduction: TypeAlias = "Callable[[HiddenBias, object], Instance]"
Json: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class _Best:
    """A best solution of a source, None if there is none, and the `value` that theorems compare."""

    solution: Json
    value: Json


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the command does with one kind of sources; `told` is how a solution is printed."""

    name: str
    answer: Callable[[Any, str | None], _Best]
    lift: Callable[[Any, Instance], object]
    decode: Callable[[object, Instance], Any]
    corresponds: Callable[..., Correspondence]
    told: Callable[[Any], Json]


@click.group(no_args_is_help=False)
def reduce() -> None:
    """Turn a hard problem into samples for one or two ReLUs, and solve it by training.

    The samples are those of Manurangsi and Reichman (2018): a small error is a small cover, few
    TRUE inputs, or a satisfying assignment.
    """


def _options(command: Callable[..., int]) -> Callable[..., int]:
    for option in reversed(
        (
            click.option("--with-bias", is_flag=True, help="Units with biases (Appendix A)."),
            click.option("--solve", "is_solved", is_flag=True, help="Find the least error."),
            click.option("--output", metavar="DATA", help="Write the samples, .csv or .json."),
            click.option(
                "--onnx",
                metavar="OUT",
                help="Write the network of a best solution, .onnx or .json.",
            ),
            click.option(
                "--smtlib", metavar="OUT", help="Write the question whether error 0 is met."
            ),
            click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True),
            click.option("--time-limit", metavar="S", help="Seconds for each of the two problems."),
            certificate_option,
            replay_option,
            json_option,
        )
    ):
        command = option(command)
    return command


def _k_and_epsilon(command: Callable[..., int]) -> Callable[..., int]:
    k = click.option(
        "--k", type=click.IntRange(min=0), help="How many sets or TRUE inputs are allowed."
    )
    epsilon = click.option("--epsilon", metavar="E", help="A number in place of the paper's.")
    return k(epsilon(command))


@reduce.command("set-cover")
@click.argument("file", metavar="FILE")
@_k_and_epsilon
@_options
def _set_cover(file: str, *, k: int | None, epsilon: str | None, **words: Any) -> int:  # noqa: ANN401 - shared options
    """Reduce a set cover to one ReLU: k sets are a cover iff the error k eps^2 is reached.

    FILE is OR-Library text with costs 1, or JSON {"elements": N, "sets": [[…], …]}. Sets and
    elements are counted from 0 in the answer.
    """
    source = read_set_cover(file)

    def made(hidden_bias: HiddenBias, size: object) -> Instance:
        return set_cover.reduce(source, k=k, hidden_bias=hidden_bias, epsilon=size)

    return _run(_SET_COVER, made, file, epsilon=epsilon, **words)


@reduce.command("monotone-circuit")
@click.argument("file", metavar="FILE")
@_k_and_epsilon
@_options
def _monotone_circuit(file: str, *, k: int | None, epsilon: str | None, **words: Any) -> int:  # noqa: ANN401 - as above
    """Reduce a monotone circuit to one ReLU: k TRUE inputs suffice iff k eps^2 is reached.

    FILE is BLIF, or JSON {"inputs": 2, "gates": [["AND", [0, 1]]], "output": 2}. Inputs are counted
    from 0 in the answer.
    """
    source = read_circuit(file)

    def made(hidden_bias: HiddenBias, size: object) -> Instance:
        return monotone_circuit.reduce(source, k=k, hidden_bias=hidden_bias, epsilon=size)

    return _run(_CIRCUIT, made, file, epsilon=epsilon, **words)


@reduce.command("3sat")
@click.argument("file", metavar="FILE")
@_options
def _three_sat(file: str, **words: Any) -> int:  # noqa: ANN401 - as above
    """Reduce a formula to two ReLUs: it is satisfiable iff the error 0 is reached.

    FILE is DIMACS CNF, with at most three different literals in each clause.
    """
    source = read_formula(file)

    def made(hidden_bias: HiddenBias, _: object) -> Instance:
        return three_sat.reduce(source, hidden_bias=hidden_bias)

    return _run(_THREE_SAT, made, file, epsilon=None, **words)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the options ask for."""

    with_bias: bool
    is_solved: bool
    output: str | None
    onnx: str | None
    smtlib: str | None
    jobs: int
    time_limit: str | None
    certificate: str | None
    replay: bool
    as_json: bool

    @property
    def needs_doubles(self) -> bool:
        """Whether the file of a network cannot hold rationals."""
        return self.onnx is not None and not self.onnx.lower().endswith(".json")

    def require_sense(self, file: str) -> None:
        """Refuse before the work what could not be written after it."""
        files = (self.output, self.onnx, self.smtlib)
        require_new_files(self.certificate, file, *files, replay=self.replay)
        require_places(file, *files, self.certificate)
        if self.certificate is not None and not self.is_solved:
            raise DomainError("--certificate must come with --solve: it is about the least error")


def _run(
    kind: _Kind, made: Reduction, file: str, *, epsilon: str | None = None, **words: Json
) -> int:
    wanted = _Wanted(**words)
    wanted.require_sense(file)
    instance = made("free" if wanted.with_bias else "none", epsilon)
    if epsilon is None and instance.epsilon is not None and wanted.needs_doubles:
        instance = made(instance.problem.hidden_bias, _power_of_2_below(instance.epsilon))
    _write(kind, instance, wanted)
    parts = _parts(kind, instance)
    if not wanted.is_solved:
        _tell(parts, None, as_json=wanted.as_json)
        return 0
    return _solve(kind, instance, wanted, parts)


def _solve(kind: _Kind, instance: Instance, wanted: _Wanted, parts: dict[str, Json]) -> int:
    found = _trained(instance, wanted)
    is_decided = _is_decided(instance, found)
    if is_decided:
        parts |= _solved(kind, instance, found, kind.answer(instance.source, wanted.time_limit))
    else:
        parts |= _unanswered(found, wanted.time_limit)
    parts |= {"steps": found.steps, "programs": found.programs}
    written = None
    if wanted.certificate is not None:
        written = Written.at(wanted.certificate, found.certificate, replay=wanted.replay)
    _tell(parts, written, as_json=wanted.as_json)
    return (written.status if written else 0) or (0 if is_decided else UNANSWERED)


def _power_of_2_below(epsilon: Fraction) -> Fraction:
    """The greatest power of 2 up to a number below 1: files of networks hold doubles.

    >>> _power_of_2_below(Fraction(1, 100)), _power_of_2_below(Fraction(1, 8))
    (Fraction(1, 128), Fraction(1, 8))
    """
    above = -(-epsilon.denominator // epsilon.numerator)
    return Fraction(1, 1 << (above - 1).bit_length())


def _write(kind: _Kind, instance: Instance, wanted: _Wanted) -> None:
    if wanted.output is not None:
        write_samples(wanted.output, instance.problem.samples)
    if wanted.smtlib is not None:
        write_text(wanted.smtlib, as_smtlib(instance))
    if wanted.onnx is not None:
        best = kind.answer(instance.source, wanted.time_limit)
        if best.solution is None:
            raise DomainError(f"--onnx must have a {kind.name} with a solution, but there is none")
        write_network(wanted.onnx, network_of(instance, kind.lift(best.solution, instance)))


def _trained(instance: Instance, wanted: _Wanted) -> Trained:
    has_workers = wanted.jobs > 1 or wanted.time_limit
    with (
        shown() as report,
        worker_processes(wanted.jobs) if has_workers else nullcontext() as executor,
    ):
        return solve(instance, executor=executor, time_limit=wanted.time_limit, report=report)


def _parts(kind: _Kind, instance: Instance) -> dict[str, Json]:
    """What is told about an instance, numbers as texts."""
    problem = instance.problem
    sizes = {
        "samples": len(problem.samples),
        "dimension": problem.samples.dimension,
        "units": problem.width,
        "hidden_bias": problem.hidden_bias,
        "coordinates": list(instance.coordinates),
    }
    numbers = {
        "epsilon": None if instance.epsilon is None else as_text(instance.epsilon),
        "k": instance.k,
        "target": as_text(instance.target),
    }
    return {"problem": kind.name, **numbers, **sizes}


def _unanswered(found: Trained, time_limit: str | None) -> dict[str, Json]:
    """What is told about a least error of which there is a bracket alone."""
    return {
        "status": "unanswered",
        "reason": why_open(found, time_limit),
        "lower": "0" if found.lower is None else as_text(found.lower),
        "upper": None if found.best is None else as_text(found.objective),
    }


def _solved(kind: _Kind, instance: Instance, found: Trained, best: _Best) -> dict[str, Json]:
    """What is told about the least error, and the solution that its weights are."""
    assert found.best is not None  # noqa: S101 - without bounds and zeros there is a network
    units = found.best.units
    told = kind.corresponds(best.value, found, instance=instance)
    if instance.epsilon is None:
        values = {"realizable": found.objective == 0, "satisfiable": best.value}
    else:
        optimum = None if best.solution is None else best.value
        values = {"min_error": as_text(found.objective), "optimum": optimum}
    decoded = None if best.solution is None else kind.told(kind.decode(units, instance))
    return {
        "status": "solved",
        **values,
        "solution": decoded,
        "corresponds": told.holds,
        "statements": dict(told.statements),
        "weights": [[as_text(entry) for entry in row] for row in units],
    }


def _is_decided(instance: Instance, found: Trained) -> bool:
    if found.is_optimal or instance.epsilon is not None:
        return found.is_optimal
    return found.lower is not None and found.lower > 0


def _tell(parts: dict[str, Json], written: Written | None, *, as_json: bool) -> None:
    if as_json:
        print_json(parts | ({"certificate": written.as_json()} if written else {}))
        return
    for line in _lines(parts):
        click.echo(line)
    if written:
        click.echo(written)


def _lines(parts: dict[str, Json]) -> list[str]:
    units = "1 unit" if parts["units"] == 1 else f"{parts['units']} units"
    bias = "with biases" if parts["hidden_bias"] == "free" else "without biases"
    lines = [f"{parts['samples']} samples of {parts['dimension']} coordinates, {units} {bias}"]
    if parts["epsilon"] is not None:
        lines.append(f"epsilon {parts['epsilon']}, target {parts['target']} for k = {parts['k']}")
    match parts.get("status"):
        case "unanswered":
            upper = parts["upper"] or "infinity"
            lines += [parts["reason"], f"the least error is from {parts['lower']} to {upper}"]
        case "solved":
            lines += _lines_of_the_solution(parts)
    return lines


def _lines_of_the_solution(parts: dict[str, Json]) -> list[str]:
    if "min_error" in parts:
        optimum = parts["optimum"]
        best = "no solution" if optimum is None else f"optimum {optimum}"
        lines = [f"least error {parts['min_error']}, {best}"]
    else:
        lines = ["realizable" if parts["realizable"] else "not realizable"]
    if parts["solution"] is not None:
        lines.append(f"solution {' '.join(map(str, parts['solution'])) or 'empty'}")
    statements = parts["statements"].items()
    return lines + [f"{'yes' if truth else 'NO'}: {statement}" for statement, truth in statements]


def _best_cover(source: SetCover, time_limit: str | None) -> _Best:
    """The fewest sets that cover what can be covered; they are a solution if that is everything."""
    answer = minimum_cover(set_cover.coverable(source), time_limit=time_limit)
    assert isinstance(answer, Cover)  # noqa: S101 - each element that is kept is in a set
    return _Best(answer.chosen if source.is_cover(answer.chosen) else None, answer.size)


def _best_inputs(source: MonotoneCircuit, time_limit: str | None) -> _Best:
    answer = minimum_satisfying(source, time_limit=time_limit)
    if isinstance(answer, Satisfying):
        return _Best(answer.assignment, answer.size)
    return _Best(None, None)


def _best_assignment(source: Formula, _: str | None) -> _Best:
    answer = satisfying_assignment(source)
    if isinstance(answer, Satisfied):
        return _Best(answer.assignment, value=True)
    return _Best(None, value=False)


def _true_positions(assignment: Json) -> list[int]:
    return [i for i, value in enumerate(assignment) if value]


def _literals(assignment: Json) -> list[int]:
    return [i if value else -i for i, value in enumerate(assignment, start=1)]


_SET_COVER = _Kind(
    "set cover", _best_cover, set_cover.lift, set_cover.decode, set_cover.corresponds, list
)
_CIRCUIT = _Kind(
    "monotone circuit",
    _best_inputs,
    monotone_circuit.lift,
    monotone_circuit.decode,
    monotone_circuit.corresponds,
    _true_positions,
)
_THREE_SAT = _Kind(
    "formula",
    _best_assignment,
    three_sat.lift,
    three_sat.decode,
    three_sat.corresponds,
    _literals,
)
