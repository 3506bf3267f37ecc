"""Arrangements: the characteristic polynomial and the regions, two ways, and an oracle for each."""

from fractions import Fraction as Q
from random import Random

import oracles_arrangement as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_arrangement import FAMILIES

from exactrelu import arrangement
from exactrelu.arrangement import Arrangement, families
from exactrelu.errors import DimensionError, DomainError, FloatError

# normals, offsets, dimension; coefficients, regions, relatively bounded regions.
CASES = {
    "no hyperplane in R^0": (([], [], 0), [1], 1, 1),
    "no hyperplane in R^3": (([], [], 3), [1, 0, 0, 0], 1, 1),
    "one point of the line": (([[1]], [5], 1), [1, -1], 2, 0),
    "three points of the line": (([[1], [2], [-1]], [0, 2, 7], 1), [1, -3], 4, 2),
    "one point three times": (([[1], [2], [-3]], [1, 2, -3], 1), [1, -1], 2, 0),
    "one hyperplane of R^3": (([[1, 2, 3]], [4], 3), [1, -1, 0, 0], 2, 0),
    "a strip of the plane": (([[1, 1], [1, 1]], [0, 1], 2), [1, -2, 0], 3, 1),
    "a triangle": (([[1, 0], [0, 1], [1, 1]], [0, 0, 1], 2), [1, -3, 3], 7, 1),
    "three concurrent lines": (([[1, 0], [0, 1], [1, 1]], [1, 1, 2], 2), [1, -3, 2], 6, 0),
    "a grid of 2 by 3 lines": (
        ([[1, 0]] * 2 + [[0, 1]] * 3, [0, 1, 0, 1, 2], 2),
        [1, -5, 6],
        12,
        2,
    ),
    "a prism in R^3": (
        ([[1, 0, 0], [0, 1, 0], [1, 1, 0]], [0, 0, 1], 3),
        [1, -3, 3, 0],
        7,
        1,
    ),
    "coordinates scaled by 2^300": (
        ([[Q(2) ** 300, 0], [0, Q(2) ** -300]], [0, 0], 2),
        [1, -2, 1],
        4,
        0,
    ),
    "points 2^-300 apart": (([[1], [1]], [0, Q(2) ** -300], 1), [1, -2], 3, 1),
}


def of(pairs, n):
    return Arrangement([a for a, _ in pairs], [b for _, b in pairs], dimension=n)


def rows(A):
    return [(row[:-1], row[-1]) for row in A.hyperplanes]


@pytest.mark.parametrize(("given", "coefficients", "regions", "bounded"), CASES.values(), ids=CASES)
def test_named_arrangements(given, coefficients, regions, bounded):
    normals, offsets, n = given
    A = Arrangement(normals, offsets, dimension=n)
    found = list(A.regions())
    assert list(A.characteristic_polynomial) == coefficients
    assert (A.region_count, A.bounded_region_count) == (regions, bounded)
    assert (len(found), sum(region.is_bounded for region in found)) == (regions, bounded)


RESONANCE = {
    1: (1, 1),
    2: (1, 3, 2),
    3: (1, 7, 15, 9),
    4: (1, 15, 80, 170, 104),
    5: (1, 31, 375, 2130, 5270, 3485),
}


@pytest.mark.parametrize("n", RESONANCE)
def test_resonance_arrangements(n):
    A = arrangement.resonance(n)
    assert tuple(map(abs, A.characteristic_polynomial)) == RESONANCE[n]
    assert A.region_count == [2, 6, 32, 370, 11292][n - 1]
    assert sum(1 for _ in A.regions()) == A.region_count


@pytest.mark.parametrize(("n", "count"), [*enumerate([4, 14, 104, 1882, 94572], start=1)])
def test_threshold_functions(n, count, request):
    A = arrangement.threshold(n)
    assert A.region_count == count
    if n < 5 or request.config.getoption("--deep"):
        assert len({region.signs for region in A.regions()}) == count


KNOWN = {
    "braid": [1, 2, 6, 24, 120],
    "shi": [1, 3, 16, 125, 1296],
    "catalan": [1, 4, 30, 336, 5040],
    "linial": [1, 2, 7, 36, 246, 2104],
    "boolean": [2, 4, 8, 16, 32],
    "type_b": [2, 8, 48, 384],
}


@pytest.mark.parametrize("name", KNOWN)
def test_sequences_of_families(name):
    make = getattr(arrangement, name)
    assert [make(n).region_count for n in range(1, len(KNOWN[name]) + 1)] == KNOWN[name]


@pytest.mark.parametrize("card", families(), ids=lambda card: card.name)
def test_what_the_cards_say(card):
    assert card.make is getattr(arrangement, card.name)
    assert card.summary.startswith("Return ")
    assert card.source
    assert card.formula
    for arguments in card.examples:
        A = card.make(*arguments)
        assert A.region_count == card.regions(*arguments)
        assert sum(1 for _ in A.regions()) == card.regions(*arguments)
        if card.polynomial:
            for t in range(A.dimension + 1):
                assert value(A.characteristic_polynomial, t) == card.polynomial(*arguments, t)


def value(coefficients, t):
    total = 0
    for coefficient in coefficients:
        total = total * t + coefficient
    return total


def test_every_family_is_on_a_card():
    makers = {
        name
        for name in arrangement.__all__
        if name[0].islower() and not name.endswith("dichotomies")
    }
    assert {card.name for card in families()} == makers - {"families"}


def random_arrangements(count):
    """(pairs, n), all families in turn, down to n = 1 and to no hyperplane."""
    for index in range(count):
        rng = Random(index)
        family = list(FAMILIES.values())[index % len(FAMILIES)]
        n, m = rng.randint(1, 4), rng.choice((0, 1, 2, 3, 4, 5, 6, 7))
        yield family(rng, n, m), n


def test_deletion_and_restriction_agree_on_500_random_arrangements():
    kinds = set()
    for pairs, n in random_arrangements(500):
        A = of(pairs, n)
        expected = oracle.characteristic_polynomial(pairs, n)
        assert list(A.characteristic_polynomial) == expected, A
        regions = list(A.regions())
        assert len(regions) == abs(value(expected, -1)), A
        assert sum(region.is_bounded for region in regions) == abs(value(expected, 1)), A
        kinds.add((n, A.rank, A.is_central))
    assert len(kinds) >= 20


def test_regions_are_those_of_linear_programs(request):
    for pairs, n in random_arrangements(2000 if request.config.getoption("--deep") else 80):
        A = of(pairs, n)
        if len(A.hyperplanes) <= 4:
            found = {region.signs: region.is_bounded for region in A.regions()}
            assert set(found) == oracle.region_signs(rows(A), n), A
            for signs, is_bounded in found.items():
                assert is_bounded == oracle.is_relatively_bounded(rows(A), signs, n), A


def test_points_lie_in_their_regions_and_are_exact():
    for pairs, n in random_arrangements(80):
        A = of(pairs, n)
        for region in A.regions():
            assert A.signs(region.point) == region.signs
            assert all(type(x) is Q for x in region.point)
            for (a, b), sign in zip(rows(A), region.signs, strict=True):
                assert sign * (sum(x * y for x, y in zip(a, region.point, strict=True)) - b) > 0


def test_essentializations_have_full_rank_and_the_same_regions():
    for pairs, n in random_arrangements(80):
        A = of(pairs, n)
        E = A.essentialization
        assert E.dimension == E.rank == A.rank
        assert (*E.characteristic_polynomial, *[0] * (n - A.rank)) == A.characteristic_polynomial
        assert E.bounded_region_count == A.bounded_region_count


def test_flats_of_the_braid_arrangement_are_partitions():
    stirling = (1, 10, 25, 15, 1)
    assert arrangement.braid(5).flat_counts == stirling
    assert Arrangement([], dimension=2).flat_counts == (1,)


def test_products_of_arrangements_multiply():
    for (first, n), (second, m) in batched_pairs(random_arrangements(80)):
        product = [([*a, *[0] * m], b) for a, b in first] + [([0] * n + a, b) for a, b in second]
        A, B = of(first, n), of(second, m)
        found = of(product, n + m)
        assert found.region_count == A.region_count * B.region_count
        assert found.bounded_region_count == A.bounded_region_count * B.bounded_region_count
        assert sum(found.flat_counts) == sum(A.flat_counts) * sum(B.flat_counts)


def batched_pairs(items):
    return zip(items, items, strict=True)


def test_twenty_independent_hyperplanes_are_no_work():
    assert arrangement.boolean(20).region_count == 2**20
    assert arrangement.boolean(20).flat_counts[19] == 20


def test_deletion_is_the_sum_of_what_is_cut():
    for pairs, n in random_arrangements(40):
        A = of(pairs, n)
        for index in range(len(A.hyperplanes)):
            kept = [pair for k, pair in enumerate(rows(A)) if k != index]
            cut = of(kept, n).region_count + A.restriction(index).region_count
            assert A.region_count == cut


@given(seed=st.integers(0, 10**6), scale=st.sampled_from([Q(-1), Q(1, 3), Q(2) ** 300]))
def test_equality_is_that_of_sets(seed, scale):
    rng = Random(seed)
    pairs = FAMILIES["small"](rng, 3, 4)
    A = of(pairs, 3)
    copies = [([scale * x for x in a], scale * b) for a, b in pairs]
    shuffled = rng.sample(pairs + copies, 8)
    assert of(shuffled, 3) == A
    assert hash(of(shuffled, 3)) == hash(A)
    assert eval(repr(A)) == A
    assert of(pairs[1:], 3) == A or A.hyperplanes != of(pairs[1:], 3).hyperplanes


def test_moving_and_changing_coordinates_changes_no_count():
    for pairs, n in random_arrangements(40):
        A = of(pairs, n)
        moved = [(a, b + sum((k + 1) * x for k, x in enumerate(a))) for a, b in pairs]
        sheared = [([a[0], *(x + a[0] for x in a[1:])], b) for a, b in pairs]
        assert of(moved, n).characteristic_polynomial == A.characteristic_polynomial
        assert of(sheared, n).characteristic_polynomial == A.characteristic_polynomial


def test_regions_are_streamed_in_a_fixed_order():
    first = next(iter(arrangement.resonance(5).regions()))
    assert first == next(iter(arrangement.resonance(5).regions()))
    A = arrangement.catalan(3)
    assert list(A.regions()) == list(A.regions())


REFUSED = {
    "a zero normal": (
        lambda: Arrangement([[1, 0], [0, "0"]], [0, 1]),
        DomainError,
        "normals[1] must not be zero",
    ),
    "offsets too few": (
        lambda: Arrangement([[1], [2]], [0]),
        DimensionError,
        "offsets must have 2 entries, like normals, not 1",
    ),
    "no dimension": (
        lambda: Arrangement([]),
        DimensionError,
        "normals must have a row, or dimension must be given",
    ),
    "another dimension": (
        lambda: Arrangement([[1, 2]], dimension=3),
        DimensionError,
        "normals[0] must have 3 entries, not 2",
    ),
    "a negative dimension": (
        lambda: Arrangement([], dimension=-1),
        DomainError,
        "dimension must be an integer, at least 0, not -1",
    ),
    "a hyperplane of R^0": (
        lambda: Arrangement([[]], [1]),
        DomainError,
        "normals[0] must not be zero",
    ),
    "ragged normals": (
        lambda: Arrangement([[1, 2], [1]]),
        DimensionError,
        "normals[1] must have 2 entries like normals[0], not 1",
    ),
    "a point of another dimension": (
        lambda: Arrangement([[1, 2]]).signs([1]),
        DimensionError,
        "point must be of dimension 2, not 1",
    ),
    "a restriction to what is not there": (
        lambda: Arrangement([[1, 2]]).restriction(1),
        DomainError,
        "index must be an integer from 0 to 0, not 1",
    ),
    "a family of n = 0": (
        lambda: arrangement.braid(0),
        DomainError,
        "n must be an integer, at least 1, not 0",
    ),
    "a family of a true number": (
        lambda: arrangement.shi(n=True),
        DomainError,
        "n must be an integer, at least 1, not True",
    ),
    "two hyperplanes through 0 on the line": (
        lambda: arrangement.generic_central(2, 1),
        DomainError,
        "m must be at most 1 for n = 1, not 2",
    ),
}


@pytest.mark.parametrize(("ask", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals(ask, error, message):
    with pytest.raises(error) as caught:
        ask()
    assert str(caught.value) == message


def test_floats_are_refused_unless_asked_for():
    with pytest.raises(FloatError):
        Arrangement([[0.5]], [1])
    assert Arrangement([[0.5]], [1], floats="dyadic") == Arrangement([["1/2"]], [1])
