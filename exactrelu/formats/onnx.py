"""ONNX files: chains of affine operators and Relu, read and written.

A model is read if one chain of operators leads from its only input to its only output, and these
are Gemm, MatMul, Add, Sub, Mul and Div with a constant, Relu, Flatten, Reshape and Identity. Affine
operators between two Relus merge to one affine map. Any other operator, a branch, several inputs or
outputs are refused by their names. (ONNX, *Operators*, https://onnx.ai/onnx/operators/.)

Floats are read as the dyadic rationals that they hold. The inputs of the network are the entries of
the model's input row by row; a batch, which is a first dimension without a size, is 1.

The extra ``onnx`` is needed. Nothing outside of the file is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from exactrelu.errors import DimensionError, FormatError, MissingExtraError
from exactrelu.formats import operators
from exactrelu.formats.arrays import Array, as_doubles, known
from exactrelu.formats.chains import network_of_steps
from exactrelu.formats.operators import OPERATORS, Operator
from exactrelu.formats.reading import naming, read_bytes
from exactrelu.formats.stated import StatedNetwork
from exactrelu.formats.writing import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from exactrelu.formats.chains import Step
    from exactrelu.formats.operators import Shape
    from exactrelu.formats.writing import FilePath
    from exactrelu.network import Network

__all__ = ["read_onnx", "write_onnx"]

OPSET = 13
IR_VERSION = 8
"""Versions that onnx and its runtimes have known since 2021; what is written needs no newer one."""

LARGEST_INPUT = 1 << 20


def read_onnx(path: FilePath) -> StatedNetwork:
    """Return the network of an ONNX model.

    Raises FormatError for a model that is not such a chain, naming the operator; DimensionError for
    shapes that do not fit, NumberError for NaN and infinity; MissingExtraError without onnx.

    >>> read_onnx("/no/such/net.onnx")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.onnx: the file must be readable, but: No such file \
or directory
    """
    data = read_bytes(path)
    with naming(path):
        graph = _graph(data)
        source, shape = _input(graph)
        chain = _chain(graph, source)
        network = network_of_steps(_steps(chain, shape), prod(shape))
    note = f"the input is {source!r}, of shape {shape}, row by row"
    return StatedNetwork(network=network, format="onnx", reading="dyadic", note=note)


def write_onnx(path: FilePath, network: Network) -> None:
    """Write a network as a chain of Gemm and Relu on doubles, for inputs of shape (batch, n).

    Raises FormatError if a number is not held by a double; MissingExtraError without onnx.

    >>> from exactrelu.network import Network
    >>> write_onnx("net.onnx", Network.of(([["1/3"]], [3])))  # doctest: +SKIP
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.onnx: W1[0][0] must be a number that a double holds, not 1/3
    """
    with naming(path):
        data = _model(network, _onnx())
    write_bytes(path, data)


def _onnx() -> ModuleType:
    try:
        import onnx  # noqa: PLC0415 - an optional dependency, and slow to load
        import onnx.numpy_helper  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(
            "ONNX needs the extra 'onnx': pip install exactrelu[onnx]"
        ) from None
    found: ModuleType = onnx
    return found


@dataclass(frozen=True, slots=True)
class _Graph:
    """A graph of ONNX: its constants by their names, and its other nodes by their outputs."""

    inputs: list[Any]
    outputs: list[str]
    constants: dict[str, Array]
    producers: dict[str, Any]


def _graph(data: bytes) -> _Graph:
    onnx = _onnx()
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except Exception:  # noqa: BLE001 - protobuf's errors have no base but this
        raise FormatError("the file must be an ONNX model, but is cut or is none") from None
    if not model.graph.node:
        raise FormatError("the file must be an ONNX model with at least 1 operator, not 0")
    _require_text(model.graph)
    _require_known(model.graph)
    constants = _initializers(model.graph, onnx)
    return _Graph(
        inputs=[value for value in model.graph.input if value.name not in constants],
        outputs=[value.name for value in model.graph.output],
        constants=constants,
        producers=_producers(model.graph, constants, onnx),
    )


def _require_text(graph: Any) -> None:  # noqa: ANN401 - protobuf is untyped
    """Raise FormatError if a name is not UTF-8; protobuf gives it as bytes then."""
    names = [value.name for value in (*graph.initializer, *graph.input, *graph.output)]
    for node in graph.node:
        names += [node.op_type, node.domain, node.name, *node.input, *node.output]
        names += [attribute.name for attribute in node.attribute]
    for name in names:
        if not isinstance(name, str):
            raise FormatError(f"names must be text in UTF-8, not {name!r:.80}")


def _require_known(graph: Any) -> None:  # noqa: ANN401 - as above
    allowed = {*OPERATORS, "Constant"}
    names = {
        (f"{n.domain}." if n.domain not in {"", "ai.onnx"} else "") + n.op_type for n in graph.node
    }
    if unknown := sorted(names - allowed):
        raise FormatError(
            f"operators must be of {', '.join(sorted(allowed))}, not "
            f"{', '.join(f'{name:.40}' for name in unknown[:8])}"
        )


def _initializers(graph: Any, onnx: Any) -> dict[str, Array]:  # noqa: ANN401 - as above
    if graph.sparse_initializer:
        raise FormatError("initializers must be dense, not sparse")
    return {tensor.name: _array(tensor, tensor.name, onnx) for tensor in graph.initializer}


def _producers(graph: Any, constants: dict[str, Array], onnx: Any) -> dict[str, Any]:  # noqa: ANN401
    """The nodes by their outputs; the constants among them are added to `constants`."""
    producers: dict[str, Any] = {}
    for node in graph.node:
        label = _label(node)
        if len(node.output) != 1:
            raise FormatError(f"{label} must have 1 output, not {len(node.output)}")
        (output,) = node.output
        if output in producers or output in constants:
            raise FormatError(f"{label}: the name {output!r:.80} must not be given twice")
        if node.op_type == "Constant":
            constants[output] = _constant(node, label, onnx)
        elif node.op_type == "Identity" and len(node.input) == 1 and node.input[0] in constants:
            constants[output] = constants[node.input[0]]
        elif all(name in constants for name in node.input if name):
            raise FormatError(f"{label} must have 1 input that is no constant, not constants alone")
        else:
            producers[output] = node
    return producers


def _constant(node: Any, label: str, onnx: Any) -> Array:  # noqa: ANN401 - as above
    attributes = _attributes(node, onnx)
    match list(attributes.items()):
        case [("value", tensor)] if isinstance(tensor, onnx.TensorProto):
            return _array(tensor, label, onnx)
        case [("value_float" | "value_floats" | "value_int" | "value_ints", value)]:
            return np.array(value)
    raise FormatError(f"{label} must have one value, a tensor or numbers, not {list(attributes)}")


def _array(tensor: Any, name: str, onnx: Any) -> Array:  # noqa: ANN401 - as above
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        raise FormatError(f"{name} must be inside of the file, not in another one")
    try:
        array: Array = onnx.numpy_helper.to_array(tensor)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        NotImplementedError,
    ) as error:
        words = " ".join(str(error).split())
        raise FormatError(f"{name} must be a whole tensor, but: {words:.120}") from None
    return known(array, name)


def _attributes(node: Any, onnx: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    try:
        return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    except ValueError:
        raise FormatError(f"{_label(node)} must have attributes with values") from None


def _label(node: Any) -> str:  # noqa: ANN401 - as above
    name = node.name or (node.output[0] if node.output else "")
    return f"operator {node.op_type} {name!r:.80}"


def _input(graph: _Graph) -> tuple[str, Shape]:
    """The name and the shape of the only input."""
    if len(graph.inputs) != 1:
        names = ", ".join(f"{value.name!r:.40}" for value in graph.inputs[:8])
        raise FormatError(f"the model must have 1 input, not {len(graph.inputs)}: {names}")
    (value,) = graph.inputs
    tensor = value.type.tensor_type
    if not tensor.HasField("shape") or tensor.elem_type not in _float_types():
        raise FormatError(f"input {value.name!r:.80} must be a tensor of floats with a shape")
    return value.name, _shape(value.name, tensor.shape.dim)


def _float_types() -> set[int]:
    kinds = _onnx().TensorProto
    return {kinds.FLOAT, kinds.DOUBLE, kinds.FLOAT16, kinds.BFLOAT16}


def _shape(name: str, dimensions: Any) -> Shape:  # noqa: ANN401 - as above
    sizes: list[int | str] = [
        d.dim_value if d.HasField("dim_value") else str(d.dim_param or "?") for d in dimensions
    ]
    if any(isinstance(size, str) for size in sizes[1:]):
        listed = ", ".join(map(str, sizes))
        raise FormatError(
            f"input {name!r:.80} must have a size in each dimension but the first, "
            f"not ({listed:.80})"
        )
    shape = tuple(1 if isinstance(size, str) else size for size in sizes)
    if not 1 <= prod(shape) <= LARGEST_INPUT or min(shape, default=1) < 1:
        raise DimensionError(
            f"input {name!r:.80} must have 1 to {LARGEST_INPUT} entries, not shape {shape}"
        )
    return shape


def _chain(graph: _Graph, source: str) -> list[Operator]:
    """The operators from the input to the output, found from the output backwards."""
    if len(graph.outputs) != 1:
        names = ", ".join(f"{name!r:.40}" for name in graph.outputs[:8])
        raise FormatError(f"the model must have 1 output, not {len(graph.outputs)}: {names}")
    (name,) = graph.outputs
    chain: list[Operator] = []
    while name != source:
        if name not in graph.producers or len(chain) > len(graph.producers):
            raise FormatError(f"{name!r:.80} must be computed from the input {source!r:.80}")
        operator = _operator(graph.producers[name], graph.constants)
        chain.append(operator)
        name = graph.producers[name].input[operator.live]
    return chain[::-1]


def _operator(node: Any, constants: dict[str, Array]) -> Operator:  # noqa: ANN401 - as above
    label = _label(node)
    live = [i for i, name in enumerate(node.input) if name and name not in constants]
    if len(live) != 1:
        raise FormatError(
            f"{label} must have 1 input that is no constant, not {len(live)}: branches are not read"
        )
    inputs = tuple(constants.get(name) for name in node.input)
    return Operator(label, node.op_type, _attributes(node, _onnx()), inputs, live[0])


def _steps(chain: list[Operator], shape: Shape) -> Iterator[Step]:
    for operator in chain:
        steps, shape = operators.meaning(operator, shape)
        yield from steps


def _model(network: Network, onnx: Any) -> bytes:  # noqa: ANN401 - as above
    make, kind = onnx.helper, onnx.TensorProto.DOUBLE
    nodes, tensors, name = [], [], "x"
    for index, layer in enumerate(network.layers, start=1):
        if index > 1:
            nodes.append(make.make_node("Relu", [name], [f"relu{index - 1}"]))
            name = f"relu{index - 1}"
        for symbol, numbers in ((f"W{index}", layer.weights), (f"b{index}", layer.bias)):
            tensors.append(onnx.numpy_helper.from_array(as_doubles(numbers, symbol), symbol))
        target = "y" if index == network.depth else f"affine{index}"
        inputs = [name, f"W{index}", f"b{index}"]
        nodes.append(make.make_node("Gemm", inputs, [target], transB=1))
        name = target
    ends = [("x", network.input_dimension), ("y", network.output_dimension)]
    values = [make.make_tensor_value_info(end, kind, ["batch", size]) for end, size in ends]
    graph = make.make_graph(nodes, "network", values[:1], values[1:], tensors)
    opset = [make.make_opsetid("", OPSET)]
    model = make.make_model(graph, opset_imports=opset, producer_name="exactrelu")
    model.ir_version = IR_VERSION
    data: bytes = model.SerializeToString()
    return data
