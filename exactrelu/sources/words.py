"""Texts of source problems as words with their lines, and the limits of what is read.

>>> words = Words("2 x")
>>> words.count("the number of rows")
2
>>> words.count("the number of columns")
Traceback (most recent call last):
exactrelu.errors.FormatError: line 1: the number of columns must be an integer, not 'x'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.sources.arguments import shown

__all__ = ["MAX_BYTES", "MAX_COUNT", "MAX_DIGITS", "Words", "as_integer_word", "require_few"]

MAX_BYTES = 2**26
"""The longest file that is read."""

MAX_COUNT = 1_000_000
"""The most elements, sets, wires or variables that a file may have."""

MAX_DIGITS = 18
"""The longest integer in a text; positions are much shorter."""

_INTEGER = re.compile(r"[+-]?[0-9]+")


class Words:
    """The words of a text, taken one by one, each an integer that has a name in errors."""

    def __init__(self, text: str) -> None:
        lines = enumerate(text.split("\n"), start=1)
        self._words: Iterator[tuple[int, str]] = (
            (line, word) for line, content in lines for word in content.split()
        )

    def count(self, name: str) -> int:
        """Return the next word, an integer from 0 to `MAX_COUNT`.

        Raises FormatError for another word, or if there is none left; DomainError if it is
        negative or too large.

        >>> Words("").count("the number of rows")
        Traceback (most recent call last):
        exactrelu.errors.FormatError: the number of rows must follow, but the file ends
        """
        line, value = self._integer(name)
        if value < 0:
            raise DomainError(f"line {line}: {name} must be at least 0, not {value}")
        require_few(value, f"line {line}: {name}")
        return value

    def position(self, count: int, name: str) -> int:
        """Return the next word, an integer from 1 to count, less 1.

        Raises FormatError as `count` does, and DimensionError for another integer.

        >>> Words("3").position(2, "column")
        Traceback (most recent call last):
        exactrelu.errors.DimensionError: line 1: column must be from 1 to 2, not 3
        """
        line, value = self._integer(name)
        if not 1 <= value <= count:
            allowed = f"from 1 to {count}" if count else "absent, as there are none"
            raise DimensionError(f"line {line}: {name} must be {allowed}, not {value}")
        return value - 1

    def end(self, hint: str = "") -> None:
        """Raise FormatError, the hint at its end, if there is another word.

        >>> Words(" ").end()
        """
        for line, word in self._words:
            more = f"; {hint}" if hint else ""
            raise FormatError(f"line {line}: nothing must follow, but {word!r:.40} does{more}")

    def _integer(self, name: str) -> tuple[int, int]:
        for line, word in self._words:
            return line, as_integer_word(word, f"line {line}: {name}")
        raise FormatError(f"{name} must follow, but the file ends")


def as_integer_word(word: str, name: str) -> int:
    """Return the integer that a word is; FormatError for another word, or one that is too long.

    >>> as_integer_word("1_0", "line 3: literal")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: line 3: literal must be an integer, not '1_0'
    """
    if not _INTEGER.fullmatch(word):
        raise FormatError(f"{name} must be an integer, not {word!r:.40}")
    if len(word) > MAX_DIGITS:
        raise FormatError(f"{name} must have at most {MAX_DIGITS} digits, not {len(word)}")
    return int(word)


def require_few(count: int, name: str) -> None:
    """Raise DomainError for a count of more than `MAX_COUNT`.

    >>> require_few(10**9, "elements")
    Traceback (most recent call last):
    exactrelu.errors.DomainError: elements must be at most 1000000, not 1000000000
    """
    if count > MAX_COUNT:
        raise DomainError(f"{name} must be at most {MAX_COUNT}, not {shown(count)}")
