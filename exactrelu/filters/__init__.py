"""Floats that decide where their error bounds let them, and leave open what they do not."""

from __future__ import annotations

from exactrelu.filters.enclosures import (
    Enclosures,
    certain_sides,
    combined,
    enclosed,
    scaled_matrix,
    transformed,
)
from exactrelu.filters.signs import (
    FloatArray,
    FloatRows,
    Signs,
    as_dyadics,
    as_float,
    as_floats,
    certain_direction_signs,
    certain_signs,
    ends_as_floats,
    float_table,
    places_not_positive,
    scaled_floats,
    short_dyadics,
)

__all__ = [
    "Enclosures",
    "FloatArray",
    "FloatRows",
    "Signs",
    "as_dyadics",
    "as_float",
    "as_floats",
    "certain_direction_signs",
    "certain_sides",
    "certain_signs",
    "combined",
    "enclosed",
    "ends_as_floats",
    "float_table",
    "places_not_positive",
    "scaled_floats",
    "scaled_matrix",
    "short_dyadics",
    "transformed",
]
