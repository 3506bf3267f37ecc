"""The benchmarks of training run, their methods agree, and a wrong optimum is told."""

import importlib
import json
import math
import sys
from fractions import Fraction

import pytest
from design_rules import ROOT

from exactrelu.training import Problem, Samples, train_by_enumeration
from exactrelu.training.search import train


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.training")


@pytest.fixture
def problems(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.training_problems")


@pytest.fixture
def segments(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.segments")


def run(module, monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["benchmark", "--small", *map(str, words)])
    return module.main()


def test_a_small_run_agrees_and_writes_a_row_for_each_case(
    benchmark, problems, monkeypatch, tmp_path, capsys
):
    files = [tmp_path / name for name in ("t.json", "t.md", "t.svg")]
    words = zip(("--json", "--markdown", "--plot"), files, strict=True)
    assert run(benchmark, monkeypatch, *[word for pair in words for word in pair]) == 0
    document, text, picture = [file.read_text(encoding="utf-8") for file in files]
    assert text == capsys.readouterr().out
    assert "All values agree." in text
    for case, one in zip(problems.SMALL, json.loads(document)["runs"], strict=True):
        assert one["case"] == list(case)
        assert f"| {case.n} | {case.D} | {case.w} | {case.kind} | {case.loss}," in text
        assert 0 < one["seconds"] < math.inf
        assert 0 < one["enumeration"] < math.inf
        assert one["gap"] == 0
    assert "convex programs" in picture


def test_a_wrong_optimum_is_told(benchmark, monkeypatch, capsys):
    monkeypatch.setattr(benchmark, "by_scip", lambda *_: (-1.0, True))
    monkeypatch.setattr(benchmark, "importable", lambda _: ({"SCIP": None}, []))
    assert run(benchmark, monkeypatch) == 1
    assert "SCIP finds -1.0, not " in capsys.readouterr().out


def test_without_scip_it_is_left_out_by_name(benchmark, monkeypatch, capsys):
    monkeypatch.setattr(benchmark, "importable", lambda _: ({}, ["SCIP"]))
    assert run(benchmark, monkeypatch) == 0
    assert "SCIP is not installed." in capsys.readouterr().out


def test_what_takes_too_long_is_stopped_and_what_fails_has_no_answer(benchmark):
    assert benchmark.limited(lambda: 1 // 0, 60.0) == (math.inf, None)
    assert benchmark.limited(lambda: sum(iter(int, 1)), 0.2) == (math.inf, None)
    assert benchmark.limited(lambda: 3, 30.0)[1] == 3


@pytest.mark.parametrize(("width", "output"), [(1, "linear"), (2, "affine")])
def test_the_programs_of_the_enumeration_are_counted_without_running_it(benchmark, width, output):
    problem = Problem(Samples([[0], [1], [3]], [0, 1, 0]), width, loss="squared", output=output)
    found = train_by_enumeration(problem)
    assert benchmark._counts(problem) == (found.guesses, found.programs)


def test_problems_are_as_stated(problems):
    cases = [*problems.GRID, *problems.EXTRA]
    assert len(set(cases)) == len(cases) == 48
    for case in cases:
        problem = problems.problem_of(case, 0)
        samples = problem.samples
        assert (len(samples), samples.dimension, problem.width) == (case.D, case.n, case.w)
    labels = problems.problem_of(problems.Case(1, 20, 1, loss="hinge"), 0).samples.labels
    assert set(labels) == {1, -1}
    assert train(problems.problem_of(problems.Case(1, 6, 1, "realizable"), 0)).objective == 0


def test_fits_with_segments(segments, monkeypatch, tmp_path, capsys):
    pytest.importorskip("pwlf")
    assert run(segments, monkeypatch, "--markdown", tmp_path / "s.md") == 0
    text = (tmp_path / "s.md").read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    assert "| 2 | exactrelu | 0 of 2 | - | - |" in text
    assert "| 2 | pwlf, `fitfast` |" in text


def test_a_fit_below_the_optimum_is_told(segments, monkeypatch, capsys):
    monkeypatch.setattr(segments, "importable", lambda _: ({}, []))
    monkeypatch.setattr(segments, "version_of_pwlf", lambda: "none")
    monkeypatch.setattr(segments, "loss_of_pwlf", lambda *_: Fraction(0))
    assert run(segments, monkeypatch) == 1
    assert "**Below the optimum.**" in capsys.readouterr().out
