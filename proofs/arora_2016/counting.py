"""How many pieces a network R -> R of given size and depth can have: exact integer bounds.

All lower bounds on the size in the paper rest on one count. With hidden widths w_1, ..., w_k a
network R -> R has at most (w_1 + 1) ... (w_k + 1) pieces (the sharp form of Lemma A.5, checked in
`section_a_5`). The functions below turn this into exact statements about integers.
"""

from fractions import Fraction
from itertools import count
from math import prod

__all__ = ["compositions", "is_at_least_root", "most_pieces", "printed_bound", "smallest_size"]


def most_pieces(size: int, hidden_layers: int) -> int:
    """The largest product (w_1 + 1) ... (w_k + 1) with w_1 + ... + w_k = size, all w_i >= 1.

    It is attained by widths as equal as possible. There are no such widths if size < k: then 0.
    """
    if size < hidden_layers:
        return 0
    width, larger = divmod(size, hidden_layers)
    return (width + 2) ** larger * (width + 1) ** (hidden_layers - larger)


def smallest_size(pieces: int, hidden_layers: int) -> int:
    """The smallest size of a network with k hidden layers that may have so many pieces."""
    high = next(2**j for j in count() if most_pieces(2**j, hidden_layers) >= pieces)
    low = high // 2
    while low + 1 < high:  # invariant: low is too small (or 0), high is large enough
        middle = (low + high) // 2
        if most_pieces(middle, hidden_layers) >= pieces:
            high = middle
        else:
            low = middle
    return high


def is_at_least_root(number: Fraction | int, factor: Fraction | int, base: int, index: int) -> bool:
    """Decide number >= factor * base^(1/index), for factor >= 0, without a root."""
    return number >= 0 and Fraction(number) ** index >= Fraction(factor) ** index * base


def compositions(size: int, parts: int) -> list[tuple[int, ...]]:
    """All (w_1, ..., w_parts) of positive integers with the given sum, in lexicographic order."""
    if parts == 1:
        return [(size,)] if size >= 1 else []
    return [(w, *rest) for w in range(1, size) for rest in compositions(size - w, parts - 1)]


def printed_bound(widths: tuple[int, ...]) -> int:
    """The bound 2^(k-1) (w_1 + 1) w_2 ... w_k of Lemma A.5 as printed."""
    return 2 ** (len(widths) - 1) * (widths[0] + 1) * prod(widths[1:])
