r"""Files are written whole or not at all: into a new file beside, which then takes the name.

A reader, or a run that is killed, sees the old file or the new one and never half of one.

>>> import tempfile
>>> path = Path(tempfile.mkdtemp()) / "value.json"
>>> write_json(path, {"x": ["1/2"]})
>>> path.read_text()
'{\n "x": [\n  "1/2"\n ]\n}\n'
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import TypeAlias

from exactrelu.errors import FormatError

__all__ = ["FilePath", "require_writable", "write_bytes", "write_json", "write_text"]

FilePath: TypeAlias = str | os.PathLike[str]


def write_json(path: FilePath, value: object) -> None:
    """Write a JSON value to a file, whole or not at all; see `write_text`.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "value.json"
    >>> write_json(path, {"x": ["1/2"]})
    >>> json.loads(path.read_text())
    {'x': ['1/2']}
    """
    write_text(path, json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def write_text(path: FilePath, text: str) -> None:
    """Write a text to a file: into a new file beside it, which then takes its name.

    A reader, or a run that is killed, sees the old file or the new one and never half of one.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "report.txt"
    >>> write_text(path, "done")
    >>> path.read_text(), [entry.name for entry in path.parent.iterdir()]
    ('done', ['report.txt'])
    """
    write_bytes(path, text.encode())


def require_writable(path: FilePath) -> None:
    """Raise FormatError unless a file can be written there, before the work whose result it is.

    >>> require_writable("/no/such/folder/net.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/folder/net.json: the file must be writable, but: \
/no/such/folder is no folder
    """
    target, name = Path(path), os.fspath(path)
    if not name:
        raise FormatError("a file that is to be written must have a name, not ''")
    if not target.parent.is_dir():
        raise FormatError(f"{name}: the file must be writable, but: {target.parent} is no folder")
    if target.is_dir():
        raise FormatError(f"{name}: the file must be writable, but: Is a directory")
    if target.exists() and not target.is_file():
        # To open a pipe and close it again would end it for its reader.
        return
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}."):
            return
    except OSError as error:
        raise FormatError(f"{name}: the file must be writable, but: {error.strerror}") from None


def write_bytes(path: FilePath, data: bytes) -> None:
    """Write bytes to a file, whole or not at all, as `write_text` does.

    Raises FormatError, naming the file, if it cannot be written.

    >>> write_bytes("/no/such/folder/net.npz", b"PK")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/folder/net.npz: the file must be writable, but: No such \
file or directory
    """
    target = Path(path)
    # A pipe or a device keeps its name: nothing can be put in its place.
    is_stream = target.exists() and not target.is_file()
    beside = target if is_stream else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        raise FormatError(
            f"{os.fspath(path)}: the file must be writable, but: {error.strerror}"
        ) from None
    finally:
        if not is_stream:
            with contextlib.suppress(OSError):
                beside.unlink()
