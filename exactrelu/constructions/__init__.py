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
from exactrelu.constructions.flaps import (
    Flaps,
    flap_decomposition,
    flat_end_network,
    left_flap,
    right_flap,
    two_layer_network_of_theorem,
)
from exactrelu.constructions.minimality import minimality_holds
from exactrelu.constructions.representation import (
    MinimalityCertificate,
    Refutation,
    Representation,
    represent,
)

__all__ = [
    "MAXIMUM_OF_TWO",
    "MINIMUM_OF_TWO",
    "Flaps",
    "MinimalityCertificate",
    "Refutation",
    "Representation",
    "add_networks",
    "affine_network",
    "compose_networks",
    "deepen",
    "flap_decomposition",
    "flat_end_network",
    "left_flap",
    "max_network",
    "min_network",
    "minimality_holds",
    "represent",
    "right_flap",
    "two_layer_network_of_theorem",
]
