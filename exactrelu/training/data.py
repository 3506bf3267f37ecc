"""Files of samples: CSV tables and JSON, read exactly and strictly.

A table has the header ``x1,…,xn,y``, with a column ``w`` if the samples have weights; the columns
may stand in any order. A cell is a decimal or p/q, and is what it says: 0.1 is 1/10. JSON is
``{"x": [[…], …], "y": […]}``, with ``"w": […]`` for weights. Samples that are repeated, or that
contradict each other, are samples like all others. Whatever is wrong is told in one line with file
and place.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/data.csv"
>>> write_samples(path, Samples([["1/2", 0], [1, 1]], [1, "0.1"]))
>>> print(read_text(path), end="")
x1,x2,y
1/2,0,1
1,1,1/10
>>> read_samples(path).labels
(Fraction(1, 1), Fraction(1, 10))
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from exactrelu.errors import DimensionError, DomainError, ExactReluError, FormatError
from exactrelu.formats import parse_json, read_text, write_json, write_text
from exactrelu.formats.reading import naming
from exactrelu.rational import Floats, as_matrix, as_rational, as_text, as_vector
from exactrelu.training.problem import Samples

if TYPE_CHECKING:
    from exactrelu.formats import FilePath

__all__ = [
    "read_samples",
    "require_samples_ending",
    "samples_as_json",
    "samples_from_json",
    "write_samples",
]


_MEANING = {"w": "w for weights", "p": "p for probabilities"}


def read_samples(path: FilePath, *, floats: Floats = "refuse", weights: str = "w") -> Samples:
    """Return the samples in a file: JSON if its name ends so, otherwise a CSV table.

    `floats` says how to read JSON numbers with a point or an exponent; a table has none. `weights`
    is the name of the column, or of the field, of the weights.

    Raises FormatError, NumberError, DimensionError or DomainError, naming the file and the place.

    >>> read_samples("/no/such/file.csv")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.csv: the file must be readable, but: No such \
file or directory
    """
    text = read_text(path)
    if not _is_json(path):
        with naming(path):
            return _from_table(text, weights)
    value = parse_json(text, source=os.fspath(path))
    with naming(path):
        return samples_from_json(value, floats=floats, weights=weights)


def require_samples_ending(path: FilePath) -> None:
    """Raise FormatError unless the name of a file says one of the two formats of samples.

    >>> require_samples_ending("data.npz")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: data.npz: samples are written as .csv or .json
    """
    name = os.fspath(path)
    if not name.lower().endswith((".csv", ".json")):
        raise FormatError(f"{name}: samples are written as .csv or .json")


def write_samples(path: FilePath, samples: Samples) -> None:
    """Write samples to a file, whole or not at all; its ending says whether it is JSON or CSV.

    Weights are written unless all of them are 1.

    >>> write_samples("/no/such/folder/data.csv", Samples([[0]], [1]))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/folder/data.csv: the file must be writable, but: No \
such file or directory
    """
    if _is_json(path):
        write_json(path, samples_as_json(samples))
    else:
        write_text(path, _as_table(samples))


def samples_as_json(samples: Samples) -> dict[str, Any]:
    """Return samples as a JSON value; weights are left out if all of them are 1.

    >>> samples_as_json(Samples([["1/2"]], [1]))
    {'x': [['1/2']], 'y': ['1']}
    """
    value: dict[str, Any] = {
        "x": [[as_text(v) for v in x] for x in samples.points],
        "y": [as_text(y) for y in samples.labels],
    }
    weights = {"w": [as_text(w) for w in samples.weights]} if _has_weights(samples) else {}
    return value | weights


def samples_from_json(value: object, *, floats: Floats = "refuse", weights: str = "w") -> Samples:
    """Return the samples that a JSON value holds; errors name the place in it.

    `weights` is the name of the field of the weights.

    >>> samples_from_json({"x": [[0], [1]], "y": [0]})
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: y must have 2 entries, one for each row of x, not 1
    """
    if not isinstance(value, dict) or {*value} not in ({"x", "y"}, {"x", "y", weights}):
        raise FormatError(
            f"the file must hold an object with the fields 'x' and 'y', and perhaps {weights!r}"
        )
    x = as_matrix(value["x"], floats=floats, name="x")
    if not x or not x[0]:
        raise DimensionError("x must hold at least 1 sample with at least 1 coordinate")
    others = {k: as_vector(value[k], floats=floats, name=k) for k in ("y", weights) if k in value}
    for name, vector in others.items():
        if len(vector) != len(x):
            rows = "1 entry" if len(x) == 1 else f"{len(x)} entries"
            raise DimensionError(
                f"{name} must have {rows}, one for each row of x, not {len(vector)}"
            )
    for index, weight in enumerate(others.get(weights, ())):
        _require_weight(weight, f"{weights}[{index}]")
    return Samples(x, others["y"], others.get(weights))


def _is_json(path: FilePath) -> bool:
    return os.fspath(path).lower().endswith(".json")


def _has_weights(samples: Samples) -> bool:
    return any(w != 1 for w in samples.weights)


def _require_weight(weight: Fraction, name: str) -> None:
    if weight < 0:
        raise DomainError(f"{name} must be at least 0, not {as_text(weight)}")


def _as_table(samples: Samples) -> str:
    names = [f"x{k + 1}" for k in range(samples.dimension)] + ["y"]
    rows = [[*x, y] for x, y in zip(samples.points, samples.labels, strict=True)]
    if _has_weights(samples):
        names.append("w")
        rows = [[*row, w] for row, w in zip(rows, samples.weights, strict=True)]
    return "\n".join([",".join(names), *(",".join(map(as_text, row)) for row in rows), ""])


def _from_table(text: str, weights: str) -> Samples:
    lines = _lines(text)
    first = next(lines, None)
    if first is None:
        raise FormatError("the file must hold a header x1,…,xn,y and samples, but it is empty")
    columns = _Columns.of(*first, weights)
    rows = [columns.numbers(number, cells) for number, cells in lines]
    if not rows:
        raise DimensionError("the file must hold at least 1 sample below its header")
    points = [[row[k] for k in columns.x] for row in rows]
    scales = None if columns.w is None else [row[columns.w] for row in rows]
    return Samples(points, [row[columns.y] for row in rows], scales)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a table that are not empty, with their numbers."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise FormatError(f"line {reader.line_num} must be CSV, but: {error}") from None
        if cells is None:
            return
        stripped = [cell.strip() for cell in cells]
        if stripped not in ([], [""]):
            yield reader.line_num, stripped


def _hint(name: str) -> str:
    """What is probably wrong with the name of a column.

    >>> _hint("x1;y"), _hint("0.5"), _hint("X1"), _hint("size")
    ('; columns are separated by commas', '; there is no header', '; names are small letters', '')
    """
    if ";" in name or "\t" in name:
        return "; columns are separated by commas"
    if name.lower() != name:
        return "; names are small letters"
    try:
        as_rational(name)
    except ExactReluError:
        return ""
    return "; there is no header"


@dataclass(frozen=True, slots=True)
class _Columns:
    """The header of a table, and where in it are the coordinates, the labels and the weights."""

    names: tuple[str, ...]
    x: tuple[int, ...]
    y: int
    w: int | None

    @classmethod
    def of(cls, line: int, names: Sequence[str], weights: str) -> _Columns:
        n = sum(name.startswith("x") for name in names)
        x = [f"x{k + 1}" for k in range(n)]
        known = {*x, "y", weights}
        for place, name in enumerate(names):
            if name in names[:place]:
                raise FormatError(f"line {line}: columns must differ, but {name!r:.40} comes twice")
            if name not in known:
                raise FormatError(
                    f"line {line} must be the header x1,…,xn,y, with {_MEANING[weights]}, "
                    f"but has the column {name!r:.40}{_hint(name)}"
                )
        for name in ("x1", "y"):
            if name not in names:
                raise FormatError(f"line {line} must be a header with the column {name}")
        at = {name: place for place, name in enumerate(names)}
        return cls(tuple(names), tuple([at[name] for name in x]), at["y"], at.get(weights))

    def numbers(self, line: int, cells: Sequence[str]) -> list[Fraction]:
        """The numbers in a line."""
        if len(cells) != len(self.names):
            raise DimensionError(
                f"line {line} must have {len(self.names)} cells like the header, not {len(cells)}"
            )
        found = []
        for name, cell in zip(self.names, cells, strict=True):
            if not cell:
                raise FormatError(f"line {line}: {name} must be a number, but the cell is empty")
            found.append(as_rational(cell, name=f"line {line}: {name}"))
        if self.w is not None:
            _require_weight(found[self.w], f"line {line}: {self.names[self.w]}")
        return found
