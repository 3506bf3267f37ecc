"""The command ``exactrelu``: audits of papers, and exact answers about functions and networks.

Every bad input ends in one line on stderr and exit status 2. With ``--json`` the answer alone is
printed to stdout, as JSON.
"""

from __future__ import annotations

import click

import exactrelu
from exactrelu.cli.arrangements import dichotomies, zonotope
from exactrelu.cli.audits import audit, explain, refute
from exactrelu.cli.certificates import check
from exactrelu.cli.functions import convert, evaluate, represent
from exactrelu.cli.learning import learn_command
from exactrelu.cli.lines import OneLineGroup
from exactrelu.cli.models import solve
from exactrelu.cli.questions import equal, extrema
from exactrelu.cli.reductions import reduce
from exactrelu.cli.regions import regions
from exactrelu.cli.training import train

__all__ = ["cli", "main"]


@click.group(cls=OneLineGroup, no_args_is_help=False)
@click.version_option(exactrelu.__version__, message="exactrelu %(version)s")
def cli() -> None:
    """Verify the theory of ReLU networks in exact rational arithmetic."""


COMMANDS = (
    *(audit, explain, refute),
    *(represent, evaluate, equal, extrema, convert),
    *(regions, dichotomies, zonotope),
    *(train, learn_command, reduce, solve, check),
)

for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command line; the entry point of the installed program."""
    cli(prog_name="exactrelu")
