"""What several sections show in the same way, as certificates."""

from exactrelu.claims import asserting

__all__ = ["size_exceeds"]


def size_exceeds(bound, smallest, f):
    """Return what proves that the smallest 2-layer network of f has more nodes than the bound."""
    p = f.piece_count
    return (
        lambda: smallest.certificate,
        lambda: asserting(
            lambda f, net: [f.pieces == p, net.same(f), net.size > bound],
            f=f,
            net=smallest.network,
        ),
    )
