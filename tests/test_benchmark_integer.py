"""The benchmark of integer programs runs, agrees with its peers, and writes its table."""

import json
import subprocess
import sys

from design_rules import ROOT


def test_a_small_run_agrees_and_writes_a_row_for_each_program(tmp_path):
    files = ["--json", str(tmp_path / "ip.json"), "--markdown", str(tmp_path / "ip.md")]
    run = [sys.executable, "-m", "benchmarks.integer", "--small", *files]
    subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    entries = json.loads((tmp_path / "ip.json").read_text(encoding="utf-8"))
    text = (tmp_path / "ip.md").read_text(encoding="utf-8")
    assert "All values agree." in text
    for entry in entries:
        assert entry["verdict"] == "VALID"
        assert text.count(f"| {entry['name']} |") == 1
