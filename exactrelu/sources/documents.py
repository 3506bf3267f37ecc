"""Set covers and monotone circuits as JSON; elements, sets and wires are counted from 0.

A set cover is ``{"elements": N, "sets": [[…], …]}``. A circuit is ``{"inputs": n, "gates":
[["AND", [0, 1]], …], "output": w}`` with the gates in topological order: each takes wires before
its own, which is n plus its position.

>>> circuit_from_json({"inputs": 2, "gates": [["AND", [0, 1]]], "output": 2})
MonotoneCircuit(2, [Gate('AND', [0, 1])], output=2)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exactrelu.lp.kinds import fields_of, require
from exactrelu.sources.arguments import as_count
from exactrelu.sources.circuits import MonotoneCircuit
from exactrelu.sources.set_cover import SetCover
from exactrelu.sources.words import require_few

__all__ = ["circuit_as_json", "circuit_from_json", "set_cover_as_json", "set_cover_from_json"]


def set_cover_from_json(value: object) -> SetCover:
    """Return the set cover that a JSON value holds.

    Raises FormatError for other fields, and what `SetCover` raises.

    >>> set_cover_from_json({"elements": 1, "sets": [[1]]})
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: sets[0][0] must be a position from 0 to 0, not 1
    """
    fields: Mapping[str, Any] = fields_of(value, ("elements", "sets"), "the file")
    size, sets = as_count(fields["elements"], "elements"), fields["sets"]
    require_few(size, "elements")
    _require_lists(sets, "sets")
    return SetCover(size, sets)


def set_cover_as_json(instance: SetCover) -> dict[str, Any]:
    """Return a set cover as a JSON value.

    >>> set_cover_as_json(SetCover(2, [[1, 0], []]))
    {'elements': 2, 'sets': [[0, 1], []]}
    """
    return {"elements": instance.size, "sets": [sorted(members) for members in instance.sets]}


def circuit_from_json(value: object) -> MonotoneCircuit:
    """Return the circuit that a JSON value holds.

    Raises FormatError for other fields, and what `MonotoneCircuit` raises.

    >>> circuit_from_json({"inputs": 1, "gates": [["NOT", [0]]], "output": 1})
    Traceback (most recent call last):
    exactrelu.errors.FormatError: gates[0]: operation must be 'AND' or 'OR', not 'NOT'
    """
    fields: Mapping[str, Any] = fields_of(value, ("inputs", "gates", "output"), "the file")
    count, gates = as_count(fields["inputs"], "inputs"), fields["gates"]
    require_few(count, "inputs")
    _require_lists(gates, "gates")
    return MonotoneCircuit(count, gates, output=fields["output"])


def circuit_as_json(circuit: MonotoneCircuit) -> dict[str, Any]:
    """Return a circuit as a JSON value.

    >>> circuit_as_json(MonotoneCircuit(1, [("OR", [0])], output=1))
    {'inputs': 1, 'gates': [['OR', [0]]], 'output': 1}
    """
    gates = [[gate.operation, list(gate.wires)] for gate in circuit.gates]
    return {"inputs": circuit.inputs, "gates": gates, "output": circuit.output}


def _require_lists(values: object, name: str) -> None:
    """An object of JSON is something to iterate over, too."""
    require(values, list, name)
    assert isinstance(values, list)  # noqa: S101 - it was required above
    for k, entry in enumerate(values):
        require(entry, list, f"{name}[{k}]")
