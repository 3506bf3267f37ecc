"""Source problems in files: the formats of others, and JSON.

Set covers come in the text format of the OR-Library or in JSON, circuits in BLIF or in JSON,
formulas in DIMACS; a file whose name ends in ``.json`` is JSON. Whatever is wrong with a file is
told in one line that begins with its name. Files of more than `exactrelu.sources.words.MAX_BYTES`
bytes, and those that state a size above `exactrelu.sources.words.MAX_COUNT`, are refused.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/formula.cnf"
>>> write_formula(path, Formula(2, [[1, -2]]))
>>> read_formula(path)
Formula(2, [[1, -2]])
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from exactrelu.formats import parse_json, read_text, write_json, write_text
from exactrelu.formats.reading import naming
from exactrelu.sources.blif import as_blif, from_blif
from exactrelu.sources.circuits import MonotoneCircuit
from exactrelu.sources.cnf import Formula
from exactrelu.sources.dimacs import as_dimacs, from_dimacs
from exactrelu.sources.documents import (
    circuit_as_json,
    circuit_from_json,
    set_cover_as_json,
    set_cover_from_json,
)
from exactrelu.sources.or_library import as_or_library, from_or_library
from exactrelu.sources.set_cover import SetCover
from exactrelu.sources.words import MAX_BYTES

if TYPE_CHECKING:
    from exactrelu.formats import FilePath

__all__ = [
    "read_circuit",
    "read_formula",
    "read_set_cover",
    "write_circuit",
    "write_formula",
    "write_set_cover",
]

T = TypeVar("T")


def read_set_cover(path: FilePath) -> SetCover:
    """Return the set cover in a file: JSON if its name ends so, otherwise that of the OR-Library.

    Raises errors of `exactrelu.errors` that name the file and the place.

    >>> read_set_cover("/no/such/scp41.txt")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/scp41.txt: the file must be readable, but: No such \
file or directory
    """
    return _read(path, from_or_library, set_cover_from_json)


def write_set_cover(path: FilePath, instance: SetCover) -> None:
    """Write a set cover to a file, whole or not at all; its ending says which format.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/cover.json"
    >>> write_set_cover(path, SetCover(1, [[0]]))
    >>> read_set_cover(path)
    SetCover(1, [[0]])
    """
    if _is_json(path):
        write_json(path, set_cover_as_json(instance))
    else:
        write_text(path, as_or_library(instance))


def read_circuit(path: FilePath) -> MonotoneCircuit:
    """Return the monotone circuit in a file: JSON if its name ends so, otherwise BLIF.

    Raises errors of `exactrelu.errors` that name the file and the place.

    >>> read_circuit("/no/such/circuit.blif")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/circuit.blif: the file must be readable, but: No such \
file or directory
    """
    return _read(path, from_blif, circuit_from_json)


def write_circuit(path: FilePath, circuit: MonotoneCircuit) -> None:
    """Write a circuit to a file, whole or not at all; its ending says which format.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/circuit.blif"
    >>> write_circuit(path, MonotoneCircuit(2, [("OR", [0, 1])], output=2))
    >>> read_circuit(path)
    MonotoneCircuit(2, [Gate('OR', [0, 1])], output=2)
    """
    if _is_json(path):
        write_json(path, circuit_as_json(circuit))
    else:
        write_text(path, as_blif(circuit))


def read_formula(path: FilePath) -> Formula:
    """Return the formula in a DIMACS file.

    Raises errors of `exactrelu.errors` that name the file and the place.

    >>> read_formula("/no/such/uf20.cnf")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/uf20.cnf: the file must be readable, but: No such \
file or directory
    """
    return _read(path, from_dimacs, None)


def write_formula(path: FilePath, formula: Formula) -> None:
    """Write a formula to a DIMACS file, whole or not at all.

    >>> write_formula("/no/such/folder/uf20.cnf", Formula(0, []))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/folder/uf20.cnf: the file must be writable, but: No \
such file or directory
    """
    write_text(path, as_dimacs(formula))


def _read(
    path: FilePath, from_text: Callable[[str], T], from_json: Callable[[object], T] | None
) -> T:
    text = read_text(path, most=MAX_BYTES)
    if from_json is None or not _is_json(path):
        with naming(path):
            return from_text(text)
    value = parse_json(text, source=os.fspath(path))
    with naming(path):
        return from_json(value)


def _is_json(path: FilePath) -> bool:
    return os.fspath(path).lower().endswith(".json")
