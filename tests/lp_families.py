"""Linear programs for tests and benchmarks: random ones of all shapes, and families known as hard.

Each family is a function of a random.Random that returns one program. All are made to be small
enough for exact oracles.
"""

from fractions import Fraction
from functools import partial
from random import Random

from exactrelu.lp import LinearProgram

F = Fraction


def small(rng):
    return F(rng.randint(-9, 9), rng.randint(1, 9))


def dyadic(rng):
    """A normal double, taken exactly."""
    return F(rng.gauss(0, 1))


def dense(rng, *, n, m, entry=small, width=10):
    """``min c·x, A x <= b, -width <= x <= width``, all dense, feasible at a random point."""
    inside = [F(rng.randint(-30, 30), 10) for _ in range(n)]
    rows = []
    for _ in range(m):
        a = [entry(rng) for _ in range(n)]
        rows.append((a, "<=", dot(a, inside) + abs(entry(rng))))
    return LinearProgram.of([entry(rng) for _ in range(n)], rows, bounds=[(-width, width)] * n)


def dense_infeasible(rng, *, n, m, entry=small):
    """As `dense`, but the last row contradicts a positive combination of others by 1/7."""
    program = dense(rng, n=n, m=m - 1, entry=entry)
    chosen = rng.sample(program.rows, min(4, len(program.rows)))
    weights = [rng.randint(1, 5) for _ in chosen]
    a = [-dot(weights, [row.coefficients[j] for row in chosen]) for j in range(n)]
    b = -dot(weights, [row.bound for row in chosen]) - F(1, 7)
    return program.with_rows((a, "<=", b))


def dot(u, v):
    return sum((F(a) * b for a, b in zip(u, v, strict=True)), F(0))


def anything(rng):
    """Small numbers, few rows, every relation, any bounds: all three answers are frequent."""
    n, m = rng.randint(0, 4), rng.randint(0, 6)
    few = [F(v) for v in (-2, -1, -1, 0, 0, 0, 1, 1, 2)] + [F(1, 2), F(-1, 3)]
    rows = [
        ([rng.choice(few) for _ in range(n)], rng.choice(["<=", ">=", ">=", "="]), rng.choice(few))
        for _ in range(m)
    ]
    if rows and rng.random() < 0.3:
        rows.append(rng.choice(rows))
    bounds = [
        rng.choice([(None, None), (0, None), (None, 1), (-1, 1), (F(1, 2), F(1, 2)), (0, 3)])
        for _ in range(n)
    ]
    if n and rng.random() < 0.05:
        bounds[0] = (1, F(1, 2))
    return LinearProgram.of(
        [rng.choice(few) for _ in range(n)],
        rows,
        sense=rng.choice(["min", "max"]),
        bounds=bounds,
        constant=rng.choice(few),
    )


def boxed(rng):
    return dense(rng, n=rng.randint(1, 6), m=rng.randint(0, 15))


def boxed_dyadic(rng):
    return dense(rng, n=rng.randint(1, 5), m=rng.randint(0, 12), entry=dyadic)


def boxed_infeasible(rng):
    return dense_infeasible(rng, n=rng.randint(1, 5), m=rng.randint(3, 12))


def free_cone(rng):
    """Free variables and homogeneous rows: optimal at 0 or unbounded along a ray."""
    n = rng.randint(1, 5)
    rows = [([small(rng) for _ in range(n)], ">=", 0) for _ in range(rng.randint(0, 2 * n))]
    return LinearProgram.of([small(rng) for _ in range(n)], rows)


def lineality(rng):
    """Free variables, rows that span less than the whole space."""
    n, r = rng.randint(2, 5), rng.randint(1, 2)
    span = [[rng.randint(-3, 3) for _ in range(n)] for _ in range(r)]

    def combination():
        weights = [rng.randint(-2, 2) for _ in range(r)]
        return [dot(weights, [row[j] for row in span]) for j in range(n)]

    rows = [
        (combination(), rng.choice(["<=", ">=", "="]), small(rng)) for _ in range(rng.randint(0, 6))
    ]
    cost = combination() if rng.random() < 0.8 else [small(rng) for _ in range(n)]
    return LinearProgram.of(cost, rows)


def equations(rng):
    """Nonnegative variables and equations, some of them redundant, feasible or nearly so."""
    n, m = rng.randint(2, 7), rng.randint(1, 4)
    inside = [F(rng.randint(0, 3)) for _ in range(n)]
    rows = []
    for _ in range(m):
        a = [rng.randint(-3, 3) for _ in range(n)]
        rows.append((a, "=", dot(a, inside)))
    a, b = rows[0][0], rows[0][2]
    rows.append(([2 * v for v in a], "=", 2 * b + rng.choice([0, 0, 0, F(1, 10**12)])))
    return LinearProgram.of([small(rng) for _ in range(n)], rows, bounds=[(0, None)] * n)


def near_parallel_equations(rng):
    """Equations that hold at a common point and differ from each other by about 10^-14."""
    n, tiny = rng.randint(2, 4), F(1, 10**14)
    base, inside = [small(rng) for _ in range(n)], [F(rng.randint(0, 3)) for _ in range(n)]
    rows = []
    for _ in range(rng.randint(1, 3)):
        a = [v + tiny * rng.randint(-9, 9) for v in base]
        rows.append((a, "=", dot(a, inside)))
    bounds = [(0, rng.choice([None, 3, 5])) for _ in range(n)]
    return LinearProgram.of([small(rng) for _ in range(n)], rows, bounds=bounds)


def near_parallel(exponent, *, n=4, m=12):
    """Rows that differ from each other by about 10^-exponent."""

    def family(rng):
        base = [small(rng) + 10 for _ in range(n)]
        tiny = F(1, 10**exponent)
        rows = []
        for _ in range(m):
            a = [v + tiny * rng.randint(-9, 9) for v in base]
            rows.append((a, rng.choice(["<=", "<=", ">="]), 0))
        rows = [
            (a, relation, (1 if relation == "<=" else -1) * (1 + tiny * rng.randint(0, 9)))
            for a, relation, _ in rows
        ]
        return LinearProgram.of([small(rng) for _ in range(n)], rows, bounds=[(-10, 10)] * n)

    return family


def tiny_coefficients(exponent, *, n=4, m=10):
    def family(rng):
        program = dense(rng, n=n, m=m)
        rows = [
            ([v / F(10) ** rng.choice([0, 0, exponent]) for v in row.coefficients], "<=", row.bound)
            for row in program.rows
        ]
        return LinearProgram.of(program.objective, rows, bounds=[(-10, 10)] * n)

    return family


def huge_and_tiny(rng, *, n=3, m=8):
    """Rows, columns and bounds scaled by powers of two up to 2^300."""
    program = dense(rng, n=n, m=m)
    column = [F(2) ** rng.choice([-300, 0, 0, 300]) for _ in range(n)]
    rows = []
    for row in program.rows:
        scale = F(2) ** rng.choice([-300, 0, 300])
        a = [scale * v * c for v, c in zip(row.coefficients, column, strict=True)]
        rows.append((a, row.relation, scale * row.bound))
    cost = [v * c for v, c in zip(program.objective, column, strict=True)]
    return LinearProgram.of(cost, rows, bounds=[(-10 / c, 10 / c) for c in column])


def sliver(exponent, *, feasible, n=4, m=6):
    """``s <= a·x <= s + width`` across a box, of width 10^-exponent or minus that."""

    def family(rng):
        program = dense(rng, n=n, m=m)
        a = [small(rng) for _ in range(n)]
        level = dot(a, [F(rng.randint(-5, 5)) for _ in range(n)]) if feasible else F(0)
        width = F(1, 10**exponent) * (1 if feasible else -1)
        noise = [F(rng.randint(-9, 9), 10 ** (exponent + 6)) for _ in range(n)]
        upper = [v + (w if feasible else 0) for v, w in zip(a, noise, strict=True)]
        return program.with_rows((a, ">=", level), (upper, "<=", level + width))

    return family


def klee_minty(rng, *, n=None):
    n = n or rng.randint(2, 8)
    rows = [
        ([2 * 10 ** (i - j) for j in range(i)] + [1] + [0] * (n - i - 1), "<=", 100**i)
        for i in range(n)
    ]
    cost = [10 ** (n - 1 - j) for j in range(n)]
    return LinearProgram.of(cost, rows, sense="max", bounds=[(0, None)] * n)


def hilbert(rng, *, n=None):
    n = n or rng.randint(3, 8)
    rows = [
        ([F(1, i + j + 1) for j in range(n)], ">=", F(1, i + 1) + F(rng.randint(0, 1), 10**6))
        for i in range(n + 3)
    ]
    return LinearProgram.of([1] * n, rows, bounds=[(-1000, 1000)] * n)


def degenerate(rng, *, n=None):
    """Many rows through one vertex."""
    n = n or rng.randint(2, 5)
    vertex = [F(rng.randint(-3, 3)) for _ in range(n)]
    rows = []
    for _ in range(6 * n):
        a = [F(rng.randint(-3, 3)) for _ in range(n)]
        rows.append((a, ">=", dot(a, vertex)))
    kept = [rows[rng.randrange(len(rows))][0] for _ in range(n)]
    cost = [sum((a[j] for a in kept), F(0)) for j in range(n)]
    return LinearProgram.of(cost, rows, bounds=rng.choice([None, [(-10, 10)] * n]))


def beale(_rng):
    """Beale's example (1955), on which the simplex method with the usual rule cycles."""
    rows = [
        ([F(1, 4), -60, F(-1, 25), 9], "<=", 0),
        ([F(1, 2), -90, F(-1, 50), 3], "<=", 0),
        ([0, 0, 1, 0], "<=", 1),
    ]
    return LinearProgram.of([F(-3, 4), 150, F(-1, 50), 6], rows, bounds=[(0, None)] * 4)


RANDOM = {
    family.__name__: family
    for family in (
        *(anything, boxed, boxed_dyadic, boxed_infeasible, free_cone, lineality, equations),
    )
}
HARD = {
    "equations that differ by 1e-14": near_parallel_equations,
    **{f"parallel up to 1e-{k}": near_parallel(k) for k in (8, 12, 16, 20)},
    **{f"coefficients down to 1e-{k}": tiny_coefficients(k) for k in (10, 20, 40)},
    **{f"sliver of width 1e-{k}": sliver(k, feasible=True) for k in (6, 9, 12, 20)},
    **{f"infeasible by 1e-{k}": sliver(k, feasible=False) for k in (6, 9, 12, 20)},
    "scales up to 2^300": huge_and_tiny,
    "Klee-Minty": klee_minty,
    "Hilbert rows": hilbert,
    "degenerate vertex": degenerate,
    "Beale": beale,
}

SIZE = {"n": 8, "m": 48}
LARGE_AND_HARD = {
    **{f"parallel up to 1e-{k}": near_parallel(k, **SIZE) for k in (8, 12, 16, 20)},
    **{f"coefficients down to 1e-{k}": tiny_coefficients(k, **SIZE) for k in (10, 20, 40)},
    **{f"sliver of width 1e-{k}": sliver(k, feasible=True, **SIZE) for k in (6, 9, 12, 20)},
    **{f"infeasible by 1e-{k}": sliver(k, feasible=False, **SIZE) for k in (6, 9, 12, 20)},
    "scales up to 2^300": partial(huge_and_tiny, **SIZE),
    **{f"Klee-Minty {n}": partial(klee_minty, n=n) for n in (5, 10, 14)},
    **{f"Hilbert rows {n}": partial(hilbert, n=n) for n in (6, 10, 14)},
    **{f"degenerate vertex {n}": partial(degenerate, n=n) for n in (8, 20)},
}
"""The same families at the size at which solvers are compared in `benchmarks.lp`."""


def programs(families, *, count, seed=0):
    """(name, program) pairs, `count` of each family."""
    for name, family in families.items():
        rng = Random(f"{seed} {name}")
        yield from ((name, family(rng)) for _ in range(count))
