"""The command about certificates: check."""

from __future__ import annotations

import click

from exactrelu import checker
from exactrelu.cli.lines import json_option, print_json

__all__ = ["check"]


@click.command()
@click.argument("certificates", metavar="CERT …", nargs=-1, required=True)
@json_option
def check(certificates: tuple[str, ...], *, as_json: bool) -> int:
    """Check certificates: VALID, INVALID or UNSUPPORTED, exit status 0, 1 or 2.

    The checker is one file that needs Python alone: python -I exactrelu/checker.py CERT …
    """
    if not as_json:
        return checker.main(certificates)
    verdicts = [checker.check_file(path) for path in certificates]
    print_json(
        {
            "certificates": [
                {"file": path, "verdict": verdict.status, "reason": verdict.reason}
                for path, verdict in zip(certificates, verdicts, strict=True)
            ]
        }
    )
    return max(checker.STATUSES.index(verdict.status) for verdict in verdicts)
