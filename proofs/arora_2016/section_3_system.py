"""Section 3, the system of equations for the flaps, and Corollary 3.1: functions with a flat end."""

from itertools import pairwise

import sympy
from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.constructions import represent
from exactrelu.pwl import PWL
from exactrelu.strategies import nonzero_rationals, pwl_functions, rationals

from .evidence import size_exceeds, solution_is_not_h
from .flaps import corrected_solution, flaps_of, printed_solution, total
from .paper import arora
from .shapes import points_inside

__all__ = [
    "constants_are_free",
    "flat_ends_save_a_node",
    "system_describes_the_flaps",
    "system_has_a_unique_solution",
]


@arora.claim(
    "s3.const",
    label="Section 3, proof of Theorem 2.3",
    kind="proof step",
    reading="affine output map",
)
@for_all(f=pwl_functions(max_pieces=5), c=rationals())
def constants_are_free(f, c):
    """Adding a constant to a function does not change the complexity of the ReLU DNN expressing it,
    since this corresponds to a bias on the output node.
    """
    return compare_sizes(f, c, "affine")


def compare_sizes(f, c, output):
    """Return whether the smallest 2-layer networks of f and of f + c have the same size."""
    before, after = (represent(g, output=output) for g in (f, f + c))
    breakpoints = f.breakpoints
    return judged(
        before.size == after.size, f_plus_c=f + c, smallest_sizes=[before.size, after.size]
    ).proved_by(
        lambda: before.certificate,
        lambda: after.certificate,
        lambda: asserting(
            lambda f, g, c, net_f, net_g: [
                f.pieces == len(breakpoints) + 1,
                g.pieces == f.pieces,
                *(g(x) == f(x) + c for x in points_inside(breakpoints)),
                net_f.same(f),
                net_g.same(g),
                net_f.depth == 2,
                net_g.depth == 2,
                net_f.size != net_g.size,
            ],
            f=f,
            g=f + c,
            c=c,
            net_f=before.network,
            net_g=after.network,
        ),
    )


@constants_are_free.reading("linear output map")
@for_all(f=pwl_functions(max_pieces=5), c=rationals())
def constants_are_free_with_a_linear_output_map(f, c):
    """The same with Definition 1 as printed, where the output node has no bias."""
    return compare_sizes(f, c, "linear")


@arora.claim("s3.system", label="Section 3, system of equations", kind="proof step")
@for_all(f=pwl_functions(min_pieces=2))
def system_describes_the_flaps(f):
    """h = f + g_1 + ... + g_{m-1} corresponds to the existence of a solution to s_R = r,
    s_L = t_1 + ... + t_{m-1}, b_i = sum_{j=i+1}^{m-1} t_j (a_{j-1} - a_j) for i = 1, ..., m-2.

    Here h is f minus its value at the last breakpoint. The first three pieces hide the misprint.
    """
    h = f - f.values[-1]
    slopes = printed_solution(h)
    sum_of_flaps = total(flaps_of(h, slopes))
    return judged(sum_of_flaps == h, h=h, slopes=slopes, sum_of_flaps=sum_of_flaps).proved_by(
        lambda: solution_is_not_h(h, *slopes)
    )


@system_describes_the_flaps.corrected
@for_all(f=pwl_functions(min_pieces=2))
def corrected_system_describes_the_flaps(f):
    """The coefficient of t_j in the equation of b_i is a_i - a_j instead of a_{j-1} - a_j."""
    h = f - f.values[-1]
    return total(flaps_of(h, corrected_solution(h))) == h


def system_matrix(m, weight):
    """Return the matrix of the system in r, t_1, ..., t_{m-1} for symbols a_1, ..., a_{m-1}."""
    a = sympy.symbols(f"a1:{m}")
    rows = [[1] + [0] * (m - 1), [0] + [1] * (m - 1)]
    values = [[0] * (i + 2) + [weight(a, i, j) for j in range(i + 1, m - 1)] for i in range(m - 2)]
    return sympy.Matrix(rows + values), a


@arora.claim("s3.unique", label="Section 3, system of equations", kind="proof step")
@for_every(
    grid(m=lambda profile: range(2, 6 + profile.scale)),
    over=lambda profile: (
        f"2 <= m <= {5 + profile.scale}, symbolic breakpoints, the printed and the right system"
    ),
)
def system_has_a_unique_solution(m):
    """The above set of simultaneous linear equations has a unique solution: r must equal s_R, and
    one can solve for t_1, ..., t_{m-1} starting from b_{m-2} = t_{m-1} (a_{m-2} - a_{m-1}).

    The determinant is, up to its sign, the product of the differences a_{i+1} - a_i. For m = 1
    there is no last breakpoint and no system.
    """
    right, a = system_matrix(m, lambda a, i, j: a[i] - a[j])
    printed, _ = system_matrix(m, lambda a, _, j: a[j - 1] - a[j])
    gaps = sympy.prod(y - x for x, y in pairwise(a))
    last = m == 2 or right[-1, -1] == printed[-1, -1] == a[-2] - a[-1]
    dets = (sympy.expand(matrix.det() ** 2 - gaps**2) for matrix in (right, printed))
    return last and all(difference == 0 for difference in dets)


@system_has_a_unique_solution.companion("repeated breakpoints")
@for_all(a=rationals(), m=st.integers(3, 5))
def system_has_a_unique_solution_for_repeated_breakpoints(a, m):
    """It has a unique solution even if all breakpoints are equal: false."""
    matrix, symbols = system_matrix(m, lambda a, i, j: a[i] - a[j])
    at = sympy.Rational(a.numerator, a.denominator)
    unique = matrix.subs(dict.fromkeys(symbols, at)).det() != 0
    # With t_1 = 1, t_2 = -1 and nothing else, all equations have the right side 0.
    return judged(unique).proved_by(
        lambda: asserting(
            lambda a_1, a_2, t_1, t_2: [
                t_1 + t_2 == 0,
                t_1 * (a_1 - a_1) + t_2 * (a_1 - a_2) == 0,
                t_2 != 0,
            ],
            a_1=a,
            a_2=a,
            t_1=1,
            t_2=-1,
        )
    )


@st.composite
def functions_with_a_flat_end(draw, min_pieces=1):
    """Draw a function whose leftmost or rightmost slope is 0."""
    f = draw(pwl_functions(min_pieces=min_pieces, max_pieces=5))
    slope = draw(st.sampled_from([f.left_slope, f.right_slope]))
    return f - PWL.affine(slope, 0)


@arora.claim(
    "cor3.1",
    label="Corollary 3.1",
    kind="corollary",
    reading="affine output map, a hidden layer may be empty",
)
@for_all(f=functions_with_a_flat_end())
def flat_ends_save_a_node(f):
    """If the rightmost or leftmost piece of a R -> R piecewise linear function has 0 slope, then we
    can compute such a p piece function using a 2-layer DNN with size p - 1.
    """
    size = represent(f, output="affine").size if f.piece_count > 1 else 0
    return judged(size <= f.piece_count - 1, pieces=f.piece_count, smallest_size=size)


def saves_a_node(f, output):
    """Return whether the smallest 2-layer network of f has at most p - 1 nodes."""
    smallest, p = represent(f, output=output), f.piece_count
    return judged(smallest.size <= p - 1, pieces=p, smallest_size=smallest.size).proved_by(
        *size_exceeds(p - 1, smallest, f)
    )


@flat_ends_save_a_node.reading("linear output map")
@for_all(f=functions_with_a_flat_end(min_pieces=2))
def flat_ends_save_a_node_with_a_linear_output_map(f):
    """The same with Definition 1 as printed; checked for p >= 2."""
    return saves_a_node(f, "linear")


@flat_ends_save_a_node.reading("affine output map, a hidden layer is not empty")
@for_all(f=functions_with_a_flat_end())
def constants_have_size_zero(f):
    """The same with widths from the natural numbers, as in Definition 1: a constant, p = 1, would
    need a layer without nodes.
    """
    return saves_a_node(f, "affine")


@flat_ends_save_a_node.companion("without a flat end")
@for_all(f=pwl_functions(min_pieces=2, max_pieces=4), tilt=nonzero_rationals())
def functions_without_a_flat_end_save_a_node(f, tilt):
    """The same for functions without a flat end: false."""
    g = f + PWL.affine(tilt, 0)
    return saves_a_node(g, "affine")
