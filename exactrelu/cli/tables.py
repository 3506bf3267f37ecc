"""What the commands about claims print for people."""

from __future__ import annotations

import re
import sys
from collections import Counter
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exactrelu.audit.assertion_words import stated
from exactrelu.audit.values import in_words
from exactrelu.claims import Evidence, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from exactrelu.audit.record import Entry
    from exactrelu.audit.report import Report
    from exactrelu.audit.results import ClaimResult, PartResult, Witness
    from exactrelu.claims import Part

__all__ = ["print_explanation", "print_parts", "print_verdicts", "searching", "working"]

COLOURS = {
    Verdict.HOLDS: "green",
    Verdict.HOLDS_WITH_CONVENTION: "cyan",
    Verdict.REFUTED: "red",
    Verdict.GAP: "yellow",
    Verdict.ASYMPTOTIC: "bright_black",
    Verdict.CITED: "bright_black",
    Verdict.UNDECIDED: "magenta",
}

PIPED_WIDTH = 120
"""Columns where there is no terminal to ask."""


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPED_WIDTH, file=cast("IO[str]", _Trimmed()))
    return console


class _Trimmed:
    """Standard output without the blanks with which lines are filled."""

    def write(self, text: str) -> int:
        """Write whole lines."""
        return sys.stdout.write(re.sub(r" +$", "", text, flags=re.MULTILINE))

    def flush(self) -> None:
        """Flush standard output."""
        sys.stdout.flush()


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show on a terminal's stderr that there is work."""
    with Console(stderr=True).status(words):
        yield


@contextmanager
def searching(claim: str) -> Iterator[Callable[[Part], None]]:
    """Show on a terminal's stderr which part is searched; yields what is told that one starts."""
    with Console(stderr=True).status(f"searching {claim}") as status:
        yield lambda part: status.update(Text(f"searching {claim}, {part.role}: {part.name}"))


def print_verdicts(report: Report) -> None:
    """Print the table of verdicts, their counts, and every reason for which the audit fails."""
    table = Table("claim", "label", "verdict", "evidence", "note", box=None, pad_edge=False)
    for result in report.results:
        table.add_row(*_row(result))
    console = _console()
    console.print(table)
    counts = Counter(result.judgement.verdict for result in report.results)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    claims = "1 claim" if len(report.results) == 1 else f"{len(report.results)} claims"
    console.print(f"\n{claims}: {summary}")
    for claim, words in report.troubles:
        console.print(Text(f"{claim}: {words}", style="red"))


def _row(result: ClaimResult) -> tuple[Text, ...]:
    judgement = result.judgement
    notes = ["; ".join(judgement.convention)]
    notes += ["corrected"] * bool(result.of(Role.CORRECTED))
    notes += ["sharper"] * bool(result.of(Role.SHARPER))
    return (
        Text(result.id, overflow="fold"),
        Text(result.label),
        Text(judgement.verdict, style=COLOURS[judgement.verdict]),
        Text(_evidence(judgement.evidence, result.instances)),
        Text(", ".join(note for note in notes if note)),
    )


def _evidence(evidence: Evidence | None, instances: int) -> str:
    if evidence in {Evidence.SAMPLED, Evidence.EXHAUSTED}:
        return f"{evidence} ({instances})"
    return evidence or ""


def print_explanation(result: ClaimResult, recorded: Entry | None) -> None:
    """Print a claim's statement, verdict and evidence, and what was found about each part."""
    console, judgement = _console(), result.judgement
    verdict = Text(judgement.verdict, style=f"bold {COLOURS[judgement.verdict]}")
    console.print(Text.assemble((result.id, "bold"), f"  {result.label}  {result.location}"))
    console.print(Padding(Text(result.statement), (1, 2), expand=False))
    for remark in result.parts[0].remarks:
        console.print(Padding(Text(remark), (0, 0, 1, 0), expand=False))
    evidence = _evidence(judgement.evidence, result.instances)
    console.print(Text.assemble(verdict, f"  {evidence}" if evidence else ""))
    if judgement.convention:
        console.print(Text(f"under the reading: {'; '.join(judgement.convention)}"))
    console.print(Text(f"recorded: {recorded or 'nothing'}"))
    for defect in judgement.defects:
        console.print(Text(f"defect: {defect}", style="red"))
    console.print()
    print_parts(result.parts)


def print_parts(parts: Iterable[PartResult]) -> None:
    """Print what was found about each part of a claim, with its counterexample."""
    console = _console()
    for part in parts:
        console.print(Text.assemble(_mark(part), f" {part.role}: {part.name}", f"  {_found(part)}"))
        if part.role in {Role.CORRECTED, Role.SHARPER}:
            console.print(Padding(Text(part.statement), (0, 4), expand=False))
        if part.counterexample:
            for line in _witness(part.counterexample):
                console.print(Padding(Text(line), (0, 4), expand=False))


def _witness(witness: Witness) -> Iterator[str]:
    named = {**witness.arguments, **witness.facts}
    yield from (f"{name} = {in_words(value)}" for name, value in named.items())
    words = (
        stated(c) if c.is_valid else f"{c.kind} is {c.status}: {c.reason}"
        for c in witness.certificates
    )
    yield ": ".join(filter(None, (witness.assurance, "; ".join(words))))


def _mark(part: PartResult) -> tuple[str, str]:
    return {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "magenta")}[part.holds]


def _found(part: PartResult) -> str:
    if part.holds is None:
        return part.error
    if part.counterexample:
        by_hand = ", written by hand" if part.counterexample.found_by == "hand" else ""
        return f"counterexample{by_hand}"
    shown = f", {_assurances(part.exhibits)}" if part.exhibits else ""
    return f"{_evidence(part.finding.standing, part.instances)}: {part.basis}{shown}"


def _assurances(witnesses: Sequence[Witness]) -> str:
    counts = Counter(witness.assurance for witness in witnesses)
    return " and ".join(f"{count} shown, {words}" for words, count in counts.items())
