"""The table of Anscombe's data sets in docs/training.md is what training finds."""

import importlib
import json
from fractions import Fraction
from itertools import product

import pytest
from design_rules import ROOT

from exactrelu.plots.writing import svg_of
from exactrelu.training import best_function, train_by_enumeration
from exactrelu.training.data import read_samples

PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.fixture
def anscombe(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("docs.anscombe")


@pytest.mark.parametrize("number", range(1, 5))
def test_the_data_are_anscombes(number):
    """The means and the sums of squares that he gives for all four, to their decimals."""
    samples = read_samples(ROOT / "docs" / "data" / f"anscombe_{number}.csv")
    xs, ys = [x for (x,) in samples.points], samples.labels
    mean_x, mean_y = sum(xs) / 11, sum(ys) / 11
    spread = sum((x - mean_x) ** 2 for x in xs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
    assert len(samples) == 11
    assert (mean_x, spread) == (9, 110)
    assert round(mean_y, 2) == Fraction("7.5")
    assert abs(slope - Fraction(1, 2)) < Fraction(1, 1000)
    assert abs(mean_y - slope * mean_x - 3) < Fraction(1, 100)


@pytest.mark.parametrize(("number", "width"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2)])
def test_the_page_has_the_row(anscombe, number, width):
    assert anscombe.row(number, width) in PAGE.splitlines()


def test_the_page_has_the_whole_table_deep(anscombe, request):
    if not request.config.getoption("--deep"):
        pytest.skip("--deep")
    assert anscombe.table() in PAGE


@pytest.mark.parametrize("loss", ["squared", "absolute", "hinge", "max"])
@pytest.mark.parametrize(("number", "width"), [(1, 1), (2, 2), (4, 1)])
def test_the_checker_accepts_the_certificates(anscombe, number, width, loss):
    check_certificate(anscombe.answer(number, width, loss))


def test_the_checker_accepts_all_certificates_deep(anscombe, request):
    if not request.config.getoption("--deep"):
        pytest.skip("--deep")
    for number, width, loss in product(anscombe.SETS, anscombe.WIDTHS, anscombe.LOSSES):
        check_certificate(anscombe.answer(number, width, loss))


@pytest.mark.parametrize("loss", ["squared", "absolute", "max"])
def test_the_panels_show_the_fits_at_all_points(anscombe, loss, monkeypatch):
    monkeypatch.setattr(anscombe, "WIDTHS", (1,))
    bottom, top = anscombe.heights(4, [loss])
    f = anscombe.fit(4, 1, loss)
    assert all(bottom < f(x) < top for x in (8, 19))


@pytest.mark.parametrize("name", ["anscombe", "anscombe_hinge"])
def test_the_pictures_are_what_is_drawn_deep(anscombe, name, request):
    """Of several optimal networks another machine may find another one: for maintainers."""
    if not request.config.getoption("--deep"):
        pytest.skip("--deep")
    committed = (ROOT / "docs" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = svg_of(lambda: anscombe.fits(anscombe.PICTURES[name]))
    assert committed.endswith(drawn)


def check_certificate(trained):
    certificate = trained.certificate
    assert certificate.verdict().status == "VALID"
    assert Fraction(json.loads(certificate.text)["claim"]["lower"]) == trained.objective


@pytest.mark.parametrize("loss", ["squared", "absolute", "hinge", "max"])
@pytest.mark.parametrize("number", range(1, 5))
def test_the_optima_are_those_of_the_enumeration(anscombe, number, loss):
    one = anscombe.problem(number, 1, loss)
    assert anscombe.answer(number, 1, loss).objective == train_by_enumeration(one).objective


@pytest.mark.parametrize("loss", ["squared", "absolute", "hinge", "max"])
def test_three_pieces_are_at_least_as_good_as_two_units(anscombe, loss):
    two = anscombe.answer(2, 2, loss)
    assert best_function(two.problem.samples, 3, loss=loss).value <= two.objective


def test_the_labels_of_the_hinge_are_the_sides_of_the_line(anscombe):
    labels = anscombe.problem(1, 1, "hinge").samples.labels
    assert labels == (1, -1, -1, 1, -1, -1, 1, -1, 1, -1, 1)
