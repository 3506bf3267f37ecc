"""Dichotomies of point sets, against a linear program for every subset."""

from fractions import Fraction as Q
from itertools import product
from math import comb, gcd
from random import Random

import oracles_arrangement as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactrelu.arrangement import dichotomies, homogeneous_dichotomies
from exactrelu.errors import BudgetError, DimensionError, FloatError, NumberError

CUBE = list(product((0, 1), repeat=3))
TINY = Q(2) ** -300

# points, through; affine and homogeneous counts.
CASES = {
    "one point": ([[3]], [], 2, 2),
    "the origin": ([[0, 0]], [], 2, 0),
    "the same point three times": ([[1, 2]] * 3, [], 2, 2),
    "three points of the line": ([[0], [1], [2]], [], 6, 0),
    "three points of the line, both sides of 0": ([[-1], [1], [2]], [], 6, 2),
    "four collinear points of the plane": ([[1, 1], [2, 2], [3, 3], [4, 4]], [], 8, 2),
    "a triangle": ([[1, 0], [0, 1], [1, 1]], [], 8, 6),
    "the square": ([[-1, -1], [-1, 1], [1, -1], [1, 1]], [], 14, 4),
    "the square through its center": ([[0, 0], [0, 1], [1, 0], [1, 1]], [["1/2", "1/2"]], 4, 0),
    "the square through a corner of it": ([[1, 1], [1, 2], [2, 1]], [[2, 2]], 6, 0),
    "points on both sides of a line": ([[1, 2], [3, 1]], [[2, 2]], 4, 2),
    "a point through itself": ([[1, 2]], [[1, 2]], 0, 0),
    "a point on the line through two others": ([[1, 2]], [[0, 1], [2, 3]], 0, 0),
    "a point beside the line through two others": ([[1, 3]], [[0, 1], [2, 3]], 2, 0),
    "points through which no hyperplane passes": ([[5, 5]], [[0, 0], [1, 0], [0, 1]], 0, 0),
    "through one point twice": ([[0], [2]], [[1], [1]], 2, 0),
    "the cube": (CUBE, [], 104, 0),
    "points 2^-300 apart": ([[1], [1 + TINY], [1 - TINY]], [], 6, 2),
    "huge points": ([[Q(2) ** 300, 0], [0, Q(2) ** 300], [1, 1]], [], 8, 6),
}


@pytest.mark.parametrize(("points", "through", "affine", "homogeneous"), CASES.values(), ids=CASES)
def test_named_point_sets(points, through, affine, homogeneous):
    for ask, count in ((dichotomies, affine), (homogeneous_dichotomies, homogeneous)):
        found = ask(points, through=through)
        assert found.count == count
        assert len({d.signs for d in found}) == len(list(found)) == count


@pytest.mark.parametrize(("n", "count"), [(1, 4), (2, 14), (3, 104), (4, 1882)])
def test_dichotomies_of_the_cube_are_the_threshold_functions(n, count):
    cube = list(product((0, 1), repeat=n))
    assert dichotomies(cube).count == count
    assert homogeneous_dichotomies([(1, *v) for v in cube]).count == count


def test_points_in_general_position_have_the_number_of_cover():
    for n, m in [(1, 5), (2, 7), (3, 6), (4, 6)]:
        points = [[t**k for k in range(1, n + 1)] for t in range(m)]
        assert dichotomies(points).count == 2 * sum(comb(m - 1, k) for k in range(n + 1))


def point_sets(count):
    """(points, through): few coordinates, repeated and collinear points, n from 1 to 3."""
    for index in range(count):
        rng = Random(index)
        n = rng.randint(1, 3)
        numbers = rng.choice([(0, 1), (-1, 0, 1, 2), (Q(1, 2), -3, Q(7, 3), 0)])
        points = [[rng.choice(numbers) for _ in range(n)] for _ in range(rng.randint(1, 5))]
        if index % 3 == 0:
            points = [[x, *(2 * x + 1 for _ in rest)] for x, *rest in points]
        through = [[rng.choice(numbers) for _ in range(n)] for _ in range(rng.choice((0, 0, 1, 2)))]
        yield points, through


def value(d, x):
    return sum(w * c for w, c in zip(d.weights, x, strict=True)) + d.bias


@pytest.mark.parametrize("homogeneous", [False, True])
def test_dichotomies_are_those_of_linear_programs(homogeneous, request):
    ask = homogeneous_dichotomies if homogeneous else dichotomies
    for points, through in point_sets(600 if request.config.getoption("--deep") else 36):
        found = ask(points, through=through)
        listed = list(found)
        expected = oracle.separable(points, through=through, homogeneous=homogeneous)
        assert {d.signs for d in listed} == expected, (points, through)
        assert len(listed) == len(expected) == found.count
        for d in listed:
            assert any(d.weights)
            assert gcd(*(w.numerator for w in (*d.weights, d.bias))) == 1
            assert all(w.denominator == 1 for w in (*d.weights, d.bias))
            assert all(type(w) is Q for w in (*d.weights, d.bias))
            assert all(value(d, x) == 0 for x in through)
            assert all(s * value(d, x) > 0 for s, x in zip(d.signs, points, strict=True))
            assert not homogeneous or d.bias == 0


@given(seed=st.integers(0, 10**6))
def test_order_repetition_translation_and_scale_change_no_count(seed):
    points, through = next(point_sets_from(seed))
    count = dichotomies(points, through=through).count
    changed = [[3 * x - 1 for x in p] for p in reversed([*points, points[0]])]
    assert dichotomies(changed, through=[[3 * x - 1 for x in p] for p in through]).count == count
    assert (
        homogeneous_dichotomies([(*p, 1) for p in points], through=[(*p, 1) for p in through]).count
        == count
    )


def point_sets_from(seed):
    rng = Random(seed)
    n, m = rng.randint(1, 3), rng.randint(1, 6)
    points = [[Q(rng.randint(-2, 2), rng.randint(1, 2)) for _ in range(n)] for _ in range(m)]
    yield points, [[Q(1, 3)] * n] * rng.randint(0, 1)


def test_each_dichotomy_comes_with_its_opposite():
    signs = [d.signs for d in dichotomies(CUBE)]
    assert {tuple(-s for s in each) for each in signs} == set(signs)
    assert {(1,) * 8, (-1,) * 8} <= set(signs)


REFUSED = {
    "no point": (
        lambda: dichotomies([]),
        DimensionError,
        "points must hold at least 1 point with at least 1 coordinate",
    ),
    "no coordinate": (
        lambda: homogeneous_dichotomies([[]]),
        DimensionError,
        "points must hold at least 1 point with at least 1 coordinate",
    ),
    "points of two dimensions": (
        lambda: dichotomies([[1], [1, 2]]),
        DimensionError,
        "points[1] must have 1 entry like points[0], not 2",
    ),
    "through a point of another dimension": (
        lambda: dichotomies([[1, 2]], through=[[1]]),
        DimensionError,
        "through[0] must be of dimension 2 like points[0], not 1",
    ),
    "a text": (
        lambda: dichotomies("12"),
        NumberError,
        "points must be a sequence of rows, not '12'",
    ),
}


@pytest.mark.parametrize(("ask", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals(ask, error, message):
    with pytest.raises(error) as caught:
        ask()
    assert str(caught.value) == message


def test_floats_are_refused_unless_asked_for():
    with pytest.raises(FloatError):
        dichotomies([[0.5]])
    assert dichotomies([[0.5]], floats="dyadic").points == ((Q(1, 2),),)


@pytest.mark.parametrize(("points", "through", "affine", "homogeneous"), CASES.values(), ids=CASES)
def test_a_budget_is_enough_from_the_number_of_dichotomies_on(points, through, affine, homogeneous):
    for ask, count in ((dichotomies, affine), (homogeneous_dichotomies, homogeneous)):
        found = ask(points, through=through)
        assert found.limited_count(max_dichotomies=max(count, 1)) == count
        assert found.limited_count(max_dichotomies=None) == count
        for budget in range(1, count):
            with pytest.raises(BudgetError) as caught:
                found.limited_count(max_dichotomies=budget)
            assert budget < caught.value.lower <= count <= caught.value.upper


def test_many_points_are_given_up_soon():
    points = [[t**k for k in range(1, 13)] for t in range(40)]
    with pytest.raises(BudgetError) as caught:
        dichotomies(points).limited_count(max_dichotomies=5000)
    cover = 2 * sum(comb(39, k) for k in range(13))
    assert 5000 < caught.value.lower <= cover == caught.value.upper
