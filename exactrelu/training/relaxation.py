"""The relaxed training problem of a part, exactly.

Outputs at open pairs become unknowns h with ``h >= 0``, ``h >= z`` and ``h <= U`` for the envelopes
of the part; in the U of a chord there are outputs that are unknowns too. The least loss under these
linear constraints is a convex program, and at most the least loss in the part. Its multipliers are
a `DualBound` that proves the optimum. Where the form of a sample is 0, z and h are 0, and h is no
unknown.

>>> from exactrelu.training.bounds import value_of
>>> from exactrelu.training.parts import Frame, Part
>>> from exactrelu.training.problem import Problem, Samples
>>> frame = Frame(Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear"))
>>> part = frame.root((1,)).with_side(0, 0, -1).with_side(0, 2, 1)
>>> relaxed = relax_exactly(frame, Part(part.signs, part.path, ((0, 1, (0, 2)),)))
>>> relaxed.value, relaxed.open_pairs, value_of(frame, part, relaxed.dual)
(Fraction(4, 5), (), Fraction(4, 5))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq

from exactrelu import lp, qp
from exactrelu.rational import as_fmpq, from_fmpq
from exactrelu.training.bounds import DualBound, factors_of_outputs
from exactrelu.training.cells import active_samples, bounds_of_unknowns, rows_of_zeros
from exactrelu.training.parts import is_chord
from exactrelu.training.regression import regression_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exactrelu.rational import Vector
    from exactrelu.training.bounds import Mixture, Pair
    from exactrelu.training.parts import Envelope, Frame, Part
    from exactrelu.training.problem import Interval

__all__ = ["ExactlyRelaxed", "relax_exactly"]

Name: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ExactlyRelaxed:
    """The optimum with its proof.

    `active` are the samples at which each unit of the optimum is positive, `open_pairs` the pairs
    at which h is not max(0, z), the farthest first. Where the part is empty, `value` is None, and
    the dual bound, times large numbers, proves as large a loss as one likes.
    """

    value: Fraction | None
    dual: DualBound
    active: tuple[tuple[int, ...], ...] = ()
    open_pairs: tuple[Pair, ...] = ()


def relax_exactly(frame: Frame, part: Part) -> ExactlyRelaxed:
    """Return the optimum of the relaxed problem with its proof."""
    system = _System(frame, part)
    problem = frame.problem
    program = regression_program(
        problem.loss, problem.samples, system.predictions, rows=system.rows, bounds=system.bounds
    )
    answer = lp.solve(program) if isinstance(program, lp.LinearProgram) else qp.solve(program)
    match answer:
        case lp.Optimal() | qp.Optimal():
            return system.optimum(answer)
        case lp.Infeasible() | qp.Infeasible():
            return ExactlyRelaxed(None, system.dual({}, system.of_rows(answer.row_multipliers)))
    raise AssertionError("a loss is bounded below")


class _System:
    """Constraints with their names; the unknowns are units, offset, then the h of open pairs."""

    def __init__(self, frame: Frame, part: Part) -> None:
        self.frame, self.part = frame, part
        self.sides = part.sides
        problem = frame.problem
        self.forms = problem.forms
        count = len(self.forms)
        ends = bounds_of_unknowns(problem)
        self.first = len(ends)
        pairs = [
            (i, j) for i, sides in enumerate(self.sides) for j in range(count) if j not in sides
        ]
        self.zero_pairs = [(i, j) for i, j in pairs if not any(self.forms[j])]
        pairs = [(i, j) for i, j in pairs if any(self.forms[j])]
        self.columns = {pair: self.first + k for k, pair in enumerate(pairs)}
        self.bounds: list[Interval] = [*ends, *[(Fraction(0), None)] * len(pairs)]
        self.predictions = [self._prediction(j) for j in range(count)]
        named = list(self._constraints())
        self.names = [name for name, _ in named]
        zeros = rows_of_zeros(problem, tuple(self.predictions))
        self.rows = [*[row for _, row in named], *zeros]
        self.names += [("zero", j) for j in problem.zero_on]

    def optimum(self, answer: lp.Optimal | qp.Optimal) -> ExactlyRelaxed:
        """Return the optimum in the terms of the training problem."""
        frame, width = self.frame, len(self.forms[0])
        units = tuple(
            [answer.point[i * width : (i + 1) * width] for i in range(len(self.part.signs))]
        )
        gaps = {
            (i, j): abs(answer.point[column] - max(Fraction(0), _dot(self.forms[j], units[i])))
            for (i, j), column in self.columns.items()
        }
        return ExactlyRelaxed(
            answer.value,
            self.dual(self._slopes(answer), self.of_rows(answer.duals)),
            tuple([tuple(sorted(s)) for s in active_samples(frame.problem, units)]),
            tuple([pair for pair in sorted(gaps, key=lambda p: -gaps[p]) if gaps[pair]]),
        )

    def of_rows(self, multipliers: Vector) -> dict[Name, Fraction]:
        """The multipliers of the named constraints, which are the last rows of the program."""
        last = multipliers[len(multipliers) - len(self.names) :]
        return {name: y for name, y in zip(self.names, last, strict=True) if y}

    def dual(self, slopes: dict[int, Fraction], multipliers: dict[Name, Fraction]) -> DualBound:
        """Return the dual bound with these slopes of the loss and multipliers of constraints."""
        total = {
            j: slopes.get(j, Fraction(0)) - multipliers.get(("zero", j), Fraction(0))
            for j in range(len(self.forms))
        }
        lower: dict[Pair, fmpq] = {}
        upper: dict[Pair, Mixture] = {}
        sides: dict[Pair, fmpq] = {}
        order: dict[int, fmpq] = {}
        chords: dict[Envelope, fmpq] = {}
        for name, y in multipliers.items():
            match name:
                case ("side", int(i), int(j)):
                    sides[i, j] = as_fmpq(y)
                case ("order", int(i)):
                    order[i] = as_fmpq(y)
                case ("below", int(e)) if is_chord(self.sides, self.part.envelopes[e]):
                    chords[self.part.envelopes[e]] = as_fmpq(y)
        known = {j: as_fmpq(u) for j, u in total.items() if u}
        factors = factors_of_outputs(self.frame, self.part.signs, known, chords)
        for i, j in self.columns:
            towards = factors.get((i, j), fmpq(0))
            share, mixture = self._at_open_pair(i, j, towards, multipliers, sides)
            if towards > 0 and share != 0:
                lower[i, j] = share
            if towards < 0:
                upper[i, j] = mixture
        for i, j in self.zero_pairs:
            if self.part.signs[i] * total[j] < 0:
                upper[i, j] = (((), fmpq(1)),)
        return DualBound(known, lower, upper, sides, order, chords)

    def _at_open_pair(
        self,
        i: int,
        j: int,
        towards: fmpq,
        multipliers: dict[Name, Fraction],
        sides: dict[Pair, fmpq],
    ) -> tuple[fmpq, Mixture]:
        """The share t of z, or the mixture of envelopes, after multipliers that meet are cancelled.

        With ``q = κ + ν - Σ ω`` for the factor q of the output, and multipliers of ``h >= 0``,
        ``h >= z`` and ``h <= U``, a part of ω may meet a part of ν or κ; U - z and U are then sums
        of forms of known sides.
        """
        above = as_fmpq(multipliers.get(("above", i, j), Fraction(0)))
        below = [
            (basis, as_fmpq(multipliers[name]))
            for e, (unit, sample, basis) in enumerate(self.part.envelopes)
            if (unit, sample) == (i, j)
            and (name := ("below", e)) in multipliers
            and not is_chord(self.sides, (unit, sample, basis))
        ]
        at_zero = towards - above + sum([w for _, w in below], fmpq(0))
        kept = []
        for basis, weight in below:
            from_above = min(weight, above)
            from_zero = min(weight - from_above, at_zero)
            for k, share in zip(basis, self.frame.shares(basis, j) or (), strict=True):
                part = share * self.sides[i][k]
                rise = from_zero * part if part > 0 else -from_above * part
                sides[i, k] = sides.get((i, k), fmpq(0)) + rise
            above, at_zero = above - from_above, at_zero - from_zero
            kept.append((basis, weight - from_above - from_zero))
        if towards > 0:
            return above / towards, ()
        return fmpq(0), tuple([(basis, w / -towards) for basis, w in kept if w != 0])

    def _slopes(self, answer: lp.Optimal | qp.Optimal) -> dict[int, Fraction]:
        """The derivatives u of the loss by the predictions."""
        samples, loss = self.frame.problem.samples, self.frame.problem.loss
        labelled = list(enumerate(zip(samples.labels, samples.weights, strict=True)))
        if loss == "squared":
            return {
                j: 2 * w * (_dot(self.predictions[j], answer.point) - y) for j, (y, w) in labelled
            }
        if loss == "hinge":
            return {j: -w * y * answer.duals[j] for j, (y, w) in labelled}
        return {j: w * (answer.duals[2 * j] - answer.duals[2 * j + 1]) for j, (_, w) in labelled}

    def _prediction(self, sample: int) -> Vector:
        """The prediction f as a form in the unknowns."""
        total = [Fraction(0)] * len(self.bounds)
        width = len(self.forms[0])
        for unit, sign in enumerate(self.part.signs):
            if (unit, sample) in self.columns:
                total[self.columns[unit, sample]] = Fraction(sign)
            elif self.sides[unit].get(sample, -1) > 0:
                total[unit * width : (unit + 1) * width] = [sign * v for v in self.forms[sample]]
        if self.frame.problem.output == "affine":
            total[self.first - 1] = Fraction(1)
        return tuple(total)

    def _constraints(self) -> Iterator[tuple[Name, lp.Row]]:
        """Known sides, h >= z, h <= U, and the order of equal units."""
        for i, sides in enumerate(self.sides):
            for j, side in sides.items():
                yield ("side", i, j), self._row((i, [side * v for v in self.forms[j]]))
        for (i, j), column in self.columns.items():
            form = [-v for v in self.forms[j]]
            yield ("above", i, j), self._row((i, form), heights={column: Fraction(1)})
        for e, (i, j, basis) in enumerate(self.part.envelopes):
            row = self._below(i, j, basis) if (i, j) in self.columns else None
            if row is not None:
                yield ("below", e), row
        for i, (sign, following) in enumerate(pairwise(self.part.signs)):
            if sign == following:
                first = self.forms[0]
                yield ("order", i), self._row((i, first), (i + 1, [-v for v in first]))

    def _below(self, i: int, j: int, basis: tuple[int, ...]) -> lp.Row | None:
        """``U - h >= 0`` for an envelope, None if its basis is no proper one."""
        shares = self.frame.shares(basis, j)
        is_bent = is_chord(self.sides, (i, j, basis))
        if shares is None or (is_bent and min(shares) < 0):
            return None
        form, heights = [fmpq(0)] * len(self.forms[0]), {self.columns[i, j]: Fraction(-1)}
        for k, share in zip(basis, shares, strict=True):
            if (i, k) in self.columns:
                heights[self.columns[i, k]] = from_fmpq(share)
            elif share * self.sides[i].get(k, 0) > 0:
                form = [a + share * b for a, b in zip(form, self.frame.forms[k], strict=True)]
        return self._row((i, [from_fmpq(v) for v in form]), heights=heights)

    def _row(
        self,
        *parts: tuple[int, Sequence[Fraction]],
        heights: Mapping[int, Fraction] | None = None,
    ) -> lp.Row:
        """The constraint that a sum of forms in units, and of h times factors, is at least 0."""
        width = len(self.forms[0])
        total = [Fraction(0)] * len(self.bounds)
        for unit, form in parts:
            total[unit * width : (unit + 1) * width] = form
        for column, factor in (heights or {}).items():
            total[column] += factor
        return lp.Row(total, ">=", 0)


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum([x * y for x, y in zip(a, b, strict=True) if x], Fraction(0))
