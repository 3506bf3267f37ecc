"""The regions of a ReLU network on R^n, exactly: cells, pieces, affine maps."""

from __future__ import annotations

from exactrelu.regions.value import Facet, Region, Regions, regions

__all__ = ["Facet", "Region", "Regions", "regions"]
