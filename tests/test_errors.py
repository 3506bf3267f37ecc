"""Each error is ours and is the builtin that a caller expects."""

import pickle
from fractions import Fraction

import pytest

from exactrelu import errors

EXPECTED_BUILTIN = {
    "BudgetError": RuntimeError,
    "ClaimError": ValueError,
    "DimensionError": ValueError,
    "DomainError": ValueError,
    "ExactReluError": Exception,
    "FloatError": TypeError,
    "FormatError": ValueError,
    "FunctionError": ValueError,
    "KindError": TypeError,
    "MissingExtraError": ImportError,
    "NonConvexError": ValueError,
    "NumberError": ValueError,
    "UnknownClaimError": LookupError,
    "WorkerError": RuntimeError,
}


def test_the_table_names_every_error():
    assert sorted(EXPECTED_BUILTIN) == sorted(errors.__all__)


@pytest.mark.parametrize("name", errors.__all__)
def test_an_error_is_ours_and_is_the_builtin_that_a_caller_expects(name):
    kind = getattr(errors, name)
    assert issubclass(kind, errors.ExactReluError)
    assert issubclass(kind, EXPECTED_BUILTIN[name])


@pytest.mark.parametrize("name", errors.__all__)
def test_an_error_prints_its_message_and_nothing_else(name):
    # KeyError would print the repr of its message, which is why UnknownClaimError is none.
    assert str(getattr(errors, name)("it's one line")) == "it's one line"


@pytest.mark.parametrize("name", errors.__all__)
def test_an_error_crosses_to_another_process(name):
    copy = pickle.loads(pickle.dumps(getattr(errors, name)("a message")))
    assert type(copy) is getattr(errors, name)
    assert str(copy) == "a message"


def test_a_float_error_is_a_number_error():
    assert issubclass(errors.FloatError, errors.NumberError)
    assert issubclass(errors.FloatError, ValueError)


def test_a_budget_error_keeps_its_bracket():
    best = (Fraction(1),)
    error = errors.BudgetError("too much", lower=Fraction(1, 3), upper=Fraction(2), point=best)
    assert (error.lower, error.upper, error.point) == (Fraction(1, 3), Fraction(2), best)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.lower, copy.upper, copy.point) == (Fraction(1, 3), Fraction(2), best)


def test_a_budget_error_may_have_proved_nothing():
    error = errors.BudgetError("too much")
    assert (error.lower, error.upper, error.point) == (None, None, None)
