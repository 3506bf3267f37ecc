"""Certificates in the languages of other programs, so that those can check them too.

`as_vipr` writes the format of VIPR, whose checker knows nothing of us; `as_smtlib` asks any solver
for linear real arithmetic.
"""

from exactrelu.exports.smtlib import (
    as_smtlib,
    feasibility_as_smtlib,
    realizability_as_smtlib,
)
from exactrelu.exports.vipr import as_vipr

__all__ = ["as_smtlib", "as_vipr", "feasibility_as_smtlib", "realizability_as_smtlib"]
