"""The door for numbers lets exact numbers in, unchanged, and nothing else."""

import enum
import math
import sys
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpz
from hypothesis import example, given
from hypothesis import strategies as st

from exactrelu.errors import DimensionError, FloatError, NumberError
from exactrelu.rational import (
    MAX_DIGITS,
    as_fmpq,
    as_matrix,
    as_rational,
    as_text,
    as_vector,
    from_fmpq,
    over_common_denominator,
    quotient,
    quotients,
)


class Colour(enum.IntEnum):
    RED = 3


class ExactWhole:
    """Neither a number nor a float, but it tells a ratio."""

    def as_integer_ratio(self):
        return 3, 2


class Silent:
    """A real number that does not tell what it holds."""

    def __str__(self):
        return "silent"


EXACT = {
    "an int": (7, Fraction(7)),
    "a big int": (-(2**300), Fraction(-(2**300))),
    "an int of a subclass": (Colour.RED, Fraction(3)),
    "a Fraction": (Fraction(-3, 4), Fraction(-3, 4)),
    "a Decimal": (Decimal("0.1"), Fraction(1, 10)),
    "a Decimal with an exponent": (Decimal("-12E-3"), Fraction(-3, 250)),
    "a Decimal with a large exponent": (Decimal("1E+20"), Fraction(10**20)),
    "the Decimal minus zero": (Decimal("-0.0"), Fraction(0)),
    "FLINT's integer": (fmpz(-5), Fraction(-5)),
    "FLINT's rational": (fmpq(3, -6), Fraction(-1, 2)),
    "sympy's Integer": (sympy.Integer(4), Fraction(4)),
    "sympy's Rational": (sympy.Rational(2, 6), Fraction(1, 3)),
    "sympy's Half": (sympy.S.Half, Fraction(1, 2)),
    "sympy's Zero": (sympy.S.Zero, Fraction(0)),
    "numpy's int8": (np.int8(-128), Fraction(-128)),
    "numpy's uint64": (np.uint64(2**64 - 1), Fraction(2**64 - 1)),
    "digits": ("12", Fraction(12)),
    "digits with leading zeros": ("007", Fraction(7)),
    "a plus sign": ("+3", Fraction(3)),
    "a minus sign": ("-3", Fraction(-3)),
    "minus zero": ("-0", Fraction(0)),
    "a quotient": ("6/4", Fraction(3, 2)),
    "a negative quotient": ("-6/4", Fraction(-3, 2)),
    "a quotient with leading zeros": ("01/02", Fraction(1, 2)),
    "a zero quotient": ("0/7", Fraction(0)),
    "a decimal": ("0.1", Fraction(1, 10)),
    "a decimal without digits in front": (".5", Fraction(1, 2)),
    "a decimal without digits behind": ("5.", Fraction(5)),
    "an exponent": ("-1.5e-3", Fraction(-3, 2000)),
    "a capital exponent": ("2E3", Fraction(2000)),
    "an exponent with a plus sign": ("2e+3", Fraction(2000)),
    "an exponent with leading zeros": ("2e0000000003", Fraction(2000)),
    "an exponent with very many leading zeros": ("2e" + "0" * 10**5 + "3", Fraction(2000)),
    "an exponent that cancels the places": ("12.50e1", Fraction(125)),
    "blanks around": (" \t1/2\r\n", Fraction(1, 2)),
}

NO_TEXT_OF_A_NUMBER = {
    "nothing": "",
    "blanks": "  ",
    "a blank inside": "1 /2",
    "a blank after the sign": "- 1",
    "an underscore": "1_000",
    "a comma": "1,5",
    "two signs": "--1",
    "a sign below": "1/-2",
    "nothing below": "1/",
    "nothing above": "/2",
    "two quotients": "1/2/3",
    "a decimal above": "1.5/2",
    "a point": ".",
    "two points": "1.2.3",
    "no digits in front of the exponent": "e5",
    "a point in front of the exponent": ".e5",
    "no exponent": "1e",
    "a fractional exponent": "1e1.5",
    "NaN": "NaN",
    "infinity": "-inf",
    "hexadecimal": "0x10",
    "Arabic digits": "٣",
    "fullwidth digits": "\N{FULLWIDTH DIGIT ONE}",
    "a superscript": "2²",
    "a vulgar fraction": "½",
    "a minus sign of typography": "−1",
    "a no-break space": "\N{NO-BREAK SPACE}1",
    "a word": "one",
    "percent": "5%",
    "a complex number": "1j",
}

NO_NUMBER = {
    "None": None,
    "True": True,
    "False": False,
    "numpy's bool": np.bool_(True),  # noqa: FBT003 - numpy has no keyword for it
    "a list": [1],
    "bytes": b"1",
    "a complex number": 1 + 0j,
    "numpy's complex number": np.complex128(1),
    "an array of dimension 0": np.array(1),
    "an array": np.array([1, 2]),
    "sympy's true": sympy.true,
    "sympy's pi": sympy.pi,
    "sympy's square root": sympy.sqrt(2),
    "sympy's symbol": sympy.Symbol("x"),
    "sympy's infinity": sympy.oo,
    "sympy's nan": sympy.nan,
    "the Decimal NaN": Decimal("NaN"),
    "the Decimal signalling NaN": Decimal("sNaN"),
    "the Decimal infinity": Decimal("-Infinity"),
}

FLOATS = {
    "Python's": 0.5,
    "numpy's float16": np.float16(0.5),
    "numpy's float32": np.float32(0.5),
    "numpy's float64": np.float64(0.5),
    "numpy's longdouble": np.longdouble(0.5),
    "an integral float": 3.0,
    "minus zero": -0.0,
    "the smallest float": 5e-324,
    "the largest float": sys.float_info.max,
    "sympy's Float": sympy.Float(0.5),
    "mpmath's float": sympy.Float(0.5)._to_mpmath(53),
    "NaN": float("nan"),
    "infinity": float("inf"),
    "numpy's minus infinity": np.float32("-inf"),
    "another ratio": ExactWhole(),
}


def by_case(table):
    return pytest.mark.parametrize("case", table.values(), ids=table.keys())


@by_case(EXACT)
def test_an_exact_number_comes_in_as_the_fraction_that_it_is(case):
    value, expected = case
    number = as_rational(value)
    assert type(number) is Fraction
    assert (type(number.numerator), type(number.denominator)) == (int, int)
    assert number == expected


@by_case(EXACT)
def test_how_floats_are_read_does_not_change_an_exact_number(case):
    value, expected = case
    assert as_rational(value, floats="dyadic") == expected
    assert as_rational(value, floats="decimal") == expected


@by_case(NO_TEXT_OF_A_NUMBER)
def test_a_text_that_is_no_number_is_refused_and_shown(case):
    with pytest.raises(NumberError) as caught:
        as_rational(case, name="x1")
    assert str(caught.value) == (
        f'x1 must be a rational number such as "3", "-1/2" or "0.25", not {case!r}'
    )


@by_case(NO_NUMBER)
@pytest.mark.parametrize("floats", ["refuse", "dyadic", "decimal"])
def test_what_is_no_number_is_refused_in_one_line(case, floats):
    with pytest.raises(NumberError) as caught:
        as_rational(case, floats=floats)
    assert "\n" not in str(caught.value)


@by_case(FLOATS)
def test_a_float_is_refused_in_one_short_line(case):
    with pytest.raises(FloatError) as caught:
        as_rational(case)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 220


MESSAGES = {
    "a float": (
        0.1,
        (
            "slope must be an exact rational number, not the float 0.1 (which holds "
            '3602879701896397/36028797018963968); write "1/10", or ask for floats="dyadic" or '
            '"decimal"'
        ),
    ),
    "a tiny float": (
        2.0**-200,
        (
            "slope must be an exact rational number, not the float 6.223015277861142e-61 (which "
            'holds 1/2^200); write "6.223015277861142e-61", or ask for floats="dyadic" or "decimal"'
        ),
    ),
    "a huge float": (
        -3 * 2.0**300,
        (
            "slope must be an exact rational number, not the float -6.111107929003458e+90 (which "
            'holds -3*2^300); write "-6.111107929003458e+90", or ask for floats="dyadic" or '
            '"decimal"'
        ),
    ),
    "NaN": (float("nan"), "slope must be a finite rational number, not nan"),
    "infinity": (np.float32("-inf"), "slope must be a finite rational number, not -inf"),
    "another ratio": (
        ExactWhole(),
        (
            "slope must be an exact rational number, not test_rational.ExactWhole (which holds "
            '3/2); ask for floats="dyadic" to take what it holds'
        ),
    ),
    "sympy's Float": (
        sympy.Float("0.5", 3),
        "slope must be an exact rational number, not sympy.core.numbers.Float '0.500'",
    ),
    "a truth value": (True, "slope must be a rational number, not the truth value True"),
    "None": (None, "slope must be a rational number, not None"),
    "another type": ([1], "slope must be a rational number, not list"),
    "a type of a library": (np.array(1), "slope must be a rational number, not numpy.ndarray"),
    "a complex number": (2j, "slope must be a rational number, not 2j"),
    "a division by zero": ("1/0", "slope must be a rational number, but '1/0' divides by zero"),
    "zero by zero": ("0/00", "slope must be a rational number, but '0/00' divides by zero"),
    "the Decimal NaN": (
        Decimal("NaN"),
        "slope must be a finite rational number, not Decimal NaN",
    ),
    "a long text": (
        "x" * 10**6,
        (
            'slope must be a rational number such as "3", "-1/2" or "0.25", not '
            f"'{'x' * 27}...{'x' * 28}'"
        ),
    ),
    "a text of two lines": (
        "1\n2",
        'slope must be a rational number such as "3", "-1/2" or "0.25", not \'1\\n2\'',
    ),
    "a long number": ("1" * 100_001, "slope must have at most 100000 digits, not 100001"),
    "a large exponent": ("1e100000", "slope must have at most 100000 digits, not 100001"),
    "a small exponent": ("1e-100000", "slope must have at most 100000 digits, not 100001"),
    "a huge exponent": (
        "1e-999999999",
        "slope must have at most 100000 digits, not an exponent '-999999999'",
    ),
    "a huge Decimal": (
        Decimal("1E+999999999"),
        "slope must have at most 100000 digits, not an exponent '999999999'",
    ),
}


@by_case(MESSAGES)
def test_a_message_says_what_was_required_what_came_and_where(case):
    value, message = case
    with pytest.raises(NumberError) as caught:
        as_rational(value, name="slope")
    assert str(caught.value) == message


LONG = {
    "a huge exponent": "1e999999999",
    "a huge negative exponent": "-1e-999999999",
    "zero with a huge exponent": "0e999999999",
    "an exponent that is itself long": "1e" + "9" * 10**6,
    "a long integer": "9" * 10**7,
    "a long numerator": "9" * 10**7 + "/7",
    "a long denominator": "7/" + "9" * 10**7,
    "many places": "0." + "0" * 10**7 + "1",
    "a huge Decimal": Decimal("1E+999999999"),
    "a tiny Decimal": Decimal("1E-999999999"),
}


@by_case(LONG)
def test_a_number_too_long_to_build_is_refused_at_once(case):
    start = time.monotonic()
    with pytest.raises(NumberError, match=rf"^value must have at most {MAX_DIGITS} digits"):
        as_rational(case)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("1e99999", 10**99999, 1),
        ("-1e-99999", -1, 10**99999),
        ("9" * 100_000, 10**100_000 - 1, 1),
        ("1/" + "9" * 100_000, 1, 10**100_000 - 1),
    ],
    ids=["large", "small", "long", "long below"],
)
def test_a_number_of_the_full_length_is_read_and_written(text, numerator, denominator):
    # Python itself refuses to read or print more than 4300 digits.
    number = as_rational(text)
    assert (number.numerator, number.denominator) == (numerator, denominator)
    assert as_rational(as_text(number)) == number


def slow_decimal(text):
    """Digit by digit, as one reads a decimal aloud."""
    body, _, exponent = text.lower().partition("e")
    number, places, seen_point = Fraction(0), 0, False
    for sign in body.lstrip("+-"):
        if sign == ".":
            seen_point = True
        else:
            number, places = number * 10 + "0123456789".index(sign), places + seen_point
    for _ in range(places):
        number /= 10
    for _ in range(abs(int(exponent or "0"))):
        number = number * 10 if int(exponent) > 0 else number / 10
    return -number if body.startswith("-") else number


@given(
    st.from_regex(
        r"[+-]?([0-9]{1,6}\.?[0-9]{0,6}|\.[0-9]{1,6})([eE][+-]?[0-9]{1,2})?", fullmatch=True
    )
)
@example("-.0e-0")
def test_a_decimal_is_read_as_one_reads_it_aloud(text):
    assert as_rational(text) == slow_decimal(text)


@given(st.integers(), st.integers(min_value=1))
def test_a_quotient_is_the_solution_of_its_equation(above, below):
    assert as_rational(f"{above}/{below}") * below == above


@given(st.fractions())
def test_writing_and_reading_a_number_gives_it_back(number):
    text = as_text(number)
    assert as_rational(text) == number
    assert text == str(number)
    assert from_fmpq(as_fmpq(number)) == number
    assert as_rational(as_fmpq(number)) == number
    assert as_rational(sympy.Rational(number.numerator, number.denominator)) == number


@given(st.text(alphabet="0123456789+-/.eE_ ", max_size=8))
def test_what_the_door_reads_python_reads_as_the_same_number(text):
    try:
        number = as_rational(text)
    except NumberError:
        return
    assert number == Fraction(text)


def two_adic(value):
    """The number that a finite float holds, from its hexadecimal form."""
    mantissa, exponent = value.hex().split("p")
    sign = -1 if mantissa.startswith("-") else 1
    whole, _, part = mantissa.lstrip("-").removeprefix("0x").partition(".")
    return sign * Fraction(int(whole + part, 16), 16 ** len(part)) * Fraction(2) ** int(exponent)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(0.1)
@example(5e-324)
@example(-0.0)
def test_a_dyadic_float_is_exactly_what_it_holds(value):
    assert as_rational(value, floats="dyadic") == two_adic(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e16)
@example(1e-7)
def test_a_decimal_float_is_what_it_prints(value):
    assert as_rational(value, floats="decimal") == slow_decimal(repr(value))


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_decimal_float32_is_the_shortest_decimal_that_prints_as_it(value):
    number = as_rational(np.float32(value), floats="decimal")
    assert np.float32(number.numerator / number.denominator) == np.float32(value)
    assert as_rational(np.float32(0.1), floats="decimal") == Fraction(1, 10)


@given(st.floats())
def test_no_float_comes_in_unasked(value):
    with pytest.raises(FloatError):
        as_rational(value)


@pytest.mark.parametrize("floats", ["dyadic", "decimal"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("nan")])
def test_a_float_that_is_no_number_stays_out_even_on_request(value, floats):
    with pytest.raises(FloatError, match="finite"):
        as_rational(value, floats=floats)


def test_another_ratio_comes_in_only_as_what_it_holds():
    assert as_rational(ExactWhole(), floats="dyadic") == Fraction(3, 2)
    with pytest.raises(FloatError):
        as_rational(ExactWhole(), floats="decimal")


def test_what_tells_no_ratio_is_no_number():
    with pytest.raises(NumberError, match=r"not test_rational\.Silent"):
        as_rational(Silent(), floats="dyadic")


def test_a_float_that_tells_no_ratio_stays_out_even_on_request():
    with pytest.raises(FloatError, match=r"not sympy\.core\.numbers\.Float '0\.5"):
        as_rational(sympy.Float(0.5), floats="dyadic")


def test_a_fraction_is_not_copied():
    number = Fraction(1, 3)
    assert as_rational(number) is number
    assert as_vector([number])[0] is number


def test_a_vector_is_a_tuple_of_fractions():
    assert as_vector(["1/2", 3, np.int64(4)]) == (Fraction(1, 2), 3, 4)
    assert as_vector(np.array([1, 2])) == (1, 2)
    assert as_vector(x for x in (1, 2)) == (1, 2)
    assert as_vector([]) == ()
    assert as_vector([0.5], floats="dyadic") == (Fraction(1, 2),)
    assert all(type(entry) is Fraction for entry in as_vector([1, "2", Decimal(3)]))


NO_VECTOR = {
    "a text": ("12", "v must be a sequence of rational numbers, not '12'"),
    "bytes": (b"12", "v must be a sequence of rational numbers, not bytes"),
    "a set": ({1, 2}, "v must be a sequence of rational numbers, not set"),
    "a mapping": ({1: 2}, "v must be a sequence of rational numbers, not dict"),
    "a number": (3, "v must be a sequence of rational numbers, not int"),
    "None": (None, "v must be a sequence of rational numbers, not None"),
    "an array of dimension 0": (
        np.array(1),
        "v must be a sequence of rational numbers, not numpy.ndarray",
    ),
    "a matrix": ([[1], [2]], "v[0] must be a rational number, not list"),
    "a list with a gap": ([1, None], "v[1] must be a rational number, not None"),
}


@by_case(NO_VECTOR)
def test_what_is_no_vector_is_refused_where_it_fails(case):
    values, message = case
    with pytest.raises(NumberError) as caught:
        as_vector(values, name="v")
    assert str(caught.value) == message


def test_a_float_in_a_vector_is_named_by_its_place():
    with pytest.raises(FloatError, match=r'^v\[1\] must be .* write "1/2"'):
        as_vector([1, 0.5], name="v")


def test_a_matrix_is_a_tuple_of_rows():
    assert as_matrix([[1, "1/2"], (0, 2)]) == ((1, Fraction(1, 2)), (0, 2))
    assert as_matrix(np.array([[1, 2], [3, 4]])) == ((1, 2), (3, 4))
    assert as_matrix([]) == ()
    assert as_matrix([[], []]) == ((), ())
    assert as_matrix([[0.5]], floats="decimal") == ((Fraction(1, 2),),)


RAGGED = {
    "a short row": ([[1, 2], [3]], "A[1] must have 2 entries like A[0], not 1"),
    "a long row": ([[1], [2], [3, 4]], "A[2] must have 1 entry like A[0], not 2"),
    "an empty row": ([[1], []], "A[1] must have 1 entry like A[0], not 0"),
    "an empty first row": ([[], [1]], "A[1] must have 0 entries like A[0], not 1"),
}


@by_case(RAGGED)
def test_a_ragged_matrix_is_refused(case):
    rows, message = case
    with pytest.raises(DimensionError) as caught:
        as_matrix(rows, name="A")
    assert str(caught.value) == message


def test_what_is_no_matrix_is_refused_where_it_fails():
    with pytest.raises(NumberError, match=r"^A must be a sequence of rows, not int$"):
        as_matrix(3, name="A")
    with pytest.raises(NumberError, match=r"^A\[0\] must be a sequence of rational numbers"):
        as_matrix([1, 2], name="A")
    with pytest.raises(NumberError, match=r"^A\[1\]\[0\] must be a rational number, not None$"):
        as_matrix([[1], [None]], name="A")


@given(st.lists(st.fractions()))
@example([])
@example([Fraction(0)])
@example([Fraction(1, 2), Fraction(-1, 3)])
def test_a_common_denominator_is_the_least_one(values):
    numerators, denominator = over_common_denominator(values)
    assert [Fraction(p, denominator) for p in numerators] == values
    assert denominator >= 1
    assert all(
        any((value * smaller).denominator > 1 for value in values)
        for smaller in range(1, min(denominator, 200))
    )


def test_integers_have_the_common_denominator_one():
    assert over_common_denominator([2, Fraction(4)]) == ((2, 4), 1)


LONG = st.integers(-(2**80), 2**80) | st.integers(-(2**2000), 2**2000)


@given(st.lists(LONG), LONG.filter(bool), st.integers(1, 2**600))
@example([0, 6, -(2**600), 2**600 * 3], 2**600 * 9, 1)
@example([1], -(7**300), 1)
@example([], -(2**500), 1)
def test_quotients_are_those_of_the_constructor(numerators, denominator, common):
    numerators, denominator = [p * common for p in numerators], denominator * common
    found = quotients(numerators, denominator)
    assert found == tuple([Fraction(p, denominator) for p in numerators])
    assert [quotient(p, denominator) for p in numerators] == list(found)
    # Fractions compare by their parts, which must be ints in lowest terms.
    assert {type(part) for value in found for part in value.as_integer_ratio()} <= {int}
    assert {math.gcd(*value.as_integer_ratio()) for value in found} <= {1}


def test_a_quotient_over_0_is_refused_as_the_constructor_refuses_it():
    with pytest.raises(ZeroDivisionError):
        quotient(1, 0)
    with pytest.raises(ZeroDivisionError):
        quotients([1], 0)
