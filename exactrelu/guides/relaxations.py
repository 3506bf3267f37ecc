"""Proposals for a part of the weights of a 2-layer network: dual values, a network, a branching.

Some units are known to be active or inactive at some samples; elsewhere the output of a unit is
relaxed to an h with max(0, z) <= h <= U for linear bounds U (`exactrelu.training.relaxation` has
the mathematics). The relaxed training problem is a convex program, solved here in doubles. Nothing
is trusted: multipliers are made exact before they prove a bound.

>>> zero, one, two = map(Fraction, range(3))
>>> forms = [[zero, one], [one, one], [two, one]]
>>> data = FloatSamples.of(forms, [zero, one, zero], [one] * 3, "squared")
>>> relaxed = relax(data, FloatPart((1,), ({0: -1, 2: 1},)))
>>> round(float(relaxed.value), 3), relaxed.envelopes
(0.8, ((0, 1, (0, 2)),))
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from exactrelu import guides
from exactrelu.filters import FloatArray
from exactrelu.guides.dictionary import NumpyDualDictionary
from exactrelu.guides.envelopes import implied_side, shares_of, tightest
from exactrelu.guides.interface import FloatProgram, FloatQuadraticProgram
from exactrelu.guides.samples import Envelope, FloatPart, FloatSamples
from exactrelu.guides.tight import duals_of, point_of

__all__ = ["Name", "Patterns", "Relaxed", "best_of_pattern", "relax"]

Name: TypeAlias = tuple[str | int, ...]
"""A constraint: ("side", i, j), ("above", i, j), ("below", e), ("order", i), ("zero", j),
and ("low", v), ("high", v) for the bounds of the unknowns of units and offset."""

Patterns: TypeAlias = tuple[tuple[int, ...], ...]
"""For each unit the samples at which it is positive."""

_ROUNDS = 2
_VIOLATED = 1e-7
_MOST_BENT = 60
"""With more open pairs than this there are no chords, as programs with many of them are slow.

For the largest loss there are none: they save fewer parts than they cost time."""
_ABOVE = 1 + 1e-6
_INFINITE = np.inf
_BITS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """What the relaxed problem suggests, in fractions.

    `value` is its optimum; `slopes` are the derivatives u of the loss by the predictions;
    `multipliers` are those of the constraints that are tight; `active` has for each unit of the
    optimum the samples at which it is positive, and `loss` is the loss of these units; `open_pairs`
    are the pairs (unit, sample) where h is not max(0, z), the farthest first; `envelopes` are those
    of the part with new ones. `programs` were solved, one more each time envelopes were added.
    """

    value: Fraction
    slopes: tuple[Fraction, ...]
    multipliers: dict[Name, Fraction]
    active: Patterns
    loss: Fraction
    open_pairs: tuple[tuple[int, int], ...]
    envelopes: tuple[Envelope, ...]
    programs: int = 1


def relax(data: FloatSamples, part: FloatPart, *, enough: Fraction | None = None) -> Relaxed | None:
    """Return what the relaxed problem of a part suggests; None if no optimum was found.

    No envelopes are added where the optimum is above `enough` without them.
    """
    if not data.is_within_doubles:
        return None
    most = np.inf if enough is None else _ABOVE * float(enough / Fraction(2) ** data.value_exponent)
    with np.errstate(all="ignore"):
        try:
            for remaining in range(_ROUNDS, -1, -1):
                system = _System(data, part)
                found = system.solve()
                if found is None:
                    return None
                is_enough = not remaining or found.value > most
                new = () if is_enough else tuple(system.tighter(found))
                if not new:
                    relaxed = system.relaxed(found) if found.is_finite else None
                    return relaxed and replace(relaxed, programs=_ROUNDS + 1 - remaining)
                part = replace(part, envelopes=part.envelopes + new)
        except np.linalg.LinAlgError:
            return None
    return None


def best_of_pattern(data: FloatSamples, part: FloatPart) -> tuple[Patterns, float] | None:
    """Return the pattern of the best network of a part without open pairs, and its loss.

    >>> one, two = Fraction(1), Fraction(2)
    >>> data = FloatSamples.of([[one], [two]], [one, two], [one, one], "max")
    >>> best_of_pattern(data, FloatPart((1,), ({0: 1, 1: 1},)))
    (((0, 1),), 0.0)
    """
    if not data.is_within_doubles:
        return None
    with np.errstate(all="ignore"):
        try:
            system = _System(data, part)
            found = system.solve()
        except np.linalg.LinAlgError:
            return None
    if found is None or not found.is_finite:
        return None
    inputs = system.inputs(found)
    return _patterns(inputs), system.loss(inputs, found)


class _System:
    """The convex program of a part: its unknowns are units, offset, the h, then the losses t.

    A side that an envelope implies, as it is 0 or z, is as good as a known one.
    """

    def __init__(self, data: FloatSamples, part: FloatPart) -> None:
        self.data, self.part = data, part
        count, self.length = data.forms.shape
        self.rank = data.coordinates.shape[1]
        self.offset = len(part.signs) * self.length
        self.first = self.offset + data.offset
        self.shares = [shares_of(data, basis, j) for _, j, basis in part.envelopes]
        self.implied = self._implied()
        pairs = [
            (i, j)
            for i, sides in enumerate(part.sides)
            for j in range(count)
            if j not in sides and (i, j) not in self.implied
        ]
        self.columns = {pair: self.first + k for k, pair in enumerate(pairs)}
        self.width = self.first + len(pairs)
        self.predictions = self._predictions()
        self.names: list[Name] = []
        self.rows: list[FloatArray] = []  # blocks of rows that must be at least 0
        for names, rows in (self._sides(), self._above(), self._below(), self._order()):
            self.names += names
            self.rows.append(rows)

    def _implied(self) -> dict[tuple[int, int], int]:
        """The sides of open pairs that known sides imply."""
        found = {}
        for (i, j, basis), shares in zip(self.part.envelopes, self.shares, strict=True):
            signs = [self.part.sides[i].get(k, 0) for k in basis]
            side = implied_side(np.array(signs) * shares) if all(signs) else 0
            if side:
                found[i, j] = side
        return found

    def solve(self) -> _Solution | None:
        """Return the optimum in doubles with its multipliers."""
        return self._solve_squares() if self.data.loss == "squared" else self._solve_linear()

    def tighter(self, found: _Solution) -> Iterator[Envelope]:
        """Yield envelopes that imply a side, or that the optimum violates, the tightest of each."""
        inputs = self.inputs(found)
        for i, sides in enumerate(self.part.sides):
            known = {self.data.twins[k]: k for k in sides}
            heights = {}
            for j, height in self._heights(i, found).items():
                if self.data.twins[j] in known:
                    yield i, j, (known[self.data.twins[j]],)
                else:
                    heights[j] = height
            if heights and 0 < self.rank <= len(sides):
                for j, basis in tightest(self.data, sides, inputs[:, i], heights):
                    yield i, j, basis
        yield from self._bent(inputs, found)

    def _bent(self, inputs: FloatArray, found: _Solution) -> Iterator[Envelope]:
        """Yield the chords that the optimum is above of, if they are more than known sides."""
        if len(self.columns) > _MOST_BENT or self.data.loss == "max":
            return
        outputs = np.maximum(inputs, 0.0)
        for i, sides in enumerate(self.part.sides):
            heights = self._heights(i, found)
            outputs[list(heights), i] = list(heights.values())
            for c in np.flatnonzero(self.data.bends @ outputs[:, i] < -_VIOLATED):
                j, basis = self.data.chords[c]
                if j in heights and not all(k in sides for k in basis):
                    yield i, j, basis

    def _heights(self, i: int, found: _Solution) -> dict[int, float]:
        """The h of a unit at its open samples."""
        return {j: float(found.point[c]) for (k, j), c in self.columns.items() if k == i}

    def relaxed(self, found: _Solution) -> Relaxed:
        """Return the solution in the terms of the training problem."""
        inputs = self.inputs(found)
        gaps = {
            (i, j): abs(found.point[column] - max(0.0, inputs[j, i]))
            for (i, j), column in self.columns.items()
        }
        open_pairs = tuple([p for p in sorted(gaps, key=lambda p: -gaps[p]) if gaps[p] > _VIOLATED])
        size = max(np.abs(found.slopes).max(initial=0.0), 2.0**-60)
        unit_of_values = Fraction(2) ** self.data.value_exponent
        unit_of_slopes = Fraction(2) ** self.data.slope_exponent
        return Relaxed(
            Fraction(found.value) * unit_of_values,
            tuple([_rounded(u, size) * unit_of_slopes for u in found.slopes]),
            {name: _rounded(y, size) * unit_of_slopes for name, y in found.multipliers.items()},
            _patterns(inputs),
            Fraction(self.loss(inputs, found)) * unit_of_values,
            open_pairs,
            self.part.envelopes,
        )

    def inputs(self, found: _Solution) -> FloatArray:
        """Return the z of all units, D x w."""
        units = found.point[: self.offset].reshape(len(self.part.signs), self.length)
        return np.asarray(self.data.forms @ units.T, dtype=np.float64)

    def loss(self, inputs: FloatArray, found: _Solution) -> float:
        """Return the loss of the network with these inputs of its units."""
        data = self.data
        offset = found.point[self.offset] if data.offset else 0.0
        f = np.maximum(inputs, 0.0) @ np.array(self.part.signs, dtype=float) + offset
        y, w = data.labels, data.weights
        match data.loss:
            case "squared":
                return float(w @ (f - y) ** 2)
            case "absolute":
                return float(w @ np.abs(f - y))
            case "hinge":
                return float(w @ np.maximum(0.0, 1 - y * f))
        return float((w * np.abs(f - y)).max())

    def _unit(self, i: int) -> slice:
        return slice(i * self.length, (i + 1) * self.length)

    def _predictions(self) -> FloatArray:
        """The predictions f as forms in the unknowns, D x width."""
        data = self.data
        rows = np.zeros((len(data.labels), self.width))
        for i, (sign, sides) in enumerate(zip(self.part.signs, self.part.sides, strict=True)):
            active = [j for j, side in sides.items() if side > 0]
            active += [j for (k, j), side in self.implied.items() if k == i and side > 0]
            rows[active, self._unit(i)] = sign * data.forms[active]
        for (i, j), column in self.columns.items():
            rows[j, column] = self.part.signs[i]
        if data.offset:
            rows[:, self.offset] = 1.0
        return rows

    def _sides(self) -> tuple[list[Name], FloatArray]:
        """``σ z >= 0`` at the known sides."""
        names: list[Name] = [
            ("side", i, j) for i, sides in enumerate(self.part.sides) for j in sides
        ]
        rows = np.zeros((len(names), self.width))
        first = 0
        for i, sides in enumerate(self.part.sides):
            signs = np.array(list(sides.values()), dtype=float)
            block = slice(first, first + len(sides))
            rows[block, self._unit(i)] = signs[:, None] * self.data.forms[list(sides)]
            first += len(sides)
        return names, rows

    def _above(self) -> tuple[list[Name], FloatArray]:
        """``h - z >= 0`` at the open pairs."""
        rows = np.zeros((len(self.columns), self.width))
        for row, (i, j) in zip(rows, self.columns, strict=True):
            row[self._unit(i)] = -self.data.forms[j]
        rows[range(len(rows)), list(self.columns.values())] = 1.0
        return [("above", i, j) for i, j in self.columns], rows

    def _below(self) -> tuple[list[Name], FloatArray]:
        """``U - h >= 0`` for the envelopes of open pairs.

        U is the sum of max(0, σμ) σ z at known sides, and of μ h at other samples of a chord.
        """
        used = [e for e, (i, j, _) in enumerate(self.part.envelopes) if (i, j) in self.columns]
        rows = np.zeros((len(used), self.width))
        for row, e in zip(rows, used, strict=True):
            i, j, basis = self.part.envelopes[e]
            for k, share in zip(basis, self.shares[e], strict=True):
                side = self.part.sides[i].get(k) or self.implied.get((i, k), 0)
                if not side:
                    row[self.columns[i, k]] += share
                elif side * share > 0:
                    row[self._unit(i)] += share * self.data.forms[k]
            row[self.columns[i, j]] = -1.0
        return [("below", e) for e in used], rows

    def _order(self) -> tuple[list[Name], FloatArray]:
        """``z_i - z_{i+1} >= 0`` at the first sample for units of one sign."""
        signs, form = self.part.signs, self.data.forms[0]
        equal = [i for i in range(len(signs) - 1) if signs[i] == signs[i + 1]]
        equal = equal if self.part.is_ordered else []
        rows = np.zeros((len(equal), self.width))
        for row, i in zip(rows, equal, strict=True):
            row[self._unit(i)], row[self._unit(i + 1)] = form, -form
        return [("order", i) for i in equal], rows

    def _solve_squares(self) -> _Solution | None:
        data, matrix = self.data, self.predictions
        weighted = matrix * data.weights[:, None]
        hessian, cost = 2 * weighted.T @ matrix, -2 * weighted.T @ data.labels
        program = self._program(cost, np.empty((0, self.width)), np.empty(0))
        squares = FloatQuadraticProgram(hessian, program)
        proposal = guides.default_quadratic_guide().propose(squares)
        if proposal is None or proposal.violated is not None or proposal.point is None:
            return None
        point = proposal.point
        duals = duals_of(program, proposal.basis, hessian @ point + cost)
        residuals = matrix @ point - data.labels
        value = float(data.weights @ residuals**2)
        return _Solution(point, value, 2 * data.weights * residuals, self._named(program, duals))

    def _solve_linear(self) -> _Solution | None:
        losses, right, slopes = self._rows_of_losses()
        cost = np.concatenate((np.zeros(self.width), np.ones(losses.shape[1] - self.width)))
        program = self._program(cost, losses, right)
        proposal = guides.default_guide().propose(program) or NumpyDualDictionary().propose(program)
        if proposal is None or proposal.violated is not None:
            return None
        duals = duals_of(program, proposal.basis, cost)
        point = point_of(program, proposal.basis) if proposal.point is None else proposal.point
        first = len(program.right) - len(right)
        of_losses = np.array([duals.get(first + k, 0.0) for k in range(len(right))])
        return _Solution(
            point, float(cost @ point), slopes @ of_losses, self._named(program, duals)
        )

    def _rows_of_losses(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Rows (R, r) that say R x >= r, and the slopes u (D x rows) that their multipliers make.

        ``t >= w (f - y)`` and ``t >= w (y - f)``, or for the hinge ``t >= w (1 - y f)``.
        """
        data, forms = self.data, self.predictions
        count = len(data.labels)
        losses = np.ones((count, 1)) if data.loss == "max" else np.eye(count)
        if data.loss == "hinge":
            scales, right = data.weights * data.labels, data.weights
            return np.hstack((scales[:, None] * forms, losses)), right, np.diag(-scales)
        scaled, level = data.weights[:, None] * forms, data.weights * data.labels
        rows = np.vstack((np.hstack((-scaled, losses)), np.hstack((scaled, losses))))
        slopes = np.diag(data.weights)
        return rows, np.concatenate((-level, level)), np.hstack((slopes, -slopes))

    def _program(self, cost: FloatArray, losses: FloatArray, right: FloatArray) -> FloatProgram:
        """The constraints and the rows of the losses, which have further unknowns t >= 0."""
        further = len(cost) - self.width
        zeros = [self.predictions[j] for j in self.data.zero_on]
        named = np.vstack((*self.rows, np.array(zeros).reshape(-1, self.width)))
        table = np.hstack((named, np.zeros((len(named), further))))
        ends = np.tile([[0.0], [_INFINITE]], len(cost))
        ends[:, : self.offset] = self._unit_ends()
        if self.data.offset:
            box = self.data.offset_box
            ends[:, self.offset] = (-_INFINITE, _INFINITE) if box is None else box[0]
        return FloatProgram(
            np.vstack((table, losses)),
            np.concatenate((np.zeros(len(named)), right)),
            tuple(range(len(self.names), len(named))),
            cost,
            *ends,
        )

    def _unit_ends(self) -> FloatArray:
        if self.data.box is None:
            return np.tile([[-_INFINITE], [_INFINITE]], self.offset)
        return np.tile(self.data.box, len(self.part.signs))

    def _named(self, program: FloatProgram, duals: dict[int, float]) -> dict[Name, float]:
        """The multipliers that a bound needs, by the names of their constraints."""
        names: list[Name] = [*self.names, *[("zero", j) for j in self.data.zero_on]]
        found = {names[number]: y for number, y in duals.items() if number < len(names)}
        rows = len(program.right)
        for v in range(self.offset + self.data.offset):
            for name, number in (("low", rows + 2 * v), ("high", rows + 2 * v + 1)):
                if number in duals:
                    found[name, v] = duals[number]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    point: FloatArray
    value: float
    slopes: FloatArray
    multipliers: dict[Name, float]

    @property
    def is_finite(self) -> bool:
        """Whether all numbers are; data beyond the doubles give others."""
        numbers = [*self.point, self.value, *self.slopes, *self.multipliers.values()]
        return bool(np.isfinite(numbers).all())


def _patterns(inputs: FloatArray) -> Patterns:
    return tuple([tuple(np.flatnonzero(column > 0).tolist()) for column in inputs.T])


def _rounded(value: float, size: float) -> Fraction:
    """The nearest multiple of a power of two that is far smaller than the size."""
    exponent = _BITS - math.frexp(size)[1]
    rounded = round(math.ldexp(value, exponent))
    return Fraction(rounded << max(0, -exponent), 1 << max(0, exponent))
