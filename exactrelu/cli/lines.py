"""How commands end: one line for each error, the exit statuses, and options that many share."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, NoReturn

import click

from exactrelu.errors import BudgetError, ExactReluError, WorkerError
from exactrelu.rational import as_text
from exactrelu.regions import MAX_REGIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

__all__ = [
    "BAD_INPUT",
    "UNANSWERED",
    "OneLineGroup",
    "approximated",
    "as_options",
    "counted",
    "end_in_one_line",
    "floats_option",
    "json_option",
    "max_regions_option",
    "nnet_option",
    "print_json",
]

BAD_INPUT = 2
UNANSWERED = 3
"""The status where the work allowed is used up before there is an answer."""

INTERRUPTED = 130
"""What shells call the status of a command that Ctrl-C ended."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")

floats_option = click.option(
    "--floats",
    type=click.Choice(["refuse", "dyadic", "decimal"]),
    default="refuse",
    show_default=True,
    help="How to read floats in files: not at all, by the value they hold, or by their decimals.",
)

nnet_option = click.option(
    "--nnet",
    type=click.Choice(["raw", "normalised"]),
    default="raw",
    show_default=True,
    help="How to read files .nnet: in the units of their ranges, or the layers as they stand.",
)

max_regions_option = click.option(
    "--max-regions",
    metavar="N",
    type=click.IntRange(min=1),
    default=MAX_REGIONS,
    show_default=True,
    help="Give up at more regions than these.",
)

INTERRUPTION = {
    "audit": "interrupted; finished work is kept, --resume goes on from there",
    "train": "interrupted; finished rounds are kept, --resume goes on from there",
    "regions --resume": "interrupted; finished parts are kept, --resume goes on from there",
}
"""What is said after Ctrl-C, where a command keeps what it has finished."""


def _interruption(words: Sequence[str]) -> str:
    command = next(iter(words), "")
    resumed = f"{command} --resume" if "--resume" in words else command
    return INTERRUPTION.get(resumed, INTERRUPTION.get(command, "interrupted"))


class OneLineGroup(click.Group):
    """A group whose errors, of usage and of input, are one line on stderr and exit status 2."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - as click has it
        """Run the command; exit with its status, or with 2 after an error."""
        run: Any = super().main
        if not extra.pop("standalone_mode", True):
            return run(*args, standalone_mode=False, **extra)
        words = args[0] if args and args[0] else sys.argv[1:]
        return end_in_one_line(
            lambda: run(*args, standalone_mode=False, **extra), interruption=_interruption(words)
        )


def end_in_one_line(run: Callable[[], object], *, interruption: str = "interrupted") -> NoReturn:
    """Run a command; exit with the status it returns, or after an error with one line on stderr.

    >>> end_in_one_line(lambda: 1)
    Traceback (most recent call last):
    SystemExit: 1
    """
    try:
        status = run()
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        _exit(interruption, INTERRUPTED)
    except BrokenPipeError:
        # The reader has seen enough; what is left must not be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except MemoryError:
        _exit("there is not enough memory for this", UNANSWERED)
    except (click.ClickException, ExactReluError, OSError) as error:
        _exit(*_told(error))
    sys.exit(status if isinstance(status, int) else 0)


def _told(error: Exception) -> tuple[str, int]:
    """The line about an error, and the exit status."""
    match error:
        case click.ClickException():
            return error.format_message(), BAD_INPUT
        case BudgetError() | WorkerError():
            return as_options(str(error)), UNANSWERED
        case OSError(filename=str() as name):
            return f"{name}: {error.strerror}", BAD_INPUT
        case OSError(errno=errno.ENOSPC):
            return f"standard output: {error.strerror}", BAD_INPUT
    return as_options(str(error)), BAD_INPUT


_KEYWORD = re.compile(
    r'\b(floats|numbers)="(\w+)"(?: or "(\w+)")?'
    r"|\b(time_limit|node_limit|max_regions|max_vertices|max_dichotomies)\b"
)


def as_options(message: str) -> str:
    """Return a message of the library with the options of commands where it has keywords.

    >>> as_options('ask for floats="dyadic" or "decimal"')
    'ask for --floats dyadic or decimal'
    >>> as_options("time_limit must be at least 0, not -1")
    '--time-limit must be at least 0, not -1'
    """

    def option(found: re.Match[str]) -> str:
        keyword, first, second, limit = found.groups()
        if limit:
            return f"--{limit.replace('_', '-')}"
        return f"--{keyword} {first}" + (f" or {second}" if second else "")

    return _KEYWORD.sub(option, message)


def _exit(message: str, status: int) -> NoReturn:
    click.echo(f"exactrelu: {' '.join(message.split())}", err=True)
    sys.exit(status)


_SIX_DIGITS = Context(prec=6)
_SHORT = 24


def approximated(*numbers: Fraction) -> list[str] | None:
    """Return numbers with six decimal digits, None if all of them are short as they are.

    >>> from fractions import Fraction
    >>> approximated(Fraction(1, 3)), approximated(Fraction(1, 3), Fraction(10**30, 7))
    (None, ['0.333333', '1.42857E+29'])
    """
    if all(len(as_text(number)) <= _SHORT for number in numbers):
        return None
    parts = [(Decimal(number.numerator), Decimal(number.denominator)) for number in numbers]
    return [str(_SIX_DIGITS.divide(*pair).normalize(_SIX_DIGITS)) for pair in parts]


def counted(count: int, many: str) -> str:
    """Return the count and its noun.

    >>> counted(1, "distinct affine maps"), counted(2, "samples")
    ('1 distinct affine map', '2 samples')
    """
    return f"{count} {many.removesuffix('s') if count == 1 else many}"


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
