"""Drawings of zonotopes in the plane and in space, from their exact vertices."""

from __future__ import annotations

from math import atan2
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from exactrelu.errors import DimensionError
from exactrelu.plots.style import COLOURS, STYLE, label
from exactrelu.polyhedron import Polyhedron

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from exactrelu.arrangement import Zonotope
    from exactrelu.rational import Vector

__all__ = ["zonotope_figure"]

VIEW = ((-0.82, 0.57, 0.0), (-0.26, -0.37, 0.89), (0.51, 0.73, 0.46))
"""Rows: to the right on the page, up on the page, and towards the eye."""

MOST_LABELS = 16


def zonotope_figure(zonotope: Zonotope, *, title: str = "") -> Figure:
    """Return a drawing of a zonotope of dimension 2 in the plane, or of dimension 3 in space.

    In the plane the generators are drawn as arrows from the center, and the vertices labelled if
    they are few; in space the edges at the back are dashed. Raises DimensionError for others.

    >>> from exactrelu.arrangement import Zonotope
    >>> drawn = zonotope_figure(Zonotope([[1, 0], [0, 1], [1, 1]]))
    >>> len(drawn.axes[0].collections[0].get_paths())
    1
    """
    n = len(zonotope.center)
    if n not in {2, 3} or zonotope.dimension != n:
        raise DimensionError(
            "a drawing needs a zonotope with interior in the plane or in space, not one of "
            f"dimension {zonotope.dimension} in R^{n}"
        )
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(4.4, 4.2), layout="constrained")
        axes = drawing.add_subplot()
        if n == 2:
            _draw_polygon(axes, zonotope)
        else:
            _draw_solid(axes, zonotope)
        axes.set_aspect("equal")
        axes.axis("off")
        axes.autoscale_view()
        axes.margins(0.14)
        axes.set_title(title or f"{zonotope.vertex_count} vertices", fontsize=9)
    return drawing


def _draw_polygon(axes: Axes, zonotope: Zonotope) -> None:
    x, y = zonotope.center
    vertices = sorted(zonotope.vertices, key=lambda v: atan2(v[1] - y, v[0] - x))
    polygon = [(float(a), float(b)) for a, b in vertices]
    axes.add_collection(
        PolyCollection([polygon], facecolors="#dce8f4", edgecolors=COLOURS[0], linewidths=1.2)
    )
    axes.plot(*zip(*polygon, strict=True), "o", color=COLOURS[0], markersize=3.2)
    for a, b in zonotope.generators:
        axes.annotate(
            "",
            (float(x + a), float(y + b)),
            (float(x), float(y)),
            arrowprops={"arrowstyle": "->", "color": COLOURS[1], "linewidth": 1.1},
        )
    for a, b in vertices if len(vertices) <= MOST_LABELS else ():
        right, above = (1 if a >= x else -1), (1 if b >= y else -1)
        axes.annotate(
            f"({label(a)}, {label(b)})",
            (float(a), float(b)),
            (5 * right, 5 * above),
            textcoords="offset points",
            ha="left" if right > 0 else "right",
            va="center",
            fontsize=7,
            color="#444444",
        )


def _draw_solid(axes: Axes, zonotope: Zonotope) -> None:
    solid = Polyhedron.hull(zonotope.vertices)
    places = [_seen(vertex) for vertex in solid.vertices]
    near = [facet for facet in solid.facets if _towards(facet.row.coefficients) < 0]
    hidden = set(solid.adjacency) - {
        pair for facet in near for pair in solid.adjacency if set(pair) <= set(facet.vertices)
    }
    behind = [[places[k] for k in pair] for pair in sorted(hidden)]
    axes.add_collection(
        LineCollection(behind, colors="#6f87a3", linewidths=0.6, linestyles="dashed", zorder=3)
    )
    for facet in near:
        polygon = _in_order([places[k] for k in facet.vertices])
        axes.add_collection(
            PolyCollection(
                [polygon],
                facecolors=[_shade(facet.row.coefficients)],
                edgecolors="#16324f",
                linewidths=1.0,
                joinstyle="round",
                zorder=2,
            )
        )


def _seen(vertex: Vector) -> tuple[float, float]:
    right, up = (sum(a * float(x) for a, x in zip(row, vertex, strict=True)) for row in VIEW[:2])
    return right, up


def _towards(inward: Vector) -> float:
    """Positive for a facet that looks away: its row has the inner normal."""
    return sum(a * float(x) for a, x in zip(VIEW[2], inward, strict=True))


def _shade(inward: Vector) -> tuple[float, float, float]:
    length = sum(float(x) ** 2 for x in inward) ** 0.5
    light = max(
        0.0, -sum(a * float(x) for a, x in zip((0.2, 0.5, 0.84), inward, strict=True)) / length
    )
    dark, bright = (0.45, 0.6, 0.78), (0.9, 0.94, 0.98)
    mixed = [low + light * (high - low) for low, high in zip(dark, bright, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _in_order(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a convex polygon in order around their mean."""
    x, y = (sum(column) / len(points) for column in zip(*points, strict=True))
    return sorted(points, key=lambda p: atan2(p[1] - y, p[0] - x))
