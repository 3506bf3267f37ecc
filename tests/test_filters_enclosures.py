"""Floats with bounds of their errors: the exact numbers lie inside, clear signs are told."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exactrelu.filters import certain_sides, combined, enclosed, scaled_matrix, transformed

TWO = 2


def integers(rows):
    return np.array(rows, dtype=object)


def holds(enclosure, row, multiple):
    """Whether the multiple of an exact row lies within the radii around the middles."""
    exact = [Fraction(entry) * multiple for entry in row]
    pairs = zip(enclosure[0].tolist(), enclosure[1].tolist(), strict=True)
    return all(
        abs(Fraction(middle) - entry) <= Fraction(radius)
        for (middle, radius), entry in zip(pairs, exact, strict=True)
    )


def scale_of(row):
    return Fraction(1, 1 << max(abs(entry).bit_length() for entry in row))


def sides(rows):
    found = certain_sides(rows).astype(int)
    return (found[:, 0] - found[:, 1]).tolist()


SIGNS = {
    "zeros": ([[0, 0]], [[0, 0]]),
    "small": ([[3, -1, 0]], [[1, -1, 0]]),
    "beyond all doubles": ([[TWO**2000, -(TWO**1999)]], [[1, -1]]),
    "a unit beside what is beyond all doubles": ([[TWO**2000, 1]], [[1, 0]]),
    "53 bits apart": ([[TWO**60 + 1, 1]], [[1, 1]]),
}


@pytest.mark.parametrize(("rows", "expected"), SIGNS.values(), ids=SIGNS)
def test_signs_of(rows, expected):
    assert sides(enclosed(integers(rows))) == expected


def test_a_value_that_cancels_to_less_than_the_rounding_is_left_open():
    rows = enclosed(integers([[1, TWO**70 + 1], [-1, -(TWO**70)]]))
    assert sides(combined(rows[:, None], 0)) == [[0, 0]]


def test_a_value_that_cancels_to_more_than_the_rounding_is_told():
    rows = enclosed(integers([[1, TWO**40 + 1], [-1, -(TWO**40)]]))
    assert sides(combined(rows[:, None], 0)) == [[0, 1]]


def test_weights_that_are_lost_leave_all_signs_open():
    rows = enclosed(integers([[1, TWO**3000], [-1, TWO**3000]]))
    assert sides(combined(rows[:, None], 0)) == [[0, 0]]


def test_infinities_leave_signs_open():
    rows = enclosed(integers([[1, 1]]))
    with np.errstate(all="ignore"):
        rows *= np.inf
    assert sides(transformed(rows, np.array([[True, True]]), np.eye(2))) == [[0, 0]]


ENTRY = st.integers(-(2**80), 2**80) | st.integers(-3, 3)
ROWS = st.integers(2, 5).flatmap(
    lambda m: st.tuples(
        st.lists(ENTRY, min_size=m, max_size=m),
        st.lists(ENTRY, min_size=m, max_size=m),
        st.lists(st.lists(ENTRY, min_size=m, max_size=m), min_size=1, max_size=4),
        st.lists(st.booleans(), min_size=m, max_size=m),
    )
)


@given(ROWS)
@example(([1, 0], [-1, 0], [[0, 0]], [False, False]))
def test_what_is_exact_lies_inside(sample):
    first, second, matrix, kept = sample
    first[0], second[0] = abs(first[0]) + 1, -abs(second[0]) - 1
    rows = enclosed(integers([first, second]))
    scales = [scale_of(first), scale_of(second)]
    assert all(holds(*each) for each in zip(rows, [first, second], scales, strict=True))

    u, v = (
        [entry * scale for entry in row] for row, scale in zip([first, second], scales, strict=True)
    )
    exact = [u[0] * b - v[0] * a for a, b in zip(u, v, strict=True)]
    # The weights were divided by the sum of the two numbers, as floats.
    total = Fraction(float(rows[0, 0, 0]) + abs(float(rows[1, 0, 0])))
    between = combined(rows[:, None], 0)
    assert holds(between[0], exact, 1 / total)

    image = transformed(between, np.array([kept]), scaled_matrix(matrix))[0]
    if not np.abs(image[0]).max():
        return
    product = [
        sum(entry * x for entry, x, keep in zip(row, exact, kept, strict=True) if keep)
        for row in matrix
    ]
    # The scale is one power of two for the matrix, and one for the row.
    shift = scale_of([entry for row in matrix for entry in row]) / total
    assert any(holds(image, product, shift * Fraction(2) ** k) for k in range(-200, 201))
