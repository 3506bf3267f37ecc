"""The benchmark of functions on the line runs, and counts what it should."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmark")
    files = ["--json", str(folder / "line.json"), "--markdown", str(folder / "line.md")]
    run = [sys.executable, "-m", "benchmarks.line", "--small", "--rounds", "1", *files]
    subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    document = json.loads((folder / "line.json").read_text(encoding="utf-8"))
    return document, (folder / "line.md").read_text(encoding="utf-8")


def test_exact_methods_return_the_true_number_of_pieces(measured):
    for case in measured[0]["cases"]:
        if case["method"] in {"exactrelu", "plain Fractions"}:
            assert case["returned"]["unit_interval"] == case["pieces"]
        assert len(case["seconds"]) == measured[0]["rounds"] == 1


def test_floats_are_right_where_all_numbers_are_floats_and_wrong_on_fifths(measured):
    """By sums in order, which do not depend on the processor; at every tolerance."""
    for row in measured[0]["float_counts"]:
        if row["method"].endswith("sums in order") and row["network"] != "zigzag of thirds":
            assert (row["unit_interval"] == row["pieces"]) == (row["network"] == "tent")


def test_the_tables_hold_a_row_for_every_case(measured):
    document, tables = measured
    rows = [line for line in tables.splitlines() if line.startswith(("| tent", "| zigzag"))]
    assert len(rows) == len(document["cases"]) + len(document["float_counts"])
