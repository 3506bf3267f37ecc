"""Hyperplanes that meet in special ways: few directions, few offsets, multiples, dependent normals.

Each draws from a `random.Random`; the names say what is degenerate.
"""

from fractions import Fraction as Q


def vector(rng, n, numbers=(-2, -1, 0, 0, 1, 1, 2)):
    """A vector that is not 0."""
    found = [Q(rng.choice(numbers)) for _ in range(n)]
    found[rng.randrange(n)] = found[rng.randrange(n)] or Q(1)
    return found if any(found) else [Q(1), *found[1:]]


def small(rng, n, m):
    return [(vector(rng, n), Q(rng.choice((-1, 0, 0, 1, 2)))) for _ in range(m)]


def rational(rng, n, m):
    numbers = [Q(p, q) for p in range(-9, 10) for q in (1, 2, 7)]
    return [(vector(rng, n, numbers), rng.choice(numbers)) for _ in range(m)]


def central(rng, n, m):
    return [(vector(rng, n), Q(0)) for _ in range(m)]


def concurrent(rng, n, m):
    """All through one point, which is not the origin."""
    p = vector(rng, n)
    normals = [vector(rng, n) for _ in range(m)]
    return [(a, sum(x * y for x, y in zip(a, p, strict=True))) for a in normals]


def parallel(rng, n, m):
    normals = [vector(rng, n) for _ in range(2)]
    return [(rng.choice(normals), Q(rng.randint(-2, 2))) for _ in range(m)]


def repeated(rng, n, m):
    """Scaled copies among others."""
    first = small(rng, n, (m + 1) // 2)
    scales = [Q(-1), Q(2), Q(-1, 3), Q(2) ** 300, Q(2) ** -300]
    scaled = [(a, b, rng.choice(scales)) for a, b in first]
    return (first + [([s * x for x in a], s * b) for a, b, s in scaled])[:m]


def rank_deficient(rng, n, m):
    """Normals in a subspace of dimension 1 or 2."""
    basis = [vector(rng, n) for _ in range(min(n, 2))]
    hyperplanes = []
    for _ in range(m):
        c = vector(rng, len(basis))
        normal = [sum(t * v[k] for t, v in zip(c, basis, strict=True)) for k in range(n)]
        hyperplanes.append((normal if any(normal) else basis[0], Q(rng.choice((0, 0, 1)))))
    return hyperplanes


def nearly_concurrent(rng, n, m):
    """Through almost one point, scaled by powers of two up to 2^±300."""
    rows = concurrent(rng, n, m)
    moved = [(a, b + rng.choice((0, 0, Q(2) ** -50))) for a, b in rows]
    scales = [Q(2) ** rng.choice((-300, 0, 300)) for _ in range(m)]
    return [([s * x for x in a], s * b) for (a, b), s in zip(moved, scales, strict=True)]


FAMILIES = {
    family.__name__: family
    for family in (
        *(small, rational, central, concurrent, parallel, repeated, rank_deficient),
        nearly_concurrent,
    )
}
