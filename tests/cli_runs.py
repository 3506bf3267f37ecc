"""Runs of one command inside this process: as people do, for JSON, and into an error."""

import json

from click.testing import CliRunner

from exactrelu.cli import cli


def command(name):
    """Return functions of the further arguments: the result, the JSON, and the line of an error."""

    def run(*arguments):
        return CliRunner().invoke(cli, (name, *arguments))

    def answer(*arguments, status=0):
        result = run(*arguments, "--json")
        assert (result.exit_code, result.stderr) == (status, "")
        return json.loads(result.stdout)

    def refusal(*arguments, status=2):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (status, "")
        assert result.stderr.count("\n") == 1
        return result.stderr.removeprefix("exactrelu: ").rstrip("\n")

    return run, answer, refusal
