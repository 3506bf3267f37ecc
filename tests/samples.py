"""Strategies for small networks and functions, with many coincidences among their numbers."""

from fractions import Fraction as Q
from itertools import pairwise

from hypothesis import strategies as st

from exactrelu.network import AffineMap, Network
from exactrelu.pwl import PWL

rationals = st.builds(Q, st.integers(-9, 9), st.integers(1, 4))


@st.composite
def affine_maps(draw, inputs, outputs):
    vectors = st.lists(rationals, min_size=inputs, max_size=inputs)
    return AffineMap(
        draw(st.lists(vectors, min_size=outputs, max_size=outputs)),
        draw(st.lists(rationals, min_size=outputs, max_size=outputs)),
    )


@st.composite
def networks(draw, inputs, outputs, depth=None):
    hidden = st.lists(
        st.integers(1, 3),
        min_size=0 if depth is None else depth - 1,
        max_size=3 if depth is None else depth - 1,
    )
    shape = [inputs, *draw(hidden), outputs]
    return Network([draw(affine_maps(a, b)) for a, b in pairwise(shape)])


def points(dimension):
    return st.lists(rationals, min_size=dimension, max_size=dimension)


@st.composite
def functions(draw, left_slopes=rationals, right_slopes=rationals):
    """Functions through one to six points."""
    xs = sorted(draw(st.sets(rationals, min_size=1, max_size=6)))
    return PWL.from_points(
        [(x, draw(rationals)) for x in xs],
        left_slope=draw(left_slopes),
        right_slope=draw(right_slopes),
    )
