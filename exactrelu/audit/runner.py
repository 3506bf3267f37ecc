"""Run claims: each one a pure task that any executor can take.

A task is (folder, claim id, profile name). Its result is the claim's entry of ``audit.json`` with
the texts of its certificates, so finished work is kept as it is and read back with ``--resume``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exactrelu.audit.attached import replayed
from exactrelu.audit.certificate_files import named, texts_of
from exactrelu.audit.discovery import fingerprint, load
from exactrelu.audit.results import ClaimResult
from exactrelu.audit.search import run_part
from exactrelu.claims import PROFILES, Role
from exactrelu.errors import UnknownClaimError
from exactrelu.parallel import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exactrelu.audit.discovery import Proofs
    from exactrelu.audit.results import Json, PartResult
    from exactrelu.claims import Claim, Part, Profile

__all__ = ["audit_claim", "run_claim", "search_claim", "tasks_for"]


def audit_claim(claim: Claim, profile: Profile, *, folder: Path) -> ClaimResult:
    """Run every part of a claim, and have the checker replay the certificates of what it shows.

    `folder` is what the locations in the result start from.
    """
    start = time.perf_counter_ns()
    result = _result(claim, (_run(claim, part, profile, folder) for part in claim.parts))
    return replace(result, seconds=_seconds(time.perf_counter_ns() - start))


def _result(claim: Claim, parts: Iterable[PartResult]) -> ClaimResult:
    result = ClaimResult(
        id=claim.id,
        paper=claim.paper.key,
        label=claim.label,
        kind=claim.kind,
        declared=claim.declared,
        parts=tuple(parts),
        seconds="",
    )
    return named(result).with_certificates(replayed)


def search_claim(
    claim: Claim, profile: Profile, *, folder: Path, seed: int, starts: Callable[[Part], object]
) -> tuple[PartResult, ...]:
    """Run the parts of a claim that ought to hold, on cases that depend on the seed.

    `starts` is called with each part before it runs.
    """

    def results() -> Iterator[PartResult]:
        for part in claim.parts:
            if part.role is not Role.COMPANION:
                starts(part)
                yield _run(claim, part, profile, folder, seed=seed)

    return _result(claim, results()).parts


def _run(claim: Claim, part: Part, profile: Profile, folder: Path, *, seed: int = 0) -> PartResult:
    name = f"{claim.id}/{part.role}/{part.name}"
    statement = f"{claim.id}, {part.role} {part.name!r}: {_statement(claim, part)}"
    result = run_part(part, name, profile, seed=seed, statement=statement)
    return replace(result, location=_relative(result.location, folder))


def _statement(claim: Claim, part: Part) -> str:
    # "The same, with …" needs what it is the same as.
    own = part.check.statement
    return own if own == claim.statement else f"{own} [{claim.statement}]"


def _relative(location: str, folder: Path) -> str:
    path = Path(location)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _seconds(nanoseconds: int) -> str:
    milliseconds = nanoseconds // 10**6
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def tasks_for(proofs: Proofs, claims: Iterable[Claim], profile: Profile) -> tuple[Task, ...]:
    """Return one task for `run_claim` per claim."""
    return tuple(
        Task(
            key=claim.id,
            fingerprint=fingerprint(claim, profile.name),
            arguments=(str(proofs.path), claim.id, profile.name),
        )
        for claim in claims
    )


def run_claim(path: str, claim_id: str, profile_name: str) -> dict[str, Json]:
    """Return the result and the texts of the certificates of one claim at `path`, as JSON."""
    proofs = load(path)
    for claim in proofs.claims:
        if claim.id == claim_id:
            result = audit_claim(claim, PROFILES[profile_name], folder=proofs.folder)
            return {"result": result.as_json(), "texts": texts_of(result)}
    raise UnknownClaimError(f"claim must be one of those in {path}, not {claim_id!r}")
