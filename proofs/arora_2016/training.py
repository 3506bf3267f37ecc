"""Training problems of Section 4: strategies, the printed programs, and what certifies optima.

Where programs are certified the loss is the sum of the |f(x_j) - y_j|, so that they are linear.
"""

from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, product

from hypothesis import strategies as st

from exactrelu.lp import Optimal, Row, solve
from exactrelu.network import AffineMap, Network
from exactrelu.training import Samples
from exactrelu.training.enumeration import partitions
from exactrelu.training.regression import regression_program

from .evidence import total

__all__ = [
    "CORRECTED",
    "LOSSES",
    "PRINTED",
    "cell_program",
    "cell_proofs",
    "corrected_classes",
    "guesses",
    "guesses_on_the_line",
    "has_absolute_loss",
    "in_order",
    "line_program",
    "line_proofs",
    "optimum",
    "printed_classes",
    "printed_program",
    "samples_with_units",
    "shuffled_samples",
    "small_samples",
    "small_units",
    "trained_network",
    "units_apart",
]

LOSSES = ("squared", "absolute", "hinge", "max")


@st.composite
def small_samples(draw, *, dimension=1, most=4, places="any"):
    """Draw few samples with small integers; `places` says "increasing" where they must."""
    entry = st.integers(-2, 2)
    count = draw(st.integers(1, most))
    points = [draw(st.tuples(*[st.integers(0, 3)] * dimension)) for _ in range(count)]
    if places == "increasing":
        points = sorted(set(points))
    return Samples(points, [draw(entry) for _ in points])


@st.composite
def shuffled_samples(draw, *, most=5):
    """Draw samples at 0, 1, 2, ..., in any order."""
    places = draw(st.integers(1, most).flatmap(lambda count: st.permutations(range(count))))
    labels = draw(st.lists(st.integers(-2, 2), min_size=len(places), max_size=len(places)))
    return Samples([[x] for x in places], labels)


def in_order(samples):
    """Return the samples by increasing x."""
    pairs = sorted(zip(samples.points, samples.labels, strict=True))
    return Samples(*zip(*pairs, strict=True))


def small_units(most=2, *, dimension=1):
    """Return a strategy for lists of units (s, (a_1, ..., a_n, b)), with small integers."""
    row = st.tuples(*[st.integers(-2, 2)] * (dimension + 1))
    unit = st.tuples(st.sampled_from([1, -1]), row)
    return st.lists(unit, min_size=1, max_size=most)


@st.composite
def samples_with_units(draw, *, most_samples=4, most_units=3):
    """Draw samples in R^n with n <= 3, now and then on one line, and units for R^n."""
    n = draw(st.integers(1, 3))
    samples = draw(small_samples(dimension=n, most=most_samples))
    if draw(st.booleans()):
        on_a_line = [[(k + 1) * x[0] for k in range(n)] for x in samples.points]
        samples = Samples(on_a_line, samples.labels)
    return samples, draw(small_units(most_units, dimension=n))


def optimum(program):
    """Return the optimal value of a program that has one."""
    answer = solve(program)
    assert isinstance(answer, Optimal)
    return answer.value


def cell_program(problem, signs, active):
    """Return the program of Section 4 for a guess, with the loss of the sum over active units."""
    forms, width = problem.forms, problem.width
    zero = [0] * len(forms[0])
    end = [1] if problem.output == "affine" else []
    values = [
        [v for s, on in zip(signs, active, strict=True) for v in scaled(form, s * (j in on))] + end
        for j, form in enumerate(forms)
    ]
    rows = [
        Row(
            [*zero * i, *form, *zero * (width - 1 - i), *[0] * len(end)],
            ">=" if j in on else "<=",
            0,
        )
        for i, on in enumerate(active)
        for j, form in enumerate(forms)
    ]
    return regression_program(problem.loss, problem.samples, values, rows=rows)


def scaled(form, factor):
    return [factor * v for v in form]


def cell_proofs(problem, some=None):
    """Return what proves the optimum of each guess, or of some, one function for each."""
    listed = guesses(problem) if some is None else some
    return [lambda g=guess: solve(cell_program(problem, *g)).certificate for guess in listed]


def guesses(problem):
    """Return the sign vectors with partitions for all units, up to exchanges of equal units."""
    sides = partitions(problem)
    return [
        (signs, active)
        for signs in problem.sign_patterns
        for active in product(sides, repeat=problem.width)
        if is_in_order(signs, active)
    ]


def is_in_order(signs, active):
    """Decide whether units of one sign, which can be exchanged, have their partitions in order."""
    return all(s != t or p <= q for (s, p), (t, q) in pairwise(zip(signs, active, strict=True)))


def printed_program(problem, signs, active):
    """Return the program with one loss for each active unit, as the objective is printed.

    A guess without an active unit has no loss, and no program: None.
    """
    width, forms, samples = problem.width, problem.forms, problem.samples
    zero = [0] * len(forms[0])
    pairs = [(i, j) for j in range(len(forms)) for i in range(width) if j in active[i]]
    if not pairs:
        return None
    values = [[*zero * i, *scaled(forms[j], signs[i]), *zero * (width - 1 - i)] for i, j in pairs]
    points, labels = zip(*[(samples.points[j], samples.labels[j]) for _, j in pairs], strict=True)
    rows = [
        Row([*zero * i, *form, *zero * (width - 1 - i)], ">=" if j in on else "<=", 0)
        for i, on in enumerate(active)
        for j, form in enumerate(forms)
    ]
    return regression_program(problem.loss, Samples(points, labels), values, rows=rows)


def trained_network(problem, best):
    """Return the network of a candidate."""
    return problem.network(best.signs, best.units, best.offset)


def units_apart(problem, signs, units):
    """Return the network with the terms s_i max{0, a_i x + b_i} as its outputs."""
    hidden = problem.network(signs, units).layers[0]
    width = len(signs)
    outputs = [[signs[i] * (i == k) for k in range(width)] for i in range(width)]
    return Network([hidden, AffineMap(outputs, [0] * width)])


def has_absolute_loss(f, loss, samples, values):
    """Assert the values of f at the samples, and that the sum of the |f(x_j) - y_j| is the loss."""
    terms = []
    for x, y, value in zip(samples.points, samples.labels, values, strict=True):
        distance = f(*x) - y if value >= y else y - f(*x)
        yield f(*x) == value
        yield distance >= 0
        terms.append(distance)
    yield total(terms) == loss


PRINTED = (">=", "<=")
"""The relations of the first two lines of (10), as they are printed."""

CORRECTED = ("<=", ">=")
"""The relations that say that a breakpoint lies between two samples."""


def printed_classes(size, gaps):
    """Return D_1 = {i <= i_1}, D_j = {i_{j-1} < i <= i_1} as printed, D_w = {i > i_{w-1}}."""
    if not gaps:
        return [range(1, size + 1)]
    middle = [range(before + 1, gaps[0] + 1) for before in gaps[:-1]]
    return [range(1, gaps[0] + 1), *middle, range(gaps[-1] + 1, size + 1)]


def corrected_classes(size, gaps):
    """Return the same with D_j = {i_{j-1} < i <= i_j}."""
    return [range(before + 1, end + 1) for before, end in pairwise([0, *gaps, size])]


def line_program(samples, guess, *, classes=corrected_classes, relations=CORRECTED):
    """Return the program on the right of (11); its unknowns are a_1, b_1, ..., a_w, b_w.

    The guess is I = (i_1, ..., i_{w-1}) and S. The samples are those of the classes, in this order.
    """
    (gaps, signs), xs = guess, [x for (x,) in samples.points]
    listed = [(j, i - 1) for j, some in enumerate(classes(len(xs), gaps)) for i in some]
    values = [spread(len(gaps) + 1, {j: (xs[i], 1)}) for j, i in listed]
    kept = Samples([[xs[i]] for _, i in listed], [samples.labels[i] for _, i in listed])
    rows = rows_of_10(xs, gaps, signs, relations)
    return regression_program("absolute", kept, values, rows=rows)


def rows_of_10(xs, gaps, signs, relations):
    """Return the inequalities (10)."""
    rows, kinks = [], len(gaps)
    for j, (i, sign) in enumerate(zip(gaps, signs, strict=True)):
        ends = zip((xs[i - 1], xs[i]), relations, strict=True)
        rows += [Row(change(kinks, j, sign * x, sign), relation, 0) for x, relation in ends]
        rows.append(Row(change(kinks, j, sign, 0), ">=", 0))
    return rows


def change(kinks, j, slope, intercept):
    """Return the form slope (a_{j+1} - a_j) + intercept (b_{j+1} - b_j), j counted from 0."""
    return spread(kinks + 1, {j: (-slope, -intercept), j + 1: (slope, intercept)})


def spread(pieces, entries):
    return [Fraction(v) for piece in range(pieces) for v in entries.get(piece, (0, 0))]


def guesses_on_the_line(size, w):
    """Return all (I, S) whose intervals (x_i, x_{i+1}) have both ends."""
    tuples = combinations_with_replacement(range(1, size), w - 1)
    return [(gaps, signs) for gaps in tuples for signs in product((1, -1), repeat=w - 1)]


def line_proofs(samples, w):
    """Return what proves the optimum of each guess, for samples in order."""
    guesses = guesses_on_the_line(len(samples), w if len(samples) > 1 else 1)
    return [lambda g=guess: solve(line_program(samples, g)).certificate for guess in guesses]
