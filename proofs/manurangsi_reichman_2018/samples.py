"""Strategies for small samples, and what is asserted of a unit at them."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.training import Realized, Samples

__all__ = ["has_the_labels", "realizable_samples", "small_samples"]


@st.composite
def small_samples(draw, *, dimensions=(1, 2, 3), most=4):
    """Draw few samples with small integers, in which much coincides."""
    n = draw(st.sampled_from(dimensions))
    points = draw(st.lists(st.tuples(*[st.integers(-2, 2)] * n), min_size=1, max_size=most))
    label = st.sampled_from([0, 1, 2, 0, 1, -1])
    return Samples(points, draw(st.lists(label, min_size=len(points), max_size=len(points))))


@st.composite
def realizable_samples(draw, *, most=5):
    """Draw samples whose labels are the values of a unit."""
    points = draw(small_samples(most=most)).points
    entry = st.integers(-2, 2).map(Fraction)
    weights = draw(st.tuples(*[entry] * len(points[0])))
    unit = Realized(weights, draw(entry)).network
    return Samples(points, [unit(x)[0] for x in points])


def has_the_labels(unit, samples):
    """Assert that a network has one node, and that its values at the samples are the labels."""
    yield unit.depth == 2
    yield unit.size == 1
    for x, y in zip(samples.points, samples.labels, strict=True):
        yield unit(*x) == y
