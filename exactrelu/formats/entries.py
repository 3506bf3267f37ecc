"""Layers from arrays that go by names, as the entries of a `state_dict` do.

An entry's name is that of its layer and of its part: ``0.weight``, ``fc1.bias``, ``W2``, ``b2``,
``weights_3``. The weights of a layer have a row for each node, and a layer may have no bias. Such
names do not say what stands between the layers; it is taken to be a ReLU after each but the last.

Layers come in the order of their numbers if their names differ in the numbers alone, and otherwise
in the order of the entries.

>>> import numpy as np
>>> entries = {"2.weight": np.array([[3]]), "0.weight": np.array([[-1]]), "0.bias": np.array([1])}
>>> network_of_entries(entries)(-1)
(Fraction(6, 1),)
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError, FormatError
from exactrelu.formats.arrays import Array, exact_matrix, exact_vector
from exactrelu.network import AffineMap, Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "BETWEEN_THE_LAYERS",
    "affine_map",
    "in_the_order_of_numbers",
    "layer_names",
    "network_of_entries",
    "sequential_entries",
]

BETWEEN_THE_LAYERS = "the file does not say what is between the layers; a ReLU is taken to be"

_NAME = re.compile(r"(?:(.*)[._/])?(?:(weights?|W|w)|(?:bias|biases|b))[._]?([0-9]*)", re.DOTALL)


def network_of_entries(
    entries: Mapping[str, Array], *, order: Sequence[str] | None = None
) -> Network:
    """Return the network of the layers that the entries make; see the module.

    `order` names the layers in their order, if the names of the entries do not tell it.

    Raises FormatError for an entry that is no weight and no bias of a layer, and for a bias
    without weights; DimensionError and NumberError as `AffineMap` does.

    >>> import numpy as np
    >>> network_of_entries({"conv1.weight": np.zeros((2, 1, 3, 3))})
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: conv1.weight must have 2 dimensions, a row for each node, not \
shape (2, 1, 3, 3)
    """
    parts = _parts(entries)
    names = list(parts)
    if order is None:
        order = in_the_order_of_numbers(names) or names
    elif sorted(order) != sorted(names):
        raise FormatError(f"order must name the layers {_listed(names)}, not {_listed(order)}")
    return Network([_layer(parts[name], entries) for name in order])


def layer_names(entries: Iterable[str]) -> list[str]:
    """Return the names of the layers that entries of these names belong to, in their order.

    >>> layer_names(["net.0.weight", "net.0.bias", "W2"])
    ['net.0', '2']
    """
    return list(_parts(entries))


def in_the_order_of_numbers(names: Sequence[str]) -> list[str] | None:
    """Return the names in the order of their numbers, or None if they differ in anything else.

    >>> in_the_order_of_numbers(["fc10", "fc9"])
    ['fc9', 'fc10']
    >>> in_the_order_of_numbers(["fc1", "out"]) is None
    True
    """
    numbers = {name: tuple(map(int, re.findall(r"[0-9]{1,9}", name))) for name in names}
    words = {re.sub(r"[0-9]{1,9}", "0", name) for name in names}
    if len(words) > 1 or len(set(numbers.values())) < len(names):
        return None
    return sorted(names, key=lambda name: numbers[name])


def sequential_entries(network: Network) -> dict[str, Sequence[object]]:
    """Return weights and biases by the names that a torch `Sequential` has for them.

    Its modules are Linear, ReLU, Linear, ..., so the linear ones have the even numbers.

    >>> list(sequential_entries(Network.of(([[1]], [0]), ([[1]], [0]))))
    ['0.weight', '0.bias', '2.weight', '2.bias']
    """
    entries: dict[str, Sequence[object]] = {}
    for index, layer in enumerate(network.layers):
        entries[f"{2 * index}.weight"] = layer.weights
        entries[f"{2 * index}.bias"] = layer.bias
    return entries


def affine_map(weights: Array, bias: Array | None, *, name: str, bias_name: str) -> AffineMap:
    """Return the affine map of two arrays, the second of which may be missing.

    >>> import numpy as np
    >>> affine_map(np.array([[2]]), np.array([1, 2]), name="W1", bias_name="b1")
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: b1 must have 1 entry, one for each row of W1, not 2
    """
    matrix = exact_matrix(weights, name)
    vector = (Fraction(0),) * len(matrix) if bias is None else exact_vector(bias, bias_name)
    if len(vector) != len(matrix):
        entries = "1 entry" if len(matrix) == 1 else f"{len(matrix)} entries"
        raise DimensionError(
            f"{bias_name} must have {entries}, one for each row of {name}, not {len(vector)}"
        )
    return AffineMap(matrix, vector)


def _parts(entries: Iterable[str]) -> dict[str, dict[str, str]]:
    """The names of the weights and of the bias of each layer, by the layer's name."""
    parts: dict[str, dict[str, str]] = {}
    for entry in entries:
        match = _NAME.fullmatch(entry)
        if match is None:
            raise FormatError(
                f"every entry must be weights or a bias of a layer, not {entry!r:.80}"
            )
        before, is_weight, number = match.groups(default="")
        part = "weights" if is_weight else "bias"
        layer = parts.setdefault(before + number, {})
        if part in layer:
            raise FormatError(f"{layer[part]!r:.80} and {entry!r:.80} must not both be {part}")
        layer[part] = entry
    if not parts:
        raise FormatError("the file must hold weights of at least 1 layer, not 0")
    return parts


def _layer(part: Mapping[str, str], entries: Mapping[str, Array]) -> AffineMap:
    if "weights" not in part:
        raise FormatError(f"{part['bias']!r:.80} must have weights of the same layer beside it")
    name, bias_name = part["weights"], part.get("bias")
    bias = None if bias_name is None else entries[bias_name]
    return affine_map(entries[name], bias, name=name, bias_name=bias_name or "bias")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{name!r:.40}" for name in names[:8])
