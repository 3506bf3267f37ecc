"""Bounds over parts of the weights: no network of a part is better, whatever the multipliers say.

The oracle draws a network, takes a part that holds it, and evaluates its loss: it knows nothing of
multipliers. Relaxed problems, exact and proposed, are compared with each other.
"""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from flint import fmpq

from exactrelu.guides.relaxations import relax
from exactrelu.guides.samples import FloatPart
from exactrelu.training import Problem, Samples
from exactrelu.training.bounds import DualBound, value_of
from exactrelu.training.parts import Part
from exactrelu.training.relaxation import relax_exactly
from exactrelu.training.rounding import Draft
from exactrelu.training.steps import float_samples, frame_of, take_step

LOSSES = ("squared", "absolute", "hinge", "max")
OUTPUTS = ("linear", "affine")
VARIANTS = {
    "plain": {},
    "without hidden biases": {"hidden_bias": "none"},
    "bounded": {"weight_bounds": (-2, 3), "bias_bounds": (-3, 3)},
    "bounded on one side": {"weight_bounds": (None, 2), "bias_bounds": (-3, None)},
    "zero on a sample": {"zero_on": [0]},
}
CASES = [
    pytest.param(loss, output, options, id=f"{loss}, {output}, {name}")
    for loss in LOSSES
    for output in OUTPUTS
    for name, options in VARIANTS.items()
]


def drawn(rng, loss, output, options, *, count=7):
    """A problem, and a network of it with its signs."""
    n, width = rng.choice([1, 2]), rng.choice([1, 2, 3])
    points = [[Fraction(rng.randint(-9, 9), 3) for _ in range(n)] for _ in range(count)]
    points[-1] = points[0] if rng.random() < 0.3 else points[-1]
    labels = [Fraction(rng.randint(-9, 9), 2) for _ in points]
    weights = [rng.randint(0, 3) for _ in points]
    problem = Problem(Samples(points, labels, weights), width, loss=loss, output=output, **options)
    signs = rng.choice(problem.sign_patterns)
    size = len(problem.forms[0])
    units = [[Fraction(rng.randint(-4, 4), 2) for _ in range(size)] for _ in range(width)]
    return problem, signs, units, Fraction(rng.randint(-2, 2) if output == "affine" else 0)


def inputs(problem, units):
    return [
        [sum(a * b for a, b in zip(form, unit, strict=True)) for form in problem.forms]
        for unit in units
    ]


def part_of(rng, problem, signs, units):
    """A part that holds the units, which are put in order first."""
    first = dict(zip(map(tuple, units), [z[0] for z in inputs(problem, units)], strict=True))
    for sign in (1, -1):
        places = [i for i, s in enumerate(signs) if s == sign]
        ordered = sorted((units[i] for i in places), key=lambda unit: -first[tuple(unit)])
        for place, unit in zip(places, ordered, strict=True):
            units[place] = unit
    part = Part(signs)
    for i, row in enumerate(inputs(problem, units)):
        for j in rng.sample(range(len(row)), rng.randint(0, len(row))):
            side = 1 if row[j] > 0 else -1 if row[j] < 0 else rng.choice([1, -1])
            part = part.with_side(i, j, side)
    return part


def is_allowed(problem, units, offset):
    (low, high), (least, most) = problem.weight_bounds, problem.bias_bounds
    n = problem.samples.dimension

    def within(value, lower, upper):
        return (lower is None or lower <= value) and (upper is None or value <= upper)

    network = problem.network((1,) * len(units), units, offset)
    biases = [*(v for unit in units for v in unit[n:]), offset]
    inside = all(within(v, low, high) for unit in units for v in unit[:n])
    return inside and all(within(b, least, most) for b in biases) and network is not None


def proposals(problem, part):
    """The part with new envelopes, and the dual bounds that are proposed for it."""
    proposal = relax(float_samples(problem), FloatPart(part.signs, part.sides, part.envelopes))
    if proposal is None:
        return part, []
    part = replace(part, envelopes=proposal.envelopes)
    frame = frame_of(problem)
    found = [Draft(frame, part, proposal).repaired()]
    if problem.loss == "squared":
        found.append(Draft(frame, part, proposal).polished())
    return part, [dual for dual in found if dual is not None]


@pytest.mark.parametrize(("loss", "output", "options"), CASES)
def test_no_network_of_a_part_is_better_than_a_bound(loss, output, options):
    rng = Random(f"{loss} {output} {sorted(options)}")
    for _ in range(12):
        problem, signs, units, offset = drawn(rng, loss, output, options)
        part = part_of(rng, problem, signs, units)
        network = problem.network(signs, units, offset)
        allowed = is_allowed(problem, units, offset) and all(
            network(problem.samples.points[j]) == (0,) for j in problem.zero_on
        )
        part, duals = proposals(problem, part)
        exact = relax_exactly(frame_of(problem), part)
        bounds = [value_of(frame_of(problem), part, dual) for dual in [*duals, exact.dual]]
        if allowed:
            assert exact.value is not None
            loss_there = problem.objective(network)
            assert all(bound is None or bound <= loss_there for bound in bounds)


@pytest.mark.parametrize(("loss", "output", "options"), CASES)
def test_the_dual_of_the_exact_optimum_proves_it(loss, output, options):
    rng = Random(f"exact {loss} {output} {sorted(options)}")
    for _ in range(12):
        problem, signs, units, _ = drawn(rng, loss, output, options)
        part, duals = proposals(problem, part_of(rng, problem, signs, units))
        exact = relax_exactly(frame_of(problem), part)
        proved = value_of(frame_of(problem), part, exact.dual)
        if exact.value is None:
            assert proved is not None
            assert proved > 0
            continue
        assert proved == exact.value
        for dual in duals:
            bound = value_of(frame_of(problem), part, dual)
            assert bound is None or bound <= exact.value


@pytest.mark.parametrize("loss", LOSSES)
def test_changed_multipliers_prove_no_more_than_the_optimum(loss):
    rng = Random(f"changed {loss}")
    changed = 0
    for _ in range(40):
        problem, signs, units, _ = drawn(rng, loss, "linear", {})
        part, _ = proposals(problem, part_of(rng, problem, signs, units))
        exact = relax_exactly(frame_of(problem), part)
        for name in ("slopes", "lower", "sides", "order", "chords"):
            numbers = dict(getattr(exact.dual, name))
            for key in list(numbers)[:3]:
                for other in (-numbers[key], numbers[key] * 2, numbers[key] + 1, fmpq(0)):
                    dual = replace(exact.dual, **{name: {**numbers, key: other}})
                    bound = value_of(frame_of(problem), part, dual)
                    assert bound is None or bound <= exact.value
                    changed += bound is None
    assert changed > 100


def test_sides_that_are_not_known_prove_nothing():
    problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear")
    frame = frame_of(problem)
    known = Part((1,)).with_side(0, 0, -1).with_side(0, 2, 1)
    dual = DualBound({1: fmpq(-8, 5), 2: fmpq(4, 5)}, upper={(0, 1): (((0, 2), fmpq(1)),)})
    assert value_of(frame, known, dual) == Fraction(4, 5)
    with pytest.raises(KeyError):
        value_of(frame, Part((1,)), dual)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_part_without_open_pairs_is_settled_in_one_step(loss):
    problem = Problem(Samples([[0], [1], [3]], [1, -1, 2]), 1, loss=loss, output="affine")
    part = Part((1,))
    for j, side in enumerate((-1, 1, 1)):
        part = part.with_side(0, j, side)
    step = take_step(problem, part, None)
    assert step.pair is None
    assert step.candidate is not None
    assert step.bound == step.candidate.value
