"""On which sides of some forms the cells lie into which these divide R^n.

>>> sorted(patterns([[0, 1], [-1, 1]], 1))          # x and x - 1, on three intervals
[0, 1, 3]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exactrelu.polyhedron.cell_tables import CellTable
from exactrelu.polyhedron.corner_tables import CornerTable
from exactrelu.polyhedron.cutting import cut
from exactrelu.polyhedron.starts import Form, first_cells, value

__all__ = ["patterns"]


def patterns(forms: Sequence[Form], dimension: int, *, most: int | None = None) -> list[int]:
    """Return for each cell the set of the forms that are positive in it, as bits.

    Raises BudgetError for more than `most` cells, or if these have too many corners together.

    >>> patterns([], 2)
    [0]
    """
    start = first_cells([], forms, dimension, most=most)
    kept = [[form[0], *[form[1 + column] for column in start.columns]] for form in forms]
    rows = [[*corner, *[value(form, corner) for form in kept]] for corner in start.corners]
    corners = CornerTable.of(len(start.columns), np.array(rows, dtype=object))
    cells = cut(corners, CellTable.of(start.cells), first=1, most=most)
    return [cell.positive >> 1 for cell in cells.cells()]
