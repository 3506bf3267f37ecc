"""Continuous piecewise linear functions R -> R as values.

A function is stored as its graph in normal form (see `exactrelu.pwl.graph`), so that two functions
are equal as mathematical objects iff they are equal as Python objects.

>>> absolute = PWL.from_pieces([0], [(-1, 0), (1, 0)])
>>> absolute("-7/2")
Fraction(7, 2)
>>> absolute == PWL.from_points([(-1, 1), (0, 0), (1, 1)], left_slope=-1, right_slope=1)
True
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from exactrelu import integers
from exactrelu.errors import DimensionError, DomainError, FormatError, FunctionError
from exactrelu.pwl import graph as graphs
from exactrelu.rational import Floats, RationalLike, as_rational, as_text, as_vector

if TYPE_CHECKING:
    from exactrelu.integers import IntegerArray

__all__ = ["PWL"]

SCHEMA = "exactrelu-pwl/1"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PWL:
    """A continuous piecewise linear function R -> R with exact breakpoints.

    Make one with `from_points`, `from_pieces`, `affine` or `constant`; combine functions with
    ``+``, ``-``, multiplication and division by rationals, and ``f @ g`` for f after g.

    Attributes:
        graph: integer matrix with the rows q, p, y in normal form; read-only.

    >>> PWL.affine(2, 1) @ PWL.affine("1/2", 0)
    PWL.from_pieces([], [('1', '1')])
    """

    graph: IntegerArray

    def __post_init__(self) -> None:
        normal = graphs.normal_form(self.graph)
        normal.setflags(write=False)
        object.__setattr__(self, "graph", normal)

    @classmethod
    def from_points(
        cls,
        points: Iterable[tuple[RationalLike, RationalLike]],
        *,
        left_slope: RationalLike,
        right_slope: RationalLike,
    ) -> PWL:
        """Return the function through the points (x, y), with the given slopes outside of them.

        The x must increase strictly and there must be at least one point. Raises FunctionError.

        >>> PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0)(5)
        Fraction(1, 1)
        """
        exact = [_as_point(point, i) for i, point in enumerate(points)]
        if not exact:
            raise FunctionError("a function from points needs at least one point, not 0")
        _check_increasing([x for x, _ in exact], "x-coordinates of the points")
        left = as_rational(left_slope, name="left_slope")
        right = as_rational(right_slope, name="right_slope")
        ends = (0, -left.denominator, -left.numerator), (0, right.denominator, right.numerator)
        columns = [ends[0], *(_column(x, y) for x, y in exact), ends[1]]
        return cls(integers.as_integers(list(zip(*columns, strict=True))))

    @classmethod
    def from_pieces(
        cls,
        breakpoints: Iterable[RationalLike],
        pieces: Iterable[tuple[RationalLike, RationalLike]],
    ) -> PWL:
        """Return the function with the given pieces (slope, intercept), one more than breakpoints.

        Neighbouring pieces must agree at the breakpoint between them. Raises FunctionError when
        they do not, or when the breakpoints do not increase strictly; DimensionError when the
        numbers of pieces and breakpoints do not fit.

        >>> PWL.from_pieces([1], [(0, 0), (1, -1)])("3/2")
        Fraction(1, 2)
        """
        exact = as_vector(breakpoints, name="breakpoints")
        lines = [as_vector(piece, name=f"piece {i}") for i, piece in enumerate(pieces)]
        _check_pieces(exact, lines)
        if not exact:
            return cls.affine(*lines[0])
        points = [(t, a * t + b) for t, (a, b) in zip(exact, lines, strict=False)]
        return cls.from_points(points, left_slope=lines[0][0], right_slope=lines[-1][0])

    @classmethod
    def affine(cls, slope: RationalLike, intercept: RationalLike) -> PWL:
        """Return the function x -> slope x + intercept.

        >>> PWL.affine(3, 1)(2)
        Fraction(7, 1)
        """
        exact = as_rational(slope, name="slope")
        value = as_rational(intercept, name="intercept")
        return cls.from_points([(0, value)], left_slope=exact, right_slope=exact)

    @classmethod
    def constant(cls, value: RationalLike) -> PWL:
        """Return the constant function.

        >>> PWL.constant("1/3").piece_count
        1
        """
        return cls.affine(0, as_rational(value))

    @classmethod
    def from_json(cls, document: Mapping[str, Any], *, floats: Floats = "refuse") -> PWL:
        """Return the function that a JSON document of schema ``exactrelu-pwl/1`` describes.

        Raises FormatError for another schema or missing and unknown fields, and what
        `from_pieces` raises.

        >>> PWL.from_json(PWL.affine(2, 1).as_json()) == PWL.affine(2, 1)
        True
        """
        _check_fields(document)
        breakpoints = _read_vector(document["breakpoints"], "breakpoints", floats)
        pieces = _check_list(document["pieces"], "pieces")
        lines = [_read_vector(piece, f"piece {i}", floats) for i, piece in enumerate(pieces)]
        _check_pieces(breakpoints, lines)
        return cls.from_pieces(breakpoints, [(line[0], line[1]) for line in lines])

    def as_json(self) -> dict[str, Any]:
        """Return the JSON document of schema ``exactrelu-pwl/1``; rationals are strings.

        >>> PWL.affine(2, 1).as_json()["pieces"]
        [['2', '1']]
        """
        return {
            "schema": SCHEMA,
            "breakpoints": [as_text(t) for t in self.breakpoints],
            "pieces": [[as_text(a), as_text(b)] for a, b in self.pieces],
        }

    @property
    def piece_count(self) -> int:
        """The number of pieces: maximal intervals on which the function is affine."""
        columns: int = self.graph.shape[1]
        return columns - 1 if columns > 3 or graphs.bends_once(self.graph) else 1

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The points at which the slope changes, increasing."""
        return tuple(self._ratios(graphs.P)) if self.piece_count > 1 else ()

    @property
    def values(self) -> tuple[Fraction, ...]:
        """The values at the breakpoints."""
        return tuple(self._ratios(graphs.Y)) if self.piece_count > 1 else ()

    @property
    def slopes(self) -> tuple[Fraction, ...]:
        """The slopes of the pieces, from left to right."""
        rise, run = graphs.slopes(self.graph)
        both = [Fraction(int(a), int(b)) for a, b in zip(rise, run, strict=True)]
        return tuple(both) if self.piece_count > 1 else (both[0],)

    @property
    def pieces(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The pieces (slope, intercept), from left to right."""
        points = list(zip(self._ratios(graphs.P), self._ratios(graphs.Y), strict=True))
        anchors = [points[0], *points]
        return tuple(
            (slope, y - slope * x) for slope, (x, y) in zip(self.slopes, anchors, strict=False)
        )

    @property
    def left_slope(self) -> Fraction:
        """The slope of the leftmost piece."""
        rise, run = graphs.slopes(self.graph[:, :2])
        return Fraction(int(rise[0]), int(run[0]))

    @property
    def right_slope(self) -> Fraction:
        """The slope of the rightmost piece."""
        rise, run = graphs.slopes(self.graph[:, -2:])
        return Fraction(int(rise[0]), int(run[0]))

    @property
    def slope_changes(self) -> tuple[Fraction, ...]:
        """The slope to the right minus the slope to the left, at each breakpoint."""
        return tuple(right - left for left, right in pairwise(self.slopes))

    def __call__(self, point: RationalLike) -> Fraction:
        """Return the value at a point, by bisection over the breakpoints."""
        x = as_rational(point, name="point")
        q, p = self.graph[: graphs.Y]
        columns = range(1, len(q) - 1)
        right = 1 + bisect_left(columns, x, key=lambda j: Fraction(int(p[j]), int(q[j])))
        a, b = (tuple(map(int, self.graph[:, j])) for j in (right - 1, right))
        alpha = x.denominator * b[1] - x.numerator * b[0]
        beta = x.numerator * a[0] - x.denominator * a[1]
        return Fraction(alpha * a[2] + beta * b[2], alpha * a[0] + beta * b[0])

    def __add__(self, other: PWL | RationalLike) -> PWL:
        if isinstance(other, PWL):
            both = graphs.common(self.graph, other.graph)
            return PWL(graphs.with_values(both, integers.total(both[2], both[3])))
        shift = as_rational(other, name="summand")
        return self._transformed(shift.denominator, shift.numerator, shift.denominator)

    __radd__ = __add__

    def __mul__(self, factor: RationalLike) -> PWL:
        exact = as_rational(factor, name="factor")
        return self._transformed(exact.numerator, 0, exact.denominator)

    __rmul__ = __mul__

    def __truediv__(self, divisor: RationalLike) -> PWL:
        exact = as_rational(divisor, name="divisor")
        if exact == 0:
            raise DomainError("divisor must not be 0")
        return self * (1 / exact)

    def __neg__(self) -> PWL:
        return self * -1

    def __sub__(self, other: PWL | RationalLike) -> PWL:
        return self + (-other if isinstance(other, PWL) else -as_rational(other, name="summand"))

    def __rsub__(self, other: RationalLike) -> PWL:
        return -self + other

    def __matmul__(self, inner: PWL) -> PWL:
        if not isinstance(inner, PWL):
            return NotImplemented
        return PWL(graphs.composition(self.graph, inner.graph))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PWL):
            return NotImplemented
        same_shape = self.graph.shape == other.graph.shape
        return same_shape and bool((self.graph == other.graph).all())

    def __hash__(self) -> int:
        return hash(tuple(map(int, self.graph.ravel())))

    def __repr__(self) -> str:
        breakpoints = [as_text(t) for t in self.breakpoints]
        pieces = [(as_text(a), as_text(b)) for a, b in self.pieces]
        return f"PWL.from_pieces({breakpoints}, {pieces})"

    def __reduce__(self) -> tuple[Callable[..., PWL], tuple[IntegerArray]]:
        return PWL, (self.graph,)

    def _transformed(self, factor: int, shift: int, denominator: int) -> PWL:
        """Return (factor f + shift) / denominator."""
        matrix = integers.as_integers([[factor]]), integers.as_integers([shift])
        return PWL(graphs.transform(self.graph, *matrix, denominator))

    def _ratios(self, row: int) -> list[Fraction]:
        finite = self.graph[:, 1:-1]
        return [Fraction(int(a), int(b)) for a, b in zip(finite[row], finite[0], strict=True)]


def _as_point(point: tuple[RationalLike, RationalLike], index: int) -> tuple[Fraction, Fraction]:
    exact = as_vector(point, name=f"point {index}")
    if len(exact) != 2:
        raise DimensionError(f"point {index} must have 2 coordinates (x, y), not {len(exact)}")
    return exact[0], exact[1]


def _column(x: Fraction, y: Fraction) -> tuple[int, int, int]:
    q = x.denominator * y.denominator
    return q, x.numerator * y.denominator, y.numerator * x.denominator


def _check_increasing(numbers: Sequence[Fraction], name: str) -> None:
    for left, right in pairwise(numbers):
        if left >= right:
            raise FunctionError(
                f"{name} must increase strictly, but {as_text(left)} comes before {as_text(right)}"
            )


def _check_pieces(breakpoints: Sequence[Fraction], pieces: Sequence[Sequence[Fraction]]) -> None:
    for i, piece in enumerate(pieces):
        if len(piece) != 2:
            raise DimensionError(
                f"piece {i} must have 2 numbers (slope, intercept), not {len(piece)}"
            )
    if len(pieces) != len(breakpoints) + 1:
        raise DimensionError(
            f"{len(breakpoints)} breakpoints need {len(breakpoints) + 1} pieces, not {len(pieces)}"
        )
    _check_increasing(breakpoints, "breakpoints")
    for t, (left, right) in zip(breakpoints, pairwise(pieces), strict=True):
        from_left, from_right = (piece[0] * t + piece[1] for piece in (left, right))
        if from_left != from_right:
            raise FunctionError(
                f"the pieces must agree at the breakpoint {as_text(t)}, but their values are "
                f"{as_text(from_left)} and {as_text(from_right)}"
            )


def _check_fields(document: Mapping[str, Any]) -> None:
    if not isinstance(document, Mapping):
        raise FormatError(f"a function must be a JSON object, not {type(document).__name__}")
    if document.get("schema") != SCHEMA:
        raise FormatError(f'schema must be "{SCHEMA}", not {document.get("schema")!r}')
    fields = {"schema", "breakpoints", "pieces"}
    for field in sorted(fields ^ set(document)):
        state = "missing" if field in fields else "unknown"
        raise FormatError(f'a function has the fields {sorted(fields)}; "{field}" is {state}')


def _check_list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise FormatError(f"{name} must be a JSON array, not {type(value).__name__}")
    return value


def _read_vector(value: object, name: str, floats: Floats) -> tuple[Fraction, ...]:
    return as_vector(_check_list(value, name), floats=floats, name=name)
