"""The command about optimisation models: solve."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import click

from exactrelu import lp, models, qp
from exactrelu.cli.lines import (
    UNANSWERED,
    as_options,
    floats_option,
    json_option,
    print_json,
)
from exactrelu.errors import BudgetError, FormatError, NonConvexError
from exactrelu.formats import write_text
from exactrelu.models import Model, read_model
from exactrelu.rational import as_text

if TYPE_CHECKING:
    from exactrelu.rational import Floats, Vector

__all__ = ["solve"]

Answer: TypeAlias = lp.Answer | lp.IntegerAnswer | qp.Answer


@click.command()
@click.argument("model", metavar="MODEL")
@click.option("--certificate", metavar="OUT", help="Write the certificate to this file.")
@click.option("--time-limit", metavar="S", help="Seconds, for integer programs only.")
@click.option(
    "--node-limit",
    metavar="N",
    type=click.IntRange(min=0),
    help="Cases, for integer programs only; 10000 where integers are unbounded.",
)
@floats_option
@json_option
def solve(
    model: str,
    *,
    certificate: str | None,
    time_limit: str | None,
    node_limit: int | None,
    floats: str,
    as_json: bool,
) -> int:
    """Solve a linear, integer or convex quadratic program exactly.

    MODEL is a file .mps, .lp or .json. The answer is optimal, infeasible or unbounded, with a
    certificate that `exactrelu check` replays. The exit status is 0 for each of these, 2 for bad
    input, and 3 if a limit is reached first; then what is proved of the optimum is told, and the
    best point.
    """
    program = read_model(model, floats=cast("Floats", floats))
    _require_other_file(certificate, model)
    names = _names(program, model)
    try:
        answer = models.solve(program, time_limit=time_limit, node_limit=node_limit)
    except BudgetError as error:
        _tell(_unanswered(error, names), {}, as_json=as_json)
        return UNANSWERED
    except NonConvexError as error:
        raise FormatError(f"{model}: {error}") from None
    if certificate is not None:
        write_text(certificate, answer.certificate.text + "\n")
    proof = {"certificate": answer.certificate.as_json()} if as_json else {}
    _tell(_parts(answer, names), proof, as_json=as_json)
    return 0


def _require_other_file(certificate: str | None, model: str) -> None:
    if certificate is None:
        return
    if not certificate:
        raise FormatError("--certificate must be the name of a file, not ''")
    if Path(certificate).exists() and Path(certificate).samefile(model):
        raise FormatError(f"--certificate must be another file than the model, not {certificate}")


def _tell(found: dict[str, Any], proof: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json({**found, **proof})
        return
    for line in _lines(found):
        click.echo(line)


def _unanswered(error: BudgetError, names: Sequence[str]) -> dict[str, Any]:
    ends = {"lower": error.lower, "upper": error.upper}
    found = {
        "status": "unanswered",
        "reason": as_options(str(error)),
        **{name: None if end is None else as_text(end) for name, end in ends.items()},
    }
    return found if error.point is None else {**found, "point": _by_name(error.point, names)}


def _names(program: Model, source: str) -> Sequence[str]:
    linear = _linear(program)
    names = linear.names or [f"x{index}" for index in range(linear.dimension)]
    if len({*names}) < len(names):
        raise FormatError(f"{source}: names of variables must differ")
    return names


def _linear(program: Model) -> lp.LinearProgram:
    match program:
        case lp.IntegerProgram():
            return program.program
        case qp.QuadraticProgram():
            return program.linear
    return program


def _by_name(vector: Vector, names: Sequence[str]) -> dict[str, str]:
    return {name: as_text(entry) for name, entry in zip(names, vector, strict=True)}


def _parts(answer: Answer, names: Sequence[str]) -> dict[str, Any]:
    """What is told about an answer, numbers as texts."""
    by_name = partial(_by_name, names=names)
    match answer:
        case lp.Optimal() | qp.Optimal():
            return {
                "status": "optimal",
                "value": as_text(answer.value),
                "point": by_name(answer.point),
                "duals": [as_text(entry) for entry in answer.duals],
                "reduced_costs": by_name(answer.reduced_costs),
            }
        case lp.IntegerOptimal():
            point = by_name(answer.point)
            return {"status": "optimal", "value": as_text(answer.value), "point": point}
        case lp.Unbounded() | lp.IntegerUnbounded() | qp.Unbounded():
            ray = by_name(answer.ray)
            return {"status": "unbounded", "point": by_name(answer.point), "ray": ray}
        case lp.Infeasible() | qp.Infeasible():
            return {
                "status": "infeasible",
                "row_multipliers": [as_text(entry) for entry in answer.row_multipliers],
                "lower_multipliers": by_name(answer.lower_multipliers),
                "upper_multipliers": by_name(answer.upper_multipliers),
            }
    return {"status": "infeasible"}


def _lines(found: dict[str, Any]) -> list[str]:
    value = f", value {found['value']}" if "value" in found else ""
    lines = [found.get("reason", found["status"] + value)]
    lines += _contradiction(found)
    lines += [f"{name} = {entry}" for name, entry in found.get("point", {}).items()]
    lines += [f"ray: {name} = {entry}" for name, entry in found.get("ray", {}).items()]
    lines += [
        f"dual of row {index} = {entry}" for index, entry in enumerate(found.get("duals", []))
    ]
    costs = found.get("reduced_costs", {})
    return lines + [f"reduced cost of {name} = {entry}" for name, entry in costs.items()]


def _contradiction(found: dict[str, Any]) -> list[str]:
    """The rows and bounds that contradict each other, with what to multiply them by."""
    rows = enumerate(found.get("row_multipliers", []))
    lines = [f"multiplier of row {index} = {entry}" for index, entry in rows if entry != "0"]
    for end in ("lower", "upper"):
        bounds = found.get(f"{end}_multipliers", {}).items()
        lines += [f"multiplier of the {end} bound of {n} = {m}" for n, m in bounds if m != "0"]
    return lines
