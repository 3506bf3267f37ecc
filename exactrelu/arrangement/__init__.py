"""Hyperplane arrangements, the dichotomies of point sets, and zonotopes.

>>> from exactrelu.arrangement import Arrangement, braid
>>> braid(4).region_count, sum(1 for _ in braid(4).regions())
(24, 24)
"""

from exactrelu.arrangement.duality import (
    MAX_DICHOTOMIES,
    Dichotomies,
    Dichotomy,
    dichotomies,
    homogeneous_dichotomies,
)
from exactrelu.arrangement.families import (
    Family,
    boolean,
    braid,
    catalan,
    families,
    generic,
    generic_central,
    linial,
    resonance,
    shi,
    threshold,
    type_b,
)
from exactrelu.arrangement.regions import Region
from exactrelu.arrangement.value import Arrangement
from exactrelu.arrangement.zonotope import MAX_VERTICES, Zonotope

__all__ = [
    "MAX_DICHOTOMIES",
    "MAX_VERTICES",
    "Arrangement",
    "Dichotomies",
    "Dichotomy",
    "Family",
    "Region",
    "Zonotope",
    "boolean",
    "braid",
    "catalan",
    "dichotomies",
    "families",
    "generic",
    "generic_central",
    "homogeneous_dichotomies",
    "linial",
    "resonance",
    "shi",
    "threshold",
    "type_b",
]
