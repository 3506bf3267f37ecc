"""Hypothesis strategies for rows and points of small polyhedra, degenerate ones above all."""

from fractions import Fraction

from hypothesis import strategies as st

small = st.sampled_from([Fraction(v) for v in (0, 0, 0, 1, 1, -1, -1, 2, -3)] + [Fraction(1, 2)])
relations = st.sampled_from(["<=", "<=", ">=", ">=", "="])


@st.composite
def rows(draw, *, most_variables=3, most_rows=6):
    """The dimension n and rows of any kind."""
    n = draw(st.integers(0, most_variables))
    vector = st.lists(small, min_size=n, max_size=n).map(tuple)
    return n, draw(st.lists(st.tuples(vector, relations, small), max_size=most_rows))


@st.composite
def bounded_rows(draw, *, most_variables=3, most_rows=4):
    """Rows of a subset of the box [-2, 2]^n."""
    n, cuts = draw(rows(most_variables=most_variables, most_rows=most_rows))
    return n, [*box_rows(n, -2, 2), *cuts]


def box_rows(n, low, high):
    units = [tuple(Fraction(int(i == j)) for i in range(n)) for j in range(n)]
    return [
        (unit, relation, Fraction(bound))
        for unit in units
        for relation, bound in ((">=", low), ("<=", high))
    ]


@st.composite
def hulls(draw, *, most_variables=3, most_points=7):
    """The dimension n, points, directions and lines."""
    n = draw(st.integers(0, most_variables))
    vector = st.lists(small, min_size=n, max_size=n).map(tuple)
    points = draw(st.lists(vector, max_size=most_points))
    return n, points, draw(st.lists(vector, max_size=3)), draw(st.lists(vector, max_size=1))


@st.composite
def unimodular(draw, n):
    """An integer matrix of determinant 1 or -1, as a product of elementary ones, and its inverse.

    The maps are x -> U x and back.
    """
    matrix = [[int(i == j) for j in range(n)] for i in range(n)]
    inverse = [row[:] for row in matrix]
    steps = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.integers(-2, 2))
    for i, j, factor in draw(st.lists(steps, max_size=4)) if n else []:
        if i == j:
            matrix[i] = [-v for v in matrix[i]]
            inverse = [[-v if k == i else v for k, v in enumerate(row)] for row in inverse]
        else:
            matrix[i] = [v + factor * w for v, w in zip(matrix[i], matrix[j], strict=True)]
            for row in inverse:
                row[j] -= factor * row[i]
    return matrix, inverse
