"""The exact volume of a bounded cell, by a triangulation that needs its incidences only.

A polytope is the union of the pyramids from its first corner over the facets without that corner;
each facet is divided in the same way. What comes out are simplices, whose volumes are determinants.

>>> square = [(1, 0, 0), (1, 2, 0), (1, 2, 1), (1, 0, 1)]
>>> volume_of_cell(Cell((0, 1, 2, 3), (0b10010, 0b00110, 0b01100, 0b11000)), square, 2)
Fraction(2, 1)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import factorial, prod

from flint import fmpz_mat

from exactrelu.polyhedron.complexes import Cell

__all__ = ["volume_of_cell"]


def volume_of_cell(cell: Cell, corners: Sequence[Sequence[int]], dimension: int) -> Fraction:
    """Return the volume of a cell of full dimension, all of whose corners (q, p) are points.

    >>> volume_of_cell(Cell((0, 1), (2, 4)), [(2, 1), (1, 3)], 1)
    Fraction(5, 2)
    """
    pairs = list(zip(cell.corners, cell.incidence, strict=True))
    total = Fraction(0)
    for simplex in _simplices(pairs, dimension):
        rows = [corners[corner][: dimension + 1] for corner in simplex]
        volume = abs(int(fmpz_mat([list(row) for row in rows]).det()))
        total += Fraction(volume, prod(row[0] for row in rows))
    return total / factorial(dimension)


def _simplices(pairs: list[tuple[int, int]], dimension: int) -> Iterator[tuple[int, ...]]:
    """The simplices into which a polytope, given by corners with their facets, is divided."""
    if len(pairs) == dimension + 1:
        yield tuple([corner for corner, _ in pairs])
        return
    apex, on_apex = pairs[0]
    for facet in _facets_without(on_apex, pairs, dimension):
        for simplex in _simplices(facet, dimension - 1):
            yield (apex, *simplex)


def _facets_without(
    avoided: int, pairs: list[tuple[int, int]], dimension: int
) -> Iterator[list[tuple[int, int]]]:
    """The facets of a polytope that are on none of the avoided ones, each once.

    Among the faces that single bits cut out, facets are those that are in no other one.
    """
    present = 0
    for _, incidence in pairs:
        present |= incidence
    common = pairs[0][1]
    for _, incidence in pairs:
        common &= incidence
    faces: dict[frozenset[int], list[tuple[int, int]]] = {}
    rest = present & ~common
    while rest:
        bit = rest & -rest
        rest ^= bit
        face = [pair for pair in pairs if pair[1] & bit]
        if len(face) >= dimension:
            faces.setdefault(frozenset(corner for corner, _ in face), face)
    for key, face in faces.items():
        if not any(key < other for other in faces) and pairs[0] not in face:
            yield face
