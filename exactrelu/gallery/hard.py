"""The hard functions of Arora et al. (2016), Section 5, their networks, and the sawtooths.

Definition 4 prints h_a(1) = M - h_a(a_p). That is meant at M, the end of the last segment: with M
in place of 1 the definition holds together, and the paper's results follow. All functions here are
the corrected ones.

>>> h = hard_function(["1/3", "2/3"])
>>> [h(x) for x in (0, "1/3", "2/3", 1)]
[Fraction(0, 1), Fraction(1, 1), Fraction(0, 1), Fraction(1, 1)]
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

from exactrelu.constructions import compose_networks, flat_end_network
from exactrelu.errors import DomainError
from exactrelu.gallery.cards import on_card
from exactrelu.gallery.parameters import require_at_least
from exactrelu.pwl import PWL, compose
from exactrelu.rational import RationalLike, as_rational, as_text, as_vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exactrelu.network import Network
    from exactrelu.rational import Vector

__all__ = [
    "hard_composition",
    "hard_function",
    "hard_network",
    "sawtooth",
    "sawtooth_network",
    "zigzag",
    "zigzag_network",
]

_HALF = (Fraction(1, 2),)


@on_card(
    source="Arora et al. (2016), Definition 4, with h_a(M) in place of h_a(1)",
    parameters="0 < a_1 < ... < a_p < M, p >= 1",
    known=(
        "It has p + 2 pieces, the leftmost of slope 0.",
        "On [0, M] it has p + 1 pieces, each onto [0, M].",
    ),
    example=(_HALF,),
)
def hard_function(a: Sequence[RationalLike], *, M: RationalLike = 1) -> PWL:
    """Return h_a: 0 for x <= 0, then M and 0 in turn at a_1, ..., a_p, M, then straight on.

    Raises DomainError unless 0 < a_1 < ... < a_p < M.

    >>> hard_function([1, 2], M=4).slopes
    (Fraction(0, 1), Fraction(4, 1), Fraction(-4, 1), Fraction(2, 1))
    """
    m = as_rational(M, name="M")
    point = _simplex_point(a, m, "a")
    heights = [m * (i % 2) for i in range(len(point) + 2)]
    last_slope = (heights[-1] - heights[-2]) / (m - point[-1])
    points = list(zip((Fraction(0), *point), heights, strict=False))
    return PWL.from_points(points, left_slope=0, right_slope=last_slope)


@on_card(
    source="Arora et al. (2016), Lemma 5.1",
    parameters="a^1, ..., a^k, k >= 1, a^i with 0 < a_1 < ... < a_(p_i) < M, one M for all",
    known=(
        "On [0, M] it has (p_1 + 1) ... (p_k + 1) pieces, each onto [0, M].",
        "On R it has 2 more if one of p_1, ..., p_(k-1) is odd, else 1 more.",
    ),
    example=((_HALF, _HALF),),
)
def hard_composition(points: Sequence[Sequence[RationalLike]], *, M: RationalLike = 1) -> PWL:
    """Return H = h_{a^k} ∘ ... ∘ h_{a^1}; the first of the points acts first.

    Raises DomainError as `hard_function` does, or if there is no point.

    >>> hard_composition([["1/2"], ["1/3", "2/3"]]).piece_count
    8
    """
    return reduce(lambda inner, outer: compose(outer, inner), _hard_functions(points, M))


@on_card(
    source="Arora et al. (2016), Theorem 2.7, by Corollary 3.1 and Lemma A.1",
    parameters="as for hard_composition; w = p + 1",
    known=("It has k hidden layers of w nodes each, and linear output.",),
    example=((_HALF, _HALF),),
)
def hard_network(points: Sequence[Sequence[RationalLike]], *, M: RationalLike = 1) -> Network:
    """Return the network of `hard_composition`, with p + 1 nodes in the layer of a point in R^p.

    >>> hard_network([["1/2"], ["1/3", "2/3"]]).widths
    (2, 3)
    """
    networks = map(flat_end_network, _hard_functions(points, M))
    return reduce(lambda inner, outer: compose_networks(outer, inner), networks)


@on_card(
    source="Arora et al. (2016), proof of Theorem 2.10",
    parameters="q >= 2; there q = w^k",
    known=(
        "On [0, 1] it has q pieces of slope q and -q in turn, and floor(q/2) triangles.",
        "It is the function of sawtooth_network(w, k) on [0, 1], for all w^k = q.",
    ),
    example=(4,),
)
def sawtooth(q: int) -> PWL:
    """Return s_q: 0 for x <= 0, then 1 and 0 in turn at 1/q, 2/q, ..., then straight on.

    Raises DomainError if q < 2.

    >>> sawtooth(4)("1/4"), sawtooth(4)("1/2")
    (Fraction(1, 1), Fraction(0, 1))
    """
    require_at_least(2, q=q)
    return hard_function([Fraction(i, q) for i in range(1, q)])


@on_card(
    source="Arora et al. (2016), Theorem 2.10",
    parameters="w >= 2, k >= 1",
    known=(
        "It has k hidden layers of w nodes each, and linear output.",
        "On [0, 1] it has w^k pieces.",
    ),
    example=(2, 2),
)
def sawtooth_network(w: int, k: int) -> Network:
    """Return the network of h_a ∘ ... ∘ h_a, k times, a = (1/w, ..., (w - 1)/w).

    Raises DomainError unless w >= 2 and k >= 1.

    >>> sawtooth_network(2, 20).size
    40
    """
    require_at_least(2, w=w)
    require_at_least(1, k=k)
    return hard_network([[Fraction(i, w) for i in range(1, w)]] * k)


@on_card(
    source="the case w = 3 of the sawtooths: floats cannot hold its breakpoints",
    parameters="k >= 1",
    known=("On [0, 1] it has 3^k pieces, on R one more.",),
    example=(1,),
)
def zigzag(k: int) -> PWL:
    """Return the zigzag 0, 1, 0, 1 at 0, 1/3, 2/3, 1, composed k times.

    >>> zigzag(2).piece_count
    10
    """
    require_at_least(1, k=k)
    return sawtooth(3**k)


@on_card(
    source="the case w = 3 of the sawtooths: floats cannot hold its breakpoints",
    parameters="k >= 1",
    known=("It has k hidden layers of 3 nodes each, and linear output.",),
    example=(1,),
)
def zigzag_network(k: int) -> Network:
    """Return the network of `zigzag`.

    >>> zigzag_network(12).widths == (3,) * 12
    True
    """
    return sawtooth_network(3, k)


def _hard_functions(points: Iterable[Sequence[RationalLike]], M: RationalLike) -> list[PWL]:
    functions = [hard_function(a, M=M) for a in points]
    if not functions:
        raise DomainError("points must hold at least 1 point, not 0")
    return functions


def _simplex_point(a: Sequence[RationalLike], m: Fraction, name: str) -> Vector:
    point = as_vector(a, name=name)
    if not point or any(left >= right for left, right in pairwise((Fraction(0), *point, m))):
        raise DomainError(
            f"{name} must have 0 < a_1 < ... < a_p < M = {as_text(m)} and p >= 1, "
            f"not be ({', '.join(map(as_text, point))})"
        )
    return point
