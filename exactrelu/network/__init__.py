"""ReLU networks as data: values, and the operations that make networks from networks."""

from exactrelu.network.line import as_pwl
from exactrelu.network.operations import (
    affine_after,
    affine_before,
    compose_maps,
    parallel,
    serial,
)
from exactrelu.network.ranges import Ends, output_ranges
from exactrelu.network.value import SCHEMA, AffineMap, Network, OutputMap

__all__ = [
    "SCHEMA",
    "AffineMap",
    "Ends",
    "Network",
    "OutputMap",
    "affine_after",
    "affine_before",
    "as_pwl",
    "compose_maps",
    "output_ranges",
    "parallel",
    "serial",
]
