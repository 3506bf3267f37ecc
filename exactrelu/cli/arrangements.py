"""The commands about arrangements of hyperplanes: dichotomies, zonotope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from exactrelu.arrangement import MAX_DICHOTOMIES, MAX_VERTICES, Zonotope
from exactrelu.arrangement import dichotomies as all_dichotomies
from exactrelu.arrangement import homogeneous_dichotomies as all_homogeneous
from exactrelu.cli.lines import floats_option, json_option, print_json
from exactrelu.errors import DimensionError, ExactReluError, FormatError
from exactrelu.formats import read_json, read_points
from exactrelu.rational import Floats, Vector, as_matrix, as_text

if TYPE_CHECKING:
    from exactrelu.arrangement import Dichotomy

__all__ = ["dichotomies", "zonotope"]


@click.command()
@click.argument("points", metavar="POINTS")
@click.option("--through", metavar="POINTS", help="Points that all hyperplanes pass through.")
@click.option("--homogeneous", is_flag=True, help="Only hyperplanes through the origin.")
@click.option("--list", "listed", is_flag=True, help="List them, each with a hyperplane.")
@click.option(
    "--max-dichotomies",
    metavar="N",
    type=click.IntRange(min=1),
    default=MAX_DICHOTOMIES,
    show_default=True,
    help="Give up at more dichotomies than these.",
)
@floats_option
@json_option
def dichotomies(  # noqa: PLR0913 - one argument for each option
    points: str,
    *,
    through: str | None,
    homogeneous: bool,
    listed: bool,
    max_dichotomies: int,
    floats: str,
    as_json: bool,
) -> None:
    """Count the ways in which hyperplanes divide a set of points.

    POINTS is a file of points. The two sides of a hyperplane are told apart, hyperplanes with all
    points on one side count, and those through a point do not. The exit status is 3 if there are
    more than --max-dichotomies; then the bounds that are proved of their number are told.
    """
    reading = cast("Floats", floats)
    given = read_points(points, floats=reading)
    passed = read_points(through, floats=reading) if through else ()
    ask = all_homogeneous if homogeneous else all_dichotomies
    try:
        found = ask(given, through=passed)
    except ExactReluError as error:
        raise type(error)(f"{through}: {error}") from None
    count = found.limited_count(max_dichotomies=max_dichotomies)
    if as_json:
        listing = {"dichotomies": [_as_json(each) for each in found]} if listed else {}
        print_json({"count": count, **listing})
        return
    click.echo(f"{count} dichotomies")
    for each in found if listed else ():
        click.echo(_line(each))


def _as_json(dichotomy: Dichotomy) -> dict[str, object]:
    return {
        "signs": list(dichotomy.signs),
        "weights": [as_text(weight) for weight in dichotomy.weights],
        "bias": as_text(dichotomy.bias),
    }


def _line(dichotomy: Dichotomy) -> str:
    signs = "".join("+" if sign > 0 else "-" for sign in dichotomy.signs)
    return f"{signs}  w = {_texts(dichotomy.weights)}  b = {as_text(dichotomy.bias)}"


@click.command()
@click.argument("generators", metavar="GENERATORS")
@click.option(
    "--max-vertices",
    metavar="N",
    type=click.IntRange(min=1),
    default=MAX_VERTICES,
    show_default=True,
    help="Give up at more vertices than these.",
)
@floats_option
@json_option
def zonotope(generators: str, *, max_vertices: int, floats: str, as_json: bool) -> None:
    """List the vertices of a zonotope, the sum of the segments from -g to g.

    GENERATORS is a file of the vectors g. The exit status is 3 if there are more than
    --max-vertices, or the work is more; then the bounds that are proved of their number are told.
    """
    value = read_json(generators)
    try:
        found = Zonotope(_generators(value, cast("Floats", floats)))
    except ExactReluError as error:
        raise type(error)(f"{generators}: {error}") from None
    vertices = found.listed_vertices(max_vertices=max_vertices)
    if as_json:
        rows = [[as_text(entry) for entry in vertex] for vertex in vertices]
        print_json({"dimension": found.dimension, "vertices": rows})
        return
    count = "1 vertex" if len(vertices) == 1 else f"{len(vertices)} vertices"
    click.echo(f"{count}, dimension {found.dimension}")
    for vertex in vertices:
        click.echo(_texts(vertex))


def _generators(value: Any, floats: Floats) -> tuple[Vector, ...]:  # noqa: ANN401 - JSON is untyped
    if not isinstance(value, dict) or set(value) != {"generators"}:
        raise FormatError("the file must hold an object with the only field 'generators'")
    rows = as_matrix(value["generators"], floats=floats, name="generators")
    if rows and not rows[0]:
        raise DimensionError("generators must have at least 1 entry each")
    return rows


def _texts(vector: Vector) -> str:
    return ",".join(as_text(entry) for entry in vector)
