"""The benchmark of linear programs runs, agrees with its peers, and writes its table."""

import json
import subprocess
import sys

from design_rules import ROOT


def test_a_small_run_agrees_and_writes_a_row_for_each_method(tmp_path):
    files = ["--json", str(tmp_path / "lp.json"), "--markdown", str(tmp_path / "lp.md")]
    run = [sys.executable, "-m", "benchmarks.lp", "--small", *files]
    subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    document = json.loads((tmp_path / "lp.json").read_text(encoding="utf-8"))
    text = (tmp_path / "lp.md").read_text(encoding="utf-8")
    assert document["agreed"]
    assert "All values agree." in text
    for case in document["cases"]:
        for method in case["seconds"]:
            assert text.count(f"| {method} |") == 2
    for name in document["missing"]:
        assert f"{name} is not installed and was left out." in text
