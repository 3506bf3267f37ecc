"""Networks from torch modules, `state_dict`s and files .pt, each float for the number it holds.

A file is loaded with ``weights_only=True``, so it can hold a `state_dict` and can run no code. The
extra ``torch`` is needed for modules and files; a `state_dict` of numpy arrays does without it.

>>> import numpy as np
>>> network_of_state_dict({"fc1.weight": np.array([[2]]), "fc1.bias": np.array([1])})(3)
(Fraction(7, 1),)
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from exactrelu.errors import DimensionError, FormatError, MissingExtraError
from exactrelu.formats.arrays import Array
from exactrelu.formats.chains import Linear, Relu, Shift, network_of_steps
from exactrelu.formats.entries import BETWEEN_THE_LAYERS, affine_map, network_of_entries
from exactrelu.formats.reading import naming, read_bytes
from exactrelu.formats.stated import StatedNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from exactrelu.formats.chains import Step
    from exactrelu.formats.writing import FilePath
    from exactrelu.network import AffineMap, Network

__all__ = ["network_of_module", "network_of_state_dict", "read_torch"]


def network_of_module(module: Any) -> Network:  # noqa: ANN401 - torch is optional
    """Return the network of a torch module: Linear, ReLU, Flatten, Identity, and Sequential.

    A Sequential may hold further ones. A module of any other type, subclasses included, is refused
    by its name, since its `forward` may be anything.

    Raises FormatError for such a module, DimensionError if sizes do not fit, NumberError for NaN
    and infinity, MissingExtraError without torch.

    >>> network_of_module(torch.nn.Sequential(torch.nn.Linear(2, 1)))  # doctest: +SKIP
    """
    steps: list[Step] = []
    first = width = 0
    for name, part in _modules(module, "", _torch().nn):
        if isinstance(part, Relu):
            steps.append(part)
            continue
        if width and part.input_dimension != width:
            raise DimensionError(f"{name} must take {width} inputs, not {part.input_dimension}")
        first, width = first or part.input_dimension, part.output_dimension
        steps += [Linear(part.weights), Shift(part.bias)]
    if not width:
        raise FormatError(
            "the module must hold at least 1 Linear, which says how many inputs it has"
        )
    return network_of_steps(steps, first)


def network_of_state_dict(
    state: Mapping[str, Any], *, order: Sequence[str] | None = None
) -> Network:
    """Return the network of a `state_dict`: entries such as "0.weight" and "0.bias", "fc1.weight".

    The values are torch tensors or numpy arrays. A `state_dict` does not say what stands between
    the layers; a ReLU is taken to. `order` names the layers if their names do not tell the order.

    Raises what `exactrelu.formats.entries.network_of_entries` does.

    >>> import numpy as np
    >>> network_of_state_dict({"bn.running_mean": np.array([1])})
    Traceback (most recent call last):
    exactrelu.errors.FormatError: every entry must be weights or a bias of a layer, not \
'bn.running_mean'
    """
    arrays = {str(name): _array(value, str(name)) for name, value in state.items()}
    return network_of_entries(arrays, order=order)


def read_torch(path: FilePath, *, order: Sequence[str] | None = None) -> StatedNetwork:
    """Return the network of a file that ``torch.save(model.state_dict(), path)`` has written.

    Raises FormatError for a file that torch does not load with ``weights_only=True``, as one that
    holds a whole model; what `network_of_state_dict` does; MissingExtraError without torch.

    >>> read_torch("/no/such/net.pt")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.pt: the file must be readable, but: No such file or \
directory
    """
    data = read_bytes(path)
    with naming(path):
        network = network_of_state_dict(_state_dict(data), order=order)
    return StatedNetwork(network=network, format="torch", reading="dyadic", note=BETWEEN_THE_LAYERS)


def _torch() -> ModuleType:
    try:
        import torch  # noqa: PLC0415 - an optional dependency, and slow to load
    except ImportError:
        raise MissingExtraError(
            "reading torch modules and files needs the extra 'torch': pip install exactrelu[torch]"
        ) from None
    found: ModuleType = torch
    return found


def _modules(module: Any, name: str, nn: Any) -> Iterator[tuple[str, AffineMap | Relu]]:  # noqa: ANN401
    """The affine maps and ReLUs of a module in their order, by torch's names for them."""
    kind = type(module)
    if kind is nn.Sequential:
        for key, part in module.named_children():
            yield from _modules(part, f"{name}.{key}" if name else key, nn)
    elif kind is nn.Linear:
        yield name or "module", _linear(module, f"{name}." if name else "")
    elif kind is nn.ReLU:
        yield name, Relu()
    elif kind not in {nn.Flatten, nn.Identity}:
        raise FormatError(
            "every module must be Sequential, Linear, ReLU, Flatten or Identity, not "
            f"{kind.__name__}{f' ({name})' if name else ''}"
        )


def _linear(module: Any, prefix: str) -> AffineMap:  # noqa: ANN401 - torch is optional
    name, bias_name = f"{prefix}weight", f"{prefix}bias"
    bias = None if module.bias is None else _array(module.bias, bias_name)
    return affine_map(_array(module.weight, name), bias, name=name, bias_name=bias_name)


def _array(value: Any, name: str) -> Array:  # noqa: ANN401 - a tensor or an array
    if isinstance(value, np.ndarray):
        return value
    if not hasattr(value, "detach"):
        raise FormatError(f"{name!r:.80} must be a tensor or an array, not {type(value).__name__}")
    tensor = value.detach().cpu()
    # numpy has no bfloat16; a float of four bytes holds each of them.
    tensor = tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor
    array: Array = tensor.numpy()
    return array


def _state_dict(data: bytes) -> Mapping[str, Any]:
    torch = _torch()
    try:
        state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # noqa: BLE001 - torch raises what its unpickler happens to meet
        words = " ".join(str(error).split()) or type(error).__name__
        raise FormatError(
            f"the file must be a state_dict that torch loads with weights_only, but: {words:.160}"
        ) from None
    if not isinstance(state, Mapping):
        raise FormatError(f"the file must hold a state_dict, not {type(state).__name__}")
    return state
