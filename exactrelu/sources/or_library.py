r"""Set covers in the text format of Beasley's OR-Library.

The words of the text, however they are broken into lines, are: the numbers of rows (elements) and
of columns (sets); the costs of the columns; for each row the number of columns that cover it and
these columns, counted from 1. Costs must be 1, since a cover is measured by its number of sets.
The format of the files ``rail…``, which lists the rows of each column, is another one and not read.
(Beasley, *OR-Library: distributing test problems by electronic mail*, 1990.)

>>> from_or_library("2 3  1 1 1  2 1 2  1 3")
SetCover(2, [[0], [0], [1]])
>>> print(as_or_library(SetCover(2, [[0], [0], [1]])), end="")
2 3
1 1 1
2 1 2
1 3
"""

from __future__ import annotations

from exactrelu.errors import DomainError, FormatError
from exactrelu.sources.set_cover import SetCover
from exactrelu.sources.words import Words

__all__ = ["as_or_library", "from_or_library"]


def from_or_library(text: str) -> SetCover:
    """Return the set cover that a text holds; a column that a row names twice covers it once.

    Raises FormatError for a text that ends too early or too late or has other words than integers,
    DimensionError for a column out of range, DomainError for costs that are not 1 and for counts
    that are negative or too large.

    >>> from_or_library("1 2  1 5  1 1")
    Traceback (most recent call last):
    exactrelu.errors.DomainError: the cost of column 2 must be 1, not 5; covers are counted
    """
    if not text.strip():
        raise FormatError("the file must hold the numbers of rows and columns, but it is empty")
    words = Words(text)
    rows = words.count("the number of rows")
    columns = words.count("the number of columns")
    for j in range(1, columns + 1):
        _require_unit(words.count(f"the cost of column {j}"), j)
    sets: list[list[int]] = [[] for _ in range(columns)]
    for i in range(rows):
        for _ in range(words.count(f"the number of columns that cover row {i + 1}")):
            sets[words.position(columns, f"a column that covers row {i + 1}")].append(i)
    words.end("files rail…, which list the rows of each column, are not read")
    return SetCover(rows, sets)


def as_or_library(instance: SetCover) -> str:
    r"""Return the text of a set cover, a line for the numbers, the costs and each row.

    >>> as_or_library(SetCover(1, []))
    '1 0\n\n0\n'
    """
    covering: list[list[int]] = [[] for _ in range(instance.size)]
    for j, members in enumerate(instance.sets, start=1):
        for i in members:
            covering[i].append(j)
    columns = len(instance.sets)
    lines = [[instance.size, columns], [1] * columns, *[[len(row), *row] for row in covering]]
    return "".join(" ".join(map(str, line)) + "\n" for line in lines)


def _require_unit(cost: int, column: int) -> None:
    if cost != 1:
        raise DomainError(f"the cost of column {column} must be 1, not {cost}; covers are counted")
