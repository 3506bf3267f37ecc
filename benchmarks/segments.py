"""How often continuous piecewise linear fits in doubles miss the optimum, and by how much.

Each data set has 8 points: different x among 0, 1/10, ..., 10, and any y among the same. A fit with
k segments is a continuous function with at most k pieces, of least sum of squares; the exact one is
that of `exactrelu.training.best_function`. These are not the networks of some width: in k - 1 units
with an affine output the first piece is tied to the kinks that face left, and a free line besides
takes two units more. The package `pwlf` looks for the same k segments, with breakpoints between the
first and the last x: ``fit`` by differential evolution, ``fitfast`` by gradients from a few starts,
both with their default settings and a seed.

A fit *misses* if its sum of squares is over the optimum by more than 1e-6 of it. Its sum is
computed from its predictions, taken exactly. A fit below the optimum by more than that would refute
the optimum, and makes the exit status 1.

Run ``python -m benchmarks.segments`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.peers import importable
from exactrelu.training import Samples, best_function, total_loss

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS = ("fit", "fitfast")
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Fitted:
    """What a method did on a data set; `excess` is its sum of squares over the optimum, less 1."""

    method: str
    segments: int
    index: int
    seconds: float
    excess: float

    @property
    def misses(self) -> bool:
        """Whether the optimum was missed."""
        return self.excess > TOLERANCE


def data_set(index: int) -> Samples:
    """Return 8 random points.

    >>> len(data_set(0)), data_set(0) == data_set(0)
    (8, True)
    """
    rng = Random(f"segments {index}")
    xs = rng.sample(range(101), 8)
    return Samples([[Fraction(x, 10)] for x in xs], [Fraction(rng.randint(0, 100), 10) for _ in xs])


def measure(count: int, segments: Sequence[int]) -> list[Fitted]:
    """Return all fits of so many data sets, the exact ones included."""
    found = []
    for k in segments:
        for index in range(count):
            samples = data_set(index)
            seconds, best = timed(lambda: best_function(samples, k, loss="squared"))  # noqa: B023
            found.append(Fitted("exactrelu", k, index, seconds, 0.0))
            for method in METHODS:
                seconds, loss = timed(lambda: loss_of_pwlf(samples, k, method))  # noqa: B023
                excess = float(loss / best.value - 1)
                found.append(Fitted(method, k, index, seconds, excess))
    return found


def timed(method: Any) -> tuple[float, Any]:  # noqa: ANN401
    """Return the CPU seconds taken, and the answer."""
    begin = time.process_time()
    answer = method()
    return time.process_time() - begin, answer


def loss_of_pwlf(samples: Samples, segments: int, method: str) -> Fraction:
    """Return the sum of squares of a fit."""
    import pwlf  # noqa: PLC0415 - an optional peer

    xs = [float(x) for (x,) in samples.points]
    model = pwlf.PiecewiseLinFit(xs, [float(y) for y in samples.labels], seed=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        getattr(model, method)(segments)
        predictions = [Fraction(value) for value in model.predict(xs).tolist()]
    return total_loss("squared", predictions, samples.labels, samples.weights)


def version_of_pwlf() -> str:
    """Return which pwlf is installed."""
    return metadata.version("pwlf")


def table(fits: Sequence[Fitted]) -> str:
    """Return the report in Markdown."""
    versions = f"Python {platform.python_version()}, pwlf {version_of_pwlf()}"
    lines = [
        f"{versions}, {platform.machine()}; CPU time.",
        "",
        "| segments | method | misses | excess where missed: median | largest | ms, median |",
        "|---|---|---|---|---|---|",
    ]
    for k in sorted({fit.segments for fit in fits}):
        for method in ("exactrelu", *METHODS):
            lines += [_line([f for f in fits if (f.segments, f.method) == (k, method)])]
    below = [fit for fit in fits if fit.excess < -TOLERANCE]
    lines += ["", "**Below the optimum.**" if below else "No fit is below the exact optimum."]
    return "\n".join(lines) + "\n"


def _line(fits: Sequence[Fitted]) -> str:
    missed = [fit.excess for fit in fits if fit.misses]
    excess = [f"{100 * of(missed):.3g}%" if missed else "-" for of in (statistics.median, max)]
    cells = [
        fits[0].segments,
        fits[0].method if fits[0].method == "exactrelu" else f"pwlf, `{fits[0].method}`",
        f"{len(missed)} of {len(fits)}",
        *excess,
        f"{1000 * statistics.median(fit.seconds for fit in fits):.3g}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Measure, print, write what was asked for; 1 if a fit is below the exact optimum."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a run of a few seconds")
    parser.add_argument("--count", type=int, default=60, help="data sets")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    if importable([("pwlf", "pwlf", None)])[1]:
        sys.stderr.write("pwlf is not installed; there is nothing to compare\n")
        return 2
    fits = measure(2, [2]) if options.small else measure(options.count, [2, 3])
    text = table(fits)
    sys.stdout.write(text)
    if options.json:
        document = json.dumps([asdict(fit) for fit in fits], indent=1)
        options.json.write_text(document + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 1 if any(fit.excess < -TOLERANCE for fit in fits) else 0


if __name__ == "__main__":
    sys.exit(main())
