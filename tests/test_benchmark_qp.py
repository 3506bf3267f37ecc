"""The benchmark of quadratic programs runs, agrees with its peers, and writes its table."""

import json
import subprocess
import sys

from design_rules import ROOT


def test_a_small_run_agrees_and_writes_a_row_for_each_method(tmp_path):
    files = ["--json", str(tmp_path / "qp.json"), "--markdown", str(tmp_path / "qp.md")]
    run = [sys.executable, "-m", "benchmarks.qp", "--small", *files]
    subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    document = json.loads((tmp_path / "qp.json").read_text(encoding="utf-8"))
    text = (tmp_path / "qp.md").read_text(encoding="utf-8")
    assert document["agreed"]
    assert "All exact values agree." in text
    for case in document["cases"]:
        for method in case["seconds"]:
            assert f"| {method} |" in text
