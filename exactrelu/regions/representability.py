"""Certificates of whether one hidden layer is enough, of the kind ``regions``.

If it is, f - g is 0 for the network g found. If not, let p and q be two points of a hyperplane
c_0 + c·x = 0 where the gradient of f jumps by different multiples of c. It is certified that for
some k != 0, an affine function l, and all u in a box around 0,

    f(p + u) - f(q + u) = l(u) + k max{0, c·u}.

No sum f of units and of an affine function has that. In general position on the hyperplane c·u = 0
the left side can only bend by the units of f(p + u) and f(q + u) whose hyperplane is that one.
These are the units of f whose hyperplane is c_0 + c·x = 0, since p and q are on it. They are the
same for both, so that the left side does not bend there, and the right side does.

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

__all__ = ["representability_certificate"]

SIZES_OF_BOXES = (Fraction(1), *(Fraction(1, 2**2**k) for k in range(13)))
"""Half the widths of the boxes that are tried, each with twice the digits of the one before."""


def representability_certificate(
    network: Network, answer: OneHiddenLayer | Obstruction
) -> Certificate:
    """Return the certificate that a network has an equal with one hidden layer, or has none.

    Raises DomainError if the answer is not one about this network.
    """
    if isinstance(answer, OneHiddenLayer):
        found = equal(network, answer.network)
        if isinstance(found, Different):
            raise DomainError("the network of the answer must be equal to the network")
        return found.certificate
    return _of_two_jumps(network, answer)


def _of_two_jumps(network: Network, answer: Obstruction) -> Certificate:
    gap = difference(_from(network, answer.first.point), _from(network, answer.second.point))
    normal, jump = answer.form[1:], answer.first.jump - answer.second.jump
    for size in SIZES_OF_BOXES:
        box = Polyhedron.box([(-size, size)] * len(normal))
        found = equal(gap, _hinge(gap, normal, jump, size=size), domain=box)
        if not isinstance(found, Different):
            return found.certificate
    raise DomainError("the gradient of the network must jump as the answer says")


def _from(network: Network, point: Vector) -> Network:
    """The network of u -> network(point + u)."""
    n = len(point)
    identity = [[int(i == j) for j in range(n)] for i in range(n)]
    return affine_before(network, AffineMap(identity, point))


def _hinge(gap: Network, normal: Sequence[int], jump: Fraction, *, size: Fraction) -> Network:
    """The network of l(u) + jump·max{0, c·u}, if the gap is l(u) in a box where c·u < 0.

    Differences of values there tell l: at -c, shortened, and moved along each axis by less.
    """
    longest, squared = max(map(abs, normal)), sum(c * c for c in normal)
    start = tuple([-size / (2 * longest) * c for c in normal])
    step = size / (4 * longest * longest) * squared / len(normal)
    moved = [tuple([t + step * (i == j) for i, t in enumerate(start)]) for j in range(len(start))]
    (value,), *others = (gap(point) for point in (start, *moved))
    slopes = [(other - value) / step for (other,) in others]
    constant = value - sum([a * t for a, t in zip(slopes, start, strict=True)], Fraction(0))
    inner = [list(normal), slopes, [-a for a in slopes]], [0, 0, 0]
    return Network.of(inner, ([[jump, 1, -1]], [constant]))
