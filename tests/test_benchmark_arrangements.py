"""The benchmark of arrangements runs, and its methods return the counts of the literature."""

import importlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def arrangements(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.arrangements")


def test_all_methods_return_the_true_number_of_regions(arrangements, tmp_path, capsys):
    files = ["--json", str(tmp_path / "a.json"), "--markdown", str(tmp_path / "a.md")]
    assert arrangements.main(["--small", "--rounds", "1", *files]) == 0
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for case in document["cases"]:
        assert case["returned"] == case["regions"]
        assert len(case["seconds"]) == document["rounds"] == 1
    assert {case["method"] for case in document["cases"]} == set(arrangements.METHODS)
    table = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert table == capsys.readouterr().out
    assert table.count("\n| ") == len(document["cases"]) + 1


def test_a_wrong_count_is_told(arrangements, monkeypatch, capsys):
    monkeypatch.setitem(arrangements.METHODS, "flats", lambda _: 0)
    assert arrangements.main(["--small", "--rounds", "1"]) == 1
    assert "| **0** |" in capsys.readouterr().out
