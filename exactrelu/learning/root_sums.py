"""Sums Σ c_r √r of square roots of natural numbers, with rational coefficients.

The normal form has square-free r only. Their roots are linearly independent over the rationals
(Besicovitch, 1940), so that equal sums are equal in normal form, and a sum is rational only if no
root but √1 is left. Comparisons with rational numbers are decided by balls of arb, the precision
being raised until the sign is certain.

>>> RootSum.of([2, 8, "9/4"])
RootSum({1: '3/2', 2: '3'})
>>> RootSum.of([2]).is_at_most("3/2"), RootSum.of([4]).is_at_most(2)
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpz

from exactrelu.errors import DomainError
from exactrelu.learning.enclosures import as_ball, bracket, is_less, square_root
from exactrelu.rational import as_rational, as_text

__all__ = ["RootSum"]


@dataclass(frozen=True, slots=True, repr=False)
class RootSum:
    """The real number Σ c √r over the pairs (r, c): r square-free and ascending, c not 0."""

    terms: tuple[tuple[int, Fraction], ...]

    @classmethod
    def of(cls, radicands: Iterable[object]) -> RootSum:
        """Return the sum of the square roots of rational numbers of at least 0.

        Raises DomainError for a negative number.
        """
        found: dict[int, Fraction] = {}
        for radicand in radicands:
            factor, root = _square_free(as_rational(radicand, name="radicand"))
            found[root] = found.get(root, Fraction(0)) + factor
        return cls._normal(found)

    @classmethod
    def _normal(cls, terms: dict[int, Fraction]) -> RootSum:
        return cls(tuple([(root, terms[root]) for root in sorted(terms) if terms[root] != 0]))

    def __repr__(self) -> str:
        """Return the roots with their coefficients."""
        return f"RootSum({ {root: as_text(factor) for root, factor in self.terms} })"

    def plus(self, other: RootSum) -> RootSum:
        """Return the sum of both."""
        found = dict(self.terms)
        for root, factor in other.terms:
            found[root] = found.get(root, Fraction(0)) + factor
        return self._normal(found)

    def times(self, factor: object) -> RootSum:
        """Return the sum with all coefficients multiplied by a rational number."""
        scale = as_rational(factor, name="factor")
        return self._normal({root: scale * c for root, c in self.terms})

    def ball(self) -> arb:
        """Return a ball around the number at the working precision."""
        return sum([as_ball(c) * square_root(root) for root, c in self.terms], arb(0))

    def bracket(self, width: object) -> tuple[Fraction, Fraction]:
        """Return rational numbers with the number between them, not farther apart than `width`.

        >>> RootSum.of([4]).bracket("1/8")
        (Fraction(2, 1), Fraction(2, 1))
        """
        if self.is_rational:
            return self._rational, self._rational
        return bracket(self.ball, width)

    @property
    def is_rational(self) -> bool:
        """Whether the number is rational."""
        return all(root == 1 for root, _ in self.terms)

    def is_at_most(self, bound: object) -> bool:
        """Return whether the number is at most a rational one."""
        limit = as_rational(bound, name="bound")
        return self._rational <= limit if self.is_rational else is_less(self.ball, limit)

    def is_at_most_root_of(self, square: object) -> bool:
        """Return whether the number is at most the square root of a rational one.

        >>> RootSum.of([2]).is_at_most_root_of(2)
        True
        """
        difference = self.plus(RootSum.of([square]).times(-1))
        return difference.is_at_most(0)

    @property
    def _rational(self) -> Fraction:
        return dict(self.terms).get(1, Fraction(0))


def _square_free(number: Fraction) -> tuple[Fraction, int]:
    """Return c and a square-free r with √number = c √r."""
    if number < 0:
        raise DomainError(f"radicand must be at least 0, not {as_text(number)}")
    if number == 0:
        return Fraction(0), 1
    # √(p/q) = √(pq)/q
    factor, root = Fraction(1, number.denominator), 1
    for prime, exponent in fmpz(number.numerator * number.denominator).factor():
        factor *= int(prime) ** (exponent // 2)
        root *= int(prime) ** (exponent % 2)
    return factor, root
