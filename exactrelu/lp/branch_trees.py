"""Trees of cases while they grow, and the proof that is left of one in the end.

A *place* is where a subtree will stand. At a place, some cases may be closed at once: that x_j is
at least k + 1, say, because the multipliers of this node then exceed the bound. Such a *cut* is a
branch one side of which is a leaf. Many cuts turn out to be of no use: in the end, only those stand
in the tree on whose ends the multipliers of some leaf rest.

>>> root, whole = Place(), Multipliers((), 1)
>>> root.content = Split(0, 3, Place(), Place())
>>> for place in (root.content.left, root.content.right):
...     place.content = Leaf(whole, of_cost=True)
>>> [type(node).__name__ for node in preorder(root)]
['Split', 'Leaf', 'Leaf']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from exactrelu.lp.integer import (
    BoundLeaf,
    Branch,
    ContradictoryBounds,
    InfeasibleLeaf,
    Tree,
    TreeNode,
)
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.multipliers import Box, Multipliers
from exactrelu.rational import Vector

__all__ = [
    "Crossing",
    "Cut",
    "Leaf",
    "Node",
    "Place",
    "Reasons",
    "Split",
    "preorder",
    "written",
]


@dataclass(slots=True, eq=False)
class Cut:
    """Between `at` and `at` + 1, the side `closed` of a variable (0 left, 1 right) is closed."""

    variable: int
    at: int
    closed: int
    leaf: Leaf | Crossing
    is_needed: bool = False


Reasons: TypeAlias = Mapping[tuple[int, int], Cut]
"""The cuts that the ends of variables come from, by variable and end (0 lower, 1 upper)."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Multipliers for the cost or for 0, which rest on the ends that these cuts have made."""

    multipliers: Multipliers
    of_cost: bool
    needs: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """The ends of a variable cross, which these cuts have made."""

    variable: int
    needs: tuple[Cut, ...] = ()


@dataclass(slots=True, eq=False)
class Place:
    """The cuts at a place, in order, and what stands below them; None while that is open.

    `proof` are the multipliers of the best bound that was known when the place was split.
    """

    cuts: list[Cut] = field(default_factory=list)
    content: Split | Leaf | Crossing | None = None
    proof: Multipliers | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A variable is at most `at` on the left, at least `at` + 1 on the right."""

    variable: int
    at: int
    left: Place
    right: Place


@dataclass(slots=True, eq=False)
class Node:
    """A case that is open: its place, its box, and the best bound on the cost proved so far.

    `proof` are the multipliers of that bound; `trace` is for the guide.
    """

    place: Place
    box: Box
    reasons: Reasons
    bound: Fraction | None = None
    proof: Multipliers | None = None
    trace: object = None

    def raised(self, bound: Fraction, proof: Multipliers) -> None:
        """Take a bound, if it is better."""
        if self.bound is None or bound > self.bound:
            self.bound, self.proof = bound, proof

    def split(self, j: int, at: int, traces: tuple[object, object]) -> tuple[Node, Node]:
        """Make two cases of this one, x_j <= at and x_j >= at + 1."""
        self.place.content = Split(j, at, Place(), Place())
        self.place.proof = self.proof
        return self.children(traces)

    def children(self, traces: tuple[object, object] = (None, None)) -> tuple[Node, Node]:
        """Return the two cases, if the node has been split."""
        split = self.place.content
        assert isinstance(split, Split)  # noqa: S101 - asked only then
        j, at = split.variable, split.at
        left = self._child(split.left, (j, 1), self.box.with_upper(j, at), traces[0])
        return left, self._child(split.right, (j, 0), self.box.with_lower(j, at + 1), traces[1])

    def cut(self, made: Cut) -> None:
        """Close one side of a variable here."""
        self.place.cuts.append(made)
        self.apply(made)

    def apply(self, made: Cut) -> None:
        """Take the end that a cut has made."""
        j, at = made.variable, made.at
        box = self.box
        self.box = box.with_upper(j, at) if made.closed else box.with_lower(j, at + 1)
        self.reasons = {**self.reasons, (j, made.closed): made}

    def _child(self, place: Place, end: tuple[int, int], box: Box, trace: object) -> Node:
        reasons = self.reasons
        if end in reasons:
            reasons = {key: cut for key, cut in reasons.items() if key != end}
        return Node(place, box, reasons, self.bound, self.proof, trace)


def written(root: Place, program: IntegralProgram, sense: str) -> Tree:
    """Return a closed tree with the multipliers of the user's rows.

    >>> from exactrelu.lp import LinearProgram
    >>> program = LinearProgram.of([1], [(["1/2"], ">=", 1)])
    >>> leaf = Leaf(Multipliers((1,), 1), of_cost=True)
    >>> written(Place(content=leaf), IntegralProgram.of(program), "min")
    (BoundLeaf(multipliers=(Fraction(2, 1),)),)
    """
    factors = [program.row(i).factor for i in range(len(program.rows))]
    scale = -program.scale if sense == "max" else program.scale
    return tuple([_written(node, factors, scale) for node in preorder(root)])


def _written(
    node: Split | Cut | Leaf | Crossing, factors: list[tuple[int, int]], scale: int
) -> TreeNode:
    match node:
        case Split() | Cut():
            return Branch(node.variable, node.at)
        case Crossing():
            return ContradictoryBounds(node.variable)
        case Leaf(multipliers=found, of_cost=True):
            return BoundLeaf(_of_rows(found, factors, scale))
        case Leaf(multipliers=found):
            return InfeasibleLeaf(_of_rows(found, factors, 1))
    raise AssertionError  # pragma: no cover - there are no other nodes


def _of_rows(found: Multipliers, factors: list[tuple[int, int]], scale: int) -> Vector:
    denominator = found.denominator * scale
    pairs = zip(found.numerators, factors, strict=True)
    return tuple([Fraction(y * p, denominator * q) if y else _ZERO for y, (p, q) in pairs])


_ZERO = Fraction(0)


def preorder(root: Place) -> Iterator[Split | Cut | Leaf | Crossing]:
    """Yield the nodes of a closed tree: cuts that are needed, splits and leaves."""
    _mark(root)
    waiting: list[Place | Leaf | Crossing] = [root]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, Place):
            yield here
            continue
        for cut in here.cuts:
            if not cut.is_needed:
                continue
            yield cut
            # The left side comes at once, the right one after all that is still to come here.
            if cut.closed:
                waiting.append(cut.leaf)
            else:
                yield cut.leaf
        content = here.content
        assert content is not None  # noqa: S101 - the tree is closed
        if isinstance(content, Split):
            yield content
            waiting += [content.right, content.left]
        else:
            yield content


def _mark(root: Place) -> None:
    """Mark the cuts that leaves need, and those that these need in turn."""
    waiting, wanted = [root], list[Cut]()
    while waiting:
        content = waiting.pop().content
        if isinstance(content, Split):
            waiting += [content.left, content.right]
        elif content is not None:
            wanted += content.needs
    while wanted:
        cut = wanted.pop()
        if not cut.is_needed:
            cut.is_needed = True
            wanted += cut.leaf.needs
