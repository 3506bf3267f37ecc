"""The forms that bound a domain: those that are not negative on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError
from exactrelu.rational import over_common_denominator

if TYPE_CHECKING:
    from exactrelu.polyhedron import Form, Polyhedron

__all__ = ["bounding_forms"]


def bounding_forms(domain: Polyhedron | None, dimension: int) -> list[Form]:
    """Return the integer forms (c_0, c) with c_0 + c·x >= 0 on the domain; none for all of R^n.

    Raises DimensionError if the domain lies in another space.

    >>> from exactrelu.polyhedron import Polyhedron
    >>> bounding_forms(Polyhedron([([2], "<=", 1)]), 1)
    [[1, -2]]
    """
    if domain is None:
        return []
    if domain.ambient_dimension != dimension:
        raise DimensionError(
            f"domain must lie in R^{dimension}, as the network's inputs do, "
            f"not in R^{domain.ambient_dimension}"
        )
    forms: list[Form] = []
    for row in domain.rows:
        flat, _ = over_common_denominator([-row.bound, *row.coefficients])
        forms += [flat] if row.relation != "<=" else []
        forms += [[-entry for entry in flat]] if row.relation != ">=" else []
    return forms
