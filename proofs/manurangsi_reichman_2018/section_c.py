"""Appendix C: the proof of Proposition 5, which bounds the weights of FALSE wires."""

from fractions import Fraction
from itertools import product
from math import prod

import sympy

from exactrelu.claims import decided, for_all, for_every, grid, judged
from exactrelu.lp import LinearProgram, solve
from exactrelu.sources import MonotoneCircuit

from .circuits import (
    assignment_of,
    circuits,
    false_wires,
    printed_samples,
    without_output,
)
from .evidence import (
    asserting_numbers,
    asserting_unit,
    error,
    is_nonnegative,
    is_positive,
)
from .paper import training
from .weights import extremes, slack_weights

__all__ = [
    "false_gates_have_a_false_wire",
    "false_inputs_are_small",
    "false_wires_are_small",
    "sum_over_an_or_is_displayed",
]

EPS, TAU = sympy.Symbol("eps", positive=True), sympy.Symbol("tau", nonnegative=True)
"""eps, and the square root of delta."""


def exceeds(weight, factor, eps, squared):
    """Return whether weight > factor (eps + sqrt(squared)), for rational numbers."""
    excess = weight / factor - eps
    return excess > 0 and excess**2 > squared


def bounded_wires(drawn, base):
    """Return whether w_j <= base^h (eps + sqrt(delta)) for all FALSE wires j, of height h each.

    What fails shows a wire, its weight and delta.
    """
    circuit, eps, weights, _ = drawn
    samples = without_output(circuit, printed_samples(circuit, eps))
    delta, heights = error(samples, weights), circuit.heights
    wires = false_wires(circuit, assignment_of(circuit, weights))
    large = [j for j in wires if exceeds(weights[j], base ** heights[j], eps, delta)]
    if not large:
        return True
    j = large[0]
    return judged(not large, wire=j, weight=weights[j], delta=delta).proved_by(
        lambda: too_large(samples, weights, j, base ** heights[j], eps)
    )


def too_large(samples, weights, wire, factor, eps):
    """Assert that w_j/factor - eps is positive and has a square of more than the error."""
    place = [int(i == wire) for i in range(len(weights))]
    return asserting_unit(
        lambda f, delta: [f(*place) / factor > eps, (f(*place) / factor - eps) ** 2 > delta],
        samples=samples,
        weights=weights,
    )


@training.claim(
    "prop5", label="Proposition 5", kind="proposition", reading="a gate names a wire once"
)
@for_all(drawn=slack_weights())
def false_wires_are_small(drawn):
    """For any wire j at height h that is evaluated to FALSE on phi,
    w_j <= (2|C|)^h (eps + sqrt(delta)).

    For any weights, delta their error in all constraints but (8), and any eps. Definition 1 does not say
    that the wires of a gate are different ones.
    """
    return bounded_wires(drawn, 2 * drawn[0].wires)


def small_assignments(profile):
    """Yield small circuits with all assignments."""
    for circuit in circuits(profile):
        for assignment in product([False, True], repeat=circuit.inputs):
            yield {"circuit": circuit, "assignment": assignment}


def largest_weight(circuit, assignment, wire, tau):
    """Return the largest w_j that the constraints allow one by one, for eps = 1 and sqrt(delta) = tau."""
    n = circuit.wires
    rows = [(unit(n, n), "<=", 1 + tau)]
    for i, value in enumerate(assignment):
        row = [a - b for a, b in zip(unit(n, i), unit(n, n), strict=True)]
        rows.append((row, ">=" if value else "<=", 0))
    for j, gate in enumerate(circuit.gates, start=circuit.inputs):
        taken = [gate.wires] if gate.operation == "OR" else [(i,) for i in gate.wires]
        rows += [
            ([int(i == j) - int(i in wires) for i in range(n + 1)], "<=", tau) for wires in taken
        ]
    return solve(LinearProgram.of(unit(n, wire), rows, sense="max")).value


def unit(n, j):
    """Return the unit vector j of n + 1 coordinates."""
    return [int(i == j) for i in range(n + 1)]


@false_wires_are_small.confirmed
@for_every(
    small_assignments, over="all small circuits and assignments, eps = 1, sqrt(delta) = 1/2 or 3"
)
def largest_weights_are_small(circuit, assignment):
    """The largest w_j that has no error of more than delta in (6), (9) and (10), by linear programs."""
    heights = circuit.heights
    return all(
        largest_weight(circuit, assignment, j, tau) <= circuit.wires ** heights[j] * (1 + tau)
        for j in false_wires(circuit, assignment)
        for tau in (Fraction(1, 2), Fraction(3))
    )


EXTREMES = (
    "all small circuits and assignments, FALSE inputs at their limit, gates as large as possible"
)


@false_wires_are_small.sharper
@for_every(extremes, over=EXTREMES)
def false_wires_are_smaller(drawn):
    """w_j <= |C|^h (eps + sqrt(delta)): a gate has at most |C| - 1 different wires, so that
    sqrt(delta) + (|C| - 1) B <= |C| B for B = |C|^{h-1} (eps + sqrt(delta)).
    """
    return bounded_wires(drawn, drawn[0].wires)


@false_wires_are_small.confirmed
@for_all(drawn=slack_weights(gates=5))
def drawn_false_wires_are_smaller(drawn):
    """The bound |C|^h (eps + sqrt(delta)) for drawn weights of larger circuits."""
    return bounded_wires(drawn, drawn[0].wires)


@false_wires_are_small.companion("(|C| - 1)^h")
@for_every(grid(inputs=range(1, 4)), over="an OR of all of up to 3 inputs, eps = 1/100")
def false_wires_are_smaller_still(inputs):
    """w_j <= (|C| - 1)^h (eps + sqrt(delta)): false for an OR of all inputs, where the errors s in (9) and
    d in (6) add up to s + (|C| - 1) d.
    """
    circuit = MonotoneCircuit(inputs, [("OR", range(inputs))], output=inputs)
    eps, s = Fraction(1, 100), Fraction(1, 1 + inputs**2)
    w_eps = eps + inputs * s
    w_i = w_eps - eps / 100
    weights = (*[w_i] * inputs, inputs * w_i + s, w_eps)
    return bounded_wires((circuit, eps, weights, 0), circuit.wires - 1)


@false_wires_are_small.reading("a gate may name a wire more than once")
@for_every(grid(times=range(1, 12)), over="an OR that takes one input up to 11 times, eps = 1")
def false_wires_of_repeated_wires(times):
    """The same for gates that take a wire several times: false, then k may be more than |C|."""
    circuit, eps = MonotoneCircuit(1, [("OR", [0] * times)], output=0), Fraction(1)
    weights = (Fraction(2), Fraction(2 * times), Fraction(21, 10))
    return bounded_wires((circuit, eps, weights, 0), 2 * circuit.wires)


@training.claim("prop5.base", label="Proposition 5, base case", kind="proof step")
@decided(
    by="a polynomial without negative coefficients in eps, sqrt(delta) and w_eps - eps - sqrt(delta)"
)
def false_inputs_are_small():
    """By definition of phi, we have w_i < w_eps. Note that w_eps must be at most eps + sqrt(delta), as
    otherwise the squared error incurred in (24) is already more than delta. Thus, we have
    w_i <= eps + sqrt(delta).
    """
    more = sympy.Symbol("t", positive=True)
    w_eps = EPS + TAU + more
    return is_positive((w_eps - EPS) ** 2 - TAU**2)


@false_inputs_are_small.sharper
@for_every(extremes, over=EXTREMES)
def false_inputs_are_smaller(drawn):
    """w_i <= sqrt(2 delta) as well, if (6) and (7) are taken together: if w_i > 0, then w_eps = eps + d
    and w_eps - w_i = eps - r for their errors d and r, so that w_i = d + r.
    """
    circuit, eps, weights, _ = drawn
    delta = error(without_output(circuit, printed_samples(circuit, eps)), weights)
    wires = [j for j in false_wires(circuit, assignment_of(circuit, weights)) if j < circuit.inputs]
    return all(weights[j] <= 0 or weights[j] ** 2 <= 2 * delta for j in wires)


@false_inputs_are_small.companion("w_i <= eps")
@for_all(drawn=slack_weights(inputs=1, gates=0))
def false_inputs_are_at_most_epsilon(drawn):
    """We have w_i <= eps: false, w_eps may be more than eps."""
    circuit, eps, weights, _ = drawn
    wires = false_wires(circuit, assignment_of(circuit, weights))
    if not any(weights[j] > eps for j in wires):
        return True
    w_i, w_eps = weights
    return judged(w_i <= eps, eps=eps).proved_by(
        lambda: asserting_unit(
            lambda f, _: [f(1, 0) > eps, f(1, 0) < f(0, 1), f(0, 1) == w_eps],
            samples=printed_samples(circuit, eps),
            weights=weights,
        )
    )


SIZES = {"wires": range(1, 6), "k": range(1, 6), "height": range(1, 4)}


def chain(wires, k, height, relation):
    """Return whether the first two lines of the display agree, for eps = 1 and sqrt(delta) = 1/2."""
    tau, step = Fraction(1, 2), (2 * wires) ** (height - 1) * Fraction(3, 2)
    left, right = tau + k * step, tau + wires * step
    holds = left == right if relation == "=" else left <= right
    words = "!=" if relation == "=" else ">"
    return judged(holds, left=left, right=right).proved_by(
        lambda: asserting_numbers(
            lambda wires, k, tau: [
                compared(
                    tau + k * (2 * wires) ** (height - 1) * (1 + tau),
                    tau + wires * (2 * wires) ** (height - 1) * (1 + tau),
                    words,
                )
            ],
            wires=wires,
            k=k,
            tau=tau,
        )
    )


def compared(left, right, relation):
    """Return left != right or left > right."""
    return left != right if relation == "!=" else left > right


def gates_in_circuits(_):
    """Yield |C|, a gate of k < |C| wires and its height, up to 5, 4 and 3."""
    for wires in range(2, 6):
        for k in range(1, wires):
            yield from ({"wires": wires, "k": k, "height": h} for h in range(1, 4))


@training.claim("prop5.or", label="Proposition 5, OR gate", kind="proof step")
@for_every(gates_in_circuits, over="|C| <= 5, k < |C|, h <= 3, eps = 1 and sqrt(delta) = 1/2")
def sum_over_an_or_is_displayed(wires, k, height):
    """w_j <= sqrt(delta) + k (2|C|)^{h-1} (eps + sqrt(delta))
    = sqrt(delta) + |C| (2|C|)^{h-1} (eps + sqrt(delta)) <= (2|C|)^h (eps + sqrt(delta)).

    The equality would need k = |C|, but the gate's output is a wire, too, and not among its k.
    """
    return chain(wires, k, height, "=")


@sum_over_an_or_is_displayed.corrected
@decided(
    by="polynomials without negative coefficients in |C| - k, k - 1, eps, sqrt(delta), (2|C|)^{h-1} - 1"
)
def sum_over_an_or_is_bounded():
    """The same with <= in place of =, which needs k <= |C|: that the k wires are different."""
    k, more = 1 + sympy.Symbol("k", nonnegative=True), sympy.Symbol("r", nonnegative=True)
    wires, power = k + more, 1 + sympy.Symbol("q", nonnegative=True)
    bound = power * (EPS + TAU)
    first = is_nonnegative((TAU + wires * bound) - (TAU + k * bound))
    return first and is_nonnegative(2 * wires * bound - (TAU + wires * bound))


@sum_over_an_or_is_displayed.companion("k > |C|")
@for_every(grid(**SIZES), over="|C| <= 5, k <= 5, h <= 3, eps = 1 and sqrt(delta) = 1/2")
def sum_over_repeated_wires_is_bounded(wires, k, height):
    """The same with <= in place of = for all k: false for k > |C|, as with repeated wires."""
    return chain(wires, k, height, "<=")


def values_of_wires(_):
    """Yield all values of up to four wires."""
    for k in range(1, 5):
        yield from ({"wires": wires} for wires in product([False, True], repeat=k))


@training.claim(
    "prop5.and",
    label="Proposition 5, AND gate",
    kind="proof step",
    reading="at least one of the wires is FALSE",
)
@for_every(values_of_wires, over="all values of up to 4 wires; the display for all real numbers")
def false_gates_have_a_false_wire(wires):
    """Since j is evaluated to FALSE, at least one of i_1, ..., i_k must all be evaluated to FALSE. Let i
    be one such wire. w_j can be at most sqrt(delta) + w_i <= sqrt(delta) + (2|C|)^{h-1} (eps +
    sqrt(delta)) <= (2|C|)^h (eps + sqrt(delta)).
    """
    return all(wires) or (any(not value for value in wires) and display_of_an_and())


def display_of_an_and():
    """Decide tau + q B <= 2|C| q B for B = eps + tau, with q = (2|C|)^{h-1} >= 1 and |C| >= 1."""
    wires = 1 + sympy.Symbol("c", nonnegative=True)
    bound = (1 + sympy.Symbol("q", nonnegative=True)) * (EPS + TAU)
    return is_nonnegative(2 * wires * bound - (TAU + bound))


@false_gates_have_a_false_wire.reading("all wires are FALSE")
@for_every(values_of_wires, over="all values of up to 4 wires")
def false_gates_have_false_wires(wires):
    """The same where all of i_1, ..., i_k must be evaluated to FALSE: false for an AND."""
    values = {f"wire_{i}": int(value) for i, value in enumerate(wires)}

    def false_but_not_all(**terms):
        yield prod(terms.values()) == 0
        yield sum(terms.values()) > 0

    return judged(all(wires) or not any(wires)).proved_by(
        lambda: asserting_numbers(false_but_not_all, **values)
    )


@false_gates_have_a_false_wire.companion("two wires are FALSE")
@for_every(values_of_wires, over="all values of up to 4 wires")
def false_gates_have_two_false_wires(wires):
    """At least two of the wires must be FALSE: false for an AND with one."""
    values = {f"wire_{i}": int(value) for i, value in enumerate(wires)}

    def false_by_one_wire(**terms):
        yield prod(terms.values()) == 0
        yield sum(terms.values()) == len(terms) - 1

    return judged(all(wires) or sum(wires) <= len(wires) - 2).proved_by(
        lambda: asserting_numbers(false_by_one_wire, **values)
    )
