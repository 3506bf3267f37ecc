import json
import random
from fractions import Fraction as Q
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles_representation import smallest_size
from samples import functions, rationals

from exactrelu import checker
from exactrelu.certificates import sha256
from exactrelu.constructions import (
    minimality_holds,
    represent,
    representation,
)
from exactrelu.constructions.subset_sum import search
from exactrelu.errors import BudgetError, DomainError
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL

OUTPUTS = ("linear", "affine")
ABSOLUTE_VALUE = PWL.from_pieces([0], [(-1, 0), (1, 0)])
RELU = PWL.from_pieces([0], [(0, 0), (1, 0)])
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)

# name: (function, size for linear output, size for affine output)
NAMED = {
    "zero": (PWL.constant(0), 1, 1),
    "one": (PWL.constant(1), 1, 1),
    "identity": (PWL.affine(1, 0), 2, 2),
    "line": (PWL.affine(-3, "1/2"), 2, 2),
    "relu": (RELU, 1, 1),
    "relu to the left": (PWL.from_pieces([1], [(-1, 1), (0, 0)]), 1, 1),
    "relu + 1": (RELU + 1, 2, 1),
    "relu + x": (RELU + PWL.affine(1, 0), 2, 2),
    "relu + x + 1": (RELU + PWL.affine(1, 1), 3, 2),
    "|x|": (ABSOLUTE_VALUE, 2, 2),
    "|x| + 1": (ABSOLUTE_VALUE + 1, 3, 2),
    "hat": (HAT, 3, 3),
    "hat + 1": (HAT + 1, 4, 3),
    "ramp": (PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0), 2, 2),
    "either breakpoint may face left, the left piece wants the first": (
        PWL.from_pieces([0, 1], [(-1, 0), (0, 0), (1, -1)]),
        2,
        2,
    ),
    "either breakpoint may face left, the left piece wants the second": (
        PWL.from_pieces([0, 1], [(-1, 1), (0, 1), (1, 0)]),
        2,
        2,
    ),
    "either breakpoint may face left, the left piece wants neither": (
        PWL.from_pieces([0, 1], [(-1, 2), (0, 2), (1, 1)]),
        3,
        2,
    ),
    "zigzag with a subset sum": (
        PWL.from_points([(0, 0), (1, 1), (2, 0)], left_slope=2, right_slope=1),
        4,
        3,
    ),
}


def function_of(t, changes, slope, intercept):
    """The function with these breakpoints, slope changes and leftmost piece."""
    pieces = [(slope, intercept)]
    for x, change in zip(t, changes, strict=True):
        a, b = pieces[-1]
        pieces.append((a + change, b - change * x))
    return PWL.from_pieces(t, pieces)


def random_function(numbers, most):
    """Small integers, so that subset sums are often hit; now and then rationals, and a hit."""
    count = numbers.randint(0, most)
    scale = numbers.choice([1, 1, 1, 2, 3])
    t = [Q(x, scale) for x in sorted(numbers.sample(range(-5, 6), count))]
    changes = [Q(numbers.choice([-3, -2, -1, 1, 2, 3]), numbers.choice([1, 1, scale])) for _ in t]
    left = [i for i in range(count) if numbers.random() < 1 / 2]
    slope, intercept = Q(numbers.randint(-3, 3)), Q(numbers.randint(-3, 3))
    if numbers.random() < 1 / 2:
        slope = -sum((changes[i] for i in left), start=Q(0))
    if numbers.random() < 1 / 4:
        intercept = sum((changes[i] * t[i] for i in left), start=Q(0))
    return function_of(t, changes, slope, intercept)


def assert_represents(found, f, output):
    net = found.network
    assert as_pwl(net) == f
    assert (net.depth, net.size) == (2, found.size)
    assert output == "affine" or net.output == "linear"
    assert minimality_holds(found.certificate)


@pytest.mark.parametrize("name", NAMED)
def test_named_functions_have_their_smallest_sizes(name):
    f, linear, affine = NAMED[name]
    for output, size in (("linear", linear), ("affine", affine)):
        found = represent(f, output=output)
        assert found.size == size == smallest_size(f, output)
        assert_represents(found, f, output)


@pytest.mark.parametrize("seed", range(30))
def test_sizes_agree_with_all_sets_of_units_tried(seed):
    numbers = random.Random(seed)
    for _ in range(20):
        f = random_function(numbers, most=3)
        for output in OUTPUTS:
            found = represent(f, output=output)
            assert found.size == smallest_size(f, output), f
            assert_represents(found, f, output)


def smallest_size_by_sides(f, output):
    """All choices of sides, and of a breakpoint with both, by adding up the flaps as functions."""
    d, t = f.slope_changes, f.breakpoints
    places = range(len(t))

    def rest(left, shares):
        for i in places:
            share = shares.get(i, d[i] if i in left else 0)
            f_left = PWL.from_points([(t[i], 0)], left_slope=-share, right_slope=0)
            f_right = PWL.from_points([(t[i], 0)], left_slope=0, right_slope=d[i] - share)
            yield f_left + f_right

    def needs(left, shares):
        remainder = f - sum(rest(left, shares), start=PWL.constant(0))
        assert remainder.piece_count == 1
        (slope, constant), *_ = remainder.pieces
        return None if slope else len(t) + len(shares) + (constant != 0 and output == "linear")

    sizes = []
    for count in range(len(t) + 1):
        for left in combinations(places, count):
            sizes.append(needs(left, {}))
            for j in set(places).difference(left):
                share = -f.left_slope - sum(d[i] for i in left)
                sizes.append(needs(left, {j: share}))
    return min(size for size in sizes if size is not None)


@pytest.mark.parametrize("seed", range(5))
def test_sizes_of_more_breakpoints_agree_with_all_choices_of_sides(seed):
    numbers = random.Random(seed)
    for _ in range(3):
        f = random_function(numbers, most=4)
        for output in OUTPUTS:
            if f.piece_count > 1:
                assert represent(f, output=output).size == smallest_size_by_sides(f, output)


@given(functions(), st.sampled_from(OUTPUTS))
def test_the_size_is_the_number_of_breakpoints_and_a_little_more(f, output):
    found = represent(f, output=output)
    most = {"affine": 1, "linear": 2}[output] if f.piece_count > 1 else 2
    assert f.piece_count - 1 <= found.size <= f.piece_count - 1 + most
    assert_represents(found, f, output)


@given(functions(), rationals.filter(bool), rationals.filter(bool), rationals)
def test_sizes_do_not_change_when_the_function_is_scaled_shifted_or_reflected(f, a, b, c):
    argument = PWL.affine(a, 0)
    assert represent(b * (f @ argument), output="linear").size == represent(f, output="linear").size
    shifted = b * (f @ PWL.affine(a, c)) + c
    assert represent(shifted, output="affine").size == represent(f, output="affine").size


@given(functions())
def test_the_affine_output_needs_no_more_units(f):
    affine, linear = (represent(f, output=output).size for output in ("affine", "linear"))
    assert affine <= linear <= affine + 1


def large_function(seed, count, *, hit):
    numbers = random.Random(seed)

    def number():
        return Q(numbers.randrange(-(10**30), 10**30), numbers.randrange(1, 10**6) * 2 + 1)

    # One large denominator, or reduction would settle all items by divisors.
    t = [Q(3 * i * 10**20 + numbers.randrange(10**20), 10**20) for i in range(count)]
    changes = [Q(numbers.randrange(-(10**30), 10**30), 7) for _ in t]
    slope = -sum(changes[::3]) if hit else Q(numbers.randrange(10**30), 7)
    return function_of(t, changes, slope, number())


@pytest.mark.parametrize(
    ("output", "hit", "more"),
    [("affine", True, 0), ("affine", False, 1), ("linear", True, 1), ("linear", False, 2)],
)
def test_forty_breakpoints_with_arbitrary_rationals_are_answered(output, hit, more):
    f = large_function(40, 40, hit=hit)
    found = represent(f, output=output)
    assert found.size == 40 + more
    assert as_pwl(found.network) == f


def test_the_check_of_forty_breakpoints_enumerates_for_itself():
    assert minimality_holds(
        represent(large_function(1, 40, hit=False), output="affine").certificate
    )
    assert minimality_holds(
        represent(large_function(2, 24, hit=False), output="linear").certificate
    )


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(("slope", "more"), [(Q(2), 0), (Q(1, 2), 1), (Q(10**4), 1)])
def test_hundreds_of_breakpoints_with_small_slopes_are_answered(output, slope, more):
    numbers = random.Random(300)
    changes = [Q(numbers.choice([-3, -2, -1, 1, 2, 3])) for _ in range(200)]
    f = function_of([Q(i, 2) for i in range(200)], changes, slope, Q(3))
    found = represent(f, output=output)
    assert found.size == 200 + more
    assert as_pwl(found.network) == f
    assert minimality_holds(found.certificate)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("hit", [True, False])
def test_a_budget_that_does_not_suffice_gives_a_bracket(output, hit, monkeypatch):
    monkeypatch.setattr(search, "_LONGEST_INTEGER", 0)
    f = large_function(5, 12, hit=hit)
    size = represent(f, output=output).size
    with pytest.raises(BudgetError, match=r"which size from \d+ to \d+ is the smallest$") as error:
        represent(f, output=output, budget=2)
    assert error.value.lower <= size <= error.value.upper
    assert 12 <= error.value.lower < error.value.upper <= 12 + (1 if output == "affine" else 2)


@pytest.mark.parametrize("undecided", ["slopes", "slopes and left piece", "split"])
@pytest.mark.parametrize("seed", range(8))
def test_brackets_hold_whichever_question_is_too_hard(undecided, seed, monkeypatch):
    f = random_function(random.Random(seed), most=4)
    ask = representation._ask

    def too_hard(shape, question, split_at=None, *, budget):
        asked = ask(shape, question, split_at, budget=budget)
        hard = question == undecided and split_at in (None, 0)
        return representation._Asked(
            question, split_at, representation.Undecided(1) if hard else asked.answer
        )

    size = represent(f, output="linear").size
    monkeypatch.setattr(representation, "_ask", too_hard)
    try:
        found = represent(f, output="linear")
    except BudgetError as error:
        assert error.lower <= size <= error.upper  # noqa: PT017
        assert error.lower < error.upper  # noqa: PT017
    else:
        assert found.size == size
        assert minimality_holds(found.certificate)


def test_an_unknown_output_map_is_refused():
    with pytest.raises(DomainError, match="output must be 'linear' or 'affine', not 'convex'"):
        represent(RELU, output="convex")


@pytest.mark.parametrize(
    ("f", "output", "asked"),
    [
        (RELU, "linear", []),
        (RELU + 1, "linear", [("slopes and left piece", None)]),
        (ABSOLUTE_VALUE, "affine", [("slopes", None)]),
        (ABSOLUTE_VALUE, "linear", [("slopes", None)]),
        (ABSOLUTE_VALUE + 1, "linear", [("slopes", None), ("split", 0)]),
    ],
)
def test_refutations_name_the_questions_that_a_smaller_network_answers(f, output, asked):
    refutations = represent(f, output=output).certificate.refutations
    assert [(each.question, each.split_at) for each in refutations] == asked


def test_every_question_gets_the_budget(monkeypatch):
    budgets = []

    def find_subset(problem, *, budget):
        budgets.append(budget)
        return search.find_subset(problem, budget=budget)

    monkeypatch.setattr(representation, "find_subset", find_subset)
    for f in (RELU + 1, ABSOLUTE_VALUE + 1):
        represent(f, output="linear", budget=12345)
        represent(f, output="affine", budget=12345)
    assert budgets == [12345] * 6


CERTIFICATES = {
    f"{name}, {output}": represent(f, output=output).certificate.as_json()
    for name, f in {
        "|x|": ABSOLUTE_VALUE,
        "|x| + 1": ABSOLUTE_VALUE + 1,
        "hat + 1": HAT + 1,
        "line": PWL.affine(2, 1),
        "forced": function_of([0, 1, 2], [6, 6, 5], -4, 0),
        "enumerated": function_of(range(5), [3, 5, 7, 11, 13], -17, Q(1, 2)),
        "indivisible": function_of([0, 1, 2], [2, 4, 6], 1, 3),
    }.items()
    for output in OUTPUTS
}


@pytest.mark.parametrize("case", CERTIFICATES)
def test_certificates_hold_after_a_trip_through_json(case):
    assert minimality_holds(json.loads(json.dumps(CERTIFICATES[case])))


def mutants(value):
    """The value with one thing changed, left out, or repeated, at any depth."""
    if isinstance(value, dict):
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
            yield from ({**value, key: mutant} for mutant in mutants(value[key]))
        yield {**value, "more": 1}
    elif isinstance(value, list):
        for i, entry in enumerate(value):
            yield value[:i] + value[i + 1 :]
            yield [*value[: i + 1], *value[i:]]
            yield from ([*value[:i], mutant, *value[i + 1 :]] for mutant in mutants(entry))
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    else:
        yield from (None, 1, "x", "1e999999999", "2/4", "0", "1", "-1", "2", "1/2", "affine")


def mutated(document):
    """The mutants of a certificate, those of the problem with the hash that belongs to them."""
    for mutant in mutants(document):
        yield mutant
        if "problem" in mutant:
            yield {**mutant, "problem_sha256": sha256(mutant["problem"])}


def is_true(document):
    """Whether what a certificate states is so, with the search as the oracle."""
    try:
        f = PWL.from_json(document["problem"]["function"])
        net = representation.Network.from_json(document["claim"]["network"])
        stated = document["claim"]["size"], document["problem"]["output"]
        size = represent(f, output=stated[1]).size
    except (ValueError, KeyError, TypeError):
        return False
    right_output = stated[1] == "affine" or net.output == "linear"
    return net.depth == 2 and right_output and as_pwl(net) == f and net.size == stated[0] == size


@pytest.mark.parametrize("case", CERTIFICATES)
def test_no_mutant_that_states_something_false_is_accepted(case):
    accepted = [m for m in mutated(CERTIFICATES[case]) if minimality_holds(m)]
    assert all(is_true(mutant) for mutant in accepted)


@pytest.mark.parametrize("output", OUTPUTS)
def test_certificates_of_searches_that_split_hold(output, monkeypatch):
    monkeypatch.setattr(search, "_LONGEST_INTEGER", 0)
    monkeypatch.setattr(search, "_LONGEST_LIST", 8)
    monkeypatch.setattr(search, "_SHORT", 16)
    f = function_of(range(7), [101, 103, 107, 109, 113, 127, 131], -280, Q(1, 2))
    certificate = represent(f, output=output).certificate
    rules = {step.rule for step in certificate.refutations[0].steps}
    assert rules >= {"split", "enumerated"}
    document = certificate.as_json()
    steps = document["evidence"]["refutations"][0]
    assert minimality_holds(document)
    for i in range(len(steps)):
        document["evidence"]["refutations"][0] = steps[:i] + steps[i + 1 :]
        assert not minimality_holds(document)


@pytest.mark.parametrize("slope", [Q(1), Q(-100), Q(100)])
def test_an_enumeration_may_stand_for_any_reason(slope):
    document = represent(function_of([0, 1], [2, 4], slope, 0), output="affine")
    document = document.certificate.as_json()
    document["evidence"]["refutations"] = [[{}]]
    assert minimality_holds(document)


def forged(document, *, refutations=None, network=None, **problem):
    """The certificate with other parts, and the hash that belongs to them."""
    problem = {**document["problem"], **problem}
    claim, evidence = document["claim"], document["evidence"]
    if network is not None:
        claim = {"network": network.as_json(), "size": network.size}
    if refutations is not None:
        evidence = {"refutations": refutations}
    parts = {"problem": problem, "problem_sha256": sha256(problem)}
    return {**document, **parts, "claim": claim, "evidence": evidence}


def test_a_repeated_breakpoint_does_not_excuse_a_unit():
    document = represent(RELU, output="linear").certificate.as_json()
    twice = Network.of(([[1], [1]], [0, 0]), ([["1/2", "1/2"]], [0]))
    pieces = [["0", "0"], ["5", "0"], ["1", "0"]]
    function = {**RELU.as_json(), "breakpoints": ["0", "0"], "pieces": pieces}
    assert minimality_holds(forged(document, function=RELU.as_json()))
    assert not minimality_holds(forged(document, network=twice))
    assert not minimality_holds(forged(document, network=twice, function=function))


def test_a_network_that_differs_only_between_round_points_has_no_certificate():
    ramp = PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0)
    document = represent(ramp, output="linear").certificate.as_json()
    steeper = Network.of(([[2], [2]], ["-1/2", -1]), ([[2, -2]], [0]))
    assert [steeper(x) for x in range(-3, 4)] == [(ramp(x),) for x in range(-3, 4)]
    assert steeper("1/4") != (ramp("1/4"),)
    assert minimality_holds(document)
    assert not minimality_holds(forged(document, network=steeper))


def test_what_refutes_both_equations_does_not_refute_the_slopes():
    # The slopes of relu + 1 have a solution, only the left piece has none.
    document = represent(RELU + 1, output="linear").certificate.as_json()
    assert minimality_holds(forged(document, refutations=[[{}]]))
    assert not minimality_holds(forged(document, refutations=[[{}]], output="affine"))


def subsets(count):
    return [items for size in range(count + 1) for items in combinations(range(count), size)]


@pytest.mark.parametrize("longest", [0, 1, 3, 2**29])
def test_both_enumerations_of_the_check_agree_with_the_definition(longest, monkeypatch):
    monkeypatch.setattr(checker, "MAX_BITS_OF_SUMS", longest)
    for weights in product(range(-2, 4), repeat=4):
        reached = {sum(weights[i] for i in items) for items in subsets(4)}
        for goal in range(-9, 14):
            assert checker._has_no_sum(list(weights), goal) == (goal not in reached)


def test_the_check_does_not_accept_what_is_too_long_to_enumerate(monkeypatch):
    monkeypatch.setattr(checker, "MAX_BITS_OF_SUMS", 0)
    monkeypatch.setattr(checker, "MAX_SUMS", 8)
    monkeypatch.setattr(checker, "MAX_PAIRS", 8)
    assert checker._has_no_sum([3, 5, 9, 17, 33, 65], 7)
    with pytest.raises(checker._Refused):
        checker._has_no_sum([3, 5, 9, 17, 33, 65, 129], 7)


def check_finds_no_subset(equations, steps):
    try:
        checker._require_no_subset(equations, steps)
    except checker._Refused:
        return False
    return True


@pytest.mark.parametrize("count", [1, 2, 3])
def test_several_equations_have_no_subset_iff_none_solves_all(count):
    signs = (-1, 0, 1)
    for rows in product(product(signs, repeat=2), repeat=count):
        reached = {tuple(sum(row[i] for i in items) for row in rows) for items in subsets(2)}
        for goals in product(signs, repeat=count):
            equations = [[*row, goal] for row, goal in zip(rows, goals, strict=True)]
            assert check_finds_no_subset(equations, [{}]) == (goals not in reached)
            cases = [{"branch": 1}, {}, {}]
            assert check_finds_no_subset(equations, cases) == (goals not in reached)
            assert not check_finds_no_subset(equations, cases[:2])


def test_a_larger_network_has_no_certificate():
    linear = represent(ABSOLUTE_VALUE + 1, output="linear").certificate.as_json()
    problem = {**linear["problem"], "output": "affine"}
    affine = {**linear, "problem": problem, "problem_sha256": sha256(problem)}
    nothing = {"refutations": []}
    assert minimality_holds(linear)
    assert not minimality_holds(affine)
    assert not minimality_holds({**affine, "evidence": nothing})
    assert not minimality_holds({**linear, "evidence": nothing})


@pytest.mark.parametrize("document", [None, 3, [], {}, "certificate", [["schema"]]])
def test_what_is_no_certificate_does_not_hold(document):
    assert not minimality_holds(document)


@pytest.mark.parametrize(
    ("budget", "answers", "budgets"),
    [
        (10**6, "uuuuuu", [10**6] * 4 + [2**12] * 2),
        (10**6, "unnununu", [10**6] * 8),
        (10**6, "ununununn", [10**6] * 7 + [2**12] * 2),
        (10**6, "nnnnnnn", [10**6] * 7),
        (10**3, "uuuuuu", [10**3] * 6),
        (10**6, "uuuuuyu", [10**6] * 4 + [2**12] * 2),
    ],
)
def test_when_four_splits_are_too_hard_the_others_get_a_look(budget, answers, budgets, monkeypatch):
    given_budgets = []

    def ask(shape, question, split_at, *, budget):
        given_budgets.append(budget)
        answer = {
            "u": representation.Undecided(budget),
            "n": representation.NoSubset(()),
            "y": representation.Subset(()),
        }[answers[split_at]]
        return representation._Asked(question, split_at, answer)

    monkeypatch.setattr(representation, "_ask", ask)
    count = len(answers)
    shape = representation._Shape.of(function_of(range(count), [1] * count, 0, 0))
    asked = representation._ask_for_splits(shape, budget)
    assert [each.split_at for each in asked] == list(range(len(budgets)))
    assert given_budgets == budgets
