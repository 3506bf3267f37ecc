"""Proposed multipliers, made exact.

The identity behind a `DualBound` says that a sum of forms, each with its multiplier, is 0. Two ways
lead from multipliers in doubles to exact ones.

- *Repair*: the largest multipliers of independent forms are computed from the others, which stay as
  they were proposed. The numbers stay small, and the bound is nearly that of the proposal. For
  losses that are piecewise linear it is the optimum itself.
- *Polish*, for the squared loss: slopes are 2w times residuals, and constraints with a multiplier
  are tight; that is a linear system for the weights and the multipliers. The bound is the optimum.

At an open pair with slope u and sign s, the form of u has a *baseline*: 0 or z where ``s u > 0``,
the envelope with the largest multiplier where ``s u < 0``. What lies in between, or is another
envelope, has a multiplier of its own, its share of ``|u|``.

`exactrelu.training.bounds` checks what comes out; signs may be wrong here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat

from exactrelu.rational import as_fmpq
from exactrelu.training.bounds import DualBound
from exactrelu.training.cells import bounds_of_unknowns
from exactrelu.training.parts import implied_sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.guides.relaxations import Name, Relaxed
    from exactrelu.training.bounds import Pair
    from exactrelu.training.parts import Frame, Part

__all__ = ["Draft"]

_NEAR = fmpq(1, 2**16)
"""What is nearer to an end than this, relative to the whole, is taken to be there."""

_TINY = fmpq(1, 2**30)
"""Slopes smaller than this, relative to the largest, are rounding errors."""

_PASSES = 4


@dataclass(frozen=True, slots=True)
class _Column:
    """A multiplier by its name, with its form and what the form is where it is tight.

    It is kept as it is if `is_fixed`.
    """

    name: Name
    form: list[fmpq]
    value: fmpq
    end: fmpq = field(default_factory=fmpq)
    is_fixed: bool = False


class Draft:
    """The proposed multipliers with their forms in all weights and the offset."""

    def __init__(self, frame: Frame, part: Part, relaxed: Relaxed) -> None:
        self.frame, self.part = frame, part
        self.sides = part.sides
        self.width = len(frame.forms[0])
        self.length = len(part.signs) * self.width + (frame.problem.output == "affine")
        self.envelopes = relaxed.envelopes
        self.multipliers = {name: as_fmpq(y) for name, y in relaxed.multipliers.items() if y}
        self.implied = implied_sides(frame, part.sides, self.envelopes)
        self._cancel([as_fmpq(u) for u in relaxed.slopes])
        self.mixtures = self._mixtures()
        self.slopes = self._slopes(relaxed)
        self._put_columns()

    def repaired(self) -> DualBound | None:
        """Return multipliers near the proposed ones, None if none are near."""
        return self._without_flips(self._repaired_values)

    def polished(self) -> DualBound | None:
        """Return the multipliers of the optimum, None if the system has no solution."""
        return self._without_flips(self._polished_values)

    def _without_flips(self, solve: Callable[[], dict[Name, fmpq] | None]) -> DualBound | None:
        """Solve, and again without what has changed its sign: it was a rounding error."""
        for _ in range(_PASSES):
            values = solve()
            if values is None:
                return None
            flipped = {c.name for c in self.columns if values[c.name] * c.value < 0}
            if not flipped:
                return self._dual(values)
            self._drop(flipped)
        return None

    def _drop(self, names: set[Name]) -> None:
        self.slopes = {j: u for j, u in self.slopes.items() if ("slope", j) not in names}
        self.multipliers = {name: y for name, y in self.multipliers.items() if name not in names}
        self._put_columns()

    def _put_columns(self) -> None:
        self.mixtures = self._mixtures()
        self.shares = self._shares()
        self.columns = [*self._columns_of_slopes(), *self._columns_of_constraints()]

    def _repaired_values(self) -> dict[Name, fmpq] | None:
        values = _repaired(self.columns)
        if values is None:
            # No slope stays at its end; what goes beyond an end is scaled back.
            values = _repaired([replace(column, is_fixed=False) for column in self.columns])
        return values

    def _polished_values(self) -> dict[Name, fmpq] | None:
        tight = [c for c in self.columns if c.name[0] != "slope" or c.name[1] in self.frame.zero_on]
        others = [c for c in self.columns if c.name[0] == "slope" and c not in tight]
        labels = [self.frame.labels[int(c.name[1])] for c in others]
        scales = [2 * self.frame.weights[int(c.name[1])] for c in others]
        return _polished(others, tight, labels, scales)

    def _dual(self, values: dict[Name, fmpq]) -> DualBound:
        """The dual bound with these multipliers."""
        scale = self._scale(values)
        slopes = {j: values["slope", j] / scale for j in self.slopes}
        lower = {pair: t for pair, t in self.shares.items() if t == 1}
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
        for (i, j), (side, basis) in self.implied.items():
            if side > 0 and self._towards(i, j) > 0:
                lower[i, j] = fmpq(1)
            elif self._towards(i, j) < 0:
                upper[i, j] = ((basis, fmpq(1)),)
        return DualBound({j: u for j, u in slopes.items() if u != 0}, lower, upper, sides, order)

    def _cancel(self, slopes: Sequence[fmpq]) -> None:
        """Replace multipliers of ``h <= U`` that meet some of ``h >= z`` or ``h >= 0``.

        With ``s u = κ + ν - Σ ω`` at an open pair, U - z and U are sums of forms of known sides.
        """
        totals: dict[Pair, fmpq] = {}
        for e, (i, j, _) in enumerate(self.envelopes):
            totals[i, j] = totals.get((i, j), fmpq(0)) + self.multipliers.get(("below", e), 0)
        for e, (i, j, basis) in enumerate(self.envelopes):
            weight = self.multipliers.get(("below", e), fmpq(0))
            if weight <= 0:
                continue
            above = max(self.multipliers.get(("above", i, j), fmpq(0)), fmpq(0))
            zero = self.multipliers.get(("zero", j), fmpq(0))
            at_zero = self.part.signs[i] * (slopes[j] - zero) - above + totals[i, j]
            from_above = min(weight, above)
            from_zero = max(min(weight - from_above, at_zero), fmpq(0))
            self._move_to_sides(i, j, basis, from_above, from_zero)
            self.multipliers["above", i, j] = above - from_above
            self.multipliers["below", e] = weight - from_above - from_zero
            totals[i, j] -= from_above + from_zero

    def _move_to_sides(
        self, unit: int, sample: int, basis: tuple[int, ...], from_above: fmpq, from_zero: fmpq
    ) -> None:
        for k, share in zip(basis, self.frame.shares(basis, sample) or (), strict=False):
            part = share * self.sides[unit][k]
            rise = from_zero * part if part > 0 else -from_above * part
            if rise != 0:
                name = ("side", unit, k)
                self.multipliers[name] = self.multipliers.get(name, fmpq(0)) + rise

    def _mixtures(self) -> dict[Pair, list[int]]:
        """For each open pair its tight envelopes, the largest multiplier first."""
        found: dict[Pair, list[int]] = {}
        weights = [self.multipliers.get(("below", e), 0) for e in range(len(self.envelopes))]
        for e in sorted(range(len(weights)), key=lambda e: -weights[e]):
            if weights[e] > 0:
                others = found.setdefault(self.envelopes[e][:2], [])
                if not others or weights[e] > _NEAR * weights[others[0]]:
                    others.append(e)
        return found

    def _slopes(self, relaxed: Relaxed) -> dict[int, fmpq]:
        """The slopes that are not 0, up to rounding, and where no output is unbounded."""
        zeros = self.multipliers
        total = {
            j: as_fmpq(u) - zeros.get(("zero", j), fmpq(0)) for j, u in enumerate(relaxed.slopes)
        }
        size = max(map(abs, total.values()))
        return {j: u for j, u in total.items() if abs(u) > _TINY * size and self._is_bounded(j, u)}

    def _is_bounded(self, sample: int, slope: fmpq) -> bool:
        return all(
            sign * slope > 0
            or sample in sides
            or (unit, sample) in self.mixtures
            or (unit, sample) in self.implied
            for unit, (sign, sides) in enumerate(zip(self.part.signs, self.sides, strict=True))
        )

    def _shares(self) -> dict[Pair, fmpq]:
        """The t of open pairs that are not 0, 1 where they are near it."""
        found = {}
        for name, value in self.multipliers.items():
            match name:
                case ("above", int(i), int(j)) if (towards := self._towards(i, j)) > 0:
                    share = value / towards
                    if share > _NEAR:
                        found[i, j] = fmpq(1) if share > 1 - _NEAR else share
        return found

    def _towards(self, unit: int, sample: int) -> fmpq:
        """``s u``, whose sign tells from which side the output must be bounded."""
        return self.part.signs[unit] * self.slopes.get(sample, fmpq(0))

    def _columns_of_slopes(self) -> Iterator[_Column]:
        for j, slope in self.slopes.items():
            value, is_fixed = self._at_an_end(j, slope)
            yield _Column(("slope", j), self._prediction(j), value, is_fixed=is_fixed)

    def _columns_of_constraints(self) -> Iterator[_Column]:
        forms = self.frame.forms
        ends = bounds_of_unknowns(self.frame.problem)
        for name, value in self.multipliers.items():
            match name:
                case ("side", int(i), int(j)) if value > 0:
                    yield _Column(name, self._placed(i, forms[j], -self.sides[i][j]), value)
                case ("above", int(i), int(j)) if 0 < self.shares.get((i, j), 0) < 1:
                    yield _Column(name, self._placed(i, forms[j]), value)
                case ("order", int(i)) if value > 0:
                    form = self._placed(i, forms[0], -1)
                    form[(i + 1) * self.width : (i + 2) * self.width] = forms[0]
                    yield _Column(name, form, value)
                case ("low" | "high" as kind, int(v)) if value > 0:
                    side = -1 if kind == "low" else 1
                    form = [fmpq(0)] * self.length
                    form[v] = fmpq(side)
                    end = ends[v][0 if kind == "low" else 1]
                    yield _Column(name, form, value, side * as_fmpq(end or Fraction(0)))
        for (i, j), mixture in self.mixtures.items():
            if self._towards(i, j) < 0:
                base = self._envelope(mixture[0])
                for e in mixture[1:]:
                    form = [b - a for a, b in zip(self._envelope(e), base, strict=True)]
                    yield _Column(("below", e), self._placed(i, form), self.multipliers["below", e])

    def _at_an_end(self, sample: int, slope: fmpq) -> tuple[fmpq, bool]:
        """The slope, moved to the end of its interval if it is near it, and whether it was."""
        frame, loss = self.frame, self.frame.problem.loss
        w, y = frame.weights[sample], frame.labels[sample]
        if sample in frame.zero_on or loss in ("squared", "max"):
            return slope, False
        size = w * abs(y) if loss == "hinge" else w
        for end in (w, -w) if loss == "absolute" else (-w * y, fmpq(0)):
            if abs(slope - end) <= _NEAR * size:
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
        if (unit, sample) in self.implied:
            return self.frame.forms[sample] if self.implied[unit, sample][0] > 0 else None
        if side == 1 or (side is None and self.shares.get((unit, sample)) == 1):
            return self.frame.forms[sample]
        mixture = self.mixtures.get((unit, sample))
        if side is None and mixture and self._towards(unit, sample) < 0:
            return self._envelope(mixture[0])
        return None

    def _envelope(self, e: int) -> list[fmpq]:
        i, j, basis = self.envelopes[e]
        form = self.frame.envelope(self.sides[i], j, basis)
        return [fmpq(0)] * self.width if form is None else form

    def _placed(self, unit: int, form: Sequence[fmpq], factor: int = 1) -> list[fmpq]:
        """A multiple of a form in the weights of one unit, as a form in all unknowns."""
        total = [fmpq(0)] * self.length
        total[unit * self.width : (unit + 1) * self.width] = [factor * v for v in form]
        return total

    def _scale(self, values: dict[Name, fmpq]) -> fmpq:
        """What the multipliers are divided by, so that the conjugate of the loss is finite."""
        frame, loss = self.frame, self.frame.problem.loss
        sizes = [
            abs(values["slope", j]) / (frame.weights[j] * (y if loss == "hinge" and y > 0 else 1))
            for j in self.slopes
            if j not in frame.zero_on
            for y in [abs(frame.labels[j])]
        ]
        if loss == "max":
            total = sum(sizes, fmpq(0))
            return total if total != 0 else fmpq(1)
        return fmpq(1) if loss == "squared" else max([fmpq(1), *sizes])


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
    values = [column.value for column in ordered]
    for row, entries in enumerate(echelon.tolist()[:rank]):
        pivot = next(k for k in range(row, len(entries)) if entries[k] != 0)
        others = zip(entries[pivot + 1 :], values[pivot + 1 :], strict=True)
        wanted = -sum([e * v for e, v in others if e != 0], fmpq(0))
        if ordered[pivot].is_fixed and wanted != values[pivot]:
            return None
        values[pivot] = wanted
    return {column.name: value for column, value in zip(ordered, values, strict=True)}


def _polished(
    slopes: Sequence[_Column],
    tight: Sequence[_Column],
    labels: Sequence[fmpq],
    scales: Sequence[fmpq],
) -> dict[Name, fmpq] | None:
    """Solve ``Σ 2w (F·x - y) F + Σ v g = 0``, ``g·x = end`` for x and the v, if it can be."""
    columns = [*slopes, *tight]
    if not columns:
        return {}
    n, p = len(columns[0].form), len(tight)
    F = fmpq_mat(len(slopes), n, [v for c in slopes for v in c.form])
    weighted = fmpq_mat(
        len(slopes), n, [s * v for c, s in zip(slopes, scales, strict=True) for v in c.form]
    )
    hessian = (weighted.transpose() * F).tolist()
    moment = (weighted.transpose() * fmpq_mat(len(slopes), 1, list(labels))).tolist()
    rows = [[*hessian[i], *[c.form[i] for c in tight], moment[i][0]] for i in range(n)]
    rows += [[*c.form, *[fmpq(0)] * p, c.end] for c in tight]
    echelon, rank = fmpq_mat(n + p, n + p + 1, [v for row in rows for v in row]).rref()
    found = [fmpq(0)] * (n + p)
    for row, entries in enumerate(echelon.tolist()[:rank]):
        pivot = next(k for k in range(row, n + p + 1) if entries[k] != 0)
        if pivot == n + p:
            return None
        found[pivot] = entries[-1]
    predictions = (F * fmpq_mat(n, 1, found[:n])).tolist()
    values: dict[Name, fmpq] = {
        c.name: s * (f - y)
        for c, s, (f,), y in zip(slopes, scales, predictions, labels, strict=True)
    }
    return values | {c.name: v for c, v in zip(tight, found[n:], strict=True)}
