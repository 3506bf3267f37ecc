"""The regions of a ReLU network on R^n, exactly: cells, pieces, affine maps, and questions."""

from __future__ import annotations

from exactrelu.regions.enumeration import (
    MAX_REGIONS,
    TASKS_PER_WORKER,
    Work,
    bracketed,
    most_regions,
    refined_as_json,
    regions,
    stream,
)
from exactrelu.regions.questions import (
    Different,
    Equal,
    Extrema,
    difference,
    equal,
    extrema,
    is_concave,
    is_convex,
    l1_distance,
    l2_squared_distance,
    lipschitz_constant,
    nonconvex_segment,
    require_same_shape,
    sup_distance,
)
from exactrelu.regions.representability import beside_both_points, representability_certificate
from exactrelu.regions.slices import Slice, restricted
from exactrelu.regions.subdivision import Part, refined
from exactrelu.regions.value import Facet, Region, Regions

__all__ = [
    "MAX_REGIONS",
    "TASKS_PER_WORKER",
    "Different",
    "Equal",
    "Extrema",
    "Facet",
    "Part",
    "Region",
    "Regions",
    "Slice",
    "Work",
    "beside_both_points",
    "bracketed",
    "difference",
    "equal",
    "extrema",
    "is_concave",
    "is_convex",
    "l1_distance",
    "l2_squared_distance",
    "lipschitz_constant",
    "most_regions",
    "nonconvex_segment",
    "refined",
    "refined_as_json",
    "regions",
    "representability_certificate",
    "require_same_shape",
    "restricted",
    "stream",
    "sup_distance",
]
