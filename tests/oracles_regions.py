"""Slow, simple regions: every sign pattern is tried, layer by layer, by exact linear programs.

Nothing is shared with `exactrelu.regions` or `exactrelu.polyhedron`: cells are rows, and whether
they have interior, or share a facet, is asked of `exactrelu.lp.interior_point`.
"""

from fractions import Fraction
from itertools import combinations

from exactrelu.lp import InteriorPoint, interior_point

F = Fraction


def dot(u, v):
    return sum((a * b for a, b in zip(u, v, strict=True)), F(0))


def forms_of(layer, inputs):
    """The inputs (b, w) of a layer's units, from the outputs of the layer before."""
    found = []
    for weights, bias in zip(layer.weights, layer.bias, strict=True):
        columns = zip(*inputs, strict=True)
        total = [dot(weights, column) for column in columns]
        found.append([total[0] + bias, *total[1:]])
    return found


def is_full(rows, n):
    """Whether some point satisfies all rows (b, w), that is b + w·x > 0, strictly."""
    constant = [b for b, *w in rows if not any(w)]
    if any(b <= 0 for b in constant):
        return False
    general = [(w, ">=", -b) for b, *w in rows if any(w)]
    return isinstance(interior_point(general, dimension=n), InteriorPoint)


def cells(network, bounding=()):
    """(rows, pattern, output forms) of every cell with interior."""
    n = network.input_dimension
    identity = [[F(0), *(F(int(i == j)) for j in range(n))] for i in range(n)]
    found = [([list(map(F, row)) for row in bounding], (), identity)]
    found = [cell for cell in found if is_full(cell[0], n)]
    for layer in network.layers[:-1]:
        found = [
            (rows, (*pattern, tuple(signs)), after)
            for rows, pattern, inputs in found
            for rows, signs, after in sides(rows, forms_of(layer, inputs), n)
        ]
    last = network.layers[-1]
    return [(rows, pattern, forms_of(last, inputs)) for rows, pattern, inputs in found]


def sides(rows, forms, n):
    """The cells into which the units of one layer divide a cell, with signs and outputs."""
    found = [(rows, [], [])]
    zero = [F(0)] * (n + 1)
    for form in forms:
        more = []
        for old, signs, outputs in found:
            if not any(form):
                more.append((old, [*signs, 0], [*outputs, zero]))
                continue
            for sign, output in ((1, form), (-1, zero)):
                new = [*old, [sign * entry for entry in form]]
                if is_full(new, n):
                    more.append((new, [*signs, sign], [*outputs, output]))
        found = more
    return found


def counts(network, bounding=()):
    """(activation regions, pieces, distinct affine maps)."""
    n = network.input_dimension
    found = cells(network, bounding)
    maps = [tuple(map(tuple, forms)) for _, _, forms in found]
    leader = list(range(len(found)))

    def find(i):
        return i if leader[i] == i else find(leader[i])

    for i, j in combinations(range(len(found)), 2):
        if maps[i] == maps[j] and find(i) != find(j) and share_a_facet(found[i], found[j], n):
            leader[find(j)] = find(i)
    return len(found), len({find(i) for i in range(len(found))}), len(set(maps))


def share_a_facet(first, second, n):
    """Whether a hyperplane between the two cells has a relatively open part in both closures."""
    for row in first[0]:
        if not any(row[1:]):
            continue
        plane = (row[1:], "=", -row[0])
        others = [r for r in (*first[0], *second[0]) if any(r[1:]) and not parallel(r, row)]
        beyond = any(opposite(r, row) for r in second[0])
        rows = [plane, *((r[1:], ">=", -r[0]) for r in others)]
        if beyond and isinstance(interior_point(rows, dimension=n), InteriorPoint):
            return True
    return False


def parallel(first, second):
    """Whether two rows are multiples of each other."""
    k = next(i for i, entry in enumerate(second) if entry)
    ratio = first[k] / second[k]
    return all(a == ratio * b for a, b in zip(first, second, strict=True))


def opposite(first, second):
    """Whether the first row is a negative multiple of the second."""
    k = next(i for i, entry in enumerate(second) if entry)
    return parallel(first, second) and first[k] / second[k] < 0
