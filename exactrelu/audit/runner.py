"""Run claims: each one a pure task that any executor can take.

A task is (folder, claim id, profile name). Its result is the claim's entry of ``audit.json``, so
finished work is kept as it is and read back with ``--resume``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exactrelu.audit.discovery import fingerprint, load
from exactrelu.audit.evidence_files import evidence_files
from exactrelu.audit.results import ClaimResult
from exactrelu.audit.search import run_part
from exactrelu.claims import PROFILES, Role
from exactrelu.errors import UnknownClaimError
from exactrelu.parallel import Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exactrelu.audit.discovery import Proofs
    from exactrelu.audit.results import Json, PartResult
    from exactrelu.claims import Claim, Part, Profile

__all__ = ["audit_claim", "run_claim", "search_claim", "tasks_for"]


def audit_claim(claim: Claim, profile: Profile, *, folder: Path) -> ClaimResult:
    """Run every part of a claim; `folder` is what the locations in the result start from."""
    start = time.perf_counter_ns()
    parts = tuple(_run(claim, part, profile, folder) for part in claim.parts)
    result = ClaimResult(
        id=claim.id,
        paper=claim.paper.key,
        label=claim.label,
        kind=claim.kind,
        declared=claim.declared,
        parts=parts,
        seconds=_seconds(time.perf_counter_ns() - start),
    )
    return replace(result, certificates=tuple(evidence_files(result)))


def search_claim(
    claim: Claim, profile: Profile, *, folder: Path, seed: int
) -> tuple[PartResult, ...]:
    """Run the parts of a claim that ought to hold, on cases that depend on the seed."""
    parts = (part for part in claim.parts if part.role is not Role.COMPANION)
    return tuple(_run(claim, part, profile, folder, seed=seed) for part in parts)


def _run(claim: Claim, part: Part, profile: Profile, folder: Path, *, seed: int = 0) -> PartResult:
    result = run_part(part, f"{claim.id}/{part.role}/{part.name}", profile, seed=seed)
    return replace(result, location=_relative(result.location, folder))


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
    """Return the entry of ``audit.json`` for one claim of the folder or file at `path`."""
    proofs = load(path)
    for claim in proofs.claims:
        if claim.id == claim_id:
            return audit_claim(claim, PROFILES[profile_name], folder=proofs.folder).as_json()
    raise UnknownClaimError(f"claim must be one of those in {path}, not {claim_id!r}")
