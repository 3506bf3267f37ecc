"""Maps of the regions of networks with two inputs.

Faces are coloured by their activation pattern, so that a pattern has the same colour in every map;
edges by the layer of the unit that makes them, the first layer heaviest. Corners are mapped to the
unit square in rationals and become floats only there. All faces of a colour are one path, and so
are all edges of a layer: tens of thousands of paths would be slow to write and to show.
"""

from __future__ import annotations

import colorsys
import hashlib
from typing import TYPE_CHECKING, TypeAlias

import matplotlib as mpl
import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from exactrelu.errors import DimensionError, DomainError
from exactrelu.plots.style import COLOURS, STYLE, Window, label, ticks, unit
from exactrelu.plots.surfaces import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from exactrelu.regions import Regions

__all__ = ["region_map", "require_plane"]

Point: TypeAlias = tuple[float, float]
Edge: TypeAlias = tuple[int, int]

SHADES = 512
"""How many colours there are for faces."""

MANY = 2000
"""With more regions than this, thinner edges."""


def region_map(found: Regions, *, names: tuple[str, str] = ("x1", "x2"), title: str = "") -> Figure:
    """Return a map of the regions of a network R^2 -> R^m on a bounded domain.

    Raises DimensionError for other inputs, DomainError if a region is unbounded.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> from exactrelu.regions import regions
    >>> cone = Network.of(([[1, 0], [0, 1]], [0, 0]), ([[1, 1]], [0]))
    >>> drawn = region_map(regions(cone, domain=Polyhedron.box([(-1, 1), (-1, 1)])))
    >>> len(drawn.axes[0].collections[0].get_paths())
    4
    """
    require_plane(found.network.input_dimension)
    cells = found.complex
    if cells.lines or not all(corner[0] for corner in cells.corners):
        raise DomainError("a map needs a bounded domain, such as a box")
    polygons = [around(cell) for cell in cells.cells]
    edges = _edges_by_layer(found, polygons)
    windows = _windows(found, edges[-1])
    places = [_place(corner, windows) for corner in cells.corners]
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(5.2, 5.0 if title else 4.8), layout="constrained")
        axes = drawing.add_subplot()
        _draw_faces(axes, found, [[places[corner] for corner in each] for each in polygons])
        _draw_edges(axes, edges, places, thin=0.35 if len(found) > MANY else 0.8)
        _label_axes(axes, windows, names)
        if title:
            axes.set_title(title, fontsize=9)
    return drawing


def require_plane(dimension: int) -> None:
    """Raise DimensionError unless there are two inputs, as a map needs.

    >>> require_plane(3)
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: a map needs a network with 2 inputs, not 3; slice it by a plane
    """
    if dimension != 2:
        raise DimensionError(
            f"a map needs a network with 2 inputs, not {dimension}; slice it by a plane"
        )


def _windows(found: Regions, boundary: Iterable[Edge]) -> tuple[Window, Window]:
    """The least and the greatest coordinates, which are taken on the boundary."""
    corners = {corner for edge in boundary for corner in edge}
    first, second = zip(*map(found.complex.point, corners), strict=True)
    return (min(first), max(first)), (min(second), max(second))


def _place(corner: Sequence[int], windows: tuple[Window, Window]) -> Point:
    """Where a corner (q, p) lies, by one division of integers for each coordinate."""
    q, *p = corner
    place = []
    for entry, (low, high) in zip(p, windows, strict=True):
        width = high - low
        above = (entry * low.denominator - low.numerator * q) * width.denominator
        place.append(above / (q * low.denominator * width.numerator))
    return place[0], place[1]


def _draw_faces(axes: Axes, found: Regions, polygons: list[list[Point]]) -> None:
    by_colour: dict[int, list[list[Point]]] = {}
    for cell, polygon in zip(found.complex.cells, polygons, strict=True):
        by_colour.setdefault(_shade(cell.positive >> found.first_unit), []).append(polygon)
    paths = [_closed(by_colour[shade]) for shade in sorted(by_colour)]
    colours = [_colour(shade) for shade in sorted(by_colour)]
    axes.add_collection(PathCollection(paths, facecolors=colours, edgecolors="none"))


def _closed(polygons: list[list[Point]]) -> Path:
    ends = [corner for polygon in polygons for corner in (*polygon, polygon[0])]
    codes: list[np.uint8] = []
    for polygon in polygons:
        codes += [Path.MOVETO, *[Path.LINETO] * (len(polygon) - 1), Path.CLOSEPOLY]
    return Path(ends, codes)


def _shade(pattern: int) -> int:
    """The number of the colour of a pattern, below `SHADES`; it depends on the pattern only."""
    return int.from_bytes(hashlib.sha256(str(pattern).encode()).digest()[:2], "big") % SHADES


def _colour(shade: int) -> tuple[float, float, float]:
    """One of many light colours."""
    digest = hashlib.sha256(str(shade).encode()).digest()
    hue, light, strength = (byte / 255 for byte in digest[:3])
    return colorsys.hls_to_rgb(hue, 0.78 + 0.14 * light, 0.45 + 0.35 * strength)


def _draw_edges(
    axes: Axes, layers: dict[int, set[Edge]], places: list[Point], *, thin: float
) -> None:
    handles = []
    for layer, edges in sorted(layers.items(), reverse=True):
        width = thin * (1 + 1 / (1 + layer)) if layer >= 0 else 1.0
        colour = COLOURS[layer % len(COLOURS)] if layer >= 0 else "#888888"
        ends = [places[corner] for edge in sorted(edges) for corner in edge]
        path = Path(ends, [Path.MOVETO, Path.LINETO] * len(edges))
        lines = PathCollection([path], facecolors="none", edgecolors=colour, linewidths=width)
        lines.set_capstyle("round")
        axes.add_collection(lines)
        if layer >= 0:
            name = f"layer {layer + 1}"
            handles.append(Line2D([], [], color=colour, linewidth=width, label=name))
    if len(layers) > 2:
        axes.legend(
            handles=handles[::-1],
            frameon=False,
            fontsize=8,
            loc="upper left",
            bbox_to_anchor=(1.0, 1.0),
            borderaxespad=0.3,
        )


def _edges_by_layer(found: Regions, polygons: list[list[int]]) -> dict[int, set[Edge]]:
    """The edges that units of each layer make, each edge for its first one; -1 is the domain."""
    layer_of = [-1] * found.first_unit
    for layer, width in enumerate(found.network.widths):
        layer_of += [layer] * width
    least: dict[Edge, int] = {}
    for cell, polygon in zip(found.complex.cells, polygons, strict=True):
        facets = dict(zip(cell.corners, cell.incidence, strict=True))
        for a, b in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
            common = facets[a] & facets[b]
            edge = (a, b) if a < b else (b, a)
            layer = layer_of[(common & -common).bit_length() - 1]
            least[edge] = min(layer, least.get(edge, layer))
    layers: dict[int, set[Edge]] = {}
    for edge, layer in least.items():
        layers.setdefault(layer, set()).add(edge)
    return layers


def _label_axes(axes: Axes, windows: tuple[Window, Window], names: tuple[str, str]) -> None:
    for window, name, axis in zip(windows, names, (axes.xaxis, axes.yaxis), strict=True):
        marks = ticks([], list(window), window)
        axis.set_ticks([unit(value, window) for value in marks], [label(v) for v in marks])
        axis.set_label_text(name)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
