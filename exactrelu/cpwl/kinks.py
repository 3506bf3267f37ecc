"""Where a function is not differentiable: the jumps of its gradient, and convexity.

Across a common facet of two cells, in the hyperplane h(x) = 0, the function is
``l(x) + jump * max(0, h(x))`` with l affine, since it is continuous. It is convex on a convex union
of cells if and only if no jump is negative: along a segment in general position, which crosses
facets only in their interior, the slope then never decreases, and a limit of such segments is any.

>>> from exactrelu.network import Network
>>> from exactrelu.regions import regions
>>> absolute_value = Network.of(([[2], [-2]], [1, -1]), ([[1, 1]], [0]))
>>> [(kink.form, kink.jump) for kink in kinks(regions(absolute_value).function)]
[((1, 2), Fraction(2, 1))]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from exactrelu.cpwl.operations import affine_forms, functional_of
from exactrelu.cpwl.value import CPWL
from exactrelu.polyhedron import Complex
from exactrelu.rational import Vector, over_common_denominator

__all__ = [
    "Kink",
    "Segment",
    "SmoothPlace",
    "along",
    "clearance",
    "is_concave",
    "is_convex",
    "jumps_of",
    "kinks",
    "nonconvex_segment",
    "reach",
    "side_of",
    "smooth_places",
]


class Kink(NamedTuple):
    """A facet between two cells with different gradients.

    It lies in the hyperplane c_0 + c·x = 0 of its `form`, integers without a common factor, the
    first entry of c that is not 0 positive. The gradient in the cell `above`, where the form is
    positive, is that in the cell `below` plus `jump` times c. `corners` are those of the facet.
    """

    form: tuple[int, ...]
    jump: Fraction
    above: int
    below: int
    corners: tuple[int, ...]


class Segment(NamedTuple):
    """Two points with a value at their middle that is greater than the mean of their values."""

    start: Vector
    end: Vector


def kinks(f: CPWL) -> tuple[Kink, ...]:
    """Return the facets across which the gradient of a function with one output jumps.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> kinks(regions(Network.of(([[1], [1]], [0, 0]), ([[1, -1]], [0]))).function)
    ()
    """
    forms, piece = affine_forms(f), f.piece_of
    return tuple(
        [
            _kink(f.complex, forms, (pair[0], pair[1]), corners)
            for corners, pair in f.complex.sharing.items()
            if len(pair) == 2 and piece[pair[0]] != piece[pair[1]]
        ]
    )


class SmoothPlace(NamedTuple):
    """Where a hyperplane meets no kink: a facet between two cells, or a cell (no corners)."""

    above: int
    below: int
    corners: tuple[int, ...]


def smooth_places(f: CPWL, form: Sequence[int]) -> Iterator[SmoothPlace]:
    """Yield the places of a hyperplane c_0 + c·x = 0 in which f is differentiable.

    The form must not change along the lines of the cells.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> relu = regions(Network.of(([[1, 0]], [0]), ([[1]], [0]))).function
    >>> list(smooth_places(relu, (0, 1, 0))), list(smooth_places(relu, (-1, 1, 0)))
    ([], [SmoothPlace(above=1, below=1, corners=())])
    """
    cells, piece = f.complex, f.piece_of
    for index, cell in enumerate(cells.cells):
        if {1, -1} <= side_of(cells, form, cell.corners):
            yield SmoothPlace(index, index, ())
    for corners, pair in cells.sharing.items():
        is_smooth = len(pair) == 2 and piece[pair[0]] == piece[pair[1]]
        if is_smooth and side_of(cells, form, corners) == {0}:
            first, second = pair
            is_above = 1 in side_of(cells, form, cells.cells[first].corners)
            yield SmoothPlace(*((first, second) if is_above else (second, first)), corners)


def jumps_of(f: CPWL) -> dict[tuple[int, ...], set[Fraction]]:
    """Return all jumps on each hyperplane in which there is a kink; 0 where f is differentiable.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> half = Network.of(([[1, 0], [0, 1], [0, -1]], [0] * 3), ([[1, 1, -1]], [0]), ([[1]], [0]))
    >>> found = jumps_of(regions(half).function)                      # max{0, max{0, x} + y}
    >>> [(form, sorted(map(str, jumps))) for form, jumps in sorted(found.items())]
    [((0, 0, 1), ['0', '1']), ((0, 1, 0), ['0', '1']), ((0, 1, 1), ['0', '1'])]
    """
    found: dict[tuple[int, ...], set[Fraction]] = {}
    for kink in kinks(f):
        found.setdefault(kink.form, set()).add(kink.jump)
    for form, jumps in found.items():
        if any(smooth_places(f, form)):
            jumps.add(Fraction(0))
    return found


def is_convex(f: CPWL) -> bool:
    """Tell whether a function with one output is convex on the union of its cells.

    The union must be convex, as R^n and polyhedra are.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> is_convex(regions(Network.of(([[1, 1]], [0]), ([[1]], [0]))).function)
    True
    """
    return all(kink.jump > 0 for kink in kinks(f))


def is_concave(f: CPWL) -> bool:
    """Tell whether a function with one output is concave on the union of its cells.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> is_concave(regions(Network.of(([[1, 1]], [0]), ([[1]], [0]))).function)
    False
    """
    return is_convex(functional_of(f, [-1]))


def nonconvex_segment(f: CPWL) -> Segment | None:
    """Return a segment that shows that a function is not convex, None if it is convex.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> segment = nonconvex_segment(regions(Network.of(([[1]], [0]), ([[-1]], [0]))).function)
    >>> [str(x) for x, in segment]
    ['-1/2', '1/2']
    """
    kink = next((kink for kink in kinks(f) if kink.jump < 0), None)
    if kink is None:
        return None
    cells = f.complex
    middle, inside = cells.middle_of(kink.corners), cells.interior_point(kink.below)
    direction = tuple([m - x for m, x in zip(middle, inside, strict=True)])
    room = reach(cells, kink.above, middle, direction)
    step = Fraction(1, 2) if room is None else min(room, Fraction(1)) / 2
    return Segment(along(middle, -step, direction), along(middle, step, direction))


def reach(cells: Complex, index: int, point: Vector, direction: Vector) -> Fraction | None:
    """Return the largest t for which point + t·direction is in a cell, None if there is none.

    The point must be in the cell.
    """
    steps = []
    for form in cells.sides(index):
        slope = sum([c * d for c, d in zip(form[1:], direction, strict=True)], Fraction(0))
        if slope < 0:
            value = form[0] + sum(
                [c * x for c, x in zip(form[1:], point, strict=True)], Fraction(0)
            )
            steps.append(value / -slope)
    return min(steps, default=None)


def clearance(cells: Complex, index: int, point: Vector) -> Fraction | None:
    """Return the largest r so that the box |x_j - point_j| <= r crosses no facet beside the point.

    The point must be in the cell; None if the box may be of any size.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> hat = Network.of(([[1], [1], [1]], [1, 0, -2]), ([[1, -2, 1]], [0]))
    >>> found = regions(hat)
    >>> clearance(found.complex, found.locate([1]).index, (Fraction(0),))
    Fraction(2, 1)
    """
    sizes = []
    for form in cells.sides(index):
        value = form[0] + sum([c * x for c, x in zip(form[1:], point, strict=True)], Fraction(0))
        if value:
            sizes.append(value / sum(map(abs, form[1:]), Fraction(0)))
    return min(sizes, default=None)


def side_of(cells: Complex, form: Sequence[int | Fraction], corners: Sequence[int]) -> set[int]:
    """Return the signs that a form has at corners; it must not change along the lines.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> cells = regions(Network.of(([[1]], [0]), ([[1]], [0]))).complex
    >>> sorted(side_of(cells, (0, 1), (0, 1, 2)))
    [-1, 0, 1]
    """
    kept = [form[0], *(form[1 + j] for j in cells.columns)]
    values = [sum(map(_product, kept, cells.corners[c])) for c in corners]
    return {(value > 0) - (value < 0) for value in values}


def along(point: Vector, step: Fraction, direction: Vector) -> Vector:
    """Return point + step·direction."""
    return tuple([x + step * d for x, d in zip(point, direction, strict=True)])


def _kink(
    cells: Complex, forms: Sequence[Vector], pair: tuple[int, int], corners: tuple[int, ...]
) -> Kink:
    first, second = pair
    difference = [a - b for a, b in zip(forms[first], forms[second], strict=True)]
    integers, denominator = over_common_denominator(difference)
    leading = next(c for c in integers[1:] if c)
    factor = gcd(*integers) * (1 if leading > 0 else -1)
    form = tuple([c // factor for c in integers])
    jump = Fraction(factor, denominator)
    if 1 in side_of(cells, form, cells.cells[first].corners):
        return Kink(form, jump, first, second, corners)
    return Kink(form, -jump, second, first, corners)


def _product(a: int | Fraction, b: int) -> int | Fraction:
    return a * b
