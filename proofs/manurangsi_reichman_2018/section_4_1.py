"""Section 4.1: the class ReLU(n, k) and the distributions."""

from fractions import Fraction

import sympy
from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid
from exactrelu.learning import ReluSum, squared_loss

from .classes import ball_points, distributions, holds_or_shows, relu_sums, square
from .paper import training

__all__ = ["labels_are_in_the_range", "values_are_at_most_2k"]


@st.composite
def functions_at_points(draw, *, scale=1, biases=None):
    """Draw (h, x) with h in ReLU(n, k), n <= 3 and k <= 3; weights may be multiplied."""
    n, k = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    h = draw(relu_sums(n, k, **({"biases": biases} if biases is not None else {})))
    weights = [[scale * v for v in w] for w in h.weights]
    return ReluSum(weights, h.biases), draw(ball_points(n))


def is_in_range(h, x):
    """Return whether 0 <= h(x) <= 2k; otherwise the activations add up to more."""
    values = {f"z_{j}": z for j, z in enumerate(h.activations(x)) if z > 0}

    def too_large(k, **z):
        yield from (v > 0 for v in z.values())
        yield sum(z.values(), Fraction(0)) > 2 * k

    return holds_or_shows(0 <= h(x) <= 2 * h.width, too_large, k=h.width, **values)


@training.claim("def3", label="Definition 3", kind="definition")
@for_all(case=functions_at_points())
def values_are_at_most_2k(case):
    """Let ReLU_{w^1, ..., w^k}^{b_1, ..., b_k}: B^n -> [0, 2k] denote the function
    x -> sum_j [<w_j, x> + b_j]_+, for w^1, ..., w^k in B^n and b_1, ..., b_k in [-1, 1].

    That all values on the unit ball lie in [0, 2k].
    """
    return is_in_range(*case)


@values_are_at_most_2k.confirmed
@decided(by="Lagrange's identity, for n <= 5")
def inner_products_are_at_most_1():
    """||w||^2 ||x||^2 - <w, x>^2 is the sum of the squares of w_i x_j - w_j x_i, so that <w, x> + b
    <= 2 for w and x in the unit ball and b <= 1.
    """
    for n in range(1, 6):
        w, x = sympy.symbols(f"w:{n}"), sympy.symbols(f"x:{n}")
        norms = sum(v**2 for v in w) * sum(v**2 for v in x)
        product = sum(u * v for u, v in zip(w, x, strict=True))
        squares = sum((w[i] * x[j] - w[j] * x[i]) ** 2 for j in range(n) for i in range(j))
        if sympy.expand(norms - product**2 - squares) != 0:
            return False
    return True


@values_are_at_most_2k.confirmed
@for_every(grid(k=range(1, 5), numerator=range(9)), over="k <= 4, 9 values each")
def all_values_are_taken(k, numerator):
    """Each value in [0, 2k] is taken: by equal units at x = w = (3/5, 4/5), by their biases."""
    w, value = (Fraction(3, 5), Fraction(4, 5)), Fraction(2 * k * numerator, 8)
    h = ReluSum([w] * k, [value / k - 1] * k)
    return h.is_in_class and h(w) == value


@values_are_at_most_2k.companion("biases in [-2, 2]")
@for_all(case=functions_at_points(biases=st.integers(-2, 2).map(Fraction)))
def values_are_at_most_2k_with_large_biases(case):
    """The same for biases in [-2, 2]: false."""
    return is_in_range(*case)


@values_are_at_most_2k.companion("weights of norm 2")
@for_all(case=functions_at_points(scale=2))
def values_are_at_most_2k_with_large_weights(case):
    """The same for weights of norm at most 2: false."""
    return is_in_range(*case)


@st.composite
def labelled(draw):
    """Draw a distribution with labels in [0, 2k], and a function of ReLU(n, k)."""
    n, k = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return draw(distributions(n, k)), draw(relu_sums(n, k))


@training.claim("labels", label="Section 4.1", kind="remark", reading="labels lie in [0, 2k]")
@for_all(case=labelled())
def labels_are_in_the_range(case):
    """The distribution D is allowed to be any distribution on the unit ball.

    The points are; a concept class of functions X -> Y takes labels in Y, which is [0, 2k] here.
    Then all losses are at most 4k^2, as the proofs use it.
    """
    distribution, h = case
    losses = [
        squared_loss(h(x), y) for x, y in zip(distribution.points, distribution.labels, strict=True)
    ]
    return max(losses) <= 4 * h.width**2 and all(square(x) <= 1 for x in distribution.points)


@labels_are_in_the_range.reading("labels are any real numbers")
@for_every(grid(m=(1, 2, 10, 1000, 10**6)), over="m = 1, 2, 10, 1000, 10^6; n = k = 1")
def labels_are_any_numbers(m):
    """The same for all labels: false, no number m of samples is enough for eps = 1/5, delta = 1/4.

    All points are 0. In the first case the label is 0; so, when all labels that it sees are 0, the
    learner has v = h(0) with v^2 <= 1/5, and v < 1/2, with probability 1 - delta at least. In the second
    case the label is Y with probability p = 1/(2m), and else 0. All labels seen are 0 with probability
    (1 - p)^m >= 1/2, and then v < 1/2 as often as in the first case. The constant 1 is better by
    E (v - y)^2 - E (1 - y)^2, which falls with v as long as v <= pY, and is above 1/5 at v = 1/2. So the
    learner fails with probability (1 - delta)/2 = 3/8 > delta at least.

    For delta = 1/2 these cases show nothing: v = 0 or v = 1, by the toss of a coin, is right in half of
    the runs in both.
    """
    p, label = Fraction(1, 2 * m), 10 * m
    v, delta = Fraction(1, 2), Fraction(1, 4)

    def excess(p, label, v):
        mean, other = (1 - p) * v**2 + p * (label - v) ** 2, (1 - p) + p * (label - 1) ** 2
        return mean - other

    fifth = Fraction(1, 5)
    fails = (1 - p) ** m * (1 - delta)
    return holds_or_shows(
        excess(p, label, v) <= fifth or v**2 <= fifth or fails <= delta,
        lambda p, label, v, delta: [
            (1 - m * p) * (1 - delta) > delta,  # (1 - p)^m is at least 1 - m p
            v**2 > fifth,
            p * label > v,
            excess(p, label, v) > fifth,
        ],
        p=p,
        label=label,
        v=v,
        delta=delta,
    )
