"""The regressor keeps the rules of scikit-learn, and the optimum is exact."""

import json
import pickle
import subprocess
import sys
from fractions import Fraction

import pytest

pytest.importorskip("sklearn")
import numpy as np
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from exactrelu.errors import DomainError, FormatError
from exactrelu.estimators import ExactReLURegressor
from exactrelu.training import Problem, Samples, train_by_enumeration

F = Fraction

EXPECTED_FAILED_CHECKS = {
    "check_sample_weight_equivalence_on_dense_data": (
        "a sample of weight 0 and one that is left out give the same optimum; of several optimal "
        "networks, which may differ off the samples, not always the same one is taken"
    ),
}
LARGE = {
    "check_regressor_data_not_an_array",
    "check_regressors_int",
    "check_regressors_train",
}
SLOW = LARGE | {
    "check_dtype_object",
    "check_estimators_dtypes",
    "check_fit_check_is_fitted",
    "check_fit_idempotent",
    "check_n_features_in",
    "check_positive_only_tag_during_fit",
    "check_supervised_y_2d",
}


@parametrize_with_checks([ExactReLURegressor()])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_the_rules_of_scikit_learn(estimator, check, request):
    name = check.func.__name__
    if name in EXPECTED_FAILED_CHECKS:
        pytest.xfail(EXPECTED_FAILED_CHECKS[name])
    if name in SLOW and not request.config.getoption("--deep"):
        pytest.skip("--deep")
    if name in LARGE:
        # A proof for 200 samples in R^10 takes too long; the checks need a good network only.
        estimator.set_params(time_limit=30)
    check(estimator)


def test_a_sample_of_weight_0_keeps_the_optimum():
    X, y = [[0], [1], [2], [3]], [0, 1, 0, 7]
    with_it = ExactReLURegressor().fit(X, y, sample_weight=[1, 1, 1, 0])
    without = ExactReLURegressor().fit(X[:3], y[:3])
    twice = ExactReLURegressor().fit([*X[:3], X[0]], [*y[:3], y[0]])
    assert with_it.objective_exact_ == without.objective_exact_ == F(1, 2)
    doubled = ExactReLURegressor().fit(X[:3], y[:3], sample_weight=[2, 1, 1])
    assert doubled.objective_exact_ == twice.objective_exact_


FITS = {
    "one sample": ([[3]], [4], {}, F(0)),
    "a tent with one unit": ([[0], [1], [2]], [0, 1, 0], {"output": "linear"}, F(2, 3)),
    "a tent with two units": ([[0], [1], [2]], [0, 1, 0], {"width": 2}, F(0)),
    "the largest error": ([[0], [0]], [0, 1], {"loss": "max"}, F(1, 2)),
    "the sum of the errors": ([[0], [0], [0]], [0, 1, 5], {"loss": "absolute"}, F(5)),
    "the hinge": ([[0], [0]], [1, -1], {"loss": "hinge"}, F(2)),
    "no biases": ([[0], [1]], [1, 1], {"output": "linear", "hidden_bias": "none"}, F(1)),
    "squares that no double holds": ([[0], [1], [2]], [0, 1e200, 0], {}, F(1e200) ** 2 / 2),
    "a double is what it holds": ([[0], [0]], [0, 0.1], {"loss": "max"}, F(0.1) / 2),
}


@pytest.mark.parametrize(("X", "y", "words", "value"), FITS.values(), ids=FITS)
def test_named_fits(X, y, words, value):
    model = ExactReLURegressor(**words).fit(X, y)
    assert model.objective_exact_ == model.lower_exact_ == value
    assert isinstance(model.objective_exact_, Fraction)
    assert model.is_optimal_
    assert model.network_.size == model.width


def test_the_optimum_is_that_of_the_enumeration_on_doubles():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 1)), rng.normal(size=5)
    weights = [1, 2, 0, 1, 0.5]
    model = ExactReLURegressor(1, output="linear").fit(X, y, weights)
    samples = Samples(X.tolist(), y.tolist(), weights, floats="dyadic")
    problem = Problem(samples, 1, loss="squared", output="linear")
    assert model.objective_exact_ == train_by_enumeration(problem).objective


def test_a_prediction_is_the_double_nearest_to_the_exact_value():
    model = ExactReLURegressor().fit([[0], [3]], [0, 1])
    assert model.predict([[1]]).tolist() == [float(F(1, 3))]
    assert model.predict([[1]]).dtype == np.dtype("float64")
    steep = ExactReLURegressor(output="linear").fit([[0], [1]], [0, 1e100])
    assert steep.predict([[1], [1e300]]).tolist() == [1e100, np.inf]


def test_what_is_not_proved_in_time_is_a_bracket():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(12, 2)), rng.normal(size=12)
    model = ExactReLURegressor(2, time_limit=0).fit(X, y)
    assert not model.is_optimal_
    assert 0 <= model.lower_exact_ < model.objective_exact_
    assert model.trained_.problem.objective(model.network_) == model.objective_exact_


def test_the_certificate_is_valid_and_states_the_optimum():
    model = ExactReLURegressor().fit([[0.0], [0.5], [1.0], [3.0]], [0, 0.1, 0, 2])
    certificate = model.certificate_
    assert certificate.verdict().status == "VALID"
    stated = json.loads(certificate.text)["claim"]
    assert F(stated["objective"]) == F(stated["lower"]) == model.objective_exact_


def test_a_grid_search_in_a_pipeline():
    X, y = np.arange(8.0)[:, None], np.abs(np.arange(8.0) - 3)
    steps = make_pipeline(StandardScaler(), ExactReLURegressor())
    search = GridSearchCV(steps, {"exactreluregressor__width": [1, 2]}, cv=2)
    assert search.fit(X, y).best_estimator_[-1].n_features_in_ == 1


def test_a_width_may_be_a_number_of_numpy():
    model = ExactReLURegressor(np.int64(2)).fit([[0], [1], [2]], [0, 1, 0])
    assert model.objective_exact_ == 0
    search = GridSearchCV(ExactReLURegressor(), {"width": np.arange(1, 3)}, cv=2)
    assert search.fit([[0], [1], [2], [3]], [0, 1, 0, 1]).best_params_["width"] in (1, 2)


def test_a_fitted_regressor_survives_pickling():
    model = ExactReLURegressor().fit([[0], [1]], [0, 1])
    again = pickle.loads(pickle.dumps(model))
    assert again.network_ == model.network_
    assert again.predict([[0.5]]).tolist() == [0.5]


def test_what_is_refused():
    with pytest.raises(DomainError, match="width must be a whole number of at least 1, not 0"):
        ExactReLURegressor(0).fit([[0], [1]], [0, 1])
    with pytest.raises(FormatError, match="loss must be one of squared, absolute, hinge, max"):
        ExactReLURegressor(loss="cubic").fit([[0], [1]], [0, 1])
    with pytest.raises(NotFittedError):
        ExactReLURegressor().predict([[0]])
    with pytest.raises(NotFittedError):
        _ = ExactReLURegressor().certificate_


def test_the_package_does_not_import_scikit_learn():
    code = "import exactrelu, exactrelu.training, sys; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
