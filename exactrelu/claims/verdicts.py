"""Verdicts and evidence, and the rule that turns the findings of a claim into a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Evidence", "Finding", "Judgement", "Role", "Verdict", "judge"]


class Verdict(StrEnum):
    """What an audit concludes about a claim; computed by `judge`, never typed in.

    `UNDECIDED` appears only together with a defect: a check raised instead of answering.
    """

    HOLDS = "holds"
    HOLDS_WITH_CONVENTION = "holds-with-convention"
    REFUTED = "refuted"
    GAP = "gap"
    ASYMPTOTIC = "asymptotic"
    CITED = "cited"
    UNDECIDED = "undecided"


class Evidence(StrEnum):
    """How much a verdict rests on, from a proof down to a sample.

    `certified` means that the checker has replayed certificates of all that is shown.

    >>> min([Evidence.PROVED, Evidence.SAMPLED], key=lambda evidence: evidence.strength)
    <Evidence.SAMPLED: 'sampled'>
    """

    PROVED = "proved"
    EXHAUSTED = "exhausted"
    CERTIFIED = "certified"
    SAMPLED = "sampled"

    @property
    def strength(self) -> int:
        """A larger number for stronger evidence; `sampled` has 0."""
        return len(Evidence) - 1 - list(Evidence).index(self)


class Role(StrEnum):
    """What a check is for in its claim."""

    READING = "reading"
    CONSEQUENCE = "consequence"
    STEP = "step"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    SHARPER = "sharper"
    COMPANION = "companion"


@dataclass(frozen=True, slots=True)
class Finding:
    """What running one part of a claim found; `holds` is None when the check raised `error`.

    `evidence` is that of the quantifier. `replayed` tells whether the checker found certificates
    of all that the part shows valid; `faults` are those that it did not find valid, in words.
    """

    role: Role
    name: str
    holds: bool | None
    evidence: Evidence
    error: str = ""
    replayed: bool = False
    faults: tuple[str, ...] = ()

    @property
    def standing(self) -> Evidence:
        """What the finding counts as.

        Certified are a refutation, and what a certified check shows, when they were replayed. A
        refutation that was only computed counts as it was found; a certified check of which
        nothing was replayed as a sample.

        >>> Finding(Role.READING, "x", False, Evidence.SAMPLED, replayed=True).standing
        <Evidence.CERTIFIED: 'certified'>
        >>> Finding(Role.READING, "x", True, Evidence.CERTIFIED).standing
        <Evidence.SAMPLED: 'sampled'>
        """
        if self.replayed and (self.holds is False or self.evidence is Evidence.CERTIFIED):
            return Evidence.CERTIFIED
        return Evidence.SAMPLED if self.evidence is Evidence.CERTIFIED else self.evidence


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its evidence, the readings it depends on, and the defects found on the way.

    `evidence` is None exactly when the verdict is `undecided`. `convention` names the readings
    that hold, in a verdict `holds-with-convention`, and is empty otherwise.
    """

    verdict: Verdict
    evidence: Evidence | None
    convention: tuple[str, ...]
    defects: tuple[str, ...]


def judge(findings: Sequence[Finding], *, declared: Verdict | None = None) -> Judgement:
    """Return the verdict that the findings of a claim's parts add up to.

    All readings and steps hold: `holds`, or the `declared` verdict `asymptotic` or `cited`.
    Readings hold and a step fails: `gap`. Some readings hold, some fail:
    `holds-with-convention`, also where a step fails, as it may belong to a failing one.
    No reading holds: `refuted`, and a corrected claim must hold. The evidence is the weakest
    standing of the readings on which the verdict rests; a refutation is certified only if all its
    counterexamples are.

    >>> reading = Finding(Role.READING, "as printed", True, Evidence.EXHAUSTED)
    >>> step = Finding(Role.STEP, "the induction", False, Evidence.SAMPLED)
    >>> judge([reading, step]).verdict, judge([reading, step]).evidence
    (<Verdict.GAP: 'gap'>, <Evidence.EXHAUSTED: 'exhausted'>)
    """
    verdict = _verdict(findings, declared)
    convention: tuple[str, ...] = ()
    if verdict is Verdict.HOLDS_WITH_CONVENTION:
        convention = tuple(f.name for f in _holding_readings(findings))
    return Judgement(verdict, _evidence(findings, verdict), convention, _defects(findings, verdict))


def _readings(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.role in {Role.READING, Role.CONSEQUENCE}]


def _holding_readings(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in _readings(findings) if f.holds]


def _verdict(findings: Sequence[Finding], declared: Verdict | None) -> Verdict:
    readings = [f.holds for f in _readings(findings)]
    steps = [f.holds for f in findings if f.role is Role.STEP]
    if not readings or None in readings or None in steps:
        return Verdict.UNDECIDED
    if not any(readings):
        return Verdict.REFUTED
    if not all(readings):
        return Verdict.HOLDS_WITH_CONVENTION
    if not all(steps):
        return Verdict.GAP
    return declared or Verdict.HOLDS


def _evidence(findings: Sequence[Finding], verdict: Verdict) -> Evidence | None:
    if verdict is Verdict.UNDECIDED:
        return None
    if verdict is Verdict.REFUTED:
        return _evidence_of_refutations([f.standing for f in _readings(findings)])
    return min((f.standing for f in _holding_readings(findings)), key=_strength)


def _evidence_of_refutations(kinds: list[Evidence]) -> Evidence:
    # What was only computed must not read as replayed, be it a proof or a sample.
    computed = [kind for kind in kinds if kind is not Evidence.CERTIFIED]
    return min(computed, key=_strength, default=Evidence.CERTIFIED)


def _strength(evidence: Evidence) -> int:
    return evidence.strength


def _defects(findings: Sequence[Finding], verdict: Verdict) -> tuple[str, ...]:
    defects = [f"{_title(f)} raised: {f.error}" for f in findings if f.holds is None]
    defects += [
        f"{_title(f)} fails, but must hold"
        for f in findings
        if f.role in {Role.CONFIRMED, Role.CORRECTED, Role.SHARPER} and f.holds is False
    ]
    defects += [
        f"{_title(f)} holds, so the claim's check is toothless"
        for f in findings
        if f.role is Role.COMPANION and f.holds
    ]
    defects += [
        f"{_title(f)} is declared certified, but was not replayed by the checker"
        for f in findings
        if f.evidence is Evidence.CERTIFIED and f.holds is not None and not f.replayed
    ]
    defects += [f"{_title(f)}: {fault}" for f in findings for fault in f.faults]
    corrections = [f for f in findings if f.role is Role.CORRECTED]
    if verdict is Verdict.REFUTED and not corrections:
        defects.append("the claim is refuted, but no corrected claim is given")
    return tuple(defects)


def _title(finding: Finding) -> str:
    return f"the {finding.role} {finding.name!r}"
