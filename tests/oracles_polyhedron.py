"""Oracles for polyhedra that share no code with them: subsets of rows, Lasserre, determinants.

Rows are triples (coefficients, relation, bound) of Fractions. Everything here is exponential.
"""

from fractions import Fraction
from itertools import combinations


def as_inequalities(rows):
    """The rows as pairs (a, b) that mean a·x <= b."""
    pairs = []
    for a, relation, b in rows:
        if relation in {"<=", "="}:
            pairs.append((tuple(map(Fraction, a)), Fraction(b)))
        if relation in {">=", "="}:
            pairs.append((tuple(-Fraction(v) for v in a), -Fraction(b)))
    return pairs


def satisfies(rows, point):
    return all(product(a, point) <= b for a, b in as_inequalities(rows))


def product(a, x):
    return sum((u * v for u, v in zip(a, x, strict=True)), Fraction(0))


def vertices_by_subsets(rows, n):
    """All vertices: where n rows with independent normals meet, if no other row is broken."""
    found = set()
    for chosen in combinations(as_inequalities(rows), n):
        point = solved([a for a, _ in chosen], [b for _, b in chosen])
        if point is not None and satisfies(rows, point):
            found.add(point)
    return found


def directions_by_subsets(rows, n):
    """The extreme directions of {a·x <= 0}, if it contains no line, up to a positive factor."""
    homogeneous = [(a, relation, 0) for a, relation, _ in rows]
    found = set()
    for chosen in combinations([a for a, _ in as_inequalities(homogeneous)], n - 1):
        for j in range(n):
            unit = tuple(Fraction(int(i == j)) for i in range(n))
            for sign in (1, -1):
                x = solved([*chosen, unit], [Fraction(0)] * (n - 1) + [Fraction(sign)])
                if x is not None and satisfies(homogeneous, x):
                    found.add(tuple(v / sum(map(abs, x)) for v in x))
    return found


def solved(matrix, right):
    """The only solution of a square system, by Gauss and Jordan; None if it is singular."""
    n = len(matrix)
    table = [[*row, entry] for row, entry in zip(matrix, right, strict=True)]
    for j in range(n):
        pivot = next((i for i in range(j, n) if table[i][j]), None)
        if pivot is None:
            return None
        table[j], table[pivot] = table[pivot], table[j]
        table[j] = [v / table[j][j] for v in table[j]]
        for i in range(n):
            if i != j and table[i][j]:
                factor = table[i][j]
                table[i] = [v - factor * w for v, w in zip(table[i], table[j], strict=True)]
    return tuple(row[n] for row in table)


def rank(matrix):
    rows, count = [list(map(Fraction, row)) for row in matrix], 0
    while rows:
        row = rows.pop()
        j = next((j for j, v in enumerate(row) if v), None)
        if j is None:
            continue
        count += 1
        rows = [
            [v - other[j] / row[j] * w for v, w in zip(other, row, strict=True)] for other in rows
        ]
    return count


def are_adjacent(rows, u, v):
    """Whether the rows that are tight at both points leave a line: the algebraic test."""
    tight = [a for a, b in as_inequalities(rows) if product(a, u) == b == product(a, v)]
    return rank(tight) == len(u) - 1


def determinant(matrix):
    """By expansion along the first row."""
    if not matrix:
        return Fraction(1)
    return sum(
        (
            (-1) ** j * Fraction(entry) * determinant([[*r[:j], *r[j + 1 :]] for r in matrix[1:]])
            for j, entry in enumerate(matrix[0])
            if entry
        ),
        Fraction(0),
    )


def volume_by_lasserre(rows, n):
    """The volume of a bounded polyhedron by Lasserre's recursion over its rows (1983).

    n vol(P) = sum of b_i / |a_ij| vol(P_i), where P_i is the i-th facet without the coordinate j.
    """
    return lasserre(as_inequalities(rows), n)


def lasserre(pairs, n):
    if any(b < 0 for a, b in pairs if not any(a)):
        return Fraction(0)
    pairs = list({normed(a, b) for a, b in pairs if any(a)})
    if n == 0:
        return Fraction(1)
    if n == 1:
        upper = min(b / a[0] for a, b in pairs if a[0] > 0)
        lower = max(b / a[0] for a, b in pairs if a[0] < 0)
        return max(upper - lower, Fraction(0))
    total = Fraction(0)
    for a, b in pairs:
        if b:
            j = next(j for j, v in enumerate(a) if v)
            others = [without(c, d, a, b, j) for c, d in pairs if (c, d) != (a, b)]
            total += b / abs(a[j]) * lasserre(others, n - 1)
    return total / n


def normed(a, b):
    size = max(map(abs, a))
    return tuple(v / size for v in a), b / size


def without(c, d, a, b, j):
    """The row c·x <= d where a·x = b, without the coordinate j."""
    factor = c[j] / a[j]
    row = [v - factor * w for v, w in zip(c, a, strict=True)]
    return (*row[:j], *row[j + 1 :]), d - factor * b
