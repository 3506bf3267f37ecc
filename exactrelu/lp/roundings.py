"""Integer points near a point of the relaxation: proposals that are tested exactly.

A variable whose increase can break no row may be rounded up (it has no *lock* upwards), one without
a lock downwards may be rounded down; the others go to the nearest integer. A feasible point is then
improved, one variable after the other as far as the rows let it (1-opt). Both are in Achterberg,
*Constraint Integer Programming* (2007), chapter 9.

>>> from exactrelu.lp import LinearProgram
>>> from exactrelu.lp.integral import IntegralProgram
>>> integral = IntegralProgram.of(LinearProgram.of([1, 1], [([2, 2], ">=", 1)],
...                                                bounds=[(0, 1)] * 2))
>>> roundings = Roundings(Duality.of(integral), Box.of(integral))
>>> roundings.improved(roundings.near([1, 1], 4))
[0, 1]
"""

from __future__ import annotations

from collections.abc import Sequence

from exactrelu import integers
from exactrelu.integers import IntegerArray
from exactrelu.lp.multipliers import Box, Duality

__all__ = ["Roundings"]


class Roundings:
    """The locks of a program in which all variables are integers, with integral ends."""

    __slots__ = ("box", "columns", "down", "duality", "equations", "up")

    def __init__(self, duality: Duality, box: Box) -> None:
        self.duality, self.box = duality, box
        matrix = duality.matrix
        self.equations = ~duality.inequalities
        fixed = (matrix[self.equations] != 0).any(axis=0)
        self.down = (matrix > 0).any(axis=0) | fixed
        self.up = (matrix < 0).any(axis=0) | fixed
        self.columns = integers.narrow(matrix.T.copy())

    def near(self, numerators: Sequence[int], denominator: int) -> list[int]:
        """Return an integer point near the quotients, within the ends."""
        point = []
        for j, entry in enumerate(numerators):
            if not self.down[j]:
                value = entry // denominator
            elif not self.up[j]:
                value = -(-entry // denominator)
            else:
                value = (2 * entry + denominator) // (2 * denominator)
            low, high = self.box.ends(j)
            value = value if low is None else max(value, int(low))
            point.append(value if high is None else min(value, int(high)))
        return point

    def slacks(self, point: Sequence[int]) -> IntegerArray:
        """Return G x - h."""
        x = integers.as_integers(point)
        return integers.difference(integers.combination(x, self.columns), self.duality.right)

    def is_feasible(self, point: Sequence[int]) -> bool:
        """Whether an integer point satisfies all rows and ends."""
        for j, value in enumerate(point):
            low, high = self.box.ends(j)
            if (low is not None and value < low) or (high is not None and value > high):
                return False
        slacks = self.slacks(point)
        return not ((slacks < 0) | (self.equations & (slacks != 0))).any()

    def improved(self, point: list[int]) -> list[int]:
        """Return a point that costs no more; a feasible one is moved as far as the rows let it."""
        if not self.is_feasible(point):
            return point
        cost = self.duality.cost.tolist()
        slacks, found = self.slacks(point), list(point)
        for j in sorted(range(len(cost)), key=lambda j: (-abs(cost[j]), j)):
            if not cost[j]:
                continue
            step = self._room(j, found[j], slacks, -1 if cost[j] > 0 else 1)
            if step:
                found[j] += step
                change = integers.product(self.columns[j], integers.as_integers([step]))
                slacks = integers.total(slacks, change)
        return found

    def _room(self, j: int, value: int, slacks: IntegerArray, sign: int) -> int:
        """How far a variable can go up (sign 1) or down (sign -1)."""
        low, high = self.box.ends(j)
        end = high if sign > 0 else low
        room = None if end is None else sign * (int(end) - value)
        slopes = self.columns[j] * sign
        if room == 0 or (slopes[self.equations] != 0).any():
            return 0
        falling = slopes < 0
        if falling.any():
            most = int((slacks[falling] // -slopes[falling]).min())
            room = most if room is None else min(room, most)
        return sign * (room or 0)
