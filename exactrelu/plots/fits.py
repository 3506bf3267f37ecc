"""Samples on the line with the function that is fitted to them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from exactrelu.errors import DimensionError
from exactrelu.plots.lines import Points, draw_graph, graph_of, padded
from exactrelu.plots.style import COLOURS, STYLE, Window, label, round_ticks, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from exactrelu.pwl import PWL

__all__ = ["fit_figure", "heights_of_fits"]

_LONG = 6
"""Of numbers with more digits than this fewer are written beside the axis."""


def fit_figure(f: PWL, points: Sequence[tuple[Fraction, Fraction]]) -> Figure:
    """Return a figure of the points (x, y) and of the graph of f over them.

    Raises DimensionError for no point.

    >>> from exactrelu.pwl import PWL
    >>> len(fit_figure(PWL.affine(1, 0), [(Fraction(0), Fraction(1))]).axes)
    1
    """
    if not points:
        raise DimensionError("points must hold at least one point, not 0")
    xs = [x for x, _ in points]
    across, up = padded(min(xs), max(xs)), heights_of_fits([f], points)
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(4.6, 3.0), layout="constrained")
        axes = drawing.add_subplot()
        graph = graph_of(f, *across)
        draw_graph(axes, "network", graph, COLOURS[0], across, up)
        if len(graph) > 2:
            axes.plot([], [], "o", color=COLOURS[0], markersize=3.2, label="kinks")
        _draw_samples(axes, points, across, up)
        _name_axes(axes, across, up)
        handles, names = axes.get_legend_handles_labels()
        drawing.legend(handles, names, loc="outside upper center", ncols=3, frameon=False)
    return drawing


def heights_of_fits(
    functions: Sequence[PWL], points: Sequence[tuple[Fraction, Fraction]]
) -> Window:
    """Return what is to be shown of the values of functions that are fitted to points (x, y).

    That is all y, and the functions at all x. Their kinks in between count as well, but not far
    above and below, and what is left and right of the points does not.

    >>> from exactrelu.pwl import PWL
    >>> spike = PWL.from_points([(0, 0), (1, 100), (2, 0)], left_slope=0, right_slope=0)
    >>> heights_of_fits([spike], [(Fraction(0), Fraction(0)), (Fraction(2), Fraction(6))])
    (Fraction(-1, 1), Fraction(13, 1))
    """
    xs = [x for x, _ in points]
    shown = [y for _, y in points] + [f(x) for f in functions for x in xs]
    graphs: list[Points] = [graph_of(f, min(xs), max(xs)) for f in functions]
    bottom, top = min(shown), max(shown)
    room = top - bottom
    between = [y for graph in graphs for _, y in graph]
    return padded(
        max(min([bottom, *between]), bottom - room), min(max([top, *between]), top + room)
    )


def _draw_samples(
    axes: Axes, points: Sequence[tuple[Fraction, Fraction]], across: Window, up: Window
) -> None:
    xs, ys = [unit(x, across) for x, _ in points], [unit(y, up) for _, y in points]
    axes.plot(xs, ys, "o", color="#333333", markersize=5, fillstyle="none", label="samples")


def _name_axes(axes: Axes, across: Window, up: Window) -> None:
    """Give both axes round numbers and a name."""
    horizontal, vertical = round_ticks(across), round_ticks(up)
    if max(len(label(x)) for x in horizontal) > _LONG:
        horizontal = round_ticks(across, most=3)
    axes.set_xticks([unit(x, across) for x in horizontal], [label(x) for x in horizontal])
    axes.set_yticks([unit(y, up) for y in vertical], [label(y) for y in vertical])
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
