"""Section 3: Theorem 6, and the remarks on approximation and on unknown coefficients."""

from fractions import Fraction

from exactrelu.claims import asserting, decided, for_all, for_every, grid, judged
from exactrelu.lp import LinearProgram
from exactrelu.lp import solve as solve_linear
from exactrelu.network import Network
from exactrelu.qp import QuadraticProgram
from exactrelu.qp import solve as solve_quadratic
from exactrelu.reductions import solve, three_sat
from exactrelu.sources import Formula
from exactrelu.training import train

from .formulas import (
    EIGHT_CLAUSES,
    FEW,
    all_samples,
    clause_samples,
    coordinate_samples,
    decided_by_samples,
    formulas_of_profile,
    has_the_values,
    is_satisfiable,
    negative_samples,
    positive_samples,
    realized,
    sizes_of_profile,
    small_formulas,
    three_literals,
)
from .paper import training
from .systems import Equation, cells_of, is_solved, proofs_of

__all__ = [
    "coefficients_are_positive",
    "error_0_is_hard_to_determine",
    "is_decided_by",
    "multiplicative_approximations_are_ruled_out",
]


def corresponds(formula, hidden_bias="none"):
    """Return whether error 0 is reached iff it should be, and each unit with v <= 2 gives an assignment."""
    instance = three_sat.reduce(formula, hidden_bias=hidden_bias)
    trained, n = solve(instance), formula.variables
    if trained.objective:
        return trained.lower > 0 and not is_satisfiable(formula)
    read = [unit[:n] for unit in trained.best.units if unit[n] <= 2]
    return bool(read) and all(formula.value([w == 1 for w in weights]) for weights in read)


def is_decided_by(formula, pairs, **words):
    """Return whether samples are realizable iff the formula is satisfiable, with proofs if not."""
    holds, proofs = decided_by_samples(formula, pairs, **words)
    return judged(holds).proved_by(*proofs)


@training.cited(
    "thm6",
    label="Theorem 6",
    kind="theorem",
    consequence="error 0 iff the formula is satisfiable",
)
@for_every(formulas_of_profile, over=sizes_of_profile)
def error_0_is_hard_to_determine(formula):
    """It is NP-hard to determine, given labeled samples of a network consisting of two ReLUs, whether it
    is possible to assign weights to the units such that the training error is 0.

    The samples of a formula have error 0 iff it is satisfiable, and then the unit with v <= 2 gives an
    assignment. That 3SAT is NP-hard is cited; the size of the samples is checked at thm6.counts.
    """
    return corresponds(formula)


@error_0_is_hard_to_determine.confirmed
@for_all(formula=three_literals(), cost=5)
def error_0_is_reached_iff_satisfiable(formula):
    """The same for formulas of up to four variables and six clauses."""
    return corresponds(formula)


@error_0_is_hard_to_determine.sharper
@for_every(
    lambda _: small_formulas([(1, 1), (1, 2), (2, 1), (2, 2)], 2),
    over="all formulas of N <= 2 variables and M <= 2 clauses of two literals",
)
def shorter_clauses_are_filled_up(formula):
    """The same for clauses of fewer than three literals, whose last one is repeated."""
    filled = Formula(formula.variables, [(*clause, clause[-1]) for clause in formula.clauses])
    return is_decided_by(formula, all_samples(filled))


@error_0_is_hard_to_determine.sharper
@for_every(
    grid(
        label=["4", "5", "599/100"],
        clauses=[[(1, 1, 1), (1, -1, -1)], [(1, 1, 1), (-1, -1, -1)]],
    ),
    over="the labels 4, 5 and 599/100, a formula that needs v^1 >= 1 and v^2 >= 3, and X and not X",
)
def labels_from_4_to_6_work(label, clauses):
    """The same for each label c with 4 <= c < 6 in place of 4 in (12), and for no other: v = (1, c - 1)
    satisfies all clauses, and c = v^1 + v^2 with v^1, v^2 >= 3 has c >= 6.
    """
    formula = Formula(1, clauses)
    return is_decided_by(formula, all_samples(formula, Fraction(label)))


@error_0_is_hard_to_determine.sharper
@decided(
    by="linear programs: the least label of the NO case that fails, and of the YES case that holds"
)
def labels_below_4_and_from_6_fail():
    """A false clause in each unit allows the label c iff c >= 6; clauses of one and of three true
    literals allow it iff c >= 4.
    """
    labels = [least_label(3, 3), least_label(1, 3)]
    return judged([answer.value for answer in labels] == [6, 4]).proved_by(*proofs_of(labels))


def least_label(first, second):
    """Return the least v^1 + v^2 with v^1 >= first and v^2 >= second."""
    return solve_linear(LinearProgram.of([1, 1], [([1, 0], ">=", first), ([0, 1], ">=", second)]))


@error_0_is_hard_to_determine.companion("the label 6")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def label_6_decides(formula):
    """The same with [v^1]_+ + [v^2]_+ = 6: false, v^1 = v^2 = 3 satisfies all clauses."""
    return is_decided_by(formula, all_samples(formula, 6))


@error_0_is_hard_to_determine.companion("the label 3")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def label_3_decides(formula):
    """The same with [v^1]_+ + [v^2]_+ = 3: false, for clauses of one and of three true literals."""
    return is_decided_by(formula, all_samples(formula, 3))


@error_0_is_hard_to_determine.companion("without (14)")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def samples_without_14_decide(formula):
    """The same without the constraints (14): false."""
    n = formula.variables
    first = [*coordinate_samples(n), *positive_samples(n)]
    return is_decided_by(formula, [*first, *clause_samples(formula)])


@error_0_is_hard_to_determine.companion("without (13)")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def samples_without_13_decide(formula):
    """The same without the constraints (13): false."""
    n = formula.variables
    first = [*coordinate_samples(n), *negative_samples(n)]
    return is_decided_by(formula, [*first, *clause_samples(formula)])


@error_0_is_hard_to_determine.companion("two literals")
@for_every(
    lambda _: small_formulas([(1, 1), (1, 2), (2, 1), (2, 2)], 2),
    over="all formulas of N <= 2 variables and M <= 2 clauses of two literals",
)
def clauses_of_two_literals_decide(formula):
    """The same for clauses of two literals with two terms in (15): false."""
    return is_decided_by(formula, all_samples(formula))


@error_0_is_hard_to_determine.companion("free biases")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def samples_decide_with_free_biases(formula):
    """The same samples decide if the biases are free: false, Appendix A.2 adds constraints."""
    return is_decided_by(formula, all_samples(formula), hidden_bias="free")


def minimum_error(formula):
    """Return the least training error of the samples of a formula."""
    return train(three_sat.reduce(formula).merged()).objective


@training.cited(
    "thm6.mult",
    label="Section 3, before Theorem 6",
    kind="remark",
    consequence="the least error is 0 iff the formula is satisfiable",
)
@for_every(formulas_of_profile, over=sizes_of_profile)
def multiplicative_approximations_are_ruled_out(formula):
    """This also rules out any multiplicative approximation for the training problem with two ReLUs.

    An answer between the least error and some multiple of it is 0 iff the least error is, so it tells
    whether the formula is satisfiable, whatever the factor. That 3SAT is NP-hard is cited.
    """
    error = minimum_error(formula)
    return judged((error == 0) == is_satisfiable(formula), error=error)


def gap_program(first, second):
    """Return the program of the least error if a false clause is decoded from each of the units.

    The literals of a clause name variables as often as the numbers `first` and `second` say. The
    unknowns are v^1, v^2 and the errors: e_1, e_2 at the two clauses, e at (12), and s_i at the one of
    (13), (14) where the other unit is active.
    """
    count, both = 5 + len(first) + len(second), (*first, *second)
    hessian = [[2 * int(i == j >= 2) for j in range(count)] for i in range(count)]
    of_first = [-c for c in first] + [0] * len(second)
    of_second = [0] * len(first) + [-c for c in second]
    rows = [
        ([1, 0, 1, 0, 0, *of_first], ">=", 3),
        ([0, 1, 0, 1, 0, *of_second], ">=", 3),
        ([-1, -1, 0, 0, 1, *[0] * len(both)], ">=", -4),
    ]
    return QuadraticProgram.of(hessian, [0] * count, rows)


SHAPES = [(1, 1, 1), (2, 1), (3,)]
"""How often a clause of three literals names its variables."""


@multiplicative_approximations_are_ruled_out.sharper
@decided(by="convex quadratic programs for all shapes of the two false clauses")
def least_error_is_0_or_above_a_constant():
    """The least error is 0 or at least 4/21, and at least 4/9 if the literals of each clause are of
    three variables: an additive approximation below these constants is ruled out as well.

    For i = 1, 2 decode X_j as TRUE iff w_j^i > 0, and let a false clause of this assignment name its
    variables c_p times. There n_p w_p^i <= 0. If the same holds in the other unit, (13) or (14) has the
    error -1. If not, -n_p w_p^i = 1 + s_p for the error s_p of (13) or (14), which are different ones
    for the two clauses, and e_i >= -v^i + sum of c_p (1 + s_p). With e >= v^1 + v^2 - 4 this is a
    program of three rows, of value 4/(3 + sum of all c_p^2).
    """
    answers = [(p, q, solve_quadratic(gap_program(p, q))) for p in SHAPES for q in SHAPES]
    values = all(
        answer.value == Fraction(4, 3 + sum(c * c for c in (*p, *q))) for p, q, answer in answers
    )
    least = min(answer.value for _, _, answer in answers)
    distinct = answers[0][2].value
    return judged(values and least == Fraction(4, 21) and distinct == Fraction(4, 9)).proved_by(
        *proofs_of([answer for _, _, answer in answers])
    )


@multiplicative_approximations_are_ruled_out.sharper
@for_every(formulas_of_profile, over=sizes_of_profile)
def least_errors_of_formulas_are_above_the_constant(formula):
    """Unsatisfiable formulas have least errors of at least 4/21, and 4/9 for distinct variables."""
    distinct = all(len({*map(abs, clause)}) == 3 for clause in formula.clauses)
    error = minimum_error(formula)
    return judged(error == 0 or error >= Fraction(4, 9 if distinct else 21), error=error)


@multiplicative_approximations_are_ruled_out.sharper
@for_every(
    grid(case=[(Formula(1, [(1, 1, 1), (-1, -1, -1)]), 21), (EIGHT_CLAUSES, 9)]),
    over="X and not X, and the eight clauses",
)
def constants_are_attained(case):
    """Both constants are attained: no larger ones hold for all formulas."""
    formula, denominator = case
    return minimum_error(formula) == Fraction(4, denominator)


def wrong_reading(counts):
    """Return the program of the least error if the unit with the smaller v makes a clause FALSE.

    The unknowns are v^1, the errors e_1 of (15) and e of (12), and s_p; 2 v^1 <= v^1 + v^2.
    """
    hessian = [
        [2 * int(i == j >= 1) for j in range(3 + len(counts))] for i in range(3 + len(counts))
    ]
    rows = [
        ([1, 1, 0, *[-c for c in counts]], ">=", 3),
        ([-2, 0, 1, *[0] * len(counts)], ">=", -4),
    ]
    return QuadraticProgram.of(hessian, [0] * len(hessian), rows)


@multiplicative_approximations_are_ruled_out.sharper
@decided(by="convex quadratic programs for all shapes of the false clause")
def small_errors_are_read_as_assignments():
    """Weights of an error below 4/41, and 4/17 if the literals of each clause are of three variables, give
    an assignment that satisfies the formula: that of the unit with the smaller v.

    As above, with one clause, and e >= 2 v^1 - 4: the least error is 4/(5 + 4 times the sum of c_p^2).
    """
    answers = [(counts, solve_quadratic(wrong_reading(counts))) for counts in SHAPES]
    right = all(a.value == Fraction(4, 5 + 4 * sum(c * c for c in counts)) for counts, a in answers)
    least = {a.value for _, a in answers}
    return judged(
        right and min(least) == Fraction(4, 41) and max(least) == Fraction(4, 17)
    ).proved_by(*proofs_of([answer for _, answer in answers]))


@multiplicative_approximations_are_ruled_out.sharper
@for_every(grid(formula=[Formula(1, [(1, 1, 1)])]), over="the formula X")
def small_errors_are_read_below_4_41_only(formula):
    """4/41 is the largest constant: with v^1 = v^2 = 83/41, w^1 = -29/41 and w^2 = 1 the formula X has this
    error, and the first unit makes X FALSE.
    """
    instance = three_sat.reduce(formula)
    v = Fraction(83, 41)
    network = instance.problem.network((1, 1), [[Fraction(-29, 41), v], [1, v]])
    return instance.problem.objective(network) == Fraction(4, 41)


@multiplicative_approximations_are_ruled_out.companion("an additive error of 4/21")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def additive_approximations_are_ruled_out(formula):
    """An answer between the least error and 4/21 more tells whether it is 0: false, 4/21 is an answer for
    error 0 and for error 4/21.
    """
    pairs = all_samples(formula)
    best = train(three_sat.reduce(formula).merged())
    told = is_satisfiable(formula) or best.objective > Fraction(4, 21)
    return judged(told, error=best.objective).proved_by(
        lambda: best.certificate,
        lambda: asserting(
            lambda net, error: [*has_the_error(net, pairs, error), error == Fraction(4, 21)],
            net=best.network,
            error=Fraction(4, 21),
        ),
    )


def has_the_error(net, pairs, error):
    """Assert the training error of two ReLUs."""
    yield net.depth == 2
    yield net.size == 2
    yield sum((net(*x) - y) ** 2 for x, y in pairs) == error


def of_variable(signs):
    """Return (13) and (14) for these coefficients."""
    return [Equation(((s, 0), (0, s)), 1, signs) for s in (1, -1)]


OTHER_SIGNS = ((1, -1), (-1, -1), (1, 0), (0, -1), (0, 0))
"""All coefficients but (1, 1), up to the order of the units and to positive factors."""


@training.cited(
    "thm6.alpha",
    label="Section 3, after Theorem 6",
    kind="remark",
    consequence="(13) and (14) make both coefficients positive",
)
@decided(by="linear programs for all choices of the active ReLUs and all signs of the coefficients")
def coefficients_are_positive():
    """The hardness in Theorem 6 applies even to the case where alpha_1, alpha_2 are treated as unknowns.
    Specifically, (13) and (14) already enforce both alpha_1 and alpha_2 to be positive.

    Positive factors of alpha_j go into the weights, so that 1, 0 and -1 are all cases. There is a
    constraint of each kind if there is a variable. That 3SAT is NP-hard is cited.
    """
    refuted = [cells_of(of_variable(signs)) for signs in OTHER_SIGNS]
    allowed = cells_of(of_variable((1, 1)))
    return judged(bool(allowed.cells) and not any(c.cells for c in refuted)).proved_by(
        *[proof for cells in refuted for proof in proofs_of(cells.refutations)]
    )


@coefficients_are_positive.confirmed
@for_every(
    lambda profile: (case for case in formulas_of_profile(profile) if case["formula"].variables),
    over=sizes_of_profile,
)
def error_0_with_unknown_coefficients(formula):
    """With unknown coefficients error 0 is reached iff the formula is satisfiable, for N >= 1."""
    answer = realized(all_samples(formula), signs=None)
    if isinstance(answer, Network):
        return is_satisfiable(formula) and set(answer.layers[1].weights[0]) == {1}
    return not is_satisfiable(formula)


def coefficients_without(equation, form):
    """Return whether one of (13), (14) alone excludes other coefficients, with weights if not."""
    cells = cells_of([equation])
    point = cells.best(form, "min")[0].point if cells.cells else None
    return judged(point is None, w=point).proved_by(
        lambda: asserting(
            lambda w_1, w_2: is_solved([equation], point, (w_1, w_2)), w_1=point[0], w_2=point[1]
        )
    )


@coefficients_are_positive.companion("(13) alone")
@decided(by="linear programs for all choices of the active ReLUs")
def coefficients_are_positive_by_13():
    """(13) enforces both alpha_1 and alpha_2 to be positive: false."""
    return coefficients_without(of_variable((1, -1))[0], [0, 1])


@coefficients_are_positive.companion("no variables")
@for_every(grid(formula=[Formula(0, [])]), over="the formula without variables")
def coefficients_are_positive_without_variables(formula):
    """The samples enforce both to be positive if N = 0 too: false, (12) does not."""
    pairs = all_samples(formula)
    answer = realized(pairs, signs=(1, -1))
    enforced = not isinstance(answer, Network)
    if enforced:
        return judged(enforced)
    return judged(enforced, network=answer).proved_by(
        lambda: asserting(
            lambda net, alpha_2: [*has_the_values(net, pairs), alpha_2 == -1],
            net=answer,
            alpha_2=answer.layers[1].weights[0][1],
        )
    )
