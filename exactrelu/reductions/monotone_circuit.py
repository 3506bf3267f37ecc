"""Monotone circuits as the training of one ReLU: Theorem 4 of Manurangsi and Reichman (2018).

The question is how few inputs must be TRUE for the output to be TRUE. The unknowns are one w_j for
each wire and w_ε; with a trained bias b also v_dummy. The constraints are

- (6) ``[w_ε + b]_+ = ε``, and (7) for each input i: ``[w_ε - w_i + b]_+ = ε``,
- (8) for the output o: ``[w_o + b]_+ = 1``,
- (9) for an OR gate j: ``[w_j - Σ w_i + b]_+ = 0``, the sum over its wires,
- (10) for an AND gate j and each of its wires: ``[w_j - w_i + b]_+ = 0``,
- with a bias (A.3) ``[b]_+ = 0``, ``[v_dummy + b]_+ = 1`` and ``[2 v_dummy + b]_+ = 2``.

An assignment is lifted to w_j = 1 for the wires that it makes TRUE and 0 for others, w_ε = ε,
v_dummy = 1 and b = 0. Weights are decoded to the assignment that makes the input i TRUE iff
w_i >= w_ε + b; each TRUE input costs ε² in (7). With a bias the paper still has w_i >= w_ε, by
which a TRUE input need not cost anything.

*The minimum.* Let p_j be the number of paths from the output down to the wire j, p_o = 1, P the sum
of p_i over the inputs and G that over the gates. If the decoded assignment does not satisfy the
circuit, the differences x at (8), d at (6), r_i at (7) and s_j at the gates, for an AND at one of
its samples, satisfy

    1 <= |x| + P |d| + Σ p_i |r_i| + Σ p_j |s_j| + |(G - 1) b|:

a FALSE input has w_i = w_ε + b - ε + r_i, which is at most d + r_i. A FALSE OR is at most the sum
of its wires, all FALSE, and s_j - b; a FALSE AND is at most one FALSE wire, and s_j - b. Down from
the output, where w_o = 1 - x - b, so only some of the paths are met, and of the G terms -b perhaps
fewer: without G - 1 in absolute value, b < 0 would be needed. The constraints of A.3 cost at least
b²/5, or 1. By Cauchy and Schwarz the total error is at least

    V = 1/(1 + P² + Σ p_j²),   with a bias V = 1/(1 + P² + Σ p_j² + 5(G-1)²),

the sum over all wires. So the minimum is OPT ε² if that does not exceed V. For the paper's
ε = 1/(10|C|)^(ℓ+1) it does not: there are at most Σ (|C|-1)^t <= |C|^ℓ paths, t from 0 to ℓ, so
that P, G and Σ p_j are at most |C|^ℓ, and V >= 1/(8|C|^2ℓ) > |C| ε².

*Decisions.* |C| counts each input and each gate once, ℓ is the height of the output. A gate takes a
wire once, however often it is named. Gates that the output does not need stay, and cost nothing. An
OR without wires is FALSE, an AND without wires TRUE; a circuit that no assignment satisfies has an
error of at least V.

>>> from exactrelu.reductions import solve
>>> from exactrelu.sources import MonotoneCircuit
>>> circuit = MonotoneCircuit(3, [("OR", [0, 1]), ("AND", [3, 2])], output=4)
>>> instance = reduce(circuit, k=2)
>>> instance.coordinates, len(instance.problem.samples), instance.epsilon
(('w_0', 'w_1', 'w_2', 'w_3', 'w_4', 'w_eps'), 8, Fraction(1, 125000))
>>> trained = solve(instance)
>>> trained.objective == instance.target, circuit.value(decode(trained.best.units, instance))
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from exactrelu.lp.kinds import require
from exactrelu.rational import as_text
from exactrelu.reductions.arguments import as_epsilon, epsilon_of, require_instance
from exactrelu.reductions.correspondence import Correspondence, proved_best
from exactrelu.reductions.instance import Constraint, TrainingInstance, Units, as_units, instance_of
from exactrelu.sources import Gate, MonotoneCircuit
from exactrelu.sources.arguments import Assignment, as_assignment, as_count
from exactrelu.sources.programs import require_few_entries
from exactrelu.training import Trained
from exactrelu.training.problem import HiddenBias

__all__ = [
    "Instance",
    "corresponds",
    "decodable_below",
    "decode",
    "least_error",
    "lift",
    "paper_epsilon",
    "path_counts",
    "reduce",
]

Instance: TypeAlias = TrainingInstance[MonotoneCircuit]


def reduce(
    source: MonotoneCircuit,
    *,
    k: int | None = None,
    hidden_bias: HiddenBias = "none",
    epsilon: object = None,
) -> Instance:
    """Return the instance for assignments with at most k TRUE inputs.

    The samples do not depend on k. A larger k is replaced by the number of inputs, which is k by
    default. `epsilon` is that of `paper_epsilon` by default.

    Raises DomainError for a negative k, or an epsilon that is not positive, KindError for a source
    of another kind, BudgetError for samples of more than `exactrelu.lp.drafts.MAX_ENTRIES`
    coordinates together.

    >>> reduce(MonotoneCircuit(1, [], output=0), k=1, epsilon="1/8").target
    Fraction(1, 64)
    """
    require(source, MonotoneCircuit, "source")
    inputs, wires = source.inputs, source.wires
    allowed = min(inputs, inputs if k is None else as_count(k, "k"))
    require_few_entries(_samples(source), wires + 1, "samples times coordinates")
    number = as_epsilon(epsilon, paper_epsilon(source))
    names = [*[f"w_{j}" for j in range(wires)], "w_eps"]
    constraints = [*_inputs_and_output(source, number), *_gates(source)]
    if hidden_bias == "free":
        names.append("v_dummy")
        constraints += _constraints_on_the_bias(wires + 1)
    return instance_of(
        source,
        constraints,
        coordinates=names,
        width=1,
        hidden_bias=hidden_bias,
        epsilon=number,
        k=allowed,
    )


def _samples(source: MonotoneCircuit) -> int:
    """How many samples (6) to (10) are."""
    ands = [len({*gate.wires}) for gate in source.gates if gate.operation == "AND"]
    return 2 + source.inputs + len(source.gates) - len(ands) + sum(ands)


def paper_epsilon(source: MonotoneCircuit) -> Fraction:
    """Return 1/(10|C|)^(ℓ+1) for |C| wires and an output of height ℓ.

    >>> paper_epsilon(MonotoneCircuit(2, [("AND", [0, 1])], output=2))
    Fraction(1, 900)
    """
    return Fraction(1, (10 * source.wires) ** (source.depth + 1))


def _inputs_and_output(source: MonotoneCircuit, epsilon: Fraction) -> Iterator[Constraint]:
    dummy = source.wires
    yield Constraint({dummy: 1}, epsilon, "(6) w_eps is eps")
    for i in range(source.inputs):
        yield Constraint({dummy: 1, i: -1}, epsilon, f"(7) input {i} is FALSE")
    yield Constraint({source.output: 1}, Fraction(1), "(8) the output is TRUE")


def _gates(source: MonotoneCircuit) -> Iterator[Constraint]:
    for j, gate in enumerate(source.gates, start=source.inputs):
        wires = _wires_once(gate)
        if gate.operation == "OR":
            meaning = f"(9) wire {j} is TRUE only if a wire of its OR is"
            yield Constraint({j: 1} | dict.fromkeys(wires, -1), Fraction(0), meaning)
        else:
            for i in wires:
                meaning = f"(10) wire {j}, an AND, is TRUE only if wire {i} is"
                yield Constraint({j: 1, i: -1}, Fraction(0), meaning)


def _constraints_on_the_bias(dummy: int) -> Iterator[Constraint]:
    """Appendix A.3."""
    yield Constraint({}, Fraction(0), "(A.3) the bias is at most 0")
    for factor in (1, 2):
        meaning = f"(A.3) {factor} v_dummy and the bias sum up to {factor}"
        yield Constraint({dummy: factor}, Fraction(factor), meaning)


def _wires_once(gate: Gate) -> tuple[int, ...]:
    return tuple(dict.fromkeys(gate.wires))


def lift(assignment: Iterable[bool], instance: Instance) -> Units:
    """Return the weights of an assignment, of error ε² for each TRUE input if it satisfies, ε <= 1.

    Raises DimensionError for another number of values than inputs.

    >>> circuit = MonotoneCircuit(2, [("OR", [0, 1])], output=2)
    >>> lift([True, False], reduce(circuit, epsilon="1/8"))
    ((Fraction(1, 1), Fraction(0, 1), Fraction(1, 1), Fraction(1, 8)),)
    """
    require_instance(instance, MonotoneCircuit)
    epsilon = epsilon_of(instance)
    row = [*map(Fraction, instance.source.values(assignment)), epsilon]
    dummy_and_bias = [Fraction(1), Fraction(0)] if _has_bias(instance) else []
    return ((*row, *dummy_and_bias),)


def decode(weights: object, instance: Instance) -> Assignment:
    """Return the assignment that makes an input TRUE iff w_i >= w_ε + b.

    If the error is less than `decodable_below`, it satisfies the circuit. Raises DimensionError for
    weights of another shape.

    >>> circuit = MonotoneCircuit(2, [("OR", [0, 1])], output=2)
    >>> decode([["1/8", "1/9", 1, "1/8"]], reduce(circuit))
    (True, False)
    """
    require_instance(instance, MonotoneCircuit)
    source = instance.source
    row = as_units(weights, instance.problem)[0]
    least = row[source.wires] + sum(row[len(instance.coordinates) :], Fraction(0))
    return as_assignment([w >= least for w in row[: source.inputs]], source.inputs)


def path_counts(source: MonotoneCircuit) -> tuple[int, ...]:
    """Return p_j for each wire: the number of paths from the output down to it.

    Paths through all wires of an AND are counted, though one FALSE wire makes it FALSE: for the
    proof that is an upper bound.

    >>> path_counts(MonotoneCircuit(1, [("OR", [0]), ("AND", [0, 1])], output=2))
    (2, 1, 1)
    """
    counts = [0] * source.wires
    counts[source.output] = 1
    for j in reversed(range(source.inputs, source.wires)):
        for i in _wires_once(source.gates[j - source.inputs]):
            counts[i] += counts[j]
    return tuple(counts)


def decodable_below(instance: Instance) -> Fraction:
    """Return V: weights of a smaller error decode to an assignment that satisfies the circuit.

    So the instance decides whether k TRUE inputs suffice if k ε² is less than this.

    >>> decodable_below(reduce(MonotoneCircuit(1, [], output=0)))
    Fraction(1, 3)
    """
    require_instance(instance, MonotoneCircuit)
    source = instance.source
    counts = path_counts(source)
    total = 1 + sum(counts[: source.inputs]) ** 2 + sum([p**2 for p in counts])
    if _has_bias(instance):
        total += 5 * (sum(counts[source.inputs :]) - 1) ** 2
    return Fraction(1, total)


def least_error(optimum: int, instance: Instance) -> Fraction:
    """Return OPT ε², the minimum if it is at most `decodable_below`.

    >>> least_error(2, reduce(MonotoneCircuit(2, [("AND", [0, 1])], output=2)))
    Fraction(1, 405000)
    """
    require_instance(instance, MonotoneCircuit)
    return as_count(optimum, "optimum") * epsilon_of(instance) ** 2


def corresponds(optimum: int | None, trained: Trained, *, instance: Instance) -> Correspondence:
    """Return whether the trained minimum and the source's optimum correspond as Theorem 4 says.

    The optimum is None if no assignment satisfies the circuit; the bound for that is proved in this
    module and not in the paper. Raises DomainError if the training has not found the minimum, or is
    about other samples.

    >>> from exactrelu.reductions import solve
    >>> instance = reduce(MonotoneCircuit(2, [("AND", [0, 1])], output=2), hidden_bias="free")
    >>> corresponds(2, solve(instance), instance=instance).statements[0]
    ('minimum error = OPT eps^2', True)
    """
    require_instance(instance, MonotoneCircuit)
    expected = decodable_below(instance) if optimum is None else least_error(optimum, instance)
    best = proved_best(trained, instance)
    k = instance.k
    assert k is not None  # noqa: S101 - reduce has set it
    is_small, can_be_true = best.value <= instance.target, optimum is not None and optimum <= k
    few = f"minimum error <= {k} eps^2 iff {k} or fewer TRUE inputs can satisfy the circuit"
    question = (few, is_small == can_be_true)
    if optimum is None:
        bound = f"minimum error >= {as_text(expected)}, as nothing satisfies the circuit"
        return Correspondence(((f"{bound} (not in the paper)", best.value >= expected), question))
    assignment = decode(best.units, instance)
    satisfies = instance.source.value(assignment) and sum(assignment) == optimum
    return Correspondence(
        (
            ("minimum error = OPT eps^2", best.value == expected),
            question,
            ("the decoded assignment satisfies the circuit with OPT TRUE inputs", satisfies),
        )
    )


def _has_bias(instance: Instance) -> bool:
    return instance.problem.hidden_bias == "free"
