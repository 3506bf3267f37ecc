"""The formats of functions on the line and of networks: how files are read, and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from exactrelu.constructions import represent
from exactrelu.errors import ExactReluError, FormatError
from exactrelu.formats import (
    READING_OF_FORMAT,
    format_of,
    read_function,
    write_json,
    write_network,
    write_text,
)
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL
from exactrelu.rational import as_rational, as_text

if TYPE_CHECKING:
    from exactrelu.formats import FunctionOnLine
    from exactrelu.network import OutputMap
    from exactrelu.rational import Floats

__all__ = ["FORMATS", "converted", "on_the_line", "read_any", "reading_of"]

COLUMNS = ["lower", "upper", "slope", "intercept"]
"""The header of a table of pieces; an end that is infinite is left empty."""


def read_any(path: str, *, floats: Floats = "refuse") -> FunctionOnLine:
    """Return the network or the function in a file, whose ending says how to read it."""
    ending = Path(path).suffix
    if ending not in {".csv", ".sympy"}:
        return read_function(path, floats=floats)
    try:
        text = _text(path)
        return _read_csv(text, floats) if ending == ".csv" else _read_sympy(text, floats)
    except ExactReluError as error:
        raise type(error)(f"{path}: {error}") from None


def on_the_line(function: FunctionOnLine, path: str) -> PWL:
    """Return the function on the line that came from a file; DimensionError if it is none."""
    try:
        return _as_function(function)
    except ExactReluError as error:
        raise type(error)(f"{path}: {error}") from None


def reading_of(path: str) -> dict[str, str]:
    """Return how the floats or decimals of a network's file are read, where it is not JSON.

    It is what commands add to their JSON: the choice that was made for the user.
    """
    kind = format_of(path)
    return {"reading": READING_OF_FORMAT[kind]} if kind in READING_OF_FORMAT else {}


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FormatError(f"the file must be readable, but: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise FormatError(
            f"the file must be text in UTF-8, but byte {error.start} is not"
        ) from None


def _read_csv(text: str, floats: Floats) -> PWL:
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if not rows or [cell.strip() for cell in rows[0]] != COLUMNS:
        raise FormatError(f"the first line must be {','.join(COLUMNS)}")
    pieces = [_piece(row, line, floats) for line, row in enumerate(rows[1:], start=2)]
    if not pieces:
        raise FormatError("the table must hold at least one piece")
    for line, (before, after) in enumerate(pairwise(pieces), start=3):
        if before[1] != after[0]:
            raise FormatError(f"line {line}: lower must be {before[1]!r}, the upper end above")
    if pieces[0][0] or pieces[-1][1]:
        raise FormatError("the first lower and the last upper end must be empty, for infinite")
    return PWL.from_pieces([p[1] for p in pieces[:-1]], [(p[2], p[3]) for p in pieces])


def _piece(row: list[str], line: int, floats: Floats) -> list[str]:
    if len(row) != len(COLUMNS):
        raise FormatError(f"line {line} must have {len(COLUMNS)} cells, not {len(row)}")
    cells = zip(COLUMNS, row, strict=True)
    return [_cell(cell.strip(), f"line {line}: {name}", floats) for name, cell in cells]


def _cell(text: str, name: str, floats: Floats) -> str:
    is_infinite_end = not text and name.endswith(("lower", "upper"))
    return "" if is_infinite_end else as_text(as_rational(text, name=name, floats=floats))


def _read_sympy(text: str, floats: Floats) -> PWL:
    from exactrelu.cli.expressions import read_expression  # noqa: PLC0415 - sympy is slow to load

    return read_expression(text, floats=floats)


def _as_function(function: FunctionOnLine) -> PWL:
    return function if isinstance(function, PWL) else as_pwl(function)


def _as_network(function: FunctionOnLine, output: OutputMap) -> Network:
    if isinstance(function, Network):
        return function
    return represent(function, output=output).network


def _write_network(function: FunctionOnLine, target: str, output: OutputMap, kind: str) -> None:
    write_network(target, _as_network(function, output), to=kind)


def _csv(f: PWL) -> str:
    ends = ["", *map(as_text, f.breakpoints), ""]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for index, piece in enumerate(f.pieces):
        writer.writerow([ends[index], ends[index + 1], *map(as_text, piece)])
    return table.getvalue()


def _tex(f: PWL) -> str:
    from exactrelu.pwl import as_latex  # noqa: PLC0415 - sympy is slow to load

    return f"{as_latex(f)}\n"


def _sympy(f: PWL) -> str:
    from exactrelu.pwl import as_sympy  # noqa: PLC0415 - as above

    return f"{as_sympy(f)}\n"


def _plot(f: PWL, target: str) -> None:
    from exactrelu.plots import write_plot  # noqa: PLC0415 - matplotlib is slow to load

    write_plot(target, {"f": f})


Writer = Callable[["FunctionOnLine", str, "OutputMap"], None]

FORMATS: dict[str, Writer] = {
    "network": lambda f, target, output: _write_network(f, target, output, "json"),
    "pwl": lambda f, target, _: write_json(target, _as_function(f).as_json()),
    "csv": lambda f, target, _: write_text(target, _csv(_as_function(f))),
    "tex": lambda f, target, _: write_text(target, _tex(_as_function(f))),
    "sympy": lambda f, target, _: write_text(target, _sympy(_as_function(f))),
    "svg": lambda f, target, _: _plot(_as_function(f), target),
    "png": lambda f, target, _: _plot(_as_function(f), target),
    "onnx": lambda f, target, output: _write_network(f, target, output, "onnx"),
    "nnet": lambda f, target, output: _write_network(f, target, output, "nnet"),
    "npz": lambda f, target, output: _write_network(f, target, output, "npz"),
    "safetensors": lambda f, target, output: _write_network(f, target, output, "safetensors"),
}
"""The writer of each format, by its name in ``--to``."""


def converted(function: FunctionOnLine, target: str, *, to: str | None, output: OutputMap) -> str:
    """Write the function to the file `target` and return the name of the format.

    Without `to` the file's ending says the format; JSON holds what the function is not already.
    Raises FormatError for an unknown ending, and if the format cannot hold the numbers.
    """
    name = to or _format_of(target, function)
    if name not in FORMATS:
        raise FormatError(
            f"{target}: a function cannot be written as {name}, only as {', '.join(FORMATS)}"
        )
    FORMATS[name](function, target, output)
    return name


def _format_of(target: str, function: FunctionOnLine) -> str:
    ending = Path(target).suffix.removeprefix(".")
    if ending == "json":
        return "pwl" if isinstance(function, Network) else "network"
    if ending in FORMATS:
        return ending
    endings = ", ".join(f".{name}" for name in ("json", *FORMATS) if name not in {"network", "pwl"})
    raise FormatError(f"{target}: OUT must end in one of {endings}, or --to must say its format")
