"""Section 2.2.1: piecewise linear functions on R^n as signed maxima, and their networks."""

from hypothesis import strategies as st

from exactrelu.claims import asserting, for_all, for_every, grid, judged
from exactrelu.constructions import affine_network, deepen, hinge_sum, max_network, signed_maxima
from exactrelu.constructions.one_hidden_layer import HingeSum
from exactrelu.lp import LinearProgram, Optimal, Unbounded, solve
from exactrelu.network import AffineMap, Network
from exactrelu.regions import Equal, equal, is_convex, nonconvex_segment, regions

from .evidence import TWO
from .paper import arora
from .space import as_facts, bends_that_differ, points_of, small_networks
from .ties import form_at, has_shape, is_largest_of, points_of_cells, some_points

__all__ = [
    "corollary_follows_from_the_lemmas",
    "functions_are_sums_of_signed_maxima",
    "functions_have_logarithmic_depth",
    "maxima_are_convex_with_few_pieces",
]


@st.composite
def affine_functions(draw, most):
    """Draw at most n + `most` affine functions c_0 + <c, x> on R^n, as (c_0, c), n <= 3."""
    n = draw(st.integers(1, 3))
    form = points_of(n + 1)
    return tuple(draw(st.lists(form, min_size=1, max_size=n + most)))


def networks_with_few_maxima():
    """Return a strategy for networks R^n -> R, narrower for n = 3, where there are many maxima."""
    return small_networks(dimensions=(1, 2)) | small_networks(dimensions=(3,), width=2)


def maximum_of(forms):
    """Return the network of the maximum of affine functions."""
    return max_network(*(affine_network(AffineMap([form[1:]], [form[0]])) for form in forms))


def is_somewhere_alone(forms, index):
    """Decide whether an affine function is larger than all others at some point: largest gap t > 0."""
    one, n = forms[index], len(forms[index]) - 1
    others = [form for form in forms if form != one]
    rows = [
        ([*(x - y for x, y in zip(one[1:], o[1:], strict=True)), -1], ">=", o[0] - one[0])
        for o in others
    ]
    rows.append(([0] * n + [1], "<=", 1))
    answer = solve(
        LinearProgram.of([0] * n + [1], rows, sense="max", bounds=[(None, None)] * (n + 1))
    )
    return isinstance(answer, Unbounded) or (isinstance(answer, Optimal) and answer.value > 0)


@arora.claim("pwl.conv", label="after Theorem 2.1", kind="remark")
@for_all(forms=affine_functions(1), cost=3)
def maxima_are_convex_with_few_pieces(forms):
    """A function of the form max over i in S_j of l_i is a piecewise linear convex function with at most
    n + 1 pieces (because |S_j| <= n + 1).

    S_j is not empty: there is no maximum of nothing.
    """
    f = maximum_of(forms)
    pieces = regions(f).pieces
    return judged(is_convex(f) and pieces <= len(forms) <= len(forms[0]), pieces=pieces)


@maxima_are_convex_with_few_pieces.sharper
@for_all(forms=affine_functions(3), cost=4)
def pieces_are_the_functions_that_are_somewhere_the_largest(forms):
    """The pieces of a maximum of any number of affine functions are as many as those of them, equal
    ones counted once, that are larger than all others at some point: by linear programs.
    """
    distinct = sorted(set(forms))
    alone = sum(is_somewhere_alone(distinct, i) for i in range(len(distinct)))
    return regions(maximum_of(forms)).pieces == alone


@maxima_are_convex_with_few_pieces.companion("n pieces")
@for_all(forms=affine_functions(1))
def maxima_have_n_pieces(forms):
    """There are at most n pieces: false."""
    n, pieces = len(forms[0]) - 1, regions(maximum_of(forms)).pieces
    return judged(pieces <= n, pieces=pieces).proved_by(lambda: no_piece_is_missing(forms))


def no_piece_is_missing(forms):
    """Assert that each of different affine functions l_i is the maximum at a point, and the only one.

    `l` has them as its outputs. Around the point f is l_i, so that f has as many pieces.
    """
    dimension, maximum = len(forms[0]) - 1, maximum_of(forms)
    points = [region.interior_point for region in regions(maximum)]
    largest = {max(forms, key=lambda form: form_at(form, x)): x for x in points}

    def asserted(f, l, n, pieces):  # noqa: E741 - the paper's name
        yield from has_shape(f, depth=maximum.depth, size=maximum.size)
        yield from is_largest_of(f, forms)
        for form, x in largest.items():
            i = forms.index(form)
            values = [l(*x, coordinate=j) for j in range(len(forms))]
            yield f(*x) == values[i]
            yield from (values[i] > v for j, v in enumerate(values) if forms[j] != form)
        for x in some_points(dimension):
            yield from (l(*x, coordinate=j) == form_at(g, x) for j, g in enumerate(forms))
        yield n == dimension
        yield pieces == len(largest)
        yield pieces > n

    listed = Network([AffineMap([form[1:] for form in forms], [form[0] for form in forms])])
    return asserting(asserted, f=maximum, l=listed, n=dimension, pieces=len(largest))


@maxima_are_convex_with_few_pieces.companion("minima")
@for_all(f=small_networks(dimensions=(1, 2), layers=1))
def functions_are_convex(f):
    """The signed sums (2) are convex as well: false."""
    segment = nonconvex_segment(f)
    return judged(segment is None, f=f).proved_by(lambda: is_above_the_chord(f, segment))


def is_above_the_chord(f, segment):
    """Assert that the value in the middle is larger than the mean of those at the ends.

    Without such a segment it is asserted of another one.
    """
    start, end = segment or some_points(f.input_dimension)[:2]
    middle = [(x + y) / 2 for x, y in zip(start, end, strict=True)]
    return asserting(lambda f: [f(*middle) > (f(*start) + f(*end)) / 2], f=f)


@arora.claim("thm2.1", label="Theorem 2.1", kind="theorem")
@for_all(f=networks_with_few_maxima(), x=points_of(3), cost=3)
def functions_are_sums_of_signed_maxima(f, x):
    """For every piecewise linear function f: R^n -> R there exist affine linear functions l_1, ..., l_k and
    subsets S_1, ..., S_p of {1, ..., k}, each of cardinality at most n + 1, such that f is the sum of the
    s_j max over i in S_j of l_i, s_j in {-1, +1}.

    The sum is constructed, its network compared with f in all cells, and its value at a point.
    """
    found, x = signed_maxima(regions(f).function), x[: f.input_dimension]
    small = all(1 <= len(term.forms) <= f.input_dimension + 1 for term in found.terms)
    signs = all(term.sign in {-1, 1} for term in found.terms)
    same = isinstance(equal(found.network, f), Equal) and (found(x),) == f(x)
    return judged(small and signs and same, terms=len(found.terms), largest=found.largest)


@functions_are_sums_of_signed_maxima.sharper
@for_every(grid(n=[1, 2]), over="n = 1, 2, the maximum of 0, x_1, ..., x_n")
def n_plus_1_functions_are_needed(n):
    """For n = 1 and n = 2 there is a function for which n affine functions in each maximum are not
    enough.

    For n = 1 the sum would be affine. For n = 2 it would be the sum of an affine function and of
    multiples of max{0, l}, as max{l, l'} = l' + max{0, l - l'}.
    """
    found = hinge_sum(regions(maximum_of_coordinates(n)).function)
    return isinstance(found, HingeSum) and bool(found.hinges) if n == 1 else is_obstructed(found)


def maximum_of_coordinates(n):
    """Return a network of max{0, x_1, ..., x_n}."""
    return maximum_of(coordinates_and_0(n))


def coordinates_and_0(n):
    """Return the functions 0, x_1, ..., x_n as (c_0, c)."""
    return [[0] * (n + 1), *([0, *(int(i == j) for j in range(n))] for i in range(n))]


def is_obstructed(found):
    """Tell whether a function is no sum of hinges."""
    return not isinstance(found, HingeSum)


@functions_are_sums_of_signed_maxima.companion("|S_j| <= n")
@for_all(f=small_networks(dimensions=(2,), layers=2, width=4))
def n_functions_are_enough(f):
    """Each S_j has at most n elements: false for n = 2, where this means one hidden layer."""
    found = hinge_sum(regions(f).function)
    return judged(isinstance(found, HingeSum), f=f, obstruction=as_facts(found)).proved_by(
        *bends_that_differ(f, found)
    )


def without_bias(network):
    """Return a network of the same function with a linear output map: a node that is 1 carries it."""
    *hidden, before, last = network.layers
    weights = [*before.weights, [0] * before.input_dimension]
    rows = [[*row, bias] for row, bias in zip(last.weights, last.bias, strict=True)]
    return Network([*hidden, (weights, [*before.bias, 1]), (rows, [0] * last.output_dimension)])


def largest_depth(n):
    """Return ceil(log2(n + 1)) + 1."""
    return n.bit_length() + 1


@arora.claim("cor2.2", label="Corollary 2.2", kind="corollary")
@for_all(f=networks_with_few_maxima(), x=points_of(3), cost=3)
def functions_have_logarithmic_depth(f, x):
    """Every R^n -> R ReLU DNN represents a piecewise linear function, and every piecewise linear function
    R^n -> R can be represented by a ReLU DNN with at most ceil(log2(n + 1)) + 1 depth.

    The networks have a hidden layer at least, and both an affine and a linear output map. The first
    part is that of finitely many closed cells, on each of which f is affine.
    """
    found, x = regions(f), x[: f.input_dimension]
    network = signed_maxima(found.function).network
    network = deepen(network, max(network.depth, 2))
    linear = without_bias(network)
    affine_on_cells = found.locate(x).affine_map(x) == f(x)
    depth = max(network.depth, linear.depth)
    same = isinstance(equal(network, f), Equal) and linear(x) == network(x)
    return judged(
        affine_on_cells and same and linear.output == "linear" and depth <= largest_depth(len(x)),
        depth=depth,
    )


@functions_have_logarithmic_depth.sharper
@for_every(grid(n=[1, 2, 3]), over="n = 1, 2, 3, the maximum of 0, x_1 and, for n >= 2, x_2")
def depth_is_attained(n):
    """For n = 1, 2, 3 some function needs this depth: max{0, x_1, x_2} has no 2-layer DNN."""
    f = maximum_of(
        [[0] * (n + 1), *([0, *(int(i == j) for j in range(n))] for i in range(min(n, 2)))]
    )
    needed = 3 if is_obstructed(hinge_sum(regions(f).function)) else 2
    return needed == largest_depth(n)


@functions_have_logarithmic_depth.companion("a depth of ceil(log2(n + 1))")
@for_all(f=small_networks(dimensions=(2,), layers=2, width=4))
def functions_have_smaller_depth(f):
    """A depth of ceil(log2(n + 1)) is enough: false for n = 2, where that is one hidden layer."""
    found = hinge_sum(regions(f).function)
    return judged(isinstance(found, HingeSum), f=f, obstruction=as_facts(found)).proved_by(
        *bends_that_differ(f, found)
    )


@arora.claim("cor2.2.proof", label="before Corollary 2.2", kind="proof step")
@for_all(f=networks_with_few_maxima(), cost=4)
def corollary_follows_from_the_lemmas(f):
    """By Lemmas A.2 and A.3 we obtain the result that every R^n -> R piecewise linear function can be
    expressed by a ReLU DNN with at most ceil(log2(n + 1)) hidden layers.

    It can if affine functions count as DNNs without a hidden layer, k = 0, and if shallower summands
    are prolonged by identities: Lemma A.2 is about one depth.
    """
    network = signed_maxima(regions(f).function).network
    same = isinstance(equal(network, f), Equal)
    return judged(same and network.depth - 1 <= largest_depth(f.input_dimension) - 1)


@corollary_follows_from_the_lemmas.step("Lemma A.3 gives this depth")
@for_every(grid(n=range(1, 9)), over="n <= 8, the maximum of n + 1 affine functions")
def lemma_a3_gives_the_depth(n):
    """Lemma A.3, for n + 1 affine functions, gives ceil(log2(n + 1)) hidden layers.

    By Definition 1 and Lemma A.4 affine functions are 2-layer DNNs, k_i = 1. Then the depth of Lemma
    A.3, 1 + ceil(log2(n + 1)) + 1, is one too large, and so is that of its network.
    """
    affine = [
        affine_network(AffineMap([[int(i == j) for j in range(n)]], [0])) for i in range(n + 1)
    ]
    network, hidden_layers = max_network(*affine), largest_depth(n) - 1
    return judged(
        network.depth - 1 <= hidden_layers, depth=network.depth, printed=hidden_layers + 1
    ).proved_by(lambda: maximum_is_deeper(affine[0], network, hidden_layers))


def maximum_is_deeper(first, maximum, hidden_layers):
    """Assert that f is x_1, that network is max{0, x_1, ..., x_n}, and that this has too many layers."""
    dimension = first.input_dimension

    def asserted(f, network, n, hidden):
        yield from has_shape(f, depth=2, size=first.size)
        yield from (f(*x) == x[0] for x in some_points(dimension))
        yield from has_shape(network, depth=maximum.depth, size=maximum.size)
        yield from is_largest_of(network, coordinates_and_0(dimension))
        yield n == dimension
        yield hidden == hidden_layers
        yield TWO**hidden_layers >= n + 1
        yield network.depth - 1 > hidden

    return asserting(asserted, f=first, network=maximum, n=dimension, hidden=hidden_layers)


@corollary_follows_from_the_lemmas.step("Lemma A.2 applies to the summands")
@for_all(f=small_networks(dimensions=(2,)), cost=2)
def lemma_a2_applies_to_the_summands(f):
    """The networks of the s_j max over i in S_j of l_i by Lemma A.3 have one depth, as Lemma A.2 needs."""
    terms = signed_maxima(regions(f).function).terms
    depths = sorted({maximum_of(term.forms).depth for term in terms})
    return judged(len(depths) == 1, depths=depths).proved_by(
        lambda: summands_of_depths(f, terms, depths)
    )


def summands_of_depths(f, terms, depths):
    """Assert that first and second are maxima in the sum that is f, and that their depths differ."""
    chosen = [
        next(t.forms for t in terms if maximum_of(t.forms).depth == depth)
        for depth in (depths[0], depths[-1])
    ]
    networks = [maximum_of(forms) for forms in chosen]
    points = points_of_cells(f)

    def asserted(f, first, second):
        for g, forms, network in zip((first, second), chosen, networks, strict=True):
            yield from has_shape(g, depth=network.depth, size=network.size)
            yield from is_largest_of(g, forms)
        for x in points:
            yield f(*x) == sum(t.sign * max(form_at(form, x) for form in t.forms) for t in terms)
        yield first.depth != second.depth

    return asserting(asserted, f=f, first=networks[0], second=networks[1])


@corollary_follows_from_the_lemmas.confirmed
@for_every(grid(n=range(1, 9)), over="n <= 8, the maximum of n + 1 affine functions")
def lemma_a3_gives_the_depth_for_k_0(n):
    """With affine functions as DNNs of depth 1, k_i = 0, the same construction has the stated depth."""
    affine = [Network([AffineMap([[int(i == j) for j in range(n)]], [0])]) for i in range(n + 1)]
    return max_network(*affine).depth == largest_depth(n)
