"""Extrema and Lipschitz constants on cells: tables, and linear programs on all sign patterns."""

from fractions import Fraction
from itertools import product
from random import Random

import oracles_cpwl as oracles
import pytest

from exactrelu.cpwl import (
    Extremum,
    Unbounded,
    functional_of,
    lipschitz_constant,
    maximum_of,
    minimum_of,
)
from exactrelu.cpwl.lipschitz import operator_norm
from exactrelu.errors import BudgetError, DimensionError, DomainError
from exactrelu.gallery import telgarsky_network
from exactrelu.network import Network, as_pwl
from exactrelu.polyhedron import Polyhedron
from exactrelu.pwl import maximum_of as maximum_on_the_line
from exactrelu.regions import regions

F = Fraction
TWO = F(2)
ZERO = (F(0), F(0))


def function(*layers, box=None):
    domain = None if box is None else Polyhedron.box(box)
    return regions(Network(list(layers)), domain=domain).function


PLANE = ([[1, 2]], [3])
CASES = {
    "a constant": (function(([[0]], [5])), Extremum(F(5), (F(0),)), Extremum(F(5), (F(0),))),
    "a constant of the plane": (
        function(([[0, 0]], [5])),
        Extremum(F(5), ZERO),
        Extremum(F(5), ZERO),
    ),
    "a constant behind a unit": (
        function(([[1]], [0]), ([[0]], [5])),
        Extremum(F(5), (F(0),)),
        Extremum(F(5), (F(0),)),
    ),
    "an affine function, unbounded along its line": (
        function(PLANE),
        Unbounded(ZERO, (F(-1), F(0)), F(-1)),
        Unbounded(ZERO, (F(1), F(0)), F(1)),
    ),
    "an affine function on a box": (
        function(PLANE, box=[(0, 1), (-1, 1)]),
        Extremum(F(1), (F(0), F(-1))),
        Extremum(F(6), (F(1), F(1))),
    ),
    "a unit": (
        function(([[1]], [-1]), ([[1]], [0])),
        Extremum(F(0), (F(1),)),
        Unbounded((F(1),), (F(1),), F(1)),
    ),
    "a half-line, on which it is bounded": (
        function(([[1]], [-1]), ([[1]], [0]), box=[(None, 3)]),
        Extremum(F(0), (F(1),)),
        Extremum(F(2), (F(3),)),
    ),
    "a slope of 2^-300 along 2^300": (
        function(([[TWO**-300]], [0]), ([[TWO**-300]], [0]), box=[(0, TWO**300)]),
        Extremum(F(0), (F(0),)),
        Extremum(TWO**-300, (TWO**300,)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_extrema_of(case):
    f, least, greatest = CASES[case]
    assert (minimum_of(f), maximum_of(f)) == (least, greatest)


def check(network, answer, expected, sign):
    """The answer is what the oracle says, and its witness shows it."""
    if expected == oracles.UNBOUNDED:
        values = [
            network([x + t * d for x, d in zip(answer.start, answer.direction, strict=True)])[0]
            for t in (0, 3, 8)
        ]
        assert values[1] - values[0] == 3 * answer.slope
        assert values[2] - values[0] == 8 * answer.slope
        assert sign * answer.slope > 0
    else:
        assert answer.value == sign * expected
        assert network(answer.argument) == (answer.value,)


def test_extrema_of_networks_against_linear_programs_on_all_patterns(request):
    for seed in range(600 if request.config.getoption("--deep") else 60):
        network = oracles.random_network(seed)
        box = [(-1, 2)] * network.input_dimension if seed % 2 else None
        rows = oracles.rows_of_box(box) if box else ()
        f = regions(network, domain=Polyhedron.box(box) if box else None).function
        check(network, maximum_of(f), oracles.maximum(network, rows), 1)
        *hidden, last = network.layers
        negated = Network([*hidden, ([[-w for w in last.weights[0]]], [-last.bias[0]])])
        check(network, minimum_of(f), oracles.maximum(negated, rows), -1)


def test_on_the_line_extrema_are_those_of_the_line():
    network = telgarsky_network(4)
    f = regions(network, domain=Polyhedron.box([(0, 1)])).function
    line = maximum_on_the_line(as_pwl(network), 0, 1)
    assert maximum_of(f) == Extremum(line.value, (line.argument,))


def test_a_functional_chooses_an_output():
    f = function(([[1, 0], [0, 3]], [0, 1]), box=[(0, 1), (0, 1)])
    assert maximum_of(functional_of(f, [-1, "1/3"])).value == F(4, 3)
    with pytest.raises(DimensionError, match=r"^function must have 1 output, not 2; functional"):
        maximum_of(f)
    with pytest.raises(DimensionError, match=r"^weights must have 2 entries, one for each output,"):
        functional_of(f, [1])


NORMS = [(p, q) for p in ("1", "inf") for q in ("1", "inf")]


def test_norms_of_a_matrix_by_hand():
    matrix = ((F(1), F(-2)), (F(3), F(4)))
    values = [operator_norm(matrix, p, q)[0] for p, q in NORMS]
    assert values == [6, 4, 8, 7]


def test_the_norm_from_inf_to_1_needs_both_signs():
    # Rows and columns sum up to 2 each, but no sign vector has all of it.
    assert operator_norm(((F(1), F(1)), (F(1), F(-1))), "inf", "1")[0] == 2
    wide = tuple(tuple(F((-1) ** (i * j)) for j in range(3)) for i in range(2))
    tall = tuple(zip(*wide, strict=True))
    assert operator_norm(wide, "inf", "1")[0] == operator_norm(tall, "inf", "1")[0] == 4


def test_few_inputs_or_few_outputs_make_the_norm_from_inf_to_1_easy():
    assert operator_norm(((F(2),),) * 60, "inf", "1")[0] == 120
    assert operator_norm(((F(2),) * 60,), "inf", "1")[0] == 120


def size(vector, norm):
    return (sum if norm == "1" else max)(map(abs, vector))


@pytest.mark.parametrize(("p", "q"), NORMS)
def test_lipschitz_constants_against_all_patterns_and_with_witnesses(p, q):
    for seed in range(25):
        network = oracles.random_network(seed, outputs=3)
        box = [(-1, 1)] * network.input_dimension if seed % 2 else None
        rows = oracles.rows_of_box(box) if box else ()
        f = regions(network, domain=Polyhedron.box(box) if box else None).function
        found = lipschitz_constant(f, p, q)
        assert found.constant == oracles.lipschitz(network, p, q, rows)
        x, y = found.first, found.second
        apart = [a - b for a, b in zip(network(x), network(y), strict=True)]
        moved = [a - b for a, b in zip(x, y, strict=True)]
        assert any(moved)
        assert size(apart, q) == found.constant * size(moved, p)


def test_norms_that_are_refused():
    f = function(([[1]], [0]))
    with pytest.raises(DomainError, match=r"^norms must be \"1\" or \"inf\", not '2' and '1'$"):
        lipschitz_constant(f, "2", "1")


def applied(rows, x):
    return [sum(w * t for w, t in zip(row, x, strict=True)) for row in rows]


def mixed_weights(n):
    """Return n x n weights of both signs, so that no sum with signs has all of their sizes."""
    rng = Random(n)
    return [[F(rng.choice([-3, -2, -1, 1, 2, 3])) for _ in range(n)] for _ in range(n)]


def test_the_signs_of_one_side_decide_the_other():
    # max{0, x_1} + 100 max{0, -x_1}, 21 times.
    turned = function(([[1] + [0] * 20, [-1] + [0] * 20], [0, 0]), ([[1, 100]] * 21, [0] * 21))
    assert lipschitz_constant(turned, "inf", "1").constant == 2100


def test_the_norm_from_inf_to_1_against_all_sign_vectors():
    rng = Random(7)
    for _ in range(60):
        m, n = rng.randint(1, 6), rng.randint(1, 6)
        rows = [[F(rng.randint(-4, 4), rng.randint(1, 3)) for _ in range(n)] for _ in range(m)]
        norm, x = operator_norm(rows, "inf", "1")
        assert norm == max(size(applied(rows, t), "1") for t in product((1, -1), repeat=n))
        assert size(applied(rows, x), "1") == norm
        assert {abs(entry) for entry in x} == {1}


def test_weights_of_one_sign_need_no_search():
    for matrix in (
        [[F(1)] * 60] * 60,
        [[F((-1) ** (i + j)) for j in range(60)] for i in range(60)],
    ):
        assert operator_norm(matrix, "inf", "1", budget=100)[0] == 3600


def test_the_bounds_of_a_norm_that_is_left_open_hold():
    for n in (6, 7, 8):
        rows = mixed_weights(n)
        norm = max(size(applied(rows, x), "1") for x in product((1, -1), repeat=n))
        for budget in (0, 1, 3):
            with pytest.raises(
                BudgetError, match=r"^the norm from inf to 1 must .* branches, for . x"
            ) as error:
                operator_norm(rows, "inf", "1", budget=budget)
            assert error.value.lower <= norm <= error.value.upper


@pytest.mark.parametrize("outer", [(1, 100), (100, 1)])
def test_the_bounds_of_a_constant_that_is_left_open_are_those_of_all_cells(outer):
    # f_i(x) = outer[0] max{0, w_i·x} + outer[1] max{0, -w_i·x}, in each cell another one of them.
    rows = mixed_weights(6)
    layer = [[s * w for w in row] for row in rows for s in (1, -1)]
    out = [[0] * (2 * i) + list(outer) + [0] * (10 - 2 * i) for i in range(6)]
    f = function((layer, [0] * 12), (out, [0] * 6))
    constant = lipschitz_constant(f, "inf", "1").constant
    with pytest.raises(BudgetError) as error:
        lipschitz_constant(f, "inf", "1", budget=1)
    assert error.value.lower <= constant <= error.value.upper
