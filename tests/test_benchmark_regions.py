"""The benchmark of regions runs, its exact methods agree, and a wrong count is told."""

import importlib
import json
from fractions import Fraction
from pathlib import Path

import pytest

from exactrelu.network import Network

ROOT = Path(__file__).parent.parent


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.regions")


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.regions_peers")


def exact(benchmark, *names):
    return [method for method in benchmark.METHODS if method.name in names]


def test_a_small_run_agrees_and_writes_a_row_for_each_method(benchmark, tmp_path, capsys):
    files = ["--json", str(tmp_path / "r.json"), "--markdown", str(tmp_path / "r.md")]
    assert benchmark.main(["--small", *files]) == 0
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    assert document["agreed"]
    assert "All exact counts agree." in text
    for method in document["methods"]:
        assert f"\n| {method} |" in text
    for name in document["missing"]:
        assert f"{name} is not installed and was left out." in text
    ours = [run for run in document["runs"] if run["method"] == "exactrelu"]
    assert len(ours) == 9
    assert {run["verdict"] for run in ours} == {"right"}


def test_a_wrong_count_is_told(benchmark, monkeypatch, capsys):
    wrong = [
        benchmark.Method("exactrelu", lambda _: (3,), exact=True),
        *exact(benchmark, "exactrelu, box", "all sign patterns"),
    ]
    monkeypatch.setattr(benchmark, "METHODS", wrong)
    assert benchmark.main(["--small"]) == 1
    text = capsys.readouterr().out
    assert "- **Disagreement**: exactrelu on |x| (network 6): 3, but 2 is known" in text
    assert "All exact counts agree." not in text


@pytest.mark.parametrize(
    ("count", "verdict", "reason"),
    [
        (lambda _: 1 // 0, "refused", "ZeroDivisionError"),
        (lambda _: importlib.import_module("os")._exit(1), "refused", "the process died"),
        (lambda _: importlib.import_module("time").sleep(60), "too slow", ""),
    ],
)
def test_a_method_that_gives_no_count_is_not_waited_for(benchmark, count, verdict, reason):
    found = benchmark.limited(count, None, 0.5)
    assert (found["verdict"], found["counts"], found["reason"]) == (verdict, (), reason)


def test_the_weights_that_a_method_in_floats_gets(peers):
    def unit(weight):
        return Network.of(([[weight]], [0]), ([[1]], [0]))

    third = Fraction(1, 3)
    assert peers.received(unit("3/1024"), "float32") == unit("3/1024")
    assert peers.received(unit(third), "float64") == unit(Fraction(1 / 3))
    assert peers.received(unit(third), None) == unit(third)
    assert peers.received(unit(Fraction(2) ** 200), "float64") == unit(Fraction(2) ** 200)
    assert peers.received(unit(Fraction(2) ** 200), "float32") is None
