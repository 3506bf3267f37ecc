"""Section 2.1, before Theorem 2: the factor that Theorem 1 gives."""

from exactrelu import qp
from exactrelu.claims import for_every, grid, judged

from .covers import elements_in_sets, least_error_of_an_uncovered_element, paper_epsilon
from .evidence import asserting_numbers
from .paper import training

__all__ = ["small_errors_are_small_covers"]


@training.cited(
    "approx.setcover",
    label="Section 2.1",
    kind="corollary",
    consequence="weights of an error of at most r OPT eps^2 give a cover of at most r OPT sets",
)
@for_every(elements_in_sets(6), over="m <= 6, elements in at most m sets, r = 2000 m")
def small_errors_are_small_covers(m, f):
    """The reduction above coupled with the fact that set cover is hard to approximate within a factor
    O(log |U|) [Fei98] immediately implies that the problem of approximating the minimum training error
    to within a factor of O(log(nm)) is also hard.

    An element that is not covered costs more than r m eps^2, for all r <= 2000 m: a convex program,
    with one copy of (5). For w_eps < 0 the sum in (2) is at least w_1, which costs 1/2.
    So an error of r OPT eps^2 gives a cover, and each of its sets costs eps^2.
    """
    eps, r = paper_epsilon(m), 2000 * m
    return qp.solve(least_error_of_an_uncovered_element(0, f, eps)).value > r * m * eps**2


@small_errors_are_small_covers.companion("r = 5000 m")
@for_every(grid(m=range(1, 4)), over="m <= 3")
def any_error_is_a_cover(m):
    """The same for r = 5000 m: false for m = 1, where an error of 1/4 is enough."""
    eps = paper_epsilon(m)
    program = least_error_of_an_uncovered_element(0, m, eps)
    answer = qp.solve(program)
    return judged(answer.value > 5000 * m * m * eps**2, least=answer.value).proved_by(
        lambda: answer.certificate,
        lambda: asserting_numbers(
            lambda least, m, eps: [least <= 5000 * m * m * eps**2],
            least=answer.value,
            m=m,
            eps=eps,
        ),
    )
