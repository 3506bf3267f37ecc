"""Section 3: the constraints (12) to (15) of the reduction from 3SAT, and the steps of its proof."""

from itertools import product

from exactrelu.claims import asserting, decided, for_all, for_every, grid, judged
from exactrelu.lp import LinearProgram, Optimal, solve
from exactrelu.network import Network
from exactrelu.reductions import three_sat
from exactrelu.sources import Formula

from .formulas import (
    all_miss,
    all_samples,
    assignments,
    clause_samples,
    clauses_of,
    coordinate_samples,
    formulas_with_assignments,
    lifted,
    misses_a_value,
    realized,
    small_formulas,
    three_literals,
)
from .paper import training
from .systems import Equation, cells_of, is_solved, proofs_of

__all__ = [
    "dimension_and_number_of_samples",
    "false_clauses_have_positive_values",
    "one_dummy_is_at_most_2",
    "satisfying_assignments_are_realized",
    "weights_are_signs",
    "weights_of_variables_are_boolean",
]


@training.claim("thm6.counts", label="Theorem 6, proof", kind="proof step")
@for_all(formula=three_literals())
def dimension_and_number_of_samples(formula):
    """Let n = N + 1 and m = 2N + M + 1.

    N variables and M clauses make as many coordinates and samples; the samples are those of the
    library's reduction. Coordinates are integers of at most 3 in size and labels 0, 1 or 4, so that the
    reduction is polynomial.
    """
    samples = three_sat.reduce(formula).problem.samples
    pairs = list(zip(samples.points, samples.labels, strict=True))
    small = all(abs(c) <= 3 for point, _ in pairs for c in point)
    n, m = formula.variables + 1, 2 * formula.variables + len(formula.clauses) + 1
    counts = samples.dimension == n and len(samples) == m
    return judged(counts and small and pairs == all_samples(formula))


@dimension_and_number_of_samples.companion("equal samples once")
@for_all(formula=three_literals())
def number_of_different_samples(formula):
    """m = 2N + M + 1 if equal samples are taken once: false, a clause may be repeated."""
    merged = len(three_sat.reduce(formula).merged().samples)
    n, m = formula.variables, len(formula.clauses)
    return judged(merged == 2 * n + m + 1, different=merged).proved_by(
        lambda: asserting(
            lambda N, M, different: [
                n == N,
                m == M,
                different == merged,
                different < 2 * N + M + 1,
            ],
            N=n,
            M=m,
            different=merged,
        )
    )


V = Equation(((1, 0), (0, 1)), 4)
"""(12), with the unknowns v^1, v^2."""


def smallest_beyond(label, bound):
    """Return the cells of (12) with this label where both v^1 and v^2 are at least the bound."""
    return cells_of([Equation(V.forms, label)], [([1, 0], ">=", bound), ([0, 1], ">=", bound)])


@training.claim("eq12", label="(12)", kind="proof step")
@decided(by="linear programs for all choices of the active ReLUs: the largest t with v^1, v^2 >= t")
def one_dummy_is_at_most_2():
    """[v^1]_+ + [v^2]_+ = 4 implies that at least one of v^1 and v^2 must be at most 2.

    The unknowns are v^1, v^2 and t, with v^1 >= t and v^2 >= t: t is at most 2, also where one of them
    is negative.
    """
    equation = Equation(((1, 0, 0), (0, 1, 0)), 4)
    cells = cells_of([equation], [([1, 0, -1], ">=", 0), ([0, 1, -1], ">=", 0)])
    answers = cells.best([0, 0, 1], "max")
    bounded = all(isinstance(answer, Optimal) and answer.value <= 2 for answer in answers)
    return judged(bounded and bool(answers)).proved_by(*proofs_of([*answers, *cells.refutations]))


@one_dummy_is_at_most_2.sharper
@decided(by="linear programs for all choices of the active ReLUs")
def one_dummy_is_smaller_than_2():
    """At least one of them is smaller than 2, unless both are 2."""
    cells = smallest_beyond(4, 2)
    return judged(cells.points() == {(2, 2)}).proved_by(*cells.proofs())


@one_dummy_is_at_most_2.companion("the label 5")
@decided(by="linear programs for all choices of the active ReLUs")
def one_dummy_is_at_most_2_for_5():
    """The same for [v^1]_+ + [v^2]_+ = 5: false."""
    cells = cells_of([Equation(V.forms, 5)], [([1, -1], "=", 0)])
    point = cells.point_beyond([1, 0], {2})
    return judged(min(point) <= 2, v=point).proved_by(
        lambda: asserting(
            lambda v_1, v_2: [v_1 > 2, v_2 > 2, v_1 + v_2 == 5], v_1=point[0], v_2=point[1]
        )
    )


@one_dummy_is_at_most_2.companion("both of them")
@decided(by="linear programs for all choices of the active ReLUs")
def both_dummies_are_at_most_2():
    """Both v^1 and v^2 must be at most 2: false."""
    point = cells_of([V]).point_beyond([1, 0], {2})
    return judged(max(point) <= 2, v=point).proved_by(
        lambda: asserting(
            lambda **v: [*is_solved([V], point, v.values()), v[larger(point)] > 2],
            v_1=point[0],
            v_2=point[1],
        )
    )


def larger(point):
    return "v_1" if point[0] > point[1] else "v_2"


W = (Equation(((1, 0), (0, 1)), 1), Equation(((-1, 0), (0, -1)), 1))
"""(13) and (14), with the unknowns w_i^1, w_i^2."""


@training.claim("eq13-14", label="(13), (14)", kind="proof step")
@decided(by="linear programs for all choices of the active ReLUs: the range of each unknown")
def weights_are_signs():
    """Any w_i^1, w_i^2 that satisfy (13) and (14) must satisfy w_i^1, w_i^2 in {+1, -1}.

    Where both have one sign, one of the sums is 0.
    """
    cells = cells_of(W)
    found = cells.points()
    signs = found is not None and {x for point in found for x in point} == {1, -1}
    return judged(signs).proved_by(*cells.proofs())


@weights_are_signs.sharper
@decided(by="linear programs for all choices of the active ReLUs: the range of each unknown")
def weights_are_opposite():
    """(13) and (14) hold iff (w_i^1, w_i^2) is (1, -1) or (-1, 1)."""
    cells = cells_of(W)
    return judged(cells.points() == {(1, -1), (-1, 1)}).proved_by(*cells.proofs())


def signs_without(equation):
    """Return whether one of (13), (14) alone makes all weights 1 or -1, with what shows that it does not."""
    point = cells_of([equation]).point_beyond([1, 0], {1, -1})
    return judged(point is None, w=point).proved_by(
        lambda: asserting(
            lambda w_1, w_2: [*is_solved([equation], point, (w_1, w_2)), w_1 != 1, w_1 != -1],
            w_1=point[0],
            w_2=point[1],
        )
    )


@weights_are_signs.companion("(13) alone")
@decided(by="linear programs for all choices of the active ReLUs")
def weights_are_signs_by_13():
    """Any w_i^1, w_i^2 that satisfy (13) must satisfy w_i^1, w_i^2 in {+1, -1}: false."""
    return signs_without(W[0])


@weights_are_signs.companion("(14) alone")
@decided(by="linear programs for all choices of the active ReLUs")
def weights_are_signs_by_14():
    """Any w_i^1, w_i^2 that satisfy (14) must satisfy w_i^1, w_i^2 in {+1, -1}: false."""
    return signs_without(W[1])


def least_false_value(literals, largest):
    """Return the least -v - l_1 - ... for false literals l_p <= -1 and v <= largest."""
    rows = [([int(i == j) for i in range(literals + 1)], "<=", -1) for j in range(1, literals + 1)]
    first = ([1] + [0] * literals, "<=", largest)
    return solve(LinearProgram.of([-1] * (literals + 1), [first, *rows]))


@training.claim("eq15.no", label="(15), NO case", kind="proof step")
@decided(by="a linear program in v and the three values of literals, for v <= 2")
def false_clauses_have_positive_values():
    """(15) implies that for every clause at least one of n_1 w_{i_1}^1, n_2 w_{i_2}^1 and n_3 w_{i_3}^1
    must be +1, as, otherwise, the sum -v^1 - n_1 w_{i_1}^1 - n_2 w_{i_2}^1 - n_3 w_{i_3}^1 must be at
    least -2 + 1 + 1 + 1 > 0.

    The literals of a clause are its three positions, so that a repeated one counts as often as it is
    named. Negative v^1 are allowed.
    """
    answer = least_false_value(3, 2)
    return judged(answer.value == -2 + 1 + 1 + 1 > 0).proved_by(*proofs_of([answer]))


@false_clauses_have_positive_values.confirmed
@for_every(
    grid(clause=clauses_of(3), values=assignments(3), v=range(-1, 3)),
    over="all clauses of three literals in three variables, all assignments, v = -1, 0, 1, 2",
)
def false_clauses_have_positive_values_at_assignments(clause, values, v):
    """The form of (15) is 3 - v > 0 for weights of an assignment that makes all literals FALSE, for
    repeated literals too. A clause with both literals of a variable is never FALSE.
    """
    formula = Formula(3, [clause])
    ((point, _),) = clause_samples(formula)
    weights = [*[1 if value else -1 for value in values], v]
    form = sum(c * w for c, w in zip(point, weights, strict=True))
    return formula.value(values) or form == 3 - v > 0


def is_positive(literals, largest):
    """Return whether false literals make a positive sum, and the sum that is not positive."""
    answer = least_false_value(literals, largest)
    return judged(answer.value > 0, least=answer.value).proved_by(
        *proofs_of([answer]),
        lambda: asserting(
            lambda v, **n: [
                *(one == -1 for one in n.values()),
                v == largest,
                -1 * (v + sum(n.values())) <= 0,
            ],
            v=answer.point[0],
            **{f"n_{p}": x for p, x in enumerate(answer.point[1:], start=1)},
        ),
    )


@false_clauses_have_positive_values.companion("two literals")
@decided(by="a linear program in v and the values of two literals")
def false_clauses_of_two_literals_have_positive_values():
    """The same for clauses of two literals, with two terms in (15): false, -2 + 1 + 1 is 0."""
    return is_positive(2, 2)


@false_clauses_have_positive_values.companion("v <= 3")
@decided(by="a linear program in v and the three values of literals, for v <= 3")
def false_clauses_have_positive_values_for_3():
    """The same for the unit with v <= 3: false."""
    return is_positive(3, 3)


def clauses_with_assignments(widths, n=3):
    """Yield clauses with assignments that satisfy them."""
    for width in widths:
        for clause in clauses_of(n, width):
            for values in assignments(n):
                if Formula(n, [clause]).value(values):
                    yield {"formula": Formula(n, [clause]), "values": values}


def lifts(formula, values, v=(1, 3)):
    """Return whether the weights of the YES case satisfy all constraints, and a value that they miss."""
    network, pairs = lifted(values, v), all_samples(formula)
    fits = all(network(point) == (label,) for point, label in pairs)
    return judged(fits, network=network).proved_by(
        lambda: asserting(lambda net: misses_a_value(net, pairs, network), net=network)
    )


@training.claim("thm6.yes", label="Theorem 6, YES case", kind="proof step")
@for_every(
    lambda _: clauses_with_assignments([3]),
    over="all clauses of three literals in three variables, and the assignments that satisfy them",
)
def satisfying_assignments_are_realized(formula, values):
    """Set v^1 = 1, v^2 = 3 and, for every i, w_i^1 = 2 phi(i) - 1 and w_i^2 = 1 - 2 phi(i). It is easy to
    verify that all constraints are satisfied.

    Each clause has its own constraint, and at most three variables. With t = 1, 2, 3 true literals
    the two forms of (15) are 2 - 2t and 2t - 6.
    """
    return lifts(formula, values)


@satisfying_assignments_are_realized.confirmed
@for_all(case=formulas_with_assignments())
def satisfying_assignments_of_formulas_are_realized(case):
    """The same for formulas of several clauses."""
    return lifts(*case)


@satisfying_assignments_are_realized.sharper
@for_every(
    lambda _: clauses_with_assignments([1, 2]),
    over="all clauses of one and two literals in three variables, and what satisfies them",
)
def satisfying_assignments_of_short_clauses_are_realized(formula, values):
    """The same holds for clauses of one and two literals, with as many terms in (15)."""
    return lifts(formula, values)


@satisfying_assignments_are_realized.sharper
@decided(by="linear programs for all choices of the active ReLUs: the range of each unknown")
def dummies_are_1_and_3():
    """If one clause has three true literals and another just one, then v = (1, 3) is the only choice.

    (15) says -v^1 + 1 <= 0 for the one and -v^2 + 3 <= 0 for the other.
    """
    cells = cells_of([V], [([1, 0], ">=", 1), ([0, 1], ">=", 3)])
    return judged(cells.points() == {(1, 3)}).proved_by(*cells.proofs())


@satisfying_assignments_are_realized.companion("v = (2, 2)")
@for_every(
    lambda _: clauses_with_assignments([3], n=1), over="clauses of three literals in one variable"
)
def satisfying_assignments_are_realized_with_2(formula, values):
    """The same for v^1 = v^2 = 2: false."""
    return lifts(formula, values, (2, 2))


@satisfying_assignments_are_realized.companion("four literals")
@for_every(
    lambda _: clauses_with_assignments([4], n=1), over="clauses of four literals in one variable"
)
def satisfying_assignments_of_long_clauses_are_realized(formula, values):
    """The same for clauses of four literals, with four terms in (15): false."""
    return lifts(formula, values)


@training.claim(
    "thm6.bool", label="Theorem 6, YES case", kind="remark", reading="weights of the variables"
)
@for_all(case=formulas_with_assignments())
def weights_of_variables_are_boolean(case):
    """The samples are realizable by a sum of two ReLUs with boolean weights.

    Boolean are +1 and -1, as in (13) and (14). It is true of all w_i^1 and w_i^2, and not of v.
    """
    formula, values = case
    weights = lifted(values).layers[0].weights
    signs = {w for row in weights for w in row[:-1]} <= {1, -1}
    return judged(signs and lifts(formula, values).holds)


@weights_of_variables_are_boolean.reading("all weights")
@for_every(
    grid(formula=[Formula(0, []), Formula(1, []), Formula(1, [(1, 1, 1)])]),
    over="the smallest satisfiable formulas; (12) is the same for all",
)
def all_weights_are_boolean(formula):
    """The same for all weights, those of the dummy variable too: [v^1]_+ + [v^2]_+ is at most 2."""
    cells = cells_of([V], [([1, 0], "<=", 1), ([0, 1], "<=", 1)])
    nets = [boolean_dummies(formula.variables, v) for v in product((1, -1), repeat=2)]
    return judged(bool(cells.cells)).proved_by(
        *proofs_of(cells.refutations), lambda: all_miss(nets, coordinate_samples(formula.variables))
    )


def boolean_dummies(n, v):
    """Return two ReLUs with these weights of v, and 0 elsewhere."""
    return Network.of(([[*[0] * n, w] for w in v], [0, 0]), ([[1, 1]], [0]))


@weights_of_variables_are_boolean.sharper
@for_all(case=formulas_with_assignments())
def all_weights_are_boolean_with_three_dummies(case):
    """With three dummy variables whose sum stands for v in (12) and (15), all weights are +1 or -1:
    v^1 = 1 + 1 - 1 and v^2 = 1 + 1 + 1.

    The equations are the same in the sum, so that the NO case stays as it is.
    """
    formula, values = case
    pairs = [((*x[:-1], *[x[-1]] * 3), y) for x, y in all_samples(formula)]
    signs = [1 if value else -1 for value in values]
    units = [[*signs, 1, 1, -1], [*[-s for s in signs], 1, 1, 1]]
    network = Network.of((units, [0, 0]), ([[1, 1]], [0]))
    return all(network(x) == (y,) for x, y in pairs)


@weights_of_variables_are_boolean.companion("without an assignment that satisfies")
@for_every(lambda _: small_formulas([(0, 0), (1, 0), (1, 1), (1, 2)]), over="N <= 1, M <= 2")
def weights_are_boolean_without_an_assignment(formula):
    """The samples of any formula are realizable by two ReLUs with such weights: false."""
    pairs = all_samples(formula)
    answer = realized(pairs)
    fits = isinstance(answer, Network)
    if fits:
        return judged(fits)
    nets = [lifted(values) for values in assignments(formula.variables)]
    return judged(fits).proved_by(lambda: answer.certificate, lambda: all_miss(nets, pairs))
