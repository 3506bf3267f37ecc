"""Questions about the functions of networks on R^n or a polyhedron, with witnesses in the answers.

Two networks are compared through the network of their difference: side by side, the shallower one
prolonged by identities (`exactrelu.constructions.deepen`), with outputs subtracted at the end. Its
regions refine those of both; on each of them the difference is affine, so it is 0 if it is 0 at the
corners.

More than `max_regions` regions, of the network or of the difference, raise BudgetError.

>>> from exactrelu.network import Network
>>> absolute_value = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
>>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
>>> equal(absolute_value, relu)
Different(point=(Fraction(-1, 1),), first=(Fraction(1, 1),), second=(Fraction(0, 1),))
>>> equal(absolute_value, relu, domain=Polyhedron.box([(0, None)]))
Equal()
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from exactrelu import certificates, cpwl
from exactrelu.constructions import deepen
from exactrelu.cpwl import Extremum, Lipschitz, Norm, Segment, Unbounded
from exactrelu.cpwl.kinks import along
from exactrelu.cpwl.operations import require_one_output
from exactrelu.errors import BudgetError, DimensionError, DomainError
from exactrelu.lp.kinds import require
from exactrelu.network import AffineMap, Network, affine_after, output_ranges, parallel
from exactrelu.polyhedron import Polyhedron
from exactrelu.rational import as_text
from exactrelu.regions.domains import problem_of, ranges_of, require_places
from exactrelu.regions.enumeration import MAX_REGIONS, regions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exactrelu.certificates import Certificate
    from exactrelu.cpwl import CPWL
    from exactrelu.rational import Vector

__all__ = [
    "Different",
    "Equal",
    "Extrema",
    "difference",
    "equal",
    "extrema",
    "is_concave",
    "is_convex",
    "l1_distance",
    "l2_squared_distance",
    "lipschitz_constant",
    "nonconvex_segment",
    "require_same_shape",
    "sup_distance",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal:
    """The two functions have the same values on the whole domain.

    `difference` is the network of f - g, which is 0 there; without it there is no certificate.
    """

    difference: Network | None = field(default=None, repr=False, compare=False)
    domain: Polyhedron | None = field(default=None, repr=False, compare=False)

    @property
    def certificate(self) -> Certificate:
        """The certificate, of the kind ``regions``, that the difference is 0, made anew each time.

        Raises DomainError if the difference is not known.

        >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
        >>> found = equal(relu, relu)
        >>> found.certificate.verdict() if isinstance(found, Equal) else None
        Verdict(status='VALID', reason='the network is 0')
        """
        if self.difference is None:
            raise DomainError("a certificate of equality must be about two networks")
        return certificates.zero_network(problem_of(self.difference, self.domain))


@dataclass(frozen=True, slots=True)
class Different:
    """The two functions differ at a point: the values of the first and of the second.

    `networks` are the two; without them, for functions that are no networks, there is no
    certificate.
    """

    point: Vector
    first: Vector
    second: Vector
    networks: tuple[Network, Network] | None = field(default=None, repr=False, compare=False)

    @property
    def certificate(self) -> Certificate:
        """The certificate, of the kind ``counterexample``, of different values at the point.

        Raises DomainError if the networks are not known.

        >>> relu, identity = Network.of(([[1]], [0]), ([[1]], [0])), Network.of(([[1]], [0]))
        >>> found = equal(relu, identity)
        >>> found.certificate.verdict() if isinstance(found, Different) else None
        Verdict(status='VALID', reason='the 3 assertions hold')
        """
        if self.networks is None:
            raise DomainError("a certificate of a difference must be about two networks")
        pairs = enumerate(zip(self.first, self.second, strict=True))
        output = next(i for i, (one, other) in pairs if one != other)
        at = [as_text(entry) for entry in self.point]
        f, g = (["value", name, output, *at] for name in ("f", "g"))
        objects = dict(zip("fg", (network.as_json() for network in self.networks), strict=True))
        values = (as_text(self.first[output]), as_text(self.second[output]))
        return certificates.counterexample(
            "the networks f and g are equal",
            objects,
            [["!=", f, g], ["=", f, values[0]], ["=", g, values[1]]],
        )


@dataclass(frozen=True, slots=True)
class Extrema:
    """The least and the greatest value; an Unbounded shows a ray where there is none.

    `min`, `argmin`, `max` and `argmax` are None where there is no extremum. The certificates are
    of the kind ``regions``, made anew each time, None where there is no extremum.
    """

    minimum: Extremum | Unbounded
    maximum: Extremum | Unbounded
    network: Network = field(repr=False, compare=False)
    domain: Polyhedron | None = field(default=None, repr=False, compare=False)

    @property
    def minimum_certificate(self) -> Certificate | None:
        """The certificate that the negated network has its greatest value at `argmin`.

        >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
        >>> found = extrema(relu).minimum_certificate
        >>> found and (found.claim, found.verdict().status)
        ({'point': ['0'], 'value': '0'}, 'VALID')
        """
        if not isinstance(self.minimum, Extremum):
            return None
        problem = problem_of(affine_after(self.network, AffineMap([[-1]], [0])), self.domain)
        point, value = self.minimum.argument, -self.minimum.value
        return certificates.maximum_of_network(problem, point, value)

    @property
    def maximum_certificate(self) -> Certificate | None:
        """The certificate that the network has its greatest value at `argmax`."""
        if not isinstance(self.maximum, Extremum):
            return None
        problem = problem_of(self.network, self.domain)
        return certificates.maximum_of_network(problem, self.maximum.argument, self.maximum.value)

    @property
    def min(self) -> Fraction | None:
        """The least value."""
        return self.minimum.value if isinstance(self.minimum, Extremum) else None

    @property
    def argmin(self) -> Vector | None:
        """A point with the least value."""
        return self.minimum.argument if isinstance(self.minimum, Extremum) else None

    @property
    def max(self) -> Fraction | None:
        """The greatest value."""
        return self.maximum.value if isinstance(self.maximum, Extremum) else None

    @property
    def argmax(self) -> Vector | None:
        """A point with the greatest value."""
        return self.maximum.argument if isinstance(self.maximum, Extremum) else None


def difference(f: Network, g: Network) -> Network:
    """Return the network of x -> f(x) - g(x).

    Raises DimensionError unless both have the same numbers of inputs and outputs.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> difference(relu, Network.of(([[1]], [0])))(-3)
    (Fraction(3, 1),)
    """
    require_same_shape(f, g)
    depth, m = max(f.depth, g.depth), f.output_dimension
    rows = [[int(i == j) - int(i + m == j) for j in range(2 * m)] for i in range(m)]
    return affine_after(parallel(deepen(f, depth), deepen(g, depth)), AffineMap(rows, [0] * m))


def require_same_shape(f: Network, g: Network) -> None:
    """Raise DimensionError unless both networks have the same numbers of inputs and outputs.

    >>> require_same_shape(Network.of(([[1]], [0])), Network.of(([[1, 2]], [0])))
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: both networks must have the same shape, not R^1 -> R^1 and \
R^2 -> R^1
    """
    require(f, Network, "f")
    require(g, Network, "g")
    shapes = [(each.input_dimension, each.output_dimension) for each in (f, g)]
    if shapes[0] != shapes[1]:
        (n, m), (n2, m2) = shapes
        raise DimensionError(
            f"both networks must have the same shape, not R^{n} -> R^{m} and R^{n2} -> R^{m2}"
        )


def equal(
    f: Network,
    g: Network,
    *,
    domain: Polyhedron | None = None,
    max_regions: int | None = MAX_REGIONS,
) -> Equal | Different:
    """Decide whether two networks have the same values on R^n, or on a polyhedron with interior.

    Raises DimensionError if the shapes differ, DomainError if the domain has no interior.

    >>> relu = Network.of(([[1]], [0]), ([[1]], [0]))
    >>> equal(relu, Network.of(([["1/2"]], [0]), ([[2]], [0])))
    Equal()
    """
    gap = difference(f, g)
    for point in _nonzeros(gap, domain, max_regions):
        if any(gap(point)):
            return Different(point, f(point), g(point), networks=(f, g))
    return Equal(difference=gap, domain=domain)


def _nonzeros(gap: Network, domain: Polyhedron | None, max_regions: int | None) -> Iterator[Vector]:
    """Points of the domain: if the difference is not 0 everywhere, it is not 0 at one of them.

    One point comes first, since most pairs of networks differ almost everywhere.
    """
    if domain is None:
        yield (Fraction(0),) * gap.input_dimension
    elif domain.ambient_dimension == gap.input_dimension == domain.dimension:
        yield domain.interior_point
    function = _function(gap, domain, max_regions)
    cells = function.complex
    nonzero = {c for c, value in enumerate(function.values) if any(value)}
    vertices = [cells.point(c) for c in nonzero if cells.corners[c][0]]
    yield from sorted(vertices, key=_length)
    if any(map(any, function.slopes)):
        start = cells.vertices(cells.cells[0].corners)[0]
        yield from (along(start, Fraction(1), line) for line in cells.lines)
    for cell in cells.cells:
        start = cells.vertices(cell.corners)[0]
        for direction in cells.directions(sorted(nonzero.intersection(cell.corners))):
            yield along(start, Fraction(1), direction)


def _length(point: Vector) -> tuple[int, Vector]:
    """Short numbers are easier to read."""
    bits = sum(x.numerator.bit_length() + x.denominator.bit_length() for x in point)
    return bits, point


def extrema(
    network: Network, domain: Polyhedron | None = None, *, max_regions: int | None = MAX_REGIONS
) -> Extrema:
    """Return the least and the greatest value of a network with one output, with witnesses.

    Raises DimensionError for several outputs, DomainError if the domain has no interior, and
    BudgetError, with bounds that are proved of all values, for more than `max_regions` regions.

    >>> relu = Network.of(([[1, -1]], [0]), ([[1]], [0]))
    >>> found = extrema(relu, Polyhedron.box([(0, 1), (0, 1)]))
    >>> found.max, found.argmax
    (Fraction(1, 1), (Fraction(1, 1), Fraction(0, 1)))
    >>> extrema(relu).maximum
    Unbounded(start=(Fraction(0, 1), Fraction(0, 1)), direction=(Fraction(1, 1), Fraction(0, 1)), \
slope=Fraction(1, 1))
    """
    require_places(network, domain)
    require_one_output(network)
    try:
        f = _function(network, domain, max_regions)
    except BudgetError as error:
        raise _bounded(error, network, domain) from None
    return Extrema(cpwl.minimum_of(f), cpwl.maximum_of(f), network=network, domain=domain)


def _bounded(error: BudgetError, network: Network, domain: Polyhedron | None) -> BudgetError:
    """The error with bounds of all values, by intervals from layer to layer."""
    ((lower, upper),) = output_ranges(network, ranges_of(domain, network.input_dimension))
    told = "" if lower is None else f"; no value is below {floor(lower)}"
    told += "" if upper is None else f"; no value is above {ceil(upper)}"
    return BudgetError(f"{error}{told}", lower=lower, upper=upper)


def l1_distance(
    f: Network,
    g: Network,
    *,
    domain: Polyhedron | None = None,
    max_regions: int | None = MAX_REGIONS,
) -> Fraction:
    """Return the integral of |f_1 - g_1| + ... + |f_m - g_m| over the domain.

    Raises DomainError if the domain has no interior, or if f and g differ on an unbounded region.

    >>> identity, zero = Network.of(([[1]], [0])), Network.of(([[0]], [0]))
    >>> l1_distance(identity, zero, domain=Polyhedron.box([(-1, 1)]))
    Fraction(1, 1)
    """
    return cpwl.integral_of_absolute(_function(difference(f, g), domain, max_regions))


def l2_squared_distance(
    f: Network,
    g: Network,
    *,
    domain: Polyhedron | None = None,
    max_regions: int | None = MAX_REGIONS,
) -> Fraction:
    """Return the integral of (f_1 - g_1)^2 + ... + (f_m - g_m)^2: the L2 distance, squared.

    Raises DomainError if the domain has no interior, or if f and g differ on an unbounded region.

    >>> identity, zero = Network.of(([[1]], [0])), Network.of(([[0]], [0]))
    >>> l2_squared_distance(identity, zero, domain=Polyhedron.box([(-1, 1)]))
    Fraction(2, 3)
    """
    return cpwl.integral_of_square(_function(difference(f, g), domain, max_regions))


def sup_distance(
    f: Network,
    g: Network,
    *,
    domain: Polyhedron | None = None,
    max_regions: int | None = MAX_REGIONS,
) -> Extremum | Unbounded:
    """Return the maximum of |f_i(x) - g_i(x)| over the outputs i and the points x of the domain.

    If it is infinite, the slope of the Unbounded is that of one |f_i - g_i|, far out on the ray.

    >>> identity, zero = Network.of(([[1]], [0])), Network.of(([[0]], [0]))
    >>> sup_distance(identity, zero, domain=Polyhedron.box([(-1, 2)]))
    Extremum(value=Fraction(2, 1), argument=(Fraction(2, 1),))
    """
    gap = _function(difference(f, g), domain, max_regions)
    m = gap.output_dimension
    found = []
    for sign, i in [(sign, i) for i in range(m) for sign in (1, -1)]:
        functional = cpwl.functional_of(gap, [sign * int(i == j) for j in range(m)])
        greatest = cpwl.maximum_of(functional)
        if isinstance(greatest, Unbounded):
            return greatest
        found.append(greatest)
    return min(found, key=lambda extremum: (-extremum.value, extremum.argument))


def is_convex(
    network: Network, domain: Polyhedron | None = None, *, max_regions: int | None = MAX_REGIONS
) -> bool:
    """Tell whether a network with one output is convex on R^n, or on a polyhedron with interior.

    >>> is_convex(Network.of(([[1, 1]], [0]), ([[1]], [0])))
    True
    """
    return cpwl.is_convex(_function(network, domain, max_regions))


def is_concave(
    network: Network, domain: Polyhedron | None = None, *, max_regions: int | None = MAX_REGIONS
) -> bool:
    """Tell whether a network with one output is concave on R^n, or on a polyhedron with interior.

    >>> is_concave(Network.of(([[1, 1]], [0]), ([[1]], [0])))
    False
    """
    return cpwl.is_concave(_function(network, domain, max_regions))


def nonconvex_segment(
    network: Network, domain: Polyhedron | None = None, *, max_regions: int | None = MAX_REGIONS
) -> Segment | None:
    """Return a segment whose middle has a greater value than the mean of its ends, if there is one.

    >>> nonconvex_segment(Network.of(([[1]], [0]), ([[1]], [0]))) is None
    True
    """
    return cpwl.nonconvex_segment(_function(network, domain, max_regions))


def lipschitz_constant(
    network: Network,
    p: Norm = "inf",
    q: Norm = "inf",
    *,
    domain: Polyhedron | None = None,
    max_regions: int | None = MAX_REGIONS,
) -> Lipschitz:
    """Return the least L with |f(x) - f(y)|_q <= L |x - y|_p on the domain, and two points for it.

    The norms are "1" and "inf". Raises DomainError if the domain has no interior; BudgetError for
    too many regions, or, with bounds, for norms from inf to 1 of more than 18 inputs and outputs.

    >>> lipschitz_constant(Network.of(([[1, 2]], [0]), ([[1]], [0])), "1").constant
    Fraction(2, 1)
    """
    return cpwl.lipschitz_constant(_function(network, domain, max_regions), p, q)


def _function(network: Network, domain: Polyhedron | None, max_regions: int | None) -> CPWL:
    try:
        return regions(network, domain=domain, max_regions=max_regions).function
    except BudgetError as error:
        # What is proved is about the number of regions, which is not what was asked.
        raise BudgetError(str(error)) from None
