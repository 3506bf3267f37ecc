"""Enumerate the regions of a network: alone, shared out to an executor, or as a stream.

The cells of an early layer are shared out in tasks: `Work.parts` are `refined` one by one, anywhere
and in any order, and `finished` puts them together.

>>> from exactrelu.network import Network
>>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
>>> len(regions(relu)), [len(part.cells) for part in stream(relu, cells_per_task=1)]
(2, [1, 1])
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import comb, prod
from typing import TYPE_CHECKING, Any, TypeVar

from exactrelu.errors import BudgetError, DomainError
from exactrelu.polyhedron import Cell, require_cells
from exactrelu.regions.domains import bounding_forms, require_places
from exactrelu.regions.subdivision import (
    Part,
    Refinement,
    cut_by_a_layer,
    divided,
    first_part,
    refined,
    refinement,
)
from exactrelu.regions.value import Regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from exactrelu.network import Network
    from exactrelu.polyhedron import Polyhedron

__all__ = [
    "MAX_REGIONS",
    "TASKS_PER_WORKER",
    "Work",
    "bracketed",
    "most_regions",
    "refined_as_json",
    "regions",
    "stream",
]

Cells = TypeVar("Cells", Part, Refinement, Part | Refinement)

CELLS_PER_TASK = 500

TASKS = 12
"""About so many tasks, where there are cells enough: a kill costs one of them.

Cells are cut faster the more of them are cut together, and corners that tasks have in common are
computed in each: 12 tasks take up to twice as long as one.
"""

TASKS_PER_WORKER = 2
"""Where nothing is kept, so few tasks: on two workers four are done before twelve."""

MAX_REGIONS = 250_000
"""As many regions a network may have, unless the caller says otherwise: one or two gigabytes."""


def regions(
    network: Network,
    *,
    domain: Polyhedron | None = None,
    executor: Executor | None = None,
    cells_per_task: int = CELLS_PER_TASK,
    max_regions: int | None = MAX_REGIONS,
) -> Regions:
    """Return the regions of a network on R^n, or on a polyhedron with interior.

    With an executor, the cells are shared out in tasks of at most `cells_per_task` cells of an
    early layer; the answer is the same. Raises DimensionError if the domain lies in another space,
    DomainError if it has no interior, and BudgetError, with a proved bracket of their number, for
    more than `max_regions` regions, or where these have more corners than fit in the memory for so
    many; None is no limit.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
    >>> regions(relu, domain=Polyhedron.box([(1, 2), (0, 1)])).activation_regions
    1
    >>> regions(relu, max_regions=1)
    Traceback (most recent call last):
    exactrelu.errors.BudgetError: max_regions must be more than 1: there are more than 1 cells; \
the network has at least 2 regions and at most 2
    """
    per_task = None if executor is None else cells_per_task
    require_places(network, domain)
    with bracketed(network, max_regions):
        work = Work.of(network, domain, cells_per_task=per_task, max_regions=max_regions)
        if executor is None:
            return work.finished([refinement(part, max_regions) for part in work.parts])
        return work.finished(executor.map(partial(refined, most=max_regions), work.parts))


def stream(
    network: Network,
    *,
    domain: Polyhedron | None = None,
    cells_per_task: int = CELLS_PER_TASK,
    max_regions: int | None = MAX_REGIONS,
) -> Iterator[Part]:
    """Yield the cells in parts, of which only one is in memory at a time.

    That is enough for the number of activation regions, and for whatever is asked of each cell.
    More than `max_regions` of them raise BudgetError as in `regions`, after parts with fewer; with
    None, which is no limit, memory still holds one part only.

    >>> from exactrelu.network import Network
    >>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
    >>> list(stream(relu, max_regions=1))
    Traceback (most recent call last):
    exactrelu.errors.BudgetError: max_regions must be more than 1: there are more than 1 cells; \
the network has at least 2 regions and at most 2
    """
    with bracketed(network, max_regions):
        work = Work.of(network, domain, cells_per_task=cells_per_task, max_regions=max_regions)
        yield from _counted(map(partial(refined, most=max_regions), work.parts), max_regions)


def most_regions(network: Network) -> int:
    """Return an upper bound of the number of regions, from the widths of the layers alone.

    The inputs of a layer are affine on a cell, of rank r at most the dimension and the widths
    before. So its w units cut the cell into at most C(w, 0) + ... + C(w, r) cells (Zaslavsky 1975).

    >>> from exactrelu.network import Network
    >>> most_regions(Network.of(([[1]] * 3, [0] * 3), ([[1] * 3], [0])))
    4
    """
    widths = network.widths
    ranks = [min(network.input_dimension, *widths[:k], widths[k]) for k in range(len(widths))]
    return prod(
        sum(comb(width, j) for j in range(rank + 1))
        for width, rank in zip(widths, ranks, strict=True)
    )


@contextmanager
def bracketed(network: Network, max_regions: int | None) -> Iterator[None]:
    """Let a BudgetError of the work inside tell between which numbers that of the regions lies."""
    try:
        yield
    except BudgetError as error:
        upper = most_regions(network)
        least = "" if error.lower is None else f"at least {error.lower} regions and "
        raise BudgetError(
            f"max_regions must be more than {max_regions}: {error}; the network has {least}at most "
            f"{_in_words(upper)}",
            lower=error.lower,
            upper=Fraction(upper),
        ) from None


def _in_words(count: int) -> str:
    return str(count) if count < 10**15 else f"2^{count.bit_length()}"


@dataclass(frozen=True, slots=True)
class Work:
    """The tasks of an enumeration: `parts` to be `refined`, each by itself, then `finished`."""

    network: Network
    domain: Polyhedron | None
    columns: tuple[int, ...]
    parts: tuple[Part, ...]
    max_regions: int | None

    @classmethod
    def of(
        cls,
        network: Network,
        domain: Polyhedron | None,
        *,
        cells_per_task: int | None = None,
        tasks: int | None = None,
        max_regions: int | None = MAX_REGIONS,
    ) -> Work:
        """Return the work in one part, or in about so many `tasks`, or in some `TASKS` of them.

        These have at most `cells_per_task` cells of an early layer each.
        """
        require_places(network, domain)
        _require_positive("cells_per_task", cells_per_task)
        _require_positive("tasks", tasks)
        _require_positive("max_regions", max_regions)
        bounding = bounding_forms(domain, network.input_dimension)
        columns, part = first_part(network, bounding, most=max_regions)
        if not part.cells:
            raise DomainError(
                "domain must have interior points; for a lower-dimensional one, slice"
            )
        shared: tuple[Part, ...] = (part,)
        if (cells_per_task, tasks) != (None, None):
            shared = _shared_out(part, tasks or TASKS, cells_per_task, max_regions)
        return cls(network, domain, columns, shared, max_regions)

    def finished(self, parts: Iterable[Part | Refinement]) -> Regions:
        """Return the regions, from all parts refined; raise BudgetError if they are too many."""
        return Regions(
            self.network, self.domain, self.columns, tuple(_counted(parts, self.max_regions))
        )

    def from_json(self, entry: dict[str, Any]) -> Part:
        """Return a refined part from what `refined_as_json` has made of it."""
        part = self.parts[0]
        cells = [
            Cell(tuple(corners), tuple(incidence), positive, zero)
            for corners, incidence, positive, zero in entry["cells"]
        ]
        return replace(
            part,
            corners=tuple(map(tuple, entry["corners"])),
            cells=tuple(cells),
            layers=(),
            first=part.first + sum(len(layer.forms) for layer in part.layers),
            scale=part.scale * prod(layer.denominator for layer in part.layers),
        )


def refined_as_json(part: Part, most: int | None = None) -> dict[str, Any]:
    """Return what a part has become when it is refined, as JSON; a Work reads it.

    >>> from exactrelu.network import Network
    >>> work = Work.of(Network.of(([[1]], [0]), ([["1/2"]], [0])), None)
    >>> work.from_json(refined_as_json(work.parts[0])) == refined(work.parts[0])
    True
    """
    done = refined(part, most)
    return {"corners": [list(c) for c in done.corners], "cells": [list(c) for c in done.cells]}


def _require_positive(name: str, value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 1):
        raise DomainError(f"{name} must be an integer, at least 1, not {value!r:.80}")


def _counted(parts: Iterable[Cells], most: int | None) -> Iterator[Cells]:
    count = 0
    for part in parts:
        count += len(part.cells)
        require_cells(count, most=most)
        yield part


def _shared_out(
    part: Part, tasks: int, cells_per_task: int | None, most: int | None
) -> tuple[Part, ...]:
    """The part, cut by layers until it has cells enough to be divided."""
    while len(part.cells) < tasks and len(part.layers) > 2:
        part = cut_by_a_layer(part, most)
    size = -(-len(part.cells) // tasks)
    return tuple(divided(part, size if cells_per_task is None else min(cells_per_task, size)))
