"""Which of the peers of a benchmark can be imported here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["importable"]


def importable(candidates: Iterable[tuple[str, str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Return the peers by name whose module can be imported, and the names of the others.

    >>> importable([("sums", "math", sum), ("none", "no_such_module", sum)])
    ({'sums': <built-in function sum>}, ['none'])
    """
    found: dict[str, Any] = {}
    missing = []
    for name, module, peer in candidates:
        try:
            importlib.import_module(module)
        except ImportError:
            missing.append(name)
        else:
            found[name] = peer
    return found, missing
