"""Polyhedra of R^n, and complexes of cells that are refined by affine forms."""

from __future__ import annotations

from exactrelu.polyhedron.budgets import require_cells, require_corners
from exactrelu.polyhedron.cell_tables import CellTable
from exactrelu.polyhedron.complexes import INFINITY, Cell, Corners
from exactrelu.polyhedron.corner_tables import CornerTable, Integers, Numbers
from exactrelu.polyhedron.cutting import cut
from exactrelu.polyhedron.face_to_face import Complex, facets_of
from exactrelu.polyhedron.patterns import patterns
from exactrelu.polyhedron.starts import Form, Start, first_cells
from exactrelu.polyhedron.value import Facet, Polyhedron

__all__ = [
    "INFINITY",
    "Cell",
    "CellTable",
    "Complex",
    "CornerTable",
    "Corners",
    "Facet",
    "Form",
    "Integers",
    "Numbers",
    "Polyhedron",
    "Start",
    "cut",
    "facets_of",
    "first_cells",
    "patterns",
    "require_cells",
    "require_corners",
]
