"""Convex quadratic programs for tests: random ones of all shapes, and families known as hard.

Each family is a function of a random.Random that returns one program; rows and bounds are often
those of the families of linear programs.
"""

from fractions import Fraction

import lp_families
from lp_families import dense, dense_infeasible, dot, dyadic, small

from exactrelu.qp import QuadraticProgram, least_squares

F = Fraction


def on(linear, hessian, objective):
    """The program with rows, bounds and constant of a linear one."""
    return QuadraticProgram(
        hessian,
        objective,
        linear.rows,
        lower=linear.lower,
        upper=linear.upper,
        constant=linear.constant,
    )


def gram(vectors, n):
    return [[sum((F(v[i]) * v[j] for v in vectors), F(0)) for j in range(n)] for i in range(n)]


def curved(rng, linear, *, rank=None):
    """A linear program with a Hessian of a random rank; the cost may leave its range."""
    n = linear.dimension
    r = rng.randint(0, n) if rank is None else rank
    vectors = [[rng.randint(-2, 2) for _ in range(n)] for _ in range(r)]
    objective = list(linear.objective)
    if rng.random() < 0.5:
        weights = [rng.randint(-2, 2) for _ in vectors]
        objective = [dot(weights, [v[j] for v in vectors]) for j in range(n)]
    return on(linear, gram(vectors, n), objective)


def of_linear(name):
    """A family of linear programs with Hessians of any rank."""

    def family(rng):
        return curved(rng, lp_families.RANDOM[name](rng))

    return family


def regression(rng, entry=small):
    """More samples than variables, dense rows, the optimum on some of them."""
    n = rng.randint(1, 5)
    samples = [[entry(rng) for _ in range(n)] for _ in range(2 * n)]
    rows = dense(rng, n=n, m=rng.randint(0, 10), entry=entry).rows
    bounds = rng.choice([None, [(-1, 1)] * n])
    return least_squares(samples, [10 * entry(rng) for _ in samples], rows=rows, bounds=bounds)


def regression_dyadic(rng):
    return regression(rng, dyadic)


def regression_infeasible(rng):
    n = rng.randint(1, 4)
    samples = [[small(rng) for _ in range(n)] for _ in range(n)]
    rows = dense_infeasible(rng, n=n, m=rng.randint(3, 10)).rows
    return least_squares(samples, [small(rng) for _ in samples], rows=rows)


def rank_deficient(rng):
    """Fewer independent samples than variables; rows that cut the set of optima."""
    n = rng.randint(2, 5)
    samples = [[rng.randint(-3, 3) for _ in range(n)] for _ in range(rng.randint(1, n - 1))]
    samples += [[2 * v for v in samples[0]]]
    rows = dense(rng, n=n, m=rng.randint(0, 8)).rows
    bounds = rng.choice([None, [(0, None)] * n, [(-10, 10)] * n])
    weights = [F(rng.randint(0, 4), 3) for _ in samples]
    return least_squares(
        samples, [small(rng) for _ in samples], weights=weights, rows=rows, bounds=bounds
    )


def unbounded(rng):
    """Flat along a direction d in which every row has room, with a cost that falls along it."""
    n = rng.randint(2, 4)
    d = [rng.choice([-2, -1, 1, 2]) for _ in range(n)]
    vectors = [[d[1] * (j == 0) - d[0] * (j == 1) for j in range(n)]]
    rows = []
    for _ in range(rng.randint(0, 6)):
        a = [rng.randint(-3, 3) for _ in range(n)]
        rows.append((a, ">=" if dot(a, d) >= 0 else "<=", small(rng)))
    # With n >= 3 other directions are flat as well; with rows the cost may have a least value.
    cost = [-v for v in d] if rng.random() < 0.8 else [small(rng) for _ in d]
    return QuadraticProgram(gram(vectors, n), cost, rows)


def near_duplicates(exponent):
    """Rows in groups that differ by about 10^-exponent, active at the optimum."""

    def family(rng):
        n = rng.randint(2, 5)
        tiny, rows = F(1, 10**exponent), []
        for _ in range(rng.randint(2, 3)):
            base, level = [small(rng) + 3 for _ in range(n)], small(rng)
            for _ in range(rng.randint(2, 4)):
                a = [v + tiny * rng.randint(-9, 9) for v in base]
                rows.append((a, "<=", level + tiny * rng.randint(-9, 9)))
        samples = [[small(rng) for _ in range(n)] for _ in range(rng.randint(n - 1, 2 * n))]
        return least_squares(samples, [20 * small(rng) for _ in samples], rows=rows)

    return family


def degenerate_cone(rng):
    """Many rows through one vertex, which is the optimum or near it."""
    n = rng.randint(2, 4)
    vertex = [F(rng.randint(-3, 3)) for _ in range(n)]
    rows = []
    for _ in range(4 * n):
        a = [F(rng.randint(-3, 3)) for _ in range(n)]
        rows.append((a, ">=", dot(a, vertex)))
    target = [v - rng.choice([0, 1]) * dot([1, 1], rng.sample(rows, 2)[0][0][:2]) for v in vertex]
    identity = [[int(i == j) for j in range(n)] for i in range(n)]
    return least_squares(identity, target, rows=rows)


def duplicated_rows(rng):
    program = regression(rng)
    extra = []
    for row in program.rows:
        scale = F(rng.randint(1, 9), rng.randint(1, 9))
        extra.append(([scale * v for v in row.coefficients], row.relation, scale * row.bound))
    return program.with_rows(*extra)


def relu_features(exponent):
    """Regression on max(0, t - b_j) with breakpoints 10^-exponent apart, the weights signed."""

    def family(rng):
        k = rng.randint(2, 4)
        step = F(1, 10**exponent)
        breakpoints = [j * step + step * F(rng.randint(0, 9), 100) for j in range(k)]
        points = [F(rng.randint(-5, 10 * k), 10) * step for _ in range(k + 3)] + [F(1), F(-1)]
        features = [[1, *[max(F(0), t - b) for b in breakpoints]] for t in points]
        rows = [
            ([0, *[int(i == j) for i in range(k)]], rng.choice([">=", "<="]), 0) for j in range(k)
        ]
        if rng.random() < 0.5:
            rows.append(([0] + [1] * k, "<=", 1))
        return least_squares(features, [small(rng) for _ in points], rows=rows)

    return family


def sliver(exponent, *, feasible):
    linear = lp_families.sliver(exponent, feasible=feasible)

    def family(rng):
        return curved(rng, linear(rng), rank=rng.randint(2, 4))

    return family


def nearly_flat(exponent):
    """Curvature 10^-exponent in one direction, 1 in the others."""

    def family(rng):
        program = dense(rng, n=rng.randint(2, 3), m=rng.randint(2, 6))
        n = program.dimension
        vectors = [[rng.randint(-2, 2) for _ in range(n)] for _ in range(n - 1)]
        tiny = F(1, 10**exponent)
        hessian = gram(vectors, n)
        for j in range(n):
            hessian[j][j] += tiny * (j == 0)
        return on(program, hessian, program.objective)

    return family


def huge_and_tiny(rng):
    """Columns and rows scaled by powers of two up to 2^300."""
    program = regression(rng)
    n = program.dimension
    column = [F(2) ** rng.choice([-300, 0, 0, 300]) for _ in range(n)]
    rows = []
    for row in program.rows:
        scale = F(2) ** rng.choice([-300, 0, 300])
        a = [scale * v * c for v, c in zip(row.coefficients, column, strict=True)]
        rows.append((a, row.relation, scale * row.bound))
    hessian = [[program.hessian[i][j] * column[i] * column[j] for j in range(n)] for i in range(n)]
    cost = [v * c for v, c in zip(program.objective, column, strict=True)]
    bounds = [
        (None if low is None else low / c, None if high is None else high / c)
        for low, high, c in zip(program.lower, program.upper, column, strict=True)
    ]
    return QuadraticProgram.of(hessian, cost, rows, bounds=bounds, constant=program.constant)


RANDOM = {
    **{f"curved {name}": of_linear(name) for name in lp_families.RANDOM},
    "regression": regression,
    "regression, dyadic": regression_dyadic,
    "regression, infeasible": regression_infeasible,
    "rank-deficient": rank_deficient,
    "unbounded": unbounded,
}
HARD = {
    **{f"rows 1e-{k} apart": near_duplicates(k) for k in (9, 15, 20)},
    **{f"breakpoints 1e-{k} apart": relu_features(k) for k in (3, 4, 5, 6)},
    **{f"sliver of width 1e-{k}": sliver(k, feasible=True) for k in (6, 12, 20)},
    **{f"infeasible by 1e-{k}": sliver(k, feasible=False) for k in (6, 12, 20)},
    **{f"curvature 1e-{k}": nearly_flat(k) for k in (8, 16, 40)},
    "degenerate cone": degenerate_cone,
    "duplicated rows": duplicated_rows,
    "scales up to 2^300": huge_and_tiny,
}
