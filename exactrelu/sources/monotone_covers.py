"""Covers of monotone functions: which AND and OR gates a table of rows is.

A *cube* is a row of the signs 0, 1 and -, which stands for the points that agree with its digits; a
cover of a function is a set of cubes whose union is where the function is TRUE. A function is
monotone iff every cube stays inside when its zeros become -, and its *implicants* are then the
minimal sets of ones that are left: they are exactly its prime implicants. With one of them the
function is an AND, with implicants of one variable each it is an OR, the empty AND and the empty OR
included. Whether a cube is inside a cover is decided by splitting on a variable. (Brayton,
Hachtel, McMullen and Sangiovanni-Vincentelli, *Logic Minimization Algorithms for VLSI Synthesis*,
1984.)

>>> prime_implicants(["01", "10", "11"])
[(0,), (1,)]
>>> prime_implicants(["01", "10"]) is None
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exactrelu.errors import BudgetError

__all__ = ["MAX_ROWS", "MAX_SEEN", "CubeCover", "falling_pair", "prime_implicants"]

MAX_ROWS = 2_000
"""The most rows of a cover in a file."""

MAX_SEEN = 4_000_000
"""How many rows may be looked at to decide whether a function is monotone."""


@dataclass(frozen=True, slots=True)
class _Cube:
    """The variables that must be 1 and those that must be 0, as bits of two integers."""

    ones: int
    zeros: int

    @classmethod
    def of(cls, row: str) -> _Cube:
        ones = sum(1 << i for i, sign in enumerate(row) if sign == "1")
        return cls(ones, sum(1 << i for i, sign in enumerate(row) if sign == "0"))

    def meets(self, other: _Cube) -> bool:
        return not (self.ones & other.zeros or self.zeros & other.ones)

    def contains(self, other: _Cube) -> bool:
        return not (self.ones & ~other.ones or self.zeros & ~other.zeros)


def prime_implicants(rows: Iterable[str]) -> list[tuple[int, ...]] | None:
    """Return the prime implicants of a monotone function, in order, each as its variables.

    None if the function is not monotone. Raises BudgetError if that takes too long to decide.

    >>> prime_implicants(["1--", "11-", "-11"]), prime_implicants(["--"]), prime_implicants([])
    ([(0,), (1, 2)], [()], [])
    """
    signs = list(rows)
    if falling_pair(signs) is not None:
        return None
    found: list[int] = []
    # Of two sets as bits, one inside the other is the smaller integer.
    for ones in sorted({_Cube.of(row).ones for row in signs}):
        if all(smaller & ~ones for smaller in found):
            found.append(ones)
    return sorted(tuple(i for i in range(ones.bit_length()) if ones >> i & 1) for ones in found)


def falling_pair(rows: Sequence[str]) -> tuple[str, str] | None:
    """Return two points, the second above the first, at which a function is 1 and 0.

    None if there are none: the function is monotone then. Raises BudgetError as above.

    >>> falling_pair(["01", "10"]), falling_pair(["1-", "-1"])
    (('01', '11'), None)
    """
    cover = CubeCover(rows)
    for cube in cover.cubes:
        missing = cover.missing_point(_Cube(cube.ones, 0)) if cube.zeros else None
        if missing is not None:
            size = range(len(rows[0]))
            # The second point lies above the ones of the cube, so that the first one is in it.
            pair = missing & ~cube.zeros, missing
            first, second = ["".join("01"[ones >> i & 1] for i in size) for ones in pair]
            return first, second
    return None


class CubeCover:
    """A union of cubes, given as rows of the signs 0, 1 and -.

    >>> cover = CubeCover(["10", "-1"])
    >>> cover.contains_row("1-"), cover.contains_row("--")
    (True, False)
    """

    def __init__(self, rows: Iterable[str]) -> None:
        self.cubes = [*dict.fromkeys(map(_Cube.of, rows))]
        self._seen = 0

    def contains_row(self, row: str) -> bool:
        """Whether every point of a row is in the cover; BudgetError if that takes too long."""
        return self.contains(_Cube.of(row))

    def contains(self, cube: _Cube) -> bool:
        """Whether every point of a cube is in the cover; BudgetError if that takes too long."""
        return self.missing_point(cube) is None

    def missing_point(self, cube: _Cube) -> int | None:
        """Return the ones of a point of the cube that is not in the cover, None if all are."""
        waiting = [(cube, self.cubes)]
        while waiting:
            part, cubes = waiting.pop()
            self._count(len(cubes))
            cubes = [other for other in cubes if other.meets(part)]
            if any(other.contains(part) for other in cubes):
                continue
            bit = _bit_to_split(cubes)
            if not bit:
                # The variables that are free here are 1 where a cube asks for 0, and 0 elsewhere.
                asked = 0
                for other in cubes:
                    asked |= other.zeros
                return part.ones | (asked & ~part.zeros)
            waiting.append((_Cube(part.ones | bit, part.zeros), cubes))
            waiting.append((_Cube(part.ones, part.zeros | bit), cubes))
        return None

    def _count(self, rows: int) -> None:
        self._seen += rows
        if self._seen > MAX_SEEN:
            raise BudgetError(
                f"a table must be seen to be monotone or not by looking at {MAX_SEEN} rows"
            )


def _bit_to_split(cubes: Iterable[_Cube]) -> int:
    """A variable of which the cubes have both values, as a bit; 0 if there is none.

    If all cubes meet a part of space, it is one that is free there. If there is none, and no cube
    contains the part, some point of it is in no cube: take for each variable the value that no cube
    asks for.
    """
    ones = zeros = 0
    for cube in cubes:
        ones |= cube.ones
        zeros |= cube.zeros
    both = ones & zeros
    return both & -both
