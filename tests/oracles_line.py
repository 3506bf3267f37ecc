"""Piecewise linear functions on the line in plain Fractions: slow, simple, none of the package.

A `Line` is a list of points and two end slopes. Every operation works in the same way: collect a
superset of the places where the result may bend, evaluate there by the definition, and read off
the pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

Matrix = Sequence[Sequence[Fraction]]
Layer = tuple[Matrix, Sequence[Fraction]]
Ends = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Line:
    """The function through the points, at least one, with these slopes left and right of them."""

    points: tuple[tuple[Fraction, Fraction], ...]
    left: Fraction
    right: Fraction

    def __call__(self, x: Fraction) -> Fraction:
        (x0, y0), (xn, yn) = self.points[0], self.points[-1]
        if x <= x0:
            return y0 + self.left * (x - x0)
        for (a, u), (b, v) in pairwise(self.points):
            if x <= b:
                return (u * (b - x) + v * (x - a)) / (b - a)
        return yn + self.right * (x - xn)

    @property
    def kinks(self) -> list[Fraction]:
        return [x for x, _ in self.points]


def from_samples(kinks: Iterable[Fraction], function: Callable[[Fraction], Fraction]) -> Line:
    """The function, given a superset of its breakpoints."""
    xs = sorted(set(kinks)) or [Fraction(0)]
    left = function(xs[0]) - function(xs[0] - 1)
    right = function(xs[-1] + 1) - function(xs[-1])
    return Line(tuple((x, function(x)) for x in xs), left, right)


def plain(f: Line) -> tuple[tuple[Fraction, ...], tuple[tuple[Fraction, Fraction], ...]]:
    """The breakpoints, and the pieces (slope, intercept)."""
    slopes = [f.left, *((v - u) / (b - a) for (a, u), (b, v) in pairwise(f.points)), f.right]
    changes = pairwise(slopes)
    bends = [(x, y) for (x, y), (s, t) in zip(f.points, changes, strict=True) if s != t]
    starts = [(f.left, f.points[0])]
    starts += [(t, p) for t, p in zip(slopes[1:], f.points, strict=True) if p in bends]
    return tuple(x for x, _ in bends), tuple((s, y - s * x) for s, (x, y) in starts)


def added(f: Line, g: Line) -> Line:
    return from_samples([*f.kinks, *g.kinks], lambda x: f(x) + g(x))


def scaled(f: Line, factor: Fraction, shift: Fraction = Fraction(0)) -> Line:
    return from_samples(f.kinks, lambda x: factor * f(x) + shift)


def crossings(f: Line, level: Fraction) -> list[Fraction]:
    """All points at which the line of some piece of f takes the level."""
    return [(level - b) / a for a, b in plain(f)[1] if a]


def larger(f: Line, g: Line) -> Line:
    kinks = [*f.kinks, *g.kinks]
    for a, b in plain(f)[1]:
        kinks += [(d - b) / (a - c) for c, d in plain(g)[1] if a != c]
    return from_samples(kinks, lambda x: max(f(x), g(x)))


def relu(f: Line) -> Line:
    return from_samples([*f.kinks, *crossings(f, Fraction(0))], lambda x: max(Fraction(0), f(x)))


def magnitude(f: Line) -> Line:
    return from_samples([*f.kinks, *crossings(f, Fraction(0))], lambda x: abs(f(x)))


def composed(outer: Line, inner: Line) -> Line:
    kinks = inner.kinks + [x for level in outer.kinks for x in crossings(inner, level)]
    return from_samples(kinks, lambda x: outer(inner(x)))


def restricted(f: Line, lower: Fraction, upper: Fraction) -> Line:
    inside = [x for x in f.kinks if lower < x < upper]
    near = [lower, *inside, upper]
    first, last = (near[0] + near[1]) / 2, (near[-2] + near[-1]) / 2
    left = (f(first) - f(lower)) / (first - lower)
    right = (f(upper) - f(last)) / (upper - last)
    return Line(tuple((x, f(x)) for x in near), left, right)


def integral(f: Line, lower: Fraction, upper: Fraction) -> Fraction:
    """By antiderivatives of the pieces."""
    breakpoints, pieces = plain(f)
    ends = [lower, *(min(max(t, lower), upper) for t in breakpoints), upper]
    return sum(
        (a * (v * v - u * u) / 2 + b * (v - u))
        for (u, v), (a, b) in zip(pairwise(ends), pieces, strict=True)
    )


def integral_of_square(f: Line, lower: Fraction, upper: Fraction) -> Fraction:
    """By Simpson's rule, which is exact for quadratic functions."""
    ends = [lower, *(min(max(t, lower), upper) for t in f.kinks), upper]
    return sum(
        (v - u) / 6 * (f(u) ** 2 + 4 * f((u + v) / 2) ** 2 + f(v) ** 2) for u, v in pairwise(ends)
    )


def least(f: Line, lower: Fraction | None, upper: Fraction | None) -> Fraction | None:
    """The minimum over an interval with finite or infinite ends; None if there is none."""
    if (lower is None and f.left > 0) or (upper is None and f.right < 0):
        return None
    ends = [end for end in (lower, upper) if end is not None]
    inside = [x for x in f.kinks if _within(x, lower, upper)]
    return min(f(x) for x in [*ends, *inside])


def _within(x: Fraction, lower: Fraction | None, upper: Fraction | None) -> bool:
    return (lower is None or lower <= x) and (upper is None or x <= upper)


def level_set(f: Line, level: Fraction) -> list[Ends]:
    """The places where f takes the level, piece by piece; pieces that touch are merged."""
    breakpoints, pieces = plain(f)
    ends = [None, *breakpoints, None]
    found: list[Ends] = []
    for low, high, (a, b) in zip(ends, ends[1:], pieces, strict=False):
        here = (level - b) / a if a else None
        if a and _within(here, low, high):
            found.append((here, here))
        if not a and b == level:
            found.append((low, high))
    return _merged(found)


def _merged(intervals: list[Ends]) -> list[Ends]:
    merged: list[Ends] = []
    for low, high in intervals:
        if merged and merged[-1][1] == low:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged


def of_network(layers: Sequence[Layer]) -> Line:
    """The function of a network R -> R, unit by unit."""
    held = [Line(((Fraction(0), Fraction(0)),), Fraction(1), Fraction(1))]
    for weights, bias in layers[:-1]:
        held = [relu(unit) for unit in _images(held, weights, bias)]
    return _images(held, *layers[-1])[0]


def _images(held: list[Line], weights: Matrix, bias: Sequence[Fraction]) -> list[Line]:
    kinks = [x for line in held for x in line.kinks]

    def image(row: Sequence[Fraction], offset: Fraction) -> Line:
        terms = list(zip(row, held, strict=True))
        return from_samples(kinks, lambda x: offset + sum(w * line(x) for w, line in terms))

    return [image(row, offset) for row, offset in zip(weights, bias, strict=True)]
