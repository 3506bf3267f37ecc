"""Whatever is wrong with a file is told in one line that begins with its name.

>>> with naming("net.nnet"):
...     raise FormatError("line 3 must hold 5 numbers, not 4")
Traceback (most recent call last):
exactrelu.errors.FormatError: net.nnet: line 3 must hold 5 numbers, not 4
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from exactrelu.errors import ExactReluError, FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exactrelu.formats.writing import FilePath

__all__ = ["naming", "read_bytes", "read_text"]


@contextlib.contextmanager
def naming(path: FilePath) -> Iterator[None]:
    """Put the name of the file in front of every error of the library that is raised inside.

    Names that a file gives to its parts may hold anything; what is not printed is escaped.

    >>> with naming("net.npz"):
    ...     raise FormatError("the file must hold at least 1 layer")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.npz: the file must hold at least 1 layer
    """
    try:
        yield
    except ExactReluError as error:
        said = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(error))
        raise type(error)(f"{os.fspath(path)}: {said}") from None


def read_bytes(path: FilePath, *, most: int | None = None) -> bytes:
    """Return the bytes of a file; FormatError, naming it, if it cannot be read.

    Not more than `most` bytes are read, and a file that has more is a FormatError, too.

    >>> read_bytes("/no/such/net.onnx")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.onnx: the file must be readable, but: No such file \
or directory
    """
    if not os.fspath(path):
        raise FormatError("a file that is to be read must have a name, not ''")
    try:
        with Path(path).open("rb") as file:
            data = file.read(-1 if most is None else most + 1)
    except OSError as error:
        raise FormatError(
            f"{os.fspath(path)}: the file must be readable, but: {error.strerror}"
        ) from None
    if most is not None and len(data) > most:
        raise FormatError(f"{os.fspath(path)}: the file must have at most {most} bytes")
    return data


def read_text(path: FilePath, *, most: int | None = None) -> str:
    """Return the text of a file in UTF-8; FormatError, naming it, if it cannot be read.

    `most` is the limit that `read_bytes` has.

    >>> read_text("/no/such/net.nnet")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.nnet: the file must be readable, but: No such file \
or directory
    """
    try:
        return read_bytes(path, most=most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{os.fspath(path)}: the file must be text in UTF-8, but byte {error.start} is not"
        ) from None
