import random
from fractions import Fraction as Q
from itertools import combinations, islice, product
from math import gcd

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exactrelu.constructions.subset_sum import (
    NoSubset,
    Step,
    Subset,
    SubsetSum,
    Undecided,
    find_subset,
    reduction,
    search,
    sums,
)
from exactrelu.errors import DimensionError, FloatError


def has_subset(weights, target):
    """By the definition: all subsets, one by one."""
    items = range(len(weights[0]))
    return any(
        all(
            sum(row[i] for i in chosen) == total for row, total in zip(weights, target, strict=True)
        )
        for size in range(len(items) + 1)
        for chosen in combinations(items, size)
    )


@st.composite
def problems(draw):
    count = draw(st.integers(0, 9))
    weight = st.integers(-12, 12)
    rows = draw(st.lists(st.lists(weight, min_size=count, max_size=count), min_size=1, max_size=2))
    target = [draw(st.integers(-36, 36)) for _ in rows]
    return SubsetSum(tuple(map(tuple, rows)), tuple(target))


@st.composite
def solvable(draw):
    problem = draw(problems())
    chosen = [i for i in range(len(problem.weights[0])) if draw(st.booleans())]
    return SubsetSum(problem.weights, tuple(sum(row[i] for i in chosen) for row in problem.weights))


def assert_agrees(problem, answer):
    expected = has_subset(problem.weights, problem.target)
    assert isinstance(answer, Subset if expected else NoSubset)
    if expected:
        assert problem.is_solved_by(answer.items)
        assert list(answer.items) == sorted(set(answer.items))


@settings(max_examples=400)
@given(problems() | solvable())
def test_a_subset_is_found_iff_there_is_one(problem):
    assert_agrees(problem, find_subset(problem))


@given(problems() | solvable(), st.sampled_from([1, 5, 30]))
def test_a_subset_is_found_when_lists_are_so_short_that_cases_are_split(problem, longest):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_LONGEST_INTEGER", 0)
        patch.setattr(search, "_LONGEST_LIST", longest)
        patch.setattr(search, "_SHORT", 4)
        patch.setattr(search, "_CORE", 2)
        answer = find_subset(problem)
        if longest > 1 or not isinstance(answer, Undecided):
            assert_agrees(problem, answer)


@given(problems() | solvable())
def test_a_tiny_budget_gives_no_wrong_answer(problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_LONGEST_INTEGER", 0)
        patch.setattr(search, "_LONGEST_LIST", 1)
        answer = find_subset(problem, budget=1)
        if not isinstance(answer, Undecided):
            assert_agrees(problem, answer)


positive = st.lists(st.integers(1, 40), max_size=9)


@given(positive, st.integers(-5, 200), st.sampled_from([2**61 - 1, 101, 7]))
def test_both_enumerations_agree_with_the_definition(weights, target, first_prime):
    # Modulo small primes most candidates are false, and other primes must help.
    expected = has_subset([weights], [target])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_FIRST_PRIME", first_prime)
        patch.setattr(sums, "_PRIMES", 1 if first_prime > 1000 else 3)
        answers = [sums.subset_by_bits(weights, target)]
        try:
            answers.append(sums.subset_by_residues(weights, target, limit=2**9))
        except sums.TooManySums:
            assert first_prime < 1000
    for answer in answers:
        assert (answer is not None) == expected
        assert not expected or sum(weights[i] for i in answer) == target


@pytest.mark.parametrize(
    ("weights", "bound"), [([], 1), ([5], 2), ([5, 5, 5, 7], 8), ([1, 2, 4], 8)]
)
def test_equal_weights_have_few_sums(weights, bound):
    assert sums.sums_at_most(weights) == bound


def test_lists_longer_than_the_limit_are_refused():
    with pytest.raises(sums.TooManySums):
        sums.subset_by_residues([2**i for i in range(20)], 5, limit=100)


@pytest.mark.parametrize(
    ("problem", "steps"),
    [
        (SubsetSum(((2, 4),), (3,)), [Step("impossible", equation=0, divisor=2)]),
        (SubsetSum(((2, -4),), (3,)), [Step("impossible", equation=0)]),
        (SubsetSum(((0, 0),), (1,)), [Step("impossible", equation=0)]),
        (SubsetSum(((),), (1,)), [Step("impossible", equation=0)]),
        (
            SubsetSum(((6, 6, 5),), (4,)),
            [
                Step("forced", item=0, taken=False, equation=0),
                Step("forced", item=1, taken=False, equation=0),
                Step("forced", item=2, taken=False, equation=0),
                Step("impossible", equation=0),
            ],
        ),
        (
            SubsetSum(((10, 3, 4),), (12,)),
            [
                Step("forced", item=0, taken=True, equation=0),
                Step("forced", item=2, taken=False, equation=0),
                Step("forced", item=1, taken=False, equation=0),
                Step("impossible", equation=0),
            ],
        ),
        (
            SubsetSum(((0, 0, 0, 0), (8, 8, 8, 3)), (0, 13)),
            [
                Step("forced", item=3, taken=False, equation=1, divisor=8),
                Step("impossible", equation=1, divisor=8),
            ],
        ),
        (SubsetSum(((3, 5, 7, 11, 13),), (17,)), [Step("enumerated")]),
    ],
)
def test_a_no_says_why(problem, steps):
    assert find_subset(problem) == NoSubset(tuple(steps))


def test_two_equations_are_harder_than_each_of_them():
    each = [SubsetSum(((1, 2, 3),), (3,)), SubsetSum(((1, 5, 5),), (6,))]
    assert all(isinstance(find_subset(problem), Subset) for problem in each)
    both = SubsetSum(((1, 2, 3), (1, 5, 5)), (3, 6))
    assert find_subset(both) == Subset((0, 1))
    assert isinstance(find_subset(SubsetSum(((1, 2, 3), (1, 5, 6)), (3, 7))), NoSubset)


def test_rational_equations_are_scaled_one_by_one():
    problem = SubsetSum.over_rationals([["1/2", "1/3"], ["2", "0.5"]], ["5/6", "5/2"])
    assert problem == SubsetSum(((3, 2), (4, 1)), (5, 5))
    with pytest.raises(DimensionError, match="target must have 1 entries, not 2"):
        SubsetSum.over_rationals([[1]], [1, 2])
    with pytest.raises(FloatError, match=r"^weights"):
        SubsetSum.over_rationals([[0.5]], [1])
    with pytest.raises(FloatError, match=r"^target"):
        SubsetSum.over_rationals([[1]], [0.5])


def test_forty_large_weights_are_decided():
    numbers = random.Random(40)
    weights = tuple(numbers.randrange(-(10**40), 10**40) for _ in range(40))
    chosen = numbers.sample(range(40), 17)
    target = sum(weights[i] for i in chosen)
    assert find_subset(SubsetSum((weights,), (target,))) == Subset(tuple(sorted(chosen)))
    assert find_subset(SubsetSum((weights,), (target + 1,))) == NoSubset((Step("enumerated"),))


def test_hundreds_of_small_weights_with_large_positions_are_decided():
    numbers = random.Random(300)
    slopes = tuple(numbers.choice([-3, -2, -1, 1, 2, 3]) for _ in range(300))
    moments = tuple(d * (100 * i + numbers.randrange(100)) for i, d in enumerate(slopes))
    problem = SubsetSum((slopes, moments), (-2, 12345))
    answer = find_subset(problem)
    assert isinstance(answer, Subset)
    assert problem.is_solved_by(answer.items)


def test_weights_of_growing_size_are_decided_by_reduction_and_splitting():
    weights = tuple(3 * 2**i + i for i in range(120))
    chosen = range(1, 120, 7)
    target = sum(weights[i] for i in chosen)
    problem = SubsetSum((weights,), (target,))
    answer = find_subset(problem)
    assert isinstance(answer, Subset)
    assert problem.is_solved_by(answer.items)
    multiples = tuple(3 * 4**i for i in range(60))
    unreachable = SubsetSum(((1, 7, *multiples),), (2 * sum(multiples[::2]),))
    assert isinstance(find_subset(unreachable), NoSubset)


def test_many_large_weights_are_left_undecided_soon():
    numbers = random.Random(80)
    weights = tuple(numbers.randrange(10**40) for _ in range(80))
    assert find_subset(SubsetSum((weights,), (sum(weights) // 2,))) == Undecided(search.BUDGET)


def test_few_different_weights_are_decided_however_large():
    numbers = random.Random(7)
    weights = tuple(numbers.choice([10**30 + 1, 10**31 + 3, -(10**29)]) for _ in range(200))
    chosen = numbers.sample(range(200), 90)
    problem = SubsetSum((weights,), (sum(weights[i] for i in chosen),))
    answer = find_subset(problem)
    assert isinstance(answer, Subset)
    assert problem.is_solved_by(answer.items)
    # The sums are at most 600 units away from multiples of 10^29.
    unreachable = SubsetSum((weights,), (problem.target[0] + 1000,))
    assert isinstance(find_subset(unreachable), NoSubset)


def leaves_of_three(monkeypatch):
    """Three open items are short and cost 1, more must be split, which costs 10."""
    monkeypatch.setattr(search, "_LONGEST_INTEGER", 0)
    monkeypatch.setattr(search, "_LONGEST_LIST", 4)
    monkeypatch.setattr(search, "_SHORT", 1)
    monkeypatch.setattr(search, "_SPLIT", 10)
    cost = property(lambda joint: 1 if len(joint.weights) <= 3 else 2)
    monkeypatch.setattr(search._JointEquation, "cost", cost)


def test_the_budget_pays_for_every_split_but_the_first_and_for_every_leaf(monkeypatch):
    leaves_of_three(monkeypatch)
    # All weights are odd; three of them are at most 407, five at least 533.
    problem = SubsetSum(((101, 103, 107, 109, 113, 127, 131, 137, 139),), (501,))
    answer = find_subset(problem)
    assert isinstance(answer, NoSubset)
    rules = [step.rule for step in answer.steps]
    splits, leaves = rules.count("split"), rules.count("enumerated")
    assert min(splits, leaves) > 10
    needed = 10 * (splits - 1) + leaves
    assert find_subset(problem, budget=needed) == answer
    assert find_subset(problem, budget=needed - 1) == Undecided(needed - 1)


def test_a_leaf_that_is_too_long_after_all_leaves_the_question_undecided(monkeypatch):
    leaves_of_three(monkeypatch)
    monkeypatch.setattr(search, "_LONGEST_LIST", 1)
    problem = SubsetSum(((101, 103, 107, 109, 113, 127, 131, 137, 139),), (501,))
    assert find_subset(problem, budget=10**6) == Undecided(10**6)


def test_the_search_goes_on_by_cases_when_luck_does_not_help(monkeypatch):
    leaves_of_three(monkeypatch)
    monkeypatch.setattr(search._JointEquation, "cost", 1)
    problem = SubsetSum(((101, 103, 107, 109, 113, 127, 131, 137, 139),), (500,))
    case = reduction.whole(problem)
    assert search._lucky(problem, case, budget=100) is None


def test_luck_is_tried_when_the_budget_pays_for_a_core(monkeypatch):
    monkeypatch.setattr(search, "_SHORT", 100)
    problem = SubsetSum(((101, 103, 107, 109, 113),), (101 + 103,))
    case = reduction.whole(problem)
    assert search._lucky(problem, case, budget=99) is None
    assert search._lucky(problem, case, budget=100) == Subset((0, 1))


@pytest.mark.parametrize(
    ("open_items", "target", "eccentricity"),
    [
        ((0, 1, 2), (3, 0), Q(0)),
        ((0, 1, 2), (6, 0), Q(1)),
        ((0, 1, 2), (0, 4), Q(2)),
        ((0, 1), (0, 0), Q(3, 6)),
        ((2,), (1, 1), Q(1, 6) + Q(2, 8)),
        ((), (1, -1), Q(2, 6) + Q(2, 8)),
    ],
)
def test_eccentricity_is_the_distance_from_the_middle(open_items, target, eccentricity):
    problem = SubsetSum(((1, 2, 3), (4, -4, 0)), (0, 0))
    case = reduction.Case(open_items, target, ())
    found = search._eccentricity(problem, case)
    assert (found, type(found)) == (eccentricity, Q)


def test_cores_keep_the_last_items_of_several_rotations(monkeypatch):
    monkeypatch.setattr(search, "_CORE", 5)
    weights = (101, 103, 107, 109, 113, 127, 131, 137)
    problem = SubsetSum((weights,), (sum(weights) // 2,))
    cores = list(search._cores(problem, reduction.Case(tuple(range(8)), problem.target, ())))
    assert [core.open for core in cores] == [
        (3, 4, 5, 6, 7),
        (5, 6, 7, 0, 1),
        (7, 0, 1, 2, 3),
        (1, 2, 3, 4, 5),
    ]
    for core in cores:
        assert set(core.taken).isdisjoint(core.open)
        taken = sum(weights[item] for item in core.taken)
        assert core.target == (problem.target[0] - taken,)
        reached = sum(weights[item] for item in core.open)
        assert abs(2 * core.target[0] - reached) < 2 * max(weights)


def test_a_core_may_cost_as_much_as_a_leaf(monkeypatch):
    leaves_of_three(monkeypatch)
    monkeypatch.setattr(search, "_CORE", 3)
    problem = SubsetSum(((101, 103, 107, 109, 113),), (318,))
    assert {len(core.open) for core in search._cores(problem, reduction.whole(problem))} == {3}
    monkeypatch.setattr(search, "_CORE", 4)
    assert list(search._cores(problem, reduction.whole(problem))) == []


residues = st.lists(st.integers(1, 22), max_size=4)


@given(residues, residues, st.integers(0, 22))
def test_completions_are_all_pairs_of_residues_with_the_sum(first, second, target):
    left, right = sums._Side(23), sums._Side(23)
    for side, weights in ((left, first), (right, second)):
        for index, weight in enumerate(weights):
            side.extend(weight, [index])
        reached = {
            sum(w for w, take in zip(weights, taken, strict=True) if take) % 23
            for taken in product((0, 1), repeat=len(weights))
        }
        assert side.layers[-1].tolist() == sorted(reached)
    pairs = product(left.layers[-1].tolist(), right.layers[-1].tolist())
    expected = sorted(a for a, b in pairs if (a + b) % 23 == target)
    found = left.completions(right, target)
    assert sorted(found) == expected
    for residue in found:
        assert sum(first[index] for index in left.subset_with(residue)) % 23 == residue


@pytest.mark.parametrize(
    ("weights", "limit", "hopeless"),
    [
        ([1, 2, 4], 3, True),
        ([1, 2, 4], 4, False),
        ([1, 2], 3, False),
        ([1, 2, 3], 3, False),
        ([1, 2, 4, 8], 3, True),
        ([1, 2, 4, 7], 3, False),
    ],
)
def test_sides_without_coincidences_that_will_exceed_the_limit_are_hopeless(
    weights, limit, hopeless, monkeypatch
):
    monkeypatch.setattr(sums, "_HOPELESS", 8)
    side = sums._Side(2**61 - 1)
    for index, weight in enumerate(weights):
        side.extend(weight, [index])
    assert sums._is_hopeless(side, range(4), limit) == hopeless


def test_lists_may_be_as_long_as_the_limit():
    weights = [1, 2, 4, 8]
    assert sums.subset_by_residues(weights, 13, limit=4) == (0, 2, 3)
    with pytest.raises(sums.TooManySums):
        sums.subset_by_residues(weights, 13, limit=3)


def test_equal_weights_are_few_items_with_all_counts_as_sums():
    assert list(sums._items([5, 3, 5, 5, 5, 5, 5])) == [
        (5, [0]), (10, [2, 3]), (15, [4, 5, 6]), (3, [1]),
    ]  # fmt: skip


def test_the_moduli_are_different_primes(monkeypatch):
    assert next(sums._primes()) == 2**61 - 1
    monkeypatch.setattr(sums, "_FIRST_PRIME", 101)
    assert list(islice(sums._primes(), 5)) == [101, 97, 89, 83, 79]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=5), st.data())
def test_a_settled_item_leaves_the_equation_of_the_others(weights, data):
    place = data.draw(st.integers(0, len(weights) - 1))
    taken = data.draw(st.booleans())
    equation = reduction._Equation.of(weights, 20)
    equation.settle(place, taken=taken)
    rest = reduction._Equation.of(weights[:place] + weights[place + 1 :], 20)
    assert (equation.low, equation.high) == (rest.low, rest.high)
    assert equation.total == 20 - taken * weights[place]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=5), st.integers(-20, 20), st.booleans())
@example([3, 4, 6], 7, False)  # noqa: FBT003
def test_an_item_is_forced_by_the_divisor_or_the_reach_of_the_others(weights, total, taken):
    equation = reduction._Equation.of(weights, total)
    for place, weight in enumerate(weights):
        divisor = gcd(*weights[:place], *weights[place + 1 :])
        rest = total - weight * taken
        expected = divisor > 1 and rest % divisor != 0
        assert equation.is_indivisible(place, taken=taken) == expected
        others = [*weights[:place], *weights[place + 1 :]]
        sums_of_others = [sum(some) for k in range(6) for some in combinations(others, k)]
        in_reach = min(sums_of_others) <= rest <= max(sums_of_others)
        assert equation.is_out_of_reach(place, taken=taken) == (not in_reach)


@pytest.mark.parametrize(
    ("numbers", "totals", "count"),
    [((-2, -1, 0, 1, 2), range(-3, 4), 2), ((-1, 0, 1), (-1, 0, 2), 3)],
)
def test_the_joint_equation_holds_iff_all_do(numbers, totals, count):
    choices = list(product((0, 1), repeat=2))
    for rows in product(product(numbers, repeat=2), repeat=count):
        for targets in product(totals, repeat=count):
            radix = search._mixed_radix(rows, targets)
            for a, b in choices:
                missing = [a * v + b * w - t for (v, w), t in zip(rows, targets, strict=True)]
                assert (search._dot(radix, missing) == 0) == (not any(missing))


def test_items_come_in_the_order_of_their_largest_share_of_a_reach():
    assert [reduction.reach(weights) for weights in ([], [0], [1], [-2, 1])] == [1, 1, 1, 3]
    # The shares are 1/3, 2/3 and 3/4, and nothing.
    problem = SubsetSum(((1, 2, 0, 0), (100, 0, -300, 0)), (5, 6))
    assert reduction.whole(problem) == reduction.Case((2, 1, 0), (5, 6), ())
