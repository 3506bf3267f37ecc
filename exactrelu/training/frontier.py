"""The open parts of a search: the least bound first, and with bounded memory.

Dividing the part of the least bound first needs the fewest parts, but holds many of them. Where
more than a given number are open, the newest are divided first, until there are fewer again: of
each part in a descent only its siblings stay open. Both orders prove the same optimum.

>>> from fractions import Fraction
>>> from exactrelu.training.bounds import DualBound
>>> frontier = Frontier(2)
>>> for bound in (5, 3, 4):
...     frontier.add(OpenPart(Part((1,)), Fraction(bound), DualBound({}), (0, 0)))
>>> [int(part.bound) for part in frontier.taken(2)], int(frontier.lower)
([4, 3], 5)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from exactrelu.training.arguments import as_whole
from exactrelu.training.parts import Part

if TYPE_CHECKING:
    from exactrelu.training.bounds import DualBound, Pair

__all__ = ["Frontier", "OpenPart"]


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part that may hold a better network, what is proved of it, and where to divide it."""

    part: Part
    bound: Fraction
    dual: DualBound
    pair: Pair


class Frontier:
    """Open parts, of which those of the least bounds come first while they are at most `most`.

    Raises DomainError unless that is a whole number of at least 0.

    >>> len(Frontier(10))
    0
    """

    def __init__(self, most: int) -> None:
        self.most = as_whole(most, least=0, name="most_open")
        self._numbers = count()
        self._parts: dict[int, OpenPart] = {}
        # It may hold numbers of parts that are no longer open.
        self._by_bound: list[tuple[Fraction, int]] = []

    def __len__(self) -> int:
        return len(self._parts)

    @property
    def lower(self) -> Fraction | None:
        """The least bound; None if no part is open."""
        while self._by_bound and self._by_bound[0][1] not in self._parts:
            heappop(self._by_bound)
        return self._by_bound[0][0] if self._by_bound else None

    @property
    def parts(self) -> tuple[OpenPart, ...]:
        """The open parts, the oldest first."""
        return tuple(self._parts.values())

    def add(self, part: OpenPart) -> None:
        """Open a part."""
        number = next(self._numbers)
        self._parts[number] = part
        heappush(self._by_bound, (part.bound, number))

    def taken(self, most: int) -> list[OpenPart]:
        """Return the next parts to divide, at most so many, which are no longer open."""
        return [self._next() for _ in range(min(most, len(self)))]

    def closed(self, least: Fraction) -> list[OpenPart]:
        """Return the parts whose bounds are at least the `least` loss; they are no longer open."""
        done = {k: part for k, part in self._parts.items() if part.bound >= least}
        self._remove(done)
        return list(done.values())

    def _next(self) -> OpenPart:
        is_full = len(self) > self.most
        number = next(reversed(self._parts)) if is_full else self._number_of_least()
        part = self._parts[number]
        self._remove([number])
        return part

    def _number_of_least(self) -> int:
        while True:
            _, number = heappop(self._by_bound)
            if number in self._parts:
                return number

    def _remove(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            del self._parts[number]
        if len(self._by_bound) > 2 * len(self._parts) + 1000:
            self._by_bound = [(part.bound, k) for k, part in self._parts.items()]
            heapify(self._by_bound)
