"""Guides: proposals in doubles for exact solvers. No answer depends on one, only its cost does.

`NumpyDualDictionary` is the default of `exactrelu.lp.solve`; `highs_guide` needs the extra
``highs``. A guide of your own has one method, `propose`.
"""

from __future__ import annotations

from exactrelu.errors import MissingExtraError
from exactrelu.guides.dictionary import Dictionary, NumpyDualDictionary
from exactrelu.guides.interface import FloatProgram, Guide, Proposal

__all__ = [
    "Dictionary",
    "FloatProgram",
    "Guide",
    "NumpyDualDictionary",
    "Proposal",
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
