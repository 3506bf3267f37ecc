"""The command check, and the options of the commands that write certificates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exactrelu import checker
from exactrelu.cli.lines import json_option, print_json
from exactrelu.errors import DomainError, FormatError
from exactrelu.formats import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exactrelu.certificates import Certificate

__all__ = [
    "Written",
    "certificate_option",
    "check",
    "print_answer",
    "replay_option",
    "require_new_files",
]

certificate_option = click.option(
    "--certificate", metavar="OUT", help="Write a certificate to this file."
)

replay_option = click.option(
    "--check",
    "replay",
    is_flag=True,
    help="Replay the certificate, which takes about as long as finding the answer.",
)


def require_new_files(out: str | None, *others: str | None, replay: bool = False) -> None:
    """Refuse to write a certificate over another file of the command.

    >>> require_new_files("net.json", "net.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: --certificate must not be another file of the command: net.json
    """
    if out is None:
        if replay:
            raise DomainError("--check must come with --certificate")
        return
    if not out:
        raise FormatError("--certificate must be the name of a file, not ''")
    if any(other is not None and _is_same(out, other) for other in others):
        raise FormatError(f"--certificate must not be another file of the command: {out}")


def _is_same(one: str, other: str) -> bool:
    first, second = Path(one), Path(other)
    if first.exists() and second.exists():
        return first.samefile(second)
    return first.resolve() == second.resolve()


@dataclass(frozen=True, slots=True)
class Written:
    """A certificate in a file, and what the checker says about that, if it has been asked."""

    file: str
    verdict: checker.Verdict | None

    @classmethod
    def at(cls, out: str, certificate: Certificate, *, replay: bool) -> Written:
        """Write a certificate, whole or not at all; replay it from the file if that is wanted."""
        write_text(out, certificate.text + "\n")
        return cls(out, checker.check_file(out) if replay else None)

    @property
    def status(self) -> int:
        """The exit status of the command: that of the checker."""
        return checker.STATUSES.index(self.verdict.status) if self.verdict else 0

    def as_json(self) -> dict[str, str | None]:
        """The file and the verdict, null if nothing has been replayed."""
        return {"file": self.file, "verdict": self.verdict.status if self.verdict else None}

    def __str__(self) -> str:
        said = f"{self.verdict.status}: {self.verdict.reason}" if self.verdict else "not replayed"
        return f"certificate {self.file}, {said}"


def print_answer(
    parts: Mapping[str, object], lines: Iterable[str], written: Written | None, *, as_json: bool
) -> None:
    """Print an answer as JSON or in lines, and the certificate that was written, if any.

    >>> print_answer({"value": "1/2"}, ["the value is 1/2"], None, as_json=False)
    the value is 1/2
    """
    if as_json:
        print_json({**parts, **({"certificate": written.as_json()} if written else {})})
        return
    for line in (*lines, *([written] if written else [])):
        click.echo(line)


@click.command()
@click.argument("certificates", metavar="CERT …", nargs=-1, required=True)
@json_option
def check(certificates: tuple[str, ...], *, as_json: bool) -> int:
    """Check certificates: VALID, INVALID or UNSUPPORTED, exit status 0, 1 or 2.

    A folder stands for all files .json in it and in its folders. The checker is one file that needs
    Python alone: python -I exactrelu/checker.py CERT …
    """
    files = [file for path in certificates for file in _files(path)]
    if not as_json:
        return checker.main(files)
    verdicts = [checker.check_file(path) for path in files]
    print_json(
        {
            "certificates": [
                {"file": path, "verdict": verdict.status, "reason": verdict.reason}
                for path, verdict in zip(files, verdicts, strict=True)
            ]
        }
    )
    return max(checker.STATUSES.index(verdict.status) for verdict in verdicts)


def _files(path: str) -> list[str]:
    """The file, or the certificates in a folder."""
    if not Path(path).is_dir():
        return [path]
    found = sorted(map(str, Path(path).rglob("*.json")))
    if not found:
        raise FormatError(f"a folder of certificates must have files .json in it: {path}")
    return found
