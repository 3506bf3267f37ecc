"""The recorded verdicts: one generated file beside the proofs, and what disagrees with it.

``verdicts.json`` is written by ``exactrelu audit --record`` and by nothing else. An audit fails
when a run finds something else than what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exactrelu.errors import FormatError
from exactrelu.formats import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from exactrelu.audit.results import ClaimResult, Json

__all__ = ["SCHEMA", "Entry", "disagreements", "read_record", "write_record"]

SCHEMA = "exactrelu-verdicts/1"
"""The name and version of the form of the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of a claim: its verdict, the evidence, and the readings that hold."""

    verdict: str
    evidence: str
    convention: str

    @classmethod
    def of(cls, result: ClaimResult) -> Entry:
        """Return the entry that a result makes."""
        judgement = result.judgement
        evidence = judgement.evidence.value if judgement.evidence else ""
        return cls(judgement.verdict.value, evidence, "; ".join(judgement.convention))

    def as_json(self) -> dict[str, Json]:
        """Return the entry as JSON, without its empty fields."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {name: text for name, text in fields.items() if text}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Entry:
        """Return the entry that `as_json` wrote."""
        return cls(data["verdict"], data.get("evidence", ""), data.get("convention", ""))

    def __str__(self) -> str:
        words = [word for word in (self.evidence, self.convention) if word]
        return f"{self.verdict} ({', '.join(words)})" if words else self.verdict


def _path(folder: Path) -> Path:
    return folder / "verdicts.json"


def read_record(folder: Path) -> dict[str, Entry]:
    """Return the recorded entries of the proofs in `folder`, by claim id; none without a file.

    Raises FormatError if the file is not a whole record.
    """
    if not _path(folder).exists():
        return {}
    data = read_json(_path(folder))
    try:
        return _entries(data)
    except (AttributeError, KeyError, TypeError):
        raise FormatError(f"{_path(folder)} must be a record of schema {SCHEMA!r}") from None


def _entries(data: Any) -> dict[str, Entry]:  # noqa: ANN401 - JSON is untyped
    if data["schema"] != SCHEMA:
        raise KeyError(data["schema"])
    return {claim: Entry.from_json(entry) for claim, entry in data["verdicts"].items()}


def write_record(folder: Path, results: Iterable[ClaimResult], *, claims: Collection[str]) -> None:
    """Record the results, keep the entries of other known `claims`, and drop all the rest."""
    entries = read_record(folder) | {result.id: Entry.of(result) for result in results}
    verdicts = {claim: entries[claim].as_json() for claim in claims if claim in entries}
    write_json(_path(folder), {"schema": SCHEMA, "verdicts": verdicts})


def disagreements(results: Iterable[ClaimResult], recorded: Mapping[str, Entry]) -> dict[str, str]:
    """Return, by claim id, how the results differ from what is recorded.

    Where nothing is recorded there is a single entry, under the name of the file.
    """
    if not recorded:
        return {
            "verdicts.json": "no verdict is recorded yet; --record makes these the recorded ones"
        }
    found = {result.id: Entry.of(result) for result in results}
    return {
        claim: f"recorded as {recorded[claim]}, found {entry}"
        if claim in recorded
        else f"found {entry}, not recorded"
        for claim, entry in found.items()
        if recorded.get(claim) != entry
    }
