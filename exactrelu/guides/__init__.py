"""Guides: proposals in doubles for exact solvers. No answer depends on one, only its cost does.

`NumpyDualDictionary` is the default of `exactrelu.lp.solve`. `HighsGuide`, in
`exactrelu.guides.highs`, needs the extra ``highs``. A guide of your own has one method, `propose`.
"""

from __future__ import annotations

from exactrelu.guides.dictionary import Dictionary, NumpyDualDictionary
from exactrelu.guides.interface import FloatProgram, Guide, Proposal

__all__ = ["Dictionary", "FloatProgram", "Guide", "NumpyDualDictionary", "Proposal"]
