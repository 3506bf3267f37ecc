"""Hyperplanes as integer rows: their normal form, and what they cut in each other.

The hyperplane ``{x in R^n : a·x = b}`` is the row ``(a_1, ..., a_n, b)`` of integers without a
common divisor whose first entry that is not 0 is positive. Equal hyperplanes have equal rows.

>>> normal_form((-2, 4, 6)), normal_form((0, 0))
((1, -2, -3), (0, 0))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd
from typing import TypeAlias

__all__ = ["Row", "normal_form", "restricted", "reversing"]

Row: TypeAlias = tuple[int, ...]


def normal_form(row: Sequence[int]) -> Row:
    """Return the multiple of the row in normal form; that of zeros is zeros.

    >>> normal_form((0, -2, 3))
    (0, 2, -3)
    """
    divisor = gcd(*row) * reversing(row)
    if divisor in (0, 1):
        return tuple(row)
    return tuple([entry // divisor for entry in row])


def reversing(row: Iterable[int]) -> int:
    """Return -1 if the normal form of the row points the other way, else 1.

    >>> reversing((0, -2, 3)), reversing((0, 0))
    (-1, 1)
    """
    return -1 if next(filter(None, row), 1) < 0 else 1


def restricted(row: Row, *, to: Row) -> Row:
    """Return the intersection with the hyperplane `to`, in R^(n-1), in normal form.

    The coordinate that is left out is the first one in which the normal of `to` is not 0. The
    result is 0 but for its last entry if the two hyperplanes are parallel.

    >>> restricted((1, 1, 3), to=(1, -1, 1))                    # x + y = 3 where x = y + 1
    (1, 1)
    """
    place = next(place for place, entry in enumerate(to) if entry)
    a, b = to[place], row[place]
    if b == 0:
        return normal_form(row[:place] + row[place + 1 :])
    pairs = zip(row, to, strict=True)
    entries = [a * x - b * y for x, y in pairs]
    del entries[place]
    return normal_form(entries)
