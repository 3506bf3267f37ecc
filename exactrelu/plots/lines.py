"""Graphs of piecewise linear functions on the line, with exact tick labels.

Coordinates are mapped to the unit square in rationals and turned into floats only there, so that
breakpoints 2^-50 apart, or values of size 2^300, are drawn where they belong. Nothing that is
computed here is ever read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import matplotlib as mpl
from matplotlib.figure import Figure

from exactrelu.errors import DomainError
from exactrelu.plots.style import COLOURS, STYLE, Window, label, ticks, unit
from exactrelu.plots.writing import svg_of, write_figure
from exactrelu.rational import as_rational

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from exactrelu.pwl import PWL
    from exactrelu.rational import RationalLike

__all__ = [
    "Points",
    "Window",
    "as_svg",
    "draw_graph",
    "figure",
    "graph_of",
    "label_axes",
    "padded",
    "stacked",
    "window_of",
    "write_plot",
]

MOST_MARKED = 60
"""With more breakpoints than this in the window, dots would hide the graph."""


def window_of(functions: Iterable[PWL]) -> Window:
    """Return an interval that shows all breakpoints, with a quarter of its width on both sides.

    >>> from exactrelu.pwl import PWL
    >>> window_of([PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0)])
    (Fraction(-1, 4), Fraction(5, 4))
    """
    breakpoints = [x for f in functions for x in f.breakpoints]
    lower, upper = min(breakpoints, default=Fraction(0)), max(breakpoints, default=Fraction(0))
    margin = (upper - lower) / 4 or Fraction(1)
    return lower - margin, upper + margin


def figure(
    functions: Mapping[str, PWL], *, window: tuple[RationalLike, RationalLike] | None = None
) -> Figure:
    """Return a figure of the graphs of `functions` over `window`, in one pair of axes.

    The keys are the names in the legend; a single function gets none. The default window is
    `window_of`. Raises DomainError for no function and for an empty window.

    >>> from exactrelu.pwl import PWL
    >>> len(figure({"f": PWL.affine(1, 0)}).axes)
    1
    """
    if not functions:
        raise DomainError("functions must hold at least one function, not 0")
    lower, upper = _checked(window) if window else window_of(functions.values())
    graphs = {name: graph_of(f, lower, upper) for name, f in functions.items()}
    bottom, top = _heights([*graphs.values()])
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(4.6, 2.7), layout="constrained")
        axes = drawing.add_subplot()
        for colour, (name, graph) in zip(_colours(len(graphs)), graphs.items(), strict=True):
            draw_graph(axes, name, graph, colour, (lower, upper), (bottom, top))
        label_axes(axes, [*graphs.values()], (lower, upper), (bottom, top))
        if len(graphs) > 1:
            axes.legend(frameon=False, fontsize=8, loc="best")
    return drawing


def stacked(
    panels: Sequence[tuple[str, Mapping[str, PWL]]],
    *,
    window: tuple[RationalLike, RationalLike],
) -> Figure:
    """Return the graphs of some panels over one window, one below the other, each with a title.

    In a panel the first function is a full line; others, for comparison, are dotted and behind it.
    Raises DomainError for no panel, for a panel without a function and for an empty window.

    >>> from exactrelu.pwl import PWL
    >>> len(stacked([("above", {"f": PWL.affine(1, 0)}), ("below", {"g": PWL.affine(2, 0)})],
    ...             window=(0, 1)).axes)
    2
    """
    if not panels or not all(functions for _, functions in panels):
        raise DomainError("panels must hold at least one panel, each with at least one function")
    lower, upper = _checked(window)
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(4.6, 2.0 * len(panels) + 0.2), layout="constrained")
        every = drawing.subplots(len(panels), 1, squeeze=False)[:, 0]
        for place, (axes, (title, functions)) in enumerate(zip(every, panels, strict=True)):
            graphs = {name: graph_of(f, lower, upper) for name, f in functions.items()}
            heights = _heights([*graphs.values()])
            (name, first), *others = graphs.items()
            for other, graph in others:
                _dot(axes, other, graph, (lower, upper), heights)
            draw_graph(axes, name, first, COLOURS[place % len(COLOURS)], (lower, upper), heights)
            label_axes(axes, [[first[0], *first, first[-1]]], (lower, upper), heights)
            axes.set_title(title, fontsize=9)
    return drawing


def _checked(window: tuple[RationalLike, RationalLike]) -> Window:
    lower, upper = (as_rational(end, name="window") for end in window)
    if lower >= upper:
        raise DomainError(f"window must have lower < upper, not {lower} and {upper}")
    return lower, upper


Points: TypeAlias = Sequence[tuple[Fraction, Fraction]]
"""The points that a graph goes through, from end to end."""


def graph_of(f: PWL, lower: Fraction, upper: Fraction) -> Points:
    """Return the graph of f from `lower` to `upper`."""
    inner = [(x, y) for x, y in zip(f.breakpoints, f.values, strict=True) if lower < x < upper]
    return [(lower, f(lower)), *inner, (upper, f(upper))]


def _heights(graphs: Sequence[Points]) -> Window:
    """Return what is shown of the values: all breakpoints, and of steep ends no more than that."""
    values = [y for graph in graphs for _, y in graph]
    inner = [y for graph in graphs for _, y in graph[1:-1]] or values
    bottom, top = min(inner), max(inner)
    room = top - bottom or max(values) - min(values)
    return padded(max(min(values), bottom - room), min(max(values), top + room))


def padded(bottom: Fraction, top: Fraction) -> Window:
    """Return an interval with some room at both ends, even of a single number."""
    margin = (top - bottom) / 12 or Fraction(1)
    return bottom - margin, top + margin


def _colours(count: int) -> list[str]:
    return [COLOURS[index % len(COLOURS)] for index in range(count)]


def draw_graph(
    axes: Axes, name: str, graph: Points, colour: str, across: Window, up: Window
) -> None:
    """Draw a graph as a full line, its breakpoints as dots."""
    xs = [unit(x, across) for x, _ in graph]
    ys = [unit(y, up) for _, y in graph]
    axes.plot(xs, ys, color=colour, linewidth=1.4, label=name, solid_joinstyle="miter")
    if len(graph) - 2 <= MOST_MARKED:
        axes.plot(xs[1:-1], ys[1:-1], "o", color=colour, markersize=3.2)


def _dot(axes: Axes, name: str, graph: Points, across: Window, up: Window) -> None:
    """Draw a graph for comparison: dotted, without marks, behind the others."""
    xs = [unit(x, across) for x, _ in graph]
    ys = [unit(y, up) for _, y in graph]
    axes.plot(xs, ys, ":", color="#888888", linewidth=1.4, label=name, zorder=1)


def label_axes(axes: Axes, graphs: Sequence[Points], across: Window, up: Window) -> None:
    """Write numbers beside the axes: those of the graphs, as far as there is room."""
    inner = [point for graph in graphs for point in graph[1:-1]]
    ends = [point for graph in graphs for point in (graph[0], graph[-1])]
    horizontal = ticks([x for x, _ in inner], [x for x, _ in ends], across)
    vertical = ticks([y for _, y in inner], [y for _, y in ends], up)
    axes.set_xticks([unit(x, across) for x in horizontal], [label(x) for x in horizontal])
    axes.set_yticks([unit(y, up) for y in vertical], [label(y) for y in vertical])
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    for value, window, line in ((0, across, axes.axvline), (0, up, axes.axhline)):
        if window[0] < value < window[1]:
            line(unit(Fraction(value), window), color="#cccccc", linewidth=0.7, zorder=0)


def as_svg(
    functions: Mapping[str, PWL],
    *,
    window: tuple[RationalLike, RationalLike] | None = None,
    salt: str = "exactrelu",
) -> str:
    """Return the graphs as one SVG element, to be put into a page or a file.

    Equal functions give equal text. Two drawings in one page need different `salt`, since the
    names of their parts are made from it.
    """
    return svg_of(lambda: figure(functions, window=window), salt=salt)


def write_plot(
    path: Path | str,
    functions: Mapping[str, PWL],
    *,
    window: tuple[RationalLike, RationalLike] | None = None,
) -> None:
    """Write the graphs to a file ``.svg`` or ``.png``, whole or not at all.

    Raises FormatError for another ending and for a file that cannot be written.
    """
    write_figure(path, lambda: figure(functions, window=window))
