"""The report of `benchmarks.regions` in Markdown."""

from __future__ import annotations

import platform
import statistics
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["report"]

VERDICTS = ("right", "wrong", "refused", "too slow")
SECONDS = {"R^2 [32]": 0.03, "R^2 [32, 32]": 0.3, "R^4 [16]": 0.3}
"""Targets for the library, in seconds on one core."""

TIMES = (
    ("PPL", 5.0, None, "5 times as fast as PPL on random networks"),
    ("relucent", 100.0, None, "100 times as fast as relucent on random networks"),
    ("affinitree", 1.0, "R^2 [32, 32]", "no slower than affinitree on R^2 [32, 32]"),
)
"""How many times the time of the library a method should take, on which random networks."""

Runs = list[dict[str, Any]]


def report(result: dict[str, Any]) -> str:
    """Return all tables."""
    runs: Runs = result["runs"]
    lines = [
        (
            f"Python {platform.python_version()}, {platform.machine()}; CPU time. "
            f"Too slow: over {result['limit']:g} s of wall time."
        ),
        "",
        *_missing_lines(result["missing"]),
        *_random_lines(runs, result["methods"]),
        *_verdict_lines(runs, result["methods"]),
        *_structured_lines(runs, result["methods"]),
        *_reason_lines(runs),
        *_target_lines(runs),
        *_check_lines(runs),
        *[f"- **Disagreement**: {fault}" for fault in result["faults"]],
        "" if result["faults"] else "All exact counts agree.",
    ]
    return "\n".join(lines).rstrip() + "\n"


def _missing_lines(missing: Sequence[str]) -> list[str]:
    return [line for name in missing for line in (f"{name} is not installed and was left out.", "")]


def _random_lines(runs: Runs, methods: Sequence[str]) -> list[str]:
    """A row for each shape, with milliseconds and ratios."""
    random = [run for run in runs if run["group"] == "random"]
    lines = ["### Random networks: ms (times ours), medians", ""]
    lines += _header(["network", "regions", *methods])
    for kind in _in_order(run["kind"] for run in random):
        here = [run for run in random if run["kind"] == kind]
        cells = [_times(_of(here, method)) for method in methods]
        counts = [str(run["counts"][0]) for run in _of(here, methods[0]) if run["counts"]]
        lines.append(_row([kind, ", ".join(counts), *cells]))
    return [*lines, ""]


def _times(runs: Runs) -> str:
    """Medians, and what was not right."""
    taken = [run for run in runs if run["seconds"] is not None]
    parts = []
    if taken:
        seconds = statistics.median(run["seconds"] for run in taken)
        ratio = statistics.median(run["ratio"] for run in taken)
        parts.append(f"{1000 * seconds:.3g} ({ratio:.2g})")
    verdicts = Counter(run["verdict"] for run in runs)
    parts += [f"{verdicts[v]} {v}" for v in VERDICTS[1:] if verdicts[v]]
    return ", ".join(parts) or "-"


def _verdict_lines(runs: Runs, methods: Sequence[str]) -> list[str]:
    """A row for each method, a column for each group."""
    groups = _in_order(run["group"] for run in runs)
    lines = [f"### Networks: {' / '.join(VERDICTS)}", "", *_header(["method", *groups, "all"])]
    for method in methods:
        mine = _of(runs, method)
        cells = [_tally([run for run in mine if run["group"] == group]) for group in groups]
        lines.append(_row([method, *cells, _tally(mine)]))
    rounded = Counter(run["method"] for run in runs if run["rounded"])
    lines += ["", "Not counted: networks of a kind on which the method had been too slow, and"]
    lines += ["weights that overflow in its floats. All methods get the same rationals, but for"]
    said = [f"{method} on {count} networks" for method, count in rounded.items()]
    lines.append((", ".join(said) or "none") + ", where they are judged by their rounded weights.")
    return [*lines, ""]


def _tally(runs: Runs) -> str:
    verdicts = Counter(run["verdict"] for run in runs)
    if not any(verdicts[v] for v in VERDICTS):
        return "-"
    return " / ".join(str(verdicts[v]) for v in VERDICTS)


def _structured_lines(runs: Runs, methods: Sequence[str]) -> list[str]:
    """What each method says about each of the structured networks."""
    structured = [run for run in runs if run["group"] == "structured"]
    lines = ["### Structured networks: regions (and pieces, maps), wrong counts bold", ""]
    lines += _header(["network", *methods])
    for kind in _in_order(run["kind"] for run in structured):
        here = [run for run in structured if run["kind"] == kind]
        lines.append(_row([kind, *(_said(_of(here, method)) for method in methods)]))
    return [*lines, ""]


def _said(runs: Runs) -> str:
    if not runs:
        return "-"
    (run,) = runs
    if not run["counts"]:
        return str(run["verdict"])
    first, *others = run["counts"]
    text = f"**{first}**" if run["verdict"] == "wrong" else f"{first}"
    return text + (f" ({', '.join(map(str, others))})" if others else "")


def _reason_lines(runs: Runs) -> list[str]:
    reasons = Counter((run["method"], run["reason"]) for run in runs if run["reason"])
    lines = [
        f"- {method}: {reason}, networks: {count}" for (method, reason), count in reasons.items()
    ]
    return ["### What the refusals raise", "", *(lines or ["- nothing was refused"]), ""]


def _target_lines(runs: Runs) -> list[str]:
    """The targets of this benchmark beside what was measured."""
    lines = ["### Targets", "", *_header(["target", "measured", "met"])]
    ours = [run for run in runs if run["method"].startswith("exactrelu")]
    right = sum(run["verdict"] == "right" for run in ours)
    lines.append(_row(["always right", f"{right} of {len(ours)} answers", right == len(ours)]))
    for kind, goal in SECONDS.items():
        seconds = [r["seconds"] for r in _of(ours, "exactrelu") if r["kind"] == kind]
        if any(seconds):
            taken = statistics.median(seconds)
            target = f"{kind} in {goal:g} s"
            lines.append(_row([target, f"{taken:.3g} s, best {min(seconds):.3g} s", taken <= goal]))
    for method, goal, shape, target in TIMES:
        lines += _ratio_lines(runs, method, goal, shape, target)
    return [*lines, ""]


def _ratio_lines(runs: Runs, method: str, goal: float, shape: str | None, target: str) -> list[str]:
    """Whether a method takes so many times the time of the library."""
    random = [run for run in _of(runs, method) if run["group"] == "random"]
    here = [run for run in random if shape in (None, run["kind"])]
    ratios: dict[str, list[float]] = {}
    for run in here:
        if run["ratio"] is not None:
            ratios.setdefault(run["kind"], []).append(run["ratio"])
    medians = [statistics.median(found) for found in ratios.values()]
    slow = {run["kind"] for run in here if run["verdict"] == "too slow"} - set(ratios)
    ends = dict.fromkeys(f"{end(medians):.2g}" for end in (min, max) if medians)
    measured = [f"{' to '.join(ends)} times"] if medians else []
    measured += [f"too slow on {len(slow)} shapes"] if slow else []
    met = sum(ratio >= goal for ratio in medians)
    return [_row([target, ", ".join(measured), f"on {met} of {len(medians)}"])] if here else []


def _check_lines(runs: Runs) -> list[str]:
    """How many networks have been counted by which independent exact method."""
    right = [run for run in runs if run["verdict"] == "right"]
    total = len({run["number"] for run in runs})
    formulas = sum(run["method"] == "exactrelu" and run["expected"] is not None for run in right)
    said = [f"formulas {formulas}"]
    said += [f"{name} {len(_of(right, name))}" for name in ("PPL", "all sign patterns")]
    lines = [f"Of the {total} counts of exactrelu in R^n, so many agree with other exact counts:"]
    return [*lines, ", ".join(said) + ".", ""]


def _of(runs: Runs, method: str) -> Runs:
    return [run for run in runs if run["method"] == method]


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _header(names: Sequence[str]) -> list[str]:
    return [_row(names), "|---" * len(names) + "|"]


def _row(cells: Iterable[object]) -> str:
    words = {True: "yes", False: "no"}
    texts = [words[cell] if isinstance(cell, bool) else str(cell) for cell in cells]
    return "| " + " | ".join(text.replace("|x|", r"\|x\|") for text in texts) + " |"
