"""The graph of a piecewise linear map R -> R^k in homogeneous integer coordinates.

A *graph* is an integer matrix whose columns (q, p, y_1, ..., y_k) stand, from left to right, for
the points of the line at which the map may bend: q > 0, the point is p/q and the values are y_i/q.
The first and the last column are the two ends of the line, q = 0: there p is -1 or +1 up to a
positive factor, and y_i/|p| is the change of y_i per unit of length when one walks outwards. At
least one column is finite. Between two neighbouring columns a and b the map is affine, so that
every point of the segment is a positive combination of a and b.

Why this form: a column may be multiplied by any positive integer, an end is not a special case,
and the point where a value changes its sign is |y_b| a + |y_a| b. No fraction is ever formed, and
each point has its own denominator, which keeps the integers as small as the points themselves.

A graph is in *normal form* when its columns are primitive (their gcd is 1), every finite column is
a breakpoint, and a map without breakpoints has the one finite column 0. Two maps are equal iff
their normal forms are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from exactrelu import integers
from exactrelu.integers import IntegerArray, cross, product, quotient, select, total

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "bends_once",
    "clip",
    "common",
    "composition",
    "cut",
    "cut_at_levels",
    "drop_straight_columns",
    "locate",
    "normal_form",
    "primitive",
    "refine",
    "signs",
    "slopes",
    "transform",
    "with_values",
]

Q, P, Y = 0, 1, 2  # the rows of the denominators, of the points and of the first value


def signs(row: IntegerArray) -> NDArray[np.int8]:
    """Return the signs -1, 0, +1 of the entries of a row."""
    return (row > 0).astype(np.int8) - (row < 0).astype(np.int8)


def with_values(graph: IntegerArray, *rows: IntegerArray) -> IntegerArray:
    """Return the graph over the same points with the given value rows."""
    return integers.stack(graph[Q], graph[P], *rows)


def primitive(graph: IntegerArray) -> IntegerArray:
    """Divide every column by the greatest common divisor of its entries."""
    divisor = graph[Q]
    for row in graph[1:]:
        divisor = integers.gcd(divisor, row)
    return integers.narrow(quotient(graph, divisor))


def cut(graph: IntegerArray, row: int) -> IntegerArray:
    """Insert the points at which the given value row changes its sign between two columns."""
    sign = signs(graph[row])
    segment = np.flatnonzero(sign[:-1] * sign[1:] < 0)
    if segment.size == 0:
        return graph
    return integers.insert_columns(graph, segment + 1, _zeros(graph, graph[row], segment))


def _zeros(graph: IntegerArray, values: IntegerArray, segment: IntegerArray) -> IntegerArray:
    left, right = graph[:, segment], graph[:, segment + 1]
    weight = np.abs(values)
    return _combination(weight[segment + 1], left, weight[segment], right)


def _combination(
    alpha: IntegerArray, left: IntegerArray, beta: IntegerArray, right: IntegerArray
) -> IntegerArray:
    divisor = integers.gcd(alpha, beta)
    alpha, beta = quotient(alpha, divisor), quotient(beta, divisor)
    return primitive(total(product(left, alpha), product(right, beta)))


def clip(graph: IntegerArray, row: int) -> IntegerArray:
    """Apply max{0, .} to a value row of a graph that has been cut along this row."""
    rows = list(graph)
    rows[row] = np.maximum(graph[row], 0)
    return integers.stack(*rows)


def transform(
    graph: IntegerArray, weights: IntegerArray, bias: IntegerArray, denominator: int
) -> IntegerArray:
    """Return the graph of x -> (weights f(x) + bias) / denominator; integers, denominator > 0."""
    inputs = integers.stack(graph[Q], *graph[Y:])
    matrix = np.column_stack([integers.widen(bias), integers.widen(weights)])
    rows = [_linear_form(coefficients, inputs) for coefficients in matrix]
    scale = integers.as_integers([denominator])
    return integers.stack(product(graph[Q], scale), product(graph[P], scale), *rows)


def _linear_form(coefficients: IntegerArray, rows: IntegerArray) -> IntegerArray:
    form = product(rows[0], integers.as_integers([coefficients[0]]))
    for coefficient, row in zip(coefficients[1:], rows[1:], strict=True):
        if coefficient:
            form = total(form, product(row, integers.as_integers([coefficient])))
    return form


def slopes(graph: IntegerArray, row: int = Y) -> tuple[IntegerArray, IntegerArray]:
    """Return numerators and positive denominators, in lowest terms, of the slopes of a row.

    One slope a segment, from left to right; the first and the last are the slopes of the two ends.
    """
    q, p, y = graph[Q], graph[P], graph[row]
    rise = cross(q[:-1], q[1:], y[:-1], y[1:])
    run = cross(q[:-1], q[1:], p[:-1], p[1:])
    divisor = integers.gcd(rise, run)
    return quotient(rise, divisor), quotient(run, divisor)


def drop_straight_columns(graph: IntegerArray) -> IntegerArray:
    """Drop the finite columns at which no value bends, but keep one finite column."""
    bends = np.zeros(graph.shape[1] - 2, dtype=bool)
    for row in range(Y, len(graph)):
        rise, run = slopes(graph, row)
        bends |= (rise[1:] != rise[:-1]) | (run[1:] != run[:-1])
    if not bends.any():
        bends[0] = True
    return graph[:, np.concatenate([[True], bends, [True]])]


def normal_form(graph: IntegerArray) -> IntegerArray:
    """Return the normal form: primitive columns, breakpoints only, 0 if there is none."""
    graph = drop_straight_columns(graph)
    if graph.shape[1] == 3 and not bends_once(graph):
        zero = integers.as_integers([1]), integers.as_integers([0])
        graph = refine(graph, *zero)[:, _columns_of_zero(graph)]
    return primitive(integers.narrow(graph))


def bends_once(graph: IntegerArray) -> bool:
    """Tell whether the map with a single finite column bends there."""
    ends = [slopes(graph, row) for row in range(Y, len(graph))]
    return any(rise[0] != rise[1] or run[0] != run[1] for rise, run in ends)


def _columns_of_zero(graph: IntegerArray) -> list[int]:
    """Return the columns of the two ends and of 0 once 0 is inserted into a three-column graph."""
    point = graph[P, 1]
    if point == 0:
        return [0, 1, 2]
    return [0, 2, 3] if point < 0 else [0, 1, 3]


def locate(graph: IntegerArray, q: IntegerArray, p: IntegerArray) -> NDArray[np.int64]:
    """Return, for each point p/q, the first column at or to the right of it (the end included).

    All points are bisected at once; comparisons are products of integers.
    """
    low = np.ones(len(q), dtype=np.int64)
    high = np.full(len(q), graph.shape[1] - 1)
    # A point that has been found, low = high, stays: its column is not to its left.
    while (low < high).any():
        middle = (low + high) // 2
        left = cross(graph[Q, middle], graph[P, middle], q, p) > 0
        low, high = np.where(left, middle + 1, low), np.where(left, high, middle)
    return low


def refine(graph: IntegerArray, q: IntegerArray, p: IntegerArray) -> IntegerArray:
    """Insert columns at the increasing points p/q (q > 0) that have none."""
    right = locate(graph, q, p)
    missing = cross(graph[Q, right], graph[P, right], q, p) != 0
    right, q, p = right[missing], q[missing], p[missing]
    if right.size == 0:
        return graph
    a, b = graph[:, right - 1], graph[:, right]
    columns = _combination(cross(q, p, b[Q], b[P]), a, cross(a[Q], a[P], q, p), b)
    return integers.insert_columns(graph, right, columns)


def common(first: IntegerArray, second: IntegerArray) -> IntegerArray:
    """Return the graph of x -> (f(x), g(x)): the columns of both, the value rows of both."""
    refined = refine(first, second[Q, 1:-1], second[P, 1:-1])
    other = refine(second, first[Q, 1:-1], first[P, 1:-1])
    scale, other_scale = _scale(refined), _scale(other)
    divisor = integers.gcd(scale, other_scale)
    refined = product(refined, quotient(other_scale, divisor))
    other = product(other, quotient(scale, divisor))
    return integers.stack(*refined, *other[Y:])


def _scale(graph: IntegerArray) -> IntegerArray:
    """Return what makes two columns of one point equal: q, at an end |p|."""
    return select(graph[Q] > 0, graph[Q], np.abs(graph[P]))


def cut_at_levels(graph: IntegerArray, q: IntegerArray, p: IntegerArray) -> IntegerArray:
    """Insert the points at which the first value row passes one of the increasing levels p/q."""
    low, high = _ranks(graph, q, p)
    rising = np.maximum(low[1:] - high[:-1], 0)
    falling = np.maximum(low[:-1] - high[1:], 0)
    count = rising + falling
    if not count.any():
        return graph
    segment = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    level = np.where(rising[segment] > 0, high[segment] + step, low[segment] - 1 - step)
    left, right = graph[:, segment], graph[:, segment + 1]
    before = np.abs(cross(q[level], p[level], left[Q], left[Y]))
    after = np.abs(cross(q[level], p[level], right[Q], right[Y]))
    return integers.insert_columns(graph, segment + 1, _combination(after, left, before, right))


def _ranks(
    graph: IntegerArray, q: IntegerArray, p: IntegerArray
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many levels are below, and how many are at or below, the value of each column."""
    ladder = _ladder(q, p)
    values, below = graph[Y], np.zeros(graph.shape[1], dtype=np.int64)
    below[1:-1] = locate(ladder, graph[Q, 1:-1], values[1:-1]) - 1
    above = below.copy()
    equal = cross(ladder[Q, below[1:-1] + 1], ladder[P, below[1:-1] + 1], graph[Q, 1:-1],
                  values[1:-1]) == 0  # fmt: skip
    above[1:-1] += equal
    for end, neighbour in ((0, 1), (-1, -2)):
        if values[end] == 0:  # flat: the value at the end is that of the neighbour
            below[end], above[end] = below[neighbour], above[neighbour]
        else:
            below[end] = above[end] = len(q) if values[end] > 0 else 0
    return below, above


def _ladder(q: IntegerArray, p: IntegerArray) -> IntegerArray:
    """Return the levels as the points of a graph without values."""
    ends = integers.as_integers([[0, 0], [-1, 1]])
    return integers.insert_columns(integers.stack(q, p), np.array([0, len(q)]), ends)


def composition(outer: IntegerArray, inner: IntegerArray) -> IntegerArray:
    """Return the graph of x -> f(g(x)) for f: R -> R and g: R -> R."""
    inner = cut_at_levels(inner, outer[Q, 1:-1], outer[P, 1:-1])
    q, value = inner[Q], inner[Y]
    right = _segments(outer, q, value)
    a, b = outer[:, right - 1], outer[:, right]
    alpha, beta = cross(q, value, b[Q], b[P]), cross(a[Q], a[P], q, value)
    scale = cross(a[Q], a[P], b[Q], b[P])
    image = total(product(alpha, a[Y]), product(beta, b[Y]))
    return integers.stack(product(q, scale), product(inner[P], scale), image)


def _segments(outer: IntegerArray, q: IntegerArray, value: IntegerArray) -> NDArray[np.int64]:
    """Return the right column of the segment of f that holds each value of g, ends included."""
    right = np.where(value > 0, outer.shape[1] - 1, 1)
    right[1:-1] = locate(outer, q[1:-1], value[1:-1])
    return right
