"""Section 2.1, proof of Theorem 4: eps, the bound (11), the output wire, and the count of TRUE inputs."""

from fractions import Fraction

import sympy

from exactrelu.claims import decided, for_all, for_every, grid, judged
from exactrelu.reductions import monotone_circuit

from .circuits import (
    assignment_of,
    cases,
    circuits,
    drawn_circuits,
    epsilon_of,
    fewest_true,
    printed_samples,
    range_of_cases,
    threshold,
    yes_weights,
)
from .evidence import (
    asserting_error,
    asserting_numbers,
    error,
    is_nonnegative,
    is_positive,
    is_the_minimum,
    least_error,
)
from .paper import training
from .thresholds import largest_square_for_circuit, near_root
from .weights import slack_weights

__all__ = [
    "epsilon_is_small_enough",
    "false_output_costs_more",
    "least_error_is_below_one_tenth",
    "negative_coefficient_exceeds_the_target_of_a_circuit",
    "number_of_true_inputs",
]

C = 1 + sympy.Symbol("c", nonnegative=True)
"""Any real number |C| of at least 1."""
Q = 1 + sympy.Symbol("q", nonnegative=True)
"""A power of a number of at least 1."""


@training.claim("thm4.eps", label="Theorem 4, proof", kind="proof step")
@decided(by="fractions without negative coefficients in |C| - 1, 5^l - 5 and sqrt|C| - 1")
def epsilon_is_small_enough():
    """Let eps := 1/(10|C|)^{l+1}. Then |C| eps^2 < 0.1 and (2|C|)^l (eps + sqrt|C| eps) <= 0.1.

    For all real |C| >= 1 and l >= 1: (10|C|)^(2l+1) is 100 |C|^2 times a power of at least 1 there.
    """
    return is_positive(sympy.Rational(1, 10) - 1 / (100 * C * Q)) and output_is_small()


def output_is_small():
    """Decide (2|C|)^l (1 + sqrt|C|) eps = (1 + x)/(10 x^2 5^l) <= 0.1 for x = sqrt|C| and l >= 1."""
    x, power = C, 5 * Q
    return is_nonnegative(sympy.Rational(1, 10) - (1 + x) / (10 * x**2 * power))


@epsilon_is_small_enough.sharper
@for_every(cases, over=range_of_cases)
def larger_epsilon_is_small_enough(circuit):
    """eps = 1/(2|C|^{l+1}) is small enough: the minimum is OPT eps^2.

    The p_j add up to at most |C|^l, by levels. So OPT/V <= |C| (1 + 2|C|^(2l)) <= 1/eps^2.
    """
    eps = larger_epsilon(circuit)
    found = least_error(printed_samples(circuit, eps))
    return is_below_the_threshold(circuit) and found == fewest_true(circuit)[0] * eps**2


def larger_epsilon(circuit):
    """Return 1/(2|C|^(l+1))."""
    return Fraction(1, 2 * circuit.wires ** (circuit.depth + 1))


def is_below_the_threshold(circuit):
    """Decide OPT eps^2 <= V for this eps, and the bound of the paths."""
    paths = sum(monotone_circuit.path_counts(circuit))
    optimum, _ = fewest_true(circuit)
    fits = paths <= circuit.wires**circuit.depth
    return fits and optimum * larger_epsilon(circuit) ** 2 <= threshold(circuit)


@epsilon_is_small_enough.confirmed
@for_all(circuit=drawn_circuits(inputs=6, gates=9))
def larger_epsilon_is_small_enough_for_larger_circuits(circuit):
    """The inequality OPT eps^2 <= V for drawn circuits of up to 6 inputs and 9 gates."""
    return is_below_the_threshold(circuit)


def or_circuits(profile):
    """Yield the circuits of OR gates, and of gates with one wire."""
    for circuit in circuits(profile):
        if all(gate.operation == "OR" or len(gate.wires) == 1 for gate in circuit.gates):
            yield {"circuit": circuit}


@epsilon_is_small_enough.sharper
@for_every(cases, over=range_of_cases)
def largest_epsilon_of_each_circuit(circuit):
    """The minimum is OPT eps^2 iff eps^2 is at most the least W/(OPT - c) over all assignments of c < OPT
    TRUE inputs, W the least error of a convex program; decided for eps 1% off.
    """
    limit, optimum = largest_square_for_circuit(circuit), fewest_true(circuit)[0]
    right = []
    for percent in (99, 101):
        eps = near_root(limit, percent)
        right.append(least_error(printed_samples(circuit, eps)) == optimum * eps**2)
    return right == [True, False]


@epsilon_is_small_enough.sharper
@for_every(or_circuits, over="all small circuits without ANDs of several wires")
def largest_epsilon_of_or_circuits(circuit):
    """For circuits without ANDs of several wires that is V, so that eps = V^(1/2) is the largest.

    There V is attained: the errors are V in (8), P V in (6), p_i V in (7) and p_j V in (9). With all
    |C| - 1 inputs in one OR V is 1/(|C|^2 - |C| + 2): there eps may be nearly 1/|C|, not only its
    square over 100.
    """
    return largest_square_for_circuit(circuit) == threshold(circuit)


@epsilon_is_small_enough.companion("eps = 1/2")
@for_every(cases, over=range_of_cases)
def one_half_is_small_enough(circuit):
    """eps = 1/2 is small enough for the minimum to be OPT eps^2: false, for a choice of two inputs."""
    samples = printed_samples(circuit, Fraction(1, 2))
    return is_the_minimum(samples, Fraction(fewest_true(circuit)[0], 4))


@training.claim("eq11", label="(11)", kind="proof step")
@for_every(cases, over=range_of_cases)
def least_error_is_below_one_tenth(circuit):
    """Observe that, from OPT_MMCS(C) <= |C| and from our choice of eps, we have delta < |C| eps^2 < 0.1,
    for a minimum error delta < OPT_MMCS(C) eps^2.
    """
    eps, optimum = epsilon_of(circuit), fewest_true(circuit)[0]
    return optimum * eps**2 <= circuit.wires * eps**2 < Fraction(1, 10)


@least_error_is_below_one_tenth.confirmed
@decided(by="a fraction without negative coefficients in |C| - 1 and a power")
def number_of_wires_times_epsilon_is_small():
    """|C| eps^2 < 0.1 for all real |C| >= 1 and l >= 0."""
    return is_positive(sympy.Rational(1, 10) - 1 / (100 * C * Q))


@least_error_is_below_one_tenth.sharper
@decided(by="a fraction without negative coefficients in |C| - 2 and a power")
def number_of_wires_times_epsilon_is_smaller():
    """|C| eps^2 <= 1/80000 for l >= 1, with equality for one gate on one input, where |C| = 2."""
    wires = C + 1
    return is_nonnegative(sympy.Rational(1, 80000) - 1 / (10**4 * wires**3 * Q))


@least_error_is_below_one_tenth.companion("eps^2 in place of |C| eps^2")
@for_every(cases, over=range_of_cases)
def least_error_is_below_the_square(circuit):
    """OPT eps^2 <= eps^2: false for an AND of two inputs."""
    eps, optimum = epsilon_of(circuit), fewest_true(circuit)[0]
    return judged(optimum * eps**2 <= eps**2, optimum=optimum).proved_by(
        lambda: asserting_numbers(
            lambda optimum, eps: [optimum * eps**2 > eps**2], optimum=optimum, eps=eps
        )
    )


@training.claim("thm4.out", label="Theorem 4, proof", kind="proof step")
@decided(by="fractions without negative coefficients in sqrt|C| - 1 and 5^l - 5")
def false_output_costs_more():
    """If o is FALSE, Proposition 5 ensures that w_o is at most (2|C|)^l (eps + sqrt(delta)) <
    (2|C|)^l (eps + sqrt|C| eps) <= 0.1. This would mean that the squared error incurred in (8) is at
    least 0.81 > delta.

    For all real |C| >= 1 and l >= 1; 1 - w_o = 0.9 + t has a square of at least 0.81.
    """
    t = sympy.Symbol("t", nonnegative=True)
    error_in_8 = is_nonnegative((sympy.Rational(9, 10) + t) ** 2 - sympy.Rational(81, 100))
    more = is_positive(sympy.Rational(81, 100) - 1 / (100 * C * Q))
    return output_is_small() and error_in_8 and more


@false_output_costs_more.sharper
@decided(by="fractions without negative coefficients in sqrt|C| - 7/5 and 5^l - 5")
def false_output_costs_nearly_one():
    """The same with 1/40 in place of 0.1, and an error in (8) of at least (39/40)^2: as there are an input
    and a gate, |C| >= 2 > (7/5)^2.
    """
    x = sympy.Rational(7, 5) + sympy.Symbol("c", nonnegative=True)
    return is_nonnegative(50 * x**2 - 40 * (1 + x)) and is_nonnegative(5 * Q - 5)


@false_output_costs_more.companion("l = 0")
@for_every(grid(root=range(1, 4)), over="l = 0 and |C| = 1, 4, 9")
def false_output_costs_more_for_depth_zero(root):
    """The same for l = 0: false for |C| = 1, where eps + sqrt|C| eps is 0.2."""
    c, eps = root**2, Fraction(1, 10 * root**2)
    return judged(eps + root * eps <= Fraction(1, 10), wires=c).proved_by(
        lambda: asserting_numbers(
            lambda root, c, eps: [
                root**2 == c,
                eps * 10 * c == 1,
                eps + root * eps > Fraction(1, 10),
            ],
            root=root,
            c=c,
            eps=eps,
        )
    )


@training.claim("thm4.count", label="Theorem 4, proof", kind="proof step")
@for_all(drawn=slack_weights())
def number_of_true_inputs(drawn):
    """Since phi assigns each input wire i to be TRUE iff w_i >= w_eps, each input wire that is assigned
    TRUE incurs a squared error of eps^2 from (7). Thus, the number of input wires assigned TRUE is at
    most delta/eps^2 < OPT_MMCS(C).
    """
    circuit, eps, weights, _ = drawn
    count = sum(assignment_of(circuit, weights))
    return count * eps**2 <= error(printed_samples(circuit, eps), weights)


@number_of_true_inputs.companion("w_i >= 0")
@for_every(cases, over=range_of_cases)
def number_of_inputs_that_are_not_negative(circuit):
    """The same for phi that assigns TRUE iff w_i >= 0: false, FALSE inputs have w_i = 0 and cost nothing."""
    eps = epsilon_of(circuit)
    samples = printed_samples(circuit, eps)
    weights = yes_weights(circuit, fewest_true(circuit)[1], eps)
    return judged(circuit.inputs * eps**2 <= error(samples, weights)).proved_by(
        lambda: asserting_error(
            lambda error: error < circuit.inputs * eps**2, samples=samples, weights=weights
        )
    )


@training.claim("thm4.alpha", label="Section 2, remark after Theorem 1", kind="remark")
@for_every(cases, over=range_of_cases)
def negative_coefficient_exceeds_the_target_of_a_circuit(circuit):
    """The proof of Theorem 2 below also works for the case where alpha_1 is treated as an unknown. This
    is because, if alpha_1 = -1, then the error incurred in (8) already exceeds the target error.

    Other coefficients are these by normalisation; 0 is as bad as -1.
    """
    eps = epsilon_of(circuit)
    found = least_error(printed_samples(circuit, eps), sign=-1)
    return found >= 1 > circuit.wires * eps**2


@negative_coefficient_exceeds_the_target_of_a_circuit.sharper
@for_every(cases, over=range_of_cases)
def least_error_of_a_negative_coefficient_of_a_circuit(circuit):
    """With alpha_1 = -1 the minimum is 1 + (1 + number of inputs) eps^2."""
    eps = epsilon_of(circuit)
    found = least_error(printed_samples(circuit, eps), sign=-1)
    return found == 1 + (1 + circuit.inputs) * eps**2


@negative_coefficient_exceeds_the_target_of_a_circuit.companion("the error in (7)")
@for_every(cases, over=range_of_cases)
def negative_coefficient_is_seen_at_the_inputs(circuit):
    """With alpha_1 = -1 the error incurred in (7) already exceeds OPT eps^2: false for one input."""
    optimum, eps = fewest_true(circuit)[0], epsilon_of(circuit)
    return judged(circuit.inputs * eps**2 > optimum * eps**2, optimum=optimum).proved_by(
        lambda: asserting_numbers(
            lambda inputs, optimum, eps: [inputs * eps**2 <= optimum * eps**2],
            inputs=circuit.inputs,
            optimum=optimum,
            eps=eps,
        )
    )
