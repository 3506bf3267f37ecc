"""Certificates of whether one hidden layer is enough, of the kind ``regions``.

If it is, f - g is 0 for the network g found. If not, let p and q be two points of a hyperplane
c_0 + c·x = 0 where the gradient of f jumps by different multiples of c. It is certified that for
some k != 0, an affine function l, and all u in a box around 0,

    f(p + u) - f(q + u) = l(u) + k max{0, c·u}.

The points, their jumps, l and the box are those of the answer (`Bend`). No sum f of units and of an
affine function has that. In general position on the hyperplane c·u = 0 the left side can only bend
by the units of f(p + u) and f(q + u) whose hyperplane is that one. These are the units of f whose
hyperplane is c_0 + c·x = 0, since p and q are on it. They are the same for both, so that the left
side does not bend there, and the right side does.

>>> from exactrelu.constructions import affine_network, max_network, one_hidden_layer
>>> from exactrelu.network import AffineMap
>>> from exactrelu.regions import regions
>>> x, y, zero = [affine_network(AffineMap([w], [0])) for w in ([1, 0], [0, 1], [0, 0])]
>>> for f in (max_network(x, y), max_network(x, y, zero)):
...     found = one_hidden_layer(regions(f).function, output="linear")
...     print(type(found).__name__, representability_certificate(f, found).verdict())
OneHiddenLayer Verdict(status='VALID', reason='the network is 0')
Obstruction Verdict(status='VALID', reason='the network is 0')
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.constructions import OneHiddenLayer
from exactrelu.errors import DomainError
from exactrelu.network import AffineMap, Network, affine_before
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions.questions import Different, difference, equal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.certificates import Certificate
    from exactrelu.constructions import Obstruction
    from exactrelu.rational import Vector

__all__ = ["beside_both_points", "representability_certificate"]


def representability_certificate(
    network: Network, answer: OneHiddenLayer | Obstruction
) -> Certificate:
    """Return the certificate that a network has an equal with one hidden layer, or has none.

    Raises DomainError if the answer is not one about this network, or shows nothing: its points
    must be on the hyperplane, and have different jumps.
    """
    if isinstance(answer, OneHiddenLayer):
        found = equal(network, answer.network)
        if isinstance(found, Different):
            raise DomainError("the network of the answer must be equal to the network")
        return found.certificate
    return _of_two_jumps(network, answer)


def beside_both_points(network: Network, answer: Obstruction) -> Network:
    """Return the network of u -> f(p + u) - f(q + u) - l(u) - k max{0, c·u}, 0 in a box around 0.

    p and q are the points of the answer, k is the difference of the jumps there.

    >>> from exactrelu.constructions import affine_network, max_network, one_hidden_layer
    >>> from exactrelu.regions import regions
    >>> x, y, zero = [affine_network(AffineMap([w], [0])) for w in ([1, 0], [0, 1], [0, 0])]
    >>> f = max_network(x, y, zero)
    >>> rest = beside_both_points(f, one_hidden_layer(regions(f).function, output="linear"))
    >>> rest(["1/8", 0]), rest([5, 0])
    ((Fraction(0, 1),), (Fraction(-4, 1),))
    """
    return difference(*_both_sides(network, answer))


def _of_two_jumps(network: Network, answer: Obstruction) -> Certificate:
    _require_two_jumps(answer)
    size = min(answer.first.radius, answer.second.radius)
    box = Polyhedron.box([(-size, size)] * (len(answer.form) - 1))
    found = equal(*_both_sides(network, answer), domain=box)
    if isinstance(found, Different):
        raise DomainError("the network must bend beside the points as the answer says")
    return found.certificate


def _require_two_jumps(answer: Obstruction) -> None:
    constant, *normal = answer.form
    bends = answer.first, answer.second
    if any(constant + _dot(normal, bend.point) for bend in bends):
        raise DomainError("the points of the answer must be on its hyperplane")
    if answer.first.jump == answer.second.jump:
        raise DomainError("the jumps of the answer must differ")


def _both_sides(network: Network, answer: Obstruction) -> tuple[Network, Network]:
    """The networks of f(p + u) - f(q + u) and of l(u) + k max{0, c·u}."""
    p, q = answer.first, answer.second
    gap = difference(_from(network, p.point), _from(network, q.point))
    (constant,) = gap([0] * len(p.point))
    slopes = [a - b for a, b in zip(p.gradient, q.gradient, strict=True)]
    inner = [answer.form[1:], slopes, [-a for a in slopes]], [0, 0, 0]
    return gap, Network.of(inner, ([[p.jump - q.jump, 1, -1]], [constant]))


def _from(network: Network, point: Vector) -> Network:
    """The network of u -> network(point + u)."""
    n = len(point)
    identity = [[int(i == j) for j in range(n)] for i in range(n)]
    return affine_before(network, AffineMap(identity, point))


def _dot(u: Sequence[int], v: Vector) -> Fraction:
    return sum([a * b for a, b in zip(u, v, strict=True)], Fraction(0))
