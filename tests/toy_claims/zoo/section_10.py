"""Claims that the machine must find fault with."""

from hypothesis import strategies as st

from exactrelu.claims import for_all

from . import paper


@paper.claim("raises", label="Remark 6", kind="remark")
@for_all(n=st.integers)
def division_is_total(n):
    """1 / n is an integer or not."""
    return 1 % n >= 0 or n < 0


@paper.claim("toothless", label="Lemma 5", kind="lemma")
@for_all(n=st.integers(0, 3))
def small_is_small(n):
    """n <= 3."""
    return n < 10


@small_is_small.companion("with 4 in the place of 3")
@for_all(n=st.integers(0, 4))
def larger_is_small(n):
    return n < 10
