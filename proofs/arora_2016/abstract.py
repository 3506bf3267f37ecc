"""Abstract."""

from exactrelu.claims import for_every, grid, judged

from .counting import smallest_size
from .evidence import count_allows_less
from .paper import arora

__all__ = ["shallow_networks_are_super_exponentially_larger"]


def shallower_networks(profile):
    """Every k up to 6 (7, 8 in longer runs), with every number of hidden layers up to k."""
    largest = 5 + profile.scale
    return ({"k": k, "hidden_layers": j} for k in range(1, largest + 1) for j in range(1, k + 1))


@arora.claim("abs.gap", label="Abstract", kind="corollary")
@for_every(
    shallower_networks,
    over=lambda profile: f"k up to {5 + profile.scale}, all depths, by piece counts",
)
def shallow_networks_are_super_exponentially_larger(k, hidden_layers):
    """For every natural number k there exists a function representable by a ReLU DNN with k^2
    hidden layers and total size k^3, such that any ReLU DNN with at most k hidden layers will
    require at least (1/2) k^(k+1) - 1 total nodes.

    The function is H of Theorem 2.7 with width k and k^2 hidden layers: it has at least k^(k^2)
    pieces. For k = 1 the bound is negative and any function will do.
    """
    size = smallest_size(k ** (k * k), hidden_layers)
    return judged(2 * (size + 1) >= k ** (k + 1), smallest_possible_size=size)


@shallow_networks_are_super_exponentially_larger.companion("2 k^(k+1) nodes by the count of pieces")
@for_every(grid(k=range(2, 5)), over="2 <= k <= 4")
def four_times_the_bound(k):
    """The count of pieces gives four times as many nodes: false."""
    size = smallest_size(k ** (k * k), k)
    return judged(size >= 2 * k ** (k + 1) - 1, size=size).proved_by(
        count_allows_less(
            k, size, pieces=lambda n: n ** (k * k), bound=lambda n: 2 * n ** (k + 1) - 1
        )
    )
