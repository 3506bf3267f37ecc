"""Torch modules and state_dicts. A stand-in has torch's names, as torch is large."""

import sys
from fractions import Fraction as Q
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from network_files import NET, assert_refused

from exactrelu.errors import DimensionError, FloatError, FormatError, MissingExtraError
from exactrelu.formats import read_network
from exactrelu.formats.torch import network_of_module, network_of_state_dict, read_torch
from exactrelu.network import Network


class Tensor:
    """What of torch's tensors is used."""

    def __init__(self, array, dtype="torch.float32"):
        self.array, self.dtype = np.asarray(array), dtype

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        return Tensor(self.array.astype("f4"))

    def numpy(self):
        if self.dtype == "torch.bfloat16":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array


class Linear:
    def __init__(self, weight, bias):
        self.weight = Tensor(weight)
        self.bias = None if bias is None else Tensor(bias)


class Sequential:
    def __init__(self, *modules):
        self.modules = modules

    def named_children(self):
        return ((str(index), module) for index, module in enumerate(self.modules))


class ReLU:
    pass


class Flatten:
    pass


class Identity:
    pass


class Conv2d:
    pass


class OwnLinear(Linear):
    pass


@pytest.fixture
def torch(monkeypatch):
    module = ModuleType("torch")
    kinds = (Linear, Sequential, ReLU, Flatten, Identity, Conv2d)
    module.nn = SimpleNamespace(**{kind.__name__: kind for kind in kinds})
    monkeypatch.setitem(sys.modules, "torch", module)
    return module


def linear(layer):
    return Linear(
        [[float(w) for w in row] for row in layer.weights], [float(b) for b in layer.bias]
    )


def test_a_sequential_is_read(torch):
    one, two, three = map(linear, NET.layers)
    module = Sequential(Flatten(), one, ReLU(), Identity(), Sequential(two, ReLU()), three)
    assert network_of_module(module) == NET


def test_linear_modules_in_a_row_merge(torch):
    module = Sequential(Linear([[2.0]], [1.0]), Linear([[3.0]], None), ReLU())
    assert network_of_module(module) == Network.of(([[6]], [3]), ([[1]], [0]))
    assert network_of_module(Linear([[2.0]], None)) == Network.of(([[2]], [0]))
    first = Sequential(ReLU(), Linear([[2.0, 1.0]], [0.5]))
    assert network_of_module(first) == Network.of(([[1, 0], [0, 1]], [0, 0]), ([[2, 1]], ["1/2"]))


BAD_MODULES = {
    "a convolution": (Sequential(Conv2d()), FormatError, "or Identity, not Conv2d (0)"),
    "a module of one's own": (OwnLinear([[1.0]], None), FormatError, "Identity, not OwnLinear"),
    "a nested one": (Sequential(ReLU(), Sequential(Conv2d())), FormatError, "not Conv2d (1.0)"),
    "no linear": (Sequential(ReLU()), FormatError, "must hold at least 1 Linear"),
    "empty": (Sequential(), FormatError, "must hold at least 1 Linear"),
    "sizes": (
        Sequential(Linear([[1.0]], None), ReLU(), Linear([[1.0, 2.0]], None)),
        DimensionError,
        "2 must take 1 inputs, not 2",
    ),
    "width 0": (Linear(np.zeros((0, 2)), None), DimensionError, "at least 1 row and 1 column"),
    "NaN": (Sequential(Linear([[float("nan")]], None)), FloatError, "0.weight[0][0] must be a fin"),
}


@pytest.mark.parametrize("case", BAD_MODULES)
def test_bad_modules_are_refused_in_one_line(torch, case):
    module, kind, message = BAD_MODULES[case]
    with pytest.raises(kind) as error:
        network_of_module(module)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def state():
    """The state_dict of NET as a Sequential of Linear and ReLU has it."""
    arrays = {}
    for index, layer in enumerate(NET.layers):
        arrays[f"{2 * index}.weight"] = Tensor([[float(w) for w in row] for row in layer.weights])
        arrays[f"{2 * index}.bias"] = Tensor([float(b) for b in layer.bias])
    return arrays


def test_a_state_dict_of_tensors_or_arrays_is_read_without_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert network_of_state_dict(state()) == NET
    assert network_of_state_dict({name: t.array for name, t in state().items()}) == NET


def test_bfloat16_is_read_as_what_it_holds():
    tensor = Tensor([[0.10009765625]], "torch.bfloat16")
    assert network_of_state_dict({"weight": tensor})(1) == (Q(205, 2**11),)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(FormatError, match=r"'0\.weight' must be a tensor or an array, not list"):
        network_of_state_dict({"0.weight": [[1]]})


def test_the_order_may_be_given():
    arrays = {"out.weight": np.array([[2]]), "fc1.weight": np.array([[3]])}
    network = network_of_state_dict(arrays, order=["fc1", "out"])
    assert network == Network.of(([[3]], [0]), ([[2]], [0]))


def test_a_file_is_loaded_without_running_code(torch, tmp_path):
    def load(file, *, map_location, weights_only):
        assert (file.read(), map_location, weights_only) == (b"bytes", "cpu", True)
        return state()

    torch.load = load
    path = tmp_path / "net.pt"
    path.write_bytes(b"bytes")
    assert read_network(path) == read_torch(path).network == NET
    assert read_torch(path).reading == "dyadic"


def test_what_torch_refuses_is_refused_in_one_line(torch, tmp_path):
    def load(*_, **__):
        raise RuntimeError("Weights only load failed.\nUnsupported global: GLOBAL os.system")

    torch.load = load
    path = tmp_path / "net.pth"
    path.write_bytes(b"")
    assert_refused(read_torch, path, FormatError, "but: Weights only load failed. Unsupported glo")


def test_a_file_of_something_else_is_refused(torch, tmp_path):
    torch.load = lambda *_, **__: Tensor([1.0])
    path = tmp_path / "net.pt"
    path.write_bytes(b"")
    assert_refused(read_torch, path, FormatError, "the file must hold a state_dict, not Tensor")


def test_without_the_extra_it_is_asked_for(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    message = "reading torch modules and files needs the extra 'torch': pip install exactrelu"
    path = tmp_path / "net.pt"
    path.write_bytes(b"")
    assert_refused(read_torch, path, MissingExtraError, message)
    with pytest.raises(MissingExtraError, match="needs the extra 'torch'"):
        network_of_module(Sequential())


def test_torch_itself_is_read(tmp_path):
    torch = pytest.importorskip("torch")
    nn = torch.nn
    module = nn.Sequential(nn.Flatten(), nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))
    network = network_of_module(module)
    assert network.widths == (3,)
    assert network == network_of_state_dict(module.state_dict())
    torch.save(module.state_dict(), tmp_path / "net.pt")
    assert read_network(tmp_path / "net.pt") == network
    torch.save(module, tmp_path / "model.pt")
    assert_refused(read_network, tmp_path / "model.pt", FormatError, "loads with weights_only")
