"""The question of exact subset sums, its possible answers, and the steps of a proof of no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from exactrelu.errors import DimensionError
from exactrelu.rational import as_matrix, as_vector, over_common_denominator

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NoSubset", "Row", "Step", "Subset", "SubsetSum", "Undecided"]

Row: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SubsetSum:
    """Which items to take so that every equation holds: equation r has `weights[r]`, `target[r]`.

    >>> SubsetSum(((1, 2), (0, 1)), (3, 1)).is_solved_by((0, 1))
    True
    """

    weights: tuple[Row, ...]
    target: Row

    @classmethod
    def over_rationals(cls, weights: object, target: object) -> SubsetSum:
        """Return the question with each equation multiplied by the least common denominator.

        Raises DimensionError unless there is one target for each row of weights.

        >>> SubsetSum.over_rationals([["1/2", "1/3"]], ["5/6"])
        SubsetSum(weights=((3, 2),), target=(5,))
        """
        rows, totals = as_matrix(weights, name="weights"), as_vector(target, name="target")
        if len(rows) != len(totals):
            raise DimensionError(f"target must have {len(rows)} entries, not {len(totals)}")
        scaled = [
            over_common_denominator((*row, total))[0]
            for row, total in zip(rows, totals, strict=True)
        ]
        return cls(tuple(row[:-1] for row in scaled), tuple(row[-1] for row in scaled))

    def is_solved_by(self, items: Sequence[int]) -> bool:
        """Return whether taking these items makes every equation hold."""
        return all(
            sum(row[item] for item in items) == total
            for row, total in zip(self.weights, self.target, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reason why there is no subset; see the rules below.

    - ``forced``: `item` is `taken`, or left out, as otherwise `equation` were impossible;
    - ``split``: the case without `item` follows, and then the case with it;
    - ``impossible``: `equation` cannot hold, and this case is closed;
    - ``enumerated``: none of the subsets of the open items will do; this case is closed.

    An equation is impossible because of `divisor`, which divides the open weights and not the
    target, or, if that is None, because the target lies outside of what the open weights reach.

    >>> Step("split", item=3).item
    3
    """

    rule: Literal["forced", "split", "impossible", "enumerated"]
    item: int | None = None
    taken: bool | None = None
    equation: int | None = None
    divisor: int | None = None


@dataclass(frozen=True, slots=True)
class Subset:
    """The items, increasing, of a subset that solves the question."""

    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoSubset:
    """No subset solves the question, and why."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """The budget is too small to decide the question."""

    budget: int
