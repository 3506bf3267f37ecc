"""A journal of the finished rounds of a search, from which a run that was killed goes on.

The file has a line of JSON for its header, and one for the results of each round, written as soon
as the round is finished. A search that begins with the journal takes the results of its first
rounds from there, and as it is deterministic, it goes on exactly where it was. Each line has a
digest of itself and all lines before. From the first line that does not fit, as one that is cut
off, nothing is believed, and the file is cut there.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/journal.jsonl"
>>> with closing(Journal(path, "a problem")) as journal:
...     journal.append([None, (0, 1)])
>>> with closing(Journal(path, "a problem")) as journal:
...     journal.next(), journal.next()
([None, (0, 1)], None)
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flint import fmpq

from exactrelu import __version__
from exactrelu.errors import FormatError
from exactrelu.rational import as_fmpq, as_rational, as_text
from exactrelu.training.bounds import DualBound
from exactrelu.training.cells import Candidate
from exactrelu.training.steps import Step

if TYPE_CHECKING:
    from exactrelu.formats import FilePath

__all__ = ["Journal", "closing", "fingerprint", "from_plain", "plain"]

SCHEMA = "exactrelu-training-journal/1"

_START = b'["'

_CLASSES: dict[str, Any] = {cls.__name__: cls for cls in (Candidate, DualBound, Step)}


def fingerprint(*parts: object) -> str:
    """Return a digest of values, and of the version of this library.

    >>> fingerprint(1) == fingerprint(1), fingerprint(1) == fingerprint(2)
    (True, False)
    """
    return _digest(__version__, json.dumps([plain(part) for part in parts]))


class Journal:
    """The finished rounds of one search, in a file that is made if there is none.

    Rounds of a search with another `fingerprint` are removed. Raises FormatError, naming the file,
    if it cannot be written, or is no journal.

    >>> Journal("/no/such/folder/journal.jsonl", "a problem")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/folder/journal.jsonl: the journal must be writable, \
but: No such file or directory
    """

    def __init__(self, path: FilePath, fingerprint: str) -> None:
        self._header = {"schema": SCHEMA, "fingerprint": fingerprint}
        self._digest = ""
        try:
            Path(path).touch()
            self._file = Path(path).open("r+b")  # noqa: SIM115 - it stays open
        except OSError as error:
            raise FormatError(
                f"{os.fspath(path)}: the journal must be writable, but: {error.strerror}"
            ) from None
        self._is_read = False
        self._require_journal(path)
        if self._line() != self._header:
            self._write(self._header)

    def next(self) -> list[Any] | None:
        """Return the results of the next round; None, from then on, if no more are kept."""
        results = self._line()
        if results is None:
            return None
        found: list[Any] = [from_plain(result) for result in results]
        return found

    def append(self, results: Sequence[object]) -> None:
        """Write the results of a round, in place of those that have not been asked for."""
        self._write([plain(result) for result in results])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _require_journal(self, path: FilePath) -> None:
        """Refuse to write over a file of another kind; the header may be cut off."""
        start = self._file.read(len(_START))
        self._file.seek(0)
        if start and not (start.startswith(_START) or _START.startswith(start)):
            self._file.close()
            raise FormatError(f"{os.fspath(path)}: the file must be a journal, or not exist")

    def _line(self) -> Any:  # noqa: ANN401 - JSON is untyped
        """The value of the next line; None if there is none, or if it does not fit."""
        if self._is_read:
            return None
        start = self._file.tell()
        value = self._value(self._file.readline())
        if value is None:
            self._cut(start)
        return value

    def _value(self, line: bytes) -> Any:  # noqa: ANN401 - JSON is untyped
        try:
            digest, value = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            return None
        expected = _digest(self._digest, _dumped(value))
        if digest != expected or not line.endswith(b"\n"):
            return None
        self._digest = expected
        return value

    def _cut(self, place: int) -> None:
        self._is_read = True
        self._file.seek(place)
        self._file.truncate()

    def _write(self, value: object) -> None:
        if not self._is_read:
            self._cut(0 if value is self._header else self._file.tell())
        text = _dumped(value)
        self._digest = _digest("" if value is self._header else self._digest, text)
        self._file.write(f'["{self._digest}",{text}]\n'.encode())
        self._file.flush()
        os.fsync(self._file.fileno())


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is untyped
    """Return what a step is made of as a JSON value: lists for tuples, objects for all else.

    >>> plain((Fraction(1, 2), DualBound({0: fmpq(3)})))
    [{'Fraction': '1/2'}, {'DualBound': [{'dict': [[0, {'fmpq': '3'}]]}, {'dict': []}, \
{'dict': []}, {'dict': []}, {'dict': []}, {'dict': []}]}]
    """
    if value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, Fraction):
        return {"Fraction": as_text(value)}
    if isinstance(value, fmpq):
        return {"fmpq": value.str()}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {"dict": [[plain(k), plain(v)] for k, v in value.items()]}
    if is_dataclass(value):
        return {type(value).__name__: [plain(getattr(value, f.name)) for f in fields(value)]}
    raise TypeError(f"value must be what steps are made of, not {type(value).__name__}")


def from_plain(value: Any) -> Any:  # noqa: ANN401 - JSON is untyped
    """Return the value that `plain` has written; sequences become tuples.

    >>> from_plain(plain({(0, 1): fmpq(1, 2)}))
    {(0, 1): 1/2}
    """
    if isinstance(value, list):
        return tuple([from_plain(v) for v in value])
    if not isinstance(value, dict):
        return value
    ((name, held),) = value.items()
    match name:
        case "Fraction":
            return as_rational(held)
        case "fmpq":
            return as_fmpq(as_rational(held))
        case "dict":
            return {from_plain(k): from_plain(v) for k, v in held}
    return _CLASSES[name](*[from_plain(v) for v in held])


def _dumped(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
