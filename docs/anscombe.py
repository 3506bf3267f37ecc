"""Anscombe's four data sets with the best networks of 1, 2 and 3 units, for each loss.

The output map is affine. The labels of the hinge loss are 1 where a point lies above the line
y = 3 + x/2, which the four data sets share, and -1 elsewhere; with y itself, which is positive
everywhere, a constant has the hinge loss 0.

``python -m docs.anscombe`` from the root of the repository prints the table of `docs/training.md`;
``--output DIR`` draws the fits, and writes and checks their certificates.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import matplotlib as mpl
from matplotlib.figure import Figure

from exactrelu import checker
from exactrelu.network import as_pwl
from exactrelu.plots import write_figure
from exactrelu.plots.fits import heights_of_fits
from exactrelu.plots.style import COLOURS, STYLE
from exactrelu.rational import as_text
from exactrelu.training import Loss, Problem, Samples
from exactrelu.training.data import read_samples
from exactrelu.training.search import Trained, train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from exactrelu.plots.style import Window
    from exactrelu.pwl import PWL

DATA = Path(__file__).parent / "data"
LOSSES: tuple[Loss, ...] = get_args(Loss)
LINES = ("-", "--", "-", ":")
SETS, WIDTHS = (1, 2, 3, 4), (1, 2, 3)


def problem(number: int, width: int, loss: Loss) -> Problem:
    """Return the problem of a data set, 1 to 4."""
    samples = read_samples(DATA / f"anscombe_{number}.csv")
    if loss == "hinge":
        samples = Samples(samples.points, above_the_line(samples))
    return Problem(samples, width, loss=loss, output="affine")


def above_the_line(samples: Samples) -> list[int]:
    """Return 1 for each point above y = 3 + x/2, and -1 for the others."""
    pairs = zip(samples.points, samples.labels, strict=True)
    return [1 if y > 3 + x / 2 else -1 for (x,), y in pairs]


@cache
def answer(number: int, width: int, loss: Loss) -> Trained:
    """Return the best network, proved."""
    return train(problem(number, width, loss))


def row(number: int, width: int) -> str:
    """Return a line of the table: the exact optima of all losses, and what they are about."""
    cells = [_cell(answer(number, width, loss).objective) for loss in LOSSES]
    return f"| {number} | {width} | {' | '.join(cells)} |"


def table() -> str:
    """Return the table in Markdown."""
    head = ["| data set | units | " + " | ".join(LOSSES) + " |", "|---" * (2 + len(LOSSES)) + "|"]
    return "\n".join([*head, *[row(number, width) for number in SETS for width in WIDTHS]]) + "\n"


def _cell(value: Fraction) -> str:
    text = as_text(value)
    return f"{text} ≈ {float(value):.4g}" if "/" in text else text


def fits(losses: Sequence[Loss]) -> Figure:
    """Return a panel for each data set and width, with the fits of some losses."""
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(8.4, 8.8), layout="constrained")
        grid = drawing.subplots(len(SETS), len(WIDTHS), sharey="row", sharex="row")
        for number, panels in zip(SETS, grid, strict=True):
            up = heights(number, losses)
            for width, axes in zip(WIDTHS, panels, strict=True):
                _draw(axes, number, width, losses)
                axes.set_ylim(*map(float, up))
            panels[0].set_ylabel("label" if "hinge" in losses else "y")
        for axes in grid[-1]:
            axes.set_xlabel("x")
        handles, names = grid[0][0].get_legend_handles_labels()
        drawing.legend(handles, names, loc="outside upper center", ncols=4, frameon=False)
    return drawing


def heights(number: int, losses: Sequence[Loss]) -> Window:
    """Return the values that all panels of a data set show."""
    samples = problem(number, 1, losses[0]).samples
    points = [(x, y) for (x,), y in zip(samples.points, samples.labels, strict=True)]
    fitted = [fit(number, width, loss) for width in WIDTHS for loss in losses]
    return heights_of_fits(fitted, points)


def fit(number: int, width: int, loss: Loss) -> PWL:
    """Return the best network as a function on the line."""
    return as_pwl(answer(number, width, loss).network)


def _draw(axes: Axes, number: int, width: int, losses: Sequence[Loss]) -> None:
    samples = problem(number, width, losses[0]).samples
    xs = [x for (x,) in samples.points]
    window = min(xs) - 1, max(xs) + 1
    for loss, line, colour in zip(LOSSES, LINES, COLOURS, strict=False):
        if loss in losses:
            places, values = _graph(fit(number, width, loss), *window)
            axes.plot(places, values, line, color=colour, linewidth=1.4, label=loss)
    _draw_samples(axes, samples)
    axes.set_title(f"data set {number}, {width} unit{'s' if width > 1 else ''}", fontsize=8)


def _draw_samples(axes: Axes, samples: Samples) -> None:
    """Draw each point, larger where several coincide, with their number beside it."""
    counts = Counter(zip(samples.points, samples.labels, strict=True))
    for ((x,), y), count in counts.items():
        size = 3 if count == 1 else 5
        axes.plot(float(x), float(y), "o", color="#444444", markersize=size)
        if count > 1:
            place = (float(x), float(y))
            axes.annotate(f"{count} points", place, (6, 4), textcoords="offset points", fontsize=7)


def _graph(f: PWL, low: Fraction, high: Fraction) -> tuple[list[float], list[float]]:
    places = [low, *[x for x in f.breakpoints if low < x < high], high]
    return [*map(float, places)], [float(f(x)) for x in places]


PICTURES: dict[str, tuple[Loss, ...]] = {
    "anscombe": ("squared", "absolute", "max"),
    "anscombe_hinge": ("hinge",),
}


def main() -> int:
    """Print the table, write what was asked for; 1 if a certificate is not valid."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, help="a folder for pictures and certificates")
    parser.add_argument("--ending", choices=["svg", "png"], default="svg")
    options = parser.parse_args()
    sys.stdout.write(table())
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        for name, losses in PICTURES.items():
            path = options.output / f"{name}.{options.ending}"
            write_figure(path, lambda: fits(losses))  # noqa: B023 - called at once
        return _certified(options.output)
    return 0


def _certified(folder: Path) -> int:
    """Write the certificate of each optimum, and check the files; 1 if one is not valid."""
    statuses = Counter()
    for number, width, loss in product(SETS, WIDTHS, LOSSES):
        path = folder / f"anscombe_{number}_{width}_{loss}.json"
        path.write_text(answer(number, width, loss).certificate.text, encoding="utf-8")
        statuses[checker.check_file(path).status] += 1
    sys.stdout.write("".join(f"{count} certificates {name}\n" for name, count in statuses.items()))
    return 0 if [*statuses] == ["VALID"] else 1


if __name__ == "__main__":
    sys.exit(main())
