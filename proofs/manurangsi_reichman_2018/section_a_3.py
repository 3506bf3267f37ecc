"""Appendix A.3: Theorem 4 for a unit with a trained bias."""

from fractions import Fraction

import sympy
from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid, judged
from exactrelu.sources import MonotoneCircuit
from exactrelu.training import Samples

from .circuits import (
    assignment_of,
    cases,
    drawn_circuits,
    epsilon_of,
    false_wires,
    fewest_true,
    largest_cases,
    printed_samples,
    printed_samples_with_bias,
    range_of_cases,
    range_of_largest_cases,
    without_output,
)
from .evidence import (
    asserting_numbers,
    asserting_unit,
    error,
    is_nonnegative,
    is_positive,
    is_the_minimum,
    least_error,
    values,
)
from .paper import training
from .weights import extremes_with_bias, slack_weights

__all__ = [
    "bias_is_at_most_twice_the_root",
    "false_output_with_bias_costs_more",
    "false_wires_with_bias_are_small",
    "least_error_of_a_circuit_with_bias",
    "true_inputs_cost_epsilon",
]

GADGET = Samples([[0], [1], [2]], [0, 1, 2])
"""The three constraints, for the unknowns v_dummy and b_1."""


def gadget_errors(v, bias):
    """Return the squared errors of the three constraints."""
    found = values(GADGET, (v,), bias=bias)
    return [(value - y) ** 2 for value, y in zip(found, GADGET.labels, strict=True)]


def biases(_):
    """Yield small biases of both signs, the smallest first, and v_dummy near 1."""
    for size in range(1, 5):
        for b in (-size, size):
            yield from ({"v": Fraction(i, 40), "bias": Fraction(b, 40)} for i in range(32, 49))


OVER = "b_1 = i/40 for |i| <= 4, v_dummy = 0.8, 0.825, ..., 1.2"


def is_bounded(v, bias, factor, delta):
    """Return whether b^2 <= factor * delta, with the unit where it is not; delta is less than 0.1."""

    def asserted(f, total):
        # v + b = f(1) and 2 v + b = f(2) are positive, so that b = 2 f(1) - f(2).
        yield from (f(1) > 0, f(2) > 0)
        largest = [total] if delta == sum(gadget_errors(v, bias)) else squares(f)
        yield from ((2 * f(1) - f(2)) ** 2 > factor * square for square in largest)

    return judged(bias**2 <= factor * delta, delta=delta).proved_by(
        lambda: asserting_unit(asserted, samples=GADGET, weights=(v,), bias=bias)
    )


def squares(f):
    """Return the terms of the three squared errors."""
    return [(f(i) - i) ** 2 for i in range(3)]


@training.claim(
    "A3.bbound",
    label="Appendix A.3",
    kind="proof step",
    reading="each constraint contributes at most delta",
)
@for_every(biases, over=OVER)
def bias_is_at_most_twice_the_root(v, bias):
    """First, one needs to observe that |b_1| cannot be more than 2 sqrt(delta); otherwise, one of the
    three additional constraints must contribute to more than delta to the training error.
    """
    return is_bounded(v, bias, 4, max(gadget_errors(v, bias)))


@bias_is_at_most_twice_the_root.reading("they contribute at most delta together")
@for_every(biases, over=OVER)
def bias_is_at_most_twice_the_root_of_the_sum(v, bias):
    """The same for the sum of the three errors: false as well, by the square root of 5."""
    return is_bounded(v, bias, 4, sum(gadget_errors(v, bias)))


@bias_is_at_most_twice_the_root.corrected
@decided(by="polynomials: a perfect square, and one without negative coefficients")
def bias_is_at_most_the_root_of_five():
    """|b_1| <= sqrt(5 delta) for the sum of the errors, and |b_1| <= 3 sqrt(delta) if each is at most
    delta, for delta < 1. Both are attained.

    Then v + b = 1 + x and 2 v + b = 2 + y are positive, and b = 2x - y: 5(x^2 + y^2) - b^2 is
    (x + 2y)^2, and |2x - y| <= 3 t for |x|, |y| <= t. Attained for y = -x/2 > 0, and for -x = y = t.
    """
    x, y = sympy.symbols("x y")
    square = sympy.expand(5 * (x**2 + y**2) - (2 * x - y) ** 2 - (x + 2 * y) ** 2) == 0
    r, s = sympy.symbols("r s", nonnegative=True)
    t = sympy.Symbol("t", nonnegative=True)
    # x = -t + r and y = t - s make b = -3t + 2r + s at least -3t, and the same mirrored.
    each = is_nonnegative(2 * (-t + r) - (t - s) + 3 * t)
    return square and each and sharp_biases()


def sharp_biases():
    """Decide that the two bounds are attained by units with errors of at most 1/100."""
    t = Fraction(1, 40)
    summed = gadget_errors(1 + 3 * t, -5 * t)
    each = gadget_errors(1 + 2 * t, -3 * t)
    return (5 * t) ** 2 == 5 * sum(summed) and (3 * t) ** 2 == 9 * max(each)


@bias_is_at_most_twice_the_root.companion("delta is not bounded")
@for_every(grid(size=range(1, 8)), over="v_dummy = 0 and b_1 = -1, ..., -7")
def bias_is_bounded_for_any_delta(size):
    """|b_1| <= sqrt(5 delta) for all delta: false, for v_dummy = 0 each b_1 < 0 has the error 5."""
    bias, delta = Fraction(-size), sum(gadget_errors(0, -size))
    return judged(bias**2 <= 5 * delta, delta=delta).proved_by(
        lambda: asserting_numbers(
            lambda bias, delta: [bias < 0, delta == 0 + 1 + 2**2, bias**2 > 5 * delta],
            bias=bias,
            delta=delta,
        )
    )


STEPS = {"above": range(4), "bias": range(-2, 5)}
"""Quarters of eps that w_i is above w_eps, and that the bias is."""

OVER_STEPS = "an AND of two inputs, w_eps = eps, w_i up to 7/4 eps, b_1 from -eps/2 to eps"


def true_input_costs(above, bias, *, shift):
    """Return whether an input that is TRUE by w_i >= w_eps + shift * b costs eps^2 in (7).

    The circuit is an AND of two inputs. They and the output have the same weight.
    """
    circuit = MonotoneCircuit(2, [("AND", [0, 1])], output=2)
    eps = epsilon_of(circuit)
    b, w_i = bias * eps / 4, eps + above * eps / 4
    samples, weights = printed_samples(circuit, eps), (w_i, w_i, w_i, eps)
    cost = (values(samples, weights, bias=b)[1] - eps) ** 2
    is_true = w_i >= eps + shift * b
    if not is_true:
        return True
    return judged(cost >= eps**2, cost=cost).proved_by(
        lambda: asserting_unit(
            # The point of (7) is (-1, 0, 0, 1), and w_i - w_eps is the difference of two values.
            lambda f, _: [
                (f(-1, 0, 0, 1) - eps) ** 2 < eps**2,
                f(1, 0, 0, 0) - f(0, 0, 0, 1) >= shift * b,
            ],
            samples=samples,
            weights=weights,
            bias=b,
        )
    )


@training.claim("A3.phi", label="Appendix A.3", kind="proof step")
@for_every(grid(**STEPS), over=OVER_STEPS)
def true_inputs_cost_epsilon(above, bias):
    """The rest of the proof proceeds as before: with phi as in Theorem 4, TRUE iff w_i >= w_eps, each
    input wire that is assigned TRUE incurs a squared error of eps^2 from (7).

    With a bias (7) is [w_eps - w_i + b_1]_+ = eps, which costs less for b_1 > 0 and w_i = w_eps.
    """
    return true_input_costs(above, bias, shift=0)


@true_inputs_cost_epsilon.corrected
@for_all(drawn=slack_weights(biased=True))
def true_inputs_beyond_the_bias_cost_epsilon(drawn):
    """With phi that assigns TRUE iff w_i >= w_eps + b_1 each such input incurs eps^2, for any weights."""
    circuit, eps, weights, bias = drawn
    found = values(printed_samples(circuit, eps), weights, bias=bias)[1 : 1 + circuit.inputs]
    w_eps = weights[circuit.wires]
    true = [w >= w_eps + bias for w in weights[: circuit.inputs]]
    return all((v - eps) ** 2 == eps**2 for v, is_true in zip(found, true, strict=True) if is_true)


@true_inputs_cost_epsilon.companion("w_i >= w_eps - b_1")
@for_every(grid(**STEPS), over=OVER_STEPS)
def true_inputs_before_the_bias_cost_epsilon(above, bias):
    """The same for phi that assigns TRUE iff w_i >= w_eps - b_1: false for b_1 > 0."""
    return true_input_costs(above, bias, shift=-1)


# The bound of Proposition 5 with a bias.


@st.composite
def biased_weights(draw):
    """Draw a circuit, eps, weights with v_dummy, and a bias, with small errors of the gadget."""
    circuit, eps, weights, bias = draw(slack_weights(biased=True))
    v = 1 - 3 * bias / 5 + draw(st.integers(-2, 2)) * bias / 10
    return circuit, eps, (*weights, v), bias


def bounded_wires(drawn, base, square):
    """Return whether w_j <= base^h (eps + sqrt(square * delta)) for FALSE wires j, if delta < 1."""
    circuit, eps, weights, bias = drawn
    samples = without_output(circuit, printed_samples_with_bias(circuit, eps))
    delta = error(samples, weights, bias=bias)
    heights, large = circuit.heights, []
    for j in false_wires(circuit, assignment_of(circuit, weights)) if delta < 1 else []:
        excess = weights[j] / base ** heights[j] - eps
        if excess > 0 and excess**2 > square * delta:
            large.append((j, base ** heights[j]))
    if not large:
        return True
    (j, factor), place = large[0], [0] * len(weights)

    def asserted(f, total):
        # f(e_j) = w_j + b, where b = 2 f(e_v) - f(2 e_v).
        v = [*place[:-1], 1], [*place[:-1], 2]
        w_j = f(*place[:j], 1, *place[j + 1 :]) - (2 * f(*v[0]) - f(*v[1]))
        yield from (w_j / factor > eps, (w_j / factor - eps) ** 2 > square * total, total < 1)

    return judged(not large, wire=j, delta=delta).proved_by(
        lambda: asserting_unit(asserted, samples=samples, weights=weights, bias=bias)
    )


@training.claim("A3.ind", label="Appendix A.3", kind="proof step")
@for_all(drawn=biased_weights())
def false_wires_with_bias_are_small(drawn):
    """We can once again use induction as before to prove a statement similar to Proposition 5, except
    that the bound will now be (2|C|)^h (eps + 3 sqrt(delta)).

    For any weights with an error delta < 1 in all constraints but (8), and phi as in Theorem 4. The
    bound holds although that of |b_1| does not: w_eps - eps is d - b_1, whose square is at most 6 delta.
    """
    return bounded_wires(drawn, 2 * drawn[0].wires, 9)


@false_wires_with_bias_are_small.confirmed
@decided(by="a perfect square, and polynomials without negative coefficients")
def induction_with_bias():
    """(d - b)^2 <= 6 delta for an error d in (6), or in (9) or (10), and b^2/5 in the gadget; and
    tau + k |C|^{h-1} (eps + tau) <= |C|^h (eps + tau) for k <= |C| - 1 and tau = sqrt(6 delta).
    """
    d, b = sympy.symbols("d b")
    gap = 6 * (d**2 + b**2 / 5) - (d - b) ** 2 - (5 * d + b) ** 2 / 5
    k, more, power = (sympy.Symbol(name, nonnegative=True) for name in ("k", "r", "q"))
    eps, tau = sympy.Symbol("eps", positive=True), sympy.Symbol("tau", nonnegative=True)
    bound = (1 + power) * (eps + tau)
    step = is_nonnegative((k + 1 + more) * bound - tau - k * bound)
    return sympy.expand(gap) == 0 and step


def extremes_with_dummy(profile):
    """Yield extreme weights with the v_dummy that costs least."""
    for case in extremes_with_bias(profile):
        circuit, eps, weights, bias = case["drawn"]
        yield {"drawn": (circuit, eps, (*weights, 1 - 3 * bias / 5), bias)}


@false_wires_with_bias_are_small.sharper
@for_every(
    extremes_with_dummy,
    over="all small circuits and assignments, FALSE inputs at their limit, gates as large as possible",
)
def false_wires_with_bias_are_smaller(drawn):
    """The bound |C|^h (eps + sqrt(6 delta)) holds. At h = 0 it is nearly attained."""
    return bounded_wires(drawn, drawn[0].wires, 6)


@false_wires_with_bias_are_small.confirmed
@for_all(drawn=biased_weights())
def drawn_false_wires_with_bias_are_smaller(drawn):
    """The same for drawn weights."""
    return bounded_wires(drawn, drawn[0].wires, 6)


@false_wires_with_bias_are_small.companion("2 sqrt(delta)")
@for_every(grid(size=range(1, 7)), over="one input, eps = 1/100, b_1 = -1/20, ..., -6/20")
def false_wires_with_bias_are_smaller_still(size):
    """The bound (2|C|)^h (eps + 2 sqrt(delta)) holds: false, for w_eps = eps + 6t and b_1 = -5t."""
    circuit, eps, t = MonotoneCircuit(1, [], output=0), Fraction(1, 100), Fraction(size, 100)
    weights = (eps + 6 * t - eps / 100, eps + 6 * t, 1 + 3 * t)
    return bounded_wires((circuit, eps, weights, -5 * t), 2, 4)


@training.claim("A3.out", label="Appendix A.3", kind="proof step")
@decided(by="fractions without negative coefficients in sqrt|C| - 1 and 5^l - 5")
def false_output_with_bias_costs_more():
    """The rest of the proof proceeds as before: if the output is FALSE, (2|C|)^l (eps + 3 sqrt(delta)) is
    at most 0.1, which contradicts (8).

    sqrt(delta) < sqrt|C| eps <= 0.01 for l >= 1, and so are b_1 and with it w_o + b_1 <= 0.11: the
    error in (8) is at least (0.89)^2 > delta. For all real |C| >= 1 and l >= 1.
    """
    x = 1 + sympy.Symbol("x", nonnegative=True)
    power = 1 + sympy.Symbol("q", nonnegative=True)
    output = is_nonnegative(sympy.Rational(1, 10) - (1 + 3 * x) / (10 * x**2 * 5 * power))
    root = is_nonnegative(sympy.Rational(1, 100) - x / (10 * x**2) ** 2)
    return (
        output and root and is_positive(sympy.Rational(89, 100) ** 2 - sympy.Rational(1, 10) ** 4)
    )


@false_output_with_bias_costs_more.companion("l = 0")
@for_every(grid(root=range(1, 5)), over="l = 0 and |C| = 1, 4, 9, 16")
def false_output_with_bias_costs_more_for_depth_zero(root):
    """The same for l = 0: false up to |C| = 9, where eps + 3 sqrt|C| eps is more than 0.1."""
    c, eps = root**2, Fraction(1, 10 * root**2)
    return judged(eps + 3 * root * eps <= Fraction(1, 10), wires=c).proved_by(
        lambda: asserting_numbers(
            lambda root, c, eps: [
                root**2 == c,
                eps * 10 * c == 1,
                eps + 3 * root * eps > Fraction(1, 10),
            ],
            root=root,
            c=c,
            eps=eps,
        )
    )


@training.claim("A3", label="Appendix A.3", kind="theorem")
@for_every(largest_cases, over=range_of_largest_cases)
def least_error_of_a_circuit_with_bias(circuit):
    """For Theorem 2, we add a dummy variable v_dummy, and add the constraints [b_1]_+ = 0,
    [v_dummy + b_1]_+ = 1, [2 v_dummy + b_1]_+ = 2. The minimum training error is OPT_MMCS(C) eps^2.
    """
    eps = epsilon_of(circuit)
    minimum = least_error(printed_samples_with_bias(circuit, eps), hidden_bias="free")
    return judged(minimum == fewest_true(circuit)[0] * eps**2, minimum=minimum)


@least_error_of_a_circuit_with_bias.confirmed
@for_all(circuit=drawn_circuits(inputs=3, gates=4), cost=10)
def least_error_of_larger_circuits_with_bias(circuit):
    """The same for drawn circuits of up to 3 inputs and 4 gates."""
    eps = epsilon_of(circuit)
    minimum = least_error(printed_samples_with_bias(circuit, eps), hidden_bias="free")
    return minimum == fewest_true(circuit)[0] * eps**2


@least_error_of_a_circuit_with_bias.sharper
@for_every(cases, over=range_of_cases)
def least_error_with_two_constraints(circuit):
    """The constraint [b_1]_+ = 0 is not needed: without it |b_1| <= sqrt(5 delta) just the same."""
    eps = epsilon_of(circuit)
    samples = printed_samples_with_bias(circuit, eps, factors=(1, 2))
    return least_error(samples, hidden_bias="free") == fewest_true(circuit)[0] * eps**2


@least_error_of_a_circuit_with_bias.companion("no constraints on the bias")
@for_every(cases, over=range_of_cases)
def least_error_with_a_free_bias(circuit):
    """The same without the three constraints: false, each gate of a chain may add -b_1 to its wire."""
    eps = epsilon_of(circuit)
    claimed = fewest_true(circuit)[0] * eps**2
    return is_the_minimum(printed_samples(circuit, eps), claimed, hidden_bias="free")
