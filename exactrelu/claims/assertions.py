"""Assertions about named objects, written as Python writes them and replayed by the checker.

What a check shows, or fails at, is put as assertions about networks, functions on the line and
numbers. The audit makes a certificate of the kind `counterexample` of them, with the id of the
claim and its statement, in the terms of ``docs/certificates.md``.

>>> assertions = asserting(lambda k, f: [k**3 - 1 > (k - 1) * k, f(k) == 3], k=2, f={"schema": "…"})
>>> assertions.assertions[1]
['=', ['value', 'f', 0, ['number', 'k']], '3']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Rational
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from exactrelu.errors import ClaimError

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["Assertion", "Assertions", "FunctionName", "Term", "asserting"]

Number: TypeAlias = "Term | int | Fraction"


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A number that the checker computes; arithmetic makes terms, comparisons make assertions.

    >>> Term("2") ** 3 - 1 < 9
    Assertion(json=['<', ['-', ['^', '2', 3], '1'], '9'])
    """

    json: Any

    def __add__(self, other: Number) -> Term:
        """Return the sum."""
        return _term("+", self, other)

    def __radd__(self, other: Number) -> Term:
        """Return the sum."""
        return _term("+", other, self)

    def __sub__(self, other: Number) -> Term:
        """Return the difference."""
        return _term("-", self, other)

    def __rsub__(self, other: Number) -> Term:
        """Return the difference."""
        return _term("-", other, self)

    def __mul__(self, other: Number) -> Term:
        """Return the product."""
        return _term("*", self, other)

    def __rmul__(self, other: Number) -> Term:
        """Return the product."""
        return _term("*", other, self)

    def __truediv__(self, other: Number) -> Term:
        """Return the quotient."""
        return _term("/", self, other)

    def __rtruediv__(self, other: Number) -> Term:
        """Return the quotient."""
        return _term("/", other, self)

    def __pow__(self, exponent: int) -> Term:
        """Return the power; the exponent is a number, not a term."""
        return Term(["^", self.json, exponent])

    def __lt__(self, other: Number) -> Assertion:
        """Assert that it is smaller."""
        return _assertion("<", self, other)

    def __le__(self, other: Number) -> Assertion:
        """Assert that it is at most the other."""
        return _assertion("<=", self, other)

    def __gt__(self, other: Number) -> Assertion:
        """Assert that it is larger."""
        return _assertion(">", self, other)

    def __ge__(self, other: Number) -> Assertion:
        """Assert that it is at least the other."""
        return _assertion(">=", self, other)

    def __eq__(self, other: Number) -> Assertion:  # type: ignore[override]
        """Assert that they are equal."""
        return _assertion("=", self, other)

    def __ne__(self, other: Number) -> Assertion:  # type: ignore[override]
        """Assert that they differ."""
        return _assertion("!=", self, other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class FunctionName:
    """The name of a network or a function on the line, whose measures are terms.

    >>> FunctionName("f").pieces < FunctionName("net").size
    Assertion(json=['<', ['pieces', 'f'], ['size', 'net']])
    """

    name: str

    def __call__(self, *point: Number, coordinate: int = 0) -> Term:
        """Return a coordinate, counted from 0, of the value at a point."""
        return Term(["value", self.name, coordinate, *map(_json, point)])

    @property
    def pieces(self) -> Term:
        """The number of maximal affine pieces of a function R -> R."""
        return Term(["pieces", self.name])

    @property
    def size(self) -> Term:
        """The sum of the hidden widths of a network."""
        return Term(["size", self.name])

    @property
    def depth(self) -> Term:
        """The number of affine maps of a network."""
        return Term(["depth", self.name])

    @property
    def width(self) -> Term:
        """The largest hidden width of a network."""
        return Term(["width", self.name])

    def distance(self, other: FunctionName, lower: Number, upper: Number) -> Term:
        """Return the L1 distance of two functions R -> R on an interval."""
        return Term(["l1", self.name, other.name, _json(lower), _json(upper)])

    def same(self, other: FunctionName) -> Assertion:
        """Assert that two functions R -> R are equal at every point."""
        return Assertion(["same", self.name, other.name])

    def differs(self, other: FunctionName) -> Assertion:
        """Assert that two functions R -> R are not equal."""
        return Assertion(["different", self.name, other.name])


@dataclass(frozen=True, slots=True)
class Assertion:
    """A statement that the checker decides. It has no truth value of its own."""

    json: list[Any]

    def __bool__(self) -> NoReturn:
        """Refuse to be true or false, so that ``0 < f.pieces < 3`` does not pass for two."""
        raise TypeError(f"the assertion {self.json} is for the checker to decide")


@dataclass(frozen=True, slots=True)
class Assertions:
    """Objects by their names, and what is asserted of them, as JSON."""

    objects: Mapping[str, object]
    assertions: Sequence[Sequence[Any]]


def asserting(body: Callable[..., Iterable[object]], **objects: object) -> Assertions:
    """Return what `body` asserts of the objects, whose names are its parameters.

    An object is a network or a function on the line, with `as_json()` or as JSON, or a rational
    number. Raises ClaimError if nothing, or no `Assertion`, is asserted.
    """
    assertions = list(body(**{name: _handle(name, value) for name, value in objects.items()}))
    known = [assertion.json for assertion in assertions if isinstance(assertion, Assertion)]
    if not known or len(known) < len(assertions):
        raise ClaimError(f"what is asserted must be comparisons of terms, not {assertions!r}")
    return Assertions(dict(objects), known)


def _handle(name: str, value: object) -> Term | FunctionName:
    return Term(["number", name]) if isinstance(value, Rational) else FunctionName(name)


def _term(operation: str, left: Number, right: Number) -> Term:
    return Term([operation, _json(left), _json(right)])


def _assertion(relation: str, left: Number, right: Number) -> Assertion:
    return Assertion([relation, _json(left), _json(right)])


def _json(number: Number) -> Any:  # noqa: ANN401 - terms are nested lists
    if isinstance(number, Term):
        return number.json
    if isinstance(number, Rational) and not isinstance(number, bool):
        return str(number)
    raise ClaimError(f"a term must be an exact number, not the {type(number).__name__} {number!r}")
