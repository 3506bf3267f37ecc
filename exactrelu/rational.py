r"""The only door by which numbers enter, and the plain forms in which they leave.

Inside the library a number is a `fractions.Fraction`. What may come in is listed at `as_rational`;
a float is refused, since 0.1 is not 1/10, and since one float silently turns every Fraction that
it meets into a float. Whoever has floats says how to read them: ``"dyadic"`` takes the exact value
that the float holds, ``"decimal"`` the shortest decimal that prints as that float.

Text is ``p/q``, ``p`` or a decimal such as ``-1.5e-3``: ASCII digits, an optional sign in front,
blanks around but not inside, no underscores. A text that would make a number of more than
`MAX_DIGITS` digits is refused before it is built.

>>> as_rational("-1.5e-3")
Fraction(-3, 2000)
>>> as_rational(0.1, floats="decimal")
Fraction(1, 10)
"""

from __future__ import annotations

import math
import numbers
import re
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeAlias, get_args

from flint import fmpq, fmpz

from exactrelu.errors import DimensionError, DomainError, FloatError, NumberError

__all__ = [
    "MAX_DIGITS",
    "Floats",
    "Matrix",
    "RationalLike",
    "Vector",
    "as_fmpq",
    "as_matrix",
    "as_rational",
    "as_text",
    "as_vector",
    "from_fmpq",
    "over_common_denominator",
    "quotient",
    "quotients",
]

MAX_DIGITS = 100_000
"""The longest numerator or denominator, in decimal digits, that a text may stand for."""

Floats: TypeAlias = Literal["refuse", "dyadic", "decimal"]
Vector: TypeAlias = tuple[Fraction, ...]
Matrix: TypeAlias = tuple[Vector, ...]


class Ratio(Protocol):
    """What has an exact numerator and denominator: numpy integers, sympy and FLINT rationals.

    >>> from flint import fmpq
    >>> half: Ratio = fmpq(1, 2)
    >>> as_rational(half)
    Fraction(1, 2)
    """

    @property
    def numerator(self) -> Any:  # noqa: ANN401 - each library has an integer type of its own
        """The integer above the line."""

    @property
    def denominator(self) -> Any:  # noqa: ANN401
        """The positive integer below the line."""


RationalLike: TypeAlias = int | Fraction | str | Decimal | fmpz | fmpq | Ratio

_QUOTIENT = re.compile(r"([+-]?[0-9]+)(?:/([0-9]+))?")
_DECIMAL = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
_BLANKS = " \t\r\n"

# Error messages stay on one line: values longer than this are shortened there.
_SHORT = 60
_SHORTENED = reprlib.Repr()
_SHORTENED.maxstring = _SHORTENED.maxother = _SHORTENED.maxlong = _SHORT


def as_rational(value: object, *, floats: Floats = "refuse", name: str = "value") -> Fraction:
    """Return the rational number that `value` is, exactly.

    Accepted: int, Fraction, Decimal, text ("p/q", "p", decimals), FLINT's fmpz and fmpq, sympy's
    Integer and Rational, numpy integers, and whatever else is a `numbers.Rational`. A bool is no
    number here. A float, and anything else with ``as_integer_ratio``, only if `floats` says how.

    Raises FloatError for a float that was not asked for, NumberError for anything else that is
    not a rational number, DomainError for a float that is to be read in an unknown way; `name` is
    how the message calls the value.

    >>> as_rational("6/4")
    Fraction(3, 2)
    >>> as_rational(0.1, floats="dyadic")
    Fraction(3602879701896397, 36028797018963968)
    >>> as_rational(0.1, name="slope")
    Traceback (most recent call last):
    exactrelu.errors.FloatError: slope must be an exact rational number, not the float 0.1 \
(which holds 3602879701896397/36028797018963968); write "1/10", or ask for floats="dyadic" or \
"decimal"
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, bool):
        raise NumberError(f"{name} must be a rational number, not the truth value {value}")
    if isinstance(value, str):
        return _read_text(value, name)
    if isinstance(value, Decimal):
        return _read_decimal(value, name)
    if isinstance(value, (numbers.Rational, fmpz, fmpq)):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real) or hasattr(value, "as_integer_ratio"):
        return _read_float(value, floats, name)
    raise NumberError(f"{name} must be a rational number, not {_kind(value)}")


def as_vector(values: object, *, floats: Floats = "refuse", name: str = "vector") -> Vector:
    """Return `values` as a tuple of Fractions, each read by `as_rational`.

    Raises NumberError for an entry that is no rational number, and for a text, a set or a mapping,
    whose entries come in no order that means something.

    >>> as_vector(["1/2", 3])
    (Fraction(1, 2), Fraction(3, 1))
    """
    entries = _entries(values, name, "rational numbers")
    return tuple(
        [
            entry
            if type(entry) is Fraction
            else as_rational(entry, floats=floats, name=f"{name}[{index}]")
            for index, entry in enumerate(entries)
        ]
    )


def as_matrix(rows: object, *, floats: Floats = "refuse", name: str = "matrix") -> Matrix:
    """Return `rows` as a tuple of equally long tuples of Fractions.

    Raises DimensionError if the rows differ in length, NumberError as `as_vector` does.

    >>> as_matrix([[1, "1/2"], [0, 2]])
    ((Fraction(1, 1), Fraction(1, 2)), (Fraction(0, 1), Fraction(2, 1)))
    """
    vectors = tuple(
        as_vector(row, floats=floats, name=f"{name}[{index}]")
        for index, row in enumerate(_entries(rows, name, "rows"))
    )
    for index, vector in enumerate(vectors):
        if len(vector) != len(vectors[0]):
            raise DimensionError(
                f"{name}[{index}] must have {_count(len(vectors[0]), 'entry', 'entries')} "
                f"like {name}[0], not {len(vector)}"
            )
    return vectors


def as_text(number: Fraction | int) -> str:
    """Return "p/q" in lowest terms, or "p" if the number is an integer.

    >>> as_text(Fraction(-6, 4)), as_text(Fraction(5))
    ('-3/2', '5')
    """
    # Python refuses to print integers of more than 4300 digits, FLINT prints any.
    return fmpq(number.numerator, number.denominator).str()


def as_fmpq(number: Fraction | int) -> fmpq:
    """Return the number as FLINT's rational.

    >>> as_fmpq(Fraction(1, 2)) + 1
    3/2
    """
    return fmpq(number.numerator, number.denominator)


def from_fmpq(number: fmpq | fmpz) -> Fraction:
    """Return FLINT's rational, or integer, as a Fraction.

    >>> from_fmpq(fmpq(1, 2))
    Fraction(1, 2)
    """
    return _in_lowest_terms(int(number.numerator), int(number.denominator))


def quotient(numerator: int, denominator: int) -> Fraction:
    """Return ``Fraction(numerator, denominator)`` of two ints, without asking what they are.

    Raises ZeroDivisionError if the denominator is 0.

    >>> quotient(4, -6)
    Fraction(-2, 3)
    """
    common = math.gcd(numerator, denominator)
    if denominator <= 0:
        if not denominator:
            raise ZeroDivisionError(f"Fraction({numerator}, 0)")
        common = -common
    if common == 1:
        return _in_lowest_terms(numerator, denominator)
    return _in_lowest_terms(numerator // common, denominator // common)


def quotients(numerators: Sequence[int], denominator: int) -> Vector:
    """Return the quotients of ints and one denominator, which is not 0.

    >>> quotients([3, 0, -2], 6)
    (Fraction(1, 2), Fraction(0, 1), Fraction(-1, 3))
    """
    if denominator < 0:
        return quotients([-p for p in numerators], -denominator)
    if denominator.bit_length() < _LONG:
        return tuple([quotient(p, denominator) if p else _ZERO for p in numerators])
    shared = _shared_part(numerators, denominator)
    pairs = [(p, math.gcd(p % shared, shared)) for p in numerators]
    return tuple([_in_lowest_terms(p // g, denominator // g) if p else _ZERO for p, g in pairs])


_ZERO = Fraction(0)

_LONG = 450
"""Bits of a denominator of which it is faster to find the shared part first (measured)."""


def _shared_part(numerators: Sequence[int], denominator: int) -> int:
    """The largest divisor of the denominator all of whose primes divide some nonzero numerator.

    It is short as a rule, and its greatest common divisor with a numerator is that of the whole.
    The primes are those of ``gcd(Π p mod q, q)``.
    """
    whole, product = fmpz(denominator), fmpz(1)
    for numerator in numerators:
        if numerator:
            product = product * numerator % whole
    part, rest, common = fmpz(1), whole, product.gcd(whole)
    while common > 1:
        part, rest = part * common, rest // common
        common = common.gcd(rest)
    return int(part)


def _in_lowest_terms(numerator: int, denominator: int) -> Fraction:
    # The constructor of Fraction would look for a common factor. These two slots are all it has.
    found = object.__new__(Fraction)
    found._numerator, found._denominator = numerator, denominator  # type: ignore[attr-defined]
    return found


def over_common_denominator(values: Sequence[Fraction | int]) -> tuple[tuple[int, ...], int]:
    """Return integers p_i and the least q >= 1 such that the i-th value is p_i / q.

    >>> over_common_denominator([Fraction(1, 2), Fraction(-1, 3)])
    ((3, -2), 6)
    """
    pairs = [value.as_integer_ratio() for value in values]
    denominator = math.lcm(*[q for _, q in pairs])
    return tuple([p * (denominator // q) for p, q in pairs]), denominator


def _read_text(text: str, name: str) -> Fraction:
    body = text.strip(_BLANKS)
    if quotient := _QUOTIENT.fullmatch(body):
        return _quotient(quotient[1], quotient[2] or "1", name)
    if decimal := _DECIMAL.fullmatch(body):
        sign, whole, part, exponent = decimal.groups(default="")
        return _decimal(sign + whole + part, exponent or "0", len(part), name)
    raise NumberError(
        f'{name} must be a rational number such as "3", "-1/2" or "0.25", not {_shown(text)}'
    )


def _quotient(above: str, below: str, name: str) -> Fraction:
    for digits in (above, below):
        _require_few_digits(digits, 0, name)
    if not below.strip("0"):
        raise NumberError(
            f"{name} must be a rational number, but {_shown(f'{above}/{below}')} divides by zero"
        )
    return Fraction(_integer(above), _integer(below))


def _decimal(digits: str, exponent: str, places: int, name: str) -> Fraction:
    """The number ``digits * 10**(exponent - places)``, refused before it grows too long."""
    size = exponent.lstrip("+-0") or "0"
    if len(size) > len(str(MAX_DIGITS)):
        raise NumberError(
            f"{name} must have at most {MAX_DIGITS} digits, not an exponent {_shown(exponent)}"
        )
    shift = (-int(size) if exponent.startswith("-") else int(size)) - places
    _require_few_digits(digits, abs(shift), name)
    return Fraction(_integer(digits)) * Fraction(10) ** shift


def _read_decimal(value: Decimal, name: str) -> Fraction:
    if not value.is_finite():
        raise NumberError(f"{name} must be a finite rational number, not Decimal {value}")
    sign, digits, exponent = value.as_tuple()
    text = "-" * sign + "".join(map(str, digits))
    return _decimal(text, str(exponent), 0, name)


def _integer(digits: str) -> int:
    # Python refuses to read integers of more than 4300 digits, FLINT reads any.
    return int(fmpz(digits.removeprefix("+")))


def _require_few_digits(digits: str, zeros: int, name: str) -> None:
    count = len(digits.lstrip("+-")) + zeros
    if count > MAX_DIGITS:
        raise NumberError(f"{name} must have at most {MAX_DIGITS} digits, not {count}")


def _read_float(value: Any, floats: Floats, name: str) -> Fraction:  # noqa: ANN401 - any float
    if floats not in get_args(Floats):
        raise DomainError(f"floats must be 'refuse', 'dyadic' or 'decimal', not {floats!r:.80}")
    held = _held(value, name)
    if floats == "dyadic":
        return held
    text = str(value)
    decimal = _read_text(text, name) if _DECIMAL.fullmatch(text) else None
    if decimal is None:
        raise FloatError(
            f"{name} must be an exact rational number, not {_kind(value)} "
            f'(which holds {_held_text(held)}); ask for floats="dyadic" to take what it holds'
        )
    if floats == "decimal":
        return decimal
    raise FloatError(
        f"{name} must be an exact rational number, not the float {text} "
        f'(which holds {_held_text(held)}); write "{_advice(decimal, text)}", '
        'or ask for floats="dyadic" or "decimal"'
    )


def _held(value: Any, name: str) -> Fraction:  # noqa: ANN401 - any float
    """The number that a float holds; FloatError if it holds none, or does not tell."""
    try:
        numerator, denominator = value.as_integer_ratio()
    except (ValueError, OverflowError):
        raise FloatError(f"{name} must be a finite rational number, not {value}") from None
    except AttributeError:
        raise FloatError(
            f"{name} must be an exact rational number, not {_kind(value)} {_shown(str(value))}"
        ) from None
    return Fraction(int(numerator), int(denominator))


def _held_text(held: Fraction) -> str:
    """The number in p/q, or with the power of two written as one where p/q would be long."""
    plain = as_text(held)
    if len(plain) <= _SHORT:
        return plain
    numerator, denominator = held.numerator, held.denominator
    twos = (numerator & -numerator).bit_length() - denominator.bit_length()
    odd = numerator >> max(twos, 0)
    return _SHORTENED.repr(odd) + (f"*2^{twos}" if twos >= 0 else f"/2^{-twos}")


def _advice(decimal: Fraction, text: str) -> str:
    plain = as_text(decimal)
    return plain if len(plain) <= _SHORT else text


def _entries(values: object, name: str, what: str) -> list[Any]:
    if type(values) in (list, tuple):
        return list(values)  # type: ignore[call-overload, no-any-return]
    unordered = isinstance(values, (str, bytes, Mapping, AbstractSet))
    if unordered or not isinstance(values, Iterable):
        raise NumberError(f"{name} must be a sequence of {what}, not {_kind(values)}")
    try:
        return list(values)
    except TypeError:
        # numpy's arrays of dimension 0 have __iter__ and refuse to be iterated over.
        raise NumberError(f"{name} must be a sequence of {what}, not {_kind(values)}") from None


def _kind(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, (str, complex)):
        return _shown(value)
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _shown(value: object) -> str:
    return _SHORTENED.repr(value)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
