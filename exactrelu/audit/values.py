"""Exact values in words: how arguments and facts are written on a terminal and in the report."""

from __future__ import annotations

from itertools import islice, pairwise
from math import prod
from typing import TYPE_CHECKING, Any

from exactrelu.network import SCHEMA as NETWORK
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL
from exactrelu.pwl.function import SCHEMA as FUNCTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exactrelu.audit.results import Json, Witness

__all__ = [
    "affine_in_words",
    "functions_in",
    "in_words",
    "is_function",
    "pieces_in_words",
    "shortened",
]

LONGEST = 64
"""Longer numbers are shown by their first and last digits; ``audit.json`` has them all."""

MOST_DRAWN = 4
MOST_PIECES_DRAWN = 2000


def shortened(text: str) -> str:
    """Return `text`, or its beginning and end if it is long.

    >>> shortened("1" * 100)
    '111111111111111111111111…111111111111 (100 characters)'
    """
    if len(text) <= LONGEST:
        return text
    return f"{text[:24]}…{text[-12:]} ({len(text)} characters)"


def in_words(value: Json) -> str:
    """Return an argument or a fact in one line.

    >>> in_words(["1/2", 3])
    '(1/2, 3)'
    >>> in_words(PWL.from_pieces([0], [(0, 0), (1, 0)]).as_json())
    '0 if x <= 0; x if 0 <= x'
    """
    if isinstance(value, dict):
        return _object_in_words(value)
    if isinstance(value, list):
        return f"({', '.join(in_words(item) for item in value)})"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shortened(str(value))


def _object_in_words(value: Mapping[str, Json]) -> str:
    if is_function(value):
        pieces = pieces_in_words(value)
        word = "if" if len(pieces) > 1 else "for"
        return "; ".join(f"{piece} {word} {where}" for where, piece in pieces)
    if value.get("schema") == NETWORK:
        return _network_in_words(value)
    return f"({', '.join(f'{key} = {in_words(item)}' for key, item in value.items())})"


def is_function(value: Mapping[str, Json]) -> bool:
    """Tell whether a JSON object is a function on the line."""
    return value.get("schema") == FUNCTION


def pieces_in_words(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the domain and the formula of each piece of a function given as JSON.

    >>> pieces_in_words(PWL.from_points([(1, 0)], left_slope=-1, right_slope=2).as_json())
    [('x <= 1', '-x + 1'), ('1 <= x', '2x - 2')]
    """
    ends = [None, *map(shortened, value["breakpoints"]), None]
    formulas = [affine_in_words(slope, intercept) for slope, intercept in value["pieces"]]
    return list(zip((_domain(*span) for span in pairwise(ends)), formulas, strict=True))


def _domain(lower: str | None, upper: str | None) -> str:
    left = f"{lower} <= " if lower is not None else ""
    right = f" <= {upper}" if upper is not None else ""
    return f"{left}x{right}" if left or right else "all x"


def affine_in_words(slope: str, intercept: str) -> str:
    """Return the formula slope x + intercept, without what is 0 or 1.

    >>> affine_in_words("-1/2", "3"), affine_in_words("0", "-3"), affine_in_words("1", "0")
    ('-1/2 x + 3', '-3', 'x')
    """
    if slope == "0":
        return shortened(intercept)
    term = _multiple_of_x(shortened(slope))
    if intercept == "0":
        return term
    sign, size = ("-", intercept[1:]) if intercept.startswith("-") else ("+", intercept)
    return f"{term} {sign} {shortened(size)}"


def _multiple_of_x(slope: str) -> str:
    if slope in {"1", "-1"}:
        return slope.replace("1", "x")
    return f"{slope}x" if slope.lstrip("-").isdigit() else f"{slope} x"


def _network_in_words(value: Mapping[str, Any]) -> str:
    layers = value["layers"]
    formula = "x"
    for index in range(1, len(layers) + 1):
        inner = formula if index == 1 else f"relu({formula})"
        formula = f"W{index} {inner} + b{index}"
    parts = [
        f"W{index} = {in_words(layer['weights'])}, b{index} = {in_words(layer['bias'])}"
        for index, layer in enumerate(layers, start=1)
    ]
    return f"{formula} with {'; '.join(parts)}"


def functions_in(witness: Witness) -> dict[str, PWL]:
    """Return the functions on the line, or networks R -> R, among a witness's values, by name.

    At most four, and none of more than 2000 pieces: more would not make a picture.
    """
    named = _members({**witness.arguments, **witness.facts})
    functions = ((name, _function(value)) for name, value in named)
    return dict(islice(((name, f) for name, f in functions if f is not None), MOST_DRAWN))


def _members(values: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield the values, and those of lists and mappings that are no functions themselves."""
    for name, value in values.items():
        yield name, value
        if isinstance(value, list):
            yield from _members({f"{name}[{index}]": item for index, item in enumerate(value)})
        elif isinstance(value, dict) and "schema" not in value:
            yield from _members({f"{name}.{key}": item for key, item in value.items()})


def _function(value: Json) -> PWL | None:
    if not isinstance(value, dict):
        return None
    f = None
    if is_function(value):
        f = PWL.from_json(value)
    elif value.get("schema") == NETWORK:
        net = Network.from_json(value)
        f = as_pwl(net) if _is_small_on_the_line(net) else None
    return f if f is not None and f.piece_count <= MOST_PIECES_DRAWN else None


def _is_small_on_the_line(net: Network) -> bool:
    on_the_line = net.input_dimension == net.output_dimension == 1
    return on_the_line and prod(w + 1 for w in net.widths) <= MOST_PIECES_DRAWN
