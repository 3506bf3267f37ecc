"""What the constructors of `Polyhedron` read: rows, generators and JSON, checked in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from exactrelu.errors import DimensionError, FormatError
from exactrelu.linalg import primitive
from exactrelu.lp import LinearProgram, Row
from exactrelu.lp.kinds import fields_of
from exactrelu.lp.program import SCHEMA as LP_SCHEMA
from exactrelu.lp.program import as_row
from exactrelu.polyhedron.homogeneous import Integers
from exactrelu.rational import Matrix, Vector, over_common_denominator

__all__ = [
    "SCHEMA",
    "common_width",
    "direction_of",
    "require_length",
    "rows_of_box",
    "rows_of_json",
    "rows_with_width",
]

SCHEMA = "exactrelu-polyhedron/1"
"""The name and version of the JSON form of a polyhedron."""


def rows_with_width(rows: Iterable[object], dimension: int | None) -> tuple[tuple[Row, ...], int]:
    """Return the rows, each a Row or a triple that makes one, and the dimension n of the space.

    >>> rows_with_width([([1, 2], "=", 3)], None)
    ((Row(['1', '2'], '=', '3'),), 2)
    """
    checked = tuple([as_row(row, f"rows[{k}]") for k, row in enumerate(rows)])
    if dimension is None and not checked:
        raise DimensionError("rows must not be empty, or dimension must be given")
    n = len(checked[0].coefficients) if dimension is None else _natural(dimension)
    for k, row in enumerate(checked):
        require_length(row.coefficients, n, f"rows[{k}] must have {{}} coefficients")
    return checked, n


def require_length(vector: Vector, n: int, rule: str) -> None:
    """Raise DimensionError unless the vector has n entries; {} in the rule stands for n.

    >>> require_length((), 2, "point must have {} coordinates")
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: point must have 2 coordinates, not 0
    """
    if len(vector) != n:
        raise DimensionError(f"{rule.format(n)}, not {len(vector)}")


def _natural(dimension: object) -> int:
    if type(dimension) is not int or dimension < 0:
        raise DimensionError(f"dimension must be a natural number, not {dimension!r:.80}")
    return dimension


def rows_of_box(bounds: Iterable[object]) -> tuple[list[Row], int]:
    """Return the rows of a box given as pairs (lower, upper), and its dimension.

    >>> rows_of_box([(0, None)])
    ([Row(['1'], '>=', '0')], 1)
    """
    pairs = list(bounds)
    box = LinearProgram.of([0] * len(pairs), bounds=pairs)
    rows = []
    for j, (low, high) in enumerate(zip(box.lower, box.upper, strict=True)):
        unit = [int(i == j) for i in range(len(pairs))]
        rows += [Row(unit, ">=", low)] if low is not None else []
        rows += [Row(unit, "<=", high)] if high is not None else []
    return rows, len(pairs)


def common_width(matrices: Mapping[str, Matrix], dimension: int | None) -> int:
    """Return the length of all rows of the matrices, which must be `dimension` if it is given.

    >>> common_width({"points": (), "lines": ((1, 2),)}, None)
    2
    """
    n = None if dimension is None else _natural(dimension)
    for name, matrix in matrices.items():
        if not matrix:
            continue
        n = len(matrix[0]) if n is None else n
        require_length(matrix[0], n, f"{name} must have {{}} coordinates")
    if n is None:
        raise DimensionError(
            f"{' or '.join(matrices)} must not be empty, or dimension must be given"
        )
    return n


def direction_of(vector: Vector) -> Integers:
    """Return the homogeneous vector (0, p) of a direction.

    >>> direction_of((1, 2))
    (0, 1, 2)
    """
    return (0, *primitive(over_common_denominator(vector)[0]))


_FIELDS = ("schema", "dimension", "rows")


def rows_of_json(value: object) -> tuple[Sequence[Row], int]:
    """Return the rows and the dimension that the JSON form of a polyhedron holds.

    >>> rows_of_json({"schema": SCHEMA, "dimension": 1, "rows": []})
    ((), 1)
    """
    fields = fields_of(value, _FIELDS, "polyhedron")
    if fields["schema"] != SCHEMA:
        raise FormatError(f"schema must be {SCHEMA!r}, not {fields['schema']!r:.80}")
    return _rows(fields["rows"], _natural(fields["dimension"]))


def _rows(rows: object, n: int) -> tuple[Sequence[Row], int]:
    """The rows, read as those of a linear program are."""
    program = {"schema": LP_SCHEMA, "sense": "min", "constant": "0", "rows": rows}
    program |= {"objective": ["0"] * n, "lower": [None] * n, "upper": [None] * n}
    return LinearProgram.from_json(program).rows, n
