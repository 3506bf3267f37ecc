"""Small training problems with ties, repeated and collinear points, zero weights, and bounds."""

from fractions import Fraction
from typing import get_args

from hypothesis import strategies as st

from exactrelu.training import Loss, Problem, Samples
from exactrelu.training.problem import HiddenBias

# How many samples the enumeration can take, for each width and n.
MOST = {1: {1: 5, 2: 5, 3: 5}, 2: {1: 4, 2: 3, 3: 3}, 3: {1: 3, 2: 2, 3: 2}}
INTERVALS = [(-1, 1), (1, 2), (None, 0), (0, 1), (Fraction(-1, 2), None)]


@st.composite
def problems(draw, *, dimensions=(1, 2, 3), widths=(1, 2, 3), most=5, **fixed):
    """Draw problems with all losses and outputs; `fixed` words are given, not drawn."""
    n, w = draw(st.sampled_from(dimensions)), draw(st.sampled_from(widths))
    samples = draw(samples_in(n, min(most, MOST[w][n])))
    words = {
        "loss": draw(st.sampled_from(get_args(Loss))),
        "output": draw(st.sampled_from(["linear", "affine"])),
        "hidden_bias": draw(st.sampled_from(["free", *get_args(HiddenBias)])),
    }
    return Problem(samples, w, **words | draw(restrictions(len(samples), w)) | fixed)


@st.composite
def restrictions(draw, count, width):
    """Draw now and then given signs, bounds, and zeros."""
    some = {}
    kinds = st.sets(st.sampled_from(["signs", "weight_bounds", "bias_bounds", "zero_on"]))
    for kind in sorted(draw(st.just(set()) | kinds)):
        some[kind] = draw(
            {
                "signs": st.lists(st.sampled_from([1, -1]), min_size=width, max_size=width),
                "weight_bounds": st.sampled_from(INTERVALS),
                "bias_bounds": st.sampled_from(INTERVALS),
                "zero_on": st.lists(st.integers(0, count - 1), min_size=1, max_size=2),
            }[kind]
        )
    return some


@st.composite
def samples_in(draw, dimension, most):
    """Draw samples in R^n; now and then all on one line, and some of weight 0."""
    entry = st.integers(-2, 2) | st.builds(Fraction, st.integers(-3, 3), st.integers(1, 3))
    points = draw(st.lists(st.tuples(*[entry] * dimension), min_size=1, max_size=most))
    if draw(st.integers(0, 3)) == 3:
        points = [tuple((k + 1) * x[0] for k in range(dimension)) for x in points]
    weight = st.sampled_from([1, 1, 2, 0])
    labels = draw(st.lists(entry, min_size=len(points), max_size=len(points)))
    weights = draw(st.lists(weight, min_size=len(points), max_size=len(points)))
    return Samples(points, labels, draw(st.sampled_from([None, weights])))


def is_allowed(problem, candidate):
    """Decide whether a network keeps the bounds and the zeros, and has the form of the problem."""
    n = problem.samples.dimension
    weights = [v for unit in candidate.units for v in unit[:n]]
    offsets = [candidate.offset] if problem.output == "affine" else []
    biases = offsets + [v for unit in candidate.units for v in unit[n:]]
    network = problem.network(candidate.signs, candidate.units, candidate.offset)
    return (
        all(is_inside(v, problem.weight_bounds) for v in weights)
        and all(is_inside(v, problem.bias_bounds) for v in biases)
        and all(network(problem.samples.points[j]) == (0,) for j in problem.zero_on)
        and (problem.output == "affine" or candidate.offset == 0)
        and all(len(unit) == len(problem.forms[0]) for unit in candidate.units)
        and candidate.signs in problem.sign_patterns
        and candidate.value == problem.objective(network)
    )


def is_inside(v, interval):
    low, high = interval
    return (low is None or v >= low) and (high is None or v <= high)
