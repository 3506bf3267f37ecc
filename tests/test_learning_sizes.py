"""Sample sizes, against logarithms of 80 decimals; and balls, whose answers must be certain."""

from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactrelu.errors import DomainError
from exactrelu.learning import (
    agnostic_sample_size,
    bias_shift,
    least_agnostic_sample_size,
    least_reliable_sample_size,
    reliable_sample_size,
)
from exactrelu.learning.enclosures import (
    bracket,
    ceiling,
    is_less,
    logarithm,
    square_root,
)

WIDTHS = st.integers(1, 5)
ERRORS = st.fractions(Fraction(1, 1000), 20, max_denominator=1000)
CHANCES = st.fractions(Fraction(1, 10**6), 1, max_denominator=10**6)


def decimal(number):
    return Decimal(number.numerator) / Decimal(number.denominator)


def rounded_up(value):
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def agnostic(k, eps, delta):
    with localcontext(prec=80):
        eps, delta = decimal(Fraction(eps)), decimal(Fraction(delta))
        return rounded_up(Decimal(10) ** 10 * k**4 * (1 + (1 / delta).ln()) / eps**2)


def reliable(k, eps, delta):
    with localcontext(prec=80):
        eps, delta = decimal(Fraction(eps)), decimal(Fraction(delta))
        return rounded_up(Decimal(10) ** 10 * k**6 * (2 / delta).ln() / eps**4)


def deviation(slope, bound, k, delta, m):
    """The bound of McDiarmid and of contraction at m samples, as a decimal."""
    return (2 * slope * 2 * k + bound * ((2 / delta).ln() / 2).sqrt()) / Decimal(m).sqrt()


def agnostic_works(k, eps, delta, m):
    with localcontext(prec=80):
        return deviation(4 * k, 4 * k * k, k, decimal(delta), m) <= decimal(eps) / 2


def reliable_works(k, eps, delta, m):
    with localcontext(prec=80):
        eps, half = decimal(eps), decimal(delta) / 2
        squares = deviation(4 * k, 4 * k * k, k, half, m) <= eps / 3
        return squares and deviation(12 * k * k / eps, 1, k, half, m) <= eps


@pytest.mark.parametrize(
    ("k", "eps", "delta", "size"),
    [
        pytest.param(1, 1, 1, 10**10, id="the logarithm of 1 is 0, and the size an integer before"),
        pytest.param(1, 3, 1, 1111111112, id="a rational number is rounded up"),
        pytest.param(1, 10**6, "1/2", 1, id="one sample at least, as errors may be so large"),
        pytest.param(1, "1/10", "1/20", 3995732273554, id="the example of the documentation"),
    ],
)
def test_theorem_7_takes(k, eps, delta, size):
    assert agnostic_sample_size(k, eps, delta) == size == agnostic(k, eps, delta)


@given(WIDTHS, ERRORS, CHANCES)
def test_sizes_are_those_of_the_decimals(k, eps, delta):
    assert agnostic_sample_size(k, eps, delta) == agnostic(k, eps, delta)
    assert reliable_sample_size(k, eps, delta) == reliable(k, eps, delta)


@settings(max_examples=40)
@given(WIDTHS, ERRORS, CHANCES)
def test_least_sizes_suffice_and_one_sample_less_does_not(k, eps, delta):
    for size, works in [
        (least_agnostic_sample_size(k, eps, delta), agnostic_works),
        (least_reliable_sample_size(k, eps, delta), reliable_works),
    ]:
        assert works(k, eps, delta, size)
        assert size == 1 or not works(k, eps, delta, size - 1)


@settings(max_examples=40)
@given(WIDTHS, st.fractions(Fraction(1, 1000), 1, max_denominator=1000), CHANCES)
def test_least_sizes_are_smaller_than_those_of_the_theorems(k, eps, delta):
    assert least_agnostic_sample_size(k, eps, delta) < agnostic_sample_size(k, eps, delta)
    assert least_reliable_sample_size(k, eps, delta) < reliable_sample_size(k, eps, delta)


def test_the_shift_is_that_of_theorem_8():
    assert bias_shift(3, "1/2") == Fraction(1, 216)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 1), "width must be a whole number of at least 1, not 0"),
        ((1, 0, 1), "epsilon must be above 0, not 0"),
        ((1, 1, 0), "delta must be above 0 and at most 1, not 0"),
        ((1, 1, 2), "delta must be above 0 and at most 1, not 2"),
    ],
)
@pytest.mark.parametrize("size", [agnostic_sample_size, least_reliable_sample_size])
def test_other_parameters_are_refused(size, arguments, message):
    with pytest.raises(DomainError) as error:
        size(*arguments)
    assert str(error.value) == message


@given(st.integers(1, 10**12))
def test_ceilings_of_roots_are_those_of_integers(n):
    irrational = n * n + 1
    assert ceiling(lambda: square_root(irrational)) == n + 1
    assert is_less(lambda: square_root(irrational), n + Fraction(1, n))


@given(st.fractions(Fraction(1, 50), 50).filter(lambda q: q != 1), st.integers(1, 60))
def test_brackets_hold_the_logarithm(q, digits):
    lower, upper = bracket(lambda: logarithm(q), Fraction(1, 10**digits))
    with localcontext(prec=100):
        assert decimal(lower) <= decimal(q).ln() <= decimal(upper)
    assert 0 < upper - lower <= Fraction(1, 10**digits)


def test_bad_numbers_are_refused():
    with pytest.raises(DomainError, match="a logarithm must be of a number above 0, not of 0"):
        logarithm(0)
    with pytest.raises(DomainError, match="a root must be of a number of at least 0, not of -1"):
        square_root(-1)
    with pytest.raises(DomainError, match="width must be above 0, not 0"):
        bracket(lambda: square_root(2), 0)
