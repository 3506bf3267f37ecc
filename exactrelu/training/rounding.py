"""Proposed multipliers, made exact.

The identity behind a `DualBound` says that a sum of forms, each with its multiplier, is 0. Two ways
lead from multipliers in doubles to exact ones.

- *Repair*: the largest multipliers of independent forms are computed from the others, which stay as
  they were proposed. The numbers stay small, and the bound is nearly that of the proposal. For
  losses that are piecewise linear it is the optimum itself.
- *Polish*, for the squared loss: slopes are 2w times residuals, and constraints with a multiplier
  are tight; that is a linear system for the weights and the multipliers. The bound is the optimum.

At an open pair the factor q of the output, which is s u less what chords take, tells its
*baseline*: 0 or z where ``q > 0``, the envelope with the largest multiplier where ``q < 0``. What
lies in between, or is another envelope, has a multiplier of its own, its share of ``|q|``. An
output at a pair of a chord with ``q = 0`` is *free*: an unknown of its own, so that q stays 0.

`exactrelu.training.bounds` checks what comes out; signs may be wrong here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from exactrelu.rational import as_fmpq
from exactrelu.training.bounds import DualBound, factors_of_outputs
from exactrelu.training.cells import bounds_of_unknowns
from exactrelu.training.multipliers import Column, polished, repaired
from exactrelu.training.parts import implied_sides, is_chord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exactrelu.guides.relaxations import Name, Relaxed
    from exactrelu.training.bounds import Pair
    from exactrelu.training.parts import Frame, Part

__all__ = ["Draft"]

_NEAR = fmpq(1, 2**16)
"""What is nearer to an end than this, relative to the whole, is taken to be there."""

_TINY = fmpq(1, 2**30)
"""Slopes and factors smaller than this, relative to the largest slope, are rounding errors."""

_PASSES = 4


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
        self.chords = {e for e, at in enumerate(self.envelopes) if is_chord(self.sides, at)}
        slopes = self._slopes_of(relaxed)
        self._cancel(slopes)
        self.size = max(map(abs, slopes.values()))
        self.loose: set[Pair] = set()
        self._put_outputs(slopes)
        self.slopes = {
            j: u for j, u in slopes.items() if abs(u) > _TINY * self.size and self._is_bounded(j)
        }
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
            loose = self._turned(values)
            if not flipped and not loose:
                return self._dual(values)
            self._drop(flipped, loose)
        return None

    def _turned(self, values: dict[Name, fmpq]) -> set[Pair]:
        """The outputs of chords whose factors have changed their signs."""
        slopes = {j: values["slope", j] for j in self.slopes}
        factors = self._factors(slopes, values)
        held = [at for at in self._touched() if self._is_open(at) and at not in self.free]
        return {at for at in held if factors[at] * self.factors[at] < 0}

    def _drop(self, names: set[Name], loose: set[Pair]) -> None:
        self.loose |= loose
        self.slopes = {j: u for j, u in self.slopes.items() if ("slope", j) not in names}
        self.multipliers = {name: y for name, y in self.multipliers.items() if name not in names}
        self._put_columns()

    def _put_outputs(self, slopes: dict[int, fmpq]) -> None:
        """What is known of the outputs, by multipliers of constraints and by these slopes."""
        self.mixtures = self._mixtures()
        self.factors = self._factors(slopes, self.multipliers)
        self.free = self._free()

    def _put_columns(self) -> None:
        self._put_outputs(self.slopes)
        self.shares = self._shares()
        self.columns = [*self._columns_of_slopes(), *self._columns_of_constraints()]

    def _repaired_values(self) -> dict[Name, fmpq] | None:
        values = repaired(self.columns)
        if values is None:
            # No slope stays at its end; what goes beyond an end is scaled back.
            values = repaired([replace(column, is_fixed=False) for column in self.columns])
        return values

    def _polished_values(self) -> dict[Name, fmpq] | None:
        tight = [c for c in self.columns if c.name[0] != "slope" or c.name[1] in self.frame.zero_on]
        others = [c for c in self.columns if c.name[0] == "slope" and c not in tight]
        labels = [self.frame.labels[int(c.name[1])] for c in others]
        scales = [2 * self.frame.weights[int(c.name[1])] for c in others]
        return polished(others, tight, labels, scales)

    def _dual(self, values: dict[Name, fmpq]) -> DualBound:
        """The dual bound with these multipliers."""
        scale = self._scale(values)
        slopes = {j: values["slope", j] / scale for j in self.slopes}
        scaled = {name: value / scale for name, value in values.items()}
        factors = self._factors(slopes, scaled)
        lower = {pair: t for pair, t in self.shares.items() if t == 1}
        upper, sides, order = {}, {}, {}
        for name, value in scaled.items():
            match name:
                case ("above", int(i), int(j)) if factors[i, j] != 0:
                    lower[i, j] = value / abs(factors[i, j])
                case ("side", int(i), int(j)):
                    sides[i, j] = value
                case ("order", int(i)):
                    order[i] = value
        for (i, j), mixture in self.mixtures.items():
            if self._towards(i, j) < 0 and factors[i, j] != 0:
                others = [scaled["below", e] / abs(factors[i, j]) for e in mixture[1:]]
                shares = [1 - sum(others, fmpq(0)), *others]
                bases = [self.envelopes[e][2] for e in mixture]
                upper[i, j] = tuple(zip(bases, shares, strict=True))
        for (i, j), (side, basis) in self.implied.items():
            factor = factors.get((i, j), fmpq(0))
            if side > 0 and factor > 0:
                lower[i, j] = fmpq(1)
            elif factor < 0:
                upper[i, j] = ((basis, fmpq(1)),)
        chords = {self.envelopes[e]: scaled["below", e] for e in self._used_chords()}
        known = {j: u for j, u in slopes.items() if u != 0}
        return DualBound(known, lower, upper, sides, order, chords)

    def _cancel(self, slopes: dict[int, fmpq]) -> None:
        """Replace multipliers of ``h <= U`` that meet some of ``h >= z`` or ``h >= 0``.

        With ``q = κ + ν - Σ ω`` at an open pair, U - z and U are sums of forms of known sides.
        """
        factors = self._factors(slopes, self.multipliers)
        envelopes = [(e, at) for e, at in enumerate(self.envelopes) if e not in self.chords]
        totals: dict[Pair, fmpq] = {}
        for e, (i, j, _) in envelopes:
            totals[i, j] = totals.get((i, j), fmpq(0)) + self.multipliers.get(("below", e), 0)
        for e, (i, j, basis) in envelopes:
            weight = self.multipliers.get(("below", e), fmpq(0))
            if weight <= 0:
                continue
            above = max(self.multipliers.get(("above", i, j), fmpq(0)), fmpq(0))
            at_zero = factors[i, j] - above + totals[i, j]
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
            if weights[e] > 0 and e not in self.chords:
                others = found.setdefault(self.envelopes[e][:2], [])
                if not others or weights[e] > _NEAR * weights[others[0]]:
                    others.append(e)
        return found

    def _slopes_of(self, relaxed: Relaxed) -> dict[int, fmpq]:
        """The derivatives u, less the multipliers of f = 0."""
        zeros = self.multipliers
        return {
            j: as_fmpq(u) - zeros.get(("zero", j), fmpq(0)) for j, u in enumerate(relaxed.slopes)
        }

    def _factors(self, slopes: dict[int, fmpq], values: Mapping[Name, fmpq]) -> dict[Pair, fmpq]:
        """The factors q of the outputs with these slopes and these multipliers of chords."""
        chords = {self.envelopes[e]: values["below", e] for e in self._used_chords()}
        return factors_of_outputs(self.frame, self.part.signs, slopes, chords)

    def _used_chords(self) -> list[int]:
        return [e for e in sorted(self.chords) if self.multipliers.get(("below", e), 0) > 0]

    def _touched(self) -> list[Pair]:
        """The pairs of chords that are used."""
        found = [self.envelopes[e] for e in self._used_chords()]
        return list(dict.fromkeys([(i, k) for i, j, basis in found for k in (j, *basis)]))

    def _is_open(self, pair: Pair) -> bool:
        return pair[1] not in self.sides[pair[0]] and pair not in self.implied

    def _free(self) -> dict[Pair, int]:
        """The open pairs of chords at which no other bound is needed, with their unknowns."""
        free = [at for at in self._touched() if self._is_open(at) and not self._is_held(*at)]
        return {pair: v for v, pair in enumerate(free, self.length)}

    def _is_held(self, unit: int, sample: int) -> bool:
        """Whether the output is bounded by 0, z or envelopes on the side that its factor asks."""
        factor, least = self._towards(unit, sample), _NEAR * self.size
        has_bound = factor > least or (factor < -least and (unit, sample) in self.mixtures)
        return has_bound and (unit, sample) not in self.loose

    def _is_bounded(self, sample: int) -> bool:
        """Whether the outputs at the sample are."""
        return all(
            self._towards(unit, sample) > 0
            or sample in sides
            or (unit, sample) in self.mixtures
            or (unit, sample) in self.implied
            or (unit, sample) in self.free
            for unit, sides in enumerate(self.sides)
        )

    def _shares(self) -> dict[Pair, fmpq]:
        """The t of open pairs that are not 0, 1 where they are near it."""
        found = {}
        for name, value in self.multipliers.items():
            match name:
                case ("above", int(i), int(j)) if (towards := self._towards(i, j)) > 0 and (
                    i,
                    j,
                ) not in self.free:
                    share = value / towards
                    if share > _NEAR:
                        found[i, j] = fmpq(1) if share > 1 - _NEAR else share
        return found

    def _towards(self, unit: int, sample: int) -> fmpq:
        """The factor q of an output, whose sign tells from which side it must be bounded."""
        return self.factors.get((unit, sample), fmpq(0))

    def _columns_of_slopes(self) -> Iterator[Column]:
        for j, slope in self.slopes.items():
            value, is_fixed = self._at_an_end(j, slope)
            yield Column(("slope", j), self._prediction(j), value, is_fixed=is_fixed)

    def _columns_of_constraints(self) -> Iterator[Column]:
        forms = self.frame.forms
        ends = bounds_of_unknowns(self.frame.problem)
        for name, value in self.multipliers.items():
            match name:
                case ("side", int(i), int(j)) if value > 0:
                    yield Column(name, self._placed(i, forms[j], -self.sides[i][j]), value)
                case ("above", int(i), int(j)) if 0 < self.shares.get((i, j), 0) < 1:
                    yield Column(name, self._placed(i, forms[j]), value)
                case ("order", int(i)) if value > 0:
                    form = self._placed(i, forms[0], -1)
                    form[(i + 1) * self.width : (i + 2) * self.width] = forms[0]
                    yield Column(name, form, value)
                case ("low" | "high" as kind, int(v)) if value > 0:
                    side = -1 if kind == "low" else 1
                    form = self._nothing()
                    form[v] = fmpq(side)
                    end = ends[v][0 if kind == "low" else 1]
                    yield Column(name, form, value, side * as_fmpq(end or Fraction(0)))
        for e in self._used_chords():
            i, j, basis = self.envelopes[e]
            form = self._nothing()
            self._add_output(form, i, j, fmpq(1))
            for k, share in zip(basis, self.frame.shares(basis, j) or (), strict=False):
                self._add_output(form, i, k, -share)
            yield Column(("below", e), form, self.multipliers["below", e])
        for (i, j), mixture in self.mixtures.items():
            if self._towards(i, j) < 0 and (i, j) not in self.free:
                base = self._envelope(mixture[0])
                for e in mixture[1:]:
                    form = [b - a for a, b in zip(self._envelope(e), base, strict=True)]
                    yield Column(("below", e), self._placed(i, form), self.multipliers["below", e])

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
        total = self._nothing()
        for unit, sign in enumerate(self.part.signs):
            self._add_output(total, unit, sample, fmpq(sign))
        if self.length > self.width * len(self.part.signs):
            total[self.length - 1] = fmpq(1)
        return total

    def _add_output(self, total: list[fmpq], unit: int, sample: int, factor: fmpq) -> None:
        """Add a multiple of the baseline of an output to a form."""
        if (unit, sample) in self.free:
            total[self.free[unit, sample]] += factor
            return
        for place, value in enumerate(self._baseline(unit, sample) or (), unit * self.width):
            total[place] += factor * value

    def _baseline(self, unit: int, sample: int) -> list[fmpq] | None:
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
        total = self._nothing()
        total[unit * self.width : (unit + 1) * self.width] = [factor * v for v in form]
        return total

    def _nothing(self) -> list[fmpq]:
        """The form 0 in the weights, the offset, and the free outputs."""
        return [fmpq(0)] * (self.length + len(self.free))

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
