"""Safetensors files, read and written by their plain format: a header in JSON, and bytes.

The first 8 bytes are the length of the header, an object that has the type, the shape and the place
of each tensor by its name; the bytes of the tensors follow without gaps. (Hugging Face,
*Safetensors*, https://github.com/huggingface/safetensors, section "Format".) Neither the package
`safetensors` nor torch is needed.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/net.safetensors"
>>> write_safetensors(path, Network.of(([["1/2"]], [3])))
>>> read_safetensors(path).network(1)
(Fraction(7, 2),)
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from exactrelu.errors import FormatError
from exactrelu.formats.arrays import Array, as_doubles, from_bfloat16
from exactrelu.formats.documents import parse_json
from exactrelu.formats.entries import (
    BETWEEN_THE_LAYERS,
    in_the_order_of_numbers,
    layer_names,
    network_of_entries,
    sequential_entries,
)
from exactrelu.formats.reading import naming, read_bytes
from exactrelu.formats.stated import StatedNetwork
from exactrelu.formats.writing import write_bytes
from exactrelu.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.formats.writing import FilePath

__all__ = ["parse_safetensors", "read_safetensors", "write_safetensors"]

TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "<u1",
}
"""numpy's names of the types; a bfloat16 is first read as the integer of its bits."""

LENGTH = 8
"""The number of bytes that hold the length of the header, the lowest byte first."""


def read_safetensors(path: FilePath, *, order: Sequence[str] | None = None) -> StatedNetwork:
    """Return the network in a safetensors file, whose layers go by the names of a `state_dict`.

    `order` names the layers; it is required if the names differ in more than their numbers, since
    such a file does not keep the order in which its entries were given.

    Raises FormatError, DimensionError or NumberError, naming the file and the entry.

    >>> read_safetensors("/no/such/net.safetensors")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.safetensors: the file must be readable, but: No \
such file or directory
    """
    data = read_bytes(path)
    with naming(path):
        entries = parse_safetensors(data)
        names = layer_names(entries)
        if order is None and in_the_order_of_numbers(names) is None:
            listed = ", ".join(f"{name!r:.40}" for name in names[:8])
            raise FormatError(
                f"the layers' names must differ in their numbers alone, or the order be given, "
                f"not {listed}"
            )
        network = network_of_entries(entries, order=order)
    return StatedNetwork(
        network=network, format="safetensors", reading="dyadic", note=BETWEEN_THE_LAYERS
    )


def write_safetensors(path: FilePath, network: Network) -> None:
    """Write a network as doubles, by the names of a torch `Sequential`.

    Raises FormatError if a number is not held by a double.

    >>> write_safetensors("net.safetensors", Network.of(([["1/3"]], [3])))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.safetensors: 0.weight[0][0] must be a number that a double \
holds, not 1/3
    """
    with naming(path):
        arrays = {
            name: as_doubles(numbers, name) for name, numbers in sequential_entries(network).items()
        }
    write_bytes(path, _packed(arrays))


def parse_safetensors(data: bytes) -> dict[str, Array]:
    """Return the arrays that the bytes of a safetensors file hold, by their names.

    Raises FormatError if the bytes do not follow the format.

    >>> parse_safetensors(b"")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: the file must begin with 8 bytes, the length of its header, but \
has 0
    """
    if len(data) < LENGTH:
        raise FormatError(
            f"the file must begin with {LENGTH} bytes, the length of its header, "
            f"but has {len(data)}"
        )
    end = LENGTH + int.from_bytes(data[:LENGTH], "little")
    if end > len(data):
        raise FormatError(f"the header must end at byte {end}, but the file has {len(data)} bytes")
    header = _header(data[LENGTH:end])
    _require_no_gaps(header, len(data) - end)
    return {name: _array(name, entry, data[end:]) for name, entry in header.items()}


def _header(text: bytes) -> dict[str, Any]:
    try:
        header = parse_json(text.decode(), source="header")
    except UnicodeDecodeError:
        raise FormatError("the header must be text in UTF-8") from None
    if not isinstance(header, dict):
        raise FormatError("the header must be an object")
    header.pop("__metadata__", None)
    for name, entry in header.items():
        _require_entry(name, entry)
    return header


def _require_entry(name: str, entry: object) -> None:
    """An entry has a type, a shape, and a begin and an end that fit them."""
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise FormatError(f"{name!r:.80} must have the fields 'dtype', 'shape', 'data_offsets'")
    kind, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(kind, str) or kind not in TYPES:
        raise FormatError(f"{name!r:.80} must be of type {', '.join(TYPES)}, not {kind!r:.20}")
    if not _are_counts(shape) or not _are_counts(offsets) or len(offsets) != 2:
        raise FormatError(f"{name!r:.80} must have counts as its shape and its two data_offsets")
    size = math.prod(shape) * np.dtype(TYPES[kind]).itemsize
    if offsets[1] - offsets[0] != size:
        raise FormatError(
            f"{name!r:.80} must have {size} bytes for its shape, not {offsets[1] - offsets[0]}"
        )


def _are_counts(values: object) -> bool:
    return isinstance(values, list) and all(
        type(value) is int and 0 <= value < 1 << 48 for value in values
    )


def _require_no_gaps(header: dict[str, Any], size: int) -> None:
    """The bytes of the tensors follow each other and fill the file."""
    reached = 0
    for name, entry in sorted(header.items(), key=lambda item: tuple(item[1]["data_offsets"])):
        begin, end = entry["data_offsets"]
        if begin != reached:
            raise FormatError(f"{name!r:.80} must begin at byte {reached} of the data, not {begin}")
        reached = end
    if reached != size:
        raise FormatError(
            f"the file must have {reached} bytes of data after its header, not {size}"
        )


def _array(name: str, entry: dict[str, Any], data: bytes) -> Array:
    begin, end = entry["data_offsets"]
    array = np.frombuffer(data[begin:end], dtype=np.dtype(TYPES[entry["dtype"]]))
    try:
        array = array.reshape(entry["shape"])
    except ValueError:
        raise FormatError(f"{name!r:.80} must have a shape of at most 64 dimensions") from None
    return from_bfloat16(array) if entry["dtype"] == "BF16" else array


def _packed(arrays: dict[str, Array]) -> bytes:
    header: dict[str, object] = {}
    reached = 0
    for name, array in arrays.items():
        end = reached + array.nbytes
        header[name] = {"dtype": "F64", "shape": array.shape, "data_offsets": [reached, end]}
        reached = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % LENGTH)
    body = b"".join(array.tobytes() for array in arrays.values())
    return len(text).to_bytes(LENGTH, "little") + text + body
