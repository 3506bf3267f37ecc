"""Functions from functions: maxima, minima, ReLU, composition, restriction."""

from __future__ import annotations

from functools import reduce

import numpy as np

from exactrelu import integers
from exactrelu.errors import DomainError
from exactrelu.integers import IntegerArray, difference, product
from exactrelu.pwl import graph as graphs
from exactrelu.pwl.function import PWL
from exactrelu.rational import RationalLike, as_rational, as_text

__all__ = ["absolute", "compose", "maximum", "minimum", "relu", "restrict"]


def relu(f: PWL) -> PWL:
    """Return x -> max{0, f(x)}.

    >>> relu(PWL.affine(1, 0)).slopes
    (Fraction(0, 1), Fraction(1, 1))
    """
    return PWL(graphs.clip(graphs.cut(f.graph, graphs.Y), graphs.Y))


def absolute(f: PWL) -> PWL:
    """Return x -> |f(x)|.

    >>> absolute(PWL.affine(1, 0)).slopes
    (Fraction(-1, 1), Fraction(1, 1))
    """
    cut = graphs.cut(f.graph, graphs.Y)
    return PWL(graphs.with_values(cut, np.abs(cut[graphs.Y])))


def maximum(first: PWL, *others: PWL) -> PWL:
    """Return the pointwise maximum of one or more functions.

    >>> maximum(PWL.affine(1, 0), PWL.affine(-1, 0), PWL.constant(1)).breakpoints
    (Fraction(-1, 1), Fraction(1, 1))
    """
    return reduce(_larger, others, first)


def minimum(first: PWL, *others: PWL) -> PWL:
    """Return the pointwise minimum of one or more functions.

    >>> minimum(PWL.affine(1, 0), PWL.constant(1))(5)
    Fraction(1, 1)
    """
    return -maximum(-first, *(-f for f in others))


def _larger(f: PWL, g: PWL) -> PWL:
    return g + relu(f - g)


def compose(outer: PWL, inner: PWL) -> PWL:
    """Return x -> outer(inner(x)), also written ``outer @ inner``.

    >>> compose(PWL.affine(2, 0), PWL.affine(1, 1)) == PWL.affine(2, 2)
    True
    """
    return outer @ inner


def restrict(f: PWL, lower: RationalLike, upper: RationalLike) -> PWL:
    """Return the function that agrees with f on [lower, upper], its end pieces continued outside.

    Its ``piece_count`` is the number of pieces of f on the interval. Raises DomainError unless
    lower < upper.

    >>> tent = maximum(PWL.constant(0), 1 - absolute(PWL.affine(1, 0)))
    >>> tent.piece_count, restrict(tent, "-1/2", "1/2").piece_count
    (4, 2)
    """
    inside = on_interval(f.graph, lower, upper)
    ends = [_outwards(inside[:, [1]], inside[:, [0]]), _outwards(inside[:, [-2]], inside[:, [-1]])]
    at = np.array([0, inside.shape[1]])
    return PWL(integers.insert_columns(inside, at, integers.narrow(np.hstack(ends))))


def on_interval(graph: IntegerArray, lower: RationalLike, upper: RationalLike) -> IntegerArray:
    """Return the columns of a graph from lower to upper, both included; raise DomainError."""
    low, high = as_rational(lower, name="lower"), as_rational(upper, name="upper")
    if low >= high:
        raise DomainError(
            f"an interval must have lower < upper, not [{as_text(low)}, {as_text(high)}]"
        )
    q = integers.as_integers([low.denominator, high.denominator])
    p = integers.as_integers([low.numerator, high.numerator])
    refined = graphs.refine(graph, q, p)
    first, last = graphs.locate(refined, q, p)
    return refined[:, first : last + 1]


def _outwards(inner: IntegerArray, outer: IntegerArray) -> IntegerArray:
    """Return the end that continues the segment from the inner to the outer column."""
    forward, backward = product(outer, inner[graphs.Q]), product(inner, outer[graphs.Q])
    return integers.widen(difference(forward, backward))
