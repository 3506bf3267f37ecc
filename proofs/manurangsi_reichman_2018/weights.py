"""Weights of circuits at the limits of small errors, drawn ones and listed ones.

A result is the circuit, eps, the weights of its wires and w_eps, and the bias, which may be 0.
"""

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from .circuits import circuits, drawn_circuits, epsilon_of

__all__ = ["extreme_weights", "extremes", "extremes_with_bias", "slack_weights"]


@st.composite
def slack_weights(draw, *, inputs=3, gates=3, biased=False):
    """Draw a circuit, eps and weights that go to the limits; with a bias if they are `biased`.

    The limits are w_eps for FALSE inputs, and for each gate what it may have at most with an error
    that is drawn.
    """
    circuit = draw(drawn_circuits(inputs=inputs, gates=gates))
    usual = [epsilon_of(circuit), Fraction(1, 4), Fraction(1), Fraction(1, 10**4)]
    eps = draw(st.sampled_from(usual))
    size = draw(st.sampled_from([eps, Fraction(1, 100)]))
    slack = st.integers(-1, 5).map(lambda i: i * size / 4)
    bias = draw(st.integers(-5, 2)) * size / 4 if biased else Fraction(0)
    w_eps = eps + draw(slack) - bias
    beside = st.sampled_from([-size / 1000, -size / 2, Fraction(0), size])
    inner = [w_eps + draw(beside) for _ in range(circuit.inputs)]
    errors = [draw(slack) for _ in circuit.gates]
    return circuit, eps, (*through_gates(circuit, inner, errors, bias), w_eps), bias


def through_gates(circuit, inner, errors, bias):
    """Return the weights of all wires, each gate as large as its error allows."""
    weights = list(inner)
    for gate, s in zip(circuit.gates, errors, strict=True):
        taken = [weights[i] for i in gate.wires]
        weights.append((sum(taken) if gate.operation == "OR" else min(taken)) + s - bias)
    return weights


def extreme_weights(circuit, assignment, eps, *, d, s, bias):
    """Return weights with the error d in (6), and s for each gate, whose FALSE inputs are just below w_eps.

    If d is less than eps, these have the error d in (7) instead.
    """
    w_eps = eps + d - bias
    below = eps - d if d < eps and not bias else eps / 10**4
    inner = [w_eps + (1 if value else -below) for value in assignment]
    errors = [s] * len(circuit.gates)
    return circuit, eps, (*through_gates(circuit, inner, errors, bias), w_eps), bias


def listed(profile, steps):
    """Yield extreme weights for all small circuits and assignments, and these multiples of 1/1000."""
    scales = (Fraction(1, 10**6), Fraction(1, 100))
    for circuit in circuits(profile):
        for assignment in product([False, True], repeat=circuit.inputs):
            for eps, (d, s, b) in product(scales, steps):
                d_s_b = {"d": Fraction(d, 1000), "s": Fraction(s, 1000), "bias": Fraction(b, 1000)}
                yield {"drawn": extreme_weights(circuit, assignment, eps, **d_s_b)}


def extremes(profile):
    """Yield them without a bias."""
    return listed(profile, [(0, 1, 0), (1, 0, 0), (1, 1, 0), (2, 1, 0), (3, 1, 0)])


def extremes_with_bias(profile):
    """Yield them with a bias."""
    return listed(profile, [(1, 0, -5), (0, 1, -5), (1, 1, -5), (1, 1, -2), (1, 0, 1)])
