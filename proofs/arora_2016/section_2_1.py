"""Section 2.1: notation."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, judged
from exactrelu.constructions import represent
from exactrelu.linalg import rank
from exactrelu.strategies import networks, positive_rationals, pwl_functions, rationals

from .paper import arora

__all__ = ["networks_are_compositions", "simplex_has_dimension_p"]


def composition(network, point):
    """T_{k+1} o sigma o T_k o ... o sigma o T_1 at a point, by the definition."""
    vector = list(point)
    for i, layer in enumerate(network.layers):
        if i > 0:
            vector = [max(Fraction(0), v) for v in vector]
        products = [[w * v for w, v in zip(row, vector, strict=True)] for row in layer.weights]
        vector = [sum(row) + b for row, b in zip(products, layer.bias, strict=True)]
    return tuple(vector)


@arora.claim("def1", label="Definition 1", kind="definition", reading="T_{k+1} is linear")
@for_all(
    network=networks(input_dimension=2, output_dimension=2, linear_output=True),
    x=st.tuples(rationals(), rationals()),
)
def networks_are_compositions(network, x):
    """A R^n1 -> R^n2 ReLU DNN is given by k, w_1, ..., w_k, affine transformations T_1, ..., T_k
    and a linear transformation T_{k+1}; it computes f = T_{k+1} o sigma o T_k o ... o sigma o T_1.
    Its depth is k + 1, its size w_1 + ... + w_k.

    As printed the output map has no bias. Section 3 uses one ("this corresponds to a bias on the
    output node"), so that every statement about sizes has to say which of the two it means.
    """
    hidden = [layer.output_dimension for layer in network.layers[:-1]]
    facts = (network.depth, network.size, network.output) == (
        len(hidden) + 1,
        sum(hidden),
        "linear",
    )
    return facts and network(x) == composition(network, x)


@networks_are_compositions.reading(
    "T_{k+1} is affine, as Section 3 uses it, and the sizes are the same"
)
@for_all(f=pwl_functions(max_pieces=4))
def output_bias_does_not_change_the_smallest_size(f):
    """Whether T_{k+1} is linear or affine makes no difference to the size of a 2-layer network."""
    linear, affine = (represent(f, output=output) for output in ("linear", "affine"))
    sizes = {"linear": linear.size, "affine": affine.size}
    return judged(linear.size == affine.size, smallest_sizes=sizes).proved_by(
        lambda: linear.certificate,
        lambda: affine.certificate,
        lambda: asserting(
            lambda f, linear, affine: [
                linear.same(f),
                affine.same(f),
                linear.depth == 2,
                affine.depth == 2,
                linear.size != affine.size,
            ],
            f=f,
            linear=linear.network,
            affine=affine.network,
        ),
    )


def in_simplex(x, M):
    """Decide 0 < x_1 < x_2 < ... < x_p < M."""
    chain = [0, *x, M]
    return all(a < b for a, b in pairwise(chain))


@arora.claim("def3", label="Definition 3", kind="definition")
@for_all(p=st.integers(1, 6), M=positive_rationals())
def simplex_has_dimension_p(p, M):
    """Let M > 0 and p >= 1. Delta^p_M = {x in R^p : 0 < x_1 < x_2 < ... < x_p < M}.

    Checked as: the set has p + 1 affinely independent points, so that it has dimension p.
    """
    step = M / (p + 1)
    centre = [step * (i + 1) for i in range(p)]
    nudges = [[step / 2 if i == j else Fraction(0) for i in range(p)] for j in range(p)]
    points = [centre, *([c + n for c, n in zip(centre, nudge, strict=True)] for nudge in nudges)]
    return all(in_simplex(x, M) for x in points) and rank(nudges) == p


@simplex_has_dimension_p.companion("repeated coordinates allowed")
@for_all(p=st.integers(2, 6), M=positive_rationals())
def simplex_holds_points_with_repeated_coordinates(p, M):
    """The point with all coordinates M/2 lies in Delta^p_M: false for p >= 2."""
    return judged(in_simplex([M / 2] * p, M)).proved_by(
        lambda: asserting(
            lambda M, x_1, x_2: [x_1 == M / 2, x_2 == M / 2, x_1 >= x_2], M=M, x_1=M / 2, x_2=M / 2
        )
    )
