"""The integer form of a linear program, in which it is solved.

Rows become ``g·x >= h`` or ``g·x = h`` with integers without a common factor, and g is a `factor`
(negative for a row ``<=``) times the user's coefficients. Bounds stay apart: lower_j says
``x_j >= p/q`` and upper_j says ``-x_j >= -p/q``. A maximum is the minimum of the negated objective.
All these constraints are numbered: row i is i, the lower bound of x_j is m + 2j, the upper one is
m + 2j + 1, where m is the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from operator import attrgetter, mul
from typing import NamedTuple, TypeAlias

from exactrelu import filters
from exactrelu.lp.program import Bounds, LinearProgram, Row

__all__ = ["IntegralProgram", "PreparedRow", "Quotient", "prepare"]

Quotient: TypeAlias = tuple[int, int]
"""Numerator and positive denominator."""


class PreparedRow(NamedTuple):
    """``coefficients · x >= bound`` (or ``=``), which is `factor` times the user's row.

    >>> row = prepare(Row(["1/2", 1], "<=", "1/3"))
    >>> row.coefficients, row.bound, row.factor
    ((-3, -6), -2, (-6, 1))
    """

    coefficients: tuple[int, ...]
    bound: int
    factor: Quotient


def prepare(row: Row) -> PreparedRow:
    """Return the integer form of a row, computed when it is first asked for.

    >>> row = Row([2, 4], ">=", 6)
    >>> prepare(row) is prepare(row)
    True
    """
    if row.integers is None:
        object.__setattr__(row, "integers", _prepared(row))
    return row.integers  # type: ignore[no-any-return]


def _prepared(row: Row) -> PreparedRow:
    sign = -1 if row.relation == "<=" else 1
    integers, scale = _over_one_denominator((*row.coefficients, row.bound), sign=sign)
    common = gcd(*integers) or 1
    if common != 1:
        integers = [entry // common for entry in integers]
    bound = integers.pop()
    return PreparedRow(tuple(integers), bound, (scale, common))


def _over_one_denominator(values: Sequence[Fraction], *, sign: int) -> tuple[list[int], int]:
    """Integers that are `scale` times the values, and the least scale with this sign."""
    # The slots of a Fraction are read faster than its properties.
    scale = sign * lcm(*{v._denominator for v in values})  # type: ignore[attr-defined]  # noqa: SLF001
    return [v._numerator * (scale // v._denominator) for v in values], scale  # type: ignore[attr-defined]  # noqa: SLF001


def in_floats(rows: Sequence[Row]) -> filters.FloatRows | None:
    """Return the rows ``g·x >= h`` in doubles, those computed that have not been; None if no rows.

    >>> in_floats([Row([2], "<=", 1)]).matrix
    array([[-0.5]])
    """
    if not rows:
        return None
    new = [row for row in rows if row.floats is None]
    if new:
        signs = [-1 if row.relation == "<=" else 1 for row in new]
        table = filters.float_table([(row.coefficients, row.bound) for row in new], signs)
        for row, entries in zip(new, table, strict=True):
            object.__setattr__(row, "floats", entries)
        if len(new) == len(rows):
            return filters.FloatRows.from_table(table)
    return filters.FloatRows.of([row.floats for row in rows])


@dataclass(frozen=True, slots=True, eq=False)
class IntegralProgram:
    """Minimise ``cost · x`` subject to rows and bounds; cost is `scale` times the user's.

    `floats` has the rows as doubles; None if there are none. `equations` are the numbers of the
    rows ``=``.
    """

    dimension: int
    rows: tuple[Row, ...]
    lower: tuple[Quotient | None, ...]
    upper: tuple[Quotient | None, ...]
    cost: tuple[int, ...]
    scale: int
    floats: filters.FloatRows | None
    equations: tuple[int, ...]

    @classmethod
    def of(cls, program: LinearProgram, *, scale: int = 1) -> IntegralProgram:
        """Return the integer form of a program, its scale the least multiple of the given one.

        >>> IntegralProgram.of(LinearProgram.of(["1/2"], sense="max")).cost
        (-1,)
        """
        sign = -1 if program.sense == "max" else 1
        cost, least = _over_one_denominator(program.objective, sign=sign)
        scale = lcm(least, scale)
        if scale != abs(least):
            cost = [entry * scale // abs(least) for entry in cost]
        rows = program.rows
        return cls(
            dimension=program.dimension,
            rows=rows,
            lower=_quotients(program.lower),
            upper=_quotients(program.upper),
            cost=tuple(cost),
            scale=scale,
            floats=in_floats(rows),
            equations=tuple([i for i, row in enumerate(rows) if row.relation == "="]),
        )

    def with_cost(self, cost: Sequence[int]) -> IntegralProgram:
        """Return the program with another objective."""
        return replace(self, cost=tuple(cost), scale=1)

    def with_row(self, row: Row) -> IntegralProgram:
        """Return the program with one more row; the numbers of the bounds grow by 1."""
        rows = (*self.rows, row)
        if self.floats is None:
            floats = in_floats(rows)
        else:
            in_floats([row])
            floats = self.floats.with_row(row.floats)
        new = (len(self.rows),) if row.relation == "=" else ()
        return replace(self, rows=rows, floats=floats, equations=self.equations + new)

    def on_columns(self, columns: Sequence[int]) -> IntegralProgram:
        """Return the program in some of the variables, the others being 0."""
        rows = tuple([_on_columns(row, columns) for row in self.rows])
        return replace(
            self,
            dimension=len(columns),
            rows=rows,
            lower=tuple([self.lower[j] for j in columns]),
            upper=tuple([self.upper[j] for j in columns]),
            cost=tuple([self.cost[j] for j in columns]),
            floats=in_floats(rows),
        )

    def row(self, number: int) -> PreparedRow:
        """The integer form of a row."""
        return prepare(self.rows[number])

    def bound_number(self, number: int) -> tuple[int, int]:
        """The variable and the sign (1 lower, -1 upper) of the bound with this number."""
        column, is_upper = divmod(number - len(self.rows), 2)
        return column, -1 if is_upper else 1

    def bound_numbers(self) -> list[int]:
        """The numbers of all bounds that there are, in order."""
        first = len(self.rows)
        lower = [first + 2 * j for j, bound in enumerate(self.lower) if bound is not None]
        upper = [first + 2 * j + 1 for j, bound in enumerate(self.upper) if bound is not None]
        return sorted(lower + upper)

    def has_constraint(self, number: int) -> bool:
        """Whether some constraint has this number."""
        column, is_upper = divmod(number - len(self.rows), 2)
        if number < 0 or column >= self.dimension:
            return False
        return column < 0 or (self.upper if is_upper else self.lower)[column] is not None

    def is_equation(self, number: int) -> bool:
        """Whether this constraint is a row ``=``."""
        return number < len(self.rows) and self.rows[number].relation == "="

    def coefficients(self, number: int) -> tuple[int, ...]:
        """The g of a constraint."""
        if number < len(self.rows):
            return self.row(number).coefficients
        column, sign = self.bound_number(number)
        return tuple([sign if j == column else 0 for j in range(self.dimension)])

    def right(self, number: int) -> Quotient:
        """The h of a constraint."""
        if number < len(self.rows):
            return self.row(number).bound, 1
        column, sign = self.bound_number(number)
        quotient = self.lower[column] if sign > 0 else self.upper[column]
        assert quotient is not None  # noqa: S101 - only bounds that there are have numbers
        return sign * quotient[0], quotient[1]

    def violations(self, point: Sequence[int], denominator: int, basis: Sequence[int]) -> list[int]:
        """The numbers of the constraints that point / denominator breaks, in order.

        The constraints of the basis are known to hold with equality; the denominator is positive.
        """
        broken = self._broken_rows(point, denominator, set(basis)) if self.rows else []
        return [*broken, *self._broken_bounds(point, denominator)]

    def _broken_rows(self, point: Sequence[int], denominator: int, tight: set[int]) -> list[int]:
        assert self.floats is not None  # noqa: S101 - there are rows
        signs = filters.certain_signs(self.floats, filters.as_floats(point, denominator))
        suspects = {*filters.places_not_positive(signs), *self.equations} - tight
        return [
            number
            for number in sorted(suspects)
            if signs[number] < 0 or self._is_broken(number, point, denominator)
        ]

    def _is_broken(self, number: int, point: Sequence[int], denominator: int) -> bool:
        row = self.row(number)
        slack = sum(map(mul, row.coefficients, point)) - row.bound * denominator
        return slack < 0 or (slack > 0 and self.is_equation(number))

    def slack(self, number: int, point: Sequence[int], denominator: int) -> Fraction:
        """The exact value of ``g·x - h``."""
        if number < len(self.rows):
            row = self.row(number)
            value = sum(map(mul, row.coefficients, point)) - row.bound * denominator
            return Fraction(value, denominator)
        column, sign = self.bound_number(number)
        return Fraction(sign * point[column], denominator) - Fraction(*self.right(number))

    def size(self, number: int) -> int:
        """The sum of the |g_j|, at least 1."""
        if number >= len(self.rows):
            return 1
        return sum(map(abs, self.row(number).coefficients)) or 1

    def slope(self, number: int, direction: Sequence[int]) -> int:
        """The exact value of ``g·r``."""
        if number < len(self.rows):
            return sum(map(mul, self.row(number).coefficients, direction))
        column, sign = self.bound_number(number)
        return sign * direction[column]

    def blocking(self, direction: Sequence[int]) -> list[int]:
        """The numbers of the constraints with ``g·r < 0``, in order."""
        rows: list[int] = []
        if self.floats is not None:
            signs = filters.certain_direction_signs(self.floats, filters.as_floats(direction, 1))
            suspects = filters.places_not_positive(signs)
            rows = [i for i in suspects if signs[i] < 0 or self.slope(i, direction) < 0]
        return rows + [i for i in self.bound_numbers() if self.slope(i, direction) < 0]

    def _broken_bounds(self, point: Sequence[int], denominator: int) -> Iterator[int]:
        first = len(self.rows)
        for j, (low, entry, high) in enumerate(zip(self.lower, point, self.upper, strict=True)):
            if low is not None and entry * low[1] < low[0] * denominator:
                yield first + 2 * j
            if high is not None and entry * high[1] > high[0] * denominator:
                yield first + 2 * j + 1


def _on_columns(row: Row, columns: Sequence[int]) -> Row:
    """The row in some of the variables, with the same factor between it and its integer form."""
    part = Row([row.coefficients[j] for j in columns], row.relation, row.bound)
    whole = prepare(row)
    integers = whole._replace(coefficients=tuple([whole.coefficients[j] for j in columns]))
    object.__setattr__(part, "integers", integers)
    return part


def _quotients(bounds: Bounds) -> tuple[Quotient | None, ...]:
    return tuple([None if bound is None else _RATIO(bound) for bound in bounds])


# The slots of a Fraction are read faster than by its methods.
_RATIO = attrgetter("_numerator", "_denominator")
