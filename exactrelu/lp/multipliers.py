"""What multipliers of the rows prove in a box: a bound on the cost, or that the box is empty.

For the integer form ``min c·x, G x >= h`` (or ``=``) in a box ``l <= x <= u`` and multipliers
``y >= 0`` of inequalities, weak duality gives every feasible x

    c·x >= y·h + Σ_{z_j>0} z_j l_j + Σ_{z_j<0} z_j u_j   where z = c - Gᵀy,

if the ends that occur are finite. With 0 in place of c, a positive right side is a contradiction.
All is computed in integers, in machine words wherever these suffice; `exactrelu.lp.branching` asks
this at each of its nodes.

>>> from exactrelu.lp import LinearProgram
>>> integral = IntegralProgram.of(LinearProgram.of([1], [([2], ">=", 1)], bounds=[(0, 1)]))
>>> duality, box = Duality.of(integral), Box.of(integral)
>>> duality.bound(Multipliers((1,), 2), box)
Fraction(1, 2)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from exactrelu import integers
from exactrelu.integers import IntegerArray
from exactrelu.lp.integral import IntegralProgram, Quotient

__all__ = ["Box", "Duality", "Multipliers", "Rest"]


@dataclass(frozen=True, slots=True)
class Multipliers:
    """One multiplier for each row of the integer form, over a positive common denominator."""

    numerators: tuple[int, ...]
    denominator: int

    def shortened(self) -> Iterator[Multipliers]:
        """Yield roundings to ever more binary digits, and at last the multipliers themselves.

        >>> [m.numerators for m in Multipliers((100, 7), 1).shortened()][:2]
        [(104, 8), (100, 8)]
        """
        for digits in (3, 5, 7, 10, 14, 20):
            yield self.rounded(digits)
        yield self

    def rounded(self, digits: int) -> Multipliers:
        """Return the multipliers with so many binary digits of the largest.

        >>> Multipliers((1000, 7), 3).rounded(3)
        Multipliers(numerators=(320, 0), denominator=1)
        """
        size = max(map(abs, self.numerators), default=0)
        return self._to_multiples(digits - size.bit_length() + self.denominator.bit_length())

    def _to_multiples(self, shift: int) -> Multipliers:
        """The nearest multiples of 2^-shift."""
        up, down = 1 << max(shift, 0), self.denominator << max(-shift, 0)
        numerators = [(2 * y * up + down) // (2 * down) for y in self.numerators]
        if shift < 0:
            return Multipliers(tuple([y << -shift for y in numerators]), 1)
        return Multipliers(tuple(numerators), up)


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Ends of the variables, times `scale`; 0 where `has_lower` or `has_upper` says there is none.

    >>> from exactrelu.lp import LinearProgram
    >>> box = Box.of(IntegralProgram.of(LinearProgram.of([1], bounds=[("1/2", None)])))
    >>> box.ends(0), box.with_upper(0, 3).ends(0)
    ((Fraction(1, 2), None), (Fraction(1, 2), Fraction(3, 1)))
    """

    lower: IntegerArray
    upper: IntegerArray
    has_lower: IntegerArray
    has_upper: IntegerArray
    scale: int

    @classmethod
    def of(cls, program: IntegralProgram) -> Box:
        """Return the bounds of a program as they are, rounded nowhere."""
        ends = [end for end in (*program.lower, *program.upper) if end is not None]
        scale = lcm(*[q for _, q in ends])
        lower, has_lower = _scaled(program.lower, scale)
        upper, has_upper = _scaled(program.upper, scale)
        return cls(lower, upper, has_lower, has_upper, scale)

    def ends(self, j: int) -> tuple[Fraction | None, Fraction | None]:
        """The lower and the upper end of a variable."""
        low = Fraction(int(self.lower[j]), self.scale) if self.has_lower[j] else None
        return low, Fraction(int(self.upper[j]), self.scale) if self.has_upper[j] else None

    def with_lower(self, j: int, end: int) -> Box:
        """Return the box with this lower end of a variable."""
        lower, has = _with_end(self.lower, self.has_lower, j, end * self.scale)
        return replace(self, lower=lower, has_lower=has)

    def with_upper(self, j: int, end: int) -> Box:
        """Return the box with this upper end of a variable."""
        upper, has = _with_end(self.upper, self.has_upper, j, end * self.scale)
        return replace(self, upper=upper, has_upper=has)

    def quotients(self) -> tuple[tuple[Quotient | None, ...], tuple[Quotient | None, ...]]:
        """The ends as an integral program has them."""
        pairs = [self.ends(j) for j in range(len(self.lower))]
        low = tuple([None if end is None else end.as_integer_ratio() for end, _ in pairs])
        return low, tuple([None if end is None else end.as_integer_ratio() for _, end in pairs])


def _scaled(ends: Sequence[Quotient | None], scale: int) -> tuple[IntegerArray, IntegerArray]:
    values = integers.as_integers([0 if e is None else e[0] * (scale // e[1]) for e in ends])
    return values, integers.as_integers([int(e is not None) for e in ends]) > 0


def _with_end(
    values: IntegerArray, present: IntegerArray, j: int, end: int
) -> tuple[IntegerArray, IntegerArray]:
    changed = values.copy() if abs(end) <= integers.WORD else integers.widen(values)
    changed[j] = end
    if present[j]:
        return changed, present
    present = present.copy()
    present[j] = True
    return changed, present


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What multipliers leave of the cost: z times `denominator`, and y·h times it."""

    rest: IntegerArray
    right: int
    denominator: int


@dataclass(frozen=True, slots=True, eq=False)
class Duality:
    """The matrix G, the right side h and the cost c of a program as integer arrays."""

    matrix: IntegerArray
    right: IntegerArray
    cost: IntegerArray
    inequalities: IntegerArray

    @classmethod
    def of(cls, program: IntegralProgram) -> Duality:
        """Return the arrays of a program."""
        rows = [program.row(i) for i in range(len(program.rows))]
        matrix = integers.as_integers([row.coefficients for row in rows])
        return cls(
            matrix=matrix.reshape(len(rows), program.dimension),
            right=integers.as_integers([row.bound for row in rows]),
            cost=integers.as_integers(program.cost),
            inequalities=integers.as_integers([row.relation != "=" for row in program.rows]) > 0,
        )

    def admissible(self, multipliers: Multipliers) -> Multipliers:
        """Return the multipliers with 0 in place of those of the wrong sign."""
        pairs = zip(multipliers.numerators, self.inequalities.tolist(), strict=True)
        numerators = [0 if is_inequality and y < 0 else y for y, is_inequality in pairs]
        return Multipliers(tuple(numerators), multipliers.denominator)

    def rest(self, multipliers: Multipliers, *, of_cost: bool = True) -> Rest:
        """Return what multipliers, once admissible, leave of the cost, or of 0."""
        denominator = multipliers.denominator
        y = integers.as_integers(self.admissible(multipliers).numerators)
        combined = integers.combination(y, self.matrix)
        factor = integers.as_integers([denominator if of_cost else 0])
        z = integers.difference(integers.product(self.cost, factor), combined)
        return Rest(z, integers.dot(y, self.right), denominator)

    def bound(self, multipliers: Multipliers, box: Box, *, of_cost: bool = True) -> Fraction | None:
        """Return what the multipliers prove in the box; None if an end that they need is missing.

        >>> from exactrelu.lp import LinearProgram
        >>> integral = IntegralProgram.of(LinearProgram.of([1], [([3], ">=", 1)]))
        >>> Duality.of(integral).bound(Multipliers((1,), 2), Box.of(integral)) is None
        True
        """
        return self.value(self.rest(multipliers, of_cost=of_cost), box)

    @staticmethod
    def value(rest: Rest, box: Box) -> Fraction | None:
        """Return y·h and what the box adds to it."""
        z = rest.rest
        if (((z > 0) & ~box.has_lower) | ((z < 0) & ~box.has_upper)).any():
            return None
        zero = z - z
        ends = integers.dot(integers.select(z > 0, z, zero), box.lower)
        ends += integers.dot(integers.select(z < 0, z, zero), box.upper)
        return Fraction(rest.right * box.scale + ends, rest.denominator * box.scale)
