"""Section 2: statement and discussion of results; functions with real inputs."""

from exactrelu.claims import asserting, decided, for_all, judged
from exactrelu.constructions import deepen, hinge_sum, one_hidden_layer, signed_maxima
from exactrelu.constructions.one_hidden_layer import HingeSum, Obstruction
from exactrelu.cpwl import kinks
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import Equal, equal, regions
from exactrelu.strategies import networks

from .circuits import (
    MAXIMUM_WITH_ZERO,
    SAMPLE,
    different_bends,
    is_maximum,
    is_one_layer,
)
from .paper import boolean

__all__ = ["maximum_has_two_layers_of_gates", "maximum_is_no_sum_of_gates"]


FORMS = ((0, 0, 0), (0, 1, 0), (0, 0, 1))
"""0, x_1 and x_2 as (c_0, c)."""


@boolean.claim("prop2.2.a", label="Proposition 2.2 and Appendix A", kind="proposition")
@decided(
    by="two points of one line, around each of which the function bends in this line only, by "
    "different multiples"
)
def maximum_is_no_sum_of_gates():
    """The function max{0, x_1, x_2} cannot be computed by any Sum-of-ReLU circuit, no matter how many
    ReLU gates are used.

    Nor with an affine function added. A sum of gates bends by one multiple all over a line, but for
    the points of other lines. On the line x_1 = x_2 the maximum bends for x_1 > 0, not for x_1 < 0.
    That it is g(u) + k max{0, c·u}, g affine, in a box around each point is decided on its cells.
    """
    found = hinge_sum(regions(MAXIMUM_WITH_ZERO).function)
    if not isinstance(found, Obstruction) or not is_maximum(MAXIMUM_WITH_ZERO, FORMS):
        return False
    bends = (found.first, found.second)
    around = all(bends_in_one_line(MAXIMUM_WITH_ZERO, found.form[1:], bend) for bend in bends)
    jumps = tuple(bend.jump for bend in bends)
    return judged(around and jumps[0] != jumps[1], line=found.form, jumps=jumps)


def bends_in_one_line(f, normal, bend):
    """Decide f(p + u) = f(p) + gradient·u + jump max{0, c·u} for all u of the box of a bend."""
    p, size = bend.point, bend.radius
    forms = [normal, bend.gradient, [-g for g in bend.gradient]]
    offsets = [-sum(c * x for c, x in zip(form, p, strict=True)) for form in forms]
    near = Network.of((forms, offsets), ([[bend.jump, 1, -1]], f(p)))
    box = Polyhedron.box([(x - size, x + size) for x in p])
    return isinstance(equal(f, near, domain=box), Equal)


@maximum_is_no_sum_of_gates.companion("the maximum of two")
@decided(by="the lines of its kinks")
def maximum_of_two_is_no_sum_of_gates():
    """The same for max{x_1, x_2}: false, it is a sum of three gates."""
    f = Network.of(([[1, -1], [0, 1], [0, -1]], [0] * 3), ([[1, 1, -1]], [0]))
    found = hinge_sum(regions(f).function)
    return judged(not (is_maximum(f, FORMS[1:]) and isinstance(found, HingeSum))).proved_by(
        lambda: asserting(
            lambda f: [f.depth == 2, f.size == 3, *(f(*x) == max(x) for x in SAMPLE)], f=f
        )
    )


@maximum_is_no_sum_of_gates.companion("every circuit with two layers of gates")
@for_all(f=networks([2, 2], input_dimension=2))
def deep_functions_are_no_sums_of_gates(f):
    """The same for every Sum-of-ReLU-of-ReLU circuit: false, some have gates in vain."""
    found = hinge_sum(regions(f).function)
    return judged(not isinstance(found, HingeSum)).proved_by(*one_layer_of(f, found))


def one_layer_of(f, found):
    """Return what exhibits a network of f with one layer of gates, if there is one."""
    if not isinstance(found, HingeSum):
        return ()
    return (
        lambda: is_one_layer(f, one_hidden_layer(regions(f).function, output="linear").network),
    )


@boolean.claim("prop2.2.b", label="Proposition 2.2", kind="proposition")
@decided(by="the affine functions of all cells of the circuit, at their vertices and directions")
def maximum_has_two_layers_of_gates():
    """It can be computed by a Sum-of-ReLU-of-ReLU circuit.

    max{0, x_1, x_2} = max{0, max{0, x_1 - x_2} + x_2}, with x_2 = max{0, x_2} - max{0, -x_2}. In each
    cell the circuit is one of 0, x_1, x_2, and no other is larger. It is also compared with the
    network of the maximum of three.
    """
    f = Network.of(([[1, -1], [0, 1], [0, -1]], [0] * 3), ([[1, 1, -1]], [0]), ([[1]], [0]))
    shape = f.depth == 3 and f.output == "linear"
    return shape and is_maximum(f, FORMS) and isinstance(equal(f, MAXIMUM_WITH_ZERO), Equal)


@maximum_has_two_layers_of_gates.step("at most ceil(log2(n + 1)) layers of gates for all functions")
@for_all(f=networks([2, 2], input_dimension=2) | networks([2, 2], input_dimension=3), cost=6)
def functions_have_logarithmic_depth(f):
    """Any R^n -> R function that can be implemented by a circuit of ReLU gates can always be implemented
    with at most ceil(log(n+1)) layers of ReLU gates (with a weighted Sum to give the final output).

    With the logarithm of base 2, as in the paper that is cited. The sum has no constant: a gate that
    is 1 carries it.
    """
    network = signed_maxima(regions(f).function).network
    network = deepen(network, max(network.depth, 2))
    *hidden, before, last = network.layers
    carrier = [*before.weights, [0] * before.input_dimension], [*before.bias, 1]
    total = Network([*hidden, carrier, ([[*last.weights[0], last.bias[0]]], [0])])
    layers = total.depth - 1
    return isinstance(equal(total, f), Equal) and layers <= f.input_dimension.bit_length()


@maximum_has_two_layers_of_gates.companion("one layer of gates")
@decided(by="two points of one line at which the gradient jumps by different multiples")
def maximum_has_one_layer_of_gates():
    """It can be computed by a Sum-of-ReLU circuit: false."""
    found = hinge_sum(regions(MAXIMUM_WITH_ZERO).function)
    return judged(isinstance(found, HingeSum)).proved_by(*different_bends(found))


MIDDLES = ((0, 0), (1, 2), (2, 1), (1, -1), (-1, 1), (-1, -2), (-2, -1))
"""0, and a point inside each of the cones between the lines x_1 = 0, x_2 = 0 and x_1 = x_2."""


@maximum_has_two_layers_of_gates.companion("a point in each cone")
@decided(by="the value at (1, 0)")
def maximum_is_the_circuit_with_its_values_inside_the_cones():
    """Every Sum-of-ReLU-of-ReLU circuit that is linear on the six cones between the lines x_1 = 0, x_2 = 0
    and x_1 = x_2, and has the values of the maximum at a point inside each of them, is the maximum: false
    for 4 h(x) - 3 h(-x) - 2 (x_1 + x_2), h the maximum.
    """
    # The first layer is x_1 - x_2, x_2 - x_1, x_2, -x_2; the second h(x), h(-x), ±(x_1 + x_2).
    f = Network.of(
        ([[1, -1], [-1, 1], [0, 1], [0, -1]], [0] * 4),
        ([[1, 0, 1, -1], [0, 1, -1, 1], [1, -1, 2, -2], [-1, 1, -2, 2]], [0] * 4),
        ([[4, -3, -2, 2]], [0]),
    )
    on_lines = {kink.form for kink in kinks(regions(f).function)} <= {
        (0, 1, 0),
        (0, 0, 1),
        (0, 1, -1),
    }
    values = all(f(x) == (max(0, *x),) for x in MIDDLES)
    return judged(not (on_lines and values) or is_maximum(f, FORMS)).proved_by(
        lambda: asserting(
            lambda f: [
                f.depth == 3,
                f.size == 8,
                *(f(*x) == max(0, *x) for x in MIDDLES),
                *(f(2 * x, 2 * y) == 2 * f(x, y) for x, y in MIDDLES),
                f(1, 0) != 1,
            ],
            f=f,
        )
    )
