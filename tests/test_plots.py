"""Graphs: exact labels, equal text for equal functions, sizes that floats cannot hold."""

import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from exactrelu.errors import DomainError, FormatError
from exactrelu.plots import as_svg, figure, window_of, write_plot
from exactrelu.pwl import PWL

HAT = PWL.from_points([(0, 0), ("1/3", 1), (1, 0)], left_slope=0, right_slope=0)


def labels(drawing, axis):
    (axes,) = drawing.axes
    return [tick.get_text() for tick in getattr(axes, f"get_{axis}ticklabels")()]


def test_breakpoints_are_labelled_exactly():
    drawing = figure({"f": HAT})
    assert labels(drawing, "x") == ["0", "1/3", "1"]
    assert labels(drawing, "y") == ["0", "1"]


def test_breakpoints_are_marked():
    (axes,) = figure({"f": HAT}).axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in dots] == [3]


def test_several_functions_get_a_legend_and_one_gets_none():
    assert figure({"f": HAT}).axes[0].get_legend() is None
    legend = figure({"f": HAT, "$g_1$": -HAT}).axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["f", "$g_1$"]


def test_a_line_is_labelled_at_the_ends_of_the_window():
    drawing = figure({"f": PWL.affine(2, 0)})
    assert (labels(drawing, "x"), labels(drawing, "y")) == (["−1", "0", "1"], ["−2", "0", "2"])


def test_the_window_may_be_given():
    assert labels(figure({"f": HAT}, window=("1/4", "1/2")), "x") == ["1/4", "1/3", "1/2"]
    assert window_of([PWL.constant(0)]) == (-1, 1)
    assert window_of([HAT, PWL.from_points([(3, 0)], left_slope=0, right_slope=1)]) == (
        Fraction(-3, 4),
        Fraction(15, 4),
    )


def test_long_labels_are_rounded_and_say_so():
    f = PWL.from_points([("123456789/1000000007", 0), (1, 2**5000)], left_slope=0, right_slope=0)
    drawing = figure({"f": f})
    assert labels(drawing, "x") == ["0", "≈ 0.123", "1"]
    assert labels(drawing, "y") == ["0", "≈ 2^5000"]


def test_tiny_gaps_and_huge_values_are_drawn():
    f = PWL.from_points([(0, 0), (Fraction(1, 2**50), 2**1200)], left_slope=0, right_slope=0)
    (axes,) = figure({"f": f}).axes
    assert all(0 <= y <= 1 for line in axes.lines for y in line.get_ydata())
    assert as_svg({"f": f}).startswith("<svg")


def test_many_breakpoints_get_no_dots():
    f = PWL.from_points([(i, i % 2) for i in range(200)], left_slope=0, right_slope=0)
    (axes,) = figure({"f": f}).axes
    assert all(line.get_marker() != "o" for line in axes.lines)


def test_equal_functions_give_equal_text():
    again = PWL.from_pieces(HAT.breakpoints, HAT.pieces)
    assert as_svg({"f": HAT}) == as_svg({"f": again})


def test_the_svg_is_well_formed_and_names_only_what_is_used():
    svg = as_svg({"f": HAT, "g": -HAT}, salt="a/b")
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    names = {element.get("id") for element in root.iter() if element.get("id")}
    assert names <= set(re.findall(r"#([\w-]+)", svg))


def test_two_drawings_in_a_page_share_no_names():
    first, second = (set(re.findall(r' id="([^"]*)"', as_svg({"f": HAT}, salt=s))) for s in "ab")
    assert first
    assert not first & second


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_plots_are_written_whole(tmp_path, ending):
    path = tmp_path / f"f.{ending}"
    write_plot(path, {"f": HAT})
    assert path.stat().st_size > 1000
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_what_cannot_be_drawn_is_refused(tmp_path):
    with pytest.raises(DomainError, match="at least one function, not 0"):
        figure({})
    with pytest.raises(DomainError, match="window must have lower < upper, not 1 and 1"):
        figure({"f": HAT}, window=(1, 1))
    with pytest.raises(FormatError, match=r"must end in \.svg or \.png, not '\.gif'"):
        write_plot("f.gif", {"f": HAT})
    for name in ("f.png", "f.svg"):
        with pytest.raises(FormatError, match="the file must be writable"):
            write_plot(tmp_path / "none" / name, {"f": HAT})
    assert list(Path(tmp_path).iterdir()) == []
