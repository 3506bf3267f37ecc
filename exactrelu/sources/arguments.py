"""Counts, positions and truth values that source problems take, checked.

>>> as_count(3, "size")
3
>>> as_position(3, 3, "output")
Traceback (most recent call last):
exactrelu.errors.DimensionError: output must be a position from 0 to 2, not 3
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import TypeAlias

from exactrelu.errors import DimensionError, DomainError, NumberError
from exactrelu.lp.kinds import require_items
from exactrelu.rational import as_text

__all__ = [
    "Assignment",
    "as_assignment",
    "as_count",
    "as_integer",
    "as_position",
    "as_positions",
    "as_truth",
    "shown",
]

Assignment: TypeAlias = tuple[bool, ...]
"""Truth values, one for each input or variable in their order."""


def as_integer(value: object, name: str) -> int:
    """Return an integer; NumberError for a truth value, a float, a text and all else.

    >>> as_integer(True, "literal")
    Traceback (most recent call last):
    exactrelu.errors.NumberError: literal must be an integer, not True
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise NumberError(f"{name} must be an integer, not {shown(value)}")
    return index(value)


def as_count(value: object, name: str) -> int:
    """Return an integer that is at least 0; DomainError if it is less.

    >>> as_count(-1, "size")
    Traceback (most recent call last):
    exactrelu.errors.DomainError: size must be at least 0, not -1
    """
    count = as_integer(value, name)
    if count < 0:
        raise DomainError(f"{name} must be at least 0, not {shown(count)}")
    return count


def as_position(value: object, count: int, name: str) -> int:
    """Return an integer from 0 to count - 1; DimensionError for any other.

    >>> as_position(0, 0, "sets[0]")
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: sets[0] must be absent, as there is nothing to name, not 0
    """
    place = as_integer(value, name)
    if not 0 <= place < count:
        allowed = f"a position from 0 to {count - 1}"
        if not count:
            allowed = "absent, as there is nothing to name"
        raise DimensionError(f"{name} must be {allowed}, not {shown(place)}")
    return place


def as_positions(values: object, count: int, name: str) -> tuple[int, ...]:
    """Return integers from 0 to count - 1, as `as_position` takes each.

    >>> as_positions([0, 2], 3, "chosen")
    (0, 2)
    """
    require_items(values, name, "positions")
    assert isinstance(values, Iterable)  # noqa: S101 - it was required above
    # Files have millions of positions, for which no names are made up while all is well.
    return tuple(
        [
            v if type(v) is int and 0 <= v < count else as_position(v, count, f"{name}[{k}]")
            for k, v in enumerate(values)
        ]
    )


def as_assignment(values: object, count: int, name: str = "assignment") -> Assignment:
    """Return `count` truth values; 0 and 1 stand for False and True.

    Raises DimensionError for another number of them, NumberError for anything else inside.

    >>> as_assignment([1, 0], 2)
    (True, False)
    """
    require_items(values, name, "truth values")
    assert isinstance(values, Iterable)  # noqa: S101 - it was required above
    entries = tuple(values)
    if len(entries) != count:
        truth = "1 truth value" if count == 1 else f"{count} truth values"
        raise DimensionError(f"{name} must have {truth}, not {len(entries)}")
    return tuple([as_truth(entry, f"{name}[{k}]") for k, entry in enumerate(entries)])


def as_truth(value: object, name: str) -> bool:
    """Return a truth value, for which 0 and 1 are taken, too; NumberError for all else.

    >>> as_truth("yes", "satisfiable")
    Traceback (most recent call last):
    exactrelu.errors.NumberError: satisfiable must be a truth value, not 'yes'
    """
    if isinstance(value, bool):
        return value
    if not hasattr(value, "__index__") or index(value) not in (0, 1):
        raise NumberError(f"{name} must be a truth value, not {shown(value)}")
    return index(value) == 1


def shown(value: object) -> str:
    """Return a text or a number, however long, in few signs; of another value what it is.

    >>> shown("AND"), shown(10**5000) == "1" + "0" * 59, shown([1])
    ("'AND'", True, 'a list')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return as_text(value)[:_SHORT]
    if isinstance(value, str):
        return repr(value)[:_SHORT]
    if value is None or hasattr(value, "as_integer_ratio"):
        return str(value)[:_SHORT]
    return f"a {type(value).__name__}"


_SHORT = 60
