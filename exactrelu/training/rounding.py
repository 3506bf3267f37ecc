"""Proposed multipliers, made exact: a few of them absorb what the others miss.

The identity behind a `DualBound` says that a sum of forms, each with its multiplier, is 0. The
largest multipliers of independent forms are computed from the others, which stay as they were
proposed. `exactrelu.training.bounds` checks what comes out.

At an open pair with slope u and sign s, the form of u has a *baseline*: 0 or z where ``s u > 0``,
the envelope with the largest multiplier where ``s u < 0``. What lies in between, or is another
envelope, has a multiplier of its own, its share of ``|u|``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat

from exactrelu.rational import as_fmpq
from exactrelu.training.bounds import DualBound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.guides.relaxations import Name, Relaxed
    from exactrelu.training.bounds import Pair
    from exactrelu.training.parts import Frame, Part

__all__ = ["exact_dual"]

_NEAR = Fraction(1, 2**24)
"""What is nearer to an end than this, relative to the whole, is taken to be there."""

_TINY = Fraction(1, 2**30)
"""Slopes smaller than this, relative to the largest, are rounding errors."""


def exact_dual(frame: Frame, part: Part, relaxed: Relaxed) -> DualBound | None:
    """Return multipliers near the proposed ones that satisfy the identity, None if none are near.

    Their signs may be wrong; that is for the caller to check.
    """
    draft = _Draft(frame, part, relaxed)
    values = _repaired(list(draft.columns()))
    return None if values is None else draft.dual(values)


@dataclass(frozen=True, slots=True)
class _Column:
    """A multiplier by its name, with its form; it is kept as it is if `is_fixed`."""

    name: Name
    form: list[fmpq]
    value: Fraction
    is_fixed: bool = False


def _repaired(columns: Sequence[_Column]) -> dict[Name, fmpq] | None:
    """Return values with Σ value · form = 0; the largest of independent forms have been changed."""
    if not columns:
        return {}
    ordered = sorted(columns, key=lambda column: (column.is_fixed, -abs(column.value)))
    forms = [column.form for column in ordered]
    height = len(forms[0])
    echelon, rank = fmpq_mat(
        height, len(forms), [f[i] for i in range(height) for f in forms]
    ).rref()
    values = [as_fmpq(column.value) for column in ordered]
    for row in range(rank):
        entries = [echelon[row, k] for k in range(len(forms))]
        pivot = next(k for k, entry in enumerate(entries) if entry != 0)
        others = zip(entries[pivot + 1 :], values[pivot + 1 :], strict=True)
        wanted = -sum([e * v for e, v in others if e != 0], fmpq(0))
        if ordered[pivot].is_fixed and wanted != values[pivot]:
            return None
        values[pivot] = wanted
    return {column.name: value for column, value in zip(ordered, values, strict=True)}


class _Draft:
    """The proposed multipliers with their forms in all weights and the offset."""

    def __init__(self, frame: Frame, part: Part, relaxed: Relaxed) -> None:
        self.frame, self.part, self.multipliers = frame, part, relaxed.multipliers
        self.sides = part.sides
        self.width = len(frame.forms[0])
        self.length = len(part.signs) * self.width + (frame.problem.output == "affine")
        self.envelopes = relaxed.envelopes
        self.mixtures = self._mixtures()
        slopes = {j: u - self._multiplier("zero", j) for j, u in enumerate(relaxed.slopes)}
        size = max(map(abs, slopes.values()))
        self.slopes = {j: u for j, u in slopes.items() if self._is_bounded(j, u, size)}

    def columns(self) -> Iterator[_Column]:
        """Yield all multipliers that are not 0."""
        for j, slope in self.slopes.items():
            value, is_fixed = self._at_an_end(j, slope)
            yield _Column(("slope", j), self._prediction(j), value, is_fixed)
        for name, value in self.multipliers.items():
            match name:
                case ("side", int(i), int(j)) if value > 0:
                    form = [-self.sides[i][j] * v for v in self.frame.forms[j]]
                    yield _Column(name, self._placed(i, form), value)
                case ("above", int(i), int(j)) if 0 < self._share(i, j) < 1:
                    yield _Column(name, self._placed(i, self.frame.forms[j]), value)
                case ("order", int(i)) if value > 0:
                    first = self.frame.forms[0]
                    form = self._placed(i, [-v for v in first])
                    after = self._placed(i + 1, first)
                    yield _Column(name, [a + b for a, b in zip(form, after, strict=True)], value)
                case ("low" | "high", int(v)):
                    form = [fmpq(0)] * self.length
                    form[v] = fmpq(-1 if name[0] == "low" else 1)
                    yield _Column(name, form, value)
        for (i, j), mixture in self.mixtures.items():
            base = self._envelope(mixture[0])
            for e in mixture[1:] if self._towards(i, j) < 0 else ():
                form = [b - a for a, b in zip(self._envelope(e), base, strict=True)]
                yield _Column(("below", e), self._placed(i, form), self.multipliers["below", e])

    def dual(self, values: dict[Name, fmpq]) -> DualBound:
        """Return the dual bound with these multipliers."""
        scale = self._scale(values)
        slopes = {j: values["slope", j] / scale for j in self.slopes}
        lower = {p: fmpq(1) for p in self._open_pairs() if self._share(*p) == 1}
        upper, sides, order = {}, {}, {}
        for name, value in values.items():
            match name:
                case ("above", int(i), int(j)) if slopes[j] != 0:
                    lower[i, j] = value / scale / abs(slopes[j])
                case ("side", int(i), int(j)):
                    sides[i, j] = value / scale
                case ("order", int(i)):
                    order[i] = value / scale
        for (i, j), mixture in self.mixtures.items():
            if self._towards(i, j) < 0 and slopes[j] != 0:
                others = [values["below", e] / scale / abs(slopes[j]) for e in mixture[1:]]
                shares = [1 - sum(others, fmpq(0)), *others]
                bases = [self.envelopes[e][2] for e in mixture]
                upper[i, j] = tuple(zip(bases, shares, strict=True))
        return DualBound({j: u for j, u in slopes.items() if u != 0}, lower, upper, sides, order)

    def _is_bounded(self, sample: int, slope: Fraction, size: Fraction) -> bool:
        """Whether the slope is not 0, up to rounding, and no output there is unbounded."""
        return abs(slope) > _TINY * size and all(
            sign * slope > 0 or sample in sides or (unit, sample) in self.mixtures
            for unit, (sign, sides) in enumerate(zip(self.part.signs, self.sides, strict=True))
        )

    def _multiplier(self, *name: str | int) -> Fraction:
        return self.multipliers.get(name, Fraction(0))

    def _mixtures(self) -> dict[Pair, list[int]]:
        """For each open pair its tight envelopes, the largest multiplier first."""
        found: dict[Pair, list[int]] = {}
        tight = [e for e in range(len(self.envelopes)) if self._multiplier("below", e) > 0]
        for e in sorted(tight, key=lambda e: -self._multiplier("below", e)):
            others = found.setdefault(self.envelopes[e][:2], [])
            if not others or self._multiplier("below", e) > _NEAR * self._multiplier(
                "below", others[0]
            ):
                others.append(e)
        return found

    def _open_pairs(self) -> Iterator[Pair]:
        """The open pairs of samples whose slope is not 0."""
        for j in self.slopes:
            yield from ((i, j) for i, sides in enumerate(self.sides) if j not in sides)

    def _share(self, unit: int, sample: int) -> Fraction:
        """The t of an open pair: 1 or 0 if it is near them."""
        size = self._towards(unit, sample)
        share = self._multiplier("above", unit, sample) / size if size > 0 else Fraction(0)
        return Fraction(round(share)) if abs(share - round(share)) < _NEAR else share

    def _towards(self, unit: int, sample: int) -> Fraction:
        """``s u``, whose sign tells from which side the output must be bounded."""
        return self.part.signs[unit] * self.slopes.get(sample, Fraction(0))

    def _at_an_end(self, sample: int, slope: Fraction) -> tuple[Fraction, bool]:
        """The slope, moved to the end of its interval if it is near it, and whether it was."""
        samples, loss = self.frame.problem.samples, self.frame.problem.loss
        w, y = samples.weights[sample], samples.labels[sample]
        if sample in self.frame.zero_on or loss in ("squared", "max"):
            return slope, False
        for end in (w, -w) if loss == "absolute" else (-w * y, Fraction(0)):
            if abs(slope - end) <= _NEAR * w * (abs(y) if loss == "hinge" else 1):
                return end, True
        return slope, False

    def _prediction(self, sample: int) -> list[fmpq]:
        """The form of f at a sample, each open output at its baseline."""
        total: list[fmpq] = []
        for unit, sign in enumerate(self.part.signs):
            form = self._output(unit, sample)
            total += [fmpq(0)] * self.width if form is None else [sign * v for v in form]
        return [*total, fmpq(1)] if self.length > len(total) else total

    def _output(self, unit: int, sample: int) -> list[fmpq] | None:
        side = self.sides[unit].get(sample)
        if side is not None:
            return self.frame.forms[sample] if side > 0 else None
        if self._share(unit, sample) == 1:
            return self.frame.forms[sample]
        mixture = self.mixtures.get((unit, sample))
        if mixture and self._towards(unit, sample) < 0:
            return self._envelope(mixture[0])
        return None

    def _envelope(self, e: int) -> list[fmpq]:
        i, j, basis = self.envelopes[e]
        form = self.frame.envelope(self.sides[i], j, basis)
        return [fmpq(0)] * self.width if form is None else form

    def _placed(self, unit: int, form: Sequence[fmpq]) -> list[fmpq]:
        """A form in the weights of one unit, as a form in all unknowns."""
        total = [fmpq(0)] * self.length
        total[unit * self.width : (unit + 1) * self.width] = form
        return total

    def _scale(self, values: dict[Name, fmpq]) -> fmpq:
        """What the multipliers are divided by: for the loss ``max``, Σ |u_j| / w_j."""
        if self.frame.problem.loss != "max":
            return fmpq(1)
        counted = [j for j in self.slopes if j not in self.frame.zero_on]
        total = sum([abs(values["slope", j]) / self.frame.weights[j] for j in counted], fmpq(0))
        return total if total != 0 else fmpq(1)
