"""The volume of a polytope, by a triangulation that pulls the first vertex of each face.

A polytope is the union of the pyramids with the apex v, one of its vertices, over the facets that
do not contain v; their interiors are disjoint. The same holds for each face in its affine hull, so
that one ends with simplices. The volume of a face is found once, however many simplices of the
triangulation use it: it is measured in units of the parallelepiped of a basis of the face's
directions, and a determinant changes the basis.

>>> square = [(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)]
>>> volume_of_polytope(square, [0b0011, 0b0101, 0b1010, 0b1100])
Fraction(1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import factorial, lcm
from typing import NamedTuple, TypeAlias

from flint import fmpz_mat

from exactrelu.polyhedron.homogeneous import Integers

__all__ = ["volume_of_polytope"]

Basis: TypeAlias = tuple[Integers, ...]


class _Measured(NamedTuple):
    """The volume of a face in units of the parallelepiped of the basis of its directions."""

    volume: Fraction
    basis: Basis


def volume_of_polytope(vertices: Sequence[Integers], facets: Sequence[int]) -> Fraction:
    """Return the volume of a polytope of full dimension n in R^n.

    The vertices are (q, p), q > 0; a facet is the set of the numbers of its vertices, as bits.

    >>> volume_of_polytope([(1,)], [])
    Fraction(1, 1)
    >>> volume_of_polytope([(2, 1), (1, 3)], [0b01, 0b10])
    Fraction(5, 2)
    """
    n = len(vertices[0]) - 1
    scale = lcm(*[vertex[0] for vertex in vertices])
    points = [tuple([scale // q * entry for entry in p]) for q, *p in vertices]
    whole = _Triangulation(points).measured((1 << len(points)) - 1, facets, n)
    unit = abs(int(_matrix(whole.basis, range(n)).det()))
    return whole.volume * Fraction(unit, scale**n)


class _Triangulation:
    """The faces that have been measured so far."""

    def __init__(self, points: Sequence[Integers]) -> None:
        self.points = points
        self.known: dict[int, _Measured] = {}

    def measured(self, face: int, facets: Sequence[int], dimension: int) -> _Measured:
        """The volume of a face of this dimension that has these facets."""
        if face not in self.known:
            is_simplex = face.bit_count() == dimension + 1
            measure = self._simplex if is_simplex else self._pyramids
            self.known[face] = measure(face, facets, dimension)
        return self.known[face]

    def _simplex(self, face: int, _: Sequence[int], dimension: int) -> _Measured:
        apex, *others = _numbers(face)
        basis = tuple([self._difference(v, apex) for v in others])
        return _Measured(Fraction(1, factorial(dimension)), basis)

    def _pyramids(self, face: int, facets: Sequence[int], dimension: int) -> _Measured:
        """The sum of the pyramids over the facets that do not contain the first vertex."""
        apex = (face & -face).bit_length() - 1
        pyramids = [
            self._pyramid(
                apex, self.measured(facet, _facets_of(facet, facets), dimension - 1), facet
            )
            for facet in facets
            if not facet >> apex & 1
        ]
        basis = pyramids[0].basis
        columns = _pivots(basis)
        sizes = [abs(int(_matrix(pyramid.basis, columns).det())) for pyramid in pyramids]
        total = sum([p.volume * size for p, size in zip(pyramids, sizes, strict=True)], Fraction(0))
        return _Measured(total / (dimension * sizes[0]), basis)

    def _pyramid(self, apex: int, base: _Measured, facet: int) -> _Measured:
        """The pyramid's volume, times its dimension, where the edge to the apex joins the basis."""
        foot = (facet & -facet).bit_length() - 1
        return _Measured(base.volume, (self._difference(apex, foot), *base.basis))

    def _difference(self, u: int, v: int) -> Integers:
        return tuple([x - y for x, y in zip(self.points[u], self.points[v], strict=True)])


def _facets_of(face: int, facets: Sequence[int]) -> list[int]:
    """The largest of the proper faces of a facet in which the other facets meet it."""
    parts = {face & other for other in facets} - {face, 0}
    largest: list[int] = []
    for part in sorted(parts, key=int.bit_count, reverse=True):
        if not any(part & other == part for other in largest):
            largest.append(part)
    return largest


def _numbers(face: int) -> list[int]:
    return [k for k in range(face.bit_length()) if face >> k & 1]


def _matrix(basis: Sequence[Integers], columns: Sequence[int]) -> fmpz_mat:
    size = len(basis)
    return fmpz_mat(size, size, [vector[j] for vector in basis for j in columns])


def _pivots(basis: Sequence[Integers]) -> tuple[int, ...]:
    """The first coordinates in which the vectors are independent."""
    width = len(basis[0])
    rows, _, rank = fmpz_mat(len(basis), width, [x for v in basis for x in v]).rref()
    return tuple([next(j for j in range(width) if rows[k, j] != 0) for k in range(rank)])
