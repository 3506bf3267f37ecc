"""What z3 says of training problems, with nothing of the library but the problem itself."""

from fractions import Fraction
from itertools import product

import z3


def has_better(problem, value=None):
    """Return whether some allowed network has a loss below the value, if there is one."""
    vectors = [problem.signs] if problem.signs else product((1, -1), repeat=problem.width)
    return any(has_better_with_signs(problem, signs, value) for signs in vectors)


def has_better_with_signs(problem, signs, value):
    bias = problem.bias_bounds if problem.hidden_bias == "free" else (0, 0)
    offset = problem.bias_bounds if problem.output == "affine" else (0, 0)
    intervals = problem.weight_bounds, bias, offset
    return has_better_within(
        problem.samples, signs, problem.loss, intervals, problem.zero_on, value
    )


def has_better_within(samples, signs, loss, intervals, zero_on, value):
    """Return whether there is such a network, with weights, biases and offset in the intervals."""
    solver = z3.Solver()
    n, c = samples.dimension, z3.Real("c")
    weights = [z3.Reals(" ".join(f"a_{i}_{k}" for k in range(n))) for i in range(len(signs))]
    biases = [z3.Real(f"b_{i}") for i in range(len(signs))]
    for interval, unknowns in zip(
        intervals, ([v for a in weights for v in a], biases, [c]), strict=True
    ):
        bound(solver, interval, unknowns)
    values = []
    for x in samples.points:
        inner = [
            z3.Sum([exact(t) * v for t, v in zip(x, a, strict=True)]) + b
            for a, b in zip(weights, biases, strict=True)
        ]
        values.append(c + z3.Sum([s * relu(z) for s, z in zip(signs, inner, strict=True)]))
    solver.add([values[j] == 0 for j in zero_on])
    if value is not None:
        add_loss_below(solver, samples, loss, values, value)
    answer = solver.check()
    assert answer != z3.unknown
    return answer == z3.sat


def has_better_function(samples, pieces, loss, value):
    """Return whether a line and the kinks of pieces - 1 units make a smaller loss, for n = 1."""
    return any(
        has_better_with_kinks(samples, signs, loss, value)
        for signs in product((1, -1), repeat=pieces - 1)
    )


def has_better_with_kinks(samples, signs, loss, value):
    solver = z3.Solver()
    slope, intercept = z3.Reals("slope intercept")
    units = [z3.Reals(f"a_{i} b_{i}") for i in range(len(signs))]
    values = []
    for (x,) in samples.points:
        kinks = [s * relu(exact(x) * a + b) for s, (a, b) in zip(signs, units, strict=True)]
        values.append(exact(x) * slope + intercept + z3.Sum(kinks))
    add_loss_below(solver, samples, loss, values, value)
    answer = solver.check()
    assert answer != z3.unknown
    return answer == z3.sat


def add_loss_below(solver, samples, loss, values, bound):
    triples = zip(values, map(exact, samples.labels), map(exact, samples.weights), strict=True)
    losses = [w * OF_ONE[loss](f, y) for f, y, w in triples]
    if loss == "max":
        solver.add([term < exact(bound) for term in losses])
    else:
        solver.add(z3.Sum(losses) < exact(bound))


OF_ONE = {
    "squared": lambda f, y: (f - y) * (f - y),
    "absolute": lambda f, y: z3.If(f >= y, f - y, y - f),
    "hinge": lambda f, y: relu(1 - y * f),
    "max": lambda f, y: z3.If(f >= y, f - y, y - f),
}


def bound(solver, interval, unknowns):
    low, high = interval
    for v in unknowns:
        if low is not None:
            solver.add(v >= exact(low))
        if high is not None:
            solver.add(v <= exact(high))


def relu(z):
    return z3.If(z >= 0, z, 0)


def exact(number):
    number = Fraction(number)
    return z3.Q(number.numerator, number.denominator)
