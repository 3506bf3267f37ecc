"""Networks from functions and from other networks: sums, maxima, compositions, flaps."""

from exactrelu.constructions.composition import (
    MAXIMUM_OF_TWO,
    MINIMUM_OF_TWO,
    add_networks,
    affine_network,
    compose_networks,
    deepen,
    max_network,
    min_network,
)
from exactrelu.constructions.convex_parts import ConvexParts, difference_of_convex
from exactrelu.constructions.flaps import (
    Flaps,
    flap_decomposition,
    flat_end_network,
    left_flap,
    right_flap,
    two_layer_network_of_theorem,
)
from exactrelu.constructions.minimality import minimality_holds
from exactrelu.constructions.one_hidden_layer import (
    Bend,
    Hinge,
    HingeSum,
    Obstruction,
    OneHiddenLayer,
    hinge_sum,
    one_hidden_layer,
)
from exactrelu.constructions.representation import (
    MinimalityCertificate,
    Refutation,
    Representation,
    represent,
)
from exactrelu.constructions.signed_maxima import (
    SignedMaxima,
    Term,
    maxima_of_convex,
    signed_maxima,
)

__all__ = [
    "MAXIMUM_OF_TWO",
    "MINIMUM_OF_TWO",
    "Bend",
    "ConvexParts",
    "Flaps",
    "Hinge",
    "HingeSum",
    "MinimalityCertificate",
    "Obstruction",
    "OneHiddenLayer",
    "Refutation",
    "Representation",
    "SignedMaxima",
    "Term",
    "add_networks",
    "affine_network",
    "compose_networks",
    "deepen",
    "difference_of_convex",
    "flap_decomposition",
    "flat_end_network",
    "hinge_sum",
    "left_flap",
    "max_network",
    "maxima_of_convex",
    "min_network",
    "minimality_holds",
    "one_hidden_layer",
    "represent",
    "right_flap",
    "signed_maxima",
    "two_layer_network_of_theorem",
]
