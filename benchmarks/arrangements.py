"""Regions of arrangements of hyperplanes, counted in two ways that share no code.

* *flats*: the characteristic polynomial by the Möbius function of the lattice of flats, and
  Zaslavsky's theorem;
* *cells*: all regions, one after the other, each with its signs and an exact point inside;
* *deletion and restriction*: the recursion for the characteristic polynomial in plain Fractions,
  without any code of the library, on the arrangements that are small enough for it.

The counts are compared with those of the literature, which stand on the cards of the families.
Among them are the 94572 threshold functions of 5 variables (32 hyperplanes of R^6) and, with
``--large``, the 1066044 regions of the resonance arrangement of R^6 (63 hyperplanes) and the
15028134 threshold functions of 6 variables, which are counted only, in 1 GB of memory. Times are
CPU times of the process; every round makes the arrangement anew, and nothing is remembered.

Run ``python -m benchmarks.arrangements`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import statistics
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exactrelu.arrangement import Arrangement, families
from exactrelu.arrangement.flats import characteristic_coefficients

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FAMILIES = {card.name: card for card in families()}

Name = tuple[str, tuple[int, ...]]

SMALL: list[Name] = [("resonance", (4,)), ("threshold", (4,)), ("braid", (5,)), ("shi", (4,))]
FULL: list[Name] = [
    ("resonance", (4,)),
    ("resonance", (5,)),
    ("threshold", (4,)),
    ("threshold", (5,)),
    ("braid", (7,)),
    ("type_b", (5,)),
    ("shi", (5,)),
    ("catalan", (5,)),
    ("linial", (7,)),
    ("generic", (40, 3)),
    ("generic_central", (20, 6)),
]
LARGE: list[Name] = [("resonance", (6,)), ("threshold", (6,))]

DELETIONS = 15
"""The most hyperplanes with which deletion and restriction runs."""

LISTED = 2_000_000
"""The most regions that are listed."""


def by_flats(arrangement: Arrangement) -> int:
    """The number of regions from the characteristic polynomial, which is not remembered."""
    hyperplanes, n = arrangement.hyperplanes, arrangement.dimension
    return sum(map(abs, characteristic_coefficients(hyperplanes, n)))


def by_cells(arrangement: Arrangement) -> int:
    """The number of regions, each of which is made."""
    return sum(1 for _ in arrangement.regions())


def by_deletion(arrangement: Arrangement) -> int:
    """The number of regions by deletion and restriction: r(A) = r(A without H) + r(A in H)."""
    rows = [tuple(map(Fraction, row)) for row in arrangement.hyperplanes]
    return _regions(rows)


def _regions(rows: list[tuple[Fraction, ...]]) -> int:
    if not rows:
        return 1
    first, *others = rows
    return _regions(others) + _regions(_within(others, first))


def _within(
    rows: list[tuple[Fraction, ...]], to: tuple[Fraction, ...]
) -> list[tuple[Fraction, ...]]:
    place = next(k for k, entry in enumerate(to) if entry)
    parts: dict[tuple[Fraction, ...], None] = {}
    for row in rows:
        ratio = row[place] / to[place]
        part = [x - ratio * y for x, y in zip(row, to, strict=True)]
        del part[place]
        lead = next((entry for entry in part[:-1] if entry), None)
        if lead is not None:
            parts[tuple(entry / lead for entry in part)] = None
    return list(parts)


METHODS: dict[str, Callable[[Arrangement], int]] = {
    "flats": by_flats,
    "cells": by_cells,
    "deletion and restriction": by_deletion,
}


@dataclass
class Case:
    """One method on one arrangement, and what was measured."""

    family: str
    arguments: tuple[int, ...]
    method: str
    regions: int
    returned: int | None = None
    seconds: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Time one round."""
        arrangement = FAMILIES[self.family].make(*self.arguments)
        start = time.process_time()
        self.returned = METHODS[self.method](arrangement)
        self.seconds.append(time.process_time() - start)


def cases(names: Sequence[Name]) -> list[Case]:
    """The methods that run on each arrangement."""
    return [
        Case(family, arguments, method, FAMILIES[family].regions(*arguments))
        for family, arguments in names
        for method in METHODS
        if _can(method, family, arguments)
    ]


def _can(method: str, family: str, arguments: tuple[int, ...]) -> bool:
    card = FAMILIES[family]
    if method == "cells":
        return card.regions(*arguments) <= LISTED
    return method == "flats" or len(card.make(*arguments).hyperplanes) <= DELETIONS


def as_document(measured: Sequence[Case], rounds: int) -> dict[str, Any]:
    """Everything that was measured, as a JSON value."""
    return {
        "schema": "exactrelu-benchmark-arrangements/1",
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.machine()}",
        "rounds": rounds,
        "cases": [
            {
                "family": case.family,
                "arguments": list(case.arguments),
                "method": case.method,
                "regions": case.regions,
                "returned": case.returned,
                "seconds": case.seconds,
            }
            for case in measured
        ],
    }


def as_markdown(document: dict[str, Any]) -> str:
    """The table, with what it was measured on."""
    lines = [
        "# Regions of arrangements",
        "",
        "Written by `python -m benchmarks.arrangements`; its docstring says what is measured.",
        "",
        f"{document['date']}, {document['python']} on {document['platform']}; CPU seconds,",
        f"the median of {document['rounds']} rounds (least to largest). Wrong counts are in bold.",
        "",
        "| arrangement | method | regions | returned | seconds |",
        "|---|---|--:|--:|--:|",
        *(_row(case) for case in document["cases"]),
    ]
    return "\n".join(lines) + "\n"


def _row(case: dict[str, Any]) -> str:
    arguments = ", ".join(map(str, case["arguments"]))
    right = case["returned"] == case["regions"]
    returned = str(case["returned"]) if right else f"**{case['returned']}**"
    seconds = case["seconds"]
    spread = f"{statistics.median(seconds):.3g} ({min(seconds):.3g} to {max(seconds):.3g})"
    name = f"{case['family']}({arguments})"
    return f"| {name} | {case['method']} | {case['regions']} | {returned} | {spread} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; 1 if a count is wrong."""
    parser = argparse.ArgumentParser(description="Regions of arrangements of hyperplanes")
    parser.add_argument("--small", action="store_true", help="a run of about a second")
    parser.add_argument(
        "--large", action="store_true", help="also arrangements of a minute, in 1 GB"
    )
    parser.add_argument("--rounds", type=int, default=3, help="turns of each method (3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table")
    options = parser.parse_args(arguments)
    names = SMALL if options.small else FULL + LARGE * options.large
    measured = cases(names)
    for _ in range(options.rounds):
        for case in measured:
            case.run()
    document = as_document(measured, options.rounds)
    print(as_markdown(document), end="")
    if options.json:
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(as_markdown(document), encoding="utf-8")
    return int(any(case.returned != case.regions for case in measured))


if __name__ == "__main__":
    sys.exit(main())
