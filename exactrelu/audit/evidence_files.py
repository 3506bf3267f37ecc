"""The files of evidence: each counterexample and each exhibited object as canonical JSON.

``certificates/CLAIM/ROLE-k.json`` belongs to the k-th part of that role in the claim. The same
evidence always gives the same bytes: keys sorted, no blanks, one newline at the end.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from exactrelu.formats import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from exactrelu.audit.results import ClaimResult, Json, PartResult

__all__ = ["SCHEMA", "evidence_files", "write_evidence"]

SCHEMA = "exactrelu-evidence/1"
"""The name and version of the form of these files."""

FOLDER = "certificates"


def evidence_files(result: ClaimResult) -> dict[str, dict[str, Json]]:
    """Return the contents of a claim's files of evidence by their paths in the output folder."""
    files: dict[str, dict[str, Json]] = {}
    numbers: Counter[str] = Counter()
    for part in result.parts:
        numbers[part.role] += 1
        if part.counterexample or part.exhibits:
            path = f"{FOLDER}/{result.id}/{part.role}-{numbers[part.role]}.json"
            files[path] = _content(result.id, part)
    return files


def _content(claim: str, part: PartResult) -> dict[str, Json]:
    witnesses = (part.counterexample,) if part.counterexample else part.exhibits
    return {
        "schema": SCHEMA,
        "claim": claim,
        "role": part.role.value,
        "part": part.name,
        "statement": part.statement,
        "holds": part.holds,
        "witnesses": [witness.as_json() for witness in witnesses],
    }


def write_evidence(result: ClaimResult, output: Path) -> None:
    """Write a claim's files of evidence below `output`; remove those of an earlier run."""
    files = evidence_files(result)
    folder = output / FOLDER / result.id
    for old in folder.glob("*.json"):
        if f"{FOLDER}/{result.id}/{old.name}" not in files:
            old.unlink()
    for path, content in files.items():
        folder.mkdir(parents=True, exist_ok=True)
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        write_text(output / path, canonical + "\n")
