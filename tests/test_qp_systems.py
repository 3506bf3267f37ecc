"""Systems of an active set: right both ways, whatever the shape; singular ones are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactrelu import linalg
from exactrelu.qp import systems
from exactrelu.qp.systems import solved

SINGULAR = {
    "a row of zeros": ([[1, 0], [0, 1]], [[0, 0]], [0, 0], [0]),
    "a row of zeros with a bound": ([[1, 0], [0, 1]], [[0, 0]], [0, 0], [1]),
    "equal rows": ([[1, 0], [0, 1]], [[1, 2], [2, 4]], [0, 0], [1, 2]),
    "rows that contradict each other": ([[1, 0], [0, 1]], [[1, 2], [2, 4]], [0, 0], [1, 3]),
    "a flat direction": ([[1, 0], [0, 0]], [[1, 0]], [0, 0], [0]),
    "no rows and no curvature": ([[0]], [], [1], []),
}


@pytest.mark.parametrize("name", SINGULAR)
def test_singular_systems_are_refused(name):
    with pytest.raises(ZeroDivisionError):
        solved(*SINGULAR[name])


@st.composite
def squares_and_rows(draw):
    """A Hessian AᵀA, rows and right sides, most of them of a nonsingular system."""
    n = draw(st.integers(1, 6))
    q = draw(st.integers(0, n))
    entry = st.integers(-3, 3) | st.integers(-(2**70), 2**70)
    vector = st.lists(entry, min_size=n, max_size=n)
    samples = draw(st.lists(vector, min_size=1, max_size=n + 1))
    hessian = [[sum(a[i] * a[j] for a in samples) for j in range(n)] for i in range(n)]
    rows = draw(st.lists(vector, min_size=q, max_size=q))
    return hessian, rows, draw(vector), draw(st.lists(entry, min_size=q, max_size=q))


@pytest.mark.parametrize("few", [0, 10**6], ids=["at once", "in the null space"])
@given(system=squares_and_rows())
def test_solutions_are_those_of_elimination(few, system):
    hessian, rows, u, h = system
    n, q = len(u), len(h)
    matrix = [[*line, *[-row[i] for row in rows]] for i, line in enumerate(hessian)]
    matrix += [[*row, *[0] * q] for row in rows]
    expected = linalg.solve(matrix, [*u, *h])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(systems, "_FEW", few)
        if isinstance(expected, linalg.Inconsistent) or expected.nullspace:
            with pytest.raises(ZeroDivisionError):
                solved(*system)
        else:
            found, scale = solved(*system)
            assert scale > 0
            assert len(found) == n + q
            assert found == [scale * v for v in expected.point]
