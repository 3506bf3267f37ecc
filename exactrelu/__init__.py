"""Exact rational verification for the theory of ReLU networks.

The public names are imported when they are first used, so that ``import exactrelu`` is quick and
needs none of the dependencies.

>>> import exactrelu
>>> exactrelu.as_rational("1/3")
Fraction(1, 3)
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exactrelu.errors import ExactReluError
    from exactrelu.rational import as_rational

__version__ = "0.1.0"

_HOME_OF = {
    "ExactReluError": "errors",
    "as_rational": "rational",
}
"""The module in which each public name lives; the imports above say the same to type checkers."""

__all__ = ["ExactReluError", "__version__", "as_rational"]


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        value = getattr(importlib.import_module(f"exactrelu.{_HOME_OF[name]}"), name)
    elif not name.startswith("_") and importlib.util.find_spec(f"exactrelu.{name}"):
        value = importlib.import_module(f"exactrelu.{name}")
    else:
        raise AttributeError(f"module 'exactrelu' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
