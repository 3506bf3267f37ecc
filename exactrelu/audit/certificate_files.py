"""The files of certificates: written, read back, and replayed by the checker from the disk.

``certificates/CLAIM/ROLE-k.json`` belongs to the k-th part of that role in the claim; where that
part shows more than one certificate, they are ``ROLE-k-1.json``, ``ROLE-k-2.json`` and so on. The
same certificate always has the same bytes, so that runs that find the same write the same files.

After an audit the folder holds the certificates of that audit and no others: files under names
such as these, which an earlier run left behind, are removed. Other files are let alone.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from exactrelu import checker
from exactrelu.audit.results import ClaimResult
from exactrelu.claims import Role
from exactrelu.formats import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from exactrelu.audit.attached import Attached
    from exactrelu.audit.results import PartResult

__all__ = ["from_entry", "named", "texts_of", "write_certificates"]

FOLDER = "certificates"
OURS = re.compile(rf"({'|'.join(Role)})-\d+(-\d+)?\.json")


def named(result: ClaimResult) -> ClaimResult:
    """Return the result with the path of each certificate in the output folder."""
    numbers: Counter[str] = Counter()
    parts = []
    for part in result.parts:
        numbers[part.role] += 1
        parts.append(_named(part, f"{FOLDER}/{result.id}/{part.role}-{numbers[part.role]}"))
    return replace(result, parts=tuple(parts))


def _named(part: PartResult, path: str) -> PartResult:
    count = sum(len(witness.certificates) for witness in part.witnesses)
    suffixes = iter([""] if count == 1 else [f"-{j}" for j in range(1, count + 1)])
    return part.with_certificates(lambda c: replace(c, path=f"{path}{next(suffixes)}.json"))


def texts_of(result: ClaimResult) -> dict[str, Any]:
    """Return the texts of the certificates by their paths."""
    return {certificate.path: certificate.text for certificate in result.certificates}


def from_entry(entry: Mapping[str, Any]) -> ClaimResult:
    """Return the result of a task of `run_claim`, its certificates with their texts."""
    texts = entry["texts"]
    result = ClaimResult.from_json(entry["result"])
    return result.with_certificates(lambda c: replace(c, text=texts.get(c.path, "")))


def write_certificates(results: Sequence[ClaimResult], output: Path) -> tuple[ClaimResult, ...]:
    """Write all certificates below `output`; return the results with what the files are worth.

    Each file is read again and replayed. Files that an earlier run left behind are removed.
    """

    def written(certificate: Attached) -> Attached:
        path = output / certificate.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, certificate.text + "\n")
        status, reason = checker.check_file(str(path))
        return replace(certificate, status=status, reason=reason)

    done = tuple(result.with_certificates(written) for result in results)
    _remove_others(output, {c.path for result in done for c in result.certificates})
    return done


def _remove_others(output: Path, kept: set[str]) -> None:
    for path in output.glob(f"{FOLDER}/*/*.json"):
        if OURS.fullmatch(path.name) and path.relative_to(output).as_posix() not in kept:
            path.unlink()
            with suppress(OSError):  # the folder has other files
                path.parent.rmdir()
