"""Section 2.1: hardness of approximating the minimum training error for a single ReLU."""

from fractions import Fraction

from exactrelu.claims import for_all, for_every, grid, judged
from exactrelu.reductions import monotone_circuit
from exactrelu.sources import MonotoneCircuit, NeverSatisfied, minimum_satisfying

from .circuits import (
    assignment_of,
    cases,
    circuits,
    drawn_circuits,
    epsilon_of,
    fewest_true,
    largest_cases,
    printed_samples,
    range_of_cases,
    range_of_largest_cases,
    threshold,
    yes_weights,
)
from .evidence import asserting_error, asserting_numbers, error, is_the_minimum, least_error
from .paper import training
from .weights import slack_weights

__all__ = [
    "fewest_true_inputs",
    "least_error_of_a_circuit",
    "number_of_wires",
    "small_errors_are_small_assignments",
    "unknowns_and_constraints",
    "yes_weights_of_a_circuit",
]


def keeps_approximations(circuit):
    """Decide the consequence for one circuit."""
    eps = epsilon_of(circuit)
    samples = printed_samples(circuit, eps)
    is_small = samples.dimension * len(samples) <= (circuit.wires + 1) ** 3
    return is_small and circuit.inputs * eps**2 < threshold(circuit)


@training.cited(
    "thm2",
    label="Theorem 2",
    kind="theorem",
    consequence="weights of an error below V give as few TRUE inputs, and nm <= (|C| + 1)^3",
)
@for_every(cases, over=range_of_cases)
def small_errors_are_small_assignments(circuit):
    """Given an instance of the single ReLU training problem, it is NP-hard to approximate the minimum
    squared error to within a factor of (nm)^{1/(log log(nm))^{O(1)}}.

    That this is hard for circuits is cited. An error below V, which is more than eps^2 for all inputs
    TRUE, gives a satisfying assignment, each TRUE input of which costs eps^2: so an approximation
    within a factor r is one of OPT. And nm is at most (|C| + 1)^3, a power of |C| for |C| >= 2.
    """
    return keeps_approximations(circuit)


@small_errors_are_small_assignments.confirmed
@for_all(circuit=drawn_circuits())
def small_errors_of_larger_circuits(circuit):
    """The same for drawn circuits of up to 4 inputs and 5 gates."""
    return keeps_approximations(circuit)


@small_errors_are_small_assignments.confirmed
@for_all(drawn=slack_weights(inputs=4, gates=5))
def other_assignments_cost_more(drawn):
    """Weights whose assignment does not satisfy the circuit have an error of at least V, for any eps."""
    circuit, eps, weights, _ = drawn
    is_satisfied = circuit.value(assignment_of(circuit, weights))
    return is_satisfied or error(printed_samples(circuit, eps), weights) >= threshold(circuit)


@small_errors_are_small_assignments.companion("nm <= (|C| + 1)^2")
@for_every(cases, over=range_of_cases)
def instances_have_the_size_of_a_square(circuit):
    """The same with nm <= (|C| + 1)^2: false, there are more samples than unknowns."""
    samples = printed_samples(circuit, epsilon_of(circuit))
    n, m, c = samples.dimension, len(samples), circuit.wires
    return judged(n * m <= (c + 1) ** 2, n=n, m=m).proved_by(
        lambda: asserting_numbers(lambda n, m, c: [n == c + 1, n * m > (c + 1) ** 2], n=n, m=m, c=c)
    )


def ends_of_wires(circuit):
    """Return the number of places where a wire enters a gate, and one for the output."""
    return 1 + sum(len(gate.wires) for gate in circuit.gates)


@training.claim(
    "def1",
    label="Definition 1",
    kind="definition",
    reading="one wire for each input and for each gate",
)
@for_every(cases, over=range_of_cases)
def number_of_wires(circuit):
    """We use |C| to denote the number of wires in the circuit. We consider a ReLU with n = |C| + 1
    variables. For each wire j, we create a variable w_j.

    The unknowns of (6) to (10) are w_eps and one for each input and each gate's output.
    """
    used = unknowns_of(printed_samples(circuit, epsilon_of(circuit)))
    return len(used) == circuit.inputs + len(circuit.gates) + 1 == circuit.wires + 1


def unknowns_of(samples):
    """Return the coordinates that some sample uses."""
    return {j for x in samples.points for j, entry in enumerate(x) if entry}


@number_of_wires.reading("one wire for each place where it ends")
@for_every(cases, over=range_of_cases)
def number_of_ends_of_wires(circuit):
    """The same where a wire that enters two gates counts as two: false, they have one variable."""
    n, ends = circuit.wires + 1, ends_of_wires(circuit)
    return judged(n == ends + 1, n=n, ends=ends).proved_by(
        lambda: asserting_numbers(
            lambda n, inputs, gates, ends: [n == inputs + gates + 1, n != ends + 1],
            n=n,
            inputs=circuit.inputs,
            gates=len(circuit.gates),
            ends=ends,
        )
    )


@number_of_wires.companion("inputs are no wires")
@for_every(cases, over=range_of_cases)
def number_of_gates(circuit):
    """The same where |C| counts the gates alone: false, there is a variable for each input."""
    n, gates = circuit.wires + 1, len(circuit.gates)
    used = len(unknowns_of(printed_samples(circuit, epsilon_of(circuit))))
    return judged(used == gates + 1, unknowns=used).proved_by(
        lambda: asserting_numbers(
            lambda n, used, gates: [used == n, used != gates + 1], n=n, used=used, gates=gates
        )
    )


def circuits_with_gates(profile):
    """Yield small circuits, and with each one whose output is a gate without wires."""
    for circuit in circuits(profile):
        yield {"circuit": circuit}
        if circuit.wires <= 2:
            for operation in ("AND", "OR"):
                gates = [*circuit.gates, (operation, [])]
                yield {"circuit": MonotoneCircuit(circuit.inputs, gates, output=circuit.wires)}


@training.claim(
    "def2", label="Definition 2", kind="definition", reading="each gate has at least one wire"
)
@for_every(cases, over=range_of_cases)
def fewest_true_inputs(circuit):
    """For any monotone circuit C, we use OPT_MMCS(C) to denote the smallest number of input wires that
    need to be set to TRUE so that C is satisfied.

    There is such a number, at least 1: trying all assignments and the integer program agree.
    """
    answer = minimum_satisfying(circuit)
    optimum, _ = fewest_true(circuit)
    return answer.size == optimum and 1 <= optimum <= circuit.inputs


@fewest_true_inputs.reading("gates may be without wires")
@for_every(circuits_with_gates, over="circuits of up to 2 inputs and 3 gates, some without wires")
def fewest_true_inputs_of_any_gates(circuit):
    """The same with gates without wires: false, an OR of nothing is never TRUE."""
    answer = minimum_satisfying(circuit)
    is_attained = not isinstance(answer, NeverSatisfied)
    if is_attained:
        return is_attained
    wires = min(len(gate.wires) for gate in circuit.gates)
    return judged(is_attained, wires=wires).proved_by(
        lambda: answer.certificate,
        lambda: asserting_numbers(lambda wires: [wires < 1], wires=wires),
    )


@fewest_true_inputs.companion("all inputs")
@for_every(cases, over=range_of_cases)
def all_inputs_must_be_true(circuit):
    """All input wires need to be set to TRUE: false, an input may not be needed."""
    optimum, _ = fewest_true(circuit)
    answer = minimum_satisfying(circuit)
    return judged(optimum == circuit.inputs, optimum=optimum).proved_by(
        lambda: asserting_numbers(
            lambda optimum, inputs: [optimum < inputs], optimum=optimum, inputs=circuit.inputs
        ),
        lambda: answer.certificate,
    )


@training.claim("thm4", label="Theorem 4", kind="theorem", reading="a gate names a wire once")
@for_every(largest_cases, over=range_of_largest_cases)
def least_error_of_a_circuit(circuit):
    """For every l > 0, there is a polynomial-time reduction that on a depth-l monotone circuit C produces
    samples such that the minimum squared training error for these samples among single ReLUs is
    OPT_MMCS(C)/(10|C|)^{2l+2}.

    l is the height of the output, here also 0, where the output is an input. Definition 1 does not say
    that the wires of a gate are different ones.
    """
    minimum = least_error(printed_samples(circuit, epsilon_of(circuit)))
    power = (10 * circuit.wires) ** (2 * circuit.depth + 2)
    return judged(minimum == Fraction(fewest_true(circuit)[0], power), minimum=minimum)


@least_error_of_a_circuit.confirmed
@for_all(circuit=drawn_circuits(), cost=10)
def least_error_of_larger_circuits(circuit):
    """The same for drawn circuits of up to 4 inputs and 5 gates."""
    eps = epsilon_of(circuit)
    return least_error(printed_samples(circuit, eps)) == fewest_true(circuit)[0] * eps**2


@least_error_of_a_circuit.reading("a gate may name a wire more than once")
@for_every(grid(times=range(280, 287)), over="an OR that takes one input 280 to 286 times")
def least_error_with_repeated_wires(times):
    """The same for gates that take a wire several times: false, a small weight is multiplied.

    As printed (9) subtracts w_i as often. For an OR of K times one input V = 1/(2 + 2 K^2) is less
    than eps^2 = 1/20^4 from K = 283 on. The library's reduction takes the wire once.
    """
    circuit = MonotoneCircuit(1, [("OR", [0] * times)], output=1)
    eps, share = epsilon_of(circuit), Fraction(1, 2 + 2 * times**2)
    samples = printed_samples(circuit, eps)
    weights = (2 * times * share, 1 - share, eps + times * share)
    found = error(samples, weights)
    return judged(found >= eps**2, error=found).proved_by(
        lambda: asserting_error(lambda error: error < eps**2, samples=samples, weights=weights)
    )


@least_error_of_a_circuit.companion("eps = 1")
@for_every(cases, over=range_of_cases)
def least_error_for_large_epsilon(circuit):
    """The minimum is OPT eps^2 for eps = 1: false, to miss the output costs no more than 1."""
    return is_the_minimum(printed_samples(circuit, Fraction(1)), fewest_true(circuit)[0])


@training.claim("eq6-10", label="(6) to (10)", kind="definition")
@for_every(cases, over=range_of_cases)
def unknowns_and_constraints(circuit):
    """We consider a ReLU with n = |C| + 1 variables. There is one constraint (6), one constraint (7) for
    each input wire, one constraint (8), one constraint (9) for each OR gate, and k constraints (10) for
    each AND gate with k input wires.

    The library's reduction makes the same samples.
    """
    samples = printed_samples(circuit, epsilon_of(circuit))
    ors = [gate for gate in circuit.gates if gate.operation == "OR"]
    ands = [len(gate.wires) for gate in circuit.gates if gate.operation == "AND"]
    count = 1 + circuit.inputs + 1 + len(ors) + sum(ands)
    same = monotone_circuit.reduce(circuit).problem.samples == samples
    return samples.dimension == circuit.wires + 1 and len(samples) == count and same


@unknowns_and_constraints.companion("one constraint for each AND gate")
@for_every(cases, over=range_of_cases)
def one_constraint_for_each_gate(circuit):
    """The same with one constraint for each gate: false, an AND gate has one for each of its wires."""
    made = len(printed_samples(circuit, epsilon_of(circuit)))
    inputs, gates = circuit.inputs, len(circuit.gates)
    return judged(made == 2 + inputs + gates, samples=made).proved_by(
        lambda: asserting_numbers(
            lambda made, inputs, gates: [made != 2 + inputs + gates],
            made=made,
            inputs=inputs,
            gates=gates,
        )
    )


@training.claim("thm4.yes", label="Theorem 4, proof", kind="proof step")
@for_every(cases, over=range_of_cases)
def yes_weights_of_a_circuit(circuit):
    """Suppose that phi is an assignment with OPT TRUEs that satisfies the circuit. We assign w_eps = eps,
    and, for each wire j, w_j = 1 if the wire j is evaluated to be TRUE on input phi and 0 otherwise. It
    is clear that every constraint is satisfied except the input wire constraints (7) for the wires that
    are assigned to TRUE by phi: the training error is exactly OPT eps^2.
    """
    eps = epsilon_of(circuit)
    optimum, assignment = fewest_true(circuit)
    weights = yes_weights(circuit, assignment, eps)
    return error(printed_samples(circuit, eps), weights) == optimum * eps**2


@yes_weights_of_a_circuit.companion("no TRUE input")
@for_every(cases, over=range_of_cases)
def weights_of_no_true_input(circuit):
    """The same for phi without TRUE inputs: false, (8) costs 1."""
    eps = epsilon_of(circuit)
    samples, weights = (
        printed_samples(circuit, eps),
        yes_weights(circuit, [False] * circuit.inputs, eps),
    )
    claimed = fewest_true(circuit)[0] * eps**2
    return judged(error(samples, weights) == claimed).proved_by(
        lambda: asserting_error(lambda error: error != claimed, samples=samples, weights=weights)
    )
