"""The commands about the values of functions: extrema, equal."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import click

from exactrelu.cli.conversion import on_the_line, read_any, reading_of
from exactrelu.cli.lines import floats_option, json_option, print_json
from exactrelu.cli.regions import box_of
from exactrelu.cpwl import Extremum
from exactrelu.errors import DimensionError, DomainError
from exactrelu.formats import read_network
from exactrelu.network import AffineMap, Network, affine_after
from exactrelu.polyhedron import Polyhedron
from exactrelu.pwl import PWL
from exactrelu.rational import Floats, Vector, as_text
from exactrelu.regions import Different
from exactrelu.regions import equal as compared
from exactrelu.regions import extrema as extrema_of

if TYPE_CHECKING:
    from exactrelu.cpwl import Unbounded
    from exactrelu.formats import FunctionOnLine

__all__ = ["equal", "extrema"]

box_option = click.option(
    "--box", metavar="RANGES", help='A range for each input, as "0,1;-1/2,1/2"; by default R^n.'
)


@click.command()
@click.argument("net", metavar="NET")
@box_option
@click.option("--output", type=click.IntRange(min=1), help="Which output, from 1 on.")
@floats_option
@json_option
def extrema(net: str, *, box: str | None, output: int | None, floats: str, as_json: bool) -> None:
    """Find the least and the greatest value of a network, and points that have them.

    NET is a file of any format of networks. Where there is no extremum, a ray is told along which
    the network is unbounded.
    """
    network = _with_one_output(read_network(net, floats=cast("Floats", floats)), output)
    found = extrema_of(network, _domain(box, network))
    sides = {"min": found.minimum, "max": found.maximum}
    if as_json:
        answers = [_as_json(name, answer) for name, answer in sides.items()]
        print_json({**answers[0], **answers[1], **reading_of(net)})
        return
    for name, answer in sides.items():
        click.echo(f"{name} {_in_words(answer)}")


def _with_one_output(network: Network, output: int | None) -> Network:
    m = network.output_dimension
    if output is None and m == 1:
        return network
    if output is None or output > m:
        given = "nothing" if output is None else output
        raise DimensionError(f"--output must be one of the outputs 1 to {m}, not {given}")
    chosen = [int(index + 1 == output) for index in range(m)]
    return affine_after(network, AffineMap([chosen], [0]))


def _domain(box: str | None, network: Network) -> Polyhedron | None:
    return None if box is None else Polyhedron.box(list(box_of(box, network.input_dimension)))


def _as_json(name: str, answer: Extremum | Unbounded) -> dict[str, Any]:
    if isinstance(answer, Extremum):
        found = {name: as_text(answer.value), f"arg{name}": _texts(answer.argument)}
        return {**found, f"{name}_ray": None}
    ray = {
        "start": _texts(answer.start),
        "direction": _texts(answer.direction),
        "slope": as_text(answer.slope),
    }
    return {name: None, f"arg{name}": None, f"{name}_ray": ray}


def _in_words(answer: Extremum | Unbounded) -> str:
    if isinstance(answer, Extremum):
        return f"{as_text(answer.value)} at {','.join(_texts(answer.argument))}"
    start, direction = ",".join(_texts(answer.start)), ",".join(_texts(answer.direction))
    return f"unbounded from {start} in the direction {direction}"


def _texts(point: Vector) -> list[str]:
    return [as_text(entry) for entry in point]


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@box_option
@floats_option
@json_option
def equal(a: str, b: str, *, box: str | None, floats: str, as_json: bool) -> None:
    """Decide whether two networks, or functions on the line, are equal.

    A and B are files of any format. If they differ, a point where they do is told.
    """
    f, g = (read_any(path, floats=cast("Floats", floats)) for path in (a, b))
    if isinstance(f, Network) and isinstance(g, Network) and (box or not _are_on_the_line(f, g)):
        answer = compared(f, g, domain=_domain(box, f))
        found = answer if isinstance(answer, Different) else None
    elif box is not None:
        raise DomainError("--box must come with two networks, not with a function on the line")
    else:
        found = _difference(on_the_line(f, a), on_the_line(g, b))
    reading = {**reading_of(a), **reading_of(b)}
    if as_json:
        print_json({**_comparison(found, is_line=_are_on_the_line(f, g)), **reading})
    elif found is None:
        click.echo("equal")
    else:
        point, *values = (",".join(_texts(v)) for v in (found.point, found.first, found.second))
        click.echo(f"different at {point}: {' and '.join(values)}")


def _are_on_the_line(*functions: FunctionOnLine) -> bool:
    """Whether all are functions R -> R."""
    return all(
        isinstance(f, PWL) or (f.input_dimension, f.output_dimension) == (1, 1) for f in functions
    )


def _comparison(found: Different | None, *, is_line: bool) -> dict[str, Any]:
    """The answer; on the line points and values are numbers, not lists of them."""
    if found is None:
        return {"equal": True, "witness": None, "values": None}
    point, *values = (_texts(vector) for vector in (found.point, found.first, found.second))
    if is_line:
        return {"equal": False, "witness": point[0], "values": [value[0] for value in values]}
    return {"equal": False, "witness": point, "values": values}


def _difference(f: PWL, g: PWL) -> Different | None:
    """The simplest point at hand where functions on the line differ, or None if they are equal."""
    gap = f - g
    ends = (gap.breakpoints[0] - 1, gap.breakpoints[-1] + 1) if gap.breakpoints else (Fraction(1),)
    for point in (Fraction(0), *gap.breakpoints, *ends):
        if gap(point) != 0:
            return Different((point,), (f(point),), (g(point),))
    return None
