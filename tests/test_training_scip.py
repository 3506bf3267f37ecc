"""SCIP, in doubles and with a big M, finds the same optima up to its tolerance."""

from fractions import Fraction
from random import Random

import pytest

from exactrelu.training import Loss, Problem, Samples
from exactrelu.training.search import train

pytest.importorskip("pyscipopt")
from oracles_scip import least_loss

F = Fraction
LOSSES = Loss.__args__
TENT = Samples([[0], [1], [2]], [0, 1, 0])
ROOM = 1e-4


def big_enough_for(trained):
    """Twice the largest input of a unit of the network found, and at least 20."""
    forms = trained.problem.forms
    inputs = [
        abs(sum(a * b for a, b in zip(unit, form, strict=True)))
        for unit in trained.best.units
        for form in forms
    ]
    return float(max(20, 2 * max(inputs)))


def check_agreement(problem):
    trained = train(problem)
    assert trained.is_optimal
    found, ended = least_loss(problem, big=big_enough_for(trained))
    assert ended
    assert found == pytest.approx(float(trained.objective), rel=ROOM, abs=ROOM)


NAMED = {
    "a tent and one unit": (Problem(TENT, 1, loss="squared", output="linear"), F(2, 3)),
    "a tent and two units": (Problem(TENT, 2, loss="max", output="affine"), F(0)),
    "a contradiction": (
        Problem(Samples([[0], [0]], [0, 1]), 1, loss="absolute", output="affine"),
        F(1),
    ),
    "a weight": (
        Problem(Samples([[0], [0]], [0, 1], [3, 1]), 1, loss="squared", output="affine"),
        F(3, 4),
    ),
    "a weight of the largest error": (
        Problem(Samples([[0], [0]], [0, 1], [3, 1]), 1, loss="max", output="affine"),
        F(3, 4),
    ),
    "given signs": (Problem(TENT, 1, loss="hinge", output="linear", signs=[-1]), F(3)),
    "zeros": (Problem(TENT, 1, loss="absolute", output="linear", zero_on=[1]), F(1)),
    "no biases": (
        Problem(TENT, 1, loss="absolute", output="linear", hidden_bias="none"),
        F(1),
    ),
    "bounds": (
        Problem(TENT, 1, loss="max", output="affine", weight_bounds=(0, 0), bias_bounds=(1, 2)),
        F(1, 2),
    ),
}


@pytest.mark.parametrize(("problem", "value"), NAMED.values(), ids=NAMED)
def test_scip_knows_the_optima_of_named_problems(problem, value):
    assert train(problem).objective == value
    found, ended = least_loss(problem, big=20)
    assert ended
    assert found == pytest.approx(float(value), abs=ROOM)


def random_problem(index):
    """Small coordinates, so that points are repeated, and lie on lines and planes together."""
    rng = Random(f"scip {index}")
    n, w = rng.choice((1, 2, 3)), rng.choice((1, 2, 3))
    count = rng.randint(2, 8 - w)
    points = [[rng.randint(-2, 2) for _ in range(n)] for _ in range(count)]
    labels = [F(rng.randint(-6, 6), rng.choice((1, 2))) for _ in range(count)]
    weights = [rng.choice((1, 1, 2, F(1, 2))) for _ in range(count)]
    return Problem(
        Samples(points, labels, weights),
        w,
        loss=LOSSES[index % len(LOSSES)],
        output=rng.choice(("linear", "affine")),
        hidden_bias=rng.choice(("free", "free", "none")),
        weight_bounds=rng.choice(((None, None), (None, None), (-1, 2))),
        bias_bounds=rng.choice(((None, None), (None, None), (-2, 1))),
    )


QUICK = (0, 2, 3, 4, 5, 7, 8, 9)


@pytest.mark.parametrize("index", QUICK)
def test_scip_agrees_on_random_problems(index):
    check_agreement(random_problem(index))


@pytest.mark.parametrize("index", sorted({*range(100)} - {*QUICK}))
def test_scip_agrees_on_random_problems_deep(request, index):
    if not request.config.getoption("--deep"):
        pytest.skip("--deep")
    check_agreement(random_problem(index))


def test_scip_tells_a_value_that_is_not_the_least():
    """One unit cannot make the tent; with two the loss is less, and SCIP says so."""
    one, two = [Problem(TENT, w, loss="squared", output="linear") for w in (1, 2)]
    assert least_loss(two, big=20)[0] < float(train(one).objective) - ROOM
