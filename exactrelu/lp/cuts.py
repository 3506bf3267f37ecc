"""Cuts: ends of integer variables that follow at a node, each from a proof that closes one side.

>>> from exactrelu.lp import LinearProgram
>>> from exactrelu.lp.integral import IntegralProgram
>>> box = Box.of(IntegralProgram.of(LinearProgram.of([1], bounds=[("1/3", "2/3")])))
>>> from exactrelu.lp.multipliers import Box
>>> node = Node(Place(), box, {})
>>> round_ends(node, [0])
>>> node.box.ends(0), crossed(node).variable
((Fraction(1, 1), Fraction(0, 1)), 0)
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor

from exactrelu.lp.branch_trees import Crossing, Cut, Node, Reasons
from exactrelu.lp.multipliers import Rest

__all__ = ["crossed", "cut", "round_ends", "used"]


def cut(node: Node, made: Cut) -> None:
    """Close one side of a variable at the node."""
    node.place.cuts.append(made)
    j = made.variable
    node.box = (
        node.box.with_upper(j, made.at) if made.closed else node.box.with_lower(j, made.at + 1)
    )
    node.reasons = {**node.reasons, (j, made.closed): made}


def round_ends(node: Node, integers: Iterable[int]) -> None:
    """Round the ends of integer variables inwards."""
    for j in integers:
        low, high = node.box.ends(j)
        if low is not None and low.denominator > 1:
            cut(node, Cut(j, ceil(low) - 1, 0, Crossing(j)))
        if high is not None and high.denominator > 1:
            cut(node, Cut(j, floor(high), 1, Crossing(j)))


def crossed(node: Node) -> Crossing | None:
    """Return the contradiction of two ends, if there is one."""
    box = node.box
    crossing = (box.lower > box.upper) & box.has_lower & box.has_upper
    if not crossing.any():
        return None
    j = int(crossing.argmax())
    needs = [node.reasons[j, end] for end in (0, 1) if (j, end) in node.reasons]
    return Crossing(j, tuple(needs))


def used(rest: Rest, reasons: Reasons) -> tuple[Cut, ...]:
    """Return the cuts on whose ends the multipliers rest.

    >>> from exactrelu.integers import as_integers
    >>> a = Cut(0, 3, 1, Crossing(0))
    >>> [used(Rest(as_integers([z]), 0, 1), {(0, 1): a}) == (a,) for z in (-1, 0, 1)]
    [True, False, False]
    """
    z = rest.rest
    return tuple([c for (j, end), c in reasons.items() if (z[j] < 0 if end else z[j] > 0)])
