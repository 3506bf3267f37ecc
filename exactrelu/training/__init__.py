"""Training 2-layer ReLU networks to global optimality (Theorem 2.5 of Arora et al., 2016).

>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear")
>>> best_in_cell(problem, (1,), [{1, 2}]).value
Fraction(4, 5)
"""

from exactrelu.training.cells import Candidate, best_in_cell
from exactrelu.training.losses import Loss, conjugate, total_loss
from exactrelu.training.problem import Problem, Samples, Signs

__all__ = [
    "Candidate",
    "Loss",
    "Problem",
    "Samples",
    "Signs",
    "best_in_cell",
    "conjugate",
    "total_loss",
]
