"""Pieces per second from a network R -> R to its function, against plain Fractions, sympy, floats.

Three networks, each a map of [0, 1] onto itself, k times. The map goes up and down in n steps of
equal length and has n^k pieces on [0, 1]:

* the *tent*, n = 2: 2 relu(x) - 4 relu(x - 1/2), all of whose numbers are floats;
* the *zigzag of thirds*, n = 3: 3 relu(x) - 6 relu(x - 1/3) + 6 relu(x - 2/3);
* the *zigzag of fifths*, n = 5. Its kinks, as those of the thirds, are no floats.

Every method gets the same layers and computes the function on the whole line. The methods take
turns, so that whatever else the machine does meets all of them; each turn is timed in seconds of
this process' CPU, all threads together. A rate is the true number of pieces on [0, 1] over the
seconds, also for a method that returns another number. Nothing is extrapolated: a method that
cannot finish the large k is run at a smaller one, which the table states.

Run ``python -m benchmarks.line`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import platform
import statistics
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sympy

from benchmarks.line_peers import (
    by_fractions,
    by_matrix_products,
    by_ordered_sums,
    by_sympy,
    float_bends,
)
from exactrelu.network import Network
from exactrelu.network.line import as_pwl
from exactrelu.pwl import PWL, restrict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.line_peers import Floats, Layer, Rounded

TOLERANCES = (0.0, 1e-9, 1e-6)
"""Relative differences up to which two slopes of floats count as equal; the first for the table."""

TARGET_SECONDS, TARGET_RATIO = 3, 50


class Counts(NamedTuple):
    """The numbers of pieces on the line and on [0, 1]; None if the method does not tell."""

    line: int
    unit_interval: int | None


def zigzag(n: int, k: int) -> list[Layer]:
    """The layers of the map that goes up and down in n steps of length 1/n, k times."""
    kinks = [Fraction(j, n) for j in range(n)]
    row = [Fraction(n), *(Fraction((-1) ** j * 2 * n) for j in range(1, n))]
    bias = [-kink for kink in kinks]
    first: Layer = [[Fraction(1)] for _ in kinks], bias
    inner: Layer = [row for _ in kinks], bias
    return [first, *[inner] * (k - 1), ([row], [Fraction(0)])]


STEPS = {"tent": 2, "zigzag of thirds": 3, "zigzag of fifths": 5}


def by_exactrelu(layers: Sequence[Layer]) -> PWL:
    """The function by this library."""
    return as_pwl(Network(list(layers)))


def _count_pwl(f: PWL) -> Counts:
    return Counts(f.piece_count, restrict(f, 0, 1).piece_count)


def _count_bends(bends: Sequence[Fraction] | Floats) -> Counts:
    return Counts(len(bends) + 1, sum(bool(0 < x < 1) for x in bends) + 1)


def _count_branches(expression: sympy.Piecewise) -> Counts:
    return Counts(len(expression.args), None)


def _bends_by(compute: Callable[[Sequence[Layer]], Rounded]) -> Callable[[Sequence[Layer]], Floats]:
    return lambda layers: float_bends(compute(layers), TOLERANCES[0])


@dataclass(frozen=True)
class Method:
    """How to compute the function, which is timed, and how to count its pieces, which is not."""

    compute: Callable[[Sequence[Layer]], Any]
    count: Callable[[Any], Counts]


METHODS = {
    "exactrelu": Method(by_exactrelu, _count_pwl),
    "plain Fractions": Method(by_fractions, _count_bends),
    "sympy piecewise_fold": Method(by_sympy, _count_branches),
    "numpy float64, W @ V": Method(_bends_by(by_matrix_products), _count_bends),
    "numpy float64, sums in order": Method(_bends_by(by_ordered_sums), _count_bends),
}
BASE = "plain Fractions"
FLOATS = {
    "numpy float64, W @ V": by_matrix_products,
    "numpy float64, sums in order": by_ordered_sums,
}


def _plan(large: int, medium: int, tiny: int) -> dict[str, tuple[int, ...]]:
    """The k at which each method runs."""
    floats = {name: (large,) for name in METHODS if name in FLOATS}
    return {"exactrelu": (large, medium), BASE: (medium,), "sympy piecewise_fold": (tiny,)} | floats


FULL = {
    "tent": _plan(20, 16, 2),
    "zigzag of thirds": _plan(12, 10, 2),
    "zigzag of fifths": _plan(8, 6, 1),
}
SMALL = {
    "tent": _plan(14, 9, 1),
    "zigzag of thirds": _plan(9, 6, 1),
    "zigzag of fifths": _plan(6, 4, 1),
}


@dataclass
class Case:
    """One method on one network, and what was measured."""

    network: str
    method: str
    k: int
    seconds: list[float] = field(default_factory=list)
    counts: Counts | None = None

    @property
    def pieces(self) -> int:
        """The true number of pieces on [0, 1]."""
        return int(STEPS[self.network] ** self.k)

    @property
    def layers(self) -> list[Layer]:
        """The network."""
        return zigzag(STEPS[self.network], self.k)

    @property
    def rates(self) -> list[float]:
        """True pieces per second of CPU, one a round."""
        return [self.pieces / seconds for seconds in self.seconds]

    def run(self) -> Any:  # noqa: ANN401 - each method has a result of its own
        """Time one round and return the result."""
        layers = self.layers
        sympy.core.cache.clear_cache()
        gc.collect()
        start = time.process_time()
        result = METHODS[self.method].compute(layers)
        self.seconds.append(time.process_time() - start)
        return result


def measure(plan: dict[str, dict[str, tuple[int, ...]]], rounds: int) -> list[Case]:
    """Run all cases in turns and count the pieces that each returns, in the last round."""
    cases = [
        Case(network, method, k)
        for network, methods in plan.items()
        for method, ks in methods.items()
        for k in ks
    ]
    for number in range(rounds):
        for case in cases:
            result = case.run()
            if number == rounds - 1:
                case.counts = METHODS[case.method].count(result)
            del result
    return cases


def disagreements(cases: Sequence[Case]) -> list[str]:
    """Exact methods whose count is not the true one, or whose breakpoints are not each other's."""
    wrong = [
        f"{case.method} on the {case.network} with k = {case.k} has {case.counts}"
        for case in cases
        if case.method in {"exactrelu", BASE} and case.counts
        if case.counts.unit_interval != case.pieces
    ]
    wrong += [
        f"breakpoints differ on the {case.network} with k = {case.k}"
        for case in cases
        if case.method == BASE and _breakpoints_differ(case.layers)
    ]
    return wrong


def _breakpoints_differ(layers: Sequence[Layer]) -> bool:
    return by_exactrelu(layers).breakpoints != tuple(by_fractions(layers))


def ratios(case: Case, cases: Sequence[Case]) -> list[float]:
    """The rate of a case over that of plain Fractions on the same network, one a round."""
    base = next(each for each in cases if (each.network, each.method) == (case.network, BASE))
    return [rate / other for rate, other in zip(case.rates, base.rates, strict=True)]


def float_counts(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """What floats count at each tolerance."""
    rows = []
    for case in cases:
        if case.method in FLOATS:
            line = FLOATS[case.method](case.layers)
            for tolerance in TOLERANCES:
                counts = _count_bends(float_bends(line, tolerance))
                rows.append(
                    {
                        "network": case.network,
                        "method": case.method,
                        "k": case.k,
                        "pieces": case.pieces,
                        "tolerance": tolerance,
                        **counts._asdict(),
                    }
                )
    return rows


def as_document(cases: Sequence[Case], rounds: int) -> dict[str, Any]:
    """Everything that was measured, as a JSON value."""
    return {
        "schema": "exactrelu-benchmark-line/1",
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": {name: metadata.version(name) for name in ("numpy", "sympy")},
        "rounds": rounds,
        "cases": [
            {
                "network": case.network,
                "method": case.method,
                "k": case.k,
                "pieces": case.pieces,
                "returned": case.counts._asdict() if case.counts else None,
                "seconds": case.seconds,
                "pieces_per_second": summary(case.rates),
                "times_plain_fractions": summary(ratios(case, cases)),
            }
            for case in cases
        ],
        "float_counts": float_counts(cases),
    }


def summary(values: Sequence[float]) -> dict[str, float]:
    """Median, minimum and maximum."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def as_markdown(document: dict[str, Any]) -> str:
    """The tables, with what they were measured on."""
    packages = ", ".join(f"{name} {version}" for name, version in document["packages"].items())
    lines = [
        "# Pieces per second on the line",
        "",
        "Written by `python -m benchmarks.line`; what is measured, and how, is in its docstring.",
        "",
        f"{document['date']}, {document['python']} on {document['platform']}, {packages}.",
        f"{document['rounds']} rounds: medians, and (least to largest).",
        "",
        *_table(MEASURED, [_row(case) for case in document["cases"]]),
        "",
        "sympy returns branches on R that it does not merge. What floats count depends on the",
        "order of their roundings, and may depend on when two slopes are called equal:",
        "",
        *_table(COUNTED, [_float_row(row) for row in document["float_counts"]]),
        *_targets(document),
    ]
    return "\n".join(lines) + "\n"


MEASURED = [
    "network", "method", "k", "true pieces on [0, 1]", "returned on [0, 1]", "returned on R",
    "CPU seconds", "pieces/s", "times plain Fractions",
]  # fmt: skip
COUNTED = [
    "network", "method", "k", "tolerance", "true pieces on [0, 1]", "returned on [0, 1]",
    "returned on R",
]  # fmt: skip


def _table(titles: list[str], rows: list[list[str]]) -> list[str]:
    rule = ["---" if title in {"network", "method"} else "--:" for title in titles]
    return ["| " + " | ".join(cells) + " |" for cells in [titles, rule, *rows]]


def _row(case: dict[str, Any]) -> list[str]:
    returned = case["returned"]
    return [
        case["network"],
        case["method"],
        str(case["k"]),
        str(case["pieces"]),
        _marked(returned["unit_interval"], case["pieces"]),
        str(returned["line"]),
        _spread(summary(case["seconds"])),
        _spread(case["pieces_per_second"]),
        _spread(case["times_plain_fractions"]),
    ]


def _float_row(row: dict[str, Any]) -> list[str]:
    return [
        row["network"],
        row["method"],
        str(row["k"]),
        f"{row['tolerance']:g}",
        str(row["pieces"]),
        _marked(row["unit_interval"], row["pieces"]),
        str(row["line"]),
    ]


def _marked(count: int | None, true: int) -> str:
    """The count, in bold if it is wrong."""
    if count is None:
        return "–"
    return str(count) if count == true else f"**{count}**"


def _spread(values: dict[str, float]) -> str:
    return f"{_short(values['median'])} ({_short(values['min'])} to {_short(values['max'])})"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def _targets(document: dict[str, Any]) -> list[str]:
    """The targets, if this run is large enough to speak of them."""
    for case in document["cases"]:
        if (case["network"], case["method"], case["pieces"]) == ("tent", "exactrelu", 2**20):
            seconds, ratio = max(case["seconds"]), case["times_plain_fractions"]["median"]
            fast, faster = _met(seconds < TARGET_SECONDS), _met(ratio >= TARGET_RATIO)
            return [
                "",
                f"- 2^20 pieces in under {TARGET_SECONDS} s: {fast}, at most {seconds:.2f} s.",
                f"- At least {TARGET_RATIO} times plain Fractions: {faster}, {ratio:.0f} times.",
            ]
    return []


def _met(target: bool) -> str:  # noqa: FBT001 - the truth value is all there is
    return "met" if target else "MISSED"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; 1 if an exact method returns a wrong count."""
    parser = argparse.ArgumentParser(description="Pieces per second from a network to its function")
    parser.add_argument("--small", action="store_true", help="a quick run with small k")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each method (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables")
    options = parser.parse_args(arguments)
    cases = measure(SMALL if options.small else FULL, options.rounds)
    document = as_document(cases, options.rounds)
    print(as_markdown(document), end="")
    if options.json:
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(as_markdown(document), encoding="utf-8")
    wrong = disagreements(cases)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
