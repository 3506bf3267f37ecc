"""Milliseconds for a linear program, certificate included, beside other exact solvers.

The programs are those of ``min c·x, A x <= b, -10 <= x <= 10`` with A dense, n variables, m rows,
feasible by construction; entries are p/q with abs(p), q <= 9 (*small*) or normal doubles taken
exactly (*dyadic*). Every method gets the same `LinearProgram`, made beforehand, whose rows have not
been seen before, and returns the optimal value; the library returns point, duals and reduced costs
as well, all Fractions. Its default guide is DAQP where that is installed, else numpy. Methods take
turns; a time is CPU time, the better of two runs (but for methods that take over 20 ms), and the
table has the medians over the programs. A method that took over 4 s gets no further programs of the
kind; one that takes longer than the limit is stopped. Values must agree, or the exit status is 1.

*Hard families*: those of the tests at the sizes where solvers are compared, each program beside a
regular one with as many variables and rows, made anew.

*Warm nodes*: an optimum is cut off by one more row, again and again; each node is a proved answer.

Run ``python -m benchmarks.lp`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import platform
import statistics
import sys
import time
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.lp_peers import installed_peers
from exactrelu.guides import NumpyDualDictionary, default_guide
from exactrelu.lp import LinearProgram, Optimal, Row, add_row, fault, solve, start

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from lp_families import LARGE_AND_HARD

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = ((5, 20), (10, 50), (20, 100), (40, 300))
TARGETS = {(5, 20): 0.2, (10, 50): 0.5, (20, 100): 2.0, (40, 300): 7.0}
"""Milliseconds on small rationals."""

OURS, AGAIN = "exactrelu", "exactrelu, rows seen before"
NUMPY, COLD = "exactrelu, guide numpy", "exactrelu, exact pivots only"
NODES_WANTED = 2500


def small(rng: Random) -> Fraction:
    """Return p/q with abs(p), q <= 9."""
    return Fraction(rng.randint(-9, 9), rng.randint(1, 9))


def dyadic(rng: Random) -> Fraction:
    """Return a normal double, taken exactly."""
    return Fraction(rng.gauss(0, 1))


ENTRIES = {"small": small, "dyadic": dyadic}


def dense(rng: Random, n: int, m: int, entry: Callable[[Random], Fraction]) -> LinearProgram:
    """Return a random program, feasible at a random point of the box."""
    inside = [Fraction(rng.randint(-30, 30), 10) for _ in range(n)]
    rows = []
    for _ in range(m):
        a = [entry(rng) for _ in range(n)]
        level = sum((v * x for v, x in zip(a, inside, strict=True)), Fraction(0))
        rows.append((a, "<=", level + abs(entry(rng))))
    return LinearProgram.of([entry(rng) for _ in range(n)], rows, bounds=[(-10, 10)] * n)


def value_of(program: LinearProgram, **options: Any) -> Fraction:  # noqa: ANN401 - solve's own
    """Return the optimum that the library proves."""
    answer = solve(program, **options)
    if not isinstance(answer, Optimal):
        raise TypeError(f"the programs here have optima, not {answer!r:.80}")
    return answer.value


def unseen(program: LinearProgram) -> LinearProgram:
    """Return an equal program, none of whose rows has been prepared."""
    rows = [Row(row.coefficients, row.relation, row.bound) for row in program.rows]
    ends = {"lower": program.lower, "upper": program.upper}
    return LinearProgram(program.objective, rows, sense=program.sense, **ends)


def measure(sizes: Any, rounds: int, limit: float) -> dict[str, Any]:  # noqa: ANN401
    """Return the seconds of each method on each size and kind, and whether all values agreed."""
    peers, missing = installed_peers()
    methods: dict[str, Any] = {OURS: value_of, AGAIN: value_of}
    methods |= {NUMPY: lambda program: value_of(program, guide=NumpyDualDictionary())}
    methods |= {COLD: lambda program: value_of(program, guide=None), **peers}
    cases, agreed = [], True
    for kind, entry in ENTRIES.items():
        slow: set[str] = set()
        given_up: set[str] = set()
        for n, m in sizes:
            seconds: dict[str, list[float]] = {name: [] for name in methods}
            for index in range(rounds):
                program = dense(Random(f"{kind} {n} {index}"), n, m, entry)
                expected = value_of(program)
                for name, method in methods.items():
                    if name in given_up:
                        continue
                    fresh = program if name == AGAIN else unseen(program)
                    run = limited if name in slow else timed
                    taken, value = run(method, fresh, limit)
                    if taken <= SLOW:
                        again = fresh if name == AGAIN else unseen(program)
                        taken = min(taken, timed(method, again, limit)[0])
                    agreed &= value in (expected, None)
                    seconds[name].append(taken)
                    slow |= {name} if taken > SLOW else set()
                    given_up |= {name} if taken > GIVEN_UP_AFTER else set()
            cases.append({"kind": kind, "n": n, "m": m, "seconds": seconds})
    return {"cases": cases, "missing": missing, "agreed": agreed, "limit": limit}


SLOW, GIVEN_UP_AFTER = 0.02, 4.0


def timed(method: Any, program: LinearProgram, _limit: float) -> Any:  # noqa: ANN401
    """Return the seconds taken and the value."""
    begin = time.process_time()
    value = method(program)
    return time.process_time() - begin, value


def limited(method: Any, program: LinearProgram, limit: float) -> Any:  # noqa: ANN401
    """Return the same from another process; infinite seconds and None if it takes too long."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(timed(method, program, limit)))
    process.start()
    found = receiver.recv() if receiver.poll(limit) else (math.inf, None)
    process.kill()
    process.join()
    return found


def hard_families(count: int) -> list[dict[str, Any]]:
    """Return for each family its programs' seconds, and those of regular ones of the same size."""
    found = []
    for name, family in LARGE_AND_HARD.items():
        rng = Random(f"hard {name}")
        pairs = []
        for _ in range(count):
            program = family(rng)
            regular = dense(rng, program.dimension, len(program.rows), small)
            pairs.append((quickest(program), quickest(regular)))
        found.append({"family": name, "seconds": pairs})
    return found


def quickest(program: LinearProgram) -> float:
    """Return the seconds of the better of two runs; the answer is proved."""
    taken = []
    for _ in range(2):
        fresh = unseen(program)
        begin = time.process_time()
        answer = solve(fresh)
        taken.append(time.process_time() - begin)
        if fault(fresh, answer):
            raise AssertionError(fault(fresh, answer))
    return min(taken)


def warm_nodes(n: int, m: int, nodes: int) -> dict[str, Any]:
    """Return the seconds of each node, and how many of the nodes were feasible."""
    seconds, feasible, number = [], 0, 0
    while len(seconds) < nodes:
        rng = Random(f"warm {number}")
        number += 1
        state = start(dense(rng, n, m, small))
        for _ in range(10):
            answer = state.answer
            if not isinstance(answer, Optimal):
                break
            a = [small(rng) for _ in range(n)]
            level = sum((v * x for v, x in zip(a, answer.point, strict=True)), Fraction(0))
            row = Row(a, "<=", Fraction(int(level * 100) - 20, 100))
            taken, old = [], state
            for again in (row, Row(row.coefficients, row.relation, row.bound)):
                begin = time.process_time()
                state = add_row(old, again)
                taken.append(time.process_time() - begin)
            seconds.append(min(taken))
            feasible += not state.is_infeasible
            if fault(state.program, state.answer):
                raise AssertionError(fault(state.program, state.answer))
    return {"n": n, "m": m, "seconds": seconds, "feasible": feasible}


def tables(result: dict[str, Any]) -> str:
    """Return the report in Markdown."""
    lines = [
        (
            f"Python {platform.python_version()}, {platform.machine()}; medians, CPU time. "
            f"Too long: over {result['limit']:g} s of wall time. "
            f"Where no guide is named, it is the default, here {default_guide()!r}."
        ),
        "",
    ]
    sizes = [(case["n"], case["m"]) for case in result["cases"] if case["kind"] == "small"]
    for kind in ENTRIES:
        cases = [case for case in result["cases"] if case["kind"] == kind]
        lines += [f"### {kind}: ms for a program (times ours)", ""]
        lines += ["| method | " + " | ".join(f"{n}x{m}" for n, m in sizes) + " |"]
        lines += ["|---" * (len(sizes) + 1) + "|"]
        for name in cases[0]["seconds"]:
            cells = [_cell(case["seconds"], name) for case in cases]
            lines += [f"| {name} | " + " | ".join(cells) + " |"]
        best = [f"{1000 * min(case['seconds'][OURS]):.3g}" for case in cases]
        lines += [
            f"| {OURS}, best of {len(cases[0]['seconds'][OURS])} | " + " | ".join(best) + " |"
        ]
        if kind == "small":
            goals = [f"{TARGETS[size]:g}" if size in TARGETS else "" for size in sizes]
            lines += ["| *target* | " + " | ".join(goals) + " |"]
        lines += [""]
    for name in result["missing"]:
        lines += [f"{name} is not installed and was left out.", ""]
    lines += _hard_lines(result["hard"])
    warm = result["warm"]
    rate = 1 / statistics.median(warm["seconds"])
    lines += [
        (
            f"Warm nodes at {warm['n']}x{warm['m']}: {rate:.0f} a second (target {NODES_WANTED}); "
            f"{warm['feasible']} of {len(warm['seconds'])} feasible, all proved."
        )
    ]
    lines += ["", "All values agree." if result["agreed"] else "**Values disagree.**"]
    return "\n".join(lines) + "\n"


def _hard_lines(hard: list[dict[str, Any]]) -> list[str]:
    lines = [
        "### Hard families: ms for a program, and times a regular one (target: at most 10)",
        "",
    ]
    lines += ["| family | ms | times, median | times, largest |", "|---|---|---|---|"]
    for entry in hard:
        times = [taken / regular for taken, regular in entry["seconds"]]
        median = 1000 * statistics.median(taken for taken, _ in entry["seconds"])
        cells = [f"{median:.3g}", f"{statistics.median(times):.3g}", f"{max(times):.3g}"]
        lines += [f"| {entry['family']} | " + " | ".join(cells) + " |"]
    return [*lines, ""]


def _cell(seconds: dict[str, list[float]], name: str) -> str:
    if not seconds[name]:
        return "-"
    if statistics.median(seconds[name]) == math.inf:
        return "too long"
    time_taken, ours = statistics.median(seconds[name]), statistics.median(seconds[OURS])
    return f"{1000 * time_taken:.3g} ({time_taken / ours:.3g})"


def main() -> int:
    """Measure, print, write what was asked for; 1 if two methods disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a run of a few seconds")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one program")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    sizes = SIZES[:1] if options.small else SIZES
    value_of(dense(Random("first"), 5, 20, small))
    result = measure(sizes, 2 if options.small else options.rounds, options.limit)
    result["hard"] = hard_families(1 if options.small else 12)
    result["warm"] = warm_nodes(10, 50, 20 if options.small else 300)
    text = tables(result)
    sys.stdout.write(text)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0 if result["agreed"] else 1


if __name__ == "__main__":
    sys.exit(main())
