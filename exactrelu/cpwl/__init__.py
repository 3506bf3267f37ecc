"""Continuous piecewise affine functions on R^n, and what can be asked of them."""

from __future__ import annotations

from exactrelu.cpwl.extrema import Extremum, Unbounded, maximum_of, minimum_of
from exactrelu.cpwl.integrals import integral, integral_of_absolute, integral_of_square
from exactrelu.cpwl.kinks import Kink, Segment, is_concave, is_convex, kinks, nonconvex_segment
from exactrelu.cpwl.lipschitz import Lipschitz, Norm, lipschitz_constant
from exactrelu.cpwl.operations import (
    cut_where_zero,
    functional_of,
    gradients,
    is_affine,
    is_zero,
)
from exactrelu.cpwl.value import CPWL

__all__ = [
    "CPWL",
    "Extremum",
    "Kink",
    "Lipschitz",
    "Norm",
    "Segment",
    "Unbounded",
    "cut_where_zero",
    "functional_of",
    "gradients",
    "integral",
    "integral_of_absolute",
    "integral_of_square",
    "is_affine",
    "is_concave",
    "is_convex",
    "is_zero",
    "kinks",
    "lipschitz_constant",
    "maximum_of",
    "minimum_of",
    "nonconvex_segment",
]
