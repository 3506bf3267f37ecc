"""Reductions to training of Manurangsi and Reichman (2018): hard problems as samples.

Each module has `reduce`, `lift` from solutions to weights, `decode` back, and `corresponds`, which
decides what the theorem says about the two optima.

>>> from exactrelu.reductions import set_cover
>>> from exactrelu.sources import SetCover
>>> instance = set_cover.reduce(SetCover(2, [{0}, {0, 1}]))
>>> set_cover.decode(solve(instance).best.units, instance)
(1,)
"""

from exactrelu.reductions import monotone_circuit, set_cover, three_sat
from exactrelu.reductions.correspondence import Correspondence
from exactrelu.reductions.instance import (
    Constraint,
    TrainingInstance,
    Units,
    as_smtlib,
    network_of,
    solve,
)

__all__ = [
    "Constraint",
    "Correspondence",
    "TrainingInstance",
    "Units",
    "as_smtlib",
    "monotone_circuit",
    "network_of",
    "set_cover",
    "solve",
    "three_sat",
]
