"""The commands about claims: audit, explain, refute."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import exactrelu
from exactrelu.audit.certificate_files import from_entry, write_certificates
from exactrelu.audit.record import Entry, disagreements, read_record, write_record
from exactrelu.audit.runner import audit_claim, run_claim, search_claim, tasks_for
from exactrelu.audit.selection import Chosen, choose, choose_claim
from exactrelu.claims import PROFILES, Role
from exactrelu.cli.lines import json_option, print_json
from exactrelu.cli.tables import print_explanation, print_parts, print_verdicts, searching
from exactrelu.formats import write_json, write_text
from exactrelu.parallel import Store, Task, process_pool, run_tasks

if TYPE_CHECKING:
    from exactrelu.audit.report import Report
    from exactrelu.audit.results import ClaimResult, PartResult

__all__ = ["audit", "explain", "refute"]

SCHEMA = "exactrelu-audit/1"
"""The name and version of the form of ``audit.json``."""

profile_option = click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="standard",
    show_default=True,
    help="How much work to spend on each claim.",
)
claim_argument = click.argument("names", nargs=-1, required=True, metavar="[FOLDER]... CLAIM")


@click.command()
@click.argument("names", nargs=-1, metavar="[PAPER | CLAIM | FOLDER]...")
@profile_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    help="Worker processes; by default as many as there are processors.",
)
@click.option("--resume", is_flag=True, help="Keep the finished results of an earlier run.")
@click.option("--record", is_flag=True, help="Make these verdicts the recorded ones.")
@click.option("--output", default="audit", show_default=True, help="Folder for the report.")
@json_option
def audit(  # noqa: PLR0913 - one argument for each option
    names: Sequence[str],
    *,
    profile: str,
    jobs: int,
    resume: bool,
    record: bool,
    output: str,
    as_json: bool,
) -> int:
    """Decide claims by running them, and write report.html and audit.json.

    NAMES are papers, claims, beginnings of claim ids, and folders or files of your own claims;
    without any, all claims that come with the library. The exit status is 0 if every verdict is
    the recorded one and no claim has a defect, and 1 if not.
    """
    chosen = choose(names)
    folder = _writable(output)
    results = write_certificates(
        _results(chosen, profile=profile, jobs=jobs, resume=resume, folder=folder), folder
    )
    if record:
        _record(chosen, results)
    report = _report(chosen, results, profile)
    document = {
        "schema": SCHEMA,
        "version": exactrelu.__version__,
        "profile": profile,
        "claims": [result.as_json() for result in results],
    }
    _write(folder, report, document)
    if as_json:
        print_json(document)
    else:
        print_verdicts(report)
        click.echo(f"report: {folder / 'report.html'}")
    return 1 if report.troubles else 0


def _writable(output: str) -> Path:
    """Return the output folder, made if need be; an error now is better than after the work."""
    if not output:
        raise click.UsageError("--output must name a folder, not be empty")
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / ".writable", "")
    (folder / ".writable").unlink()
    return folder


def _results(
    chosen: Sequence[Chosen], *, profile: str, jobs: int, resume: bool, folder: Path
) -> tuple[ClaimResult, ...]:
    tasks: list[Task] = []
    for group in chosen:
        tasks += tasks_for(group.proofs, group.claims, PROFILES[profile])
    store = Store(folder / "claims")
    entries = run_tasks(
        run_claim,
        tasks,
        on=process_pool(min(jobs, len(tasks))),
        store=store,
        finished=store.finished(tasks) if resume else {},
        title="auditing",
    )
    return tuple(from_entry(entry) for entry in entries)


def _record(chosen: Sequence[Chosen], results: Sequence[ClaimResult]) -> None:
    for group in chosen:
        known = [claim.id for claim in group.proofs.claims]
        own = [result for result in results if result.id in known]
        write_record(group.proofs.folder, own, claims=known)


def _report(chosen: Sequence[Chosen], results: Sequence[ClaimResult], profile: str) -> Report:
    from exactrelu.audit.report import Report  # noqa: PLC0415 - loads matplotlib, workers do not

    recorded: dict[str, Entry] = {}
    for group in chosen:
        recorded |= read_record(group.proofs.folder)
    papers = {claim.paper.key: claim.paper for group in chosen for claim in group.claims}
    return Report(
        papers=tuple(papers.values()),
        results=results,
        profile=profile,
        disagreements=disagreements(results, recorded) | _vanished(chosen, recorded),
        where={c.paper.key: group.where for group in chosen for c in group.claims},
    )


def _vanished(chosen: Sequence[Chosen], recorded: dict[str, Entry]) -> dict[str, str]:
    if not all(group.is_whole() for group in chosen):
        return {}
    known = {claim.id for group in chosen for claim in group.claims}
    return {
        claim: f"recorded as {e}, not claimed"
        for claim, e in recorded.items()
        if claim not in known
    }


def _write(folder: Path, report: Report, document: dict[str, Any]) -> None:
    from exactrelu.audit.report import report_page  # noqa: PLC0415 - as above

    write_json(folder / "audit.json", document)
    write_text(folder / "report.html", report_page(report))


@click.command()
@claim_argument
@click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="quick",
    show_default=True,
    help="How much work to spend on the claim.",
)
@json_option
def explain(names: Sequence[str], *, profile: str, as_json: bool) -> None:
    """Run one claim and tell its statement, its verdict and the evidence.

    A claim of your own comes after its folder.
    """
    chosen = choose_claim(names)
    result = audit_claim(chosen.claims[0], PROFILES[profile], folder=chosen.proofs.folder)
    recorded = read_record(chosen.proofs.folder).get(result.id)
    if as_json:
        print_json({**result.as_json(), "recorded": recorded and recorded.as_json()})
    else:
        print_explanation(result, recorded)


@click.command()
@claim_argument
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="Cases to draw for each quantified statement.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Draw other cases.")
@json_option
def refute(names: Sequence[str], *, examples: int, seed: int, as_json: bool) -> int:
    """Search for counterexamples to a claim: its readings, the steps of its proof, corrections.

    A claim of your own comes after its folder. The search with the same number of examples and
    the same seed finds the same cases again. The exit status is 0 whether or not there is a
    counterexample, and 1 when a check breaks off with an error.
    """
    chosen = choose_claim(names)
    profile = replace(PROFILES["standard"], name="refute", examples=examples)
    with searching(chosen.claims[0].id) as starts:
        parts = search_claim(
            chosen.claims[0], profile, folder=chosen.proofs.folder, seed=seed, starts=starts
        )
    found = [p for p in parts if p.counterexample and p.role in {Role.READING, Role.CONSEQUENCE}]
    if as_json:
        print_json(
            {
                "id": chosen.claims[0].id,
                "seed": seed,
                "examples": examples,
                "found": bool(found),
                "parts": [part.as_json() for part in parts],
            }
        )
    else:
        click.echo(_headline(chosen.claims[0].id, found, examples))
        print_parts(parts)
    return 1 if any(part.holds is None for part in parts) else 0


def _headline(claim: str, found: Sequence[PartResult], examples: int) -> str:
    if found:
        return f"{claim}: a counterexample to {' and to '.join(repr(p.name) for p in found)}"
    return f"{claim}: no counterexample among {examples} cases for each quantified statement"
