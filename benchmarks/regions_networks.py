"""The networks of `benchmarks.regions`, in four groups.

* *random*: weights and biases k/1024, abs(k) <= 2048, which are exact in float32;
* *nearly concurrent*: six lines of R^2 that would go through one point but for multiples of 2^-20,
  2^-26, ..., 2^-50 in their biases;
* *small integers*: weights and biases -2, ..., 2, as in quantised networks;
* *structured*: the networks of the theory, units that repeat, oppose or never act, large scales.

`counts` are activation regions, pieces and affine maps where a formula tells them, None elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from exactrelu.gallery import telgarsky_network, zigzag_network
from exactrelu.network import AffineMap, Network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Case", "cases", "kind_of", "small_cases"]

Counts: TypeAlias = tuple[int | None, int | None, int | None]
Row: TypeAlias = list[Fraction]

UNKNOWN: Counts = (None, None, None)
TWO = Fraction(2)

RANDOM = (
    (2, (32,)),
    (2, (64,)),
    (2, (16, 16)),
    (2, (32, 32)),
    (2, (16, 16, 16)),
    (3, (24,)),
    (3, (12, 12)),
    (4, (16,)),
    (6, (10,)),
)
INTEGRAL = ((2, (8,)), (2, (5, 5)), (3, (7,)), (3, (4, 4)))
EXPONENTS = (20, 26, 32, 38, 44, 50)


@dataclass(frozen=True)
class Case:
    """A network of a group; those of one kind are drawn alike."""

    group: str
    kind: str
    network: Network
    counts: Counts = UNKNOWN


def kind_of(n: int, widths: Sequence[int]) -> str:
    """Return the name of a shape, such as R^2 [16, 16]."""
    return f"R^{n} {list(widths)}"


def cases(seeds: int) -> Iterator[Case]:
    """Yield the networks of a full run, so many random ones of each kind."""
    for n, widths in RANDOM:
        yield from (random_case(n, widths, seed) for seed in range(seeds))
    for exponent in EXPONENTS:
        yield from (nearly_concurrent(exponent, seed) for seed in range(4))
    for n, widths in INTEGRAL:
        yield from (integral(n, widths, seed) for seed in range(10))
    yield from structured()


def small_cases() -> Iterator[Case]:
    """Yield a few networks for a run of seconds."""
    for n, widths in ((2, (8,)), (2, (4, 4)), (3, (6,))):
        yield random_case(n, widths, 0)
    yield from (nearly_concurrent(exponent, 0) for exponent in (20, 50))
    yield integral(2, (3, 3), 0)
    yield from (case for case in structured() if case.kind in {"|x|", "max of 2", "R^2 [8], twice"})


def generic_regions(n: int, units: int) -> int:
    """Return the sum of C(m, i), i <= n, the regions of m hyperplanes in general position."""
    return sum(comb(units, i) for i in range(n + 1))


def drawn(n: int, widths: Sequence[int], entry: Callable[[], Fraction]) -> Network:
    """Return a network of one output whose weights and biases are drawn one by one."""
    layers = []
    for inputs, units in zip((n, *widths), (*widths, 1), strict=True):
        weights = [[entry() for _ in range(inputs)] for _ in range(units)]
        layers.append(AffineMap(weights, [entry() for _ in range(units)]))
    return Network(layers)


def random_case(n: int, widths: Sequence[int], seed: int) -> Case:
    """Return a network with weights k/1024."""
    rng = Random(f"{n} {widths} {seed}")
    network = drawn(n, widths, lambda: Fraction(rng.randint(-2048, 2048), 1024))
    known = generic_regions(n, widths[0]) if len(widths) == 1 else None
    return Case("random", kind_of(n, widths), network, (known, None, None))


def nearly_concurrent(exponent: int, seed: int) -> Case:
    """Return six lines, moved from one point by multiples of 2^-exponent."""
    rng = Random(f"concurrent {exponent} {seed}")
    point = [Fraction(rng.randint(-8, 8), 16) for _ in range(2)]
    rows: list[Row] = []
    while len(rows) < 6:
        w = [Fraction(rng.randint(-2048, 2048), 1024) for _ in range(2)]
        b = rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]) * TWO**-exponent
        rows.append([b - sum(map(Fraction.__mul__, w, point)), *w])
    known = generic_regions(2, 6)
    return Case("nearly concurrent", f"2^-{exponent}", one_layer(rows), (known, None, None))


def integral(n: int, widths: Sequence[int], seed: int) -> Case:
    """Return a network with weights -2, ..., 2."""
    rng = Random(f"integral {n} {widths} {seed}")
    network = drawn(n, widths, lambda: Fraction(rng.randint(-2, 2)))
    return Case("small integers", kind_of(n, widths), network)


def one_layer(rows: Sequence[Row]) -> Network:
    """Return the network of the units (b, w), whose outputs are added."""
    weights, bias = [row[1:] for row in rows], [row[0] for row in rows]
    return Network.of((weights, bias), ([[1] * len(rows)], [0]))


def structured() -> Iterator[Case]:
    """Yield the networks that are not drawn."""
    for name, (network, counts) in {**of_the_theory(), **variations()}.items():
        yield Case("structured", name, network, counts)


def of_the_theory() -> dict[str, tuple[Network, Counts]]:
    """Return networks of the literature, with what is known of them."""
    two = ([[1, -1], [0, 1], [0, -1]], [0, 0, 0])
    pairs = [[*row, 0, 0] for row in two[0]] + [[0, 0, *row] for row in two[0]]
    differences = [[1, 1, -1, -1, -1, 1], [0, 0, 0, 1, 1, -1], [0, 0, 0, -1, -1, 1]]
    tents = telgarsky_network(3)
    return {
        "|x|": (Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0])), (2, 2, 2)),
        "max of 2": (Network.of(two, ([[1, 1, -1]], [0])), (4, 2, 2)),
        "max of 4": (
            Network.of((pairs, [0] * 6), (differences, [0] * 3), ([[1, 1, -1]], [0])),
            (None, 4, 4),
        ),
        # On [0, 1] there are 2^k slopes; outside, the function is 0 on both sides.
        "Telgarsky, 6 tents": (telgarsky_network(6), (66, 66, 65)),
        "zigzag, 4 layers": (zigzag_network(4), UNKNOWN),
        "tents of x and of y": (side_by_side(tents, tents), (100, 100, 81)),
    }


def variations() -> dict[str, tuple[Network, Counts]]:
    """Return what is done to eight lines without changing the regions, and degenerate lines."""
    rng = Random("eight lines")
    lines = [[Fraction(rng.randint(-2048, 2048), 1024) for _ in range(3)] for _ in range(8)]
    known: Counts = (generic_regions(2, 8), None, None)
    still = [[Fraction(bias), Fraction(0), Fraction(0)] for bias in (-1, 0, 1)]
    dead = ([[-1] * 8] * 2, [-1, 0])
    scales = [1, 1, -1, -1, 0, 0, 1, -1]
    grid = [[Fraction(b, 4), Fraction(1 - v), Fraction(v)] for v in (0, 1) for b in range(-2, 3)]
    through = [[-(2 + slope) / 4, Fraction(1), slope] for slope in map(Fraction, range(-4, 4))]
    tiny = [[Fraction(0), TWO, -TWO], [Fraction(0), TWO, TWO], [-(TWO**-50), TWO, Fraction(0)]]
    return {
        "R^2 [8], twice": (one_layer([*lines, *lines]), known),
        "R^2 [8], and negated": (one_layer([*lines, *([-x for x in row] for row in lines)]), known),
        "R^2 [8], constant units": (one_layer([*lines, *still]), known),
        "R^2 [8], a dead layer": (
            Network([one_layer(lines).layers[0], AffineMap(*dead), AffineMap([[1, 1]], [3])]),
            (known[0], 1, 1),
        ),
        "R^2 [8], scales 2^±100": (one_layer(scaled(lines, scales, 100)), known),
        "R^2 [8], scales 2^±300": (one_layer(scaled(lines, scales, 300)), known),
        "R^2 [8], far by 2^40": (one_layer([[b * 2**40, *w] for b, *w in lines]), known),
        "a grid of 5 by 5 lines": (one_layer(grid), (36, 36, 36)),
        "8 lines through a point": (one_layer(through), (16, 16, 16)),
        "a triangle of width 2^-50": (one_layer(tiny), (7, 7, 7)),
        "almost parallel by 2^-40": (
            one_layer([[Fraction(0), TWO, Fraction(0)], [Fraction(1), TWO, TWO**-40]]),
            (4, 4, 4),
        ),
        "R^3 [6], no biases": (central(), (32, 32, 32)),
    }


def scaled(rows: Sequence[Row], signs: Sequence[int], exponent: int) -> list[Row]:
    """Return the rows times 2^exponent, 1 or 2^-exponent, by the sign."""
    return [
        [entry * TWO ** (sign * exponent) for entry in row]
        for row, sign in zip(rows, signs, strict=True)
    ]


def central() -> Network:
    """Return six generic planes through the origin: 2 (1 + 5 + 10) regions."""
    rng = Random("central")
    rows = [
        [Fraction(0), *(Fraction(rng.randint(-2048, 2048), 1024) for _ in range(3))]
        for _ in range(6)
    ]
    return one_layer(rows)


def side_by_side(first: Network, second: Network) -> Network:
    """Return the network (x, y) -> (f(x), g(y)) of two networks of one depth."""
    layers = []
    for f, g in zip(first.layers, second.layers, strict=True):
        above = [[*row, *[Fraction(0)] * g.input_dimension] for row in f.weights]
        below = [[*[Fraction(0)] * f.input_dimension, *row] for row in g.weights]
        layers.append(AffineMap([*above, *below], [*f.bias, *g.bias]))
    return Network(layers)
