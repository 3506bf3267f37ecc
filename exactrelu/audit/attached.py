"""Certificates attached to what an audit shows: made, named, and replayed by the checker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exactrelu import checker
from exactrelu.certificates import Certificate, canonical_text, counterexample
from exactrelu.claims import Assertions
from exactrelu.errors import ClaimError, FormatError

if TYPE_CHECKING:
    from exactrelu.audit.results import Json
    from exactrelu.claims import Proof

__all__ = ["Attached", "attached", "replayed"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A certificate of a witness: its kind, its file, and what the checker said when it read it.

    `status` is empty until the certificate is replayed. The `text` stands in the file at `path`
    in the output folder; it is no part of the JSON form.
    """

    kind: str
    path: str = ""
    status: str = ""
    reason: str = ""
    text: str = field(default="", compare=False, repr=False)

    @property
    def is_valid(self) -> bool:
        """Tell whether the checker has replayed it and found it valid."""
        return self.status == "VALID"

    def as_json(self) -> dict[str, Json]:
        """Return all but the text as JSON."""
        return {name: getattr(self, name) for name in ("kind", "path", "status", "reason")}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Attached:
        """Return what `as_json` wrote."""
        return cls(**{name: str(data[name]) for name in ("kind", "path", "status", "reason")})


def attached(proof: Proof, statement: str) -> Attached:
    """Make the certificate; `statement` is what assertions are said to refute or to show.

    Raises ClaimError if it is none.
    """
    made = proof()
    if isinstance(made, Assertions):
        objects = {name: _object(value) for name, value in made.objects.items()}
        made = counterexample(statement, objects, made.assertions)
    try:
        # Canonical text whatever the maker is, read as any certificate is.
        certificate = Certificate.from_text(canonical_text(made.as_json()))
    except (AttributeError, FormatError, TypeError) as error:
        raise ClaimError(
            f"proved_by must be given functions that return certificates, not "
            f"a {type(made).__name__} ({error})"
        ) from None
    return Attached(certificate.kind, text=certificate.text)


def _object(value: object) -> object:
    return value.as_json() if hasattr(value, "as_json") else value


def replayed(certificate: Attached) -> Attached:
    """Return the certificate with what the checker says about its text."""
    status, reason = checker.check(certificate.text)
    return replace(certificate, status=status, reason=reason)
