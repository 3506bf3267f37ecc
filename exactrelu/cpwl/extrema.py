"""The least and the greatest value of a function on its cells, each with a point or a ray.

A function that is affine on each cell is bounded below if no slope along a direction of a cell is
negative and all slopes along the lines are 0; then a vertex has the least value.

>>> from exactrelu.network import Network
>>> from exactrelu.regions import regions
>>> absolute_value = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
>>> minimum_of(regions(absolute_value).function)
Extremum(value=Fraction(0, 1), argument=(Fraction(0, 1),))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.cpwl.operations import functional_of, require_one_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exactrelu.cpwl.value import CPWL
    from exactrelu.rational import Vector

__all__ = ["Extremum", "Unbounded", "maximum_of", "minimum_of"]


@dataclass(frozen=True, slots=True)
class Extremum:
    """An extremal value, and the lexicographically first of the vertices that have it.

    If the cells contain lines, a vertex stands for all points that differ from it along them.
    """

    value: Fraction
    argument: Vector


@dataclass(frozen=True, slots=True)
class Unbounded:
    """There is no extremum: on the ray start + t·direction, t >= 0, the function is affine in t.

    `slope` is its slope there, negative if the function has no minimum.
    """

    start: Vector
    direction: Vector
    slope: Fraction


def minimum_of(f: CPWL) -> Extremum | Unbounded:
    """Return the minimum of a function with one output over all its cells.

    Raises DimensionError for several outputs.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> minimum_of(regions(Network.of(([[1]], [0]), ([[-2]], [5]))).function)
    Unbounded(start=(Fraction(0, 1),), direction=(Fraction(1, 1),), slope=Fraction(-2, 1))
    """
    require_one_output(f)
    descent = next(_descents(f), None)
    if descent is not None:
        return descent
    vertices = [k for k, corner in enumerate(f.complex.corners) if corner[0]]
    value, argument = min((f.value(k)[0], f.complex.point(k)) for k in vertices)
    return Extremum(value, argument)


def maximum_of(f: CPWL) -> Extremum | Unbounded:
    """Return the maximum of a function with one output over all its cells.

    Raises DimensionError for several outputs.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> maximum_of(regions(Network.of(([[1]], [0]), ([[-2]], [5]))).function)
    Extremum(value=Fraction(5, 1), argument=(Fraction(0, 1),))
    """
    require_one_output(f)
    match minimum_of(functional_of(f, [-1])):
        case Extremum(value, argument):
            return Extremum(-value, argument)
        case Unbounded(start, direction, slope):
            return Unbounded(start, direction, -slope)


def _descents(f: CPWL) -> Iterator[Unbounded]:
    """The rays from vertices along which the function has a negative slope."""
    cells = f.complex
    for line, (slope,) in zip(cells.lines, f.slopes, strict=False):
        if slope:
            start = cells.vertices(cells.cells[0].corners)[0]
            yield Unbounded(start, tuple([-slope / abs(slope) * x for x in line]), -abs(slope))
    for cell in cells.cells:
        for corner in cell.corners:
            if cells.corners[corner][0] == 0 and f.values[corner][0] < 0:
                start = cells.vertices(cell.corners)[0]
                yield Unbounded(start, cells.point(corner), f.value(corner)[0])
