"""Where a function is smallest, largest, zero or at a level; convexity and monotonicity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Literal

from exactrelu.integers import IntegerArray
from exactrelu.pwl import graph as graphs
from exactrelu.pwl.function import PWL
from exactrelu.pwl.operations import on_interval
from exactrelu.rational import RationalLike, as_rational

__all__ = [
    "Extremum",
    "Interval",
    "Unbounded",
    "is_concave",
    "is_convex",
    "is_nondecreasing",
    "level_set",
    "maximum_of",
    "minimum_of",
    "roots",
]


@dataclass(frozen=True, slots=True)
class Extremum:
    """An extremal value, and the leftmost breakpoint or end of the interval that attains it.

    For an affine function on the whole line, which has neither, the point is 0.
    """

    value: Fraction
    argument: Fraction


@dataclass(frozen=True, slots=True)
class Unbounded:
    """There is no extremum: the function is unbounded as x tends to -infinity or +infinity."""

    direction: Literal["-infinity", "+infinity"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; None is an infinite end. A point is an interval with equal ends."""

    lower: Fraction | None
    upper: Fraction | None


def minimum_of(
    f: PWL, lower: RationalLike | None = None, upper: RationalLike | None = None
) -> Extremum | Unbounded:
    """Return the minimum of f over [lower, upper]; None stands for an infinite end.

    Raises DomainError unless lower < upper.

    >>> minimum_of(PWL.from_pieces([1], [(-1, 0), (1, -2)]))
    Extremum(value=Fraction(-1, 1), argument=Fraction(1, 1))
    >>> minimum_of(PWL.affine(1, 0))
    Unbounded(direction='-infinity')
    """
    columns = _columns(f, lower, upper)
    if columns[0][0] == 0 and columns[0][2] < 0:
        return Unbounded("-infinity")
    if columns[-1][0] == 0 and columns[-1][2] < 0:
        return Unbounded("+infinity")
    finite = [column for column in columns if column[0] > 0]
    value, position = min((Fraction(y, q), j) for j, (q, _, y) in enumerate(finite))
    q, p, _ = finite[position]
    return Extremum(value, Fraction(p, q))


def maximum_of(
    f: PWL, lower: RationalLike | None = None, upper: RationalLike | None = None
) -> Extremum | Unbounded:
    """Return the maximum of f over [lower, upper]; None stands for an infinite end.

    Raises DomainError unless lower < upper.

    >>> maximum_of(PWL.affine(1, 0), 0, 5)
    Extremum(value=Fraction(5, 1), argument=Fraction(5, 1))
    """
    least = minimum_of(-f, lower, upper)
    return least if isinstance(least, Unbounded) else Extremum(-least.value, least.argument)


def _columns(
    f: PWL, lower: RationalLike | None, upper: RationalLike | None
) -> list[tuple[int, int, int]]:
    """Return the columns of the graph of f over an interval with finite or infinite ends."""
    if lower is not None and upper is not None:
        return _as_tuples(on_interval(f.graph, lower, upper))
    columns = _as_tuples(f.graph)
    if lower is not None:
        low = as_rational(lower, name="lower")
        beyond = max([low, *f.breakpoints]) + 1
        return [*_as_tuples(on_interval(f.graph, low, beyond))[:-1], columns[-1]]
    if upper is not None:
        high = as_rational(upper, name="upper")
        beyond = min([high, *f.breakpoints]) - 1
        return [columns[0], *_as_tuples(on_interval(f.graph, beyond, high))[1:]]
    return columns


def _as_tuples(columns: IntegerArray) -> list[tuple[int, int, int]]:
    return [(int(q), int(p), int(y)) for q, p, y in columns.T]


def level_set(f: PWL, level: RationalLike) -> tuple[Interval, ...]:
    """Return {x : f(x) = level} as disjoint closed intervals, from left to right.

    >>> level_set(PWL.from_pieces([0, 1], [(0, 0), (1, 0), (0, 1)]), 1)
    (Interval(lower=Fraction(1, 1), upper=None),)
    """
    cut = graphs.cut((f - as_rational(level, name="level")).graph, graphs.Y)
    return tuple(_zero_intervals(_as_tuples(cut)))


def roots(f: PWL) -> tuple[Interval, ...]:
    """Return the zeros of f as disjoint closed intervals, from left to right.

    >>> roots(PWL.affine(2, -1))
    (Interval(lower=Fraction(1, 2), upper=Fraction(1, 2)),)
    """
    return level_set(f, 0)


def _zero_intervals(columns: list[tuple[int, int, int]]) -> Iterator[Interval]:
    for is_zero, run in groupby(columns, key=lambda column: column[2] == 0):
        points = [Fraction(p, q) if q else None for q, p, _ in run]
        if is_zero and points != [None]:
            yield Interval(points[0], points[-1])


def is_convex(f: PWL) -> bool:
    """Tell whether f is convex: its slopes do not decrease.

    >>> is_convex(PWL.from_pieces([0], [(-1, 0), (1, 0)]))
    True
    """
    return all(left <= right for left, right in pairwise(f.slopes))


def is_concave(f: PWL) -> bool:
    """Tell whether f is concave: its slopes do not increase.

    >>> is_concave(PWL.affine(1, 0))
    True
    """
    return is_convex(-f)


def is_nondecreasing(f: PWL) -> bool:
    """Tell whether f is nondecreasing: no slope is negative.

    >>> is_nondecreasing(PWL.affine(-1, 0))
    False
    """
    return all(slope >= 0 for slope in f.slopes)
