"""The arguments of training problems, checked: whole numbers, signs, intervals, words.

>>> as_signs([-1, 1], 2), as_interval(("-1/2", None), "weight_bounds")
((1, -1), (Fraction(-1, 2), None))
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TypeAlias

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.rational import as_rational, as_text

__all__ = [
    "Interval",
    "Signs",
    "as_indices",
    "as_interval",
    "as_signs",
    "as_whole",
    "require_word",
]

Signs: TypeAlias = tuple[int, ...]
Interval: TypeAlias = tuple[Fraction | None, Fraction | None]
"""The least and the largest value allowed, None where there is no bound."""


def as_whole(value: object, *, least: int, name: str) -> int:
    """Return a whole number, numpy's included. Raises DomainError for all else.

    >>> as_whole(0, least=1, name="width")
    Traceback (most recent call last):
    exactrelu.errors.DomainError: width must be a whole number of at least 1, not 0
    """
    number = _whole(value)
    if number is None or number < least:
        raise DomainError(f"{name} must be a whole number of at least {least}, not {value!r:.80}")
    return number


def as_signs(signs: object, width: int) -> Signs:
    """Return the signs of so many units, positive ones first, as units can be exchanged.

    Raises FormatError for what is no sequence, DimensionError for another number of signs,
    DomainError for a sign that is not 1 or -1.
    """
    entries = _entries(signs, "signs", "1 and -1")
    if len(entries) != width:
        raise DimensionError(
            f"signs must have {width} entries, one for each unit, not {len(entries)}"
        )
    found = [_whole(entry) for entry in entries]
    for index, sign in enumerate(found):
        if sign not in (1, -1):
            raise DomainError(f"signs[{index}] must be 1 or -1, not {entries[index]!r:.80}")
    return tuple(sorted([sign for sign in found if sign], reverse=True))


def as_interval(ends: object, name: str) -> Interval:
    """Return the two ends of an interval, None where there is no bound.

    Raises FormatError unless there are two ends, NumberError for an end that is no rational
    number, DomainError for ends that cross.
    """
    pair = _entries(ends, name, "two ends")
    if len(pair) != 2:
        raise FormatError(f"{name} must be a sequence of two ends, not of {len(pair)}")
    lower, upper = [None if end is None else as_rational(end, name=name) for end in pair]
    if lower is not None and upper is not None and lower > upper:
        raise DomainError(f"{name} must not cross, as {as_text(lower)} and {as_text(upper)} do")
    return lower, upper


def as_indices(indices: object, count: int, name: str) -> tuple[int, ...]:
    """Return indices below `count` in their order, each once.

    Raises FormatError for what is no collection, DomainError for what is no index.

    >>> as_indices({2, 0}, 3, "zero_on")
    (0, 2)
    """
    if not isinstance(indices, Iterable) or isinstance(indices, (str, bytes, Mapping)):
        raise FormatError(f"{name} must be a collection of indices, not {indices!r:.80}")
    entries = list(indices)
    found = [_whole(entry) for entry in entries]
    for entry, index in zip(entries, found, strict=True):
        if index is None or not 0 <= index < count:
            raise DomainError(f"{name} must hold indices from 0 to {count - 1}, not {entry!r:.80}")
    return tuple(sorted({index for index in found if index is not None}))


def require_word(name: str, value: object, words: Sequence[str]) -> None:
    """Raise FormatError unless the value is one of the words.

    >>> require_word("output", "none", ["linear", "affine"])
    Traceback (most recent call last):
    exactrelu.errors.FormatError: output must be one of linear, affine, not 'none'
    """
    if not isinstance(value, str) or value not in words:
        raise FormatError(f"{name} must be one of {', '.join(words)}, not {value!r:.80}")


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _entries(values: object, name: str, what: str) -> list[object]:
    unordered = isinstance(values, (str, bytes, Mapping, AbstractSet))
    if unordered or not isinstance(values, Iterable):
        raise FormatError(f"{name} must be a sequence of {what}, not {values!r:.80}")
    return list(values)
