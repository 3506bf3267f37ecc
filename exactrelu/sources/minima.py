"""Least covers and least satisfying inputs, found by integer programs, with their certificates.

An answer is about one instance and keeps the answer to its program (`exactrelu.sources.programs`)
as the proof. That there is no solution is an answer, too.

>>> answer = minimum_cover(SetCover(4, [[0, 1, 2], [0, 3], [1, 2]]))
>>> answer.chosen, answer.size, answer.certificate.verdict().status
((0, 1), 2, 'VALID')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from exactrelu.certificates import Certificate
from exactrelu.errors import BudgetError
from exactrelu.lp.branching import solve_integer
from exactrelu.lp.integer import (
    InfeasibleLeaf,
    IntegerAnswer,
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
)
from exactrelu.rational import as_text, as_vector
from exactrelu.sources.arguments import Assignment
from exactrelu.sources.circuits import MonotoneCircuit
from exactrelu.sources.programs import circuit_program, cover_program
from exactrelu.sources.set_cover import SetCover

__all__ = [
    "Cover",
    "NeverSatisfied",
    "Satisfying",
    "Uncovered",
    "greedy_cover",
    "minimum_cover",
    "minimum_satisfying",
    "needed_inputs",
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
    the number of sets, whose upper end is that of `greedy_cover` or better; and for instances too
    large to write their program down.

    >>> minimum_cover(SetCover(3, [[0, 1], [1, 2], [0, 2]])).size
    2
    """
    program = cover_program(instance)
    missing = instance.uncovered(range(len(instance.sets)))
    if missing:
        return Uncovered(instance, missing[0], _falsified_row(program, missing[0]))
    if not instance.size:
        # Choosing nothing is a cover, which takes no search, and so no time.
        node_limit = time_limit = None
    try:
        proof = solve_integer(program, node_limit=node_limit, time_limit=time_limit)
    except BudgetError as error:
        chosen = greedy_cover(instance)
        point = [int(j in chosen) for j in range(len(instance.sets))]
        raise _with_a_point(error, point, len(chosen), "sets of a least cover") from None
    assert isinstance(proof, IntegerOptimal)  # noqa: S101 - choosing all sets is feasible
    return Cover(instance, tuple([j for j, x in enumerate(proof.point) if x]), proof)


def greedy_cover(instance: SetCover) -> tuple[int, ...]:
    """Return the sets, in order, that are found by taking one with most new elements each time.

    It covers what the sets cover together, with at most 1 + ln N times the fewest sets. (Johnson,
    *Approximation algorithms for combinatorial problems*, 1974.)

    >>> greedy_cover(SetCover(6, [[0, 1, 4], [0, 1, 2, 3], [2, 3, 5]]))
    (0, 1, 2)
    """
    missing = set(range(instance.size))
    chosen: list[int] = []
    while gains := [(len(s & missing), -j) for j, s in enumerate(instance.sets) if s & missing]:
        j = -max(gains)[1]
        chosen.append(j)
        missing -= instance.sets[j]
    return tuple(sorted(chosen))


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

    Raises BudgetError as `minimum_cover` does, with the upper end of `needed_inputs` or better.

    >>> circuit = MonotoneCircuit(3, [("OR", [0, 1]), ("AND", [3, 2])], output=4)
    >>> answer = minimum_satisfying(circuit)
    >>> answer.size, circuit.value(answer.assignment), answer.certificate.verdict().status
    (2, True, 'VALID')
    """
    program = circuit_program(circuit)
    try:
        proof: IntegerAnswer = solve_integer(program, node_limit=node_limit, time_limit=time_limit)
    except BudgetError as error:
        few = needed_inputs(circuit)
        if not circuit.value(few):
            raise
        point = [int(value) for value in circuit.values(few)]
        raise _with_a_point(error, point, sum(few), "inputs that must be TRUE") from None
    if isinstance(proof, IntegerInfeasible):
        return NeverSatisfied(circuit, proof)
    assert isinstance(proof, IntegerOptimal)  # noqa: S101 - all variables are bounded
    return Satisfying(circuit, tuple([x == 1 for x in proof.point[: circuit.inputs]]), proof)


def needed_inputs(circuit: MonotoneCircuit) -> Assignment:
    """Return an inclusion-minimal satisfying set of TRUE inputs, which need not be a least one.

    All inputs are TRUE at first, and are made FALSE one after the other if the circuit stays TRUE.
    If it is never TRUE, all of them stay TRUE.

    >>> needed_inputs(MonotoneCircuit(3, [("AND", [1, 2]), ("OR", [0, 3])], output=4))
    (False, True, True)
    """
    values = [True] * circuit.inputs
    for i in range(circuit.inputs):
        values[i] = False
        values[i] = not circuit.value(values)
    return tuple(values)


def _with_a_point(error: BudgetError, point: Sequence[int], size: int, counted: str) -> BudgetError:
    """The same error, with this point of this size unless a better one has been found."""
    lower, upper, best = error.lower or Fraction(0), error.upper, error.point
    if upper is None or size < upper:
        upper, best = Fraction(size), as_vector(point)
    why = str(error).split(";")[0]
    bracket = f"[{as_text(lower)}, {as_text(upper)}]"
    message = f"{why}; the number of {counted} is in {bracket}"
    return BudgetError(message, lower=lower, upper=upper, point=best)
