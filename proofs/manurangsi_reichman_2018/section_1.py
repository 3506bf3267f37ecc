"""The introduction and Section 1: ReLUs, depth-2 networks, training, and what Theorem 6 gives besides."""

from fractions import Fraction
from itertools import combinations_with_replacement

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.network import Network
from exactrelu.regions import Equal, equal
from exactrelu.sources import Formula, satisfying_assignment
from exactrelu.training import Problem, Samples, train

from .evidence import asserting_numbers, error_term
from .formulas import FEW, all_samples, is_satisfiable, small_formulas
from .gates import fit_behind_a_relu, network_behind_a_relu
from .paper import training
from .samples import small_samples

__all__ = [
    "coefficients_are_signs",
    "hardness_of_networks_with_an_output_relu",
    "network_is_a_sum_of_relus",
]


entries = st.fractions(-2, 2, max_denominator=3)


signs_of_units = st.sampled_from([1, -1])


@st.composite
def drawn_units(draw, *, coefficients=signs_of_units):
    """Draw samples, one or two units (w, b), and their coefficients."""
    samples = draw(small_samples(dimensions=(1, 2), most=3))
    k = draw(st.integers(1, 2))
    unit = st.tuples(st.tuples(*[entries] * samples.dimension), entries)
    units = draw(st.lists(unit, min_size=k, max_size=k))
    return samples, units, draw(st.lists(coefficients, min_size=k, max_size=k))


def value(units, coefficients, z):
    """Return the sum of the alpha_j [<w_j, z> + b_j]_+, as defined."""
    inner = [sum((a * x for a, x in zip(w, z, strict=True)), b) for w, b in units]
    return sum(
        (c * max(Fraction(0), t) for c, t in zip(coefficients, inner, strict=True)), Fraction(0)
    )


def network_of(units, coefficients):
    """Return the network of these units, at least one."""
    return Network.of(([w for w, _ in units], [b for _, b in units]), ([coefficients], [0]))


@training.claim("def.relu", label="Introduction", kind="definition")
@for_all(drawn=drawn_units(), cost=2)
def network_is_a_sum_of_relus(drawn):
    """A depth-2 neural network f with k ReLU units is f(z) = sum_j alpha_j [<w^j, z> + b_j]_+. Our goal is
    to find w^1, ..., w^k, b which minimize the squared training error sum_i (f(x_i) - y_i)^2 (1).
    Samples are realizable if there exist w^1, ..., w^k, b which result in zero training error.

    The library's networks and losses are these, the minimum in (1) is attained, and it is 0 exactly if
    the weights that attain it have the labels as their values.
    """
    samples, units, signs = drawn
    f, points = network_of(units, signs), samples.points
    same = all(f(x) == (value(units, signs, x),) for x in points)
    asked = Problem(samples, len(units), loss="squared", output="linear", signs=signs)
    answer = train(asked)
    best = [answer.network(x)[0] for x in points]
    squares = sum((v - y) ** 2 for v, y in zip(best, samples.labels, strict=True))
    is_realized = best == list(samples.labels)
    attained = answer.lower == squares <= asked.objective(f)
    return same and attained and is_realized == (answer.lower == 0)


def zigzags(_):
    """Yield samples at 0, 1, 2, ... with the labels 0 and 1 in turn, a few of them."""
    for count in range(1, 5):
        yield {"labels": tuple(i % 2 for i in range(count))}


@network_is_a_sum_of_relus.companion("coefficients do not matter")
@for_every(zigzags, over="up to 4 samples on a line with the labels 0, 1, 0, 1, two units")
def coefficients_do_not_matter(labels):
    """Samples that are realizable with a = (1, -1) are realizable with a = (1, 1): false, sums of ReLUs
    are convex.
    """
    samples = Samples([[i] for i in range(len(labels))], labels)
    answers = [
        train(Problem(samples, 2, loss="squared", output="linear", signs=signs))
        for signs in ((1, -1), (1, 1))
    ]
    mixed, positive = answers
    agree = bool(mixed.objective) == bool(positive.objective)
    if agree:
        return agree

    def realizes(f):
        yield from (f.depth == 2, f.size == 2)
        yield from (f(*x) == y for x, y in zip(samples.points, samples.labels, strict=True))

    return judged(agree, error=positive.objective).proved_by(
        lambda: asserting(realizes, f=mixed.network), lambda: positive.certificate
    )


def normalised(units, coefficients):
    """Return units (|alpha| w, |alpha| b) and signs; the sign of 0 is 1, its unit 0."""
    sizes = [abs(c) for c in coefficients]
    scaled = [(tuple(s * a for a in w), s * b) for (w, b), s in zip(units, sizes, strict=True)]
    return scaled, [1 if c >= 0 else -1 for c in coefficients]


@training.claim("norm.alpha", label="Introduction", kind="remark", reading="networks")
@for_all(drawn=drawn_units(coefficients=entries), cost=2)
def coefficients_are_signs(drawn):
    """By simple normalization, we can assume w.l.o.g. that each alpha_j is either +1 or -1.

    Each network is one with such coefficients and as many units, at all points: a unit with
    alpha_j = 0 becomes one with the weights 0.
    """
    _, units, coefficients = drawn
    other = network_of(*normalised(units, coefficients))
    return isinstance(equal(network_of(units, coefficients), other), Equal)


HALVES = Samples([[1], [-1]], [1, -1])
"""Labels of both signs: a unit of either sign has one of them."""


def least_error_for(alpha):
    """Return the minimum of (1) at these samples for one unit with the coefficient alpha."""
    if not alpha:
        return sum(y**2 for y in HALVES.labels)
    labels = [y / abs(alpha) for y in HALVES.labels]
    asked = Samples(HALVES.points, labels)
    problem = Problem(asked, 1, loss="squared", output="linear", signs=[1 if alpha > 0 else -1])
    return alpha**2 * train(problem).objective


@coefficients_are_signs.reading("the training problem with fixed coefficients")
@for_every(
    grid(alpha=[Fraction(i, 2) for i in (2, -2, 1, -1, 6, -6, 0)]),
    over="alpha = 1, -1, 1/2, -1/2, 3, -3, 0",
)
def fixed_coefficients_are_signs(alpha):
    """The training problem for fixed alpha_j is that for some coefficients +1 or -1: false for
    alpha_j = 0, with which (1) is the sum of the y_i^2.
    """
    found, errors = least_error_for(alpha), [least_error_for(sign) for sign in (1, -1)]
    if found in errors:
        return True

    def smaller(positive, negative):
        yield from (
            positive.depth == 2,
            negative.depth == 2,
            positive.size == 1,
            negative.size == 1,
        )
        yield from (positive(1) == 1, positive(-1) == 0, negative(1) == 0, negative(-1) == -1)
        yield error_term(positive, HALVES) < found
        yield error_term(negative, HALVES) < found

    return judged(found in errors, error=found).proved_by(
        lambda: asserting(
            smaller,
            positive=network_of([((1,), 0)], [1]),
            negative=network_of([((-1,), 0)], [-1]),
        )
    )


@coefficients_are_signs.companion("weights in the unit ball")
@for_every(grid(alpha=[Fraction(i, 2) for i in range(1, 7)]), over="alpha = 1/2, 1, ..., 3")
def coefficients_are_signs_in_the_ball(alpha):
    """The same for weights and biases in unit balls: false, f(x) = alpha [x]_+ is steeper than a unit."""
    return judged(alpha <= 1, slope=alpha).proved_by(
        lambda: asserting(
            lambda f, alpha: [
                f.depth == 2,
                f.size == 1,
                f(1) == alpha,
                f(-1) == 0,
                f(1) - f(0) > 1,
            ],
            f=network_of([((1,), 0)], [alpha]),
            alpha=alpha,
        )
    )


# Networks with a ReLU at the output.

SIGNS = list(combinations_with_replacement((1, -1), 2))


@training.cited(
    "intro.bdl18",
    label="Section 1",
    kind="corollary",
    consequence="the output gate has no bias",
)
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def hardness_of_networks_with_an_output_relu(formula):
    """We remark that this latter result [Theorem 6] also yields, as an immediate corollary, NP-hardness
    for training networks considered in [BDL18], in which the output gate is also a ReLU.

    A sum of two ReLUs is not negative, so that one more ReLU does not change it. Here the coefficients
    are unknown as well, and the labels 0 ask for sums of at most 0. Linear programs for all choices of
    the active ReLUs decide that such samples are realizable iff the formula is satisfiable.
    """
    pairs = all_samples(formula)
    fits = [fit_behind_a_relu(pairs, signs) is not None for signs in SIGNS]
    return any(fits) == is_satisfiable(formula)


def with_dummy(formula):
    """Return the samples of Appendix A.2: one coordinate more, and five samples."""
    pairs = [((*x, 0), y) for x, y in all_samples(formula)]
    zeros = [0] * (formula.variables + 1)
    return [*pairs, *[((*zeros, t), abs(t)) for t in (0, 1, -1, 2, -2)]]


def formulas_of_one_variable(profile):
    """Yield the formulas of one variable: X and not X, and all of up to two clauses beyond `quick`."""
    smallest = [{"formula": Formula(1, [(1, 1, 1), (-1, -1, -1)])}]
    yield from smallest if profile.name == "quick" else small_formulas([(1, 1), (1, 2)])


@hardness_of_networks_with_an_output_relu.confirmed
@for_every(formulas_of_one_variable, over="X and not X, or all formulas of N = 1 and M = 1 or 2")
def hardness_with_biases_of_the_units(formula):
    """The same with trained biases of the two units and the samples of Appendix A.2."""
    fits = [
        fit_behind_a_relu(with_dummy(formula), signs, biases=True) is not None for signs in SIGNS
    ]
    return any(fits) == is_satisfiable(formula)


@hardness_of_networks_with_an_output_relu.reading("all three gates have a trained bias")
@for_every(lambda _: small_formulas([(1, 1), (1, 2)]), over="all formulas of N = 1 and M = 1 or 2")
def hardness_with_biases_of_all_gates(formula):
    """The same with a bias of the output gate, as [BDL18] have it: false, the samples of Appendix A.2 are
    realizable for unsatisfiable formulas, too.

    With a bias -B and a unit that has the bias B and is active at all samples the network is
    [[l_1]_+ + l_2]_+ there, for linear forms l_1 and l_2.
    """
    pairs = with_dummy(formula)
    found = fit_behind_a_relu(pairs, (1, 1), biases=True, offset=True)
    agree = (found is not None) == is_satisfiable(formula)
    if agree:
        return agree
    net = network_behind_a_relu(found, (1, 1), dimension=len(pairs[0][0]))

    def realizes(f):
        yield from (f.depth == 3, f.size == 3)
        yield from (f(*x) == y for x, y in pairs)

    return judged(agree, f=net).proved_by(
        lambda: asserting(realizes, f=net), lambda: satisfying_assignment(formula).certificate
    )


@hardness_of_networks_with_an_output_relu.companion("a single unit behind the output ReLU")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def hardness_of_a_single_unit(formula):
    """The same for one unit, a second one with the weights 0: false, (13) and (14) contradict each other."""
    pairs = all_samples(formula)
    agree = (fit_behind_a_relu(pairs, (1, 1), units=1) is not None) == is_satisfiable(formula)
    if agree:
        return agree
    problem = Samples([x for x, _ in pairs], [y for _, y in pairs])
    asked = Problem(problem, 1, loss="squared", output="linear", signs=[1], hidden_bias="none")
    answer = train(asked)
    return judged(agree, error=answer.objective).proved_by(
        lambda: answer.certificate,
        lambda: asserting_numbers(lambda error: [error > 0], error=answer.objective),
    )
