"""Which functions R^n -> R have one hidden layer, and with how few units.

A sum of k units, ``f = sum_i c_i max{0, a_i·x + b_i} + (an affine function)``, is differentiable
outside of k hyperplanes. Across each of them the gradient jumps by one and the same multiple of the
normal, wherever no other hyperplane passes. Conversely let f be continuous and piecewise affine,
and let each of its kinks lie in a hyperplane all over which (up to lower dimension) the gradient
jumps by one multiple c_h of the normal of h. Then f - sum_h c_h max{0, h} has no kinks, so it is
affine. If f has no such form, some hyperplane c_0 + c·x = 0 has two points with different jumps:
f is ``l(x) + jump * max{0, c_0 + c·x}`` in a box around each of them, with l affine and with two
different jumps. Values at finitely many points would not show that, since the hyperplanes of a sum
of units may pass between these.

*The fewest units.* Let f = L + sum of c_h max{0, h} over k hyperplanes, L affine. There are at
least k units, one for each hyperplane. Turning a unit, c max{0, h} = c h + c max{0, -h}, adds c h
to the rest. So k units are enough iff L + sum_{h in S} c_h h is 0 for a set S (linear output map),
or is constant (affine output map). With k + 1 units, the additional one shares a hyperplane h_0
with another unit, and both add any multiple of h_0; or its input is constant. Alone on a new
hyperplane it would make a kink. With k + 2 units, max{0, L} - max{0, -L} = L is always possible.
The sets S are found, or excluded, by meeting in the middle. A hidden layer has at least 1 unit.

>>> from exactrelu.network import Network
>>> from exactrelu.regions import regions
>>> deep = Network.of(([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[1, 1, 1, 1]], [0]),
...                   ([[1]], [0]))                                       # |x| + |y|, never < 0
>>> one_hidden_layer(regions(deep).function, output="linear").size
4
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from exactrelu.constructions.signed_maxima import require_whole_space
from exactrelu.cpwl import CPWL, Kink, kinks
from exactrelu.cpwl.kinks import (
    SmoothPlace,
    along,
    clearance,
    side_of,
    smooth_places,
)
from exactrelu.cpwl.operations import affine_forms, require_function, require_one_output
from exactrelu.errors import BudgetError, DomainError
from exactrelu.linalg import affine_value, scaled
from exactrelu.network import Network, OutputMap
from exactrelu.polyhedron import Complex
from exactrelu.rational import Vector, over_common_denominator

__all__ = [
    "Bend",
    "Hinge",
    "HingeSum",
    "Obstruction",
    "OneHiddenLayer",
    "hinge_sum",
    "one_hidden_layer",
]

BUDGET = 2**16
"""How many partial sums are held at a time."""


class Hinge(NamedTuple):
    """The function jump * max{0, c_0 + c·x}, the form (c_0, c) in integers."""

    form: tuple[int, ...]
    jump: Fraction


class Bend(NamedTuple):
    """A point on a hyperplane c_0 + c·x = 0, and what the function is in a box around it.

    ``f(point + u) == f(point) + gradient·u + jump * max{0, c·u}`` for all u with |u_j| <= radius:
    beside the point f bends in the hyperplane only. A step of t = `step` along c does not leave the
    box, so that ``f(point + t c) - 2 f(point) + f(point - t c) == t * jump * |c|^2``.
    """

    point: Vector
    jump: Fraction
    step: Fraction
    gradient: Vector
    radius: Fraction


@dataclass(frozen=True, slots=True)
class Obstruction:
    """Why a function has no one hidden layer: a hyperplane with two different jumps.

    In both boxes a sum of units would bend by the units of this hyperplane alone, and so by the
    same multiple of its normal. What is said of the boxes is a part of the reason: the values at
    the points and beside them do not exclude a sum of units. `exactrelu.regions.equal` on each box
    decides whether it is true.
    """

    form: tuple[int, ...]
    first: Bend
    second: Bend


@dataclass(frozen=True, slots=True)
class HingeSum:
    """The function L + sum of hinges on different hyperplanes, L = c_0 + c·x as (c_0, c)."""

    affine: Vector
    hinges: tuple[Hinge, ...]


@dataclass(frozen=True, slots=True)
class OneHiddenLayer:
    """A network with one hidden layer, and no other with that output map has a smaller one."""

    network: Network
    hinge_sum: HingeSum

    @property
    def size(self) -> int:
        """The number of hidden units."""
        return self.network.size


def hinge_sum(f: CPWL) -> HingeSum | Obstruction:
    """Return a function R^n -> R as an affine one plus hinges, or show that this is impossible.

    Raises DimensionError for several outputs, DomainError unless the cells cover R^n.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> relu = Network.of(([[2, 4]], [2]), ([[1]], [0]))
    >>> hinge_sum(regions(relu).function).hinges
    (Hinge(form=(1, 1, 2), jump=Fraction(2, 1)),)
    """
    require_function(f)
    require_one_output(f)
    require_whole_space(f)
    found: dict[tuple[int, ...], Kink] = {}
    for kink in kinks(f):
        first = found.setdefault(kink.form, kink)
        if first.jump != kink.jump:
            return Obstruction(kink.form, _bend(f, first), _bend(f, kink))
    for form, first in found.items():
        place = next(smooth_places(f, form), None)
        if place is not None:
            return Obstruction(form, _bend(f, first), _smooth(f, form, place))
    hinges = tuple([Hinge(form, kink.jump) for form, kink in sorted(found.items())])
    return HingeSum(_rest(f, hinges), hinges)


def one_hidden_layer(
    f: CPWL, *, output: OutputMap, budget: int = BUDGET
) -> OneHiddenLayer | Obstruction:
    """Return a smallest network of one hidden layer for a function R^n -> R, if there is any.

    Raises DimensionError for several outputs, DomainError unless the cells cover R^n and for an
    unknown output map, BudgetError if more than `budget` partial sums would be needed; `hinge_sum`
    does not need them.

    >>> from exactrelu.constructions import affine_network, max_network
    >>> from exactrelu.network import AffineMap
    >>> from exactrelu.regions import regions
    >>> x, y, zero = [affine_network(AffineMap([w], [0])) for w in ([1, 0], [0, 1], [0, 0])]
    >>> one_hidden_layer(regions(max_network(x, y)).function, output="linear").size
    3
    >>> found = one_hidden_layer(regions(max_network(x, y, zero)).function, output="linear")
    >>> sorted(str(bend.jump) for bend in (found.first, found.second))
    ['0', '1']
    """
    if output not in ("linear", "affine"):
        raise DomainError(f"output must be 'linear' or 'affine', not {output!r:.80}")
    found = hinge_sum(f)
    if isinstance(found, Obstruction):
        return found
    return OneHiddenLayer(_smallest(found, output, budget), found)


def _bend(f: CPWL, kink: Kink) -> Bend:
    """A point inside the facet of a kink."""
    point = f.complex.middle_of(kink.corners)
    return _around(f, point, kink.jump, kink.form, (kink.above, kink.below))


def _smooth(f: CPWL, form: tuple[int, ...], place: SmoothPlace) -> Bend:
    """A point of a hyperplane inside a facet without a kink, or inside a cell."""
    above, below, corners = place
    cells = f.complex
    point = cells.middle_of(corners) if corners else _on_hyperplane(cells, above, form)
    return _around(f, point, Fraction(0), form, (above, below))


def _around(
    f: CPWL, point: Vector, jump: Fraction, form: tuple[int, ...], pair: tuple[int, int]
) -> Bend:
    """The bend at a point inside a cell, or inside the facet of the cells above and below."""
    rooms = [clearance(f.complex, cell, point) for cell in pair]
    radius = min([Fraction(1), *[room for room in rooms if room is not None]])
    gradient = affine_forms(f)[pair[1]][1:]
    return Bend(point, jump, radius / max(map(abs, form[1:])), gradient, radius)


def _on_hyperplane(cells: Complex, index: int, form: tuple[int, ...]) -> Vector:
    """A point inside a cell on a hyperplane that cuts it."""
    inside = cells.interior_point(index)
    here = affine_value(form, inside)
    if here == 0:
        return inside
    across = next(
        corner
        for corner in cells.cells[index].corners
        if (-1 if here > 0 else 1) in side_of(cells, form, [corner])
    )
    end = cells.point(across)
    if cells.corners[across][0] == 0:
        end = along(inside, Fraction(1), end)
    direction = along(end, Fraction(-1), inside)
    return along(inside, here / (here - affine_value(form, end)), direction)


def _rest(f: CPWL, hinges: Sequence[Hinge]) -> Vector:
    """What is left of f without the hinges: one affine function, found on the first cell."""
    corners = f.complex.cells[0].corners
    rest = affine_forms(f)[0]
    for form, jump in hinges:
        if 1 in side_of(f.complex, form, corners):
            rest = along(rest, -jump, tuple(map(Fraction, form)))
    return rest


def _smallest(found: HingeSum, output: OutputMap, budget: int) -> Network:
    k = len(found.hinges)
    # Often no unit or every unit has to be turned, however many there are.
    for turned in (frozenset[int](), frozenset(range(k))):
        if not any(_remaining(found, turned)[_constants(output) :]):
            return _network(found, turned, output)
    sums = 2 ** ((k + 1) // 2)
    if sums > budget:
        raise BudgetError(
            f"the choice of units to turn must need at most {budget} sums, not {sums}",
            lower=Fraction(k),
            upper=Fraction(k + 2),
        )
    choice = _turned(found, output, modulo=())
    if choice is not None:
        return _network(found, choice, output)
    for form in _helpers(found, output):
        choice = _turned(found, output, modulo=form)
        if choice is not None:
            return _network(found, choice, output, extra=form)
    return _network(found, frozenset(), output, extra=found.affine)


def _constants(output: OutputMap) -> int:
    """How many leading entries of a form do not count: the constant, with an affine output map."""
    return 1 if output == "affine" else 0


def _remaining(found: HingeSum, turned: frozenset[int]) -> Vector:
    """What is left of the function without its hinges, some of them turned."""
    rest = found.affine
    for index in turned:
        form, jump = found.hinges[index]
        rest = along(rest, jump, scaled(Fraction(1), form))
    return rest


def _helpers(found: HingeSum, output: OutputMap) -> Iterator[tuple[int, ...]]:
    """The forms of which one additional unit adds any multiple."""
    if output == "linear":
        yield (1, *(0 for _ in found.affine[1:]))
    yield from (hinge.form for hinge in found.hinges)


def _turned(
    found: HingeSum, output: OutputMap, *, modulo: tuple[int, ...]
) -> frozenset[int] | None:
    """Hinges whose turning leaves a multiple of the form `modulo`, or nothing if it is empty.

    With an affine output map, constants do not count.
    """
    skip = _constants(output)
    rows = [found.affine, *(scaled(h.jump, h.form) for h in found.hinges)]
    target, *vectors = _reduced([row[skip:] for row in rows], modulo[skip:])
    return _subset(vectors, tuple([-entry for entry in target]))


def _reduced(rows: Sequence[Vector], modulo: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The rows as integers over one denominator, without their parts along a vector."""
    flat, _ = over_common_denominator([entry for row in rows for entry in row])
    width = len(rows[0])
    integers = [flat[k : k + width] for k in range(0, len(flat), width)]
    pivot = next((k for k, entry in enumerate(modulo) if entry), None)
    if pivot is None:
        return integers
    return [
        tuple([modulo[pivot] * x - row[pivot] * m for x, m in zip(row, modulo, strict=True)])
        for row in integers
    ]


def _subset(vectors: Sequence[tuple[int, ...]], target: tuple[int, ...]) -> frozenset[int] | None:
    """Numbers of vectors with this sum, None if there are none: a table of all sums of one half."""
    half = len(vectors) // 2
    table = {total: chosen for chosen, total in _sums(vectors[:half], len(target))}
    for chosen, total in _sums(vectors[half:], len(target)):
        missing = tuple([t - x for t, x in zip(target, total, strict=True)])
        if missing in table:
            return frozenset(_numbers(table[missing] | chosen << half))
    return None


def _sums(vectors: Sequence[tuple[int, ...]], width: int) -> list[tuple[int, tuple[int, ...]]]:
    """All subsets, as bits, with their sums."""
    found: list[tuple[int, tuple[int, ...]]] = [(0, (0,) * width)]
    for k, vector in enumerate(vectors):
        found += [
            (chosen | 1 << k, tuple([x + v for x, v in zip(total, vector, strict=True)]))
            for chosen, total in found
        ]
    return found


def _numbers(bits: int) -> list[int]:
    return [k for k in range(bits.bit_length()) if bits >> k & 1]


def _network(
    found: HingeSum, turned: frozenset[int], output: OutputMap, extra: Sequence[int | Fraction] = ()
) -> Network:
    """The network of the hinges, some turned, and of units that add a multiple of `extra`."""
    rest = _remaining(found, turned)
    units = {
        scaled(Fraction(-1 if index in turned else 1), form): jump
        for index, (form, jump) in enumerate(found.hinges)
    }
    if extra:
        factor = _multiple(rest, extra, output)
        rest = along(rest, -factor, scaled(Fraction(1), extra))
        for sign in (1, -1):
            unit = scaled(Fraction(sign), extra)
            if any(unit[1:]) or sign == 1:
                units[unit] = units.get(unit, Fraction(0)) + sign * factor
    return _of_units(units, rest)


def _multiple(rest: Vector, extra: Sequence[int | Fraction], output: OutputMap) -> Fraction:
    """The factor of `extra` in the rest, up to constants if the output map is affine."""
    start = _constants(output)
    pivot = next(k for k in range(start, len(extra)) if extra[k])
    return rest[pivot] / extra[pivot]


def _of_units(units: dict[Vector, Fraction], rest: Vector) -> Network:
    used = {form: weight for form, weight in units.items() if weight}
    # A hidden layer has at least one unit.
    used = used or {(Fraction(0),) * len(rest): Fraction(0)}
    hidden = [form[1:] for form in used], [form[0] for form in used]
    return Network.of(hidden, ([list(used.values())], [rest[0]]))
