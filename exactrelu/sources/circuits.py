"""Monotone circuits: AND and OR gates over inputs that may be set to TRUE.

Wires are numbered: first the inputs, then the outputs of the gates in their order. A gate takes
wires of smaller numbers, so that a circuit cannot be cyclic. It may take any number of wires, none
and repeated ones included: the empty AND is TRUE, the empty OR is FALSE. |C| is the number of
wires, the height of an input is 0, that of a gate is 1 more than the greatest height of its wires
(Manurangsi and Reichman 2018, Definition 1 and Section 2.1), and the depth of a circuit is here the
height of its output. The output may be an input, and gates that it does not depend on stay.

>>> circuit = MonotoneCircuit(3, [("OR", [0, 1]), ("AND", [3, 2])], output=4)
>>> circuit.value([True, False, True]), circuit.wires, circuit.depth
(True, 5, 2)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from exactrelu.errors import DimensionError, FormatError, KindError
from exactrelu.lp.kinds import require_items
from exactrelu.sources.arguments import (
    Assignment,
    as_assignment,
    as_count,
    as_position,
    shown,
)

__all__ = ["Gate", "MonotoneCircuit", "Operation"]

Operation: TypeAlias = Literal["AND", "OR"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Gate:
    """An AND or an OR of some wires, which are kept in order and as often as they are given.

    Raises FormatError for another operation, DomainError for a negative wire.

    >>> Gate("NAND", [0, 1])
    Traceback (most recent call last):
    exactrelu.errors.FormatError: operation must be 'AND' or 'OR', not 'NAND'
    """

    operation: Operation
    wires: tuple[int, ...]

    def __init__(self, operation: Operation, wires: Iterable[int]) -> None:
        if operation not in get_args(Operation):
            raise FormatError(f"operation must be 'AND' or 'OR', not {shown(operation)}")
        object.__setattr__(self, "operation", operation)
        object.__setattr__(self, "wires", _as_wires(wires, "wires"))

    def __repr__(self) -> str:
        return f"Gate({self.operation!r}, {list(self.wires)})"


@dataclass(frozen=True, slots=True, init=False, repr=False)
class MonotoneCircuit:
    """A circuit of AND and OR gates with one output; see the module.

    Attributes:
        inputs: the number of inputs, which are the first wires.
        gates: the gates in topological order; pairs (operation, wires) are taken, too.
        output: the number of the output wire.

    Raises DomainError for a negative number of inputs, DimensionError for a wire that is not one,
    or that is not before its gate; KindError and FormatError for what is no gate.

    >>> MonotoneCircuit(1, [("AND", [0, 1])], output=1)
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: gates[0].wires[1] must be a wire before the gate, of which \
there are 0 to 0, not 1; a circuit has no cycles
    """

    inputs: int
    gates: tuple[Gate, ...]
    output: int

    def __init__(
        self, inputs: int, gates: Iterable[Gate | tuple[Operation, Iterable[int]]], *, output: int
    ) -> None:
        n = as_count(inputs, "inputs")
        require_items(gates, "gates", "gates")
        checked = tuple([_as_gate(gate, n + k, f"gates[{k}]") for k, gate in enumerate(gates)])
        if not n and not checked:
            raise DimensionError("a circuit must have at least 1 wire, as its output is one, not 0")
        object.__setattr__(self, "inputs", n)
        object.__setattr__(self, "gates", checked)
        object.__setattr__(self, "output", as_position(output, n + len(checked), "output"))

    @property
    def wires(self) -> int:
        """|C|, the number of wires: one for each input and one for each gate.

        A wire counts once, however many gates take it.
        """
        return self.inputs + len(self.gates)

    @property
    def depth(self) -> int:
        """The height of the output; 0 if it is an input."""
        return self.heights[self.output]

    @property
    def heights(self) -> tuple[int, ...]:
        """The height of each wire; a gate without wires has height 1.

        >>> MonotoneCircuit(1, [("OR", [0]), ("AND", [0, 1]), ("AND", [])], output=0).heights
        (0, 1, 2, 1)
        """
        heights = [0] * self.inputs
        for gate in self.gates:
            heights.append(1 + max([heights[wire] for wire in gate.wires], default=0))
        return tuple(heights)

    def values(self, assignment: Iterable[bool]) -> Assignment:
        """Return the values of all wires, for these values of the inputs.

        Raises DimensionError for another number of values than inputs.

        >>> MonotoneCircuit(2, [("OR", [0, 1]), ("AND", [0, 1])], output=3).values([True, False])
        (True, False, True, False)
        """
        values = list(as_assignment(assignment, self.inputs))
        for gate in self.gates:
            taken = [values[wire] for wire in gate.wires]
            values.append(all(taken) if gate.operation == "AND" else any(taken))
        return tuple(values)

    def value(self, assignment: Iterable[bool]) -> bool:
        """Return the value of the output, for these values of the inputs.

        >>> MonotoneCircuit(0, [("AND", [])], output=0).value([])
        True
        """
        return self.values(assignment)[self.output]

    def __repr__(self) -> str:
        return f"MonotoneCircuit({self.inputs}, {list(self.gates)}, output={self.output})"


def _as_wires(wires: Iterable[int], name: str) -> tuple[int, ...]:
    require_items(wires, name, "wires")
    return tuple([as_count(wire, f"{name}[{k}]") for k, wire in enumerate(wires)])


def _as_gate(gate: object, wires: int, name: str) -> Gate:
    """A gate that may take the wires before it, of which there are so many."""
    if not isinstance(gate, Gate):
        operation, taken = _as_pair(gate, name)
        gate = Gate(operation, _as_wires(taken, f"{name}.wires"))
    for k, wire in enumerate(gate.wires):
        if wire >= wires:
            before = f"there are 0 to {wires - 1}" if wires else "there are none"
            raise DimensionError(
                f"{name}.wires[{k}] must be a wire before the gate, of which {before}, not "
                f"{shown(wire)}; a circuit has no cycles"
            )
    return gate


def _as_pair(gate: object, name: str) -> tuple[Operation, Iterable[int]]:
    if not isinstance(gate, (tuple, list)) or len(gate) != 2:
        raise KindError(f"{name} must be a gate or a pair (operation, wires), not {shown(gate)}")
    operation, wires = gate
    if operation not in get_args(Operation):
        raise FormatError(f"{name}: operation must be 'AND' or 'OR', not {shown(operation)}")
    return operation, wires
