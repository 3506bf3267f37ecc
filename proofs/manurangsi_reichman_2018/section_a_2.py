"""Appendix A.2: training two ReLUs with free biases."""

from hypothesis import strategies as st

from exactrelu.claims import asserting, decided, for_all, for_every, judged
from exactrelu.reductions import three_sat

from .formulas import (
    FEW,
    all_samples,
    formulas_of_profile,
    sizes_of_profile,
    small_formulas,
    three_literals,
)
from .paper import training
from .section_3_theorem import OTHER_SIGNS, corresponds, is_decided_by
from .systems import Equation, cells_of, is_solved, proofs_of

__all__ = ["error_0_is_hard_to_determine_with_biases", "gadget_makes_biases_0"]


def at(factor, label, signs=(1, 1)):
    """Return the constraint on factor v_dummy + b, with the unknowns v_dummy^1, v_dummy^2, b_1, b_2."""
    return Equation(((factor, 0, 1, 0), (0, factor, 0, 1)), label, signs)


def gadget(signs=(1, 1)):
    """Return the five constraints in the paper's order."""
    return [at(factor, abs(factor), signs) for factor in (0, 1, -1, 2, -2)]


BY = "linear programs for all choices of the active ReLUs: the range of each unknown"


def biased_solution(cells):
    """Return a solution whose biases are not both 0, or None."""
    b_1, b_2 = (0, 0, 1, 0), (0, 0, 0, 1)
    return cells.point_beyond(b_1, {0}) or cells.point_beyond(b_2, {0})


def makes_biases_0(equations):
    """Return whether all solutions have biases 0, with a solution if not."""
    cells = cells_of(equations)
    found = cells.points()
    are_0 = bool(found) and all(point[2:] == (0, 0) for point in found)
    if are_0:
        return judged(are_0).proved_by(*cells.proofs())
    point = biased_solution(cells)
    j = 2 if point[2] else 3

    def asserted(**x):
        yield from is_solved(equations, point, x.values())
        yield [*x.values()][j] != 0

    words = dict(zip(("v_1", "v_2", "b_1", "b_2"), point, strict=True))
    return judged(are_0, **words).proved_by(lambda: asserting(asserted, **words))


@training.claim("A2.gadget", label="Appendix A.2", kind="proof step")
@decided(by=BY)
def gadget_makes_biases_0():
    """These constraints force b_1 and b_2 to both be zero: [b_1]_+ + [b_2]_+ = 0,
    [v_dummy^1 + b_1]_+ + [v_dummy^2 + b_2]_+ = 1, [-v_dummy^1 + b_1]_+ + [-v_dummy^2 + b_2]_+ = 1,
    [2v_dummy^1 + b_1]_+ + [2v_dummy^2 + b_2]_+ = 2, [-2v_dummy^1 + b_1]_+ + [-2v_dummy^2 + b_2]_+ = 2.

    All ten ReLUs may be active or not.
    """
    return makes_biases_0(gadget())


@gadget_makes_biases_0.sharper
@decided(by=BY)
def dummies_are_1_and_minus_1():
    """They hold iff b_1 = b_2 = 0 and v_dummy is 1 in one of the units and -1 in the other."""
    cells = cells_of(gadget())
    return cells.points() == {(1, -1, 0, 0), (-1, 1, 0, 0)}


@gadget_makes_biases_0.sharper
@decided(by=BY)
def four_constraints_make_biases_0():
    """The last four constraints force b_1 = b_2 = 0, and so [b_1]_+ + [b_2]_+ = 0, without the first."""
    return makes_biases_0(gadget()[1:])


@gadget_makes_biases_0.sharper
@for_all(
    factors=st.tuples(*[st.integers(-3, 3)] * 3),
    dummies=st.tuples(*[st.integers(-3, 3)] * 2),
    cost=5,
)
def three_constraints_do_not_make_biases_0(factors, dummies):
    """No three constraints of this form force b_1 = b_2 = 0, whatever their factors, and the labels that
    weights without biases give.

    A unit that is active at one factor only may have any small negative bias there. So either side of
    0 needs two factors, or both units are 0 on one side and one of them need not be active at all.
    """
    v_1, v_2 = dummies
    labels = [max(0, factor * v_1) + max(0, factor * v_2) for factor in factors]
    found = cells_of([at(*pair) for pair in zip(factors, labels, strict=True)])
    return biased_solution(found) is not None


@gadget_makes_biases_0.sharper
@decided(by="linear programs for all choices of the active ReLUs")
def gadget_makes_coefficients_positive():
    """With unknown coefficients the five constraints force both of them to be positive as well."""
    refuted = [cells_of(gadget(signs)) for signs in OTHER_SIGNS]
    proofs = [proof for cells in refuted for proof in proofs_of(cells.refutations)]
    return judged(not any(cells.cells for cells in refuted)).proved_by(*proofs)


@gadget_makes_biases_0.companion("without v_dummy")
@decided(by=BY)
def gadget_without_the_factor_1():
    """The same without [v_dummy^1 + b_1]_+ + [v_dummy^2 + b_2]_+ = 1: false."""
    return makes_biases_0([*gadget()[:1], *gadget()[2:]])


@gadget_makes_biases_0.companion("without -v_dummy")
@decided(by=BY)
def gadget_without_the_factor_minus_1():
    """The same without [-v_dummy^1 + b_1]_+ + [-v_dummy^2 + b_2]_+ = 1: false."""
    return makes_biases_0([*gadget()[:2], *gadget()[3:]])


@gadget_makes_biases_0.companion("without 2 v_dummy")
@decided(by=BY)
def gadget_without_the_factor_2():
    """The same without [2v_dummy^1 + b_1]_+ + [2v_dummy^2 + b_2]_+ = 2: false."""
    return makes_biases_0([*gadget()[:3], *gadget()[4:]])


@gadget_makes_biases_0.companion("without -2 v_dummy")
@decided(by=BY)
def gadget_without_the_factor_minus_2():
    """The same without [-2v_dummy^1 + b_1]_+ + [-2v_dummy^2 + b_2]_+ = 2: false."""
    return makes_biases_0(gadget()[:4])


@training.cited(
    "A2",
    label="Appendix A.2",
    kind="theorem",
    consequence="error 0 with free biases iff the formula is satisfiable",
)
@for_every(formulas_of_profile, over=sizes_of_profile)
def error_0_is_hard_to_determine_with_biases(formula):
    """For Theorem 6, add two dummy variables v_dummy^1 and v_dummy^2 and the five constraints. The YES
    case proceeds by setting v_dummy^1 = 1, v_dummy^2 = -1 and b_1 = b_2 = 0; the rest of the proof
    remains unchanged.

    Theorem 6 with free biases, for n = N + 2 and 2N + M + 6 samples. That 3SAT is NP-hard is cited.
    """
    samples = three_sat.reduce(formula, hidden_bias="free").problem.samples
    n, m = formula.variables, len(formula.clauses)
    counts = (samples.dimension, len(samples)) == (n + 2, 2 * n + m + 6)
    return counts and corresponds(formula, "free")


@error_0_is_hard_to_determine_with_biases.confirmed
@for_all(formula=three_literals(variables=3, clauses=4), cost=20)
def error_0_is_reached_iff_satisfiable_with_biases(formula):
    """The same for formulas of up to three variables and four clauses."""
    return corresponds(formula, "free")


def two_more_samples(formula):
    """Return (12) to (15), and 2 w_1 and -2 w_1 with the label 2."""
    n = formula.variables
    return [*all_samples(formula), *[((factor, *[0] * n), 2) for factor in (2, -2)]]


@error_0_is_hard_to_determine_with_biases.sharper
@for_every(
    lambda _: small_formulas([*FEW[1:], (2, 1)]),
    over="all formulas of N = 1, M <= 2 or N = 2, M = 1, clauses of three literals",
)
def two_more_samples_are_enough(formula):
    """No dummy variable is needed, and two samples instead of five, for N >= 1: 2 w_1 and -2 w_1 with the
    label 2 make up the last four constraints with (13) and (14), and w_1 for v_dummy.
    """
    return is_decided_by(formula, two_more_samples(formula), hidden_bias="free")


@error_0_is_hard_to_determine_with_biases.companion("without the constraints")
@for_every(lambda _: small_formulas(FEW), over="all formulas of N <= 1 and M <= 2")
def error_0_is_hard_to_determine_without_the_gadget(formula):
    """The same without the five constraints: false."""
    return is_decided_by(formula, all_samples(formula), hidden_bias="free")


@error_0_is_hard_to_determine_with_biases.companion("one more sample")
@for_every(
    lambda _: small_formulas([*FEW[1:], (2, 1)]),
    over="all formulas of N = 1, M <= 2 or N = 2, M = 1, clauses of three literals",
)
def one_more_sample_is_enough(formula):
    """The same with 2 w_1 alone as the further sample: false."""
    return is_decided_by(formula, two_more_samples(formula)[:-1], hidden_bias="free")
