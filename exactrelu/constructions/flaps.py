"""Functions on the line as sums of flaps: the proof of Theorem 2.3, and Corollary 3.1.

A *flap* is a function with one breakpoint that vanishes on one side of it. Arora, Basu, Mianjy and
Mukherjee, "Understanding Deep Neural Networks with Rectified Linear Units" (2016), Section 3, write
a function with breakpoints a_1 < ... < a_{m-1}, normed to be 0 at a_{m-1}, as

    h = f + g_1 + ... + g_{m-1},   f(x) = r (x - a_{m-1}) right of a_{m-1},
                                   g_j(x) = t_j (x - a_j) left of a_j,

and each flap is one unit of a 2-layer network. The system for the slopes is, corrected,

    r = s_R,   t_1 + ... + t_{m-1} = s_L,   b_i = sum over j > i of t_j (a_i - a_j)

where b_i is the value at a_i; the paper prints a_{j-1} - a_j.

>>> hat = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)
>>> flap_decomposition(hat).left_slopes
(Fraction(-1, 1), Fraction(2, 1), Fraction(-1, 1))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from exactrelu.errors import FunctionError
from exactrelu.network import AffineMap, Network, affine_before
from exactrelu.pwl import PWL
from exactrelu.rational import RationalLike, Vector, as_rational, as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Flaps",
    "flap_decomposition",
    "flat_end_network",
    "left_flap",
    "right_flap",
    "two_layer_network_of_theorem",
]


def right_flap(kink: RationalLike, slope: RationalLike) -> PWL:
    """Return the function that is 0 for x <= a and r (x - a) for x > a: equation (5).

    >>> right_flap(1, -2)(3)
    Fraction(-4, 1)
    """
    a, r = as_rational(kink, name="kink"), as_rational(slope, name="slope")
    return PWL.from_points([(a, 0)], left_slope=0, right_slope=r)


def left_flap(kink: RationalLike, slope: RationalLike) -> PWL:
    """Return the function that is t (x - a) for x <= a and 0 for x > a: equation (6).

    >>> left_flap(1, -2)(0)
    Fraction(2, 1)
    """
    a, t = as_rational(kink, name="kink"), as_rational(slope, name="slope")
    return PWL.from_points([(a, 0)], left_slope=t, right_slope=0)


@dataclass(frozen=True, slots=True)
class Flaps:
    """A function as a constant, a right flap at the last breakpoint, and a left flap at each.

    `breakpoints` are a_1 < ... < a_{m-1}, `left_slopes` t_1, ..., t_{m-1}, `right_slope` is r, and
    `constant` is the value at a_{m-1}.

    >>> Flaps((Fraction(0),), (Fraction(-1),), Fraction(1), Fraction(3)).as_pwl()(-2)
    Fraction(5, 1)
    """

    breakpoints: Vector
    left_slopes: Vector
    right_slope: Fraction
    constant: Fraction

    def as_pwl(self) -> PWL:
        """Return the sum of the flaps and the constant."""
        total = right_flap(self.breakpoints[-1], self.right_slope) + self.constant
        for a, t in zip(self.breakpoints, self.left_slopes, strict=True):
            total += left_flap(a, t)
        return total

    def as_network(self) -> Network:
        """Return the 2-layer network with one unit for each flap that is not 0.

        The units are those of equations (5) and (6), the constant is the bias of the output.
        """
        flaps = [(t, -1, a) for a, t in zip(self.breakpoints, self.left_slopes, strict=True)]
        flaps.append((self.right_slope, 1, self.breakpoints[-1]))
        return _network_of_flaps([flap for flap in flaps if flap[0]], self.constant)


def flap_decomposition(f: PWL) -> Flaps:
    """Return the flaps of f: the solution of the corrected system of the proof of Theorem 2.3.

    Back substitution: the equation of b_i gives t_{i+1}, from the last to the first, and s_L gives
    t_1.

    Raises FunctionError if f has no breakpoint; the proof needs a last one.

    >>> flaps = flap_decomposition(PWL.from_pieces([0], [(-1, 0), (1, 0)]))
    >>> flaps.left_slopes, flaps.right_slope
    ((Fraction(-1, 1),), Fraction(1, 1))
    """
    a = _breakpoints(f)
    constant = f.values[-1]
    t = _left_slopes(a, [value - constant for value in f.values], f.left_slope)
    return Flaps(a, t, f.right_slope, constant)


def two_layer_network_of_theorem(f: PWL) -> Network:
    """Return the 2-layer network of f that the proof of Theorem 2.3 builds, with affine output.

    Its size is the number p of pieces, or p - 1 if one of the flaps at the last breakpoint is 0.
    `exactrelu.constructions.represent` finds the smallest network.

    Raises FunctionError if f has no breakpoint.

    >>> two_layer_network_of_theorem(PWL.from_pieces([0], [(-1, 0), (1, 0)])).size
    2
    """
    return flap_decomposition(f).as_network()


def flat_end_network(f: PWL) -> Network:
    """Return a 2-layer network of size p - 1 for f with p >= 2 pieces, the first or last flat.

    Corollary 3.1: all flaps face away from the flat end. The output map is affine, and linear iff
    the value on that end (the right one if both are flat) is 0.

    Raises FunctionError if neither end is flat, or if f is constant: a hidden layer has a unit.

    >>> flat_end_network(PWL.from_pieces([0], [(0, 0), (1, 0)])).size
    1
    """
    _breakpoints(f)
    if f.right_slope == 0:
        return two_layer_network_of_theorem(f)
    if f.left_slope == 0:
        reflection = AffineMap([[-1]], [0])
        return affine_before(flat_end_network(f @ PWL.affine(-1, 0)), reflection)
    raise FunctionError(
        "the first or the last slope must be 0, not "
        f"{as_text(f.left_slope)} and {as_text(f.right_slope)}"
    )


def _breakpoints(f: PWL) -> Vector:
    if f.piece_count == 1:
        raise FunctionError("f must have at least 1 breakpoint, not 0")
    return f.breakpoints


def _left_slopes(a: Vector, b: Sequence[Fraction], s_L: Fraction) -> Vector:
    """Solve b_i = sum over j > i of t_j (a_i - a_j), and sum t_j = s_L, by back substitution."""
    slopes: list[Fraction] = []
    slope_sum = moment = Fraction(0)
    for (left, right), value in zip(reversed([*pairwise(a)]), reversed(b[:-1]), strict=True):
        t = (value - (slope_sum * left - moment)) / (left - right)
        slopes.append(t)
        slope_sum += t
        moment += t * right
    return (s_L - slope_sum, *reversed(slopes))


def _network_of_flaps(
    flaps: Sequence[tuple[Fraction, int, Fraction]], constant: Fraction
) -> Network:
    """The network of flaps (slope, side, breakpoint): sgn(slope) σ(|slope| (x - a)), mirrored."""
    hidden = AffineMap(
        [[abs(slope) * side] for slope, side, _ in flaps],
        [-abs(slope) * side * a for slope, side, a in flaps],
    )
    signs = [side if slope > 0 else -side for slope, side, _ in flaps]
    return Network((hidden, AffineMap([signs], [constant])))
