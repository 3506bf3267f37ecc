"""Claims about the integers."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.claims import asserting, certified, decided, for_all, for_every, grid, judged
from exactrelu.pwl import PWL

from . import paper


@paper.claim("holds", label="Lemma 1", kind="lemma")
@for_all(m=st.integers, n=st.integers(), examples=[{"m": 0, "n": 0}])
def addition_commutes(m, n):
    """m + n = n + m."""
    return judged(m + n == n + m)


@addition_commutes.companion("with minus in the place of plus")
@for_all(m=st.integers, n=st.integers)
def subtraction_commutes(m, n):
    return judged(m - n == n - m, left=m - n, right=n - m)


@addition_commutes.sharper
@for_all(l=st.integers, m=st.integers, n=st.integers)
def addition_of_three_commutes(l, m, n):
    """l + m + n = n + m + l."""
    return l + m + n == n + m + l


@paper.claim("refuted", label="Theorem 2", kind="theorem")
@for_all(n=st.integers(0, 10**6), examples=[{"n": 1000}])
def squares_are_small_as_printed(n):
    """n^2 <= 100 n for all n >= 0."""
    answer = judged(n * n <= 100 * n, square=n * n, ratio=Fraction(n, 100))
    return answer.proved_by(lambda: asserting(lambda n: [n**2 > 100 * n], n=n))


@squares_are_small_as_printed.corrected
@for_every(grid(n=range(101)), over="all n <= 100")
def squares_are_small_corrected(n):
    """n^2 <= 100 n for 0 <= n <= 100."""
    return n * n <= 100 * n


@paper.claim("convention", label="Definition 3", kind="definition", reading="n > 0")
@for_every(grid(n=range(1, 9)), over="1 <= n <= 8")
def naturals_have_a_predecessor(n):
    """Every natural number is the successor of a natural number or 1."""
    return n - 1 >= 0


@naturals_have_a_predecessor.reading("n >= 0")
@for_every(grid(n=range(9)), over="0 <= n <= 8")
def naturals_from_zero_have_a_predecessor(n):
    return judged(n - 1 >= 0, predecessor=n - 1)


@paper.claim("gap", label="Theorem 4", kind="theorem")
@decided(by="expansion")
def binomial_formula():
    """(a + b)^2 = a^2 + 2ab + b^2."""
    coefficients = (1, 2, 1)
    return judged(sum(coefficients) == 2**2, coefficients=coefficients)


@binomial_formula.step("the middle term is ab")
@decided(by="expansion")
def middle_term_is_ab():
    coefficient = 2
    return judged(coefficient == 1, coefficient=coefficient)


@binomial_formula.confirmed
@for_all(a=st.integers, b=st.integers)
def binomial_formula_on_integers(a, b):
    return (a + b) ** 2 == a * a + 2 * a * b + b * b


@paper.cited("cited", label="[7]", kind="theorem", consequence="f(x) = |x| is a witness")
@certified(by="an explicit function", cases=grid(scale=range(1, 3)))
def there_is_a_kink(scale):
    """There are functions with kinks."""
    f = PWL.from_points([(0, 0)], left_slope=-scale, right_slope=scale)
    answer = judged(f.piece_count == 2, function=f)
    return answer.proved_by(lambda: asserting(lambda f: [f.pieces == 2], f=f))
