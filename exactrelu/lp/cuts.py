"""Cuts: ends of integer variables that follow at a node, each from a proof that closes one side.

>>> from exactrelu.lp import LinearProgram
>>> from exactrelu.lp.branch_trees import Place
>>> from exactrelu.lp.integral import IntegralProgram
>>> from exactrelu.lp.multipliers import Box
>>> box = Box.of(IntegralProgram.of(LinearProgram.of([1], bounds=[("1/3", "2/3")])))
>>> node = Node(Place(), box, {})
>>> round_ends(node, [0])
>>> node.box.ends(0), crossed(node).variable
((Fraction(1, 1), Fraction(0, 1)), 0)
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from exactrelu import integers as exact
from exactrelu.integers import IntegerArray
from exactrelu.lp.branch_trees import Crossing, Cut, Leaf, Node, Reasons
from exactrelu.lp.multipliers import Multipliers, Rest

__all__ = ["crossed", "cut_by_costs", "round_ends", "used"]


def round_ends(node: Node, integers: Iterable[int]) -> None:
    """Round the ends of integer variables inwards."""
    for j in integers:
        low, high = node.box.ends(j)
        if low is not None and low.denominator > 1:
            node.cut(Cut(j, ceil(low) - 1, 0, Crossing(j)))
        if high is not None and high.denominator > 1:
            node.cut(Cut(j, floor(high), 1, Crossing(j)))


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


def cut_by_costs(
    node: Node, proof: Multipliers, rest: Rest, *, gap: Fraction, whole: IntegerArray
) -> None:
    """Close the ends of integer variables that lie too far from where the costs pull them.

    A variable with the reduced cost z_j, t units away from its end, raises the bound of the proof
    by abs(z_j) t. The bound must be raised by more than `gap`, which is at least 0, to close a
    case; `whole` tells which variables are integers.

    >>> from exactrelu.lp import LinearProgram
    >>> from exactrelu.lp.integral import IntegralProgram
    >>> from exactrelu.lp.branch_trees import Place
    >>> from exactrelu.lp.multipliers import Box
    >>> box = Box.of(IntegralProgram.of(LinearProgram.of([3], bounds=[(0, 9)])))
    >>> node, rest = Node(Place(), box, {}), Rest(exact.as_integers([3]), 0, 1)
    >>> cut_by_costs(node, Multipliers((), 1), rest, gap=Fraction(7), whole=box.has_lower)
    >>> node.box.ends(0)
    (Fraction(0, 1), Fraction(2, 1))
    """
    z, box = rest.rest, node.box
    sizes = exact.select(z > 0, z, exact.difference(z - z, z))
    widths = exact.difference(box.upper, box.lower)
    rises = exact.product(sizes, widths)
    least = gap * rest.denominator * box.scale
    far = (rises > floor(least)) & whole & box.has_lower & box.has_upper
    if not far.any():
        return
    leaf = Leaf(proof, of_cost=True, needs=used(rest, node.reasons))
    made = [_far_cut(node, j, int(z[j]), gap * rest.denominator, leaf) for j in _places(far)]
    for each in made:
        node.cut(each)


def _places(chosen: IntegerArray) -> list[int]:
    places: list[int] = chosen.nonzero()[0].tolist()
    return places


def _far_cut(node: Node, j: int, z: int, gap: Fraction, leaf: Leaf) -> Cut:
    """Close what is so far from the end that abs(z) times the distance exceeds the gap."""
    distance = floor(gap / abs(z)) + 1
    low, high = node.box.ends(j)
    assert low is not None  # noqa: S101 - only variables with two ends are cut
    assert high is not None  # noqa: S101
    return (
        Cut(j, int(low) + distance - 1, 1, leaf) if z > 0 else Cut(j, int(high) - distance, 0, leaf)
    )
