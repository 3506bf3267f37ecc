"""Section 2.2.2: training 2-layer ReLU DNNs to global optimality."""

from itertools import product
from math import comb

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.strategies import pwl_functions
from exactrelu.training import Problem, Samples, train, train_by_enumeration

from .evidence import TWO
from .paper import arora
from .shapes import points_inside
from .training import (
    LOSSES,
    cell_program,
    cell_proofs,
    guesses,
    has_absolute_loss,
    optimum,
    printed_program,
    samples_with_units,
    small_samples,
    trained_network,
)

__all__ = ["enumeration_is_polynomial", "least_loss_exists"]


def convex_losses():
    """Return a strategy for convex piecewise linear functions R -> R."""
    return pwl_functions(max_pieces=3).map(as_convex)


def as_convex(f):
    """Return the function with the slopes of f in order, and the breakpoints of f."""
    return f.from_points(
        convex_points(f.breakpoints, sorted(f.slopes)),
        left_slope=min(f.slopes),
        right_slope=max(f.slopes),
    )


def convex_points(breakpoints, slopes):
    """Return points with these slopes between them, the first one on the axis."""
    points = [(breakpoints[0] if breakpoints else 0, 0)]
    for t, slope in zip(breakpoints[1:], slopes[1:], strict=False):
        s, y = points[-1]
        points.append((t, y + slope * (t - s)))
    return points


@arora.claim("eq3", label="(3)", kind="definition")
@for_all(loss=convex_losses())
def least_loss_exists(loss):
    """min over T_1: R^n -> R^w affine, T_2: R^w -> R linear of the sum of the l(T_2(sigma(T_1(x_i))), y_i),
    for any convex loss function l: R -> R.

    Of the two arguments of l one is convex; here l(f(x) - y), as (11) has it, for one sample (0, 0),
    at which a unit can have any value. Without a minimum of l there is none of (3).
    """
    rises, falls = loss.left_slope > 0, loss.right_slope < 0
    return judged(not rises and not falls).proved_by(lambda: has_no_least_value(loss, rises))


def has_no_least_value(loss, rises):
    """Assert that a piecewise linear function falls without end on one side."""
    ends = points_inside(loss.breakpoints)
    first, second = ends[:2] if rises else ends[-2:]

    def asserted(loss):
        yield loss.pieces == pieces
        yield loss(first) < loss(second) if rises else loss(first) > loss(second)

    pieces = loss.piece_count
    return asserting(asserted, loss=loss)


def nonnegative_losses(_):
    """Yield (h, r, s): a convex l >= 0 has h = l(0), and rises with r to the left, s to the right."""
    listed = sorted(product(range(3), range(-2, 3), range(-2, 3)), key=lambda t: sum(map(abs, t)))
    for h, r, s in listed:
        if r + s >= 0 and (h > 0 or min(r, s) >= 0):
            yield {"loss": (h, r, s)}


@least_loss_exists.reading("l >= 0")
@for_every(nonnegative_losses, over="l(0) <= 2, slopes of at most 2")
def least_nonnegative_loss_exists(loss):
    """The same for convex losses l >= 0.

    Here l(e) = h + s |e| on a side on which l rises, and h^2 / (h + |s| |e|) on one on which it falls,
    with h = l(0) and the slope s at 0. In (h, r, s) that to the left stands first. At one sample
    (0, 0) a unit has any value: the infimum 0 of a side that falls is that of (3), and no network has
    it. So 1 - e for e <= 0 and 1 / (1 + e) for e > 0 has no minimum.
    """
    height, *slopes = loss
    infimum = min(height if slope >= 0 else 0 for slope in slopes)
    attained = any(is_value(infimum, height, slope) for slope in slopes)
    return judged(attained, infimum=infimum)


def is_value(v, height, slope):
    """Decide whether l(t) = v for some t >= 0, on the side with this slope."""
    if slope < 0:
        return 0 < v <= height
    return v == height or (slope > 0 and v > height)


@least_loss_exists.corrected
@for_all(
    case=samples_with_units(most_samples=3, most_units=2), loss=st.sampled_from(LOSSES), cost=3
)
def least_loss_exists_for_the_usual_losses(case, loss):
    """The squared, the absolute, the hinge and the largest loss have a minimum over the networks: they
    are closed, convex, bounded below, and piecewise linear or quadratic, so that each attains its
    infimum over a polyhedron. The values that networks of one width have at the samples are a finite
    union of such.

    No other network that is drawn has a smaller loss than the best one of the enumeration.
    """
    samples, other = case
    signs, rows = zip(*other, strict=True)
    asked = Problem(samples, len(signs), loss=loss, output="linear")
    return train_by_enumeration(asked).objective <= asked.objective(asked.network(signs, rows))


def number_of_partitions(n, D):
    """Return 2 (C(D-1, 0) + ... + C(D-1, n)), the most ordered partitions by hyperplanes."""
    return 2 * sum(comb(D - 1, i) for i in range(n + 1))


def number_of_programs(n, D, w):
    """Return how many choices of w pairs of a sign and a partition there are, without order."""
    return comb(2 * number_of_partitions(n, D) + w - 1, w)


@arora.asymptotic(
    "thm2.5",
    label="Theorem 2.5",
    kind="theorem",
    consequence="at most 5/2 2^w D^(nw) programs for n <= 5, D <= 30, w <= 10",
)
@for_every(grid(n=range(1, 6), D=range(1, 31), w=range(1, 11)), over="n <= 5, D <= 30, w <= 10")
def enumeration_is_polynomial(n, D, w):
    """There exists an algorithm to optimally train a 2-layer DNN of width w on D data points in time
    O(2^w D^(nw) poly(D, n, w)), i.e., the algorithm solves (3) to global optimality.

    The algorithm is the corrected enumeration. Units of one sign can be exchanged; if all orders
    were tried, the bound would miss a factor 2^w for n = 1, where there are 2D partitions. Each
    program has (n+1) w variables and D w constraints; that one is polynomial is cited.
    """
    return 2 * number_of_programs(n, D, w) <= 5 * 2**w * D ** (n * w)


@enumeration_is_polynomial.confirmed
@for_all(samples=small_samples(most=3), w=st.integers(1, 2), cost=3)
def enumeration_solves_so_many_programs(samples, w):
    """The enumeration solves as many programs for points in general position, and never more."""
    answer = train_by_enumeration(Problem(samples, w, loss="max", output="linear"))
    D = len(set(samples.points))
    return answer.programs == number_of_programs(1, D, w)


@st.composite
def problems_in_n_dimensions(draw):
    """Draw problems of all losses and both outputs with n <= 3 and w <= 2, small enough to enumerate."""
    n, w = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    samples = draw(small_samples(dimension=n, most=4 // w))
    output = draw(st.sampled_from(["linear", "affine"]))
    return Problem(samples, w, loss=draw(st.sampled_from(LOSSES)), output=output)


@enumeration_is_polynomial.confirmed
@for_all(asked=problems_in_n_dimensions(), cost=3)
def enumeration_is_optimal(asked):
    """The enumeration solves (3) to global optimality: its network has the least loss, which the branch
    and bound proves by a certificate. The checker replays that from the data alone.
    """
    trained = train(asked)
    least = trained.objective if trained.certificate.verdict().status == "VALID" else None
    best = train_by_enumeration(asked).best
    return best.value == least == asked.objective(trained_network(asked, best))


@enumeration_is_polynomial.step("the program as printed")
@for_all(samples=small_samples(dimension=2, most=3), cost=3)
def printed_enumeration_is_optimal(samples):
    """For a fixed selection the algorithm solves: minimize the sum over j = 1, ..., D, and over the i
    with j in P_+^i, of l(s_i (a_i x_j + b_i), y_j) subject to (8). It takes the least of all guesses.

    Without an active unit the sum is empty, and its value 0 is the least of all. Here n = 2, w = 1
    and l(f, y) = |f - y|.
    """
    asked = Problem(samples, 1, loss="absolute", output="linear")
    best = train_by_enumeration(asked).best
    printed = min(printed_optimum(asked, signs, active) for signs, active in guesses(asked))
    return judged(printed == best.value, printed_optimum=printed, least_loss=best.value).proved_by(
        lambda: best_network_has_a_loss(asked, best), *cell_proofs(asked)
    )


def printed_optimum(asked, signs, active):
    """Return the least value of the printed objective for a guess."""
    program = printed_program(asked, signs, active)
    return optimum(program) if program else 0


def best_network_has_a_loss(asked, best):
    """Assert that the best network has the least loss, and that this is not 0."""

    def asserted(best, least):
        yield best.depth == 2
        yield best.size == asked.width
        yield least > 0
        yield from has_absolute_loss(best, least, asked.samples, values)

    network = trained_network(asked, best)
    values = [network(x)[0] for x in asked.samples.points]
    return asserting(asserted, best=network, least=best.value)


@enumeration_is_polynomial.companion("2^w D^((n-1) w)")
@for_every(grid(n=range(1, 4), D=range(1, 6), w=range(1, 4)), over="n <= 3, D <= 5, w <= 3")
def enumeration_is_faster(n, D, w):
    """At most 5/2 2^w D^((n-1) w) programs: false."""
    programs, bound = number_of_programs(n, D, w), 5 * 2**w * D ** ((n - 1) * w)

    def asserted(D, n, w, programs):
        yield from (name == value for name, value in ((D, D_), (n, n_), (w, w_)))
        yield programs == number_of_programs(n_, D_, w_)
        yield 2 * programs > 5 * TWO**w_ * D ** ((n_ - 1) * w_)

    D_, n_, w_ = D, n, w
    return judged(2 * programs <= bound, programs=programs).proved_by(
        lambda: asserting(asserted, D=D, n=n, w=w, programs=programs)
    )


@st.composite
def samples_that_some_line_divides(draw):
    """Draw two points or more, not all equal, in the plane or on the line."""
    samples = draw(st.integers(1, 2).flatmap(lambda n: small_samples(dimension=n, most=3)))
    far = tuple(x + 1 for x in samples.points[0])
    return Samples([*samples.points, far], [*samples.labels, draw(st.integers(-2, 2))])


@enumeration_is_polynomial.companion("partitions with an empty part left out")
@for_all(samples=samples_that_some_line_divides(), cost=3)
def enumeration_of_fewer_partitions_is_optimal(samples):
    """The enumeration is optimal if both parts of each partition have a point, as in the printed count:
    false for w = 1, where a unit may have to be active at all points.
    """
    asked = Problem(samples, 1, loss="absolute", output="linear")
    fewer = [guess for guess in guesses(asked) if 0 < len(guess[1][0]) < len(samples)]
    found = min(optimum(cell_program(asked, *guess)) for guess in fewer)
    best = train_by_enumeration(asked).best
    return judged(found == best.value, found=found, least_loss=best.value).proved_by(
        lambda: network_has_a_smaller_loss(asked, best, found), *cell_proofs(asked, fewer)
    )


def network_has_a_smaller_loss(asked, best, other):
    """Assert that the best network has the least loss, and that another number is larger."""

    def asserted(best, least, found):
        yield best.depth == 2
        yield best.size == asked.width
        yield found == other
        yield least < found
        yield from has_absolute_loss(best, least, asked.samples, values)

    network = trained_network(asked, best)
    values = [network(x)[0] for x in asked.samples.points]
    return asserting(asserted, best=network, least=best.value, found=other)
