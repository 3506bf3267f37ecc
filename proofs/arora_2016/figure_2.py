"""The functions of Figure 2."""

from fractions import Fraction

from exactrelu.arrangement import Zonotope
from exactrelu.gallery import hard_zonotope_network
from exactrelu.polyhedron import Polyhedron

__all__ = ["FIGURE_2", "pictured", "unit_ball"]

FOUR_GENERATORS = (
    (Fraction(1, 4), Fraction(1, 2)),
    (Fraction(-1, 2), Fraction(0)),
    (Fraction(0), Fraction(-1, 4)),
    (Fraction(-1, 4), Fraction(-1, 4)),
)

FIGURE_2 = (
    ("left", 2, ((Fraction(0), Fraction(1)), (Fraction(1), Fraction(0)))),
    ("middle", 2, FOUR_GENERATORS),
    ("right", 3, FOUR_GENERATORS),
)
"""For each panel its name, the number k of hidden layers of H, and the generators."""


def pictured(k, b):
    """Return the network of a function in Figure 2: all a^i are (1/2), M = 1."""
    return hard_zonotope_network([[Fraction(1, 2)]] * k, b)


def unit_ball(generators):
    """Return the polygon gamma <= 1: <r, v> <= 1 for all vertices v of the zonotope."""
    return Polyhedron([(vertex, "<=", 1) for vertex in Zonotope(generators).vertices])
