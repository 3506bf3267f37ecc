"""Bounds on a convex quadratic program without an optimal active set: rounded numbers prove them.

Let t be any point, y any multipliers with the signs of a minimum, and λ >= 0 such that Q - λI is
positive semidefinite. With the rest z = Qt + c - Aᵀy, every feasible x has

    f(x) >= f(t) + (Qt + c)·(x - t) + ½ λ |x - t|²
         >= f(t) + y·(b - At) + Σ_j min { z_j s + ½ λ s² : lower_j <= t_j + s <= upper_j }.

Near the optimum z is a rounding error, of which λ leaves the square, or finite bounds its size (as
in Neumaier and Shcherbina, *Safe bounds in linear and mixed-integer linear programming*, 2004). All
is computed in integers. If Q is nonsingular, λ is at least 1 / tr(Q⁻¹), since the trace is the sum
of the reciprocals of all eigenvalues; a program with further squares may keep the λ of the first.

>>> program = QuadraticProgram([[2]], [0], [([3], ">=", 1)])
>>> quick_bound(program).value <= Fraction(1, 9)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import cast

from flint import fmpq_mat, fmpz_mat

from exactrelu.errors import DimensionError
from exactrelu.filters import short_dyadics
from exactrelu.guides import QuadraticGuide, closest_multipliers
from exactrelu.lp import Unproved
from exactrelu.lp.integral import IntegralProgram, Quotient
from exactrelu.lp.kinds import require_program
from exactrelu.qp.convexity import squares_of
from exactrelu.qp.integral import IntegralQuadratic, prepared_hessian
from exactrelu.qp.program import QuadraticProgram
from exactrelu.qp.solver import DEFAULT_GUIDE, as_floats, real_numbers
from exactrelu.rational import Floats, Vector, as_vector, over_common_denominator

__all__ = ["Bound", "curvature_of", "quick_bound", "safe_bound"]


@dataclass(frozen=True, slots=True)
class Bound:
    """No feasible point has an objective below `value`, by this `point`, `duals` and `curvature`.

    The duals are of the rows, in the signs of `Optimal`; the curvature is the λ above.

    >>> safe_bound(QuadraticProgram([[2]], [0], [([1], ">=", 1)]), [1], [2]).value
    Fraction(1, 1)
    """

    program: QuadraticProgram
    value: Fraction
    point: Vector
    duals: Vector
    curvature: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class _Guess:
    """A point and admissible multipliers of prepared rows, over a positive denominator each."""

    point: Sequence[int]
    scale: int
    multipliers: dict[int, int]
    divisor: int

    @classmethod
    def of(
        cls,
        linear: IntegralProgram,
        point: tuple[Sequence[int], int],
        y: tuple[dict[int, int], int],
    ) -> _Guess:
        """Return the guess without multipliers that have the wrong sign, or are not of rows."""
        m, (entries, divisor) = len(linear.rows), y
        admissible = {
            i: v for i, v in entries.items() if i < m and (v > 0 or linear.is_equation(i))
        }
        return cls(*point, admissible, divisor)


def safe_bound(
    program: QuadraticProgram, point: object, duals: object, *, floats: Floats = "refuse"
) -> Bound | Unproved:
    """Return the bound that a point and multipliers prove, those of the wrong sign replaced by 0.

    `duals` has a number for each row, in the signs of `Optimal`. With ``floats="dyadic"`` both may
    be floats, from whatever solver. The nearer they are to optimal ones, the better is the bound.

    Raises DimensionError where lengths differ, NonConvexError as `solve` does.

    >>> program = QuadraticProgram([[2]], [0], [([3], ">=", 1)])
    >>> bound = safe_bound(program, [0.333333], [0.222222], floats="dyadic").value
    >>> 0 < Fraction(1, 9) - bound < Fraction(1, 10**9)
    True
    """
    require_program(program, QuadraticProgram)
    place = _vector(point, "point", program.dimension, "variable", floats)
    y = _vector(duals, "duals", len(program.rows), "row", floats)
    integral = IntegralQuadratic.of(program)
    linear = integral.linear
    weights = {i: linear.scale * v / Fraction(*linear.row(i).factor) for i, v in enumerate(y) if v}
    numerators, divisor = over_common_denominator(list(weights.values()))
    multipliers = dict(zip(weights, numerators, strict=True))
    guess = _Guess.of(linear, over_common_denominator(place), (multipliers, divisor))
    return _proved(program, integral, guess)


def quick_bound(
    program: QuadraticProgram, *, guide: QuadraticGuide = DEFAULT_GUIDE
) -> Bound | Unproved:
    """Return the bound that a guide's active set proves, in less time than `solve` needs.

    It is as good as doubles are. `Unproved` says nothing about the program; then ask `solve`.

    >>> program = QuadraticProgram([[2, 0], [0, 2]], [-2, 0], [([1, 1], "<=", "1/2")])
    >>> -Fraction(1, 10**9) < quick_bound(program).value + Fraction(7, 8) <= 0
    True
    """
    require_program(program, QuadraticProgram)
    squares_of(program)
    integral = IntegralQuadratic.of(program)
    proposal = guide.propose(as_floats(integral))
    place = proposal.point if proposal and proposal.violated is None else None
    if proposal is None or place is None or len(place) != program.dimension:
        return Unproved("the guide proposes no optimum")
    point = short_dyadics(place)
    active = real_numbers(integral, proposal.basis)
    normals = [integral.linear.coefficients(i) for i in active]
    y, divisor = closest_multipliers(normals, _gradient(integral, *point))
    multipliers = dict(zip(active, y, strict=True)), divisor * point[1]
    return _proved(program, integral, _Guess.of(integral.linear, point, multipliers))


def curvature_of(program: QuadraticProgram) -> Fraction:
    """Return a power of 2 that no eigenvalue of the hessian is below; 0 if that is singular.

    It is computed when it is first asked for. Raises NonConvexError as `solve` does.

    >>> curvature_of(QuadraticProgram([[3, 0], [0, 3]], [0, 0]))
    Fraction(1, 2)
    """
    if program.curvature is None:
        squares_of(program)
        object.__setattr__(program, "curvature", _curvature(program))
    return program.curvature  # type: ignore[return-value]


def _curvature(program: QuadraticProgram) -> Fraction:
    hessian, n = prepared_hessian(program), program.dimension
    matrix = fmpz_mat(n, n, [entry for row in hessian.entries for entry in row])
    if not n or matrix.det() == 0:
        return _ZERO
    inverse, divisor = cast("fmpq_mat", matrix.inv()).numer_denom()
    trace = sum([int(inverse[j, j]) for j in range(n)])
    quotient = Fraction(int(divisor), hessian.scale * trace)
    bits = quotient.numerator.bit_length() - quotient.denominator.bit_length() - 1
    return Fraction(1 << max(bits, 0), 1 << max(-bits, 0))


_ZERO = Fraction(0)


def _vector(values: object, name: str, count: int, what: str, floats: Floats) -> Vector:
    found = as_vector(values, floats=floats, name=name)
    if len(found) != count:
        raise DimensionError(
            f"{name} must have {count} entries, one for each {what}, not {len(found)}"
        )
    return found


def _gradient(program: IntegralQuadratic, point: Sequence[int], scale: int) -> list[int]:
    """``Qt + c``, times the scale of t."""
    return [
        _dot(line, point) + scale * c for line, c in zip(program.hessian, program.cost, strict=True)
    ]


def _proved(
    program: QuadraticProgram, integral: IntegralQuadratic, guess: _Guess
) -> Bound | Unproved:
    linear, curvature = integral.linear, curvature_of(program)
    gradient = _gradient(integral, guess.point, guess.scale)
    absorbed = _absorbed(linear, guess, _rest(linear, guess, gradient), linear.scale * curvature)
    if absorbed is None:
        return Unproved("neither the hessian nor bounds absorb the rest")
    value = (_at_point(linear, guess, gradient) + absorbed) / linear.scale + program.constant
    duals = [_ZERO] * len(linear.rows)
    for i, v in guess.multipliers.items():
        p, q = linear.row(i).factor
        duals[i] = Fraction(p * v, q * guess.divisor * linear.scale)
    point = tuple([Fraction(x, guess.scale) for x in guess.point])
    return Bound(program, value, point, tuple(duals), curvature)


def _rest(linear: IntegralProgram, guess: _Guess, gradient: list[int]) -> list[int]:
    """``z = Qt + c - Gᵀy``, over the product of both denominators."""
    rest = [guess.divisor * entry for entry in gradient]
    for i, v in guess.multipliers.items():
        weight = guess.scale * v
        rest = [z - weight * g for z, g in zip(rest, linear.row(i).coefficients, strict=True)]
    return rest


def _at_point(linear: IntegralProgram, guess: _Guess, gradient: list[int]) -> Fraction:
    """``f(t) + y·(h - Gt)``, where f(t) is ``½ (Qt + c)·t + ½ c·t``."""
    t, scale = guess.point, guess.scale
    twice = _dot(gradient, t) + scale * _dot(linear.cost, t)
    slack = sum(
        [
            v * (row.bound * scale - _dot(row.coefficients, t))
            for row, v in [(linear.row(i), v) for i, v in guess.multipliers.items()]
        ]
    )
    return Fraction(twice * guess.divisor + 2 * scale * slack, 2 * scale * scale * guess.divisor)


def _absorbed(
    linear: IntegralProgram, guess: _Guess, rest: list[int], curvature: Fraction
) -> Fraction | None:
    """``Σ_j min { z_j s + ½ λ s² }`` over the bounds; None if it is unbounded."""
    total, squares, denominator = _ZERO, 0, guess.scale * guess.divisor
    for j, z in enumerate(rest):
        ends = linear.lower[j], linear.upper[j]
        if ends == (None, None):
            squares += z * z
        elif z:
            place = Fraction(guess.point[j], guess.scale)
            least = _least(Fraction(z, denominator), curvature, place, ends)
            if least is None:
                return None
            total += least
    if not squares:
        return total
    # The least value of z s + ½ λ s² is that at s = -z / λ.
    return total - Fraction(squares, 2 * denominator**2) / curvature if curvature else None


def _least(
    slope: Fraction, curvature: Fraction, place: Fraction, ends: tuple[Quotient | None, ...]
) -> Fraction | None:
    """The least ``slope s + ½ curvature s²`` where place + s is between the ends; None if none."""
    low, high = [None if end is None else Fraction(*end) - place for end in ends]
    step = -slope / curvature if curvature else None
    if slope > 0:
        if step is None or (low is not None and step < low):
            step = low
    elif step is None or (high is not None and step > high):
        step = high
    if step is None:
        return None
    return slope * step + curvature * step * step / 2


def _dot(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(map(mul, first, second))
