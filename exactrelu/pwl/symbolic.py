"""Functions on the line from sympy expressions, and back.

An expression may be built from one real symbol and rational numbers by sums, rational multiples,
`Max`, `Min`, `Abs` and `Piecewise` with linear or piecewise linear conditions.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING

import sympy
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from exactrelu.errors import FunctionError
from exactrelu.pwl.function import PWL
from exactrelu.pwl.levels import roots
from exactrelu.pwl.operations import absolute, maximum, minimum
from exactrelu.rational import as_rational, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["as_latex", "as_sympy", "from_sympy"]


def from_sympy(expression: sympy.Expr, symbol: sympy.Symbol | None = None) -> PWL:
    """Return the function that an expression describes.

    ``symbol`` may be left out when the expression has at most one. Raises FunctionError if the
    expression is not continuous piecewise linear in it, FloatError if it holds a float.

    >>> x = sympy.Symbol("x")
    >>> from_sympy(sympy.Max(0, x) + sympy.Max(0, -x)) == from_sympy(sympy.Abs(x))
    True
    """
    expression = _expression(expression)
    symbols = sorted(expression.free_symbols, key=str)
    if symbol is None and len(symbols) > 1:
        raise FunctionError(f"a function on the line has one symbol, not {len(symbols)}: {symbols}")
    variable = symbol or (symbols[0] if symbols else sympy.Symbol("x"))
    return _function(expression, variable)


def _expression(value: object) -> sympy.Basic:
    try:
        # Strict, since otherwise sympy evaluates text as a program.
        return sympy.sympify(value, strict=True)
    except sympy.SympifyError:
        raise FunctionError(f"a sympy expression is required, not {type(value).__name__}") from None


def _function(node: sympy.Basic, x: sympy.Symbol) -> PWL:
    if node == x:
        return PWL.affine(1, 0)
    if isinstance(node, sympy.Number):
        return PWL.constant(as_rational(node, name="number"))
    if isinstance(node, sympy.Piecewise):
        return _piecewise(node, x)
    if isinstance(node, sympy.Mul):
        return _multiple(node, x)
    if node.func not in _COMBINE:
        raise FunctionError(
            f"an expression must be piecewise linear with rational numbers, but has {node}"
        )
    return _COMBINE[node.func](*(_function(argument, x) for argument in node.args))


def _sum(*terms: PWL) -> PWL:
    return reduce(add, terms)


_COMBINE: dict[type, Callable[..., PWL]] = {
    sympy.Add: _sum,
    sympy.Max: maximum,
    sympy.Min: minimum,
    sympy.Abs: absolute,
}


def _multiple(node: sympy.Mul, x: sympy.Symbol) -> PWL:
    functions = [_function(factor, x) for factor in node.args]
    varying = [f for f in functions if not _is_constant(f)]
    if len(varying) > 1:
        raise FunctionError(f"an expression must be piecewise linear, but has the product {node}")
    base = varying[0] if varying else PWL.constant(1)
    return base * math.prod(f(0) for f in functions if _is_constant(f))


def _is_constant(f: PWL) -> bool:
    return f == PWL.constant(f(0))


def _piecewise(node: sympy.Piecewise, x: sympy.Symbol) -> PWL:
    """Glue the branches between the points at which a condition may change its truth."""
    ends = sorted({point for _, condition in node.args for point in _changes(condition, x)})
    if not ends:
        return _function(_branch(node, x, Fraction(0)), x)
    samples = [ends[0] - 1, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    functions = [_function(_branch(node, x, sample), x) for sample in samples]
    for end, (left, right) in zip(ends, pairwise(functions), strict=True):
        _check_continuous(end, left, right, _function(_branch(node, x, end), x))
    return _glued(ends, functions)


def _changes(condition: sympy.Basic, x: sympy.Symbol) -> Iterator[Fraction]:
    """The points at which a condition may change its truth: zeros of lhs - rhs, from its parts."""
    if isinstance(condition, sympy.core.relational.Relational):
        for zero in roots(_function(condition.lhs - condition.rhs, x)):
            yield from (end for end in (zero.lower, zero.upper) if end is not None)
    elif isinstance(condition, BooleanAtom | BooleanFunction):
        for part in condition.args:
            yield from _changes(part, x)
    else:
        raise FunctionError(f"a condition must compare piecewise linear sides, unlike {condition}")


def _branch(node: sympy.Piecewise, x: sympy.Symbol, point: Fraction) -> sympy.Basic:
    at = sympy.Rational(point.numerator, point.denominator)
    for expression, condition in node.args:
        if condition.subs(x, at) == sympy.true:
            return expression
    raise FunctionError(f"a Piecewise must be defined everywhere, but has no branch at {at}")


def _check_continuous(point: Fraction, left: PWL, right: PWL, middle: PWL) -> None:
    values = [left(point), middle(point), right(point)]
    if len(set(values)) > 1:
        shown = ", ".join(as_text(value) for value in values)
        raise FunctionError(
            f"a Piecewise must be continuous, but at {as_text(point)} its values from the left, "
            f"at the point and from the right are {shown}"
        )


def _glued(ends: list[Fraction], functions: list[PWL]) -> PWL:
    """Return the function that is functions[i] between ends[i - 1] and ends[i]."""
    points = {end: f(end) for end, f in zip(ends, functions, strict=False)}
    borders = [None, *ends, None]
    for f, low, high in zip(functions, borders, borders[1:], strict=False):
        inside = (t for t in f.breakpoints if _between(low, t, high))
        points |= {t: f(t) for t in inside}
    first, last = functions[0], functions[-1]
    left = first.slopes[0]
    right = last.slopes[-1]
    return PWL.from_points(sorted(points.items()), left_slope=left, right_slope=right)


def _between(low: Fraction | None, point: Fraction, high: Fraction | None) -> bool:
    return (low is None or low < point) and (high is None or point < high)


def as_sympy(f: PWL, symbol: sympy.Symbol | None = None) -> sympy.Expr:
    """Return f as a sympy expression: linear, or a `Piecewise` with the pieces from left to right.

    >>> as_sympy(PWL.from_pieces([0], [(-1, 0), (1, 0)]))
    Piecewise((-x, x <= 0), (x, True))
    """
    x = symbol or sympy.Symbol("x")
    lines = [_rational(slope) * x + _rational(intercept) for slope, intercept in f.pieces]
    conditions = [x <= _rational(t) for t in f.breakpoints]
    if not conditions:
        return lines[0]
    return sympy.Piecewise(*zip(lines, [*conditions, True], strict=True), evaluate=False)


def as_latex(f: PWL, symbol: str = "x") -> str:
    r"""Return f in LaTeX.

    >>> as_latex(PWL.affine("1/2", 1))
    '\\frac{x}{2} + 1'
    """
    return str(sympy.latex(as_sympy(f, sympy.Symbol(symbol))))


def _rational(number: Fraction) -> sympy.Rational:
    return sympy.Rational(number.numerator, number.denominator)
