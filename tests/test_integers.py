"""Integer arrays: always exact, and in machine words exactly while the bound allows it."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exactrelu.integers import (
    as_integers,
    combination,
    cross,
    difference,
    dot,
    gcd,
    insert_columns,
    magnitude,
    narrow,
    product,
    quotient,
    select,
    stack,
    total,
    widen,
)

TOP = 2**63 - 1  # the largest machine word


def words(*values):
    return np.array(values, dtype=np.int64)


def big(*values):
    return np.array(values, dtype=object)


def same(array, dtype, values):
    """Tell whether the array has this dtype and these entries, each a Python integer if object."""
    kinds = {type(entry) for entry in array.ravel()} if dtype is object else set()
    return array.dtype == dtype and array.tolist() == values and kinds <= {int}


STORED = {
    "nothing": ([], np.int64),
    "small": ([3, -5], np.int64),
    "the largest word": ([TOP, -TOP], np.int64),
    "one more": ([TOP + 1], object),
    "one less than the least": ([-TOP - 1], object),
    "a matrix": ([[1, 2], [3, 2**64]], object),
}


@pytest.mark.parametrize(("values", "dtype"), STORED.values(), ids=STORED)
def test_integers_are_stored_in_words_exactly_if_all_of_them_fit(values, dtype):
    assert same(as_integers(values), dtype, values)
    assert same(widen(as_integers(values)), object, values)
    assert same(narrow(widen(as_integers(values))), dtype, values)


def test_narrow_leaves_machine_words_alone():
    array = words(1, 2)
    assert narrow(array) is array


def test_the_magnitude_is_the_largest_absolute_value():
    assert magnitude(words()) == 0
    assert magnitude(words(0)) == 0
    assert magnitude(words(3, -5)) == 5
    assert magnitude(words(5, -3)) == 5
    assert magnitude(words(-7, -9)) == 9
    assert magnitude(words(-(2**63))) == 2**63
    assert magnitude(big(-(2**70), 1)) == 2**70


BOUNDARIES = {
    "product that fits": (product, [TOP], [1], np.int64, [TOP]),
    "product that does not": (product, [2**32], [2**31], object, [2**63]),
    "negative product that does not": (product, [-(2**32)], [2**31], object, [-(2**63)]),
    "product whose bound does not fit": (product, [2**32, 1], [1, 2**31], object, [2**32, 2**31]),
    "product with zero": (product, [TOP, 0], [0, TOP], object, [0, 0]),
    "sum that fits": (total, [TOP - 1], [1], np.int64, [TOP]),
    "sum that does not": (total, [TOP], [1], object, [2**63]),
    "sum whose bound does not fit": (total, [TOP], [-1], object, [TOP - 1]),
    "difference that fits": (difference, [TOP - 1], [-1], np.int64, [TOP]),
    "difference that does not": (difference, [TOP], [-1], object, [2**63]),
    "difference whose bound does not fit": (difference, [TOP], [1], object, [TOP - 1]),
}


@pytest.mark.parametrize(
    ("act", "a", "b", "dtype", "expected"), BOUNDARIES.values(), ids=BOUNDARIES
)
def test_words_are_left_exactly_when_the_bound_passes_2_to_63(act, a, b, dtype, expected):
    assert same(act(words(*a), words(*b)), dtype, expected)


@pytest.mark.parametrize("first", [words, big])
@pytest.mark.parametrize("second", [words, big])
def test_every_operation_takes_both_kinds(first, second):
    kind = np.int64 if first is second is words else object
    assert same(product(first(2, 3), second(5, 7)), kind, [10, 21])
    assert same(total(first(2, 3), second(5, 7)), kind, [7, 10])
    assert same(difference(first(2, 3), second(5, 7)), kind, [-3, -4])
    assert same(gcd(first(12, 0), second(18, 0)), kind, [6, 0])
    assert same(quotient(first(6, -8), second(3, 4)), kind, [2, -2])
    assert same(cross(first(1), second(2), first(3), second(4)), kind, [-2])
    assert same(select(np.array([True, False]), first(1, 2), second(3, 4)), kind, [1, 4])
    assert same(stack(first(1, 2), second(3, 4)), kind, [[1, 2], [3, 4]])


@pytest.mark.parametrize("first", [words, big])
@pytest.mark.parametrize("second", [words, big])
def test_columns_are_inserted_in_their_order_before_the_places_named(first, second):
    matrix, columns = first(1, 5, 7).reshape(1, 3), second(2, 3, 6, 8).reshape(1, 4)
    kind = np.int64 if first is second is words else object
    wide = insert_columns(matrix, np.array([1, 1, 2, 3]), columns)
    assert same(wide, kind, [[1, 2, 3, 5, 6, 7, 8]])
    matrix, column = stack(first(1, 2), first(3, 4)), stack(second(9), second(8))
    assert same(insert_columns(matrix, np.array([0]), column), kind, [[9, 1, 2], [8, 3, 4]])


ROOT = 3037000499  # the integer below the square root of 2^63
critical = st.sampled_from([TOP, TOP + 1, -TOP, -TOP - 1, 2**31, 2**32, -(2**32), ROOT, ROOT + 1])
entries = st.integers(-9, 9) | st.integers(-(2**66), 2**66) | critical
pairs = st.lists(st.tuples(entries, entries), min_size=1, max_size=4)


def fits(*arrays):
    return all(abs(entry) <= TOP for array in arrays for entry in array)


@given(pairs)
@example([(ROOT, ROOT)])
@example([(ROOT + 1, ROOT + 1)])
@example([(TOP, 1), (1, TOP)])
def test_the_entries_are_those_of_python_and_the_kind_follows_the_bound(rows):
    a, b = (list(column) for column in zip(*rows, strict=True))
    first, second = as_integers(a), as_integers(b)
    top, other = max(map(abs, a)), max(map(abs, b))
    of_product = np.int64 if fits(a, b, [top * other]) else object
    of_sum = np.int64 if fits(a, b, [top + other]) else object
    assert same(product(first, second), of_product, [x * y for x, y in rows])
    assert same(total(first, second), of_sum, [x + y for x, y in rows])
    assert same(difference(first, second), of_sum, [x - y for x, y in rows])
    assert magnitude(first) == top


@given(pairs, pairs)
def test_the_determinants_are_those_of_python(rows, others):
    both = list(zip(rows, others, strict=False))
    a, b, c, d = (
        as_integers([pair[i][j] for pair in both]) for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))
    )
    assert cross(a, b, c, d).tolist() == [x * w - y * z for (x, y), (z, w) in both]


@given(pairs)
def test_the_greatest_common_divisor_divides_both_and_every_common_divisor(rows):
    a, b = (as_integers(column) for column in zip(*rows, strict=True))
    divisor = gcd(a, b)
    for (x, y), d in zip(rows, divisor.tolist(), strict=True):
        assert (d > 0 and x % d == y % d == 0) or x == y == d == 0
        assert any((x * m + y * n) == d for m, n in [_bezout(x, y)])


def _bezout(x, y):
    """Multipliers m, n with m x + n y = gcd(x, y), by Euclid's algorithm."""
    if y == 0:
        return (1 if x >= 0 else -1), 0
    m, n = _bezout(y, x % y)
    return n, m - (x // y) * n


@given(pairs)
def test_a_product_divided_by_a_factor_is_the_other_factor(rows):
    a = as_integers([x for x, _ in rows])
    b = as_integers([y or 1 for _, y in rows])
    assert quotient(product(a, b), b).tolist() == a.tolist()


def test_arguments_stay_as_they_were():
    a, b = words(1, 2), big(3, 4)
    for act in (product, total, difference, gcd, quotient, stack):
        act(a, b)
    insert_columns(stack(a), np.array([1]), stack(big(9)))
    assert same(a, np.int64, [1, 2])
    assert same(b, object, [3, 4])


entries = st.one_of(st.integers(-3, 3), st.integers(-(2**40), 2**40), st.integers(-(2**90), 2**90))


@given(st.data())
def test_combinations_are_those_of_python_integers(data):
    m, n = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    rows = [[data.draw(entries) for _ in range(n)] for _ in range(m)]
    weights = [data.draw(entries) for _ in range(m)]
    matrix = as_integers(rows).reshape(m, n)
    expected = [sum(w * row[j] for w, row in zip(weights, rows, strict=True)) for j in range(n)]
    assert combination(as_integers(weights), matrix).tolist() == expected
    for j in range(n):
        found = dot(as_integers(weights), matrix[:, j])
        assert type(found) is int
        assert found == expected[j]


@pytest.mark.parametrize("entry", [TOP, -TOP, 2**62, 2**63])
def test_combinations_at_the_edge_of_the_machine_word(entry):
    assert dot(as_integers([entry, entry]), as_integers([1, 1])) == 2 * entry
    assert combination(as_integers([1, 1]), as_integers([[entry], [entry]])).tolist() == [2 * entry]
