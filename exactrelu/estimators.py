"""Exact training as a regressor of scikit-learn, for its pipelines, splits and scores.

It needs the extra ``sklearn``. Doubles are read as the rationals that they hold, the network is
found and proved optimal in rationals, and a prediction is the double nearest to its exact value.
Nothing of the library imports this module.

>>> model = ExactReLURegressor(1, loss="max", output="affine")
>>> model = model.fit([[0], [1], [2], [3]], [0, 0, 1, 2])
>>> model.objective_exact_, model.predict([[2.5]])
(Fraction(0, 1), array([1.5]))
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from exactrelu.rational import as_matrix, as_rational
from exactrelu.training import Loss, Problem, Samples
from exactrelu.training.problem import HiddenBias
from exactrelu.training.search import Trained, train

if TYPE_CHECKING:
    from exactrelu.certificates import Certificate
    from exactrelu.network import Network, OutputMap

__all__ = ["ExactReLURegressor"]


class ExactReLURegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A 2-layer ReLU network of a given width with the least loss on the samples, proved.

    Parameters, as those of `exactrelu.training.Problem`:
        width: the number of hidden units.
        loss: ``squared``, ``absolute`` or ``hinge``, summed over the samples, or ``max``, the
            largest error. For ``hinge`` labels are 1 and -1.
        output: ``affine`` for an output map with a bias, ``linear`` for one without.
        hidden_bias: ``free``, or ``none`` for units without biases.
        time_limit: seconds, None for no limit. Then the best network found is kept, and what is
            proved of all networks is `lower_exact_`.

    Signs, bounds and workers are asked for with `exactrelu.training`. The work grows like D^(n w)
    at worst, with D samples in R^n. Where several networks have the least loss, which one is taken
    may depend on the order of samples and columns.

    Attributes of a fitted regressor:
        network_: the network, in rationals.
        objective_exact_: its loss, a Fraction.
        lower_exact_: no network has a smaller loss; equal to `objective_exact_` where proved.
        is_optimal_: whether it is proved.
        certificate_: the proof of it, for `exactrelu.checker`.
        trained_: the whole answer of `exactrelu.training.search.train`.
        n_features_in_: n.
    """

    network_: Network
    objective_exact_: Fraction
    lower_exact_: Fraction
    is_optimal_: bool
    trained_: Trained

    def __init__(
        self,
        width: int = 1,
        *,
        loss: Loss = "squared",
        output: OutputMap = "affine",
        hidden_bias: HiddenBias = "free",
        time_limit: object = None,
    ) -> None:
        self.width = width
        self.loss = loss
        self.output = output
        self.hidden_bias = hidden_bias
        self.time_limit = time_limit

    def fit(self, X: object, y: object, sample_weight: object = None) -> ExactReLURegressor:
        """Find the best network for the samples X (D x n) with labels y, and weights of the losses.

        Raises DomainError and FormatError for parameters that `Problem` refuses, ValueError for
        data that are no finite numbers.
        """
        points, labels = validate_data(self, X, y, y_numeric=True)
        weights = _check_sample_weight(sample_weight, points, ensure_non_negative=True)
        samples = Samples(points.tolist(), labels.tolist(), weights.tolist(), floats="dyadic")
        problem = Problem(
            *(samples, self.width),
            loss=self.loss,
            output=self.output,
            hidden_bias=self.hidden_bias,
        )
        self._keep(train(problem, time_limit=_seconds(self.time_limit)))
        return self

    def predict(self, X: object) -> np.typing.NDArray[Any]:
        """Return for each row of X the double nearest to the exact value of the network.

        Raises NotFittedError before `fit`.
        """
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False).tolist()
        points = as_matrix(rows, floats="dyadic", name="X")
        return np.array([_nearest(self.network_(x)[0]) for x in points])

    @property
    def certificate_(self) -> Certificate:
        """The certificate of `lower_exact_` and the network, made when it is asked for.

        Raises NotFittedError before `fit`.
        """
        check_is_fitted(self)
        return self.trained_.certificate

    def _keep(self, trained: Trained) -> None:
        self.trained_ = trained
        self.network_ = trained.network
        self.objective_exact_ = trained.objective
        if trained.lower is None:
            raise AssertionError("without bounds and zeros there is always a network")
        self.lower_exact_ = trained.lower
        self.is_optimal_ = trained.is_optimal


def _seconds(limit: object) -> Fraction | None:
    return None if limit is None else as_rational(limit, floats="dyadic", name="time_limit")


def _nearest(value: Fraction) -> object:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
