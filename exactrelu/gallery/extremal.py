"""Networks R -> R with as many pieces as their widths allow: the sharp form of Lemma A.5.

A layer of w units puts at most w breakpoints on each piece of the layer before, so that widths
w_1, ..., w_k give at most (w_1 + 1) ... (w_k + 1) pieces; Lemma A.5 of Arora et al. (2016) has
2^(k-1) (w_1 + 1) w_2 ... w_k. The bound is attained if all widths are at least 3, the last at
least 2.

For w >= 3 let g have breakpoints 1, ..., w and the slopes 2, -1, 1, -1, ...; then all w + 1 pieces
run through the heights between 0 and 1, on [1/2, w + 1] already. With the unit at 3 facing left and
all others right, the leftmost slope is 1 - (-1) = 2, as it has to be. Stretch the heights [0, 1] to
[1/2, w' + 1] and apply the g of the next width w': every piece becomes w' + 1 pieces, which again
run through all heights between 0 and 1, and the old breakpoints stay ones, as slopes change sign
there. The last layer needs the slopes at both ends to be other than 0 only, so that 2 units
suffice, facing away from each other.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from exactrelu.constructions import compose_networks
from exactrelu.errors import DomainError
from exactrelu.gallery.cards import on_card
from exactrelu.network import AffineMap, Network, affine_after, affine_before

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["maximal_pieces_network"]


@on_card(
    source="after Arora et al. (2016), Lemma A.5; the bound and the network are the sharp ones",
    parameters="w_1, ..., w_k, k >= 1, all at least 3, the last at least 2 (1 if k = 1)",
    known=(
        "It has exactly (w_1 + 1) ... (w_k + 1) pieces, the most for its widths.",
        "Its output is linear.",
    ),
    example=((3, 2),),
)
def maximal_pieces_network(widths: Sequence[int]) -> Network:
    """Return a network R -> R of these widths with as many pieces as any of these widths has.

    Raises DomainError unless the widths are at least 3, the last at least 2, or it is one width.

    >>> from exactrelu.network import as_pwl
    >>> as_pwl(maximal_pieces_network([3, 4, 2])).piece_count
    60
    """
    _require_widths(widths)
    first, *others = (_folding(width) for width in widths)
    network = reduce(_applied_to_heights, others, first)
    # A constant does not change the pieces; without it, the output is linear.
    constant = network.layers[-1].bias[0]
    return affine_after(network, AffineMap([[1]], [-constant]))


def _folding(width: int) -> Network:
    """The network of g, or of a shorter one for the last layer: breakpoints 1, ..., width."""
    if width < 3:
        return Network.of(([[-1], [1]][-width:], [1, -width][-width:]), ([[1] * width], [0]))
    places = range(1, width + 1)
    sides = [-1 if place == 3 else 1 for place in places]
    changes = [-3, *(2 * (-1) ** place for place in places[1:])]
    biases = [-side * place for side, place in zip(sides, places, strict=True)]
    # On the far left only the unit at 3 is active: it gives -4 at 1, where g is 1.
    return Network.of(([[side] for side in sides], biases), ([changes], [5]))


def _applied_to_heights(inner: Network, outer: Network) -> Network:
    """The outer function after the inner one, whose heights [0, 1] cover all that it folds."""
    stretched = AffineMap([[outer.size + Fraction(1, 2)]], ["1/2"])
    return compose_networks(affine_before(outer, stretched), inner)


def _require_widths(widths: Sequence[int]) -> None:
    least = [*[3] * (len(widths) - 1), 2 if len(widths) > 1 else 1]
    integers = all(type(width) is int for width in widths)
    if not widths or not integers or any(w < m for w, m in zip(widths, least, strict=True)):
        raise DomainError(
            "widths must be at least 3, the last at least 2, or be one positive width, not "
            f"{list(widths)}"
        )
