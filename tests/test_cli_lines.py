"""How commands end: one line for each error, the exit statuses."""

import errno
import subprocess
import sys

import click
import pytest

from exactrelu.cli.lines import OneLineGroup, end_in_one_line
from exactrelu.errors import BudgetError, DomainError, WorkerError


def failing(error):
    def run():
        raise error

    return run


def interrupted(**_options):
    raise KeyboardInterrupt


ENDS = {
    "a bad input": (DomainError("x must be 1, not 2"), 2, "x must be 1, not 2"),
    "a file": (FileNotFoundError(errno.ENOENT, "Not there", "a.json"), 2, "a.json: Not there"),
    "a full disk": (OSError(errno.ENOSPC, "No space left"), 2, "standard output: No space left"),
    "a usage": (click.UsageError("no such option"), 2, "no such option"),
    "a budget": (BudgetError("max_regions must be more"), 3, "--max-regions must be more"),
    "a killed worker": (WorkerError("a worker was killed"), 3, "a worker was killed"),
    "no memory": (MemoryError(), 3, "there is not enough memory for this"),
    "an interruption": (KeyboardInterrupt(), 130, "interrupted"),
}


@pytest.mark.parametrize("case", ENDS)
def test_every_end_is_one_line_and_a_status(case, capsys):
    error, status, line = ENDS[case]
    with pytest.raises(SystemExit) as ended:
        end_in_one_line(failing(error))
    assert ended.value.code == status
    assert capsys.readouterr().err == f"exactrelu: {line}\n"


def test_a_status_is_passed_on():
    with pytest.raises(SystemExit) as ended:
        end_in_one_line(lambda: 7)
    assert ended.value.code == 7


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["regions"], "interrupted"),
        (["regions", "--resume"], "interrupted; finished parts are kept, --resume goes on from"),
        (["audit"], "interrupted; finished work is kept, --resume goes on from there"),
    ],
)
def test_an_interruption_says_what_is_kept(words, line, capsys):
    group = OneLineGroup("exactrelu")
    for name in ("regions", "audit"):
        option = click.Option(["--resume"], is_flag=True)
        group.add_command(click.Command(name, params=[option], callback=interrupted))
    with pytest.raises(SystemExit) as ended:
        group.main(words)
    assert ended.value.code == 130
    assert capsys.readouterr().err.lstrip().startswith(f"exactrelu: {line}")


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_the_figures_of_a_paper_refuse_a_bad_folder_in_one_line(folder, tmp_path):
    (tmp_path / "file").write_text("")
    command = ["-m", "proofs.arora_2016.figures", "--output", str(tmp_path / folder)]
    ended = subprocess.run(
        [sys.executable, *command], capture_output=True, encoding="utf-8", check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"exactrelu: {tmp_path / folder}: ")
    assert ended.stderr.count("\n") == 1
