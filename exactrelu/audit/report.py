"""The report of an audit: one HTML page that needs nothing beside it.

The page is a pure function of the results, so a resumed audit writes the page that one run
would have written.
"""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

import exactrelu
from exactrelu.audit.pages import element, lines, link, paragraphs, witness_panel
from exactrelu.claims import AS_PRINTED, Evidence, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exactrelu.audit.results import ClaimResult, PartResult, Witness
    from exactrelu.claims import Paper

__all__ = ["Report", "report_page"]

VERDICTS = {
    Verdict.HOLDS: "every reading and every step checked holds",
    Verdict.HOLDS_WITH_CONVENTION: "true under the reading that is named; the other one fails",
    Verdict.REFUTED: "false as printed; a corrected claim that holds stands beside it",
    Verdict.GAP: "not refuted, but a printed step of its proof is",
    Verdict.ASYMPTOTIC: "no finite check exists; the finite consequence that is named holds",
    Verdict.CITED: "taken from elsewhere; the finite consequence that is named holds",
    Verdict.UNDECIDED: "a check broke off; this audit says nothing about the claim",
}
EVIDENCE = {
    Evidence.PROVED: "a symbolic identity or a decision procedure over all reals",
    Evidence.EXHAUSTED: "every case of the finite range that is stated",
    Evidence.CERTIFIED: "explicit objects or counterexamples, whose certificates the checker "
    "has replayed",
    Evidence.SAMPLED: "so many cases drawn at random; not a proof",
}
ASSURANCE = {
    "computed": "by this library alone; nothing else has checked it",
    "replayed by the checker": "a certificate in a file beside this page was found valid by "
    "exactrelu/checker.py, one file that shares no code with the rest",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells: the results, and what the audit says about all of them.

    `disagreements` are those with the recorded verdicts, by claim id. `where` is, by the
    key of the paper, how commands name its folder; nothing for those that come with the library.
    """

    papers: Sequence[Paper]
    results: Sequence[ClaimResult]
    profile: str
    disagreements: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """Every reason for which the audit fails, as pairs of claim id and words."""
        defects = [(r.id, defect) for r in self.results for defect in r.judgement.defects]
        return [*self.disagreements.items(), *defects]


def report_page(report: Report) -> str:
    """Return the whole page."""
    style = resources.files("exactrelu.audit").joinpath("report.css").read_text(encoding="utf-8")
    titles = "; ".join(paper.title for paper in report.papers)
    body = lines(
        _heading(report),
        _troubles(report),
        element("h2", "Verdicts"),
        _table(report.results),
        element("h2", "What the words mean"),
        _legend(),
        *(_article(report, result) for result in report.results),
    )
    return lines(
        "<!DOCTYPE html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        element("title", f"Audit of {escape(titles)}"),
        f"<style>\n{style}</style></head>",
        f"<body>\n{body}\n</body></html>\n",
    )


def _heading(report: Report) -> str:
    counts = Counter(result.judgement.verdict for result in report.results)
    badges = [
        f'<span class="badge {verdict}">{counts[verdict]} {verdict}</span>'
        for verdict in Verdict
        if counts[verdict]
    ]
    return lines(
        element("h1", "Audit by exact computation"),
        *(element("p", _reference(paper)) for paper in report.papers),
        f'<div class="counts">{"".join(badges)}</div>',
        element(
            "p",
            f"{len(report.results)} claims, profile {escape(report.profile)}, "
            f"exactrelu {exactrelu.__version__}. All numbers are exact.",
            css="meta",
        ),
    )


def _reference(paper: Paper) -> str:
    year = f" ({paper.year})" if paper.year else ""
    details = [", ".join(paper.authors) + year, paper.reference]
    words = ". ".join(escape(detail) for detail in details if detail)
    return f"<strong>{escape(paper.title)}</strong><br><span class='meta'>{words}</span>"


def _troubles(report: Report) -> str:
    if not report.troubles:
        return ""
    known = {result.id for result in report.results}
    items = [
        f"<p>{link(name) if name in known else element('code', escape(name))}: {escape(words)}</p>"
        for name, words in report.troubles
    ]
    return f'<div class="alarm"><h4>This audit fails</h4>{"".join(items)}</div>'


def _badge(verdict: Verdict) -> str:
    return f'<span class="badge {verdict}">{verdict}</span>'


def _table(results: Sequence[ClaimResult]) -> str:
    rows = [
        "<tr>"
        f'<td class="narrow">{link(result.id)}</td><td>{escape(result.label)}</td>'
        f"<td>{_badge(result.judgement.verdict)}</td>"
        f'<td class="narrow">{_evidence_of(result)}</td>'
        f"<td>{_note(result)}</td></tr>"
        for result in results
    ]
    head = "<tr><th>claim</th><th>label</th><th>verdict</th><th>evidence</th><th>note</th></tr>"
    return lines(f"<table><thead>{head}</thead><tbody>", *rows, "</tbody></table>")


def _evidence_of(result: ClaimResult) -> str:
    evidence = result.judgement.evidence
    if evidence is None:
        return ""
    counted = evidence in {Evidence.SAMPLED, Evidence.EXHAUSTED}
    return f"{evidence}, {_cases(result.instances)}" if counted else evidence.value


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _note(result: ClaimResult) -> str:
    judgement = result.judgement
    notes = [escape("; ".join(judgement.convention))]
    notes += ["corrected"] * bool(result.of(Role.CORRECTED))
    notes += ["sharper"] * bool(result.of(Role.SHARPER))
    notes += ["<strong>defect</strong>"] * bool(judgement.defects)
    return ", ".join(note for note in notes if note)


def _legend() -> str:
    entries: list[tuple[Verdict | Evidence, str]] = [*VERDICTS.items(), *EVIDENCE.items()]
    return lines(
        "<dl>",
        *(f"<dt>{_term(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in entries),
        *(
            f'<dt><span class="assurance {words.split()[0]}">{words}</span></dt>'
            f"<dd>{escape(meaning)}</dd>"
            for words, meaning in ASSURANCE.items()
        ),
        "</dl>",
    )


def _term(word: Verdict | Evidence) -> str:
    return _badge(word) if isinstance(word, Verdict) else element("strong", word.value)


MOST_EXHIBITS_SHOWN = 3

SECTIONS = {
    "Readings": (Role.READING,),
    "Finite consequence checked": (Role.CONSEQUENCE,),
    "Steps of the printed proof": (Role.STEP,),
    "Confirmed besides": (Role.CONFIRMED,),
    "Corrected claim": (Role.CORRECTED,),
    "Sharper claim": (Role.SHARPER,),
    "False variants, which must fail": (Role.COMPANION,),
}


def _article(report: Report, result: ClaimResult) -> str:
    sections = [_section(title, result, roles) for title, roles in SECTIONS.items()]
    return lines(
        f'<article id="{escape(result.id)}"><header><h3>{escape(result.label)}</h3>',
        element("code", escape(result.id)),
        _badge(result.judgement.verdict) + "</header>",
        element("blockquote", element("p", escape(result.statement))),
        paragraphs(result.parts[0].remarks),
        *(section for section in sections if section),
        _replay(report, result),
        "</article>",
    )


def _section(title: str, result: ClaimResult, roles: Sequence[Role]) -> str:
    parts = result.of(*roles)
    if not parts:
        return ""
    # The only reading of a claim needs no name unless it was given one.
    alone = len(parts) == 1 and parts[0].name == AS_PRINTED
    heading = "Check" if alone else title
    return lines(element("h4", heading), *(_part(result, part, alone=alone) for part in parts))


def _part(result: ClaimResult, part: PartResult, *, alone: bool) -> str:
    is_first = part is result.parts[0]
    unnamed = {Role.CONFIRMED, Role.CORRECTED, Role.SHARPER}
    own_name = "" if alone or part.role in unnamed else part.name
    return lines(
        f'<div class="part">{_mark(part)}',
        element("strong", escape(own_name)) if own_name else "",
        "" if is_first else paragraphs((part.statement, *part.remarks)),
        element("p", _facts(part), css="facts"),
        element("p", escape(part.error), css="alarm") if part.error else "",
        witness_panel(_found(part), part.counterexample, salt=f"{result.id}/{part.name}")
        if part.counterexample
        else "",
        *(
            witness_panel("shown by", exhibit, salt=f"{result.id}/{part.name}/{index}")
            for index, exhibit in enumerate(part.exhibits[:MOST_EXHIBITS_SHOWN])
        ),
        _more_exhibits(part.exhibits[MOST_EXHIBITS_SHOWN:]),
        "</div>",
    )


def _more_exhibits(exhibits: Sequence[Witness]) -> str:
    if not exhibits:
        return ""
    replayed = sum(exhibit.is_replayed for exhibit in exhibits)
    words = f"and {len(exhibits)} more in audit.json, {replayed} of them replayed by the checker"
    return element("p", words, css="facts")


def _mark(part: PartResult) -> str:
    css, sign = {True: ("yes", "✓"), False: ("no", "✗"), None: ("odd", "?")}[part.holds]
    if part.role is Role.COMPANION and part.holds is not None:
        css = "no" if part.holds else "expected"
    return f'<span class="mark {css}">{sign}</span>'


def _facts(part: PartResult) -> str:
    place = escape(part.location)
    if part.holds is None:
        return f"broke off after {_cases(part.instances)} · {place}"
    if part.holds is False:
        fails = "fails, as it must" if part.role is Role.COMPANION else "fails"
        return f"{fails} · after {_cases(part.instances)} · {place}"
    standing = part.finding.standing
    counted = standing in {Evidence.SAMPLED, Evidence.EXHAUSTED}
    count = f" {_cases(part.instances)}" if counted else ""
    return f"{standing}:{count} {escape(f'({part.basis})' if count else part.basis)} · {place}"


FOUND_BY = {
    "search": "the smallest counterexample that the search found",
    "range": "counterexample, the first of the range",
    "computation": "counterexample, by computation",
    "hand": "counterexample, written by hand",
}


def _found(part: PartResult) -> str:
    return FOUND_BY[part.counterexample.found_by] if part.counterexample else ""


def _replay(report: Report, result: ClaimResult) -> str:
    named = report.where.get(result.paper, "")
    where = shlex.quote(named) if named else ""
    folder = f"{where} " if where else ""
    commands = [f"exactrelu explain {folder}{result.id} --profile {report.profile}"]
    if result.counterexample and result.counterexample[1].found_by == "search":
        commands.append(f"exactrelu refute {folder}{result.id}")
    if result.certificates:
        # Files stand beside this page, wherever that is.
        commands.append(f"exactrelu check certificates/{result.id}/*.json")
    return lines(element("h4", "Replay"), element("pre", escape("\n".join(commands))))
