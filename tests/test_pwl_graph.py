"""Graphs in homogeneous integer coordinates: each step of the engine on its own."""

from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

import numpy as np
import oracles_line as oracle
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracles_line import Line
from strategies_line import as_pwl, fractions, lines, numbers

from exactrelu import integers
from exactrelu.integers import as_integers
from exactrelu.pwl import graph as graphs
from exactrelu.pwl.graph import (
    bends_once,
    clip,
    common,
    composition,
    cut,
    cut_at_levels,
    drop_straight_columns,
    locate,
    normal_form,
    primitive,
    refine,
    signs,
    slopes,
    transform,
    with_values,
)

F = Fraction
TOP = 2**63 - 1
HUGE = 2**300


def graph_of(*columns):
    return as_integers([list(row) for row in zip(*columns, strict=True)])


def columns_of(graph):
    return [tuple(map(int, column)) for column in graph.T]


def numbers_over(points):
    return as_integers([F(p).denominator for p in points]), as_integers(
        [F(p).numerator for p in points]
    )


def is_exact(graph):
    """Tell whether the array holds integers and uses machine words only if all of them fit."""
    return graph.dtype == np.int64 or (
        graph.dtype == object and {type(entry) for entry in graph.ravel()} <= {int}
    )


IDENTITY = graph_of((0, -1, -1), (1, 0, 0), (0, 1, 1))
ABSOLUTE = graph_of((0, -1, 1), (1, 0, 0), (0, 1, 1))
ZERO = graph_of((0, -1, 0), (1, 0, 0), (0, 1, 0))
HAT = graph_of((0, -1, 0), (1, -1, 0), (1, 0, 1), (1, 1, 0), (0, 1, 0))
WAVE = graph_of((0, -1, 1), (1, 0, -1), (1, 1, 1), (1, 2, -1), (0, 1, 1))


@pytest.mark.parametrize("scale", [1, HUGE])
def test_signs_are_minus_one_zero_and_one(scale):
    row = as_integers([-5 * scale, 0, 7 * scale])
    assert signs(row).tolist() == [-1, 0, 1]
    assert signs(row).dtype == np.int8


def test_columns_become_primitive():
    graph = graph_of((0, -2, 4), (6, 4, 0), (5, 3, 1), (0, HUGE, 0))
    made = primitive(graph)
    assert columns_of(made) == [(0, -1, 2), (3, 2, 0), (5, 3, 1), (0, 1, 0)]
    assert made.dtype == np.int64
    assert primitive(graph_of((1, HUGE, 1))).dtype == object


CUTS = {
    "no sign change": (HAT, columns_of(HAT)),
    "a zero at a column": (IDENTITY, columns_of(IDENTITY)),
    "touching zeros": (ABSOLUTE, columns_of(ABSOLUTE)),
    "identically zero": (ZERO, columns_of(ZERO)),
    "every segment": (
        WAVE,
        [(0, -1, 1), (1, -1, 0), (1, 0, -1), (2, 1, 0), (1, 1, 1), (2, 3, 0), (1, 2, -1), (1, 3, 0),
         (0, 1, 1)],
    ),
    "columns that are not primitive": (
        graph_of((0, -3, -3), (2, 2, 2), (5, 10, -15), (0, 7, 0)),
        [(0, -3, -3), (1, 0, 0), (2, 2, 2), (4, 5, 0), (5, 10, -15), (0, 7, 0)],
    ),
    "values of 2^300": (
        graph_of((0, -1, 0), (1, 0, -HUGE), (1, 1, HUGE), (0, 1, 0)),
        [(0, -1, 0), (1, 0, -HUGE), (2, 1, 0), (1, 1, HUGE), (0, 1, 0)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("graph", "expected"), CUTS.values(), ids=CUTS)
def test_a_cut_inserts_the_zeros_between_columns(graph, expected):
    assert columns_of(cut(graph, graphs.Y)) == expected


def test_a_cut_and_a_clip_act_on_the_row_that_is_named():
    graph = graph_of((0, -1, -1, 1), (1, 0, 2, -2), (0, 1, 1, -1))
    assert columns_of(cut(graph, 3)) == [
        (0, -1, -1, 1),
        (1, -2, 0, 0),
        (1, 0, 2, -2),
        (0, 1, 1, -1),
    ]
    assert columns_of(clip(cut(graph, 3), 3))[1:3] == [(1, -2, 0, 0), (1, 0, 2, 0)]
    assert columns_of(clip(graph, 2)) == [(0, -1, 0, 1), (1, 0, 2, -2), (0, 1, 1, -1)]


def test_a_clip_of_big_values_is_exact():
    graph = clip(graph_of((0, -1, -HUGE), (1, 0, 0), (0, 1, HUGE)), graphs.Y)
    assert columns_of(graph) == [(0, -1, 0), (1, 0, 0), (0, 1, HUGE)]


def test_new_values_stand_over_the_old_points():
    graph = with_values(HAT, as_integers([0, 5, 6, 7, 0]), as_integers([1, 2, 3, 4, HUGE]))
    assert columns_of(graph)[1] == (1, -1, 5, 2)
    assert graph.shape == (4, 5)


def test_an_affine_map_acts_on_the_values():
    two = graph_of((0, -1, 1, 2), (3, 1, 5, 7), (0, 1, 1, 0))
    image = transform(two, as_integers([[2, 0], [1, -1]]), as_integers([4, 0]), 6)
    assert columns_of(image) == [(0, -6, 2, -1), (18, 6, 22, -2), (0, 6, 2, 1)]
    big = transform(two, as_integers([[HUGE, 1]]), as_integers([0]), HUGE)
    assert columns_of(big)[1] == (3 * HUGE, HUGE, 5 * HUGE + 7)


@pytest.mark.parametrize(("weight", "dtype"), [(TOP, np.int64), (TOP + 1, object)])
def test_an_affine_map_leaves_the_machine_words_at_2_to_63(weight, dtype):
    image = transform(IDENTITY, as_integers([[weight]]), as_integers([0]), 1)
    assert image.dtype == dtype
    assert columns_of(image) == [(0, -1, -weight), (1, 0, 0), (0, 1, weight)]
    image = transform(IDENTITY, as_integers([[weight]]), as_integers([1]), 1)
    assert columns_of(image) == [(0, -1, -weight), (1, 0, 1), (0, 1, weight)]


SLOPES = {
    "the hat": (HAT, [0, 1, -1, 0]),
    "ends that are not primitive": (graph_of((0, -2, 6), (7, 0, 0), (0, 4, 2)), [-3, F(1, 2)]),
    "columns that are not primitive": (
        graph_of((0, -1, 0), (2, 0, 4), (3, 1, 6), (0, 1, 0)),
        [0, 0, 0],
    ),
    "a slope of 2^-300": (
        graph_of((0, -1, 0), (1, 0, 0), (1, HUGE, 1), (0, 1, 0)),
        [0, F(1, HUGE), 0],
    ),
}


@pytest.mark.parametrize(("graph", "expected"), SLOPES.values(), ids=SLOPES)
def test_slopes_are_in_lowest_terms(graph, expected):
    rise, run = slopes(graph)
    assert [(int(a), int(b)) for a, b in zip(rise, run, strict=True)] == [
        (F(slope).numerator, F(slope).denominator) for slope in expected
    ]


def test_slopes_of_another_row():
    graph = graph_of((0, -1, 0, 5), (1, 0, 0, 0), (0, 1, 0, -5))
    assert [row.tolist() for row in slopes(graph, 3)] == [[-5, -5], [1, 1]]


def test_a_column_stays_if_any_row_bends_there():
    columns = [(0, -1, 0, 0), (1, 0, 0, 0), (1, 1, 0, 1), (1, 2, 1, 2), (1, 3, 2, 3), (0, 1, 1, 1)]
    kept = drop_straight_columns(graph_of(*columns))
    assert columns_of(kept) == [*columns[:3], columns[-1]]
    alone = graph_of(*(column[:3] for column in columns))
    assert columns_of(drop_straight_columns(alone)) == [(0, -1, 0), (1, 1, 0), (0, 1, 1)]


def test_slopes_that_share_their_rise_or_their_run_still_bend():
    for left, right in [((1, 2), (1, 3)), ((1, 3), (2, 3))]:
        graph = graph_of((0, -left[1], -left[0]), (1, 0, 0), (0, right[1], right[0]))
        assert bends_once(graph)
        assert drop_straight_columns(graph).shape == (3, 3)
        more = refine(graph, *numbers_over([1]))
        assert columns_of(drop_straight_columns(more)) == columns_of(graph)


def test_one_column_stays_if_nothing_bends():
    straight = refine(IDENTITY, *numbers_over([F(1, 2), 3]))
    assert straight.shape == (3, 5)
    assert columns_of(drop_straight_columns(straight)) == columns_of(IDENTITY)


def test_bending_once_is_told_for_each_row():
    assert not bends_once(IDENTITY)
    assert bends_once(ABSOLUTE)
    assert bends_once(graph_of((0, -1, 0, 1), (1, 0, 0, 0), (0, 1, 0, 1)))


NORMAL = {
    "already normal": (HAT, columns_of(HAT)),
    "columns that are not primitive": (
        graph_of((0, -5, 5), (7, 0, 0), (0, 3, 3)),
        columns_of(ABSOLUTE),
    ),
    "a line through a point left of 0": (
        graph_of((0, -2, -2), (3, -6, 3), (0, 5, 5)),
        [(0, -1, -1), (1, 0, 3), (0, 1, 1)],
    ),
    "a line through a point right of 0": (
        graph_of((0, -2, -2), (3, 6, 3), (0, 5, 5)),
        [(0, -1, -1), (1, 0, -1), (0, 1, 1)],
    ),
    "a line through a point above 0": (
        graph_of((0, -2, -2), (3, 0, 3), (0, 5, 5)),
        [(0, -1, -1), (1, 0, 1), (0, 1, 1)],
    ),
    "one breakpoint off 0": (
        graph_of((0, -1, 0), (1, 5, 0), (1, 6, 1), (0, 1, 1)),
        [(0, -1, 0), (1, 5, 0), (0, 1, 1)],
    ),
    "big entries that shrink": (
        graph_of((0, -HUGE, HUGE), (HUGE, 0, 0), (0, HUGE, HUGE)),
        columns_of(ABSOLUTE),
    ),
}


@pytest.mark.parametrize(("graph", "expected"), NORMAL.values(), ids=NORMAL)
def test_the_normal_form(graph, expected):
    made = normal_form(graph)
    assert columns_of(made) == expected
    assert made.dtype == np.int64


def test_a_normal_form_of_several_values():
    graph = graph_of((0, -2, -2, 2), (3, -6, 3, 6), (0, 5, 5, 5))
    assert columns_of(normal_form(graph)) == [(0, -1, -1, 1), (1, -2, 1, 2), (0, 1, 1, 1)]


@pytest.mark.parametrize("scale", [1, 2**62, HUGE])
def test_points_are_located_at_the_first_column_not_to_their_left(scale):
    points = [F(x) / scale for x in (-2, -1, F(-1, 2), 0, F(1, 3), 1, 9)]
    graph = graph_of((0, -1, 0), *((scale, x, 0) for x in (-1, 0, 1)), (0, 1, 0))
    assert locate(graph, *numbers_over(points)).tolist() == [1, 1, 2, 2, 3, 3, 4]
    assert locate(graph, *numbers_over([])).tolist() == []


REFINED = {
    "nothing": (HAT, [], columns_of(HAT)),
    "what is there": (HAT, [-1, 1], columns_of(HAT)),
    "beyond both ends": (
        ABSOLUTE,
        [-2, 3],
        [(0, -1, 1), (1, -2, 2), (1, 0, 0), (1, 3, 3), (0, 1, 1)],
    ),
    "several in one segment": (
        HAT,
        [F(-1, 2), F(-1, 3), 0, F(3, 4)],
        [
            (0, -1, 0),
            (1, -1, 0),
            (2, -1, 1),
            (3, -1, 2),
            (1, 0, 1),
            (4, 3, 1),
            (1, 1, 0),
            (0, 1, 0),
        ],
    ),
    "several in one end": (
        ABSOLUTE,
        [1, 2],
        [(0, -1, 1), (1, 0, 0), (1, 1, 1), (1, 2, 2), (0, 1, 1)],
    ),
}


@pytest.mark.parametrize(("graph", "points", "expected"), REFINED.values(), ids=REFINED)
def test_points_are_inserted_where_they_are_missing(graph, points, expected):
    assert columns_of(refine(graph, *numbers_over(points))) == expected


def test_two_graphs_over_common_points():
    both = common(HAT, graph_of((0, -3, 6), (5, 0, 5), (0, 2, 2)))
    by_point = {F(p, q) if q else p: (F(y, q or abs(p)), F(z, q or abs(p)))
                for q, p, y, z in columns_of(both)[1:-1]}  # fmt: skip
    assert by_point == {-1: (0, 3), 0: (1, 1), 1: (0, 2)}
    left, right = columns_of(both)[0], columns_of(both)[-1]
    assert (F(left[2], -left[1]), F(left[3], -left[1])) == (0, 2)
    assert (F(right[2], right[1]), F(right[3], right[1])) == (0, 1)


LEVELS = {
    "no level": (HAT, [], columns_of(HAT)),
    "a level that is missed": (HAT, [2], columns_of(HAT)),
    "a level at a column": (HAT, [1], columns_of(HAT)),
    "the level of flat ends": (HAT, [0], columns_of(HAT)),
    "up and down": (
        HAT,
        [F(1, 2)],
        [(0, -1, 0), (1, -1, 0), (2, -1, 1), (1, 0, 1), (2, 1, 1), (1, 1, 0), (0, 1, 0)],
    ),
    "two levels up and down": (
        HAT,
        [F(1, 3), F(2, 3)],
        [(0, -1, 0), (1, -1, 0), (3, -2, 1), (3, -1, 2), (1, 0, 1), (3, 1, 2), (3, 2, 1), (1, 1, 0),
         (0, 1, 0)],
    ),
    "in both ends": (
        ABSOLUTE,
        [-1, 1, 2],
        [(0, -1, 1), (1, -2, 2), (1, -1, 1), (1, 0, 0), (1, 1, 1), (1, 2, 2), (0, 1, 1)],
    ),
    "in falling ends": (
        graph_of((0, -1, -1), (1, 0, 0), (0, 1, -1)),
        [-2, -1, 1],
        [(0, -1, -1), (1, -2, -2), (1, -1, -1), (1, 0, 0), (1, 1, -1), (1, 2, -2), (0, 1, -1)],
    ),
    "from column to column over a level and up to another": (
        IDENTITY,
        [-1, 0, 1],
        [(0, -1, -1), (1, -1, -1), (1, 0, 0), (1, 1, 1), (0, 1, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("graph", "levels", "expected"), LEVELS.values(), ids=LEVELS)
def test_levels_are_cut_between_columns(graph, levels, expected):
    assert columns_of(cut_at_levels(graph, *numbers_over(levels))) == expected


def test_levels_stand_between_the_ends_of_the_line():
    assert columns_of(graphs._ladder(*numbers_over([]))) == [(0, -1), (0, 1)]
    assert columns_of(graphs._ladder(*numbers_over([-2, F(1, 3)]))) == [
        (0, -1), (1, -2), (3, 1), (0, 1)
    ]  # fmt: skip


def test_the_empty_cut_is_the_graph_itself():
    assert cut(HAT, graphs.Y) is HAT
    assert refine(HAT, *numbers_over([0])) is HAT
    assert cut_at_levels(HAT, *numbers_over([0])) is HAT


# Laws. A graph of a `Line` is written down column by column, each times a factor of its own.

factors = st.integers(1, 9) | st.sampled_from([2**31, 2**63, 2**64 - 1, HUGE])


@st.composite
def graphs_of_lines(draw, line):
    columns = [_end(-line.left, -1), *(_finite(x, y) for x, y in line.points), _end(line.right, 1)]
    scales = [draw(factors) for _ in columns]
    return graph_of(
        *(tuple(k * n for n in column) for k, column in zip(scales, columns, strict=True))
    )


def _end(slope, sign):
    return 0, sign * slope.denominator, slope.numerator


def _finite(x, y):
    q = lcm(x.denominator, y.denominator)
    return q, int(x * q), int(y * q)


graphed = lines(max_points=4).flatmap(lambda line: st.tuples(st.just(line), graphs_of_lines(line)))


def meant_by(graph, row=graphs.Y):
    """The function that a value row stands for, as plain data."""
    (_, p, *first), *finite, (_, p_last, *last) = (column for column in columns_of(graph))
    at = row - graphs.Y
    points = tuple((F(column[1], column[0]), F(column[row], column[0])) for column in finite)
    return oracle.plain(Line(points, F(first[at], p), F(last[at], p_last)))


def is_valid(graph):
    """Tell whether the columns go from the left end to the right, finite ones between."""
    (q, p, *_), *finite, (q_last, p_last, *_) = columns_of(graph)
    xs = [F(column[1], column[0]) for column in finite if column[0] > 0]
    ends = q == q_last == 0 and p < 0 < p_last
    return ends and len(xs) == len(finite) > 0 and all(a < b for a, b in pairwise(xs))


@given(graphed)
def test_the_normal_form_depends_on_the_function_alone(pair):
    line, graph = pair
    made = normal_form(graph)
    assert columns_of(made) == columns_of(as_pwl(line).graph)
    assert is_exact(made)
    assert is_valid(made)
    assert meant_by(made) == oracle.plain(line)
    assert all(gcd(*column) == 1 for column in columns_of(made))
    assert (made.dtype == object) == (integers.magnitude(made) > TOP)


@given(graphed, st.sets(fractions, max_size=3))
def test_refining_keeps_the_function_and_inserts_exactly_the_points(pair, points):
    line, graph = pair
    refined = refine(graph, *numbers_over(sorted(points)))
    assert is_valid(refined)
    assert meant_by(refined) == oracle.plain(line)
    assert {F(p, q) for q, p, _ in columns_of(refined)[1:-1]} == points | set(line.kinks)


@given(graphed)
def test_cutting_keeps_the_function_and_leaves_no_sign_change(pair):
    line, graph = pair
    made = cut(graph, graphs.Y)
    assert is_valid(made)
    assert meant_by(made) == oracle.plain(line)
    values = [y for _, _, y in columns_of(made)]
    assert all(left * right >= 0 for left, right in pairwise(values))
    assert meant_by(clip(made, graphs.Y)) == oracle.plain(oracle.relu(line))


@given(graphed, st.sets(numbers, max_size=3))
@example((Line(((F(0), F(0)),), F(0), F(1)), graph_of((0, -1, 0), (1, 0, 0), (0, 1, 1))), {F(0)})
def test_cutting_at_levels_keeps_the_function_and_passes_no_level(pair, levels):
    line, graph = pair
    made = cut_at_levels(graph, *numbers_over(sorted(levels)))
    assert is_valid(made)
    assert meant_by(made) == oracle.plain(line)
    xs = [F(p, q) for q, p, _ in columns_of(made)[1:-1]]
    assert all(line(x) in levels for x in set(xs) - set(line.kinks))
    for ends in pairwise(map(line, xs)):
        assert not any(min(ends) < level < max(ends) for level in levels)
    assert not any(_passes(line, xs[0], -1, level) for level in levels)
    assert not any(_passes(line, xs[-1], 1, level) for level in levels)


def _passes(line, x, step, level):
    """Tell whether the end beyond x takes the level somewhere."""
    slope = line(x + step) - line(x)
    return (level - line(x)) * slope > 0


@given(graphed, graphed)
def test_common_points_keep_both_functions(pair, other):
    both = common(pair[1], other[1])
    assert is_valid(both)
    assert meant_by(both, 2) == oracle.plain(pair[0])
    assert meant_by(both, 3) == oracle.plain(other[0])


@given(graphed, graphed)
def test_the_composition_is_that_of_the_oracle(pair, other):
    made = composition(normal_form(pair[1]), normal_form(other[1]))
    assert is_valid(made)
    assert meant_by(made) == oracle.plain(oracle.composed(pair[0], other[0]))


@given(graphed, numbers, numbers)
def test_an_affine_image_is_that_of_the_oracle(pair, weight, bias):
    denominator = lcm(weight.denominator, bias.denominator)
    matrix = as_integers([[int(weight * denominator)]]), as_integers([int(bias * denominator)])
    image = transform(pair[1], *matrix, denominator)
    assert is_valid(image)
    assert meant_by(image) == oracle.plain(oracle.scaled(pair[0], weight, bias))


@given(graphed)
def test_slopes_are_those_of_the_oracle(pair):
    line, graph = pair
    rise, run = slopes(graph)
    between = [(v - u) / (b - a) for (a, u), (b, v) in pairwise(line.points)]
    assert [F(int(a), int(b)) for a, b in zip(rise, run, strict=True)] == [
        line.left, *between, line.right
    ]  # fmt: skip
    assert all(gcd(int(a), int(b)) == 1 and b > 0 for a, b in zip(rise, run, strict=True))


@given(graphed)
def test_every_step_leaves_its_argument_as_it_was(pair):
    graph = pair[1]
    before = graph.copy()
    for step in (primitive, normal_form, drop_straight_columns, slopes):
        step(graph)
    clip(cut(graph, graphs.Y), graphs.Y)
    cut_at_levels(graph, *numbers_over([0, 1]))
    common(graph, graph)
    composition(normal_form(graph), graph)
    assert (graph == before).all()
