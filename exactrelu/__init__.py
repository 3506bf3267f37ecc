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
    from exactrelu.constructions import represent
    from exactrelu.errors import ExactReluError
    from exactrelu.formats import read_function, read_network, read_pwl
    from exactrelu.network import AffineMap, Network, as_pwl
    from exactrelu.pwl import PWL
    from exactrelu.rational import as_rational

__version__ = "0.1.0"

_HOME_OF = {
    "AffineMap": "network",
    "ExactReluError": "errors",
    "Network": "network",
    "PWL": "pwl",
    "as_pwl": "network",
    "as_rational": "rational",
    "read_function": "formats",
    "read_network": "formats",
    "read_pwl": "formats",
    "represent": "constructions",
}
"""The module in which each public name lives; the imports above say the same to type checkers."""

__all__ = [
    "PWL",
    "AffineMap",
    "ExactReluError",
    "Network",
    "__version__",
    "as_pwl",
    "as_rational",
    "read_function",
    "read_network",
    "read_pwl",
    "represent",
]


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
