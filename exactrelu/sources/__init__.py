"""The problems that are reduced to training: set cover, monotone circuits, 3SAT.

Each is a value that says what its solutions are. Elements, sets and wires are counted from 0,
literals are those of DIMACS.

>>> SetCover(3, [{0, 1}, {1}, {2}]).is_cover([0, 2])
True
>>> MonotoneCircuit(2, [("AND", [0, 1])], output=2).value([True, False])
False
>>> Formula(2, [[1, -2]]).value([False, False])
True
"""

from exactrelu.sources.circuits import Gate, MonotoneCircuit, Operation
from exactrelu.sources.cnf import Clause, Formula, is_tautology
from exactrelu.sources.set_cover import SetCover

__all__ = [
    "Clause",
    "Formula",
    "Gate",
    "MonotoneCircuit",
    "Operation",
    "SetCover",
    "is_tautology",
]
