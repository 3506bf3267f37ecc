"""Formulas of clauses with three literals, the samples of Theorem 6 as printed, and their networks.

A clause is a tuple of three literals, i for X_i and -i for its negation, repeated ones included.
Samples are pairs of a point, with the coordinates w_1, ..., w_N, v, and a label.
"""

from itertools import combinations_with_replacement, permutations, product

from hypothesis import strategies as st

from exactrelu.claims import asserting
from exactrelu.network import Network
from exactrelu.sources import Formula, satisfying_assignment
from exactrelu.training import Samples, realize_network

__all__ = [
    "EIGHT_CLAUSES",
    "FEW",
    "all_miss",
    "all_samples",
    "assignments",
    "clause_samples",
    "clauses_of",
    "coordinate_samples",
    "decided_by_samples",
    "formulas_of_profile",
    "formulas_with_assignments",
    "has_the_values",
    "is_satisfiable",
    "lifted",
    "misses_a_value",
    "negative_samples",
    "positive_samples",
    "realized",
    "sizes_of_profile",
    "small_formulas",
    "three_literals",
]

EIGHT_CLAUSES = Formula(3, list(product((1, -1), (2, -2), (3, -3))))
"""The smallest unsatisfiable formula whose clauses have literals of three variables each."""


FEW = [(0, 0), (1, 0), (1, 1), (1, 2)]
"""The smallest numbers N of variables and M of clauses."""


def literals_of(n):
    return [sign * i for i in range(1, n + 1) for sign in (1, -1)]


def clauses_of(n, size=3):
    """Return all clauses of that many literals of n variables, up to the order of the literals."""
    return list(combinations_with_replacement(literals_of(n), size))


def small_formulas(sizes, width=3):
    """Yield the formulas of N variables and M clauses, up to names, negations and order."""
    for n, m in sizes:
        seen = set()
        for clauses in combinations_with_replacement(clauses_of(n, width), m):
            if clauses not in seen:
                seen.update(symmetric(clauses, n))
                yield {"formula": Formula(n, clauses)}


def symmetric(clauses, n):
    """Yield the formula with its variables named in another way, or negated."""
    order = {literal: position for position, literal in enumerate(literals_of(n))}
    for names, signs in product(permutations(range(1, n + 1)), product((1, -1), repeat=n)):
        image = dict(zip(range(1, n + 1), names, strict=True))
        new = {s * i: s * signs[i - 1] * image[i] for i in image for s in (1, -1)}
        renamed = [sorted([new[q] for q in c], key=order.get) for c in clauses]
        yield tuple(sorted(map(tuple, renamed), key=lambda c: [order[q] for q in c]))


def sizes(profile):
    """Return the pairs (N, M) of a profile."""
    stages = [*FEW, (2, 0), (2, 1)], [(1, 3), (2, 2), (3, 1)], [(3, 2), (2, 3)]
    return [size for stage in stages[: profile.scale] for size in stage]


def formulas_of_profile(profile):
    """Yield all formulas of the sizes of a profile, and the eight clauses."""
    yield from small_formulas(sizes(profile))
    yield {"formula": EIGHT_CLAUSES}


def sizes_of_profile(profile):
    """Return the same in words."""
    pairs = ", ".join(map(str, sizes(profile)))
    return f"all formulas of (N, M) = {pairs} up to names and negations, and the eight clauses"


@st.composite
def three_literals(draw, *, variables=4, clauses=6, least=0):
    """Draw a formula of clauses with three literals."""
    n = draw(st.integers(max(1, least), variables))
    literal = st.sampled_from(literals_of(n))
    return Formula(n, draw(st.lists(st.tuples(literal, literal, literal), max_size=clauses)))


@st.composite
def formulas_with_assignments(draw, *, width=3):
    """Draw a formula and an assignment that satisfies it: a literal of each clause is TRUE."""
    values = draw(st.lists(st.booleans(), min_size=1, max_size=4))
    true = [i if value else -i for i, value in enumerate(values, start=1)]
    literal = st.sampled_from(literals_of(len(values)))
    others = st.lists(literal, min_size=width - 1, max_size=width - 1)
    clause = st.builds(lambda first, rest: [first, *rest], st.sampled_from(true), others)
    return Formula(len(values), draw(st.lists(clause, max_size=4))), tuple(values)


def assignments(n):
    """Return all assignments of n variables."""
    return list(product([False, True], repeat=n))


def is_satisfiable(formula):
    """Decide it by all assignments."""
    return any(formula.value(values) for values in assignments(formula.variables))


def coordinate_samples(n, label=4):
    """(12): [v^1]_+ + [v^2]_+ = 4."""
    return [((*[0] * n, 1), label)]


def unit_point(n, i, factor):
    return tuple([factor * int(j == i) for j in range(n + 1)])


def positive_samples(n):
    """(13): [w_i^1]_+ + [w_i^2]_+ = 1."""
    return [(unit_point(n, i, 1), 1) for i in range(n)]


def negative_samples(n):
    """(14): [-w_i^1]_+ + [-w_i^2]_+ = 1."""
    return [(unit_point(n, i, -1), 1) for i in range(n)]


def clause_samples(formula):
    """(15), with a term -n_p w_{i_p} for each literal, however many there are."""
    n = formula.variables
    for clause in formula.clauses:
        point = [0] * n + [-1]
        for literal in clause:
            point[abs(literal) - 1] -= 1 if literal > 0 else -1
        yield tuple(point), 0


def all_samples(formula, label=4):
    """(12) to (15), with another label in (12) if there is one."""
    n = formula.variables
    of_variables = zip(positive_samples(n), negative_samples(n), strict=True)
    pairs = [sample for both in of_variables for sample in both]
    return [*coordinate_samples(n, label), *pairs, *clause_samples(formula)]


def lifted(values, v=(1, 3)):
    """Return the network of an assignment in the YES case: w^1 = 2 phi - 1, w^2 = 1 - 2 phi, and v."""
    signs = [1 if value else -1 for value in values]
    units = [[*signs, v[0]], [*[-s for s in signs], v[1]]]
    return Network.of((units, [0, 0]), ([[1, 1]], [0]))


def realized(pairs, *, signs=(1, 1), hidden_bias="none"):
    """Return a network of two units with these values, or the proof that there is none."""
    points, labels = zip(*pairs, strict=True)
    return realize_network(Samples(points, labels), 2, signs=signs, hidden_bias=hidden_bias)


def has_the_values(net, pairs):
    """Assert that two ReLUs have these values."""
    yield net.depth == 2
    yield net.size == 2
    for point, label in pairs:
        yield net(*point) == label


def misses_a_value(net, pairs, network):
    """Assert of two ReLUs that at one of the points they have not the value of the sample."""
    yield net.depth == 2
    yield net.size == 2
    yield from (net(*x) == y for x, y in pairs if network(x) == (y,))
    point, label = next(((x, y) for x, y in pairs if network(x) != (y,)), pairs[0])
    yield net(*point) == network(point)[0]
    yield net(*point) != label


def all_miss(networks, pairs):
    """Assert of several sums of two ReLUs that each of them misses a value."""

    def asserted(**nets):
        for net, network in zip(nets.values(), networks, strict=True):
            yield from misses_a_value(net, pairs, network)

    return asserting(asserted, **{f"net_{i}": net for i, net in enumerate(networks, start=1)})


def decided_by_samples(formula, pairs, **words):
    """Return whether samples are realizable iff the formula is satisfiable, and what shows it if not.

    That is a network with an unsatisfiable formula, or a proof that there is no network, with an
    assignment that satisfies the formula.
    """
    answer, satisfiable = realized(pairs, **words), is_satisfiable(formula)
    is_realized = isinstance(answer, Network)
    if is_realized == satisfiable:
        return True, ()
    if is_realized:
        return False, (
            lambda: asserting(lambda net: has_the_values(net, pairs), net=answer),
            lambda: satisfying_assignment(formula).certificate,
        )
    return False, (lambda: answer.certificate, lambda: satisfies(formula))


def satisfies(formula):
    """Assert that some assignment, of numbers 0 and 1, satisfies the formula."""
    n = formula.variables
    values = next(values for values in assignments(n) if formula.value(values))

    def asserted(**x):
        yield from (x_i * (1 - x_i) == 0 for x_i in x.values())
        for clause in formula.clauses:
            true = next(q for q in clause if values[abs(q) - 1] == (q > 0))
            yield x[f"x_{abs(true)}"] == int(true > 0)

    return asserting(asserted, **{f"x_{i}": int(v) for i, v in enumerate(values, start=1)})
