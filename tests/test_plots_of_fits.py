"""Pictures of fits: round numbers beside named axes, and scales that samples give."""

from fractions import Fraction
from itertools import pairwise

import pytest

from exactrelu.errors import DimensionError
from exactrelu.plots import fit_figure
from exactrelu.plots.fits import heights_of_fits
from exactrelu.plots.style import label, round_ticks
from exactrelu.pwl import PWL

F = Fraction
TENT = PWL.from_points([(0, 0), (1, 1), (2, 0)], left_slope=0, right_slope=0)
STEEP = PWL.from_points([(0, 0), (1, 0)], left_slope=-(10**9), right_slope=10**9)


def texts(axes, axis):
    return [tick.get_text() for tick in getattr(axes, f"get_{axis}ticklabels")()]


def test_axes_are_named_and_have_round_numbers():
    (axes,) = fit_figure(TENT, [(F(k), F(k % 2)) for k in range(4)]).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "y")
    assert texts(axes, "x") == ["0", "1", "2", "3"]
    assert {"0", "1"} <= {*texts(axes, "y")}


def test_the_legend_names_what_is_drawn():
    drawing = fit_figure(TENT, [(F(0), F(0)), (F(2), F(1))])
    assert [text.get_text() for text in drawing.legends[0].get_texts()] == [
        "network",
        "kinks",
        "samples",
    ]


def test_the_graph_beside_the_samples_does_not_set_the_scale():
    points = [(F(0), F(0)), (F(1), F(2))]
    assert heights_of_fits([STEEP], points) == (F(-1, 6), F(13, 6))
    (axes,) = fit_figure(STEEP, points).axes
    (dots,) = [line for line in axes.lines if line.get_label() == "samples"]
    assert max(dots.get_ydata()) - min(dots.get_ydata()) > 0.8


def test_the_values_at_all_samples_are_shown():
    low, high = heights_of_fits([PWL.affine(3, 0)], [(F(0), F(0)), (F(5), F(1))])
    assert low < 0
    assert high > 15


WINDOWS = {
    "whole numbers": ((F(0), F(6)), ["0", "1", "2", "3", "4", "5", "6"]),
    "tenths": ((F(0), F(1, 2)), ["0", "1/10", "1/5", "3/10", "2/5", "1/2"]),
    "large numbers": ((F(-(10**6)), F(0)), ["-1000000", "-800000", "-600000"]),
    "one label for near numbers": ((F(1, 3), F(1, 3) + F(1, 2**60)), None),
    "huge": ((F(0), F(2**2000)), None),
}


@pytest.mark.parametrize("case", WINDOWS)
def test_ticks_are_round_and_differ(case):
    window, first = WINDOWS[case]
    found = round_ticks(window)
    assert all(window[0] <= v <= window[1] for v in found)
    assert 1 <= len(found) <= 7
    assert len({label(v) for v in found}) == len(found)
    if first is not None:
        assert [str(v) for v in found][: len(first)] == first


def test_no_numbers_run_into_each_other():
    drawing = fit_figure(PWL.constant(0), [(F(-(10**6)), F(3)), (F(2), F(0))])
    drawing.canvas.draw()
    (axes,) = drawing.axes
    boxes = [tick.get_window_extent() for tick in axes.get_xticklabels()]
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))


def test_a_figure_needs_a_point():
    with pytest.raises(DimensionError, match="at least one point, not 0"):
        fit_figure(TENT, [])
