"""The command regions: count the regions of a network, list them, draw them."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import click

from exactrelu.cli.certificates import (
    Written,
    certificate_option,
    replay_option,
    require_new_files,
)
from exactrelu.cli.conversion import reading_of
from exactrelu.cli.lines import (
    counted,
    floats_option,
    json_option,
    max_regions_option,
    nnet_option,
    print_json,
)
from exactrelu.cli.places import Place, place_of, place_options
from exactrelu.cli.tables import working
from exactrelu.formats import NnetUnits, Range, read_stated_network
from exactrelu.network import Network
from exactrelu.parallel import Backend, Store, Task, process_pool, run_tasks
from exactrelu.polyhedron import Polyhedron, require_cells
from exactrelu.rational import Floats, as_text
from exactrelu.regions import (
    TASKS_PER_WORKER,
    Part,
    Region,
    Regions,
    Work,
    bracketed,
    refined,
    refined_as_json,
)
from exactrelu.regions import regions as regions_of

__all__ = ["regions", "window_of"]

WORK_FOLDER = "regions-work"


@click.command()
@click.argument("net", metavar="NET")
@place_options
@click.option("--plot", metavar="FILE", help="A map of the regions of 2 inputs, .svg or .png.")
@click.option(
    "--cells",
    is_flag=True,
    help="Print each region: its pattern and a point; with --json also its affine map, geometry.",
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True)
@click.option(
    "--resume",
    is_flag=True,
    help=f"Keep finished parts in {WORK_FOLDER}/ until there is an answer, and use them.",
)
@max_regions_option
@nnet_option
@certificate_option
@replay_option
@floats_option
@json_option
def regions(  # noqa: PLR0913 - one argument for each option
    net: str,
    *,
    certificate: str | None,
    replay: bool,
    box: str | None,
    inputs: str | None,
    at: str | None,
    plot: str | None,
    cells: bool,
    jobs: int,
    resume: bool,
    max_regions: int,
    nnet: str,
    floats: str,
    as_json: bool,
) -> int:
    """Count the activation regions, pieces and distinct affine maps of a network.

    NET is a file of any format of networks. The regions are those of all of R^n, of a box, or of a
    slice through the inputs that vary, over the ranges that the file states or over the box. They
    are regions of the network in real arithmetic. The exit status is 3 if there are more than
    --max-regions; then the bounds that are proved of their number are told. The certificate is
    that of their number.
    """
    require_new_files(certificate, net, plot, replay=replay)
    stated = read_stated_network(net, floats=cast("Floats", floats), nnet=cast("NnetUnits", nnet))
    n, ranges = stated.network.input_dimension, stated.input_ranges
    place = place_of(n, ranges, box=box, inputs=inputs, at=at)
    network = place.part_of(stated.network)
    if plot is not None:
        _require_map(plot, network.input_dimension)
    work = _enumerated(network, place, jobs=jobs, resume=resume, max_regions=max_regions)
    with _no_collection(), work as found:
        if plot is not None:
            _write_map(plot, found, place)
        with working("pieces and affine maps"):
            counts = {
                "activation_regions": found.activation_regions,
                "pieces": found.pieces,
                "distinct_affine_maps": found.distinct_affine_maps,
            }
        written = Written.at(certificate, found.certificate, replay=replay) if certificate else None
        if as_json:
            listed = {"cells": [_as_json(region) for region in found]} if cells else {}
            proof = {"certificate": written.as_json()} if written else {}
            print_json({**counts, **place.as_json(), **reading_of(net), **proof, **listed})
        else:
            for name, count in counts.items():
                click.echo(counted(count, name.replace("_", " ")))
            for region in found if cells else ():
                click.echo(_in_a_line(region))
            if written:
                click.echo(written)
        return written.status if written else 0


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


@contextmanager
def _enumerated(
    network: Network, place: Place, *, jobs: int, resume: bool, max_regions: int
) -> Iterator[Regions]:
    """The regions; parts that are kept for --resume are so until all has been told."""
    if jobs == 1 and not resume:
        with working("regions"):
            found = regions_of(network, domain=place.domain, max_regions=max_regions)
        yield found
        return
    with bracketed(network, max_regions):
        # What is kept is in tasks that do not depend on the number of workers.
        shares = {"cells_per_task": 500} if resume else {"tasks": jobs * TASKS_PER_WORKER}
        work = Work.of(network, place.domain, **shares, max_regions=max_regions)
        fingerprint = _fingerprint(network, place)
        tasks = [
            Task(f"{fingerprint[:16]}-{k}", fingerprint, (part, max_regions))
            for k, part in enumerate(work.parts)
        ]
        store = Store(Path(WORK_FOLDER)) if resume else None
        parts = _refined(tasks, work, on=process_pool(min(jobs, len(tasks))), store=store)
        found = work.finished(parts)
    yield found
    if store is not None:
        store.discard(tasks)


def _refined(
    tasks: Sequence[Task], work: Work, *, on: Backend[Any], store: Store | None
) -> list[Part]:
    if store is None:
        return [*run_tasks(refined, tasks, on=_limited(on, work.max_regions), title="regions")]
    finished = store.finished(tasks)
    limited = _limited(on, work.max_regions)
    done = run_tasks(
        refined_as_json, tasks, on=limited, store=store, finished=finished, title="regions"
    )
    return [work.from_json(entry) for entry in done]


def _limited(backend: Backend[Any], most: int | None) -> Backend[Any]:
    """The backend, until the parts that come back have too many cells together."""

    def run(function: Callable[..., Any], tasks: Sequence[Task]) -> Iterator[tuple[Task, Any]]:
        count = 0
        for task, part in backend(function, tasks):
            count += len(part.cells if isinstance(part, Part) else part["cells"])
            require_cells(count, most=most)
            yield task, part

    return run


def _fingerprint(network: Network, place: Place) -> str:
    parts = [network.as_json(), place.as_json()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _require_map(path: str, inputs: int) -> None:
    """Refuse what cannot be drawn or written before the work, not after it."""
    from exactrelu.plots import require_figure_file, require_plane  # noqa: PLC0415 - as below

    require_figure_file(path)
    require_plane(inputs)


def _write_map(path: str, found: Regions, place: Place) -> None:
    from exactrelu.plots import region_map, write_figure  # noqa: PLC0415 - matplotlib is slow to load

    names = cast("tuple[str, str]", place.names)
    seen, title = _in_view(found)
    write_figure(path, lambda: region_map(seen, names=names, title=title))


def _in_view(found: Regions) -> tuple[Regions, str]:
    """Regions of the whole plane in a window, which the title tells; others as they are."""
    if found.domain is not None:
        return found, ""
    vertices = found.complex.vertices(range(len(found.complex.corners)))
    view = [window_of([point[j] for point in vertices]) for j in range(2)]
    outside = sum(
        not all(low <= x <= high for x, (low, high) in zip(point, view, strict=True))
        for point in vertices
    )
    kept = f"{outside} of {len(vertices)} vertices are outside" if outside else "with all vertices"
    return regions_of(found.network, domain=Polyhedron.box(view)), f"a window of the plane, {kept}"


def window_of(values: Sequence[Fraction]) -> Range:
    """Return an interval around the middle nine tenths of some values, with short ends.

    On each side of them there is room, a quarter as wide as they are.

    >>> window_of([Fraction(k, 7) for k in range(99)] + [Fraction(10**6)])
    (Fraction(-3, 1), Fraction(17, 1))
    """
    ordered = sorted(values)
    left_out = len(ordered) // 20
    low, high = ordered[left_out], ordered[-1 - left_out]
    margin = (high - low) / 4 or Fraction(1)
    step = _power_of_ten(high - low + 2 * margin) / 10
    return (low - margin) // step * step, -((-high - margin) // step * step)


def _power_of_ten(value: Fraction) -> Fraction:
    """The greatest power of ten that is at most a positive value."""
    power = Fraction(10) ** (len(str(value.numerator)) - len(str(value.denominator)))
    return power if power <= value else power / 10


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
    return f"{signs}  around {point}".lstrip()
