"""Section 4: exact empirical risk minimization for the 2-layer R^n -> R ReLU DNNs."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, judged
from exactrelu.network import AffineMap, Network
from exactrelu.regions import Equal, equal
from exactrelu.strategies import networks
from exactrelu.training import Problem, total_loss
from exactrelu.training.enumeration import partitions

from .evidence import total
from .paper import arora
from .shapes import runs_through
from .ties import some_points
from .training import LOSSES, samples_with_units, small_samples, small_units

__all__ = [
    "constraints_may_be_closed",
    "family_is_that_of_signed_units",
    "objective_as_printed",
    "objective_is_convex",
]


def two_layer_networks(*, linear_output):
    """Return a strategy for 2-layer networks R^n -> R with n <= 2 and at most 3 nodes."""
    hidden = st.lists(st.integers(1, 3), min_size=1, max_size=1)
    return st.integers(1, 2).flatmap(
        lambda n: networks(hidden, input_dimension=n, linear_output=linear_output)
    )


def with_signs(network):
    """Return the network of (7): s_i = sgn(a'_i), with sgn(0) = 1, and the rows |a'_i| (a_i, b_i)."""
    hidden, ((outputs,), _) = network.layers[0], (network.layers[1].weights, None)
    rows = [
        [abs(c) * v for v in (*row, b)]
        for c, row, b in zip(outputs, hidden.weights, hidden.bias, strict=True)
    ]
    signs = [-1 if c < 0 else 1 for c in outputs]
    return Network.of(([r[:-1] for r in rows], [r[-1] for r in rows]), ([signs], [0]))


@arora.claim("eq7", label="(7)", kind="proof step")
@for_all(network=two_layer_networks(linear_output=True))
def family_is_that_of_signed_units(network):
    """In other words, the family of functions over which we are searching is of the form
    f(x) = sum of the s_i max{0, a_i x + b_i}, where s_i in {-1, +1} for all i = 1, ..., w.

    a' max{0, z} = sgn(a') max{0, |a'| z}; for a' = 0 either sign will do, as z is replaced by 0.
    Conversely each such sum is a network with output weights s_i.
    """
    return equal(network, with_signs(network)) == Equal()


@family_is_that_of_signed_units.companion("an affine output map")
@for_all(network=two_layer_networks(linear_output=False))
def family_of_affine_output_maps_is_that_of_signed_units(network):
    """The same with T_2 affine and the same rows: false, its bias is missing."""
    signed = with_signs(network)
    return judged(equal(network, signed) == Equal(), signed_units=signed).proved_by(
        lambda: bias_is_missing(network, signed)
    )


def bias_is_missing(network, signed):
    """Assert that two networks of one size differ by the bias of the output map, at some points."""
    points, size = some_points(network.input_dimension), network.size
    (bias,) = network.layers[1].bias
    values = {x: signed(x)[0] for x in points}

    def asserted(network, signed):
        yield from (net.depth == 2 for net in (network, signed))
        yield from (net.size == size for net in (network, signed))
        yield from (signed(*x) == value for x, value in values.items())
        yield from (network(*x) == value + bias for x, value in values.items())
        yield network(*points[0]) != signed(*points[0])

    return asserting(asserted, network=network, signed=signed)


def forms_of(units):
    """Return the network of the a_i x + b_i without activation."""
    _, rows = zip(*units, strict=True)
    return Network([AffineMap([row[:-1] for row in rows], [row[-1] for row in rows])])


def value_at(row, x):
    """Return a_i x + b_i for a row (a_i, b_i) and a point x of R^n."""
    return sum(a * t for a, t in zip(row, (*x, 1), strict=True))


def sum_over(units, active, x):
    """Return the sum of the s_i (a_i x + b_i) over the active units."""
    return sum(s * value_at(row, x) for (s, row), on in zip(units, active, strict=True) if on)


@arora.claim("eq8", label="(8)", kind="proof step")
@for_all(case=samples_with_units())
def constraints_may_be_closed(case):
    """The feasible region of the optimization is given by the constraints a_i x_j + b_i <= 0 for all j
    in P_-^i, a_i x_j + b_i >= 0 for all j in P_+^i, which are imposed for all i = 1, ..., w.

    P_+^i = {j: a_i x_j + b_i > 0} is open, and (8) is closed. All weights satisfy (8) for one of the
    partitions by hyperplanes through no sample, and where a sample may be on both sides the sums
    over the active units agree with f.
    """
    samples, units = case
    asked = Problem(samples, 1, loss="max", output="linear")
    for _, row in units:
        feasible = [p for p in partitions(asked) if satisfies_8(row, p, samples)]
        if not feasible or not all(sum_is_f(row, p, samples) for p in feasible):
            return False
    return True


def sum_is_f(row, positive, samples):
    """Decide max{0, a x_j + b} = a x_j + b for j in P_+, and = 0 for the others."""
    values = [(j, value_at(row, x)) for j, x in enumerate(samples.points)]
    return all(max(0, z) == (z if j in positive else 0) for j, z in values)


def satisfies_8(row, positive, samples):
    """Decide (8) for one unit and one partition."""
    values = [(j, value_at(row, x)) for j, x in enumerate(samples.points)]
    return all(z >= 0 if j in positive else z <= 0 for j, z in values)


@constraints_may_be_closed.companion("without the constraints")
@for_all(samples=small_samples(most=3), units=small_units(most=2))
def constraints_may_be_left_out(samples, units):
    """The sums over the active units of any guess agree with f: false where (8) is violated.

    On the line, as one input is enough.
    """
    signs, rows = zip(*units, strict=True)
    f = Problem(samples, len(units), loss="max", output="linear").network(signs, rows)
    values = [(x[0], sum_over(units, [True] * len(units), x)) for x in samples.points]
    wrong = next(((x, v) for x, v in values if f(x)[0] != v), values[0])
    forms = forms_of(units)

    def asserted(f, forms):
        yield from is_pinned(forms, units)
        yield f.depth == 2
        yield f.size == len(units)
        yield from has_values(f, units)
        yield f(wrong[0]) != total(s * forms(wrong[0], coordinate=i) for i, s in enumerate(signs))

    return judged(f(wrong[0])[0] == wrong[1]).proved_by(
        lambda: asserting(asserted, f=f, forms=forms)
    )


def is_pinned(forms, units):
    """Assert what the forms a_i x + b_i are, by their values at 0 and 1."""
    yield forms.depth == 1
    for i, (_, (a, b)) in enumerate(units):
        yield forms(0, coordinate=i) == b
        yield forms(1, coordinate=i) == a + b


def has_values(f, units):
    """Assert the values of the sum of the s_i max{0, a_i x + b_i} at some points."""
    for x in range(-3, 6):
        active = [a * x + b > 0 for _, (a, b) in units]
        yield f(x) == sum_over(units, active, [x])


def printed_objective(samples, units):
    """Return the sum of (s_i (a_i x_j + b_i) - y_j)^2 over j and the units active at x_j."""
    return sum(
        (sum_over([unit], [True], x) - y) ** 2
        for x, y in zip(samples.points, samples.labels, strict=True)
        for unit in units
        if value_at(unit[1], x) > 0
    )


@arora.claim("s4.obj", label="Section 4, the objective", kind="proof step")
@for_all(samples=small_samples(), units=small_units())
def objective_as_printed(samples, units):
    """Subject to these constraints we minimize the objective sum over j = 1, ..., D, and over the i with
    j in P_+^i, of l(s_i (a_i x_j + b_i), y_j).

    It should be the loss of f, which is what (3) asks for. Here l is the squared loss, and n = 1; for
    other n the data may lie on a line.
    """
    signs, rows = zip(*units, strict=True)
    asked = Problem(samples, len(units), loss="squared", output="linear")
    f = asked.network(signs, rows)
    printed, loss = printed_objective(samples, units), asked.objective(f)
    return judged(printed == loss, printed_objective=printed, loss=loss).proved_by(
        lambda: objective_is_not_the_loss(samples, units, f)
    )


def objective_is_not_the_loss(samples, units, f):
    """Assert that the sum of one loss for each active unit is not the sum of the losses of f."""
    pairs = [(x, y) for (x,), y in zip(samples.points, samples.labels, strict=True)]
    active = [(i, x, y) for x, y in pairs for i, (_, (a, b)) in enumerate(units) if a * x + b > 0]

    def asserted(f, forms, zero):
        yield from is_pinned(forms, units)
        yield f.depth == 2
        yield f.size == len(units)
        yield from has_values(f, units)
        yield zero == 0
        for x, _ in pairs:
            here = [i for i, t, _ in active if t == x]
            yield from (forms(x, coordinate=i) > 0 for i in here)
            yield f(x) == total([zero, *(units[i][0] * forms(x, coordinate=i) for i in set(here))])
        printed = [(units[i][0] * forms(x, coordinate=i) - y) ** 2 for i, x, y in active]
        yield total([zero, *printed]) != total((f(x) - y) ** 2 for x, y in pairs)

    return asserting(asserted, f=f, forms=forms_of(units), zero=Fraction(0))


@objective_as_printed.corrected
@for_all(case=samples_with_units(), loss=st.sampled_from(LOSSES))
def loss_of_the_sum_over_active_units(case, loss):
    """The objective is the sum over j of l(sum over the i with j in P_+^i of s_i (a_i x_j + b_i), y_j)."""
    samples, units = case
    signs, rows = zip(*units, strict=True)
    asked = Problem(samples, len(units), loss=loss, output="linear")
    active = [[value_at(row, x) > 0 for row in rows] for x in samples.points]
    values = [sum_over(units, on, x) for on, x in zip(active, samples.points, strict=True)]
    corrected = total_loss(loss, values, samples.labels, samples.weights)
    return corrected == asked.objective(asked.network(signs, rows))


def loss_at(samples, units, guess, loss):
    """Return the corrected objective for a guess, at weights that need not satisfy (8)."""
    values = [sum_over(units, [j in p for p in guess], x) for j, x in enumerate(samples.points)]
    return total_loss(loss, values, samples.labels, samples.weights)


@st.composite
def samples_with_two_choices(draw):
    """Draw samples in R^n, and two choices of the weights of units with the same signs."""
    samples, first = draw(samples_with_units())
    row = st.tuples(*[st.integers(-2, 2)] * (samples.dimension + 1))
    return samples, first, [(s, draw(row)) for s, _ in first]


@arora.claim("s4.convex", label="Section 4, the objective", kind="proof step")
@for_all(
    case=samples_with_two_choices(),
    loss=st.sampled_from(LOSSES),
    parts=st.integers(2, 4),
    data=st.integers(0, 10**6),
)
def objective_is_convex(case, loss, parts, data):
    """Assuming the loss function l is a convex function in the first argument, the above objective is a
    convex function.

    A convex function after a linear one, for a fixed guess. Checked for the corrected objective, of
    which a single unit has the printed one, between two choices of the weights.
    """
    samples, first, second = case
    sides = partitions(Problem(samples, 1, loss=loss, output="linear"))
    guess = [sides[data // 7**i % len(sides)] for i in range(len(first))]
    t = Fraction(1, parts)
    between = [
        (s, tuple(t * u + (1 - t) * v for u, v in zip(p, q, strict=True)))
        for (s, p), (_, q) in zip(first, second, strict=True)
    ]
    ends = [loss_at(samples, units, guess, loss) for units in (first, second)]
    return loss_at(samples, between, guess, loss) <= t * ends[0] + (1 - t) * ends[1]


@objective_is_convex.companion("without a fixed guess")
@for_all(y=st.integers(-2, 2), z=st.tuples(st.integers(-2, 2), st.integers(-2, 2)))
def loss_of_a_unit_is_convex(y, z):
    """(max{0, z} - y)^2 is convex in z: false for y > 0, where the nearest inactive z is no better."""
    unit = Network.of(([[1]], [0]), ([[1]], [0]))
    u, v = map(Fraction, z)
    left, right, middle = ((unit(t)[0] - y) ** 2 for t in (u, v, (u + v) / 2))

    def asserted(unit):
        yield unit.depth == 2
        yield unit.size == 1
        yield unit.pieces == 2
        yield from runs_through(unit, [(0, 0)], left_slope=0, right_slope=1)
        yield 2 * (unit((u + v) / 2) - y) ** 2 > (unit(u) - y) ** 2 + (unit(v) - y) ** 2

    return judged(2 * middle <= left + right).proved_by(lambda: asserting(asserted, unit=unit))
