"""One network in all formats, which format a file has, and the commands on them."""

import json
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from network_files import NET, assert_refused, dyadic_networks

from exactrelu import formats
from exactrelu.cli import cli
from exactrelu.errors import FormatError
from exactrelu.network import Network

NEEDS_ONNX = pytest.mark.skipif(find_spec("onnx") is None, reason="onnx is not installed")
ENDINGS = ["json", pytest.param("onnx", marks=NEEDS_ONNX), "nnet", "npz", "safetensors"]


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_holds_the_same_network(tmp_path, ending):
    path = tmp_path / f"net.{ending}"
    assert formats.write_network(path, NET) == ending
    assert formats.read_network(path) == formats.read_function(path) == NET
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
@given(network=dyadic_networks())
@settings(max_examples=25)
def test_dyadic_networks_come_back(tmp_path_factory, ending, network):
    path = tmp_path_factory.getbasetemp() / f"law.{ending}"
    formats.write_network(path, network)
    assert formats.read_network(path) == network


@pytest.mark.parametrize(
    ("ending", "reading"),
    [("json", "exact"), ("npz", "dyadic"), ("nnet", "decimal"), ("safetensors", "dyadic")],
)
def test_the_reading_is_recorded(tmp_path, ending, reading):
    path = tmp_path / f"net.{ending}"
    formats.write_network(path, NET)
    stated = formats.read_stated_network(path)
    assert (stated.format, stated.reading, stated.input_ranges) == (ending, reading, None)
    assert bool(stated.note) == (ending != "json")
    assert formats.READING_OF_FORMAT.get(ending, "exact") == reading


def test_the_reading_of_json_is_what_was_asked_for(tmp_path):
    path = tmp_path / "net.json"
    formats.write_network(path, NET)
    assert formats.read_stated_network(path, floats="decimal").reading == "decimal"


@pytest.mark.parametrize("ending", ["json", "nnet", "npz", "safetensors"])
def test_a_file_without_a_known_ending_is_known_by_its_first_bytes(tmp_path, ending):
    path = tmp_path / f"net.{ending}"
    formats.write_network(path, NET)
    renamed = path.rename(tmp_path / "net")
    assert formats.format_of(renamed) == ending
    assert formats.read_network(renamed) == NET


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.PTH", b"", "torch"),
        ("a.Npz", b"", "npz"),
        ("a", b"", "json"),
        ("a", b'[1,2,3,4{"', "json"),
        ("a", b"PK\x03\x04" + b"-" * 26 + b"model/data.pklFB", "torch"),
    ],
)
def test_formats_are_recognised(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    assert formats.format_of(tmp_path / name) == kind


def test_what_cannot_be_opened_is_taken_for_json(tmp_path):
    assert formats.format_of(tmp_path) == formats.format_of(tmp_path / "none") == "json"
    assert_refused(formats.read_network, tmp_path, FormatError, "must be readable, but: Is a dir")


@pytest.mark.parametrize("ending", ["onnx", "nnet", "npz", "safetensors", "pt"])
def test_missing_files_are_named(tmp_path, ending):
    path = tmp_path / f"none.{ending}"
    assert_refused(formats.read_network, path, FormatError, "must be readable, but: No such file")


def test_an_unknown_format_is_not_written(tmp_path):
    def write(path):
        formats.write_network(path, NET)

    assert_refused(write, tmp_path / "net.doc", FormatError, "is written as .json, .onnx, .nnet, ")
    assert_refused(write, tmp_path / "net.pt", FormatError, "or .safetensors")
    assert formats.write_network(tmp_path / "net.doc", NET, to="npz") == "npz"


def test_no_optional_package_is_loaded_before_it_is_needed():
    program = (
        "import sys; from exactrelu import formats; "
        "print({'onnx', 'torch', 'safetensors'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"set()\n"


# The commands.


@pytest.mark.parametrize("target", ENDINGS)
@pytest.mark.parametrize("source", ENDINGS)
def test_convert_goes_from_every_format_to_every_format(tmp_path, source, target):
    a, b = tmp_path / f"a.{source}", tmp_path / f"b.{target}"
    formats.write_network(a, NET)
    to = ["--to", "network"] if source == target == "json" else []
    result = run("convert", a, b, *to, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    assert answer["format"] == ("network" if target == "json" else target)
    assert answer.get("reading") == formats.READING_OF_FORMAT.get(source)
    assert formats.read_network(b) == NET


def test_a_function_on_the_line_becomes_a_network_in_another_format(tmp_path):
    hat = {"schema": "exactrelu-pwl/1", "breakpoints": ["0"], "pieces": [["-1", "0"], ["1", "0"]]}
    (tmp_path / "hat.json").write_text(json.dumps(hat))
    assert run("convert", tmp_path / "hat.json", tmp_path / "hat.npz").exit_code == 0
    assert formats.read_network(tmp_path / "hat.npz")(-3) == (3,)


@pytest.mark.parametrize("ending", ENDINGS)
def test_evaluate_gives_the_same_in_every_format(tmp_path, ending):
    path = tmp_path / f"net.{ending}"
    formats.write_network(path, NET)
    result = run("evaluate", path, "--at", "1/3,-2", "--json")
    answer = json.loads(result.stdout)
    assert answer["value"] == [str(NET(["1/3", -2])[0])]
    assert answer.get("reading") == formats.READING_OF_FORMAT.get(ending)


REFUSED = {
    "onnx": "W1[0][0] must be a number that a double holds, not 1/3",
    "npz": "W1[0][0] must be a number that a double holds, not 1/3",
    "safetensors": "0.weight[0][0] must be a number that a double holds, not 1/3",
    "nnet": "layers[0].weights[0][0] must have finitely many decimals, not be 1/3",
}


@pytest.mark.parametrize("ending", ENDINGS[1:])
def test_what_a_format_cannot_hold_is_refused_in_one_line(tmp_path, ending):
    source, target = tmp_path / "net.json", tmp_path / f"net.{ending}"
    formats.write_network(source, Network.of(([["1/3"]], [0])))
    result = run("convert", source, target)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"exactrelu: {target}: {REFUSED[ending]}\n"
    assert not target.exists()


@pytest.mark.parametrize(
    "number", ["1" + "0" * 400, "1/" + "3" * 90, f"1/{2**1075}", str(2**53 + 1), str(2**1024)]
)
def test_no_number_is_rounded(tmp_path, number):
    def write(path):
        formats.write_network(path, Network.of(([[1]], [number])))

    assert_refused(write, tmp_path / "net.npz", FormatError, "b1[0] must be a number that a double")


def test_the_same_network_from_different_floats_is_not_the_same(tmp_path):
    """0.1 as a float of four bytes, of eight bytes, and as a decimal are three numbers."""
    for name, kind in (("four", "f4"), ("eight", "f8")):
        np.savez(tmp_path / f"{name}.npz", W1=np.array([[0.1]], kind))
    formats.write_network(tmp_path / "text.nnet", Network.of(([["0.1"]], [0])))
    values = [
        formats.read_network(tmp_path / name)(1)[0]
        for name in ("four.npz", "eight.npz", "text.nnet")
    ]
    ratios = [(13421773, 2**27), (3602879701896397, 2**55), (1, 10)]
    assert [(v.numerator, v.denominator) for v in values] == ratios
