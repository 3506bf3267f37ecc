"""Seconds for an integer program, certificate included, beside solvers in doubles.

The programs are random ones of the kinds that the library reduces to integer programs: set covers
(costs 1 to 100, or all 1), monotone circuits (the fewest inputs that make the output true), 3-SAT
with about as many clauses as it takes to be contradictory, knapsacks, and Jeroslow's family, on
which branch and bound must visit exponentially many cases. CBC and HiGHS get them through PuLP with
a relative gap of 0; they answer within tolerances, without a proof. Times are wall times of one
run, PuLP's included. With a proof the checker's time is shown too.

The exit status is 1 if a certificate is not valid, or if a solver in doubles that calls its answer
optimal is off by more than rounding.

Run ``python -m benchmarks.integer`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pulp

from exactrelu.errors import BudgetError
from exactrelu.lp import IntegerOptimal, IntegerProgram, solve_integer
from exactrelu.lp.incumbents import as_pulp

if TYPE_CHECKING:
    from collections.abc import Callable

PEERS = {"CBC": "PULP_CBC_CMD", "HiGHS": "HiGHS"}
OFF = 1e-6


def set_cover(m: int, n: int, density: float, *, most: int = 100, seed: int = 1) -> IntegerProgram:
    """Return m elements to be covered by n sets, each element being in density · n of them."""
    rng = Random(seed)
    rows = []
    for _ in range(m):
        row = [0] * n
        for j in rng.sample(range(n), max(2, int(density * n))):
            row[j] = 1
        rows.append((row, ">=", 1))
    return IntegerProgram.binary([rng.randint(1, most) for _ in range(n)], rows)


def circuit(inputs: int, gates: int, *, seed: int = 1) -> IntegerProgram:
    """Return a monotone circuit, each gate over two of the 60 variables before it."""
    rng = Random(seed)
    n = inputs + gates
    rows: list[Any] = []
    for g in range(inputs, n):
        a, b = rng.sample(range(max(0, g - 60), g), 2)
        sign = 1 if rng.random() < 0.6 else -1
        # g <= a, g <= b, g >= a + b - 1 for AND; g >= a, g >= b, g <= a + b for OR.
        rows += [(_row(n, {a: sign, g: -sign}), ">=", 0), (_row(n, {b: sign, g: -sign}), ">=", 0)]
        rows.append((_row(n, {g: sign, a: -sign, b: -sign}), ">=", -1 if sign > 0 else 0))
    rows.append((_row(n, {n - 1: 1}), ">=", 1))
    return IntegerProgram.binary([int(j < inputs) for j in range(n)], rows)


def three_sat(n: int, clauses: int, *, seed: int = 1) -> IntegerProgram:
    """Return random clauses of three literals."""
    rng = Random(seed)
    rows = []
    for _ in range(clauses):
        literals = {j: rng.choice((1, -1)) for j in rng.sample(range(n), 3)}
        rows.append((_row(n, literals), ">=", 1 - sum(v < 0 for v in literals.values())))
    return IntegerProgram.binary([0] * n, rows)


def knapsack(n: int, *, seed: int = 1) -> IntegerProgram:
    """Return a knapsack whose values are close to the weights."""
    rng = Random(seed)
    weights = [rng.randint(100, 1000) for _ in range(n)]
    values = [weight + rng.randint(-50, 50) for weight in weights]
    return IntegerProgram.binary(values, [(weights, "<=", sum(weights) // 2)], sense="max")


def jeroslow(n: int) -> IntegerProgram:
    """Return ``2 (x_1 + … + x_n) = n``, for odd n without a solution."""
    return IntegerProgram.binary([0] * n, [([2] * n, "=", n)])


def _row(n: int, entries: dict[int, int]) -> list[int]:
    return [entries.get(j, 0) for j in range(n)]


CASES: dict[str, Callable[[], IntegerProgram]] = {
    "set cover 200 x 1000, 2%": lambda: set_cover(200, 1000, 0.02),
    "set cover 200 x 1000, 5%": lambda: set_cover(200, 1000, 0.05, seed=3),
    "set cover 200 x 300, 3%": lambda: set_cover(200, 300, 0.03, seed=7),
    "unicost 50 x 500, 20%": lambda: set_cover(50, 500, 0.2, most=1, seed=5),
    "unicost 60 x 200, 6%": lambda: set_cover(60, 200, 0.06, most=1, seed=2),
    "unicost 100 x 200, 4%": lambda: set_cover(100, 200, 0.04, most=1, seed=8),
    "circuit, 40 inputs, 100 gates": lambda: circuit(40, 100),
    "circuit, 100 inputs, 300 gates": lambda: circuit(100, 300, seed=2),
    "circuit, 100 inputs, 500 gates": lambda: circuit(100, 500, seed=4),
    "3-SAT, 60 variables, 276 clauses": lambda: three_sat(60, 276, seed=3),
    "3-SAT, 100 variables, 400 clauses": lambda: three_sat(100, 400),
    "knapsack, 100 items": lambda: knapsack(100, seed=2),
    "Jeroslow, 11 variables": lambda: jeroslow(11),
}
SMALL: dict[str, Callable[[], IntegerProgram]] = {
    "set cover 20 x 60, 10%": lambda: set_cover(20, 60, 0.1),
    "circuit, 10 inputs, 20 gates": lambda: circuit(10, 20),
    "Jeroslow, 5 variables": lambda: jeroslow(5),
}


def measured(name: str, program: IntegerProgram, limit: int) -> dict[str, Any]:
    """Return the times and values of all methods on one program."""
    entry: dict[str, Any] = {"name": name, "peers": {}} | ours(program, limit)
    for peer, solver in PEERS.items():
        if solver in pulp.listSolvers(onlyAvailable=True):
            entry["peers"][peer] = theirs(program, solver, limit)
    return entry


def ours(program: IntegerProgram, limit: int) -> dict[str, Any]:
    """Return the time, the value, and what the checker says."""
    begin = time.perf_counter()
    try:
        answer = solve_integer(program, time_limit=limit)
    except BudgetError as error:
        return {"seconds": None, "value": None, "nodes": 0, "verdict": str(error), "check": 0.0}
    certificate = answer.certificate
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    verdict = certificate.verdict().status
    return {
        "seconds": seconds,
        "value": str(answer.value) if isinstance(answer, IntegerOptimal) else "none",
        "nodes": len(certificate.evidence["nodes"]),
        "kilobytes": len(certificate.text) // 1000,
        "verdict": verdict,
        "check": time.perf_counter() - begin,
    }


def theirs(program: IntegerProgram, solver: str, limit: int) -> dict[str, Any]:
    """Return the time and the value of a solver in doubles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begin = time.perf_counter()
        problem, variables = as_pulp(pulp, program)
        problem.solve(pulp.getSolver(solver, msg=False, timeLimit=limit, gapRel=0))
        seconds = time.perf_counter() - begin
    status = pulp.LpStatus[problem.status]
    values = [variable.value() for variable in variables]
    if status != "Optimal":
        return {"seconds": seconds, "status": status, "value": None}
    pairs = zip(program.program.objective, values, strict=True)
    value = sum(float(c) * (x or 0.0) for c, x in pairs)
    return {"seconds": seconds, "status": status, "value": value}


def agrees(entry: dict[str, Any]) -> bool:
    """Whether the certificate is valid, and no peer contradicts it."""
    if entry["seconds"] is None:
        return True
    found = [peer["value"] for peer in entry["peers"].values() if peer["value"] is not None]
    if entry["value"] == "none":
        return entry["verdict"] == "VALID" and not found
    near = (abs(value - float(entry["value"])) <= OFF * max(1.0, abs(value)) for value in found)
    return entry["verdict"] == "VALID" and all(near)


def table(entries: list[dict[str, Any]]) -> str:
    """Return the table in Markdown."""
    names = [peer for peer in PEERS if all(peer in entry["peers"] for entry in entries)]
    head = ["program", "value", "seconds", "nodes of the tree", "kB", "checker, seconds"]
    head += [f"{peer}, seconds" for peer in names]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for entry in entries:
        cells = [entry["name"], entry["value"] or "too long", _seconds(entry["seconds"])]
        cells += [str(entry["nodes"]), str(entry.get("kilobytes", "-")), _seconds(entry["check"])]
        cells += [_seconds(entry["peers"][peer]["seconds"]) for peer in names]
        lines.append("| " + " | ".join(cells) + " |")
    agreed = all(map(agrees, entries))
    lines += ["", "All values agree." if agreed else "**Values disagree.**"]
    missing = [peer for peer in PEERS if peer not in names]
    lines += [f"{peer} is not installed and was left out." for peer in missing]
    return "\n".join(lines) + "\n"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main() -> int:
    """Measure, print, write what was asked for; 1 if something disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a run of a few seconds")
    parser.add_argument("--limit", type=int, default=60, help="seconds for one program")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    cases = SMALL if options.small else CASES
    entries = [measured(name, make(), options.limit) for name, make in cases.items()]
    text = table(entries)
    sys.stdout.write(text)
    if options.json:
        options.json.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0 if all(map(agrees, entries)) else 1


if __name__ == "__main__":
    sys.exit(main())
