"""Linear programs over the rationals, as their user writes them.

A program asks for the least (or largest) value of ``c·x + constant`` over the x in R^n with

    a_i·x <= b_i,  a_i·x = b_i  or  a_i·x >= b_i   for each row i,   lower_j <= x_j <= upper_j,

where a bound of None is no bound. Nothing is assumed: rows may be zero, repeated or contradictory,
bounds may cross, and there may be no rows or no variables at all.

A `Row` keeps the forms in which it is solved once they have been computed; programs that share Row
objects share that work. Equality compares what was written, not the sets that are described.

>>> LinearProgram.of([1, 1], [([1, 2], ">=", 3), ([2, 1], ">=", "3/2")], bounds=[(0, None)] * 2)
LinearProgram.of(['1', '1'], [(['1', '2'], '>=', '3'), (['2', '1'], '>=', '3/2')], \
bounds=[('0', None), ('0', None)])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias, cast, get_args

from exactrelu.errors import DimensionError, FloatError, FormatError, KindError
from exactrelu.lp.kinds import fields_of, require_items
from exactrelu.rational import Floats, Vector, as_rational, as_text, as_vector

__all__ = ["SCHEMA", "Bounds", "LinearProgram", "Relation", "Row", "Sense", "as_row", "as_rows"]

SCHEMA = "exactrelu-lp/1"
"""The name and version of the JSON form of a linear program."""

Relation: TypeAlias = Literal["<=", "=", ">="]
Sense: TypeAlias = Literal["min", "max"]
Bounds: TypeAlias = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Row:
    """The constraint ``coefficients · x  relation  bound``.

    `integers` and `floats` are where solvers keep the forms of the row that they compute.

    Raises NumberError for entries that are no exact numbers, FormatError for another relation.

    >>> Row([1, "1/2"], "<=", 3)
    Row(['1', '1/2'], '<=', '3')
    """

    coefficients: Vector
    relation: Relation
    bound: Fraction
    integers: Any = field(compare=False)
    floats: Any = field(compare=False)

    def __init__(
        self,
        coefficients: object,
        relation: str,
        bound: object,
        *,
        floats: Floats = "refuse",
        name: str = "row",
    ) -> None:
        vector = as_vector(coefficients, floats=floats, name=f"{name}.coefficients")
        if relation not in get_args(Relation):
            raise FormatError(f"{name}.relation must be '<=', '=' or '>=', not {relation!r:.80}")
        object.__setattr__(self, "coefficients", vector)
        object.__setattr__(self, "relation", relation)
        object.__setattr__(self, "bound", as_rational(bound, floats=floats, name=f"{name}.bound"))
        object.__setattr__(self, "integers", None)
        object.__setattr__(self, "floats", None)

    def __repr__(self) -> str:
        return f"Row({_texts(self.coefficients)}, {self.relation!r}, {as_text(self.bound)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return Row, (self.coefficients, self.relation, self.bound)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class LinearProgram:
    """Find the least or largest value of ``objective · x + constant`` subject to rows and bounds.

    `rows` holds Rows, or triples (coefficients, relation, bound) that make them. `lower` and
    `upper` have an entry for each variable, None where there is no bound; by default all variables
    are free. `names` has a name for each variable, or is empty. `floats` says how to read floats,
    but those in Row objects, which have been read already.

    Raises DimensionError where lengths differ, NumberError for inexact numbers, FormatError for an
    unknown sense or relation, KindError for what is no sequence, row, pair or name.

    >>> program = LinearProgram([1], [([2], ">=", 1)], lower=[0], upper=[None])
    >>> program.dimension, program.rows[0].bound
    (1, Fraction(1, 1))
    """

    objective: Vector
    rows: tuple[Row, ...]
    sense: Sense
    lower: Bounds
    upper: Bounds
    constant: Fraction
    names: tuple[str, ...]

    def __init__(  # noqa: PLR0913 - a program has that many parts
        self,
        objective: object,
        rows: Iterable[object] = (),
        *,
        sense: str = "min",
        lower: Iterable[object] | None = None,
        upper: Iterable[object] | None = None,
        constant: object = 0,
        names: Sequence[str] = (),
        floats: Floats = "refuse",
    ) -> None:
        if sense not in get_args(Sense):
            raise FormatError(f"sense must be 'min' or 'max', not {sense!r:.80}")
        vector = as_vector(objective, floats=floats, name="objective")
        n = len(vector)
        checked = as_rows(rows, floats=floats)
        _require_lengths(checked, n)
        object.__setattr__(self, "objective", vector)
        object.__setattr__(self, "rows", checked)
        object.__setattr__(self, "sense", sense)
        object.__setattr__(self, "lower", _as_bounds(lower, n, "lower", floats))
        object.__setattr__(self, "upper", _as_bounds(upper, n, "upper", floats))
        number = as_rational(constant, floats=floats, name="constant")
        object.__setattr__(self, "constant", number)
        object.__setattr__(self, "names", _as_names(names, n))

    @classmethod
    def of(  # noqa: PLR0913 - as above
        cls,
        objective: object,
        rows: Iterable[object] = (),
        *,
        sense: str = "min",
        bounds: Iterable[object] | None = None,
        constant: object = 0,
        names: Sequence[str] = (),
        floats: Floats = "refuse",
    ) -> LinearProgram:
        """Return the program with `bounds` given as a pair (lower, upper) for each variable.

        Variables are free unless they are bounded; in model files they are >= 0.

        >>> LinearProgram.of([1], bounds=[(0, None)]).lower
        (Fraction(0, 1),)
        >>> LinearProgram.of([0.1], floats="decimal").objective
        (Fraction(1, 10),)
        """
        if bounds is not None:
            require_items(bounds, "bounds", "pairs (lower, upper)")
        pairs = None if bounds is None else [_as_pair(pair, k) for k, pair in enumerate(bounds)]
        return cls(
            objective,
            rows,
            sense=sense,
            lower=None if pairs is None else [pair[0] for pair in pairs],
            upper=None if pairs is None else [pair[1] for pair in pairs],
            constant=constant,
            names=names,
            floats=floats,
        )

    @property
    def dimension(self) -> int:
        """n, the number of variables."""
        return len(self.objective)

    def with_rows(self, *rows: object, floats: Floats = "refuse") -> LinearProgram:
        """Return the program with further rows at the end; the old Row objects are shared.

        >>> LinearProgram.of([1]).with_rows(([1], ">=", 0)).rows
        (Row(['1'], '>=', '0'),)
        """
        return LinearProgram(
            self.objective,
            (*self.rows, *rows),
            sense=self.sense,
            lower=self.lower,
            upper=self.upper,
            constant=self.constant,
            names=self.names,
            floats=floats,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the program as a JSON value, numbers as texts "p/q" or "p".

        >>> LinearProgram.of(["1/2"], bounds=[(0, None)]).as_json()["lower"]
        ['0']
        """
        rows = [
            {
                "coefficients": _texts(row.coefficients),
                "relation": row.relation,
                "bound": as_text(row.bound),
            }
            for row in self.rows
        ]
        value = {
            "schema": SCHEMA,
            "sense": self.sense,
            "objective": _texts(self.objective),
            "constant": as_text(self.constant),
            "rows": rows,
            "lower": _bound_texts(self.lower),
            "upper": _bound_texts(self.upper),
        }
        return {**value, "names": list(self.names)} if self.names else value

    @classmethod
    def from_json(cls, value: object, *, floats: Floats = "refuse") -> LinearProgram:
        """Return the program that a JSON value holds; the converse of `as_json`.

        Raises FormatError for an unknown schema or field, and what the constructor raises.

        >>> program = LinearProgram.of([1], [([2], "<=", 1)], sense="max")
        >>> LinearProgram.from_json(program.as_json()) == program
        True
        """
        fields = fields_of(value, _FIELDS, "program", optional=("names",))
        if fields["schema"] != SCHEMA:
            raise FormatError(f"schema must be {SCHEMA!r}, not {fields['schema']!r:.80}")
        rows = [
            _row_from_json(row, f"rows[{index}]", floats)
            for index, row in enumerate(_list(fields["rows"], "rows"))
        ]
        return cls(
            _list(fields["objective"], "objective"),
            rows,
            sense=_text(fields["sense"], "sense"),
            lower=_list(fields["lower"], "lower"),
            upper=_list(fields["upper"], "upper"),
            constant=fields["constant"],
            names=cast("list[str]", _list(fields.get("names", []), "names")),
            floats=floats,
        )

    @classmethod
    def from_pulp(cls, problem: Any, *, floats: Floats = "refuse") -> LinearProgram:  # noqa: ANN401 - PuLP has no types
        """Return the linear program that a PuLP problem holds, its variables sorted by name.

        Raises FloatError for a float, unless `floats` says how to read it, FormatError for what a
        linear program cannot hold; `exactrelu.lp.modelling.from_pulp` reads integers, too.

        >>> import pulp
        >>> problem = pulp.LpProblem()
        >>> problem += problem.add_variable("x", Fraction(1, 3))
        >>> LinearProgram.from_pulp(problem)
        LinearProgram.of(['1'], [], bounds=[('1/3', None)], names=('x',))
        """
        from exactrelu.lp.modelling import from_pulp  # noqa: PLC0415 - PuLP is slow to load

        program = from_pulp(problem, floats=floats)
        if isinstance(program, cls):
            return program
        raise FormatError("variables of a linear program must be continuous, not integers")

    def to_pulp(self) -> Any:  # noqa: ANN401 - PuLP has no types
        """Return the program as a PuLP problem whose numbers are Fractions.

        >>> LinearProgram.of(["1/3"], names=["x"]).to_pulp().objective
        1/3*x + 0
        """
        from exactrelu.lp.modelling import to_pulp  # noqa: PLC0415 - PuLP is slow to load

        return to_pulp(self)

    def __repr__(self) -> str:
        rows = [(_texts(row.coefficients), row.relation, as_text(row.bound)) for row in self.rows]
        bounds = [*zip(_bound_texts(self.lower), _bound_texts(self.upper), strict=True)]
        parts = [str(_texts(self.objective)), str(rows)]
        parts += [f"sense={self.sense!r}"] if self.sense != "min" else []
        parts += [f"bounds={bounds}"] if any(pair != (None, None) for pair in bounds) else []
        parts += [f"constant={as_text(self.constant)!r}"] if self.constant else []
        parts += [f"names={self.names}"] if self.names else []
        return f"LinearProgram.of({', '.join(parts)})"


_FIELDS = ("schema", "sense", "objective", "constant", "rows", "lower", "upper")


def as_rows(rows: Iterable[object], *, floats: Floats = "refuse") -> tuple[Row, ...]:
    """Return each of the rows as a Row, called ``rows[0]``, ``rows[1]``, ... in messages.

    >>> as_rows([([1], "=", 0.5)], floats="decimal")
    (Row(['1'], '=', '1/2'),)
    """
    require_items(rows, "rows", "rows")
    return tuple([as_row(row, f"rows[{k}]", floats=floats) for k, row in enumerate(rows)])


def as_row(row: object, name: str, *, floats: Floats = "refuse") -> Row:
    """Return a Row, or the triple (coefficients, relation, bound) as one.

    >>> as_row(([1], "=", 2), "row")
    Row(['1'], '=', '2')
    """
    if isinstance(row, Row):
        return row
    if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != 3:
        raise KindError(
            f"{name} must be a Row or a triple (coefficients, relation, bound), not {row!r:.80}"
        )
    return Row(row[0], row[1], row[2], floats=floats, name=name)


def _require_lengths(rows: Sequence[Row], n: int) -> None:
    for index, row in enumerate(rows):
        if len(row.coefficients) != n:
            raise DimensionError(
                f"rows[{index}] must have {n} coefficients, one for each variable, "
                f"not {len(row.coefficients)}"
            )


def _as_bounds(values: Iterable[object] | None, n: int, name: str, floats: Floats) -> Bounds:
    if values is None:
        return (None,) * n
    require_items(values, name, "numbers and Nones")
    bounds = tuple(
        [_as_bound(value, f"{name}[{index}]", floats) for index, value in enumerate(values)]
    )
    if len(bounds) != n:
        raise DimensionError(
            f"{name} must have {n} entries, one for each variable, not {len(bounds)}"
        )
    return bounds


def _as_bound(value: object, name: str, floats: Floats) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, float) and str(value) in {"inf", "-inf"}:
        raise FloatError(f"{name} must be finite, or None for no bound, not {value}")
    return as_rational(value, floats=floats, name=name)


def _as_pair(pair: object, index: int) -> tuple[object, object]:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise KindError(f"bounds[{index}] must be a pair (lower, upper), not {pair!r:.80}")
    return pair[0], pair[1]


def _as_names(names: Sequence[str], n: int) -> tuple[str, ...]:
    require_items(names, "names", "texts")
    names = [_text(name, f"names[{index}]") for index, name in enumerate(names)]
    if names and len(names) != n:
        raise DimensionError(
            f"names must have {n} entries, one for each variable, not {len(names)}"
        )
    return tuple(names)


def _row_from_json(value: object, name: str, floats: Floats) -> Row:
    fields = fields_of(value, ("coefficients", "relation", "bound"), name)
    coefficients = _list(fields["coefficients"], f"{name}.coefficients")
    relation = _text(fields["relation"], f"{name}.relation")
    return Row(coefficients, relation, fields["bound"], floats=floats, name=name)


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise KindError(f"{where} must be a list, not {type(value).__name__}")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise KindError(f"{where} must be a text, not {type(value).__name__}")
    return value


def _texts(vector: Vector) -> list[str]:
    return [as_text(entry) for entry in vector]


def _bound_texts(bounds: Bounds) -> list[str | None]:
    return [None if bound is None else as_text(bound) for bound in bounds]
