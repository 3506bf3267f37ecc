"""Training 2-layer ReLU networks to global optimality (Theorem 2.5 of Arora et al., 2016).

>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear")
>>> best_in_cell(problem, (1,), [{1, 2}]).value
Fraction(4, 5)
>>> train(problem).objective
Fraction(2, 3)
"""

from exactrelu.training.cells import Candidate, best_in_cell
from exactrelu.training.data import read_samples, write_samples
from exactrelu.training.enumeration import Enumerated, train_by_enumeration
from exactrelu.training.line import BestFunction, OnTheLine, best_function, train_on_the_line
from exactrelu.training.losses import Loss, conjugate, total_loss
from exactrelu.training.problem import Problem, Samples, Signs
from exactrelu.training.realizable import (
    Realized,
    Unrealizable,
    realize_network,
    realize_unit,
)
from exactrelu.training.search import Trained, train

__all__ = [
    "BestFunction",
    "Candidate",
    "Enumerated",
    "Loss",
    "OnTheLine",
    "Problem",
    "Realized",
    "Samples",
    "Signs",
    "Trained",
    "Unrealizable",
    "best_function",
    "best_in_cell",
    "conjugate",
    "read_samples",
    "realize_network",
    "realize_unit",
    "total_loss",
    "train",
    "train_by_enumeration",
    "train_on_the_line",
    "write_samples",
]
