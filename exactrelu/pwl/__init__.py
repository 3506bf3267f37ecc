"""Continuous piecewise linear functions on the line, exactly.

`PWL` is the value; everything else is a function on such values. The conversions from and to sympy
are loaded when first used.
"""

from typing import Any

from exactrelu.pwl.function import PWL
from exactrelu.pwl.levels import (
    Extremum,
    Interval,
    Unbounded,
    is_concave,
    is_convex,
    is_nondecreasing,
    level_set,
    maximum_of,
    minimum_of,
    roots,
)
from exactrelu.pwl.measures import integral, l1_distance, l2_squared_distance, sup_distance
from exactrelu.pwl.operations import absolute, compose, maximum, minimum, relu, restrict

__all__ = [
    "PWL",
    "Extremum",
    "Interval",
    "Unbounded",
    "absolute",
    "as_latex",
    "as_sympy",
    "compose",
    "from_sympy",
    "integral",
    "is_concave",
    "is_convex",
    "is_nondecreasing",
    "l1_distance",
    "l2_squared_distance",
    "level_set",
    "maximum",
    "maximum_of",
    "minimum",
    "minimum_of",
    "relu",
    "restrict",
    "roots",
    "sup_distance",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name in {"as_latex", "as_sympy", "from_sympy"}:
        from exactrelu.pwl import symbolic  # noqa: PLC0415 - sympy is slow to import

        return getattr(symbolic, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
