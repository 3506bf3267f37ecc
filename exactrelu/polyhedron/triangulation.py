"""Triangulations of a polytope that pull the first vertex of each face.

A polytope is the union of the pyramids with the apex v, one of its vertices, over the facets that
do not contain v; the same holds for each face. With the first vertex of each face as its apex, the
triangulations of two polytopes agree on a common face, if both number its vertices in one order.
Vertices are numbers, sets of vertices are bits.

>>> square = [0b0011, 0b0101, 0b1010, 0b1100]
>>> [bin(simplex) for simplex in simplices(0b1111, square, 2)]
['0b1011', '0b1101']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["numbers_of", "simplices"]


def simplices(face: int, facets: Sequence[int], dimension: int) -> Iterator[int]:
    """Yield the simplices of a face of this dimension that has these facets.

    >>> list(simplices(0b1, [], 0))
    [1]
    """
    if face.bit_count() == dimension + 1:
        yield face
        return
    apex = face & -face
    for facet in facets:
        if not facet & apex:
            for simplex in simplices(facet, ridges_of(facet, facets), dimension - 1):
                yield simplex | apex


def ridges_of(face: int, facets: Sequence[int]) -> list[int]:
    """Return the facets of a facet: the largest of the sets in which the other facets meet it.

    >>> ridges_of(0b0011, [0b0011, 0b0101, 0b1010, 0b1100])
    [1, 2]
    """
    largest: list[int] = []
    for part in sorted(
        {face & other for other in facets} - {face, 0}, key=lambda s: -s.bit_count()
    ):
        if not any(part & other == part for other in largest):
            largest.append(part)
    return sorted(largest)


def numbers_of(face: int) -> list[int]:
    """Return the numbers in a set, in increasing order.

    >>> numbers_of(0b101)
    [0, 2]
    """
    return [k for k in range(face.bit_length()) if face >> k & 1]
