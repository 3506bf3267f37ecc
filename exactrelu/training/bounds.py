"""Proved lower bounds of the loss over a part of the weights.

Let u_j be slopes of the predictions. With the conjugate L* of the loss, ``L(f) >= u·f - L*(u)``.
So u·f is a sum of outputs h of units with factors s u_j. From it chords ``Σ μ_k h_k - h_j >= 0``
times multipliers that are not negative are taken away, which changes the factors of outputs to q.
In a part, the output at an open pair (i, j) is then bounded from the side that q asks for: where
``q > 0`` by ``h >= t z`` with t in [0, 1], where ``q < 0`` by a convex combination of envelopes,
``h <= U``. That makes of u·f a linear form in the weights. Forms that are not negative in the part,
times multipliers that are not negative, are taken away from it: known sides σz, and the order of
equal units. What is left is bounded by the bounds of the unknowns, if the problem has any, and must
be 0 where it has none. The sum of these bounds is C, and

    L(f) >= C - L*(u).

On samples where the problem asks for f_j = 0 the loss is known, and u_j is free.

>>> from exactrelu.training.parts import Frame
>>> from exactrelu.training.problem import Problem, Samples
>>> frame = Frame(Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear"))
>>> part = frame.root((1,)).with_side(0, 0, -1).with_side(0, 2, 1)

With u = (0, -8/5, 4/5), U at the middle sample is half of z at the last one, and the parts cancel:

>>> dual = DualBound({1: fmpq(-8, 5), 2: fmpq(4, 5)}, upper={(0, 1): (((0, 2), fmpq(1)),)})
>>> value_of(frame, part, dual)
Fraction(4, 5)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq

from exactrelu.rational import as_fmpq, from_fmpq
from exactrelu.training.cells import bounds_of_unknowns
from exactrelu.training.losses import conjugate_in_flint, total_loss

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exactrelu.training.parts import Envelope, Frame, Part, Sides
    from exactrelu.training.problem import Signs

__all__ = ["DualBound", "constant_of", "factors_of_outputs", "form_of_output", "value_of"]

Pair: TypeAlias = tuple[int, int]
Mixture: TypeAlias = "tuple[tuple[tuple[int, ...], fmpq], ...]"
"""Bases of envelopes with their shares, which are not negative and add up to 1."""


@dataclass(frozen=True, slots=True)
class DualBound:
    """The numbers that prove a bound; those that are 0 are left out.

    Attributes:
        slopes: u_j for samples j.
        lower: t for open pairs (i, j) with q > 0.
        upper: for open pairs with q < 0 a mixture of envelopes.
        sides: the multipliers of σz at pairs (i, j) of known sides.
        order: the multipliers of z_i - z_{i+1} at the first sample.
        chords: the multipliers of Σ μ_k h_k - h_j for units, samples j, and bases of shares μ.
    """

    slopes: Mapping[int, fmpq]
    lower: Mapping[Pair, fmpq] = field(default_factory=dict)
    upper: Mapping[Pair, Mixture] = field(default_factory=dict)
    sides: Mapping[Pair, fmpq] = field(default_factory=dict)
    order: Mapping[int, fmpq] = field(default_factory=dict)
    chords: Mapping[Envelope, fmpq] = field(default_factory=dict)


def value_of(frame: Frame, part: Part, dual: DualBound) -> Fraction | None:
    """Return the bound that the numbers prove in the part; None if they prove none."""
    constant = constant_of(frame, part, dual)
    return None if constant is None else _value(frame, dual, constant)


def constant_of(frame: Frame, part: Part, dual: DualBound) -> fmpq | None:
    """Return C, which is at most Σ u_j f_j in the part; None if the numbers prove none."""
    rest = _form_of_predictions(frame, part, dual)
    if rest is None or not _take_away(rest, frame, part, dual):
        return None
    return _bound_of_form(frame, rest)


def factors_of_outputs(
    frame: Frame, signs: Signs, slopes: Mapping[int, fmpq], chords: Mapping[Envelope, fmpq]
) -> dict[Pair, fmpq]:
    """Return the factors q of the outputs: those s u_j of the predictions, less what chords take.

    >>> from exactrelu.training.parts import Frame
    >>> from exactrelu.training.problem import Problem, Samples
    >>> peak = Samples([[0], [1], [2]], [0, 1, 0])
    >>> frame = Frame(Problem(peak, 1, loss="squared", output="linear"))
    >>> factors = factors_of_outputs(frame, (1,), {1: fmpq(-2)}, {(0, 1, (0, 2)): fmpq(2)})
    >>> {pair: int(q) for pair, q in factors.items()}
    {(0, 1): 0, (0, 0): -1, (0, 2): -1}
    """
    found = {(i, j): s * u for i, s in enumerate(signs) for j, u in slopes.items()}
    for (i, j, basis), multiplier in chords.items():
        found[i, j] = found.get((i, j), fmpq(0)) + multiplier
        for k, share in zip(basis, frame.shares(basis, j) or (), strict=False):
            found[i, k] = found.get((i, k), fmpq(0)) - multiplier * share
    return found


def form_of_output(
    frame: Frame, sides: Sides, pair: Pair, *, factor: fmpq, dual: DualBound
) -> list[fmpq] | None:
    """Return the form in a unit's weights that bounds ``q · max(0, z)`` from below, per factor q.

    None if the dual bound has no right numbers for it.
    """
    _, sample = pair
    form = frame.forms[sample]
    side = sides.get(sample)
    if side is not None:
        return form if side > 0 else [fmpq(0)] * len(form)
    if factor > 0:
        t = dual.lower.get(pair, fmpq(0))
        return [t * v for v in form] if 0 <= t <= 1 else None
    mixture = dual.upper.get(pair, ())
    total = [fmpq(0)] * len(form)
    for basis, share in mixture:
        envelope = frame.envelope(sides, sample, basis)
        if envelope is None or share < 0:
            return None
        total = [a + share * b for a, b in zip(total, envelope, strict=True)]
    return total if sum([share for _, share in mixture], fmpq(0)) == 1 else None


def _form_of_predictions(frame: Frame, part: Part, dual: DualBound) -> list[fmpq] | None:
    """The form in all weights, and the offset, that is at most Σ u_j f_j in the part."""
    if not all(_is_chord(frame, chord, m) for chord, m in dual.chords.items()):
        return None
    d, sides = len(frame.forms[0]), part.sides
    total = [fmpq(0)] * (len(part.signs) * d + 1)
    total[-1] = sum(dual.slopes.values(), fmpq(0))
    factors = factors_of_outputs(frame, part.signs, dual.slopes, dual.chords)
    for pair, factor in factors.items():
        if factor != 0:
            form = form_of_output(frame, sides[pair[0]], pair, factor=factor, dual=dual)
            if form is None:
                return None
            _add(total, pair[0] * d, form, factor)
    return total[:-1] if frame.problem.output == "linear" else total


def _is_chord(frame: Frame, chord: Envelope, multiplier: fmpq) -> bool:
    """Whether the shares of a basis exist and are not negative, and the multiplier is not."""
    _, sample, basis = chord
    shares = frame.shares(basis, sample)
    return shares is not None and all(share >= 0 for share in (*shares, multiplier))


def _take_away(rest: list[fmpq], frame: Frame, part: Part, dual: DualBound) -> bool:
    """Subtract the forms that are not negative; False if a multiplier or a side is wrong."""
    d, sides = len(frame.forms[0]), part.sides
    for (unit, sample), multiplier in dual.sides.items():
        side = sides[unit].get(sample)
        if side is None or multiplier < 0:
            return False
        _add(rest, unit * d, frame.forms[sample], -multiplier * side)
    for unit, multiplier in dual.order.items():
        if multiplier < 0 or part.signs[unit] != part.signs[unit + 1]:
            return False
        _add(rest, unit * d, frame.forms[0], -multiplier)
        _add(rest, (unit + 1) * d, frame.forms[0], multiplier)
    return True


def _add(total: list[fmpq], start: int, form: Sequence[fmpq], factor: fmpq) -> None:
    for k, value in enumerate(form, start):
        total[k] += factor * value


def _bound_of_form(frame: Frame, rest: Sequence[fmpq]) -> fmpq | None:
    """The least value of a form over the bounds of the unknowns; None if it has none."""
    constant = fmpq(0)
    for value, (lower, upper) in zip(rest, bounds_of_unknowns(frame.problem), strict=True):
        end = lower if value > 0 else upper
        if value != 0 and end is None:
            return None
        if value != 0 and end is not None:
            constant += value * as_fmpq(end)
    return constant


def _value(frame: Frame, dual: DualBound, constant: fmpq) -> Fraction | None:
    """``C - L*(u)``, with the known losses of the samples where f is 0."""
    problem, samples = frame.problem, frame.problem.samples
    others = [j for j in range(len(samples)) if j not in frame.zero_on]
    known = total_loss(
        problem.loss,
        [0] * len(problem.zero_on),
        [samples.labels[j] for j in problem.zero_on],
        [samples.weights[j] for j in problem.zero_on],
    )
    conjugated = conjugate_in_flint(
        problem.loss,
        [dual.slopes.get(j, fmpq(0)) for j in others],
        [frame.labels[j] for j in others],
        [frame.weights[j] for j in others],
    )
    if conjugated is None:
        return None
    proved = from_fmpq(constant - conjugated)
    return max(known, proved) if problem.loss == "max" else known + proved
