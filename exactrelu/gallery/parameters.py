"""Checks of the parameters of the gallery's functions."""

from __future__ import annotations

from exactrelu.errors import DomainError

__all__ = ["require_at_least"]


def require_at_least(least: int, **numbers: int) -> None:
    """Raise DomainError unless all the numbers, given by name, are integers and large enough.

    >>> require_at_least(1, k=0)
    Traceback (most recent call last):
    exactrelu.errors.DomainError: k must be an integer, at least 1, not 0
    """
    for name, number in numbers.items():
        if type(number) is not int or number < least:
            raise DomainError(f"{name} must be an integer, at least {least}, not {number!r}")
