"""Read a function on the line from the text of a sympy expression, without running the text.

The text is parsed into Python's syntax tree and every node is matched with what it means; a name
or a construct that is not listed here is refused. (sympy's own parser evaluates its input.)

>>> read_expression("Max(0, x) - Abs(x - 1/2)")("1/2")
Fraction(1, 2)
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import sympy

from exactrelu.errors import ExactReluError, FormatError
from exactrelu.formats import FloatLiteral
from exactrelu.pwl import PWL, from_sympy
from exactrelu.rational import as_rational

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from exactrelu.rational import Floats

__all__ = ["read_expression"]

POINT = re.compile(r"[0-9.]+([eE][+-]?[0-9]+)?")
"""A number that is written with a point or an exponent, as a float is."""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Abs": sympy.Abs,
    "Max": sympy.Max,
    "Min": sympy.Min,
    "Piecewise": sympy.Piecewise,
    "Rational": sympy.Rational,
    "Integer": sympy.Integer,
}
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.USub: lambda a: -a,
    ast.UAdd: lambda a: a,
    ast.Lt: sympy.Lt,
    ast.LtE: sympy.Le,
    ast.Gt: sympy.Gt,
    ast.GtE: sympy.Ge,
    ast.BitAnd: sympy.And,
    ast.BitOr: sympy.Or,
}


def read_expression(text: str, *, floats: Floats = "refuse") -> PWL:
    """Return the function that an expression of Max, Min, Abs, Piecewise and + - * / describes.

    Raises FormatError for a text that is no such expression, FunctionError for an expression that
    is not continuous and piecewise linear, NumberError for a number that is not exact.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
        expression = _meaning(tree.body, text.strip(), floats)
        function: PWL = from_sympy(sympy.sympify(expression))
    except ExactReluError:
        # A FloatError is a TypeError too, and says more than what follows.
        raise
    except SyntaxError as error:
        raise FormatError(f"an expression must be well formed, but: {error.msg}") from None
    except (RecursionError, MemoryError):
        raise FormatError("an expression must not be nested so deeply") from None
    except (TypeError, AttributeError) as error:
        raise FormatError(f"an expression must have a value, but: {error}") from None
    return function


def _meaning(node: ast.expr, text: str, floats: Floats) -> Any:  # noqa: ANN401 - numbers, bools
    def inner(child: ast.expr) -> Any:  # noqa: ANN401 - as above
        return _meaning(child, text, floats)

    match node:
        case ast.Constant(value=bool() as truth):
            return sympy.true if truth else sympy.false
        case ast.Constant(value=int()):
            return _number(as_rational(_source(node, text), name="number"))
        case ast.Constant() if POINT.fullmatch(_source(node, text)):
            literal = FloatLiteral(_source(node, text))
            return _number(as_rational(literal, floats=floats, name="number"))
        case ast.Name(id=name):
            return sympy.Symbol(name)
        case ast.Tuple(elts=elements):
            return tuple(inner(element) for element in elements)
        case ast.UnaryOp(op=operator, operand=operand) if type(operator) in OPERATORS:
            return OPERATORS[type(operator)](inner(operand))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            return OPERATORS[type(operator)](inner(left), inner(right))
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in OPERATORS
        ):
            return OPERATORS[type(operator)](inner(left), inner(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(inner(argument) for argument in arguments))
    raise FormatError(f"an expression must not hold {ast.unparse(node)!r:.60}")


def _source(node: ast.expr, text: str) -> str:
    return ast.get_source_segment(text, node) or ""


def _number(exact: Fraction) -> sympy.Rational:
    return sympy.Rational(exact.numerator, exact.denominator)
