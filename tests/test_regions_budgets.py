"""How much work an enumeration of regions may be, and what is proved when it is given up."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise, product
from random import Random

import pytest

from exactrelu.errors import BudgetError, DimensionError, DomainError
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import (
    Work,
    equal,
    extrema,
    is_convex,
    most_regions,
    refined,
    regions,
    stream,
)


def random_network(*widths, seed=1):
    rng = Random(seed)
    pairs = pairwise(widths)
    return Network.of(
        *(
            ([[rng.randint(-9, 9) for _ in range(a)] for _ in range(b)], [rng.randint(-9, 9)] * b)
            for a, b in pairs
        )
    )


def moment_curve(n, m):
    """Hyperplanes in general position, so that Zaslavsky's bound is attained."""
    points = range(1, m + 1)
    rows = [[t**k for k in range(1, n + 1)] for t in points]
    return Network.of((rows, [t ** (n + 1) for t in points]), ([[1] * m], [0]))


NETWORKS = {
    "one unit": Network.of(([[1]], [0]), ([[1]], [0])),
    "no hidden layer": Network.of(([[1, 2]], [0])),
    "orthants": Network.of(([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0]), ([[1, 1, 1]], [0])),
    "two layers": random_network(2, 5, 5, 1),
    "three layers": random_network(3, 4, 4, 4, 1),
    "a narrow layer": random_network(3, 1, 6, 1),
    "general position": moment_curve(3, 7),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_budget_is_the_number_of_regions(name):
    network = NETWORKS[name]
    count = len(regions(network, max_regions=None))
    assert len(regions(network, max_regions=count)) == count
    if count == 1:
        return
    with pytest.raises(BudgetError) as caught:
        regions(network, max_regions=count - 1)
    error = caught.value
    assert error.upper == most_regions(network)
    assert error.lower <= count <= error.upper


@pytest.mark.parametrize(("n", "m"), [*product([1, 2, 3], [1, 3, 6])])
def test_the_upper_bound_is_attained_in_general_position(n, m):
    assert most_regions(moment_curve(n, m)) == len(regions(moment_curve(n, m)))


@pytest.mark.parametrize("seed", range(30))
def test_the_upper_bound_holds(seed):
    rng = Random(seed)
    network = random_network(*(rng.randint(1, 4) for _ in range(rng.randint(2, 4))), 1, seed=seed)
    assert len(regions(network)) <= most_regions(network)


def test_an_executor_keeps_to_the_budget():
    network = random_network(2, 12, 12, 1)
    count = len(regions(network))
    with ThreadPoolExecutor(2) as executor:
        assert len(regions(network, executor=executor, max_regions=count)) == count
        with pytest.raises(BudgetError) as caught:
            regions(network, executor=executor, max_regions=count - 1)
    assert caught.value.lower <= count <= caught.value.upper


def test_tasks_are_many_enough_to_be_shared():
    network = random_network(2, 16, 16, 16, 1)
    assert len(list(stream(network))) >= 8
    assert max(len(part.cells) for part in stream(network)) < len(regions(network)) / 4


@pytest.mark.parametrize("tasks", [1, 2, 3, 5])
def test_the_work_is_the_same_in_any_number_of_tasks(tasks):
    network = random_network(2, 16, 16, 16, 1)
    work = Work.of(network, None, tasks=tasks)
    assert tasks / 2 < len(work.parts) <= tasks
    shared, whole = work.finished(map(refined, work.parts)), regions(network)
    assert [r.pattern for r in shared] == [r.pattern for r in whole]
    assert (shared.pieces, shared.distinct_affine_maps) == (
        whole.pieces,
        whole.distinct_affine_maps,
    )


@pytest.mark.parametrize("value", [0, -1, 1.5, True])
def test_a_number_of_tasks_is_positive(value):
    with pytest.raises(DomainError, match="tasks must be an integer, at least 1"):
        Work.of(NETWORKS["one unit"], None, tasks=value)


def test_a_stream_keeps_to_the_budget_of_all_its_parts():
    network = random_network(2, 12, 12, 1)
    count = len(regions(network))
    sizes = [len(part.cells) for part in stream(network, max_regions=count)]
    assert sum(sizes) == sum(len(part.cells) for part in stream(network, max_regions=None)) == count
    seen = []
    with pytest.raises(BudgetError) as caught:
        seen.extend(len(part.cells) for part in stream(network, max_regions=count - 1))
    assert caught.value.lower <= count <= caught.value.upper
    assert seen == sizes[:-1]


def test_the_first_cells_alone_may_be_too_many():
    network = moment_curve(12, 12)
    with pytest.raises(BudgetError) as caught:
        regions(network, max_regions=4095)
    assert (caught.value.lower, caught.value.upper) == (4096, 4096)


def test_a_domain_may_have_too_many_corners():
    network = moment_curve(40, 41)
    half = Polyhedron.box([(0, 1)] * 40)
    with pytest.raises(BudgetError, match="the cells have more than 500 corners") as caught:
        regions(network, domain=half, max_regions=500)
    assert caught.value.lower is None


def test_cells_of_a_domain_prove_no_lower_bound_before_it_is_clipped():
    corner = Polyhedron([([1] + [0] * 9, ">=", 0), ([1] + [0] * 9, "<=", Fraction(1, 9))])
    with pytest.raises(BudgetError) as caught:
        regions(moment_curve(10, 12), domain=corner, max_regions=100)
    assert caught.value.lower is None


@pytest.mark.parametrize("name", ["cells_per_task", "max_regions"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True])
def test_a_budget_is_a_positive_integer(name, value):
    with ThreadPoolExecutor(1) as executor, pytest.raises(DomainError) as caught:
        regions(NETWORKS["one unit"], executor=executor, **{name: value})
    assert str(caught.value) == f"{name} must be an integer, at least 1, not {value!r}"


@pytest.mark.parametrize("value", [0, -1])
def test_a_stream_has_parts_with_cells(value):
    with pytest.raises(DomainError, match="cells_per_task must be an integer, at least 1"):
        list(stream(NETWORKS["one unit"], cells_per_task=value))


RANGES = {
    "a box": (Polyhedron.box([(-1, 2), (0, 1)]), True),
    "a half-plane": (Polyhedron([([1, 0], ">=", 0)], dimension=2), False),
    "a triangle in a strip": (
        Polyhedron([([1, 0], ">=", 0), ([0, -2], "<=", 3), ([1, 1], "<=", 5)]),
        False,
    ),
    "all of the plane": (None, False),
}


@pytest.mark.parametrize("name", RANGES)
def test_extrema_that_are_given_up_are_bounded(name):
    domain, is_bounded = RANGES[name]
    network = random_network(2, 6, 6, 1, seed=5)
    with pytest.raises(BudgetError) as caught:
        extrema(network, domain, max_regions=2)
    error, found = caught.value, extrema(network, domain)
    assert error.lower is not None or not is_bounded
    assert error.upper is not None or not is_bounded
    assert error.lower is None or error.lower <= found.min
    assert error.upper is None or found.max <= error.upper


def test_bounds_are_told():
    absolute_value = Network.of(([[1], [-1]], [0, 0]), ([["1/2", "1/2"]], [0]))
    with pytest.raises(BudgetError) as caught:
        extrema(absolute_value, Polyhedron.box([(-1, 2)]), max_regions=1)
    assert (caught.value.lower, caught.value.upper) == (0, Fraction(3, 2))
    assert str(caught.value).endswith("; no value is below 0; no value is above 2")


def test_no_number_is_proved_where_none_is_asked_for():
    f = random_network(2, 6, 6, 1, seed=5)
    for question in (lambda: equal(f, f, max_regions=2), lambda: is_convex(f, max_regions=2)):
        with pytest.raises(BudgetError, match="max_regions must be more than 2") as caught:
            question()
        assert (caught.value.lower, caught.value.upper) == (None, None)


def test_one_output_is_asked_for_before_the_work():
    with pytest.raises(DimensionError, match="function must have 1 output, not 2"):
        extrema(random_network(2, 6, 2), max_regions=1)
