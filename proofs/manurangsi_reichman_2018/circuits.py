"""Monotone circuits, all small ones and drawn ones, and the samples that Theorem 4 makes of them."""

from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product

from hypothesis import strategies as st

from exactrelu.reductions import monotone_circuit
from exactrelu.sources import Gate, MonotoneCircuit
from exactrelu.training import Samples

__all__ = [
    "assignment_of",
    "cases",
    "circuits",
    "drawn_circuits",
    "epsilon_of",
    "false_wires",
    "fewest_true",
    "largest_cases",
    "printed_samples",
    "printed_samples_with_bias",
    "range_of_cases",
    "range_of_largest_cases",
    "threshold",
    "without_output",
    "yes_weights",
]


def printed_samples(circuit, epsilon):
    """Return the samples of (6) to (10) as printed, for the unknowns w_j of the wires and w_eps.

    A wire that enters a gate twice is subtracted twice in (9).
    """
    n = circuit.wires
    rows = [({n: 1}, epsilon)]
    rows += [({n: 1, i: -1}, epsilon) for i in range(circuit.inputs)]
    rows += [({circuit.output: 1}, 1)]
    for j, gate in enumerate(circuit.gates, start=circuit.inputs):
        if gate.operation == "OR":
            rows.append(({j: 1} | {i: -c for i, c in Counter(gate.wires).items()}, 0))
        else:
            rows += [({j: 1, i: -1}, 0) for i in gate.wires]
    points = [[form.get(j, 0) for j in range(n + 1)] for form, _ in rows]
    return Samples(points, [y for _, y in rows])


def printed_samples_with_bias(circuit, epsilon, *, factors=(0, 1, 2)):
    """Return the same with v_dummy, and [t v_dummy + b]_+ = t for the factors t, at the end."""
    plain = printed_samples(circuit, epsilon)
    points = [(*x, 0) for x in plain.points]
    points += [(*[0] * plain.dimension, t) for t in factors]
    return Samples(points, [*plain.labels, *factors])


def without_output(circuit, samples):
    """Return the samples without that of (8), of which Proposition 5 makes no use."""
    kept = [i for i in range(len(samples)) if i != 1 + circuit.inputs]
    return Samples([samples.points[i] for i in kept], [samples.labels[i] for i in kept])


def epsilon_of(circuit):
    """Return 1/(10|C|)^(l+1)."""
    return Fraction(1, (10 * circuit.wires) ** (circuit.depth + 1))


def yes_weights(circuit, assignment, epsilon):
    """Return w_j = 1 for TRUE wires and 0 for FALSE ones, and w_eps = eps."""
    return (*map(int, circuit.values(assignment)), epsilon)


def assignment_of(circuit, weights):
    """Return the phi of the proof: input i is TRUE iff w_i >= w_eps."""
    return [w >= weights[circuit.wires] for w in weights[: circuit.inputs]]


def false_wires(circuit, assignment):
    """Return the wires that are evaluated to FALSE."""
    return [j for j, value in enumerate(circuit.values(assignment)) if not value]


@cache
def fewest_true(circuit):
    """Return OPT and an assignment that attains it, by trying all."""
    satisfying = (a for a in product([False, True], repeat=circuit.inputs) if circuit.value(a))
    best = min(satisfying, key=sum)
    return sum(best), best


def threshold(circuit):
    """Return V: weights of a smaller error give an assignment that satisfies the circuit.

    V = 1/(1 + P^2 + the sum of the p_j^2), p_j the number of paths from the output down to the wire
    j, P the sum of the p_i over the inputs. A FALSE input has w_i <= d + r_i, with the errors d in (6)
    and r_i in (7), a FALSE gate at most the sum of its FALSE wires and its error s_j. So a FALSE
    output makes 1 <= x + P d + the sums of p_i r_i and p_j s_j, with the error x in (8).
    """
    paths = monotone_circuit.path_counts(circuit)
    return 1 / (1 + Fraction(sum(paths[: circuit.inputs])) ** 2 + sum(p**2 for p in paths))


def wires_taken(wires):
    """Return all choices of wires, at least one, that a gate can take."""
    return [c for size in range(1, wires + 1) for c in combinations(range(wires), size)]


def gates_on(wires):
    """Return all gates on so many wires; with one wire AND and OR are the same."""
    taken = wires_taken(wires)
    return [("AND", c) for c in taken] + [("OR", c) for c in taken if len(c) > 1]


def all_gates(inputs, count):
    """Yield all sequences of `count` gates on inputs and earlier gates."""
    yield from product(*(gates_on(inputs + k) for k in range(count)))


def is_first(inputs, gates):
    """Return whether no renaming of the inputs makes an earlier sequence of this one."""
    return all(
        gates <= tuple((op, tuple(sorted(renamed(p, i) for i in c))) for op, c in gates)
        for p in permutations(range(inputs))
    )


def renamed(permutation, wire):
    """Return the new name of a wire, of which only inputs are renamed."""
    return permutation[wire] if wire < len(permutation) else wire


LARGEST = {"quick": (2, 2, 4), "standard": (3, 2, 5), "deep": (3, 3, 5)}
"""The most inputs, the most gates, and the most of both."""


def circuits(profile):
    """Yield all small circuits, the smallest first; of larger ones the last wire is the output."""
    most, count, wires = LARGEST[profile.name]
    pairs = sorted(product(range(1, most + 1), range(count + 1)), key=sum)
    for n, g in (pair for pair in pairs if sum(pair) <= wires):
        outputs = range(n + g) if n + g <= 3 else [n + g - 1]
        for gates in filter(lambda gates: is_first(n, gates), all_gates(n, g)):
            yield from (MonotoneCircuit(n, gates, output=o) for o in outputs)


def cases(profile):
    """Yield the circuits as cases of `circuit`."""
    yield from ({"circuit": circuit} for circuit in circuits(profile))


def range_of_cases(profile):
    """Return the range of `cases` in words."""
    most, count, wires = LARGEST[profile.name]
    sizes = f"at most {most} inputs, {count} gates and {wires} wires"
    return f"all circuits of {sizes}, up to names"


def range_of_largest_cases(profile):
    """Return the range of `largest_cases` in words."""
    more = ", and all of 3 inputs and 3 gates" if profile.name == "deep" else ""
    return range_of_cases(profile) + more


def largest_cases(profile):
    """Yield the same, and for the profile `deep` all circuits of 3 inputs and 3 gates."""
    yield from cases(profile)
    if profile.name == "deep":
        every = filter(lambda gates: is_first(3, gates), all_gates(3, 3))
        yield from ({"circuit": MonotoneCircuit(3, gates, output=5)} for gates in every)


@st.composite
def drawn_circuits(draw, *, inputs=4, gates=5):
    """Draw a circuit whose gates have from one to three different wires."""
    n = draw(st.integers(1, inputs))
    made = []
    for k in range(draw(st.integers(0, gates))):
        wires = draw(st.sets(st.integers(0, n + k - 1), min_size=1, max_size=3))
        made.append(Gate(draw(st.sampled_from(["AND", "OR"])), sorted(wires)))
    return MonotoneCircuit(n, made, output=draw(st.integers(0, n + len(made) - 1)))
