"""The command about optimisation models: solve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import click

from exactrelu import lp, qp
from exactrelu.cli.lines import floats_option, json_option, print_json
from exactrelu.errors import FormatError
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
@click.option("--time-limit", metavar="S", help="Seconds, for integer programs.")
@floats_option
@json_option
def solve(
    model: str, *, certificate: str | None, time_limit: str | None, floats: str, as_json: bool
) -> None:
    """Solve a linear, integer or convex quadratic program exactly.

    MODEL is a file .mps, .lp or .json. The answer is optimal, infeasible or unbounded, with a
    certificate that `exactrelu check` replays.
    """
    program = read_model(model, floats=cast("Floats", floats))
    names = _names(program, model)
    answer = _answer(program, time_limit)
    if certificate is not None:
        write_text(certificate, answer.certificate.text + "\n")
    found = _parts(answer, names)
    if as_json:
        print_json({**found, "certificate": answer.certificate.as_json()})
        return
    for line in _lines(found):
        click.echo(line)


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


def _answer(program: Model, time_limit: str | None) -> Answer:
    match program:
        case lp.IntegerProgram():
            return lp.solve_integer(program, time_limit=time_limit)
        case qp.QuadraticProgram():
            return qp.solve(program)
    return lp.solve(program)


def _parts(answer: Answer, names: Sequence[str]) -> dict[str, Any]:
    """What is told about an answer, numbers as texts."""

    def by_name(vector: Vector) -> dict[str, str]:
        return {name: as_text(entry) for name, entry in zip(names, vector, strict=True)}

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
    return {"status": "infeasible"}


def _lines(found: dict[str, Any]) -> list[str]:
    value = f", value {found['value']}" if "value" in found else ""
    lines = [found["status"] + value]
    lines += [f"{name} = {entry}" for name, entry in found.get("point", {}).items()]
    lines += [f"ray: {name} = {entry}" for name, entry in found.get("ray", {}).items()]
    lines += [
        f"dual of row {index} = {entry}" for index, entry in enumerate(found.get("duals", []))
    ]
    costs = found.get("reduced_costs", {})
    return lines + [f"reduced cost of {name} = {entry}" for name, entry in costs.items()]
