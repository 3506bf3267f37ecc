"""Guides: proposals in doubles for exact solvers. No answer depends on one, only its cost does.

`default_guide` is that of `exactrelu.lp.solve`: `daqp_linear_guide`, the fastest, where the extra
``qp`` is installed, else `NumpyDualDictionary`. `highs_guide` needs the extra ``highs``.
In the same way, `default_quadratic_guide` is that of `exactrelu.qp.solve`: `daqp_guide`, else
`NumpyDualActiveSet`. A guide of your own has one method, `propose`. `LookaheadGuide` is the default
of `exactrelu.lp.solve_integer`; it starts a `Relaxation`, which visits one box after another.
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
from exactrelu.guides.multipliers import closest_multipliers
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
    "closest_multipliers",
    "daqp_guide",
    "daqp_linear_guide",
    "default_guide",
    "default_quadratic_guide",
    "highs_guide",
]


def default_guide() -> Guide:
    """Return the fastest guide for linear programs that is installed.

    >>> from exactrelu.lp import LinearProgram, solve
    >>> solve(LinearProgram.of([1], [([3], ">=", 1)]), guide=default_guide()).value
    Fraction(1, 3)
    """
    try:
        return daqp_linear_guide()
    except MissingExtraError:
        return NumpyDualDictionary()


def default_quadratic_guide() -> QuadraticGuide:
    """Return the fastest guide for quadratic programs that is installed.

    >>> from exactrelu.qp import QuadraticProgram, solve
    >>> solve(QuadraticProgram([[2]], [-1]), guide=default_quadratic_guide()).value
    Fraction(-1, 4)
    """
    try:
        return daqp_guide()
    except MissingExtraError:
        return NumpyDualActiveSet()


def daqp_linear_guide() -> Guide:
    """Return DAQP as a guide for linear programs; MissingExtraError if it is not installed.

    >>> daqp_linear_guide()  # doctest: +SKIP
    DaqpLinearGuide()
    """
    try:
        from exactrelu.guides.daqp_linear import DaqpLinearGuide  # noqa: PLC0415 - optional
    except ImportError:
        raise _missing_daqp() from None
    return DaqpLinearGuide()


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
        raise _missing_daqp() from None
    return DaqpGuide()


def _missing_daqp() -> MissingExtraError:
    return MissingExtraError("the guide DAQP needs the extra 'qp': pip install exactrelu[qp]")
