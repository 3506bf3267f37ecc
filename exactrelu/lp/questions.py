"""Cheap questions to rows and bounds, whose answers need no optimal basis.

- `safe_bound`: what do these multipliers prove about the objective? Wrong signs are clipped, and
  what the rows leave of the objective, a rounding error say, is absorbed by finite bounds, at the
  price of a weaker bound (Neumaier and Shcherbina, *Safe bounds in linear and mixed-integer linear
  programming*, 2004).
- `farkas_test`: do they prove that nothing is feasible? That is the same with the objective 0.
- `interior_point`: is there a point that satisfies all inequalities strictly?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exactrelu import certificates, filters
from exactrelu.certificates import Certificate
from exactrelu.errors import DimensionError, KindError
from exactrelu.guides import Guide, Proposal
from exactrelu.lp.answers import Infeasible, Optimal, problem_of
from exactrelu.lp.integral import IntegralProgram, in_floats
from exactrelu.lp.kinds import require_program
from exactrelu.lp.program import LinearProgram, Row, as_rows
from exactrelu.lp.solver import DEFAULT_GUIDE, answer_of, as_floats, follow
from exactrelu.rational import Floats, Vector, as_vector, over_common_denominator

__all__ = [
    "Bound",
    "InteriorPoint",
    "NoInterior",
    "Unproved",
    "farkas_test",
    "interior_point",
    "safe_bound",
]


@dataclass(frozen=True, slots=True)
class Bound:
    """No feasible point has an objective below `value` (of a maximum: above it), by these duals.

    >>> safe_bound(LinearProgram.of([1], [([2], ">=", 1)]), ["1/2"]).value
    Fraction(1, 2)
    """

    program: LinearProgram
    value: Fraction
    duals: Vector
    reduced_costs: Vector

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``safe-bound``, made anew each time."""
        problem = problem_of(self.program)
        return certificates.safe_bound(problem, self.value, multipliers=self.duals)


@dataclass(frozen=True, slots=True)
class Unproved:
    """The multipliers prove nothing, for this reason.

    >>> safe_bound(LinearProgram.of([1], [([2], ">=", 1)]), ["1/3"]).reason
    'variable 0 has no lower bound to absorb 1/3'
    """

    reason: str


def safe_bound(
    program: LinearProgram, duals: object, *, floats: Floats = "refuse"
) -> Bound | Unproved:
    """Return the bound on the objective that the multipliers prove once they are made admissible.

    `duals` has a number for each row, in the signs of `Optimal`. With ``floats="dyadic"`` they may
    be floats, from whatever solver.

    >>> program = LinearProgram.of([1], [([3], ">=", 1)], bounds=[(-10, 10)])
    >>> bound = safe_bound(program, [0.33333333], floats="dyadic").value
    >>> 0 < Fraction(1, 3) - bound < Fraction(1, 10**6)
    True
    """
    require_program(program, LinearProgram)
    sign = -1 if program.sense == "max" else 1
    y = _admissible(program, as_vector(duals, floats=floats, name="duals"), sign, "duals")
    cost = tuple([sign * entry for entry in program.objective])
    rest = _rest(program, y, cost)
    if missing := _not_absorbed(program, rest, sign):
        return Unproved(missing)
    value = sign * _dual_value(program, y, rest) + program.constant
    return Bound(program, value, tuple([sign * v for v in y]), tuple([sign * v for v in rest]))


def farkas_test(
    program: LinearProgram, multipliers: object, *, floats: Floats = "refuse"
) -> Infeasible | Unproved:
    """Return the proof that nothing is feasible which the multipliers give, if they do.

    `multipliers` has a number for each row, in the signs of `Infeasible`. Bounds that contradict
    each other are not looked for: they need no multipliers.

    >>> program = LinearProgram.of([1], [([3], ">=", 1)], bounds=[(None, 0)])
    >>> type(farkas_test(program, [1])).__name__
    'Infeasible'
    """
    require_program(program, LinearProgram)
    given = as_vector(multipliers, floats=floats, name="multipliers")
    y = _admissible(program, given, 1, "multipliers")
    rest = _rest(program, y, (_ZERO,) * program.dimension)
    if missing := _not_absorbed(program, rest, 1):
        return Unproved(missing)
    if _dual_value(program, y, rest) <= 0:
        return Unproved("the combination is no contradiction")
    lower = tuple([max(entry, _ZERO) for entry in rest])
    return Infeasible(program, y, lower, tuple([max(-entry, _ZERO) for entry in rest]))


_ZERO = Fraction(0)


def _admissible(program: LinearProgram, given: Vector, sign: int, name: str) -> Vector:
    """The multipliers of the minimum, those of the wrong sign replaced by 0."""
    if len(given) != len(program.rows):
        raise DimensionError(
            f"{name} must have {len(program.rows)} entries, one for each row, not {len(given)}"
        )
    return tuple(
        [
            _ZERO
            if (row.relation == ">=" and sign * y < 0) or (row.relation == "<=" and sign * y > 0)
            else sign * y
            for row, y in zip(program.rows, given, strict=True)
        ]
    )


def _rest(program: LinearProgram, y: Vector, cost: Vector) -> Vector:
    """``c - Aᵀy``, over one denominator."""
    scaled = [
        (over_common_denominator(row.coefficients), weight)
        for row, weight in zip(program.rows, y, strict=True)
        if weight
    ]
    weights = [weight / q for (_, q), weight in scaled]
    entries, denominator = over_common_denominator([*cost, *weights])
    total = list(entries[: len(cost)])
    for weight, ((row, _), _) in zip(entries[len(cost) :], scaled, strict=True):
        total = [t - weight * a for t, a in zip(total, row, strict=True)]
    return tuple([Fraction(t, denominator) for t in total])


def _not_absorbed(program: LinearProgram, rest: Vector, sign: int) -> str:
    for j, entry in enumerate(rest):
        if entry > 0 and program.lower[j] is None:
            return f"variable {j} has no lower bound to absorb {sign * entry}"
        if entry < 0 and program.upper[j] is None:
            return f"variable {j} has no upper bound to absorb {sign * entry}"
    return ""


def _dual_value(program: LinearProgram, y: Vector, rest: Vector) -> Fraction:
    rows = sum([v * row.bound for v, row in zip(y, program.rows, strict=True) if v], _ZERO)
    ends = [
        low if z > 0 else high
        for low, z, high in zip(program.lower, rest, program.upper, strict=True)
    ]
    return rows + sum([z * end for z, end in zip(rest, ends, strict=True) if z and end], _ZERO)


@dataclass(frozen=True, slots=True)
class InteriorPoint:
    """A `point` that satisfies every inequality strictly, and every equation.

    It has no certificate: the point is put into the rows.

    >>> interior_point([([1], ">=", 0), ([1], "<=", 1)])
    InteriorPoint(point=(Fraction(1, 2),))
    """

    point: Vector


@dataclass(frozen=True, slots=True)
class NoInterior:
    """Multipliers y of the rows that leave no strictly feasible point (Motzkin's alternative).

    ``yᵀA = 0``, with y_i >= 0 on ``>=`` and y_i <= 0 on ``<=``, and ``y·b >= 0``: every feasible
    point gives 0 = y·Ax >= y·b. Either ``y·b > 0``, and there is no feasible point, or y_i is not
    0 for some inequality, which then holds with equality at each feasible point. There is no kind
    of certificate for that.

    >>> interior_point([([1], ">=", 1), ([2], "<=", 2)])
    NoInterior(multipliers=(Fraction(1, 2), Fraction(-1, 4)))
    """

    multipliers: Vector


def interior_point(
    rows: Iterable[object],
    *,
    dimension: int | None = None,
    guide: Guide | None = DEFAULT_GUIDE,
    floats: Floats = "refuse",
) -> InteriorPoint | NoInterior:
    """Return a point that satisfies all inequalities strictly, or a proof that there is none.

    The point is that of the largest margin t <= 1 in ``a_i·x + w_i t <= b_i``, where w_i is about
    max |a_ij|, or a short point close to it. `dimension` is needed where there are no rows.
    Only rows are read: bounds of variables are written as rows.

    >>> interior_point([([1, 0], ">", 0)])
    Traceback (most recent call last):
    exactrelu.errors.FormatError: rows[0].relation must be '<=', '=' or '>=', not '>'
    """
    if isinstance(rows, LinearProgram):
        raise KindError("rows must be a sequence of rows, not a LinearProgram; take program.rows")
    checked = as_rows(rows, floats=floats)
    n = _dimension(checked, dimension)
    margins = [_with_margin(row) for row in checked]
    cost = (*(_ZERO for _ in range(n)), Fraction(-1))
    program = LinearProgram(cost, margins, upper=[*(None for _ in range(n)), Fraction(1)])
    integral = IntegralProgram.of(program)
    proposal = guide.propose(as_floats(integral)) if guide else None
    short = _short_point(checked, proposal)
    if short is not None:
        return InteriorPoint(short)
    answer = answer_of(program, integral, follow(integral, proposal))
    if isinstance(answer, Optimal):
        if answer.point[-1] > 0:
            return InteriorPoint(answer.point[:-1])
        return NoInterior(answer.duals)
    assert isinstance(answer, Infeasible)  # noqa: S101 - the margin is at most 1
    return NoInterior(answer.row_multipliers)


def _dimension(rows: Sequence[Row], dimension: int | None) -> int:
    if dimension is None and not rows:
        raise DimensionError("rows must not be empty, or dimension must be given")
    if dimension is not None and (type(dimension) is not int or dimension < 0):
        raise DimensionError(f"dimension must be an integer, at least 0, not {dimension!r:.80}")
    n = len(rows[0].coefficients) if dimension is None else dimension
    for index, row in enumerate(rows):
        if len(row.coefficients) != n:
            raise DimensionError(
                f"rows[{index}] must have {n} coefficients, not {len(row.coefficients)}"
            )
    return n


def _with_margin(row: Row) -> Row:
    if row.relation == "=":
        return Row((*row.coefficients, _ZERO), "=", row.bound)
    pairs = [entry.as_integer_ratio() for entry in row.coefficients]
    bits = max([p.bit_length() - q.bit_length() for p, q in pairs if p], default=0)
    weight = Fraction(1 << max(bits, 0), 1 << max(-bits, 0))
    return Row(
        (*row.coefficients, -weight if row.relation == ">=" else weight), row.relation, row.bound
    )


_SHORT_BITS = 12


def _short_point(rows: Sequence[Row], proposal: Proposal | None) -> Vector | None:
    """The proposed point in multiples of 2^-12, if floats are certain that it is interior."""
    if proposal is None or proposal.point is None or not rows:
        return None
    numerators = filters.as_dyadics(proposal.point, _SHORT_BITS)[:-1]
    floats = in_floats(rows)
    if floats is None or len(numerators) != len(rows[0].coefficients):
        return None
    signs = filters.certain_signs(floats, filters.as_floats(numerators, 1 << _SHORT_BITS))
    if filters.places_not_positive(signs) or any(row.relation == "=" for row in rows):
        return None
    return tuple([Fraction(entry, 1 << _SHORT_BITS) for entry in numerators])
