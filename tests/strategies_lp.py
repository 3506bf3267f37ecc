"""Hypothesis strategies for small linear programs with every relation, bound and degeneracy."""

from fractions import Fraction

from hypothesis import strategies as st

from exactrelu.lp import IntegerProgram, LinearProgram

few = st.sampled_from([Fraction(v) for v in (0, 0, 1, -1, 2, -3)] + [Fraction(1, 2)])
wild = st.one_of(
    few,
    st.fractions(max_denominator=20, min_value=-20, max_value=20),
    st.floats(allow_nan=False, allow_infinity=False).map(Fraction),
    st.builds(
        lambda sign, k: Fraction(sign) * Fraction(2) ** k,
        st.sampled_from([1, -1]),
        st.integers(-300, 300),
    ),
)


@st.composite
def programs(draw, numbers=few, *, most_variables=3, most_rows=5):
    n = draw(st.integers(0, most_variables))
    vector = st.lists(numbers, min_size=n, max_size=n)
    rows = draw(
        st.lists(st.tuples(vector, st.sampled_from(["<=", "=", ">="]), numbers), max_size=most_rows)
    )
    bound = st.one_of(st.none(), numbers)
    bounds = draw(st.lists(st.tuples(bound, bound), min_size=n, max_size=n))
    return LinearProgram.of(
        draw(vector),
        rows,
        sense=draw(st.sampled_from(["min", "max"])),
        bounds=bounds,
        constant=draw(numbers),
    )


@st.composite
def whole_or_linear(draw):
    """Linear and integer programs whose variables have names, as they have in files."""
    program = draw(programs(wild))
    names = [f"x{index}" for index in range(program.dimension)]
    linear = LinearProgram.from_json({**program.as_json(), "names": names})
    integers = draw(st.sets(st.sampled_from(range(linear.dimension)))) if names else ()
    return IntegerProgram(linear, sorted(integers)) if integers else linear


def with_another_bound(program, place, bound):
    """The program with this bound of one of its rows, which `place` chooses."""
    value = program.as_json()
    value["rows"][place % len(program.rows)]["bound"] = str(bound)
    return type(program).from_json(value)
