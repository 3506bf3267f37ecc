"""Milliseconds for a least squares problem with inequalities, certificate included.

The programs are those of ``min Σ (s_k·x - t_k)², A x <= b`` with n free variables, 2n samples and m
rows, all dense, feasible by construction, the values t_k near those of a point that some rows cut
off; entries are p/q with abs(p), q <= 9 (*small*) or normal doubles taken exactly (*dyadic*). Every
method gets the same `QuadraticProgram`, made beforehand, of which no integer or float form has
been computed, and returns the least value; the library returns point, duals, reduced costs and
squares as well, all Fractions. Its default guide is DAQP where that is installed, else numpy.
*Hessian only* is the same program without its squares, so that it has to be shown to be convex.
Methods take turns; a time is CPU time, the better of two runs (but for methods that take over
20 ms), and the table has the medians over the programs. A method that took over 4 s gets no further
programs of the kind; one that takes longer than the limit is stopped. Exact values must agree, or
the exit status is 1; for doubles the largest relative error is shown.

Run ``python -m benchmarks.qp`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import statistics
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.lp import ENTRIES, GIVEN_UP_AFTER, SLOW, limited, small, timed
from benchmarks.qp_peers import installed_peers
from exactrelu.guides import NumpyDualActiveSet, default_quadratic_guide
from exactrelu.qp import Optimal, QuadraticProgram, Row, fault, least_squares, solve

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = ((4, 10), (8, 50), (16, 120), (40, 400))
TARGETS = {(8, 50): 0.5, (40, 400): 6.0}
"""Milliseconds on small rationals."""

OURS, AGAIN = "exactrelu", "exactrelu, program seen before"
WITHOUT, NUMPY = "exactrelu, Hessian only", "exactrelu, guide numpy"
COLD = "exactrelu, exact pivots only"


def regression(
    rng: Random, n: int, m: int, entry: Callable[[Random], Fraction]
) -> QuadraticProgram:
    """Return a random program, feasible at a random point, its values near those of another."""
    inside = [Fraction(rng.randint(-30, 30), 10) for _ in range(n)]
    target = [v + Fraction(rng.randint(-10, 10), 10) for v in inside]
    samples = [[entry(rng) for _ in range(n)] for _ in range(2 * n)]
    values = [_dot(a, target) + entry(rng) for a in samples]
    rows = []
    for _ in range(m):
        a = [entry(rng) for _ in range(n)]
        rows.append((a, "<=", _dot(a, inside) + abs(entry(rng))))
    return least_squares(samples, values, rows=rows)


def _dot(u: list[Fraction], v: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0))


def value_of(program: QuadraticProgram, **options: Any) -> Fraction:  # noqa: ANN401 - solve's own
    """Return the least value that the library proves."""
    answer = solve(program, **options)
    if not isinstance(answer, Optimal):
        raise TypeError(f"the programs here have optima, not {answer!r:.80}")
    return answer.value


def without_squares(program: QuadraticProgram) -> QuadraticProgram:
    """Return an equal program of which nothing has been computed, nor its squares kept."""
    rows = [Row(row.coefficients, row.relation, row.bound) for row in program.rows]
    return QuadraticProgram(program.hessian, program.objective, rows, constant=program.constant)


def unseen(program: QuadraticProgram) -> QuadraticProgram:
    """Return an equal program of which nothing has been computed but its squares."""
    other = without_squares(program)
    object.__setattr__(other, "squares", program.squares)
    return other


def our_methods() -> dict[str, Any]:
    """Return the library with its guides."""
    numpy = NumpyDualActiveSet()
    return {
        OURS: value_of,
        AGAIN: value_of,
        WITHOUT: value_of,
        NUMPY: lambda program: value_of(program, guide=numpy),
        COLD: lambda program: value_of(program, guide=None),
    }


def measure(sizes: Any, rounds: int, limit: float) -> dict[str, Any]:  # noqa: ANN401
    """Return the seconds of each method on each size and kind, and whether all values agreed."""
    peers, missing = installed_peers()
    ours = our_methods()
    methods: dict[str, Any] = {**ours, **peers}
    cases, agreed = [], True
    for kind, entry in ENTRIES.items():
        slow: set[str] = set()
        given_up: set[str] = set()
        for n, m in sizes:
            seconds: dict[str, list[float]] = {name: [] for name in methods}
            errors: dict[str, float] = {}
            tight = []
            for index in range(rounds):
                program = regression(Random(f"qp {kind} {n} {index}"), n, m, entry)
                answer = solve(program)
                agreed &= not fault(program, answer)
                tight.append(sum(map(bool, answer.duals)))
                for name, method in methods.items():
                    if name in given_up:
                        continue
                    run = limited if name in slow else timed
                    taken, value = run(method, _form_for(name, program), limit)
                    if taken <= SLOW:
                        again = _form_for(name, program)
                        taken = min(taken, timed(method, again, limit)[0])
                    if isinstance(value, float):
                        errors[name] = max(errors.get(name, 0.0), _error(value, answer.value))
                    else:
                        agreed &= value in (answer.value, None)
                    seconds[name].append(taken)
                    slow |= {name} if taken > SLOW and name not in ours else set()
                    given_up |= {name} if taken > GIVEN_UP_AFTER else set()
            case = {"kind": kind, "n": n, "m": m, "seconds": seconds, "errors": errors}
            cases.append({**case, "active": statistics.median(tight)})
    return {"cases": cases, "missing": missing, "agreed": agreed, "limit": limit}


def _form_for(name: str, program: QuadraticProgram) -> QuadraticProgram:
    if name == AGAIN:
        return program
    return without_squares(program) if name == WITHOUT else unseen(program)


def _error(value: float, exact: Fraction) -> float:
    if not math.isfinite(value):
        return math.inf
    return abs(float(Fraction(value) / exact - 1)) if exact else abs(value)


def tables(result: dict[str, Any]) -> str:
    """Return the report in Markdown."""
    lines = [
        (
            f"Python {platform.python_version()}, {platform.machine()}; medians, CPU time. "
            f"Too long: over {result['limit']:g} s of wall time. Of methods in doubles, the "
            "largest relative error of the value. Where no guide is named, it is the default, here "
            f"{default_quadratic_guide()!r}."
        ),
        "",
    ]
    for kind in ENTRIES:
        cases = [case for case in result["cases"] if case["kind"] == kind]
        heads = [f"{case['n']}x{case['m']}" for case in cases]
        lines += [f"### {kind}: ms for a program (times ours)", ""]
        lines += ["| method | " + " | ".join(heads) + " |"]
        lines += ["|---" * (len(heads) + 1) + "|"]
        for name in cases[0]["seconds"]:
            lines += [f"| {name} | " + " | ".join(_cell(case, name) for case in cases) + " |"]
        best = [f"{1000 * min(case['seconds'][OURS]):.3g}" for case in cases]
        count = len(cases[0]["seconds"][OURS])
        lines += [f"| {OURS}, best of {count} | " + " | ".join(best) + " |"]
        if kind == "small":
            goals = [f"{TARGETS.get((case['n'], case['m']), ''):}" for case in cases]
            lines += ["| *target* | " + " | ".join(goals) + " |"]
        active = [f"{case['active']:g}" for case in cases]
        lines += ["| *active rows* | " + " | ".join(active) + " |", ""]
    for name in result["missing"]:
        lines += [f"{name}: not installed, left out.", ""]
    lines += ["All exact values agree." if result["agreed"] else "**Values disagree.**"]
    return "\n".join(lines) + "\n"


def _cell(case: dict[str, Any], name: str) -> str:
    times = case["seconds"][name]
    if not times:
        return "-"
    if statistics.median(times) == math.inf:
        return "too long"
    taken, ours = statistics.median(times), statistics.median(case["seconds"][OURS])
    error = f", error {case['errors'][name]:.0e}" if name in case["errors"] else ""
    return f"{1000 * taken:.3g} ({taken / ours:.3g}{error})"


def main() -> int:
    """Measure, print, write what was asked for; 1 if two exact methods disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a run of a few seconds")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for one program")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    sizes = SIZES[:1] if options.small else SIZES
    value_of(regression(Random("first"), 8, 50, small))
    result = measure(sizes, 2 if options.small else options.rounds, options.limit)
    text = tables(result)
    sys.stdout.write(text)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0 if result["agreed"] else 1


if __name__ == "__main__":
    sys.exit(main())
