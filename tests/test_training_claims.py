"""What the claims about training notice: wrong algorithms and variants have to fail."""

from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from exactrelu.audit.discovery import load, shipped_folder
from exactrelu.claims import PROFILES
from exactrelu.training import Problem, Samples, enumeration
from exactrelu.training.cells import bounds_of_unknowns, candidate_at


@cache
def checks():
    """The checks of all claims, by the claim and the name of the check's function."""
    return {
        (claim.id, part.check.name): part.check
        for claim in load(shipped_folder()).claims
        for part in claim.parts
    }


def zero_network_of_cell(problem, signs, active):
    """As many programs as there are cells, and never an optimum unless 0 is one."""
    return candidate_at(problem, signs, (0,) * len(bounds_of_unknowns(problem)))


POINTS = {
    1: [[0], [1], [1]],
    2: [[0, 0], [1, 1], [2, 2]],
    3: [[0, 1, 2], [1, 1, 0], [0, 0, 0]],
}


@pytest.mark.parametrize("n", POINTS)
def test_the_claim_of_optimality_fails_for_an_algorithm_that_is_never_optimal(monkeypatch, n):
    optimal = checks()["arora.thm2.5", "enumeration_is_optimal"]
    asked = Problem(Samples(POINTS[n], [1, 2, 0]), 1, loss="squared", output="affine")
    assert optimal(asked=asked).holds
    monkeypatch.setattr(enumeration, "best_in_cell", zero_network_of_cell)
    assert not optimal(asked=asked).holds


IN_THE_PLANE = (
    Samples([[0, 0], [1, 1], [2, 2], [1, 1]], [0, 1, 2, -1]),
    [(1, (1, -1, 0)), (-1, (2, 1, -1))],
)


def globals_of(check):
    return check.body.__globals__


def test_closed_constraints_are_looked_at_in_several_dimensions(monkeypatch):
    closed = checks()["arora.eq8", "constraints_may_be_closed"]
    assert closed(case=IN_THE_PLANE).holds
    some = enumeration.partitions
    monkeypatch.setitem(globals_of(closed), "partitions", lambda asked: some(asked)[1:2])
    assert not closed(case=IN_THE_PLANE).holds


def test_the_corrected_objective_is_looked_at_in_several_dimensions(monkeypatch):
    corrected = checks()["arora.s4.obj", "loss_of_the_sum_over_active_units"]
    assert corrected(case=IN_THE_PLANE, loss="squared").holds
    monkeypatch.setitem(globals_of(corrected), "value_at", lambda row, x: row[0] * x[0] + row[-1])
    assert not corrected(case=IN_THE_PLANE, loss="squared").holds


def test_convexity_is_looked_at_in_several_dimensions(monkeypatch):
    """A unit at (1, 1) goes from 1, the label, to -3: its loss is 0, then 1 from the middle on."""
    convex = checks()["arora.s4.convex", "objective_is_convex"]
    case = Samples([[1, 1]], [1]), [(1, (0, 1, 0))], [(1, (-1, -2, 0))]
    arguments = {"case": case, "loss": "squared", "parts": 2, "data": 0}
    assert convex(**arguments).holds
    value_at = globals_of(convex)["value_at"]
    monkeypatch.setitem(globals_of(convex), "value_at", lambda row, x: max(0, value_at(row, x)))
    assert not convex(**arguments).holds


@pytest.mark.parametrize("n", POINTS)
def test_least_losses_are_looked_at_in_several_dimensions(monkeypatch, n):
    least = checks()["arora.eq3", "least_loss_exists_for_the_usual_losses"]
    case = Samples(POINTS[n], [1, 1, 1]), [(1, (0,) * n + (1,))]
    assert least(case=case, loss="squared").holds
    monkeypatch.setattr(enumeration, "best_in_cell", zero_network_of_cell)
    assert not least(case=case, loss="squared").holds


@pytest.mark.parametrize(
    ("loss", "holds"),
    [((0, 0, 0), True), ((1, 0, 0), True), ((2, -1, 3), False), ((1, 1, -1), False)],
)
def test_a_loss_that_falls_without_end_has_no_minimum(loss, holds):
    """The values at 0, 1, 2, ... fall, and stay above the infimum, if and only if there is none."""
    outcome = checks()["arora.eq3", "least_nonnegative_loss_exists"](loss=loss)
    height, *slopes = loss
    values = [
        [height**2 / Fraction(height - s * t) if s < 0 else height + s * t for t in range(9)]
        for s in slopes
    ]
    falls = [all(u > v > 0 for u, v in pairwise(side)) for side in values]
    assert outcome.holds == holds == (not any(falls))
    assert outcome.facts["infimum"] == (height if holds else 0)


COUNTED = {
    "number_of_partitions_as_printed": 2,
    "number_of_partitions_without_empty_parts": 3,
    "number_of_partitions_without_order": 4,
    "number_of_partitions_without_order_and_empty_parts": 4,
}


@pytest.mark.parametrize(("name", "dimension"), COUNTED.items())
def test_the_number_of_partitions_is_refuted_where_a_hyperplane_cannot_do_all(name, dimension):
    check = checks()["arora.s4.count", name]
    cases = list(check.quantifier.cases(PROFILES["quick"]))
    assert all(case["D"] > case["n"] for case in cases)
    assert min(case["n"] for case in cases if not check(**case).holds) == dimension


CONFLICT = Samples([[0], [0]], [0, 1])
SUMS = {
    ("arora.eq9", "problem_is_that_of_w_pieces"): ({"samples": CONFLICT, "w": 1}, "its_loss"),
    ("arora.eq11", "loss_of_a_class_as_printed"): ({"case": (CONFLICT, ((), ()))}, "left"),
    ("arora.s4.sorted", "points_are_in_order"): ({"samples": CONFLICT}, "least_loss"),
    ("arora.thm2.5", "printed_enumeration_is_optimal"): ({"samples": CONFLICT}, "least_loss"),
}


@pytest.mark.parametrize("name", SUMS, ids=lambda name: name[0])
def test_the_losses_of_two_samples_are_added(name):
    """At one point with the labels 0 and 1 the least sum is 1, and the least maximum 1/2."""
    arguments, fact = SUMS[name]
    assert checks()[name](**arguments).facts[fact] == 1


def test_two_units_with_a_linear_output_map_may_have_three_pieces():
    two = checks()["arora.eq9", "problem_of_two_linear_units_is_that_of_two_pieces"]
    outcome = two(y_2=0, y_3=1, y_4=0)
    f, places, labels = outcome.facts["f"], range(4), (0, 0, 1, 0)
    assert not outcome.holds
    assert outcome.facts["its_loss"] == 0
    assert (
        outcome.facts["loss_of_f"]
        == sum(abs(f(x) - y) for x, y in zip(places, labels, strict=True))
        > 0
    )


def test_tuples_of_intervals_leave_out_the_last_sample(monkeypatch):
    counted = checks()["arora.s4.I", "number_of_tuples_of_intervals"]
    guesses = globals_of(counted)["guesses_on_the_line"]
    assert counted(D=4, w=3).holds
    monkeypatch.setitem(globals_of(counted), "guesses_on_the_line", lambda D, w: guesses(D + 1, w))
    assert not counted(D=4, w=3).holds


@pytest.mark.parametrize("missing", range(6))
def test_a_guess_that_is_left_out_is_missed(monkeypatch, missing):
    """Three points on the line have six partitions, and each is that of one of these units."""
    guesses = checks()["training.lem14.patterns", "number_of_guesses"]
    rows = [(0, 1), (0, -1), (2, -1), (-2, 1), (2, -3), (-2, 3)]
    case = Samples([[0], [1], [2]], [0, 1, 2]), rows
    assert guesses(case=case).holds
    some = enumeration.partitions
    left_out = lambda asked: some(asked)[:missing] + some(asked)[missing + 1 :]  # noqa: E731
    monkeypatch.setitem(globals_of(guesses), "partitions", left_out)
    assert not guesses(case=case).holds


@pytest.mark.parametrize("row", [(1, 0), (0, 1), (-1, 0)])
def test_weights_are_feasible_in_the_ball_only(row):
    is_feasible = globals_of(checks()["training.lem14.patterns", "number_of_guesses"])[
        "is_feasible"
    ]
    samples = Samples([[1], [-1]], [0, 0])
    guesses = [(), (0,), (1,), (0, 1)]
    assert any(is_feasible(row, active, samples) for active in guesses)
    larger = [Fraction(9, 8) * v for v in row]
    assert not any(is_feasible(larger, active, samples) for active in guesses)
