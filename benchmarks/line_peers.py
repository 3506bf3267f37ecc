"""The peers of `benchmarks.line`: plain Fractions, float64 by numpy, and sympy.

The first two are the algorithm of the library in other numbers: keep the breakpoints sorted, apply
the affine map to the values at them, insert where a unit changes its sign, clip, go on. They import
nothing of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import sympy
from numpy.typing import NDArray

__all__ = [
    "Layer",
    "by_fractions",
    "by_matrix_products",
    "by_ordered_sums",
    "by_sympy",
    "float_bends",
]

Layer: TypeAlias = tuple[list[list[Fraction]], list[Fraction]]
Floats: TypeAlias = NDArray[np.float64]


@dataclass
class Sorted:
    """Points from left to right, each with the values of all units, and the slopes of the ends."""

    xs: list[Fraction]
    values: list[list[Fraction]]
    left: list[Fraction]
    right: list[Fraction]


def by_fractions(layers: Sequence[Layer]) -> list[Fraction]:
    """The breakpoints, layer by layer."""
    zero, one = Fraction(0), Fraction(1)
    line = Sorted([zero], [[zero]], [one], [one])
    for layer in layers[:-1]:
        line = _image(line, layer)
        for unit in range(len(line.left)):
            line = _cut(line, unit)
        _clip(line)
    return _bends(_image(line, layers[-1]))


def _image(line: Sorted, layer: Layer) -> Sorted:
    weights, bias = layer
    rows = list(zip(weights, bias, strict=True))
    return Sorted(
        line.xs,
        [[_dot(row, values) + offset for row, offset in rows] for values in line.values],
        [_dot(row, line.left) for row in weights],
        [_dot(row, line.right) for row in weights],
    )


def _dot(row: list[Fraction], values: list[Fraction]) -> Fraction:
    total = row[0] * values[0]
    for weight, value in zip(row[1:], values[1:], strict=True):
        total += weight * value
    return total


def _cut(line: Sorted, unit: int) -> Sorted:
    """Insert the points at which one unit changes its sign."""
    xs, values = [], []
    slope, first = line.left[unit], line.values[0]
    if slope * first[unit] > 0:
        step = first[unit] / slope
        xs.append(line.xs[0] - step)
        values.append([value - step * each for value, each in zip(first, line.left, strict=True)])
    before = first
    for j, (x, here) in enumerate(zip(line.xs, line.values, strict=True)):
        if here[unit] < 0 < before[unit] or before[unit] < 0 < here[unit]:
            share = before[unit] / (before[unit] - here[unit])
            xs.append(line.xs[j - 1] + share * (x - line.xs[j - 1]))
            values.append([u + share * (v - u) for u, v in zip(before, here, strict=True)])
        xs.append(x)
        values.append(here)
        before = here
    slope, last = line.right[unit], line.values[-1]
    if slope * last[unit] < 0:
        step = -last[unit] / slope
        xs.append(line.xs[-1] + step)
        values.append([value + step * each for value, each in zip(last, line.right, strict=True)])
    return Sorted(xs, values, line.left, line.right)


def _clip(line: Sorted) -> None:
    zero = Fraction(0)
    first, last = line.values[0], line.values[-1]
    line.left = [
        s if v > 0 or (v == 0 and s < 0) else zero for s, v in zip(line.left, first, strict=True)
    ]
    line.right = [
        s if v > 0 or (v == 0 and s > 0) else zero for s, v in zip(line.right, last, strict=True)
    ]
    line.values = [[value if value > 0 else zero for value in values] for values in line.values]


def _bends(line: Sorted) -> list[Fraction]:
    """The points at which the slope of the only value changes."""
    points = list(zip(line.xs, (values[0] for values in line.values), strict=True))
    slopes = [(v - u) / (b - a) for (a, u), (b, v) in pairwise(points)]
    slopes = [line.left[0], *slopes, line.right[0]]
    return [x for x, (s, t) in zip(line.xs, pairwise(slopes), strict=True) if s != t]


@dataclass(frozen=True)
class Rounded:
    """As `Sorted`, one row of values a unit."""

    xs: Floats
    values: Floats
    left: Floats
    right: Floats


def by_matrix_products(layers: Sequence[Layer]) -> Rounded:
    """The points and values of the last layer, with ``weights @ values`` for the affine maps."""
    return _by_floats(layers, np.matmul)


def by_ordered_sums(layers: Sequence[Layer]) -> Rounded:
    """The same with every product and every sum rounded on its own, from left to right."""
    return _by_floats(layers, _ordered_sums)


def _ordered_sums(weights: Floats, values: Floats) -> Floats:
    rows = [[w * row for w, row in zip(ws, values, strict=True)] for ws in weights]
    return np.stack([np.add.reduce(terms) for terms in rows])


def _by_floats(layers: Sequence[Layer], multiply: Callable[[Floats, Floats], Floats]) -> Rounded:
    line = Rounded(np.zeros(1), np.zeros((1, 1)), np.ones(1), np.ones(1))
    rounded = [(np.array(w, dtype=float), np.array(b, dtype=float)) for w, b in layers]
    for weights, bias in rounded[:-1]:
        line = _float_image(line, weights, bias, multiply)
        for unit in range(len(bias)):
            line = _float_cut(line, unit)
        line = _float_clip(line)
    return _float_image(line, *rounded[-1], multiply)


def _float_image(
    line: Rounded, weights: Floats, bias: Floats, multiply: Callable[[Floats, Floats], Floats]
) -> Rounded:
    values = multiply(weights, line.values) + bias[:, None]
    return Rounded(line.xs, values, multiply(weights, line.left), multiply(weights, line.right))


def _float_cut(line: Rounded, unit: int) -> Rounded:
    xs, values, row = line.xs, line.values, line.values[unit]
    at = np.flatnonzero(row[:-1] * row[1:] < 0)
    share = row[at] / (row[at] - row[at + 1])
    new_xs = xs[at] + share * (xs[at + 1] - xs[at])
    new_values = values[:, at] + share * (values[:, at + 1] - values[:, at])
    new_values[unit] = 0.0
    ends = [(0, line.left, -1.0, 0), (len(xs), line.right, 1.0, -1)]
    for place, slopes, outwards, end in ends:
        if outwards * slopes[unit] * row[end] < 0:
            step = -row[end] / slopes[unit]
            column = values[:, [end]] + step * slopes[:, None]
            column[unit] = 0.0
            at = np.append(at, place - 1)
            new_xs = np.append(new_xs, xs[end] + step)
            new_values = np.hstack([new_values, column])
    return Rounded(
        np.insert(xs, at + 1, new_xs),
        np.insert(values, at + 1, new_values, axis=1),
        line.left,
        line.right,
    )


def _float_clip(line: Rounded) -> Rounded:
    first, last = line.values[:, 0], line.values[:, -1]
    left = np.where((first > 0) | ((first == 0) & (line.left < 0)), line.left, 0.0)
    right = np.where((last > 0) | ((last == 0) & (line.right > 0)), line.right, 0.0)
    return Rounded(line.xs, np.maximum(line.values, 0.0), left, right)


def float_bends(line: Rounded, tolerance: float) -> Floats:
    """The points at which the slope changes by more than the tolerance, relative to the slopes."""
    # Points that rounding has made equal are one point.
    distinct = np.append(True, np.diff(line.xs) > 0)
    xs, values = line.xs[distinct], line.values[0, distinct]
    slopes = np.concatenate([line.left, np.diff(values) / np.diff(xs), line.right])
    scale = np.maximum(np.abs(slopes[1:]), np.abs(slopes[:-1]))
    return np.asarray(xs[np.abs(np.diff(slopes)) > tolerance * scale])


def by_sympy(layers: Sequence[Layer]) -> sympy.Piecewise:
    """The function as a `Piecewise`, made of `Max` and folded after each layer."""
    x = sympy.Symbol("x", real=True)
    units = [x]
    for layer in layers[:-1]:
        units = [_folded(sympy.Max(0, image)) for image in _expressions(units, layer)]
    return _folded(_expressions(units, layers[-1])[0])


def _expressions(units: list[sympy.Expr], layer: Layer) -> list[sympy.Expr]:
    weights, bias = layer
    return [
        sum((_rational(w) * unit for w, unit in zip(row, units, strict=True)), _rational(offset))
        for row, offset in zip(weights, bias, strict=True)
    ]


def _folded(expression: sympy.Expr) -> sympy.Expr:
    return sympy.piecewise_fold(expression.rewrite(sympy.Piecewise))


def _rational(number: Fraction) -> sympy.Rational:
    return sympy.Rational(number.numerator, number.denominator)
