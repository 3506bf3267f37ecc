"""Chords of outputs: they hold for every unit, they bend no less than they may, and they pay.

The oracle of a chord is the definition of a convex function, evaluated at random units. Proposals
of patterns are tried on data that a network has made.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest
from flint import fmpq
from test_training_bounds import drawn, inputs, part_of, proposals

from exactrelu.checker import check
from exactrelu.guides.chords import chords_of, in_order
from exactrelu.guides.segments import patterns_of_segments
from exactrelu.training import Problem, Samples, train
from exactrelu.training.bounds import DualBound, value_of
from exactrelu.training.cells import best_in_cell
from exactrelu.training.parts import Part
from exactrelu.training.relaxation import relax_exactly
from exactrelu.training.steps import float_samples, frame_of

LOSSES = ("squared", "absolute", "hinge", "max")
PEAK = Samples([[0], [1], [2]], [0, 1, 0])


def names_of(points, *, hidden_bias="free"):
    samples = Samples(points, [0] * len(points))
    words = {"loss": "max", "output": "linear", "hidden_bias": hidden_bias}
    return set(float_samples(Problem(samples, 1, **words)).chords)


CHORDS = {
    "one sample": ([[3]], set()),
    "two samples": ([[3], [1]], set()),
    "three samples": ([[0], [9], [1]], {(2, (0, 1))}),
    "two twins": ([[2], [2]], {(0, (1,)), (1, (0,))}),
    "three twins": ([[2], [2], [2]], {(0, (2,)), (1, (0,)), (2, (1,))}),
    "twins between": ([[0], [1], [2], [1]], {(1, (0, 2)), (1, (3,)), (3, (1,))}),
    "a line in the plane": ([[0, 1], [2, 5], [1, 3]], {(2, (0, 1))}),
    "a triangle": ([[0, 0], [3, 0], [0, 3], [1, 1]], set()),
}


@pytest.mark.parametrize(("points", "expected"), CHORDS.values(), ids=CHORDS)
def test_chords_are_between_neighbours(points, expected):
    found = {(j, tuple(sorted(basis))) for j, basis in names_of(points)}
    assert found == expected


def test_directions_have_neighbours_without_biases():
    found = names_of([[1, 0], [0, 1], [1, 1], [-1, 0], [0, 0]], hidden_bias="none")
    assert {(j, tuple(sorted(basis))) for j, basis in found} == {(1, (2, 3)), (2, (0, 1))}


@pytest.mark.parametrize("hidden_bias", ["free", "none"])
def test_every_unit_is_below_its_chords(hidden_bias):
    rng = Random(f"units {hidden_bias}")
    seen = 0
    for _ in range(30):
        n = 1 if hidden_bias == "free" else 2
        points = [[Fraction(rng.randint(-9, 9), 4) for _ in range(n)] for _ in range(8)]
        words = {"loss": "max", "output": "linear", "hidden_bias": hidden_bias}
        problem = Problem(Samples(points, [0] * 8), 1, **words)
        frame, chords = frame_of(problem), float_samples(problem).chords
        unit = [Fraction(rng.randint(-9, 9), 2) for _ in problem.forms[0]]
        outputs = [max(z, 0) for z in inputs(problem, [unit])[0]]
        for j, basis in chords:
            shares = [Fraction(int(s.p), int(s.q)) for s in frame.shares(basis, j)]
            assert min(shares) >= 0
            mean = sum(s * outputs[k] for s, k in zip(shares, basis, strict=True))
            assert outputs[j] <= mean
            seen += 1
    assert seen > 50


def test_places_are_in_order_of_the_angle():
    places = np.array([[x, 1.0] for x in (3.0, -1.0, 2.0, 0.0)])
    assert in_order(places) in ([1, 3, 2, 0], [0, 2, 3, 1])
    assert chords_of(places, range(4)) == ((2, (0, 3)), (3, (2, 1)))


def peak(sign):
    return frame_of(Problem(PEAK, 1, loss="absolute", output="linear")), Part((sign,))


def test_a_peak_is_not_convex():
    frame, part = peak(1)
    half = fmpq(1, 2)
    dual = DualBound({0: half, 1: fmpq(-1), 2: half}, chords={(0, 1, (0, 2)): fmpq(1)})
    assert value_of(frame, part, dual) == 1
    assert value_of(frame, part, replace(dual, chords={})) is None


@pytest.mark.parametrize(
    ("sign", "chords"),
    [
        (-1, {(0, 1, (0, 2)): fmpq(1)}),
        (1, {(0, 1, (0, 2)): fmpq(-1)}),
        (1, {(0, 1, (0, 2)): fmpq(1, 2)}),
        (1, {(0, 0, (1, 2)): fmpq(1)}),
        (1, {(0, 2, (0, 1)): fmpq(1)}),
        (1, {(0, 1, (0,)): fmpq(1)}),
    ],
    ids=["concave", "negative", "too little", "outside", "outside right", "no basis"],
)
def test_other_chords_prove_nothing(sign, chords):
    frame, part = peak(sign)
    half = fmpq(1, 2)
    dual = DualBound({0: half, 1: fmpq(-1), 2: half}, chords=chords)
    bound = value_of(frame, part, dual)
    least = train(frame.problem).objective if sign > 0 else 0
    assert bound is None or bound <= min(least, 0)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_relaxation_of_no_known_sides_knows_convexity(loss):
    labels = [1, -1, 1] if loss == "hinge" else [0, 1, 0]
    labels = [-y for y in labels] if loss == "hinge" else labels
    problem = Problem(Samples([[0], [1], [2]], labels), 1, loss=loss, output="linear", signs=[1])
    chord = (0, 1, (0, 2))
    frame, part = frame_of(problem), Part((1,), (), (chord,))
    relaxed = relax_exactly(frame, part)
    assert relaxed.value == train(problem).objective > 0
    assert value_of(frame, part, relaxed.dual) == relaxed.value
    assert chord in relaxed.dual.chords
    without = relax_exactly(frame, replace(part, envelopes=()))
    assert without.value < relaxed.value


@pytest.mark.parametrize(("loss", "output"), list(product(LOSSES[:3], ("linear", "affine"))))
def test_no_network_is_better_than_a_bound_with_chords(loss, output):
    rng = Random(f"chords {loss} {output}")
    used = 0
    for _ in range(25):
        problem, signs, units, offset = drawn(rng, loss, output, {"hidden_bias": "free"}, count=9)
        part = part_of(rng, problem, signs, units)
        part, duals = proposals(problem, Part(part.signs, part.path[: rng.randint(0, 6)]))
        exact = relax_exactly(frame_of(problem), part)
        assert value_of(frame_of(problem), part, exact.dual) == exact.value
        loss_there = problem.objective(problem.network(signs, units, offset))
        for dual in [*duals, exact.dual]:
            bound = value_of(frame_of(problem), part, dual)
            assert bound is None or bound <= min(exact.value, loss_there)
            used += bool(dual.chords)
    assert used > 5


def test_certificates_hold_chords():
    points = [[k] for k in range(9)]
    problem = Problem(
        Samples(points, [0, 3, 1, 4, 1, 5, 9, 2, 6]), 2, loss="squared", output="affine"
    )
    certificate = train(problem).certificate
    assert check(certificate.text.encode()).status == "VALID"
    leaves = [node for tree in certificate.evidence["trees"] for node in tree if "chords" in node]
    assert any(leaf["chords"] for leaf in leaves)


KINKS = {
    "one kink": [(1, 2, -3)],
    "a valley": [(1, 1, -4), (1, -2, 3)],
    "a bump": [(-1, 1, -3), (1, -1, 6)],
    "one sample between": [
        (-1, 1, Fraction(-7, 2)),
        (1, 2, Fraction(-9, 2)),
        (1, 1, Fraction(-9, 2)),
    ],
    "two signs": [(1, 1, -2), (-1, 3, -12), (-1, -1, 1)],
}


@pytest.mark.parametrize("units", KINKS.values(), ids=KINKS)
def test_a_pattern_of_the_segments_fits_what_units_have_made(units):
    units = sorted(units, key=lambda unit: -unit[0])
    signs = tuple(s for s, _, _ in units)
    labels = [sum(s * max(0, a * x + b) for s, a, b in units) for x in range(10)]
    problem = Problem(
        Samples([[x] for x in range(10)], labels), len(units), loss="max", output="linear"
    )
    found = patterns_of_segments(float_samples(problem), signs)
    assert 0 in [best_in_cell(problem, signs, patterns).value for patterns in found]


def test_there_are_no_segments_off_the_line():
    problem = Problem(Samples([[0, 0], [1, 0], [0, 1]], [1, 2, 3]), 1, loss="max", output="linear")
    assert patterns_of_segments(float_samples(problem), (1,)) == []


@pytest.mark.parametrize("points", [[[2]], [[2], [2]], [[2], [5]]], ids=len)
@pytest.mark.parametrize("box", [(None, None), (1, 2)], ids=["free", "bounded"])
def test_a_search_of_few_samples_begins(points, box):
    words = {"loss": "squared", "output": "linear", "weight_bounds": box}
    problem = Problem(Samples(points, [3] * len(points)), 2, **words)
    assert train(problem).objective == 0


def test_a_network_of_three_units_is_found_at_once():
    rng = Random("three units")
    for _ in range(5):
        units = [(rng.choice((1, -1)), rng.randint(-9, 9), rng.randint(-40, 40)) for _ in range(3)]
        labels = [sum(s * max(0, a * x + b) for s, a, b in units) for x in range(-10, 11)]
        samples = Samples([[x] for x in range(-10, 11)], labels)
        found = train(Problem(samples, 3, loss="squared", output="linear"))
        assert (found.objective, found.steps) == (0, 0)
