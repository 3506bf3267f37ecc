"""Exact integrals of a function, of its absolute value and of its square.

Each cell is triangulated. On a simplex of volume V in R^n with vertices v_0, ..., v_n, affine
functions g and h have the integrals

    V * mean of g(v_i)      and, for g h,      V / ((n + 1)(n + 2)) * (sum_i g(v_i) * sum_i h(v_i)
                                                                      + sum_i g(v_i) h(v_i)).

On an unbounded cell, whose volume is infinite, only the function 0 has an integral.

>>> from exactrelu.network import Network
>>> from exactrelu.polyhedron import Polyhedron
>>> from exactrelu.regions import regions
>>> f = regions(Network.of(([[1]], [0])), domain=Polyhedron.box([(-1, 1)])).function
>>> integral(f), integral_of_absolute(f), integral_of_square(f)
(Fraction(0, 1), Fraction(1, 1), Fraction(2, 3))
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import factorial, prod
from typing import TYPE_CHECKING

from flint import fmpz_mat

from exactrelu.cpwl.operations import cut_where_zero, is_zero, require_one_output
from exactrelu.errors import DomainError
from exactrelu.polyhedron import Cell, facets_of
from exactrelu.polyhedron.triangulation import numbers_of, simplices
from exactrelu.rational import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exactrelu.cpwl.value import CPWL
    from exactrelu.rational import Vector

__all__ = ["integral", "integral_of_absolute", "integral_of_square"]


def integral(f: CPWL) -> Fraction:
    """Return the integral of a function with one output over all its cells.

    Raises DomainError if there is an unbounded cell on which the function is not 0.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> from exactrelu.regions import regions
    >>> relu = Network.of(([[1, 1]], [0]), ([[1]], [0]))
    >>> integral(regions(relu, domain=Polyhedron.box([(0, 1), (0, 1)])).function)
    Fraction(1, 1)
    """
    require_one_output(f)
    terms = (volume * _mean(values[0]) for volume, values in _simplices(_bounded_part(f)))
    return sum(terms, Fraction(0))


def integral_of_absolute(f: CPWL) -> Fraction:
    """Return the integral of |f_1| + ... + |f_m|, the norm of f in L1.

    Raises DomainError if there is an unbounded cell on which the function is not 0.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> from exactrelu.regions import regions
    >>> f = regions(Network.of(([[1], [2]], [0, 0])), domain=Polyhedron.box([(-1, 1)])).function
    >>> integral_of_absolute(f)
    Fraction(3, 1)
    """
    total = Fraction(0)
    for volume, values in _simplices(cut_where_zero(_bounded_part(f))):
        total += volume * sum([abs(_mean(each)) for each in values])
    return total


def integral_of_square(f: CPWL) -> Fraction:
    """Return the integral of f_1^2 + ... + f_m^2, the square of the norm of f in L2.

    Raises DomainError if there is an unbounded cell on which the function is not 0.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> from exactrelu.regions import regions
    >>> f = regions(Network.of(([[1, 0]], [0])), domain=Polyhedron.box([(0, 1), (0, 1)])).function
    >>> integral_of_square(f)
    Fraction(1, 3)
    """
    total = Fraction(0)
    for volume, values in _simplices(_bounded_part(f)):
        total += volume * sum([_mean_square(each) for each in values])
    return total


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _mean_square(values: Sequence[Fraction]) -> Fraction:
    """The mean over a simplex of the square of an affine function with these vertex values."""
    count = len(values)
    squares = sum([value * value for value in values], Fraction(0))
    return (sum(values, Fraction(0)) ** 2 + squares) / (count * (count + 1))


def _bounded_part(f: CPWL) -> CPWL:
    """The function on its bounded cells; DomainError unless it is 0 on the others."""
    cells = f.complex
    if cells.lines:
        if not is_zero(f):
            raise DomainError("an integral needs a bounded domain, or 0 on all unbounded cells")
        return replace(f, complex=replace(cells, cells=()))
    kept = []
    for index, cell in enumerate(cells.cells):
        if cells.is_bounded(index):
            kept.append(cell)
        elif any(any(f.values[corner]) for corner in cell.corners):
            x = ",".join(map(as_text, cells.interior_point(index)))
            raise DomainError(
                f"an integral needs a function that is 0 on unbounded cells, as it is not at {x}"
            )
    return replace(f, complex=replace(cells, cells=tuple(kept)))


def _simplices(f: CPWL) -> Iterator[tuple[Fraction, list[Vector]]]:
    """The volume of each simplex of all cells, and each output's values at the vertices."""
    for cell in f.complex.cells:
        for simplex in _triangulated(cell, f.complex.dimension):
            values = [f.value(corner) for corner in simplex]
            yield _volume([f.complex.corners[c] for c in simplex]), list(zip(*values, strict=True))


def _triangulated(cell: Cell, dimension: int) -> Iterator[list[int]]:
    place = {corner: k for k, corner in enumerate(cell.corners)}
    facets = [sum([1 << place[c] for c in corners]) for _, corners in facets_of(cell)]
    for simplex in simplices((1 << len(cell.corners)) - 1, facets, dimension):
        yield [cell.corners[k] for k in numbers_of(simplex)]


def _volume(corners: Sequence[Sequence[int]]) -> Fraction:
    """|det (1, v_i)| / n!, of vertices v_i = p / q as (q, p)."""
    size = len(corners)
    matrix = fmpz_mat(size, size, [entry for corner in corners for entry in corner])
    return Fraction(abs(int(matrix.det())), factorial(size - 1) * prod(c[0] for c in corners))
