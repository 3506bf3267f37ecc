"""Named functions and networks of the papers, one card each: source, parameters, what is known.

>>> from exactrelu import gallery
>>> gallery.hard_composition([["1/2"], ["1/2"]]).piece_count
6
"""

from exactrelu.gallery.cards import Card, cards
from exactrelu.gallery.extremal import maximal_pieces_network
from exactrelu.gallery.hard import (
    hard_composition,
    hard_function,
    hard_network,
    sawtooth,
    sawtooth_network,
    zigzag,
    zigzag_network,
)
from exactrelu.gallery.shapes import absolute_value, clip, hat, ramp, rectifier, trapezoid
from exactrelu.gallery.telgarsky import (
    telgarsky_function,
    telgarsky_network,
    tent,
    tent_network,
)
from exactrelu.gallery.zonotopes import hard_zonotope_network, zonotope_network

__all__ = [
    "Card",
    "absolute_value",
    "cards",
    "clip",
    "hard_composition",
    "hard_function",
    "hard_network",
    "hard_zonotope_network",
    "hat",
    "maximal_pieces_network",
    "ramp",
    "rectifier",
    "sawtooth",
    "sawtooth_network",
    "telgarsky_function",
    "telgarsky_network",
    "tent",
    "tent_network",
    "trapezoid",
    "zigzag",
    "zigzag_network",
    "zonotope_network",
]
