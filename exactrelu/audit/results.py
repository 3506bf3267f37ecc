"""What running claims found, as plain values that go to JSON and back.

Every number is exact: a rational is the string "p/q" or "p", an integer a JSON integer as long
as every reader of JSON can hold it. A float among the arguments or facts of a check is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from exactrelu.audit.attached import Attached
from exactrelu.claims import Evidence, Finding, Judgement, Role, Verdict, judge
from exactrelu.errors import ClaimError, NumberError
from exactrelu.rational import as_rational, as_text

__all__ = ["ClaimResult", "Json", "PartResult", "Witness", "as_json_value"]

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LARGEST_JSON_INTEGER = 2**53
"""Readers that keep numbers in doubles hold every integer up to this one."""


def as_json_value(value: object) -> Json:
    """Return `value` in exact JSON; raise ClaimError for a float or an unknown kind of value.

    >>> from fractions import Fraction
    >>> as_json_value({"point": (Fraction(1, 2), 3)})
    {'point': ['1/2', 3]}
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_JSON_INTEGER else as_text(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): as_json_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, range)):
        return [as_json_value(item) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((as_json_value(item) for item in value), key=repr)
    if hasattr(value, "as_json"):
        return as_json_value(value.as_json())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: as_json_value(getattr(value, field.name)) for field in fields}
    return _number_or_expression(value)


def _number_or_expression(value: object) -> Json:
    try:
        return as_text(as_rational(value))
    except NumberError:
        # sympy's expressions have a text of their own that is exact.
        if hasattr(value, "free_symbols"):
            return str(value)
        raise ClaimError(
            f"facts must be exact values, not the {type(value).__name__} {value!r}"
        ) from None


@dataclass(frozen=True, slots=True)
class Witness:
    """An instance with the facts found about it; `found_by` says how it was found.

    `found_by` is "search" (drawn and shrunk by machine), "range" (the first in a finite range),
    "computation" (the one evaluation of a decided claim) or "hand" (written as an example).
    """

    arguments: Mapping[str, Json]
    facts: Mapping[str, Json]
    found_by: str
    certificates: tuple[Attached, ...] = ()

    @property
    def is_replayed(self) -> bool:
        """Tell whether it has certificates, and the checker found all of them valid."""
        return bool(self.certificates) and all(c.is_valid for c in self.certificates)

    @property
    def assurance(self) -> str:
        """What stands behind it: "computed", or "replayed by the checker"."""
        return "replayed by the checker" if self.is_replayed else "computed"

    def as_json(self) -> dict[str, Json]:
        """Return the witness as JSON."""
        return {
            "arguments": dict(self.arguments),
            "facts": dict(self.facts),
            "found_by": self.found_by,
            "assurance": self.assurance,
            "certificates": [certificate.as_json() for certificate in self.certificates],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Witness:
        """Return the witness that `as_json` wrote."""
        arguments, facts = (cast("dict[str, Json]", data[key]) for key in ("arguments", "facts"))
        certificates = cast("list[dict[str, Json]]", data["certificates"])
        attached = tuple(Attached.from_json(certificate) for certificate in certificates)
        return cls(arguments, facts, str(data["found_by"]), attached)


def _as_json(witness: Witness | None) -> Json:
    return None if witness is None else witness.as_json()


@dataclass(frozen=True, slots=True)
class PartResult:
    """What running one part of a claim found.

    `holds` is None when the check raised; `error` then says what. `instances` counts the cases
    evaluated. `exhibits` are the objects that a certified or decided check shows. `evidence` is
    that of the quantifier; in JSON it is called so, and "evidence" is what the finding counts as.
    """

    role: Role
    name: str
    statement: str
    remarks: tuple[str, ...]
    location: str
    holds: bool | None
    evidence: Evidence
    basis: str
    instances: int
    counterexample: Witness | None = None
    exhibits: tuple[Witness, ...] = ()
    error: str = ""

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """All that the part shows: its counterexample, or what it exhibits."""
        return (self.counterexample,) if self.counterexample else self.exhibits

    @property
    def finding(self) -> Finding:
        """The part of the result on which the verdict depends."""
        shown = self.witnesses
        return Finding(
            self.role,
            self.name,
            self.holds,
            self.evidence,
            self.error,
            replayed=bool(shown) and all(witness.is_replayed for witness in shown),
            faults=tuple(
                f"certificate {c.path} is {c.status}: {c.reason}"
                for witness in shown
                for c in witness.certificates
                if not c.is_valid
            ),
        )

    def with_certificates(self, change: Callable[[Attached], Attached]) -> PartResult:
        """Return the result with each of its certificates changed, in their order."""

        def changed(witness: Witness) -> Witness:
            return replace(witness, certificates=tuple(map(change, witness.certificates)))

        return replace(
            self,
            counterexample=self.counterexample and changed(self.counterexample),
            exhibits=tuple(map(changed, self.exhibits)),
        )

    def as_json(self) -> dict[str, Json]:
        """Return the result as JSON."""
        return {
            "role": self.role.value,
            "name": self.name,
            "statement": self.statement,
            "remarks": list(self.remarks),
            "location": self.location,
            "holds": self.holds,
            "evidence": self.finding.standing.value,
            "quantifier": self.evidence.value,
            "basis": self.basis,
            "instances": self.instances,
            "counterexample": _as_json(self.counterexample),
            "exhibits": [exhibit.as_json() for exhibit in self.exhibits],
            "error": self.error,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> PartResult:
        """Return the result that `as_json` wrote."""
        counterexample = cast("dict[str, Json] | None", data["counterexample"])
        exhibits = cast("list[dict[str, Json]]", data["exhibits"])
        return cls(
            role=Role(str(data["role"])),
            name=str(data["name"]),
            statement=str(data["statement"]),
            remarks=tuple(cast("list[str]", data["remarks"])),
            location=str(data["location"]),
            holds=cast("bool | None", data["holds"]),
            evidence=Evidence(str(data["quantifier"])),
            basis=str(data["basis"]),
            instances=cast("int", data["instances"]),
            counterexample=Witness.from_json(counterexample) if counterexample else None,
            exhibits=tuple(Witness.from_json(exhibit) for exhibit in exhibits),
            error=str(data["error"]),
        )


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What an audit found about one claim; `seconds` is the only field that runs differ in."""

    id: str
    paper: str
    label: str
    kind: str
    declared: Verdict | None
    parts: tuple[PartResult, ...]
    seconds: str

    @property
    def judgement(self) -> Judgement:
        """The verdict that the parts add up to."""
        return judge([part.finding for part in self.parts], declared=self.declared)

    @property
    def statement(self) -> str:
        """The statement as printed in the paper."""
        return self.parts[0].statement

    @property
    def location(self) -> str:
        """The file, inside the folder of proofs, and the line of the claim."""
        return self.parts[0].location

    @property
    def instances(self) -> int:
        """The number of cases evaluated for the readings that hold, or for all if none does."""
        readings = self.of(Role.READING, Role.CONSEQUENCE)
        holding = [reading for reading in readings if reading.holds]
        return sum(reading.instances for reading in holding or readings)

    @property
    def counterexample(self) -> tuple[PartResult, Witness] | None:
        """The counterexample to a failing reading or, in a gap, to a failing step."""
        for part in (*self.of(Role.READING, Role.CONSEQUENCE), *self.of(Role.STEP)):
            if part.holds is False and part.counterexample:
                return part, part.counterexample
        return None

    @property
    def certificates(self) -> tuple[Attached, ...]:
        """The certificates of all that the parts show."""
        return tuple(c for part in self.parts for w in part.witnesses for c in w.certificates)

    def with_certificates(self, change: Callable[[Attached], Attached]) -> ClaimResult:
        """Return the result with each of its certificates changed, in their order."""
        return replace(self, parts=tuple(part.with_certificates(change) for part in self.parts))

    def of(self, *roles: Role) -> tuple[PartResult, ...]:
        """Return the parts that have one of the `roles`."""
        return tuple(part for part in self.parts if part.role in roles)

    def as_json(self) -> dict[str, Json]:
        """Return the result as one entry of ``audit.json``."""
        judgement = self.judgement
        return {
            "id": self.id,
            "paper": self.paper,
            "label": self.label,
            "kind": self.kind,
            "statement": self.statement,
            "location": self.location,
            "declared": self.declared and self.declared.value,
            "verdict": judgement.verdict.value,
            "evidence": judgement.evidence and judgement.evidence.value,
            "instances": self.instances,
            "convention": "; ".join(judgement.convention) or None,
            "counterexample": self._counterexample_as_json(),
            "corrected": _stated(self.of(Role.CORRECTED)),
            "sharper": _stated(self.of(Role.SHARPER)),
            "certificates": [certificate.path for certificate in self.certificates],
            "seconds": self.seconds,
            "defects": list(judgement.defects),
            "parts": [part.as_json() for part in self.parts],
        }

    def _counterexample_as_json(self) -> Json:
        if self.counterexample is None:
            return None
        part, witness = self.counterexample
        return {"to": f"{part.role}: {part.name}", **witness.as_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> ClaimResult:
        """Return the result that `as_json` wrote."""
        parts = cast("list[dict[str, Json]]", data["parts"])
        return cls(
            id=str(data["id"]),
            paper=str(data["paper"]),
            label=str(data["label"]),
            kind=str(data["kind"]),
            declared=Verdict(str(data["declared"])) if data["declared"] else None,
            parts=tuple(PartResult.from_json(part) for part in parts),
            seconds=str(data["seconds"]),
        )


def _stated(parts: Iterable[PartResult]) -> list[Json]:
    return [
        {
            "statement": part.statement,
            "holds": part.holds,
            "evidence": part.finding.standing.value,
            "instances": part.instances,
        }
        for part in parts
    ]
