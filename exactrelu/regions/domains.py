"""Domains: the forms that bound one, those that are not negative on it, and its rows as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.certificates import regions_problem
from exactrelu.errors import DimensionError
from exactrelu.lp.kinds import require
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.rational import over_common_denominator

if TYPE_CHECKING:
    from typing import Any

    from exactrelu.network import Ends
    from exactrelu.polyhedron import Form

__all__ = ["bounding_forms", "problem_of", "ranges_of", "require_places"]


def require_places(network: object, domain: object) -> None:
    """Raise KindError unless these are a network, and a polyhedron or None.

    >>> require_places("net.json", None)
    Traceback (most recent call last):
    exactrelu.errors.KindError: network must be a Network, not a str; \
exactrelu.formats.read_network reads files
    """
    is_text = isinstance(network, str)
    hint = "exactrelu.formats.read_network reads files" if is_text else ""
    require(network, Network, "network", hint=hint)
    if domain is not None:
        require(domain, Polyhedron, "domain", hint="Polyhedron.box makes one of ranges")


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


def problem_of(network: Network, domain: Polyhedron | None) -> dict[str, Any]:
    """Return a network on a domain as certificates embed it.

    >>> from exactrelu.network import Network
    >>> problem_of(Network.of(([[1]], [0])), None)["rows"]
    []
    """
    rows = [] if domain is None else domain.as_json()["rows"]
    return regions_problem(network.as_json(), rows)


def ranges_of(domain: Polyhedron | None, dimension: int) -> list[Ends]:
    """Return for each coordinate bounds that rows of the domain state for it alone; None for none.

    >>> from exactrelu.polyhedron import Polyhedron
    >>> ranges_of(Polyhedron([([2, 0], "<=", 1), ([1, 1], ">=", 0)]), 2)
    [(None, Fraction(1, 2)), (None, None)]
    """
    found: list[Ends] = [(None, None)] * dimension
    for c, *slopes in bounding_forms(domain, dimension):
        places = [j for j, slope in enumerate(slopes) if slope]
        if len(places) == 1:
            (j,) = places
            (low, high), end = found[j], Fraction(-c, slopes[j])
            if slopes[j] > 0:
                found[j] = end if low is None else max(low, end), high
            else:
                found[j] = low, end if high is None else min(high, end)
    return found
