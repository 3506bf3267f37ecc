"""What is asserted of numbers and of one unit, and polynomials that are positive by their signs."""

from fractions import Fraction
from functools import cache

import sympy

from exactrelu.claims import asserting, judged
from exactrelu.network import Network
from exactrelu.training import Problem, Samples, train

__all__ = [
    "asserting_error",
    "asserting_numbers",
    "asserting_unit",
    "error",
    "error_term",
    "has_the_values",
    "is_nonnegative",
    "is_positive",
    "is_the_minimum",
    "least_error",
    "network",
    "trained",
    "values",
]


def values(samples, weights, *, bias=0, sign=1):
    """Return the values of the unit sign * [<w, x> + bias]_+ at the samples."""
    return [sign * max(Fraction(0), dot(weights, x) + bias) for x in samples.points]


def dot(u, v):
    """Return the inner product."""
    return sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0))


def error(samples, weights, *, bias=0, sign=1):
    """Return the squared training error (1) of a unit."""
    found = values(samples, weights, bias=bias, sign=sign)
    return sum(
        w * (v - y) ** 2 for v, y, w in zip(found, samples.labels, samples.weights, strict=True)
    )


@cache
def trained(samples, *, hidden_bias="none", sign=1):
    """Return the answer of the exact trainer for one unit; equal samples are merged for it."""
    weights = {}
    for x, y, w in zip(samples.points, samples.labels, samples.weights, strict=True):
        weights[x, y] = weights.get((x, y), 0) + w
    points, labels = zip(*weights, strict=True)
    merged = Samples(points, labels, list(weights.values()))
    words = {"loss": "squared", "output": "linear", "hidden_bias": hidden_bias}
    return train(Problem(merged, 1, signs=[sign], **words))


def least_error(samples, *, hidden_bias="none", sign=1):
    """Return the minimum of (1) over all weights of one unit."""
    answer = trained(samples, hidden_bias=hidden_bias, sign=sign)
    assert answer.is_optimal
    return answer.objective


def is_the_minimum(samples, claimed, *, hidden_bias="none"):
    """Return whether the least error is at least the claimed one, with weights of a smaller one if not."""
    answer, n = trained(samples, hidden_bias=hidden_bias), samples.dimension
    (unit,) = answer.best.units
    weights, bias = unit[:n], sum(unit[n:], Fraction(0))
    return judged(answer.objective >= claimed, error=answer.objective).proved_by(
        lambda: asserting_error(
            lambda error: error < claimed, samples=samples, weights=weights, bias=bias
        )
    )


def asserting_numbers(body, **numbers):
    """Return assertions: that the numbers are these, and what `body` says of them."""

    def asserted(**terms):
        yield from (terms[name] == Fraction(value) for name, value in numbers.items())
        yield from body(**terms)

    return asserting(asserted, **numbers)


def asserting_error(body, *, samples, weights, bias=0, sign=1):
    """Return assertions: that a unit has these values, and the one that `body` makes of its error."""
    words = {"samples": samples, "weights": weights, "bias": bias, "sign": sign}
    return asserting_unit(lambda _, error: [body(error)], **words)


def asserting_unit(body, *, samples, weights, bias=0, sign=1):
    """Return assertions: that a unit has these values, and what `body` says of it and its error.

    The unit is the network `f`. The error is the term that sums up the squares at the samples.
    """
    words = {"weights": weights, "bias": bias, "sign": sign}

    def asserted(f):
        yield from has_the_values(f, samples, **words)
        yield from body(f, error_term(f, samples))

    return asserting(asserted, f=network(**words))


def network(weights, *, bias=0, sign=1):
    """Return sign * [<w, x> + bias]_+ as a network."""
    return Network.of(([weights], [bias]), ([[sign]], [0]))


def has_the_values(f, samples, weights, **words):
    """Assert that f is one unit, and that it has the values of this one at the samples."""
    yield from (f.depth == 2, f.size == 1)
    found = values(samples, weights, **words)
    yield from (f(*x) == v for x, v in zip(samples.points, found, strict=True))


def error_term(f, samples):
    """Return the term of the squared error of f."""
    rows = zip(samples.points, samples.labels, samples.weights, strict=True)
    return sum((w * (f(*x) - y) ** 2 for x, y, w in rows), Fraction(0))


def is_nonnegative(expression):
    """Return whether the coefficients of a fraction of polynomials show that it is at least 0.

    Its unknowns are at least 0, so that coefficients of at least 0 are enough, in the numerator and
    in the denominator.
    """
    parts = sympy.fraction(sympy.together(sympy.sympify(expression)))
    return all(c >= 0 for part in parts for c in coefficients(part).values())


def is_positive(expression):
    """Return whether the coefficients show in addition that the fraction is not 0.

    Some term must have no unknowns, or only those that are declared to be positive.
    """
    symbols, top = (
        unknowns(expression),
        sympy.fraction(sympy.together(sympy.sympify(expression)))[0],
    )
    strict = any(
        all(symbol.is_positive or not power for symbol, power in zip(symbols, powers, strict=True))
        for powers, c in coefficients(top, symbols).items()
        if c > 0
    )
    return strict and is_nonnegative(expression)


def unknowns(expression):
    """Return the symbols of an expression, at least one."""
    symbols = sorted(sympy.sympify(expression).free_symbols, key=str)
    return symbols or [sympy.Symbol("t", nonnegative=True)]


def coefficients(polynomial, symbols=None):
    """Return the coefficients of a polynomial by the powers of the symbols."""
    return sympy.Poly(polynomial, *(symbols or unknowns(polynomial))).as_dict() or {(0,): 0}
