"""Slow, simple answers about the functions of networks, from the cells of `oracles_regions`.

Nothing is shared with `exactrelu.regions`, `exactrelu.cpwl` or `exactrelu.polyhedron`: a cell is a
list of rows, a question about it one exact linear program. z3 asks whole networks.
"""

from fractions import Fraction
from itertools import pairwise, product
from math import factorial, prod
from random import Random

import z3
from oracles_regions import cells, dot

from exactrelu.lp import LinearProgram, solve
from exactrelu.network import Network

F = Fraction
UNBOUNDED = "unbounded"


def random_network(seed, *, inputs=3, outputs=1, hidden=2, most=4):
    """A network of small weights, where zero, repeated and dead units are frequent."""
    rng = Random(seed)
    n = rng.randint(1, inputs)
    inner = [rng.randint(1, 3 if n == 3 else most) for _ in range(rng.randint(0, hidden))]
    few = [-2, -1, -1, 0, 0, 1, 1, 2, F(1, 3)]
    sizes = [n, *inner, rng.randint(1, outputs)]
    return Network(
        [
            ([[rng.choice(few) for _ in range(a)] for _ in range(b)], rng.choices(few, k=b))
            for a, b in pairwise(sizes)
        ]
    )


def random_points(seed, n, count=20):
    rng = Random(seed)
    return [[F(rng.randint(-30, 30), rng.randint(1, 7)) for _ in range(n)] for _ in range(count)]


def rows_of_box(box):
    """The rows (b, w), meaning b + w·x >= 0."""
    units = [[int(i == j) for i in range(len(box))] for j in range(len(box))]
    lower = [[-low, *unit] for unit, (low, _) in zip(units, box, strict=True)]
    return lower + [[high, *(-u for u in unit)] for unit, (_, high) in zip(units, box, strict=True)]


def maximum_on(rows, form):
    """The maximum of c_0 + c·x where b + w·x >= 0 for all rows (b, w)."""
    general = [(w, ">=", -b) for b, *w in rows if any(w)]
    answer = solve(LinearProgram.of(form[1:], general, sense="max"))
    return form[0] + answer.value if type(answer).__name__ == "Optimal" else UNBOUNDED


def maximum(network, bounding=()):
    """The maximum of a network with one output, over all cells."""
    found = [maximum_on(rows, forms[0]) for rows, _, forms in cells(network, bounding)]
    return UNBOUNDED if UNBOUNDED in found else max(found)


def is_convex(network, bounding=()):
    """Whether the affine piece of each cell is the greatest one there."""
    found = [(rows, forms[0]) for rows, _, forms in cells(network, bounding)]
    for rows, here in found:
        for _, other in found:
            excess = [b - a for a, b in zip(here, other, strict=True)]
            highest = maximum_on(rows, excess)
            if highest == UNBOUNDED or highest > 0:
                return False
    return True


def lipschitz(network, p, q, bounding=()):
    """The greatest |W x|_q over the cells and over the vertices x of the unit ball of |x|_p."""
    n = network.input_dimension
    ball = list(product((1, -1), repeat=n))
    if p == "1":
        ball = [tuple(int(i == j) for i in range(n)) for j in range(n)]
    norm = sum if q == "1" else max
    return max(
        norm(abs(dot(form[1:], x)) for form in forms)
        for _, _, forms in cells(network, bounding)
        for x in ball
    )


def relu_moment(weights, bias, box, power=1):
    """The integral of max{0, w·x + b}^power over a box, power >= 1: a sum over its corners.

    Each integration in a direction with slope a turns max{0, u}^k into max{0, u}^(k+1) / (a (k+1)).
    """
    flat = prod(
        [high - low for w, (low, high) in zip(weights, box, strict=True) if not w], start=F(1)
    )
    steep = [(w, ends) for w, ends in zip(weights, box, strict=True) if w]
    k, total = len(steep), F(0)
    for chosen in product((0, 1), repeat=k):
        u = bias + sum(w * ends[c] for (w, ends), c in zip(steep, chosen, strict=True))
        total += (-1) ** (k - sum(chosen)) * max(F(0), F(u)) ** (k + power)
    slopes = prod([w for w, _ in steep], start=F(1))
    return flat * total * F(factorial(power), factorial(k + power)) / slopes


def z3_number(value):
    value = F(value)
    return z3.Q(value.numerator, value.denominator)


def in_z3(network, x):
    """The outputs of a network as z3 terms of the inputs."""
    for index, layer in enumerate(network.layers):
        sums = [
            z3.Sum([z3_number(w) * v for w, v in zip(row, x, strict=True)]) + z3_number(b)
            for row, b in zip(layer.weights, layer.bias, strict=True)
        ]
        x = sums if index == network.depth - 1 else [z3.If(s > 0, s, z3_number(0)) for s in sums]
    return x


def are_equal(f, g, box=None):
    """Whether two networks agree, asked of z3."""
    x = [z3.Real(f"x{j}") for j in range(f.input_dimension)]
    solver = z3.Solver()
    for variable, (low, high) in zip(x, box or (), strict=False):
        solver.add(variable >= z3_number(low), variable <= z3_number(high))
    solver.add(z3.Or([a != b for a, b in zip(in_z3(f, x), in_z3(g, x), strict=True)]))
    return solver.check() == z3.unsat
