"""Enumerate the regions of a network: alone, shared out to an executor, or as a stream.

>>> from exactrelu.network import Network
>>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
>>> len(regions(relu)), [len(part.cells) for part in stream(relu, cells_per_task=1)]
(2, [1, 1])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactrelu.errors import DomainError
from exactrelu.regions.domains import bounding_forms
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
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

    from exactrelu.network import Network
    from exactrelu.polyhedron import Polyhedron

__all__ = ["Work", "regions", "stream"]

CELLS_PER_TASK = 500


def regions(
    network: Network,
    *,
    domain: Polyhedron | None = None,
    executor: Executor | None = None,
    cells_per_task: int = CELLS_PER_TASK,
) -> Regions:
    """Return the regions of a network on R^n, or on a polyhedron with interior.

    With an executor, the cells are shared out in tasks of at most `cells_per_task` cells of an
    early layer; the answer is the same. Raises DimensionError if the domain lies in another space,
    DomainError if it has no interior.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
    >>> regions(relu, domain=Polyhedron.box([(1, 2), (0, 1)])).activation_regions
    1
    """
    if executor is None:
        work = Work.of(network, domain)
        return work.finished([refinement(part) for part in work.parts])
    work = Work.of(network, domain, cells_per_task=cells_per_task)
    return work.finished([*executor.map(refined, work.parts)])


def stream(
    network: Network, *, domain: Polyhedron | None = None, cells_per_task: int = CELLS_PER_TASK
) -> Iterator[Part]:
    """Yield the cells in parts, of which only one is in memory at a time.

    That is enough for the number of activation regions, and for whatever is asked of each cell.
    """
    yield from map(refined, Work.of(network, domain, cells_per_task=cells_per_task).parts)


class Work:
    """The tasks of an enumeration: `parts` to be `refined`, each by itself, then `finished`."""

    __slots__ = ("columns", "domain", "network", "parts")

    network: Network
    domain: Polyhedron | None
    columns: tuple[int, ...]
    parts: list[Part]

    @classmethod
    def of(
        cls, network: Network, domain: Polyhedron | None, *, cells_per_task: int | None = None
    ) -> Work:
        """Return the work in one part, or in parts of at most so many cells of an early layer."""
        self = cls()
        self.network, self.domain = network, domain
        bounding = bounding_forms(domain, network.input_dimension)
        self.columns, part = first_part(network, bounding)
        if not part.cells:
            raise DomainError(
                "domain must have interior points; for a lower-dimensional one, slice"
            )
        self.parts = [part] if cells_per_task is None else _shared_out(part, cells_per_task)
        return self

    def finished(self, parts: Sequence[Part | Refinement]) -> Regions:
        """Return the regions, from all parts refined."""
        return Regions(self.network, self.domain, self.columns, tuple(parts))


def _shared_out(part: Part, most: int) -> list[Part]:
    """The part, cut by layers until it has enough cells to be divided."""
    while len(part.cells) < most and len(part.layers) > 1:
        part = cut_by_a_layer(part)
    return divided(part, most)
