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
from math import factorial, gcd
from typing import NamedTuple, TypeAlias

from flint import fmpz_mat

from exactrelu.polyhedron.homogeneous import Integers
from exactrelu.polyhedron.triangulation import numbers_of, ridges_of

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
    every = (1 << len(vertices)) - 1
    whole = _Triangulation(vertices).measured(every, facets, n)
    return whole.volume * _size(whole.basis, range(n))


class _Triangulation:
    """The faces that have been measured so far."""

    def __init__(self, vertices: Sequence[Integers]) -> None:
        self.vertices = vertices
        self.known: dict[int, _Measured] = {}

    def measured(self, face: int, others: Sequence[int], dimension: int) -> _Measured:
        """The volume of a face of this dimension; its facets are where these others meet it."""
        if face not in self.known:
            is_simplex = face.bit_count() == dimension + 1
            self.known[face] = (
                self._simplex(face, dimension)
                if is_simplex
                else self._pyramids(face, ridges_of(face, others), dimension)
            )
        return self.known[face]

    def _simplex(self, face: int, dimension: int) -> _Measured:
        apex, *others = numbers_of(face)
        measure = _Measured(Fraction(1, factorial(dimension)), ())
        for vertex in others:
            measure = self._with_edge(apex, vertex, measure)
        return measure

    def _pyramids(self, face: int, facets: Sequence[int], dimension: int) -> _Measured:
        """The sum of the pyramids over the facets that do not contain the first vertex."""
        apex = _first(face)
        pyramids = [
            self._pyramid(apex, facet, facets, dimension)
            for facet in facets
            if not facet >> apex & 1
        ]
        basis = pyramids[0].basis
        columns = _pivots(basis)
        total = sum([p.volume * _size(p.basis, columns) for p in pyramids], Fraction(0))
        return _Measured(total / (dimension * _size(basis, columns)), basis)

    def _pyramid(self, apex: int, facet: int, facets: Sequence[int], dimension: int) -> _Measured:
        """The volume of the pyramid over a facet, times its dimension."""
        base = self.measured(facet, facets, dimension - 1)
        return self._with_edge(apex, _first(facet), base)

    def _with_edge(self, u: int, v: int, base: _Measured) -> _Measured:
        """The same volume times the length of the edge from v to u, which joins the basis."""
        (q, *x), (r, *y) = self.vertices[u], self.vertices[v]
        edge = [r * a - q * b for a, b in zip(x, y, strict=True)]
        common = gcd(*edge)
        direction = tuple([entry // common for entry in edge])
        return _Measured(base.volume * Fraction(common, q * r), (direction, *base.basis))


def _first(face: int) -> int:
    return (face & -face).bit_length() - 1


def _size(basis: Sequence[Integers], columns: Sequence[int]) -> int:
    """The volume of the parallelepiped of the basis in these coordinates."""
    n = len(basis)
    return abs(int(fmpz_mat(n, n, [vector[j] for vector in basis for j in columns]).det()))


def _pivots(basis: Sequence[Integers]) -> tuple[int, ...]:
    """The first coordinates in which the vectors are independent."""
    width = len(basis[0])
    rows, _, rank = fmpz_mat(len(basis), width, [x for v in basis for x in v]).rref()
    return tuple([next(j for j in range(width) if rows[k, j] != 0) for k in range(rank)])
