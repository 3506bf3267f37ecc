"""Slices: a network on a rational line, plane or other affine subspace of its input space.

A slice is an injective affine map t -> origin + sum_j t_j d_j from R^k to R^n. A network restricted
to it is a network of k inputs, with the same widths.

>>> from exactrelu.network import Network
>>> maximum = Network.of(([[1, -1], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]))
>>> diagonal = Slice([0, 1], [[1, 1]])
>>> restricted(maximum, diagonal)(5), diagonal.lifted([5])
((Fraction(6, 1),), (Fraction(5, 1), Fraction(6, 1)))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exactrelu.errors import DimensionError, DomainError
from exactrelu.linalg import rank, scalar_product
from exactrelu.network import AffineMap, affine_before
from exactrelu.polyhedron import Polyhedron
from exactrelu.rational import Matrix, Vector, as_matrix, as_text, as_vector

if TYPE_CHECKING:
    from exactrelu.network import Network

__all__ = ["Slice", "restricted"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Slice:
    """The points origin + sum_j t_j d_j, for k >= 1 independent directions d_j of R^n.

    Raises DimensionError for a direction of another length than the origin, or none; DomainError
    for directions that are linearly dependent.

    >>> Slice([0, 0], [[1, 2], [2, 4]])
    Traceback (most recent call last):
    exactrelu.errors.DomainError: directions must be linearly independent, but 2 have rank 1
    """

    origin: Vector
    directions: Matrix

    def __init__(self, origin: object, directions: object) -> None:
        start = as_vector(origin, name="origin")
        rows = as_matrix(directions, name="directions")
        if not rows:
            raise DimensionError("directions must have at least 1 entry, not 0")
        if len(rows[0]) != len(start):
            raise DimensionError(
                f"directions must have {len(start)} entries like the origin, not {len(rows[0])}"
            )
        if rank(rows) < len(rows):
            raise DomainError(
                f"directions must be linearly independent, but {len(rows)} have rank {rank(rows)}"
            )
        object.__setattr__(self, "origin", start)
        object.__setattr__(self, "directions", rows)

    @property
    def dimension(self) -> int:
        """The number k of directions."""
        return len(self.directions)

    @property
    def ambient_dimension(self) -> int:
        """The dimension n of the space of the points."""
        return len(self.origin)

    @property
    def as_map(self) -> AffineMap:
        """The affine map R^k -> R^n.

        >>> Slice([5, 6], [[1, 2]]).as_map
        AffineMap([['1'], ['2']], ['5', '6'])
        """
        return AffineMap(tuple(zip(*self.directions, strict=True)), self.origin)

    def lifted(self, point: object) -> Vector:
        """Return the point of R^n with these k coordinates.

        >>> Slice([5, 6], [[1, 2]]).lifted(["1/2"])
        (Fraction(11, 2), Fraction(7, 1))
        """
        return self.as_map(point)

    def preimage(self, domain: Polyhedron) -> Polyhedron:
        """Return the coordinates t of the points that lie in a polyhedron.

        >>> Slice([0, 0], [[1, 2]]).preimage(Polyhedron.box([(0, 1), (0, 1)])).vertices
        ((Fraction(0, 1),), (Fraction(1, 2),))
        """
        if domain.ambient_dimension != self.ambient_dimension:
            raise DimensionError(
                f"domain must lie in R^{self.ambient_dimension}, as the slice does, "
                f"not in R^{domain.ambient_dimension}"
            )
        rows = [
            (
                [scalar_product(row.coefficients, direction) for direction in self.directions],
                row.relation,
                row.bound - scalar_product(row.coefficients, self.origin),
            )
            for row in domain.rows
        ]
        return Polyhedron(rows, dimension=self.dimension)

    def __repr__(self) -> str:
        directions = [[as_text(entry) for entry in row] for row in self.directions]
        return f"Slice({[as_text(entry) for entry in self.origin]}, {directions})"


def restricted(network: Network, where: Slice) -> Network:
    """Return the network t -> network(origin + sum_j t_j d_j), of the same widths.

    Raises DimensionError if the slice lies in another space than the network's inputs.

    >>> from exactrelu.network import Network
    >>> restricted(Network.of(([[1, 1]], [0]), ([[1]], [0])), Slice([0, 0], [[1, -1]]))(3)
    (Fraction(0, 1),)
    """
    if where.ambient_dimension != network.input_dimension:
        raise DimensionError(
            f"slice must lie in R^{network.input_dimension}, as the network's inputs do, "
            f"not in R^{where.ambient_dimension}"
        )
    return affine_before(network, where.as_map)
