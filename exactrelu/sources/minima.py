"""Least covers and least satisfying inputs, found by integer programs, with their certificates.

An answer is about one instance and keeps the answer to its program (`exactrelu.sources.programs`)
as the proof. That there is no solution is an answer, too.

>>> answer = minimum_cover(SetCover(4, [[0, 1, 2], [0, 3], [1, 2]]))
>>> answer.chosen, answer.size, answer.certificate.verdict().status
((0, 1), 2, 'VALID')
"""

from __future__ import annotations

from dataclasses import dataclass, field

from exactrelu.certificates import Certificate
from exactrelu.lp.branching import solve_integer
from exactrelu.lp.integer import (
    InfeasibleLeaf,
    IntegerAnswer,
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
)
from exactrelu.rational import as_vector
from exactrelu.sources.circuits import MonotoneCircuit
from exactrelu.sources.doors import Assignment
from exactrelu.sources.programs import circuit_program, cover_program
from exactrelu.sources.set_cover import SetCover

__all__ = [
    "Cover",
    "NeverSatisfied",
    "Satisfying",
    "Uncovered",
    "minimum_cover",
    "minimum_satisfying",
]


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover with the fewest sets: the positions `chosen`, in order.

    >>> minimum_cover(SetCover(0, [[]])).chosen
    ()
    """

    instance: SetCover
    chosen: tuple[int, ...]
    proof: IntegerOptimal = field(repr=False)

    @property
    def size(self) -> int:
        """The number of sets that are chosen."""
        return len(self.chosen)

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``branch-tree`` of the `cover_program`."""
        return self.proof.certificate


@dataclass(frozen=True, slots=True)
class Uncovered:
    """There is no cover: no set contains `element`, the first of this kind.

    >>> minimum_cover(SetCover(2, [[0]])).element
    1
    """

    instance: SetCover
    element: int
    proof: IntegerInfeasible = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``branch-tree`` of the `cover_program`."""
        return self.proof.certificate


def minimum_cover(
    instance: SetCover, *, node_limit: int | None = None, time_limit: object = None
) -> Cover | Uncovered:
    """Return a cover with the fewest sets, or an element that no set contains.

    Which of several least covers is returned is not specified.

    Raises BudgetError after `node_limit` nodes or `time_limit` seconds, with a proved bracket of
    the number of sets, and for instances too large to write their program down.

    >>> minimum_cover(SetCover(3, [[0, 1], [1, 2], [0, 2]])).size
    2
    """
    program = cover_program(instance)
    missing = instance.uncovered(range(len(instance.sets)))
    if missing:
        return Uncovered(instance, missing[0], _falsified_row(program, missing[0]))
    proof = solve_integer(program, node_limit=node_limit, time_limit=time_limit)
    assert isinstance(proof, IntegerOptimal)  # noqa: S101 - choosing all sets is feasible
    return Cover(instance, tuple([j for j, x in enumerate(proof.point) if x]), proof)


def _falsified_row(program: IntegerProgram, row: int) -> IntegerInfeasible:
    """A row that asks for more than its variables can give refutes a program on its own."""
    multipliers = [int(i == row) for i in range(len(program.program.rows))]
    return IntegerInfeasible(program, (InfeasibleLeaf(as_vector(multipliers)),))


@dataclass(frozen=True, slots=True)
class Satisfying:
    """Values of the inputs, the fewest of them TRUE, with which a circuit is TRUE.

    >>> minimum_satisfying(MonotoneCircuit(2, [], output=1)).assignment
    (False, True)
    """

    circuit: MonotoneCircuit
    assignment: Assignment
    proof: IntegerOptimal = field(repr=False)

    @property
    def size(self) -> int:
        """The number of inputs that are TRUE."""
        return sum(self.assignment)

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``branch-tree`` of the `circuit_program`."""
        return self.proof.certificate


@dataclass(frozen=True, slots=True)
class NeverSatisfied:
    """The circuit is FALSE even if all inputs are TRUE, as one with empty ORs can be.

    >>> minimum_satisfying(MonotoneCircuit(0, [("OR", [])], output=0))
    NeverSatisfied(circuit=MonotoneCircuit(0, [Gate('OR', [])], output=0))
    """

    circuit: MonotoneCircuit
    proof: IntegerInfeasible = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``branch-tree`` of the `circuit_program`."""
        return self.proof.certificate


def minimum_satisfying(
    circuit: MonotoneCircuit, *, node_limit: int | None = None, time_limit: object = None
) -> Satisfying | NeverSatisfied:
    """Return values of the inputs with which the circuit is TRUE, the fewest of them TRUE.

    If every gate has a wire there are such values, since all inputs TRUE make all gates TRUE. Which
    of several least choices is returned is not specified.

    Raises BudgetError as `minimum_cover` does.

    >>> circuit = MonotoneCircuit(3, [("OR", [0, 1]), ("AND", [3, 2])], output=4)
    >>> answer = minimum_satisfying(circuit)
    >>> answer.size, circuit.value(answer.assignment), answer.certificate.verdict().status
    (2, True, 'VALID')
    """
    program = circuit_program(circuit)
    proof: IntegerAnswer = solve_integer(program, node_limit=node_limit, time_limit=time_limit)
    if isinstance(proof, IntegerInfeasible):
        return NeverSatisfied(circuit, proof)
    assert isinstance(proof, IntegerOptimal)  # noqa: S101 - all variables are bounded
    return Satisfying(circuit, tuple([x == 1 for x in proof.point[: circuit.inputs]]), proof)
