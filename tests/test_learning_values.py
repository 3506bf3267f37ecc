"""Finite distributions, functions of the class, and risks, against sums over listed draws."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactrelu.errors import DimensionError, DomainError, ExactReluError
from exactrelu.learning import (
    Distribution,
    ReluSum,
    absolute_loss,
    drawn_samples,
    empirical_distribution,
    false_positive_probability,
    gamma_loss,
    gamma_risk,
    read_distribution,
    risk,
    squared_risk,
    write_distribution,
)
from exactrelu.learning.distributions import has_probabilities
from exactrelu.training import Samples

COORDINATES = st.sampled_from([Fraction(v, 5) for v in (-5, -3, 0, 1, 3, 4)])
LABELS = st.sampled_from([0, 0, 1, "1/2", 2])


@st.composite
def draws(draw):
    """Draws of samples, equally likely: a list in which much is repeated."""
    n = draw(st.integers(1, 2))
    points = draw(st.lists(st.tuples(*[COORDINATES] * n), min_size=1, max_size=6))
    labels = draw(st.lists(LABELS, min_size=len(points), max_size=len(points)))
    return [(x, Fraction(y)) for x, y in zip(points, labels, strict=True)]


def uniform(listed):
    share = Fraction(1, len(listed))
    return Distribution([x for x, _ in listed], [y for _, y in listed], [share] * len(listed))


@st.composite
def sums(draw, n):
    k = draw(st.integers(1, 3))
    weights = draw(st.lists(st.tuples(*[COORDINATES] * n), min_size=k, max_size=k))
    return ReluSum(weights, draw(st.lists(COORDINATES, min_size=k, max_size=k)))


@given(draws())
def test_normal_form_counts_draws(listed):
    found = uniform(listed)
    counts = Counter(listed)
    atoms = list(zip(found.points, found.labels, strict=True))
    assert atoms == sorted(counts)
    assert list(found.probabilities) == [Fraction(counts[a], len(listed)) for a in atoms]
    assert uniform(listed[::-1]) == found
    samples = Samples([x for x, _ in listed], [y for _, y in listed])
    assert empirical_distribution(samples) == found == eval(repr(found))


@settings(max_examples=40)
@given(draws(), st.data(), st.fractions(Fraction(1, 9), 3))
def test_risks_are_means_over_the_draws(listed, data, gamma):
    h, d = data.draw(sums(len(listed[0][0]))), uniform(listed)
    values = [
        (sum([max(0, sum(map(Fraction.__mul__, w, x)) + b) for *w, b in h.units]), y)
        for x, y in listed
    ]
    m = len(values)
    assert squared_risk(h, d) == sum([(v - y) ** 2 for v, y in values]) / m
    assert risk(h, d, loss=absolute_loss) == sum([abs(v - y) for v, y in values]) / m
    assert false_positive_probability(h, d) == Fraction(sum(v > 0 == y for v, y in values), m)
    covered = [min(1, v / gamma) for v, y in values if y == 0]
    assert gamma_risk(h, d, gamma) == Fraction(sum(covered), m)
    assert [h(x) for x, _ in listed] == [h.network(x)[0] for x, _ in listed]


def test_gamma_loss_at_its_corners():
    loss = gamma_loss("1/2")
    predictions = [Fraction(v, 4) for v in (-1, 0, 1, 2, 3)]
    assert [loss(v, Fraction(0)) for v in predictions] == [0, 0, Fraction(1, 2), 1, 1]
    assert [loss(v, Fraction(1)) for v in predictions] == [0] * 5


@pytest.mark.parametrize(
    ("h", "inside"),
    [
        (ReluSum([["3/5", "4/5"]], [1]), True),
        (ReluSum([["3/5", "4/5"], ["4/5", "61/100"]], [0, 0]), False),
        (ReluSum([[0]], ["-101/100"]), False),
    ],
)
def test_the_class_has_weights_in_the_ball_and_biases_in_the_interval(h, inside):
    assert h.is_in_class is inside


def test_lowered_biases_stop_at_minus_1():
    assert ReluSum([[0], [0]], ["-9/10", 1]).lowered("1/4").biases == (-1, Fraction(3, 4))


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: ReluSum([[1]], [0, 0]), DimensionError, "biases must have 1 entries"),
        (lambda: ReluSum([[]], [0]), DimensionError, "weights must be at least one unit"),
        (lambda: ReluSum([[1]], [0])([1, 2]), DimensionError, "point must have 1 coordinates"),
        (lambda: Distribution([[0]], [0], ["1/2"]), DomainError, "must have the sum 1, not 1/2"),
        (lambda: Distribution([[0]], [0], [-1]), DomainError, "must be at least 0, not -1"),
        (lambda: empirical_distribution(Samples([[0]], [0], [0])), DomainError, "not all be 0"),
        (lambda: gamma_loss(0), DomainError, "gamma must be above 0, not 0"),
    ],
)
def test_bad_values_are_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


@settings(max_examples=40)
@pytest.mark.parametrize("ending", ["json", "csv", "JSON"])
@given(draws())
def test_files_are_read_back(tmp_path_factory, ending, listed):
    path = tmp_path_factory.mktemp("d") / f"d.{ending}"
    write_distribution(path, uniform(listed))
    assert has_probabilities(path)
    assert read_distribution(path) == uniform(listed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x1,y,p\n0,0,1/2\n", "probabilities must have the sum 1, not 1/2"),
        ("x1,y,p\n0,0,-1\n", "line 2: p must be at least 0, not -1"),
        ("x1,y,w\n0,0,1\n", "with p for probabilities, but has the column 'w'"),
        ("x1,y,p\n0,0\n", "line 2 must have 3 cells like the header, not 2"),
        ("", "but it is empty"),
    ],
)
def test_bad_tables_are_told_with_their_file(tmp_path, text, message):
    path = tmp_path / "d.csv"
    path.write_text(text)
    with pytest.raises(ExactReluError) as error:
        read_distribution(path)
    assert message in str(error.value)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_a_table_is_read(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("p,x1,y\n1/3,0.5,0\n2/3,1,2\n")
    assert read_distribution(path) == Distribution([["1/2"], [1]], [0, 2], ["1/3", "2/3"])


def test_draws_are_as_probable_as_the_atoms():
    skewed = Distribution([[0], [1], [2]], [0, 1, 1], ["1/6", "1/3", "1/2"])
    drawn = drawn_samples(skewed, 6000, seed=3)
    assert sum(drawn.weights) == 6000
    # Six standard deviations are less than 240.
    expected = zip(drawn.weights, (1000, 2000, 3000), strict=True)
    assert all(abs(count - mean) < 240 for count, mean in expected)


def test_an_atom_of_probability_1_is_drawn_every_time():
    assert drawn_samples(Distribution([[0]], [1], [1]), 5, seed=1) == Samples([[0]], [1], [5])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("d.csv", "x1,y\n0,0\n", False),
        ("d.csv", "\ny, p ,x1\n", True),
        ("d.csv", "", False),
        ("d.json", '{"x": [[0]], "y": [0], "p": [1]}', True),
        ("d.json", "[]", False),
    ],
)
def test_a_column_p_makes_a_distribution(tmp_path, name, text, found):
    path = tmp_path / name
    path.write_text(text)
    assert has_probabilities(path) is found
