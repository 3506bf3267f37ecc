"""Samples on the line with the function that is fitted to them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from exactrelu.errors import DimensionError
from exactrelu.plots.lines import draw_graph, graph_of, label_axes, padded
from exactrelu.plots.style import COLOURS, STYLE, Window, unit

if TYPE_CHECKING:
    from exactrelu.pwl import PWL

__all__ = ["fit_figure"]


def fit_figure(f: PWL, points: Sequence[tuple[Fraction, Fraction]]) -> Figure:
    """Return a figure of the points (x, y) and of the graph of f over them.

    Raises DimensionError for no point.

    >>> from exactrelu.pwl import PWL
    >>> len(fit_figure(PWL.affine(1, 0), [(Fraction(0), Fraction(1))]).axes)
    1
    """
    if not points:
        raise DimensionError("points must hold at least one point, not 0")
    across = padded(*_ends([x for x, _ in points]))
    graph = graph_of(f, *across)
    up = padded(*_ends([y for _, y in (*points, *graph)]))
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(4.6, 2.7), layout="constrained")
        axes = drawing.add_subplot()
        draw_graph(axes, "f", graph, COLOURS[0], across, up)
        xs, ys = [unit(x, across) for x, _ in points], [unit(y, up) for _, y in points]
        axes.plot(xs, ys, "o", color="#333333", markersize=3.6, fillstyle="none", label="samples")
        label_axes(axes, [graph], across, up)
    return drawing


def _ends(values: Sequence[Fraction]) -> Window:
    return min(values), max(values)
