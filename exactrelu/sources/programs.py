"""Source problems as integer programs, row by row what their definitions say.

>>> cover_program(SetCover(2, [[0], [0, 1]])).program.rows
(Row(['1', '1'], '>=', '1'), Row(['0', '1'], '>=', '1'))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from exactrelu.errors import BudgetError
from exactrelu.lp.drafts import MAX_ENTRIES
from exactrelu.lp.integer import IntegerProgram
from exactrelu.lp.program import LinearProgram
from exactrelu.sources.circuits import Gate, MonotoneCircuit
from exactrelu.sources.cnf import Formula
from exactrelu.sources.set_cover import SetCover

__all__ = ["circuit_program", "cover_program", "formula_program", "require_few_entries"]

_Row: TypeAlias = tuple[list[int], str, int]


def cover_program(instance: SetCover) -> IntegerProgram:
    """Return the program of the fewest sets that cover all elements.

    The variable x_j in {0, 1} says whether S_j is chosen; the sum of the x_j over the sets that
    contain i is at least 1, for each element i, which is row i.

    Raises BudgetError if elements times sets are more than `exactrelu.lp.drafts.MAX_ENTRIES`.

    >>> cover_program(SetCover(1, [])).program
    LinearProgram.of([], [([], '>=', '1')])
    """
    m = len(instance.sets)
    require_few_entries(instance.size, m)
    rows = [[int(i in members) for members in instance.sets] for i in range(instance.size)]
    return IntegerProgram.binary([1] * m, [(row, ">=", 1) for row in rows])


def circuit_program(circuit: MonotoneCircuit) -> IntegerProgram:
    """Return the program of the fewest TRUE inputs with which a circuit is TRUE.

    Each wire has a variable in [0, 1], integral at the inputs. A gate's variable is at most the sum
    of those of its wires, each counted once, if it is an OR, and at most each of them if it is an
    AND. The first row says that the output is 1. A FALSE wire is at most 0 then, by induction on
    its height.

    Raises BudgetError as `cover_program` does.

    >>> circuit = MonotoneCircuit(2, [("OR", [0, 1])], output=2)
    >>> circuit_program(circuit).program.rows
    (Row(['0', '0', '1'], '>=', '1'), Row(['-1', '-1', '1'], '<=', '0'))
    """
    n, wires = circuit.inputs, circuit.wires
    parts = [part for k, gate in enumerate(circuit.gates) for part in _parts(gate, n + k)]
    require_few_entries(1 + len(parts), wires)
    rows: list[_Row] = [([int(j == circuit.output) for j in range(wires)], ">=", 1)]
    rows += [_at_most_the_sum(wire, taken, wires) for wire, taken in parts]
    objective = [int(j < n) for j in range(wires)]
    program = LinearProgram.of(objective, rows, bounds=[(0, 1)] * wires)
    return IntegerProgram(program, range(n))


def formula_program(formula: Formula) -> IntegerProgram:
    """Return the program whose feasible points are the satisfying assignments; the objective is 0.

    Row j says that the values of the literals of clause j, a repeated one counted once, have a sum
    of at least 1, where the value of X_i is x_i and that of its negation 1 - x_i.

    Raises BudgetError as `cover_program` does.

    >>> formula_program(Formula(2, [[1, -2]])).program.rows
    (Row(['1', '-1'], '>=', '0'),)
    """
    n = formula.variables
    require_few_entries(len(formula.clauses), n)
    rows = []
    for clause in formula.clauses:
        literals = {*clause}
        negated = sum(literal < 0 for literal in literals)
        signs = [int(i in literals) - int(-i in literals) for i in range(1, n + 1)]
        rows.append((signs, ">=", 1 - negated))
    return IntegerProgram.binary([0] * n, rows)


def _parts(gate: Gate, wire: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What a gate says: this wire is at most the sum of those."""
    if gate.operation == "OR":
        yield wire, gate.wires
    else:
        yield from ((wire, (taken,)) for taken in gate.wires)


def _at_most_the_sum(wire: int, taken: tuple[int, ...], wires: int) -> _Row:
    row = [0] * wires
    row[wire] = 1
    for other in taken:
        row[other] = -1
    return row, "<=", 0


def require_few_entries(rows: int, columns: int, what: str = "rows times variables") -> None:
    """Raise BudgetError for a matrix of more than `exactrelu.lp.drafts.MAX_ENTRIES` entries.

    >>> require_few_entries(10**6, 10**6)
    Traceback (most recent call last):
    exactrelu.errors.BudgetError: rows times variables must be at most 20000000, not \
1000000 * 1000000
    """
    if rows * columns > MAX_ENTRIES:
        raise BudgetError(f"{what} must be at most {MAX_ENTRIES}, not {rows} * {columns}")
