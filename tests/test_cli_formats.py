"""One network in files that other programs wrote: the same answers, and the same refusals.

The files are written here by the packages of their formats, or by hand; nothing of the library
writes them. Without onnx, safetensors or torch their cases are skipped.
"""

import json
import re
import warnings
from fractions import Fraction as Q
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from network_files import NET

from exactrelu import regions
from exactrelu.cli import cli
from exactrelu.errors import FloatError, FormatError
from exactrelu.formats import read_network
from exactrelu.formats.torch import network_of_module
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron

DATA = Path(__file__).parent / "data"


def layers_of(network):
    return [(floats(layer.weights), floats(layer.bias)) for layer in network.layers]


def floats(numbers):
    return np.vectorize(float)(np.array(numbers, dtype=object))


def text(number):
    return str(Q(number)) if np.isfinite(number) else str(number)


def write_json(path, layers):
    def rows(matrix):
        return [[text(w) for w in row] for row in matrix.tolist()]

    maps = [{"weights": rows(W), "bias": [text(x) for x in b.tolist()]} for W, b in layers]
    path.write_text(json.dumps({"schema": "exactrelu-network/1", "layers": maps}))


def write_nnet(path, layers):
    widths = [layers[0][0].shape[1], *(len(b) for _, b in layers)]
    n, m = widths[0], widths[-1]
    header = [[len(layers), n, m, max(widths)], widths, [0], [-99] * n, [99] * n]
    lines = [*header, [0] * (n + 1), [1] * (n + 1)]
    for W, b in layers:
        lines += [*W.tolist(), *([x] for x in b.tolist())]
    path.write_text("".join(",".join(map(repr, line)) + ",\n" for line in lines))


def write_npz(path, layers):
    np.savez(path, **{f"{k}.weight": W for k, (W, _) in enumerate(layers)}, **biases(layers))


def biases(layers):
    return {f"{k}.bias": b for k, (_, b) in enumerate(layers)}


def write_safetensors(path, layers):
    from safetensors.numpy import save_file

    save_file({f"{k}.weight": W for k, (W, _) in enumerate(layers)} | biases(layers), path)


def write_onnx(path, layers):
    """Transposed weights, MatMul and Add, as exporters of frameworks write them."""
    import onnx
    from onnx import helper

    nodes, tensors, name = [], [], "in"
    for k, (W, b) in enumerate(layers):
        tensors += [
            onnx.numpy_helper.from_array(each, f"{s}{k}") for s, each in (("W", W.T), ("b", b))
        ]
        nodes.append(helper.make_node("MatMul", [name, f"W{k}"], [f"product{k}"]))
        nodes.append(helper.make_node("Add", [f"product{k}", f"b{k}"], [f"sum{k}"]))
        nodes.append(helper.make_node("Relu", [f"sum{k}"], [f"relu{k}"]))
        name = f"relu{k}"
    nodes.pop()
    sizes = ("in", layers[0][0].shape[1]), (f"sum{len(layers) - 1}", len(layers[-1][1]))
    ends = [helper.make_tensor_value_info(e, onnx.TensorProto.DOUBLE, [1, s]) for e, s in sizes]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], tensors)
    path.write_bytes(helper.make_model(graph).SerializeToString())


def module(layers):
    """A Sequential of torch itself, in doubles."""
    from torch import nn, tensor

    parts = []
    for W, b in layers:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of layers of width 0
            linear = nn.Linear(*reversed(W.shape))
        linear.weight, linear.bias = nn.Parameter(tensor(W)), nn.Parameter(tensor(b))
        parts += [linear, nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def write_torch(path, layers):
    import torch

    torch.save(module(layers).state_dict(), path)


WRITERS = {
    # ending: (writer, the package that it needs)
    "json": (write_json, None),
    "nnet": (write_nnet, None),
    "npz": (write_npz, None),
    "safetensors": (write_safetensors, "safetensors"),
    "onnx": (write_onnx, "onnx"),
    "pt": (write_torch, "torch"),
}


def needs(package):
    missing = package is not None and find_spec(package) is None
    return pytest.mark.skipif(missing, reason=f"{package} is not installed")


ENDINGS = [pytest.param(ending, marks=needs(package)) for ending, (_, package) in WRITERS.items()]


def written(folder, ending, layers, name="net"):
    path = folder / f"{name}.{ending}"
    WRITERS[ending][0](path, layers)
    return path


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def answer(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return {k: v for k, v in json.loads(result.stdout).items() if not k.startswith("reading")}


# The same answers.

QUESTIONS = {
    "the value at a point": ("evaluate", ["--at", "1/3,-2"]),
    "the regions of the plane": ("regions", ["--cells"]),
    "the regions of a box": ("regions", ["--box", "-4,4;-1,5", "--cells"]),
    "the regions of a line": ("regions", ["--slice", "x2", "--at", "7/3,0", "--box", "-9,9"]),
    "the extrema on a box": ("extrema", ["--box", "-4,4;-1,5"]),
    "the extrema on a line": ("extrema", ["--slice", "x1", "--at", "0,1", "--box", "-9,9"]),
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    path = written(tmp_path_factory.mktemp("expected"), "json", layers_of(NET))
    return {case: answer(command, path, *more) for case, (command, more) in QUESTIONS.items()}


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_commands_answer_the_same_for_every_format(tmp_path, ending, expected):
    path = written(tmp_path, ending, layers_of(NET))
    for case, (command, more) in QUESTIONS.items():
        assert answer(command, path, *more) == expected[case], case


@pytest.mark.parametrize("ending", ENDINGS)
def test_equal_finds_networks_in_two_formats_equal_or_where_they_differ(tmp_path, ending):
    layers = layers_of(NET)
    net, other = written(tmp_path, "json", layers), written(tmp_path, ending, layers, "other")
    assert answer("equal", net, other)["equal"] is True
    layers[1][0][0, 2] += 2.0**-40
    found = answer("equal", net, written(tmp_path, ending, layers, "changed"))
    assert found["equal"] is False
    values = [[Q(entry) for entry in value] for value in found["values"]]
    assert values[0] == list(NET(found["witness"])) != values[1]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_library_reads_the_same_network_from_every_format(tmp_path, ending):
    network = read_network(written(tmp_path, ending, layers_of(NET)))
    assert network == NET
    box = Polyhedron.box([(-4, 4), (-1, 5)])
    read, made = (regions.regions(each, domain=box) for each in (network, NET))
    assert read.activation_regions == made.activation_regions >= 4
    assert regions.extrema(network, box) == regions.extrema(NET, box)


@needs("torch")
def test_a_torch_module_is_the_network_that_torch_itself_computes():
    import torch

    made = module(layers_of(NET))
    assert network_of_module(made) == NET
    for point in ([1.0, -2.0], [3.0, 0.5], [-4.0, 5.0]):
        assert (
            Q(made(torch.tensor(point, dtype=torch.float64)).item())
            == NET([Q(entry) for entry in point])[0]
        )


@needs("torch")
def test_a_trained_module_in_floats_of_four_bytes_is_read_as_what_it_holds(tmp_path):
    import torch

    torch.manual_seed(0)
    nn = torch.nn
    made = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 1))
    torch.save(made.state_dict(), tmp_path / "net.pt")
    layers = [(p.weight, p.bias) for p in made if isinstance(p, nn.Linear)]
    arrays = [tuple(part.detach().double().numpy() for part in layer) for layer in layers]
    network = network_of_module(made)
    assert network == Network(
        [([[*map(Q, row)] for row in W.tolist()], [*map(Q, b.tolist())]) for W, b in arrays]
    )
    net = written(tmp_path, "json", arrays)
    assert answer("equal", net, tmp_path / "net.pt")["equal"] is True
    assert answer("regions", net) == answer("regions", tmp_path / "net.pt")


@needs("torch")
def test_a_convolution_of_torch_is_refused_by_its_name(tmp_path):
    import torch

    with pytest.raises(FormatError, match=r"not Conv2d \(0\)$"):
        network_of_module(torch.nn.Sequential(torch.nn.Conv2d(1, 1, 2)))
    torch.save(torch.nn.Conv2d(1, 1, 2).state_dict(), tmp_path / "net.pt")
    refused(["regions", tmp_path / "net.pt"], "net.pt: weight must have 2 dimensions")


@needs("torch")
def test_a_weight_of_torch_that_is_no_number_is_refused():
    layers = layers_of(NET)
    layers[0][0][1, 1] = np.nan
    with pytest.raises(FloatError, match=r"^0\.weight\[1\]\[1\] must be a finite"):
        network_of_module(module(layers))


# The same refusals.


def empty(*sizes):
    """Layers of zeros with these numbers of inputs, nodes and outputs."""
    return [(np.zeros((rows, columns)), np.zeros(rows)) for columns, rows in pairwise(sizes)]


def spoilt(place, value):
    layers = layers_of(NET)
    layers[place][0][0, 1] = value
    return layers


DAMAGE = {
    "a weight that is no number": spoilt(1, np.nan),
    "an infinite weight": spoilt(0, -np.inf),
    "no input": empty(0, 2, 1),
    "no node in a hidden layer": empty(2, 0, 1),
    "no output": empty(2, 3, 0),
}
COMMANDS = {
    "evaluate": ["--at", "0,0"],
    "regions": [],
    "extrema": [],
    "equal": ["out.json"],
    "convert": ["out.json"],
}


def refused(arguments, message=""):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result
    assert re.fullmatch(r"exactrelu: [^\n]+\n", result.stderr)
    assert message in result.stderr
    return result.stderr


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_numbers_and_sizes_are_refused_in_one_line(tmp_path, monkeypatch, ending, case):
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, ending, DAMAGE[case])
    said = {refused([command, path, *more], path.name) for command, more in COMMANDS.items()}
    assert len(said) == 1
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("ending", ENDINGS)
def test_cut_files_are_refused_in_one_line(tmp_path, ending):
    whole = written(tmp_path, ending, layers_of(NET)).read_bytes()
    path = tmp_path / f"cut.{ending}"
    for part in (0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 9):
        path.write_bytes(whole[:part])
        refused(["regions", path], f"cut.{ending}: ")


@needs("onnx")
def test_a_convolution_in_onnx_is_refused_by_its_name():
    refused(["regions", DATA / "KJ_TinyTaxiNet.onnx"], "not Cast, Conv, Transpose")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_box_of_two_inputs_for_three_is_refused_in_one_line(tmp_path, ending):
    path = written(tmp_path, ending, empty(3, 2, 1))
    message = "--box must have 3 ranges, one an input, not 2"
    for command in (["regions", path], ["extrema", path], ["equal", path, path]):
        refused([*command, "--box", "0,1;0,1"], message)
