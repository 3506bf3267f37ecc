"""The command regions: count the regions of a network, list them, draw them."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import click

from exactrelu.cli.conversion import reading_of
from exactrelu.cli.lines import floats_option, json_option, nnet_option, print_json
from exactrelu.cli.places import Place, place_of, place_options
from exactrelu.formats import NnetUnits, Range, read_stated_network
from exactrelu.network import Network
from exactrelu.parallel import Store, Task, process_pool, run_tasks
from exactrelu.polyhedron import Cell, Polyhedron
from exactrelu.rational import Floats, as_text
from exactrelu.regions import Region, Regions, Work, refined
from exactrelu.regions import regions as regions_of
from exactrelu.regions.subdivision import Part

__all__ = ["regions"]

WORK_FOLDER = "regions-work"


@click.command()
@click.argument("net", metavar="NET")
@place_options
@click.option("--plot", metavar="FILE", help="A map of the regions of 2 inputs, .svg or .png.")
@click.option("--cells", is_flag=True, help="Print each region: pattern, affine map, geometry.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True)
@click.option(
    "--resume", is_flag=True, help=f"Keep finished parts in {WORK_FOLDER}/, and use them."
)
@nnet_option
@floats_option
@json_option
def regions(  # noqa: PLR0913 - one argument for each option
    net: str,
    *,
    box: str | None,
    inputs: str | None,
    at: str | None,
    plot: str | None,
    cells: bool,
    jobs: int,
    resume: bool,
    nnet: str,
    floats: str,
    as_json: bool,
) -> None:
    """Count the activation regions, pieces and distinct affine maps of a network.

    NET is a file of any format of networks. The regions are those of all of R^n, of a box, or of a
    slice through the inputs that vary, over the ranges that the file states or over the box. They
    are regions of the network in real arithmetic.
    """
    stated = read_stated_network(net, floats=cast("Floats", floats), nnet=cast("NnetUnits", nnet))
    n, ranges = stated.network.input_dimension, stated.input_ranges
    place = place_of(n, ranges, box=box, inputs=inputs, at=at)
    network = place.part_of(stated.network)
    with _no_collection():
        found = _enumerated(network, place, jobs=jobs, resume=resume)
        if plot:
            _write_map(plot, found, place)
        counts = {
            "activation_regions": found.activation_regions,
            "pieces": found.pieces,
            "distinct_affine_maps": found.distinct_affine_maps,
        }
    if as_json:
        listed = {"cells": [_as_json(region) for region in found]} if cells else {}
        print_json({**counts, **place.as_json(), **reading_of(net), **listed})
        return
    for name, count in counts.items():
        click.echo(f"{count} {name.replace('_', ' ')}")
    if cells:
        for region in found:
            click.echo(_in_a_line(region))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without looking for cycles: there are none among cells, and many cells to look through."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _enumerated(network: Network, place: Place, *, jobs: int, resume: bool) -> Regions:
    alone = jobs == 1 and not resume
    work = Work.of(network, place.domain, cells_per_task=None if alone else 500)
    if alone:
        return work.finished([refined(part) for part in work.parts])
    fingerprint = _fingerprint(network, place)
    tasks = [Task(str(k), fingerprint, (part,)) for k, part in enumerate(work.parts)]
    store = Store(Path(WORK_FOLDER)) if resume else None
    finished = store.finished(tasks) if store else {}
    done = run_tasks(
        _refined, tasks, on=process_pool(jobs), store=store, finished=finished, title="regions"
    )
    shape = replace(refined_shape(work.parts[0]), cells=(), corners=())
    return work.finished([_from_json(entry, shape) for entry in done])


def refined_shape(part: Part) -> Part:
    """The part without cells, as if it had been cut by all its layers."""
    return refined(replace(part, cells=part.cells[:0], corners=part.corners[:1]))


def _refined(part: Part) -> dict[str, Any]:
    done = refined(part)
    return {"corners": [list(c) for c in done.corners], "cells": [list(c) for c in done.cells]}


def _from_json(entry: dict[str, Any], shape: Part) -> Part:
    cells = [
        Cell(tuple(corners), tuple(incidence), positive, zero)
        for corners, incidence, positive, zero in entry["cells"]
    ]
    return replace(shape, corners=tuple(map(tuple, entry["corners"])), cells=tuple(cells))


def _fingerprint(network: Network, place: Place) -> str:
    parts = [network.as_json(), place.as_json()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _write_map(path: str, found: Regions, place: Place) -> None:
    from exactrelu.plots import region_map, write_figure  # noqa: PLC0415 - matplotlib is slow to load

    names = cast("tuple[str, str]", place.names)
    write_figure(path, lambda: region_map(_in_view(found), names=names))


def _in_view(found: Regions) -> Regions:
    """Regions of the whole plane in a box around all vertices; others as they are."""
    if found.domain is not None or found.network.input_dimension != 2:
        return found
    every = found.complex.vertices(range(len(found.complex.corners)))
    view = [_with_margin([point[j] for point in every]) for j in range(2)]
    return regions_of(found.network, domain=Polyhedron.box(view))


def _with_margin(values: Sequence[Fraction]) -> Range:
    """An interval around some values, with half of its middle part on each side."""
    low, high = min(values), max(values)
    margin = (high - low) / 2 or Fraction(1)
    return low - margin, high + margin


def _as_json(region: Region) -> dict[str, Any]:
    layer = region.affine_map
    volume = region.volume
    return {
        "pattern": [list(signs) for signs in region.pattern],
        "weights": [[as_text(entry) for entry in row] for row in layer.weights],
        "bias": [as_text(entry) for entry in layer.bias],
        "interior_point": [as_text(entry) for entry in region.interior_point],
        "vertices": [[as_text(entry) for entry in point] for point in region.vertices],
        "directions": [[as_text(entry) for entry in point] for point in region.directions],
        "facets": [
            {"layer": facet.unit and facet.unit[0] + 1, "unit": facet.unit and facet.unit[1] + 1}
            | {"neighbour": facet.neighbour}
            for facet in region.facets
        ],
        "volume": None if volume is None else as_text(volume),
    }


def _in_a_line(region: Region) -> str:
    signs = " ".join("".join("-0+"[s + 1] for s in layer) for layer in region.pattern)
    point = ",".join(as_text(entry) for entry in region.interior_point)
    return f"{signs}  around {point}"
