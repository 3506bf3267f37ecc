"""Which format a file has, and networks in any of them, read and written.

The ending of the name says the format; if it is none of those below, the first bytes do.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/net.nnet"
>>> write_network(path, Network.of(([["1/2"]], [3])))
'nnet'
>>> read_stated_network(path).reading, read_network(path)(1)
('decimal', (Fraction(7, 2),))
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from exactrelu.errors import FormatError
from exactrelu.formats.documents import read_function_document, read_network_document
from exactrelu.formats.stated import Reading, StatedNetwork
from exactrelu.formats.writing import FilePath, write_json
from exactrelu.network import Network

if TYPE_CHECKING:
    from exactrelu.formats.documents import FunctionOnLine
    from exactrelu.rational import Floats

__all__ = [
    "FORMAT_OF_ENDING",
    "READING_OF_FORMAT",
    "WRITERS",
    "NnetUnits",
    "format_of",
    "network_format",
    "read_function",
    "read_network",
    "read_stated_network",
    "write_network",
]

Reader: TypeAlias = Callable[[FilePath], StatedNetwork]
Writer: TypeAlias = Callable[[FilePath, Network], None]

NnetUnits: TypeAlias = Literal["raw", "normalised"]
"""How a file .nnet is read: in the units of its ranges, or its layers as they stand."""

FORMAT_OF_ENDING = {
    ".json": "json",
    ".onnx": "onnx",
    ".nnet": "nnet",
    ".npz": "npz",
    ".safetensors": "safetensors",
    ".pt": "torch",
    ".pth": "torch",
}
"""The formats of networks, by the endings of their files."""

READING_OF_FORMAT: dict[str, Reading] = {
    "onnx": "dyadic",
    "nnet": "decimal",
    "npz": "dyadic",
    "safetensors": "dyadic",
    "torch": "dyadic",
}
"""How the numbers of a file that is not JSON are read; for JSON the caller says."""

_FIRST_BYTES = 1 << 12


def format_of(path: FilePath) -> str:
    """Return the format of a file: "json", "onnx", "nnet", "npz", "safetensors" or "torch".

    A file that neither its ending nor its first bytes tell apart is taken for JSON.

    >>> format_of("NET.ONNX"), format_of("no ending, no such file")
    ('onnx', 'json')
    """
    return FORMAT_OF_ENDING.get(Path(path).suffix.lower()) or _by_content(Path(path))


def read_stated_network(
    path: FilePath, *, floats: Floats = "refuse", nnet: NnetUnits = "raw"
) -> StatedNetwork:
    """Return the network in a file of any format, and what the file says beside it.

    `floats` is about the floats in JSON alone. The floats of binary formats are always read as the
    dyadic rationals that they hold, the text of .nnet as decimals; `reading` records it. `nnet` is
    about .nnet alone: the network on inputs in the units of the file's ranges, or on normalised
    ones, as the layers of the file take them.

    Raises FormatError, NumberError, DimensionError, DomainError or MissingExtraError, naming the
    file and the place in it.

    >>> read_stated_network("/no/such/net.npz")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.npz: the file must be readable, but: No such file \
or directory
    """
    kind = format_of(path)
    if (kind, nnet) == ("nnet", "normalised"):
        return _read_normalised_nnet(path)
    if kind != "json":
        return _READERS[kind](path)
    network = read_network_document(path, floats=floats)
    reading: Reading = "exact" if floats == "refuse" else floats
    return StatedNetwork(network=network, format="json", reading=reading)


def read_network(path: FilePath, *, floats: Floats = "refuse") -> Network:
    """Return the network in a file of any format; see `read_stated_network`.

    >>> read_network("/no/such/file.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.json: the file must be readable, but: No such \
file or directory
    """
    return read_stated_network(path, floats=floats).network


def read_function(path: FilePath, *, floats: Floats = "refuse") -> FunctionOnLine:
    """Return the network, of any format, or the function on the line in a file.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/net.json"
    >>> write_json(path, Network.of(([[2]], [0])).as_json())
    >>> read_function(path)(3)
    (Fraction(6, 1),)
    """
    if format_of(path) == "json":
        return read_function_document(path, floats=floats)
    return read_network(path)


def write_network(path: FilePath, network: Network, *, to: str | None = None) -> str:
    """Write a network in the format that `to`, or the ending of the name, says; return its name.

    Raises FormatError for an unknown format, and if the format cannot hold the numbers: the binary
    ones hold doubles, .nnet holds finite decimals.

    >>> write_network("net.doc", Network.of(([[2]], [0])))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.doc: a network is written as .json, .onnx, .nnet, .npz or \
.safetensors
    """
    name = network_format(path, to=to)
    WRITERS[name](path, network)
    return name


def network_format(path: FilePath, *, to: str | None = None) -> str:
    """Return the format in which `write_network` writes to such a file.

    Raises FormatError if it is none, before the work whose result is to be written.

    >>> network_format("net.ONNX"), network_format("net.doc", to="json")
    ('onnx', 'json')
    """
    name = to or FORMAT_OF_ENDING.get(Path(path).suffix.lower(), "")
    if name not in WRITERS:
        *most, last = WRITERS
        raise FormatError(
            f"{os.fspath(path)}: a network is written as "
            f"{', '.join(f'.{ending}' for ending in most)} or .{last}"
        )
    return name


def _by_content(path: Path) -> str:
    # A pipe can be read only once, by what reads it whole.
    if not path.is_file():
        return "json"
    try:
        with path.open("rb") as file:
            first = file.read(_FIRST_BYTES)
    except OSError:
        return "json"
    if first.startswith(b"PK"):
        return "torch" if b"data.pkl" in first else "npz"
    if first.startswith(b"//"):
        return "nnet"
    if first[4:9] == b"\0\0\0\0{":
        return "safetensors"
    return "json"


# numpy, onnx and torch are slow to load; what reads JSON does without them.


def _read_onnx(path: FilePath) -> StatedNetwork:
    from exactrelu.formats.onnx import read_onnx  # noqa: PLC0415

    return read_onnx(path)


def _read_nnet(path: FilePath) -> StatedNetwork:
    from exactrelu.formats.nnet import read_nnet  # noqa: PLC0415

    return read_nnet(path)


def _read_normalised_nnet(path: FilePath) -> StatedNetwork:
    from exactrelu.formats.nnet import read_normalised_nnet  # noqa: PLC0415

    return read_normalised_nnet(path)


def _read_npz(path: FilePath) -> StatedNetwork:
    from exactrelu.formats.pairs import read_npz  # noqa: PLC0415

    return read_npz(path)


def _read_safetensors(path: FilePath) -> StatedNetwork:
    from exactrelu.formats.safetensors import read_safetensors  # noqa: PLC0415

    return read_safetensors(path)


def _read_torch(path: FilePath) -> StatedNetwork:
    from exactrelu.formats.torch import read_torch  # noqa: PLC0415

    return read_torch(path)


def _write_json(path: FilePath, network: Network) -> None:
    write_json(path, network.as_json())


def _write_onnx(path: FilePath, network: Network) -> None:
    from exactrelu.formats.onnx import write_onnx  # noqa: PLC0415

    write_onnx(path, network)


def _write_nnet(path: FilePath, network: Network) -> None:
    from exactrelu.formats.nnet import write_nnet  # noqa: PLC0415

    write_nnet(path, network)


def _write_npz(path: FilePath, network: Network) -> None:
    from exactrelu.formats.pairs import write_npz  # noqa: PLC0415

    write_npz(path, network)


def _write_safetensors(path: FilePath, network: Network) -> None:
    from exactrelu.formats.safetensors import write_safetensors  # noqa: PLC0415

    write_safetensors(path, network)


_READERS: dict[str, Reader] = {
    "onnx": _read_onnx,
    "nnet": _read_nnet,
    "npz": _read_npz,
    "safetensors": _read_safetensors,
    "torch": _read_torch,
}
WRITERS: dict[str, Writer] = {
    "json": _write_json,
    "onnx": _write_onnx,
    "nnet": _write_nnet,
    "npz": _write_npz,
    "safetensors": _write_safetensors,
}
"""The writers of networks, by their formats."""
