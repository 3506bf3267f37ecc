"""Section 4.4: properly learning ReLUs, Theorem 7."""

from fractions import Fraction

import sympy
from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid
from exactrelu.learning import (
    agnostic_sample_size,
    rademacher_average,
    rademacher_average_of_absolute_values,
    rademacher_average_of_affine,
    unit_values,
)
from exactrelu.learning.enclosures import as_ball, is_less, logarithm

from .classes import ball_points, chances, errors, holds_or_shows, is_at_most, printed_deviation
from .evidence import is_positive
from .paper import training

__all__ = [
    "averages_of_sums_of_units",
    "averages_of_units",
    "deviations_are_at_most_half_of_epsilon",
    "size_depends_on_epsilon_alone",
    "squared_loss_is_lipschitz",
]


@st.composite
def points_on_the_line(draw, *, most):
    """Draw points of [-1, 1], quarters."""
    m = draw(st.integers(1, most))
    return tuple([(Fraction(draw(st.integers(-4, 4)), 4),) for _ in range(m)])


def is_at_most_over_root(average, factor, m):
    """Return whether average <= factor/sqrt(m), for numbers of at least 0."""
    return holds_or_shows(
        average**2 * m <= factor**2, lambda average: [average**2 * m > factor**2], average=average
    )


@training.claim(
    "rad1",
    label="Theorem 7, proof",
    kind="proof step",
    reading="R_m is the mean of sup (1/m) sum, without absolute values, though the step from "
    "Theorem 10 fails, which has no biases",
)
@for_all(points=points_on_the_line(most=4))
def averages_of_units(points):
    """From Theorems 10 and 11, we have R_m(ReLU(n, 1)) <= 2/sqrt(m).

    Exactly at points of the line. It follows from contraction with the factor L, as the average of
    x -> <w, x> + b is at most 2/sqrt(m). From Theorems 10 and 11 as printed it does not follow.
    """
    return is_at_most_over_root(rademacher_average(unit_values(points)), 2, len(points))


@averages_of_units.reading("R_m is the mean of sup |(1/m) sum|, though the same step fails")
@for_all(points=points_on_the_line(most=4))
def averages_of_absolute_values_of_units(points):
    """The same with absolute values. For one point, m = 1, it is an equation."""
    average = rademacher_average_of_absolute_values(unit_values(points))
    return is_at_most_over_root(average, 2, len(points))


@averages_of_units.reading("R_m is that of [BM02], the mean of sup |(2/m) sum|")
@for_all(points=points_on_the_line(most=2))
def averages_of_units_with_2(points):
    """The same for twice that: false for one point x != 0."""
    average = 2 * rademacher_average_of_absolute_values(unit_values(points))
    return is_at_most_over_root(average, 2, len(points))


@averages_of_units.step("Theorem 10 holds for the functions <w, x> + b inside of the units")
@for_all(points=points_on_the_line(most=2))
def affine_functions_have_small_averages(points):
    """The average of x -> <w, x> + b, with ||w||_2 <= 1 and |b| <= 1, is at most 1/sqrt(m): false, in
    Theorem 10 there are no biases. For one point the average is ||x|| + 1.
    """
    average = rademacher_average_of_affine(points).bracket(1)[0]  # rational, for n = 1
    return is_at_most_over_root(average, 1, len(points))


@st.composite
def points_in_the_ball(draw):
    """Draw up to 4 points of the unit ball of R^n, n <= 3."""
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    return tuple([draw(ball_points(n)) for _ in range(m)])


@averages_of_units.confirmed
@for_all(points=points_in_the_ball())
def affine_functions_have_averages_of_2(points):
    """The average of x -> <w, x> + b is at most 2/sqrt(m): that of <w, x>, and E |sum sigma_i|/m."""
    average = rademacher_average_of_affine(points)
    return average.is_at_most_root_of(Fraction(4, len(points)))


@averages_of_units.companion("1/sqrt(m), with absolute values")
@for_all(points=points_on_the_line(most=2))
def averages_of_absolute_values_of_units_are_small(points):
    """With absolute values it is at most 1/sqrt(m): false for one point."""
    average = rademacher_average_of_absolute_values(unit_values(points))
    return is_at_most_over_root(average, 1, len(points))


def sums_of_units(points, k):
    """Return the values of all sums of k extreme units."""
    units = unit_values(points)
    found = units
    for _ in range(k - 1):
        found = {tuple(a + b for a, b in zip(f, g, strict=True)) for f in found for g in units}
    return [list(f) for f in found]


@training.claim(
    "radk",
    label="Theorem 7, proof",
    kind="proof step",
    reading="R_m is the mean of sup (1/m) sum, without absolute values",
)
@for_all(points=points_on_the_line(most=3), k=st.integers(1, 2), cost=4)
def averages_of_sums_of_units(points, k):
    """Hence, from Fact 1, we have R_m(ReLU(n, k)) <= 2k/sqrt(m).

    Exactly at points of the line.
    """
    average = rademacher_average(sums_of_units(points, k))
    return is_at_most_over_root(average, 2 * k, len(points))


@averages_of_sums_of_units.reading("R_m is the mean of sup |(1/m) sum|")
@for_all(points=points_on_the_line(most=3), k=st.integers(1, 2), cost=4)
def averages_of_absolute_values_of_sums(points, k):
    """The same with absolute values."""
    average = rademacher_average_of_absolute_values(sums_of_units(points, k))
    return is_at_most_over_root(average, 2 * k, len(points))


@averages_of_sums_of_units.reading("R_m is that of [BM02], the mean of sup |(2/m) sum|")
@for_all(points=points_on_the_line(most=2), k=st.integers(1, 2))
def averages_of_sums_with_2(points, k):
    """The same for twice that: false for one unit and one point x != 0."""
    average = 2 * rademacher_average_of_absolute_values(sums_of_units(points, k))
    return is_at_most_over_root(average, 2 * k, len(points))


@averages_of_sums_of_units.sharper
@for_all(points=points_on_the_line(most=3), k=st.integers(1, 2), cost=4)
def averages_of_sums_are_multiples(points, k):
    """Without absolute values, R_m(ReLU(n, k)) = k R_m(ReLU(n, 1))."""
    average = rademacher_average(sums_of_units(points, k))
    return average == k * rademacher_average(unit_values(points))


K, A, B, Y = sympy.symbols("k a b y")


@training.claim("sqloss", label="Theorem 7, proof", kind="proof step")
@decided(by="a factorization, and a linear form at the corners of a box")
def squared_loss_is_lipschitz():
    """The squared loss function is (4k)-Lipschitz and (4k^2)-bounded in [0, 2k]^2.

    (a - y)^2 - (b - y)^2 = (a - b)(a + b - 2y), and |a + b - 2y| <= 4k at the corners of [0, 2k]^3. So
    it is Lipschitz in its first argument, and by symmetry in the second one.
    """
    factors = sympy.expand((A - Y) ** 2 - (B - Y) ** 2 - (A - B) * (A + B - 2 * Y)) == 0
    ends = (0, 2 * K)
    slopes = {sympy.expand(a + b - 2 * y) / K for a in ends for b in ends for y in ends}
    values = {sympy.expand((a - y) ** 2) / K**2 for a in ends for y in ends}
    return factors and max(map(abs, slopes)) == 4 and max(values) == 4


def slope_is_at_most(limit, a, b, y):
    """Return whether |(a - y)^2 - (b - y)^2| <= limit |a - b|, for a > b."""
    change = (a - y) ** 2 - (b - y) ** 2
    return holds_or_shows(
        abs(change) <= limit * (a - b),
        lambda a, b, y: [((a - y) ** 2 - (b - y) ** 2) ** 2 > (limit * (a - b)) ** 2, a > b],
        a=a,
        b=b,
        y=y,
    )


PREDICTIONS = st.tuples(st.integers(1, 8), st.integers(0, 7)).filter(lambda pair: pair[0] > pair[1])


@squared_loss_is_lipschitz.companion("labels up to 4k")
@for_all(pair=PREDICTIONS, label=st.integers(0, 16))
def squared_loss_is_lipschitz_for_larger_labels(pair, label):
    """For k = 1, predictions in [0, 2] and labels in [0, 4] it is 4-Lipschitz: false."""
    return slope_is_at_most(4, *(Fraction(v, 4) for v in (*pair, label)))


@squared_loss_is_lipschitz.companion("3k")
@for_all(pair=PREDICTIONS, label=st.integers(0, 8))
def squared_loss_is_less_steep(pair, label):
    """For k = 1 it is 3-Lipschitz on [0, 2]^2: false."""
    return slope_is_at_most(3, *(Fraction(v, 4) for v in (*pair, label)))


T = sympy.Symbol("t", nonnegative=True)
"""The square root of ln(1/delta)."""


@training.claim("eq16", label="(16)", kind="proof step")
@decided(by="17 (1 + t^2) - (4 + t)^2 = (4t - 1)^2")
def deviations_are_at_most_half_of_epsilon():
    """Let m = ceil(10^10 k^4 (1 + log(1/delta))/eps^2). Since the squared loss function is
    (4k)-Lipschitz and (4k^2)-bounded in [0, 2k]^2, Theorem 9 implies that |L(f; D) - L(f; S)| <= eps/2
    for all f in ReLU(n, k) with probability at least 1 - delta.

    With t^2 = ln(1/delta), the bound of Theorem 9 is 8 k^2 (4 + t)/sqrt(m). It is at most eps/2 iff
    256 k^4 (4 + t)^2 <= eps^2 m, for which m >= 4352 k^4 (1 + t^2)/eps^2 is enough. For delta near 1
    Theorem 9 is false, but as corrected it gives the same, see below: 1 + log(1/delta) > log(2/delta).
    """
    difference = 17 * (1 + T**2) - (4 + T) ** 2
    return sympy.expand(difference - (4 * T - 1) ** 2) == 0 and 256 * 17 <= 10**10


@deviations_are_at_most_half_of_epsilon.confirmed
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def bound_of_theorem_9_is_at_most_half(k, epsilon, delta):
    """For the exact m and the bound of Theorem 9 in balls."""
    m = agnostic_sample_size(k, epsilon, delta)
    bound = printed_deviation(4 * k, 4 * k**2, 2 * k, chance=delta, count=m)
    return is_at_most(bound, epsilon / 2)


@deviations_are_at_most_half_of_epsilon.confirmed
@decided(by="ln 2 < 1, and (4 + u/sqrt(2))^2 <= 45/2 u^2 for u >= 1")
def corrected_theorem_9_is_enough():
    """With Theorem 9 as corrected, 4k^2 (4 + sqrt((ln 2 + t^2)/2))/sqrt(m) <= eps/2: with u^2 = 1 + t^2 it is
    enough that 64 (4 + u/sqrt(2))^2 <= C u^2, and so C = 1440 is.
    """
    r, s = sympy.Symbol("r"), sympy.Symbol("s", nonnegative=True)  # r = 1/sqrt(2), u = 1 + s
    square = sympy.expand(sympy.Rational(45, 2) * (1 + s) ** 2 - (4 + (1 + s) * r) ** 2)
    with_half = sympy.expand(square.subs(r**2, sympy.Rational(1, 2)))
    # r < 71/100, as 71^2 > 5000; the expression falls with r.
    worst = with_half.subs(r, sympy.Rational(71, 100))
    return 71**2 > 5000 and is_positive(sympy.expand(worst)) and 64 * Fraction(45, 2) == 1440


@deviations_are_at_most_half_of_epsilon.sharper
@decided(by="17 (1 + t^2) - (4 + t)^2 = (4t - 1)^2")
def constant_of_theorem_7():
    """4352 may stand for 10^10, and is the least constant for this argument: t = 1/4, delta = e^(-1/16)."""
    difference = 4352 * (1 + T**2) - 256 * (4 + T) ** 2
    return sympy.factor(difference) == sympy.factor(256 * (4 * T - 1) ** 2)


@deviations_are_at_most_half_of_epsilon.companion("4351 instead of 10^10")
@for_every(grid(quarters=range(9)), over="t = 0, 1/4, ..., 2")
def smaller_constant_of_theorem_7(quarters):
    """256 (4 + t)^2 <= 4351 (1 + t^2): false for t = 1/4."""
    t = Fraction(quarters, 4)
    return holds_or_shows(
        256 * (4 + t) ** 2 <= 4351 * (1 + t**2),
        lambda t: [256 * (4 + t) ** 2 > 4351 * (1 + t**2)],
        t=t,
    )


def sum_of_constants(a, b, c):
    """Return what A k^5/eps^2 + B log2(n/delta) + C lacks to k m, at least, for k = n = 1 and eps =
    1/t, delta = 2^-t, t = A + B + C + 1.

    m is at least 10^10 t^2 (1 + t ln 2), and ln 2 > 1/2.
    """
    t = a + b + c + 1
    return 10**10 * t**2 * (1 + t * Fraction(1, 2)) - (a * t**2 + b * t + c)


@training.claim("thm7.time", label="Theorem 7, proof", kind="proof step")
@for_every(
    grid(a=(1, 10**6, 10**12), b=(1, 10**6, 10**12), c=(0, 10**12)),
    over="constants A, B, C up to 10^12, of the exponents and of the factor",
)
def size_depends_on_epsilon_alone(a, b, c):
    """It runs in time 2^{km} poly(n, m) = 2^{O(k^5/eps^2)} poly(n, 1/delta).

    That 2^{km} <= 2^C 2^{A k^5/eps^2} (n/delta)^B for all k, n, eps, delta: false for all A, B, C. As m
    contains the product of 1/eps^2 and ln(1/delta), the power of 1/delta grows with k^5/eps^2.
    """
    lacks = sum_of_constants(a, b, c)
    return holds_or_shows(
        lacks <= 0, lambda a, b, c: [sum_of_constants(a, b, c) > 0], a=a, b=b, c=c
    )


@size_depends_on_epsilon_alone.confirmed
@decided(by="a polynomial without negative coefficients, and ln 2 > 1/2")
def no_constants_are_enough():
    """For all A, B, C >= 0 something is lacking."""
    a, b, c = sympy.symbols("A B C", nonnegative=True)
    lacks = sympy.expand(sum_of_constants(a, b, c))
    return is_positive(lacks) and not is_less(lambda: logarithm(2), Fraction(1, 2))


@size_depends_on_epsilon_alone.corrected
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def size_is_a_product(k, epsilon, delta):
    """The time is 2^{km} poly(n, m) with k m <= k + 10^10 k^5 (1 + ln(1/delta))/eps^2."""
    m = agnostic_sample_size(k, epsilon, delta)
    scale = 10**10 * k**4 / epsilon**2
    return not is_less(lambda: as_ball(scale) * (1 + logarithm(1 / delta)), m - 1)


@size_depends_on_epsilon_alone.corrected
@for_all(k=st.integers(1, 5), epsilon=errors, delta=chances)
def runs_with_chance_one_half(k, epsilon, delta):
    """The time is 2^{O(k^5/eps^2)} poly(n, 1/delta) if r = ceil(log2(2/delta)) functions are learned with
    the probability of failure 1/2 each, and the best of them on new samples is taken.

    All fail with probability 2^-r <= delta/2. There are r <= 3/delta runs, and k m <= k + 2 10^10
    k^5/eps^2 in each. By Hoeffding's inequality O(k^4 log(r/delta)/eps^2) new samples are enough.
    """
    r = next(r for r in range(1, 200) if 2**r * delta >= 2)
    m = agnostic_sample_size(k, epsilon, Fraction(1, 2))
    is_small = m <= 1 + 2 * 10**10 * k**4 / epsilon**2
    return is_small and Fraction(1, 2**r) <= delta / 2 and r * delta <= 3
