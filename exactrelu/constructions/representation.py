"""The smallest 2-layer network of a piecewise linear function on the line, and why it is smallest.

Let f have the breakpoints t_1 < ... < t_m with slope changes d_1, ..., d_m, and the leftmost piece
s_L x + e_L. A unit with a kink at t adds d (x - t) right of t (it *faces right*) or d (t - x) left
of t (it *faces left*); both change the slope at t by d, and only the second is seen from the far
left. Every breakpoint needs a unit, and at other points the changes of all units cancel. So with
one unit for each breakpoint, L the set of those that face left, the network is f up to a constant
iff

    sum over L of d_i = -s_L                       (slopes)

and with a linear output map, which cannot add the constant, it is f iff also

    sum over L of d_i t_i = e_L                    (left piece)

This is a subset sum question, so the smallest size depends on arithmetic: it is m or m + 1 for the
affine output map, and m, m + 1 or m + 2 for the linear one:

- One more unit may be a constant one, weight 0 before σ: then (slopes) is enough.
- Or it splits a breakpoint t_j into a unit on each side, the left one with the slope change that
  (slopes) asks for. For the affine map any j will do. For the linear one, with L among the others,

      sum over L of d_i (t_i - t_j) = e_L + s_L t_j     (split at t_j)

- Both together represent any f. An affine f needs 1 unit if it is constant, as hidden layers are
  not empty, and 2 if not.

Theorem 2.3 of Arora et al. (2016) bounds the size by m and m + 1.

>>> absolute_value = PWL.from_pieces([0], [(-1, 0), (1, 0)])
>>> [represent(absolute_value + c, output="linear").size for c in (0, 1)]
[2, 3]
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from exactrelu.certificates import minimal_representation
from exactrelu.constructions.subset_sum import (
    BUDGET,
    NoSubset,
    Step,
    Subset,
    SubsetSum,
    Undecided,
    find_subset,
)
from exactrelu.errors import BudgetError, DomainError
from exactrelu.network import Network, OutputMap
from exactrelu.pwl import PWL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.rational import Vector

__all__ = [
    "MinimalityCertificate",
    "Question",
    "Refutation",
    "Representation",
    "represent",
]

Question: TypeAlias = Literal["slopes", "slopes and left piece", "split"]
Answer: TypeAlias = Subset | NoSubset | Undecided

_HARD_ENOUGH = 4
_LOOK = 2**12


@dataclass(frozen=True, slots=True)
class Refutation:
    """Why one of the equations above has no solution L; `split_at` is j, counted from 0.

    >>> steps = (Step("forced", item=2, taken=False, equation=0), Step("enumerated"))
    >>> Refutation("slopes", None, steps).cases
    (2, None, None)
    """

    question: Question
    split_at: int | None
    steps: tuple[Step, ...]

    @property
    def cases(self) -> tuple[int | None, ...]:
        """The tree of cases in preorder: an item to split, first left out, or None at a leaf.

        Being forced is a split where one of the cases is a leaf at once.
        """
        written: list[int | None] = []
        leaf_awaits: list[bool] = []
        for step in self.steps:
            if step.rule in ("forced", "split"):
                written.append(step.item)
                if step.taken:
                    written.append(None)
                else:
                    leaf_awaits.append(step.rule == "forced")
            else:
                written.append(None)
                while leaf_awaits and leaf_awaits.pop():
                    written.append(None)
        return tuple(written)


@dataclass(frozen=True, slots=True)
class MinimalityCertificate:
    """That the network represents the function, and that no smaller 2-layer network does.

    The refutations are of the questions that a smaller network would answer. Whoever has the JSON
    form, a certificate of ``docs/certificates.md``, can check all of it: `exactrelu.checker` does,
    and shares no code with the search.
    """

    function: PWL
    output: OutputMap
    network: Network
    refutations: tuple[Refutation, ...]

    @property
    def size(self) -> int:
        """The number of hidden units."""
        return self.network.size

    def as_json(self) -> dict[str, Any]:
        """Return the certificate as a JSON value, numbers as texts "p/q" or "p".

        >>> represent(PWL.constant(1), output="affine").certificate.as_json()["kind"]
        'minimal-representation'
        """
        refutations = [refutation.cases for refutation in self.refutations]
        f, network = self.function.as_json(), self.network.as_json()
        certificate = minimal_representation(f, self.output, network, refutations=refutations)
        return certificate.as_json()


@dataclass(frozen=True, slots=True)
class Representation:
    """A smallest 2-layer network of a function, with the certificate that it is one."""

    network: Network
    certificate: MinimalityCertificate

    @property
    def size(self) -> int:
        """The number of hidden units."""
        return self.network.size


def represent(f: PWL, *, output: OutputMap, budget: int = BUDGET) -> Representation:
    """Return a smallest 2-layer network of f whose output map is linear, or affine.

    Deciding whether m units suffice is NP-complete. The `budget` bounds the work for each subset
    sum question (see `exactrelu.constructions.subset_sum`): by default it suffices for any 40
    breakpoints, and for hundreds whose slope changes are small integers over one denominator, or
    few different numbers.

    Raises BudgetError, with the sizes between which the smallest is proved to lie, if it does not
    suffice, and DomainError for an unknown output map.

    >>> ramp = PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0)
    >>> represent(ramp, output="linear").network
    Network(layers=(AffineMap([['1'], ['1']], ['0', '-1']), AffineMap([['1', '-1']], ['0'])))
    """
    if output not in ("linear", "affine"):
        raise DomainError(f"output must be 'linear' or 'affine', not {output!r}")
    if f.piece_count == 1:
        return _represent_without_breakpoints(f, output)
    if output == "affine":
        return _represent_with_affine_output(_Shape.of(f), budget)
    return _represent_with_linear_output(_Shape.of(f), budget)


def _represent_without_breakpoints(f: PWL, output: OutputMap) -> Representation:
    slope, intercept = f.pieces[0]
    if slope == 0:
        network = Network.of(([[0]], [1]), ([[intercept]], [0]))
    else:
        zero = -intercept / slope
        network = Network.of(([[1], [-1]], [-zero, zero]), ([[slope, -slope]], [0]))
    return Representation(network, MinimalityCertificate(f, output, network, ()))


def _represent_with_affine_output(shape: _Shape, budget: int) -> Representation:
    slopes = _ask(shape, "slopes", budget=budget)
    if isinstance(slopes.answer, Subset):
        return _representation(shape, "affine", _Sides(slopes.answer.items), [])
    return _representation(shape, "affine", _Sides((), split=0), [[slopes]])


def _represent_with_linear_output(shape: _Shape, budget: int) -> Representation:
    slopes = _ask(shape, "slopes", budget=budget)
    if isinstance(slopes.answer, NoSubset):
        both = slopes
    else:
        both = _ask(shape, "slopes and left piece", budget=budget)
    if isinstance(both.answer, Subset):
        return _representation(shape, "linear", _Sides(both.answer.items), [])
    if isinstance(slopes.answer, Subset):
        return _representation(shape, "linear", _Sides(slopes.answer.items), [[both]])
    splits = _ask_for_splits(shape, budget)
    if isinstance(splits[-1].answer, Subset):
        sides = _Sides(splits[-1].answer.items, split=splits[-1].split_at)
        return _representation(shape, "linear", sides, [[both]])
    return _representation(shape, "linear", _Sides((), split=0), [[both], [slopes, *splits]])


def _representation(
    shape: _Shape, output: OutputMap, sides: _Sides, asked: Sequence[Sequence[_Asked]]
) -> Representation:
    """The network with these sides, if it is proved to be a smallest one.

    `asked` has the questions that networks of m units answer, then those of m + 1 units: if all of
    them are answered by no, there is no such network.
    """
    network = _network(shape, output, sides)
    larger = asked[: network.size - shape.count]
    lower = shape.count + sum(1 for _ in takewhile(_are_refuted, larger))
    if lower < network.size:
        raise BudgetError(
            f"budget must be larger to decide which size from {lower} to {network.size} is the "
            "smallest",
            lower=Fraction(lower),
            upper=Fraction(network.size),
        )
    refutations = tuple(each.refutation for each in larger[-1]) if larger else ()
    certificate = MinimalityCertificate(shape.function, output, network, refutations)
    return Representation(network, certificate)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The symbols of the module's docstring: t, d, s_L, e_L."""

    function: PWL
    breakpoints: Vector
    changes: Vector
    slope: Fraction
    intercept: Fraction

    @classmethod
    def of(cls, f: PWL) -> _Shape:
        return cls(f, f.breakpoints, f.slope_changes, *f.pieces[0])

    @property
    def count(self) -> int:
        """The number m of breakpoints."""
        return len(self.breakpoints)

    def problem(self, question: Question, split_at: int | None) -> SubsetSum:
        """The equation of the question, or both equations."""
        t, d = self.breakpoints, self.changes
        if split_at is not None:
            at = t[split_at]
            weights = [change * (x - at) for x, change in zip(t, d, strict=True)]
            return SubsetSum.over_rationals([weights], [self.intercept + self.slope * at])
        if question == "slopes":
            return SubsetSum.over_rationals([d], [-self.slope])
        moments = [change * x for x, change in zip(t, d, strict=True)]
        return SubsetSum.over_rationals([d, moments], [-self.slope, self.intercept])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question and its answer."""

    question: Question
    split_at: int | None
    answer: Answer

    @property
    def refutation(self) -> Refutation:
        assert isinstance(self.answer, NoSubset)  # noqa: S101 - for the type checker
        return Refutation(self.question, self.split_at, self.answer.steps)


def _are_refuted(asked: Sequence[_Asked]) -> bool:
    return all(isinstance(each.answer, NoSubset) for each in asked)


def _ask(shape: _Shape, question: Question, split_at: int | None = None, *, budget: int) -> _Asked:
    answer = find_subset(shape.problem(question, split_at), budget=budget)
    return _Asked(question, split_at, answer)


def _ask_for_splits(shape: _Shape, budget: int) -> list[_Asked]:
    """The answers for the breakpoints one by one, up to the first subset.

    They are alike: when a few are too hard, the others get little more than a look.
    """
    asked: list[_Asked] = []
    undecided = 0
    for place in range(shape.count):
        allowed = budget if undecided < _HARD_ENOUGH else min(budget, _LOOK)
        asked.append(_ask(shape, "split", place, budget=allowed))
        if isinstance(asked[-1].answer, Subset):
            break
        undecided += isinstance(asked[-1].answer, Undecided)
    return asked


@dataclass(frozen=True, slots=True)
class _Sides:
    """The breakpoints whose units face left, and the one, if any, with a unit on each side."""

    left: tuple[int, ...]
    split: int | None = None


def _network(shape: _Shape, output: OutputMap, sides: _Sides) -> Network:
    """The network with a unit for each breakpoint, one more if one is split, and the constant.

    The split gives to the left what the slope of the leftmost piece still lacks.
    """
    left = {place: shape.changes[place] for place in sides.left if place != sides.split}
    if sides.split is not None:
        left[sides.split] = -shape.slope - sum(left.values())
    units = []
    for place, (x, change) in enumerate(zip(shape.breakpoints, shape.changes, strict=True)):
        facing_left = left.get(place, Fraction(0))
        units += [(1, -x, change - facing_left)] if change != facing_left else []
        units += [(-1, x, facing_left)] if facing_left else []
    seen_from_left = sum(d * shape.breakpoints[place] for place, d in left.items())
    return _network_of_units(units, shape.intercept - seen_from_left, output)


def _network_of_units(
    units: list[tuple[int, Fraction, Fraction]], constant: Fraction, output: OutputMap
) -> Network:
    """The network of units (weight, bias, weight after σ) and of a constant, perhaps as a unit."""
    if constant and output == "linear":
        units, constant = [*units, (0, Fraction(1), constant)], Fraction(0)
    weights, biases, outer = zip(*units, strict=True)
    return Network.of(([[weight] for weight in weights], biases), ([outer], [constant]))
