"""The functions of Telgarsky's theorems on the benefits of depth.

Telgarsky, "Representation Benefits of Deep Feedforward Networks" (2015), and "Benefits of depth in
neural networks" (2016): the tent, also called the mirror map, composed with itself.

>>> telgarsky_function(2) == tent() @ tent()
True
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from exactrelu.gallery.cards import on_card
from exactrelu.gallery.parameters import require_at_least
from exactrelu.network import Network, serial
from exactrelu.pwl import PWL

__all__ = ["telgarsky_function", "telgarsky_network", "tent", "tent_network"]


@on_card(
    source="Telgarsky (2015), the mirror map",
    parameters="none",
    known=(
        "3 hidden units in one layer are needed and suffice.",
        "With two hidden layers it is σ(2σ(x) - 4σ(x - 1/2)).",
    ),
)
def tent() -> PWL:
    """Return 2x on [0, 1/2], 2 - 2x on [1/2, 1], and 0 outside.

    >>> tent()("1/4")
    Fraction(1, 2)
    """
    return telgarsky_function(1)


@on_card(
    source="Telgarsky (2015), the mirror map",
    parameters="none",
    known=("It has two hidden layers, of 2 nodes and 1 node, and linear output.",),
)
def tent_network() -> Network:
    """Return the network σ(2σ(x) - 4σ(x - 1/2)) of the tent.

    >>> tent_network()("1/4")
    (Fraction(1, 2),)
    """
    return Network.of(([[1], [1]], [0, "-1/2"]), ([[2, -4]], [0]), ([[1]], [0]))


@on_card(
    source="Telgarsky (2015, 2016)",
    parameters="k >= 1",
    known=("On [0, 1] it has 2^k pieces of slope 2^k and -2^k in turn, on R two more.",),
    example=(2,),
)
def telgarsky_function(k: int) -> PWL:
    """Return the tent composed k times: 2^(k-1) triangles of height 1 on [0, 1], and 0 outside.

    Raises DomainError if k < 1.

    >>> telgarsky_function(3).piece_count
    10
    """
    require_at_least(1, k=k)
    points = [(Fraction(i, 2**k), i % 2) for i in range(2**k + 1)]
    return PWL.from_points(points, left_slope=0, right_slope=0)


@on_card(
    source="Telgarsky (2015, 2016)",
    parameters="k >= 1",
    known=("It has 2k hidden layers, of 2 nodes and 1 node in turn, and linear output.",),
    example=(2,),
)
def telgarsky_network(k: int) -> Network:
    """Return the network of the tent composed k times, of size 3 k.

    Raises DomainError if k < 1.

    >>> telgarsky_network(3).widths
    (2, 1, 2, 1, 2, 1)
    """
    require_at_least(1, k=k)
    return reduce(serial, [tent_network()] * k)
