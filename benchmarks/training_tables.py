"""The report of the benchmark of training, in Markdown."""

from __future__ import annotations

import math
import platform
import statistics
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.training import Result, Run
    from benchmarks.training_problems import Case

__all__ = ["by_case", "tables"]

HEAD = [
    *("n", "D", "units", "labels", "loss, output", "choices", "programs of (a)"),
    *("parts", "programs", "fewer by", "s", "s of (a)", "s of SCIP"),
]
SECONDS = {(1, 50, 2): 5.0, (2, 20, 2): 60.0}
"""The targets for n, D and w."""

FEWER = 50


def tables(result: Result) -> str:
    """Return the report."""
    runs = result.runs
    lines = [
        (
            f"Python {platform.python_version()}, {platform.machine()}; medians over the problems "
            f"of a kind, CPU time. *Open*: not ended in {result.limit:g} s. (a) is the "
            "enumeration, run only where it has few programs. *Gap*: what is not proved of the "
            "loss found."
        ),
        "",
        f"| {' | '.join(HEAD)} |",
        "|---" * len(HEAD) + "|",
        *[_row(case, group) for case, group in by_case(runs)],
        "",
        *[line for name in result.missing for line in (f"{name} is not installed.", "")],
        *["### Targets", "", "| target | measured | met |", "|---|---|---|"],
        *_targets(runs),
        "",
    ]
    found = [f"- **Disagreement**: {fault}" for fault in result.faults]
    return "\n".join([*lines, *(found or ["All values agree."])]) + "\n"


def by_case(runs: Sequence[Run]) -> list[tuple[Case, list[Run]]]:
    """Return the runs of each kind of problem."""
    return [(case, list(group)) for case, group in groupby(runs, key=lambda run: run.case)]


def _row(case: Case, runs: Sequence[Run]) -> str:
    gap = statistics.median(run.gap for run in runs)
    cells = [
        *(case.n, case.D, case.w, case.kind, f"{case.loss}, {case.output}"),
        *(_count(runs, "guesses"), _count(runs, "guessed_programs")),
        *(_count(runs, "steps"), _count(runs, "programs")),
        _fewer(runs),
        _seconds(runs, "seconds") + (f", gap {100 * gap:.0f}%" if gap else ""),
        *(_seconds(runs, "enumeration"), _seconds(runs, "scip")),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _count(runs: Sequence[Run], name: str) -> str:
    return _median(runs, name, lambda value: f"{value:.0f}" if value < 1e6 else f"{value:.2g}")


def _seconds(runs: Sequence[Run], name: str) -> str:
    return _median(runs, name, lambda value: "open" if value == math.inf else f"{value:.3g}")


def _median(runs: Sequence[Run], name: str, show: Callable[[Any], str]) -> str:
    values = [v for run in runs if (v := getattr(run, name)) is not None]
    return show(statistics.median(values)) if values else "-"


def _fewer(runs: Sequence[Run]) -> str:
    ratios = [run.guessed_programs / run.programs for run in runs if _ended(run)]
    return f"{statistics.median(ratios):.3g}" if ratios else "-"


def _ended(run: Run) -> bool:
    return run.seconds < math.inf


def _targets(runs: Sequence[Run]) -> list[str]:
    lines = []
    for (n, D, w), seconds in SECONDS.items():
        here = [run.seconds for run in runs if run.case[:3] == (n, D, w)]
        if here:
            met = f"on {sum(s <= seconds for s in here)} of {len(here)}"
            name = f"n = {n}, D = {D}, w = {w} in {seconds:g} s"
            lines += [f"| {name} | at most {max(here):.3g} s | {met} |"]
    ended = [run for run in runs if _ended(run)]
    fewer = [run.guessed_programs / run.programs for run in ended]
    if fewer:
        met = f"on {sum(v >= FEWER for v in fewer)} of {len(fewer)}"
        name = f"{FEWER} times fewer convex programs than (a)"
        lines += [f"| {name} | {min(fewer):.3g} to {max(fewer):.3g} | {met} |"]
    both = [run for run in ended if run.scip is not None and run.scip < math.inf]
    if both:
        times = [run.scip / run.seconds for run in both]
        met = f"on {sum(v >= 1 for v in times)} of {len(times)}"
        spread = f"{min(times):.3g} to {max(times):.3g}, median {statistics.median(times):.3g}"
        name = "never slower than SCIP where both end (times as fast)"
        lines += [f"| {name} | {spread} | {met} |"]
    only_ours = sum(run.scip == math.inf for run in ended)
    only_scip = sum(
        run.scip is not None and not _ended(run) and run.scip < math.inf for run in runs
    )
    lines += [f"| (ended here only, with SCIP only) | {only_ours}, {only_scip} | |"]
    return lines
