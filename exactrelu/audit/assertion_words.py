"""What certificates state, in words: the assertions of a counterexample as formulas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exactrelu.audit.attached import Attached

__all__ = ["assertion_in_words", "stated"]

MOST_STATED = 8

SIGNS = {"same": "=", "different": "!="}
SUM, PRODUCT, POWER, ATOM = range(4)
STRENGTHS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}


def stated(certificate: Attached) -> str:
    """Return what a certificate states: its assertions, or what the checker concludes.

    Of many assertions these are the first and the last, which is the conclusion. Nothing is
    returned for a certificate that is not valid.
    """
    if not certificate.is_valid:
        return ""
    if certificate.kind != "counterexample" or not certificate.text:
        return certificate.reason
    assertions = json.loads(certificate.text)["claim"]["assertions"]
    *words, conclusion = map(assertion_in_words, assertions)
    more = len(words) - MOST_STATED
    left_out = [f"… {more} more …"] if more > 0 else []
    return "; ".join([*words[:MOST_STATED], *left_out, conclusion])


def assertion_in_words(assertion: list[Any]) -> str:
    """Return an assertion as a formula.

    >>> assertion_in_words(["<", ["/", ["+", ["pieces", "f"], "1"], "2"], ["size", "net"]])
    '(pieces of f + 1)/2 < size of net'
    >>> assertion_in_words(["different", "f", "g"])
    'f != g'
    """
    relation, left, right = assertion
    if relation in SIGNS:
        return f"{left} {SIGNS[relation]} {right}"
    return f"{_words(left)} {relation} {_words(right)}"


def _words(term: Any) -> str:  # noqa: ANN401 - terms are nested lists
    match term:
        case str():
            return term
        case ["number", name]:
            return str(name)
        case ["value", name, coordinate, *point]:
            which = f"[{coordinate}]" if coordinate else ""
            return f"{name}({', '.join(map(_words, point))}){which}"
        case ["l1", f, g, lower, upper]:
            return f"distance of {f} and {g} on [{_words(lower)}, {_words(upper)}]"
        case ["^", base, exponent]:
            return f"{_within(base, ATOM)}^{exponent}"
        case [("+" | "*") as sign, *terms]:
            joined = " + " if sign == "+" else " "
            return joined.join(_within(each, STRENGTHS[sign]) for each in terms)
        case [("-" | "/") as sign, left, right]:
            joined = " - " if sign == "-" else "/"
            strength = STRENGTHS[sign]
            return f"{_within(left, strength)}{joined}{_within(right, strength + 1)}"
    measure, name = term
    return f"{measure} of {name}"


def _within(term: Any, strength: int) -> str:  # noqa: ANN401 - as above
    """Return the term, in parentheses where it binds less than what is around it."""
    own = STRENGTHS.get(term[0], ATOM) if isinstance(term, list) else _strength_of(term)
    return _words(term) if own >= strength else f"({_words(term)})"


def _strength_of(number: str) -> int:
    return SUM if number.startswith("-") else PRODUCT if "/" in number else ATOM
