"""Pieces and affine maps of functions on cells: what remainders modulo a prime must not decide."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exactrelu.cpwl import CPWL
from exactrelu.cpwl.fingerprints import PRIME, fingerprints
from exactrelu.network import Network
from exactrelu.polyhedron import Cell, Complex
from exactrelu.regions import regions


def on_the_line(breakpoints, slopes):
    """The function with f(b) = 0 at the first breakpoint b, and these slopes from left to right."""
    kinks = [Fraction(b) for b in breakpoints]
    heights = [Fraction(0)]
    for (a, b), slope in zip(pairwise(kinks), slopes[1:], strict=False):
        heights.append(heights[-1] + slope * (b - a))
    corners = [(0, -1), *((b.denominator, b.numerator) for b in kinks), (0, 1)]
    inner = [(int(h * b.denominator),) for b, h in zip(kinks, heights, strict=True)]
    cells = tuple(Cell((k, k + 1), (1 << k, 2 << k)) for k in range(len(slopes)))
    values = ((-slopes[0],), *inner, (slopes[-1],))
    return CPWL(Complex(1, (0,), (), tuple(corners), cells), values)


COUNTS = {
    "one map on two cells": ([0], [3, 3], (1, 1)),
    "two maps": ([0], [3, 4], (2, 2)),
    "two maps that are equal modulo the prime": ([0], [3, 3 + PRIME], (2, 2)),
    "three, two of them equal modulo the prime": ([0, PRIME], [1, 1 + PRIME, 2], (3, 3)),
    "a breakpoint at the prime": ([PRIME], [0, 1], (2, 2)),
    "breakpoints that are equal modulo the prime": ([0, PRIME], [0, 1, 0], (3, 3)),
    "a denominator that is the prime": ([Fraction(1, PRIME)], [0, PRIME], (2, 2)),
    "one map on two cells that do not touch": ([0, 1, 2], [0, 1, -1, 0], (4, 3)),
}


@pytest.mark.parametrize(("breakpoints", "slopes", "counts"), COUNTS.values(), ids=COUNTS)
def test_pieces_and_maps_of(breakpoints, slopes, counts):
    f = on_the_line(breakpoints, slopes)
    assert (f.pieces, f.distinct_affine_maps) == counts


FINGERPRINTS = {
    "a matrix that is singular modulo the prime": ([[1, 0], [1, PRIME]], [[0], [1]], [None]),
    "a matrix that needs another order": ([[0, 1], [1, 0]], [[3], [4]], [(4, 3)]),
    "a corner more than is needed": ([[0, 1], [1, 0], [1, 1]], [[3], [4], [7]], [(4, 3)]),
    "a fraction": ([[2]], [[1]], [((PRIME + 1) // 2,)]),
}


@pytest.mark.parametrize(("points", "values", "found"), FINGERPRINTS.values(), ids=FINGERPRINTS)
def test_fingerprints_of(points, values, found):
    assert fingerprints(points, values, [tuple(range(len(points)))]) == found


SHAPES = st.sampled_from([(1, (4,)), (2, (3, 2)), (2, (5,)), (3, (4,)), (3, (3, 2))])


@given(SHAPES, st.integers(0, 10**6))
@example((2, (3, 2)), 0)
def test_classes_are_those_of_the_exact_maps(shape, seed):
    n, widths = shape
    rng = Random(seed)
    layers = [
        ([[rng.randint(-2, 2) for _ in range(k)] for _ in range(m)], [rng.randint(-2, 2)] * m)
        for k, m in zip((n, *widths), (*widths, 1), strict=True)
    ]
    f = regions(Network(layers)).function
    maps = [f.affine_map(k) for k in range(len(f.complex.cells))]
    assert list(f.class_of) == [maps.index(each) for each in maps]
