"""Support functions of zonotopes, and hard functions of them (Arora et al. 2016, Section 6).

The zonotope of b^1, ..., b^m is the sum of the segments from -b^i to b^i. Its support function is

    γ(r) = |<r, b^1>| + ... + |<r, b^m>|,

which is affine on each region of the hyperplanes <r, b^i> = 0.

>>> zonotope_network([[1, 0], [0, 1]])([-3, "1/2"])             # the 1-norm
(Fraction(7, 2),)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactrelu.constructions import compose_networks
from exactrelu.errors import DimensionError
from exactrelu.gallery.cards import on_card
from exactrelu.gallery.hard import hard_network
from exactrelu.network import Network
from exactrelu.rational import as_matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.rational import RationalLike

__all__ = ["hard_zonotope_network", "zonotope_network"]


@on_card(
    source="Arora et al. (2016), Lemma 6.2",
    parameters="m >= 1 vectors of R^n, which may be 0 or parallel",
    known=(
        "It has one hidden layer of 2m nodes, and linear output.",
        "It has as many pieces as the zonotope has vertices.",
    ),
    example=(((1, 0), (0, 1), (1, 1)),),
)
def zonotope_network(generators: object) -> Network:
    """Return the network of γ(r) = Σ max{0, <r, b^i>} + max{0, -<r, b^i>}.

    Raises DimensionError without a generator, and where their lengths differ.

    >>> zonotope_network([[1], [2]]).widths
    (4,)
    """
    rows = as_matrix(generators, name="generators")
    if not rows:
        raise DimensionError("generators must have a row")
    both = [row for b in rows for row in (b, tuple(-entry for entry in b))]
    return Network.of((both, [0] * len(both)), ([[1] * len(both)], [0]))


@on_card(
    source="Arora et al. (2016), Theorem 2.11, ZONOTOPE[a^1, ..., a^k, b^1, ..., b^m]",
    parameters="as for hard_network and zonotope_network; w = p + 1",
    known=(
        "It has the hidden widths 2m, w, ..., w, and linear output.",
        "If the zonotope has V > 1 vertices, V w^k pieces meet the set where γ < M.",
        "If w is even and k >= 2, it is 0 outside of it, else there are no other pieces.",
    ),
    example=((("1/2",), ("1/2",)), ((1, 0), (0, 1))),
)
def hard_zonotope_network(
    points: Sequence[Sequence[RationalLike]], generators: object, *, M: RationalLike = 1
) -> Network:
    """Return the network of H ∘ γ, H the hard function of the points (`hard_composition`).

    Raises errors as `hard_network` and `zonotope_network` do.

    >>> hard_zonotope_network([["1/2"], ["1/2"]], [[1, 0], [0, 1]])(["1/8", "1/8"])
    (Fraction(1, 1),)
    """
    return compose_networks(hard_network(points, M=M), zonotope_network(generators))
