"""Hypothesis strategies for rationals, piecewise linear functions, networks and hard families.

For tests and proofs, and for users who fuzz a conjecture of their own:

>>> from hypothesis import find
>>> find(pwl_functions(), lambda f: f.piece_count == 2)     # the smallest of its kind
PWL.from_pieces(['0'], [('0', '0'), ('1', '0')])

Every strategy builds its values instead of filtering, draws degenerate cases on purpose (equal
slopes, flat ends, tiny gaps, dead and repeated neurons) and shrinks to few, small integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from exactrelu.errors import DomainError
from exactrelu.network import AffineMap, Network
from exactrelu.pwl import PWL

__all__ = [
    "HardParameters",
    "SimplexPoint",
    "affine_maps",
    "hard_parameters",
    "intervals",
    "networks",
    "nonzero_rationals",
    "positive_rationals",
    "pwl_functions",
    "rationals",
    "simplex_points",
    "widths",
]

TINY = [2**10, 2**30, 2**50]
"""Denominators of tiny gaps."""


@cache
def rationals() -> SearchStrategy[Fraction]:
    """Return a strategy for rationals: mostly small integers, then fractions, then long ones.

    >>> from hypothesis import find
    >>> find(rationals(), lambda x: x > 1)
    Fraction(2, 1)
    """
    small = st.integers(-5, 5).map(Fraction)
    fractions = st.builds(Fraction, st.integers(-60, 60), st.integers(1, 12))
    return (
        small | fractions | st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**6))
    )


@cache
def positive_rationals() -> SearchStrategy[Fraction]:
    """Return a strategy for positive rationals, down to 2^-50; shrinks to 1.

    >>> from hypothesis import find
    >>> find(positive_rationals(), lambda x: x < 1)
    Fraction(1, 2)
    """
    small = st.integers(1, 5).map(Fraction)
    fractions = st.builds(Fraction, st.integers(1, 12), st.integers(1, 12))
    return small | fractions | st.builds(Fraction, st.integers(1, 3), st.sampled_from(TINY))


@cache
def nonzero_rationals() -> SearchStrategy[Fraction]:
    """Return a strategy for rationals other than 0; shrinks to 1.

    >>> from hypothesis import find
    >>> find(nonzero_rationals(), lambda x: x < 0)
    Fraction(-1, 1)
    """
    return st.builds(lambda size, sign: sign * size, positive_rationals(), st.sampled_from([1, -1]))


def intervals() -> SearchStrategy[tuple[Fraction, Fraction]]:
    """Return a strategy for pairs lower < upper; shrinks to (0, 1).

    >>> from hypothesis import find
    >>> find(intervals(), lambda ends: True)
    (Fraction(0, 1), Fraction(1, 1))
    """
    return st.builds(lambda a, length: (a, a + length), rationals(), positive_rationals())


@st.composite
def pwl_functions(draw: st.DrawFn, *, min_pieces: int = 1, max_pieces: int = 6) -> PWL:
    """Return a strategy for functions R -> R with the given numbers of pieces.

    Slopes may come back, ends may be flat, gaps may be tiny. Shrinks to few pieces with small
    integer slopes and breakpoints.

    >>> from hypothesis import find
    >>> find(pwl_functions(min_pieces=2), lambda f: f.left_slope != 0)
    PWL.from_pieces(['0'], [('1', '0'), ('2', '0')])
    """
    bend = st.tuples(positive_rationals(), nonzero_rationals())
    bends = draw(st.lists(bend, min_size=min_pieces - 1, max_size=max_pieces - 1))
    slope, intercept = draw(rationals()), draw(rationals())
    if not bends:
        return PWL.affine(slope, intercept)
    (_, *gaps), changes = zip(*bends, strict=True)  # the first gap has nothing to its left
    breakpoints = accumulate(gaps, initial=draw(rationals()))
    slopes = list(accumulate(changes, initial=slope))
    steps = (gap * inner for gap, inner in zip(gaps, slopes[1:], strict=False))
    points = list(zip(breakpoints, accumulate(steps, initial=intercept), strict=True))
    return PWL.from_points(points, left_slope=slope, right_slope=slopes[-1])


def widths(*, max_layers: int = 3, max_width: int = 4) -> SearchStrategy[list[int]]:
    """Return a strategy for the hidden widths of a network, at least one, each at least 1.

    >>> from hypothesis import find
    >>> find(widths(), lambda hidden: len(hidden) == 2)
    [1, 1]
    """
    return st.lists(st.integers(1, max_width), min_size=1, max_size=max_layers)


@cache
def affine_maps(input_dimension: int, output_dimension: int) -> SearchStrategy[AffineMap]:
    """Return a strategy for affine maps R^n -> R^m; shrinks to the zero map.

    >>> from hypothesis import find
    >>> find(affine_maps(1, 1), lambda T: T(0) != (0,))
    AffineMap([['0']], ['1'])
    """
    row = st.lists(rationals(), min_size=input_dimension, max_size=input_dimension)
    weights = st.lists(row, min_size=output_dimension, max_size=output_dimension)
    bias = st.lists(rationals(), min_size=output_dimension, max_size=output_dimension)
    return st.builds(AffineMap, weights, bias)


@st.composite
def networks(
    draw: st.DrawFn,
    hidden: Sequence[int] | SearchStrategy[list[int]] | None = None,
    *,
    input_dimension: int = 1,
    output_dimension: int = 1,
    linear_output: bool = False,
) -> Network:
    """Return a strategy for networks with the given hidden widths, or with drawn ones.

    Zero and repeated neurons are frequent. With ``linear_output`` the output map has no bias, as
    in Definition 1 of Arora et al. Raises DomainError for a width below 1.

    >>> from hypothesis import find
    >>> find(networks([1]), lambda net: net(0) != (0,)).size
    1
    """
    chosen = draw(hidden) if isinstance(hidden, SearchStrategy) else hidden
    inner = list(draw(widths()) if chosen is None else chosen)
    if any(width < 1 for width in inner):
        raise DomainError(f"hidden widths must be at least 1, not {inner}")
    dimensions = [input_dimension, *inner, output_dimension]
    pairs = pairwise(dimensions)
    layers = [draw(affine_maps(n, m)) for n, m in pairs]
    if linear_output:
        layers[-1] = AffineMap(layers[-1].weights, [0] * output_dimension)
    return Network([_with_repetition(draw, layer) for layer in layers[:-1]] + layers[-1:])


def _with_repetition(draw: st.DrawFn, layer: AffineMap) -> AffineMap:
    """Return the layer, its first two neurons now and then made equal."""
    if layer.output_dimension == 1 or draw(st.integers(0, 7)) != 7:
        return layer
    weights = [layer.weights[0], layer.weights[0], *layer.weights[2:]]
    return AffineMap(weights, [layer.bias[0], layer.bias[0], *layer.bias[2:]])


class SimplexPoint(NamedTuple):
    """A point a of the open simplex 0 < a_1 < ... < a_p < M, and M."""

    a: tuple[Fraction, ...]
    M: Fraction


class HardParameters(NamedTuple):
    """Points a^1, ..., a^k of one open simplex, and its size M."""

    points: tuple[tuple[Fraction, ...], ...]
    M: Fraction


@cache
def simplex_points(p: int) -> SearchStrategy[SimplexPoint]:
    """Return a strategy for pairs (a, M) with a in the open simplex 0 < a_1 < ... < a_p < M.

    This is Definition 3 of Arora et al. Shrinks to a = (1, ..., p), M = p + 1.

    >>> from hypothesis import find
    >>> find(simplex_points(2), lambda pair: True)
    SimplexPoint(a=(Fraction(1, 1), Fraction(2, 1)), M=Fraction(3, 1))
    """
    gaps = st.lists(positive_rationals(), min_size=p + 1, max_size=p + 1)
    return gaps.map(_as_simplex_point)


def _as_simplex_point(gaps: list[Fraction]) -> SimplexPoint:
    *point, end = accumulate(gaps)
    return SimplexPoint(tuple(point), end)


@st.composite
def hard_parameters(draw: st.DrawFn, *, max_width: int = 4, max_layers: int = 3) -> HardParameters:
    """Return a strategy for parameters ((a^1, ..., a^k), M) of the hard functions of Arora et al.

    All a^i lie in one simplex of dimension w - 1 and size M, with 2 <= w <= max_width and
    1 <= k <= max_layers (Theorem 2.7).

    >>> from hypothesis import find
    >>> find(hard_parameters(), lambda parameters: True)
    HardParameters(points=((Fraction(1, 1),),), M=Fraction(2, 1))
    """
    w = draw(st.integers(2, max_width))
    k = draw(st.integers(1, max_layers))
    point, size = draw(simplex_points(w - 1))
    others = [draw(simplex_points(w - 1)) for _ in range(k - 1)]
    scaled = [tuple(a * size / end for a in other) for other, end in others]
    return HardParameters((point, *scaled), size)
