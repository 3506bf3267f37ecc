"""Networks from pairs (weights, bias) of numpy arrays, and the files .npz of such pairs.

The weights have a row for each node. A float is taken for the number that it holds. In a file the
arrays go by the names of `entries`, such as W1, b1, W2, b2; arrays without names (arr_0, arr_1,
...) are pairs in their order. Pickled objects are never loaded.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/net.npz"
>>> write_npz(path, Network.of(([["1/2"]], [3])))
>>> read_npz(path).network(1)
(Fraction(7, 2),)
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import numpy as np

from exactrelu.errors import FormatError
from exactrelu.formats.arrays import Array, as_doubles
from exactrelu.formats.entries import BETWEEN_THE_LAYERS, affine_map, network_of_entries
from exactrelu.formats.reading import naming, read_bytes
from exactrelu.formats.stated import StatedNetwork
from exactrelu.formats.writing import write_bytes
from exactrelu.network import Network

if TYPE_CHECKING:
    from exactrelu.formats.writing import FilePath

__all__ = ["network_of_arrays", "read_npz", "write_npz"]

UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, MemoryError, NotImplementedError),
    *(KeyError, OSError, OverflowError, RuntimeError, SyntaxError, TypeError, ValueError),
)
"""What zipfile and numpy raise about a file that is cut, damaged, encrypted or holds objects."""


def network_of_arrays(*pairs: tuple[Array, Array | None]) -> Network:
    """Return the network of pairs (weights, bias) of arrays; a bias None is zero.

    Raises DimensionError for shapes that do not fit, NumberError for NaN and infinity.

    >>> network_of_arrays((np.array([[0.5]]), np.array([3])), (np.array([[2]]), None))(1)
    (Fraction(7, 1),)
    """
    return Network(
        [
            affine_map(weights, bias, name=f"W{index}", bias_name=f"b{index}")
            for index, (weights, bias) in enumerate(pairs, start=1)
        ]
    )


def read_npz(path: FilePath) -> StatedNetwork:
    """Return the network in a file .npz of numpy arrays.

    Raises FormatError, DimensionError or NumberError, naming the file and the array.

    >>> read_npz("/no/such/net.npz")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.npz: the file must be readable, but: No such file \
or directory
    """
    data = read_bytes(path)
    with naming(path):
        network = _network(_arrays(data))
    return StatedNetwork(network=network, format="npz", reading="dyadic", note=BETWEEN_THE_LAYERS)


def write_npz(path: FilePath, network: Network) -> None:
    """Write a network as arrays W1, b1, W2, b2, ... of doubles.

    Raises FormatError if a number is not held by a double.

    >>> write_npz("net.npz", Network.of(([["1/3"]], [3])))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.npz: W1[0][0] must be a number that a double holds, not 1/3
    """
    arrays: dict[str, Array] = {}
    with naming(path):
        for index, layer in enumerate(network.layers, start=1):
            arrays[f"W{index}"] = as_doubles(layer.weights, f"W{index}")
            arrays[f"b{index}"] = as_doubles(layer.bias, f"b{index}")
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type] # names come without a type
    write_bytes(path, file.getvalue())


def _arrays(data: bytes) -> dict[str, Array]:
    if not data.startswith(b"PK"):
        raise FormatError("the file must be a zip archive of numpy arrays")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            loaded = {name: archive[name] for name in archive.files}
    except UNREADABLE as error:
        words = " ".join(str(error).split()) or type(error).__name__
        if "pickle" in words:  # numpy goes on to advise reading the file unsafely.
            raise FormatError("the file must be whole numpy arrays of numbers") from None
        raise FormatError(f"the file must be whole numpy arrays, but: {words:.160}") from None
    for name, array in loaded.items():
        if not isinstance(array, np.ndarray):
            raise FormatError(f"{name!r:.80} must be a numpy array (.npy)")
    return loaded


def _network(arrays: dict[str, Array]) -> Network:
    unnamed = sorted(arrays, key=lambda name: (len(name), name))
    if not arrays or not all(re.fullmatch(r"arr_[0-9]+", name) for name in arrays):
        return network_of_entries(arrays)
    if len(unnamed) % 2:
        raise FormatError(
            f"arrays without names must be pairs of weights and bias, not {len(unnamed)} in number"
        )
    in_order = [arrays[name] for name in unnamed]
    return network_of_arrays(*zip(in_order[::2], in_order[1::2], strict=True))
