"""The search against the enumeration, which share no code but the program of a cell."""

import pytest
from hypothesis import example, given, settings
from training_problems import is_allowed, problems

from exactrelu.errors import DomainError
from exactrelu.training import Problem, Samples, train_by_enumeration
from exactrelu.training.search import train

SECONDS = 20
"""More than any of these small problems may take: a search that goes in circles fails."""

AT_THE_ORIGIN = Problem(Samples([[0]], [2]), 3, loss="max", output="affine", hidden_bias="none")
NO_UNKNOWNS = Problem(Samples([[0]], [1]), 1, loss="squared", output="linear", hidden_bias="none")
A_ZERO_AND_BOUNDS = Problem(
    Samples([[-1, 0], [2, 0], [-1, 0]], [-2, 2, 2], [0, 1, 1]),
    1,
    loss="squared",
    output="linear",
    weight_bounds=(-1, 1),
    zero_on=[0],
)
WEIGHTS_OF_ONE_SIGN = Problem(
    Samples([[0, 0], [-1, -2]], [1, -1], [2, 1]),
    *(3,),
    loss="max",
    output="linear",
    hidden_bias="none",
    weight_bounds=(None, 0),
)


def check_agreement(asked):
    enumerated, searched = train_by_enumeration(asked), train(asked, time_limit=SECONDS)
    assert (enumerated.best is None) == (searched.best is None)
    if searched.best is not None:
        assert is_allowed(asked, searched.best)
        assert searched.is_optimal
        assert searched.objective == enumerated.objective


@settings(max_examples=40)
@given(problems(widths=(1,)) | problems(widths=(2,), dimensions=(1, 2), most=3))
@example(AT_THE_ORIGIN)
@example(NO_UNKNOWNS)
@example(A_ZERO_AND_BOUNDS)
@example(WEIGHTS_OF_ONE_SIGN)
def test_search_and_enumeration_agree(asked):
    check_agreement(asked)


def test_search_and_enumeration_agree_deep(request):
    if not request.config.getoption("--deep"):
        pytest.skip("--deep")
    settings(max_examples=1000)(given(problems())(check_agreement))()


NO_NETWORK = Problem(
    Samples([[0], [1], [2]], [0, 1, 0]),
    1,
    loss="max",
    output="linear",
    signs=[1],
    weight_bounds=(1, 2),
    bias_bounds=(1, 2),
    zero_on=[0],
)


@pytest.mark.parametrize("target", ["1/4", 2, 100])
def test_a_target_does_not_hide_that_no_network_is_allowed(target):
    found = train(NO_NETWORK, target=target)
    assert found.is_infeasible
    assert found.certificate.verdict().status == "VALID"
    with pytest.raises(DomainError, match="no network is allowed"):
        found.objective  # noqa: B018 - the property raises


def test_a_target_that_ends_the_search_without_a_network_is_named():
    found = train(NO_NETWORK, target=0)
    assert (found.is_infeasible, found.lower, found.steps) == (False, 0, 0)
    with pytest.raises(DomainError, match="below the target 0, and none was found"):
        found.objective  # noqa: B018 - the property raises
