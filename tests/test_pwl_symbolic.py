"""Functions on the line from sympy, to sympy and to LaTeX."""

import subprocess
import sys
from fractions import Fraction

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracles_line import Line
from strategies_line import as_pwl, fractions, lines, numbers
from sympy import Abs, Contains, Eq, Max, Min, Mul, Ne, Not, Piecewise, Rational, S, Xor

from exactrelu import pwl
from exactrelu.errors import FloatError, FunctionError, NumberError
from exactrelu.pwl import PWL, as_latex, as_sympy, from_sympy, symbolic

F = Fraction
HUGE = 2**300
x, y = sympy.symbols("x y")
t = sympy.Symbol("t", real=True)

ZERO = PWL.constant(0)
LINE = PWL.affine(1, 0)
ABSOLUTE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
RELU = PWL.from_pieces([0], [(0, 0), (1, 0)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)

READ = {
    "a Python integer": (5, PWL.constant(5)),
    "a Fraction": (F(1, 3), PWL.constant("1/3")),
    "a number": (Rational(1, 3), PWL.constant("1/3")),
    "the symbol": (x, LINE),
    "a real symbol": (t, LINE),
    "an affine expression": (2 * x / 3 - 5, PWL.affine("2/3", -5)),
    "a quotient": ((x - 1) / 3, PWL.affine("1/3", "-1/3")),
    "a maximum": (Max(0, x), RELU),
    "a maximum of three": (Max(x, -x, 1), PWL.from_pieces([-1, 1], [(-1, 0), (0, 1), (1, 0)])),
    "a minimum": (Min(0, x), -PWL.from_pieces([0], [(-1, 0), (0, 0)])),
    "an absolute value": (Abs(x), ABSOLUTE),
    "a hat": (Max(0, 1 - Abs(x)), HAT),
    "nested": (Max(0, Min(1 - x, 1 + x)), HAT),
    "a sum of relus": (Max(0, x + 1) - 2 * Max(0, x) + Max(0, x - 1), HAT),
    "a multiple of a maximum": (3 * Max(0, x), 3 * RELU),
    "a quotient of a maximum": (Max(0, x) / 3, RELU / 3),
    "slopes of 2^300": (
        Max(x / HUGE, HUGE * x), PWL.from_pieces([0], [(F(1, HUGE), 0), (HUGE, 0)])
    ),
    "equal constant factors": (Mul(2, 2, x, evaluate=False), PWL.affine(4, 0)),
    "equal constant functions": (Mul(Max(2, Min(1, x)), 2, x, evaluate=False), PWL.affine(4, 0)),
    "a product of constants": (Mul(2, 3, evaluate=False), PWL.constant(6)),
    "pieces": (Piecewise((0, x <= 0), (x, True)), RELU),
    "pieces with strict conditions": (Piecewise((0, x < 0), (x, True)), RELU),
    "pieces from the right": (Piecewise((x, x > 0), (0, True)), RELU),
    "pieces by two conditions": (Piecewise((0, x <= 0), (x, x > 0)), RELU),
    "pieces on an interval": (Piecewise((x, (x >= 0) & (x <= 1)), (Min(1, Max(0, x)), True)),
                              PWL.from_pieces([0, 1], [(0, 0), (1, 0), (0, 1)])),
    "pieces outside of an interval": (Piecewise((0, (x < -1) | (x > 1)), (1 - Abs(x), True)), HAT),
    "a negated condition": (Piecewise((0, Not(x > 0)), (x, True)), RELU),
    "exactly one of two conditions": (
        Piecewise((x, Xor(x > 0, x > 1)), (Min(1, Max(0, x)), True)),
        PWL.from_pieces([0, 1], [(0, 0), (1, 0), (0, 1)]),
    ),
    "a condition on a maximum": (Piecewise((0, Eq(Max(0, x), 0)), (x, True)), RELU),
    "an exception that is none": (Piecewise((x, Ne(x, 0)), (0, True)), LINE),
    "a single piece": (Piecewise((x, Eq(x, x, evaluate=False)), evaluate=False), LINE),
    "pieces of bent functions": (
        Piecewise((Abs(x + 2), x <= 0), (Abs(x - 2), True)),
        PWL.from_points([(-2, 0), (0, 2), (2, 0)], left_slope=-1, right_slope=1),
    ),
    "a bend at the glue": (Piecewise((Abs(x), x <= 0), (Abs(x), x > 0)), ABSOLUTE),
    "pieces that bend only outside of their interval": (
        Piecewise((Abs(x - 1) - 1, x <= 0), (Abs(x + 1) - 1, True)), ABSOLUTE
    ),
    "pieces within pieces": (
        Piecewise((Piecewise((0, x < -1), (x + 1, True)), x < 0), (Max(0, 1 - x), True)), HAT
    ),
    "touching conditions": (Piecewise((-x, Abs(x) <= 0), (x, True)), LINE),
}  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), READ.values(), ids=READ)
def test_an_expression_is_read_as_its_function(expression, expected):
    assert from_sympy(expression) == expected


def test_the_symbol_may_be_named():
    assert from_sympy(S(3), y) == PWL.constant(3)
    assert from_sympy(y, y) == LINE
    assert as_sympy(LINE + 1, y) == y + 1
    assert as_sympy(LINE + 1) == x + 1
    assert as_latex(LINE, "t") == "t"


def test_functions_are_shown_from_left_to_right():
    assert str(as_sympy(PWL.constant("1/2"))) == "1/2"
    assert str(as_sympy(ABSOLUTE)) == "Piecewise((-x, x <= 0), (x, True))"
    shown = "Piecewise((0, x <= -1), (x + 1, x <= 0), (1 - x, x <= 1), (0, True))"
    assert str(as_sympy(HAT)) == shown
    assert as_latex(PWL.affine("1/2", 1)) == r"\frac{x}{2} + 1"
    assert as_latex(ABSOLUTE) == (
        r"\begin{cases} - x & \text{for}\: x \leq 0 \\x & \text{otherwise} \end{cases}"
    )


JUMP = (
    "a Piecewise must be continuous, but at {} its values from the left, "
    "at the point and from the right are {}"
)
FLOAT = "number must be an exact rational number, not sympy.core.numbers.Float "
LINEAR = "an expression must be piecewise linear with rational numbers, but has "
REFUSED = {
    "two symbols": (x + y, FunctionError, "a function on the line has one symbol, not 2: [x, y]"),
    "a square": (x**2, FunctionError, LINEAR + "x**2"),
    "a square in a sum": (1 + Max(0, x**2), FunctionError, LINEAR + "x**2"),
    "a reciprocal": (1 / x, FunctionError, LINEAR + "1/x"),
    "an irrational number": (sympy.pi * x, FunctionError, LINEAR + "pi"),
    "an imaginary number": (sympy.I * x, FunctionError, LINEAR + "I"),
    "another function": (sympy.sin(x), FunctionError, LINEAR + "sin(x)"),
    "a condition": (x > 0, FunctionError, LINEAR + "x > 0"),
    "a truth value": (sympy.true, FunctionError, LINEAR + "True"),
    "a product": (
        x * Abs(x),
        FunctionError,
        "an expression must be piecewise linear, but has the product x*Abs(x)",
    ),
    "text": ("x + 1", FunctionError, "a sympy expression is required, not str"),
    "a list": ([x], FunctionError, "a sympy expression is required, not list"),
    "nothing": (None, FunctionError, "a sympy expression is required, not NoneType"),
    "a float": (
        x / 2 + sympy.Float("0.5"),
        FloatError,
        FLOAT + "'0.500000000000000'",
    ),
    "a float in a condition": (
        Piecewise((0, x < sympy.Float("0.5")), (1, True)),
        FloatError,
        FLOAT + "'-0.500000000000000'",
    ),
    "infinity": (
        sympy.oo,
        NumberError,
        "number must be a rational number, not sympy.core.numbers.Infinity",
    ),
    "not a number": (
        sympy.nan,
        NumberError,
        "number must be a rational number, not sympy.core.numbers.NaN",
    ),
    "a jump": (
        Piecewise((0, x <= Rational(1, 3)), (1, True)),
        FunctionError,
        JUMP.format("1/3", "0, 0, 1"),
    ),
    "a jump from the left": (
        Piecewise((0, x < 0), (1, True)),
        FunctionError,
        JUMP.format("0", "0, 1, 1"),
    ),
    "an exceptional point": (
        Piecewise((5, Eq(x, 2)), (0, True)),
        FunctionError,
        JUMP.format("2", "0, 5, 0"),
    ),
    "a jump at the end of an interval": (
        Piecewise((1, Abs(x) < 1), (0, True)),
        FunctionError,
        JUMP.format("-1", "0, 0, 1"),
    ),
    "a jump at the last end": (
        Piecewise((0, x < 0), (x, x < 1), (0, True)),
        FunctionError,
        JUMP.format("1", "1, 0, 0"),
    ),
    "no branch": (
        Piecewise((0, x > 0), evaluate=False),
        FunctionError,
        "a Piecewise must be defined everywhere, but has no branch at -1",
    ),
    "no branch between": (
        Piecewise((x, x < 0), (x, x > 1), evaluate=False),
        FunctionError,
        "a Piecewise must be defined everywhere, but has no branch at 1/2",
    ),
    "no branch at one point": (
        Piecewise((x, x < 0), (x, x > 0), evaluate=False),
        FunctionError,
        "a Piecewise must be defined everywhere, but has no branch at 0",
    ),
    "a condition that compares nothing": (
        Piecewise((x, Contains(x, S.Integers)), (x + 1, True)),
        FunctionError,
        "a condition must compare piecewise linear sides, unlike Contains(x, Integers)",
    ),
    "a part of a condition that compares nothing": (
        Piecewise((x, (x > 0) & Contains(x, S.Integers)), (x + 1, True)),
        FunctionError,
        "a condition must compare piecewise linear sides, unlike Contains(x, Integers)",
    ),
    "a condition on a square": (
        Piecewise((0, x**2 > 1), (1, True)),
        FunctionError,
        LINEAR + "x**2",
    ),
}


@pytest.mark.parametrize(("expression", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_in_one_line(expression, kind, message):
    with pytest.raises(kind) as refused:
        from_sympy(expression)
    assert str(refused.value) == message
    assert type(refused.value) is kind


def test_another_symbol_than_the_one_named_is_refused():
    with pytest.raises(FunctionError) as refused:
        from_sympy(x + y, x)
    assert str(refused.value) == LINEAR + "y"


def test_sympy_is_imported_when_first_used_only():
    program = "import sys, exactrelu.pwl; assert 'sympy' not in sys.modules; exactrelu.pwl.as_sympy"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_package_finds_the_conversions_when_they_are_asked_for():
    assert pwl.as_latex is symbolic.as_latex
    assert pwl.as_sympy is symbolic.as_sympy
    assert pwl.from_sympy is symbolic.from_sympy


def test_the_package_has_no_other_late_names():
    with pytest.raises(AttributeError) as missing:
        _ = pwl.as_text
    assert str(missing.value) == "module 'exactrelu.pwl' has no attribute 'as_text'"


# Laws: sympy itself is the oracle for values, the plain data for functions.


@settings(max_examples=50)
@given(lines(max_points=4))
@example(Line(((F(0), F(0)),), F(0), F(0)))
def test_a_function_is_read_back_from_sympy(line):
    f = as_pwl(line)
    assert from_sympy(as_sympy(f)) == f
    assert from_sympy(as_sympy(f, t), t) == f


def rational(number):
    return Rational(number.numerator, number.denominator)


@settings(max_examples=50)
@given(lines(max_points=4), numbers)
def test_sympy_evaluates_to_the_same_values(line, point):
    shown = as_sympy(as_pwl(line))
    for each in (point, *line.kinks):
        value = shown.subs(x, rational(each))
        assert F(int(value.p), int(value.q)) == line(each)


leaves = fractions.map(rational) | st.just(x)
expressions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda a, b: a + b, inner, inner)
        | st.builds(Max, inner, inner)
        | st.builds(Min, inner, inner)
        | st.builds(Abs, inner)
        | st.builds(lambda c, a: rational(c) * a, fractions, inner)
        | st.builds(lambda c, a, b: Piecewise((a, x < c), (a.subs(x, c) + b - b.subs(x, c), True)),
                    fractions.map(rational), inner, inner)
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=50)
@given(expressions, fractions)
def test_an_expression_has_the_values_that_sympy_gives_it(expression, point):
    value = sympy.sympify(expression).subs(x, rational(point))
    assert from_sympy(expression, x)(point) == F(int(value.p), int(value.q))
