"""Section 2.2.1: exact characterization of the function class represented by ReLU DNNs."""

from fractions import Fraction

import sympy
from hypothesis import strategies as st

from exactrelu.claims import asserting, certified, decided, for_all, grid, judged
from exactrelu.constructions import represent
from exactrelu.lp import LinearProgram, solve
from exactrelu.network import as_pwl
from exactrelu.pwl import PWL, absolute, maximum, minimum_of
from exactrelu.strategies import networks, pwl_functions

from .evidence import is_larger_of, size_exceeds
from .paper import arora
from .shapes import runs_through

__all__ = [
    "compactly_supported_and_piecewise_linear_functions_are_dense",
    "relu_networks_are_dense",
    "two_layer_network_has_at_least_p_minus_1_nodes",
    "two_layer_network_with_p_nodes_exists",
]


def compare(f, output, bound):
    """Return whether the smallest 2-layer network of f has at most `bound` nodes."""
    smallest = represent(f, output=output)
    answer = judged(smallest.size <= bound, pieces=f.piece_count, smallest_size=smallest.size)
    return answer.proved_by(*size_exceeds(bound, smallest, f))


@arora.claim("thm2.3.upper", label="Theorem 2.3", kind="theorem", reading="affine output map")
@for_all(f=pwl_functions(max_pieces=5))
def two_layer_network_with_p_nodes_exists(f):
    """Given any piecewise linear function R -> R with p pieces there exists a 2-layer DNN with at
    most p nodes that can represent f.
    """
    return compare(f, "affine", f.piece_count)


@two_layer_network_with_p_nodes_exists.reading("linear output map")
@for_all(f=pwl_functions(max_pieces=5))
def two_layer_network_with_p_nodes_and_linear_output_exists(f):
    """The same, with the linear output map of Definition 1."""
    return compare(f, "linear", f.piece_count)


@two_layer_network_with_p_nodes_exists.corrected
@for_all(f=pwl_functions())
def two_layer_network_with_max_p_2_nodes_exists(f):
    """With an affine output map max{p, 2} nodes suffice; x -> x has one piece and needs two."""
    return compare(f, "affine", max(f.piece_count, 2))


@two_layer_network_with_p_nodes_exists.corrected
@for_all(f=pwl_functions())
def two_layer_network_with_p_plus_1_nodes_and_linear_output_exists(f):
    """With a linear output map p + 1 nodes suffice; x -> |x| + 1 has two pieces and needs three."""
    return compare(f, "linear", f.piece_count + 1)


@two_layer_network_with_p_nodes_exists.sharper
@certified(by="functions that attain both bounds", cases=grid(p=range(2, 8)))
def both_corrected_bounds_are_attained(p):
    """For every p >= 2 (checked to 7) some function with p pieces needs p nodes with an affine
    output map, and some function needs p + 1 with a linear one.
    """
    breakpoints = [(t, 3**t) for t in range(p - 1)]
    f = PWL.from_points(breakpoints, left_slope="1/2", right_slope=3**p)
    affine, linear = (represent(f, output=output) for output in ("affine", "linear"))
    attained = f.piece_count == p and (affine.size, linear.size) == (p, p + 1)
    return judged(attained, f=f).proved_by(
        lambda: affine.certificate,
        lambda: linear.certificate,
        lambda: asserting(
            lambda p, f, affine, linear: [
                f.pieces == p,
                affine.same(f),
                linear.same(f),
                affine.size == p,
                linear.size == p + 1,
            ],
            p=p,
            f=f,
            affine=affine.network,
            linear=linear.network,
        ),
    )


@two_layer_network_with_p_nodes_exists.companion("p - 1 nodes")
@for_all(f=pwl_functions(min_pieces=2, max_pieces=4))
def two_layer_network_with_p_minus_1_nodes_exists(f):
    """For p >= 2 even p - 1 nodes suffice: false."""
    return compare(f, "affine", f.piece_count - 1)


@arora.claim("thm2.3.lower", label="Theorem 2.3", kind="theorem")
@for_all(network=networks(st.lists(st.integers(1, 6), min_size=1, max_size=1)))
def two_layer_network_has_at_least_p_minus_1_nodes(network):
    """Moreover, any 2-layer DNN that represents f has size at least p - 1.

    A breakpoint of f is a kink of some node, and a node x -> max{0, a x + b} has at most one, at
    -b/a. The output map, linear or affine, moves none.
    """
    f = as_pwl(network)
    hidden = network.layers[0]
    kinks = {-b / row[0] for row, b in zip(hidden.weights, hidden.bias, strict=True) if row[0]}
    return judged(set(f.breakpoints) <= kinks and network.size >= f.piece_count - 1)


@two_layer_network_has_at_least_p_minus_1_nodes.companion("size at least p")
@for_all(network=networks(st.lists(st.integers(1, 4), min_size=1, max_size=1)))
def two_layer_network_has_at_least_p_nodes(network):
    """It has size at least p: false."""
    return judged(network.size >= as_pwl(network).piece_count).proved_by(
        lambda: asserting(
            lambda network: [network.depth == 2, network.size < network.pieces], network=network
        )
    )


def distance_from_the_step(value):
    """Return PWL of the value v at 0: the least possible sup distance max{|v|, |1 - v|}.

    The step is the indicator of [0, 1], near 0. A continuous g with g(0) = v is as near to v as
    we like on both sides of 0, so that the essential supremum of |step - g| is at least this.
    """
    return maximum(absolute(value), absolute(1 - value))


def least_sup_distance_of_a_continuous_function_from_the_step():
    """Return the minimum over v = g(0) of max{|v|, |1 - v|}."""
    return minimum_of(distance_from_the_step(PWL.affine(1, 0))).value


def certificate_of_the_least_sup_distance():
    """Return the certificate of that minimum: the least t with |v| <= t and |1 - v| <= t."""
    rows = [([-1, 1], ">=", 0), ([1, 1], ">=", 0), ([1, 1], ">=", 1), ([-1, 1], ">=", -1)]
    return solve(LinearProgram.of([0, 1], rows)).certificate


def step_is_out_of_reach():
    """Assert that the sup distance is at least 1/2, whatever the value v of the network at 0 is.

    Near 0 the step is 0 on the left and 1 on the right, and the network is near v. As functions of
    v the errors there are |v| and |1 - v|. The larger of the two has its lowest point in v = 1/2.
    """
    left, right = absolute(PWL.affine(1, 0)), absolute(PWL.affine(-1, 1))
    half = Fraction(1, 2)

    def asserted(error, error_left, error_right):
        yield from runs_through(error_left, [(0, 0)], left_slope=-1, right_slope=1)
        yield from runs_through(error_right, [(1, 0)], left_slope=-1, right_slope=1)
        yield from is_larger_of(error, error_left, error_right, first=left, second=right)
        yield from runs_through(error, [(half, half)], left_slope=-1, right_slope=1)
        yield from (f.pieces == 2 for f in (error_left, error_right, error))
        yield error(half) > 0

    return asserting(
        asserted,
        error=distance_from_the_step(PWL.affine(1, 0)),
        error_left=left,
        error_right=right,
    )


def trapezoid_error(q, epsilon):
    """Return the q-th power of the L^q distance of the indicator of [0, 1] from a trapezoid.

    The trapezoid rises on [-epsilon, 0] and falls on [1, 1 + epsilon].
    """
    x = sympy.Symbol("x", nonnegative=True)
    return 2 * sympy.integrate((x / epsilon) ** q, (x, 0, epsilon))


def ramps_converge_to_the_indicator():
    """Decide, for all real q >= 1, that the trapezoids converge to the indicator in L^q."""
    q, epsilon = sympy.symbols("q epsilon", positive=True)
    error = sympy.simplify(trapezoid_error(q, epsilon))
    vanishes = sympy.limit(error, epsilon, 0) == 0
    return vanishes and sympy.simplify(error - 2 * epsilon / (q + 1)) == 0


def trapezoid_is_a_two_layer_network():
    """Decide that a trapezoid has a 2-layer network of size 4, the output map being linear."""
    points = [(Fraction(-1, 8), 0), (0, 1), (1, 1), (Fraction(9, 8), 0)]
    trapezoid = PWL.from_points(points, left_slope=0, right_slope=0)
    return represent(trapezoid, output="linear").size == 4


@arora.claim("thm2.4", label="Theorem 2.4", kind="theorem", reading="1 <= q <= infinity")
@decided(by="the value of a continuous function at the jump of the step")
def relu_networks_are_dense():
    """Every function in L^q(R^n), 1 <= q <= infinity, can be arbitrarily well-approximated in the
    L^q norm by a ReLU DNN function with at most ceil(log2(n + 1)) hidden layers. Moreover, for
    n = 1, any such L^q function can be arbitrarily well-approximated by a 2-layer DNN, with tight
    bounds on the size of such a DNN in terms of the approximation.

    A network is continuous. For q = infinity and the indicator of [0, 1], which jumps at 0, no
    network is nearer than the least of max{|v|, |1 - v|} over its value v at 0. What the tight
    bounds are is not said.
    """
    distance = least_sup_distance_of_a_continuous_function_from_the_step()
    step = "the indicator of [0, 1]"
    return judged(distance == 0, f=step, q="infinity", least_distance=distance).proved_by(
        step_is_out_of_reach, certificate_of_the_least_sup_distance
    )


@relu_networks_are_dense.corrected
@decided(by="sympy, for the indicators of intervals; the density of step functions is cited")
def relu_networks_are_dense_for_finite_q():
    """For 1 <= q < infinity every function in L^q(R) can be arbitrarily well-approximated by a
    2-layer DNN: step functions are dense (cited), and the trapezoids of width epsilon, of size 4,
    approximate the indicator of [0, 1] up to an error with q-th power 2 epsilon / (q + 1).
    """
    return ramps_converge_to_the_indicator() and trapezoid_is_a_two_layer_network()


@arora.claim(
    "thm2.4.dens",
    label="before Theorem 2.4 and in its proof",
    kind="remark",
    reading="1 <= p <= infinity",
)
@decided(by="the value of a continuous function at the jump of the step")
def compactly_supported_and_piecewise_linear_functions_are_dense():
    """The compactly supported continuous functions are dense in L^q(R^n), and the family of
    continuous piecewise linear functions is dense in any L^p(R^n) space, for 1 <= p <= infinity.

    Both families consist of continuous functions; for p = infinity see Theorem 2.4.
    """
    distance = least_sup_distance_of_a_continuous_function_from_the_step()
    step = "the indicator of [0, 1]"
    return judged(distance == 0, f=step, p="infinity", least_distance=distance).proved_by(
        step_is_out_of_reach, certificate_of_the_least_sup_distance
    )


@compactly_supported_and_piecewise_linear_functions_are_dense.corrected
@decided(by="sympy, for the indicators of intervals; the density of step functions is cited")
def they_are_dense_for_finite_p():
    """Both are dense for 1 <= p < infinity, if of the piecewise linear functions those with
    compact support are meant; the others are not in L^p.
    """
    return ramps_converge_to_the_indicator()
