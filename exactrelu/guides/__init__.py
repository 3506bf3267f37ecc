"""Guides: proposals in doubles for exact solvers. No answer depends on one, only its cost does.

`NumpyDualDictionary` is the default of `exactrelu.lp.solve`; `highs_guide` needs the extra
``highs``. `NumpyDualActiveSet` is the default of `exactrelu.qp.solve`; `daqp_guide` needs the extra
``qp``. A guide of your own has one method, `propose`. `LookaheadGuide` is the default of
`exactrelu.lp.solve_integer`; it starts a `Relaxation`, which visits one box after another.
"""

from __future__ import annotations

from exactrelu.errors import MissingExtraError
from exactrelu.guides.active_set import NumpyDualActiveSet
from exactrelu.guides.dictionary import Dictionary, NumpyDualDictionary
from exactrelu.guides.interface import (
    FloatProgram,
    FloatQuadraticProgram,
    Guide,
    Proposal,
    QuadraticGuide,
)
from exactrelu.guides.lookahead import LookaheadGuide
from exactrelu.guides.nodes import BranchGuide, Choice, NodeProposal, Relaxation

__all__ = [
    "BranchGuide",
    "Choice",
    "Dictionary",
    "FloatProgram",
    "FloatQuadraticProgram",
    "Guide",
    "LookaheadGuide",
    "NodeProposal",
    "NumpyDualActiveSet",
    "NumpyDualDictionary",
    "Proposal",
    "QuadraticGuide",
    "Relaxation",
    "daqp_guide",
    "highs_guide",
]


def highs_guide() -> Guide:
    """Return HiGHS as a guide; MissingExtraError if it is not installed.

    >>> highs_guide()  # doctest: +SKIP
    HighsGuide()
    """
    try:
        from exactrelu.guides.highs import HighsGuide  # noqa: PLC0415 - an optional dependency
    except ImportError:
        raise MissingExtraError(
            "the guide HiGHS needs the extra 'highs': pip install exactrelu[highs]"
        ) from None
    return HighsGuide()


def daqp_guide() -> QuadraticGuide:
    """Return DAQP as a guide for quadratic programs; MissingExtraError if it is not installed.

    >>> daqp_guide()  # doctest: +SKIP
    DaqpGuide()
    """
    try:
        from exactrelu.guides.daqp import DaqpGuide  # noqa: PLC0415 - an optional dependency
    except ImportError:
        raise MissingExtraError(
            "the guide DAQP needs the extra 'qp': pip install exactrelu[qp]"
        ) from None
    return DaqpGuide()
