"""The problems that are reduced to training: set cover, monotone circuits, 3SAT.

Each is a value that says what its solutions are, and is solved exactly, with a certificate.
Elements, sets and wires are counted from 0, literals are those of DIMACS.

>>> SetCover(3, [{0, 1}, {1}, {2}]).is_cover([0, 2])
True
>>> MonotoneCircuit(2, [("AND", [0, 1])], output=2).value([True, False])
False
>>> Formula(2, [[1, -2]]).value([False, False])
True
>>> minimum_cover(SetCover(3, [{0, 1}, {1}, {2}])).chosen
(0, 2)
"""

from exactrelu.sources.arguments import Assignment
from exactrelu.sources.circuits import Gate, MonotoneCircuit, Operation
from exactrelu.sources.cnf import Clause, Formula, is_tautology
from exactrelu.sources.files import (
    read_circuit,
    read_formula,
    read_set_cover,
    write_circuit,
    write_formula,
    write_set_cover,
)
from exactrelu.sources.minima import (
    Cover,
    NeverSatisfied,
    Satisfying,
    Uncovered,
    greedy_cover,
    minimum_cover,
    minimum_satisfying,
    needed_inputs,
)
from exactrelu.sources.programs import circuit_program, cover_program, formula_program
from exactrelu.sources.refutations import first_gap
from exactrelu.sources.sat_answers import SatAnswer, Satisfied, Unsatisfiable
from exactrelu.sources.satisfiability import SatGuide, satisfying_assignment
from exactrelu.sources.set_cover import SetCover

__all__ = [
    "Assignment",
    "Clause",
    "Cover",
    "Formula",
    "Gate",
    "MonotoneCircuit",
    "NeverSatisfied",
    "Operation",
    "SatAnswer",
    "SatGuide",
    "Satisfied",
    "Satisfying",
    "SetCover",
    "Uncovered",
    "Unsatisfiable",
    "circuit_program",
    "cover_program",
    "first_gap",
    "formula_program",
    "greedy_cover",
    "is_tautology",
    "minimum_cover",
    "minimum_satisfying",
    "needed_inputs",
    "read_circuit",
    "read_formula",
    "read_set_cover",
    "satisfying_assignment",
    "write_circuit",
    "write_formula",
    "write_set_cover",
]
