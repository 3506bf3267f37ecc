"""Set cover: the fewest sets of a family whose union is everything.

The elements are 0, …, N-1 and the family is S_0, …, S_{M-1}; sets may be empty, and may be equal,
since a family counts them by position. An element that is named twice in one set is in it once. A
cover is a choice of positions. If some element is in no set, there is none; if N = 0, choosing
nothing is one.

>>> instance = SetCover(3, [{0, 1}, {1, 2}, {2}])
>>> instance.is_cover([0, 2]), instance.uncovered([2])
(True, (0, 1))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exactrelu.lp.kinds import require_items
from exactrelu.sources.arguments import as_count, as_position, as_positions

__all__ = ["SetCover"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class SetCover:
    """A family of subsets of {0, …, size - 1}.

    Attributes:
        size: N, the number of elements.
        sets: S_0, …, S_{M-1}.

    Raises DomainError for a negative size, DimensionError for an element that is out of range,
    NumberError for one that is no integer.

    >>> SetCover(2, [[0, 2]])
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: sets[0][1] must be a position from 0 to 1, not 2
    """

    size: int
    sets: tuple[frozenset[int], ...]

    def __init__(self, size: int, sets: Iterable[Iterable[int]]) -> None:
        n = as_count(size, "size")
        require_items(sets, "sets", "sets")
        family = [frozenset(as_positions(s, n, f"sets[{j}]")) for j, s in enumerate(sets)]
        object.__setattr__(self, "size", n)
        object.__setattr__(self, "sets", tuple(family))

    def containing(self, element: int) -> tuple[int, ...]:
        """Return the positions of the sets that contain the element, in order.

        >>> SetCover(2, [[0], [0, 1]]).containing(0)
        (0, 1)
        """
        i = as_position(element, self.size, "element")
        return tuple([j for j, members in enumerate(self.sets) if i in members])

    def uncovered(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """Return the elements that are in none of the chosen sets, in order.

        >>> SetCover(2, [[0], [0]]).uncovered(range(2))
        (1,)
        """
        positions = as_positions(chosen, len(self.sets), "chosen")
        union = frozenset().union(*[self.sets[j] for j in positions])
        return tuple([i for i in range(self.size) if i not in union])

    def is_cover(self, chosen: Iterable[int]) -> bool:
        """Whether every element is in one of the chosen sets.

        >>> SetCover(0, []).is_cover([])
        True
        """
        return not self.uncovered(chosen)

    def __repr__(self) -> str:
        return f"SetCover({self.size}, {[sorted(members) for members in self.sets]})"
