"""Theorem 2.1: a continuous piecewise affine f: R^n -> R as a signed sum of small maxima.

    f = sum_j s_j max_{i in S_j} l_i,    s_j = ±1,  |S_j| <= n + 1,  all l_i affine

(Wang and Sun 2005; Theorem 2.1 of Arora et al. 2016). Two steps:

1. *f is a convex function and a signed sum of hinges.* Across a facet in the hyperplane h = 0 the
   gradient jumps by c times that of h; where the hyperplane meets no kink, by 0. Let c_h be the
   least of these in that hyperplane. Without all ``c_h max{0, h}`` no jump is negative, so what is
   left of f is convex, the maximum of its affine pieces. A hinge is a maximum of two functions.

2. *A maximum of many affine functions is a signed sum of maxima of n + 1.* Lift each of them,
   a·x + b, to the point (a, b) of R^(n+1). The maximum at x is that of a linear function, (x, 1),
   over the hull P of these points and of the downward direction. The support function of polyhedra
   is a valuation: if A and B have a convex union, those of A ∪ B and A ∩ B have the same sum as
   those of A and B. Triangulate the upper side of P; then P is the union of the downward prisms
   over the simplices, which meet in the prisms over common faces, so that

       max_i l_i = sum_F (-1)^(d - dim F) max_{i in F} l_i

   over the interior faces F of the triangulation, of dimension d <= n: each has at most n + 1
   vertices.

The network of Corollary 2.2 follows, with ceil(log2(n + 1)) hidden layers at most.

>>> from exactrelu.network import Network
>>> from exactrelu.regions import regions
>>> hat = Network.of(([[1], [1], [1]], [1, 0, -1]), ([[1, -2, 1]], [0]))
>>> found = signed_maxima(regions(hat).function)
>>> found.largest, found("1/4")
(2, Fraction(3, 4))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from exactrelu.constructions.composition import add_networks, max_network
from exactrelu.cpwl import CPWL, functional_of
from exactrelu.cpwl.kinks import jumps_of
from exactrelu.cpwl.operations import (
    affine_forms,
    first_free_bit,
    require_function,
    require_one_output,
)
from exactrelu.errors import BudgetError, DimensionError, DomainError
from exactrelu.linalg import dot, scaled
from exactrelu.network import AffineMap, Network, affine_after
from exactrelu.polyhedron import Corners, Polyhedron
from exactrelu.polyhedron.triangulation import numbers_of, ridges_of, simplices
from exactrelu.rational import Vector, as_matrix

__all__ = [
    "SignedMaxima",
    "Term",
    "maxima_of_convex",
    "require_whole_space",
    "signed_maxima",
]

MOST_PIECES = 1000
"""The most pieces of a convex function that are reduced to small maxima."""

Form: TypeAlias = Vector
"""An affine function c_0 + c·x as (c_0, c)."""


class Term(NamedTuple):
    """A signed maximum of affine functions c_0 + c·x, each as (c_0, c)."""

    sign: int
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class SignedMaxima:
    """The function sum_j s_j max_{i in S_j} l_i on R^n."""

    terms: tuple[Term, ...]

    @property
    def input_dimension(self) -> int:
        """The dimension n."""
        return len(self.terms[0].forms[0]) - 1

    @property
    def largest(self) -> int:
        """The largest number of affine functions in a maximum."""
        return max(len(term.forms) for term in self.terms)

    def __call__(self, point: object) -> Fraction:
        """Return the value at a point, given as a sequence or, if n = 1, as a number."""
        values = [
            t.sign * max(AffineMap([f[1:]], [f[0]])(point)[0] for f in t.forms) for t in self.terms
        ]
        return sum(values, Fraction(0))

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the `network`, which may be too large to be built."""
        shapes = [
            _network(Term(1, (term.forms[0],) * len(term.forms))).widths for term in self.terms
        ]
        deepest = max(map(len, shapes))
        shapes = [shape + (2,) * (deepest - len(shape)) for shape in shapes]
        return tuple(map(sum, zip(*shapes, strict=True)))

    @property
    def network(self) -> Network:
        """The network of Corollary 2.2: the maxima of Lemma A.3, added as in Lemma A.2.

        Its depth is ceil(log2 s) + 1, s the size of the largest maximum.

        >>> l = (Fraction(0), Fraction(1), Fraction(0)), (Fraction(0), Fraction(0), Fraction(1))
        >>> SignedMaxima((Term(-1, l),)).network([2, 3])
        (Fraction(-3, 1),)
        """
        return add_networks(*map(_network, self.terms))


def signed_maxima(f: CPWL, *, budget: int = MOST_PIECES) -> SignedMaxima:
    """Return a function R^n -> R as a signed sum of maxima of at most n + 1 affine functions.

    Raises DimensionError for several outputs, DomainError unless the cells cover R^n, BudgetError
    if the convex part has more than `budget` pieces.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> minus = Network.of(([[1, -1]], [0]), ([[-1]], [0]))        # -max{0, x - y}
    >>> signed_maxima(regions(minus).function).terms
    (Term(sign=-1, forms=((Fraction(0, 1), Fraction(0, 1), Fraction(0, 1)), \
(Fraction(0, 1), Fraction(1, 1), Fraction(-1, 1)))),)
    """
    require_function(f)
    require_one_output(f)
    require_whole_space(f)
    jumps = jumps_of(f)
    opposite = {form: {-jump for jump in found} for form, found in jumps.items()}
    if _cuts(opposite) < _cuts(jumps):
        terms = [Term(-s, forms) for s, forms in _terms(functional_of(f, [-1]), opposite, budget)]
        return SignedMaxima(_with_one_affine(terms))
    return SignedMaxima(_with_one_affine(_terms(f, jumps, budget)))


def maxima_of_convex(forms: object) -> SignedMaxima:
    """Return max_i l_i as a signed sum of maxima of at most n + 1 of the affine functions l_i.

    Each l_i is a row (c_0, c), standing for c_0 + c·x. Raises DimensionError without a function.

    >>> four = [(0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]      # max{|x|, |y|}
    >>> [(term.sign, len(term.forms)) for term in maxima_of_convex(four).terms]
    [(1, 3), (1, 3), (-1, 2)]
    """
    rows = as_matrix(forms, name="forms")
    if not rows or len(rows[0]) < 2:
        raise DimensionError("forms must have a row (c_0, c_1, ..., c_n), n at least 1")
    return SignedMaxima(_with_one_affine(_reduced(rows)))


def require_whole_space(f: CPWL) -> None:
    """Raise DomainError unless the cells cover R^n, where every facet has a cell on both sides."""
    if any(len(pair) < 2 for pair in f.complex.sharing.values()):
        raise DomainError("function must be given on all of R^n, not on a part of it")


Jumps: TypeAlias = dict[tuple[int, ...], set[Fraction]]


def _cuts(jumps: Jumps) -> int:
    """How many hinges cut pieces of f, which makes new pieces: those that fit only somewhere."""
    return sum(min(found) < 0 < len(found) - 1 for found in jumps.values())


def _terms(f: CPWL, jumps: Jumps, budget: int) -> list[Term]:
    """Write f as g + sum_h c_h max{0, h}, with the convex g reduced to small maxima."""
    hinges = {form: min(found) for form, found in jumps.items() if min(found)}
    zero = (Fraction(0),) * (f.input_dimension + 1)
    apart = [
        Term(1 if c > 0 else -1, tuple(sorted([zero, scaled(abs(c), h)])))
        for h, c in sorted(hinges.items())
    ]
    return [*_reduced(_convex_pieces(f, hinges, budget)), *apart]


def _convex_pieces(f: CPWL, hinges: dict[tuple[int, ...], Fraction], budget: int) -> list[Form]:
    """The affine pieces of f - sum_h c_h max{0, h}: those on the cells, cut by all hyperplanes."""
    cells, forms = f.complex, affine_forms(f)
    head, first = cells.dimension + 1, first_free_bit(cells)
    kept = [[h[0], *(h[1 + j] for j in cells.columns)] for h in hinges]
    rows = [[*c[:head], *(dot(h, c) for h in kept)] for c in cells.corners]
    table = Corners(cells.dimension, rows, first=first)
    turned = [scaled(-c, h) for h, c in hinges.items()]
    found: set[Form] = set()
    for index, cell in enumerate(cells.cells):
        for part in table.refined([cell._replace(positive=0, zero=0)]) if hinges else [cell]:
            on = [h for k, h in enumerate(turned) if part.positive >> first + k & 1 and hinges]
            found.add(_total([forms[index], *on]))
        if len(found) > budget:
            raise BudgetError(
                f"the convex part must have at most {budget} pieces, not {len(found)}"
            )
    return sorted(found)


def _reduced(forms: Sequence[Form]) -> list[Term]:
    """The maximum of the functions as a signed sum over the interior faces of a triangulation."""
    down = [0] * (len(forms[0]) - 1) + [-1]
    hull = Polyhedron.hull([(*form[1:], form[0]) for form in forms], directions=[down])
    lifted = [(vertex[-1], *vertex[:-1]) for vertex in hull.vertices]
    facets = [sum([1 << k for k in facet.vertices]) for facet in hull.facets]
    upper = [bits for bits, facet in zip(facets, hull.facets, strict=True) if not facet.directions]
    d = hull.dimension - 1
    parts = [part for face in upper for part in simplices(face, ridges_of(face, facets), d)]
    return [
        Term((-1) ** (d + 1 - face.bit_count()), tuple([lifted[k] for k in numbers_of(face)]))
        for face in _interior_faces(parts, d)
    ]


def _interior_faces(parts: Sequence[int], d: int) -> list[int]:
    """The faces of a triangulation that do not lie in its boundary.

    The boundary is made of the faces of dimension d - 1 of one simplex only.
    """
    sharing = Counter(part ^ 1 << k for part in parts for k in numbers_of(part)) if d else Counter()
    boundary = {face for wall, count in sharing.items() if count == 1 for face in _faces(wall)}
    every = {face for part in parts for face in _faces(part)}
    return sorted(every - boundary, key=lambda face: (-face.bit_count(), face))


def _faces(simplex: int) -> Iterator[int]:
    """The nonempty sets of vertices of a simplex."""
    face = simplex
    while face:
        yield face
        face = face - 1 & simplex


def _with_one_affine(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms, those of one function put together: their sum is one affine function."""
    maxima = [term for term in terms if len(term.forms) > 1]
    single = [scaled(Fraction(term.sign), term.forms[0]) for term in terms if len(term.forms) == 1]
    if single:
        total = _total(single)
        if any(total) or not maxima:
            maxima.append(Term(1, (total,)))
    return tuple(maxima)


def _network(term: Term) -> Network:
    forms = [Network((AffineMap([form[1:]], [form[0]]),)) for form in term.forms]
    return affine_after(max_network(*forms), AffineMap([[term.sign]], [0]))


def _total(forms: Iterable[Form]) -> Form:
    return tuple([sum(entries, Fraction(0)) for entries in zip(*forms, strict=True)])
