"""Cells cut many at a time, against cutting one after the other in integers."""

from math import gcd
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exactrelu.polyhedron import Cell, CellTable, Corners, CornerTable, cut, cutting, first_cells
from exactrelu.polyhedron.starts import value


def start_of(forms, n):
    """The first cells, their corners with the values of all forms, and the dimension."""
    start = first_cells([], forms, n)
    kept = [[form[0], *(form[1 + j] for j in start.columns)] for form in forms]
    rows = [[*c, *(value(form, c) for form in kept)] for c in start.corners]
    return start.cells, rows, len(start.columns)


def seen(cells, rows, n):
    """Cells by the primitive coordinates of their corners, with facets and signs."""
    return {
        (
            frozenset((point(rows[c][: n + 1]), f) for c, f in pairs(cell)),
            cell.positive,
            cell.zero,
        )
        for cell in cells
    }


def pairs(cell):
    return zip(cell.corners, cell.incidence, strict=True)


def point(coordinates):
    common = gcd(*coordinates) or 1
    return tuple(int(entry) // common for entry in coordinates)


def one_by_one(forms, n):
    cells, rows, dimension = start_of(forms, n)
    table = Corners(dimension, rows)
    return seen(list(table.refined(cells)), table.rows, dimension), len(table.rows)


def many_at_a_time(forms, n):
    cells, rows, dimension = start_of(forms, n)
    table = CornerTable.of(dimension, np.array(rows, dtype=object))
    parts = cut(table, CellTable.of(cells), first=1)
    found = table.exact(np.arange(len(table))).tolist()
    return seen(parts.cells(), found, dimension), len(found)


def random_forms(seed, n, count, size):
    rng = Random(f"{seed} {n} {count} {size}")
    return [[rng.randint(-size, size) for _ in range(n + 1)] for _ in range(count)]


def through_a_point(errors):
    """The axes, and lines that miss (1/3, 1/7) by errors of about 2^-90."""
    slopes = [(k + 1, 9 - k * k) for k in range(len(errors))]
    lines = [
        [error - (7 * a + 3 * b << 90), 21 * a << 90, 21 * b << 90]
        for error, (a, b) in zip(errors, slopes, strict=True)
    ]
    return [[0, 1, 0], [0, 0, 1], *lines]


CASES = {
    "a point": ([[1]], 0),
    "no cuts": ([[1, 0]], 1),
    "a line": ([[0, 1], [1, 1], [-1, 2]], 1),
    "one form twice, and its opposite": ([[0, 1, 1], [0, 1, 1], [0, -1, -1]], 2),
    "a form that is 0": ([[0, 0, 0], [0, 1, 0]], 2),
    "lines through one point": ([[0, 1, k] for k in range(-4, 5)], 2),
    "parallel lines": ([[k, 1, 0] for k in range(5)], 2),
    "a grid": ([[k, *axis] for axis in ((1, 0), (0, 1)) for k in range(4)], 2),
    "the braid arrangement": (
        [[0, *(int(k == i) - int(k == j) for k in range(4))] for j in range(4) for i in range(j)],
        4,
    ),
    "a cube, its diagonals": (
        [[b, *(int(j == k) for j in range(3))] for k in range(3) for b in (1, -1)]
        + [[0, 1, s, t] for s in (1, -1) for t in (1, -1)],
        3,
    ),
    "more forms than bits in a word": (random_forms(0, 2, 70, 9), 2),
    "larger than doubles": ([[x << 1100 for x in row] for row in random_forms(1, 2, 9, 5)], 2),
    "scales 2^±300": (
        [[x << 300 * (k % 3) for x in row] for k, row in enumerate(random_forms(2, 3, 7, 5))],
        3,
    ),
    "lines through a point off the axes": (through_a_point([0] * 7), 2),
    "lines that miss a point off the axes by 2^-90": (
        through_a_point([-2, 0, 2, -1, 1, 3, -3]),
        2,
    ),
    "planes that meet close by": (
        [
            [k * k % 7 - 3, *[x << 70 for x in row[1:]]]
            for k, row in enumerate(random_forms(3, 3, 8, 3))
        ],
        3,
    ),
    "twelve planes of R^4": (random_forms(4, 4, 12, 2), 4),
    "eight of R^5": (random_forms(5, 5, 8, 1), 5),
}


@pytest.mark.parametrize(("forms", "n"), CASES.values(), ids=CASES)
def test_the_same_cells_and_corners(forms, n):
    assert many_at_a_time(forms, n) == one_by_one(forms, n)


@pytest.mark.parametrize("pairs_at_a_time", [1, 7])
@pytest.mark.parametrize("name", ["a cube, its diagonals", "twelve planes of R^4"])
def test_few_pairs_at_a_time(monkeypatch, pairs_at_a_time, name):
    monkeypatch.setattr(cutting, "PAIRS", pairs_at_a_time)
    assert many_at_a_time(*CASES[name]) == one_by_one(*CASES[name])


FORMS = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.integers(-2, 2), min_size=n + 1, max_size=n + 1), max_size=9),
        st.just(n),
    )
)


@given(FORMS)
@example(([], 1))
def test_the_same_cells_for_small_coefficients(sample):
    forms, n = sample
    if forms:
        assert many_at_a_time(forms, n) == one_by_one(forms, n)


@given(st.lists(st.integers(0, 2**200), min_size=1, max_size=5))
def test_a_table_returns_the_cells_it_was_made_of(sets):
    cells = [Cell(tuple(range(k + 1)), tuple(sets[: k + 1]), s, s ^ 5) for k, s in enumerate(sets)]
    assert list(CellTable.of(cells).cells()) == cells
    assert list(CellTable.of(cells).widened(400).cells()) == cells


@pytest.mark.parametrize(
    ("forms", "is_asked"),
    [
        (random_forms(6, 2, 20, 2**12), False),
        (through_a_point([-2, 0, 2, -1, 1, 3, -3]), True),
    ],
    ids=["random lines", "lines that almost meet"],
)
def test_integers_are_only_computed_where_floats_do_not_tell(monkeypatch, forms, is_asked):
    asked = []
    exact = CornerTable.exact
    monkeypatch.setattr(
        CornerTable, "exact", lambda self, corners: asked.extend(corners) or exact(self, corners)
    )
    cells, rows, n = start_of(forms, 2)
    table = CornerTable.of(n, np.array(rows, dtype=object))
    cut(table, CellTable.of(cells), first=1)
    assert any(corner >= len(rows) for corner in asked) == is_asked


def test_outputs_are_the_exact_values_without_the_negative_ones():
    forms = random_forms(7, 3, 9, 20)
    cells, rows, n = start_of(forms, 3)
    tables = [CornerTable.of(n, np.array(rows, dtype=object)) for _ in range(2)]
    for table in tables:
        cut(table, CellTable.of(cells), first=1)
    every = np.arange(len(tables[0]))
    outputs, exact = tables[0].outputs(every).tolist(), tables[1].exact(every).tolist()
    wanted = [[*row[: n + 1], *(max(0, z) for z in row[n + 1 :])] for row in exact]
    assert outputs == wanted
    assert tables[0].exact(every).tolist() == exact
    assert all(row[n + 1 :] == [value(form, row) for form in forms] for row in exact)
