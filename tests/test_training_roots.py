"""All weights of some signs: what is proved of them before any part is divided."""

import pytest
from hypothesis import given, settings
from training_problems import problems

from exactrelu.training import Problem, Samples, search, train_by_enumeration
from exactrelu.training.bounds import value_of
from exactrelu.training.incumbents import best_of_descents, zero_network
from exactrelu.training.roots import root_of
from exactrelu.training.search import train
from exactrelu.training.steps import frame_of

MIXED = Samples([[0], [1], [2]], [3, -2, -1], [1, 2, "1/2"])
BOUNDS = {
    ("squared", (1,)): "17/2",
    ("squared", (-1, -1)): 9,
    ("absolute", (1,)): "9/2",
    ("absolute", (-1,)): 3,
    ("hinge", (1,)): "5/2",
    ("hinge", (-1,)): 1,
    ("max", (1, 1)): 4,
    ("max", (-1,)): 3,
    ("squared", (1, -1)): 0,
}


@pytest.mark.parametrize(("loss", "signs"), BOUNDS)
def test_labels_of_the_other_sign_cost_what_0_costs(loss, signs):
    problem = Problem(MIXED, len(signs), loss=loss, output="linear", signs=signs)
    assert str(root_of(problem, signs).bound) == str(BOUNDS[loss, signs])


def test_with_an_offset_nothing_is_proved():
    problem = Problem(MIXED, 1, loss="squared", output="affine")
    assert [root_of(problem, signs).bound for signs in problem.sign_patterns] == [0, 0]


@settings(max_examples=40)
@given(problems(dimensions=(1, 2), widths=(1, 2)))
def test_no_network_is_below_what_is_proved(problem):
    best = train_by_enumeration(problem).best
    for signs in problem.sign_patterns:
        root = root_of(problem, signs)
        assert root.bound == value_of(frame_of(problem), root.part, root.dual)
        if best is not None and best.signs == signs:
            assert root.bound <= best.value


UNITS = {
    "one": (Samples([[0], [1], [3]], [0, 1, 5]), 1),
    "a negative one": (Samples([[-1, 0], [1, 2], [3, 1]], [-2, 0, 0]), 1),
    "one of each sign": (Samples([[-2], [-1], [0], [1], [2]], [2, 1, 0, -1, -2]), 2),
}


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("loss", ["squared", "absolute", "max"])
def test_labels_of_a_unit_need_no_division(loss, name):
    samples, width = UNITS[name]
    found = train(Problem(samples, width, loss=loss, output="linear"))
    assert (found.objective, found.is_optimal, found.steps) == (0, True, 0)


def test_descents_count_all_programs_and_keep_to_what_is_better():
    problem = Problem(MIXED, 1, loss="squared", output="linear")
    found, programs = best_of_descents((problem, (1,), zero_network(problem).value, 1, 0))
    assert found.value < zero_network(problem).value
    assert best_of_descents((problem, (1,), found.value, 1, 0)) == (None, programs - 1)


@pytest.mark.parametrize("loss", ["squared", "absolute", "hinge", "max"])
def test_a_large_problem_gets_a_network_and_the_bound_of_its_signs(loss, monkeypatch):
    samples = Samples([[k] for k in range(9)], [0, -1, 1, 1, -1, 2, 1, 3, 4])
    problem = Problem(samples, 1, loss=loss, output="linear")
    monkeypatch.setattr(search, "MOST_PAIRS", 8)
    found = train(problem)
    monkeypatch.undo()
    assert found.lower == min(root_of(problem, signs).bound for signs in problem.sign_patterns)
    assert found.lower <= train(problem).objective <= found.objective < zero_network(problem).value
    assert found.certificate.verdict().status == "VALID"
