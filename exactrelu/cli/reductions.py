"""The command reduce: set covers, monotone circuits and formulas as samples for one or two ReLUs.

The answer has the sizes and numbers of the instance; with ``--solve`` also its least error, the
solution that the best weights are, and whether the source's own optimum corresponds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import click

from exactrelu.cli.certificates import (
    Written,
    certificate_option,
    print_answer,
    replay_option,
    require_new_files,
)
from exactrelu.cli.lines import UNANSWERED, json_option
from exactrelu.cli.reduction_answers import (
    CIRCUIT,
    SET_COVER,
    THREE_SAT,
    Instance,
    Kind,
    SourceAnswer,
    answer_lines,
    compared_parts,
    instance_parts,
    is_decided,
    open_parts,
    trained_parts,
)
from exactrelu.cli.training import require_places, shown
from exactrelu.errors import BudgetError, DomainError
from exactrelu.formats import write_network, write_text
from exactrelu.formats.reading import naming
from exactrelu.formats.recognition import network_format
from exactrelu.parallel import worker_processes
from exactrelu.rational import as_text
from exactrelu.reductions import as_smtlib, network_of, solve
from exactrelu.reductions.arguments import as_epsilon
from exactrelu.training import Trained, write_samples
from exactrelu.training.data import require_samples_ending
from exactrelu.training.rounds import Rounds

__all__ = ["reduce"]

Json: TypeAlias = Any

_DIFFERENT = 1
"""The status where the two optima do not correspond."""


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
                help="Write the network of a best solution, .onnx, .json or as convert does. If "
                "the file holds doubles, epsilon is a power of 2, in the samples as well.",
            ),
            click.option(
                "--smtlib", metavar="OUT", help="Write the question whether error 0 is met."
            ),
            click.option(
                "--jobs",
                type=click.IntRange(min=1),
                default=1,
                show_default=True,
                help="Worker processes for --solve; the answer does not depend on them.",
            ),
            click.option(
                "--time-limit",
                metavar="S",
                help="Seconds for the training, and for the set cover or circuit.",
            ),
            certificate_option,
            replay_option,
            json_option,
        )
    ):
        command = option(command)
    return command


def _k_and_epsilon(command: Callable[..., int]) -> Callable[..., int]:
    k = click.option(
        "--k",
        type=click.IntRange(min=0),
        help="How many sets or TRUE inputs are allowed; if there are not as many, all of them.",
    )
    epsilon = click.option("--epsilon", metavar="E", help="A number in place of the paper's.")
    return k(epsilon(command))


@reduce.command("set-cover")
@click.argument("file", metavar="FILE")
@_k_and_epsilon
@_options
def _set_cover(file: str, *, k: int | None, epsilon: str | None, **options: Any) -> int:  # noqa: ANN401 - shared options
    """Reduce a set cover to one ReLU: k sets can cover all iff the error k eps^2 is reached.

    FILE is OR-Library text with costs 1, or JSON {"elements": N, "sets": [[…], …]}. Sets and
    elements are counted from 0 in the answer. The exit status of --solve is 0 if the two optima
    correspond, 1 if not, and 3 if one of them is not known in time.
    """
    return _run(SET_COVER, file, {"k": k, "epsilon": epsilon}, _Options(**options))


@reduce.command("monotone-circuit")
@click.argument("file", metavar="FILE")
@_k_and_epsilon
@_options
def _monotone_circuit(file: str, *, k: int | None, epsilon: str | None, **options: Any) -> int:  # noqa: ANN401 - as above
    """Reduce a monotone circuit to one ReLU: k TRUE inputs suffice iff k eps^2 is reached.

    FILE is BLIF, or JSON {"inputs": 2, "gates": [["AND", [0, 1]]], "output": 2}. Inputs are counted
    from 0 in the answer. The exit status of --solve is 0 if the two optima correspond, 1 if not,
    and 3 if one of them is not known in time.
    """
    return _run(CIRCUIT, file, {"k": k, "epsilon": epsilon}, _Options(**options))


@reduce.command("3sat")
@click.argument("file", metavar="FILE")
@_options
def _three_sat(file: str, **options: Any) -> int:  # noqa: ANN401 - as above
    """Reduce a formula to two ReLUs: it is satisfiable iff the error 0 is reached.

    FILE is DIMACS CNF, with at most three different literals in each clause. The exit status of
    --solve is 0 if satisfiable and reached correspond, 1 if not, and 3 if the time is over.
    """
    return _run(THREE_SAT, file, {}, _Options(**options))


@dataclass(frozen=True, slots=True)
class _Options:
    """What is asked for."""

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
        """Refuse before the work what could not be done or written after it."""
        files = (self.output, self.onnx, self.smtlib)
        require_new_files(self.certificate, file, *files, replay=self.replay)
        require_places(file, *files, self.certificate)
        if self.output is not None:
            require_samples_ending(self.output)
        if self.onnx is not None:
            network_format(self.onnx)
        Rounds.of(None, self.time_limit)
        self._require_use()

    def _require_use(self) -> None:
        """Refuse options that would say nothing."""
        if self.is_solved:
            return
        if self.certificate is not None:
            raise DomainError("--certificate must come with --solve: it is about the least error")
        if self.jobs > 1:
            raise DomainError("--jobs must come with --solve: they are for the training")
        if self.time_limit is not None and self.onnx is None:
            raise DomainError("--time-limit must come with --solve or --onnx")


def _run(kind: Kind, file: str, numbers: dict[str, Json], wanted: _Options) -> int:
    wanted.require_sense(file)
    instance = _instance(kind, file, numbers, wanted)
    # What can fail for the sake of its numbers comes before everything that is written.
    answer = None if wanted.onnx is None else _write_network(kind, instance, wanted)
    if wanted.output is not None:
        write_samples(wanted.output, instance.problem.samples)
    if wanted.smtlib is not None:
        write_text(wanted.smtlib, as_smtlib(instance))
    parts = instance_parts(kind, instance)
    if wanted.is_solved:
        return _solve(kind, instance, wanted, parts, answer)
    print_answer(parts, answer_lines(parts), None, as_json=wanted.as_json)
    return 0


def _solve(
    kind: Kind,
    instance: Instance,
    wanted: _Options,
    parts: dict[str, Json],
    answer: SourceAnswer | None,
) -> int:
    found, status = _trained(instance, wanted), UNANSWERED
    if is_decided(instance, found):
        parts |= trained_parts(kind, instance, found)
        try:
            answer = answer or kind.answer(instance.source, wanted.time_limit)
        except BudgetError as error:
            parts["reason"] = f"the {kind.name} is not solved: {error}"
        else:
            told = kind.reduction.corresponds(answer.optimum, found, instance=instance)
            parts |= compared_parts(instance, answer, told)
            status = 0 if told.holds else _DIFFERENT
    else:
        parts |= open_parts(found, wanted.time_limit)
    parts |= {"steps": found.steps, "programs": found.programs}
    written = None
    if wanted.certificate is not None:
        written = Written.at(wanted.certificate, found.certificate, replay=wanted.replay)
    print_answer(parts, answer_lines(parts), written, as_json=wanted.as_json)
    return (written.status if written else 0) or status


def _instance(kind: Kind, file: str, numbers: dict[str, Json], wanted: _Options) -> Instance:
    """The instance for these k and epsilon, with an epsilon that the file of a network can hold."""
    source, hidden_bias = kind.read(file), "free" if wanted.with_bias else "none"
    given = as_epsilon(numbers.get("epsilon"), Fraction(1))
    with naming(file):
        instance: Instance = kind.reduction.reduce(source, hidden_bias=hidden_bias, **numbers)
    if instance.epsilon is None or not wanted.needs_doubles:
        return instance
    if numbers["epsilon"] is not None:
        _require_dyadic(given)
        return instance
    near = {**numbers, "epsilon": _power_of_2_below(instance.epsilon)}
    rounded: Instance = kind.reduction.reduce(source, hidden_bias=hidden_bias, **near)
    return rounded


def _power_of_2_below(epsilon: Fraction) -> Fraction:
    """The greatest power of 2 up to a number: files of networks hold doubles.

    >>> _power_of_2_below(Fraction(1, 100)), _power_of_2_below(Fraction(1, 8))
    (Fraction(1, 128), Fraction(1, 8))
    """
    above = -(-epsilon.denominator // epsilon.numerator)
    return Fraction(1, 1 << (above - 1).bit_length())


def _require_dyadic(epsilon: Fraction) -> None:
    """Raise DomainError for a number that no double holds, whatever its precision is.

    >>> _require_dyadic(Fraction(3, 8))
    """
    if epsilon.denominator & (epsilon.denominator - 1):
        near = as_text(_power_of_2_below(epsilon))
        raise DomainError(
            f"--epsilon must be a number that a double holds, as {near}, or --onnx a file .json, "
            f"not {as_text(epsilon):.60}"
        )


def _write_network(kind: Kind, instance: Instance, wanted: _Options) -> SourceAnswer:
    """Write the network of a best solution, and return the answer to the source."""
    assert wanted.onnx is not None  # noqa: S101 - it is asked for
    answer = kind.answer(instance.source, wanted.time_limit)
    if answer.solution is None:
        raise DomainError(f"--onnx must have a {kind.name} with a solution, but there is none")
    write_network(wanted.onnx, network_of(instance, kind.reduction.lift(answer.solution, instance)))
    return answer


def _trained(instance: Instance, wanted: _Options) -> Trained:
    has_workers = wanted.jobs > 1 or wanted.time_limit
    with (
        shown() as report,
        worker_processes(wanted.jobs) if has_workers else nullcontext() as executor,
    ):
        return solve(instance, executor=executor, time_limit=wanted.time_limit, report=report)
