"""The command regions: count the regions of a network, list them, draw them."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias, cast

import click

from exactrelu.cli.conversion import reading_of
from exactrelu.cli.lines import floats_option, json_option, print_json
from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.formats import StatedNetwork, read_stated_network
from exactrelu.network import Network
from exactrelu.parallel import Store, Task, process_pool, run_tasks
from exactrelu.polyhedron import Cell, Polyhedron
from exactrelu.rational import Floats, as_rational, as_text
from exactrelu.regions import Region, Regions, Slice, Work, refined, restricted
from exactrelu.regions import regions as regions_of
from exactrelu.regions.subdivision import Part

__all__ = ["box_of", "regions"]

Range: TypeAlias = tuple[Fraction, Fraction]

WORK_FOLDER = "regions-work"


@click.command()
@click.argument("net", metavar="NET")
@click.option("--box", metavar="RANGES", help='A range for each input, as "0,1;-1/2,1/2".')
@click.option("--slice", "inputs", metavar="INPUTS", help='The inputs to vary, as "x1,x2".')
@click.option("--at", metavar="POINT", help="Where the other inputs stay; by default mid-range.")
@click.option("--plot", metavar="FILE", help="A map of the regions of 2 inputs, .svg or .png.")
@click.option("--cells", is_flag=True, help="Print each region: pattern, affine map, geometry.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True)
@click.option(
    "--resume", is_flag=True, help=f"Keep finished parts in {WORK_FOLDER}/, and use them."
)
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
    floats: str,
    as_json: bool,
) -> None:
    """Count the activation regions, pieces and distinct affine maps of a network.

    NET is a file of any format of networks. The regions are those of all of R^n, of a box, or of a
    slice through the inputs that vary, over the ranges that the file states or over the box. They
    are regions of the network in real arithmetic.
    """
    stated = read_stated_network(net, floats=cast("Floats", floats))
    question = _question(stated, box=box, inputs=inputs, at=at)
    with _no_collection():
        found = _enumerated(question, jobs=jobs, resume=resume)
        if plot:
            _write_map(plot, found, question)
        counts = {
            "activation_regions": found.activation_regions,
            "pieces": found.pieces,
            "distinct_affine_maps": found.distinct_affine_maps,
        }
    if as_json:
        listed = {"cells": [_as_json(region) for region in found]} if cells else {}
        print_json({**counts, **question.as_json(), **reading_of(net), **listed})
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


@dataclass(frozen=True, slots=True)
class Question:
    """A network on R^n or on a box, or its slice; `names` are those of its inputs."""

    network: Network
    ranges: tuple[Range, ...] | None
    names: tuple[str, ...]
    where: Slice | None = None

    @property
    def domain(self) -> Polyhedron | None:
        """The box of the ranges."""
        return None if self.ranges is None else Polyhedron.box(list(self.ranges))

    def as_json(self) -> dict[str, Any]:
        """What was asked, as JSON."""
        ranges = self.ranges and [[as_text(end) for end in pair] for pair in self.ranges]
        origin = self.where and [as_text(entry) for entry in self.where.origin]
        return {"inputs": list(self.names), "box": ranges, "at": origin}


def _question(
    stated: StatedNetwork, *, box: str | None, inputs: str | None, at: str | None
) -> Question:
    network, n = stated.network, stated.network.input_dimension
    names = tuple(f"x{j + 1}" for j in range(n))
    if inputs is None:
        if at is not None:
            raise DomainError("--at must come with --slice, which says what varies")
        return Question(network, box_of(box, n) if box else None, names)
    varying = [_place(name, names) for name in inputs.split(",")]
    if len(set(varying)) < len(varying):
        raise DomainError(f"--slice must name different inputs, not {inputs!r}")
    ranges = _ranges(stated, box, varying, n)
    origin = _origin(at, ranges, n)
    base = [Fraction(0) if j in varying else origin[j] for j in range(n)]
    where = Slice(base, [[int(i == j) for i in range(n)] for j in varying])
    kept = tuple(ranges[j] for j in varying)
    return Question(
        restricted(network, where),
        None if None in kept else cast("tuple[Range, ...]", kept),
        tuple(names[j] for j in varying),
        where,
    )


def box_of(text: str, dimension: int, *, name: str = "--box") -> tuple[Range, ...]:
    """Return the ranges in a text such as "0,1;-1/2,1/2", one for each input.

    >>> box_of("0,1/2", 1)
    ((Fraction(0, 1), Fraction(1, 2)),)
    """
    pairs = [part.split(",") for part in text.split(";")]
    if len(pairs) != dimension:
        raise DimensionError(f"{name} must have {dimension} ranges, one an input, not {len(pairs)}")
    for pair in pairs:
        if len(pair) != 2:
            raise FormatError(f'{name} must have ranges "lower,upper", not {",".join(pair)!r:.80}')
    ranges = [(as_rational(low, name=name), as_rational(high, name=name)) for low, high in pairs]
    for low, high in ranges:
        if low >= high:
            raise DomainError(f"{name} must have lower < upper, not {as_text(low)},{as_text(high)}")
    return tuple(ranges)


def _place(name: str, names: Sequence[str]) -> int:
    if name.strip() not in names:
        raise FormatError(f"--slice must name inputs from x1 to {names[-1]}, not {name!r:.80}")
    return names.index(name.strip())


def _ranges(
    stated: StatedNetwork, box: str | None, varying: Sequence[int], n: int
) -> list[Range | None]:
    """The range of each input: of the box, perhaps of the varying inputs only, or stated."""
    found: list[Range | None] = list(stated.input_ranges or [None] * n)
    if box is None:
        return found
    if box.count(";") + 1 == len(varying):
        for j, pair in zip(varying, box_of(box, len(varying)), strict=True):
            found[j] = pair
        return found
    return list(box_of(box, n))


def _origin(at: str | None, ranges: Sequence[Range | None], n: int) -> list[Fraction]:
    if at is not None:
        origin = [as_rational(text, name="--at") for text in at.split(",")]
        if len(origin) != n:
            raise DimensionError(f"--at must have {n} coordinates, not {len(origin)}")
        return origin
    if None in ranges:
        raise DomainError("--at must say where the other inputs stay: the file states no ranges")
    return [(low + high) / 2 for low, high in cast("Sequence[Range]", ranges)]


def _enumerated(question: Question, *, jobs: int, resume: bool) -> Regions:
    alone = jobs == 1 and not resume
    work = Work.of(question.network, question.domain, cells_per_task=None if alone else 500)
    if alone:
        return work.finished([refined(part) for part in work.parts])
    fingerprint = _fingerprint(question)
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


def _fingerprint(question: Question) -> str:
    parts = [question.network.as_json(), question.as_json()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _write_map(path: str, found: Regions, question: Question) -> None:
    from exactrelu.plots import region_map, write_figure  # noqa: PLC0415 - matplotlib is slow to load

    names = cast("tuple[str, str]", question.names)
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
