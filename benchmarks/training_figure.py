"""How the cost of exact training grows with the samples, for each n and width."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from benchmarks.training_tables import by_case
from exactrelu.plots import write_figure
from exactrelu.plots.style import COLOURS, STYLE

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.training import Result, Run

__all__ = ["growth", "write_growth"]

SYSTEMS = {"exactrelu": "o-", "SCIP": "x:", "enumeration": ".--"}


def write_growth(path: Path, result: Result) -> None:
    """Write the figure to a file ``.svg`` or ``.png``."""
    write_figure(path, lambda: growth(result))


def growth(result: Result) -> Figure:
    """Return seconds and convex programs over D for the noisy squared problems, by n and width."""
    runs = [r for r in result.runs if (r.case.kind, r.case.loss, r.case.output) == GRID]
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(8.4, 5.6), layout="constrained")
        dimensions = sorted({run.case.n for run in runs})
        axes = drawing.subplots(2, len(dimensions), squeeze=False, sharey="row", sharex="col")
        for n, (above, below) in zip(dimensions, axes.T, strict=True):
            here = [run for run in runs if run.case.n == n]
            _draw(above, here, {"exactrelu": "seconds", "SCIP": "scip"}, result.limit)
            _draw(below, here, {"exactrelu": "programs", "enumeration": "guessed_programs"})
            above.set_title(f"n = {n}", fontsize=9)
            below.set_xlabel("samples D")
        axes[0][0].set_ylabel("seconds")
        axes[1][0].set_ylabel("convex programs")
        shown = _legend([axes[0][0], axes[1][0]])
        drawing.legend(shown.values(), shown, loc="outside upper center", ncols=3, frameon=False)
    return drawing


def _legend(axes: list[Axes]) -> dict[str, Any]:
    """Lines by their names, those of one system together."""
    found = [dict(zip(*ax.get_legend_handles_labels()[::-1], strict=True)) for ax in axes]
    every = {name: line for part in found for name, line in part.items()}
    order = list(SYSTEMS)
    return dict(sorted(every.items(), key=lambda pair: order.index(pair[0].split(",")[0])))


GRID = ("noisy", "squared", "linear")


def _draw(axes: Axes, runs: list[Run], what: dict[str, str], limit: float = math.inf) -> None:
    """Lines over D for each width; what did not end is drawn at the limit, a grey line."""
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    for w, colour in zip(sorted({run.case.w for run in runs}), COLOURS, strict=False):
        groups = by_case([run for run in runs if run.case.w == w])
        for system, name in what.items():
            points = [(case.D, _median(group, name, limit)) for case, group in groups]
            known = [(D, value) for D, value in points if value is not None]
            if known:
                label = f"{system}, {w} unit{'s' if w > 1 else ''}"
                axes.plot(*zip(*known, strict=True), SYSTEMS[system], color=colour, label=label)
    axes.set_xticks(sorted({run.case.D for run in runs}), minor=False)
    if limit < math.inf:
        axes.axhline(limit, color="#cccccc", linewidth=0.7, zorder=0)


def _median(runs: list[Run], name: str, limit: float) -> float | None:
    values = [v for run in runs if (v := getattr(run, name)) is not None]
    is_open = name == "programs" and any(run.seconds == math.inf for run in runs)
    return min(statistics.median(values), limit) if values and not is_open else None
