"""Sums of k ReLUs, the class ReLU(n, k) of Manurangsi and Reichman (2018), Definition 3.

A function of the class is h(x) = Σ_j max(0, w_j·x + b_j) with ||w_j||_2 <= 1 and |b_j| <= 1. On the
unit ball its values lie in [0, 2k].

>>> h = ReluSum([["3/5", "4/5"]], ["1/2"])
>>> h(["3/5", "4/5"]), h.is_in_class, h.lowered("1/4").biases
(Fraction(3, 2), True, (Fraction(1, 4),))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from exactrelu.errors import DimensionError
from exactrelu.network import Network
from exactrelu.rational import Matrix, Vector, as_matrix, as_rational, as_text, as_vector

__all__ = ["ReluSum", "squared_norm"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class ReluSum:
    """The function x ↦ Σ_j max(0, w_j·x + b_j) with k >= 1 units; `weights` is a k x n matrix.

    Raises DimensionError where shapes do not fit, NumberError for inexact numbers.

    >>> ReluSum([[1], [-1]], [0, 0])(["-1/2"])
    Fraction(1, 2)
    """

    weights: Matrix
    biases: Vector

    def __init__(self, weights: object, biases: object) -> None:
        rows, offsets = as_matrix(weights, name="weights"), as_vector(biases, name="biases")
        if not rows or not rows[0]:
            raise DimensionError("weights must be at least one unit of at least one coordinate")
        if len(rows) != len(offsets):
            raise DimensionError(
                f"biases must have {len(rows)} entries, one for each unit, not {len(offsets)}"
            )
        object.__setattr__(self, "weights", rows)
        object.__setattr__(self, "biases", offsets)

    @classmethod
    def of_units(cls, units: object) -> ReluSum:
        """Return the sum of units that are given as rows (w_j, b_j)."""
        rows = as_matrix(units, name="units")
        return cls([row[:-1] for row in rows], [row[-1] for row in rows])

    def __repr__(self) -> str:
        """Return the call that makes an equal function."""
        weights = [[as_text(v) for v in w] for w in self.weights]
        return f"ReluSum({weights}, {[as_text(b) for b in self.biases]})"

    def __call__(self, point: object) -> Fraction:
        """Return the value at a point of n coordinates."""
        x = as_vector(point, name="point")
        if len(x) != self.dimension:
            raise DimensionError(f"point must have {self.dimension} coordinates, not {len(x)}")
        return sum([max(Fraction(0), z) for z in self.activations(x)], Fraction(0))

    def activations(self, point: Vector) -> Vector:
        """Return the k numbers w_j·x + b_j."""
        units = zip(self.weights, self.biases, strict=True)
        return tuple([sum(map(_product, w, point), b) for w, b in units])

    @property
    def width(self) -> int:
        """k, the number of units."""
        return len(self.weights)

    @property
    def dimension(self) -> int:
        """n, the number of inputs."""
        return len(self.weights[0])

    @property
    def units(self) -> Matrix:
        """The rows (w_j, b_j)."""
        return tuple([(*w, b) for w, b in zip(self.weights, self.biases, strict=True)])

    @property
    def is_in_class(self) -> bool:
        """Whether ||w_j||_2 <= 1 and |b_j| <= 1 for all units, so that it is in ReLU(n, k)."""
        return all(squared_norm(w) <= 1 for w in self.weights) and max(map(abs, self.biases)) <= 1

    @property
    def network(self) -> Network:
        """The function as a network with one hidden layer."""
        return Network.of((self.weights, self.biases), ([[1] * self.width], [0]))

    def lowered(self, shift: object) -> ReluSum:
        """Return the function with the biases max(-1, b_j - shift), as Theorem 8 has it."""
        gamma = as_rational(shift, name="shift")
        return ReluSum(self.weights, [max(Fraction(-1), b - gamma) for b in self.biases])


def squared_norm(vector: Vector) -> Fraction:
    """Return ||v||_2², the sum of the squares.

    >>> squared_norm((Fraction(1, 2), Fraction(-1)))
    Fraction(5, 4)
    """
    return sum([v * v for v in vector], Fraction(0))


def _product(a: Fraction, b: Fraction) -> Fraction:
    return a * b
