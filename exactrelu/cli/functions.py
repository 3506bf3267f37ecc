"""The commands about functions and networks: represent, evaluate, convert."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from exactrelu import models
from exactrelu.cli.conversion import FORMATS, converted, on_the_line, read_any, reading_of
from exactrelu.cli.lines import floats_option, json_option, print_json
from exactrelu.constructions import represent as smallest_network
from exactrelu.errors import DimensionError
from exactrelu.network import Network, OutputMap
from exactrelu.pwl import PWL
from exactrelu.rational import Floats, Vector, as_rational, as_text

if TYPE_CHECKING:
    from exactrelu.formats import FunctionOnLine
    from exactrelu.lp.writing import Numbers

__all__ = ["OUTPUTS", "convert", "evaluate", "network_lines", "represent"]

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
    for line in network_lines(found.network):
        click.echo(line)


def network_lines(network: Network) -> list[str]:
    """Return the weights and the bias of each layer in a line.

    >>> network_lines(Network.of(([[1], [2]], [0, 3])))
    ['W1 = [1; 2]  b1 = [0 3]']
    """
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


def _on_the_line(path: str, floats: str) -> PWL:
    return on_the_line(read_any(path, floats=cast("Floats", floats)), path)


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
