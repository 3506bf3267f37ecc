"""Papers and their claims: a statement, its readings, the steps of its proof, its corrections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exactrelu.claims.checks import Check
from exactrelu.claims.verdicts import Role, Verdict
from exactrelu.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AS_PRINTED", "Claim", "Paper", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """A check together with its role in a claim and its name there."""

    role: Role
    name: str
    check: Check


AS_PRINTED = "as printed"
"""The name of a claim's first reading when none is given."""


class Claim:
    """A statement of a paper: its first check, and the parts that are hung on it later.

    The decorators `reading`, `step`, `confirmed`, `corrected`, `sharper` and `companion` add a
    part and return the check unchanged.
    """

    def __init__(
        self,
        paper: Paper,
        name: str,
        first: Part,
        *,
        label: str,
        kind: str,
        declared: Verdict | None = None,
    ) -> None:
        self.paper = paper
        self.id = f"{paper.key}.{name}"
        self.label = label
        self.kind = kind
        self.declared = declared
        self._parts = [first]
        _require_statement(self.id, first.check)

    def __repr__(self) -> str:
        """Return the id in angle brackets; a claim is not a value."""
        return f"<Claim {self.id}>"

    @property
    def statement(self) -> str:
        """The statement as printed in the paper."""
        return self._parts[0].check.statement

    @property
    def location(self) -> str:
        """File and line of the claim's function, as `path:line`."""
        return self._parts[0].check.location

    @property
    def parts(self) -> tuple[Part, ...]:
        """All checks with their roles, in the order of their definition."""
        return tuple(self._parts)

    def reading(self, name: str) -> Callable[[Check], Check]:
        """Add another reading of the statement, called `name`."""
        return self._adder(Role.READING, name)

    def step(self, name: str) -> Callable[[Check], Check]:
        """Add a printed step of the proof, called `name`; if it fails, the proof has a gap."""
        return self._adder(Role.STEP, name)

    def companion(self, name: str) -> Callable[[Check], Check]:
        """Add a false variant of the claim, called `name`, which must fail."""
        return self._adder(Role.COMPANION, name)

    def confirmed(self, check: Check) -> Check:
        """Add a further check that must hold; it does not change the evidence."""
        return self._adder(Role.CONFIRMED, check.name)(check)

    def corrected(self, check: Check) -> Check:
        """Add a corrected claim, stated in the check's docstring, which must hold."""
        _require_statement(f"{self.id}: corrected", check)
        return self._adder(Role.CORRECTED, check.name)(check)

    def sharper(self, check: Check) -> Check:
        """Add a stronger claim, stated in the check's docstring, which must hold."""
        _require_statement(f"{self.id}: sharper", check)
        return self._adder(Role.SHARPER, check.name)(check)

    def _adder(self, role: Role, name: str) -> Callable[[Check], Check]:
        def add(check: Check) -> Check:
            _require_check(f"{self.id}: {role}", check)
            if any((part.role, part.name) == (role, name) for part in self._parts):
                message = f"{role} names must differ in {self.id}, but {name!r} is given twice"
                raise ClaimError(message)
            self._parts.append(Part(role, name, check))
            return check

        return add


def _require_check(name: str, check: object) -> None:
    if not isinstance(check, Check):
        message = (
            f"{name} must be a check under for_all, for_every, decided or certified, "
            f"not a {type(check).__name__}"
        )
        raise ClaimError(message)


def _require_statement(name: str, check: Check) -> None:
    if not check.statement:
        message = f"{name} must have a docstring that states it ({check.location})"
        raise ClaimError(message)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper and the registry of its claims, in the order of their definition.

    Claim ids are the paper's `key`, a dot and the claim's name: "arora.thm2.3.upper".
    """

    key: str
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    reference: str = ""
    _claims: dict[str, Claim] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims in the order of their definition."""
        return tuple(self._claims.values())

    def claim(
        self, name: str, *, label: str, kind: str, reading: str = AS_PRINTED
    ) -> Callable[[Check], Claim]:
        """Turn a check into the claim `key.name`; `reading` names the reading it encodes."""

        def register(check: Check) -> Claim:
            _require_check(f"{self.key}.{name}", check)
            part = Part(Role.READING, reading, check)
            return self._register(Claim(self, name, part, label=label, kind=kind))

        return register

    def asymptotic(
        self, name: str, *, label: str, kind: str, consequence: str
    ) -> Callable[[Check], Claim]:
        """Turn a check of a finite `consequence` into a claim that no finite check decides."""
        return self._declare(name, label, kind, consequence, Verdict.ASYMPTOTIC)

    def cited(
        self, name: str, *, label: str, kind: str, consequence: str
    ) -> Callable[[Check], Claim]:
        """Turn a check of a finite `consequence` into a claim that rests on a citation."""
        return self._declare(name, label, kind, consequence, Verdict.CITED)

    def _declare(
        self, name: str, label: str, kind: str, consequence: str, verdict: Verdict
    ) -> Callable[[Check], Claim]:
        def register(check: Check) -> Claim:
            _require_check(f"{self.key}.{name}", check)
            part = Part(Role.CONSEQUENCE, consequence, check)
            claim = Claim(self, name, part, label=label, kind=kind, declared=verdict)
            return self._register(claim)

        return register

    def _register(self, claim: Claim) -> Claim:
        if not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+", claim.id):
            message = f"claim id must be words joined by dots, not {claim.id!r} ({claim.location})"
            raise ClaimError(message)
        if claim.id in self._claims:
            earlier = self._claims[claim.id].location
            message = f"claim ids must differ, but {claim.id!r} is given twice ({earlier} and "
            raise ClaimError(message + f"{claim.location})")
        self._claims[claim.id] = claim
        return claim
