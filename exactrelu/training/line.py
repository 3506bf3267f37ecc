"""Optimal piecewise linear functions on the line, and with them optimal networks for n = 1.

This is the algorithm of Section 4.1 of Arora et al. (2016), made right. A function of p pieces
a_j x + b_j with p - 1 *kinks* is searched for: for each kink j the gap between two neighbouring
samples x_i, x_{i+1} in which it lies, and the sign S_j of the change d_j = a_{j+1} - a_j of the
slope. With e_j = b_{j+1} - b_j that is

    S_j (d_j x_i + e_j) <= 0,    S_j (d_j x_{i+1} + e_j) >= 0,    S_j d_j >= 0,

linear in the pieces; the paper prints the first two the other way round, and then only straight
lines are left. The piece at a sample depends on the gaps alone, so each choice is one regression.
Samples at one place have no gap between them. Kinks of one gap may come out in any order; the
function with the same kinks in order has the same values at the samples.

Networks of width w are other functions than those with w pieces: a unit ``S max(0, a x + b)`` is a
kink of sign S, seen from the left if it *faces left* (a < 0) and from the right otherwise. Hence
w units make w + 1 pieces, with the first slope and intercept tied to the kinks that face left:

    a_1 = -(sum of their d_j),    b_1 = c - (sum of their e_j),

where c = 0 if the output map is linear. A kink may also lie left of all samples, or right of them;
only then d_j = 0 and e_j != 0 is possible, which is a unit with a constant value.

>>> from exactrelu.training.problem import Problem, Samples
>>> samples = Samples([[0], [1], [2]], [0, 1, 0])
>>> train_on_the_line(Problem(samples, 1, loss="squared", output="linear")).objective
Fraction(2, 3)
>>> best_function(samples, 2, loss="squared").function
PWL.from_pieces(['1'], [('1', '0'), ('-1', '2')])
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError, DomainError
from exactrelu.lp import Row
from exactrelu.pwl import PWL, relu
from exactrelu.training.arguments import as_whole
from exactrelu.training.cells import Candidate, rows_of_zeros
from exactrelu.training.losses import require_loss
from exactrelu.training.problem import Interval
from exactrelu.training.regression import Fit, solve_regression

if TYPE_CHECKING:
    from exactrelu.rational import Matrix, Vector
    from exactrelu.training.losses import Loss
    from exactrelu.training.problem import Problem, Samples, Signs

__all__ = ["BestFunction", "Kink", "OnTheLine", "best_function", "train_on_the_line"]


@dataclass(frozen=True, slots=True, order=True)
class Kink:
    """Where a slope changes: in which gap, in which direction, and who sees it.

    Attributes:
        gap: the number of places of samples left of it; 0 is left of all.
        sign: 1 if the slope grows, -1 if it falls.
        facing: 1 for a unit that is active right of it, -1 for one left of it; 0 for neither, a
            kink of a function.
    """

    gap: int
    sign: int
    facing: int = 0


@dataclass(frozen=True, slots=True)
class BestFunction:
    """A function of least loss, and how many convex programs were solved to find it."""

    value: Fraction
    function: PWL
    programs: int


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """The best network for n = 1, None if none is allowed, and the number of convex programs."""

    best: Candidate | None
    programs: int

    @property
    def objective(self) -> Fraction:
        """The least loss. Raises DomainError if no network is allowed."""
        if self.best is None:
            raise DomainError("the bounds and zeros must allow a network, but they allow none")
        return self.best.value


def best_function(samples: Samples, pieces: int, *, loss: Loss) -> BestFunction:
    """Return a continuous function R -> R with at most so many pieces, of least loss.

    Raises DimensionError unless the samples are on the line, DomainError for less than one piece,
    FormatError for an unknown loss.

    >>> from exactrelu.training.problem import Samples
    >>> best_function(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="max").value
    Fraction(1, 2)
    """
    pieces = as_whole(pieces, least=1, name="pieces")
    require_loss(loss)
    places = _places(samples)
    kinds = [Kink(gap, sign) for gap in range(1, len(places)) for sign in (1, -1)]
    # Without a gap a line is as good as any function.
    count = pieces - 1 if kinds else 0
    choices = list(combinations_with_replacement(kinds, count))
    fits = [(kinks, _fit(samples, loss, places, kinks)) for kinks in choices]
    kinks, best = min([(k, fit) for k, fit in fits if fit], key=lambda pair: pair[1].value)
    return BestFunction(best.value, _as_function(kinks, best.point), len(choices))


def train_on_the_line(problem: Problem) -> OnTheLine:
    """Return a network of least loss for a problem with n = 1.

    Raises DimensionError for another n.
    """
    places = _places(problem.samples)
    best: Candidate | None = None
    choices = [
        (signs, kinks) for signs in problem.sign_patterns for kinks in _kinks(problem, signs)
    ]
    for signs, kinks in choices:
        rows = _rows_of_networks(problem, kinks)
        zeros = problem if problem.zero_on else None
        fit = _fit(problem.samples, problem.loss, places, kinks, rows=rows, zeros=zeros)
        if fit and (best is None or fit.value < best.value):
            best = _as_network(problem, signs, kinks, fit)
    return OnTheLine(best, len(choices))


def _places(samples: Samples) -> list[Fraction]:
    if samples.dimension != 1:
        raise DimensionError(f"samples must be on the line, not in R^{samples.dimension}")
    return sorted({x for (x,) in samples.points})


def _kinks(problem: Problem, signs: Signs) -> Iterator[tuple[Kink, ...]]:
    """All kinks of networks, from the left; those of one gap in one order only."""
    places = _places(problem.samples)
    gaps: Iterable[int] = range(len(places) + 1)
    if problem.hidden_bias == "none":
        gaps = [bisect_left(places, 0)]
    kinds = [list(product(gaps, [sign], (1, -1))) for sign in (1, -1)]
    positive = combinations_with_replacement(kinds[0], signs.count(1))
    negative = list(combinations_with_replacement(kinds[1], signs.count(-1)))
    for first, second in product(positive, negative):
        yield tuple(sorted([Kink(*kink) for kink in (*first, *second)]))


def _fit(
    samples: Samples,
    loss: Loss,
    places: Sequence[Fraction],
    kinks: Sequence[Kink],
    *,
    rows: Iterable[Row] = (),
    zeros: Problem | None = None,
) -> Fit | None:
    """The least loss of functions with such kinks; the unknowns are a_1, b_1, a_2, b_2, ..."""
    forms = _forms(samples, places, kinks)
    equations = rows_of_zeros(zeros, forms) if zeros else []
    all_rows = [*_rows_of_gaps(places, kinks), *rows, *equations]
    return solve_regression(loss, samples, forms, rows=all_rows)


def _forms(samples: Samples, places: Sequence[Fraction], kinks: Sequence[Kink]) -> Matrix:
    """The value a_j x + b_j at each sample; as many kinks are left of it as have smaller gaps."""
    gaps = [kink.gap for kink in kinks]
    rows = []
    for (x,) in samples.points:
        piece = bisect_left(gaps, 1 + places.index(x))
        rows.append(_spread(len(kinks) + 1, {piece: (x, Fraction(1))}))
    return tuple(rows)


def _rows_of_gaps(places: Sequence[Fraction], kinks: Sequence[Kink]) -> Iterator[Row]:
    pieces = len(kinks) + 1
    for j, kink in enumerate(kinks):
        yield Row(_change(pieces, j, kink.sign, 0), ">=", 0)
        if kink.gap > 0:
            x = places[kink.gap - 1]
            yield Row(_change(pieces, j, kink.sign * x, kink.sign), "<=", 0)
        if kink.gap < len(places):
            x = places[kink.gap]
            yield Row(_change(pieces, j, kink.sign * x, kink.sign), ">=", 0)


def _rows_of_networks(problem: Problem, kinks: Sequence[Kink]) -> Iterator[Row]:
    """What ties the first piece to the kinks that face left, and what bounds the weights."""
    pieces = len(kinks) + 1
    left = [kink.facing < 0 for kink in kinks]
    yield Row(_tied(left, Fraction(1), Fraction(0)), "=", 0)
    offset = _tied(left, Fraction(0), Fraction(1))
    if problem.output == "linear":
        yield Row(offset, "=", 0)
    else:
        yield from _rows_of_interval(offset, problem.bias_bounds)
    for j, kink in enumerate(kinks):
        turn = kink.sign * kink.facing
        intercept = _change(pieces, j, 0, turn)
        yield from _rows_of_interval(_change(pieces, j, turn, 0), problem.weight_bounds)
        if problem.hidden_bias == "none":
            yield Row(intercept, "=", 0)
        else:
            yield from _rows_of_interval(intercept, problem.bias_bounds)


def _rows_of_interval(form: Vector, interval: Interval) -> Iterator[Row]:
    for relation, bound in zip((">=", "<="), interval, strict=True):
        if bound is not None:
            yield Row(form, relation, bound)


def _tied(left: Sequence[bool], slope: Fraction, intercept: Fraction) -> Vector:
    """The form of a_1 + Σ d_j, or of b_1 + Σ e_j, over the kinks that face left."""
    pieces = len(left) + 1
    entries = [_spread(pieces, {0: (slope, intercept)})]
    entries += [_change(pieces, j, slope, intercept) for j, is_left in enumerate(left) if is_left]
    return tuple([sum(column, Fraction(0)) for column in zip(*entries, strict=True)])


def _change(pieces: int, j: int, slope: Fraction | int, intercept: Fraction | int) -> Vector:
    """The form ``slope d_j + intercept e_j``, a difference of the pieces j + 1 and j."""
    p, q = Fraction(slope), Fraction(intercept)
    return _spread(pieces, {j: (-p, -q), j + 1: (p, q)})


def _spread(pieces: int, entries: dict[int, tuple[Fraction, Fraction]]) -> Vector:
    zero = (Fraction(0), Fraction(0))
    return tuple([v for piece in range(pieces) for v in entries.get(piece, zero)])


def _changes(point: Vector) -> list[tuple[Fraction, Fraction]]:
    slopes, intercepts = point[::2], point[1::2]
    return [
        (slopes[j + 1] - slopes[j], intercepts[j + 1] - intercepts[j])
        for j in range(len(slopes) - 1)
    ]


def _as_function(kinks: Sequence[Kink], point: Vector) -> PWL:
    """The first piece of a fit, and what each kink adds right of it: order plays no part."""
    f = PWL.affine(*point[:2])
    for kink, (d, e) in zip(kinks, _changes(point), strict=True):
        f += kink.sign * relu(kink.sign * PWL.affine(d, e))
    return f


def _as_network(problem: Problem, signs: Signs, kinks: Sequence[Kink], fit: Fit) -> Candidate:
    """The network of a fit: unit j is ``S_j max(0, a x + b)`` with (a, b) = ±S_j (d_j, e_j)."""
    units, offset = [], fit.point[1]
    for kink, (d, e) in zip(kinks, _changes(fit.point), strict=True):
        turn = kink.sign * kink.facing
        units.append((kink.sign, (turn * d, turn * e)))
        offset += e if kink.facing < 0 else 0
    width = len(problem.forms[0])
    rows = tuple([unit[:width] for _, unit in sorted(units, reverse=True)])
    value = problem.objective(problem.network(signs, rows, offset))
    return Candidate(value, signs, rows, offset)
