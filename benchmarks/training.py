"""Parts, convex programs and seconds of exact training, beside the enumeration and beside SCIP.

Every method gets the same problems (`benchmarks.training_problems`).

- **exactrelu**: `exactrelu.training.train`, one process; the network is proved to be optimal.
- **enumeration**: `train_by_enumeration`, the algorithm of Theorem 2.5 of Arora et al. (2016), made
  right. Its choices and its convex programs are counted for every problem; it is run where there
  are at most `--most` of them.
- **SCIP**: the mixed-integer program with big M of the tests, in doubles, one thread, a program for
  each sign vector, with the best value so far as a limit. M is twice the largest abs(z_ij) of the
  optimal network, which is known here, and not to a user.

A time is CPU time of a process of its own, stopped after a limit of wall time. SCIP's value must be
the exact optimum up to 1e-4 of it, and the enumeration's must be equal, or the exit status is 1.

Run ``python -m benchmarks.training`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sys
import time
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers import importable
from benchmarks.training_problems import EXTRA, GRID, SMALL, Case, problem_of
from benchmarks.training_tables import tables
from exactrelu.training import Problem, train_by_enumeration
from exactrelu.training.enumeration import partitions
from exactrelu.training.search import Trained, train

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

TOLERANCE = 1e-4
"""How much SCIP's value may differ, relative to the optimum, or to 1 where that is less."""


@dataclass(frozen=True)
class Run:
    """What the methods did on one problem; times are None where a method was not run.

    Times are infinite where it did not end. `gap` is what was not proved, relative to the loss.
    """

    case: Case
    index: int
    seconds: float
    steps: int | None
    programs: int | None
    gap: float
    guesses: int
    guessed_programs: int
    enumeration: float | None = None
    scip: float | None = None
    fault: str = ""


@dataclass
class Result:
    """All runs of a benchmark."""

    limit: float
    missing: list[str]
    runs: list[Run] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every disagreement, in words."""
        return [f"{run.case} {run.index}: {run.fault}" for run in self.runs if run.fault]


def measure(cases: Iterable[Case], *, rounds: int, limit: float, most: int) -> Result:
    """Return what all methods did; the enumeration runs up to `most` convex programs."""
    peers, missing = importable([("SCIP", "pyscipopt", by_scip)])
    result = Result(limit, missing)
    for case in cases:
        for index in range(rounds):
            run = _run(case, index, limit=limit, most=most, peers=peers)
            result.runs.append(run)
            sys.stderr.write(f"{_line(run)}\n")
    return result


def _run(case: Case, index: int, *, limit: float, most: int, peers: dict[str, Any]) -> Run:
    problem = problem_of(case, index)
    seconds, trained = limited(lambda: train(problem, time_limit=Fraction(limit)), 4 * limit)
    guesses, programs = _counts(problem)
    if trained is None:
        fault = "exactrelu has no answer"
        return Run(case, index, math.inf, None, None, 1.0, guesses, programs, fault=fault)
    faults, times = [], {}
    if programs <= most:
        times["enumeration"], other = limited(lambda: train_by_enumeration(problem), limit)
        faults += [] if other is None else _difference_of_enumeration(trained, other.objective)
    if peers:
        times["scip"], found = limited(lambda: by_scip(problem, trained, limit), 2 * limit)
        value, ended = (None, False) if found is None else found
        times["scip"] = times["scip"] if ended else math.inf
        faults += _difference_of_scip(trained, value) if ended else []
    gap = float((trained.objective - trained.lower) / (trained.objective or 1))
    return Run(
        case,
        index,
        seconds if trained.is_optimal else math.inf,
        trained.steps,
        trained.programs,
        gap,
        guesses,
        programs,
        **times,
        fault="; ".join(faults),
    )


def by_scip(problem: Problem, trained: Trained, limit: float) -> tuple[float | None, bool]:
    """Return the least loss that SCIP finds, and whether it ended."""
    from oracles_scip import least_loss  # noqa: PLC0415 - an optional peer

    inputs = [_dot(unit, form) for unit in trained.best.units for form in problem.forms]
    big = 2 * max(map(abs, inputs), default=Fraction(0)) or Fraction(1)
    return least_loss(problem, big=float(big), seconds=limit)


def _dot(a: Any, b: Any) -> Fraction:  # noqa: ANN401 - vectors
    return sum([u * v for u, v in zip(a, b, strict=True)], Fraction(0))


def _difference_of_enumeration(trained: Trained, value: Fraction) -> list[str]:
    is_same = trained.lower <= value <= trained.objective
    return [] if is_same else [f"the enumeration finds {value}, not {trained.objective}"]


def _difference_of_scip(trained: Trained, value: float | None) -> list[str]:
    room = TOLERANCE * max(1.0, float(trained.objective))
    low, high = float(trained.lower) - room, float(trained.objective) + room
    if value is not None and low <= value <= high:
        return []
    return [f"SCIP finds {value}, not {float(trained.objective)}"]


def _counts(problem: Problem) -> tuple[int, int]:
    """The choices of the enumeration, and its convex programs: units of one sign are exchanged."""
    ways, w = len(partitions(problem)), problem.width
    programs = [comb(ways + k - 1, k) * comb(ways + w - k - 1, w - k) for k in range(w + 1)]
    return 2**w * ways**w, sum(programs)


def limited(method: Callable[[], Any], limit: float) -> tuple[float, Any]:
    """Return CPU seconds and the answer of another process; infinite and None if there is none."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_timed, args=(method, sender))
    process.start()
    sender.close()
    try:
        found = receiver.recv() if receiver.poll(limit) else (math.inf, None)
    except EOFError:
        found = math.inf, None
    process.kill()
    process.join()
    return found


def _timed(method: Callable[[], Any], sender: Connection) -> None:
    begin = time.process_time()
    value = method()
    sender.send((time.process_time() - begin, value))


def _line(run: Run) -> str:
    fields = {**run.case._asdict(), **asdict(run)}
    del fields["case"]
    return " ".join(
        f"{k}={v:.3g}" if isinstance(v, float) else f"{k}={v}" for k, v in fields.items()
    )


def main() -> int:
    """Measure, print, write what was asked for; 1 if two methods disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a run of a few seconds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one problem")
    parser.add_argument("--most", type=int, default=4000, help="programs of the enumeration")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--plot", type=Path, help="how cost grows, as .svg or .png")
    options = parser.parse_args()
    cases = SMALL if options.small else [*GRID, *EXTRA]
    rounds = 1 if options.small else options.rounds
    result = measure(cases, rounds=rounds, limit=options.limit, most=options.most)
    text = tables(result)
    sys.stdout.write(text)
    if options.json:
        options.json.write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.plot:
        from benchmarks.training_figure import write_growth  # noqa: PLC0415 - matplotlib is slow

        write_growth(options.plot, result)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
