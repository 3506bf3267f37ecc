"""How commands end: one line for each error, the exit statuses, and options that many share."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from exactrelu.errors import BudgetError, ExactReluError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BAD_INPUT",
    "UNANSWERED",
    "OneLineGroup",
    "as_options",
    "floats_option",
    "json_option",
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


INTERRUPTION = {"audit": "interrupted; finished work is kept, --resume goes on from there"}
"""What is said after Ctrl-C, where a command keeps what it has finished."""


def _command(args: tuple[Any, ...]) -> str:
    words = list(args[0]) if args and args[0] else sys.argv[1:]
    return words[0] if words else ""


class OneLineGroup(click.Group):
    """A group whose errors, of usage and of input, are one line on stderr and exit status 2."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - as click has it
        """Run the command; exit with its status, or with 2 after an error."""
        run: Any = super().main
        if not extra.pop("standalone_mode", True):
            return run(*args, standalone_mode=False, **extra)
        try:
            status = run(*args, standalone_mode=False, **extra)
            sys.stdout.flush()
        except (click.Abort, KeyboardInterrupt):
            _exit(INTERRUPTION.get(_command(args), "interrupted"), INTERRUPTED)
        except BrokenPipeError:
            # The reader has seen enough; what is left must not be written at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except click.ClickException as error:
            _exit(error.format_message(), BAD_INPUT)
        except BudgetError as error:
            _exit(as_options(str(error)), UNANSWERED)
        except ExactReluError as error:
            _exit(as_options(str(error)), BAD_INPUT)
        except OSError as error:
            _exit(
                f"{error.filename}: {error.strerror}" if error.filename else str(error), BAD_INPUT
            )
        sys.exit(status if isinstance(status, int) else 0)


_KEYWORD = re.compile(r'\b(floats|numbers)="(\w+)"(?: or "(\w+)")?|\b(time_limit|node_limit)\b')


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


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
