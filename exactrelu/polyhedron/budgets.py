"""How many cells and corners a subdivision may have before it is given up.

A subdivision of R^n has exponentially many cells in the worst case, and a cell exponentially many
corners. Cells only become more as they are cut, so their number so far is a lower bound.

>>> require_cells(3, most=2)
Traceback (most recent call last):
exactrelu.errors.BudgetError: there are more than 2 cells
"""

from __future__ import annotations

from fractions import Fraction

from exactrelu.errors import BudgetError

__all__ = ["CORNERS_PER_CELL", "require_cells", "require_corners"]

CORNERS_PER_CELL = 32
"""So many corners cells may have on average where their number is the most: those of a 5-cube."""


def require_cells(count: int, *, most: int | None) -> None:
    """Raise BudgetError, with the lower bound `count`, if there are more cells than `most`.

    >>> require_cells(3, most=None)
    """
    if most is not None and count > most:
        raise BudgetError(f"there are more than {most} cells", lower=Fraction(count))


def require_corners(count: int, *, most: int | None, cells: int | None = None) -> None:
    """Raise BudgetError if there are more corners than `most`; `cells` is what is found of cells.

    >>> require_corners(3, most=2, cells=1)
    Traceback (most recent call last):
    exactrelu.errors.BudgetError: the cells have more than 2 corners
    """
    if most is not None and count > most:
        lower = None if cells is None else Fraction(cells)
        raise BudgetError(f"the cells have more than {most} corners", lower=lower)
