"""The parts of a page: escaped text, links, and the panel that shows a witness with its picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from exactrelu.audit.assertion_words import stated
from exactrelu.audit.values import functions_in, in_words, is_function, pieces_in_words
from exactrelu.plots import as_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exactrelu.audit.attached import Attached
    from exactrelu.audit.results import Json, Witness
    from exactrelu.pwl import PWL

__all__ = ["element", "lines", "link", "paragraphs", "witness_panel"]

MOST_PIECES_LISTED = 12


def lines(*parts: str) -> str:
    """Return the parts that are not empty, one below the other."""
    return "\n".join(part for part in parts if part)


def element(tag: str, content: str, *, css: str = "") -> str:
    """Return an element around `content`, which is HTML already.

    >>> element("p", "x &lt; 1", css="meta")
    '<p class="meta">x &lt; 1</p>'
    """
    attribute = f' class="{css}"' if css else ""
    return f"<{tag}{attribute}>{content}</{tag}>"


def link(claim: str) -> str:
    """Return a link to a claim's place in the page."""
    return f'<a href="#{escape(claim)}"><code>{escape(claim)}</code></a>'


def paragraphs(texts: Iterable[str]) -> str:
    """Return one paragraph for each text that is not empty.

    >>> paragraphs(["a < b", ""])
    '<p>a &lt; b</p>'
    """
    return "".join(element("p", escape(text)) for text in texts if text)


def witness_panel(title: str, witness: Witness, *, salt: str) -> str:
    """Return a panel with the witness's arguments, its facts, and a drawing of its functions."""
    named = {**witness.arguments, **witness.facts}
    rows = [
        f"<tr><td>{escape(name)}</td><td>{_value(value)}</td></tr>" for name, value in named.items()
    ]
    return lines(
        f'<div class="witness"><div class="facts">{escape(title)}</div><div class="body">',
        f"<table>{''.join(rows)}</table>" if rows else "",
        _drawing(functions_in(witness), salt),
        f"</div>{_assurance(witness)}</div>",
    )


def _assurance(witness: Witness) -> str:
    """Return what stands behind the witness, with links to its certificates."""
    css = "replayed" if witness.is_replayed else "computed"
    words = element("span", witness.assurance, css=f"assurance {css}")
    rows = [f"<tr><td>{_file(c)}</td><td>{_conclusion(c)}</td></tr>" for c in witness.certificates]
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    return element("div", f"{words}{table}", css="facts")


def _file(certificate: Attached) -> str:
    name = certificate.path.rpartition("/")[2]
    return f'<a href="{escape(certificate.path)}">{escape(name)}</a>'


def _conclusion(certificate: Attached) -> str:
    if certificate.is_valid:
        return escape(stated(certificate))
    return element("strong", escape(f"{certificate.status}: {certificate.reason}"))


def _drawing(functions: Mapping[str, PWL], salt: str) -> str:
    # A straight line is no picture; next to a function that bends it is.
    if all(f.piece_count == 1 for f in functions.values()):
        return ""
    return as_svg(functions, salt=salt)


def _value(value: Json) -> str:
    if isinstance(value, dict) and is_function(value):
        return _pieces(pieces_in_words(value))
    return element("span", escape(in_words(value)), css="number")


def _pieces(pieces: list[tuple[str, str]]) -> str:
    rows = [
        f'<tr><td class="number">{escape(formula)}</td><td class="number">{_where(where)}</td></tr>'
        for where, formula in pieces[:MOST_PIECES_LISTED]
    ]
    more = len(pieces) - MOST_PIECES_LISTED
    if more > 0:
        rows.append(f"<tr><td>… and {more} more pieces</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _where(words: str) -> str:
    shown = words.replace("<=", "≤")
    return escape(f"for {shown}" if shown == "all x" else f"if {shown}")
