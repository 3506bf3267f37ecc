"""Numpy pairs, .npz, safetensors and the entries of a state_dict."""

import io
import json
import zipfile
from fractions import Fraction as Q

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_files import NET, assert_refused, assert_refused_in_one_line_or_read, damaged

from exactrelu.errors import DimensionError, FloatError, FormatError
from exactrelu.formats.entries import in_the_order_of_numbers, layer_names, network_of_entries
from exactrelu.formats.pairs import network_of_arrays, read_npz, write_npz
from exactrelu.formats.safetensors import read_safetensors, write_safetensors
from exactrelu.network import Network

ONE = np.ones((1, 1))


def scale(*factors):
    """The network that multiplies by these one after the other, with ReLUs between."""
    return Network([([[factor]], [0]) for factor in factors])


@pytest.mark.parametrize("kind", ["i1", "u2", "i8", "f2", "f4", "f8", ">f4", ">i4"])
def test_arrays_of_all_kinds_of_numbers_are_read(kind):
    network = network_of_arrays((np.array([[1, 2], [3, 4]], kind), np.array([5, 6], kind)))
    assert network == Network.of(([[1, 2], [3, 4]], [5, 6]))


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_as_what_they_hold(number):
    (value,) = network_of_arrays((np.array([[number]]), None))(1)
    assert value == Q(number)
    assert type(value) is Q


def test_subnormal_and_halved_floats_are_read():
    tiny = np.array([[2.0**-149]], "f4"), np.array([2.0**-24], "f2")
    assert network_of_arrays(tiny)(1) == (Q(1, 2**149) + Q(1, 2**24),)


ENTRIES = {
    "torch": (["0.weight", "2.weight", "10.weight"], (0, 1, 2)),
    "torch, out of order": (["10.weight", "0.weight", "2.weight"], (1, 2, 0)),
    "names with numbers": (["fc10.weight", "fc9.weight"], (1, 0)),
    "numbers after the part": (["W2", "W1", "W3"], (1, 0, 2)),
    "numbers after a line": (["weights_1", "weights_0"], (1, 0)),
    "names without numbers keep their order": (["hidden.weight", "final.weight"], (0, 1)),
    "mixed names keep their order": (["fc2.weight", "fc1.weight", "out.weight"], (0, 1, 2)),
    "nested names": (["a.1.b.0.weight", "a.0.b.7.weight"], (1, 0)),
    "one layer": (["weight"], (0,)),
    "the same number in two writings": (["f01.weight", "f1.weight"], (0, 1)),
}


@pytest.mark.parametrize("case", ENTRIES)
def test_layers_come_in_the_order_of_their_numbers(case):
    names, order = ENTRIES[case]
    factors = [2, 3, 5][: len(names)]
    arrays = {name: ONE * factor for name, factor in zip(names, factors, strict=True)}
    assert network_of_entries(arrays) == scale(*(factors[index] for index in order))


def test_the_order_may_be_given():
    arrays = {"out.weight": ONE * 2, "fc1.weight": ONE * 3}
    assert network_of_entries(arrays, order=["fc1", "out"]) == scale(3, 2)
    with pytest.raises(FormatError, match=r"order must name the layers 'out', 'fc1', not 'fc1'$"):
        network_of_entries(arrays, order=["fc1"])


def test_names_of_layers():
    assert layer_names(["a.weight", "a.bias", "W1", "b1", "bias"]) == ["a", "1", ""]
    assert in_the_order_of_numbers([]) == []


BAD_ENTRIES = {
    "nothing": ({}, FormatError, "must hold weights of at least 1 layer, not 0"),
    "another part": ({"bn.running_mean": ONE}, FormatError, "of a layer, not 'bn.running_mean'"),
    "a bias alone": ({"0.bias": ONE[0]}, FormatError, "'0.bias' must have weights of the same la"),
    "two weights": ({"a.w": ONE, "a.W": ONE}, FormatError, "'a.w' and 'a.W' must not both be wei"),
    "a convolution": (
        {"conv.weight": np.ones((2, 1, 3, 3))},
        DimensionError,
        "conv.weight must have 2 dimensions, a row for each node, not shape (2, 1, 3, 3)",
    ),
    "a bias of two dimensions": (
        {"0.weight": ONE, "0.bias": ONE},
        DimensionError,
        "0.bias must have 1 dimension, not shape (1, 1)",
    ),
    "a long bias": (
        {"W": np.ones((2, 1)), "b": np.ones(3)},
        DimensionError,
        "b must have 2 entries, one for each row of W, not 3",
    ),
    "width 0": ({"W": np.ones((0, 3))}, DimensionError, "at least 1 row and 1 column, not 0 and 3"),
    "n = 0": ({"W": np.ones((3, 0))}, DimensionError, "at least 1 row and 1 column, not 3 and 0"),
    "layers that do not fit": (
        {"W1": ONE, "W2": np.ones((1, 2))},
        DimensionError,
        "layers[1].weights must have 1 columns, one for each output of layers[0], not 2",
    ),
    "NaN": (
        {"0.weight": ONE, "0.bias": np.array([np.nan])},
        FloatError,
        "0.bias[0] must be a finite rational number, not nan",
    ),
    "infinity": ({"W": ONE * -np.inf}, FloatError, "W[0][0] must be a fin"),
    "truth values": ({"W": ONE > 0}, FormatError, "W must hold integers or floats of 2, 4 or 8 by"),
    "complex numbers": ({"W": ONE * 1j}, FormatError, "not complex128"),
    "texts": ({"W": np.array([["1"]])}, FormatError, "not str"),
}


def npz(path, arrays):
    np.savez(path, **arrays)


@pytest.mark.parametrize("case", BAD_ENTRIES)
def test_bad_entries_are_refused_in_one_line(tmp_path, case):
    arrays, kind, message = BAD_ENTRIES[case]
    path = tmp_path / "net.npz"
    npz(path, arrays)
    assert_refused(read_npz, path, kind, message)


def test_arrays_without_names_are_pairs(tmp_path):
    path = tmp_path / "net.npz"
    arrays = [array for k in range(6) for array in (ONE * (k + 1), np.array([k]))]
    np.savez(path, *arrays)
    assert read_npz(path).network == Network([([[k + 1]], [k]) for k in range(6)])
    np.savez(path, *arrays[:-1])
    assert_refused(read_npz, path, FormatError, "must be pairs of weights and bias, not 11 in num")


def test_what_numpy_writes_compressed_is_read(tmp_path):
    path = tmp_path / "net.npz"
    np.savez_compressed(path, W1=ONE, b1=np.array([-2.5]))
    assert read_npz(path).network == Network.of(([[1]], ["-5/2"]))


def test_numpy_reads_what_is_written(tmp_path):
    path = tmp_path / "net.npz"
    write_npz(path, NET)
    with np.load(path, allow_pickle=False) as archive:
        assert archive.files == ["W1", "b1", "W2", "b2", "W3", "b3"]
        assert archive["W1"].tolist() == [[1, -0.5], [0.75, 2], [0, -0.375]]
        assert archive["b1"].dtype == np.float64


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def pickled():
    file = io.BytesIO()
    np.savez(file, W1=np.array([[Q(1, 2)]], object))
    return file.getvalue()


HUGE = b"{'descr': '<f8', 'fortran_order': False, 'shape': (9, 9999999)}\n"
WHOLE = "must be whole numpy arrays, but: "
BAD_ARCHIVES = {
    "empty": (b"", "the file must be a zip archive of numpy arrays"),
    "an array alone": (b"\x93NUMPY\x01\x00", "the file must be a zip archive of numpy arrays"),
    "an empty archive": (zipped(), "at least 1 layer"),
    "objects": (pickled(), "the file must be whole numpy arrays of numbers"),
    "bytes that begin like an archive": (b"PK abc", "must be whole numpy arrays of numbers"),
    "another file inside": (zipped(W1=b"text"), "'W1' must be a numpy array (.npy)"),
    "a bad array": (zipped(**{"W1.npy": b"\x93NUMPY\x01\x00\x04\x00abcd"}), WHOLE),
    "a huge shape": (zipped(**{"W1.npy": b"\x93NUMPY\x01\x00\x40\x00" + HUGE}), WHOLE),
}


@pytest.mark.parametrize("case", BAD_ARCHIVES)
def test_bad_archives_are_refused_in_one_line(tmp_path, case):
    data, message = BAD_ARCHIVES[case]
    path = tmp_path / "net.npz"
    path.write_bytes(data)
    assert_refused(read_npz, path, FormatError, message)


def test_every_cut_of_an_archive_is_refused(tmp_path):
    path = tmp_path / "net.npz"
    write_npz(path, NET)
    data = path.read_bytes()
    for length in range(0, len(data), 50):
        path.write_bytes(data[:length])
        assert_refused(read_npz, path, FormatError, "the file must be ")


def test_a_name_of_several_lines_is_told_in_one(tmp_path):
    path = tmp_path / "net.npz"
    npz(path, {"W\n\x851": ONE, "fc\n.weight": ONE > 0})
    assert_refused(read_npz, path, FormatError, r"not 'W\n\x851'")
    npz(path, {"fc\n.weight": ONE > 0})
    assert_refused(read_npz, path, FormatError, r"net.npz: fc\n.weight must hold integers")


# Safetensors.


def packed(header, data=b"", *, length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def entry(kind="F64", shape=(1, 1), begin=0, end=8):
    return {"dtype": kind, "shape": list(shape), "data_offsets": [begin, end]}


def test_a_file_is_read_byte_by_byte(tmp_path):
    path = tmp_path / "net.safetensors"
    header = {
        "__metadata__": {"format": "pt"},
        "0.bias": entry("I16", [1], 4, 6),
        "0.weight": entry("F32", [1, 1], 0, 4),
    }
    path.write_bytes(packed(header, b"\x00\x00\xc0\xbf" + b"\xfe\xff"))
    assert read_safetensors(path).network == Network.of(([["-3/2"]], [-2]))


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        ("F64", b"\x9a\x99\x99\x99\x99\x99\xb9\x3f", Q(3602879701896397, 2**55)),
        ("F32", b"\xcd\xcc\xcc\x3d", Q(13421773, 2**27)),
        ("F16", b"\x66\x2e", Q(1638, 2**14)),
        ("BF16", b"\xcd\x3d", Q(205, 2**11)),
        ("I64", b"\xff" * 8, -1),
        ("I32", b"\xff" * 4, -1),
        ("I8", b"\x80", -128),
        ("U8", b"\x80", 128),
        ("U16", b"\xff\xff", 65535),
        ("U32", b"\xff" * 4, 2**32 - 1),
        ("U64", b"\xff" * 8, 2**64 - 1),
    ],
)
def test_all_types_of_tensors_are_read(tmp_path, kind, data, value):
    path = tmp_path / "net.safetensors"
    path.write_bytes(packed({"weight": entry(kind, (1, 1), 0, len(data))}, data))
    assert read_safetensors(path).network(1) == (value,)


def test_the_package_safetensors_agrees(tmp_path):
    package = pytest.importorskip("safetensors.numpy")
    path = tmp_path / "net.safetensors"
    write_safetensors(path, NET)
    arrays = package.load_file(path)
    assert sorted(arrays) == sorted(f"{k}.{part}" for k in (0, 2, 4) for part in ("weight", "bias"))
    assert arrays["2.weight"].tolist() == [[1, 2, 3], [-1 / 1024, 0, 1]]
    package.save_file(arrays, path, metadata={"format": "np"})
    assert read_safetensors(path).network == NET


def test_names_that_do_not_tell_the_order_need_it_given(tmp_path):
    path = tmp_path / "net.safetensors"
    header = {"out.weight": entry("I8", (1, 1), 0, 1), "fc1.weight": entry("I8", (1, 1), 1, 2)}
    path.write_bytes(packed(header, b"\x02\x03"))
    message = "must differ in their numbers alone, or the order be given, not 'out', 'fc1'"
    assert_refused(read_safetensors, path, FormatError, message)
    assert read_safetensors(path, order=["fc1", "out"]).network == scale(3, 2)


ONE_BYTE = entry("I8", (1, 1), 0, 1)
BAD_SAFETENSORS = {
    "empty": (b"", "must begin with 8 bytes, the length of its header, but has 0"),
    "a cut header": (packed({}, length=99), "the header must end at byte 107, but the file has 10"),
    "no text": (packed(b"\xff"), "the header must be text in UTF-8"),
    "no JSON": (packed(b"{"), "header: the JSON value must be complete"),
    "no object": (packed([]), "the header must be an object"),
    "no tensors": (packed({}), "must hold weights of at least 1 layer, not 0"),
    "a name twice": (packed(b'{"a": 1, "a": 2}'), "must not have the key 'a' twice"),
    "no entry": (packed({"weight": 3}), "'weight' must have the fields 'dtype', 'shape', 'data_o"),
    "a missing field": (packed({"weight": {"dtype": "F64"}}), "'weight' must have the fields"),
    "an unknown type": (packed({"weight": entry("F8_E5M2")}), "U8, not 'F8_E5M2'"),
    "truth values": (packed({"weight": entry("BOOL")}), "U8, not 'BOOL'"),
    "a type that is none": (packed({"weight": entry(["F64"])}), "not ['F64']"),
    "a negative size": (packed({"weight": entry(shape=(-1, -1))}), "'weight' must have counts as"),
    "a shape of floats": (packed({"weight": entry(shape=(1.0, 1))}), "'weight' must have counts"),
    "a shape that is true": (packed({"weight": entry(shape=(True, 1))}), "must have counts"),
    "three offsets": (
        packed({"weight": {**entry(), "data_offsets": [0, 8, 16]}}),
        "'weight' must have counts as its shape and its two data_offsets",
    ),
    "few bytes": (packed({"weight": entry(end=4)}), "must have 8 bytes for its shape, not 4"),
    "a cut file": (packed({"weight": entry()}, b"1234"), "must have 8 bytes of data after its"),
    "bytes more": (packed({"weight": ONE_BYTE}, b"12"), "must have 1 bytes of data after its hea"),
    "a gap": (
        packed({"weight": ONE_BYTE, "bias": entry("I8", (1,), 2, 3)}, b"123"),
        "'bias' must begin at byte 1 of the data, not 2",
    ),
    "an overlap": (
        packed({"weight": ONE_BYTE, "bias": entry("I8", (1,), 0, 1)}, b"1"),
        "must begin at byte 1 of the data, not 0",
    ),
    "many dimensions": (
        packed({"weight": entry("I8", (1,) * 99, 0, 1)}, b"1"),
        "'weight' must have a shape of at most 64 dimensions",
    ),
}


@pytest.mark.parametrize("case", BAD_SAFETENSORS)
def test_bad_safetensors_are_refused_in_one_line(tmp_path, case):
    data, message = BAD_SAFETENSORS[case]
    path = tmp_path / "net.safetensors"
    path.write_bytes(data)
    assert_refused(read_safetensors, path, FormatError, message)


@pytest.mark.parametrize(
    ("write", "read"), [(write_npz, read_npz), (write_safetensors, read_safetensors)]
)
@given(data=st.data())
@settings(max_examples=100)
def test_damage_gives_one_line(tmp_path_factory, write, read, data):
    path = tmp_path_factory.getbasetemp() / "damaged"
    write(path, NET)
    path.write_bytes(data.draw(damaged(path.read_bytes())))
    assert_refused_in_one_line_or_read(read, path)
