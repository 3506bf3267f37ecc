"""Whether a Hessian is convex: squares that add up to it, or a direction of negative curvature."""

import pickle
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies_lp import few, wild
from strategies_qp import quadratics

from exactrelu.errors import NonConvexError
from exactrelu.qp import QuadraticProgram, solve
from exactrelu.qp.convexity import squares_of

F = Fraction
TINY = F(1, 10**300)


def of(hessian):
    return QuadraticProgram(hessian, [0] * len(hessian))


def total(squares, n):
    return tuple(
        tuple(sum((w * a[i] * a[j] for w, a in squares), F(0)) for j in range(n)) for i in range(n)
    )


def curvature(hessian, d):
    return sum((F(hessian[i][j]) * d[i] * d[j] for i in range(len(d)) for j in range(len(d))), F(0))


CONVEX = {
    "nothing": [],
    "zero": [[0, 0], [0, 0]],
    "a number": [[3]],
    "definite": [[2, 1], [1, 2]],
    "of rank 1": [[4, -6], [-6, 9]],
    "of rank 1, zero first": [[0, 0, 0], [0, 1, 2], [0, 2, 4]],
    "of rank 2, dependent in the middle": [[1, 2, 0], [2, 4, 0], [0, 0, 1]],
    "definite by 1e-300": [[1, 1], [1, 1 + TINY]],
    "scales of 1e-300 and 1": [[TINY, 0], [0, 1]],
}


@pytest.mark.parametrize("hessian", CONVEX.values(), ids=CONVEX.keys())
def test_squares_add_up(hessian):
    program = of(hessian)
    squares = squares_of(program)
    assert total(squares, program.dimension) == program.hessian
    assert all(weight > 0 for weight, _ in squares)


NOT_CONVEX = {
    "a negative number": [[-1]],
    "a saddle": [[1, 2], [2, 1]],
    "zeros on the diagonal": [[0, 1], [1, 0]],
    "a zero first": [[0, 1], [1, 5]],
    "a zero last": [[5, 1], [1, 0]],
    "a zero after elimination": [[1, 1, 0], [1, 1, 1], [0, 1, 9]],
    "negative by 1e-300": [[1, 1], [1, 1 - TINY]],
    "singular and negative": [[1, 1, 0], [1, 1, 0], [0, 0, -1]],
    "of rank 1 and negative": [[-4, 6], [6, -9]],
    "negative behind a zero": [[0, 0, 0], [0, 0, 1], [0, 1, 0]],
}


@pytest.mark.parametrize("hessian", NOT_CONVEX.values(), ids=NOT_CONVEX.keys())
def test_a_direction_of_negative_curvature_is_named(hessian):
    with pytest.raises(NonConvexError) as caught:
        solve(of(hessian))
    direction = caught.value.direction
    assert {type(v) for v in direction} == {F}
    assert curvature(hessian, direction) < 0
    assert "\n" not in str(caught.value)


def test_the_message_names_the_direction():
    with pytest.raises(NonConvexError) as caught:
        solve(of([["1/2", 1], [1, "1/2"]]))
    assert str(caught.value) == (
        "hessian must be positive semidefinite, but dᵀQd = -3/2 for d = (-2, 1)"
    )
    assert caught.value.direction == (-2, 1)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.direction) == (str(caught.value), (-2, 1))


def test_a_long_direction_is_shown_shortened():
    size = F(7) ** 400
    with pytest.raises(NonConvexError) as caught:
        solve(of([[1, size], [size, 1]]))
    assert len(str(caught.value)) < 600
    assert curvature([[1, size], [size, 1]], caught.value.direction) < 0


@given(quadratics(wild, most_variables=4, most_rows=0))
@settings(max_examples=50)
def test_every_sum_of_squares_is_found_convex(program):
    squares = squares_of(program)
    assert total(squares, program.dimension) == program.hessian
    assert all(weight > 0 for weight, _ in squares)
    assert squares_of(program) is squares


@st.composite
def symmetric(draw):
    n = draw(st.integers(1, 4))
    upper = [[draw(few) for _ in range(n)] for _ in range(n)]
    return [[upper[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)]


@given(symmetric())
@settings(max_examples=200)
@example([[0, 0, 1], [0, 1, 0], [1, 0, 0]])
def test_a_symmetric_matrix_has_squares_or_a_negative_direction(hessian):
    """Either witness decides; there is nothing in between."""
    found = squares_or_direction(of(hessian))
    if isinstance(found, NonConvexError):
        assert curvature(hessian, found.direction) < 0
    else:
        assert total(found, len(hessian)) == of(hessian).hessian
        assert all(weight > 0 for weight, _ in found)


def squares_or_direction(program):
    try:
        return squares_of(program)
    except NonConvexError as error:
        return error


def test_constraints_that_leave_no_room_do_not_make_it_convex():
    program = QuadraticProgram([[-1]], [0], lower=[0], upper=[0])
    with pytest.raises(NonConvexError):
        solve(program)
