"""Continuous piecewise affine functions on R^n."""

from __future__ import annotations

from exactrelu.cpwl.value import CPWL

__all__ = ["CPWL"]
