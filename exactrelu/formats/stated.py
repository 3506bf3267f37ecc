"""A network as a file states it: with the reading of its numbers and its input ranges.

>>> from exactrelu.network import Network
>>> stated = StatedNetwork(network=Network.of(([[2]], [1])), format="nnet", reading="decimal")
>>> stated.network(3), stated.input_ranges
((Fraction(7, 1),), None)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from exactrelu.network import Network

__all__ = ["Range", "Reading", "StatedNetwork"]

Range: TypeAlias = tuple[Fraction, Fraction]
"""A lower and an upper end."""

Reading: TypeAlias = Literal["exact", "dyadic", "decimal"]
"""How the numbers of a file were taken.

``"exact"``: they are rationals. ``"dyadic"``: they are floats, each taken for the number that it
holds. ``"decimal"``: they are decimal text, each taken for the number that its digits say.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedNetwork:
    """A network and what the file says beside it.

    `input_ranges` holds a pair (lower, upper) for each input if the file states them, in the units
    in which `network` takes its inputs; otherwise it is None. `note` says in words what the file
    leaves to its reader, such as what is an input, and is empty if nothing is left.

    The network is the one of real arithmetic: nothing is rounded between the layers, as it is when
    the program that the file was written for runs it.

    >>> from exactrelu.network import Network
    >>> StatedNetwork(network=Network.of(([[2]], [1])), format="json", reading="exact").note
    ''
    """

    network: Network
    format: str
    reading: Reading
    input_ranges: tuple[Range, ...] | None = None
    note: str = ""
