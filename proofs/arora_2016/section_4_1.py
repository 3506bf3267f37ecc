"""Section 4.1: training the 2-layer network with a single input."""

from itertools import pairwise

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.training import (
    Problem,
    Samples,
    best_function,
    total_loss,
    train_by_enumeration,
    train_on_the_line,
)

from .paper import arora
from .shapes import bends_at, named
from .training import (
    LOSSES,
    cell_proofs,
    guesses_on_the_line,
    has_absolute_loss,
    in_order,
    line_program,
    line_proofs,
    optimum,
    shuffled_samples,
    small_samples,
    trained_network,
)

__all__ = ["points_are_in_order", "problem_is_that_of_w_pieces"]


def compare_with_pieces(samples, w, output):
    """Return whether width w and w pieces have the same least sum of the |f(x_i) - y_i|."""
    asked = Problem(samples, w, loss="absolute", output=output)
    by_units = train_by_enumeration(asked).best
    by_pieces = best_function(samples, w, loss="absolute")
    network, f = trained_network(asked, by_units), by_pieces.function
    facts = {"network": network, "its_loss": by_units.value}
    facts |= {"f": f, "loss_of_f": by_pieces.value}
    proofs = [lambda: losses_differ(samples, network, f)]
    proofs += cell_proofs(asked) if by_pieces.value < by_units.value else []
    proofs += line_proofs(in_order(samples), w) if by_units.value < by_pieces.value else []
    return judged(by_units.value == by_pieces.value, **facts).proved_by(*proofs)


def losses_differ(samples, network, f):
    """Assert how large the sums of the |f(x_i) - y_i| are for both, and that they differ."""
    of_network, of_f = ([g(*x) for x in samples.points] for g in (lambda x: network(x)[0], f))

    def asserted(network, f, loss_of_network, loss_of_f):
        yield network.depth == 2
        yield network.size == size
        yield f.pieces == pieces
        yield from has_absolute_loss(network, loss_of_network, samples, of_network)
        yield from has_absolute_loss(f, loss_of_f, samples, of_f)
        yield loss_of_network != loss_of_f

    size, pieces = network.size, f.piece_count
    losses = {
        f"loss_of_{name}": total_loss("absolute", values, samples.labels, samples.weights)
        for name, values in (("network", of_network), ("f", of_f))
    }
    return asserting(asserted, network=network, f=f, **losses)


@arora.claim("eq9", label="(9)", kind="proof step", reading="linear output map")
@for_all(samples=small_samples(most=3), w=st.integers(1, 2), cost=4)
def problem_is_that_of_w_pieces(samples, w):
    """Using Theorem 2.3, to solve problem (3) it suffices to find a R -> R piecewise linear function f
    with w pieces that minimizes the total loss. In other words, (3) is equivalent to the problem
    min{sum of the l(f(x_i), y_i): f is piecewise linear with w pieces}.

    One unit does not make all lines, and has a breakpoint that no line has. With w pieces at most w
    are meant, as there is no minimum otherwise. Here l(f(x), y) = |f(x) - y|.
    """
    return compare_with_pieces(samples, w, "linear")


@problem_is_that_of_w_pieces.reading("affine output map")
@for_all(samples=small_samples(most=4), w=st.integers(1, 2), cost=4)
def problem_is_that_of_w_pieces_with_an_affine_output_map(samples, w):
    """The same with T_2 affine."""
    return compare_with_pieces(samples, w, "affine")


LABELS = grid(y_2=(0, 1), y_3=(0, 1), y_4=(0, 1))
OVER = "w = 2, labels 0, 0 or 1 at 0, 1, 2, 3"


def samples_at_four_places(*labels):
    """Return the samples with the labels 0 and these at 0, 1, 2, 3."""
    return Samples([[0], [1], [2], [3]], [0, *labels])


@problem_is_that_of_w_pieces.reading("affine output map, w >= 2")
@for_every(LABELS, over=OVER)
def problem_of_two_units_is_that_of_two_pieces(y_2, y_3, y_4):
    """The same for w >= 2, where w nodes make all functions of w pieces, and some of w + 1."""
    return compare_with_pieces(samples_at_four_places(y_2, y_3, y_4), 2, "affine")


@problem_is_that_of_w_pieces.reading("linear output map, w >= 2")
@for_every(LABELS, over=OVER)
def problem_of_two_linear_units_is_that_of_two_pieces(y_2, y_3, y_4):
    """The same for w >= 2 and T_2 linear, where w nodes make some functions of w + 1 pieces as well."""
    return compare_with_pieces(samples_at_four_places(y_2, y_3, y_4), 2, "linear")


@problem_is_that_of_w_pieces.corrected
@for_all(
    samples=small_samples(most=3),
    w=st.integers(1, 2),
    output=st.sampled_from(["linear", "affine"]),
    loss=st.sampled_from(LOSSES),
    cost=4,
)
def problem_is_that_of_w_breakpoints(samples, w, output, loss):
    """(3) is equivalent to the least loss over the functions with w breakpoints at most, of which some
    face left: their slope changes add up to -a_1. If T_2 is linear, the changes of their intercepts
    add up to -b_1. Breakpoints may lie outside of the samples, also at infinity.

    The algorithm that searches over these functions agrees with the enumeration of the units.
    """
    asked = Problem(samples, w, loss=loss, output=output)
    return train_on_the_line(asked).objective == train_by_enumeration(asked).objective


@problem_is_that_of_w_pieces.corrected
@for_all(samples=small_samples(most=4), w=st.integers(1, 2), loss=st.sampled_from(LOSSES), cost=4)
def least_losses_are_nested(samples, w, loss):
    """With T_2 affine the least loss of width w is at least that of w + 1 pieces, and for w >= 2 at
    most that of w pieces.
    """
    value = train_on_the_line(Problem(samples, w, loss=loss, output="affine")).objective
    fewer, more = (best_function(samples, p, loss=loss).value for p in (w, w + 1))
    return more <= value and (w == 1 or value <= fewer)


def compare_with_order(samples):
    """Return whether the corrected algorithm for w = 2 finds the optimum for points as they come."""
    guesses = guesses_on_the_line(len(samples), 2) or guesses_on_the_line(len(samples), 1)
    found = min(optimum(line_program(samples, guess)) for guess in guesses)
    best = best_function(samples, 2, loss="absolute")
    proofs = [lambda: function_has_loss(samples, best, found)]
    proofs += line_proofs(samples, 2) if found > best.value else line_proofs(in_order(samples), 2)
    return judged(found == best.value, found=found, least_loss=best.value).proved_by(*proofs)


def function_has_loss(samples, best, found):
    """Assert that a function of two pieces has this loss, not the other, and the points no order."""
    places = [x for (x,) in samples.points]
    later = next((j for j, (s, t) in enumerate(pairwise(places)) if s > t), 0)
    values = [best.function(x) for x in places]

    def asserted(f, least, other, **x):
        yield from bends_at(f, best.function.breakpoints)
        yield f.pieces <= 2
        yield from (other == found, other != least)
        yield from (given == place for given, place in zip(x.values(), places, strict=True))
        yield from has_absolute_loss(f, least, samples, values)
        yield list(x.values())[later] > list(x.values())[later + 1]

    return asserting(asserted, f=best.function, least=best.value, other=found, **named("x", places))


@arora.claim("s4.sorted", label="Section 4.1", kind="proof step", reading="in any order")
@for_all(samples=shuffled_samples(), cost=2)
def points_are_in_order(samples):
    """Let (x_1, y_1), ..., (x_D, y_D) be the given D data points. One can think of this as guessing the
    interval (x_i, x_{i+1}) of data points where the w - 1 breakpoints will lie.

    The corrected algorithm for w = 2 and l(f(x), y) = |f(x) - y|, with the points in any order.
    """
    return compare_with_order(samples)


@points_are_in_order.reading("x_1 <= ... <= x_D")
@for_all(samples=small_samples(most=4).map(in_order), cost=4)
def points_are_sorted(samples):
    """The same with points by increasing x. Equal ones do no harm: between them nothing bends."""
    return compare_with_order(samples)
