"""Run the command line, as the program ``exactrelu`` or as ``python -m exactrelu``.

Worker processes import this module too, and do not need the commands.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from exactrelu.cli import main as run  # noqa: PLC0415 - not needed by workers

    run()


if __name__ == "__main__":
    main()
