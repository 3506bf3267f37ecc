"""Surfaces: the graph of a function R^2 -> R in space, drawn from its exact cells.

Cells are drawn from the back to the front. For convex cells in the plane there is always such an
order, and what is in front of it can never be hidden by what is behind: it is found by sorting the
cells along common edges, so that nothing is sorted by approximate depths. Corners become floats
where they are projected, and only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter
from math import cos, hypot, radians, sin
from typing import TYPE_CHECKING, Literal, TypeAlias

import matplotlib as mpl
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from exactrelu.errors import DimensionError, DomainError
from exactrelu.plots.style import STYLE, label

if TYPE_CHECKING:
    from fractions import Fraction

    from matplotlib.axes import Axes

    from exactrelu.cpwl import CPWL
    from exactrelu.polyhedron import Cell
    from exactrelu.rational import Vector

__all__ = ["surface", "surfaces"]

Point: TypeAlias = tuple[float, float]

AZIMUTH, ELEVATION = radians(-55), radians(38)
"""From where one looks: the direction in the plane, and the height above it."""

HEIGHT = 0.5
"""How high the drawn surface is, for a width of 1."""

LIGHT = (-0.35, -0.55, 0.76)


def surface(function: CPWL, *, title: str = "", names: tuple[str, str] = ("x1", "x2")) -> Figure:
    """Return a picture of the graph of a function R^2 -> R over a bounded domain.

    Lines are where the gradient jumps, and the boundary. Raises DimensionError for other functions,
    DomainError if a cell is unbounded.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> from exactrelu.regions import regions
    >>> cone = Network.of(([[1, 0], [0, 1]], [0, 0]), ([[1, 1]], [0]))
    >>> drawn = surface(regions(cone, domain=Polyhedron.box([(-1, 1), (-1, 1)])).function)
    >>> len(drawn.axes)
    1
    """
    return surfaces([(title, function)], names=names)


def surfaces(
    panels: Sequence[tuple[str, CPWL]], *, names: tuple[str, str] = ("x1", "x2")
) -> Figure:
    """Return the graphs of some functions side by side, each with a title.

    Raises DomainError for no function, and errors as `surface` does.
    """
    if not panels:
        raise DomainError("panels must hold at least one function, not 0")
    for _, function in panels:
        _require_bounded_plane(function)
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(4.2 * len(panels), 3.9))
        drawing.subplots_adjust(left=0.03, right=0.97, bottom=0.06, top=0.92, wspace=0.08)
        every = drawing.subplots(1, len(panels), squeeze=False)[0]
        for axes, (title, function) in zip(every, panels, strict=True):
            _draw(axes, function, names)
            axes.set_title(title, fontsize=9)
    return drawing


def _require_bounded_plane(function: CPWL) -> None:
    if (function.input_dimension, function.output_dimension) != (2, 1):
        raise DimensionError(
            "a surface needs a function with 2 inputs and 1 output, not "
            f"{function.input_dimension} and {function.output_dimension}"
        )
    if not all(function.complex.is_bounded(i) for i in range(len(function.complex.cells))):
        raise DomainError("a surface needs a bounded domain, such as a box")


def _draw(axes: Axes, function: CPWL, names: tuple[str, str]) -> None:
    cells = function.complex
    corners = [cells.point(c) for c in range(len(cells.corners))]
    heights = [function.value(c)[0] for c in range(len(corners))]
    frame = _Frame(corners, heights)
    places = [frame.place(x, z) for x, z in zip(corners, heights, strict=True)]
    _draw_ground(axes, frame, names)
    lines = _lines(function)
    for order, index in enumerate(_from_back_to_front(function)):
        cell = cells.cells[index]
        polygon = [places[c] for c in around(cell)]
        colour = _shade(function.affine_map(index).weights[0], frame)
        # The outline in its own colour closes the seams between cells of one piece.
        face = PolyCollection(
            [polygon], facecolors=[colour], edgecolors=[colour], linewidths=0.3, zorder=2 + order
        )
        axes.add_collection(face)
        edges = [[places[c] for c in edge] for edge in lines.get(index, ())]
        axes.add_collection(
            LineCollection(
                edges, colors="#16324f", linewidths=0.7, capstyle="round", zorder=2 + order
            )
        )
    axes.axis("off")
    axes.autoscale_view()
    axes.set_aspect("equal", adjustable="datalim")


class _Frame:
    """The box that holds the graph, and the parallel projection of it to the page."""

    def __init__(self, corners: Sequence[Vector], heights: Sequence[Fraction]) -> None:
        firsts, seconds = zip(*corners, strict=True)
        self.low, self.high = (min(firsts), min(seconds)), (max(firsts), max(seconds))
        self.bottom, self.top = min(heights), max(heights)
        self.width = max(h - low for low, h in zip(self.low, self.high, strict=True))
        self.rise = self.top - self.bottom or self.width

    def unit(self, x: Sequence[Fraction], z: Fraction) -> tuple[float, float, float]:
        """Return a point of space, the longer side of the ground being 1."""
        u, v = (float((a - low) / self.width) for a, low in zip(x, self.low, strict=True))
        return u, v, HEIGHT * float((z - self.bottom) / self.rise)

    def place(self, x: Sequence[Fraction], z: Fraction) -> Point:
        """Return where a point of space is drawn on the page."""
        u, v, w = self.unit(x, z)
        across = -sin(AZIMUTH) * u + cos(AZIMUTH) * v
        away = -cos(AZIMUTH) * u - sin(AZIMUTH) * v
        return across, cos(ELEVATION) * w + sin(ELEVATION) * away


def around(cell: Cell) -> list[int]:
    """Return the corners of a polygon in order: each shares a facet with the next one.

    >>> from exactrelu.polyhedron import Cell
    >>> around(Cell((5, 6, 7), (3 << 1, 5 << 1, 6 << 1)))
    [7, 5, 6]
    """
    rest = dict(zip(cell.corners, cell.incidence, strict=True))
    corner, incidence = rest.popitem()
    order = [corner]
    while rest:
        corner = next(other for other, facets in rest.items() if facets & incidence)
        incidence = rest.pop(corner)
        order.append(corner)
    return order


def _from_back_to_front(function: CPWL) -> list[int]:
    """The cells in an order in which none is hidden by an earlier one."""
    cells = function.complex
    graph: dict[int, set[int]] = {index: set() for index in range(len(cells.cells))}
    for edge, pair in cells.sharing.items():
        if len(pair) == 2:
            back, front = _behind(function, edge, (pair[0], pair[1]))
            graph[front].add(back)
    return list(TopologicalSorter(graph).static_order())


def _behind(function: CPWL, edge: Sequence[int], pair: tuple[int, int]) -> tuple[int, int]:
    """The cells of a common edge, first the one farther from the eye."""
    cells = function.complex
    (a, b), (c, d) = (cells.point(corner) for corner in edge)
    x, y = cells.interior_point(pair[0])
    side = (c - a) * (y - b) - (d - b) * (x - a)
    # The eye is on the side of (cos, sin) of the azimuth.
    eye = float(c - a) * sin(AZIMUTH) - float(d - b) * cos(AZIMUTH)
    is_near = (side > 0) == (eye > 0)
    return (pair[1], pair[0]) if is_near else pair


def _lines(function: CPWL) -> dict[int, list[tuple[int, ...]]]:
    """The edges of each cell that are drawn: those of its piece."""
    found: dict[int, list[tuple[int, ...]]] = {}
    for edge, pair in function.complex.sharing.items():
        if len({function.piece_of[index] for index in pair}) == len(pair):
            for index in pair:
                found.setdefault(index, []).append(edge)
    return found


def _shade(gradient: Vector, frame: _Frame) -> tuple[float, float, float]:
    """Steel blue in the light that falls on a face."""
    scale = HEIGHT * float(frame.width / frame.rise)
    a, b = (float(entry) * scale for entry in gradient)
    light = (-a * LIGHT[0] - b * LIGHT[1] + LIGHT[2]) / hypot(a, b, 1)
    strength = 0.5 + 0.5 * light
    dark, bright = (0.16, 0.33, 0.55), (0.86, 0.92, 0.98)
    mixed = [low + strength * (high - low) for low, high in zip(dark, bright, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _draw_ground(axes: Axes, frame: _Frame, names: tuple[str, str]) -> None:
    """The rectangle below, with the ends of both axes, and the heights beside its left corner."""
    (a, b), (c, d) = frame.low, frame.high
    bottom, top = frame.bottom, frame.top
    ground = [frame.place(corner, bottom) for corner in ((a, b), (c, b), (c, d), (a, d))]
    post = [frame.place((a, b), bottom), frame.place((a, b), top)]
    axes.add_collection(
        LineCollection([[*ground, ground[0]], post], colors="#999999", linewidths=0.7, zorder=1)
    )
    # Both axes have an end at the front corner: their labels lead away from it.
    for value in (a, c):
        _write(axes, label(value), frame.place((value, b), bottom), (-4, -9), towards="right")
    for value in (b, d):
        _write(axes, label(value), frame.place((c, value), bottom), (5, -8), towards="left")
    for value in {bottom, top}:
        _write(axes, label(value), frame.place((a, b), value), (-8, 0))
    _write(axes, names[0], frame.place(((a + c) / 2, b), bottom), (-6, -12))
    _write(axes, names[1], frame.place((c, (b + d) / 2), bottom), (14, -9))


def _write(
    axes: Axes,
    text: str,
    place: Point,
    offset: tuple[int, int],
    *,
    towards: Literal["left", "center", "right"] = "center",
) -> None:
    """Write a text beside a point, the offset in points of the page, that end of it nearest."""
    axes.annotate(
        text,
        place,
        offset,
        textcoords="offset points",
        ha=towards,
        fontsize=7,
        color="#444444",
        zorder=1,
    )
