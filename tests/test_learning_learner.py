"""Training in the ball and the two learners, against closed forms and grids of the class."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactrelu import checker
from exactrelu.errors import DomainError
from exactrelu.learning import ReluSum, learn, learn_reliably, train_in_ball
from exactrelu.training import Samples

GAP = Fraction(1, 10**5)


def sum_of_squares(h, samples):
    data = zip(samples.points, samples.labels, samples.weights, strict=True)
    return sum([w * (h(x) - y) ** 2 for x, y, w in data])


def grid(n, k):
    """Functions of the class with coarse weights."""
    steps = [Fraction(v, 5) for v in (-5, -4, -3, 0, 3, 4, 5)]
    biases = [Fraction(v, 2) for v in range(-2, 3)]
    units = [
        (*w, b) for w in product(steps, repeat=n) if sum([v * v for v in w]) <= 1 for b in biases
    ]
    return [ReluSum.of_units(chosen) for chosen in combinations_with_replacement(units, k)]


LINE, PLANE, PAIRS = grid(1, 1), grid(2, 1), grid(1, 2)


@st.composite
def data(draw, n):
    coordinate = st.integers(-3, 3).map(lambda v: Fraction(v, 5))
    points = draw(st.lists(st.tuples(*[coordinate] * n), min_size=1, max_size=4))
    label = st.sampled_from([0, 0, "1/2", 1, 2])
    return Samples(points, draw(st.lists(label, min_size=len(points), max_size=len(points))))


def assert_is_a_bracket(found, samples, functions, zeros=()):
    assert found.hypothesis.is_in_class
    assert all(found.hypothesis(samples.points[j]) == 0 for j in zeros)
    assert found.upper == sum_of_squares(found.hypothesis, samples)
    assert 0 <= found.upper - found.lower <= GAP
    for h in functions:
        if all(h(samples.points[j]) == 0 for j in zeros):
            assert sum_of_squares(h, samples) >= found.lower


@settings(max_examples=10, deadline=None)
@given(data(1))
def test_the_line_is_exact(samples):
    for functions, k in ((LINE, 1), (PAIRS, 2)):
        found = train_in_ball(samples, k, gap=GAP)
        assert_is_a_bracket(found, samples, functions)
        assert found.is_optimal


@settings(max_examples=15, deadline=None)
@given(data(2), st.booleans())
def test_no_function_of_a_grid_is_below_the_bracket(samples, with_zeros):
    zeros = [j for j, y in enumerate(samples.labels) if y == 0] if with_zeros else []
    found = train_in_ball(samples, 1, gap=GAP, zero_on=zeros)
    assert_is_a_bracket(found, samples, PLANE, zeros)


@pytest.mark.parametrize(
    ("point", "label", "norm_squared"),
    [
        pytest.param(["3/5", "3/5"], 2, Fraction(18, 25), id="an irrational optimum"),
        pytest.param(["3/10", "2/5"], 2, Fraction(1, 4), id="a Pythagorean triple"),
        pytest.param(["1/3", "1/3", "1/3"], 2, Fraction(1, 3), id="three coordinates"),
    ],
)
def test_one_sample_is_fitted_as_far_as_the_norm_allows(point, label, norm_squared):
    # The largest value at x is ||x|| + 1, so the least error is (y - 1 - ||x||)².
    found = train_in_ball(Samples([point], [label]), 1, gap=GAP)
    c = label - 1
    # (c - r)² <= u iff r >= c - √u; with r² = norm_squared compare squares: r² - 2cr + c².
    roots = [(c * c + norm_squared - end) / (2 * c) for end in (found.upper, found.lower)]
    assert roots[0] ** 2 <= norm_squared <= roots[1] ** 2
    assert found.upper - found.lower <= GAP


def test_weights_that_do_nothing_are_shrunk_alone():
    found = train_in_ball(Samples([[0, 0]] * 3, [0, 1, 2]), 1, gap=GAP)
    assert (found.upper, found.is_optimal) == (2, True)


def test_two_units_reach_what_one_does_not():
    samples = Samples([["3/5", "4/5"]], [3])
    assert train_in_ball(samples, 1, gap=GAP).lower > Fraction(99, 100)
    assert train_in_ball(samples, 2, gap=GAP).upper <= GAP


def test_on_the_line_the_optimum_has_a_certificate():
    found = train_in_ball(Samples([[0], ["1/2"], [1]], [0, 0, 2]), 1, gap=GAP)
    certificate = found.boxed.certificate
    assert checker.check(certificate.text).status == "VALID"
    assert found.boxed.lower == found.lower == found.upper
    assert certificate.as_json()["claim"]["lower"] == str(found.upper)


def test_weights_are_as_short_as_the_gap_allows():
    samples = Samples([["3/5", "3/5"]], [2])
    for gap, most in (("1/10", 2**8), ("1/1000", 2**16)):
        found = train_in_ball(samples, 1, gap=gap)
        assert found.upper - found.lower <= Fraction(gap)
        assert all(v.denominator <= most for v in found.hypothesis.units[0])


def test_a_time_limit_leaves_a_bracket():
    samples = Samples([["3/5", "3/5"], ["1/2", 0]], [2, 0])
    found = train_in_ball(samples, 2, gap=GAP, time_limit=0)
    assert found.lower <= train_in_ball(samples, 2, gap=GAP).upper <= found.upper


@settings(max_examples=10, deadline=None)
@given(data(2), st.integers(1, 2))
def test_reliable_functions_are_trained_with_zeros_and_lowered(samples, k):
    found = learn_reliably(samples, k, epsilon="1/2", accuracy="1/10")
    assert found.shift == Fraction(1, 24 * k * k)
    before = found.trained.hypothesis
    assert all(
        before(x) == 0 for x, y in zip(samples.points, samples.labels, strict=True) if y == 0
    )
    assert found.hypothesis.weights == before.weights
    assert found.hypothesis.biases == tuple([max(-1, b - found.shift) for b in before.biases])
    assert found.hypothesis.is_in_class


def test_means_are_divided_by_the_weights():
    samples = Samples([[0], [0]], [0, 1], [1, 3])
    found = learn(samples, 1, accuracy="1/10")
    assert (found.mean_error, found.excess) == (Fraction(3, 16), 0)
    assert found.hypothesis([0]) == Fraction(3, 4)


def test_samples_of_weight_0_ask_for_no_zero():
    samples = Samples([[0], [0]], [0, 1], [0, 1])
    found = learn_reliably(samples, 1, epsilon=1, accuracy="1/10")
    assert found.trained.hypothesis([0]) == 1


@pytest.mark.parametrize(
    ("samples", "words", "message"),
    [
        (
            Samples([[1, "1/2"]], [1]),
            {},
            "points must lie in the unit ball, but the squares of (1, 1/2) add up to 5/4",
        ),
        (
            Samples([[1]], [-1]),
            {},
            "labels must lie in [0, 2], as all values of 1 unit do, not be -1",
        ),
        (Samples([[1]], [1], [0]), {}, "weights must not all be 0"),
        (Samples([[1]], [1]), {"accuracy": 0}, "accuracy must be above 0, not 0"),
        (Samples([[1]], [1]), {"time_limit": -1}, "time_limit must be at least 0, not -1"),
    ],
)
def test_what_the_theorems_do_not_speak_of_is_refused(samples, words, message):
    with pytest.raises(DomainError) as error:
        learn(samples, 1, **{"accuracy": 1} | words)
    assert str(error.value).startswith(message)


def test_a_gap_of_0_is_refused():
    with pytest.raises(DomainError, match="gap must be above 0, not 0"):
        train_in_ball(Samples([[0]], [0]), 1, gap=0)
