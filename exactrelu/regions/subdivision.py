"""The subdivision of the input space of a network into cells on which it is affine.

Layer by layer, each cell is cut by the units whose input is positive at one of its corners and
negative at another (`exactrelu.polyhedron.complexes`). The inputs of a layer are continuous and
affine on every cell of the layers before, so their values at the corners are all that is needed,
and these come from one integer matrix product for all corners of a layer.

What happens to some of the cells does not depend on the others: a `Part` is plain data, `refined` a
pure function of it, and the cells are the same however they were divided into parts.

>>> from exactrelu.network import Network
>>> fold = Network.of(([[1], [-1]], [0, 0]), ([[1, 1], [1, 0]], [-1, 0]), ([[1, 1]], [0]))
>>> finished = refined(first_part(fold, [])[1])       # corners (q, p, f): 0, up, down, 1 and -1
>>> finished.corners
((1, 0, 0), (0, 1, 2), (0, -1, 1), (1, 1, 1), (1, -1, 0))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
from flint import fmpz, fmpz_mat
from numpy.typing import NDArray

from exactrelu.filters import scaled_matrix, transformed
from exactrelu.linalg import primitive
from exactrelu.network import AffineMap, Network
from exactrelu.polyhedron import Cell, CellTable, CornerTable, Form, cut, first_cells
from exactrelu.rational import over_common_denominator

if TYPE_CHECKING:
    from exactrelu.polyhedron import Integers, Numbers

__all__ = [
    "Corner",
    "IntegerLayer",
    "Part",
    "Refinement",
    "as_integers",
    "cut_by_a_layer",
    "divided",
    "first_part",
    "joined",
    "refined",
    "refinement",
]

Corner: TypeAlias = tuple[int, ...]

LONG = 128
"""From so many bits on, integers of FLINT are faster than those of Python."""

TOGETHER = 128
"""How many corners are multiplied together."""


@dataclass(frozen=True, slots=True)
class IntegerLayer:
    """The forms (b, w) of a layer's units, times the common `denominator` of all their entries."""

    forms: tuple[tuple[int, ...], ...]
    denominator: int


def as_integers(layer: AffineMap) -> IntegerLayer:
    """Return a layer in integers.

    >>> as_integers(AffineMap([["1/2", 1]], ["1/3"]))
    IntegerLayer(forms=((2, 3, 6),), denominator=6)
    """
    rows = [(bias, *weights) for bias, weights in zip(layer.bias, layer.weights, strict=True)]
    flat, denominator = over_common_denominator([entry for row in rows for entry in row])
    width = len(rows[0])
    forms = [tuple(flat[k : k + width]) for k in range(0, len(flat), width)]
    return IntegerLayer(tuple(forms), denominator)


@dataclass(frozen=True, slots=True)
class Part:
    """Some cells, and the layers by which they have not been cut yet.

    A corner is (q, p, y): its coordinates, `dimension` of them, and the inputs y of the next layer,
    times q and `scale`. The next layer's units make the facets from bit `first` on. The last of the
    `layers` is the output map, which cuts nothing; when no layer is left, y is the output.
    """

    dimension: int
    corners: tuple[Corner, ...]
    cells: tuple[Cell, ...]
    layers: tuple[IntegerLayer, ...]
    first: int
    scale: int = 1

    def finished(self) -> Part:
        """Return the part cut by all its layers, with the outputs at its corners."""
        return refined(self) if self.layers else self


def first_part(
    network: Network, bounding: Sequence[Form], *, most: int | None = None
) -> tuple[tuple[int, ...], Part]:
    """Return the coordinates on which the network depends, and the cells where cutting starts.

    Along the other coordinates the network is constant once these are fixed; so are the `bounding`
    forms, which are not negative on the polyhedron to be subdivided. Raises BudgetError for more
    than `most` cells or corners.
    """
    head, *rest = [as_integers(layer) for layer in network.layers]
    # A network of one layer has no units, and its output map does not cut.
    dividing = head.forms if rest else []
    start = first_cells(bounding, dividing, network.input_dimension, most=most)
    forms = [(form[0], *(form[1 + j] for j in start.columns)) for form in head.forms]
    part = Part(
        dimension=len(start.columns),
        corners=tuple((*corner, *corner[1:]) for corner in start.corners),
        cells=tuple(start.cells),
        layers=(IntegerLayer(tuple(forms), head.denominator), *rest),
        first=1 + len(bounding),
    )
    return start.columns, part


@dataclass(frozen=True, slots=True)
class Refinement:
    """The cells into which all layers have cut a part, with exact corners only when asked for.

    `corners` belong to the last hidden layer, and are None where there is no layer that cuts.
    """

    part: Part
    cells: CellTable
    corners: CornerTable | None

    def finished(self) -> Part:
        """Return the part cut by all its layers, with the outputs at its corners."""
        *hidden, output = self.part.layers
        units = sum(len(layer.forms) for layer in hidden)
        done = replace(self.part, layers=(output,), first=self.part.first + units)
        if self.corners is None:
            return _after(done, _first_inputs(done), done.cells)
        done = replace(done, scale=self.corners.scale)
        every = np.arange(len(self.corners))
        wanted = np.ones((len(every), len(output.forms)), dtype=bool)
        rows = _next_inputs(self.corners, output, every, wanted)
        return _after(done, rows, tuple(self.cells.cells()))


def refinement(part: Part, most: int | None = None) -> Refinement:
    """Return the part cut by all its layers, as cells without exact corners.

    Raises BudgetError for more than `most` cells, or if these have too many corners together.

    >>> from exactrelu.network import Network
    >>> fold = Network.of(([[1], [-1]], [0, 0]), ([[1, 1], [1, 0]], [-1, 0]), ([[1, 1]], [0]))
    >>> len(refinement(first_part(fold, [])[1]).cells)
    4
    """
    *hidden, _ = part.layers
    cells, first = CellTable.of(part.cells), part.first
    corners = _first_table(part) if hidden else None
    for k, layer in enumerate(hidden):
        if corners is None or k:
            corners = _next_table(cast("CornerTable", corners), layer)
        cells = cut(corners, cells, first=first, most=most)
        first += len(layer.forms)
    return Refinement(part, cells, corners)


def refined(part: Part, most: int | None = None) -> Part:
    """Return the part cut by all its layers, with the outputs at its corners.

    Raises BudgetError as `refinement` does.
    """
    return refinement(part, most).finished()


def cut_by_a_layer(part: Part, most: int | None = None) -> Part:
    """Return the part cut by its next layer; raise BudgetError as `refinement` does."""
    corners = _first_table(part)
    cells = cut(corners, CellTable.of(part.cells), first=part.first, most=most)
    rows = corners.outputs(np.arange(len(corners)))
    return _after(part, rows, tuple(cells.cells()))


def _after(part: Part, rows: Integers, cells: tuple[Cell, ...]) -> Part:
    layer, *rest = part.layers
    return replace(
        part,
        corners=tuple([tuple(map(int, row)) for row in rows.tolist()]),
        cells=cells,
        layers=tuple(rest),
        first=part.first + len(layer.forms),
        scale=part.scale * layer.denominator,
    )


def _first_table(part: Part) -> CornerTable:
    """The corners of a part, with the inputs of its next layer."""
    scale = part.scale * part.layers[0].denominator
    return CornerTable.of(part.dimension, _first_inputs(part), scale=scale)


def _next_table(before: CornerTable, layer: IntegerLayer) -> CornerTable:
    """The corners with the inputs of the next layer, in floats until they are asked for."""
    keep_scale = (layer.denominator, *[0] * before.width)
    matrix = scaled_matrix([keep_scale, *layer.forms])
    floats = transformed(before.floats.view, before.positive(), matrix)
    source = partial(_next_inputs, before, layer)
    scale = before.scale * layer.denominator
    return CornerTable(before.dimension, len(layer.forms), floats, source, scale=scale)


def _first_inputs(part: Part) -> Integers:
    """The corners (q, p, z) of a part, z = W y + b the inputs of its next layer."""
    rows, layer = np.array(part.corners, dtype=object), part.layers[0]
    head = part.dimension + 1
    before = np.concatenate([rows[:, :1] * part.scale, rows[:, head:]], axis=1)
    return np.concatenate(
        [rows[:, :head], _product(before, np.array(layer.forms, dtype=object))], axis=1
    )


def _next_inputs(
    before: CornerTable, layer: IntegerLayer, corners: Numbers, wanted: NDArray[np.bool_]
) -> Integers:
    """The corners (q, p, z) of the next layer, with what is wanted of its inputs z.

    Corners with similar patterns come together: units that are not active at any of them, and
    inputs that are not wanted at any, are left out of the product.
    """
    rows, active = before.outputs(corners), before.positive()[corners]
    head, forms = before.dimension + 1, np.array(layer.forms, dtype=object)
    known = np.concatenate([rows[:, :1] * before.scale, rows[:, head:]], axis=1)
    inputs = np.zeros(wanted.shape, dtype=object)
    order = np.lexsort(np.packbits(active, axis=1).T)
    for k in range(0, len(order), TOGETHER):
        some = order[k : k + TOGETHER]
        units = np.flatnonzero(active[some].any(axis=0))
        chosen = np.flatnonzero(wanted[some].any(axis=0))
        if chosen.size:
            product = _product(known[np.ix_(some, units)], forms[np.ix_(chosen, units)])
            inputs[np.ix_(some, chosen)] = product
    return np.concatenate([rows[:, :head], inputs], axis=1)


def _product(rows: Integers, forms: Integers) -> Integers:
    """The products of each row with each form."""
    (height, size), width = rows.shape, len(forms)
    left = fmpz_mat(height, size, rows.ravel().tolist())
    right = fmpz_mat(width, size, forms.ravel().tolist()).transpose()
    return _fitting((left * right).entries()).reshape(height, width)


def _fitting(entries: list[fmpz]) -> Integers:
    """The entries as integers of Python, which are faster up to some length, or as they are."""
    is_long = any(entry.bit_length() > LONG for entry in entries[:100])
    return np.array(entries if is_long else [*map(int, entries)], dtype=object)


def joined(parts: Sequence[Part]) -> Part:
    """Return parts of one subdivision as one, in an order that does not depend on the parts.

    Cells are sorted by their patterns, the corners of a cell by their coordinates, all corners by
    where they come first.
    """
    numbers: dict[Corner, int] = {}
    cells = []
    found = []
    for part in parts:
        corners = [primitive(corner) for corner in part.corners]
        found += [(cell.positive, cell.zero, cell, corners) for cell in part.cells]
    for _, _, cell, corners in sorted(found, key=itemgetter(0, 1)):
        pairs = sorted((corners[c], i) for c, i in zip(cell.corners, cell.incidence, strict=True))
        ids = tuple([numbers.setdefault(corner, len(numbers)) for corner, _ in pairs])
        cells.append(cell._replace(corners=ids, incidence=tuple([i for _, i in pairs])))
    return replace(parts[0], corners=tuple(numbers), cells=tuple(cells))


def divided(part: Part, most: int) -> list[Part]:
    """Return the part as parts of at most so many cells, each with its own corners only.

    >>> from exactrelu.network import Network
    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> [(len(p.corners), len(p.cells)) for p in divided(refined(first_part(relu, [])[1]), 1)]
    [(2, 1), (2, 1)]
    """
    groups = [part.cells[k : k + most] for k in range(0, len(part.cells), most)]
    return [_with_cells(part, group) for group in groups]


def _with_cells(part: Part, cells: Iterable[Cell]) -> Part:
    numbers: dict[int, int] = {}
    kept = [
        cell._replace(corners=tuple([numbers.setdefault(c, len(numbers)) for c in cell.corners]))
        for cell in cells
    ]
    corners = tuple([part.corners[old] for old in numbers])
    return replace(part, corners=corners, cells=tuple(kept))
