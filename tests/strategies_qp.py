"""Hypothesis strategies for small convex quadratic programs, of any rank and degeneracy."""

from fractions import Fraction

from hypothesis import strategies as st
from strategies_lp import few, programs

from exactrelu.qp import QuadraticProgram


@st.composite
def quadratics(draw, numbers=few, *, most_variables=3, most_rows=4):
    """The rows and bounds of a linear program, and Σ w v vᵀ as its Hessian."""
    linear = draw(programs(numbers, most_variables=most_variables, most_rows=most_rows))
    n = linear.dimension
    vectors = draw(st.lists(st.lists(numbers, min_size=n, max_size=n), max_size=n + 1))
    weights = [draw(st.sampled_from([Fraction(1), Fraction(1, 3)])) for _ in vectors]
    hessian = [
        [
            sum((w * v[i] * v[j] for w, v in zip(weights, vectors, strict=True)), Fraction(0))
            for j in range(n)
        ]
        for i in range(n)
    ]
    objective = list(linear.objective)
    if vectors and draw(st.booleans()):
        # A cost in the range of the Hessian, so that optima are frequent without bounds.
        times = draw(st.lists(numbers, min_size=len(vectors), max_size=len(vectors)))
        objective = [sum(t * v[j] for t, v in zip(times, vectors, strict=True)) for j in range(n)]
    return QuadraticProgram(
        hessian,
        objective,
        linear.rows,
        lower=linear.lower,
        upper=linear.upper,
        constant=linear.constant,
    )
