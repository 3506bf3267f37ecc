"""Parts of the weights, and the exact data of a training problem.

A `Part` is the set of weights in which some units are known to be active (side 1, z >= 0) or
inactive (side -1, z <= 0) at some samples. Where the side is open, the output max(0, z) of a unit
lies between 0, z and every *envelope*: if the form of the sample is ``x = Σ μ_k x_k`` over samples
k of known sides σ_k, then

    max(0, z) <= U = Σ_k max(0, σ_k μ_k) σ_k z_k,

as z is the sum of all σ_k μ_k (σ_k z_k), in which each σ_k z_k is at least 0. If all μ_k are at
least 0, the sides need not be known: max(0, z) is convex, so that ``h <= Σ_k μ_k h_k`` for the
outputs h = max(0, z). Such an envelope with an open side is called a *chord*. Among units of one
sign only those in the order z_1 >= z_2 >= ... at the first sample need be looked at.

>>> from exactrelu.training.problem import Problem, Samples
>>> frame = Frame(Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear"))
>>> root = frame.root((1,))
>>> part = root.with_side(0, 0, -1).with_side(0, 2, 1)
>>> part.sides
({0: -1, 2: 1},)
>>> [str(share) for share in frame.shares((0, 2), 1)]
['1/2', '1/2']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat

from exactrelu.rational import as_fmpq

if TYPE_CHECKING:
    from exactrelu.training.problem import Problem, Signs

__all__ = ["Envelope", "Frame", "Part", "Sides", "combination", "implied_sides", "is_chord"]

Sides = Mapping[int, int]
Envelope = tuple[int, int, tuple[int, ...]]
"""A unit i, a sample j, and the samples k whose forms make up that of j; a chord if the side of one
is open."""


@dataclass(frozen=True, slots=True)
class Part:
    """The weights with these signs on these sides; `envelopes` were found useful for it.

    `path` are the decisions that led here, each a unit, a sample and a side.
    """

    signs: Signs
    path: tuple[tuple[int, int, int], ...] = ()
    envelopes: tuple[Envelope, ...] = ()

    @property
    def sides(self) -> tuple[dict[int, int], ...]:
        """For each unit the samples whose side is known, with the side."""
        found: tuple[dict[int, int], ...] = tuple([{} for _ in self.signs])
        for unit, sample, side in self.path:
            found[unit][sample] = side
        return found

    def with_side(self, unit: int, sample: int, side: int) -> Part:
        """Return the part in which one more side is known."""
        kept = tuple([e for e in self.envelopes if e[:2] != (unit, sample)])
        return Part(self.signs, (*self.path, (unit, sample, side)), kept)


def is_chord(sides: Sequence[Sides], envelope: Envelope) -> bool:
    """Return whether some side that the envelope is made of is open.

    >>> is_chord([{0: 1}], (0, 1, (0, 2))), is_chord([{0: 1, 2: 1}], (0, 1, (0, 2)))
    (True, False)
    """
    unit, _, basis = envelope
    return not all(k in sides[unit] for k in basis)


class Frame:
    """A training problem in FLINT's numbers, with the coordinates of samples in others."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        samples = problem.samples
        self.forms = [[as_fmpq(v) for v in form] for form in problem.forms]
        self.labels = [as_fmpq(y) for y in samples.labels]
        self.weights = [as_fmpq(w) for w in samples.weights]
        self.zero_on = frozenset(problem.zero_on)
        self._shares: dict[tuple[tuple[int, ...], int], list[fmpq] | None] = {}

    def root(self, signs: Signs) -> Part:
        """Return all weights with these signs.

        Where the form of a sample is 0, so is z: the envelope of no samples says so.

        >>> from exactrelu.training.problem import Problem, Samples
        >>> points = Samples([[0], [1]], [0, 1])
        >>> words = {"loss": "max", "output": "linear", "hidden_bias": "none"}
        >>> Frame(Problem(points, 2, **words)).root((1, 1)).envelopes
        ((0, 0, ()), (1, 0, ()))
        """
        zero = [j for j, form in enumerate(self.forms) if not any(form)]
        return Part(signs, (), tuple([(i, j, ()) for i in range(len(signs)) for j in zero]))

    def shares(self, basis: tuple[int, ...], sample: int) -> list[fmpq] | None:
        """Return the μ with x_sample = Σ μ_k x_k over the basis; None if there are none."""
        key = basis, sample
        if key not in self._shares:
            columns = [self.forms[k] for k in basis]
            self._shares[key] = combination(columns, self.forms[sample])
        return self._shares[key]

    def envelope(self, sides: Sides, sample: int, basis: tuple[int, ...]) -> list[fmpq] | None:
        """Return U as a form in the weights of a unit; None if the basis does not reach."""
        shares = self.shares(basis, sample)
        if shares is None:
            return None
        total = [fmpq(0)] * len(self.forms[0])
        for k, share in zip(basis, shares, strict=True):
            if share * sides[k] > 0:
                total = [t + share * v for t, v in zip(total, self.forms[k], strict=True)]
        return total


def implied_sides(
    frame: Frame, sides: Sequence[Sides], envelopes: Sequence[Envelope]
) -> dict[tuple[int, int], tuple[int, tuple[int, ...]]]:
    """Return the open pairs with an envelope that is 0 or z: their side, and the envelope's basis.

    >>> from exactrelu.training.problem import Problem, Samples
    >>> points = Samples([[0], [1], [2]], [0, 1, 0])
    >>> frame = Frame(Problem(points, 1, loss="squared", output="linear"))
    >>> implied_sides(frame, [{0: 1, 2: 1}], [(0, 1, (0, 2))])
    {(0, 1): (1, (0, 2))}
    """
    found = {}
    for unit, sample, basis in envelopes:
        shares = frame.shares(basis, sample)
        if shares is not None and not is_chord(sides, (unit, sample, basis)):
            signed = [share * sides[unit][k] for k, share in zip(basis, shares, strict=True)]
            if all(value <= 0 for value in signed):
                found[unit, sample] = -1, basis
            elif all(value >= 0 for value in signed):
                found[unit, sample] = 1, basis
    return found


def combination(columns: Sequence[Sequence[fmpq]], target: Sequence[fmpq]) -> list[fmpq] | None:
    """Return the v with Σ v_k columns_k = target, 0 where v is free; None if there is none.

    >>> [int(v) for v in combination([[fmpq(1), fmpq(0)], [fmpq(1), fmpq(1)]], [fmpq(3), fmpq(2)])]
    [1, 2]
    """
    count = len(columns)
    augmented = [*columns, target]
    matrix = fmpq_mat(len(target), count + 1, [c[i] for i in range(len(target)) for c in augmented])
    echelon, rank = matrix.rref()
    found = [fmpq(0)] * count
    for row in range(rank):
        pivot = next(k for k in range(count + 1) if echelon[row, k] != 0)
        if pivot == count:
            return None
        found[pivot] = echelon[row, count]
    return found
