"""Rank, determinant, nullspace and systems, against definitions by minors and by substitution."""

from fractions import Fraction
from itertools import combinations, permutations
from math import prod

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exactrelu import linalg
from exactrelu.errors import DimensionError, FloatError, NumberError
from exactrelu.linalg import (
    Inconsistent,
    Solution,
    affine_value,
    determinant,
    nullspace,
    primitive,
    rank,
    scalar_product,
    solve,
)

HUGE, TINY = Fraction(2) ** 300, Fraction(1, 2**300)


def slow_determinant(A):
    """Leibniz' sum over all permutations."""

    def sign(order):
        return prod(-1 if i > j else 1 for i, j in combinations(order, 2))

    n = len(A)
    return sum(
        (sign(order) * prod(A[i][order[i]] for i in range(n)) for order in permutations(range(n))),
        Fraction(0),
    )


def slow_rank(A):
    """The size of the largest minor that is not zero."""
    m, n = len(A), len(A[0]) if A else 0
    for size in range(min(m, n), 0, -1):
        for rows in combinations(range(m), size):
            for columns in combinations(range(n), size):
                if slow_determinant([[A[i][j] for j in columns] for i in rows]):
                    return size
    return 0


def dot(x, y):
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def image(A, x):
    return [dot(row, x) for row in A]


def transposed(A):
    return [list(column) for column in zip(*A, strict=True)]


def small_numbers():
    # Few values, so that ranks drop and systems contradict themselves.
    return st.sampled_from([Fraction(p, q) for p in range(-2, 3) for q in (1, 2, 3)])


def matrices(rows, columns):
    row = st.lists(small_numbers(), min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


any_matrix = st.tuples(st.integers(1, 4), st.integers(0, 4)).flatmap(lambda mn: matrices(*mn))
square = st.integers(0, 4).flatmap(lambda n: matrices(n, n))
systems = st.tuples(st.integers(1, 4), st.integers(0, 4)).flatmap(
    lambda mn: st.tuples(matrices(*mn), st.lists(small_numbers(), min_size=mn[0], max_size=mn[0]))
)

RANKS = {
    "no rows": ([], 0),
    "no columns": ([[], []], 0),
    "zero": ([[0, 0], [0, 0]], 0),
    "one number": ([[5]], 1),
    "a repeated row": ([[1, 2], [1, 2]], 1),
    "proportional rows": ([["1/2", "1/3"], [3, 2]], 1),
    "a wide matrix": ([[1, 0, 2], [0, 1, 3]], 2),
    "a tall matrix": ([[1], [2], [3]], 1),
    "an arithmetic progression": ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2),
    "entries that floats would round": ([[1, HUGE], [TINY, 1]], 1),
    "entries that floats could not tell apart": ([[1, HUGE], [TINY, 1 + TINY]], 2),
}

DETERMINANTS = {
    "the empty matrix": ([], 1),
    "one number": ([["-2/3"]], "-2/3"),
    "the identity": ([[1, 0], [0, 1]], 1),
    "a swap": ([[0, 1], [1, 0]], -1),
    "a singular matrix": ([[1, 2], [2, 4]], 0),
    "the Hilbert matrix": (
        [["1", "1/2", "1/3"], ["1/2", "1/3", "1/4"], ["1/3", "1/4", "1/5"]],
        "1/2160",
    ),
    "entries of very different size": ([[1, HUGE], [TINY, 1 + TINY]], TINY),
}

NULLSPACES = {
    "a regular matrix": ([[1, 2], [3, 4]], []),
    "no columns": ([[], []], []),
    "a zero row": ([[0, 0]], [[1, 0], [0, 1]]),
    "a line": ([[1, 1]], [[-1, 1]]),
    "a pivot behind a free column": ([[0, 2]], [[1, 0]]),
    "a free column between pivots": ([[1, 2, 0], [0, 0, 1]], [[-2, 1, 0]]),
    "rational entries": ([["1/2", "1/3"]], [["-2/3", 1]]),
}

SYSTEMS = {
    "a regular system": (
        [[1, 1], [1, -1]],
        [3, "1/2"],
        Solution((Fraction(7, 4), Fraction(5, 4)), ()),
    ),
    "a free column": ([[1, 2]], [3], Solution((3, 0), ((-2, 1),))),
    "a redundant row": ([[1], [2]], [1, 2], Solution((1,), ())),
    "a contradiction": ([[1], [2]], [1, 3], Inconsistent((-2, 1))),
    "a zero row with a zero": ([[0]], [0], Solution((0,), ((1,),))),
    "a zero row without one": ([[0]], [2], Inconsistent((Fraction(1, 2),))),
    "no columns and zeros": ([[], []], [0, 0], Solution((), ())),
    "no columns and a number": ([[], []], [0, 3], Inconsistent((0, Fraction(1, 3)))),
}


def by_case(table):
    return pytest.mark.parametrize("case", table.values(), ids=table.keys())


@by_case(RANKS)
def test_the_rank_of_a_named_matrix(case):
    A, expected = case
    assert rank(A) == expected


@by_case(DETERMINANTS)
def test_the_determinant_of_a_named_matrix(case):
    A, expected = case
    assert determinant(A) == Fraction(expected)


@by_case(NULLSPACES)
def test_the_nullspace_of_a_named_matrix(case):
    A, expected = case
    assert nullspace(A) == tuple(tuple(map(Fraction, vector)) for vector in expected)


@by_case(SYSTEMS)
def test_the_answer_to_a_named_system(case):
    A, b, expected = case
    assert solve(A, b) == expected


@given(any_matrix)
def test_the_rank_is_the_size_of_the_largest_minor(A):
    assert rank(A) == slow_rank(A) == rank(transposed(A) if A[0] else [])


@given(square)
def test_the_determinant_is_leibniz_sum(A):
    assert determinant(A) == slow_determinant(A)


@given(square.filter(len), small_numbers())
def test_the_determinant_is_linear_in_a_row_and_alternates(A, factor):
    assert determinant([[factor * x for x in A[0]], *A[1:]]) == factor * determinant(A)
    if len(A) > 1:
        assert determinant([A[1], A[0], *A[2:]]) == -determinant(A)


@given(any_matrix)
def test_the_nullspace_is_in_reduced_form_and_has_the_right_dimension(A):
    basis, width = nullspace(A), len(A[0])
    assert len(basis) == width - slow_rank(A)
    assert all(not any(image(A, vector)) for vector in basis)
    free = [max(j for j, entry in enumerate(vector) if entry) for vector in basis]
    assert free == sorted(set(free))
    for i, vector in enumerate(basis):
        assert [vector[column] for column in free] == [int(i == j) for j in range(len(basis))]


@given(any_matrix)
def test_equal_spaces_have_equal_nullspaces(A):
    assert nullspace([*reversed(A), A[0]]) == nullspace(A)


@given(systems)
@example(([[Fraction(0)]], [Fraction(1)]))
def test_a_system_has_a_solution_or_a_proof_that_it_has_none(system):
    A, b = system
    match solve(A, b):
        case Solution(point, basis):
            assert image(A, point) == b
            assert basis == nullspace(A)
        case Inconsistent(multipliers):
            assert [dot(multipliers, column) for column in transposed(A)] == [0] * len(A[0])
            assert dot(multipliers, b) == 1


@given(systems)
def test_a_system_is_solvable_exactly_if_the_right_side_adds_no_rank(system):
    A, b = system
    joined = [[*row, entry] for row, entry in zip(A, b, strict=True)]
    assert isinstance(solve(A, b), Solution) == (slow_rank(joined) == slow_rank(A))


@given(any_matrix, st.data())
def test_a_system_built_from_a_point_has_solutions(A, data):
    width = len(A[0])
    point = data.draw(st.lists(small_numbers(), min_size=width, max_size=width))
    assert isinstance(solve(A, image(A, point)), Solution)


@given(systems, st.integers(-300, 300))
def test_scaling_an_equation_changes_no_solution(system, exponent):
    A, b = system
    factor = Fraction(2) ** exponent
    scaled = solve([[factor * x for x in A[0]], *A[1:]], [factor * b[0], *b[1:]])
    answer = solve(A, b)
    assert type(scaled) is type(answer)
    if isinstance(answer, Solution):
        assert scaled == answer


def test_answers_hold_fractions():
    match solve([[2, 4]], [6]):
        case Solution(point, basis):
            assert all(type(x) is Fraction for x in (*point, *basis[0]))
    assert type(determinant([[2]])) is Fraction


def test_answers_evaluate_back_and_cannot_be_changed():
    answer = solve([[2, 4]], ["1/3"])
    assert eval(repr(answer)) == answer
    assert hash(answer) == hash(solve([[2, 4]], ["1/3"]))
    with pytest.raises(AttributeError):
        answer.point = ()


def test_a_system_without_rows_needs_the_number_of_columns():
    assert nullspace([], columns=2) == ((1, 0), (0, 1))
    assert solve([], [], columns=1) == Solution((Fraction(0),), ((Fraction(1),),))
    assert nullspace([[1, 2]], columns=2) == nullspace([[1, 2]])


WRONG_SHAPES = {
    "a determinant of an oblong": (lambda: determinant([[1, 2]]), "A must be square, not 1 by 2"),
    "a determinant without columns": (lambda: determinant([[]]), "A must be square, not 1 by 0"),
    "a ragged matrix": (lambda: rank([[1], []]), "A[1] must have 1 entry like A[0], not 0"),
    "a short right side": (
        lambda: solve([[1], [2]], [1]),
        "b must have 2 entries, one for each row, not 1",
    ),
    "no rows and no columns": (
        lambda: nullspace([]),
        "A must have a row, or columns must be given",
    ),
    "a system of neither": (lambda: solve([], []), "A must have a row, or columns must be given"),
    "other columns than said": (
        lambda: nullspace([[1]], columns=2),
        "A must have 2 columns, not 1",
    ),
}


@by_case(WRONG_SHAPES)
def test_shapes_that_do_not_fit_are_refused(case):
    ask, message = case
    with pytest.raises(DimensionError) as caught:
        ask()
    assert str(caught.value) == message


def test_floats_and_texts_are_refused_where_they_stand():
    with pytest.raises(FloatError, match=r"^A\[0\]\[1\] must be"):
        rank([[1, 0.5]])
    with pytest.raises(FloatError, match=r"^b\[0\] must be"):
        solve([[1]], [0.5])
    with pytest.raises(NumberError, match=r"^b must be a sequence"):
        solve([[1]], "1")


PRIMITIVE = {
    "nothing": ((), ()),
    "zeros": ((0, 0), (0, 0)),
    "a common factor": ((-4, 6), (-2, 3)),
    "none": ((2, 3), (2, 3)),
    "a sign stays": ((-5,), (-1,)),
}


@pytest.mark.parametrize("case", PRIMITIVE)
def test_primitive_vectors(case):
    vector, expected = PRIMITIVE[case]
    assert primitive(vector) == expected


def test_products_of_nothing_are_zero_and_rational():
    assert (linalg.dot((), ()), scalar_product((), ())) == (0, 0)
    assert isinstance(scalar_product((), ()), Fraction)
    assert isinstance(scalar_product([0], [Fraction(5)]), Fraction)
    assert isinstance(affine_value([1], []), Fraction)
