"""Set cover as the training of one ReLU, with its optima by brute force."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_reductions import fewest_sets, set_cover_error
from reduction_cases import random_set_covers, set_covers
from strategies_sources import set_covers as drawn_set_covers

from exactrelu.errors import DomainError, ExactReluError
from exactrelu.reductions import as_smtlib, network_of, set_cover, solve, three_sat
from exactrelu.sources import Formula, SetCover
from exactrelu.training import Realized, realize_unit, train

BIASES = ("none", "free")
STEINER = (
    *((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8)),
    *((0, 4, 8), (1, 5, 6), (2, 3, 7), (0, 5, 7), (1, 3, 8), (2, 4, 6)),
)

CASES = {
    "nothing at all": (0, ()),
    "an empty set and nothing to cover": (0, ((),)),
    "one element in no set": (1, ()),
    "three elements and no sets": (3, ()),
    "one element in an empty set": (1, ((),)),
    "one set": (1, ((0,),)),
    "the same set three times": (2, ((0, 1), (0, 1), (0, 1))),
    "two elements in no set beside one that is in one": (3, ((1,),)),
    "disjoint sets": (3, ((0,), (1,), (2,))),
    "greed takes three sets where two are enough": (6, ((0, 1, 2), (3, 4, 5), (1, 2, 4, 5), (0,))),
}


def require_correspondence(size, sets, k, hidden_bias):
    """Decide Theorem 1 for one instance: minimum, question, decoded sets, lifted cover."""
    instance = set_cover.reduce(SetCover(size, sets), k=k, hidden_bias=hidden_bias)
    trained = solve(instance)
    optimum, missed = fewest_sets(size, sets)
    # The least of (1 - t)^2 + missed t^2.
    alone = Fraction(missed, missed + 1)
    assert trained.objective == alone + optimum * instance.epsilon**2
    assert (trained.objective <= instance.target) == (missed == 0 and optimum <= k)
    chosen = set_cover.decode(trained.best.units, instance)
    assert len(chosen) == optimum
    assert set().union(*[sets[j] for j in chosen]) == set().union(*sets)
    lifted = network_of(instance, set_cover.lift(chosen, instance))
    assert instance.problem.objective(lifted) == missed + optimum * instance.epsilon**2
    assert set_cover.corresponds(optimum, trained, instance=instance).holds
    assert set_cover.least_error(optimum, instance) <= set_cover.decodable_below(instance)


@pytest.mark.parametrize("hidden_bias", BIASES)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_two_optima_correspond(case, hidden_bias):
    for k in (0, 1, 7):
        require_correspondence(*case, k, hidden_bias)


@pytest.mark.parametrize("hidden_bias", BIASES)
def test_the_two_optima_correspond_for_random_families(request, hidden_bias):
    number = 200 if request.config.getoption("--deep") else 8
    for case, k in random_set_covers(number):
        require_correspondence(*case, k, hidden_bias)


@pytest.mark.parametrize("hidden_bias", BIASES)
def test_the_two_optima_correspond_for_all_small_families(request, hidden_bias):
    deep = request.config.getoption("--deep")
    small = [(n, m) for n in range(4) for m in range(4)] if deep else [(1, 2), (2, 1)]
    for n, m in small:
        for case in set_covers(n, m):
            for k in range(5):
                require_correspondence(*case, k, hidden_bias)


def test_three_parallel_lines_cover_nine_points():
    """The Steiner triple system STS(9)."""
    require_correspondence(9, STEINER, 2, "none")


def test_five_points_meet_all_lines_of_nine():
    """Fulkerson's set cover A9: the points are the sets, the lines are what is covered."""
    points = [[j for j, line in enumerate(STEINER) if i in line] for i in range(9)]
    require_correspondence(12, points, 4, "none")


rationals = st.fractions(-2, 2, max_denominator=4)


@settings(max_examples=50)
@given(drawn_set_covers(), st.integers(0, 4), st.sampled_from(BIASES), st.data())
def test_samples_are_the_constraints_of_the_paper(source, k, hidden_bias, data):
    instance = set_cover.reduce(source, k=k, hidden_bias=hidden_bias, epsilon="1/7")
    w_1, w_eps, b = [data.draw(rationals) for _ in range(3)]
    w_sets = [data.draw(rationals) for _ in source.sets]
    b = b if hidden_bias == "free" else 0
    row = [w_1, w_eps, *w_sets, *([b] if hidden_bias == "free" else [])]
    expected = set_cover_error(
        source.size,
        source.sets,
        min(k, len(source.sets)),
        Fraction(1, 7),
        w_1=w_1,
        w_eps=w_eps,
        w_sets=w_sets,
        b=b,
    )
    network = network_of(instance, [row])
    assert instance.problem.objective(network) == expected
    merged = instance.merged()
    assert merged.objective(network) == expected
    assert len({*zip(merged.samples.points, merged.samples.labels, strict=True)}) == len(
        merged.samples
    )


@settings(max_examples=50)
@given(drawn_set_covers(), st.integers(0, 4), st.sampled_from(BIASES), st.data())
def test_weights_of_an_error_below_the_bound_decode_to_a_cover(source, k, hidden_bias, data):
    # Weights near a lifted choice of sets, which may be a cover or not.
    instance = set_cover.reduce(source, k=k, hidden_bias=hidden_bias)
    chosen = data.draw(st.sets(st.sampled_from(range(len(source.sets))))) if source.sets else ()
    missed = len(source.uncovered(range(len(source.sets))))
    nudge = st.fractions(-1, 1, max_denominator=4)
    row = [w + instance.epsilon * data.draw(nudge) for w in set_cover.lift(chosen, instance)[0]]
    row[0] -= Fraction(missed, missed + 1)
    error = instance.problem.objective(network_of(instance, [row]))
    found = set_cover.decode([row], instance)
    if error < set_cover.decodable_below(instance):
        assert source.uncovered(found) == source.uncovered(range(len(source.sets)))
    assert error >= len(found) * instance.epsilon**2


@pytest.mark.parametrize("f", [1, 2, 3])
def test_the_bound_is_attained_by_sets_that_are_not_decoded(f):
    """One element in f sets, k = 0: the best weights whose decoded sets are no cover."""
    instance = set_cover.reduce(SetCover(1, [[0]] * f), k=0, epsilon=1)
    bound = set_cover.decodable_below(instance)
    # Cauchy and Schwarz with equality: each error is its coefficient in 1 = x + y + f d + sum r.
    row = [1 - bound, 1 + f * bound, *[-bound - f * bound] * f]
    assert set_cover.decode([row], instance) == ()
    assert instance.problem.objective(network_of(instance, [row])) == bound


def test_a_large_epsilon_breaks_the_correspondence_and_that_is_told():
    instance = set_cover.reduce(SetCover(1, [[0]]), epsilon=1)
    trained = solve(instance)
    assert trained.objective < 1
    told = set_cover.corresponds(1, trained, instance=instance)
    assert not told.holds
    assert told.statements[0] == ("minimum error = OPT eps^2", False)


def test_statements_name_k_and_say_what_the_paper_does_not_have():
    instance = set_cover.reduce(SetCover(3, [[0], [0]]), k=5)
    told = set_cover.corresponds(1, solve(instance), instance=instance)
    elsewhere = "OPT for the elements that are in sets (not in the paper)"
    assert told.statements == (
        (f"minimum error = 2/3 + OPT eps^2, {elsewhere}", True),
        ("minimum error <= 2 eps^2 iff 2 or fewer sets can cover all elements", True),
        ("the decoded sets are OPT sets that cover what can be covered", True),
    )


def test_the_bound_is_the_least_of_a_parabola():
    """V by its definition: the least (1-t)^2 + u t^2 + t^2/Q, against other t."""
    for size, sets, k in ((1, [[0]], 0), (3, [[0], [0]], 1), (4, [[1, 2], [1], [2], [1]], 2)):
        bound = set_cover.decodable_below(set_cover.reduce(SetCover(size, sets), k=k))
        holders = [sum(i in one for one in sets) for i in range(size)]
        f, c = max(holders), holders.count(0)
        c += 1 / (1 + f + Fraction(f * f, k + 1))
        values = [(1 - t) ** 2 + c * t**2 for t in (1 / (1 + c), Fraction(1, 2), 0, 1)]
        assert min(values) == bound


def test_another_optimum_than_the_right_one_does_not_correspond():
    instance = set_cover.reduce(SetCover(2, [[0], [1]]), k=1)
    trained = solve(instance)
    truths = [
        [truth for _, truth in set_cover.corresponds(c, trained, instance=instance).statements]
        for c in (1, 2, 3)
    ]
    assert truths == [[False, False, False], [True, True, True], [False, True, False]]


def test_the_sign_of_the_bias_is_plus_in_appendix_a_1():
    """With w - b in place of w, as it is printed, the error is another one."""
    instance = set_cover.reduce(SetCover(1, [[0]]), hidden_bias="free")
    w_1, w_eps, w_set, b = 1, instance.epsilon, Fraction(-1), Fraction(1, 2)
    with_bias = network_of(instance, [[w_1, w_eps, w_set, b]])
    without = set_cover.reduce(SetCover(1, [[0]]))
    plus, minus = [
        without.problem.objective(network_of(without, [[w_1 + s * b, w_eps + s * b, w_set]]))
        for s in (1, -1)
    ]
    assert instance.problem.objective(with_bias) == plus != minus


def test_the_instance_keeps_what_its_parts_mean():
    instance = set_cover.reduce(SetCover(1, [[0], [0]]), k=1)
    assert instance.coordinates == ("w_1", "w_eps", "w_S0", "w_S1")
    assert instance.meanings == (
        "(2) element 0 is covered",
        "(3) set 0 is not chosen",
        "(3) set 1 is not chosen",
        "(4) w_1 is 1",
        "(5) w_eps is eps, copy 1 of 2",
        "(5) w_eps is eps, copy 2 of 2",
    )
    assert (instance.epsilon, instance.k) == (Fraction(1, 3600), 1)
    assert instance.target == Fraction(1, 3600) ** 2


def test_error_0_is_reached_only_if_there_is_nothing_to_cover():
    for size, sets in ((0, ((),)), (1, ((0,),))):
        problem = set_cover.reduce(SetCover(size, sets), k=1).merged()
        answer = realize_unit(problem.samples, hidden_bias="none")
        assert isinstance(answer, Realized) == (size == 0)


REFUSED = {
    "a source of another kind": (
        lambda: set_cover.reduce([[0]]),
        "source must be a SetCover, not a list",
    ),
    "a negative k": (
        lambda: set_cover.reduce(SetCover(0, []), k=-1),
        "k must be at least 0, not -1",
    ),
    "epsilon 0": (
        lambda: set_cover.reduce(SetCover(0, []), epsilon=0),
        "epsilon must be greater than 0, not 0",
    ),
    "k is no integer": (
        lambda: set_cover.paper_epsilon(SetCover(0, []), k=2.5),
        "k must be an integer, not 2.5",
    ),
    "a negative k of epsilon": (
        lambda: set_cover.paper_epsilon(SetCover(0, []), k=-9),
        "k must be at least 0, not -9",
    ),
    "no instance": (
        lambda: solve(SetCover(0, [])),
        "instance must be a TrainingInstance, not a SetCover",
    ),
    "an instance of another problem": (
        lambda: set_cover.lift([], three_sat.reduce(Formula(1, []))),
        "instance must be made from a SetCover, not from a Formula",
    ),
    "an optimum that is no integer": (
        lambda: set_cover.corresponds("2", None, instance=set_cover.reduce(SetCover(0, []))),
        "optimum must be an integer, not '2'",
    ),
    "an optimum that is a truth value": (
        lambda: set_cover.least_error(optimum=True, instance=set_cover.reduce(SetCover(0, []))),
        "optimum must be an integer, not True",
    ),
    "no training": (
        lambda: set_cover.corresponds(0, None, instance=set_cover.reduce(SetCover(0, []))),
        "trained must be a Trained, not None",
    ),
    "the training of another instance": (
        lambda: set_cover.corresponds(
            0,
            solve(set_cover.reduce(SetCover(0, []))),
            instance=set_cover.reduce(SetCover(1, [[0]])),
        ),
        "trained must be an answer for this instance, not for other samples",
    ),
    "more samples than fit into memory": (
        lambda: set_cover.reduce(SetCover(10**6, [[]] * 100), k=3),
        "samples times coordinates must be at most 20000000, not 1000105 * 102",
    ),
    "weights of another shape": (
        lambda: set_cover.decode([[1, 2]], set_cover.reduce(SetCover(0, [[]]))),
        "weights must be 1 row of 3 numbers, not 1 of 2",
    ),
    "a set that does not exist": (
        lambda: set_cover.lift([1], set_cover.reduce(SetCover(0, [[]]))),
        "chosen[0] must be a position from 0 to 0, not 1",
    ),
}


@pytest.mark.parametrize(("ask", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(ask, message):
    with pytest.raises(ExactReluError) as refusal:
        ask()
    assert str(refusal.value) == message


def test_a_bracket_is_no_minimum():
    instance = set_cover.reduce(SetCover(9, STEINER))
    some = train(instance.merged(), time_limit=0)
    with pytest.raises(DomainError, match="the least error must be known"):
        set_cover.corresponds(5, some, instance=instance)


def test_smtlib_is_unsatisfiable_where_something_is_to_be_covered():
    z3 = pytest.importorskip("z3")
    for size, sets, answer in ((0, [[]], z3.sat), (2, [[0], [1]], z3.unsat)):
        solver = z3.Solver()
        solver.from_string(as_smtlib(set_cover.reduce(SetCover(size, sets), hidden_bias="free")))
        assert solver.check() == answer
