"""ONNX models, against the evaluator of onnx itself on numbers that doubles calculate exactly."""

import re
import sys
from fractions import Fraction as Q
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from network_files import (
    NET,
    assert_refused,
    assert_refused_in_one_line_or_read,
    damaged,
    dyadic_networks,
)

from exactrelu.errors import (
    DimensionError,
    DomainError,
    FloatError,
    FormatError,
    MissingExtraError,
)
from exactrelu.formats import read_network, write_network
from exactrelu.formats.nnet import read_normalised_nnet
from exactrelu.formats.onnx import read_onnx, write_onnx
from exactrelu.network import Network

DATA = Path(__file__).parent / "data"

try:
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from onnx.reference import ReferenceEvaluator
except ImportError:
    onnx = None

needs_onnx = pytest.mark.skipif(onnx is None, reason="onnx is not installed")


def test_without_the_extra_it_is_asked_for(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "onnx", None)
    path = tmp_path / "net.onnx"
    path.write_bytes(b"x")
    message = "ONNX needs the extra 'onnx': pip install exactrelu[onnx]"
    assert_refused(read_network, path, MissingExtraError, message)
    assert_refused(lambda path: write_network(path, NET), path, MissingExtraError, message)


def node(kind, *inputs, out=None, **attributes):
    return helper.make_node(kind, list(inputs), [out or f"{kind}_out"], name=kind, **attributes)


def model(nodes, constants=(), *, shape=("batch", 2), end=None, inputs=("x",), kind=None, **extra):
    kind = kind or TensorProto.DOUBLE
    ends = [helper.make_tensor_value_info(name, kind, shape) for name in inputs]
    last = end or nodes[-1].output[0]
    outputs = [helper.make_tensor_value_info(name, kind, None) for name in [last]]
    tensors = [
        array if not isinstance(array, np.ndarray) else numpy_helper.from_array(array, name)
        for name, array in dict(constants).items()
    ]
    graph = helper.make_graph(nodes, "g", ends, outputs, tensors)
    opsets = [helper.make_opsetid("", 14), helper.make_opsetid("com.microsoft", 1)]
    built = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    for name, value in extra.items():
        getattr(built.graph, name).extend(value)
    return built


def doubles(*rows):
    return np.array(rows, dtype="f8")


W, V = doubles([1, -2, 0.5], [3, 0, -1]), doubles([1, 2], [-1, 0.25], [4, -8])
B = np.array([0.5, -1, 2])


def good():
    """Models by names: their nodes, constants and the shape of their input."""
    n = node
    linear = n("MatMul", "x", "W")
    return {
        "a matrix alone": ([linear], {"W": W}, ("batch", 2)),
        "the identity": ([n("Identity", "x")], {}, ("batch", 2)),
        "relu alone": ([n("Relu", "x")], {}, (2,)),
        "relu of relu": ([n("Relu", "x", out="a"), n("Relu", "a")], {}, (1, 2)),
        "two layers": (
            [
                linear,
                n("Add", "MatMul_out", "b"),
                n("Relu", "Add_out"),
                n("MatMul", "Relu_out", "V", out="y"),
            ],
            {"W": W, "b": B, "V": V},
            ("batch", 2),
        ),
        "normalised inputs": (
            [
                n("Sub", "x", "mean"),
                n("Div", "Sub_out", "range"),
                n("MatMul", "Div_out", "W"),
                n("Add", "b", "MatMul_out"),
                n("Relu", "Add_out"),
                n("Mul", "Relu_out", "scale"),
            ],
            {
                "mean": doubles([1, -3]),
                "range": doubles([4, 0.5]),
                "W": W,
                "b": B,
                "scale": np.array(-0.5),
            },
            ("batch", 2),
        ),
        "affine maps in a row": (
            [
                linear,
                n("Sub", "b", "MatMul_out"),
                n("MatMul", "Sub_out", "V", out="c"),
                n("Identity", "c"),
                n("Mul", "d", "Identity_out"),
            ],
            {"W": W, "b": B, "V": V, "d": doubles([2, -1])},
            ("batch", 2),
        ),
        "gemm": ([n("Gemm", "x", "W", "b")], {"W": W, "b": B}, ("batch", 2)),
        "gemm without a summand": ([n("Gemm", "x", "W")], {"W": W}, ("batch", 2)),
        "gemm with an empty summand": ([n("Gemm", "x", "W", "")], {"W": W}, ("batch", 2)),
        "gemm of a transpose": (
            [n("Gemm", "x", "W", "b", transB=1, alpha=0.5, beta=-2.0)],
            {"W": W.T.copy(), "b": np.array([[1.0]])},
            ("batch", 2),
        ),
        "gemm of the transpose of x": (
            [n("Gemm", "x", "W", "b", transA=1)],
            {"W": W, "b": doubles([1], [2], [3])},
            (2, 3),
        ),
        "gemm from the left": (
            [n("Gemm", "V", "x", "b", transA=1, transB=1, beta=0.0)],
            {"V": V, "b": np.array([5.0])},
            (4, 3),
        ),
        "gemm from the left, plainly": ([n("Gemm", "V", "x")], {"V": V}, (2, 3)),
        "a product with a batch": ([linear], {"W": W}, (2, 3, 2)),
        "a product from the left": ([n("MatMul", "V", "x")], {"V": V}, (2, 2, 3)),
        "a product with a vector": ([n("MatMul", "x", "b")], {"b": B}, (2, 3)),
        "a product of a vector": ([n("MatMul", "V", "x")], {"V": V}, (2,)),
        "a vector times a product": ([n("MatMul", "b", "x")], {"b": B}, (3, 2)),
        "an inner product": ([n("MatMul", "b", "x")], {"b": B}, (3,)),
        "a vector times a matrix": ([linear], {"W": W}, (2,)),
        "flattened": (
            [n("Flatten", "x"), n("MatMul", "Flatten_out", "A")],
            {"A": doubles(*np.arange(8).reshape(4, 2))},
            (1, 2, 1, 2),
        ),
        "flattened at an axis": (
            [n("Flatten", "x", axis=-1), linear_of("Flatten_out")],
            {"W": W},
            (1, 1, 2),
        ),
        "flattened at 0": ([n("Flatten", "x", axis=0), linear_of("Flatten_out")], {"W": W}, (2, 1)),
        "reshaped": (
            [n("Reshape", "x", "s"), linear_of("Reshape_out")],
            {"W": W, "s": np.array([0, -1])},
            ("batch", 1, 2),
        ),
        "reshaped by a constant node": (
            [
                n("Constant", out="s", value_ints=[2, 3]),
                n("Identity", "s", out="t"),
                n("Reshape", "x", "t"),
                n("MatMul", "Reshape_out", "V"),
            ],
            {"V": V},
            (1, 6),
        ),
        "a constant node": (
            [
                n("Constant", out="c", value=numpy_helper.from_array(doubles(1, 2))),
                n("Add", "x", "c"),
            ],
            {},
            ("batch", 2),
        ),
        "a constant number": (
            [n("Constant", out="c", value_float=0.5), n("Mul", "x", "c")],
            {},
            (2,),
        ),
        "constant numbers": (
            [n("Constant", out="c", value_floats=[1.0, 2.0]), n("Sub", "c", "x")],
            {},
            (2,),
        ),
        "a sum that adds a dimension": ([n("Add", "x", "b")], {"b": doubles([[1, 2]])}, (2,)),
        "what does not reach the output": (
            [linear, n("Relu", "MatMul_out", out="lost"), n("Identity", "MatMul_out", out="y")],
            {"W": W},
            ("batch", 2),
        ),
    }  # fmt: skip


def linear_of(name):
    return node("MatMul", name, "W")


GOOD = good() if onnx else {}


@needs_onnx
@pytest.mark.parametrize("case", GOOD)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_a_model_is_the_network_that_onnx_evaluates(tmp_path, case):
    nodes, constants, shape = GOOD[case]
    # The attributes of a constant are floats of four bytes, and onnx does not mix lengths.
    kind = ("FLOAT", "f4") if "number" in case else ("DOUBLE", "f8")
    built = model(nodes, constants, shape=shape, kind=getattr(TensorProto, kind[0]))
    path = tmp_path / "net.onnx"
    path.write_bytes(built.SerializeToString())
    network = read_onnx(path).network
    sizes = [1 if isinstance(size, str) else size for size in shape]
    evaluator = ReferenceEvaluator(built)
    for seed in range(6):
        point = np.random.default_rng(seed).integers(-8, 9, sizes).astype(kind[1])
        (expected,) = evaluator.run(None, {"x": point})
        assert network(point.ravel().astype(int).tolist()) == tuple(
            Q(value) for value in np.ravel(expected).tolist()
        )


@needs_onnx
def test_affine_operators_merge_to_one_map(tmp_path):
    nodes, constants, shape = GOOD["normalised inputs"]
    path = tmp_path / "net.onnx"
    path.write_bytes(model(nodes, constants, shape=shape).SerializeToString())
    network = read_onnx(path).network
    assert (network.widths, network.depth) == ((3,), 2)
    assert network.layers[1] == Network.of(
        ([["-1/2", 0, 0], [0, "-1/2", 0], [0, 0, "-1/2"]], [0, 0, 0])
    ).layers[0]  # fmt: skip


@needs_onnx
@pytest.mark.parametrize("kind", ["FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"])
def test_floats_of_all_lengths_are_read_as_what_they_hold(tmp_path, kind):
    number = getattr(TensorProto, kind)
    tensors = {
        name: helper.make_tensor(name, number, shape, values)
        for name, shape, values in [("W", [2, 1], [0.1, 2.5]), ("b", [1], [-0.75])]
    }
    path = tmp_path / "net.onnx"
    built = model([node("Gemm", "x", "W", "b")], tensors, kind=number)
    path.write_bytes(built.SerializeToString())
    held = {
        "FLOAT": Q(13421773, 2**27),
        "DOUBLE": Q(0.1),
        "FLOAT16": Q(1638, 2**14),
        "BFLOAT16": Q(205, 2**11),
    }
    assert read_onnx(path).network == Network.of(([[held[kind], "5/2"]], ["-3/4"]))


@needs_onnx
@given(network=dyadic_networks())
@settings(max_examples=25)
def test_what_is_written_is_a_valid_model_of_the_same_network(tmp_path_factory, network):
    path = tmp_path_factory.getbasetemp() / "written.onnx"
    write_onnx(path, network)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    assert read_onnx(path).network == network


@needs_onnx
def test_what_is_written_is_evaluated_by_onnx_to_the_same(tmp_path):
    path = tmp_path / "net.onnx"
    write_onnx(path, NET)
    (values,) = ReferenceEvaluator(str(path)).run(None, {"x": np.array([[1.0, -2.0], [3.0, 0.5]])})
    assert [Q(value) for value in values.ravel().tolist()] == [*NET([1, -2]), *NET([3, "1/2"])]


def by_hand(path, matrices, point):
    """The value at a point from the tensors of a model, number by number."""
    tensors = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    x = [Q(v) for v in point]
    for index, (weights, bias) in enumerate(matrices):
        columns = [[Q(v) for v in column] for column in tensors[weights].T.tolist()]
        x = [sum(w * v for w, v in zip(column, x, strict=True)) for column in columns]
        x = [v + Q(b) for v, b in zip(x, tensors[bias].ravel().tolist(), strict=True)]
        if index < len(matrices) - 1:
            x = [max(v, 0) for v in x]
    return tuple(x)


ACAS = DATA / "ACASXU_experimental_v2a_2_3.onnx"
ACAS_TENSORS = [
    *((f"Operation_{i}_MatMul_W", f"Operation_{i}_Add_B") for i in range(1, 7)),
    ("linear_7_MatMul_W", "linear_7_Add_B"),
]
REAL = {
    "ACASXU_experimental_v2a_2_3.onnx": (ACAS_TENSORS, [1, -1, 0, "1/2", "-1/3"], (50,) * 6),
    "fc1.onnx": ([(f"W{i}:0", f"b{i}:0") for i in range(1, 5)], ["1/3", -2], (25,) * 3),
}


@needs_onnx
@pytest.mark.parametrize("name", REAL)
def test_networks_of_the_world_are_read(name):
    tensors, point, widths = REAL[name]
    stated = read_onnx(DATA / name)
    assert (stated.network.widths, stated.reading) == (widths, "dyadic")
    assert stated.network(point) == by_hand(DATA / name, tensors, point)


@needs_onnx
def test_a_network_of_pictures_is_read():
    stated = read_onnx(DATA / "mnist2x10.onnx")
    assert (stated.network.input_dimension, stated.network.widths) == (784, (10, 10))
    assert stated.note == "the input is 'input', of shape (1, 1, 28, 28), row by row"
    picture = np.random.default_rng(0).integers(0, 2, (1, 1, 28, 28)).astype("f4")
    (values,) = ReferenceEvaluator(str(DATA / "mnist2x10.onnx")).run(None, {"input": picture})
    exact = stated.network(picture.ravel().astype(int).tolist())
    assert np.allclose(values.ravel(), [float(value) for value in exact], atol=1e-4)


@needs_onnx
def test_a_convolution_is_refused_by_its_name():
    path = DATA / "KJ_TinyTaxiNet.onnx"
    assert_refused(read_onnx, path, FormatError, "Relu, Reshape, Sub, not Cast, Conv, Transpose")


@needs_onnx
def test_the_layers_in_the_two_files_of_a_network_differ_by_their_rounding():
    """The floats of four bytes are those next to the decimals, and are other numbers."""
    dyadic = read_onnx(ACAS).network
    decimal = read_normalised_nnet(ACAS.with_suffix(".nnet")).network
    assert dyadic.widths == decimal.widths
    pairs = [
        (x, y)
        for a, b in zip(dyadic.layers, decimal.layers, strict=True)
        for x, y in zip([*sum(a.weights, ()), *a.bias], [*sum(b.weights, ()), *b.bias], strict=True)
    ]
    assert all(Q(float(np.float32(float(decimal)))) == held for held, decimal in pairs)
    assert sum(held != decimal for held, decimal in pairs) == len(pairs) - 1 == 13304
    middle = [0, 0, 0, 0, 0]
    difference = max(abs(x - y) for x, y in zip(dyadic(middle), decimal(middle), strict=True))
    assert 0 < difference < Q(1, 10**8)


def bad():
    """Bad models by names: the model, the error, and what must be said."""
    n = node
    linear = n("MatMul", "x", "W")
    outside = numpy_helper.from_array(W, "W")
    outside.data_location = TensorProto.EXTERNAL
    cut = numpy_helper.from_array(W, "W")
    cut.raw_data = cut.raw_data[:-1]
    nan = W.copy()
    nan[0, 1] = np.nan
    elsewhere = helper.make_node("Gelu", ["x"], ["y"], domain="com.microsoft")
    two_outputs = helper.make_tensor_value_info("x2", TensorProto.DOUBLE, [1])
    unknown_value = helper.make_node("Constant", [], ["c"], value_string=b"text")
    return {
        "a convolution": (
            model([n("Conv", "x", "W")], {"W": W}),
            FormatError,
            "Div, Flatten, Gemm, Identity, MatMul, Mul, Relu, Reshape, Sub, not Conv",
        ),
        "another domain": (model([elsewhere]), FormatError, "not com.microsoft.Gelu"),
        "a branch": (
            model([n("Relu", "x"), n("Add", "x", "Relu_out")]),
            FormatError,
            "operator Add 'Add' must have 1 input that is no constant, not 2: branches are not",
        ),
        "a square": (model([n("Mul", "x", "x")]), FormatError, "'Mul' must have 1 input"),
        "constants alone": (
            model([n("Add", "b", "b", out="c"), n("Add", "x", "c", out="y")], {"b": B}),
            FormatError,
            "operator Add 'Add' must have 1 input that is no constant, not constants alone",
        ),
        "a shape that depends on x": (
            model([n("Reshape", "s", "x")], {"s": np.array([1, 2])}),
            FormatError,
            "operator Reshape 'Reshape' must have a constant vector of integers as its shape",
        ),
        "two inputs": (model([linear], {"W": W}, inputs=("x", "z")), FormatError, "2: 'x', 'z'"),
        "no input": (model([linear], {"W": W}, inputs=()), FormatError, "must have 1 input, not 0"),
        "two outputs": (
            model([linear], {"W": W}, output=[two_outputs]),
            FormatError,
            "the model must have 1 output, not 2: 'MatMul_out', 'x2'",
        ),
        "an output from nowhere": (
            model([linear], {"W": W}, end="y"),
            FormatError,
            "'y' must be computed from the input 'x'",
        ),
        "a circle": (
            model([n("Relu", "b", out="a"), n("Relu", "a", out="b")]),
            FormatError,
            "must be computed from the input 'x'",
        ),
        "a name twice": (
            model([linear, linear], {"W": W}),
            FormatError,
            "'MatMul_out' must not be",
        ),
        "no operator": (model([linear], {"W": W}), FormatError, "at least 1 operator, not 0"),
        "shapes of any size": (
            model([linear], {"W": W}, shape=("batch", "n")),
            FormatError,
            "input 'x' must have a size in each dimension but the first, not (batch, n)",
        ),
        "n = 0": (
            model([linear], {"W": np.zeros((0, 3))}, shape=("batch", 0)),
            DimensionError,
            "input 'x' must have 1 to 1048576 entries, not shape (1, 0)",
        ),
        "a negative size": (model([linear], shape=(-1, -2)), DimensionError, "not shape (-1, -2)"),
        "a huge input": (model([linear], shape=(2**40,)), DimensionError, "1 to 1048576 entries"),
        "a large layer": (
            model([n("Relu", "x")], shape=(2**20,)),
            DimensionError,
            "a layer must have at most 67108864 weights, not 1048576 x 1048576",
        ),
        "a large product": (model([linear], {"W": W}, shape=(2**19, 2)), DimensionError, "at most"),
        "width 0": (
            model([linear], {"W": np.zeros((2, 0))}),
            DimensionError,
            "operator MatMul 'MatMul' must have at least 1 row and 1 column, not 0 and 2",
        ),
        "a matrix that does not fit": (
            model([linear], {"W": V}),
            DimensionError,
            "operator MatMul 'MatMul' must have constants for (1, 2), not (3, 2)",
        ),
        "a left matrix that does not fit": (
            model([n("MatMul", "V", "x")], {"V": V}, shape=(3, 2)),
            DimensionError,
            "must have constants for (3, 2), not (3, 2)",
        ),
        "a stack of matrices": (
            model([linear], {"W": np.zeros((2, 2, 2))}),
            DimensionError,
            "must have a vector or a matrix as its constant",
        ),
        "a sum that does not fit": (
            model([n("Add", "x", "b")], {"b": B}),
            DimensionError,
            "operator Add 'Add' must have a constant that fits (1, 2), not (3,)",
        ),
        "a sum that repeats x": (
            model([n("Add", "x", "W")], {"W": W.T.copy()}),
            DimensionError,
            "must have a constant that fits (1, 2), not (3, 2)",
        ),
        "a summand of another shape": (
            model([n("Gemm", "x", "W", "b")], {"W": W, "b": B[None, None]}),
            DimensionError,
            "must have a summand that fits (1, 3), not (1, 1, 3)",
        ),
        "gemm of a vector": (
            model([n("Gemm", "x", "W")], {"W": W}, shape=(2,)),
            DimensionError,
            "m",
        ),
        "gemm with a vector": (
            model([n("Gemm", "x", "W")], {"W": B}),
            DimensionError,
            "a matrix as",
        ),
        "gemm that adds x": (
            model([n("Gemm", "W", "V", "x")], {"W": W, "V": V}),
            DimensionError,
            "must have a matrix that depends on x as its first or second input, not shape (1, 2)",
        ),
        "a division by 0": (model([n("Div", "x", "b")], {"b": np.array(0.0)}), DomainError, "by 0"),
        "a division by x": (model([n("Div", "b", "x")], {"b": B[:2]}), FormatError, "by a const"),
        "a reshape to less": (
            model([n("Reshape", "x", "s")], {"s": np.array([3, -1])}),
            DimensionError,
            "operator Reshape 'Reshape' must keep the 2 entries, not give shape [3, -1]",
        ),
        "a reshape to nothing": (
            model([n("Reshape", "x", "s", allowzero=1)], {"s": np.array([0, 2])}),
            DimensionError,
            "must keep the 2 entries",
        ),
        "a reshape with two gaps": (
            model([n("Reshape", "x", "s")], {"s": np.array([-1, -1])}),
            DimensionError,
            "must keep the 2 entries",
        ),
        "an axis outside": (
            model([n("Flatten", "x", axis=3)]),
            DimensionError,
            "an axis of (1, 2)",
        ),
        "an axis of words": (model([n("Flatten", "x", axis="a")]), FormatError, "an integer as"),
        "an unknown attribute": (
            model([n("Add", "x", "b", axis=1)], {"b": B}),
            FormatError,
            "operator Add 'Add' must not have the attribute 'axis'",
        ),
        "too few inputs": (model([n("MatMul", "x")]), FormatError, "must have 2 inputs, not 1"),
        "too many inputs": (
            model([n("Gemm", "x", "W", "W", "W")], {"W": W}),
            FormatError,
            "2 to 3 inp",
        ),
        "an input left out": (model([n("Add", "x", "")]), FormatError, "must have its input 2"),
        "NaN": (
            model([linear], {"W": nan}),
            FloatError,
            "net.onnx: W[0][1] must be a finite rational number, not nan",
        ),
        "infinity": (model([n("Add", "x", "b")], {"b": np.array(np.inf)}), FloatError, "b must be"),
        "weights elsewhere": (
            model([linear], {"W": outside}),
            FormatError,
            "W must be inside of the",
        ),
        "weights cut": (
            model([linear], {"W": cut}),
            FormatError,
            "W must be a whole tensor, but: ",
        ),
        "truth values": (
            model([linear], {"W": W > 0}),
            FormatError,
            "of 2, 4 or 8 bytes, not bool",
        ),
        "texts": (
            model([linear], {"W": np.array([["a"]], object)}),
            FormatError,
            "W must hold integ",
        ),
        "sparse weights": (
            model(
                [linear],
                {"W": W},
                sparse_initializer=[
                    helper.make_sparse_tensor(
                        numpy_helper.from_array(B, "S"),
                        numpy_helper.from_array(np.arange(3), "i"),
                        [9],
                    )
                ],
            ),
            FormatError,
            "initializers must be dense, not sparse",
        ),
        "an input of integers": (
            model([linear], {"W": W}, kind=TensorProto.INT64),
            FormatError,
            "input 'x' must be a tensor of floats with a shape",
        ),
        "a constant of text": (
            model([unknown_value]),
            FormatError,
            "must have one value, a tensor or",
        ),
    }


BAD = bad() if onnx else {}
if onnx:
    BAD["no operator"][0].graph.ClearField("node")


@needs_onnx
@pytest.mark.parametrize("case", BAD)
def test_bad_models_are_refused_in_one_line(tmp_path, case):
    built, kind, message = BAD[case]
    path = tmp_path / "net.onnx"
    path.write_bytes(built.SerializeToString())
    assert_refused(read_onnx, path, kind, message)


@needs_onnx
@pytest.mark.parametrize("name", [b"x", b"MatMul", b"MatMul_out", b"batch"])
def test_names_that_are_no_text_are_refused_in_one_line(tmp_path, name):
    data = model(*GOOD["two layers"][:2]).SerializeToString()
    path = tmp_path / "net.onnx"
    path.write_bytes(data.replace(name, b"\x80" + name[1:]))
    assert_refused_in_one_line_or_read(read_onnx, path)
    path.write_bytes(data.replace(name, name[:-1] + b"\x80", 1))
    assert_refused_in_one_line_or_read(read_onnx, path)


@needs_onnx
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", b"\xff" * 99])
def test_what_is_no_model_is_refused(tmp_path, data):
    path = tmp_path / "net.onnx"
    path.write_bytes(data)
    assert_refused(read_onnx, path, FormatError, "the file must be an ONNX model")


@needs_onnx
def test_every_cut_of_a_model_is_refused(tmp_path):
    nodes, constants, shape = GOOD["two layers"]
    data = model(nodes, constants, shape=shape).SerializeToString()
    path = tmp_path / "net.onnx"
    for length in range(0, len(data) - 40, 7):
        path.write_bytes(data[:length])
        with pytest.raises(Exception, match=re.escape(f"{path}: ")) as error:
            read_onnx(path)
        assert len(str(error.value).splitlines()) == 1


@needs_onnx
@given(data=damaged(model(*GOOD["two layers"][:2]).SerializeToString() if onnx else b"-"))
@settings(max_examples=200)
def test_damage_gives_one_line(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "damaged.onnx"
    path.write_bytes(data)
    assert_refused_in_one_line_or_read(read_onnx, path)
