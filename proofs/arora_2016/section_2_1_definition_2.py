"""Section 2.1, Definition 2: piecewise linear functions on R^n and their pieces."""

from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from hypothesis import strategies as st

from exactrelu.claims import Term, asserting, for_all, for_every, grid, judged
from exactrelu.constructions import represent
from exactrelu.cpwl import kinks
from exactrelu.cpwl.kinks import reach
from exactrelu.cpwl.operations import affine_forms
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, relu
from exactrelu.regions import Slice, regions, restricted
from exactrelu.strategies import positive_rationals, pwl_functions, rationals

from .paper import arora
from .shapes import bends_at
from .space import inner, points_of, product_bound, small_networks
from .ties import has_shape, some_points

__all__ = ["pieces_are_finitely_many", "piecewise_linear_functions_are_continuous"]


class Interval(NamedTuple):
    """A polyhedron of the line with the affine function that f is on it; None is infinity.

    An end belongs to it if it is closed there.
    """

    lower: Fraction | None
    upper: Fraction | None
    slope: Fraction
    value_at_0: Fraction
    closed: bool = True

    def holds(self, x):
        """Decide whether a point belongs to it; without its upper end if it is not closed."""
        above = self.lower is None or self.lower <= x
        return above and (self.upper is None or x < self.upper or (x == self.upper and self.closed))

    def value(self, x):
        """Return the value of the affine function."""
        return self.slope * x + self.value_at_0


@st.composite
def covers(draw, *, closed=True):
    """Draw intervals that cover the line, with affine functions that agree where they overlap.

    With `closed` neighbours share their ends, an interval may be two that overlap, and a single point
    may be a polyhedron besides; otherwise an end belongs to the right one only.
    """
    gaps = draw(st.lists(positive_rationals(), max_size=3))
    ends = list(accumulate(gaps, initial=draw(rationals())))
    slopes = draw(st.lists(rationals(), min_size=len(ends) + 1, max_size=len(ends) + 1))
    value, cover = draw(rationals()), []
    for lower, upper, slope in zip([None, *ends], [*ends, None], slopes, strict=True):
        if lower is not None and not closed:
            value += draw(rationals())
        start = ends[0] if lower is None else lower
        cover.append(Interval(lower, upper, slope, value - slope * start, closed))
        value = cover[-1].value(start if upper is None else upper)
    if not closed:
        return tuple(cover)
    point = Interval(ends[-1], ends[-1], Fraction(0), cover[-1].value(ends[-1]))
    parts = [part for piece in cover for part in draw(overlapping_parts(piece))]
    return tuple(parts + [point] * draw(st.integers(0, 1)))


@st.composite
def overlapping_parts(draw, piece):
    """Draw an interval as it is, or as two that have more than an end in common."""
    if draw(st.booleans()):
        return [piece]
    width = 1 if None in piece[:2] else piece.upper - piece.lower
    thirds = [width * Fraction(i, 3) for i in (1, 2)]
    first, last = (
        sorted(piece.upper - t for t in thirds)
        if piece.lower is None
        else [piece.lower + t for t in thirds]
    )
    return [piece._replace(upper=last), piece._replace(lower=first)]


def ends_of(cover):
    """Return the ends of all intervals, in increasing order."""
    return sorted({end for piece in cover for end in piece[:2] if end is not None})


def values_at(cover, x):
    """Return the values at x by all polyhedra that hold x."""
    return {piece.value(x) for piece in cover if piece.holds(x)}


def limits_at(cover, x):
    """Return the limits at x of the affine functions of all polyhedra that hold points close to x."""
    step = min([Fraction(1), *(abs(end - x) for end in ends_of(cover) if end != x)]) / 2
    close = [piece for piece in cover if piece.holds(x - step) or piece.holds(x + step)]
    return {piece.value(x) for piece in close}


def is_continuous(cover):
    """Decide whether f, at each end of an interval, has one value, which is the limit from both sides."""
    return all(len(values_at(cover, x) | limits_at(cover, x)) == 1 for x in ends_of(cover))


@arora.claim("def2.cont", label="Definition 2", kind="definition")
@for_all(cover=covers())
def piecewise_linear_functions_are_continuous(cover):
    """f: R^n -> R is continuous piecewise linear (PWL) if there exists a finite set of polyhedra whose
    union is R^n, and f is affine linear over each polyhedron (note that the definition automatically
    implies continuity of the function because the affine regions are closed and cover R^n, and affine
    functions are continuous).

    Polyhedra are closed. Checked on the line, where intervals overlap, touch or are points: at an end
    the value, by any interval that holds it, is the limit of all that hold points close to it.
    """
    return is_continuous(cover)


@piecewise_linear_functions_are_continuous.sharper
@for_all(f=small_networks(), x=points_of(3), y=points_of(3), cost=2)
def piecewise_linear_functions_are_lipschitz(f, x, y):
    """f is Lipschitz: |f(x) - f(y)| <= L max_i |x_i - y_i|, L the largest 1-norm of a gradient. On the cells
    of networks, f evaluated by the affine function of a cell that holds the point.
    """
    found, n = regions(f), f.input_dimension
    x, y = x[:n], y[:n]
    first, second = (found.locate(point).affine_map(point)[0] for point in (x, y))
    largest = max(sum(map(abs, form[1:])) for form in affine_forms(found.function))
    distance = max(abs(a - b) for a, b in zip(x, y, strict=True))
    return abs(first - second) <= largest * distance and (first,) == f(x)


@piecewise_linear_functions_are_continuous.companion("half-open polyhedra")
@for_all(cover=covers(closed=False))
def half_open_polyhedra_make_continuous_functions(cover):
    """The same for polyhedra that need not be closed: false."""
    bad = next((p for p in cover[:-1] if p.value(p.upper) != value_at(cover, p.upper)), cover[0])
    return judged(is_continuous(cover), cover=cover).proved_by(lambda: jumps(cover, bad))


def value_at(cover, x):
    """Return the value of f."""
    return next(piece.value(x) for piece in cover if piece.holds(x))


def jumps(cover, piece):
    """Assert that the value at an upper end is not the limit, that of the affine function before it."""
    return asserting(
        lambda x, slope, value_at_0, value: [slope * x + value_at_0 != value],
        x=piece.upper,
        slope=piece.slope,
        value_at_0=piece.value_at_0,
        value=value_at(cover, piece.upper),
    )


@piecewise_linear_functions_are_continuous.companion("infinitely many polyhedra")
@for_every(grid(j=range(1, 50)), over="f(0) = 1 and else 0: {0} and |x| >= 1/j for all j")
def infinitely_many_polyhedra_make_continuous_functions(j):
    """The same for infinitely many polyhedra: false. With slopes 0, f would be constant."""
    slope, distance = Fraction(0), Fraction(1, j)
    return judged(slope * distance >= 1 - 0, x=distance).proved_by(
        lambda: asserting(
            lambda f_at_0, f_at_x, slope, x, j: [
                f_at_0 == 1,
                f_at_x == 0,
                slope == 0,
                x * j == 1,
                f_at_0 - f_at_x > slope * x,
            ],
            f_at_0=1,
            f_at_x=0,
            slope=slope,
            x=distance,
            j=j,
        )
    )


def pieces_by_walking(found):
    """Return the number of components, found by walking from region to region across facets."""
    unseen, components = set(range(len(found))), 0
    while unseen:
        components += 1
        border = [unseen.pop()]
        while border:
            region = found[border.pop()]
            same = {
                i for i in region.neighbours if found[i].affine_map == region.affine_map
            } & unseen
            unseen -= same
            border += same
    return components


@arora.claim(
    "def2.count",
    label="Definition 2",
    kind="definition",
    reading="connected components of the open set on which f is locally affine",
)
@for_all(f=small_networks(), cost=2)
def pieces_are_finitely_many(f):
    """The number of pieces of f is the number of maximal connected subsets of R^n over which f is affine
    linear (which is finite).

    It is at most the product over the layers of C(w_i, 0) + ... + C(w_i, n).
    """
    found = regions(f)
    finite = found.pieces <= len(found) <= product_bound(f.input_dimension, f.widths)
    on_the_line = f.input_dimension > 1 or as_pwl(f).piece_count == found.pieces
    return judged(finite and on_the_line and pieces_by_walking(found) == found.pieces)


class Corner(NamedTuple):
    """Two segments, from `middle` to `first` and to `last`, on which f is the affine function (c_0, c)."""

    first: tuple[Fraction, ...]
    middle: tuple[Fraction, ...]
    last: tuple[Fraction, ...]
    form: tuple[Fraction, ...]


def corners_across(function, kink, number):
    """Return connected sets across a kink on each of which f is affine, each with another function.

    With h the form of the facet f is l below and l + jump h above it. For a direction u in the facet
    and any s > 0, f = l + (jump/2) h + s <u, x - p> holds where |jump h| / 2 = s <u, x - p>.
    """
    cells, (form, jump, above, below, facet) = function.complex, kink
    p, c = cells.middle_of(facet), form[1:]
    u = (Fraction(-c[1]), Fraction(c[0]))
    base = affine_forms(function)[below]
    for s in range(1, number + 1):
        slope = abs(jump) * inner(c, c) / (2 * s * inner(u, u))
        sides = [
            (cell, [t * x + slope * y for x, y in zip(c, u, strict=True)])
            for cell, t in ((above, 1), (below, -1))
        ]
        rooms = [reach(cells, cell, p, direction) for cell, direction in sides]
        step = min([Fraction(1), *(room for room in rooms if room is not None)])
        first, last = (tuple(a + step * b for a, b in zip(p, d, strict=True)) for _, d in sides)
        tilt = (1 if jump > 0 else -1) * s
        plane = [b + jump / 2 * h for b, h in zip(base, form, strict=True)]
        added = (-inner(u, p), *u)
        yield Corner(first, p, last, tuple(a + tilt * b for a, b in zip(plane, added, strict=True)))


@pieces_are_finitely_many.reading("any connected subsets, as printed")
@for_all(f=small_networks(dimensions=(2,), layers=1))
def connected_subsets_are_finitely_many(f):
    """The same for all connected subsets, also those without interior.

    For n >= 2 there are infinitely many across every kink: a bent line is one for each s > 0. Three
    of its points determine the affine function, so that different s are in different subsets.
    """
    function = regions(f).function
    kink = next(iter(kinks(function)), None)
    if kink is None:
        return True
    shown = tuple(corners_across(function, kink, product_bound(2, f.widths) + 1))
    return judged(False, f=f, pieces=function.pieces, subsets=shown).proved_by(  # noqa: FBT003
        lambda: bent_lines(f, shown)
    )


def bent_lines(f, corners):
    """Assert that f is affine on more bent lines than f can have pieces, each time another function.

    With one hidden layer of s nodes it has at most 1 + s + s(s-1)/2 pieces in the plane.
    """
    number = len({corner.form for corner in corners})

    def asserted(f, subsets):
        yield f.depth == 2
        yield subsets == number
        for first, middle, last, (constant, *c) in corners:
            for x in (first, middle, last, *halves(first, middle), *halves(middle, last)):
                yield f(*x) == constant + inner(c, x)
            (a, b), (d, e) = (
                [x - y for x, y in zip(end, middle, strict=True)] for end in (first, last)
            )
            yield subsets * (a * e - b * d) != 0
        yield subsets > 1 + f.size + f.size * (f.size - 1) / 2

    return asserting(asserted, f=f, subsets=number)


def halves(x, y):
    """Return the middle of two points, as a list."""
    return [tuple((a + b) / 2 for a, b in zip(x, y, strict=True))]


@pieces_are_finitely_many.companion("as many pieces as affine functions")
@for_all(h=pwl_functions(min_pieces=2))
def pieces_are_as_many_as_affine_functions(h):
    """The number of pieces of max{0, h} is that of the different affine functions: false, it may be
    0 on two pieces.
    """
    positive = relu(h)
    f = represent(positive, output="affine").network
    found = regions(f)
    return judged(found.pieces == found.distinct_affine_maps, f=f, pieces=found.pieces).proved_by(
        lambda: asserting(
            lambda f, g, different: [
                f.same(g),
                *bends_at(g, positive.breakpoints),
                different == len(set(positive.pieces)),
                g.pieces > different,
            ],
            f=f,
            g=positive,
            different=len(set(positive.pieces)),
        )
    )


@pieces_are_finitely_many.companion("as many pieces as activation regions")
@for_all(f=small_networks(dimensions=(1,), layers=1))
def pieces_are_as_many_as_activation_regions(f):
    """The number of pieces is that of the activation regions: false."""
    found = regions(f)
    return judged(found.pieces == len(found), f=f, regions=len(found)).proved_by(
        lambda: more_patterns_than_pieces(f, found)
    )


def more_patterns_than_pieces(f, found):
    """Assert that the nodes of f, whose inputs are `hidden`, have more patterns than f has pieces."""
    inner, output = f.layers
    points = [region.interior_point for region in found]
    signs = [region.pattern[0] for region in found]

    def asserted(f, hidden, regions):
        yield from has_shape(f, depth=2, size=len(hidden_nodes))
        for t in (0, 1):
            yield from (hidden(t, coordinate=i) == z for i, z in enumerate(inner([t])))
        for x, pattern in zip(points, signs, strict=True):
            nodes = [hidden(*x, coordinate=i) for i in hidden_nodes]
            yield from (z > 0 if s > 0 else z <= 0 for z, s in zip(nodes, pattern, strict=True))
            active = zip(output.weights[0], nodes, pattern, strict=True)
            yield f(*x) == sum((w * z for w, z, s in active if s > 0), Term(str(output.bias[0])))
        yield regions == len(set(signs))
        yield f.pieces < regions

    hidden_nodes = range(len(inner.bias))
    return asserting(asserted, f=f, hidden=Network([inner]), regions=len(found))


def components_that_touch(found):
    """Return the number of pieces if cells with one affine function count as connected in a point."""
    groups = []
    for region in found:
        mine = {(region.affine_map, vertex) for vertex in region.vertices}
        joined = [group for group in groups if group & mine]
        groups = [group for group in groups if not group & mine] + [mine.union(*joined)]
    return len(groups)


@pieces_are_finitely_many.companion("pieces that touch in a point are one")
@for_every(
    lambda _: ({"c": c} for c in ((1, 1, 1), (1, 1, -1))),
    over="c_1 max{0,x} + c_2 max{0,y} + c_3 max{0,x+y}",
)
def pieces_may_be_closed(c):
    """It makes no difference whether open sets are counted, or their closures as far as they are
    connected: false, two cells with one affine function may have a point in common.
    """
    found = regions(Network.of(([[1, 0], [0, 1], [1, 1]], [0] * 3), ([c], [0])))
    touching = components_that_touch(found)
    return judged(found.pieces == touching, pieces=found.pieces, touching=touching).proved_by(
        lambda: opposite_cells_with_one_function(found.network, c)
    )


def opposite_cells_with_one_function(f, c):
    """Assert that f is 0 on the line x = y, so where x, y > 0 and where x, y < 0, but not in between.

    In each of the four other cells, two on either side, f is linear and not 0.
    """
    diagonal = restricted(f, Slice([0, 0], [[1, 1]]))

    def asserted(f, diagonal, zero):
        yield from has_shape(f, depth=2, size=3)
        for x, y in some_points(2):
            yield f(x, y) == c[0] * max(x, 0) + c[1] * max(y, 0) + c[2] * max(x + y, 0)
        yield from (f(t, t) == diagonal(t) for t in (-2, -1, 0, 1, 2))
        yield from has_shape(diagonal, depth=2, size=3)
        yield diagonal.same(zero)
        yield from (f(*x) == 0 for x in ((1, 2), (2, 1), (-1, -2), (-2, -1)))
        yield from (f(*x) != 0 for x in ((2, -1), (1, -2), (-1, 2), (-2, 1)))

    return asserting(asserted, f=f, diagonal=diagonal, zero=PWL.constant(0))
