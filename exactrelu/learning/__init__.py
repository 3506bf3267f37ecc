"""Learning sums of ReLUs in the unit ball (Manurangsi and Reichman, 2018, Section 4).

Finite `Distribution`s and their risks are exact, `learn` and `learn_reliably` are the two learners
on top of `train_in_ball`, sample sizes are exact integers, and Rademacher averages are exact.

>>> line = Distribution([[0], [1]], [0, 1], ["1/4", "3/4"])
>>> h = learn(line.samples, 1, accuracy="1/100").hypothesis
>>> squared_risk(h, line), agnostic_sample_size(1, 1, "1/2")
(Fraction(0, 1), 16931471806)
"""

from exactrelu.learning.ball import InBall, train_in_ball
from exactrelu.learning.distributions import (
    Distribution,
    drawn_samples,
    empirical_distribution,
    read_distribution,
    write_distribution,
)
from exactrelu.learning.hypotheses import ReluSum
from exactrelu.learning.learner import Learned, learn, learn_reliably
from exactrelu.learning.rademacher import (
    rademacher_average,
    rademacher_average_of_absolute_values,
    rademacher_average_of_affine,
    rademacher_average_of_linear,
    unit_values,
)
from exactrelu.learning.risks import (
    absolute_loss,
    false_positive_probability,
    gamma_loss,
    gamma_risk,
    risk,
    squared_loss,
    squared_risk,
)
from exactrelu.learning.root_sums import RootSum
from exactrelu.learning.sizes import (
    agnostic_sample_size,
    bias_shift,
    least_agnostic_sample_size,
    least_reliable_sample_size,
    reliable_sample_size,
)

__all__ = [
    "Distribution",
    "InBall",
    "Learned",
    "ReluSum",
    "RootSum",
    "absolute_loss",
    "agnostic_sample_size",
    "bias_shift",
    "drawn_samples",
    "empirical_distribution",
    "false_positive_probability",
    "gamma_loss",
    "gamma_risk",
    "learn",
    "learn_reliably",
    "least_agnostic_sample_size",
    "least_reliable_sample_size",
    "rademacher_average",
    "rademacher_average_of_absolute_values",
    "rademacher_average_of_affine",
    "rademacher_average_of_linear",
    "read_distribution",
    "reliable_sample_size",
    "risk",
    "squared_loss",
    "squared_risk",
    "train_in_ball",
    "unit_values",
    "write_distribution",
]
