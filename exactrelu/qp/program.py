"""Convex quadratic programs over the rationals, as their user writes them.

A program asks for the least value of ``½ xᵀQx + c·x + constant`` over rows and bounds that are
exactly those of a `exactrelu.lp.LinearProgram`, with which they are shared. Q must be symmetric;
whether it is positive semidefinite is decided when the program is solved.

Least squares ``Σ w_i (a_i·x - b_i)²`` (a sum, without ½) are such programs, with
Q = 2 Σ w_i a_i a_iᵀ, c = -2 Σ w_i b_i a_i and the constant Σ w_i b_i². Their squares show that they
are convex.

>>> QuadraticProgram([[2, 0], [0, 2]], [-2, 0], [([1, 1], "<=", "1/2")])
QuadraticProgram.of([['2', '0'], ['0', '2']], ['-2', '0'], [(['1', '1'], '<=', '1/2')])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from flint import fmpz_mat

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.lp.kinds import require_items
from exactrelu.lp.program import SCHEMA as LP_SCHEMA
from exactrelu.lp.program import Bounds, LinearProgram, Row, as_rows
from exactrelu.rational import (
    Floats,
    Matrix,
    Vector,
    as_matrix,
    as_text,
    as_vector,
    over_common_denominator,
)

__all__ = ["SCHEMA", "QuadraticProgram", "Squares", "least_squares"]

SCHEMA = "exactrelu-qp/1"
"""The name and version of the JSON form of a quadratic program."""

Squares: TypeAlias = tuple[tuple[Fraction, Vector], ...]
"""Pairs (weight, form), the weights not negative: ``Q = Σ weight · form formᵀ``."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class QuadraticProgram:
    """Find the least value of ``½ xᵀ hessian x + objective · x + constant`` over rows and bounds.

    Arguments other than the hessian, an n x n matrix, are those of a LinearProgram, which `linear`
    is: the program without its hessian. `squares` is the hessian as a sum of squares, None as long
    as nobody has computed it, and so is `curvature`, which no eigenvalue of the hessian is below;
    `integers` is where solvers keep the form of the hessian they use.

    `floats` says how to read floats.

    Raises FormatError if the hessian is not symmetric, DimensionError where lengths differ,
    NumberError for inexact numbers.

    >>> program = QuadraticProgram([[2]], [-6], [([1], "<=", 1)], constant=9)
    >>> program.dimension, program.rows, program.constant
    (1, (Row(['1'], '<=', '1'),), Fraction(9, 1))
    """

    hessian: Matrix
    linear: LinearProgram
    squares: Squares | None = field(compare=False)
    curvature: Fraction | None = field(compare=False)
    integers: Any = field(compare=False)

    def __init__(  # noqa: PLR0913 - a program has that many parts
        self,
        hessian: object,
        objective: object,
        rows: Iterable[object] = (),
        *,
        lower: Iterable[object] | None = None,
        upper: Iterable[object] | None = None,
        constant: object = 0,
        names: Sequence[str] = (),
        floats: Floats = "refuse",
    ) -> None:
        linear = LinearProgram(
            objective,
            rows,
            lower=lower,
            upper=upper,
            constant=constant,
            names=names,
            floats=floats,
        )
        _put(self, _as_hessian(hessian, linear.dimension, floats), linear, None)

    @classmethod
    def of(  # noqa: PLR0913 - as above
        cls,
        hessian: object,
        objective: object,
        rows: Iterable[object] = (),
        *,
        bounds: Iterable[object] | None = None,
        constant: object = 0,
        names: Sequence[str] = (),
        floats: Floats = "refuse",
    ) -> QuadraticProgram:
        """Return the program with `bounds` given as a pair (lower, upper) for each variable.

        Variables are free unless they are bounded.

        >>> QuadraticProgram.of([[2]], [0], bounds=[(1, None)]).lower
        (Fraction(1, 1),)
        """
        linear = LinearProgram.of(
            objective, rows, bounds=bounds, constant=constant, names=names, floats=floats
        )
        form = _as_hessian(hessian, linear.dimension, floats)
        return _put(cls.__new__(cls), form, linear, None)

    @property
    def dimension(self) -> int:
        """n, the number of variables."""
        return self.linear.dimension

    @property
    def objective(self) -> Vector:
        """c, the linear part of the objective."""
        return self.linear.objective

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, which may be shared with other programs."""
        return self.linear.rows

    @property
    def lower(self) -> Bounds:
        """The lower bound of each variable, None where there is none."""
        return self.linear.lower

    @property
    def upper(self) -> Bounds:
        """The upper bound of each variable, None where there is none."""
        return self.linear.upper

    @property
    def constant(self) -> Fraction:
        """The constant in the objective."""
        return self.linear.constant

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each variable, or nothing."""
        return self.linear.names

    def with_rows(self, *rows: object, floats: Floats = "refuse") -> QuadraticProgram:
        """Return the program with further rows at the end; all that is known of it is shared.

        >>> QuadraticProgram([[2]], [0]).with_rows(([1], ">=", 1)).rows
        (Row(['1'], '>=', '1'),)
        """
        other = QuadraticProgram.__new__(QuadraticProgram)
        _put(other, self.hessian, self.linear.with_rows(*rows, floats=floats), self.squares)
        object.__setattr__(other, "curvature", self.curvature)
        object.__setattr__(other, "integers", self.integers)
        return other

    def as_json(self) -> dict[str, Any]:
        """Return the program as a JSON value, numbers as texts "p/q" or "p".

        >>> QuadraticProgram([["1/2"]], [0]).as_json()["hessian"]
        [['1/2']]
        """
        value = self.linear.as_json()
        del value["sense"]
        return {**value, "schema": SCHEMA, "hessian": _texts(self.hessian)}

    @classmethod
    def from_json(cls, value: object, *, floats: Floats = "refuse") -> QuadraticProgram:
        """Return the program that a JSON value holds; the converse of `as_json`.

        Raises FormatError for an unknown schema or field, and what the constructor raises.

        >>> program = QuadraticProgram([[2]], [1], [([2], "<=", 1)])
        >>> QuadraticProgram.from_json(program.as_json()) == program
        True
        """
        hessian, others = _without_hessian(value)
        linear = LinearProgram.from_json(others, floats=floats)
        if not isinstance(hessian, list) or not all(isinstance(row, list) for row in hessian):
            raise FormatError("hessian must be a list of lists")
        form = _as_hessian(hessian, linear.dimension, floats)
        return _put(cls.__new__(cls), form, linear, None)

    def __repr__(self) -> str:
        # The linear program says the rest in the same words.
        return repr(self.linear).replace(
            "LinearProgram.of(", f"QuadraticProgram.of({_texts(self.hessian)}, ", 1
        )


def least_squares(
    matrix: object,
    right: object,
    *,
    weights: object = None,
    rows: Iterable[object] = (),
    bounds: Iterable[object] | None = None,
    floats: Floats = "refuse",
) -> QuadraticProgram:
    """Return the program that minimises ``Σ w_i (a_i·x - b_i)²``; the sum has no factor ½.

    The a_i are the rows of `matrix`, the b_i stand in `right`, and the w_i >= 0 are 1 by default.
    Without samples there are as many variables as bounds, or as the first row has. `floats` says
    how to read floats.

    Raises DimensionError where lengths differ, DomainError for a negative weight.

    >>> program = least_squares([[1], [1]], [0, 1], rows=[([1], "<=", "1/4")])
    >>> program.hessian, program.objective, program.constant
    (((Fraction(4, 1),),), (Fraction(-2, 1),), Fraction(1, 1))
    """
    samples = as_matrix(matrix, floats=floats, name="matrix")
    values = as_vector(right, floats=floats, name="right")
    checked = as_rows(rows, floats=floats)
    if bounds is not None:
        require_items(bounds, "bounds", "pairs (lower, upper)")
    pairs = None if bounds is None else list(bounds)
    scales = _weights(weights, len(samples), floats)
    if len(values) != len(samples):
        raise DimensionError(
            f"right must have {len(samples)} entries, one for each row of the matrix, "
            f"not {len(values)}"
        )
    n = len(samples[0]) if samples else _width(pairs, checked)
    form, moment, constant = _normal_equations(samples, values, scales, n=n)
    linear = LinearProgram.of(moment, checked, bounds=pairs, constant=constant, floats=floats)
    squares = tuple([(2 * w, a) for w, a in zip(scales, samples, strict=True) if w])
    return _put(QuadraticProgram.__new__(QuadraticProgram), form, linear, squares)


def _normal_equations(
    samples: Matrix, values: Vector, weights: Vector, *, n: int
) -> tuple[Matrix, Vector, Fraction]:
    """``2 Σ w a aᵀ``, ``-2 Σ w b a`` and ``Σ w b²``, from TᵀWT, where T has the rows (a, b)."""
    pairs = zip(samples, values, strict=True)
    entries, scale = over_common_denominator([v for a, b in pairs for v in (*a, b)])
    factors, divisor = over_common_denominator(weights)
    weighted = [factors[k // (n + 1)] * v for k, v in enumerate(entries)]
    shape = len(samples), n + 1
    products = (fmpz_mat(*shape, entries).transpose() * fmpz_mat(*shape, weighted)).tolist()
    divisor *= scale * scale
    form = [[_ZERO] * n for _ in range(n)]
    for i in range(n):
        for j, entry in enumerate(products[i][: i + 1]):
            form[i][j] = form[j][i] = Fraction(2 * int(entry), divisor)
    *moment, constant = [int(entry) for entry in products[n]]
    slope = tuple([Fraction(-2 * entry, divisor) for entry in moment])
    return tuple(map(tuple, form)), slope, Fraction(constant, divisor)


_ZERO = Fraction(0)


def _weights(weights: object, count: int, floats: Floats) -> Vector:
    if weights is None:
        return (Fraction(1),) * count
    found = as_vector(weights, floats=floats, name="weights")
    if len(found) != count:
        raise DimensionError(
            f"weights must have {count} entries, one for each row of the matrix, not {len(found)}"
        )
    for index, weight in enumerate(found):
        if weight < 0:
            raise DomainError(f"weights[{index}] must be at least 0, not {as_text(weight)}")
    return found


def _width(bounds: list[object] | None, rows: Sequence[Row]) -> int:
    if bounds is not None:
        return len(bounds)
    return len(rows[0].coefficients) if rows else 0


def _put(
    program: QuadraticProgram, hessian: Matrix, linear: LinearProgram, squares: Squares | None
) -> QuadraticProgram:
    """Set the fields of a frozen program."""
    fields = {"hessian": hessian, "linear": linear, "squares": squares}
    for name, value in {**fields, "curvature": None, "integers": None}.items():
        object.__setattr__(program, name, value)
    return program


def _as_hessian(values: object, n: int, floats: Floats) -> Matrix:
    matrix = as_matrix(values, floats=floats, name="hessian")
    if len(matrix) != n or any(len(row) != n for row in matrix):
        shape = f"{len(matrix)} by {len(matrix[0]) if matrix else 0}"
        raise DimensionError(f"hessian must be {n} by {n}, as there are {n} variables, not {shape}")
    for i, row in enumerate(matrix):
        for j in range(i):
            if row[j] != matrix[j][i]:
                raise FormatError(
                    f"hessian must be symmetric, but hessian[{i}][{j}] is {as_text(row[j])} and "
                    f"hessian[{j}][{i}] is {as_text(matrix[j][i])}"
                )
    return matrix


def _without_hessian(value: object) -> tuple[object, dict[str, object]]:
    """The hessian of a JSON value, and the others of its fields as a linear program."""
    if not isinstance(value, Mapping):
        raise FormatError("program must be an object with the fields of a quadratic program")
    if "sense" in value:
        raise FormatError("program must not have the unknown field 'sense'")
    for name in ("schema", "hessian"):
        if name not in value:
            raise FormatError(f"program must have the field {name!r}")
    if value["schema"] != SCHEMA:
        raise FormatError(f"schema must be {SCHEMA!r}, not {value['schema']!r:.80}")
    others = {name: entry for name, entry in value.items() if name != "hessian"}
    return value["hessian"], {**others, "schema": LP_SCHEMA, "sense": "min"}


def _texts(matrix: Matrix) -> list[list[str]]:
    return [[as_text(entry) for entry in row] for row in matrix]
