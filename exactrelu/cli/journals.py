"""Where the command train keeps its finished rounds, for one run at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exactrelu.errors import FormatError
from exactrelu.training.search import search_fingerprint

if TYPE_CHECKING:
    from io import BufferedRandom

    from exactrelu.training import Problem

__all__ = ["WORK_FOLDER", "has_rounds", "journal_of"]

WORK_FOLDER = "training-work"


@contextmanager
def journal_of(problem: Problem, *, resume: bool, most_open: int) -> Iterator[Path | None]:
    """The file of finished rounds; None where none can be kept and none is asked for.

    Says on stderr if there is nothing to resume, and if another run keeps its rounds there.
    """
    path = Path(WORK_FOLDER) / f"{search_fingerprint(problem, most_open=most_open)[:16]}.jsonl"
    try:
        path.parent.mkdir(exist_ok=True)
        file = _locked(path)
    except BlockingIOError:
        if resume:
            raise FormatError(f"{path} must not be in use, but another run writes to it") from None
        click.echo(f"another run writes to {path}: rounds of this one are not kept", err=True)
        yield None
        return
    except OSError as error:
        if resume:
            raise FormatError(f"{path} must be writable, but: {error.strerror}") from None
        yield None
        return
    with closing(file):
        yield from _used(file, path, resume=resume)


def _used(file: BufferedRandom, path: Path, *, resume: bool) -> Iterator[Path]:
    """Give the journal, emptied unless its rounds are wanted; leave none without rounds."""
    if not resume:
        file.truncate(0)
    elif not has_rounds(path):
        click.echo(f"nothing to resume in {path.parent}/, beginning anew", err=True)
    try:
        yield path
    finally:
        with suppress(OSError):
            if not has_rounds(path):
                path.unlink()
        with suppress(OSError):
            # Where there is other work in it the folder stays.
            path.parent.rmdir()


def _locked(path: Path) -> BufferedRandom:
    """The file, locked until it is closed or the process is killed, where the system has locks."""
    while True:
        file = path.open("a+b")
        try:
            _lock(file)
            # A run that ended just now may have removed the file that has been locked.
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        except FileNotFoundError:
            pass
        except OSError:
            file.close()
            raise
        file.close()


def _lock(file: BufferedRandom) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def has_rounds(path: Path) -> bool:
    """Whether a journal has a line after its header.

    >>> has_rounds(Path(os.devnull))
    False
    """
    with path.open("rb") as file:
        file.readline()
        return bool(file.readline())
