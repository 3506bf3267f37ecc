"""The commands about functions and networks: represent, evaluate, equal, convert."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import click

from exactrelu import models
from exactrelu.cli.conversion import FORMATS, converted, read_any, reading_of
from exactrelu.cli.lines import floats_option, json_option, print_json
from exactrelu.constructions import represent as smallest_network
from exactrelu.errors import DimensionError, ExactReluError
from exactrelu.network import Network, OutputMap, as_pwl
from exactrelu.pwl import PWL
from exactrelu.rational import Floats, Vector, as_rational, as_text

if TYPE_CHECKING:
    from exactrelu.formats import FunctionOnLine
    from exactrelu.lp.writing import Numbers

__all__ = ["convert", "equal", "evaluate", "represent"]

OUTPUTS = click.Choice(["linear", "affine"])


@click.command()
@click.argument("pwl", metavar="PWL")
@click.option(
    "--output", type=OUTPUTS, required=True, help="Without or with a bias in the output map."
)
@floats_option
@json_option
def represent(pwl: str, *, output: str, floats: str, as_json: bool) -> None:
    """Find a smallest 2-layer network of a function on the line.

    PWL is a file: a function, or a network R -> R, whose function is taken.
    """
    f = _on_the_line(pwl, floats)
    found = smallest_network(f, output=cast("OutputMap", output))
    if as_json:
        print_json(
            {
                "size": found.size,
                "output": output,
                "network": found.network.as_json(),
                "certificate": found.certificate.as_json(),
            }
        )
        return
    pieces = "1 piece" if f.piece_count == 1 else f"{f.piece_count} pieces"
    click.echo(f"size {found.size}, {output} output map, {pieces}")
    for line in _network_lines(found.network):
        click.echo(line)


def _network_lines(network: Network) -> list[str]:
    lines = []
    for index, layer in enumerate(network.layers, start=1):
        rows = "; ".join(" ".join(as_text(entry) for entry in row) for row in layer.weights)
        bias = " ".join(as_text(entry) for entry in layer.bias)
        lines.append(f"W{index} = [{rows}]  b{index} = [{bias}]")
    return lines


@click.command()
@click.argument("net", metavar="NET")
@click.option("--at", required=True, metavar="POINT", help='Coordinates, as "1/2,0".')
@floats_option
@json_option
def evaluate(net: str, *, at: str, floats: str, as_json: bool) -> None:
    """Evaluate a network, or a function on the line, at a point.

    NET is a file of either kind.
    """
    function = read_any(net, floats=cast("Floats", floats))
    point = tuple(as_rational(text, name="--at") for text in at.split(","))
    value = _value(function, point)
    texts = [as_text(number) for number in value]
    if as_json:
        at_point = [as_text(number) for number in point]
        print_json({"at": at_point, "value": texts, **reading_of(net)})
    else:
        click.echo(",".join(texts))


def _value(function: FunctionOnLine, point: Vector) -> Vector:
    if isinstance(function, Network):
        return function(point)
    if len(point) != 1:
        raise DimensionError(f"--at must have 1 coordinate, not {len(point)}")
    return (function(point[0]),)


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@floats_option
@json_option
def equal(a: str, b: str, *, floats: str, as_json: bool) -> None:
    """Decide whether two networks R -> R, or functions on the line, are equal.

    A and B are files of either kind. If they differ, a point where they do is told.
    """
    f, g = _on_the_line(a, floats), _on_the_line(b, floats)
    witness = _difference(f - g)
    if as_json:
        print_json(_comparison(f, g, witness))
    elif witness is None:
        click.echo("equal")
    else:
        values = f"{as_text(f(witness))} and {as_text(g(witness))}"
        click.echo(f"different at {as_text(witness)}: {values}")


def _comparison(f: PWL, g: PWL, witness: Fraction | None) -> dict[str, object]:
    if witness is None:
        return {"equal": True, "witness": None, "values": None}
    values = [as_text(f(witness)), as_text(g(witness))]
    return {"equal": False, "witness": as_text(witness), "values": values}


def _difference(f: PWL) -> Fraction | None:
    """Return a point where f is not 0, the simplest at hand, or None if f is 0."""
    ends = (f.breakpoints[0] - 1, f.breakpoints[-1] + 1) if f.breakpoints else (Fraction(1),)
    points: tuple[Fraction, ...] = (Fraction(0), *f.breakpoints, *ends)
    for point in points:
        if f(point) != 0:
            return point
    return None


def _on_the_line(path: str, floats: str) -> PWL:
    function = read_any(path, floats=cast("Floats", floats))
    if isinstance(function, PWL):
        return function
    try:
        return as_pwl(function)
    except ExactReluError as error:
        raise type(error)(f"{path}: {error}") from None


@click.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--to",
    type=click.Choice([*FORMATS, *models.FORMATS]),
    help="Format of OUT; by default its ending says. JSON becomes the other kind of JSON, and a "
    "network in another format JSON of the network.",
)
@click.option(
    "--output",
    type=OUTPUTS,
    default="linear",
    show_default=True,
    help="Output map of the network that a function on the line becomes.",
)
@click.option(
    "--numbers",
    type=click.Choice(["decimal", "rational"]),
    default="decimal",
    show_default=True,
    help="How .mps and .lp write what is no finite decimal: rows multiplied, or as p/q.",
)
@floats_option
@json_option
def convert(  # noqa: PLR0913 - one for each option
    source: str,
    target: str,
    *,
    to: str | None,
    output: str,
    numbers: str,
    floats: str,
    as_json: bool,
) -> None:
    """Write a network, a function on the line or an optimisation model in another format.

    IN is JSON of a network or a function, a table .csv of pieces, a sympy expression .sympy, or a
    network .onnx, .nnet, .npz, .safetensors, .pt. OUT is one of these but .pt, or .tex, .svg, .png.
    An optimisation model is a file .mps, .lp or .json.
    """
    reading = {}
    if models.is_model(source):
        model = models.read_model(source, floats=cast("Floats", floats))
        written = models.write_model(target, model, to=to, numbers=cast("Numbers", numbers))
    else:
        function = read_any(source, floats=cast("Floats", floats))
        reading = reading_of(source)
        if reading and to is None and target.endswith(".json"):
            to = "network"
        try:
            written = converted(function, target, to=to, output=cast("OutputMap", output))
        except DimensionError as error:
            raise DimensionError(f"{source}: {error}") from None
    if as_json:
        print_json({"file": target, "format": written, **reading})
    else:
        click.echo(f"{target}: {written}")
