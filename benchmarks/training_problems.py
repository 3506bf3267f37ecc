"""The problems of the benchmark of training: random points, labels of a random network.

Points are p/10 with abs(p) <= 50, different where n = 1. The network has the width asked for, with
weights and biases p/4; *realizable* labels are its values, *noisy* ones have up to 1 added, a
multiple of 1/20.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Literal, NamedTuple, TypeAlias

from exactrelu.training import Loss, Problem, Samples

__all__ = ["EXTRA", "GRID", "SMALL", "Case", "Kind", "problem_of"]

Kind: TypeAlias = Literal["noisy", "realizable"]


class Case(NamedTuple):
    """A kind of problem; `rounds` of them are drawn."""

    n: int
    D: int
    w: int
    kind: Kind = "noisy"
    loss: Loss = "squared"
    output: Literal["linear", "affine"] = "linear"


_SIZES = [
    *[(1, D, w) for D in (20, 50, 100) for w in (1, 2, 3)],
    *[(2, D, w) for D in (10, 20, 40) for w in (1, 2)],
    *[(3, 15, w) for w in (1, 2)],
]
GRID = [Case(*size, kind=kind) for kind in ("noisy", "realizable") for size in _SIZES]
EXTRA = [
    Case(n, 20, w, loss=loss, output=output)
    for n, w in ((1, 2), (2, 1))
    for loss in ("squared", "absolute", "hinge", "max")
    for output in ("linear", "affine")
    if (loss, output) != ("squared", "linear")
]
SMALL = [Case(1, 5, 1), Case(1, 5, 1, "realizable"), Case(2, 4, 1, loss="hinge", output="affine")]


def problem_of(case: Case, index: int) -> Problem:
    """Return a problem; for the hinge loss the labels are 1 where they would be positive, else -1.

    >>> problem_of(Case(1, 3, 1), 0) == problem_of(Case(1, 3, 1), 0)
    True
    """
    rng = Random(f"training {case.n} {case.D} {case.w} {case.kind} {index}")
    points = _points(rng, case)
    signs = [rng.choice((1, -1)) for _ in range(case.w)]
    units = [[Fraction(rng.randint(-12, 12), 4) for _ in range(case.n + 1)] for _ in signs]
    labels = [_value(signs, units, x) for x in points]
    if case.kind == "noisy":
        labels = [y + Fraction(rng.randint(-20, 20), 20) for y in labels]
    if case.loss == "hinge":
        middle = sorted(labels)[len(labels) // 2]
        labels = [Fraction(1 if y >= middle else -1) for y in labels]
    return Problem(Samples(points, labels), case.w, loss=case.loss, output=case.output)


def _points(rng: Random, case: Case) -> list[list[Fraction]]:
    if case.n == 1:
        return [[Fraction(p, 10)] for p in rng.sample(range(-50, 51), case.D)]
    return [[Fraction(rng.randint(-50, 50), 10) for _ in range(case.n)] for _ in range(case.D)]


def _value(signs: list[int], units: list[list[Fraction]], x: list[Fraction]) -> Fraction:
    total = Fraction(0)
    for sign, (*a, b) in zip(signs, units, strict=True):
        total += sign * max(sum([u * v for u, v in zip(a, x, strict=True)], b), Fraction(0))
    return total
