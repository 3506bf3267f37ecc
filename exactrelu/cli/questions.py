"""The commands about the values of functions: extrema, equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from exactrelu.certificates import counterexample
from exactrelu.cli.certificates import (
    Written,
    certificate_option,
    replay_option,
    require_new_files,
)
from exactrelu.cli.conversion import on_the_line, read_any, reading_of
from exactrelu.cli.lines import (
    approximated,
    floats_option,
    json_option,
    max_regions_option,
    nnet_option,
    print_json,
)
from exactrelu.cli.places import Place, place_of, place_options
from exactrelu.cli.tables import working
from exactrelu.cpwl import Extremum, Unbounded
from exactrelu.errors import DimensionError, DomainError
from exactrelu.formats import NnetUnits, Range, format_of, read_stated_network
from exactrelu.network import AffineMap, Network, affine_after
from exactrelu.pwl import PWL
from exactrelu.rational import Floats, Vector, as_text
from exactrelu.regions import Different, Equal, require_same_shape
from exactrelu.regions import equal as compared
from exactrelu.regions import extrema as extrema_of

if TYPE_CHECKING:
    from exactrelu.certificates import Certificate
    from exactrelu.formats import FunctionOnLine

__all__ = ["equal", "extrema"]


@click.command()
@click.argument("net", metavar="NET")
@place_options
@click.option("--output", type=click.IntRange(min=1), help="Which output, from 1 on.")
@max_regions_option
@nnet_option
@certificate_option
@replay_option
@floats_option
@json_option
def extrema(  # noqa: PLR0913 - one argument for each option
    net: str,
    *,
    box: str | None,
    inputs: str | None,
    at: str | None,
    output: int | None,
    max_regions: int,
    nnet: str,
    certificate: str | None,
    replay: bool,
    floats: str,
    as_json: bool,
) -> int:
    """Find the least and the greatest value of a network, and points that have them.

    NET is a file of any format of networks. Where there is no extremum, a ray is told along which
    the network is unbounded. A slice varies some inputs, over the ranges that the file states or
    over the box; points and rays are those of all inputs. An extremum has a certificate: with
    --certificate C.json they are C.min.json and C.max.json. The exit status is 3 if
    the work is more than --max-regions; then bounds of all values are told, where there are any.
    """
    outs = {side: _beside(certificate, side) for side in ("min", "max")}
    for out in outs.values():
        require_new_files(out, net, replay=replay)
    stated = read_stated_network(net, floats=cast("Floats", floats), nnet=cast("NnetUnits", nnet))
    network = _with_one_output(stated.network, output)
    n, ranges = network.input_dimension, stated.input_ranges
    place = place_of(n, ranges, box=box, inputs=inputs, at=at)
    with working("extrema"):
        found = extrema_of(place.part_of(network), place.domain, max_regions=max_regions)
    sides = {
        "min": _in_all_inputs(found.minimum, place),
        "max": _in_all_inputs(found.maximum, place),
    }
    proofs = {"min": found.minimum_certificate, "max": found.maximum_certificate}
    written = [
        Written.at(out, proof, replay=replay)
        for out, proof in zip(outs.values(), proofs.values(), strict=True)
        if out is not None and proof is not None
    ]
    if as_json:
        answers = [_as_json(name, answer) for name, answer in sides.items()]
        told = {"certificates": [each.as_json() for each in written]} if certificate else {}
        print_json({**answers[0], **answers[1], **_slice_of(place), **reading_of(net), **told})
    else:
        for name, answer in sides.items():
            click.echo(f"{name} {_in_words(answer)}")
            if isinstance(answer, Extremum):
                _tell_approximately(answer.value, answer.argument)
        for each in written:
            click.echo(each)
    return max((each.status for each in written), default=0)


def _beside(out: str | None, side: str) -> str | None:
    """The file C.min.json for C.json."""
    return None if out is None else str(Path(out).with_suffix(f".{side}{Path(out).suffix}"))


def _in_all_inputs(answer: Extremum | Unbounded, place: Place) -> Extremum | Unbounded:
    """The answer with the point or the ray in the space of all inputs."""
    if isinstance(answer, Extremum):
        return replace(answer, argument=place.lifted(answer.argument))
    direction = place.lifted_direction(answer.direction)
    return replace(answer, start=place.lifted(answer.start), direction=direction)


def _slice_of(place: Place) -> dict[str, Any]:
    return {} if place.where is None else place.as_json()


def _with_one_output(network: Network, output: int | None) -> Network:
    m = network.output_dimension
    if output is None and m == 1:
        return network
    if output is None or output > m:
        given = "nothing" if output is None else output
        raise DimensionError(f"--output must be one of the outputs 1 to {m}, not {given}")
    chosen = [int(index + 1 == output) for index in range(m)]
    return affine_after(network, AffineMap([chosen], [0]))


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


def _tell_approximately(value: Fraction, point: Vector, about: str = "") -> None:
    """Add a line about long numbers."""
    told = approximated(value, *point)
    if told:
        click.echo(f"  ≈ {about}{told[0]} at {','.join(told[1:])}")


def _texts(point: Vector) -> list[str]:
    return [as_text(entry) for entry in point]


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@place_options
@max_regions_option
@nnet_option
@certificate_option
@replay_option
@floats_option
@json_option
def equal(  # noqa: PLR0913 - one argument for each option
    a: str,
    b: str,
    *,
    box: str | None,
    inputs: str | None,
    at: str | None,
    max_regions: int,
    nnet: str,
    certificate: str | None,
    replay: bool,
    floats: str,
    as_json: bool,
) -> int:
    """Decide whether two networks, or functions on the line, are equal.

    A and B are files of any format. If they differ, a point where they do is told. A slice varies
    some inputs, over the ranges that A or else B states, or over the box.
    """
    require_new_files(certificate, a, b, replay=replay)
    (f, f_ranges), (g, g_ranges) = (_read(path, floats=floats, nnet=nnet) for path in (a, b))
    is_line = _are_on_the_line(f, g)
    named = {"--box": box, "--slice": inputs, "--at": at}
    given = [name for name, text in named.items() if text is not None]
    told: dict[str, Any] = {}
    if isinstance(f, Network) and isinstance(g, Network) and (given or not is_line):
        require_same_shape(f, g)
        ranges = f_ranges or g_ranges
        place = place_of(f.input_dimension, ranges, box=box, inputs=inputs, at=at)
        with working("equal"):
            answer = compared(
                place.part_of(f), place.part_of(g), domain=place.domain, max_regions=max_regions
            )
        found, told = _in_all_inputs_of(place, answer), _slice_of(place)
        proof = answer.certificate if certificate else None
    elif given:
        raise DomainError(
            f"{given[0]} must come with two networks, not with a function on the line"
        )
    else:
        found = _difference(on_the_line(f, a), on_the_line(g, b))
        proof = _certificate_on_the_line(f, g, found) if certificate else None
    written = Written.at(certificate, proof, replay=replay) if certificate and proof else None
    if as_json:
        told |= {"certificate": written.as_json()} if written else {}
        print_json(
            {**_comparison(found, is_line=is_line), **told, **_readings(a, b, floats=floats)}
        )
    else:
        click.echo(_comparison_in_words(found))
        if found is not None:
            gaps = (abs(a - b) for a, b in zip(found.first, found.second, strict=True))
            _tell_approximately(max(gaps), found.point, about="different by ")
        if written:
            click.echo(written)
    return written.status if written else 0


def _comparison_in_words(found: Different | None) -> str:
    if found is None:
        return "equal"
    point, *values = (",".join(_texts(v)) for v in (found.point, found.first, found.second))
    return f"different at {point}: {' and '.join(values)}"


def _certificate_on_the_line(
    f: FunctionOnLine, g: FunctionOnLine, found: Different | None
) -> Certificate:
    """The certificate that two functions on the line are the same, or have different values."""
    objects = {"f": f.as_json(), "g": g.as_json()}
    if found is None:
        return counterexample("the functions f and g differ", objects, [["same", "f", "g"]])
    (at,) = _texts(found.point)
    differ = ["!=", ["value", "f", 0, at], ["value", "g", 0, at]]
    return counterexample("the functions f and g are equal", objects, [differ])


def _read(path: str, *, floats: str, nnet: str) -> tuple[FunctionOnLine, Sequence[Range] | None]:
    """The network or function in a file, and the input ranges that the file states."""
    if format_of(path) == "json":
        return read_any(path, floats=cast("Floats", floats)), None
    stated = read_stated_network(path, nnet=cast("NnetUnits", nnet))
    return stated.network, stated.input_ranges


def _in_all_inputs_of(place: Place, answer: Equal | Different) -> Different | None:
    """The difference with its point in the space of all inputs."""
    if isinstance(answer, Different):
        return replace(answer, point=place.lifted(answer.point))
    return None


def _readings(*paths: str, floats: str) -> dict[str, list[str]]:
    """How the numbers of each file are read, unless all are JSON."""
    found = [reading_of(path).get("reading") for path in paths]
    of_json = "exact" if floats == "refuse" else floats
    return {"readings": [reading or of_json for reading in found]} if any(found) else {}


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
